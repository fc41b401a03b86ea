"""Cut the lines of a document into blocks, its paragraphs, headings and notes."""

import re
from dataclasses import dataclass, field

from themeshift.checks import InputError
from themeshift.edition.spans import Span, check_spans, place_corrections, place_marks
from themeshift.tei.format import DEFAULT_VOICE, HARD_HYPHENS, SOFT_HYPHENS

_BROKEN = re.compile(rf"\w[{SOFT_HYPHENS}{re.escape(HARD_HYPHENS)}]$")


@dataclass
class Block:
    """A paragraph, heading or note.

    Attributes
    ----------
    kind, voice : str
    lines : list of int
        In reading order.
    gaps : set of int
        Lines at whose end the scan has lost words.
    text : str
        The lines joined: a line end is a line feed, or nothing where a word is broken there.
    starts, ends : dict of int to int
        Where each line begins and ends in the text.
    breaks : dict of int to str
        For a line that begins inside a word: the character that ended the line before it in the scan.
    rests : dict of int to str
        For a line that ends in what is left of a lost word: the character that broke the word.
    pages : dict of int to int
        The page that begins with a line.
    spans : list of Span
    """

    kind: str
    voice: str
    lines: list = field(default_factory=list)
    gaps: set = field(default_factory=set)
    text: str = ""
    starts: dict = field(default_factory=dict)
    ends: dict = field(default_factory=dict)
    breaks: dict = field(default_factory=dict)
    rests: dict = field(default_factory=dict)
    pages: dict = field(default_factory=dict)
    spans: list = field(default_factory=list)


def make_blocks(edition, document):
    """Cut the lines of a document into paragraphs, headings and notes.

    A blank line parts two paragraphs unless ``breaks.csv`` joins them; a footnote or a leftover between them makes no
    difference then.

    Parameters
    ----------
    edition : themeshift.edition.decisions.Edition
    document : dict
        A row of ``documents.csv``.

    Returns
    -------
    list of Block
        In the order of their first lines.

    Raises
    ------
    InputError
        If the document has no line of its own, or a decision cannot be applied; the message names its row.
    """
    lines = _order_lines(edition, document)
    if not lines:
        raise InputError(f"{document['where']}: all lines of this document are leftovers; give it lines of its own")
    blocks = _cut_lines(edition, lines)
    for block in blocks:
        _join_lines(block, edition)
        place_marks(block, edition, edition.tables["marks"])
        place_corrections(block, edition)
        block.pages = {row["first_line"]: row["page"] for row in edition.tables["pages"]}
        check_spans(block, edition)
    return blocks


def make_endnote(edition, row):
    """Cut the lines of an endnote into paragraphs, with its number and page reference marked.

    Parameters
    ----------
    edition : themeshift.edition.decisions.Edition
    row : dict
        A row of ``endnotes.csv``.

    Returns
    -------
    list of Block
    """
    lines = [line for line in range(row["first_line"], row["last_line"] + 1) if line in edition.scan]
    breaks = _index_breaks(edition)
    blocks = [Block("text", "editor")]
    for before, line in zip([None, *lines], lines, strict=False):
        if before is not None and _parts(before, line, breaks, edition.used):
            blocks.append(Block("text", "editor"))
        blocks[-1].lines.append(line)
        if breaks.get(line, {}).get("gap") == "yes":
            edition.used.add(breaks[line]["where"])
            blocks[-1].gaps.add(line)
    ends = (("label", lines[0], row["number_as_scanned"]), ("page", lines[-1], row["page_as_scanned"]))
    marks = [
        {"kind": kind, "first_line": line, "start": words, "last_line": line, "end": words, "value": ""}
        | {"where": row["where"]}
        for kind, line, words in ends
        if words
    ]
    for block in blocks:
        _join_lines(block, edition)
        place_marks(block, edition, marks)
        place_corrections(block, edition)
        check_spans(block, edition)
    return blocks


def _order_lines(edition, document):
    """List the lines of a document in the order in which they are read."""
    leftovers = {n for row in edition.tables["leftovers"] for n in range(row["first_line"], row["last_line"] + 1)}
    whole = range(document["first_line"], document["last_line"] + 1)
    lines = [line for line in whole if line in edition.scan and line not in leftovers]
    for row in edition.tables["moves"]:
        moved = [line for line in lines if row["first_line"] <= line <= row["last_line"]]
        if moved:
            edition.used.add(row["where"])
            lines = [line for line in lines if line not in moved]
            if row["after_line"] not in lines:
                raise InputError(
                    f"{row['where']}: line {row['after_line']} is moved itself or is no line of this text; name another"
                )
            at = lines.index(row["after_line"]) + 1
            lines[at:at] = moved
    return lines


def _index_breaks(edition):
    return {row["after_line"]: row for row in edition.tables["breaks"]}


def _cut_lines(edition, lines):
    """Cut ordered lines into blocks, by their kinds, voices, blank lines and breaks."""
    rows = {n: row for row in edition.tables["voices"] for n in range(row["first_line"], row["last_line"] + 1)}
    breaks = _index_breaks(edition)
    marked_gaps = {row["last_line"]: row for row in edition.tables["marks"] if row["kind"] == "gap"}
    blocks = []
    running = {}  # the last paragraph of each voice, which may still go on
    before = None  # the row of voices.csv behind the line before, None for the author's text
    for line in lines:
        row = rows.get(line)
        kind, voice = (row["kind"], row["voice"]) if row else ("text", DEFAULT_VOICE)
        if kind != "text":
            if row is not before:
                blocks.append(Block(kind, voice))
            block = blocks[-1]
        else:
            if voice not in running or _parts(running[voice].lines[-1], line, breaks, edition.used):
                running[voice] = Block(kind, voice)
                blocks.append(running[voice])
            block = running[voice]
        block.lines.append(line)
        gaps = [marked_gaps[line]] if line in marked_gaps else []
        gaps += [breaks[line]] if breaks.get(line, {}).get("gap") == "yes" else []
        if gaps:
            block.gaps.add(line)
        edition.used.update(decision["where"] for decision in [*gaps, *([row] if row else [])])
        before = row
    return blocks


def _parts(before, line, breaks, used):
    """Tell whether a new paragraph begins at `line`, the text before it having ended at `before`."""
    if before in breaks:
        used.add(breaks[before]["where"])
        return breaks[before]["decision"] == "break"
    return line != before + 1


def _join_lines(block, edition):
    """Join the lines of a block; note where each begins and ends and which break a word."""
    decisions = {row["line"]: row for row in edition.tables["hyphens"]}
    for line, following in zip(block.lines, [*block.lines[1:], None], strict=True):
        block.starts[line] = len(block.text)
        content = edition.scan[line]
        mark, broken = content[-1], bool(_BROKEN.search(content))
        row = decisions.get(line) if broken else None
        decision = row["decision"] if row else "join" if mark in SOFT_HYPHENS else "keep"
        goes_on = broken and following is not None and line not in block.gaps and decision != "part"
        if goes_on:
            content = content[:-1] + ("-" if decision == "keep" else "")
            block.breaks[following] = mark
        elif mark in SOFT_HYPHENS and line in block.gaps:
            content = content[:-1]
            block.rests[line] = mark
        if row and (goes_on or decision == "part"):
            edition.used.add(row["where"])
            corrected = {correction["line"] for correction in edition.tables["corrections"]} & {line, following}
            _check_halves(row, content, edition.scan.get(following, ""), corrected)
        block.ends[line] = block.starts[line] + len(content)
        block.text += content + ("" if goes_on or following is None else "\n")
    for line in block.rests:
        fragment = re.search(r"\w+$", block.text[: block.ends[line]])
        if not fragment:
            raise InputError(
                f"{edition.name}: line {line} {edition.scan[line]!r} ends in no part of a word, so none is lost there; "
                "take out the gap, or correct the line"
            )
        block.spans.append(Span(fragment.start(), block.ends[line], "fragment", "", f"{edition.name}: line {line}"))


def _check_halves(row, before, after, corrected):
    """Raise `InputError` if a row of ``hyphens.csv`` names other halves than the lines have; one may be corrected."""
    first = re.search(r"[\w'’-]*?(?=[^\w'’]?$)", before).group()
    second = re.match(r"[\w'’-]*", after).group()
    same = row["halves"].startswith(f"{first}-"), row["halves"].endswith(f"-{second}")
    if not (any(same) if corrected else all(same)):
        raise InputError(
            f"{row['where']}: the word is broken as {first}-{second}, not {row['halves']!r}; name its line"
        )
