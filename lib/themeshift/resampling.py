"""Resample documents: the document is the unit of every interval, and what is not known is drawn with it.

A bootstrap draws documents with replacement. In each part of the replicates, what is not known of the documents is
drawn anew: whether a doubtful label counts (`toss`), the day of a text whose date is a span (`draw_days`), or which of
several models was fitted (`vary_counts`).
"""

import functools
import numbers
import warnings

import numpy as np
import pandas as pd
from threadpoolctl import ThreadpoolController

from themeshift.alignment import align, number_labels
from themeshift.checks import InputError, check_documents
from themeshift.counts import check_counts

DRAWS = 20  # parts of the replicates, each with another draw of what is not known
BAND = (0.025, 0.975)


def use_one_thread():
    """Return a context in which numpy multiplies by one thread: numbers then do not depend on the machine."""
    return _find_threads().limit(limits=1)


@functools.cache
def _find_threads():
    """Find the library that multiplies, once: to look through all that is loaded takes as long as a curve."""
    return ThreadpoolController()


def check_number(value, name, minimum=1):
    """Return a whole number that is large enough, or raise `InputError` naming the argument."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < minimum:
        raise InputError(f"{name} is {value!r}; give a whole number of at least {minimum}")
    return int(value)


def check_share(value, name):
    """Return a number above 0 and up to 1, or raise `InputError` naming the argument."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or not 0 < value <= 1:
        raise InputError(f"{name} is {value!r}; give a number above 0 and up to 1")
    return float(value)


def check_half_width(half_width):
    """Return half the width of a window in days, above 0, or raise `InputError`."""
    if isinstance(half_width, bool) or not isinstance(half_width, numbers.Real) or not 0 < half_width < np.inf:
        raise InputError(f"half_width is {half_width!r}; give a number of days above 0")
    return float(half_width)


def draw_documents(n_documents, n_replicates, generator):
    """Draw documents with replacement: how often each is drawn, shape (n_replicates, n_documents)."""
    return generator.multinomial(n_documents, np.full(n_documents, 1 / n_documents), size=n_replicates)


def draw_days(first, last, generator):
    """Draw a day for each document, from its first possible day to its last, all alike."""
    return np.floor(generator.uniform(first, last + 1))


def read_map(executor):
    """Return the function that maps a task over its inputs: that of an executor, or Python's own without one."""
    if executor is None:
        return map
    if not hasattr(executor, "map"):
        raise InputError(f"executor is {type(executor).__name__}, which has no map; give a concurrent.futures.Executor")
    return executor.map


def toss(least, doubtful, generator):
    """Draw counts: to those that are sure, each doubtful occurrence is added with even chance."""
    return least + generator.binomial(doubtful, 0.5) if doubtful.any() else least


def bootstrap(statistic, n_documents, n_replicates, draw=None, seed=0):
    """Compute a statistic of resampled documents.

    All documents are drawn first, then what is not known, once for each of `DRAWS` parts of the replicates.

    Parameters
    ----------
    statistic : callable
        Takes how often each document is drawn, shape (n, n_documents), and what `draw` gave (None without it); returns
        n values, or arrays of one shape.
    n_documents, n_replicates : int
    draw : callable or None
        Takes a random generator and returns a draw of what is not known, as `toss` does; None where all is known.
    seed : int or numpy.random.Generator

    Returns
    -------
    numpy.ndarray, shape (n_replicates, ...)

    References
    ----------
    Davison, A. C. & Hinkley, D. V. (1997). *Bootstrap Methods and their Application*, section 2.4 (resampling of units
    for a ratio); the section was not checked. Cambridge University Press.

    Examples
    --------
    >>> words = np.array([100, 300])
    >>> sorted(set(bootstrap(lambda drawn, _: drawn @ words, 2, 50).tolist()))
    [200, 400, 600]
    """
    check_number(n_documents, "the number of documents")
    generator = np.random.default_rng(seed)
    drawn = draw_documents(n_documents, check_number(n_replicates, "n_replicates"), generator)
    parts = [part for part in np.array_split(drawn, DRAWS if draw else 1) if len(part)]
    return np.concatenate([statistic(part, draw(generator) if draw else None) for part in parts])


def take_band(values, axis=0):
    """Return the 2.5 and 97.5 % quantiles of the replicates that are finite numbers; missing where there is none."""
    values = np.asarray(values, dtype=float)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "All-NaN slice", RuntimeWarning)
        return np.nanquantile(np.where(np.isfinite(values), values, np.nan), BAND, axis=axis)


def bound_counts(counts):
    """Return counts with all doubtful occurrences counted out, and how many are doubtful, as arrays."""
    if counts.least is None:
        table = counts.table.to_numpy(dtype=float)
        return table, np.zeros(table.shape, dtype=int)
    return counts.least.to_numpy(dtype=float), (counts.most - counts.least).to_numpy(dtype=int)


def vary_counts(counts, variants):
    """Return other counts that might have been as an array, shape (n_variants, n_documents, n_terms)."""
    variants = list(variants)
    if counts.least is not None or not variants:
        raise InputError("variants take the place of doubtful labels; give at least one, for counts without bounds")
    for variant in variants:
        if not (check_counts(variant).index.equals(counts.index) and variant.terms.equals(counts.terms)):
            raise InputError("a variant has other documents or terms than the counts; give all of the same shape")
    return np.array([variant.table.to_numpy(dtype=float) for variant in variants])


def to_days(dates):
    """Return dates as whole days since 1970, as floating numbers."""
    return np.floor(pd.Series(dates).astype("datetime64[s]").astype(np.int64).to_numpy(dtype=float) / 86400)


def read_spans(counts, documents):
    """Return the first and the last possible day of each counted document, as numbers."""
    dated = align(counts, check_documents(documents)[["date", "date_end"]], "documents")
    return to_days(dated["date"]), to_days(dated["date_end"])


def weigh_by_kernel(days, at, half_width):
    """Return Epanechnikov's kernel: weights of documents (columns) at points in time (rows), 0 outside the window."""
    distance = (at[:, None] - days[None, :]) / half_width
    return np.clip(1 - distance**2, 0, None)


def smooth(kernel, c, w):
    """Return the smoothed rate of each term (column) at each point (row); missing where no text is near."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return 1000 * (kernel @ c) / (kernel @ w)[:, None]


def resample_curves(bound, w, spans, at, half_width, n_replicates, seed):
    """Return the smoothed rates of resampled documents, shape (n_terms, n_points, n_replicates).

    Unlike in `bootstrap`, the documents are drawn part by part, after their days: the kernel of a part serves all its
    replicates in one product of matrices.

    Parameters
    ----------
    bound : tuple of numpy.ndarray
        Counts, shape (n_documents, n_terms) or (n_variants, n_documents, n_terms), and how many more are doubtful.
    w : numpy.ndarray
        Words of each document.
    spans : tuple of numpy.ndarray
        First and last day of each document; a day within is drawn.
    at : numpy.ndarray
        The days of the points.
    half_width : float
    n_replicates, seed : int
    """
    least, doubtful = bound
    generator = np.random.default_rng(seed)
    n, parts = len(w), max(DRAWS, len(least) if least.ndim == 3 else 0)
    sizes = [len(part) for part in np.array_split(np.arange(n_replicates), parts) if len(part)]
    rates = np.empty((least.shape[-1], len(at), n_replicates), dtype=np.float32)
    at_replicate = 0
    for part, size in enumerate(sizes):
        kernel = weigh_by_kernel(draw_days(*spans, generator), at, half_width)
        drawn = draw_documents(n, size, generator).T
        c = toss(least[part % len(least)] if least.ndim == 3 else least, doubtful, generator)
        weights = (kernel * w) @ drawn
        with np.errstate(invalid="ignore", divide="ignore"):
            for term in range(c.shape[1]):
                rates[term, :, at_replicate : at_replicate + size] = 1000 * ((kernel * c[:, term]) @ drawn) / weights
        at_replicate += size
    return rates


def leave_one_out(counts, periods=None):
    """Return the range of each rate when any one document is left out.

    Parameters
    ----------
    counts : Counts
    periods : pandas.Series or None
        The period of each document; by default all documents are one.

    Returns
    -------
    pandas.DataFrame
        By period (if there are) and term: `rate`, `without_low`, `without_high` (per 1,000 words) and
        `decisive_text`, the document without which the rate moves most (the first of several); the last three are
        missing where fewer than two documents are counted, all four where there is none.

    Examples
    --------
    >>> from themeshift.counts import Counts
    >>> counts = Counts(pd.DataFrame({"peace": [9, 1]}, ["long", "short"]), pd.Series({"long": 900, "short": 250}))
    >>> leave_one_out(counts)[["rate", "without_low", "without_high"]].round(1).loc["peace"].tolist()
    [8.7, 4.0, 10.0]
    """
    check_counts(counts)
    labels = pd.Series("all", counts.index) if periods is None else periods
    codes, names = number_labels(counts, labels, "the periods")
    sums = counts.group(labels)
    totals, lengths = sums.table.to_numpy(dtype=float), sums.words.to_numpy(dtype=float)
    with np.errstate(invalid="ignore"):
        rates = 1000 * totals / lengths[:, None]
    low, high = np.full((2, *rates.shape), np.nan)
    texts = np.full(rates.shape, None, dtype=object)
    c, w = counts.table.to_numpy(dtype=float), counts.words.to_numpy(dtype=float)
    order = np.argsort(codes, kind="stable")
    for at, members in enumerate(np.split(order, np.searchsorted(codes[order], np.arange(1, len(names))))):
        if len(members) > 1:
            without = 1000 * (totals[at] - c[members]) / (lengths[at] - w[members])[:, None]
            low[at], high[at] = without.min(axis=0), without.max(axis=0)
            texts[at] = counts.index[members].to_numpy()[np.abs(without - rates[at]).argmax(axis=0)]
    index = pd.MultiIndex.from_product([names, counts.terms], names=["period", "term"])
    columns = {"rate": rates, "without_low": low, "without_high": high, "decisive_text": texts}
    table = pd.DataFrame({name: values.ravel() for name, values in columns.items()}, index=index)
    return table.droplevel("period") if periods is None else table
