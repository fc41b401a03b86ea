"""Say in plain words which texts, authors, periods and words a picture shows: titles, captions, alternative text.

Every sentence is computed from the tables it is about, so that it is true of any corpus and after any change.
"""

import pandas as pd

from themeshift.checks import check_documents, check_table
from themeshift.dates import spell_day, spell_span, write_month
from themeshift.escaping import escape_markdown, keep_order
from themeshift.event_lines import find_drawn_events
from themeshift.story import check_story
from themeshift.wording import join_names


def describe_documents(documents, events=None, ax=None):
    """Say how many texts there are, of which kinds, from when to when, and when there are most and none.

    Parameters
    ----------
    documents : pandas.DataFrame
        `genre` may be missing.
    events : pandas.DataFrame or None
        Dated events that are drawn with them.
    ax : matplotlib.axes.Axes or None
        Where they are drawn: events outside it are said to be left out.

    Returns
    -------
    str
        Up to the first colon: how many texts, and their first and last day.
    """
    years = check_documents(documents)["date"].dt.year.value_counts().sort_index()
    first, last = documents["date"].min(), documents["date_end"].max()
    said = [f"{len(documents)} text{'s'[: len(documents) != 1]}, {spell_span(first, last)}"]
    if "genre" in documents and documents["genre"].nunique() > 1:
        kinds = documents["genre"].value_counts().items()
        said[0] += f": {join_names(f'{genre} ({number})' for genre, number in kinds)}"
    if len(years) > 1 and (years == years.max()).sum() == 1:
        said.append(f"{years.idxmax()} has most, {years.max()}")
    said += _describe_gap(documents)
    if events is not None and len(events):
        drawn = events if ax is None else find_drawn_events(events, ax)
        said.append(f"{len(drawn)} event{'s are' if len(drawn) != 1 else ' is'} marked")
        if len(missing := events.drop(drawn.index)):
            said.append(f"Outside this axis, and so not marked: {join_names(missing['label'])}")
    return ". ".join(said) + "."


def _describe_gap(documents):
    """Say where the longest time without a text is, if there are three texts or more."""
    spans = documents.sort_values("date")
    ends = spans["date_end"].cummax().shift()
    days = (spans["date"] - ends).dt.days
    if len(documents) < 3 or not days.max() > 31:
        return []
    at = days.idxmax()
    return [f"The longest time without a text is from {spell_day(ends[at])} to {spell_day(spans.loc[at, 'date'])}"]


def describe_authors(story):
    """Say whose texts are counted where a story has texts of several authors, and which have no words.

    Parameters
    ----------
    story : Story
        As from `load_story`.

    Returns
    -------
    list of str
        Sentences, or none where all texts are counted.

    Raises
    ------
    InputError
        If the story is none.
    """
    others, counted = check_story(story).others, pd.concat([story.documents, story.apart])
    silent = story.corpus.documents.index.difference(counted.index.union(others.index), sort=False)
    names = escape_markdown(", ".join([*silent[:3], "…"][: len(silent)]))
    said = [f"Texts without any word, which are not counted: {len(silent)} ({names})."] if len(silent) else []
    if others.empty:
        return said
    names = list(dict.fromkeys(others["author"].map(escape_markdown)))
    author = counted["author"]
    rest = join_names(name or "unknown authors" for name in names) if len(names) < 4 else f"{len(names)} others"
    apart = f", {len(story.apart)} of them outside the days asked about" if len(story.apart) else ""
    return said + [
        f"Of {len(author) + len(others)} texts, {len(author)} {'is' if len(author) == 1 else 'are'} by "
        f"{escape_markdown(author.iloc[0]) or 'unknown authors'}{apart}; those by {rest} are shown, but not counted."
    ]


def describe_periods(periods, documents=None, apart=None):
    """Say which periods there are, and from which month to which.

    Parameters
    ----------
    periods : pandas.DataFrame or str
        As a story has them: named periods, or a kind of period of the calendar.
    documents : pandas.DataFrame or None
        The last period ends with them at the latest, if it has begun.
    apart : pandas.DataFrame or None
        Texts that are set apart: the last period ends with the last of all texts, and until when it is counted is said.

    Returns
    -------
    str
        In Markdown.
    """
    if isinstance(periods, str):
        return f"The periods are those of the calendar: each is a {periods}."
    check_table(periods, ["first", "last"], "the table of periods")
    firsts, lasts = pd.to_datetime(periods["first"]), pd.to_datetime(periods["last"])
    counted = lasts.max() if documents is None else check_documents(documents)["date_end"].max()
    end = max(counted, apart["date_end"].max()) if apart is not None and len(apart) else counted
    lasts = lasts.mask((lasts == lasts.max()) & (firsts <= end), min(lasts.max(), end))
    told = []
    for name, first, last in zip(periods.index, firsts, lasts, strict=True):
        months = list(dict.fromkeys(map(write_month, (first, last))))
        if last == lasts.max() and first <= counted < last and write_month(counted) != months[-1]:
            months[-1] += f", counted to {write_month(counted)}"
        told.append(f"*{escape_markdown(name)}* ({' to '.join(months)})")
    return f"The periods are {join_names(told)}."


def describe_terms(table, top=3):
    """Say which words are the first of each period, for those who cannot see the picture.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `rank_period_words`.
    top : int
        How many words of each.

    Returns
    -------
    str
    """
    check_table(table, ["period", "term"], "the table of words")
    groups = table.groupby("period", sort=False, observed=True)["term"]
    return keep_order("; ".join(f"{period}: {', '.join(terms.head(top))}" for period, terms in groups) + ".")


def describe_singles(table):
    """Say how many of the words of `rank_period_words` owe more than half of their occurrences to one text."""
    check_table(table, ["period", "term", "largest_share"], "the table of words")
    alone = table["largest_share"] > 0.5
    first, kind = ~table["period"].duplicated(), table.attrs.get("kind", "period")
    return (f"{alone.sum()} of these {len(table)} words, and {(alone & first).sum()} of the {first.sum()} first ones, "
            f"have more than half of their occurrences in that {kind} in one text.")  # fmt: skip


def describe_firsts(table):
    """Name in a title the first word of each period in `rank_period_words`, and how many are mostly in one text."""
    firsts = check_table(table, ["period", "term", "largest_share"], "the table of words").drop_duplicates("period")
    words = ", ".join(f"{term} ({period})" for term, period in zip(firsts["term"], firsts["period"], strict=True))
    alone = (firsts["largest_share"] > 0.5).sum()
    return keep_order(f"{words}; {alone or 'none'} of {len(firsts)} mostly in one text there")
