"""Find the terms that set each period apart, and rank its words; with what a reviewer will ask of each."""

import numpy as np
import pandas as pd
from scipy import sparse
from threadpoolctl import threadpool_limits

from themeshift.alignment import number_labels
from themeshift.checks import InputError
from themeshift.comparisons import compare_periods
from themeshift.counts import check_counts
from themeshift.keyness import (
    WEIGHTS,
    list_cells,
    measure_dispersion,
    measure_log_likelihood,
    measure_log_odds,
    weigh_by_tfidf,
)
from themeshift.resampling import check_number, draw_documents

DISTINCTIVE_COLUMNS = ["period", "term", "count", "rate", "rate_elsewhere", *WEIGHTS, "documents", "largest_share",
                       "dp_norm", "p", "p_family", *(f"{weight}_stability" for weight in WEIGHTS)]  # fmt: skip


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
    largest, cells = np.zeros(len(total)), list_cells(here)
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
        "log_likelihood": measure_log_likelihood(sums, rest, lengths, rest_lengths),
        "log_odds": measure_log_odds(sums, rest, lengths, rest_lengths, prior, prior_total),
    }


def rank_period_words(counts, periods, stopwords=frozenset(), top=8, min_texts=2):
    """Rank the words of each period by tf-idf, all texts of a period taken as one.

    A word that occurs in every period weighs nothing, however often it occurs.

    Parameters
    ----------
    counts : Counts
        Of all words, as from `count_vocabulary`.
    periods : pandas.Series
        The period of each document, as from `assign_periods`.
    stopwords : set of str
        Words that are not ranked.
    top : int
    min_texts : int
        A word has this many texts in a period (or all, if there are fewer), or it is not ranked there.

    Returns
    -------
    pandas.DataFrame
        A row a period and word: `period`, `term`, `tfidf` (see `weigh_by_tfidf`), `documents` of the period that have
        it, `of` how many, and `largest_share` of one of them in its occurrences. As `draw_ranked_terms` takes it.

    Raises
    ------
    InputError
        If a document has no period, or there are fewer than two periods with texts.
    """
    check_counts(counts)
    codes, names = number_labels(counts, periods, "the periods")
    if len(set(codes)) < 2:
        raise InputError("the words of a period are ranked against those of others; give texts of at least two periods")
    weights = weigh_by_tfidf(counts.group(pd.Series(codes, counts.index)), sparse_output=True)
    matrix, ranked = sparse.csr_array(counts.matrix), ~counts.terms.isin(stopwords)
    tables = []
    for row, code in enumerate(sorted(set(codes))):
        here = matrix[codes == code]
        terms = np.flatnonzero(ranked & (weights[[row]].toarray().ravel() > 0))
        cells = here[:, terms]
        table = pd.DataFrame({"period": str(names[code]), "tfidf": weights[[row]][:, terms].toarray().ravel(),
                              "documents": (cells > 0).sum(axis=0), "of": here.shape[0],
                              "largest_share": cells.max(axis=0).toarray().ravel() / cells.sum(axis=0)},
                             index=counts.terms[terms])  # fmt: skip
        table = table[table["documents"] >= min(min_texts, here.shape[0])]
        tables.append(table.nlargest(top, "tfidf").rename_axis("term").reset_index())
    return pd.concat(tables, ignore_index=True)
