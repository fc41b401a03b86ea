"""Draw on the axis of time: texts, dated events, the rates of years and smoothed rates.

Every ``draw_`` function takes `ax`, a `matplotlib.axes.Axes`, draws on it and returns it. Words that come from a table
are written as they are: a dollar sign is no formula (`escape_label` does the same for titles).
"""

import textwrap

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.ticker import FixedFormatter, FixedLocator
from matplotlib.transforms import Affine2D, ScaledTranslation, blended_transform_factory

from themeshift.counts import align, check_counts
from themeshift.periods import find_middle
from themeshift.style import COLORS, assign_shapes, escape_label, size_by_words
from themeshift.tables import InputError, check_documents, check_table, choose_term

TICK, FEWEST, MOST = 0.32, 7, 12  # inches of a tick; ticks that every panel has room for; most ticks
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # years between two ticks


def _mark_years(ax, first, last):
    """Put ticks at round years, as many as can be read; matplotlib itself knows no year before 1."""
    room = np.clip(ax.get_window_extent().width / ax.figure.dpi / TICK, FEWEST, MOST)
    step = next((step for step in STEPS if last.year - first.year + 1 <= room * step), STEPS[-1])
    years = np.arange(first.year // step * step, last.year + step + 1, step)
    days = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(int)
    ax.xaxis.set_major_locator(FixedLocator(days))
    ax.xaxis.set_major_formatter(FixedFormatter([str(year) for year in years]))


def draw_timeline(documents, ax, shapes=None, others=None, apart=None):
    """Draw documents on the axis of time, a row a genre.

    Parameters
    ----------
    documents : pandas.DataFrame
        `genre`, `words` and `extract` may be missing.
    ax : matplotlib.axes.Axes
    shapes : dict of str to str or None
        The marker of each genre, by default as `assign_shapes`.
    others, apart : pandas.DataFrame or None
        Documents of other authors, drawn as stars; and documents that are set apart, drawn in grey.

    Returns
    -------
    matplotlib.axes.Axes
        Area of a dot: words of the author's voice. Bar: the span of the date. Open dot: an extract.
    """
    groups = [(check_documents(documents), "blue", None), (others, "vermilion", "*"), (apart, "grey", None)]
    groups = [(check_documents(table), *look) for table, *look in groups if table is not None and len(table)]
    genres = [_get_column(table, "genre", "text").astype(str) for table, *_ in groups]
    frequency = pd.concat(genres).value_counts()[::-1]
    shapes = assign_shapes(frequency.index) if shapes is None else shapes
    rows = {name: y for y, name in enumerate(frequency.index)}
    longest = max(_get_column(table, "words", 500).max() for table, *_ in groups)
    for (table, color, marker), genre in zip(groups, genres, strict=True):
        for name in dict.fromkeys(genre):
            here = table[(genre == name).to_numpy()]
            _draw_row(here, rows[name], ax, COLORS[color], marker or shapes[name], longest)
    labels = [f"{escape_label(name)} ({number})" for name, number in frequency.items()]
    ax.set_yticks(range(len(frequency)), labels)
    ax.set_ylim(-0.8, len(frequency) - 0.2)
    if len(groups) > 1:
        _draw_key(groups, ax)
    first, last = min(table["date"].min() for table, *_ in groups), max(table["date_end"].max() for table, *_ in groups)
    _mark_years(ax, first, last)
    if last.year - first.year < 12:
        ax.xaxis.set_minor_locator(mdates.MonthLocator((4, 7, 10)))
    return ax


def _get_column(table, name, default):
    return table[name] if name in table else pd.Series(default, table.index)


def _draw_row(documents, y, ax, color, marker, longest):
    """Draw the documents of one genre."""
    extract, words = _get_column(documents, "extract", False), _get_column(documents, "words", 500)
    color = to_rgba(color, 0.75)
    ax.hlines(np.full(len(documents), y), documents["date"], documents["date_end"], color=COLORS["grey"], linewidth=2,
              zorder=1)  # fmt: skip
    faces = [(0, 0, 0, 0) if is_extract else color for is_extract in extract]
    sizes = np.maximum(size_by_words(words, longest), 45 if marker == "*" else 0)
    ax.scatter(find_middle(documents), np.full(len(documents), y), s=sizes, marker=marker, facecolors=faces,
               edgecolors=[color], linewidth=0.7, zorder=2)  # fmt: skip


def _draw_key(groups, ax):
    """Put under the axes what dots, stars and grey mean."""
    words = {"blue": "a text: the larger, the longer; open if it is an extract", "grey": "set apart"}
    handles = []
    for table, color, marker in groups:
        authors = ", ".join(dict.fromkeys(_get_column(table, "author", "another author").astype(str)))
        label = words.get(color) or textwrap.shorten(f"by {escape_label(authors)}", 60)
        look = {"marker": marker or "o", "markersize": 5, "color": COLORS[color]}
        handles.append(Line2D([], [], linestyle="", label=label, **look))
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, -0.12), ncols=len(handles), borderpad=0)


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
        With an axis of dates; events outside it are not drawn.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        If the table has no `date` or `label`, or a date is not valid.
    """
    events = _read_events(events)
    left, right = (mdates.num2date(end).replace(tzinfo=None) for end in ax.get_xlim())
    events = events[events["date"].between(left, right)].sort_values("date", kind="stable")
    ax.set_xlim(left, right)
    places = mdates.date2num(events["date"])
    draw_event_days(events, ax)
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


def draw_event_days(events, ax):
    """Draw a line through the axes at each event, or a band for several days, without names, as `draw_events`."""
    events = _read_events(events)
    first, last = mdates.date2num(events["date"]), mdates.date2num(events["date_end"])
    spans = np.column_stack([first, np.maximum(last - first, 0)])
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
    widths, text = [], fig.text(0, 0, "", fontsize=EVENT_SIZE)
    for name in names:
        text.set_text(name)
        widths.append((text.get_window_extent().width + 4 * fig.dpi / 72) * np.ptp(ax.get_xlim()) / width)
    text.remove()
    return widths


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


def _leave_room(ax, rates):
    """Leave room under 0 for the dots that are there; without rates the axes stay blank."""
    ax.set_ylim(bottom=-0.03 * (rates.max() if rates.max() > 0 else 1e-9))


def draw_yearly_rates(counts, years, term, ax, color=COLORS["blue"], min_words=0):
    """Draw the rate of each document and, over them, the rate of all words of each year.

    Parameters
    ----------
    counts : Counts
    years : pandas.Series
        The year of each document, as from ``assign_periods(documents, "year")``.
    term : str
        One of `counts`.
    ax : matplotlib.axes.Axes
    color : str
    min_words : int
        Shorter documents have no dot, but count for their year.

    Returns
    -------
    matplotlib.axes.Axes
        Per 1,000 words.
    """
    one = check_counts(counts, words=False)[term]
    years = align(counts, years, "the years")
    drawn = (counts.words >= max(min_words, 1)).to_numpy()
    rates = one.rates[term][drawn]
    generator = np.random.default_rng(1)  # spreads the dots of a year sideways; no number depends on it
    aside = generator.uniform(-0.28, 0.28, len(rates))
    sizes = size_by_words(counts.words[drawn], counts.words.max()) / 2.5
    ax.scatter(years[drawn].astype(int) + aside, rates, s=sizes, color=color, alpha=0.35, linewidth=0, zorder=2)
    yearly = one.group(years.astype(int)).rates[term]
    for year, rate in yearly.items():
        ax.plot([year - 0.34, year + 0.34], [rate, rate], color="black", linewidth=1.6, zorder=3)
    ax.set_xlim(yearly.index.min() - 0.5, yearly.index.max() + 0.5)
    _leave_room(ax, rates)
    return ax


def draw_band(curve, ax, color=COLORS["blue"], scale=1):
    """Draw the band of one curve, under all else; `scale` as the axes have it."""
    ax.fill_between(curve["date"], curve["low"] * scale, curve["high"] * scale, color=color, alpha=0.2, linewidth=0,
                    zorder=1)  # fmt: skip


def draw_smoothed_rate(
    curves, counts, documents, term, ax, color=COLORS["blue"], min_words=0, per=1000, shapes=None
):  # fmt: skip
    """Draw documents as dots with the spans of their dates, and over them a smoothed rate with its band.

    Parameters
    ----------
    curves : pandas.DataFrame
        As from `smooth_rates`; missing points stay blank.
    counts : Counts
    documents : pandas.DataFrame
    term : str
        One of `curves` and `counts`.
    ax : matplotlib.axes.Axes
    color : str
    min_words : int
        Shorter documents have no dot.
    per : int
        Draw occurrences per that many words; 100 for per cent.
    shapes : dict of str to str or None
        The marker of each genre, as from `assign_shapes`; by default all documents are circles.

    Returns
    -------
    matplotlib.axes.Axes
        Area of a dot: words. The last of its collections has the dots, in the order of `counts`.
    """
    curve = choose_term(curves, term, "the table of curves")
    one = check_counts(counts, words=False)[term]
    dates = align(counts, check_documents(documents)[["date", "date_end"]], "documents")
    drawn = (counts.words >= max(min_words, 1)).to_numpy()
    dates, rates, scale = dates[drawn], one.rates[term][drawn] * per / 1000, per / 1000
    draw_band(curve, ax, color, scale)
    ax.plot(curve["date"], curve["rate"] * scale, color=color, linewidth=1.3, zorder=3)
    ax.hlines(rates, dates["date"], dates["date_end"], color=COLORS["grey"], linewidth=0.6, zorder=2)
    sizes = size_by_words(counts.words[drawn], counts.words.max()) / 3
    dots = ax.scatter(find_middle(dates), rates, s=sizes, facecolor="none", edgecolor=COLORS["grey"], linewidth=0.6,
                      zorder=2)  # fmt: skip
    if shapes is not None:
        markers = [MarkerStyle(shapes[genre]) for genre in documents["genre"].reindex(counts.index[drawn])]
        dots.set_paths([marker.get_path().transformed(marker.get_transform()) for marker in markers])
    _mark_years(ax, min(curve["date"].min(), dates["date"].min()), max(curve["date"].max(), dates["date_end"].max()))
    _leave_room(ax, rates)
    return ax


MOST_ABOVE, FAR, ROOM = 3, 2.5, 1.5  # points above the edge; how far above the next; room above that


def mark_above(ax, x, y, top=None):
    """End an axis below a few points that lie far above all others, and write their values at the edge.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
    x, y : sequences of float or dates, shape (n,)
        The points.
    top : float or None
        Where the axis ends; by default one and a half times a point above which at most three lie, all of them more
        than two and a half times as high. Where there is none, the axis is left alone.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        If there are not as many places as heights.
    """
    if not isinstance(ax, Axes):
        raise InputError(f"ax is {type(ax).__name__}; give axes of matplotlib, such as those of make_panels")
    x, y = np.asarray(x), np.asarray(y, dtype=float)
    if len(x) != len(y):
        raise InputError(f"there are {len(x)} places and {len(y)} heights; give as many of each")
    if top is None:
        highest = -np.sort(-y[y > 0])[: MOST_ABOVE + 1]
        falls = [next_ for value, next_ in zip(highest, highest[1:], strict=False) if value > FAR * next_]
        top = ROOM * falls[0] if falls else None
    if top is not None:
        ax.set_ylim(top=top)
        for at, value in zip(x[y > top], y[y > top], strict=True):
            ax.annotate(f"↑ {value:.0f}", (at, top), ha="center", va="top", fontsize=6)
    return ax
