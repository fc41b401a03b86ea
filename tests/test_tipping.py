"""What would undo an order of two rates, counted by hand."""

import math

import pandas as pd
import pytest

import themeshift as ts
from themeshift.checks import InputError


def count(occurrences, words):
    names = list("abcd")[: len(words)]
    return ts.Counts(pd.DataFrame({"peace": occurrences}, names), pd.Series(words, names))


def test_missing_occurrences_bring_the_other_side_to_the_same_rate():
    # 6 in 1,000 are 12 in 2,000: with 11 more the other side, which has 1, is as high; with 10 it is not.
    assert ts.count_tipping(count([6, 1], [1000, 2000]), ["a"])["tipping"] == 11
    # 6 in 1,000 are 12.006 in 2,001: 11 are not enough.
    assert ts.count_tipping(count([6, 1], [1000, 2001]), ["a"])["tipping"] == 12


def test_missing_words_ask_for_more_occurrences():
    # In 2,000 + 500 words there must be 15.
    assert ts.count_tipping(count([6, 1], [1000, 2000]), ["a"], missing_words=500)["tipping"] == 14


def test_words_without_the_term_dilute_the_higher_side():
    # 6 in 12,000 are 1 in 2,000.
    assert ts.count_tipping(count([6, 1], [1000, 2000]), ["a"])["tipping_words"] == 11_000
    assert math.isnan(ts.count_tipping(count([6, 0], [1000, 2000]), ["a"])["tipping_words"])


def test_labels_of_the_shorter_side_weigh_most():
    # 6 in 1,000 against 1 in 500: a label on the side of 500 words closes 2 in 1,000, one on the other side 1. With two
    # that gain the shorter side has 3 in 500, which are 6 in 1,000.
    assert ts.count_tipping(count([6, 1], [1000, 500]), ["a"])["label_tipping"] == 2


def test_labels_cannot_gain_where_there_are_no_candidates():
    # One word of the other side may gain: 2 in 500 are 4 in 1,000; then two of the six must lose.
    candidates = count([9, 2], [1000, 500])
    found = ts.count_tipping(count([6, 1], [1000, 500]), ["a"], candidates=candidates)
    assert found["label_tipping"] == 3
    # None may gain: four of the six must lose.
    candidates = count([6, 1], [1000, 500])
    assert ts.count_tipping(count([6, 1], [1000, 500]), ["a"], candidates=candidates)["label_tipping"] == 4


@pytest.mark.parametrize(("occurrences", "words", "labels"), [([3, 0], [900, 1000], 3), ([3, 1], [3000, 3000], 2)])
def test_no_rounding_asks_for_one_label_more(occurrences, words, labels):
    # All three are lost; of three against one, two. Rounded, 3 / 900 is a little more than three times 1 / 900.
    assert ts.count_tipping(count(occurrences, words), ["a"])["label_tipping"] == labels


def test_the_higher_side_may_be_elsewhere():
    found = ts.count_tipping(count([1, 3, 3], [2000, 500, 500]), ["a"])
    assert found == {"higher": "elsewhere", "tipping": 11, "tipping_words": 11_000, "label_tipping": 6}


def test_equal_rates_are_tipped_by_nothing():
    # 1 in 3,000 and 3 in 9,000: no rounding makes one the higher.
    found = ts.count_tipping(count([1, 3], [3000, 9000]), ["a"])
    assert found == {"higher": "neither", "tipping": 0, "tipping_words": 0, "label_tipping": 0}


def test_an_order_is_undone_by_the_numbers_and_not_by_one_less():
    for occurrences, words in [
        ([7, 2, 1], [900, 1300, 777]),
        ([40, 3, 0], [12_345, 999, 2]),
        ([5, 5, 9], [31, 77, 999]),
    ]:
        counts = count(occurrences, words)
        found = ts.count_tipping(counts, ["a"])
        c, w, d, v = occurrences[0], words[0], sum(occurrences[1:]), sum(words[1:])
        k, u = found["tipping"], found["tipping_words"]
        assert (d + k) * w >= c * v > (d + k - 1) * w
        assert c * v <= d * (w + u) and c * v > d * (w + u - 1)
        undone = [a + b for a in range(c + 1) for b in range(200) if (c - a) * v <= (d + b) * w]
        assert found["label_tipping"] == min(undone)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"missing_words": -1}, "missing_words is -1; give a whole number"),
        ({"missing_words": 1.5}, r"missing_words is 1\.5"),
        ({"candidates": 3}, "candidates is int; give Counts of one term"),
        ({"candidates": count([5, 2], [1000, 500])}, "'a' has fewer candidates than occurrences"),
        ({"members": ["a", "b"]}, "2 documents are members and 0 are not"),
    ],
)
def test_what_cannot_be_tipped_is_refused(arguments, message):
    with pytest.raises(InputError, match=message):
        ts.count_tipping(count([6, 1], [1000, 500]), **{"members": ["a"]} | arguments)


def test_one_term_at_a_time():
    counts = ts.Counts(pd.DataFrame({"peace": [1, 2], "war": [1, 1]}, ["a", "b"]), pd.Series({"a": 9, "b": 9}))
    with pytest.raises(InputError, match="one term can be tipped at a time, not 2"):
        ts.count_tipping(counts, ["a"])
