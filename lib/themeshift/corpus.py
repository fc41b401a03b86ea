"""Load any dated corpus as tables: documents, paragraphs, lines, marks and notes, all by one parse.

A dated text is an id, a date and a text; all else is optional and kept. The index is ``documents.csv`` with `id` and
`date`; the texts are ``texts/<id>.xml`` (TEI) or ``texts/<id>.txt``, or a column of the index, which may be a CSV, JSON
lines or Parquet file. Without an index, the names of the texts begin with their dates. A corpus with the schema
``themeshift.rng`` holds texts built here: they are validated as they are loaded. A line that a table names leads back
to the scan of such a text, else to the line of its file (`load_scan_lines`).
"""

import numbers
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from themeshift import paths
from themeshift.checks import InputError
from themeshift.files import hold_folder
from themeshift.index import INDEX, check_folder, load_index
from themeshift.passages import cut_passages, keep_voice
from themeshift.plain import check_characters, read_plain, split_lines, split_plain
from themeshift.scan import load_scan
from themeshift.tables import DICTIONARY, load_columns, load_vocabulary
from themeshift.tei.elements import load_rules
from themeshift.tei.format import DEFAULT_VOICE, ENDNOTES
from themeshift.tei.parse import SCHEMA, compile_schema, parse_tei, validate
from themeshift.tei.read import read_header, read_notes, read_text
from themeshift.tei.reader import has_numbered_lines

PARAGRAPHS = ["document", "paragraph", "kind", "voice", "text", "first_line", "last_line", "page", "gaps"]
MARKS = ["document", "paragraph", "offset", "kind", "voice", "text", "line"]
LINES = ["document", "paragraph", "offset", "line"]
NOTES = ["number", "text", "page", "document", "paragraph", "first_line", "last_line"]


class Corpus(NamedTuple):
    """The tables of a corpus.

    Attributes
    ----------
    documents : pandas.DataFrame
        Indexed by `id` in the order of dates: `date` and `date_end`, the first and last possible day, and all further
        columns of the index, typed as ``columns.csv`` says, else text.
    paragraphs : pandas.DataFrame
        `document`, `paragraph` (from 1), `kind`, `voice`, `text`, `first_line`, `last_line`, `page` (missing where
        there is none; text if a page of the corpus has a number such as *XV*), `gaps` (places where words are lost).
    lines : pandas.DataFrame
        Where each line begins: `document`, `paragraph`, `offset` (characters into the paragraph's text), `line`.
    marks : pandas.DataFrame
        What stands inside paragraphs but is not, or not only, their text: `document`, `paragraph`, `offset`, `kind`
        (audience, note_reference, gap, correction, quotation; in TEI of others also deletion, stage and the other kinds
        of `themeshift.tei.elements`), `voice` (of a quotation), `text` (the mark, the note's number, what is left of a
        lost word, the other reading, the words quoted), `line`.
    notes : pandas.DataFrame
        The editors' endnotes of an edition: `number`, `text`, `page` to which the note refers, `document`, `paragraph`
        of the reference (missing where it is lost), `first_line`, `last_line`. Empty where there are none.
    """

    documents: pd.DataFrame
    paragraphs: pd.DataFrame
    lines: pd.DataFrame
    marks: pd.DataFrame
    notes: pd.DataFrame


def load_corpus(folder=paths.CORPUS, voice="author", encoding="utf-8", text=None, id=None, date=None):
    """Load all tables of a corpus.

    Parameters
    ----------
    folder : pathlib.Path
        A folder with ``documents.csv``, a folder of dated file names (``1917-11-08-report.txt``), or one table of texts
        (``.csv``, ``.tsv``, ``.jsonl``, ``.parquet``).
    voice : str or None
        One voice of the running text, others inside its paragraphs as holes (`keep_voice`); None: every paragraph of
        every kind and voice, whole. Texts of others are the author's, but for notes, which are of the voice ``editor``.
    encoding : str
        Of plain texts and of a table of texts. TEI declares its own.
    text : str or None
        The column of the index that holds the texts; by default ``text``, if there are no files.
    id, date : str or None
        The columns of the index that hold these, if they have other names.

    Returns
    -------
    Corpus
        A text without any word, such as *1917*, is kept: its words count 0.

    Raises
    ------
    InputError
        If a file, a row or a date cannot be used, a row has no text, a text is empty or has no row, or words of a TEI
        text, a text in a folder inside or one of another kind would not be read; the message names the file, its line
        and the remedy.
    """
    with hold_folder(check_folder(folder)):
        documents, texts = load_index(folder, encoding, text, id, date)
        read_tei = _TeiReader(Path(folder))
        paragraphs, marks, lines = _read_texts(documents.index, texts, encoding, read_tei)
        for name, (title, first, last) in read_tei.headers.items():
            _check_header(texts[name], documents.loc[name], title, first, last)
            _check_lines(texts[name], documents.loc[name], paragraphs[paragraphs["document"] == name])
        notes = _load_notes(Path(folder), marks, read_tei)
    if voice is not None:
        paragraphs = keep_voice(paragraphs, marks, voice)
    return Corpus(documents, paragraphs, lines, marks, notes)


def load_documents(folder=paths.CORPUS, **options):
    """Load the index of a corpus alone: a row a document, as `Corpus` describes; options as in `load_corpus`."""
    return load_index(folder, **options)[0]


def load_paragraphs(folder=paths.CORPUS, voice="author", **options):
    """Load the paragraphs, as one voice speaks them or (None) whole; options as in `load_corpus`."""
    return load_corpus(folder, voice, **options).paragraphs


def load_lines(folder=paths.CORPUS, **options):
    """Load where each line begins, as `Corpus` describes; options as in `load_corpus`."""
    return load_corpus(folder, None, **options).lines


def load_marks(folder=paths.CORPUS, **options):
    """Load what stands inside paragraphs but is not, or not only, their text; options as in `load_corpus`."""
    return load_corpus(folder, None, **options).marks


def load_notes(folder=paths.CORPUS, **options):
    """Load the editors' endnotes and where the texts refer to them; options as in `load_corpus`."""
    return load_corpus(folder, None, **options).notes


def load_passages(folder=paths.CORPUS, words=250, voice="author", **options):
    """Load a corpus cut into passages; see `cut_passages` and, for the options, `load_corpus`."""
    corpus = load_corpus(folder, voice, **options)
    return cut_passages(corpus.paragraphs, words, lines=corpus.lines)


def _read_texts(names, texts, encoding, read_tei):
    """Return the tables of paragraphs, marks and lines of some documents."""
    tables = [], [], []
    for name in names:
        source = texts[name]
        if isinstance(source, Path) and source.suffix.lower() == ".xml":
            parts = read_tei(source)
        else:
            parts = _number(split_plain(_read_plain_text(source, encoding)))
        if not any(row[3] for row in parts[0]):
            where = source[1] if isinstance(source, tuple) else source
            raise InputError(f"{where}: the text of {name!r} is empty; give it words, or take it out with its row")
        for table, rows in zip(tables, parts, strict=True):
            table += [(name, *row) for row in rows]
    paragraphs, marks, lines = (pd.DataFrame(rows, columns=columns)
                                for rows, columns in zip(tables, (PARAGRAPHS, MARKS, LINES), strict=True))  # fmt: skip
    return paragraphs.assign(page=_make_pages(paragraphs["page"])), marks, lines


class _TeiReader:
    """Reads the TEI texts of one corpus: validated if they were built here, else by its rules for elements."""

    def __init__(self, folder):
        folder = folder if folder.is_dir() else folder.parent
        path = folder / SCHEMA
        ours = "paragraphs" in load_columns(folder)
        if ours != path.is_file():
            missing, other = (path, folder / DICTIONARY) if ours else (folder / DICTIONARY, path)
            raise InputError(f"{missing}: the file is missing or does not describe the texts, which by "
                             f"{other.name} were built here; take it again from the repository")  # fmt: skip
        self.schema = compile_schema(path.read_bytes(), path) if ours else None
        self.headers = {}
        self.rules = load_rules(folder) if self.schema is None else {}
        self.voices = load_vocabulary(folder, "paragraphs", "voice") if self.schema is not None else None

    def __call__(self, path):
        return read_text(path, self.parse(path), self.schema is None, self.rules, self.voices)

    def parse(self, path):
        root = parse_tei(path)
        if self.schema is not None:
            validate(path, root, self.schema)
            self.headers[path.stem] = read_header(root)
        return root


def _check_header(path, row, title, first, last):
    """Raise `InputError` for a text of another title or date than its row has: it is another text, or an older one."""
    dates = str(row["date"])[:10], str(row["date_end"])[:10]
    if (title, first, last) != (" ".join(row.get("title", title).split()), *dates):
        listed = f"{row.get('title', title)!r} of {dates[0]}"
        raise InputError(f"{path}: this is {title!r} of {first}, but {INDEX} has {listed}; run `make corpus`, or put "
                         "each text under its own name")  # fmt: skip


def _check_lines(path, row, paragraphs):
    """Raise `InputError` for a line that is not among those which the index gives the text."""
    if {"first_line", "last_line"} <= set(row.index):
        if not all(isinstance(row[column], numbers.Integral) for column in ("first_line", "last_line")):
            raise InputError(f"{path}: first_line or last_line of its row in {INDEX} is no number; give both in each "
                             f"row, and say in {DICTIONARY} that they are lines")  # fmt: skip
        for line in (paragraphs["first_line"].min(), paragraphs["last_line"].max()):
            if not row["first_line"] <= line <= row["last_line"]:
                raise InputError(f"{path}: it has line {line}, but {INDEX} gives it {row['first_line']} to "
                                 f"{row['last_line']}; run `make corpus`")  # fmt: skip


def _read_plain_text(source, encoding):
    """Return the text of a file or, checked, that of a cell."""
    return check_characters(*source) if isinstance(source, tuple) else read_plain(source, encoding)


def _number(parts):
    """Return the rows of the tables of a plain text."""
    paragraphs = [(number, "text", DEFAULT_VOICE, words, lines[0][1], lines[-1][1], None, 0)
                  for number, (words, lines) in enumerate(parts, 1)]  # fmt: skip
    return paragraphs, [], [(number, *line) for number, (_, lines) in enumerate(parts, 1) for line in lines]


def _make_pages(pages):
    """Return pages as whole numbers or, if one is not, as text."""
    if pages.map(lambda page: isinstance(page, str)).any():
        return pages.map(str, na_action="ignore").astype("str")
    return pages.astype("Int64")


def _load_notes(folder, marks, read_tei):
    """Return the endnotes of a corpus, each with the paragraph that refers to it."""
    path = folder / "texts" / f"{ENDNOTES}.xml"
    rows = []
    if read_tei.schema is not None:
        references = marks[(marks["kind"] == "note_reference") & (marks["text"] != "*")]
        where = {mark.text: (mark.document, mark.paragraph) for mark in references[::-1].itertuples()}
        referred = {text for text in where if text.isdecimal()}  # others refer to footnotes, by their marks
        notes = read_notes(path, read_tei.parse(path)) if referred or path.is_file() else []
        if lost := referred - {str(number) for number, *_ in notes}:
            number = min(lost, key=int)
            raise InputError(
                f"{path}: there is no note {number}, to which {where[number][0]} refers; run `make corpus`"
            )
        for number, text, page, document, first, last in notes:
            document, paragraph = where.get(str(number), (document, None))
            rows.append((number, text, page, document, paragraph, first, last))
    return pd.DataFrame(rows, columns=NOTES).astype({"page": "Int64", "paragraph": "Int64"})


def load_scan_lines(folder, document, **options):
    """Load the lines to which a document leads back: of its scan, else of its file.

    Parameters
    ----------
    folder : pathlib.Path
    document : str
    **options
        As in `load_corpus`.

    Returns
    -------
    dict of int to str
        The lines that are not blank by their number. A text in a table has lines of its own, from 1; a TEI text of
        others with numbered lines has these.

    Raises
    ------
    InputError
        If there is no such document, or its scan or file cannot be read.
    """
    folder = check_folder(folder)
    with hold_folder(folder):
        return _load_scan_lines(folder, document, options)


def find_scan(folder, row):
    """Return the path of the scan in which a row of documents has its text, perhaps with others; None without one."""
    path = folder / "raw" / str(row.get("source", ""))
    return path if path.is_file() else None


def _load_scan_lines(folder, document, options):
    """As `load_scan_lines`, of a folder that is held."""
    documents, texts = load_index(folder, **options)
    if not isinstance(document, str) or document not in documents.index:
        raise InputError(f"there is no document {document!r}; the documents are {', '.join(documents.index[:5])} …")
    source, encoding = texts[document], options.get("encoding", "utf-8")
    if scan := find_scan(folder, documents.loc[document]):
        return load_scan(scan)
    if isinstance(source, tuple) or source.suffix.lower() != ".xml":
        return split_lines(_read_plain_text(source, encoding))
    root = parse_tei(source)
    if has_numbered_lines(root):
        return _lay_lines(*_read_texts([document], texts, encoding, _TeiReader(folder))[::2])
    data = source.read_bytes()
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    return split_lines(data.decode("utf-16" if wide else root.getroottree().docinfo.encoding or "utf-8"))


def _lay_lines(paragraphs, lines):
    """Return the text of each line of a document, from where the lines begin in its paragraphs."""
    laid, begins = {}, {}
    for number, offset, line in zip(lines["paragraph"], lines["offset"], lines["line"], strict=True):
        begins.setdefault(number, []).append((offset, line))
    for number, text in zip(paragraphs["paragraph"], paragraphs["text"], strict=True):
        places = begins[number]
        for (start, line), (end, _) in zip(places, [*places[1:], (len(text), None)], strict=True):
            laid[line] = f"{laid.get(line, '')} {text[start:end]}".strip()
    return laid
