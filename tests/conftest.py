import shutil

import pytest

from themeshift import paths


@pytest.fixture
def edition(tmp_path):
    """A copy of the edition and the scans that a test may spoil."""
    shutil.copytree(paths.EDITION, tmp_path / "edition")
    shutil.copytree(paths.RAW, tmp_path / "raw")
    return tmp_path


@pytest.fixture
def corpus(tmp_path):
    """A copy of two texts with their index that a test may spoil."""
    (tmp_path / "texts").mkdir()
    lines = (paths.CORPUS / "documents.csv").read_text(encoding="utf-8").splitlines(keepends=True)[:3]
    (tmp_path / "documents.csv").write_text("".join(lines), encoding="utf-8")
    for line in lines[1:]:
        shutil.copy(paths.TEXTS / f"{line.split(',')[0]}.xml", tmp_path / "texts")
    return tmp_path
