"""Curves, dots and bars are the numbers that were given."""

import matplotlib.dates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest

from themeshift.checks import InputError
from themeshift.counts import Counts
from themeshift.curves import draw_others, draw_smoothed_rate, draw_yearly_rates, mark_above
from themeshift.figures import make_panels


def make_documents(**columns):
    days = pd.to_datetime(["1918-01-10", "1918-06-01", "1919-02-01"])
    table = {"date": days, "date_end": days + pd.Timedelta(30, "D"), "genre": ["speech", "pamphlet", "speech"],
             "words": [4500, 9000, 1], "extract": [False, False, True]}  # fmt: skip
    return pd.DataFrame(table | columns, index=["a", "b", "c"])


@pytest.fixture
def counts():
    words = pd.Series({"a": 500, "b": 700, "c": 100})
    return Counts(pd.DataFrame({"peace": [1, 4, 3], "war": [0, 0, 0]}, index=words.index), words)


def test_a_text_of_another_author_is_a_mark_at_its_own_rate(axes, counts):
    draw_others(counts, make_documents().assign(author=["T", "T", "C"]), "peace", axes, min_words=200)
    (dots,) = axes.collections  # the only text of C has too few words
    assert dots.get_offsets()[:, 1].tolist() == pytest.approx([2, 1000 * 4 / 700])
    assert dots.get_label() == "by T, not counted"
    assert len(draw_others(counts, make_documents().iloc[:0], "peace", axes).collections) == 1


def test_the_bar_of_a_year_is_at_the_rate_of_all_its_words(axes, counts):
    draw_yearly_rates(counts, pd.Series({"a": 1918, "b": 1918, "c": 1919}), "peace", axes, min_words=200)
    assert [list(line.get_ydata()) for line in axes.lines] == [[1000 * 5 / 1200] * 2, [30, 30]]
    assert [np.mean(line.get_xdata()) for line in axes.lines] == [1918, 1919]
    assert axes.collections[0].get_offsets()[:, 1].tolist() == pytest.approx([2, 1000 * 4 / 700])
    assert axes.get_xlim() == (1917.5, 1919.5)
    # 500 and 700 words, of which the larger text has 58 %; and 100 words
    assert [label.get_text() for label in axes.get_xticklabels()] == ["1918\n2\n1.2\n58%", "1919\n1\n0.1\n100%"]


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
    ],
)
def test_what_cannot_be_drawn_is_named(axes, counts, draw, message):
    with pytest.raises(InputError, match=message):
        draw(counts, make_documents(), axes)


def test_a_dot_far_above_is_written_at_the_edge():
    fig, (ax,) = make_panels(["peace"])
    ax.scatter([1, 2, 3], [1, 2, 2])
    ax.scatter([4], [21], marker="*")
    mark_above(ax)
    assert ax.get_ylim()[1] == 3  # one and a half times 2
    assert [(text.get_text(), text.xy) for text in ax.texts] == [("↑ 21", (4, 3))]
    plt.close(fig)


def test_the_texts_of_others_are_seen_where_those_that_are_counted_have_nothing(axes):
    documents = make_documents()
    words = pd.Series(1000, documents.index)
    none, some = (Counts(pd.DataFrame({"peace": n}, documents.index), words) for n in (0, 8))
    draw_yearly_rates(none, pd.Series(1918, documents.index), "peace", axes)
    draw_others(some, documents, "peace", axes, at=pd.Series(1918, documents.index))
    assert axes.get_ylim()[1] == pytest.approx(8.4)


def test_no_line_is_cut_off_with_the_points_far_above_nor_is_there_room_below_none():
    fig, (ax,) = make_panels(["peace"])
    ax.scatter([1, 2, 3], [0.1, 0.2, 9])
    ax.plot([1, 2], [0, np.nan])
    ax.plot([2, 3], [0.2, 0.4])
    ax.axvline(2)  # to the top of the axes, which is no rate of 1
    mark_above(ax)
    assert ax.get_ylim() == pytest.approx((-0.042, 0.42))
    assert [text.get_text() for text in ax.texts] == ["↑ 9"]
    plt.close(fig)


def test_dots_near_each_other_leave_the_axis():
    fig, (ax,) = make_panels(["peace"])
    ax.scatter([1, 2, 3], [1, 2, 5])
    ax.fill_between([1, 2, 3], [0, 0, 0], [90, 90, 90])  # a band is no dot
    before = ax.get_ylim()
    assert mark_above(ax) is ax and ax.get_ylim() == before and not ax.texts
    mark_above(ax, top=4)
    assert ax.get_ylim()[1] == 4 and [text.get_text() for text in ax.texts] == ["↑ 5"]
    plt.close(fig)


def test_axes_without_dots_are_left_alone():
    fig, (ax,) = make_panels(["peace"])
    before = ax.get_ylim()
    assert mark_above(ax).get_ylim() == before
    with pytest.raises(InputError, match="ax is str; give axes"):
        mark_above("axes")
    plt.close(fig)
