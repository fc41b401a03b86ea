"""Hold the kind of text fixed: one genre before and after a congress; and with whom a theme is to be shared."""

import numpy as np
import pandas as pd

from themeshift import paths
from themeshift.alignment import align
from themeshift.checks import InputError, check_documents, check_table
from themeshift.comparisons import adjust_holm
from themeshift.concordance import find_contexts
from themeshift.counts import Counts, check_counts
from themeshift.index import check_folder
from themeshift.shifts import compare_sides
from themeshift.tables import load_table, read_days, split_list
from themeshift.terms import find_terms
from themeshift.tokens import count_words

CONGRESSES = ["shift", "congress", "first", "last", "days"]
SIDES = ("before", "at", "after")
REACH = 200  # characters on either side of a word in which a name is looked for; in columns.csv too
NOBODY = "none of them"


def load_congresses(folder=paths.CORPUS):
    """Load before and after which congress the texts of one genre are compared, declared for each shift.

    Parameters
    ----------
    folder : pathlib.Path
        With a table ``congresses.csv``, as ``columns.csv`` describes it.

    Returns
    -------
    pandas.DataFrame
        Indexed by `shift`; the days as dates.

    Raises
    ------
    InputError
        If the file cannot be read, names a shift twice, or a congress ends before it begins.
    """
    path = check_folder(folder) / "congresses.csv"
    return _check_congresses(check_table(load_table(path), CONGRESSES, str(path)).set_index("shift"), str(path))


def _check_congresses(congresses, what="congresses"):
    congresses = check_table(congresses, CONGRESSES[1:], what).copy()
    if not congresses.index.is_unique:
        twice = congresses.index[congresses.index.duplicated()][0]
        raise InputError(f"{what}: the shift {twice!r} has two rows; take one out")
    for end in ("first", "last"):
        days = read_days(congresses[end], f"{what}: {end}")
        congresses[end] = pd.to_datetime(pd.Series(days, congresses.index))
    congresses["days"] = pd.to_numeric(congresses["days"], errors="coerce")
    for name, row in congresses.iterrows():
        if row["first"] > row["last"] or not 1 <= row["days"] <= 36_500:
            raise InputError(f"{what}: the congress of {name!r} lasts from {row['first']:%Y-%m-%d} to "
                             f"{row['last']:%Y-%m-%d}, and {row['days']} days around it are compared; write days in "
                             "their order, and 1 or more around them")  # fmt: skip
    return congresses


def compare_congresses(counts, documents, congresses, genres, n_shuffles=50_000, seed=0):
    """Compare the texts of some genres before a congress with those after it; the congress's own stand between.

    Parameters
    ----------
    counts : Counts
        A term for each shift, of the same name.
    documents : pandas.DataFrame
        With `genre`. A text belongs to a side by its first possible day.
    congresses : pandas.DataFrame
        As from `load_congresses`.
    genres : list of str
        All other texts are left out.
    n_shuffles, seed : int

    Returns
    -------
    pandas.DataFrame
        A row a shift: `congress`; `texts`, `having` and `rate` (per 1,000 words, missing without texts) with the ends
        ``_before``, ``_at`` and ``_after``; `p_incidence` and `p_rate` of before against after, two-sided, as in
        `compare_shifts`, missing where a side has fewer than two texts or none has the term; and `p_holm`, the lesser
        of the two after Holm over all tests that could be made.

    Raises
    ------
    InputError
        If a shift is not counted, or no text has one of the genres.
    """
    check_counts(counts)
    documents = check_table(check_documents(documents), ["genre"], "documents")
    of_genre = align(counts, documents[["date", "genre"]], "documents")
    if isinstance(genres, str) or not of_genre["genre"].isin(list(genres)).any():
        raise InputError(f"no counted text has the genre {genres!r}; write a list of {sorted(set(of_genre['genre']))}")
    days = of_genre["date"][of_genre["genre"].isin(list(genres))]
    rows = {name: _compare_congress(counts[[name]], days, row, n_shuffles, seed)
            for name, row in _check_congresses(congresses).iterrows()}  # fmt: skip
    table = pd.DataFrame.from_dict(rows, orient="index").rename_axis("shift")
    made = table[["p_incidence", "p_rate"]].stack().dropna()
    holm = adjust_holm(made).groupby(level=0).min() if len(made) else made
    return table.assign(p_holm=holm.reindex(table.index))


def _compare_congress(counts, days, congress, n_shuffles, seed):
    """Return what the texts before, at and after a congress have, and both tests of before against after."""
    reach = pd.Timedelta(days=int(congress["days"]))
    sides = {"before": days.between(congress["first"] - reach, congress["first"], "left"),
             "at": days.between(congress["first"], congress["last"]),
             "after": days.between(congress["last"], congress["last"] + reach, "right")}  # fmt: skip
    row = {"congress": congress["congress"]}
    for side in SIDES:
        here = counts.select(sides[side].index[sides[side]])
        c, w = here.table.iloc[:, 0], here.words.sum()
        row |= {f"texts_{side}": len(here), f"having_{side}": int((c > 0).sum())}
        row[f"rate_{side}"] = 1000 * c.sum() / w if w else np.nan
    row |= {"p_incidence": np.nan, "p_rate": np.nan}
    if min(row["texts_before"], row["texts_after"]) < 2 or not row["having_before"] + row["having_after"]:
        return row
    around = counts.select(days.index[sides["before"] | sides["after"]])
    after = sides["after"].reindex(around.index)
    found = compare_sides(around, after, "either", n_shuffles, 0, seed)
    return row | {f"p_{test['test']}": test["p"] for test in found}


def load_counterparts(folder=paths.CORPUS):
    """Load by which names it is known with whom a theme is to be shared: with whom peace is to be made.

    Parameters
    ----------
    folder : pathlib.Path
        With a table ``counterparts.csv``, as ``columns.csv`` describes it.

    Returns
    -------
    pandas.DataFrame
        Indexed by `theme` and `counterpart`; `terms` as lists, as `count_terms` takes them.

    Raises
    ------
    InputError
        If the file cannot be read, or a row lacks its theme, counterpart or terms.
    """
    path = check_folder(folder) / "counterparts.csv"
    table = check_table(load_table(path), ["theme", "counterpart", "terms"], str(path))
    table["terms"] = [split_list(cell) for cell in table["terms"]]
    twice = table.duplicated(["theme", "counterpart"])
    for row, again in zip(table.itertuples(), twice, strict=True):
        if not row.theme or not row.counterpart or not row.terms or again:
            raise InputError(f"{path}: the counterpart {row.counterpart!r} of {row.theme!r} has the terms {row.terms}; "
                             "write all three, and each counterpart once")  # fmt: skip
    return table.set_index(["theme", "counterpart"])


def count_counterparts(occurrences, paragraphs, documents, counterparts):
    """Count the occurrences near which a counterpart is named.

    An occurrence counts for every counterpart that is named within 200 characters of it in its paragraph.

    Parameters
    ----------
    occurrences : pandas.DataFrame
        As from `find_occurrences`, of one theme.
    paragraphs, documents : pandas.DataFrame
    counterparts : dict of str to list of str
        Search terms: ``dict(load_counterparts().loc["peace", "terms"])``.

    Returns
    -------
    Counts
        A column for each counterpart, and ``none of them``; an occurrence may be in several of the others.

    Raises
    ------
    InputError
        If there are no counterparts, or an occurrence is in none of the paragraphs.
    """
    if not isinstance(counterparts, dict) or not counterparts:
        raise InputError(f"counterparts is {counterparts!r:.60}; write {{'Germany': ['german*']}}")
    contexts = find_contexts(occurrences, paragraphs, documents, REACH)
    near = pd.DataFrame({
        name: [bool(find_terms(f"{row.left}{row.match}{row.right}", terms)) for row in contexts.itertuples()]
        for name, terms in counterparts.items()}, contexts.index, dtype=int)  # fmt: skip
    near[NOBODY] = (near.sum(axis=1) == 0).astype(int)
    words = paragraphs["text"].map(count_words).groupby(paragraphs["document"], sort=False).sum()
    return Counts(near.groupby(contexts["document"]).sum().reindex(words.index, fill_value=0), words)
