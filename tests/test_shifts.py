"""Declared shifts: the table as it is read, and both tests of each, beside the tests themselves."""

import inspect

import numpy as np
import pandas as pd
import pytest

from themeshift import paths
from themeshift.checks import InputError
from themeshift.comparisons import adjust_holm, compare_rates
from themeshift.counts import Counts
from themeshift.incidence import compare_incidence
from themeshift.power import find_detectable, measure_power
from themeshift.shifts import FACTORS, compare_shifts, load_shifts
from themeshift.themes import load_themes

HEAD = "shift,theme,senses,first,last,direction,sides,declared,reason\n"
ROW = "leases,concessions,foreign_capital; mixed,1920-11-21,1923-12-31,higher,two,2026-11-23,the decree\n"


def make_corpus(n=24, seed=4):
    rng = np.random.default_rng(seed)
    names = [f"d{i:02}" for i in range(n)]
    days = pd.date_range("1918-01-01", periods=n, freq="40D")
    documents = pd.DataFrame({"date": days, "date_end": days + pd.Timedelta(days=5)}, index=names)
    words = pd.Series(rng.integers(400, 3000, n), names)
    late = np.arange(n) >= n // 2
    table = pd.DataFrame(
        {"rising": rng.poisson(words * np.where(late, 0.008, 0.001)), "even": rng.poisson(words * 0.001)}, names
    )
    return Counts(table, words), documents


def make_shifts(documents, **columns):
    middle = documents["date"].iloc[len(documents) // 2]
    rows = {"first": middle, "last": pd.Timestamp("1930-01-01"), "direction": "higher", "sides": "two"} | columns
    return pd.DataFrame(rows, index=pd.Index(["rising", "even"], name="shift"))


# The table


def test_the_shifts_of_the_corpus_are_declared_of_its_themes_with_a_reason_and_a_day():
    shifts, themes = load_shifts(), load_themes()
    assert {"peace as aim", "leases", "electrification", "awakening East", "war", "world revolution"} <= set(
        shifts.index
    )
    for name, shift in shifts.iterrows():
        assert set(shift["senses"]) <= set(themes[shift["theme"]].senses), name
        assert len(shift["reason"]) > 20, name
        assert shift["declared"] > pd.Timestamp("2026-01-01"), name


def test_the_four_windows_of_the_first_notebooks_have_not_moved():
    shifts = load_shifts()
    names = ["peace as aim", "leases", "electrification", "awakening East"]
    days = ["1917-11-07", "1920-11-21", "1920-02-01", "1919-11-22"]
    assert shifts.loc[names, "first"].dt.strftime("%Y-%m-%d").tolist() == days
    assert (shifts["sides"] == "two").all()


def write(folder, text):
    (folder / "shifts.csv").write_text(text, encoding="utf-8")
    (folder / "columns.csv").write_text((paths.CORPUS / "columns.csv").read_text(encoding="utf-8"), encoding="utf-8")
    return folder


def test_senses_are_a_tuple_and_days_are_dates(tmp_path):
    shift = load_shifts(write(tmp_path, HEAD + ROW)).loc["leases"]
    assert shift["senses"] == ("foreign_capital", "mixed")
    assert shift["first"] == pd.Timestamp("1920-11-21")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (HEAD, "shifts.csv has no rows"),
        (HEAD + ROW + ROW, "the shift 'leases' has two rows"),
        (HEAD + ROW.replace("foreign_capital; mixed", " ; "), r"the shift 'leases' has the senses \[\]"),
        (HEAD + ROW.replace("1923-12-31", "1919-12-31"), "the window of 'leases' ends before it begins"),
        (HEAD + ROW.replace("1923-12-31", "1923-02-31"), "line 2: last is '1923-02-31', not a valid date"),
        (HEAD + ROW.replace("higher", "up"), "line 2: direction is 'up'; write one of higher, lower"),
        (HEAD + ROW.replace(",two,", ",both,"), "line 2: sides is 'both'"),
        (HEAD.replace("sides", "side") + ROW, "the columns are"),
    ],
)
def test_a_row_that_cannot_be_is_named(tmp_path, text, message):
    with pytest.raises(InputError, match=message):
        load_shifts(write(tmp_path, text))


# Both tests


def test_each_shift_is_put_to_both_tests():
    counts, documents = make_corpus()
    found = compare_shifts(counts, documents, make_shifts(documents), n_shuffles=2000, n_trials=0, seed=3)
    assert found[["shift", "test"]].to_numpy().tolist() == [
        ["rising", "incidence"], ["rising", "rate"], ["even", "incidence"], ["even", "rate"],
    ]  # fmt: skip
    late = list(counts.index[12:])
    exact = compare_incidence(counts, late)
    rate = compare_rates(counts[["rising"]], late, 2000, 3, statistic="studentized")
    rows = found.set_index(["shift", "test"])
    for name in ("rising", "even"):
        assert rows.loc[(name, "incidence"), "p"] == exact.loc[name, "p"]
        assert rows.loc[(name, "incidence"), "floor"] == exact.loc[name, "floor"]
    for column in ("p", "p_error", "floor", "p_without"):
        assert rows.loc[("rising", "rate"), column] == rate.loc["rising", column]
    assert rows.loc[("rising", "rate"), "p"] < 0.01 < 0.05 < rows.loc[("even", "rate"), "p"]
    assert (found["inside"] == 12).all() and (found["outside"] == 12).all()
    assert (found["p_error"] == 0).tolist() == [True, False, True, False]


def test_a_row_says_how_many_units_have_it_and_at_which_rates():
    names = list("abcdef")
    days = pd.date_range("1920-01-01", periods=6, freq="D")
    documents = pd.DataFrame({"date": days, "date_end": days}, index=names)
    counts = Counts(
        pd.DataFrame({"x": [0, 3, 1, 0, 4, 6]}, names), pd.Series([500, 1500, 1000, 800, 1000, 1000], names)
    )
    shifts = pd.DataFrame({"first": days[4], "last": days[5], "direction": "higher", "sides": "one"}, ["x"])
    found = compare_shifts(counts, documents, shifts, n_shuffles=200, n_trials=0)
    columns = ["inside", "outside", "having", "having_elsewhere", "astride"]
    assert found[columns].to_numpy().tolist() == [[2, 4, 2, 2, 0]] * 2
    assert found["rate"].tolist() == pytest.approx([5, 5])
    assert found["rate_elsewhere"].tolist() == pytest.approx([1000 * 4 / 3800] * 2)
    assert found["p"].notna().all()  # two texts on a side are enough


def test_four_units_are_enough_and_three_are_not():
    counts, documents = make_corpus(4)
    shifts = make_shifts(documents)
    assert compare_shifts(counts, documents, shifts, n_shuffles=50, n_trials=0)["p"].notna().all()
    three = counts.select(counts.index[1:])
    rate = compare_shifts(three, documents, shifts, n_shuffles=50, n_trials=0).set_index("test").loc["rate"]
    assert rate["p"].isna().all()


def test_the_defaults_are_50_000_shuffles_200_trials_and_factors_to_16():
    defaults = {name: value.default for name, value in inspect.signature(compare_shifts).parameters.items()}
    assert (defaults["n_shuffles"], defaults["n_trials"], defaults["seed"]) == (50_000, 200, 0)
    assert FACTORS == (1.5, 2, 3, 4, 6, 8, 12, 16)


def test_holm_is_over_all_shifts_and_both_tests():
    counts, documents = make_corpus()
    found = compare_shifts(counts, documents, make_shifts(documents), n_shuffles=500, n_trials=0)
    assert found["p_holm"].tolist() == adjust_holm(found["p"]).tolist()
    assert found["p_holm"].min() == pytest.approx(4 * found["p"].min())


def test_a_declared_direction_makes_the_test_one_sided():
    counts, documents = make_corpus()
    rows = {}
    for direction in ("higher", "lower"):
        shifts = make_shifts(documents, direction=direction, sides="one")
        rows[direction] = compare_shifts(counts, documents, shifts, n_shuffles=500, n_trials=0).set_index(
            ["shift", "test"]
        )
    assert rows["higher"].loc[("rising", "rate"), "p"] < 0.01
    assert rows["lower"].loc[("rising", "rate"), "p"] > 0.99
    exact = compare_incidence(counts, list(counts.index[12:]), "lower")
    assert rows["lower"].loc[("rising", "incidence"), "p"] == exact.loc["rising", "p"]


def test_a_text_belongs_to_the_window_by_its_first_day_and_both_ends_count():
    counts, documents = make_corpus()
    shifts = make_shifts(documents, first=documents["date"].iloc[3], last=documents["date"].iloc[7])
    assert (compare_shifts(counts, documents, shifts, n_shuffles=50, n_trials=0)["inside"] == 5).all()


def test_occasions_are_the_unit_where_they_are_named():
    counts, documents = make_corpus()
    labels = pd.Series(np.repeat([f"o{i:02}" for i in range(12)], 2)[::-1], counts.index, name="occasion")
    found = compare_shifts(counts, documents, make_shifts(documents), labels, n_shuffles=500, n_trials=0, seed=1)
    grouped = counts.group(labels)
    alone = compare_incidence(grouped, [f"o{i:02}" for i in range(6)])
    rows = found.set_index(["shift", "test"])
    assert rows.loc[("rising", "incidence"), "p"] == alone.loc["rising", "p"]
    assert (found["inside"] == 6).all() and (found["astride"] == 0).all()
    named = compare_shifts(counts, documents.assign(occasion=labels), make_shifts(documents), "occasion", 500, 0, 1)
    pd.testing.assert_frame_equal(named, found)


def test_an_occasion_on_both_sides_is_counted_and_dated_by_its_first_text():
    counts, documents = make_corpus()
    labels = pd.Series([f"o{i}" for i in range(24)], counts.index)
    labels[["d11", "d12"]] = "both"
    found = compare_shifts(counts, documents, make_shifts(documents), labels, n_shuffles=50, n_trials=0)
    assert (found["astride"] == 1).all()
    assert (found["inside"] == 11).all() and (found["outside"] == 12).all()


def test_what_is_detectable_is_measured_by_the_test_itself():
    counts, documents = make_corpus(40)
    found = compare_shifts(counts, documents, make_shifts(documents), n_shuffles=50, n_trials=60, seed=2)
    late = list(counts.index[20:])
    expected = [find_detectable(measure_power(counts["even"], late, FACTORS, plant, test, 60, 2))
                for plant, test in (("incidence", "incidence"), ("rate", "studentized"))]  # fmt: skip
    assert found.loc[found["shift"] == "even", "detectable"].tolist() == pytest.approx(expected, nan_ok=True)
    assert 1 < found.loc[3, "detectable"] <= 16


# Holes


def test_a_window_of_one_text_has_no_rate_test():
    counts, documents = make_corpus()
    shifts = make_shifts(documents, first=documents["date"].iloc[5], last=documents["date"].iloc[5])
    found = compare_shifts(counts, documents, shifts, n_shuffles=50, n_trials=20)
    rate = found[found["test"] == "rate"]
    assert rate[["p", "p_error", "floor", "p_holm", "p_without", "detectable"]].isna().all(axis=None)
    assert found.loc[found["test"] == "incidence", ["p", "p_holm"]].notna().all(axis=None)


def test_a_shift_whose_labels_are_all_doubtful_is_blank_and_still_counts_in_the_family():
    counts, documents = make_corpus()
    table = counts.table
    doubted = Counts(table, counts.words, table.assign(even=0), table)
    found = compare_shifts(doubted, documents, make_shifts(documents), n_shuffles=500, n_trials=0)
    assert found.loc[found["shift"] == "even", ["p", "p_holm", "floor"]].isna().all(axis=None)
    rising = found[found["shift"] == "rising"]
    assert rising["p_holm"].min() == pytest.approx(4 * rising["p"].min())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"shifts": {"first": "1950-01-01", "last": "1960-01-01"}}, "the shift 'rising' has 0 of 24 texts between"),
        ({"shifts": {"first": "1900-01-01"}}, "the shift 'rising' has 24 of 24 texts between"),
        ({"shifts": {"first": "soon"}}, "the first day of 'rising' is 'soon', not a valid date"),
        ({"shifts": {"direction": "up"}}, "direction of 'rising' is 'up'; write higher or lower"),
        ({"shifts": {"sides": 2}}, "sides of 'rising' is 2; write one or two"),
        ({"by": "occasion"}, "documents has no column 'occasion'"),
        ({"by": pd.Series({"d00": "a"})}, "the labels lacks 'd01'"),
        ({"by": 5}, "the labels is int"),
        ({"n_shuffles": 0}, "n_shuffles is 0"),
    ],
)
def test_shifts_that_cannot_be_compared_are_named(change, message):
    counts, documents = make_corpus()
    given = {"n_shuffles": 50, "n_trials": 0} | change
    shifts = make_shifts(documents, **given.pop("shifts", {}))
    with pytest.raises(InputError, match=message):
        compare_shifts(counts, documents, shifts, **given)


def test_a_shift_that_is_not_counted_is_named():
    counts, documents = make_corpus()
    with pytest.raises(InputError, match="'even' is not counted"):
        compare_shifts(counts["rising"], documents, make_shifts(documents), n_shuffles=50, n_trials=0)
