"""Give a rate an interval for comparable texts: a hierarchical negative binomial, integrated on a grid.

Three things are said of a rate, and a table's column `layer` says which of them `low` and `high` are. ``these texts``:
the rate itself and its range without any one text; it is exact and has neither. ``texts drawn again``: the bootstrap
bands of `smooth_rates` and `summarize_periods`, how far a rate moves when these texts are drawn again. ``comparable
texts``: the intervals made here, for the rate of texts that might have been chosen in their place.

**The model.** Text i of cell g, of ``w_i`` words, has ``c_i ~ NB(mean w_i exp(theta_g + b x_i), shape k_g)``: its rate
is gamma distributed among texts; ``x_i`` is its log length less the mean log length. The cells' theta are normal around
m with spread s, their log k normal around log k with spread `SHAPE_BETWEEN`; b, normal with sd `SLOPE_SD`, is common to
all. b, k, the cells' own k, m and s are summed over a grid, so there is neither chance nor a seed. The target is the
expected rate of a cell weighted by length, ``sum w_i exp(theta_g + b x_i) / sum w_i``, which the pooled rate estimates
without bias. The interval runs from the 1 % to the 97.5 % point of the posterior, since nearly every miss of an equal
one lies above it. How often it holds the true rate is measured by `themeshift.simulation`, and that figure, not "95 %",
is its name.

A window of a smoothed curve is a cell in which a text counts as the part of a text that its kernel weight is (a power
likelihood); the rest of each text goes to blocks of time, the other cells, so that no text is used twice. Doubtful
occurrences are each in or out with even chance, an exact binomial mixture. Days within spans and refitted models are
mixed: posteriors are averaged over what might have been.

**The grid is part of the method.** It was chosen by simulation before any interval was published; a test holds it fast.

References
----------
Lawless, J. F. (1987). Negative binomial and mixed Poisson regression. *Canadian Journal of Statistics* 15(3), 209-225,
for the model of a text (not checked to the page). Gelman, A. et al. (2013). *Bayesian Data Analysis*, third edition,
chapter 5, for partial pooling (the chapter, not checked to the page). Ibrahim, J. G. & Chen, M.-H. (2000). Power prior
distributions for regression models. *Statistical Science* 15(1), 46-60, doi:10.1214/ss/1009212673, for likelihoods
raised to a power. Tibshirani, R. & Hastie, T. (1987). Local likelihood estimation. *Journal of the American Statistical
Association* 82(398), 559-567, for likelihoods weighted by a kernel.
"""

from functools import lru_cache

import numpy as np
from scipy.special import gammaln
from scipy.stats import binom
from threadpoolctl import threadpool_limits

from themeshift.alignment import number_labels
from themeshift.counts import check_counts
from themeshift.resampling import bound_counts, check_half_width, read_spans, to_days, vary_counts, weigh_by_kernel
from themeshift.tables import InputError
from themeshift.trends import STEPS, smooth_rates, summarize_periods

LAYER = "comparable texts"
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
CACHED = 64  # cells whose likelihood is kept: periods are each other's other cells
DAYS = 2  # drawn within the span of a date that is longer than a step of the curve


def measure_intervals(counts, periods, variants=None):
    """Return the rate of each term in each period with its interval for comparable texts.

    The periods share what they say of evenness and length and are partially pooled; a period without the term gets an
    upper limit. Because they share, two periods must not be compared by whether their intervals overlap: test them.

    Parameters
    ----------
    counts : Counts
        Its `least` and `most` are carried into the interval.
    periods : pandas.Series
        The period of each document, as from `assign_periods`, or any other label.
    variants : sequence of Counts or None
        Other counts that might have been, for instance shares of topics of models fitted to resampled documents: their
        posteriors are averaged. Not for counts with bounds. How often intervals of shares cover has not been measured.

    Returns
    -------
    pandas.DataFrame
        As from `summarize_periods`; `low` and `high` per 1,000 words, `low` 0 where no text surely has the term, both
        missing where there is no text; `layer` is ``comparable texts``.

    Raises
    ------
    InputError
        If a counted document has no period or no words, or a variant is of other documents or terms.

    Examples
    --------
    >>> import pandas as pd
    >>> from themeshift.counts import Counts
    >>> texts = [f"text {n}" for n in range(12)]
    >>> counts = Counts(pd.DataFrame({"peace": [0] * 6 + [4] * 6}, texts), pd.Series(1000, texts))
    >>> table = measure_intervals(counts, pd.Series(["war"] * 6 + ["peace"] * 6, texts).rename("period"))
    >>> table[["period", "rate", "low", "high"]].round(1).to_numpy().tolist()
    [['peace', 4.0, 1.7, 6.9], ['war', 0.0, 0.0, 2.2]]
    """
    check_counts(counts)
    codes, names = number_labels(counts, periods, "the periods")
    weights = (codes == np.arange(len(names))[:, None]).astype(float)
    ends = _integrate_terms(counts, variants, [[(weight, codes)] for weight in weights], weights)
    table = summarize_periods(counts, periods, n_replicates=0)
    table["low"], table["high"] = _enclose(counts, weights, *ends).reshape(2, -1)
    return table.assign(layer=LAYER)


def smooth_intervals(counts, documents, half_width=120, grid=None, min_texts=3, variants=None):
    """Smooth the rates of terms over time and give each its interval for comparable texts.

    Every third point is integrated, and the first and last before a gap; the ends at other points lie on a line between
    these. A text whose date is a span longer than a step of the curve has two days within it.

    Parameters
    ----------
    counts, documents, half_width, grid, min_texts
        As in `smooth_rates`: the same points, rates and blanks.
    variants : sequence of Counts or None
        As in `measure_intervals`.

    Returns
    -------
    pandas.DataFrame
        As from `smooth_rates`; `layer` is ``comparable texts``.

    Raises
    ------
    InputError
        As `smooth_rates`.
    """
    curves = smooth_rates(counts, documents, half_width, grid, n_replicates=0, min_texts=min_texts)
    half_width, first_term = check_half_width(half_width), curves["term"] == counts.terms[0]
    at, shown = to_days(curves.loc[first_term, "date"]), curves.loc[first_term, "rate"].notna().to_numpy()
    spans = read_spans(counts, documents)
    computed = choose_points(at, shown)
    cells, frame = [weigh_window(spans, day, half_width) for day in at[computed]], make_frame(spans, half_width)
    ends = np.full((2, len(at), len(counts.terms)), np.nan)
    if len(computed):
        exact = _integrate_terms(counts, variants, cells, frame)
        ends[:, shown] = [_interpolate(at[shown], at[computed], values) for values in exact]
    kernel = weigh_by_kernel((spans[0] + spans[1]) / 2, at, half_width)
    ends = _enclose(counts, kernel, *ends)
    curves["low"], curves["high"] = ends.transpose(0, 2, 1).reshape(2, -1)
    return curves.assign(layer=LAYER)


def describe_layer(table, coverage=None):
    """Return what the key of a figure calls the band of a table.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `smooth_rates`, `summarize_periods`, `smooth_intervals` or `measure_intervals`, with `layer`.
    coverage : pandas.DataFrame or None
        Rows of `load_coverage`: the mean and the worst coverage of the interval are said.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If the table has no layer or several.
    """
    layers = list(dict.fromkeys(table["layer"])) if hasattr(table, "columns") and "layer" in table else []
    if len(layers) != 1:
        raise InputError(f"the table has the layers {layers}; draw a table of one layer, as smooth_rates or "
                         "measure_intervals give it")  # fmt: skip
    if layers[0] != LAYER:
        return {"these texts": "in these texts"}.get(layers[0], "95 % of draws of these texts again")
    if coverage is None:
        return "interval for comparable texts"
    ours = coverage[coverage["method"] == "comparable texts"]
    mean = np.average(ours["coverage"], weights=ours["cells"])
    return f"interval for comparable texts; covers {mean:.0%} in simulation, {ours['worst'].min():.0%} at worst"


def choose_points(at, shown):
    """Return the places of the points to integrate: of each run of shown points the ends and every third."""
    edges = np.diff(np.concatenate([[0], shown.astype(int), [0]]))
    runs = zip(np.flatnonzero(edges == 1), np.flatnonzero(edges == -1), strict=True)
    return np.array([at for first, end in runs for at in sorted({*range(first, end, EVERY), end - 1})], dtype=int)


def _interpolate(at, known, values):
    """Return values (points by terms) on a line between known points."""
    return np.column_stack([np.interp(at, known, column) for column in values.T])


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


def _integrate_terms(counts, variants, cells, frame):
    """Return the low and the high end of each term in each cell, per 1,000 words, shape (2, n_cells, n_terms)."""
    least, doubtful = bound_counts(counts)
    samples = least[None] if variants is None else vary_counts(counts, variants)
    words = counts.words.to_numpy(dtype=float)
    with threadpool_limits(1):
        ends = [integrate([(sample[:, term], doubtful[:, term]) for sample in samples], words, cells, frame)
                for term in range(len(counts.terms))]  # fmt: skip
    return 1000 * np.array(ends).transpose(2, 1, 0)


def _enclose(counts, weights, low, high):
    """Widen intervals to what was found: the limits never exclude the rate, and are 0 where no text surely has it."""
    least, _ = bound_counts(counts)
    words = (weights @ counts.words.to_numpy(dtype=float))[:, None]
    with np.errstate(invalid="ignore", divide="ignore"):
        sure, labelled = (1000 * (weights @ table) / words for table in (least, counts.table.to_numpy(dtype=float)))
    return np.array([np.minimum(low, sure), np.maximum(high, labelled)])


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

    @lru_cache(CACHED)
    def measure(row):  # the likelihood of some texts as one cell, its own k summed out: theta x (b, k)
        total = np.frombuffer(row) @ flat
        return (np.exp(total - total.max()).reshape(-1, shape[2]) @ own).reshape(shape[0], -1)

    @lru_cache(CACHED)
    def tell(row):  # what another cell tells of (m, s) and (b, k), its theta summed out
        return np.log(near @ measure(row) + 1e-300)

    def infer(weight, groups):
        others = (1 - weight) * (groups == np.unique(groups)[:, None])
        told = np.zeros((len(near), len(of_slope_and_shape)))
        for row in others[others.any(axis=1)]:
            told += tell(row.tobytes())
        prior_here = near.T @ (np.exp(told - told.max()) * of_spread[:, None] * of_slope_and_shape)
        return (measure(weight.tobytes()) * prior_here).reshape(shape).sum(axis=2)

    return infer


def _accumulate(theta, posterior, moved, fine):
    """Return the share of the posterior below each log rate; each slope moves theta to the rate weighted by length."""
    step = theta[1] - theta[0]
    edges = np.append(theta - step / 2, theta[-1] + step / 2)
    ends = zip(moved, posterior.T, strict=True)
    below = sum(np.interp(fine, edges + shift, np.append(0, part.cumsum())) for shift, part in ends)
    return below / posterior.sum()
