"""Resampling against plain loops, NumPy and values worked by hand."""

import itertools

import numpy as np
import pandas as pd
import pytest

from themeshift import resampling as r
from themeshift.checks import InputError
from themeshift.counts import Counts

TABLE = pd.DataFrame({"peace": [4, 2, 1, 0], "war": [1, 1, 1, 1]}, index=list("abcd"))
WORDS = pd.Series([1000, 2000, 1000, 500], index=list("abcd"))
COUNTS = Counts(TABLE, WORDS)


def make_documents(firsts, lasts=None, index=None):
    days = {"date": pd.to_datetime(firsts), "date_end": pd.to_datetime(firsts if lasts is None else lasts)}
    return pd.DataFrame(days, index=index)


# The bootstrap


def test_documents_are_drawn_as_often_as_there_are_documents():
    drawn = r.draw_documents(7, 500, np.random.default_rng(0))
    assert drawn.shape == (500, 7)
    assert (drawn.sum(axis=1) == 7).all()
    assert drawn.mean(axis=0) == pytest.approx(np.ones(7), abs=0.15)


def test_a_bootstrapped_mean_has_the_spread_of_a_mean():
    values = np.random.default_rng(1).normal(size=40)
    means = r.bootstrap(lambda drawn, _: drawn @ values / 40, 40, 5000)
    assert means.mean() == pytest.approx(values.mean(), abs=0.01)
    assert means.std() == pytest.approx(values.std() / np.sqrt(40), rel=0.04)


def test_the_same_seed_gives_the_same_replicates_and_another_does_not():
    values = np.arange(10)
    first, again, other = (r.bootstrap(lambda drawn, _: drawn @ values, 10, 20, seed=seed) for seed in (3, 3, 4))
    assert (first == again).all()
    assert (first != other).any()


def test_what_is_not_known_is_drawn_anew_for_each_part_after_all_documents():
    generator = np.random.default_rng(5)
    drawn = generator.multinomial(4, [0.25] * 4, size=100)
    tosses = [generator.random() for _ in range(r.DRAWS)]
    found = r.bootstrap(
        lambda part, toss: np.column_stack([part, [toss] * len(part)]), 4, 100, lambda g: g.random(), seed=5
    )
    assert (found[:, :4] == drawn).all()
    assert found[:, 4].tolist() == list(np.repeat(tosses, 100 // r.DRAWS))


def test_one_generator_serves_several_bootstraps():
    generator = np.random.default_rng(0)
    both = [r.bootstrap(lambda drawn, _: drawn, 5, 10, seed=generator) for _ in range(2)]
    assert (both[0] != both[1]).any()


def test_replicates_may_be_fewer_than_the_draws():
    assert r.bootstrap(lambda drawn, toss: drawn @ np.ones(3), 3, 2, lambda g: g.random()).tolist() == [3, 3]


@pytest.mark.parametrize("n", [0, -1, None, 2.5, True, "10"])
def test_numbers_of_documents_and_replicates_are_whole_and_positive(n):
    with pytest.raises(InputError, match="n_replicates is .*; give a whole number of at least 1"):
        r.bootstrap(lambda drawn, _: drawn, 3, n)
    with pytest.raises(InputError, match="the number of documents is"):
        r.bootstrap(lambda drawn, _: drawn, n, 3)


def test_a_number_may_be_numpy_s_and_have_another_minimum():
    assert r.check_number(np.int64(0), "n", 0) == 0
    assert r.check_number(1, "n") == 1


@pytest.mark.parametrize("half_width", [0, -1, None, np.nan, np.inf, "120", True])
def test_half_a_window_is_a_number_of_days(half_width):
    with pytest.raises(InputError, match="half_width is"):
        r.check_half_width(half_width)


def test_half_a_window_may_be_a_fraction():
    assert r.check_half_width(0.5) == 0.5


# Doubtful labels


def test_a_doubtful_occurrence_is_counted_with_even_chance_and_a_sure_one_always():
    least, doubtful = np.array([[3.0, 0]]), np.array([[0, 10]])
    drawn = np.array(
        [r.toss(least, doubtful, generator) for generator in [np.random.default_rng(2)] for _ in range(4000)]
    )
    assert (drawn[:, 0, 0] == 3).all()
    assert drawn[:, 0, 1].mean() == pytest.approx(5, abs=0.1)
    assert drawn[:, 0, 1].var() == pytest.approx(2.5, abs=0.25)


def test_bounds_give_what_is_sure_and_how_much_is_doubtful():
    least, doubtful = r.bound_counts(Counts(TABLE, WORDS, TABLE.clip(upper=1), TABLE + 2))
    assert least[:, 0].tolist() == [1, 1, 1, 0]
    assert doubtful[:, 0].tolist() == [5, 3, 2, 2]


def test_nothing_is_doubtful_without_bounds():
    least, doubtful = r.bound_counts(COUNTS)
    assert (least == TABLE).all(axis=None)
    assert not doubtful.any()


# Bands


def test_a_band_is_numpy_s_quantiles_of_what_is_finite():
    values = np.random.default_rng(3).normal(size=(400, 3))
    values[:7, 0], values[:5, 1] = np.nan, np.inf
    band = r.take_band(values)
    for column in range(3):
        finite = values[np.isfinite(values[:, column]), column]
        assert band[:, column].tolist() == np.quantile(finite, (0.025, 0.975)).tolist()


def test_a_band_may_lie_along_another_axis():
    values = np.random.default_rng(3).normal(size=(400, 3))
    assert (r.take_band(values.T, axis=1) == r.take_band(values)).all()


def test_a_band_of_nothing_is_missing():
    band = r.take_band(np.array([[np.nan, 1.0], [np.inf, 1.0]]))
    assert np.isnan(band[:, 0]).all()
    assert band[:, 1].tolist() == [1, 1]


# Days and kernels


def test_days_are_drawn_from_the_first_to_the_last_and_none_beyond():
    first, last = np.array([10.0, 5]), np.array([12.0, 5])
    drawn = np.array(
        [r.draw_days(first, last, generator) for generator in [np.random.default_rng(0)] for _ in range(3000)]
    )
    assert sorted(set(drawn[:, 0])) == [10, 11, 12]
    assert set(drawn[:, 1]) == {5}
    assert (drawn[:, 0] == 12).mean() == pytest.approx(1 / 3, abs=0.04)


def test_days_are_whole_in_every_unit_and_before_the_common_era():
    assert r.to_days(pd.to_datetime(["1970-01-02 18:00", "1969-12-31 01:00"])).tolist() == [1, -1]
    assert r.to_days(np.array(["-0001-12-31"], dtype="datetime64[s]")).tolist() == [
        -719529
    ]  # 1 January of the year 0 is -719528


def test_spans_are_those_of_the_counted_documents_in_their_order():
    firsts = ["1970-01-05", "1970-01-01", "1970-01-03", "1970-01-04", "1970-01-02"]
    documents = make_documents(firsts, ["1970-01-09", *firsts[1:]], list("dxbca"))
    first, last = r.read_spans(COUNTS, documents)
    assert (first.tolist(), last.tolist()) == ([1, 2, 3, 4], [1, 2, 3, 8])


def test_a_counted_document_without_a_date_is_named():
    with pytest.raises(InputError, match="documents lacks 'd'"):
        r.read_spans(COUNTS, make_documents(["1970-01-05"] * 3, index=list("abc")))


def test_the_kernel_is_epanechnikov_s():
    kernel = r.weigh_by_kernel(np.array([0.0, 20, 40, 60]), np.array([20.0]), 40)
    assert kernel.tolist() == [[0.75, 1, 0.75, 0]]


def test_a_smoothed_rate_is_a_ratio_of_weighted_sums():
    kernel = np.array([[0.75, 1, 0.75, 0], [0, 0, 0, 0]])
    rates = r.smooth(kernel, TABLE.to_numpy(), WORDS.to_numpy())
    assert rates[0, 0] == pytest.approx(1000 * (0.75 * 4 + 2 + 0.75 * 1) / (750 + 2000 + 750))
    assert np.isnan(rates[1]).all()


def loop_over_replicates(c, w, days, at, half_width, n_replicates):
    rng = np.random.default_rng(11)
    kernel = np.clip(1 - ((at - days) / half_width) ** 2, 0, None)
    drawn = rng.integers(len(w), size=(n_replicates, len(w)))
    return 1000 * (kernel * c)[drawn].sum(axis=1) / (kernel * w)[drawn].sum(axis=1)


@pytest.fixture
def thirty():
    rng = np.random.default_rng(7)
    w = rng.integers(200, 4000, 30).astype(float)
    return rng.poisson(w * 0.003).astype(float), w, rng.integers(0, 300, 30).astype(float)


def test_resampled_curves_are_those_of_a_plain_loop(thirty):
    c, w, days = thirty
    bound = c[:, None], np.zeros((30, 1), dtype=int)
    rates = r.resample_curves(bound, w, (days, days), np.array([150.0]), 100, 4000, seed=0)[0, 0]
    loop = loop_over_replicates(c, w, days, 150, 100, 4000)
    assert np.quantile(rates, (0.025, 0.975)) == pytest.approx(np.quantile(loop, (0.025, 0.975)), rel=0.04)


def test_each_part_of_resampled_curves_has_its_own_days_documents_and_tosses(thirty):
    c, w, days = thirty
    doubtful = np.full((30, 1), 2)
    rates = r.resample_curves((c[:, None], doubtful), w, (days, days + 5), np.array([150.0]), 100, 41, seed=9)[0, 0]
    generator, expected = np.random.default_rng(9), []
    for size in [3] + [2] * 19:
        drawn_days = np.floor(generator.uniform(days, days + 6))
        kernel = np.clip(1 - ((150 - drawn_days) / 100) ** 2, 0, None)
        drawn = generator.multinomial(30, [1 / 30] * 30, size=size)
        counted = c + generator.binomial(doubtful, 0.5)[:, 0]
        expected += list(1000 * drawn @ (kernel * counted) / (drawn @ (kernel * w)))
    assert rates == pytest.approx(expected, rel=1e-6)


def test_variants_take_turns_and_each_has_its_part(thirty):
    _, w, days = thirty
    w = np.full(30, 1000.0)
    variants = np.array([np.full((30, 1), value) for value in range(25)], dtype=float)
    bound = variants, np.zeros((30, 1), dtype=int)
    rates = r.resample_curves(bound, w, (days, days), np.array([150.0]), 400, 100, seed=0)[0, 0]
    assert rates.tolist() == [value for value in range(25) for _ in range(4)]
    few = variants[:2], np.zeros((30, 1), dtype=int)
    rates = r.resample_curves(few, w, (days, days), np.array([150.0]), 400, 40, seed=0)[0, 0]
    assert rates.tolist() == [0, 0, 1, 1] * 10


def test_variants_are_counts_of_the_same_shape():
    variants = r.vary_counts(COUNTS, [COUNTS, Counts(TABLE * 2, WORDS)])
    assert variants.shape == (2, 4, 2)
    assert (variants[1] == 2 * TABLE).all(axis=None)


@pytest.mark.parametrize(
    ("counts", "variants", "message"),
    [
        (COUNTS, [], "give at least one"),
        (Counts(TABLE, WORDS, TABLE, TABLE), [COUNTS], "variants take the place of doubtful labels"),
        (COUNTS, [COUNTS["peace"]], "a variant has other documents or terms"),
        (COUNTS, [COUNTS.select(list("abc"))], "a variant has other documents or terms"),
        (COUNTS, [COUNTS[["war", "peace"]]], "a variant has other documents or terms"),
        (COUNTS, [TABLE], "counts is DataFrame, not Counts"),
    ],
)
def test_variants_of_another_shape_are_refused(counts, variants, message):
    with pytest.raises(InputError, match=message):
        r.vary_counts(counts, variants)


# Without any one text


def test_leaving_one_out_by_hand():
    found = r.leave_one_out(COUNTS).loc["peace"]
    # All: 7 in 4,500. Without a: 3 in 3,500; without b: 5 in 2,500; without c: 6 in 3,500; without d: 7 in 4,000.
    assert found["rate"] == pytest.approx(7000 / 4500)
    assert (found["without_low"], found["without_high"]) == (pytest.approx(3000 / 3500), pytest.approx(2.0))
    assert found["decisive_text"] == "a"


def test_of_several_decisive_texts_the_first_is_named():
    counts = Counts(pd.DataFrame({"peace": [0, 3, 3, 0]}, list("abcd")), pd.Series(100, list("abcd")))
    assert r.leave_one_out(counts).loc["peace", "decisive_text"] == "a"


def test_each_period_is_left_one_out_of_by_itself():
    periods = pd.Series(pd.Categorical(["I", "III", "I", "I"], ["I", "II", "III"]), index=list("acbd"))
    table = r.leave_one_out(COUNTS, periods)
    alone = r.leave_one_out(COUNTS.select(list("abd")))
    pd.testing.assert_frame_equal(table.loc["I"], alone)
    assert table.loc[("III", "peace"), "rate"] == 1
    assert table.loc[["II", "III"]].drop(columns="rate").isna().all(axis=None)
    assert table.loc["II", "rate"].isna().all()
    assert list(table.index.names) == ["period", "term"]


def test_leaving_one_out_is_a_plain_loop_over_documents():
    rng = np.random.default_rng(4)
    names = [f"d{i}" for i in range(25)]
    counts = Counts(
        pd.DataFrame(rng.poisson(3, (25, 3)), names, list("xyz")), pd.Series(rng.integers(100, 900, 25), names)
    )
    periods = pd.Series(rng.integers(0, 3, 25), index=names)
    table = r.leave_one_out(counts, periods)
    for period, term in itertools.product(range(3), "xyz"):
        part = counts.select(periods == period)[term]
        rest = [part.select(part.index.drop(name)) for name in part.index]
        rates = [1000 * one.sums[term] / one.words.sum() for one in rest]
        row = table.loc[(period, term)]
        assert (row["without_low"], row["without_high"]) == pytest.approx((min(rates), max(rates)))
        assert row["decisive_text"] == part.index[np.argmax(np.abs(np.array(rates) - row["rate"]))]


def test_a_document_without_a_period_or_words_is_named():
    with pytest.raises(InputError, match="the periods lacks 'd'"):
        r.leave_one_out(COUNTS, pd.Series({"a": 1, "b": 1, "c": 1}))
    with pytest.raises(InputError, match="the document 'd' has no words"):
        r.leave_one_out(Counts(TABLE[["peace"]], WORDS.replace(500, 0)))
