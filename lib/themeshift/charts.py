"""Draw rates and ranks side by side: periods, terms, a heat map.

Every ``draw_`` function takes `ax`, a `matplotlib.axes.Axes`, draws on it and returns it; any number of periods, themes
and terms finds its place, if the figure has the size that `measure_heat_map` or `make_panels` gives it.
"""

import textwrap

import numpy as np
import pandas as pd
from matplotlib.colors import to_rgb
from matplotlib.patches import Rectangle
from matplotlib.ticker import LogLocator
from matplotlib.transforms import ScaledTranslation

from themeshift.checks import check_table, choose_term
from themeshift.style import (
    COLORS,
    TITLE_LETTER,
    assign_colors,
    choose_text_color,
    escape_label,
)
from themeshift.wording import write_rate


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


APART = {"edgecolor": "black", "linewidth": 0.8, "linestyle": "--", "hatch": "////", "hatchcolor": "#E4E4E4",
         "hatch_linewidth": 0.8}  # fmt: skip
CELLS_A_ROW = 14  # periods that are readable side by side at 175 mm; more go on below


def measure_heat_map(table):
    """Return the height in inches that `draw_heat_map` needs."""
    blocks = -(-len(_list_columns(table)) // CELLS_A_ROW)
    return 0.6 + blocks * (0.52 + 0.32 * table["term"].nunique())


def measure_bars(table):
    """Return the height in inches that a row of panels of `draw_period_bars` needs."""
    return 0.7 + 0.3 * len(_list_columns(table))


def _list_columns(table):
    """List the periods in their order, those set apart last."""
    check_table(table, ["term", "period", "texts", "texts_with", "words", "rate", "apart"], "the table of periods")
    columns = table.drop_duplicates(["period", "apart"])[["period", "apart", "texts", "words"]]
    return columns.sort_values("apart", kind="stable", ignore_index=True)


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
    first = find_highest(table)["period"]
    return sorted(dict.fromkeys(table["term"]), key=lambda term: columns.index(first.get(term, columns[-1])))


def find_highest(table):
    """Return the row of the highest rate of each theme, the first of several; what is set apart has none."""
    rows = table[~table["apart"].astype(bool) & table["rate"].notna()]
    return rows.loc[rows.groupby("term", sort=False)["rate"].idxmax()].set_index("term")


def draw_heat_map(table, ax, colors=None):
    """Draw rates as a heat map, a row a theme and a column a period; with more than 14 periods it goes on below.

    The rows are in the order of the table.

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
        highest rate of the theme. Over a column: its texts and its words. Periods without texts are blank; those set
        apart are hatched in a dashed frame, whatever their rate, and have no part in the highest rate.
    """
    columns, terms = _list_columns(table), list(dict.fromkeys(table["term"]))
    colors = assign_colors(dict.fromkeys(table["term"])) if colors is None else colors
    cells = table.set_index(["term", "period", "apart"])
    highest = table[~table["apart"]].groupby("term")["rate"].max()
    width, ticks = min(len(columns), CELLS_A_ROW), {}
    for n, column in columns.iterrows():
        x, top = n % CELLS_A_ROW + 0.12 * column["apart"], n // CELLS_A_ROW * (len(terms) + 1.65)
        for y, term in enumerate(terms):
            cell = cells.loc[(term, column["period"], column["apart"])]
            _draw_cell(cell, x, top + y, highest[term], colors[term], column["apart"], ax)
            ticks[top + y + 0.5] = escape_label(term)
        head = escape_label(textwrap.fill(str(column["period"]), 10))
        ax.text(x + 0.5, top - 0.08, f"{head}\n{write_support(column, chr(10))}", ha="center", va="bottom", fontsize=6)
    ax.set_yticks(list(ticks), list(ticks.values()))
    ax.set(xlim=(-0.02, width + 0.14), ylim=(max(ticks) + 0.55, -1.2), xticks=[])
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return ax


def _draw_cell(cell, x, y, highest, color, apart, ax):
    """Draw the cell of a theme and a period; blank, with a thin frame, where there are no texts."""
    blank = apart or pd.isna(cell["rate"]) or not highest > 0
    face = "white" if blank else shade(color, cell["rate"] / highest)
    look = APART if apart else {"edgecolor": COLORS["light"], "linewidth": 0.4}
    ax.add_patch(Rectangle((x + 0.02, y + 0.03), 0.96, 0.94, facecolor=face, **look))
    if pd.notna(cell["rate"]):
        ink = choose_text_color(face)
        texts = f"{cell['texts_with']} of {cell['texts']}"
        for words, size, side, above in ((write_rate(cell["rate"]), 7, "bottom", 0.3), (texts, 6, "top", -1.2)):
            ax.annotate(words, (x + 0.5, y + 0.5), (0, above), textcoords="offset points", color=ink, fontsize=size,
                        ha="center", va=side)  # fmt: skip


def shade(color, part):
    """Return a color mixed with white: all white at 0, the color itself at 1."""
    return tuple(1 - (1 - np.array(to_rgb(color))) * float(part))


def write_support(row, between=", "):
    """Write how many texts and words a period has."""
    return f"{row['texts']} text{'s'[: row['texts'] != 1]}{between}{row['words']:,.0f}{between.strip(',')}words"


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
        The bar of the highest rate is full, if it is the highest whichever one text is left out; a bar that is set
        apart is open. With each period: its texts and its words.
    """
    columns = ["term", "period", "texts", "words", "rate", "without_low", "without_high", "apart"]
    check_table(table, columns, "the table of periods")
    rows = choose_term(table, term, "the table of periods").reset_index(drop=True)
    ends = rows[["rate", "without_high"]].max(axis=1)
    y = np.arange(len(rows)) + 0.5 * rows["apart"]
    full = _find_sure_peak(rows[~rows["apart"].astype(bool)])
    for place, row, end in zip(y, rows.itertuples(), ends, strict=True):
        if pd.isna(row.rate):
            continue
        face = "white" if row.apart else shade(color, 1 if row.Index == full else 0.45)
        ax.barh(place, row.rate, height=0.7, facecolor=face, edgecolor=color, linewidth=0.6)
        ax.hlines(place, row.without_low, row.without_high, color="white", linewidth=2.6, zorder=3)
        ax.hlines(place, row.without_low, row.without_high, color="black", linewidth=1.2, zorder=4)
        ax.annotate(write_rate(row.rate), (end, place), (2.5, 0), textcoords="offset points", va="center", fontsize=6)
    names = [textwrap.fill(escape_label(period), 20) for period in rows["period"]]
    support = [write_support(row) for row in rows.to_dict("records")]
    ax.set_yticks(y, [f"{name}\n{words}" for name, words in zip(names, support, strict=True)], fontsize=6)
    ax.set_ylim(y.max() + 0.6, -0.6)
    highest = table[["rate", "without_high"]].max(axis=None) if highest is None else highest
    ax.set_xlim(0, 1.3 * highest if highest > 0 else 1)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    return ax


def _find_sure_peak(rows):
    """Return the row of the highest rate, if it stays the highest whichever one text is left out; else None."""
    if not rows["rate"].max() > 0:
        return None
    first = rows["rate"].idxmax()
    others = rows.drop(first)
    low = rows.loc[first, "without_low"]
    rivals = others["without_high"].fillna(0).max() if len(others) else -1.0
    beaten = (low if low == low else 0.0) > (others["rate"].max() if len(others) else -1.0)
    return first if beaten and rivals < rows.loc[first, "rate"] else None


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
        Open dot: one document has more than half of the occurrences. Behind the term: documents of the period that
        have it, and `of` how many, if the table says so.
    """
    check_table(table, ["term", weight, "documents", "largest_share"], "the table of ranked terms")
    stability = table[f"{weight}_stability"] if f"{weight}_stability" in table else pd.Series(1.0, table.index)
    shades = 0.25 + 0.75 * stability.astype(float).fillna(1.0)
    for y, (value, part, share) in enumerate(zip(table[weight], shades, table["largest_share"], strict=True)):
        tint = shade(color, part)  # opaque, so that no line is seen through a dot
        ax.plot([0, value], [y, y], color=tint, linewidth=0.8, zorder=1)
        ax.scatter(value, y, s=18, facecolor="white" if share > 0.5 else tint, edgecolor=[tint], linewidth=0.9,
                   zorder=2)  # fmt: skip
    names = [f"{escape_label(row['term'])} ({_write_documents(row)})" for row in table.to_dict("records")]
    ax.set_yticks(range(len(table)), names)
    ax.set_ylim(len(table) - 0.4, -0.6)
    _begin_title_over_names(ax)
    return ax


def _begin_title_over_names(ax):
    """Let the title of a panel begin over the names to the left of its axes, and no farther to the left."""
    place = ax.get_subplotspec()
    width = ax.figure.get_figwidth() * 72 / (place.get_gridspec().ncols if place else 1)
    words = textwrap.fill(" ".join(ax.get_title("left").split()), max(8, int(width * 0.75 / TITLE_LETTER)))
    title = ax.set_title(words, loc="left")
    names = max((name.get_window_extent().width for name in ax.get_yticklabels()), default=0) / ax.figure.dpi
    aside = ScaledTranslation(-names, 0, ax.figure.dpi_scale_trans)
    title.set_transform(title.get_transform() + aside)


def _write_documents(row):
    return f"{row['documents']} of {row['of']}" if "of" in row else str(row["documents"])


WIDE = 300  # times the shortest text: for more, only powers of ten are written


def draw_by_length(table, value, ax, color=COLORS["blue"]):
    """Draw a value of each text over the number of its words, on a logarithmic axis.

    Parameters
    ----------
    table : pandas.DataFrame
        A row a text: `words`, and the value; a missing one is not drawn.
    value : str
        One of its columns.
    ax : matplotlib.axes.Axes
    color : str

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        If the table has no such column.
    """
    words = check_table(table, ["words", value], "the table of texts")["words"].astype(float)
    ax.scatter(words, table[value], s=8, color=color)
    ax.set(xscale="log", xlabel="Words of the text (logarithmic)")
    parts = (1, 2, 5) if words.max() < WIDE * max(words.min(), 1) else (1,)
    ax.xaxis.set(major_locator=LogLocator(subs=parts), major_formatter="{x:,.0f}", minor_formatter="")
    return ax
