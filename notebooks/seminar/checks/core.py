"""The checks of stations 1, 2 and 4. Each names the mistake that leads to the number it was given, if it knows one."""

import re

from .answers import give_verdict, join, read_text, recall, refuse, say_many
from .counting import STATIONS, count_by_year, list_cards, load, read_sentence, read_word, read_year_of_texts
from .quantities import is_part, name_mistake, read_guess, read_number, refuse_impossible, refuse_unit


@give_verdict("Right.")
def check_reading(prediction, leases, because):
    """Check which cards are leases."""
    prediction = read_guess(prediction, "prediction_1")
    told, cards = STATIONS["reading"], list_cards()["sense"]
    lease = set(cards.index[cards.isin(told["leases"])])
    either = set(cards.index[cards.isin(told["both"])])
    chosen = _read_letters(leases, cards.index)
    _check_letters(chosen, lease, either, set(cards.index))
    read_sentence(because, "because_1")
    senses = load().occurrences.query("theme == @told['theme']")["sense"]
    share = senses.isin(told["leases"]).mean()
    you = f"you counted {join(sorted(either))} too" if chosen & either else f"you left {join(sorted(either))} out"
    return (
        f"{join(sorted(lease))} are leases. {join(sorted(either))} is both: {told['why_both']}; {you}: "
        f"either can be defended if it is said. Of all {len(senses)} occurrences, {share:.0%} are leases "
        f"and nothing else; another {senses.isin(told['both']).mean():.0%} are both." + recall(prediction)
    )


def _read_letters(value, letters):
    """Return the letters of the cards in an answer, or say what else is in it."""
    text = read_text(value, "leases")
    if re.search(r"\b[A-Za-z]\s*[-–]\s*[A-Za-z]\b", text):
        refuse(f"“{text}”: write each letter, with a comma between, as in “B, D”.")
    words = re.findall(r"[A-Z]+", re.sub(r"\b(CARDS?|AND|ONLY)\b", " ", text.upper()))
    if words == ["NONE"]:
        refuse("If none is a lease, what does the foreigner get in the Far North? Read A again.")
    if not words or any(len(word) > 1 and not set(word) <= set(letters) for word in words):
        refuse(f"“{text}”: write the letters of the cards that speak of leases, and nothing else, as in “B, D”.")
    chosen = set("".join(words))
    if chosen - set(letters):
        refuse(f"There is no card {join(sorted(chosen - set(letters)))}: the cards are {join(letters)}.")
    return chosen


def _check_letters(chosen, lease, either, cards):
    """Refuse letters that are not those of the leases, those of the cards that may be counted or not aside."""
    extra, missing, you = chosen - lease - either, lease - chosen, f"You chose {join(sorted(chosen))}. "
    if chosen == cards:
        refuse(you + "That is every card: you counted the word. In which of them is something leased?")
    if chosen - either == cards - lease - either:
        refuse(you + "It is the other way round: on these, a state or a class yields something and nobody leases.")
    if extra:
        refuse(you + f"Read {join(sorted(extra))} again: what is leased there, and who pays for it?")
    if missing:
        refuse(you + f"Read {join(sorted(missing))} again: who would get something to work and profit from?")


@give_verdict("Right.")
def check_rates(prediction, most, highest, rate, because, counted="peace*"):
    """Check two winners and the rate of the year that loses."""
    prediction = read_year_of_texts(prediction, "prediction_2")
    counted = read_word(counted, "WORD")
    year = STATIONS["rates"]["year"]
    counts = count_by_year(counted)
    table, rates = counts.table["term"], counts.rates["term"]
    most, highest = (
        read_year_of_texts(most, "most"),
        read_year_of_texts(highest, "highest"),
    )
    top, first = table.idxmax(), rates.idxmax()
    if (most, highest) == (first, top) and top != first:
        refuse(
            f"{most} and {highest} are exchanged: first the year with most occurrences, then that with the highest "
            f"rate."
        )
    if most != top:
        refuse(
            f"{most} has {say_many(int(table[most]), 'occurrence')} of {counted}: is there no year with more in the "
            "column of counts?"
        )
    if highest == top and top != first:
        refuse(
            f"{highest} wins by count. By rate, does it still? With one winner for both there is no puzzle: divide "
            "each count by the words of its year."
        )
    if highest != first:
        refuse(f"{highest} has {rates[highest]:.2f} in 1,000 words: compare it with the other years.")
    note = _check_rate(read_number(rate, "rate"), counted, counts, year)
    read_sentence(because, "because_2")
    both = "Both sentences are true: which would you print, and what would you add?"
    return (
        f"You counted {counted}: most in {top} ({say_many(int(table[top]), 'occurrence')}), most often in {first} "
        f"({rates[first]:.1f} in 1,000 words). {both if top != first else 'Here one year wins by either.'}{note}"
        + recall(prediction)
    )


def _check_rate(number, counted, counts, year):
    """Check the rate of one year; return what is to be said of its unit."""
    table, words = counts.table["term"], counts.words
    right = counts.rates.loc[year, "term"]
    scaled = number.share.times(1000) if number.whole or number.unit else number
    small = number.share and not number.unit and any(0 < value < 0.1 for value, _ in number.values)
    if scaled.near(right) and not number.share:
        return ""
    if scaled.near(right) or small and number.times(1000).near(right):
        return f" What you wrote is {right:.2f} in 1,000 words."
    divide = f"divide the occurrences of {year} by the words of {year}, and multiply by 1,000."
    part = 100 * table[year] / table.sum()
    if number.unit == "per cent":
        mistakes = [
            (right, "the digits are right, but per cent means in 100: in 1,000 words it is ten times as many."),
            (part, f"that is the part of all the occurrences that falls in {year}; {divide}"),
        ]
        name_mistake(number, mistakes, divide)
    mistakes = [
        (table[year], f"that is a count, the occurrences of {year}. A rate: {divide}"),
        (words[year], "those are all its words; they are what you divide by."),
        *_list_other_voices(counted, year),
        *(
            (rate, f"that is the rate of {other}; the question is about {year}.")
            for other, rate in counts.rates["term"].items()
            if other != year and rate and number.values[0][1] < 0.2  # a whole number is near too many
        ),
        (10 * right, "that is ten times too many: multiply by 1,000, not by 10,000."),
        (
            words[year] / table[year] if table[year] else -1,
            f"that is upside down, the words for one occurrence: {divide}",
        ),
        *_list_other_terms(counted, year),
    ]
    name_mistake(scaled if number.whole else number, mistakes, divide)


def _list_other_voices(counted, year):
    """List what a rate is when voices other than the author's own are counted, with what to say."""
    authors, voices, everyone = (
        count_by_year(counted, whose) for whose in ("all authors", "all voices of his texts", "all voices")
    )
    rates = [counts.rates.loc[year, "term"] for counts in (authors, everyone, voices)]
    return [
        (
            authors.table.loc[year, "term"],
            "that is a count, and with Trotsky's text in it; take Lenin alone, and divide.",
        ),
        (rates[0], "Trotsky's text is in it; the question is about Lenin."),
        (
            rates[1],
            "that counts everybody who speaks in the book: Trotsky, interviewers, quotations. Take Lenin's own voice.",
        ),
        (rates[2], "that counts other voices in Lenin's texts, too: interviewers, quotations. Take his own."),
    ]


def _list_other_terms(counted, year):
    """List the rates of the words that were counted before, with what to say."""
    say = f"the table now counts {counted}: work out its rate, too."
    others = [term for term in STATIONS["rates"]["terms"] if term.lower() != counted.lower()]
    return [(count_by_year(term).rates.loc[year, "term"], f"that is the rate of {term}; {say}") for term in others]


@give_verdict("Right.")
def check_east(prediction, awakening, year, texts, because, counted="east*"):
    """Check how much of the East awakens, and the year of a spelling that is one article."""
    prediction, counted = read_guess(prediction, "prediction_4"), read_word(counted, "SPELLING")
    place, told = load(), STATIONS["east"]
    theme = place.occurrences[place.occurrences["theme"] == told["theme"]]
    spelled = theme[theme["match"].str.lower().str.fullmatch(f"{told['spelling']}(ern)?")]
    what = _check_awakening(read_number(awakening, "awakening"), spelled, theme, told)
    chosen = read_year_of_texts(year, "year_of_the_peak")
    counts = count_by_year(counted)
    table, rates, by_year = counts.table["term"], counts.rates["term"], place.years.value_counts()
    top = rates.idxmax()
    if chosen != top:
        if not table[chosen]:
            refuse(f"{chosen} has no {counted} at all: look in the column of rates for the highest.")
        best = "It has the most occurrences, but the question is about the rate."
        other = f"Whatever it has of the awakening East, the question is about the spelling {counted}."
        refuse(
            f"{chosen} has {rates[chosen]:.2f} in 1,000 words; another year has more. "
            f"{best if chosen == table.idxmax() else other}"
        )
    number = read_number(texts, "texts_of_the_peak")
    refuse_unit(number, "text")
    if not number.near(by_year[top]) or number.unit or number.share:
        name_mistake(
            number,
            [
                (table[top], f"those are the occurrences of {top}; how many texts does {top} have?"),
                (counts.words[top], "those are its words; how many texts have them?"),
                (float(top), "that is the year; how many texts does it have?"),
                (0, f"if there were none, {top} would have no words; look in the column of texts."),
                (len(place.documents), f"that is the whole anthology; how many are of {top}?"),
            ],
            f"{top} has another number; look in the column of texts.",
        )
    read_sentence(because, "because_4")
    rests = (
        "is one article: a rate of one text says what the text is about, and nothing about a year."
        if by_year[top] == 1
        else f"has {by_year[top]} texts: would it be the highest without the one that has most?"
    )
    return f"You counted {what}. And {top}, where the rate of {counted} is highest, {rests}" + recall(prediction)


def _check_awakening(number, spelled, theme, told):
    """Check how many mean the awakening East; return what was counted."""
    refuse_impossible(number)
    refuse_unit(number, "occurrence", "word")
    groups = {"the words East and Eastern": spelled, "every word of the theme": theme}
    parts = {name: ((group["sense"] == told["sense"]).sum(), len(group)) for name, group in groups.items()}
    for name, (part, whole) in parts.items():
        if is_part(number, part, whole):
            return f"{name}: {part} of {whole} ({part / whole:.0%}) mean the awakening East"
    place, (part, whole) = load(), parts["the words East and Eastern"]
    if number.whole and number._replace(whole=None).near(part):
        refuse(f"{number.written}: the first number is right; of how many? Add up the table of labels.")
    texts, spelling = place.paragraphs["text"], told["spelling"]
    if is_part(number, whole - part, whole):
        refuse(f"{number.written}: that is the rest, what is not the awakening East.")
    if is_part(number, whole, whole):
        refuse(f"{number.written}: that is every East and Eastern; in how many are peoples awakening?")
    share = (number.share or number.times(1 / whole)).values[0][0]
    near = "that is near; be exact: in the column" if abs(share - part / whole) < 0.04 else "read the column"
    name_mistake(
        number,
        [
            (
                count_by_year(f"{spelling}*").sums.iloc[0],
                "that is every East but those after a hyphen (South-East); in how many are peoples awakening?",
            ),
            (
                texts.str.count(f"(?i){spelling}").sum(),
                "letters were counted, not words: “least” and “beast” are in it.",
            ),
            (
                texts.str.count(spelling.capitalize()).sum(),
                "that is every East with a capital letter, fronts and East Prussia too.",
            ),
            (len(theme), "that is every word of the theme, colonies and compass points too."),
            (
                (spelled["match"].str.lower() == spelling).mul(spelled["sense"] == told["sense"]).sum(),
                "those are the East; where are the Eastern peoples?",
            ),
            *((n, f"that is the row {sense}.") for sense, n in spelled["sense"].value_counts().items()),
            (0, "none? Read the address to the Communist organizations of the peoples of the East."),
        ],
        f"{near} of senses: how many of the {whole} are “{told['sense']}”?",
    )
