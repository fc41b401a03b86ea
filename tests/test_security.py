"""No network at run time, no code from a file that is read, pinned hashes, and the licence of every package."""

import ast
import csv
import functools
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor

import licenses
import pytest
from faults import same

from themeshift import paths

LOCK = (paths.ROOT / "requirements.lock").read_text(encoding="utf-8")
# What runs what it reads, starts a program, or speaks to other machines.
MODULES = {"pickle", "cPickle", "dill", "cloudpickle", "shelve", "marshal", "joblib", "subprocess", "pty", "popen2",
           "socket", "urllib", "http", "ftplib", "smtplib", "telnetlib", "requests", "httpx", "aiohttp", "ctypes",
           "xmlrpc", "webbrowser", "importlib.util", "runpy", "code"}  # fmt: skip
CALLS = {"eval", "exec", "__import__", "system", "popen", "read_pickle", "to_pickle", "spawnl", "spawnv", "execv",
         "execve", "execl", "startfile", "download", "urlopen", "urlretrieve", "unsafe_load", "full_load"}  # fmt: skip


def find_dangers(source):
    """List what a source imports or calls that it must not; pandas' own `eval` and `query` are calls of `eval` too."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names if {alias.name, alias.name.split(".")[0]} & MODULES]
        elif isinstance(node, ast.ImportFrom) and node.module != "urllib.parse":  # opens none
            found += [node.module] if {node.module, (node.module or "").split(".")[0]} & MODULES else []
        elif isinstance(node, ast.Call):
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            of = getattr(getattr(node.func, "value", None), "id", "")
            names = [part.value for part in node.args if isinstance(part, ast.Constant)] if name == "__import__" else []
            dangerous = {*names} & MODULES if names else name in CALLS
            found += [name] if dangerous else []
            given = {keyword.arg: getattr(keyword.value, "value", None) for keyword in node.keywords}
            found += ["shell"] if given.get("shell") else []
            found += (
                ["np.load"] if (of, name) == ("np", "load") and given.get("allow_pickle", True) is not False else []
            )
            found += ["allow_pickle"] if given.get("allow_pickle") else []
    return found


@pytest.mark.parametrize("source", [
    "import pickle", "from pickle import loads", "import urllib.request", "from subprocess import run", "eval(x)",
    "os.system(x)", "run(x, shell=True)", "np.load(x)", "np.load(x, allow_pickle=True)", "pd.read_pickle(x)",
    "frame.eval(x)", "__import__(x)", "__import__('pickle')", "nltk.download('punkt')",
])  # fmt: skip
def test_what_is_dangerous_is_found(source):
    assert find_dangers(source)


@functools.cache
def list_cells():
    """List the code cells of all notebooks."""
    notebooks = {path.name: json.loads(path.read_bytes()) for path in sorted(paths.NOTEBOOKS.rglob("*.ipynb"))}
    return [(name, "".join(cell["source"])) for name, notebook in notebooks.items()
            for cell in notebook["cells"] if cell["cell_type"] == "code"]  # fmt: skip


def list_sources():
    """List the Python of the library, of the checks of the seminar, and of the notebooks."""
    for path in [*sorted(paths.LIBRARY.rglob("*.py")), *sorted(paths.NOTEBOOKS.rglob("*.py"))]:
        yield path.name, path.read_text(encoding="utf-8")
    yield from ((name, source) for name, source in list_cells() if not re.search("^[%!]", source, re.MULTILINE))


def test_nothing_that_is_read_is_run_and_nothing_speaks_to_other_machines():
    assert [(name, danger) for name, source in list_sources() for danger in find_dangers(source)] == []


def test_no_cell_runs_a_shell_command():
    command = re.compile(r"^ *(!|%%?(bash|sh|system|sx|pip|conda)\b)", re.MULTILINE)
    assert [name for name, source in list_cells() if command.search(source)] == []


def test_every_package_of_the_lock_is_pinned_by_its_hashes_and_installed_only_so():
    blocks = re.split(r"\n(?=\S)", "\n".join(line for line in LOCK.splitlines() if not line.lstrip().startswith("#")))
    assert len(blocks) > 50
    for block in blocks:
        assert re.match(r"[A-Za-z0-9._-]+==[^\s;\\]+( ; [^\\]*)? \\\n", block), block
        assert re.search(r"--hash=sha256:[0-9a-f]{64}\b", block), block
    assert "python install.py" in (paths.ROOT / "Makefile").read_text(encoding="utf-8").replace("$(PYTHON)", "python")
    assert '"--require-hashes"' in (paths.ROOT / "install.py").read_text(encoding="utf-8")


# Licences


def read_licenses():
    with licenses.PATH.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_licence_of_every_locked_package_is_listed():
    rows = read_licenses()
    assert [(row["package"], row["version"], row["where"]) for row in rows] == licenses.list_pins(LOCK), "make lock"
    assert [row["package"] for row in rows if not row["license"]] == []


def test_what_is_listed_is_what_the_installed_packages_say():
    listed = {row["package"]: row["license"] for row in read_licenses()}
    said = {name: licenses.find_license(name) for name in listed}
    assert {name: license for name, license in said.items() if license and listed[name] != license} == {}, "make lock"


def test_only_what_is_never_needed_to_run_asks_for_the_same_licence():
    """The GNU licences, where no other may be chosen: an independent model that ours is held against."""
    choices = {row["package"]: re.split(" or ", row["license"], flags=re.IGNORECASE) for row in read_licenses()}
    strict = {name for name, licenses in choices.items() if all(re.search("GPL|GNU", text) for text in licenses)}
    assert strict <= {"gensim"}


# Without a network, and the same bytes


def cut_off():
    """Fail where a build has no network to be cut off from though it is asked to try; else skip."""
    if not same.can_cut_off():
        message = "this system lets no process have a network of its own (unshare --net)"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)


@pytest.mark.check
def test_a_run_without_network_home_or_usual_settings_gives_the_same_bytes(tmp_path):
    """All conditions at once that must not matter; ``python -m tests.faults.same`` tries each with every notebook."""
    cut_off()
    together = {"environment": {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONHASHSEED": "7"}}
    together |= {"umask": 0o077, "name": "Kopie ä ü", "home": True, "network": False, "slow": True}
    with ThreadPoolExecutor() as threads:
        runs = [threads.submit(same.run, tmp_path / name, ["02_count_the_words"], **condition)
                for name, condition in (("usual", {}), ("other", together))]  # fmt: skip
        usual, other = (run.result() for run in runs)
    assert same.compare(usual, other) == []


@pytest.mark.check
def test_on_another_processor_only_the_numbers_of_two_figures_of_topics_differ_and_by_no_more_than_is_said(tmp_path):
    with ThreadPoolExecutor() as threads:
        runs = [threads.submit(same.run, tmp_path / name, ["05_fit_the_topics"], **condition)
                for name, condition in (("usual", {}), ("other", same.CONDITIONS["another processor"]))]  # fmt: skip
        usual, other = (run.result() for run in runs)
    assert same.compare(usual, other, strict=False) == []


def test_what_may_differ_is_a_little_of_two_tables_their_pictures_and_the_notebook_that_shows_them():
    notebook = '{"cells": [{"outputs": [{"data": {"image/png": "%s", "text/plain": "%s"}}]}]}'
    topics, shown = "figures/topics_over_time", "notebooks/05_fit_the_topics.ipynb"
    one = {f"{topics}.csv": b"x\n1\n", f"{topics}.png": b"1", "b.csv": b"x\n1\n", shown: (notebook % (1, 1)).encode()}
    little = {f"{topics}.csv": b"x\n1.001\n", f"{topics}.png": b"2", shown: (notebook % (2, 1)).encode()}
    much = {f"{topics}.csv": b"x\n1.01\n", "b.csv": b"x\n1.001\n", shown: (notebook % (1, 2)).encode()}
    assert len(same.compare(one, one | little)) == 3
    assert same.compare(one, one | little, strict=False) == []
    assert same.compare(one, one | much, strict=False) == ["b.csv by 0.001", f"{topics}.csv by 0.01", shown]


def test_a_difference_of_bytes_is_told_and_measured():
    one, other = {"a.csv": b"x,y\na,1\n", "b": b"1"}, {"a.csv": b"x,y\na,1.001\n", "b": b"1", "c": b""}
    assert same.compare(one, other) == ["a.csv by 0.001", "c is in one only"]
    assert same.compare({"a.csv": b"x,y\na,1\n"}, {"a.csv": b"x,y\nb,1\n"}) == ["a.csv by inf"]
    assert same.compare(one, one) == []
