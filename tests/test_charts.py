"""Charts draw the numbers they are given, for any number of periods, themes and terms."""

import matplotlib
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from layout import check_layout

from themeshift.charts import (
    draw_by_length,
    draw_heat_map,
    draw_period_bars,
    draw_period_rates,
    draw_ranked_terms,
    measure_bars,
    measure_heat_map,
    order_themes,
    shade,
)
from themeshift.checks import InputError
from themeshift.figures import make_panels
from themeshift.style import COLORS, PAPER_STYLE


def make_documents(**columns):
    days = pd.to_datetime(["1918-01-10", "1918-06-01", "1919-02-01"])
    table = {"date": days, "date_end": days + pd.Timedelta(30, "D"), "genre": ["speech", "pamphlet", "speech"],
             "words": [4500, 9000, 1], "extract": [False, False, True]}  # fmt: skip
    return pd.DataFrame(table | columns, index=["a", "b", "c"])


# Periods


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
    assert [line.get_color() for line in axes.lines] == [shade("#0072B2", 1), shade("#0072B2", 0.625)]  # of 1 and 0.5


def test_a_long_title_beside_names_of_terms_ends_over_its_panel():
    with plt.style.context(PAPER_STYLE):
        fig, panels = make_panels(["the concessions and the New Economic Policy"] * 2, columns=3, height=2, width=5)
        for ax in panels:
            draw_ranked_terms(make_ranks(term=["bourgeois-democratic", "pre-capitalist"]), "log_odds", ax)
    assert check_layout(fig) == []


@pytest.mark.parametrize(
    "table", [make_ranks(log_odds_stability=np.nan), make_ranks().drop(columns="log_odds_stability")]
)
def test_without_stability_terms_are_drawn_in_full(axes, table):
    draw_ranked_terms(table, "log_odds", axes)
    assert [line.get_color() for line in axes.lines] == [shade("#0072B2", 1)] * 2


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda d, ax: draw_period_rates(pd.DataFrame({"term": ["x"]}), "y", ax), "no term 'y'"),
        (lambda d, ax: draw_ranked_terms(pd.DataFrame({"term": ["x"]}), "log_odds", ax), "no column 'log_odds'"),
        (lambda d, ax: draw_period_bars(make_table(2, 2), "bread", ax), "no term 'bread'"),
        (lambda d, ax: draw_heat_map(pd.DataFrame({"term": ["x"]}), ax), "no column 'period'"),
    ],
)
def test_what_cannot_be_drawn_is_named(axes, draw, message):
    with pytest.raises(InputError, match=message):
        draw(make_documents(), axes)


# Heat map and bars


def make_table(n_periods, n_terms, apart=True, name="theme {}"):
    """A table of a story in which each theme has its highest rate in a period of its own."""
    rows = []
    for n in range(n_periods):
        for m in range(n_terms):
            count = 12 if n == m % n_periods else n % 3
            rows.append((name.format(m), f"period {n}", 3, min(count, 2), 1000, count, float(count), count * 0.5,
                         count * 1.5, "a", False))  # fmt: skip
    if apart:
        rows += [(name.format(m), "later", 1, 1, 100, 9, 90.0, np.nan, np.nan, None, True) for m in range(n_terms)]
    columns = ["term", "period", "texts", "texts_with", "words", "count", "rate", "without_low", "without_high",
               "decisive_text", "apart"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


def draw_map(table):
    fig, ax = plt.subplots(figsize=(6.8, measure_heat_map(table)))
    return fig, draw_heat_map(table, ax)


@pytest.mark.parametrize("size", [(1, 1), (2, 1), (11, 6), (14, 2), (30, 2)])
def test_a_heat_map_has_room_for_any_number_of_periods_and_themes(size):
    with plt.style.context(PAPER_STYLE):
        fig, ax = draw_map(make_table(*size))
        assert check_layout(fig) == []
        assert sum(text.get_text() == "90.0" for text in ax.texts) == size[1]
        assert len(ax.patches) == (size[0] + 1) * size[1]
        plt.close(fig)


def test_a_cell_has_the_rate_and_the_texts_and_is_full_where_the_theme_is_highest():
    fig, ax = draw_map(make_table(2, 1, apart=False))
    words = [text.get_text() for text in ax.texts]
    assert words == [
        "12.0",
        "2 of 3",
        "period 0\n3 texts\n1,000\nwords",
        "1.0",
        "1 of 3",
        "period 1\n3 texts\n1,000\nwords",
    ]
    full, faint = (patch.get_facecolor()[:3] for patch in ax.patches)
    assert full == pytest.approx(matplotlib.colors.to_rgb(COLORS["blue"]))
    assert faint == pytest.approx([1 - (1 - part) / 12 for part in full])
    plt.close(fig)


def test_what_is_set_apart_is_hatched_and_never_colored_and_has_no_part_in_the_highest_rate():
    fig, ax = draw_map(make_table(2, 1))  # set apart: the highest rate of all
    assert [patch.get_linestyle() for patch in ax.patches] == ["solid", "solid", "--"]
    assert [bool(patch.get_hatch()) for patch in ax.patches] == [False, False, True]
    assert [patch.get_facecolor()[:3] == (1, 1, 1) for patch in ax.patches] == [False, False, True]
    assert ax.patches[0].get_facecolor()[:3] == pytest.approx(matplotlib.colors.to_rgb(COLORS["blue"]))
    plt.close(fig)


def test_a_period_without_texts_is_a_blank_cell():
    table = make_table(2, 1, apart=False)
    table.loc[1, ["texts", "texts_with", "words", "rate"]] = [0, 0, 0, np.nan]
    fig, ax = draw_map(table)
    assert [text.get_text() for text in ax.texts] == [
        "12.0",
        "2 of 3",
        "period 0\n3 texts\n1,000\nwords",
        "period 1\n0 texts\n0\nwords",
    ]
    plt.close(fig)


def test_a_rate_above_0_is_never_written_as_0(axes):
    table = make_table(2, 1, apart=False).assign(rate=[0.01, 0.0], without_low=0.0, without_high=0.02)
    draw_period_bars(table, "theme 0", axes)
    assert [text.get_text() for text in axes.texts] == ["<0.1", "0"]


def test_themes_are_in_the_order_of_their_highest_periods():
    table = make_table(3, 3)
    assert order_themes(table[::-1].reset_index(drop=True).sort_values(["apart", "period"])) == [
        "theme 0", "theme 1", "theme 2"
    ]  # fmt: skip
    assert order_themes(table.assign(rate=[1, 5, 0, 2, 0, 0, 3, 0, 7, 90, 90, 90]))[0] == "theme 1"


def test_a_bar_is_a_rate_and_its_line_the_range_without_any_one_text(axes):
    draw_period_bars(make_table(2, 2), "theme 1", axes)
    assert [patch.get_width() for patch in axes.patches] == [0, 12, 90]
    assert [one.get_segments()[0][:, 0].tolist() for one in axes.collections[1:4:2]] == [[0, 0], [6, 18]]
    assert axes.patches[2].get_facecolor()[:3] == (1, 1, 1)  # set apart: open
    assert [text.get_text() for text in axes.get_yticklabels()] == [
        "period 0\n3 texts, 1,000 words", "period 1\n3 texts, 1,000 words", "later\n1 text, 100 words"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "full"),
    [
        ([4.0, 1.0], [6.0, 3.0], True),
        ([1.5, 1.0], [6.0, 3.0], False),  # without its text the first has less than the second
        ([4.0, 1.0], [6.0, 5.5], False),  # without its text the second has more than the first
    ],
)
def test_a_bar_is_full_only_if_it_is_the_highest_whichever_text_is_left_out(axes, low, high, full):
    table = make_table(2, 1, apart=False).assign(rate=[5.0, 2.0], without_low=low, without_high=high)
    draw_period_bars(table, "theme 0", axes)
    color = matplotlib.colors.to_rgb(COLORS["blue"])
    assert (axes.patches[0].get_facecolor()[:3] == pytest.approx(color)) == full


def test_panels_of_bars_have_one_scale():
    table = make_table(2, 2).assign(rate=[1.0, 2, 3, 40, 5, 6])
    fig, axes = make_panels(["one", "two"])
    for ax, term in zip(axes, ["theme 0", "theme 1"], strict=True):
        draw_period_bars(table, term, ax)
    assert axes[0].get_xlim() == axes[1].get_xlim()
    plt.close(fig)


@pytest.mark.parametrize(("n_periods", "n_terms"), [(1, 1), (2, 2), (12, 8)])
def test_bars_have_room_for_any_number_of_periods_and_themes(n_periods, n_terms):
    with plt.style.context(PAPER_STYLE):
        table = make_table(n_periods, n_terms, name="a theme of several words {}")
        fig, axes = make_panels(order_themes(table), columns=3, height=measure_bars(table), sharey=True)
        for ax, term in zip(axes, order_themes(table), strict=True):
            draw_period_bars(table, term, ax)
        assert check_layout(fig) == []
        plt.close(fig)


@pytest.mark.parametrize(("shortest", "written"), [(50, "200"), (2, "100")])
def test_words_are_written_as_numbers_on_a_logarithmic_axis(shortest, written):
    with plt.style.context(PAPER_STYLE):
        fig, (ax,) = make_panels(["Whole texts"], width=3.4)
        draw_by_length(pd.DataFrame({"words": [shortest, 900, 8500], "ratio": [0.9, 0.4, np.nan]}), "ratio", ax)
    assert check_layout(fig) == []
    assert written in [label.get_text() for label in ax.get_xticklabels()]
    plt.close(fig)
