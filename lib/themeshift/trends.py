"""Rates over time, with the document as the unit: smoothing, bootstrap, leave-one-out, rank tests, power."""

import numpy as np
import pandas as pd
from scipy import stats

from themeshift.counts import rate_per_thousand, sum_by_period

SUMMARY_COLUMNS = ["term", "period", "texts", "words", "largest_share", "count", "rate", "low", "high",
                   "without_low", "without_high", "decisive_text"]  # fmt: skip
DRAWS = 20  # how many draws of what is not known: the days of documents whose date is a span, and doubtful labels


def _kernel(days, at, half_width):
    """Epanechnikov's kernel: weights of documents (columns) at points in time (rows), 0 outside the window."""
    distance = (at[:, None] - days[None, :]) / half_width
    return np.clip(1 - distance**2, 0, None)


def _to_days(dates):
    return (pd.to_datetime(dates) - pd.Timestamp("1917-01-01")).dt.days.to_numpy(dtype=float)


def smooth_rates(
    counts, words, dates, date_ends, grid, half_width=120, n_replicates=2000, seed=0, least_texts=3, bounds=None,
    variants=None,
):  # fmt: skip
    """Smooth the rates of terms over time and give each a bootstrap band over documents.

    The rate at a day t is a ratio of kernel sums, ``1000 sum K((t - d_i) / h) c_i / sum K((t - d_i) / h) w_i``, with
    Epanechnikov's kernel, c_i the count and w_i the words of document i. For the band, documents are drawn with
    replacement and the day of each document within the span of its date. A point is blank where no text lies within
    the window before it or after it, or where the weighted words are worth fewer than `least_texts` texts of equal
    weight: Kish's ``(sum K w)^2 / sum (K w)^2``. A band of zeros only is missing: to resample texts without a term sets
    no limit to its rate in others.

    Parameters
    ----------
    counts : pandas.DataFrame, shape (n_documents, n_terms)
    words : pandas.Series
        All words of each document, > 0.
    dates, date_ends : pandas.Series of datetime64
        First and last possible day of each document.
    grid : sequence of datetime64
        Where to give the rate.
    half_width : float
        h, in days.
    n_replicates : int
        Bootstrap replicates; 0 gives no band.
    seed : int
    least_texts : float
    bounds : tuple of pandas.DataFrame or None
        Counts with all doubtful occurrences counted out, and with all counted in, as `themeshift.themes.count_senses`
        gives them; in the replicates each doubtful one is counted in or out with even chance.
    variants : sequence of pandas.DataFrame or None
        Other counts that might have been, for instance of a model fitted to resampled documents: the replicates are
        divided among them equally, so that the band carries their spread too. Not together with `bounds`.

    Returns
    -------
    pandas.DataFrame
        A row a term and point: `term`, `date`, `rate`, `low`, `high` (2.5 and 97.5 % of the replicates; per 1,000
        words), `texts` and `words` within the window, `effective_texts` (Kish's number) and `largest_share` of one text
        in its weighted words.

    Raises
    ------
    ValueError
        If there are no documents, a document has no words, or a span runs backwards.

    References
    ----------
    Nadaraya, E. A. (1964). On estimating regression. *Theory of Probability and its Applications* 9(1), 141-142, for
    ratios of kernel sums. Davison, A. C. & Hinkley, D. V. (1997). *Bootstrap Methods and their Application*, section
    2.4 (resampling of units for a ratio). Cambridge University Press. Kish, L. (1965). *Survey Sampling*, section 11.7,
    for the effective number. Wiley.
    """
    words, dates, date_ends = (series.reindex(counts.index) for series in (words, dates, date_ends))
    _check_documents(counts, words, dates, date_ends)
    first, last = _to_days(dates), _to_days(date_ends)
    at = _to_days(pd.Series(list(grid)))
    c, w = counts.to_numpy(dtype=float), words.to_numpy(dtype=float)
    kernel = _kernel((first + last) / 2, at, half_width)
    weighted = kernel * w
    rate = _smooth(kernel, c, w)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = weighted.max(axis=1) / weighted.sum(axis=1)
        effective = weighted.sum(axis=1) ** 2 / (weighted**2).sum(axis=1)
    shown = _has_both_sides((first + last) / 2, at, half_width) & (effective >= least_texts)
    low, high = np.full((2, *rate.shape), np.nan)
    if n_replicates:
        bound = _bound(counts, bounds) if variants is None else _vary(counts, bounds, variants)
        rates = _resample(bound, w, first, last, at, half_width, n_replicates, seed)
        rates.sort(axis=2)  # replicates without a text in the window are NaN and sort last
        usable = np.isfinite(rates).sum(axis=2)
        low, high = (_pick(rates, usable, part).T.astype(float) for part in (0.025, 0.975))
        low, high = np.where(high > 0, (low, high), np.nan)
    inside = kernel > 0
    rows = {
        "term": np.repeat(counts.columns, len(at)),
        "date": np.tile(pd.DatetimeIndex(pd.Series(list(grid))), counts.shape[1]),
    }
    for name, values in (("rate", rate), ("low", low), ("high", high)):
        rows[name] = np.where(shown[:, None], values, np.nan).T.ravel()
    support = {"texts": inside.sum(axis=1), "words": inside @ w, "effective_texts": effective, "largest_share": share}
    for name, values in support.items():
        rows[name] = np.tile(values, counts.shape[1])
    return pd.DataFrame(rows)


def _smooth(kernel, c, w):
    """Give the smoothed rate of each term (column) at each point (row); NaN where no text is near."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return 1000 * (kernel @ c) / (kernel @ w)[:, None]


def _bound(counts, bounds):
    """Give the counts with all doubtful occurrences counted out, and how many are doubtful."""
    if bounds is None:
        return counts.to_numpy(dtype=float), np.zeros(counts.shape, dtype=int)
    least, most = (table.reindex(index=counts.index, columns=counts.columns) for table in bounds)
    if not ((least <= counts) & (counts <= most)).all(axis=None):
        raise ValueError("the bounds do not lie around the counts; give both from the same occurrences")
    return least.to_numpy(dtype=float), (most - least).to_numpy(dtype=int)


def _vary(counts, bounds, variants):
    """Give the variants as an array, shape (n_variants, n_documents, n_terms), with nothing doubtful in them."""
    if bounds is not None or not len(variants):
        raise ValueError("variants are tables of counts, and take the place of bounds; give one or the other")
    tables = [table.reindex(index=counts.index, columns=counts.columns) for table in variants]
    if any(table.isna().any(axis=None) for table in tables):
        raise ValueError("a variant lacks a document or a term of the counts; give all of the same shape")
    return np.array([table.to_numpy(dtype=float) for table in tables]), np.zeros(counts.shape, dtype=int)


def _check_documents(counts, words, dates, date_ends):
    if counts.empty:
        raise ValueError("there are no documents; choose some")
    if (words <= 0).any() or words.isna().any():
        raise ValueError(f"the document {words.index[~(words > 0)][0]!r} has no words; leave it out")
    if (dates > date_ends).any():
        raise ValueError(f"the date of {dates.index[dates > date_ends][0]!r} ends before it begins; exchange the days")


def _has_both_sides(days, at, half_width):
    """Tell at which points there are texts within the window before and after."""
    distance = days[None, :] - at[:, None]
    before = ((distance < 0) & (distance > -half_width)).any(axis=1)
    return before & ((distance > 0) & (distance < half_width)).any(axis=1)


def _resample(bound, w, first, last, at, half_width, n_replicates, seed):
    """Give the smoothed rates of resampled documents, shape (n_terms, n_points, n_replicates), by matrix arithmetic."""
    least, doubtful = bound
    generator = np.random.default_rng(seed)
    n, parts = len(w), max(DRAWS, len(least) if least.ndim == 3 else 0)
    sizes = [len(part) for part in np.array_split(np.arange(n_replicates), parts) if len(part)]
    rates = np.empty((least.shape[-1], len(at), n_replicates), dtype=np.float32)
    at_replicate = 0
    for part, size in enumerate(sizes):
        days = np.floor(generator.uniform(first, last + 1))
        kernel = _kernel(days, at, half_width)
        drawn = generator.multinomial(n, np.full(n, 1 / n), size=size).T
        c = least[part % len(least)] if least.ndim == 3 else least
        c = c + (generator.binomial(doubtful, 0.5) if doubtful.any() else 0)
        weights = (kernel * w) @ drawn
        with np.errstate(invalid="ignore", divide="ignore"):
            for term in range(c.shape[1]):
                rates[term, :, at_replicate : at_replicate + size] = 1000 * ((kernel * c[:, term]) @ drawn) / weights
        at_replicate += size
    return rates


def _pick(values, usable, part):
    """Pick a quantile of sorted values, of which only the first `usable` count."""
    place = np.clip(np.floor(part * (usable - 1)).astype(int), 0, None)
    return np.take_along_axis(values, place[..., None], axis=2)[..., 0]


def locate_peaks(curves, counts, words, dates, date_ends, half_width=120, n_replicates=2000, seed=0, bounds=None):
    """Give the day on which each smoothed rate is highest, as an interval.

    Parameters
    ----------
    curves : pandas.DataFrame
        As from `smooth_rates` with the same documents; only its points that are not blank are compared.
    counts, words, dates, date_ends, half_width, n_replicates, seed, bounds
        As in `smooth_rates`.

    Returns
    -------
    pandas.DataFrame
        By term: `peak` (day), `earliest` and `latest` (2.5 and 97.5 % of the peaks of resampled documents), `rate`.
        The interval may be long, and then the peak is not known.

    Raises
    ------
    ValueError
        If all points are blank.
    """
    shown = curves.dropna(subset="rate")
    if shown.empty:
        raise ValueError("all points of the curves are blank; widen the window")
    table = shown.pivot(index="date", columns="term", values="rate")[counts.columns]
    words, dates, date_ends = (series.reindex(counts.index) for series in (words, dates, date_ends))
    days = _to_days(dates), _to_days(date_ends)
    grid = _to_days(pd.Series(table.index))
    resampled = _resample(
        _bound(counts, bounds), words.to_numpy(dtype=float), *days, grid, half_width, n_replicates, seed
    )
    places = np.nan_to_num(resampled, nan=-1).argmax(axis=1)
    ends = np.quantile(places, (0.025, 0.975), axis=1, method="nearest").astype(int)
    peaks = {
        "peak": table.idxmax(),
        "earliest": table.index[ends[0]],
        "latest": table.index[ends[1]],
        "rate": table.max(),
    }
    return pd.DataFrame(peaks).rename_axis("term")


def shuffle_dates(curves, counts, words, dates, date_ends, half_width=120, n_shuffles=2000, seed=0):
    """Compare smoothed rates with those of the same documents under shuffled dates.

    Every document keeps its counts and words and takes the date of another, so no change is left. The test is on the
    greatest departure of a term over all points, each in units of its own spread under shuffling (max-T), and is
    corrected for all terms given.

    Parameters
    ----------
    curves : pandas.DataFrame
        As from `smooth_rates` with the same documents; only its points that are not blank are compared.
    counts, words, dates, date_ends, half_width
        As in `smooth_rates`.
    n_shuffles : int
    seed : int

    Returns
    -------
    pandas.DataFrame
        By term: `greatest` departure, the day `at` which it stands, `p` of the term alone, and `p_family` over the
        maximum of all terms; both ``(1 + shuffles at least as great) / (1 + n_shuffles)``.

    References
    ----------
    Westfall, P. H. & Young, S. S. (1993). *Resampling-Based Multiple Testing*, section 2.3 (single-step max-T). Wiley.
    """
    shown = curves.dropna(subset="rate")
    if shown.empty:
        raise ValueError("all points of the curves are blank; widen the window")
    table = shown.pivot(index="date", columns="term", values="rate")[counts.columns]
    c, w = counts.to_numpy(dtype=float), words.reindex(counts.index).to_numpy(dtype=float)
    middle = (_to_days(dates.reindex(counts.index)) + _to_days(date_ends.reindex(counts.index))) / 2
    kernel = _kernel(middle, _to_days(pd.Series(table.index)), half_width)
    generator = np.random.default_rng(seed)
    orders = (generator.permutation(len(w)) for _ in range(n_shuffles))
    shuffled = np.array([_smooth(kernel, c[order], w[order]) for order in orders])
    centre, spread = shuffled.mean(axis=0), shuffled.std(axis=0)
    departures = (table.to_numpy() - centre) / spread
    chance = ((shuffled - centre) / spread).max(axis=1)
    greatest = departures.max(axis=0)
    tests = {"greatest": greatest, "at": table.index[departures.argmax(axis=0)]}
    for name, against in (("p", chance), ("p_family", chance.max(axis=1, keepdims=True))):
        tests[name] = (1 + (against >= greatest).sum(axis=0)) / (1 + n_shuffles)
    return pd.DataFrame(tests, index=table.columns.rename("term"))


def summarise_periods(counts, periods, n_replicates=10_000, seed=0, least_texts=3, bounds=None):
    """Give the rate of each term in each period with its denominator, its band and its range without any one text.

    Parameters
    ----------
    counts : pandas.DataFrame
        As from `themeshift.counts.count_terms`: a column of counts a term, and `words`.
    periods : pandas.Series
        The period of each document, as from `themeshift.counts.assign_periods`.
    n_replicates : int
        Bootstrap replicates over the documents of a period.
    seed : int
    least_texts : int
        Periods with fewer texts have no band: a few texts resampled say nothing of others.
    bounds : tuple of pandas.DataFrame or None
        As in `smooth_rates`.

    Returns
    -------
    pandas.DataFrame
        A row a term and period: `term`, `period`, `texts`, `words`, `largest_share`, `count`, `rate`, `low` and `high`
        (2.5 and 97.5 % of the replicates), `without_low` and `without_high` (any one text left out) and
        `decisive_text`, without which the rate moves most. Rates per 1,000 words; missing where there are no texts.
        Where a term does not occur, band and range are missing: its texts set no limit to its rate in others.

    Raises
    ------
    ValueError
        If a counted document has no period or no words.

    References
    ----------
    Davison, A. C. & Hinkley, D. V. (1997). *Bootstrap Methods and their Application*, section 2.4. Cambridge
    University Press.
    """
    sums = sum_by_period(counts, periods)
    if (counts["words"] <= 0).any():
        raise ValueError(f"the document {counts.index[counts['words'] <= 0][0]!r} has no words; leave it out")
    key, rates = periods.reindex(counts.index), rate_per_thousand(sums)
    generator = np.random.default_rng(seed)
    least, doubtful = _bound(counts.drop(columns="words"), bounds)
    rows = []
    for period, row in sums.iterrows():
        chosen = (key == period).to_numpy()
        members = counts[chosen]
        bound = least[chosen], doubtful[chosen]
        bands = _bootstrap_rates(bound, members["words"], n_replicates if len(members) >= least_texts else 0, generator)
        for term, (low, high) in zip(rates.columns, bands, strict=True):
            without = list(leave_one_out(members[term], members["words"]).values())[1:]
            if not row[term]:
                without = [np.nan, np.nan, None]
            if not high > 0:
                low, high = np.nan, np.nan
            rows.append((term, period, int(row["texts"]), int(row["words"]), row["largest_share"], int(row[term]),
                         rates.loc[period, term], low, high, *without))  # fmt: skip
    return pd.DataFrame(rows, columns=SUMMARY_COLUMNS)


def _bootstrap_rates(bound, words, n_replicates, generator):
    """Give the 2.5 and 97.5 % quantiles of each term's rate over resampled documents, or none without replicates."""
    least, doubtful = bound
    n = len(words)
    if not n_replicates:
        return np.full((least.shape[1], 2), np.nan)
    drawn = generator.multinomial(n, np.full(n, 1 / n), size=n_replicates)
    counted = drawn @ least
    if doubtful.any():
        parts = np.array_split(drawn, DRAWS)
        counted += np.concatenate([part @ generator.binomial(doubtful, 0.5) for part in parts])
    rates = 1000 * counted / (drawn @ words.to_numpy())[:, None]
    return np.quantile(rates, (0.025, 0.975), axis=0).T


def leave_one_out(counts, words):
    """Give the range of a rate when any one document is left out.

    Parameters
    ----------
    counts : pandas.Series
        Occurrences by document.
    words : pandas.Series

    Returns
    -------
    dict
        `rate`, `low`, `high` (per 1,000 words) and `text`, the document without which the rate moves most; low, high
        and text are missing for a single document, the rate too for none.
    """
    words = words.reindex(counts.index)
    rate = 1000 * counts.sum() / words.sum() if len(counts) else np.nan
    if len(counts) < 2:
        return {"rate": rate, "low": np.nan, "high": np.nan, "text": None}
    without = 1000 * (counts.sum() - counts) / (words.sum() - words)
    return {"rate": rate, "low": without.min(), "high": without.max(), "text": (without - rate).abs().idxmax()}


def test_ranks(rates, members):
    """Test whether per-document rates are higher or lower in a group: Mann and Whitney's U, two-sided.

    Parameters
    ----------
    rates : pandas.DataFrame, shape (n_documents, n_terms)
    members : pandas.Series of bool

    Returns
    -------
    pandas.Series
        p by term (normal approximation, corrected for ties and continuity). 1 where all rates are equal. For terms of
        few documents in a small group it is far too small: use it with groups of like size, or `shuffle_periods`.

    References
    ----------
    Mann, H. B. & Whitney, D. R. (1947). *Annals of Mathematical Statistics* 18(1), 50-60; computed by SciPy.
    """
    inside = members.reindex(rates.index).to_numpy(dtype=bool)
    if inside.all() or not inside.any():
        raise ValueError("one side of the comparison is empty; choose documents for both")
    values = rates.to_numpy()
    p = stats.mannwhitneyu(values[inside], values[~inside], axis=0, method="asymptotic").pvalue
    return pd.Series(np.nan_to_num(p, nan=1.0), index=rates.columns)


test_ranks.__test__ = False  # a function of the library, not a test of pytest


def test_shift(counts, words, members, n_shuffles=5000, seed=0):
    """Test whether the rate of terms differs in a group of documents, by permuting the documents.

    The statistic is the difference of the two rates, all occurrences by all words on either side, so a long document
    weighs more than a short one; a shuffle deals the documents out anew.

    Parameters
    ----------
    counts : pandas.DataFrame, shape (n_documents, n_terms)
    words : pandas.Series
    members : pandas.Series of bool
    n_shuffles : int
    seed : int

    Returns
    -------
    pandas.DataFrame
        By term: `rate` and `rate_elsewhere` (per 1,000 words), `p` two-sided,
        ``(1 + shuffles with as great a difference) / (1 + n_shuffles)``, and with any one document left out the
        greatest p, `p_without`, and that document, `decisive_text`.

    Raises
    ------
    ValueError
        If a side has fewer than two documents.

    References
    ----------
    Davison, A. C. & Hinkley, D. V. (1997). *Bootstrap Methods and their Application*, section 4.3. Cambridge University
    Press.
    """
    inside = members.reindex(counts.index).to_numpy(dtype=bool)
    if min(inside.sum(), (~inside).sum()) < 2:
        raise ValueError("one side of the comparison has fewer than two documents; choose documents for both")
    c, w = counts.to_numpy(dtype=float), words.reindex(counts.index).to_numpy(dtype=float)
    here, there = (1000 * c[side].sum(axis=0) / w[side].sum() for side in (inside, ~inside))
    p = _shuffle_members(c, w, inside, n_shuffles, seed)
    keep = ~np.eye(len(w), dtype=bool)
    without = np.array([_shuffle_members(c[own], w[own], inside[own], n_shuffles // 5, seed) for own in keep])
    table = {"rate": here, "rate_elsewhere": there, "p": p, "p_without": without.max(axis=0)}
    table["decisive_text"] = counts.index[without.argmax(axis=0)]
    return pd.DataFrame(table, index=counts.columns.rename("term"))


test_shift.__test__ = False


def _shuffle_members(c, w, inside, n_shuffles, seed):
    generator = np.random.default_rng(seed)
    groups = generator.permuted(np.tile(inside, (n_shuffles, 1)), axis=1)
    groups = np.vstack([inside, groups]).astype(float)
    differences = (groups @ c) / (groups @ w)[:, None] - ((1 - groups) @ c) / ((1 - groups) @ w)[:, None]
    return (np.abs(differences) >= np.abs(differences[0]) - 1e-12).mean(axis=0)


def shuffle_periods(rates, periods, n_shuffles=1000, seed=0):
    """Test by ranks whether terms are higher or lower in a period than elsewhere, with the periods dealt out anew.

    The statistic is the sum of a term's ranks in the period (Wilcoxon's, with mean ranks for ties), in units of its
    spread under permutation. It needs no approximation for terms that few documents have.

    Parameters
    ----------
    rates : pandas.DataFrame, shape (n_documents, n_terms)
    periods : pandas.Series
        Periods of a single document are left out.
    n_shuffles : int
    seed : int

    Returns
    -------
    pandas.DataFrame
        By `period` and `term`: `z`, positive where the term is higher, `p` of the row alone (two-sided), and `p_family`
        over the greatest absolute z of all rows (max-T); both ``(1 + shuffles at least as great) / (1 + n_shuffles)``.

    Raises
    ------
    ValueError
        If no period leaves two documents on either side.

    References
    ----------
    Westfall, P. H. & Young, S. S. (1993). *Resampling-Based Multiple Testing*, section 2.3 (single-step max-T). Wiley.
    """
    key = periods.reindex(rates.index)
    names = [name for name in pd.Index(key).unique().sort_values() if 1 < (key == name).sum() < len(key) - 1]
    if not names:
        raise ValueError("no period leaves two documents on either side; choose other periods")
    groups = np.array([(key == name).to_numpy() for name in names])
    ranks = stats.rankdata(rates.to_numpy(), axis=0)
    n, sizes = len(ranks), groups.sum(axis=1)[:, None]
    spread = np.sqrt(sizes * (n - sizes) / (n - 1) * ranks.var(axis=0))
    centred = ranks - ranks.mean(axis=0)

    def score(order):
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.nan_to_num(groups[:, order].astype(float) @ centred / spread)

    z, generator = score(np.arange(n)), np.random.default_rng(seed)
    own, family = np.ones(z.shape), np.ones(z.shape)
    for _ in range(n_shuffles):
        chance = np.abs(score(generator.permutation(n)))
        own += chance >= np.abs(z) - 1e-9
        family += chance.max() >= np.abs(z) - 1e-9
    index = pd.MultiIndex.from_product([names, rates.columns], names=["period", "term"])
    values = {"z": z.ravel(), "p": own.ravel() / (1 + n_shuffles), "p_family": family.ravel() / (1 + n_shuffles)}
    return pd.DataFrame(values, index=index)


def adjust_holm(p):
    """Adjust p-values for their family by Holm's method.

    Parameters
    ----------
    p : pandas.Series

    Returns
    -------
    pandas.Series
        ``max over j <= i of min(1, (m - j + 1) p_(j))``, in the order given.

    References
    ----------
    Holm, S. (1979). A simple sequentially rejective multiple test procedure. *Scandinavian Journal of Statistics* 6(2),
    65-70.
    """
    ordered = p.sort_values()
    factors = np.arange(len(p), 0, -1)
    return (ordered * factors).clip(upper=1).cummax().reindex(p.index)


def split_halves(counts, words, n_splits=200, least=10, seed=0):
    """Split the documents at random into halves and count the terms that a test then calls different.

    Nothing differs between random halves, so a sound test calls 5 % of the terms different at .05.

    Parameters
    ----------
    counts : pandas.DataFrame, shape (n_documents, n_terms)
    words : pandas.Series
    n_splits : int
    least : int
        Terms with fewer occurrences are left out.
    seed : int

    Returns
    -------
    pandas.DataFrame
        A row a split: the part of the terms below .05 by `log_likelihood` (chi-squared with 1 degree of freedom) and by
        `ranks`, and `ranks_holm`, the number of terms that the rank test still calls different after Holm.
    """
    from themeshift.weights import weigh_by_log_likelihood

    if len(counts) < 4:
        raise ValueError(f"{len(counts)} documents cannot be halved and compared; choose at least four")
    words = words.reindex(counts.index)
    generator = np.random.default_rng(seed)
    chosen = counts.loc[:, counts.sum(axis=0) >= least]
    rates = chosen.div(words, axis=0)
    rows = []
    for _ in range(n_splits):
        order = generator.permutation(len(counts))
        members = pd.Series(np.isin(np.arange(len(counts)), order[: len(counts) // 2]), index=counts.index)
        sums = [chosen[side].sum(axis=0) for side in (members, ~members)]
        g2 = weigh_by_log_likelihood(*sums, words[members].sum(), words[~members].sum()).abs()
        p = test_ranks(rates, members)
        significant = (stats.chi2.sf(g2, 1) < 0.05).mean()
        rows.append((significant, (p < 0.05).mean(), int((adjust_holm(p) < 0.05).sum())))
    return pd.DataFrame(rows, columns=["log_likelihood", "ranks", "ranks_holm"])


def measure_power(rates, words, members, factors=(1, 2, 3, 4, 6, 8), plant="rate", test="ranks", n_trials=500, seed=0):
    """Measure how often a test finds a planted change.

    The per-document rates of a real term are dealt out over the documents anew, so that no change is left but all its
    unevenness. Then a change is planted in the group, in one of two ways: ``rate`` adds ``factor - 1`` times as many
    words to every document that has the term (their number is Poisson); ``incidence`` deals the documents that have it
    into the group with `factor` times the weight, their rates as they are. A document without the term never gains it
    by ``rate``.

    Parameters
    ----------
    rates : pandas.Series
        Per-document rates of the term, per 1,000 words.
    words : pandas.Series
    members : pandas.Series of bool
        The group in which the change is planted.
    factors : sequence of float
        1 plants nothing.
    plant : str
        ``rate`` or ``incidence``.
    test : str
        ``ranks`` for `test_ranks`, ``shift`` for `test_shift` with 1,000 shuffles.
    n_trials : int
    seed : int

    Returns
    -------
    pandas.Series
        Part of the trials with p < .05, by factor. At factor 1 it should be near .05.

    Raises
    ------
    ValueError
        If `plant` or `test` is neither, or a factor is below 1.
    """
    if plant not in ("rate", "incidence"):
        raise ValueError(f"plant is {plant!r}; write rate or incidence")
    if test not in ("ranks", "shift"):
        raise ValueError(f"test is {test!r}; write ranks or shift")
    if min(factors) < 1:
        raise ValueError(f"the factor {min(factors)} is below 1; plant a rise, or nothing")
    generator = np.random.default_rng(seed)
    inside = members.reindex(rates.index).to_numpy(dtype=bool)
    lengths = words.reindex(rates.index).to_numpy(dtype=float)
    values, slots = rates.to_numpy(), np.argsort(~inside, kind="stable")
    found = {}
    for factor in factors:
        weight = np.where((values > 0) & (plant == "incidence"), factor, 1)
        drawn = generator.exponential(size=(n_trials, len(values))) / weight  # the first in order fill the group
        dealt = np.empty((n_trials, len(values)))
        dealt[:, slots] = values[drawn.argsort(axis=1)]
        if plant == "rate":
            added = generator.poisson(dealt * lengths / 1000 * np.where(inside, factor - 1, 0))
            dealt = dealt + 1000 * added / lengths
        if test == "ranks":
            p = test_ranks(pd.DataFrame(dealt.T, index=rates.index), members)
        else:
            p = _shuffle_members(dealt.T * lengths[:, None], lengths, inside, 1000, seed)
        found[factor] = (p < 0.05).mean()
    return pd.Series(found).rename_axis("factor")
