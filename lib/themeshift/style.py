"""Say what figures look like: sizes and style of a journal column, colors of themes, shapes of genres."""

import numpy as np

from themeshift import paths
from themeshift.tables import load_vocabulary

PAPER_STYLE = str(paths.LIBRARY / "paper.mplstyle")
SINGLE_COLUMN, DOUBLE_COLUMN = 85 / 25.4, 175 / 25.4  # inches
# Okabe and Ito's palette, safe for color-blind readers; the first four differ in grey too.
COLORS = {
    "blue": "#0072B2", "vermilion": "#D55E00", "green": "#009E73", "purple": "#AA4499", "orange": "#E69F00",
    "sky": "#56B4E9", "grey": "#666666", "light": "#BBBBBB",
}  # fmt: skip
SHAPES = ("o", "s", "D", "^", "v", "P", "*", "X", "h", "<", ">")


def escape_label(text):
    """Return a text that matplotlib writes as it is, dollar signs too."""
    return str(text).replace("$", r"\$")


def assign_colors(names):
    """Give each name a color, so that a theme has the same one in every figure; the colors come round again.

    >>> assign_colors(["peace", "concessions"])
    {'peace': '#0072B2', 'concessions': '#D55E00'}
    """
    palette = [color for name, color in COLORS.items() if name != "light"]
    return {name: palette[n % len(palette)] for n, name in enumerate(dict.fromkeys(names))}


def assign_shapes(genres, vocabulary=None):
    """Give each genre a marker of matplotlib; the markers come round again.

    Parameters
    ----------
    genres : iterable of str
    vocabulary : list of str or None
        All genres in their order; by default as ``columns.csv`` of this project's corpus lists them. Genres that it
        does not have follow in their own order.

    Returns
    -------
    dict of str to str
    """
    if vocabulary is None:
        vocabulary = load_vocabulary(paths.CORPUS, "documents", "genre")
    names = dict.fromkeys([*vocabulary, *genres])
    shapes = {name: SHAPES[n % len(SHAPES)] for n, name in enumerate(names)}
    return {genre: shapes[genre] for genre in genres}


def size_by_words(words):
    """Return the area of a dot in points squared: proportional to words, but never too small to see."""
    return np.maximum(np.asarray(words, dtype=float) / 45, 5)
