"""List in what other texts and by what other senses the declared shifts could have been counted, and draw them all."""

import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.lines import Line2D

from themeshift.checks import InputError, check_table
from themeshift.choices import draw_choices
from themeshift.corpus import keep_voice
from themeshift.counts import Counts
from themeshift.facts import find_whole_texts
from themeshift.figures import title_figure
from themeshift.occurrences import count_senses, find_occurrences
from themeshift.story import check_story
from themeshift.style import COLORS, DOUBLE_COLUMN, escape_label

SHORTEST = 200  # words, below which a text is left out in one of the choices
ROW = 0.12  # inches of a row of marks below the curves


def list_text_choices(counts, documents, shifts, spoken=("report", "speech")):
    """List the texts in which the shifts could be counted.

    Parameters
    ----------
    counts : Counts
        A term for each shift.
    documents : pandas.DataFrame
        With `genre` and `summary`.
    shifts : pandas.DataFrame
    spoken : sequence of str
        Genres that are kept alone, and left out.

    Returns
    -------
    dict of str to (Counts or dict)
        As `compare_choices` takes them; by shift where the texts depend on it.
    """
    documents = check_table(documents, ["genre", "summary"], "documents").reindex(counts.index)

    def keep(kept):
        return counts.select(pd.Series(kept, counts.index))

    aloud = documents["genre"].isin(list(spoken)).to_numpy()
    return {
        "all texts, as labeled": counts,
        "without its largest text": {name: keep(counts.index != counts.table[name].idxmax()) for name in shifts.index},
        " and ".join(f"{genre}{'e' * genre.endswith('ch')}s" for genre in spoken): keep(aloud),
        "no " + " or ".join(spoken): keep(~aloud),
        "nine tenths printed": keep(find_whole_texts(documents).to_numpy()),
        "no summaries": keep(~documents["summary"].astype(bool).to_numpy()),
        f"{SHORTEST} words or more": keep((counts.words >= SHORTEST).to_numpy()),
    }


def list_sense_choices(story, everyone, themes, labels, readings, paragraphs):
    """List the senses by which the shifts could be counted: by rule, with quoted words, doubtful labels, every reading.

    Parameters
    ----------
    story : Story
    everyone : Corpus
        With all voices.
    themes : dict of str to Theme
    labels : pandas.DataFrame
        As from `load_labels`.
    readings : dict of str to Counts
        As from `count_readings`.
    paragraphs : pandas.DataFrame
        Of the counted documents, in the author's voice.

    Returns
    -------
    dict of str to Counts
    """
    counts, curves = check_story(story).counts, story.curves
    quoted = keep_voice(everyone.paragraphs, everyone.marks, "quoted")
    heard = pd.concat([paragraphs, quoted[quoted["document"].isin(set(paragraphs["document"]))]])
    with_quoted = count_senses(find_occurrences(heard, themes, everyone.lines, labels), curves, heard)
    return {
        "senses by rule": count_senses(find_occurrences(paragraphs, themes), curves, paragraphs),
        "with words quoted": with_quoted,
        "every doubtful label out": Counts(counts.least, counts.words),
        "every doubtful label in": Counts(counts.most, counts.words),
    } | {name: counted for name, counted in readings.items() if name != "as published"}


def draw_all_choices(choices, shifts, summary, colors):
    """Draw each shift under all its choices: a curve of ratios over a matrix of marks for each.

    Parameters
    ----------
    choices : pandas.DataFrame
        As from `compare_choices`.
    shifts : pandas.DataFrame
    summary : pandas.DataFrame
        As from `summarize_choices`.
    colors : dict of str to color

    Returns
    -------
    matplotlib.figure.Figure
    """
    check_table(choices, ["choice", "window", "statistic", "unit"], "choices")
    check_table(summary, ["held", "tried"], "summary")
    check_table(shifts, [], "shifts")
    if not isinstance(colors, dict) or not set(shifts.index) <= set(colors):
        raise InputError("colors is no dict with a color for each shift; take what assign_colors returns")
    rows = sum(choices[kind].nunique() + 1 for kind in ("choice", "window", "statistic", "unit"))
    fig, axes = plt.subplots(2, len(shifts), figsize=(DOUBLE_COLUMN, 1.4 + ROW * rows), sharey="row", squeeze=False,
                             height_ratios=[1.2, ROW * rows])  # fmt: skip
    for place, shift in enumerate(shifts.index):
        draw_choices(choices, shift, *axes[:, place], colors[shift])
        axes[0, place].set_title("\n".join(escape_label(shift).split(" ", 1)), loc="left")
    axes[0, 0].set_ylabel("Times as frequent")
    most = summary.index[summary["held"] > summary["tried"] / 2]
    look = {"linestyle": "", "marker": "|"}
    fig.legend(handles=[Line2D([], [], color="black", markersize=7, label="p below .05 (long, in color)", **look),
                        Line2D([], [], color=COLORS["light"], markersize=3, label="not (short, grey)", **look),
                        Line2D([], [], linestyle="", marker="o", color="black", markerfacecolor="none", markersize=5,
                               label="as declared")], loc="outside lower center", ncols=3)  # fmt: skip
    title_figure(
        fig, f"p below .05, uncorrected, in more than half of the combinations of choices: {', '.join(most) or 'none'}"
    )
    return fig
