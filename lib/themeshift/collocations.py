"""Tell what company words keep: neighbors of an occurrence, pairs of adjacent words.

Distances are counted in the words of `themeshift.tokens`, so that no compound is torn. Nothing is counted across the
end of a paragraph or a hole, where another voice speaks.
"""

import itertools
from bisect import bisect_left, bisect_right
from collections import Counter

import numpy as np
import pandas as pd

from themeshift.checks import InputError, check_table
from themeshift.counts import check_counts
from themeshift.keyness import measure_log_likelihood
from themeshift.resampling import check_number
from themeshift.tokens import HOLE, find_tokens, list_tokens

OCCURRENCE_COLUMNS = ["document", "paragraph", "theme", "sense", "start"]
COLLOCATE_COLUMNS = ["collocate", "distance", "collocate_start"]


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
        `collocate` as counted, `distance` in words (negative to the left), `collocate_start` in the paragraph: a word
        between two occurrences is a neighbor of both.

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
    check_table(occurrences, [*OCCURRENCE_COLUMNS, "end"], "occurrences", empty=True)
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
    near = occurrences[OCCURRENCE_COLUMNS].iloc[np.repeat(np.arange(len(occurrences)), numbers)]
    kinds = dict(zip(COLLOCATE_COLUMNS, ("str", int, int), strict=True))
    found = pd.DataFrame(neighbors, columns=COLLOCATE_COLUMNS).astype(kinds)
    return pd.concat([near.reset_index(drop=True), found], axis=1)


def rank_collocates(near, vocabulary, periods):
    """Rank, in each period, the words that are more frequent near a theme than elsewhere.

    Parameters
    ----------
    near : pandas.DataFrame
        As from `find_collocates`. Documents that are not in `periods` are left out.
    vocabulary : Counts
        All words of the paragraphs in which the neighbors were found, as from `count_vocabulary`.
    periods : pandas.Series
        The period of each document, as from `assign_periods`.

    Returns
    -------
    pandas.DataFrame
        A row a period and word, the highest first: `period`, `collocate`, `count` (a word near two occurrences is
        counted once), `texts` in which it is near, and `log_likelihood`, as in `weigh_by_log_likelihood`, against
        all other words of the period. It orders a list; as a test it would treat words as independent, which they are
        not.

    Raises
    ------
    InputError
        If a document or a neighbor is not in the vocabulary, or occurs there less often than it is near.

    Examples
    --------
    >>> from themeshift.counts import Counts
    >>> place = {"document": "a", "paragraph": 1, "collocate_start": 4}
    >>> near = pd.DataFrame([{**place, "collocate": "bread"}] * 2)
    >>> vocabulary = Counts(pd.DataFrame({"bread": [2], "land": [8]}, index=["a"]))
    >>> rank_collocates(near, vocabulary, pd.Series({"a": 1918}))[["collocate", "count"]].values.tolist()
    [['bread', 1]]
    """
    place = ["document", "paragraph", "collocate_start"]
    once = check_table(near, [*place, "collocate"], "the neighbors", empty=True).drop_duplicates(place)
    grouped = check_counts(vocabulary).select(periods.index).group(periods)
    once = once[once["document"].isin(periods.index)]
    once = once.assign(period=periods.reindex(once["document"]).set_axis(once.index))
    tables = []
    for period, group in once.groupby("period", observed=True):
        found = group.groupby("collocate").agg(count=("document", "size"), texts=("document", "nunique"))
        rest = grouped.table.loc[period].reindex(found.index) - found["count"]
        if not (rest >= 0).all():
            raise InputError(f"{rest.index[~(rest >= 0)][0]!r} is near more often than it is counted in {period}; give "
                             "the vocabulary of the same paragraphs")  # fmt: skip
        elsewhere = grouped.words[period] - len(group)
        found["log_likelihood"] = measure_log_likelihood(found["count"], rest, len(group), elsewhere)
        found = found[found["log_likelihood"] > 0].sort_values("log_likelihood", ascending=False, kind="stable")
        tables.append(found.reset_index().assign(period=period))
    columns = ["period", "collocate", "count", "texts", "log_likelihood"]
    table = pd.concat(tables, ignore_index=True)[columns] if tables else pd.DataFrame(columns=columns)
    return table.astype({"period": periods.dtype, "count": int, "texts": int, "log_likelihood": float})


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
        """List the words beside the characters from start to end (word, distance, start), those to the left first."""
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        least, most = max(0, first - span), last + span
        if self.holes:
            hole = self.text.find(HOLE, end)
            most = min(most, bisect_left(self.starts, hole)) if hole >= 0 else most
            least = max(least, bisect_left(self.starts, self.text.rfind(HOLE, 0, start)))
        left = [(self.words[at], at - first, self.starts[at]) for at in reversed(range(least, first))]
        return left + [
            (self.words[at], at - last + 1, self.starts[at]) for at in range(last, min(most, len(self.words)))
        ]


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
