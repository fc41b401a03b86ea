"""Kill the build at random times, and look at what the next command sees: ``python -m tests.faults.kills [number]``.

Each time a copy of the project with an old set of notebooks, figures and claims is built; half of the kills take the
build alone, whose kernels must end by themselves, and half every process of it at once, as when the power fails. Some
kills wait for a file to be on its way. Then the next command repairs what it finds: each notebook, figure and ledger is
whole and old, or whole and new.
"""

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import nbformat
from tqdm import tqdm

from themeshift import paths
from themeshift.files import COMMITTED, STAGED

NOTEBOOKS = ("02_count_the_words", "03_weigh_the_words")  # short ones that save several figures and claims
MARK = "THEMESHIFT_KILLED"  # in the environment of the build and of its kernels
LOOK = """
from themeshift import claims, execution, ledger, paths
for folder in (paths.ROOT, paths.ROOT / "figures"):
    execution.repair(folder)
for path in execution.find_notebooks():
    execution.load_notebook(path)
ledger.load_claims(paths.ROOT / "figures")
"""
ENDS = 15  # seconds in which a kernel must have noticed that the build is gone


def copy_project(folder, notebooks):
    """Copy what a build needs, and make its outputs old ones: no notebook is executed, and each figure says so."""
    for name in ("lib", "corpus", "notebooks", "figures", "build/topics"):
        if (paths.ROOT / name).is_dir():
            shutil.copytree(paths.ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.lock", "README.md"):
        shutil.copy(paths.ROOT / name, folder)
    for name in notebooks:
        path = folder / "notebooks" / f"{name}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        for cell in notebook.cells:
            if cell.cell_type == "code":
                cell.outputs, cell.execution_count = [], None
        nbformat.write(notebook, path)
    return folder


def start(folder, mark, notebooks):
    """Start the build."""
    environment = os.environ | {MARK: mark, "PYTHONPATH": str(folder / "lib"), "PYTHONHASHSEED": "0"}
    environment.pop("THEMESHIFT_BUILD", None)
    return subprocess.Popen([sys.executable, "-m", "themeshift.execution", *notebooks], cwd=folder, env=environment,
                            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # fmt: skip


def find_processes(mark):
    """List the processes that have the mark in their environment and have not ended."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            if f"{MARK}={mark}\0".encode() in (place / "environ").read_bytes():
                found.append(int(place.name))
        except OSError:
            continue
    return found


def read_sets(folder, notebooks):
    """Return what is written as a set: a notebook, the files of a figure, the ledger."""
    sets = {name: (folder / "notebooks" / f"{name}.ipynb").read_bytes() for name in notebooks}
    for path in sorted((folder / "figures").iterdir()):
        if path.is_file():
            name = "ledger" if path.stem == "claims" else path.stem
            sets.setdefault(name, {})[path.suffix] = path.read_bytes()
    return sets


def age(folder, figures):
    """Make the figures that the build writes old ones."""
    for name in figures:
        for path in (folder / "figures").glob(f"{name}.*"):
            path.write_bytes(b"old " + path.name.encode())


def wait_for_a_file(folder, build, generator, most):
    """Wait until some file is on its way, for the n-th time, or as long as the build may take."""
    places = [folder / name / kind for name in ("notebooks", "figures") for kind in (STAGED, COMMITTED)]
    end, number = time.monotonic() + most, generator.randrange(1, 8)
    before = False
    while time.monotonic() < end and build.poll() is None:
        there = any(map(os.path.lexists, places))
        if there and not before:
            number -= 1
            if not number:
                return
        before = there
        time.sleep(0.0002)


def kill_once(folder, number, seconds, notebooks):
    """Build, kill, look; return when it was killed, and what is wrong."""
    generator, mark = random.Random(f"kill {number}"), f"{os.getpid()}-{number}"
    build = start(folder, mark, notebooks)
    if number % 3:
        time.sleep(generator.uniform(0, seconds))
    else:
        wait_for_a_file(folder, build, generator, seconds)
    late = build.poll() is not None
    victims = find_processes(mark) if number % 2 else [build.pid]
    for victim in victims:
        try:
            os.kill(victim, signal.SIGKILL)
        except ProcessLookupError:
            continue
    build.stderr.close()
    build.wait()
    end = time.monotonic() + ENDS
    while find_processes(mark) and time.monotonic() < end:
        time.sleep(0.1)
    wrong = [f"process {orphan} goes on" for orphan in find_processes(mark)]
    for orphan in find_processes(mark):
        os.kill(orphan, signal.SIGKILL)
    return late, wrong


def look(folder):
    """Run the next command; return what it says."""
    environment = os.environ | {"PYTHONPATH": str(folder / "lib")}
    done = subprocess.run([sys.executable, "-c", LOOK], cwd=folder, env=environment, capture_output=True, text=True)
    return [f"the next command: {done.stderr[-300:]}"] if done.returncode else []


def compare(found, old, new):
    """Say what is neither old nor new, and count what is."""
    wrong = [f"{name} is neither old nor new" for name in found if found[name] not in (old.get(name), new.get(name))]
    wrong += [f"{name} is gone" for name in old.keys() - found.keys()]
    changed = [name for name in found if old.get(name) != new.get(name)]
    return wrong, sum(found[name] == new[name] for name in changed), len(changed)


def run_kills(number, folder, advance=lambda: None, notebooks=NOTEBOOKS):
    """Kill so many builds; yield for each whether it came late, how many sets were new, of how many, what is wrong."""
    project = copy_project(Path(folder) / "project", notebooks)
    before = read_sets(project, notebooks)
    begun = time.monotonic()
    build = start(project, "first", notebooks)
    said = build.communicate()[1].decode()
    seconds = time.monotonic() - begun
    if build.returncode:
        raise RuntimeError(said[-2000:])
    new = read_sets(project, notebooks)
    drawn = [name for name in new if name not in (*notebooks, "ledger")
             and (project / "figures" / f"{name}.png").exists()
             and (project / "figures" / f"{name}.png").stat().st_mtime > time.time() - seconds - 5]  # fmt: skip
    for n in range(number):
        for name in notebooks:
            (project / "notebooks" / f"{name}.ipynb").write_bytes(before[name])
        age(project, drawn)
        old = read_sets(project, notebooks)
        late, wrong = kill_once(project, n, seconds, notebooks)
        wrong += look(project)
        wrong += [f"stray: {path.name}" for path in project.rglob(".themeshift-*")]
        more, finished, changed = compare(read_sets(project, notebooks), old, new)
        yield late, finished, changed, wrong + more
        advance()
        for name, files in new.items():  # as it was, should anything have been wrong
            if isinstance(files, dict):
                for ending, data in files.items():
                    (project / "figures" / f"{'claims' if name == 'ledger' else name}{ending}").write_bytes(data)


def main():
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.kills", description="Kill the build; nothing is half."
    )
    parser.add_argument("number", nargs="?", type=int, default=100)
    chosen = parser.parse_args()
    outcomes, wrong = Counter(), []
    with tempfile.TemporaryDirectory() as folder, tqdm(total=chosen.number, desc="kills", mininterval=1) as bar:
        for late, finished, changed, faults in run_kills(chosen.number, folder, bar.update):
            state = "all old" if not finished else "all new" if finished == changed else "some new, each whole"
            outcomes[f"{state}{', had ended' if late else ''}"] += 1
            wrong += faults
    for state, times in outcomes.most_common():
        print(f"{times:4} {state}")
    print("\n".join(wrong) or "Nothing was half, nothing stray, no kernel left.")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
