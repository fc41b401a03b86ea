"""Say in plain words what a picture of a story shows: titles, captions, and what those read who see no picture.

Every sentence is computed from the numbers it is about, so that it is true of any corpus and after any change.
"""

import pandas as pd

from themeshift.charts import find_highest, order_themes, write_rate
from themeshift.checks import InputError, check_documents, check_table, choose_term
from themeshift.event_lines import find_drawn_events
from themeshift.files import escape_markdown, keep_order
from themeshift.periods import spell_day, spell_span, write_month
from themeshift.story import check_story

FEW = 10  # occurrences, on which no second height is told, and of which a sentence says on how many it rests
COLUMNS = ["term", "period", "texts", "rate", "without_low", "without_high", "decisive_text"]


def describe_rates(table):
    """Say of each theme of a table where its rate is highest and where lowest, for those who cannot see the picture.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_story` or `summarize_periods`.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If no period has texts.
    """
    parts = []
    for term, rows in choose_rows(table).groupby("term", sort=False):
        first, last = find_ends(rows)
        absent = rows.loc[rows["rate"] == 0, "period"].astype(str).tolist()
        lowest = f"lowest in {quote_period(last.period)} ({write_rate(last.rate)})"
        if absent:
            names = join_names(map(quote_period, absent))
            lowest = f"absent from {names if len(absent) < 5 else f'{len(absent)} of {len(rows)}'}"
        again = _find_second(rows)
        again = "" if again is None else f", {_write_second(again)} in {quote_period(again.period)},"
        highest = f"highest in {quote_period(first.period)} ({write_rate(first.rate)} in 1,000 words){again}"
        told = f"{term} is {highest} and {lowest}"
        if len(rows) == 1:
            told = f"{term} occurs {write_rate(first.rate)} times in 1,000 words in {quote_period(first.period)}"
        parts.append(told if first.rate > 0 else f"{term} does not occur")
    apart = list(dict.fromkeys(table.loc[_find_apart(table), "period"]))
    return keep_order("; ".join(parts) + "." + (f" Set apart: {join_names(apart)}." if apart else ""))


def describe_curves(curves):
    """Say of each smoothed curve in which months it is highest and lowest, for those who cannot see the picture.

    Parameters
    ----------
    curves : pandas.DataFrame
        As from `smooth_rates` or `smooth_intervals`; missing points are left out.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If the table has no curve.
    """
    check_table(curves, ["term", "date", "rate"], "the table of curves")
    parts = []
    for term, rows in curves.groupby("term", sort=False):
        rows = rows.astype({"rate": float}).dropna(subset="rate").reset_index(drop=True)
        if not rows["rate"].max() > 0:
            parts.append(f"{term} {'does not occur' if len(rows) else 'has no curve: its texts are too few'}")
            continue
        first, last = find_ends(rows)
        again = _find_second(rows, ~_find_rising_end(rows["rate"]))
        again = "" if again is None else f", {_write_second(again)} around {write_month(again.date)},"
        parts.append(f"{term} is highest around {write_month(first.date)} ({write_rate(first.rate)} in 1,000 words)"
                     f"{again} and lowest around {write_month(last.date)} ({write_rate(last.rate)})")  # fmt: skip
    return keep_order("; ".join(parts) + ".")


def _find_second(rows, may_be=True):
    """Return the second peak of a rate: at least half of the highest, twice what lies between, and not of few words."""
    rows, first = rows.reset_index(drop=True), int(rows["rate"].to_numpy().argmax())
    between = [rows["rate"].iloc[min(n, first) + 1 : max(n, first)].min() for n in rows.index]
    high = (rows["rate"] >= rows["rate"].max() / 2) & (rows["rate"] >= 2 * pd.Series(between, rows.index))
    high &= may_be & (rows["count"] > FEW if "count" in rows else True)
    return next(rows[high].nlargest(1, "rate").itertuples(), None) if rows["rate"].max() > 0 else None


def _find_rising_end(rates):
    """Tell which points at the end of a curve are its last rise, of which nobody knows whether it is a peak."""
    return (rates.diff() > 0)[::-1].cummin()[::-1]


def _write_second(row):
    """Write how high a second peak is, so that a low one is not taken for a high rate."""
    return f"with a second peak of {write_rate(row.rate)}"


def is_name(period):
    """Tell whether a period has a name that might be taken for a place or an event: one without a digit."""
    return not any(map(str.isdigit, str(period)))


def quote_period(period):
    """Return the name of a period, in quotation marks if it is no date.

    >>> quote_period("Brest"), quote_period("1917 II")
    ('“Brest”', '1917 II')
    """
    return f"“{period}”" if is_name(period) else str(period)


def describe_order(table):
    """Say in a title which theme is the first to be most frequent, and which the last.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_story`.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If no period has texts.
    """
    highest = find_highest(choose_rows(table))
    first = highest.loc[highest["rate"] > 0, "period"]
    terms = [term for term in order_themes(table) if term in first.index]
    told = [f"{term} in {quote_period(first[term])}" for term in dict.fromkeys(terms[:1] + terms[-1:])]
    if len(terms) > 1 and choose_rows(table)["period"].nunique() == 1:  # each theme is most frequent there
        term = highest["rate"].idxmax()
        return f"{term[0].upper()}{term[1:]} is the most frequent theme; all texts are of one period"
    if not told:
        return "None of the themes occurs"
    kind = "the period " if is_name(first[terms[0]]) else ""
    told[0] = f"{terms[0][0].upper()}{terms[0][1:]} is most frequent in {kind}{quote_period(first[terms[0]])}"
    return ", ".join(told)


def describe_peaks(table):
    """Say in a title in which period, or around which month, each term is most frequent.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_story`, `summarize_periods` or `smooth_rates`.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If the table has neither periods nor dates.
    """
    check_table(table, ["term", "rate"], "the table of rates")
    by_date = "date" in check_table(table, ["date" if "date" in table else "period"], "the table of rates")
    rows = table[~_find_apart(table) & (table["rate"].astype(float) > 0)].reset_index(drop=True)
    if rows.empty:
        return "None of the themes occurs"
    rows = rows.loc[rows.groupby("term", sort=False)["rate"].idxmax()]
    places = rows["date"].map(write_month).radd("around ") if by_date else rows["period"].astype(str).radd("in ")
    told = [f"{term} {place}" for term, place in zip(rows["term"], places, strict=True)]
    return f"Most frequent: {'; '.join(told)}"


def describe_terms(table, top=3):
    """Say which words are the first of each period, for those who cannot see the picture.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `rank_period_words`.
    top : int
        How many words of each.

    Returns
    -------
    str
    """
    check_table(table, ["period", "term"], "the table of words")
    groups = table.groupby("period", sort=False, observed=True)["term"]
    return keep_order("; ".join(f"{period}: {', '.join(terms.head(top))}" for period, terms in groups) + ".")


def describe_singles(table):
    """Say how many of the ranked words owe more than half of their occurrences to one text.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `rank_period_words`.

    Returns
    -------
    str
    """
    check_table(table, ["period", "term", "largest_share"], "the table of words")
    alone = table["largest_share"] > 0.5
    first = ~table["period"].duplicated()
    return (f"{alone.sum()} of these {len(table)} words, and {(alone & first).sum()} of the {first.sum()} first ones, "
            "have more than half of their occurrences in that period in one text.")  # fmt: skip


def describe_firsts(table):
    """Say in a title which word is the first of each period, and how many of these owe most to one text.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `rank_period_words`.

    Returns
    -------
    str
    """
    firsts = check_table(table, ["period", "term", "largest_share"], "the table of words").drop_duplicates("period")
    words = ", ".join(f"{term} ({period})" for term, period in zip(firsts["term"], firsts["period"], strict=True))
    alone = (firsts["largest_share"] > 0.5).sum()
    return keep_order(f"{words}; {alone or 'none'} of {len(firsts)} mostly in one text there")


def describe_periods(periods, documents=None):
    """Say which periods there are, and from which month to which.

    Parameters
    ----------
    periods : pandas.DataFrame or str
        As a story has them: named periods, or a kind of period of the calendar.
    documents : pandas.DataFrame or None
        The last period ends with them at the latest, if it has begun.

    Returns
    -------
    str
        In Markdown.
    """
    if isinstance(periods, str):
        return f"The periods are those of the calendar: each is a {periods}."
    check_table(periods, ["first", "last"], "the table of periods")
    firsts, lasts = pd.to_datetime(periods["first"]), pd.to_datetime(periods["last"])
    end = lasts.max() if documents is None else check_documents(documents)["date_end"].max()
    lasts = lasts.mask((lasts == lasts.max()) & (firsts <= end), min(lasts.max(), end))
    told = []
    for name, first, last in zip(periods.index, map(write_month, firsts), map(write_month, lasts), strict=True):
        told.append(f"*{escape_markdown(name)}* ({first if first == last else f'{first} to {last}'})")
    return f"The periods are {join_names(told)}."


def describe_documents(documents, events=None, ax=None):
    """Say how many texts there are, of which kinds, from when to when, and when there are most and none.

    Parameters
    ----------
    documents : pandas.DataFrame
        `genre` may be missing.
    events : pandas.DataFrame or None
        Dated events that are drawn with them.
    ax : matplotlib.axes.Axes or None
        Where they are drawn: events outside it are said to be left out.

    Returns
    -------
    str
        Up to the first colon: how many texts, and their first and last day.
    """
    years = check_documents(documents)["date"].dt.year.value_counts().sort_index()
    first, last = documents["date"].min(), documents["date_end"].max()
    said = [f"{len(documents)} text{'s'[: len(documents) != 1]}, {spell_span(first, last)}"]
    if "genre" in documents and documents["genre"].nunique() > 1:
        kinds = documents["genre"].value_counts().items()
        said[0] += f": {join_names(f'{genre} ({number})' for genre, number in kinds)}"
    if len(years) > 1 and (years == years.max()).sum() == 1:
        said.append(f"{years.idxmax()} has most, {years.max()}")
    said += _describe_gap(documents)
    if events is not None and len(events):
        drawn = events if ax is None else find_drawn_events(events, ax)
        said.append(f"{len(drawn)} event{'s are' if len(drawn) != 1 else ' is'} marked")
        if len(missing := events.drop(drawn.index)):
            said.append(f"Outside this axis, and so not marked: {join_names(missing['label'])}")
    return ". ".join(said) + "."


def _describe_gap(documents):
    """Say where the longest time without a text is, if there are three texts or more."""
    spans = documents.sort_values("date")
    ends = spans["date_end"].cummax().shift()
    days = (spans["date"] - ends).dt.days
    if len(documents) < 3 or not days.max() > 31:
        return []
    at = days.idxmax()
    return [f"The longest time without a text is from {spell_day(ends[at])} to {spell_day(spans.loc[at, 'date'])}"]


def describe_authors(story):
    """Say whose texts are counted where a story has texts of several authors, and which have no words.

    Parameters
    ----------
    story : Story
        As from `load_story`.

    Returns
    -------
    list of str
        Sentences, or none where all texts are counted.

    Raises
    ------
    InputError
        If the story is none.
    """
    others, counted = check_story(story).others, pd.concat([story.documents, story.apart])
    silent = story.corpus.documents.index.difference(counted.index.union(others.index), sort=False)
    names = escape_markdown(", ".join([*silent[:3], "…"][: len(silent)]))
    said = [f"Texts without any word, which are not counted: {len(silent)} ({names})."] if len(silent) else []
    if others.empty:
        return said
    names = list(dict.fromkeys(others["author"].map(escape_markdown)))
    author = counted["author"]
    rest = join_names(name or "unknown authors" for name in names) if len(names) < 4 else f"{len(names)} others"
    apart = f", {len(story.apart)} of them outside the days asked about" if len(story.apart) else ""
    return said + [
        f"Of {len(author) + len(others)} texts, {len(author)} {'is' if len(author) == 1 else 'are'} by "
        f"{escape_markdown(author.iloc[0]) or 'unknown authors'}{apart}; those by {rest} are shown, but not counted."
    ]


def _find_apart(table):
    """Tell which rows are set apart; none, where a table does not say."""
    return table["apart"].astype(bool) if "apart" in table else pd.Series(False, table.index)


def choose_rows(table, term=None):
    """Return the periods that have texts and are not set apart."""
    rows = check_table(table, COLUMNS, "the table of periods") if term is None else choose_term(
        check_table(table, COLUMNS, "the table of periods"), term, "the table of periods")  # fmt: skip
    rows = rows[~_find_apart(rows) & rows["rate"].notna()]
    if rows.empty:
        raise InputError("no period of the table has texts; choose other periods, or load more texts")
    return rows


def find_ends(rows):
    """Return the period of the highest rate and that of the lowest, the first of several."""
    return (next(rows.loc[[place]].itertuples()) for place in (rows["rate"].idxmax(), rows["rate"].idxmin()))


def join_names(names, word="and"):
    """Join names by commas and a word before the last."""
    *head, last = list(names)
    return f"{', '.join(head)} {word} {last}" if head else last
