"""Read the TEI texts of a corpus into rows of its tables, and the endnotes of an edition."""

from themeshift.checks import InputError
from themeshift.tei.elements import get_name
from themeshift.tei.format import TEI
from themeshift.tei.paragraph import squeeze
from themeshift.tei.parse import parse_tei
from themeshift.tei.reader import Reader
from themeshift.tokens import HOLE

TEXTS = (f"{TEI}text", "text")


def read_text(path, root=None, foreign=False, rules=None, voices=None):
    """Read one TEI file.

    Parameters
    ----------
    path : pathlib.Path
    root : lxml.etree._Element or None
        The file, where it was parsed before.
    foreign : bool
        Whether it is another's, not built here.
    rules : dict of str to str or None
        Rules for elements, beside those of `themeshift.tei.elements`.
    voices : collection of str or None
        Those that a text built here may name; None for any.

    Returns
    -------
    paragraphs, marks, lines : list of tuple
        The rows of the tables of those names, without their `document`.

    Raises
    ------
    InputError
        If the file cannot be read or has no text, or words of it would be lost: the message names the commonest
        element without a rule, its first line, and how to say what it is.
    """
    root = parse_tei(path) if root is None else root
    texts = [text for text in root.iter(*TEXTS) if next(text.iterancestors(*TEXTS), None) is None]
    if not texts:
        raise InputError(f"{path}: the file has no <text>, only <{get_name(root)}>; give a TEI file with a text")
    reader = Reader(path, texts, foreign, rules or {}, voices)
    for text in texts:
        reader.read(text)
    content = "".join(squeeze(text, "") for text in texts)
    reader.account(len(content))
    if HOLE in content:
        _refuse_holes(path, reader.rows)
    paragraphs, marks, lines = [], [], []
    for number, part in enumerate(reader.rows, 1):
        paragraphs.append(part.make_row(number))
        marks += [(number, *mark) for mark in part.marks]
        lines += [(number, *line) for line in part.lines]
    return paragraphs, marks, lines


def read_header(root):
    """Return the title of a text built here, and the first and the last possible day, as its header has them."""
    title, date = root.find(f".//{TEI}titleStmt/{TEI}title"), root.find(f".//{TEI}creation/{TEI}date")
    days = ("", "") if date is None else (date.get("from", ""), date.get("to", ""))
    return "" if title is None else " ".join("".join(title.itertext()).split()), *days


def _refuse_holes(path, rows):
    """Raise `InputError` for a text with the sign that is put for another voice."""
    for part in rows:
        if (at := part.text.find(HOLE)) >= 0:
            line = max((line for line in part.lines if line[0] <= at), default=(0, part.lines[0][1]))[1]
            raise InputError(f"{path} line {line}: the text has the character {HOLE!r}, which stands for what another "
                             "voice says; write another")  # fmt: skip


def read_notes(path, root):
    """Read the editors' endnotes of an edition.

    Parameters
    ----------
    path : pathlib.Path
    root : lxml.etree._Element

    Returns
    -------
    list of tuple
        Number, text, page to which it refers (or None), document to which it belongs, first and last line.
    """
    reader, rows = Reader(path, [root], False, {}, None), []
    for note in root.iter(f"{TEI}note"):
        where = f"{path} line {note.sourceline}"
        number, page, document = note.get("n") or "", None, (note.get("corresp") or "").removesuffix(".xml")
        parts = [reader.collect(element) for element in note]
        lines = [line for part in parts for _, line in part.lines]
        if not (number.isascii() and number.isdecimal() and document and lines):
            raise InputError(f"{where}: the note lacks its number, its lines, or in corresp its document; write them, "
                             "or run `make corpus`")  # fmt: skip
        for mark in (mark for part in parts for mark in part.marks if mark[1] == "ref"):
            page = int("".join(filter(str.isdecimal, mark[3])) or 0) or None
        rows.append((int(number), "\n".join(part.text for part in parts), page, document, min(lines), max(lines)))
    return rows
