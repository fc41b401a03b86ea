"""Figures draw the numbers they are given and are saved whole or not at all."""

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import pandas as pd
import pytest

from themeshift.corpus import load_documents
from themeshift.figures import (
    PAPER_STYLE,
    draw_document_map,
    draw_period_rates,
    draw_ranked_terms,
    draw_ratios,
    draw_smoothed_rate,
    draw_timeline,
    draw_yearly_rates,
    save_figure,
    size_by_words,
)  # fmt: skip


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


def test_years_without_texts_stay_blank(axes):
    rates = pd.DataFrame({"year": [], "rate": [], "words": []}, dtype=float)
    draw_yearly_rates(rates, pd.Series(dtype=float), axes)
    assert not axes.lines
    assert len(axes.collections[0].get_offsets()) == 0


def test_a_curve_without_rates_stays_blank(axes):
    days = pd.to_datetime(["1918-01-01", "1918-02-01"])
    curve = pd.DataFrame({"date": days, "rate": float("nan"), "low": float("nan"), "high": float("nan")})
    dots = pd.DataFrame({"date": days, "date_end": days, "rate": float("nan"), "words": 10})
    draw_smoothed_rate(curve, dots, axes)
    assert pd.isna(axes.lines[0].get_ydata()).all()
    assert axes.get_ylim()[0] <= 0


def test_a_smoothed_rate_is_blank_where_it_is_missing(axes):
    days = pd.date_range("1918-01-01", periods=4, freq="30D")
    curve = pd.DataFrame({"date": days, "rate": [1.0, float("nan"), 2.0, 3.0]}).assign(low=0.5, high=3.5)
    dots = pd.DataFrame({"date": days[:1], "date_end": days[1:2], "rate": [2.5], "words": [900]})
    draw_smoothed_rate(curve, dots, axes)
    assert pd.isna(axes.lines[0].get_ydata()[1])
    assert axes.collections[-1].get_offsets()[0].tolist()[1] == 2.5
    first, last = axes.collections[1].get_segments()[0][:, 0]
    assert last - first == 30  # the bar of a date is its span


def test_a_term_of_one_document_is_an_open_dot(axes):
    table = pd.DataFrame({"term": ["trade", "vanderlip"], "log_odds": [4.0, 3.0], "log_odds_stability": [1.0, 0.5],
                          "documents": [7, 1], "largest_share": [0.4, 1.0]})  # fmt: skip
    draw_ranked_terms(table, "log_odds", axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["trade (7)", "vanderlip (1)"]
    full, open_dot = (dots.get_facecolor()[0][:3].tolist() for dots in axes.collections)
    assert full != [1, 1, 1]
    assert open_dot == [1, 1, 1]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # the first on top


def test_every_document_is_a_point_on_the_map_and_every_link_a_line(axes):
    documents = load_documents().set_index("id")
    points = documents.assign(x=range(len(documents)), y=0.0)
    draw_document_map(points, pd.Series({documents.index[0]: documents.index[3]}), axes)
    assert sum(len(dots.get_offsets()) for dots in axes.collections) == len(documents)
    assert [line.get_xdata().tolist() for line in axes.lines] == [[0, 3]]


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


def test_a_period_without_a_band_is_a_point_alone(axes):
    table = pd.DataFrame({
        "period": ["one", "two"], "rate": [2.0, 0.0], "low": [1.0, None], "high": [3.0, None],
        "without_low": [1.5, None], "without_high": [2.5, None],
    })  # fmt: skip
    draw_period_rates(table, axes, "black", aside=0.1)
    band, without, points = axes.collections
    assert points.get_offsets().tolist() == [[0.1, 2], [1.1, 0]]
    assert [line.tolist() for line in band.get_segments() if len(line)] == [[[0.1, 1], [0.1, 3]]]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["one", "two"]


def test_a_ratio_that_cannot_be_told_from_one_has_a_number_and_no_colour(axes):
    ratios = pd.DataFrame({"a": [2.0, 2.0], "b": [None, 0.5]}, index=["x", "y"])
    sure = pd.DataFrame({"a": [True, False], "b": [False, True]}, index=["x", "y"])
    draw_ratios(ratios, sure, axes)
    colours = axes.collections[0].get_array()
    assert colours.mask.ravel().tolist() == [False, True, True, False]
    assert colours.compressed().tolist() == [1, -1]  # logarithms to base 2
    assert [text.get_text() for text in axes.texts] == ["2.0", "", "2.0", "0.5"]
