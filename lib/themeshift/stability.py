"""Fit models again and again, under other seeds and resampled documents, and find the topics that recur."""

import functools
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from themeshift import paths
from themeshift.cache import name_entry, read_arrays, write_arrays
from themeshift.checks import InputError
from themeshift.resampling import check_number, read_map
from themeshift.shares import share_passages
from themeshift.topic_terms import TOP, measure_coherence, measure_exclusivity, rank_terms
from themeshift.topics import fingerprint, fit_matrix, list_owners, match_topics, scale_to_unit, weigh_passages

CACHE = paths.ROOT / "build" / "topics"
CODE = ("topics", "topic_terms", "stability")  # whose code decides fits and measures; counts are in the fingerprint


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


def fit_runs(counts, n_topics, kind="nmf", n_seeds=20, n_resamples=50, seed=0, executor=None, progress=True):
    """Fit a model again and again: to all documents from several starts, and to resampled documents.

    Parameters
    ----------
    counts : Counts
        Of passages.
    n_topics : int
    kind : str
    n_seeds, n_resamples : int
    seed : int
    executor : object or None
        Has ``map``, as `concurrent.futures.Executor`; the numbers are the same with any.
    progress : bool

    Returns
    -------
    Runs

    Raises
    ------
    InputError
        As `fit_topics`; or if there are no seeds.
    """
    owners, _ = list_owners(counts)
    check_number(n_topics, "n_topics")
    check_number(n_seeds, "n_seeds")
    check_number(n_resamples, "n_resamples", 0)
    matrix = sparse.csr_array(counts.matrix)
    starts = np.random.SeedSequence(seed).generate_state(n_seeds + n_resamples).tolist()
    fit_run = functools.partial(_fit_run, matrix=matrix, owners=owners, n_topics=n_topics, kind=kind)
    fits = read_map(executor)(fit_run, starts, np.arange(len(starts)) >= n_seeds)
    fits = list(tqdm(fits, total=len(starts), desc="fits", disable=not progress))
    topics, values = np.array([topics for topics, _ in fits], dtype=float), [value for _, value in fits]
    seeds = topics[np.argsort(values[:n_seeds], kind="stable")]
    if kind == "nmf":
        fit = 1 - min(values[:n_seeds]) ** 2 / weigh_passages(matrix).power(2).sum()
    else:
        left_out = [value for value in values[n_seeds:] if np.isfinite(value)]
        fit = np.mean(left_out) if left_out else np.nan
    return Runs(seeds, topics[n_seeds:], float(fit))


def _fit_run(start, resampled, matrix, owners, n_topics, kind):
    """Return the topics of one run, and its objective or, of a resample, the perplexity of what it left out."""
    with threadpool_limits(1):
        if not resampled:
            topics, model = fit_matrix(matrix, n_topics, kind, start)
            return topics, model.reconstruction_err_ if kind == "nmf" else -model.score(matrix)
        n_documents = owners.max() + 1
        drawn = np.random.default_rng(start).integers(n_documents, size=n_documents)
        order, ends = np.argsort(owners, kind="stable"), np.cumsum(np.bincount(owners, minlength=n_documents))
        passages = np.split(order, ends[:-1])
        rows = np.concatenate([passages[document] for document in drawn])
        topics, model = fit_matrix(matrix[rows], n_topics, kind, start)
        others = np.flatnonzero(~np.isin(owners, drawn))
        return topics, model.perplexity(matrix[others]) if kind == "lda" and len(others) else np.nan


def compare_terms(one, other, top=TOP):
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
    agreement = _agree(one, other, top)
    return agreement[linear_sum_assignment(-agreement)]


def _check_runs(runs):
    if not isinstance(runs, Runs):
        raise InputError(f"runs is {type(runs).__name__}, not Runs; fit them by fit_runs or load_runs")


def _agree(one, other, top):
    """Return the mean Jaccard index of the first 1, 2 … terms of each topic of one model with each of another."""
    lists = rank_terms(one, top), rank_terms(other, top)
    same = lists[0][:, None, :, None] == lists[1][None, :, None, :]
    depths = np.arange(1, same.shape[2] + 1)
    shared = same.cumsum(axis=2).cumsum(axis=3)[:, :, depths - 1, depths - 1]
    return (shared / (2 * depths - shared)).mean(axis=2)


def measure_runs(runs, counts, top=TOP):
    """Measure the stability, coherence, exclusivity and fit of fitted runs.

    Parameters
    ----------
    runs : Runs
    counts : Counts
        Of passages.
    top : int

    Returns
    -------
    dict of str to float
        Means over topics and runs, each run matched with the reference, ``runs.seeds[0]``: `terms_seeds` and
        `terms_resamples` (`compare_terms`), `vectors_seeds` and `vectors_resamples` (cosines of `match_topics`); of the
        reference itself `coherence`, `exclusivity` and `fit`.
    """
    _check_runs(runs)
    reference, others = runs.seeds[0], {"seeds": runs.seeds[1:], "resamples": runs.resamples}
    row = {}
    for name, group in others.items():
        row[f"terms_{name}"] = (
            np.mean([compare_terms(reference, other, top) for other in group]) if len(group) else np.nan
        )
        row[f"vectors_{name}"] = (
            np.mean([match_topics(reference, other)[1] for other in group]) if len(group) else np.nan
        )
    row["coherence"] = measure_coherence(reference, counts, top).mean()
    row["exclusivity"] = measure_exclusivity(reference, top).mean()
    return row | {"fit": float(runs.fit)}


def load_runs(
    counts, n_topics, kind="nmf", n_seeds=20, n_resamples=50, seed=0, executor=None, cache=CACHE, progress=True
):
    """Fit runs as `fit_runs`, or read them where the same were fitted before.

    Parameters
    ----------
    counts, n_topics, kind, n_seeds, n_resamples, seed, executor, progress
        As in `fit_runs`.
    cache : pathlib.Path or None

    Returns
    -------
    Runs
    """
    list_owners(counts)
    name = name_file(cache, counts, (kind, n_topics, n_seeds, n_resamples, seed), "runs")
    shape = n_topics, len(counts.terms)
    stored = read_arrays(name, {"seeds": (n_seeds, *shape), "resamples": (n_resamples, *shape), "fit": ()},
                         missing=("fit",))  # fmt: skip
    if stored is None:
        runs = fit_runs(counts, n_topics, kind, n_seeds, n_resamples, seed, executor, progress)
        write_arrays(name, runs._asdict())
        return runs
    return Runs(stored["seeds"], stored["resamples"], float(stored["fit"]))


def name_file(cache, counts, settings, what):
    """Return the file in the cache of what comes from these counts, settings and this code; None without a cache."""
    return None if cache is None else cache / f"{what}-{stamp_runs(counts, settings)}.npz"


def stamp_runs(counts, settings):
    """Return a hash of all that runs come from: these counts, settings and this code."""
    return name_entry(fingerprint(counts, settings=settings), CODE)


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
    counts : Counts
        Of passages, for the order of the topics.
    cosine : float
        A topic recurs in a run if the cosine of its vector with the matched topic is at least this.
    rounds : int
        At most that many.
    top : int

    Returns
    -------
    Consensus
    """
    _check_runs(runs)
    everything = np.concatenate([runs.seeds, runs.resamples])
    n, centers = len(runs.seeds), scale_to_unit(runs.seeds[0])
    for _ in range(rounds):
        aligned, cosines = _align(everything, centers)
        weights = (cosines >= cosine).astype(float)
        weights[:, weights.sum(axis=0) == 0] = 1  # what never recurs becomes the mean of all, with its recurrence of 0
        moved = scale_to_unit(np.einsum("rk,rkt->kt", weights, aligned))
        done, centers = np.allclose(moved, centers, atol=1e-9), moved
        if done:
            break
    order = np.argsort(-np.nansum(share_passages(centers, counts).to_numpy(), axis=0), kind="stable")
    centers = centers[order]
    aligned, cosines = _align(everything, centers)
    agreement = [np.diagonal(_agree(centers, run, top)) for run in aligned[n:]]
    table = {"seeds": (cosines[:n] >= cosine).mean(axis=0)}
    for name, values in (("resamples", cosines[n:] >= cosine), ("agreement", agreement)):
        table[name] = np.mean(values, axis=0) if len(values) else np.full(len(centers), np.nan)
    total = centers.sum(axis=1, keepdims=True)
    return Consensus(centers / np.where(total > 0, total, 1), pd.DataFrame(table), aligned[n:])


def _align(everything, centers):
    """Bring the topics of each run into the order of the centers: unit vectors and their cosines."""
    aligned, cosines = np.empty(everything.shape), np.empty(everything.shape[:2])
    for i, run in enumerate(everything):
        order, cosines[i] = match_topics(centers, run)
        aligned[i] = scale_to_unit(run[order])
    return aligned, cosines
