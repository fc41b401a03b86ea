"""Say what figures look like: sizes and style of a journal column, colors of themes, shapes of genres."""

import itertools

import numpy as np
from matplotlib.colors import to_rgb

from themeshift import paths
from themeshift.checks import InputError
from themeshift.escaping import keep_order
from themeshift.tables import load_vocabulary

PAPER_STYLE = str(paths.LIBRARY / "paper.mplstyle")
SINGLE_COLUMN, DOUBLE_COLUMN = 85 / 25.4, 175 / 25.4  # inches
# Okabe and Ito's palette with a darker purple, safe for color-blind readers; the first four differ in grey too.
COLORS = {
    "blue": "#0072B2", "vermilion": "#D55E00", "green": "#009E73", "purple": "#8E1B6B", "orange": "#E69F00",
    "sky": "#56B4E9", "grey": "#666666", "light": "#BBBBBB",
}  # fmt: skip
TITLE_LETTER = 4.6  # points: the width of a letter of a title of 8 points
SHAPES = ("o", "s", "D", "^", "v", "P", "d", "X", "h", "<", ">")  # of genres; stars are other authors


def escape_label(text):
    """Return a text that matplotlib writes as it is, dollar signs too, and in the order of the line."""
    return keep_order(text).replace("$", r"\$")


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
        does not have take, in their own order, the markers that the genres given here leave.

    Returns
    -------
    dict of str to str
    """
    if vocabulary is None:
        vocabulary = load_vocabulary(paths.CORPUS, "documents", "genre")
    fixed, genres = {name: SHAPES[n % len(SHAPES)] for n, name in enumerate(vocabulary)}, dict.fromkeys(genres)
    free = set(SHAPES) - {fixed[genre] for genre in genres if genre in fixed}
    others = itertools.cycle([shape for shape in SHAPES if shape in free] or SHAPES)
    return {genre: fixed[genre] if genre in fixed else next(others) for genre in genres}


def size_by_words(words, longest=None):
    """Return the area of a dot in points squared: proportional to words, but never too small to see.

    A point squared is 45 words. Where the longest text would be smaller than 60 points squared, or larger than 450, its
    area is that, and all others are in proportion: letters are seen as well as novels.

    Parameters
    ----------
    words : sequence of int
    longest : int or None
        Words of the longest text in the picture; by default, of these.

    Returns
    -------
    numpy.ndarray
    """
    words = np.asarray(words, dtype=float)
    longest = words.max(initial=0) if longest is None else longest
    unit = np.clip(45, longest / 450, longest / 60) if longest > 0 else 45
    return np.maximum(words / unit, 5)


def measure_contrast(one, other):
    """Return the contrast of two colors, from 1 (none) to 21 (black on white).

    Parameters
    ----------
    one, other : str or tuple
        Colors as matplotlib takes them, opaque.

    Returns
    -------
    float

    References
    ----------
    World Wide Web Consortium (2018). *Web Content Accessibility Guidelines 2.1*, definitions of relative luminance and
    of contrast ratio.

    Examples
    --------
    >>> measure_contrast("black", "white")
    21.0
    """
    try:
        lighter, darker = sorted((_measure_luminance(one), _measure_luminance(other)), reverse=True)
    except (ValueError, TypeError):
        raise InputError(f"{one!r} or {other!r} is not a color; write a name or #rrggbb") from None
    return round(float((lighter + 0.05) / (darker + 0.05)), 6)


def _measure_luminance(color):
    parts = np.array(to_rgb(color))
    linear = np.where(parts <= 0.03928, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


def choose_text_color(background):
    """Return black or white, whichever is easier to read on a background."""
    return max(("black", "white"), key=lambda color: measure_contrast(color, background))
