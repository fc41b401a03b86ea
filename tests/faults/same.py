"""Run notebooks under other conditions, and compare every byte: ``python -m tests.faults.same [notebook ...]``.

Each condition runs the named notebooks, or all, in a copy of the project of its own. What is compared is all that is
written: notebooks, figures with their numbers and captions, claims, gallery, README. *Another processor* computes
without the newer instructions of this one. There, and with another Python, the numbers of `MAY_DIFFER` may: topics are
fitted by many thousand steps, each of which rounds. All else is the same to the byte.
"""

import argparse
import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import pandas as pd
from tqdm import tqdm

from themeshift import paths

from .kills import MARK, find_processes

ANOTHER_PROCESSOR = {
    "OPENBLAS_CORETYPE": "Nehalem",
    "NPY_DISABLE_CPU_FEATURES": "AVX2 FMA3 AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR",
}
# The greatest relative difference of a figure's numbers, and the notebooks that show its picture.
MAY_DIFFER = {"figures/topics_over_time": 0.002, "figures/topics_that_recur_less": 0.002}
SHOWN_IN = {"notebooks/05_fit_the_topics.ipynb"}
FITS_ANEW = {"again", "another number of threads", "another processor", "another Python"}
# Environment, umask, name of the folder; `network` and `slow` are ways of running.
CONDITIONS = {
    "as usual": {},
    "again": {},
    "slow": {"slow": True},
    "another time zone": {"environment": {"TZ": "Pacific/Kiritimati"}},
    "another locale": {"environment": {"LC_ALL": "C", "LANG": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}},
    "another umask": {"umask": 0o077},
    "another hash seed": {"environment": {"PYTHONHASHSEED": "1917"}},
    "another home": {"home": True},
    "a path with blank and umlaut": {"name": "Kopie ä ü"},
    "no network": {"network": False},
    "another number of threads": {"environment": {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2"}},
    "another processor": {"environment": ANOTHER_PROCESSOR},
}
WRITTEN = ("notebooks/*.ipynb", "figures/*", "README.md")
# Puts the loopback of a namespace up, which has no other network, and becomes the command.
NO_NETWORK = """
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
    fcntl.ioctl(link, 0x8914, struct.pack("16sH14x", b"lo", 1 | 64))
try:
    socket.create_connection(("192.0.2.1", 80), 1)
except OSError:
    os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
sys.exit("there is a network")
"""


def copy_project(folder, fits=None):
    """Copy what is executed, and what is written from it; topics are fitted anew unless a folder has their fits."""
    for name in ("lib", "corpus", "notebooks", "figures"):
        shutil.copytree(paths.ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("requirements.lock", "README.md"):
        shutil.copy(paths.ROOT / name, folder)
    if fits is not None and fits.is_dir():
        shutil.copytree(fits, folder / "build" / "topics")


def can_cut_off():
    """Tell whether this system lets a process have a network of its own."""
    command = ["unshare", "--map-root-user", "--net", sys.executable, "-c", NO_NETWORK, "-c", ""]
    return bool(shutil.which("unshare")) and subprocess.run(command, capture_output=True).returncode == 0


def slow_down(mark, ended):
    """Stop the processes of a build again and again, as a busy machine does."""
    while not ended.wait(0.4):
        for sign in (signal.SIGSTOP, signal.SIGCONT):
            for process in find_processes(mark):
                try:
                    os.kill(process, sign)
                except ProcessLookupError:
                    continue
            time.sleep(0.2)


def run(
    folder,
    notebooks=(),
    environment=None,
    umask=0o022,
    name="project",
    home=False,
    network=True,
    slow=False,
    fits=None,
    python=sys.executable,
):
    """Execute notebooks in a copy of the project under a condition; return what was written, by name."""
    project = Path(folder) / name
    copy_project(project, fits)
    mark = f"{os.getpid()}-{project.parent.name}"
    added = {"PYTHONPATH": str(project / "lib"), "PYTHONHASHSEED": "0", "OMP_NUM_THREADS": "1", MARK: mark}
    if home:
        added |= {"HOME": str(project.parent / "nobody"), "USER": "nobody", "XDG_CACHE_HOME": str(project.parent / "c")}
    variables = {name: value for name, value in os.environ.items() if name != "THEMESHIFT_BUILD"}
    command = [python, "-m", "themeshift.execution", *notebooks]
    if not network:
        command = ["unshare", "--map-root-user", "--net", python, "-c", NO_NETWORK, *command[1:]]
    build = subprocess.Popen(command, cwd=project, env=variables | added | (environment or {}), umask=umask,
                             stdout=subprocess.PIPE, stderr=subprocess.STDOUT)  # fmt: skip
    ended = threading.Event()
    if slow:
        threading.Thread(target=slow_down, args=(mark, ended), daemon=True).start()
    said = build.communicate()[0].decode(errors="replace")
    ended.set()
    if build.returncode:
        raise RuntimeError(said[-2000:])
    files = {path.relative_to(project).as_posix(): path.read_bytes()
             for pattern in WRITTEN for path in project.glob(pattern) if path.is_file()}  # fmt: skip
    if fits is not None and not fits.is_dir() and (project / "build" / "topics").is_dir():
        shutil.copytree(project / "build" / "topics", fits)
    shutil.rmtree(project)
    return files


def measure_difference(one, other):
    """Return the greatest relative difference of the numbers of two tables; infinite if anything else differs."""
    tables = [pd.read_csv(io.BytesIO(data)) for data in (one, other)]
    if tables[0].shape != tables[1].shape or list(tables[0]) != list(tables[1]):
        return np.inf
    most = 0.0
    for column in tables[0]:
        left, right = tables[0][column], tables[1][column]
        if not pd.api.types.is_numeric_dtype(left):
            most = most if left.equals(right) else np.inf
        elif (left.isna() != right.isna()).any():
            most = np.inf
        else:
            scale = np.maximum(np.maximum(left.abs(), right.abs()), 1e-12)
            most = max(most, float(((left - right).abs() / scale).max()))
    return most


def drop_pictures(data):
    """Return a notebook without its pictures."""
    notebook = json.loads(data)
    for cell in notebook["cells"]:
        for output in cell.get("outputs", []):
            for kind in [kind for kind in output.get("data", {}) if kind.startswith("image/")]:
                del output["data"][kind]
    return notebook


def may_differ(name, one, other):
    """Tell whether a file that differs may, where another processor or Python computes."""
    stem, kind = os.path.splitext(name)
    if name in SHOWN_IN:
        return drop_pictures(one) == drop_pictures(other)
    if kind == ".csv":
        return measure_difference(one, other) <= MAY_DIFFER.get(stem, 0)
    return stem in MAY_DIFFER and kind in (".pdf", ".png")


def compare(usual, other, strict=True):
    """Say which files differ, and of tables by how much; unless strict, only those that may not."""
    told = []
    for name in sorted(usual.keys() | other.keys()):
        one, two = usual.get(name), other.get(name)
        there = one is not None and two is not None
        if one == two or (not strict and there and may_differ(name, one, two)):
            continue
        by = f" by {measure_difference(one, two):.1g}" if there and name.endswith(".csv") else ""
        told.append(f"{name}{by}" if there else f"{name} is in one only")
    return told


def main():
    parser = argparse.ArgumentParser(prog="python -m tests.faults.same", description="The same bytes, whatever else.")
    parser.add_argument("notebooks", nargs="*")
    parser.add_argument("--python", help="another Python that has all packages of the lock")
    parser.add_argument("--condition", action="append", choices=list(CONDITIONS)[1:])
    chosen = parser.parse_args()
    names = chosen.condition or [name for name in CONDITIONS if name != "as usual"]
    conditions = {name: CONDITIONS[name] for name in names}
    if chosen.python:
        conditions["another Python"] = {"python": chosen.python}
    bad = False
    with tempfile.TemporaryDirectory() as folder:
        fits = Path(folder) / "fits"
        usual = run(Path(folder) / "usual", chosen.notebooks, fits=fits)
        for number, (name, condition) in enumerate(tqdm(conditions.items(), desc="conditions")):
            condition = condition | {"fits": None if name in FITS_ANEW else fits}
            other = run(Path(folder) / str(number), chosen.notebooks, **condition)
            told = compare(usual, other)
            print(f"{name}: {len(usual) - len(told)} of {len(usual)} files the same", *told, sep="\n    ", flush=True)
            bad |= bool(compare(usual, other, strict=name not in ("another processor", "another Python")))
    return bad


if __name__ == "__main__":
    sys.exit(main())
