"""What was looked up is loaded whole and typed, and a row that says too little is refused."""

import pandas as pd
import pytest

import themeshift as ts
from themeshift.checks import InputError

EVENTS = "date,date_end,label,event,source,checked\n"
ABSENT = "date,date_end,title,themes,pages,why,source,checked\n"
VOLUMES = "volume,span,first_page,last_page,pages,pages_least,pages_most,printed,share,share_least,share_most,source,"
VOLUMES += "checked\n"


def test_events_are_loaded_in_the_order_of_days(tmp_path):
    (tmp_path / "events.csv").write_text(
        EVENTS + "1920-02-02,1920-02-07,decree,d,s,c\n1918-03-03,1918-03-03,peace,e,s,c\n"
    )
    events = ts.load_events(tmp_path)
    assert list(events["label"]) == ["peace", "decree"]
    assert events["date_end"].tolist() == [pd.Timestamp("1918-03-03"), pd.Timestamp("1920-02-07")]
    assert list(events.index) == [0, 1]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("1918-03-03,1918-03-02,peace,e,s,c\n", "'peace' begins on 1918-03-03 and ends on 1918-03-02; give both days"),
        ("1918-03,1918-03-03,peace,e,s,c\n", r"events\.csv line 2: date is '1918-03', not a valid date"),
        ("1918-03-03,1918-03-03,,e,s,c\n", r"events\.csv line 2: label is empty; write it, or take the row out"),
        ("1918-03-03,1918-03-03,peace,e,,c\n", "line 2: source is empty"),
        (",,peace,e,s,c\n", "line 2: date is empty"),
        ("1918-03-03,1918-03-03,peace,e,s,c\n" * 2, "the label 'peace' is given to two events"),
        ("1918-03-03,peace\n", r"events\.csv line 2: the row has 2 cells, not 6"),
    ],
)
def test_an_event_that_cannot_stand_on_an_axis_is_named(tmp_path, rows, message):
    (tmp_path / "events.csv").write_text(EVENTS + rows)
    with pytest.raises(InputError, match=message):
        ts.load_events(tmp_path)


@pytest.mark.parametrize("load", [ts.load_events, ts.load_absent, ts.load_volumes])
def test_a_corpus_without_the_table_is_told_which(tmp_path, load):
    name = load.__name__.removeprefix("load_")
    with pytest.raises(InputError, match=rf"{name}\.csv: the file is missing; put it there"):
        load(tmp_path)
    (tmp_path / f"{name}.csv").write_text("one,other\na,b\n")
    with pytest.raises(InputError, match=rf"{name}\.csv has no column"):
        load(tmp_path)


@pytest.mark.parametrize(
    ("load", "head"), [(ts.load_events, EVENTS), (ts.load_absent, ABSENT), (ts.load_volumes, VOLUMES)]
)
def test_a_table_without_rows_has_its_columns(tmp_path, load, head):
    (tmp_path / f"{load.__name__.removeprefix('load_')}.csv").write_text(head)
    assert list(load(tmp_path).columns) == head.strip().split(",")


def test_what_is_absent_may_have_no_day_and_bears_on_themes(tmp_path):
    (tmp_path / "absent.csv").write_text(
        ABSENT + ",,b,,,why,s,c\n1921-04-11,1921-04-11,a,peace; the East,32:1,why,s,c\n"
    )
    absent = ts.load_absent(tmp_path)
    assert list(absent["title"]) == ["a", "b"]
    assert absent["themes"].tolist() == [["peace", "the East"], []]
    assert absent["date"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (",,a,peace,,w,,c\n", "line 2: source is empty"),
        (",,,peace,,w,s,c\n", "line 2: title is empty"),
        ("1921-04-11,,a,peace,,w,s,c\n", "'a' begins on 1921-04-11 and ends on no day"),
    ],
)
def test_something_absent_that_says_too_little_is_named(tmp_path, row, message):
    (tmp_path / "absent.csv").write_text(ABSENT + row)
    with pytest.raises(InputError, match=message):
        ts.load_absent(tmp_path)


def test_the_share_of_a_volume_is_that_of_its_pages(tmp_path):
    (tmp_path / "volumes.csv").write_text(
        VOLUMES + "31,whole,17,116,100,,,25,0.25,,,s,c\n32,whole,,,,50,,18,,,0.36,s,c\n"
    )
    volumes = ts.load_volumes(tmp_path)
    assert volumes["share"].tolist()[0] == 0.25
    assert volumes["share_most"].tolist()[1] == 0.36
    assert volumes["pages"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    "row",
    ["31,whole,17,116,100,,,25,0.3,,,s,c\n", "31,whole,17,116,,,,25,0.25,,,s,c\n", "31,whole,17,116,100,,,25,,,,s,c\n"],
)
def test_a_share_that_its_pages_do_not_give_is_named(tmp_path, row):
    (tmp_path / "volumes.csv").write_text(VOLUMES + row)
    with pytest.raises(InputError, match=r"volumes\.csv: the share of volume 31, whole, is .*; mend one"):
        ts.load_volumes(tmp_path)


def test_the_events_of_the_corpus_have_short_labels_and_lie_in_its_years():
    events = ts.load_events()
    assert events["label"].str.len().max() <= 24
    documents = ts.load_documents()
    assert events["date"].between(documents["date"].min(), documents["date_end"].max()).all()
    assert {"Decree on Peace", "Treaty of Brest", "Rapallo", "NEP"} <= set(events["label"])


def test_what_is_absent_bears_on_declared_themes_and_every_volume_lies_within_its_bounds():
    absent, volumes = ts.load_absent(), ts.load_volumes()
    assert {theme for themes in absent["themes"] for theme in themes} <= set(ts.load_themes())
    assert absent["date"].is_monotonic_increasing
    assert set(volumes["volume"]) == set(range(26, 34))
    bounded = volumes.dropna(subset=["pages_least", "pages_most"])
    assert (bounded["pages_least"] <= bounded["pages_most"]).all() and len(bounded) > 5


def test_the_pages_printed_of_each_volume_are_those_that_the_texts_cite():
    documents, volumes = ts.load_documents(), ts.load_volumes()
    cited = documents["cw_pages"].where(documents.index != "1920-12-21-report-on-concessions", "463-86")
    pages = cited.map(count_pages).groupby(documents["cw_volume"]).sum()
    whole = volumes[volumes["span"].str.startswith("whole")].set_index("volume")["printed"]
    assert {number: int(pages[number]) for number in whole.index} == whole.to_dict()


def count_pages(cited):
    """Count the pages of such as `315-28, 335-36`."""
    total = 0
    for part in filter(None, cited.replace(" and ", ", ").split(", ")):
        first, _, last = part.partition("-")
        last = first[: len(first) - len(last)] + last if last else first
        total += int(last) - int(first) + 1
    return total


def test_a_text_is_whole_from_a_share_on_or_if_nothing_marks_it_as_cut():
    days = pd.to_datetime(["1920-06-30"] * 4)
    columns = {"date": days, "date_end": days}
    documents = pd.DataFrame(columns, index=list("abcd"))
    assert ts.find_whole_texts(documents).all()
    documents = documents.assign(extract=[True, False, True, False])
    assert ts.find_whole_texts(documents).tolist() == [False, True, False, True]
    documents = documents.assign(printed_share=[0.95, 0.75, None, None])
    assert ts.find_whole_texts(documents).tolist() == [True, False, False, True]
    assert ts.find_whole_texts(documents, 0.7).tolist() == [True, True, False, True]


@pytest.mark.parametrize(
    ("columns", "least", "message"),
    [
        ({}, 90, "least is 90; give a share from 0 to 1, such as 0.9"),
        ({"extract": ["yes"]}, 0.9, "`extract` of documents is not yes or no"),
        ({"printed_share": ["0.9"]}, 0.9, "`printed_share` of documents is not numeric"),
    ],
)
def test_shares_that_cannot_be_compared_are_refused(columns, least, message):
    days = pd.to_datetime(["1920-06-30"])
    with pytest.raises(InputError, match=message):
        ts.find_whole_texts(pd.DataFrame({"date": days, "date_end": days, **columns}, index=["a"]), least)


def test_in_the_corpus_a_known_share_and_the_mark_of_an_extract_agree():
    documents = ts.load_documents()
    known = documents[documents["printed_share"].notna()]
    assert (known["extract"] == (known["printed_share"] < 0.9)).all()
    assert (known["printed_basis"] != "").all() and (documents["addressee_kind"] != "").all()


def test_texts_of_one_event_or_of_one_day_share_an_occasion():
    documents = ts.load_documents()
    events = documents[documents["event"] != ""].groupby("event")["occasion"].nunique()
    days = documents[documents["date"] == documents["date_end"]].groupby("date")["occasion"].nunique()
    assert events.max() == days.max() == 1
    assert 1 < documents["occasion"].nunique() < len(documents)


def test_half_years_are_added_up_over_volumes_and_a_missing_bound_says_why(tmp_path):
    rows = ["26,whole,,,,100,,50,,,0.5,s,c", '26,"1918, first half",,,,40,50,10,,0.2,0.25,s,both seen',
            '27,"1918, first half",,,,60,,20,,,0.333,s,the last page was not found']  # fmt: skip
    (tmp_path / "volumes.csv").write_text(VOLUMES + "\n".join(rows) + "\n")
    row = ts.summarize_volumes(ts.load_volumes(tmp_path)).loc["1918, first half"]
    assert (row["volumes"], row["printed"], row["pages_least"]) == ("26, 27", 30, 100)
    assert row["share_most"] == 0.3 and pd.isna(row["share_least"]) and pd.isna(row["pages_most"])
    assert row["why"] == "27: the last page was not found"
