"""Draw on the axis of time: texts, the rates of years and smoothed rates.

Every ``draw_`` function takes `ax`, a `matplotlib.axes.Axes`, draws on it and returns it. Words that come from a table
are written as they are: a dollar sign is no formula (`escape_label` does the same for titles).
"""

import textwrap

import matplotlib.dates as mdates
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.ticker import FixedFormatter, FixedLocator

from themeshift.alignment import align
from themeshift.checks import InputError, check_documents, check_table, choose_term
from themeshift.counts import check_counts
from themeshift.periods import find_middle
from themeshift.style import COLORS, assign_shapes, escape_label, size_by_words

TICK, FEWEST, MOST = 0.32, 7, 12  # inches of a tick; ticks that every panel has room for; most ticks
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)  # years between two ticks


def mark_years(ax, first, last):
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
        Documents of other authors, drawn in a row of their own, a shape an author; and documents that are set apart,
        drawn in light grey and not counted in the name of their row.

    Returns
    -------
    matplotlib.axes.Axes
        Area of a dot: words of the author's voice. Bar: the span of the date. Open dot: an extract.
    """
    groups = {"counted": check_documents(documents), "apart": apart, "others": others}
    groups = {kind: check_documents(table) for kind, table in groups.items() if table is not None and len(table)}
    genres = _get_column(documents, "genre", "text").astype(str)
    rows = genres.value_counts()[::-1]
    seen = [_get_column(table, "genre", "text").astype(str) for kind, table in groups.items() if kind != "others"]
    unseen = set(pd.concat(seen)) - set(rows.index)
    names = [*(["by others"] if "others" in groups else []), *sorted(unseen), *rows.index]
    rows = rows.reindex(names).fillna(0).astype(int)
    places = {name: y for y, name in enumerate(rows.index)}
    shapes = assign_shapes([name for name in rows.index if name != "by others"]) if shapes is None else shapes
    longest = max(_get_words(table).max() for table in groups.values())
    for kind, color in (("counted", "blue"), ("apart", "light")):
        if kind in groups:
            genre = _get_column(groups[kind], "genre", "text").astype(str)
            for name in dict.fromkeys(genre):
                _draw_row(
                    groups[kind][(genre == name).to_numpy()], places[name], ax, COLORS[color], shapes[name], longest
                )
    for author, marker in _mark_authors(groups.get("others")).items():
        texts = _get_column(groups["others"], "author", "another author").astype(str) == author
        _draw_row(groups["others"][texts.to_numpy()], 0, ax, COLORS["vermilion"], marker, longest)
    if "others" in groups:
        rows["by others"] = len(groups["others"])
    ax.set_yticks(range(len(rows)), [f"{escape_label(name)} ({number})" for name, number in rows.items()])
    ax.set_ylim(-0.8, len(rows) - 0.2)
    _draw_key(groups, ax)
    tables = groups.values()
    first, last = min(table["date"].min() for table in tables), max(table["date_end"].max() for table in tables)
    mark_years(ax, first, last)
    if last.year - first.year < 12:
        ax.xaxis.set_minor_locator(mdates.MonthLocator((4, 7, 10)))
    return ax


def _get_column(table, name, default):
    return table[name] if name in table else pd.Series(default, table.index)


def _get_words(table):
    """Return the words of each document; 500 where a table does not say them, or says something else by that name."""
    words = _get_column(table, "words", 500)
    return words.fillna(500) if pd.api.types.is_numeric_dtype(words) else pd.Series(500, table.index)


OTHERS = ("*", "X", "P", "d")  # shapes of other authors; they come round again


def _mark_authors(others):
    """Give each other author a marker."""
    if others is None:
        return {}
    authors = dict.fromkeys(_get_column(others, "author", "another author").astype(str))
    return {author: OTHERS[n % len(OTHERS)] for n, author in enumerate(authors)}


def _draw_row(documents, y, ax, color, marker, longest):
    """Draw the documents of one genre."""
    extract, words = _get_column(documents, "extract", False).isin([True, "yes"]), _get_words(documents)
    color = to_rgba(color, 0.75)
    spans = documents[documents["date_end"] > documents["date"]]
    ax.hlines(np.full(len(spans), y), spans["date"], spans["date_end"], color=COLORS["light"], linewidth=3, zorder=1)
    faces = [(0, 0, 0, 0) if is_extract else color for is_extract in extract]
    sizes = np.maximum(size_by_words(words, longest), 30 if marker in OTHERS[:2] else 0)
    ax.scatter(find_middle(documents), np.full(len(documents), y), s=sizes, marker=marker, facecolors=faces,
               edgecolors=[color], linewidth=0.7, zorder=2)  # fmt: skip


def _draw_key(groups, ax):
    """Put under the axes what shapes, sizes, bars and colors mean, as far as they are drawn."""

    def show(label, color, marker="o", **options):
        look = {"linestyle": "", "marker": marker, "markersize": 5} | options
        return Line2D([], [], color=COLORS[color], label=label, **look)

    texts = pd.concat(groups.values())
    handles = [show("a text: the larger, the longer", "blue")]
    if _get_column(texts, "extract", False).fillna(False).astype(bool).any():
        handles.append(show("printed in part (extract)", "blue", markerfacecolor="white"))
    if (texts["date_end"] > texts["date"]).any():
        handles.append(show("date known only to lie in these days", "light", None, linestyle="-", linewidth=3))
    if "apart" in groups:
        handles.append(show("set apart, not counted", "light"))
    for author, marker in _mark_authors(groups.get("others")).items():
        handles.append(show(textwrap.shorten(f"by {escape_label(author)}, not counted", 60), "vermilion", marker))
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(0, -0.1), borderpad=0,
              ncols=min(3, max(1, int(ax.figure.get_figwidth() / 2.1))))  # fmt: skip


def draw_others(counts, documents, term, ax, min_words=0, at=None, per=1000):
    """Mark texts of other authors, which a picture does not count, at their own rates.

    Parameters
    ----------
    counts : Counts
        Of their texts, and perhaps of more.
    documents : pandas.DataFrame
        Their texts; may be empty. `author` may be missing.
    term : str
        One of `counts`.
    ax : matplotlib.axes.Axes
        With the dots of the texts that are counted.
    min_words : int
        Shorter texts have no mark.
    at : pandas.Series or None
        Where on the horizontal axis each text is; by default at the middle of its date.
    per : int
        As in `draw_smoothed_rate`.

    Returns
    -------
    matplotlib.axes.Axes
        A shape an author, with a label for a legend.
    """
    one = check_counts(counts, 0, words=False)[term]
    if not len(check_table(documents, ["date", "date_end"], "documents", empty=True)):
        return ax
    check_documents(documents)
    drawn = documents[documents.index.isin(counts.index[counts.words >= max(min_words, 1)])]
    authors = _get_column(documents, "author", "another author").astype(str)
    for author, marker in _mark_authors(documents).items():
        texts = drawn[authors[drawn.index] == author]
        if len(texts):
            places = find_middle(texts) if at is None else at[texts.index].astype(float)
            rates = one.rates.loc[texts.index, term] * per / 1000
            ax.scatter(places, rates, s=30, marker=marker, color=COLORS["vermilion"], edgecolor="black", linewidth=0.4,
                       label=f"by {escape_label(author)}, not counted", zorder=4)  # fmt: skip
    return ax


LETTER = 3.6  # points: the width of a letter of the name of a period


def draw_periods(periods, ax):
    """Draw where named periods begin, as dashed lines through the axes, and write their names inside, at the bottom.

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
    left, right = ax.get_xlim()
    firsts, lasts = (mdates.date2num(pd.to_datetime(periods[end])) for end in ("first", "last"))
    point = (right - left) / (ax.get_window_extent().width / ax.figure.dpi * 72)  # in days
    ends = []  # of the names, by their height
    for name, first, last in zip(periods.index, firsts, lasts, strict=True):
        first, last = max(first, left), min(last, right)
        if first >= last:
            continue
        ax.axvline(first, color="black", linewidth=0.6, linestyle=(0, (4, 3)), zorder=0)
        words = textwrap.fill(escape_label(name), max(6, int((last - first) / point / LETTER)))
        half = max(map(len, words.split("\n"))) * LETTER * point / 2
        middle = min(max((first + last) / 2, left + half), right - half)
        level = next((n for n, end in enumerate(ends) if end < middle - half), len(ends))
        ends[level : level + 1] = [middle + half]
        ax.annotate(words, (middle, 0), (0, 2 + 16 * level), xycoords=ax.get_xaxis_transform(),
                    textcoords="offset points", ha="center", va="bottom", fontsize=6)  # fmt: skip
    bottom, top = ax.get_ylim()
    ax.set_ylim(bottom - (0.01 + 0.08 * len(ends)) * (top - bottom), top)
    ax.set_xlim(left, right)
    return ax


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
    mark_years(ax, min(curve["date"].min(), dates["date"].min()), max(curve["date"].max(), dates["date_end"].max()))
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
