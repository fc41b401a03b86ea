"""Read any table that a person edits, checked by the data dictionary.

``columns.csv`` in a corpus folder is the only place where a column, its type and its vocabulary are said; here it is
executed. A type is one of ``text`` (which may be empty), ``id``, ``file name``, ``YYYY-MM-DD``, ``number``, ``count``,
``line``, ``page`` or ``year`` (whole numbers, digits only), ``share`` (0 to 1, such as 0.42), or a vocabulary: words
with a comma and a blank between them (``yes, no``). ``table.column`` takes the type of that column; ``… or empty``
allows empty cells. Any other type is the unit of a measure and is not checked.
"""

import csv
import datetime
import io
import os
import re
import stat
import tomllib
from collections import Counter
from pathlib import Path

import pandas as pd

from themeshift.checks import InputError

WHOLE_NUMBERS = ("number", "count", "line", "page", "year")
DAY = "YYYY-MM-DD"
SHARE = "share"
YES_NO = "yes, no"
OR_EMPTY = " or empty"
DICTIONARY = "columns.csv"
NUMBER = r"-?[0-9]{1,15}(\.[0-9]+)?(e-?[0-9]{1,2})?"  # a measure, as this library writes it
CONTROL_CHARACTER = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML cannot hold


def read_text_file(path, remedy="name another file"):
    """Return the text of a UTF-8 file, without a byte order mark, or raise `InputError` naming the file."""
    try:
        if not stat.S_ISREG(Path(path).stat().st_mode):  # a folder, or a pipe, which would be waited for
            raise FileNotFoundError
        return Path(path).read_bytes().decode("utf-8-sig")
    except TypeError:
        raise InputError(f"{path!r} is not the path of a file; {remedy}") from None
    except (FileNotFoundError, NotADirectoryError):
        raise InputError(f"{path}: the file is missing; {remedy}") from None
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read: {error.strerror}; {remedy}") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None


def read_toml(path, remedy="name another file"):
    """Return what a TOML file declares, or raise `InputError` naming the file."""
    try:
        return tomllib.loads(read_text_file(path, remedy))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError(f"{path}: this is not TOML: {error}; correct it there") from None


def read_rows(path, remedy="put it there"):
    """Read a CSV file as text.

    Parameters
    ----------
    path : pathlib.Path
        Comma-separated, in UTF-8 with or without a byte order mark; rows without any content are passed over.
    remedy : str
        What to do if the file is missing.

    Returns
    -------
    head : list of str
    rows : list of (int, list of str)
        The physical line of the file on which a row begins (the head is on line 1), and its cells.
    """
    reader = csv.reader(io.StringIO(read_text_file(path, remedy), newline=""), strict=True)
    rows, begins = [], 1
    try:
        for cells in reader:
            if any(cells):
                rows.append((begins, cells))
            begins = reader.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path} line {begins}: this is not CSV: {error}; close its quotes") from None
    if not rows:
        raise InputError(f"{path}: the file is empty; {remedy}")
    (first, head), *rows = rows
    if len(head) == 1 and re.search("[;\t]", head[0]):
        raise InputError(f"{path} line {first}: there are no commas between the cells; save the table with commas")
    twice = [name for name in head if head.count(name) > 1]
    if twice:
        raise InputError(f"{path} line {first}: two columns are named {twice[0]!r}; rename one")
    check_widths(head, rows, path, first)
    return head, rows


def check_widths(head, rows, path, first=1, between="commas"):
    """Raise `InputError` for a row with more or fewer cells than the head, or for the head if most rows agree."""
    ((width, number),) = Counter(len(cells) for _, cells in rows).most_common(1) or [(len(head), 0)]
    if width not in (1, len(head)) and len(rows) > 1 and number > len(rows) / 2:  # one cell: a row torn in two
        columns = f"{len(head)} column{'s' * (len(head) > 1)}"
        raise InputError(f"{path} line {first}: the head names {columns}, but {number} of {len(rows)} rows have "
                         f"{width} cells; name each column there, with {between} between")  # fmt: skip
    for line, cells in rows:
        if len(cells) != len(head):
            raise InputError(
                f"{path} line {line}: the row has {len(cells)} cells, not {len(head)}; quote its {between}"
            )


def find_line(path, row):
    """Return the physical line of a CSV file on which a row of its table begins, counted from 0 without the head."""
    return read_rows(path)[1][row][0]


def find_corpus_folder(path):
    """Return the nearest folder above a file that has a ``columns.csv``, or None."""
    if not isinstance(path, str | os.PathLike):
        raise InputError(f"{path!r} is not the path of a table; name a CSV file")
    return next((folder for folder in Path(os.path.realpath(path)).parents if (folder / DICTIONARY).is_file()), None)


def load_dictionary(folder):
    """Load ``columns.csv`` as {table: {column: (type, description)}}, references resolved; empty without the file."""
    path = Path(folder) / DICTIONARY
    if not path.is_file():
        return {}
    head, rows = read_rows(path)
    if head != ["table", "column", "type", "description"]:
        raise InputError(f"{path}: the columns are {','.join(head)}; they must be table,column,type,description")
    tables = {}
    for line, (table, column, kind, description) in rows:
        if column in tables.setdefault(table, {}):
            raise InputError(f"{path} line {line}: {table} has the column {column!r} twice; take one row out")
        tables[table][column] = (kind, description)
    for line, (table, column, kind, description) in rows:
        if re.fullmatch(r"[\w/]+\.\w+", kind.removesuffix(OR_EMPTY)):
            other, _, name = kind.removesuffix(OR_EMPTY).partition(".")
            if name not in tables.get(other, {}):
                raise InputError(f"{path} line {line}: there is no column {name!r} in the table {other!r}; name one")
            allowed = tables[other][name][0]
            empty = OR_EMPTY if kind.endswith(OR_EMPTY) and not allowed.endswith(OR_EMPTY) else ""
            tables[table][column] = (allowed + empty, description)
    return tables


def load_columns(folder):
    """Load the data dictionary of a corpus.

    Parameters
    ----------
    folder : pathlib.Path
        A corpus; without a ``columns.csv`` nothing is said of its columns.

    Returns
    -------
    dict of str to dict of str to str
        By table and column its type, as the head of this module says.
    """
    return {
        table: {column: kind for column, (kind, _) in columns.items()}
        for table, columns in load_dictionary(folder).items()
    }


def load_vocabulary(folder, table, column):
    """Load the words that a column may hold, in their order; empty where none are said."""
    return split_words(load_columns(folder).get(table, {}).get(column, "text"))


def load_meanings(folder, table, column):
    """Load what each word of a vocabulary means, from the column's description (``word: meaning; word: meaning``)."""
    kind, description = load_dictionary(folder).get(table, {}).get(column, ("text", ""))
    meanings = dict(part.split(": ", 1) for part in description.split("; ") if ": " in part)
    return {word: meanings.get(word, word) for word in split_words(kind)}


def split_list(cell):
    """List what a cell names, with semicolons between."""
    return [part.strip() for part in cell.split(";") if part.strip()]


def split_words(kind):
    """List the words of a type that is a vocabulary."""
    return kind.removesuffix(OR_EMPTY).split(", ") if ", " in kind else []


def load_rows(path, name):
    """Read a table of the edition, checked by the data dictionary.

    Parameters
    ----------
    path : pathlib.Path
    name : str
        The table's name in ``columns.csv``.

    Returns
    -------
    list of dict
        A row each, numbers as int, shares as float (None for an empty cell); ``where`` names the file and the line for
        messages.

    Raises
    ------
    InputError
        If the file is missing, not UTF-8 or not CSV, has other columns, or a cell that is not of its type.
    """
    folder = find_corpus_folder(path)
    columns = load_columns(folder).get(name) if folder else None
    if columns is None:
        raise InputError(f"{path}: no {DICTIONARY} above it says what the columns of {name!r} are; describe them there")
    head, rows = _read_typed(path, columns)
    if len(head) > len(columns):
        raise InputError(f"{path}: the columns are {','.join(head)}; they must be {','.join(columns)}")
    return rows


def _read_typed(path, columns):
    """Read head and rows, each cell as the type of its column says; columns of which nothing is said are text."""
    head, lines = read_rows(path, f"put it there with the columns {','.join(columns)}" if columns else "put it there")
    if not set(columns) <= set(head):
        raise InputError(f"{path}: the columns are {','.join(head)}; they must be {','.join(columns)}")
    path = Path(path).absolute()
    rows = []
    for line, cells in lines:
        where = f"{path.parent.name}/{path.name} line {line}"
        values = {"where": where}
        for column, cell in zip(head, cells, strict=True):
            values[column] = _read_cell(cell, columns.get(column, "text"), f"{where}: {column}")
        rows.append(values)
    return head, rows


def _read_cell(cell, kind, where):
    """Return a cell as its type says (a whole number as int, or None if empty), or raise `InputError`."""
    if found := CONTROL_CHARACTER.search(cell):
        raise InputError(f"{where} has the control character {found.group()!r}; delete it")
    basic, words = kind.removesuffix(OR_EMPTY), split_words(kind)
    if not cell and (kind != basic or not (words or basic in (*WHOLE_NUMBERS, SHARE, DAY, "id", "file name"))):
        return None if basic in (*WHOLE_NUMBERS, SHARE) else cell
    if words and cell not in words:
        raise InputError(f"{where} is {cell!r}; write one of {', '.join(words)}")
    if basic in ("id", "file name") and (Path(cell).name != cell or "\\" in cell or not cell):
        raise InputError(f"{where} is {cell!r}; write the {basic}, without slashes")
    if basic == DAY:
        read_day(cell, where)
    if basic in WHOLE_NUMBERS:
        if not (cell.isascii() and cell.isdecimal() and len(cell) < 16):
            raise InputError(f"{where} is {cell!r}, not a whole number; write digits only")
        return int(cell)
    if basic == SHARE:
        if not re.fullmatch(r"0(\.[0-9]{1,9})?|1(\.0{1,9})?", cell):
            raise InputError(f"{where} is {cell!r}, not a share; write a number from 0 to 1, such as 0.42")
        return float(cell)
    return cell


def read_day(cell, where):
    """Return the day that a cell writes as YYYY-MM-DD, or raise `InputError`."""
    try:
        if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
            raise ValueError
        return datetime.date.fromisoformat(cell)
    except ValueError:
        raise InputError(f"{where} is {cell!r}, not a valid date; write it as YYYY-MM-DD") from None


def read_days(days, where):
    """Return days, written or dates, as a list of timestamps, or raise `InputError`."""
    return [pd.Timestamp(read_day(str(day)[:10], where)) for day in days]


def load_table(path, name=None):
    """Load a CSV file that a person edits, checked and typed by ``columns.csv``.

    Parameters
    ----------
    path : pathlib.Path
    name : str or None
        The table's name in the data dictionary; by default that of the file, after the folder of the corpus in which
        it lies (``edition/senses``). Of a table that is not described every cell is text.

    Returns
    -------
    pandas.DataFrame
        Columns in the order of the file: days as dates, whole numbers as ``Int64``, shares as floats, yes
        and no as booleans, everything else as text (empty cells are empty). Columns of which the
        dictionary says nothing are text.

    Raises
    ------
    InputError
        If the file is missing, not UTF-8 or not CSV, lacks a column that is described, or has a cell that is not of
        its type.
    """
    folder = find_corpus_folder(path)
    if name is None:
        folders = Path(os.path.realpath(path)).relative_to(os.path.realpath(folder)).parts[:-1] if folder else ()
        name = "/".join([*folders[:1], Path(path).stem])
    columns = load_columns(folder).get(name, {}) if folder else {}
    head, rows = _read_typed(path, columns)
    cells = {column: [row[column] for row in rows] for column in head}
    return pd.DataFrame({column: _make_series(cells[column], columns.get(column, "text")) for column in head})


def _make_series(cells, kind):
    """Return the cells of a column as a Series of the dtype that its type says."""
    basic = kind.removesuffix(OR_EMPTY)
    if basic in WHOLE_NUMBERS:
        return pd.Series(cells, dtype="Int64")
    if basic == SHARE:
        return pd.Series(cells, dtype="float64")
    if basic == DAY:
        return pd.Series([cell or None for cell in cells], dtype="object").astype("datetime64[us]")
    if kind == YES_NO:
        return pd.Series([cell == "yes" for cell in cells], dtype="bool")
    return pd.Series(cells, dtype="str")
