"""Measure which themes keep company: in which passage each occurrence is, and which themes share passages."""

import itertools

import numpy as np
import pandas as pd

from themeshift.alignment import align
from themeshift.checks import InputError, check_table
from themeshift.counts import Counts
from themeshift.occurrences import count_senses
from themeshift.passages import cut_passages
from themeshift.resampling import bootstrap, take_band
from themeshift.themes import list_true_senses

COOCCURRENCE_COLUMNS = ["one", "other", "passages", "expected", "texts", "ratio", "low", "high"]


def locate_passages(occurrences, passages):
    """Return the passage in which each occurrence is.

    Parameters
    ----------
    occurrences : pandas.DataFrame
        As from `find_occurrences`; `start` tells the passage where a long paragraph is cut.
    passages : pandas.DataFrame
        As from `load_passages`, of the voice in which the occurrences were found; without `first_offset`, each begins
        with a paragraph.

    Returns
    -------
    pandas.Series
        By the index of `occurrences`: the number of the passage in its document, as in the column `passage`.

    Raises
    ------
    InputError
        If an occurrence is in none of the passages, or two passages have the same paragraph.

    Examples
    --------
    >>> passages = pd.DataFrame({"document": "a", "passage": [1, 2], "first_paragraph": [1, 4],
    ...                          "last_paragraph": [3, 5]})
    >>> locate_passages(pd.DataFrame({"document": "a", "paragraph": [5, 2]}), passages).tolist()
    [2, 1]
    """
    columns = ["document", "passage", "first_paragraph", "last_paragraph"]
    check_table(passages, columns, "passages")
    offsets = passages["first_offset"] if "first_offset" in passages else [0] * len(passages)
    cut = any(offsets)
    check_table(occurrences, ["document", "paragraph", *["start"] * cut], "occurrences", empty=True)
    places = {}
    for (document, passage, first, last), offset in zip(
        passages[columns].itertuples(index=False), offsets, strict=True
    ):
        for paragraph in range(first, last + 1):
            begun = places.setdefault((document, paragraph), {})
            if begun.setdefault(offset if paragraph == first else 0, passage) != passage:
                raise InputError(f"paragraph {paragraph} of {document!r} is in two passages; give those of one voice")
    found, starts = [], occurrences["start"] if cut else [0] * len(occurrences)
    for document, paragraph, start in zip(occurrences["document"], occurrences["paragraph"], starts, strict=True):
        begun = places.get((document, paragraph), {})
        if not (before := [offset for offset in begun if offset <= start]):
            raise InputError(f"paragraph {paragraph} of {document!r} is in none of the passages; give all passages of "
                             "its voice")  # fmt: skip
        found.append(begun[max(before)])
    return pd.Series(found, occurrences.index, dtype=int, name="passage")


def measure_cooccurrence(present, documents=None, n_replicates=1000, seed=0, bounds=None):
    """Measure how often themes are in the same passage, against what their frequencies alone would give.

    The ratio of two themes is ``n n_ab / (n_a n_b)``: passages in all, with both, with either. Its band is the
    bootstrap over documents: passages of one document are not independent.

    Parameters
    ----------
    present : Counts or pandas.DataFrame of bool, shape (n_passages, n_themes)
        Which themes a passage has. Counts by document and passage, as from `count_senses` with
        ``by=["document", "passage"]``, give `documents` and `bounds` too.
    documents : pandas.Series
        The document of each passage.
    n_replicates, seed : int
    bounds : tuple of pandas.DataFrame of bool or None
        Which themes a passage surely has, and which it may have; in the replicates what lies between is tossed.

    Returns
    -------
    pandas.DataFrame
        A row a pair of themes: `one`, `other`, `passages` with both, `expected`, `texts` with both in a passage,
        `ratio`, `low`, `high` (2.5 and 97.5 % of the replicates). Ratio and band are missing where a theme is in no
        passage; the band too where all passages of one theme have the other, for resampling cannot vary that.

    Raises
    ------
    InputError
        If there are no passages or fewer than two themes, a passage has no document, or the bounds do not lie around
        what is present.
    """
    present, documents, bounds = _read_presence(present, documents, bounds)
    x = present.to_numpy(dtype=bool)
    least, most = (x, x) if bounds is None else (align(present, bound, "a bound").to_numpy(bool) for bound in bounds)
    if least.shape != x.shape or most.shape != x.shape or (least > x).any() or (x > most).any():
        raise InputError("the bounds do not lie around what is present; give both from the same occurrences")
    codes, names = pd.factorize(align(present, documents, "documents"))
    n = np.bincount(codes).astype(float)

    def draw(generator):
        return _count_together(least | (most & (generator.random(x.shape) < 0.5)), codes)

    def measure(drawn, tossed):
        return _divide(np.tensordot(drawn, together if tossed is None else tossed, axes=1), drawn @ n)

    together = _count_together(x, codes)
    ratios = bootstrap(measure, len(names), n_replicates, draw if (least < most).any() else None, seed)
    whole, band = together.sum(axis=0), take_band(ratios)
    ratio, rows = _divide(whole, n.sum()), []
    for i, j in itertools.combinations(range(x.shape[1]), 2):
        always = whole[i, j] == min(whole[i, i], whole[j, j])  # then no resample of these passages can say less
        expected = whole[i, i] * whole[j, j] / n.sum()
        interval = (np.nan, np.nan) if always else band[:, i, j]
        texts = int((together[:, i, j] > 0).sum())
        rows.append((*present.columns[[i, j]], int(whole[i, j]), expected, texts, ratio[i, j], *interval))
    return pd.DataFrame(rows, columns=COOCCURRENCE_COLUMNS)


def compare_cooccurrence(occurrences, themes, paragraphs, periods, seed=0):
    """Measure in each period how often themes are in the same passage; false friends do not count.

    Parameters
    ----------
    occurrences : pandas.DataFrame
        As from `find_occurrences`.
    themes : dict of str to Theme
    paragraphs : pandas.DataFrame
        In which it looked; they are cut into passages of about 250 words.
    periods : pandas.Series
        The period of each document; others are left out.
    seed : int

    Returns
    -------
    pandas.DataFrame
        As from `measure_cooccurrence`, with `period`.

    Raises
    ------
    InputError
        If there are no periods, or they have none of the documents.
    """
    check_table(occurrences, ["document", "theme", "sense"], "occurrences")
    check_table(paragraphs, ["document", "text"], "paragraphs")
    kept = periods.dropna().index if isinstance(periods, pd.Series) else []
    paragraphs = paragraphs[paragraphs["document"].isin(kept)]
    if paragraphs.empty:
        raise InputError("periods have none of the documents; give a Series with the period of each, as assign_periods "
                         "does")  # fmt: skip
    occurrences, passages = occurrences[occurrences["document"].isin(kept)], cut_passages(paragraphs)
    true = {name: (name, list_true_senses(theme.senses)) for name, theme in themes.items()
            if name in set(occurrences["theme"])}  # fmt: skip
    placed = occurrences.assign(passage=locate_passages(occurrences, passages))
    present = count_senses(placed, true, passages, by=["document", "passage"])
    of_period = pd.Series(present.index.get_level_values("document").map(periods), present.index)
    tables = [measure_cooccurrence(present.select(of_period == period), seed=seed).assign(period=period)
              for period in of_period.unique()]  # fmt: skip
    return pd.concat(tables, ignore_index=True)


def _read_presence(present, documents, bounds):
    """Return which themes each passage has, its document, and the bounds, from counts or from tables."""
    if isinstance(present, Counts):
        names = present.index.get_level_values(0)
        documents = pd.Series(names, present.index)
        bounds = None if present.least is None else (present.least > 0, present.most > 0)
        present = present.table > 0
    check_table(present, [], "present")
    if present.shape[1] < 2:
        raise InputError("co-occurrence needs at least two themes; choose more")
    if not all(map(pd.api.types.is_bool_dtype, present.dtypes)):
        raise InputError("present is not a table of True and False; compare counts with 0: counts > 0")
    return present, documents, bounds


def _count_together(x, codes):
    """Count in each document the passages that have both of two themes, or on the diagonal one."""
    x = x.astype(float)
    return np.array([x[codes == code].T @ x[codes == code] for code in range(codes.max() + 1)])


def _divide(together, n):
    """Return ``n n_ab / (n_a n_b)`` for counts whose diagonals are n_a."""
    alone = np.diagonal(together, axis1=-2, axis2=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(n)[..., None, None] * together / (alone[..., :, None] * alone[..., None, :])
