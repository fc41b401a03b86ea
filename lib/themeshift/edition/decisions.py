"""Read the tables in which every editorial decision about a scan is a row, and check what they say of each other."""

import datetime
import re
from dataclasses import dataclass, field
from pathlib import Path

from themeshift.checks import InputError
from themeshift.scan import load_scan
from themeshift.tables import find_corpus_folder, load_meanings, load_rows
from themeshift.tei.format import ENDNOTES

TABLES = ("documents", "voices", "marks", "breaks", "hyphens", "moves", "corrections", "leftovers", "endnotes", "pages",
          "book", "facts")  # fmt: skip
LINE_COLUMNS = ("line", "first_line", "last_line", "after_line")
NO_OVERLAPS = ("documents", "voices", "leftovers", "endnotes", "moves")  # no line in two rows
KEYS = (  # what only one row may decide
    ("documents", "id"),
    ("marks", "first_line", "start", "last_line", "end", "kind", "value"),
    ("breaks", "after_line"),
    ("hyphens", "line"),
    ("corrections", "line", "as_scanned"),
    ("endnotes", "number"),
    ("pages", "page"),
    ("pages", "first_line"),
    ("facts", "id"),
)


@dataclass
class Edition:
    """A scan and the tables of decisions about it.

    Attributes
    ----------
    name : str
        Of its folder.
    scan : dict of int to str
        As from `load_scan`.
    tables : dict of str to list of dict
        A dict a row; ``row["where"]`` names file and line for messages. A table without a file has no rows.
    voices : dict of str to str
        What each voice means.
    place : dict of int to str
        What each line belongs to, as from `place_lines`.
    used : set of str
        The ``where`` of the rows that have been applied.
    """

    name: str
    scan: dict
    tables: dict
    voices: dict
    place: dict = field(default_factory=dict)
    used: set = field(default_factory=set)


def load_edition(folder, raw):
    """Load the tables of one scan, checked.

    Parameters
    ----------
    folder : pathlib.Path
        Its ``documents.csv`` names the scan.
    raw : pathlib.Path
        The folder of the scans.

    Returns
    -------
    Edition

    Raises
    ------
    InputError
        For a table that is unknown or unreadable, lines that are blank or outside the scan, and rows that run
        backwards, overlap or contradict each other.
    """
    folder = Path(folder)
    for path in sorted(folder.glob("*.csv")):
        if path.stem not in TABLES:
            raise InputError(f"{path}: an edition has no such table; name it after one of {', '.join(TABLES)}")
    paths = {name: folder / f"{name}.csv" for name in TABLES}
    needed = {name: path for name, path in paths.items() if path.exists() or name == "documents"}
    tables = dict.fromkeys(TABLES, ()) | {name: load_rows(path, f"edition/{name}") for name, path in needed.items()}
    sources = {row["source"] for row in tables["documents"]}
    if len(sources) != 1:
        raise InputError(f"{paths['documents']}: source must name one and the same scan in every row")
    voices = load_meanings(find_corpus_folder(paths["documents"]), "paragraphs", "voice")
    edition = Edition(folder.name, load_scan(Path(raw) / sources.pop()), tables, voices)
    for row in (row for rows in tables.values() for row in rows):
        _check_lines(row, edition.scan)
    for table, *columns in KEYS:
        _check_key(tables[table], columns)
    for table in NO_OVERLAPS:
        check_overlaps(tables[table])
    for row in tables["documents"]:
        check_document(row)
    _check_endnotes(edition)
    _check_facts(edition)
    _check_marks(edition)
    _check_pages(tables["pages"])
    _check_places(edition)
    return edition


def _check_lines(row, scan):
    """Raise `InputError` if a row names a line that is blank or outside the scan, or a range that runs backwards."""
    for column in LINE_COLUMNS:
        number = row.get(column)
        if number is not None and number not in scan:
            place = "blank" if 0 < number <= max(scan) else f"outside the scan (1 to {max(scan)})"
            raise InputError(f"{row['where']}: {column} {number} is {place}; name a line that has text")
    if "last_line" in row and row["first_line"] > row["last_line"]:
        raise InputError(
            f"{row['where']}: lines {row['first_line']} to {row['last_line']} run backwards; exchange them"
        )


def _check_key(rows, columns):
    """Raise `InputError` if two rows decide the same."""
    seen = {}
    for row in rows:
        key = tuple(row[column] for column in columns)
        if key in seen:
            what = ", ".join(f"{column} {row[column]}" for column in columns)
            raise InputError(f"{row['where']}: {seen[key]} decides about {what} too; take one row out")
        seen[key] = row["where"]


def check_overlaps(rows):
    """Raise `InputError` if the line ranges of two rows share a line."""
    ordered = sorted(rows, key=lambda row: row["first_line"])
    for before, after in zip(ordered, ordered[1:], strict=False):
        if before["last_line"] >= after["first_line"]:
            raise InputError(
                f"{after['where']}: lines {after['first_line']} to {after['last_line']} overlap lines "
                f"{before['first_line']} to {before['last_line']} of {before['where']}; move one of the bounds"
            )


def check_document(row, new_style_since=datetime.date(1918, 2, 14)):
    """Raise `InputError` if a row of ``documents.csv`` contradicts itself.

    Days are New Style; the days that a change of styles skipped exist, though no newspaper bore them.

    Parameters
    ----------
    row : dict
    new_style_since : datetime.date
        The first New Style day in the country: Russia went over from 31 January to 14 February 1918.
    """
    first, last = (datetime.date.fromisoformat(row[column]) for column in ("date", "date_end"))
    if first > last:
        raise InputError(f"{row['where']}: date {first} is after date_end {last}; exchange them")
    if "Old Style" in row["date_as_printed"] and last >= new_style_since:
        raise InputError(
            f"{row['where']}: Old Style was not in use on {last}; give the New Style day, or the words as printed"
        )
    _check_both_styles(row, first, last)
    if not re.fullmatch(re.escape(row["date"]) + r"-[\w-]+", row["id"]):
        raise InputError(
            f"{row['where']}: the id {row['id']!r} must be its date {row['date']}, a hyphen and letters or hyphens"
        )


def _check_both_styles(row, first, last):
    """Raise `InputError` if a date printed in both styles, one of them in brackets, is not the New Style date given."""
    printed = re.search(r"^(.*?)\(([^()]*\d[^()]*)\)", row["date_as_printed"])
    if not printed:
        return
    before, inside = ([int(day) for day in re.findall(r"(?<!\d)\d{1,2}(?!\d)", part)] for part in printed.groups())
    if not before or not inside:
        return
    before = before[-len(inside) :]
    for day, pair in ((first, {before[0], inside[0]}), (last, {before[-1], inside[-1]})):
        year = (day - datetime.timedelta(70)).year  # the styles move apart in the February of a century
        old_style = day - datetime.timedelta(year // 100 - year // 400 - 2)
        if {day.day, old_style.day} != pair:
            raise InputError(
                f"{row['where']}: {row['date_as_printed']!r} is not {day}, which is {old_style} in Old Style; "
                "give the New Style day"
            )


def _check_endnotes(edition):
    """Raise `InputError` for an endnote of a document that does not exist, or endnotes of an unknown book."""
    ids = {row["id"] for row in edition.tables["documents"]}
    for row in edition.tables["endnotes"]:
        if row["document"] not in ids:
            raise InputError(f"{row['where']}: there is no document {row['document']!r} in documents.csv; name another")
    if len(edition.tables["book"]) != 1 and (edition.tables["book"] or edition.tables["endnotes"]):
        raise InputError(f"{edition.name}/book.csv: endnotes need one row that says of which book; write it")
    for row in edition.tables["book"]:
        if not 1000 <= row["printed"] <= 9999:
            raise InputError(f"{row['where']}: printed is {row['printed']}; write a year of four digits")


def _check_facts(edition):
    """Raise `InputError` for facts of no document, a document without any, or a share without its basis."""
    documents, facts = edition.tables["documents"], edition.tables["facts"]
    ids, known = {row["id"] for row in documents}, {row["id"] for row in facts}
    for row in facts:
        if row["id"] not in ids:
            raise InputError(f"{row['where']}: there is no document {row['id']!r} in documents.csv; name another")
        if (row["printed_share"] is None) != (not row["printed_basis"]):
            raise InputError(f"{row['where']}: printed_share and printed_basis must both be given, or both be empty")
        if not row["printed_reason"]:
            raise InputError(f"{row['where']}: there is no printed_reason; say where the share is found, or why not")
    for row in documents if facts else ():
        if row["id"] not in known:
            raise InputError(f"{row['where']}: {row['id']} has no row in facts.csv; give it one, blank where not known")


def _check_marks(edition):
    """Raise `InputError` if the value of a mark is not what its kind needs."""
    endnotes = {str(row["number"]) for row in edition.tables["endnotes"]}
    for row in edition.tables["marks"]:
        value, _, hit = row["value"].partition("#")
        if "#" in row["value"] and not re.fullmatch("[1-9][0-9]?", hit):
            raise InputError(f"{row['where']}: value is {row['value']!r}; after # comes a number")
        if row["kind"] == "note_reference" and value != "*" and value not in endnotes:
            raise InputError(f"{row['where']}: there is no endnote {value!r}; write its number, or * for a footnote")
        if row["kind"] == "quotation" and value not in edition.voices:
            raise InputError(f"{row['where']}: value is {value!r}; write one of the voices {', '.join(edition.voices)}")
        if row["kind"] in ("audience", "gap") and value:
            raise InputError(f"{row['where']}: value is {value!r}; leave it empty for this kind")


def _check_pages(rows):
    """Raise `InputError` if the pages do not run forward with the lines."""
    ordered = sorted(rows, key=lambda row: row["first_line"])
    for before, after in zip(ordered, ordered[1:], strict=False):
        if before["page"] > after["page"]:
            raise InputError(f"{after['where']}: page {after['page']} begins after page {before['page']}; see its line")


def _check_places(edition):
    """Raise `InputError` for a decision about lines that do not lie together in one text."""
    place = edition.place = place_lines(edition)
    texts = {row["id"] for row in edition.tables["documents"]}
    for table in ("voices", "marks"):
        for row in edition.tables[table]:
            if place[row["first_line"]] != place[row["last_line"]] or place[row["first_line"]] not in texts:
                raise InputError(
                    f"{row['where']}: lines {row['first_line']} to {row['last_line']} do not begin and end in one text;"
                    " move its bounds"
                )


def place_lines(edition):
    """Give every non-blank line of the scan its one place.

    Returns
    -------
    dict of int to str
        The document's id, ``endnote N`` or the kind of leftover.

    Raises
    ------
    InputError
        If a line has no place, or two.
    """
    tables = edition.tables
    inside = {line: row["id"] for row in tables["documents"] for line in _list_lines(row)}
    place = {}
    out = [(row, row["kind"]) for row in tables["leftovers"]]
    out += [(row, f"endnote {row['number']}") for row in tables["endnotes"]]
    for row, name in out:
        for line in _list_lines(row):
            if line in place or (line in inside and name.startswith("endnote")):
                raise InputError(f"{row['where']}: line {line} belongs to {place.get(line, inside.get(line))} too")
            place[line] = name
    for line, text in edition.scan.items():
        if line not in place and line not in inside:
            raise InputError(
                f"{edition.name}: line {line} {text!r} belongs to no document, leftover or endnote; give it a row"
            )
    return {line: place.get(line, inside.get(line)) for line in edition.scan}


def list_lines(edition, name):
    """Return the lines of the scan that belong to a document, or to the endnotes, by number."""
    notes = {f"endnote {row['number']}" for row in edition.tables["endnotes"]} if name == ENDNOTES else ()
    return {line: edition.scan[line] for line, text in edition.place.items() if text == name or text in notes}


def _list_lines(row):
    """List the lines of a row's range."""
    return range(row["first_line"], row["last_line"] + 1)


def check_all_used(edition):
    """Raise `InputError` for the first row that decided nothing."""
    for table in ("voices", "marks", "breaks", "hyphens", "moves", "corrections"):
        for row in edition.tables[table]:
            if row["where"] not in edition.used:
                raise InputError(f"{row['where']}: {REASONS[table]}; mend the row or take it out")


REASONS = {
    "voices": "no text has one of these lines",
    "marks": "no paragraph has this line",
    "breaks": "no paragraph could go on after this line",
    "hyphens": "no word of a paragraph is broken at the end of this line",
    "moves": "no text has one of these lines",
    "corrections": "no text and no endnote has this line",
}
