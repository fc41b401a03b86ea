"""Say in plain words what a table of a story shows: the answers, the captions and what those read who see no picture.

Every sentence is computed from the numbers it is about, so that it is true of any corpus and after any change.
"""

import pandas as pd

from themeshift.charts import find_highest, order_themes, write_rate
from themeshift.checks import InputError, check_documents, check_table, choose_term
from themeshift.files import escape_markdown
from themeshift.periods import write_day, write_month
from themeshift.story import check_story

COLUMNS = ["term", "period", "texts", "rate", "without_low", "without_high", "decisive_text", "apart"]
ONLY = "its only text"  # what decides in a period of one text
MOST_NAMED = 6  # periods; more are only counted
STEADY = 0.5  # a theme whose lowest rate is at least this part of its highest is about as frequent throughout


FEW = 10  # occurrences, up to which a sentence says on how many it rests


def describe_theme(table, term, documents=None):
    """Say where a theme has its place, in two or three sentences.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_story`. Periods without texts, and those set apart, are left out.
    term : str
        One of `table`.
    documents : pandas.DataFrame or None
        For the title of a text that decides.

    Returns
    -------
    str
        In Markdown: in which period the theme is most frequent and in which least, and whether the first would still be
        the first if any one text were left out.

    Raises
    ------
    InputError
        If the table has no such theme, or no period with texts.
    """
    rows = _escape_names(_choose_rows(table, term))
    first, last = _find_ends(rows)
    text = find_deciding_text(table, term) if first.rate > 0 else None
    term = escape_markdown(term)
    if not first.rate > 0:
        return f"The theme **{term}** does not occur in these texts."
    if len(rows) == 1:
        return f"The theme **{term}** occurs {write_rate(first.rate)} times in 1,000 words."
    if _is_steady(rows):
        return (f"The theme **{term}** is about as frequent throughout: from {write_rate(last.rate)} times in 1,000 "
                f"words in the period *{last.period}* to {write_rate(first.rate)} in *{first.period}*.")  # fmt: skip
    absent = rows.loc[rows["rate"] == 0, "period"].tolist()
    where = f"{len(absent)} of the {len(rows)} periods"
    if 0 < len(absent) <= MOST_NAMED:
        where = f"the texts of {_join(f'*{period}*' for period in absent)}"
    least = (f"It does not occur in {where}" if absent
             else f"It is least frequent in *{last.period}*: {write_rate(last.rate)}")  # fmt: skip
    sure = f"Whichever one text is left out, *{first.period}* still has the highest rate"
    if text is not None:
        sure = f"But one text decides this: without {_name_text(text, documents)}, another period comes first"
    few = f" That rests on {first.count} occurrences in {first.texts_with} texts." if first.count <= FEW else ""
    return (f"The theme **{term}** is most frequent in the period *{first.period}*: {write_rate(first.rate)} times "
            f"in 1,000 words.{few} {least}. {sure}.")  # fmt: skip


def _escape_names(table):
    """Return a table whose names of themes and periods are only text in Markdown."""
    return table.assign(**{column: table[column].map(escape_markdown) for column in ("term", "period")})


def _name_text(text, documents):
    if text == ONLY:
        return text
    if documents is not None and "title" in documents and text in documents.index:
        return f"“{escape_markdown(documents.loc[text, 'title'])}” ({write_day(documents.loc[text, 'date'])})"
    return f"“{escape_markdown(text)}”"


def _is_steady(rows):
    """Tell whether the lowest rate of a theme is near its highest."""
    return rows["rate"].min() >= STEADY * rows["rate"].max()


def _choose_rows(table, term=None):
    """Return the periods that have texts and are not set apart."""
    rows = check_table(table, COLUMNS, "the table of periods") if term is None else choose_term(
        check_table(table, COLUMNS, "the table of periods"), term, "the table of periods")  # fmt: skip
    rows = rows[~rows["apart"].astype(bool) & rows["rate"].notna()]
    if rows.empty:
        raise InputError("no period of the table has texts; choose other periods, or load more texts")
    return rows


def _find_ends(rows):
    """Return the period of the highest rate and that of the lowest, the first of several."""
    return (next(rows.loc[[place]].itertuples()) for place in (rows["rate"].idxmax(), rows["rate"].idxmin()))


def find_deciding_text(table, term):
    """Find a text without which another period would have the highest rate of a theme.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_story`.
    term : str
        One of `table`.

    Returns
    -------
    str or None
        Its id; None where the same period comes first whichever one text is left out.

    Raises
    ------
    InputError
        If the table has no such theme, or no period with texts.
    """
    rows = _choose_rows(table, term)
    first, _ = _find_ends(rows)
    others = rows.drop(first.Index)
    if others.empty or not first.rate > 0:
        return None
    left = first.without_low if pd.notna(first.without_low) else 0.0  # its only text may be left out, too
    if left <= others["rate"].max():
        return first.decisive_text if pd.notna(first.decisive_text) else ONLY
    rival = others.loc[[others["without_high"].fillna(0).idxmax()]].iloc[0]
    return rival["decisive_text"] if rival["without_high"] >= first.rate else None


def describe_story(table, absent=()):
    """Say in three sentences what shifts: which theme leads when, what holds without any one text, what changes most.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_story`.
    absent : list of str
        Themes that occur in none of the texts, as a story names them.

    Returns
    -------
    list of str
        In Markdown; a fourth sentence, if a theme is absent.

    Raises
    ------
    InputError
        If no period has texts.
    """
    rows, table = _escape_names(_choose_rows(table)), _escape_names(table)
    periods, terms = list(dict.fromkeys(rows["period"])), list(dict.fromkeys(rows["term"]))
    ends = {term: next(_find_ends(rows[rows["term"] == term])) for term in terms}
    moving = [term for term in terms if ends[term].rate > 0 and not _is_steady(rows[rows["term"] == term])]
    missing = (
        [f"None of these texts has anything of {_join(f'*{escape_markdown(name)}*' for name in absent)}."]
        if len(absent)
        else []
    )
    place = {period: [f"*{term}*" for term in moving if ends[term].period == period] for period in periods}
    peaks = [f"{_join(names)} in the period {period}" for period, names in place.items() if names]
    if not peaks:
        return ["Every theme is about as frequent throughout: nothing shifts.", *missing]
    sentences = [f"Each theme is most frequent at a time of its own: {'; '.join(peaks)}."]
    if len(moving) < len(terms):
        steady = _join(f"*{term}*" for term in terms if term not in moving)
        sentences[0] = sentences[0][:-1] + f", while {steady} changes less."
    sentences.append(_describe_hold(table, moving))
    if len(periods) > 1:
        rates = rows.pivot(index="term", columns="period", values="rate")
        change = rates[periods[-1]] - rates[periods[0]]
        told = [f"*{term}* {verb} most, from {write_rate(rates.loc[term, periods[0]])} to "
                f"{write_rate(rates.loc[term, periods[-1]])} times in 1,000 words"
                for term, verb in ((change.idxmin(), "falls"), (change.idxmax(), "rises"))
                if (change[term] < 0) == (verb == "falls") and change[term] != 0]  # fmt: skip
        if told:
            sentences.append(f"From {periods[0]} to {periods[-1]}, {', and '.join(told)}.")
    return sentences + missing


def _describe_hold(table, terms):
    """Say for which themes the highest period stays so without any one text."""
    held = [f"*{term}*" for term in terms if find_deciding_text(table, term) is None]
    hung = [f"*{term}*" for term in terms if f"*{term}*" not in held]
    if not held:
        return f"But each time a single text decides: without it, another period would come first for {_join(hung)}."
    rest = f"; for {_join(hung)} one text decides" if hung else ""
    return f"This remains so for {_join(held)} whichever one text is left out{rest}."


def describe_rates(table):
    """Say of each theme of a table where its rate is highest and where lowest, for those who cannot see the picture.

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
    parts = []
    for term, rows in _choose_rows(table).groupby("term", sort=False):
        first, last = _find_ends(rows)
        lowest = f"lowest in {last.period} ({write_rate(last.rate)})"
        if last.rate == 0:
            lowest = f"absent from {(rows['rate'] == 0).sum()} of {len(rows)} periods"
        parts.append(f"{term} is highest in {first.period} ({write_rate(first.rate)} in 1,000 words) and {lowest}"
                     if first.rate > 0 else f"{term} does not occur")  # fmt: skip
    apart = list(dict.fromkeys(table.loc[table["apart"].astype(bool), "period"]))
    return "; ".join(parts) + "." + (f" Set apart: {_join(apart)}." if apart else "")


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
    highest = find_highest(_choose_rows(table))
    first = highest.loc[highest["rate"] > 0, "period"]
    told = [f"{term} ({first[term]})" for term in order_themes(table) if term in first.index]
    if len(told) < 2:
        return f"Most frequent: {_join(told) if told else 'nothing'}"
    return f"From {told[0]} to {told[-1]}: the time at which each theme is most frequent"


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
    return "; ".join(f"{period}: {', '.join(terms.head(top))}" for period, terms in groups) + "."


def describe_periods(periods, documents=None):
    """Say which periods there are, and from which month to which.

    Parameters
    ----------
    periods : pandas.DataFrame or str
        As a story has them: named periods, or a kind of period of the calendar.
    documents : pandas.DataFrame or None
        Where they end, the last period ends at the latest.

    Returns
    -------
    str
        In Markdown.
    """
    if isinstance(periods, str):
        return f"The periods are those of the calendar: each is a {periods}."
    check_table(periods, ["first", "last"], "the table of periods")
    lasts = pd.to_datetime(periods["last"])
    if documents is not None:
        lasts = lasts.clip(upper=check_documents(documents)["date_end"].max())
    told = [f"*{escape_markdown(name)}* ({write_month(pd.Timestamp(first))} to {write_month(last)})"
            for name, first, last in zip(periods.index, periods["first"], lasts, strict=True)]  # fmt: skip
    return f"The periods are {_join(told)}."


def describe_documents(documents, events=None):
    """Say how many texts there are, from when to when, and in which half-year or year most.

    Parameters
    ----------
    documents : pandas.DataFrame
    events : pandas.DataFrame or None
        Dated events that are drawn with them.

    Returns
    -------
    str
    """
    years = check_documents(documents)["date"].dt.year.value_counts().sort_index()
    first, last = documents["date"].min(), documents["date_end"].max()
    most = f"; {years.idxmax()} has most, {years.max()}" if len(years) > 1 and (years == years.max()).sum() == 1 else ""
    marked = f", beside {len(events)} dated events" if events is not None and len(events) else ""
    texts = f"{len(documents)} text{'s'[: len(documents) != 1]}"
    return f"{texts} from {write_day(first)} to {write_day(last)}{most}{marked}."


def describe_authors(story):
    """Say whose texts are counted where a story has texts of several authors.

    Parameters
    ----------
    story : Story
        As from `load_story`.

    Returns
    -------
    list of str
        A sentence, or none where the texts of all are counted.

    Raises
    ------
    InputError
        If the story is none.
    """
    others = check_story(story).others
    if others.empty:
        return []
    names, author = (
        list(dict.fromkeys(others["author"].map(escape_markdown))),
        pd.concat([story.documents, story.apart])["author"],
    )
    rest = _join(name or "unknown authors" for name in names) if len(names) < 4 else f"{len(names)} others"
    return [
        f"Counted are the texts by {escape_markdown(author.iloc[0]) or 'unknown authors'} alone, {len(author)} of "
        f"{len(author) + len(others)}; those by {rest} are shown, but not counted (`AUTHOR` chooses)."
    ]


def _join(names):
    """Join names by commas and an “and”."""
    *head, last = list(names)
    return f"{', '.join(head)} and {last}" if head else last
