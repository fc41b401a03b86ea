"""Weights by hand, by published examples, and against scikit-learn and SciPy."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.feature_extraction.text import TfidfTransformer

from themeshift import weights as w
from themeshift.trends import shuffle_periods

COUNTS = pd.DataFrame({"we": [2, 4], "bread": [0, 3]}, index=["a", "b"])


def test_weight_is_share_times_log_rarity():
    # "bread" is 3 of the 7 tokens of the second document, in 1 of 2 documents.
    assert w.weigh_by_tfidf(COUNTS).loc["b", "bread"] == pytest.approx(3 / 7 * math.log(2))


def test_a_term_in_every_document_weighs_nothing():
    assert (w.weigh_by_tfidf(COUNTS)["we"] == 0).all()


@pytest.mark.parametrize(("documents", "idf"), [(18165, 1.65), (6723, 2.08), (19241, 1.62), (25235, 1.5)])
def test_rarity_is_that_of_manning_raghavan_and_schuetze(documents, idf):
    # Figure 6.8: car, auto, insurance, best in the 806,791 documents of Reuters; logarithm to base 10.
    assert math.log(806791 / documents) / math.log(10) == pytest.approx(idf, abs=0.006)


def test_scikit_learn_s_variant_without_its_smoothing_and_scaling_is_ours_plus_the_share():
    rng = np.random.default_rng(3)
    counts = pd.DataFrame(rng.poisson(1.5, (8, 12)) + np.eye(8, 12, dtype=int)).add_prefix("t")
    theirs = TfidfTransformer(norm=None, smooth_idf=False).fit_transform(counts.to_numpy()).toarray()
    share = counts.div(counts.sum(axis=1), axis=0)
    # Theirs weighs count x (ln(n / df) + 1); ours share x ln(n / df).
    expected = theirs / counts.sum(axis=1).to_numpy()[:, None] - share
    np.testing.assert_allclose(w.weigh_by_tfidf(counts), expected, atol=1e-12)


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (pd.DataFrame({"we": [0, 1]}, index=["a", "b"]), "'a' has no tokens"),
        (COUNTS.assign(peace=0), "'peace' occurs in no document"),
        (pd.DataFrame(), "no counts"),
    ],
)
def test_counts_that_cannot_be_weighed_are_refused(counts, message):
    with pytest.raises(ValueError, match=message):
        w.weigh_by_tfidf(counts)


def test_log_likelihood_by_hand():
    # 10 in 1,000 words against 5 in 2,000: expected 5 and 10.
    g2 = w.weigh_by_log_likelihood(pd.Series({"x": 10}), pd.Series({"x": 5}), 1000, 2000)["x"]
    assert g2 == pytest.approx(2 * (10 * math.log(10 / 5) + 5 * math.log(5 / 10)))


def test_log_likelihood_is_scipy_s_power_divergence():
    rng = np.random.default_rng(5)
    a, b = (pd.Series(rng.integers(1, 50, 20)) for _ in range(2))
    ours = w.weigh_by_log_likelihood(a, b, 9000, 4000)
    for i in a.index:
        expected = np.array([9000, 4000]) * (a[i] + b[i]) / 13000
        assert abs(ours[i]) == pytest.approx(stats.power_divergence([a[i], b[i]], expected, lambda_=0).statistic)
        assert (ours[i] > 0) == (a[i] > expected[0])


def test_log_likelihood_of_a_term_absent_from_one_side_is_finite():
    g2 = w.weigh_by_log_likelihood(pd.Series({"x": 0}), pd.Series({"x": 5}), 1000, 1000)["x"]
    assert g2 == pytest.approx(-2 * 5 * math.log(2))


def test_log_likelihood_needs_words_on_both_sides():
    with pytest.raises(ValueError, match="no words"):
        w.weigh_by_log_likelihood(pd.Series({"x": 1}), pd.Series({"x": 5}), 0, 1000)


def test_log_odds_by_hand():
    target, reference = pd.Series({"x": 3, "y": 7}), pd.Series({"x": 1, "y": 9})
    prior = pd.Series({"x": 2.0, "y": 8.0})
    # (3+2)/(10+10-5) = 1/3 against (1+2)/(20-3) = 3/17; variance 1/5 + 1/3
    z = (math.log(1 / 3) - math.log(3 / 17)) / math.sqrt(1 / 5 + 1 / 3)
    assert w.weigh_by_log_odds(target, reference, prior)["x"] == pytest.approx(z)


def test_log_odds_change_sign_with_the_sides():
    target, reference = pd.Series({"x": 3, "y": 7}), pd.Series({"x": 1, "y": 9})
    prior = target + reference
    pd.testing.assert_series_equal(
        w.weigh_by_log_odds(target, reference, prior), -w.weigh_by_log_odds(reference, target, prior)
    )


def test_log_odds_need_a_prior_for_every_term():
    with pytest.raises(ValueError, match="'y' is not positive"):
        w.weigh_by_log_odds(pd.Series({"x": 1, "y": 0}), pd.Series({"x": 1, "y": 0}), pd.Series({"x": 1, "y": 0}))


def test_dispersion_of_gries_s_example():
    # Gries 2008: "a" in five parts of 9, 10, 10, 10 and 11 words stands 1, 2, 3, 4 and 5 times: DP = .18.
    counts = pd.DataFrame({"a": [1, 2, 3, 4, 5]})
    found = w.measure_dispersion(counts, pd.Series([9, 10, 10, 10, 11])).loc["a"]
    assert found["dp"] == pytest.approx(0.18, abs=0.0005)
    assert found["dp_norm"] == pytest.approx(found["dp"] / (1 - 9 / 50))


def test_an_even_term_has_no_dispersion_and_a_lonely_one_all():
    counts = pd.DataFrame({"even": [1, 2], "lonely": [3, 0]})
    found = w.measure_dispersion(counts, pd.Series([100, 200]))
    assert found.loc["even", "dp"] == pytest.approx(0)
    assert found.loc["lonely", "dp_norm"] == pytest.approx(1)


def test_dispersion_needs_two_documents():
    with pytest.raises(ValueError, match="at least two documents"):
        w.measure_dispersion(pd.DataFrame({"a": [1]}), pd.Series([9]))


@pytest.fixture(scope="module")
def halves():
    rng = np.random.default_rng(1)
    counts = pd.DataFrame(rng.poisson(3, (20, 6)), columns=list("uvwxyz"))
    counts.loc[:9, "u"] += rng.poisson(9, 10)
    counts.loc[3, "v"] += 40
    return counts, counts.sum(axis=1), pd.Series(["early"] * 10 + ["late"] * 10)


def test_a_planted_term_is_found_and_one_text_s_term_is_shown_as_such(halves):
    table = w.compare_periods(*halves, n_replicates=50, top=1).set_index(["period", "term"])
    planted, lonely = table.loc[("early", "u")], table.loc[("early", "v")]
    assert planted["log_odds"] == table["log_odds"].max()
    assert planted["p_family"] < 0.05
    assert planted["log_odds_stability"] > 0.7
    assert table.loc["early", "log_odds_stability"].sum() == pytest.approx(1)  # one term is first in each resample
    assert planted["documents"] == 10
    assert lonely["largest_share"] > 0.5
    assert lonely["p_family"] > 0.05


def test_each_weight_of_a_period_is_that_of_its_own_function(halves):
    counts, words, periods = halves
    counts = counts.assign(early_only=[2] * 10 + [0] * 10)
    words = counts.sum(axis=1)
    table = w.compare_periods(counts, words, periods, n_replicates=1).set_index(["period", "term"])
    sums = counts.groupby(periods).sum()
    early, late = sums.loc["early"], sums.loc["late"]
    expected = {
        "tfidf": w.weigh_by_tfidf(sums).loc["early"],
        "log_likelihood": w.weigh_by_log_likelihood(early, late, early.sum(), late.sum()),
        "log_odds": w.weigh_by_log_odds(early, late, early + late),
    }
    for weight, values in expected.items():
        np.testing.assert_allclose(table.loc["early", weight], values, atol=1e-12)
    assert table.loc[("early", "early_only"), "tfidf"] > 0


def test_the_family_is_every_comparison_in_the_table(halves):
    counts, words, periods = halves
    table = w.compare_periods(counts, words, periods, n_replicates=1, n_shuffles=99).set_index(["period", "term"])
    alone = shuffle_periods(counts.div(words, axis=0), periods, n_shuffles=99)
    assert table["p_family"].to_dict() == alone["p_family"].to_dict()
    fewer = w.compare_periods(counts[["v", "w"]], words, periods, n_replicates=1, n_shuffles=99)
    fewer = fewer.set_index(["period", "term"])["p_family"]
    assert (fewer <= table["p_family"].reindex(fewer.index)).all()
    assert (table["p_family"] >= table["p"]).all()


def test_a_comparison_is_the_same_for_the_same_seed(halves):
    one, two = (w.compare_periods(*halves, n_replicates=20) for _ in range(2))
    pd.testing.assert_frame_equal(one, two)


def test_a_period_of_one_document_has_neither_p_nor_stability(halves):
    counts, words, periods = halves
    table = w.compare_periods(counts, words, periods.where(counts.index > 0, "first"), n_replicates=2)
    alone = table[table["period"] == "first"]
    assert alone[["p", "p_family", "tfidf_stability", "log_odds_stability"]].isna().all(axis=None)
    assert (alone["largest_share"].dropna() == 1).all()
    assert table.loc[table["period"] != "first", "p_family"].notna().all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"periods": pd.Series("always", index=range(20))}, "texts in at least two periods"),
        ({"periods": pd.Series("early", index=range(19))}, "the document 19 has no period"),
        ({"least": 9999}, "no term occurs 9999 times"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused(halves, change, message):
    counts, words, periods = halves
    with pytest.raises(ValueError, match=message):
        w.compare_periods(**{"counts": counts, "words": words, "periods": periods, **change})
