"""Say in plain words what a table of a story shows: the answers, the captions and what those read who see no picture.

Every sentence is computed from the numbers it is about, so that it is true of any corpus and after any change.
"""

import pandas as pd

from themeshift.charts import find_highest, order_themes, write_rate
from themeshift.checks import InputError, check_documents, check_table, choose_term
from themeshift.files import escape_markdown
from themeshift.periods import spell_day, write_month
from themeshift.story import check_story, find_other_peaks, move_borders

COLUMNS = ["term", "period", "texts", "rate", "without_low", "without_high", "decisive_text", "apart"]
ONLY = "its only text"  # what decides in a period of one text
MOST_NAMED = 6  # periods; more are only counted
FEW = 10  # occurrences, up to which a sentence says on how many it rests
STEADY = 0.5  # a theme whose lowest rate is at least this part of its highest is about as frequent throughout


def describe_theme(table, term, documents=None, borders=None):
    """Say where a theme has its place, and what that rests on.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_story`. Periods without texts, and those set apart, are left out.
    term : str
        One of `table`.
    documents : pandas.DataFrame or None
        For the title of a text that decides.
    borders : dict of str to str or None
        As from `describe_borders`: what is said of a theme whose first period depends on where the periods begin.

    Returns
    -------
    str
        In Markdown: in which period the theme is most frequent and in which least; whether the first would still be the
        first if any one text were left out, and if the borders were moved; and whether one text has most of it.

    Raises
    ------
    InputError
        If the table has no such theme, or no period with texts.
    """
    rows = _escape_names(_choose_rows(table, term))
    first, last = _find_ends(rows)
    text = find_deciding_text(table, term) if first.rate > 0 else None
    name, term = term, escape_markdown(term)
    if not first.rate > 0:
        return f"**{term}** does not occur in these texts."
    if len(rows) == 1:
        return f"**{term}** occurs {write_rate(first.rate)} times in 1,000 words."
    said = [f"**{term}** is most frequent in *{first.period}*: {write_rate(first.rate)} times in 1,000 words"
            f"{_write_range(first)}", _describe_least(rows, last)]  # fmt: skip
    if _is_steady(rows):
        said = [f"**{term}** changes little in proportion: from {write_rate(last.rate)} times in 1,000 words in "
                f"*{last.period}* to {write_rate(first.rate)} in *{first.period}*{_write_range(first)}"]  # fmt: skip
    if first.count <= FEW:
        said.append(f"That rests on {first.count} occurrences in {first.texts_with} texts")
    elif getattr(first, "most_in_one", 0) > 0.5:
        said.append(f"More than half of its occurrences in *{first.period}* are in one text")
    if text is None:
        said.append(f"Whichever one text is left out, *{first.period}* comes first")
    else:
        said.append(f"That *{first.period}* comes first depends on a single text: without "
                    f"{_name_text(text, documents)}, it does not")  # fmt: skip
    if borders and name in borders and not _is_steady(rows):
        said.append(borders[name])
    return ". ".join(said) + "."


def _write_range(row):
    """Write the range without any one text, if there is one."""
    if pd.isna(row.without_low):
        return ""
    return f" ({write_rate(row.without_low)} to {write_rate(row.without_high)} if any one text is left out)"


def _describe_least(rows, last):
    """Say in which periods a theme is absent, or else in which it is rarest."""
    absent = rows.loc[rows["rate"] == 0, "period"].tolist()
    if len(absent) > MOST_NAMED:
        return f"It does not occur in {len(absent)} of the {len(rows)} periods"
    if absent:
        return f"It does not occur in the texts of {_join(f'*{period}*' for period in absent)}"
    return f"It is rarest in *{last.period}*: {write_rate(last.rate)}"


def describe_borders(story, days=60):
    """Say of which themes the first period depends on where the periods begin.

    Parameters
    ----------
    story : Story
    days : int
        How far a border is moved; see `move_borders`.

    Returns
    -------
    dict of str to str
        By theme, in Markdown: which border decides, and whether the half-year in which the theme is most frequent
        lies in another period. Themes that depend on neither are left out.

    Raises
    ------
    InputError
        If the story is none, or `days` is no whole number above 0.
    """
    moves, said = move_borders(story, days), {}
    for term, rows in moves.groupby("term", sort=False):
        told = [f"if {_slant(row.border)} began {days} days {'later' if row.days > 0 else 'earlier'}, "
                f"{_slant(row.first)} would come first" for row in rows.itertuples()]  # fmt: skip
        said[term] = [f"It also depends on where the periods begin: {'; '.join(told)}"]
    for term, (half, where, first) in find_other_peaks(story).items():
        told = f"By the calendar, its highest rate is that of {half}, in {_slant(where)} and not in {_slant(first)}"
        said.setdefault(term, []).append(told)
    return {term: ". ".join(told) for term, told in said.items()}


def _slant(name):
    """Return the name of a period in italics."""
    return f"*{escape_markdown(name)}*"


def _escape_names(table):
    """Return a table whose names of themes and periods are only text in Markdown."""
    return table.assign(**{column: table[column].map(escape_markdown) for column in ("term", "period")})


def _name_text(text, documents):
    if text == ONLY:
        return text
    if documents is not None and "title" in documents and text in documents.index:
        return f"“{escape_markdown(documents.loc[text, 'title'])}” ({spell_day(documents.loc[text, 'date'])})"
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
        [f"None of these texts has anything of {_join(f'**{escape_markdown(name)}**' for name in absent)}."]
        if len(absent)
        else []
    )
    place = {period: [f"**{term}**" for term in moving if ends[term].period == period] for period in periods}
    peaks = [f"{_join(names)} in *{period}*" for period, names in place.items() if names]
    if not peaks:
        return ["No theme changes much in proportion.", *missing]
    when = {1: "Most frequent", len(moving): "Each theme is most frequent at a time of its own"}
    head = when.get(len(peaks), "The themes are most frequent at different times")
    sentences = [f"{head}: {'; '.join(peaks)}."]
    if len(moving) < len(terms):
        steady = _join(f"**{term}**" for term in terms if term not in moving)
        sentences[0] = sentences[0][:-1] + f". In proportion, {steady} changes less."
    sentences.append(_describe_hold(table, moving))
    if len(periods) > 1:
        sentences += _describe_changes(rows, periods)
    return sentences + missing


def _describe_changes(rows, periods):
    """Say which theme falls and which rises most from the first period to the last, and where it was in between."""
    rates = rows.pivot(index="term", columns="period", values="rate")[periods]
    change, told = rates[periods[-1]] - rates[periods[0]], []
    for term, verb in ((change.idxmin(), "falls"), (change.idxmax(), "rises")):
        if change[term] == 0 or (change[term] < 0) != (verb == "falls"):
            continue
        top = rates.loc[term].idxmax()
        between = f" (in between it reaches {write_rate(rates.loc[term, top])}, in *{top}*)"
        told.append(f"**{term}** {verb} most, from {write_rate(rates.loc[term, periods[0]])} to "
                    f"{write_rate(rates.loc[term, periods[-1]])} times in 1,000 words"
                    f"{between if top not in (periods[0], periods[-1]) else ''}")  # fmt: skip
    return [f"From *{periods[0]}* to *{periods[-1]}*, {', and '.join(told)}."] if told else []


def _describe_hold(table, terms):
    """Say for which themes the highest period stays so without any one text."""
    held = [f"**{term}**" for term in terms if find_deciding_text(table, term) is None]
    hung = [f"**{term}**" for term in terms if f"**{term}**" not in held]
    if not held:
        return f"But for {_join(hung)} this depends on a single text: without it, another period would come first."
    rest = f"; for {_join(hung)}, it depends on a single text" if hung else ""
    return f"Whichever one text is left out, this remains so for {_join(held)}{rest}."


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
        absent = rows.loc[rows["rate"] == 0, "period"].tolist()
        lowest = f"lowest in {last.period} ({write_rate(last.rate)})"
        if absent:
            lowest = f"absent from {_join(absent) if len(absent) < 5 else f'{len(absent)} of {len(rows)}'}"
        again = _find_second(rows)
        again = "" if again is None else f", high again in {again.period} ({write_rate(again.rate)})"
        highest = f"highest in {first.period} ({write_rate(first.rate)} in 1,000 words){again}"
        parts.append(f"{term} is {highest} and {lowest}" if first.rate > 0 else f"{term} does not occur")
    apart = list(dict.fromkeys(table.loc[table["apart"].astype(bool), "period"]))
    return "; ".join(parts) + "." + (f" Set apart: {_join(apart)}." if apart else "")


def _find_second(rows):
    """Return a second period in which a rate is high: at least half of the highest, and twice what lies between."""
    rows, first = rows.reset_index(drop=True), int(rows["rate"].to_numpy().argmax())
    between = [rows["rate"].iloc[min(n, first) + 1 : max(n, first)].min() for n in rows.index]
    high = (rows["rate"] >= rows["rate"].max() / 2) & (rows["rate"] >= 2 * pd.Series(between, rows.index))
    return next(rows[high].nlargest(1, "rate").itertuples(), None) if rows["rate"].max() > 0 else None


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
    terms = [term for term in order_themes(table) if term in first.index]
    told = [f"{term} is most frequent in {first[term]}" for term in terms[:1] + terms[-1:]]
    if len(told) < 2 or told[0] == told[1]:
        return told[0][0].upper() + told[0][1:] if told else "None of the themes occurs"
    one, other = told[0], told[-1].replace(" is most frequent", "")
    return f"{one[0].upper()}{one[1:]}, {other}"


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
            "have more than half of their occurrences in one text.")  # fmt: skip


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
    """Say how many texts there are, of which kinds, from when to when, and when there are most and none.

    Parameters
    ----------
    documents : pandas.DataFrame
        `genre` may be missing.
    events : pandas.DataFrame or None
        Dated events that are drawn with them.

    Returns
    -------
    str
        Up to the first colon: how many texts, and their first and last day.
    """
    years = check_documents(documents)["date"].dt.year.value_counts().sort_index()
    first, last = documents["date"].min(), documents["date_end"].max()
    said = [f"{len(documents)} text{'s'[: len(documents) != 1]}, {spell_day(first)} to {spell_day(last)}"]
    if "genre" in documents and documents["genre"].nunique() > 1:
        kinds = documents["genre"].value_counts().items()
        said[0] += f": {_join(f'{genre} ({number})' for genre, number in kinds)}"
    if len(years) > 1 and (years == years.max()).sum() == 1:
        said.append(f"{years.idxmax()} has most, {years.max()}")
    said += _describe_gap(documents)
    if events is not None and len(events):
        said.append(f"{len(events)} events are marked")
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
