"""Draw the answer to a question as the paper's figures are drawn, name what can be opened in it, and write its code."""

import functools
import io
import textwrap
from typing import NamedTuple

import matplotlib
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.layout_engine import PlaceHolderLayoutEngine
from matplotlib.lines import Line2D

from themeshift.charts import draw_period_rates
from themeshift.checks import InputError
from themeshift.curves import draw_band, draw_others, draw_smoothed_rate
from themeshift.dates import write_around, write_span
from themeshift.event_lines import draw_event_days, draw_events, measure_overhang
from themeshift.intervals import describe_layer
from themeshift.selection import Answer
from themeshift.style import COLORS, DOUBLE_COLUMN, PAPER_STYLE, assign_colors, assign_shapes, escape_label
from themeshift.timelines import get_column, mark_years

ONE, SEVERAL = 2.4, 1.5  # inches: the height of a panel alone, and of each of several
USUAL_TICKS = 8
LEFT, RIGHT, TOP, LINE = 0.8, 0.1, 0.3, 0.145  # inches: margins, and a line of the key
STYLE = {  # read once, since a style sheet is read anew wherever it is named
    **matplotlib.rc_params_from_file(PAPER_STYLE, use_default_template=False),
    "figure.constrained_layout.use": False,
}


class Picture(Figure):
    """A figure that a notebook shows by itself, even where pyplot was never used, as it is saved."""

    def _repr_png_(self):
        file = io.BytesIO()
        save_picture(self, file, "png", {"Software": None})
        return file.getvalue()


class Mark(NamedTuple):
    """What can be opened: a dot of a figure or a row of the list of texts.

    Attributes
    ----------
    label : str
    documents : tuple of str
    curves : tuple of str
    """

    label: str
    documents: tuple
    curves: tuple


def use_style():
    """Draw in the style of the figures, but with the fonts that a reader has named."""
    family = matplotlib.rcParams["font.family"]
    named = {} if family == matplotlib.rcParamsDefault["font.family"] else {"font.family": family}
    return matplotlib.rc_context(STYLE | named)


def make_blank(n):
    """Make a figure of so many panels with their ticks for `draw_selection`, before anybody waits for it."""
    with use_style():
        fig = Picture(figsize=(DOUBLE_COLUMN, 1), layout="none")
        FigureCanvasAgg(fig)  # measures all names with one renderer
        axes = fig.subplots(n, 1, sharex=True, sharey=True, squeeze=False)[:, 0]
        for ax in axes[:-1]:  # the years stand under the last
            ax.xaxis.set_visible(False)
        for axis in (axes[-1].xaxis, *(ax.yaxis for ax in axes)):
            axis.get_major_ticks(USUAL_TICKS)
    return fig


def draw_selection(answer, blank=None):
    """Draw an answer: a panel a curve, on one scale, with the events above and the key below.

    Parameters
    ----------
    answer : Answer
        As from `measure_selection`.
    blank : matplotlib.figure.Figure or None
        Made beforehand by `make_blank`; drawn on if it has as many panels and nothing on them.

    Returns
    -------
    matplotlib.figure.Figure
        175 mm wide. Area of a dot: words; its shape: the genre. Texts that only their author leaves out are marked by
        `draw_others`. In SVG the dots of the first panel are in the group
        ``dots-0``, in the order of `list_marks`. A band that would flatten all else is cut off, and the key says so.
    """
    if not isinstance(answer, Answer):
        raise InputError(f"the answer is {type(answer).__name__}; give what measure_selection returns")
    n, by_text = len(answer.panels), answer.panels[0].periods is None
    colors, shapes = assign_colors(answer.counts.terms), _assign_shapes(answer.documents) if by_text else None
    with use_style():
        ready = isinstance(blank, Picture) and len(blank.axes) == n and not any(ax.has_data() for ax in blank.axes)
        fig = blank if ready else make_blank(n)
        axes = fig.axes
        for place, (panel, ax) in enumerate(zip(answer.panels, axes, strict=True)):
            _draw_panel(panel, ax, colors[panel.term], shapes)
            ax.collections[-1].set_gid(f"dots-{place}")
            if by_text and panel.others is not None:
                draw_others(*panel.others, panel.term, ax)
            _name_axis(panel, ax)
        if by_text:  # the panels share an axis, of which each has marked its own years only
            mark_years(axes[0], answer.documents["date"].min(), answer.documents["date_end"].max())
        _scale(axes, answer)
        heights = [ONE if n == 1 else SEVERAL * n, _measure_ticks(axes[-1]) + _draw_key(answer, shapes, fig)]
        _lay_out(fig, *heights, 0)
        if by_text and answer.events is not None:
            before = fig.get_figheight()
            draw_events(answer.events, axes[0])
            draw_event_days(answer.events, *axes[1:])
            _lay_out(fig, *heights, fig.get_figheight() - before)
            left, right = measure_overhang(axes[0])
            fig.subplots_adjust(left=(LEFT + left) / DOUBLE_COLUMN, right=1 - (RIGHT + right) / DOUBLE_COLUMN)
        fig.suptitle(escape_label(_make_title(answer)), x=LEFT / DOUBLE_COLUMN, ha="left", va="top", fontsize=8,
                     y=1 - 0.06 / fig.get_figheight())  # fmt: skip
    fig.set_layout_engine(PlaceHolderLayoutEngine(True, True))  # without one, who saves it in a style lays it out anew
    return fig


def draw_bands(answer, fig):
    """Add the bands of an answer to its figure, which was drawn before they were known; by period, draw it anew."""
    if answer.panels[0].periods is not None:
        return draw_selection(answer)
    colors = assign_colors(answer.counts.terms)
    with use_style():
        for panel, ax in zip(answer.panels, fig.axes, strict=True):
            draw_band(panel.table, ax, colors[panel.term])
        _scale(fig.axes, answer)
        fig.legends[0].remove()
        _draw_key(answer, _assign_shapes(answer.documents), fig)
    return fig


def _scale(axes, answer):
    """Give all panels the scale of what is highest, and room under 0 for the dots that are there."""
    axes[0].autoscale(True, axis="y")
    axes[0].autoscale_view(scalex=False)
    highest = max(ax.dataLim.y1 for ax in axes)  # where rates are much alike, the scale would end at this dot
    top = max(axes[0].get_ylim()[1], 1.05 * highest)
    top = min(top, answer.limit) if answer.beyond is not None else top
    axes[0].set_ylim(-0.03 * top, top)


def _draw_panel(panel, ax, color, shapes):
    """Draw a curve with its texts, the longest first so that the short ones are on top; or the rates of periods."""
    if panel.periods is not None:
        return draw_period_rates(panel.table, panel.term, ax, color)
    counts = panel.counts.select(_order(panel.counts.words))
    return draw_smoothed_rate(panel.table, counts, panel.documents, panel.term, ax, color, shapes=shapes)


def _order(words):
    """Order texts as they are drawn: the longest first, so that the short ones are on top."""
    return list(words.sort_values(ascending=False, kind="stable").index)


def _assign_shapes(documents):
    return _find_shapes(tuple(sorted(set(documents["genre"])))) if "genre" in documents else None


_find_shapes = functools.lru_cache(maxsize=64)(assign_shapes)  # the order of genres is read from a file


def _name_axis(panel, ax):
    title = textwrap.shorten(panel.title, 60, placeholder=" …")
    name = "\n".join([*textwrap.wrap(title, 30 if len(ax.figure.axes) > 1 else 45), "in 1,000 words"])
    ax.set_ylabel(escape_label(name), fontsize=6.5)
    if panel.periods is not None:
        labels = [textwrap.fill(str(period), 12) for period in panel.table["period"]]
        ax.set_xticks(np.arange(len(labels)), labels=[escape_label(label) for label in labels])
        ax.margins(x=0.05)


def _make_title(answer):
    """Say the message of the figure: where each curve is highest, or which curves are compared."""
    if len(answer.panels) > 1:
        parts = [", ".join(answer.counts.terms)] + ([" and ".join(answer.sides)] if answer.sides else [])
        return textwrap.shorten(": ".join(parts), 95, placeholder=" …") + ", on one scale"
    (panel,) = answer.panels
    rows = panel.table.dropna(subset="rate")
    if rows.empty or not rows["rate"].max() > 0:
        nothing = "none where texts are enough for a curve" if panel.counts.sums.sum() else "none in these texts"
        return f"{panel.title}: {'too few texts for a curve' if rows.empty else nothing}"
    top = rows.loc[rows["rate"].idxmax()]
    when = top["period"] if panel.periods is not None else write_around(top["date"], answer.selection.half_width)
    where = f"in {when}" if panel.periods is not None else f"around {when}"
    return textwrap.shorten(f"{panel.title}: most frequent {where}", 110, placeholder=" …")


def _draw_key(answer, shapes, fig):
    """Put under the axes what shapes, areas and bands mean; return the height it needs, in inches."""
    look, table = {"linestyle": "", "color": COLORS["grey"], "markerfacecolor": "none"}, answer.panels[0].table
    if answer.panels[0].periods is None:
        handles = [Line2D([], [], marker=marker, markersize=4, label=escape_label(genre or "no genre"), **look)
                   for genre, marker in (shapes or {"a text": "o"}).items()]  # fmt: skip
        marked = [zip(*reversed(ax.get_legend_handles_labels()), strict=True) for ax in fig.axes]
        handles += dict(pair for pairs in marked for pair in pairs).values()  # of others, each once
        handles.append(Line2D([], [], linestyle="", label="area: words"))
    else:
        handles = [Line2D([], [], color=COLORS["blue"], linewidth=2.6, alpha=0.5, label="range without any one text")]
    blank = all(panel.table["rate"].isna().all() for panel in answer.panels)
    if table["layer"].iloc[0] != "these texts" and not blank:
        name = describe_layer(table) + ", cut off above" * (answer.beyond is not None)
        drawn = {"linewidth": 5, "alpha": 0.2} if answer.panels[0].periods is None else {"linewidth": 0.8}
        handles.append(Line2D([], [], color=COLORS["blue"], label=name, **drawn))
    longest = max(len(handle.get_label()) for handle in handles[:-1] or handles)  # the last has the last column
    columns = min(6, max(1, int((DOUBLE_COLUMN - LEFT) / (0.5 + 0.045 * longest))))
    fig.legend(handles=handles, loc="lower left", bbox_to_anchor=(LEFT / DOUBLE_COLUMN, 0), ncols=columns,
               borderpad=0.2, handlelength=1.5, columnspacing=1.5)  # fmt: skip
    return LINE * -(-(len(handles) + 1) // columns) + 0.1


def _measure_ticks(ax):
    """Return the height of the names under an axis, in inches: of one line or of two."""
    return 0.5 if any("\n" in name.get_text() for name in ax.get_xticklabels()[:1]) else 0.25


def _lay_out(fig, panels, below, events):
    """Give the figure its height and fixed margins, in inches: a layout by constraints costs more than the drawing."""
    height = TOP + events + panels + below
    fig.set_figheight(height)
    fig.subplots_adjust(left=LEFT / DOUBLE_COLUMN, right=1 - RIGHT / DOUBLE_COLUMN, top=1 - (TOP + events) / height,
                        bottom=below / height, hspace=0.12)  # fmt: skip


def save_picture(fig, file, kind, metadata):
    """Save a figure of `draw_selection` in the style in which it was drawn."""
    with use_style():
        fig.savefig(file, format=kind, metadata=metadata)


def list_marks(answer):
    """List what can be opened in each panel of a figure, in the order of its dots, and then each text by its date.

    Parameters
    ----------
    answer : Answer

    Returns
    -------
    panels : list of list of Mark
        Of each panel the marks of its dots.
    texts : list of Mark
    """
    names = _name_texts(answer.documents)
    panels = [_list_periods(panel) if panel.periods is not None
              else _list_texts(panel.counts, _order(panel.counts.words), names, f"{panel.term}, ")
              for panel in answer.panels]  # fmt: skip
    by_date = answer.documents[["date", "date_end"]].sort_values(["date", "date_end"], kind="stable").index
    return panels, _list_texts(answer.counts, by_date, names)


def _name_texts(documents):
    """Return the date and title of each text by its id, and its author where there are several."""
    titles, authors = (get_column(documents, name, "").fillna("").astype(str) for name in ("title", "author"))
    by = (
        [f" by {_isolate(author)}" if author else "" for author in authors]
        if authors.nunique() > 1
        else [""] * len(titles)
    )
    days = map(write_span, documents["date"], documents["date_end"])
    return {text: f"{day}, {_isolate(title.strip() or str(text))}{author}"
            for text, day, title, author in zip(documents.index, days, titles, by, strict=True)}  # fmt: skip


def _isolate(title):
    """Keep a title written leftward, or made to look so, from turning the numbers that follow it."""
    return title if title.isascii() else f"\u2068{title}\u2069"


def _list_texts(counts, order, names, before=""):
    """Return a mark for each text, in this order: of a panel the longest first, as they are drawn; of all by date."""
    words, terms = counts.words.to_dict(), tuple(counts.terms)
    rows = zip(words, counts.table.to_numpy().tolist(), strict=True)
    found = {text: " + ".join(f"{n:.0f}" for n in row) for text, row in rows}
    return [Mark(f"{before}{names[text]}: {found[text]} in {words[text]:,} words", (text,), terms)
            for text in order]  # fmt: skip


def _list_periods(panel):
    rows = panel.table.dropna(subset="rate")
    return [Mark(f"{panel.term}, {row.period}: {row.count_} in {row.words:,} words of {row.texts} "
                 f"text{'s'[: row.texts != 1]}",
                 tuple(panel.periods.index[panel.periods == row.period]), (panel.term,))
            for row in rows.rename(columns={"count": "count_"}).itertuples()]  # fmt: skip


def write_code(sources, answer):
    """Write the cell that makes the very figure of an answer, with its numbers, in any notebook of the project."""
    default = sources.folder.resolve() == _get_corpus()
    folder = "ts.CORPUS" if default else repr(str(sources.folder))
    options = "".join(f", {name}={value!r}" for name, value in sources.options.items() if value != "utf-8")
    parts = repr(answer.selection)[len("Selection(") : -1]
    asked = f"ts.Selection({parts})" if len(parts) < 80 else f"ts.Selection(\n    {_break(answer.selection)}\n)"
    return ("import matplotlib.pyplot as plt\n\nimport themeshift as ts\n\n"
            f"sources = ts.load_sources({folder}{options})\nselection = {asked}\n"
            "answer = ts.measure_selection(sources, selection, band=True)\nfig = ts.draw_selection(answer)\n"
            'with plt.style.context(ts.PAPER_STYLE):\n    fig.savefig("selection.pdf")\nfig\n')  # fmt: skip


def _break(selection):
    """Write the arguments of a selection, one a line."""
    parts = []
    for name in selection.__dataclass_fields__:
        if getattr(selection, name) != selection.__dataclass_fields__[name].default:
            parts.append(f"{name}={getattr(selection, name)!r},")
    return "\n    ".join(parts)


def _get_corpus():
    from themeshift import paths

    return paths.CORPUS.resolve()
