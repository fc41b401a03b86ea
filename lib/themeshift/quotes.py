"""Quote passages by document, line and word, and find out whether they still say it."""

import re
from pathlib import Path

import pandas as pd

from themeshift import paths
from themeshift.checks import InputError, check_table
from themeshift.corpus import load_corpus
from themeshift.occurrences import find_occurrences, load_labels
from themeshift.themes import load_themes

FORM = re.compile(r"(?P<document>[^:;]+):(?P<line>[0-9]+):(?P<word>[^:;]+)(:(?P<sense>[^:;]+))?")


def write_passages(occurrences, n=3):
    """Write occurrences as passages of a claim.

    Parameters
    ----------
    occurrences : pandas.DataFrame
        With `document`, `line` and `match`, as from `find_occurrences`; `sense` may be missing.
    n : int
        How many at most, from the first.

    Returns
    -------
    list of str
        ``document:line:word:sense`` each, or ``document:line:word``.

    Raises
    ------
    InputError
        If there are none, or one has no line.

    Examples
    --------
    >>> found = {"document": ["1917-11-08-report-on-peace"], "line": [234], "match": ["peace"], "sense": ["aim"]}
    >>> write_passages(pd.DataFrame(found))
    ['1917-11-08-report-on-peace:234:peace:aim']
    """
    check_table(occurrences, ["document", "line", "match"], "the passages")
    passages = []
    for row in occurrences.head(n).to_dict("records"):
        if pd.isna(row["line"]):
            raise InputError(f"a passage of {row['document']!r} has no line; find the occurrences with lines")
        sense = f":{row['sense']}" if row.get("sense") else ""
        passages.append(f"{row['document']}:{row['line']}:{' '.join(row['match'].split())}{sense}")
    return passages


def check_passages(passages, corpus=paths.CORPUS):
    """Find the passages that no longer say what they are quoted for.

    Parameters
    ----------
    passages : dict of str to list of str
        By claim, as from `write_passages`.
    corpus : pathlib.Path
        Its texts in the author's voice; themes and labels are used where it has them.

    Returns
    -------
    dict of str to list of str
        By claim, only those of which there is something to say: what each such passage now has.

    Raises
    ------
    InputError
        If a passage is not written so, or the corpus cannot be read.
    """
    parts = {}
    for claim, quoted in passages.items():
        for passage in quoted:
            found = FORM.fullmatch(passage)
            if not found:
                raise InputError(f"the claim {claim!r} has the passage {passage!r:.200}; write document:line:word, or "
                                 "document:line:word:sense, as write_passages does")  # fmt: skip
            parts.setdefault(claim, []).append(found.groupdict())
    if not parts:
        return {}
    loaded = load_corpus(corpus)
    words, lines = _find_words(Path(corpus), loaded), _cut_lines(loaded)
    found = {claim: [told for part in quoted if (told := _say(part, words, lines))] for claim, quoted in parts.items()}
    return {claim: told for claim, told in found.items() if told}


def _find_words(folder, corpus):
    """Return the words of the themes and their senses by document and line."""
    if not (folder / "themes.toml").is_file():
        return {}
    themes = load_themes(folder)
    labels = load_labels(themes, folder) if (folder / "edition" / "senses.csv").is_file() else None
    words = {}
    for row in find_occurrences(corpus.paragraphs, themes, corpus.lines, labels).itertuples():
        words.setdefault((row.document, row.line), []).append((" ".join(row.match.split()).lower(), row.sense))
    return words


def _cut_lines(corpus):
    """Return the text that begins in each line by document and line, with what follows it in the paragraph."""
    texts = corpus.paragraphs.set_index(["document", "paragraph"])["text"]
    begun = corpus.lines.sort_values(["document", "paragraph", "offset"])
    ends = begun.groupby(["document", "paragraph"])["offset"].shift(-1)
    lines = {}
    for row, end in zip(begun.itertuples(), ends, strict=True):
        text = texts.get((row.document, row.paragraph), "")
        length = len(text) if pd.isna(end) else int(end)
        lines.setdefault((row.document, row.line), []).append((text[row.offset :], length - row.offset))
    return lines


def _say(part, words, lines):
    """Say what is wrong with a passage; empty if it still says it."""
    place, word = (part["document"], int(part["line"])), part["word"].lower()
    where = f"line {place[1]} of {place[0]}"
    if place not in lines:
        return f"there is no {where}; quote another passage"
    if part["sense"]:
        here = words.get(place, [])
        if (word, part["sense"]) in here:
            return ""
        now = ", ".join(f"{found} ({sense})" for found, sense in here) or "no word of a theme"
        return f"{where} is quoted for {part['word']} ({part['sense']}) and has {now}; quote another passage"
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(map(re.escape, word.split())) + r"(?!\w)", re.IGNORECASE)
    if any((found := pattern.search(text)) and found.start() < length for text, length in lines[place]):
        return ""
    return f"{where} is quoted for {part['word']!r} and no longer has it; quote another passage"
