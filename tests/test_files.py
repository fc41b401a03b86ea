"""Files are written whole or not at all, as a set, whatever happens meanwhile."""

import errno
import importlib
import os
import signal
import sys
import time
import warnings
from pathlib import Path

import pytest

from themeshift import files as f
from themeshift.checks import InputError

OLD = {"index.csv": b"old index", "texts/a.xml": b"old a", "texts/b.xml": b"old b"}
NEW = {"index.csv": b"new index", "texts/a.xml": b"new a", "texts/deep/c.xml": b"new c"}
OPERATIONS = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"}


def read(folder):
    """Return every file below a folder, hidden ones too."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() or path.is_symlink()
    }


def kill_at(step, action):
    """Run an action in a child that is killed before its operation of that number on files; say whether it was."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fork of a process with threads: the child only writes files
        child = os.fork()
    if child == 0:
        seen = 0

        def hook(event, _):
            nonlocal seen
            if event in OPERATIONS:
                seen += 1
                if seen == step:
                    os.kill(os.getpid(), signal.SIGKILL)

        try:
            sys.addaudithook(hook)
            action()
        finally:
            os._exit(0)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def write_old(folder):
    f.write_set(folder, OLD, owned=["texts"])


def write_new(folder):
    f.write_set(folder, NEW, owned=["texts"])


forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def test_a_set_replaces_the_old_one_and_what_it_owns(tmp_path):
    write_old(tmp_path)
    (tmp_path / "mine.txt").write_bytes(b"of somebody else")
    write_new(tmp_path)
    assert read(tmp_path) == NEW | {"mine.txt": b"of somebody else"}


def test_a_folder_that_is_not_owned_keeps_its_other_files(tmp_path):
    write_old(tmp_path)
    f.write_set(tmp_path, {"texts/a.xml": b"new a"})
    assert read(tmp_path) == OLD | {"texts/a.xml": b"new a"}


@forks
def test_a_kill_at_any_step_leaves_the_old_set_or_the_new_one(tmp_path):
    seen, step, killed = set(), 0, True
    while killed:
        step += 1
        folder = tmp_path / str(step)
        write_old(folder)
        killed = kill_at(step, lambda folder=folder: write_new(folder))
        f.repair(folder)
        assert read(folder) in (OLD, NEW), f"step {step}"
        seen.add(read(folder) == NEW)
        assert not [path for path in folder.iterdir() if path.name.startswith(".")], f"step {step}"
    assert seen == {True, False} and step > 15


@forks
@pytest.mark.check
def test_a_kill_of_the_repair_is_repaired_too(tmp_path):
    for step in range(1, 40):
        again, killed = 0, True
        while killed:
            again += 1
            folder = tmp_path / f"{step}-{again}"
            write_old(folder)
            kill_at(step, lambda folder=folder: write_new(folder))
            killed = kill_at(again, lambda folder=folder: f.repair(folder))
            f.repair(folder)
            assert read(folder) in (OLD, NEW), f"steps {step} and {again}"


@forks
def test_the_next_writer_finishes_what_a_kill_interrupted(tmp_path):
    for step in range(1, 30):
        folder = tmp_path / str(step)
        write_old(folder)
        kill_at(step, lambda folder=folder: write_new(folder))
        f.write_file(folder / "other.txt", b"other")
        assert read(folder) in (OLD | {"other.txt": b"other"}, NEW | {"other.txt": b"other"}), f"step {step}"


@forks
def test_a_kill_in_the_middle_of_a_file_leaves_the_old_set(tmp_path, monkeypatch):
    def write_half(path, data):
        with path.open("wb") as file:
            file.write(data[: len(data) // 2])
        os.kill(os.getpid(), signal.SIGKILL)

    write_old(tmp_path)
    monkeypatch.setattr(Path, "write_bytes", write_half)
    assert kill_at(0, lambda: write_new(tmp_path))
    monkeypatch.undo()
    f.repair(tmp_path)
    assert read(tmp_path) == OLD


@forks
def test_of_two_writers_at_once_one_set_remains_whole(tmp_path):
    sets = [{f"texts/{n}.xml": bytes([writer]) * 1000 for n in range(writer, writer + 9)} for writer in range(4)]
    children = []
    for content in sets:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            child = os.fork()
        if child == 0:
            status = 1
            try:
                for _ in range(20):
                    f.write_set(tmp_path, content, owned=["texts"])
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * 4
    assert read(tmp_path) in sets


def test_a_full_disk_leaves_the_old_set_and_is_named(tmp_path, monkeypatch):
    write_old(tmp_path)
    written = []

    def write(path, data):
        if written:
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        written.append(path)

    monkeypatch.setattr(Path, "write_bytes", write)
    with pytest.raises(InputError, match="nothing was written: No space left on device .*; make room"):
        write_new(tmp_path)
    monkeypatch.undo()
    assert read(tmp_path) == OLD


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "No space left on device"), KeyboardInterrupt()])
def test_a_first_set_that_fails_leaves_no_folder(tmp_path, monkeypatch, error):
    def fail(path, data):
        raise error

    monkeypatch.setattr(Path, "write_bytes", fail)
    (tmp_path / "old").mkdir()
    for folder in ("new/deep", "old"):
        with pytest.raises((InputError, KeyboardInterrupt)):
            write_new(tmp_path / folder)
    assert list(tmp_path.rglob("*")) == [tmp_path / "old"]


def test_a_file_that_is_held_open_is_named_and_moved_later(tmp_path, monkeypatch):
    """As on Windows, where another program can keep a file from being replaced."""
    write_old(tmp_path)

    def refuse(source, target):
        raise PermissionError(errno.EACCES, "Permission denied", str(target))

    monkeypatch.setattr(os, "replace", refuse)
    for command in (lambda: write_new(tmp_path), lambda: f.repair(tmp_path)):
        with pytest.raises(InputError, match=r"the new files are complete but could not be moved .*index\.csv"):
            command()
    monkeypatch.undo()
    f.repair(tmp_path)
    assert read(tmp_path) == NEW


def test_a_folder_that_may_not_be_changed_is_named(tmp_path, monkeypatch):
    write_old(tmp_path)

    def refuse(path, mode=0o777):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(os, "mkdir", refuse)
    with pytest.raises(InputError, match="nothing was written: Permission denied .*; .* choose a folder"):
        f.write_set(tmp_path, NEW)
    assert read(tmp_path) == OLD


def test_a_reader_does_not_mind_an_uncommitted_set_that_it_cannot_delete(tmp_path, monkeypatch):
    (tmp_path / f.STAGED).mkdir()

    def refuse(path):
        raise PermissionError(errno.EACCES, "Permission denied", str(path))

    monkeypatch.setattr(f.shutil, "rmtree", refuse)
    f.repair(tmp_path)
    assert (tmp_path / f.STAGED).exists()


def test_ctrl_c_leaves_nothing_behind(tmp_path, monkeypatch):
    def interrupt(path, data):
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "write_bytes", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_new(tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["../a", "/a", "", ".", "texts/../../a"])
def test_a_name_that_leads_out_of_the_folder_is_refused(tmp_path, name):
    with pytest.raises(InputError, match="does not lie in the folder"):
        f.write_set(tmp_path / "set", {name: b""})
    with pytest.raises(InputError, match="does not lie in the folder"):
        f.write_set(tmp_path / "set", {}, owned=[name])
    assert not (tmp_path / "set").exists()


def test_a_folder_in_the_place_of_a_file_is_refused_before_anything_is_written(tmp_path):
    (tmp_path / "index.csv").mkdir()
    with pytest.raises(InputError, match=r"index\.csv: a folder is in the place of the file"):
        write_new(tmp_path)
    (tmp_path / "index.csv").rmdir()
    (tmp_path / "texts").write_bytes(b"")
    with pytest.raises(InputError, match="texts: a file is in the place of a folder"):
        write_new(tmp_path)
    assert read(tmp_path) == {"texts": b""}


def test_a_folder_s_files_are_moved_as_a_set(tmp_path):
    for name, text in (("made/a", "new a"), ("made/b", "new b"), ("out/a", "old a"), ("out/c", "old c")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert f.main([str(tmp_path / "made"), str(tmp_path / "out")]) == 0
    assert read(tmp_path) == {"out/a": b"new a", "out/b": b"new b", "out/c": b"old c"}
    assert "a folder that is there" in f.main([str(tmp_path / "made"), str(tmp_path / "out")])


def test_a_place_that_cannot_be_written_is_told_before_the_work(tmp_path, monkeypatch):
    f.check_writable(tmp_path / "new" / "deep")
    assert f.main([str(tmp_path / "new")]) == 0 and list(tmp_path.iterdir()) == []
    (tmp_path / "file").touch()
    with pytest.raises(InputError, match="deep: nothing can be written there: Not a directory; make room or be gone"):
        f.check_writable(tmp_path / "file" / "deep", "be gone")
    assert "nothing can be written there" in f.main([str(tmp_path / "file" / "deep")])
    monkeypatch.chdir(tmp_path)
    f.check_writable("new")


LONG = {  # commands that take minutes: what they do first, and where they write
    "simulation": ("load_project", "FOLDER"), "sweeps": ("load_project", "STORED"),
    "export": ("load_sources", "TARGET"), "reading_site": ("_build", "TARGET"),
    "edition.build": ("render_corpus", None), "execution": ("execute_notebooks", None),
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_no_long_command_works_for_what_it_cannot_store(name, tmp_path, monkeypatch):
    module, (work, place) = importlib.import_module(f"themeshift.{name}"), LONG[name]
    (tmp_path / "file").touch()
    monkeypatch.setattr(module, work, lambda *_, **__: pytest.fail("it began to work"))
    if place:
        monkeypatch.setattr(module, place, tmp_path / "file" / "deep" / "x")
    said = {
        "simulation": lambda: module.main([]),
        "sweeps": lambda: module.main(),
        "export": lambda: module.main(["--to", str(module.TARGET)]),
        "reading_site": lambda: tell(module.save_site, module.TARGET),
        "edition.build": lambda: tell(module.build_corpus, tmp_path / "file"),
        "execution": lambda: tell_execution(module, tmp_path, monkeypatch),
    }[name]()
    assert "nothing can be written there: Not a directory; make room or " in said


def tell(function, *arguments):
    with pytest.raises(InputError) as error:
        function(*arguments)
    return str(error.value)


def tell_execution(module, folder, monkeypatch):
    monkeypatch.setattr(module.paths, "NOTEBOOKS", folder / "file" / "notebooks")
    return module.main([])


def test_text_that_is_not_encoded_is_refused(tmp_path):
    with pytest.raises(InputError, match="a is str, not bytes"):
        f.write_file(tmp_path / "a", "text")


@pytest.mark.parametrize("name", ["journal.json", "files/index.csv"])
def test_one_flipped_bit_in_a_committed_set_is_met(tmp_path, monkeypatch, name):
    write_old(tmp_path)
    monkeypatch.setattr(f, "_move_into_place", lambda folder: None)
    write_new(tmp_path)
    monkeypatch.undo()
    path = tmp_path / f.COMMITTED / name
    data = path.read_bytes()
    path.write_bytes(data[:12] + bytes([data[12] ^ 1]) + data[13:] if len(data) > 13 else b"N" + data[1:])
    with pytest.raises(InputError, match="this folder is damaged"):
        f.repair(tmp_path)
    assert (tmp_path / "index.csv").read_bytes() == OLD["index.csv"]


def test_a_damaged_committed_set_is_named(tmp_path):
    (tmp_path / f.COMMITTED).mkdir()
    with pytest.raises(InputError, match="committed: this folder is damaged; delete it"):
        f.repair(tmp_path)


# Readers


@forks
def test_a_writer_waits_until_a_reader_has_read_all(tmp_path):
    folder, begin = tmp_path / "set", tmp_path / "begin"
    write_old(folder)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # as above
        child = os.fork()  # before the folder is held: a child has the locks of its parent
    if child == 0:
        while not begin.exists():
            time.sleep(0.01)
        write_new(folder)
        os._exit(0)
    with f.hold_folder(folder):
        begin.touch()
        time.sleep(0.2)
        assert read(folder) == OLD
        assert os.waitpid(child, os.WNOHANG) == (0, 0)
    os.waitpid(child, 0)
    assert read(folder) == NEW


def test_what_is_held_may_be_held_again_though_something_is_left(tmp_path):
    write_old(tmp_path)
    with f.hold_folder(tmp_path):
        (tmp_path / f.STAGED).mkdir()
        with f.hold_folder(tmp_path / "texts" / ".."):
            pass  # a repair would wait for this reader for ever
    with f.hold_folder(tmp_path):
        assert read(tmp_path) == OLD and not (tmp_path / f.STAGED).exists()


def test_what_is_no_folder_is_held_without_a_word(tmp_path):
    with f.hold_folder(tmp_path / "none"), f.hold_folder(Path(__file__)):
        pass
