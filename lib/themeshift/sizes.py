"""Simulate how often the tests of declared shifts call a change where there is none: their size, under five nulls."""

import numpy as np
import pandas as pd
from scipy import stats
from tqdm import tqdm

from themeshift.alignment import align, number_labels
from themeshift.checks import InputError, check_choice, check_documents, check_table
from themeshift.counts import check_counts
from themeshift.incidence import find_incidence
from themeshift.power import find_p
from themeshift.resampling import check_number, to_days
from themeshift.shifts import check_shifts, place_units, read_labels
from themeshift.shuffles import DIRECTIONS, STATISTICS, allow, shuffle_sides

NULLS = ("dates shuffled", "rates over lengths", "negative binomial", "rate by genre", "neighbors within 60 days")
TESTS = {"incidence": "incidence", "pooled": "rates", "studentized": "studentized"}  # as in measure_power
BLOCK = 100  # runs that share one set of shuffles
SHUFFLES = 999
NEAR = 60  # days within which neighbors move together
LEVEL = 0.05


def simulate_size(
    counts, documents, shifts, n_runs=1000, seed=0, strata=None, by=None, nulls=NULLS, progress=False
):  # fmt: skip
    """Simulate texts in which nothing shifts, and count how often each test calls each declared shift a change.

    Each null keeps the texts' days and the windows, and draws counts anew. *Dates shuffled*: counts and words go
    together to the day of another text, or of another unit. *Rates over lengths*: each text takes the rate of another
    and keeps its own words; counts are Poisson. *Negative binomial*: one rate for all, dispersion by the method of
    moments. *Rate by genre*: the same with the rate of each stratum, so that only the mix changes. *Neighbors within
    60 days*: as negative binomial, the texts' gamma factors correlated by ``1 - days / 60`` (a Gaussian copula).

    Parameters
    ----------
    counts : Counts
        A term for each shift, of the same name.
    documents : pandas.DataFrame
    shifts : pandas.DataFrame
        As from `load_shifts`.
    n_runs : int
    seed : int
        The runs of a null and shift do not depend on which others are simulated.
    strata : pandas.Series, str or None
        The stratum of each document or the column of `documents` that names it; needed for *rate by genre*.
    by : pandas.Series, str or None
        As in `compare_shifts`: counts are drawn for texts, and tested by what hangs together.
    nulls : sequence of str
    progress : bool
        Whether a bar shows how far it is.

    Returns
    -------
    pandas.DataFrame
        A row a null, shift and test (`incidence`, `pooled`, `studentized`): `size`, the part of the runs with p < .05
        by 999 shuffles, and `size_error`, its Monte Carlo standard error; `size_family`, the same below .05 divided by
        the number of tests (two for each shift), where Holm's method begins; and `runs`.

    References
    ----------
    Cario, M. C. & Nelson, B. L. (1997). Modeling and generating random vectors with arbitrary marginal distributions.
    Technical report, Northwestern University (the copula).
    """
    check_counts(counts, 4)
    check_number(n_runs, "n_runs")
    check_number(seed, "seed", 0)
    for null in nulls:
        check_choice(null, NULLS, "a null")
    days, strata = _read(counts, documents, strata)
    if strata is None and NULLS[3] in nulls:
        raise InputError(f"{NULLS[3]!r} needs strata; give the column of documents that names the genre")
    units, windows = place_units(counts, documents, check_shifts(shifts), by)
    codes = np.arange(len(counts)) if by is None else number_labels(counts, read_labels(counts, documents, by), "by")[0]
    member = (codes == np.arange(len(units))[:, None]).astype(float)  # units by texts
    cases, rows = [(null, name) for null in nulls for name in windows], []
    for null, name in tqdm(cases, disable=not progress, desc="size of the tests"):
        inside, _, direction = windows[name]
        if min(inside.sum(), (~inside).sum()) < 2:
            raise InputError(
                f"the shift {name!r} has {inside.sum()} of {len(inside)} units between its days; move them"
            )
        draw = DRAWS[null](*_read_term(counts, name), strata, days)
        generator = np.random.default_rng([seed, NULLS.index(null), *str(name).encode()])
        levels = np.array([LEVEL, LEVEL / (2 * len(windows))])
        called = _simulate(draw, inside.to_numpy(), member, direction, n_runs, levels, generator)
        for test, times in called.items():
            size, family = times / n_runs
            error = np.sqrt(size * (1 - size) / n_runs)
            row = {"null": null, "shift": name, "test": test, "size": size, "size_error": error}
            rows.append(row | {"size_family": family, "runs": n_runs})
    return pd.DataFrame(rows)


def make_sizes(counts, documents, shifts, strata, occasions, n_runs=2000, seed=0, progress=True):
    """Simulate the size with texts and with occasions as the units: the table that `make simulate` stores.

    Returns
    -------
    dict of str to pandas.DataFrame
        ``size``: as `simulate_size`, with the `unit` before the other columns.
    """
    tables = []
    for unit, by in (("texts", None), ("occasions", occasions)):
        table = simulate_size(counts, documents, shifts, n_runs, seed, strata, by, progress=progress)
        table.insert(0, "unit", unit)
        tables.append(table)
    return {"size": pd.concat(tables, ignore_index=True)}


def _read(counts, documents, strata):
    """Return day and stratum of each counted document."""
    days = align(counts, check_documents(documents)[["date"]], "documents")["date"]
    if isinstance(strata, str):
        strata = check_table(documents, [strata], "documents")[strata]
    return to_days(days), None if strata is None else align(counts, strata, "strata").to_numpy()


def _read_term(counts, name):
    return counts[[name]].table.to_numpy(dtype=float)[:, 0], counts.words.to_numpy(dtype=float)


def _simulate(draw, inside, member, direction, n_runs, levels, generator):
    """Return by test how many of the runs it calls a change at each level."""
    called = {test: np.zeros(len(levels), dtype=int) for test in TESTS}
    for start in range(0, n_runs, BLOCK):
        c, w, moved = draw(min(BLOCK, n_runs - start), generator)
        groups, _ = next(shuffle_sides(inside, SHUFFLES, int(generator.integers(2**31))))
        for test, name in TESTS.items():
            if moved:  # all units stay, and the window takes others
                sides = generator.permuted(np.tile(inside, (len(c), 1)), axis=1)
                p = _find_p_of_sides(member @ c[0], member @ w, sides, groups, name, direction)
            else:
                p = find_p(c @ member.T, member @ w, inside, groups, name, direction)
            called[test] += (p[:, None] < levels).sum(axis=0)
    return called


def _find_p_of_sides(c, w, sides, groups, test, direction):
    """Return p of each of many sides of the same counts, by one set of shuffles."""
    if test == "incidence":
        having = c > 0
        return find_incidence((sides & having).sum(axis=1), having.sum(), len(c), sides[0].sum(), direction)
    join, compare = STATISTICS["pooled" if test == "rates" else test]
    table = join(c[:, None], w)
    observed, chance = (
        DIRECTIONS[direction](compare(taken.astype(float) @ table, table.sum(axis=0)))[:, 0]
        for taken in (sides, groups)
    )
    hits = (chance >= (observed - allow(observed))[:, None]).sum(axis=1)
    return (1 + hits) / (1 + len(groups))


# Each returns a function that draws n times: counts of shape (n, n_documents), the words, and whether the window moves.
def _shuffle_dates(c, w, strata, days):
    def draw(n, generator):
        return np.tile(c, (n, 1)), w, True

    return draw


def _shuffle_rates(c, w, strata, days):
    def draw(n, generator):
        rates = generator.permuted(np.tile(c / w, (n, 1)), axis=1)
        return generator.poisson(rates * w), w, False

    return draw


def _draw_negative_binomial(c, w, strata, days):
    return _draw_gamma_poisson(c, w, w * c.sum() / w.sum())


def _draw_by_genre(c, w, strata, days):
    expected = np.empty(len(w))
    for stratum in set(strata):
        here = strata == stratum
        expected[here] = w[here] * c[here].sum() / w[here].sum()
    return _draw_gamma_poisson(c, w, expected)


def _draw_neighbors(c, w, strata, days):
    correlation = np.clip(1 - np.abs(days[:, None] - days) / NEAR, 0, 1)
    values, vectors = np.linalg.eigh(correlation)
    return _draw_gamma_poisson(c, w, w * c.sum() / w.sum(), vectors * np.sqrt(np.clip(values, 0, None)))


def _draw_gamma_poisson(c, w, expected, root=None):
    """Draw negative binomial counts; with a root of their correlation, of gamma factors that move together."""
    shape = _fit_shape(c, expected)

    def draw(n, generator):
        if root is None:
            factors = generator.gamma(shape, 1 / shape, (n, len(w)))
        else:
            normal = generator.standard_normal((n, len(w))) @ root.T
            factors = stats.gamma.ppf(stats.norm.cdf(normal), shape) / shape
        return generator.poisson(expected * factors), w, False

    return draw


def _fit_shape(c, expected):
    """Return the shape k of a negative binomial of these means, by moments: var = m + m^2 / k; at least .05."""
    excess = ((c - expected) ** 2 - expected).sum()
    return float(np.clip((expected**2).sum() / excess, 0.05, 1e6)) if excess > 0 else 1e6


DRAWS = dict(zip(NULLS, (_shuffle_dates, _shuffle_rates, _draw_negative_binomial, _draw_by_genre, _draw_neighbors),
                 strict=True))  # fmt: skip
