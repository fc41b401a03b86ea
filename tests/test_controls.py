"""Random halves: what tests of words and tests of texts find where there is nothing, word by word and as a list."""

import inspect

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from themeshift import controls as c
from themeshift.checks import InputError
from themeshift.comparisons import adjust_holm, compare_periods, compare_ranks
from themeshift.counts import Counts
from themeshift.keyness import weigh_by_log_likelihood


@pytest.fixture(scope="module")
def clumped():
    """Texts as they are: words crowd in few of them."""
    rng = np.random.default_rng(6)
    names = [f"d{i}" for i in range(60)]
    words = pd.Series(rng.integers(300, 4000, 60), index=names)
    rates = 0.002 * rng.gamma(0.4, 2.5, (60, 80))
    return Counts(pd.DataFrame(rng.poisson(words.to_numpy()[:, None] * rates), names), words)


def test_random_halves_come_out_empty_by_ranks_and_not_by_words(clumped):
    halves = c.split_halves(clumped, n_splits=60).mean()
    assert 0.03 <= halves["ranks"] <= 0.06
    assert halves["ranks_holm"] < 0.1
    assert halves["log_likelihood"] > 0.10


@pytest.fixture(scope="module")
def real():
    from themeshift.corpus import load_corpus
    from themeshift.counting import count_vocabulary

    corpus = load_corpus()
    lenin = corpus.documents.index[corpus.documents["author"] == "V. I. Lenin"]
    return count_vocabulary(corpus.paragraphs[corpus.paragraphs["document"].isin(lenin)])


def test_random_halves_of_the_corpus_come_out_empty_by_ranks_and_not_by_words(real):
    halves = c.split_halves(real, n_splits=60).mean()
    assert halves["ranks"] <= 0.06
    assert halves["ranks_holm"] < 0.1
    assert halves["log_likelihood"] > 0.10


def test_a_split_is_what_its_tests_say_of_two_halves(clumped):
    counts = clumped.select(clumped.index[:7])
    frequent = counts[counts.terms[counts.sums >= 12]]
    inside = np.isin(np.arange(7), np.random.default_rng(3).permutation(7)[:3])
    here, there = (frequent.select(frequent.index[side]) for side in (inside, ~inside))
    g2 = weigh_by_log_likelihood(here.sums, there.sums, here.words.sum(), there.words.sum()).abs()
    p = compare_ranks(frequent, pd.Series(inside, counts.index))
    row = c.split_halves(counts, n_splits=1, min_count=12, seed=3).iloc[0]
    assert row["log_likelihood"] == pytest.approx((g2 > stats.chi2.isf(0.05, 1)).mean())
    assert 0 < row["log_likelihood"] < 1
    assert row["ranks"] == pytest.approx((p < 0.05).mean())
    assert row["ranks_holm"] == (adjust_holm(p) < 0.05).sum()


def test_holm_is_over_the_terms_that_are_compared():
    # Two of the 70 splits set the four low texts against the four high ones; nothing else comes below .05.
    low_and_high = pd.DataFrame({"x": [20] * 4 + [60] * 4}, range(8))
    words = pd.Series(1000, range(8))
    alone = c.split_halves(Counts(low_and_high, words), n_splits=120)
    p = compare_ranks(Counts(low_and_high, words), [0, 1, 2, 3])["x"]
    assert 0 < alone["ranks"].sum() == alone["ranks_holm"].sum() < 15
    even = pd.DataFrame({f"even{i}": [30] * 8 for i in range(int(0.05 / p))})
    together = c.split_halves(Counts(low_and_high.join(even), words), n_splits=120)
    assert together["ranks"].sum() == pytest.approx(alone["ranks"].sum() / (1 + even.shape[1]))
    assert together["ranks_holm"].sum() == 0


@pytest.mark.parametrize("n", [0, 1, 3])
def test_too_few_documents_to_halve_are_refused(clumped, n):
    with pytest.raises(InputError, match=f"{n} documents.*choose at least 4"):
        c.split_halves(clumped.select(clumped.index[:n]))
    assert len(c.split_halves(clumped.select(clumped.index[:4]), 3, min_count=1)) == 3


@pytest.mark.parametrize(
    ("change", "message"),
    [({"n_splits": 0}, "n_splits is 0"), ({"min_count": 99999}, "lower min_count"), ({"seed": None}, "seed is None")],
)
def test_halves_that_cannot_be_compared_are_refused(clumped, change, message):
    with pytest.raises(InputError, match=message):
        c.split_halves(clumped, **change)


def test_the_defaults_are_200_splits_of_terms_with_ten_occurrences():
    defaults = {
        f: [v.default for v in inspect.signature(f).parameters.values()][1:] for f in (c.split_halves, c.split_lists)
    }
    assert defaults == {c.split_halves: [200, 10, 0], c.split_lists: [200, 10, 199, 0]}


# Lists


def test_a_list_is_judged_by_its_clearest_word(clumped):
    counts = clumped.select(clumped.index[:9])
    row = c.split_lists(counts, 1, min_count=12, n_shuffles=99, seed=4).iloc[0]
    frequent = counts[counts.terms[counts.sums >= 12]]
    inside = pd.Series(np.isin(np.arange(9), np.random.default_rng(4).permutation(9)[:4]), counts.index)
    assert row["max_t"] == compare_periods(frequent, inside, 99, seed=4)["p_family"].min()
    p = compare_ranks(frequent, inside)
    assert (row["ranks"], row["ranks_holm"]) == (p.min(), adjust_holm(p).min())
    here, there = frequent.select(inside), frequent.select(~inside)
    g2 = weigh_by_log_likelihood(here.sums, there.sums, here.words.sum(), there.words.sum()).abs()
    assert row["log_likelihood"] == pytest.approx(min(1, len(p) * stats.chi2.sf(g2.max(), 1)))


def test_splits_of_lists_are_those_of_halves_and_each_has_its_shuffles(clumped):
    lists = c.split_lists(clumped, 12, n_shuffles=39, seed=2)
    halves = c.split_halves(clumped, 12, seed=2)
    assert ((lists["ranks_holm"] < 0.05) == (halves["ranks_holm"] > 0)).all()
    assert lists["max_t"].nunique() > 3


@pytest.mark.parametrize(
    ("change", "message"),
    [({"n_splits": 0}, "n_splits is 0"), ({"min_count": 99999}, "lower min_count"), ({"n_shuffles": 0}, "n_shuffles")],
)
def test_lists_that_cannot_be_split_are_refused(clumped, change, message):
    with pytest.raises(InputError, match=message):
        c.split_lists(clumped, **change)


def test_a_twentieth_of_lists_of_clumped_words_shows_a_change(clumped):
    lists = c.split_lists(clumped, 120, n_shuffles=59, seed=1)
    assert (lists["max_t"] <= 0.05).mean() <= 0.11  # 11 or fewer of 120 in 98 % of runs
    assert (lists["log_likelihood"] <= 0.05).mean() > 0.9  # corrected for the list, but with words as the unit
    assert (lists["ranks"] <= 0.05).mean() > 0.9  # texts as the unit, but not corrected


@pytest.mark.check
def test_at_most_a_twentieth_of_lists_of_random_halves_of_the_corpus_shows_a_change(real):
    """These 400 give .060, within the error of 400: 10,000 others (seed 100,000) gave .045, give or take .002."""
    lists = c.split_lists(real, 400, n_shuffles=199, seed=1)
    called = (lists["max_t"] <= 0.05).mean()
    print(f"max-T {called:.3f}, words {(lists['log_likelihood'] <= 0.05).mean():.3f}")
    assert called <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 400)
