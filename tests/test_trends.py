"""Trends by hand and against SciPy; the bootstrap against a plain loop."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from themeshift import trends as t

DAYS = pd.to_datetime(pd.Series(["1918-01-01", "1918-01-21", "1918-02-10", "1918-03-02"], index=list("abcd")))
WORDS = pd.Series([1000, 2000, 1000, 500], index=list("abcd"))
COUNTS = pd.DataFrame({"peace": [4, 2, 1, 0], "war": [1, 1, 1, 1]}, index=list("abcd"))


def test_a_smoothed_rate_by_hand():
    at = [pd.Timestamp("1918-01-21")]
    rate = t.smooth_rates(COUNTS, WORDS, DAYS, DAYS, at, 40, n_replicates=0, least_texts=2).iloc[0]
    # Distances 20, 0, 20, 40 of 40 days: weights 3/4, 1, 3/4, 0.
    assert rate["rate"] == pytest.approx(1000 * (0.75 * 4 + 2 + 0.75 * 1) / (750 + 2000 + 750))
    assert (rate["texts"], rate["words"]) == (3, 4000)
    assert rate["largest_share"] == pytest.approx(2000 / 3500)
    assert rate["effective_texts"] == pytest.approx(3500**2 / (750**2 + 2000**2 + 750**2))  # 2.4


def test_an_edge_is_blank():
    grid = pd.to_datetime(["1917-12-25", "1918-01-21", "1918-03-10"])
    rates = t.smooth_rates(COUNTS[["peace"]], WORDS, DAYS, DAYS, grid, 40, n_replicates=50, least_texts=2)
    assert rates["rate"].isna().tolist() == [True, False, True]
    assert (rates["rate"].isna() == rates["low"].isna()).all()


def test_too_few_texts_are_blank():
    at = [pd.Timestamp("1918-01-21")]
    assert t.smooth_rates(COUNTS, WORDS, DAYS, DAYS, at, 40, n_replicates=0)["rate"].isna().all()  # worth 2.4 texts


def test_a_text_on_its_own_day_does_not_stand_on_both_sides():
    at = [DAYS["a"], DAYS["d"]]
    assert t.smooth_rates(COUNTS, WORDS, DAYS, DAYS, at, 90, n_replicates=0, least_texts=1)["rate"].isna().all()


def test_the_band_is_that_of_a_plain_loop():
    rng = np.random.default_rng(7)
    names = [f"d{i}" for i in range(30)]
    days = pd.Series(pd.Timestamp("1918-01-01") + pd.to_timedelta(rng.integers(0, 300, 30), "D"), index=names)
    words = pd.Series(rng.integers(200, 4000, 30), index=names)
    counts = pd.DataFrame({"x": rng.poisson(words * 0.003)}, index=names)
    at = [pd.Timestamp("1918-06-01")]
    band = t.smooth_rates(counts, words, days, days, at, half_width=100, n_replicates=4000).iloc[0]
    distance = (at[0] - days).dt.days / 100
    kernel = (1 - distance**2).clip(lower=0)
    loop = []
    for _ in range(4000):
        drawn = rng.choice(names, 30)
        loop.append(1000 * (kernel[drawn] * counts.loc[drawn, "x"]).sum() / (kernel[drawn] * words[drawn]).sum())
    assert band["low"] == pytest.approx(np.quantile(loop, 0.025), rel=0.04)
    assert band["high"] == pytest.approx(np.quantile(loop, 0.975), rel=0.04)


def test_the_span_of_a_date_widens_the_band_and_leaves_the_rate():
    names = [f"d{i}" for i in range(30)]
    days = pd.Series(pd.date_range("1918-01-01", periods=30, freq="10D"), index=names)
    words = pd.Series(1000, index=names)
    counts = pd.DataFrame({"x": [0] * 15 + [5] * 15}, index=names)
    grid = [pd.Timestamp("1918-06-01")]
    exact = t.smooth_rates(counts, words, days, days, grid, half_width=100).iloc[0]
    spanned = t.smooth_rates(
        counts, words, days - pd.Timedelta(days=60), days + pd.Timedelta(days=60), grid, half_width=100
    ).iloc[0]
    assert spanned["rate"] == exact["rate"]  # the middle of a span stays where the day was
    assert spanned["high"] - spanned["low"] > exact["high"] - exact["low"]


@pytest.mark.parametrize(
    ("counts", "words", "ends", "message"),
    [
        (COUNTS[:0], WORDS, DAYS, "no documents"),
        (COUNTS, WORDS.replace(2000, 0), DAYS, "'b' has no words"),
        (COUNTS, WORDS, DAYS - pd.Timedelta(days=1), "date of 'a' ends before it begins"),
    ],
)
def test_documents_that_cannot_be_drawn_are_refused(counts, words, ends, message):
    with pytest.raises(ValueError, match=message):
        t.smooth_rates(counts, words, DAYS, ends, [DAYS["a"]])


def test_a_corpus_of_one_document_is_an_honest_blank():
    one = t.smooth_rates(COUNTS[:1], WORDS, DAYS, DAYS, [DAYS["a"]], n_replicates=10)
    assert one[["rate", "low", "high"]].isna().all(axis=None)


def test_leaving_one_out_by_hand():
    found = t.leave_one_out(COUNTS["peace"], WORDS)
    # All: 7 in 4,500. Without a: 3 in 3,500; without b: 5 in 2,500; without c: 6 in 3,500; without d: 7 in 4,000.
    assert found["rate"] == pytest.approx(7000 / 4500)
    assert (found["low"], found["high"]) == (pytest.approx(3000 / 3500), pytest.approx(2.0))
    assert found["text"] == "a"
    assert t.leave_one_out(COUNTS["peace"][:1], WORDS)["text"] is None


def test_a_period_has_its_denominator_its_band_and_its_decisive_text():
    counts = COUNTS.assign(words=WORDS)
    periods = pd.Series(pd.Categorical(["I", "I", "I", "III"], ["I", "II", "III"]), index=COUNTS.index)
    table = t.summarise_periods(counts, periods, n_replicates=4000).set_index(["term", "period"])
    first = table.loc[("peace", "I")]
    assert (first["texts"], first["words"], first["count"]) == (3, WORDS[:3].sum(), COUNTS["peace"][:3].sum())
    out = t.leave_one_out(COUNTS["peace"][:3], WORDS)
    assert (first["without_low"], first["without_high"], first["decisive_text"]) == (out["low"], out["high"], "a")
    rates = 1000 * COUNTS["peace"][:3] / WORDS[:3]
    assert rates.min() == pytest.approx(first["low"])  # all three draws the same text in 1 of 27: inside 2.5 %
    assert rates.max() == pytest.approx(first["high"])
    assert table.loc[("peace", "II"), ["rate", "low", "without_low"]].isna().all()
    assert table.loc[("peace", "III"), "rate"] == pytest.approx(1000 * COUNTS.loc["d", "peace"] / WORDS["d"])
    assert table.loc[("peace", "III"), ["low", "high", "without_low"]].isna().all()


def test_the_band_of_a_period_is_scipy_s_bootstrap_over_documents():
    rng = np.random.default_rng(8)
    counts = pd.DataFrame({"x": rng.poisson(4, 15), "words": rng.integers(500, 3000, 15)})
    band = t.summarise_periods(counts, pd.Series("all", index=counts.index)).iloc[0]
    theirs = stats.bootstrap(
        (counts["x"], counts["words"]), lambda x, w, axis: 1000 * x.sum(axis) / w.sum(axis), paired=True,
        vectorized=True, method="percentile", n_resamples=10_000, rng=np.random.default_rng(2),
    ).confidence_interval  # fmt: skip
    assert (band["low"], band["high"]) == (pytest.approx(theirs.low, rel=0.02), pytest.approx(theirs.high, rel=0.02))


def test_a_document_without_words_has_no_rate():
    counts = COUNTS.assign(words=WORDS.replace(2000, 0))
    with pytest.raises(ValueError, match="'b' has no words"):
        t.summarise_periods(counts, pd.Series("all", index=COUNTS.index))


def test_ranks_are_scipy_s():
    members = pd.Series([True, True, False, False], index=list("abcd"))
    p = t.test_ranks(COUNTS, members)
    assert p["peace"] == pytest.approx(stats.mannwhitneyu([4, 2], [1, 0], method="asymptotic").pvalue)
    assert p["war"] == 1  # all rates equal


def test_ranks_need_both_sides():
    with pytest.raises(ValueError, match="one side of the comparison is empty"):
        t.test_ranks(COUNTS, pd.Series(True, index=COUNTS.index))


def test_holm_by_hand():
    # Holm 1979: .01 x 4, .02 x 3, .03 x 2 (held up to .06), .5 x 1
    adjusted = t.adjust_holm(pd.Series({"w": 0.03, "x": 0.01, "y": 0.5, "z": 0.02}))
    assert adjusted.to_dict() == pytest.approx({"w": 0.06, "x": 0.04, "y": 0.5, "z": 0.06})


@pytest.fixture(scope="module")
def real():
    from themeshift.corpus import load_documents, load_paragraphs
    from themeshift.counts import count_matrix

    documents = load_documents().set_index("id")
    lenin = documents[documents["author"] == "V. I. Lenin"]
    paragraphs = load_paragraphs()
    counts = count_matrix(paragraphs[paragraphs["document"].isin(lenin.index)]).to_frame()
    return counts, counts.sum(axis=1), lenin["date"].reindex(counts.index)


def test_random_halves_of_the_corpus_come_out_empty_by_ranks_and_not_by_words(real):
    counts, words, _ = real
    halves = t.split_halves(counts, words, n_splits=60).mean()
    assert halves["ranks"] <= 0.06
    assert halves["ranks_holm"] < 0.1
    assert halves["log_likelihood"] > 0.10


@pytest.mark.parametrize("n", [0, 1, 3])
def test_too_few_documents_to_halve_are_named(real, n):
    counts, words, _ = real
    with pytest.raises(ValueError, match=f"{n} documents cannot be halved"):
        t.split_halves(counts.head(n), words)


@pytest.mark.parametrize("test", ["ranks", "shift"])
@pytest.mark.parametrize("plant", ["rate", "incidence"])
def test_nothing_planted_is_nothing_found_and_power_grows(real, plant, test):
    counts, words, days = real
    rates = 1000 * counts["peace"] / words
    power = t.measure_power(rates, words, days < "1920-01-01", factors=(1, 2, 8), plant=plant, test=test, n_trials=400)
    assert 0.02 <= power[1] <= 0.08
    assert power[1] < power[2] < power[8]


def test_a_word_that_every_text_has_can_only_be_planted_by_rate():
    names = [f"d{i}" for i in range(40)]
    words, rates = pd.Series(1000, index=names), pd.Series(5.0 + np.arange(40) / 40, index=names)
    late = pd.Series(np.arange(40) >= 20, index=names)
    assert t.measure_power(rates, words, late, factors=(4,), n_trials=50)[4] == 1
    assert t.measure_power(rates, words, late, factors=(4,), plant="incidence", n_trials=400)[4] < 0.09


@pytest.mark.parametrize(
    ("bad", "message"),
    [({"plant": "rates"}, "rate or incidence"), ({"test": "t"}, "ranks or shift"), ({"factors": (0.5,)}, "a rise")],
)
def test_a_plant_that_cannot_be_is_named(bad, message):
    with pytest.raises(ValueError, match=message):
        t.measure_power(COUNTS["peace"], WORDS, DAYS < "1918-02-01", **bad)


# Doubtful occurrences


def test_doubtful_occurrences_widen_the_band_and_leave_the_rate():
    names = [f"d{i}" for i in range(12)]
    counts = pd.DataFrame({"x": [4] * 12}, index=names)
    words = pd.Series(1000, index=names)
    periods = pd.Series("only", index=names)
    table = counts.join(words.rename("words"))
    sure = t.summarise_periods(table, periods, n_replicates=2000).iloc[0]
    assert (sure["low"], sure["high"]) == (4, 4)  # all texts alike: nothing moves
    unsure = t.summarise_periods(table, periods, n_replicates=2000, bounds=(counts - 3, counts + 3)).iloc[0]
    assert unsure["rate"] == 4
    # Each text has 1 + B(6, 1/2) occurrences; the mean of 12 has a standard deviation of sqrt(1.5 / 12), and
    # resampling the texts adds as much again.
    spread = 1.96 * np.sqrt(2 * 1.5 / 12)
    assert unsure["low"] == pytest.approx(4 - spread, abs=0.25)
    assert unsure["high"] == pytest.approx(4 + spread, abs=0.25)


def test_bounds_that_do_not_hold_the_counts_are_refused():
    with pytest.raises(ValueError, match="do not lie around the counts"):
        t.smooth_rates(COUNTS, WORDS, DAYS, DAYS, [DAYS["b"]], 40, bounds=(COUNTS + 1, COUNTS + 2))


def test_a_word_that_no_replicate_has_gets_no_band():
    counts = COUNTS.assign(none=0)
    rates = t.smooth_rates(counts, WORDS, DAYS, DAYS, [DAYS["b"]], 40, n_replicates=50, least_texts=2).set_index("term")
    assert rates.loc["none", "rate"] == 0
    assert rates.loc["none", ["low", "high"]].isna().all()


def test_variants_share_the_replicates_and_widen_the_band():
    names = [f"d{i}" for i in range(30)]
    days = pd.Series(pd.Timestamp("1918-01-01") + pd.to_timedelta(np.arange(30), "D"), index=names)
    words = pd.Series(1000, index=names)
    counts = pd.DataFrame({"x": [4] * 30}, index=names)
    at = [days["d15"]]
    alike = {"half_width": 40, "n_replicates": 400}
    still = t.smooth_rates(counts, words, days, days, at, variants=[counts] * 50, **alike).iloc[0]
    assert (still["low"], still["high"]) == (4, 4)
    spread = t.smooth_rates(counts, words, days, days, at, variants=[counts - 2, counts + 2], **alike).iloc[0]
    assert (spread["rate"], spread["low"], spread["high"]) == (4, 2, 6)


@pytest.mark.parametrize("variants", [[], [COUNTS.drop(index="a")]])
def test_variants_of_another_shape_are_refused(variants):
    with pytest.raises(ValueError, match="variant"):
        t.smooth_rates(COUNTS, WORDS, DAYS, DAYS, [DAYS["b"]], 40, variants=variants)


# Tests by permutation


def test_a_shift_is_tested_over_all_orders():
    # Of the 6 ways to choose two of the four texts, two put both texts that have the word together.
    counts = pd.DataFrame({"x": [4, 4, 0, 0]}, index=list("abcd"))
    words = pd.Series(1000, index=list("abcd"))
    table = t.test_shift(counts, words, pd.Series([True, True, False, False], index=list("abcd")), n_shuffles=20_000)
    assert tuple(table.loc["x", ["rate", "rate_elsewhere"]]) == (4, 0)
    assert table.loc["x", "p"] == pytest.approx(2 / 6, abs=0.01)
    assert table.loc["x", "p_without"] == pytest.approx(1 / 3, abs=0.03)  # one of three orders is as far off


def test_a_shift_agrees_with_scipy_s_permutation_test():
    rng = np.random.default_rng(3)
    names = [f"d{i}" for i in range(24)]
    words = pd.Series(1000, index=names)  # equal lengths: the ratio is the mean of the rates
    counts = pd.DataFrame({"x": rng.poisson(3, 24) + (np.arange(24) < 12)}, index=names)
    inside = pd.Series(np.arange(24) < 12, index=names)
    ours = t.test_shift(counts, words, inside, n_shuffles=20_000).loc["x", "p"]
    groups = counts["x"][inside].to_numpy(), counts["x"][~inside].to_numpy()
    theirs = stats.permutation_test(
        groups, lambda a, b, axis: a.mean(axis=axis) - b.mean(axis=axis), vectorized=True, n_resamples=20_000, rng=1
    )
    assert ours == pytest.approx(theirs.pvalue, abs=0.02)


def test_a_shift_of_one_text_against_the_rest_is_refused():
    with pytest.raises(ValueError, match="fewer than two documents"):
        t.test_shift(COUNTS, WORDS, DAYS < "1918-01-02")


def test_ranks_by_permutation_agree_with_scipy_s_exact_test():
    rates = pd.DataFrame({"x": [1.0, 2, 3, 4, 5, 6, 7, 8, 9, 10]})
    periods = pd.Series(["a"] * 3 + ["b"] * 3 + ["c"] * 4)
    table = t.shuffle_periods(rates, periods, n_shuffles=4000)
    exact = stats.mannwhitneyu([1, 2, 3], [4, 5, 6, 7, 8, 9, 10], method="exact").pvalue
    assert table.loc[("a", "x"), "p"] == pytest.approx(exact, abs=0.006)
    assert table.loc[("a", "x"), "z"] < 0 < table.loc[("c", "x"), "z"]
    assert (table["p_family"] >= table["p"]).all()


def test_the_family_wise_error_by_permutation_is_at_its_level():
    rng = np.random.default_rng(5)
    clear = 0
    for trial in range(100):  # 30 words of two or three texts each: where the normal approximation fails
        rates = pd.DataFrame(np.where(rng.random((30, 40)) < 0.08, rng.exponential(size=(30, 40)), 0))
        periods = pd.Series(["a"] * 6 + ["b"] * 24)
        clear += (t.shuffle_periods(rates, periods, n_shuffles=99, seed=trial)["p_family"] <= 0.05).any()
    assert clear <= 11  # 5 expected; 11 or fewer in 99 % of runs


def test_periods_of_single_texts_leave_nothing_to_rank():
    with pytest.raises(ValueError, match="two documents on either side"):
        t.shuffle_periods(pd.DataFrame({"x": [1.0, 2]}), pd.Series(["a", "b"]))


# Peaks


@pytest.fixture
def hill():
    names = [f"d{i}" for i in range(40)]
    days = pd.Series(pd.Timestamp("1918-01-01") + pd.to_timedelta(np.arange(40) * 20, "D"), index=names)
    words = pd.Series(1000, index=names)
    high = np.where(np.abs(np.arange(40) - 20) <= 3, 12, 2)
    counts = pd.DataFrame({"hill": high, "plain": np.random.default_rng(2).permutation(high)}, index=names)
    grid = pd.date_range(days.iloc[0], days.iloc[-1], freq="10D")
    return counts, words, days, grid


def test_a_planted_hill_is_located_and_a_plain_is_not(hill):
    counts, words, days, grid = hill
    curves = t.smooth_rates(counts, words, days, days, grid, 100, n_replicates=0)
    peaks = t.locate_peaks(curves, counts, words, days, days, 100, n_replicates=500)
    summit = days["d20"]
    assert abs(peaks.loc["hill", "peak"] - summit).days <= 20
    assert peaks.loc["hill", "earliest"] <= summit <= peaks.loc["hill", "latest"]
    width = peaks["latest"] - peaks["earliest"]
    assert width["hill"].days < 120
    assert width["plain"] > 2 * width["hill"]


def test_a_planted_hill_stands_above_shuffled_dates_and_a_plain_does_not(hill):
    counts, words, days, grid = hill
    curves = t.smooth_rates(counts, words, days, days, grid, 100, n_replicates=0)
    table = t.shuffle_dates(curves, counts, words, days, days, 100, n_shuffles=499)
    assert table.loc["hill", "p_family"] <= 0.01
    assert abs(table.loc["hill", "at"] - days["d20"]).days <= 20
    assert table.loc["plain", "p_family"] > 0.05
    assert (table["p_family"] >= table["p"]).all()


@pytest.mark.parametrize("function", [t.locate_peaks, t.shuffle_dates])
def test_blank_curves_have_no_peak(function):
    curves = t.smooth_rates(COUNTS, WORDS, DAYS, DAYS, [DAYS["a"]], 40, n_replicates=0)
    with pytest.raises(ValueError, match="blank"):
        function(curves, COUNTS, WORDS, DAYS, DAYS, 40)
