"""Another reading of the senses has a second curve where it leaves the band, and only there."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest

import themeshift as ts
from themeshift.checks import InputError
from themeshift.reading_curves import list_outside

DAYS = pd.date_range("1918-01-01", periods=9, freq="20D")
DOCUMENTS = pd.DataFrame({"date": DAYS, "date_end": DAYS}, list("abcdefghi"))


def count(*values, term="peace"):
    return ts.Counts(pd.DataFrame({term: values}, DOCUMENTS.index), pd.Series(1000, DOCUMENTS.index))


PUBLISHED = count(*[4] * 9)
CURVES = ts.smooth_rates(PUBLISHED, DOCUMENTS, 60, n_replicates=0).assign(low=3.0, high=5.0)
NEAR, FAR = count(*[5] * 9), count(*[4] * 7, 9, 9)
BY_READING = {"as published": PUBLISHED, "one, first guide": NEAR, "two, second guide, narrow": FAR,
              "two, second guide, wide": FAR}  # fmt: skip


def test_a_reading_leaves_the_band_where_its_rate_is_beyond_it():
    table = ts.compare_reading_curves(BY_READING, CURVES, DOCUMENTS, 60)
    # 5 in 1,000 lies at the edge of the band, not beyond it; two readings with one curve are one.
    assert table["reading"].unique().tolist() == ["one, first guide", "two, second guide, narrow or wide"]
    assert table.loc[table["reading"] == "one, first guide", "inside"].all()
    smoothed = ts.smooth_rates(FAR, DOCUMENTS, 60, n_replicates=0).dropna(subset="rate")
    beyond = int((smoothed["rate"] > 5).sum())
    assert 0 < beyond < len(smoothed)
    far = max((table["low"] - table["rate"]).max(), (table["rate"] - table["high"]).max())
    assert list_outside(table) == [("peace", "two, second guide, narrow or wide", beyond, len(smoothed))]
    assert ts.describe_reading_curves(table) == (
        "Of 2 curves by other readings, these leave the band somewhere: peace by two, second guide, narrow or wide, at "
        f"{beyond} of {len(smoothed)} points, by at most {far:.2g}."
    )


def test_only_what_leaves_the_band_is_drawn_and_named():
    table = ts.compare_reading_curves(BY_READING, CURVES, DOCUMENTS, 60)
    fig, ax = plt.subplots()
    ts.draw_reading_curves(table, "peace", ax)
    (line,) = ax.get_lines()
    assert line.get_label() == "peace by two, second guide, narrow or wide"
    assert line.get_ydata().tolist() == table.loc[~table["reading"].str.startswith("one"), "rate"].tolist()
    ts.draw_reading_curves(table, "war", ax)
    assert len(ax.get_lines()) == 1
    plt.close(fig)


def test_without_other_readings_it_says_so():
    for by_reading in ({}, {"as published": PUBLISHED}, {"one": count(*[1] * 9, term="war")}):
        table = ts.compare_reading_curves(by_reading, CURVES, DOCUMENTS, 60)
        assert table.empty and ts.describe_reading_curves(table) == "There is no other complete reading."
    inside = ts.compare_reading_curves({"one": NEAR}, CURVES, DOCUMENTS, 60)
    assert ts.describe_reading_curves(inside) == "Of 1 curves by other readings, these leave the band somewhere: none."


def test_a_gap_of_the_curve_is_a_gap_of_the_second():
    gap = CURVES.copy()
    gap.loc[15:17, ["low", "high"]] = None
    table = ts.compare_reading_curves({"two": FAR}, gap, DOCUMENTS, 60)
    fig, ax = plt.subplots()
    ts.draw_reading_curves(table, "peace", ax)
    assert len(ax.get_lines()) == 2
    plt.close(fig)


def test_counts_that_are_no_readings_are_refused():
    with pytest.raises(InputError, match="by_reading is Counts, no dict of counts by reading"):
        ts.compare_reading_curves(PUBLISHED, CURVES, DOCUMENTS)
    with pytest.raises(InputError, match="has no column 'reading'"):
        ts.describe_reading_curves(CURVES)
