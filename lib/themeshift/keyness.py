"""Weigh terms: tf-idf, log-likelihood, log-odds, and how evenly a term is spread.

Weights order a list; none of them is a test. Tests, with the document as their unit, are in `comparisons`.
"""

import numbers

import numpy as np
import pandas as pd
from scipy import sparse, special

from themeshift.alignment import read_numbers
from themeshift.checks import InputError
from themeshift.counts import check_counts

MOST_CELLS = 250_000_000  # of a table of weights: 2 GB
WEIGHTS = ("tfidf", "log_likelihood", "log_odds")


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


def list_cells(counts):
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
    return measure_log_likelihood(target, reference, target_words, reference_words)


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


def measure_log_likelihood(a, b, c, d):
    """Return G2 as `weigh_by_log_likelihood`, of numbers or arrays that were checked."""
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
    return measure_log_odds(target, reference, target.sum(), reference.sum(), prior, prior.sum())


def measure_log_odds(y1, y2, n1, n2, prior, prior_total):
    """Return z as `weigh_by_log_odds`, of arrays that were checked."""
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
    cells = list_cells(counts)
    here = expected[cells.row]
    apart = np.abs(cells.data / counts.sums.to_numpy()[cells.col] - here) - here
    # Documents without the term add s_i each, that is 1 less the s_i of those that have it: no need to look at them.
    dp = np.maximum(1 + np.bincount(cells.col, apart, minlength=len(counts.terms)), 0) / 2
    return pd.DataFrame({"dp": dp, "dp_norm": dp / (1 - expected.min())}, index=counts.terms)
