"""The project's own files agree with each other."""

import os
import re
import shutil
import subprocess
import sys
import tomllib

import pytest
import yaml
from test_contract import MODULES, list_imports

import themeshift
from themeshift import paths

PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", re.MULTILINE)


def read(name):
    return (paths.ROOT / name).read_text(encoding="utf-8")


def normal(pins):
    return {re.sub(r"[-_.]+", "-", name).lower(): version for name, version in pins}


def test_all_pins_are_exact_and_the_lock_holds_them():
    project = tomllib.loads(read("pyproject.toml"))["project"]
    named = [*project["dependencies"], *(pin for extra in project["optional-dependencies"].values() for pin in extra)]
    pins = normal(PIN.findall("\n".join(named)))
    assert len(pins) == len(named)
    locked = normal(PIN.findall(read("requirements.lock")))
    assert pins.items() <= locked.items()
    assert locked == normal(PIN.findall(read("constraints.txt")))


def test_conda_makes_the_same_environment():
    environment = yaml.safe_load(read("environment.yml"))
    (python,) = [part for part in environment["dependencies"] if isinstance(part, str) and part.startswith("python=")]
    assert re.fullmatch(r"python=3\.11(\.\d+)?", python)
    (pip,) = [part["pip"] for part in environment["dependencies"] if isinstance(part, dict)]
    assert pip == ["-c constraints.txt", "-e ."]


def test_no_package_registry_is_named():
    listed = subprocess.run(["git", "ls-files"], cwd=paths.ROOT, capture_output=True, text=True)  # no git: nothing
    assert not {"uv.lock", "pylock.toml"} & set(listed.stdout.split())
    for name in ("requirements.lock", "constraints.txt", "environment.yml", "pyproject.toml"):
        assert not re.search(r"https?://|index-url|find-links", read(name)), name


def test_links_of_the_readmes_lead_somewhere():
    for readme in ("README.md", "corpus/README.md", "figures/README.md"):
        folder = (paths.ROOT / readme).parent
        for link in re.findall(r"\]\(([^)#]+)\)", read(readme)):
            assert link.startswith("http") or (folder / link).exists(), f"{readme}: {link}"


def test_the_readme_names_the_notebooks_in_order():
    names = [path.name for path in sorted(paths.NOTEBOOKS.glob("[0-9]*.ipynb"))]
    listed = read("README.md").split("## The notebooks, in order")[1].split("\n## ")[0]
    assert re.findall(r"\]\(notebooks/(\d\d_\w+\.ipynb)\)", listed) == names


def test_the_map_names_every_room_and_each_imports_only_from_those_above_it():
    table = read("README.md").split("| room | what |")[1].split("\n\n")[0]
    rooms = [room for row in table.splitlines() if row for room in re.findall(r"`(\w+)`", row.split("|")[1])]
    places = {path: path.relative_to(paths.LIBRARY).with_suffix("").parts[0] for path in MODULES}
    assert sorted(rooms) == sorted(set(places.values()))
    for path, room in places.items():
        above = rooms[: rooms.index(room) + 1]
        assert {name.split(".")[1] for name in list_imports(path)} <= set(above), room


def test_the_public_names_of_a_module_are_in_order():
    for module, names in themeshift._MODULES.items():
        assert names.split() == sorted(names.split()), module


def test_the_citation_is_complete():
    citation = yaml.safe_load(read("CITATION.cff"))
    project = tomllib.loads(read("pyproject.toml"))["project"]
    assert citation["version"] == project["version"]
    assert {"cff-version", "message", "title", "authors", "license", "date-released"} <= citation.keys()
    (corpus,) = [work for work in citation["references"] if work["type"] == "data"]
    assert corpus["version"] == tomllib.loads(read("corpus/package.toml"))["version"]
    assert f"version {corpus['version']} ({corpus['year']})" in read("corpus/README.md")


def test_the_citation_is_valid_and_invents_nothing():
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.citation-file-format"]
    run = subprocess.run([*command, paths.ROOT / "CITATION.cff"], capture_output=True, text=True)
    assert run.returncode == 0, run.stdout + run.stderr
    publishers = {"doi", "identifiers", "url", "repository", "repository-code", "commit"}
    listed = read("CONTRIBUTING.md").split("only a publisher can fill")[1].split("\n\n")[0]
    for name in publishers - yaml.safe_load(read("CITATION.cff")).keys():
        assert f"`{name}`" in listed, name


def test_the_datasheet_states_the_counts_of_the_corpus():
    from themeshift.corpus import load_corpus
    from themeshift.edition.decisions import load_edition

    documents, _, _, marks, notes = load_corpus()
    edition = load_edition(paths.EDITION / "lenin", paths.RAW)
    scan, tables = edition.scan, edition.tables
    pages = sum(row["basis"] != "inferred" for row in tables["pages"])
    gaps = marks[marks["kind"] == "gap"]
    corrections = len(tables["corrections"])
    stated = [
        f"{len(documents)} texts, {documents['words'].sum():,} words",
        f"We mark {documents['extract'].sum()} texts as extracts",
        f"{len(gaps)} places where words are visibly lost are marked as gaps; in {(gaps['text'] != '').sum()} of them",
        f"{(documents['title_basis'] == 'supplied').sum()} of {len(documents)} titles",
        f"{sum(line.endswith('¬') for line in scan.values()):,} soft hyphens",
        f"{corrections} corrections, both readings kept; {(marks['kind'] == 'correction').sum()} of them",
        f"{notes['paragraph'].notna().sum()} of {len(notes)} found in the text",
        f"the other {notes['paragraph'].isna().sum()} stood in lost titles",
        f"{pages} pages are fixed by an endnote or the contents",
        f"the first lines of the other {len(tables['pages']) - pages}",
    ]
    datasheet = read("corpus/README.md")
    assert [words for words in stated if words not in datasheet] == []
    assert documents["summary"].sum() == 4


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make here")
def test_make_says_in_a_line_that_there_is_no_python(tmp_path):
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(paths.ROOT / name, tmp_path)
    outside = {name: value for name, value in os.environ.items() if name not in ("MAKELEVEL", "MAKEFLAGS", "MFLAGS")}
    run = subprocess.run(["make", "PYTHON=python-that-is-not-here"], cwd=tmp_path, capture_output=True, text=True,
                         env=outside)  # fmt: skip
    said, made = run.stderr.splitlines()
    assert said == "There is no python-that-is-not-here here. Name another: make PYTHON=python3.12"
    assert run.returncode == 2 and made.startswith("make: *** ")
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["Makefile", "requirements.lock"]


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make here")
@pytest.mark.parametrize("python", ["/nonexistent/python3", shutil.which("false"), sys.executable])
def test_an_environment_whose_python_finds_nothing_is_made_anew(tmp_path, python):
    """After an update of the system: no Python, one that finds no packages; the last is as it should be."""
    for name in ("Makefile", "requirements.lock"):
        shutil.copy(paths.ROOT / name, tmp_path)
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    run = tmp_path / ".venv" / "bin" / "python"
    if python == sys.executable:
        run.write_text(f'#!/bin/sh\nexec "{python}" "$@"\n')
        run.chmod(0o755)
    else:
        run.symlink_to(python)
    (tmp_path / ".venv" / "ready").touch()
    said = subprocess.run(["make", "-n", "notebooks"], cwd=tmp_path, capture_output=True, text=True).stdout
    assert ("install.py" in said) == (python != sys.executable)


@pytest.mark.check
def test_a_copied_project_uses_its_own_library_and_corpus_in_any_locale(tmp_path):
    copy = tmp_path / "Kopie mit Umläuten"
    for name in ("lib", "corpus"):
        shutil.copytree(paths.ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    with (copy / "corpus" / "stopwords.txt").open("a", encoding="utf-8") as file:
        file.write("zzyzx\n")
    code = "import themeshift as ts; print(len(ts.load_corpus().documents), 'zzyzx' in ts.load_stopwords(), ts.ROOT)"
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C", "PYTHONPATH": str(copy / "lib"), "PYTHONUTF8": "0"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, cwd=tmp_path)
    assert run.returncode == 0, run.stderr.decode(errors="replace")
    assert run.stdout.startswith(b"66 True"), run.stdout
