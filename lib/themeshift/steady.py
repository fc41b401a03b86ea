"""Put words that must not shift to the tests of the declared shifts: what do the tests find where nothing happened?"""

import pandas as pd

from themeshift import paths
from themeshift.checks import InputError, check_table
from themeshift.comparisons import adjust_holm
from themeshift.counts import check_counts
from themeshift.index import check_folder
from themeshift.shifts import check_shifts, compare_sides, place_units
from themeshift.tables import load_table, split_list

COLUMNS = ["word", "shift", "test", "having", "having_elsewhere", "rate", "rate_elsewhere", "p", "p_error", "floor",
           "p_holm"]  # fmt: skip


def load_steady_words(folder=paths.CORPUS):
    """Load the words of a corpus that must not shift, declared before they are counted.

    Parameters
    ----------
    folder : pathlib.Path
        With a table ``steady_words.csv``, as ``columns.csv`` describes it.

    Returns
    -------
    pandas.DataFrame
        Indexed by `word`; `terms` as lists, as `count_terms` takes them.

    Raises
    ------
    InputError
        If the file cannot be read, names a word twice or none, or a word has no terms.
    """
    path = check_folder(folder) / "steady_words.csv"
    words = check_table(load_table(path), ["word", "terms", "kind", "declared", "reason"], str(path))
    words["terms"] = [split_list(cell) for cell in words["terms"]]
    for row in words.itertuples():
        if not row.word or not row.terms:
            raise InputError(f"{path}: the word {row.word!r} has the terms {row.terms}; write both, or take it out")
    twice = words.loc[words["word"].duplicated(), "word"]
    if len(twice):
        raise InputError(f"{path}: {twice.iloc[0]!r} has two rows; take one out")
    return words.set_index("word")


def compare_steady_words(counts, documents, shifts, n_shuffles=50_000, seed=0):
    """Put every counted word to both tests in the window of every declared shift.

    Parameters
    ----------
    counts : Counts
        Of words that must not shift.
    documents : pandas.DataFrame
    shifts : pandas.DataFrame
        As from `load_shifts`: their windows and directions.
    n_shuffles : int
    seed : int

    Returns
    -------
    pandas.DataFrame
        A row a word, shift and test: `word`, `shift`, `test` (``incidence``, ``rate``), the texts that have the word
        inside and outside the window (`having`, `having_elsewhere`), `rate` and `rate_elsewhere` (per 1,000 words),
        `p`, `p_error` and `floor` as in `compare_shifts`, and `p_holm` over all rows. p is missing where a side has
        fewer than two texts.

    Raises
    ------
    InputError
        If a window has no texts or all of them.
    """
    check_counts(counts)
    units, windows = place_units(counts, documents, check_shifts(shifts))
    rows = [{"word": word, "shift": name} | row
            for name, (inside, _, direction) in windows.items() for word in counts.terms
            for row in compare_sides(units[[word]], inside, direction, n_shuffles, 0, seed)]  # fmt: skip
    table = pd.DataFrame(rows)
    table["p_holm"] = adjust_holm(table["p"].fillna(1.0)).where(table["p"].notna())
    return table[COLUMNS]
