"""Rates over time by hand and against SciPy; the bands against plain loops; dates before our era."""

import math
import warnings

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from themeshift import landmarks
from themeshift import trends as t
from themeshift.checks import InputError
from themeshift.counts import Counts
from themeshift.resampling import leave_one_out, resample_curves, to_days

NAMES = list("abcd")
DAYS = pd.to_datetime(["1918-01-01", "1918-01-21", "1918-02-10", "1918-03-02"])
WORDS = pd.Series([1000, 2000, 1000, 500], index=NAMES)
TABLE = pd.DataFrame({"peace": [4, 2, 1, 0], "war": [1, 1, 1, 1]}, index=NAMES)
COUNTS = Counts(TABLE, WORDS)
WORDLESS = Counts(TABLE.mul([1, 0, 1, 1], axis=0), WORDS.replace(2000, 0))


def date(first, last=None, names=None):
    first = pd.DatetimeIndex(first)
    last = first if last is None else pd.DatetimeIndex(last)
    return pd.DataFrame({"date": first, "date_end": last}, index=names if names is not None else range(len(first)))


DOCUMENTS = date(DAYS, names=NAMES)


def make_row(n, values, step=10, words=1000):
    """Counts of one term in n texts of like length, and the texts, some days apart."""
    names = [f"d{i}" for i in range(n)]
    counts = Counts(pd.DataFrame({"x": values}, names), pd.Series(words, names))
    return counts, date(pd.date_range("1918-01-01", periods=n, freq=f"{step}D"), names=names)


# Smoothed rates


def test_a_smoothed_rate_by_hand():
    row = t.smooth_rates(COUNTS, DOCUMENTS, 40, [DAYS[1]], n_replicates=0, min_texts=2).iloc[0]
    # Distances 20, 0, 20, 40 of 40 days: weights 3/4, 1, 3/4, 0.
    assert row["rate"] == pytest.approx(1000 * (0.75 * 4 + 2 + 0.75 * 1) / (750 + 2000 + 750))
    assert (row["texts"], row["words"]) == (3, 4000)
    assert row["largest_share"] == pytest.approx(2000 / 3500)
    assert row["effective_texts"] == pytest.approx(3500**2 / (750**2 + 2000**2 + 750**2))  # 2.4


def test_a_span_counts_at_its_middle():
    spanned = date(DAYS - pd.Timedelta(days=6), DAYS + pd.Timedelta(days=6), NAMES)
    found = [t.smooth_rates(COUNTS, d, 40, DAYS, n_replicates=0, min_texts=1) for d in (DOCUMENTS, spanned)]
    pd.testing.assert_frame_equal(*found)


def test_documents_are_found_by_name_and_not_by_place():
    turned = t.smooth_rates(COUNTS, DOCUMENTS[::-1], 40, DAYS, n_replicates=50, min_texts=1)
    pd.testing.assert_frame_equal(turned, t.smooth_rates(COUNTS, DOCUMENTS, 40, DAYS, n_replicates=50, min_texts=1))


def test_each_term_has_a_row_a_point_and_the_rate_it_has_alone():
    both = t.smooth_rates(COUNTS, DOCUMENTS, 40, DAYS, n_replicates=100, min_texts=1)
    assert both["term"].tolist() == ["peace"] * 4 + ["war"] * 4
    assert both["date"].tolist() == list(DAYS) * 2
    alone = t.smooth_rates(COUNTS["war"], DOCUMENTS, 40, DAYS, n_replicates=100, min_texts=1)
    pd.testing.assert_frame_equal(both[4:].reset_index(drop=True), alone)


def test_an_edge_is_blank():
    grid = pd.to_datetime(["1917-12-25", "1918-01-21", "1918-03-10"])
    rates = t.smooth_rates(COUNTS["peace"], DOCUMENTS, 40, grid, n_replicates=50, min_texts=2)
    assert rates["rate"].isna().tolist() == [True, False, True]
    assert (rates["rate"].isna() == rates["low"].isna()).all()


def test_a_text_at_the_very_end_of_a_window_is_outside_it():
    at = [DAYS[1] - pd.Timedelta(days=10)]  # texts 10 days before and after, the next 30 days away
    for half_width, blank in ((10, True), (10.5, False)):
        rate = t.smooth_rates(COUNTS["war"], DOCUMENTS, half_width, at, n_replicates=0, min_texts=1)["rate"]
        assert rate.isna().item() == blank


@pytest.mark.parametrize(("before", "after"), [(10, 5), (5, 10)])
def test_a_side_with_its_only_text_at_the_end_of_the_window_is_empty(before, after):
    at = pd.Timestamp("1918-01-21")
    documents = date([at - pd.Timedelta(days=before), at + pd.Timedelta(days=after)], names=["a", "b"])
    for half_width, blank in ((10, True), (10.5, False)):
        curve = t.smooth_rates(COUNTS["war"].select(["a", "b"]), documents, half_width, [at], 0, min_texts=1)
        assert curve["rate"].isna().item() == blank


def test_too_few_texts_are_blank():
    shown = {}
    for min_texts in (2, 2.3, 2.4, 3):
        rates = t.smooth_rates(COUNTS["war"], DOCUMENTS, 40, [DAYS[1]], n_replicates=0, min_texts=min_texts)
        shown[min_texts] = rates["rate"].notna().item()
    assert shown == {2: True, 2.3: True, 2.4: False, 3: False}  # worth 2.39 texts
    assert t.smooth_rates(COUNTS, DOCUMENTS, 40, [DAYS[1]], n_replicates=0)["rate"].isna().all()  # 3 by default


def test_as_many_texts_as_are_needed_are_enough():
    counts, documents = make_row(3, [1, 2, 3])
    at = [documents["date"].iloc[1]]
    far = t.smooth_rates(counts, documents, 1e9, at, n_replicates=0, min_texts=3).iloc[0]
    assert far["effective_texts"] == pytest.approx(3)
    assert far["rate"] == pytest.approx(2)


def test_a_text_on_its_own_day_is_not_on_both_sides():
    at = DAYS[[0, 3]]
    assert t.smooth_rates(COUNTS, DOCUMENTS, 90, at, n_replicates=0, min_texts=1)["rate"].isna().all()


def test_a_text_of_the_day_before_is_before_and_one_of_the_day_after_is_after():
    counts, documents = make_row(2, [1, 1], step=2)
    at = [pd.Timestamp("1918-01-02")]
    assert t.smooth_rates(counts, documents, 40, at, n_replicates=0, min_texts=1)["rate"].tolist() == [1]


def test_the_defaults_are_a_window_of_120_days_2000_replicates_and_three_texts():
    counts, documents = make_row(12, np.arange(12) % 5, step=15)
    curves = t.smooth_rates(counts, documents)
    pd.testing.assert_frame_equal(
        curves, t.smooth_rates(counts, documents, 120, n_replicates=2000, seed=0, min_texts=3)
    )
    peaks = landmarks.locate_peaks(curves, counts, documents, 120, 2000, 0)
    pd.testing.assert_frame_equal(landmarks.locate_peaks(curves, counts, documents), peaks)
    periods = pd.Series("only", counts.index)
    pd.testing.assert_frame_equal(
        t.summarize_periods(counts, periods), t.summarize_periods(counts, periods, 10_000, 0, 3)
    )


def test_a_rate_below_one_has_band_and_peak():
    counts, documents = make_row(12, [1, 2, 0] * 4, step=15, words=4000)
    curves = t.smooth_rates(counts, documents, 60, n_replicates=80)
    assert curves["rate"].max() < 1
    assert (curves["high"].notna() == curves["rate"].notna()).all()
    assert landmarks.locate_peaks(curves, counts, documents, 60, 80)["peak"].notna().all()
    assert t.summarize_periods(counts, pd.Series("only", counts.index), 80)["high"].between(0.1, 0.9).all()


def test_a_window_without_texts_is_blank_and_has_no_support():
    row = t.smooth_rates(COUNTS["war"], DOCUMENTS, 40, [pd.Timestamp("1925-01-01")], n_replicates=20).iloc[0]
    assert row[["rate", "low", "high", "effective_texts", "largest_share"]].isna().all()
    assert (row["texts"], row["words"]) == (0, 0)


def test_a_corpus_of_one_document_is_an_honest_blank():
    one = t.smooth_rates(COUNTS.select(["a"]), DOCUMENTS, n_replicates=10)
    assert one[["rate", "low", "high"]].isna().all(axis=None)
    assert one["date"].unique().tolist() == [DAYS[0]]


# The band of a smoothed rate


def test_the_band_is_that_of_a_plain_loop():
    rng = np.random.default_rng(7)
    names = [f"d{i}" for i in range(30)]
    days = pd.Series(pd.Timestamp("1918-01-01") + pd.to_timedelta(rng.integers(0, 300, 30), "D"), index=names)
    words = pd.Series(rng.integers(200, 4000, 30), index=names)
    counts = Counts(pd.DataFrame({"x": rng.poisson(words * 0.003)}, names), words)
    at = [pd.Timestamp("1918-06-01")]
    band = t.smooth_rates(counts, date(days, names=names), 100, at, n_replicates=4000).iloc[0]
    kernel = (1 - ((at[0] - days).dt.days / 100) ** 2).clip(lower=0).to_numpy()
    c, w = counts.table["x"].to_numpy(), words.to_numpy()
    drawn = rng.integers(0, 30, (4000, 30))
    loop = 1000 * (kernel * c)[drawn].sum(axis=1) / (kernel * w)[drawn].sum(axis=1)
    assert band["low"] == pytest.approx(np.quantile(loop, 0.025), rel=0.04)
    assert band["high"] == pytest.approx(np.quantile(loop, 0.975), rel=0.04)


@pytest.mark.parametrize("n_replicates", [1, 30, 200])
def test_the_ends_of_a_band_are_quantiles_of_the_replicates_that_have_texts(n_replicates):
    counts, documents = make_row(4, [1, 0, 5, 2], step=30)
    at = documents["date"].iloc[[1, 2]] + pd.Timedelta(days=3)
    days = to_days(documents["date"])
    bound = counts.table.to_numpy(dtype=float), np.zeros((4, 1), int)
    rates = resample_curves(bound, counts.words.to_numpy(), (days, days), to_days(at), 40, n_replicates, 5)[0]
    assert n_replicates < 200 or np.isnan(rates).any()  # some replicates have no text near
    curve = t.smooth_rates(counts, documents, 40, at, n_replicates=n_replicates, seed=5, min_texts=1)
    for found, known in zip(curve.itertuples(), (np.sort(row[~np.isnan(row)]) for row in rates), strict=True):
        assert found.low == pytest.approx(known[math.floor(0.025 * (len(known) - 1))])
        assert found.high == pytest.approx(known[math.floor(0.975 * (len(known) - 1))])


def test_the_span_of_a_date_widens_the_band_and_leaves_the_rate():
    counts, documents = make_row(30, [0] * 15 + [5] * 15)
    aside = pd.Timedelta(days=60)
    spanned = date(documents["date"] - aside, documents["date"] + aside, counts.index)
    at = [pd.Timestamp("1918-06-01")]
    exact, wide = (t.smooth_rates(counts, d, 100, at).iloc[0] for d in (documents, spanned))
    assert wide["rate"] == exact["rate"]  # the middle of a span stays where the day was
    assert wide["high"] - wide["low"] > exact["high"] - exact["low"]


def test_doubtful_occurrences_widen_a_smoothed_band_and_leave_the_rate():
    counts, documents = make_row(30, [4] * 30, step=1)
    doubtful = Counts(counts.table, counts.words, counts.table - 3, counts.table + 3)
    at = [documents["date"].iloc[15]]
    sure, unsure = (t.smooth_rates(c, documents, 40, at, n_replicates=400).iloc[0] for c in (counts, doubtful))
    assert (sure["rate"], sure["low"], sure["high"]) == (4, 4, 4)
    assert unsure["rate"] == 4
    assert 3 < unsure["low"] < 4 < unsure["high"] < 5


def test_a_word_that_no_replicate_has_gets_no_band():
    counts = Counts(TABLE.assign(none=0), WORDS)
    rates = t.smooth_rates(counts, DOCUMENTS, 40, [DAYS[1]], n_replicates=50, min_texts=2).set_index("term")
    assert rates.loc["none", "rate"] == 0
    assert rates.loc["none", ["low", "high"]].isna().all()
    assert rates.loc["war", ["low", "high"]].notna().all()


def test_a_seed_decides_the_band():
    one, two, other = (
        t.smooth_rates(COUNTS, DOCUMENTS, 60, [DAYS[1]], n_replicates=90, seed=seed, min_texts=1) for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(one, two)
    assert not one.equals(other)


def test_many_terms_have_the_bands_that_each_has_alone():
    table = pd.DataFrame(np.random.default_rng(1).poisson(3, (4, 120)), NAMES).add_prefix("t")
    counts = Counts(table, WORDS)
    together = t.smooth_rates(counts, DOCUMENTS, 60, DAYS, n_replicates=40, min_texts=1).set_index("term")
    for term in ("t0", "t49", "t50", "t119"):
        alone = t.smooth_rates(counts[term], DOCUMENTS, 60, DAYS, n_replicates=40, min_texts=1).set_index("term")
        pd.testing.assert_frame_equal(together.loc[[term]], alone)


def test_variants_share_the_replicates_and_widen_the_band():
    counts, documents = make_row(30, [4] * 30, step=1)
    at = [documents["date"].iloc[15]]
    alike = {"half_width": 40, "grid": at, "n_replicates": 400}
    still = t.smooth_rates(counts, documents, variants=[counts] * 50, **alike).iloc[0]
    assert (still["low"], still["high"]) == (4, 4)
    apart = [Counts(counts.table + change, counts.words) for change in (-2, 2)]
    wide = t.smooth_rates(counts, documents, variants=apart, **alike).iloc[0]
    assert (wide["rate"], wide["low"], wide["high"]) == (4, 2, 6)


def test_variants_of_many_terms_are_varied_alike():
    table = pd.DataFrame(4, NAMES, [f"t{i}" for i in range(70)])
    counts, lower = Counts(table, WORDS), Counts(table - 2, WORDS)
    curve = t.smooth_rates(counts, DOCUMENTS, 60, [DAYS[1]], n_replicates=40, min_texts=1, variants=[lower])
    assert (curve["high"] <= curve["low"] * 4).all()
    same = t.smooth_rates(lower, DOCUMENTS, 60, [DAYS[1]], n_replicates=40, min_texts=1)
    pd.testing.assert_frame_equal(curve[["low", "high"]], same[["low", "high"]])


# The points of a curve


def test_by_default_a_curve_has_points_from_the_first_day_to_the_last_a_twelfth_of_the_window_apart():
    spanned = date(["1918-01-01", "1918-03-01"], ["1918-01-05", "1919-01-01"], ["a", "b"])
    counts = COUNTS.select(["a", "b"])
    points = t.smooth_rates(counts, spanned, n_replicates=0)["date"]
    grid = pd.date_range("1918-01-01", "1919-01-01", freq="10D")
    assert points[points.index[: len(grid)]].tolist() == list(grid)
    assert (t.make_grid(counts, spanned, 60) == pd.date_range("1918-01-01", "1919-01-01", freq="5D")).all()
    assert (t.make_grid(counts, spanned, 1) == pd.date_range("1918-01-01", "1919-01-01", freq="D")).all()


def test_the_last_day_has_a_point_if_a_step_ends_there():
    assert t.make_grid(COUNTS, DOCUMENTS)[-1] == DAYS[3]  # 60 days, 10 apart


def test_centuries_have_no_more_than_a_thousand_steps():
    years = date(["1000-01-01", "1500-01-01", "1800-01-01", "2000-01-01"], names=NAMES)
    grid = t.make_grid(COUNTS, years)
    assert 990 <= len(grid) <= 1001
    assert grid[0] == pd.Timestamp("1000-01-01")
    assert len(set(np.diff(grid))) == 1


@pytest.mark.parametrize("kind", [list, pd.Series, np.array, pd.DatetimeIndex])
def test_a_grid_may_be_any_sequence_of_days(kind):
    found = t.smooth_rates(COUNTS, DOCUMENTS, 40, kind(DAYS), n_replicates=20, min_texts=1)
    pd.testing.assert_frame_equal(
        found, t.smooth_rates(COUNTS, DOCUMENTS, 40, DAYS, n_replicates=20, min_texts=1), check_dtype=False
    )


@pytest.mark.parametrize("start", ["-0400-01-01", "-0043-03-15", "1517-10-31"])
def test_curves_peaks_and_first_texts_are_the_same_in_any_century(start):
    counts, days = COUNTS["peace"], np.datetime64(start, "s") + (DAYS - DAYS[0]).to_numpy()
    found = []
    for dates in (DAYS, pd.DatetimeIndex(days)):
        documents = date(dates, names=NAMES)
        curve = t.smooth_rates(counts, documents, 40, n_replicates=60, min_texts=1)
        peak, first = (
            landmarks.locate_peaks(curve, counts, documents, 40, 60),
            landmarks.find_first_texts(counts, documents),
        )
        times = [curve["date"], peak["peak"], peak["latest"], first["not_before"], first["not_later_than"]]
        found.append((curve.drop(columns="date"), [(time - dates[0]).dt.days.tolist() for time in times]))
    (now, now_days), (then, then_days) = found
    pd.testing.assert_frame_equal(now, then, rtol=1e-5)
    assert now_days == then_days


BAD_CURVES = [
    ({"counts": None}, "not Counts"),
    ({"counts": TABLE}, "not Counts"),
    ({"counts": Counts(TABLE[:0])}, "0 documents"),
    ({"counts": WORDLESS}, "'b' has no words"),
    ({"documents": DOCUMENTS[1:]}, "documents lacks 'a'"),
    ({"documents": DOCUMENTS.assign(date_end=DAYS - pd.Timedelta(days=1))}, "date of 'a' ends before it begins"),
    ({"documents": DOCUMENTS.assign(date=[None, *DAYS[1:]])}, "'a' has no date"),
    ({"documents": DOCUMENTS.drop(columns="date")}, "no column 'date'"),
    ({"documents": None}, "not a table"),
    ({"half_width": 0}, "half_width is 0"),
    ({"half_width": "wide"}, "half_width is 'wide'"),
    ({"n_replicates": -1}, "n_replicates is -1"),
    ({"seed": -1}, "seed is -1"),
    ({"seed": None, "n_replicates": 0}, "seed is None"),
]


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        *BAD_CURVES,
        ({"min_texts": None}, "min_texts is None"),
        ({"min_texts": -1}, "min_texts is -1"),
        ({"min_texts": True}, "min_texts is True"),
        ({"min_texts": math.nan}, "min_texts is nan"),
        ({"grid": []}, "the grid is"),
        ({"grid": 3}, "the grid is 3"),
        ({"grid": [1, 2]}, "the grid is"),
        ({"grid": ["1918-01-21"]}, "pd.to_datetime"),
        ({"grid": [DAYS[0], pd.NaT]}, "missing"),
        ({"grid": [DAYS[0], DAYS[0]]}, "there twice"),
        ({"grid": DAYS.tz_localize("UTC")}, "time zone"),
        ({"variants": []}, "at least one"),
        ({"variants": [COUNTS.select(["a"])]}, "variant has other documents"),
        ({"variants": [COUNTS["war"]]}, "variant has other documents or terms"),
    ],
)
def test_a_curve_that_cannot_be_drawn_is_refused(bad, message):
    with pytest.raises(InputError, match=message):
        t.smooth_rates(**{"counts": COUNTS, "documents": DOCUMENTS, "half_width": 40} | bad)


# Periods

PERIODS = pd.Series(pd.Categorical(["I", "I", "I", "III"], ["I", "II", "III"]), index=NAMES)


def test_a_period_has_its_denominator_and_its_rate():
    table = t.summarize_periods(COUNTS, PERIODS, 10).set_index(["term", "period"])
    first = table.loc[("peace", "I")]
    assert (first["texts"], first["words"], first["count"], first["rate"]) == (3, 4000, 7, 7 / 4)
    assert first["largest_share"] == 0.5
    third = table.loc[("war", "III")]
    assert (third["texts"], third["words"], third["count"], third["rate"]) == (1, 500, 1, 2)


def test_a_row_a_period_and_term_in_their_order():
    table = t.summarize_periods(COUNTS, PERIODS, 0)
    assert list(table.columns) == t.SUMMARY_COLUMNS
    assert table["period"].tolist() == ["I", "I", "II", "II", "III", "III"]
    assert table["term"].tolist() == ["peace", "war"] * 3


def test_a_period_without_texts_has_nothing_but_its_noughts():
    row = t.summarize_periods(COUNTS, PERIODS, 10).set_index(["term", "period"]).loc[("peace", "II")]
    assert (row["texts"], row["words"], row["count"]) == (0, 0, 0)
    assert row.drop(["texts", "words", "count", "layer"]).isna().all()


def test_the_range_without_any_one_text_is_that_of_the_period_s_texts():
    first = t.summarize_periods(COUNTS, PERIODS, 10).set_index(["term", "period"]).loc[("peace", "I")]
    # Without a: 3 in 3,000; without b: 5 in 2,000; without c: 6 in 3,000.
    assert (first["without_low"], first["without_high"], first["decisive_text"]) == (1.0, 2.5, "a")
    alone = leave_one_out(COUNTS.select(["a", "b", "c"])).loc["peace"]
    assert (alone["without_low"], alone["without_high"]) == (1.0, 2.5)


def test_a_period_of_one_text_has_neither_band_nor_range():
    row = t.summarize_periods(COUNTS, PERIODS, 10).set_index(["term", "period"]).loc[("war", "III")]
    assert row[["low", "high", "without_low", "without_high", "decisive_text"]].isna().all()


def test_a_band_reaches_from_the_lowest_text_to_the_highest_where_texts_are_few():
    first = t.summarize_periods(COUNTS, PERIODS, 4000).set_index(["term", "period"]).loc[("peace", "I")]
    # All three draws are the same text in 1 of 27 samples for each: inside 2.5 %.
    assert (first["low"], first["high"]) == (pytest.approx(1), pytest.approx(4))


@pytest.mark.parametrize(("min_texts", "shown"), [(3, True), (2.5, True), (3.5, False), (4, False)])
def test_a_period_of_fewer_texts_than_needed_has_no_band(min_texts, shown):
    first = t.summarize_periods(COUNTS, PERIODS, 50, min_texts=min_texts).set_index(["term", "period"]).loc["peace"]
    assert first["low"].notna().tolist() == [shown, False, False]


def test_a_single_text_may_be_drawn_where_one_is_enough():
    table = t.summarize_periods(COUNTS, PERIODS, 50, min_texts=0).set_index(["term", "period"])
    assert table.loc[("war", "III"), ["low", "high"]].tolist() == [2, 2]
    assert table.loc[("war", "II"), ["low", "high"]].isna().all()


def test_the_band_of_a_period_is_scipy_s_bootstrap_over_documents():
    rng = np.random.default_rng(8)
    words, values = pd.Series(rng.integers(500, 3000, 15)), rng.poisson(4, 15)
    band = t.summarize_periods(Counts(pd.DataFrame({"x": values}), words), pd.Series("all", range(15))).iloc[0]
    theirs = stats.bootstrap(
        (values, words), lambda x, w, axis: 1000 * x.sum(axis) / w.sum(axis), paired=True,
        vectorized=True, method="percentile", n_resamples=10_000, rng=np.random.default_rng(2),
    ).confidence_interval  # fmt: skip
    assert (band["low"], band["high"]) == (pytest.approx(theirs.low, rel=0.02), pytest.approx(theirs.high, rel=0.02))


def test_a_term_that_a_period_lacks_has_a_rate_of_nought_and_no_more():
    counts = Counts(TABLE.assign(late=[0, 0, 0, 3]), WORDS)
    row = t.summarize_periods(counts, PERIODS, 50).set_index(["term", "period"]).loc[("late", "I")]
    assert (row["count"], row["rate"]) == (0, 0)
    assert row[["low", "high", "without_low", "without_high", "decisive_text"]].isna().all()


def test_a_term_that_may_occur_has_a_band():
    table = pd.DataFrame({"x": [0, 0, 0]})
    counts = Counts(table, pd.Series(1000, range(3)), table, table + 2)
    row = t.summarize_periods(counts, pd.Series("only", range(3)), 400).iloc[0]
    assert (row["rate"], row["low"]) == (0, 0)
    assert 1 < row["high"] <= 2
    assert math.isnan(row["without_high"])


def test_doubtful_occurrences_widen_the_band_of_a_period_and_leave_the_rate():
    table = pd.DataFrame({"x": [4] * 12})
    words, periods = pd.Series(1000, range(12)), pd.Series("only", range(12))
    sure = t.summarize_periods(Counts(table, words), periods, 2000).iloc[0]
    assert (sure["low"], sure["high"]) == (4, 4)  # all texts alike: nothing moves
    unsure = t.summarize_periods(Counts(table, words, table - 3, table + 3), periods, 2000).iloc[0]
    assert unsure["rate"] == 4
    # Each text has 1 + B(6, 1/2) occurrences; the mean of 12 has a standard deviation of sqrt(1.5 / 12), and
    # resampling the texts adds as much again.
    spread = 1.96 * np.sqrt(2 * 1.5 / 12)
    assert unsure["low"] == pytest.approx(4 - spread, abs=0.25)
    assert unsure["high"] == pytest.approx(4 + spread, abs=0.25)


def test_one_replicate_is_a_band_without_width():
    row = t.summarize_periods(COUNTS, PERIODS, 1).iloc[1]
    assert row["low"] == row["high"] > 0


def test_many_terms_are_summarized_as_each_alone():
    counts = Counts(pd.DataFrame(np.random.default_rng(1).poisson(2, (4, 120)), NAMES).add_prefix("t"), WORDS)
    periods = pd.Series(["I", "I", "II", "II"], NAMES)
    together = t.summarize_periods(counts, periods, 60, min_texts=2).set_index("term")
    for term in ("t0", "t49", "t50", "t119"):
        alone = t.summarize_periods(counts[term], periods, 60, min_texts=2).set_index("term")
        pd.testing.assert_frame_equal(together.loc[[term]], alone)


def test_a_seed_decides_the_bands_of_periods():
    one, two, other = (t.summarize_periods(COUNTS, PERIODS, 15, seed) for seed in (1, 1, 4))
    pd.testing.assert_frame_equal(one, two)
    assert not one.equals(other)


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"counts": None}, "not Counts"),
        ({"counts": WORDLESS}, "'b' has no words"),
        ({"periods": PERIODS[1:]}, "the periods lacks 'a'"),
        ({"periods": PERIODS.where(PERIODS.index != "b")}, "'b' has no value"),
        ({"periods": None}, "the periods is NoneType"),
        ({"n_replicates": 1.5}, "n_replicates is 1.5"),
        ({"n_replicates": -1}, "n_replicates is -1"),
        ({"min_texts": "many"}, "min_texts is 'many'"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_periods_that_cannot_be_summarized_are_refused(bad, message):
    with pytest.raises(InputError, match=message):
        t.summarize_periods(**{"counts": COUNTS, "periods": PERIODS} | bad)


# One thread


def test_curves_and_summaries_are_computed_on_one_thread(monkeypatch):
    from threadpoolctl import threadpool_info

    threads = []
    for name in ("resample_curves", "take_band"):
        inner = getattr(t, name)
        monkeypatch.setattr(t, name, lambda *args, inner=inner: threads.append(threadpool_info()) or inner(*args))
    curves = t.smooth_rates(COUNTS, DOCUMENTS, 60, DAYS, n_replicates=5, min_texts=1)
    landmarks.locate_peaks(curves, COUNTS, DOCUMENTS, 60, 5)
    t.summarize_periods(COUNTS, PERIODS, 5)
    assert len(threads) == 3
    assert {pool["num_threads"] for pools in threads for pool in pools if pool["user_api"] == "blas"} == {1}


def test_nothing_warns():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        t.summarize_periods(COUNTS, PERIODS, 30)
        t.smooth_rates(COUNTS, DOCUMENTS, 5, n_replicates=30)
