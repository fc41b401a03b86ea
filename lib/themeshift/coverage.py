"""Measure how often intervals hold the true rate, on texts simulated in the shape of a corpus (see `truths`).

Three intervals are compared on the same texts: that for comparable texts (`intervals`); the 95 % percentile bootstrap
over texts (the band of `smooth_rates` and `summarize_periods`); and Wilson's, which takes each word as drawn by itself,
as other tools draw it.
"""

from concurrent.futures import ProcessPoolExecutor
from typing import NamedTuple

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits
from tqdm import tqdm

from themeshift import pooling, truths
from themeshift.alignment import align, number_labels
from themeshift.checks import InputError, check_table
from themeshift.counts import check_counts
from themeshift.resampling import check_number, draw_documents, read_spans, to_days, weigh_by_kernel
from themeshift.trends import smooth_rates

METHODS = ("comparable texts", "texts drawn again", "tokens")
CHUNK = 20  # runs computed together, with one set of bootstrap draws
REPLICATES = 1000
MIN_TEXTS = 3  # fewer have no bootstrap band
GOAL = 0.90
KEY = ["cells_of", "truth", "term", "method"]
MEASURED = ["coverage", "error", "too_low", "too_high", "length", "first_hits"]


class Cells(NamedTuple):
    """The periods, or the points of a curve, in which coverage is measured.

    Attributes
    ----------
    names : list of str
    weights : numpy.ndarray, shape (n_cells, n_texts)
    draws : list of list of (numpy.ndarray, numpy.ndarray)
        As `pooling.integrate` takes them.
    strata : numpy.ndarray, shape (n_texts,)
        Within which the bootstrap draws texts.
    frame : numpy.ndarray
        As `pooling.integrate` takes it.
    """

    names: list
    weights: np.ndarray
    draws: list
    strata: np.ndarray
    frame: np.ndarray


def simulate_coverage(counts, documents, members=None, n_runs=2000, seed=0, half_width=120, n_jobs=1, progress=False):
    """Measure how often intervals hold the true rate of texts like those counted.

    Parameters
    ----------
    counts : Counts
        Their lengths, and how uneven their terms are, are those of the simulated texts. Doubtful labels are taken as
        labelled.
    documents : pandas.DataFrame
        With `genre`, if there is one.
    members : pandas.Series or None
        The period of each document, as from `assign_periods`; None for the points of smoothed curves.
    n_runs : int
        Simulated sets of texts for each truth and term.
    seed : int
    half_width : float
        Of the curves, in days.
    n_jobs : int
        Processes; the numbers do not depend on it.
    progress : bool
        Whether to draw a bar.

    Returns
    -------
    pandas.DataFrame
        A row for each truth, term, cell (a period or a point) and method: `texts`, `true_rate` (per 1,000 words),
        `runs`, `coverage` and its Monte-Carlo standard `error`, how often the whole interval is `too_low` or
        `too_high`, its median `length`, and `first_hits`, how many of the first 20 runs were held.

    Raises
    ------
    InputError
        If a document or a period is missing, or an argument is out of range.

    References
    ----------
    Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. *Journal of the American
    Statistical Association* 22(158), 209-212.
    """
    check_counts(counts, 4)
    for name, value, least in (("n_runs", n_runs, 1), ("seed", seed, 0), ("n_jobs", n_jobs, 1)):
        check_number(value, name, least)
    cells = _cut_windows(counts, documents, half_width) if members is None else _cut_periods(counts, members)
    listed = align(counts, check_table(documents, [], "documents"), "documents")
    genres = listed["genre"].astype(str).to_numpy() if "genre" in listed else np.zeros(len(counts))
    found, words = counts.table.to_numpy(dtype=float), counts.words.to_numpy(dtype=float)
    starts, made = range(0, n_runs, CHUNK), [(term, truth) for term in range(found.shape[1]) for truth in truths.TRUTHS]
    tasks = [(found[:, term], words, cells, genres, truth, (seed, term, place % len(truths.TRUTHS), start),
              min(CHUNK, n_runs - start)) for place, (term, truth) in enumerate(made) for start in starts]  # fmt: skip
    chunks, tables = _run(_simulate, tasks, n_jobs, progress), []
    for place, (term, truth) in enumerate(made):
        some = chunks[place * len(starts) : (place + 1) * len(starts)]
        tables.append(_summarize_runs(some, cells).assign(truth=truth, term=counts.terms[term], runs=n_runs))
    names = ["truth", "term", "cell", "texts", "true_rate", "method", "runs"]
    return pd.concat(tables, ignore_index=True)[[*names, *MEASURED]]


def _run(function, tasks, n_jobs, progress):
    """Return what a function makes of each task, in their order, with a bar."""
    options = {"total": len(tasks), "disable": not progress, "smoothing": 0}
    if n_jobs == 1:
        return list(tqdm(map(function, tasks), **options))
    with ProcessPoolExecutor(n_jobs) as pool:
        return list(tqdm(pool.map(function, tasks), **options))


def _cut_periods(counts, members):
    """Return the periods that have texts as cells."""
    codes, names = number_labels(counts, members, "the periods")
    weights = (codes == np.arange(len(names))[:, None]).astype(float)
    kept = weights.any(axis=1)
    names = [str(name) for name, has in zip(names, kept, strict=True) if has]
    weights = weights[kept]
    return Cells(names, weights, [[(weight, codes)] for weight in weights], codes, weights)


def _cut_windows(counts, documents, half_width):
    """Return the integrated points of a smoothed curve as cells; all texts are drawn with each other."""
    curve = smooth_rates(counts[counts.terms[0]], documents, half_width, n_replicates=0)
    at = to_days(curve["date"])
    places = pooling.choose_points(curve["rate"].notna().to_numpy())
    if not len(places):
        raise InputError("all points of the curves are blank; widen the window")
    spans = read_spans(counts, documents)
    weights = weigh_by_kernel((spans[0] + spans[1]) / 2, at[places], half_width)
    draws = [pooling.weigh_window(spans, day, half_width) for day in at[places]]
    names = curve["date"].iloc[places].dt.strftime("%Y-%m-%d").tolist()
    strata = np.zeros(len(counts), dtype=int)
    return Cells(names, weights, draws, strata, pooling.make_frame(spans, half_width))


def _simulate(task):
    """Simulate a chunk of runs: intervals, shape (methods, runs, cells, 2), and the true rates of the cells."""
    found, words, cells, genres, truth, key, n_runs = task
    rates = truths.expect_rates(found, words, cells.weights)[cells.weights.argmax(axis=0)]  # of its period, or nearby
    generator = np.random.default_rng(np.random.SeedSequence(key))
    made = truths.TRUTHS[truth](found, words, rates, genres)
    drawn = made.draw(n_runs, generator).astype(float)
    with threadpool_limits(1):
        ends = [_bound(drawn, words, cells), _resample(drawn, words, cells, generator), _score(drawn, words, cells)]
    return np.array(ends), (cells.weights @ (words * made.rates)) / (cells.weights @ words)


def _bound(drawn, words, cells):
    """Return the intervals for comparable texts, widened to the rate found as `intervals` does."""
    none = np.zeros(len(words), dtype=int)
    ends = np.array([pooling.integrate([(c, none)], words, cells.draws, cells.frame) for c in drawn])
    found = (drawn @ cells.weights.T) / (cells.weights @ words)
    ends = np.stack([np.minimum(ends[..., 0], found), np.maximum(ends[..., 1], found)], axis=-1)
    few = (cells.weights > 0).sum(axis=1) < MIN_TEXTS  # for which `measure_intervals` gives none
    return np.where(few[:, None], np.nan, ends)


def _resample(drawn, words, cells, generator):
    """Return the 95 % percentile intervals of the bootstrap over texts, within each period."""
    times = np.empty((REPLICATES, len(words)))
    for stratum in np.unique(cells.strata):
        inside = cells.strata == stratum
        times[:, inside] = draw_documents(inside.sum(), REPLICATES, generator)
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = [(times @ (cells.weights * c).T) / (times @ (cells.weights * words).T) for c in drawn]
    quantile = np.quantile if np.isfinite(rates).all() else np.nanquantile  # a window in which no text was drawn
    ends = np.moveaxis(quantile(rates, (0.025, 0.975), axis=1), 0, -1)
    few = (cells.weights > 0).sum(axis=1) < MIN_TEXTS
    return np.where(few[:, None], np.nan, ends)


def _score(drawn, words, cells, z=1.959964):
    """Return Wilson's intervals, of weighted words as many as have the same variance."""
    weights = cells.weights
    n = (weights @ words) ** 2 / (weights**2 @ words)
    p = (drawn @ weights.T) / (weights @ words)
    center, half = p + z**2 / (2 * n), z * np.sqrt(p * (1 - p) / n + z**2 / (4 * n**2))
    return np.stack([center - half, center + half], axis=-1) / (1 + z**2 / n)[:, None]


def _summarize_runs(chunks, cells):
    """Return a row a cell and method from the intervals of all runs."""
    ends, true = np.concatenate([chunk[0] for chunk in chunks], axis=1), chunks[0][1]
    tables = []
    for method, (low, high) in zip(METHODS, np.moveaxis(ends, -1, 1), strict=True):
        given, held = np.isfinite(low), (low <= true) & (true <= high)
        coverage = np.where(given.all(axis=0), held.mean(axis=0), np.nan)
        tables.append(pd.DataFrame({
            "cell": cells.names, "texts": (cells.weights > 0).sum(axis=1), "true_rate": 1000 * true, "method": method,
            "coverage": coverage, "error": np.sqrt(coverage * (1 - coverage) / len(held)),
            "too_low": (high < true).mean(axis=0), "too_high": (low > true).mean(axis=0),
            "length": 1000 * np.median(high - low, axis=0), "first_hits": held[:CHUNK].sum(axis=0),
        }))  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def summarize_coverage(table):
    """Average coverage over cells: mean and worst of each truth, term and method, with their Monte-Carlo errors.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `simulate_coverage`, with `cells_of`, what its cells are.

    Returns
    -------
    pandas.DataFrame
        `surely_below` counts the cells that lie below .90 by more than two standard errors. The error of the mean takes
        the cells of a run as dependent: it is that of a single cell.
    """
    rows = []
    for key, cells in table.dropna(subset="coverage").groupby(KEY, sort=False):
        worst, mean, runs = cells.loc[cells["coverage"].idxmin()], cells["coverage"].mean(), cells["runs"].iloc[0]
        rows.append({
            **dict(zip(KEY, key, strict=True)), "cells": len(cells), "runs": runs, "coverage": mean,
            "error": np.sqrt(mean * (1 - mean) / runs), "worst": worst["coverage"], "worst_error": worst["error"],
            "worst_cell": worst["cell"], "surely_below": (cells["coverage"] + 2 * cells["error"] < GOAL).sum(),
            "length": cells["length"].mean(),
        })  # fmt: skip
    return pd.DataFrame(rows)
