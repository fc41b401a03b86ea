"""Say in plain words where rates are highest and lowest in a picture: titles, captions, alternative text.

Every sentence is computed from the numbers it is about, so that it is true of any corpus and after any change.
"""

import pandas as pd

from themeshift.charts import find_highest, order_themes
from themeshift.checks import InputError, check_table, choose_term
from themeshift.dates import write_around
from themeshift.escaping import keep_order
from themeshift.wording import join_names, write_rate

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


def describe_curves(curves, half_width=120):
    """Say of each smoothed curve in which months it is highest and lowest, for those who cannot see the picture.

    Parameters
    ----------
    curves : pandas.DataFrame
        As from `smooth_rates` or `smooth_intervals`; missing points are left out.
    half_width : float
        Of the smoothing, in days: beyond two years to either side, years are said, not months.

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
        again = _find_second(rows, ~_find_rising_end(rows["rate"]) & ~_rest_on_one(rows))
        again = "" if again is None else f", {_write_second(again)} around {write_around(again.date, half_width)},"
        high, low = (f"{write_around(row.date, half_width)} ({write_rate(row.rate)}" for row in (first, last))
        parts.append(f"{term} is highest around {high} in 1,000 words){again} and lowest around {low})")
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


def _rest_on_one(rows):
    """Tell which points of a curve have more than half of their weight from one text, which may lie far from them."""
    return rows["largest_share"] > 0.5 if "largest_share" in rows else pd.Series(False, rows.index)


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


def describe_peaks(table, half_width=120):
    """Say in a title in which period, or around which month, each term is most frequent.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_story`, `summarize_periods` or `smooth_rates`.
    half_width : float
        As in `describe_curves`.

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
    places = [f"around {write_around(day, half_width)}" for day in rows["date"]] if by_date else (
        rows["period"].astype(str).radd("in "))  # fmt: skip
    told = [f"{term} {place}" for term, place in zip(rows["term"], places, strict=True)]
    return f"Most frequent: {'; '.join(told)}"


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
