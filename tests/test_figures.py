"""Figures draw the numbers they are given and are saved all or not at all."""

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from themeshift import figures, files
from themeshift.counts import Counts
from themeshift.figures import (
    draw_document_map,
    draw_period_rates,
    draw_ranked_terms,
    draw_ratios,
    draw_smoothed_rate,
    draw_timeline,
    draw_yearly_rates,
    save_figure,
)
from themeshift.style import COLORS, PAPER_STYLE, assign_colors, assign_shapes, escape_label, size_by_words
from themeshift.tables import InputError


@pytest.fixture
def axes():
    with plt.style.context(PAPER_STYLE):
        fig, ax = plt.subplots(figsize=(3, 2))
        yield ax
        fig.canvas.draw()  # labels that cannot be written fail here
        plt.close(fig)


def make_documents(**columns):
    days = pd.to_datetime(["1918-01-10", "1918-06-01", "1919-02-01"])
    table = {"date": days, "date_end": days + pd.Timedelta(30, "D"), "genre": ["speech", "pamphlet", "speech"],
             "words": [4500, 9000, 1], "extract": [False, False, True]}  # fmt: skip
    return pd.DataFrame(table | columns, index=["a", "b", "c"])


@pytest.fixture
def counts():
    words = pd.Series({"a": 500, "b": 700, "c": 100})
    return Counts(pd.DataFrame({"peace": [1, 4, 3], "war": [0, 0, 0]}, index=words.index), words)


# Style


def test_importing_the_library_leaves_the_style_alone():
    import subprocess
    import sys

    code = "import matplotlib as m; a = dict(m.rcParams); import themeshift.figures; assert dict(m.rcParams) == a"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_area_of_a_dot_grows_with_words():
    assert size_by_words([4500, 9000]).tolist() == [100, 200]
    assert size_by_words([1])[0] == 5


def test_known_genres_keep_their_shapes():
    assert assign_shapes(["article", "report", "message"]) == {"article": "D", "report": "o", "message": ">"}


def test_any_genre_has_a_shape():
    assert assign_shapes(["b", "x", "a"], vocabulary=["a", "b"]) == {"b": "s", "x": "D", "a": "o"}
    many = assign_shapes([f"genre {n}" for n in range(30)], vocabulary=[])
    assert many["genre 0"] == many["genre 11"] == many["genre 22"] == "o"


def test_any_number_of_themes_has_colors():
    colors = assign_colors(range(20))
    assert len(set(colors.values())) == 7
    assert colors[0] == colors[7] == COLORS["blue"]
    assert COLORS["light"] not in colors.values()


def test_a_dollar_is_no_formula(axes):
    axes.set_title(escape_label("$x_1$ and $y^2"))
    axes.figure.canvas.draw()
    assert axes.title._preprocess_math(axes.title.get_text()) == ("$x_1$ and $y^2", False)


# The timeline


def test_every_document_is_one_dot_on_the_timeline_and_an_extract_is_open(axes):
    draw_timeline(make_documents(), axes)
    dots = [one for one in axes.collections if hasattr(one, "get_sizes")]
    assert sum(len(one.get_offsets()) for one in dots) == 3
    faces = {tuple(face) for one in dots for face in one.get_facecolors()}
    assert faces == {(*to_rgb(COLORS["blue"]), 0.75), (0, 0, 0, 0)}


def test_the_timeline_has_a_row_for_any_genre_the_commonest_on_top(axes):
    draw_timeline(make_documents(genre=["$1$", "pamphlet", "pamphlet"]), axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == [r"\$1\$ (1)", "pamphlet (2)"]


def test_the_bar_of_a_document_is_the_span_of_its_date(axes):
    draw_timeline(make_documents(), axes)
    spans = [line[:, 0] for one in axes.collections for line in getattr(one, "get_segments", list)()]
    assert sorted(last - first for first, last in spans) == [30, 30, 30]


def test_a_timeline_needs_dates_only(axes):
    draw_timeline(make_documents()[["date", "date_end"]], axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["text (3)"]


def test_a_century_has_no_more_ticks_than_can_be_read(axes):
    days = pd.to_datetime(["1700-01-01", "1750-01-01", "1800-01-01"])
    draw_timeline(make_documents(date=days, date_end=days), axes)
    assert 4 < len(axes.get_xticks()) < 15
    assert not len(axes.xaxis.get_minorticklocs())


# Rates


def test_the_bar_of_a_year_is_at_the_rate_of_all_its_words(axes, counts):
    draw_yearly_rates(counts, pd.Series({"a": 1918, "b": 1918, "c": 1919}), "peace", axes, min_words=200)
    assert [list(line.get_ydata()) for line in axes.lines] == [[1000 * 5 / 1200] * 2, [30, 30]]
    assert [np.mean(line.get_xdata()) for line in axes.lines] == [1918, 1919]
    assert axes.collections[0].get_offsets()[:, 1].tolist() == pytest.approx([2, 1000 * 4 / 700])
    assert axes.get_xlim() == (1917.5, 1919.5)


def test_years_may_be_ordered_categories(axes, counts):
    years = pd.Series(pd.Categorical([1918, 1918, 1920], [1918, 1919, 1920], ordered=True), ["c", "a", "b"])
    draw_yearly_rates(counts, years, "peace", axes)
    assert [round(np.mean(line.get_xdata())) for line in axes.lines] == [1918, 1920]


def test_a_term_that_never_occurs_has_room_under_its_dots(axes, counts):
    draw_yearly_rates(counts, pd.Series(1918, counts.index), "war", axes)
    assert axes.get_ylim()[0] < 0


def make_curves(rate=(1.0, float("nan"), 2.0, 3.0)):
    days = pd.date_range("1918-01-01", periods=4, freq="30D")
    return pd.DataFrame({"term": "peace", "date": days, "rate": rate, "low": 0.5, "high": 3.5})


def test_a_smoothed_rate_is_blank_where_it_is_missing(axes, counts):
    draw_smoothed_rate(make_curves(), counts, make_documents(), "peace", axes, min_words=600)
    assert pd.isna(axes.lines[0].get_ydata()).tolist() == [False, True, False, False]
    assert axes.collections[-1].get_offsets()[:, 1].tolist() == pytest.approx([1000 * 4 / 700])
    first, last = axes.collections[1].get_segments()[0][:, 0]
    assert last - first == 30  # the bar of a date is its span


def test_a_dot_is_in_the_middle_of_its_date(axes, counts):
    draw_smoothed_rate(make_curves(), counts, make_documents(), "peace", axes, min_words=600)
    middle = matplotlib.dates.date2num(pd.Timestamp("1918-06-16"))
    assert axes.collections[-1].get_offsets()[0][0] == middle


def test_curve_band_and_dots_have_one_unit(axes, counts):
    draw_smoothed_rate(make_curves(), counts, make_documents(), "peace", axes, min_words=600, per=100)
    assert axes.lines[0].get_ydata()[3] == pytest.approx(0.3)
    assert axes.collections[0].get_paths()[0].vertices[:, 1].max() == pytest.approx(0.35)
    assert axes.collections[-1].get_offsets()[0][1] == pytest.approx(400 / 700)


def test_a_curve_without_rates_stays_blank(axes, counts):
    draw_smoothed_rate(make_curves([np.nan] * 4), counts, make_documents(), "peace", axes, min_words=10_000)
    assert pd.isna(axes.lines[0].get_ydata()).all()
    assert axes.get_ylim()[0] <= 0


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (
            lambda c, d, ax: draw_smoothed_rate(make_curves(), c, d, "war", ax),
            r"no term 'war'; its terms are \['peace'\]",
        ),
        (lambda c, d, ax: draw_smoothed_rate(None, c, d, "peace", ax), "the table of curves is NoneType"),
        (lambda c, d, ax: draw_smoothed_rate(make_curves(), None, d, "peace", ax), "counts is NoneType, not Counts"),
        (lambda c, d, ax: draw_smoothed_rate(make_curves(), c, d[:2], "peace", ax), "documents lacks 'c'"),
        (lambda c, d, ax: draw_yearly_rates(c, pd.Series({"a": 1918}), "peace", ax), "the years lacks 'b'"),
        (
            lambda c, d, ax: draw_yearly_rates(c, pd.Series(1918, c.index), "bread", ax),
            "the term 'bread' is not counted",
        ),
        (lambda c, d, ax: draw_timeline(d.assign(date=pd.NaT), ax), "the document 'a' has no date"),
        (lambda c, d, ax: draw_period_rates(pd.DataFrame({"term": ["x"]}), "y", ax), "no term 'y'"),
        (lambda c, d, ax: draw_ranked_terms(pd.DataFrame({"term": ["x"]}), "log_odds", ax), "no column 'log_odds'"),
        (lambda c, d, ax: draw_document_map(d, pd.Series(dtype=str), ax), "the table of points has no column 'x'"),
        (
            lambda c, d, ax: draw_ratios(pd.DataFrame({"a": [1.0]}), pd.DataFrame({"b": [1]}), ax),
            "sure has no column 'a'",
        ),
    ],
)
def test_what_cannot_be_drawn_is_named(axes, counts, draw, message):
    with pytest.raises(InputError, match=message):
        draw(counts, make_documents(), axes)


def test_a_period_without_a_band_is_a_point_alone(axes):
    table = pd.DataFrame({
        "term": "peace", "period": ["one", "$2$"], "rate": [2.0, 0.0], "low": [1.0, None], "high": [3.0, None],
        "without_low": [1.5, None], "without_high": [2.5, None],
    })  # fmt: skip
    draw_period_rates(pd.concat([table, table.assign(term="war", rate=9)]), "peace", axes, "black", "a$b$", aside=0.1)
    band, _, points = axes.collections
    assert points.get_offsets().tolist() == [[0.1, 2], [1.1, 0]]
    assert [line.tolist() for line in band.get_segments() if len(line)] == [[[0.1, 1], [0.1, 3]]]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["one", r"\$2\$"]
    assert points.get_label() == r"a\$b\$"


# Terms, ratios, maps


def make_ranks(**columns):
    table = {"term": ["trade", "$vanderlip$"], "log_odds": [4.0, 3.0], "log_odds_stability": [1.0, 0.5],
             "documents": [7, 1], "largest_share": [0.5, 1.0]}  # fmt: skip
    return pd.DataFrame(table | columns)


def test_a_term_of_one_document_is_an_open_dot(axes):
    draw_ranked_terms(make_ranks(), "log_odds", axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["trade (7)", r"\$vanderlip\$ (1)"]
    full, open_dot = (dots.get_facecolor()[0][:3].tolist() for dots in axes.collections)
    assert full != [1, 1, 1]
    assert open_dot == [1, 1, 1]
    assert axes.get_ylim()[0] > axes.get_ylim()[1]  # the first on top


def test_a_term_is_fainter_where_its_rank_is_less_stable(axes):
    draw_ranked_terms(make_ranks(), "log_odds", axes)
    assert [line.get_alpha() for line in axes.lines] == [1, 0.625]


@pytest.mark.parametrize(
    "table", [make_ranks(log_odds_stability=np.nan), make_ranks().drop(columns="log_odds_stability")]
)
def test_without_stability_terms_are_drawn_in_full(axes, table):
    draw_ranked_terms(table, "log_odds", axes)
    assert [line.get_alpha() for line in axes.lines] == [1, 1]


def test_a_doubtful_ratio_has_a_number_and_no_color(axes):
    ratios = pd.DataFrame({"a": [2.0, 2.0], "$b$": [None, 0.5]}, index=["x", "$y$"])
    sure = pd.DataFrame({"$b$": [True, False], "a": [False, True]}, index=["$y$", "x"])  # in another order
    draw_ratios(ratios, sure, axes)
    colors = axes.collections[0].get_array()
    assert colors.mask.ravel().tolist() == [False, True, True, False]
    assert colors.compressed().tolist() == [1, -1]  # logarithms to base 2
    assert [text.get_text() for text in axes.texts] == ["2.0", "", "2.0", "0.5"]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["a", r"\$b\$"]


def test_every_document_is_a_point_on_the_map_and_every_link_a_line(axes):
    points = make_documents().assign(x=range(3), y=0.0)
    drawn = draw_document_map(points, pd.Series({"a": "c"}), axes)
    assert sum(len(dots.get_offsets()) for dots in axes.collections) == 3
    assert [line.get_xdata().tolist() for line in axes.lines] == [[0, 2]]
    assert (drawn.norm.vmin, drawn.norm.vmax) == pytest.approx((1918 + 9 / 365, 1919 + 31 / 365))


# Saved


def test_a_figure_drawn_twice_has_the_same_bytes(tmp_path):
    numbers = pd.DataFrame({"rate": [1.5]}, index=pd.Index([1918], name="year"))
    first = {}
    for folder in ("one", "two"):
        with plt.style.context(PAPER_STYLE):
            fig, ax = plt.subplots(figsize=(3, 2))
            ax.plot([1918, 1919], [1.5, 2])
            assert save_figure(fig, "rates", numbers, tmp_path / folder) is numbers
        first[folder] = {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir() if path.name[0] != "."}
    assert first["one"] == first["two"]
    assert set(first["one"]) == {"rates.pdf", "rates.png", "rates.csv"}
    assert first["one"]["rates.csv"] == b"year,rate\n1918,1.5\n"
    assert first["one"]["rates.png"].startswith(b"\x89PNG")
    assert first["one"]["rates.pdf"].startswith(b"%PDF")


def test_a_figure_is_written_as_one_set(tmp_path, axes, monkeypatch):
    written = []
    monkeypatch.setattr(figures.files, "write_set", lambda folder, contents: written.append(sorted(contents)))
    save_figure(axes.figure, "rates", pd.DataFrame({"a": [1]}), tmp_path)
    assert written == [["rates.csv", "rates.pdf", "rates.png"]]
    assert figures.files is files


@pytest.mark.parametrize(
    ("name", "numbers"),
    [("rates", pd.DataFrame()), ("rates", None)]
    + [(name, pd.DataFrame({"a": [1]})) for name in ("../rates", "", ".", "a/b", "a\\b", ".hidden", "rates ", None, 5)],
)
def test_a_figure_without_numbers_or_name_leaves_nothing_behind(tmp_path, axes, name, numbers):
    with pytest.raises(InputError, match="figure"):
        save_figure(axes.figure, name, numbers, tmp_path / "figures")
    assert not list(tmp_path.iterdir())
