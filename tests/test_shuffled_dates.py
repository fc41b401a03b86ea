"""A planted hill rises above shuffled dates, and a plain does not."""

import tracemalloc

import numpy as np
import pandas as pd
import pytest

from themeshift import shuffled_dates
from themeshift.checks import InputError
from themeshift.counts import Counts
from themeshift.resampling import smooth, to_days, weigh_by_kernel
from themeshift.shuffled_dates import (
    adjust_by_least_p,
    compare_dates,
    measure_date_power,
    measure_departures,
    rank_orders,
)


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


def test_rates_that_only_rounding_makes_unlike_depart_from_nothing(hill):
    _, documents = hill
    words = pd.Series(np.random.default_rng(5).integers(10, 400, 40) * 10, documents.index)
    counts = Counts(pd.DataFrame({"third": words * 3 // 10, "other": range(40)}, documents.index), words)
    table = compare_dates(smooth_by_hand(counts, documents, 100), counts, documents, 100, n_shuffles=50)
    assert table.loc["third", ["greatest", "p"]].tolist() == [0, 1]


def test_departures_are_in_units_of_their_spread_under_shuffling(hill):
    counts, documents = hill
    curves = smooth_by_hand(counts, documents, 100)
    table = compare_dates(curves, counts["hill"], documents, 100, n_shuffles=60, seed=4)
    days, c, w = to_days(documents["date"]), counts.table["hill"].to_numpy(), counts.words.to_numpy()
    at = curves.loc[curves["term"] == "hill", "date"].reset_index(drop=True)
    kernel = np.clip(1 - ((to_days(at)[:, None] - days) / 100) ** 2, 0, None)
    generator = np.random.default_rng(4)
    orders = [np.arange(40), *(generator.permutation(40) for _ in range(60))]
    rates = np.array([1000 * (kernel @ c[order]) / (kernel @ w[order]) for order in orders])
    departures = (rates - rates.mean(axis=0)) / rates.std(axis=0)  # the real order is one of those that are compared
    assert table.loc["hill", "greatest"] == pytest.approx(departures[0].max())
    assert table.loc["hill", "at"] == at[departures[0].argmax()]
    assert table.loc["hill", "p"] == (departures.max(axis=1) >= departures[0].max()).mean()
    assert table.loc["hill", ["p_family", "p_max_t"]].tolist() == [table.loc["hill", "p"]] * 2  # the only term


def test_a_fall_is_found_only_where_falls_are_looked_for(hill):
    counts, documents = hill
    valley = Counts(pd.DataFrame({"valley": 14 - counts.table["hill"], "even": 3}), counts.words)
    curves = smooth_by_hand(valley, documents, 100)
    tests = {way: compare_dates(curves, valley, documents, 100, n_shuffles=99, direction=way).loc["valley"]
             for way in ("higher", "lower", "either")}  # fmt: skip
    assert tests["higher"]["p"] > 0.05
    assert tests["lower"]["p"] == tests["either"]["p"] == 0.01  # of the hill turned upside down
    assert abs(tests["lower"]["at"] - documents.loc["d20", "date"]).days <= 20
    with pytest.raises(InputError, match="direction is 'up'"):
        compare_dates(curves, valley, documents, 100, n_shuffles=9, direction="up")


GREATEST = np.array([[5, 20], [3, 10], [4, 30], [1, 90], [2, 20]])  # of two terms: real, then four shuffles


def test_each_term_is_ranked_within_its_own_orders_and_ties_count():
    # Of the second term 20 comes twice: four orders are at least as great.
    assert rank_orders(GREATEST).tolist() == [[0.2, 0.8], [0.6, 1], [0.4, 0.4], [1, 0.2], [0.8, 0.8]]


def test_the_least_p_of_any_term_corrects_the_first_and_the_rest_the_next():
    # The least p of each order is .2, .6, .4, .2, .8: two of five are as small as the .2 of the first term. Of the
    # second alone four are as small as .8; with those of the first it would be all five. By max-T the first has 1,
    # since the second is greater in every order.
    assert adjust_by_least_p(rank_orders(GREATEST)).tolist() == [0.4, 0.8]
    assert adjust_by_least_p(rank_orders(GREATEST[:, ::-1])).tolist() == [0.8, 0.4]


def test_no_corrected_p_comes_below_that_of_a_clearer_term():
    p = np.array([[0.25, 0.5], [0.5, 1.0], [0.25, 0.75], [0.25, 0.75]])
    assert adjust_by_least_p(p).tolist() == [0.75, 0.75]  # the second alone: one of four


def adjust_by_hand(p):
    """Correct step by step, as in Westfall & Young: from the clearest term, which is then left out."""
    left, found, before = set(range(p.shape[1])), {}, 0
    while left:
        term = min(left, key=lambda t: (p[0, t], t))
        before = max(before, np.mean([min(row[t] for t in left) <= p[0, term] for row in p]))
        found[term] = before
        left.remove(term)
    return [found[term] for term in range(p.shape[1])]


def test_the_correction_is_that_of_a_second_implementation():
    generator = np.random.default_rng(7)
    for _ in range(20):
        p = rank_orders(generator.integers(0, 12, size=(40, 5)))  # many ties
        assert adjust_by_least_p(p) == pytest.approx(adjust_by_hand(p))


def test_where_nothing_happens_one_family_in_twenty_has_a_p_below_one_in_twenty():
    generator, n = np.random.default_rng(3), 1500
    chance = generator.normal(size=(n, 200, 1)) + generator.normal(size=(n, 200, 6))  # the terms hang together
    chance = np.sinh(chance * [0.1, 0.5, 1, 2, 3, 4])  # and differ in their tails
    chance[:, :, 0] = chance[:, :, 0].round(1)  # one has ties
    families = [rank_orders(greatest) for greatest in chance]
    called = np.mean([(adjust_by_least_p(p) <= 0.05).any() for p in families])
    assert 0.035 < called <= 0.065  # 2.7 standard errors
    assert np.mean([(p[0] <= 0.05).any() for p in families]) > 0.12  # uncorrected


def test_the_correction_by_the_greatest_departure_is_beside_it(hill):
    counts, documents = hill
    curves, two = smooth_by_hand(counts, documents, 100), ["hill", "plain"]
    table = compare_dates(curves, counts[two], documents, 100, n_shuffles=60, seed=4)
    generator = np.random.default_rng(4)
    orders = [np.arange(40), *(generator.permutation(40) for _ in range(60))]
    grid = pd.DatetimeIndex(curves["date"].unique())
    kernel = weigh_by_kernel(to_days(documents["date"]), to_days(grid), 100)
    c, w = counts.table[two].to_numpy(), counts.words.to_numpy()
    rates = np.array([smooth(kernel, c[order], w[order]) for order in orders])
    greatest = ((rates - rates.mean(axis=0)) / rates.std(axis=0)).round(9).max(axis=1)
    for place, term in enumerate(two):
        assert table.loc[term, "p_max_t"] == np.mean([row.max() >= greatest[0, place] for row in greatest])
        assert table.loc[term, "p_family"] == pytest.approx(adjust_by_hand(rank_orders(greatest))[place])
    # Below the part of the orders that are the greatest of either term no p of the family can fall.
    assert table["floor"].tolist() == [len(set(greatest.argmax(axis=0))) / 61] * 2
    assert table.loc["plain", "p_max_t"] > table.loc["plain", "p"]


def measure_at_once(kernel, c, w, orders):
    """The same without chunks."""
    rates = 1000 * (kernel @ c[orders]) / (kernel @ w[orders][:, :, None])
    spread = rates.std(axis=0)
    spread[spread < 1e-9] = np.inf
    return ((rates - rates.mean(axis=0)) / spread).round(9)


def make_orders(n_documents, n_terms, n_orders):
    generator = np.random.default_rng(9)
    c = generator.poisson(generator.gamma(0.3, 9, (n_documents, n_terms))).astype(float)
    c[:, 0] = 0  # departs from nothing
    kernel = generator.random((7, n_documents))
    orders = np.array([generator.permutation(n_documents) for _ in range(n_orders)])
    return kernel, c, generator.integers(50, 900, n_documents).astype(float), orders


@pytest.mark.parametrize("held", [1, 40 * 3 * 4, 10**9])
def test_departures_are_the_same_however_many_orders_are_held_at_once(held, monkeypatch):
    monkeypatch.setattr(shuffled_dates, "HELD", held)
    given = make_orders(40, 3, 61)  # 61 orders: one, four or all at once
    assert measure_departures(*given).tolist() == measure_at_once(*given).tolist()


def test_the_counts_of_all_orders_are_never_held_together():
    given = make_orders(4000, 25, 120)
    tracemalloc.start()
    measure_departures(*given)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * 1.5 * shuffled_dates.HELD  # 50 MB; the counts of all 120 orders are 96 MB


def make_plans(documents):
    days = documents["date"]
    return pd.DataFrame({"first": [days.iloc[16]], "last": [days.iloc[24]], "direction": "higher", "sides": "one"},
                        ["plain"])  # fmt: skip


def test_power_is_that_of_a_second_implementation(hill):
    counts, documents = hill
    curves, shifts = smooth_by_hand(counts, documents, 100), make_plans(hill[1])
    found = measure_date_power(curves, counts, documents, shifts, (3,), 100, n_shuffles=99, n_trials=12, seed=48)
    generator = np.random.default_rng(48)
    orders = [generator.permutation(40) for _ in range(99)]
    grid = pd.DatetimeIndex(curves["date"].unique())
    kernel = weigh_by_kernel(to_days(documents["date"]), to_days(grid), 100)
    least, corrected, alone, family = [], [], [], []
    for _ in range(12):
        real = generator.permutation(40)
        table = counts.table.to_numpy(dtype=float).copy()
        added = np.zeros(40)
        for date, document in enumerate(real):
            added[document] = 2 * table[document, 1] if 16 <= date <= 24 else 0
        table[:, 1] += generator.poisson(added)
        rates = np.array([smooth(kernel, table[order], counts.words.to_numpy()[order]) for order in [real, *orders]])
        spread = np.where(rates.std(axis=0) > 1e-9, rates.std(axis=0), np.inf)
        p = rank_orders(((rates - rates.mean(axis=0)) / spread).max(axis=1).round(9))
        least.append(p[0, 1])
        corrected.append(adjust_by_hand(p)[1])
        alone.append(least[-1] < 0.05)
        family.append(corrected[-1] < 0.05)
    assert found.to_numpy().tolist() == [["plain", 3, np.mean(alone), np.mean(family)]]
    assert 0 < np.mean(alone) < 1
    assert 0.05 in least and 0.05 in corrected  # not below .05


def test_nothing_planted_is_seldom_found_and_power_grows(hill):
    counts, documents = hill
    curves = smooth_by_hand(counts, documents, 100)
    found = measure_date_power(curves, counts, documents, make_plans(documents), (1, 3, 9), 100, 99, 200).set_index(
        "factor"
    )
    assert 0.005 <= found.loc[1, "p"] <= 0.1 and found.loc[1, "p_family"] <= 0.06
    assert found.loc[1, "p"] < found.loc[3, "p"] < found.loc[9, "p"]
    assert (found["p_family"] <= found["p"]).all()


def make_family(hill, n_terms):
    counts, documents = hill
    names = ["plain", *(f"t{n}" for n in range(1, n_terms))]
    generator = np.random.default_rng(6)
    table = pd.DataFrame(generator.poisson(3, (40, n_terms)), counts.index, names)
    counts = Counts(table, counts.words)
    return smooth_by_hand(counts, documents, 100), counts, documents, make_plans(documents)


def test_too_few_shuffles_to_find_anything_in_a_family_are_refused(hill):
    # Each of 25 terms has an order in which it is greatest: of 500 orders that is one in twenty, not less.
    given = make_family(hill, 25)
    with pytest.raises(InputError, match="n_shuffles is 499; with 25 terms p_family is then seldom below .05.* 500"):
        measure_date_power(*given, (16,), 100, n_shuffles=499, n_trials=1)
    assert measure_date_power(*given, (16,), 100, n_shuffles=500, n_trials=4)["p_family"].max() > 0


@pytest.mark.parametrize(("n_terms", "n_shuffles"), [(3, 499), (12, 499), (13, 520), (30, 1200)])
def test_there_are_enough_shuffles_by_default(hill, n_terms, n_shuffles):
    given = make_family(hill, n_terms)
    default = measure_date_power(*given, (2, 4), 100, n_trials=3)
    pd.testing.assert_frame_equal(default, measure_date_power(*given, (2, 4), 100, n_shuffles, n_trials=3))


def test_a_plan_without_its_term_is_named(hill):
    curves = smooth_by_hand(*hill, 100)
    with pytest.raises(InputError, match="no term is called 'mountain'"):
        measure_date_power(curves, *hill, make_plans(hill[1]).rename({"plain": "mountain"}), half_width=100)
    with pytest.raises(InputError, match="the factors are"):
        measure_date_power(curves, *hill, make_plans(hill[1]), (0.5,), half_width=100)


def test_texts_are_dated_by_the_middle_of_their_spans(hill):
    counts, documents = hill
    spans = documents.assign(date_end=documents["date"] + pd.Timedelta(days=60))
    curves = smooth_by_hand(counts, spans.assign(date=spans["date"] + pd.Timedelta(days=30)), 100)
    table = compare_dates(curves, counts, spans, 100, n_shuffles=20)
    assert table["at"].between(curves["date"].min(), curves["date"].max()).all()


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
