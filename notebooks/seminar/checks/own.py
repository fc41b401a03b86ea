"""The checks of what a pair writes itself: a theme of its own, and one claim. They judge numbers, never a sentence."""

import calendar
import functools
import re
from typing import NamedTuple

import pandas as pd

import themeshift as ts

from .answers import give_verdict, join, read_text, recall, refuse, say_many
from .counting import STATIONS, count_by_text, count_claim, load, read_sentence, read_words, read_year_of_texts
from .quantities import NUMBER, WORDS, name_mistake, read_number, refuse_unit

MINDS = (
    r"\b(?:cared?|cares|caring|believ\w+|wanted|wants|matter(?:s|ed)|felt|feels|loved?|hated?|important|importance|"
    r"priority|obsess\w+|thought|thinks|liked?|likes)\b"
)


def read_shown(value, n):
    """Return how many of some passages to show: a whole number, or all of them."""
    if value is all or str(value).strip().lower() == "all":
        return n
    if type(value) is not int or value < 1:
        refuse(f'SHOWN is {value!r}: write a whole number without quotation marks, or "all".')
    return min(value, n)


@give_verdict("Noted.")
def check_theme(prediction, terms, sentence, other_sense=""):
    """Count a theme of one's own, without the lines of another sense, and set its numbers beside one sentence."""
    prediction, terms = read_year_of_texts(prediction, "prediction_8"), read_words(terms)
    if all(term.lower() in ts.load_stopwords() for term in terms):
        refuse(
            f"{join(terms)}: in the stop list, words that say nothing of their own. Choose words that carry a theme."
        )
    later = [term for term in terms if re.match("electri", term.lower())]
    seen = [term for term in terms if re.match("(peace|concession|east)", term.lower())]
    if later:
        refuse(f"{join(later)}: that comes next, in the claim. Choose what your own reading made you curious about.")
    if seen:
        refuse(f"{join(seen)}: we have counted that already. Choose what your own reading made you curious about.")
    place = load()
    other = _read_lines(other_sense, terms)
    sentence = _read_claim(sentence, "my_sentence")
    counts = _leave_out(count_by_text(*terms), other)
    table, rates = counts.table["theme"], counts.group(place.years).rates["theme"]
    n, having, most, top = int(table.sum()), int((table > 0).sum()), int(table.max()), rates.idxmax()
    of_top = int((place.years == top).sum())
    in_top = int((table[place.years.reindex(table.index) == top] > 0).sum())
    few = " That is too few for any sentence about change." if n < 5 or having < 3 else ""
    there = [
        n,
        having,
        len(table),
        most,
        n - most,
        having - 1,
        of_top,
        in_top,
        *counts.group(place.years).table["theme"],
    ]
    without = f" (without {len(other)} in another sense)" if len(other) else ""
    return (
        f"No check can judge your sentence; set it beside its numbers. You counted {join(terms)}: "
        f"{say_many(n, 'occurrence')}{without} in "
        f"{having} of {len(table)} texts, {most} of them in the text with most ({table.idxmax()}); the highest rate in "
        f"{top} ({rates.max():.2f} in 1,000 words), where {in_top} of its {say_many(of_top, 'text')} "
        f"{'has a word of yours: one text, as at station 3' if in_top == 1 else 'have a word of yours'}."
        f"{few}{_doubt(sentence, there)}" + recall(prediction)
    )


def _read_lines(value, terms):
    """Return the documents of the occurrences in the lines that an answer names, or say which of them have none."""
    empty = value is None or isinstance(value, str) and not value.strip("…._ ")
    text = "" if empty else read_text(value, "other_sense")
    if text and not re.search(r"\d", text):
        if re.match(r"(?i)no\b|none\b|nothing\b", text):
            return pd.Series(dtype=object)
        refuse(
            f"“{text}”: write the number of each line, as the first column gives it; if there are none, leave it empty."
        )
    lines = [int(line) for line in re.findall(r"\d+", text)]
    if not lines:
        return pd.Series(dtype=object)
    place = load()
    found = ts.find_concordance(terms, place.paragraphs, place.corpus.lines, place.documents)
    strange = [line for line in lines if line not in set(found["line"])]
    if strange:
        refuse(f"No word of yours is in line {join(strange)}: copy the number after “line” from the first column.")
    if set(found["line"]) <= set(lines):
        refuse("That is every passage: if your words never mean your theme, choose others.")
    return found.loc[found["line"].isin(lines), "document"]


def _leave_out(counts, documents):
    """Return counts without one occurrence for each of some documents, which may be named more than once."""
    fewer = documents.value_counts().reindex(counts.table.index, fill_value=0)
    return ts.Counts(counts.table.sub(fewer, axis=0), counts.words)


def _doubt(sentence, there=None):
    """Return what is to be asked of a sentence: a number that was not counted, a word about a mind."""
    said = ""
    if there is not None:
        plain = re.sub(rf"\b\d{{1,2}} (?:{'|'.join(calendar.month_name[1:])})\b", "", sentence)  # a day is no count
        plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", plain)
        numbers = [n for n in re.findall(NUMBER, plain) if n.isdigit() and not 1900 < int(n) < 1970]
        strange = [n for n in numbers if int(n) not in there]
        said = f" Your sentence says {join(strange)}, which is none of the counts: where is it from?" if strange else ""
    mind = re.search(MINDS, sentence, re.IGNORECASE)
    return said + (f" You wrote “{mind[0]}”: which count shows that?" if mind else "")


class Scope(NamedTuple):
    """The texts in which a claim may count: what to call them, and which."""

    name: str
    texts: object


@give_verdict("Your numbers are right.")
def check_claim(claim, occurrences, words, texts, overturned):
    """Check the numbers of a claim on electrification: its count, its denominator and its texts go together."""
    claim = _read_claim(claim, "claim")
    if "electri" not in claim.lower():
        refuse("Your claim does not name electrification: say which word or sense you counted.")
    count, total = read_number(occurrences, "n_occurrences"), read_number(words, "n_words")
    refuse_unit(count, "occurrence")
    fits = _find_counts(count)
    total = _check_denominator(total, fits)
    fits = [fit for fit in fits if fit[3] == total]
    texts = read_number(texts, "n_texts")
    refuse_unit(texts, "text")
    way, scope, n, _, having = _check_texts(texts, fits)
    numbers = [(n, "occurrences"), (total, "words it is counted in"), (having, "number of texts that name it")]
    _find_numbers(claim, numbers)
    if scope.isdigit() and scope not in claim:
        refuse(f"{n} is the count of {scope} alone: name the year in your claim, or count all.")
    doubt = read_text(overturned, "overturned")
    if re.match(r"(?i)(nothing|none|nobody)\b|no\W*$", doubt):
        refuse(f"“{doubt}”: a claim nothing could overturn tells us nothing. What would you have to find?")
    read_sentence(overturned, "overturned")
    return (
        f"You counted {way} in {scope}: {n} in {total:,} words, {1000 * n / total:.2f} in 1,000, in "
        f"{say_many(having, 'text')}.{_warn_of_one_text(scope)} Whether your sentence follows from them, and what "
        f"would overturn it, no check can judge: exchange it with another pair.{_doubt(claim)}"
    )


def _warn_of_one_text(scope):
    """Say of a year with a single text that it is one."""
    one = scope.isdigit() and (load().years == scope).sum() == 1
    return f" {scope} is one text: what did station 4 say of such a year?" if one else ""


def _list_scopes():
    """List the texts in which a claim may count: all, those since it is first named, those of one year."""
    place = load()
    dates = place.documents["date"]
    first = dates[count_claim()[1]["document"].unique()].min()
    years = [Scope(year, place.years.index[place.years == year]) for year in sorted(set(place.years))]
    since = Scope("all texts since it is first named", dates.index[dates >= first])
    return [Scope("all texts", dates.index), since, *years]


@functools.cache
def _list_counts():
    """List the ways to count in each scope, as way, scope, occurrences, words and texts; none without an occurrence."""
    told, lengths, counted = STATIONS["claim"], load().vocabulary.words, []
    counts, sense, *_ = count_claim()
    ways = {term: counts.table[term] for term in told["spellings"]}
    ways[f"the label “{told['sense']}” (the plan, in whatever words)"] = sense["document"].value_counts()
    for way, table in ways.items():
        for scope in _list_scopes():
            inside = table.reindex(scope.texts).fillna(0)
            n, having = int(inside.sum()), int((inside > 0).sum())
            if n:
                counted.append((way, scope.name, n, int(lengths.reindex(scope.texts).sum()), having))
    return counted


def _find_counts(number):
    """Return every way to count that gives a number, or say what it is."""
    fits = [counted for counted in _list_counts() if number.near(counted[2]) and not number.share]
    if fits:
        return fits
    told, (counts, _, all_senses, _) = STATIONS["claim"], count_claim()
    rate = 1000 * counts.sums.iloc[0] / load().vocabulary.words.sum()
    lamps = f"{told['wide']} (electric lamps, too)"
    ways = dict.fromkeys(lamps if way == told["wide"] else way for way, *_ in _list_counts())
    mistakes = [
        (all_senses, "electric lamps and industry are in it; count the program, or one spelling."),
        (rate, "that is a rate; give the count here, and the rate in the claim."),
    ]
    name_mistake(number, mistakes, f"none of the ways to count gives that: {join(ways)} are possible.")


def _read_claim(value, what):
    """Return a sentence that claims no more than counts can."""
    claim = read_sentence(value, what)
    if re.search(r"(?i)\b(proves?|proved|proven|proving|proofs?)\b", claim):
        refuse("Counts in one anthology do not prove: say what you found, where, and in how many texts.")
    return claim


def _check_denominator(number, fits):
    """Check the words in which the claim counts; return them."""
    for *_, total, _ in fits:
        if number.near(total):
            return total
    refuse_unit(number, "word")
    for *_, total, _ in fits:
        if any(value % 100 == 0 and abs(value / total - 1) < 0.01 for value, _ in number.values):
            refuse(f"{number.written}: that is near; give all the words, to the last, as they are printed above.")
    place = load()
    lengths, n = place.vocabulary.words, fits[0][2]
    counts, *_, authors = count_claim()
    if all(scope.isdigit() for _, scope, *_ in fits):
        if n == int((counts.table > 0).any(axis=1).sum()):
            refuse(f"{n} is how many texts name it; how often do they name it?")
        years = join(sorted({scope for _, scope, *_ in fits}))
        refuse(f"{n} is the count of {years} alone: take the words of that year, or count all the years.")
    for year, there in lengths.groupby(place.years).sum().items():
        if number.near(there):
            refuse(f"{number.written}: those are the words of {year}; the occurrences are of all years.")
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
        ],
        "that is not the denominator: take the words of all texts, or of all since it is first named.",
    )


def _check_texts(number, fits):
    """Check the number of texts; return the way of counting."""
    for fit in fits:
        if number.near(fit[4]) or number.whole and number._replace(whole=None).near(fit[4]):
            return fit
    _, scope, n, _, _ = fits[0]
    mistakes = [
        (len(load().documents), "that is all texts; how many of them name it?"),
        (n, "those are the occurrences; in how many texts are they?"),
    ]
    where = f"of {scope} " if scope.isdigit() else ""
    name_mistake(number, mistakes, f"count the texts {where}that name it at least once.")


def _find_numbers(claim, numbers):
    """Refuse a claim that lacks one of its numbers."""
    plain = re.sub(r"(?<=\d)[,.’ ](?=\d{3}\b)", "", claim)
    written = {str(WORDS.get(word.lower(), word)) for word in re.findall(r"\w+(?:-\w+)?", plain)}
    for number, what in numbers:
        if str(number) not in written:
            refuse(f"Your claim does not give the {what} ({number:,} by your own count): a reader needs it to judge.")
