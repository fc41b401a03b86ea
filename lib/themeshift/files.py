"""Write files whole or not at all, as a set: what a kill interrupts, the next command finishes or throws away.

A set is staged in one hidden folder beside its targets. One rename of that folder commits it; then its files are moved
into place. `repair` looks for what was interrupted: a committed set is moved on, an uncommitted one is thrown away.
Every writer calls it, and every reader of a folder that is written as a set; one that reads several
files of a set holds the folder (`hold_folder`), or a writer that comes meanwhile would give it some old and some new.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sys
import tempfile
import threading
from pathlib import Path, PurePosixPath

from themeshift.checks import InputError, check_path

try:
    import fcntl
except ImportError:  # Windows has no flock; two writers at once are not kept apart there
    fcntl = None

STAGED = ".themeshift-staged"
COMMITTED = ".themeshift-committed"
JOURNAL = "journal.json"
COPY = "run this in a copy of the project that you may change"  # the remedy where a command writes into the project
HELD = set()  # thread and folder of each reader at work: what it calls holds the same folder


def write_set(folder, files, owned=()):
    """Write files so that the next command sees all of them or none.

    Parameters
    ----------
    folder : pathlib.Path
        Made if it does not exist.
    files : dict of str to bytes
        By name relative to `folder`.
    owned : iterable of str
        Subfolders that hold nothing but this set: other files in them are removed.

    Raises
    ------
    InputError
        If a name leads out of the folder, or the files cannot be written; the old ones are untouched then, unless the
        message says that the new ones are complete.
    """
    folder = Path(folder)
    names, owned = [_check_name(name) for name in files], [_check_name(name) for name in owned]
    for name, data in files.items():
        if not isinstance(data, bytes):
            raise InputError(f"{name} is {type(data).__name__}, not bytes; encode it")
    try:
        with _make_folder(folder), lock_folder(folder):
            _settle(folder)
            for name in names:
                _check_target(folder, folder / name)
            _commit(folder, dict(zip(names, files.values(), strict=True)), owned)
            _move_into_place(folder)
    except OSError as error:
        raise _explain(folder, error) from error


@contextlib.contextmanager
def _make_folder(folder):
    """Make a folder and those above it; if what follows fails, remove those that are new and still empty."""
    new = [one for one in (folder, *folder.parents) if not os.path.lexists(one)]
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield
    except BaseException:
        with contextlib.suppress(OSError):
            for one in new:
                one.rmdir()
        raise


def write_file(path, data):
    """Write one file whole or not at all.

    Parameters
    ----------
    path : pathlib.Path
    data : bytes
    """
    write_set(Path(path).parent, {Path(path).name: data})


def check_writable(folder, remedy="choose a folder that you may change"):
    """Raise `InputError` if nothing can be written into a folder, or where it would be made: asked before long work."""
    folder = Path(check_path(folder, "the folder", "name another")).absolute()
    there = next(one for one in (folder, *folder.parents) if os.path.lexists(one))
    try:
        with tempfile.TemporaryFile(dir=there) as file:
            file.write(b"a full disk takes a name, but no byte")
    except OSError as error:
        raise InputError(f"{folder}: nothing can be written there: {error.strerror or error}; make room or {remedy}"
                         ) from None  # fmt: skip


def repair(folder):
    """Finish or throw away what an interrupted `write_set` has left in a folder; cheap where nothing is left.

    Raises
    ------
    InputError
        If a committed set cannot be moved into place.
    """
    folder = Path(folder)
    if not os.path.lexists(folder / STAGED) and not os.path.lexists(folder / COMMITTED):
        return
    try:
        with lock_folder(folder):  # waits for a writer that is at work
            _settle(folder)
    except OSError as error:
        if os.path.lexists(folder / COMMITTED):  # an uncommitted set that cannot be deleted harms nobody
            raise _explain(folder, error) from error


def _check_name(name):
    """Return a relative name with forward slashes, or raise `InputError`."""
    path = PurePosixPath(Path(name).as_posix())
    if path.is_absolute() or Path(name).is_absolute() or ".." in path.parts or not path.parts:
        raise InputError(f"{str(name)!r} does not lie in the folder; name a file below it")
    return str(check_path(path, "the name of a file", "name a file below the folder"))


def _check_target(folder, target):
    """Raise `InputError` if a file could not be moved to its place after the commit."""
    if target.is_dir():
        raise InputError(f"{target}: a folder is in the place of the file; move it away")
    parent = next(parent for parent in target.parents if parent.exists())
    if not parent.is_dir():
        raise InputError(f"{parent}: a file is in the place of a folder; move it away")
    if parent.stat().st_dev != folder.stat().st_dev:
        raise InputError(f"{parent}: this folder is on another disk than {folder}; put both on one")


@contextlib.contextmanager
def lock_folder(folder, shared=False):
    """Let one writer into a folder, or only readers (`shared`), where the system can; no lock is left behind."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network disks know no locks
            fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def hold_folder(folder):
    """Keep writers out of a folder while several of its files are read; what was interrupted is repaired first."""
    folder = Path(os.path.realpath(folder))
    held = threading.get_ident(), folder
    while held not in HELD and folder.is_dir() and os.access(folder, os.R_OK):
        repair(folder)
        with lock_folder(folder, shared=True):
            if not os.path.lexists(folder / COMMITTED):  # else a writer was killed after the repair
                HELD.add(held)
                try:
                    yield
                finally:
                    HELD.remove(held)
                return
    yield


def _commit(folder, files, owned):
    """Stage the files and their list, and commit them by one rename; leave nothing behind if that fails."""
    staged = folder / STAGED
    try:
        staged.mkdir()
        for name, data in files.items():
            path = staged / "files" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        (staged / JOURNAL).write_bytes(_write_journal(files, owned))
        os.rename(staged, folder / COMMITTED)
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        raise


def _settle(folder):
    """Throw an uncommitted set away and move a committed one into place."""
    if os.path.lexists(folder / STAGED):
        shutil.rmtree(folder / STAGED)
    if os.path.lexists(folder / COMMITTED):
        _move_into_place(folder)


def _write_journal(files, owned):
    """Return the list of a set, with a checksum of each file and one of the list."""
    listed = {"files": {name: _hash(data) for name, data in files.items()}, "owned": list(owned)}
    return json.dumps(listed | {"sum": _hash(json.dumps(listed).encode())}).encode()


def _read_journal(folder, committed):
    """Return the files and the owned folders of a committed set, or raise `InputError` if any of it is damaged."""
    try:
        listed = json.loads((committed / JOURNAL).read_bytes())
        if listed.pop("sum") != _hash(json.dumps(listed).encode()):
            raise ValueError
        for name, expected in listed["files"].items():
            staged = committed / "files" / name
            there = staged if os.path.lexists(staged) else folder / name  # it was moved before the interruption
            if _hash(there.read_bytes()) != expected:
                raise ValueError
    except (ValueError, KeyError, TypeError, AttributeError, OSError, RecursionError):
        raise InputError(f"{committed}: this folder is damaged; delete it and run the command again") from None
    return list(listed["files"]), listed["owned"]


def _hash(data):
    return hashlib.sha256(data).hexdigest()


def _move_into_place(folder):
    """Move the files of a committed set to their places; a second call goes on where a first was interrupted."""
    committed = folder / COMMITTED
    names, owned = _read_journal(folder, committed)
    for name in names:
        staged = committed / "files" / name
        if staged.exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            os.replace(staged, folder / name)
    for name in owned:
        _remove_others(folder, name, set(names))
    os.rename(committed, folder / STAGED)  # from here on there is nothing left to finish
    shutil.rmtree(folder / STAGED)


def _remove_others(folder, name, kept):
    """Remove the files of a subfolder that are not kept, and the folders that are empty then."""
    for path in sorted((folder / name).rglob("*"), reverse=True):
        if path.is_dir() and not path.is_symlink():
            with contextlib.suppress(OSError):
                path.rmdir()
        elif path.relative_to(folder).as_posix() not in kept:
            path.unlink()


def _explain(folder, error):
    """Return the `InputError` for files that could not be written."""
    reason = f"{error.strerror or error}" + (f" ({error.filename})" if error.filename else "")
    if os.path.lexists(folder / COMMITTED):
        return InputError(
            f"{folder}: the new files are complete but could not be moved into place: {reason}; close the programs "
            "that hold the old ones, and run any command again"
        )
    return InputError(f"{folder}: nothing was written: {reason}; make room or choose a folder that you may change")


def main(folders):
    """Move the files of a folder into another, all or none, and remove the first; of one, ask if it can be written.

    Returns
    -------
    int or str
        For `sys.exit`: 0, or what is wrong.
    """
    if len(folders) not in (1, 2) or (len(folders) == 2 and not Path(folders[0]).is_dir()):
        return ("Write python -m themeshift.files, a folder that is there, and the one into which its files are moved; "
                "or the second alone, to ask if it can be written.")  # fmt: skip
    made = Path(folders[0])
    try:
        if len(folders) == 1:
            check_writable(made)
            return 0
        write_set(folders[1], {path.name: path.read_bytes() for path in made.iterdir() if path.is_file()})
    except InputError as error:
        return str(error)
    shutil.rmtree(made)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
