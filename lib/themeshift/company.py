"""Give any sentence about a term inside and outside a group of texts the whole company that a claim must keep.

How it is shown is in `checked_claim`.
"""

import numpy as np
import pandas as pd

from themeshift.alignment import align, read_members
from themeshift.checked_claim import CheckedClaim
from themeshift.checks import InputError, check_choice, check_documents, check_table
from themeshift.comparisons import adjust_holm
from themeshift.counts import check_counts
from themeshift.dates import write_day
from themeshift.intervals import measure_intervals
from themeshift.shifts import compare_sides, place_sides, read_labels
from themeshift.shuffles import DIRECTIONS
from themeshift.standardization import find_supported, standardize_rates
from themeshift.tables import read_days
from themeshift.tipping import count_tipping

SIDES = {"": "inside", "_elsewhere": "elsewhere"}  # the ends of the names of numbers
TESTED = {"p": "", "p_error": "_error", "floor": "_floor", "p_without": "_without"}  # of a test, and the same ends


def check_claim(
    counts, documents, members, term=None, direction="either", family=None, occasions="occasion", strata="genre",
    groups=None, candidates=None, disagreements=None, absent=None, theme=None, volumes=None, missing_words=0,
    n_shuffles=50_000, seed=0, tests=None,
):  # fmt: skip
    """Give a sentence about the rate of a term inside and outside a group of texts its whole company.

    Parameters
    ----------
    counts : Counts
    documents : pandas.DataFrame
    members : (str, str), pandas.Series of bool, or list
        Two days, written YYYY-MM-DD, between which a text begins; or which texts.
    term : str or None
        One of the terms that are counted; may be left out if there is one.
    direction : str
        ``either``, ``higher`` or ``lower``: of the tests, decided before the counts are seen.
    family : pandas.Series or None
        The p of all other tests that are made, as in ``compare_shifts(…)["p"]``: then both tests are corrected with
        them by Holm's method.
    occasions, strata : str, pandas.Series or None
        What hangs together, and over what rates are standardized: columns of `documents`, passed over where it has none
        of this name, or labels by document.
    groups : dict of str to list, or None
        As in `standardize_rates`.
    candidates : Counts or None
        As in `count_tipping`.
    disagreements : pandas.DataFrame or None
        With `document`: a row for each word of the theme on which two readers differ.
    absent, volumes : pandas.DataFrame or None
        As from `load_absent` and `load_volumes`.
    theme : str or None
        By which `absent` is searched; by default the term.
    missing_words : int
        As in `count_tipping`.
    n_shuffles, seed : int
    tests : (pandas.DataFrame, pandas.DataFrame) or None
        If they were made: both tests of this term between these days, over texts and over occasions, each as the rows
        of one shift from `compare_shifts`. They are taken as they are, and not made again by `direction` and `seed`.

    Returns
    -------
    CheckedClaim
        Its `numbers` are, of the texts inside and, with ``_elsewhere``, of all others: `texts`, `words`, `count`,
        `rate` (per 1,000 words), `without_low` and `without_high` (any one text left out), `decisive_text`, `low` and
        `high` (for comparable texts, as from `measure_intervals` with two periods; missing for fewer than three texts),
        `having` (texts with the term), `doubtful` (labels that could change), `disagreements`, `absent` and
        `printed_share`, the mean part of a work that is printed, weighted by the words of the texts for which it is
        known. Of both sides: `higher`, the side of the higher rate; `order_undone_by`, the text without which it is not
        so (the worst; None where there is none); `doubt_undoes`, whether it is not so with every doubtful label counted
        against it; `p_incidence` and `p_rate` as in `compare_shifts`, each with ``_error``, ``_floor``, ``_holm`` and,
        over occasions, ``_occasions``; `astride`, the occasions with texts on both sides; `standardized`,
        `standardized_elsewhere` and `p_standardized`, over the strata in `supported`; `tipping`, `tipping_words` and
        `label_tipping` as in `count_tipping`; `volumes_least` and `volumes_most`, bounds of the part that is printed of
        the volumes from which the texts inside are taken. What cannot be told, or was not given, is missing.

    Notes
    -----
    How often the interval holds the true rate on both sides of the declared shifts is measured too: the rows ``sides``
    of `load_coverage`.

    Raises
    ------
    InputError
        If no text or every text is inside, the term is not counted, or an argument is not what it must be.
    """
    check_counts(counts, 2)
    check_choice(direction, DIRECTIONS, "direction")
    counts = _choose_term(counts, term)
    inside, days, window = _place_texts(counts, documents, members)
    numbers = {"term": counts.terms[0]} | _measure_sides(counts, inside) | _test_order(counts, inside)
    numbers |= (_test_sides(counts, inside, days, documents, occasions, direction, n_shuffles, seed)
                if tests is None else _take_tests(tests, numbers))  # fmt: skip
    numbers |= _correct(numbers, family)
    numbers |= _standardize(counts, documents, inside, strata, groups, n_shuffles, seed)
    numbers |= count_tipping(counts, inside, missing_words, candidates)
    numbers |= _count_doubt(counts, inside, numbers["higher"], disagreements)
    missing = _find_absent(absent, str(counts.terms[0] if theme is None else theme), window)
    numbers |= {f"absent{end}": np.nan if absent is None else int((missing["side"] == side).sum())
                for end, side in SIDES.items()}  # fmt: skip
    numbers |= _measure_print(counts, documents, inside, volumes)
    return CheckedClaim(pd.Series(numbers, dtype=object, name="claim"), missing)


def _choose_term(counts, term):
    if term is None and len(counts.terms) > 1:
        raise InputError(f"{len(counts.terms)} terms are counted; name the one of the claim: {list(counts.terms[:12])}")
    return counts if term is None else counts[[term]]


def _place_texts(counts, documents, members):
    """Return which texts are inside, the first day of each, and the days from the first to the last inside."""
    days = align(counts, check_documents(documents)[["date", "date_end"]], "documents")
    if not isinstance(members, tuple):
        inside = pd.Series(read_members(counts, members, 1), counts.index)
        return inside, days["date"], (days["date"][inside].min(), days["date_end"][inside].max())
    if len(members) != 2:
        raise InputError(f"members is {members!r:.200}; give a list of documents, or the first day and the last")
    first, last = read_days(members, f"a day of {members!r:.100}")
    if first > last:
        raise InputError(f"the window ends on {write_day(last)}, before it begins; exchange the days")
    inside = days["date"].between(first, last)
    if inside.all() or not inside.any():
        raise InputError(f"{inside.sum()} of {len(inside)} texts lie between {write_day(first)} and {write_day(last)}; "
                         "choose other days")  # fmt: skip
    return inside, days["date"], (first, last)


def _measure_sides(counts, inside):
    """Return what the rates of both sides are and rest on."""
    labels = inside.map({True: "inside", False: "elsewhere"}).rename("period")
    ranges = measure_intervals(counts, labels).set_index("period")
    having = (counts.table.iloc[:, 0] > 0).groupby(labels).sum()
    names = ["texts", "words", "count", "rate", "without_low", "without_high", "decisive_text", "low", "high"]
    numbers = {"layer": ranges["layer"].iloc[0]}
    for end, side in SIDES.items():
        numbers |= {name + end: ranges.loc[side, name] for name in names} | {"having" + end: having[side]}
    return numbers


def _test_order(counts, inside):
    """Find the text without which the side of the higher rate is no longer the higher."""
    c, w = counts.table.to_numpy(dtype=float)[:, 0], counts.words.to_numpy(dtype=float)
    here = inside.to_numpy()

    def differ(sums):
        (c_here, w_here), (c_there, w_there) = sums
        return c_here * w_there - c_there * w_here

    sums = [(c[side].sum(), w[side].sum()) for side in (here, ~here)]
    sign = np.sign(differ(sums))
    left = [(total - c * side, size - w * side) for (total, size), side in zip(sums, (here, ~here), strict=True)]
    rest = sign * differ(left)
    for side in (here, ~here):
        if side.sum() == 1:
            rest[side] = np.inf  # without its only text there is nothing to compare
    undone = sign != 0 and rest.min() <= 0
    return {"order_undone_by": counts.index[rest.argmin()] if undone else None}


def _test_sides(counts, inside, days, documents, occasions, direction, n_shuffles, seed):
    """Return both tests over texts and over occasions."""
    numbers = {}
    for row in compare_sides(counts, inside, direction, n_shuffles, 0, seed):
        numbers |= {f"p_{row['test']}{end}": row[name] for name, end in TESTED.items()}
    names = ["p_incidence_occasions", "p_rate_occasions", "astride"]
    if occasions is None or (isinstance(occasions, str) and occasions not in documents):
        return numbers | dict.fromkeys(names, np.nan)
    labels = read_labels(counts, documents, occasions)
    units = counts.group(labels)
    placed, astride = place_sides(inside, days, labels)
    placed = placed.reindex(units.index)
    if placed.all() or not placed.any():
        return numbers | dict(zip(names, (np.nan, np.nan, astride), strict=True))
    p = [row["p"] for row in compare_sides(units, placed, direction, n_shuffles, 0, seed)]
    return numbers | dict(zip(names, (*p, astride), strict=True))


def _take_tests(tests, numbers):
    """Return both tests that were made, over texts and over occasions, if they are of this term and these texts."""
    if not isinstance(tests, tuple) or len(tests) != 2:
        raise InputError(
            f"tests is {type(tests).__name__}; give two tables from compare_shifts: of texts, of occasions"
        )
    needed = ["test", "inside", "outside", "having", "having_elsewhere", "rate", "rate_elsewhere", *TESTED, "astride"]
    texts, units = (check_table(table, needed, "tests").set_index("test") for table in tests)
    if any(sorted(table.index) != ["incidence", "rate"] for table in (texts, units)):
        raise InputError("tests have other rows than one of incidence and one of rate; take those of one shift")
    names = {"inside": "texts", "outside": "texts_elsewhere"} | {name: name for name in needed[3:7]}
    pairs = [(texts, name, own) for name, own in names.items()]
    if not units["astride"].any():  # else a text may lie on the other side with its occasion
        pairs += [(units, name, name) for name in ("rate", "rate_elsewhere")]
    for table, name, own in pairs:
        if not np.isclose(table.loc["rate", name], numbers[own]):
            raise InputError(f"tests have {table.loc['rate', name]} for {name!r}, the claim {numbers[own]}; take the "
                             "tests of the same term, days and texts")  # fmt: skip
    made = {f"p_{test}{end}": row[name] for test, row in texts.iterrows() for name, end in TESTED.items()}
    made |= {f"p_{test}_occasions": units.loc[test, "p"] for test in ("incidence", "rate")}
    return made | {"astride": units["astride"].iloc[0]}


def _correct(numbers, family):
    """Return both p corrected for the family of all tests, these two among them."""
    names = ["p_incidence", "p_rate"]
    if family is None:
        return {f"{name}_holm": np.nan for name in names}
    if not isinstance(family, pd.Series):
        raise InputError(f"family is {type(family).__name__}; give the p of the other tests as a Series")
    made = pd.Series({name: numbers[name] for name in names}, dtype=float)
    corrected = adjust_holm(pd.concat([made, family.reset_index(drop=True)]).fillna(1.0))
    return {f"{name}_holm": corrected[name] if pd.notna(made[name]) else np.nan for name in names}


def _standardize(counts, documents, inside, strata, groups, n_shuffles, seed):
    """Return the rates with the mix of texts held fixed, missing where no stratum has texts enough on both sides."""
    names = ["standardized", "standardized_elsewhere", "p_standardized", "supported"]
    blank = dict.fromkeys(names, np.nan)
    if strata is None or (isinstance(strata, str) and strata not in documents):
        return blank
    supported = find_supported(counts, documents, inside, strata, groups)
    if not supported:
        return blank | {"supported": "none"}
    row = standardize_rates(counts, documents, inside, strata, groups, n_shuffles=n_shuffles, seed=seed).rates.iloc[0]
    values = (row["standardized"], row["standardized_elsewhere"], row["p"], "; ".join(map(str, supported)))
    return dict(zip(names, values, strict=True))


def _count_doubt(counts, inside, higher, disagreements):
    """Count the labels that are doubtful and those on which readers differ, and what the doubt could do."""
    numbers, sides = {}, {"": inside.to_numpy(), "_elsewhere": ~inside.to_numpy()}
    table, words = counts.table.iloc[:, 0].to_numpy(), counts.words.to_numpy()
    least, most = (table if bound is None else bound.iloc[:, 0].to_numpy() for bound in (counts.least, counts.most))
    if disagreements is not None:
        named = check_table(disagreements, ["document"], "disagreements", empty=True)["document"]
    for end, side in sides.items():
        numbers["doubtful" + end] = int((most - least)[side].sum())
        numbers["disagreements" + end] = np.nan if disagreements is None else int(named.isin(counts.index[side]).sum())
    up, down = (sides[""], sides["_elsewhere"]) if higher == "inside" else (sides["_elsewhere"], sides[""])
    undone = least[up].sum() * words[down].sum() <= most[down].sum() * words[up].sum()
    return numbers | {"doubt_undoes": bool(undone) if higher != "neither" else np.nan}


def _find_absent(absent, theme, window):
    """Return what is missing and bears on a theme, and on which side of the claim it lies."""
    if absent is None:
        return pd.DataFrame(columns=["date", "date_end", "title", "themes", "side"])
    check_table(absent, ["date", "date_end", "title", "themes"], "absent", empty=True)
    found = absent[[theme in themes for themes in absent["themes"]]].copy()
    meets = (found["date"] <= window[1]) & (found["date_end"] >= window[0])
    found["side"] = np.where(found["date"].isna(), "unknown", np.where(meets, "inside", "elsewhere"))
    return found.reset_index(drop=True)


def _measure_print(counts, documents, inside, volumes):
    """Return the part of works that is printed on both sides, and of the volumes from which the texts inside come."""
    shares = documents["printed_share"] if "printed_share" in documents else pd.Series(np.nan, documents.index)
    shares, words, numbers = shares.reindex(counts.index), counts.words, {}
    for end, side in (("", inside), ("_elsewhere", ~inside)):
        known = side & shares.notna()
        numbers["printed_share" + end] = np.average(shares[known], weights=words[known]) if known.any() else np.nan
    numbers |= {"volumes_least": np.nan, "volumes_most": np.nan}
    if volumes is None or "cw_volume" not in documents:
        return numbers
    check_table(volumes, ["volume", "printed", "pages_least", "pages_most"], "volumes")
    cited = documents["cw_volume"].reindex(counts.index[inside]).dropna().unique()
    whole = volumes.sort_values("printed", ascending=False, kind="stable").drop_duplicates("volume")
    whole = whole[whole["volume"].isin(cited)]
    for name, pages in (("volumes_least", "pages_most"), ("volumes_most", "pages_least")):
        total = whole[pages].sum(skipna=False) if len(whole) else pd.NA
        numbers[name] = np.nan if pd.isna(total) else whole["printed"].sum() / total
    return numbers
