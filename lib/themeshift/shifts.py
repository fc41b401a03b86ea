"""Declare shifts before they are counted, and put each to two tests: do more texts have it, is it more frequent?"""

import numpy as np
import pandas as pd

from themeshift import paths
from themeshift.alignment import align, number_labels
from themeshift.checks import InputError, check_documents, check_table
from themeshift.comparisons import adjust_holm, compare_rates
from themeshift.counts import check_counts
from themeshift.incidence import compare_incidence
from themeshift.index import check_folder
from themeshift.power import find_detectable, measure_power
from themeshift.tables import load_table

FACTORS = (1.5, 2, 3, 4, 6, 8, 12, 16)  # changes that are planted to say which would have been found
COLUMNS = ["shift", "test", "inside", "outside", "having", "having_elsewhere", "rate", "rate_elsewhere", "p", "p_error",
           "floor", "p_holm", "p_without", "decisive_text", "detectable", "astride"]  # fmt: skip


def load_shifts(folder=paths.CORPUS):
    """Load the declared shifts of a corpus: which curve is expected to change, between which days, and why.

    Parameters
    ----------
    folder : pathlib.Path
        With a table ``shifts.csv``: `shift`, `theme`, `senses`, `first`, `last`, `direction`, `sides`, `declared` and
        `reason`, as ``columns.csv`` describes them.

    Returns
    -------
    pandas.DataFrame
        Indexed by `shift`; `senses` as tuples, the days as dates. ``dict(zip(shifts.index, zip(shifts["theme"],
        shifts["senses"])))`` gives the groups for `count_senses`.

    Raises
    ------
    InputError
        If the file cannot be read, names a shift twice or none, has no senses, or a window that ends before it begins.
    """
    path = check_folder(folder) / "shifts.csv"
    shifts = load_table(path)
    needed = ["shift", "theme", "senses", "first", "last", "direction", "sides", "declared", "reason"]
    check_table(shifts, needed, str(path))
    shifts["senses"] = [tuple(sense.strip() for sense in cell.split(";") if sense.strip()) for cell in shifts["senses"]]
    for name, senses in zip(shifts["shift"], shifts["senses"], strict=True):
        if not name or not senses:
            raise InputError(f"{path}: the shift {name!r} has the senses {list(senses)}; write a name, and one or more")
    return check_shifts(shifts.set_index("shift"), str(path))


def check_shifts(shifts, what="shifts"):
    """Return shifts indexed by name, their days as dates, or raise `InputError` naming the shift."""
    shifts = check_table(shifts, ["first", "last", "direction", "sides"], what).copy()
    if not shifts.index.is_unique:
        raise InputError(f"{what}: the shift {shifts.index[shifts.index.duplicated()][0]!r} has two rows; take one out")
    for end in ("first", "last"):
        days = pd.to_datetime(shifts[end], format="%Y-%m-%d", errors="coerce")
        if days.isna().any():
            name, found = shifts.index[days.isna()][0], shifts.loc[days.isna(), end].iloc[0]
            raise InputError(f"{what}: the {end} day of {name!r} is {found!r}, not a valid date; write YYYY-MM-DD")
        shifts[end] = days
    for column, known in (("direction", ("higher", "lower")), ("sides", ("one", "two"))):
        wrong = ~shifts[column].isin(known)
        if wrong.any():
            found = shifts[column].astype(object)[wrong].iloc[0]
            raise InputError(f"{what}: {column} of {shifts.index[wrong][0]!r} is {found!r}; write {' or '.join(known)}")
    if (shifts["first"] > shifts["last"]).any():
        raise InputError(f"{what}: the window of {shifts.index[shifts['first'] > shifts['last']][0]!r} ends before it "
                         "begins; exchange the days")  # fmt: skip
    return shifts


def compare_shifts(counts, documents, shifts, by=None, n_shuffles=50_000, n_trials=200, seed=0):
    """Put each declared shift to both tests, and say what each would have found.

    The *incidence* test asks whether more of the texts within the window have the term (`compare_incidence`, exact),
    the *rate* test whether it is more frequent there (`compare_rates`, studentized). A text belongs to the window by
    its first possible day.

    Parameters
    ----------
    counts : Counts
        A term for each shift, of the same name; further terms are left out.
    documents : pandas.DataFrame
    shifts : pandas.DataFrame
        As from `load_shifts`.
    by : str, pandas.Series or None
        What hangs together, a column of `documents` or labels by document (`occasion`): texts of one label are added
        up to one unit, dated by the first of them. By default each text is a unit.
    n_shuffles : int
    n_trials : int
        For the power of each test at each planted factor; 0 for none.
    seed : int

    Returns
    -------
    pandas.DataFrame
        A row a shift and test: `shift`, `test`, the units `inside` and `outside` the window and how many of each have
        the term (`having`, `having_elsewhere`), `rate` and `rate_elsewhere` (per 1,000 words), `p`, its Monte Carlo
        standard error `p_error` (0 where exact), the `floor` below which p cannot fall, `p_holm` over all rows, the
        greatest p without one unit and that unit (`p_without`, `decisive_text`, as in `compare_rates`), `detectable`,
        the least of the planted factors (1.5 to 16) that the test finds in four of five trials, missing if it finds
        none, and `astride`, the units with texts on both sides of the window's bounds. The rate test is missing where a
        side has fewer than two units, both where every label is doubtful.

    Raises
    ------
    InputError
        If a shift has no texts within its window or none outside, or no term of its name is counted.
    """
    check_counts(counts)
    units, windows = place_units(counts, documents, check_shifts(shifts), by)
    rows = []
    for name, (inside, astride, direction) in windows.items():
        for row in compare_sides(units[[name]], inside, direction, n_shuffles, n_trials, seed):
            rows.append({"shift": name, "astride": astride} | row)
    table = pd.DataFrame(rows)
    table["p_holm"] = adjust_holm(table["p"].fillna(1.0)).where(table["p"].notna())
    return table[COLUMNS]


def place_units(counts, documents, shifts, by=None):
    """Add the texts up to units, and tell which of them are within the window of each shift.

    Returns
    -------
    units : Counts
    windows : dict of str to (pandas.Series of bool, int, str)
        By shift: which units are inside, by their first text; how many have texts on both sides; and the direction in
        which it is tested.
    """
    days = align(counts, check_documents(documents)[["date"]], "documents")["date"]
    labels = None if by is None else read_labels(counts, documents, by)
    units, windows = counts if by is None else counts.group(labels), {}
    for name, shift in shifts.iterrows():
        within = days.between(shift["first"], shift["last"])
        if within.all() or not within.any():
            raise InputError(f"the shift {name!r} has {within.sum()} of {len(days)} texts between its days; move them")
        inside, astride = place_sides(within, days, labels)
        inside = inside.reindex(units.index)
        windows[name] = inside, astride, "either" if shift["sides"] == "two" else shift["direction"]
    return units, windows


def place_sides(within, days, labels=None):
    """Tell which units are on the side of their first text, and how many have texts on both sides.

    Parameters
    ----------
    within : pandas.Series of bool
        By text.
    days : pandas.Series
        The day of each text.
    labels : pandas.Series or None
        The unit of each text; by default each text is one.

    Returns
    -------
    inside : pandas.Series of bool
        By unit.
    astride : int
    """
    if labels is None:
        return within, 0
    first = days.sort_values(kind="stable").index
    return within.loc[first].groupby(labels).first(), int((within.groupby(labels).nunique() > 1).sum())


def read_labels(counts, documents, by):
    """Return the label of each counted document: a column of documents, or a Series."""
    if isinstance(by, str):
        by = check_table(documents, [by], "documents")[by]
    number_labels(counts, by, "the labels")
    return align(counts, by, "the labels")


def compare_sides(term, inside, direction, n_shuffles, n_trials, seed):
    """Yield a row for each test of one term: incidence, then rate."""
    having = compare_incidence(term, inside, direction).iloc[0]
    common = {"inside": int(inside.sum()), "outside": int((~inside).sum())}
    common |= having[["having", "having_elsewhere"]].to_dict()
    words = term.words.to_numpy()
    for side, chosen in (("rate", inside.to_numpy()), ("rate_elsewhere", ~inside.to_numpy())):
        common[side] = 1000 * term.table.to_numpy()[chosen].sum() / words[chosen].sum()
    exact = {"test": "incidence", "p_error": 0.0} | having[["p", "floor", "p_without", "decisive_text"]].to_dict()
    rate = {"test": "rate"} | dict.fromkeys(["p", "p_error", "floor", "p_without"], np.nan) | {"decisive_text": None}
    testable = len(term) >= 4 and min(common["inside"], common["outside"]) >= 2
    if testable:
        found = compare_rates(term, inside, n_shuffles, seed, statistic="studentized", direction=direction).iloc[0]
        rate |= found[["p", "p_error", "floor", "p_without", "decisive_text"]].to_dict()
    for row in (exact, rate):
        row["detectable"] = np.nan
        if testable and n_trials and pd.notna(row["p"]) and direction != "lower":
            test = "incidence" if row is exact else "studentized"
            options = {"plant": row["test"], "test": test, "n_trials": n_trials, "seed": seed, "direction": direction}
            row["detectable"] = find_detectable(measure_power(term, inside, FACTORS, **options))
        yield common | row
