"""Topics by hand and by planted truth; shares against SciPy; labels that fit or are provisional."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from scipy.optimize import nnls

from themeshift import shares as sh
from themeshift import topics as t
from themeshift.counts import Counts
from themeshift.tables import InputError

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
    assert set(t.rank_terms(topics, 5)[order[0]]) == set(range(5))


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


# Measures


def test_coherence_by_hand():
    # Of 4 passages a and b are in the first two, c in the third: p(a) = p(b) = p(a, b) = 1/2, p(c) = 1/4.
    counts = of_passages([[1, 2, 0], [1, 1, 0], [0, 0, 3], [0, 0, 0]])
    assert t.measure_coherence(np.array([[0.5, 0.5, 0]]), counts, top=2)[0] == pytest.approx(1)  # only together
    assert t.measure_coherence(np.array([[0.5, 0, 0.5]]), counts, top=2)[0] == -1  # never together
    three = t.measure_coherence(np.array([[0.4, 0.3, 0.3]]), counts, top=3)[0]
    assert three == pytest.approx((1 - 1 - 1) / 3)
    alike = of_passages([[1, 1], [1, 0], [0, 1], [0, 0]])
    assert t.measure_coherence(np.array([[0.5, 0.5]]), alike, top=2)[0] == pytest.approx(0)  # 1/4 = 1/2 * 1/2


def test_exclusivity_by_hand():
    topics = np.array([[0.6, 0.4, 0, 0], [0.2, 0, 0.5, 0.3]])
    assert t.measure_exclusivity(topics, top=2).tolist() == pytest.approx([(0.6 / 0.8 + 1) / 2, 1])
    assert t.measure_exclusivity(np.ones((4, 10)) / 10).tolist() == pytest.approx([0.25] * 4)
    assert t.rank_exclusive_terms(topics, top=2, among=3)[0].tolist() == [1, 0]


# Shares


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


# Labels


def write_labels(path, mark="m", terms=("a, b, c, d, e", "f, e, d, c, b"), labels=("one", "two")):
    rows = [f'{mark},{i},"{first}",{label},read' for i, (first, label) in enumerate(zip(terms, labels, strict=True), 1)]
    path.write_text("fingerprint,topic,terms,label,reason\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


TOPICS = np.array([[6.0, 5, 4, 3, 2, 1], [1.0, 2, 3, 4, 5, 6]]) / 21


def test_the_labels_of_a_reader_are_loaded(tmp_path):
    labels = t.load_topic_labels(TOPICS, TERMS, "m", write_labels(tmp_path / "topics.csv"))
    assert labels["label"].to_dict() == {1: "one", 2: "two"}
    assert (labels["by"] == "reader").all()


def test_a_label_holds_while_three_of_five_words_are_the_same(tmp_path):
    path = write_labels(tmp_path / "topics.csv", terms=("a, b, c, x, y", "f, e, x, y, z"))
    assert t.load_topic_labels(TOPICS, TERMS, "m", path)["by"].tolist() == ["reader", "provisional"]


def test_a_label_follows_its_topic_to_another_number(tmp_path):
    path = write_labels(tmp_path / "topics.csv", terms=("a, b, x, y, z", "u, e, d, c, b"))
    labels = t.load_topic_labels(TOPICS[::-1], TERMS, "m", path)  # the first is now f, e, d, c, b
    assert labels["label"].tolist() == ["two", "a, b, c"]


def test_no_two_topics_have_one_label(tmp_path):
    path = write_labels(tmp_path / "topics.csv", terms=("a, b, c, d, e",), labels=("one",))
    labels = t.load_topic_labels(TOPICS[[0, 0]], TERMS, "m", path)
    assert sorted(labels["by"]) == ["provisional", "reader"]


@pytest.mark.parametrize("change", [{"mark": "other"}, {"terms": ("x, y", "y, z")}, None])
def test_a_topic_that_nobody_has_read_has_its_first_words_for_a_label(tmp_path, change):
    path = tmp_path / "topics.csv" if change is None else write_labels(tmp_path / "topics.csv", **change)
    labels = t.load_topic_labels(TOPICS, TERMS, "m", path)
    assert labels["label"].tolist() == ["a, b, c", "f, e, d"]
    assert (labels["by"] == "provisional").all()


def test_an_empty_label_is_named(tmp_path):
    with pytest.raises(InputError, match=r"topics\.csv: topic 2 of the model m has no label; read it and write one"):
        t.load_topic_labels(TOPICS, TERMS, "m", write_labels(tmp_path / "topics.csv", labels=("one", " ")))


def test_two_labels_of_one_topic_are_named(tmp_path):
    path = write_labels(tmp_path / "topics.csv")
    path.write_text(path.read_text() + 'm,2,"f, e, d, c, b",three,read\n')
    with pytest.raises(InputError, match="topic 2 of the model m has two rows; take one out"):
        t.load_topic_labels(TOPICS, TERMS, "m", path)


def test_a_file_of_labels_without_a_column_is_named(tmp_path):
    (tmp_path / "topics.csv").write_text("fingerprint,topic,label\nm,1,one\n")
    with pytest.raises(InputError, match=r"topics\.csv has no column 'terms'"):
        t.load_topic_labels(TOPICS, TERMS, "m", tmp_path / "topics.csv")


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
