"""Pool cells of texts by a hierarchical negative binomial, integrated on a grid: the engine of `intervals`.

**The model.** Text i of cell g, of ``w_i`` words, has ``c_i ~ NB(mean w_i exp(theta_g + b x_i), shape k_g)``: its rate
is gamma distributed among texts; ``x_i`` is its log length less the mean log length. The cells' theta are normal around
m with spread s, their log k normal around log k with spread `SHAPE_BETWEEN`; b, normal with sd `SLOPE_SD`, is common to
all. b, k, the cells' own k, m and s are summed over a grid, so there is neither chance nor a seed. The target is the
expected rate of a cell weighted by length, ``sum w_i exp(theta_g + b x_i) / sum w_i``, which the pooled rate estimates
without bias. The interval runs from the 1 % to the 97.5 % point of the posterior, since nearly every miss of an equal
one lies above it. How often it holds the true rate is measured by `themeshift.coverage`.

A window of a smoothed curve is a cell in which a text counts as the part of a text that its kernel weight is (a power
likelihood); the rest of each text goes to blocks of time, the other cells, so that no text is used twice. Doubtful
occurrences are each in or out with even chance, an exact binomial mixture. Days within spans and refitted models are
mixed: posteriors are averaged over what might have been.

**The grid is part of the method.** It was chosen by simulation before any interval was published; a test holds it fast.

References
----------
Lawless, J. F. (1987). Negative binomial and mixed Poisson regression. *Canadian Journal of Statistics* 15(3), 209-225,
for the model of a text; it was not seen: the gamma mixture of Poisson counts was held against SAS Institute, *SAS/ETS
User's Guide*, The COUNTREG Procedure, Negative Binomial Regression. Gelman, A. et al. (2013). *Bayesian Data Analysis*,
third edition, chapter 5, for partial pooling; it was not seen: what complete, no and partial pooling are is told by the
vignette *pooling* of the R package rstanarm, which was. Ibrahim, J. G. & Chen, M.-H. (2000). Power prior distributions
for regression models. *Statistical Science* 15(1), 46-60, doi:10.1214/ss/1009212673, for likelihoods raised to a power.
Tibshirani, R. & Hastie, T. (1987). Local likelihood estimation. *Journal of the American Statistical Association*
82(398), 559-567, for likelihoods weighted by a kernel.
"""

import itertools
from functools import lru_cache

import numpy as np
from scipy.special import gammaln
from scipy.stats import binom

from themeshift.resampling import weigh_by_kernel
from themeshift.trends import STEPS

SLOPES = np.array([-0.6, -0.3, 0.0, 0.3, 0.6])  # of the log rate on the log length of a text
SLOPE_SD = 0.5
SHAPES = np.geomspace(0.005, 50, 14)  # of the gamma distribution of texts' rates
SHAPE_PRIOR, SHAPE_SD, SHAPE_BETWEEN = np.log(0.12), 1.7, 0.7  # of log k: mean, sd, sd between cells
SPREADS = np.array([0.4, 0.6, 0.85, 1.15, 1.5, 1.9, 2.4, 3.0])  # sd of theta between cells; half-normal prior, sd 1
CENTER_STEP = 4  # m lies on every fourth point of the grid of theta
TAILS = (0.01, 0.975)  # of the posterior
POINTS = 1000  # of log rates at which the posterior is read
EVERY = 3  # of a curve, every third point is integrated, and the others lie between
FRAME = 100  # windows, at most, from which the grid of rates of a curve is made
CACHED = 96  # cells whose likelihood is kept: periods are each other's other cells, blocks of a curve come round again
DAYS = 2  # drawn within the span of a date that is longer than a step of the curve


def integrate(samples, words, cells, frame, tails=TAILS):
    """Integrate the model for one term and return quantiles of the rate in each cell.

    Parameters
    ----------
    samples : list of (numpy.ndarray, numpy.ndarray), each of shape (n_texts,)
        Counts that might have been, all alike likely: the sure occurrences, and how many more are doubtful.
    words : numpy.ndarray, shape (n_texts,)
    cells : list of list of (numpy.ndarray, numpy.ndarray)
        For each cell the draws of its texts, all alike likely: the weight of each text in it, from 0 to 1, and the
        number of the other cell to which the rest of the text belongs.
    frame : numpy.ndarray, shape (n, n_texts)
        Weights of the cells whose rates the grid must hold.
    tails : tuple of float

    Returns
    -------
    numpy.ndarray, shape (n_cells, len(tails))
        Per word. Missing in a cell without texts. Takes about 80 kB for each text.
    """
    x = np.log(words) - np.log(words).mean()
    middle = np.mean([sure + doubtful / 2 for sure, doubtful in samples], axis=0)
    theta = make_rates(middle, words, frame)
    prior, reach = _weigh_priors(theta), SLOPES.max() * np.abs(x).max()
    fine = np.linspace(theta[0] - reach - 1, theta[-1] + reach + 1, POINTS)
    below = np.zeros((len(cells), POINTS))
    for sure, doubtful in samples:
        infer = _prepare(measure_likelihood(sure, doubtful, words, theta, x), prior)
        for cell, draws in enumerate(cells):
            for weight, groups in draws:
                if weight.any():
                    moved = np.log(np.exp(x[:, None] * SLOPES).T @ (weight * words) / (weight @ words))
                    below[cell] += _accumulate(theta, infer(weight, groups), moved, fine)
    ends = np.full((len(cells), len(tails)), np.nan)
    for cell in np.flatnonzero(below[:, -1] > 0):
        ends[cell] = np.exp(np.interp(tails, below[cell] / below[cell, -1], fine))
    return ends


def make_rates(counted, words, weights):
    """Return the grid of log rates: wide enough for all cells, fine enough for the surest of them."""
    weights = weights[weights.any(axis=1)]
    overall = np.log((counted.sum() + 0.5) / words.sum())
    rough = np.append(np.log((weights @ counted + 0.5) / (weights @ words)), overall)
    texts = (weights @ (counted > 0)).max(initial=0)
    step = np.clip(0.45 / np.sqrt(texts + 1), 0.05, 0.18)
    return np.arange(rough.min() - 3, rough.max() + 3.5, step)


def _weigh_priors(theta):
    """Return the priors on the grid: theta given (m, s), m and s, k of a cell given k, and (b, k)."""
    centers, log_k = theta[::CENTER_STEP], np.log(SHAPES)
    near = np.exp(-0.5 * ((theta - centers[:, None, None]) / SPREADS[:, None]) ** 2)
    near = (near / near.sum(axis=2, keepdims=True)).reshape(-1, len(theta))
    of_spread = np.tile(np.gradient(SPREADS) * np.exp(-0.5 * SPREADS**2), len(centers))
    own = np.exp(-0.5 * ((log_k[:, None] - log_k) / SHAPE_BETWEEN) ** 2)
    of_shape = np.exp(-0.5 * ((log_k - SHAPE_PRIOR) / SHAPE_SD) ** 2)
    return near, of_spread, own / own.sum(axis=0), np.outer(np.exp(-0.5 * (SLOPES / SLOPE_SD) ** 2), of_shape).ravel()


def measure_likelihood(sure, doubtful, words, theta, x):
    """Return the log likelihood of each text at each (theta, b, k), its doubtful occurrences summed out.

    Parameters
    ----------
    sure, doubtful, words, x : numpy.ndarray, shape (n_texts,)
        Counts, how many more are doubtful, words, and log length less its mean.
    theta : numpy.ndarray

    Returns
    -------
    numpy.ndarray, shape (n_texts, len(theta), len(SLOPES), len(SHAPES))
    """
    log_mean = np.log(words)[:, None, None] + theta[:, None] + x[:, None, None] * SLOPES
    log_total = np.log(SHAPES + np.exp(log_mean)[..., None])
    base, odds = SHAPES * (np.log(SHAPES) - log_total), log_mean[..., None] - log_total

    def weigh(count, text):  # the terms of a negative binomial that depend on the count
        ways = gammaln(count[:, None] + SHAPES) - gammaln(SHAPES) - gammaln(count[:, None] + 1)
        return ways[:, None, None, :] + count[:, None, None, None] * odds[text]

    result = base + weigh(sure, slice(None))
    for text in np.flatnonzero(doubtful):
        total = np.full(result.shape[1:], -np.inf)
        for more, chance in enumerate(binom.logpmf(np.arange(doubtful[text] + 1), doubtful[text], 0.5)):
            total = np.logaddexp(total, chance + weigh(sure[[text]] + more, [text])[0])
        result[text] = base[text] + total
    return result


def _prepare(likelihood, prior):
    """Return a function that gives the posterior of a cell over theta (rows) and b (columns)."""
    near, of_spread, own, of_slope_and_shape = prior
    flat, shape = likelihood.reshape(len(likelihood), -1), likelihood.shape[1:]
    of_all = np.outer(of_spread, of_slope_and_shape)

    @lru_cache(CACHED)
    def measure(row):  # the likelihood of some texts as one cell, its own k summed out: theta x (b, k)
        weights = np.frombuffer(row)
        texts = np.flatnonzero(weights)  # neighbors in time: a few rows of many
        texts = slice(texts[0], texts[-1] + 1)
        total = weights[texts] @ flat[texts]
        return (np.exp(total - total.max()).reshape(-1, shape[2]) @ own).reshape(shape[0], -1)

    @lru_cache(CACHED)
    def tell(row):  # what another cell tells of (m, s) and (b, k), its theta summed out
        return np.log(near @ measure(row) + 1e-300)

    def infer(weight, groups):
        others = (1 - weight) * (groups == np.unique(groups)[:, None])
        told = np.zeros(of_all.shape)
        for row in others[others.any(axis=1)]:
            told += tell(row.tobytes())
        told -= told.max()
        prior_here = near.T @ (np.exp(told, out=told) * of_all)
        return (measure(weight.tobytes()) * prior_here).reshape(shape).sum(axis=2)

    return infer


def _accumulate(theta, posterior, moved, fine):
    """Return the share of the posterior below each log rate; each slope moves theta to the rate weighted by length."""
    step = theta[1] - theta[0]
    edges = np.append(theta - step / 2, theta[-1] + step / 2)
    parts = np.concatenate([np.zeros((len(moved), 1)), posterior.T.cumsum(axis=1)], axis=1)
    return sum(map(np.interp, itertools.repeat(fine), edges + moved[:, None], parts)) / posterior.sum()


def choose_points(shown):
    """Return the places of the points to integrate: of each run of shown points the ends and every third."""
    edges = np.diff(np.concatenate([[0], shown.astype(int), [0]]))
    runs = zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True)
    return np.array([place for first, end in runs for place in sorted({*range(first, end, EVERY), end - 1})], dtype=int)


def weigh_window(spans, at, half_width):
    """Return the draws of a window: the weight of each text, and the block of time in which its rest lies."""
    first, last = spans
    wide = np.flatnonzero(last - first >= half_width / STEPS)
    draws = []
    for draw in range(DAYS):
        days = (first + last) / 2
        part = ((np.arange(len(wide)) + draw) % DAYS + 0.5) / DAYS  # neighbors lie apart, and change places
        days[wide] = np.floor(first[wide] + part * (last[wide] + 1 - first[wide]))
        draws.append((weigh_by_kernel(days, np.array([at]), half_width)[0], _number_blocks(days, at, half_width)))
    alike = all(np.array_equal(weight, draws[0][0]) for weight, _ in draws)
    return draws[:1] if alike else [draw for draw in draws if draw[0].any()]


def make_frame(spans, half_width):
    """Return windows around some of the texts: the grid of rates depends on these, not on the points that are asked."""
    middle = (spans[0] + spans[1]) / 2
    around = np.unique(np.quantile(middle, np.linspace(0, 1, FRAME), method="nearest"))
    return weigh_by_kernel(middle, around, half_width)


def _number_blocks(days, at, half_width):
    """Return the block in which each text lies; a block is two half-widths long, and the window is one."""
    return np.floor((days - at + half_width) / (2 * half_width)).astype(int)
