"""Read a scan and the tables in which every editorial decision about it is a row.

A scan is held as a dict from its 1-based line numbers to its non-blank lines.
Tables are lists of dicts, one a row; ``row["where"]`` names file and row for messages.
"""

import csv
import datetime
import hashlib
import re
from pathlib import Path

from themeshift import paths

VOICES = ("author", "quoted", "interviewer", "reporter", "editor", "correspondent")
GENRES = ("report", "speech", "article", "letter", "note", "telegram", "decree", "resolution", "theses",
          "interview", "message")  # fmt: skip
LEFTOVERS = ("web_page", "title_page", "contents", "running_head", "sheet_mark", "congress_heading", "part_heading",
             "stray")  # fmt: skip
LINE_COLUMNS = ("line", "first_line", "last_line", "after_line")
YES_NO = ("yes", "no")

# The columns of each table and, where a column takes only some words, those words.
TABLES = {
    "documents": (
        "id title title_basis author date date_end date_as_printed date_kind date_basis genre event place addressee "
        "extract summary source first_line last_line cw_volume cw_pages published reason".split(),
        {"title_basis": ("scan", "contents", "supplied"), "date_kind": ("spoken", "written", "printed"),
         "genre": GENRES, "extract": YES_NO, "summary": YES_NO},
    ),
    "voices": (
        "first_line last_line kind voice reason".split(),
        {"kind": ("text", "heading", "footnote", "audience", "source_note", "signature"), "voice": VOICES},
    ),
    "marks": (
        "first_line start last_line end kind value reason".split(),
        {"kind": ("audience", "note_reference", "quotation", "gap")},
    ),
    "breaks": ("after_line decision gap reason".split(), {"decision": ("join", "break"), "gap": YES_NO}),
    "hyphens": ("line halves decision reason".split(), {"decision": ("join", "keep", "part")}),
    "moves": ("first_line last_line after_line reason".split(), {}),
    "corrections": ("line as_scanned corrected reason".split(), {}),
    "leftovers": (
        "first_line last_line kind reason".split(),
        {"kind": LEFTOVERS},
    ),
    "endnotes": ("number first_line last_line page document number_as_scanned page_as_scanned reason".split(), {}),
    "pages": ("page first_line basis".split(), {"basis": ("contents", "endnote", "inferred")}),
}  # fmt: skip


class EditionError(ValueError):
    """A scan or an edition table that cannot be used; the message names file, row and remedy."""


def read_scan(path):
    """Read a scan after checking it against ``SHA256SUMS`` in its folder.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    dict of int to str
        The non-blank lines by their 1-based number, without trailing white space.

    Raises
    ------
    EditionError
        If the scan is missing, altered or not listed.
    """
    path = Path(path)
    sums = path.parent / "SHA256SUMS"
    if not path.is_file() or not sums.is_file():
        missing = path if not path.is_file() else sums
        raise EditionError(f"{missing}: the file is missing; take it again from the repository")
    listed = [line.partition("  ") for line in sums.read_text(encoding="utf-8", errors="replace").splitlines()]
    expected = {name: digest for digest, _, name in listed}
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if expected.get(path.name) != found:
        raise EditionError(
            f"{path}: SHA-256 is {found}, {sums.name} says {expected.get(path.name, 'nothing')}; "
            "the scan was altered: take it again from the repository"
        )
    lines = data.decode("utf-8").split("\n")
    return {n: line.rstrip() for n, line in enumerate(lines, 1) if line.strip()}


def read_rows(path, columns, error=EditionError):
    """Read a CSV file as rows of text.

    Parameters
    ----------
    path : pathlib.Path
    columns : sequence of str
    error : type
        The exception to raise.

    Returns
    -------
    list of dict
        Keys are `columns` and ``where``, the file and row (the head is row 1).

    Raises
    ------
    error
        If the file is missing, not UTF-8 or no CSV, has other columns, or a row with more or fewer cells.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *cells = [row for row in csv.reader(file, strict=True) if row] or [[]]
    except FileNotFoundError:
        raise error(f"{path}: the file is missing; put it there with the columns {','.join(columns)}") from None
    except UnicodeDecodeError:
        raise error(f"{path}: the file is not UTF-8; save it as UTF-8") from None
    except csv.Error as found:
        raise error(f"{path}: this is no CSV: {found}; close its quotes") from None
    if head != list(columns):
        raise error(f"{path}: the columns are {head}; they must be {','.join(columns)}")
    rows = []
    for number, row in enumerate(cells, 2):
        where = f"{path.parent.name}/{path.name} row {number}"
        if len(row) != len(head):
            raise error(f"{where}: the row has {len(row)} cells, not {len(head)}; quote its commas")
        rows.append(dict(zip(head, row, strict=True), where=where))
    return rows


def read_table(path, scan):
    """Read one table of an edition and check every cell that can be checked alone.

    Parameters
    ----------
    path : pathlib.Path
        A CSV file named after a key of `TABLES`. A table that does not exist has no rows.
    scan : dict of int to str

    Returns
    -------
    list of dict

    Raises
    ------
    EditionError
        For wrong columns, unknown words, numbers that are none, lines that are blank or outside the
        scan, ranges that run backwards or overlap within the table.
    """
    columns, words = TABLES[path.stem]
    if not path.exists():
        return []
    rows = read_rows(path, columns)
    for row in rows:
        for column, allowed in words.items():
            if row[column] not in allowed:
                raise EditionError(
                    f"{row['where']}: {column} is {row[column]!r}; it must be one of {', '.join(allowed)}"
                )
        number = {"pages": "page", "endnotes": "number"}.get(path.stem)
        if number and not row[number].isdecimal():
            raise EditionError(f"{row['where']}: {number} is {row[number]!r}; it must be a number")
        _check_lines(row, scan)
    if path.stem == "endnotes":
        _check_numbers(rows)
    if path.stem in ("documents", "voices", "leftovers", "endnotes"):
        check_overlaps(rows)
    return rows


def _check_lines(row, scan):
    """Turn the line columns of a row into numbers of non-blank lines of the scan."""
    for column in LINE_COLUMNS:
        if column not in row:
            continue
        try:
            row[column] = int(row[column])
        except ValueError:
            raise EditionError(f"{row['where']}: {column} is {row[column]!r}; it must be a line number") from None
        if row[column] not in scan:
            place = "blank" if 0 < row[column] <= max(scan) else f"outside the scan (1 to {max(scan)})"
            raise EditionError(f"{row['where']}: {column} {row[column]} is {place}; name a line that has text")
    if "last_line" in row and "first_line" in row and row["first_line"] > row["last_line"]:
        raise EditionError(f"{row['where']}: lines {row['first_line']} to {row['last_line']} run backwards")


def _check_numbers(rows):
    """Raise `EditionError` if two endnotes have one number."""
    seen = {}
    for row in rows:
        if row["number"] in seen:
            raise EditionError(f"{row['where']}: {seen[row['number']]} has the number {row['number']} too; change one")
        seen[row["number"]] = row["where"]


def check_overlaps(rows):
    """Raise `EditionError` if the line ranges of two rows share a line."""
    ordered = sorted(rows, key=lambda row: row["first_line"])
    for before, after in zip(ordered, ordered[1:], strict=False):
        if before["last_line"] >= after["first_line"]:
            raise EditionError(
                f"{after['where']}: lines {after['first_line']} to {after['last_line']} overlap lines "
                f"{before['first_line']} to {before['last_line']} of {before['where']}; move one of the bounds"
            )


def check_date(text, where):
    """Return the date of an ISO string, or raise `EditionError`.

    Days are New Style. Soviet Russia went over to it on 14 February 1918, so the days 1 to 13
    February 1918 exist here though no newspaper of Petrograd bore them.
    """
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise EditionError(f"{where}: {text!r} is no date; write it New Style as YYYY-MM-DD") from None


def check_document(row):
    """Raise `EditionError` if a row of ``documents.csv`` contradicts itself."""
    first, last = check_date(row["date"], row["where"]), check_date(row["date_end"], row["where"])
    if first > last:
        raise EditionError(f"{row['where']}: date {first} is after date_end {last}; exchange them")
    if "Old Style" in row["date_as_printed"] and last >= datetime.date(1918, 2, 14):
        raise EditionError(
            f"{row['where']}: an Old Style day after 31 January 1918 does not exist; give the New Style day"
        )
    if not re.fullmatch(re.escape(row["date"]) + r"-[\w-]+", row["id"]):
        raise EditionError(
            f"{row['where']}: the id {row['id']!r} must be its date {row['date']}, a hyphen and letters or hyphens"
        )


def read_edition(folder, raw=paths.RAW):
    """Read the tables of one scan.

    Parameters
    ----------
    folder : pathlib.Path
        A folder of `paths.EDITION`; its ``documents.csv`` names the scan in `raw`.

    Returns
    -------
    scan : dict of int to str
    tables : dict of str to list of dict

    Raises
    ------
    EditionError
    """
    sources = {row["source"] for row in read_rows(folder / "documents.csv", TABLES["documents"][0])}
    if len(sources) != 1:
        raise EditionError(f"{folder.name}/documents.csv: source must name one and the same scan in every row")
    scan = read_scan(raw / sources.pop())
    tables = {name: read_table(folder / f"{name}.csv", scan) for name in TABLES}
    for row in tables["documents"]:
        check_document(row)
    place_lines(scan, tables)
    return scan, tables


def place_lines(scan, tables):
    """Give every non-blank line of the scan its one place.

    Returns
    -------
    dict of int to str
        The document's id, ``endnote N`` or the kind of leftover.

    Raises
    ------
    EditionError
        If a line has no place, or two.
    """
    place = {}
    inside = {}
    for row in tables["documents"]:
        for line in range(row["first_line"], row["last_line"] + 1):
            inside[line] = row["id"]
    out = [(row, row["kind"]) for row in tables["leftovers"]]
    out += [(row, f"endnote {row['number']}") for row in tables["endnotes"]]
    for row, name in out:
        for line in range(row["first_line"], row["last_line"] + 1):
            if line in place or (line in inside and name.startswith("endnote")):
                raise EditionError(f"{row['where']}: line {line} belongs to {place.get(line, inside.get(line))} too")
            place[line] = name
    for line in scan:
        if line not in place and line not in inside:
            raise EditionError(f"line {line} {scan[line]!r} belongs to no document, leftover or endnote; give it a row")
        place.setdefault(line, inside.get(line))
    return {line: place[line] for line in scan}
