"""Figures draw the numbers they are given and are saved whole or not at all."""

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from themeshift.corpus import load_documents
from themeshift.figures import PAPER_STYLE, draw_timeline, draw_yearly_rates, save_figure, size_by_words


@pytest.fixture
def axes():
    with plt.style.context(PAPER_STYLE):
        fig, ax = plt.subplots(figsize=(3, 2))
        yield ax
        plt.close(fig)


def test_importing_the_library_leaves_the_style_alone():
    import subprocess
    import sys

    code = "import matplotlib as m; a = dict(m.rcParams); import themeshift.figures; assert dict(m.rcParams) == a"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_area_of_a_dot_grows_with_words():
    assert size_by_words([4500, 9000]).tolist() == [100, 200]
    assert size_by_words([1])[0] == 5


def test_every_document_is_one_dot_on_the_timeline(axes):
    documents = load_documents()
    draw_timeline(documents, axes)
    assert len(axes.collections) == len(documents)
    open_dots = [dots for dots in axes.collections if len(dots.get_facecolor()) == 0 or dots.get_facecolor()[0][3] == 0]
    assert len(open_dots) == documents["extract"].sum()


def test_the_bar_of_a_year_stands_at_its_rate(axes):
    rates = pd.DataFrame({"year": [1918, 1918], "rate": [2.0, 4.0], "words": [500, 700]})
    draw_yearly_rates(rates, pd.Series({1918: 3.2}), axes)
    assert list(axes.lines[0].get_ydata()) == [3.2, 3.2]
    assert axes.collections[0].get_offsets()[:, 1].tolist() == [2.0, 4.0]


def test_a_figure_drawn_twice_has_the_same_bytes(tmp_path):
    numbers = pd.DataFrame({"rate": [1.5]}, index=pd.Index([1918], name="year"))
    first = {}
    for folder in ("one", "two"):
        with plt.style.context(PAPER_STYLE):
            fig, ax = plt.subplots(figsize=(3, 2))
            ax.plot([1918, 1919], [1.5, 2])
            save_figure(fig, "rates", numbers, tmp_path / folder)
        first[folder] = {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}
    assert first["one"] == first["two"]
    assert set(first["one"]) == {"rates.pdf", "rates.png", "rates.csv"}
    assert first["one"]["rates.csv"] == b"year,rate\n1918,1.5\n"


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("rates", pd.DataFrame()), ("../rates", pd.DataFrame({"a": [1]})), ("", pd.DataFrame({"a": [1]}))],
)
def test_a_figure_without_numbers_or_name_leaves_nothing_behind(tmp_path, axes, name, numbers):
    with pytest.raises(ValueError, match="figure|name"):
        save_figure(axes.figure, name, numbers, tmp_path / "figures")
    assert not list(tmp_path.iterdir())
