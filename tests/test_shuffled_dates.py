"""A planted hill rises above shuffled dates, and a plain does not."""

import numpy as np
import pandas as pd
import pytest

from themeshift.checks import InputError
from themeshift.counts import Counts
from themeshift.resampling import smooth, to_days, weigh_by_kernel
from themeshift.shuffled_dates import compare_dates


@pytest.fixture
def hill():
    names = [f"d{i}" for i in range(40)]
    days = pd.Timestamp("1918-01-01") + pd.to_timedelta(np.arange(40) * 20, "D")
    high = np.where(np.abs(np.arange(40) - 20) <= 3, 12, 2)
    table = pd.DataFrame(
        {"hill": high, "plain": np.random.default_rng(2).permutation(high), "none": 0, "even": 3}, names
    )
    return Counts(table, pd.Series(1000, names)), pd.DataFrame({"date": days, "date_end": days}, index=names)


def smooth_by_hand(counts, documents, half_width):
    grid = pd.date_range(documents["date"].iloc[5], documents["date"].iloc[-5], freq="10D")
    kernel = weigh_by_kernel(to_days(documents["date"]), to_days(grid), half_width)
    rates = pd.DataFrame(smooth(kernel, counts.table.to_numpy(), counts.words.to_numpy()), grid, counts.terms)
    return rates.rename_axis("date").reset_index().melt("date", var_name="term", value_name="rate")


def test_a_planted_hill_rises_above_shuffled_dates_and_a_plain_does_not(hill):
    counts, documents = hill
    table = compare_dates(smooth_by_hand(counts, documents, 100), counts, documents, 100, n_shuffles=499)
    assert table.loc["hill", "p_family"] <= 0.01
    assert abs(table.loc["hill", "at"] - documents.loc["d20", "date"]).days <= 20
    assert table.loc["plain", "p_family"] > 0.05
    assert (table["p_family"] >= table["p"]).all()


def test_a_rate_that_is_the_same_everywhere_departs_from_nothing(hill):
    counts, documents = hill
    table = compare_dates(smooth_by_hand(counts, documents, 100), counts, documents, 100, n_shuffles=50)
    assert table.loc[["none", "even"], ["greatest", "p"]].to_numpy().tolist() == [[0, 1], [0, 1]]


def test_departures_are_in_units_of_their_spread_under_shuffling(hill):
    counts, documents = hill
    curves = smooth_by_hand(counts, documents, 100)
    table = compare_dates(curves, counts["hill"], documents, 100, n_shuffles=60, seed=4)
    days, c, w = to_days(documents["date"]), counts.table["hill"].to_numpy(), counts.words.to_numpy()
    at = curves.loc[curves["term"] == "hill", "date"].reset_index(drop=True)
    kernel = np.clip(1 - ((to_days(at)[:, None] - days) / 100) ** 2, 0, None)
    orders = [
        order for generator in [np.random.default_rng(4)] for order in [generator.permutation(40) for _ in range(60)]
    ]
    chance = np.array([1000 * (kernel @ c[order]) / (kernel @ w[order]) for order in orders])
    center, spread = chance.mean(axis=0), chance.std(axis=0)
    real = (1000 * (kernel @ c) / (kernel @ w) - center) / spread
    assert table.loc["hill", "greatest"] == pytest.approx(real.max())
    assert table.loc["hill", "at"] == at[real.argmax()]
    assert table.loc["hill", "p"] == (1 + (((chance - center) / spread).max(axis=1) >= real.max()).sum()) / 61


def test_only_points_that_are_not_blank_are_compared(hill):
    counts, documents = hill
    curves = smooth_by_hand(counts, documents, 100)
    early = curves["date"] < documents.loc["d12", "date"]
    table = compare_dates(curves.assign(rate=curves["rate"].where(early)), counts, documents, 100, n_shuffles=20)
    assert table.loc["hill", "at"] < documents.loc["d12", "date"]


def test_blank_or_other_curves_are_refused(hill):
    counts, documents = hill
    curves = smooth_by_hand(counts, documents, 100)
    for bad, message in (
        ((curves.assign(rate=np.nan), counts, documents, 100), "every point of the curve is blank"),
        ((curves[curves["term"] != "hill"], counts, documents, 100), "the curves lack the term 'hill'"),
        ((curves, counts, documents, 90), "the curves are of other counts, documents or half_width"),
        ((curves, counts, documents[1:], 100), "documents lacks 'd0'"),
        ((curves, counts, documents, 0), "half_width is 0"),
        ((curves[["term", "date"]], counts, documents, 100), "curves has no column 'rate'"),
        ((None, counts, documents, 100), "curves is NoneType"),
    ):
        with pytest.raises(InputError, match=message):
            compare_dates(*bad, n_shuffles=5)


@pytest.mark.parametrize("wrong", [-1, None, 0.5])
def test_shuffles_and_seed_are_whole_numbers(hill, wrong):
    curves = smooth_by_hand(*hill, 100)
    for name in ("n_shuffles", "seed"):
        with pytest.raises(InputError, match=f"{name} is"):
            compare_dates(curves, *hill, 100, **{"n_shuffles": 5, name: wrong})
