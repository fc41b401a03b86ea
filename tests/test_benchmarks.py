"""How long the work takes, beside how a careful user of another tool would do it: ``make bench``.

Skipped by ``make test``; no time is asserted anywhere. Both are in one group, whose table gives the ratio in brackets.
What the other tool finds is checked against ours; where ours does more, the test says so.
"""

import io
import itertools
import re
import warnings
from collections import Counter

import matplotlib.pyplot as plt
import nltk
import numpy as np
import pandas as pd
import pytest
from scipy import stats
from sklearn.decomposition import NMF
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer

import themeshift as ts
from themeshift import panels, svg
from themeshift.explorer import Explorer
from themeshift.form import DAY, NO_SPLIT
from themeshift.selection import Selection

TWENTY = (
    "peace war east concessions trade revolution imperialism debts famine workers peasants army government bourgeoisie "
    "world capitalists treaty conference poland power"
).split()
MONTHS = pd.date_range("1917-12-01", "1923-02-01", freq="MS")
WORD = r"[^\W\d_]+(?:[’'-][^\W\d_]+)*"


@pytest.fixture(scope="module")
def corpus():
    return ts.load_corpus()


@pytest.fixture(scope="module")
def texts(corpus):
    return corpus.paragraphs["text"].tolist()


@pytest.fixture(scope="module")
def counts(corpus):
    return ts.count_vocabulary(corpus.paragraphs)


@pytest.fixture(scope="module")
def late(corpus, counts):
    """Whether a document is of 1921 or later."""
    return (corpus.documents["date"] >= "1921").reindex(counts.index)


@pytest.fixture(scope="module")
def passages(corpus):
    passages = ts.cut_passages(corpus.paragraphs)
    return ts.trim_terms(ts.count_vocabulary(passages, by=["document", "passage"]), ts.load_stopwords())


@pytest.fixture(scope="module")
def occurrences(corpus):
    found = ts.find_occurrences(corpus.paragraphs, ts.load_themes(), corpus.lines)
    return found[found["theme"] == "peace"]


# Opening a session


@pytest.mark.benchmark(group="open a session: all tables of the corpus")
def test_load_corpus(benchmark):
    assert len(benchmark(ts.load_corpus).paragraphs) > 0


@pytest.mark.benchmark(group="open a session: all tables of the corpus")
def test_load_corpus_by_lxml(benchmark):
    """The least that a reader of the same files must do: parse them and take out all text, without any table."""
    from lxml import etree

    files = sorted((ts.CORPUS / "texts").glob("*.xml"))
    assert all(benchmark(lambda: ["".join(etree.parse(path).getroot().itertext()) for path in files]))


# Words


@pytest.mark.benchmark(group="tokenize the author's paragraphs")
def test_tokenize(benchmark, texts):
    assert sum(map(len, benchmark(lambda: [ts.tokenize(text) for text in texts]))) > 0


def split_all(benchmark, split, texts):
    """Ours knows abbreviations, possessives, holes, letters that look alike: the others find about as many words."""
    words = sum(map(len, benchmark(lambda: [split(text) for text in texts])))
    assert words == pytest.approx(sum(len(ts.tokenize(text)) for text in texts), rel=0.2)


@pytest.mark.benchmark(group="tokenize the author's paragraphs")
def test_tokenize_by_re(benchmark, texts):
    find = re.compile(WORD).findall
    split_all(benchmark, lambda text: find(text.lower()), texts)


@pytest.mark.benchmark(group="tokenize the author's paragraphs")
def test_tokenize_by_regex(benchmark, texts):
    import regex

    find = regex.compile(r"\p{L}+(?:[’'-]\p{L}+)*").findall
    split_all(benchmark, lambda text: find(text.lower()), texts)


@pytest.mark.benchmark(group="tokenize the author's paragraphs")
def test_tokenize_by_nltk(benchmark, texts):
    split_all(benchmark, lambda text: nltk.NLTKWordTokenizer().tokenize(text.lower()), texts)


@pytest.mark.benchmark(group="count every word of every document")
def test_count_vocabulary(benchmark, corpus):
    assert benchmark(ts.count_vocabulary, corpus.paragraphs).sums.sum() > 0


@pytest.mark.benchmark(group="count every word of every document")
def test_count_vocabulary_by_pandas(benchmark, corpus, counts):
    def count():
        tokens = corpus.paragraphs.assign(term=corpus.paragraphs["text"].map(ts.tokenize)).explode("term")
        return tokens.groupby(["document", "term"]).size().unstack(fill_value=0)

    assert benchmark(count).to_numpy().sum() == counts.sums.sum()


@pytest.mark.benchmark(group="count every word of every document")
def test_count_vocabulary_by_scikit_learn(benchmark, corpus, counts):
    def count():
        whole = corpus.paragraphs.groupby("document", sort=False)["text"].agg("\n".join)
        return CountVectorizer(analyzer=ts.tokenize).fit_transform(whole)

    assert benchmark(count).sum() == counts.sums.sum()


@pytest.mark.benchmark(group="count three search terms in every document")
def test_count_terms(benchmark, corpus):
    assert benchmark(ts.count_terms, corpus.paragraphs, ["peace*", "revolution*", "concession*"]).sums.min() > 0


@pytest.mark.benchmark(group="count three search terms in every document")
def test_count_terms_by_pandas(benchmark, corpus):
    def count():
        text = corpus.paragraphs["text"]
        hits = {stem: text.str.count(rf"(?i)(?<![\w’'-]){stem}") for stem in ("peace", "revolution", "concession")}
        return pd.DataFrame(hits).groupby(corpus.paragraphs["document"], sort=False).sum()

    ours = ts.count_terms(corpus.paragraphs, ["peace*", "revolution*", "concession*"])  # with all words, for rates
    assert benchmark(count).sum().tolist() == pytest.approx(ours.sums.tolist(), rel=0.01)


# Weights and tests


@pytest.mark.benchmark(group="tf-idf")
def test_tfidf(benchmark, counts):
    assert benchmark(ts.weigh_by_tfidf, counts).to_numpy().max() > 0


@pytest.mark.benchmark(group="tf-idf")
def test_tfidf_by_scikit_learn(benchmark, counts):
    weigh = TfidfTransformer(norm=None, smooth_idf=False)
    assert benchmark(lambda: weigh.fit_transform(counts.matrix).toarray()).max() > 0


@pytest.mark.benchmark(group="Mann and Whitney's test of every word")
def test_compare_ranks(benchmark, counts, late):
    assert benchmark(ts.compare_ranks, counts, late).between(0, 1).all()


@pytest.mark.benchmark(group="Mann and Whitney's test of every word")
def test_compare_ranks_by_scipy(benchmark, counts, late):
    rates, inside = counts.rates.to_numpy(), late.to_numpy()
    p = benchmark(lambda: stats.mannwhitneyu(rates[inside], rates[~inside], method="asymptotic").pvalue)
    np.testing.assert_allclose(p, ts.compare_ranks(counts, late))


@pytest.mark.benchmark(group="1,000 shuffles of the rates of twenty terms")
def test_compare_rates(benchmark, counts, late):
    """With p when any one document is left out: as many tests again as there are documents."""
    assert benchmark(ts.compare_rates, counts[TWENTY], late, 1000)["p"].min() > 0


@pytest.mark.benchmark(group="1,000 shuffles of the rates of twenty terms")
def test_compare_rates_by_scipy(benchmark, counts, late):
    c, w, inside = counts[TWENTY].table.to_numpy(), counts.words.to_numpy(), late.to_numpy()
    sides = np.flatnonzero(inside), np.flatnonzero(~inside)

    def test(term):
        def differ(here, there, axis):
            rates = [c[side, term].sum(axis) / w[side].sum(axis) for side in (here.astype(int), there.astype(int))]
            return np.abs(rates[0] - rates[1])  # two-sided as ours; SciPy's "two-sided" doubles the smaller side

        options = {"vectorized": True, "n_resamples": 1000, "alternative": "greater", "rng": 0}
        return stats.permutation_test(sides, differ, **options).pvalue

    ours = ts.compare_rates(counts[TWENTY], late, 1000)["p"]
    np.testing.assert_allclose(benchmark(lambda: [test(term) for term in range(20)]), ours, atol=0.08)


@pytest.mark.benchmark(group="distinctive words of every half-year")
def test_find_distinctive_terms(benchmark, counts, corpus):
    periods = ts.assign_periods(corpus.documents, "half-year")
    assert len(benchmark.pedantic(ts.find_distinctive_terms, (counts, periods), rounds=3)) > 0


# Trends


@pytest.mark.benchmark(group="a new word's curve with its band")
def test_a_new_word_s_curve_with_its_band(benchmark, corpus):
    def draw():
        return ts.smooth_rates(ts.count_terms(corpus.paragraphs, ["revolution*"]), corpus.documents)

    assert benchmark(draw)["high"].max() > 0


@pytest.mark.benchmark(group="a curve with its interval for comparable texts")
def test_smooth_intervals(benchmark, counts, corpus):
    """Integrated at every third point; that a Markov chain of the same model agrees is checked in test_intervals.py."""
    assert benchmark(ts.smooth_intervals, counts["peace"], corpus.documents)["high"].max() > 0


@pytest.mark.benchmark(group="1,000 replicates of the trends of twenty terms, by month")
def test_bootstrap(benchmark, counts, corpus):
    """With a day drawn for each text whose date is a span, support and what the curve needs to be drawn."""
    assert benchmark(ts.smooth_rates, counts[TWENTY], corpus.documents, 120, MONTHS, 1000)["high"].max() > 0


@pytest.mark.benchmark(group="1,000 replicates of the trends of twenty terms, by month")
def test_bootstrap_by_a_loop(benchmark, counts, corpus):
    """The kernel is computed once, each replicate is one product of matrices."""
    both = np.column_stack([counts[TWENTY].table, counts.words]).astype(float)
    days = corpus.documents["date"].reindex(counts.index).to_numpy()
    generator = np.random.default_rng(0)

    def loop():
        distance = (days[None, :] - MONTHS.to_numpy()[:, None]) / np.timedelta64(120, "D")
        kernel = np.clip(1 - distance**2, 0, None)
        rates = np.empty((1000, len(MONTHS), 20))
        with np.errstate(invalid="ignore"):
            for rate in rates:
                sums = (kernel * np.bincount(generator.integers(0, len(both), len(both)), minlength=len(both))) @ both
                rate[:] = 1000 * sums[:, :-1] / sums[:, -1:]
            return np.nanquantile(rates, (0.025, 0.975), axis=0)

    low, high = benchmark(loop)
    ours = ts.smooth_rates(counts[TWENTY], corpus.documents, 120, MONTHS, 1000)
    place = ours["date"].eq(MONTHS[30]) & ours["term"].eq("peace")
    assert ours.loc[place, ["low", "high"]].to_numpy()[0] == pytest.approx([low[30, 0], high[30, 0]], rel=0.15)


@pytest.mark.benchmark(group="rates of twenty terms without any one document")
def test_leave_one_out(benchmark, counts):
    assert benchmark(ts.leave_one_out, counts[TWENTY])["without_low"].min() >= 0


@pytest.mark.benchmark(group="rates of twenty terms without any one document")
def test_leave_one_out_by_pandas(benchmark, counts):
    table, words = counts[TWENTY].table, counts.words

    def leave_out():
        without = {name: 1000 * table.drop(name).sum() / words.drop(name).sum() for name in table.index}
        return pd.DataFrame(without).min(axis=1)

    ours = ts.leave_one_out(counts[TWENTY])["without_low"]
    np.testing.assert_allclose(benchmark(leave_out), ours)


# Evidence


@pytest.mark.benchmark(group="a concordance of the whole corpus")
def test_concordance(benchmark, corpus):
    """With the line of the scan, the date and holes shown."""
    found = benchmark(ts.find_concordance, "peace", corpus.paragraphs, corpus.lines, corpus.documents)
    assert len(found) > 0


@pytest.mark.benchmark(group="a concordance of the whole corpus")
def test_concordance_by_nltk(benchmark, corpus, texts):
    """From the same tokens, for one long text: no document, no line."""

    def find():
        tokens = [token for text in texts for token in ts.tokenize(text)]
        return nltk.ConcordanceIndex(tokens, key=str.lower).find_concordance("peace", width=130)

    ours = ts.find_concordance("peace", corpus.paragraphs, corpus.lines, corpus.documents)
    assert len(benchmark(find)) == len(ours)


@pytest.mark.benchmark(group="a concordance of the whole corpus")
def test_concordance_by_re(benchmark, corpus):
    pattern = re.compile(r"\bpeace\b", re.IGNORECASE)

    def find():
        return [
            (row.document, row.text[max(0, hit.start() - 60) : hit.end() + 60])
            for row in corpus.paragraphs.itertuples()
            for hit in pattern.finditer(row.text)
        ]

    assert len(benchmark(find)) > 0


@pytest.mark.benchmark(group="neighbors of a theme within five words")
def test_collocates(benchmark, occurrences, corpus):
    assert len(benchmark(ts.find_collocates, occurrences, corpus.paragraphs)) > 0


@pytest.mark.benchmark(group="neighbors of a theme within five words")
def test_collocates_by_nltk(benchmark, texts):
    """All pairs of words in windows of six, of which those of the theme are taken."""

    def find():
        finder = nltk.BigramCollocationFinder.from_documents(())
        for text in texts:
            part = nltk.BigramCollocationFinder.from_words(ts.tokenize(text), window_size=6)
            finder.ngram_fd.update(part.ngram_fd)
        return Counter({pair: n for pair, n in finder.ngram_fd.items() if any(w.startswith("peace") for w in pair)})

    assert benchmark.pedantic(find, rounds=3).total() > 0


@pytest.mark.benchmark(group="neighbors of a theme within five words")
def test_collocates_by_a_loop(benchmark, texts):
    def find():
        near = []
        for text in texts:
            words = ts.tokenize(text)
            for place, word in enumerate(words):
                if word.startswith("peace"):
                    near += words[max(0, place - 5) : place] + words[place + 1 : place + 6]
        return near

    assert len(benchmark(find)) > 0


@pytest.mark.benchmark(group="pairs of words, by log-likelihood")
def test_count_pairs(benchmark, corpus):
    assert len(benchmark(ts.count_pairs, corpus.paragraphs)) > 0


@pytest.mark.benchmark(group="pairs of words, by log-likelihood")
def test_count_pairs_by_nltk(benchmark, corpus, texts):
    def count():
        finder = nltk.BigramCollocationFinder.from_documents(map(ts.tokenize, texts))
        finder.apply_freq_filter(5)
        return finder.score_ngrams(nltk.BigramAssocMeasures.likelihood_ratio)

    ours = ts.count_pairs(corpus.paragraphs)  # with the number of texts; none across a hole
    assert len(benchmark(count)) == pytest.approx(len(ours), rel=0.02)


@pytest.mark.benchmark(group="occurrences of all themes")
def test_find_occurrences(benchmark, corpus):
    assert len(benchmark(ts.find_occurrences, corpus.paragraphs, ts.load_themes(), corpus.lines)) > 0


# Topics


@pytest.mark.benchmark(group="one NMF of eleven topics")
def test_fit_topics(benchmark, passages):
    assert len(benchmark.pedantic(ts.fit_topics, (passages, 11), rounds=5)[0]) == 11


@pytest.mark.benchmark(group="one NMF of eleven topics")
def test_fit_topics_by_scikit_learn(benchmark, passages):
    def fit():
        data = TfidfTransformer(sublinear_tf=True).fit_transform(passages.matrix)
        return NMF(11, init="random", max_iter=400, tol=1e-3, random_state=0).fit(data).components_

    assert len(benchmark.pedantic(fit, rounds=5)) == 11


def import_gensim(name):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip(f"gensim.{name}")


def list_words(counts):
    return [np.repeat(counts.terms[row.indices], row.data).tolist() for row in counts.matrix]


def fit_gensim(counts, k, seed):
    bags = [list(zip(row.indices.tolist(), row.data.tolist(), strict=True)) for row in counts.matrix]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model = import_gensim("models").LdaModel(
            bags, k, dict(enumerate(counts.terms)), passes=20, random_state=seed, dtype=np.float64
        )
    return model.get_topics()


def fit_tomotopy(counts, k, seed):
    model = pytest.importorskip("tomotopy").LDAModel(k=k, seed=seed)
    for words in list_words(counts):
        model.add_doc(words)
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


@pytest.fixture(scope="module")
def quality():
    """Coherence of topics and agreement of two seeds, by program, as the tests below fill it in."""
    return {}


@pytest.mark.benchmark(group="eleven topics, three seeds")
@pytest.mark.parametrize("program", PROGRAMS)
def test_topics(benchmark, passages, program, quality):
    models = benchmark.pedantic(lambda: [PROGRAMS[program](passages, 11, seed) for seed in (1, 2, 3)], rounds=1)
    pairs = [(models[0], models[1]), (models[0], models[2]), (models[1], models[2])]
    quality[program] = {
        "coherence": np.mean([ts.measure_coherence(topics, passages) for topics in models]),
        "first words agree": np.mean([ts.compare_terms(*pair) for pair in pairs]),
        "cosine": np.mean([ts.match_topics(*pair)[1] for pair in pairs]),
    }
    assert models[0].shape == (11, len(passages.terms))


@pytest.mark.benchmark(group="coherence of eleven topics")
def test_coherence(benchmark, passages, quality, capsys):
    topics = ts.fit_topics(passages, 11)[0]
    assert len(benchmark(ts.measure_coherence, topics, passages)) == 11
    table = pd.DataFrame(quality).T
    with capsys.disabled():
        print(f"\n{table.round(3).to_string()}")
    others = table.loc[table.index.intersection(["tomotopy", "gensim"])]
    assert (table.loc["ours, NMF"] >= others.max()).all()


@pytest.mark.benchmark(group="coherence of eleven topics")
def test_coherence_by_gensim(benchmark, passages):
    topics = ts.fit_topics(passages, 11)[0]
    texts = [sorted(set(words)) for words in list_words(passages)]  # a window is a passage
    first = [list(passages.terms[words]) for words in ts.rank_terms(topics)]

    def measure():
        model = import_gensim("models").CoherenceModel(
            topics=first, texts=texts, dictionary=import_gensim("corpora").Dictionary(texts), coherence="c_npmi",
            window_size=1000, topn=10, processes=1,
        )  # fmt: skip
        return model.get_coherence_per_topic()

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        theirs = benchmark.pedantic(measure, rounds=3)
    assert ts.measure_coherence(topics, passages) == pytest.approx(theirs, abs=1e-6)


# The explorer, from a control to the picture


@pytest.fixture(scope="module")
def explorer():
    explorer = Explorer(selection=Selection("peace", authors=("V. I. Lenin",)))
    explorer._wait = lambda action: None  # the interval follows when the picture is seen
    return explorer


@pytest.mark.benchmark(group="from a control to the picture")
@pytest.mark.parametrize("day", ["", "1920-11-21"], ids=["one curve", "before and after a day"])
def test_explorer(benchmark, explorer, day):
    explorer.controls["day"].value = day
    explorer.controls["split"].value = DAY if day else NO_SPLIT
    theme = explorer.controls["theme"]

    def move():
        theme.value = "concessions" if theme.value == "peace" else "peace"

    benchmark.pedantic(move, rounds=20, warmup_rounds=2)
    assert not explorer.view.alert and len(explorer.answer.panels) == (2 if day else 1)


@pytest.mark.benchmark(group="from a control to the picture")
@pytest.mark.parametrize("day", ["", "1920-11-21"], ids=["one curve", "before and after a day"])
def test_explorer_by_a_cell(benchmark, corpus, explorer, day):
    """What a cell does that is run again for each question: count, smooth, draw and save, by the public functions."""
    themes, labels = ts.load_themes(), ts.load_labels(ts.load_themes())
    documents, events = corpus.documents[corpus.documents["author"] == "V. I. Lenin"], ts.load_events()
    sides = [documents["date"] < day, documents["date"] >= day] if day else [documents["date"] > "1900"]
    names = itertools.cycle(["concessions", "peace"])

    def answer():
        name = next(names)
        found = ts.find_occurrences(corpus.paragraphs, {name: themes[name]}, corpus.lines, labels)
        senses = [sense for sense, value in themes[name].senses.items() if not value.false_friend]
        counts = ts.count_senses(found, {name: (name, senses)}, corpus.paragraphs).select(documents)
        with plt.style.context(ts.PAPER_STYLE):
            fig, axes = plt.subplots(len(sides), 1, figsize=(ts.DOUBLE_COLUMN, 2.4), squeeze=False, sharex=True)
            for inside, ax in zip(sides, axes[:, 0], strict=True):
                part = counts.select(documents[inside])
                curves = ts.smooth_rates(part, documents[inside], n_replicates=0)
                ts.draw_smoothed_rate(curves, part, documents[inside], name, ax)
            ts.draw_events(events, axes[0, 0])
            fig.savefig(io.StringIO(), format="svg")
            plt.close(fig)
        return counts

    counts = benchmark.pedantic(answer, rounds=20, warmup_rounds=2)
    explorer.controls["theme"].value = counts.terms[0]
    assert explorer.answer.counts.sums.tolist() == counts.sums.tolist()


@pytest.mark.benchmark(group="three curves get their bands")
@pytest.mark.parametrize("whole", [False, True], ids=["written into the picture", "drawn whole"])
def test_bands(benchmark, explorer, whole):
    asked = Selection("peace", words=("concession*", "electrif*"), authors=("V. I. Lenin",))
    answer = ts.measure_selection(explorer.sources, asked)
    with_bands = ts.measure_bands(answer)

    def draw():
        fig = panels.draw_selection(answer)
        return (fig, svg.write_svg(fig)), {}

    def add(fig, picture):
        if whole:
            return svg.write_svg(panels.draw_bands(with_bands, fig))
        return svg.write_bands(with_bands, fig, picture)[1]

    assert len(benchmark.pedantic(add, setup=draw, rounds=20, warmup_rounds=2)) > len(draw()[0][1])
