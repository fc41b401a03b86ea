"""A window as wide as the texts lie apart; the other periods are tested in test_trends and test_story."""

import pandas as pd
import pytest

from themeshift import corpus as c
from themeshift.checks import InputError
from themeshift.counts import Counts
from themeshift.periods import assign_periods, choose_half_width, load_periods
from themeshift.shuffled_dates import read_curves
from themeshift.trends import check_curves, smooth_rates


def make_documents(days):
    days = pd.to_datetime(days)
    return pd.DataFrame({"date": days, "date_end": days}, index=[f"d{n}" for n in range(len(days))])


@pytest.mark.parametrize(
    ("step", "n", "width"),
    # Texts at one distance weigh as much as three of equal weight if it is at most half the half width: beside the one
    # in the middle, 1, are two of 3/4, and (5/2)² / (17/8) is nearly 3; midway between two, 15/16 and 7/16, it is 3.5.
    [("10D", 20, 30), ("40D", 20, 90), ("100D", 20, 365), ("366D", 20, 730), ("3660D", 9, 7300)],
)
def test_the_window_grows_with_the_distance_of_the_texts(step, n, width):
    documents = make_documents(pd.date_range("1800-01-01", periods=n, freq=step))
    assert choose_half_width(documents) == width
    counts = Counts(pd.DataFrame({"peace": 1}, documents.index), pd.Series(100, documents.index))
    grid = pd.date_range(documents["date"].iloc[0], documents["date"].iloc[-1], periods=500)
    assert smooth_rates(counts, documents, width, grid, n_replicates=0)["rate"].notna().mean() >= 0.48


@pytest.mark.parametrize(("days", "width"), [(["1900-01-01"], 1), (["1900-01-01", "1900-01-31"], 30)])
def test_too_few_texts_for_any_window_have_the_whole_time(days, width):
    assert choose_half_width(make_documents(days)) == width


def test_a_blank_curve_says_how_far_apart_the_texts_lie_and_what_would_do():
    documents = make_documents(pd.date_range("1880-01-01", periods=16, freq="366D"))
    counts = Counts(pd.DataFrame({"peace": 1}, documents.index), pd.Series(100, documents.index))
    blank = smooth_rates(counts, documents, 120, n_replicates=0)
    with pytest.raises(InputError, match="366 days apart.*half_width=730"):
        read_curves(blank, counts, documents, 120)
    with pytest.raises(InputError, match="366 days apart.*half_width=730"):
        check_curves(blank, documents)
    drawn = smooth_rates(counts, documents, 730, n_replicates=0)
    assert drawn["rate"].notna().mean() > 0.5
    assert check_curves(drawn, documents) is drawn


@pytest.mark.parametrize("days", [["1906-07-01"] * 3, ["1843-07-01", "1847-07-01"]])
def test_where_no_window_would_do_none_is_proposed(days):
    documents = make_documents(days)
    blank = pd.DataFrame({"rate": [float("nan")]})
    with pytest.raises(InputError, match="no half_width would do, for a point needs 3 texts"):
        check_curves(blank, documents)


def test_the_named_periods_hold_every_document_and_none_is_empty():
    periods = assign_periods(c.load_documents(), load_periods())
    assert "other times" not in periods.cat.categories
    assert periods.value_counts().min() > 2


def test_a_table_of_periods_that_lacks_a_column_is_named(tmp_path):
    with pytest.raises(InputError, match=r"periods\.csv: the file is missing"):
        load_periods(tmp_path)
    (tmp_path / "periods.csv").write_text("period,first\nBrest,1918-03-03\n")
    with pytest.raises(InputError, match="no column 'last'"):
        load_periods(tmp_path)


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a,1917-11-07,1918-05-24\na,1918-05-25,1918-06-01\n", "the period 'a' has two rows"),
        ("a,1917-11,1918-05-24\n", "'1917-11', not a valid date"),
        ("a,1917-11-07,1918-05-24\nb,1918-05-24,1919-01-01\n", r"periods\.csv: the periods 'a' and 'b' overlap"),
    ],
)
def test_periods_that_cannot_be_used_are_named(tmp_path, rows, message):
    (tmp_path / "periods.csv").write_text("period,first,last\n" + rows)
    with pytest.raises(InputError, match=message):
        load_periods(tmp_path)


def test_a_period_added_as_the_last_row_stands_where_it_lies_in_time(tmp_path):
    rows = "late,1918-03-04,1919-01-01\nearly,1917-11-07,1918-03-03\n"
    (tmp_path / "periods.csv").write_text("period,first,last\n" + rows)
    periods = load_periods(tmp_path)
    assert list(periods.index) == ["early", "late"]
    named = assign_periods(make_documents(["1918-03-03", "1918-03-04"]), periods.loc[["late", "early"]])
    assert list(named) == list(named.cat.categories) == ["early", "late"]
