"""The way back from a document to the scan."""

import shutil

import pytest

from themeshift import paths
from themeshift.corpus import CorpusError, load_documents, load_passages
from themeshift.evidence import VOICE_COLOURS, _colour, show_document, show_passages


def test_a_document_shows_its_voices_and_the_lines_of_the_scan():
    page = show_document("1920-02-11-talk-with-lincoln-eyre", first_line=8400, last_line=8427)
    assert "8427 Beyond, doubt, Lenin replied. Clemenceau and Focli are" in page
    assert f'<span style="color:{VOICE_COLOURS["author"]}">Beyond doubt, </span>' in page
    assert f'<span style="color:{VOICE_COLOURS["reporter"]}">Lenin replied.</span>' in page
    assert "8454" not in page


def test_text_of_a_corpus_is_escaped():
    assert _colour("<script>", "author", []) == '<span style="color:#000000">&lt;script&gt;</span>'
    assert "<b>" not in _colour("x", "author", [(1, "audience", "", "<b>", 1)])


def test_lost_words_show():
    assert "<i> tri[…]</i>" in _colour("has completely", "author", [(14, "gap", "", "tri", 874)])


def test_a_document_that_does_not_exist_is_named():
    with pytest.raises(CorpusError, match="no document 'x'"):
        show_document("x", paths.CORPUS)


def test_lines_that_a_document_does_not_have_are_named():
    with pytest.raises(CorpusError, match="no paragraph of .* lies between lines 500 and 300; it has lines 234 to 447"):
        show_document("1917-11-08-report-on-peace", first_line=500, last_line=300)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<body>", '<body><ab type="&lt;script&gt;"><lb n="234"/>x</ab>'),
        ("<p>", "<p>&lt;script&gt;"),
        ("<sic>", "<sic>&lt;script&gt;"),
    ],
)
def test_nothing_of_a_text_becomes_html(corpus, old, new):
    shutil.copytree(paths.RAW, corpus / "raw")
    path = corpus / "texts" / "1917-11-08-report-on-peace.xml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert "<script>" not in show_document(path.stem, corpus)


def test_a_line_that_the_scan_does_not_have_is_named(corpus):
    shutil.copytree(paths.RAW, corpus / "raw")
    path = corpus / "texts" / "1917-11-08-report-on-peace.xml"
    path.write_text(path.read_text(encoding="utf-8").replace('<lb n="234"', '<lb n="99999"'), encoding="utf-8")
    with pytest.raises(CorpusError, match=r"report-on-peace\.xml: line 99999 is blank or outside the scan"):
        show_document(path.stem, corpus)


def test_one_string_is_no_list_of_words():
    passages = load_passages().head(1)
    with pytest.raises(ValueError, match=r"terms is 'peace'; write a list: \['peace'\]"):
        show_passages(passages, "peace", load_documents())


@pytest.fixture(scope="module")
def tables():
    from themeshift.corpus import load_documents, load_lines, load_paragraphs

    return load_paragraphs(), load_lines(), load_documents()


def test_a_concordance_has_every_token_that_is_counted(tables):
    from themeshift.counts import count_terms
    from themeshift.evidence import find_concordance

    for term in ("peace", "concession*", "east", "r.s.f.s.r.", "breathing-space", "don't"):
        counted = count_terms(tables[0], {"x": [term]})["x"].sum()
        assert len(find_concordance(term, *tables)) == counted, term


def test_a_line_of_the_concordance_is_the_line_of_the_scan(tables):
    from themeshift.edition import read_scan
    from themeshift.evidence import find_concordance

    scan = read_scan(paths.RAW / "000_57a5e7fdb55d5ea9.txt")
    table = find_concordance("electrif*", *tables)
    for row in table.itertuples():
        start = row.match[:4].lower()
        assert start in (scan[row.line] + scan.get(row.line + 1, "")).lower().replace("elecrif", "electrif"), row


def test_a_concordance_is_escaped(tables):
    from themeshift.evidence import find_concordance, show_concordance

    table = find_concordance("keynes", *tables).assign(left="<script>")
    page = show_concordance(table)
    assert "<script>" not in page
    assert page.count("&lt;script&gt;") == len(table)


def test_an_unknown_term_is_named(tables):
    from themeshift.evidence import find_concordance

    with pytest.raises(ValueError, match="'xyzzy' does not occur"):
        find_concordance("xyzzy", *tables)


def test_no_occurrences_are_not_shown(tables):
    from themeshift.evidence import find_concordance, show_concordance

    with pytest.raises(ValueError, match="no occurrences to show"):
        show_concordance(find_concordance("keynes", *tables)[:0])


def test_a_shown_occurrence_names_document_date_voice_page_and_line(tables):
    from themeshift.evidence import find_concordance, show_concordance

    table = find_concordance("keynes", *tables)[:1]
    row, page = table.iloc[0], show_concordance(table)
    for value in (row.document, f"{row.date:%Y-%m-%d}", row.voice, str(row.page), str(row.line), row.match):
        assert f">{value}<" in page


def test_contexts_stand_around_the_words_found(tables):
    from themeshift.evidence import find_contexts
    from themeshift.themes import find_occurrences, load_themes

    paragraphs, lines, documents = tables
    found = find_occurrences(paragraphs, load_themes(), lines)
    found = found[found["theme"] == "electrification"]
    contexts = find_contexts(found, paragraphs, documents, width=20)
    assert len(contexts) == len(found)
    whole = paragraphs.set_index(["document", "paragraph"])["text"]
    for row in contexts.itertuples():
        assert row.left + row.match + row.right in whole[(row.document, row.paragraph)]
        assert len(row.left) <= 20
    assert contexts["date"].is_monotonic_increasing


def test_an_occurrence_outside_the_paragraphs_is_named(tables):
    from themeshift.evidence import find_contexts
    from themeshift.themes import find_occurrences, load_themes

    paragraphs, lines, documents = tables
    found = find_occurrences(paragraphs, load_themes(), lines).head(1)
    with pytest.raises(ValueError, match="is not among the paragraphs; give those too"):
        find_contexts(found, paragraphs.tail(1), documents)
