"""Read counts that another engine made: the seam for corpora too large to be held as texts."""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse

from themeshift.checks import InputError, check_table
from themeshift.counts import Counts
from themeshift.tables import find_line

COLUMNS = ["document", "term", "count"]


def read_counts(path, words=None):
    """Read counts of terms by document from a Parquet or CSV file.

    Parameters
    ----------
    path : pathlib.Path
        A row a document and term: `document`, `term`, `count`; each pair at most once, in any order. A term that does
        not occur has no row.
    words : pathlib.Path or None
        A table with `document` and `words`: all words of each document, for a file that has some terms only, and for
        documents that have none of them. By default, the words of a document are the sum of its counts.

    Returns
    -------
    Counts
        Sparse, documents and terms in the order of the alphabet.

    Raises
    ------
    InputError
        If a file cannot be read, lacks a column, a cell is missing, a count is not a whole number of at least 1, a pair
        is counted twice, or `words` lacks a document; the message names file and row.
    """
    table = _read(path, COLUMNS)
    if words is None:
        names, totals = None, None
    else:
        of_words = _read(words, ["document", "words"], least=0)
        twice = of_words["document"].duplicated().to_numpy()
        if twice.any():
            raise InputError(f"{words}: {of_words['document'].iloc[twice.argmax()]!r} has two rows; take one out")
        totals = of_words.set_index("document")["words"].sort_index()
        names = totals.index
    rows, documents = _number(table["document"], names, path)
    columns, terms = _number(table["term"], None, path)
    twice = pd.Series(rows * len(terms) + columns).duplicated().to_numpy()
    if twice.any():
        row = table.iloc[twice.argmax()]
        raise InputError(f"{path}: {row['term']!r} is counted twice in {row['document']!r}; add the counts up: "
                         "GROUP BY document, term")  # fmt: skip
    matrix = sparse.csr_array((table["count"].to_numpy(), (rows, columns)), (len(documents), len(terms)))
    return Counts.from_matrix(matrix, documents.rename("document"), terms.rename("term"), totals)


def _read(path, columns, least=1):
    """Read some columns of a Parquet or CSV file; refuse what is missing or no count."""
    if not isinstance(path, str | Path) or Path(path).suffix.lower() not in (".parquet", ".csv"):
        raise InputError(f"the counts are {path!r:.100}; give a file that ends in .parquet or .csv")
    try:
        if Path(path).suffix.lower() == ".csv":
            names = {name: "str" for name in columns[:-1]}
            table = pd.read_csv(path, dtype=names, keep_default_na=False, encoding="utf-8")
        else:
            table = pd.read_parquet(path)
    except Exception as error:  # the engines have many errors of their own
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0][:160]
        raise InputError(f"{path}: the counts cannot be read ({reason}); write them as Parquet or CSV") from None
    check_table(table, columns, str(path))
    missing = table[columns].isna().any(axis=1).to_numpy() | (table[columns[:-1]] == "").any(axis=1).to_numpy()
    if missing.any() and (blank := table.isin(["", None]).all(axis=1).to_numpy()).any():
        table, missing = table[~blank], missing[~blank]  # rows without any content are passed over, as in other tables
    if missing.any():
        raise InputError(f"{_name_row(path, missing.argmax())}: a cell is missing; give it, or leave the row out")
    what = columns[-1]
    numbers = pd.to_numeric(table[what], errors="coerce").to_numpy(dtype=float)
    wrong = ~(np.isfinite(numbers) & (numbers >= least) & (numbers == np.floor(numbers)))
    if wrong.any():
        row = wrong.argmax()
        raise InputError(f"{_name_row(path, row)} has the {what} {table[what].iloc[row]!r}; give a whole number of at "
                         f"least {least}")  # fmt: skip
    return table.assign(**{what: numbers.astype(np.int64)})


def _name_row(path, row):
    """Name a row by its line in a CSV file, and by its number in a Parquet file, which has no lines."""
    return f"{path} line {find_line(path, row)}" if Path(path).suffix.lower() == ".csv" else f"{path} row {row + 1}"


def _number(names, known, path):
    """Return the place of each name among the sorted (or known) names, and these."""
    codes, found = pd.factorize(names, sort=True)
    found = pd.Index(found, dtype="str")
    if known is None:
        return codes.astype(np.int64), found
    places = known.get_indexer(found)
    if (places < 0).any():
        raise InputError(f"{path}: {found[places < 0][0]!r} has counts, but no row in the table of words; give it one")
    return places[codes].astype(np.int64), known
