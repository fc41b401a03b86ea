"""Test whether documents differ: by permutation or ranks of documents, never of words.

Every test takes `Counts` and says which documents are compared: `members`, a Series of True and False by document or a
list of documents, against all others counted; or `periods`, a Series by document.
"""

import numpy as np
import pandas as pd
from scipy import sparse, stats
from threadpoolctl import threadpool_limits

from themeshift.alignment import number_labels, read_members
from themeshift.checks import InputError, check_choice
from themeshift.counts import check_counts
from themeshift.resampling import (
    bound_counts,
    check_number,
    read_map,
    toss,
)
from themeshift.shuffles import DIRECTIONS, STATISTICS, allow, count_hits, find_greatest, shuffle_sides


def compare_rates(
    counts, members, n_shuffles=5000, seed=0, executor=None, statistic="pooled", direction="either"
):  # fmt: skip
    """Compare the rates of terms inside and outside a group of documents, by permuting the documents.

    The statistic is the difference of the two pooled rates, all occurrences by all words on either side, so a long
    document weighs more than a short one; or this difference in units of its standard error, which keeps the size of
    the test where the documents of one side are shorter. A shuffle reassigns the documents to the two sides at random.
    Doubtful labels are tossed anew for every 1,000 shuffles, and p is the mean over these tosses.

    Parameters
    ----------
    counts : Counts
    members : pandas.Series of bool, or list
    n_shuffles : int
    seed : int
    executor : object or None
        Has ``map``, as `concurrent.futures.Executor`; the numbers are the same with any.
    statistic : str
        ``pooled`` or ``studentized``.
    direction : str
        ``either`` for a two-sided test; ``higher`` or ``lower`` for a test of that change only.

    Returns
    -------
    pandas.DataFrame
        By term: `rate` and `rate_elsewhere` (per 1,000 words); `p`,
        ``(1 + shuffles with as great a difference) / (1 + n_shuffles)``; `p_error`, its Monte Carlo standard error;
        `floor`, the least p that these texts and shuffles could give; and with any one document left out the greatest
        p, `p_without`, and that document, `decisive_text`: none where p does not rise, or another text's is as great,
        by more than twice the error. Where every occurrence of a term is doubtful, all but the rates are missing.

    References
    ----------
    Davison, A. C. & Hinkley, D. V. (1997). *Bootstrap Methods and their Application*, section 4.3. Cambridge University
    Press. Chung, E. & Romano, J. P. (2013). Exact and asymptotically robust permutation tests. *Annals of Statistics*
    41(2), 484-507, for the studentized difference.
    """
    check_counts(counts, 4)
    for name, value, known in (("statistic", statistic, STATISTICS), ("direction", direction, DIRECTIONS)):
        check_choice(value, known, name)
    inside = read_members(counts, members)
    run = read_map(executor)
    chunks = list(shuffle_sides(inside, n_shuffles, seed))
    words = counts.words.to_numpy()
    tables = [STATISTICS[statistic][0](c, words) for c in _toss_chunks(counts, len(chunks), seed)]
    tasks = [(table, inside, *chunk, statistic, direction) for table, chunk in zip(tables, chunks, strict=True)]
    with threadpool_limits(1):
        hits = np.array(list(run(count_hits, tasks)))
    p = (1 + hits.sum(axis=0)) / (1 + n_shuffles)  # the real sides are one of the shuffles
    error = _measure_error(p[-1], hits[:, -1], np.array([len(groups) for groups, _ in chunks]), n_shuffles, counts)
    values = _pool(counts, inside) | {"p": p[-1], "p_error": error}
    values["floor"] = _find_floor(counts, [inside[None], *(groups for groups, _ in chunks)], statistic, direction)
    values |= name_decisive(p[:-1], p[-1], error, counts.index)
    return blank_doubtful(pd.DataFrame(values, index=counts.terms.rename("term")), counts)


def _toss_chunks(counts, n_chunks, seed):
    """Yield the counts for each chunk of shuffles, doubtful occurrences tossed anew."""
    least, doubtful = bound_counts(counts)
    generator = np.random.default_rng(np.random.SeedSequence(seed).spawn(2)[1])
    for _ in range(n_chunks):
        yield toss(least, doubtful, generator)


def _pool(counts, inside):
    """Return the pooled rates of both sides, as labelled."""
    table, words = counts.table.to_numpy(dtype=float), counts.words.to_numpy(dtype=float)
    here, there = (1000 * table[side].sum(axis=0) / words[side].sum() for side in (inside, ~inside))
    return {"rate": here, "rate_elsewhere": there}


def _measure_error(p, hits, sizes, n_shuffles, counts):
    """Return the Monte Carlo standard error of p: of the shuffles, and where labels are doubtful of the tosses too."""
    error = np.sqrt(p * (1 - p) / n_shuffles)
    if counts.least is None or len(sizes) < 2:
        return error
    return np.maximum(error, (hits / sizes[:, None]).std(axis=0, ddof=1) / np.sqrt(len(sizes)))


def _find_floor(counts, sides, statistic, direction):
    """Return the part of all sides, real and shuffled, that are as great as the greatest, of the counts as labelled."""
    table = STATISTICS[statistic][0](counts.table.to_numpy(), counts.words.to_numpy())
    found = [find_greatest(table, groups, statistic, direction) for groups in sides]
    greatest, times = (np.array(part) for part in zip(*found, strict=True))
    same = greatest >= greatest.max(axis=0) - allow(greatest.max(axis=0))
    return (times * same).sum(axis=0) / sum(len(groups) for groups in sides)


def name_decisive(without, p, error, names):
    """Return the greatest p without a document, and its name where neither p nor another's is as great within error."""
    ranked = np.sort(without, axis=0)
    margin = ranked[-1] - np.maximum(ranked[-2], p)
    texts = names.to_numpy(dtype=object)[without.argmax(axis=0)]
    return {"p_without": ranked[-1], "decisive_text": np.where(margin > 2 * error + 1e-12, texts, None)}


def blank_doubtful(table, counts):
    """Blank what is said of terms whose every occurrence is doubtful, beside the rates."""
    if counts.least is not None:
        blank = ((counts.least.sum() == 0) & (counts.most.sum() > 0)).to_numpy()
        numbers = [name for name in table if name == "floor" or name.startswith("p")]
        table.loc[blank, numbers] = np.nan
        table.loc[blank, "decisive_text"] = None
    return table


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
    return pd.Series(rank_documents(counts.rates.to_numpy(), read_members(counts, members, 1)), index=counts.terms)


def rank_documents(rates, inside):
    """Return two-sided p of the ranks of documents (rows) for each column of rates."""
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
        over the greatest absolute z of all rows (max-T); both ``(1 + shuffles at least as great) / (1 + n_shuffles)``;
        and `limit`, one number for all rows: in 95% of the shuffles all z lie between ``-limit`` and ``limit``. A row
        whose z lies beyond this simultaneous band has a p_family of at most .05, and it may have been picked from the
        top of the list. Missing with fewer than 19 shuffles.

    References
    ----------
    Westfall, P. H. & Young, S. S. (1993). *Resampling-Based Multiple Testing*, section 2.3 (single-step max-T). Wiley.
    The book was not seen; a public implementation cites algorithm 4.1, step 3, p. 117, for the same by permutation.
    """
    check_counts(counts, 4)
    check_number(n_shuffles, "n_shuffles")
    codes, labels = number_labels(counts, periods, "the periods")
    n, sizes = len(codes), np.bincount(codes, minlength=len(labels))
    compared = np.flatnonzero((sizes > 1) & (sizes < n - 1))
    if not len(compared):
        raise InputError("no period leaves two documents on either side; choose other periods")
    groups, sizes = codes == compared[:, None], sizes[compared][:, None]
    above, lowest = _rank_rates(counts)  # ranks less their mean are `above` + `lowest`
    variance = ((above**2).sum(axis=0) + 2 * lowest * above.sum(axis=0) + n * lowest**2) / n
    spread = np.sqrt(sizes * (n - sizes) / (n - 1) * variance)
    spread[spread == 0] = np.inf  # a term whose rates are all equal departs from nothing
    by_term = above.T.tocsr()

    def score(order):
        return ((by_term @ groups[:, order].T.astype(float)).T + sizes * lowest) / spread

    generator = np.random.default_rng(check_number(seed, "seed", 0))
    with threadpool_limits(1):
        z = score(np.arange(n))
        alone, family, greatest = np.ones(z.shape), np.ones(z.shape), []
        for _ in range(n_shuffles):
            chance = np.abs(score(generator.permutation(n)))
            alone += chance >= np.abs(z) - 1e-9
            greatest.append(chance.max())
            family += greatest[-1] >= np.abs(z) - 1e-9
    index = pd.MultiIndex.from_product([list(labels[compared]), counts.terms], names=["period", "term"])
    values = {"z": z.ravel(), "p": alone.ravel() / (1 + n_shuffles), "p_family": family.ravel() / (1 + n_shuffles)}
    beyond = int(0.05 * (1 + n_shuffles) + 1e-9)  # with as many shuffles less one as great, p_family is .05
    values["limit"] = np.sort(greatest)[-beyond] if beyond else np.nan
    return pd.DataFrame(values, index=index)


def _rank_rates(counts):
    """Return the ranks of the rates of each term less that of a rate of 0, sparse, and that one less the mean rank."""
    rates = sparse.csr_array(counts.matrix).tocoo()
    rates = sparse.csc_array((rates.data / counts.words.to_numpy()[rates.row], (rates.row, rates.col)), rates.shape)
    rates.eliminate_zeros()
    positive = np.diff(rates.indptr)
    terms, place = np.repeat(np.arange(len(positive)), positive), np.arange(rates.nnz)
    order = np.lexsort((rates.data, terms))
    new = np.diff(rates.data[order], prepend=-1) != 0
    new |= np.diff(terms, prepend=-1) != 0  # in the order of terms already
    tie = np.cumsum(new) - 1
    mean_place = np.bincount(tie, place) / np.bincount(tie)
    zeros = rates.shape[0] - positive
    above = rates.copy()
    above.data[order] = mean_place[tie] - rates.indptr[terms] + 1 + (zeros / 2 - 0.5)[terms]
    return above, -positive / 2


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
