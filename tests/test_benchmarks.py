"""How long the work takes, beside the obvious alternative: ``make bench``.

Skipped by ``make test``; no time is asserted anywhere. Where there is an alternative, both stand in one group and the
table gives their ratio.
"""

import re

import numpy as np
import pandas as pd
import pytest

from themeshift.corpus import load_documents, load_lines, load_paragraphs, load_passages
from themeshift.counts import assign_periods, count_matrix, count_terms
from themeshift.evidence import find_concordance
from themeshift.tokens import tokenise
from themeshift.trends import smooth_rates
from themeshift.weights import compare_periods, weigh_by_tfidf

TWENTY = (
    "peace war east concessions trade revolution imperialism debts famine workers peasants army government bourgeoisie "
    "world capitalists treaty conference poland power"
).split()


@pytest.fixture(scope="module")
def paragraphs():
    return load_paragraphs()


@pytest.fixture(scope="module")
def counts(paragraphs):
    return count_matrix(paragraphs).to_frame()


@pytest.fixture(scope="module")
def documents(counts):
    return load_documents().set_index("id").loc[counts.index]


def test_load_documents(benchmark):
    assert len(benchmark(load_documents)) > 0


def test_load_all_of_the_corpus(benchmark):
    assert len(benchmark(lambda: load_paragraphs(voice=None))) > 0


def test_load_the_author(benchmark):
    assert len(benchmark(load_paragraphs)) > 0


def test_load_passages(benchmark):
    assert len(benchmark(load_passages)) > 0


def test_count_terms(benchmark, paragraphs):
    assert benchmark(count_terms, paragraphs, {"peace": ["peace*"], "east": ["east", "eastern"]})["words"].sum() > 0


@pytest.mark.benchmark(group="count every word of every document")
def test_count_matrix(benchmark, paragraphs):
    assert benchmark(lambda: count_matrix(paragraphs).matrix.sum()) > 0


@pytest.mark.benchmark(group="count every word of every document")
def test_count_matrix_by_pandas(benchmark, paragraphs):
    def count():
        tokens = paragraphs.assign(term=paragraphs["text"].map(tokenise)).explode("term")
        return tokens.groupby(["document", "term"]).size().unstack(fill_value=0)

    assert benchmark(count).to_numpy().sum() == count_matrix(paragraphs).matrix.sum()


@pytest.mark.benchmark(group="tf-idf")
def test_tfidf(benchmark, counts):
    assert benchmark(weigh_by_tfidf, counts).to_numpy().max() > 0


@pytest.mark.benchmark(group="tf-idf")
def test_tfidf_by_scikit_learn(benchmark, counts):
    from sklearn.feature_extraction.text import TfidfTransformer

    assert benchmark(TfidfTransformer().fit_transform, counts.to_numpy()).max() > 0


def test_compare_periods(benchmark, counts, documents):
    periods = assign_periods(documents, "half-year")
    assert len(benchmark(compare_periods, counts, counts.sum(axis=1), periods)) > 0


MONTHS = pd.date_range("1917-12-01", "1923-02-01", freq="MS")


def smooth(counts, documents, n_replicates):
    return smooth_rates(
        counts[TWENTY], counts.sum(axis=1), documents["date"], documents["date_end"], MONTHS, n_replicates=n_replicates
    )


@pytest.mark.benchmark(group="10,000 replicates of the trends of twenty terms, by month")
def test_bootstrap(benchmark, counts, documents):
    assert benchmark.pedantic(smooth, (counts, documents, 10_000), rounds=3)["high"].max() > 0


@pytest.mark.benchmark(group="100 replicates of the trends of twenty terms, by month")
def test_bootstrap_of_a_hundred(benchmark, counts, documents):
    assert benchmark(smooth, counts, documents, 100)["high"].max() > 0


@pytest.mark.benchmark(group="100 replicates of the trends of twenty terms, by month")
def test_bootstrap_of_a_hundred_by_a_loop(benchmark, counts, documents):
    c, w = counts[TWENTY].to_numpy(), counts.sum(axis=1).to_numpy()
    days = documents["date"].to_numpy()
    generator = np.random.default_rng(0)

    def loop():
        rates = []
        for _ in range(100):
            drawn = generator.integers(0, len(w), len(w))
            for at in MONTHS.to_numpy():
                distance = (days[drawn] - at) / np.timedelta64(120, "D")
                kernel = np.clip(1 - distance**2, 0, None)
                with np.errstate(invalid="ignore"):
                    rates.append(1000 * (kernel @ c[drawn]) / (kernel @ w[drawn]))
        return rates

    assert len(benchmark.pedantic(loop, rounds=3)) == 100 * len(MONTHS)


@pytest.mark.benchmark(group="a concordance of the whole corpus")
def test_concordance(benchmark, paragraphs):
    lines, documents = load_lines(), load_documents()
    assert len(benchmark(find_concordance, "peace", paragraphs, lines, documents)) > 0


@pytest.mark.benchmark(group="a concordance of the whole corpus")
def test_concordance_without_the_way_back(benchmark, paragraphs):
    pattern = re.compile(r"\bpeace\b", re.IGNORECASE)

    def find():
        return [
            (row.document, row.text[max(0, hit.start() - 60) : hit.end() + 60])
            for row in paragraphs.itertuples()
            for hit in pattern.finditer(row.text)
        ]

    assert len(benchmark(find)) > 0


def test_find_occurrences_of_all_themes(benchmark, paragraphs):
    from themeshift.themes import find_occurrences, load_themes

    assert len(benchmark(find_occurrences, paragraphs, load_themes())) > 0


@pytest.mark.benchmark(group="one topic model")
@pytest.mark.parametrize("kind", ["nmf", "lda"])
def test_fit_topics(benchmark, kind):
    from themeshift.tokens import load_stopwords
    from themeshift.topics import fit_topics, trim_terms

    passages = load_passages()
    matrix = trim_terms(count_matrix(passages, by=["document", "passage"]), passages["document"], load_stopwords())
    assert benchmark.pedantic(fit_topics, (matrix.matrix, 11, kind), rounds=3)[0].shape[0] == 11
