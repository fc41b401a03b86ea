"""The ledger is read as it was written, as a table, as macros and as text."""

import math
import re

import pandas as pd
import pytest

import themeshift as ts
from themeshift import ledger
from themeshift.checks import InputError


def make(**cells):
    row = dict.fromkeys(ledger.COLUMNS, "") | dict.fromkeys(ledger.NUMERIC, math.nan)
    row |= {"claim": "peace-brest-rate", "sentence": "Peace has 5.7.", "kind": "fact", "number": 5.6513, "digits": 1.0,
            "unit": "per 1,000 words", "passages": "a:1:peace:aim", "notebook": "06_doubt", "tag": "claim"}  # fmt: skip
    return row | cells


def table(*rows):
    return pd.DataFrame(list(rows)).set_index("claim")


def test_what_is_written_is_read(tmp_path):
    rows = table(make(low=2.849, high=8.76, p=0.032739, tipping=1345.0, absent="A | B", figure="six"),
                 make(claim="none", kind="inference", number=0.0, digits=0.0))  # fmt: skip
    for name, data in ledger.make_files(rows).items():
        (tmp_path / name).write_bytes(data)
    found = ts.load_claims(tmp_path)
    assert found.loc["peace-brest-rate", ["number", "low", "high", "p", "tipping"]].tolist() == [
        5.7,
        2.8,
        8.8,
        0.0327,
        1345,
    ]
    assert found.loc["none", "number"] == 0 and math.isnan(found.loc["none", "p"])
    assert ledger.make_files(found) == ledger.make_files(rows)
    assert list(found.reset_index().columns) == ledger.COLUMNS


def test_each_number_is_a_macro_with_a_name_of_letters():
    text = ledger.write_tex(
        table(make(p=0.0001, tipping=1345.0, low=-1.26, share_most=0.0872), make(claim="east-1920", number=7.0))
    )
    macros = dict(re.findall(r"^\\newcommand\{\\([A-Za-z]+)\}\{(.*)\}$", text, re.MULTILINE))
    assert macros == {
        "claimPeaceBrestRate": "5.7", "claimPeaceBrestRateLow": r"\ensuremath{-}1.3",
        "claimPeaceBrestRateP": r"\ensuremath{<}0.001", "claimPeaceBrestRateTipping": "1,345",
        "claimPeaceBrestRateShareMost": r"9\%",
        "claimEastOneNineTwoZero": "7.0",
    }  # fmt: skip


def test_two_numbers_cannot_have_one_macro():
    with pytest.raises(InputError, match=r"the claims 'peace' and 'peace-low' both have the macro \\claimPeaceLow"):
        ledger.write_tex(table(make(claim="peace", low=1.0), make(claim="peace-low")))


def test_a_claim_is_read_with_its_company():
    row = table(make(without_low=4.94, without_high=6.13, low=2.85, high=8.76, layer="comparable texts", p=0.0327,
                     test="rate", holds_in=41.0, choices=48.0, tipping=345.0, label_tipping=69.0, disagreements=12.0,
                     absent="A | B", share_most=0.0872))  # fmt: skip
    assert ledger.describe_company(row.iloc[0]) == (
        "4.9 to 6.1 without any one text; 2.9 to 8.8, comparable texts; p = 0.033 (rate); "
        "p below .05, uncorrected, in 41 of 48 combinations of choices; "
        "undone by 345 or more missing occurrences, or by 69 changed labels (readers differ on 12); "
        "2 texts known to be missing, of these days or others; "
        "at most 9% of the pages of the volumes of these days are printed"
    )
    inferred = ledger.describe_company(row.assign(kind="inference").iloc[0])
    assert "undone" not in inferred and "in 41 of 48 combinations of choices; 2 texts" in inferred
    text = ledger.write_md(row)
    assert "## Facts of these texts" in text and "## Inferences" not in text
    assert "**peace-brest-rate.** Peace has 5.7." in text and "Missing: A; B." in text


def test_the_block_of_a_readme_is_written_anew_and_nothing_else():
    text = f"before\n{ledger.BEGIN}\nold\n{ledger.END}\nafter\n"
    filled = ledger.fill_block(text, table(make(sentence="A | B")))
    assert filled.startswith("before\n") and filled.endswith("\nafter\n") and "old" not in filled
    assert "| A \\| B (`peace-brest-rate`) | fact |  |" in filled
    assert ledger.fill_block(filled, table(make(sentence="A | B"))) == filled


@pytest.mark.parametrize("text", ["", ledger.BEGIN, f"{ledger.END} {ledger.BEGIN}", f"{ledger.BEGIN}{ledger.END}" * 2])
def test_a_readme_without_its_marks_is_refused(text):
    with pytest.raises(InputError, match=r"README\.md has . times <!-- claims:begin --> and . times"):
        ledger.fill_block(text, table(make()))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("claim,sentence", "claim,sentences"), "the columns are claim,sentences.*they must be claim,sentence,"),
        ((",5.7,", ",much,"), "number of 'peace-brest-rate' is 'much', not a number"),
        (("\n", "\n\n"), None),
    ],
)
def test_a_spoilt_ledger_is_named(tmp_path, change, message):
    for name, data in ledger.make_files(table(make())).items():
        (tmp_path / name).write_bytes(data.replace(change[0].encode(), change[1].encode(), 1))
    if message is None:
        assert len(ts.load_claims(tmp_path)) == 1
        return
    with pytest.raises(InputError, match=message):
        ts.load_claims(tmp_path)


def test_a_claim_that_is_there_twice_is_refused(tmp_path):
    data = ledger.make_files(table(make()))["claims.csv"].decode()
    (tmp_path / "claims.csv").write_text(data + data.splitlines()[1] + "\n", encoding="utf-8")
    with pytest.raises(InputError, match="'peace-brest-rate' has two rows"):
        ts.load_claims(tmp_path)


def test_a_missing_ledger_says_who_writes_it(tmp_path):
    with pytest.raises(InputError, match=r"claims\.csv.*run make, which writes it"):
        ts.load_claims(tmp_path)
