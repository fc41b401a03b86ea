"""Read plain texts and tables of texts: a plain text is its own scan, its lines are those of the file."""

import datetime
import json
import re
from pathlib import Path

import numpy as np
import pandas as pd

from themeshift.tables import InputError, read_rows
from themeshift.tokens import HOLE

PART = re.compile(r"(-?\d{4,6})(?:-(\d\d))?(?:-(\d\d))?")
FORMS = "write YYYY, YYYY-MM, YYYY-MM-DD, or two of them with / between (.. for an open end)"


def read_date(cell, where):
    """Return the first and the last possible day that a date names.

    Parameters
    ----------
    cell : str
        ``1917``, ``1917-11``, ``1917-11-08``, a span of two with ``/`` between, an open end as ``..``; years before
        our era as in ISO 8601, ``-0043`` for 44 BCE.
    where : str
        File and row, for the message.

    Returns
    -------
    first, last : numpy.datetime64 or None
        None for an open end.

    Examples
    --------
    >>> [str(day) for day in read_date("1917-11/1918", "row 2")]
    ['1917-11-01', '1918-12-31']
    """
    begins, slash, ends = str(cell).strip().partition("/")
    days = [_read_part(part, last, cell, where) for part, last in ((begins, False), (ends if slash else begins, True))]
    if days == [None, None] or (None not in days and days[0] > days[1]):
        raise InputError(f"{where}: date {cell!r} has no beginning and end in this order; {FORMS}")
    return tuple(days)


def _read_part(part, last, cell, where):
    """Return the first or last day of a year, a month or a day; None for an open end."""
    if part in ("..", ""):
        if str(cell).strip() in ("", ".."):
            raise InputError(f"{where}: there is no date; {FORMS}, or leave the row out")
        return None
    found = PART.fullmatch(part)
    if not found or not part.lstrip("-").isascii():
        raise InputError(f"{where}: {cell!r} is not a valid date; {FORMS}")
    year, month, day = (int(number) if number else None for number in found.groups())
    try:
        proleptic = year % 400 + 2000  # the calendar repeats after 400 years; datetime has none before the year 1
        datetime.date(proleptic, month or 1, day or 1)
    except ValueError:
        raise InputError(f"{where}: {cell!r} is not a valid date; {FORMS}") from None
    sign, digits = ("-" if year < 0 else ""), f"{abs(year):04d}"
    unit = "D" if day else "M" if month else "Y"
    begins = np.datetime64(f"{sign}{digits}-{month or 1:02d}-{day or 1:02d}", "D")
    return (begins.astype(f"datetime64[{unit}]") + 1).astype("datetime64[D]") - 1 if last else begins


def read_plain(path, encoding="utf-8"):
    """Read the text of a file in a named encoding, or raise `InputError` naming the byte."""
    path = Path(path)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read: {error.strerror}") from None
    try:
        text = data.decode("utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding)
    except LookupError:
        raise InputError(f"{path}: {encoding!r} is not an encoding; write utf-8, latin-1, cp1251 or another") from None
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: byte {error.start} ({data[error.start : error.start + 1].hex()}) is not {encoding}; "
                         "save the file as UTF-8 or name its encoding: encoding='latin-1'") from None  # fmt: skip
    return check_characters(text, path)


def check_characters(text, where):
    """Return a text without control characters and the sign of a hole, or raise `InputError` naming the line."""
    found = re.search(f"[\x00-\x08\x0e-\x1b\x7f{HOLE}]", text)
    if found:
        line = len(re.findall(r"\r\n|\n|\r", text[: found.start()])) + 1
        hint = "; is it UTF-16? name its encoding: encoding='utf-16'" if found.group() == "\x00" else "; take it out"
        raise InputError(f"{where} line {line}: the text has the character {found.group()!r}{hint}")
    return text


def split_plain(text):
    r"""Split a plain text into paragraphs at its blank lines.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of (str, list of (int, int))
        The text of each paragraph, its lines joined by a blank; and where each line of the file begins in it: offset
        and number. Only ``\n``, ``\r\n`` and ``\r`` end a line, as in editors.

    Examples
    --------
    >>> split_plain("Peace\nto all\n\nBread")
    [('Peace to all', [(0, 1), (6, 2)]), ('Bread', [(0, 4)])]
    """
    paragraphs, words, lines = [], "", []
    for number, line in enumerate([*re.split(r"\r\n|\n|\r", text), ""], 1):
        line = " ".join(line.split())
        if line:
            lines.append((len(words) + bool(words), number))
            words += " " * bool(words) + line
        elif words:
            paragraphs.append((words, lines))
            words, lines = "", []
    return paragraphs


def read_table_of_texts(path, encoding="utf-8"):
    """Read a table with a text in each row: CSV, JSON lines or Parquet.

    Returns
    -------
    pandas.DataFrame
        All columns as text, and `where`: file and line of each row.
    """
    path = Path(path)
    ending = path.suffix.lower()
    if ending == ".csv":
        head, rows = read_rows(path)
        table = pd.DataFrame([cells for _, cells in rows], columns=head, dtype="str")
        return table.assign(where=[f"{path} line {line}" for line, _ in rows])
    if ending in (".jsonl", ".ndjson"):
        return _read_json_lines(path, encoding)
    if ending == ".parquet":
        try:
            table = pd.read_parquet(path)
        except Exception as error:  # of several engines, each with errors of its own
            raise InputError(f"{path}: this cannot be read as Parquet: {error}") from None
        return table.astype("str").assign(where=[f"{path} row {row}" for row in range(1, len(table) + 1)])
    raise InputError(f"{path}: the ending {ending!r} is not known; give .csv, .jsonl or .parquet")


def _read_json_lines(path, encoding):
    rows, where = [], []
    for number, line in enumerate(read_plain(path, encoding).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows.append({str(key): "" if value is None else str(value) for key, value in row.items()})
        except (ValueError, AttributeError):
            raise InputError(f"{path} line {number}: this is not a JSON object; write one {{...}} a line") from None
        where.append(f"{path} line {number}")
    if not rows:
        raise InputError(f"{path}: the file has no rows; give one JSON object a line")
    return pd.DataFrame(rows).fillna("").astype("str").assign(where=where)
