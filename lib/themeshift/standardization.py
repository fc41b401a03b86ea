"""Hold the mix of texts fixed: rates inside and outside a group of documents, standardized over strata."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from themeshift.alignment import align, check_series, read_members
from themeshift.checks import InputError, check_documents, check_table
from themeshift.counts import check_counts
from themeshift.resampling import bootstrap, bound_counts, check_number, take_band, toss
from themeshift.shuffles import CHUNK, allow, divide_by_error

REST = "the rest"


class Standardized(NamedTuple):
    """Rates with the mix of texts held fixed, and what they rest on.

    Attributes
    ----------
    rates : pandas.DataFrame
        By term, per 1,000 words: `rate` and `rate_elsewhere` as the texts are; `standardized` and
        `standardized_elsewhere`, each with a band of the bootstrap within strata (`low`, `high`, `low_elsewhere`,
        `high_elsewhere`); `p` of their difference, by shuffles within strata, with its Monte Carlo error `p_error`.
        Where every occurrence of a term is doubtful, p is missing.
    strata : pandas.DataFrame
        By stratum: `texts`, `texts_elsewhere`, `words`, `words_elsewhere`, whether it is `supported`, and its `weight`
        in the standard: missing for a stratum with too few texts on a side, which is left out and not filled.
    balance : pandas.DataFrame
        By value of the column: its `share` and `share_elsewhere` in the words, and the standardized difference of the
        two shares `before` and `after` weighting. `after` is 0 where each value is a stratum; where several are one,
        it says what of the mix is left.
    """

    rates: pd.DataFrame
    strata: pd.DataFrame
    balance: pd.DataFrame


def standardize_rates(
    counts, documents, members, strata, groups=None, standard=None, min_texts=2, n_replicates=2000, n_shuffles=5000,
    seed=0,
):  # fmt: skip
    """Standardize the rates inside and outside a group of documents over strata: direct standardization.

    With r_s the pooled rate of a side in stratum s and q_s the share of the stratum in a standard, the standardized
    rate is ``sum q_s r_s``: the rate that the side would have if its texts had the standard's mix. The band draws texts
    with replacement within each stratum and side. The test shuffles the sides within each stratum; its statistic is the
    difference of the standardized rates in units of its standard error, for which each text is left out in turn, so
    that one long text among few does not hide how far its rate may be off. A pure change of the mix changes neither.

    Parameters
    ----------
    counts : Counts
    documents : pandas.DataFrame
    members : pandas.Series of bool, or list
    strata : str or pandas.Series
        A column of `documents`, or a value for each document.
    groups : dict of str to list, or None
        Strata by name, each of some values of the column: ``{"report and speech": ["report", "speech"]}``. All other
        values are one stratum, ``the rest``. By default each value is a stratum.
    standard : pandas.Series or None
        The weight of each stratum, >= 0; by default the words of all texts. Divided by its sum over the strata that
        have support.
    min_texts : int
        That a stratum must have on either side, at least 2 where p is asked.
    n_replicates, n_shuffles : int
        0 shuffles for no p.
    seed : int

    Returns
    -------
    Standardized

    Raises
    ------
    InputError
        If no stratum has support on both sides, a document has no stratum, a group has a value that no document has, or
        the standard lacks a stratum.

    References
    ----------
    Le, C. T. (2003). *Introductory Biostatistics*, p. 17 and table 1.8 (the direct method). Wiley. Austin, P. C.
    (2009). Using the standardized difference to compare the prevalence of a binary variable between two groups.
    *Communications in Statistics, Simulation and Computation* 38(6), 1228-1234. MacKinnon, J. G. & White, H. (1985).
    Some heteroskedasticity-consistent covariance matrix estimators with improved finite sample properties. *Journal of
    Econometrics* 29(3), 305-325, for the standard error (HC3).
    """
    check_counts(counts, 2)
    inside = read_members(counts, members, 1)
    values = _read_values(counts, documents, strata)
    labels = _group_values(values, groups)
    check_number(n_shuffles, "n_shuffles", 0)
    table = _describe_strata(
        counts, inside, labels, standard, check_number(min_texts, "min_texts", 1 + (n_shuffles > 0))
    )
    cells = [(weight, *((labels == name).to_numpy() & side for side in (inside, ~inside)))
             for name, weight in table["weight"].dropna().items()]  # fmt: skip
    rates = _measure_rates(counts, inside, cells, n_replicates, seed)
    rates["p"], rates["p_error"] = _shuffle_within(counts, cells, n_shuffles, seed) if n_shuffles else (np.nan, np.nan)
    if counts.least is not None:
        rates.loc[((counts.least.sum() == 0) & (counts.most.sum() > 0)).to_numpy(), ["p", "p_error"]] = np.nan
    return Standardized(rates, table, _measure_balance(counts, inside, values, cells))


def find_supported(counts, documents, members, strata, groups=None, min_texts=2):
    """List the strata that have enough texts inside and outside a group of documents: see `standardize_rates`."""
    inside = read_members(counts, members, 1)
    labels = _group_values(_read_values(counts, documents, strata), groups)
    sides = [labels[side].value_counts() for side in (inside, ~inside)]
    return [name for name in sorted(set(labels)) if min(side.get(name, 0) for side in sides) >= min_texts]


def _read_values(counts, documents, strata):
    """Return the value of each counted document as text labels."""
    check_documents(documents)
    if isinstance(strata, str):
        strata = check_table(documents, [strata], "documents")[strata]
    return align(counts, check_series(strata, "strata"), "strata")


def _group_values(values, groups):
    """Return the stratum of each document."""
    if groups is None:
        return values
    if not isinstance(groups, dict) or not groups or any(isinstance(members, str) for members in groups.values()):
        raise InputError(f"groups is {groups!r}; write {{'report and speech': ['report', 'speech']}}")
    names = {}
    for name, members in groups.items():
        for value in members:
            if value in names or value not in set(values):
                raise InputError(f"the group {name!r} has the value {value!r}, which is in another group or which no "
                                 f"document has; the documents have {sorted(set(values))[:12]}")  # fmt: skip
            names[value] = name
    return values.map(lambda value: names.get(value, REST))


def _describe_strata(counts, inside, labels, standard, min_texts):
    """Return what each stratum has on either side, and its weight in the standard."""
    sides = [counts.words[side].groupby(labels[side]) for side in (inside, ~inside)]
    names = sorted(set(labels))
    numbers = {"texts": sides[0].size(), "texts_elsewhere": sides[1].size(),
               "words": sides[0].sum(), "words_elsewhere": sides[1].sum()}  # fmt: skip
    table = pd.DataFrame(numbers).reindex(names).fillna(0).astype(int).rename_axis("stratum")
    table["supported"] = table[["texts", "texts_elsewhere"]].min(axis=1) >= min_texts
    weights = table["words"] + table["words_elsewhere"]
    if standard is not None:
        missing = [name for name in names if name not in check_series(standard, "standard").index]
        if missing:
            raise InputError(f"the standard lacks the stratum {missing[0]!r}; give its weight")
        weights = pd.to_numeric(standard, errors="coerce").reindex(names)
        if not (weights >= 0).all() or not np.isfinite(weights).all():
            raise InputError(f"the standard of {weights.index[~(weights >= 0)].tolist() or names} is no number >= 0")
    weights = weights.where(table["supported"])
    if not weights.sum() > 0:
        raise InputError(f"no stratum has {min_texts} texts inside and outside; choose wider groups or another window")
    table["weight"] = weights / weights.sum()
    return table


def _measure_rates(counts, inside, cells, n_replicates, seed):
    """Return the rates of both sides, as they are and standardized, with bands."""
    c, w = counts.table.to_numpy(dtype=float), counts.words.to_numpy(dtype=float)
    least, doubtful = bound_counts(counts)
    columns = {}
    for place, (suffix, side) in enumerate((("", inside), ("_elsewhere", ~inside))):
        columns["rate" + suffix] = 1000 * c[side].sum(axis=0) / w[side].sum()
        parts = [(weight, cell[place]) for weight, *cell in cells]
        columns["standardized" + suffix] = sum(q * 1000 * c[here].sum(axis=0) / w[here].sum() for q, here in parts)
        replicates = 0
        for number, (q, here) in enumerate(parts):
            replicates = replicates + q * _resample_cell(
                w[here], least[here], doubtful[here], n_replicates, [check_number(seed, "seed", 0), place, number]
            )
        columns["low" + suffix], columns["high" + suffix] = take_band(replicates)
    order = ["rate", "rate_elsewhere", "standardized", "low", "high"]
    order += ["standardized_elsewhere", "low_elsewhere", "high_elsewhere"]
    return pd.DataFrame(columns, index=counts.terms.rename("term"))[order]


def _resample_cell(words, least, doubtful, n_replicates, seed):
    """Return the rate of a stratum on one side when its texts are drawn again, shape (n_replicates, n_terms)."""

    def rate(drawn, c):
        return 1000 * (drawn @ c) / (drawn @ words)[:, None]

    return bootstrap(rate, len(words), n_replicates, lambda generator: toss(least, doubtful, generator), seed)


def _shuffle_within(counts, cells, n_shuffles, seed):
    """Return two-sided p of the difference of standardized rates, sides shuffled within strata, and its error."""
    generator = np.random.default_rng([seed, 2])
    least, doubtful = bound_counts(counts)
    words, hits, sizes = counts.words.to_numpy(dtype=float), [], []
    for start in range(0, n_shuffles, CHUNK):
        sizes.append(min(CHUNK, n_shuffles - start))
        observed, chance = _differ_within(toss(least, doubtful, generator), words, cells, sizes[-1], generator)
        hits.append((np.abs(chance) >= np.abs(observed) - allow(np.abs(observed))).sum(axis=0))
    p = (1 + np.sum(hits, axis=0)) / (1 + n_shuffles)
    error = np.sqrt(p * (1 - p) / n_shuffles)
    if doubtful.any() and len(hits) > 1:
        parts = np.array(hits) / np.array(sizes)[:, None]
        error = np.maximum(error, parts.std(axis=0, ddof=1) / np.sqrt(len(hits)))
    return p, error


def _differ_within(c, w, cells, n, generator):
    """Return the studentized difference of the standardized rates, as it is and in n shuffles within strata."""
    sides = [[0, 0], [0, 0]]  # rate and variance of either side
    for weight, here, there in cells:
        stratum = here | there
        groups = generator.permuted(np.tile(here[stratum], (n, 1)), axis=1)
        groups = np.vstack([here[stratum], groups])
        for side, taken in zip(sides, (groups, ~groups), strict=True):
            rate, variance = _measure_cell(taken.astype(float), c[stratum], w[stratum])
            side[0], side[1] = side[0] + weight * rate, side[1] + weight**2 * variance
    with np.errstate(invalid="ignore", divide="ignore"):
        differences = divide_by_error(*sides)
    return differences[0], differences[1:]


def _measure_cell(taken, c, w):
    """Return the pooled rate of the texts taken, and the sum of its squared changes without each of them in turn.

    Without text i the rate r = sum c / sum w changes by ``(c_i - r w_i) / (sum w - w_i)``.
    """
    words = (taken @ w)[:, None]
    rate = taken @ c / words
    without = (taken / np.where(taken > 0, words - w, 1)) ** 2
    cross = without @ (c * w[:, None])
    squares = without @ c**2
    variance = squares - 2 * rate * cross + rate**2 * (without @ w**2)[:, None]
    return rate, np.where(variance > 1e-12 * squares, variance, 0)  # what rounding leaves of nothing


def _measure_balance(counts, inside, values, cells):
    """Return the shares of each value in the words of both sides, and how far they differ before and after."""
    w = counts.words.to_numpy(dtype=float)
    before, after = np.zeros((2, len(w))), np.zeros((2, len(w)))
    for place, side in enumerate((inside, ~inside)):
        before[place, side] = w[side] / w[side].sum()
        for weight, *cell in cells:
            here = cell[place]
            after[place, here] = weight * w[here] / w[here].sum()
    names = sorted(set(values))
    is_value = np.array([(values == name).to_numpy() for name in names]).T.astype(float)
    shares = before @ is_value
    table = pd.DataFrame({"share": shares[0], "share_elsewhere": shares[1]}, pd.Index(names, name="value"))
    return table.assign(before=_standardize_difference(*shares), after=_standardize_difference(*(after @ is_value)))


def _standardize_difference(here, there):
    """Return ``(p - q) / sqrt((p (1 - p) + q (1 - q)) / 2)``; 0 where p and q are equal."""
    difference = np.where(np.abs(here - there) > 1e-12, here - there, 0)
    spread = np.sqrt(np.clip(here * (1 - here) + there * (1 - there), 0, None) / 2)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(difference == 0, 0, difference / spread)
