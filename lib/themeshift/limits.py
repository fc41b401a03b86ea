"""Say what the tests of declared shifts could not have shown, and what readers' differences could do to them."""

import numpy as np
import pandas as pd

from themeshift.checks import InputError, check_choice, check_documents, check_table
from themeshift.comparisons import adjust_holm
from themeshift.readings import find_differing
from themeshift.shifts import check_shifts
from themeshift.story import check_story
from themeshift.verdicts import LEVEL


def describe_limits(tests):
    """Say of each shift by which test it could not have been shown, and by which no planted rise is found.

    A test could not have shown it if p would be .05 or more, corrected (Holm) beside the others as they are, even if it
    were the least that this test can give for so many texts. A test that could may still find no rise, because few
    texts have the term.

    Parameters
    ----------
    tests : pandas.DataFrame
        As from `compare_shifts`: the family of all tests.

    Returns
    -------
    list of str
        A sentence for each shift.

    Raises
    ------
    InputError
        If there are no tests, or they lack a column.
    """
    tests = check_table(tests, ["shift", "test", "p", "floor", "detectable"], "tests").reset_index(drop=True)
    tests["least"] = _correct_floors(tests)
    return [f"{shift}: {'; '.join(_list_limits(rows))}." for shift, rows in tests.groupby("shift", sort=False)]


def _correct_floors(tests):
    """Return the least possible p of each test, corrected beside the others as they are."""
    p = tests["p"].fillna(1.0)
    return pd.Series([adjust_holm(p.where(p.index != row, floor))[row] for row, floor in
                      tests["floor"].fillna(1.0).items()], tests.index)  # fmt: skip


def _list_limits(rows):
    """List what is said of the tests of one shift, but for what is said of none."""
    never, blind, found = [], [], []
    for row in rows.itertuples():
        if pd.isna(row.p):
            never.append(f"{row.test} (not tested)")
        elif row.least >= LEVEL:
            never.append(f"{row.test} (p at least {row.floor:.3f}, {row.least:.2f} corrected)")
        if pd.isna(row.detectable):
            blind.append(row.test)
        else:
            found.append(f"{row.test} ({row.detectable:g} times)")
    said = {"could not have been shown": never, "no planted rise is found in 4 of 5 trials": blind,
            "planted rises are found": found}  # fmt: skip
    return [f"{what} by {', '.join(by)}" for what, by in said.items() if by]


def settle_disagreements(story, documents, shifts, readings):
    """Settle every word on which two readers differ against each declared shift, and say what is left of it.

    Parameters
    ----------
    story : Story
    documents, shifts : pandas.DataFrame
    readings : pandas.DataFrame
        As from `load_readings`.

    Returns
    -------
    pandas.DataFrame
        By shift: `disagreements`, the words of these documents on which any two readings differ; `against`, how many of
        them then change sides of the count: counted ones within the days that lose the sense, and uncounted ones of the
        other texts that gain it (the other way round for a shift declared ``lower``); `rate` and `rate_elsewhere` per
        1,000 words after that; and `undone`, whether the order is lost. Missing where nobody read the words of a theme.

    Raises
    ------
    InputError
        If a shift has no curve in the story, or no texts within its days or none outside.
    """
    check_table(readings, ["theme", "reader"], "readings")
    found, days = check_story(story).occurrences, check_documents(documents)["date"]
    words_of, rows = story.counts.select(documents).words, {}
    for name, shift in check_shifts(shifts).iterrows():
        check_choice(name, story.curves, "the shift")
        within = days.between(shift["first"], shift["last"]).reindex(words_of.index)
        if within.all() or not within.any():
            raise InputError(
                f"the shift {name!r} has {within.sum()} of {len(within)} texts between its days; move them"
            )
        theme, senses = story.curves[name]
        words = found[(found["theme"] == theme) & found["document"].isin(words_of.index)]
        differing = find_differing(readings, story.curves[name], words)
        if differing is None:
            rows[name] = dict.fromkeys(("disagreements", "against", "rate", "rate_elsewhere", "undone"), np.nan)
            continue
        rows[name] = {"disagreements": len(differing)} | _settle(words, differing, senses, within, words_of, shift)
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("shift")


def _settle(words, differing, senses, within, words_of, shift):
    """Return what is left of one shift: words that change, and the rates after that."""
    higher = shift["direction"] == "higher"
    counts, changed = {}, 0
    for side, loses in ((True, higher), (False, not higher)):
        here, disputed = (table[table["document"].map(within) == side]["sense"].isin(senses) for table in
                          (words, differing))  # fmt: skip
        change = disputed.sum() if loses else (~disputed).sum()
        counts[side], changed = here.sum() + (-change if loses else change), changed + change
    rate, elsewhere = (1000 * counts[side] / words_of[within == side].sum() for side in (True, False))
    undone = rate <= elsewhere if higher else rate >= elsewhere
    return {"against": changed, "rate": rate, "rate_elsewhere": elsewhere, "undone": undone}


def describe_disagreement(settled):
    """Say which shifts would be undone if readers' differences were all settled against them.

    Parameters
    ----------
    settled : pandas.DataFrame
        As from `settle_disagreements`.

    Returns
    -------
    str
        A sentence for the shifts that would remain, one for those that would be undone, and one for those whose words
        nobody read. In brackets: the words on which readers differ, and the rates within the days and elsewhere.
    """
    rows = check_table(settled, ["disagreements", "rate", "rate_elsewhere", "undone"], "settled", empty=True)
    read = rows["disagreements"].notna()
    told = pd.Series({row.Index: f"{row.Index} ({row.disagreements:.0f}; {row.rate:.1f} to {row.rate_elsewhere:.1f})"
                      for row in rows.itertuples()}, dtype=object)  # fmt: skip
    undone = rows["undone"].fillna(False).astype(bool)
    settled = "With every word on which readers differ settled against it, the order"
    parts = {f"{settled} still holds for": told[read & ~undone], f"{settled} is undone for": told[undone],
             "Not labeled by readers are the words of": rows.index[~read]}  # fmt: skip
    told = [f"{head}: {', '.join(names)}" for head, names in parts.items() if len(names)]
    return ". ".join(told or ["No shift is declared"]) + "."
