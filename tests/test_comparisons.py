"""Tests of documents against SciPy, all orders listed, and values worked by hand; the error they make, counted."""

import itertools
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from threadpoolctl import threadpool_info

from themeshift import comparisons as x
from themeshift.checks import InputError
from themeshift.counts import Counts
from themeshift.incidence import compare_incidence
from themeshift.power import find_p
from themeshift.shuffles import differ_studentized, join_moments, shuffle_sides

TABLE = pd.DataFrame({"peace": [4, 2, 1, 0], "war": [2, 4, 2, 1]}, index=list("abcd"))
COUNTS = Counts(TABLE, pd.Series([1000, 2000, 1000, 500], index=list("abcd")))
EARLY = pd.Series([True, True, False, False], index=list("abcd"))


def make_counts(n, seed=3, n_terms=1, words=None):
    rng = np.random.default_rng(seed)
    names = [f"d{i}" for i in range(n)]
    words = pd.Series(rng.integers(300, 4000, n) if words is None else words, index=names)
    rates = 0.003 * rng.gamma(1, 1, (n, n_terms))
    return Counts(pd.DataFrame(rng.poisson(words.to_numpy()[:, None] * rates), names, list("xyzuvw")[:n_terms]), words)


# Rates


def test_rates_are_all_occurrences_by_all_words_of_either_side():
    table = x.compare_rates(COUNTS, EARLY, 10)
    assert table.loc["peace", ["rate", "rate_elsewhere"]].tolist() == pytest.approx([1000 * 6 / 3000, 1000 * 1 / 1500])


def test_rates_are_compared_over_all_orders():
    # Of the 6 ways to choose two of the four texts, two put both texts that have the word together.
    counts = Counts(pd.DataFrame({"x": [4, 4, 0, 0]}, list("abcd")), pd.Series(1000, list("abcd")))
    table = x.compare_rates(counts, EARLY, 20_000)
    assert table.loc["x", "p"] == pytest.approx(2 / 6, abs=0.01)
    assert table.loc["x", "p_without"] == pytest.approx(1 / 3, abs=0.01)  # one of three orders is as far off


def test_p_is_the_part_of_all_orders_with_as_great_a_difference():
    counts = make_counts(9)
    inside = [0, 1, 2, 3]
    c, w = counts.table["x"].to_numpy(), counts.words.to_numpy()

    def differ(members):
        side = np.isin(np.arange(9), members)
        return abs(c[side].sum() / w[side].sum() - c[~side].sum() / w[~side].sum())

    exact = np.mean([differ(list(o)) >= differ(inside) - 1e-12 for o in itertools.combinations(range(9), 4)])
    found = x.compare_rates(counts, list(counts.index[inside]), 40_000)
    assert found.loc["x", "p"] == pytest.approx(exact, abs=0.01)


def test_p_agrees_with_scipy_s_permutation_test():
    counts = make_counts(24, words=[1000] * 24)  # equal lengths: the ratio is the mean of the rates
    inside = pd.Series(np.arange(24) < 12, index=counts.index)
    values = counts.table["x"]
    theirs = stats.permutation_test(
        (values[inside].to_numpy(), values[~inside].to_numpy()),
        lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis), vectorized=True, n_resamples=20_000, rng=1,
    )  # fmt: skip
    assert x.compare_rates(counts, inside, 20_000).loc["x", "p"] == pytest.approx(theirs.pvalue, abs=0.02)


def test_p_counts_the_real_sides_among_the_shuffles():
    names = [f"d{i}" for i in range(20)]
    counts = Counts(pd.DataFrame({"x": [90] * 10 + [0] * 10}, names), pd.Series(1000, names))
    assert x.compare_rates(counts, names[:10], 99, seed=1).loc["x", "p"] == 1 / 100


def test_p_is_that_of_one_stream_of_shuffles_however_it_is_cut():
    counts = make_counts(20, n_terms=3)
    inside = np.arange(20) < 7
    c, w = counts.table.to_numpy(dtype=float), counts.words.to_numpy(dtype=float)
    groups = np.random.default_rng(5).permuted(np.tile(inside, (2300, 1)), axis=1)
    groups = np.vstack([inside, groups]).astype(float)
    differences = np.abs((groups @ c) / (groups @ w)[:, None] - ((1 - groups) @ c) / ((1 - groups) @ w)[:, None])
    expected = (differences >= differences[0] - 1e-12).mean(axis=0)
    assert x.compare_rates(counts, list(counts.index[:7]), 2300, seed=5)["p"].tolist() == expected.tolist()


def test_the_text_without_which_p_is_greatest_is_decisive():
    names = list("abcdefghij")
    counts = Counts(pd.DataFrame({"x": [3, 1, 9, 1, 1, 1, 0, 1, 0, 1]}, names), pd.Series(1000, names))
    exact = {}
    for name in names:
        rest = counts.table["x"].drop(name)
        size = 3 if name in "abcd" else 4
        real = rest[[n for n in "abcd" if n != name]].sum()
        middle = rest.sum() * size / 9  # equal lengths: as great a difference is as far from the mean
        orders = np.array([sum(order) for order in itertools.combinations(rest, size)])
        exact[name] = (np.abs(orders - middle) >= abs(real - middle) - 1e-9).mean()
    found = x.compare_rates(counts, list("abcd"), 20_000).loc["x"]
    assert found["decisive_text"] == max(exact, key=exact.get) == "c"
    assert found["p_without"] == pytest.approx(exact["c"], abs=0.015)


class Backwards:
    """An executor that computes the tasks in another order, and gives the results in theirs."""

    def map(self, function, tasks):
        tasks = list(tasks)
        return [function(task) for task in tasks[::-1]][::-1]


def test_an_executor_does_not_change_the_numbers():
    counts = make_counts(15, n_terms=2)
    members, alone = list(counts.index[:6]), x.compare_rates(make_counts(15, n_terms=2), list(counts.index[:6]), 2500)
    with ThreadPoolExecutor(2) as pool:
        pd.testing.assert_frame_equal(x.compare_rates(counts, members, 2500, executor=pool), alone)
    pd.testing.assert_frame_equal(x.compare_rates(counts, members, 2500, executor=Backwards()), alone)


@pytest.mark.check
def test_processes_give_the_same_numbers():
    counts = make_counts(15, n_terms=2)
    members = list(counts.index[:6])
    with ProcessPoolExecutor(2, get_context("spawn")) as pool:
        found = x.compare_rates(counts, members, 2500, executor=pool)
    pd.testing.assert_frame_equal(found, x.compare_rates(counts, members, 2500))


def test_threads_are_as_many_after_a_test_as_before():
    before = [library["num_threads"] for library in threadpool_info()]
    with ThreadPoolExecutor(2) as pool:
        x.compare_rates(make_counts(15), ["d1", "d2"], 3000, executor=pool)
    assert [library["num_threads"] for library in threadpool_info()] == before


def test_the_seed_sets_the_shuffles():
    counts = make_counts(15)
    first, again, other = (x.compare_rates(counts, ["d1", "d2", "d3"], 500, seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert first.loc["x", "p"] != other.loc["x", "p"]


# Studentized


def test_a_studentized_difference_by_hand():
    # Rates .002 and 1/1500; squares about them 8 and 2/9; variances 2 * 8 / 3000^2 and 2 * (2/9) / 1500^2.
    expected = (0.002 - 1 / 1500) / np.sqrt(16 / 3000**2 + 4 / 9 / 1500**2)
    moments = join_moments(TABLE[["peace"]], COUNTS.words)
    assert differ_studentized(moments[:2].sum(axis=0), moments.sum(axis=0)) == pytest.approx(expected)


def studentize(c, w):
    rate = c.sum() / w.sum()
    return rate, len(c) / (len(c) - 1) * ((c - rate * w) ** 2).sum() / w.sum() ** 2


@pytest.mark.parametrize(("direction", "theirs"), [("either", "two-sided"), ("higher", "greater"), ("lower", "less")])
def test_studentized_p_is_that_of_scipy_s_permutation_test_over_all_orders(direction, theirs):
    counts = make_counts(10, seed=8)
    c, w = counts.table["x"].to_numpy(dtype=float), counts.words.to_numpy(dtype=float)

    def statistic(here, there):
        (r1, v1), (r0, v0) = (studentize(c[side.astype(int)], w[side.astype(int)]) for side in (here, there))
        t = (r1 - r0) / np.sqrt(v1 + v0)
        return abs(t) if direction == "either" else t

    sides = np.arange(4.0), np.arange(4.0, 10)
    alternative = "greater" if direction == "either" else theirs
    exact = stats.permutation_test(sides, statistic, n_resamples=np.inf, alternative=alternative)
    found = x.compare_rates(counts, list(counts.index[:4]), 30_000, statistic="studentized", direction=direction)
    assert found.loc["x", "p"] == pytest.approx(exact.pvalue, abs=0.012)


def test_a_direction_is_that_of_the_members():
    names = [f"d{i}" for i in range(12)]
    counts = Counts(pd.DataFrame({"x": [9, 8, 7, 9, 8, 7] + [1, 2, 0, 1, 2, 1]}, names), pd.Series(1000, names))
    for statistic in ("pooled", "studentized"):
        p = {way: x.compare_rates(counts, names[:6], 999, statistic=statistic, direction=way).loc["x", "p"]
             for way in ("higher", "lower", "either")}  # fmt: skip
        assert p["higher"] <= p["either"] < 0.01
        assert p["lower"] > 0.99


def test_short_texts_inside_do_not_raise_the_size_of_the_studentized_test():
    # The rates are equal; the texts inside are short, so their pooled rate moves far more than a shuffle's.
    rng, called = np.random.default_rng(1), {"rates": 0, "studentized": 0}
    words, inside = np.array([100] * 12 + [3000] * 28), np.arange(40) < 12
    for seed in range(10):
        counts = rng.poisson(0.02 * words * rng.gamma(20, 1 / 20, (60, 40)))
        groups, _ = next(shuffle_sides(inside, 499, seed))
        for test in called:
            called[test] += (find_p(counts, words, inside, groups, test) < 0.05).sum()
    assert called["studentized"] <= 45  # 30 of 600 expected
    assert called["rates"] > 150


def test_a_side_whose_texts_all_have_one_rate_is_compared_and_equal_sides_are_not_different():
    names = list("abcdef")
    words = pd.Series(1000, names)
    apart = x.compare_rates(Counts(pd.DataFrame({"x": [5, 5, 5, 0, 0, 0]}, names), words), list("abc"), 2000,
                            statistic="studentized").loc["x"]  # fmt: skip
    assert apart["p"] == pytest.approx(2 / 20, abs=0.02)
    assert apart["floor"] == pytest.approx(2 / 20, abs=0.02)
    uneven = pd.Series([2200, 3700, 2000, 3600, 3200, 3200], names)  # rounding leaves variances just below 0
    table = pd.DataFrame({"x": [308, 518, 280, 252, 224, 224]}, names)
    found = x.compare_rates(Counts(table, uneven), list("abc"), 2000, statistic="studentized").loc["x"]
    assert (found["p"], found["floor"]) == pytest.approx((2 / 20, 2 / 20), abs=0.02)
    for same in ([3] * 6, [0] * 6):
        found = x.compare_rates(
            Counts(pd.DataFrame({"x": same}, names), words), list("abc"), 99, statistic="studentized"
        )
        assert found.loc["x", "p"] == found.loc["x", "floor"] == 1


def test_without_one_of_two_texts_nothing_can_be_said():
    names = [f"d{i}" for i in range(20)]
    counts = Counts(pd.DataFrame({"x": [50, 60] + [1, 0] * 9}, names), pd.Series(1000, names))
    found = x.compare_rates(counts, names[:2], 999, statistic="studentized").loc["x"]
    assert found["p"] < 0.05
    assert found["p_without"] == 1


# What is said beside p


@pytest.mark.parametrize("statistic", ["pooled", "studentized"])
def test_the_error_of_p_is_how_far_it_moves_with_the_seed(statistic):
    counts = make_counts(14)
    found = [x.compare_rates(counts, list(counts.index[:5]), 400, s, statistic=statistic).loc["x"] for s in range(60)]
    spread = np.std([row["p"] for row in found])
    assert np.mean([row["p_error"] for row in found]) == pytest.approx(spread, rel=0.3)


def test_the_floor_is_the_part_of_orders_that_nothing_surpasses():
    # Three of seven texts have the word, alike: in 4 of 35 orders all three are among the four members.
    counts = Counts(pd.DataFrame({"x": [2, 2, 2, 0, 0, 0, 0]}), pd.Series(500, range(7)))
    found = x.compare_rates(counts, [0, 1, 3, 4], 20_000, direction="higher").loc["x"]
    assert found["floor"] == pytest.approx(4 / 35, abs=0.01)
    assert found["floor"] < found["p"]
    assert x.compare_rates(make_counts(30), ["d1", "d2", "d3"], 500).loc["x", "floor"] == 1 / 501
    names = [f"d{i}" for i in range(20)]
    extreme = Counts(pd.DataFrame({"x": [90] * 10 + [0] * 10}, names), pd.Series(1000, names))
    found = x.compare_rates(extreme, names[:10], 99, direction="higher").loc["x"]
    assert found["p"] == found["floor"] == 1 / 100


def test_no_text_is_decisive_within_the_error_or_beside_its_like():
    names = [f"d{i}" for i in range(16)]
    twins = Counts(pd.DataFrame({"x": [9, 9, 1, 1] + [1, 0, 2, 1] * 3}, names), pd.Series(1000, names))
    assert pd.isna(x.compare_rates(twins, names[:4], 2000).loc["x", "decisive_text"])
    alone = Counts(pd.DataFrame({"x": [30, 2, 2, 2] + [1, 0, 2, 1] * 3}, names), pd.Series(1000, names))
    assert x.compare_rates(alone, names[:4], 2000).loc["x", "decisive_text"] == "d0"
    assert pd.isna(x.compare_rates(alone, names[:4], 6).loc["x", "decisive_text"])


@pytest.mark.parametrize(
    ("without", "p", "error", "text"),
    [
        ([0.1, 0.4, 0.2], 0.05, 0.09, "b"),  # above the next by .2
        ([0.1, 0.4, 0.2], 0.05, 0.11, None),  # but not by more than twice the error
        ([0.1, 0.4, 0.2], 0.3, 0.04, "b"),  # above p by .1
        ([0.1, 0.4, 0.2], 0.3, 0.06, None),
        ([0.1, 0.4, 0.2], 0.5, 0.0, None),  # p does not rise
        ([0.1, 0.4, 0.4], 0.05, 0.0, None),  # another's is as great
        ([0.1, 0.1 + 0.2, 0.3], 0.05, 0.0, None),  # .1 + .2 is as great as .3, whatever rounding says
    ],
)
def test_who_is_decisive_by_hand(without, p, error, text):
    found = x.name_decisive(np.array(without)[:, None], np.array([p]), np.array([error]), pd.Index(list("abc")))
    assert found["p_without"].tolist() == [max(without)]
    assert found["decisive_text"].tolist() == [text]


def test_the_error_of_p_by_hand():
    # One in ten, two and three of the shuffles of three tosses: their standard deviation is .1.
    hits, sizes, p = np.array([[100], [200], [150]]), np.array([1000, 1000, 500]), np.array([0.18])
    tossed, sure = make_doubtful(TABLE.rename(columns={"peace": "x"}), 1), COUNTS
    assert x._measure_error(p, hits, sizes, 2500, tossed) == pytest.approx([0.1 / np.sqrt(3)])
    assert x._measure_error(p, hits[:2], sizes[:2], 2000, tossed) == pytest.approx([np.sqrt(0.005) / np.sqrt(2)])
    binomial = pytest.approx([np.sqrt(0.18 * 0.82 / 2500)])
    assert x._measure_error(p, hits, sizes, 2500, sure) == binomial
    assert x._measure_error(p, hits[[0, 0, 0]], sizes[[0, 0, 0]], 2500, tossed) == binomial  # the greater of the two
    assert x._measure_error(p, hits[:1], sizes[:1], 2500, tossed) == binomial  # of one toss nothing is known


def make_doubtful(table, doubtful):
    least = table.copy()
    most = table.copy()
    most["x"] += doubtful
    return Counts(table, pd.Series(1000, table.index), least, most)


def test_doubtful_labels_are_tossed_anew_for_every_thousand_shuffles():
    # The doubtful word turns p from one value into another; half of the tosses have it.
    table = pd.DataFrame({"x": [3, 3, 0, 0, 0, 0, 1, 0]}, list("abcdefgh"))
    doubtful = make_doubtful(table, [0, 0, 0, 0, 0, 3, 0, 0])
    tossed = []
    for number, chance in enumerate([1 / 8, 3 / 8, 3 / 8, 1 / 8]):  # 0 to 3 of three count
        counts = Counts(table.assign(x=[3, 3, 0, 0, 0, number, 1, 0]), doubtful.words)
        tossed.append(chance * x.compare_rates(counts, list("abc"), 20_000).loc["x", "p"])
    found = x.compare_rates(doubtful, list("abc"), 100_000).loc["x"]
    assert found["p"] == pytest.approx(sum(tossed), abs=4 * found["p_error"])
    assert found["p_error"] > 2 * np.sqrt(found["p"] * (1 - found["p"]) / 100_000)  # the tosses move it more
    assert found["rate"] == 1000 * 6 / 3000  # as labelled


@pytest.mark.parametrize(
    "compare", [lambda c: x.compare_rates(c, list("ab"), 50), lambda c: compare_incidence(c, list("ab"))]
)
def test_what_is_doubtful_throughout_has_no_p(compare):
    table = pd.DataFrame({"x": [2, 1, 0, 0], "sure": [1, 1, 0, 2], "nowhere": 0}, list("abcd"))
    counts = Counts(table, pd.Series(1000, table.index), table.assign(x=0), table)
    found = compare(counts)
    assert found.loc["x", ["p", "floor", "p_without", "decisive_text"]].isna().all()
    assert found.loc["sure", ["p", "floor", "p_without"]].notna().all()
    assert found.loc["nowhere", ["p", "floor", "p_without"]].tolist() == [1, 1, 1]


@pytest.mark.parametrize("compare", [x.compare_rates, compare_incidence])
def test_an_unknown_direction_is_named(compare):
    with pytest.raises(InputError, match="direction is 'up'.*choose one of: either, higher, lower"):
        compare(COUNTS, EARLY, direction="up")


def test_an_unknown_statistic_is_named():
    with pytest.raises(InputError, match="statistic is 't'.*choose one of: pooled, studentized"):
        x.compare_rates(COUNTS, EARLY, statistic="t")


# Ranks


def test_ranks_are_scipy_s():
    p = x.compare_ranks(COUNTS, EARLY)
    assert p["peace"] == pytest.approx(stats.mannwhitneyu([4, 1], [1, 0], method="asymptotic").pvalue)
    assert p["war"] == 1  # all rates equal


def test_one_document_may_be_ranked_among_the_others():
    p = x.compare_ranks(COUNTS, ["a"])
    assert p["peace"] == pytest.approx(stats.mannwhitneyu([4], [1, 1, 0], method="asymptotic").pvalue)


# Periods


def test_ranks_by_permutation_agree_with_scipy_s_exact_test():
    names = [f"d{i}" for i in range(10)]
    counts = Counts(pd.DataFrame({"x": range(1, 11)}, names), pd.Series(1000, names))
    table = x.compare_periods(counts, pd.Series(["a"] * 3 + ["b"] * 3 + ["c"] * 4, names), 4000)
    exact = stats.mannwhitneyu([1, 2, 3], [4, 5, 6, 7, 8, 9, 10], method="exact").pvalue
    assert table.loc[("a", "x"), "p"] == pytest.approx(exact, abs=0.006)
    assert table.loc[("a", "x"), "z"] < 0 < table.loc[("c", "x"), "z"]
    assert (table["p_family"] >= table["p"]).all()


def test_z_is_the_rank_sum_in_units_of_its_spread():
    # Rates 4, 1, 1, 0 have the ranks 4, 2.5, 2.5, 1; a and b have 6.5 where 5 is expected.
    spread = np.sqrt(2 * 2 / 3 * np.var([4, 2.5, 2.5, 1]))
    table = x.compare_periods(COUNTS, EARLY, 10)
    assert table.loc[(True, "peace"), "z"] == pytest.approx(1.5 / spread)
    assert table.loc[(True, "war"), ["z", "p", "p_family"]].tolist() == [0, 1, 1]  # all rates equal


def test_ranks_of_sparse_counts_are_scipy_s():
    table = np.random.default_rng(0).poisson(0.7, (9, 40)) * ([0] + [1] * 39)  # ties, zeros, a term that is nowhere
    counts = Counts(pd.DataFrame(table), pd.Series([100, 200, 300] * 3))
    sparse_counts = Counts.from_matrix(table, counts.index, counts.terms, counts.words)
    ranks = stats.rankdata(table / counts.words.to_numpy()[:, None], axis=0)
    for one in (counts, sparse_counts):
        above, lowest = x._rank_rates(one)
        np.testing.assert_array_equal(above.toarray() + lowest, ranks - 5)


def test_p_of_a_family_is_over_the_greatest_of_all_its_rows():
    counts = make_counts(12, n_terms=4)
    periods = pd.Series(list("aaabbbbccccc"), counts.index)
    table = x.compare_periods(counts, periods, 300, seed=2)
    z, generator = [], np.random.default_rng(2)
    for _ in range(300):
        order = generator.permutation(12)
        moved = pd.Series(periods.to_numpy()[order], counts.index)
        z.append(x.compare_periods(counts, moved, 1)["z"].abs())
    chance = pd.concat(z, axis=1)
    for row in table.itertuples():
        assert row.p == pytest.approx((1 + (chance.loc[row.Index] >= abs(row.z) - 1e-9).sum()) / 301)
        assert row.p_family == pytest.approx((1 + (chance.max() >= abs(row.z) - 1e-9).sum()) / 301)
        assert row.limit == sorted(chance.max())[-15]  # 14 of 300 may lie above: (1 + 14) / 301 is the last below .05


def test_a_row_beyond_the_band_of_all_is_one_whose_p_of_the_family_is_small():
    rng = np.random.default_rng(0)
    table = pd.DataFrame(rng.poisson(rng.gamma(1, 3, (24, 30))))
    table.iloc[:12, 0] += 9
    counts = Counts(table, pd.Series(1000, table.index))
    periods = pd.Series(["a"] * 12 + ["b"] * 12, table.index)
    for n in (19, 99, 399):
        found = x.compare_periods(counts, periods, n, seed=n)
        assert ((found["z"].abs() > found["limit"] + 1e-9) == (found["p_family"] <= 0.05)).all()
    assert (
        x.compare_periods(counts, periods, 399)["z"].abs().max()
        > x.compare_periods(counts, periods, 399)["limit"][0:1].item()
    )
    assert x.compare_periods(counts, periods, 18)["limit"].isna().all()


def test_the_family_wise_error_by_permutation_is_at_its_level():
    rng = np.random.default_rng(5)
    names, clear = [f"d{i}" for i in range(30)], 0
    periods = pd.Series(["a"] * 6 + ["b"] * 24, names)
    for trial in range(100):  # 40 words of two or three texts each: where the normal approximation fails
        table = pd.DataFrame(np.where(rng.random((30, 40)) < 0.08, rng.exponential(size=(30, 40)), 0), names)
        counts = Counts(table, pd.Series(1000, names))
        clear += (x.compare_periods(counts, periods, n_shuffles=99, seed=trial)["p_family"] <= 0.05).any()
    assert clear <= 11  # 5 expected; 11 or fewer in 99 % of runs


def test_periods_of_one_text_and_empty_ones_are_left_out_and_others_keep_their_order():
    counts = make_counts(6)
    periods = pd.Series(pd.Categorical(list("ccabba"), list("dbca")), counts.index)
    assert list(x.compare_periods(counts, periods, 5).index.get_level_values("period")) == ["b", "c", "a"]
    periods = pd.Series(list("xcabba"), counts.index)
    assert list(x.compare_periods(counts, periods, 5).index.get_level_values("period")) == ["a", "b"]


@pytest.mark.parametrize("periods", [list("abcd"), list("aaaa"), list("aaab")])
def test_periods_that_leave_nothing_to_rank_are_refused(periods):
    with pytest.raises(InputError, match="two documents on either side"):
        x.compare_periods(COUNTS, pd.Series(periods, list("abcd")))


# Holm


def test_holm_by_hand():
    # Holm 1979: .01 x 5, .02 x 4, .03 x 3, .04 x 2 (held up to .09), .5 x 1
    adjusted = x.adjust_holm(pd.Series({"v": 0.04, "w": 0.03, "x": 0.01, "y": 0.5, "z": 0.02}, name="p"))
    assert adjusted.to_dict() == pytest.approx({"v": 0.09, "w": 0.09, "x": 0.05, "y": 0.5, "z": 0.08})
    assert adjusted.name == "p"


def test_an_adjusted_p_is_at_most_1_and_labels_may_recur():
    adjusted = x.adjust_holm(pd.Series([0.9, 0.8, 1, 0], ["a", "a", "b", "b"]))
    assert adjusted.tolist() == [1, 1, 1, 0]


@pytest.mark.parametrize(
    ("p", "message"),
    [
        (pd.Series({"a": 0.1, "b": np.nan}), "the p-value of 'b' is nan"),
        (pd.Series({"a": -0.1, "b": 0.2}), "the p-value of 'a' is -0.1"),
        (pd.Series({"a": 0.1, "b": 1.01}), "the p-value of 'b' is 1.01"),
        (pd.Series(dtype=float), "not a Series of numbers"),
        (pd.Series(["0.1"]), "not a Series of numbers"),
        ([0.1], "not a Series of numbers"),
        (None, "not a Series of numbers"),
    ],
)
def test_p_values_that_cannot_be_are_named(p, message):
    with pytest.raises(InputError, match=message):
        x.adjust_holm(p)


# Misuse of all of them


@pytest.mark.parametrize("n", [0, -1, None, 0.5])
def test_shuffles_are_at_least_one(n):
    for compare in (
        lambda: x.compare_rates(COUNTS, EARLY, n),
        lambda: x.compare_periods(COUNTS, EARLY, n),
    ):
        with pytest.raises(InputError, match="n_shuffles is"):
            compare()


@pytest.mark.parametrize("seed", [-1, None, 0.5])
def test_a_seed_is_a_whole_number(seed):
    for compare in (
        lambda: x.compare_rates(COUNTS, EARLY, 5, seed),
        lambda: x.compare_periods(COUNTS, EARLY, 5, seed),
    ):
        with pytest.raises(InputError, match="seed is"):
            compare()


@pytest.mark.parametrize("compare", [x.compare_rates, x.compare_ranks, compare_incidence])
@pytest.mark.parametrize(
    ("counts", "members", "message"),
    [
        (TABLE, EARLY, "counts is DataFrame, not Counts"),
        (None, EARLY, "counts is NoneType"),
        (COUNTS[[]], EARLY, "0 terms are counted"),
        (COUNTS.select([]), EARLY, "0 documents and 2 terms are counted"),
        (Counts(TABLE * 0, COUNTS.words * [1, 0, 1, 1]), EARLY, "the document 'b' has no words"),
        (COUNTS, EARLY.drop("c"), "members lacks 'c'"),
        (COUNTS, ["a", "z"], "the document 'z' is not counted"),
        (COUNTS, pd.Series(True, list("abcd")), "4 documents are members and 0 are not"),
    ],
)
def test_what_cannot_be_compared_is_refused_never_p_0(compare, counts, members, message):
    with pytest.raises(InputError, match=message):
        compare(counts, members)


def test_rates_need_two_documents_on_either_side():
    with pytest.raises(InputError, match="1 documents are members and 3 are not"):
        x.compare_rates(COUNTS, ["a"])


def test_an_executor_has_a_map():
    with pytest.raises(InputError, match="executor is int, which has no map"):
        x.compare_rates(COUNTS, EARLY, executor=5)
