"""Divide time into periods: of the calendar, or named by what happened; say what the rates of each rest on."""

import datetime
import re

import numpy as np
import pandas as pd

from themeshift import paths
from themeshift.alignment import align
from themeshift.checks import InputError, check_documents, check_table
from themeshift.counts import check_counts
from themeshift.dates import find_middle, to_middle_days
from themeshift.index import check_folder
from themeshift.tables import load_table, read_day

MOST_COLUMNS = 14  # periods of the calendar that are readable side by side
HALF_WIDTHS = (30, 60, 90, 120, 180, 365, 730, 1825, 3650, 7300, 18250, 36500)  # days: a month to a century
POINTS, LEAST_TEXTS = 500, 3
OUTSIDE = "other times"  # the period of a text that lies in none of the named ones
_DAY = re.compile(r"-?[0-9]{4}-[0-9]{2}-[0-9]{2}")


def assign_periods(documents, periods):
    """Give each document the period in which the middle of its date lies.

    Parameters
    ----------
    documents : pandas.DataFrame
        Indexed by id, with `date` and `date_end`.
    periods : str or pandas.DataFrame
        ``month``, ``half-year``, ``year``, ``decade``, ``half-century`` or ``century``; or named periods as
        from `load_periods`: indexed by name, with their days `first` and `last`, written YYYY-MM-DD or dates.

    Returns
    -------
    pandas.Series
        Categories in the order of time. Every month, year and so on from the first text to the last is one,
        with texts or without. A text outside all named periods has the period ``other times``. Years before the
        common era are counted as astronomers do: -43 is 44 BCE.

    Raises
    ------
    InputError
        If a document has no date, or a period is unknown, lacks a day, ends before it begins, or overlaps another.

    Examples
    --------
    >>> days = pd.to_datetime(["1920-06-30", "1921-01-01"])
    >>> documents = pd.DataFrame({"date": days, "date_end": days}, index=["a", "b"])
    >>> assign_periods(documents, "half-year").tolist()
    ['1920 I', '1921 I']
    """
    middle = find_middle(check_documents(documents))
    if isinstance(periods, pd.DataFrame):
        days = _read_periods(periods)
        names = _name_periods(middle, days)
        categories = [*sorted(days, key=days.get), *([OUTSIDE] if OUTSIDE in set(names) else [])]
    elif isinstance(periods, str) and periods in CALENDAR:
        months = middle.dt.year.to_numpy(dtype=int) * 12 + middle.dt.month.to_numpy(dtype=int) - 1
        name = {month: CALENDAR[periods](month // 12, month % 12 + 1) for month in range(min(months), max(months) + 1)}
        categories, names = list(dict.fromkeys(name.values())), [name[month] for month in months]
    else:
        raise InputError(f"{periods!r} is not a kind of period; write one of {list(CALENDAR)}, or give named periods")
    return pd.Series(pd.Categorical(names, categories, ordered=True), index=documents.index, name="period")


CALENDAR = {
    "month": lambda year, month: f"{year:0{4 + (year < 0)}d}-{month:02d}",
    "half-year": lambda year, month: f"{year} {'I' if month < 7 else 'II'}",
    "year": lambda year, month: year,
    "decade": lambda year, month: f"{year // 10 * 10}s",
    "half-century": lambda year, month: f"{year // 50 * 50} to {year // 50 * 50 + 49}",
    "century": lambda year, month: f"{year // 100 * 100} to {year // 100 * 100 + 99}",
}


DAYS = {"month": 31, "half-year": 184, "year": 366, "decade": 3653, "half-century": 18263, "century": 36525}


def _read_periods(periods):
    """Read named periods as days; refuse what cannot be one."""
    check_table(periods, ["first", "last"], "the table of periods")
    if not periods.index.is_unique or OUTSIDE in periods.index:
        raise InputError(f"two periods have one name, or one is named {OUTSIDE!r}, which is taken; rename one")
    read = {}
    whole = list(periods.index[periods[["first", "last"]].notna().all(axis=1)])
    for name, *days in zip(periods.index, periods["first"], periods["last"], strict=True):
        first, last = (_read_day(name, end, day, whole) for end, day in zip(("first", "last"), days, strict=True))
        if first > last:
            raise InputError(f"the period {name!r} ends on {last}, before it begins; exchange the days")
        for other, (start, end) in read.items():
            if first <= end and start <= last:
                raise InputError(f"the periods {other!r} and {name!r} overlap; let one end before the other begins")
        read[name] = first, last
    return read


def _read_day(name, end, day, names):
    """Return the first or last day of a named period, as written or as a date."""
    if pd.isna(day):
        raise InputError(f"there is no {end} day of the period {name!r}; write it as YYYY-MM-DD or, if there is no "
                         f"period of this name, use another: {names}")  # fmt: skip
    try:
        if isinstance(day, str):
            return np.datetime64(day if _DAY.fullmatch(day) else "no day", "D")
        if isinstance(day, datetime.date | np.datetime64):
            return pd.Timestamp(day).to_datetime64().astype("datetime64[D]")
    except ValueError:
        pass
    raise InputError(f"the {end} day of the period {name!r} is {day!r}, not a valid date; write it as YYYY-MM-DD")


def _name_periods(middle, periods):
    """Name the period of each day; the last day of a period counts whole."""
    days = middle.to_numpy().astype("datetime64[D]")
    names = pd.Series(OUTSIDE, index=middle.index, dtype=object)
    for name, (first, last) in periods.items():
        names[(days >= first) & (days <= last)] = name
    return names


def measure_support(counts, periods):
    """Return what the rates of each period rest on: its texts, its words and the share of the largest text.

    Parameters
    ----------
    counts : Counts
    periods : pandas.Series
        The period of each document, as from `assign_periods`.

    Returns
    -------
    pandas.DataFrame
        By period: `texts`, `words`, `largest_share` (0 to 1; missing without words).
    """
    check_counts(counts, words=False)
    grouped = counts.words.groupby(align(counts, periods, "the periods"), observed=False)
    support = pd.DataFrame({"texts": grouped.size(), "words": grouped.sum()})
    support["largest_share"] = grouped.max() / support["words"]
    return support


def choose_calendar(documents, most=MOST_COLUMNS, kinds=("half-year", "year", "decade", "half-century", "century")):
    """Choose the finest kind of period of the calendar that has no more than `most` of them.

    It is not finer than the dates: texts of which most are dated by the year are not divided by half-years.

    Parameters
    ----------
    documents : pandas.DataFrame
    most : int
    kinds : sequence of str
        From the finest to the coarsest, which is chosen where all have more.

    Returns
    -------
    str
    """
    check_documents(documents)
    span = (documents["date_end"] - documents["date"]).median().days
    few = (kind for kind in kinds
           if span <= DAYS[kind] and assign_periods(documents, kind).cat.categories.size <= most)  # fmt: skip
    return next(few, kinds[-1])


def choose_half_width(documents):
    """Choose half the width of a smoothing window, in days, by how far apart the texts lie.

    Parameters
    ----------
    documents : pandas.DataFrame

    Returns
    -------
    int
        The narrowest round width (a month, two, three, four, half a year, a year, two, five, ten …) at which a curve is
        drawn on at least half of the days from the first text to the last: where the window has texts worth three of
        equal weight (as in `smooth_rates`, were all of one length), and one on either side of the day. If none is wide
        enough, as many days as there are from the first text to the last.

    Examples
    --------
    >>> days = pd.to_datetime([f"{year}-01-20" for year in range(1901, 2001, 3)])
    >>> choose_half_width(pd.DataFrame({"date": days, "date_end": days}))
    3650
    """
    days = np.sort(to_middle_days(check_documents(documents)))
    return _find_half_width(days) or max(1, int(days[-1] - days[0]))


def _find_half_width(days):
    """Return the narrowest round width at which half of a curve is drawn; None if there is none."""
    at = np.linspace(days[0], days[-1], POINTS)
    before, after = (np.searchsorted(days, at, side) for side in ("left", "right"))
    for width in HALF_WIDTHS:
        first, last = np.searchsorted(days, at - width, "right"), np.searchsorted(days, at + width, "left")
        drawn = (first < before) & (after < last) & (last - first >= LEAST_TEXTS)
        if drawn.mean() >= 0.5:
            windows = zip(at[drawn], first[drawn], last[drawn], strict=True)
            enough = [_count_effective((days[begin:end] - day) / width) >= LEAST_TEXTS for day, begin, end in windows]
            if 2 * sum(enough) >= POINTS:
                return width
    return None


def _count_effective(distances):
    """Return how many texts of one length weigh as much as those at some distances in Epanechnikov's kernel (Kish)."""
    weights = 1 - distances**2
    return weights.sum() ** 2 / (weights**2).sum()


def explain_blank(documents):
    """Say why a curve is blank at every point, and which window would do."""
    days = np.sort(to_middle_days(documents))
    apart = f"lie {np.diff(days).max():,.0f} days apart at most" if len(days) > 1 else "are one"
    width = _find_half_width(days)
    remedy = f"smooth with half_width={width}, or compare periods" if width else (
        f"no half_width would do, for a point needs {LEAST_TEXTS} texts, and one on either side: compare periods or "
        "single texts, or give their dates more exactly")  # fmt: skip
    return f"every point of the curve is blank, since the texts {apart}; {remedy}"


def load_periods(folder=paths.CORPUS):
    """Load the named periods of a corpus: the events by which the notebooks divide the years.

    Parameters
    ----------
    folder : pathlib.Path
        With a table ``periods.csv``: `period`, `first`, `last` and any further columns.

    Returns
    -------
    pandas.DataFrame
        Indexed by `period`, in the order of time whatever that of the rows: `first` and `last` day (YYYY-MM-DD)
        and the `reason` for them. To try others, change the table:
        ``periods.loc["Genoa and after", "last"] = "1922-05-19"``.

    Raises
    ------
    InputError
        If the file cannot be read, names a period twice, or has a day that is none.
    """
    path = check_folder(folder) / "periods.csv"
    periods = check_table(load_table(path), ["period", "first", "last"], str(path))
    if periods["period"].duplicated().any():
        name = periods.loc[periods["period"].duplicated(), "period"].iloc[0]
        raise InputError(f"{path}: the period {name!r} has two rows; take one out")
    for end in ("first", "last"):
        if pd.api.types.is_datetime64_any_dtype(periods[end]):
            periods[end] = periods[end].dt.strftime("%Y-%m-%d").astype("str")
        for name, day in zip(periods["period"], periods[end], strict=True):
            read_day(day, f"{path}: the {end} day of {name!r}")
    periods = periods.set_index("period")
    try:
        days = _read_periods(periods)
    except InputError as error:
        raise InputError(f"{path}: {error}") from None
    return periods.loc[sorted(days, key=days.get)]  # a row added at the end may be of any time
