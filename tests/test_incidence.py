"""Incidence against SciPy's hypergeometric law, Fisher's exact test, and doubtful labels listed by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from themeshift.counts import Counts
from themeshift.incidence import compare_incidence, find_incidence


def having(here, there, n=10, n_there=12):
    table = pd.DataFrame({"x": [2] * here + [0] * (n - here) + [1] * there + [0] * (n_there - there)})
    return Counts(table, pd.Series(700, table.index)), list(range(n))


@pytest.mark.parametrize(("here", "there"), [(6, 1), (1, 7), (0, 0), (10, 12), (5, 6), (3, 0)])
def test_incidence_is_scipy_s_hypergeometric_and_fisher_s_exact_test(here, there):
    counts, members = having(here, there)
    law = stats.hypergeom(22, here + there, 10)
    table = [[here, 10 - here], [there, 12 - there]]
    for direction, p in (
        ("higher", law.sf(here - 1)), ("lower", law.cdf(here)), ("either", stats.fisher_exact(table).pvalue),
    ):  # fmt: skip
        found = compare_incidence(counts, members, direction).loc["x"]
        assert found["p"] == pytest.approx(p)
        assert (found["having"], found["having_elsewhere"]) == (here, there)
        assert (found["share"], found["share_elsewhere"]) == (here / 10, there / 12)
        assert found["p_low"] == found["p_high"] == found["p"]


@pytest.mark.parametrize("direction", ["either", "higher", "lower"])
def test_many_numbers_at_once_have_the_p_of_each_alone(direction):
    # Of 22 documents 10 are inside; terms that none, one, some and all have, and every number inside that may be.
    pairs = [(here, all_) for all_ in (0, 1, 5, 15, 22) for here in range(max(0, all_ - 12), min(10, all_) + 1)]
    alone = [compare_incidence(*having(here, all_ - here), direction).loc["x", "p"] for here, all_ in pairs]
    assert find_incidence(*np.transpose(pairs), 22, 10, direction).tolist() == alone
    # Two terms in three groups: what all documents have is said once for each term.
    here, all_ = np.array([[1, 10], [5, 8], [0, 3]]), np.array([5, 15])
    expected = [find_incidence(here[:, term], all_[term], 22, 10, direction) for term in (0, 1)]
    assert find_incidence(here, all_, 22, 10, direction).tolist() == np.transpose(expected).tolist()


def test_incidence_takes_no_heed_of_how_often_a_text_has_the_word():
    counts, members = having(6, 1)
    more = Counts(counts.table * 9, counts.words)
    pd.testing.assert_frame_equal(compare_incidence(more, members), compare_incidence(counts, members))


def test_the_floor_of_incidence_is_p_of_the_greatest_change_of_its_direction():
    # All six of electrification's texts are in the window of 40 of 64: no rise of six texts can be rarer.
    table = pd.DataFrame({"x": [1] * 6 + [0] * 58})
    found = compare_incidence(Counts(table, pd.Series(900, table.index)), list(range(40)), "higher").loc["x"]
    assert found["p"] == found["floor"] == pytest.approx(stats.hypergeom.pmf(6, 64, 6, 40))
    assert found["p"] > 0.05
    counts, members = having(5, 1)
    assert compare_incidence(counts, members).loc["x", "floor"] == pytest.approx(
        stats.fisher_exact([[6, 4], [0, 12]]).pvalue
    )


@pytest.mark.parametrize(("here", "there"), [(5, 1), (1, 5), (3, 3), (0, 6)])
def test_the_floor_of_one_direction_does_not_depend_on_what_was_found(here, there):
    # Six of 20 texts have it, ten are inside: all six inside are the greatest rise, none of them the greatest fall.
    counts, members = having(here, there, 10, 10)
    for direction in ("higher", "lower"):
        found = compare_incidence(counts, members, direction).loc["x"]
        assert found["floor"] == pytest.approx(stats.hypergeom.pmf(6, 20, 6, 10))
    assert compare_incidence(counts, members).loc["x", "floor"] == pytest.approx(2 * stats.hypergeom.pmf(6, 20, 6, 10))


def test_where_both_sides_have_as_great_a_part_the_floor_is_that_of_a_rise():
    counts, members = having(2, 4, 5, 10)  # 2 of 5 and 4 of 10
    rise, fall = (stats.fisher_exact([[k, 5 - k], [6 - k, 4 + k]]).pvalue for k in (5, 0))
    assert compare_incidence(counts, members).loc["x", "floor"] == pytest.approx(rise)
    assert rise < fall


def test_tables_that_are_as_probable_count_though_rounding_makes_them_unlike():
    for n, n_there in ((7, 7), (9, 9), (6, 12)):
        for all_ in range(n + n_there + 1):
            numbers = range(max(0, all_ - n_there), min(n, all_) + 1)
            expected = [stats.fisher_exact([[k, n - k], [all_ - k, n_there - all_ + k]]).pvalue for k in numbers]
            assert find_incidence(list(numbers), all_, n + n_there, n) == pytest.approx(expected)


def test_a_doubtful_text_counts_by_the_chance_that_one_of_its_words_does():
    table = pd.DataFrame({"x": [1, 1, 1, 0, 0, 0, 1, 0, 0, 0]}, list("abcdefghij"))
    most = table.assign(x=[1, 1, 1, 1, 0, 0, 1, 2, 0, 0])  # d by one doubtful word, h by two; a has a sure one more
    most.loc["a", "x"] = 3
    counts = Counts(table, pd.Series(1000, table.index), table, most)
    each = {(d, h): stats.hypergeom.sf(3 + d - 1, 10, 4 + d + h, 4) for d in (0, 1) for h in (0, 1)}
    expected = sum(0.5 * (0.75 if h else 0.25) * p for (d, h), p in each.items())
    found = compare_incidence(counts, list("abcd"), "higher").loc["x"]
    assert found["p"] == pytest.approx(expected)
    floors = {(d, h): stats.hypergeom.sf(3, 10, 4 + d + h, 4) for d, h in each}  # all four inside have it
    assert found["floor"] == pytest.approx(sum(0.5 * (0.75 if h else 0.25) * p for (d, h), p in floors.items()))
    assert found["p_low"] == pytest.approx(min(each.values()))
    assert found["p_high"] == pytest.approx(max(each.values()))


def test_incidence_without_one_text_is_that_of_the_rest():
    counts, members = having(4, 1, 6, 7)
    found = compare_incidence(counts, members).loc["x"]
    rest = [compare_incidence(counts.select([i for i in range(13) if i != out]), [i for i in members if i != out])
            for out in range(13)]  # fmt: skip
    p = [table.loc["x", "p"] for table in rest]
    assert found["p_without"] == pytest.approx(max(p))
    assert pd.isna(found["decisive_text"])  # four texts are alike
    one, members = having(1, 0, 3, 40)
    assert compare_incidence(one, members, "higher").loc["x", "decisive_text"] == 0


def test_a_window_of_one_text_has_an_incidence_and_no_p_without_it():
    counts, _ = having(1, 3)
    found = compare_incidence(counts, [0], "higher").loc["x"]
    assert found["p"] == pytest.approx(4 / 22)
    assert pd.isna(found["p_without"])
    found = compare_incidence(counts, [0, 10], "higher").loc["x"]  # of two texts there is one left
    assert found["p_without"] == pytest.approx(3 / 21)
