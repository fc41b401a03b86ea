"""Follow rates over time, with the document as the unit: smoothed curves and periods.

A band says how far a rate moves when these texts are drawn again, with the days within the spans of their dates and
the doubtful occurrences counted in or out. It is 2.5 and 97.5 % of the replicates.
"""

import numbers

import numpy as np
import pandas as pd

from themeshift.alignment import number_labels
from themeshift.checks import InputError, check_documents, check_table
from themeshift.counts import check_counts
from themeshift.periods import explain_blank, measure_support
from themeshift.resampling import (
    bootstrap,
    bound_counts,
    check_half_width,
    check_number,
    leave_one_out,
    read_spans,
    resample_curves,
    smooth,
    take_band,
    to_days,
    toss,
    use_one_thread,
    vary_counts,
    weigh_by_kernel,
)

SUMMARY_COLUMNS = ["term", "period", "texts", "words", "largest_share", "count", "rate", "low", "high",
                   "without_low", "without_high", "decisive_text", "layer"]  # fmt: skip
LAYERS = ("these texts", "texts drawn again")  # what is said without replicates and with them; see `intervals`
STEPS = 12  # points of a curve in half a window: the kernel moves too little between them for more to show
MAX_POINTS = 1000
BLOCK = 50  # terms whose replicates are in memory at the same time


def make_grid(counts, documents, half_width=120):
    """Return the days at which a curve is computed: from the first text to the last, a twelfth of `half_width` apart.

    Steps are whole days, 10 with the default `half_width`; they are longer where there would be more than 1,000 points.
    """
    return _divide(*read_spans(counts, documents), check_half_width(half_width))


def _divide(first, last, half_width):
    """Return the days of a curve from the first to the last day of texts."""
    step = max(1, round(half_width / STEPS), np.ceil((last.max() - first.min()) / MAX_POINTS))
    return to_dates(np.arange(first.min(), last.max() + 1, step))


def to_dates(days):
    """Return dates from days since 1970; missing where a day is not finite."""
    known = np.isfinite(days)
    dates = np.where(known, days, 0).astype("datetime64[D]").astype("datetime64[s]")
    return pd.DatetimeIndex(np.where(known, dates, np.datetime64("NaT")))


def _read_grid(grid):
    """Return the points of a curve as dates, or raise `InputError`."""
    days = pd.Index(grid if hasattr(grid, "dtype") else list(grid)) if pd.api.types.is_list_like(grid) else None
    if not isinstance(days, pd.DatetimeIndex) or days.empty:
        raise InputError(f"the grid is {grid!r}; give days, as from pd.date_range or pd.to_datetime")
    if days.hasnans or days.has_duplicates or days.tz is not None:
        raise InputError("a day of the grid is missing, is there twice or has a time zone; give each day once")
    return days


def smooth_rates(
    counts, documents, half_width=120, grid=None, n_replicates=2000, seed=0, min_texts=3, variants=None
):  # fmt: skip
    """Smooth the rates of terms over time and give each a bootstrap band over documents.

    The rate at a day t is a ratio of kernel sums, ``1000 sum K((t - d_i) / h) c_i / sum K((t - d_i) / h) w_i``, with
    Epanechnikov's kernel, c_i the count and w_i the words of document i, and d_i the middle of its date. For the band,
    documents are drawn with replacement, the day of each within the span of its date, and doubtful occurrences counted
    in or out. A point is blank where no text lies within the window before it or after it, or where the weighted words
    are worth fewer than `min_texts` texts of equal weight: Kish's ``(sum K w)^2 / sum (K w)^2``. A band of zeros only
    is missing: absence from a few texts tells us nothing about others.

    Parameters
    ----------
    counts : Counts
    documents : pandas.DataFrame
    half_width : float
        h, in days.
    grid : sequence of datetime64 or None
        Where to give the rate; by default from the first text to the last every h / 12 days (10 days if h is 120), but
        at no more than 1,000 points.
    n_replicates : int
        Bootstrap replicates; 0 gives no band.
    seed : int
    min_texts : float
    variants : sequence of Counts or None
        Other counts that might have been, for instance of a model fitted to resampled documents: the replicates are
        divided among them equally, so that the band carries their spread too. Not for counts with bounds.

    Returns
    -------
    pandas.DataFrame
        A row a term and point: `term`, `date`, `rate`, `low`, `high` (per 1,000 words), `texts` and `words` within the
        window, `effective_texts` (Kish's number) and `largest_share` of one text in its weighted words; `layer`, what
        the band says: ``texts drawn again``, or without replicates ``these texts``.

    Raises
    ------
    InputError
        If a counted document is not among `documents` or has no words, a variant is of other documents or terms, or an
        argument is out of range.

    References
    ----------
    Nadaraya, E. A. (1964). On estimating regression. *Theory of Probability and its Applications* 9(1), 141-142, for
    ratios of kernel sums. Davison, A. C. & Hinkley, D. V. (1997). *Bootstrap Methods and their Application*. Cambridge
    University Press, for resampling the units of a ratio; the book was not seen: the documentation of its R package
    boot, example of `var.linear`, has this ratio, ``sum(x w) / sum(u w)``. Kish, L. (1965). *Survey Sampling*. Wiley,
    for the effective number; the book was not seen: the documentation of `eff_n` in the R package svyweight gives the
    formula as his.

    Examples
    --------
    >>> from themeshift.counts import Counts
    >>> days = pd.to_datetime(["1918-01-01", "1918-01-21", "1918-02-10"])
    >>> documents = pd.DataFrame({"date": days, "date_end": days}, index=["a", "b", "c"])
    >>> counts = Counts(pd.DataFrame({"peace": [4, 2, 1]}, ["a", "b", "c"]), pd.Series(1000, ["a", "b", "c"]))
    >>> curve = smooth_rates(counts, documents, half_width=40, grid=[days[1]], n_replicates=0, min_texts=2)
    >>> round(float(curve.loc[0, "rate"]), 2)  # weights 3/4, 1, 3/4: (3 + 2 + 3/4) in 2,500 words
    2.3
    """
    check_counts(counts)
    half_width, min_texts = check_half_width(half_width), _check_min_texts(min_texts)
    spans = read_spans(counts, documents)
    grid = _divide(*spans, half_width) if grid is None else _read_grid(grid)
    middle, at = (spans[0] + spans[1]) / 2, to_days(grid)
    least, doubtful = bound_counts(counts)
    bound = (least if variants is None else vary_counts(counts, variants)), doubtful
    c, w = counts.table.to_numpy(dtype=float), counts.words.to_numpy(dtype=float)
    with use_one_thread():
        kernel = weigh_by_kernel(middle, at, half_width)
        rate, support = smooth(kernel, c, w), _measure_window(kernel, w)
        low, high = _find_bands(bound, w, spans, at, half_width, check_number(n_replicates, "n_replicates", 0), seed)
    shown = _has_both_sides(middle, at, half_width) & (support["effective_texts"] >= min_texts - 1e-9)
    rows = {"term": np.repeat(counts.terms, len(at)), "date": np.tile(grid, len(counts.terms))}
    for name, values in (("rate", rate), ("low", low), ("high", high)):
        rows[name] = np.where(shown[:, None], values, np.nan).T.ravel()
    for name, values in support.items():
        rows[name] = np.tile(values, len(counts.terms))
    return pd.DataFrame(rows).assign(layer=LAYERS[n_replicates > 0])


def check_curves(curves, documents):
    """Return curves of which something can be drawn, or raise `InputError`.

    Parameters
    ----------
    curves : pandas.DataFrame
        As from `smooth_rates` or `smooth_intervals`.
    documents : pandas.DataFrame

    Raises
    ------
    InputError
        If all points are blank; it says how far apart the texts lie, and what would do.
    """
    if check_table(curves, ["rate"], "curves")["rate"].isna().all():
        raise InputError(explain_blank(check_documents(documents)))
    return curves


def _check_min_texts(min_texts):
    if isinstance(min_texts, bool) or not isinstance(min_texts, numbers.Real) or not min_texts >= 0:
        raise InputError(f"min_texts is {min_texts!r}; give a number of texts of at least 0")
    return min_texts


def _measure_window(kernel, w):
    """Return what each point rests on: texts, words, Kish's effective number, and the largest text's share."""
    weighted, inside = kernel * w, kernel > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        share = weighted.max(axis=1) / weighted.sum(axis=1)
        effective = weighted.sum(axis=1) ** 2 / (weighted**2).sum(axis=1)
    return {"texts": inside.sum(axis=1), "words": inside @ w, "effective_texts": effective, "largest_share": share}


def _has_both_sides(days, at, half_width):
    """Tell at which points there are texts within the window before and after."""
    distance = days[None, :] - at[:, None]
    before = ((distance < 0) & (distance > -half_width)).any(axis=1)
    return before & ((distance > 0) & (distance < half_width)).any(axis=1)


def _find_bands(bound, w, spans, at, half_width, n_replicates, seed):
    """Return the ends of the band of each term (column) at each point (row), missing without replicates."""
    check_number(seed, "seed", 0)
    low, high = np.full((2, len(at), bound[0].shape[-1]), np.nan)
    if n_replicates:
        for block, rates in resample_blocks(bound, w, spans, at, half_width, n_replicates, seed):
            rates.sort(axis=2)  # replicates without a text in the window are missing and sort last
            usable = np.isfinite(rates).sum(axis=2)
            low[:, block], high[:, block] = (_pick(rates, usable, part).T for part in (0.025, 0.975))
    return np.where(high > 0, (low, high), np.nan)


def resample_blocks(bound, w, spans, at, half_width, n_replicates, seed):
    """Yield some terms and their resampled rates, until all have been; the same documents are drawn for each block."""
    least, doubtful = bound
    for start in range(0, least.shape[-1], BLOCK):
        block = slice(start, start + BLOCK)
        chosen = least[..., block], doubtful[..., block]
        yield block, resample_curves(chosen, w, spans, at, half_width, n_replicates, seed)


def _pick(values, usable, part):
    """Pick a quantile of sorted values, of which only the first `usable` count."""
    place = np.clip(np.floor(part * (usable - 1)).astype(int), 0, None)
    return np.take_along_axis(values, place[..., None], axis=2)[..., 0]


def summarize_periods(counts, periods, n_replicates=10_000, seed=0, min_texts=3):
    """Return the rate of each term in each period with its denominator, its band and its range without any one text.

    Parameters
    ----------
    counts : Counts
    periods : pandas.Series
        The period of each document, as from `assign_periods`.
    n_replicates : int
        Bootstrap replicates over the documents of a period; 0 gives no band.
    seed : int
    min_texts : float
        Periods with fewer texts have no band: a few texts resampled say nothing about others.

    Returns
    -------
    pandas.DataFrame
        A row a period and term: `term`, `period`, `texts`, `words`, `largest_share` of one text in the words, `count`,
        `rate`, `low` and `high`, `without_low` and `without_high` (any one text left out) and `decisive_text`, without
        which the rate moves most. Rates per 1,000 words; missing where there are no texts. Where a term does not occur,
        band and range are missing: absence from a few texts tells us nothing about others. `layer` says what the band
        is: ``texts drawn again``, or without replicates ``these texts``.

    Raises
    ------
    InputError
        If a counted document has no period or no words, or an argument is out of range.

    References
    ----------
    Davison, A. C. & Hinkley, D. V. (1997). *Bootstrap Methods and their Application*, section 2.4 (not
    checked). Cambridge University Press.

    Examples
    --------
    >>> from themeshift.counts import Counts
    >>> counts = Counts(pd.DataFrame({"peace": [3, 1]}, ["a", "b"]), pd.Series({"a": 1000, "b": 3000}))
    >>> table = summarize_periods(counts, pd.Series({"a": "war", "b": "war"}))
    >>> table.loc[0, ["words", "rate", "without_high"]].tolist()
    [4000.0, 1.0, 3.0]
    """
    check_counts(counts)
    check_number(n_replicates, "n_replicates", 0)
    _check_min_texts(min_texts)
    codes, _ = number_labels(counts, periods, "the periods")
    generator = np.random.default_rng(check_number(seed, "seed", 0))
    support, totals = measure_support(counts, periods), counts.group(periods).table.to_numpy()
    bands = np.full((len(support), len(counts.terms), 2), np.nan)
    (least, doubtful), w = bound_counts(counts), counts.words.to_numpy()
    with use_one_thread():
        for place in np.flatnonzero((support["texts"] >= max(min_texts, 1)) & (n_replicates > 0)):
            chosen = codes == place
            bands[place] = _bootstrap_rates(least[chosen], doubtful[chosen], w[chosen], n_replicates, generator)
    bands[~(bands[..., 1] > 0)] = np.nan
    table = leave_one_out(counts, periods).reset_index(names=["period", "term"])
    table["low"], table["high"] = bands.reshape(-1, 2).T
    table["count"] = totals.ravel()
    absent = table["count"] == 0
    table.loc[absent, ["without_low", "without_high", "decisive_text"]] = [np.nan, np.nan, None]
    for name, values in support.items():
        table[name] = np.repeat(values.to_numpy(), len(counts.terms))
    return table.assign(layer=LAYERS[n_replicates > 0])[SUMMARY_COLUMNS]


def _bootstrap_rates(least, doubtful, w, n_replicates, generator):
    """Return the band of the rate of each term over resampled documents, shape (n_terms, 2)."""
    bands, state = [], generator.bit_generator.state
    for start in range(0, least.shape[1], BLOCK):
        generator.bit_generator.state = state  # the same documents are drawn for each block
        sure, unsure = least[:, start : start + BLOCK], doubtful[:, start : start + BLOCK]
        draw = (lambda g, s=sure, u=unsure: toss(s, u, g)) if doubtful.any() else None
        rates = bootstrap(
            lambda drawn, c, s=sure: 1000 * (drawn @ (s if c is None else c)) / (drawn @ w)[:, None],
            len(w), n_replicates, draw, generator,
        )  # fmt: skip
        bands.append(take_band(rates).T)
    return np.concatenate(bands)
