"""Draw dated events on the axis of time: a line or band at each, and its name above the axes."""

import functools

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.transforms import Affine2D, ScaledTranslation, blended_transform_factory

from themeshift.checks import InputError, check_table
from themeshift.style import COLORS, escape_label

EVENT_SIZE, EVENT_STEP = 6.5, 8.5  # points: the size of a name and the distance of two lines of names


def draw_events(events, ax):
    """Draw dated events: a line through the axes at each, or a band for several days, and its name above the axes.

    Names are stacked to both sides of the middle of the crowd, each above the lines of all events that it covers, and
    the figure grows by their height: so any number of events can be read. To be called when the axes have their
    documents and the figure its width.

    Parameters
    ----------
    events : pandas.DataFrame
        As from `load_events`: `date`, `label` and, if it lasted, `date_end`.
    ax : matplotlib.axes.Axes
        With an axis of dates; events outside it are not drawn; the name of one that begins before it is at its edge.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        If the table has no `date` or `label`, or a date is not valid.
    """
    events = _read_events(events)
    left, right = ax.set_xlim(ax.get_xlim())  # numbers: matplotlib writes no date before the year 1
    events = events[_lie_on(ax, events)].sort_values("date", kind="stable")
    places = np.clip(mdates.date2num(events["date"]), left, right)
    _draw_days(events, [ax])
    names = [escape_label(name) for name in events["label"]]
    levels, turned = _stack(places, _measure_names(names, ax))
    ax.figure.set_figheight(ax.figure.get_figheight() + EVENT_STEP * (max(levels, default=-1) + 1) / 72)
    above = _measure_above(ax)
    for n, (place, name, level) in enumerate(zip(places, names, levels, strict=True)):
        side, aside = ("right", -1.5) if n < turned else ("left", 1.5)
        beside = above + ScaledTranslation(aside / 72, 0, ax.figure.dpi_scale_trans)
        ax.text(place, 3 + EVENT_STEP * level, name, fontsize=EVENT_SIZE, va="bottom", ha=side, transform=beside)
    lines = [[(place, 0), (place, 3 + EVENT_STEP * (level + 0.9))]
             for place, level in zip(places, levels, strict=True)]  # fmt: skip
    ax.add_collection(LineCollection(lines, colors=COLORS["grey"], linewidths=0.5, transform=above, clip_on=False),
                      autolim=False)  # fmt: skip
    return ax


def measure_overhang(ax):
    """Return by how many inches the margins must grow, left and right, for the names of `draw_events` to be whole.

    Each by at most an eighth of the figure: a name longer than that is cut off at the edge, or no axes would be left.
    """
    over, (left, right), width = [0.0, 0.0], ax.get_xlim(), ax.figure.get_figwidth()
    fonts = (*plt.rcParams["font.family"], *plt.rcParams["font.sans-serif"])
    for text in ax.texts:
        here, turned = text.get_position()[0], text.get_ha() == "right"
        place = ax.transData.transform((here, 0))[0] / ax.figure.dpi
        needs = _measure_name(text.get_text(), ax.figure.dpi, fonts) / ax.figure.dpi + 4 / 72 - (
            place if turned else width - place)  # fmt: skip
        moves = (right - here if turned else here - left) / (right - left)  # of what the axes lose on this side
        over[not turned] = max(over[not turned], needs / max(moves, 0.5))
    return [min(inches, width / 8) for inches in over]


def find_drawn_events(events, ax):
    """Return the events of which at least a day lies on an axis of dates."""
    return events[_lie_on(ax, _read_events(events))]


def _lie_on(ax, days):
    left, right = ax.get_xlim()
    return (mdates.date2num(days["date_end"]) >= left) & (mdates.date2num(days["date"]) <= right)


def draw_event_days(events, *axes):
    """Draw a line through some axes at each event, or a band for several days, without names, as `draw_events`."""
    _draw_days(_read_events(events), axes)


def _draw_days(events, axes):
    first, last = mdates.date2num(events["date"]), mdates.date2num(events["date_end"])
    spans = np.column_stack([first, np.maximum(last - first, 0)])
    for ax in axes:
        ax.broken_barh(spans, (0, 1), color=COLORS["light"], alpha=0.35, linewidth=0.6, zorder=0,
                       transform=ax.get_xaxis_transform())  # fmt: skip


def _measure_above(ax):
    """Return the transform of days of an axis, and of points above its axes."""
    points = Affine2D().scale(1 / 72) + ax.figure.dpi_scale_trans + ScaledTranslation(0, 1, ax.transAxes)
    return blended_transform_factory(ax.transData, points)


def _read_events(events):
    """Return events with their days as dates; without a last day an event lasts one."""
    check_table(events, ["date", "label"], "the table of events", empty=True)
    days = pd.to_datetime(events["date"], errors="coerce")
    ends = pd.to_datetime(events["date_end"], errors="coerce") if "date_end" in events else days
    if days.isna().any():
        label = events.loc[days.isna(), "label"].iloc[0]
        raise InputError(f"the date of the event {label!r} is missing or not a valid date; write it as YYYY-MM-DD")
    return pd.DataFrame({"date": days, "date_end": ends.fillna(days), "label": events["label"].astype(str)})


def _measure_names(names, ax):
    """Return the width of each name in days of the axis."""
    fig = ax.figure
    if fig.get_layout_engine() is not None:
        fig.draw_without_rendering()
    width = ax.get_window_extent().width * 0.92  # names beyond the edges make the axes narrower
    fonts = (*plt.rcParams["font.family"], *plt.rcParams["font.sans-serif"])
    return [(_measure_name(name, fig.dpi, fonts) + 4 * fig.dpi / 72) * np.ptp(ax.get_xlim()) / width for name in names]


@functools.lru_cache(maxsize=1024)
def _measure_name(name, dpi, fonts):
    """Return the width of a name in pixels; what was measured is kept, since the explorer draws the same names anew."""
    fig = Figure(dpi=dpi)
    return fig.text(0, 0, name, fontsize=EVENT_SIZE).get_window_extent(FigureCanvasAgg(fig).get_renderer()).width


def _stack(places, widths):
    """Return the level of each name, and how many of them, the first ones, lie to the left of their lines.

    A name is above all events that its words cover: earlier ones to the left of its line, or later ones to the right.
    """

    def climb(order):
        levels = {}
        for here in order:
            covered = [levels[n] for n in levels if abs(places[n] - places[here]) < widths[here]]
            levels[here] = 1 + max(covered, default=-1)
        return levels

    tried = []
    for turned in range(len(places) + 1):
        levels = climb(range(turned)) | climb(range(len(places) - 1, turned - 1, -1))
        tried.append((max(levels.values(), default=-1), turned, [levels[n] for n in range(len(places))]))
    _, turned, levels = min(tried)
    return levels, turned
