"""What is shown: all of it, by whom and where, without a markup of its own, in any theme of a notebook."""

import re
from html.parser import HTMLParser

import pandas as pd
import pytest

from themeshift import evidence, paths
from themeshift.checks import InputError
from themeshift.concordance import find_concordance
from themeshift.corpus import Corpus, load_corpus
from themeshift.evidence import BOXES, UNKNOWN_BOX, show_concordance, show_cut_passages, show_document
from themeshift.tokens import HOLE

TALK = "1920-02-11-talk-with-lincoln-eyre"
EVIL = "<script>&\u202e"
ESCAPED = "<bdi>&lt;script&gt;&amp;\u202e</bdi>"


class Reader(HTMLParser):
    """Reads HTML as a browser does: its tags, and its text without any style."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.open, self.text = [], [], ""
        self.feed(page)
        assert not self.open, self.open

    def handle_starttag(self, tag, attributes):
        """Note a tag."""
        self.tags.append((tag, dict(attributes)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Close the last tag, which must be this one."""
        assert self.open.pop() == tag

    def handle_data(self, data):
        """Note what is between the tags."""
        self.text += data


def make_table(**columns):
    row = {"document": "d0", "date": pd.Timestamp("1920-01-02"), "voice": "author", "page": 11, "line": 234,
           "paragraph": 1, "left": "We want ", "match": "peace", "right": " now."}  # fmt: skip
    return pd.DataFrame([row | columns])


# A concordance


def test_a_line_of_the_concordance_says_where_it_is():
    page = Reader(show_concordance(make_table()))
    assert (
        page.text
        == "1 occurrence in 1 textWhereBeforeMatchAfter1920-01-02, d0, author, p. 11, line 234We want peace now."
    )


def test_a_line_says_its_sense_where_there_are_several():
    rows = pd.concat([make_table(theme="peace", sense="aim"), make_table(theme="peace", sense="<b>")])
    text = Reader(show_concordance(rows)).text
    assert "WhereSenseBefore" in text and "line 234aimWe" in text and "line 234<b>We" in text
    assert "Sense" not in Reader(show_concordance(rows.head(1))).text


def test_what_is_unknown_is_not_shown():
    text = Reader(show_concordance(make_table(voice="", page=pd.NA, line=float("nan")))).text
    assert "After1920-01-02, d0We want" in text
    text = Reader(show_concordance(make_table().drop(columns=["voice", "page", "line"]))).text
    assert "After1920-01-02, d0We want" in text


def test_a_page_is_a_whole_number():
    assert "p. 11, line 234" in Reader(show_concordance(make_table(page=11.0, line=234.0))).text


@pytest.mark.parametrize("column", ["document", "date", "voice", "page", "line", "left", "match", "right"])
def test_nothing_of_a_concordance_becomes_html(column):
    page = show_concordance(make_table().astype(object).assign(**{column: EVIL}))
    assert "<script>" not in page
    assert ESCAPED in page


def test_a_caption_is_escaped():
    assert "<caption" in show_concordance(make_table(), caption="<script>")
    assert "<script>" not in show_concordance(make_table(), caption="<script>")


def test_a_concordance_counts_its_occurrences_and_texts():
    table = pd.concat([make_table(), make_table(document="d1"), make_table(document="d1")])
    assert Reader(show_concordance(table)).text.startswith("3 occurrences in 2 textsWhere")


def find_bread(texts):
    paragraphs = pd.DataFrame([{"document": name, "paragraph": 1, "text": text} for name, text in texts.items()])
    days = pd.DataFrame({"date": "1920-01-02", "date_end": "1920-01-02"}, list(texts)).astype("datetime64[s]")
    return find_concordance("bread", paragraphs, None, days)


@pytest.mark.parametrize(
    "cut",
    [
        lambda found: found.head(2),
        lambda found: found[found["document"] == "a"],
        lambda found: found.drop_duplicates("document").head(2),
        lambda found: found.iloc[[0, 4]].reset_index(drop=True),
        lambda found: pd.concat([found.iloc[:1], found.iloc[4:]]),
    ],
)
def test_a_concordance_that_lost_rows_says_how_many_there_are(cut):
    found = find_bread({"a": "Bread, bread.", "b": "Bread and bread!", "c": "No bread"})
    texts = cut(found)["document"].nunique()
    assert Reader(show_concordance(found)).text.startswith("5 occurrences in 3 textsWhere")
    head = f"2 of the 5 occurrences, in {texts} of the 3 texts that have anyWhere"
    assert Reader(show_concordance(cut(found))).text.startswith(head)
    assert Reader(show_concordance(cut(found), caption="Bread")).text.startswith(f"Bread. {head}")
    assert Reader(show_concordance(found, caption="Bread")).text.startswith("BreadWhere")


def test_a_concordance_of_one_text_says_so_and_two_put_together_are_counted_as_they_are():
    one, other = find_bread({"a": "Bread, bread, bread."}), find_bread({"b": "Bread."})
    assert Reader(show_concordance(one.head(1))).text.startswith("1 of the 3 occurrences, all in 1 textWhere")
    assert Reader(show_concordance(pd.concat([one, other]))).text.startswith("4 occurrences in 2 textsWhere")


def test_an_id_that_is_nearly_one_is_named():
    ids = ["1920-02-11-talk", "1920-02-11-letter", "1921-03-08-report"]
    assert evidence._guess_id("1921-03-08", ids) == "; do you mean '1921-03-08-report'?"
    assert evidence._guess_id("1920-02-11-tolk", ids) == "; do you mean '1920-02-11-talk'?"
    assert evidence._guess_id("1920-02-11", ids) == evidence._guess_id("", ids) == ""


def test_a_concordance_says_what_its_sign_of_omission_means():
    assert "[…]: words left out" not in show_concordance(make_table(left="an … of the author’s"))
    assert "1 text. […]: words left out, of another voice" in Reader(show_concordance(make_table(left="a […] b"))).text


def test_a_concordance_is_a_table_with_heads_and_caption():
    tags = Reader(show_concordance(pd.concat([make_table(), make_table()]))).tags
    heads = [attributes["scope"] for tag, attributes in tags if tag == "th"]
    assert heads == ["col"] * 4 + ["row"] * 2
    assert [tag for tag, _ in tags].count("caption") == 1


def test_a_concordance_is_wrapped_on_narrow_screens():
    page = show_concordance(make_table())
    assert "nowrap" not in page
    assert page.count("white-space:normal") == page.count("<td") + page.count("<th")


def test_a_concordance_has_the_colors_of_its_surroundings():
    assert not re.search("color|background", show_concordance(make_table()))


def test_no_occurrences_are_not_shown():
    with pytest.raises(InputError, match="no occurrences to show"):
        show_concordance(make_table()[:0])
    with pytest.raises(InputError, match="the concordance has no column 'left'"):
        show_concordance(make_table().drop(columns="left"))


# Passages


def make_passages(text, **columns):
    documents = pd.DataFrame({"date": pd.to_datetime(["1920-01-02"])}, index=["d0"])
    return pd.DataFrame([{"document": "d0", "text": text, **columns}]), documents.assign(date_end=documents["date"])


def show(text, terms, **columns):
    passages, documents = make_passages(text, **columns)
    return show_cut_passages(passages, terms, documents)


def test_a_passage_shows_where_it_is_and_all_its_words():
    page = Reader(show("Peace, not war.\nAnd bread.", ["war"], first_line=7, last_line=9, voice="author"))
    assert page.text == "1920-01-02, d0, author, lines 7 to 9Peace, not war.And bread."


def test_search_terms_are_bold_and_what_follows_the_last_is_kept():
    assert "<bdi>No <b>Peace</b>, no <b>League\u2028of</b> x.</bdi>".replace("\u2028", " ") in show(
        "No Peace, no League\nof x.".replace("\n", " "), ["peac*", "league of"]
    )


def test_one_string_is_one_term():
    assert "<b>peace</b>" in show("no peace", "peace")
    assert "<b>peace</b>" in show("no peace", pd.Index(["peace", "war"]))


def test_each_paragraph_of_a_passage_begins_a_line():
    assert "<bdi>One.</bdi><br><bdi><b>Two</b>.</bdi>" in show("One.\nTwo.", ["two"])


def test_what_another_voice_says_shows_as_left_out_of_a_passage():
    text = f"He told us that {HOLE * 47} and our peace is near, {HOLE * 3}"
    assert "He told us that […] and our <b>peace</b> is near, […]</bdi>" in show(text, ["peace"])


@pytest.mark.parametrize("column", ["document", "voice", "page", "first_line", "last_line", "text"])
def test_nothing_of_a_passage_becomes_html(column):
    passages, documents = make_passages("peace", first_line=1, last_line=2, voice="author", page=3)
    passages = passages.astype(object).assign(**{column: EVIL})
    page = show_cut_passages(passages, ["peace"], documents.set_axis([EVIL]) if column == "document" else documents)
    assert "<script>" not in page
    assert ESCAPED in page


def test_occurrences_are_bold_where_they_are_in_their_paragraphs():
    passages, documents = make_passages("in the passage", first_paragraph=2, last_paragraph=4)
    rows = [("d0", 1, "peace"), ("d0", 2, "no peace, peace"), ("d0", 4, "a peace."), ("d0", 5, "peace")]
    paragraphs = pd.DataFrame(rows, columns=["document", "paragraph", "text"])
    found = pd.DataFrame({"document": "d0", "paragraph": [4, 2, 1], "start": [2, 10, 0], "end": [7, 15, 5]})
    page = show_cut_passages(passages, found, documents, paragraphs)
    assert page.endswith("<bdi>no peace, <b>peace</b></bdi><br><bdi>a <b>peace</b>.</bdi></p>")
    assert "<b>" not in show_cut_passages(passages, found.head(0), documents, paragraphs)
    with pytest.raises(InputError, match="give the paragraphs of the passages too"):
        show_cut_passages(passages, found, documents)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda p, d: (p[:0], ["peace"], d), "passages has no rows"),
        (lambda p, d: (None, ["peace"], d), "passages is NoneType"),
        (lambda p, d: (p.drop(columns="text"), ["peace"], d), "passages has no column 'text'"),
        (lambda p, d: (p, [], d), r"\[\] is not a list of search terms"),
        (lambda p, d: (p, ["p?ace"], d), "'p.ace' is not a search term"),
        (lambda p, d: (p, ["peace"], d.set_axis(["d1"])), "'d0' is not among the documents"),
        (lambda p, d: (p, ["peace"], d.assign(date=pd.NaT)), "the document 'd0' has no date"),
    ],
)
def test_passages_that_cannot_be_shown_are_named(change, message):
    with pytest.raises(InputError, match=message):
        show_cut_passages(*change(*make_passages("peace")))


def test_real_passages_are_whole():
    corpus = load_corpus()
    passages = corpus.paragraphs.head(30)
    text = Reader(show_cut_passages(passages, ["peace", "war*"], corpus.documents)).text
    for row in passages.itertuples():
        assert re.sub(f"{HOLE}+", "[…]", row.text) in text


# A document


def test_a_document_shows_its_voices_and_the_lines_of_the_scan():
    page = Reader(show_document(TALK, first_line=8400, last_line=8427)).text
    assert "8427 Beyond, doubt, Lenin replied. Clemenceau and Focli are" in page
    assert "Beyond doubt, [reporter: Lenin replied.]" in page
    assert "p. 204" in page
    assert "8454" not in page


def test_only_another_voice_has_colors_and_then_both():
    page = show_document(TALK)
    styles = [tag[1]["style"] for tag in Reader(page).tags if "color" in tag[1].get("style", "")]
    assert styles
    for style in styles:
        assert re.search("(^|;)color:#", style)
        assert "background:#" in style


def make_corpus(monkeypatch, text="We want peace now", voice="author", marks=(), scan=None, **columns):
    """Put a corpus of one paragraph in the place of the one that is loaded."""
    documents = pd.DataFrame({"date": pd.to_datetime(["1920-01-02"]), "title": "A title"}, index=["d0"])
    row = {"document": "d0", "paragraph": 1, "kind": "text", "voice": voice, "text": text} | columns
    marked = pd.DataFrame(marks, columns=["offset", "kind", "voice", "text"]).assign(document="d0", paragraph=1)
    lines = pd.DataFrame({"document": "d0", "paragraph": 1, "offset": 0, "line": [7]})
    corpus = Corpus(documents.assign(date_end=documents["date"]), pd.DataFrame([row]), lines, marked, None)
    monkeypatch.setattr(evidence, "load_corpus", lambda folder, voice: corpus)
    monkeypatch.setattr(
        evidence, "load_scan_lines", lambda folder, document: {7: "as scanned"} if scan is None else scan
    )


def read_cell(page):
    return re.findall("<td.*?>(.*?)</td>", page)[0]


def test_a_paragraph_of_the_author_is_plain(monkeypatch):
    make_corpus(monkeypatch)
    assert read_cell(show_document("d0")) == "<bdi>We want peace now</bdi>"
    assert Reader(show_document("d0")).text == "A title, 1920-01-02textWe want peace now7 as scanned"


def test_a_document_says_its_year_though_its_date_is_printed_without(monkeypatch):
    make_corpus(monkeypatch)
    corpus = evidence.load_corpus(None, voice=None)
    corpus.documents["date_as_printed"] = "<January> 2"
    page = show_document("d0", corpus=corpus)
    assert "</b>, <bdi>1920-01-02</bdi> (printed: <bdi>&lt;January&gt; 2</bdi>)</caption>" in page


def test_another_voice_is_in_a_box_with_its_name(monkeypatch):
    make_corpus(monkeypatch, marks=[(3, "quotation", "quoted", "want peace"), (8, "quotation", "editor", "peace")])
    page = show_document("d0")
    assert Reader(read_cell(page)).text == "We [quoted: want ][editor: peace] now"
    assert [tag for tag, _ in Reader(read_cell(page)).tags].count("span") == 2


def test_voices_have_colors_in_the_order_of_the_vocabulary(monkeypatch, tmp_path):
    (tmp_path / "columns.csv").write_text(
        'table,column,type,description\nparagraphs,voice,"author, chair, heckler",who\n', encoding="utf-8"
    )
    for voice, (color, background) in (("chair", BOXES[0]), ("heckler", BOXES[1]), ("stranger", UNKNOWN_BOX)):
        make_corpus(monkeypatch, voice=voice)
        assert f"color:{color};background:{background}" in read_cell(show_document("d0", tmp_path))


def test_the_colors_of_a_box_can_be_read():
    def luminance(color):
        parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    for text, background in [*BOXES, UNKNOWN_BOX]:
        assert (luminance(background) + 0.05) / (luminance(text) + 0.05) > 7


def test_what_is_lost_or_heard_shows_in_its_place(monkeypatch):
    make_corpus(monkeypatch, marks=[(7, "gap", "", "pea"), (17, "audience", "", "(Applause.)"), (0, "gap", "", "")])
    assert Reader(read_cell(show_document("d0"))).text == " […]We want pea[…] peace now (Applause.) "


def test_a_document_is_shown_between_lines(monkeypatch):
    make_corpus(monkeypatch)
    for first, last in ((7, 7), (7, None), (None, 7), (5, 9)):
        assert "We want peace now" in show_document("d0", paths.CORPUS, first, last)


def test_a_mark_does_not_part_a_box(monkeypatch):
    make_corpus(monkeypatch, voice="editor", marks=[(7, "gap", "", "")])
    assert Reader(read_cell(show_document("d0"))).text == "[editor: We want […] peace now]"


def test_nothing_of_a_document_becomes_html(monkeypatch):
    marks = [(1, "quotation", EVIL, "e"), (4, "audience", "", EVIL)]
    make_corpus(monkeypatch, text=f"We {EVIL}", kind=EVIL, page=EVIL, marks=marks, scan={7: EVIL})
    page = show_document("d0")
    assert "<script>" not in page
    assert page.count(ESCAPED) >= 4


def test_kind_page_and_voice_may_be_unknown(monkeypatch):
    make_corpus(monkeypatch, voice=None, kind=None, page=pd.NA)
    assert read_cell(show_document("d0")) == "<bdi>We want peace now</bdi>"


@pytest.mark.parametrize(
    ("arguments", "scan", "message"),
    [
        (("x",), None, "there is no document 'x'; the ids are in .*documents.csv"),
        (("d",), None, "there is no document 'd'; do you mean 'd0'"),
        (
            ("d0", paths.CORPUS, 500, 300),
            None,
            "no paragraph of 'd0' is between lines 500 and 300; it has lines 7 to 7",
        ),
        (("d0", paths.CORPUS, 8), None, "no paragraph of 'd0' is between lines 8 and None"),
        (("d0", paths.CORPUS, None, 6), None, "no paragraph of 'd0' is between lines None and 6"),
        (("d0",), {8: "x"}, "line 7 of 'd0' is blank or outside the file it comes from"),
    ],
)
def test_a_document_that_cannot_be_shown_is_named(monkeypatch, arguments, scan, message):
    make_corpus(monkeypatch, scan=scan)
    with pytest.raises(InputError, match=message):
        show_document(*arguments)


def test_a_concordance_of_the_corpus_is_shown_line_by_line():
    corpus = load_corpus()
    table = find_concordance("keynes", corpus.paragraphs, corpus.lines, corpus.documents)
    page = Reader(show_concordance(table)).text
    for row in table.itertuples():
        assert f"{row.document}, author, p. {row.page}, line {row.line}{row.left}{row.match}{row.right}" in page


def test_a_plain_text_is_shown_beside_its_own_lines(tmp_path):
    (tmp_path / "documents.csv").write_text("id,date\na,1850-05-01\n", encoding="utf-8")
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("We want <b>peace\nand</b> bread.\n\nNo war.\n", encoding="utf-8")
    page = show_document("a", tmp_path)
    text = Reader(page).text
    assert text.startswith("a, 1850-05-01")
    assert "1 We want <b>peace2 and</b> bread." in text
    assert "4 No war." in text
    assert "<b>peace" not in page


def test_what_is_shown_shows_itself_in_a_notebook():
    page = show_document(TALK)
    shell = pytest.importorskip("IPython.core.interactiveshell").InteractiveShell.instance()
    shown, _ = shell.display_formatter.format(page)
    assert shown == {"text/html": str(page), "text/plain": "(a page of HTML)"}


@pytest.mark.parametrize("title", [float("nan"), pd.NA, None, " \n"])
def test_a_document_without_a_title_is_called_by_its_id(tmp_path, title):
    (tmp_path / "documents.csv").write_text("id,date,text\na-1,1917,Peace.\n")
    corpus = load_corpus(tmp_path, voice=None)
    for documents in (corpus.documents, corpus.documents.assign(title=pd.Series([title], ["a-1"], dtype=object))):
        page = show_document("a-1", tmp_path, corpus=corpus._replace(documents=documents))
        assert "<b><bdi>a-1</bdi></b>, <bdi>1917</bdi>" in page
