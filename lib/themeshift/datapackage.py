"""Describe files as a Frictionless data package: other programs read its tables with their types, keys and meanings.

The type of a field is that of the table; its constraints and what it means are said by ``columns.csv`` of the corpus.
What the package is, its licence and its sources are said by ``package.toml`` there; a corpus without one is named after
its folder.

References
----------
Walsh, P. & Pollock, R. (2017). *Data Package* and *Table Schema*, version 1. Frictionless Data,
https://specs.frictionlessdata.io.
"""

import hashlib
import json
import os
import re
from pathlib import Path

import numpy as np
import pandas as pd

from themeshift.checks import InputError
from themeshift.escaping import defuse_formulas
from themeshift.tables import DAY, OR_EMPTY, SHARE, WHOLE_NUMBERS, read_toml, split_words

DESCRIPTOR = "datapackage.json"
PACKAGE = "package.toml"
MAKER = "themeshift.export"  # tells an export from a folder of somebody else
TEXT_KEYS = ("name", "title", "version", "description", "homepage", "id")
LIST_KEYS = ("keywords", "licenses", "contributors", "sources")
DEFUSED = ("So that no spreadsheet computes it, text that begins with =, +, - or @ has an apostrophe before it here "
           "(one more, if it has one), but not in Parquet.")  # fmt: skip
AS_IT_IS = "As the table {}, but with text as it is, and days as timestamps."
AROUND = 100  # characters of context on either side of an occurrence
MEANINGS = {
    "texts": {"doc_id": ("file name", "the file in texts/"),
              "words": ("count", "of the plain text, by the rule of themeshift.tokens")},
    "occurrences": {"left": ("text", f"what its voice says before the word: {AROUND} characters, then … if cut"),
                    "right": ("text", "what it says after the word, likewise")},
}  # fmt: skip
KEYS = {"texts": ["doc_id"], "documents": ["id"], "paragraphs": ["document", "paragraph"],
        "occurrences": ["document", "paragraph", "start"], "notes": ["number"]}  # fmt: skip
LINKS = {"texts": {"id": "documents.id"},  # notes can belong to texts that a selection of a corpus has not
         "paragraphs": {"document": "documents.id"},
         **{name: {"document": "documents.id", "document paragraph": "paragraphs.document paragraph"}
            for name in ("occurrences", "marks", "lines")}}  # fmt: skip
MEDIA = {".csv": "text/csv", ".parquet": "application/vnd.apache.parquet", ".txt": "text/plain",
         ".xml": "application/tei+xml", ".rng": "application/xml", ".md": "text/markdown",
         ".toml": "application/toml"}  # fmt: skip


def load_package(folder):
    """Load what a corpus says of itself as a data package.

    Parameters
    ----------
    folder : pathlib.Path
        With or without a ``package.toml``: `name` (small letters, digits, ``.``, ``_`` and ``-``), `title`, `version`,
        `description`, `homepage`, `id` (text), `keywords` (texts), `licenses`, `contributors`, `sources` (tables as
        the specification has them). Or a file: a table of texts.

    Returns
    -------
    dict

    Raises
    ------
    InputError
        If the file is not TOML, has another key, or a value is not of its kind.
    """
    folder = Path(folder)
    path = folder / PACKAGE
    stem = os.fsencode(folder.resolve().stem).decode(errors="replace") or "corpus"
    package = {"name": re.sub("[^a-z0-9._-]+", "-", stem.lower()).strip("-") or "corpus", "title": stem}
    if os.path.lexists(path):
        package |= read_toml(path)
    for key, value in package.items():
        _check_entry(path, key, value)
    return package


def _check_entry(path, key, value):
    """Raise `InputError` for an entry of ``package.toml`` that a data package cannot have."""
    if key not in (*TEXT_KEYS, *LIST_KEYS):
        raise InputError(f"{path}: there is a key {key!r}; write only {', '.join((*TEXT_KEYS, *LIST_KEYS))}")
    inner = str if key == "keywords" else dict
    if key in TEXT_KEYS and not (isinstance(value, str) and value):
        raise InputError(f"{path}: {key} is {value!r}; write a text")
    if key in LIST_KEYS and not (isinstance(value, list) and value and all(isinstance(part, inner) for part in value)):
        example = f'{key} = ["…"]' if inner is str else f"a table [[{key}]]"
        raise InputError(f"{path}: {key} is {value!r}; write {example}")
    for part in value if key in LIST_KEYS and inner is dict else ():
        for name, words in part.items():
            if not isinstance(words, str) and not (isinstance(words, list) and all(isinstance(w, str) for w in words)):
                raise InputError(f"{path}: {name} in {key} is {words!r}; write a text")
    if key == "name" and not re.fullmatch("[a-z0-9._-]+", value):
        raise InputError(f"{path}: name is {value!r}; write small letters, digits and hyphens")


def describe_added(columns):
    """Return what `load_dictionary` says of the columns, with those that an export adds to a table."""
    texts = columns.get("documents", {})
    taken = {name: said for name, said in (texts | columns.get("paragraphs", {})).items()
             if name in ("date", "date_end", "genre", "page")}  # fmt: skip
    return columns | {"texts": texts | MEANINGS["texts"],
                      "occurrences": taken | columns.get("occurrences", {}) | MEANINGS["occurrences"]}  # fmt: skip


def describe_table(name, table, columns, described, parquet=False):
    """Describe a table that is written as CSV, or as Parquet.

    Parameters
    ----------
    name : str
        Of the table; for those of `KEYS` and `LINKS` it says what identifies a row and to what it refers.
    table : pandas.DataFrame
        As it was before `write_csv` or `write_parquet`.
    columns : dict of str to (str, str)
        Type and description of its columns, as from `load_dictionary`; others have neither constraint nor description.
    described : iterable of str
        Names of the tables of the package.
    parquet : bool
        Then the resource, and each to which it refers, is named ``…-parquet``. It is a described file to Frictionless,
        which knows no tabular data resource but of text.

    Returns
    -------
    dict
        What makes a tabular data resource of a described file (`describe_file`).
    """
    ending = "-parquet" if parquet else ""
    schema = {"fields": [_describe_field(name, table, at, columns, parquet) for at in range(table.shape[1])],
              "missingValues": [""]}  # fmt: skip
    if name in KEYS:
        schema["primaryKey"] = KEYS[name]
    links = [(fields.split(), *reference.split(".")) for fields, reference in LINKS.get(name, {}).items()]
    schema["foreignKeys"] = [{"fields": fields, "reference": {"resource": other + ending, "fields": there.split()}}
                             for fields, other, there in links if other in described]  # fmt: skip
    if not schema["foreignKeys"]:
        del schema["foreignKeys"]
    if parquet:
        return {"profile": "data-resource", "description": AS_IT_IS.format(name), "schema": schema}
    return {"name": name, "type": "table", "profile": "tabular-data-resource", "description": DEFUSED, "schema": schema}


def _describe_field(name, table, at, columns, parquet):
    """Describe a column: its type by its values, its constraints and meaning by what is said of it."""
    values, column = table.iloc[:, at], table.columns[at]
    kind, description = columns.get(column, ("text", ""))
    field = {"name": column if parquet else _defuse(column), "type": _find_type(values, parquet)}
    if field["type"] == "boolean" and not parquet:
        field |= {"trueValues": ["yes"], "falseValues": ["no"]}
    if description:
        field["description"] = description
    limits = _list_constraints(kind, field["type"], parquet)
    if column in KEYS.get(name, ()):
        limits |= {"required": True} | ({"unique": True} if len(KEYS[name]) == 1 else {})
    return field | ({"constraints": limits} if limits else {})


def _defuse(name):
    """Return a name as `defuse_formulas` writes it."""
    return defuse_formulas(pd.DataFrame(columns=[name])).columns[0]


def _find_type(values, parquet):
    """Return the type of Table Schema that a column has; its dates are of the years 1 to 9999, but in Parquet any."""
    if pd.api.types.is_datetime64_any_dtype(values):
        if parquet:
            return "datetime"
        years = values.dropna().dt.year
        return "date" if years.between(1, 9999).all() else "string"
    kinds = {"boolean": "bool", "integer": "integer", "number": "float"}
    return next((kind for kind, check in kinds.items() if getattr(pd.api.types, f"is_{check}_dtype")(values)), "string")


def _list_constraints(kind, found, parquet):
    """Return what a type of ``columns.csv`` asks of the values, as far as they are of the same type in the table."""
    basic, words = kind.removesuffix(OR_EMPTY), split_words(kind)
    limits = {}
    if basic in (*WHOLE_NUMBERS, SHARE) and found in ("integer", "number"):
        limits["minimum"] = 0
        if basic == SHARE:
            limits["maximum"] = 1
    if words and found == "string":
        limits["enum"] = words if parquet else [_defuse(word) for word in words]
    typed = basic in (*WHOLE_NUMBERS, SHARE, DAY, "id", "file name") or words
    if typed and kind == basic and (found != "string" or words or basic in ("id", "file name")):
        limits["required"] = True
    return limits


def describe_file(name, path, data):
    """Describe a file by its format, its size and its checksum."""
    ending = Path(path).suffix.lower()
    found = {"name": name, "type": "file", "path": path, "format": ending[1:], "mediatype": MEDIA[ending],
             "bytes": len(data), "hash": f"sha256:{hashlib.sha256(data).hexdigest()}"}  # fmt: skip
    return found | ({"encoding": "utf-8"} if ending == ".csv" else {})


def write_descriptor(package, resources):
    """Return ``datapackage.json`` as bytes."""
    descriptor = {"profile": "data-package", **package, "created_by": MAKER, "resources": resources}
    return f"{json.dumps(descriptor, ensure_ascii=False, indent=1)}\n".encode()


def write_csv(table):
    """Return a table as CSV: days as YYYY-MM-DD, truth as yes and no, formulas defused."""
    written = table.copy()
    for at in range(table.shape[1]):
        values = table.iloc[:, at]
        if pd.api.types.is_datetime64_any_dtype(values):
            days = np.datetime_as_string(values.to_numpy().astype("datetime64[D]"))
            days = [f"{day[:-6].zfill(5 if day[0] == '-' else 4)}{day[-6:]}" for day in days]
            written.isetitem(at, pd.Series(days, values.index, dtype="str").where(values.notna()))
        elif pd.api.types.is_bool_dtype(values):
            written.isetitem(at, values.map({True: "yes", False: "no"}).astype("str"))
    return defuse_formulas(written).to_csv(index=False, lineterminator="\n").encode()


def write_parquet(table, name):
    """Return a table as Parquet, its bytes the same whenever and with whatever pandas it is written.

    Raises
    ------
    InputError
        If pyarrow is not installed.
    """
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise InputError(f"{name}: writing Parquet needs pyarrow; install it, in the project: "
                         'pip install -e ".[export]" -c constraints.txt') from None  # fmt: skip
    written = pyarrow.Table.from_pandas(table, preserve_index=False).replace_schema_metadata(None)
    sink = pyarrow.BufferOutputStream()
    pyarrow.parquet.write_table(written, sink)
    return sink.getvalue().to_pybytes()
