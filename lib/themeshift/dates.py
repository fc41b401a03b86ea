"""Write dates no more exactly than they are known, and find their middle; also of years before the common era."""

import calendar

import numpy as np
import pandas as pd


def write_day(day):
    """Write a day as YYYY-MM-DD, also of a year before the common era, of which Python's own dates know nothing."""
    return f"{_write_year(day)}-{day.month:02d}-{day.day:02d}"


def write_month(day):
    """Write the month of a day: November 1917."""
    return f"{calendar.month_name[day.month]} {_write_year(day)}"


def spell_day(day):
    """Write a day as in 28 February 1918."""
    return f"{day.day} {write_month(day)}"


def spell_span(first, last):
    """Write the days that a date may be, no more exactly than it is known: 28 February 1918, February 1918, 1918.

    Examples
    --------
    >>> spell_span(pd.Timestamp("1918-02-01"), pd.Timestamp("1918-02-28"))
    'February 1918'
    >>> spell_span(pd.Timestamp("1917-01-01"), pd.Timestamp("1918-12-31"))
    '1917 to 1918'
    """
    return _write_span(first, last, {"day": spell_day, "month": write_month, "year": _write_year}, " to ")


def write_span(first, last):
    """Write the days that a date may be as an index does: 1918-02-28, 1918-02, 1918, or with a slash between two."""
    months = {"month": lambda day: write_day(day)[:-3]}
    return _write_span(first, last, {"day": write_day, "year": _write_year} | months, "/")


def _write_span(first, last, write, between):
    """Write two days as days or, where they are the ends of whole months or years, as these; one where both are one."""
    first, last = pd.Timestamp(first), pd.Timestamp(last)
    after = pd.Timestamp(np.datetime64(last, "D") + 1)
    whole = "month" if (first.day, after.day) == (1, 1) else "day"
    whole = "year" if whole == "month" and (first.month, after.month) == (1, 1) else whole
    ends = dict.fromkeys((write[whole](first), write[whole](last)))
    return between.join(ends)


def _write_year(day):
    return f"{day.year:0{4 + (day.year < 0)}d}"


def write_around(day, half_width):
    """Write when a smoothed rate is highest: the month; or the year, beyond two years to either side.

    >>> write_around(pd.Timestamp("1790-08-01"), 120), write_around(pd.Timestamp("1790-08-01"), 7090)
    ('August 1790', '1790')
    """
    return write_month(day) if half_width <= 730 else _write_year(day)


def find_middle(documents):
    """Return the middle of the date of each document."""
    return documents["date"] + (documents["date_end"] - documents["date"]) / 2


def to_middle_days(documents):
    """Return the middle of each date as days since 1970."""
    middle = find_middle(documents)
    return middle.astype("datetime64[s]").astype(np.int64).to_numpy(dtype=float) / 86400
