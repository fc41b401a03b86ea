"""The edition's tables against the scans, and what happens when they are spoilt."""

import csv
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themeshift import paths
from themeshift.blocks import Block
from themeshift.build import build_corpus, render_corpus
from themeshift.edition import EditionError, check_date, check_document, place_lines, read_edition, read_scan
from themeshift.tei import lay_back, render_block, render_file

SCANS = {"lenin": "000_57a5e7fdb55d5ea9.txt", "trotsky": "004_7d9e0b7a521c39c9.txt"}
EMPTY = {name: [] for name in ("hyphens", "pages", "corrections", "marks")}


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


def read_spoilt(edition, scan="lenin"):
    return read_edition(edition / "edition" / scan, edition / "raw")


@pytest.mark.parametrize("scan", SCANS)
def test_every_line_of_a_scan_has_one_place(scan):
    lines, tables = read_edition(paths.EDITION / scan)
    raw = (paths.RAW / SCANS[scan]).read_text(encoding="utf-8").split("\n")
    assert set(place_lines(lines, tables)) == {n for n, line in enumerate(raw, 1) if line.strip()}


def test_no_line_of_the_anthology_has_a_single_token_but_for_nothing():
    lines = read_scan(paths.RAW / SCANS["lenin"])
    assert not [n for n, line in lines.items() if len(line.split()) == 1]


def test_an_altered_scan_is_refused(edition):
    path = edition / "raw" / SCANS["lenin"]
    path.write_bytes(path.read_bytes().replace(b"peace", b"Peace", 1))
    with pytest.raises(EditionError, match=r"000_57a5e7fdb55d5ea9\.txt: SHA-256 is .* altered"):
        read_spoilt(edition)


def test_a_spoilt_list_of_checksums_is_refused(edition):
    (edition / "raw" / "SHA256SUMS").write_bytes(b"\xff nothing of the kind\nx\n")
    with pytest.raises(EditionError, match="SHA256SUMS says nothing; the scan was altered"):
        read_spoilt(edition)


def test_a_missing_scan_is_named(edition):
    (edition / "raw" / SCANS["trotsky"]).unlink()
    with pytest.raises(EditionError, match=r"004_7d9e0b7a521c39c9\.txt: the file is missing"):
        read_spoilt(edition, "trotsky")


def test_overlapping_documents_are_refused(edition):
    spoil(edition, "documents", lambda rows: rows[1].update(first_line="440"))
    with pytest.raises(EditionError, match=r"documents\.csv row 3: lines 440 to 583 overlap lines 234 to 447 .* row 2"):
        read_spoilt(edition)


@pytest.mark.parametrize(("line", "found"), [("448", "blank"), ("20000", "outside the scan"), ("x", "must be a line")])
def test_a_line_that_is_blank_or_outside_is_refused(edition, line, found):
    spoil(edition, "documents", lambda rows: rows[0].update(last_line=line))
    with pytest.raises(EditionError, match=rf"documents\.csv row 2: last_line .*{found}"):
        read_spoilt(edition)


def test_a_range_that_runs_backwards_is_refused(edition):
    spoil(edition, "voices", lambda rows: rows[0].update(first_line="343", last_line="241"))
    with pytest.raises(EditionError, match=r"voices\.csv row 2: lines 343 to 241 run backwards"):
        read_spoilt(edition)


def test_an_unknown_voice_is_refused(edition):
    spoil(edition, "voices", lambda rows: rows[0].update(voice="ghost"))
    with pytest.raises(EditionError, match=r"row 2: voice is 'ghost'; it must be one of author, quoted"):
        read_spoilt(edition)


def test_a_line_without_a_place_is_refused(edition):
    spoil(edition, "leftovers", lambda rows: rows.pop(0))
    with pytest.raises(EditionError, match=r"line 1 'Skip to main content' belongs to no document"):
        read_spoilt(edition)


def test_a_line_with_two_places_is_refused(edition):
    spoil(edition, "endnotes", lambda rows: rows[0].update(first_line="17579"))
    with pytest.raises(EditionError, match=r"endnotes\.csv row 2: line 17579 belongs to 1922-03-14-letter"):
        read_spoilt(edition)


def test_wrong_columns_are_refused(edition):
    path = edition / "edition" / "lenin" / "breaks.csv"
    path.write_text("after_line,decision\n235,join\n")
    with pytest.raises(EditionError, match=r"breaks\.csv: the columns are \['after_line', 'decision'\]; they must be"):
        read_spoilt(edition)


def test_a_correction_that_is_not_in_its_line_is_refused_and_nothing_is_written(edition):
    spoil(edition, "corrections", lambda rows: rows[0].update(as_scanned="no such words"))
    (edition / "themeshift.rng").write_bytes((paths.CORPUS / "themeshift.rng").read_bytes())
    before = sorted(path.name for path in edition.iterdir())
    with pytest.raises(EditionError, match=r"corrections\.csv row 2: 'no such words' does not stand"):
        build_corpus(edition, progress=False)
    assert sorted(path.name for path in edition.iterdir()) == before


@pytest.mark.parametrize("day", ["1918-02-30", "1919-13-01", "11 November 1918", ""])
def test_a_date_that_does_not_exist_is_refused(day):
    with pytest.raises(EditionError, match="row 7: .* is no date"):
        check_date(day, "row 7")


def test_the_days_that_the_new_style_skipped_exist():
    assert check_date("1918-02-05", "row 7").day == 5


def test_an_old_style_day_after_january_1918_is_refused():
    row = {"id": "1918-03-01-x", "date": "1918-03-01", "date_end": "1918-03-01", "where": "row 9"}
    with pytest.raises(EditionError, match="row 9: an Old Style day after 31 January 1918"):
        check_document({**row, "date_as_printed": "March 1, 1918 (Old Style)"})
    check_document({**row, "date_as_printed": "March 1, 1918"})


def test_a_date_that_ends_before_it_begins_is_refused():
    row = {
        "id": "1918-03-05-x",
        "date": "1918-03-05",
        "date_end": "1918-03-01",
        "where": "row 9",
        "date_as_printed": "",
    }
    with pytest.raises(EditionError, match="row 9: date 1918-03-05 is after date_end 1918-03-01"):
        check_document(row)


def test_rebuilding_changes_nothing(edition):
    (edition / "themeshift.rng").write_bytes((paths.CORPUS / "themeshift.rng").read_bytes())
    build_corpus(edition, progress=False)
    for path in [*(edition / "texts").iterdir(), edition / "documents.csv", *(edition / "tokenizers").rglob("*.*")]:
        assert path.read_bytes() == (paths.CORPUS / path.relative_to(edition)).read_bytes(), path.name


def render(lines, gaps=(), **tables):
    """Render lines as one paragraph and parse the file around it."""
    from lxml import etree

    scan = dict(enumerate(lines, 1))
    block = Block("text", "author", sorted(scan), set(gaps))
    content = render_block(block, scan, EMPTY | tables)
    header = dict.fromkeys("title author source first_line last_line date_as_printed cw_volume cw_pages".split(), "")
    body = f'<p ana="#author">{content}</p>'
    tree = etree.ElementTree(
        etree.fromstring(render_file({**header, "date": "1920-01-01", "date_end": "1920-01-01"}, body).encode())
    )
    return content, tree, scan


def test_a_soft_hyphen_joins_its_word():
    content, tree, scan = render(["the pain¬", "ful question"])
    assert 'pain<lb n="2" break="no" rend="¬"/>ful' in content
    assert lay_back(tree) == scan


def test_a_hyphen_is_kept_where_the_edition_keeps_it():
    content, tree, scan = render(["a class¬", "conscious worker"], hyphens=[{"line": 1, "decision": "keep"}])
    assert "class-<lb" in content
    assert lay_back(tree) == scan


def test_a_lost_word_leaves_its_fragment_and_a_gap():
    content, tree, scan = render(["has completely tri¬"], gaps=[1])
    assert '<w part="I">tri</w><gap' in content
    assert lay_back(tree) == scan


def test_both_readings_of_a_correction_survive():
    correction = {"line": 1, "as_scanned": "woTkers", "corrected": "workers", "where": "row 2"}
    content, tree, scan = render(["the woTkers of"], corrections=[correction])
    assert "<choice><sic>woTkers</sic><corr>workers</corr></choice>" in content
    assert lay_back(tree) == scan


def test_crossing_marks_are_refused():
    mark = {"kind": "quotation", "first_line": 1, "last_line": 1, "value": "quoted", "where": "row 5"}
    marks = [{**mark, "start": "one", "end": "three"}, {**mark, "start": "two", "end": "four", "where": "row 6"}]
    with pytest.raises(EditionError, match="row 6: it crosses"):
        render(["one two three four"], marks=marks)


words = st.lists(
    st.text(st.characters(codec="utf-8", categories=["L", "P"], exclude_characters="¬"), min_size=1),
    min_size=2,
    max_size=5,
)
ends = st.sampled_from(["", "¬", "-", "—", "."])
scan_lines = st.lists(st.tuples(words, ends).map(lambda pair: " ".join(pair[0]) + pair[1]), min_size=1, max_size=6)


@given(scan_lines, st.data())
def test_lines_laid_back_are_the_lines_scanned(lines, data):
    broken = [n for n, line in enumerate(lines, 1) if re.search(r"\w[¬-]$", line)]
    hyphens = [{"line": n, "decision": data.draw(st.sampled_from(["join", "keep", "part"]))} for n in broken]
    gaps = data.draw(st.sets(st.integers(1, len(lines))))
    gaps = {n for n in gaps if re.search(r"\w$|\w[¬-]$|[^\w¬-]$", lines[n - 1])}
    lines = [line if not line.endswith("¬") or n in broken else line[:-1] + "." for n, line in enumerate(lines, 1)]
    _, tree, scan = render(lines, gaps=gaps, hyphens=hyphens)
    laid = lay_back(tree)
    assert list(laid) == list(scan)
    assert {n: line.split() for n, line in laid.items()} == {n: line.split() for n, line in scan.items()}


@pytest.mark.parametrize(
    ("table", "change", "message"),
    [
        ("pages", lambda rows: rows[0].update(page="x"), "pages.csv row 2: page is 'x'; it must be a number"),
        ("endnotes", lambda rows: rows[0].update(number="x y"), "endnotes.csv row 2: number is 'x y'"),
        ("endnotes", lambda rows: rows[1].update(number=rows[0]["number"]), "row 2 has the number 1 too"),
        ("documents", lambda rows: rows[0].update(id="1917-11-08-../x"), "row 2: the id .* must be its date"),
        ("moves", lambda rows: rows[0].update(after_line=rows[0]["first_line"]), "row 2: line .* is moved itself"),
        ("marks", lambda rows: [row for row in rows if row["kind"] == "quotation"][0].update(value="quoted#x"),
         "value is 'quoted#x'; after # comes a number"),
        ("documents", lambda rows: rows[0].update(title="Peace\x0b"), "report-on-peace.xml is not well-formed"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_rendered_is_named_and_nothing_is_written(edition, table, change, message):
    spoil(edition, table, change)
    before = sorted(path.name for path in edition.iterdir())
    with pytest.raises(EditionError, match=message):
        build_corpus(edition, progress=False)
    assert sorted(path.name for path in edition.iterdir()) == before


def test_a_folder_that_an_editor_leaves_behind_does_not_matter(edition):
    (edition / "edition" / ".ipynb_checkpoints").mkdir()
    assert set(render_corpus(edition / "edition", edition / "raw", progress=False)[0]) >= {"endnotes"}


def test_an_edition_without_tables_is_named(tmp_path):
    with pytest.raises(EditionError, match="no folder has a documents.csv"):
        render_corpus(tmp_path, progress=False)
