"""Dates are written no more exactly than they are known."""

import numpy as np
import pandas as pd
import pytest

from themeshift.dates import spell_span, write_span


@pytest.mark.parametrize(
    ("first", "last", "spelled", "written"),
    [
        ("1918-02-28", "1918-02-28", "28 February 1918", "1918-02-28"),
        ("1918-02-01", "1918-02-28", "February 1918", "1918-02"),
        ("1918-02-01", "1918-03-31", "February 1918 to March 1918", "1918-02/1918-03"),
        ("1918-01-01", "1918-12-31", "1918", "1918"),
        ("1917-01-01", "1918-12-31", "1917 to 1918", "1917/1918"),
        ("1918-01-01", "1918-01-01", "1 January 1918", "1918-01-01"),
        ("1918-02-01", "1918-12-31", "February 1918 to December 1918", "1918-02/1918-12"),
        ("1918-02-02", "1918-12-31", "2 February 1918 to 31 December 1918", "1918-02-02/1918-12-31"),
        ("-0043-01-01", "-0043-12-31", "-0043", "-0043"),
    ],
)
def test_a_date_is_said_no_more_exactly_than_it_is_known(first, last, spelled, written):
    days = [pd.Timestamp(np.datetime64(day, "s")) for day in (first, last)]
    assert (spell_span(*days), write_span(*days)) == (spelled, written)
