"""Draw given numbers on given axes, and save a figure with its numbers.

Every ``draw_`` function takes `ax`, a `matplotlib.axes.Axes`, draws on it and returns it. Words that come from a table
are written as they are: a dollar sign is no formula (`escape_label` does the same for titles).
"""

import io
import re

import matplotlib.dates as mdates
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.colors import to_rgba

from themeshift import files, paths
from themeshift.counts import align, check_counts
from themeshift.style import COLORS, assign_shapes, escape_label, size_by_words
from themeshift.tables import InputError, check_documents, check_table

METADATA = {
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}


def _mark_years(ax, first, last):
    """Put ticks at years, as many as can be read."""
    years = last.year - first.year + 1
    ax.xaxis.set_major_locator(mdates.YearLocator(-(-years // 12)))
    ax.xaxis.set_major_formatter(mdates.DateFormatter("%Y"))


def draw_timeline(documents, ax, shapes=None):
    """Draw documents on the axis of time, a row a genre.

    Parameters
    ----------
    documents : pandas.DataFrame
        `genre`, `words` and `extract` may be missing.
    ax : matplotlib.axes.Axes
    shapes : dict of str to str or None
        The marker of each genre, by default as `assign_shapes`.

    Returns
    -------
    matplotlib.axes.Axes
        Area of a dot: words of the author's voice. Bar: the span of the date. Open dot: an extract.
    """
    check_documents(documents)
    genre = documents["genre"].astype(str) if "genre" in documents else pd.Series("text", documents.index)
    words = documents["words"] if "words" in documents else pd.Series(500, documents.index)
    extract = documents["extract"] if "extract" in documents else pd.Series(False, documents.index)
    frequency = genre.value_counts()[::-1]
    shapes = assign_shapes(frequency.index) if shapes is None else shapes
    middle, blue = documents["date"] + (documents["date_end"] - documents["date"]) / 2, to_rgba(COLORS["blue"], 0.75)
    for y, name in enumerate(frequency.index):
        here = (genre == name).to_numpy()
        ax.hlines(np.full(here.sum(), y), documents["date"][here], documents["date_end"][here], color=COLORS["grey"],
                  linewidth=2, zorder=1)  # fmt: skip
        faces = [(0, 0, 0, 0) if is_extract else blue for is_extract in extract[here]]
        ax.scatter(middle[here], np.full(here.sum(), y), s=size_by_words(words[here]), marker=shapes[name],
                   facecolors=faces, edgecolors=[blue], linewidth=0.7, zorder=2)  # fmt: skip
    labels = [f"{escape_label(name)} ({number})" for name, number in frequency.items()]
    ax.set_yticks(range(len(frequency)), labels)
    ax.set_ylim(-0.7, len(frequency) - 0.3)
    _mark_years(ax, documents["date"].min(), documents["date_end"].max())
    if documents["date_end"].max().year - documents["date"].min().year < 12:
        ax.xaxis.set_minor_locator(mdates.MonthLocator((4, 7, 10)))
    return ax


def _choose_term(table, term, what):
    """Return the rows of a term, or raise `InputError` that says which terms there are."""
    check_table(table, ["term"], what)
    rows = table[table["term"] == term]
    if rows.empty:
        raise InputError(f"{what} has no term {term!r}; its terms are {list(dict.fromkeys(table['term']))[:12]}")
    return rows


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
    ax.scatter(years[drawn].astype(int) + aside, rates, s=size_by_words(counts.words[drawn]) / 2.5, color=color,
               alpha=0.35, linewidth=0, zorder=2)  # fmt: skip
    yearly = one.group(years.astype(int)).rates[term]
    for year, rate in yearly.items():
        ax.plot([year - 0.34, year + 0.34], [rate, rate], color="black", linewidth=1.6, zorder=3)
    ax.set_xlim(yearly.index.min() - 0.5, yearly.index.max() + 0.5)
    _leave_room(ax, rates)
    return ax


def draw_smoothed_rate(curves, counts, documents, term, ax, color=COLORS["blue"], min_words=0, per=1000):
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

    Returns
    -------
    matplotlib.axes.Axes
    """
    curve = _choose_term(curves, term, "the table of curves")
    one = check_counts(counts, words=False)[term]
    dates = align(counts, check_documents(documents)[["date", "date_end"]], "documents")
    drawn = (counts.words >= max(min_words, 1)).to_numpy()
    dates, rates, scale = dates[drawn], one.rates[term][drawn] * per / 1000, per / 1000
    ax.fill_between(curve["date"], curve["low"] * scale, curve["high"] * scale, color=color, alpha=0.2, linewidth=0,
                    zorder=1)  # fmt: skip
    ax.plot(curve["date"], curve["rate"] * scale, color=color, linewidth=1.3, zorder=3)
    middle = dates["date"] + (dates["date_end"] - dates["date"]) / 2
    ax.hlines(rates, dates["date"], dates["date_end"], color=COLORS["grey"], linewidth=0.6, zorder=2)
    ax.scatter(middle, rates, s=size_by_words(counts.words[drawn]) / 3, facecolor="none", edgecolor=COLORS["grey"],
               linewidth=0.6, zorder=2)  # fmt: skip
    _mark_years(ax, min(curve["date"].min(), dates["date"].min()), max(curve["date"].max(), dates["date_end"].max()))
    _leave_room(ax, rates)
    return ax


def draw_period_rates(table, term, ax, color=COLORS["blue"], label=None, aside=0.0):
    """Draw the rate of each period as a point, its band as a line, its range without any one text as a thicker one.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_periods`; a missing band is not drawn.
    term : str
        One of `table`.
    ax : matplotlib.axes.Axes
    color : str
    label : str or None
        For a legend.
    aside : float
        How far beside the tick of the period, in periods.

    Returns
    -------
    matplotlib.axes.Axes
    """
    rows = _choose_term(table, term, "the table of periods")
    x = np.arange(len(rows)) + aside
    ax.vlines(x, rows["low"], rows["high"], color=color, linewidth=0.8, zorder=1)
    ax.vlines(x, rows["without_low"], rows["without_high"], color=color, linewidth=2.6, alpha=0.5, zorder=2)
    ax.scatter(x, rows["rate"], s=12, color=color, label=None if label is None else escape_label(label), zorder=3)
    ax.set_xticks(np.arange(len(rows)), [escape_label(period) for period in rows["period"]])
    return ax


def draw_ratios(ratios, sure, ax):
    """Draw a table of ratios of observed to expected as a heat map, 1 in the middle, doubtful cells without color.

    Parameters
    ----------
    ratios : pandas.DataFrame
        Values >= 0; missing where nothing can be said.
    sure : pandas.DataFrame of bool
        Where the interval of the ratio excludes 1; other cells have their number, but no color.
    ax : matplotlib.axes.Axes

    Returns
    -------
    matplotlib.axes.Axes
    """
    import seaborn as sns

    check_table(ratios, [], "the table of ratios")
    sure = check_table(sure, ratios.columns, "the table of what is sure").reindex(ratios.index)[ratios.columns].eq(True)
    text = ratios.map(lambda ratio: "" if pd.isna(ratio) else f"{ratio:.1f}")
    logs = np.log2(ratios.where(sure).clip(0.25, 4))
    logs = logs.rename(index=escape_label, columns=escape_label)
    sns.heatmap(logs, annot=False, cmap="PuOr_r", vmin=-2, vmax=2, cbar=False, linewidths=0.4, ax=ax)
    for (y, x), words in np.ndenumerate(text.to_numpy()):
        color = COLORS["grey"] if not sure.iloc[y, x] else "white" if abs(logs.iloc[y, x]) > 1.2 else "black"
        ax.text(x + 0.5, y + 0.5, words, ha="center", va="center", color=color, fontsize=5.5)
    ax.set(xlabel="", ylabel="")
    ax.tick_params(length=0)
    return ax


def draw_ranked_terms(table, weight, ax, color=COLORS["blue"]):
    """Draw the weights of ranked terms, the first on top; fainter where the rank is less stable.

    Parameters
    ----------
    table : pandas.DataFrame
        Rows of `find_distinctive_terms` in the order to draw: `term`, the weight and its stability (missing: drawn in
        full), `documents`, `largest_share`.
    weight : str
        ``tfidf``, ``log_likelihood`` or ``log_odds``.
    ax : matplotlib.axes.Axes
    color : str

    Returns
    -------
    matplotlib.axes.Axes
        Open dot: one document has more than half of the occurrences. Behind the term: documents of the period.
    """
    check_table(table, ["term", weight, "documents", "largest_share"], "the table of ranked terms")
    stability = table[f"{weight}_stability"] if f"{weight}_stability" in table else pd.Series(1.0, table.index)
    shades = 0.25 + 0.75 * stability.astype(float).fillna(1.0)
    for y, (value, shade, share) in enumerate(zip(table[weight], shades, table["largest_share"], strict=True)):
        ax.plot([0, value], [y, y], color=color, linewidth=0.8, alpha=shade, zorder=1)
        ax.scatter(value, y, s=18, facecolor="white" if share > 0.5 else color, edgecolor=color, linewidth=0.9,
                   alpha=shade, zorder=2)  # fmt: skip
    ax.set_yticks(range(len(table)), [f"{escape_label(row.term)} ({row.documents})" for row in table.itertuples()])
    ax.set_ylim(len(table) - 0.4, -0.6)
    return ax


def draw_document_map(points, links, ax, shapes=None):
    """Draw documents as points on a map, dark in the first year and light in the last, and lines between linked ones.

    Parameters
    ----------
    points : pandas.DataFrame
        Documents with `x`, `y`, `date` and `words`; `genre` may be missing.
    links : pandas.Series
        A document for each document, for instance the nearest one.
    ax : matplotlib.axes.Axes
    shapes : dict of str to str or None
        The marker of each genre, by default as `assign_shapes`.

    Returns
    -------
    matplotlib.collections.PathCollection
        For a color bar; its values are years.
    """
    check_table(points, ["x", "y", "date", "words"], "the table of points")
    for one, other in links.items():
        ends = points.loc[[one, other]]
        ax.plot(ends["x"], ends["y"], color=COLORS["light"], linewidth=0.6, zorder=1)
    years = points["date"].dt.year + (points["date"].dt.day_of_year - 1) / 365
    genres = points["genre"].astype(str) if "genre" in points else pd.Series("text", points.index)
    shapes = assign_shapes(sorted(set(genres))) if shapes is None else shapes
    for genre, group in points.groupby(genres):
        drawn = ax.scatter(group["x"], group["y"], s=size_by_words(group["words"]).clip(18) / 1.5, c=years[group.index],
                           marker=shapes[genre], cmap="cividis", vmin=years.min(), vmax=years.max(), edgecolor="white",
                           linewidth=0.4, zorder=2)  # fmt: skip
        ax.scatter([], [], s=20, marker=shapes[genre], color=COLORS["grey"], label=escape_label(genre))
    ax.set_axis_off()
    ax.set_aspect("equal")
    return drawn


def save_figure(fig, name, numbers, folder=paths.FIGURES):
    """Save a figure as PDF and PNG and the numbers drawn as CSV: all three or none.

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
    InputError
        If there are no numbers, or the name is not one of a file.
    """
    if not isinstance(name, str) or not re.fullmatch(r"\w[\w -]*(?<! )", name):
        raise InputError(f"{name!r} is not the name of a figure; use letters, digits, - and _, and no folder")
    if not isinstance(numbers, pd.DataFrame) or numbers.empty:
        raise InputError(f"figure {name!r} has no numbers; give the table that is drawn")
    contents = {f"{name}.csv": numbers.to_csv(lineterminator="\n", float_format="%.6g").encode("utf-8")}
    for ending, metadata in METADATA.items():
        picture = io.BytesIO()
        fig.savefig(picture, format=ending, metadata=metadata)
        contents[f"{name}.{ending}"] = picture.getvalue()
    files.write_set(folder, contents)
    if folder == paths.FIGURES and not paths.BUILDING:
        print(f"Saved as build/figures/{name}; `make` writes what is published to figures/")
    plt.close(fig)
    return numbers
