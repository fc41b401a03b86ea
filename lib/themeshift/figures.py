"""Lay out panels, and save a figure with its numbers, its caption and a sentence for those who cannot see it."""

import io
import re
import textwrap
from pathlib import Path
from typing import NamedTuple

import matplotlib.pyplot as plt
import pandas as pd

from themeshift import files, paths
from themeshift.checks import InputError
from themeshift.escaping import defuse_formulas, escape_markdown, print_text
from themeshift.resampling import check_number
from themeshift.style import DOUBLE_COLUMN, TITLE_LETTER, escape_label
from themeshift.tables import read_text_file

METADATA = {
    "pdf": {"CreationDate": None, "Creator": None, "Producer": None},
    "png": {"Software": None},
}
LATEX = str.maketrans({
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
})  # fmt: skip


class Caption(NamedTuple):
    """What stands under a figure: shown as Markdown in a notebook, and ready to be pasted.

    Attributes
    ----------
    name : str
        Of the figure's files.
    caption : str
    alternative : str
        What the figure shows, for those who cannot see it.
    """

    name: str
    caption: str
    alternative: str

    @property
    def markdown(self):
        """The figure in Markdown."""
        alternative = re.sub(r"([\[\]\\`*_<>])", r"\\\1", self.alternative)
        return f"![{alternative}]({self.name}.png)\n\n*{escape_markdown(self.caption)}*"

    @property
    def latex(self):
        """The figure in LaTeX."""
        caption, alternative = (text.translate(LATEX) for text in (self.caption, self.alternative))
        return (f"\\begin{{figure}}\n  \\includegraphics[width=\\textwidth,alt={{{alternative}}}]{{{self.name}.pdf}}\n"
                f"  \\caption{{{caption}}}\n  \\label{{fig:{self.name}}}\n\\end{{figure}}")  # fmt: skip

    def _repr_markdown_(self):
        return f"*{escape_markdown(self.caption)}*\n\n*In words:* {escape_markdown(self.alternative)}"


def make_panels(titles, columns=3, height=1.9, width=DOUBLE_COLUMN, **options):
    """Make a figure of any number of panels, row by row; its height grows with them, and with titles of several lines.

    Parameters
    ----------
    titles : list of str
        One of each panel, written as it is.
    columns : int
    height : float
        Of a row, in inches.
    width : float
        Of the figure, in inches.
    **options
        As `matplotlib.figure.Figure.subplots` takes them: ``sharex=True``.

    Returns
    -------
    (matplotlib.figure.Figure, list of matplotlib.axes.Axes)
        As many axes as titles.

    Raises
    ------
    InputError
        If there are no titles, or a number is not above 0.
    """
    if isinstance(titles, str) or not pd.api.types.is_list_like(titles) or not len(titles):
        raise InputError(f"the titles of the panels are {titles!r:.60}; give a list, a title for each")
    columns = min(len(titles), check_number(columns, "the number of columns"))
    room = max(8, int(width * 72 / columns * 0.85 / TITLE_LETTER))
    lines = [textwrap.fill(escape_label(title), room) for title in titles]
    rows = -(-len(lines) // columns)
    height += 0.13 * max(line.count("\n") for line in lines)
    fig, axes = plt.subplots(rows, columns, figsize=(width, height * rows), squeeze=False, **options)
    for ax, title in zip(axes.flat, lines, strict=False):
        ax.set_title(title, loc="left")
    for ax in axes.flat[len(lines) :]:
        ax.remove()
    for ax in axes.flat[max(0, len(lines) - columns) : len(lines)]:
        ax.xaxis.set_tick_params(labelbottom=True)  # also above the gap that is left
    return fig, list(axes.flat[: len(lines)])


def draw_key(fig):
    """Write beside the panels of a figure what the labels of its axes say, each once; nothing, if they have none.

    Parameters
    ----------
    fig : matplotlib.figure.Figure

    Returns
    -------
    matplotlib.figure.Figure
    """
    if not hasattr(fig, "get_suptitle"):
        raise InputError(f"the figure is {type(fig).__name__}; give a figure of matplotlib")
    labels = {}
    for ax in fig.axes:
        handles, names = ax.get_legend_handles_labels()
        labels |= {name: handle for name, handle in zip(names, handles, strict=True) if name not in labels}
    if labels:
        place = "outside upper right" if fig.get_supxlabel() else "outside lower center"  # where nothing else is
        fig.legend(labels.values(), labels.keys(), loc=place, ncols=min(len(labels), 4))
    return fig


def title_figure(fig, title):
    """Write the title of a figure over all its panels, in as many lines as it needs; the figure grows by them.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    title : str
        Written as it is.

    Returns
    -------
    matplotlib.figure.Figure
    """
    if not isinstance(title, str) or not hasattr(fig, "suptitle"):
        raise InputError(f"the figure is {type(fig).__name__} and its title {title!r:.60}; give a figure and a title")
    lines = textwrap.wrap(escape_label(title), int(fig.get_figwidth() * 72 / TITLE_LETTER)) or [""]
    fig.set_figheight(fig.get_figheight() + 0.13 * len(lines))
    fig.suptitle("\n".join(lines), fontsize=8)
    return fig


def save_figure(fig, name, numbers, folder=paths.FIGURES, caption=None, alternative=None):
    """Save a figure as PDF and PNG, the numbers drawn as CSV, and its caption as Markdown and LaTeX: all or nothing.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
    name : str
        The name of the files, without ending.
    numbers : pandas.DataFrame
        What is drawn; must not be empty.
    folder : pathlib.Path
    caption : str or None
        By default the titles of the figure.
    alternative : str or None
        What the figure shows, in a sentence for those who cannot see it; by default the titles and the range of the
        numbers.

    Returns
    -------
    Caption
        To be shown under the figure: ``display(fig, ts.save_figure(fig, …))``.

    Raises
    ------
    InputError
        If there are no numbers, or the name is not one of a file.
    """
    if not isinstance(name, str) or not re.fullmatch(r"\w[\w -]*(?<! )", name):
        raise InputError(f"{name!r} is not the name of a figure; use letters, digits, - and _, and no folder")
    if not isinstance(numbers, pd.DataFrame) or numbers.empty:
        raise InputError(f"figure {name!r} has no numbers; give the table that is drawn")
    title = _join_titles(fig) or name.replace("_", " ")
    shown = Caption(name, caption or f"{title}.", alternative or f"{title}: {describe_numbers(numbers)}")
    contents = {f"{name}.csv": defuse_formulas(numbers).to_csv(lineterminator="\n", float_format="%.6g").encode(),
                f"{name}.md": f"{shown.markdown}\n\n```latex\n{shown.latex}\n```\n".encode()}  # fmt: skip
    for ending, metadata in METADATA.items():
        picture = io.BytesIO()
        fig.savefig(picture, format=ending, metadata=metadata)
        contents[f"{name}.{ending}"] = picture.getvalue()
    files.write_set(folder, contents)
    if folder == paths.FIGURES and not paths.BUILDING:
        print_text(f"Saved as build/figures/{name}; `make` writes what is published to figures/")
    plt.close(fig)
    return shown


def show_figure(fig, name=None, numbers=None, **options):
    """Save a figure and show it, with its caption under it and its words as the alternative text of the picture.

    Parameters
    ----------
    fig, name, numbers, **options
        As `save_figure` takes them. Without a name the figure is shown but not saved, with no text but `alternative`.

    Returns
    -------
    None

    Raises
    ------
    InputError
        As `save_figure`; or if there is neither a name nor a text in words.
    """
    from IPython.display import display

    if name is None and isinstance(fig, plt.Figure) and options.get("alternative"):
        display(fig, metadata={"image/png": {"alt": options["alternative"]}})
        plt.close(fig)
        return
    shown = save_figure(fig, name, numbers, **options)
    display(fig, metadata={"image/png": {"alt": shown.alternative}})
    display(shown)


def _join_titles(fig):
    """Return the title of a figure, or those of its axes, as one line."""
    titles = [fig.get_suptitle()] if fig.get_suptitle() else [ax.get_title(part) for ax in fig.axes
                                                              for part in ("left", "center", "right")]  # fmt: skip
    return "; ".join(" ".join(title.replace(r"\$", "$").split()) for title in titles if title)


def describe_numbers(numbers):
    """Say in a sentence how many rows a table has, and from where to where its columns of numbers go."""
    ranges = [f"{name} from {column.min():.3g} to {column.max():.3g}"
              for name, column in numbers.select_dtypes("number").items() if column.notna().any()]  # fmt: skip
    rows = f"{len(numbers)} row{'s'[: len(numbers) != 1]} of numbers"
    return f"{'; '.join([rows, ', '.join(ranges[:4])] if ranges else [rows])}."


HEAD = """# The figures

Written by the notebooks (`make`); never edited. Each is here as PDF for print, PNG for the screen, CSV of the numbers
drawn, and a caption with a sentence that says in words what it shows, ready to be pasted as Markdown or LaTeX (`.md`).
"""


def write_gallery(folder, notebooks):
    """Write the gallery of a folder of figures: its ``README.md``, from the captions that were saved there.

    Parameters
    ----------
    folder : pathlib.Path
    notebooks : dict of str to list of str
        By the name of a notebook: the figures that it saves, in the order of the gallery.

    Returns
    -------
    str
        What was written.

    Raises
    ------
    InputError
        If a figure has no caption there.
    """
    if not isinstance(notebooks, dict) or not isinstance(folder, str | Path):
        raise InputError("the gallery needs a folder, and the names of the figures of each notebook")
    files.repair(folder)
    parts, number = [HEAD], 0
    for notebook, names in notebooks.items():
        for name in names:
            path, number = Path(folder) / f"{name}.md", number + 1
            if not path.is_file():
                raise InputError(f"{path}: the caption of this figure is missing; run the notebook {notebook}")
            link = f"[{notebook}](../notebooks/{notebook}.ipynb)"
            parts.append(f"## {number}. {name.replace('_', ' ').capitalize()}\n\nFrom {link}.\n\n"
                         f"{read_text_file(path).strip()}\n")  # fmt: skip
    text = "\n".join(parts)
    files.write_file(Path(folder) / "README.md", text.encode("utf-8"))
    return text
