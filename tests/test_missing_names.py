"""A name that a notebook does not know is told in one sentence."""

import pytest
from IPython.core.interactiveshell import InteractiveShell

from themeshift.missing_names import explain_missing_name, explain_missing_names


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


def test_a_fault_of_a_library_keeps_its_traceback(shell, capsys):
    explain_missing_names()
    shell.user_ns["f"] = eval("lambda: unknown", {})
    shell.run_cell("f()")
    assert "Traceback" in capsys.readouterr().out


def test_who_answers_otherwise_already_is_left_alone(shell):
    shell.set_custom_exc((Exception,), lambda *_, **__: [])
    explain_missing_names()
    assert shell.custom_exceptions == (Exception,)
