"""What is said under a picture of rates is what its numbers are."""

import pandas as pd
import pytest
from stories import make_table

from themeshift.checks import InputError
from themeshift.rate_captions import describe_curves, describe_order, describe_peaks, describe_rates


def test_those_who_see_no_picture_are_told_of_a_second_height():
    table = make_table([9.0, 1.0, 5.0], [0] * 3, [0] * 3)
    assert describe_rates(table) == (
        "peace is highest in “one” (9.0 in 1,000 words), with a second peak of 5.0 in “three”, and lowest in "
        "“two” (1.0)."
    )
    assert "second" not in describe_rates(table.assign(rate=[9.0, 3.0, 5.0]))  # what lies between is not half as low
    assert "second" not in describe_rates(table.assign(count=[50, 1, 10]))  # ten occurrences make no peak
    assert describe_rates(table.assign(rate=[9.0, 0.0, 0.0])).endswith("and absent from “two” and “three”.")


def test_where_all_texts_are_of_one_period_no_theme_is_most_frequent_in_it():
    rates = {"peace as aim": 6.8, "war in the East": 14.7}
    table = pd.concat([make_table([rate, None, None], [0] * 3, [0] * 3, term=term)
                       for term, rate in rates.items()], ignore_index=True)  # fmt: skip
    assert describe_order(table) == "War in the East is the most frequent theme; all texts are of one period"


def make_curve(term, rates, first="1917-11-15"):
    days = pd.date_range(first, periods=len(rates), freq="30D")
    return pd.DataFrame({"term": term, "date": days, "rate": rates})


def test_a_curve_is_told_by_its_months_and_blank_points_are_left_out():
    curves = pd.concat([make_curve("peace", [9.0, 1.0, None, 5.0, 4.0]), make_curve("bread", [None] * 5),
                        make_curve("gold", [0.0] * 5)])  # fmt: skip
    assert describe_curves(curves) == (
        "peace is highest around November 1917 (9.0 in 1,000 words), with a second peak of 5.0 around February 1918, "
        "and lowest around December 1917 (1.0); bread has no curve: its texts are too few; gold does not occur."
    )
    assert describe_peaks(curves) == "Most frequent: peace around November 1917"
    assert describe_peaks(make_curve("gold", [0.0, None])) == "None of the themes occurs"


def test_a_curve_smoothed_over_years_is_told_by_years():
    curves = make_curve("peace", [9.0, 1.0, 5.0, 4.0], "1808-11-15")
    assert describe_curves(curves, 3000) == (
        "peace is highest around 1808 (9.0 in 1,000 words), with a second peak of 5.0 around 1809, and lowest around "
        "1808 (1.0)."
    )
    assert describe_peaks(curves, 3000) == "Most frequent: peace around 1808"


def test_the_last_rise_of_a_curve_is_no_second_peak_but_may_be_its_highest():
    assert "second peak" not in describe_curves(make_curve("peace", [9.0, 1.0, 4.0, 5.0]))
    assert "second peak of 5.0 around January" in describe_curves(make_curve("peace", [9.0, 1.0, 5.0, 4.0, 4.5]))
    last = describe_curves(make_curve("peace", [6.0, 1.0, 4.0, 9.0]))
    assert "highest around February 1918 (9.0 in 1,000 words), with a second peak of 6.0 around November 1917" in last


def test_a_title_names_the_period_of_each_theme_and_what_is_set_apart_has_none():
    table = pd.concat([make_table([5.0, 2.0, 9.0], [0] * 3, [0] * 3), make_table([0, 2.0, 1.0], [0] * 3, [0] * 3,
                                                                                term="trade")])  # fmt: skip
    table["apart"] = table["period"] == "three"
    assert describe_peaks(table) == "Most frequent: peace in one; trade in two"
    with pytest.raises(InputError):
        describe_peaks(table.drop(columns="period"))


def test_a_table_without_texts_set_apart_is_told_too():
    table = make_table([9.0, 1.0, 5.0], [0] * 3, [0] * 3).drop(columns="apart").assign(period=[1917, 1918, 1919])
    assert describe_rates(table).startswith(
        "peace is highest in 1917 (9.0 in 1,000 words), with a second peak of 5.0 in 1919,"
    )
    assert describe_rates(table.assign(rate=[9.0, 0.0, 0.0])).endswith("absent from 1918 and 1919.")
