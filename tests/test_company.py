"""A sentence about a term has its whole company, each number as the part of the library that computes it."""

import pandas as pd
import pytest

import themeshift as ts
from themeshift.checked_claim import write_p
from themeshift.checks import InputError

NAMES = list("abcdefgh")
FEW = {"n_shuffles": 200}


@pytest.fixture
def documents():
    days = pd.to_datetime(["1918-01-01", "1918-02-01", "1918-03-01", "1919-01-01", "1919-02-01", "1919-03-01",
                           "1919-04-01", "1919-05-01"])  # fmt: skip
    return pd.DataFrame({
        "date": days, "date_end": days, "genre": ["speech", "speech", "letter", "speech", "speech", "letter", "letter",
                                                  "note"],
        "occasion": ["a", "bc", "bc", "d", "e", "f", "gh", "gh"],
        "printed_share": [1.0, 0.5, None, 0.5, 0.5, 0.5, 0.5, 0.5], "cw_volume": [1, 1, 2, 3, 3, 3, 3, 3],
    }, index=NAMES)  # fmt: skip


@pytest.fixture
def counts():
    table = pd.DataFrame({"peace": [6, 3, 3, 1, 0, 1, 0, 0]}, NAMES)
    least, most = table.copy(), table.copy()
    least.loc["a"], most.loc["e"] = 4, 3
    return ts.Counts(table, pd.Series([1000, 500, 500, 1000, 1000, 1000, 500, 500], NAMES), least, most)


WINDOW = ("1918-01-01", "1918-12-31")


def test_both_sides_have_their_rate_and_what_it_rests_on(counts, documents):
    n = ts.check_claim(counts, documents, WINDOW, **FEW).numbers
    assert (n["texts"], n["words"], n["count"], n["rate"]) == (3, 2000, 12, 6.0)
    assert (n["texts_elsewhere"], n["words_elsewhere"], n["count_elsewhere"], n["rate_elsewhere"]) == (5, 4000, 2, 0.5)
    # Each of the three texts has 6 in 1,000, so no text moves the rate.
    assert (n["without_low"], n["without_high"], n["having"], n["having_elsewhere"]) == (6.0, 6.0, 3, 2)
    assert n["low"] < 6 < n["high"] and n["layer"] == "comparable texts"


def test_the_tests_are_those_of_the_declared_shifts(counts, documents):
    n = ts.check_claim(counts, documents, WINDOW, direction="higher", **FEW).numbers
    shift = pd.DataFrame({"first": [WINDOW[0]], "last": [WINDOW[1]], "direction": "higher", "sides": "one"}, ["peace"])
    for by, end in ((None, ""), ("occasion", "_occasions")):
        rows = ts.compare_shifts(counts, documents, shift, by, n_shuffles=200, n_trials=0).set_index("test")
        assert n["p_incidence" + end] == rows.loc["incidence", "p"]
        assert n["p_rate" + end] == rows.loc["rate", "p"]
    assert n["astride"] == 0


SHIFT = pd.DataFrame({"first": [WINDOW[0]], "last": [WINDOW[1]], "direction": "higher", "sides": "two"}, ["peace"])


def make_tests(counts, documents, shift=SHIFT):
    return tuple(ts.compare_shifts(counts, documents, shift, by, n_shuffles=200, n_trials=0)
                 for by in (None, "occasion"))  # fmt: skip


def test_tests_that_were_made_give_the_same_numbers_to_the_last_digit(counts, documents):
    documents.loc["d", "occasion"] = "bc"
    family = pd.Series([0.5, 0.9])
    anew = ts.check_claim(counts, documents, WINDOW, family=family, **FEW).numbers
    made = make_tests(counts, documents)
    taken = ts.check_claim(counts, documents, WINDOW, family=family, tests=made, n_shuffles=200, seed=9).numbers
    pd.testing.assert_series_equal(anew.drop("p_standardized"), taken.drop("p_standardized"), check_exact=True)
    made[0].loc[made[0]["test"] == "rate", "p"] = 0.123  # taken as it is, not made again
    assert ts.check_claim(counts, documents, WINDOW, tests=made, **FEW).numbers["p_rate"] == 0.123


def test_tests_of_other_days_or_texts_are_refused(counts, documents):
    made = make_tests(counts, documents)
    other = make_tests(counts, documents, SHIFT.assign(last="1918-02-15"))
    first = make_tests(counts, documents, SHIFT.assign(last="1918-01-15"))
    for tests, message in [
        (made[0], "tests is DataFrame; give two tables from compare_shifts"),
        (other, "tests have 2 for 'inside', the claim 3; take the tests of the same term"),
        ((made[0], first[1]), "tests have 1.6 for 'rate_elsewhere', the claim 0.5"),
        ((made[0].iloc[:1], made[1]), "tests have other rows than one of incidence and one of rate"),
        ((made[0].drop(columns="floor"), made[1]), "floor"),
    ]:
        with pytest.raises(InputError, match=message):
            ts.check_claim(counts, documents, WINDOW, tests=tests, **FEW)


def test_an_occasion_on_both_sides_is_said(counts, documents):
    documents.loc["d", "occasion"] = "bc"
    assert ts.check_claim(counts, documents, WINDOW, **FEW).numbers["astride"] == 1


def test_both_p_are_corrected_with_the_family(counts, documents):
    n = ts.check_claim(counts, documents, WINDOW, family=pd.Series([0.9, 0.9]), **FEW).numbers
    made = pd.Series([n["p_incidence"], n["p_rate"], 0.9, 0.9])
    assert n["p_incidence_holm"] == ts.adjust_holm(made)[0]
    assert n["p_rate_holm"] == ts.adjust_holm(made)[1]
    assert n["p_rate_holm"] > n["p_rate"]
    assert pd.isna(ts.check_claim(counts, documents, WINDOW, **FEW).numbers["p_rate_holm"])
    alone = ts.Counts(pd.DataFrame({"peace": [9, 0, 0, 0, 0, 0, 0, 0]}, NAMES), counts.words)
    n = ts.check_claim(alone, documents, ["a"], family=pd.Series([0.9]), **FEW).numbers  # too few texts for the rate
    assert n["p_incidence_holm"] == pytest.approx(3 / 8)  # one of eight, times three tests
    assert pd.isna(n["p_rate_holm"])


def test_the_mix_is_held_fixed_where_strata_have_support(counts, documents):
    n = ts.check_claim(counts, documents, WINDOW, **FEW).numbers
    assert n["supported"] == "speech"  # two speeches on either side, but one letter inside
    assert n["standardized"] == 6.0 and n["standardized_elsewhere"] == 0.5
    documents["genre"] = [f"genre {name}" for name in NAMES]
    n = ts.check_claim(counts, documents, WINDOW, **FEW).numbers
    assert n["supported"] == "none" and pd.isna(n["standardized"])
    assert pd.isna(ts.check_claim(counts, documents.drop(columns="genre"), WINDOW, **FEW).numbers["supported"])


def test_doubtful_labels_are_counted_and_turned_against_the_claim(counts, documents):
    n = ts.check_claim(counts, documents, WINDOW, **FEW).numbers
    # At worst 10 in 2,000 against 5 in 4,000.
    assert (n["doubtful"], n["doubtful_elsewhere"], n["doubt_undoes"]) == (2, 3, False)
    most = counts.most.copy()
    for here, undone in ((15, False), (16, True)):  # at worst 10 in 2,000 against 19 or 20 in 4,000
        most.loc["d"] = here
        doubtful = ts.Counts(counts.table, counts.words, counts.least, most)
        assert ts.check_claim(doubtful, documents, WINDOW, **FEW).numbers["doubt_undoes"] == undone


def test_disagreements_are_counted_on_their_side(counts, documents):
    differing = pd.DataFrame({"document": ["a", "a", "d", "another"]})
    n = ts.check_claim(counts, documents, WINDOW, disagreements=differing, **FEW).numbers
    assert (n["disagreements"], n["disagreements_elsewhere"]) == (2, 1)


def test_the_text_that_undoes_an_order_is_named(documents):
    # 9 in 3,000 against 8 in 4,000; without b 1 in 2,500.
    table = pd.DataFrame({"peace": [1, 8, 0, 2, 2, 2, 1, 1]}, NAMES)
    counts = ts.Counts(table, pd.Series([1500, 500, 1000, 1000, 1000, 1000, 500, 500], NAMES))
    assert ts.check_claim(counts, documents, WINDOW, **FEW).numbers["order_undone_by"] == "b"
    assert ts.check_claim(counts, documents, ["a", "b"], **FEW).numbers["order_undone_by"] == "b"


@pytest.mark.parametrize(
    ("peace", "words", "text"),
    [
        ([2, 4, 3, 2, 2, 2, 2, 2], [1000] * 8, None),  # 3 in 1,000 against 2; without b 2.5
        ([2, 5, 2, 2, 2, 2, 2, 2], [1000] * 8, "b"),  # without b both have 2: no longer the higher
        ([3, 3, 3, 2, 2, 2, 2, 0], [1000] * 3 + [500] * 4 + [9000], "h"),  # without h, which lacks it, 4 against 3
        ([2, 2, 2, 2, 2, 2, 2, 2], [1000] * 8, None),  # neither is the higher
    ],
)
def test_without_which_text_the_higher_is_no_longer_the_higher(documents, peace, words, text):
    counts = ts.Counts(pd.DataFrame({"peace": peace}, NAMES), pd.Series(words, NAMES))
    n = ts.check_claim(counts, documents, WINDOW, **FEW).numbers
    assert n["order_undone_by"] == text
    assert pd.isna(n["doubt_undoes"]) == (n["higher"] == "neither")


def test_no_text_undoes_an_order_that_holds(counts, documents):
    assert ts.check_claim(counts, documents, WINDOW, **FEW).numbers["order_undone_by"] is None
    others = ts.check_claim(counts, documents, list("defgh"), **FEW).numbers  # the same order, seen from the other side
    assert others["higher"] == "elsewhere" and others["order_undone_by"] is None


def test_the_absent_of_the_theme_are_told_by_side(counts, documents):
    days = pd.to_datetime(["1918-12-31", "1919-01-01", None, "1918-05-01", "1917-12-01"])
    absent = pd.DataFrame({"date": days, "date_end": [*days[:4], pd.Timestamp("1918-01-01")], "title": list("vwxyz"),
                           "themes": [["peace"], ["peace", "war"], ["peace"], ["war"], ["peace"]]})  # fmt: skip
    checked = ts.check_claim(counts, documents, WINDOW, absent=absent, **FEW)
    assert checked.absent["title"].tolist() == ["v", "w", "x", "z"]
    assert checked.absent["side"].tolist() == ["inside", "elsewhere", "unknown", "inside"]
    assert (checked.numbers["absent"], checked.numbers["absent_elsewhere"]) == (2, 1)
    assert ts.check_claim(counts, documents, WINDOW, absent=absent, theme="war", **FEW).numbers["absent"] == 1
    assert pd.isna(ts.check_claim(counts, documents, WINDOW, **FEW).numbers["absent"])


def test_what_is_printed_is_weighted_by_words_where_it_is_known(counts, documents):
    volumes = pd.DataFrame({"volume": [1, 1, 2, 3], "printed": [10, 4, 20, 99], "pages_least": [100, 50, 100, 100],
                            "pages_most": [150, 60, pd.NA, 200]})  # fmt: skip
    n = ts.check_claim(counts, documents, WINDOW, volumes=volumes, **FEW).numbers
    # 1.0 of 1,000 words and .5 of 500; 30 of at least 200 pages; at most is not known.
    assert n["printed_share"] == pytest.approx(1250 / 1500)
    assert n["volumes_most"] == pytest.approx(30 / 200)
    assert pd.isna(n["volumes_least"])


def test_members_may_be_named_instead_of_days(counts, documents):
    by_days = ts.check_claim(counts, documents, WINDOW, **FEW).numbers
    by_name = ts.check_claim(counts, documents, ["a", "b", "c"], "peace", **FEW).numbers
    pd.testing.assert_series_equal(by_days, by_name)


def test_one_text_inside_leaves_honest_blanks(counts, documents):
    checked = ts.check_claim(counts, documents, ["a"], **FEW)
    assert pd.isna(checked.numbers["p_rate"]) and pd.isna(checked.numbers["low"])
    assert pd.notna(checked.numbers["p_incidence"])
    assert checked.numbers["order_undone_by"] is None  # without the one text there is nothing to compare
    assert "not tested" in str(checked) and "not given" in str(checked)


def test_where_all_labels_are_doubtful_nothing_is_tested(counts, documents):
    doubtful = ts.Counts(counts.table, counts.words, counts.table * 0, counts.table)
    n = ts.check_claim(doubtful, documents, WINDOW, **FEW).numbers
    assert n[["p_rate", "p_incidence", "p_standardized"]].isna().all()
    assert n["doubt_undoes"]


def test_it_is_shown_as_a_table_without_markup_from_the_corpus(counts, documents):
    absent = pd.DataFrame({"date": [pd.Timestamp("1918-05-01")], "date_end": [pd.Timestamp("1918-05-01")],
                           "title": ["<b>bold</b>"], "themes": [["peace"]]})  # fmt: skip
    checked = ts.check_claim(counts, documents, WINDOW, absent=absent, **FEW)
    shown = checked._repr_html_()
    assert "&lt;b&gt;bold" in shown and "<b>bold" not in shown
    assert "| in 1,000 words | 6.00 | 0.50 |" in str(checked)
    assert "- missing, inside: <b>bold</b>" in str(checked)


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (("1930-01-01", "1931-01-01"), "0 of 8 texts lie between 1930-01-01 and 1931-01-01"),
        (("1910-01-01", "1931-01-01"), "8 of 8 texts lie between"),
        (("1919-01-01", "1918-01-01"), "ends on 1918-01-01, before it begins"),
        (("1919-01-01", "spring"), "is 'spring', not a valid date"),
        (("1919-01-01",), "give a list of documents, or the first day and the last"),
        (["z"], "the document 'z' is not counted"),
        (5, "members is int"),
    ],
)
def test_members_that_cannot_be_are_refused(counts, documents, members, message):
    with pytest.raises(InputError, match=message):
        ts.check_claim(counts, documents, members, **FEW)


def test_what_else_cannot_be_is_refused(counts, documents):
    two = counts + ts.Counts(pd.DataFrame({"war": [0] * 8}, NAMES), counts.words)
    for arguments, message in [
        ((two, documents, WINDOW), "2 terms are counted; name the one of the claim"),
        ((counts, documents, WINDOW, "bread"), "'bread' is not counted"),
        ((counts, documents, WINDOW, "peace", "up"), "direction is 'up'"),
        ((counts, documents, WINDOW, "peace", "either", [0.1]), "family is list; give the p"),
    ]:
        with pytest.raises(InputError, match=message):
            ts.check_claim(*arguments, **FEW)


def test_p_is_never_written_as_nothing():
    assert [write_p(p) for p in (0.0004, 0.0005, 0.0327, None)] == ["< 0.001", "0.001", "0.033", "not known"]
