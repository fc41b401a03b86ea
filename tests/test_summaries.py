"""Topics in a table, in sentences and in passages."""

import numpy as np
import pandas as pd
import pytest
from test_topics import plant

from themeshift import shares, stability, summaries, sweeps, topic_terms, topics
from themeshift.checks import InputError


@pytest.fixture(scope="module")
def model():
    counts, *_ = plant(12)
    consensus = stability.find_consensus(
        stability.fit_runs(counts, 2, n_seeds=2, n_resamples=3, progress=False), counts
    )
    return counts, consensus


def test_the_shares_of_all_topics_add_up_and_words_are_the_heaviest(model):
    counts, consensus = model
    labels = pd.DataFrame({"label": ["a", "b"], "by": "reader"}, pd.RangeIndex(1, 3))
    table = summaries.summarize_topics(consensus, counts, labels, top=2)
    assert table["share"].sum() == pytest.approx(1)
    first = counts.terms[np.argsort(-consensus.topics[0])[:2]]
    assert table.loc[1, "words"] == ", ".join(first)
    assert table["recurrence"].tolist() == consensus.recurrence["resamples"].tolist()
    with pytest.raises(InputError, match="1 labels for 2 topics"):
        summaries.summarize_topics(consensus, counts, labels[:1])


TOPICS = pd.DataFrame({"label": ["bread", "salt, oil, tea", "war"], "by": ["reader", "provisional", "reader"],
                       "share": 1 / 3, "recurrence": [0.5, 0.9, 0.49]}, pd.RangeIndex(1, 4, name="topic"))  # fmt: skip
PERCENT = pd.DataFrame({1: [10.0, np.nan, 29.6], 2: [1.0, np.nan, 2.0], 3: [5.0, np.nan, 4.0]}, ["then", "none", "now"])


def test_topics_that_recur_are_told_with_every_period_the_surest_first():
    head, *rows = summaries.describe_topics(TOPICS, PERCENT, 0.5)
    assert head.startswith("Of 3 topics, 2 recur in at least 50% of the models")
    assert head.endswith("1 of them has not been read: a name of three words is provisional.")
    assert rows == ["**salt, oil, tea** (recurs in 90%): 1% in then, 2% in now.",
                    "**bread** (recurs in 50%): 10% in then, 30% in now."]  # fmt: skip


def test_where_no_topic_recurs_it_is_said():
    (head,) = summaries.describe_topics(TOPICS, PERCENT, 0.95)
    assert head.startswith("Of 3 topics, none recur in at least 95%")


def test_each_sense_has_its_nearest_topic_and_few_texts_tell_nothing():
    overlap = pd.DataFrame([(1, "a", 5, 2.0, 1.2, 3.0), (2, "a", 5, 0.5, 0.1, 0.9), (1, "b", 2, 1.0, 0.5, 1.5),
                            (2, "b", 2, 4.0, 1.5, 6.0), (1, "c", 0, np.nan, np.nan, np.nan)],
                           columns=["topic", "sense", "texts", "ratio", "low", "high"])  # fmt: skip
    best = summaries.find_nearest_topics(overlap, pd.Series(["x", "y"], [1, 2]))
    assert best["label"].to_dict() == {"a": "x", "b": "y"}
    assert best["range_above_1"].tolist() == [True, False]
    with pytest.raises(InputError, match="not those of the topics"):
        summaries.find_nearest_topics(overlap, pd.Series(["x"], [1]))


def test_passages_are_of_different_texts_and_show_the_paragraph_with_the_topic():
    shared = pd.DataFrame({1: [0.9, 0.8, 0.3], 2: [0.1, 0.2, 0.7]})
    passages = pd.DataFrame({"document": ["a", "a", "b"], "text": ["of salt\nof bread", "bread", "bread <b>"]})
    documents = pd.DataFrame({"date": pd.to_datetime(["1918-01-01"] * 2)}, ["a", "b"])
    documents["date_end"] = documents["date"]
    weights = np.array([[0.9, 0.1], [0.1, 0.9]])
    page = summaries.show_topic(1, shared, weights, pd.Index(["bread", "salt"]), passages, documents)
    assert page.count("<p>") == 2
    assert "of <b>bread</b>" in page
    assert "salt" not in page
    assert "<b>bread</b> &lt;b&gt;" in page
    with pytest.raises(InputError, match="there is no topic 3; choose one from 1 to 2"):
        summaries.show_topic(3, shared, weights, pd.Index(["bread", "salt"]), passages, documents)


def test_a_long_paragraph_ends_with_a_whole_word():
    part = summaries._choose_part("bread " * 300, {"bread": 1})
    assert part.endswith("bread …")
    assert len(part) <= summaries.AROUND + 2
    assert summaries._choose_part("Ы" * 1000, {}) == "Ы" * summaries.AROUND + "…"  # no word that could be left whole


@pytest.mark.check
def test_the_topics_of_the_project_have_been_read():
    counts = sweeps.load_project()
    consensus = stability.find_consensus(stability.load_runs(counts, 11, seed=1917, progress=False), counts)
    labels = topic_terms.load_topic_labels(consensus.topics, counts.terms, topics.fingerprint(counts, n_topics=11))
    assert (labels["by"] == "reader").all()
    assert labels["label"].is_unique
    assert shares.share_passages(consensus.topics, counts).notna().any(axis=None)


def test_what_recurs_is_told_with_what_it_depends_on_and_the_themes_that_meet_a_topic():
    topics = TOPICS.assign(seeds=1.0)
    meeting = pd.DataFrame({"topic": [1, 2], "label": ["a", "b"], "range_above_1": [True, False]}, ["peace", "war"])
    head, met, rest = summaries.describe_stability(topics, meeting, 0.5)
    recur = (topics["recurrence"] >= 0.5).sum()
    assert head == (
        f"Of 3 topics, 3 recur in at least 50% of the models from other seeds, and {recur} in "
        "that many of the models of texts drawn again. What recurs depends more on the texts than on the seed."
    )
    assert (
        met.endswith("over its whole range: **peace** (a).") and rest == "Themes of which this cannot be said: **war**."
    )
    head, *_ = summaries.describe_stability(topics.assign(seeds=0.0), meeting, 0.5)
    assert head.endswith("depends more on the seed than on the texts.")
