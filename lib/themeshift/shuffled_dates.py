"""Compare smoothed rates with those of the same documents under shuffled dates."""

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from themeshift.checks import InputError, check_documents, check_table
from themeshift.counts import check_counts
from themeshift.periods import explain_blank
from themeshift.resampling import (
    check_half_width,
    check_number,
    read_spans,
    smooth,
    to_days,
    weigh_by_kernel,
)


def compare_dates(curves, counts, documents, half_width=120, n_shuffles=2000, seed=0):
    """Compare the highest point of each smoothed rate with those of the same documents under shuffled dates.

    Every document keeps its counts and words and takes the date of another, so no change is left. The statistic is the
    greatest departure of a term over all points, each in units of its own spread under shuffling (max-T), and is
    corrected for all terms given.

    Parameters
    ----------
    curves : pandas.DataFrame
        As from `smooth_rates` with the same documents; only its points that are not blank are compared.
    counts : Counts
    documents : pandas.DataFrame
    half_width : float
        As for the curves, in days.
    n_shuffles : int
    seed : int

    Returns
    -------
    pandas.DataFrame
        By term: the `greatest` departure, the day `at` which it lies, `p` of the term alone, and `p_family` over the
        greatest of all terms; both ``(1 + shuffles at least as great) / (1 + n_shuffles)``.

    References
    ----------
    Westfall, P. H. & Young, S. S. (1993). *Resampling-Based Multiple Testing*, section 2.3 (single-step max-T). Wiley.
    The book was not seen; a public implementation cites algorithm 4.1, step 3, p. 117, for the same by permutation.
    """
    check_counts(counts, 2)
    check_number(n_shuffles, "n_shuffles")
    table, kernel = read_curves(curves, counts, documents, half_width)
    c, w = counts.table.to_numpy(dtype=float), counts.words.to_numpy(dtype=float)
    generator = np.random.default_rng(check_number(seed, "seed", 0))
    with threadpool_limits(1):
        orders = (generator.permutation(len(w)) for _ in range(n_shuffles))
        shuffled = np.array([smooth(kernel, c[order], w[order]) for order in orders])
    center, spread = shuffled.mean(axis=0), shuffled.std(axis=0)
    spread[spread < 1e-9] = np.inf  # a term whose rate is the same everywhere departs from nothing
    departures, chance = (table.to_numpy() - center) / spread, ((shuffled - center) / spread).max(axis=1)
    greatest = departures.max(axis=0)
    tests = {"greatest": greatest, "at": table.index[departures.argmax(axis=0)]}
    for name, against in (("p", chance), ("p_family", chance.max(axis=1, keepdims=True))):
        tests[name] = (1 + (against >= greatest).sum(axis=0)) / (1 + n_shuffles)
    return pd.DataFrame(tests, index=table.columns.rename("term"))


def read_curves(curves, counts, documents, half_width):
    """Return the rates of curves that are not blank, points by terms, and the kernel that smoothed them.

    Raises
    ------
    InputError
        If all points are blank, or the curves are of other counts, documents or `half_width`.
    """
    shown = check_table(curves, ["term", "date", "rate"], "curves").dropna(subset="rate")
    if shown.empty:
        raise InputError(explain_blank(check_documents(documents)))
    missing = [term for term in counts.terms if term not in set(shown["term"])]
    if missing:
        raise InputError(f"the curves lack the term {missing[0]!r}; smooth the same counts")
    table = shown.pivot(index="date", columns="term", values="rate")[list(counts.terms)]
    first, last = read_spans(counts, documents)
    kernel = weigh_by_kernel((first + last) / 2, to_days(table.index), check_half_width(half_width))
    if not np.allclose(smooth(kernel, counts.table.to_numpy(dtype=float), counts.words.to_numpy(dtype=float)), table):
        raise InputError("the curves are of other counts, documents or half_width; smooth these anew")
    return table, kernel
