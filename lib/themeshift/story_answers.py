"""Say in plain words what a story answers: where each theme has its place, what that rests on, and what shifts.

Every sentence is computed from the numbers it is about, so that it is true of any corpus and after any change.
"""

import re

import pandas as pd

from themeshift.charts import write_rate, write_rates
from themeshift.files import escape_markdown
from themeshift.index import get_title
from themeshift.periods import choose_calendar, spell_span
from themeshift.rate_captions import FEW, choose_rows, find_ends, is_name
from themeshift.story_tables import find_other_peaks, move_borders
from themeshift.text_captions import join_names

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
    rows = _escape_names(choose_rows(table, term))
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
    if _is_steady(rows):
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
    if borders and name in borders and not _is_steady(rows):
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
    case = _find_closest(rows)
    if case is None:
        return ""
    own, other = write_rates(*case[:2])
    return f" ({'' if case[0] <= case[1] else 'at the narrowest '}{own} against {other} in another period)"


def _describe_calendar(calendar, term):
    """Say of a theme that changes little by period where it does by the calendar, so that no picture contradicts it."""
    rows = None if calendar is None else choose_rows(calendar, term)
    if rows is None or _is_steady(rows):
        return []
    first, last = find_ends(_escape_names(rows))
    return [f"By the calendar, **{first.term}** does: {write_rate(last.rate)} in {last.period}, "
            f"{write_rate(first.rate)} in {first.period}"]  # fmt: skip


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


def _escape_names(table):
    """Return a table whose names of themes and periods are only text in Markdown."""
    return table.assign(**{column: table[column].map(escape_markdown) for column in ("term", "period")})


def _name_text(text, documents):
    if text in (ONLY, ONE):
        return text
    if documents is not None and "title" in documents and text in documents.index:
        day = spell_span(*documents.loc[text, ["date", "date_end"]])
        return f"“{escape_markdown(get_title(documents.loc[text]))}” ({day})"
    return f"“{escape_markdown(text)}”"


def _is_steady(rows):
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
    case = _find_closest(choose_rows(table, term))
    return case[2] if case and case[0] <= case[1] else None


def _find_closest(rows):
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


def describe_story(table, absent=(), borders=None):
    """Say whether words change, which theme leads when, what holds without any one text, and what changes most.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_story`.
    absent : list of str
        Themes that occur in none of the texts, as a story names them.
    borders : dict of str to str or None
        As from `describe_borders`: the themes of which it is said that the division of the years decides.

    Returns
    -------
    list of str
        In Markdown, the answer first; one sentence more, if a theme is absent.

    Raises
    ------
    InputError
        If no period has texts.
    """
    plain = list(dict.fromkeys(choose_rows(table)["term"]))
    rows, table = _escape_names(choose_rows(table)), _escape_names(table)
    periods, terms = list(dict.fromkeys(rows["period"])), list(dict.fromkeys(rows["term"]))
    ends = {term: next(find_ends(rows[rows["term"] == term])) for term in terms}
    moving = [term for term in terms if ends[term].rate > 0 and not _is_steady(rows[rows["term"] == term])]
    bold = {term: f"**{term}**" for term in terms}
    never = [bold[term] for term in terms if not ends[term].rate > 0]
    still = [name for name, term in zip(plain, terms, strict=True) if term not in moving and bold[term] not in never]
    steady = _describe_steady([bold[escape_markdown(name)] for name in still])
    if len(periods) == 1 and steady:  # of which any rate is the highest
        steady = [f"All these texts are of one period, *{periods[0]}*, so that nothing can shift between periods."]
    answer = [_answer(table, moving, len(terms), [periods.index(ends[term].period) for term in moving], len(periods))]
    answer = answer if len(periods) > 1 and len(never) < len(terms) else []
    missing = [f"In the years asked about, these texts have nothing of {join_names(never)}."] if never else []
    if len(absent):
        names = join_names(f"**{escape_markdown(name)}**" for name in absent)
        missing.append(f"None of these texts has anything of {names}.")
    place = {period: [bold[term] for term in moving if ends[term].period == period] for period in periods}
    peaks = [f"{join_names(names)} in *{period}*" for period, names in place.items() if names]
    if not peaks:
        return answer + steady + missing
    if is_name(next(period for period in periods if place[period])):  # said once, so that none is taken for a place
        peaks[0] = peaks[0].replace(" in *", " in the period *")
    some = len(moving) < len(terms)  # a steady theme has its highest rate somewhere, too, perhaps where another has
    each, they = (" that changes", " that change") if some else ("", "")
    when = {len(moving): f"Each theme{each} is most frequent at a time of its own", 1: "Most frequent"}
    head = when.get(len(peaks), f"The themes{they} are most frequent at different times")
    divided = [escape_markdown(name) for name in plain if name in (borders or {})]
    where = [bold[term] for term in divided if term in moving]
    hold = [_describe_hold(table, moving)]
    if where:
        hold.append(f"For {join_names(where)}, though, it depends on how the years are divided; see under each, below.")
    sentences = [*answer, " ".join([f"{head}: {'; '.join(peaks)}.", *steady]), " ".join(hold)]
    if len(periods) > 1:
        sentences += _describe_changes(rows, periods)
    return sentences + missing


def _answer(table, moving, number, places, periods):
    """Answer whether the words change, and whether in one direction; `places` are the first periods of `moving`."""
    if not moving:
        return "Hardly, in these texts: no theme is more than twice as frequent in one period as in another."
    held = any(find_deciding_text(table, term) is None for term in moving)
    many = f"{len(moving)} of {number} themes {'is' if len(moving) == 1 else 'are'}" if number > 1 else "the theme is"
    early, late = places.count(0), places.count(periods - 1)
    numbers = {f"of them {'are' if early > 1 else 'is'} highest in the first period": early,
               "in between": len(places) - early - late, "in the last": late}  # fmt: skip
    numbers = {place: n for place, n in numbers.items() if periods > 2 or place != "in between"}
    where = [f"{n or 'none'} {place}" for place, n in numbers.items()]
    several = sum(n > 0 for n in numbers.values()) > 1
    ways = f" But not all in one direction: {join_names(where)}." if several else ""
    return (f"{'Yes' if held else 'Perhaps'}, in these texts the words change from period to period: {many} more than "
            f"twice as frequent in one period as in another.{ways}")  # fmt: skip


def _describe_steady(names):
    """Say which themes change little, as `_is_steady` has it."""
    if not names:
        return []
    does, its = ("does", "its highest rate") if len(names) == 1 else ("do", "their highest rates")
    return [f"In no period {does} {join_names(names)} fall below half of {its}."]


def _describe_changes(rows, periods):
    """Say which theme falls and which rises most from the first period to the last, and where it was in between."""
    rates = rows.pivot(index="term", columns="period", values="rate")[periods]
    change, told = rates[periods[-1]] - rates[periods[0]], []
    for term, verb in ((change.idxmin(), "falls"), (change.idxmax(), "rises")):
        if change[term] == 0 or (change[term] < 0) != (verb == "falls"):
            continue
        top = rates.loc[term].idxmax()
        between = f", after a peak of {write_rate(rates.loc[term, top])} in *{top}*"
        told.append(f"**{term}** {verb} most, from {write_rate(rates.loc[term, periods[0]])} to "
                    f"{write_rate(rates.loc[term, periods[-1]])} times in 1,000 words"
                    f"{between if top not in (periods[0], periods[-1]) else ''}")  # fmt: skip
    ends = f"From the first period to the last, *{periods[0]}* to *{periods[-1]}*"
    gone = [f"**{term}**" for term, row in rates.drop(index=change.idxmin()).iterrows()
            if row[periods[0]] > 0 and row[periods[-1]] == 0]  # fmt: skip
    if gone:
        told.append(f"{join_names(gone)} no longer {'occurs' if len(gone) == 1 else 'occur'} in the last")
    *most, last = told or [""]
    return [f"{ends}, {', '.join(most)}{', and ' if most else ''}{last}."] if told else []


def _describe_hold(table, terms):
    """Say for which themes the highest period stays so without any one text, and by which rates."""
    closest = {term: _find_closest(choose_rows(table, term)) for term in terms}
    bare = {term: " against ".join(write_rates(*case[:2])) for term, case in closest.items() if case}
    held = [term for term in terms if find_deciding_text(table, term) is None]
    order = [*held, *(term for term in terms if term not in held)]
    if order[0] in bare:  # what the two rates are is said once
        bare[order[0]] = f"{'at the narrowest ' * bool(held)}{bare[order[0]]} in another period"
    told = {term: f"**{term}**" + (f" ({bare[term]})" if term in bare else "") for term in order}
    hung = [told[term] for term in order[len(held) :]]
    if not held:
        return f"But for {join_names(hung)}, leaving out one text can change which period comes first."
    rest = f"; for {join_names(hung)}, leaving out one text can change it" if hung else ""
    return f"Whichever one text is left out, the same period comes first for {join_names(map(told.get, held))}{rest}."
