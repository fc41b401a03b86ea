"""Count search terms, or every word, in each document or passage."""

from collections import Counter

import numpy as np
import pandas as pd
from scipy import sparse

from themeshift.checks import InputError, check_table
from themeshift.counts import Counts
from themeshift.terms import compile_terms, find_matches
from themeshift.tokens import check_blanks, find_tokens, list_tokens


def count_terms(paragraphs, lexicon, split=None):
    """Count the occurrences of search terms in each document.

    Parameters
    ----------
    paragraphs : pandas.DataFrame
        As from `load_paragraphs`: columns `document` and `text`.
    lexicon : dict of str to (str or list of str), or list of str
        Search terms (`compile_term`) by the name of their group; of a list, each term is a group of its own.
    split : callable or None
        For other languages, as in `find_tokens`.

    Returns
    -------
    Counts
        A row a document in the order of `paragraphs`, a column a group.

    Raises
    ------
    InputError
        If there are no paragraphs or no words in them, a document or a text is missing, or a term is not a search term.

    Examples
    --------
    >>> table = pd.DataFrame({"document": ["a", "a"], "text": ["Peace to the East", "Peaceful work"]})
    >>> count_terms(table, {"peace": ["peace*"], "the East": ["east"]}).table.loc["a"].tolist()
    [2, 1]
    """
    _check_texts(paragraphs, ["document"])
    check_blanks(paragraphs["text"], split)
    lexicon = check_lexicon(lexicon)
    tokens = [list_tokens(text, split) for text in paragraphs["text"]]
    vocabulary = _count_tokens(tokens, paragraphs, ["document"])
    found = {}
    for name, terms in lexicon.items():
        terms = compile_terms(terms, split)
        if all(len(term.words) == 1 for term in terms):
            matched = [any(term.match(token) for term in terms) for token in vocabulary.terms]
            found[name] = vocabulary.matrix @ np.array(matched, dtype=np.int64)
        else:
            hits = _count_phrases(paragraphs["text"], tokens, terms, vocabulary.terms, split)
            found[name] = hits.groupby(paragraphs["document"].to_numpy(), sort=False).sum().to_numpy()
    return Counts(pd.DataFrame(found, vocabulary.index), vocabulary.words)


def check_lexicon(lexicon):
    """Return search terms by the name of their group, or raise `InputError`.

    Parameters
    ----------
    lexicon : dict of str to (str or list of str), list of str, or str
        As `count_terms` takes it.

    Returns
    -------
    dict of str to list of str

    Raises
    ------
    InputError
        If there is no group.

    Examples
    --------
    >>> check_lexicon(["bread", "peace*"])
    {'bread': ['bread'], 'peace*': ['peace*']}
    """
    if isinstance(lexicon, str):
        lexicon = [lexicon]
    if isinstance(lexicon, list | tuple):
        lexicon = {str(term): [term] for term in lexicon}
    if not isinstance(lexicon, dict) or not lexicon:
        raise InputError(f"the lexicon is {lexicon!r:.200}; write at least one group: {{'peace': ['peace*']}}")
    return {str(name): [terms] if isinstance(terms, str) else terms for name, terms in lexicon.items()}


def _count_phrases(texts, tokens, terms, vocabulary, split):
    """Count terms of several words in each text; only texts that have all words of one are searched."""
    needed = [[{token for token in vocabulary if term.match(token, n)} for n in range(len(term.words))]
              for term in terms]  # fmt: skip
    hits = []
    for text, words in zip(texts, tokens, strict=True):
        possible = any(not any(matching.isdisjoint(words) for matching in term) for term in needed)
        hits.append(len(find_matches(find_tokens(text, split), terms, text)) if possible else 0)
    return pd.Series(hits)


def count_vocabulary(texts, split=None, by="document"):
    """Count every word in each document or passage.

    Parameters
    ----------
    texts : pandas.DataFrame
        As from `load_paragraphs` or `load_passages`.
    split : callable or None
        As in `find_tokens`.
    by : str or list of str
        The column or columns that name a unit: ``document``, or ``["document", "passage"]``.

    Returns
    -------
    Counts
        Sparse; the terms in the order of the alphabet, the units in that of `texts`.

    Raises
    ------
    InputError
        If there are no texts, none has a word, or they put no blanks between words and there is no `split`.
    """
    by = [by] if isinstance(by, str) else list(by)
    _check_texts(texts, by)
    check_blanks(texts["text"], split)
    return _count_tokens((list_tokens(text, split) for text in texts["text"]), texts, by)


def _count_tokens(tokens, texts, by):
    """Return the sparse `Counts` of the tokens of each text, added up by the columns that name a unit."""
    keys = texts[by[0]] if len(by) == 1 else pd.MultiIndex.from_frame(texts[by])
    codes, index = pd.factorize(keys)
    units = [Counter() for _ in index]
    for code, words in zip(codes, tokens, strict=True):
        units[code].update(words)
    vocabulary = {token: place for place, token in enumerate(sorted(set().union(*units)))}
    if not vocabulary:
        raise InputError("the texts have no words to count; choose other documents")
    columns = np.array([vocabulary[token] for unit in units for token in unit])
    values = np.array([n for unit in units for n in unit.values()], dtype=np.int64)
    starts = np.cumsum([0, *map(len, units)])
    matrix = sparse.csr_array((values, columns, starts), shape=(len(units), len(vocabulary)))
    matrix.sort_indices()
    index = pd.Index(index, name=by[0]) if len(by) == 1 else index.set_names(by)
    return Counts.from_matrix(matrix, index, pd.Index(list(vocabulary), name="term", dtype="str"))


def _check_texts(texts, by):
    """Raise `InputError` unless there are texts, each with its document."""
    check_table(texts, [*by, "text"], "the texts")
    for column in (*by, "text"):
        missing = texts[column].isna().to_numpy()
        if missing.any():
            place = missing.argmax()
            document = "" if column in by else f" ({texts[by[0]].iloc[place]!r})"
            raise InputError(f"row {texts.index[place]!r} of the texts{document} has no {column}; give it one or leave "
                             "the row out")  # fmt: skip
