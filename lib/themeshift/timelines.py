"""Draw texts, periods and events on the axis of time.

Every ``draw_`` function takes `ax`, a `matplotlib.axes.Axes`, draws on it and returns it. Words that come from a table
are written as they are: a dollar sign is no formula (`escape_label` does the same for titles).
"""

import calendar
import textwrap

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FixedFormatter, FixedLocator

from themeshift.checks import check_documents, check_table
from themeshift.dates import find_middle
from themeshift.event_lines import draw_events
from themeshift.style import COLORS, assign_shapes, escape_label, size_by_words

TICK, FEWEST, MOST = 0.32, 7, 12  # inches of a tick; ticks that every panel has room for; most ticks
SHORT, DAY_TICK = 730, 0.75  # days of less than two years; inches of a tick that names a month or a day
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # years between two ticks
LONGEST = 40  # letters of the name of a row


def mark_years(ax, first, last):
    """Put ticks at round years, as many as can be read; matplotlib itself knows no year before 1.

    Where there are less than two years, ticks are at months or days.
    """
    inches = ax.get_window_extent().width / ax.figure.dpi
    if (last - first).days < SHORT:
        days, names = _choose_days(first.to_datetime64(), last.to_datetime64(), max(2, inches / DAY_TICK))
    else:
        room = np.clip(inches / TICK, FEWEST, MOST)
        step = next((step for step in STEPS if last.year - first.year + 1 <= room * step), STEPS[-1])
        years = np.arange(first.year // step * step, last.year + step + 1, step)
        days = (years - 1970).astype("datetime64[Y]").astype("datetime64[D]").astype(int)
        names = [str(year) for year in years]
    ax.xaxis.set_major_locator(FixedLocator(days))
    ax.xaxis.set_major_formatter(FixedFormatter(names))


def _choose_days(first, last, room):
    """Return days for at most so many ticks, and their names: single days or, where they are too many, months."""
    for unit, step in (("D", 1), ("D", 2), ("D", 5), ("D", 10), ("M", 1), ("M", 2), ("M", 3), ("M", 6)):
        begin, end = (day.astype(f"datetime64[{unit}]").astype(int) for day in (first, last))
        ticks = np.arange(begin // step * step, end + 1, step)
        if len(ticks) <= room:
            break
    days = ticks.astype(f"datetime64[{unit}]").astype("datetime64[D]")
    names = [f"{f'{day.day} ' if unit == 'D' else ''}{calendar.month_abbr[day.month]} {day.year}"
             for day in map(pd.Timestamp, days.astype("datetime64[s]"))]  # fmt: skip
    return days.astype(int), names


def draw_timeline(documents, ax, shapes=None, others=None, apart=None, periods=None, events=None):
    """Draw documents on the axis of time, a row a genre.

    Parameters
    ----------
    documents : pandas.DataFrame
        `genre`, `words` and `extract` may be missing.
    ax : matplotlib.axes.Axes
    shapes : dict of str to str or None
        The marker of each genre, by default as `assign_shapes`.
    others, apart : pandas.DataFrame or None
        Documents of other authors, drawn in a row of their own, a shape an author; and documents that are set apart,
        drawn in light grey and not counted in the name of their row.
    periods, events : pandas.DataFrame or None
        As for `draw_periods` and `draw_events`, drawn with the documents and named in the key.

    Returns
    -------
    matplotlib.axes.Axes
        Area of a dot: words of the author's voice. Bar: the span of the date. Open dot: an extract.
    """
    groups = {"counted": check_documents(documents), "apart": apart, "others": others}
    groups = {kind: check_documents(table) for kind, table in groups.items() if table is not None and len(table)}
    genres = get_column(documents, "genre", "text").astype(str)
    rows = genres.value_counts()[::-1]
    seen = [get_column(table, "genre", "text").astype(str) for kind, table in groups.items() if kind != "others"]
    unseen = set(pd.concat(seen)) - set(rows.index)
    names = [*(["by others"] if "others" in groups else []), *sorted(unseen), *rows.index]
    rows = rows.reindex(names).fillna(0).astype(int)
    places = {name: y for y, name in enumerate(rows.index)}
    shapes = assign_shapes([name for name in rows.index if name != "by others"]) if shapes is None else shapes
    longest = max(_get_words(table).max() for table in groups.values())
    for kind, color in (("counted", "blue"), ("apart", "light")):
        if kind in groups:
            genre = get_column(groups[kind], "genre", "text").astype(str)
            for name in dict.fromkeys(genre):
                _draw_row(
                    groups[kind][(genre == name).to_numpy()], places[name], ax, COLORS[color], shapes[name], longest
                )
    for author, marker in mark_authors(groups.get("others")).items():
        texts = get_column(groups["others"], "author", UNNAMED).fillna(UNNAMED).astype(str) == author
        _draw_row(groups["others"][texts.to_numpy()], 0, ax, COLORS["vermilion"], marker, longest)
    if "others" in groups:
        rows["by others"] = len(groups["others"])
    names = [f"{name[:LONGEST]}…" if len(name) > LONGEST + 1 else name for name in rows.index]
    ax.set_yticks(range(len(rows)), [f"{escape_label(name)} ({n})" for name, n in zip(names, rows, strict=True)])
    ax.set_ylim(-0.8, len(rows) - 0.2)
    _draw_key(groups, ax, periods, events)
    tables = groups.values()
    first, last = min(table["date"].min() for table in tables), max(table["date_end"].max() for table in tables)
    mark_years(ax, first, last)
    if last.year - first.year < 12:
        ax.xaxis.set_minor_locator(mdates.MonthLocator((4, 7, 10)))
    if periods is not None:
        draw_periods(periods, ax)
    return ax if events is None else draw_events(events, ax)


def get_column(table, name, default):
    """Return a column of a table, or the same value for each row where the table has none of that name."""
    return table[name] if name in table else pd.Series(default, table.index)


def _get_words(table):
    """Return the words of each document; 500 where a table does not say them, or says something else by that name."""
    words = get_column(table, "words", 500)
    return words.fillna(500) if pd.api.types.is_numeric_dtype(words) else pd.Series(500, table.index)


UNNAMED = "another author"
OTHERS = ("*", *(Path.unit_regular_star(n, 0.3) for n in (4, 3, 8)))  # stars, no genre's shape; they come round again
THIN = ("X", *OTHERS)  # shapes that are too thin to be seen when small


def mark_authors(others):
    """Give each other author a marker, a star of so many points."""
    if others is None:
        return {}
    authors = dict.fromkeys(get_column(others, "author", UNNAMED).fillna(UNNAMED).astype(str))
    return {author: OTHERS[n % len(OTHERS)] for n, author in enumerate(authors)}


def _draw_row(documents, y, ax, color, marker, longest):
    """Draw the documents of one genre."""
    extract, words = get_column(documents, "extract", False).isin([True, "yes"]), _get_words(documents)
    color = to_rgba(color, 0.75)
    spans = documents[documents["date_end"] > documents["date"]]
    ax.hlines(np.full(len(spans), y), spans["date"], spans["date_end"], color=COLORS["light"], linewidth=3, zorder=1)
    faces = [(0, 0, 0, 0) if is_extract else color for is_extract in extract]
    sizes = np.maximum(size_by_words(words, longest), 30 if marker in THIN else 0)
    ax.scatter(find_middle(documents), np.full(len(documents), y), s=sizes, marker=marker, facecolors=faces,
               edgecolors=[color], linewidth=0.7, zorder=2)  # fmt: skip


def _draw_key(groups, ax, periods=None, events=None):
    """Put under the axes what shapes, sizes, bars, lines and colors mean, as far as they are drawn."""

    def show(label, color, marker="o", **options):
        look = {"linestyle": "", "marker": marker, "markersize": 5} | options
        return Line2D([], [], color=COLORS.get(color, color), label=label, **look)

    texts = pd.concat(groups.values())
    handles = [show("a text: the larger, the longer", "blue")]
    if get_column(texts, "extract", False).fillna(False).astype(bool).any():
        handles.append(show("printed in part (extract)", "blue", markerfacecolor="white"))
    if (texts["date_end"] > texts["date"]).any():
        handles.append(show("date known only to lie in these days", "light", None, linestyle="-", linewidth=3))
    if "apart" in groups:
        handles.append(show("set apart, not counted", "light"))
    for author, marker in mark_authors(groups.get("others")).items():
        name = escape_label(textwrap.shorten(author, 44, placeholder=" …"))
        handles.append(show(f"by {name}, not counted", "vermilion", marker))
    if events is not None and len(events):
        handles.append(show("an event: from its first day to its last", "light", None, linestyle="-", linewidth=6,
                            alpha=0.35))  # fmt: skip
    if periods is not None and not isinstance(periods, str):
        handles.append(show("beginning of a period", "black", None, **DASHED))
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, -0.1), borderpad=0,
              ncols=min(3, max(1, int(ax.figure.get_figwidth() / 2.1))))  # fmt: skip


LETTER = 3.6  # points: the width of a letter of the name of a period
HALO = withStroke(linewidth=2.5, foreground="white")  # the name of a short period crosses the lines at its ends
DASHED = {"linewidth": 0.6, "linestyle": (0, (4, 3))}  # the line at which a period begins


def draw_periods(periods, ax):
    """Draw where named periods begin, as dashed lines through the axes, and write their names at the bottom.

    The names are inside the axes, in a row called “period”, so that none is taken for a place.

    Parameters
    ----------
    periods : pandas.DataFrame or str
        As `assign_periods` takes them; nothing is drawn for those of the calendar, which the axis shows.
    ax : matplotlib.axes.Axes
        With an axis of dates.

    Returns
    -------
    matplotlib.axes.Axes
    """
    if isinstance(periods, str):
        return ax
    check_table(periods, ["first", "last"], "the table of periods")
    ax.annotate("period", (0, 0), (-7, 2), xycoords="axes fraction", textcoords="offset points", ha="right",
                va="bottom", fontsize=6.5)  # fmt: skip
    left, right = ax.get_xlim()
    firsts, lasts = (mdates.date2num(pd.to_datetime(periods[end])) for end in ("first", "last"))
    point = (right - left) / (ax.get_window_extent().width / ax.figure.dpi * 72)  # in days
    ends = []  # of the names, by their height
    for name, first, last in zip(periods.index, firsts, lasts, strict=True):
        first, last = max(first, left), min(last, right)
        if first >= last:
            continue
        ax.axvline(first, color="black", zorder=0, **DASHED)
        words = textwrap.fill(escape_label(name), max(6, int((last - first) / point / LETTER)))
        half = max(map(len, words.split("\n"))) * LETTER * point / 2
        middle = min(max((first + last) / 2, left + half), right - half)
        level = next((n for n, end in enumerate(ends) if end < middle - half), len(ends))
        ends[level : level + 1] = [middle + half]
        ax.annotate(words, (middle, 0), (0, 2 + 16 * level), xycoords=ax.get_xaxis_transform(),
                    textcoords="offset points", ha="center", va="bottom", fontsize=6, path_effects=[HALO])  # fmt: skip
    bottom, top = ax.get_ylim()
    ax.set_ylim(bottom - (0.01 + 0.08 * len(ends)) * (top - bottom), top)
    ax.set_xlim(left, right)
    return ax
