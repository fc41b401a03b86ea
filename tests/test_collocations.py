"""Neighbors, pairs and co-occurrence: by hand, against slower second implementations, and on the real texts."""

import math
from collections import Counter

import nltk
import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2_contingency

from themeshift import collocations as t
from themeshift.corpus import load_paragraphs, load_passages
from themeshift.counts import Counts
from themeshift.occurrences import count_senses, find_occurrences
from themeshift.tables import InputError
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
    assert near.iloc[0].tolist() == ["d1", 1, "theme", "sense", 9, "and", -1]


def test_no_occurrences_have_no_neighbors():
    paragraphs = paragraphs_of("land")
    near = t.find_collocates(occurrences_of(paragraphs, "peace"), paragraphs)
    assert (len(near), list(near.columns)) == (0, t.COLLOCATE_COLUMNS)


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


# Passages


def passages_of(*rows):
    return pd.DataFrame(rows, columns=["document", "passage", "first_paragraph", "last_paragraph"])


def test_an_occurrence_is_in_the_passage_that_has_its_paragraph():
    passages = passages_of(("a", 1, 1, 3), ("a", 2, 4, 4), ("b", 1, 1, 9))
    found = pd.DataFrame({"document": list("abaaa"), "paragraph": [4, 5, 1, 3, 4]}, index=[7, 5, 3, 2, 1])
    place = t.locate_passages(found, passages)
    assert place.tolist() == [2, 1, 1, 1, 2]
    assert (place.name, place.index.tolist()) == ("passage", [7, 5, 3, 2, 1])


def test_every_occurrence_of_the_themes_is_in_its_passage(occurrences):
    passages = load_passages()
    located = occurrences.assign(passage=t.locate_passages(occurrences, passages))
    texts = passages.set_index(["document", "passage"])["text"]
    for row in located.itertuples():
        assert " ".join(row.match.split()) in texts[row.document, row.passage]
    words = texts.str.lower().str.count("peace")
    peace = located[located["match"].str.lower() == "peace"].value_counts(["document", "passage"])
    assert (peace.reindex(texts.index, fill_value=0) <= words).all()


@pytest.mark.parametrize("place", [("a", 4), ("a", 9), ("c", 1), ("a", 0)])
def test_an_occurrence_outside_all_passages_is_named(place):
    passages = passages_of(("a", 1, 1, 3), ("a", 2, 5, 6), ("b", 1, 1, 9))
    found = pd.DataFrame([place], columns=["document", "paragraph"])
    with pytest.raises(InputError, match=f"paragraph {place[1]} of '{place[0]}' is in none of the passages"):
        t.locate_passages(found, passages)


def test_passages_of_two_voices_are_refused():
    passages = passages_of(("a", 1, 1, 3), ("a", 2, 2, 2))
    with pytest.raises(InputError, match="paragraph 2 of 'a' is in two passages; give those of one voice"):
        t.locate_passages(pd.DataFrame({"document": ["a"], "paragraph": 1}), passages)


# Co-occurrence


def test_cooccurrence_by_hand():
    # Six passages of three documents: a in 3, b in 3, both in 2; each passage with d has a too.
    present = pd.DataFrame({"a": [1, 1, 1, 0, 0, 0], "b": [1, 1, 0, 1, 0, 0], "c": 0, "d": [1, 1, 0, 0, 0, 0]})
    documents = pd.Series(list("xyxyzz"))
    table = t.measure_cooccurrence(present.astype(bool), documents, n_replicates=200).set_index(["one", "other"])
    row = table.loc[("a", "b")]
    assert (row["passages"], row["texts"], row["expected"]) == (2, 2, pytest.approx(3 * 3 / 6))
    assert row["ratio"] == pytest.approx(4 / 3)
    assert row["low"] <= 4 / 3 <= row["high"]
    assert table.loc[("a", "c"), ["ratio", "low", "high"]].isna().all()
    assert table.loc[("a", "d"), "ratio"] == pytest.approx(2)
    assert table.loc[("a", "d"), ["low", "high"]].isna().all()


def test_the_band_of_cooccurrence_is_that_of_a_loop_over_documents():
    rng = np.random.default_rng(5)
    present = pd.DataFrame(rng.random((60, 2)) < [0.5, 0.4], columns=["a", "b"])
    documents = pd.Series(rng.integers(0, 12, 60))
    codes, names = pd.factorize(documents)
    drawn = np.random.default_rng(7).multinomial(len(names), np.full(len(names), 1 / len(names)), size=300)
    ratios = []
    for times in drawn:
        again = present.to_numpy()[np.repeat(np.arange(60), times[codes])]
        a, b, both = again[:, 0].sum(), again[:, 1].sum(), again.all(axis=1).sum()
        ratios.append(len(again) * both / (a * b))
    row = t.measure_cooccurrence(present, documents, n_replicates=300, seed=7).iloc[0]
    assert [row["low"], row["high"]] == pytest.approx(np.quantile(ratios, [0.025, 0.975]))


def test_what_a_passage_may_have_widens_the_band_of_cooccurrence():
    rng = np.random.default_rng(4)
    present = pd.DataFrame(rng.random((300, 2)) < 0.5, columns=["a", "b"])
    documents = pd.Series(rng.integers(0, 30, 300))
    least = present & pd.DataFrame(rng.random((300, 2)) < 0.5, columns=["a", "b"])
    sure = t.measure_cooccurrence(present, documents).iloc[0]
    same = t.measure_cooccurrence(present, documents, bounds=(present, present)).iloc[0]
    tossed = t.measure_cooccurrence(present, documents, bounds=(least, present)).iloc[0]
    assert (sure["low"], sure["high"]) == (same["low"], same["high"])
    assert tossed["ratio"] == sure["ratio"]
    assert tossed["high"] - tossed["low"] > 1.2 * (sure["high"] - sure["low"])


def test_doubtful_passages_are_tossed_evenly_and_sure_ones_kept():
    rng = np.random.default_rng(8)
    most = rng.random((80, 2)) < 0.7
    least, codes = most & (rng.random((80, 2)) < 0.5), np.arange(80) // 8
    generator = np.random.default_rng(9)
    drawn = generator.multinomial(10, np.full(10, 0.1), size=200)
    ratios = []
    for part in np.array_split(drawn, 20):
        x = least | (most & (generator.random((80, 2)) < 0.5))
        for times in part:
            again = x[np.repeat(np.arange(80), times[codes])]
            ratios.append(len(again) * again.all(axis=1).sum() / again.sum(axis=0).prod())
    tables = [pd.DataFrame(x, columns=["a", "b"]) for x in (most, least)]
    row = t.measure_cooccurrence(tables[0], pd.Series(codes), 200, 9, bounds=(tables[1], tables[0])).iloc[0]
    assert [row["low"], row["high"]] == pytest.approx(np.quantile(ratios, [0.025, 0.975]))


def test_themes_that_ignore_each_other_have_a_ratio_near_one():
    rng = np.random.default_rng(3)
    present = pd.DataFrame(rng.random((4000, 2)) < [0.4, 0.3], columns=["a", "b"])
    row = t.measure_cooccurrence(present, pd.Series(rng.integers(0, 60, 4000))).iloc[0]
    assert row["low"] < 1 < row["high"]
    assert row["ratio"] == pytest.approx(1, abs=0.08)


def test_counts_of_passages_say_documents_and_bounds_themselves():
    rng = np.random.default_rng(6)
    index = pd.MultiIndex.from_product([[f"d{n}" for n in range(20)], range(1, 6)], names=["document", "passage"])
    least, doubt, more = (pd.DataFrame(rng.poisson(0.4, (100, 3)), index, list("abc")) for _ in range(3))
    counts = Counts(least + doubt, pd.Series(250, index), least, least + doubt + more)
    documents = pd.Series(index.get_level_values("document"), index)
    tables = [table > 0 for table in (least + doubt, least, least + doubt + more)]
    expected = t.measure_cooccurrence(tables[0], documents, bounds=tuple(tables[1:]))
    pd.testing.assert_frame_equal(t.measure_cooccurrence(counts), expected)
    sure = t.measure_cooccurrence(Counts(least, pd.Series(250, index)))
    pd.testing.assert_frame_equal(sure, t.measure_cooccurrence(least > 0, documents))


def test_themes_located_in_passages_are_counted_and_measured(occurrences, themes):
    passages = load_passages()
    located = occurrences.assign(passage=t.locate_passages(occurrences, passages))
    groups = {name: (name, list(theme.senses)) for name, theme in themes.items()}
    counts = count_senses(located, groups, passages, by=["document", "passage"])
    table = t.measure_cooccurrence(counts, n_replicates=50).set_index(["one", "other"])
    both = (counts.table[["peace", "concessions"]] > 0).all(axis=1)
    assert table.loc[("peace", "concessions"), "passages"] == both.sum()
    assert table.loc[("peace", "concessions"), "texts"] == both.groupby("document").any().sum()


TWO = pd.DataFrame({"a": [True, False], "b": [True, True]})


@pytest.mark.parametrize(
    ("present", "documents", "options", "message"),
    [
        (TWO[["a"]], pd.Series(list("xy")), {}, "at least two themes"),
        (TWO.head(0), pd.Series(list("xy")), {}, "present has no rows"),
        (None, None, {}, "present is NoneType"),
        (TWO.astype(int), pd.Series(list("xy")), {}, "not a table of True and False"),
        (TWO, None, {}, "documents is NoneType"),
        (TWO, pd.Series(["x"]), {}, "documents lacks 1"),
        (TWO, pd.Series(["x", None]), {}, "documents: 1 has no value"),
        (TWO, pd.Series(list("xy")), {"n_replicates": 0}, "n_replicates is 0"),
        (TWO, pd.Series(list("xy")), {"bounds": (TWO, TWO & False)}, "do not lie around what is present"),
        (TWO & False, pd.Series(list("xy")), {"bounds": (TWO, TWO)}, "do not lie around what is present"),
        (TWO, pd.Series(list("xy")), {"bounds": (TWO[["a"]], TWO)}, "do not lie around what is present"),
        (TWO, pd.Series(list("xy")), {"bounds": (TWO.head(1), TWO)}, "a bound lacks 1"),
    ],
)
def test_cooccurrence_that_cannot_be_measured_is_refused(present, documents, options, message):
    with pytest.raises(InputError, match=message):
        t.measure_cooccurrence(present, documents, **options)
