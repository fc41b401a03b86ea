"""The checks of what a pair writes itself: a theme of its own, and one claim."""

import re

import themeshift as ts

from .answers import give_verdict, join, name_mistake, read_number, read_sentence, read_terms, read_text, recall, refuse
from .counting import STATIONS, count_claim, load, refuse_unknown


@give_verdict
def check_theme(prediction, terms, sentence):
    """Check a theme of one's own: its words, where it is most frequent, and one sentence about it."""
    prediction, terms = read_text(prediction, "prediction"), read_terms(terms)
    refuse_unknown(terms)
    if all(term.lower() in ts.load_stopwords() for term in terms):
        refuse(
            f"{join(terms)}: in the stop list, words that say nothing of their own. Choose words that carry a theme."
        )
    seen = [term for term in terms if re.match("(peace|concession|electri|east)", term.lower())]
    if seen:
        refuse(f"{join(seen)}: we have counted that already. Choose what your own reading made you curious about.")
    _read_claim(sentence, "sentence")
    place = load()
    counts = ts.count_terms(place.paragraphs, {"theme": terms})
    table, rates = counts.table["theme"], counts.group(place.years).rates["theme"]
    return (
        f"{table.sum()} occurrences in {(table > 0).sum()} of {len(table)} texts; the text with most has "
        f"{table.max() / table.sum():.0%} of them ({table.idxmax()}). The rate is highest in {rates.idxmax()} "
        f"({rates.max():.2f} in 1,000 words), a year of {(place.years == rates.idxmax()).sum()} texts."
        + recall(prediction)
    )


@give_verdict
def check_claim(claim, occurrences, words, texts, overturned):
    """Check a claim on electrification: its number, its denominator, its texts, and what would overturn it."""
    claim = _read_claim(claim, "claim")
    if "electri" not in claim.lower():
        refuse("Your claim does not name electrification: say which word or sense you counted.")
    counted, n, having = _check_count(read_number(occurrences, "number of occurrences"))
    total = _check_denominator(read_number(words, "number of words"))
    number = read_number(texts, "number of texts")
    if not number.near(having):
        name_mistake(
            number,
            [
                (len(load().documents), "that is all texts; how many of them name it?"),
                (n, "those are the occurrences; in how many texts are they?"),
            ],
            "count the texts that name it at least once.",
        )
    _find_numbers(
        claim,
        [
            (n, "occurrences", f"{n}"),
            (total, "words it is counted in", f"{total:,}"),
            (having, "number of texts that name it", f"{having}"),
        ],
    )
    doubt = read_text(overturned, "doubt")
    if re.match(r"(?i)(nothing|none|nobody)\b|no\W*$", doubt):
        refuse(f"“{doubt}”: what nothing could overturn says nothing about the texts. What would you have to find?")
    read_sentence(overturned, "doubt")
    rate = 1000 * n / total
    return (
        f"You counted {counted}: {n} in {total:,} words, {rate:.2f} in 1,000, in {having} texts. "
        "Exchange it with another pair: can they overturn it?"
    )


def _check_count(number):
    """Check the number of occurrences; return how they were counted, their number and that of their texts."""
    place, told = load(), STATIONS["claim"]
    counts, sense, all_senses = count_claim()
    ways = {term: (int(counts.sums[term]), int((counts.table[term] > 0).sum())) for term in told["spellings"]}
    ways[f"the sense “{told['sense']}”"] = (len(sense), sense["document"].nunique())
    for way, (n, having) in ways.items():
        if number.near(n) and not number.share:
            return way, n, having
    rate = 1000 * counts.sums.iloc[0] / place.vocabulary.words.sum()
    alone = f"those are the occurrences in {told['year']} alone; count all, or say so by the words of that year."
    mistakes = [
        (all_senses, "electric lamps and industry are in it; count the program, or one spelling."),
        *((n, alone) for n in counts.group(place.years).table.loc[told["year"]]),
        (rate, "that is a rate; give the count here, and the rate in the claim."),
    ]
    name_mistake(number, mistakes, f"none of the ways to count gives that: {join(ways)} are possible.")


def _read_claim(value, what):
    """Return a sentence that claims no more than counts can."""
    claim = read_sentence(value, what)
    if re.search(r"(?i)\b(proves?|proved|proven|proving|proofs?)\b", claim):
        refuse("Counts in one anthology do not prove: say what you found, where, and in how many texts.")
    return claim


def _check_denominator(number):
    """Check the words in which the claim counts; return them."""
    place = load()
    lengths, dates = place.vocabulary.words, place.documents["date"]
    since = dates >= dates[count_claim()[1]["document"].unique()].min()
    for total in (int(lengths.sum()), int(lengths[since.reindex(lengths.index)].sum())):
        if number.near(total):
            return total
    authors = ts.count_vocabulary(place.corpus.paragraphs).words.sum()
    year = STATIONS["claim"]["year"]
    name_mistake(
        number,
        [
            (1000, "“per 1,000” is a unit; the denominator is all the words in which you counted."),
            (authors, "Trotsky's words are in it; take Lenin's."),
            *(
                (value, "the words of other voices are in it; take Lenin's own.")
                for value, _ in number.values
                if authors < value < 1.1 * authors
            ),
            (
                lengths.groupby(place.years).sum()[year],
                f"those are the words of {year}; the occurrences are of all years.",
            ),
        ],
        "that is not the denominator: take the words of all texts, or of all since it is first named.",
    )


def _find_numbers(claim, numbers):
    """Refuse a claim that lacks one of its numbers."""
    plain = re.sub(r"(?<=\d)[,.’ ](?=\d{3}\b)", "", claim)
    names = {
        "one": "1",
        "two": "2",
        "three": "3",
        "four": "4",
        "five": "5",
        "six": "6",
        "twenty": "20",
        "fifteen": "15",
    }
    written = {names.get(word.lower(), word) for word in re.findall(r"\w+", plain)}
    for number, what, shown in numbers:
        if str(number) not in written:
            refuse(f"Your claim does not give the {what} ({shown} by your own count): a reader needs it to judge.")
