"""What is written is shown as it is, whatever shows it."""

import io
import sys

import pandas as pd

from themeshift.escaping import defuse_formulas, print_text


def test_a_letter_that_the_output_cannot_have_is_printed_by_its_number(monkeypatch):
    """As where Windows writes to a file: a path in Cyrillic would end what is done with a traceback."""
    output = io.TextIOWrapper(io.BytesIO(), encoding="cp1252", newline="\n")
    monkeypatch.setattr(sys, "stdout", output)
    print_text("Über Д")
    output.flush()
    assert output.buffer.getvalue().decode("cp1252") == "Über \\u0414\n"


def test_what_a_spreadsheet_takes_for_a_formula_begins_with_an_apostrophe():
    table = pd.DataFrame(
        {"=a": ["=1", "b", None], "n": [-1, 2, 3], "c": pd.Categorical(["@x", "y", "y"])}, index=["+i", "j", "-k"]
    )
    defused = defuse_formulas(table)
    assert list(defused.columns) == ["'=a", "n", "c"] and list(defused.index) == ["'+i", "j", "'-k"]
    assert list(defused["n"]) == [-1, 2, 3] and list(defused["c"]) == ["'@x", "y", "y"]
    assert table.iloc[0, 0] == "=1"
