"""Say in plain words where one theme has its place, and what that rests on: texts, and the borders of periods.

Every sentence is computed from the numbers it is about, so that it is true of any corpus and after any change.
"""

import re

import pandas as pd

from themeshift.dates import spell_span
from themeshift.escaping import escape_markdown
from themeshift.index import get_title
from themeshift.periods import choose_calendar
from themeshift.rate_captions import FEW, choose_rows, find_ends
from themeshift.story_tables import find_other_peaks, move_borders
from themeshift.wording import join_names, write_rate, write_rates

ONLY = "its only text"  # what decides in a period of one text
ONE = "one of the texts"  # what decides where the table names only a text that moves the rate the other way
MOST_NAMED = 6  # periods; more are only counted
STEADY = 0.5  # a theme whose lowest rate is at least this part of its highest is about as frequent throughout


def describe_theme(table, term, documents=None, borders=None, calendar=None):
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
    calendar : pandas.DataFrame or None
        As from `summarize_story`, by half-years or the like: what is said of a theme that changes little by period.

    Returns
    -------
    str
        In Markdown: in which period the theme is most frequent and in which least; whether the first would still be the
        first if any one text were left out, by which two rates, and if the borders were moved; and which text has most.

    Raises
    ------
    InputError
        If the table has no such theme, or no period with texts.
    """
    rows = escape_names(choose_rows(table, term))
    first, last = find_ends(rows)
    text = find_deciding_text(table, term) if first.rate > 0 else None
    name, term = term, escape_markdown(term)
    if not first.rate > 0:
        apart = "apart" in table and table["apart"].any()
        return f"**{term}** does not occur in these texts{' of the years asked about' if apart else ''}."
    if len(rows) == 1:
        return f"**{term}** occurs {write_rate(first.rate)} times in 1,000 words."
    said = [f"**{term}** is most frequent in *{first.period}*: {write_rate(first.rate)} times in 1,000 words"
            f"{_write_range(first)}", _describe_least(rows, last)]  # fmt: skip
    if is_steady(rows):
        said = [f"In no period does **{term}** fall below half of its highest rate: it ranges from "
                f"{write_rate(last.rate)} times in 1,000 words in *{last.period}* to {write_rate(first.rate)} in "
                f"*{first.period}*{_write_range(first)}", *_describe_calendar(calendar, name)]  # fmt: skip
    if first.count <= FEW:
        said.append(f"In *{first.period}* it rests on {first.count} occurrence{'s'[: first.count != 1]} in "
                    f"{first.texts_with} text{'s'[: first.texts_with != 1]}")  # fmt: skip
    elif getattr(first, "most_in_one", 0) > 0.5:
        said.append(f"More than half of its occurrences in *{first.period}* are in one text"
                    f"{_name_most(first, documents)}")  # fmt: skip
    if text is None:
        said.append(f"Whichever one text is left out, *{first.period}* comes first{_write_closest(rows)}")
    else:
        number = getattr(first, "deciding", 1)
        texts, example = ("a single text", "") if number == 1 else (f"{number} texts, each by itself", ", for example")
        said.append(f"That *{first.period}* comes first depends on {texts}: without {_name_text(text, documents)}"
                    f"{example}, it does not{_write_closest(rows)}")  # fmt: skip
    if borders and name in borders and not is_steady(rows):
        said.append(borders[name].replace("It depends", "But it depends" if text is None else "It also depends", 1))
    return ". ".join(said) + "."


def _write_range(row):
    """Write the range without any one text, if there is one."""
    if pd.isna(row.without_low):
        return ""
    return f" ({write_rate(row.without_low)} to {write_rate(row.without_high)} if any one text is left out)"


def _name_most(row, documents):
    """Name the text that has more than half of the occurrences, where the table says which it is."""
    text = getattr(row, "most_text", None)
    return "" if text is None or pd.isna(text) else f", {_name_text(text, documents)}"


def _write_closest(rows):
    """Write the two rates that decide which period comes first, so that a bare margin is not taken for a clear one."""
    case = find_closest(rows)
    if case is None:
        return ""
    own, other = write_rates(*case[:2])
    return f" ({'' if case[0] <= case[1] else 'at the narrowest '}{own} against {other} in another period)"


def _describe_calendar(calendar, term):
    """Say of a theme that changes little by period where it does by the calendar, so that no picture contradicts it."""
    rows = None if calendar is None else choose_rows(calendar, term)
    if rows is None or is_steady(rows):
        return []
    first, last = find_ends(escape_names(rows))
    return [f"By the calendar it does: {write_rate(last.rate)} in {last.period} against {write_rate(first.rate)} in "
            f"{first.period}"]  # fmt: skip


def _describe_least(rows, last):
    """Say in which periods a theme is absent, or else in which it is rarest."""
    absent = rows.loc[rows["rate"] == 0, "period"].tolist()
    if len(absent) > MOST_NAMED:
        return f"It does not occur in {len(absent)} of the {len(rows)} periods"
    if absent:
        return f"It does not occur in the texts of {join_names((f'*{period}*' for period in absent), 'or')}"
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
        said[term] = [f"It depends on where the periods begin: {'; '.join(told)}"]
    many = re.sub("y$", "ie", choose_calendar(story.documents)) + "s"  # by half-years, by centuries
    for term, (peak, where, first) in find_other_peaks(story).items():
        told = f"By {many}, its highest rate is that of {peak}, in {_slant(where)} and not in {_slant(first)}"
        said.setdefault(term, []).append(told)
    return {term: ". ".join(told) for term, told in said.items()}


def _slant(name):
    """Return the name of a period in italics."""
    return f"*{escape_markdown(name)}*"


def escape_names(table):
    """Return a table whose names of themes and periods are only text in Markdown."""
    return table.assign(**{column: table[column].map(escape_markdown) for column in ("term", "period")})


def _name_text(text, documents):
    if text in (ONLY, ONE):
        return text
    if documents is not None and "title" in documents and text in documents.index:
        day = spell_span(*documents.loc[text, ["date", "date_end"]])
        return f"“{escape_markdown(get_title(documents.loc[text]))}” ({day})"
    return f"“{escape_markdown(text)}”"


def is_steady(rows):
    """Tell whether the lowest rate of a theme is near its highest."""
    return rows["rate"].min() >= STEADY * rows["rate"].max()


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
        Its id, or words where the table does not name it; None where the same period comes first whichever one text is
        left out.

    Raises
    ------
    InputError
        If the table has no such theme, or no period with texts.
    """
    case = find_closest(choose_rows(table, term))
    return case[2] if case and case[0] <= case[1] else None


def find_closest(rows):
    """Return the rate of the first period and the highest of the others without the text that matters most, and it."""
    first, _ = find_ends(rows)
    others = rows.drop(first.Index)
    if others.empty or not first.rate > 0:
        return None
    left = first.without_low if pd.notna(first.without_low) else 0.0  # its only text may be left out, too
    rival = others.loc[[others["without_high"].fillna(0).idxmax()]].iloc[0]
    high = rival["without_high"] if pd.notna(rival["without_high"]) else 0.0
    own = first.decisive_text if first.rate - left > (first.without_high - first.rate) else ONE
    own = own if pd.notna(first.decisive_text) else ONLY
    its = rival["decisive_text"] if high - rival["rate"] > rival["rate"] - rival["without_low"] else ONE
    cases = [(left, others["rate"].max(), own), (first.rate, high, its)]
    return next((case for case in cases if case[0] <= case[1]), min(cases, key=lambda case: case[0] - case[1]))
