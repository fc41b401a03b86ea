"""Every table that a person edits is checked by the data dictionary; a fault is named by file, line and remedy."""

import csv

import pandas as pd
import pytest

from themeshift import paths
from themeshift import tables as t
from themeshift.checks import InputError

COLUMNS = """table,column,type,description
people,name,text,the name
people,age,number or empty,its age
people,born,YYYY-MM-DD,the day
people,alive,"yes, no",whether
people,kind,"friend, foe","friend: on our side; foe: on the other"
letters,kind,people.kind,see people
letters,other,people.kind or empty,see people
letters,age,people.age or empty,see people
edition/rows,line,line,of the scan
edition/rows,reason,text,why
measures,rate,"per 1,000 words",of the text
parts,printed,share or empty,of the whole
"""
HEAD = "name,age,born,alive,kind\n"
ROW = "Ann,30,1917-11-08,yes,friend\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "columns.csv").write_text(COLUMNS, encoding="utf-8")
    return tmp_path


def load(folder, text, name="people.csv"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return t.load_table(path)


def test_a_table_is_typed_as_the_dictionary_says(folder):
    table = load(folder, HEAD + ROW + '"Bo, junior",,1920-02-29,no,foe\n')
    assert list(table["name"]) == ["Ann", "Bo, junior"]
    assert table["age"].dtype == "Int64" and table["age"][0] == 30 and table["age"].isna()[1]
    assert list(table["born"]) == [pd.Timestamp("1917-11-08"), pd.Timestamp("1920-02-29")]
    assert list(table["alive"]) == [True, False]


def test_an_empty_table_keeps_its_types(folder):
    table = load(folder, HEAD)
    assert table.empty
    assert [str(kind) for kind in table.dtypes] == ["str", "Int64", "datetime64[us]", "bool", "str"]


@pytest.mark.parametrize("data", [b"\xef\xbb\xbf" + (HEAD + ROW).encode(), (HEAD + ROW).replace("\n", "\r\n").encode()])
def test_a_table_saved_by_excel_or_notepad_is_read(folder, data):
    assert list(load(folder, data)["name"]) == ["Ann"]


@pytest.mark.parametrize("age", [" 5 ", "4_47", "٣", "-1", "1.0", "1e3", "²", "9" * 16])
def test_a_number_is_digits_only(folder, age):
    with pytest.raises(InputError, match=r"people\.csv line 2: age is .*, not a whole number; write digits only"):
        load(folder, HEAD + ROW.replace("30", age))


@pytest.mark.parametrize("day", ["1918-02-30", "19171108", "1917-W45-4", "8.11.1917", "1917-11-8", "١٩١٧-11-08", ""])
def test_a_day_is_a_day_of_the_calendar(folder, day):
    with pytest.raises(InputError, match=r"line 2: born is .*, not a valid date; write it as YYYY-MM-DD"):
        load(folder, HEAD + ROW.replace("1917-11-08", day))


@pytest.mark.parametrize(("old", "new", "words"), [("yes", "Yes", "yes, no"), ("friend", "", "friend, foe")])
def test_a_word_is_one_of_the_vocabulary(folder, old, new, words):
    with pytest.raises(InputError, match=rf"people\.csv line 2: .* is '{new}'; write one of {words}"):
        load(folder, HEAD + ROW.replace(old, new))


def test_the_physical_line_is_named_after_blank_rows_and_rows_of_several_lines(folder):
    rows = HEAD + ROW + "\n\n" + ROW.replace("Ann", '"Ann\nand\nBo"') + ",,,,\n" + ROW.replace("30", "x")
    with pytest.raises(InputError, match=r"people\.csv line 9: age is 'x'"):
        load(folder, rows)


def test_a_line_separator_inside_a_cell_is_no_line(folder):
    with pytest.raises(InputError, match=r"people\.csv line 3: age is 'x'"):
        load(folder, HEAD + ROW.replace("Ann", "A\u2028n\x85n") + ROW.replace("30", "x"))


def test_a_control_character_is_refused(folder):
    with pytest.raises(InputError, match=r"line 2: name has the control character '\\x0b'; delete it"):
        load(folder, HEAD + ROW.replace("Ann", "A\x0bnn"))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("name,age\nAnn,30\n", "the columns are name,age; they must be name,age,born,alive,kind"),
        (
            "Table 1\n" + HEAD + ROW,
            "line 1: the head names 1 column, but 2 of 2 rows have 5 cells; name each",
        ),
        (HEAD.replace("age,", "") + ROW + ROW, "line 1: the head names 4 columns, but 2 of 2 rows have 5 cells"),
        (HEAD + ROW.replace("Ann", "Ann, B."), "line 2: the row has 6 cells, not 5; quote its commas"),
        (HEAD + ROW + ROW.replace("Ann", '"Ann'), "line 3: this is not CSV: .*; close its quotes"),
        (HEAD.replace("age", "name") + ROW, "line 1: two columns are named 'name'; rename one"),
        ((HEAD + ROW).replace(",", ";"), "line 1: there are no commas between the cells"),
        ((HEAD + ROW.replace("Ann", "André")).encode("latin-1"), "byte 29 is not UTF-8; save the file as UTF-8"),
        ((HEAD + ROW).encode("utf-16"), "byte 0 is not UTF-8"),
    ],
)
def test_a_file_that_is_no_such_table_is_named(folder, text, message):
    with pytest.raises(InputError, match=rf"people\.csv:? ?{message}"):
        load(folder, text)


@pytest.mark.parametrize("path", [None, 5, ["a"]])
def test_what_is_no_path_is_refused(path):
    with pytest.raises(InputError, match="not the path of a table"):
        t.load_table(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"none\.csv: the file is missing; put it there"):
        t.load_table(tmp_path / "none.csv")


def test_columns_of_which_nothing_is_said_are_text(folder, tmp_path):
    assert list(load(folder, HEAD.strip() + ",more\n" + ROW.strip() + ",01\n")["more"]) == ["01"]
    assert list(load(folder, "id,date\n1,1917\n", "unknown.csv")["id"]) == ["1"]


def test_a_table_without_a_dictionary_is_text(tmp_path):
    assert load(tmp_path, HEAD + ROW).loc[0, "age"] == "30"


def test_a_type_may_be_that_of_another_column(folder):
    columns = t.load_columns(folder)["letters"]
    assert columns == {"kind": "friend, foe", "other": "friend, foe or empty", "age": "number or empty"}
    assert list(load(folder, "kind,other,age\nfoe,,\n", "letters.csv")["other"]) == [""]


def test_a_table_of_the_edition_is_found_in_the_dictionary_from_any_subfolder(folder):
    table = load(folder, "line,reason\n7,\n", "edition/book/rows.csv")
    assert table["line"].dtype == "Int64"


def test_a_table_of_the_edition_has_no_other_columns(folder):
    path = folder / "edition" / "rows.csv"
    path.parent.mkdir()
    path.write_text("line,reason,resaon\n7,,\n")
    with pytest.raises(InputError, match=r"rows\.csv: the columns are line,reason,resaon; they must be line,reason"):
        t.load_rows(path, "edition/rows")
    path.write_text("reason,line\nwhy,7\n")
    assert t.load_rows(path, "edition/rows") == [{"where": "edition/rows.csv line 2", "reason": "why", "line": 7}]


def test_rows_of_a_table_that_is_not_described_are_refused(folder):
    with pytest.raises(InputError, match="no columns.csv above it says what the columns of 'ghosts' are"):
        t.load_rows(folder / "ghosts.csv", "ghosts")


def test_a_vocabulary_is_loaded_in_its_order_with_its_meanings(folder):
    assert t.load_vocabulary(folder, "people", "kind") == ["friend", "foe"]
    assert t.load_meanings(folder, "people", "kind") == {"friend": "on our side", "foe": "on the other"}
    assert t.load_meanings(folder, "people", "alive") == {"yes": "yes", "no": "no"}
    assert t.load_vocabulary(folder, "measures", "rate") == t.load_vocabulary(folder, "none", "kind") == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("table,column", "table,name", "the columns are table,name,type,description; they must be table,column"),
        ("people.kind,", "people.sort,", "line 7: there is no column 'sort' in the table 'people'; name one"),
        ("people,age", "people,name", "line 3: people has the column 'name' twice; take one row out"),
    ],
)
def test_a_dictionary_that_contradicts_itself_is_named(folder, old, new, message):
    (folder / "columns.csv").write_text(COLUMNS.replace(old, new, 1))
    with pytest.raises(InputError, match=rf"columns\.csv:? {message}"):
        t.load_columns(folder)


def test_a_share_is_a_number_from_0_to_1_and_may_be_missing(folder):
    shares = load(folder, "printed,why\n0.42,a\n1.00,b\n,c\n", "parts.csv")["printed"]
    assert shares.dtype == "float64" and list(shares[:2]) == [0.42, 1.0] and shares.isna()[2]
    for cell in ("1.01", "-0.1", "42 %", ".5", "nan", "0,5"):
        with pytest.raises(InputError, match=r"parts\.csv line 2: printed is .*, not a share; write a number from 0"):
            load(folder, f'printed,why\n"{cell}",a\n', "parts.csv")


def test_every_table_of_the_corpus_is_as_the_dictionary_says():
    found = [path for path in paths.CORPUS.glob("*.csv") if path.name != "columns.csv"]
    found += sorted(paths.EDITION.rglob("*.csv"))
    described = t.load_columns(paths.CORPUS)
    for path in found:
        name = path.stem if path.parent == paths.CORPUS else f"edition/{path.stem}"
        assert list(t.load_table(path).columns) == list(described[name]), path


def test_every_column_is_described():
    with (paths.CORPUS / "columns.csv").open(encoding="utf-8", newline="") as file:
        assert all(row["description"] for row in csv.DictReader(file))
