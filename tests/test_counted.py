"""Counts of another engine are ours: the queries of the page are run, and what they count is compared."""

import os
import re

import pandas as pd
import pytest

from themeshift import corpus as c
from themeshift import paths
from themeshift.checks import InputError
from themeshift.counted import read_counts
from themeshift.counting import count_vocabulary

PAGE = (paths.NOTEBOOKS / "larger_corpora.md").read_text(encoding="utf-8")
COUNT, SOME = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
HARD = [
    "The workers’ peace, i.e. ours: 60,000 R.S.F.S.R. soldiers don’t fight. R.C.P.(B.)’s 20th A4-paper, well-b4, e.g.",
    "Poincare\u0301 U.S.A. a.m. 4-th breathing-space",
    "electri\u00adfication let’s Russia’s’s _italics_ peace² ‘quoted’ B-52 10-hour",
    "За\u0301мок и мир. Р.С.Ф.С.Р. Größe ÉTAT l’État, c’est Ёлка йод ░░░word░░ word░s — dash–dash x’ ’x -y y- a--b",
]


@pytest.fixture
def count(tmp_path, monkeypatch):
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(tmp_path)

    def run(paragraphs):
        paragraphs[["document", "text"]].to_json("texts.jsonl", orient="records", lines=True, force_ascii=False)
        duckdb.sql(COUNT)
        return read_counts("counts.parquet")

    return run


def check_equal(theirs, ours):
    assert set(theirs.terms) == set(ours.terms)
    ours = ours.select(list(theirs.index))[list(theirs.terms)]
    assert (theirs.matrix != ours.matrix).sum() == 0
    assert theirs.words.to_dict() == ours.words.to_dict()


@pytest.mark.parametrize("folder", [paths.CORPUS, paths.NOTEBOOKS / "own_texts"], ids=["Lenin", "own texts"])
def test_another_engine_counts_our_corpora_as_we_do(count, folder):
    paragraphs = c.load_paragraphs(folder)
    check_equal(count(paragraphs), count_vocabulary(paragraphs))


def test_another_engine_finds_the_hard_words(count):
    paragraphs = pd.DataFrame({"document": list("abcd"), "text": HARD})
    check_equal(count(paragraphs), count_vocabulary(paragraphs))


def test_some_terms_keep_all_words(count):
    import duckdb

    paragraphs = pd.DataFrame({"document": ["b", "a", "a"], "text": ["no such word", "peace", "peaceful war, 1918"]})
    count(paragraphs)
    for query in SOME.split(";")[:2]:
        duckdb.sql(query)
    counts = read_counts("some.csv", "words.csv")
    assert counts.words.to_dict() == {"a": 3, "b": 3}
    assert counts.table.loc["a"].to_dict() == {"peace": 1, "peaceful": 1, "war": 1}
    assert counts.table.loc["b"].sum() == 0


def test_counts_are_read_in_any_order(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("document,term,count\nb,null,2\na,NA,1\nb,NA,3\n")
    counts = read_counts(path)
    assert counts.table.to_dict() == {"NA": {"a": 1, "b": 3}, "null": {"a": 0, "b": 2}}
    assert counts.words.to_dict() == {"a": 1, "b": 5}


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("a,x,1\na,x,2\n", r"t\.csv: 'x' is counted twice in 'a'; add the counts up"),
        ("a,x,0\n", r"t\.csv line 2 has the count .*0.*; give a whole number of at least 1"),
        ("a,x,1\na,y,1.5\n", "line 3 has the count"),
        ("a,x,many\n", "line 2 has the count 'many'"),
        ("a,,1\n", "line 2: a cell is missing"),
        ("a,x,\n", "line 2"),
        ('a,x,1\n\n,,\n"a\nb",y,1\na,y,0\n', "line 7 has the count"),
        ("", "row|empty"),
    ],
)
def test_counts_that_cannot_be_are_named(tmp_path, rows, message):
    path = tmp_path / "t.csv"
    path.write_text("document,term,count\n" + rows)
    with pytest.raises(InputError, match=message):
        read_counts(path)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ("b,3\n", "'a' has counts, but no row in the table of words"),
        ("a,3\na,3\n", "'a' has two rows"),
        ("a,0\n", "'a' has counts but no words"),
    ],
)
def test_words_must_name_every_document(tmp_path, words, message):
    (tmp_path / "t.csv").write_text("document,term,count\na,x,1\n")
    (tmp_path / "w.csv").write_text("document,words\n" + words)
    with pytest.raises(InputError, match=message):
        read_counts(tmp_path / "t.csv", tmp_path / "w.csv")


def test_a_file_of_another_kind_is_named(tmp_path):
    (tmp_path / "t.parquet").write_text("PAR1")
    with pytest.raises(InputError, match=r"t\.parquet: the counts cannot be read"):
        read_counts(tmp_path / "t.parquet")
    with pytest.raises(InputError, match="cannot be read"):
        read_counts(os.fspath(tmp_path / "none.csv"))
