"""Draw given numbers on given axes, and save a figure with its numbers."""

import os
import tempfile
from pathlib import Path

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd

from themeshift import paths

PAPER_STYLE = str(paths.LIBRARY / "paper.mplstyle")
SINGLE_COLUMN, DOUBLE_COLUMN = 85 / 25.4, 175 / 25.4  # inches
# Okabe and Ito's palette, safe for colour-blind readers; the four differ in grey too.
COLOURS = {"blue": "#0072B2", "vermilion": "#D55E00", "green": "#009E73", "purple": "#AA4499", "grey": "#666666",
           "light": "#BBBBBB"}  # fmt: skip
GENRE_SHAPES = {
    "report": "o", "speech": "s", "article": "D", "letter": "^", "note": "v", "telegram": "P", "decree": "*",
    "resolution": "X", "theses": "h", "interview": "<", "message": ">",
}  # fmt: skip
METADATA = {
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}


def size_by_words(words):
    """Give the area of a dot in points squared: proportional to words, but never too small to see."""
    return np.maximum(np.asarray(words, dtype=float) / 45, 5)


def draw_timeline(documents, ax):
    """Draw documents on the axis of time, a row a genre.

    Parameters
    ----------
    documents : pandas.DataFrame
        As from `themeshift.corpus.load_documents`.
    ax : matplotlib.axes.Axes

    Returns
    -------
    matplotlib.axes.Axes
        Area of a dot: words of the author's voice. Bar: the span of the date. Open dot: an extract.
    """
    genres = list(documents["genre"].value_counts().index)[::-1]
    for row in documents.itertuples():
        y = genres.index(row.genre)
        middle = row.date + (row.date_end - row.date) / 2
        ax.plot([row.date, row.date_end], [y, y], color=COLOURS["grey"], linewidth=2, solid_capstyle="butt", zorder=1)
        face = "none" if row.extract else COLOURS["blue"]
        ax.scatter(middle, y, s=size_by_words(row.words), marker=GENRE_SHAPES[row.genre], facecolor=face,
                   edgecolor=COLOURS["blue"], linewidth=0.7, alpha=0.75, zorder=2)  # fmt: skip
    ax.set_yticks(range(len(genres)), [f"{genre} ({(documents['genre'] == genre).sum()})" for genre in genres])
    ax.set_ylim(-0.7, len(genres) - 0.3)
    ax.xaxis.set_major_locator(mdates.YearLocator())
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    ax.xaxis.set_minor_locator(mdates.MonthLocator((4, 7, 10)))
    return ax


def _leave_room(ax, rates):
    """Leave room under 0 for the dots that lie there; without rates the axes stay blank."""
    ax.set_ylim(bottom=-0.03 * (rates.max() if rates.max() > 0 else 1e-9))


def draw_yearly_rates(rates, yearly, ax, colour=COLOURS["blue"]):
    """Draw the rate of each document and, over them, the rate of each year.

    Parameters
    ----------
    rates : pandas.DataFrame
        A row a document: `year`, `rate` (per 1,000 words), `words`.
    yearly : pandas.Series
        The rate of all words of a year, indexed by year.
    ax : matplotlib.axes.Axes
    colour : str

    Returns
    -------
    matplotlib.axes.Axes
    """
    generator = np.random.default_rng(1)  # spreads the dots of a year sideways; no number depends on it
    aside = generator.uniform(-0.28, 0.28, len(rates))
    ax.scatter(rates["year"] + aside, rates["rate"], s=size_by_words(rates["words"]) / 2.5, color=colour, alpha=0.35,
               linewidth=0, zorder=2)  # fmt: skip
    for year, rate in yearly.items():
        ax.plot([year - 0.34, year + 0.34], [rate, rate], color="black", linewidth=1.6, zorder=3)
    if len(yearly):
        ax.set_xlim(yearly.index.min() - 0.5, yearly.index.max() + 0.5)
    _leave_room(ax, rates["rate"])
    return ax


def draw_smoothed_rate(curve, dots, ax, colour=COLOURS["blue"]):
    """Draw documents as dots with the spans of their dates, and over them a smoothed rate with its band.

    Parameters
    ----------
    curve : pandas.DataFrame
        One term of `themeshift.trends.smooth_rates`: `date`, `rate`, `low`, `high`; missing points stay blank.
    dots : pandas.DataFrame
        A row a document: `date`, `date_end`, `rate` (per 1,000 words), `words`.
    ax : matplotlib.axes.Axes
    colour : str

    Returns
    -------
    matplotlib.axes.Axes
    """
    ax.fill_between(curve["date"], curve["low"], curve["high"], color=colour, alpha=0.2, linewidth=0, zorder=1)
    ax.plot(curve["date"], curve["rate"], color=colour, linewidth=1.3, zorder=3)
    middle = dots["date"] + (dots["date_end"] - dots["date"]) / 2
    ax.hlines(dots["rate"], dots["date"], dots["date_end"], color=COLOURS["grey"], linewidth=0.6, zorder=2)
    ax.scatter(middle, dots["rate"], s=size_by_words(dots["words"]) / 3, facecolor="none", edgecolor=COLOURS["grey"],
               linewidth=0.6, zorder=2)  # fmt: skip
    ax.xaxis.set_major_locator(mdates.YearLocator())
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))
    _leave_room(ax, dots["rate"])
    return ax


def draw_period_rates(table, ax, colour=COLOURS["blue"], label=None, aside=0.0):
    """Draw the rate of each period as a point, its band as a line, its range without any one text as a thicker one.

    Parameters
    ----------
    table : pandas.DataFrame
        One term of `themeshift.trends.summarise_periods`: `rate`, `low`, `high`, `without_low`, `without_high`; a
        missing band is not drawn.
    ax : matplotlib.axes.Axes
    colour : str
    label : str or None
        For a legend.
    aside : float
        How far beside the tick of the period, in periods.

    Returns
    -------
    matplotlib.axes.Axes
    """
    x = np.arange(len(table)) + aside
    ax.vlines(x, table["low"], table["high"], color=colour, linewidth=0.8, zorder=1)
    ax.vlines(x, table["without_low"], table["without_high"], color=colour, linewidth=2.6, alpha=0.5, zorder=2)
    ax.scatter(x, table["rate"], s=12, color=colour, label=label, zorder=3)
    ax.set_xticks(np.arange(len(table)), table["period"])
    return ax


def draw_ratios(ratios, sure, ax):
    """Draw a table of ratios of observed to expected as a heat map, 1 in the middle, doubtful cells without colour.

    Parameters
    ----------
    ratios : pandas.DataFrame
        Values > 0; missing where nothing can be said.
    sure : pandas.DataFrame of bool
        Where the ratio is told from 1; other cells have their number, but no colour.
    ax : matplotlib.axes.Axes

    Returns
    -------
    matplotlib.axes.Axes
    """
    import seaborn as sns

    text = ratios.map(lambda ratio: "" if pd.isna(ratio) else f"{ratio:.1f}")
    logs = np.log2(ratios.where(sure).clip(0.25, 4))
    sns.heatmap(logs, annot=False, cmap="PuOr_r", vmin=-2, vmax=2, cbar=False, linewidths=0.4, ax=ax)
    for (y, x), words in np.ndenumerate(text.to_numpy()):
        colour = COLOURS["grey"] if not sure.iloc[y, x] else "white" if abs(logs.iloc[y, x]) > 1.2 else "black"
        ax.text(x + 0.5, y + 0.5, words, ha="center", va="center", color=colour, fontsize=5.5)
    ax.set(xlabel="", ylabel="")
    ax.tick_params(length=0)
    return ax


def draw_ranked_terms(table, weight, ax, colour=COLOURS["blue"]):
    """Draw the weights of ranked terms, the first on top; fainter where the rank is less stable.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of `themeshift.weights.compare_periods` in the order to draw: `term`, the weight and its stability,
        `documents`, `largest_share`.
    weight : str
        ``tfidf``, ``log_likelihood`` or ``log_odds``.
    ax : matplotlib.axes.Axes
    colour : str

    Returns
    -------
    matplotlib.axes.Axes
        Open dot: one document has more than half of the occurrences. Behind the term: documents of the period.
    """
    for y, row in enumerate(table.itertuples()):
        value, stability = getattr(row, weight), getattr(row, f"{weight}_stability")
        shade = 0.25 + 0.75 * stability
        ax.plot([0, value], [y, y], color=colour, linewidth=0.8, alpha=shade, zorder=1)
        ax.scatter(value, y, s=18, facecolor="white" if row.largest_share > 0.5 else colour, edgecolor=colour,
                   linewidth=0.9, alpha=shade, zorder=2)  # fmt: skip
    ax.set_yticks(range(len(table)), [f"{row.term} ({row.documents})" for row in table.itertuples()])
    ax.set_ylim(len(table) - 0.4, -0.6)
    return ax


def draw_document_map(points, links, ax):
    """Draw documents as points on a map, dark in 1917 and light in 1923, and lines between those that are linked.

    Parameters
    ----------
    points : pandas.DataFrame
        A row a document: `x`, `y`, `date`, `genre`, `words`.
    links : pandas.Series
        A document for each document, for instance the nearest one.
    ax : matplotlib.axes.Axes

    Returns
    -------
    matplotlib.collections.PathCollection
        For a colour bar; its values are years.
    """
    for one, other in links.items():
        ends = points.loc[[one, other]]
        ax.plot(ends["x"], ends["y"], color=COLOURS["light"], linewidth=0.6, zorder=1)
    years = points["date"].dt.year + (points["date"].dt.day_of_year - 1) / 365
    for genre, group in points.groupby("genre"):
        drawn = ax.scatter(group["x"], group["y"], s=size_by_words(group["words"]).clip(18) / 1.5, c=years[group.index],
                           marker=GENRE_SHAPES[genre], cmap="cividis", vmin=1917.8, vmax=1923.2, edgecolor="white",
                           linewidth=0.4, zorder=2)  # fmt: skip
        ax.scatter([], [], s=20, marker=GENRE_SHAPES[genre], color=COLOURS["grey"], label=genre)
    ax.set_axis_off()
    ax.set_aspect("equal")
    return drawn


def save_figure(fig, name, numbers, folder=paths.FIGURES):
    """Save a figure as PDF and PNG and the numbers drawn as CSV, whole or not at all.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    name : str
        The name of the files, without ending.
    numbers : pandas.DataFrame
        What is drawn; must not be empty.
    folder : pathlib.Path

    Returns
    -------
    pandas.DataFrame
        `numbers`.

    Raises
    ------
    ValueError
        If there are no numbers or the name is a path.
    """
    if not isinstance(numbers, pd.DataFrame) or numbers.empty:
        raise ValueError(f"figure {name!r} has no numbers; give the table that is drawn")
    if Path(name).name != name or not name:
        raise ValueError(f"{name!r} is no name of a figure; leave out folders")
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as new:
        for ending, metadata in METADATA.items():
            fig.savefig(Path(new) / f"{name}.{ending}", metadata=metadata)
        numbers.to_csv(Path(new) / f"{name}.csv", lineterminator="\n", float_format="%.6g")
        for ending in (*METADATA, "csv"):
            os.replace(Path(new) / f"{name}.{ending}", folder / f"{name}.{ending}")
    plt.close(fig)
    return numbers
