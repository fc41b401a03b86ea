"""One text beside the others: by hand, and on a text of the project."""

import numpy as np
import pandas as pd
import pytest

import themeshift as ts
from themeshift.checks import InputError

DAYS = pd.to_datetime(["1920-01-01", "1920-01-10", "1920-02-01", "1921-01-01", "1921-02-01", "1921-03-01"])
DOCUMENTS = pd.DataFrame({"date": DAYS, "date_end": DAYS}, list("xabcde"))
# x shares "peace" with a and b alone; "bread" is in all others. All are as long, so that length explains nothing.
COUNTS = ts.Counts(pd.DataFrame({"peace": [5, 5, 4, 0, 0, 0], "bread": [0, 0, 1, 5, 5, 5], "land": [0, 0, 0, 0, 1, 2]},
                                list("xabcde")), pd.Series([300, 300, 301, 302, 303, 304], list("xabcde")))  # fmt: skip


def test_texts_of_the_same_weeks_are_ranked_beside_the_rest():
    found = ts.compare_resemblance(COUNTS, DOCUMENTS, "x", within=45, n_shuffles=2000)
    assert set(found.texts.index) == set("abcde") and found.near == 2
    assert found.texts.loc["a", "cosine"] == pytest.approx(1) and found.texts.loc["c", "cosine"] == 0
    assert found.texts["days_apart"].to_dict() == {"a": 9, "b": 31, "c": 366, "d": 397, "e": 425}
    assert found.rank_near == found.texts["rank"][["a", "b"]].mean()
    assert found.rank_by_chance == pytest.approx(3, abs=0.1)  # of the ranks 1 to 5
    low = np.mean([sum(pair) <= 2 * found.rank_near for pair in
                   [(i, j) for i in range(1, 6) for j in range(i + 1, 6)]])  # fmt: skip
    assert found.p == pytest.approx(low, abs=0.03)


def test_what_length_explains_is_taken_out():
    counts = ts.Counts(pd.DataFrame({"peace": 9, "bread": [0, 2, 8, 5, 3, 1]}, list("xabcde")),
                       pd.Series([300, 301, 302, 303, 304, 305], list("xabcde")))  # fmt: skip
    found = ts.compare_resemblance(counts, DOCUMENTS, "x", n_shuffles=10)
    assert found.texts["cosine"].idxmax() == "e"  # the longest
    # Ranks of the cosines of a to e: 4, 1, 2, 3, 5; a line of slope .4 over 1 to 5 leaves 1.8, -1.6, -1, -.4, 1.2.
    assert list(found.texts.index) == list("aedcb") and found.texts["rank"].tolist() == [1, 2, 3, 4, 5]


def test_too_few_texts_and_unknown_ones_are_named():
    with pytest.raises(InputError, match="text is 'y'"):
        ts.compare_resemblance(COUNTS, DOCUMENTS, "y")
    with pytest.raises(InputError, match="0 of 5 texts of 200 words or more are within 1 days of 'x'"):
        ts.compare_resemblance(COUNTS, DOCUMENTS, "x", within=1)
    with pytest.raises(InputError, match="1 of 2 texts of 303 words"):
        ts.compare_resemblance(COUNTS, DOCUMENTS, "x", within=400, min_words=303)


def test_the_text_by_trotsky_is_compared_as_06_has_it():
    corpus = ts.load_corpus()
    matrix = ts.count_vocabulary(corpus.paragraphs)
    other = corpus.documents.index[corpus.documents["author"] == "L. D. Trotsky"][0]
    usual = matrix[matrix.terms[~matrix.terms.isin(ts.load_stopwords())]]
    found = ts.compare_resemblance(usual, corpus.documents, other, n_shuffles=999)
    assert found.near == 4 and found.p < 0.05 and found.texts["days_apart"].iloc[0] > 200


def test_texts_of_one_length_are_ranked_by_the_cosine_and_ties_share_a_rank():
    words = pd.Series(300, list("xabcde"))
    found = ts.compare_resemblance(ts.Counts(COUNTS.table, words), DOCUMENTS, "x", n_shuffles=10)
    assert found.texts["rank"].to_dict() == {"a": 1, "b": 2, "c": 4, "d": 4, "e": 4}  # three share no word with x
    assert found.rank_by_chance == pytest.approx(3, abs=1)
    empty = ts.Counts(COUNTS.table.assign(peace=[0, 5, 4, 0, 0, 0]), words)
    with pytest.raises(InputError, match="'x' has none of the words that are counted"):
        ts.compare_resemblance(empty, DOCUMENTS, "x")
