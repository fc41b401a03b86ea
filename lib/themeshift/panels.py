"""Lay out panels for any number of things, and say at the edge what lies above it."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes

from themeshift.resampling import check_number
from themeshift.style import DOUBLE_COLUMN, PAPER_STYLE, escape_label
from themeshift.tables import InputError, is_list_like

MOST_ABOVE, FAR, ROOM = 3, 2.5, 1.5  # points above the edge; how far above the next; room above that


def make_panels(titles, columns=2, height=2.0, **options):
    """Return a figure with a titled panel for each of any number of things.

    Parameters
    ----------
    titles : iterable of str
        One for each panel; written as they are.
    columns : int
        Panels side by side; a single thing gets the whole width.
    height : float
        Of a row, in inches.
    **options
        As for `matplotlib.figure.Figure.subplots`, such as ``sharex=True``.

    Returns
    -------
    (matplotlib.figure.Figure, list of matplotlib.axes.Axes)
        As many axes as titles, 175 mm wide together; what is left of the last row is blank.

    Raises
    ------
    InputError
        If there are no titles.

    Examples
    --------
    >>> fig, axes = make_panels(["peace", "concessions", "the East"])
    >>> len(axes), fig.get_size_inches()[1].round(2).item()
    (3, 4.0)
    """
    titles = [] if isinstance(titles, str) or not is_list_like(titles) else list(titles)
    if not titles:
        raise InputError("there are no titles; give one for each panel")
    columns = min(check_number(columns, "columns"), len(titles))
    rows = -(-len(titles) // columns)
    with plt.style.context(PAPER_STYLE):
        fig = plt.figure(figsize=(DOUBLE_COLUMN, height * rows), layout="constrained")
        axes = list(np.atleast_1d(fig.subplots(rows, columns, **options)).flat)
        for ax, title in zip(axes, titles, strict=False):
            ax.set_title(escape_label(title), loc="left")
        for ax in axes[len(titles) :]:
            ax.set_axis_off()
        for ax in axes[len(titles) - columns : len(titles)]:
            ax.xaxis.set_tick_params(labelbottom=True)  # above a blank panel too
    return fig, axes[: len(titles)]


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
