"""Simulate what is claimed of intervals and tests, and store it: ``python -m themeshift.simulation [name ...]``.

A set of tables is one function here, named in `TABLES`: it takes counts and documents and returns tables by name.
`make simulate` writes them to ``figures/simulation``, each row with a stamp over the code and the counts from which it
comes. Other functions read what is stored: a simulation takes minutes.
"""

import hashlib
import sys

import pandas as pd

from themeshift import paths
from themeshift.alignment import align
from themeshift.cache import hash_code, read_measures
from themeshift.checks import InputError, check_choice
from themeshift.corpus import keep_voice, load_corpus
from themeshift.coverage import simulate_coverage, summarize_coverage
from themeshift.escaping import print_text
from themeshift.files import COPY, check_writable, repair, write_set
from themeshift.occurrences import count_senses, find_occurrences, load_labels
from themeshift.periods import assign_periods, load_periods
from themeshift.shifts import load_shifts
from themeshift.sizes import make_sizes
from themeshift.themes import list_curves, load_themes

FOLDER = paths.SIMULATION
RUNS = 2000  # of each truth and term, of each null and shift
SEED = 0
REMEDY = "take the table again from the repository, or run make simulate"
SHARE, RATE, COUNT = (0.0, 1.0), (0.0, 1000.0), (0, 10**9)
STORED = {  # by name: the columns that name a row, and what its numbers can be
    "coverage": (["cells_of", "truth", "term", "method"],
                 {"cells": COUNT, "runs": COUNT, "coverage": SHARE, "error": SHARE, "worst": SHARE,
                  "worst_error": SHARE, "surely_below": COUNT, "length": RATE}),
    "coverage_by_cell": (["cells_of", "truth", "term", "cell", "method"],
                         {"texts": COUNT, "true_rate": RATE, "runs": COUNT, "coverage": SHARE, "error": SHARE,
                          "too_low": SHARE, "too_high": SHARE, "length": RATE, "first_hits": COUNT}),
    "size": (["unit", "null", "shift", "test"],
             {"size": SHARE, "size_error": SHARE, "size_family": SHARE, "runs": COUNT}),
}  # fmt: skip


def load_project():
    """Load what is simulated: counts of the declared curves in the voice of the author with most texts, and these."""
    corpus, themes = load_corpus(), load_themes()
    documents = corpus.documents[corpus.documents["author"] == corpus.documents["author"].mode()[0]]
    voices = keep_voice(corpus.paragraphs, corpus.marks, "author")
    paragraphs = voices[voices["document"].isin(documents.index)]
    occurrences = find_occurrences(paragraphs, themes, corpus.lines, load_labels(themes))
    return count_senses(occurrences, list_curves(themes), paragraphs), documents


def list_cells(documents):
    """Return in what coverage is measured, by the name of what a cell is; None for the points of curves."""
    periods, half_years = (assign_periods(documents, kind) for kind in (load_periods(), "half-year"))
    return {"periods": periods, "half-years": half_years, "curves": None}


def list_sides(documents, shifts):
    """Return the texts within the days of each declared shift and those elsewhere, as the ledger has them."""
    first = documents["date"]
    return {name: first.between(shift["first"], shift["last"]).map({True: "its days", False: "elsewhere"})
            for name, shift in shifts.iterrows()}  # fmt: skip


def make_coverage(counts, documents, n_jobs=2):
    """Measure coverage in all kinds of cells: the tables ``coverage`` and ``coverage_by_cell``."""
    asked = [(name, counts, members) for name, members in list_cells(documents).items()]
    asked += [("sides", counts[[name]], members) for name, members in list_sides(documents, load_shifts()).items()]
    tables = []
    for name, counted, members in asked:
        print(f"Coverage, {name}: {RUNS} runs of each truth and of {', '.join(counted.terms)}", file=sys.stderr)
        table = simulate_coverage(counted, documents, members, RUNS, SEED, n_jobs=n_jobs, progress=True)
        table.insert(0, "cells_of", name)
        tables.append(table)
    cells = pd.concat(tables, ignore_index=True)
    return {"coverage": summarize_coverage(cells), "coverage_by_cell": cells}


def make_size(counts, documents):
    """Measure how often the tests of the declared shifts call a change where there is none: the table ``size``."""
    print(f"Size of the tests: {RUNS} runs of each null and shift", file=sys.stderr)
    return make_sizes(counts, documents, load_shifts(), "genre", "occasion", RUNS, SEED)


TABLES = {  # by name: the function, and the modules whose code decides the numbers
    "coverage": (make_coverage, ("coverage", "pooling", "truths")),
    "size": (make_size, ("sizes", "shifts", "shuffles", "incidence")),
}


def stamp(name, counts, documents):
    """Return a hash of all that a set of tables comes from: code, runs, seed, counts, dates, genres and windows.

    Parameters
    ----------
    name : str
        One of `TABLES`.
    counts : Counts
    documents : pandas.DataFrame
    """
    sha = hashlib.sha256(repr((RUNS, SEED)).encode())
    for module in TABLES[name][1]:
        sha.update(hash_code((paths.LIBRARY / f"{module}.py").read_text(encoding="utf-8")).encode())
    listed = align(counts, documents, "documents")
    dated = listed[[column for column in ("date", "date_end", "genre", "occasion") if column in listed]]
    days = [table[["first", "last"]] for table in (load_periods(), load_shifts())]
    for table in (counts.table, counts.words.to_frame(), dated, *days):
        sha.update(table.to_csv(lineterminator="\n").encode())
    return sha.hexdigest()[:16]


def write_tables(tables, inputs, folder=FOLDER):
    """Write the tables of a simulation with their stamp, all or none."""
    files = {}
    for name, table in tables.items():
        stamped = table.copy()
        stamped.insert(0, "inputs", inputs)
        files[f"{name}.csv"] = stamped.to_csv(index=False, lineterminator="\n", float_format="%.5g").encode()
    write_set(folder, files)


def load_coverage(cells_of=None, name="coverage", folder=FOLDER):
    """Load the stored coverage of the intervals.

    Parameters
    ----------
    cells_of : str or None
        ``periods``, ``half-years``, ``curves`` or ``sides`` (of declared shifts); by default all.
    name : str
        ``coverage``, ``coverage_by_cell``, or ``size`` (how often the tests call a change where there is none).
    folder : pathlib.Path

    Returns
    -------
    pandas.DataFrame
        As ``columns.csv`` says.

    Raises
    ------
    InputError
        If the table is not there, or has no such cells.
    """
    repair(folder)
    path = folder / f"{name}.csv"
    if not path.is_file():
        raise InputError(f"{path}: the table is missing; run make simulate, which measures it")
    key, numbers = STORED[check_choice(name, STORED, "the table")]
    table = read_measures(path, ["inputs", *key], numbers, REMEDY)
    if table["inputs"].nunique() > 1:
        raise InputError(f"{path}: its rows are of {table['inputs'].nunique()} runs, by `inputs`; {REMEDY}")
    chosen = table if cells_of is None else table[table["cells_of"] == cells_of]
    if chosen.empty:
        raise InputError(f"{path}: there are no {cells_of!r}; choose one of {list(dict.fromkeys(table['cells_of']))}")
    return chosen.reset_index(drop=True)


def main(names):
    """Simulate the named sets of tables, or all, and write them.

    Returns
    -------
    int or str
        For `sys.exit`: 0, or what is wrong.
    """
    unknown = [name for name in names if name not in TABLES]
    if unknown:
        return f"There is no simulation {unknown[0]!r}; there are {', '.join(TABLES)}."
    try:
        check_writable(FOLDER, COPY)
        counts, documents = load_project()
        for name in names or TABLES:
            inputs = stamp(name, counts, documents)  # before the run: what is edited meanwhile decides no number
            tables = TABLES[name][0](counts, documents)
            write_tables(tables, inputs)
            print_text(tables[name].round(3).to_string())
    except InputError as error:
        return str(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
