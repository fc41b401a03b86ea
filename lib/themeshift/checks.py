"""Refuse what cannot be used: the one error of the library, and checks of choices, tables and documents.

Every refusal names file, row or document, what was found, and the remedy.
"""

import difflib
import os
import sys

import pandas as pd
from pandas.api.types import is_list_like


class InputError(ValueError):
    """Input that cannot be used; the message names file, row or document, what was found and what to do."""

    def _render_traceback_(self):
        """Show the message alone in a notebook: it says what to do, the lines of the library do not."""
        return [f"InputError: {self}"]


def check_choice(value, choices, name):
    """Return a value that is one of several, or raise `InputError` naming them all.

    Parameters
    ----------
    value : object
        What a person has chosen, as in the first cell of a notebook.
    choices : iterable
        What there is to choose from.
    name : str
        What to call the value in the message: the name of the parameter.

    Returns
    -------
    object
        The value itself.

    Raises
    ------
    InputError
        If it is none of them.

    Examples
    --------
    >>> check_choice("Brest", ["Brest", "civil war"], "PERIOD")
    'Brest'
    """
    if isinstance(choices, str) or not is_list_like(choices):
        raise InputError(f"the choices for {name} are {choices!r:.60}; give a list of them")
    choices = list(choices)
    if not any(value is choice or (type(value) is type(choice) and value == choice) for choice in choices):
        alike = difflib.get_close_matches(str(value).lower(), [str(choice).lower() for choice in choices], 1)
        meant = next((f"; did you mean {c!r}?" for c in choices if alike and str(c).lower() == alike[0]), "")
        shown = ", ".join(map(str, choices[:30])) + (", …" if len(choices) > 30 else "")
        raise InputError(
            f"{name} is {value!r}, which is none of the choices{meant or ';'} choose one of: {shown or '(none)'}"
        )
    return value


def check_path(path, what, remedy):
    """Return a path that can name something here, or raise `InputError`."""
    if not isinstance(path, str | os.PathLike):
        raise InputError(f"{what} is {path!r:.200}; {remedy}")
    try:
        if b"\0" in os.fsencode(path):
            raise ValueError
    except ValueError:  # of which UnicodeEncodeError is one
        raise InputError(f"{what} is {str(path)!a}, which no file here can be named: names of files are in "
                         f"{sys.getfilesystemencoding()}; write other letters, or start Python with PYTHONUTF8=1"
                         ) from None  # fmt: skip
    return path


def check_table(table, columns, name, empty=False):
    """Return a table that has these columns and rows, or raise `InputError`.

    Parameters
    ----------
    table : pandas.DataFrame
    columns : iterable of str
        Those that are needed; the table may have others.
    name : str
        What to call the table in the message.
    empty : bool
        Whether it may have no rows.

    Returns
    -------
    pandas.DataFrame
    """
    if not isinstance(table, pd.DataFrame):
        raise InputError(f"{name} is {type(table).__name__}, not a table; give a pandas DataFrame")
    for column in columns:
        if column not in table:
            raise InputError(f"{name} has no column {column!r}, only {list(table.columns)[:12]}; add it or rename one")
        if list(table.columns).count(column) > 1:
            raise InputError(f"{name} has two columns {column!r}; drop or rename one")
    if table.empty and not empty:
        raise InputError(f"{name} has no rows; choose other documents or another voice")
    return table


def choose_term(table, term, what):
    """Return the rows of a term, or raise `InputError` that says which terms there are."""
    check_table(table, ["term"], what)
    here = table["term"] == term
    rows = table if here.all() else table[here]
    if rows.empty:
        raise InputError(f"{what} has no term {term!r}; its terms are {list(dict.fromkeys(table['term']))[:12]}")
    return rows


def check_documents(documents):
    """Return documents indexed by id and dated, or raise `InputError`.

    Parameters
    ----------
    documents : pandas.DataFrame
        Indexed by unique ids, with the days `date` and `date_end`, none missing and in this order.

    Returns
    -------
    pandas.DataFrame
    """
    if isinstance(documents, pd.DataFrame) and "id" in documents:
        raise InputError("documents has `id` as a column; index it by id: documents.set_index('id')")
    check_table(documents, ["date", "date_end"], "documents")
    if documents.index.hasnans:
        raise InputError("a document has no id; give it one or leave it out")
    if not documents.index.is_unique:
        raise InputError(f"the document {documents.index[documents.index.duplicated()][0]!r} has two rows; drop one")
    for column in ("date", "date_end"):
        if not pd.api.types.is_datetime64_any_dtype(documents[column]):
            raise InputError(f"{column} of documents is not a column of dates; convert it by pd.to_datetime")
        if documents[column].isna().any():
            document = documents.index[documents[column].isna()][0]
            raise InputError(f"the document {document!r} has no {column}; give one or leave it out")
    if (documents["date"] > documents["date_end"]).any():
        document = documents.index[documents["date"] > documents["date_end"]][0]
        raise InputError(f"the date of {document!r} ends before it begins; exchange date and date_end")
    return documents
