"""Draw rates, ratios and ranks side by side: periods, terms, a heat map, a map of texts.

Every ``draw_`` function takes `ax`, a `matplotlib.axes.Axes`, draws on it and returns it; any number of periods, themes
and terms finds its place, if the figure has the size that `measure_heat_map` or `make_panels` gives it.
"""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle

from themeshift.style import COLORS, assign_colors, assign_shapes, choose_text_color, escape_label, size_by_words
from themeshift.tables import check_table, choose_term


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
    rows = choose_term(table, term, "the table of periods")
    x = np.arange(len(rows)) + aside
    ax.vlines(x, rows["low"], rows["high"], color=color, linewidth=0.8, zorder=1)
    ax.vlines(x, rows["without_low"], rows["without_high"], color=color, linewidth=2.6, alpha=0.5, zorder=2)
    ax.scatter(x, rows["rate"], s=12, color=color, label=None if label is None else escape_label(label), zorder=3)
    ax.set_xticks(np.arange(len(rows)), [escape_label(period) for period in rows["period"]])
    return ax


CELLS_A_ROW = 14  # periods that are readable side by side at 175 mm; more go on below


def measure_heat_map(table):
    """Return the height in inches that `draw_heat_map` needs."""
    blocks = -(-len(_list_columns(table)) // CELLS_A_ROW)
    return 0.5 + blocks * (0.38 + 0.32 * table["term"].nunique())


def _list_columns(table):
    """List the periods in their order, those set apart last."""
    check_table(table, ["term", "period", "texts", "texts_with", "rate", "apart"], "the table of periods")
    return table.drop_duplicates(["period", "apart"])[["period", "apart", "texts"]].reset_index(drop=True)


def order_themes(table):
    """List themes in the order of the period in which each is most frequent: what comes first is first.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_story`.

    Returns
    -------
    list of str
    """
    columns = _list_columns(table)["period"].tolist()
    rows = table[~table["apart"].astype(bool) & table["rate"].notna()]
    first = {term: group.loc[group["rate"].idxmax(), "period"] for term, group in rows.groupby("term", sort=False)}
    return sorted(dict.fromkeys(table["term"]), key=lambda term: columns.index(first.get(term, columns[-1])))


def draw_heat_map(table, ax, colors=None):
    """Draw rates as a heat map, a row a theme and a column a period; with more than 14 periods it goes on below.

    The rows are in the order of `order_themes`.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_story`.
    ax : matplotlib.axes.Axes
        Of a figure of 175 mm width and at least the height that `measure_heat_map` gives.
    colors : dict of str to str or None
        Of the themes, by default as `assign_colors`.

    Returns
    -------
    matplotlib.axes.Axes
        In a cell: the rate, and the texts that have the theme of all texts of the period. The darker, the nearer to the
        highest rate of the theme. Periods without texts are blank; those set apart have no color.
    """
    columns, terms = _list_columns(table), order_themes(table)
    colors = assign_colors(dict.fromkeys(table["term"])) if colors is None else colors
    cells = table.set_index(["term", "period", "apart"])
    highest = table[~table["apart"]].groupby("term")["rate"].max()
    width, ticks = min(len(columns), CELLS_A_ROW), {}
    for n, column in columns.iterrows():
        x, top = n % CELLS_A_ROW + 0.12 * column["apart"], n // CELLS_A_ROW * (len(terms) + 1.2)
        for y, term in enumerate(terms):
            cell = cells.loc[(term, column["period"], column["apart"])]
            _draw_cell(cell, x, top + y, highest[term], colors[term], column["apart"], ax)
            ticks[top + y + 0.5] = escape_label(term)
        texts = f"{column['texts']} text{'s'[: column['texts'] != 1]}"
        head = textwrap.fill(str(column["period"]), 10)
        ax.text(x + 0.5, top - 0.08, f"{escape_label(head)}\n{texts}", ha="center", va="bottom", fontsize=6)
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.set(xlim=(-0.02, width + 0.14), ylim=(max(ticks) + 0.55, -0.75), xticks=[])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def _draw_cell(cell, x, y, highest, color, apart, ax):
    """Draw the cell of a theme and a period; blank, with a thin frame, where there are no texts."""
    blank = apart or pd.isna(cell["rate"]) or not highest > 0
    face = "white" if blank else shade(color, cell["rate"] / highest)
    ax.add_patch(Rectangle((x + 0.02, y + 0.03), 0.96, 0.94, facecolor=face, edgecolor=COLORS["light"], linewidth=0.4,
                           linestyle=":" if apart else "-"))  # fmt: skip
    if pd.notna(cell["rate"]):
        ink = choose_text_color(face)
        texts = f"{cell['texts_with']} of {cell['texts']}"
        for words, size, side, above in ((write_rate(cell["rate"]), 7, "bottom", 0.3), (texts, 6, "top", -1.2)):
            ax.annotate(words, (x + 0.5, y + 0.5), (0, above), textcoords="offset points", color=ink, fontsize=size,
                        ha="center", va=side)  # fmt: skip


def shade(color, part):
    """Return a color mixed with white: all white at 0, the color itself at 1."""
    return tuple(1 - (1 - np.array(to_rgb(color))) * float(part))


def write_rate(rate):
    """Write a rate with one digit, but never as 0 what is more than 0."""
    return "<0.1" if 0 < rate < 0.05 else "0" if rate == 0 else f"{rate:.1f}"


def draw_period_bars(table, term, ax, color=COLORS["blue"], highest=None):
    """Draw the rate of each period as a bar, and over it the range of the rate when any one text is left out.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `summarize_story`.
    term : str
        One of `table`.
    ax : matplotlib.axes.Axes
    color : str
    highest : float or None
        The end of the scale; by default that of all terms of `table`, so that panels can be compared.

    Returns
    -------
    matplotlib.axes.Axes
        The bar of the highest rate is full; a bar that is set apart is open.
    """
    check_table(table, ["term", "period", "rate", "without_low", "without_high", "apart"], "the table of periods")
    rows = choose_term(table, term, "the table of periods").reset_index(drop=True)
    ends = rows[["rate", "without_high"]].max(axis=1)
    y = np.arange(len(rows)) + 0.5 * rows["apart"]
    first = rows["rate"].where(~rows["apart"]).max()
    for place, row, end in zip(y, rows.itertuples(), ends, strict=True):
        if pd.isna(row.rate):
            continue
        face = "white" if row.apart else shade(color, 1 if row.rate == first and first > 0 else 0.45)
        ax.barh(place, row.rate, height=0.7, facecolor=face, edgecolor=color, linewidth=0.6)
        ax.hlines(place, row.without_low, row.without_high, color="black", linewidth=1.2, zorder=3)
        ax.annotate(write_rate(row.rate), (end, place), (2.5, 0), textcoords="offset points", va="center", fontsize=6)
    ax.set_yticks(y, [textwrap.fill(escape_label(period), 20) for period in rows["period"]])
    ax.set_ylim(y.max() + 0.6, -0.6)
    highest = table[["rate", "without_high"]].max(axis=None) if highest is None else highest
    ax.set_xlim(0, 1.3 * highest if highest > 0 else 1)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
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
        ax.text(x + 0.5, y + 0.5, words, ha="center", va="center", color=color, fontsize=6)
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
    longest = points["words"].max()
    for genre, group in points.groupby(genres):
        sizes = size_by_words(group["words"], longest).clip(18) / 1.5
        drawn = ax.scatter(group["x"], group["y"], s=sizes, c=years[group.index], marker=shapes[genre], cmap="cividis",
                           vmin=years.min(), vmax=years.max(), edgecolor="white", linewidth=0.4, zorder=2)  # fmt: skip
        ax.scatter([], [], s=20, marker=shapes[genre], color=COLORS["grey"], label=escape_label(genre))
    ax.set_axis_off()
    ax.set_aspect("equal")
    return drawn
