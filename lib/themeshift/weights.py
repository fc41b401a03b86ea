"""Weigh terms: tf-idf, log-likelihood, log-odds, and how evenly a term is spread over documents."""

import numpy as np
import pandas as pd
from scipy import special

from themeshift.trends import shuffle_periods


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
    return _log_likelihood(target, reference, target_words, reference_words)


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
    ValueError
        If a pseudo-count is not positive.

    References
    ----------
    Monroe, B. L., Colaresi, M. P. & Quinn, K. M. (2008). Fightin' words. *Political Analysis* 16(4), 372-403,
    equations 15, 20 and 22 (pp. 388-390).
    """
    if (prior <= 0).any():
        raise ValueError(f"the prior of {prior.index[prior <= 0][0]!r} is not positive; give every term a pseudo-count")
    return _log_odds(target, reference, target.sum(), reference.sum(), prior, prior.sum())


def _log_odds(y1, y2, n1, n2, prior, prior_total):
    odds = [np.log((y + prior) / (n + prior_total - y - prior)) for y, n in ((y1, n1), (y2, n2))]
    return (odds[0] - odds[1]) / np.sqrt(1 / (y1 + prior) + 1 / (y2 + prior))


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


def compare_periods(counts, words, periods, least=10, n_replicates=200, n_shuffles=1000, top=20, seed=0):
    """Weigh the terms of each period against all other periods, with what a reviewer will ask of each.

    Parameters
    ----------
    counts : pandas.DataFrame, shape (n_documents, n_terms)
    words : pandas.Series
        All words of each document, those of other terms too.
    periods : pandas.Series
        The period of each document, as from `themeshift.counts.assign_periods`.
    least : int
        Terms with fewer occurrences in all are not compared.
    n_replicates : int
        Bootstrap resamples of the documents of each period, for the stability of a term's rank.
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
        term, `largest_share` of one document in its occurrences, `dp_norm` over all documents, `p` and `p_family`
        of the rank test by permutation (`themeshift.trends.shuffle_periods`; the family is all rows), and for each of
        the three weights its stability: ``tfidf_stability`` and so on, the part of resamples in which the term is among
        the `top` first of its period. p and stability are missing for a period of one document: one text says nothing
        of others.

    Raises
    ------
    ValueError
        If fewer than two periods have texts, a document has no period, or no term is frequent enough.
    """
    key = periods.reindex(counts.index)
    if key.isna().any():
        raise ValueError(f"the document {key.index[key.isna()][0]!r} has no period; give it one")
    names = [name for name in pd.Index(key).unique().sort_values() if (key == name).any()]
    if len(names) < 2:
        raise ValueError("a comparison needs texts in at least two periods; choose other periods")
    frequent = counts.loc[:, counts.sum(axis=0) >= least]
    if frequent.columns.empty:
        raise ValueError(f"no term occurs {least} times; lower `least`")
    words = words.reindex(counts.index)
    weights, stability = _weigh_and_resample(frequent, words, key, names, n_replicates, top, seed)
    dispersion = measure_dispersion(frequent, words)["dp_norm"]
    tests = shuffle_periods(frequent.div(words, axis=0), key, n_shuffles, seed)
    tables = []
    for i, name in enumerate(names):
        inside = key == name
        here, there = frequent[inside].sum(axis=0), frequent[~inside].sum(axis=0)
        table = pd.DataFrame(
            {
                "period": pd.Categorical([name] * len(here), names, ordered=True),
                "term": frequent.columns,
                "count": here.to_numpy(),
            }
        )
        table["rate"] = 1000 * here.to_numpy() / words[inside].sum()
        table["rate_elsewhere"] = 1000 * there.to_numpy() / words[~inside].sum()
        for weight, values in weights.items():
            table[weight] = values[i]
        table["documents"] = (frequent[inside] > 0).sum(axis=0).to_numpy()
        table["largest_share"] = (frequent[inside].max(axis=0) / here.where(here > 0)).to_numpy()
        table["dp_norm"] = dispersion.to_numpy()
        rows = pd.MultiIndex.from_product([[name], frequent.columns])
        table[["p", "p_family"]] = tests.reindex(rows)[["p", "p_family"]].to_numpy()
        for weight, values in stability.items():
            table[f"{weight}_stability"] = values[i] if inside.sum() > 1 else np.nan
        tables.append(table)
    return pd.concat(tables, ignore_index=True)


def _weigh_and_resample(counts, words, key, names, n_replicates, top, seed):
    """Weigh every period by the three weights, and count how often a term stays among the first."""
    matrix, lengths = counts.to_numpy(dtype=float), words.to_numpy(dtype=float)
    rows = [np.flatnonzero(key == name) for name in names]
    generator, prior = np.random.default_rng(seed), matrix.sum(axis=0)

    def weigh(drawn):
        sums = np.array([drawn[own] @ matrix[own] for own in rows])
        return _weigh_periods(sums, np.array([drawn[own] @ lengths[own] for own in rows]), prior, lengths.sum())

    weights = weigh(np.ones(len(matrix)))
    hits = {weight: np.zeros(values.shape) for weight, values in weights.items()}
    for _ in range(n_replicates):
        drawn = np.zeros(len(matrix))
        for own in rows:
            drawn[own] = generator.multinomial(len(own), np.full(len(own), 1 / len(own)))
        for weight, values in weigh(drawn).items():
            np.put_along_axis(hits[weight], first := np.argsort(-values, axis=1)[:, :top],
                              np.take_along_axis(hits[weight], first, axis=1) + 1, axis=1)  # fmt: skip
    return weights, {weight: values / n_replicates for weight, values in hits.items()}


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
