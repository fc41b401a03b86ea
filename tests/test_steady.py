"""Words that must not shift: the table as it is read, and both tests of each, beside the tests themselves."""

import numpy as np
import pandas as pd
import pytest

from themeshift import paths
from themeshift.checks import InputError
from themeshift.comparisons import adjust_holm, compare_rates
from themeshift.counts import Counts
from themeshift.incidence import compare_incidence
from themeshift.shifts import load_shifts
from themeshift.steady import compare_steady_words, count_steady_by_chance, load_steady_words

HEAD = "word,terms,kind,declared,reason\n"
DAYS = pd.date_range("1918-01-01", periods=12, freq="30D")
DOCUMENTS = pd.DataFrame({"date": DAYS, "date_end": DAYS}, index=[f"d{n:02}" for n in range(12)])
WORDS = pd.Series(1000, DOCUMENTS.index)
COUNTS = Counts(
    pd.DataFrame({"but": [5, 4, 6, 5, 4, 6, 5, 4, 6, 5, 4, 6], "war": [9] * 6 + [0] * 6}, DOCUMENTS.index), WORDS
)
SHIFTS = pd.DataFrame(
    {"first": [DAYS[6], DAYS[9]], "last": [DAYS[11], DAYS[11]], "direction": "higher", "sides": "two"}, ["late", "last"]
)


def test_the_words_of_the_corpus_were_declared_with_a_reason_and_a_day():
    words = load_steady_words()
    assert len(words) == 12 and (words["reason"].str.len() > 10).all()
    assert words.loc["every", "terms"] == ["every", "each"]
    assert (words["declared"] >= load_shifts()["declared"].max()).all()


def test_every_word_is_put_to_both_tests_in_every_window():
    table = compare_steady_words(COUNTS, DOCUMENTS, SHIFTS, 400, 3).set_index(["word", "shift", "test"])
    assert len(table) == 2 * 2 * 2
    late = pd.Series(np.arange(12) >= 6, DOCUMENTS.index)
    rate = compare_rates(COUNTS[["war"]], late, 400, 3, statistic="studentized").loc["war", "p"]
    assert table.loc[("war", "late", "rate"), "p"] == rate
    assert table.loc[("war", "late", "incidence"), "p"] == compare_incidence(COUNTS, late).loc["war", "p"]
    assert table.loc[("but", "late", "rate"), ["rate", "rate_elsewhere"]].tolist() == [5, 5]
    assert table.loc[("war", "last", "rate"), ["rate", "rate_elsewhere"]].tolist() == [0, 6]
    assert table.loc[("war", "last", "incidence"), ["having", "having_elsewhere"]].tolist() == [0, 6]


def test_the_correction_is_over_all_words_and_windows():
    table = compare_steady_words(COUNTS, DOCUMENTS, SHIFTS, 400, 3)
    assert table["p_holm"].tolist() == adjust_holm(table["p"]).tolist()
    war = table[(table["word"] == "war") & (table["shift"] == "late") & (table["test"] == "incidence")].iloc[0]
    assert war["p"] == pytest.approx(2 / 924)  # all six on one side, of 12 over 6
    assert war["p_holm"] >= war["p"] * 7


def test_what_is_not_tested_has_no_p_and_counts_as_one_in_the_correction():
    shifts = SHIFTS.assign(first=[DAYS[6], DAYS[11]])  # one text on the last day: no rate test
    table = compare_steady_words(COUNTS, DOCUMENTS, shifts, 400, 3)
    untested = (table["shift"] == "last") & (table["test"] == "rate")
    assert table[["p", "p_holm"]].isna().all(axis=1).tolist() == untested.tolist()
    expected = adjust_holm(table["p"].fillna(1))
    assert table.loc[~untested, "p_holm"].tolist() == expected[~untested].tolist()
    assert table["p_holm"].min() == 8 * table["p"].min()  # of all eight, not of the six that were tested


@pytest.mark.parametrize(
    ("direction", "sides", "tested"),
    [("higher", "two", "either"), ("higher", "one", "higher"), ("lower", "one", "lower")],
)
def test_seed_and_direction_are_those_that_are_given(direction, sides, tested):
    late = pd.Series(np.arange(12) >= 6, DOCUMENTS.index)
    uneven = Counts(pd.DataFrame({"but": [5, 1, 7, 0, 4, 9, 3, 8, 2, 9, 7, 6]}, DOCUMENTS.index), WORDS)
    shifts = SHIFTS[:1].assign(direction=direction, sides=sides)
    for seed in (3, 4):
        found = compare_steady_words(uneven, DOCUMENTS, shifts, 400, seed).set_index("test")["p"]
        assert found["rate"] == compare_rates(uneven, late, 400, seed, None, "studentized", tested).loc["but", "p"]
        assert found["incidence"] == compare_incidence(uneven, late, tested).loc["but", "p"]


def test_two_words_of_the_same_texts_fall_below_together_as_often_as_chance_has_it():
    documents = pd.DataFrame({"date": DAYS[:8], "date_end": DAYS[:8]}, list("abcdefgh"))
    table = pd.DataFrame({"war": [1, 1, 0, 0, 0, 0, 0, 0]}, list("abcdefgh"))
    counts = Counts(table.assign(peace=table["war"]), pd.Series(100, list("abcdefgh")))
    shifts = SHIFTS.iloc[:1].assign(first=DAYS[6], last=DAYS[7])
    found = count_steady_by_chance(counts, documents, shifts, 4000, 2)["incidence"]
    # The two texts that have them are the two within in 1 of 28 orders, and then p = 1/28; one of them within: p > .05.
    assert set(found) == {0, 2}
    assert (found == 2).mean() == pytest.approx(1 / 28, abs=0.009)  # 3 standard errors


@pytest.mark.parametrize(("days", "texts"), [((11, 11), 1), ((1, 11), 11), ((0, 1), 2), ((2, 11), 10)])
def test_rates_are_counted_where_both_sides_have_two_texts(days, texts):
    words = pd.Series(np.random.default_rng(3).integers(300, 2000, 12), DOCUMENTS.index)
    counts = Counts(pd.DataFrame({"but": [5, 1, 7, 2, 4, 9, 3, 8, 2, 9, 7, 6]}, DOCUMENTS.index), words)
    shifts = SHIFTS[:1].assign(first=DAYS[days[0]], last=DAYS[days[1]])
    found = count_steady_by_chance(counts, DOCUMENTS, shifts, 300)
    if min(texts, 12 - texts) < 2:
        assert found["rate"].sum() == 0
    else:
        assert 0 < found["rate"].sum() < 15  # ranked among themselves: the fifteenth of 300 has p = .05
    assert found.equals(count_steady_by_chance(counts, DOCUMENTS, shifts, 300, seed=0))


@pytest.mark.parametrize("sides", ["two", "one"])
def test_the_numbers_by_chance_are_those_of_the_tests_on_shuffled_dates(sides):
    """A second way: the dates are dealt out anew, the exact test made, and the difference studentized by hand."""
    words = pd.Series(np.random.default_rng(1).integers(300, 2000, 12), DOCUMENTS.index)
    counts = Counts(COUNTS.table.assign(lone=[0, 3, 1] + [0] * 9), words)
    shifts = SHIFTS.assign(direction=["higher", "lower"], sides=sides)
    found = count_steady_by_chance(counts, DOCUMENTS, shifts, 60, 5)
    generator = np.random.default_rng(5)
    orders, exact, differences = [generator.permutation(12) for _ in range(60)], [], []
    for order in orders:
        dates = DAYS[order]
        exact.append(0)
        for shift in shifts.itertuples():
            inside = pd.Series((dates >= shift.first) & (dates <= shift.last), DOCUMENTS.index)
            direction = shift.direction if sides == "one" else "either"
            exact[-1] += (compare_incidence(counts, inside, direction)["p"] < 0.05).sum()
            for word in counts.terms:
                rates = []
                for side in (inside, ~inside):
                    c, w = counts.table.loc[side, word], words[side]
                    rate = c.sum() / w.sum()
                    n = len(c)
                    rates.append((rate, n / (n - 1) * ((c - rate * w) ** 2).sum() / w.sum() ** 2))
                (one, vary), (other, varies) = rates
                change = {"higher": one - other, "lower": other - one, "either": abs(one - other)}[direction]
                differences.append(change / np.sqrt(vary + varies))
    assert found["incidence"].tolist() == exact
    differences = np.array(differences).reshape(60, 6)
    p = np.array([[(differences[:, t] >= row[t] - 1e-9).mean() for t in range(6)] for row in differences])
    assert found["rate"].tolist() == (p < 0.05).sum(axis=1).tolist()
    assert found["rate"].max() > 1


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("but,,function,2026-11-28,r\n", r"steady_words\.csv: the word 'but' has the terms \[\]"),
        (",but,function,2026-11-28,r\n", "the word '' has the terms"),
        ("but,but,function,2026-11-28,r\n" * 2, "'but' has two rows"),
    ],
)
def test_a_word_that_cannot_be_counted_is_named(tmp_path, rows, message):
    (tmp_path / "steady_words.csv").write_text(HEAD + rows)
    with pytest.raises(InputError, match=message):
        load_steady_words(tmp_path)


def test_a_window_with_all_texts_is_refused():
    with pytest.raises(InputError, match="'late' has 12 of 12 texts"):
        compare_steady_words(COUNTS, DOCUMENTS, SHIFTS.assign(first=DAYS[0]), 99)


@pytest.mark.check
def test_no_steady_word_of_the_corpus_shifts():
    """What came out when they were first counted: none after Holm."""
    import themeshift as ts

    story = ts.load_story()
    documents = pd.concat([story.documents, story.apart])
    paragraphs = story.corpus.paragraphs
    counts = ts.count_terms(
        paragraphs[paragraphs["document"].isin(documents.index)], dict(load_steady_words()["terms"])
    )
    table = compare_steady_words(counts, documents, load_shifts(paths.CORPUS), 5000, 1917)
    assert len(table) == 144 and table["p_holm"].min() > 0.05
