"""Panels grow with what is asked for; what lies above the edge is said."""

import matplotlib.pyplot as plt
import pytest

from themeshift.panels import make_panels, mark_above
from themeshift.style import DOUBLE_COLUMN
from themeshift.tables import InputError


@pytest.mark.parametrize(("n", "rows"), [(1, 1), (2, 1), (3, 2), (5, 3), (9, 5)])
def test_there_are_as_many_panels_as_titles(n, rows):
    fig, axes = make_panels([f"theme ${k}" for k in range(n)], height=1.5)
    assert [ax.get_title("left") for ax in axes] == [rf"theme \${k}" for k in range(n)]
    assert fig.get_size_inches() == pytest.approx([DOUBLE_COLUMN, 1.5 * rows])
    assert all(ax.axison for ax in axes) and sum(ax.axison for ax in fig.axes) == n
    plt.close(fig)


def test_the_last_panel_of_each_column_has_its_dates():
    fig, axes = make_panels(list("abc"), sharex=True)
    axes[0].plot([1917, 1923], [0, 1])
    fig.canvas.draw()
    assert [ax.xaxis.get_tick_params()["labelbottom"] for ax in axes] == [False, True, True]
    plt.close(fig)


@pytest.mark.parametrize("titles", [[], "peace", None, 5])
def test_panels_need_titles(titles):
    with pytest.raises(InputError, match="there are no titles"):
        make_panels(titles)


def test_a_point_far_above_is_written_at_the_edge():
    fig, (ax,) = make_panels(["peace"])
    mark_above(ax, [1, 2, 3, 4], [1, 2, 2, 21])
    assert ax.get_ylim()[1] == 3  # one and a half times 2
    assert [(text.get_text(), text.xy) for text in ax.texts] == [("↑ 21", (4, 3))]
    plt.close(fig)


def test_points_near_each_other_leave_the_axis():
    fig, (ax,) = make_panels(["peace"])
    ax.plot([1, 2, 3], [1, 2, 5])
    before = ax.get_ylim()
    assert mark_above(ax, [1, 2, 3], [1, 2, 5]) is ax and ax.get_ylim() == before and not ax.texts
    mark_above(ax, [1, 2, 3], [1, 2, 5], top=4)
    assert ax.get_ylim()[1] == 4 and [text.get_text() for text in ax.texts] == ["↑ 5"]
    plt.close(fig)


def test_places_and_heights_must_agree():
    fig, (ax,) = make_panels(["peace"])
    with pytest.raises(InputError, match="2 places and 1 heights"):
        mark_above(ax, [1, 2], [3])
    plt.close(fig)
