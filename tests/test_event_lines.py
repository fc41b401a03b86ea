"""Events are named above the axes, however many, and no two names meet."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from layout import check_layout
from matplotlib.collections import PolyCollection
from test_timelines import make_documents

from themeshift.checks import InputError
from themeshift.event_lines import draw_events
from themeshift.style import PAPER_STYLE
from themeshift.timelines import draw_timeline


def make_events(days, label="event {}"):
    return pd.DataFrame({"date": days, "label": [label.format(n) for n in range(len(days))]})


@pytest.fixture
def wide():
    with plt.style.context(PAPER_STYLE):
        fig, ax = plt.subplots(figsize=(6.8, 2))
        draw_timeline(make_documents(), ax)
        yield ax
        plt.close(fig)


@pytest.mark.parametrize("number", [0, 1, 5, 40])
def test_any_number_of_events_is_named_and_no_two_names_meet(wide, number):
    days = pd.date_range("1918-01-20", "1918-12-20", periods=number).astype(str)
    height = wide.figure.get_figheight()
    draw_events(make_events(days, "The {}th of many events"), wide)
    assert [text.get_text() for text in wide.texts if text.get_text()] == [
        f"The {n}th of many events" for n in range(number)
    ]
    assert check_layout(wide.figure) == []
    assert (wide.figure.get_figheight() > height) == (number > 0)


def test_events_of_one_day_are_above_or_beside_each_other(wide):
    draw_events(make_events(["1918-06-01"] * 3), wide)
    wide.figure.draw_without_rendering()
    boxes = [text.get_window_extent() for text in wide.texts if text.get_text()]
    assert len({(round(box.x0), round(box.y0)) for box in boxes}) == 3
    assert check_layout(wide.figure) == []


def test_an_event_of_some_days_is_a_band_and_one_outside_the_axis_is_not_drawn(wide):
    events = make_events(["1918-05-25", "1905-01-22"]).assign(date_end=["1918-05-27", None])
    draw_events(events, wide)
    (bands,) = [one for one in wide.collections if isinstance(one, PolyCollection)]
    assert [path.get_extents().width for path in bands.get_paths()] == [2]
    assert [text.get_text() for text in wide.texts if text.get_text()] == ["event 0"]


def test_events_before_the_common_era_are_drawn():
    days = pd.Series(["-0043-06-01", "0014-06-01"], ["a", "b"]).astype("datetime64[s]")
    fig, ax = plt.subplots(figsize=(6.8, 2))
    draw_timeline(pd.DataFrame({"date": days, "date_end": days}), ax)
    event = pd.Series(["-0026-01-16", "0300-01-01"]).astype("datetime64[s]")
    draw_events(pd.DataFrame({"date": event, "label": ["Augustus", "outside"]}), ax)
    assert [text.get_text() for text in ax.texts if text.get_text()] == ["Augustus"]
    plt.close(fig)


def test_no_line_of_an_event_runs_through_a_name(wide):
    draw_events(make_events(pd.date_range("1918-02-01", periods=12, freq="20D"), "A rather long name {}"), wide)
    wide.figure.draw_without_rendering()
    names = [text for text in wide.texts if text.get_text()]
    lines = [wide.collections[-1].get_transform().transform(line) for line in wide.collections[-1].get_segments()]
    assert len(lines) == len(names) == 12
    for name in names:
        box = name.get_window_extent()
        for (x, _), (_, top) in lines:
            inside = box.x0 < x < box.x1 and top > box.y0 + 1
            assert not inside, name.get_text()


@pytest.mark.parametrize(
    ("events", "message"),
    [
        (pd.DataFrame({"date": ["1918"]}), "no column 'label'"),
        (make_events(["1918-02-30"]), "event 'event 0' is .* not a valid date"),
    ],
)
def test_events_that_cannot_be_drawn_are_named(axes, events, message):
    with pytest.raises(InputError, match=message):
        draw_events(events, axes)
