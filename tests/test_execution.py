"""Notebooks are run two at a time and stored whole; what fails is named in a line and leaves everything as it was."""

import functools
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest

from themeshift import execution as e
from themeshift import paths
from themeshift.checks import InputError


def write(folder, name, *sources):
    """Write a notebook of some prose and these code cells."""
    cells = [nbformat.v4.new_markdown_cell("prose"), *map(nbformat.v4.new_code_cell, sources)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), folder / f"{name}.ipynb")
    return folder / f"{name}.ipynb"


# Running


@pytest.fixture(scope="module")
def ran(tmp_path_factory):
    """Six notebooks, what was stored of them, and what failed."""
    folder = tmp_path_factory.mktemp("notebooks")
    waits = "import os, time\nfrom pathlib import Path\nPath('{}').touch()\n" \
            "while not Path('{}').exists(): time.sleep(0.05)"  # fmt: skip
    one = write(folder, "01_one", waits.format("one", "two"), "import sys; print(sys.executable)",
                "print(os.environ['THEMESHIFT_BUILD'])")  # fmt: skip
    two = write(folder, "02_two", waits.format("two", "one"), "print('a'); print('b', flush=True); print('c')",
                "import sys; from tqdm import tqdm\nfor _ in tqdm([1], desc='fits'): pass\nprint('!', file=sys.stderr)",
                "for _ in tqdm(range(3)): pass")  # fmt: skip
    bad = write(folder, "03_bad", "x = 1", "# divide\n1 / 0", "x")
    dead = write(folder, "04_dead", "import os; os._exit(1)")
    edited = write(folder, "05_edited", "from pathlib import Path; Path('05_edited.ipynb').write_text('edited')")
    (folder / "06_broken.ipynb").write_text("{")
    before = bad.read_bytes(), dead.read_bytes()
    failed = e.execute_notebooks([one, two, bad, dead, edited, folder / "06_broken.ipynb"], progress=False)
    return folder, before, failed


def outputs(path):
    return [output for cell in e.load_notebook(path).cells[1:] for output in cell.outputs]


def test_two_notebooks_run_at_once_each_told_that_this_is_the_build(ran):
    # Each of the first two waits until the other has begun.
    assert [output.text for output in outputs(ran[0] / "01_one.ipynb")] == [f"{sys.executable}\n", "1\n"]


def test_streams_are_merged_and_progress_bars_left_out(ran):
    assert [(o.name, o.text) for o in outputs(ran[0] / "02_two.ipynb")] == [("stdout", "a\nb\nc\n"), ("stderr", "!\n")]


def test_what_fails_is_named_in_a_line_in_the_order_of_the_notebooks(ran):
    *failed, broken = ran[2]
    assert failed == [
        "03_bad.ipynb: cell [2] (# divide) failed: ZeroDivisionError: division by zero; open the notebook, run it to "
        "this cell and mend it",
        "04_dead.ipynb: the kernel died in cell [1] (import os; os._exit(1)), perhaps for want of memory; close other "
        "programs and run it again",
        "05_edited.ipynb: the notebook was edited while it ran and is left as it is; run it again",
    ]
    assert "06_broken.ipynb: this is not a notebook" in broken


def test_a_notebook_that_fails_stays_as_it_was(ran):
    folder, before, _ = ran
    assert ((folder / "03_bad.ipynb").read_bytes(), (folder / "04_dead.ipynb").read_bytes()) == before
    assert (folder / "05_edited.ipynb").read_text() == "edited"
    assert len([path for path in folder.iterdir() if path.suffix != ".ipynb"]) == 2  # one, two: nothing else is left


def test_a_stored_notebook_tells_of_no_machine_and_no_time(ran):
    notebook = e.load_notebook(ran[0] / "01_one.ipynb")
    assert set(notebook.metadata) == {"kernelspec", "language_info", "themeshift"}
    assert notebook.metadata["themeshift"]["inputs"] == e.hash_inputs(notebook)
    assert [cell.execution_count for cell in notebook.cells[1:]] == [1, 2, 3]
    assert all("execution" not in cell.metadata for cell in notebook.cells)


def test_nothing_is_said_of_connections_and_errors_of_a_kernel_are(tmp_path, capfd):
    path = write(tmp_path, "01_x", "import sys; print('real', file=sys.__stderr__)")
    assert e.execute_notebooks([path], progress=False) == []
    assert capfd.readouterr().err.split("\n") == ["real", ""]


def test_a_kernel_that_does_not_start_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "/bin/false" if os.name == "posix" else "where")
    path = write(tmp_path, "01_x", "1")
    assert e.execute_notebooks([path], progress=False) == [
        "01_x.ipynb: the kernel did not start; free some memory and run it again, or delete .venv and run make, which "
        "makes it anew"
    ]


@pytest.mark.skipif(os.name != "posix", reason="a script as the kernel")
def test_a_kernel_that_fails_to_start_once_is_started_again(tmp_path, monkeypatch):
    """As when another program takes its port between the choice and the start."""
    path, python, tried = write(tmp_path, "01_x", "1 + 1"), tmp_path / "python", tmp_path / "tried"
    python.write_text(f'#!/bin/sh\nif [ -e "{tried}" ]; then exec "{sys.executable}" "$@"; fi\n: > "{tried}"\nexit 1\n')
    python.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(python))
    assert e.execute_notebooks([path], progress=False) == []
    assert tried.exists() and outputs(path)


MAIN = """
import sys
from pathlib import Path
from themeshift import execution
find = execution.find_notebooks
execution.find_notebooks = lambda: find(Path.cwd())
sys.exit(execution.main(sys.argv[1:]))
"""


def is_running(number):
    """Tell whether a process runs; one that has ended but was not yet collected does not."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", number], capture_output=True, text=True).stdout.strip()
    return bool(state) and not state.startswith("Z")


@pytest.mark.check
@pytest.mark.skipif(os.name != "posix", reason="signals")
@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM", "SIGKILL"])
def test_what_is_stopped_leaves_no_kernel_and_keeps_what_was_done(tmp_path, name):
    say = "import os, time; from pathlib import Path; Path('new').write_text(str(os.getpid())); " \
          "Path('new').rename('kernel')"  # fmt: skip
    done = write(tmp_path, "01_done", "1 + 1")
    slow = write(tmp_path, "02_slow", "import time; from pathlib import Path\nwhile '\"2\"' not in "
                 "Path('01_done.ipynb').read_text(): time.sleep(0.05)", say, "time.sleep(600)")  # fmt: skip
    before = slow.read_bytes()
    heed = functools.partial(signal.signal, signal.SIGINT, signal.default_int_handler)  # tests in the background do not
    command = subprocess.Popen([sys.executable, "-c", MAIN], cwd=tmp_path, stderr=subprocess.PIPE, preexec_fn=heed,
                               env=os.environ | {"PYTHONPATH": str(paths.LIBRARY.parent)})  # fmt: skip
    wait_for((tmp_path / "kernel").exists)
    kernel = (tmp_path / "kernel").read_text()
    assert is_running(kernel)
    command.send_signal(getattr(signal, name))
    said = command.communicate(timeout=30)[1].decode()
    wait_for(lambda: not is_running(kernel))
    assert command.returncode == (-signal.SIGKILL if name == "SIGKILL" else e.STOPPED)
    assert "Traceback" not in said
    assert name == "SIGKILL" or said.endswith(
        "Stopped. Notebooks that had run to their end are stored; the others are as they were.\n"
    )
    assert slow.read_bytes() == before
    assert outputs(done)


@pytest.mark.skipif(os.name != "posix", reason="signals")
def test_ctrl_c_while_modules_load_is_no_traceback(tmp_path):
    (tmp_path / "nbformat.py").write_text(
        "from pathlib import Path; Path('loads').touch(); import time; time.sleep(60)"
    )
    heed = functools.partial(signal.signal, signal.SIGINT, signal.default_int_handler)
    places = os.pathsep.join([str(tmp_path), str(paths.LIBRARY.parent)])
    command = subprocess.Popen([sys.executable, "-m", "themeshift.execution"], cwd=tmp_path, stderr=subprocess.PIPE,
                               preexec_fn=heed, env=os.environ | {"PYTHONPATH": places})  # fmt: skip
    wait_for((tmp_path / "loads").exists)
    command.send_signal(signal.SIGINT)
    assert (command.communicate(timeout=30)[1], command.returncode) == (b"", e.STOPPED)


def wait_for(condition, seconds=60):
    """Wait until something holds, or fail."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


# What is asked for


@pytest.mark.parametrize("content", ["{not json", "[]", '{"cells": 1}', "", "\xff"])
def test_a_file_that_is_not_a_notebook_is_named(tmp_path, content):
    path = tmp_path / "01_x.ipynb"
    path.write_bytes(content.encode("latin-1"))
    with pytest.raises(InputError, match=r"01_x\.ipynb: this is not a notebook .* take it again") as error:
        e.load_notebook(path)
    assert "\n" not in str(error.value)


def test_a_folder_or_a_dead_link_in_the_place_of_a_notebook_is_named(tmp_path):
    (tmp_path / "01_x.ipynb").mkdir()
    (tmp_path / "02_x.ipynb").symlink_to("nowhere")
    told = e.execute_notebooks(sorted(tmp_path.iterdir()), progress=False)
    assert [line.partition(": ")[2] for line in told] == [
        "the notebook cannot be read: Is a directory", "the notebook cannot be read: No such file or directory"
    ]  # fmt: skip


def test_an_unknown_notebook_is_named():
    assert e.main(["99_x"]).startswith("There is no notebook '99_x'; the notebooks are 00_")


def test_a_folder_without_notebooks_is_named(monkeypatch):
    monkeypatch.setattr(e, "find_notebooks", list)
    assert e.main([]).startswith("There are no notebooks in")


def test_only_numbered_notebooks_are_found_in_their_order(tmp_path):
    for name in ("02_b", "explore", "01_a"):
        write(tmp_path, name)
    assert [path.stem for path in e.find_notebooks(tmp_path)] == ["01_a", "02_b"]


# The stamp


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A small project: a library of one module, a corpus of one table, a lock."""
    for name, text in (("lib/a.py", "x = 1\n"), ("corpus/texts/a.xml", "<p/>\n"), ("requirements.lock", "a==1\n")):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(text.encode())
    for name, place in (("ROOT", ""), ("LIBRARY", "lib"), ("CORPUS", "corpus")):
        monkeypatch.setattr(paths, name, Path(tmp_path / place))
    return tmp_path


def stamp(*sources, prose="prose"):
    cells = [nbformat.v4.new_markdown_cell(prose), *map(nbformat.v4.new_code_cell, sources)]
    return e.hash_inputs(nbformat.v4.new_notebook(cells=cells))


def test_the_stamp_of_what_prints_claims_has_the_ledger_in_it(tmp_path, monkeypatch):
    monkeypatch.setattr(e, "hash_project", lambda: "the project")
    monkeypatch.setattr(e, "PUBLISHED", tmp_path)
    prints, computes = (nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(f"ts.{name}")])
                        for name in ("show_claims('peace')", "save_claims(rows, '06')"))  # fmt: skip
    before = e.hash_inputs(prints), e.hash_inputs(computes)
    (tmp_path / "claims.csv").write_text("claim\npeace\n", encoding="utf-8")
    assert e.hash_inputs(prints) != before[0]
    assert e.hash_inputs(computes) == before[1]


@pytest.mark.parametrize("other", [["x = 2"], ["x = 1", "1"], [], ["x = 1;"], ["%time x = 1"]])
def test_other_code_makes_another_stamp(project, other):
    assert stamp("x = 1") != stamp(*other)


def test_a_text_that_a_cell_shows_is_no_docstring(project):
    assert stamp("'peace'") != stamp("'war'")


def test_prose_comments_and_layout_leave_the_stamp(project):
    assert stamp("x = (1)") == stamp("x = 1  # one\n", prose="other prose")
    assert stamp("def f():\n    'Return 1.'\n    return 1") == stamp("def f():\n    return 1")


@pytest.mark.parametrize(("name", "text"), [
    ("lib/a.py", "x = 2"), ("lib/tei/b.py", ""), ("corpus/texts/a.xml", "<p></p>\n"), ("corpus/texts/b.xml", "<p/>\n"),
    ("requirements.lock", "a==2\n"), ("corpus/raw/scan", "a"),
])  # fmt: skip
def test_what_results_come_from_makes_another_stamp(project, name, text):
    before = stamp("x")
    (project / name).parent.mkdir(exist_ok=True)
    (project / name).write_text(text)
    assert stamp("x") != before


@pytest.mark.parametrize(("name", "text"), [
    ("lib/a.py", '"""A module."""\nx = 1  # one\n'), ("corpus/texts/a.xml", "<p/>\r\n"), ("corpus/README.md", "prose"),
    ("lib/a.pyc", "x"),
])  # fmt: skip
def test_what_results_do_not_come_from_leaves_the_stamp(project, name, text):
    before = stamp("x")
    (project / name).write_bytes(text.encode())
    assert stamp("x") == before


def test_a_moved_project_has_the_same_stamp(project, monkeypatch):
    before = stamp("x")
    project.rename(project.parent / "moved")
    for name, place in (("ROOT", ""), ("LIBRARY", "lib"), ("CORPUS", "corpus")):
        monkeypatch.setattr(paths, name, project.parent / "moved" / place)
    assert stamp("x") == before


def test_the_figures_of_a_notebook_are_listed_in_their_order(tmp_path):
    sources = 'display(fig, ts.save_figure(fig, "b_1", numbers, caption="x"))', 'ts.save_figure(fig, "a", numbers)\nfig'
    cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), tmp_path / "01_x.ipynb")
    assert e.list_figures(tmp_path / "01_x.ipynb") == ["b_1", "a"]
