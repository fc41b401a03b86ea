"""Say which dated texts a corpus has: the index with an id and a date for each, and where its text is."""

import glob
import os
import re
import unicodedata
from pathlib import Path

import numpy as np
import pandas as pd

from themeshift.checks import InputError, check_path
from themeshift.files import hold_folder
from themeshift.plain import read_table_of_texts
from themeshift.tables import DICTIONARY, load_columns, load_table
from themeshift.tei.format import ENDNOTES
from themeshift.tei.parse import SCHEMA

INDEX = "documents.csv"
ENDINGS = (".xml", ".txt")
DATE_FORMS = "write YYYY, YYYY-MM, YYYY-MM-DD, or first/last, with .. for an end that is not known"
_DATE = re.compile(r"-?[0-9]{4}(-[0-9]{2}){0,2}")
_EARLY = re.compile(r"^-|\bB\.?C", re.IGNORECASE)
_TIME = re.compile(r"[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}([.,][0-9]+)?)? ?(Z|[+-][0-9]{2}:?([0-9]{2})?)?")
_DATED_NAME = re.compile(r"(-?[0-9]{4}(?:-[0-9]{2}(?![0-9])){0,2})(?![0-9A-Za-z])[-_ .]*(.*)", re.DOTALL)
_UNREAD = (".doc", ".docx", ".epub", ".htm", ".html", ".md", ".odt", ".pdf", ".rtf")
_ABOUT = ("readme", "license", "licence", "copying")  # files beside texts that are none


def read_date(cell, where):
    """Return the first and the last possible day that a date names.

    Parameters
    ----------
    cell : str
        ``1917``, ``1917-11``, ``1917-11-08``, or a span: two of them with ``/`` between, ``..`` for an end that is not
        known. Years before our era as in ISO 8601 and TEI: ``-0043`` is 44 BCE. Of a moment, such as
        ``1917-11-08T21:00Z``, the day is taken as it is written.
    where : str
        File and row, for the message.

    Returns
    -------
    first, last : numpy.datetime64 or None
        None for an end that is not known.

    Examples
    --------
    >>> [str(day) for day in read_date("1917-11/1918", "row 2")]
    ['1917-11-01', '1918-12-31']
    """
    first, slash, last = (part.strip() for part in str(cell).partition("/"))
    if not first and not slash:
        raise InputError(f"{where}: there is no date; {DATE_FORMS}, or leave the text out")
    days = _read_part(first, cell, where)[0], _read_part(last if slash else first, cell, where)[1]
    if days == (None, None):
        raise InputError(f"{where}: the date {cell!r} has neither beginning nor end; write one of them")
    if None not in days and days[0] > days[1]:
        raise InputError(f"{where}: the date {cell!r} ends before it begins; exchange its ends")
    return days


def _read_part(part, cell, where):
    """Return the first and last day of a year, a month or a day; None for an end that is not known."""
    if part in ("..", ""):
        return None, None
    try:
        if len(part) > 10 and _TIME.fullmatch(part, 10):
            part = part[:10]
        if not _DATE.fullmatch(part):
            raise ValueError
        span = np.datetime64(part)  # its unit is that of the last number
        return span.astype("datetime64[D]"), (span + 1).astype("datetime64[D]") - 1
    except ValueError:
        early = "; -0043 is 44 BCE" if _EARLY.search(part) else ""
        raise InputError(f"{where}: {cell!r:.80} is not a valid date; {DATE_FORMS}{early}") from None


def check_folder(folder):
    """Return the path of a folder, or raise `InputError`."""
    return _check_readable(Path(check_path(folder, "the folder", "give the path of a corpus, or of a table of texts")))


def _check_readable(folder):
    """Return a folder, or raise `InputError` if this user may not look into it."""
    if os.path.isdir(folder) and not os.access(folder, os.R_OK | os.X_OK):
        raise InputError(f"{folder}: this folder may not be read; ask its owner, or copy it")
    return folder


def load_index(folder, encoding="utf-8", text=None, id=None, date=None):
    """Load which documents there are.

    Parameters
    ----------
    folder, encoding, text, id, date
        As in `themeshift.corpus.load_corpus`.

    Returns
    -------
    documents : pandas.DataFrame
        Indexed by `id` in the order of dates.
    texts : dict
        By id the path of the text or, where a column holds the texts, (text, place).
    """
    with hold_folder(check_folder(folder)):
        return _load_index(Path(folder), encoding, text, id, date)


def get_title(row):
    """Return the title of a document, a row of `load_documents`, on one line; where it has none, its id."""
    title = row.get("title")
    return (" ".join(str(title).split()) if pd.notna(title) else "") or row.name


def _load_index(folder, encoding, text, id, date):
    """Load the index of a folder that is held, or of a table of texts; as `load_index`."""
    if folder.is_dir():
        if not (folder / INDEX).is_file():
            return _index_dated_files(folder)
    elif not folder.is_file():
        raise InputError(f"{folder}: there is no such folder; name that of a corpus, or a table of texts")
    index = folder / INDEX if folder.is_dir() else folder
    table = _name_columns(_read_index(index, encoding, text or "text"), index, {"id": id, "date": date})
    home = get_home(folder) if folder.is_dir() else None
    if text is None and "text" in table and home in (None, folder):
        text = "text"
    if text is None and home is None:
        raise InputError(f"{index}: there is no column 'text', only {_list_columns(table)}; name that of the texts: "
                         "text='…'")  # fmt: skip
    _check_ids(table, files=text is None)
    if text is not None:
        texts = _take_texts(table, text, index)
        return _make_documents(table.drop(columns=text), index), texts
    documents = _make_documents(table, index)
    return documents, _find_texts(home, index, table)


def _read_index(index, encoding, text):
    """Read the index; ``documents.csv`` is in UTF-8 or else in the encoding of the texts."""
    try:
        return read_table_of_texts(index, "utf-8" if index.name == INDEX else encoding, text)
    except InputError:
        if index.name != INDEX or encoding == "utf-8":
            raise
    return read_table_of_texts(index, encoding, text)


def _list_columns(table):
    return ", ".join(table.columns[:-1])


def _name_columns(table, index, named):
    """Return a table with the columns `id` and `date`."""
    for name, given in named.items():
        if (given or name) not in table:
            raise InputError(f"{index}: there is no column {given or name!r}, only {_list_columns(table)}; rename one, "
                             f"or name it: {name}='…'")  # fmt: skip
        if given and given != name and name in table:
            raise InputError(f"{index}: there is a column {name!r} beside {given!r}; rename it")
        table = table.rename(columns={given or name: name})
        table[name] = table[name].str.strip().str.normalize("NFC")
    return table


def _take_texts(table, text, index):
    """Return the texts in a column by id."""
    if text not in table:
        raise InputError(f"{index}: there is no column {text!r}, only {_list_columns(table)}; name that of the texts")
    return dict(zip(table["id"], zip(table[text], table["where"], strict=True), strict=True))


def _check_ids(table, files):
    """Raise `InputError` if an id is missing, is given twice or cannot name a file."""
    seen = {}
    for name, where in zip(table["id"], table["where"], strict=True):
        if not name or (files and (re.search(r"[/\\\x00-\x1f]", name) or name in (".", ".."))):
            raise InputError(f"{where}: the id {name!r} cannot name a text; write letters, digits and hyphens")
        if name in seen:
            raise InputError(f"{where}: the id {name!r} is given twice, first on line {seen[name].rpartition(' ')[2]}; "
                             "change one")  # fmt: skip
        seen[name] = where


def get_home(folder):
    """Return the folder of the texts of a corpus: ``texts``, or the folder of the corpus itself."""
    return folder / "texts" if (folder / "texts").is_dir() else folder


def _list_texts(home):
    """Return the files of texts by their names without ending; refuse two of one name."""
    files = {}
    for path in sorted(_check_readable(home).iterdir()):
        about = path.stem.lower() in _ABOUT and home.name != "texts"
        if path.suffix.lower() not in ENDINGS or path.name.startswith(".") or about:
            continue
        if not path.is_file():
            raise InputError(f"{path}: there is no file behind this name of a text, but a folder or a dead link; "
                             "move it away")  # fmt: skip
        name = _read_name(path)
        if name in files:
            raise InputError(f"{path}: {files[name].name} is a text of {name!r} too; take one away")
        files[name] = path
    return files


def _read_name(path):
    """Return the name of a text without ending, whatever Python takes the encoding of names to be."""
    try:
        name = os.fsencode(path.stem).decode()
    except UnicodeDecodeError:
        raise InputError(f"{path.parent}: the name of the file {path.name!a} is not in UTF-8; rename it") from None
    return unicodedata.normalize("NFC", name)  # macOS and others write é as two characters


def _find_texts(home, index, table):
    """Return the path of the text of each document; refuse a row without a text, and a text without a row."""
    files, build = _list_texts(home), " run `make corpus`," if (index.parent / SCHEMA).is_file() else ""
    for name, where in zip(table["id"], table["where"], strict=True):
        if name not in files:
            others = sorted(home.rglob(f"{glob.escape(name)}.*"))
            remedy = "move it up," if others and others[0].suffix.lower() in ENDINGS else "save it as plain text"
            other = f", only {others[0].relative_to(home)}: {remedy}" if others else f"; put it there,{build}"
            raise InputError(f"{where}: there is no {home.name}/{name}.xml or .txt{other} or take the row out")
    if unlisted := sorted(files.keys() - set(table["id"]) - {ENDNOTES}):
        raise InputError(f"{index}: {home.name}/{files[unlisted[0]].name} has no row; give it one,{build} "
                         "or take the file away")  # fmt: skip
    if home.name == "texts":
        _check_unread(home, files)
    return files


def is_passed_over(folder):
    """Whether no text is looked for in a folder of this name: the system's own, or what was made."""
    return folder.startswith(".") or folder == "build"


def _check_unread(home, files):
    """Raise `InputError` for what may be a text and would not be read: in a folder inside, or of another kind."""
    whole = home.name == "texts" or not files  # then any file may be a text; else those whose names begin with a date
    for place, folders, names in os.walk(home):
        folders[:] = sorted(name for name in folders if not is_passed_over(name))
        for name, ending in map(os.path.splitext, sorted(names)):
            about = name.startswith((".", "~")) or name.lower() in _ABOUT
            if about or ending.lower() not in (*ENDINGS, *_UNREAD) or not (whole or _DATED_NAME.fullmatch(name)):
                continue
            if place != str(home):
                raise InputError(f"{Path(place, name)}{ending}: a text in a folder inside is not read; put all texts "
                                 "into one folder, or move that one away")  # fmt: skip
            if ending.lower() in _UNREAD and unicodedata.normalize("NFC", name) not in files:
                raise InputError(f"{Path(place, name)}{ending}: a text that ends in {ending!r} is not read; save it as "
                                 "plain text, or move it away")  # fmt: skip


def _index_dated_files(folder):
    """Return documents and texts of a folder in which the names of the texts begin with their dates."""
    if (folder / DICTIONARY).is_file() or (folder / SCHEMA).is_file():
        raise InputError(f"{folder / INDEX}: the index is missing; run `make corpus`")
    home = get_home(folder)
    files, rows = _list_texts(home), []
    _check_unread(home, files)
    if not files:
        raise InputError(f"{folder}: there is no {INDEX}, and no .txt or .xml file; give an index with the columns "
                         "id and date, or texts whose names begin with their dates")  # fmt: skip
    for name, path in files.items():
        found = _DATED_NAME.fullmatch(name)
        if not found:
            raise InputError(f"{path}: the name does not begin with a date; rename it, such as 1917-11-08-{path.name}, "
                             f"or write a {INDEX} with the columns id and date")  # fmt: skip
        rows.append((name, found[1], found[2]))
    table = pd.DataFrame(rows, columns=["id", "date", "title"], dtype="str")
    places = pd.Series(list(map(str, files.values())), dtype=object)  # the name of a folder may be no text
    return _make_documents(table.assign(where=places), folder), files


def _make_documents(table, index):
    """Return the table of documents: typed as ``columns.csv`` says, dated, indexed by id, in the order of dates."""
    documents = table.drop(columns="where")
    if index.name == INDEX and "documents" in load_columns(index.parent):
        documents = load_table(index, "documents").assign(id=documents["id"].to_numpy())
    first, last = _read_dates(table)
    documents = documents.assign(date=first)
    if "date_end" not in documents:
        documents.insert(documents.columns.get_loc("date") + 1, "date_end", last)
    documents["date_end"] = last
    return documents.set_index("id").iloc[np.argsort(first, kind="stable")]


def _read_dates(table):
    """Return the first and the last possible day of each row.

    An end that is not known is the first or the last day that any date of the table names.
    """
    undated = table.loc[table["date"].str.strip() == "", "where"].tolist()
    if (later := len(undated) - 1) > 0:
        rows = f"{later} later row{'s' if later > 1 else ''}"
        raise InputError(f"{undated[0]}: there is no date, nor in {rows}; {DATE_FORMS}, or leave these texts out")
    ends = table["date_end"].str.strip() if "date_end" in table else [""] * len(table)
    spans = []
    for cell, end, where in zip(table["date"], ends, table["where"], strict=True):
        first, last = read_date(cell, where)
        if end:
            last = read_date(end, f"{where}: date_end")[1]
            if "/" in cell:
                raise InputError(f"{where}: the date {cell!r} is a span, and there is a date_end; empty one of them")
            if None not in (first, last) and last < first:
                raise InputError(f"{where}: date_end {end!r} is before the date {cell!r}; exchange them")
        spans.append((first, last))
    known = [day for span in spans for day in span if day is not None]
    limits = min(known), max(known)
    filled = [[limits[n] if day is None else day for n, day in enumerate(span)] for span in spans]
    return np.array(filled, dtype="datetime64[s]").T
