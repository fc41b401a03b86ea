"""Find words in their context: a row an occurrence, with the words before and after it.

What another voice says inside a paragraph is shown as ``[…]``: nothing is closed up. White space is shown as one blank.
"""

import bisect
import functools

import numpy as np
import pandas as pd

from themeshift.checks import InputError, check_documents, check_table
from themeshift.passages import find_lines
from themeshift.terms import compile_terms, find_terms
from themeshift.tokens import HOLE, HOLES

CONCORDANCE_COLUMNS = ["document", "date", "date_end", "voice", "page", "line", "paragraph", "left", "match", "right"]
LEFT_OUT = "[…]"
ALL = "all occurrences and their texts"  # kept with the table, so that a head tells when rows were cut


def find_concordance(term, paragraphs, lines, documents, width=60, sentences=None, split=None):
    """Find every occurrence of a search term, with the words around it.

    Parameters
    ----------
    term : str or list of str
        As `compile_term` reads it; of a list, any of the terms. As many lines are found as `count_terms` counts.
    paragraphs : pandas.DataFrame
        As from `load_paragraphs`; `voice` and `page` may be missing.
    lines : pandas.DataFrame or None
        As from `load_lines`.
    documents : pandas.DataFrame
    width : int
        Characters on either side, as they are shown: white space is one blank, another voice is ``[…]``.
    sentences : nltk.tokenize.punkt.PunktSentenceTokenizer or None
        As from `train_sentences`; then the whole sentence is given, whatever its width.
    split : callable or None
        For other languages, as in `find_tokens`.

    Returns
    -------
    pandas.DataFrame
        A row an occurrence, in the order of dates: `document`, `date`, `date_end`, `voice`, `page` of the book where
        the paragraph begins, `line` of the scan where the word begins, `paragraph`, `left`, `match`, `right`. Its
        `attrs` keep how many occurrences there are in how many texts, so that `show_concordance` can say it
        of some of the rows.

    Raises
    ------
    InputError
        If the term occurs in none of these paragraphs, or a document has no date.

    Examples
    --------
    >>> paragraphs = pd.DataFrame({"document": ["a"], "paragraph": [1], "text": ["He asked for ░░░░░░ and for Peace."]})
    >>> documents = pd.DataFrame({"date": "1918-03-03", "date_end": "1918-03-03"}, ["a"]).astype("datetime64[s]")
    >>> find_concordance("peace", paragraphs, None, documents, width=16).loc[0, ["left", "match", "right"]].tolist()
    ['for […] and for ', 'Peace', '.']
    """
    check_table(paragraphs, ["document", "paragraph", "text"], "paragraphs")
    terms, rows = compile_terms(term, split), []
    for number, text in enumerate(paragraphs["text"]):
        rows += [(number, start, end) for start, end in find_terms(text, terms, split)]
    if not rows:
        written = " or ".join(list(dict.fromkeys(repr(one.written) for one in terms))[:5])
        raise InputError(f"{written} occurs in none of these {len(paragraphs)} paragraphs; try other paragraphs, "
                         "another spelling, or * for any letters")  # fmt: skip
    numbers, starts, ends = zip(*rows, strict=True)
    found = paragraphs.iloc[list(numbers)].assign(start=starts, end=ends).reset_index(drop=True)
    found["line"] = find_lines(found, lines)
    return _list_contexts(found, documents, width, sentences)


def find_contexts(occurrences, paragraphs, documents, width=60, sentences=None, whole_words=False):
    """Give occurrences the words around them.

    Parameters
    ----------
    occurrences : pandas.DataFrame
        As from `find_occurrences`.
    paragraphs : pandas.DataFrame
        The paragraphs in which it looked.
    documents, width, sentences
        As in `find_concordance`.
    whole_words : bool
        Whether a context that is cut ends with a whole word and ``…``; one that is the rest of its paragraph has none.

    Returns
    -------
    pandas.DataFrame
        As from `find_concordance`, with `theme`, `sense` and `curve` where the occurrences have them.

    Raises
    ------
    InputError
        If there are no occurrences, or the paragraph or the date of one is missing.
    """
    check_table(occurrences, ["document", "paragraph", "start", "end"], "occurrences")
    check_table(paragraphs, ["document", "paragraph", "text"], "paragraphs")
    places = {}
    for place in zip(paragraphs["document"], paragraphs["paragraph"], strict=True):
        if place in places:
            raise InputError(f"paragraph {place[1]} of {place[0]!r} is given twice; give one voice at a time")
        places[place] = len(places)
    numbers = []
    for place in zip(occurrences["document"], occurrences["paragraph"], strict=True):
        if place not in places:
            raise InputError(f"paragraph {place[1]} of {place[0]!r} is not among the paragraphs; give those too")
        numbers.append(places[place])
    found = occurrences.reset_index(drop=True)
    for column in {"text", "page", "voice"} & set(paragraphs.columns) - set(found.columns):
        found[column] = paragraphs[column].iloc[numbers].array
    return _list_contexts(found, documents, width, sentences, whole_words)


def _list_contexts(found, documents, width, sentences, whole_words=False):
    """Return the table of a concordance, by date; `found` has text, start and end of each occurrence."""
    check_documents(documents)
    missing = ~found["document"].isin(documents.index)
    if missing.any():
        raise InputError(f"{found.loc[missing, 'document'].iloc[0]!r} is not among the documents; give its row too")
    contexts = cut_contexts(found, width, sentences, whole_words)
    table = found.assign(**{name: documents[name].reindex(found["document"]).array for name in ("date", "date_end")})
    for column, values in zip(("left", "match", "right"), zip(*contexts, strict=True), strict=True):
        table[column] = values
    for column, blank in (("voice", ""), ("page", pd.NA), ("line", pd.NA)):
        if column not in table:
            table[column] = blank
    table["position"] = documents.index.get_indexer(table["document"])
    table = table.sort_values(["date", "position", "paragraph", "start"], kind="stable", ignore_index=True)
    table = table[[*CONCORDANCE_COLUMNS, *(column for column in ("theme", "sense", "curve") if column in found)]]
    table.attrs[ALL] = (len(table), int(table["document"].nunique()))
    return table


def cut_contexts(found, width, sentences=None, whole_words=False):
    """Cut out what stands before, as and after each word.

    Parameters
    ----------
    found : pandas.DataFrame
        A row a word: `text` of its paragraph, as its voice speaks it, `start` and `end`.
    width, sentences, whole_words
        As in `find_contexts`.

    Returns
    -------
    list of (str, str, str)
        In the order of `found`.
    """
    if not isinstance(width, int | np.integer) or width < 0:
        raise InputError(f"width is {width!r}; give a number of characters")
    if sentences is not None and not hasattr(sentences, "span_tokenize"):
        raise InputError(f"sentences is {type(sentences).__name__}; give what train_sentences returns, or None")
    split = None
    if sentences is not None:
        split = functools.lru_cache(8)(lambda text: tuple(zip(*sentences.span_tokenize(text), strict=True)) or ((), ()))
    return [
        _cut_context(text, start, end, width, split, whole_words)
        for text, start, end in zip(found["text"], found["start"], found["end"], strict=True)
    ]


def _cut_context(text, start, end, width, split, whole_words):
    """Return what is shown before, as, and after a word; `split` gives starts and ends of sentences, or is None."""
    if split is not None:
        firsts, lasts = split(text)
        first = firsts[max(0, bisect.bisect_right(firsts, start) - 1)] if firsts else 0
        last = lasts[min(len(lasts) - 1, bisect.bisect_left(lasts, end))] if lasts else len(text)
        return show_holes(text[min(first, start) : start]), show_holes(text[start:end]), show_holes(text[end:last])
    n = width + 2  # what follows tells whether a context was cut, and whether its last word is whole
    if _is_regular(text):
        before, match, after = text[max(0, start - n) : start], text[start:end], text[end : end + n]
    else:
        before, after = _take(text, start, n, before=True), _take(text, end, n, before=False)
        match = _close_up(text[start:end])
    before, after = fit_words(before[::-1], width, whole_words)[::-1], fit_words(after, width, whole_words)
    return before.replace(HOLE, LEFT_OUT), match, after.replace(HOLE, LEFT_OUT)


def fit_words(words, width, whole_words=True):
    """Return what fits into `width` characters as they are shown; if more follows, whole words and a sign of it.

    Where not even one word fits, its beginning has the sign right after it: ``inter…``, but ``the world …``.
    """
    shown = words[:width]
    while len(shown.replace(HOLE, LEFT_OUT)) > width:
        shown = shown[:-1]
    more = words[len(shown) :]
    if not whole_words or not more.strip():
        return shown
    whole = (shown + more[0]).rpartition(" ")[0].rstrip()
    return f"{whole} …" if whole or not shown.strip() else f"{shown}…"


def _take(text, at, n, before):
    """Return `n` characters before or after a place, closed up, or all there are; long texts are not read whole."""
    size = 2 * n + 100
    while True:
        part = text[max(0, at - size) : at] if before else text[at : at + size]
        shown = _close_up(part)
        if len(shown) >= n or len(part) < size:
            return shown[max(0, len(shown) - n) :] if before else shown[:n]
        size *= 4


@functools.lru_cache(maxsize=8)
def _is_regular(text):
    """Tell whether all of a text is shown as it is."""
    return HOLE not in text and _close_up(text) == text


def _close_up(text):
    """Return a text with one blank for white space and one `HOLE` for what another voice says."""
    words = " ".join(HOLES.sub(HOLE, text).split())
    if not words:
        return text[:1] and " "
    return " " * text[0].isspace() + words + " " * text[-1].isspace()


def show_holes(text):
    """Return a text as it is shown: one blank for white space, ``[…]`` for what another voice says."""
    return _close_up(text).replace(HOLE, LEFT_OUT)
