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
COLOURS = {"blue": "#0072B2", "vermilion": "#D55E00", "green": "#009E73", "grey": "#666666", "light": "#BBBBBB"}
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
    ax.set_xlim(yearly.index.min() - 0.5, yearly.index.max() + 0.5)
    ax.set_ylim(bottom=-0.03 * max(rates["rate"].max(), 1e-9))
    return ax


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
