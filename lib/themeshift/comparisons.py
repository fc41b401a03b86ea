"""Test whether documents differ: by permutation or ranks of documents, never of words; and say what would be found.

Every test takes `Counts` and says which documents are compared: `members`, a Series of True and False by document or a
list of documents, against all others counted; or `periods`, a Series by document.
"""

import numbers

import numpy as np
import pandas as pd
from scipy import stats
from threadpoolctl import threadpool_limits

from themeshift.alignment import number_labels, read_members
from themeshift.counts import check_counts
from themeshift.resampling import (
    CHUNK,
    check_half_width,
    check_number,
    count_as_great,
    count_hits,
    join_words,
    read_spans,
    shuffle_sides,
    smooth,
    to_days,
    weigh_by_kernel,
)
from themeshift.tables import InputError, check_table


def compare_rates(counts, members, n_shuffles=5000, seed=0, executor=None):
    """Compare the rates of terms inside and outside a group of documents, by permuting the documents.

    The statistic is the difference of the two pooled rates, all occurrences by all words on either side, so a long
    document weighs more than a short one; a shuffle reassigns the documents to the two sides at random.

    Parameters
    ----------
    counts : Counts
    members : pandas.Series of bool, or list
    n_shuffles : int
    seed : int
    executor : object or None
        Has ``map``, as `concurrent.futures.Executor`; the numbers are the same with any.

    Returns
    -------
    pandas.DataFrame
        By term: `rate` and `rate_elsewhere` (per 1,000 words); `p`, two-sided,
        ``(1 + shuffles with as great a difference) / (1 + n_shuffles)``; and with any one document left out the
        greatest p, `p_without`, and that document, `decisive_text`.

    References
    ----------
    Davison, A. C. & Hinkley, D. V. (1997). *Bootstrap Methods and their Application*, section 4.3. Cambridge University
    Press.
    """
    check_counts(counts, 4)
    inside = read_members(counts, members)
    if executor is not None and not hasattr(executor, "map"):
        raise InputError(f"executor is {type(executor).__name__}, which has no map; give a concurrent.futures.Executor")
    table = join_words(counts.table, counts.words)
    here, there = (1000 * side[:-1] / side[-1] for side in (table[inside].sum(axis=0), table[~inside].sum(axis=0)))
    tasks = ((table, inside, *chunk) for chunk in shuffle_sides(inside, n_shuffles, seed))
    with threadpool_limits(1):
        hits = sum((executor.map if executor else map)(count_hits, tasks))
    p = (1 + hits) / (1 + n_shuffles)  # the real sides are one of the shuffles
    values = {"rate": here, "rate_elsewhere": there, "p": p[-1], "p_without": p[:-1].max(axis=0)}
    values["decisive_text"] = counts.index[p[:-1].argmax(axis=0)]
    return pd.DataFrame(values, index=counts.terms.rename("term"))


def compare_ranks(counts, members):
    """Compare per-document rates inside and outside a group by their ranks: Mann and Whitney's U, two-sided.

    Parameters
    ----------
    counts : Counts
    members : pandas.Series of bool, or list

    Returns
    -------
    pandas.Series
        p by term (normal approximation, corrected for ties and continuity). 1 where all rates are equal. For terms of
        few documents in a small group it is far too small: use it with groups of like size, or `compare_periods`.

    References
    ----------
    Mann, H. B. & Whitney, D. R. (1947). *Annals of Mathematical Statistics* 18(1), 50-60; computed by SciPy.
    """
    check_counts(counts, 2)
    return pd.Series(_rank(counts.rates.to_numpy(), read_members(counts, members, 1)), index=counts.terms)


def _rank(rates, inside):
    p = stats.mannwhitneyu(rates[inside], rates[~inside], axis=0, method="asymptotic").pvalue
    return np.nan_to_num(p, nan=1.0)


def compare_periods(counts, periods, n_shuffles=1000, seed=0):
    """Compare the ranks of each term in each period with those elsewhere, by permuting the documents.

    The statistic is the sum of a term's ranks in the period (Wilcoxon's, with mean ranks for ties), in units of its
    spread under permutation. It needs no approximation for terms that few documents have.

    Parameters
    ----------
    counts : Counts
    periods : pandas.Series
        Periods of a single document, or of all but one, are left out.
    n_shuffles : int
    seed : int

    Returns
    -------
    pandas.DataFrame
        By `period` and `term`: `z`, positive where the term is higher, `p` of the row alone (two-sided), and `p_family`
        over the greatest absolute z of all rows (max-T); both ``(1 + shuffles at least as great) / (1 + n_shuffles)``.

    References
    ----------
    Westfall, P. H. & Young, S. S. (1993). *Resampling-Based Multiple Testing*, section 2.3 (single-step max-T). Wiley.
    """
    check_counts(counts, 4)
    check_number(n_shuffles, "n_shuffles")
    codes, labels = number_labels(counts, periods, "the periods")
    n, sizes = len(codes), np.bincount(codes, minlength=len(labels))
    compared = np.flatnonzero((sizes > 1) & (sizes < n - 1))
    if not len(compared):
        raise InputError("no period leaves two documents on either side; choose other periods")
    groups, sizes = codes == compared[:, None], sizes[compared][:, None]
    ranks = stats.rankdata(counts.rates.to_numpy(), axis=0)
    spread = np.sqrt(sizes * (n - sizes) / (n - 1) * ranks.var(axis=0))
    spread[spread == 0] = np.inf  # a term whose rates are all equal departs from nothing
    centered = ranks - ranks.mean(axis=0)

    def score(order):
        return groups[:, order].astype(float) @ centered / spread

    generator = np.random.default_rng(check_number(seed, "seed", 0))
    with threadpool_limits(1):
        z = score(np.arange(n))
        alone, family = np.ones(z.shape), np.ones(z.shape)
        for _ in range(n_shuffles):
            chance = np.abs(score(generator.permutation(n)))
            alone += chance >= np.abs(z) - 1e-9
            family += chance.max() >= np.abs(z) - 1e-9
    index = pd.MultiIndex.from_product([list(labels[compared]), counts.terms], names=["period", "term"])
    values = {"z": z.ravel(), "p": alone.ravel() / (1 + n_shuffles), "p_family": family.ravel() / (1 + n_shuffles)}
    return pd.DataFrame(values, index=index)


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
        raise InputError("all points of the curves are blank; widen the window")
    missing = [term for term in counts.terms if term not in set(shown["term"])]
    if missing:
        raise InputError(f"the curves lack the term {missing[0]!r}; smooth the same counts")
    table = shown.pivot(index="date", columns="term", values="rate")[list(counts.terms)]
    first, last = read_spans(counts, documents)
    kernel = weigh_by_kernel((first + last) / 2, to_days(table.index), check_half_width(half_width))
    if not np.allclose(smooth(kernel, counts.table.to_numpy(dtype=float), counts.words.to_numpy(dtype=float)), table):
        raise InputError("the curves are of other counts, documents or half_width; smooth these anew")
    return table, kernel


def adjust_holm(p):
    """Adjust p-values for their family by Holm's method.

    Parameters
    ----------
    p : pandas.Series
        From 0 to 1, none missing.

    Returns
    -------
    pandas.Series
        ``max over j <= i of min(1, (m - j + 1) p_(j))``, in the order given.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. *Scandinavian Journal of Statistics* 6(2),
    65-70.

    Examples
    --------
    >>> adjust_holm(pd.Series([0.01, 0.04, 0.03])).round(2).tolist()
    [0.03, 0.06, 0.06]
    """
    if not isinstance(p, pd.Series) or p.empty or not pd.api.types.is_numeric_dtype(p):
        raise InputError("the p-values are not a Series of numbers; give the whole family")
    wrong = ~p.between(0, 1)
    if wrong.any():
        raise InputError(f"the p-value of {p.index[wrong][0]!r} is {p[wrong].iloc[0]}; give numbers from 0 to 1")
    order = p.to_numpy().argsort(kind="stable")
    adjusted = np.empty(len(p))
    adjusted[order] = np.maximum.accumulate(np.minimum(1, p.to_numpy()[order] * np.arange(len(p), 0, -1)))
    return pd.Series(adjusted, p.index, name=p.name)


def measure_power(
    counts, members, factors=(1, 2, 3, 4, 6, 8), plant="rate", test="ranks", n_trials=500, seed=0
):  # fmt: skip
    """Measure how often a test finds a planted change.

    The per-document rates of a real term are reassigned to the documents at random, so that no change is left but all
    its unevenness. Then a change is planted in the group, in one of two ways: ``rate`` adds ``factor - 1`` times as
    many words to every document that has the term (their number is Poisson); ``incidence`` gives the documents that
    have it `factor` times the weight to come into the group, their rates as they are. A document without the term never
    gains it by ``rate``.

    Parameters
    ----------
    counts : Counts
        Of one term.
    members : pandas.Series of bool, or list
        The group in which the change is planted.
    factors : sequence of float
        1 plants nothing.
    plant : str
        ``rate`` or ``incidence``.
    test : str
        ``ranks`` for `compare_ranks`, ``rates`` for `compare_rates` with 1,000 shuffles.
    n_trials : int
    seed : int

    Returns
    -------
    pandas.Series
        Part of the trials with p < .05, by factor. At factor 1 it should be near .05.
    """
    check_counts(counts, 4)
    check_number(n_trials, "n_trials")
    if len(counts.terms) != 1:
        raise InputError(f"power is measured for one term, not for {len(counts.terms)}; write counts['peace']")
    for name, value, known in (("plant", plant, ("rate", "incidence")), ("test", test, ("ranks", "rates"))):
        if value not in known:
            raise InputError(f"{name} is {value!r}; write {' or '.join(known)}")
    listed = pd.api.types.is_list_like(factors) and len(factors) > 0
    if not listed or not all(isinstance(factor, numbers.Real) and factor >= 1 for factor in factors):
        raise InputError(f"the factors are {factors!r}; give numbers of at least 1: plant a rise, or nothing")
    inside = read_members(counts, members)
    words = counts.words.to_numpy(dtype=float)
    generator = np.random.default_rng(check_number(seed, "seed", 0))
    groups, _ = next(shuffle_sides(inside, CHUNK, seed))
    found = {}
    for factor in factors:
        rates = _plant(counts.rates.to_numpy()[:, 0], words, inside, factor, plant, n_trials, generator)
        if test == "ranks":
            p = _rank(rates.T, inside)
        else:
            table = join_words(rates.T * words[:, None], words)
            with threadpool_limits(1):
                hits = count_as_great(groups.astype(float) @ table, table[inside].sum(axis=0), table.sum(axis=0))
            p = (1 + hits) / (1 + len(groups))
        found[factor] = (p < 0.05).mean()
    return pd.Series(found).rename_axis("factor")


def _plant(rates, words, inside, factor, plant, n_trials, generator):
    """Reassign the rates to the documents and plant a change in the group, shape (n_trials, n_documents)."""
    weight = np.where((rates > 0) & (plant == "incidence"), factor, 1)
    drawn = generator.exponential(size=(n_trials, len(rates))) / weight  # the first in order fill the group
    reassigned = np.empty((n_trials, len(rates)))
    reassigned[:, np.argsort(~inside, kind="stable")] = rates[drawn.argsort(axis=1)]
    if plant == "rate":
        added = generator.poisson(reassigned * words / 1000 * np.where(inside, factor - 1, 0))
        reassigned = reassigned + 1000 * added / words
    return reassigned
