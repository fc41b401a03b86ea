"""Weigh terms: tf-idf, log-likelihood, log-odds, how evenly a term is spread, and which terms a period prefers.

Weights order a list; none of them is a test. Tests, with the document as their unit, are in `comparisons`.
"""

import numbers

import numpy as np
import pandas as pd
from scipy import sparse, special
from threadpoolctl import threadpool_limits

from themeshift.alignment import number_labels, read_numbers
from themeshift.comparisons import compare_periods
from themeshift.counts import check_counts
from themeshift.resampling import check_number, draw_documents
from themeshift.tables import InputError

MOST_CELLS = 250_000_000  # of a table of weights: 2 GB
WEIGHTS = ("tfidf", "log_likelihood", "log_odds")
DISTINCTIVE_COLUMNS = ["period", "term", "count", "rate", "rate_elsewhere", *WEIGHTS, "documents", "largest_share",
                       "dp_norm", "p", "p_family", *(f"{weight}_stability" for weight in WEIGHTS)]  # fmt: skip


def _refuse_absent(counts):
    """Raise `InputError` if a term occurs in no document."""
    absent = counts.terms[(counts.sums == 0).to_numpy()]
    if len(absent):
        raise InputError(f"the term {absent[0]!r} occurs in no document; leave it out")


def weigh_by_tfidf(counts, sparse_output=False):
    """Weigh term counts by tf-idf, without smoothing.

    The weight of a term in a document is its share of the document's tokens times
    ``ln(n_documents / n_documents_with_the_term)``. A term that occurs in every document weighs exactly 0.

    Parameters
    ----------
    counts : Counts
        Shares are of `counts.words`, the tokens of all terms, counted here or not.
    sparse_output : bool
        Whether to return a sparse matrix, which has only the weights above 0: for many texts and all their words.

    Returns
    -------
    pandas.DataFrame or scipy.sparse.csr_array, shape (n_documents, n_terms)
        Rows and columns as in `counts`. Unit: nats per token, >= 0.

    Raises
    ------
    InputError
        If a document has no tokens or a term occurs in no document, the message names them; or if the table would have
        more than 250 million cells (2 GB).

    Notes
    -----
    scikit-learn's ``TfidfVectorizer`` gives other numbers: by default it smooths the document counts, adds 1 to the
    logarithm and scales every row to unit length.

    References
    ----------
    Manning, C. D., Raghavan, P. & Schütze, H. (2008). *Introduction to Information Retrieval*, section 6.2.
    Cambridge University Press.

    Examples
    --------
    >>> from themeshift.counts import Counts
    >>> counts = Counts(pd.DataFrame({"we": [2, 4], "bread": [0, 3]}, index=["a", "b"]))
    >>> round(float(weigh_by_tfidf(counts).loc["b", "bread"]), 3)  # 3 of 7 tokens, in 1 of 2 documents
    0.297
    """
    check_counts(counts)
    _refuse_absent(counts)
    weights = sparse.csr_array(counts.matrix, dtype=float, copy=True)
    weights.eliminate_zeros()
    rarity = np.log(len(counts) / np.bincount(weights.indices, minlength=len(counts.terms)))
    weights.data /= np.repeat(counts.words.to_numpy(), np.diff(weights.indptr))
    weights.data *= rarity[weights.indices]
    if sparse_output:
        weights.eliminate_zeros()
        return weights
    if weights.shape[0] * weights.shape[1] > MOST_CELLS:
        raise InputError(f"a table of {len(counts):,} documents by {len(counts.terms):,} terms does not fit into "
                         "memory; write sparse_output=True, or group the counts into periods")  # fmt: skip
    return pd.DataFrame(weights.toarray(), counts.index, counts.terms)


def _list_cells(counts):
    """Return the cells in which a term occurs: its counts with their rows and columns."""
    cells = sparse.coo_array(counts.matrix)
    cells.eliminate_zeros()
    return cells


def weigh_by_log_likelihood(target, reference, target_words, reference_words):
    """Weigh how far counts in a target depart from those in a reference: the log-likelihood G2, signed.

    With counts a and b in c and d words, and E1 = c (a + b) / (c + d), E2 = d (a + b) / (c + d):
    ``G2 = 2 (a ln(a / E1) + b ln(b / E2))``; negative here where the target has less than its part.

    Parameters
    ----------
    target, reference : pandas.Series
        Counts by term; the same terms.
    target_words, reference_words : int
        All words, > 0.

    Returns
    -------
    pandas.Series
        G2 by term. It orders a list; as a test of significance it treats words as independent, which they are not.

    Raises
    ------
    InputError
        If a side has no words, a count is missing, negative or greater than the words, or the terms are not the same.

    References
    ----------
    Rayson, P. & Garside, R. (2000). Comparing corpora using frequency profiling. *Proceedings of the Workshop on
    Comparing Corpora*, ACL, 1-6, formula on p. 3.

    Examples
    --------
    >>> g2 = weigh_by_log_likelihood(pd.Series({"peace": 10}), pd.Series({"peace": 5}), 1000, 2000)
    >>> round(float(g2["peace"]), 2)  # 5 and 10 expected: 2 (10 ln 2 + 5 ln 0.5)
    6.93
    """
    target, reference = _read_sides(target=target, reference=reference)
    for side, words in ((target, target_words), (reference, reference_words)):
        if not isinstance(words, numbers.Real) or not words > 0:
            raise InputError(f"a side has {words!r} words; choose documents with words for both")
        if (side > words).any():
            raise InputError(f"{side.index[side > words][0]!r} occurs more often than there are words; give all words")
    return _log_likelihood(target, reference, target_words, reference_words)


def _read_sides(**sides):
    """Return counts of the same terms in the same order, or raise `InputError` naming side and term."""
    terms = None
    for name, side in sides.items():
        if not isinstance(side, pd.Series) or side.empty or not side.index.is_unique:
            raise InputError(f"the {name} is no Series of counts by term, each once; give one")
        terms = side.index if terms is None else terms
        other = terms.symmetric_difference(side.index, sort=False)
        if len(other):
            raise InputError(f"the {name} has other terms: {other[0]!r} is missing on one side; count it as 0 there")
    return [pd.Series(read_numbers(side.to_frame(name), "count").ravel(), side.index).reindex(terms)
            for name, side in sides.items()]  # fmt: skip


def _log_likelihood(a, b, c, d):
    together = (a + b) / (c + d)
    sign = np.where(a >= c * together, 1.0, -1.0)
    return 2 * sign * (_times_log(a, c * together) + _times_log(b, d * together))


def _times_log(count, expected):
    """Give ``count ln(count / expected)``, which is 0 where the count is 0."""
    return special.xlogy(count, count) - special.xlogy(count, expected)


def weigh_by_log_odds(target, reference, prior):
    """Weigh the difference of two texts' word choice: the z-score of the log-odds ratio with informative prior.

    With counts y1, y2 of a term, its prior pseudo-count a, totals n1, n2 and a0:
    ``delta = ln((y1 + a) / (n1 + a0 - y1 - a)) - ln((y2 + a) / (n2 + a0 - y2 - a))``,
    ``variance = 1 / (y1 + a) + 1 / (y2 + a)``, ``z = delta / sqrt(variance)``.

    Parameters
    ----------
    target, reference : pandas.Series
        Counts by term, all terms of the texts.
    prior : pandas.Series
        Pseudo-counts by term, > 0; for instance the counts of the whole corpus.

    Returns
    -------
    pandas.Series
        z by term; positive where the target prefers it. It orders a list, no more.

    Raises
    ------
    InputError
        If a pseudo-count is not positive, a count is missing or negative, the terms are not the same, or there is one
        only.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. & Quinn, K. M. (2008). Fightin' words. *Political Analysis* 16(4), 372-403,
    equations 15, 20 and 22 (pp. 388-390).
    """
    target, reference, prior = _read_sides(target=target, reference=reference, prior=prior)
    if not (prior > 0).all():
        raise InputError(f"the prior of {prior.index[prior == 0][0]!r} is 0; give every term a pseudo-count above 0")
    if len(prior) < 2:
        raise InputError(f"{prior.index[0]!r} is the only term; give the counts of all terms of the texts")
    return _log_odds(target, reference, target.sum(), reference.sum(), prior, prior.sum())


def _log_odds(y1, y2, n1, n2, prior, prior_total):
    odds = [np.log((y + prior) / (n + prior_total - y - prior)) for y, n in ((y1, n1), (y2, n2))]
    return (odds[0] - odds[1]) / np.sqrt(1 / (y1 + prior) + 1 / (y2 + prior))


def measure_dispersion(counts):
    """Measure how unevenly each term is spread over documents: Gries' DP, normalized.

    ``DP = 1/2 sum |v_i - s_i|`` over documents, where v_i is the document's part of the term's occurrences and s_i its
    part of all words; ``DPnorm = DP / (1 - min s_i)``.

    Parameters
    ----------
    counts : Counts

    Returns
    -------
    pandas.DataFrame
        `dp` and `dp_norm` by term: 0 is as even as the documents are long, near 1 is all in one short document.

    Raises
    ------
    InputError
        If there are fewer than two documents, or a term does not occur.

    References
    ----------
    Gries, S. Th. (2008). Dispersions and adjusted frequencies in corpora. *International Journal of Corpus
    Linguistics* 13(4), 403-437, pp. 415-417. Lijffijt, J. & Gries, S. Th. (2012). Correction. *IJCL* 17(1), 147-149.
    """
    check_counts(counts, 2)
    _refuse_absent(counts)
    expected = counts.words.to_numpy() / counts.words.sum()
    cells = _list_cells(counts)
    here = expected[cells.row]
    apart = np.abs(cells.data / counts.sums.to_numpy()[cells.col] - here) - here
    # Documents without the term add s_i each, that is 1 less the s_i of those that have it: no need to look at them.
    dp = np.maximum(1 + np.bincount(cells.col, apart, minlength=len(counts.terms)), 0) / 2
    return pd.DataFrame({"dp": dp, "dp_norm": dp / (1 - expected.min())}, index=counts.terms)


def find_distinctive_terms(counts, periods, min_count=10, n_replicates=200, n_shuffles=1000, top=20, seed=0):
    """Weigh the terms of each period against all other periods, with what a reviewer will ask of each.

    Parameters
    ----------
    counts : Counts
    periods : pandas.Series
        The period of each document, as from `assign_periods`.
    min_count : int
        Terms with fewer occurrences in all are not compared.
    n_replicates : int
        Bootstrap resamples of the documents of each period, for the stability of a term's rank; 0 for none.
    n_shuffles : int
        Permutations of the documents' periods, for p.
    top : int
        How many first terms of a list its stability is about.
    seed : int

    Returns
    -------
    pandas.DataFrame
        A row a period and term: `period`, `term`, `count`, `rate` and `rate_elsewhere` (per 1,000 words), `tfidf` (of
        the period as one document among periods), `log_likelihood`, `log_odds`, `documents` of the period that have the
        term, `largest_share` of one document in its occurrences, `dp_norm` over all documents, `p` and `p_family` of
        `compare_periods` (the family is all rows), and for each of the three weights its stability:
        ``tfidf_stability`` and so on, the part of resamples in which the term is among the `top` first of its period.
        p and stability are missing for a period of one document, and p for one of all documents but one: one text tells
        us nothing about others.

    Raises
    ------
    InputError
        If a document has no period, no period leaves two documents on either side, no term is frequent enough, or an
        argument is out of range.
    """
    check_counts(counts, 2)
    chosen = choose_frequent(counts, min_count)
    codes, labels = number_labels(counts, periods, "the periods")
    present = np.unique(codes)
    if len(present) < 2:
        raise InputError("a comparison needs texts in at least two periods; choose other periods")
    names = labels[present]
    with threadpool_limits(1):
        members = [np.flatnonzero(codes == code) for code in present]
        weights, stability = _weigh_and_resample(chosen, members, n_replicates, top, seed)
    tests = compare_periods(chosen, periods, n_shuffles, seed)
    rows = pd.MultiIndex.from_product([names, chosen.terms], names=["period", "term"])
    table = pd.concat([_describe_period(chosen, here) for here in members]).set_axis(rows)
    table["dp_norm"] = np.tile(measure_dispersion(chosen)["dp_norm"], len(names))
    table[["p", "p_family"]] = tests[["p", "p_family"]].reindex(rows)
    alone = np.array([len(here) == 1 for here in members])
    for weight in WEIGHTS:
        table[weight] = weights[weight].ravel()
        stability[weight][alone] = np.nan
        table[f"{weight}_stability"] = stability[weight].ravel()
    table = table.reset_index()
    table["period"] = pd.Categorical(table["period"], names, ordered=True)
    return table[DISTINCTIVE_COLUMNS]


def choose_frequent(counts, min_count):
    """Keep the terms that are frequent enough, and not the only one there is."""
    frequent = counts.terms[(counts.sums >= check_number(min_count, "min_count")).to_numpy()]
    if frequent.empty:
        raise InputError(f"no term occurs {min_count} times; lower min_count")
    if (counts.sums[frequent] >= counts.words.sum()).any():
        raise InputError("the words are those of one term; count all words of the texts")
    return counts[frequent]


def _describe_period(counts, members):
    """Return how often and in how many documents each term occurs in a period, and its rates there and elsewhere."""
    here = counts.select(counts.index[members])
    total, words = here.sums, here.words.sum()
    largest, cells = np.zeros(len(total)), _list_cells(here)
    np.maximum.at(largest, cells.col, cells.data)
    return pd.DataFrame({
        "count": total, "rate": 1000 * total / words,
        "rate_elsewhere": 1000 * (counts.sums - total) / (counts.words.sum() - words),
        "documents": np.bincount(cells.col, minlength=len(total)), "largest_share": largest / total.where(total > 0),
    })  # fmt: skip


def _weigh_and_resample(counts, members, n_replicates, top, seed):
    """Weigh every period by the three weights, and count how often a term stays among the first."""
    check_number(n_replicates, "n_replicates", 0)
    check_number(top, "top")
    matrix, lengths = sparse.csr_array(counts.matrix).astype(float), counts.words.to_numpy(dtype=float)
    generator, prior = np.random.default_rng(check_number(seed, "seed", 0)), matrix.sum(axis=0)
    parts = [matrix[here] for here in members]

    def weigh(drawn):
        sums = np.array([times @ part for times, part in zip(drawn, parts, strict=True)])
        words = np.array([times @ lengths[here] for times, here in zip(drawn, members, strict=True)])
        return _weigh_periods(sums, words, prior, lengths.sum())

    weights, rows = weigh([np.ones(len(here)) for here in members]), np.arange(len(members))[:, None]
    hits = {weight: np.zeros(values.shape) for weight, values in weights.items()}
    for _ in range(n_replicates):
        drawn = [draw_documents(len(here), None, generator) for here in members]
        for weight, values in weigh(drawn).items():
            hits[weight][rows, np.argsort(-values, axis=1)[:, :top]] += 1
    replicates = n_replicates or np.nan
    return weights, {weight: values / replicates for weight, values in hits.items()}


def _weigh_periods(sums, lengths, prior, prior_total):
    """Give the three weights of each term (column) in each period (row) against all other periods."""
    rest, rest_lengths = sums.sum(axis=0) - sums, (lengths.sum() - lengths)[:, None]
    lengths = lengths[:, None]
    rarity = np.log(len(sums) / np.maximum((sums > 0).sum(axis=0), 1))
    return {
        "tfidf": sums / lengths * rarity,
        "log_likelihood": _log_likelihood(sums, rest, lengths, rest_lengths),
        "log_odds": _log_odds(sums, rest, lengths, rest_lengths, prior, prior_total),
    }
