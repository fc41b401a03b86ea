"""Simulate how often the tests of declared shifts call a change where there is none: their size, under five nulls."""

import numpy as np
import pandas as pd
from tqdm import tqdm

from themeshift.alignment import align
from themeshift.counts import check_counts
from themeshift.files import write_file
from themeshift.power import find_p
from themeshift.resampling import check_number, to_days
from themeshift.shifts import check_shifts
from themeshift.shuffles import shuffle_sides
from themeshift.tables import InputError, check_documents, check_table

NULLS = ("dates shuffled", "rates over lengths", "negative binomial", "rate by genre", "neighbors within 60 days")
TESTS = ("incidence", "pooled", "studentized")
BLOCK = 100  # runs that share one set of shuffles
SHUFFLES = 999
NEAR = 60  # days within which neighbors move together
LEVEL = 0.05


def simulate_size(counts, documents, shifts, n_runs=1000, seed=0, strata=None, nulls=NULLS, progress=False):
    """Simulate texts in which nothing shifts, and count how often each test calls each declared shift a change.

    Each null keeps the texts' days and the windows, and draws counts anew. *Dates shuffled*: counts and words go
    together to the place of another text. *Rates over lengths*: each text takes the rate of another and keeps its own
    words; counts are Poisson. *Negative binomial*: one rate for all, dispersion by the method of moments. *Rate by
    genre*: the same with the rate of each stratum, so that only the mix changes. *Neighbors within 60 days*: the
    same as negative binomial, the texts' gamma factors correlated by ``1 - days / 60`` (a Gaussian copula).

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
    nulls : sequence of str
    progress : bool
        Whether a bar shows how far it is.

    Returns
    -------
    pandas.DataFrame
        A row a null, shift and test (`incidence`, `pooled`, `studentized`): `size`, the part of the runs with p < .05
        by 999 shuffles, its Monte Carlo standard error `size_error`, and `runs`.

    References
    ----------
    Cario, M. C. & Nelson, B. L. (1997). Modeling and generating random vectors with arbitrary marginal distributions.
    Technical report, Northwestern University (the copula).
    """
    check_counts(counts, 4)
    check_number(n_runs, "n_runs")
    check_number(seed, "seed", 0)
    days, strata = _read(counts, documents, strata)
    unknown = [null for null in nulls if null not in NULLS]
    if unknown:
        raise InputError(f"there is no null {unknown[0]!r}; the nulls are {', '.join(NULLS)}")
    shifts, rows = check_shifts(shifts), []
    if strata is None and NULLS[3] in nulls:
        raise InputError(f"{NULLS[3]!r} needs strata; give the column of documents that names the genre")
    cases = [(null, name) for null in nulls for name in shifts.index]
    for null, name in tqdm(cases, disable=not progress, desc="size of the tests"):
        term, shift = counts[[name]], shifts.loc[name]
        inside = days.between(shift["first"], shift["last"]).to_numpy()
        if min(inside.sum(), (~inside).sum()) < 2:
            raise InputError(f"the shift {name!r} has {inside.sum()} of {len(inside)} texts between its days; move them")
        direction = "either" if shift["sides"] == "two" else shift["direction"]
        key = [seed, NULLS.index(null), *str(name).encode()]
        called = _simulate(term, null, inside, to_days(days), strata, direction, n_runs, key)
        for test, times in called.items():
            size = times / n_runs
            error = np.sqrt(size * (1 - size) / n_runs)
            rows.append({"null": null, "shift": name, "test": test, "size": size, "size_error": error, "runs": n_runs})
    return pd.DataFrame(rows)


def save_sizes(path, counts, documents, shifts, **options):
    """Write the table of `simulate_size` to a CSV file and return it."""
    table = simulate_size(counts, documents, shifts, progress=True, **options)
    write_file(path, table.round(4).to_csv(index=False, lineterminator="\n"))
    return table


def _read(counts, documents, strata):
    """Return day and stratum of each counted document."""
    days = align(counts, check_documents(documents)[["date"]], "documents")["date"]
    if isinstance(strata, str):
        strata = check_table(documents, [strata], "documents")[strata]
    return days, None if strata is None else align(counts, strata, "strata").to_numpy()


def _simulate(term, null, inside, days, strata, direction, n_runs, key):
    """Return by test how many of the runs it calls a change."""
    c, w = term.table.to_numpy(dtype=float)[:, 0], term.words.to_numpy(dtype=float)
    generator, called = np.random.default_rng(key), dict.fromkeys(TESTS, 0)
    draw = DRAWS[null](c, w, strata, days)
    for start in range(0, n_runs, BLOCK):
        n = min(BLOCK, n_runs - start)
        drawn, words = draw(n, generator)
        groups, _ = next(shuffle_sides(inside, SHUFFLES, int(generator.integers(2**31))))
        for test in TESTS:
            name = "rates" if test == "pooled" else test
            if words is None:
                p = find_p(drawn, w, inside, groups, name, direction)
            else:  # lengths move with the counts: the window moves instead, over the same texts
                p = [find_p(row[None], length, inside, groups, name, direction)[0]
                     for row, length in zip(drawn, words, strict=True)]  # fmt: skip
            called[test] += int((np.asarray(p) < LEVEL).sum())
    return called


def _shuffle_dates(c, w, strata, days):
    def draw(n, generator):
        orders = generator.permuted(np.tile(np.arange(len(c)), (n, 1)), axis=1)
        return c[orders], w[orders]

    return draw


def _shuffle_rates(c, w, strata, days):
    def draw(n, generator):
        rates = generator.permuted(np.tile(c / w, (n, 1)), axis=1)
        return generator.poisson(rates * w), None

    return draw


def _draw_negative_binomial(c, w, strata, days):
    expected, shape = w * c.sum() / w.sum(), _fit_shape(c, w * c.sum() / w.sum())

    def draw(n, generator):
        return generator.poisson(expected * generator.gamma(shape, 1 / shape, (n, len(w)))), None

    return draw


def _draw_by_genre(c, w, strata, days):
    expected = np.empty(len(w))
    for stratum in set(strata):
        here = strata == stratum
        expected[here] = w[here] * c[here].sum() / w[here].sum()
    shape = _fit_shape(c, expected)

    def draw(n, generator):
        return generator.poisson(expected * generator.gamma(shape, 1 / shape, (n, len(w)))), None

    return draw


def _draw_neighbors(c, w, strata, days):
    from scipy import stats

    expected = w * c.sum() / w.sum()
    shape = _fit_shape(c, expected)
    correlation = np.clip(1 - np.abs(days[:, None] - days) / NEAR, 0, 1)
    values, vectors = np.linalg.eigh(correlation)
    root = vectors * np.sqrt(np.clip(values, 0, None))

    def draw(n, generator):
        normal = generator.standard_normal((n, len(w))) @ root.T
        return generator.poisson(expected * stats.gamma.ppf(stats.norm.cdf(normal), shape) / shape), None

    return draw


def _fit_shape(c, expected):
    """Return the shape k of a negative binomial of these means, by moments: var = m + m^2 / k; at least .05."""
    excess = ((c - expected) ** 2 - expected).sum()
    return float(np.clip((expected**2).sum() / excess, 0.05, 1e6)) if excess > 0 else 1e6


DRAWS = dict(zip(NULLS, (_shuffle_dates, _shuffle_rates, _draw_negative_binomial, _draw_by_genre, _draw_neighbors),
                 strict=True))  # fmt: skip
