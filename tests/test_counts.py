"""Counts, counting and periods on a few short documents worked by hand; every misuse is named."""

import datetime
import math

import numpy as np
import pandas as pd
import pytest

from themeshift.alignment import align, read_members
from themeshift.checks import InputError
from themeshift.counting import count_vocabulary
from themeshift.counts import Counts, check_counts
from themeshift.periods import assign_periods, measure_support

TEXTS = pd.DataFrame(
    {
        "document": ["a", "a", "b"],
        "text": ["Peace now, peace", "and a concession.", "No concessions; peaceful trade in 1920"],
    }
)
LEXICON = {"peace": ["peace"], "concession": ["concession*"]}
TABLE = pd.DataFrame({"peace": [4, 2, 1], "war": [1, 0, 1]}, index=["a", "b", "c"])
WORDS = pd.Series({"a": 1000, "b": 2000, "c": 500})


@pytest.fixture
def counts():
    return Counts(TABLE, WORDS)


@pytest.fixture
def doubtful():
    return Counts(TABLE, WORDS, TABLE - TABLE.clip(upper=1), TABLE + 2)


# The object


def test_rates_are_occurrences_in_a_thousand_words(counts):
    assert counts.rates["peace"].tolist() == [4, 1, 2]


def test_a_rate_over_no_words_is_missing():
    assert math.isnan(Counts(TABLE * 0, WORDS * 0).rates.loc["a", "peace"])


def test_words_are_the_sums_of_the_rows_unless_they_are_given():
    assert Counts(TABLE).words.to_dict() == {"a": 5, "b": 2, "c": 2}


def test_words_are_matched_by_document_not_by_place():
    assert Counts(TABLE, WORDS[::-1]).words.to_dict() == WORDS.to_dict()


def test_words_of_uncounted_documents_are_left_out():
    assert list(Counts(TABLE[1:], WORDS).words.index) == ["b", "c"]


def test_whole_numbers_stay_integers_however_they_are_stored():
    counts = Counts(TABLE.astype("Int64"), WORDS.astype(float))
    assert (counts.matrix.dtype.kind, counts.words.dtype.kind) == ("i", "i")
    assert Counts(TABLE / 2).table.loc["c", "peace"] == 0.5


def test_sums_and_length(counts):
    assert (counts.sums.to_dict(), len(counts)) == ({"peace": 7, "war": 2}, 3)


def test_a_term_is_kept_with_words_and_bounds(doubtful):
    for kept in (doubtful["war"], doubtful[["war"]]):
        assert (list(kept.terms), kept.words.tolist()) == (["war"], [1000, 2000, 500])
        assert kept.least["war"].tolist() == [0, 0, 0]
        assert kept.most["war"].tolist() == [3, 2, 3]


def test_the_order_of_chosen_terms_is_kept(counts):
    pd.testing.assert_frame_equal(counts[["war", "peace"]].table, TABLE[["war", "peace"]])


@pytest.mark.parametrize("terms", ["bread", ["peace", "bread"], 5, None, [["peace"]], slice(2)])
def test_an_unknown_term_is_named(counts, terms):
    with pytest.raises(InputError, match=r"the term .* is not counted; there are \['peace', 'war'\]"):
        counts[terms]


@pytest.mark.parametrize(
    "chosen",
    [
        ["c", "a"],
        pd.Index(["c", "a"]),
        pd.DataFrame({"author": ["x", "y"]}, index=["c", "a"]),
        pd.Series({"c": True, "x": True, "b": False, "a": True}),
    ],
)
def test_documents_are_selected_by_names_table_or_flags(doubtful, chosen):
    kept = doubtful.select(chosen)
    assert kept.words.to_dict() == {"c": 500, "a": 1000}
    assert kept.table.loc["a"].tolist() == [4, 1]
    assert kept.most.loc["c"].tolist() == [3, 3]


def test_a_list_sets_the_order_and_flags_keep_it(counts):
    assert list(counts.select(["c", "a"]).index) == ["c", "a"]
    assert list(counts.select(pd.Series({"c": True, "b": False, "a": True})).index) == ["a", "c"]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        (["a", "x"], "the document 'x' is not counted"),
        (["a", "a"], "'a' is counted twice"),
        ("a", "the selection is 'a'; give a list"),
        (None, "the selection is None"),
        (pd.Series({"a": True, "b": False}), "the selection lacks 'c'"),
        (pd.Series({"a": 1, "b": 0, "c": 1}), "the selection holds 1; give True or False"),
        (pd.Series({"a": True, "b": None, "c": True}), "'b' has no value"),
    ],
)
def test_a_selection_that_cannot_be_is_refused(counts, chosen, message):
    with pytest.raises(InputError, match=message):
        counts.select(chosen)


def test_a_group_is_the_sum_of_its_documents(doubtful):
    grouped = doubtful.group(pd.Series({"a": "x", "b": "y", "c": "x"}, name="occasion"))
    assert grouped.table.loc["x"].tolist() == [5, 2]
    assert grouped.words.to_dict() == {"x": 1500, "y": 2000}
    assert (grouped.least.loc["x"].tolist(), grouped.most.loc["x"].tolist()) == ([3, 0], [9, 6])
    assert grouped.index.name == "occasion"


def test_categories_without_texts_stay_in_their_order(counts):
    assert list(counts.group(pd.Series({"a": "z", "b": "y", "c": "z"})).index) == ["y", "z"]  # or else by name
    labels = pd.Series(pd.Categorical(["II", "II", "I"], ["III", "II", "I"]), index=["a", "b", "c"])
    grouped = counts.group(labels)
    assert list(grouped.index) == ["III", "II", "I"]
    assert grouped.words.tolist() == [0, 3000, 500]
    assert grouped.rates["peace"].isna().tolist() == [True, False, False]


def test_an_unknown_period_of_grouped_counts_is_named_as_a_period(counts):
    grouped = counts.group(pd.Series({"a": "x", "b": "y", "c": "x"}, name="period"))
    with pytest.raises(InputError, match=r"the period 'z' is not counted; there are \['x', 'y'\]"):
        grouped.select(["z"])


def test_counts_of_the_same_documents_are_joined_by_name(doubtful):
    more = Counts(pd.DataFrame({"bread": [7, 8, 9]}, ["c", "b", "a"]), WORDS)
    joined = doubtful + more
    assert joined.table.loc["a"].to_dict() == {"peace": 4, "war": 1, "bread": 9}
    assert joined.least.loc["a"].to_dict() == {"peace": 3, "war": 0, "bread": 9}  # nothing of `more` is doubtful
    assert (more + doubtful).most.loc["c"].to_dict() == {"bread": 7, "peace": 3, "war": 3}


def test_sparse_counts_stay_sparse_when_joined_selected_and_grouped():
    vocabulary = count_vocabulary(TEXTS)
    joined = vocabulary + Counts(pd.DataFrame({"(theme)": [1, 2]}, ["a", "b"]), vocabulary.words)
    grouped = joined.select(["b", "a"]).group(pd.Series({"a": 1, "b": 1}))
    assert hasattr(grouped.matrix, "indptr")
    assert grouped.table.loc[1, ["peace", "(theme)"]].tolist() == [2, 3]


@pytest.mark.parametrize(
    ("other", "message"),
    [
        (TABLE, "only counts of the same units"),
        (Counts(TABLE[:2], WORDS), "only counts of the same units"),
        (Counts(TABLE.add_prefix("x"), WORDS + [0, 1, 0]), "'b' has other words in the two counts"),
        (Counts(TABLE, WORDS), "the term 'peace' is counted twice"),
    ],
)
def test_counts_that_differ_are_not_joined(counts, other, message):
    with pytest.raises(InputError, match=message):
        counts + other


def test_counts_say_what_they_are(doubtful):
    assert repr(doubtful) == "Counts of 2 terms in 3 units with 3,500 words: 9 occurrences, 17 doubtful"
    assert "(words)" in doubtful._repr_html_()


def test_passages_are_units_of_two_names():
    index = pd.MultiIndex.from_tuples([("a", 0), ("a", 1), ("b", 0)], names=["document", "passage"])
    counts = Counts.from_matrix(np.array([[1], [2], [3]]), index, ["peace"], pd.Series([10, 20, 30], index))
    assert counts.select([("b", 0), ("a", 1)]).table["peace"].tolist() == [3, 2]
    assert counts.group(pd.Series(["x", "y", "x"], index)).words.tolist() == [40, 20]
    with pytest.raises(InputError, match="the labels is indexed by"):
        counts.group(pd.Series({"a": "x", "b": "y"}))


# Misuse


@pytest.mark.parametrize("value", [np.nan, -1, np.inf, "many", None, pd.NA, pd.NaT])
def test_a_count_that_is_no_number_is_named_with_its_document(value):
    table = TABLE.astype(object)
    table.loc["b", "war"] = value
    with pytest.raises(InputError, match="'b' has"):
        Counts(table, WORDS)


def test_the_message_of_a_missing_and_of_a_negative_count():
    with pytest.raises(InputError, match="'b' has no count for 'war'; give a number >= 0"):
        Counts(TABLE.astype(float).mask(TABLE == 0), WORDS)
    with pytest.raises(InputError, match="'b' has the count -1 for 'war'"):
        Counts(TABLE.replace(0, -1), WORDS)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (WORDS.drop("b"), "words lacks 'b'"),
        (WORDS.set_axis([0, 1, 2]), "words lacks 'a'"),
        (WORDS.replace(2000, 0), "'b' has counts but no words"),
        (WORDS.replace(2000, -5), "'b' has the value -5 for 'words'"),
        (WORDS.astype(float).replace(2000, np.nan), "words: 'b' has no value"),
        (WORDS.astype(str), "'a' has the value '1000'"),
        (pd.concat([WORDS, WORDS]), "words: 'a' has two values"),
        (1000, "words is int, not a Series"),
        (WORDS.to_frame(), "words is DataFrame, not a Series"),
    ],
)
def test_words_that_do_not_agree_are_refused_by_document(words, message):
    with pytest.raises(InputError, match=message):
        Counts(TABLE, words)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (None, "the table of counts is NoneType"),
        (TABLE["peace"], "the table of counts is Series"),
        (pd.concat([TABLE, TABLE]), "the unit 'a' is counted twice"),
        (pd.concat([TABLE, TABLE], axis=1), "the term 'peace' is counted twice"),
    ],
)
def test_a_table_that_cannot_be_counts_is_refused(table, message):
    with pytest.raises(InputError, match=message):
        Counts(table, WORDS)


@pytest.mark.parametrize(
    ("least", "most", "message"),
    [
        (TABLE, None, "one of least and most is missing"),
        (None, TABLE, "one of least and most is missing"),
        (TABLE.replace({"war": {0: 1}}), TABLE + 1, "the bounds of 'b' do not lie around"),
        (TABLE, TABLE.replace({"peace": {4: 3}}), "the bounds of 'a' do not lie around"),
        (TABLE[:2], TABLE, "a bound lacks 'c'"),
        (TABLE[["peace"]], TABLE, "a bound of the counts has no column 'war'"),
        (TABLE - 1, TABLE, "'b' has the bound -1 for 'war'"),
    ],
)
def test_bounds_that_do_not_lie_around_the_counts_are_refused(least, most, message):
    with pytest.raises(InputError, match=message):
        Counts(TABLE, WORDS, least, most)


@pytest.mark.parametrize(
    ("matrix", "message"),
    [
        (np.array([[0, 1], [2, -3]]), "'b' has the count -3"),
        (np.array([[0, np.nan], [2, 3]]), "'a' has the count nan"),
        (np.ones((3, 2)), r"the matrix has the shape \(3, 2\), but 2 rows and 2 columns"),
    ],
)
def test_a_matrix_that_cannot_be_counts_is_refused(matrix, message):
    with pytest.raises(InputError, match=message):
        Counts.from_matrix(matrix, ["a", "b"], ["peace", "war"])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        (["x"] * 3, "labels is list, not a Series by document"),
        (pd.Series({"a": 1, "b": 2}), "labels lacks 'c'"),
        (pd.Series({"a": 1, "b": np.nan, "c": 2}), "labels: 'b' has no value"),
        (pd.Series([1, 2, 3, 4], list("abca")), "labels: 'a' has two values"),
    ],
)
def test_what_is_combined_must_name_every_document(counts, values, message):
    with pytest.raises(InputError, match=message):
        align(counts, values, "labels")


def test_what_is_combined_comes_in_the_order_of_the_counts(counts):
    assert align(counts, pd.Series({"c": 3, "x": 9, "a": 1, "b": 2}), "labels").tolist() == [1, 2, 3]


@pytest.mark.parametrize(
    "members", [["a", "c"], {"a", "c"}, pd.Index(["c", "a"]), pd.Series({"c": True, "b": False, "a": True, "x": True})]
)
def test_members_are_names_or_flags(counts, members):
    assert read_members(counts, members, 1).tolist() == [True, False, True]


@pytest.mark.parametrize(
    ("members", "message"),
    [
        (["a", "x"], "the document 'x' is not counted"),
        (pd.Series({"a": True, "b": False}), "members lacks 'c'"),
        (pd.Series({"a": True, "b": False, "c": None}), "members: 'c' has no value"),
        (pd.Series({"a": "yes", "b": "no", "c": "no"}), "members holds 'yes'; give True or False"),
        ("a", "members is str"),
        (None, "members is NoneType"),
        (TABLE, "members is DataFrame"),
        ([True, False, True], "the document True is not counted; to say True or False of each, give a Series"),
        (["a"], "1 documents are members and 2 are not; .* at least 2 on either side"),
        (["a", "b"], "2 documents are members and 1 are not"),
    ],
)
def test_members_that_do_not_name_every_text_are_refused(counts, members, message):
    with pytest.raises(InputError, match=message):
        read_members(counts, members)


def test_true_and_false_are_no_names_where_names_are_numbers():
    """Python takes True for 1: of texts named 0 and 1 it would silently choose these two."""
    with pytest.raises(InputError, match="True is not counted; .* give a Series"):
        read_members(Counts(pd.DataFrame({"x": [1, 2, 3, 4]}), pd.Series(9, range(4))), [True, True, False, False])


def test_counts_to_compare_have_units_terms_and_words(counts):
    assert check_counts(counts, 3) is counts
    with pytest.raises(InputError, match="counts is DataFrame, not Counts"):
        check_counts(TABLE)
    with pytest.raises(InputError, match="3 documents and 2 terms are counted; choose at least 4"):
        check_counts(counts, 4)
    with pytest.raises(InputError, match="3 documents and 0 terms"):
        check_counts(counts[[]])
    empty = Counts(TABLE * 0, WORDS * [1, 0, 1])
    with pytest.raises(InputError, match="the document 'b' has no words"):
        check_counts(empty)
    assert check_counts(empty, words=False) is empty


# Periods


def make_documents(*spans, unit="us"):
    days = pd.DataFrame(spans, columns=["date", "date_end"], index=[f"d{i}" for i in range(len(spans))])
    return days.apply(lambda column: pd.Series(column.to_numpy(dtype=f"datetime64[{unit}]"), column.index))


def name_periods(**days):
    return pd.DataFrame.from_dict(days, orient="index", columns=["first", "last"])


def test_a_span_belongs_to_the_period_of_its_middle():
    documents = make_documents(("1919-03-01", "1919-04-30"), ("1919-03-01", "1919-05-30"), ("1919-12-31", "1920-01-02"))
    assert assign_periods(documents, "month").tolist() == ["1919-03", "1919-04", "1920-01"]


@pytest.mark.parametrize(
    ("kind", "names", "categories"),
    [
        ("month", ["1919-12", "1920-02"], ["1919-12", "1920-01", "1920-02"]),
        ("half-year", ["1919 II", "1920 I"], ["1919 II", "1920 I"]),
        ("year", [1919, 1920], [1919, 1920]),
        ("decade", ["1910s", "1920s"], ["1910s", "1920s"]),
    ],
)
def test_calendar_periods_without_texts_are_listed_in_order(kind, names, categories):
    periods = assign_periods(make_documents(("1919-12-31", "1919-12-31"), ("1920-02-01", "1920-02-01")), kind)
    assert (periods.tolist(), list(periods.cat.categories)) == (names, categories)
    assert periods.cat.ordered


def test_a_half_year_ends_with_june():
    documents = make_documents(("1919-06-30", "1919-06-30"), ("1919-07-01", "1919-07-01"))
    assert assign_periods(documents, "half-year").tolist() == ["1919 I", "1919 II"]


def test_years_before_the_common_era_are_counted_as_astronomers_do():
    documents = make_documents(("-0043-03-15", "-0043-03-15"), ("0001-12-31", "0001-12-31"), unit="s")
    assert assign_periods(documents, "year").tolist() == [-43, 1]
    assert assign_periods(documents, "year").cat.categories.tolist() == list(range(-43, 2))
    assert assign_periods(documents, "month").tolist() == ["-0043-03", "0001-12"]
    assert "0000-12" in assign_periods(documents, "month").cat.categories
    assert assign_periods(documents, "decade").tolist() == ["-50s", "0s"]
    war = name_periods(war=("-0044-01-01", "-0043-03-15"))
    assert assign_periods(documents, war).tolist() == ["war", "other times"]


@pytest.mark.parametrize(
    "days",
    [
        ("1918-01-01", "1918-01-31"),
        (pd.Timestamp("1918-01-01"), pd.Timestamp("1918-01-31")),
        (datetime.date(1918, 1, 1), datetime.datetime(1918, 1, 31, 5)),
        (np.datetime64("1918-01-01"), "1918-01-31"),
    ],
)
def test_named_periods_hold_their_first_and_last_day_and_nothing_is_dropped(days):
    documents = make_documents(*[(day, day) for day in ("1917-12-31", "1918-01-01", "1918-01-31", "1918-02-01")])
    periods = assign_periods(documents, name_periods(January=days, March=("1918-03-01", "1918-03-31")))
    assert periods.tolist() == ["other times", "January", "January", "other times"]
    assert list(periods.cat.categories) == ["January", "March", "other times"]


def test_no_other_times_where_all_texts_have_a_period():
    periods = assign_periods(make_documents(("1918-01-01", "1918-01-01")), name_periods(a=("1918-01-01", "1918-01-01")))
    assert list(periods.cat.categories) == ["a"]


@pytest.mark.parametrize(
    ("periods", "message"),
    [
        (name_periods(Brest=("1918-03-03", "1917-12-22")), "'Brest' ends on 1917-12-22, before it begins"),
        (name_periods(a=("1918-01-01", "1918-02-01"), b=("1918-02-01", "1918-03-01")), "'a' and 'b' overlap"),
        (name_periods(a=("1918-02-01", "1918-03-01"), b=("1918-01-01", "1918-02-01")), "'a' and 'b' overlap"),
        (pd.concat([name_periods(a=("1918-01-01", "1918-02-01"))] * 2), "two periods have one name"),
        (name_periods(**{"other times": ("1918-01-01", "1918-02-01")}), "is taken; rename one"),
        (name_periods(a=("1918-01-01", "1918-02-30")), "last day of the period 'a' is '1918-02-30', not a valid date"),
        (name_periods(a=("1918-1-1", "1918-02-03")), "first day of the period 'a' is '1918-1-1', not a valid date"),
        (name_periods(a=("1918", "1918-02-03")), "first day of the period 'a' is '1918'"),
        (name_periods(a=(1918, "1918-02-03")), "first day of the period 'a' is 1918"),
        (name_periods(a=("1918-01-01", None)), "there is no last day of the period 'a'"),
        (name_periods(), "the table of periods has no rows"),
        (name_periods(a=("1918-01-01", "1918-02-01"))[["first"]], "no column 'last'"),
        ("week", "'week' is not a kind of period; write one of .*decade"),
        (None, "None is not a kind of period"),
        (["year"], "is not a kind of period"),
    ],
)
def test_periods_that_cannot_be_are_refused(periods, message):
    with pytest.raises(InputError, match=message):
        assign_periods(make_documents(("1918-01-01", "1918-01-01")), periods)


def test_a_day_set_for_a_period_that_is_not_there_is_named_with_those_that_are():
    periods = name_periods(**{"Genoa and after": ("1922-01-06", "1923-03-02")})
    periods.loc["Genoa", "last"] = "1922-05-19"  # pandas adds a row
    with pytest.raises(InputError, match=r"there is no first day of the period 'Genoa'.*\['Genoa and after'\]"):
        assign_periods(make_documents(("1922-05-01", "1922-05-01")), periods)


@pytest.mark.parametrize("periods", ["year", name_periods(a=("1918-01-01", "1918-02-01"))])
def test_a_document_without_a_date_is_named(periods):
    documents = make_documents(("1918-01-01", "1918-01-01"), ("NaT", "1918-01-01"))
    with pytest.raises(InputError, match="the document 'd1' has no date"):
        assign_periods(documents, periods)


def test_no_documents_have_no_periods():
    with pytest.raises(InputError, match="documents has no rows"):
        assign_periods(make_documents(), "year")


def test_a_period_rests_on_its_texts_its_words_and_its_largest_text(counts):
    periods = pd.Series(pd.Categorical(["I", "I", "III"], ["I", "II", "III"]), index=["a", "b", "c"])
    support = measure_support(counts, periods)
    assert support["texts"].tolist() == [2, 0, 1]
    assert support["words"].tolist() == [3000, 0, 500]
    assert support["largest_share"].fillna(-1).tolist() == [2 / 3, -1, 1]


def test_a_period_without_words_has_no_largest_text():
    support = measure_support(Counts(TABLE * 0, WORDS * [1, 0, 1]), pd.Series({"a": 1, "b": 2, "c": 1}))
    assert support.loc[2, ["texts", "words"]].tolist() == [1, 0]
    assert math.isnan(support.loc[2, "largest_share"])


def test_a_document_without_a_period_is_named(counts):
    with pytest.raises(InputError, match="the periods lacks 'c'"):
        measure_support(counts, pd.Series({"a": 1920, "b": 1920}))
