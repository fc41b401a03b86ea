"""Give a rate an interval for comparable texts, and say which of three things a band says.

Three things are said of a rate, and a table's column `layer` says which of them `low` and `high` are. ``these texts``:
the rate itself and its range without any one text; it is exact and has neither. ``texts drawn again``: the bootstrap
bands of `smooth_rates` and `summarize_periods`, how far a rate moves when these texts are drawn again. ``comparable
texts``: the intervals made here, for the rate of texts that might have been chosen in their place.

How the interval is made is said in `pooling`; how often it holds the true rate is measured by `coverage`, and that
figure, not "95%", is its name.
"""

import numpy as np

from themeshift.alignment import number_labels
from themeshift.checks import InputError
from themeshift.counts import check_counts
from themeshift.pooling import choose_points, integrate, make_frame, weigh_window
from themeshift.resampling import (
    bound_counts,
    check_half_width,
    read_spans,
    to_days,
    use_one_thread,
    vary_counts,
    weigh_by_kernel,
)
from themeshift.trends import smooth_rates, summarize_periods

LAYER = "comparable texts"
COVERAGE = "figures/simulation/coverage.csv"
NAMES = {  # of a band, and what its coverage means: how often it holds the rate of comparable texts
    LAYER: ("interval for comparable texts", "covers"),
    "texts drawn again": (
        "95% of the rates when these texts are drawn again",
        "of the true rates of comparable texts, for the declared themes, such a band holds",
    ),
}


def measure_intervals(counts, periods, min_texts=3, variants=None):
    """Return the rate of each term in each period with its interval for comparable texts.

    The periods share what they say of evenness and length and are partially pooled; a period without the term gets an
    upper limit. Because they share, two periods must not be compared by whether their intervals overlap: test them.

    Parameters
    ----------
    counts : Counts
        Its `least` and `most` are carried into the interval.
    periods : pandas.Series
        The period of each document, as from `assign_periods`, or any other label. A text belongs to one of them whole.
    min_texts : float
        Periods with fewer texts have no interval, as in `summarize_periods`: in simulation that of a single text that
        stands out held the truth in less than half of the runs. Their texts still tell about the other periods.
    variants : sequence of Counts or None
        Other counts that might have been, for instance shares of topics of models fitted to resampled documents: their
        posteriors are averaged. Not for counts with bounds. How often intervals of shares cover has not been measured.

    Returns
    -------
    pandas.DataFrame
        As from `summarize_periods`; `low` and `high` per 1,000 words, `low` 0 where no text surely has the term, both
        missing where there are too few texts; `layer` is ``comparable texts``.

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
    table = summarize_periods(counts, periods, n_replicates=0, min_texts=min_texts)
    table["low"], table["high"] = _enclose(counts, weights, *ends).reshape(2, -1)
    table.loc[table["texts"] < min_texts, ["low", "high"]] = np.nan
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
    spans, order = read_spans(counts, documents), np.argsort(at)
    computed = order[choose_points(shown[order])]
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
        Rows of `load_coverage`: how often a band of this kind holds the rate of comparable texts, on average and at
        worst, is said.

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
    if layers[0] == "these texts":
        return "in these texts"
    name, means = NAMES[layers[0]]
    ours = None if coverage is None else coverage[coverage["method"] == layers[0]]
    if ours is None or ours.empty:
        return name
    mean = np.average(ours["coverage"], weights=ours["cells"])
    return f"{name}; {means} {mean:.0%} in simulation, {ours['worst'].min():.0%} at worst: {COVERAGE}"


def _interpolate(at, known, values):
    """Return values (points by terms) on a line between known points."""
    return np.column_stack([np.interp(at, known, column) for column in values.T])


def _integrate_terms(counts, variants, cells, frame):
    """Return the low and the high end of each term in each cell, per 1,000 words, shape (2, n_cells, n_terms)."""
    least, doubtful = bound_counts(counts)
    samples = least[None] if variants is None else vary_counts(counts, variants)
    words = counts.words.to_numpy(dtype=float)
    with use_one_thread():
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
