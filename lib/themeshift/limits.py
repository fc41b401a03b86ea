"""Say what the tests of declared shifts could not have shown, and on what a shift that holds rests."""

import pandas as pd

from themeshift.checks import InputError, check_choice, check_table
from themeshift.comparisons import adjust_holm
from themeshift.verdicts import LEVEL, name_claim


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


def describe_held(board, tests, choices, claims):
    """Say of each shift that holds on how little it rests: on one text, and on choices that break it if changed alone.

    Parameters
    ----------
    board : pandas.DataFrame
        As from `summarize_shifts`.
    tests : pandas.DataFrame
        As from `compare_shifts`.
    choices : pandas.DataFrame
        As from `summarize_choices`.
    claims : list of dict
        As from `claim_shifts`.

    Returns
    -------
    list of str
        A sentence for each shift that holds.

    Raises
    ------
    InputError
        If a table lacks a column, or a shift that holds has no test of its rate, no choices or no claim.
    """
    board = check_table(board, ["holds", "without_any_one_text"], "board")
    rates = check_table(tests, ["shift", "test", "decisive_text"], "tests")
    rates = rates[rates["test"] == "rate"].set_index("shift")["decisive_text"]
    broken = check_table(choices, ["breaks_it"], "choices")["breaks_it"]
    found = check_table(pd.DataFrame(claims), ["claim", "number", "without_low"], "claims").set_index("claim")
    sentences = []
    for shift in board.index[board["holds"] == "yes"]:
        for table, what in ((rates, "test of its rate"), (broken, "choices")):
            if shift not in table.index:
                raise InputError(f"the shift {shift!r} holds, but has no {what}; give the tables of the same shifts")
        check_choice(name_claim(shift), found.index, "the claim")
        row, p = found.loc[name_claim(shift)], board.loc[shift, "without_any_one_text"]
        undone = broken[shift].replace("; ", ", ") or "none"
        sentences.append(
            f"{shift}: {row['number']:.1f} in 1,000 words, but {row['without_low']:.1f} without one text; without "
            f"{rates[shift]} p by rate is {p:.3f}, corrected. Each of these choices undoes it: {undone}."
        )
    return sentences
