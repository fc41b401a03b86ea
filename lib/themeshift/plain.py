"""Read plain texts and tables of texts of others: a plain text is its own scan, its lines are those of its file."""

import csv
import io
import json
import re
from pathlib import Path

import pandas as pd

from themeshift.checks import InputError
from themeshift.tables import check_widths
from themeshift.tokens import HOLE

LINE_END = re.compile(r"\r\n|\n|\r")  # as in editors; no other character ends a line
REFUSED = re.compile(f"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f{HOLE}]")
ACCENTED = re.compile("[\xc0-\xd6\xd8-\xf6\xf8-\xff]")
HALF = re.compile(r"\\ud[89a-f]", re.IGNORECASE)  # in JSON; two of them are one character
HALF_CHARACTER = re.compile("[\ud800-\udfff]")
UTF_8 = ("utf-8", "utf8", "utf-8-sig")
SUGGESTED = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
OTHER_KINDS = {  # by their first bytes, in lower case
    b"{\\rtf": "RTF", b"%pdf-": "PDF", b"<!doctype html": "HTML", b"<html": "HTML", b"<?xml": "XML",
    b"pk\x03\x04": "of a word processor, or packed", b"\xd0\xcf\x11\xe0": "of a word processor", b"\x1f\x8b": "packed",
    b"\xff\xd8\xff": "a picture", b"\x89png": "a picture",
}  # fmt: skip


def read_plain(path, encoding="utf-8"):
    """Read the text of a file.

    Parameters
    ----------
    path : pathlib.Path
    encoding : str
        Never guessed. A byte order mark of UTF-8 is no part of the text.

    Returns
    -------
    str

    Raises
    ------
    InputError
        If the file is missing, of another kind or not in that encoding, or has a NUL, another control character or the
        sign of a hole; the message names the byte or the line.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read: {error.strerror}; put it there") from None
    head = data[:20].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if kind := next((kind for begin, kind in OTHER_KINDS.items() if head.startswith(begin)), None):
        raise InputError(f"{path}: this is no plain text, but a file that is {kind}; save it as plain text"
                         f"{', or name it .xml' if kind == 'XML' else ''}")  # fmt: skip
    try:
        text = data.decode("utf-8-sig" if encoding.lower().replace("_", "-") in UTF_8 else encoding)
    except (LookupError, AttributeError):
        raise InputError(f"{encoding!r} is not an encoding; write 'utf-8', 'cp1252', 'cp1251' or another") from None
    except UnicodeError as error:
        at, is_utf_8 = getattr(error, "start", 0), encoding.lower().replace("_", "-") in UTF_8
        named, other = ("UTF-8", "'cp1252', or of Cyrillic 'cp1251'") if is_utf_8 else (encoding, "'utf-8'")
        other = repr(SUGGESTED[data[:2]]) if data[:2] in SUGGESTED else other
        raise InputError(f"{path}: byte {at} ({data[at : at + 1].hex()}) is not {named}; save the file as UTF-8, or "
                         f"name the encoding of the texts: encoding={other}") from None  # fmt: skip
    return check_characters(_check_letters(text, path, encoding), path)


def _check_letters(text, path, encoding):
    """Return a text, or raise `InputError` if it can only be another script, read as that of Western Europe."""
    accented = ACCENTED.findall(text)
    if len(accented) > 10 and 2 * len(accented) > sum(map(str.isalpha, text)):
        example = max(re.findall(f"{ACCENTED.pattern}+", text), key=len)[:20]
        raise InputError(f"{path}: most letters are accented, such as {example!r}, so that this is not {encoding}; "
                         "name the encoding in which it was saved, of Cyrillic perhaps encoding='cp1251'")  # fmt: skip
    return text


def check_characters(text, where):
    """Return a text without control characters and the sign of a hole, or raise `InputError` naming the line."""
    if found := REFUSED.search(text):
        line = len(LINE_END.findall(text, 0, found.start())) + 1
        if found.group() == "\x00":
            message = f"character {found.start()} is NUL; delete it or, if it is UTF-16, name that: encoding='utf-16'"
        elif found.group() == HOLE:
            message = f"the text has the character {HOLE!r}, which stands for what another voice says; write another"
        elif found.group() > "\x7f":  # what a curly quotation mark of Windows becomes if it is read as Latin-1
            message = f"the text has the control character {found.group()!r}; name its encoding: encoding='cp1252'"
        else:
            message = f"the text has the control character {found.group()!r}; delete it"
        raise InputError(f"{where} line {line}: {message}")
    return text


def split_lines(text):
    """Return the lines of a text that are not blank, by their numbers."""
    return {number: line for number, line in enumerate(LINE_END.split(text), 1) if line.strip()}


def split_plain(text):
    r"""Split a plain text into paragraphs at its blank lines.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of (str, list of (int, int))
        The text of each paragraph, its lines joined and its white space one blank; and where each line of the file
        begins in it: offset and number. Only ``\n``, ``\r\n`` and ``\r`` end a line.

    Examples
    --------
    >>> split_plain("Peace\nto all\n\nBread")
    [('Peace to all', [(0, 1), (6, 2)]), ('Bread', [(0, 4)])]
    """
    paragraphs, before = [], None
    for number, line in split_lines(text).items():
        if before is None or number > before + 1:
            words, lines, length = [], [], 0
            paragraphs.append((words, lines))
        line = " ".join(line.split())
        lines.append((length, number))
        words.append(line)
        length += len(line) + 1
        before = number
    return [(" ".join(words), lines) for words, lines in paragraphs]


def read_table_of_texts(path, encoding="utf-8", text=None):
    """Read a table with a row for each text: CSV, tab-separated, JSON lines or Parquet.

    Parameters
    ----------
    path : pathlib.Path
        Named ``.csv``, ``.tsv``, ``.jsonl``, ``.ndjson`` or ``.parquet``.
    encoding : str
        Of a table that is text.
    text : str or None
        The column of the texts, in which a list or an object is refused: what of it is text cannot be known.

    Returns
    -------
    pandas.DataFrame
        All columns as text, empty where there is none, and `where`: file and line of each row, for messages.

    Raises
    ------
    InputError
        If the file cannot be read, or a row is no row of such a table; the message names its line.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending in (".csv", ".tsv"):
        return _read_csv(path, encoding, "," if ending == ".csv" else "\t")
    if ending in (".jsonl", ".ndjson"):
        return _read_json_lines(path, encoding, text)
    if ending == ".parquet":
        return _read_parquet(path, text)
    raise InputError(f"{path}: tables ending in {ending!r} are not read; give .csv, .tsv, .jsonl or .parquet")


def _read_csv(path, encoding, delimiter):
    """Read a CSV table whose cells may be whole books."""
    text = read_plain(path, encoding)
    check_delimiter(text, path, delimiter)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    limit = csv.field_size_limit(2**31 - 1)
    rows, where, begins = [], [], 1
    try:
        for cells in reader:
            if any(cells):
                rows.append(cells)
                where.append(begins)
            begins = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path} line {begins}: this is not CSV: {error}; close its quotes") from None
    finally:
        csv.field_size_limit(limit)
    if len(rows) < 2:
        raise InputError(f"{path}: the table has no rows; give each text one below a head of column names")
    head, *rows = rows
    head = [name.strip() for name in head]
    first, *where = where
    check_widths(head, list(zip(where, rows, strict=True)), path, first, "commas" if delimiter == "," else "tabs")
    places = [f"{path} line {line}" for line in where]
    return _make_table([dict(zip(head, cells, strict=True)) for cells in rows], head, places, path)


def check_delimiter(text, path, delimiter):
    """Raise `InputError` if the head of a table has another delimiter, and not this one."""
    number, head = next(iter(split_lines(text).items()), (1, ""))
    if delimiter not in head and (found := re.search("[;,\t]", head)):
        raise InputError(f"{path} line {number}: the cells are not parted by {delimiter!r}, but by {found.group()!r}; "
                         f"save the table again, with {'commas' if delimiter == ',' else 'tabs'}")  # fmt: skip


def _read_json_lines(path, encoding, text):
    """Read a file with a JSON object on each line."""
    rows, where, columns = [], [], {}
    for number, line in split_lines(read_plain(path, encoding)).items():
        try:
            row = json.loads(line, object_pairs_hook=_take_pairs)
        except InputError as error:
            raise InputError(f"{path} line {number}: {error}") from None
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path} line {number}: this is not JSON: {error}; write one object a line") from None
        if HALF.search(line) and HALF_CHARACTER.search(json.dumps(row, ensure_ascii=False)):
            raise InputError(f"{path} line {number}: an escape \\ud… is half a character; write the whole character")
        if not isinstance(row, dict):
            raise InputError(f"{path} line {number}: this is not a JSON object; write one {{...}} a line")
        _check_text(row.get(text), f"{path} line {number}")
        rows.append({name: _write_cell(value) for name, value in row.items()})
        where.append(f"{path} line {number}")
        columns |= dict.fromkeys(row)
    if not rows:
        raise InputError(f"{path}: the table has no rows; give each text a JSON object on a line")
    return _make_table(rows, list(columns), where, path)


def _take_pairs(pairs):
    """Return the object of a JSON line; of a name that is given twice JSON would keep the last alone."""
    names = [name for name, _ in pairs]
    if twice := [name for name in names if names.count(name) > 1]:
        raise InputError(f"the object has {twice[0]!r} twice; rename one")
    return dict(pairs)


def _read_parquet(path, text):
    """Read a Parquet file, if an engine for it is installed."""
    try:
        table = pd.read_parquet(path)
    except ImportError:
        raise InputError(f"{path}: reading Parquet needs another package; install pyarrow, or save it as CSV") from None
    except Exception as error:  # of several engines, each with errors of its own
        raise InputError(f"{path}: this cannot be read as Parquet: {error}; save it again, or as CSV") from None
    if table.empty:
        raise InputError(f"{path}: the table has no rows; give each text one")
    table = table.reset_index() if table.index.name else table
    records = table.to_dict("records")
    for number, row in enumerate(records, 1):
        _check_text(row.get(text), f"{path} row {number}")
    rows = [{str(name): _write_cell(value) for name, value in row.items()} for row in records]
    where = [f"{path} row {row}" for row in range(1, len(rows) + 1)]
    return _make_table(rows, [str(name) for name in table], where, path)


def _check_text(value, where):
    """Raise `InputError` if the text of a row is a list or an object."""
    if hasattr(value, "__len__") and not isinstance(value, str):
        raise InputError(f"{where}: the text is a {type(value).__name__}, not a string; join its parts by empty lines")


def _write_cell(value):
    """Return the value of a cell as text: nothing as an empty one, a moment as its day."""
    if isinstance(value, str):
        return value
    if hasattr(value, "__len__"):
        return json.dumps(value if isinstance(value, dict) else list(value), ensure_ascii=False, default=str)
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat()[:10] if hasattr(value, "isoformat") else str(value)


def _make_table(rows, columns, where, path):
    """Return rows as a table of text that names the place of each."""
    twice = [name for name in columns if columns.count(name) > 1]
    if twice or "where" in columns:
        name = twice[0] if twice else "where"
        raise InputError(f"{path}: {'two columns are' if twice else 'a column is'} named {name!r}; rename one")
    places = pd.Series(where, dtype=object)  # paths, which need not be text
    return pd.DataFrame(rows, columns=columns).fillna("").astype("str").assign(where=places)
