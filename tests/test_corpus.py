"""The corpus as it is, and what happens when its files are spoilt."""

import os
import re
import time
import warnings

import pandas as pd
import pytest
from lxml import etree

import themeshift as ts
from themeshift import corpus as c
from themeshift import paths
from themeshift.checks import InputError
from themeshift.counting import count_terms
from themeshift.files import write_set
from themeshift.occurrences import OCCURRENCE_COLUMNS, find_occurrences
from themeshift.passages import PASSAGES, choose_passage_words
from themeshift.scan import load_scan
from themeshift.tables import load_columns, load_table
from themeshift.themes import make_theme
from themeshift.tokens import HOLE, count_words, tokenize

# Paragraphs that begin with a lower-case letter, each read: items of a list, a marginal note, a line after a colon.
LOWER_CASE = {9492, 9498, 9502, 9508, 9521, 9544, 10741, 15864, 15869, 15872, 15876, 15880, 17379, 17552}
# Paragraphs without closing punctuation in which nothing is lost, each read: addresses, a telegram's head, a
# marginal note, a sentence that runs on into a new paragraph.
OPEN_END = {7806, 10762, 11635, 14131, 14170, 14339, 15113, 17226, 17379, 17501, 17543, 17550}


@pytest.fixture(scope="module")
def whole():
    return c.load_paragraphs(voice=None)


@pytest.fixture(scope="module")
def author():
    return c.load_paragraphs()


def test_documents_are_in_the_order_of_dates_and_have_a_text_each():
    documents = c.load_documents()
    assert documents["date"].is_monotonic_increasing
    assert documents.index.is_unique
    assert documents.index.name == "id"
    assert (documents["words"] > 0).all()


def test_words_of_the_index_are_the_words_of_the_author(author):
    words = author["text"].map(count_words).groupby(author["document"]).sum()
    documents = c.load_documents()
    assert (words.reindex(documents.index) == documents["words"]).all()


def test_every_text_is_valid_by_our_schema():
    schema = etree.RelaxNG(etree.parse(str(paths.CORPUS / "themeshift.rng")))
    for path in sorted(paths.TEXTS.glob("*.xml")):
        assert schema.validate(etree.parse(str(path))), f"{path.name}: {schema.error_log.last_error}"


def test_the_schema_refuses_what_we_do_not_use():
    schema = etree.RelaxNG(etree.parse(str(paths.CORPUS / "themeshift.rng")))
    text = (paths.TEXTS / "1921-08-13-to-kamenev.xml").read_text(encoding="utf-8")
    assert not schema.validate(etree.fromstring(text.replace("<body>", "<body><table/>").encode()))


@pytest.mark.parametrize(
    "words",
    ["(?i)applause", r"\b[Ll]aughter", r"\bEd\.", "Collected Wor", "V. I. LENIN", "Verbatim Report", r"Signed:"],
)
def test_nothing_of_audience_editors_or_printer_stands_in_the_author_s_voice(author, words):
    assert not author[author["text"].str.contains(words)].size


def test_no_bare_endnote_number_stands_in_the_author_s_voice(author):
    """On the page to which an endnote belongs, its number stands nowhere but in the marks."""
    found = []
    for note in c.load_notes().dropna(subset=["page"]).itertuples():
        number = rf"(?<![\d,.§-]){note.number}(?![\d,.%-]\d|\d|-)"
        near = author[author["page"].between(note.page - 1, note.page).fillna(False)]
        found += [(note.number, row.first_line) for row in near.itertuples() if re.search(number, row.text)]
    assert found == []


def test_paragraphs_begin_with_a_capital_but_for_those_read(whole):
    text = whole[whole["kind"] == "text"]
    assert set(text[text["text"].str.match("[a-z]")]["first_line"]) == LOWER_CASE


def test_paragraphs_end_with_punctuation_or_a_gap_but_for_those_read(whole):
    text = whole[(whole["kind"] == "text") & (whole["gaps"] == 0)]
    assert set(text[~text["text"].str.contains(r"[.!?:;”’)…]$")]["last_line"]) == OPEN_END


def test_all_endnotes_are_there_and_know_their_document():
    notes = c.load_notes()
    assert list(notes["number"]) == list(range(1, 145))
    assert set(notes["document"]) <= set(c.load_documents().index)
    assert notes["page"].dropna().is_monotonic_increasing
    assert notes["page"].isna().sum() == 1  # the file breaks off in the last


def test_endnotes_have_neither_their_number_nor_their_page_in_their_text():
    notes = c.load_notes()
    assert not notes["text"].str.match(r"\d").any()
    assert not notes["text"].str.contains(r"\bp\. \d+$").any()


def test_pages_run_forward(whole):
    lenin = whole[whole["document"] != "1920-11-29-communication-to-the-soviet-press"].sort_values("first_line")
    assert lenin["page"].notna().all()
    assert lenin["page"].is_monotonic_increasing


def test_endnotes_agree_with_the_pages(whole):
    notes = c.load_notes().dropna(subset=["paragraph", "page"])
    pages = whole.set_index(["document", "paragraph"])
    ends = whole.groupby("document")["page"].shift(-1).set_axis(pages.index)
    off = []
    for note in notes.itertuples():
        first = pages.loc[(note.document, note.paragraph), "page"]
        last = ends.loc[(note.document, note.paragraph)]
        if not first <= note.page <= (last if last == last and last is not None else first + 9):
            off.append(note.number)
    assert off == []


def test_blanking_other_voices_keeps_offsets(whole, author):
    both = author.merge(whole, on=["document", "paragraph"], suffixes=("", "_whole"))
    assert (both["text"].str.len() == both["text_whole"].str.len()).all()
    for row in both.itertuples():
        assert all(a == b or a == HOLE for a, b in zip(row.text, row.text_whole, strict=True))


def test_a_quotation_is_not_the_author_s(author):
    text = author[author["document"] == "1918-11-08-speech-on-the-international-situation"]["text"].str.cat()
    assert "We are going into Russia" not in re.sub(HOLE, "", text)
    quoted = c.load_paragraphs(voice="quoted")
    assert quoted["text"].str.contains("We are going into Russia to break").any()


def test_lines_point_at_the_words_of_the_scan():
    scan = load_scan(paths.RAW / "000_57a5e7fdb55d5ea9.txt")
    lines = c.load_lines()
    whole = c.load_paragraphs(voice=None).set_index(["document", "paragraph"])["text"]
    row = lines[lines["line"] == 17175].iloc[0]
    assert whole[(row.document, row.paragraph)][row.offset :].startswith("Power Project")
    assert scan[17175].startswith("Power Project")


def test_passages_stay_inside_a_document_and_keep_every_word(author):
    passages = c.load_passages(words=250)
    assert passages["words"].sum() == author["text"].map(count_words).sum()
    assert (passages.groupby("document")["words"].min() > 0).all()
    long = passages.groupby("document").filter(lambda rows: len(rows) > 1)
    assert (long["words"] >= 125).all()
    assert 225 <= passages["words"].median() <= 275


def test_passages_need_a_length():
    with pytest.raises(InputError, match="words is 0"):
        c.load_passages(words=0)


def test_an_unknown_voice_is_named():
    with pytest.raises(InputError, match="no paragraph has the voice 'ghost'"):
        c.load_paragraphs(voice="ghost")


def test_a_row_without_a_text_is_named(corpus):
    first = corpus / "texts" / "1917-11-08-report-on-peace.xml"
    first.unlink()
    with pytest.raises(InputError, match=rf"documents\.csv line 2: there is no texts/{first.stem}"):
        c.load_documents(corpus)


def test_a_text_without_a_row_is_named(corpus):
    (corpus / "texts" / "1920-01-01-x.xml").write_text("<TEI/>")
    with pytest.raises(InputError, match=r"texts/1920-01-01-x\.xml has no row"):
        c.load_documents(corpus)


@pytest.mark.parametrize("other", ["columns.csv", "themeshift.rng"])
def test_a_missing_index_is_named(corpus, other):
    (corpus / "documents.csv").unlink()
    (corpus / other).unlink()
    with pytest.raises(InputError, match=r"documents\.csv: the index is missing; run `make corpus`"):
        c.load_documents(corpus)


def test_a_day_that_does_not_exist_is_named(corpus):
    path = corpus / "documents.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("1917-11-08,1917-11-08", "1917-11-31,1917-11-08", 1), encoding="utf-8"
    )
    with pytest.raises(InputError, match=r"line 2: date is '1917-11-31', not a valid date"):
        c.load_documents(corpus)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("date_end", "1917-11-07", "date_end '1917-11-07' is before the date '1917-11-08'; exchange them"),
        ("genre", "rant", "genre is 'rant'; write one of report"),
        ("extract", "perhaps", "extract is 'perhaps'; write one of yes, no"),
        ("last_line", "many", "last_line is 'many', not a whole number"),
        ("words", "12.5", "words is '12.5', not a whole number"),
    ],
)
def test_a_cell_of_the_index_that_is_not_of_its_kind_is_named(corpus, column, value, message):
    path = corpus / "documents.csv"
    index = pd.read_csv(path, dtype=str, keep_default_na=False)
    index.loc[0, column] = value
    index.to_csv(path, index=False)
    with pytest.raises(InputError, match=rf"documents\.csv line 2: {message}"):
        c.load_documents(corpus)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"id,title,", b"id,name,", ".*title"),
        (b",report,", b",report,,", "line 2: the row has 29 cells, not 28; quote its commas"),
        (b",report,", b",report\x92,", "is not UTF-8; save the file as UTF-8"),
        (b",report,", b',"report,', "is not CSV: .*; close its quotes"),
    ],
)
def test_an_index_that_is_no_table_is_named(corpus, old, new, message):
    path = corpus / "documents.csv"
    data = path.read_bytes().split(b"\n", 2)
    path.write_bytes(b"\n".join(data[:2]).replace(old, new, 1) + b"\n")
    with pytest.raises(InputError, match=rf"documents\.csv.*{message}"):
        c.load_documents(corpus)


def test_a_document_that_stands_twice_in_the_index_is_named(corpus):
    path = corpus / "documents.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text.splitlines()[1] + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"line 4: the id '1917-11-08-report-on-peace' is given twice"):
        c.load_documents(corpus)


def test_a_text_under_another_s_name_is_named(corpus):
    one, other = (path for path in sorted((corpus / "texts").iterdir()) if path.stem != "endnotes")
    first, second = one.read_bytes(), other.read_bytes()
    one.write_bytes(second)
    other.write_bytes(first)
    with pytest.raises(
        InputError, match=r"\.xml: this is 'Concluding .* of 1917-11-08, but documents.csv has 'Report on"
    ):
        c.load_corpus(corpus)


def test_lost_endnotes_are_named(corpus):
    (corpus / "texts" / "endnotes.xml").unlink()
    with pytest.raises(InputError, match=r"endnotes\.xml: the file is missing"):
        c.load_corpus(corpus)


@pytest.mark.parametrize(("gone", "left"), [("columns.csv", "themeshift.rng"), ("themeshift.rng", "columns.csv")])
def test_what_says_that_texts_are_ours_is_there_whole(corpus, gone, left):
    (corpus / gone).unlink()
    with pytest.raises(
        InputError, match=rf"{gone}: the file is missing or does not describe the texts, which by {left}"
    ):
        c.load_corpus(corpus)


def test_a_byte_order_mark_and_comments_change_nothing(corpus):
    before = c.load_paragraphs(corpus, None)
    index, text = corpus / "documents.csv", sorted((corpus / "texts").iterdir())[0]
    index.write_bytes(b"\xef\xbb\xbf" + index.read_bytes())
    text.write_bytes(text.read_bytes().replace(b"peace", b"pe<!-- why? -->a<?x y?>ce"))
    assert before.equals(c.load_paragraphs(corpus, None))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (b"</teiHeader>", b"", "is not well-formed XML"),
        ("’".encode(), b"\x92", r"line \d+: byte \d+ is not UTF-8; save the file as UTF-8"),
        (b"<body>", b"<body><!DOCTYPE x>", "is not well-formed XML"),
        (b"<body>", b"<body>Peace", "is not valid by the corpus's schema"),
        (b'<lb n="', b'<lb x="', "is not valid by the corpus's schema"),
        (b'<lb n="', b'<lb n="x', "is not valid by the corpus's schema"),
        (b'<p ana="#author">', b'<p ana="#ghost">', r"line \d+: 'ghost' is not a voice; write # and one of"),
    ],
)
def test_a_spoilt_text_is_named(corpus, old, new, message):
    path = sorted((corpus / "texts").iterdir())[0]
    data = path.read_bytes()
    if old not in data:
        raise AssertionError("this text writes it otherwise; take another")
    path.write_bytes(data.replace(old, new, 1))
    with pytest.raises(InputError, match=rf"{path.name}.*{message}"):
        c.load_paragraphs(corpus)


def test_every_column_is_described():
    """What the library gives, what a person edits and what is drawn: all columns are in columns.csv, and no others."""
    described = load_columns(paths.CORPUS)
    corpus = c.load_corpus()
    tables = {
        "documents": ["id", *corpus.documents.columns],
        "passages": PASSAGES,
        "occurrences": OCCURRENCE_COLUMNS,
        **{name: list(getattr(corpus, name).columns) for name in ("paragraphs", "marks", "lines", "notes")},
    }
    figures = sorted((paths.ROOT / "figures").glob("**/*.csv"))
    for path in [*paths.CORPUS.glob("*.csv"), *paths.EDITION.glob("**/*.csv"), *figures]:
        name = path.stem if path.parent == paths.CORPUS else f"edition/{path.stem}"
        name = path.relative_to(paths.ROOT).with_suffix("").as_posix() if path in figures else name
        if name not in ("columns", "documents"):
            tables[name] = list(pd.read_csv(path, dtype=str).columns)
    assert set(described) == set(tables)
    for name, columns in tables.items():
        assert list(described[name]) == columns, name


def test_every_word_is_english_or_was_looked_up(whole):
    """A new slip of the pen or of the scan shows up here; accepted_words.txt holds the words that were read."""
    from spellchecker import SpellChecker

    texts = [*whole[whole["kind"] != "source_note"]["text"], *c.load_notes()["text"]]
    words = {word for text in texts for word in tokenize(text)}
    english = SpellChecker()

    def known(word):
        return "." in word or all(part in english or len(part) < 2 for part in re.split("[-']", word))

    accepted = set((paths.EDITION / "accepted_words.txt").read_text(encoding="utf-8").split())
    unknown = {word for word in words if not known(word)}
    assert sorted(unknown - accepted) == []
    assert sorted(accepted - unknown) == []


def test_other_voices_are_kept_apart_by_one_parse():
    whole = c.load_corpus(voice=None)
    for voice in ("author", "quoted", "interviewer"):
        kept = c.keep_voice(whole.paragraphs, whole.marks, voice)
        pd.testing.assert_frame_equal(kept, c.load_paragraphs(voice=voice))


def test_a_hole_stands_in_a_passage_once():
    passages = c.load_passages()
    assert passages["text"].str.contains(HOLE).any()
    assert not passages["text"].str.contains(HOLE * 2).any()


def make_paragraphs(*texts, voice="author"):
    rows = [("a", number, "text", voice, text, number * 10, number * 10 + 1) for number, text in enumerate(texts, 1)]
    return pd.DataFrame(rows, columns=["document", "paragraph", "kind", "voice", "text", "first_line", "last_line"])


def make_quotations(*spans):
    rows = [("a", 1, offset, "quotation", voice, text) for offset, text, voice in spans]
    return pd.DataFrame(rows, columns=["document", "paragraph", "offset", "kind", "voice", "text"])


@pytest.mark.parametrize(
    ("voice", "text"),
    [("author", "I say ░░░░░░░░░ now"), ("quoted", "░░░░░░he ░░░ so░░░░"), ("reporter", "░░░░░░░░░sai░░░░░░░")],
)
def test_each_voice_keeps_what_it_says_in_its_place(voice, text):
    paragraphs = make_paragraphs("I say he sai so now")
    marks = make_quotations((6, "he sai so", "quoted"), (9, "sai", "reporter"))
    assert c.keep_voice(paragraphs, marks, voice)["text"].tolist() == [text]


def test_a_paragraph_in_which_a_voice_says_nothing_is_left_out():
    paragraphs = make_paragraphs("He said no.", "We go on.")
    kept = c.keep_voice(paragraphs, make_quotations((0, "He said no.", "quoted")), "author")
    assert kept[["paragraph", "text"]].values.tolist() == [[2, "We go on."]]


def test_passages_close_where_they_are_nearest_to_their_length():
    # 4 + 3 words are nearer to 6 than 4, 7 + 3 are not; the last 2 are fewer than half and go to the passage before.
    paragraphs = make_paragraphs("a b c d", "e f g", "h i j", "k l m", "n o")
    passages = c.cut_passages(paragraphs, words=6)
    bounds = passages[["passage", "words", "first_paragraph", "last_paragraph", "first_line", "last_line"]]
    assert bounds.values.tolist() == [[1, 7, 1, 2, 10, 21], [2, 8, 3, 5, 30, 51]]


def test_a_text_without_paragraphs_is_cut_inside_and_each_part_has_its_lines_and_occurrences():
    # 50 words are more than four times 12: cut into four parts of 12, 13, 12 and 13; 48 would stay one passage.
    text = " ".join(f"w{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(50))
    paragraphs = pd.concat([make_paragraphs("a b c d e f g"), make_paragraphs("x", text).iloc[1:]])
    lines = pd.DataFrame({"document": "a", "paragraph": [1, 2, 2], "offset": [0, 0, 100], "line": [10, 20, 21]})
    passages = c.cut_passages(paragraphs, 12, lines=lines)
    assert "".join(passages["text"].str.split().sum()) == "abcdefg" + text.replace(" ", "")
    assert passages["words"].tolist() == [7, 12, 13, 12, 13]
    columns = ["first_paragraph", "first_offset", "last_offset", "first_line", "last_line"]
    assert passages[columns].values.tolist() == [
        [1, 0, 13, 10, 10], [2, 0, 48, 20, 20], [2, 48, 100, 20, 20], [2, 100, 148, 21, 21], [2, 148, 199, 21, 21]
    ]  # fmt: skip
    found = find_occurrences(paragraphs, {"last": make_theme("wbx"), "cut": make_theme("wam")})
    assert ts.locate_passages(found, passages).tolist() == [3, 5]
    page = str(ts.show_cut_passages(passages.tail(1), found, c.load_documents().head(1).set_axis(["a"]), paragraphs))
    assert "<b>wbx</b>" in page and "wal" not in page
    short = paragraphs.assign(text=[*paragraphs["text"][:1], text.rsplit(" ", 2)[0]])
    assert c.cut_passages(short, 12, lines=lines)["words"].tolist() == [7, 48]


def test_passages_are_as_long_in_a_language_without_blanks():
    paragraphs = make_paragraphs("和平属于人民" * 10)
    assert c.cut_passages(paragraphs, 12)["words"].tolist() == [1]
    assert c.cut_passages(paragraphs, 12, list)["words"].tolist() == [12] * 5
    assert choose_passage_words(make_paragraphs("和平属于人民" * 500), list) == 30


def test_passages_are_shorter_where_there_is_little_text():
    paragraphs = pd.DataFrame({"document": "a", "text": ["We go on. " * 300]})
    assert choose_passage_words(paragraphs) == 20  # 900 words
    assert choose_passage_words(pd.concat([paragraphs] * 5)) == 45
    assert choose_passage_words(pd.concat([paragraphs] * 50)) == 250


def test_passages_show_one_sign_where_another_voice_speaks():
    passages = c.cut_passages(make_paragraphs("He said░░░░░ ░░, and", "went."))
    assert passages["text"].tolist() == ["He said ░ ░ , and\nwent."]
    assert passages["words"].tolist() == [4]


def test_passages_need_neither_voice_nor_lines():
    passages = c.cut_passages(make_paragraphs("We go on.")[["document", "paragraph", "text"]])
    assert passages["words"].tolist() == [3]
    assert passages[["voice", "first_line"]].isna().all(axis=None)


def test_paragraphs_that_have_lost_their_document_are_refused():
    paragraphs = make_paragraphs("One.", "Two.").assign(document=["a", None])
    with pytest.raises(InputError, match="rows without a document"):
        c.cut_passages(paragraphs)


def test_dates_are_seconds_so_that_any_year_has_room():
    documents = c.load_documents()
    assert {str(documents[name].dtype) for name in ("date", "date_end")} == {"datetime64[s]"}


def test_every_line_of_the_tables_begins_a_line_of_the_scan():
    corpus = c.load_corpus(voice=None)
    whole = corpus.paragraphs.set_index(["document", "paragraph"])["text"]
    for document in ("1917-11-22-wireless-message", "1920-11-29-communication-to-the-soviet-press"):
        scan = c.load_scan_lines(paths.CORPUS, document)
        assert set(corpus.lines.loc[corpus.lines["document"] == document, "line"]) <= scan.keys()
    for line in corpus.lines[corpus.lines["document"] == "1917-11-22-wireless-message"].itertuples():
        word = whole[(line.document, line.paragraph)][line.offset :].split(" ")[0]
        assert word[:3].strip(",.") in c.load_scan(paths.RAW / "000_57a5e7fdb55d5ea9.txt")[line.line]


def test_a_schema_that_is_none_is_named_each_time(corpus):
    (corpus / "themeshift.rng").write_text("<grammar/>")
    for _ in range(2):
        with pytest.raises(InputError, match="is not a RELAX NG schema"):
            c.load_corpus(corpus)


def test_no_word_occurs_before_its_day():
    tripwires = load_table(paths.CORPUS / "tripwires.csv")
    documents, paragraphs = c.load_corpus()[:2]
    for row in tripwires.itertuples():
        counts = count_terms(paragraphs, {row.word: row.terms.split("; ")})
        found = counts.table.index[counts.table[row.word] > 0]
        assert len(found) and documents["date"][found].min() >= row.not_before, row.word


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_corpus_that_is_written_anew_while_it_is_read_is_the_old_one(tmp_path, monkeypatch):
    """The writer comes between the index and the texts, and waits."""

    def write(name):
        index = f"id,date,title\na,1900-01-01,{name}\n"
        write_set(folder, {"documents.csv": index.encode(), "texts/a.txt": f"{name} words\n".encode()})

    def load_index_and_wait(*given, **options):
        read = load_index(*given, **options)
        begin.touch()
        time.sleep(0.2)
        return read

    folder, begin, load_index = tmp_path / "corpus", tmp_path / "begin", c.load_index
    write("old")
    monkeypatch.setattr(c, "load_index", load_index_and_wait)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a fork of a process with threads: the child only writes files
        child = os.fork()
    if not child:
        while not begin.exists():
            time.sleep(0.01)
        write("new")
        os._exit(0)
    for expected in ("old", "new"):
        corpus = c.load_corpus(folder)
        assert [*corpus.documents["title"], *corpus.paragraphs["text"]] == [expected, f"{expected} words"]
        os.waitpid(child, 0) if expected == "old" else None
