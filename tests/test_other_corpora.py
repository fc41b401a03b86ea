"""Texts of others: plain, tables and TEI of many shapes are read whole, or one error names file, place and remedy."""

import json
import re

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from themeshift import corpus as c
from themeshift.concordance import find_concordance
from themeshift.counts import count_terms
from themeshift.plain import read_date, split_plain
from themeshift.tables import InputError
from themeshift.tei.read import read_text

HEADER = "<teiHeader><fileDesc><titleStmt><title>x</title></titleStmt></fileDesc></teiHeader>"


def write_tei(tmp_path, body, wrap="<text><body>{}</body></text>", root="TEI", namespace=True):
    """Write a TEI file of another's and return its paragraphs as (kind, voice, text)."""
    space = ' xmlns="http://www.tei-c.org/ns/1.0"' if namespace else ""
    path = tmp_path / "x.xml"
    path.write_text(f"<{root}{space}>{HEADER}{wrap.format(body)}</{root}>", encoding="utf-8")
    return [row[1:4] for row in read_text(path, foreign=True)[0]]


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
    with pytest.raises(InputError, match=r"1843\.txt: byte 2 \(f6\) is not utf-8; .*encoding='latin-1'"):
        c.load_corpus(tmp_path)
    assert c.load_corpus(tmp_path, encoding="latin-1").paragraphs["text"].tolist() == ["Größe"]
    with pytest.raises(InputError, match="'klingon' is not an encoding"):
        c.load_corpus(tmp_path, encoding="klingon")


@pytest.mark.parametrize(
    ("text", "message"),
    [("a\x00b", r"line 1: .*'\\x00'.*utf-16"), ("a\n░", "line 2: .*'░'"), ("", "'1843' is empty"), (" \n", "is empty")],
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
    with pytest.raises(InputError, match="there is no column 'id'.* name it: id="):
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
        ("id,date\na,\n", "line 2: there is no date"),
        ("id,date\na,1919-02-30\n", "'1919-02-30' is not a valid date"),
        ("id,date\na,1920/1919\n", "line 2: .*no beginning and end in this order"),
        ("id,date\na,1900\na,1901\n", "line 3: the id 'a' is given twice"),
        ("id,date\n../a,1900\n", "line 2: the id '../a' cannot name a text"),
        ("id,date\n\na,1900\nb,1901\n", r"line 4: there is no texts/b\.xml or \.txt"),
        ("id,date\n", "the index has no documents"),
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
    folder = make_folder(tmp_path, {"a": "x", "b": "y"}, {"a": "1900/..", "b": "1910"})
    assert c.load_documents(folder)["date_end"].tolist() == [pd.Timestamp("1910-12-31")] * 2


# TEI of others


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One.</p>loose<p>Two.</p>", ["One.", "loose", "Two."]),
        ("<div><head>A</head><div><p>Deep.</p></div></div>", ["A", "Deep."]),
        ("<sp><speaker>Nina</speaker><l>The lake</l><l>is still</l></sp>", ["Nina", "The lake", "is still"]),
        ("<list><item>one</item><item><p>two</p></item></list>", ["one", "two"]),
        ("<table><row><cell>a</cell><cell>b</cell></row></table>", ["a", "b"]),
        ("<u><seg>Peace first.</seg><seg>Trade second.</seg></u>", ["Peace first. Trade second."]),
        ("<p>We want peace<note>war was meant</note>now.</p>", ["We want peace now.", "war was meant"]),
        ("<p>Of <choice><orig>vse</orig><reg>use</reg></choice> <del>not</del> here</p>", ["Of use here"]),
        ("<quote><p>Quoted.</p></quote>", ["Quoted."]),
        ("<p>An <unknown>odd <deep>element</deep></unknown>.</p>", ["An odd element."]),
        ("<odd>Loose <p>inside</p> odd</odd>", ["Loose", "inside", "odd"]),
    ],
)
def test_all_words_are_read_in_order_at_any_depth(tmp_path, body, expected):
    assert [text for *_, text in write_tei(tmp_path, body)] == expected


def test_what_is_not_the_author_s_has_its_kind_and_another_voice(tmp_path):
    rows = write_tei(tmp_path, "<stage>A room.</stage><sp><speaker>N</speaker><p>Hm.</p></sp><fw>12</fw><note>n</note>")
    assert rows == [
        ("stage", "editor", "A room."), ("speaker", "editor", "N"), ("text", "author", "Hm."),
        ("running_head", "editor", "12"), ("note", "editor", "n"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrap", "root", "namespace"),
    [
        ("<text><group><text><body>{}</body></text></group></text>", "TEI", True),
        ("<text><front>{}</front></text>", "TEI", True),
        ("<TEI><text><body>{}</body></text></TEI>", "teiCorpus", True),
        ("<text><body>{}</body></text>", "TEI", False),
        ("<text><body>{}</body></text>", "TEI.2", False),
    ],
)
def test_tei_of_other_shapes_is_read(tmp_path, wrap, root, namespace):
    assert write_tei(tmp_path, "<p>Peace.</p>", wrap, root, namespace) == [("text", "author", "Peace.")]


def test_lines_are_those_of_the_file_unless_each_line_has_a_number(tmp_path):
    path = tmp_path / "x.xml"
    body = "<p>One\ntwo <hi>three\nfour</hi>\nfive.</p>\n<p>Six</p>"
    path.write_text(f"<TEI>{HEADER}\n<text><body>\n{body}</body></text></TEI>")
    _, _, lines = read_text(path, foreign=True)
    assert lines == [(1, 0, 3), (1, 4, 4), (1, 14, 5), (1, 19, 6), (2, 0, 7)]
    path.write_text(f"<TEI>{HEADER}<text><body><p><lb n='7'/>One <lb n='8'/>two</p></body></text></TEI>")
    assert read_text(path, foreign=True)[2] == [(1, 0, 7), (1, 4, 8)]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<TEI><text/>", "line 1: this is not well-formed XML"),
        (b"<html><body>x</body></html>", "the file has no <text>, only <html>"),
        (b"<TEI>\xff</TEI>", "this is not well-formed XML"),
        (b'<!DOCTYPE TEI [<!ENTITY e "x">]><TEI><text><p>&e;</p></text></TEI>', "write the character itself for &e;"),
    ],
)
def test_a_file_that_is_not_tei_is_named(tmp_path, data, message):
    (tmp_path / "1900.xml").write_bytes(data)
    with pytest.raises(InputError, match=rf"1900\.xml.*{message}"):
        c.load_corpus(tmp_path)


BLOCK = st.deferred(lambda: st.one_of(
    st.sampled_from(["word ", "two words", ""]),
    st.builds(lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
              st.sampled_from(["p", "div", "lg", "l", "hi", "odd", "list", "item", "quote", "seg", "head", "note"]),
              st.lists(BLOCK, max_size=3)),
))  # fmt: skip


@given(st.lists(BLOCK, max_size=4))
def test_letters_in_are_letters_out(tmp_path_factory, parts):
    folder = tmp_path_factory.mktemp("tei")
    rows = write_tei(folder, "".join(parts))
    letters = sum(map(str.isalpha, "".join(parts).replace("<", " <"))) - sum(
        sum(map(str.isalpha, tag)) for tag in re.findall("<[^>]*>", "".join(parts))
    )
    assert sum(sum(map(str.isalpha, text)) for *_, text in rows) == letters


# The way to the counts


def test_other_languages_are_counted_and_found_alike(tmp_path):
    texts = {"fr": "L’État, c’est la paix.", "de": "Größe und große Straße", "ru": "За́мок и мир. Р.С.Ф.С.Р."}
    corpus = c.load_corpus(make_folder(tmp_path, texts))
    lexicon = ["große", "замок", "р.с.ф.с.р.", "paix"]
    counts = count_terms(corpus.paragraphs, lexicon)
    assert counts.sums.tolist() == [1, 1, 1, 1]
    for term in lexicon:
        assert len(find_concordance(term, corpus.paragraphs, corpus.lines, corpus.documents)) == 1
