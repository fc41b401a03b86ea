"""What is drawn on the axis of time are the numbers that were given, and names of events never meet."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from layout import check_layout
from matplotlib.colors import to_rgb

from themeshift.checks import InputError
from themeshift.style import COLORS, PAPER_STYLE, SHAPES
from themeshift.timelines import draw_periods, draw_timeline, mark_authors, mark_years


def make_documents(**columns):
    days = pd.to_datetime(["1918-01-10", "1918-06-01", "1919-02-01"])
    table = {"date": days, "date_end": days + pd.Timedelta(30, "D"), "genre": ["speech", "pamphlet", "speech"],
             "words": [4500, 9000, 1], "extract": [False, False, True]}  # fmt: skip
    return pd.DataFrame(table | columns, index=["a", "b", "c"])


# Texts


def test_every_document_is_one_dot_on_the_timeline_and_an_extract_is_open(axes):
    draw_timeline(make_documents(), axes)
    dots = [one for one in axes.collections if hasattr(one, "get_sizes")]
    assert sum(len(one.get_offsets()) for one in dots) == 3
    faces = {tuple(face) for one in dots for face in one.get_facecolors()}
    assert faces == {(*to_rgb(COLORS["blue"]), 0.75), (0, 0, 0, 0)}


def test_the_timeline_has_a_row_for_any_genre_the_commonest_on_top(axes):
    draw_timeline(make_documents(genre=["$1$", "pamphlet", "pamphlet"]), axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == [r"\$1\$ (1)", "pamphlet (2)"]


def test_a_long_name_of_a_genre_is_cut():
    with plt.style.context(PAPER_STYLE):
        fig, axes = plt.subplots(figsize=(6.88, 2))
    days = pd.to_datetime(["1917-01-01", "1918-01-01"])
    documents = pd.DataFrame({"date": days, "date_end": days, "genre": ["letter " * 60, "a" * 41]}, ["a", "b"])
    draw_timeline(documents, axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == [f"{'a' * 41} (1)", f"{('letter ' * 6)[:40]}… (1)"]
    assert not check_layout(fig)
    plt.close(fig)


def test_the_bar_of_a_document_is_the_span_of_its_date(axes):
    draw_timeline(make_documents(), axes)
    spans = [line[:, 0] for one in axes.collections for line in getattr(one, "get_segments", list)()]
    assert sorted(last - first for first, last in spans) == [30, 30, 30]


def test_a_timeline_needs_dates_only(axes):
    draw_timeline(make_documents()[["date", "date_end"]], axes)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["text (3)"]


def test_columns_of_others_are_no_words_and_no_extracts(axes):
    days = pd.to_datetime(["1918-01-01", "1919-01-01"])
    table = pd.DataFrame(
        {"date": days, "date_end": days, "words": ["few", "many"], "extract": ["no", "yes"]}, ["a", "b"]
    )
    (dots,) = [one for one in draw_timeline(table, axes).collections if len(one.get_offsets()) == 2]
    assert dots.get_sizes().tolist() == pytest.approx([60, 60])
    assert [face[3] > 0 for face in dots.get_facecolors()] == [True, False]


def test_years_before_the_common_era_have_ticks(axes):
    days = pd.Series(["-0043-06-01", "0100-06-01"], ["a", "b"]).astype("datetime64[s]")
    draw_timeline(pd.DataFrame({"date": days, "date_end": days}), axes)
    axes.figure.canvas.draw()
    assert [tick.get_text() for tick in axes.get_xticklabels()][:4] == ["-60", "-40", "-20", "0"]


@pytest.mark.parametrize("first, last, names", [
    ("1850-03-02", "1850-10-05", ["Mar 1850", "May 1850", "Jul 1850", "Sep 1850"]),
    ("1850-03-02", "1850-03-05", ["2 Mar 1850", "3 Mar 1850", "4 Mar 1850", "5 Mar 1850"]),
    ("1850-03-02", "1850-03-02", ["2 Mar 1850"]), ("1849-03-02", "1851-02-01", ["Jan 1849", "Jul 1849", "Jan 1850"]),
    ("-0043-03-01", "-0043-05-15", ["Mar -43", "Apr -43", "May -43"]), ("1849-03-02", "1851-04-01", ["1849", "1850"]),
])  # fmt: skip
def test_in_less_than_two_years_months_or_days_have_ticks(axes, first, last, names):
    axes.figure.set_size_inches(5, 3)
    mark_years(axes, *pd.Series([first, last]).astype("datetime64[s]"))
    assert axes.xaxis.get_major_formatter().seq[: len(names)] == names
    assert len(axes.xaxis.get_major_locator().locs) <= 6


def test_a_century_has_no_more_ticks_than_can_be_read(axes):
    days = pd.to_datetime(["1700-01-01", "1750-01-01", "1800-01-01"])
    draw_timeline(make_documents(date=days, date_end=days), axes)
    assert 4 < len(axes.get_xticks()) < 15
    assert not len(axes.xaxis.get_minorticklocs())


def test_others_have_a_row_and_a_shape_an_author_and_are_not_counted_with_a_genre(axes):
    days = pd.to_datetime(["1918-02-01", "1918-03-01"])
    others = pd.DataFrame({"author": ["T", "C"], "date": days, "date_end": days, "genre": "letter"}, index=["x", "y"])
    apart = make_documents(genre="article").iloc[:1].rename(index={"a": "z"})
    draw_timeline(make_documents(genre="letter"), axes, others=others, apart=apart)
    assert [label.get_text() for label in axes.get_yticklabels()] == ["by others (2)", "article (0)", "letter (3)"]
    names = [text.get_text() for text in axes.get_legend().get_texts()]
    assert names[-2:] == ["by T, not counted", "by C, not counted"]
    assert "date known only to lie in these days" in names


def test_named_periods_are_lines_with_names_and_those_of_the_calendar_are_not_drawn():
    with plt.style.context(PAPER_STYLE):
        fig, wide = plt.subplots(figsize=(6.8, 2))
        draw_timeline(make_documents(), wide)
    periods = pd.DataFrame(
        {"first": ["1918-01-01", "1918-06-01"], "last": ["1918-05-31", "1918-12-31"]}, ["one", "two"]
    )
    with plt.style.context(PAPER_STYLE):
        draw_periods(periods, wide)
        assert check_layout(fig) == []
    assert [text.get_text() for text in wide.texts] == ["period", "one", "two"]
    assert wide.texts[1].get_path_effects()  # white around it, where it crosses a line
    assert len(draw_periods("year", wide).texts) == 3
    plt.close(fig)


def test_the_key_says_what_lines_and_bands_are_if_they_are_drawn():
    periods = pd.DataFrame({"first": ["1918-01-01"], "last": ["1918-12-31"]}, ["one"])
    events = pd.DataFrame({"date": ["1918-07-01"], "date_end": ["1918-08-01"], "label": ["a congress"]})
    with plt.style.context(PAPER_STYLE):
        fig, wide = plt.subplots(figsize=(6.8, 2))
        draw_timeline(make_documents(), wide, periods=periods, events=events)
        assert check_layout(fig) == []
    assert [text.get_text() for text in wide.get_legend().get_texts()][-2:] == [
        "an event: from its first day to its last", "beginning of a period",
    ]  # fmt: skip
    assert [text.get_text() for text in wide.texts] == ["period", "one", "a congress"]
    draw_timeline(make_documents(), wide, periods="year", events=events.iloc[:0])
    assert len(wide.get_legend().get_texts()) == 3
    plt.close(fig)


# Other authors, texts set apart


def test_texts_of_others_are_stars_and_those_set_apart_are_grey(axes):
    axes.figure.set_size_inches(6.8, 2)
    documents = make_documents()
    draw_timeline(documents[:1], axes, others=documents[1:2].assign(author="$T$"), apart=documents[2:])
    edges = [tuple(edge[:3]) for one in axes.collections if hasattr(one, "get_sizes") for edge in one.get_edgecolors()]
    assert edges == [to_rgb(COLORS[name]) for name in ("blue", "light", "vermilion")]
    key = [text.get_text() for text in axes.get_legend().get_texts()]
    assert key == [
        "a text: the larger, the longer", "printed in part (extract)", "date known only to lie in these days",
        "set apart, not counted", r"by \$T\$, not counted",
    ]  # fmt: skip


def test_no_author_has_the_shape_of_a_genre_and_the_first_is_a_star_of_five_points():
    marks = mark_authors(pd.DataFrame({"author": ["T", "C", "T", "K", "Z"]}))
    assert list(marks) == ["T", "C", "K", "Z"]
    assert marks["T"] == "*"
    assert len(set(marks.values())) == 4
    assert not set(marks.values()) & set(SHAPES)
    assert [len(marks[name].vertices) - 1 for name in ("C", "K", "Z")] == [8, 6, 16]  # stars of 4, 3 and 8 points


def test_a_text_without_a_date_is_named(axes):
    with pytest.raises(InputError, match="the document 'a' has no date"):
        draw_timeline(make_documents().assign(date=pd.NaT), axes)


def test_a_long_name_of_an_author_leaves_room_for_what_is_said_of_the_texts():
    fig, ax = plt.subplots()
    documents = pd.DataFrame({"date": pd.to_datetime(["1918-01-01", "1919-01-01"]), "author": ["E", "Name " * 30]})
    documents["date_end"], documents["words"] = documents["date"], 100
    draw_timeline(documents.iloc[:1], ax, others=documents.iloc[1:])
    (label,) = [text.get_text() for text in ax.get_legend().get_texts() if text.get_text().startswith("by ")]
    assert label.endswith("Name …, not counted")
    plt.close(fig)
