"""Load what was looked up about a corpus: events of its years, what it leaves out, its volumes; find its whole texts.

Each row of these tables names its source and says what of it was checked; a fact that was not found is a blank with its
reason. Like the named periods they belong to one corpus: a corpus without a table is told which one it needs.
"""

import numbers

import numpy as np
import pandas as pd

from themeshift import paths
from themeshift.checks import InputError, check_documents, check_table
from themeshift.index import check_folder
from themeshift.tables import find_line, load_table, read_day, read_rows, split_list

EVENTS = ["date", "date_end", "label", "event", "source", "checked"]
ABSENT = ["date", "date_end", "title", "themes", "pages", "why", "source", "checked"]
PAGES = ["pages", "pages_least", "pages_most", "printed"]
SHARES = {"share": "pages", "share_least": "pages_most", "share_most": "pages_least"}  # printed divided by which
VOLUMES = ["volume", "span", "first_page", "last_page", *PAGES, *SHARES, "source", "checked"]
ROUNDED = 0.0006  # by how much a share of three decimals may be off


def load_events(folder=paths.CORPUS):
    """Load the dated events that are marked on an axis of time.

    Parameters
    ----------
    folder : pathlib.Path
        With a table ``events.csv``.

    Returns
    -------
    pandas.DataFrame
        In the order of dates: `date` and `date_end` (datetimes; the same for a single day), `label` (short enough for
        an axis), `event` (what happened), `source`, `checked` and any further columns.

    Raises
    ------
    InputError
        If the file cannot be read, or an event has no date, no label or no source, ends before it begins, or has the
        label of another.
    """
    path, events = _load_facts(folder, "events", EVENTS, ["date", "date_end", "label", "source"])
    twice = events.index[events["label"].duplicated()]
    if len(twice):
        raise InputError(f"{path}: the label {events['label'][twice[0]]!r} is given to two events; change one")
    return events.sort_values(["date", "date_end"], kind="stable", ignore_index=True)


def load_absent(folder=paths.CORPUS):
    """Load what is known to be missing from a corpus and bears on a theme.

    Parameters
    ----------
    folder : pathlib.Path
        With a table ``absent.csv``.

    Returns
    -------
    pandas.DataFrame
        In the order of dates: `date` and `date_end` (first and last possible day; missing where it was not found),
        `title`, `themes` (a list of names), `pages`, `why` it bears on them, `source`, `checked` and any further
        columns.

    Raises
    ------
    InputError
        If the file cannot be read, or something absent has no title, no source or no word of what was checked, or ends
        before it begins.
    """
    _, absent = _load_facts(folder, "absent", ABSENT, ["title", "source", "checked"])
    absent["themes"] = [split_list(cell) for cell in absent["themes"]]
    return absent.sort_values(["date", "date_end"], kind="stable", ignore_index=True)


def load_volumes(folder=paths.CORPUS):
    """Load how much of each volume of an author's works a corpus prints.

    Parameters
    ----------
    folder : pathlib.Path
        With a table ``volumes.csv``.

    Returns
    -------
    pandas.DataFrame
        A row for each volume and span of time: `volume`, `span`, `first_page`, `last_page`, `pages` (missing where they
        were not found), `pages_least` and `pages_most` (their bounds, where these are known), `printed` (pages that the
        corpus prints), `share` (0 to 1; missing without `pages`) with `share_least` and `share_most`, `source`,
        `checked` and any further columns.

    Raises
    ------
    InputError
        If the file cannot be read, a row says nothing of what was checked, or a share is not the quotient of its pages.
    """
    path, volumes = _load_facts(folder, "volumes", VOLUMES, ["volume", "span", "source", "checked"])
    numbers = volumes[[*PAGES, *SHARES]].apply(pd.to_numeric, errors="coerce").astype(float)
    for share, pages in SHARES.items():
        quotient = numbers["printed"] / numbers[pages]
        wrong = (quotient.isna() != numbers[share].isna()) | ((quotient - numbers[share]).abs() > ROUNDED)
        if wrong.any():
            row = volumes.loc[wrong.idxmax()]
            found = f"is {row[share]}, but printed divided by {pages} is {quotient[wrong.idxmax()]:.3f}; mend one"
            raise InputError(f"{path}: the {share} of volume {row['volume']}, {row['span']}, {found}")
    return volumes.assign(**numbers[PAGES].astype("Int64"), **numbers[list(SHARES)])


def summarize_volumes(volumes):
    """Add the volumes up by span of time: which part of what the works print of a half-year a corpus prints.

    Parameters
    ----------
    volumes : pandas.DataFrame
        As from `load_volumes`.

    Returns
    -------
    pandas.DataFrame
        By `span`, those of whole volumes left out: `volumes`, `printed` pages, `pages_least` and `pages_most` (missing
        if they are for one of the volumes), `share_least` and `share_most`, and for a missing bound the reason, `why`.
    """
    parts = check_table(volumes, VOLUMES, "volumes", empty=True)
    parts = parts[~parts["span"].str.startswith("whole")]
    rows = {}
    for span, group in parts.groupby("span", sort=False):
        least, most = (group[name].sum(skipna=False) for name in ("pages_least", "pages_most"))
        unknown = group[group[["pages_least", "pages_most"]].isna().any(axis=1)]
        rows[span] = {"volumes": ", ".join(map(str, group["volume"])), "printed": group["printed"].sum(),
                      "pages_least": least, "pages_most": most, "share_least": group["printed"].sum() / most,
                      "share_most": group["printed"].sum() / least,
                      "why": "; ".join(f"{row.volume}: {row.checked}" for row in unknown.itertuples())}  # fmt: skip
    columns = ["volumes", "printed", *PAGES[1:3], *list(SHARES)[1:], "why"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("span").sort_index()
    return table.astype(dict.fromkeys(["share_least", "share_most"], "Float64"))


def find_whole_texts(documents, least=0.9):
    """Find the texts of which a corpus prints the whole, or nearly.

    Parameters
    ----------
    documents : pandas.DataFrame
        Indexed by id, with `date` and `date_end`; `printed_share` (0 to 1, missing where it is not known) and `extract`
        may be missing.
    least : float
        The share from which a text counts as whole.

    Returns
    -------
    pandas.Series of bool
        By document. Where the share is not known, what the edition says: whole unless it is marked as an extract.

    Examples
    --------
    >>> days = pd.to_datetime(["1920-06-30"] * 3)
    >>> columns = {"date": days, "date_end": days, "printed_share": [0.94, 0.75, None], "extract": [False, False, True]}
    >>> find_whole_texts(pd.DataFrame(columns, index=["a", "b", "c"])).tolist()
    [True, False, False]
    """
    check_documents(documents)
    if isinstance(least, bool) or not isinstance(least, numbers.Real) or not 0 <= least <= 1:
        raise InputError(f"least is {least!r}; give a share from 0 to 1, such as 0.9")
    marked = documents["extract"] if "extract" in documents else pd.Series(False, documents.index)
    if not pd.api.types.is_bool_dtype(marked):
        raise InputError("`extract` of documents is not yes or no; say so in columns.csv, or convert it to booleans")
    shares = documents["printed_share"] if "printed_share" in documents else pd.Series(np.nan, documents.index)
    if not pd.api.types.is_numeric_dtype(shares):
        raise InputError("`printed_share` of documents is not numeric; call it a share in columns.csv, or convert it")
    return (shares >= least).where(shares.notna(), ~marked).astype(bool).rename("whole")


def _load_facts(folder, name, columns, filled):
    """Load a table of facts, its days in order and some of its columns filled in every row."""
    path = check_folder(folder) / f"{name}.csv"
    table = check_table(load_table(path), columns, str(path), empty=True)
    for row, cells in enumerate(table.to_dict("records")):
        if empty := [column for column in filled if pd.isna(cells[column]) or cells[column] == ""]:
            raise InputError(f"{path} line {find_line(path, row)}: {empty[0]} is empty; write it, or take the row out")
    if "date" in columns:
        for end in ("date", "date_end"):
            table[end] = _read_days(table[end], path)
        wrong = (table["date"] > table["date_end"]) | (table["date"].isna() != table["date_end"].isna())
        if wrong.any():
            cells = table.loc[wrong.idxmax()]
            first, last = (str(cells[end])[:10].replace("NaT", "no day") for end in ("date", "date_end"))
            what = f"{cells.get('label', cells.get('title'))!r} begins on {first} and ends on {last}"
            raise InputError(f"{path}: {what}; give both days, in their order")
    return path, table


def _read_days(days, path):
    """Return days as datetimes, also those of a corpus that says nothing of its columns; an empty cell is missing."""
    if pd.api.types.is_datetime64_any_dtype(days):
        return days
    places = [f"{path} line {line}: {days.name}" for line, _ in read_rows(path)[1]]
    read = [np.datetime64(read_day(day, where), "s") if day else np.datetime64("NaT")
            for day, where in zip(days, places, strict=True)]  # fmt: skip
    return pd.Series(np.array(read, dtype="datetime64[us]"), index=days.index)
