"""The check of station 3: which text decides, and what is left of the leases without it."""

import datetime
import re
import warnings

import pandas as pd

from .answers import Unread, give_verdict, join, read_text, recall, refuse, say_many
from .counting import STATIONS, load, read_sentence
from .quantities import is_part, read_guess, read_number, refuse_impossible, refuse_unit


def read_senses(value, what="LEASES"):
    """Return the senses that a pair counts as leases, or say which there are."""
    occurrences = load().occurrences
    there = sorted(set(occurrences.loc[occurrences["theme"] == STATIONS["reading"]["theme"], "sense"]))
    if isinstance(value, Unread):
        read_text(value, what)
    if isinstance(value, list | tuple) and not value:
        refuse(f'{what} is empty: write at least one label in it, as in ["foreign_capital"].')
    if not isinstance(value, str | list | tuple) or not value:
        refuse(f'{what} is not a list: write ["foreign_capital"], with square brackets and quotation marks.')
    senses = [read_text(sense, what) for sense in ([value] if isinstance(value, str) else value)]
    absent = [f"“{sense}”" for sense in senses if sense not in there]
    if absent:
        labels = [f"{name} ({told})" for name, told in STATIONS["reading"]["labels"].items() if name in there]
        refuse(f"{join(absent)} is not a label: copy one of these as it is written: {', '.join(labels)}.")
    return senses


@give_verdict("Right.")
def check_one_text(prediction, text, left, because, counted=None):
    """Check which text decides, and what is left without it; `counted` are the senses that the table on screen has."""
    prediction = read_guess(prediction, "prediction_3")
    place, told, leases = load(), STATIONS["one_text"], STATIONS["reading"]
    words = place.occurrences[place.occurrences["theme"] == leases["theme"]]
    late = place.documents.index[place.documents["date"] >= told["first"]]
    after = words[words["document"].isin(late)]
    ways = {
        "with those that are both": leases["leases"] + leases["both"],
        "without those that are both": leases["leases"],
    }
    tables = {what: after[after["sense"].isin(senses)]["document"].value_counts() for what, senses in ways.items()}
    shown = _find_way(counted, ways)
    wide = tables[shown or next(iter(tables))]
    top, chosen = wide.idxmax(), _choose_text(text, wide)
    if chosen != top:
        day = place.corpus.documents["date"][chosen]
        refuse(
            f"The text of {day.day} {day:%B %Y} has {say_many(int(wide.get(chosen, 0)), 'lease')}: does no other have "
            "more?"
        )
    number = read_number(left, "left")
    refuse_impossible(number)
    refuse_unit(number, "lease", "occurrence")
    what = _find_rest(number, tables, top, shown)
    if what is None:
        _name_rest(number, wide, words, after, top)
    read_sentence(because, "because_3")
    total, rest = tables[what].sum(), tables[what].sum() - tables[what][top]
    return (
        f"You counted the leases {what}: {rest} of {total} are left, {rest / total:.0%}. One of the "
        f"{len(late)} texts from that time on has the others.{_name_unit(number, rest, total)}" + recall(prediction)
    )


def _name_unit(number, part, whole):
    """Say as what a bare number was read."""
    if number.whole or number.unit or number.share or re.search("[a-z]", number.written):
        return ""
    ways = {"a number of leases": part, "per cent": 100 * part / whole}
    read = [way for way, value in ways.items() if number.near(value)]
    same = " (here the two are nearly the same)" if len(read) == 2 else ""
    return f" Your {number.written} is right as {' and as '.join(read)}{same}; always write which."


def _find_way(counted, ways):
    """Return which way of counting leases the table on screen has."""
    if counted is None:
        return None
    senses = read_senses(counted)
    for what, there in ways.items():
        if set(senses) == set(there):
            return what
    refuse(f"The table above now counts {join(senses)}: for leases write {' or '.join(map(str, ways.values()))}.")


def _find_rest(number, tables, top, shown):
    """Return which way of counting leases has that rest, or None."""
    for what in [shown] if shown else tables:
        if is_part(number, tables[what].sum() - tables[what][top], tables[what].sum()):
            return what
    for what, table in tables.items():
        if is_part(number, table.sum() - table[top], table.sum()):
            refuse(f"{number.written}: that is right {what}; but the table above is {shown}: work it out from that.")
    return None


def _name_rest(number, wide, words, after, top):
    """Refuse a rest with the sentence of the mistake that leads to it."""
    leases = STATIONS["reading"]
    whole = words["sense"].isin(leases["leases"] + leases["both"]).sum()
    total, report, decoy = wide.sum(), wide[top], wide[STATIONS["one_text"]["decoy"]]
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
        if is_part(number, part, of) if of else number.near(part) and not number.unit:
            refuse(f"{number.written}: {sentence}")
    refuse(f"{number.written}: add up the rows of the table without the first, and divide by the sum of all rows.")


def _choose_text(value, wide):
    """Return the id of the text that an answer names."""
    if isinstance(value, int | float | datetime.date) and not isinstance(value, bool):
        refuse('A date needs quotation marks, or Python subtracts: "1921-03-08".')
    documents, text = load().corpus.documents, read_text(value, "text")
    if text.casefold() in "trotsky l. d. trotsky":
        refuse(f"“{text}”: Trotsky's text is not counted here; the table has Lenin's alone.")
    if len(re.findall(r"\b\d{4}\b", text)) > 1:
        refuse(f"“{text}” names two texts: choose one.")
    titles = documents["title"].str.casefold()
    found = documents.index[
        documents.index.str.startswith(text.lower()) | titles.str.contains(text.casefold(), regex=False)
    ]
    if found.empty and re.search(r"\d{4}", text):
        found = documents.index[documents["date"] == _read_day(text)]
    counted = found[found.isin(wide.index)]
    found = counted if len(counted) and not re.fullmatch(r"[\d-]*", text) else found
    if found.empty or counted.empty and not re.search(r"\d{4}", text):
        refuse(f"No text in the table is called “{text}”: copy its date from there, as in 1921-03-08.")
    if len(found) > 1:
        refuse(f"“{text}” names several texts ({len(found)}): copy the whole date from the table.")
    return found[0]


def _read_day(text):
    """Return the day in an answer, the day before the month if both could be."""
    inside = re.search(r"\d{4}-\d\d-\d\d|\d{1,2} [A-Za-z]+ \d{4}|[A-Z][a-z]+ \d{1,2},? \d{4}", text)
    text = inside[0] if inside else text
    numbers = re.fullmatch(r"(\d{1,2})[./ -]+(\d{1,2})[./ -]+(\d{4})", text.strip())
    if numbers:
        day, month, year = map(int, numbers.groups())
        text = f"{year}-{month:02}-{day:02}" if month <= 12 else f"{year}-{day:02}-{month:02}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a format that pandas has to guess
        return pd.to_datetime(re.sub(r"(?<=\d)(?:st|nd|rd|th)\b", "", text), errors="coerce")
