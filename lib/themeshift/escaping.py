"""Write text so that whatever shows it shows it as it is: Markdown, a terminal, a spreadsheet, either direction."""

import html
import re
import sys

import numpy as np

from themeshift.checks import InputError

MARKDOWN = re.compile(r"[\\`*\[\]$]|(?<![^\W_])_|_(?![^\W_])")  # what means something; _ inside a word does not
DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")  # marks that turn the order of what follows
FORMULA = re.compile(r"[\s']*[=+@-]")  # or what looks like one that is defused: no two texts become alike
_LEFTWARD = "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]+"  # letters of Hebrew, Arabic and others written leftward
_LEFTWARD_WORDS = re.compile(f"{_LEFTWARD}(?:[ '’\"-]+{_LEFTWARD})*")


def keep_order(text):
    """Return a text in which words written from right to left do not turn the numbers and signs beside them.

    Without the marks put around them, ``1900: <Hebrew>; 1901: <Hebrew>`` is shown with its years exchanged.
    """
    return _LEFTWARD_WORDS.sub("\u200e\\g<0>\u200e", str(text))


def print_text(text):
    r"""Print a text; a letter that the output cannot have, as where Windows writes to a file, as ``\u0414``."""
    encoding = getattr(sys.stdout, "encoding", None) or "utf-8"
    print(str(text).encode(encoding, "backslashreplace").decode(encoding))


def escape_markdown(text):
    r"""Return a text that Markdown shows as it is: no HTML, link, picture or formula; marks of direction end in it.

    Examples
    --------
    >>> print(escape_markdown("![a](b) <i> foreign_capital"))
    !\[a\](b) &lt;i&gt; foreign_capital
    """
    text = MARKDOWN.sub(r"\\\g<0>", html.escape(keep_order(text), quote=False))
    return f"\u2068{text.replace(chr(0x2069), '')}\u2069" if DIRECTION.search(text) else text


def unescape_markdown(text):
    r"""Return what a reader sees of a text in Markdown whose names are escaped: without stars of emphasis.

    Examples
    --------
    >>> unescape_markdown(r"**German\*** falls")
    'German* falls'
    """
    if not isinstance(text, str):
        raise InputError(f"the text is {type(text).__name__}, not a str; give it a sentence in Markdown")
    return html.unescape(re.sub(r"\\([\\`*_\[\]$])", r"\1", re.sub(r"(?<!\\)\*", "", text)))


def defuse_formulas(table):
    """Return a table whose text no spreadsheet takes for a formula: such a cell or name begins with an apostrophe.

    Parameters
    ----------
    table : pandas.DataFrame

    Returns
    -------
    pandas.DataFrame
        Numbers and dates are as they were.
    """

    def defuse(cell):
        return f"'{cell}" if isinstance(cell, str) and FORMULA.match(cell) else cell

    def may_be_text(column):
        return not isinstance(column.dtype, np.dtype) or column.dtype == object

    table = table.copy()
    for place in range(table.shape[1]):
        column = table.iloc[:, place]
        if may_be_text(column) and any(defuse(cell) is not cell for cell in column):
            table.isetitem(place, column.astype(object).map(defuse))
    return table.rename(index=defuse, columns=defuse)
