"""Load any dated corpus as tables: documents, paragraphs, lines, marks and notes, all by one parse.

A dated text is an id, a date and a text; all else is optional and kept. The index is ``documents.csv`` with `id` and
`date`; the texts are ``texts/<id>.xml`` (TEI) or ``texts/<id>.txt``, or a column of the index, which may be a CSV,
JSON lines or Parquet file. A corpus with a schema, ``*.rng``, holds texts built here: they are validated as they are
loaded. A line that a table names leads back to the scan of such a text, or to the line of the file.
"""

import functools
import re
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd
from lxml import etree

from themeshift import paths
from themeshift.files import repair
from themeshift.plain import (
    check_characters,
    read_date,
    read_plain,
    read_table_of_texts,
    split_plain,
)
from themeshift.scan import load_scan
from themeshift.tables import InputError, check_table, load_columns, load_table, load_vocabulary, read_rows
from themeshift.tei.format import DEFAULT_VOICE, ENDNOTES
from themeshift.tei.read import parse_tei, read_notes, read_text
from themeshift.tokens import HOLE, count_words

RUNNING_KINDS = ("text", "heading", "footnote")  # what one voice says; notes and audience are not
DOCUMENT, PARAGRAPH = ["document"], ["document", "paragraph"]
PARAGRAPHS = ["document", "paragraph", "kind", "voice", "text", "first_line", "last_line", "page", "gaps"]
MARKS = ["document", "paragraph", "offset", "kind", "voice", "text", "line"]
LINES = ["document", "paragraph", "offset", "line"]
NOTES = ["number", "text", "page", "document", "paragraph", "first_line", "last_line"]
PASSAGES = ["document", "passage", "voice", "text", "words", "first_paragraph", "last_paragraph", "first_line",
            "last_line"]  # fmt: skip
ENDINGS = (".xml", ".txt")


class Corpus(NamedTuple):
    """The tables of a corpus.

    Attributes
    ----------
    documents : pandas.DataFrame
        Indexed by `id` in the order of dates: `date` and `date_end`, the first and last possible day, and all further
        columns of the index, typed as ``columns.csv`` says, else text.
    paragraphs : pandas.DataFrame
        `document`, `paragraph` (from 1), `kind`, `voice`, `text`, `first_line`, `last_line`, `page` (missing where
        there is none), `gaps` (places where words are lost).
    lines : pandas.DataFrame
        Where each line begins: `document`, `paragraph`, `offset` (characters into the paragraph's text), `line`.
    marks : pandas.DataFrame
        What stands inside paragraphs but is not, or not only, their text: `document`, `paragraph`, `offset`, `kind`
        (audience, note_reference, gap, correction, quotation), `voice` (of a quotation), `text` (the mark, the note's
        number, what is left of a lost word, the other reading, the words quoted), `line`.
    notes : pandas.DataFrame
        The editors' endnotes: `number`, `text`, `page` to which the note refers, `document`, `paragraph` of the
        reference (missing where it is lost), `first_line`, `last_line`. Empty where there are none.
    """

    documents: pd.DataFrame
    paragraphs: pd.DataFrame
    lines: pd.DataFrame
    marks: pd.DataFrame
    notes: pd.DataFrame


def load_corpus(folder=paths.CORPUS, voice="author", encoding="utf-8", text=None, id="id", date="date"):
    """Load all tables of a corpus.

    Parameters
    ----------
    folder : pathlib.Path
        A folder with ``documents.csv``, a folder of dated file names (``1917-11-08-report.txt``), or one table of texts
        (``.csv``, ``.jsonl``, ``.parquet``).
    voice : str or None
        One voice of the running text, others inside its paragraphs as holes (`keep_voice`); None: every paragraph of
        every kind and voice, whole.
    encoding : str
        Of plain texts.
    text : str or None
        The column that holds the texts, where the index holds them.
    id, date : str
        The columns of the index that hold these.

    Returns
    -------
    Corpus

    Raises
    ------
    InputError
        If a file, a row or a date cannot be used, or a row has no text or a text no row; the message names it.
    """
    folder = _check_folder(folder)
    documents, texts = _load_index(folder, encoding, text, id, date)
    schema = next(iter(sorted(folder.glob("*.rng"))), None) if folder.is_dir() else None
    schema = _load_schema(schema, schema.stat().st_mtime_ns) if schema else None
    tables = ([], [], [])
    for document in documents.index:
        source = texts[document]
        parts = _read_source(source, encoding, schema)
        for table, rows in zip(tables, parts, strict=True):
            table += [(document, *row) for row in rows]
    paragraphs = pd.DataFrame(tables[0], columns=PARAGRAPHS).astype({"page": "Int64"})
    marks, lines = (pd.DataFrame(rows, columns=names) for rows, names in zip(tables[1:], (MARKS, LINES), strict=True))
    _refuse_wordless(paragraphs, documents, folder)
    if schema is not None:
        _check_voices(paragraphs, marks, folder)
    notes = _load_notes(folder, marks)
    if voice is not None:
        paragraphs = keep_voice(paragraphs, marks, voice)
    return Corpus(documents, paragraphs, lines, marks, notes)


def load_documents(folder=paths.CORPUS, **options):
    """Load the index of a corpus alone: a row a document, as `Corpus` describes; options as in `load_corpus`."""
    settings = {"encoding": "utf-8", "text": None, "id": "id", "date": "date"} | options
    return _load_index(_check_folder(folder), **settings)[0]


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


def _check_folder(folder):
    """Return a folder as a path, or raise `InputError`."""
    if not isinstance(folder, str | Path):
        raise InputError(f"the folder is {folder!r}; give the path of a corpus")
    return Path(folder)


def _load_index(folder, encoding, text, id, date):
    """Return the documents and, by id, the path of each text or the text itself with its place."""
    if folder.is_file():
        index, table = folder, read_table_of_texts(folder, encoding)
        text = text or "text"
    elif (folder / "documents.csv").is_file():
        repair(folder)
        index = folder / "documents.csv"
        head, rows = read_rows(index)
        table = pd.DataFrame([cells for _, cells in rows], columns=head, dtype="str")
        table["where"] = [f"{index} line {line}" for line, _ in rows]
    elif folder.is_dir():
        return _load_dated_files(folder)
    else:
        raise InputError(f"{folder}: there is no such folder; name the folder of a corpus, or one table of texts")
    for column in filter(None, (id, date, text)):
        if column not in table:
            raise InputError(f"{index}: there is no column {column!r}, only {list(table.columns[:-1])}; name it: "
                             f"{'id' if column == id else 'date' if column == date else 'text'}=")  # fmt: skip
    if table.empty:
        raise InputError(f"{index}: the index has no documents; give it a row for each text")
    table = table.rename(columns={id: "id", date: "date"})
    _check_ids(table)
    described = load_columns(index.parent).get("documents") if index.name == "documents.csv" else None
    documents = load_table(index, "documents") if described else table.drop(columns=[text] if text else [])
    documents = documents.assign(where=table["where"])
    if described and "date_end" in documents:
        _check_spans(documents)
    else:
        documents = _date(documents)
    if text:
        texts = {row["id"]: (row[text], row["where"]) for _, row in table.iterrows()}
    else:
        texts = _find_texts(folder, index, table)
    documents = documents.set_index("id").drop(columns="where")
    order = np.lexsort((np.arange(len(documents)), documents["date"].to_numpy()))
    return documents.iloc[order], texts


def _check_spans(table):
    """Raise `InputError` if a date is missing or ends before it begins."""
    for row in table.itertuples():
        if pd.isna(row.date) or pd.isna(row.date_end):
            raise InputError(f"{row.where}: there is no {'date' if pd.isna(row.date) else 'date_end'}; write it as "
                             "YYYY-MM-DD")  # fmt: skip
        if row.date_end < row.date:
            raise InputError(f"{row.where}: date_end '{row.date_end:%Y-%m-%d}' lies before date '{row.date:%Y-%m-%d}'; "
                             "exchange them")  # fmt: skip


def _check_ids(table):
    """Raise `InputError` if an id is missing, is given twice or cannot name a file."""
    for row, name in enumerate(table["id"]):
        where = table["where"].iloc[row]
        if not name or re.search(r"[/\\\x00-\x1f]", name) or name in (".", ".."):
            raise InputError(f"{where}: the id {name!r} cannot name a text; write letters, digits and hyphens")
    twice = table["id"].duplicated().to_numpy()
    if twice.any():
        row = int(twice.argmax())
        raise InputError(f"{table['where'].iloc[row]}: the id {table['id'].iloc[row]!r} is given twice; change one")


def _find_texts(folder, index, table):
    """Return the path of the text of each document; refuse a row without a text, and a text without a row."""
    files = {}
    for path in sorted((folder / "texts").glob("*")):
        if path.suffix in ENDINGS and path.stem != ENDNOTES and not path.name.startswith("."):
            if path.stem in files:
                raise InputError(f"{path}: {files[path.stem].name} is a text of {path.stem!r} too; take one away")
            files[path.stem] = path
    for name, where in zip(table["id"], table["where"], strict=True):
        if name not in files:
            raise InputError(f"{where}: there is no texts/{name}.xml or .txt; put it there, run `make corpus`, or take "
                             "the row out")  # fmt: skip
    if unlisted := sorted(files.keys() - set(table["id"])):
        raise InputError(f"{index}: texts/{files[unlisted[0]].name} has no row; give it one or take the file away")
    return files


def _load_dated_files(folder):
    """Return documents and texts of a folder whose file names begin with a date."""
    files = sorted(path for path in folder.glob("*") if path.suffix in ENDINGS and not path.name.startswith("."))
    if not files:
        raise InputError(f"{folder}: there is no documents.csv, and no .txt or .xml file; give an index with the "
                         "columns id and date, or texts whose names begin with their dates")  # fmt: skip
    rows = []
    for path in files:
        found = re.match(r"-?\d{4}(?:-\d\d(?!\d))?(?:-\d\d(?!\d))?", path.stem)
        if not found:
            raise InputError(f"{path}: the name does not begin with a date; rename it (1917-11-08-{path.name}), or "
                             "write a documents.csv with the columns id and date")  # fmt: skip
        rows.append((path.stem, found.group(), str(path)))
    table = pd.DataFrame(rows, columns=["id", "date", "where"], dtype="str")
    _check_ids(table)
    return _date(table).set_index("id").drop(columns="where"), dict(zip(table["id"], files, strict=True))


def _date(table):
    """Read the dates of a table: `date` and `date_end` as the first and last possible day."""
    ends = table["date_end"] if "date_end" in table else pd.Series("", table.index)
    spans = []
    for cell, end, where in zip(table["date"].astype("str"), ends.astype("str"), table["where"], strict=True):
        first, last = read_date(cell, where)
        if end not in ("", "NaT", cell):
            last = read_date(end, where)[1]
            if last < first:
                raise InputError(f"{where}: date_end {end!r} lies before date {cell!r}; exchange them")
        spans.append((first, last))
    known = [day for span in spans for day in span if day is not None]
    limits = min(known), max(known)
    days = [[day if day is not None else limits[at] for at, day in enumerate(span)] for span in spans]
    days = np.array(days, dtype="datetime64[s]").reshape(-1, 2)
    return table.assign(date=days[:, 0], date_end=days[:, 1])


@functools.lru_cache(maxsize=4)
def _load_schema(path, modified):
    """Return the schema of texts built here; read again when the file is another."""
    try:
        return etree.RelaxNG(etree.fromstring(path.read_bytes()))  # bytes: lxml reads no path with an ä in LC_ALL=C
    except etree.LxmlError as error:
        raise InputError(f"{path}: this is not a RELAX NG schema: {error}") from None


def _read_source(source, encoding, schema):
    """Return the rows of paragraphs, marks and lines of one text."""
    if isinstance(source, tuple):
        text, where = source
        return _number_paragraphs(split_plain(check_characters(text, where)))
    if source.suffix == ".txt":
        return _number_paragraphs(split_plain(read_plain(source, encoding)))
    root = parse_tei(source)
    if schema is not None and not schema.validate(root):
        error = schema.error_log[0]
        raise InputError(f"{source} line {error.line}: this is not valid by the corpus's schema: {error.message}; mend "
                         "it there, or run `make corpus`")  # fmt: skip
    return read_text(source, root, foreign=schema is None)


def _number_paragraphs(parts):
    """Return the rows of the tables of a plain text."""
    paragraphs = [(number, "text", DEFAULT_VOICE, words, lines[0][1], lines[-1][1], None, 0)
                  for number, (words, lines) in enumerate(parts, 1)]  # fmt: skip
    return paragraphs, [], [(number, *line) for number, (_, lines) in enumerate(parts, 1) for line in lines]


def _refuse_wordless(paragraphs, documents, folder):
    """Raise `InputError` if a document has no text."""
    empty = documents.index.difference(paragraphs.loc[paragraphs["text"] != "", "document"], sort=False)
    if len(empty):
        raise InputError(f"{folder}: the text {empty[0]!r} is empty; give it words or take its row and file out")


def _check_voices(paragraphs, marks, folder):
    """Raise `InputError` if a text built here names a voice that ``columns.csv`` does not list."""
    voices = load_vocabulary(folder, "paragraphs", "voice")
    quotations = marks[marks["kind"] == "quotation"]
    for table in (paragraphs, quotations):
        unknown = table[~table["voice"].isin(voices)] if voices else table.iloc[:0]
        for row in unknown.head(1).itertuples():
            raise InputError(f"{folder}/texts/{row.document}.xml: {row.voice!r} in paragraph {row.paragraph} is not a "
                             f"voice; write # and one of {', '.join(voices)}")  # fmt: skip


def _load_notes(folder, marks):
    """Return the endnotes of a corpus, each with the paragraph that refers to it."""
    path = folder / "texts" / f"{ENDNOTES}.xml"
    if not path.is_file():
        return pd.DataFrame(columns=NOTES)
    references = marks[(marks["kind"] == "note_reference") & (marks["text"] != "*")]
    where = {mark.text: (mark.document, mark.paragraph) for mark in references[::-1].itertuples()}
    rows = []
    for number, text, page, document, first, last in read_notes(path):
        document, paragraph = where.get(str(number), (document, None))
        rows.append((number, text, page, document, paragraph, first, last))
    return pd.DataFrame(rows, columns=NOTES).astype({"page": "Int64", "paragraph": "Int64"})


def keep_voice(paragraphs, marks, voice):
    """Keep one voice of the running text; what others say inside its paragraphs becomes a hole.

    Parameters
    ----------
    paragraphs, marks : pandas.DataFrame
        As from `load_corpus` with ``voice=None``.
    voice : str

    Returns
    -------
    pandas.DataFrame
        The paragraphs (kinds text, heading and footnote) in which that voice speaks; other voices inside them are
        replaced by as many ``░``, so that offsets stay true.

    Raises
    ------
    InputError
        If no paragraph has that voice.
    """
    check_table(paragraphs, PARAGRAPHS[:5], "paragraphs")
    spans = {}
    for mark in marks[marks["kind"] == "quotation"].itertuples():
        spans.setdefault((mark.document, mark.paragraph), []).append((mark.offset, mark.offset + len(mark.text),
                                                                      mark.voice))  # fmt: skip
    columns = [paragraphs[name] for name in ("document", "paragraph", "kind", "voice", "text")]
    kept, texts = [], []
    for row, (document, number, kind, speaker, text) in enumerate(zip(*columns, strict=True)):
        inside = spans.get((document, number), ())
        if kind in RUNNING_KINDS and (speaker == voice or inside):
            words = _blank_others(text, speaker, inside, voice)
            if words.strip(f" {HOLE}"):
                kept.append(row)
                texts.append(words)
    if not kept:
        voices = sorted({*paragraphs["voice"], *marks.loc[marks["kind"] == "quotation", "voice"]})
        raise InputError(f"no paragraph has the voice {voice!r}; name one of {', '.join(voices)}, or None for all")
    return paragraphs.iloc[kept].assign(text=texts, voice=voice).reset_index(drop=True)


def _blank_others(text, speaker, spans, voice):
    """Replace what other voices say in a paragraph; an inner quotation goes before the one around it."""
    words = text if speaker == voice else HOLE * len(text)
    for first, last, other in sorted(spans, key=lambda span: (span[0], -span[1])):
        inner = text[first:last] if other == voice else HOLE * (last - first)
        words = words[:first] + inner + words[last:]
    return words


def load_passages(folder=paths.CORPUS, words=250, voice="author", **options):
    """Load a corpus cut into passages; see `cut_passages` and, for the options, `load_corpus`."""
    return cut_passages(load_paragraphs(folder, voice, **options), words)


def cut_passages(paragraphs, words=250):
    """Cut each document into passages of about as many words.

    Parameters
    ----------
    paragraphs : pandas.DataFrame
        Of one voice, as from `load_paragraphs`.
    words : int
        A passage closes at the end of the paragraph that leaves it nearest to so many words, and never has fewer than
        half of them; but a document that is shorter is one passage.

    Returns
    -------
    pandas.DataFrame
        `document`, `passage` (from 1), `voice`, `text` (a paragraph a line), `words`, `first_paragraph`,
        `last_paragraph`, `first_line`, `last_line`.
    """
    check_table(paragraphs, ["document", "paragraph", "text"], "paragraphs")
    if not words >= 1:
        raise InputError(f"words is {words!r}; a passage needs at least 1")
    columns = {name: paragraphs[name] if name in paragraphs else pd.NA for name in ("voice", "first_line", "last_line")}
    rows = []
    for document, group in paragraphs.assign(**columns).groupby("document", sort=False):
        sizes = [count_words(text) for text in group["text"]]
        for number, (start, end) in enumerate(_cut(sizes, words), 1):
            part = group.iloc[start:end]
            text = "\n".join(" ".join(re.sub(f"{HOLE}+", f" {HOLE} ", one).split()) for one in part["text"])
            first, last = part.iloc[0], part.iloc[-1]
            rows.append((document, number, first["voice"], text, sum(sizes[start:end]), first["paragraph"],
                         last["paragraph"], first["first_line"], last["last_line"]))  # fmt: skip
    return pd.DataFrame(rows, columns=PASSAGES)


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


def load_periods(folder=paths.CORPUS):
    """Load the named periods of a corpus: the events by which the notebooks divide the years.

    Returns
    -------
    pandas.DataFrame
        Indexed by `period`: `first` and `last` day (YYYY-MM-DD) and the `reason` for them. To try others, change the
        table: ``periods.loc["Genoa and after", "last"] = "1922-05-19"``.

    Raises
    ------
    InputError
        If the file cannot be read, or names a period twice.
    """
    path = _check_folder(folder) / "periods.csv"
    periods = load_table(path)
    check_table(periods, ["period", "first", "last"], str(path))
    if periods["period"].duplicated().any():
        name = periods.loc[periods["period"].duplicated(), "period"].iloc[0]
        raise InputError(f"{path}: the period {name!r} has two rows; take one out")
    days = {end: pd.to_datetime(periods[end]).dt.strftime("%Y-%m-%d").astype("str") for end in ("first", "last")}
    return periods.assign(**days).set_index("period")


def load_scan_lines(folder, document, encoding="utf-8"):
    """Load the lines to which a document leads back: of its scan, or of its file.

    Parameters
    ----------
    folder : pathlib.Path
    document : str
    encoding : str

    Returns
    -------
    dict of int to str
        The non-blank lines by their number.
    """
    folder = _check_folder(folder)
    documents, texts = _load_index(folder, encoding, None, "id", "date")
    if not isinstance(document, str) or document not in documents.index:
        raise InputError(f"there is no document {document!r}; the ids are in {folder / 'documents.csv'}")
    if "source" in documents and (folder / "raw").is_dir():
        return load_scan(folder / "raw" / documents.loc[document, "source"])
    lines = re.split(r"\r\n|\n|\r", read_plain(texts[document], encoding))
    return {number: line.rstrip() for number, line in enumerate(lines, 1) if line.strip()}
