"""Tell what company words keep: neighbors of an occurrence, pairs of adjacent words, themes in the same passage.

Distances are counted in the words of `themeshift.tokens`, so that no compound is torn. Nothing is counted across the
end of a paragraph or a hole, where another voice speaks.
"""

import itertools
from bisect import bisect_left, bisect_right
from collections import Counter

import numpy as np
import pandas as pd

from themeshift.counts import Counts, align
from themeshift.resampling import bootstrap, check_number, take_band
from themeshift.tables import InputError, check_table
from themeshift.tokens import HOLE, find_tokens, list_tokens

COLLOCATE_COLUMNS = ["document", "paragraph", "theme", "sense", "start", "collocate", "distance"]
COOCCURRENCE_COLUMNS = ["one", "other", "passages", "expected", "texts", "ratio", "low", "high"]


def find_collocates(occurrences, paragraphs, span=5, split=None):
    """Find the words near each occurrence, in its paragraph.

    Parameters
    ----------
    occurrences : pandas.DataFrame
        As from `find_occurrences`. One that covers part of a word or several words counts as the words it touches.
    paragraphs : pandas.DataFrame
        The paragraphs in which it looked.
    span : int
        How many words to either side; fewer at the ends of the paragraph and beside a hole.
    split : callable or None
        For other languages, as in `find_tokens`.

    Returns
    -------
    pandas.DataFrame
        A row a neighbor: `document`, `paragraph`, `theme`, `sense`, `start` of the occurrence in its paragraph,
        `collocate` as counted, `distance` in words (negative to the left).

    Raises
    ------
    InputError
        If `span` is less than 1, or the paragraph of an occurrence is missing or given twice.

    Examples
    --------
    >>> paragraphs = pd.DataFrame({"document": ["a"], "paragraph": [1], "text": ["We want land, bread and peace."]})
    >>> bread = pd.DataFrame({"document": ["a"], "paragraph": [1], "theme": ["bread"], "sense": ["food"],
    ...                       "start": [14], "end": [19]})
    >>> find_collocates(bread, paragraphs, span=2)[["collocate", "distance"]].values.tolist()
    [['land', -1], ['want', -2], ['and', 1], ['peace', 2]]
    """
    check_number(span, "span")
    check_table(occurrences, [*COLLOCATE_COLUMNS[:5], "end"], "occurrences", empty=True)
    texts, tokenized = _index_texts(paragraphs), {}
    neighbors, numbers = [], []
    places = zip(*(occurrences[name] for name in ("document", "paragraph", "start", "end")), strict=True)
    for document, paragraph, start, end in places:
        place = (document, paragraph)
        if place not in tokenized:
            if place not in texts:
                raise InputError(f"paragraph {paragraph} of {document!r} is not among the paragraphs; give it too")
            tokenized[place] = _Places(texts[place], find_tokens(texts[place], split))
        found = tokenized[place].list_neighbors(start, end, span)
        neighbors += found
        numbers.append(len(found))
    near = occurrences[COLLOCATE_COLUMNS[:5]].iloc[np.repeat(np.arange(len(occurrences)), numbers)]
    words, distances = zip(*neighbors, strict=True) if neighbors else ((), ())
    near = near.reset_index(drop=True)
    near["collocate"], near["distance"] = pd.Series(words, dtype="str"), pd.Series(distances, dtype=int)
    return near


def _check_paragraphs(paragraphs, columns):
    """Raise `InputError` unless these are paragraphs, each with a document and a text."""
    check_table(paragraphs, columns, "paragraphs")
    for document, text in zip(paragraphs["document"], paragraphs["text"], strict=True):
        if pd.isna(document) or not isinstance(text, str):
            raise InputError(f"a paragraph of the document {document!r} has the text {text!r:.40}; give it both or "
                             "leave it out")  # fmt: skip


def _index_texts(paragraphs):
    """Return the text of each paragraph by document and number."""
    _check_paragraphs(paragraphs, ["document", "paragraph", "text"])
    texts = {}
    for document, paragraph, text in zip(*(paragraphs[n] for n in ("document", "paragraph", "text")), strict=True):
        if (document, paragraph) in texts:
            raise InputError(f"paragraph {paragraph} of {document!r} is given twice; give one voice at a time")
        texts[document, paragraph] = text
    return texts


class _Places:
    """The words of one paragraph and their places."""

    def __init__(self, text, tokens):
        self.text, self.holes = text, HOLE in text
        self.words, self.starts, self.ends = zip(*tokens, strict=True) if tokens else ((), (), ())

    def list_neighbors(self, start, end, span):
        """List the words beside the characters from start to end: (word, distance), those to the left first."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        least, most = max(0, first - span), last + span
        if self.holes:
            hole = self.text.find(HOLE, end)
            most = min(most, bisect_left(self.starts, hole)) if hole >= 0 else most
            least = max(least, bisect_left(self.starts, self.text.rfind(HOLE, 0, start)))
        left = [(word, -away) for away, word in enumerate(reversed(self.words[least:first]), 1)]
        return left + [(word, away) for away, word in enumerate(self.words[last:most], 1)]


def count_pairs(paragraphs, min_count=5, stopwords=frozenset(), split=None):
    """Count pairs of adjacent words, and weigh how much more often they occur than their words would by chance.

    Parameters
    ----------
    paragraphs : pandas.DataFrame
        As from `load_paragraphs`. Pairs may run across the end of a sentence.
    min_count : int
        Rarer pairs are left out.
    stopwords : frozenset of str
        As from `load_stopwords`; a pair with one of them is left out.
    split : callable or None
        For other languages, as in `find_tokens`.

    Returns
    -------
    pandas.DataFrame
        A row a pair, the highest `log_likelihood` first: `first`, `second`, `count`, `texts` that have it, and
        Dunning's ``G2 = 2 sum(observed ln(observed / expected))`` over the four cells of first word or another, second
        word or another, by NLTK. It orders a list; as a test it would treat words as independent, which they are not.

    Raises
    ------
    InputError
        If `min_count` is less than 1, or a paragraph has no document or text.

    References
    ----------
    Dunning, T. (1993). Accurate methods for the statistics of surprise and coincidence. *Computational Linguistics*
    19(1), 61-74.

    Examples
    --------
    >>> paragraphs = pd.DataFrame({"document": ["a", "b"], "text": ["Soviet power, Soviet power", "the Soviet power"]})
    >>> count_pairs(paragraphs, min_count=2)[["first", "second", "count", "texts"]].values.tolist()
    [['soviet', 'power', 3, 2]]
    """
    from nltk.metrics import BigramAssocMeasures  # NLTK takes a second to import

    check_number(min_count, "min_count")
    _check_paragraphs(paragraphs, ["document", "text"])
    if isinstance(stopwords, str) or not pd.api.types.is_list_like(stopwords):
        raise InputError(f"stopwords is {stopwords!r}; give a set of words, as from load_stopwords")
    stopwords = frozenset(stopwords)
    words, counts, pairs = Counter(), Counter(), {}
    for document, text in zip(paragraphs["document"], paragraphs["text"], strict=True):
        for stretch in text.split(HOLE):
            tokens = list_tokens(stretch, split)
            words.update(tokens)
            counts.update(itertools.pairwise(tokens))
            pairs.setdefault(document, set()).update(itertools.pairwise(tokens))
    texts = Counter(itertools.chain.from_iterable(pairs.values()))
    kept = [pair for pair, count in counts.items() if count >= min_count and stopwords.isdisjoint(pair)]
    weigh, n = BigramAssocMeasures.likelihood_ratio, words.total()
    rows = [(*pair, counts[pair], texts[pair], weigh(counts[pair], [words[w] for w in pair], n)) for pair in kept]
    table = pd.DataFrame(rows, columns=["first", "second", "count", "texts", "log_likelihood"])
    order = ["log_likelihood", "first", "second"]
    return table.sort_values(order, ascending=[False, True, True], ignore_index=True)


def locate_passages(occurrences, passages):
    """Return the passage in which each occurrence is.

    Parameters
    ----------
    occurrences : pandas.DataFrame
        As from `find_occurrences`.
    passages : pandas.DataFrame
        As from `load_passages`, of the voice in which the occurrences were found.

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
    check_table(occurrences, ["document", "paragraph"], "occurrences", empty=True)
    places = {}
    for document, passage, first, last in passages[columns].itertuples(index=False):
        for paragraph in range(first, last + 1):
            if places.setdefault((document, paragraph), passage) != passage:
                raise InputError(f"paragraph {paragraph} of {document!r} is in two passages; give those of one voice")
    found = []
    for document, paragraph in zip(occurrences["document"], occurrences["paragraph"], strict=True):
        if (document, paragraph) not in places:
            raise InputError(f"paragraph {paragraph} of {document!r} is in none of the passages; give all passages of "
                             "its voice")  # fmt: skip
        found.append(places[document, paragraph])
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
