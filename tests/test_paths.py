"""The project is found wherever it lies, and importing the library never fails."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from themeshift import paths as p


@pytest.fixture
def project(tmp_path):
    """A project with a library and a corpus, and a folder elsewhere."""
    (tmp_path / "project" / "lib" / "themeshift").mkdir(parents=True)
    (tmp_path / "project" / "corpus").mkdir()
    (tmp_path / "project" / "corpus" / "documents.csv").write_text("id,date\n")
    (tmp_path / "elsewhere" / "below").mkdir(parents=True)
    return tmp_path


def test_a_library_in_a_project_finds_the_project_around_it(project):
    library, elsewhere = project / "project" / "lib" / "themeshift", project / "elsewhere"
    assert p.find_project(library, elsewhere) == project / "project"
    assert p.find_corpus(library, elsewhere, {}) == project / "project" / "corpus"


def test_an_installed_library_looks_in_the_current_folder_and_above(project):
    library, below = project / "site-packages" / "themeshift", project / "project" / "notebooks"
    assert p.find_project(library, below) == project / "project"
    assert p.find_project(library, project / "elsewhere" / "below") is None


def test_a_project_whose_index_is_not_built_yet_is_found(project):
    (project / "project" / "corpus" / "documents.csv").unlink()
    (project / "project" / "corpus" / "columns.csv").write_text("table,column,type,description\n")
    assert p.find_project(project / "project" / "lib" / "themeshift", project) == project / "project"


def test_without_a_project_the_corpus_is_that_of_the_library(project):
    library = project / "site-packages" / "themeshift"
    assert p.find_corpus(library, project / "elsewhere", {}) == library / "corpus"


def test_the_environment_names_another_corpus(project):
    library = project / "project" / "lib" / "themeshift"
    assert p.find_corpus(library, project, {"THEMESHIFT_CORPUS": "/mine"}) == Path("/mine")
    assert p.find_corpus(library, project, {"THEMESHIFT_CORPUS": "mine"}) == project / "mine"
    assert p.find_corpus(library, project, {"THEMESHIFT_CORPUS": ""}) == project / "project" / "corpus"


def test_the_paths_of_this_project_exist():
    assert p.ROOT / "corpus" == p.CORPUS or os.environ.get("THEMESHIFT_CORPUS")
    assert p.LIBRARY == Path(p.__file__).parent and p.NOTEBOOKS.is_dir()


@pytest.mark.skipif(sys.platform == "win32", reason="a current folder cannot be deleted there")
def test_importing_does_not_fail_where_the_current_folder_was_deleted(tmp_path):
    """As when a notebook server outlives its folder."""
    code = "import os, sys; os.rmdir(os.getcwd()); sys.path.insert(0, sys.argv[1]); import themeshift.paths"
    command = [sys.executable, "-c", code, str(p.LIBRARY.parent)]
    (tmp_path / "gone").mkdir()
    run = subprocess.run(command, cwd=tmp_path / "gone", capture_output=True)
    assert run.returncode == 0, run.stderr
