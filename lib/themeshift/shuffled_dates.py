"""Ask whether smoothed rates depart from those of the same documents under shuffled dates, and what would be found."""

import numpy as np
import pandas as pd
from scipy import stats
from threadpoolctl import threadpool_limits

from themeshift.checks import InputError, check_choice, check_documents, check_table
from themeshift.counts import check_counts
from themeshift.periods import explain_blank
from themeshift.power import check_factors
from themeshift.resampling import (
    check_half_width,
    check_number,
    read_spans,
    smooth,
    to_days,
    weigh_by_kernel,
)
from themeshift.shifts import check_shifts, place_units
from themeshift.shuffles import DIRECTIONS

HELD = 2**22  # counts of shuffled documents that are held at once


def compare_dates(curves, counts, documents, half_width=120, n_shuffles=2000, seed=0, direction="higher"):
    """Ask whether each smoothed rate departs anywhere from those of the same documents under shuffled dates.

    Every document keeps its counts and words and takes the date of another, so no change is left. The statistic of a
    term is its greatest departure over all points, each in units of its own spread under shuffling. How few rises such
    a test finds, `measure_date_power` says.

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
    direction : str
        ``higher``: only rises are looked for; ``lower``: falls; ``either``.

    Returns
    -------
    pandas.DataFrame
        By term: the `greatest` departure; the day `at` which it lies; `p` of the term alone, the part of the orders of
        the dates, the real one among them, whose greatest departure is at least as great; `p_family`, corrected for
        all terms given by the least p of any (`adjust_by_least_p`); `floor`, one number for all rows, below which no
        `p_family` can fall: about the number of terms by that of the orders, so give at least 20 shuffles a term; and
        `p_max_t`, corrected instead by the greatest departure of any, so that the term with the longest tail sets the
        bar for all.

    References
    ----------
    Westfall, P. H. & Young, S. S. (1993). *Resampling-Based Multiple Testing*. Wiley. The book was not seen;
    Bioconductor's ``multtest`` cites equation 2.10, p. 66, for the correction by least p, and pp. 50 and 114 for max-T.
    """
    check_counts(counts, 2)
    check_number(n_shuffles, "n_shuffles")
    check_choice(direction, DIRECTIONS, "direction")
    table, kernel = read_curves(curves, counts, documents, half_width)
    c, w = counts.table.to_numpy(dtype=float), counts.words.to_numpy(dtype=float)
    generator = np.random.default_rng(check_number(seed, "seed", 0))
    orders = np.array([np.arange(len(w)), *(generator.permutation(len(w)) for _ in range(n_shuffles))])
    departures = DIRECTIONS[direction](measure_departures(kernel, c, w, orders))
    greatest = departures.max(axis=1)
    tests = {"greatest": greatest[0], "at": table.index[departures[0].argmax(axis=0)]}
    p = rank_orders(greatest)
    tests |= {"p": p[0], "p_family": adjust_by_least_p(p), "floor": (p.min(axis=1) == p.min()).mean()}
    tests["p_max_t"] = (greatest.max(axis=1, keepdims=True) >= greatest[0]).mean(axis=0)
    return pd.DataFrame(tests, index=table.columns.rename("term"))


def measure_departures(kernel, c, w, orders):
    """Return how far smoothed rates lie above their mean over all orders, in units of their spread over these.

    Shape (n_orders, n_points, n_terms). In each order a date has the document of this number; the real order is one of
    them, so that it has no advantage over the others.
    """
    departures = np.empty((len(orders), len(kernel), c.shape[1]))
    step = max(1, HELD // c.size)
    with threadpool_limits(1):
        for start in range(0, len(orders), step):
            some = orders[start : start + step]
            departures[start : start + step] = 1000 * (kernel @ c[some]) / (kernel @ w[some][:, :, None])
    spread = departures.std(axis=0)
    spread[spread < 1e-9] = np.inf  # a term whose rate is the same everywhere departs from nothing
    departures -= departures.mean(axis=0)
    departures /= spread
    return departures.round(9, out=departures)  # what only rounding makes unlike is equal


def rank_orders(greatest):
    """Return p of each order (row) for each term (column): the part of all orders that are at least as great."""
    return stats.rankdata(-greatest, method="max", axis=0) / len(greatest)


def adjust_by_least_p(p):
    """Adjust the p-values of the first order by the least p of any term in each order, step by step.

    The least p is corrected by that of all terms in each order, the next by that of all terms but the first, and so
    on; no p comes below that of the step before. Terms with long tails weigh no more than others, since each is ranked
    within its own. With m terms and n orders the least p of the family is seldom below m / n.

    Parameters
    ----------
    p : numpy.ndarray, shape (n_orders, n_terms)
        As from `rank_orders`; the real order is the first row.

    Returns
    -------
    numpy.ndarray, shape (n_terms,)
        The part of all orders, the real one among them, whose least p is as small.

    References
    ----------
    Westfall & Young (1993), as in `compare_dates`; the algorithm as in Ge, Y., Dudoit, S. & Speed, T. P. (2003).
    Resampling-based multiple testing for microarray data analysis. *Test* 12(1), 1-77 (not seen), and ``mt.minP`` of
    Bioconductor's ``multtest``, which counts ties and the real order as here.
    """
    falling = p[0].argsort(kind="stable")[::-1]
    least = np.minimum.accumulate(p[:, falling], axis=1)  # of each term and those of a greater p
    adjusted = np.empty(p.shape[1])
    adjusted[falling[::-1]] = np.maximum.accumulate((least <= p[0, falling]).mean(axis=0)[::-1])
    return adjusted


def measure_date_power(
    curves, counts, documents, shifts, factors=(4, 16), half_width=120, n_shuffles=None, n_trials=100, seed=0
):  # fmt: skip
    """Measure how often `compare_dates` finds a rise that is planted within the days of each shift.

    In each trial every document, with its counts and words, takes the date of another, so that no change is left but
    all its unevenness. Then ``factor - 1`` times as many words of one term are added (their number is Poisson, as in
    `measure_power`) to every document that is dated within the days of the shift.

    Parameters
    ----------
    curves, counts, documents, half_width
        As in `compare_dates`; all terms of `counts` are the family.
    shifts : pandas.DataFrame
        As from `load_shifts`, each of the name of a term.
    factors : sequence of float
        1 plants nothing.
    n_shuffles : int or None
        Of each trial; the same orders serve all. With fewer than 20 a term no `p_family` could be below .05; by
        default 499, or 40 a term where that is more.
    n_trials : int
    seed : int

    Returns
    -------
    pandas.DataFrame
        A row a shift and factor: the parts of the trials in which the term that was planted has `p` below .05, and
        `p_family`. Each has the Monte Carlo error ``sqrt(part (1 - part) / n_trials)``.

    Raises
    ------
    InputError
        If no term has the name of a shift, there are too few shuffles for the terms, or as for `compare_dates`.
    """
    check_counts(counts, 2)
    n_terms = len(counts.terms)
    n_shuffles = max(499, 40 * n_terms) if n_shuffles is None else n_shuffles
    for name, value in (("n_shuffles", n_shuffles), ("n_trials", n_trials)):
        check_number(value, name)
    if n_shuffles < 20 * n_terms:
        raise InputError(f"n_shuffles is {n_shuffles}; with {n_terms} terms p_family is then seldom below .05, however "
                         f"great a rise: give at least {20 * n_terms}, or fewer terms")  # fmt: skip
    table, kernel = read_curves(curves, counts, documents, half_width)
    if missing := [name for name in check_shifts(shifts).index if name not in table]:
        raise InputError(f"no term is called {missing[0]!r}, as a shift is; count it under this name")
    _, windows = place_units(counts, documents, check_shifts(shifts))
    c, w = counts.table.to_numpy(dtype=float), counts.words.to_numpy(dtype=float)
    generator = np.random.default_rng(check_number(seed, "seed", 0))
    orders = np.array([generator.permutation(len(w)) for _ in range(n_shuffles)])
    plans = [(name, factor) for name in windows for factor in check_factors(factors)]
    rows = []
    for _ in range(n_trials):
        real = generator.permutation(len(w))
        planted = [_plant(c[:, table.columns.get_loc(name)], windows[name][0].to_numpy(), factor, real, generator)
                   for name, factor in plans]  # fmt: skip
        departures = measure_departures(kernel, np.column_stack([c, *planted]), w, np.vstack([real, orders]))
        p = rank_orders(departures.max(axis=1))
        for (name, factor), alone in zip(plans, p[:, n_terms:].T, strict=True):
            place, family = table.columns.get_loc(name), p[:, :n_terms].copy()
            family[:, place] = alone
            found = {"p": alone[0] < 0.05, "p_family": adjust_by_least_p(family)[place] < 0.05}
            rows.append({"shift": name, "factor": factor} | found)
    return pd.DataFrame(rows).groupby(["shift", "factor"], sort=False).mean().reset_index()


def _plant(c, inside, factor, order, generator):
    """Return the counts of a term with a rise added to the documents that an order dates inside."""
    dated = np.empty(len(c), dtype=bool)
    dated[order] = inside
    return c + generator.poisson((factor - 1) * c * dated)


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
