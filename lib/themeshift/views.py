"""Open any theme, or any words: its sentences, its pictures and its passages, as HTML."""

import html
import io

import matplotlib.pyplot as plt
import pandas as pd

from themeshift.charts import (
    draw_heat_map,
    draw_period_bars,
    find_highest,
    measure_bars,
    measure_heat_map,
    order_themes,
)
from themeshift.checks import InputError, check_choice, check_table
from themeshift.concordance import find_contexts
from themeshift.curves import draw_others, draw_smoothed_rate
from themeshift.dates import spell_span
from themeshift.escaping import unescape_markdown
from themeshift.event_lines import draw_events
from themeshift.figures import draw_key
from themeshift.index import get_title
from themeshift.intervals import describe_layer
from themeshift.markup import Page, write_place
from themeshift.periods import assign_periods, choose_calendar
from themeshift.rate_captions import describe_order, describe_rates
from themeshift.resampling import check_number
from themeshift.simulation import load_coverage
from themeshift.story import check_story, load_story
from themeshift.story_tables import summarize_story
from themeshift.style import COLORS, DOUBLE_COLUMN, PAPER_STYLE, escape_label
from themeshift.theme_answers import describe_theme
from themeshift.trends import smooth_rates

AROUND = 260  # characters shown before and after a word
FEW_WORDS = 15  # a paragraph of fewer says little by itself: a heading, a row of a list


def show_passages(theme, sense=None, period=None, n=3, story=None):
    """Show passages of a theme, or of any words, with the word in bold and the place in the scan.

    Parameters
    ----------
    theme : str
        A curve or a theme that is declared, or a search term: ``"League of Nations"``.
    sense : str or None
        One sense of the theme; by default all that the curve counts.
    period : str or None
        One period of the story; by default all.
    n : int
        How many passages, which are shown by date: one of each text, those of the texts that have most, before a
        second of any; of a text the paragraph that has most, and one of a few words only if there is no other. Words
        whose sense is doubtful are left out.
    story : Story or None
        As from `load_story`; by default that of this project's corpus.

    Returns
    -------
    Page
        HTML, which a notebook shows by itself; all that comes from the corpus is escaped.

    Raises
    ------
    InputError
        If the theme occurs nowhere, it has no such sense, there is no such period, or none is left.
    """
    story, name = _find_story(theme, story)
    chosen = _choose_occurrences(story, name, sense, period)
    paragraphs = story.corpus.paragraphs
    chosen = _choose_typical(chosen, paragraphs, check_number(n, "n"))
    contexts = find_contexts(chosen, paragraphs, story.corpus.documents, width=AROUND, whole_words=True)
    parts = [_write_passage(row, story.corpus.documents) for row in contexts.to_dict("records")]
    return Page(f"<div>{''.join(parts)}</div>")


def _find_story(theme, story):
    """Return a story that follows a theme, and the name of its curve."""
    if not isinstance(theme, str) or not theme.strip():
        raise InputError(f"the theme is {theme!r:.60}; name one, or give words to search for: 'League of Nations'")
    if story is None:
        return load_story(themes=[theme]), theme
    check_story(story)
    return story, check_choice(theme, story.curves, "the theme")


def _choose_occurrences(story, name, sense, period):
    """Return the occurrences of a curve, one sense of its theme, and a period; in texts that are not set apart."""
    theme, senses = story.curves[name]
    found = story.occurrences[story.occurrences["theme"] == theme]
    if sense is not None:
        check_choice(sense, dict.fromkeys(found["sense"]), f"the sense of {theme!r}")
    found = found[found["sense"].isin(senses if sense is None else [sense])]
    periods = assign_periods(story.documents, story.periods).astype(str)
    if period is not None:
        check_choice(str(period), dict.fromkeys(periods.sort_values()), "the period")
        periods = periods[periods == str(period)]
    found = found[found["document"].isin(periods.index)]
    if found.empty:
        raise InputError(f"{name!r} has no occurrence {'in ' + str(period) if period else 'here'}"
                         f"{f' in the sense {sense!r}' if sense else ''}; choose another period or sense")  # fmt: skip
    return found


def _choose_typical(found, paragraphs, n):
    """Choose passages: one of each text, those of the texts that have most first; none that is doubtful."""
    sure = found[found["alternative"] == ""] if (found["alternative"] == "").any() else found
    words = paragraphs.set_index(["document", "paragraph"])["text"].str.split().str.len()
    places = pd.MultiIndex.from_frame(sure[["document", "paragraph"]])
    dense = sure.groupby(["document", "paragraph"])["start"].transform("size")
    sure = sure.assign(short=(words.reindex(places) < FEW_WORDS).to_numpy(), dense=-dense)
    sure = sure.sort_values(["short", "dense"], kind="stable").drop_duplicates(["document", "paragraph"])
    turn, most = sure.groupby("document").cumcount(), sure["document"].map(found["document"].value_counts())
    return sure.assign(turn=turn, most=-most).sort_values(["turn", "most"], kind="stable").head(n)[found.columns]


def _write_passage(row, documents):
    """Write a passage with its day, its title and its place."""
    day = spell_span(*documents.loc[row["document"], ["date", "date_end"]])
    place = write_place({"date": day, "document": get_title(documents.loc[row["document"]]),
                         "page": row.get("page"), "line": row.get("line")})  # fmt: skip
    before, match, after = (html.escape(row[part]) for part in ("left", "match", "right"))
    return f"<p><small>{place}</small><br><bdi>{before}<b>{match}</b>{after}</bdi></p>"


def show_events(events, periods=None):
    """Show dated events as a list that opens: day or first and last day, name and what happened; then the periods.

    Parameters
    ----------
    events : pandas.DataFrame
        As from `load_events`; `event` and `date_end` may be missing.
    periods : pandas.DataFrame or str or None
        As a story has them: those that are named are listed with their `reason`, if they have one.

    Returns
    -------
    Page
        HTML; empty where there are no events.
    """
    check_table(events, ["date", "label"], "the table of events", empty=True)
    ends = events["date_end"].fillna(events["date"]) if "date_end" in events else events["date"]
    rows = [f"<li>{spell_span(row['date'], row['date_end'])}: <b><bdi>{html.escape(str(row['label']))}</bdi></b>. "
            f"<bdi>{html.escape(str(row.get('event', '')))}</bdi></li>"
            for row in events.assign(date_end=ends).to_dict("records")]  # fmt: skip
    if not rows:
        return Page("")
    reasons = periods["reason"].fillna("") if isinstance(periods, pd.DataFrame) and "reason" in periods else {}
    reasons = [f"<li>Period <b><bdi>{html.escape(str(name))}</bdi></b>: <bdi>{html.escape(str(reason))}</bdi></li>"
               for name, reason in reasons.items() if reason]  # fmt: skip
    also = ", and why the periods begin where they do" if reasons else ""
    return Page(f"<details><summary>The {len(rows)} events{also}</summary><ul>{''.join(rows + reasons)}</ul></details>")


def show_folded(table, title):
    """Show a table folded under a line that opens it: for what a reader may pass over.

    Parameters
    ----------
    table : pandas.DataFrame
    title : str

    Returns
    -------
    Page
        HTML, which a notebook shows by itself; all text is escaped.
    """
    check_table(table, [], "table", empty=True)
    if not isinstance(title, str):
        raise InputError(f"title is {type(title).__name__}; give the line under which the table is folded")
    return Page(f"<details><summary>{html.escape(title)}</summary>{table.to_html()}</details>")


def show_theme(theme, n=3, story=None, min_words=200, n_replicates=500):
    """Show a theme, or any words: in a sentence, as a curve, by period, by half-year, and in passages.

    Parameters
    ----------
    theme : str
        A curve or a theme that is declared, or a search term: ``"League of Nations"``.
    n : int
        How many passages of the period in which it is most frequent.
    story : Story or None
        As from `load_story`, with this theme; by default that of this project's corpus.
    min_words : int
        Shorter texts have no dot, but they count.
    n_replicates : int
        For the band of the curve (see `smooth_rates`); 0 gives none.

    Returns
    -------
    Page
        HTML with a picture in SVG, which a notebook shows by itself.

    Raises
    ------
    InputError
        If the theme occurs nowhere.
    """
    coverage = load_coverage("curves") if story is None else None  # measured for the texts of this project
    story, name = _find_story(theme, story)
    calendar = choose_calendar(story.documents)
    by_period, by_calendar = (_keep(summarize_story(story, periods), name) for periods in (None, calendar))
    curves = _smooth(story.counts.select(story.documents), story.documents, n_replicates)
    picture = _draw_theme(story, name, curves, by_period, by_calendar, min_words)
    first = by_period[~by_period["apart"]].sort_values("rate", ascending=False)["period"].iloc[0]
    sentence = html.escape(unescape_markdown(describe_theme(by_period, name, story.documents)))
    words = html.escape(describe_rates(by_calendar), quote=True)
    return Page(f'<div><p><bdi>{sentence}</bdi></p><div role="img" aria-label="{words}">{picture}</div>'
                f"<p>{html.escape(_describe_band(curves, coverage))}</p>"
                f"<p>From the texts of <bdi>{html.escape(first)}</bdi>:</p>"
                f"{show_passages(name, period=first, n=n, story=story)}</div>")  # fmt: skip


def _keep(table, name):
    return table[table["term"] == name].reset_index(drop=True)


def _draw_theme(story, name, curves, by_period, by_calendar, min_words):
    """Draw a curve with the events, the periods and the half-years; return SVG."""
    counts = story.counts.select(story.documents)
    heights = [2.4, measure_bars(by_period), measure_heat_map(by_calendar) + 0.15]
    with plt.style.context(PAPER_STYLE):
        fig, (curve, bars, cells) = plt.subplots(
            3, 1, figsize=(DOUBLE_COLUMN, sum(heights)), height_ratios=heights, layout="constrained"
        )
        draw_smoothed_rate(curves, counts, story.documents, name, curve, min_words=min_words)
        draw_others(story.others_counts, story.others, name, curve, min_words)
        curve.set_ylabel("in 1,000 words")
        draw_period_bars(by_period, name, bars)
        draw_heat_map(by_calendar, cells, {name: COLORS["blue"]})
        draw_events(story.events, curve)
        bars.set_xlabel("in 1,000 words")
        title = f"{describe_order(by_period)} (smoothed, by period and by {choose_calendar(story.documents)})"
        fig.suptitle(escape_label(title), fontsize=8)
        draw_key(fig)
        picture = io.StringIO()
        fig.savefig(picture, format="svg", metadata={"Date": None, "Creator": None})
        plt.close(fig)
    return picture.getvalue()[picture.getvalue().index("<svg") :]


def _describe_band(curves, coverage):
    """Say what the band is and, if it was measured, how often one like it holds the rate of comparable texts."""
    if curves["low"].isna().all():
        return "Line: smoothed rate, in these texts."
    return f"Line: smoothed rate. Band: {describe_layer(curves, coverage)}."


def _smooth(counts, documents, n_replicates):
    """Smooth over a twelfth of the time there is, but at least over the 120 days that are usual here."""
    days = (documents["date_end"].max() - documents["date"].min()).days
    return smooth_rates(counts, documents, max(120, days / 12), n_replicates=n_replicates)


def list_passages(story, n=3):
    """Show passages of each curve of a story from the period in which it is most frequent.

    Parameters
    ----------
    story : Story
    n : int

    Returns
    -------
    dict of str to (str, Page)
        By curve, in the order of `order_themes`: the period, and passages. A curve that occurs only in texts that are
        set apart is left out.

    Raises
    ------
    InputError
        If the story is none.
    """
    table = summarize_story(story)
    highest = find_highest(table)
    first = highest.loc[highest["rate"] > 0, "period"]
    return {term: (first[term], show_passages(term, period=first[term], n=n, story=story))
            for term in order_themes(table) if term in first.index}  # fmt: skip
