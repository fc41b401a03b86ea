r"""Search texts for regular expressions that a person declares: whole words, look-alikes as one, and never for ever.

A match begins and ends where a word does (`themeshift.tokens`), or at a hyphen inside one: ``colonies`` is found in
``semi-colonies``, but ``don`` is not found in ``don’t``, nor ``i`` in ``i.e.``. Characters that look alike are one, in
texts and in patterns: ``workers'`` finds ``workers’``. No match runs across the words of another voice.
"""

import functools
import re
import time
import unicodedata
from typing import NamedTuple

import regex

from themeshift.checks import InputError
from themeshift.tokens import HOLE, fold

SECONDS = 5  # of computing that a pattern may take in one paragraph; usual ones take a thousandth of one
TOTAL = 20  # seconds after which a pattern must have come forward at least as fast as
PACE = 10_000  # characters a second; usual ones are a hundred times faster
SIZE = 100_000  # how many copies of a part a pattern may ask for, repetitions inside repetitions multiplied

_INSIDE = r"(?!(?<=(?<![^\W_])[^\W\d_]\.)[^\W\d_]\.)"  # not between two letters of an abbreviation
_BEGIN = rf"(?<![^\W_])(?<![^\W\d_]')(?!(?<=[^\W\d_]\.')s(?![^\W_])){_INSIDE}"
_END = rf"(?![^\W_]|'(?!s(?!'?[^\W_]))[^\W\d_])(?!(?<=(?<![^\W_])[^\W\d_])\.[^\W\d_]\.){_INSIDE}"

_STRETCH = regex.compile(f"[^{HOLE}]+")
_CLUSTER = regex.compile(r"(?s).\p{M}*")
_ESCAPE_OR_CLASS = re.compile(r"\\(?:x\w\w|u\w{4}|.)|\[\^?\]?(?:\\.|[^\]\\])*\]")
_RECURSION = re.compile(r"\(\?(?:R|&|P>|[+-]?\d)")
_REPETITION = re.compile(r"(\)?)\{(?:\d*,)?(\d+)")


class FlatText(NamedTuple):
    """A text with one spelling for each character.

    Attributes
    ----------
    text : str
    spans : list of (int, int) or None
        Where each of its characters was in the text as written; None where all are in their places.
    """

    text: str
    spans: list | None


@functools.lru_cache(maxsize=1 << 12)
def _flatten_character(character):
    flat = fold(character)
    return character if flat == character.lower() else flat  # so that a pattern may still ask for a capital


def flatten(text):
    """Return a `FlatText`: characters that look alike are one, as in counted words, but capitals stay."""
    strange = [character for character in set(text) if not character.isascii() or character == "`"]
    if all(unicodedata.category(char)[0] != "M" and len(_flatten_character(char)) == 1 for char in strange):
        for character in strange:
            text = text.replace(character, _flatten_character(character))
        return FlatText(text, None)
    flat, spans = [], []
    for hit in _CLUSTER.finditer(text):
        flat.append(_flatten_character(hit.group()))
        spans += [hit.span()] * len(flat[-1])
    return FlatText("".join(flat), spans)


class Pattern(NamedTuple):
    """A compiled pattern.

    Attributes
    ----------
    where : str
        Names it in messages.
    written : str
    compiled : regex.Pattern
    used : list of float
        Seconds that it has taken so far, and characters that it has searched.
    """

    where: str
    written: str
    compiled: regex.Pattern
    used: list

    def find(self, flat):
        """Return the matches in a `FlatText`, as places in the text as written: first character, and after the last."""
        begun = time.perf_counter()
        try:
            spans = [
                hit.span()
                for stretch in _STRETCH.finditer(flat.text)
                for hit in self.compiled.finditer(flat.text, *stretch.span(), timeout=SECONDS)
                if hit.end() > hit.start()
            ]
        except (TimeoutError, MemoryError):
            raise self._refuse(flat.text) from None
        self.used[0] += time.perf_counter() - begun
        self.used[1] += len(flat.text)
        if self.used[0] > TOTAL and self.used[1] < PACE * self.used[0]:
            raise InputError(
                f"{self.where}: the pattern {self.written!r} has taken {self.used[0]:.0f} seconds for "
                f"{self.used[1]:,} characters; write it without a repetition inside a repetition"
            )
        if flat.spans is None:
            return spans
        return [(flat.spans[start][0], flat.spans[end - 1][1]) for start, end in spans]

    def search(self, flat):
        """Tell whether the pattern matches anywhere in a `FlatText`."""
        try:
            return self.compiled.search(flat.text, timeout=SECONDS) is not None
        except (TimeoutError, MemoryError):
            raise self._refuse(flat.text) from None

    def _refuse(self, text):
        return InputError(
            f"{self.where}: the pattern {self.written!r} takes more than {SECONDS} seconds in the paragraph "
            f"{text[:40]!r}; write it without a repetition inside a repetition"
        )


def compile_pattern(where, pattern, whole_words=False):
    """Compile a regular expression, in any case.

    Parameters
    ----------
    where : str
        Names it in messages, such as ``themes.toml: theme 'peace', term 1``.
    pattern : str
    whole_words : bool
        Whether a match begins and ends where a word does.

    Returns
    -------
    Pattern

    Raises
    ------
    InputError
        If it does not compile, would be too large, or has a letter before ``*``: ``concession*`` finds ``concessio``,
        which nobody means.
    """
    if not isinstance(pattern, str) or not pattern:
        raise InputError(f"{where}: the pattern is {pattern!r}; write a regular expression in quotes")
    wildcard = re.search(r"([^\W\d_]+)\*", _ESCAPE_OR_CLASS.sub("\0", pattern))
    if wildcard:
        word = wildcard.group(1)
        raise InputError(
            f"{where}: in the pattern {pattern!r}, {word}* means any number of {word[-1]!r}; write {word}\\w*"
        )
    if _RECURSION.search(pattern) or _measure_size(pattern) > SIZE:
        raise InputError(f"{where}: the pattern {pattern[:60]!r} contains itself or is too large; write it simpler")
    flat = unicodedata.normalize("NFC", pattern)
    for character in set(flat):
        if character != _flatten_character(character):
            flat = flat.replace(character, re.escape(_flatten_character(character)))
    try:
        compiled = regex.compile(flat, regex.IGNORECASE)  # alone, since `a)|(?:b` would compile between brackets
        if whole_words:
            compiled = regex.compile(f"{_BEGIN}(?:{flat}){_END}", regex.IGNORECASE)
    except (regex.error, RecursionError, MemoryError, OverflowError) as error:
        raise InputError(f"{where}: the pattern {pattern[:60]!r} does not compile: {error}; correct it") from None
    return Pattern(where, pattern, compiled, [0.0, 0])


def _measure_size(pattern):
    """Return at most how many copies of a part a pattern asks for."""
    repetitions = [(group, int(number)) for group, number in _REPETITION.findall(pattern)]
    size = max((number for group, number in repetitions if not group), default=1)
    for group, number in repetitions:
        size *= max(number, 1) if group else 1
    return size
