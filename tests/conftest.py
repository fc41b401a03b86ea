import csv
import shutil

import hypothesis
import matplotlib
import pytest
from tqdm import tqdm

from themeshift import paths

matplotlib.use("agg")  # no window, whoever runs the tests
hypothesis.settings.register_profile("untimed", deadline=None)  # a busy machine is no fault of the code
hypothesis.settings.load_profile("untimed")
DESCRIPTIONS = ("columns.csv", "themeshift.rng")


@pytest.fixture
def edition(tmp_path):
    """A copy of the edition and the scans, with what describes them, that a test may spoil."""
    shutil.copytree(paths.EDITION, tmp_path / "edition")
    shutil.copytree(paths.RAW, tmp_path / "raw")
    for name in DESCRIPTIONS:
        shutil.copy(paths.CORPUS / name, tmp_path)
    return tmp_path


@pytest.fixture
def corpus(tmp_path):
    """A copy of two texts with their index, and what describes them, that a test may spoil."""
    (tmp_path / "texts").mkdir()
    lines = (paths.CORPUS / "documents.csv").read_text(encoding="utf-8").splitlines(keepends=True)[:3]
    (tmp_path / "documents.csv").write_text("".join(lines), encoding="utf-8")
    for line in lines[1:]:
        shutil.copy(paths.TEXTS / f"{line.split(',')[0]}.xml", tmp_path / "texts")
    shutil.copy(paths.TEXTS / "endnotes.xml", tmp_path / "texts")
    for name in DESCRIPTIONS:
        shutil.copy(paths.CORPUS / name, tmp_path)
    return tmp_path


@pytest.fixture
def small(tmp_path):
    """A function that makes an edition of one document from lines, with the rows of tables that it is given."""
    import hashlib

    columns = {}
    for name in DESCRIPTIONS:
        shutil.copy(paths.CORPUS / name, tmp_path)
    with (tmp_path / "columns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            columns.setdefault(row["table"], []).append(row["column"])

    def write(name, rows):
        path = tmp_path / "edition" / "book" / f"{name}.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns[f"edition/{name}"], lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)

    def make(lines, document=(), **tables):
        raw = tmp_path / "raw"
        raw.mkdir(exist_ok=True)
        data = "".join(f"{line}\n" for line in lines).encode()
        (raw / "scan.txt").write_bytes(data)
        (raw / "SHA256SUMS").write_text(f"{hashlib.sha256(data).hexdigest()}  scan.txt\n")
        row = {"id": "1920-01-02-a", "title": "A", "title_basis": "scan", "author": "B", "date": "1920-01-02"}
        row |= {"date_end": "1920-01-02", "date_kind": "spoken", "genre": "speech", "extract": "no", "summary": "no"}
        row |= {"source": "scan.txt", "first_line": 1, "last_line": len(lines)}
        write("documents", [row | dict(document)])
        for name, rows in tables.items():
            write(name, rows)
        return tmp_path

    return make


@pytest.fixture(scope="session")
def lenin():
    """The story of the corpus of the project."""
    from themeshift.story import load_story

    return load_story()


@pytest.fixture(scope="session")
def plain(tmp_path_factory):
    """Four texts of two years, that declare nothing."""
    folder = tmp_path_factory.mktemp("plain")
    texts = {"1917-11-08-a": "We want peace and <b> peace", "1917-12-01-b": "Peace at last we want",
             "1918-03-01-c": "We want trade with all", "1918-05-01-d": "Trade trade we want"}  # fmt: skip
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def axes():
    """Axes of a small figure in the style of the paper; labels that cannot be written fail at the end."""
    import matplotlib.pyplot as plt

    from themeshift.style import PAPER_STYLE

    with plt.style.context(PAPER_STYLE):
        fig, ax = plt.subplots(figsize=(3, 2))
        yield ax
        fig.canvas.draw()
        plt.close(fig)


def pytest_addoption(parser):
    """Add `--bar`: a progress bar in place of dots, also where tests run two at a time."""
    parser.addoption("--bar", action="store_true", help="draw a progress bar in place of dots")


def pytest_configure(config):
    """Draw the bar in the process that collects the reports."""
    if config.getoption("--bar") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Bar(config))


class Bar:
    """A progress bar over all tests."""

    def __init__(self, config):
        self.config, self.bar = config, None

    def pytest_report_teststatus(self, report):
        """Print no dot for what passes."""
        return ("passed", "", "") if report.passed and report.when == "call" else None

    def pytest_runtest_logreport(self, report):
        """Advance by a test."""
        if report.when == "teardown":
            total = self.config.pluginmanager.get_plugin("terminalreporter")._session.testscollected
            self.bar = self.bar or tqdm(total=total, desc="edits")
            self.bar.update()

    def pytest_sessionfinish(self):
        """End the line of the bar."""
        if self.bar:
            self.bar.close()
