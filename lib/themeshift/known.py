"""Check what the record says a correct analysis must reproduce, and how much of it shuffled dates would reproduce."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from themeshift import paths
from themeshift.alignment import align
from themeshift.checks import InputError, check_documents, check_table
from themeshift.counting import count_terms
from themeshift.counts import Counts
from themeshift.index import check_folder
from themeshift.occurrences import count_senses
from themeshift.periods import assign_periods
from themeshift.resampling import check_number
from themeshift.tables import load_table, read_day, read_days, split_list

COLUMNS = ["id", "terms", "theme", "senses", "first", "last", "expectation", "comparator", "kind", "seen", "explained"]
EXPECTATIONS = ("highest", "higher", "lower", "above", "top 1", "top 3", "none", "some", "confined")
FEW = 2  # a window of so many texts cannot lose one: its texts must be among the first three instead
NEARLY_ALL = 0.9
EVER = "0001-01-01"  # a first day before all others


class KnownGroups(NamedTuple):
    """What was expected, and what was found.

    Attributes
    ----------
    groups : pandas.DataFrame
        By id: `counted`, `window`, `expectation`, `kind`, `seen`, `explained`, `texts` of the window, `rate` (the mean
        of its texts' rates per 1,000 words), `passes` (missing without texts to compare), and `by_chance`, the part of
        the shuffles in which it passes.
    passes_by_chance : pandas.Series
        By shuffle of the dates: how many expectations pass.
    p : float
        ``(1 + shuffles with as many passes) / (1 + n_shuffles)``.
    """

    groups: pd.DataFrame
    passes_by_chance: pd.Series
    p: float


def load_known_groups(folder=paths.CORPUS):
    """Load the known groups of a corpus: what must be most frequent when, by the record and not by these counts.

    Parameters
    ----------
    folder : pathlib.Path
        With a table ``known_groups.csv``, as ``columns.csv`` describes it.

    Returns
    -------
    pandas.DataFrame
        Indexed by `id`; `terms`, `senses`, and the days `first` and `last` as lists.

    Raises
    ------
    InputError
        If the file cannot be read, names a group twice, counts nothing or both words and senses, expects what is not
        known, or has a window without one of its days.
    """
    path = check_folder(folder) / "known_groups.csv"
    groups = check_table(load_table(path), COLUMNS, str(path))
    for column in ("terms", "senses", "first", "last"):
        groups[column] = [split_list(cell) for cell in groups[column]]
    for row in groups.itertuples():
        _check_group(row, f"{path}: {row.id!r}")
    if groups["id"].duplicated().any():
        raise InputError(f"{path}: {groups['id'][groups['id'].duplicated()].iloc[0]!r} has two rows; rename one")
    return groups.set_index("id")


def load_tripwires(folder=paths.CORPUS):
    """Load the words of a corpus that cannot occur before their day, as known groups of which none is expected.

    Parameters
    ----------
    folder : pathlib.Path
        With a table ``tripwires.csv``, as ``columns.csv`` describes it.

    Returns
    -------
    pandas.DataFrame
        As from `load_known_groups`, indexed by `word`; the window ends on the day before.

    Raises
    ------
    InputError
        If the file cannot be read, or a word has no terms or is named twice.
    """
    path = check_folder(folder) / "tripwires.csv"
    words = check_table(load_table(path), ["word", "terms", "not_before"], str(path)).set_index("word")
    terms = [split_list(cell) for cell in words["terms"]]
    if not all(terms) or not words.index.is_unique:
        raise InputError(f"{path}: a word has no terms, or two rows; write each once, with its terms")
    days = read_days(words["not_before"], f"{path}: not_before")
    rows = [{"terms": term, "theme": "", "senses": [], "first": [EVER], "expectation": "none", "comparator": "",
             "kind": "H", "seen": "", "explained": "", "last": [f"{day - pd.Timedelta(days=1):%Y-%m-%d}"]}
            for term, day in zip(terms, days, strict=True)]  # fmt: skip
    return pd.DataFrame(rows, words.index, columns=COLUMNS[1:])


def _check_group(row, where):
    """Refuse a group that cannot be checked."""
    if bool(row.terms) == bool(row.theme and row.senses):
        raise InputError(f"{where} counts {row.terms or 'nothing'}; write terms, or a theme and its senses")
    if row.expectation not in EXPECTATIONS:
        raise InputError(f"{where} expects {row.expectation!r}; choose one of {', '.join(EXPECTATIONS)}")
    if row.expectation in ("higher", "lower", "above") and not row.comparator:
        raise InputError(f"{where} is to be {row.expectation} than nothing; write a comparator")
    if not row.first or len(row.first) != len(row.last):
        raise InputError(f"{where} has {len(row.first)} first and {len(row.last)} last days; write both of each window")
    for day in (*row.first, *row.last):
        read_day(day, where)


def count_known_groups(groups, paragraphs, occurrences=None):
    """Count what the known groups name.

    Parameters
    ----------
    groups : pandas.DataFrame
        As from `load_known_groups`.
    paragraphs : pandas.DataFrame
        As from `load_paragraphs`.
    occurrences : pandas.DataFrame or None
        As from `find_occurrences`; needed where a group counts senses.

    Returns
    -------
    Counts
        A column for each id; for one expected *above* other senses, another of these: ``(id, "comparator")``.
    """
    check_table(groups, COLUMNS[1:], "groups")
    words = groups[groups["terms"].astype(bool)]
    counts = count_terms(paragraphs, dict(words["terms"])) if len(words) else None
    senses = {}
    for name, row in groups[~groups["terms"].astype(bool)].iterrows():
        senses[name] = row["theme"], row["senses"]
        if row["expectation"] == "above":
            senses[name, "comparator"] = row["theme"], [sense.strip() for sense in row["comparator"].split(";")]
    if not senses:
        return counts
    if occurrences is None:
        raise InputError(f"the known group {next(iter(senses))!r} counts senses; give the occurrences too")
    labelled = count_senses(occurrences, senses, paragraphs)
    labelled = Counts(labelled.table, labelled.words)
    return labelled if counts is None else counts + labelled


def check_known_groups(counts, documents, groups, periods, n_shuffles=500, seed=0):
    """Check every known group, and compare the number that pass with its distribution under shuffled dates.

    A comparison passes if it holds for the means of the texts' rates, and with any one text left out.

    Parameters
    ----------
    counts : Counts
        As from `count_known_groups`.
    documents : pandas.DataFrame
    groups : pandas.DataFrame
        As from `load_known_groups`.
    periods : pandas.DataFrame or str
        As in `assign_periods`: with what *highest* is compared, the texts of the window taken out.
    n_shuffles : int
        Of the dates over the texts.
    seed : int

    Returns
    -------
    KnownGroups

    Raises
    ------
    InputError
        If a group is not counted, or a counted document has no words.
    """
    check_table(groups, COLUMNS[1:], "groups")
    days = align(counts, check_documents(documents)[["date"]], "documents")["date"]
    of_period = align(counts, assign_periods(documents, periods), "the periods")
    if (counts.words <= 0).any():
        raise InputError(f"the document {counts.index[counts.words <= 0][0]!r} has no words; leave it out")
    generator = np.random.default_rng(check_number(seed, "seed", 0))
    orders = np.tile(np.arange(len(counts)), (1 + check_number(n_shuffles, "n_shuffles"), 1))
    orders[1:] = generator.permuted(orders[1:], axis=1)  # the first is the true one
    rows, passes = {}, []
    for name, group in groups.iterrows():
        inside = _find_window(days, zip(group["first"], group["last"], strict=True))
        rows[name], passed = _check_row(counts, name, group, inside, days, of_period, orders)
        passes.append(passed)
    passes = np.array(passes, dtype=float)
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("id")
    table["passes"] = pd.array([None if np.isnan(row[0]) else bool(row[0]) for row in passes], dtype="boolean")
    table["by_chance"] = passes[:, 1:].mean(axis=1)
    number = np.nansum(passes, axis=0)
    p = float((number >= number[0]).mean())
    return KnownGroups(table, pd.Series(number[1:].astype(int), name="passes"), p)


def _find_window(days, spans):
    return np.any([days.between(first, last) for first, last in spans], axis=0)


def _check_row(counts, name, group, inside, days, of_period, orders):
    """Describe a group, and tell for each order of the texts whether it passes: shape (n_orders,)."""
    table = counts[name].table.to_numpy(dtype=float)[:, 0]
    rates = 1000 * table / counts.words.to_numpy(dtype=float)
    spans = [first if first == last else f"{first} to {last}" for first, last in zip(group["first"], group["last"],
                                                                                     strict=True)]  # fmt: skip
    row = {"counted": "; ".join(group["terms"] or [f"{group['theme']}: {', '.join(group['senses'])}"]),
           "window": "; ".join(spans), "expectation": group["expectation"], "kind": group["kind"],
           "seen": group["seen"], "explained": group["explained"],
           "texts": int(inside.sum()), "rate": rates[inside].mean() if inside.any() else np.nan}  # fmt: skip
    others = _list_others(group, inside, days, of_period)
    if not inside.any() or (group["expectation"] in ("highest", "higher", "lower") and not others):
        return row, np.full(len(orders), np.nan)
    if group["expectation"] == "above":
        other = counts[[(name, "comparator")]].rates.to_numpy()[:, 0]
        return row, _exceed((rates - other)[orders], inside, [])
    return row, TESTS[group["expectation"]](rates[orders], table[orders], inside, others)


def _list_others(group, inside, days, of_period):
    """List the texts with which a window is compared, as masks; a period without other texts is left out."""
    chosen = ~inside
    if group["comparator"] and group["expectation"] != "above":
        chosen &= _find_window(days, [group["comparator"].split("/")])
    if group["expectation"] != "highest":
        return [chosen] if chosen.any() else []
    masks = [chosen & (of_period == period).to_numpy() for period in of_period.cat.categories]
    return [mask for mask in masks if mask.any()]


def _exceed(rates, inside, others):
    """Tell whether the window's mean is above that of each of the others, and above 0, without any one text too."""
    here = rates[:, inside]
    if here.shape[1] <= FEW and others:
        return _rank(rates, inside, 3)
    mean = here.mean(axis=1)
    least = (here.sum(axis=1) - here.max(axis=1)) / max(1, here.shape[1] - 1)
    passes = least > 0
    for mask in others:
        there = rates[:, mask]
        most = there.mean(axis=1)
        if there.shape[1] > 1:
            most = np.maximum(most, (there.sum(axis=1) - there.min(axis=1)) / (there.shape[1] - 1))
        passes &= (least > there.mean(axis=1)) & (mean > most)
    return passes


def _rank(rates, inside, most):
    """Tell whether a text of the window that has it is among the first."""
    best = rates[:, inside].max(axis=1)
    return (best > 0) & ((rates > best[:, None]).sum(axis=1) < most)


TESTS = {
    "highest": lambda rates, table, inside, others: _exceed(rates, inside, others),
    "higher": lambda rates, table, inside, others: _exceed(rates, inside, others),
    "lower": lambda rates, table, inside, others: _exceed(rates, others[0], [inside]),
    "top 1": lambda rates, table, inside, others: _rank(rates, inside, 1),
    "top 3": lambda rates, table, inside, others: _rank(rates, inside, 3),
    "none": lambda rates, table, inside, others: table[:, inside].sum(axis=1) == 0,
    "some": lambda rates, table, inside, others: table[:, inside].sum(axis=1) > 0,
    "confined": lambda rates, table, inside, others: (
        (table[:, inside].sum(axis=1) >= NEARLY_ALL * table.sum(axis=1)) & (table.sum(axis=1) > 0)
    ),
}
