"""Independent measures: what went in, and what came out; whatever is in one only was lost or invented."""

import csv
import io
import re
from collections import Counter

import numpy as np
import pandas as pd


def take_letters(text):
    """Count the letters of a text, compatible forms apart."""
    return Counter(filter(str.isalpha, text))


def differ(there, here, what="letters"):
    """Say how two counters differ, or return an empty string."""
    lost, more = there - here, here - there
    return f"{what}: lost {dict(lost.most_common(4))}, more {dict(more.most_common(4))}"[:300] if lost or more else ""


def read_csv(path, delimiter=","):
    """Read the rows of a table; the library sets back the limit of a cell after each of its own."""
    csv.field_size_limit(2**31 - 1)
    text = path.read_bytes().decode("utf-8-sig")
    return [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if any(row)]


def fold_cell(value):
    """Return the parts of a cell, comparable whether they are text or typed."""
    if isinstance(value, list | tuple):
        return [part for cell in value for part in fold_cell(cell)]
    if isinstance(value, pd.Timestamp | np.datetime64):
        return [str(value)[:10]]
    if value is None or value is pd.NA or value != value or value is pd.NaT:
        return []
    if isinstance(value, bool | np.bool_):
        return ["yes" if value else "no"]
    parts = []
    for part in str(value).split(";"):
        part = " ".join(part.split())
        try:
            part = repr(float(part)) if re.fullmatch(r"-?[0-9]+(\.[0-9]*)?(e-?[0-9]+)?", part) else part
        except ValueError:
            pass
        parts += [part] if part else []
    return parts


def count_cells(rows):
    return Counter(part for row in rows for cell in row for part in fold_cell(cell))


def frame_cells(frame):
    frame = frame.reset_index() if any(frame.index.names) else frame
    frame = frame.map(lambda cell: "; ".join(cell) if isinstance(cell, list) else cell)
    return count_cells([frame.columns, *frame.itertuples(index=False, name=None)])


def account_table(folder, path, result, before):
    return differ(count_cells(read_csv(path)), frame_cells(result), "cells")


def account_within(folder, path, result, before):
    """The cells of the damaged table are among those of the result, which has others too."""
    rows = read_csv(path)[1:]
    return differ(count_cells(rows) & frame_cells(result), count_cells(rows), "cells")


def account_nothing(folder, path, result, before):
    return "another result, which is never right here"
