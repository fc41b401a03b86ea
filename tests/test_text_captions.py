"""What is said under a picture of texts, periods and words is what its tables are."""

import matplotlib.pyplot as plt
import pandas as pd
from stories import write_texts

from themeshift.dates import write_month
from themeshift.periods import load_periods
from themeshift.story import load_story
from themeshift.text_captions import (
    describe_authors,
    describe_documents,
    describe_firsts,
    describe_periods,
    describe_singles,
    describe_terms,
)


def test_whose_texts_are_counted_is_said(tmp_path):
    story = load_story(write_texts(tmp_path, ["Ann", "Ann", "Ann", "Ben", "Cy"]), themes=["peace"])
    assert describe_authors(story) == ["Of 5 texts, 3 are by Ann; those by Ben and Cy are shown, but not counted."]
    assert describe_authors(load_story(write_texts(tmp_path, ["Ann", "Ann", "Ben", "Ben"]), themes=["peace"])) == []
    many = load_story(write_texts(tmp_path, ["Ann"] * 5 + ["B", "C", "D", ""]), themes=["peace"])
    assert "Of 9 texts, 5 are by Ann; those by 4 others" in describe_authors(many)[0]


def test_those_who_see_no_picture_are_told_of_gaps():
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


def test_the_last_period_ends_with_the_texts_set_apart_and_says_until_when_it_is_counted():
    days = [("1917-11-07", "1922-01-05"), ("1922-01-06", "1924-12-31")]
    periods = pd.DataFrame(days, ["a", "b"], ["first", "last"])
    texts = pd.DataFrame({"date": ["1922-12-13", "1923-03-02"]}, ["x", "y"]).astype("datetime64[ns]")
    texts["date_end"] = texts["date"]
    told = describe_periods(periods, texts.head(1), texts.tail(1))
    assert told.endswith("*b* (January 1922 to March 1923, counted to December 1922).")
    assert describe_periods(periods, texts, texts.head(0)).endswith("*b* (January 1922 to March 1923).")
    early = texts.assign(date=texts["date"] - pd.DateOffset(years=3), date_end=texts["date"] - pd.DateOffset(years=3))
    assert describe_periods(periods, early.head(1), texts).endswith("*b* (January 1922 to March 1923).")


def test_the_last_period_of_the_corpus_is_told_as_its_table_has_it():
    story, periods = load_story(), load_periods()
    first, last = (write_month(pd.Timestamp(periods[column].iloc[-1])) for column in ("first", "last"))
    told = describe_periods(story.periods, story.documents, story.apart)
    assert f"*{periods.index[-1]}* ({first} to {last}, counted to" in told
    assert periods["reason"].iloc[-1].endswith(f"of {last}")


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


def test_years_before_the_common_era_are_told(tmp_path):
    for name, text in {"-0043": "peace war peace", "-0020": "war gold", "0014": "gold gold peace"}.items():
        (tmp_path / f"{name}.txt").write_text(text)
    story = load_story(tmp_path, themes=["peace"])
    assert describe_documents(story.documents).startswith("3 texts, -0043 to 0014. ")


def test_the_first_words_of_a_title_are_told_with_those_of_one_text():
    words = pd.DataFrame(
        {"period": ["one", "one", "two"], "term": ["bread", "salt", "oil"], "largest_share": [0.6, 1, 0.5]}
    )
    assert describe_firsts(words) == "bread (one), oil (two); 1 of 2 mostly in one text there"
    assert describe_firsts(words.tail(1)).endswith("none of 1 mostly in one text there")
    assert describe_singles(words) == (
        "2 of these 3 words, and 1 of the 2 first ones, have more than half of their occurrences in that period in one "
        "text."
    )


def test_words_written_leftward_do_not_exchange_the_years_beside_them():
    table = pd.DataFrame({"period": ["1900", "1901"], "term": ["לחם טוב", "السلام"]})
    assert describe_terms(table) == "1900: \u200eלחם טוב\u200e; 1901: \u200eالسلام\u200e."
