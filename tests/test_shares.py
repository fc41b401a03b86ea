"""Texts are shared out over topics, and topics over themes."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import nnls
from test_topics import of_passages, plant

from themeshift import shares as sh
from themeshift import topics as t
from themeshift.checks import InputError
from themeshift.counts import Counts


def test_the_shares_of_planted_passages_are_their_own():
    counts, truth, which = plant()
    shares = sh.share_passages(truth, counts)
    assert shares.sum(axis=1).to_numpy() == pytest.approx(np.ones(len(which)))
    assert (shares.to_numpy()[np.arange(len(which)), which] > 0.9).all()
    words = sh.share_documents(shares, counts.words)
    assert words.words.tolist() == pytest.approx([360] * 30)
    assert words.table.loc["d0", 1] > 0.9 * 360


def test_the_shares_are_those_of_scipy_s_least_squares():
    counts, *_ = plant(4)
    topics = np.random.default_rng(8).dirichlet(np.ones(10), 3)
    x = t.weigh_passages(counts.matrix).toarray()
    theirs = np.array([nnls(topics.T, row)[0] for row in x.astype(float)])
    ours = sh.share_passages(topics, counts)
    np.testing.assert_allclose(ours, theirs / theirs.sum(axis=1, keepdims=True), atol=2e-3)


def test_a_passage_without_a_term_has_no_shares_and_its_words_are_left_out():
    counts = of_passages([[3, 1, 0, 0], [0, 0, 0, 0], [0, 0, 2, 2]], ["x", "x", "y"], words=[10, 20, 30])
    topics = np.array([[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]])
    shares = sh.share_passages(topics, counts)
    assert shares.iloc[1].isna().all()
    words = sh.share_documents(shares, counts.words)
    np.testing.assert_allclose(words.table, [[10, 0], [0, 30]], atol=1e-3)
    assert words.words.tolist() == [10, 30]


@pytest.fixture
def overlap():
    """The sense occurs twice in a passage with 0.8 of the topic and once in one with 0.2; all have 0.8, 0.2, 0.2."""
    found = of_passages([[2, 0], [1, 0], [0, 0]], list("xyz"), ["lease", "never"], words=100)
    shares = pd.DataFrame({1: [0.8, 0.2, 0.2], 2: [0.2, 0.8, 0.8]}).set_index(found.index)
    return shares, found


def test_overlap_by_hand(overlap):
    shares, found = overlap
    table = sh.measure_overlap(shares, found, found.words, n_replicates=50).set_index(["topic", "sense"])
    assert table.loc[(1, "lease"), "ratio"] == pytest.approx(((2 * 0.8 + 0.2) / 3) / 0.4)
    assert table.loc[(1, "lease"), "texts"] == 2
    assert table.loc[(1, "never"), ["ratio", "low", "high"]].isna().all()


def test_doubtful_occurrences_leave_the_ratio_and_move_the_band(overlap):
    shares, found = overlap
    doubtful = Counts(found.table, found.words, found.table * 0, found.table)
    sure, unsure = (sh.measure_overlap(shares, counts, found.words, 400) for counts in (found, doubtful))
    assert sure["ratio"].equals(unsure["ratio"])
    assert not sure["low"].equals(unsure["low"])


def test_an_overlap_of_other_passages_is_refused(overlap):
    shares, found = overlap
    with pytest.raises(InputError, match="not of the same passages"):
        sh.measure_overlap(shares, found.select(found.index[1:]), found.words)
