"""Find the words of the themes in texts, and count their senses, told apart by labels that were read, or by rules."""

from pathlib import Path

import pandas as pd

from themeshift import paths
from themeshift.checks import InputError, check_table
from themeshift.corpus import load_corpus
from themeshift.counts import Counts
from themeshift.passages import find_lines
from themeshift.patterns import flatten
from themeshift.tables import load_rows
from themeshift.themes import Theme
from themeshift.tokens import count_words, list_tokens

OCCURRENCE_COLUMNS = ["document", "paragraph", "voice", "start", "end", "match", "line", "theme", "sense",
                      "alternative", "by"]  # fmt: skip
LABEL_COLUMNS = ["document", "line", "word", "theme", "sense", "voice", "sure", "alternative", "reason"]


def find_occurrences(paragraphs, themes, lines=None, labels=None, split=None):
    """Find the words of the themes and tell their senses.

    Parameters
    ----------
    paragraphs : pandas.DataFrame
        As from `load_paragraphs`.
    themes : dict of str to Theme
        As from `load_themes`.
    lines : pandas.DataFrame or None
        As from `load_lines`; without it, `line` is missing.
    labels : pandas.DataFrame or None
        As from `load_labels`; a word without a label has its sense by rule.
    split : callable or None
        For other languages, as in `find_tokens`: where the ``words`` of a theme begin and end.

    Returns
    -------
    pandas.DataFrame
        A row an occurrence in the order of `paragraphs`: `document`, `paragraph`, `voice` of the paragraph, `start`
        and `end` (characters into its text), `match`, `line` of the scan where the word begins, `theme`, `sense`,
        `alternative` (the other sense of a doubtful label; else empty) and `by` (label or rule).

    Raises
    ------
    InputError
        If two declared themes claim the same words, or a pattern takes too long.
    """
    read = _index_labels(labels)
    rows = []
    for (document, paragraph, voice, text), flat, start, end, name in _find_all(paragraphs, themes, split):
        sense, alternative = read.get((document, paragraph, start, name), (None, ""))
        by = "label" if sense else "rule"
        sense = sense or themes[name].apply_rules(text, start, end, flat)
        rows.append((document, paragraph, voice, start, end, text[start:end], name, sense, alternative, by))
    found = pd.DataFrame(rows, columns=[name for name in OCCURRENCE_COLUMNS if name != "line"])
    found["line"] = find_lines(found, lines)
    return found[OCCURRENCE_COLUMNS]


def _index_labels(labels):
    """Return sense and alternative by document, paragraph, start and theme."""
    if labels is None:
        return {}
    columns = ["document", "paragraph", "start", "theme", "sense", "alternative"]
    values = check_table(labels, columns, "labels")[columns].itertuples(index=False, name=None)
    return {tuple(place): (sense, alternative) for *place, sense, alternative in values}


def _find_all(paragraphs, themes, split=None):
    """Yield every word of the themes, in order: its paragraph, as written and flat, start, end, name of the theme."""
    check_table(paragraphs, ["document", "paragraph", "text"], "paragraphs")
    if not isinstance(themes, dict) or not all(isinstance(theme, Theme) for theme in themes.values()):
        raise InputError(f"themes is {type(themes).__name__}, not themes by their names; load them with load_themes")
    voices = paragraphs["voice"] if "voice" in paragraphs else [""] * len(paragraphs)
    for row in zip(paragraphs["document"], paragraphs["paragraph"], voices, paragraphs["text"], strict=True):
        document, paragraph, _, text = row
        if not isinstance(text, str):
            raise InputError(f"paragraph {paragraph} of {document!r} has no text; leave it out")
        flat = flatten(text)
        hits = sorted((*hit, name) for name, theme in themes.items() for hit in theme.find(text, split, flat))
        own = [hit for hit in hits if themes[hit[2]].kind != "words"]
        for (_, end, one), (start, _, other) in zip(own, own[1:], strict=False):
            if start < end:
                raise InputError(
                    f"the themes {one!r} and {other!r} both claim {text[start:end]!r} in {document}, paragraph "
                    f"{paragraph}; take the term out of one of them"
                )
        for hit in hits:
            yield row, flat, *hit


def load_labels(themes, folder=paths.CORPUS, corpus=None):
    """Load the labels that were read, and find the word of each in the texts.

    Parameters
    ----------
    themes : dict of str to Theme
        As from `load_themes`.
    folder : pathlib.Path
        A corpus with ``edition/senses.csv``.
    corpus : Corpus or None
        All voices of the same folder (``load_corpus(folder, voice=None)``), if they are loaded already.

    Returns
    -------
    pandas.DataFrame
        A row a label: the columns of the file as ``columns.csv`` has them, and `paragraph`, `start`, `end`.

    Raises
    ------
    InputError
        If the file is missing, empty or has other columns; if a label has an unknown theme or sense, is doubtful
        without alternative or reason, points at no such word, or at a word of another voice or theme; if a sense of a
        labelled theme is never used.
    """
    if not isinstance(themes, dict) or not themes:
        raise InputError(f"themes is {type(themes).__name__}, not declared themes; load them by load_themes")
    path = Path(folder) / "edition" / "senses.csv"
    if not path.is_file():
        raise InputError(f"{path}: the labels are missing; put them there, or tell senses by rule")
    rows = load_rows(path, "edition/senses")
    if not rows:
        raise InputError(f"{path}: there are no labels; read some, or tell senses by rule")
    for row in rows:
        _check_label(row, themes)
    labelled = {name: themes[name] for name in dict.fromkeys(row["theme"] for row in rows)}
    used = {(row["theme"], row["sense"]) for row in rows}
    for name, theme in labelled.items():
        for sense in theme.senses:
            if (name, sense) not in used:
                raise InputError(
                    f"{path}: the sense {sense!r} of theme {name!r} is never used; take it out of the themes"
                )
    words = _find_words(labelled, load_corpus(folder, voice=None) if corpus is None else corpus)
    places = [_take_word(row, words) for row in rows]
    labels = pd.DataFrame(rows)[LABEL_COLUMNS]
    labels[["paragraph", "start", "end"]] = places
    return labels.astype({"line": int, "start": int, "end": int})


def _check_label(row, themes):
    where, theme = row["where"], row["theme"]
    if theme not in themes:
        raise InputError(f"{where}: {theme!r} is not a theme; write one of {list(themes)}")
    for sense in filter(None, (row["sense"], row["alternative"])):
        if sense not in themes[theme].senses:
            raise InputError(
                f"{where}: {sense!r} is not a sense of {theme!r}; write one of {list(themes[theme].senses)}"
            )
    if not row["sense"] or row["alternative"] == row["sense"]:
        raise InputError(f"{where}: the sense is {row['sense']!r}, its alternative {row['alternative']!r}; "
                         "write a sense, and another one as alternative or none")  # fmt: skip
    if row["sure"] not in ("yes", "no"):
        raise InputError(f"{where}: sure is {row['sure']!r}; write yes or no")
    doubted = bool(row["alternative"] and row["reason"])
    if (row["sure"] == "no") != doubted or (row["sure"] == "yes" and row["alternative"]):
        raise InputError(f"{where}: a doubtful label has an alternative and a reason, a sure one no alternative")


def _find_words(themes, corpus):
    """Find all words of the themes in all voices: paragraph, start, end, theme, voice by document, line and word."""
    quotations = {}
    for mark in corpus.marks[corpus.marks["kind"] == "quotation"].itertuples():
        quotations.setdefault((mark.document, mark.paragraph), []).append(mark)
    rows = [(*row, start, end, name) for row, _, start, end, name in _find_all(corpus.paragraphs, themes)]
    found = pd.DataFrame(rows, columns=["document", "paragraph", "voice", "text", "start", "end", "theme"])
    words = {}
    for row, line in zip(found.itertuples(), find_lines(found, corpus.lines), strict=True):
        around = quotations.get((row.document, row.paragraph), [])
        inside = [(len(mark.text), mark.voice) for mark in around if 0 <= row.start - mark.offset < len(mark.text)]
        voice = min(inside)[1] if inside else row.voice
        key = (row.document, line, row.text[row.start : row.end].lower())
        words.setdefault(key, []).append((row.paragraph, row.start, row.end, row.theme, voice))
    return words


def _take_word(row, words):
    """Return paragraph, start and end of the next word at the place of a label, and take it from the list."""
    waiting = words.get((row["document"], row["line"], row["word"].lower()), [])
    if not waiting:
        raise InputError(
            f"{row['where']}: no further {row['word']!r} begins in line {row['line']} of {row['document']!r}; give the "
            "line of the scan in which it begins, once for each time it occurs there"
        )
    paragraph, start, end, theme, voice = waiting.pop(0)
    for what, found in (("theme", theme), ("voice", voice)):
        if row[what] != found:
            raise InputError(f"{row['where']}: {row['word']!r} has the {what} {found!r}, not {row[what]!r}")
    return paragraph, start, end


def count_senses(occurrences, groups, texts, by="document", split=None):
    """Count the occurrences of groups of senses in each document or passage.

    Parameters
    ----------
    occurrences : pandas.DataFrame
        As from `find_occurrences`.
    groups : dict of str to (str, list of str)
        By the name of a group: a theme, and those of its senses that are counted together.
    texts : pandas.DataFrame
        The paragraphs in which the occurrences were found, or their passages: they give the units and their words. A
        unit without occurrences has zeros.
    by : str or list of str
        The column or columns that name a unit in both tables: ``document``, or ``["document", "passage"]``.
    split : callable or None
        For other languages, as in `find_tokens`.

    Returns
    -------
    Counts
        As labelled; `least` with every doubtful label counted out, `most` with every doubtful label counted in.

    Raises
    ------
    InputError
        If an occurrence is in none of the units, or no occurrence could have a sense of a group.
    """
    by = [by] if isinstance(by, str) else list(by)
    check_table(texts, [*by, "text"], "texts")
    check_table(occurrences, [*by, "theme", "sense"], "occurrences")
    if texts[by].isna().any(axis=None):
        raise InputError(f"row {texts.index[texts[by].isna().any(axis=1)][0]!r} of the texts has no document; name it")
    if not isinstance(groups, dict) or not groups:
        raise InputError(f"groups is {groups!r}; write at least one: {{'peace as aim': ('peace', ['aim'])}}")
    lengths = texts["text"].map(count_words if split is None else lambda text: len(list_tokens(text, split)))
    words = lengths.groupby([texts[column] for column in by], sort=False).sum()
    unit = pd.MultiIndex.from_frame(occurrences[by]) if len(by) > 1 else pd.Index(occurrences[by[0]])
    if not unit.isin(words.index).all():
        raise InputError(f"occurrences are in {unit[~unit.isin(words.index)][0]!r}, which is not among the texts; "
                         "give those too")  # fmt: skip
    tables = {"table": {}, "least": {}, "most": {}}
    for name, group in groups.items():
        for bound, chosen in _choose_group(name, group, occurrences).items():
            tables[bound][name] = unit[chosen].value_counts().reindex(words.index, fill_value=0)
    return Counts(words=words, **{bound: pd.DataFrame(table) for bound, table in tables.items()})


def _choose_group(name, group, occurrences):
    """Tell which occurrences a group counts: as labelled, at least and at most."""
    if not isinstance(group, tuple | list) or len(group) != 2:
        raise InputError(f"group {name!r} is {group!r}; write a theme and a list of its senses")
    theme, senses = group
    if isinstance(senses, str):
        raise InputError(f"group {name!r}: its senses are {senses!r}; write a list: [{senses!r}]")
    chosen = choose_senses(theme, senses, occurrences)
    if not chosen["most"].any():
        raise InputError(f"group {name!r}: no occurrence of {theme!r} has one of the senses {senses}; check both")
    return chosen


def choose_senses(theme, senses, occurrences):
    """Tell which occurrences are of some senses of a theme: as labelled, at least and at most.

    Parameters
    ----------
    theme : str
    senses : list of str
    occurrences : pandas.DataFrame
        As from `find_occurrences`.

    Returns
    -------
    dict of str to numpy.ndarray of bool
        ``table`` as labelled, ``least`` without any doubtful label, ``most`` with every doubtful label that could be.
    """
    other = occurrences["alternative"] if "alternative" in occurrences else pd.Series("", occurrences.index)
    here, first, second = occurrences["theme"] == theme, occurrences["sense"].isin(senses), other.isin(senses)
    chosen = {"table": first, "least": first & (second | (other == "")), "most": first | second}
    return {bound: (here & rows).to_numpy(dtype=bool) for bound, rows in chosen.items()}
