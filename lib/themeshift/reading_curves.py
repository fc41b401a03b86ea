"""Draw a second curve where another reading of the senses leaves the band of the published labels, and say so."""

import pandas as pd

from themeshift.checks import InputError, check_table
from themeshift.readings import PUBLISHED
from themeshift.style import COLORS, escape_label
from themeshift.trends import smooth_rates

COLUMNS = ["term", "reading", "date", "rate", "low", "high", "inside"]


def compare_reading_curves(by_reading, curves, documents, half_width=120):
    """Smooth the rates by every complete reading, and hold them against the band of the published labels.

    Parameters
    ----------
    by_reading : dict of str to Counts
        As from `count_readings`; may be empty. The published labels are passed over.
    curves : pandas.DataFrame
        As from `smooth_intervals` or `smooth_rates`, of the published labels and the same documents and `half_width`.
    documents : pandas.DataFrame
    half_width : float
        In days, as in `smooth_rates`.

    Returns
    -------
    pandas.DataFrame
        A row a term, reading and point at which there is a band: `term`, `reading` (readings with the same curve are
        one, their names joined), `date`, `rate`, `low` and `high` of the published labels, and `inside`, whether the
        rate is not beyond them.

    Raises
    ------
    InputError
        If there are no counts by reading, or the curves have no band.
    """
    if not isinstance(by_reading, dict):
        raise InputError(f"by_reading is {type(by_reading).__name__}, no dict of counts by reading; take what "
                         "count_readings returns")  # fmt: skip
    bands = check_table(curves, ["term", "date", "rate", "low", "high"], "curves").dropna(subset=["low", "high"])
    grid, found = pd.DatetimeIndex(curves["date"].unique()), {}
    for name, counted in by_reading.items():
        terms = [term for term in counted.terms if term in set(bands["term"])]
        if name == PUBLISHED or not terms:
            continue
        smoothed = smooth_rates(counted[terms].select(documents), documents, half_width, grid, n_replicates=0)
        for term, curve in smoothed.groupby("term", sort=False):
            found.setdefault((term, tuple(curve["rate"].fillna(-1).round(9))), []).append((name, curve))
    tables = [same[0][1][["term", "date", "rate"]].assign(reading=_join([name for name, _ in same]))
              for same in found.values()]  # fmt: skip
    if not tables:
        return pd.DataFrame(columns=COLUMNS)
    table = pd.concat(tables).merge(bands[["term", "date", "low", "high"]], on=["term", "date"]).dropna(subset="rate")
    near = 1e-9 * table["high"]
    table["inside"] = table["rate"].between(table["low"] - near, table["high"] + near)
    return table[COLUMNS]


def _join(names):
    """Join the names of readings, what they share written once: "reader D, second guide, narrow or wide"."""
    heads, tails = zip(*(name.rpartition(", ")[::2] for name in names), strict=True)
    if heads[0] and len(set(heads)) == 1:
        return f"{heads[0]}, {' or '.join(tails)}"
    return " or ".join(names)


def list_outside(table):
    """List the readings that are somewhere beyond the band: term, name, points beyond, and points."""
    inside = check_table(table, COLUMNS, "the table of readings", empty=True)
    return [(term, reading, int((~rows["inside"].astype(bool)).sum()), len(rows))
            for (term, reading), rows in inside.groupby(["term", "reading"], sort=False)
            if not rows["inside"].all()]  # fmt: skip


def draw_reading_curves(table, term, ax, color=COLORS["blue"]):
    """Draw the curve of every reading that leaves the band of a term: thin, dotted and with a label for the key.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `compare_reading_curves`.
    term : str
    ax : matplotlib.axes.Axes
        With the curve and the band of the published labels.
    color : str

    Returns
    -------
    matplotlib.axes.Axes
    """
    for place, (_, reading, *_) in enumerate(row for row in list_outside(table) if row[0] == term):
        curve = table[(table["term"] == term) & (table["reading"] == reading)].set_index("date")["rate"]
        gaps = curve.index.to_series().diff() > 1.5 * curve.index.to_series().diff().min()
        style = {"color": color, "linewidth": 0.8, "linestyle": (":", "-.", "--")[place % 3], "zorder": 3}
        label = escape_label(f"{term} by {reading}")
        for number, (_, piece) in enumerate(curve.groupby(gaps.cumsum())):
            ax.plot(piece.index, piece, label=None if number else label, **style)
    return ax


def describe_reading_curves(table):
    """Say in a sentence which readings leave the band, at how many of its points, and how far.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `compare_reading_curves`.

    Returns
    -------
    str
        In plain words, for a caption.
    """
    outside, curves = list_outside(table), table.groupby(["term", "reading"]).ngroups
    if not curves:
        return "There is no other complete reading."
    far = (table["low"] - table["rate"]).clip(lower=table["rate"] - table["high"])
    far = far.groupby([table["term"], table["reading"]]).max()
    told = "; ".join(f"{term} by {name}, at {beyond} of {points} points, by at most {far[term, name]:.2g}"
                     for term, name, beyond, points in outside)  # fmt: skip
    return f"Of {curves} curves by other readings, these leave the band somewhere: {told or 'none'}."
