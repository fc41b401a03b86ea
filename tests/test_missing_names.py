"""A name that a notebook does not know is told in one sentence."""

import json

import pytest
from IPython.core.interactiveshell import InteractiveShell

from themeshift import paths
from themeshift.missing_names import (
    FIRST,
    explain_missing_name,
    explain_missing_names,
    explain_near_names,
    list_capitals,
)


def test_a_misspelled_parameter_is_named_with_the_name_that_was_written():
    said = explain_missing_name("THEMES", ["THEMS", "ts", "_THEMES"])
    assert said.startswith("there is no 'THEMES' here, but 'THEMS': if one of the two is misspelled, mend it")


def test_a_name_of_a_cell_that_has_not_run_sends_the_reader_there():
    assert "mend and run the cells above first" in explain_missing_name("counts", ["ts", "_counts"])


@pytest.fixture
def shell(monkeypatch):
    shell = InteractiveShell()
    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    return shell


def test_a_notebook_shows_the_sentence_alone(shell, capsys):
    explain_missing_names()
    assert isinstance(shell.run_cell("THEMS = 1\nTHEMES").error_in_exec, NameError)
    assert capsys.readouterr().out.splitlines()[0].startswith("NameError: there is no 'THEMES' here, but 'THEMS'")


def test_a_parameter_beside_which_stands_one_of_nearly_the_same_name_is_told_where_it_is_written(shell, capsys):
    explain_missing_names()
    shell.run_cell("CORPUS = 1\nPERIODS = 'named'\nN_SEEDS = SEED = 5")
    shell.run_cell("periods = PERIODS; PERIODS = 'year'")
    shell.run_cell("PERIODS = ")
    assert "there are" not in capsys.readouterr().out
    shell.run_cell("PERIOD = 'year'")
    assert capsys.readouterr().out == (
        "there are 'PERIODS' and 'PERIOD': the notebook may read only one of them; if the other is a slip, mend it and "
        "run all cells again\n"
    )
    shell.run_cell("CORPUS = 1\nMIN_WORD = 2\nMIN_WORDS = 3")
    assert capsys.readouterr().out.count("there are 'MIN_WORDS' and 'MIN_WORD':") == 1


def test_no_notebook_as_it_is_published_has_two_parameters_of_nearly_the_same_name():
    for path in paths.NOTEBOOKS.glob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        names = [list_capitals("".join(cell["source"])) for cell in cells if cell["cell_type"] == "code"]
        (parameters,) = [found for found in names if FIRST in found]
        assert not explain_near_names(sum(names, []), parameters), path.name


def test_a_fault_of_a_library_keeps_its_traceback(shell, capsys):
    explain_missing_names()
    shell.user_ns["f"] = eval("lambda: unknown", {})
    shell.run_cell("f()")
    assert "Traceback" in capsys.readouterr().out


def test_who_answers_otherwise_already_is_left_alone(shell):
    shell.set_custom_exc((Exception,), lambda *_, **__: [])
    explain_missing_names()
    assert shell.custom_exceptions == (Exception,)
