"""The edition's tables against the scans, and what happens when they are spoilt."""

import csv
import datetime
import re
import shutil

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from themeshift import paths
from themeshift.checks import InputError
from themeshift.edition.blocks import make_blocks
from themeshift.edition.build import SCHEMA, build_corpus, render_corpus
from themeshift.edition.decisions import TABLES, Edition, check_document, load_edition, place_lines
from themeshift.scan import load_scan
from themeshift.tables import load_columns, load_meanings, load_table
from themeshift.tei.write import lay_back, render_block, render_file

SCANS = {"lenin": "000_57a5e7fdb55d5ea9.txt", "trotsky": "004_7d9e0b7a521c39c9.txt"}
VOICES = load_meanings(paths.CORPUS, "paragraphs", "voice")


def spoil(edition, table, change, scan="lenin"):
    """Change the rows of a table of the copied edition."""
    path = edition / "edition" / scan / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        columns = reader.fieldnames
    change(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def load_spoilt(edition, scan="lenin"):
    return load_edition(edition / "edition" / scan, edition / "raw")


def list_files(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


# The edition as it is


@pytest.fixture(scope="module")
def rendered():
    return render_corpus(paths.CORPUS, progress=False)


@pytest.mark.parametrize("scan", SCANS)
def test_every_line_of_a_scan_has_one_place(scan):
    place = place_lines(load_edition(paths.EDITION / scan, paths.RAW))
    raw = (paths.RAW / SCANS[scan]).read_text(encoding="utf-8").split("\n")
    assert set(place) == {number for number, line in enumerate(raw, 1) if line.strip()}


def test_rebuilding_changes_nothing(edition):
    build_corpus(edition, progress=False)
    files = [edition / "documents.csv", *sorted((edition / "texts").iterdir())]
    assert len(files) == len(list(paths.TEXTS.iterdir())) + 1
    for path in files:
        assert path.read_bytes() == (paths.CORPUS / path.relative_to(edition)).read_bytes(), path.name


def test_a_build_removes_texts_that_are_in_no_table(edition):
    (edition / "texts").mkdir()
    (edition / "texts" / "1920-01-01-old.xml").write_text("<TEI/>")
    build_corpus(edition, progress=False)
    assert not (edition / "texts" / "1920-01-01-old.xml").exists()
    assert not [name for name in list_files(edition) if name.startswith(".")]


def test_the_index_is_as_the_dictionary_says(edition):
    build_corpus(edition, progress=False)
    assert load_table(edition / "documents.csv")["words"].min() > 0


def test_laid_back_over_its_lines_every_text_gives_the_scan_again(rendered):
    scans = {name: load_scan(paths.RAW / file) for name, file in SCANS.items()}
    laid = [lay_back(etree.ElementTree(etree.fromstring(xml.encode()))) for xml in rendered[0].values()]
    for scan, trotsky in (("lenin", False), ("trotsky", True)):
        for lines in laid:
            if (max(lines) < 25) == trotsky:
                assert {n: line.split() for n, line in lines.items()} == {n: scans[scan][n].split() for n in lines}


# Tables that are spoilt

SPOILT = [
    ("documents", 1, {"first_line": "440"}, "csv line 3: lines 440 to 583 overlap lines 234 to 447 of .* line 2"),
    ("documents", 0, {"last_line": "448"}, "csv line 2: last_line 448 is blank; name a line that has text"),
    ("documents", 0, {"last_line": "20000"}, "csv line 2: last_line 20000 is outside the scan"),
    ("documents", 0, {"last_line": "x"}, "csv line 2: last_line is 'x', not a whole number"),
    ("documents", 0, {"id": "1917-11-08-../x"}, "csv line 2: id is '1917-11-08-../x'; write the id, without slashes"),
    ("documents", 0, {"id": "1917-11-09-x"}, "csv line 2: the id '1917-11-09-x' must be its date 1917-11-08"),
    ("documents", 0, {"title": "Peace\x0b"}, "csv line 2: title has the control character"),
    ("documents", 0, {"genre": "rant"}, "csv line 2: genre is 'rant'; write one of report, speech"),
    ("documents", 0, {"source": "other.txt"}, "csv: source must name one and the same scan in every row"),
    ("voices", 0, {"first_line": "343", "last_line": "241"}, "csv line 2: lines 343 to 241 run backwards"),
    ("voices", 0, {"voice": "ghost"}, "csv line 2: voice is 'ghost'; write one of author, quoted"),
    ("voices", 0, {"first_line": "1", "last_line": "1"}, "csv line 2: lines 1 to 1 do not begin and end in one text"),
    ("endnotes", 0, {"first_line": "17579"}, "csv line 2: line 17579 belongs to 1922-03-14-letter-to-chicherin too"),
    ("endnotes", 0, {"number": "x y"}, "csv line 2: number is 'x y'"),
    ("endnotes", 1, {"number": "1"}, "csv line 3: lenin/endnotes.csv line 2 decides about number 1 too"),
    ("endnotes", 0, {"document": "1917-11-08-x"}, "csv line 2: there is no document '1917-11-08-x' in documents.csv"),
    ("endnotes", 0, {"page": "12"}, "csv line 2: page is 12, but the note has 11; give the page that is printed"),
    ("endnotes", 0, {"number_as_scanned": "q"}, "csv line 2: 'q' does not occur in line 17583"),
    ("facts", 0, {"id": "1917-11-08-x"}, "csv line 2: there is no document '1917-11-08-x' in documents.csv"),
    ("facts", 1, {"id": "1917-11-08-report-on-peace"}, "csv line 3: lenin/facts.csv line 2 decides about id 1917"),
    ("facts", 0, {"addressee_kind": "everyone"}, "csv line 2: addressee_kind is 'everyone'; write one of soviets, par"),
    ("facts", 0, {"printed_share": "24 pages"}, "csv line 2: printed_share is '24 pages', not a share; write a number"),
    ("facts", 0, {"printed_share": ""}, "csv line 2: printed_share and printed_basis must both be given, or both be"),
    (
        "facts",
        0,
        {"printed_reason": ""},
        "csv line 2: there is no printed_reason; say where the share is found, or why",
    ),
    ("book", 0, {"printed": "64"}, "csv line 2: printed is 64; write a year of four digits"),
    ("pages", 0, {"page": "x"}, "csv line 2: page is 'x', not a whole number"),
    ("pages", 0, {"page": "12"}, "csv line 3: lenin/pages.csv line 2 decides about page 12 too"),
    ("pages", 0, {"page": "999"}, "csv line 3: page 12 begins after page 999"),
    ("moves", 0, {"after_line": "4766"}, "csv line 2: line 4766 is moved itself or is no line of this text"),
    ("moves", 0, {"first_line": "1", "last_line": "1"}, "csv line 2: no text has one of these lines; mend the row"),
    ("marks", 0, {"value": "2#x"}, "csv line 2: value is '2#x'; after # comes a number"),
    ("marks", 0, {"value": "145"}, "csv line 2: there is no endnote '145'; write its number, or \\* for a footnote"),
    ("marks", 0, {"kind": "quotation"}, "csv line 2: value is '2'; write one of the voices author, quoted"),
    ("marks", 0, {"kind": "audience"}, "csv line 2: value is '2'; leave it empty for this kind"),
    ("marks", 0, {"first_line": "1", "last_line": "1"}, "csv line 2: lines 1 to 1 do not begin and end in one text"),
    ("marks", 0, {"end": "Peace!"}, "csv line 2: 'Peace!' does not occur in line 315"),
    ("breaks", 0, {"after_line": "1"}, "csv line 2: no paragraph could go on after this line; mend the row or take"),
    ("breaks", 1, {"after_line": "261"}, "csv line 3: lenin/breaks.csv line 2 decides about after_line 261 too"),
    ("hyphens", 0, {"line": "309"}, "csv line 2: no word of a paragraph is broken at the end of this line"),
    ("hyphens", 0, {"halves": "x-y"}, "csv line 2: the word is broken as negotia-tions, not 'x-y'; name its line"),
    (
        "hyphens",
        0,
        {"halves": "x-tions"},
        "csv line 2: the word is broken as negotia-tions, not 'x-tions'; name its line",
    ),
    ("corrections", 0, {"as_scanned": "no such"}, "csv line 2: 'no such' does not occur in line 259"),
    ("corrections", 0, {"line": "1", "as_scanned": "S"}, "csv line 2: no text and no endnote has this line; mend"),
]


@pytest.mark.parametrize(("table", "row", "cells", "message"), SPOILT)
def test_a_row_that_is_spoilt_is_named_and_nothing_is_written(edition, table, row, cells, message):
    spoil(edition, table, lambda rows: rows[row].update(cells))
    before = list_files(edition)
    with pytest.raises(InputError, match=rf"{table}\.{message}"):
        build_corpus(edition, progress=False)
    assert list_files(edition) == before


@pytest.mark.parametrize(
    ("table", "change", "message"),
    [
        ("documents", lambda rows: rows.clear(), "documents.csv: source must name one and the same scan"),
        ("leftovers", lambda rows: rows.pop(0), "lenin: line 1 'Skip to main content' belongs to no document"),
        ("book", lambda rows: rows.clear(), "lenin/book.csv: endnotes need one row that says of which book"),
        ("facts", lambda rows: rows.pop(0), "documents.csv line 2: 1917-11-08-report-on-peace has no row in facts.csv"),
        ("marks", lambda rows: rows.append(rows[0]), "marks.csv line 262: lenin/marks.csv line 2 decides about"),
    ],
)
def test_rows_too_many_or_too_few_are_named(edition, table, change, message):
    spoil(edition, table, change)
    with pytest.raises(InputError, match=message):
        build_corpus(edition, progress=False)


def test_a_table_with_other_columns_is_refused(edition):
    (edition / "edition" / "lenin" / "breaks.csv").write_text("after_line,decision\n235,join\n")
    with pytest.raises(InputError, match=r"breaks\.csv: the columns are after_line,decision; they must be"):
        load_spoilt(edition)


def test_a_table_that_an_edition_does_not_have_is_refused(edition):
    shutil.copy(edition / "edition/lenin/hyphens.csv", edition / "edition/lenin/hyphen.csv")
    with pytest.raises(InputError, match=r"hyphen\.csv: an edition has no such table; name it after one of documents,"):
        load_spoilt(edition)


def test_every_table_of_an_edition_is_described():
    assert {f"edition/{name}" for name in TABLES} <= set(load_columns(paths.CORPUS))


def test_a_missing_scan_is_named(edition):
    (edition / "raw" / SCANS["trotsky"]).unlink()
    with pytest.raises(InputError, match=r"004_7d9e0b7a521c39c9\.txt: the file is missing"):
        load_spoilt(edition, "trotsky")


def test_a_folder_that_an_editor_leaves_behind_does_not_matter(edition):
    (edition / "edition" / ".ipynb_checkpoints").mkdir()
    assert "endnotes" in render_corpus(edition, progress=False)[0]


def test_an_edition_without_tables_is_named(edition):
    shutil.rmtree(edition / "edition")
    with pytest.raises(InputError, match="no folder has a documents.csv"):
        render_corpus(edition, progress=False)


@pytest.mark.parametrize(("data", "message"), [(None, "the file is missing"), (b"<a/>", "is not a RELAX NG schema")])
def test_a_schema_that_is_missing_or_spoilt_is_named(small, data, message):
    folder = small(["Peace now."])
    (folder / SCHEMA).unlink() if data is None else (folder / SCHEMA).write_bytes(data)
    with pytest.raises(InputError, match=rf"themeshift\.rng: .*{message}"):
        render_corpus(folder, progress=False)


def test_a_text_that_the_schema_refuses_is_named_by_its_row(small):
    folder = small(["Peace now."])
    text = (folder / SCHEMA).read_text(encoding="utf-8")
    (folder / SCHEMA).write_text(text.replace('<element name="lb">', '<element name="cb">'), encoding="utf-8")
    with pytest.raises(InputError, match=r"book/documents\.csv line 2: 1920-01-02-a\.xml is not valid TEI: "):
        render_corpus(folder, progress=False)


# Dates


def document(**cells):
    row = {"id": "1918-03-05-x", "date": "1918-03-05", "date_end": "1918-03-05", "date_as_printed": ""}
    return row | {"where": "documents.csv line 9"} | cells


def test_the_days_that_the_new_style_skipped_exist():
    check_document(document(id="1918-02-05-x", date="1918-02-05", date_end="1918-02-05"))


def test_an_old_style_day_after_the_change_of_styles_is_refused():
    row = document(date_as_printed="January 31, 1918 (Old Style)", id="1918-02-13-x", date="1918-02-13")
    check_document(row | {"date_end": "1918-02-13"})
    with pytest.raises(InputError, match="line 9: Old Style was not in use on 1918-02-14; give the New Style day"):
        check_document(row | {"date_end": "1918-02-14"})
    check_document(row | {"date_end": "1918-02-14"}, new_style_since=datetime.date(1923, 3, 1))


def test_a_date_that_ends_before_it_begins_is_refused():
    with pytest.raises(InputError, match="line 9: date 1918-03-05 is after date_end 1918-03-01; exchange them"):
        check_document(document(date_end="1918-03-01"))


@pytest.mark.parametrize(
    ("printed", "first", "last"),
    [
        ("October 26 (November 8)", "1917-11-08", "1917-11-08"),
        ("November 8 (October 26), 1917", "1917-11-08", "1917-11-08"),
        ("not later than January 3 (16), 1918", "1918-01-16", "1918-01-16"),
        ("January 10-18 (23-31), 1918", "1918-01-23", "1918-01-31"),
        ("No. 5, January 3 (15), 1880", "1880-01-15", "1880-01-15"),
        ("February 17 (28), 1800", "1800-02-28", "1800-02-28"),
        ("March 1 (13), 1800", "1800-03-13", "1800-03-13"),
        ("November 8 (evening)", "1917-11-08", "1917-11-08"),
    ],
)
def test_a_date_printed_in_both_styles_is_the_new_style_day(printed, first, last):
    check_document(document(id=f"{first}-x", date=first, date_end=last, date_as_printed=printed))


@pytest.mark.parametrize(
    ("printed", "first", "last", "found"),
    [
        ("October 26 (November 8)", "1917-10-26", "1917-10-26", "1917-10-26, which is 1917-10-13 in Old Style"),
        ("November 9 (22), 1917", "1917-11-23", "1917-11-23", "1917-11-23"),
        ("January 10-18 (23-31), 1918", "1918-01-23", "1918-01-30", "1918-01-30"),
    ],
)
def test_an_old_style_day_is_no_date(printed, first, last, found):
    with pytest.raises(InputError, match=rf"line 9: '{re.escape(printed)}' is not {found}"):
        check_document(document(id=f"{first}-x", date=first, date_end=last, date_as_printed=printed))


# Blocks


def make(lines, **tables):
    """Make an edition of lines by number (blank ones are left out) and cut it."""
    scan = {number: line for number, line in enumerate(lines, 1) if line}
    tables = dict.fromkeys(TABLES, ()) | {
        name: [{"where": f"{name}.csv line {n}"} | row for n, row in enumerate(rows, 2)]
        for name, rows in tables.items()
    }
    edition = Edition("book", scan, tables, VOICES)
    whole = {"first_line": 1, "last_line": len(lines), "where": "documents.csv line 2"}
    return make_blocks(edition, whole), scan


def render(lines, **tables):
    """Render lines as paragraphs, and lay them back."""
    blocks, scan = make(lines, **tables)
    content = [render_block(block) for block in blocks]
    header = dict.fromkeys("title author source first_line last_line date date_end date_as_printed".split(), "")
    body = "".join(f'<p ana="#author">{part}</p>' for part in content)
    tree = etree.ElementTree(etree.fromstring(render_file(header, body, VOICES).encode()))
    assert {n: line.split() for n, line in lay_back(tree).items()} == {n: line.split() for n, line in scan.items()}
    return "|".join(content)


def gap(line):
    return {"after_line": line, "decision": "break", "gap": "yes"}


def join(line):
    return {"after_line": line, "decision": "join", "gap": "no"}


@pytest.mark.parametrize("hyphen", ["¬", "\u00ad"])
def test_a_soft_hyphen_joins_its_word(hyphen):
    assert f'pain<lb n="2" break="no" rend="{hyphen}"/>ful' in render([f"the pain{hyphen}", "ful question"])


@pytest.mark.parametrize("hyphen", ["-", "‐", "‑"])
def test_a_hard_hyphen_stays_in_its_word(hyphen):
    assert f'class-<lb n="2" break="no" rend="{hyphen}"/>conscious' in render([f"a class{hyphen}", "conscious worker"])


def test_a_hyphen_is_kept_where_the_edition_keeps_it():
    row = {"line": 1, "decision": "keep", "halves": "class-conscious"}
    assert "class-<lb" in render(["a class¬", "conscious worker"], hyphens=[row])


def test_a_hard_hyphen_goes_where_the_edition_joins():
    row = {"line": 1, "decision": "join", "halves": "negotia-tions"}
    assert 'negotia<lb n="2" break="no" rend="-"/>tions' in render(["negotia-", "tions"], hyphens=[row])


def test_a_stray_hyphen_parts_two_words():
    row = {"line": 1, "decision": "part", "halves": "now-on"}
    assert 'now-\n<lb n="2"/>on' in render(["from now-", "on we"], hyphens=[row])


@pytest.mark.parametrize("hyphen", ["¬", "\u00ad"])
def test_a_lost_word_leaves_its_fragment_and_a_gap(hyphen):
    content = render([f"has completely tri{hyphen}"], breaks=[gap(1)])
    assert f'<w part="I">tri</w><gap reason="lost" unit="word" extent="unknown" rend="{hyphen}"/>' in content


def test_a_word_that_is_broken_at_the_end_of_its_paragraph_is_refused():
    for lines in (["of conces¬", "", "sions now"], ["of conces\u00ad"], ["of ¬", "peace"], ["of peace.¬", "We"]):
        with pytest.raises(
            InputError, match="book: line 1 .* ends in a broken word, but its paragraph ends there; join"
        ):
            make(lines)


def test_a_word_that_is_broken_over_a_footnote_is_joined():
    note = {"first_line": 3, "last_line": 3, "kind": "footnote", "voice": "editor"}
    content = render(["of conces¬", "", "a note", "", "sions now"], voices=[note], breaks=[join(1)])
    assert 'conces<lb n="5" break="no" rend="¬"/>sions' in content


def test_a_gap_after_no_word_is_refused():
    with pytest.raises(InputError, match=r"book: line 1 'of peace\.¬' ends in no part of a word"):
        make(["of peace.¬"], breaks=[gap(1)])


def test_a_stray_mark_at_the_end_of_a_line_can_be_corrected():
    row = {"line": 1, "as_scanned": ".¬", "corrected": "."}
    assert "<choice><sic>.¬</sic><corr>.</corr></choice>" in render(["of peace.¬", "We"], corrections=[row])


def test_a_gap_belongs_to_the_paragraph_that_lost_the_words():
    note = {"first_line": 2, "last_line": 2, "kind": "footnote", "voice": "editor"}
    blocks, _ = make(["we want", "a note", "peace and"], voices=[note], breaks=[join(1), gap(3)])
    assert [(block.kind, block.lines, block.gaps) for block in blocks] == [
        ("text", [1, 3], {3}),
        ("footnote", [2], set()),
    ]


def test_a_blank_line_parts_paragraphs_unless_they_are_joined():
    assert [block.lines for block in make(["one", "", "two", "three"])[0]] == [[1], [3, 4]]
    assert [block.lines for block in make(["one", "", "two"], breaks=[join(1)])[0]] == [[1, 3]]
    assert [block.lines for block in make(["one", "two"], breaks=[gap(1)])[0]] == [[1], [2]]


def test_lines_out_of_order_are_moved():
    row = {"first_line": 1, "last_line": 1, "after_line": 2}
    blocks, _ = make(["two", "one", "three"], moves=[row], breaks=[join(2), join(1)])
    assert [block.lines for block in blocks] == [[2, 1, 3]]


def test_a_page_begins_with_its_line():
    assert '\n<pb n="12"/><lb n="2"/>' in render(["one", "two"], pages=[{"first_line": 2, "page": 12}])


def test_both_readings_of_a_correction_survive():
    row = {"line": 1, "as_scanned": "woTkers", "corrected": "<workers>"}
    assert "<choice><sic>woTkers</sic><corr>&lt;workers&gt;</corr></choice>" in render(
        ["woTkers of"], corrections=[row]
    )


def mark(kind, start, end=None, value="", last_line=1):
    end = start if end is None else end
    return {"kind": kind, "first_line": 1, "last_line": last_line, "start": start, "end": end, "value": value}


def test_marks_are_written_each_in_its_element():
    marks = [mark("quotation", "two", "four", "quoted"), mark("note_reference", "5", value="5")]
    marks += [mark("note_reference", "*", value="*"), mark("audience", "(Applause.)")]
    assert render(["one two three four 5 six * (Applause.)"], marks=marks) == (
        '<lb n="1"/>one <quote ana="#quoted">two three four</quote> <ref type="note" target="endnotes.xml#n5">5</ref> '
        'six <ref type="note">*</ref> <stage>(Applause.)</stage>'
    )


def test_a_mark_may_run_over_a_broken_word():
    content = render(["he said pea¬", "ce now"], marks=[mark("quotation", "said", "ce", "quoted", last_line=2)])
    assert '<quote ana="#quoted">said pea<lb n="2" break="no" rend="¬"/>ce</quote> now' in content


def test_a_mark_may_name_the_second_hit_of_its_line():
    assert render(["3 and 3"], marks=[mark("note_reference", "3", value="3#2")]).startswith('<lb n="1"/>3 and <ref')
    with pytest.raises(InputError, match=r"marks\.csv line 2: '3' does not occur 3 times in line 1"):
        render(["3 and 3"], marks=[mark("note_reference", "3", value="3#3")])


@pytest.mark.parametrize(
    ("lines", "marks", "corrections", "message"),
    [
        (["one two three"], [mark("quotation", "one", "two", "quoted"), mark("quotation", "two", "three", "quoted")],
         [], "line 3: it crosses the mark or correction of marks.csv line 2"),
        (["one", "", "two"], [mark("quotation", "one", "two", "quoted", last_line=3)], [], "lie in two paragraphs"),
        (["one two"], [mark("quotation", "two", "one", "quoted")], [], "the mark ends before it begins"),
        (["one 2 two"], [mark("note_reference", "2", value="2")], ["one 2"], "line 2: it lies inside the correction"),
        (["one two"], [], ["one two", "two"], "corrections.csv line 3: it lies inside the correction"),
        (["one two tri¬"], [], ["two tri"], "it lies inside|it crosses"),
        (["one tri¬", "two"], [], ["tri¬"], "'tri¬' has the mark that breaks the word"),
        (["one"], [mark("audience", "")], [], "'' does not occur in line 1"),
    ],
)  # fmt: skip
def test_marks_and_corrections_that_contradict_each_other_are_refused(lines, marks, corrections, message):
    rows = [{"line": 1, "as_scanned": words, "corrected": "x"} for words in corrections]
    breaks = [gap(1)] if lines == ["one two tri¬"] else []
    with pytest.raises(InputError, match=message.replace(".csv", r"\.csv")):
        make(lines, marks=marks, corrections=rows, breaks=breaks)


def test_a_document_of_leftovers_is_refused():
    with pytest.raises(InputError, match=r"documents\.csv line 2: all lines of this document are leftovers"):
        make(["one"], leftovers=[{"first_line": 1, "last_line": 1}])


def test_a_small_edition_is_built(small):
    folder = small(["We want elec\u00ad", "trification."])
    build_corpus(folder, progress=False)
    row = load_table(folder / "documents.csv").iloc[0]
    assert (row["words"], row["gaps"], row["id"]) == (3, 0, "1920-01-02-a")


def test_a_text_that_could_not_be_read_again_is_named_by_its_row(small):
    folder = small(["Peace ░ now."])
    with pytest.raises(InputError, match=r"book/documents\.csv line 2: 1920-01-02-a\.xml line 1: .*corrections\.csv"):
        build_corpus(folder, progress=False)
    small(["Peace ░ now."], corrections=[{"line": 1, "as_scanned": "░ ", "corrected": ""}])
    build_corpus(folder, progress=False)


words = st.lists(
    st.text(st.characters(codec="utf-8", categories=["L", "P"], exclude_characters="¬░"), min_size=1),
    min_size=2,
    max_size=5,
)
ends = st.sampled_from(["", "¬", "\u00ad", "-", "‐", "—", "."])
scan_lines = st.lists(st.tuples(words, ends).map(lambda pair: " ".join(pair[0]) + pair[1]), min_size=1, max_size=6)


@given(scan_lines, st.data())
def test_lines_laid_back_are_the_lines_scanned(lines, data):
    lines = [re.sub(r"(?<!\w)[¬\u00ad]$", ".", line) for line in lines]
    broken = [n for n, line in enumerate(lines[:-1], 1) if re.search(r"\w[¬\u00ad‐-]$", line)]
    gaps = data.draw(st.sets(st.integers(1, len(lines))))
    if re.search("[¬\u00ad]$", lines[-1]):
        gaps |= {len(lines)}
    parts = data.draw(st.sets(st.sampled_from(broken))) - gaps if broken else set()
    hyphens = []
    for line in sorted(set(broken) - gaps):
        decision = "part" if line in parts else data.draw(st.sampled_from(["join", "keep"]))
        halves = (
            re.search(r"[\w'’-]*?(?=.$)", lines[line - 1]).group() + "-" + re.match(r"[\w'’-]*", lines[line]).group()
        )
        hyphens.append({"line": line, "decision": decision, "halves": halves})
    breaks = [{"after_line": line, "decision": "join", "gap": "yes"} for line in gaps]
    render(lines, hyphens=hyphens, breaks=breaks)
