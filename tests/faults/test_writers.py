"""Each writer is killed at each of its steps, runs out of disk, may not write, and runs beside itself."""

import contextlib
import os
import resource
import shutil
import signal
import tempfile
import types
import warnings
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import nbformat
import numpy as np
import pandas as pd
import pytest
from test_files import OPERATIONS, forks, read

import themeshift as ts
from themeshift import (
    cache,
    claims,
    execution,
    expert,
    export,
    figures,
    files,
    ledger,
    reading_site,
    simulation,
    sweeps,
)
from themeshift.checks import InputError
from themeshift.edition import build
from themeshift.tables import load_rows

from . import kills, slices, written

NOBODY = 65534
pytestmark = [forks, pytest.mark.check]


class Writer(NamedTuple):
    """A writer: what it writes first and then, in a folder, and the command that reads it next."""

    write: callable  # from the folder and a number: 0 for the old set, 1 for the new one
    next: callable


# Writers


def write_corpus(folder, number):
    """Other texts each time: the second set lacks one of the first, and has one more."""
    kept = build.render_corpus
    try:
        build.render_corpus = lambda *_: RENDERED[number]
        build.build_corpus(folder, progress=False)
    finally:
        build.render_corpus = kept


def write_cache(folder, number):
    """Store an array; a cache that cannot be written only warns, which counts here as a refusal."""
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        cache.write_arrays(folder / "a.npz", {"a": np.full(500, number)})
    if told:
        raise InputError(str(told[0].message))


def write_figure(folder, number):
    fig = plt.figure(figsize=(1, 1))
    ts.save_figure(fig, "peace", pd.DataFrame({"rate": [number, 2]}), folder, f"Set {number}.", f"It is {number}.")


def write_notebook(folder, number):
    """Store a notebook as if it had run."""

    class Client:
        code_cells_executed = 1

        async def async_execute(self, env):
            output = nbformat.v4.new_output("stream", text=f"{number}\n" * 1000)
            self.notebook.cells[0].outputs = [output]

    def make_client(notebook, folder, advance):
        client = Client()
        client.notebook = notebook
        return client

    path, kept = folder / "01_a.ipynb", (execution._make_client, execution.hash_project)
    try:
        execution._make_client, execution.hash_project = make_client, lambda: "the project"
        if failed := execution.execute_notebooks([path], progress=False):
            raise InputError(failed[0])
    finally:
        execution._make_client, execution.hash_project = kept


def write_claims(folder, number):
    kept = claims.compare_claims
    rows = [row | {"number": number + 1.5, "sentence": f"It is {number}."} for row in ROWS[: 2 + number]]
    try:
        claims.compare_claims = lambda *_: {}
        claims.save_claims(rows, ROWS[0]["notebook"], folder / "figures")
    finally:
        claims.compare_claims = kept


def write_readme(folder, number):
    (folder / "figures").mkdir(exist_ok=True)
    if not (folder / "figures" / "claims.csv").is_file():
        write_claims(folder, 0)
        (folder / "README.md").write_text(written.README, encoding="utf-8")
    table = ledger.load_claims(folder / "figures").assign(sentence=f"It is {number}.")
    kept = claims.load_claims
    try:
        claims.load_claims = lambda _: table
        claims.write_readme(folder / "README.md", folder / "figures")
    finally:
        claims.load_claims = kept


def write_export(folder, number):
    """As `save_export`, whose files were rendered once; the second set lacks a text of the first, and has another."""
    export._check_target(folder / "export")
    rendered, owned = EXPORTED[number]
    export.write_set(folder / "export", rendered, owned=owned)


def write_seminar(folder, number):
    made = folder / f"made-{os.getpid()}"
    try:
        made.mkdir(exist_ok=True)
        for name in ("workbook.ipynb", "solutions.ipynb", "handout.html", "solutions.html"):
            (made / name).write_text(f"{name} {number}\n" * 500)
        told = files.main([str(made), str(folder / "seminar")])
    except OSError as error:
        told = str(error)
    shutil.rmtree(made, ignore_errors=True)
    if told:
        raise InputError(told)


def see_seminar(folder):
    """Look at the place of the files; a folder in which they were made may be left in ``build``."""
    for made in folder.glob("made-*"):
        shutil.rmtree(made)
    files.repair(folder / "seminar")


def write_site(folder, number):
    """As `save_site`, of pages that Sphinx is spared."""

    class Sphinx:
        def __init__(self, source, _, out, *more, **options):
            self.out, self.builder = out, types.SimpleNamespace()

        def build(self):
            files = {
                "README.html": f"<p>{number}</p>" * 500,
                f"page_{number}.html": "1",
                "_static/reading_site.css": "a",
            }
            for name, text in files.items():
                (self.out / name).parent.mkdir(parents=True, exist_ok=True)
                (self.out / name).write_text(text)

    application = pytest.importorskip("sphinx.application")
    kept = application.Sphinx, reading_site._write_sources, reading_site.write_index
    try:
        application.Sphinx, reading_site._write_sources = Sphinx, lambda *_: None
        reading_site.write_index = lambda *_: f"passages({number})".encode()
        reading_site.save_site(folder / "site")
    finally:
        application.Sphinx, reading_site._write_sources, reading_site.write_index = kept


def write_form(folder, number):
    kept = expert._load_project, expert.AROUND
    try:
        expert._load_project, expert.AROUND = lambda _: PROJECT, 100 + 100 * number
        expert.save_expert_form(folder)
    finally:
        expert._load_project, expert.AROUND = kept


def write_gallery(folder, number):
    names = [f"figure_{number}", f"other_{number}"]
    for name in names:
        if not (folder / f"{name}.md").is_file():
            (folder / f"{name}.md").write_text(f"**{name}.** Drawn.\n", encoding="utf-8")
    figures.write_gallery(folder, {"01_a": names})


def read_form(folder):
    expert_folder = folder / "edition" / "expert"
    expert.repair(expert_folder)
    return load_rows(expert_folder / "form.csv", "edition/form"), load_rows(
        expert_folder / "sample.csv", "edition/sample"
    )


SIMULATED = {}
WRITERS = {
    "corpus": Writer(write_corpus, lambda folder: ts.load_corpus(folder, None)),
    "figure": Writer(write_figure, lambda folder: figures.write_gallery(folder, {"01_a": ["peace"]})),
    "gallery": Writer(write_gallery, lambda folder: execution.repair(folder)),
    "notebook": Writer(write_notebook, execution.find_notebooks),
    "claims": Writer(write_claims, lambda folder: claims._load_if_there(folder / "figures")),
    "README": Writer(write_readme, lambda folder: execution.repair(folder)),
    "cache": Writer(
        write_cache,
        lambda folder: cache.read_arrays(folder / "a.npz", {"a": (500,)}),
    ),
    "simulation": Writer(
        lambda folder, number: simulation.write_tables(
            {name: table.assign(runs=number) for name, table in SIMULATED.items()}, f"of {number}", folder
        ),
        lambda folder: [simulation.load_coverage(name=name, folder=folder) for name in written.SIMULATED],
    ),
    "sweep": Writer(
        lambda folder, number: sweeps.write_sweep(
            written.PASSAGES,
            pd.DataFrame([[*model[:2], *[number / 2] * 7] for model in written.GRID], columns=SWEEP),
            written.GRID,
            path=folder / "topics_by_number.csv",
        ),
        lambda folder: sweeps.load_sweep(written.PASSAGES, written.GRID, path=folder / "topics_by_number.csv"),
    ),
    "expert": Writer(write_form, read_form),
    "export": Writer(write_export, lambda folder: export._check_target(folder / "export")),
    "seminar": Writer(write_seminar, see_seminar),
    "site": Writer(write_site, lambda folder: reading_site._check_target(folder / "site")),
}
SWEEP = ["kind", "n_topics", *sweeps.MEASURES]
RENDERED, ROWS, PROJECT, EXPORTED = [], [], [], []


@pytest.fixture(scope="module", autouse=True)
def rendered(tmp_path_factory):
    """What takes long to compute, once."""
    folder = tmp_path_factory.mktemp("rendered")
    slices.slice_corpus(folder)
    texts, documents = build.render_corpus(folder, progress=False)
    names = [name for name in texts if name != "endnotes"]
    for lacks in (names[0], names[1]):
        kept = {name: xml for name, xml in texts.items() if name != lacks}
        RENDERED.append((kept, [row for row in documents if row["id"] != lacks]))
    sense = folder / "senses"
    sense.mkdir()
    slices.slice_senses(sense)
    PROJECT.extend(expert._load_project(sense))
    plain, kept = folder / "plain", export.write_set
    plain.mkdir()
    slices.make_plain(plain)
    try:
        export.write_set = lambda target, files, owned: EXPORTED.append((files, owned))
        ts.save_export(plain, None, folder / "export")
        (plain / "1899-05-01-first.txt").rename(plain / "1899-05-01-other.txt")
        ts.save_export(plain, None, folder / "export")
    finally:
        export.write_set = kept
    written.make_simulated(folder)
    SIMULATED.update({name: table.drop(columns="inputs") for name, table in written.read_simulated(folder).items()})
    for name in ("peace", "war", "trade"):
        ROWS.append({"claim": name, "sentence": "It is.", "kind": "fact", "number": 1.5, "digits": 1})
        ROWS[-1] |= {"unit": "per 1,000 words", "passages": "a 1 “peace”", "notebook": "06_a", "tag": "claim"}


@pytest.fixture(params=WRITERS)
def writer(request):
    return WRITERS[request.param]


@pytest.fixture
def prepare(tmp_path):
    """A function that makes a folder with the old set, and what lies beside it."""

    def make(writer, name):
        folder = tmp_path / name
        folder.mkdir()
        if writer is WRITERS["corpus"]:
            slices.slice_corpus(folder)
        if writer is WRITERS["expert"]:
            slices.slice_senses(folder)
        if writer is WRITERS["notebook"]:
            notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1", id="a")])
            nbformat.write(notebook, folder / "01_a.ipynb")
        if writer is WRITERS["gallery"]:
            write_gallery(folder, 1)  # so that all captions are there
        writer.write(folder, 0)
        return folder

    return make


@pytest.fixture
def sets(writer, prepare):
    """The old set and the new one, as files; the next command may read, and writes nothing."""
    folder = prepare(writer, "old")
    old = see(writer, folder)
    writer.write(folder, 1)
    new = see(writer, folder)
    assert old != new
    return old, new


def see(writer, folder):
    """Run the next command and return all files."""
    writer.next(folder)
    return read(folder)


def in_a_child(action):
    """Run an action in a child; return how it ended."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fork of a process with threads: the child only writes files
        child = os.fork()
    if child:
        return child
    status = 1
    try:
        action()
        status = 0
    except InputError:
        status = 3
    finally:
        os._exit(status)


def kill_at(step, folder, action):
    """Run an action that is killed before its operation of that number in a folder; say whether it was."""

    def start():
        import sys

        seen, here = 0, os.path.realpath(folder)

        def hook(event, arguments):
            nonlocal seen
            if event in OPERATIONS and isinstance(arguments[0], str | os.PathLike):
                name = os.fspath(arguments[0])
                if name.startswith((here, str(folder))) or not os.path.isabs(name):
                    seen += 1
                    if seen == step:
                        os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        action()

    status = os.waitpid(in_a_child(start), 0)[1]
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, status
    return os.WIFSIGNALED(status)


def test_a_kill_at_any_step_of_a_writer_leaves_the_old_set_or_the_new_one(writer, prepare, sets, tmp_path):
    first, seen, step, killed = prepare(writer, "first"), set(), 0, True
    while killed:
        step += 1
        folder = tmp_path / f"step{step}"
        shutil.copytree(first, folder, symlinks=True)
        killed = kill_at(step, folder, lambda folder=folder: writer.write(folder, 1))
        found = see(writer, folder)
        assert found in sets, f"step {step}"
        seen.add(found == sets[1])
        shutil.rmtree(folder)
    assert seen == {True, False} and step > 8


def test_what_is_killed_and_run_again_gives_the_new_set(writer, prepare, sets, tmp_path):
    first = prepare(writer, "first")
    for step in range(2, 60, 7):
        folder = tmp_path / f"again{step}"
        shutil.copytree(first, folder, symlinks=True)
        kill_at(step, folder, lambda folder=folder: writer.write(folder, 1))
        writer.write(folder, 1)
        assert see(writer, folder) == sets[1], f"step {step}"


@pytest.mark.parametrize("part", [0.0, 0.5, 0.99])
def test_a_disk_that_is_full_leaves_the_old_set(writer, prepare, sets, part):
    """As the system itself refuses a file that grows over a limit, in the middle of the longest."""
    folder = prepare(writer, "full")
    changed = [data for name, data in sets[1].items() if sets[0].get(name) != data]
    limit = int(max(map(len, changed)) * part)

    def write():
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        writer.write(folder, 1)

    assert os.WEXITSTATUS(os.waitpid(in_a_child(write), 0)[1]) == 3
    assert see(writer, folder) == sets[0]


def test_a_folder_that_may_not_be_changed_is_left(writer, prepare, sets):
    with contextlib.closing(_Open(tempfile.mkdtemp())) as place:  # pytest's own folders are closed to others
        folder = place.path / "read_only"
        shutil.copytree(prepare(writer, "read_only"), folder)
        for path in [place.path, folder, *folder.rglob("*")]:
            path.chmod(0o555 if path.is_dir() else 0o444)

        def write():
            if os.getuid() == 0:
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            writer.write(folder, 1)

        assert os.WEXITSTATUS(os.waitpid(in_a_child(write), 0)[1]) == 3
        assert see(writer, folder) == sets[0]


class _Open:
    """A folder that is removed at the end, whatever its rights."""

    def __init__(self, path):
        self.path = Path(path)

    def close(self):
        for path in [self.path, *(path for path in self.path.rglob("*") if path.is_dir())]:
            path.chmod(0o755)
        shutil.rmtree(self.path)


def test_runs_at_once_give_what_one_gives(writer, prepare, sets):
    folder = prepare(writer, "two")
    children = [in_a_child(lambda: [writer.write(folder, 1) for _ in range(4)]) for _ in range(3)]
    codes = {os.WEXITSTATUS(os.waitpid(child, 0)[1]) for child in children}
    assert codes == {0}
    assert see(writer, folder) == sets[1]


def test_two_notebooks_that_save_their_first_claims_keep_both(tmp_path):
    """The first is killed at each step; the second does not take its ledger for none."""
    step, killed = 0, True
    while killed:
        step += 1
        folder = tmp_path / str(step)
        (folder / "figures").mkdir(parents=True)
        killed = kill_at(step, folder, lambda folder=folder: write_claims(folder, 0))
        committed = any((folder / "figures" / name).exists() for name in ("claims.csv", ".themeshift-committed"))
        kept = claims.compare_claims
        try:
            claims.compare_claims = lambda *_: {}
            claims.save_claims([ROWS[2] | {"notebook": "07_b"}], "07_b", folder / "figures")
        finally:
            claims.compare_claims = kept
        expected = {"peace", "war", "trade"} if committed else {"trade"}
        assert set(ts.load_claims(folder / "figures").index) == expected, f"step {step}"


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="finds the kernels of a build in /proc")
def test_builds_that_are_killed_leave_each_set_whole_and_no_kernel(tmp_path):
    assert [wrong for *_, wrong in kills.run_kills(3, tmp_path, notebooks=["01_read_the_corpus"]) if wrong] == []
