"""What cannot be used is refused by the one error, in a sentence."""

import pandas as pd
import pytest

from themeshift.checks import InputError, check_choice, check_documents, check_table


def test_a_table_that_is_checked_is_returned():
    table = pd.DataFrame({"a": [1]})
    assert check_table(table, ["a"], "counts") is table
    empty = pd.DataFrame({"a": []})
    assert check_table(empty, ["a"], "counts", empty=True) is empty


@pytest.mark.parametrize(
    ("table", "message"),
    [
        (None, "counts is NoneType, not a table; give a pandas DataFrame"),
        ([1], "counts is list, not a table"),
        (pd.DataFrame({"b": [1]}), r"counts has no column 'a', only \['b'\]"),
        (pd.DataFrame([[1, 2]], columns=["a", "a"]), "counts has two columns 'a'"),
        (pd.DataFrame({"a": []}), "counts has no rows"),
    ],
)
def test_a_table_that_cannot_be_used_is_named(table, message):
    with pytest.raises(InputError, match=message):
        check_table(table, ["a"], "counts")


DAYS = pd.to_datetime(["1917-11-08", "1918-01-16"])


def date(first=DAYS, last=DAYS, index=("a", "b")):
    return pd.DataFrame({"date": first, "date_end": last}, index=list(index))


def test_documents_that_are_dated_are_returned():
    documents = date()
    assert check_documents(documents) is documents


@pytest.mark.parametrize(
    ("documents", "message"),
    [
        (None, "documents is NoneType"),
        (date().rename_axis("id").reset_index(), r"index it by id: documents\.set_index\('id'\)"),
        (date()[["date"]], "no column 'date_end'"),
        (date()[:0], "documents has no rows"),
        (date(index=("a", "a")), "the document 'a' has two rows"),
        (date(index=("a", None)), "a document has no id"),
        (date(first=["1917", "1918"]), "date of documents is not a column of dates; convert it by pd.to_datetime"),
        (date(last=[DAYS[0], pd.NaT]), "the document 'b' has no date_end; give one or leave it out"),
        (date(last=[DAYS[0], DAYS[0]]), "the date of 'b' ends before it begins"),
    ],
)
def test_documents_that_cannot_be_used_are_named(documents, message):
    with pytest.raises(InputError, match=message):
        check_documents(documents)


def test_a_choice_is_one_of_those_there_are():
    assert check_choice("Brest", ["Brest", "civil war"], "PERIOD") == "Brest"
    with pytest.raises(
        InputError, match="PERIOD is 'brest', .* did you mean 'Brest'.* choose one of: Brest, civil war$"
    ):
        check_choice("brest", ["Brest", "civil war"], "PERIOD")
    with pytest.raises(
        InputError, match="K is '5', which is none of the choices; did you mean 5. choose one of: 5, 6$"
    ):
        check_choice("5", [5, 6], "K")
    for wrong in (None, "Brest", 5):
        with pytest.raises(InputError, match="the choices for PERIOD are"):
            check_choice("Brest", wrong, "PERIOD")


def test_an_error_of_the_library_is_one_line_in_a_notebook():
    with pytest.raises(InputError) as raised:
        check_choice("a", ["b"], "X")
    assert raised.value._render_traceback_() == ["InputError: X is 'a', which is none of the choices; choose one of: b"]
