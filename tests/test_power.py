"""What tests find of what was planted: against the tests themselves, and in the corpus."""

import inspect

import numpy as np
import pandas as pd
import pytest

from themeshift import comparisons as x
from themeshift.checks import InputError
from themeshift.counting import count_vocabulary
from themeshift.counts import Counts
from themeshift.incidence import compare_incidence
from themeshift.power import find_detectable, find_p, measure_power
from themeshift.shuffles import shuffle_sides

TABLE = pd.DataFrame({"peace": [4, 2, 1, 0], "war": [2, 4, 2, 1]}, index=list("abcd"))
COUNTS = Counts(TABLE, pd.Series([1000, 2000, 1000, 500], index=list("abcd")))
EARLY = pd.Series([True, True, False, False], index=list("abcd"))


def make_counts(n, seed=3):
    rng = np.random.default_rng(seed)
    names = [f"d{i}" for i in range(n)]
    words = pd.Series(rng.integers(300, 4000, n), index=names)
    return Counts(pd.DataFrame({"x": rng.poisson(words * 0.003 * rng.gamma(1, 1, n))}, names), words)


@pytest.fixture(scope="module")
def peace():
    from themeshift.corpus import load_corpus

    documents, paragraphs = load_corpus()[:2]
    lenin = documents.index[documents["author"] == "V. I. Lenin"]
    counts = count_vocabulary(paragraphs[paragraphs["document"].isin(lenin)])
    return counts["peace"], documents["date"] < "1920-01-01"


@pytest.mark.parametrize("test", ["ranks", "rates", "studentized", "incidence"])
@pytest.mark.parametrize("plant", ["rate", "incidence"])
def test_nothing_planted_is_nothing_found_and_power_grows(peace, plant, test):
    power = measure_power(*peace, factors=(1, 2, 8), plant=plant, test=test, n_trials=400)
    assert (0.0 if test == "incidence" else 0.02) <= power[1] <= 0.08  # the exact test is discrete
    if (test, plant) == ("incidence", "rate"):
        assert power.nunique() == 1 or power[8] <= 0.08  # who has the word is as before
    else:
        assert power[1] < power[2] < power[8]


def test_a_change_the_other_way_is_not_found_by_a_test_of_one_direction(peace):
    for test, plant in (("rates", "rate"), ("studentized", "rate"), ("incidence", "incidence")):
        found = {way: measure_power(*peace, (6,), plant, test, 200, direction=way)[6] for way in ("higher", "lower")}
        assert found["higher"] > 0.8
        assert found["lower"] < 0.02


def test_the_defaults_are_factors_to_8_and_500_trials():
    defaults = [value.default for value in inspect.signature(measure_power).parameters.values()][2:]
    assert defaults == [(1, 2, 3, 4, 6, 8), "rate", "ranks", 500, 0, "either"]


def test_what_is_detectable_is_the_least_factor_found_in_four_of_five():
    power = pd.Series({1: 0.05, 2: 0.4, 4: 0.8, 8: 0.79, 16: 0.99})
    assert find_detectable(power) == 4
    assert find_detectable(power, 0.3) == 2
    assert np.isnan(find_detectable(power, 0.999))


def test_a_p_of_one_in_twenty_is_not_below_it():
    # One of 80 texts has the word and four are inside: with the one among them p = 4/80, no less.
    counts = Counts(pd.DataFrame({"x": [1] + [0] * 79}), pd.Series(100, range(80)))
    plan = {"factors": (1, 99), "plant": "incidence", "test": "incidence", "n_trials": 200, "direction": "higher"}
    assert measure_power(counts, range(4), **plan).tolist() == [0, 0]


def test_a_word_that_every_text_has_can_only_be_planted_by_rate():
    names = [f"d{i}" for i in range(40)]
    counts = Counts(pd.DataFrame({"x": 500 + np.arange(40)}, names), pd.Series(100_000, names))
    late = names[20:]
    assert measure_power(counts, late, factors=(4,), n_trials=50)[4] == 1
    assert measure_power(counts, late, factors=(4,), plant="incidence", n_trials=400)[4] < 0.09


@pytest.mark.parametrize("test", ["ranks", "rates", "studentized", "incidence"])
def test_power_is_how_often_the_test_itself_finds_what_was_planted(test):
    counts = make_counts(16)
    inside = np.arange(16) < 6
    generator, found = np.random.default_rng(0), []
    if test == "incidence":
        counts = Counts(counts.table.where(np.arange(16)[:, None] % 2 == 0, 0), counts.words)
    values, words = counts.rates["x"].to_numpy(), counts.words.to_numpy()
    drawn = generator.exponential(size=(30, 16))
    for row in drawn:
        rates = np.empty(16)
        rates[np.argsort(~inside, kind="stable")] = values[row.argsort()]
        found.append(rates)
    found = np.array(found)
    found = found + 1000 * generator.poisson(found * words / 1000 * np.where(inside, 4, 0)) / words
    planted = Counts(pd.DataFrame(found.T * words[:, None] / 1000, counts.index), counts.words)
    members = list(counts.index[:6])
    p = {
        "ranks": lambda: x.compare_ranks(planted, members),
        "rates": lambda: x.compare_rates(planted, members, 1000)["p"],
        "studentized": lambda: x.compare_rates(planted, members, 1000, statistic="studentized")["p"],
        "incidence": lambda: compare_incidence(planted, members)["p"],
    }[test]()
    groups, _ = next(shuffle_sides(inside, 1000, 0))
    assert find_p(planted.table.to_numpy().T, words, inside, groups, test) == pytest.approx(p.to_numpy(), rel=1e-12)
    power = measure_power(counts, members, factors=(5,), test=test, n_trials=30)
    assert power[5] == pytest.approx((p < 0.05).mean())
    assert test == "incidence" or 0 < power[5] < 1


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"plant": "rates"}, "plant is 'rates'.*choose one of: rate, incidence"),
        ({"test": "shift"}, "test is 'shift'.*choose one of: ranks, rates, studentized, incidence"),
        ({"test": "rates", "direction": "up"}, "direction is 'up'.*choose one of: either, higher, lower"),
        ({"test": "ranks", "direction": "higher"}, "direction is 'higher'.*choose one of: either"),
        ({"factors": (0.5,)}, "give numbers of at least 1: plant a rise"),
        ({"factors": ("2",)}, "the factors are"),
        ({"factors": 2}, "the factors are 2"),
        ({"factors": ()}, "the factors are"),
        ({"n_trials": 0}, "n_trials is 0"),
        ({"counts": COUNTS}, "power is measured for one term, not for 2"),
        ({"members": ["a"]}, "1 documents are members"),
    ],
)
def test_a_plan_that_cannot_be_is_named(bad, message):
    with pytest.raises(InputError, match=message):
        measure_power(**{"counts": COUNTS["peace"], "members": EARLY} | bad)
