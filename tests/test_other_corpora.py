"""Texts of others: plain, tables and TEI of many shapes are read whole, or one error names file, place and remedy."""

import json
import os
import re
import subprocess
import sys
import unicodedata

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import themeshift as ts
from themeshift import corpus as c
from themeshift import paths
from themeshift.checks import InputError
from themeshift.collocations import find_collocates
from themeshift.concordance import find_concordance
from themeshift.counting import count_terms, count_vocabulary
from themeshift.index import read_date
from themeshift.occurrences import find_occurrences
from themeshift.plain import split_plain
from themeshift.themes import make_theme
from themeshift.tokens import HOLE, find_tokens, normalize


def make_folder(tmp_path, texts, dates=None):
    (tmp_path / "texts").mkdir()
    rows = ["id,date"]
    for number, (name, text) in enumerate(texts.items()):
        (tmp_path / "texts" / f"{name}.txt").write_text(text, encoding="utf-8")
        rows.append(f"{name},{(dates or {}).get(name, 1900 + number)}")
    (tmp_path / "documents.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return tmp_path


# Plain texts


def test_a_plain_text_leads_back_to_its_own_lines(tmp_path):
    folder = make_folder(tmp_path, {"a": "The harbour froze.\r\n\r\nWe wait\r\nfor peace.", "b": "Peace came."})
    corpus = c.load_corpus(folder)
    assert list(corpus.documents.index) == ["a", "b"]
    table = find_concordance("peace", corpus.paragraphs, corpus.lines, corpus.documents)
    assert table[["document", "line"]].to_numpy().tolist() == [["a", 4], ["b", 1]]
    assert c.load_scan_lines(folder, "a")[4] == "for peace."


@given(st.lists(st.text(alphabet="abc é\n\r\t", max_size=30), max_size=5))
def test_every_letter_of_a_plain_text_is_read_once(parts):
    text = "\n\n".join(parts)
    paragraphs = split_plain(text)
    assert "".join(words for words, _ in paragraphs).replace(" ", "") == "".join(text.split())
    for words, lines in paragraphs:
        assert all(offset == 0 or words[offset - 1] == " " for offset, _ in lines)


def test_only_line_ends_of_editors_end_a_line():
    assert split_plain("one\u2028two\x0bthree\x85four\nfive")[0][1] == [(0, 1), (19, 2)]


def test_an_encoding_is_named_and_never_guessed(tmp_path):
    (tmp_path / "1843.txt").write_bytes("Größe".encode("latin-1"))
    with pytest.raises(InputError, match=r"1843\.txt: byte 2 \(f6\) is not UTF-8; .*encoding='cp1252'"):
        c.load_corpus(tmp_path)
    assert c.load_corpus(tmp_path, encoding="latin-1").paragraphs["text"].tolist() == ["Größe"]
    with pytest.raises(InputError, match="'klingon' is not an encoding"):
        c.load_corpus(tmp_path, encoding="klingon")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a\x00b", "line 1: character 1 is NUL; .*encoding='utf-16'"),
        ("a\n░", "line 2: .*'░'"),
        ("a\rb\r\n\x02", r"line 3: .* control character '\\x02'"),
        ("Peace.\nIt\x92s war", r"line 2: .* control character '\\x92'; name its encoding: encoding='cp1252'"),
        ("", "1843.txt: the text of '1843' is empty"),
        (" \n", "is empty"),
    ],
)
def test_a_text_that_cannot_be_read_is_named(tmp_path, text, message):
    (tmp_path / "1843.txt").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        c.load_corpus(tmp_path)


def test_files_whose_names_begin_with_a_date_need_no_index(tmp_path):
    for name in ("1917-Wilson", "1917-11-08-peace", "1789"):
        (tmp_path / f"{name}.txt").write_text("Peace.")
    documents = c.load_corpus(tmp_path).documents
    assert documents.loc["1917-Wilson", "date_end"] == pd.Timestamp("1917-12-31")
    assert documents.loc["1917-11-08-peace", "date"] == pd.Timestamp("1917-11-08")
    assert documents["title"].tolist() == ["", "Wilson", "peace"]
    (tmp_path / "README.txt").write_text("About these texts.")
    assert len(c.load_corpus(tmp_path).documents) == 3
    (tmp_path / "preface.txt").write_text("Peace.")
    with pytest.raises(InputError, match=r"preface\.txt: the name does not begin with a date"):
        c.load_corpus(tmp_path)


# Tables of texts


@pytest.mark.parametrize("ending", ["csv", "jsonl"])
def test_a_table_of_texts_is_a_corpus(tmp_path, ending):
    rows = [{"doc": "a", "when": "1931-05-02", "body": "No ship came.", "party": "north"},
            {"doc": "b", "when": "1932", "body": "Peace.\n\nThe ships, back.", "party": "south"}]  # fmt: skip
    path = tmp_path / f"texts.{ending}"
    if ending == "csv":
        pd.DataFrame(rows).to_csv(path, index=False)
    else:
        path.write_text("\n".join(json.dumps(row) for row in rows))
    with pytest.raises(InputError, match="there is no column 'id', only doc, when, body, party; .*id="):
        c.load_corpus(path)
    corpus = c.load_corpus(path, text="body", id="doc", date="when")
    assert corpus.documents["party"].tolist() == ["north", "south"]
    assert corpus.documents["date_end"].tolist() == [pd.Timestamp("1931-05-02"), pd.Timestamp("1932-12-31")]
    assert corpus.paragraphs["text"].tolist() == ["No ship came.", "Peace.", "The ships, back."]


def test_a_line_that_is_not_json_is_named(tmp_path):
    (tmp_path / "t.jsonl").write_text('{"id": "a", "date": "1931", "text": "x"}\n\n[1]\n')
    with pytest.raises(InputError, match=r"t\.jsonl line 3: this is not a JSON object"):
        c.load_corpus(tmp_path / "t.jsonl")


@pytest.mark.parametrize(
    ("index", "message"),
    [
        ("id,when\na,1900\n", "there is no column 'date'"),
        ("id,date\na,spring 1919\n", r"line 2: 'spring 1919' is not a valid date; write YYYY"),
        ("id,date\na,\n", "line 2: there is no date; write YYYY"),
        ("id,date\na,1900\nb,\nc,1901\nd,\n", "line 3: there is no date, nor in 1 later row; write YYYY"),
        ("id,date\na,\nb,\nc, \n", "line 2: there is no date, nor in 2 later rows; .* leave these texts out"),
        ("id,date\na,1919-02-30\n", "'1919-02-30' is not a valid date"),
        ("id,date\na,1920/1919\n", "line 2: .*ends before it begins"),
        ("id,date\na,1900\na,1901\n", "line 3: the id 'a' is given twice"),
        ("id,date\n../a,1900\n", "line 2: the id '../a' cannot name a text"),
        ("id,date\n\na,1900\nb,1901\n", r"line 4: there is no texts/b\.xml or \.txt"),
        ("id,date\n", "the table has no rows"),
    ],
)
def test_an_index_that_cannot_be_used_is_named(tmp_path, index, message):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("Peace.")
    (tmp_path / "documents.csv").write_text(index)
    with pytest.raises(InputError, match=message):
        c.load_corpus(tmp_path)


def test_two_texts_of_one_id_are_named(tmp_path):
    folder = make_folder(tmp_path, {"a": "Peace."})
    (folder / "texts" / "a.xml").write_text("<TEI/>")
    with pytest.raises(InputError, match="is a text of 'a' too"):
        c.load_corpus(folder)


# Never fewer texts than rows


@given(st.lists(st.sampled_from(["Peace.", "1917", "***", "мир", "a\n\nb"]), min_size=1, max_size=6))
def test_each_row_has_its_text(tmp_path_factory, texts):
    path = tmp_path_factory.getbasetemp() / "texts.jsonl"
    rows = [{"id": n, "date": 1900 + n, "text": text} for n, text in enumerate(texts)]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    corpus = c.load_corpus(path)
    assert list(corpus.documents.index) == [str(n) for n in range(len(texts))]
    assert list(corpus.paragraphs["document"].unique()) == list(corpus.documents.index)


def test_a_text_without_words_is_kept_and_counts_none(tmp_path):
    corpus = c.load_corpus(make_folder(tmp_path, {"a": "***\n1917", "b": "Peace."}))
    counts = count_terms(corpus.paragraphs, ["peace"])
    assert counts.words.to_dict() == {"a": 0, "b": 1}


def test_texts_without_words_are_named_where_the_story_is_told(tmp_path):
    folder = make_folder(tmp_path, {"a": "***\n1917", "b": "Peace and bread.", "c": "1918"})
    with pytest.raises(InputError, match="has words in one text only, 'b', and a shift is between texts; add others"):
        ts.load_story(folder)
    story = ts.load_story(folder, themes=["peace"])
    assert list(story.documents.index) == ["b"]
    assert ts.describe_authors(story) == ["Texts without any word, which are not counted: 2 (a, c)."]
    (folder / "texts" / "b.txt").write_text("1920")
    with pytest.raises(InputError, match="no text of .* has a word, which is a run of letters"):
        ts.load_story(folder)


def test_an_empty_cell_is_named_with_its_row(tmp_path):
    (tmp_path / "t.csv").write_text('id,date,text\na,1900,"One\nline"\nb,1901, \n')
    with pytest.raises(InputError, match=r"t\.csv line 4: the text of 'b' is empty"):
        c.load_corpus(tmp_path / "t.csv")


def test_a_text_of_another_kind_is_named(tmp_path):
    folder = make_folder(tmp_path, {"a": "Peace."})
    (folder / "texts" / "a.txt").rename(folder / "texts" / "a.html")
    with pytest.raises(
        InputError, match=r"line 2: there is no texts/a\.xml or \.txt, only a\.html: save it as plain text"
    ):
        c.load_corpus(folder)


def test_a_text_without_a_row_is_named(tmp_path):
    folder = make_folder(tmp_path, {"a": "Peace."})
    (folder / "texts" / "b.TXT").write_text("Bread.")
    with pytest.raises(InputError, match=r"documents\.csv: texts/b\.TXT has no row"):
        c.load_corpus(folder)


def test_further_columns_are_kept_as_text(tmp_path):
    folder = make_folder(tmp_path, {"a": "Peace."})
    (folder / "documents.csv").write_text("id,date,copies,place\na,1900,012,\n")
    assert c.load_documents(folder)[["copies", "place"]].values.tolist() == [["012", ""]]


def test_documents_come_in_the_order_of_dates(tmp_path):
    folder = make_folder(tmp_path, {"a": "x", "b": "y", "c": "z"}, {"a": "1902", "b": "-0043", "c": "1902"})
    assert list(c.load_documents(folder).index) == ["b", "a", "c"]


# Tables as programs write them


@pytest.mark.parametrize(
    ("name", "data", "text"),
    [
        ("t.csv", 'id,date,text\n"a/1",1900,"One ""two""\r\nthree"\n', 'One "two" three'),
        ("t.csv", "\ufeffid, date ,text\n\na,1900,\u2028one\x0btwo\n", "one two"),
        ("t.csv", f"id,date,text\na,1900,{'peace ' * 40_000}\n", ("peace " * 40_000).strip()),
        ("t.tsv", "id\tdate\ttext\na\t1900\tOne, two\n", "One, two"),
        ("t.jsonl", '{"id": 7, "date": 1900.0, "text": "one\u2028two", "tags": ["x"]}\n', "one two"),
    ],
)
def test_tables_are_read_as_programs_write_them(tmp_path, name, data, text):
    (tmp_path / name).write_bytes(data.encode())
    assert c.load_paragraphs(tmp_path / name)["text"].tolist() == [text]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("t.csv", "id;date;text\na;1900;x\n", "line 1: the cells are not parted by ','"),
        (
            "t.csv",
            'id;date;text\na;1900;"x"\n',
            r"line 1: the cells are not parted by ',', but by ';'; save the table again, with commas",
        ),
        ("t.csv", 'id,date,text\na,1900,"x\n', "line 2: this is not CSV"),
        ("t.csv", "id,date,text\na,1900,x,y\n", "line 2: the row has 4 cells, not 3; quote its commas"),
        ("t.csv", "id,date,id\na,1900,x\n", "two columns are named 'id'"),
        ("t.csv", "id,date,body\na,1900,x\n", "there is no column 'text', only id, date, body"),
        ("t.jsonl", '{"id": "a", "date": "1900"\n', "line 1: this is not JSON"),
        ("t.jsonl", '{"id": "a", "date": "1900", "text": null}\n', "line 1: the text of 'a' is empty"),
        ("t.jsonl", "\n", "the table has no rows"),
        (
            "t.jsonl",
            '{"id": "a", "date": "1900", "text": ["One.", "Two."]}\n',
            "line 1: the text is a list, not a string",
        ),
        ("t.jsonl", '{"id": "a", "date": "1900", "text": {"p": "One."}}\n', "line 1: the text is a dict, not a string"),
        ("t.csv", "id,date,text\na,1900,x░\n", r"t\.csv line 2: the text has the character '░'"),
        ("t.xlsx", "PK", r"tables ending in '\.xlsx' are not read; give \.csv"),
        ("t.parquet", "PAR1", "Parquet"),
    ],
)
def test_a_table_that_cannot_be_used_is_named(tmp_path, name, data, message):
    (tmp_path / name).write_text(data, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        c.load_corpus(tmp_path / name)


def test_a_named_column_does_not_hide_another(tmp_path):
    (tmp_path / "t.csv").write_text("id,date,printed,text\na,1900,1901,x\n")
    with pytest.raises(InputError, match="there is a column 'date' beside 'printed'; rename it"):
        c.load_corpus(tmp_path / "t.csv", date="printed")


def test_the_encoding_of_the_texts_is_that_of_a_table_of_texts(tmp_path):
    for name in ("documents.csv", "t.csv"):
        (tmp_path / name).write_bytes("id,date,text\na,1843,Größe\n".encode("latin-1"))
    for source in (tmp_path, tmp_path / "t.csv"):
        assert c.load_paragraphs(source, encoding="latin-1")["text"].tolist() == ["Größe"]
        with pytest.raises(InputError, match=r"byte 22 \(f6\) is not UTF-8; .*encoding='cp1252'"):
            c.load_corpus(source)


def test_utf_16_is_suggested_where_it_is_likely(tmp_path):
    (tmp_path / "1843.txt").write_bytes("Größe".encode("utf-16"))
    with pytest.raises(InputError, match="encoding='utf-16'"):
        c.load_corpus(tmp_path)
    assert c.load_paragraphs(tmp_path, encoding="utf-16")["text"].tolist() == ["Größe"]


# Dates


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("1917", "1917-01-01", "1917-12-31"),
        ("1917-11", "1917-11-01", "1917-11-30"),
        ("1920-02", "1920-02-01", "1920-02-29"),
        ("1917-11-08", "1917-11-08", "1917-11-08"),
        ("1917-11-08/1918", "1917-11-08", "1918-12-31"),
        ("-0043", "-0043-01-01", "-0043-12-31"),
        ("-0043-02", "-0043-02-01", "-0043-02-28"),
    ],
)
def test_a_date_spans_all_days_that_it_may_be(cell, first, last):
    assert read_date(cell, "row") == (np.datetime64(first), np.datetime64(last))


def test_an_open_span_ends_with_the_corpus(tmp_path):
    folder = make_folder(tmp_path, {"a": "x", "b": "y", "c": "z"}, {"a": "1900/..", "b": "1910", "c": "../1905"})
    documents = c.load_documents(folder)
    assert documents["date_end"].to_dict() == dict(
        zip("abc", pd.to_datetime(["1910-12-31", "1910-12-31", "1905-12-31"]), strict=True)
    )
    assert documents["date"].to_dict() == dict(
        zip("abc", pd.to_datetime(["1900-01-01", "1910-01-01", "1900-01-01"]), strict=True)
    )


@pytest.mark.parametrize(
    ("date", "end", "expected"),
    [
        ("1917-11", "", "1917-11-30"),
        ("1917-11", "1917-12", "1917-12-31"),
        ("1917-11-08", "1917-11-07", "date_end '1917-11-07' is before the date '1917-11-08'"),
        ("1917/1918", "1919", "the date '1917/1918' is a span, and there is a date_end"),
        ("1917", "later", "line 2: date_end: 'later' is not a valid date"),
    ],
)
def test_the_end_of_a_date_may_have_a_column(tmp_path, date, end, expected):
    folder = make_folder(tmp_path, {"a": "x"})
    (folder / "documents.csv").write_text(f"id,date,date_end\na,{date},{end}\n")
    if expected.startswith("19"):
        assert c.load_documents(folder)["date_end"].tolist() == [pd.Timestamp(expected)]
    else:
        with pytest.raises(InputError, match=expected):
            c.load_documents(folder)


@pytest.mark.parametrize(
    "cell", ["May 2, 1931", "1917?", "1917-13", "19171108", "1917-1-8", "١٩١٧", "../..", "1917-11-31"]
)
def test_what_is_not_a_date_is_refused(cell):
    with pytest.raises(InputError, match="row 2: .*(is not a valid date; write YYYY|neither beginning nor end)"):
        read_date(cell, "row 2")


@pytest.mark.parametrize(
    ("cell", "told"), [("44 BCE", True), ("44 b.c.", True), ("-43", True), ("February 1919", False)]
)
def test_how_years_before_the_common_era_are_written_is_told_where_one_was_meant(cell, told):
    with pytest.raises(InputError) as refused:
        read_date(cell, "row 2")
    assert str(refused.value).endswith("; -0043 is 44 BCE") is told


# Folders as they are


def test_one_text_of_another_encoding_among_others_is_named(tmp_path):
    folder = make_folder(tmp_path, {"a": "Größe", "b": "Peace."})
    (folder / "texts" / "b.txt").write_bytes("Straße".encode("cp1252"))
    with pytest.raises(InputError, match=r"b\.txt: byte 4 \(df\) is not UTF-8; .*encoding='cp1252'"):
        c.load_corpus(folder)
    (folder / "texts" / "a.txt").write_bytes("За́мок".encode())
    with pytest.raises(InputError, match=r"a\.txt: byte \d+ \(\w\w\) is not ascii; .*encoding='utf-8'"):
        c.load_corpus(folder, encoding="ascii")


def test_a_text_that_vanishes_while_the_folder_is_read_is_named(tmp_path, monkeypatch):
    folder = make_folder(tmp_path, {"a": "Peace.", "b": "Bread."})
    load_index = c.load_index

    def load_then_lose(*arguments):
        index = load_index(*arguments)
        (folder / "texts" / "b.txt").unlink()
        return index

    monkeypatch.setattr(c, "load_index", load_then_lose)
    with pytest.raises(InputError, match=r"b\.txt: the file cannot be read: No such file"):
        c.load_corpus(folder)


def test_one_text_is_a_corpus_and_says_that_it_tells_no_story(tmp_path):
    from themeshift.story import load_story
    from themeshift.story_tables import rank_story_words

    (tmp_path / "1917.txt").write_text("Peace and bread.")
    assert len(c.load_corpus(tmp_path).documents) == 1
    story = load_story(tmp_path, themes=["peace"])
    assert story.counts.table.to_numpy().tolist() == [[1]]
    with pytest.raises(InputError, match="at least two periods"):
        rank_story_words(story)


@pytest.mark.check
def test_twenty_megabytes_in_a_line_are_read_in_seconds(tmp_path):
    (tmp_path / "1917.txt").write_text("peace and bread " * 1_300_000)
    paragraphs = c.load_corpus(tmp_path).paragraphs
    assert count_terms(paragraphs, ["bread"]).sums.tolist() == [1_300_000]
    assert len(ts.cut_passages(paragraphs)) == 3 * 1_300_000 / 250
    assert len(find_occurrences(paragraphs, {"bread": make_theme("bread")})) == 1_300_000


@pytest.mark.check
def test_a_hundred_thousand_files_are_read(tmp_path):
    (tmp_path / "texts").mkdir()
    for number in range(100_000):
        (tmp_path / "texts" / f"{number}.txt").write_text("Peace.")
    rows = [f"{number},{1900 + number % 100}" for number in range(100_000)]
    (tmp_path / "documents.csv").write_text("\n".join(["id,date", *rows]))
    assert len(c.load_corpus(tmp_path).paragraphs) == 100_000


# The way to the counts


def elide(text):
    """Split French and Italian at the apostrophe, and keep two words together as in Vietnamese."""
    return re.findall(r"\w+['’]|\w+\s\w+|[\w.]+", text)


ANY_SCRIPT = st.one_of(st.characters(categories=("L", "M")), st.sampled_from(" \n.,'’-‐\u00ad\u200b\u200d1²" + HOLE))
WRITTEN = [  # words as they are written in texts, which letters drawn by chance hardly make
    "L’État c’est l’état dell’arte", "Größe GRÖSSE Straße ﬁn", "За\u0301мок Р.С.Ф.С.Р. ёлка Ёлка",
    "Ἀθῆναι ΛΌΓΟΣ λόγος ΟΔΟΣ.Α", "הַשָּׁלוֹם שלום", "السَّلام سلام", "शांति किताब", "ሰላም მშვიდობა խաղաղություն",
    "สันติภาพ", "평화 평화",
    "İstanbul istanbul ISPARTA ıspar", "Poincare\u0301 Poincaré’s", "𐐔𐐯𐑅 𞤀𞤣𞤤𞤢𞤥",
]  # fmt: skip


@pytest.mark.parametrize("split", [None, str.split, elide], ids=["words", "by blanks", "elided or with blanks"])
@settings(max_examples=10)
@given(texts=st.lists(st.one_of(st.text(ANY_SCRIPT, max_size=40), st.sampled_from(WRITTEN)), min_size=1, max_size=4))
def test_counts_concordance_and_neighbors_agree_in_any_script(split, texts):
    paragraphs = pd.DataFrame({"document": "a", "paragraph": range(1, len(texts) + 1), "text": texts})
    documents = pd.DataFrame({"date": ["1917-01-01"], "date_end": ["1917-01-01"]}, ["a"]).astype("datetime64[s]")
    tokens = {n: find_tokens(text, split) for n, text in zip(paragraphs["paragraph"], texts, strict=True)}
    words = [token for here in tokens.values() for token, _, _ in here]
    if not words:
        return
    counts = count_vocabulary(paragraphs, split)
    assert counts.words.tolist() == [len(words)]
    for word in dict.fromkeys(words):
        assert counts.sums[word] == count_terms(paragraphs, [word], split).sums[word] == words.count(word)
        assert [
            normalize(match) for match in find_concordance(word, paragraphs, None, documents, split=split)["match"]
        ] == [word] * words.count(word)
        found = find_occurrences(paragraphs, {"theme": make_theme(word, split)}, split=split)
        assert len(found) == words.count(word)
        near = find_collocates(found, paragraphs, span=1, split=split)
        expected = []
        for row in found.itertuples():
            here = tokens[row.paragraph]
            place = here.index((word, row.start, row.end))
            sides = [(-1, here[place - 1] if place else None), (1, here[place + 1] if place + 1 < len(here) else None)]
            for distance, side in sides:
                between = side and texts[row.paragraph - 1][min(row.end, side[2]) : max(row.start, side[1])]
                if side and HOLE not in between:
                    expected.append((row.paragraph, side[0], distance))
        assert list(zip(near["paragraph"], near["collocate"], near["distance"], strict=True)) == expected


def test_other_languages_are_counted_and_found_alike(tmp_path):
    texts = {"fr": "L’État, c’est la paix.", "de": "Größe und große Straße", "ru": "За́мок и мир. Р.С.Ф.С.Р."}
    corpus = c.load_corpus(make_folder(tmp_path, texts))
    lexicon = ["große", "замок", "р.с.ф.с.р.", "paix"]
    counts = count_terms(corpus.paragraphs, lexicon)
    assert counts.sums.tolist() == [1, 1, 1, 1]
    for term in lexicon:
        assert len(find_concordance(term, corpus.paragraphs, corpus.lines, corpus.documents)) == 1


@pytest.mark.parametrize(
    ("split", "text", "terms"),
    [
        (elide, "L’État, c’est moi. l'état", {"l'": 2, "l’État": 2, "c'": 1, "état": 2, "l’*": 2}),
        (
            elide,
            "hòa bình cho mọi\nngười",
            {"hòa bình": 1, "bình": 0, "mọi người": 0, "cho mọi": 1, "hòa bình cho mọi": 1},
        ),
        (str.split, "a.b (b.) peace, peace", {"a.b": 1, "(b.)": 1, "peace,": 1, "peace": 1, "peace*": 2}),
        (lambda text: re.findall("和平|人民|土地|\\w", text), "土地属于人民", {"土地属于": 1, "人民": 1, "民": 0}),
    ],
    ids=["elided", "with blanks", "by blanks", "no blanks"],
)
def test_words_of_another_rule_are_searched_as_it_makes_them(split, text, terms):
    paragraphs = pd.DataFrame({"document": ["a"], "paragraph": 1, "text": [text]})
    documents = pd.DataFrame({"date": ["1917-01-01"], "date_end": ["1917-01-01"]}, ["a"]).astype("datetime64[s]")
    assert count_terms(paragraphs, list(terms), split).sums.to_dict() == terms
    for term, n in terms.items():
        assert len(find_occurrences(paragraphs, {"theme": make_theme(term, split)}, split=split)) == n
        assert not n or len(find_concordance(term, paragraphs, None, documents, split=split)) == n
    with pytest.raises(InputError, match=r"'1917' is not a search term; write words with letters"):
        count_terms(paragraphs, ["1917"], split)


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="names of files are always in Unicode there")
def test_names_of_files_are_read_in_utf_8_whatever_python_takes_them_for(tmp_path):
    """As with LC_ALL=C where Python's UTF-8 mode is switched off."""
    folder = tmp_path / "письма"
    folder.mkdir()
    (folder / "1917-мир.txt").write_text("Мир народам.", encoding="utf-8")
    code = "import sys, themeshift as ts; print(ascii(ts.load_corpus(sys.argv[1]).documents.index[0]))"
    environment = os.environ | {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONPATH": str(paths.LIBRARY.parent)}
    said = subprocess.run([sys.executable, "-c", code, folder], env=environment, capture_output=True, text=True)
    assert said.stdout.strip() == ascii("1917-мир"), said.stderr
    code = "import themeshift as ts\ntry: ts.load_corpus('\\u043c')\nexcept ts.InputError as error: print(ascii(error))"
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert "names of files are in ascii; write other letters, or start Python with PYTHONUTF8=1" in said.stdout
    with open(os.fsencode(folder / "1918-") + b"\xac.txt", "w") as file:
        file.write("War.")
    with pytest.raises(InputError, match=r"the name of the file '1918-\\udcac\.txt' is not in UTF-8; rename it"):
        c.load_corpus(folder)


@pytest.mark.parametrize(("named", "listed"), [("NFD", "NFC"), ("NFC", "NFD"), ("NFD", None)])
def test_a_name_of_a_file_may_write_its_accents_otherwise_than_the_index(tmp_path, named, listed):
    """As where a folder comes from macOS: on the screen both are the same name."""
    name = "1900-01-02-café"
    (tmp_path / f"{unicodedata.normalize(named, name)}.txt").write_text("Some words.", encoding="utf-8")
    if listed:
        index = f"id,date\n{unicodedata.normalize(listed, name)},1900-01-02\n"
        (tmp_path / "documents.csv").write_text(index, encoding="utf-8")
    assert list(ts.load_corpus(tmp_path, None).documents.index) == [name]
    (tmp_path / f"{name}.xml").write_text("<p/>")
    with pytest.raises(InputError, match="is a text of '1900-01-02-café' too; take one away"):
        ts.load_corpus(tmp_path, None)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_what_is_no_file_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "stopwords.txt")
    with pytest.raises(InputError, match=r"stopwords\.txt: the file is missing"):
        ts.load_stopwords(tmp_path / "stopwords.txt")


def test_a_folder_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    (tmp_path / "texts").mkdir()
    (tmp_path / "documents.csv").write_text("id,date\na,1900\n")
    for closed in (tmp_path, tmp_path / "texts"):
        monkeypatch.setattr(os, "access", lambda path, mode, closed=closed: path != closed)
        with pytest.raises(InputError, match=f"{closed.name}: this folder may not be read"):
            ts.load_corpus(tmp_path, None)


# What she who obeys a message would lose in silence


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"{\\rtf1\\ansi Peace.}", "no plain text, but a file that is RTF; save it as plain text"),
        (b"%PDF-1.7\n", "a file that is PDF"),
        (b"\xff\xd8\xff\xe0\x00", "a file that is a picture"),
        (b"PK\x03\x04\x00", "a file that is of a word processor, or packed"),
        (b"\xef\xbb\xbf\n<!DOCTYPE HTML><p>Peace.", "a file that is HTML"),
        (b"<?xml version='1.0'?><TEI/>", "a file that is XML; .*or name it .xml"),
    ],
)
def test_the_markup_of_another_kind_of_file_is_not_counted(tmp_path, data, message):
    (tmp_path / "1917.txt").write_bytes(data)
    with pytest.raises(InputError, match=rf"1917\.txt: this is .*{message}"):
        c.load_corpus(tmp_path)


def test_cyrillic_is_not_read_as_the_alphabet_of_western_europe(tmp_path):
    (tmp_path / "1917.txt").write_bytes("Мир народам, земля крестьянам.".encode("cp1251"))
    with pytest.raises(InputError, match="encoding='cp1252', or of Cyrillic 'cp1251'"):
        c.load_corpus(tmp_path)
    with pytest.raises(InputError, match="most letters are accented, such as 'êðåñòüÿíàì', so that this is not cp1252"):
        c.load_corpus(tmp_path, encoding="cp1252")
    assert c.load_paragraphs(tmp_path, encoding="cp1251")["text"].tolist() == ["Мир народам, земля крестьянам."]
    (tmp_path / "1917.txt").write_bytes("Été à l’île où naît l’œuvre dépassée".encode("cp1252"))
    assert len(c.load_corpus(tmp_path, encoding="cp1252").paragraphs) == 1


@pytest.mark.parametrize(
    ("names", "message"),
    [
        (["1901.txt", "later/1902.txt"], r"1902\.txt: a text in a folder inside is not read; put all texts into"),
        (["later/1902.txt"], r"1902\.txt: a text in a folder inside is not read"),
        (["1902/speech.xml"], r"speech\.xml: a text in a folder inside is not read"),
        (["texts/1901.txt", "texts/later/speech.docx"], r"speech\.docx: a text in a folder inside is not read"),
        (["1901.txt", "1902-03-04 speech.docx"], r"speech\.docx: a text that ends in '\.docx' is not read; save it as"),
        (["1901.txt", "1901.docx", "notes.docx", ".old/1902.txt", "build/1902.txt", "~$1902.docx", "x/README.txt"], ""),
    ],
)
def test_a_text_is_not_left_out_for_its_place_or_its_kind(tmp_path, names, message):
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text("Peace.")
    if not message:
        assert list(c.load_documents(tmp_path).index) == ["1901"]
        return
    with pytest.raises(InputError, match=message):
        c.load_corpus(tmp_path)


def test_a_text_that_the_index_lacks_may_be_of_another_kind_or_in_a_folder(tmp_path):
    folder = make_folder(tmp_path, {"a": "Peace."})
    (folder / "texts" / "later").mkdir()
    (folder / "texts" / "later" / "b.txt").write_text("Bread.")
    with pytest.raises(InputError, match=r"b\.txt: a text in a folder inside is not read"):
        c.load_corpus(folder)
    (folder / "documents.csv").write_text("id,date\na,1900\nb,1901\n")
    with pytest.raises(InputError, match=r"there is no texts/b\.xml or \.txt, only later.b\.txt: move it up, or take"):
        c.load_corpus(folder)


def test_a_name_that_an_object_has_twice_is_named(tmp_path):
    (tmp_path / "t.jsonl").write_text('{"id": "a", "date": "1931", "text": "One.", "text": "Two."}\n')
    with pytest.raises(InputError, match=r"t\.jsonl line 1: the object has 'text' twice; rename one"):
        c.load_corpus(tmp_path / "t.jsonl")


CHINESE = "和平属于全体人民。战争回到高山里。新的火车每天经过城市。"


def test_texts_without_blanks_between_words_are_not_counted_by_clauses(tmp_path):
    for year in range(1900, 1910):
        (tmp_path / f"{year}.txt").write_text(CHINESE, encoding="utf-8")
    paragraphs = c.load_paragraphs(tmp_path)
    for count in (
        lambda: count_vocabulary(paragraphs),
        lambda: count_terms(paragraphs, ["和平"]),
        lambda: ts.load_story(tmp_path, themes=["和平"]),
        lambda: ts.Explorer(tmp_path),
    ):
        with pytest.raises(InputError, match="no blanks between .*'和平属于全体人民' would be one; save"):
            count()
    assert count_terms(paragraphs, ["和平"], lambda text: re.findall("和平|\\w", text)).sums.tolist() == [10]
    for path in tmp_path.iterdir():
        path.write_text(re.sub("(..)", r"\1 ", CHINESE), encoding="utf-8")
    assert ts.load_story(tmp_path, themes=["和平"]).counts.sums.tolist() == [10]


def test_a_text_dated_by_its_year_is_never_shown_with_a_day(tmp_path):
    corpus = c.load_corpus(make_folder(tmp_path, {"a": "Peace came.", "b": "Bread came."}))
    story = ts.load_story(tmp_path, themes=["peace", "bread"])
    table = find_concordance("came", corpus.paragraphs, corpus.lines, corpus.documents)
    explorer = ts.Explorer(tmp_path)
    shown = [
        str(ts.show_passages("peace", story=story)._repr_html_()),
        str(ts.show_theme("peace", story=story, n_replicates=0)._repr_html_()),
        str(ts.show_concordance(table)._repr_html_()),
        str(ts.show_document("a", tmp_path)._repr_html_()),
        str(explorer.view.texts),
    ]
    for page in shown:
        assert "1900" in page
        assert not re.search("January|1900-01-01", page)


# Ways of others that were met in real editions and tables


def test_a_space_between_two_names_in_tei_parts_two_words(tmp_path):
    (tmp_path / "1890-letter.xml").write_text(
        "<TEI><text><body><p>Herr D<hi>r</hi><space unit='chars' quantity='1'/><name>Weber</name> kommt; "
        "aber<space/><c>s</c>ehr <c>s</c>pät.<space><desc>torn</desc></space></p></body></text></TEI>"
    )
    assert c.load_corpus(tmp_path).paragraphs["text"].tolist() == ["Herr Dr Weber kommt; aber sehr spät."]


def test_what_an_editor_quotes_in_a_note_is_not_counted_as_the_authors(tmp_path):
    note = "<note>Weber wrote: <quote>Peace, peace!</quote></note>"
    (tmp_path / "1890.xml").write_text(
        f"<TEI><text><body><p>The <quote>harbor</quote> froze.{note}</p></body></text></TEI>"
    )
    assert c.load_corpus(tmp_path).paragraphs["text"].tolist() == ["The harbor froze."]
    everything = c.load_corpus(tmp_path, voice=None)
    assert everything.paragraphs["voice"].tolist() == ["author", "editor"]
    quotations = everything.marks[everything.marks["kind"] == "quotation"]
    assert quotations["voice"].tolist() == ["author", "editor"]


@pytest.mark.parametrize(
    ("cell", "day"),
    [
        ("1987-02-26T15:18:06Z", "1987-02-26"),
        ("1987-02-26 15:18:06.670", "1987-02-26"),
        ("1987-02-26T23:30:00+01:00", "1987-02-26"),
        ("1987-02-26T00:10/1987-03-01T08:00", "1987-03-01"),
    ],
)
def test_of_a_moment_the_day_is_taken_as_it_is_written(cell, day):
    assert [str(end) for end in read_date(cell, "row 2")] == ["1987-02-26", day]


@pytest.mark.parametrize(
    "cell", ["1987-02-26T", "1987-02-26 noon", "1987-02T15:00", "26-FEB-1987 15:18:06", "1987-02-30T10:00"]
)
def test_what_only_looks_like_a_moment_is_refused(cell):
    with pytest.raises(InputError, match="row 2: .* is not a valid date"):
        read_date(cell, "row 2")


def test_texts_of_a_few_days_are_told_as_such(tmp_path):
    days = [f"1987-02-2{n}" for n in (6, 6, 7, 8)]
    rows = [{"id": f"d{n}", "date": day, "text": "The oil price fell."} for n, day in enumerate(days)]
    path = tmp_path / "news.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    story = ts.load_story(path, themes=["oil"])
    assert ts.describe_rates(ts.summarize_story(story)) == "oil occurs 250.0 times in 1,000 words in 1987 I."
    assert ts.describe_story(ts.summarize_story(story)) == [
        "All these texts are of one period, *1987 I*, so that nothing can shift between periods."
    ]
    assert ts.Explorer(path).view.sentence.endswith("All lie too close together for a curve.")


@pytest.mark.parametrize("word", ["istasyon", "İstasyon", "İSTASYON", "I\u0307stasyon"])
def test_the_dotted_capital_of_turkish_counts_as_its_small_letter(word):
    paragraphs = pd.DataFrame({"document": ["a"], "text": ["İstasyon açıldı; istasyon, İSTASYON, I\u0307stasyon."]})
    assert count_vocabulary(paragraphs).sums["istasyon"] == 4
    assert count_terms(paragraphs, {"station": [word]}).sums["station"] == 4
    assert count_terms(paragraphs, {"station": [f"{word}*"]}).sums["station"] == 4
    assert count_terms(paragraphs.assign(text="İstasyon"), {"station": [word]}).sums["station"] == 1


def test_the_explorer_begins_with_a_window_in_which_few_texts_make_a_curve(tmp_path):
    folder = make_folder(tmp_path, {f"d{n}": "Peace and bread." for n in range(8)})  # a year apart
    explorer = ts.Explorer(folder)
    assert explorer.answer.selection.half_width == explorer.controls["half_width"].value == 730
    assert "too few texts" not in explorer.view.sentence
