"""Say what a test would find: plant a change into the texts' own counts, and count how often it is found."""

import numbers

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from themeshift.alignment import read_members
from themeshift.checks import InputError, check_choice
from themeshift.comparisons import rank_documents
from themeshift.counts import check_counts
from themeshift.incidence import find_incidence
from themeshift.resampling import check_number
from themeshift.shuffles import CHUNK, STATISTICS, count_as_great, shuffle_sides

TESTS = ("ranks", "rates", "studentized", "incidence")


def measure_power(
    counts, members, factors=(1, 2, 3, 4, 6, 8), plant="rate", test="ranks", n_trials=500, seed=0, direction="either"
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
        ``ranks`` for `compare_ranks`; ``rates`` for `compare_rates` with 1,000 shuffles, ``studentized`` for the same
        with this statistic; ``incidence`` for `compare_incidence`.
    n_trials : int
    seed : int
    direction : str
        As in `compare_rates`; the ranks are compared in either direction only.

    Returns
    -------
    pandas.Series
        Part of the trials with p < .05, by factor. At factor 1 it should be near .05, or below it for a discrete test.
    """
    check_counts(counts, 4)
    check_number(n_trials, "n_trials")
    if len(counts.terms) != 1:
        raise InputError(f"power is measured for one term, not for {len(counts.terms)}; write counts['peace']")
    directions = ("either",) if test == "ranks" else ("either", "higher", "lower")
    for name, value, known in (
        ("plant", plant, ("rate", "incidence")), ("test", test, TESTS), ("direction", direction, directions),
    ):  # fmt: skip
        check_choice(value, known, name)
    factors = check_factors(factors)
    inside = read_members(counts, members)
    words = counts.words.to_numpy(dtype=float)
    generator = np.random.default_rng(check_number(seed, "seed", 0))
    groups, _ = next(shuffle_sides(inside, CHUNK, seed))
    found = {}
    for factor in factors:
        rates = _plant(counts.rates.to_numpy()[:, 0], words, inside, factor, plant, n_trials, generator)
        found[factor] = (find_p(rates * words / 1000, words, inside, groups, test, direction) < 0.05).mean()
    return pd.Series(found).rename_axis("factor")


def check_factors(factors):
    """Return the factors by which a change is planted, or raise `InputError`."""
    listed = pd.api.types.is_list_like(factors) and len(factors) > 0
    if not listed or not all(isinstance(factor, numbers.Real) and factor >= 1 for factor in factors):
        raise InputError(f"the factors are {factors!r}; give numbers of at least 1: plant a rise, or nothing")
    return factors


def find_p(counts, words, inside, groups, test, direction="either"):
    """Return p of each trial, shape (n_trials,), of counts of shape (n_trials, n_documents), by one set of shuffles."""
    if test == "ranks":
        return rank_documents(1000 * (counts / words).T, inside)
    if test == "incidence":
        having = counts > 0
        here = having[:, inside].sum(axis=1)
        return find_incidence(here, having.sum(axis=1), len(inside), inside.sum(), direction)
    statistic = "pooled" if test == "rates" else test
    table = STATISTICS[statistic][0](counts.T, words)
    with threadpool_limits(1):
        sums = groups.astype(float) @ table
        hits = count_as_great(sums, table[inside].sum(axis=0), table.sum(axis=0), statistic, direction)
    return (1 + hits) / (1 + len(groups))


def find_detectable(power, share=0.8):
    """Return the least planted factor that is found in this part of the trials; missing where none is.

    Parameters
    ----------
    power : pandas.Series
        As from `measure_power`.
    share : float
    """
    found = power.index[(power >= share).to_numpy()]
    return float(found.min()) if len(found) else np.nan


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
