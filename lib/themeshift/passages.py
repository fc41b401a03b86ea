"""Take paragraphs as the analysis wants them: one voice of them, or cut into passages of about as many words."""

import bisect

import pandas as pd

from themeshift.checks import InputError, check_table
from themeshift.tokens import HOLE, HOLES, count_words, find_tokens, list_tokens

RUNNING_KINDS = ("text", "heading", "footnote", "note")  # what one voice says; stage directions and the like are not
PASSAGES = ["document", "passage", "voice", "text", "words", "first_paragraph", "last_paragraph", "first_offset",
            "last_offset", "first_line", "last_line"]  # fmt: skip
LONG = 4  # a paragraph of more passages than these has no paragraphs, such as a text in one line: it is cut inside


def keep_voice(paragraphs, marks, voice):
    """Keep one voice of the running text; what others say inside its paragraphs becomes a hole.

    Parameters
    ----------
    paragraphs, marks : pandas.DataFrame
        As from `themeshift.corpus.load_corpus` with ``voice=None``.
    voice : str

    Returns
    -------
    pandas.DataFrame
        The paragraphs (kinds text, heading, footnote and note) in which that voice speaks; other voices inside them are
        replaced by as many ``░``, so that offsets stay true.

    Raises
    ------
    InputError
        If no paragraph has that voice, or a table lacks a column.

    Examples
    --------
    >>> paragraphs = pd.DataFrame({"document": "a", "paragraph": 1, "kind": "text", "voice": "author",
    ...                            "text": ["He said: no."]})
    >>> marks = pd.DataFrame({"document": "a", "paragraph": 1, "offset": 9, "kind": "quotation", "voice": "quoted",
    ...                       "text": ["no"]})
    >>> keep_voice(paragraphs, marks, "author")["text"].item()
    'He said: ░░.'
    """
    check_table(paragraphs, ["document", "paragraph", "kind", "voice", "text"], "paragraphs")
    check_table(marks, ["document", "paragraph", "offset", "kind", "voice", "text"], "marks", empty=True)
    quotations = marks[marks["kind"] == "quotation"]
    spans = {}
    for document, number, offset, words, speaker in _iterate(quotations, "document paragraph offset text voice"):
        spans.setdefault((document, number), []).append((offset, offset + len(words), speaker))
    kept, texts = [], []
    for row, (document, number, kind, speaker, text) in enumerate(
        _iterate(paragraphs, "document paragraph kind voice text")
    ):
        inside = spans.get((document, number), ())
        if kind in RUNNING_KINDS and (speaker == voice or inside):
            words = _blank_others(text, speaker, inside, voice)
            if words.replace(HOLE, "").strip():
                kept.append(row)
                texts.append(words)
    if not kept:
        voices = sorted({*paragraphs["voice"].dropna(), *quotations["voice"].dropna()})
        raise InputError(f"no paragraph has the voice {voice!r}; name one of {', '.join(voices)}, or None for all")
    return paragraphs.iloc[kept].assign(text=texts, voice=voice).reset_index(drop=True)


def _iterate(table, columns):
    return zip(*(table[name].tolist() for name in columns.split()), strict=True)


def _blank_others(text, speaker, spans, voice):
    """Replace what other voices say in a paragraph; an inner quotation counts before the one around it."""
    words = text if speaker == voice else HOLE * len(text)
    for first, last, other in sorted(spans, key=lambda span: (span[0], -span[1])):
        inner = text[first:last] if other == voice else HOLE * (last - first)
        words = words[:first] + inner + words[last:]
    return words


def choose_passage_words(paragraphs, split=None):
    """Choose how long the passages are into which texts are cut: 250 words, or less where there is little text.

    Parameters
    ----------
    paragraphs : pandas.DataFrame
    split : callable or None
        For other languages, as in `find_tokens`.

    Returns
    -------
    int
        A hundredth of all words, but from 20 to 250: topics need many passages, and of a few words nothing is a topic.
    """
    check_table(paragraphs, ["document", "text"], "paragraphs")
    return int(min(max(sum(_measure(paragraphs["text"], split)) // 100, 20), 250))


def _measure(texts, split):
    return [count_words(text) if split is None else len(list_tokens(text, split)) for text in texts]


def cut_passages(paragraphs, words=250, split=None, lines=None):
    r"""Cut each document into passages of about as many words.

    Parameters
    ----------
    paragraphs : pandas.DataFrame
        Of one voice, as from `themeshift.corpus.load_paragraphs`; `voice`, `first_line` and `last_line` may be missing.
    words : int
        A passage closes at the end of the paragraph that leaves it nearest to so many words, and never has fewer than
        half of them; but a document that is shorter is one passage. A paragraph of more than four times as many words
        is first cut into equal parts of about as many.
    split : callable or None
        For other languages, as in `find_tokens`.
    lines : pandas.DataFrame or None
        As from `load_lines`: then a part of a paragraph has the lines of its own.

    Returns
    -------
    pandas.DataFrame
        `document`, `passage` (from 1), `voice`, `text` (a paragraph a line; what another voice says is one ``░``),
        `words`, `first_paragraph`, `last_paragraph`, `first_offset`, `last_offset` (of characters into the first
        paragraph, where it begins, and into the last one, where it ends), `first_line`, `last_line`.

    Raises
    ------
    InputError
        If `words` is below 1, a column is missing, or a paragraph has no document.

    Examples
    --------
    >>> paragraphs = pd.DataFrame({"document": "a", "paragraph": [1, 2, 3], "text": ["One two.", "Three.", "Four."]})
    >>> cut_passages(paragraphs, words=2)[["passage", "text", "words"]].values.tolist()
    [[1, 'One two.', 2], [2, 'Three.\nFour.', 2]]
    """
    check_table(paragraphs, ["document", "paragraph", "text"], "paragraphs")
    if isinstance(words, bool) or not isinstance(words, int | float) or not words >= 1:
        raise InputError(f"words is {words!r}; a passage needs at least 1")
    if paragraphs["document"].isna().any():
        raise InputError("paragraphs has rows without a document; give it, or leave them out")
    parts = _cut_long(paragraphs.assign(offset=0, words=_measure(paragraphs["text"], split)), words, split, lines)
    values, blank = {name: parts[name].tolist() for name in parts}, [pd.NA] * len(parts)
    voices, first, last = (values.get(name, blank) for name in ("voice", "first_line", "last_line"))
    sizes, numbers = values["words"], values["paragraph"]
    texts = [" ".join(HOLES.sub(f" {HOLE} ", text).split()) for text in values["text"]]
    places, rows = {}, []
    for row, document in enumerate(values["document"]):
        places.setdefault(document, []).append(row)
    for document, at in places.items():
        for number, (start, end) in enumerate(_cut([sizes[row] for row in at], words), 1):
            a, *_, b = [*at[start:end], at[end - 1]]
            rows.append((document, number, voices[a], "\n".join(texts[row] for row in at[start:end]),
                         sum(sizes[row] for row in at[start:end]), numbers[a], numbers[b], values["offset"][a],
                         values["offset"][b] + len(values["text"][b]), first[a], last[b]))  # fmt: skip
    return pd.DataFrame(rows, columns=PASSAGES)


def _cut_long(paragraphs, words, split, lines):
    """Return paragraphs with those that are far longer than a passage in equal parts, each with its offset."""
    long = (paragraphs["words"] > LONG * words).to_numpy()
    if not long.any():
        return paragraphs
    rows, cuts = [], []
    for row, (text, size) in enumerate(zip(paragraphs["text"], paragraphs["words"], strict=True)):
        n_parts = round(size / words) if long[row] else 1
        starts = [start for _, start, _ in find_tokens(text, split)] if n_parts > 1 else []
        at = [n * size // n_parts for n in range(n_parts + 1)]
        ends = [0, *(starts[place] for place in at[1:-1]), len(text)]
        rows += [row] * n_parts
        cuts += [(text[a:b], a, m - n) for a, b, n, m in zip(ends, ends[1:], at, at[1:], strict=False)]
    texts, offsets, sizes = zip(*cuts, strict=True)
    rest = paragraphs.drop(columns="text").iloc[rows]  # a text of many parts is not copied for each of them
    parts = rest.assign(text=texts, offset=offsets, words=sizes).reset_index(drop=True)
    if lines is not None:
        parts["first_line"] = find_lines(parts.rename(columns={"offset": "start"}), lines)
        ends = parts.assign(start=parts["offset"] + parts["text"].str.rstrip().str.len() - 1)
        parts["last_line"] = find_lines(ends, lines)
    return parts


def index_lines(lines):
    """Return where the lines of the scan begin in each paragraph, for `find_lines` to be called often; of None nothing.

    Parameters
    ----------
    lines : pandas.DataFrame or None
        As from `load_lines`.

    Returns
    -------
    dict of (str, object) to list of (int, int)
        Offset and line, by document and paragraph.
    """
    places = {}
    if lines is not None:
        check_table(lines, ["document", "paragraph", "offset", "line"], "lines", empty=True)
        columns = (lines[column].tolist() for column in ("document", "paragraph", "offset", "line"))
        for document, paragraph, offset, line in zip(*columns, strict=True):
            places.setdefault((document, paragraph), []).append((offset, line))
    for begun in places.values():
        begun.sort()
    return places


def find_lines(found, lines):
    """Return the line of the scan in which each occurrence begins, missing where none is known.

    Parameters
    ----------
    found : pandas.DataFrame
        A row an occurrence: `document`, `paragraph` and `start`.
    lines : pandas.DataFrame, dict or None
        As from `load_lines` or `index_lines`.

    Returns
    -------
    pandas.Series of Int64
    """
    places, numbers = lines if isinstance(lines, dict) else index_lines(lines), []
    columns = (found[column].tolist() for column in ("document", "paragraph", "start"))
    for document, paragraph, start in zip(*columns, strict=True):
        begun = places.get((document, paragraph), [])
        at = bisect.bisect_right(begun, start, key=lambda place: place[0])
        numbers.append(begun[at - 1][1] if at else pd.NA)
    return pd.Series(numbers, found.index, dtype="Int64")


def _cut(sizes, words):
    """Return where passages begin and end among paragraphs of these sizes."""
    starts, so_far = [0], 0
    for place, size in enumerate(sizes):
        if so_far >= words / 2 and abs(so_far + size - words) > abs(so_far - words):
            starts.append(place)
            so_far = 0
        so_far += size
    if len(starts) > 1 and so_far < words / 2:
        starts.pop()
    return list(zip(starts, [*starts[1:], len(sizes)], strict=True))
