"""What the pictures of a story draw and its sentences say: its rates by period, its first periods, its words.

Every table is of the texts that are counted; those set apart keep rows of their own.
"""

import pandas as pd

from themeshift.charts import order_themes
from themeshift.counting import count_vocabulary
from themeshift.counts import Counts
from themeshift.distinctive import rank_period_words
from themeshift.periods import assign_periods, choose_calendar
from themeshift.resampling import check_number
from themeshift.story import check_story
from themeshift.trends import summarize_periods


def summarize_story(story, periods=None):
    """Return the rates of a story by period: what its pictures draw and its sentences say.

    Parameters
    ----------
    story : Story
    periods : str or pandas.DataFrame or None
        As `assign_periods` takes them; by default those of the story.

    Returns
    -------
    pandas.DataFrame
        A row a period and curve, the curves in one order whatever the periods are (see `order_themes`): `term`,
        `period`, `texts`, `texts_with` (those in which it occurs), `most_in_one` (the largest part of the occurrences
        that one text has), `most_text` (that text), `words`, `count`, `rate` (per 1,000 words), `without_low` and
        `without_high` (any one text left out), `decisive_text`, `deciding` (of how many texts any one, left out, would
        leave the period of the theme's highest rate no longer alone in front) and `apart`: whether the row is of texts
        outside the days that were asked for.

    Raises
    ------
    InputError
        If the story is none, or the periods are.
    """
    check_story(story)
    order = order_themes(_summarize(story, story.documents, story.periods, False))
    periods = story.periods if periods is None else periods
    tables = [_summarize(story, story.documents, periods, False)]
    if len(story.apart):
        tables.append(_summarize(story, story.apart, periods if isinstance(periods, str) else "year", True))
    table = pd.concat(tables, ignore_index=True)
    return table.sort_values("term", key=lambda terms: terms.map(order.index), kind="stable", ignore_index=True)


def _summarize(story, documents, periods, apart):
    labels, counts = assign_periods(documents, periods), story.counts.select(documents)
    table = summarize_periods(counts, labels, n_replicates=0).drop(columns=["low", "high", "largest_share"])
    having = Counts((counts.table > 0).astype(int), counts.words).group(labels).table
    table["texts_with"] = [int(having.loc[row.period, row.term]) for row in table.itertuples()]
    most = counts.table.groupby(labels, observed=False).max() / counts.table.groupby(labels, observed=False).sum()
    table["most_in_one"] = [float(most.loc[row.period, row.term]) for row in table.itertuples()]
    largest = counts.table.groupby(labels, observed=True).idxmax()
    table["most_text"] = [largest.loc[row.period, row.term] if row.count else None for row in table.itertuples()]
    table["deciding"] = table["term"].map(_count_deciding(counts, labels))
    table["period"] = table["period"].astype(str)
    return table[(table["texts"] > 0) | (not apart)].assign(apart=apart)


def _count_deciding(counts, labels):
    """Count for each theme the texts without any one of which its first period does not come first."""
    grouped = counts.group(labels)
    sums, words = grouped.table.loc[labels].set_axis(counts.index), grouped.words.loc[labels].set_axis(counts.index)
    without = 1000 * (sums - counts.table).div(words - counts.words, axis=0).fillna(0)  # rates of the text's own period
    number, period = {}, labels.to_numpy()
    for term, rates in grouped.rates.astype(float).items():
        first = rates.idxmax()
        at_first, elsewhere = without[term][period == first], without[term][period != first]
        number[term] = int((at_first <= rates.drop(first).max()).sum() + (elsewhere >= rates[first]).sum())
    return number


def move_borders(story, days=60):
    """Find the themes whose period of the highest rate depends on where the periods begin.

    Each border between two periods is moved alone, once earlier and once later; the others stay.

    Parameters
    ----------
    story : Story
    days : int
        How far.

    Returns
    -------
    pandas.DataFrame
        A row a move after which another period has the highest rate: `term`, `border` (the period that begins there),
        `days` (negative: earlier) and `first`, that other period. Empty where the periods are those of the calendar.

    Raises
    ------
    InputError
        If the story is none, or `days` is no whole number above 0.
    """
    check_story(story)
    days, rows = check_number(days, "days"), []
    if not isinstance(story.periods, str):
        periods = story.periods.sort_values("first", key=pd.to_datetime)  # a row added by hand may be of any time
        before = _find_first_periods(story, periods)
        for n, border in enumerate(periods.index[1:], 1):
            for move in (-days, days):
                after = _find_first_periods(story, _move_border(periods, n, move))
                rows += [(term, border, move, after[term]) for term in before.index if after[term] != before[term]]
    return pd.DataFrame(rows, columns=["term", "border", "days", "first"])


def find_other_peaks(story):
    """Find the themes whose highest rate by the calendar lies in another period than that of the highest rate.

    Parameters
    ----------
    story : Story

    Returns
    -------
    dict of str to (str, str, str)
        By theme: the half-year, year or decade of the highest rate; the period in which most of its occurrences there
        lie; and the period of the highest rate.

    Raises
    ------
    InputError
        If the story is none.
    """
    if isinstance(check_story(story).periods, str):
        return {}
    counts, found = story.counts.select(story.documents), {}
    calendar = assign_periods(story.documents, choose_calendar(story.documents))
    period, first = assign_periods(story.documents, story.periods), _find_first_periods(story, story.periods)
    for term, column in counts.table.items():
        if column.sum():
            peak = counts.group(calendar).rates[term].idxmax()
            where = column[calendar == peak].groupby(period, observed=True).sum().idxmax()
            if str(where) != first[term]:
                found[term] = (str(peak), str(where), first[term])
    return found


def _move_border(periods, n, days):
    """Return periods of which one begins some days later, but leaves a day to itself and to the one before it."""
    moved = periods.assign(first=pd.to_datetime(periods["first"]), last=pd.to_datetime(periods["last"]))
    low, high = moved["first"].iloc[n - 1] + pd.Timedelta(days=1), moved["last"].iloc[n]
    begin = min(max(moved["first"].iloc[n] + pd.Timedelta(days=days), low), high)
    moved.iloc[n, moved.columns.get_loc("first")] = begin
    moved.iloc[n - 1, moved.columns.get_loc("last")] = begin - pd.Timedelta(days=1)
    return moved


def _find_first_periods(story, periods):
    """Return the period in which each theme has its highest rate."""
    counts = story.counts.select(story.documents)
    return counts.group(assign_periods(story.documents, periods)).rates.idxmax().astype(str)


def rank_story_words(story, top=8):
    """Rank the words of each year of a story by tf-idf; see `rank_period_words`.

    Where there are many years, decades or longer periods are compared; where there is only one, its half-years or
    months; and where there is one text, it is compared with the texts of others.

    Parameters
    ----------
    story : Story
        Its texts that are set apart are left out.
    top : int

    Returns
    -------
    pandas.DataFrame
        Its `attrs` say of what `kind` the periods are: ``year``, ``decade`` and so on, or ``text``.

    Raises
    ------
    InputError
        If the story is none, or there is only one text in all.
    """
    paragraphs, documents = check_story(story).corpus.paragraphs, story.documents
    kinds = [choose_calendar(documents, kinds=("year", "decade", "half-century", "century")), "half-year", "month"]
    divided = ((kind, assign_periods(documents, kind)) for kind in kinds)
    kind, labels = next(((kind, labels) for kind, labels in divided if labels.nunique() > 1), ("text", None))
    if labels is None:
        names = documents.index if len(documents) > 1 else story.corpus.documents.index
        labels = pd.Series(names, names).where(names.isin(documents.index), "the texts of others")
    counts = count_vocabulary(paragraphs[paragraphs["document"].isin(labels.index)])
    counts = counts.select(counts.words > 0)
    ranked = rank_period_words(counts, labels, story.stopwords, top)
    ranked = ranked[ranked["period"] != "the texts of others"].reset_index(drop=True)
    ranked.attrs["kind"] = kind
    return ranked


def list_words(story, most=4):
    """List the words by which each theme of a story is found, the most frequent first.

    Parameters
    ----------
    story : Story
    most : int
        How many of each.

    Returns
    -------
    dict of str to list of str
        By curve, in lower case; words whose sense is doubtful are left out.

    Raises
    ------
    InputError
        If the story is none, or `most` is no whole number above 0.
    """
    most, found = check_number(most, "most"), check_story(story).occurrences
    found = found[(found["alternative"] == "") & found["document"].isin(story.documents.index)]
    words = {name: found.loc[(found["theme"] == theme) & found["sense"].isin(senses), "match"].str.lower()
             for name, (theme, senses) in story.curves.items()}  # fmt: skip
    return {name: list(matches.value_counts().index[:most]) for name, matches in words.items()}
