"""Topic models of passages: fitted under many seeds and resampled documents, matched, measured, averaged.

A model is its *topics*, an array of shape (n_topics, n_terms) whose rows sum to 1. The document is the unit: a resample
draws documents with repetition, each with all its passages.
"""

import hashlib
import warnings
import zipfile
from functools import partial
from typing import NamedTuple

import numpy as np
import pandas as pd
import sklearn
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import NMF, LatentDirichletAllocation, non_negative_factorization
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfTransformer
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from themeshift import paths
from themeshift.corpus import load_table
from themeshift.counts import TermMatrix
from themeshift.trends import DRAWS

CACHE = paths.ROOT / "build" / "topics"
KINDS = ("nmf", "lda")
NMF_SETTINGS = {"init": "random", "max_iter": 400, "tol": 1e-3}  # 1e-4 moves the fit in the seventh digit
LDA_SETTINGS = {"max_iter": 20}
TOP = 10  # terms by which topics are compared and read, as in the papers cited
LABEL_COLUMNS = ["fingerprint", "topic", "terms", "label", "reason"]


class TopicError(ValueError):
    """A topic model that cannot be fitted or labelled; the message says why and what to do."""


class Runs(NamedTuple):
    """The topics of one kind of model and one number of topics, fitted again and again.

    Attributes
    ----------
    seeds : numpy.ndarray, shape (n_seeds, n_topics, n_terms)
        Fitted to all documents, each from another start; the first has the best objective.
    resamples : numpy.ndarray, shape (n_resamples, n_topics, n_terms)
        Fitted to resampled documents.
    fit : float
        Of the first: the share of the sum of squares that it reconstructs (NMF); the mean perplexity of the passages
        of documents that a resample has left out (LDA).
    """

    seeds: np.ndarray
    resamples: np.ndarray
    fit: float


def trim_terms(matrix, documents, stopwords, least=5, most=0.5):
    """Leave out terms that tell topics nothing: of the stop list, of few documents, of most passages.

    Parameters
    ----------
    matrix : themeshift.counts.TermMatrix
        Passages by terms.
    documents : array_like of shape (n_passages,)
        The document of each passage.
    stopwords : set of str
    least : int
        A term must be in so many documents.
    most : float
        And in no more than this part of the passages.

    Returns
    -------
    themeshift.counts.TermMatrix

    Raises
    ------
    TopicError
        If no term is left.
    """
    has = (matrix.matrix > 0).astype(np.int32)
    codes, names = pd.factorize(pd.Series(documents))
    own = sparse.csr_array((np.ones(len(codes), np.int32), (codes, np.arange(len(codes)))), (len(names), len(codes)))
    in_documents = ((own @ has) > 0).sum(axis=0)
    in_passages = has.sum(axis=0)
    keep = (in_documents >= least) & (in_passages <= most * len(codes)) & ~matrix.terms.isin(stopwords)
    if not keep.any():
        raise TopicError(
            f"no term is left that stands in {least} documents and in at most {most:.0%} of {len(codes)} passages; "
            "lower the one or raise the other"
        )
    return TermMatrix(sparse.csr_array(matrix.matrix[:, np.flatnonzero(keep)]), matrix.rows, matrix.terms[keep])


def weigh(counts):
    """Weigh counts by tf-idf for NMF: ``(1 + ln tf) (ln((1 + n) / (1 + df)) + 1)``, each passage of length 1.

    Parameters
    ----------
    counts : scipy.sparse array, shape (n_passages, n_terms)

    Returns
    -------
    scipy.sparse.csr_array, shape (n_passages, n_terms)
    """
    return sparse.csr_array(TfidfTransformer(sublinear_tf=True).fit_transform(counts.astype(np.float32)))


def fit_topics(counts, n_topics, kind="nmf", seed=0):
    """Fit one model.

    Parameters
    ----------
    counts : scipy.sparse array, shape (n_passages, n_terms)
    n_topics : int
    kind : str
        ``nmf``: on tf-idf, with the Frobenius norm; ``lda``: on counts, by variational Bayes.
    seed : int

    Returns
    -------
    topics : numpy.ndarray, shape (n_topics, n_terms)
        Rows sum to 1. A term that the passages do not have has weight 0 in NMF, its prior's in LDA.
    model : sklearn.decomposition.NMF or sklearn.decomposition.LatentDirichletAllocation

    Raises
    ------
    TopicError
        If there are fewer passages or terms than topics, no topics, or an unknown kind.

    References
    ----------
    Lee, D. D. & Seung, H. S. (1999). *Nature* 401, 788-791. Blei, D. M., Ng, A. Y. & Jordan, M. I. (2003). *Journal of
    Machine Learning Research* 3, 993-1022. Both are computed by scikit-learn.
    """
    if kind not in KINDS:
        raise TopicError(f"kind is {kind!r}; write one of {KINDS}")
    if not 1 <= n_topics <= min(counts.shape):
        raise TopicError(
            f"{n_topics} topics cannot be fitted to {counts.shape[0]} passages of {counts.shape[1]} terms; choose a "
            "number from 1 to the smaller of the two"
        )
    if kind == "nmf":
        model, data = NMF(n_topics, random_state=seed, **NMF_SETTINGS), weigh(counts)
    else:
        model, data = LatentDirichletAllocation(n_topics, random_state=seed, **LDA_SETTINGS), counts
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the sweep shows what early stopping does: instability
        model.fit(data)
    total = model.components_.sum(axis=1, keepdims=True)
    return model.components_ / np.where(total > 0, total, 1), model


def fit_runs(counts, documents, n_topics, kind="nmf", n_seeds=20, n_resamples=50, seed=0):
    """Fit a model again and again: to all documents from several starts, and to resampled documents.

    Parameters
    ----------
    counts : scipy.sparse array, shape (n_passages, n_terms)
    documents : array_like of shape (n_passages,)
    n_topics : int
    kind : str
    n_seeds, n_resamples : int
    seed : int

    Returns
    -------
    Runs

    Raises
    ------
    TopicError
        As `fit_topics`; or if a passage has no document, or there are no seeds.
    """
    codes = pd.factorize(pd.Series(documents))[0]
    if len(codes) != counts.shape[0] or n_seeds < 1:
        raise TopicError(
            f"there are {len(codes)} documents for {counts.shape[0]} passages and {n_seeds} seeds; give each passage "
            "its document, and at least one seed"
        )
    starts = np.random.SeedSequence(seed).generate_state(n_seeds + n_resamples)
    seeds, objectives, left_out = [], [], []
    for start in starts[:n_seeds]:
        topics, model = fit_topics(counts, n_topics, kind, int(start))
        seeds.append(topics)
        objectives.append(model.reconstruction_err_ if kind == "nmf" else -model.score(counts))
    resamples = []
    for start in starts[n_seeds:]:
        drawn = np.random.default_rng(start).integers(codes.max() + 1, size=codes.max() + 1)
        rows = np.concatenate([np.flatnonzero(codes == code) for code in drawn])
        topics, model = fit_topics(counts[rows], n_topics, kind, int(start))
        resamples.append(topics)
        others = np.flatnonzero(~np.isin(codes, drawn))
        if kind == "lda" and len(others):
            left_out.append(model.perplexity(counts[others]))
    order = np.argsort(objectives, kind="stable")
    if kind == "nmf":
        fit = 1 - min(objectives) ** 2 / weigh(counts).power(2).sum()
    else:
        fit = float(np.mean(left_out)) if left_out else np.nan
    return Runs(np.array(seeds)[order], np.array(resamples).reshape(-1, n_topics, counts.shape[1]), fit)


def match_topics(one, other):
    """Match the topics of two models, one to one, so that the sum of their cosines is greatest.

    Parameters
    ----------
    one, other : numpy.ndarray, shape (n_topics, n_terms)

    Returns
    -------
    order : numpy.ndarray, shape (n_topics,)
        The topic of `other` that belongs to each of `one`.
    cosines : numpy.ndarray, shape (n_topics,)
        Of the matched topic-term vectors; 0 for an empty topic.

    References
    ----------
    Kuhn, H. W. (1955). The Hungarian method for the assignment problem. *Naval Research Logistics Quarterly* 2, 83-97;
    computed by SciPy.
    """
    cosines = _unit(one) @ _unit(other).T
    order = linear_sum_assignment(-cosines)[1]
    return order, cosines[np.arange(len(cosines)), order]


def _unit(topics):
    length = np.linalg.norm(topics, axis=1, keepdims=True)
    return topics / np.where(length > 0, length, 1)


def rank_terms(topics, top=TOP):
    """Give the terms of greatest weight of each topic, the greatest first.

    Parameters
    ----------
    topics : numpy.ndarray, shape (n_topics, n_terms)
    top : int

    Returns
    -------
    numpy.ndarray of int, shape (n_topics, top)
    """
    return np.argsort(-topics, axis=1, kind="stable")[:, :top]


def rank_exclusive_terms(topics, top=TOP, among=50):
    """Give, of the heaviest terms of each topic, those of which it has most of all topics' weight.

    Parameters
    ----------
    topics : numpy.ndarray, shape (n_topics, n_terms)
    top : int
    among : int
        How many of the heaviest terms are considered.

    Returns
    -------
    numpy.ndarray of int, shape (n_topics, top)
    """
    heavy = rank_terms(topics, among)
    total = topics.sum(axis=0)
    share = np.take_along_axis(topics / np.where(total > 0, total, 1), heavy, axis=1)
    return np.take_along_axis(heavy, np.argsort(-share, axis=1, kind="stable")[:, :top], axis=1)


def agree_terms(one, other, top=TOP):
    """Measure how far the first terms of two models' topics agree, matched so that they agree most.

    The agreement of two topics is the mean Jaccard index of their first 1, 2 … `top` terms.

    Parameters
    ----------
    one, other : numpy.ndarray, shape (n_topics, n_terms)
    top : int

    Returns
    -------
    numpy.ndarray, shape (n_topics,)
        For each topic of `one`: 1 for the same terms in the same order, 0 for none in common.

    References
    ----------
    Greene, D., O'Callaghan, D. & Cunningham, P. (2014). How many topics? Stability analysis for topic models. *Machine
    Learning and Knowledge Discovery in Databases*, LNCS 8724, 498-513, equations 2 to 4.
    """
    agreement = _compare_terms(one, other, top)
    return agreement[linear_sum_assignment(-agreement)]


def _compare_terms(one, other, top):
    """Give the mean Jaccard index of the first 1, 2 … terms of each topic of one model with each of another."""
    lists = rank_terms(one, top), rank_terms(other, top)
    same = lists[0][:, None, :, None] == lists[1][None, :, None, :]
    depths = np.arange(1, same.shape[2] + 1)
    shared = same.cumsum(axis=2).cumsum(axis=3)[:, :, depths - 1, depths - 1]
    return (shared / (2 * depths - shared)).mean(axis=2)


def measure_coherence(topics, counts, top=TOP):
    """Measure the coherence of topics: the mean NPMI of all pairs of their first terms over passages.

    ``NPMI(a, b) = ln(p(a, b) / (p(a) p(b))) / -ln p(a, b)``: 1 if two terms stand only together, 0 if they ignore each
    other, -1 if they are never in one passage.

    Parameters
    ----------
    topics : numpy.ndarray, shape (n_topics, n_terms)
    counts : scipy.sparse array, shape (n_passages, n_terms)
    top : int

    Returns
    -------
    numpy.ndarray, shape (n_topics,)

    References
    ----------
    Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. *Proceedings of GSCL*, 31-40,
    equation 7. Lau, J. H., Newman, D. & Baldwin, T. (2014). Machine reading tea leaves. *Proceedings of EACL*, 530-539,
    for the mean over pairs.
    """
    lists = rank_terms(topics, top)
    used, place = np.unique(lists, return_inverse=True)
    has = (counts[:, used] > 0).astype(float)
    together = (has.T @ has).toarray() / counts.shape[0]
    single = np.diagonal(together)
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(together / np.outer(single, single)) / -np.log(together)
    npmi = np.where(together == 0, -1, np.where(together == 1, 1, npmi))
    upper = np.triu_indices(lists.shape[1], 1)
    return np.array([npmi[np.ix_(own, own)][upper].mean() for own in place.reshape(lists.shape)])


def measure_exclusivity(topics, top=TOP):
    """Measure how much the first terms of each topic are its own.

    Parameters
    ----------
    topics : numpy.ndarray, shape (n_topics, n_terms)
    top : int

    Returns
    -------
    numpy.ndarray, shape (n_topics,)
        Mean over its first terms of the topic's weight divided by that of all topics: 1 if no other topic has them,
        ``1 / n_topics`` if all have them alike.

    References
    ----------
    Bischof, J. M. & Airoldi, E. M. (2012). Summarizing topical content with word frequency and exclusivity.
    *Proceedings of ICML*, section 2, where it is the exclusivity of a word to a topic.
    """
    total = topics.sum(axis=0)
    share = topics / np.where(total > 0, total, 1)
    return np.take_along_axis(share, rank_terms(topics, top), axis=1).mean(axis=1)


def measure_runs(runs, counts, top=TOP):
    """Measure the stability, coherence, exclusivity and fit of fitted runs.

    Parameters
    ----------
    runs : Runs
    counts : scipy.sparse array, shape (n_passages, n_terms)
    top : int

    Returns
    -------
    dict of str to float
        Means over topics and runs, each run matched with the reference, ``runs.seeds[0]``: `terms_seeds` and
        `terms_resamples` (`agree_terms`), `vectors_seeds` and `vectors_resamples` (cosines of `match_topics`); of the
        reference itself `coherence`, `exclusivity` and `fit`.
    """
    reference, others = runs.seeds[0], {"seeds": runs.seeds[1:], "resamples": runs.resamples}
    row = {}
    for name, group in others.items():
        row[f"terms_{name}"] = np.mean([agree_terms(reference, own, top) for own in group]) if len(group) else np.nan
        row[f"vectors_{name}"] = np.mean([match_topics(reference, own)[1] for own in group]) if len(group) else np.nan
    row["coherence"] = measure_coherence(reference, counts, top).mean()
    row["exclusivity"] = measure_exclusivity(reference, top).mean()
    return row | {"fit": float(runs.fit)}


def fingerprint(counts, documents, **settings):
    """Hash what a model depends on: the counts, the documents of the passages, the settings, scikit-learn's version.

    Parameters
    ----------
    counts : scipy.sparse array, shape (n_passages, n_terms)
    documents : array_like of shape (n_passages,)
    **settings
        Whatever else decides the result; written with `repr`.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    sha = hashlib.sha256()
    table = sparse.csr_array(counts)
    for part in (table.data, table.indices, table.indptr):
        sha.update(np.ascontiguousarray(part, dtype=np.int64).tobytes())
    sha.update("\0".join(map(str, documents)).encode())
    fixed = (table.shape, NMF_SETTINGS, LDA_SETTINGS, sklearn.__version__)
    sha.update(repr((*fixed, sorted(settings.items()))).encode())
    return sha.hexdigest()[:16]


def sweep_topics(
    counts, documents, grid, n_seeds=20, n_resamples=50, seed=0, executor=None, cache=CACHE, progress=True
):
    """Measure models of several kinds and numbers of topics.

    Parameters
    ----------
    counts : scipy.sparse array, shape (n_passages, n_terms)
    documents : array_like of shape (n_passages,)
    grid : sequence of (str, int)
        Kind and number of topics of each model.
    n_seeds, n_resamples, seed : int
        As in `fit_runs`.
    executor : object or None
        Has ``map``, as `concurrent.futures.Executor`; the numbers are the same with any.
    cache : pathlib.Path or None
        A folder; what was measured before, of the same counts with the same settings, is read from it.
    progress : bool

    Returns
    -------
    pandas.DataFrame
        A row a model: `kind`, `n_topics` and what `measure_runs` measures.
    """
    measure = partial(
        _measure_one, counts=counts, documents=documents, n_seeds=n_seeds, n_resamples=n_resamples, seed=seed
    )
    names = [_name(cache, counts, documents, (*model, n_seeds, n_resamples, seed), "measures") for model in grid]
    rows = {model: _read(name) for model, name in zip(grid, names, strict=True)}
    waiting = sorted((model for model in grid if rows[model] is None), key=lambda model: (model[0] != "lda", -model[1]))
    results = (executor.map if executor else map)(measure, waiting)
    for model, row in tqdm(
        zip(waiting, results, strict=True), total=len(waiting), desc="models", disable=not progress or not waiting
    ):
        rows[model] = {name: np.array(value) for name, value in row.items()}
        _write(names[list(grid).index(model)], rows[model])
    return pd.DataFrame(
        [
            {"kind": kind, "n_topics": k} | {name: float(value) for name, value in rows[(kind, k)].items()}
            for kind, k in grid
        ]
    )


def _measure_one(model, counts, documents, n_seeds, n_resamples, seed):
    kind, n_topics = model
    return measure_runs(fit_runs(counts, documents, n_topics, kind, n_seeds, n_resamples, seed), counts)


def load_runs(counts, documents, n_topics, kind="nmf", n_seeds=20, n_resamples=50, seed=0, cache=CACHE):
    """Fit runs as `fit_runs`, or read them where the same were fitted before.

    Parameters
    ----------
    counts, documents, n_topics, kind, n_seeds, n_resamples, seed
        As in `fit_runs`.
    cache : pathlib.Path or None

    Returns
    -------
    Runs
    """
    name = _name(cache, counts, documents, (kind, n_topics, n_seeds, n_resamples, seed), "runs")
    stored = _read(name)
    if stored is None:
        stored = fit_runs(counts, documents, n_topics, kind, n_seeds, n_resamples, seed)._asdict()
        _write(name, stored)
    return Runs(stored["seeds"], stored["resamples"], float(stored["fit"]))


def _name(cache, counts, documents, settings, what):
    if cache is None:
        return None
    code = hashlib.sha256((paths.LIBRARY / "topics.py").read_bytes()).hexdigest()
    return cache / f"{what}-{fingerprint(counts, documents, settings=settings, code=code)}.npz"


def _read(name):
    if name is None or not name.is_file():
        return None
    try:
        with name.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            return dict(stored)
    except (zipfile.BadZipFile, EOFError, ValueError):  # a damaged file is fitted anew
        return None


def _write(name, arrays):
    if name is None:
        return
    name.parent.mkdir(parents=True, exist_ok=True)
    new = name.with_suffix(".new")
    with new.open("wb") as file:
        np.savez_compressed(file, **arrays)
    new.replace(name)


class Consensus(NamedTuple):
    """The topics that recur.

    Attributes
    ----------
    topics : numpy.ndarray, shape (n_topics, n_terms)
        Means of the matched topics; rows sum to 1; the topic that most passages owe most to comes first.
    recurrence : pandas.DataFrame
        A row a topic: `seeds` and `resamples`, the part of these runs in which it recurs, and `agreement`, the mean
        agreement of first terms in the resamples.
    resamples : numpy.ndarray, shape (n_resamples, n_topics, n_terms)
        The topics of each resample in the order of `topics`.
    """

    topics: np.ndarray
    recurrence: pd.DataFrame
    resamples: np.ndarray


def find_consensus(runs, counts, cosine=0.7, rounds=20, top=TOP):
    """Average the topics that belong together over all runs, and tell in how many they recur.

    A clustering in which each run gives each cluster one topic: the clusters begin as the reference's topics, every run
    is matched with them (`match_topics`), each becomes the mean of its matched topics whose cosine with it is at least
    `cosine`, until nothing moves.

    Parameters
    ----------
    runs : Runs
    counts : scipy.sparse array, shape (n_passages, n_terms)
        For the order of the topics.
    cosine : float
        A topic recurs in a run if the cosine of its vector with the matched topic is at least this.
    rounds : int
        At most so many.
    top : int

    Returns
    -------
    Consensus
    """
    everything = np.concatenate([runs.seeds, runs.resamples])
    n, centres = len(runs.seeds), _unit(runs.seeds[0])
    for _ in range(rounds):
        aligned, cosines = _align(everything, centres)
        weights = (cosines >= cosine).astype(float)
        weights[:, weights.sum(axis=0) == 0] = 1  # what never recurs becomes the mean of all, with its recurrence of 0
        moved = _unit(np.einsum("rk,rkt->kt", weights, aligned))
        done, centres = np.allclose(moved, centres, atol=1e-9), moved
        if done:
            break
    order = np.argsort(-np.nansum(share_passages(centres, counts), axis=0), kind="stable")
    centres = centres[order]
    aligned, cosines = _align(everything, centres)
    agreement = [np.diagonal(_compare_terms(centres, own, top)) for own in aligned[n:]]
    table = {"seeds": (cosines[:n] >= cosine).mean(axis=0)}
    for name, values in (("resamples", cosines[n:] >= cosine), ("agreement", agreement)):
        table[name] = np.mean(values, axis=0) if len(values) else np.full(len(centres), np.nan)
    total = centres.sum(axis=1, keepdims=True)
    return Consensus(centres / np.where(total > 0, total, 1), pd.DataFrame(table), aligned[n:])


def _align(everything, centres):
    """Bring the topics of each run into the order of the centres: unit vectors and their cosines."""
    aligned, cosines = np.empty(everything.shape), np.empty(everything.shape[:2])
    for i, own in enumerate(everything):
        order, cosines[i] = match_topics(centres, own)
        aligned[i] = _unit(own[order])
    return aligned, cosines


def share_passages(topics, counts):
    """Share out each passage over given topics: non-negative least squares on its tf-idf weights.

    Parameters
    ----------
    topics : numpy.ndarray, shape (n_topics, n_terms)
    counts : scipy.sparse array, shape (n_passages, n_terms)

    Returns
    -------
    numpy.ndarray, shape (n_passages, n_topics)
        Rows sum to 1; missing for a passage that has no term of any topic.
    """
    total = topics.sum(axis=1, keepdims=True)
    basis = np.ascontiguousarray(topics / np.where(total > 0, total, 1), dtype=np.float32)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        weights, _, _ = non_negative_factorization(
            weigh(counts),
            H=np.ascontiguousarray(basis),
            n_components=len(basis),
            update_H=False,
            max_iter=1000,
            tol=1e-5,
        )
    total = weights.sum(axis=1, keepdims=True)
    return np.divide(weights, total, out=np.full(weights.shape, np.nan), where=total > 0)


def share_documents(shares, documents, words):
    """Add up the shares of passages: the words of each document that each topic has.

    Parameters
    ----------
    shares : numpy.ndarray, shape (n_passages, n_topics)
        As from `share_passages`.
    documents, words : array_like of shape (n_passages,)

    Returns
    -------
    pandas.DataFrame, shape (n_documents, n_topics)
        Words; a passage without shares is left out.
    """
    table = pd.DataFrame(shares * np.asarray(words, dtype=float)[:, None])
    return table.groupby(np.asarray(documents), sort=False).sum().rename_axis("document")


def measure_overlap(shares, found, words, documents, n_replicates=1000, seed=0, bounds=None):
    """Measure how much more of a topic the passages of a theme have than all passages, in one ratio.

    Parameters
    ----------
    shares : pandas.DataFrame, shape (n_passages, n_topics)
    found : pandas.DataFrame, shape (n_passages, n_senses)
        Occurrences in each passage.
    words, documents : pandas.Series
        Of each passage.
    n_replicates : int
        Bootstrap replicates over documents.
    seed : int
    bounds : tuple of pandas.DataFrame or None
        Occurrences with all doubtful ones counted out, and with all counted in; in the replicates each is tossed.

    Returns
    -------
    pandas.DataFrame
        A row a topic and sense: `topic`, `sense`, `texts` that have the sense, `ratio` (the mean share of the topic in
        the passages with the sense, each counted once an occurrence, divided by that in all passages, each counted once
        a word), `low`, `high` (2.5 and 97.5 % of the replicates); missing where the sense does not occur.

    Raises
    ------
    TopicError
        If the tables are not of the same passages.
    """
    if not (shares.index.equals(found.index) and shares.index.equals(words.index)):
        raise TopicError("shares, occurrences and words are not of the same passages; give tables with one index")
    usable = shares.notna().all(axis=1).to_numpy()
    codes, names = pd.factorize(documents.reindex(shares.index)[usable])
    own = np.zeros((len(names), usable.sum()))
    own[codes, np.arange(usable.sum())] = 1
    s, w = shares.to_numpy()[usable], words.to_numpy(dtype=float)[usable]
    f, least, most = (table.to_numpy(dtype=int)[usable] for table in (found, *(bounds or (found, found))))
    if (least > f).any() or (f > most).any():
        raise TopicError("the bounds do not lie around the occurrences; give both from the same ones")
    topics, length = own @ (s * w[:, None]), own @ w
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(len(names), np.full(len(names), 1 / len(names)), size=n_replicates)

    def compare(part, counted):
        with_sense = np.einsum("dp,pk,ps->dks", own, s, counted, optimize=True)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside = np.tensordot(part, with_sense, axes=1) / (part @ own @ counted)[:, None, :]
            return inside / ((part @ topics) / (part @ length)[:, None])[:, :, None]

    whole = compare(np.ones((1, len(names))), f)[0]
    parts = np.array_split(drawn, DRAWS if (least < most).any() else 1)
    ratios = np.concatenate([compare(part, least + generator.binomial(most - least, 0.5)) for part in parts])
    senses = own @ f
    texts = (senses > 0).sum(axis=0)
    rows = []
    for k, topic in enumerate(shares.columns):
        for j, sense in enumerate(found.columns):
            finite = ratios[:, k, j][np.isfinite(ratios[:, k, j])] if texts[j] else []
            band = np.quantile(finite, (0.025, 0.975)) if len(finite) else (np.nan, np.nan)
            rows.append((topic, sense, int(texts[j]), whole[k, j], *band))
    return pd.DataFrame(rows, columns=["topic", "sense", "texts", "ratio", "low", "high"])


def load_topic_labels(topics, terms, mark, path=paths.CORPUS / "topics.csv", top=5):
    """Load the labels that a reader gave to the topics of one model.

    Parameters
    ----------
    topics : numpy.ndarray, shape (n_topics, n_terms)
    terms : pandas.Index
    mark : str
        The model's `fingerprint`.
    path : pathlib.Path
        A table: `fingerprint`, `topic` (from 1), `terms` (its first terms when it was read), `label`, `reason`.
    top : int

    Returns
    -------
    pandas.Series
        The label by topic, from 1.

    Raises
    ------
    TopicError
        If the file cannot be read, or its labels are of another model: they name the topics to be read again.
    """
    first = [", ".join(terms[own]) for own in rank_terms(topics, top)]
    wanted = [f'{mark},{number},"{own}",,' for number, own in enumerate(first, 1)]
    asked = "\n".join(["read these topics and write a row for each:", ",".join(LABEL_COLUMNS), *wanted])
    if not path.is_file():
        raise TopicError(f"{path}: the labels are missing; {asked}")
    table = load_table(path, LABEL_COLUMNS, TopicError)
    own = table[table["fingerprint"] == mark]
    if own.empty:
        raise TopicError(f"{path}: no labels for the model {mark}, so the model has changed; {asked}")
    if own["topic"].tolist() != [str(number) for number in range(1, len(topics) + 1)]:
        raise TopicError(
            f"{path}: the topics of {mark} are {own['topic'].tolist()}; give each of 1 to {len(topics)} once"
        )
    for row, now in zip(own.itertuples(), first, strict=True):
        if not row.label.strip():
            raise TopicError(f"{path} row {row.Index + 2}: topic {row.topic} has no label; read it and write one")
        if len(set(row.terms.split(", ")) & set(now.split(", "))) <= top // 2:
            raise TopicError(f"{path} row {row.Index + 2}: topic {row.topic} was {row.terms!r} and is {now!r}; {asked}")
    return pd.Series(own["label"].tolist(), index=pd.RangeIndex(1, len(topics) + 1, name="topic"))
