"""Combine by document, in one place: what counts are combined with must name every counted unit, with a value."""

import numbers

import numpy as np
import pandas as pd

from themeshift.checks import InputError


def align(counts, values, what):
    """Return values in the order of counted units: the one place where things are combined by document.

    Parameters
    ----------
    counts : Counts
    values : pandas.Series or pandas.DataFrame
        By unit, each once; units that are not counted are left out.
    what : str
        What to call the values in a message.

    Raises
    ------
    InputError
        If a counted unit is missing, is named twice, or its value is missing; the unit is named.
    """
    if not isinstance(values, pd.Series | pd.DataFrame):
        raise InputError(f"{what} is {type(values).__name__}, not a Series by document; give one value for each")
    if values.index.nlevels != counts.index.nlevels:
        raise InputError(f"{what} is indexed by {values.index.names}, but the counts by {counts.index.names}; "
                         "index both alike")  # fmt: skip
    if not values.index.is_unique:
        raise InputError(f"{what}: {values.index[values.index.duplicated()][0]!r} has two values; give one each")
    if not values.index.equals(counts.index):
        missing = ~counts.index.isin(values.index)
        if missing.any():
            raise InputError(f"{what} lacks {counts.index[missing][0]!r}; give it a value or leave the document out")
    values = values.reindex(counts.index)
    if isinstance(values, pd.Series) and values.isna().any():
        raise InputError(f"{what}: {values.index[values.isna()][0]!r} has no value; give one or leave it out")
    return values


def find_places(names, known, what):
    """Return the places of names among those known, each once, or raise `InputError`."""
    places = {name: place for place, name in enumerate(known)}
    flags = [name for name in names if isinstance(name, bool | np.bool_)]
    if flags and not isinstance(known[0], bool | np.bool_):  # True is 1 to Python, and would be found as that name
        raise InputError(f"the {what} {flags[0]} is not counted; to say True or False of each, give a Series by {what}")
    unknown = [name for name in names if not pd.api.types.is_hashable(name) or name not in places]
    if unknown:
        raise InputError(f"the {what} {unknown[0]!r} is not counted; there are {list(known[:12])}"
                         f"{' and more' if len(known) > 12 else ''}")  # fmt: skip
    return np.array([places[name] for name in names], dtype=int)


def read_numbers(table, what):
    """Return a table of numbers >= 0 as an array, or raise `InputError` naming the row."""
    for place, dtype in enumerate(table.dtypes):
        if not pd.api.types.is_any_real_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype):
            for row, value in table.iloc[:, place].items():
                if not (value is None or isinstance(value, numbers.Real)):
                    raise InputError(f"{row!r} has the {what} {value!r}, which is not a number; give a number >= 0")
    values = table.to_numpy(dtype=float, na_value=np.nan)
    wrong = ~(np.isfinite(values) & (values >= 0))
    if wrong.any():
        row, column = np.argwhere(wrong)[0]
        found = f"no {what}" if np.isnan(values[row, column]) else f"the {what} {values[row, column]:g}"
        raise InputError(f"{table.index[row]!r} has {found} for {table.columns[column]!r}; give a number >= 0")
    return values.astype(np.int64) if (values == np.floor(values)).all() else values


def number_labels(counts, labels, what):
    """Return the number of each unit's label, and the labels: all categories, or else those there are, sorted."""
    labels = check_series(align(counts, labels, what), what)
    if isinstance(labels.dtype, pd.CategoricalDtype):
        return labels.cat.codes.to_numpy(), labels.cat.categories.rename(labels.name)
    codes, names = pd.factorize(labels, sort=True)
    return codes, pd.Index(names, name=labels.name)


def check_series(values, what):
    """Return a Series, or raise `InputError`."""
    if not isinstance(values, pd.Series):
        raise InputError(f"{what} is {type(values).__name__}, not a Series by document; give one value for each")
    return values


def check_flags(flags, what):
    """Return a Series of True and False as an array, or raise `InputError`."""
    wrong = [flag for flag in flags if not isinstance(flag, bool | np.bool_)]
    if wrong:
        raise InputError(f"{what} holds {wrong[0]!r}; give True or False for each document")
    return flags.to_numpy(dtype=bool)


def read_members(counts, members, min_documents=2):
    """Return which counted documents are members, as an array of booleans, or raise `InputError`.

    Parameters
    ----------
    counts : Counts
    members : pandas.Series of bool, or list
        True or False for each document, or the names of the members.
    min_documents : int
        That there must be on either side.
    """
    if isinstance(members, pd.Series):
        inside = check_flags(align(counts, members, "members"), "members")
    elif isinstance(members, pd.DataFrame) or not pd.api.types.is_list_like(members):
        raise InputError(f"members is {type(members).__name__}; give a list of documents, or True or False for each")
    else:
        inside = np.zeros(len(counts), dtype=bool)
        inside[find_places(list(members), counts.index, "document")] = True
    if min(inside.sum(), (~inside).sum()) < min_documents:
        raise InputError(f"{inside.sum()} documents are members and {(~inside).sum()} are not; choose others: a "
                         f"comparison needs at least {min_documents} on either side")  # fmt: skip
    return inside
