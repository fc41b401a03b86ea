"""Notebooks are run two at a time and stored whole; what fails is named in a line and leaves everything as it was."""

import gc

import nbformat
import pytest

from themeshift import execution as e
from themeshift.tables import InputError


def write(folder, name, *sources):
    cells = [nbformat.v4.new_markdown_cell("prose"), *map(nbformat.v4.new_code_cell, sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


@pytest.mark.check
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # loops of jupyter_client's threads
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_notebooks_are_stored_executed_and_failures_named(tmp_path):
    good = write(tmp_path, "01_good", "import os; print(os.environ['THEMESHIFT_BUILD'])", "print('a'); print('b')")
    bad = write(tmp_path, "02_bad", "x = 1", "1 / 0")
    dead = write(tmp_path, "03_dead", "import os; os._exit(1)")
    before = bad.read_bytes(), dead.read_bytes()
    failed = e.execute_all([good, bad, dead], progress=False)
    gc.collect()  # loops and sockets that jupyter_client leaves to the collector
    assert sorted(failed) == [
        "02_bad.ipynb: cell 2 failed: ZeroDivisionError: division by zero; open the notebook, mend the cell",
        "03_dead.ipynb: the kernel died in cell 1, perhaps for want of memory; close other programs and run it again",
    ]
    assert (bad.read_bytes(), dead.read_bytes()) == before
    stored = e.load_notebook(good)
    assert [output.text for cell in stored.cells[1:] for output in cell.outputs] == ["1\n", "a\nb\n"]
    assert stored.metadata["themeshift"]["inputs"] == e.hash_inputs(stored)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["01_good.ipynb", "02_bad.ipynb", "03_dead.ipynb"]


@pytest.mark.parametrize("content", ["{not json", "[]", '{"cells": 1}', ""])
def test_a_file_that_is_not_a_notebook_is_named(tmp_path, content):
    path = tmp_path / "01_x.ipynb"
    path.write_text(content)
    with pytest.raises(InputError, match=r"01_x\.ipynb: this is not a notebook"):
        e.load_notebook(path)


def test_an_unknown_notebook_and_a_folder_without_any_are_named(tmp_path, monkeypatch):
    assert e.main(["99_x"]).startswith("There is no notebook '99_x'; the notebooks are 01_")
    monkeypatch.setattr(e, "find_notebooks", lambda: [])
    assert e.main([]).startswith("There are no notebooks")


def test_a_progress_bar_is_not_stored_and_an_error_is():
    bar = {"name": "stderr", "text": "models:  50%|█████     | 1/2\rmodels: 100%|██████████| 2/2\n"}
    assert e._is_progress(bar)
    assert not e._is_progress({"name": "stderr", "text": "Warning: 50% of it"})
    assert not e._is_progress({"name": "stdout", "text": bar["text"]})
