"""Topics by hand, by planted truth, and against independent implementations."""

import time
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from themeshift import topics as t
from themeshift.counts import TermMatrix

TERMS = pd.Index(list("abcdef"), name="term")


def plant(n_documents=30, passages=6, seed=0):
    """Passages of two topics, the first of the terms 0 to 4, the second of 5 to 9, in documents of either."""
    rng = np.random.default_rng(seed)
    truth = np.zeros((2, 10))
    truth[0, :5] = truth[1, 5:] = [0.4, 0.3, 0.15, 0.1, 0.05]
    owner = np.repeat([f"d{i}" for i in range(n_documents)], passages)
    which = np.repeat(np.arange(n_documents) % 2, passages)
    return sparse.csr_array(np.array([rng.multinomial(60, truth[k]) for k in which])), owner, truth, which


# Terms and passages


def test_terms_are_trimmed_by_documents_passages_and_stop_list():
    counts = sparse.csr_array(np.array([[1, 1, 1, 0, 2], [1, 1, 0, 0, 0], [1, 0, 1, 1, 0], [1, 0, 0, 1, 0]]))
    matrix = TermMatrix(counts, pd.RangeIndex(4), pd.Index(list("abcde")))
    trimmed = t.trim_terms(matrix, ["x", "x", "y", "y"], {"d"}, least=2, most=0.75)
    assert list(trimmed.terms) == ["c"]  # a: in all passages; b, e: in one document; d: on the stop list
    assert trimmed.matrix.toarray().ravel().tolist() == [1, 0, 1, 0]


def test_an_empty_vocabulary_is_named():
    matrix = TermMatrix(sparse.csr_array(np.eye(3)), pd.RangeIndex(3), pd.Index(list("abc")))
    with pytest.raises(t.TopicError, match="no term is left that stands in 2 documents .* lower the one"):
        t.trim_terms(matrix, ["x", "y", "z"], set(), least=2)


@pytest.mark.parametrize(("k", "kind", "message"), [
    (7, "nmf", "7 topics cannot be fitted to 4 passages of 6 terms"), (0, "nmf", "0 topics cannot"),
    (5, "lda", "5 topics cannot be fitted to 4 passages"), (2, "lsa", "kind is 'lsa'; write one of"),
])  # fmt: skip
def test_a_model_that_cannot_be_fitted_is_named(k, kind, message):
    with pytest.raises(t.TopicError, match=message):
        t.fit_topics(sparse.csr_array(np.ones((4, 6), dtype=int)), k, kind)


# Fitting and matching


def test_runs_without_seeds_or_documents_are_named():
    counts, owner, *_ = plant(8)
    for documents, seeds in ((owner[:-1], 2), (owner, 0)):
        with pytest.raises(t.TopicError, match="give each passage its document, and at least one seed"):
            t.fit_runs(counts, documents, 2, n_seeds=seeds)


@pytest.mark.parametrize("kind", t.KINDS)
def test_planted_topics_are_found(kind):
    counts, _, truth, _ = plant()
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


def test_the_agreement_of_two_lists_is_the_published_one():
    # Greene et al. (2014), table 1: Jaccard 0, 0, 1/5, 1/7, 3/7 at depths 1 to 5, on average 0.154.
    one, other = ["album", "music", "best", "award", "win"], ["sport", "best", "win", "medal", "award"]
    words = sorted({*one, *other})
    topics = [np.array([[float(5 - own.index(w)) if w in own else 0 for w in words]]) for own in (one, other)]
    assert t.agree_terms(*topics, top=5)[0] == pytest.approx(np.mean([0, 0, 1 / 5, 1 / 7, 3 / 7]))
    assert round(t.agree_terms(*topics, top=5)[0], 3) == 0.154
    assert t.agree_terms(topics[0], topics[0], top=5)[0] == 1


def test_agreement_does_not_depend_on_the_order_of_topics():
    rng = np.random.default_rng(4)
    topics = rng.random((6, 40))
    assert t.agree_terms(topics, topics[::-1]).tolist() == [1] * 6
    assert t.agree_terms(topics, rng.random((6, 40))).mean() < 0.3


# Measures


def test_coherence_by_hand():
    # Of 4 passages a and b stand in the first two, c in the third: p(a) = p(b) = p(a, b) = 1/2, p(c) = 1/4.
    counts = sparse.csr_array(np.array([[1, 2, 0], [1, 1, 0], [0, 0, 3], [0, 0, 0]]))
    assert t.measure_coherence(np.array([[0.5, 0.5, 0]]), counts, top=2)[0] == pytest.approx(1)  # only together
    assert t.measure_coherence(np.array([[0.5, 0, 0.5]]), counts, top=2)[0] == -1  # never together
    three = t.measure_coherence(np.array([[0.4, 0.3, 0.3]]), counts, top=3)[0]
    assert three == pytest.approx((1 - 1 - 1) / 3)
    alike = sparse.csr_array(np.array([[1, 1], [1, 0], [0, 1], [0, 0]]))
    assert t.measure_coherence(np.array([[0.5, 0.5]]), alike, top=2)[0] == pytest.approx(0)  # 1/4 = 1/2 * 1/2


def test_coherence_is_gensim_s():
    gensim = import_quietly("gensim.models.coherencemodel")
    dictionaries = import_quietly("gensim.corpora")
    rng = np.random.default_rng(6)
    counts = (rng.random((200, 12)) < 0.35).astype(int)
    words = [f"w{i}" for i in range(12)]
    texts = [[w for w, n in zip(words, row, strict=True) if n] for row in counts]
    topics = rng.random((3, 12))
    lists = [[words[i] for i in own] for own in t.rank_terms(topics, 6)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = gensim.CoherenceModel(
            topics=lists, texts=texts, dictionary=dictionaries.Dictionary(texts), coherence="c_npmi", window_size=50,
            topn=6, processes=1,
        )  # fmt: skip
        theirs = model.get_coherence_per_topic()
    assert t.measure_coherence(topics, sparse.csr_array(counts), top=6) == pytest.approx(theirs, abs=1e-6)


def test_exclusivity_by_hand():
    topics = np.array([[0.6, 0.4, 0, 0], [0.2, 0, 0.5, 0.3]])
    assert t.measure_exclusivity(topics, top=2).tolist() == pytest.approx([(0.6 / 0.8 + 1) / 2, 1])
    assert t.measure_exclusivity(np.ones((4, 10)) / 10).tolist() == pytest.approx([0.25] * 4)
    assert t.rank_exclusive_terms(topics, top=2, among=3)[0].tolist() == [1, 0]


def test_the_fit_of_nmf_is_the_share_of_squares():
    counts, owner, *_ = plant()
    runs = t.fit_runs(counts, owner, 2, n_seeds=3, n_resamples=0)
    topics, model = t.fit_topics(counts, 2, seed=1)
    x = t.weigh(counts).toarray()
    rest = x - model.transform(x.astype(np.float32)) @ model.components_
    assert runs.fit == pytest.approx(1 - (rest**2).sum() / (x**2).sum(), abs=1e-3)
    assert np.isnan(t.measure_runs(runs, counts)["terms_resamples"])


# Runs, their resamples and their consensus


def test_runs_repeat_with_their_seed_and_any_executor():
    counts, owner, *_ = plant(12)
    grid, settings = [("nmf", 2), ("nmf", 3), ("lda", 2)], {"n_seeds": 2, "n_resamples": 2, "cache": None}
    alone = t.sweep_topics(counts, owner, grid, progress=False, **settings)
    with ThreadPoolExecutor(2) as executor:
        shared = t.sweep_topics(counts, owner, grid, progress=False, executor=executor, **settings)
    pd.testing.assert_frame_equal(alone, shared)
    assert alone["kind"].tolist() == ["nmf", "nmf", "lda"]
    other = t.sweep_topics(counts, owner, grid, progress=False, seed=1, **settings)
    assert (other["vectors_resamples"] != alone["vectors_resamples"]).any()


def test_what_was_measured_is_read_and_never_stale(tmp_path, monkeypatch):
    counts, owner, *_ = plant(8)
    settings = {"n_seeds": 2, "n_resamples": 1, "cache": tmp_path, "progress": False}
    first = t.sweep_topics(counts, owner, [("nmf", 2)], **settings)
    runs = t.load_runs(counts, owner, 2, n_seeds=2, n_resamples=1, cache=tmp_path)
    stored = set(tmp_path.iterdir())
    assert {path.suffix for path in stored} == {".npz"}
    fitted = []
    fit = t.fit_topics
    monkeypatch.setattr(t, "fit_topics", lambda *args, **more: fitted.append(1) or fit(*args, **more))
    pd.testing.assert_frame_equal(first, t.sweep_topics(counts, owner, [("nmf", 2)], **settings))
    np.testing.assert_array_equal(
        runs.seeds, t.load_runs(counts, owner, 2, n_seeds=2, n_resamples=1, cache=tmp_path)[0]
    )
    assert not fitted
    changed = counts.copy()
    changed.data[0] += 1
    t.sweep_topics(changed, owner, [("nmf", 2)], **settings)
    assert fitted
    fitted.clear()
    t.sweep_topics(counts, owner, [("nmf", 2)], seed=9, **settings)
    assert fitted
    fitted.clear()
    for path in stored:
        path.write_bytes(path.read_bytes()[:40])
    pd.testing.assert_frame_equal(first, t.sweep_topics(counts, owner, [("nmf", 2)], **settings))
    assert fitted
    fitted.clear()
    monkeypatch.setattr(t, "NMF_SETTINGS", t.NMF_SETTINGS | {"tol": 1e-2})
    t.sweep_topics(counts, owner, [("nmf", 2)], **settings)
    assert fitted


def test_a_term_that_a_resample_lacks_has_weight_zero_there():
    counts = np.zeros((12, 4), dtype=int)
    counts[:, :3] = np.random.default_rng(1).integers(1, 5, (12, 3))
    counts[0, 3] = 2  # in one document only: most resamples of twelve documents lack it once in three
    runs = t.fit_runs(sparse.csr_array(counts), [f"d{i}" for i in range(12)], 2, n_seeds=1, n_resamples=20)
    assert np.isfinite(runs.resamples).all()
    assert (runs.resamples[:, :, 3].sum(axis=1) == 0).any()


def test_a_resample_draws_whole_documents(monkeypatch):
    counts, owner, *_ = plant(10, passages=3)
    counts = sparse.csr_array(np.arange(30)[:, None] + np.ones((30, 10), dtype=int))  # a passage tells its row
    drawn, fit = [], t.fit_topics
    monkeypatch.setattr(t, "fit_topics", lambda part, *args: drawn.append(part) or fit(part, *args))
    t.fit_runs(counts, owner, 2, n_seeds=1, n_resamples=5)
    assert len(drawn) == 6
    for part in drawn[1:]:
        rows = part.toarray()[:, 0] - 1
        assert len(rows) == 30
        assert (rows.reshape(-1, 3) % 3 == [0, 1, 2]).all()  # three passages of a document, in their order


def test_planted_topics_recur_and_a_third_that_is_not_there_does_not():
    counts, owner, truth, _ = plant(40)
    runs = t.fit_runs(counts, owner, 3, n_seeds=6, n_resamples=12)
    consensus = t.find_consensus(runs, counts)
    order, cosines = t.match_topics(truth, consensus.topics)
    real = consensus.recurrence.loc[order]
    assert (cosines > 0.85).all()
    assert consensus.topics.sum(axis=1) == pytest.approx([1, 1, 1])
    spare = consensus.recurrence.drop(index=order)
    assert spare["resamples"].iloc[0] < real["resamples"].min()
    assert consensus.resamples.shape == (12, 3, 10)


def test_the_consensus_of_equal_runs_is_that_run():
    topics = np.random.default_rng(2).dirichlet(np.ones(10), 3)
    runs = t.Runs(np.array([topics, topics[[2, 0, 1]]]), np.array([topics[[1, 2, 0]]]), 0.5)
    consensus = t.find_consensus(runs, plant(6)[0])
    order, cosines = t.match_topics(topics, consensus.topics)
    assert cosines == pytest.approx([1, 1, 1])
    assert (consensus.recurrence[["seeds", "resamples"]] == 1).all(axis=None)
    assert consensus.recurrence["agreement"].tolist() == pytest.approx([1, 1, 1])
    np.testing.assert_allclose(
        consensus.resamples[0] / consensus.resamples[0].sum(axis=1, keepdims=True), consensus.topics
    )


# Shares


def test_the_shares_of_planted_passages_are_their_own():
    counts, owner, truth, which = plant()
    shares = t.share_passages(truth, counts)
    assert shares.sum(axis=1) == pytest.approx(np.ones(len(which)))
    assert (shares[np.arange(len(which)), which] > 0.9).all()
    words = t.share_documents(shares, owner, np.full(len(which), 60))
    assert words.sum(axis=1).tolist() == pytest.approx([360] * 30)
    assert words.loc["d0", 0] > 0.9 * 360


def test_the_shares_are_those_of_scipy_s_least_squares():
    from scipy.optimize import nnls

    counts, _, truth, _ = plant(4)
    rng = np.random.default_rng(8)
    topics = rng.dirichlet(np.ones(10), 3)
    x = t.weigh(counts).toarray()
    theirs = np.array([nnls(topics.T, row)[0] for row in x.astype(float)])
    np.testing.assert_allclose(t.share_passages(topics, counts), theirs / theirs.sum(axis=1, keepdims=True), atol=2e-3)


def test_a_passage_without_a_term_has_no_shares():
    counts = sparse.csr_array(np.array([[3, 1, 0, 0], [0, 0, 0, 0], [0, 0, 2, 2]]))
    topics = np.array([[0.5, 0.5, 0, 0], [0, 0, 0.5, 0.5]])
    shares = t.share_passages(topics, counts)
    assert np.isnan(shares[1]).all()
    words = t.share_documents(shares, ["x", "x", "y"], [10, 20, 30])
    np.testing.assert_allclose(words, [[10, 0], [0, 30]], atol=1e-3)


def test_overlap_by_hand():
    # The sense stands twice in a passage with 0.8 of the topic and once in one with 0.2; all have 0.8, 0.2 and 0.2.
    shares = pd.DataFrame({1: [0.8, 0.2, 0.2], 2: [0.2, 0.8, 0.8]})
    found = pd.DataFrame({"lease": [2, 1, 0], "never": [0, 0, 0]})
    table = t.measure_overlap(shares, found, pd.Series([100, 100, 100]), pd.Series(list("xyz")), n_replicates=50)
    table = table.set_index(["topic", "sense"])
    assert table.loc[(1, "lease"), "ratio"] == pytest.approx(((2 * 0.8 + 0.2) / 3) / 0.4)
    assert table.loc[(1, "lease"), "texts"] == 2
    assert table.loc[(1, "never"), ["ratio", "low", "high"]].isna().all()
    doubtful = t.measure_overlap(
        shares, found, pd.Series([100, 100, 100]), pd.Series(list("xyz")), 50, bounds=(found - found, found)
    ).set_index(["topic", "sense"])
    assert doubtful.loc[(1, "lease"), "ratio"] == table.loc[(1, "lease"), "ratio"]
    with pytest.raises(t.TopicError, match="do not lie around the occurrences"):
        t.measure_overlap(shares, found, pd.Series([1] * 3), pd.Series(list("xyz")), bounds=(found + 1, found + 2))
    with pytest.raises(t.TopicError, match="not of the same passages"):
        t.measure_overlap(shares, found.tail(2), pd.Series([1, 1, 1]), pd.Series(list("xyz")))


# Labels


def write_labels(path, mark="m", terms=("a, b, c, d, e", "f, e, d, c, b"), labels=("one", "two")):
    rows = [f'{mark},{i},"{own}",{label},read' for i, (own, label) in enumerate(zip(terms, labels, strict=True), 1)]
    path.write_text("fingerprint,topic,terms,label,reason\n" + "\n".join(rows) + "\n", encoding="utf-8")
    return path


TOPICS = np.array([[6.0, 5, 4, 3, 2, 1], [1.0, 2, 3, 4, 5, 6]]) / 21


def test_labels_belong_to_their_model(tmp_path):
    path = write_labels(tmp_path / "topics.csv")
    assert t.load_topic_labels(TOPICS, TERMS, "m", path).to_dict() == {1: "one", 2: "two"}
    swapped = TOPICS[:, [1, 0, 2, 3, 4, 5]]  # two terms changed places: still the same topic
    assert t.load_topic_labels(swapped, TERMS, "m", path).tolist() == ["one", "two"]


@pytest.mark.parametrize(("change", "message"), [
    ({"mark": "other"}, r"model has changed; read these topics .*\nfingerprint,.*\nm,1,\"a, b, c"),
    ({"terms": ("a, b, c, d, e", "x, y, z, c, b")}, r"row 3: topic 2 was 'x, y, z, c, b' and is 'f, e, d, c, b'"),
    ({"labels": ("one", " ")}, r"row 3: topic 2 has no label"),
    ({"terms": ("a, b, c, d, e",), "labels": ("one",)}, r"topics of m are \['1'\]; give each of 1 to 2 once"),
])  # fmt: skip
def test_labels_of_another_model_are_refused(tmp_path, change, message):
    path = write_labels(tmp_path / "topics.csv", **change)
    with pytest.raises(t.TopicError, match=message) as error:
        t.load_topic_labels(TOPICS, TERMS, "m", path)
    assert "topics.csv" in str(error.value)


def test_missing_labels_ask_to_be_written(tmp_path):
    with pytest.raises(t.TopicError, match=r"labels are missing; read these topics"):
        t.load_topic_labels(TOPICS, TERMS, "m", tmp_path / "topics.csv")


def test_a_fingerprint_changes_with_all_that_decides_a_model(monkeypatch):
    counts, owner, *_ = plant(6)
    mark = t.fingerprint(counts, owner, n_topics=3)
    assert mark == t.fingerprint(counts.copy(), list(owner), n_topics=3)
    assert mark != t.fingerprint(counts, owner, n_topics=4)
    assert mark != t.fingerprint(counts[:, ::-1], owner, n_topics=3)
    assert mark != t.fingerprint(counts, owner[::-1], n_topics=3)
    monkeypatch.setattr(t.sklearn, "__version__", "0")
    assert mark != t.fingerprint(counts, owner, n_topics=3)


# Against independent implementations, on our own passages


def import_quietly(name):
    import importlib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(name) if name.startswith("gensim") else importlib.import_module(name)


def passages_of_the_corpus():
    from themeshift.corpus import load_documents, load_passages
    from themeshift.counts import count_matrix
    from themeshift.tokens import load_stopwords

    documents = load_documents().set_index("id")
    passages = load_passages()
    passages = passages[passages["document"].map(documents["author"]) == "V. I. Lenin"].reset_index(drop=True)
    matrix = count_matrix(passages, by=["document", "passage"])
    return t.trim_terms(matrix, passages["document"], load_stopwords())


def fit_tomotopy(counts, terms, k, seed):
    model = import_quietly("tomotopy").LDAModel(k=k, seed=seed)
    for row in range(counts.shape[0]):
        own = counts[[row]].tocoo()
        model.add_doc([terms[i] for i, n in zip(own.coords[1], own.data, strict=True) for _ in range(n)])
    model.train(500, workers=1)
    place = {word: i for i, word in enumerate(terms)}
    topics = np.zeros((k, len(terms)))
    for topic in range(k):
        topics[topic, [place[word] for word in model.used_vocabs]] = model.get_topic_word_dist(topic)
    return topics


def fit_gensim(counts, terms, k, seed):
    models = import_quietly("gensim.models")
    bags = [[(int(i), float(n)) for i, n in zip(own.coords[1], own.data, strict=True)]
            for own in (counts[[row]].tocoo() for row in range(counts.shape[0]))]  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = models.LdaModel(bags, k, dict(enumerate(terms)), passes=20, random_state=seed, dtype=np.float64)
    return model.get_topics()


def test_ours_is_as_coherent_and_as_stable_as_independent_implementations(capsys):
    matrix, k, seeds = passages_of_the_corpus(), 11, (1, 2, 3)
    programs = {
        "ours, NMF": lambda seed: t.fit_topics(matrix.matrix, k, "nmf", seed)[0],
        "ours, LDA": lambda seed: t.fit_topics(matrix.matrix, k, "lda", seed)[0],
        "tomotopy": lambda seed: fit_tomotopy(matrix.matrix, list(matrix.terms), k, seed),
        "gensim": lambda seed: fit_gensim(matrix.matrix, list(matrix.terms), k, seed),
    }
    rows = {}
    for name, fit in programs.items():
        start = time.perf_counter()
        models = [fit(seed) for seed in seeds]
        took = time.perf_counter() - start
        pairs = [(a, b) for i, a in enumerate(models) for b in models[:i]]
        rows[name] = {
            "coherence": np.mean([t.measure_coherence(m, matrix.matrix) for m in models]),
            "terms": np.mean([t.agree_terms(a, b) for a, b in pairs]),
            "vectors": np.mean([t.match_topics(a, b)[1] for a, b in pairs]), "seconds": took,
        }  # fmt: skip
    table = pd.DataFrame(rows).T
    table["times ours"] = table["seconds"] / table.loc["ours, NMF", "seconds"]
    with capsys.disabled():
        print("\n", table.round(3).to_string(), sep="")
    others = table.drop(index=["ours, NMF", "ours, LDA"])
    for measure in ("coherence", "terms", "vectors"):
        assert table.loc["ours, NMF", measure] >= others[measure].max(), measure
