"""Say what is left of each declared shift: which of them hold, what is missing beside them, and their claims."""

import numpy as np
import pandas as pd

from themeshift.alignment import align
from themeshift.checked_claim import write_p
from themeshift.checks import InputError, check_documents, check_table
from themeshift.company import check_claim
from themeshift.comparisons import adjust_holm
from themeshift.counts import check_counts
from themeshift.declarations import declare_claim
from themeshift.facts import find_whole_texts
from themeshift.occurrences import count_senses
from themeshift.readings import find_differing
from themeshift.shifts import check_shifts
from themeshift.standardization import standardize_rates
from themeshift.story import check_story
from themeshift.wording import write_rate

TESTS = ["shift", "test", "inside", "outside", "having", "having_elsewhere", "rate", "rate_elsewhere", "p", "p_holm",
         "p_without"]  # fmt: skip
LEVEL = 0.05


def judge_shifts(shifts, tests, occasions):
    """Judge which declared shifts hold: the declared way, and p below .05 after Holm, over texts and over occasions.

    Parameters
    ----------
    shifts : pandas.DataFrame
        As from `load_shifts`.
    tests, occasions : pandas.DataFrame
        As from `compare_shifts` of the same shifts, with texts and with occasions as units.

    Returns
    -------
    pandas.DataFrame
        By shift: `holds`; `by`, the tests by which it does (``rate``, ``incidence``, ``incidence and rate``; empty if
        it does not); `p_texts` and `p_occasions`, of the tests that go the declared way the corrected p of that whose
        greater p is least; missing where none goes it. For incidence the way is that of the shares of texts.

    Raises
    ------
    InputError
        If a shift was not put to both tests with both units.
    """
    shifts, rows = check_shifts(shifts), {}
    texts, units = (_index_tests(table, what) for table, what in ((tests, "tests"), (occasions, "occasions")))
    for name, shift in shifts.iterrows():
        if not all((name, test) in table.index for table in (texts, units) for test in ("incidence", "rate")):
            raise InputError(f"the shift {name!r} was not put to both tests over texts and over occasions; do so")
        sign = 1 if shift["direction"] == "higher" else -1
        found = pd.DataFrame({"p_texts": texts.loc[name, "p_holm"], "p_occasions": units.loc[name, "p_holm"]})
        found = found[[sign * _differ(texts.loc[(name, test)]) > 0 for test in found.index]]
        worse = found.max(axis=1, skipna=False).dropna()
        by = " and ".join(test for test in ("incidence", "rate") if worse.get(test, 1) < LEVEL)
        least = found.loc[worse.idxmin()] if len(worse) else pd.Series(np.nan, found.columns)
        rows[name] = {"holds": bool(by), "by": by, **least}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("shift")


def _index_tests(table, what):
    table = check_table(table, [], what, empty=True)
    table = table if "shift" in table else table.reset_index()
    return check_table(table, TESTS, what).set_index(["shift", "test"])


def _differ(row):
    """Return by how much the inside is above the outside: in the shares of texts, or in the rate."""
    if row.name[1] == "incidence":
        return row["having"] / row["inside"] - row["having_elsewhere"] / row["outside"]
    return row["rate"] - row["rate_elsewhere"]


def standardize_shifts(counts, documents, shifts, strata, n_shuffles=5000, seed=0):
    """Test each declared shift with the mix of texts held fixed: a row for each shift and kind of stratum.

    Parameters
    ----------
    counts : Counts
    documents, shifts : pandas.DataFrame
    strata : dict of str to (dict or None)
        By a column of `documents`: groups of its values, as in `standardize_rates`.
    n_shuffles, seed : int

    Returns
    -------
    pandas.DataFrame
        By shift and column: `rate`, `rate_elsewhere`, `standardized`, `standardized_elsewhere` (per 1,000 words), `p`,
        `p_holm` over all rows, `imbalance` (the greatest standardized difference of the shares of words, before), and
        `left_out`, the strata without two texts on both sides.

    Raises
    ------
    InputError
        As `standardize_rates`; it names the shift.
    """
    check_counts(counts)
    rows = {}
    for name, shift in check_shifts(shifts).iterrows():
        inside = align(counts, check_documents(documents)[["date"]], "documents")["date"]
        inside = inside.between(shift["first"], shift["last"])
        for column, groups in strata.items():
            found = standardize_rates(counts[[name]], documents, inside, column, groups, n_shuffles=n_shuffles,
                                      seed=seed)  # fmt: skip
            kept = found.rates.iloc[0][["rate", "rate_elsewhere", "standardized", "standardized_elsewhere", "p"]]
            rows[name, column] = {**kept, "imbalance": found.balance["before"].abs().max(),
                                  "left_out": ", ".join(found.strata.index[found.strata["weight"].isna()])}  # fmt: skip
    table = pd.DataFrame.from_dict(rows, orient="index")
    table.index = pd.MultiIndex.from_tuples(rows, names=["shift", "strata"])
    made = table["p"].dropna()
    table.insert(5, "p_holm", adjust_holm(made).reindex(table.index) if len(made) else np.nan)
    return table


def measure_missing(counts, documents, shifts, absent):
    """Say of each shift what is known to be missing, and on which texts its occurrences within the days rest.

    Returns
    -------
    pandas.DataFrame
        By shift: texts `known_to_be_missing` of its theme, those `within_its_days`, the part of its occurrences there
        that is `in_whole_texts` and `in_the_largest_text` (missing without occurrences), and an `example`.
    """
    whole, days = find_whole_texts(documents), align(counts, check_documents(documents)[["date"]], "documents")["date"]
    of_theme = check_table(absent, ["date", "title", "themes"], "absent", empty=True).explode("themes")
    rows = {}
    for name, shift in check_shifts(shifts).iterrows():
        missing = of_theme[of_theme["themes"] == shift["theme"]]
        found = counts[[name]].table.iloc[:, 0][days.between(shift["first"], shift["last"])]
        total = found.sum() or np.nan
        rows[name] = {
            "known_to_be_missing": len(missing),
            "within_its_days": int(missing["date"].between(shift["first"], shift["last"]).sum()),
            "in_whole_texts": found[whole[found.index]].sum() / total, "in_the_largest_text": found.max() / total,
            "example": missing["title"].iloc[0] if len(missing) else "",
        }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("shift")


def claim_shifts(
    story, documents, shifts, tests, occasions, standardized, choices, paragraphs, readings=None, figure="", **company
):  # fmt: skip
    """Declare two claims for each shift: what is in these texts, and whether it can be inferred for comparable ones.

    Parameters
    ----------
    story : Story
    documents, shifts : pandas.DataFrame
    tests, occasions : pandas.DataFrame
        As for `judge_shifts`: the family of all tests. They are taken as they are, and not made again.
    standardized : pandas.DataFrame
        As from `standardize_shifts`, with the column ``genre``.
    choices : pandas.DataFrame
        By shift `held`, `tried` and `breaks_it`, as from `summarize_choices`.
    paragraphs : pandas.DataFrame
        Of the documents.
    readings : pandas.DataFrame or None
        As from `load_readings`: of each claim, the words in these paragraphs on which two of them differ are counted.
    figure : str
        In which the choices are drawn.
    **company
        `absent` and `volumes` for `check_claim`.

    Returns
    -------
    list of dict
        For `save_claims`.

    Raises
    ------
    InputError
        If a shift has no word in its days.
    """
    verdicts = judge_shifts(shifts, tests, occasions).join(
        summarize_shifts(shifts, tests, occasions, standardized, choices).drop(columns="holds"))  # fmt: skip
    check_table(choices, ["held", "tried", "breaks_it"], "choices")
    texts, units = _index_tests(tests, "tests").reset_index(), _index_tests(occasions, "occasions").reset_index()
    for table, what in ((texts, "tests"), (units, "occasions")):
        check_table(table, ["decisive_text"], what)
    found = check_story(story).occurrences
    found, claims = found[found["document"].isin(documents.index)], []
    for name, shift in check_shifts(shifts).iterrows():
        of_shift = texts["shift"] == name
        made = {"tests": (texts[of_shift], units[units["shift"] == name]), "family": texts.loc[~of_shift, "p"]}
        words = found[found["theme"] == story.curves[name][0]]
        made["disagreements"] = find_differing(readings, story.curves[name], words)
        decisive = [table.loc[(table["shift"] == name) & (table["test"] == "rate"), "decisive_text"].iloc[0]
                    for table in (texts, units)]  # fmt: skip
        more = "more" if shift["direction"] == "higher" else "less"
        claim = f"comparable texts of these days would speak of {name} {more} often than others"
        shown = _write_verdict(claim, verdicts.loc[name], decisive, choices.loc[name, "breaks_it"])
        claims += _claim_shift(name, shift, story, documents, words, paragraphs, shown, choices.loc[name],
                               figure, company | made)  # fmt: skip
    return claims


def _write_verdict(claim, verdict, decisive, breaks_it):
    """Write whether what is claimed can be inferred, by which p, and what undoes it, at one level but for changes."""
    by = ", ".join(f"p {write_p(verdict[f'p_{unit}'])} over {unit}" for unit in ("texts", "occasions")
                   if pd.notna(verdict[f"p_{unit}"]))  # fmt: skip
    by = f" ({by}; corrected)" if by else ""
    if not verdict["holds"]:
        return f"From these texts it cannot be inferred that {claim}{by}"
    text, occasion = decisive  # none where several are as decisive
    against = {"without_any_one_text": f"without {'some one text' if pd.isna(text) else text}",
               "without_any_one_occasion": f"without {'some one' if pd.isna(occasion) else 'the'} occasion"
                                           f"{'' if pd.isna(occasion) else f' {occasion}'}",
               "rate_within_genres": "with the mix of genres held fixed"}  # fmt: skip
    of_rate = {how: verdict[name] for name, how in against.items() if "rate" in verdict["by"]}  # all three are its p
    told = [f"not {how} ({'not tested' if pd.isna(p) else f'p {write_p(p)}, corrected'})"
            for how, p in of_rate.items() if not p < LEVEL]  # fmt: skip
    changes = ", ".join(f"“{change}”" for change in breaks_it.split("; "))
    told += [f"not, even without correction, with one of these changes: {changes}"] * bool(breaks_it)
    inferred = f"From these texts it can be inferred, by {verdict['by']}, that {claim}{by}"
    return f"{inferred}{'; but ' * bool(told)}{'; '.join(told)}"


def _claim_shift(name, shift, story, documents, words, paragraphs, shown, choices, figure, company):
    """Return the fact and the inference of one shift; `words` are all of its theme, whatever their sense."""
    theme, senses = story.curves[name]
    window = tuple(f"{shift[end]:%Y-%m-%d}" for end in ("first", "last"))
    inside = documents.index[documents["date"].between(*window)]
    sure = words[words["sense"].isin(senses) & (words["alternative"] == "") & words["document"].isin(inside)]
    if sure.empty:
        raise InputError(f"the shift {name!r} has no word in its days, {window[0]} to {window[1]}, so that nothing can "
                         "be claimed of it; choose other days in shifts.csv, or take its row out")  # fmt: skip
    any_sense = count_senses(words, {name: (theme, list(words["sense"].unique()))}, paragraphs)
    checked = check_claim(story.counts, documents, window, name, theme=theme, candidates=any_sense, strata=None,
                          **company)  # fmt: skip
    quoted, identity = sure.drop_duplicates("document").head(3), name_claim(name)
    cells = {"holds_in": int(choices["held"]), "choices": int(choices["tried"]), "figure": figure}
    fact = (f"In the texts dated {window[0]} to {window[1]}, the theme {name} occurs {{number}} times in 1,000 words; "
            f"in the others, {write_rate(checked.numbers['rate_elsewhere'])}.")  # fmt: skip
    return [declare_claim(identity, fact, quoted, checked, **cells),
            declare_claim(f"{identity}-shift", f"{shown}.", quoted, checked, kind="inference", **cells)]  # fmt: skip


def _correct_without(tests):
    """Return the greatest p of the rate without any one unit, corrected over all tests; missing where not tested."""
    p = tests["p_without"]
    return adjust_holm(p.fillna(1.0)).where(p.notna()).xs("rate", level="test")


def name_claim(name):
    """Return the name of the claim of a shift."""
    return name.lower().replace(" ", "-")


def summarize_shifts(shifts, tests, occasions, standardized, choices):
    """Set each declared shift beside its whole company: the scoreboard.

    Parameters
    ----------
    shifts, tests, occasions : pandas.DataFrame
        As for `judge_shifts`.
    standardized : pandas.DataFrame
        As from `standardize_shifts`, with the column ``genre``.
    choices : pandas.DataFrame
        As from `summarize_choices`.

    Returns
    -------
    pandas.DataFrame
        By shift: the `ratio` of the rates; p, corrected, of `incidence`, `rate`, `rate_by_occasion` and
        `rate_within_genres`, and of the rate `without_any_one_text` and `without_any_one_occasion`: the greatest p of
        each test without a text or occasion, corrected over all tests; `other_choices`, in how many it held; `holds`;
        and `against`, which of these p are .05 or more.
    """
    texts, units = _index_tests(tests, "tests"), _index_tests(occasions, "occasions")
    rate, incidence = (texts.xs(test, level="test") for test in ("rate", "incidence"))
    verdicts = judge_shifts(shifts, tests, occasions)
    check_table(standardized, ["p_holm"], "standardized")
    check_table(choices, ["held", "tried"], "choices")
    with np.errstate(divide="ignore", invalid="ignore"):
        board = pd.DataFrame({
            "ratio": rate["rate"] / rate["rate_elsewhere"], "incidence": incidence["p_holm"], "rate": rate["p_holm"],
            "rate_by_occasion": units.xs("rate", level="test")["p_holm"],
            "rate_within_genres": standardized["p_holm"].xs("genre", level=1),
            "without_any_one_text": _correct_without(texts), "without_any_one_occasion": _correct_without(units),
            "other_choices": choices["held"].astype(str) + " of " + choices["tried"].astype(str),
            "holds": verdicts["holds"].map({True: "yes", False: "no"}),
        }).reindex(shifts.index)  # fmt: skip
    p = board[["incidence", "rate", "rate_by_occasion", "rate_within_genres", "without_any_one_text",
               "without_any_one_occasion"]]  # fmt: skip
    board["against"] = [", ".join(row.index[~(row < LEVEL)]).replace("_", " ") for _, row in p.iterrows()]
    return board
