"""Declare a claim where it is computed: a row of the ledger, complete or refused."""

import math
import numbers
import re
from pathlib import Path

import pandas as pd

from themeshift.checked_claim import CheckedClaim
from themeshift.checks import InputError, check_choice
from themeshift.ledger import ABSENT_BETWEEN, BETWEEN, COLUMNS, KINDS, NUMERIC, write_cell
from themeshift.quotes import write_passages

TAG = "claim"
ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def declare_claim(claim, sentence, passages, checked=None, number="rate", test="rate", **cells):
    """Declare a claim: a row of the ledger.

    Parameters
    ----------
    claim : str
        A short name that stays: ``peace-brest-rate``.
    sentence : str
        ``{number}``, ``{low}`` or another number of the row in braces is written as it is published.
    passages : pandas.DataFrame or list of str
        Some occurrences, as from `find_occurrences`; or as `write_passages` gives them.
    checked : CheckedClaim or None
        As from `check_claim`: gives all numbers that `cells` do not.
    number : str
        Which number of `checked` the sentence is about: ``rate``, ``rate_elsewhere``, ``standardized``, ``having`` …
    test : str
        ``rate`` or ``incidence``: the test on which it rests. Its p is the one corrected for the family, if there is.
    **cells
        Further cells of the row: `kind` (``fact``, the default, or ``inference``), `digits` (1 decimal place by
        default), `unit`, `figure`, `tag`, `holds_in`, `choices`, or what is otherwise taken from `checked`.

    Returns
    -------
    dict
        For `save_claims`.

    Raises
    ------
    InputError
        If there is no such cell or number, or the claim is not complete: see `read_claims`.
    """
    row = dict.fromkeys(COLUMNS[1:]) | {"kind": "fact", "digits": 1, "unit": "", "layer": "", "test": "", "absent": "",
                                        "tag": TAG, "figure": "", "notebook": ""}  # fmt: skip
    unknown = [name for name in cells if name not in row]
    if unknown:
        raise InputError(f"{claim!r} has the cell {unknown[0]!r}, which the ledger has not; it has {', '.join(row)}")
    if checked is not None:
        row |= _read_checked(claim, checked, number, check_choice(test, ("rate", "incidence"), "test"))
    if isinstance(passages, pd.DataFrame):
        passages = write_passages(passages)
    row = {"claim": claim} | row | {"sentence": sentence, "passages": passages} | cells
    _read_row(row, "")  # refused where it is declared, not where it is saved
    return row


def _read_checked(claim, checked, number, test):
    """Return the cells that a checked claim gives."""
    if not isinstance(checked, CheckedClaim):
        raise InputError(f"checked of {claim!r} is {type(checked).__name__}; give what check_claim returns")
    found = checked.numbers
    check_choice(number, [name for name in found.index if isinstance(found[name], numbers.Real)], "number")
    end = "_elsewhere" if number.endswith("_elsewhere") else ""
    corrected = pd.notna(found[f"p_{test}_holm"])
    row = {"number": found[number], "p": found[f"p_{test}{'_holm' * corrected}"], "layer": found["layer"],
           "test": f"{test}, corrected" if corrected else test,
           "share_least": found["volumes_least"], "share_most": found["volumes_most"], "tipping": found["tipping"],
           "label_tipping": found["label_tipping"],
           "disagreements": _add(found["disagreements"], found["disagreements_elsewhere"]),
           "absent": ABSENT_BETWEEN.join(checked.absent["title"])}  # fmt: skip
    if number in ("rate", "rate_elsewhere"):
        row |= {name: found[name + end] for name in ("low", "high", "without_low", "without_high")}
        row["unit"] = "per 1,000 words"
    else:
        row["layer"] = ""
    return row


def _add(here, there):
    return math.nan if pd.isna(here) or pd.isna(there) else here + there


def read_claims(rows, notebook):
    """Read declared claims as a table.

    Parameters
    ----------
    rows : list of dict or pandas.DataFrame
        As from `declare_claim`.
    notebook : str
        The name of the notebook that declares them, without its ending.

    Returns
    -------
    pandas.DataFrame
        As from `load_claims`, its sentences filled, its numbers not yet rounded.

    Raises
    ------
    InputError
        If a claim has no valid name, sentence, kind or passage, an inference neither interval nor p, two have one name,
        or a number is not one.
    """
    if isinstance(rows, pd.DataFrame):
        rows = rows.reset_index().to_dict("records") if "claim" not in rows else rows.to_dict("records")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise InputError(f"rows is {type(rows).__name__}; give a list of what declare_claim returns")
    if not isinstance(notebook, str) or not notebook or Path(notebook).name != notebook:
        raise InputError(
            f"notebook is {notebook!r}; write the name of the notebook that claims: '06_doubt_the_findings'"
        )
    table = pd.DataFrame([_read_row(row, notebook) for row in rows], columns=COLUMNS).set_index("claim")
    if not table.index.is_unique:
        raise InputError(f"the claim {table.index[table.index.duplicated()][0]!r} is declared twice; rename one")
    return table


def _read_row(row, notebook):
    """Return the cells of a claim in their order, or raise `InputError` naming it."""
    row = dict.fromkeys(COLUMNS) | row
    claim = row["claim"]
    unknown = [name for name in row if name not in COLUMNS]
    if unknown:
        raise InputError(
            f"{claim!r} has the cell {unknown[0]!r}, which the ledger has not; it has {', '.join(COLUMNS)}"
        )
    if not isinstance(claim, str) or not ID.fullmatch(claim):
        raise InputError(
            f"a claim has the name {claim!r}; write small letters and digits with hyphens: peace-brest-rate"
        )
    row = {name: "" if value is None and name not in NUMERIC else value for name, value in row.items()}
    for name in NUMERIC:
        row[name] = _read_number(row[name], f"{name} of the claim {claim!r}")
    if row["kind"] not in KINDS:
        raise InputError(f"the kind of {claim!r} is {row['kind']!r}; write {' or '.join(KINDS)}")
    if not 0 <= row["digits"] <= 6:
        raise InputError(f"digits of {claim!r} is {row['digits']}; write the number of decimal places, 0 to 6")
    if row["kind"] == "inference" and math.isnan(row["high"]) and math.isnan(row["p"]):
        raise InputError(f"the inference {claim!r} has neither interval nor p; give one, or call it a fact")
    if isinstance(row["passages"], str):
        row["passages"] = [part for part in row["passages"].split(BETWEEN) if part]
    if not isinstance(row["passages"], list) or not row["passages"]:
        raise InputError(f"the claim {claim!r} has no passages; give at least one line in which it can be read")
    row["passages"] = BETWEEN.join(row["passages"])
    row = {name: row[name] for name in COLUMNS} | {"notebook": notebook}
    return row | {"sentence": _fill(row["sentence"], row, claim)}


def _read_number(value, what):
    """Return a number as float, missing where there is none."""
    if value is None or value is pd.NA or (isinstance(value, str) and not value):
        return math.nan
    if isinstance(value, bool) or not isinstance(value, numbers.Real) or math.isinf(value):
        raise InputError(f"{what} is {value!r}; give a number, or leave it out")
    return float(value)


def _fill(sentence, row, claim):
    """Write the numbers of a claim into its sentence."""
    if not isinstance(sentence, str) or not sentence.strip():
        raise InputError(f"the claim {claim!r} has the sentence {sentence!r}; write one")
    written = {name: write_cell(row, name) for name in NUMERIC}
    try:
        filled = sentence.format_map({name: text for name, text in written.items() if text})
    except (KeyError, ValueError, IndexError, AttributeError, TypeError) as error:
        there = ", ".join(name for name, text in written.items() if text)
        raise InputError(f"the sentence of {claim!r} cannot be filled ({error}); in braces stands a number that the "
                         f"claim has: {there}") from None  # fmt: skip
    return " ".join(filled.split())
