"""TEI of ours and others: one rule for each element, every letter accounted for, every line found again."""

import shutil

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from themeshift import paths
from themeshift.checks import InputError
from themeshift.corpus import load_corpus, load_scan_lines
from themeshift.tei.elements import NAMES, load_rules
from themeshift.tei.parse import parse_tei
from themeshift.tei.read import read_text

HEADER = "<teiHeader><fileDesc><titleStmt><title>Case</title></titleStmt></fileDesc></teiHeader>"
P5 = 'xmlns="http://www.tei-c.org/ns/1.0"'


def wrap(body):
    return f"<TEI {P5}>{HEADER}<text><body>{body}</body></text></TEI>"


@pytest.fixture
def read(tmp_path):
    """A function that reads another's TEI: paragraphs, marks and lines."""

    def read(body, whole=False, **options):
        path = tmp_path / "a.xml"
        path.write_text(body if whole else wrap(body), encoding="utf-8")
        return read_text(path, foreign=True, **options)

    return read


def texts(rows):
    return [row[3] for row in rows[0]]


def kinds(rows):
    return [row[1:4] for row in rows[0]]


# Whole at any depth


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<p>One.</p><p>Two.</p>", ["One.", "Two."]),
        ("<div><div><div><p>Deep.</p></div></div></div>", ["Deep."]),
        ("<div1><div2><p>Deep.</p></div2></div1>", ["Deep."]),
        ("<div>Loose <hi>text</hi> of<p>a div</p>and more.</div>", ["Loose text of", "a div", "and more."]),
        ("<div><seg>One.</seg><seg>Two.</seg></div>", ["One.", "Two."]),
        ("<lg><l>The lake</l><l>lies still</l></lg><lg><l>At night</l></lg>", ["The lake lies still", "At night"]),
        ("<lg><l>The <hi>W</hi>ar</l></lg>", ["The War"]),
        ("<div><l>The lake</l><l>lies still</l></div>", ["The lake lies still"]),
        ("<list><head>Aims</head><item>peace</item><item><p>bread</p></item></list>", ["Aims", "peace", "bread"]),
        ("<list><label>peace</label><item>no war</item></list>", ["peace", "no war"]),
        (
            "<p>We ask: <list><item>peace</item><item>bread</item></list> now.</p>",
            ["We ask:", "peace", "bread", "now."],
        ),
        ("<table><row><cell>a</cell><cell>b</cell></row></table>", ["a", "b"]),
        ("<u who='#a'><seg>One.</seg><seg>Two.</seg></u>", ["One.", "Two."]),
        ("<u>One <w>two</w><w>three</w></u>", ["One two three"]),
        ("<p><seg>One,</seg> <seg>two.</seg></p>", ["One, two."]),
        ("<ab>Verse of a book.</ab>", ["Verse of a book."]),
        ("<quote><p>A block.</p></quote><q>A line.</q>", ["A block.", "A line."]),
        ("<p>He said <quote><p>a block</p></quote> and went.</p>", ["He said", "a block", "and went."]),
        ("<cit><quote>Peace!</quote><bibl>Isaiah</bibl></cit>", ["Peace!", "Isaiah"]),
        ("<p>As <cit><quote>peace</quote><bibl>Isaiah</bibl></cit> has it</p>", ["As peace Isaiah has it"]),
        ("<opener><dateline><date>May 8</date></dateline><salute>Sir,</salute></opener>", ["May 8", "Sir,"]),
        ("<closer>Yours, <signed>N.</signed></closer>", ["Yours,", "N."]),
        (
            "<opener><address><addrLine>Kremlin</addrLine><addrLine>Moscow</addrLine></address></opener>",
            ["Kremlin Moscow"],
        ),
        ("<p><s>One.</s><s>Two.</s></p>", ["One. Two."]),
        ("<p><name>A</name><name>B</name></p>", ["AB"]),
        ("<floatingText><body><p>Inside.</p></body></floatingText>", ["Inside."]),
    ],
)
def test_a_text_is_read_whole_and_in_order(read, body, expected):
    assert texts(read(body)) == expected


@pytest.mark.parametrize(
    "file",
    [
        f"<TEI>{HEADER}<text><body><p>Peace.</p></body></text></TEI>",
        "<TEI.2><teiHeader/><text><body><p>Peace.</p></body></text></TEI.2>",
        f"<TEI {P5}>{HEADER}<text><group><text><body><p>Peace.</p></body></text></group></text></TEI>",
        f"<TEI {P5}>{HEADER}<text><front><p>Peace.</p></front></text></TEI>",
        f"<TEI {P5}>{HEADER}<text><back><div><p>Peace.</p></div></back></text></TEI>",
        f"<teiCorpus {P5}>{HEADER}<TEI>{HEADER}<text><body><p>Peace.</p></body></text></TEI></teiCorpus>",
        f"<!-- a --><?x y?><TEI {P5}>{HEADER}<text><body><p>Pea<!-- b -->ce<?x y?>.</p></body></text></TEI>",
    ],
)
def test_tei_of_any_frame_is_read(read, file):
    assert kinds(read(file, whole=True)) == [("text", "author", "Peace.")]


def test_all_texts_of_a_file_are_read_once(read):
    group = "<text><group><text><body><p>One.</p></body></text><text><body><p>Two.</p></body></text></group></text>"
    assert texts(read(f"<TEI {P5}>{group}</TEI>", whole=True)) == ["One.", "Two."]


# The rule for each kind of element


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<head>A</head><trailer>End</trailer>", [("heading", "author", "A"), ("heading", "author", "End")]),
        ("<signed>N.</signed>", [("signature", "author", "N.")]),
        ("<stage>A room.</stage>", [("stage", "author", "A room.")]),
        ("<castList><head>Who</head><castItem>Nina</castItem></castList>",
         [("stage", "author", "Who"), ("stage", "author", "Nina")]),
        ("<sp><speaker>Nina</speaker><l>Hm.</l></sp>", [("speaker", "author", "Nina"), ("text", "author", "Hm.")]),
        ("<note type='speaker'>The Chair:</note>", [("speaker", "author", "The Chair:")]),
        ("<fw>Page of peace</fw>", [("running_head", "editor", "Page of peace")]),
        ("<figure><head>A ship</head><figDesc>Seen.</figDesc></figure>",
         [("heading", "author", "A ship"), ("description", "editor", "Seen.")]),
        ("<note>One<p>Two</p></note>", [("note", "editor", "One"), ("note", "editor", "Two")]),
        ("<note><list><head>A</head><item>B</item></list></note>", [("note", "editor", "A"), ("note", "editor", "B")]),
    ],
)  # fmt: skip
def test_what_is_not_running_text_has_its_kind_and_voice(read, body, expected):
    assert kinds(read(body)) == expected


def test_a_note_is_kept_out_of_its_sentence_and_its_place_is_marked(read):
    paragraphs, marks, _ = read(
        "<p>We want peace<note n='3'>The editor: war was meant.</note>now, <hi>friends</hi>.</p>"
    )
    assert [row[:4] for row in paragraphs] == [
        (1, "text", "author", "We want peace now, friends."),
        (2, "note", "editor", "The editor: war was meant."),
    ]
    assert marks == [(1, 13, "note_reference", "", "3", 1)]


@pytest.mark.parametrize(
    ("inside", "text", "kind", "mark"),
    [
        ("<choice><orig>vse</orig><reg>use</reg></choice>", "The use of it", "correction", "vse"),
        ("<choice>\n<sic>yse</sic>\n<corr>use</corr>\n</choice>", "The use of it", "correction", "yse"),
        ("<choice><expan>use</expan><abbr>u.</abbr></choice>", "The use of it", "correction", "u."),
        ("<choice><unclear>use</unclear><unclear>fuse</unclear></choice>", "The use of it", "correction", "fuse"),
        ("<app><rdg>vse</rdg><lem>use</lem></app>", "The use of it", "correction", "vse"),
        ("use<del>fulness</del>", "The use of it", "deletion", "fulness"),
        ("<subst>\n<del>fuse</del>\n<add>use</add>\n</subst>", "The use of it", "deletion", "fuse"),
        ("use <stage>(aside)</stage>", "The use of it", "stage", "(aside)"),
        ("use <fw>12 PEACE</fw>", "The use of it", "running_head", "12 PEACE"),
        ("use<ref type='note'>12</ref>", "The use of it", "note_reference", "12"),
        ("use<gap><desc>a line</desc></gap>", "The use of it", "gap", "a line"),
        ("use <vocal><desc>Laughter</desc></vocal>", "The use of it", "stage", "Laughter"),
    ],
)
def test_what_is_not_read_of_a_sentence_is_a_mark(read, inside, text, kind, mark):
    paragraphs, marks, _ = read(f"<p>The {inside} of it</p>")
    assert [row[3] for row in paragraphs] == [text]
    assert [(row[2], row[4]) for row in marks] == [(kind, mark)]
    assert marks[0][1] in (3, 7)


def test_a_choice_without_a_correction_loses_nothing(read):
    assert texts(read("<p>The <choice><sic>vse</sic></choice> of it</p>")) == ["The vse of it"]


def test_what_was_added_supplied_or_linked_is_text(read):
    body = "<p>a <add>b</add> <supplied>c</supplied> <ref target='#x'>d</ref> <sic>e</sic> "
    body += "<w part='I'>f</w><w part='F'>g</w></p>"
    assert texts(read(body)) == ["a b c d e fg"]


def test_words_that_join_are_not_parted_by_layout(read):
    body = "<p><w>Peace</w>\n<pc join='left'>;</pc>\n<pc join='right'>«</pc>\n<w>bread</w>\n<pc join='left'>»</pc></p>"
    assert texts(read(body)) == ["Peace; «bread»"]


def test_ana_and_quotations_of_others_are_no_voices(read):
    rows = read("<p ana='#argument'>We <quote ana='#x'>want</quote> peace</p>")
    assert kinds(rows) == [("text", "author", "We want peace")]


def test_white_space_is_one_blank_and_nothing_else_is_altered(read):
    assert texts(read("<p>Il dit :\n\t« Paix ! » — et _va_\u00a0e\u0301</p>")) == [
        "Il dit : « Paix ! » — et _va_ e\u0301"
    ]


# Every word is accounted for


def test_the_commonest_element_without_a_rule_is_named_with_its_line_and_what_to_do(read, tmp_path):
    body = "<p>Of\n<odd>three words here</odd> <rare>one</rare> <odd>more</odd></p>"
    with pytest.raises(
        InputError, match=r"a\.xml line 2: 5 words would not be read, most of them \(4\) in <odd>.*elements.csv"
    ):
        read(body)
    (tmp_path / "elements.csv").write_text("element,rule\nodd,phrase\nrare,skip\n")
    assert texts(read(body, rules=load_rules(tmp_path))) == ["Of three words here more"]


def test_elements_of_other_vocabularies_are_named_or_read_as_said(read):
    body = "<p>x <m:math xmlns:m='urn:m'>plus</m:math></p>"
    with pytest.raises(InputError, match="1 words would not be read, most of them .1. in <math>"):
        read(body)
    assert texts(read(body, rules={"math": "paragraph"})) == ["x", "plus"]


def test_elements_without_words_need_no_rule(read):
    assert texts(read("<p>a <anchor xml:id='b'/><odd> </odd>b</p>")) == ["a b"]


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ("element,kind\nodd,p\n", "must begin with element,rule"),
        ("element,rule\nodd,ignore\n", "line 2: 'ignore' is not a rule"),
    ],
)
def test_a_table_of_elements_that_cannot_be_used_is_named(tmp_path, table, message):
    (tmp_path / "elements.csv").write_text(table)
    with pytest.raises(InputError, match=message):
        load_rules(tmp_path)


KNOWN = sorted(
    name for names in NAMES.values() for name in names.split() if name not in ("lb", "pb", "cb", "gb", "milestone")
)
CONTENT = st.recursive(
    st.sampled_from(["peace", " of ", "bread,", "\n", "—x", " ", "", "<lb/>", "<lb n='3'/>", "<pb n='iv'/>"]),
    lambda inner: st.builds(
        lambda name, parts: f"<{name}>{''.join(parts)}</{name}>", st.sampled_from(KNOWN), st.lists(inner, max_size=4)
    ),
    max_leaves=25,
)


@settings(max_examples=400)
@given(st.lists(CONTENT, max_size=4).map("".join))
def test_letters_in_are_letters_out(tmp_path_factory, body):
    path = tmp_path_factory.getbasetemp() / "letters.xml"
    path.write_text(wrap(body), encoding="utf-8")
    there = "".join("".join(next(parse_tei(path).iter("{*}text")).itertext()).split())
    paragraphs, marks, lines = read_text(path, foreign=True)
    read = [row[3] for row in paragraphs] + [row[4] for row in marks if row[2] != "quotation" and row[4] != "*"]
    assert sorted("".join("".join(read).split())) == sorted(there)
    assert all(text == " ".join(text.split()) for text in read)
    for number, offset, _ in lines:  # a line begins with a word
        text = paragraphs[number - 1][3]
        assert offset == 0 or (offset < len(text) and text[offset] != " ")


# Lines and pages


def test_lines_are_those_of_the_file_where_breaks_have_no_number(read):
    paragraphs, _, lines = read(
        "\n<p>The first\nline<lb/>and <hi>the\nsecond</hi>.<!-- a\nb --> Third</p>\n<p>Next</p>"
    )
    assert lines == [(1, 0, 2), (1, 10, 3), (1, 23, 4), (1, 31, 5), (2, 0, 6)]
    assert [row[4:6] for row in paragraphs] == [(2, 5), (6, 6)]


def test_lines_are_those_of_the_breaks_where_each_has_a_number(read):
    _, _, lines = read(
        "<stage>A room.</stage><p><lb n='7'/>One\n<lb n='8'/>two elec<lb n='9' break='no'/>tric</p><p>Three</p>"
    )
    assert lines == [(1, 0, 7), (2, 0, 7), (2, 4, 8), (2, 12, 9), (3, 0, 9)]


def test_numbers_that_begin_again_lead_to_the_lines_of_the_file(read):
    assert read("<p><lb n='1'/>One</p>\n<p><lb n='1'/>Two</p>")[2] == [(1, 0, 1), (2, 0, 2)]


def test_lines_after_the_last_that_lxml_knows_are_counted(read):
    assert read("\n" * 70_000 + "<p>One\n<hi>two</hi>\nthree</p>")[2][1:] == [(1, 4, 70_002), (1, 8, 70_003)]


def test_pages_are_numbers_or_what_is_printed(read):
    rows = read("<pb n='XV'/><p>a</p><pb n='16'/><p>b<pb n='17'/>c</p><p>d</p><pb facs='e.jpg'/><p>e</p>")
    assert [(row[3], row[6]) for row in rows[0]] == [("a", "XV"), ("b c", 16), ("d", 17), ("e", None)]


def test_a_page_break_in_a_word_says_so(read):
    assert texts(read("<p>elec<pb break='no'/>tric po<pb/>wer</p>")) == ["electric po wer"]


@pytest.mark.parametrize("body", ["<p>One\ntwo</p>\n<p>three</p>", "<p><lb n='4'/>One <lb n='5'/>two</p><p>three</p>"])
def test_every_line_of_the_tables_is_among_those_of_the_scan(tmp_path, body):
    (tmp_path / "1900.xml").write_text(wrap(body))
    corpus = load_corpus(tmp_path)
    scan = load_scan_lines(tmp_path, "1900")
    for line in corpus.lines.itertuples():
        text = corpus.paragraphs["text"][line.paragraph - 1][line.offset :].split()[0]
        assert text in scan[line.line]


# Files that cannot be read


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"<TEI><text/>", "line 1 is not well-formed XML"),
        (b"", "is not well-formed XML"),
        (b"<html><body>x</body></html>", "has no <text>, only <html>"),
        (b"<TEI><text><p>\n\xe9</p></text></TEI>", "line 2: byte 15 is not UTF-8; save .*, or declare its encoding"),
        (b"<TEI><text><p>a\x00b</p></text></TEI>", "line 1: byte 15 is NUL"),
        (b'<?xml version="1.0" encoding="klingon"?><TEI/>', "Unsupported encoding"),
        (b'<!DOCTYPE TEI [<!ENTITY e "x">]>\n<TEI><text><p>&e;</p></text></TEI>', "line 2: write the character .* &e;"),
        (b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><TEI><text>&e;</text></TEI>', "line 1: write the"),
        ("<TEI><text><p>a\n░</p></text></TEI>".encode(), "line 2: the text has the character '░'"),
        ("<TEI><text><p>░</p></text></TEI>".encode(), "line 1: the text has the character '░'"),
    ],
)
def test_a_file_that_is_not_tei_is_named_with_line_or_byte(tmp_path, data, message):
    (tmp_path / "a.xml").write_bytes(data)
    with pytest.raises(InputError, match=rf"a\.xml:? .*{message}|a\.xml: the file {message}"):
        read_text(tmp_path / "a.xml", foreign=True)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"a\.xml: the file is missing"):
        read_text(tmp_path / "a.xml")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_that_a_file_declares_are_read(tmp_path, encoding):
    declared = '<?xml version="1.0" encoding="iso-8859-1"?>' if encoding == "iso-8859-1" else ""
    (tmp_path / "1900.xml").write_bytes((declared + wrap("<p>Größe\nund</p>")).encode(encoding))
    assert load_corpus(tmp_path).paragraphs["text"].tolist() == ["Größe und"]
    assert "Größe" in load_scan_lines(tmp_path, "1900")[1]


# Texts built here

ANYTHING = """<grammar xmlns="http://relaxng.org/ns/structure/1.0"><start><ref name="any"/></start><define name="any">
<element><anyName/><zeroOrMore><choice><attribute><anyName/></attribute><text/><ref name="any"/></choice></zeroOrMore>
</element></define></grammar>"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"<p ", b"<table/><p ", "is not valid by the corpus's schema"),
        (b'<lb n="', b'<lb x="', "is not valid"),
        (b'<lb n="', b'<lb n="x', "is not valid"),
        (b'ana="#author"', b'ana="#ghost"', "'ghost' is not a voice; write # and one of author, quoted"),
        (b"<p ", b"<p ana='#author'>Peace</p><p ", "'Peace' has no <lb"),
    ],
)
def test_a_spoilt_text_of_ours_is_named_with_its_line(corpus, old, new, message):
    path = sorted((corpus / "texts").iterdir())[0]
    path.write_bytes(path.read_bytes().replace(old, new, 1))
    with pytest.raises(InputError, match=rf"{path.name}.*{message}"):
        load_corpus(corpus)


def test_lines_of_ours_that_hold_only_a_mark_are_lines_of_its_paragraph(tmp_path):
    (tmp_path / "a.xml").write_text(wrap("<p><lb n='3'/>Peace. <stage><lb n='4'/>(Applause)</stage></p>"))
    paragraphs, marks, lines = read_text(tmp_path / "a.xml")
    assert paragraphs == [(1, "text", "author", "Peace.", 3, 4, None, 0)]
    assert (marks, lines) == ([(1, 6, "audience", "", "(Applause)", 3)], [(1, 0, 3), (1, 6, 4)])


def test_what_is_left_of_a_lost_word_is_the_text_of_its_gap(tmp_path):
    (tmp_path / "a.xml").write_text(wrap("<p><lb n='3'/>Peace and <w part='I'>bre</w><gap/> now</p>"))
    paragraphs, marks, _ = read_text(tmp_path / "a.xml")
    assert paragraphs[0][3] == "Peace and now"
    assert marks == [(1, 9, "gap", "", "bre", 3)]


def test_quotations_of_ours_have_their_voice_and_where_they_begin(tmp_path):
    (tmp_path / "a.xml").write_text(wrap("<p ana='#author'><lb n='3'/>He said: <quote ana='#quoted'>no</quote>.</p>"))
    assert read_text(tmp_path / "a.xml")[1] == [(1, 9, "quotation", "quoted", "no", 3)]


@pytest.mark.parametrize(
    ("old", "new"), [(b' n="1"', b""), (b' n="1"', b' n="i"'), (b"<lb n=", b"<lb x="), (b"corresp=", b"resp=")]
)
@pytest.mark.parametrize("checked", [True, False])
def test_an_endnote_that_lacks_something_is_named(corpus, old, new, checked):
    shutil.copy(paths.TEXTS / "endnotes.xml", corpus / "texts")
    if not checked:
        (corpus / "themeshift.rng").write_text(ANYTHING)
    path = corpus / "texts" / "endnotes.xml"
    path.write_bytes(path.read_bytes().replace(old, new))
    with pytest.raises(InputError, match=r"endnotes\.xml line \d+"):
        load_corpus(corpus)
