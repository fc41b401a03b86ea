"""How long the work takes, beside the obvious alternative: ``make bench``.

Skipped by ``make test``; no time is asserted anywhere. Where there is an alternative, both are in one group and the
table gives their ratio. Alternatives do the same work, checked here, as a careful user of the other tool would do it.
"""

import re
import warnings

import nltk
import numpy as np
import pandas as pd
import pytest
from sklearn.feature_extraction.text import TfidfTransformer

import themeshift as ts

TWENTY = (
    "peace war east concessions trade revolution imperialism debts famine workers peasants army government bourgeoisie "
    "world capitalists treaty conference poland power"
).split()
MONTHS = pd.date_range("1917-12-01", "1923-02-01", freq="MS")


@pytest.fixture(scope="module")
def corpus():
    return ts.load_corpus()


@pytest.fixture(scope="module")
def counts(corpus):
    return ts.count_vocabulary(corpus.paragraphs)


@pytest.fixture(scope="module")
def passages(corpus):
    passages = ts.cut_passages(corpus.paragraphs)
    return ts.trim_terms(ts.count_vocabulary(passages, by=["document", "passage"]), ts.load_stopwords())


def test_open_a_session(benchmark):
    assert len(benchmark(ts.load_corpus).paragraphs) > 0


@pytest.mark.benchmark(group="tokenize the author's paragraphs")
def test_tokenize(benchmark, corpus):
    assert sum(map(len, benchmark(lambda: [ts.tokenize(text) for text in corpus.paragraphs["text"]]))) > 0


@pytest.mark.benchmark(group="tokenize the author's paragraphs")
def test_tokenize_by_nltk(benchmark, corpus):
    tokenizer = nltk.RegexpTokenizer(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*")
    split = lambda: [[word.lower() for word in tokenizer.tokenize(text)] for text in corpus.paragraphs["text"]]  # noqa: E731
    assert sum(map(len, benchmark(split))) > 0


@pytest.mark.benchmark(group="count every word of every document")
def test_count_vocabulary(benchmark, corpus):
    assert benchmark(ts.count_vocabulary, corpus.paragraphs).sums.sum() > 0


@pytest.mark.benchmark(group="count every word of every document")
def test_count_vocabulary_by_pandas(benchmark, corpus, counts):
    def count():
        tokens = corpus.paragraphs.assign(term=corpus.paragraphs["text"].map(ts.tokenize)).explode("term")
        return tokens.groupby(["document", "term"]).size().unstack(fill_value=0)

    assert benchmark(count).to_numpy().sum() == counts.sums.sum()


@pytest.mark.benchmark(group="tf-idf")
def test_tfidf(benchmark, counts):
    assert benchmark(ts.weigh_by_tfidf, counts).to_numpy().max() > 0


@pytest.mark.benchmark(group="tf-idf")
def test_tfidf_by_scikit_learn(benchmark, counts):
    weigh = TfidfTransformer(norm=None, smooth_idf=False)
    assert benchmark(lambda: weigh.fit_transform(counts.matrix).toarray()).max() > 0


def test_a_new_word_s_curve_with_its_band(benchmark, corpus):
    def draw():
        counts = ts.count_terms(corpus.paragraphs, ["revolution*"])
        return ts.smooth_rates(counts, corpus.documents)

    assert benchmark(draw)["high"].max() > 0


def test_find_distinctive_terms(benchmark, counts, corpus):
    periods = ts.assign_periods(corpus.documents, "half-year")
    assert len(benchmark(ts.find_distinctive_terms, counts, periods)) > 0


@pytest.mark.benchmark(group="100 replicates of the trends of twenty terms, by month")
def test_bootstrap(benchmark, counts, corpus):
    chosen = counts[TWENTY]
    assert benchmark(ts.smooth_rates, chosen, corpus.documents, 120, MONTHS, 100)["high"].max() > 0


@pytest.mark.benchmark(group="100 replicates of the trends of twenty terms, by month")
def test_bootstrap_by_a_loop_that_computes_the_kernel_once(benchmark, counts, corpus):
    c, w = counts[TWENTY].table.to_numpy(dtype=float), counts.words.to_numpy(dtype=float)
    days = corpus.documents["date"].reindex(counts.index).to_numpy()
    distance = (days[None, :] - MONTHS.to_numpy()[:, None]) / np.timedelta64(120, "D")
    kernel = np.clip(1 - distance**2, 0, None)
    generator = np.random.default_rng(0)

    def loop():
        rates = []
        for _ in range(100):
            drawn = generator.integers(0, len(w), len(w))
            with np.errstate(invalid="ignore"):
                rates.append(1000 * (kernel[:, drawn] @ c[drawn]) / (kernel[:, drawn] @ w[drawn])[:, None])
        return rates

    assert len(benchmark(loop)) == 100


@pytest.mark.benchmark(group="a concordance of the whole corpus")
def test_concordance(benchmark, corpus):
    found = benchmark(ts.find_concordance, "peace", corpus.paragraphs, corpus.lines, corpus.documents)
    assert len(found) > 0


@pytest.mark.benchmark(group="a concordance of the whole corpus")
def test_concordance_without_the_way_back(benchmark, corpus):
    pattern = re.compile(r"\bpeace\b", re.IGNORECASE)

    def find():
        return [
            (row.document, row.text[max(0, hit.start() - 60) : hit.end() + 60])
            for row in corpus.paragraphs.itertuples()
            for hit in pattern.finditer(row.text)
        ]

    assert len(benchmark(find)) > 0


def test_find_occurrences_of_all_themes(benchmark, corpus):
    assert len(benchmark(ts.find_occurrences, corpus.paragraphs, ts.load_themes())) > 0


def fit_gensim(counts, k, seed):
    models = pytest.importorskip("gensim.models")
    bags = [list(zip(row.indices.tolist(), row.data.tolist(), strict=True)) for row in counts.matrix]
    model = models.LdaModel(bags, k, dict(enumerate(counts.terms)), passes=20, random_state=seed, dtype=np.float64)
    return model.get_topics()


def fit_tomotopy(counts, k, seed):
    model = pytest.importorskip("tomotopy").LDAModel(k=k, seed=seed)
    for row in counts.matrix:
        model.add_doc([word for i, n in zip(row.indices, row.data, strict=True) for word in [counts.terms[i]] * int(n)])
    model.train(500, workers=1)
    topics = np.zeros((k, len(counts.terms)))
    for topic in range(k):
        topics[topic, counts.terms.get_indexer(list(model.used_vocabs))] = model.get_topic_word_dist(topic)
    return topics


PROGRAMS = {
    "ours, NMF": lambda counts, k, seed: ts.fit_topics(counts, k, "nmf", seed)[0],
    "ours, LDA": lambda counts, k, seed: ts.fit_topics(counts, k, "lda", seed)[0],
    "tomotopy": fit_tomotopy,
    "gensim": fit_gensim,
}


@pytest.mark.benchmark(group="eleven topics, two seeds")
@pytest.mark.parametrize("program", PROGRAMS)
def test_topics(benchmark, passages, program, capsys):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        one, other = benchmark.pedantic(lambda: [PROGRAMS[program](passages, 11, seed) for seed in (1, 2)], rounds=1)
    with capsys.disabled():
        coherence = np.mean([ts.measure_coherence(topics, passages) for topics in (one, other)])
        agreement = ts.compare_terms(one, other).mean()
        print(f"\n{program}: coherence {coherence:.3f}, first words agree {agreement:.2f}")
    assert one.shape == (11, len(passages.terms))
