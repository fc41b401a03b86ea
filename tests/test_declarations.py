"""A claim is declared complete or not at all."""

import pandas as pd
import pytest

import themeshift as ts
from themeshift.checks import InputError
from themeshift.declarations import read_claims

PASSAGES = ["a:1:peace:aim"]
NAMES = list("abcdefgh")


@pytest.fixture(scope="module")
def checked():
    days = pd.to_datetime([f"191{8 + (place > 3)}-0{place + 1}-01" for place in range(8)])
    documents = pd.DataFrame({"date": days, "date_end": days}, index=NAMES)
    counts = ts.Counts(pd.DataFrame({"peace": [6, 3, 4, 5, 1, 0, 1, 0]}, NAMES), pd.Series(1000, NAMES))
    absent = pd.DataFrame({"date": days[:2], "date_end": days[:2], "title": ["A", "B"], "themes": [["peace"]] * 2})
    differing = pd.DataFrame({"document": ["a", "e"]})
    return ts.check_claim(counts, documents, ("1918-01-01", "1918-12-31"), absent=absent, disagreements=differing,
                          n_shuffles=200)  # fmt: skip


def test_a_checked_claim_gives_its_company(checked):
    row = ts.declare_claim("peace-rate", "Peace has {number} ({without_low} to {without_high}).", PASSAGES, checked)
    assert (row["number"], row["unit"], row["layer"]) == (4.5, "per 1,000 words", "comparable texts")
    assert (row["without_low"], row["without_high"]) == (4.0, 5.0)
    assert (row["absent"], row["disagreements"], row["tipping"]) == ("A | B", 2, 16)
    assert row["p"] == checked.numbers["p_rate"] and row["test"] == "rate"
    assert read_claims([row], "06").loc["peace-rate", "sentence"] == "Peace has 4.5 (4.0 to 5.0)."


def test_the_corrected_p_is_claimed_where_there_is_a_family(checked):
    numbers = checked.numbers.copy()
    numbers["p_rate_holm"] = 0.77
    row = ts.declare_claim("peace-rate", "x", PASSAGES, checked._replace(numbers=numbers))
    assert (row["p"], row["test"]) == (0.77, "rate, corrected")


def test_another_number_and_the_other_test_can_be_claimed(checked):
    row = ts.declare_claim(
        "peace-rest", "{number} elsewhere", PASSAGES, checked, number="rate_elsewhere", test="incidence"
    )
    assert row["number"] == 0.5 and row["high"] == checked.numbers["high_elsewhere"]
    assert row["p"] == checked.numbers["p_incidence"]
    row = ts.declare_claim("peace-texts", "{number} texts", PASSAGES, checked, number="having", digits=0, unit="texts")
    assert row["number"] == 4 and row["unit"] == "texts" and row["layer"] == "" and row["high"] is None
    assert read_claims([row], "06").loc["peace-texts", "sentence"] == "4 texts"


def test_cells_take_the_place_of_what_was_checked(checked):
    row = ts.declare_claim("peace-rate", "x", PASSAGES, checked, number="rate", holds_in=3, choices=4, kind="inference")
    assert (row["holds_in"], row["choices"], row["kind"]) == (3, 4, "inference")


def test_occurrences_are_taken_as_passages():
    found = pd.DataFrame({"document": ["a"], "line": [1], "match": ["peace"], "sense": ["aim"]})
    assert ts.declare_claim("a", "x", found)["passages"] == PASSAGES


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"passages": []}, "the claim 'a' has no passages"),
        ({"passages": None}, "the claim 'a' has no passages"),
        ({"claim": "Peace rate"}, "a claim has the name 'Peace rate'; write small letters"),
        ({"claim": None}, "a claim has the name None"),
        ({"sentence": " "}, "the claim 'a' has the sentence ' '; write one"),
        ({"sentence": "{tipping}"}, r"the sentence of 'a' cannot be filled.*the claim has: digits"),
        ({"sentence": "{"}, "the sentence of 'a' cannot be filled"),
        ({"kind": "guess"}, "the kind of 'a' is 'guess'; write fact or inference"),
        ({"kind": "inference"}, "the inference 'a' has neither interval nor p"),
        ({"number": "much"}, None),
        ({"digits": -1}, "digits of 'a' is -1"),
        ({"digits": None}, "digits of 'a' is nan"),
        ({"p": float("inf")}, "p of the claim 'a' is inf; give a number"),
        ({"pp": 1}, "'a' has the cell 'pp', which the ledger has not"),
    ],
)
def test_an_incomplete_claim_is_refused(cells, message):
    row = {"claim": "a", "sentence": "x", "passages": PASSAGES} | cells
    message = message or "number of the claim 'a' is 'much'; give a number"
    with pytest.raises(InputError, match=message):
        read_claims([{"kind": "fact", "digits": 1} | row], "06")


def test_refusals_come_where_a_claim_is_declared(checked):
    for arguments, cells, message in [
        (("a", "x", []), {}, "no passages"),
        (("a", "x", PASSAGES), {"colour": 1}, "the cell 'colour'"),
        (("a", "x", PASSAGES, 5), {}, "checked of 'a' is int"),
        (("a", "x", PASSAGES, checked), {"number": "rates"}, "number is 'rates'"),
        (("a", "x", PASSAGES, checked), {"test": "ranks"}, "test is 'ranks'"),
    ]:
        with pytest.raises(InputError, match=message):
            ts.declare_claim(*arguments, **cells)


def test_one_name_is_declared_once():
    row = ts.declare_claim("a", "x", PASSAGES)
    with pytest.raises(InputError, match="the claim 'a' is declared twice"):
        read_claims([row, row], "06")


@pytest.mark.parametrize("notebook", ["", None, "a/b", 6])
def test_a_notebook_is_named(notebook):
    with pytest.raises(InputError, match="notebook is .*; write the name of the notebook that claims"):
        read_claims([], notebook)
