"""Draw rates over time: dots of texts with their rates, those of years, smoothed rates with their bands.

Every ``draw_`` function takes `ax`, a `matplotlib.axes.Axes`, draws on it and returns it.
"""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection
from matplotlib.markers import MarkerStyle

from themeshift.alignment import align
from themeshift.checks import InputError, check_documents, check_table, choose_term
from themeshift.counts import check_counts
from themeshift.dates import find_middle
from themeshift.periods import measure_support
from themeshift.style import COLORS, escape_label, size_by_words
from themeshift.timelines import UNNAMED, get_column, mark_authors, mark_years

MOST_NAMED = 7  # years side by side in half a page


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
    authors = get_column(drawn, "author", UNNAMED).fillna(UNNAMED).astype(str).to_numpy()
    places = (find_middle(drawn) if at is None else at[drawn.index].astype(float)).to_numpy()
    rates = (one.rates[term].reindex(drawn.index) * per / 1000).to_numpy()
    for author, marker in mark_authors(documents).items():
        here = authors == author
        if here.any():
            ax.scatter(places[here], rates[here], s=30, marker=marker, color=COLORS["vermilion"], edgecolor="black",
                       linewidth=0.4, label=f"by {escape_label(author)}, not counted", zorder=4)  # fmt: skip
    ax.set_ylim(top=max(ax.get_ylim()[1], 1.05 * rates.max(initial=0)))  # it was that of the texts that count
    return ax


def _leave_room(ax, rates):
    """Leave room under 0 for the dots that are there; without rates the axes stay blank."""
    ax.set_ylim(bottom=-0.03 * (np.nan_to_num(rates).max(initial=0) or 1e-9))


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
        Per 1,000 words. Under a year: its texts, its thousand words, and the share of its largest text.
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
    _name_years(ax, measure_support(counts, years))
    _leave_room(ax, rates)
    return ax


def _name_years(ax, support):
    """Write under each year what it rests on; of many years, under some."""
    every = 1 if len(support) <= MOST_NAMED else -(-len(support) // 5)
    names = [f"{year}\n{row.texts:.0f}\n{row.words / 1000:.1f}\n{row.largest_share:.0%}" if row.texts else f"{year}\n0"
             for year, row in support.iterrows()]  # fmt: skip
    ax.set_xticks(support.index[::every].astype(int), names[::every])


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
    dates, rates, scale = dates[drawn], one.rates[term].to_numpy()[drawn] * per / 1000, per / 1000
    first, last = dates["date"].to_numpy(), dates["date_end"].to_numpy()
    if curve["low"].notna().any():
        draw_band(curve, ax, color, scale)
    ax.plot(curve["date"], curve["rate"] * scale, color=color, linewidth=1.3, zorder=3)
    long = last > first
    ax.hlines(rates[long], first[long], last[long], color=COLORS["grey"], linewidth=0.6, zorder=2)
    sizes = size_by_words(counts.words[drawn], counts.words.max()) / 3
    dots = ax.scatter(find_middle(dates).to_numpy(), rates, s=sizes, facecolor="none", edgecolor=COLORS["grey"],
                      linewidth=0.6, zorder=2)  # fmt: skip
    if shapes is not None:
        genres = documents["genre"].reindex(dates.index).tolist()
        markers = {genre: MarkerStyle(shapes[genre]) for genre in set(genres)}
        outlines = {genre: marker.get_path().transformed(marker.get_transform()) for genre, marker in markers.items()}
        dots.set_paths([outlines[genre] for genre in genres])
    mark_years(ax, min(curve["date"].min(), dates["date"].min()), max(curve["date"].max(), dates["date_end"].max()))
    _leave_room(ax, rates)
    return ax


MOST_ABOVE, FAR, ROOM = 3, 2.5, 1.5  # dots above the edge; how far above the next; room above that


def mark_above(ax, top=None):
    """End an axis below a few dots that lie far above all others, and write their values at the edge.

    Parameters
    ----------
    ax : matplotlib.axes.Axes
        With the dots of texts, as from `draw_smoothed_rate`, `draw_yearly_rates` and `draw_others`.
    top : float or None
        Where the axis ends; by default one and a half times a dot above which at most three lie, all of them more
        than two and a half times as high, but never below a line that is drawn. Where there is none, the axis is left
        alone.

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        If `ax` is not axes.
    """
    if not isinstance(ax, Axes):
        raise InputError(f"ax is {type(ax).__name__}; give axes of matplotlib, such as those of make_panels")
    dots = [collection.get_offsets() for collection in ax.collections if isinstance(collection, PathCollection)]
    x, y = np.concatenate([np.empty((0, 2)), *dots]).T
    if top is None:
        highest = -np.sort(-y[y > 0])[: MOST_ABOVE + 1]
        falls = [next_ for value, next_ in zip(highest, highest[1:], strict=False) if value > FAR * next_]
        top = max(ROOM * falls[0], 1.05 * _measure_lines(ax)) if falls else None
    if top is not None:
        ax.set_ylim(max(ax.get_ylim()[0], -top / 10), top)
        for at, value in zip(x[y > top], y[y > top], strict=True):
            ax.annotate(
                f"↑ {value:.0f}" if value >= 9.95 else f"↑ {value:.2g}", (at, top), ha="center", va="top", fontsize=6
            )
    return ax


def _measure_lines(ax):
    """Return how high the lines of rates rise."""
    lines = [line for line in ax.lines if line.get_transform() == ax.transData and line.get_linestyle() != "None"]
    heights = [line.get_ydata().astype(float) for line in lines]
    return max((np.nanmax(height) for height in heights if not np.isnan(height).all()), default=0)
