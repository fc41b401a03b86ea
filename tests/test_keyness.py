"""Weights by hand, by published examples, and against scikit-learn and SciPy."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import sparse, stats
from sklearn.feature_extraction.text import TfidfTransformer

from themeshift import keyness as k
from themeshift.checks import InputError
from themeshift.counts import Counts

TABLE = pd.DataFrame({"we": [2, 4], "bread": [0, 3]}, index=["a", "b"])
COUNTS = Counts(TABLE)
TARGET, REFERENCE = pd.Series({"x": 3, "y": 7}), pd.Series({"x": 1, "y": 9})


def make_sparse(counts):
    return Counts.from_matrix(sparse.csr_array(counts.table), counts.index, counts.terms, counts.words)


# tf-idf


def test_weight_is_share_times_log_rarity():
    # "bread" is 3 of the 7 tokens of the second document, in 1 of 2 documents.
    assert k.weigh_by_tfidf(COUNTS).loc["b", "bread"] == pytest.approx(3 / 7 * math.log(2))


def test_a_term_in_every_document_weighs_exactly_nothing():
    assert (k.weigh_by_tfidf(COUNTS)["we"] == 0).all()


def test_the_share_is_of_all_words_and_not_of_the_terms_chosen():
    counts = Counts(TABLE, pd.Series({"a": 10, "b": 30}))
    assert k.weigh_by_tfidf(counts).loc["b", "bread"] == pytest.approx(3 / 30 * math.log(2))
    assert k.weigh_by_tfidf(counts["bread"]).loc["b", "bread"] == pytest.approx(3 / 30 * math.log(2))


@pytest.mark.parametrize(("documents", "idf"), [(18165, 1.65), (6723, 2.08), (19241, 1.62), (25235, 1.5)])
def test_rarity_is_that_of_manning_raghavan_and_schuetze(documents, idf):
    # Figure 6.8: car, auto, insurance, best in the 806,791 documents of Reuters; logarithm to base 10.
    matrix = sparse.csr_array((np.ones(documents), (np.arange(documents), np.zeros(documents, int))), (806791, 1))
    counts = Counts.from_matrix(matrix, range(806791), ["term"], pd.Series(1, range(806791)))
    assert k.weigh_by_tfidf(counts).iloc[0, 0] / math.log(10) == pytest.approx(idf, abs=0.006)


def test_scikit_learn_s_variant_without_its_smoothing_and_scaling_is_ours_plus_the_share():
    rng = np.random.default_rng(3)
    counts = Counts(pd.DataFrame(rng.poisson(1.5, (8, 12)) + np.eye(8, 12, dtype=int)).add_prefix("t"))
    theirs = TfidfTransformer(norm=None, smooth_idf=False).fit_transform(counts.table.to_numpy()).toarray()
    words = counts.words.to_numpy()[:, None]
    # Theirs weighs count x (ln(n / df) + 1); ours share x ln(n / df).
    np.testing.assert_allclose(k.weigh_by_tfidf(counts), theirs / words - counts.table / words, atol=1e-12)


@pytest.mark.parametrize("weigh", [k.weigh_by_tfidf, k.measure_dispersion])
def test_sparse_counts_weigh_what_dense_ones_do(weigh):
    dense = Counts(pd.DataFrame(np.random.default_rng(2).poisson(0.7, (9, 5)), list("abcdefghi"), list("uvwxy")))
    pd.testing.assert_frame_equal(weigh(dense), weigh(make_sparse(dense)))


def test_a_sparse_table_of_weights_has_the_same_numbers_and_none_that_is_nothing():
    weights = k.weigh_by_tfidf(COUNTS, sparse_output=True)
    np.testing.assert_array_equal(weights.toarray(), k.weigh_by_tfidf(COUNTS))
    assert weights.nnz == 1  # "we" is in both documents


def test_a_table_of_weights_that_is_too_large_is_refused_before_it_is_made():
    matrix = sparse.csr_array((np.ones(40_000), (np.arange(40_000), np.arange(40_000))))
    counts = Counts.from_matrix(matrix, range(40_000), [f"w{n}" for n in range(40_000)])
    with pytest.raises(InputError, match="40,000 documents by 40,000 terms does not fit .* sparse_output=True"):
        k.weigh_by_tfidf(counts)
    assert k.weigh_by_tfidf(counts, sparse_output=True).nnz == 40_000


def test_a_zero_that_is_stored_is_no_occurrence():
    matrix = sparse.csr_array((np.array([2, 3, 1, 0]), ([0, 0, 1, 1], [0, 1, 0, 1])), shape=(2, 2))
    assert matrix.nnz == 4
    counts = Counts.from_matrix(matrix, ["a", "b"], ["we", "bread"], pd.Series({"a": 5, "b": 1}))
    assert k.weigh_by_tfidf(counts).loc["a", "bread"] == pytest.approx(3 / 5 * math.log(2))


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (Counts(pd.DataFrame({"we": [0, 1]}, ["a", "b"])), "'a' has no words"),
        (Counts(TABLE.assign(peace=0)), "'peace' occurs in no document"),
        (Counts(TABLE[:0]), "0 documents"),
        (TABLE, "is DataFrame, not Counts"),
        (None, "is NoneType, not Counts"),
    ],
)
def test_counts_that_cannot_be_weighed_are_refused(counts, message):
    with pytest.raises(InputError, match=message):
        k.weigh_by_tfidf(counts)


# Log-likelihood


def test_log_likelihood_by_hand():
    # 10 in 1,000 words against 5 in 2,000: expected 5 and 10.
    g2 = k.weigh_by_log_likelihood(pd.Series({"x": 10}), pd.Series({"x": 5}), 1000, 2000)["x"]
    assert g2 == pytest.approx(2 * (10 * math.log(10 / 5) + 5 * math.log(5 / 10)))


def test_log_likelihood_is_scipy_s_power_divergence_with_a_sign():
    rng = np.random.default_rng(5)
    a, b = (pd.Series(rng.integers(1, 50, 20)) for _ in range(2))
    ours = k.weigh_by_log_likelihood(a, b, 9000, 4000)
    for i in a.index:
        expected = np.array([9000, 4000]) * (a[i] + b[i]) / 13000
        assert abs(ours[i]) == pytest.approx(stats.power_divergence([a[i], b[i]], expected, lambda_=0).statistic)
        assert (ours[i] > 0) == (a[i] > expected[0])


@pytest.mark.parametrize(
    ("here", "words_here", "there", "words_there", "published"),
    [
        (52, 50_000, 57, 75_000, 2.65),  # a course's example for Rayson's calculator
        (540, 116_000, 7_525, 5_451_382, 534.64),  # from here on Rayson's calculator, as CLiC's tests quote it
        (227, 116_000, 3_635, 5_451_382, 183.53),
        (29, 116_000, 504, 5_451_382, 20.50),
        (431, 116_000, 5_892, 5_451_382, 437.88),
        (16, 116_000, 650, 5_451_382, 0.32),
        (540, 116_000, 0, 5_451_382, 4180.78),
        (7, 10_000, 0, 100_000, 33.57),
    ],
)
def test_log_likelihood_is_that_of_rayson_s_calculator(here, words_here, there, words_there, published):
    g2 = k.weigh_by_log_likelihood(pd.Series({"x": here}), pd.Series({"x": there}), words_here, words_there)["x"]
    assert g2 == pytest.approx(published, abs=0.006)


def test_log_likelihood_of_a_term_absent_from_one_side_is_finite():
    g2 = k.weigh_by_log_likelihood(pd.Series({"x": 0}), pd.Series({"x": 5}), 1000, 1000)["x"]
    assert g2 == pytest.approx(-2 * 5 * math.log(2))


def test_log_likelihood_of_a_side_of_one_word_by_hand():
    g2 = k.weigh_by_log_likelihood(pd.Series({"x": 1}), pd.Series({"x": 3}), 1, 9)["x"]
    assert g2 == pytest.approx(2 * (math.log(1 / 0.4) + 3 * math.log(3 / 3.6)))


def test_log_likelihood_of_a_term_absent_from_both_sides_is_nothing():
    assert k.weigh_by_log_likelihood(pd.Series({"x": 0}), pd.Series({"x": 0}), 1000, 1000)["x"] == 0


def test_the_sides_are_put_together_by_term_and_not_by_place():
    turned = k.weigh_by_log_likelihood(TARGET, REFERENCE[::-1], 100, 100)
    pd.testing.assert_series_equal(turned, k.weigh_by_log_likelihood(TARGET, REFERENCE, 100, 100))


@pytest.mark.parametrize("words", [0, -1, math.nan, None, "many", pd.Series({"x": 10})])
def test_log_likelihood_needs_words_on_both_sides(words):
    for both in ((words, 1000), (1000, words)):
        with pytest.raises(InputError, match="choose documents with words for both"):
            k.weigh_by_log_likelihood(TARGET, REFERENCE, *both)


def test_a_term_cannot_occur_more_often_than_there_are_words():
    with pytest.raises(InputError, match="'y' occurs more often"):
        k.weigh_by_log_likelihood(TARGET, REFERENCE, 100, 8)
    assert len(k.weigh_by_log_likelihood(TARGET, REFERENCE, 7, 9)) == 2


BAD_SIDES = [
    (None, "the (reference|target|prior) is no Series of counts"),
    ({"x": 1, "y": 2}, "no Series of counts"),
    (pd.Series(dtype=float), "no Series of counts"),
    (pd.Series([1, 2, 3], ["x", "y", "x"]), "each once"),
    (pd.Series({"x": 1}), "'y' is missing on one side"),
    (pd.Series({"x": 1, "y": 2, "z": 1}), "'z' is missing on one side"),
    (pd.Series({"x": -1, "y": 2}), "'x' has the count -1"),
    (pd.Series({"x": 1, "y": None}), "'y' has no count"),
    (pd.Series({"x": "one", "y": 2}), "'x' has the count 'one'"),
]


@pytest.mark.parametrize(("side", "message"), BAD_SIDES)
def test_a_side_that_is_no_counts_of_the_same_terms_is_refused(side, message):
    with pytest.raises(InputError, match=message):
        k.weigh_by_log_likelihood(TARGET, side, 100, 100)
    with pytest.raises(InputError, match=message):
        k.weigh_by_log_odds(TARGET, REFERENCE, side)
    with pytest.raises(InputError, match=message):
        k.weigh_by_log_odds(side, REFERENCE, REFERENCE)


# Log-odds


def test_log_odds_by_hand():
    prior = pd.Series({"x": 2.0, "y": 8.0})
    # (3+2)/(10+10-5) = 1/3 against (1+2)/(20-3) = 3/17; variance 1/5 + 1/3
    z = (math.log(1 / 3) - math.log(3 / 17)) / math.sqrt(1 / 5 + 1 / 3)
    assert k.weigh_by_log_odds(TARGET, REFERENCE, prior)["x"] == pytest.approx(z)


def test_log_odds_are_those_of_another_implementation():
    # The example in the README of fightin_words, after Jack Hessel's code: a prior of .05 for each of eleven words.
    one, other = (
        pd.Series(text.split()).value_counts()
        for text in ("the quick brown fox jumps over the lazy pig", "the lazy purple pig jumps over the lazier donkey")
    )
    words = one.index.union(other.index)
    z = k.weigh_by_log_odds(
        one.reindex(words, fill_value=0), other.reindex(words, fill_value=0), pd.Series(0.05, words)
    )
    assert z[["quick", "brown", "fox"]].tolist() == pytest.approx([0.6894227886807968] * 3, rel=1e-12)
    assert z[["lazier", "purple", "donkey"]].tolist() == pytest.approx([-0.6894227886807968] * 3, rel=1e-12)
    assert z[["the", "jumps", "over", "lazy", "pig"]].tolist() == [0] * 5


def test_log_odds_change_sign_with_the_sides():
    prior = TARGET + REFERENCE
    pd.testing.assert_series_equal(
        k.weigh_by_log_odds(TARGET, REFERENCE, prior), -k.weigh_by_log_odds(REFERENCE, TARGET, prior)
    )


def test_the_prior_is_put_to_its_terms_and_not_to_their_places():
    prior = pd.Series({"x": 2.0, "y": 8.0})
    pd.testing.assert_series_equal(
        k.weigh_by_log_odds(TARGET, REFERENCE, prior[::-1]), k.weigh_by_log_odds(TARGET, REFERENCE, prior)
    )


def test_log_odds_need_a_prior_for_every_term():
    with pytest.raises(InputError, match="prior of 'y' is 0"):
        k.weigh_by_log_odds(TARGET, REFERENCE, pd.Series({"x": 1, "y": 0}))


def test_log_odds_need_a_second_term():
    with pytest.raises(InputError, match="'x' is the only term"):
        k.weigh_by_log_odds(TARGET[:1], REFERENCE[:1], REFERENCE[:1])


# Dispersion


def test_dispersion_of_gries_s_example():
    # Gries 2008: "a" in five parts of 9, 10, 10, 10 and 11 words occurs 1, 2, 3, 4 and 5 times: DP = .18.
    found = k.measure_dispersion(Counts(pd.DataFrame({"a": [1, 2, 3, 4, 5]}), pd.Series([9, 10, 10, 10, 11])))
    assert found.loc["a", "dp"] == pytest.approx(0.18, abs=0.0005)
    assert found.loc["a", "dp_norm"] == pytest.approx(found.loc["a", "dp"] / (1 - 9 / 50))


def test_dispersion_is_half_the_sum_of_departures_over_all_documents():
    rng = np.random.default_rng(4)
    counts = Counts(pd.DataFrame(rng.poisson(0.6, (12, 5))), pd.Series(rng.integers(50, 500, 12)))
    expected = counts.words / counts.words.sum()
    plain = (counts.table / counts.sums).sub(expected, axis=0).abs().sum() / 2
    np.testing.assert_allclose(k.measure_dispersion(counts)["dp"], plain, rtol=1e-12)


def test_an_even_term_has_no_dispersion_and_a_lonely_one_all():
    found = k.measure_dispersion(Counts(pd.DataFrame({"even": [1, 2], "lonely": [3, 0]}), pd.Series([100, 200])))
    assert found.loc["even", "dp"] == pytest.approx(0)
    assert found.loc["lonely", "dp_norm"] == pytest.approx(1)


def test_dispersion_is_never_below_nothing():
    for n in range(2, 60):
        even = Counts(pd.DataFrame({"even": range(1, n)}), pd.Series(np.arange(1, n) * 7, range(n - 1)))
        if len(even) > 1:
            assert k.measure_dispersion(even).loc["even", "dp"] >= 0


@pytest.mark.parametrize(
    ("counts", "message"),
    [
        (COUNTS.select(["b"]), "choose at least 2"),
        (Counts(TABLE.assign(peace=0)), "'peace' occurs in no document"),
        (None, "not Counts"),
    ],
)
def test_dispersion_that_cannot_be_measured_is_refused(counts, message):
    with pytest.raises(InputError, match=message):
        k.measure_dispersion(counts)
