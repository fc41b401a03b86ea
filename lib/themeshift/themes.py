"""Declare themes, find their words, and tell their senses: by labels that were read, or by rules.

A *theme* is a table of ``corpus/themes.toml``: terms and senses, each with a reason and an example. A sense with
patterns is given to a word whose paragraph one of them matches; the one sense without patterns to all other words. In a
pattern the word stands between ``‹`` and ``›``: ``Brest ‹peace``.
"""

import itertools
import re
import tomllib
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

from themeshift import paths
from themeshift.corpus import load_lines, load_marks, load_paragraphs, load_table
from themeshift.tokens import tokenise
from themeshift.trends import DRAWS

LABEL_COLUMNS = ["document", "line", "word", "theme", "sense", "voice", "sure", "alternative", "reason"]
OCCURRENCE_COLUMNS = ["document", "paragraph", "voice", "start", "end", "match", "line", "theme", "sense",
                      "alternative", "by"]  # fmt: skip
COLLOCATE_COLUMNS = ["document", "paragraph", "theme", "sense", "start", "collocate", "distance"]
PLACE = ["document", "paragraph", "start"]
KEYS = {
    "theme": ({"kind", "reason", "terms", "senses"}, set()),
    "term": ({"pattern", "reason", "example"}, set()),
    "sense": ({"reason", "example"}, {"patterns", "false_friend"}),
}


class ThemeError(ValueError):
    """A theme or a label that cannot be used; the message names theme, row and remedy."""


class Sense(NamedTuple):
    """What a word of a theme may mean.

    Attributes
    ----------
    reason, example : str
        Why it is told apart; words of the corpus in which the word stands between ``‹`` and ``›``.
    patterns : tuple of re.Pattern
        Its rules; empty for the one sense of what no rule of the theme catches.
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
        ``theme`` or ``background``.
    reason : str
    terms : re.Pattern
        All terms; a match is a whole word or words, in any case.
    senses : dict of str to Sense
        In the order in which their rules are tried.
    """

    kind: str
    reason: str
    terms: re.Pattern
    senses: dict


def load_themes(path=paths.CORPUS / "themes.toml"):
    """Load the declared themes.

    Parameters
    ----------
    path : pathlib.Path
        A TOML file: a table a theme, as described at its head.

    Returns
    -------
    dict of str to Theme

    Raises
    ------
    ThemeError
        If the file is missing or no TOML; if a theme has no terms, lacks a key or has an unknown one; if a pattern does
        not compile, a term is not found in its own example, or a sense can never be given.
    """
    path = Path(path)
    try:
        declared = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ThemeError(f"{path}: the themes are missing; name another file") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ThemeError(f"{path}: this is no TOML: {error}; mend it there") from None
    if not declared:
        raise ThemeError(f"{path}: no theme is declared; add a table")
    return {name: _read_theme(f"{path}: theme {name!r}", table) for name, table in declared.items()}


def _read_theme(where, table):
    _check_keys(where, table, "theme")
    if table["kind"] not in ("theme", "background"):
        raise ThemeError(f"{where}: its kind is {table['kind']!r}; write theme or background")
    if not isinstance(table["terms"], list) or not table["terms"]:
        raise ThemeError(f"{where} has no terms; give it at least one")
    patterns = []
    for number, term in enumerate(table["terms"], 1):
        place = f"{where}, term {number}"
        _check_keys(place, term, "term")
        one = _compile(place, rf"(?<!\w)(?:{term['pattern']})(?!\w)")
        if one.search("") or not one.search(term["example"]):
            raise ThemeError(f"{place}: {term['pattern']!r} does not find a word in its example; mend one of them")
        patterns.append(term["pattern"])
    if not isinstance(table["senses"], dict) or not table["senses"]:
        raise ThemeError(f"{where} has no senses; give it at least one")
    senses = {name: _read_sense(f"{where}, sense {name!r}", sense) for name, sense in table["senses"].items()}
    rest = [name for name, sense in senses.items() if not sense.patterns]
    if len(rest) != 1:
        raise ThemeError(
            f"{where}: senses without patterns are {rest}; leave just one so, for the words that no pattern catches, "
            "since a second could never be given"
        )
    terms = _compile(where, rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")
    return Theme(table["kind"], table["reason"], terms, senses)


def _read_sense(where, table):
    _check_keys(where, table, "sense")
    if not re.search("‹[^‹›]+›", table["example"]):
        raise ThemeError(f"{where}: its example has no word between ‹ and ›; mark the word")
    if not isinstance(table.get("patterns", []), list):
        raise ThemeError(f"{where}: its patterns are {table['patterns']!r}; write a list of them")
    patterns = tuple(_compile(where, pattern) for pattern in table.get("patterns", []))
    return Sense(table["reason"], table["example"], patterns, table.get("false_friend", False))


def _check_keys(where, table, what):
    required, optional = KEYS[what]
    if not isinstance(table, dict):
        raise ThemeError(f"{where} is no table; write it as the head of the file says")
    for key in sorted(required - table.keys()):
        raise ThemeError(f"{where} has no {key}; give it one")
    for key in sorted(table.keys() - required - optional):
        raise ThemeError(f"{where}: {key!r} is no key of a {what}; take it out")
    for key in ("reason", "example"):
        if key in table and not (isinstance(table[key], str) and table[key].strip()):
            raise ThemeError(f"{where}: its {key} is empty; write it")


def _compile(where, pattern):
    try:
        return re.compile(pattern, re.IGNORECASE)
    except (re.error, TypeError) as error:
        raise ThemeError(f"{where}: the pattern {pattern!r} does not compile: {error}; mend it") from None


def find_occurrences(paragraphs, themes, lines=None, labels=None):
    """Find the words of the themes and tell their senses.

    Parameters
    ----------
    paragraphs : pandas.DataFrame
        As from `themeshift.corpus.load_paragraphs`.
    themes : dict of str to Theme
        As from `load_themes`.
    lines : pandas.DataFrame or None
        As from `themeshift.corpus.load_lines`; without it, `line` is missing.
    labels : pandas.DataFrame or None
        As from `load_labels`; a word without a label has its sense by rule.

    Returns
    -------
    pandas.DataFrame
        A row an occurrence in the order of `paragraphs`: `document`, `paragraph`, `voice` of the paragraph, `start`
        and `end` (characters into its text), `match`, `line` of the scan where the word begins, `theme`, `sense`,
        `alternative` (the other sense of a doubtful label; else empty) and `by` (label or rule).

    Raises
    ------
    ThemeError
        If two themes claim the same words.
    """
    rows = []
    for row in paragraphs.itertuples():
        rows += [
            (row.document, row.paragraph, row.voice, start, end, row.text[start:end], name, sense)
            for start, end, name, sense in _find_in_text(row, themes)
        ]
    found = pd.DataFrame(rows, columns=["document", "paragraph", "voice", "start", "end", "match", "theme", "sense"])
    found["line"] = _find_lines(found, lines) if lines is not None and rows else pd.NA
    found["line"] = found["line"].astype("Int64")
    found["alternative"], found["by"] = "", "rule"
    if labels is not None and len(found):
        read = labels.set_index(PLACE)[["sense", "alternative"]]
        read = read.reindex(pd.MultiIndex.from_frame(found[PLACE]))
        labelled = read["sense"].notna().to_numpy()
        found.loc[labelled, ["sense", "alternative"]] = read[labelled].to_numpy()
        found.loc[labelled, "by"] = "label"
    return found[OCCURRENCE_COLUMNS]


def _find_in_text(row, themes):
    """Find the words of all themes in one paragraph, in order, each with its sense by rule."""
    hits = sorted((hit.start(), hit.end(), name) for name in themes for hit in themes[name].terms.finditer(row.text))
    for (_, end, one), (start, _, other) in zip(hits, hits[1:], strict=False):
        if start < end and one != other:
            raise ThemeError(
                f"the themes {one!r} and {other!r} both claim {row.text[start:end]!r} in {row.document}, paragraph "
                f"{row.paragraph}; take the term out of one of them"
            )
    return [(start, end, name, _apply_rules(row.text, start, end, themes[name])) for start, end, name in hits]


def _apply_rules(text, start, end, theme):
    marked = f"{text[:start]}‹{text[start:end]}›{text[end:]}"
    rest = None
    for name, sense in theme.senses.items():
        if not sense.patterns:
            rest = name
        for pattern in sense.patterns:
            if pattern.search(marked):
                return name
    return rest


def _find_lines(found, lines):
    """Give the line of the scan in which each occurrence begins: the last line that begins before it."""
    keys = ["document", "paragraph"]
    starts = lines.sort_values("offset", kind="stable").astype({"offset": int})
    order = found.reset_index().sort_values("start", kind="stable").astype({"start": int})
    joined = pd.merge_asof(order, starts, left_on="start", right_on="offset", by=keys)
    return joined.set_index("index")["line"].reindex(found.index)


def load_labels(themes, folder=paths.CORPUS):
    """Load the labels that were read, and find the word of each in the texts.

    Parameters
    ----------
    themes : dict of str to Theme
    folder : pathlib.Path
        A corpus with ``edition/senses.csv``.

    Returns
    -------
    pandas.DataFrame
        A row a label: the columns of the file as ``corpus/columns.csv`` has them, and `paragraph`, `start`, `end`.

    Raises
    ------
    ThemeError
        If the file is missing, empty or has other columns; if a label has an unknown theme or sense, is doubtful
        without alternative or reason, points at no such word, or at a word of another voice or theme; if a sense of a
        labelled theme is never used.
    """
    path = Path(folder) / "edition" / "senses.csv"
    if not path.is_file():
        raise ThemeError(f"{path}: the labels are missing; put them there, or tell senses by rule")
    labels = load_table(path, LABEL_COLUMNS, ThemeError)
    if labels.empty:
        raise ThemeError(f"{path}: there are no labels; read some, or tell senses by rule")
    for row in labels.itertuples():
        _check_label(f"{path} row {row.Index + 2}", row, themes)
    for name in dict.fromkeys(labels["theme"]):
        for sense in themes[name].senses:
            if sense not in set(labels.loc[labels["theme"] == name, "sense"]):
                raise ThemeError(
                    f"{path}: the sense {sense!r} of theme {name!r} is never used; take it out of the themes"
                )
    words = _find_words({name: themes[name] for name in dict.fromkeys(labels["theme"])}, folder)
    places = []
    for row in labels.itertuples():
        waiting = words.get((row.document, row.line, row.word.lower()), [])
        if not waiting:
            raise ThemeError(
                f"{path} row {row.Index + 2}: no further {row.word!r} begins in line {row.line} of {row.document}; "
                "give the line of the scan in which it begins, once for each time it stands there"
            )
        paragraph, start, end, theme, voice = waiting.pop(0)
        for what, here, there in (("theme", row.theme, theme), ("voice", row.voice, voice)):
            if here != there:
                raise ThemeError(f"{path} row {row.Index + 2}: {row.word!r} has the {what} {there!r}, not {here!r}")
        places.append((paragraph, start, end))
    labels[["paragraph", "start", "end"]] = places
    return labels.astype({"line": int})


def _check_label(where, row, themes):
    if row.theme not in themes:
        raise ThemeError(f"{where}: {row.theme!r} is no theme; write one of {list(themes)}")
    for sense in filter(None, (row.sense, row.alternative)):
        if sense not in themes[row.theme].senses:
            raise ThemeError(
                f"{where}: {sense!r} is no sense of {row.theme!r}; write one of {list(themes[row.theme].senses)}"
            )
    if row.sure not in ("yes", "no"):
        raise ThemeError(f"{where}: sure is {row.sure!r}; write yes or no")
    if not row.sense or row.alternative == row.sense:
        raise ThemeError(f"{where}: the sense is {row.sense!r}, its alternative too; write two that differ")
    if (row.sure == "no") != bool(row.alternative and row.reason) or (row.sure == "yes" and row.alternative):
        raise ThemeError(f"{where}: a doubtful label has an alternative and a reason, a sure one no alternative")


def _find_words(themes, folder):
    """Find all words of the themes in all voices: (paragraph, start, end, theme, voice) by document, line and word."""
    paragraphs, marks = load_paragraphs(None, folder), load_marks(folder)
    spans = {}
    for mark in marks[marks["kind"] == "quotation"].itertuples():
        spans.setdefault((mark.document, mark.paragraph), []).append((mark.offset, len(mark.text), mark.voice))
    words = {}
    for row in find_occurrences(paragraphs, themes, load_lines(folder)).itertuples():
        around = spans.get((row.document, row.paragraph), [])
        inside = [(length, voice) for at, length, voice in around if at <= row.start < at + length]
        voice = min(inside)[1] if inside else row.voice
        key = (row.document, str(row.line), row.match.lower())
        words.setdefault(key, []).append((row.paragraph, row.start, row.end, row.theme, voice))
    return words


class SenseCounts(NamedTuple):
    """Counts of senses by document, with what doubtful labels leave open.

    Attributes
    ----------
    counts, least, most : pandas.DataFrame, shape (n_documents, n_groups)
        Counted as labelled; with every doubtful label counted out; with every doubtful label counted in.
    """

    counts: pd.DataFrame
    least: pd.DataFrame
    most: pd.DataFrame


def count_senses(occurrences, groups, documents):
    """Count the occurrences of groups of senses in each document.

    Parameters
    ----------
    occurrences : pandas.DataFrame
        As from `find_occurrences`.
    groups : dict of str to (str, list of str)
        By the name of a group: a theme, and those of its senses that are counted together.
    documents : sequence of str
        The rows; a document without occurrences has zeros.

    Returns
    -------
    SenseCounts

    Raises
    ------
    ThemeError
        If an occurrence lies in none of the documents, or no occurrence could have a sense of a group.
    """
    documents = pd.Index(documents, name="document")
    outside = occurrences.loc[~occurrences["document"].isin(documents), "document"]
    if len(outside):
        raise ThemeError(f"occurrences lie in {outside.iloc[0]!r}, which is not among the documents; name it too")
    tables = {"counts": {}, "least": {}, "most": {}}
    for name, (theme, senses) in groups.items():
        own = occurrences["theme"] == theme
        first, second = occurrences["sense"].isin(senses), occurrences["alternative"].isin(senses)
        sure = occurrences["alternative"] == ""
        if not (own & (first | second)).any():
            raise ThemeError(f"group {name!r}: no occurrence of {theme!r} has one of the senses {senses}; check both")
        for table, chosen in (("counts", first), ("least", first & (second | sure)), ("most", first | second)):
            tables[table][name] = occurrences.loc[own & chosen, "document"].value_counts().reindex(documents).fillna(0)
    return SenseCounts(*(pd.DataFrame(table, index=documents).astype(int) for table in tables.values()))


def find_collocates(occurrences, paragraphs, span=5):
    """Find the words that stand near each occurrence, in its paragraph.

    Parameters
    ----------
    occurrences, paragraphs : pandas.DataFrame
        As from `find_occurrences` and the paragraphs in which it looked.
    span : int
        How many words to either side.

    Returns
    -------
    pandas.DataFrame
        A row a neighbour: `document`, `paragraph`, `theme`, `sense`, `start` of the occurrence in its paragraph,
        `collocate` as counted (`themeshift.tokens`), `distance` (negative to the left).

    Raises
    ------
    ValueError
        If `span` is less than 1.
    """
    if span < 1:
        raise ValueError(f"span is {span}; a neighbour is at least one word away")
    texts = paragraphs.set_index(["document", "paragraph"])["text"]
    rows = []
    for row in occurrences.itertuples():
        text = texts[(row.document, row.paragraph)]
        sides = tokenise(text[: row.start])[::-1][:span], tokenise(text[row.end :])[:span]
        for sign, side in zip((-1, 1), sides, strict=True):
            rows += [
                (row.document, row.paragraph, row.theme, row.sense, row.start, word, sign * away)
                for away, word in enumerate(side, 1)
            ]
    return pd.DataFrame(rows, columns=COLLOCATE_COLUMNS)


def locate_passages(occurrences, passages):
    """Give the passage in which each occurrence stands.

    Parameters
    ----------
    occurrences, passages : pandas.DataFrame
        As from `find_occurrences` and `themeshift.corpus.load_passages`.

    Returns
    -------
    pandas.Series
        By the index of `occurrences`: the index of the passage.

    Raises
    ------
    ThemeError
        If an occurrence stands in none of the passages.
    """
    keys = ["document", "paragraph"]
    starts = passages.reset_index(names="at").rename(columns={"first_paragraph": "paragraph"})[[*keys, "at"]]
    order = occurrences.reset_index(names="row").sort_values("paragraph", kind="stable")[["row", *keys]]
    joined = pd.merge_asof(order, starts.sort_values("paragraph", kind="stable"), on="paragraph", by="document")
    ends = passages["last_paragraph"].reindex(joined["at"]).to_numpy()
    outside = joined[~(joined["paragraph"].to_numpy() <= ends)]
    if len(outside):
        name, number = outside.iloc[0][keys]
        raise ThemeError(
            f"paragraph {number} of {name!r} stands in none of the passages; give all passages of its voice"
        )
    return joined.set_index("row")["at"].reindex(occurrences.index).astype(int).rename("passage")


def measure_company(present, documents, n_replicates=1000, seed=0, bounds=None):
    """Measure how often themes stand in one passage, against what their frequencies alone would give.

    The ratio of two themes is ``n n_ab / (n_a n_b)``: passages in all, with both, with either. Its band is the
    bootstrap over documents: passages of one document are not independent.

    Parameters
    ----------
    present : pandas.DataFrame of bool, shape (n_passages, n_themes)
        Which themes a passage has.
    documents : pandas.Series
        The document of each passage.
    n_replicates : int
    seed : int
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
    ValueError
        If there are no passages or fewer than two themes.
    """
    if present.empty or present.shape[1] < 2:
        raise ValueError("company needs passages and at least two themes; choose more")
    x = present.to_numpy(dtype=bool)
    least, most = (x, x) if bounds is None else (table.loc[present.index].to_numpy(dtype=bool) for table in bounds)
    if (least > x).any() or (x > most).any():
        raise ValueError("the bounds do not lie around what is present; give both from the same occurrences")
    codes, names = pd.factorize(documents.reindex(present.index))
    n = np.bincount(codes).astype(float)
    generator = np.random.default_rng(seed)
    drawn = generator.multinomial(len(n), np.full(len(n), 1 / len(n)), size=n_replicates)
    parts = np.array_split(drawn, DRAWS if (least < most).any() else 1)
    ratios = []
    for part in parts:
        tossed = _count_pairs(least | (most & (generator.random(x.shape) < 0.5)), codes)
        ratios.append(_company(np.tensordot(part, tossed, axes=1), part @ n))
    ratios, together = np.concatenate(ratios), _count_pairs(x, codes)
    whole, ratio = together.sum(axis=0), _company(together.sum(axis=0), n.sum())
    rows = []
    for i, j in itertools.combinations(range(x.shape[1]), 2):
        usable = ratios[:, i, j][np.isfinite(ratios[:, i, j])]
        always = whole[i, j] == min(whole[i, i], whole[j, j])  # then no resample of these passages can say less
        band = np.quantile(usable, (0.025, 0.975)) if len(usable) and not always else (np.nan, np.nan)
        expected = whole[i, i] * whole[j, j] / n.sum()
        texts = int((together[:, i, j] > 0).sum())
        rows.append((*present.columns[[i, j]], int(whole[i, j]), expected, texts, ratio[i, j], *band))
    return pd.DataFrame(rows, columns=["one", "other", "passages", "expected", "texts", "ratio", "low", "high"])


def _count_pairs(x, codes):
    """Count in each document the passages that have both of two themes, or on the diagonal one."""
    x = x.astype(float)
    return np.array([x[codes == code].T @ x[codes == code] for code in range(codes.max() + 1)])


def _company(together, n):
    """Give ``n n_ab / (n_a n_b)`` for counts whose diagonals are n_a."""
    own = np.diagonal(together, axis1=-2, axis2=-1)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(n)[..., None, None] * together / (own[..., :, None] * own[..., None, :])
