"""Known groups: each expectation on a few texts worked by hand, and what shuffled dates do to it."""

import shutil

import numpy as np
import pandas as pd
import pytest

from themeshift import paths
from themeshift.checks import InputError
from themeshift.counts import Counts
from themeshift.known import check_known_groups, count_known_groups, load_known_groups

DAYS = pd.to_datetime(["1918-01-10", "1918-02-10", "1918-03-10", "1919-01-10", "1919-02-10", "1920-01-10", "1920-02-10",
                       "1920-03-10"])  # fmt: skip
NAMES = list("abcdefgh")
DOCUMENTS = pd.DataFrame({"date": DAYS, "date_end": DAYS}, index=NAMES)


def expect(expectation, first="1918-01-01", last="1918-12-31", comparator="", **more):
    row = {"terms": ["x"], "theme": "", "senses": [], "first": [first], "last": [last], "expectation": expectation,
           "comparator": comparator, "kind": "H", "seen": "", "explained": ""} | more  # fmt: skip
    return pd.DataFrame([row], index=pd.Index(["G1"], name="id"))


def check(counts, groups, n_shuffles=20):
    table = pd.DataFrame({"G1": counts}, NAMES)
    return check_known_groups(Counts(table, pd.Series(1000, NAMES)), DOCUMENTS, groups, "year", n_shuffles)


def passes(counts, groups):
    return check(counts, groups).groups.loc["G1", "passes"]


def test_highest_is_above_every_other_period():
    assert passes([4, 4, 4, 2, 2, 3, 3, 3], expect("highest"))
    assert not passes([4, 4, 4, 5, 5, 0, 0, 0], expect("highest"))  # the mean of all others is lower, that of 1919 not


def test_what_hangs_on_one_text_does_not_pass():
    assert not passes([12, 1, 1, 2, 2, 3, 3, 3], expect("highest"))  # mean above 4; without the first 1
    assert not passes([4, 4, 4, 2, 9, 3, 3, 3], expect("highest"))
    assert not passes([4, 4, 4, 0, 7, 3, 3, 3], expect("highest"))  # mean 3.5 below 4, but 7 without the fourth


def test_a_window_of_two_texts_must_have_one_among_the_first_three():
    groups = expect("highest", "1918-01-01", "1918-02-28")
    assert passes([4, 0, 5, 6, 0, 0, 0, 0], groups)
    assert not passes([4, 0, 5, 6, 5, 0, 0, 0], groups)


def test_higher_and_lower_are_compared_with_their_comparator_only():
    assert passes([4, 4, 4, 9, 9, 1, 1, 1], expect("higher", comparator="1920-01-01/1920-12-31"))
    assert not passes([4, 4, 4, 9, 9, 1, 1, 1], expect("higher", comparator="1919-01-01/1920-12-31"))
    assert passes([1, 1, 1, 0, 0, 4, 4, 4], expect("lower", comparator="1920-01-01/1920-12-31"))
    assert not passes([1, 1, 9, 0, 0, 4, 4, 4], expect("lower", comparator="1920-01-01/1920-12-31"))


@pytest.mark.parametrize(
    ("expectation", "counts", "right"),
    [
        ("top 1", [5, 0, 0, 5, 0, 0, 0, 0], True),  # a tie is first
        ("top 1", [5, 0, 0, 6, 0, 0, 0, 0], False),
        ("top 3", [5, 0, 0, 6, 6, 0, 0, 0], True),
        ("top 3", [5, 0, 0, 6, 6, 6, 0, 0], False),
        ("top 3", [0] * 8, False),  # nobody has it
        ("none", [0, 0, 0, 6, 0, 0, 0, 0], True),
        ("none", [0, 1, 0, 6, 0, 0, 0, 0], False),
        ("some", [0, 1, 0, 6, 0, 0, 0, 0], True),
        ("some", [0, 0, 0, 6, 0, 0, 0, 0], False),
        ("confined", [9, 0, 0, 1, 0, 0, 0, 0], True),  # nine tenths
        ("confined", [8, 0, 0, 1, 0, 0, 0, 0], False),
        ("confined", [0] * 8, False),
    ],
)
def test_the_other_expectations(expectation, counts, right):
    assert passes(counts, expect(expectation)) == right


def test_above_compares_two_senses_in_the_same_texts():
    groups = expect("above", terms=[], theme="t", senses=["s"], comparator="o")
    table = pd.DataFrame({"G1": [5, 5, 5] + [0] * 5, ("G1", "comparator"): [2, 2, 2] + [9] * 5}, NAMES)
    for given, right in ((table, True), (table.assign(G1=[7, 1, 2] + [0] * 5), False)):
        given.columns = pd.Index(["G1", ("G1", "comparator")], tupleize_cols=False)
        counts = Counts(given, pd.Series(1000, NAMES))
        assert check_known_groups(counts, DOCUMENTS, groups, "year", 9).groups.loc["G1", "passes"] == right


def test_rates_and_not_counts_are_compared():
    counts = Counts(pd.DataFrame({"G1": [4, 4, 4, 6, 6, 6, 6, 6]}, NAMES), pd.Series([500] * 3 + [1000] * 5, NAMES))
    found = check_known_groups(counts, DOCUMENTS, expect("highest"), "year", 9).groups.loc["G1"]
    assert found["passes"] and found["rate"] == 8


def test_several_windows_are_one():
    groups = expect("highest", first=["1918-01-01", "1920-03-01"], last=["1918-03-31", "1920-03-31"])
    groups[["first", "last"]] = groups[["first", "last"]].map(lambda days: days[0])
    assert check([5, 5, 5, 1, 1, 2, 2, 5], groups).groups.loc["G1", "texts"] == 4


def test_a_window_without_texts_is_blank_and_passes_nothing():
    found = check([1] * 8, expect("top 3", "1925-01-01", "1925-12-31"))
    assert pd.isna(found.groups.loc["G1", "passes"]) and (found.passes_by_chance == 0).all()


@pytest.mark.parametrize("expectation", ["higher", "lower"])
def test_a_comparator_without_texts_is_blank(expectation):
    found = check([1] * 8, expect(expectation, comparator="1925-01-01/1925-12-31"))
    assert pd.isna(found.groups.loc["G1", "passes"])


def test_shuffled_dates_pass_as_often_as_chance_would():
    # One text has it, and the window has 3 of 8: by chance it is confined there in 3 of 8 orders.
    found = check([1, 0, 0, 0, 0, 0, 0, 0], expect("confined"), 4000)
    assert found.groups.loc["G1", "by_chance"] == pytest.approx(3 / 8, abs=0.025)
    assert found.p == pytest.approx(3 / 8, abs=0.025)
    assert found.passes_by_chance.isin([0, 1]).all() and len(found.passes_by_chance) == 4000
    found = check([1, 0, 0, 0, 0, 0, 0, 0], expect("confined"), 20)
    assert found.groups.loc["G1", "by_chance"] == found.passes_by_chance.mean() < 1


def test_terms_and_senses_are_counted_by_their_ids():
    paragraphs = pd.DataFrame({"document": ["a"], "text": ["Genoa and the concessions of Genoa"]})
    occurrences = pd.DataFrame({"document": ["a"], "theme": ["concessions"], "sense": ["lease"], "alternative": [""]})
    by_label = expect("some", terms=[], theme="concessions", senses=["lease"])
    groups = pd.concat([expect("some", terms=["genoa"]), by_label])
    groups.index = ["G1", "G2"]
    counts = count_known_groups(groups, paragraphs, occurrences)
    assert counts.table.loc["a"].to_dict() == {"G1": 2, "G2": 1}
    with pytest.raises(InputError, match="'G2' counts senses"):
        count_known_groups(groups, paragraphs)


def test_the_project_s_groups_are_those_of_the_record():
    groups = load_known_groups()
    assert len(groups) == 33 and set(groups["kind"]) == {"H", "S"}
    assert groups.loc["G17b", "senses"] == ["foreign_capital", "mixed"]
    assert groups.index[groups["seen"] != ""].tolist() == ["G17a", "G17b", "G18a", "G18b", "G19"]
    assert groups.loc["G12a", "first"] == ["1919-11-22", "1920-06-01"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("G02,secret treat*; secret diplomacy,", "G02,,", "'G02' counts nothing"),
        ("G04,phrase*,,,1918-02-21,1918-05-31,highest", "G04,phrase*,,,1918-02-21,1918-05-31,best", "expects 'best'"),
        ("G04,phrase*,,,1918-02-21,1918-05-31", "G04,phrase*,,,1918-02-21,1918-05-32", "1918-05-32"),
        ("phrase*,,,1918-02-21,1918-05-31", "phrase*,,,1918-02-21; 1919-02-21,1918-05-31", "2 first and 1 last"),
        ("G11,", "G08,", "'G08' has two rows"),
        ("higher,1918-04-01/1923-12-31", "higher,", "'G01b' is to be higher than nothing"),
    ],
)
def test_a_wrong_row_is_named(tmp_path, old, new, message):
    for name in ("columns.csv", "known_groups.csv", "documents.csv", "themeshift.rng"):
        shutil.copy(paths.CORPUS / name, tmp_path)
    text = (paths.CORPUS / "known_groups.csv").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "known_groups.csv").write_text(text.replace(old, new, 1), encoding="utf-8")
    (tmp_path / "texts").mkdir()
    with pytest.raises(InputError, match=message):
        load_known_groups(tmp_path)


def test_a_text_without_words_is_refused():
    counts = Counts(pd.DataFrame({"G1": np.zeros(8)}, NAMES), pd.Series([0] + [9] * 7, NAMES))
    with pytest.raises(InputError, match="'a' has no words"):
        check_known_groups(counts, DOCUMENTS, expect("none"), "year")


# Tripwires


def test_a_tripwire_is_a_known_group_of_which_none_is_expected_before_its_day(tmp_path):
    from themeshift.known import load_tripwires

    (tmp_path / "tripwires.csv").write_text("word,terms,not_before,reason\nGenoa,genoa; genoese,1922-01-01,r\n")
    row = load_tripwires(tmp_path).loc["Genoa"]
    assert row["terms"] == ["genoa", "genoese"] and row["expectation"] == "none"
    assert row["last"] == ["1921-12-31"]
    days = pd.to_datetime(["1921-12-31", "1922-01-01"] * 2)
    documents = pd.DataFrame({"date": days, "date_end": days}, index=list("abcd"))
    for column, passes in ((["b"], True), (["a"], False)):
        table = pd.DataFrame({"Genoa": [int(name in column) for name in "abcd"]}, list("abcd"))
        counts = Counts(table, pd.Series(9, table.index))
        found = check_known_groups(counts, documents, load_tripwires(tmp_path), "year", 5)
        assert found.groups["passes"].tolist() == [passes]


def test_a_tripwire_without_terms_is_refused(tmp_path):
    from themeshift.known import load_tripwires

    (tmp_path / "tripwires.csv").write_text("word,terms,not_before,reason\nGenoa,,1922-01-01,r\n")
    with pytest.raises(InputError, match="a word has no terms, or two rows"):
        load_tripwires(tmp_path)
