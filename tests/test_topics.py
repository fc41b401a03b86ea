"""Topics by hand and by planted truth; shares against SciPy; labels that fit or are provisional."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from themeshift import topics as t
from themeshift.checks import InputError
from themeshift.counts import Counts
from themeshift.topic_terms import rank_terms

TERMS = pd.Index(list("abcdef"), name="term")


def of_passages(matrix, documents=None, terms=None, words=None):
    """Make counts of passages from a matrix and the document of each passage."""
    matrix = sparse.csr_array(np.asarray(matrix))
    documents = [f"d{n}" for n in range(matrix.shape[0])] if documents is None else list(documents)
    number = pd.Series(documents).groupby(documents).cumcount().to_numpy() + 1
    index = pd.MultiIndex.from_arrays([documents, number], names=["document", "passage"])
    words = matrix.sum(axis=1) + 1 if words is None else words
    return Counts.from_matrix(matrix, index, terms or [f"t{n}" for n in range(matrix.shape[1])],
                              pd.Series(words, index))  # fmt: skip


def plant(n_documents=30, passages=6, seed=0):
    """Passages of two topics, the first of the terms 0 to 4, the second of 5 to 9, in documents of either."""
    rng = np.random.default_rng(seed)
    truth = np.zeros((2, 10))
    truth[0, :5] = truth[1, 5:] = [0.4, 0.3, 0.15, 0.1, 0.05]
    owner = np.repeat([f"d{i}" for i in range(n_documents)], passages)
    which = np.repeat(np.arange(n_documents) % 2, passages)
    matrix = np.array([rng.multinomial(60, truth[k]) for k in which])
    return of_passages(matrix, owner, words=60), truth, which


# Terms and passages


def test_terms_are_trimmed_by_documents_passages_and_stop_list():
    matrix = [[1, 1, 1, 0, 2], [1, 1, 0, 0, 0], [1, 0, 1, 1, 0], [1, 0, 0, 1, 0]]
    counts = of_passages(matrix, ["x", "x", "y", "y"], list("abcde"))
    trimmed = t.trim_terms(counts, {"d"}, min_documents=2, max_share=0.75)
    assert list(trimmed.terms) == ["c"]  # a: in all passages; b, e: in one document; d: on the stop list
    assert trimmed.table["c"].tolist() == [1, 0, 1, 0]
    assert trimmed.words.tolist() == counts.words.tolist()


def test_an_empty_vocabulary_is_named():
    with pytest.raises(InputError, match="no term is left that occurs in 2 documents .* lower the one"):
        t.trim_terms(of_passages(np.eye(3, dtype=int)), min_documents=2)


@pytest.mark.parametrize("stopwords", [None, "the", set, 5])
def test_a_stop_list_that_is_no_set_is_refused(stopwords):
    with pytest.raises(InputError, match="the stop list is"):
        t.trim_terms(of_passages(np.eye(3, dtype=int)), stopwords, min_documents=1)


def test_counts_of_documents_are_no_passages():
    with pytest.raises(InputError, match="these are not counts of passages"):
        t.fit_topics(Counts(pd.DataFrame({"a": [1, 2]}, ["x", "y"])), 1)


@pytest.mark.parametrize(("k", "kind", "message"), [
    (7, "nmf", "7 topics cannot be fitted to 4 passages of 6 terms"), (0, "nmf", "n_topics is 0"),
    (5, "lda", "5 topics cannot be fitted to 4 passages"), (2, "lsa", "kind is 'lsa'; write one of"),
])  # fmt: skip
def test_a_model_that_cannot_be_fitted_is_named(k, kind, message):
    with pytest.raises(InputError, match=message):
        t.fit_topics(of_passages(np.ones((4, 6), dtype=int)), k, kind)


# Fitting and matching


@pytest.mark.parametrize("kind", t.KINDS)
def test_planted_topics_are_found(kind):
    counts, truth, _ = plant()
    topics, _ = t.fit_topics(counts, 2, kind, seed=3)
    order, cosines = t.match_topics(truth, topics)
    assert (cosines > 0.9).all()
    assert topics.sum(axis=1) == pytest.approx([1, 1])
    assert set(rank_terms(topics, 5)[order[0]]) == set(range(5))


def test_topics_are_matched_by_the_greatest_sum_and_not_one_after_the_other():
    one = np.array([[1.0, 0, 0], [0.8, 0.6, 0]])
    other = np.array([[0.9, 0.1, 0], [0.7, 0, 0.7]])
    order, cosines = t.match_topics(one, other)
    # The first of each are nearest (0.99), but 0.99 + 0.57 is less than 0.71 + 0.86.
    assert order.tolist() == [1, 0]
    assert cosines == pytest.approx([0.5**0.5, (0.8 * 0.9 + 0.6 * 0.1) / np.hypot(0.9, 0.1)])
    assert t.match_topics(one, np.zeros((2, 3)))[1].tolist() == [0, 0]  # an empty topic is like nothing


def test_models_of_unlike_shape_are_not_matched():
    with pytest.raises(InputError, match="cannot be matched"):
        t.match_topics(np.ones((2, 3)), np.ones((2, 4)))


def test_a_fingerprint_changes_with_all_that_decides_a_model(monkeypatch):
    counts, *_ = plant(6)
    mark = t.fingerprint(counts, n_topics=3)
    assert mark == t.fingerprint(plant(6)[0], n_topics=3)
    assert mark != t.fingerprint(counts, n_topics=4)
    assert mark != t.fingerprint(plant(6, seed=1)[0], n_topics=3)
    other = of_passages(counts.matrix.toarray(), counts.index.get_level_values("document")[::-1])
    assert mark != t.fingerprint(other, n_topics=3)
    monkeypatch.setattr(t.sklearn, "__version__", "0")
    assert mark != t.fingerprint(counts, n_topics=3)
