"""What is said under a picture is what its numbers are."""

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from stories import make_table, write_texts

from themeshift.captions import (
    describe_authors,
    describe_curves,
    describe_documents,
    describe_firsts,
    describe_order,
    describe_peaks,
    describe_periods,
    describe_rates,
    describe_terms,
)
from themeshift.checks import InputError
from themeshift.story import load_story


def test_whose_texts_are_counted_is_said(tmp_path):
    story = load_story(write_texts(tmp_path, ["Ann", "Ann", "Ann", "Ben", "Cy"]), themes=["peace"])
    assert describe_authors(story) == ["Of 5 texts, 3 are by Ann; those by Ben and Cy are shown, but not counted."]
    assert describe_authors(load_story(write_texts(tmp_path, ["Ann", "Ann", "Ben", "Ben"]), themes=["peace"])) == []
    many = load_story(write_texts(tmp_path, ["Ann"] * 5 + ["B", "C", "D", ""]), themes=["peace"])
    assert "Of 9 texts, 5 are by Ann; those by 4 others" in describe_authors(many)[0]


def test_those_who_see_no_picture_are_told_of_a_second_height_and_of_gaps():
    table = make_table([9.0, 1.0, 5.0], [0] * 3, [0] * 3)
    assert describe_rates(table) == (
        "peace is highest in “one” (9.0 in 1,000 words), with a second peak of 5.0 in “three”, and lowest in "
        "“two” (1.0)."
    )
    assert "second" not in describe_rates(table.assign(rate=[9.0, 3.0, 5.0]))  # what lies between is not half as low
    assert "second" not in describe_rates(table.assign(count=[50, 1, 10]))  # ten occurrences make no peak
    assert describe_rates(table.assign(rate=[9.0, 0.0, 0.0])).endswith("and absent from “two” and “three”.")
    days = pd.to_datetime(["1917-11-08", "1917-12-01", "1918-03-01"])
    texts = pd.DataFrame({"date": days, "date_end": days, "genre": ["note", "note", "letter"]}, index=list("abc"))
    assert describe_documents(texts) == (
        "3 texts, 8 November 1917 to 1 March 1918: note (2) and letter (1). 1917 has most, 2. "
        "The longest time without a text is from 1 December 1917 to 1 March 1918."
    )


def test_only_the_last_period_ends_with_the_texts_and_none_before_it_begins():
    days = [("1917-11-07", "1918-03-03"), ("1918-03-04", "1918-03-31"), ("1918-04-01", "1919-12-31")]
    periods = pd.DataFrame(days, ["a", "b", "c"], ["first", "last"])
    for day, told in (("1918-01-01", "April 1918 to December 1919"), ("1918-05-01", "April 1918 to May 1918")):
        documents = pd.DataFrame({"date": [day], "date_end": [day]}, ["x"]).astype("datetime64[ns]")
        said = f"The periods are *a* (November 1917 to March 1918), *b* (March 1918) and *c* ({told})."
        assert describe_periods(periods, documents) == said


def test_events_outside_the_axis_are_not_counted_as_marked_but_named():
    days = pd.to_datetime(["1918-01-01", "1918-12-31"])
    texts = pd.DataFrame({"date": days, "date_end": days}, index=["a", "b"])
    rows = [("1914-08-01", "1914-08-01", "War"), ("1917-01-01", "1918-02-01", "Long"), ("1918-03-03", None, "Brest"),
            ("1925-12-01", "1925-12-01", "Locarno")]  # fmt: skip
    events = pd.DataFrame(rows, columns=["date", "date_end", "label"])
    _, ax = plt.subplots()
    ax.set_xlim(*days)
    assert describe_documents(texts, events, ax).endswith(
        "2 events are marked. Outside this axis, and so not marked: War and Locarno."
    )


def test_where_all_texts_are_of_one_period_no_theme_is_most_frequent_in_it():
    rates = {"peace as aim": 6.8, "war in the East": 14.7}
    table = pd.concat([make_table([rate, None, None], [0] * 3, [0] * 3, term=term)
                       for term, rate in rates.items()], ignore_index=True)  # fmt: skip
    assert describe_order(table) == "War in the East is the most frequent theme; all texts are of one period"


def test_years_before_the_common_era_are_told(tmp_path):
    for name, text in {"-0043": "peace war peace", "-0020": "war gold", "0014": "gold gold peace"}.items():
        (tmp_path / f"{name}.txt").write_text(text)
    story = load_story(tmp_path, themes=["peace"])
    assert describe_documents(story.documents).startswith("3 texts, -0043 to 0014. ")


def make_curve(term, rates, first="1917-11-15"):
    days = pd.date_range(first, periods=len(rates), freq="30D")
    return pd.DataFrame({"term": term, "date": days, "rate": rates})


def test_a_curve_is_told_by_its_months_and_blank_points_are_left_out():
    curves = pd.concat([make_curve("peace", [9.0, 1.0, None, 5.0, 4.0]), make_curve("bread", [None] * 5),
                        make_curve("gold", [0.0] * 5)])  # fmt: skip
    assert describe_curves(curves) == (
        "peace is highest around November 1917 (9.0 in 1,000 words), with a second peak of 5.0 around February 1918, "
        "and lowest around December 1917 (1.0); bread has no curve: its texts are too few; gold does not occur."
    )
    assert describe_peaks(curves) == "Most frequent: peace around November 1917"
    assert describe_peaks(make_curve("gold", [0.0, None])) == "None of the themes occurs"


def test_the_last_rise_of_a_curve_is_no_second_peak_but_may_be_its_highest():
    assert "second peak" not in describe_curves(make_curve("peace", [9.0, 1.0, 4.0, 5.0]))
    assert "second peak of 5.0 around January" in describe_curves(make_curve("peace", [9.0, 1.0, 5.0, 4.0, 4.5]))
    last = describe_curves(make_curve("peace", [6.0, 1.0, 4.0, 9.0]))
    assert "highest around February 1918 (9.0 in 1,000 words), with a second peak of 6.0 around November 1917" in last


def test_the_first_words_of_a_title_are_told_with_those_of_one_text():
    words = pd.DataFrame(
        {"period": ["one", "one", "two"], "term": ["bread", "salt", "oil"], "largest_share": [0.6, 1, 0.5]}
    )
    assert describe_firsts(words) == "bread (one), oil (two); 1 of 2 mostly in one text there"
    assert describe_firsts(words.tail(1)).endswith("none of 1 mostly in one text there")


def test_a_title_names_the_period_of_each_theme_and_what_is_set_apart_has_none():
    table = pd.concat([make_table([5.0, 2.0, 9.0], [0] * 3, [0] * 3), make_table([0, 2.0, 1.0], [0] * 3, [0] * 3,
                                                                                term="trade")])  # fmt: skip
    table["apart"] = table["period"] == "three"
    assert describe_peaks(table) == "Most frequent: peace in one; trade in two"
    with pytest.raises(InputError):
        describe_peaks(table.drop(columns="period"))


def test_a_table_without_texts_set_apart_is_told_too():
    table = make_table([9.0, 1.0, 5.0], [0] * 3, [0] * 3).drop(columns="apart").assign(period=[1917, 1918, 1919])
    assert describe_rates(table).startswith(
        "peace is highest in 1917 (9.0 in 1,000 words), with a second peak of 5.0 in 1919,"
    )
    assert describe_rates(table.assign(rate=[9.0, 0.0, 0.0])).endswith("absent from 1918 and 1919.")


def test_words_written_leftward_do_not_exchange_the_years_beside_them():
    table = pd.DataFrame({"period": ["1900", "1901"], "term": ["לחם טוב", "السلام"]})
    assert describe_terms(table) == "1900: \u200eלחם טוב\u200e; 1901: \u200eالسلام\u200e."
