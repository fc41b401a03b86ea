"""Find where in the text of a block its marks and corrections begin and end."""

from typing import NamedTuple

from themeshift.checks import InputError
from themeshift.tei.format import SOFT_HYPHENS


class Span(NamedTuple):
    """What is marked in a block, from one character of its text to another."""

    first: int
    last: int
    kind: str  # of `themeshift.tei.format.MARKS`, or fragment: what is left of a lost word
    value: str  # the note's number, the voice of a quotation, the corrected words
    where: str  # file and line of its row, for messages


def place_marks(block, edition, marks):
    """Find the marks of a block in its text."""
    for row in marks:
        if row["first_line"] not in block.starts:
            continue
        edition.used.add(row["where"])
        if row["last_line"] not in block.starts:
            raise InputError(
                f"{row['where']}: lines {row['first_line']} and {row['last_line']} lie in two paragraphs; mark each"
            )
        value, _, hit = row["value"].partition("#")
        first = block.starts[row["first_line"]] + _find(edition, row["first_line"], row["start"], row["where"], hit)
        if row["first_line"] == row["last_line"] and row["start"] == row["end"]:
            last = first + len(row["start"])
        else:
            last = block.starts[row["last_line"]] + _find_end(edition, row["last_line"], row["end"], row["where"])
        if last <= first:
            raise InputError(f"{row['where']}: the mark ends before it begins; name a later end")
        if row["kind"] == "gap":
            _check_gap(row, edition.scan[row["last_line"]])
        else:
            block.spans.append(Span(first, last, row["kind"], value, row["where"]))


def _check_gap(row, text):
    """Raise `InputError` unless a gap is marked by the last word of its line, whole: there the scan has lost words."""
    if row["start"] != row["end"] or row["start"] not in (text.split()[-1], text.split()[-1].strip(SOFT_HYPHENS)):
        raise InputError(f"{row['where']}: a gap stands at the end of a line; write its last word {text.split()[-1]!r} "
                         "as start and as end")  # fmt: skip


def place_corrections(block, edition):
    """Find the corrections of a block in its text."""
    for row in edition.tables["corrections"]:
        if row["line"] in block.starts:
            edition.used.add(row["where"])
            first = block.starts[row["line"]] + _find(edition, row["line"], row["as_scanned"], row["where"])
            last = first + len(row["as_scanned"])
            if last > block.ends[row["line"]]:
                raise InputError(
                    f"{row['where']}: {row['as_scanned']!r} has the mark that breaks the word at the end of the line; "
                    "leave the mark out"
                )
            block.spans.append(Span(first, last, "correction", row["corrected"], row["where"]))


def _find(edition, line, words, where, hit=""):
    """Return where words occur in a line of the scan, or occur for the time that `hit` says."""
    at = -1
    for _ in range(int(hit or 1)):
        at = edition.scan[line].find(words, at + 1)
        if at < 0 or not words:
            often = f" {hit} times" if hit else ""
            raise InputError(
                f"{where}: {words!r} does not occur{often} in line {line} {edition.scan[line]!r}; copy it from there"
            )
    return at


def _find_end(edition, line, words, where):
    """Return where words end that occur last in a line of the scan, without the mark that breaks a word."""
    text = edition.scan[line]
    at = text.rfind(words)
    if at < 0 or not words:
        raise InputError(f"{where}: {words!r} does not occur in line {line} {text!r}; copy it from there")
    return at + len(words) - (text[-1] in SOFT_HYPHENS and words.endswith(text[-1]) and at + len(words) == len(text))


def check_spans(block, edition):
    """Raise `InputError` if marks cross each other, lie inside a correction, or a broken word goes on nowhere."""
    ordered = sorted(block.spans, key=lambda span: (span.first, -span.last))
    for n, outer in enumerate(ordered):
        for inner in ordered[n + 1 :]:
            if inner.first < outer.last < inner.last:
                raise InputError(f"{inner.where}: it crosses the mark or correction of {outer.where}; move its bounds")
            if inner.first < outer.last and outer.kind in ("correction", "fragment"):
                raise InputError(f"{inner.where}: it lies inside the correction or lost word of {outer.where}; move it")
    corrected = {span.last for span in block.spans if span.kind == "correction"}
    parted = {row["line"] for row in edition.tables["hyphens"] if row["decision"] == "part"}
    for line, end in block.ends.items():
        if block.text[end - 1] in SOFT_HYPHENS and end not in corrected and line not in parted:
            raise InputError(
                f"{edition.name}: line {line} {edition.scan[line]!r} ends in a broken word, but its paragraph ends "
                "there; join the next line in breaks.csv, say there that words are lost, or correct the line"
            )
