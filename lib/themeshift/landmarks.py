"""Find the landmarks of a rate: where it is highest, what its hills stand on, where a term first appears."""

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from themeshift.counts import check_counts
from themeshift.resampling import bound_counts, check_number, read_spans, to_days
from themeshift.shuffled_dates import read_curves
from themeshift.trends import resample_blocks, to_dates


def locate_peaks(curves, counts, documents, half_width=120, n_replicates=2000, seed=0):
    """Return the day on which each smoothed rate is highest, as an interval.

    Parameters
    ----------
    curves : pandas.DataFrame
        As from `smooth_rates` with the same counts, documents and `half_width`; only its points that are not blank are
        compared.
    counts, documents, half_width, n_replicates, seed
        As in `smooth_rates`.

    Returns
    -------
    pandas.DataFrame
        By term: `peak` (day), `earliest` and `latest` (2.5 and 97.5 % of the peaks of resampled documents), `rate`.
        The interval may be long, and then the peak is not known. The days are missing for a term that does not occur.

    Raises
    ------
    InputError
        If all points of the curves are blank, or they are of other counts, documents or `half_width`.
    """
    check_counts(counts)
    check_number(seed, "seed", 0)
    table, _ = read_curves(curves, counts, documents, half_width)
    spans, at, w = read_spans(counts, documents), to_days(table.index), counts.words.to_numpy(dtype=float)
    ends = np.empty((2, len(counts.terms)), dtype=int)
    replicates = check_number(n_replicates, "n_replicates")
    with threadpool_limits(1):
        for block, rates in resample_blocks(bound_counts(counts), w, spans, at, half_width, replicates, seed):
            places = np.nan_to_num(rates, nan=-1).argmax(axis=1)
            ends[:, block] = np.quantile(places, (0.025, 0.975), axis=1, method="nearest")
    days = {"peak": at[table.to_numpy().argmax(axis=0)], "earliest": at[ends[0]], "latest": at[ends[1]]}
    occurs = (table > 0).any().to_numpy()
    peaks = {name: to_dates(np.where(occurs, day, np.nan)) for name, day in days.items()}
    return pd.DataFrame(peaks | {"rate": table.max().to_numpy()}, index=counts.terms.rename("term"))


def find_hills(curves, counts, documents, half_width=120):
    """Find the highest point of each smoothed rate, and how much of it is owed to a single text.

    Parameters
    ----------
    curves, counts, documents, half_width
        As in `locate_peaks`.

    Returns
    -------
    pandas.DataFrame
        By term: `date`, `rate` (per 1,000 words), `low` and `high` of the band there if the curves have one; `texts` in
        the window and `texts_with_it`; `share`, the part of the occurrences, each weighted by its nearness as in the
        curve, that is owed to `text`. A term that does not occur has a row of blanks.

    Raises
    ------
    InputError
        As in `locate_peaks`.

    Examples
    --------
    >>> from themeshift.counts import Counts
    >>> from themeshift.trends import smooth_rates
    >>> days = pd.to_datetime(["1918-01-01", "1918-01-21", "1918-02-10"])
    >>> documents = pd.DataFrame({"date": days, "date_end": days}, index=["a", "b", "c"])
    >>> counts = Counts(pd.DataFrame({"peace": [4, 2, 1]}, ["a", "b", "c"]), pd.Series(1000, ["a", "b", "c"]))
    >>> curves = smooth_rates(counts, documents, half_width=40, grid=[days[1]], n_replicates=0, min_texts=2)
    >>> find_hills(curves, counts, documents, half_width=40).loc["peace", "text"]
    'a'
    """
    table, kernel = read_curves(curves, counts, documents, half_width)
    at = table.to_numpy().argmax(axis=0)
    weighted = kernel[at].T * counts.table.to_numpy(dtype=float)
    occurs = weighted.sum(axis=0) > 0
    with np.errstate(invalid="ignore"):
        share = weighted.max(axis=0) / weighted.sum(axis=0)
    rows = (
        curves.set_index(["term", "date"])
        .loc[list(zip(counts.terms, table.index[at], strict=True))]
        .reset_index("date")
    )
    rows = rows[[column for column in ("date", "rate", "low", "high", "texts") if column in rows]]
    own = {"texts_with_it": (weighted > 0).sum(axis=0), "share": share, "text": counts.index[weighted.argmax(axis=0)]}
    return rows.assign(**own)[occurs].reindex(counts.terms.rename("term"))


def find_first_texts(counts, documents):
    """Find where each term first appears in these texts, and how much was said before without it.

    Parameters
    ----------
    counts : Counts
    documents : pandas.DataFrame

    Returns
    -------
    pandas.DataFrame
        By term: `first_text`, of the documents that surely have it the one whose date begins first; `not_before`, the
        first day on which a document that may have it can be dated; `not_later_than`, the day by which one that surely
        has it must be dated. Of the texts that are wholly before the first: the last possible day of any, `after`;
        `texts_before`; `words_before`; `doubtful_before`, how many doubtful occurrences there are in them. For a term
        that never surely occurs, the first text is missing and all texts are before. What other texts of the time said
        is not known.

    Raises
    ------
    InputError
        If a counted document is not among `documents`.

    Examples
    --------
    >>> from themeshift.counts import Counts
    >>> days = pd.to_datetime(["1918-03-05", "1918-03-14", "1918-06-01"])
    >>> documents = pd.DataFrame({"date": days, "date_end": days}, index=["a", "b", "c"])
    >>> counts = Counts(pd.DataFrame({"peace": [0, 2, 1]}, ["a", "b", "c"]), pd.Series(500, ["a", "b", "c"]))
    >>> find_first_texts(counts, documents).loc["peace", "first_text"]
    'b'
    """
    check_counts(counts, words=False)
    start, end = read_spans(counts, documents)
    order, by_end = np.lexsort((end, start)), np.sort(end)
    table = counts.table
    sure, possible = ((table if bound is None else bound).to_numpy() for bound in (counts.least, counts.most))
    occurs, may = sure > 0, possible > 0
    first, known = order[occurs[order].argmax(axis=0)], occurs.any(axis=0)
    begins = np.where(known, start[first], np.inf)
    n_before = np.searchsorted(by_end, begins)
    doubtful = np.where(end[:, None] < begins, possible, 0).sum(axis=0)
    words = np.append(0, counts.words.to_numpy()[np.argsort(end)].cumsum())
    return pd.DataFrame({
        "first_text": np.where(known, counts.index[first].to_numpy(dtype=object), None),
        "not_before": to_dates(np.where(may, start[:, None], np.inf).min(axis=0)),
        "not_later_than": to_dates(np.where(occurs, end[:, None], np.inf).min(axis=0)),
        "after": to_dates(np.append(np.nan, by_end)[n_before]),
        "texts_before": n_before, "words_before": words[n_before], "doubtful_before": doubtful,
    }, index=counts.terms.rename("term"))  # fmt: skip
