"""Cut the lines of a document into blocks: its paragraphs, headings and notes."""

from dataclasses import dataclass, field

from themeshift.edition import EditionError


@dataclass
class Block:
    """A paragraph, heading or note: its lines in reading order and where words are lost.

    Attributes
    ----------
    kind, voice : str
    lines : list of int
    gaps : set of int
        Lines at whose end the scan has lost words.
    """

    kind: str
    voice: str
    lines: list = field(default_factory=list)
    gaps: set = field(default_factory=set)


def reading_order(scan, tables, first, last):
    """List the lines from `first` to `last` that belong to a text, in the order in which they are read."""
    left = {n for row in tables["leftovers"] for n in range(row["first_line"], row["last_line"] + 1)}
    lines = [n for n in range(first, last + 1) if n in scan and n not in left]
    for row in tables["moves"]:
        moved = [n for n in lines if row["first_line"] <= n <= row["last_line"]]
        if moved:
            lines = [n for n in lines if n not in moved]
            if row["after_line"] not in lines:
                raise EditionError(
                    f"{row['where']}: line {row['after_line']} is moved itself or lies in no text here; name another"
                )
            at = lines.index(row["after_line"]) + 1
            lines[at:at] = moved
    return lines


def make_blocks(scan, tables, document):
    """Cut the lines of a document into paragraphs, headings and notes.

    A blank line parts two paragraphs unless ``breaks.csv`` joins them; a footnote or a leftover
    that stands between does not matter then.

    Parameters
    ----------
    scan : dict of int to str
    tables : dict of str to list of dict
    document : dict
        A row of ``documents.csv``.

    Returns
    -------
    list of Block
        In the order of their first lines.
    """
    lines = reading_order(scan, tables, document["first_line"], document["last_line"])
    rows = {n: row for row in tables["voices"] for n in range(row["first_line"], row["last_line"] + 1)}
    breaks = {row["after_line"]: row for row in tables["breaks"]}
    marked_gaps = {row["last_line"] for row in tables["marks"] if row["kind"] == "gap"}
    blocks = []
    running = {}  # the last paragraph of each voice, which may still go on
    before = None  # the row of voices.csv behind the line before, None for the author's text
    for line in lines:
        row = rows.get(line)
        kind, voice = (row["kind"], row["voice"]) if row else ("text", "author")
        if kind != "text":
            if row is not before:
                blocks.append(Block(kind, voice))
            blocks[-1].lines.append(line)
        else:
            if voice not in running or _parts(running[voice].lines[-1], line, breaks):
                running[voice] = Block(kind, voice)
                blocks.append(running[voice])
            running[voice].lines.append(line)
        if line in marked_gaps or breaks.get(line, {}).get("gap") == "yes":
            (running[voice] if kind == "text" else blocks[-1]).gaps.add(line)
        before = row
    return blocks


def _parts(before, line, breaks):
    """Tell whether a new paragraph begins at `line`, the text before it having ended at `before`."""
    if before in breaks:
        return breaks[before]["decision"] == "break"
    return line != before + 1
