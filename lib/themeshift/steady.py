"""Put words that must not shift to the tests of the declared shifts: what do the tests find where nothing happened?"""

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from themeshift import paths
from themeshift.checks import InputError, check_table
from themeshift.comparisons import adjust_holm
from themeshift.counts import check_counts
from themeshift.incidence import find_incidence
from themeshift.index import check_folder
from themeshift.resampling import check_number
from themeshift.shifts import check_shifts, compare_sides, place_units
from themeshift.shuffled_dates import rank_orders
from themeshift.shuffles import DIRECTIONS, differ_studentized, join_moments
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


def count_steady_by_chance(counts, documents, shifts, n_shuffles=5000, seed=0):
    """Count how many tests of steady words fall below .05 where the dates are shuffled.

    The windows of shifts overlap, so that a word that differs in one by chance often differs in others; how many of
    the tests do varies more than if they were independent. Every document, with its counts and words, takes the date
    of another, the same in all windows.

    Parameters
    ----------
    counts, documents, shifts
        As in `compare_steady_words`; labels count as they are.
    n_shuffles : int
        p of the rate is the part of them that differs as much.
    seed : int

    Returns
    -------
    pandas.DataFrame, shape (n_shuffles, 2)
        By shuffle: how many tests by ``incidence`` and by ``rate``, over all words and windows, have p below .05.
    """
    check_counts(counts)
    units, windows = place_units(counts, documents, check_shifts(shifts))
    generator = np.random.default_rng(check_number(seed, "seed", 0))
    orders = np.array([generator.permutation(len(units)) for _ in range(check_number(n_shuffles, "n_shuffles"))])
    below = np.zeros((n_shuffles, 2), dtype=int)
    for inside, _, direction in windows.values():
        groups = inside.to_numpy()[orders]
        for column, find in enumerate((_find_incidence, _find_rates)):
            below[:, column] += (find(units, groups, direction) < 0.05).sum(axis=1)
    return pd.DataFrame(below, columns=["incidence", "rate"])


def _find_incidence(units, groups, direction):
    """Return the exact p of each word (column) for each shuffled group of units (row)."""
    having = (units.table > 0).to_numpy().astype(int)
    return find_incidence(groups.astype(int) @ having, having.sum(axis=0), len(having), groups[0].sum(), direction)


def _find_rates(units, groups, direction):
    """Return p of the studentized difference of each word (column) for each of these groups (row) among them all.

    1 where a side has one document: its variance is unknown, and the difference then 0 in every group.
    """
    table = join_moments(units.table, units.words)
    with threadpool_limits(1):
        sums = groups.astype(float) @ table
    return rank_orders(DIRECTIONS[direction](differ_studentized(sums, table.sum(axis=0))).round(9))
