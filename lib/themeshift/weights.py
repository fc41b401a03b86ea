"""Weigh terms: tf-idf, log-likelihood, log-odds, and how evenly a term is spread over documents."""

import numpy as np
import pandas as pd

from themeshift.trends import adjust_holm, test_ranks


def _check(counts):
    if counts.empty or not len(counts.columns):
        raise ValueError("there are no counts to weigh; choose documents and terms")
    empty = counts.index[counts.sum(axis=1) == 0]
    if len(empty):
        raise ValueError(f"the document {empty[0]!r} has no tokens of these terms; leave it out")
    absent = counts.columns[counts.sum(axis=0) == 0]
    if len(absent):
        raise ValueError(f"the term {absent[0]!r} occurs in no document; leave it out")


def weigh_by_tfidf(counts):
    """Weigh term counts by tf-idf, without smoothing.

    The weight of a term in a document is its share of the document's tokens times
    ``ln(n_documents / n_documents_with_the_term)``. A term that occurs in every document weighs exactly 0.

    Parameters
    ----------
    counts : pandas.DataFrame, shape (n_documents, n_terms)
        Tokens of each term (column) in each document (row): integers >= 0.

    Returns
    -------
    pandas.DataFrame, shape (n_documents, n_terms)
        Rows and columns as in `counts`. Unit: nats per token, >= 0.

    Raises
    ------
    ValueError
        If a document has no tokens or a term occurs in no document; the message names them.

    Notes
    -----
    scikit-learn's ``TfidfVectorizer`` gives other numbers: by default it smooths the document counts, adds 1 to the
    logarithm and scales every row to unit length.

    References
    ----------
    Manning, C. D., Raghavan, P. & Schütze, H. (2008). *Introduction to Information Retrieval*, section 6.2.
    Cambridge University Press.
    """
    _check(counts)
    share = counts.div(counts.sum(axis=1), axis=0)
    rarity = np.log(len(counts) / (counts > 0).sum(axis=0))
    return share * rarity


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
    ValueError
        If a side has no words.

    References
    ----------
    Rayson, P. & Garside, R. (2000). Comparing corpora using frequency profiling. *Proceedings of the Workshop on
    Comparing Corpora*, ACL, 1-6, formula on p. 3.
    """
    if target_words <= 0 or reference_words <= 0:
        raise ValueError("a side has no words; choose documents for both")
    together = (target + reference) / (target_words + reference_words)
    expected = target_words * together, reference_words * together
    parts = [_times_log(a, b) for a, b in zip((target, reference), expected, strict=True)]
    sign = np.where(target >= expected[0], 1.0, -1.0)
    return 2 * (parts[0] + parts[1]) * sign


def _times_log(count, expected):
    """Give ``count ln(count / expected)``, which is 0 where the count is 0."""
    ratio = (count / expected).where(count > 0, 1.0)
    return count * np.log(ratio)


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
    ValueError
        If a pseudo-count is not positive.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. & Quinn, K. M. (2008). Fightin' words. *Political Analysis* 16(4), 372-403,
    equations 15, 20 and 22 (pp. 388-390).
    """
    if (prior <= 0).any():
        raise ValueError(f"the prior of {prior.index[prior <= 0][0]!r} is not positive; give every term a pseudo-count")
    odds = []
    for counts in (target, reference):
        total = counts.sum() + prior.sum()
        odds.append(np.log((counts + prior) / (total - counts - prior)))
    variance = 1 / (target + prior) + 1 / (reference + prior)
    return (odds[0] - odds[1]) / np.sqrt(variance)


def measure_dispersion(counts, words):
    """Measure how unevenly each term is spread over documents: Gries' DP, normalised.

    ``DP = 1/2 sum |v_i - s_i|`` over documents, where v_i is the document's part of the term's occurrences and s_i its
    part of all words; ``DPnorm = DP / (1 - min s_i)``.

    Parameters
    ----------
    counts : pandas.DataFrame, shape (n_documents, n_terms)
    words : pandas.Series
        All words of each document.

    Returns
    -------
    pandas.DataFrame
        `dp` and `dp_norm` by term: 0 is as even as the documents are long, near 1 is all in one short document.

    Raises
    ------
    ValueError
        If there are fewer than two documents, or a term does not occur.

    References
    ----------
    Gries, S. Th. (2008). Dispersions and adjusted frequencies in corpora. *International Journal of Corpus
    Linguistics* 13(4), 403-437, pp. 415-417. Lijffijt, J. & Gries, S. Th. (2012). Correction. *IJCL* 17(1), 147-149.
    """
    if len(counts) < 2:
        raise ValueError("dispersion needs at least two documents")
    absent = counts.columns[counts.sum(axis=0) == 0]
    if len(absent):
        raise ValueError(f"the term {absent[0]!r} occurs in no document; leave it out")
    expected = words.reindex(counts.index) / words.reindex(counts.index).sum()
    dp = counts.div(counts.sum(axis=0), axis=1).sub(expected, axis=0).abs().sum(axis=0) / 2
    return pd.DataFrame({"dp": dp, "dp_norm": dp / (1 - expected.min())})


def compare_groups(counts, words, members, least=10, n_bootstrap=200, seed=0):
    """Find the terms that set a group of documents apart from all others, with what a reviewer will ask.

    Parameters
    ----------
    counts : pandas.DataFrame, shape (n_documents, n_terms)
        All terms.
    words : pandas.Series
        All words of each document.
    members : pandas.Series of bool
        Which documents are in the group, by document.
    least : int
        Terms with fewer occurrences in all are not compared.
    n_bootstrap : int
        Resamples of documents, within the group and outside it, for the stability of the rank.
    seed : int

    Returns
    -------
    pandas.DataFrame
        By term, sorted by `log_odds`: `count` and `rate` (per 1,000 words) in the group, `rate_elsewhere`,
        `log_likelihood`, `log_odds`, `documents` of the group with the term, `largest_share` (the part of the group's
        occurrences that one document has), `dp_norm` over all documents, `p` (rank test on per-document rates) and
        `p_holm` over all terms compared, `stability` (part of resamples in which the term is among the 20 first by
        log-odds).

    Raises
    ------
    ValueError
        If the group or the rest has fewer than two documents, or no term is frequent enough.
    """
    members = members.reindex(counts.index)
    if members.sum() < 2 or (~members).sum() < 2:
        raise ValueError(
            "a comparison needs at least two documents in the group and two outside; choose another period"
        )
    prior = counts.sum(axis=0)
    terms = prior.index[prior >= least]
    if not len(terms):
        raise ValueError(f"no term occurs {least} times; lower `least`")
    here, there = counts[members].sum(axis=0), counts[~members].sum(axis=0)
    n_here, n_there = words[members].sum(), words[~members].sum()
    chosen = counts[terms]
    rates = chosen.div(words, axis=0) * 1000
    table = pd.DataFrame(index=terms)
    table["count"] = here[terms]
    table["rate"] = 1000 * here[terms] / n_here
    table["rate_elsewhere"] = 1000 * there[terms] / n_there
    table["log_likelihood"] = weigh_by_log_likelihood(here[terms], there[terms], n_here, n_there)
    table["log_odds"] = weigh_by_log_odds(here, there, prior)[terms]
    table["documents"] = (chosen[members] > 0).sum(axis=0)
    table["largest_share"] = chosen[members].max(axis=0) / here[terms].where(here[terms] > 0)
    table["dp_norm"] = measure_dispersion(chosen, words)["dp_norm"]
    table["p"] = test_ranks(rates, members)
    table["p_holm"] = adjust_holm(table["p"])
    table["stability"] = _measure_stability(counts, terms, members, n_bootstrap, seed)
    return table.sort_values("log_odds", ascending=False)


def _measure_stability(counts, terms, members, n_bootstrap, seed, top=20):
    """Give the part of resamples of documents in which each term is among the first by log-odds."""
    generator = np.random.default_rng(seed)
    matrix, inside = counts.to_numpy(dtype=float), members.to_numpy()
    prior, kept = matrix.sum(axis=0), counts.columns.get_indexer(terms)
    hits = np.zeros(len(kept))
    for _ in range(n_bootstrap):
        sums = []
        for side in (inside, ~inside):
            rows = np.flatnonzero(side)
            weights = generator.multinomial(len(rows), np.full(len(rows), 1 / len(rows)))
            sums.append(weights @ matrix[rows])
        odds = [np.log((y + prior) / (y.sum() + prior.sum() - y - prior)) for y in sums]
        z = ((odds[0] - odds[1]) / np.sqrt(1 / (sums[0] + prior) + 1 / (sums[1] + prior)))[kept]
        hits[np.argsort(-z)[:top]] += 1
    return pd.Series(hits / n_bootstrap, index=terms)
