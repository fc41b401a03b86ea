"""Declare themes: the words that speak of them, and what these words may mean.

A *theme* is a table of ``themes.toml``: terms and senses, each with a reason and an example. A term is a regular
expression (``pattern``, see `themeshift.patterns`) or a list of search terms (``words``, see `compile_term`). A sense
with patterns is given to a word whose paragraph one of them matches; the one sense without patterns to all other words.
In the patterns of a sense the word is between ``‹`` and ``›``: ``Brest ‹peace``.
"""

import re
from pathlib import Path
from typing import NamedTuple

from themeshift import paths
from themeshift.checks import InputError
from themeshift.patterns import FlatText, compile_pattern, flatten
from themeshift.tables import read_toml
from themeshift.terms import compile_terms, find_terms

KEYS = {
    "theme": ({"kind", "reason", "terms", "senses"}, {"curves"}),
    "term": ({"reason", "example"}, {"pattern", "words"}),
    "sense": ({"reason", "example"}, {"patterns", "false_friend"}),
}


class Sense(NamedTuple):
    """What a word of a theme may mean.

    Attributes
    ----------
    reason, example : str
        Why it is told apart; words of the corpus, with the word between ``‹`` and ``›``.
    patterns : tuple of Pattern
        Its rules; empty for the one sense of what no rule of the theme matches.
    false_friend : bool
        Whether it has nothing to do with the theme.
    """

    reason: str
    example: str
    patterns: tuple
    false_friend: bool


class Theme(NamedTuple):
    """A declared theme.

    Attributes
    ----------
    kind : str
        ``theme`` or ``background``; or ``words`` that were asked for, which other themes may have too.
    reason : str
    patterns : tuple of Pattern
    words : tuple of Term
        The terms: regular expressions, and search terms.
    senses : dict of str to Sense
        In the order in which their rules are tried.
    curves : dict of str to list of str
        What is drawn of it: the senses that are counted together under a name. Without ``curves`` in the file a theme
        has one, of all its senses but false friends, and a background theme none.
    """

    kind: str
    reason: str
    patterns: tuple
    words: tuple
    senses: dict
    curves: dict = {}

    def find(self, text, split=None, flat=None):
        """Return where its words are: first character and the one after the last; of two that overlap, the longer.

        `flat` is the text as `flatten` gives it, if that is done already.
        """
        flat = flatten(text) if flat is None else flat
        hits = [hit for pattern in self.patterns for hit in pattern.find(flat)]
        if self.words:
            hits += find_terms(text, self.words, split)
        kept = []
        for start, end in sorted(hits, key=lambda hit: (hit[0], -hit[1])):
            if not kept or start >= kept[-1][1]:
                kept.append((start, end))
        return kept

    def apply_rules(self, text, start, end, flat=None):
        """Return the sense of a word by rule: the first of which a pattern matches, else the one without patterns."""
        rest = next(name for name, sense in self.senses.items() if not sense.patterns)
        if len(self.senses) == 1:  # then a text of a million words in one line is not written out for each of them
            return rest
        if flat is None or flat.spans:
            flat = flatten(f"{text[:start]}‹{text[start:end]}›{text[end:]}")
        else:
            flat = FlatText(f"{flat.text[:start]}‹{flat.text[start:end]}›{flat.text[end:]}", None)
        for name, sense in self.senses.items():
            if any(pattern.search(flat) for pattern in sense.patterns):
                return name
        return rest


def load_themes(folder=paths.CORPUS, split=None):
    """Load the declared themes.

    Parameters
    ----------
    folder : pathlib.Path
        A corpus with ``themes.toml``, or such a file: a table a theme, as described at its head.
    split : callable or None
        For other languages, as in `find_tokens`: the ``words`` of a theme are words as it splits them.

    Returns
    -------
    dict of str to Theme

    Raises
    ------
    InputError
        If the file is missing or not TOML; if a theme has no terms, lacks a key or has an unknown one; if a pattern
        does not compile, is too large, or is written with a wildcard (``concession*``); if a term is not found in its
        own example, or a sense can never be given. The message names file, theme and term.

    Examples
    --------
    >>> load_themes()["concessions"].find("timber concessions, a concessionaire")
    [(7, 18), (22, 36)]
    """
    path = Path(folder) / "themes.toml" if Path(folder).is_dir() else Path(folder)
    declared = read_toml(path, "put it there, or name another file")
    if not declared:
        raise InputError(f"{path}: no theme is declared; add a table")
    return {name: _read_theme(f"{path}: theme {name!r}", name, table, split) for name, table in declared.items()}


def _read_theme(where, name, table, split):
    _check_keys(where, table, "theme")
    if table["kind"] not in ("theme", "background"):
        raise InputError(f"{where}: its kind is {table['kind']!r}; write theme or background")
    for key, kind in (("terms", list), ("senses", dict)):
        if not isinstance(table[key], kind) or not table[key]:
            raise InputError(f"{where} has no {key}; give it at least one")
    terms = [_read_term(f"{where}, term {number}", term, split) for number, term in enumerate(table["terms"], 1)]
    patterns, words = (tuple(one for term in terms for one in term[n]) for n in (0, 1))
    senses = {name: _read_sense(f"{where}, sense {name!r}", sense) for name, sense in table["senses"].items()}
    rest = [name for name, sense in senses.items() if not sense.patterns]
    if len(rest) != 1:
        raise InputError(
            f"{where}: senses without patterns are {rest}; keep exactly one, for the words that no pattern matches, "
            "since a second could never be given"
        )
    return Theme(table["kind"], table["reason"], patterns, words, senses, _read_curves(where, name, table, senses))


def _read_curves(where, name, table, senses):
    """Return the senses of each curve of a theme."""
    if "curves" not in table:
        return {} if table["kind"] == "background" else {name: list_true_senses(senses)}
    curves = table["curves"]
    if not isinstance(curves, dict) or not curves:
        raise InputError(f"{where}: its curves are {curves!r}; write names with lists of senses, or take the key out")
    for name, chosen in curves.items():
        if not isinstance(chosen, list) or not chosen or not all(sense in senses for sense in chosen):
            raise InputError(f"{where}: the curve {name!r} is of {chosen!r}; list some of its senses {list(senses)}")
    return curves


def list_true_senses(senses):
    """List the senses that are not false friends; all, if there are no others."""
    return [name for name, sense in senses.items() if not sense.false_friend] or list(senses)


def make_theme(words, split=None):
    """Make a theme of a search term, with one sense, which is named as the term; `split` as in `find_tokens`."""
    sense = Sense("all its occurrences", "", (), False)
    return Theme(
        "words", "words that were asked for", (), tuple(compile_terms([words], split)), {words: sense}, {words: [words]}
    )


def _read_term(where, table, split):
    """Return the pattern of a term and its words, one of them empty."""
    _check_keys(where, table, "term")
    if ("pattern" in table) == ("words" in table):
        raise InputError(f"{where}: write either a pattern (a regular expression) or words (a list of search terms)")
    patterns, words = (), ()
    if "words" in table:
        try:
            words = tuple(compile_terms(table["words"], split))
        except InputError as error:
            raise InputError(f"{where}: {error}") from None
    else:
        patterns = (compile_pattern(where, table["pattern"], whole_words=True),)
    if not Theme("", "", patterns, words, {}).find(table["example"], split):
        written = table.get("pattern", table.get("words"))
        raise InputError(f"{where}: {written!r} does not find a word in its example; correct one of them")
    return patterns, words


def _read_sense(where, table):
    _check_keys(where, table, "sense")
    if not re.search("‹[^‹›]+›", table["example"]):
        raise InputError(f"{where}: its example has no word between ‹ and ›; mark the word")
    patterns, false_friend = table.get("patterns", []), table.get("false_friend", False)
    if not isinstance(patterns, list):
        raise InputError(f"{where}: its patterns are {patterns!r}; write a list of them")
    if not isinstance(false_friend, bool):
        raise InputError(f"{where}: its false_friend is {false_friend!r}; write true or false, without quotes")
    compiled = tuple(compile_pattern(f"{where}, pattern {n}", pattern) for n, pattern in enumerate(patterns, 1))
    return Sense(table["reason"], table["example"], compiled, false_friend)


def _check_keys(where, table, what):
    required, optional = KEYS[what]
    if not isinstance(table, dict):
        raise InputError(f"{where} is not a table; write it as the head of the file says")
    for key in sorted(required - table.keys()):
        raise InputError(f"{where} has no {key}; give it one")
    for key in sorted(table.keys() - required - optional):
        raise InputError(f"{where}: {key!r} is not a key of a {what}; take it out")
    for key in ("reason", "example"):
        if key in table and not (isinstance(table[key], str) and table[key].strip()):
            raise InputError(f"{where}: its {key} is empty; write it")


def list_curves(themes):
    """Return what is drawn and tested: the curves of all themes, in their order.

    Parameters
    ----------
    themes : dict of str to Theme

    Returns
    -------
    dict of str to (str, list of str)
        By the name of a curve, a theme and those of its senses that are counted together, as `count_senses` takes them.

    Raises
    ------
    InputError
        If `themes` are no declared themes, or two of them have a curve of the same name.
    """
    if not isinstance(themes, dict) or not themes or not all(isinstance(theme, Theme) for theme in themes.values()):
        raise InputError(f"themes is {type(themes).__name__}, not declared themes; load them by load_themes")
    curves = {}
    for name, theme in themes.items():
        for curve, senses in theme.curves.items():
            if curve in curves:
                raise InputError(
                    f"the themes {curves[curve][0]!r} and {name!r} both have a curve {curve!r}; rename one"
                )
            curves[curve] = name, list(senses)
    return curves
