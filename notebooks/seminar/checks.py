"""The checks of the seminar: each counts in the corpus when it is asked, and answers in a sentence that leads on.

What is counted is said in ``stations.toml``. No check tells the answer before a pair has one; each names the mistake that
leads to the number it was given, if it knows one.
"""

import functools
import math
import re
import tomllib
from html import escape
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
from answers import (
    explain_error, give_verdict, join, read_number, read_sentence, read_terms, read_text, read_year, refuse, speak_plainly,
)  # fmt: skip
from IPython.display import HTML

import themeshift as ts

STATIONS = tomllib.loads((Path(__file__).parent / "stations.toml").read_text(encoding="utf-8"))
__all__ = ["explain_error", "load", "read_terms", "show_cards", "speak_plainly"]


@functools.cache
def load():
    """Load what all checks count in, once."""
    full = ts.load_corpus(voice=None)
    corpus = full._replace(paragraphs=ts.keep_voice(full.paragraphs, full.marks, "author"))
    documents = corpus.documents[corpus.documents["author"] == STATIONS["author"]]
    paragraphs = corpus.paragraphs[corpus.paragraphs["document"].isin(documents.index)]
    themes = {name: theme for name, theme in ts.load_themes().items() if theme.kind == "theme"}
    read = {card["document"] for card in STATIONS["reading"]["cards"].values()}
    occurrences = ts.find_occurrences(paragraphs, themes, corpus.lines, ts.load_labels(themes, corpus=full))
    return SimpleNamespace(
        full=full, corpus=corpus, documents=documents, paragraphs=paragraphs, themes=themes, occurrences=occurrences,
        years=_name_years(documents), vocabulary=ts.count_vocabulary(paragraphs),
        sentences=ts.train_sentences(paragraphs.loc[paragraphs["document"].isin(read), "text"]),
    )  # fmt: skip


def _name_years(documents):
    """Return the year of each document, as it is written."""
    return ts.assign_periods(documents, "year").astype(str)


def check(function):
    """Make a function a check: public, and answering by a `Verdict`."""
    __all__.append(function.__name__)
    return give_verdict(function)


@functools.cache
def _count_by_year(term, whose="the author"):
    """Count a term by year: in the author's voice, in all authors' voices, or in every voice of his texts or of all."""
    place = load()
    paragraphs, documents = {
        "the author": (place.paragraphs, place.documents),
        "all authors": (place.corpus.paragraphs, place.corpus.documents),
        "all voices of his texts": (place.full.paragraphs[place.full.paragraphs["document"].isin(place.documents.index)],
                                    place.documents),
        "all voices": (place.full.paragraphs, place.full.documents),
    }[whose]  # fmt: skip
    return ts.count_terms(paragraphs, {"term": [term]}).group(_name_years(documents))


def _read_year(value, what):
    """Return a year of the texts."""
    years = load().documents["date"].dt.year
    return read_year(value, what, years.min(), years.max())


def _name_mistake(number, mistakes, otherwise):
    """Refuse a number with the sentence of the mistake that leads to it."""
    for target, sentence in mistakes:
        if number.near(target):
            refuse(f"{number.written}: {sentence}")
    refuse(f"{number.written}: {otherwise}")


def _refuse_unknown(terms):
    """Refuse search terms that do not occur."""
    absent = [repr(term) for term in terms if not _count_by_year(term).sums.iloc[0]]
    if absent:
        refuse(f"{join(absent)} {'does' if len(absent) == 1 else 'do'} not occur in these texts: check the spelling, "
               "try another word, or put * for any ending.")  # fmt: skip


def _predicted(prediction):
    """Recall what was predicted."""
    return f" You predicted: {prediction}."


@functools.cache
def _list_cards():
    """List the cards with the sense that the edition reads in each."""
    rows = []
    for letter, place in STATIONS["reading"]["cards"].items():
        found = load().occurrences
        here = (found["document"] == place["document"]) & (found["line"] == place["line"])
        rows.append(found[here & (found["theme"] == STATIONS["reading"]["theme"])].iloc[0].rename(letter))
    return pd.DataFrame(rows)


def show_cards():
    """Show the cards of the first station, each with the sentence around its word, without its sense."""
    place, cards = load(), _list_cards()
    contexts = ts.find_contexts(cards, place.paragraphs, place.documents, sentences=place.sentences)
    contexts = contexts.set_index(["document", "line"]).loc[list(zip(cards["document"], cards["line"], strict=True))]
    contexts = contexts.reset_index()  # in the order of the letters, not of the dates
    items = [f"<p><b>Card {letter}.</b> {escape(row.left)}<b>{escape(row.match)}</b>{escape(row.right)} "
             f"<i>({row.date.date()}, line {row.line} of the scan)</i></p>"
             for letter, row in zip(cards.index, contexts.itertuples(), strict=True)]  # fmt: skip
    return HTML("\n".join(items))


@check
def check_reading(prediction, leases, because):
    """Check which cards are leases."""
    prediction = read_text(prediction, "prediction")
    told, cards = STATIONS["reading"], _list_cards()["sense"]
    text = " ".join(map(str, leases)) if isinstance(leases, list | tuple) else read_text(leases, "list of leases")
    words = re.findall(r"[A-Z]+", re.sub(r"\b(CARDS?|AND|ONLY)\b", " ", text.upper()))
    if words == ["NONE"]:
        refuse("If none is a lease, what does the foreigner get in the Far North? Read A again.")
    if not words or any(len(word) > 1 and not set(word) <= set(cards.index) for word in words):
        refuse(f"“{text}”: write the letters of the cards that speak of leases, as in “B, D”.")
    chosen = set("".join(words))
    if chosen - set(cards.index):
        refuse(f"There is no card {join(sorted(chosen - set(cards.index)))}: the cards are {join(cards.index)}.")
    lease = set(cards.index[cards.isin(told["leases"])])
    either = set(cards.index[cards.isin(told["both"])])
    extra, missing, you = chosen - lease - either, lease - chosen, f"You chose {join(sorted(chosen))}. "
    if chosen == set(cards.index):
        refuse(you + "That is every card: you counted the word. In which of them is something leased?")
    if chosen - either == set(cards.index) - lease - either:
        refuse(you + "It is the other way round: on these, a state or a class yields something and nobody leases.")
    if extra:
        refuse(you + f"Read {join(sorted(extra))} again: what is leased there, and who pays for it?")
    if missing:
        refuse(you + f"Read {join(sorted(missing))} again: who would get something to work and profit from?")
    read_sentence(because, "explanation")
    senses = load().occurrences.query("theme == @told['theme']")["sense"]
    share = senses.isin(told["leases"]).mean()
    you = f"you counted {join(sorted(either))} too" if chosen & either else f"you left {join(sorted(either))} out"
    return (f"{join(sorted(lease))} are leases. {join(sorted(either))} is both, a yielding that is also a lease; {you}: "
            f"either can be defended if it is said. Of all {len(senses)} occurrences, {share:.0%} are leases, "
            f"{senses.isin(told['both']).mean():.0%} both." + _predicted(prediction))  # fmt: skip


@check
def check_rates(prediction, most, highest, rate, because, counted="peace*"):
    """Check two winners and the rate of the year that loses."""
    prediction = read_text(prediction, "prediction")
    (counted,) = read_terms(counted, "word that was counted")[:1]
    _refuse_unknown([counted])
    year = STATIONS["rates"]["year"]
    counts = _count_by_year(counted)
    table, rates = counts.table["term"], counts.rates["term"]
    most, highest = _read_year(most, "year with the most"), _read_year(highest, "year with the highest rate")
    top, first = table.idxmax(), rates.idxmax()
    if (most, highest) == (first, top) and top != first:
        refuse(f"{most} and {highest} are exchanged: first the year with most occurrences, then that with the highest rate.")
    if most != top:
        refuse(f"{most} has {table[most]:.0f} occurrences of {counted}: is there no year with more in the column of counts?")
    if highest == top and top != first:
        refuse(f"{highest} wins by count. By rate, does it still? With one winner for both there is no puzzle: divide "
               "each count by the words of its year.")  # fmt: skip
    if highest != first:
        refuse(f"{highest} has {rates[highest]:.2f} in 1,000 words: compare it with the other years.")
    _check_rate(read_number(rate, "rate"), counted, counts, year)
    read_sentence(because, "explanation")
    return (f"You counted {counted}: most in {top} ({table[top]:.0f} occurrences), most often in {first} "
            f"({rates[first]:.1f} in 1,000 words). Both sentences are true. Which would you print, and what would you "
            "add?" + _predicted(prediction))  # fmt: skip


def _check_rate(number, counted, counts, year):
    """Check the rate of one year."""
    table, words = counts.table["term"], counts.words
    right = counts.rates.loc[year, "term"]
    scaled = number.share.times(1000) if number.whole or number.unit else number
    small = number.share and not number.unit and any(0 < value < 0.1 for value, _ in number.values)
    if any(n.near(right) for n in (scaled, number.times(1000) if small else scaled)):
        return
    authors, voices, everyone = (
        _count_by_year(counted, whose) for whose in ("all authors", "all voices of his texts", "all voices")
    )
    if number.unit == "per cent":
        _name_mistake(number, [
            (right, f"the digits are right, but per cent means in 100: in 1,000 words it is ten times as many."),
            (100 * table[year] / table.sum(), f"that is the part of all the occurrences that falls in {year}; divide by the words of {year}."),
        ], "divide the occurrences of the year by its words, and multiply by 1,000.")  # fmt: skip
    others = [(_count_by_year(term).rates.loc[year, "term"],
               f"that is the rate of {term!r}, and you said that you counted {counted!r}; say which.")
              for term in STATIONS["rates"]["terms"] if term != counted]  # fmt: skip
    winner = counts.rates["term"].idxmax()
    _name_mistake(number, [
        (table[year], f"that is a count, the occurrences of {year}. A rate divides it by the words of {year}, times 1,000."),
        (authors.table.loc[year, "term"], "that is a count, and with Trotsky's text in it; take Lenin alone, and divide."),
        (words[year], f"those are all its words; they are what you divide by."),
        (authors.rates.loc[year, "term"], "Trotsky's text is in it; the question is about Lenin."),
        (everyone.rates.loc[year, "term"], "that counts everybody who speaks in the book: Trotsky, interviewers, quotations. Take Lenin's own voice."),
        (voices.rates.loc[year, "term"], "that counts other voices in Lenin's texts, too: interviewers, quotations. Take his own."),
        (counts.rates.loc[winner, "term"], f"that is the rate of {winner}; the question is about {year}."),
        (10 * right, "that is ten times too many: multiply by 1,000, not by 10,000."),
        (words[year] / table[year], "that is upside down, the words for one occurrence: divide the occurrences by the words."),
        *others,
    ], f"divide the occurrences of {year} by the words of {year}, and multiply by 1,000.")  # fmt: skip


def _choose_text(value):
    """Return the id of the text that an answer names."""
    place, text = load(), read_text(value, "text")
    all_documents = place.corpus.documents
    if text.casefold() in "trotsky l. d. trotsky":
        refuse(f"“{text}”: Trotsky's text is not counted here; the table has Lenin's alone.")
    titles = all_documents["title"].str.casefold()
    found = all_documents.index[all_documents.index.str.startswith(text.lower())
                                | titles.str.contains(text.casefold(), regex=False)]  # fmt: skip
    if found.empty and re.search(r"\d{4}", text):
        day = pd.to_datetime(text, errors="coerce")
        found = all_documents.index[all_documents["date"] == day]
    if found.empty:
        refuse(f"There is no text called “{text}”: copy its date from the table, as in 1921-03-08.")
    if len(found) > 1:
        refuse(f"“{text}” names several texts ({len(found)}): copy the whole date from the table.")
    return found[0]


@check
def check_one_text(prediction, text, left, because):
    """Check which text decides, and what is left without it."""
    prediction = read_text(prediction, "prediction")
    place, told, leases = load(), STATIONS["one_text"], STATIONS["reading"]
    words = place.occurrences[place.occurrences["theme"] == leases["theme"]]
    after = words[words["document"].isin(place.documents.index[place.documents["date"] >= told["first"]])]
    strict, wide = (after[after["sense"].isin(senses)]["document"].value_counts()
                    for senses in (leases["leases"], leases["leases"] + leases["both"]))  # fmt: skip
    top, chosen = wide.idxmax(), _choose_text(text)
    if chosen != top:
        day = place.corpus.documents["date"][chosen]
        refuse(f"The text of {day.day} {day:%B %Y} has {wide.get(chosen, 0)} leases: does no other have more?")
    number = read_number(left, "rest")
    _refuse_impossible(number)
    for counts, what in ((wide, "with those that are both"), (strict, "without those that are both")):
        total, rest = counts.sum(), counts.sum() - counts[top]
        if _is_part(number, rest, total):
            read_sentence(because, "explanation")
            return (f"You counted the leases {what}: {rest} of {total} are left, {rest / total:.0%}. One text of "
                    f"{len(place.documents)} decides how high the hill of the leases is." + _predicted(prediction))  # fmt: skip
    whole = words["sense"].isin(leases["leases"] + leases["both"]).sum()
    total, report, decoy = wide.sum(), wide[top], wide[told["decoy"]]
    mistakes = [
        (report, total, "that is what the report has; how much is left without it?"),
        (total, None, "that is the number before the report is taken out; what is left after?"),
        (whole - report, whole, "earlier leases are in it too: count from 21 November 1920 on, as the table does."),
        (len(after) - report, len(after), "all *concessions* are in it, also those that are not leases."),
        (total - decoy, total, "that is without the report of 22 December; the longest is of the 21st."),
        (0, None, "is nothing left at all? Add up the other rows of the table."),
        (total, total, "that is everything: take out the row of the report."),
    ]
    if number.unit == "per cent" and number.near((total - report) / total):
        refuse(f"{number.written}: as a part of 1 the digits are right, but per cent means in a hundred.")
    for part, of, sentence in mistakes:
        if (_is_part(number, part, of) if of else number.near(part) and not number.unit):
            refuse(f"{number.written}: {sentence}")
    refuse(f"{number.written}: add up the rows of the table without the first, and divide by the sum of all rows.")


def _is_part(number, part, whole):
    """Tell whether a number is a part of a whole: as a count, in per cent or as a fraction."""
    if number.whole:
        return abs(number.whole - whole) < 1 and number.near(part) or number.share.near(part / whole)
    if number.share:
        return number.share.near(part / whole)
    return number.near(part) or number.near(100 * part / whole)


def _refuse_impossible(number, most=100):
    """Refuse parts below nothing and above everything."""
    part = number.times(100 / number.whole) if number.whole else number
    if all(value < 0 for value, _ in number.values):
        refuse(f"{number.written}: that is less than nothing; count again.")
    if (number.whole or number.unit == "per cent") and all(value > most for value, _ in part.values):
        refuse(f"{number.written}: that is more than there is; divide by the whole.")


@check
def check_east(prediction, awakening, year, texts, because):
    """Check how much of the East awakens, and the year that is one article."""
    prediction = read_text(prediction, "prediction")
    place, told = load(), STATIONS["east"]
    theme = place.occurrences[place.occurrences["theme"] == told["theme"]]
    spelled = theme[theme["match"].str.lower().str.fullmatch(f"{told['spelling']}(ern)?")]
    what = _check_awakening(read_number(awakening, "number of the awakening East"), spelled, theme, told)
    chosen = _read_year(year, "year")
    counts = _count_by_year(f"{told['spelling']}*")
    table, rates, by_year = counts.table["term"], counts.rates["term"], place.years.value_counts()
    top = rates.idxmax()
    if chosen != top:
        if not table[chosen]:
            refuse(f"{chosen} has no East at all: look in the column of rates for the highest.")
        best = " It has the most occurrences, but the question is about the rate." if chosen == table.idxmax() else (
            " It may be the year with most of the awakening East, but the question is about the word.")  # fmt: skip
        refuse(f"{chosen} has {rates[chosen]:.2f} in 1,000 words; another year has more.{best}")
    number = read_number(texts, "number of texts")
    if not number.near(by_year[top]) or number.unit or number.share:
        _name_mistake(number, [
            (table[top], f"those are the occurrences of {top}; how many texts does {top} have?"),
            (counts.words[top], f"those are its words; how many texts have them?"),
            (0, f"if there were none, {top} would have no words; look in the column of texts."),
            (len(place.documents), f"that is the whole anthology; how many are of {top}?"),
        ], f"{top} has fewer; look in the column of texts.")  # fmt: skip
    read_sentence(because, "explanation")
    return (f"You counted {what}. And {top}, where the curve is highest, is one article: a rate of one text says what the "
            "text is about, and nothing about a year." + _predicted(prediction))  # fmt: skip


def _check_awakening(number, spelled, theme, told):
    """Check how many mean the awakening East; return what was counted."""
    _refuse_impossible(number)
    groups = {"the words East and Eastern": spelled, "every word of the theme": theme}
    parts = {name: ((group["sense"] == told["sense"]).sum(), len(group)) for name, group in groups.items()}
    for name, (part, whole) in parts.items():
        if _is_part(number, part, whole):
            return f"{name}: {part} of {whole} ({part / whole:.0%}) mean the awakening East"
    place, (part, whole) = load(), parts["the words East and Eastern"]
    texts, spelling = place.paragraphs["text"], told["spelling"]
    if _is_part(number, whole - part, whole):
        refuse(f"{number.written}: that is the rest, what is not the awakening East.")
    if _is_part(number, whole, whole):
        refuse(f"{number.written}: that is every East and Eastern; in how many are peoples awakening?")
    _name_mistake(number, [
        (_count_by_year(f"{spelling}*").sums.iloc[0], "that is every East but those after a hyphen (South-East); in how many are peoples awakening?"),
        (texts.str.count(f"(?i){spelling}").sum(), "letters were counted, not words: “least” and “beast” are in it."),
        (texts.str.count(spelling.capitalize()).sum(), "that is every East with a capital letter, fronts and East Prussia too."),
        (len(theme), "that is every word of the theme, colonies and compass points too."),
        ((spelled["match"].str.lower() == spelling).mul(spelled["sense"] == told["sense"]).sum(), "those are the East; where are the Eastern peoples?"),
        (0, "none? Read the address to the Communist organizations of the peoples of the East."),
    ], f"read the column of senses: how many of the {whole} are “{told['sense']}”?")  # fmt: skip


@check
def check_weights(prediction, peace, we, word, because):
    """Check tf-idf by hand, and a word that everybody says."""
    prediction = read_text(prediction, "prediction")
    told = STATIONS["weights"]
    sentences = pd.DataFrame({"document": ["1", "2", "3"], "text": told["sentences"]})
    table = ts.count_vocabulary(sentences).table
    _check_weight(peace, told["word"], table)
    _check_weight(we, told["everywhere"], table)
    found, years = _check_everywhere(word)
    read_sentence(because, "explanation")
    return (f"“{told['everywhere']}” is in every sentence: ln(3/3) is 0. And “{found}” is in all {years} years: by this weight it "
            "is typical of none, however much is said of it. The weight finds what is rare elsewhere, not what matters."
            + _predicted(prediction))  # fmt: skip


def _check_weight(value, word, table):
    """Check the weight of a word in the first sentence."""
    text = str(value).lower()
    product = re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)\s*[*×x·]\s*(?:ln|log)\s*\(?\s*(\d+)(?:\s*/\s*(\d+))?\)?\s*", text)
    if product:
        a, b, c, d = (float(part or 1) for part in product.groups())
        value = f"{a / b * math.log(c / d):.4f}"
    number = read_number(value, f"weight of {word}")
    count, words, n, having = table.loc["1", word], table.loc["1"].sum(), len(table), (table[word] > 0).sum()
    rarity, share = math.log(n / having), count / words
    scaled = number.share if number.unit or number.whole else number
    bases = (10, 2) if scaled.values[0][1] < 0.05 else ()  # to other bases, if it is written to two places
    if any(scaled.near(share * rarity / math.log(base)) for base in (math.e, *bases)):
        return
    smooth = table * ((4 / (1 + (table > 0).sum())).map(math.log) + 1)
    theirs = (smooth.loc["1"] / math.sqrt((smooth.loc["1"] ** 2).sum()))[word]
    _name_mistake(number, [
        (0, f"{word} is in one sentence only, so it does not weigh nothing."),
        (count, "that is the count; a share divides it by the words of the sentence."),
        (share, "that is the share; multiply it by the logarithm of the sentences divided by those with the word."),
        (rarity, "that is the logarithm; multiply it by the share of the word."),
        (count * rarity, "you took the count instead of the share: divide by the words of the sentence."),
        (theirs, f"that is the weight by scikit-learn, which smooths and scales; by the formula on the page it is another."),
        (rarity / words, f"{word} is in the sentence twice; its share is twice as large."),
        (share * math.log(n / 2), f"that would be right if {word} were in two sentences; in how many is it?"),
    ], f"step by step: share of {word} in the sentence, then ln(3 / sentences with it)"
       + ("; is it in every sentence?" if having == n else "."))  # fmt: skip


def _check_everywhere(word):
    """Check a word that occurs in every year; return it and the number of years."""
    text = read_text(word, "word")
    if not re.search("[A-Za-z]", text):
        refuse(f"“{text}” is not a word: write one in letters.")
    (term,) = read_terms([text])
    if len(term.split()) > 1:
        refuse(f"“{term}”: write one word only.")
    _refuse_unknown([term])
    if term.lower() in ts.load_stopwords():
        refuse(f"“{term}” is in the stop list anyway: find a word that means something.")
    table = _count_by_year(term).table["term"]
    without, having = table.index[table == 0], table.index[table > 0]
    if len(having) < len(without):
        refuse(f"“{term}” occurs only in {join(having)}: this weight makes it heavy there. Find a word of every year.")
    if len(without):
        refuse(f"“{term}” does not occur in {join(without)}: so it has some weight. Find a word of every year.")
    return term, len(table)


@functools.cache
def _split():
    """Split the texts at random."""
    told = STATIONS["chance"]
    return ts.split_halves(load().vocabulary, told["splits"], seed=told["seed"])["log_likelihood"]


@check
def check_chance(prediction, expected, called, because):
    """Check what an honest test would call different, and what one that counts words does."""
    prediction = read_text(prediction, "prediction")
    halves = 100 * _split()
    number = _read_percent(expected, "number for an honest test")
    _name_percent(number, 5, 0.6, [
        (halves.mean(), 4, "that is what the test called different; how many should it call so if nothing differs?"),
        (95, 1, "those are the other words, which an honest test leaves alone."),
        (0, 0.4, "none? A test at .05 is wrong sometimes: how often does it allow itself to be?"),
        (100, 1, "that would be every word; and nothing differs between the halves."),
        (50, 1, "the texts are cut in half, the words are not."),
    ], "a test at .05 is wrong one in twenty times: how many in 100 is that?")  # fmt: skip
    number = _read_percent(called, "number of words called different")
    _name_percent(number, halves.mean(), 4.5, [
        (5, 0.6, "that is what a test on texts does; this one counted words."),
        (100 - halves.mean(), 4.5, "those are the other words, which it left alone."),
        (0, 0.4, "that is the column of the test on texts after the correction of Holm; look at the first."),
        (100, 1, "that would be every word; look at the column again."),
    ], None)  # fmt: skip
    read_sentence(because, "explanation")
    return (f"Between halves that differ in nothing, a test that counts words calls {halves.min():.0f} to {halves.max():.0f} "
            "in 100 different: words come in texts, and a text repeats its own. The text is the unit, not the word."
            + _predicted(prediction))  # fmt: skip


def _read_percent(value, what):
    """Return a number in 100."""
    number = read_number(value, what)
    _refuse_impossible(number)
    if number.whole or (number.share and not number.unit):
        return number.share.times(100)
    if not number.unit and all(value > 100 for value, _ in number.values):
        refuse(f"{number.written}: that is more than 100 in 100.")
    return number


def _name_percent(number, right, off, mistakes, otherwise):
    """Pass a number in 100 near the right one; refuse another with the sentence of its mistake."""
    value = number.values[0][0]
    if abs(value - right) <= off:
        return
    if number.unit and abs(100 * value - right) <= off:
        refuse(f"{number.written}: as a part of 1 the digits are right, but per cent means in a hundred.")
    for target, far, sentence in mistakes:
        if abs(value - target) <= far:
            refuse(f"{number.written}: {sentence}")
    size = "too many" if value > right else "too few"
    refuse(f"{number.written}: " + (otherwise or f"that is {size}; take the average of the column log_likelihood, times 100."))


@functools.cache
def _fit(n_topics, seeds):
    """Fit two models that differ in their seeds; return how alike their topics are, and the words of both."""
    told, place = STATIONS["topics"], load()
    passages = ts.cut_passages(place.paragraphs, told["passage"])
    counts = ts.trim_terms(ts.count_vocabulary(passages, by=["document", "passage"]), ts.load_stopwords())
    one, other = (ts.fit_topics(counts, n_topics, seed=seed)[0] for seed in seeds)
    words = [set(counts.terms[ranks]) for topics in (one, other) for ranks in ts.rank_terms(topics, 10)]
    return ts.match_topics(one, other)[1], words


@check
def check_topics(prediction, recur, first_name, second_name, because, n_topics=8, seeds=(1, 2)):
    """Check how many topics recur under another seed, and the names before and after reading."""
    prediction, told = read_text(prediction, "prediction"), STATIONS["topics"]
    k = read_number(n_topics, "number of topics")
    n_topics = int(k.values[0][0])
    if not 2 <= n_topics <= 20:
        refuse(f"{k.written} topics: take at least two and at most twenty, so that it takes no minutes.")
    if not isinstance(seeds, tuple | list) or len(seeds) != 2 or not all(type(s) is int and s >= 0 for s in seeds):
        refuse(f"{seeds!r}: give two seeds, two whole numbers, as in (1, 2).")
    if seeds[0] == seeds[1]:
        refuse(f"{seeds[0]} and {seeds[1]}: with the same seed you compare a model with itself.")
    cosines, words = _fit(n_topics, tuple(seeds))
    _check_recurring(read_number(recur, "number of topics that recur"), cosines, n_topics, told["alike"])
    first, second = read_text(first_name, "first name"), read_text(second_name, "second name")
    for name in (first, second):
        if not re.search("[A-Za-z]{2}", name) or re.fullmatch(r"(?i)topic\s*\d+", name):
            refuse(f"“{name}” is a number: give the topic a name that a historian understands.")
        named = set(re.findall(r"[\w-]+", name.lower())) - {"and", "the", "of"}
        if len(named) > 1 and any(named <= topic for topic in words):
            refuse(f"“{name}”: those are its own words, set in a row. What are the passages about?")
    if first.casefold() == second.casefold():
        refuse(f"“{first}” twice: the same name before and after reading? Read again, and make it narrower or wider.")
    read_sentence(because, "explanation")
    return (f"{(cosines >= told['alike']).sum()} of {n_topics} topics recur with the other seed; the least alike pair has "
            f"{cosines.min():.2f}. The passages made “{first}” into “{second}”: the name is yours, not the machine's."
            + _predicted(prediction))  # fmt: skip


def _check_recurring(number, cosines, n_topics, alike):
    """Check how many topics recur."""
    right = int((cosines >= alike).sum())
    if number.whole and abs(number.whole - n_topics) > 0.5:
        refuse(f"{number.written}: of {number.whole:.0f}? You fitted {n_topics} topics.")
    if _is_part(number, right, n_topics) and not (number.share is None and number.near(100)):
        return
    whole = number.values[0][0]
    if not number.whole and not number.unit and whole > n_topics:
        refuse(f"{number.written}: there are only {n_topics} topics.")
    if any(abs(whole - value) < 0.006 for value in cosines) and whole < 1:
        refuse(f"{number.written}: that is the alikeness of one pair; how many pairs have {alike} or more?")
    _name_mistake(number, [
        (n_topics, f"all of them? The least alike pair has only {cosines.min():.2f}."),
        (n_topics - right, "those are the topics that do not recur."),
        (0, f"none? Count the pairs with {alike} or more."),
    ], f"count the pairs whose alikeness is {alike} or more.")  # fmt: skip


@functools.cache
def _count_claim():
    """Count the spellings of the claim; give the occurrences of its sense, and how many there are of all senses."""
    place, told = load(), STATIONS["claim"]
    theme = place.occurrences[place.occurrences["theme"] == told["theme"]]
    counts = ts.count_terms(place.paragraphs, {term: [term] for term in told["spellings"]})
    return counts, theme[theme["sense"] == told["sense"]], len(theme)


@check
def check_claim(claim, occurrences, words, texts, overturned):
    """Check a claim on electrification: its number, its denominator, its texts, and what would overturn it."""
    claim = _read_claim(claim, "claim")
    if "electri" not in claim.lower():
        refuse("Your claim does not name electrification: say which word or sense you counted.")
    place, told = load(), STATIONS["claim"]
    counts, sense, all_senses = _count_claim()
    ways = {term: (int(counts.sums[term]), int((counts.table[term] > 0).sum())) for term in told["spellings"]}
    ways[f"the sense “{told['sense']}”"] = (len(sense), sense["document"].nunique())
    number = read_number(occurrences, "number of occurrences")
    counted = [way for way, (n, _) in ways.items() if number.near(n) and not number.share]
    if not counted:
        yearly = {n for n in counts.group(place.years).table.loc[told["year"]]}
        _name_mistake(number, [
            (all_senses, "electric lamps and industry are in it; count the program, or one spelling."),
            *((n, f"those are the occurrences in {told['year']} alone; count all, or say so by the words of that year.") for n in yearly),
            (1000 * counts.sums.iloc[0] / place.vocabulary.words.sum(), "that is a rate; give the count here, and the rate in the claim."),
        ], f"none of the ways to count gives that: {join(ways)} are possible.")  # fmt: skip
    total = _check_denominator(read_number(words, "number of words"), sense)
    number, (n, having) = read_number(texts, "number of texts"), ways[counted[0]]
    if not number.near(having):
        _name_mistake(number, [
            (len(place.documents), "that is all texts; how many of them name it?"),
            (n, "those are the occurrences; in how many texts are they?"),
        ], "count the texts that name it at least once.")  # fmt: skip
    _find_numbers(claim, [(n, "occurrences", f"{n}"), (total, "words it is counted in", f"{total:,}"),
                          (having, "number of texts that name it", f"{having}")])  # fmt: skip
    doubt = read_text(overturned, "doubt")
    if re.match(r"(?i)no(thing|ne)?\b", doubt):
        refuse(f"“{doubt}”: if nothing could overturn it, it says nothing about the texts. What would you have to find?")
    read_sentence(overturned, "doubt")
    return (f"You counted {counted[0]}: {n} in {total:,} words, {1000 * n / total:.2f} in 1,000, in {having} texts. Exchange it "
            "with another pair: can they overturn it?")  # fmt: skip


def _read_claim(value, what):
    """Return a sentence that claims no more than counts can."""
    claim = read_sentence(value, what)
    if re.search(r"(?i)\b(prov\w+|proof)\b", claim):
        refuse("Counts in one anthology do not prove: say what you found, where, and in how many texts.")
    return claim


def _check_denominator(number, sense):
    """Check the words in which the claim counts; return them."""
    place = load()
    lengths, dates = place.vocabulary.words, place.documents["date"]
    since = dates >= dates[sense["document"].unique()].min()
    for total in (int(lengths.sum()), int(lengths[since.reindex(lengths.index)].sum())):
        if number.near(total):
            return total
    authors = ts.count_vocabulary(place.corpus.paragraphs).words.sum()
    year = STATIONS["claim"]["year"]
    _name_mistake(number, [
        (1000, "“per 1,000” is a unit; the denominator is all the words in which you counted."),
        (authors, "Trotsky's words are in it; take Lenin's."),
        *((value, "the words of other voices are in it; take Lenin's own.") for value, _ in number.values
          if authors < value < 1.1 * authors),
        (lengths.groupby(place.years).sum()[year], f"those are the words of {year}; the occurrences are of all years."),
    ], "that is not the denominator: take the words of all texts, or of all since it is first named.")  # fmt: skip


def _find_numbers(claim, numbers):
    """Refuse a claim that lacks one of its numbers."""
    plain = re.sub(r"(?<=\d)[,.’ ](?=\d{3}\b)", "", claim)
    names = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "twenty": "20", "fifteen": "15"}
    written = {names.get(word.lower(), word) for word in re.findall(r"\w+", plain)}
    for number, what, shown in numbers:
        if str(number) not in written:
            refuse(f"Your claim does not give the {what} ({shown} by your own count): a reader needs it to judge.")


@check
def check_theme(prediction, terms, sentence):
    """Check a theme of one's own: its words, where it is most frequent, and one sentence about it."""
    prediction, terms = read_text(prediction, "prediction"), read_terms(terms)
    _refuse_unknown(terms)
    if all(term.lower() in ts.load_stopwords() for term in terms):
        refuse(f"{join(terms)}: in the stop list, words that say nothing of their own. Choose words that carry a theme.")
    seen = [term for term in terms if re.match("(peace|concession|electri|east)", term.lower())]
    if seen:
        refuse(f"{join(seen)}: we have counted that already. Choose what your own reading made you curious about.")
    _read_claim(sentence, "sentence")
    place = load()
    counts = ts.count_terms(place.paragraphs, {"theme": terms})
    table, rates = counts.table["theme"], counts.group(place.years).rates["theme"]
    return (f"{table.sum()} occurrences in {(table > 0).sum()} of {len(table)} texts; the text with most has "
            f"{table.max() / table.sum():.0%} of them ({table.idxmax()}). The rate is highest in {rates.idxmax()} "
            f"({rates.max():.2f} in 1,000 words), a year of {(place.years == rates.idxmax()).sum()} texts."
            + _predicted(prediction))  # fmt: skip
