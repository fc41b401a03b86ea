"""Read the topics of a model: a table of them, their passages, and what they amount to in sentences."""

import pandas as pd

from themeshift.checks import InputError, check_table
from themeshift.concordance import fit_words
from themeshift.counts import check_counts
from themeshift.escaping import escape_markdown
from themeshift.evidence import show_cut_passages
from themeshift.resampling import check_number
from themeshift.shares import share_passages
from themeshift.stability import Consensus
from themeshift.tokens import tokenize
from themeshift.topic_terms import TOP, measure_coherence, measure_exclusivity, rank_exclusive_terms, rank_terms

HEAVY = 30  # heaviest terms of a topic, in bold in its passages
AROUND = 600  # characters shown of a passage
COLUMNS = ["label", "by", "share", "recurrence"]


def summarize_topics(consensus, counts, labels, top=TOP):
    """Say of each topic how it is called, how large it is, how often it recurs, and which words it has.

    Parameters
    ----------
    consensus : Consensus
        As from `find_consensus`.
    counts : Counts
        Of the passages to which the models were fitted.
    labels : pandas.DataFrame
        As from `load_topic_labels`.
    top : int
        How many words of each.

    Returns
    -------
    pandas.DataFrame
        By topic, from 1: `label`, `by`; `share` of all words (0 to 1); `recurrence` in models of resampled texts and
        `seeds`, in models of the same texts; `coherence`, `exclusivity`; `words`, the heaviest, and `own_words`, those
        of the heaviest of which it has most of all topics' weight.

    Raises
    ------
    InputError
        If these are not a consensus and the labels of its topics.
    """
    if not isinstance(consensus, Consensus):
        raise InputError(f"the consensus is {type(consensus).__name__}; find one by find_consensus")
    check_counts(counts)
    check_table(labels, ["label", "by"], "the table of labels")
    topics, shares = consensus.topics, share_passages(consensus.topics, counts)
    if len(labels) != len(topics):
        raise InputError(f"there are {len(labels)} labels for {len(topics)} topics; load them by load_topic_labels")
    usable = shares.notna().all(axis=1)
    words = counts.words[usable]
    return labels[["label", "by"]].assign(
        share=shares[usable].mul(words, axis=0).sum() / words.sum(),
        recurrence=consensus.recurrence["resamples"].to_numpy(), seeds=consensus.recurrence["seeds"].to_numpy(),
        coherence=measure_coherence(topics, counts, top), exclusivity=measure_exclusivity(topics, top),
        words=[", ".join(counts.terms[first]) for first in rank_terms(topics, top)],
        own_words=[", ".join(counts.terms[first]) for first in rank_exclusive_terms(topics, top)],
    )  # fmt: skip


def show_topic(topic, shares, topics, terms, passages, documents, n=3):
    """Show the passages that have most of a topic, one of a text: of each the paragraph that has most of its words.

    Parameters
    ----------
    topic : int
        From 1.
    shares : pandas.DataFrame, shape (n_passages, n_topics)
        As from `share_passages`.
    topics : numpy.ndarray, shape (n_topics, n_terms)
    terms : pandas.Index
    passages : pandas.DataFrame
        As from `cut_passages`, in the order of `shares`.
    documents : pandas.DataFrame
    n : int

    Returns
    -------
    Page
        HTML, which a notebook shows by itself; the thirty heaviest words of the topic are bold.

    Raises
    ------
    InputError
        If there is no such topic, or the passages are not those of the shares.
    """
    check_table(shares, [], "the table of shares")
    if topic not in shares.columns:
        raise InputError(f"there is no topic {topic!r:.40}; choose one from 1 to {shares.shape[1]}")
    check_table(passages, ["document", "text"], "passages")
    if len(passages) != len(shares):
        raise InputError(f"there are {len(passages)} passages and shares of {len(shares)}; give those shared out")
    weight = dict(zip(terms, topics[topic - 1], strict=True))
    ranked = passages.assign(share=shares[topic].to_numpy()).dropna(subset="share")
    ranked = ranked.sort_values("share", ascending=False, kind="stable").drop_duplicates("document")
    ranked = ranked.head(check_number(n, "n"))
    heavy = terms[rank_terms(topics, HEAVY)[topic - 1]]
    ranked["text"] = [_choose_part(text, weight) for text in ranked["text"]]
    return show_cut_passages(ranked, heavy, documents)


def _choose_part(text, weight):
    """Return the paragraph of a passage whose words have most weight, or its beginning."""
    part = max(text.split("\n"), key=lambda one: sum(weight.get(word, 0) for word in tokenize(one)))
    return fit_words(part, AROUND)


def describe_topics(topics, percent, least=0.5):
    """Say how many topics recur when the texts are drawn again, and how those that do change from period to period.

    Parameters
    ----------
    topics : pandas.DataFrame
        As from `summarize_topics`.
    percent : pandas.DataFrame, periods by topics
        Mean share of each topic in the passages of a period, weighted by their length, in percent.
    least : float
        A topic recurs if it does so in at least this part of the resampled texts.

    Returns
    -------
    list of str
        In Markdown: a sentence for all topics, and one for each that recurs, with its percent in every period.

    Raises
    ------
    InputError
        If the tables are not of the same topics.
    """
    check_table(topics, COLUMNS, "the table of topics")
    check_table(percent, topics.index, "the table of percent")
    recurs = topics[topics["recurrence"] >= least]
    head = (f"Of {len(topics)} topics, {len(recurs) or 'none'} recur{'s'[: len(recurs) == 1]} in at least {least:.0%} "
            "of the models fitted to texts drawn again.")  # fmt: skip
    new = int((topics["by"] != "reader").sum())
    if new:
        head += f" {new} of them {'has' if new == 1 else 'have'} not been read: a name of three words is provisional."
    rows = [f"**{escape_markdown(row.label)}** (recurs in {row.recurrence:.0%}): "
            f"{_list_percent(percent[row.Index])}."
            for row in recurs.sort_values("recurrence", ascending=False).itertuples()]  # fmt: skip
    return [head, *rows]


def describe_stability(topics, meeting, least=0.5):
    """Say what seeds and texts leave of the topics, and which themes meet a topic.

    Parameters
    ----------
    topics : pandas.DataFrame
        As from `summarize_topics`.
    meeting : pandas.DataFrame
        As from `find_nearest_topics`.
    least : float
        As in `describe_topics`.

    Returns
    -------
    list of str
        In Markdown.
    """
    check_table(topics, [*COLUMNS, "seeds"], "the table of topics")
    check_table(meeting, ["topic", "label", "range_above_1"], "the table of themes and topics", empty=True)
    seeds, texts = topics["seeds"] >= least, topics["recurrence"] >= least
    matters = ("the texts", "the seed")
    if topics["recurrence"].mean() >= topics["seeds"].mean():
        matters = matters[::-1]
    said = [f"Of {len(topics)} topics, {seeds.sum()} recur in at least {least:.0%} of the models from other seeds,"
            f" and {texts.sum()} in that many of the models of texts drawn again. What recurs depends more on"
            f" {matters[0]} than on {matters[1]}."]  # fmt: skip
    above = meeting["range_above_1"].astype(bool)
    met = ", ".join(
        f"**{escape_markdown(name)}** ({escape_markdown(row.label)})" for name, row in meeting[above].iterrows()
    )
    said.append(f"Themes whose ratio to a topic is above 1 over its whole range: {met or 'none'}.")
    rest = ", ".join(f"**{escape_markdown(name)}**" for name in meeting.index[~above])
    return [*said, f"Themes of which this cannot be said: {rest}."] if rest else said


def _list_percent(column):
    return ", ".join(f"{value:.0f}% in {period}" for period, value in column.dropna().rename(escape_markdown).items())


def find_nearest_topics(overlap, labels, min_texts=3):
    """Find for each sense the topic that is most over-represented in its passages, and whether its range is above 1.

    Parameters
    ----------
    overlap : pandas.DataFrame
        As from `measure_overlap`.
    labels : pandas.Series
        Of the topics.
    min_texts : int
        A range of fewer texts is not said to be above 1.

    Returns
    -------
    pandas.DataFrame
        By sense: `texts` that have it, `topic` and its `label`, `ratio`, `low`, `high`, and `range_above_1`: whether
        the whole range of the ratio is. The largest of many ratios is taken, so some ranges are above 1 by chance. A
        sense that does not occur is left out.

    Raises
    ------
    InputError
        If the tables lack a column or a topic.
    """
    check_table(overlap, ["topic", "sense", "texts", "ratio", "low", "high"], "the table of overlaps")
    rows = overlap.dropna(subset="ratio")
    best = rows.loc[rows.groupby("sense", sort=False)["ratio"].idxmax()].set_index("sense")
    if not isinstance(labels, pd.Series) or not set(best["topic"]) <= set(labels.index):
        raise InputError("the labels are not those of the topics of this table; load them by load_topic_labels")
    enough = best["texts"] >= check_number(min_texts, "min_texts")
    best = best.assign(label=best["topic"].map(labels), range_above_1=(best["low"] > 1) & enough)
    return best[["texts", "topic", "label", "ratio", "low", "high", "range_above_1"]]
