"""Neighbors, pairs and co-occurrence: by hand, against slower second implementations, and on the real texts."""

import math
from collections import Counter

import nltk
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from themeshift import collocations as t
from themeshift.checks import InputError
from themeshift.corpus import load_paragraphs
from themeshift.counting import count_vocabulary
from themeshift.occurrences import find_occurrences
from themeshift.terms import find_terms
from themeshift.themes import load_themes
from themeshift.tokens import HOLE, find_tokens, load_stopwords, tokenize


def paragraphs_of(*texts):
    return pd.DataFrame([(f"d{i}", 1, text) for i, text in enumerate(texts)], columns=["document", "paragraph", "text"])


def occurrences_of(paragraphs, term):
    rows = [
        (row.document, row.paragraph, "theme", "sense", start, end)
        for row in paragraphs.itertuples()
        for start, end in find_terms(row.text, term)
    ]
    return pd.DataFrame(rows, columns=["document", "paragraph", "theme", "sense", "start", "end"])


def list_near(text, term, span=5, **options):
    paragraphs = paragraphs_of(text)
    near = t.find_collocates(occurrences_of(paragraphs, term), paragraphs, span, **options)
    return list(zip(near["collocate"], near["distance"], strict=True))


@pytest.fixture(scope="module")
def paragraphs():
    return load_paragraphs()


@pytest.fixture(scope="module")
def themes():
    return {name: theme for name, theme in load_themes().items() if theme.kind == "theme"}


@pytest.fixture(scope="module")
def occurrences(paragraphs, themes):
    return find_occurrences(paragraphs, themes)


# Neighbors


def test_neighbors_by_hand():
    assert list_near("We want land, bread and peace today.", "bread", span=2) == [
        ("land", -1), ("want", -2), ("and", 1), ("peace", 2)
    ]  # fmt: skip


def test_a_compound_beside_an_occurrence_is_one_neighbor():
    assert list_near("the peace-loving workers’ peace", "workers", span=2) == [
        ("peace-loving", -1), ("the", -2), ("peace", 1)
    ]  # fmt: skip


def test_an_occurrence_inside_a_compound_counts_as_the_compound():
    paragraphs = paragraphs_of("all peace-loving masses")
    found = pd.DataFrame(
        [("d0", 1, "peace", "aim", 4, 9)], columns=["document", "paragraph", "theme", "sense", "start", "end"]
    )
    assert t.find_collocates(found, paragraphs)["collocate"].tolist() == ["all", "masses"]


def test_the_possessive_of_an_occurrence_is_no_neighbor():
    assert list_near("the Red Army’s victory", "army") == [("red", -1), ("the", -2), ("victory", 1)]


def test_an_occurrence_of_several_words_has_neighbors_beside_all():
    assert list_near("in the League of Nations now", "league of nations") == [("the", -1), ("in", -2), ("now", 1)]


def test_neighbors_stop_at_a_hole_on_either_side():
    text = f"far {HOLE * 4} a separate peace is {HOLE * 9} near {HOLE}"
    assert list_near(text, "peace") == [("separate", -1), ("a", -2), ("is", 1)]


def test_neighbors_stop_at_the_ends_of_the_paragraph():
    paragraphs = pd.DataFrame({"document": "d", "paragraph": [1, 2], "text": ["We want peace", "War is over"]})
    near = t.find_collocates(occurrences_of(paragraphs, "peace"), paragraphs)
    assert near["collocate"].tolist() == ["want", "we"]


def test_a_neighbor_keeps_the_place_of_its_occurrence():
    paragraphs = paragraphs_of("peace", "land and peace")
    near = t.find_collocates(occurrences_of(paragraphs, "peace"), paragraphs, span=1)
    assert near.iloc[0].tolist() == ["d1", 1, "theme", "sense", 9, "and", -1, 5]


def test_no_occurrences_have_no_neighbors():
    paragraphs = paragraphs_of("land")
    near = t.find_collocates(occurrences_of(paragraphs, "peace"), paragraphs)
    assert (len(near), list(near.columns)) == (0, t.OCCURRENCE_COLUMNS + t.COLLOCATE_COLUMNS)


def test_neighbors_are_words_of_another_language():
    assert list_near("要和平", "和平", split=list) == []
    paragraphs = paragraphs_of("要和平吗")
    found = pd.DataFrame({"document": ["d0"], "paragraph": 1, "theme": "和", "sense": "", "start": 1, "end": 3})
    assert t.find_collocates(found, paragraphs, split=list)["collocate"].tolist() == ["要", "吗"]


@given(st.text("ab -.'░", max_size=40), st.integers(1, 4), st.data())
def test_neighbors_are_the_nearest_words_of_the_same_stretch(text, span, data):
    start = data.draw(st.integers(0, len(text)))
    end = start + len(text[start : data.draw(st.integers(start, len(text)))].split(HOLE)[0])
    begin, stop = text.rfind(HOLE, 0, start) + 1, (text + HOLE).find(HOLE, end)
    words = [(word, a, b) for word, a, b in find_tokens(text) if begin <= a and b <= stop]
    left = [word for word, _, b in words if b <= start][::-1][:span]
    right = [word for word, a, _ in words if a >= end][:span]
    found = pd.DataFrame({"document": ["d0"], "paragraph": 1, "theme": "", "sense": "", "start": start, "end": end})
    near = t.find_collocates(found, paragraphs_of(text), span)
    assert near["collocate"].tolist() == left + right
    assert near["distance"].tolist() == [*range(-1, -len(left) - 1, -1), *range(1, len(right) + 1)]


def test_neighbors_of_the_themes_are_as_many_as_before(occurrences, paragraphs):
    # The first version cut the text at the occurrence; without holes and torn compounds it found the same words.
    texts = paragraphs.set_index(["document", "paragraph"])["text"]
    near = t.find_collocates(occurrences, paragraphs).groupby(["document", "paragraph", "start"])["collocate"].agg(list)
    same = 0
    for row in occurrences.itertuples():
        text = texts[row.document, row.paragraph]
        whole = any((a, b) == (row.start, row.end) for _, a, b in find_tokens(text))
        if HOLE not in text and whole:
            expected = tokenize(text[: row.start])[::-1][:5] + tokenize(text[row.end :])[:5]
            assert near.get((row.document, row.paragraph, row.start), []) == expected
            same += 1
    assert same > 0.9 * len(occurrences)


@pytest.mark.parametrize("span", [0, -1, 2.5, None])
def test_a_span_without_words_is_refused(span):
    paragraphs = paragraphs_of("peace")
    with pytest.raises(InputError, match="span is"):
        t.find_collocates(occurrences_of(paragraphs, "peace"), paragraphs, span)


def test_an_occurrence_in_a_paragraph_that_is_not_given_is_named():
    paragraphs = paragraphs_of("peace", "peace")
    with pytest.raises(InputError, match="paragraph 1 of 'd1' is not among the paragraphs"):
        t.find_collocates(occurrences_of(paragraphs, "peace"), paragraphs.head(1))


def test_a_paragraph_that_is_given_twice_is_named():
    paragraphs = pd.concat([paragraphs_of("peace")] * 2)
    with pytest.raises(InputError, match="paragraph 1 of 'd0' is given twice"):
        t.find_collocates(occurrences_of(paragraphs.head(1), "peace"), paragraphs)


# Neighbors, ranked


def rank(paragraphs, periods):
    near = t.find_collocates(occurrences_of(paragraphs, "peace"), paragraphs, span=2)
    return t.rank_collocates(near, count_vocabulary(paragraphs), pd.Series(periods))


def test_neighbors_are_ranked_against_the_rest_of_their_period():
    paragraphs = paragraphs_of("just peace now", "just peace and just peace", "a war just now", "peace, peace and war")
    table = rank(paragraphs, {"d0": "early", "d1": "early", "d2": "early", "d3": "late"})
    # Early there are 12 words, 5 of them near peace: "just" 3 times, and once elsewhere; "now" and "and" once.
    early = table[table["period"] == "early"].set_index("collocate")
    assert early[["count", "texts"]].T.to_dict("list") == {"just": [3, 2], "and": [1, 1], "now": [1, 1]}
    assert early["log_likelihood"].is_monotonic_decreasing
    a, b, c, d = 3, 1, 5, 7
    share = (a + b) / (c + d)
    by_hand = 2 * (a * math.log(a / (c * share)) + b * math.log(b / (d * share)))
    assert early.loc["just", "log_likelihood"] == pytest.approx(by_hand)


def test_a_word_near_two_occurrences_is_counted_once():
    table = rank(paragraphs_of("peace and peace", "bread, land, bread"), {"d0": 1918, "d1": 1918})
    assert table.set_index("collocate").loc["and", "count"] == 1


def test_neighbors_without_a_period_are_left_out_and_none_make_an_empty_table():
    paragraphs = paragraphs_of("just peace", "bread")
    assert rank(paragraphs, {"d1": 1918}).empty


def test_the_vocabulary_must_hold_the_neighbors():
    paragraphs = paragraphs_of("just peace", "bread")
    near = t.find_collocates(occurrences_of(paragraphs, "peace"), paragraphs)
    with pytest.raises(InputError, match="'just' is near more often than it is counted in 1918"):
        t.rank_collocates(near, count_vocabulary(paragraphs_of("peace")), pd.Series({"d0": 1918}))


# Pairs


def test_pairs_by_hand():
    pairs = t.count_pairs(paragraphs_of("Soviet power, Soviet power", "the Soviet power"), min_count=1)
    assert pairs[["first", "second", "count", "texts"]].values.tolist() == [
        ["soviet", "power", 3, 2], ["the", "soviet", 1, 1], ["power", "soviet", 1, 1]
    ]  # fmt: skip


def test_the_log_likelihood_of_a_pair_by_hand():
    # 8 words; "a b" 2 times, a 3 times, b 2 times: cells 2, 1, 0, 5, expected .75, 2.25, 1.25, 3.75.
    pairs = t.count_pairs(paragraphs_of("a b a b a c c c"), min_count=2).set_index(["first", "second"])
    expected = 2 * (2 * math.log(2 / 0.75) + math.log(1 / 2.25) + 5 * math.log(5 / 3.75))
    assert pairs.loc[("a", "b"), "log_likelihood"] == pytest.approx(expected)


def test_the_log_likelihood_is_that_of_dunning_s_table():
    # Dunning 1993, table 2, "the swiss": 110 together, the alone 2442, swiss alone 111, neither 29114: 270.72.
    alone = ["the x"] * 2442 + ["y swiss"] * 111
    n = 110 + 2442 + 111 + 29114
    texts = ["the swiss"] * 110 + alone + ["z"] * (n - 2 * (110 + len(alone)))
    pairs = t.count_pairs(paragraphs_of(*texts), min_count=110).set_index(["first", "second"])
    assert pairs.loc[("the", "swiss"), "log_likelihood"] == pytest.approx(270.72, abs=0.01)


def test_pairs_are_those_of_nltk_over_stretches(paragraphs):
    stopwords = load_stopwords()
    stretches = [tokenize(part) for text in paragraphs["text"] for part in text.split(HOLE)]
    finder = nltk.BigramCollocationFinder.from_documents(stretches)
    finder.apply_freq_filter(5)
    finder.apply_word_filter(lambda word: word in stopwords)
    expected = finder.score_ngrams(nltk.BigramAssocMeasures.likelihood_ratio)
    pairs = t.count_pairs(paragraphs, stopwords=stopwords)
    assert list(zip(pairs["first"], pairs["second"], strict=True)) == [pair for pair, _ in expected]
    assert pairs["log_likelihood"].to_numpy() == pytest.approx([weight for _, weight in expected])
    assert pairs["count"].tolist() == [finder.ngram_fd[pair] for pair, _ in expected]
    words = Counter(word for stretch in stretches for word in stretch)
    row, n = pairs.iloc[0], words.total()
    a, b, c = row["count"], words[row["first"]], words[row["second"]]
    cells = [[a, b - a], [c - a, n - b - c + a]]
    independent = chi2_contingency(cells, correction=False, lambda_="log-likelihood").statistic
    assert row["log_likelihood"] == pytest.approx(independent)


@pytest.mark.parametrize("texts", [["the soviet", "power"], [f"soviet {HOLE * 5} power"], [f"soviet{HOLE}power"]])
def test_no_pair_runs_across_a_paragraph_or_a_hole(texts):
    paragraphs = paragraphs_of(*texts).assign(document="d")
    pairs = t.count_pairs(paragraphs, min_count=1)
    assert ("soviet", "power") not in set(zip(pairs["first"], pairs["second"], strict=True))


def test_a_pair_in_two_paragraphs_of_a_text_is_in_one_text():
    pairs = t.count_pairs(paragraphs_of("soviet power", "soviet power").assign(document="d"), min_count=2)
    assert pairs.loc[0, ["count", "texts"]].tolist() == [2, 1]


def test_rare_pairs_and_pairs_with_stop_words_are_left_out():
    pairs = t.count_pairs(paragraphs_of("a b a b the a the"), min_count=2, stopwords={"the"})
    assert pairs[["first", "second"]].values.tolist() == [["a", "b"]]


def test_texts_without_pairs_give_an_empty_table():
    assert t.count_pairs(paragraphs_of("peace")).empty


@pytest.mark.parametrize(
    ("paragraphs", "options", "message"),
    [
        (None, {}, "paragraphs is NoneType"),
        (paragraphs_of("peace").drop(columns="text"), {}, "paragraphs has no column 'text'"),
        (paragraphs_of("peace", None), {}, "a paragraph of the document 'd1' has the text"),
        (paragraphs_of("peace").assign(document=None), {}, "a paragraph of the document None"),
        (paragraphs_of("peace"), {"min_count": 0}, "min_count is 0"),
        (paragraphs_of("peace"), {"stopwords": "the"}, "stopwords is 'the'; give a set"),
    ],
)
def test_pairs_that_cannot_be_counted_are_refused(paragraphs, options, message):
    with pytest.raises(InputError, match=message):
        t.count_pairs(paragraphs, **options)
