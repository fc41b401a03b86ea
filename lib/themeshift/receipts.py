"""Compute measures on examples whose results are known from elsewhere, and show by how much they differ.

A known value was published, follows by hand from a formula, or comes from another implementation, run beside ours. The
source says which. Values that a source prints with two decimals agree to two.
"""

import math

import numpy as np
import pandas as pd
from scipy import stats

from themeshift import pooling
from themeshift.comparisons import compare_rates
from themeshift.counts import Counts
from themeshift.design import estimate_design_rates
from themeshift.incidence import compare_incidence
from themeshift.keyness import measure_dispersion, weigh_by_log_likelihood, weigh_by_log_odds
from themeshift.resampling import check_number
from themeshift.standardization import standardize_rates
from themeshift.topic_terms import measure_coherence

COUNTED, WORDS = [5, 2, 7, 3, 6, 0, 0, 1], [1500, 800, 1600, 700, 500, 2000, 700, 900]  # of eight texts, in two cells
HALF = pd.Series(np.arange(8) < 4)


def check_receipts(n_shuffles=20_000, n_draws=500_000, seed=0):
    """Compute measures on their examples.

    Parameters
    ----------
    n_shuffles : int
        For the p of the rate tests, which SciPy gets from all orders.
    n_draws : int
        From the prior, for the independent fit of the interval.
    seed : int

    Returns
    -------
    pandas.DataFrame
        A row a measure: `measure`, `source`, the `known` value, ours (`here`), their `difference`, and the `error` that
        chance leaves in it: the Monte Carlo standard error; 0 where both are computed without chance.

    Notes
    -----
    Five times a million draws from the prior put the ends of the interval of eight texts within 3.3 % of ours: the
    steps of the grid make it a little wider. Of the project's 64 texts the steps are finer, and a Markov chain finds
    the same ends within .02 (in the tests).
    """
    check_number(n_shuffles, "n_shuffles")
    check_number(n_draws, "n_draws", 1000)
    rows = [*_weigh_words(), *_test_texts(n_shuffles, seed), *_estimate_rates(), *_fit_interval(n_draws, seed)]
    table = pd.DataFrame(rows, columns=["measure", "source", "known", "here", "error"])
    table.insert(4, "difference", table["here"] - table["known"])
    return table


def _weigh_words():
    """Yield the receipts of statistics that order words."""
    sides = [pd.Series({"word": n}) for n in (540, 7_525)]
    here = weigh_by_log_likelihood(*sides, 116_000, 5_451_382)["word"]
    yield "log-likelihood", "Rayson’s calculator, as CLiC’s tests quote it", 534.64, here, 0
    texts = "the quick brown fox jumps over the lazy pig", "the lazy purple pig jumps over the lazier donkey"
    one, other = (pd.Series(text.split()).value_counts() for text in texts)
    words = one.index.union(other.index)
    sides = [side.reindex(words, fill_value=0) for side in (one, other)]
    here = weigh_by_log_odds(*sides, pd.Series(0.05, words))["fox"]
    yield "log-odds, z", "fightin_words, example of its README", 0.6894227886807968, here, 0
    parts = Counts(pd.DataFrame({"a": [1, 2, 3, 4, 5]}), pd.Series([9, 10, 10, 10, 11]))
    yield "dispersion DP", "Gries 2008, example of five parts", 0.18, measure_dispersion(parts).loc["a", "dp"], 0
    passages = Counts(pd.DataFrame({"a": [1, 1, 1, 1, 0, 0, 0, 0], "b": [1, 1, 0, 0, 0, 0, 0, 0]}))
    here = measure_coherence(np.array([[0.5, 0.5]]), passages, 2)[0]
    yield "coherence NPMI", "Bouma 2009, equation 7, by hand: ln 2 / ln 4", 0.5, here, 0


def _test_texts(n_shuffles, seed):
    """Yield the receipts of the tests: SciPy goes through all orders of the eight texts."""
    texts = Counts(pd.DataFrame({"x": COUNTED}), pd.Series(WORDS))
    exact = stats.fisher_exact([[4, 0], [2, 2]])[1]
    yield "incidence, p", "SciPy, Fisher’s exact test", exact, compare_incidence(texts, HALF).loc["x", "p"], 0
    c, w = np.array(COUNTED, dtype=float), np.array(WORDS, dtype=float)

    def differ(here, there):
        rates = [c[side.astype(int)].sum() / w[side.astype(int)].sum() for side in (here, there)]
        return abs(rates[0] - rates[1])

    def studentize(here, there):
        squares = 0
        for side in (here.astype(int), there.astype(int)):
            rate = c[side].sum() / w[side].sum()
            squares += len(side) / (len(side) - 1) * ((c[side] - rate * w[side]) ** 2).sum() / w[side].sum() ** 2
        return differ(here, there) / math.sqrt(squares)

    for name, statistic in (("pooled", differ), ("studentized", studentize)):
        sides = np.flatnonzero(HALF).astype(float), np.flatnonzero(~HALF).astype(float)
        exact = stats.permutation_test(sides, statistic, n_resamples=np.inf, alternative="greater").pvalue
        row = compare_rates(texts, HALF, n_shuffles, seed, statistic=name).loc["x"]
        yield f"rate, p ({name})", "SciPy, permutation over all orders", exact, row["p"], row["p_error"]


def _estimate_rates():
    """Yield the receipts of rates with the mix held fixed, and of rates from a sample that was read."""
    ages, days = ["0-4", "5-19", "20-44", "45-64", "65+"], pd.to_datetime(["1970-01-01"] * 10)
    deaths = [405.0, 83.6, 261.0, 777.6, 4933.3, 375.3, 60.3, 190.5, 1101.5, 4397.9]  # of 100,000; five of each state
    standard = pd.Series([84_416, 294_353, 316_744, 205_745, 98_742], ages)
    people = Counts(pd.DataFrame({"deaths": deaths}), pd.Series(100_000, range(10)))
    documents = pd.DataFrame({"date": days, "date_end": days, "age": ages * 2})
    rates = standardize_rates(people, documents, list(range(5)), "age", None, standard, 1, 20, 0).rates.iloc[0]
    for end, state, known in (("", "Alaska", 788.6), ("_elsewhere", "Florida", 770.6)):
        source = f"Le 2003, table 1.8, {state}: from whole deaths"
        yield "standardized rate", source, known, 100 * rates["standardized" + end], 0
    labelled, read = ([3, 2, 1, 0, 4, 0], [2, 2, 5, 0])  # a and b of four texts are read, e and f of two
    counts, expert = (Counts(pd.DataFrame({"x": c}, list(names)), pd.Series(1000, list(names)))
                      for c, names in ((labelled, "abcdef"), (read, "abef")))  # fmt: skip
    sample = pd.DataFrame({"document": list("abef"), "stratum": [1, 1, 2, 2], "texts": [4, 4, 2, 2], "drawn": 2,
                           "inclusion": [0.5, 0.5, 1, 1]})  # fmt: skip
    row = estimate_design_rates(counts, expert, sample, pd.Series("all", list("abcdef"), name="period")).iloc[0]
    yield "design-based rate", "by hand: (10 - 2 + 1) in 6,000", 1.5, row["design_rate"], 0
    yield "its standard error", "by hand: root of 4² (1 - 2/4) (1/2) / 2, in 6,000", math.sqrt(2) / 6, row["error"], 0


def _fit_interval(n_draws, seed):
    """Yield the receipts of the interval: its model drawn from the prior, and weighed by SciPy's likelihood."""
    c, w = np.array(COUNTED, dtype=float), np.array(WORDS, dtype=float)
    cells = np.array([HALF, ~HALF])
    weights = cells.astype(float)
    ends = pooling.integrate([(c, np.zeros(8))], w, [[(weight, cells[1].astype(int))] for weight in weights], weights)
    rates, likelihood = _draw_rates(c, w, cells, n_draws, np.random.default_rng(seed))
    for cell, name in enumerate(("four texts", "the others")):
        for end, tail in enumerate(pooling.TAILS):
            known, error = _find_quantile(rates[:, cell], likelihood, tail)
            what = f"interval, {'high' if end else 'low'} end, {name}"
            yield what, "draws from the prior, weighed by SciPy", 1000 * known, 1000 * ends[cell, end], 1000 * error


def _draw_rates(c, w, cells, n_draws, generator):
    """Draw the rates of two cells from the prior of `pooling`; return them with the likelihood of each draw."""
    p, x = pooling, np.log(w) - np.log(w).mean()
    grid = p.make_rates(c, w, cells.astype(float))
    log_k, n = np.log(p.SHAPES), n_draws

    def draw(values, weights):
        return generator.choice(values, n, p=weights / weights.sum())

    slope = draw(p.SLOPES, np.exp(-0.5 * (p.SLOPES / p.SLOPE_SD) ** 2))
    spread = draw(p.SPREADS, np.gradient(p.SPREADS) * np.exp(-0.5 * p.SPREADS**2))
    common = draw(np.arange(len(log_k)), np.exp(-0.5 * ((log_k - p.SHAPE_PRIOR) / p.SHAPE_SD) ** 2))
    own = np.exp(-0.5 * ((log_k[:, None] - log_k) / p.SHAPE_BETWEEN) ** 2)
    own = (own / own.sum(axis=0)).cumsum(axis=0)
    center, rates, fit = generator.uniform(grid[0], grid[-1], n), [], 0
    for cell in cells:
        low, high = ((end - center) / spread for end in (grid[0], grid[-1]))
        theta = stats.truncnorm.rvs(low, high, center, spread, random_state=generator)
        shape = p.SHAPES[(generator.random(n) > own[:, common]).sum(axis=0)][:, None]
        by_length = w[cell] * np.exp(slope[:, None] * x[cell])
        mean = by_length * np.exp(theta)[:, None]
        fit = fit + stats.nbinom.logpmf(c[cell], shape, shape / (shape + mean)).sum(axis=1)
        rates.append(np.exp(theta) * by_length.sum(axis=1) / w[cell].sum())
    return np.column_stack(rates), np.exp(fit - fit.max())


def _find_quantile(values, weights, tail, batches=10):
    """Return a quantile of weighted draws, and its standard error from batches of them."""

    def find(part):
        order = np.argsort(values[part])
        total = weights[part][order].cumsum()
        return values[part][order][np.searchsorted(total, tail * total[-1])]

    parts = np.array_split(np.arange(len(values)), batches)
    return find(np.arange(len(values))), np.std([find(part) for part in parts], ddof=1) / math.sqrt(batches)
