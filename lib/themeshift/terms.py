"""Search for words: one syntax and one search, used by counts, themes, concordance and passages.

A term is written as one reads it: any case, straight or curly apostrophe, ``*`` for any letters, several words for a
phrase. It is found among the tokens of a text (`themeshift.tokens`), so that what is shown is what is counted.
"""

import contextlib
import functools
import re
import unicodedata
from typing import NamedTuple

import regex

from themeshift.checks import InputError
from themeshift.tokens import find_tokens, read_word, read_written


class Term(NamedTuple):
    """A search term: one word or the words of a phrase, each exact or with wildcards.

    Attributes
    ----------
    written : str
        As the user wrote it.
    words : tuple of str
        As counted; ``*`` stands for any characters of a word, or none.
    split : callable or None
        Of whose words it is read, as in `find_tokens`.
    """

    written: str
    words: tuple
    split: object = None

    def match(self, token, at=0):
        """Tell whether a token is the word at a place of the term."""
        word = self.words[at]
        return token == word if "*" not in word else _compile_wildcard(word).fullmatch(token) is not None

    def choose(self, tokens, at=0):
        """Choose from different tokens, such as the keys of a dict, those that are the word at a place of the term."""
        word = self.words[at]
        if "*" not in word:
            return [word] if word in tokens else []
        return list(filter(_compile_wildcard(word).fullmatch, tokens))


@functools.lru_cache(maxsize=1024)
def _compile_wildcard(word):
    return re.compile(".*".join(map(re.escape, re.split(r"\*+", word))))


def compile_term(term):
    """Read a search term: any case, ``*`` for any letters, several words for a phrase.

    Parameters
    ----------
    term : str

    Returns
    -------
    Term

    Raises
    ------
    InputError
        If it is not a search term.

    Examples
    --------
    >>> compile_term(" Electri*tion ").match("electrification")
    True
    >>> compile_term("League of Nations").words
    ('league', 'of', 'nations')
    """
    words = [read_word(part) for part in term.split()] if isinstance(term, str) else []
    if not words or None in words:
        raise InputError(f"{term!r:.80} is not a search term; write a word or a phrase in letters, without numbers or "
                         "other signs; * beside letters stands for any others")  # fmt: skip
    return Term(term, tuple(words))


def compile_terms(terms, split=None):
    """Read one search term or a list of them, which may not be empty; `split` as in `find_tokens`."""
    terms = [terms] if isinstance(terms, str | Term) else terms
    if not isinstance(terms, list | tuple | set | frozenset) or not terms:
        raise InputError(f"{terms!r} is not a list of search terms; write at least one, such as ['peace*']")
    compiled = []
    for term in terms:
        if isinstance(term, Term) and term.split is split:
            compiled.append(term)
            continue
        written = term.written if isinstance(term, Term) else term
        compiled += [compile_term(written)] if split is None else _read_split(written, split)
    return list(dict.fromkeys(compiled))


def _read_split(term, split):
    """Read a search term for the words of another function: as this splits it, as one word, or as words with blanks."""
    parts = list(map(read_written, term.split())) if isinstance(term, str) else []
    if not parts or None in parts:
        raise InputError(f"{term!r:.80} is not a search term; write words with letters; * stands for any letters")
    ways = [tuple(parts), (" ".join(parts),)]
    with contextlib.suppress(Exception):  # of a function that knows the words of its own texts only
        ways += [tuple(token for token, *_ in find_tokens(term, split))] if "*" not in term else []
    return [Term(term, words, split) for words in ways if words]


class _Beginnings(dict):
    """Which terms a token can begin, the longest first: found once for each different token."""

    def __init__(self, terms):
        self.wild = [term for term in terms if "*" in term.words[0]]
        self.exact = {}
        for term in terms:
            self.exact.setdefault(term.words[0], []).append(term)

    def __missing__(self, token):
        found = self.exact.get(token, []) + [term for term in self.wild if term.match(token)]
        self[token] = sorted(found, key=lambda term: -len(term.words))
        return self[token]


_index_beginnings = functools.lru_cache(maxsize=32)(_Beginnings)


def find_matches(tokens, terms, text):
    """Return where any of the terms occurs among the tokens of a text.

    Parameters
    ----------
    tokens : list of (str, int, int)
        As from `find_tokens`.
    terms : list of Term
    text : str
        Between the words of a phrase it may have white space, quotation marks, commas, dashes and brackets only.

    Returns
    -------
    list of (int, int)
        First token and the token after the last; from left to right, none overlapping, the longest first.
    """
    beginnings, hits, free = _index_beginnings(tuple(terms)), [], 0
    for at, (token, _, _) in enumerate(tokens):
        for term in beginnings[token] if at >= free else ():
            if len(term.words) == 1 or _continues(tokens, at, term, text):
                free = at + len(term.words)
                hits.append((at, free))
                break
    return hits


def _continues(tokens, at, term, text):
    """Tell whether the further words of a phrase follow."""
    return at + len(term.words) <= len(tokens) and all(
        term.match(tokens[at + n][0], n) and joins(text[tokens[at + n - 1][2] : tokens[at + n][1]])
        for n in range(1, len(term.words))
    )


@functools.lru_cache(maxsize=1024)
def joins(between):
    """Tell whether two words with this between them are neighbors in a phrase: neither hole, digit nor full stop is.

    A line may end between them, a paragraph (an empty line) may not.
    """
    return between.count("\n") < 2 and all(
        character.isspace() or character in "\"'`´_,،、，" or unicodedata.category(character) in _JOINING
        for character in between
    )


_JOINING = {"Pi", "Pf", "Ps", "Pe", "Pd", "Cf"}  # quotation marks, brackets, dashes, what is not seen


_LETTERS = re.compile(r"[^\W\d_]+")
_ODD = regex.compile(r"[\p{M}\p{Cf}\ufb00-\ufb06]")  # what words are counted without: marks, soft hyphens, ligatures


@functools.lru_cache(maxsize=32)
def _list_runs(terms):
    """List the longest run of letters of each term; sigma has another form at the end of a word."""
    return {max(_LETTERS.findall(" ".join(term.words)), key=len).replace("ς", "σ") for term in terms}


def _may_occur(terms, text):
    """Tell, faster than words are found, whether one of the terms' longest runs of letters is in a text."""
    if not unicodedata.is_normalized("NFC", text) or _ODD.search(text):
        return True
    lower = text.lower().replace("ς", "σ").replace("i\u0307", "i")
    return any(run in lower for run in _list_runs(terms))


def find_terms(text, terms, split=None):
    """Return where any of the search terms occurs in a text: the one search that all of the library uses.

    Parameters
    ----------
    text : str
    terms : str or list of str
        As `compile_term` reads them.
    split : callable or None
        As in `find_tokens`.

    Returns
    -------
    list of (int, int)
        The first character of each occurrence and the character after its last.

    Examples
    --------
    >>> find_terms("Peace to the ‘East’; the peace", ["peace", "east"])
    [(0, 5), (14, 18), (25, 30)]
    """
    terms = compile_terms(terms, split)
    if isinstance(text, str) and split is None and not _may_occur(tuple(terms), text):
        return []
    tokens = find_tokens(text, split)
    return [(tokens[a][1], tokens[b - 1][2]) for a, b in find_matches(tokens, terms, text)]
