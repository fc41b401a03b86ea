"""A corpus is handed on whole or not at all, and independent programs read what the library has."""

import errno
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import warnings
from pathlib import Path

import pandas as pd
import pytest

from themeshift import datapackage as d
from themeshift import export as e
from themeshift import files, paths
from themeshift.checks import InputError
from themeshift.concordance import find_contexts
from themeshift.corpus import load_corpus
from themeshift.occurrences import find_occurrences
from themeshift.plain_texts import mark_omissions, name_files
from themeshift.sources import load_sources
from themeshift.themes import load_themes
from themeshift.tokens import count_words

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def read(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def validate(folder):
    """Validate by frictionless; return {(resource, kind of error)}."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import frictionless

        report = frictionless.validate(str(folder / "datapackage.json"))
    return {(task.name, error.type) for task in report.tasks for error in task.errors} | {
        ("package", error.type) for error in report.errors
    }


@pytest.fixture
def themed(corpus):
    shutil.copy(paths.CORPUS / "themes.toml", corpus)
    shutil.copy(paths.CORPUS / "package.toml", corpus)
    return corpus


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "letters.csv"
    path.write_text('id,date,text,note\n=a/1,-0043-03-15,"-We wait.\n\nPeace!",+1\nb,1917,Peace to all,@x\n')
    return path


def test_an_export_is_valid_and_has_the_tables_of_the_library(themed, tmp_path):
    e.save_export(themed, target=tmp_path / "out")
    assert validate(tmp_path / "out") == set()
    corpus = load_corpus(themed, voice=None)
    for name in ("paragraphs", "marks", "lines", "notes"):
        got = pd.read_parquet(tmp_path / "out" / "tables" / f"{name}.parquet")
        pd.testing.assert_frame_equal(got, getattr(corpus, name), check_dtype=False)
    occurrences = pd.read_csv(tmp_path / "out" / "tables" / "occurrences.csv")
    texts = corpus.paragraphs.set_index(["document", "paragraph"])["text"]
    assert len(occurrences) > 40
    for row in occurrences.itertuples():
        assert texts[row.document, row.paragraph][row.start : row.end] == row.match
    documents = pd.read_csv(tmp_path / "out" / "tables" / "documents.csv", dtype=str, keep_default_na=False)
    pd.testing.assert_frame_equal(documents, pd.read_csv(themed / "documents.csv", dtype=str, keep_default_na=False))
    assert (tmp_path / "out" / "tei" / "endnotes.xml").read_bytes() == (themed / "texts" / "endnotes.xml").read_bytes()


def test_what_columns_csv_forbids_another_program_refuses(corpus, tmp_path):
    e.save_export(corpus, target=tmp_path / "out")
    damages = [
        ("paragraphs", ",text,author,", ",text,nobody,", "constraint-error"),
        ("documents", ",1917-11-08,", ",1917-11-38,", "type-error"),
        ("marks", "1917-11-08-report-on-peace,", "1917-11-09-report-on-peace,", "foreign-key"),
        ("lines", "1917-11-08-report-on-peace,1,", ",1,", "constraint-error"),
    ]
    for name, old, new, _ in damages:
        path = tmp_path / "out" / "tables" / f"{name}.csv"
        data = path.read_text(encoding="utf-8")
        assert old in data
        path.write_text(data.replace(old, new, 1), encoding="utf-8")
    found = validate(tmp_path / "out")
    assert {(name, error) for name, _, _, error in damages} <= found
    assert {(name, "hash-count") for name, *_ in damages} <= found


def test_types_are_those_of_the_table_and_constraints_those_of_the_dictionary():
    table = pd.DataFrame({"id": ["a"], "date": pd.to_datetime(["1917-11-08"]), "page": pd.array([1], "Int64"),
                          "share": [0.5], "whole": [True], "genre": ["letter"]})  # fmt: skip
    columns = {"id": ("id", "name"), "page": ("page or empty", ""), "share": ("share", ""), "whole": ("yes, no", ""),
               "genre": ("letter, note or empty", "")}  # fmt: skip
    schema = d.describe_table("documents", table, columns, ["documents"])["schema"]
    fields = {field.pop("name"): field for field in schema["fields"]}
    assert fields["id"] == {
        "type": "string", "description": "name", "constraints": {"required": True, "unique": True}}  # fmt: skip
    assert fields["date"] == {"type": "date"}
    assert fields["page"] == {"type": "integer", "constraints": {"minimum": 0}}
    assert fields["share"] == {"type": "number", "constraints": {"minimum": 0, "maximum": 1, "required": True}}
    assert fields["whole"]["type"] == "boolean" and fields["whole"]["trueValues"] == ["yes"]
    assert fields["genre"] == {"type": "string", "constraints": {"enum": ["letter", "note"]}}
    assert schema["primaryKey"] == ["id"] and "foreignKeys" not in schema


def conform(folder, resource):
    """List what of a Parquet file is not as its schema in the package says."""
    parquet = pytest.importorskip("pyarrow.parquet")
    stored = parquet.read_table(folder / resource["path"])
    wrong = [] if stored.column_names == [field["name"] for field in resource["schema"]["fields"]] else ["names"]
    kinds = {"string": "string", "integer": "int64", "number": "double", "boolean": "bool", "datetime": "timestamp"}
    for field in resource["schema"]["fields"]:
        column, limits = stored[field["name"]], field.get("constraints", {})
        values = [value for value in column.to_pandas() if not pd.isna(value) and value != ""]  # also days BCE
        if not str(column.type).removeprefix("large_").startswith(kinds[field["type"]]):
            wrong.append((field["name"], str(column.type)))
        wrong += [(field["name"], "required")] * (limits.get("required", False) and len(values) < len(column))
        wrong += [(field["name"], "unique")] * (limits.get("unique", False) and len(set(values)) < len(values))
        bad = [v for v in values if v not in limits.get("enum", [v]) or not (
            limits.get("minimum", v) <= v <= limits.get("maximum", v))]  # fmt: skip
        wrong += [(field["name"], value) for value in bad]
    return wrong


def test_parquet_is_described_as_csv_is_and_as_it_is(themed, table, tmp_path):
    table.write_text(table.read_text().replace("text,note", "text,=note"))
    for number, source in enumerate((themed, table)):
        folder = tmp_path / f"out{number}"
        e.save_export(source, target=folder)
        resources = {one["name"]: one for one in json.loads((folder / "datapackage.json").read_text())["resources"]}
        stored = {name: one for name, one in resources.items() if name.endswith("-parquet")}
        assert all(one["type"] == "file" and one["description"] for one in stored.values())
        assert {one["path"] for one in stored.values()} == {f"tables/{p.name}" for p in folder.rglob("*.parquet")}
        for name, resource in stored.items():
            assert conform(folder, resource) == []
            ours, theirs = resource["schema"], resources[name.removesuffix("-parquet")]["schema"]
            assert ours.keys() == theirs.keys() and ours.get("primaryKey") == theirs.get("primaryKey")
            for field, other in zip(ours["fields"], theirs["fields"], strict=True):
                assert field.get("description") == other.get("description")
                assert field["type"] == other["type"] or other["type"] == "date" or source is table
            assert all(key["reference"]["resource"] in stored for key in ours.get("foreignKeys", []))


def test_plain_texts_have_one_voice_and_are_read_again_with_as_many_words(corpus, tmp_path):
    index = e.save_export(corpus, target=tmp_path / "out")
    assert list(index.columns[:2]) == ["doc_id", "id"]
    again, before = load_corpus(tmp_path / "out" / "texts"), load_corpus(corpus)
    for one, other in ((again, before), (before, again)):
        assert sum(map(count_words, one.paragraphs["text"])) == sum(map(count_words, other.paragraphs["text"]))
    assert sum(map(count_words, again.paragraphs["text"])) == before.documents["words"].sum()


def test_what_others_say_is_left_out_of_a_plain_text_and_words_are_not_glued(tmp_path):
    tei = ('<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><p>He said<note>a note</note>so: '
           "peace.</p></body></text></TEI>")  # fmt: skip
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1917.xml").write_text(tei)
    e.save_export(tmp_path / "in", target=tmp_path / "out")
    text = (tmp_path / "out" / "texts" / "1917.txt").read_text(encoding="utf-8")
    assert text.endswith("so: peace.\n") and "a note" not in text
    assert (tmp_path / "out" / "tei" / "1917.xml").read_text() == tei
    e.save_export(tmp_path / "in", None, tmp_path / "out")
    assert "a note" in (tmp_path / "out" / "texts" / "1917.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "written"),
    [("He░░░ said: ░░░░, no░░", "He […] said: […], no […]"), ("░░░We  wait.", "[…] We wait."), ("“░░”", "“[…]”")],
)
def test_holes_become_the_sign_of_an_omission_that_is_glued_to_no_word(text, written):
    assert mark_omissions(text) == written


def test_formulas_are_defused_in_csv_alone_and_keys_still_fit(table, tmp_path):
    e.save_export(table, target=tmp_path / "out")
    assert validate(tmp_path / "out") == set()
    documents = (tmp_path / "out" / "tables" / "documents.csv").read_text(encoding="utf-8")
    assert documents.splitlines()[1] == "'=a/1,'-0043-03-15,'-0043-03-15,'+1"
    stored = pd.read_parquet(tmp_path / "out" / "tables" / "documents.parquet")
    assert stored["note"].tolist() == ["+1", "@x"] and stored["id"].tolist() == ["=a/1", "b"]
    assert (tmp_path / "out" / "texts" / "_a_1.txt").read_text() == "-We wait.\n\nPeace!\n"
    assert (
        "apostrophe" in json.loads((tmp_path / "out" / "datapackage.json").read_text())["resources"][0]["description"]
    )


def test_an_occurrence_says_where_and_in_what_words(themed, tmp_path):
    e.save_export(themed, target=tmp_path / "out")
    table = pd.read_parquet(tmp_path / "out" / "tables" / "occurrences.parquet")
    own = load_corpus(themed)
    found = find_occurrences(own.paragraphs, load_themes(themed), own.lines)
    expected = find_contexts(found, own.paragraphs, own.documents, d.AROUND, whole_words=True)
    got = table[table["voice"] == "author"].sort_values(["date", "document", "paragraph", "start"])
    expected = expected.assign(start=found["start"]).sort_values(["date", "document", "paragraph"], kind="stable")
    same = ["date", "date_end", "document", "paragraph", "page", "line", "left", "right", "theme", "sense"]
    pd.testing.assert_frame_equal(
        got[same].reset_index(drop=True), expected[same].reset_index(drop=True), check_dtype=False
    )
    assert (table["genre"] == table["document"].map(own.documents["genre"])).all()
    schema = {one["name"]: one for one in json.loads((tmp_path / "out" / "datapackage.json").read_text())["resources"]}
    assert all("description" in field for field in schema["occurrences"]["schema"]["fields"])
    assert (tmp_path / "out" / schema["themes"]["path"]).read_bytes() == (themed / "themes.toml").read_bytes()


def test_the_words_of_the_table_are_those_of_the_plain_text(tmp_path):
    tei = ('<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><p>He said<note>a note</note>so – '
           "peace.</p></body></text></TEI>")  # fmt: skip
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1917.xml").write_text(tei)
    for voice, words in (("author", 4), ("editor", 2), (None, 6)):
        index = e.save_export(tmp_path / "in", voice, tmp_path / "out")
        assert index["words"].tolist() == pd.read_csv(tmp_path / "out" / "texts.csv")["words"].tolist() == [words]


def test_every_file_has_its_checksum(table, tmp_path):
    e.save_export(table, target=tmp_path / "out")
    listed = {one["path"] for one in json.loads((tmp_path / "out" / "datapackage.json").read_text())["resources"]}
    assert listed == read(tmp_path / "out").keys() - {"datapackage.json"}
    (tmp_path / "out" / "LICENSE.md").write_text("all is free", encoding="utf-8")
    assert ("license", "hash-count") in validate(tmp_path / "out")


def test_names_of_files_are_allowed_everywhere_and_unlike_in_any_case():
    names = name_files(["CON", "a?", "A_", ".hidden", "end. ", "=1", "ж" * 300, "con.x", "COM¹", "a\u202eb"])
    assert name_files(["aux .x", "$HOME", "%TEMP%", "'=a"]) == ["_aux .x.txt", "_HOME.txt", "_TEMP_.txt", "_=a.txt"]
    assert names[:6] == ["_CON.txt", "a_.txt", "A_-2.txt", "_hidden.txt", "end_.txt", "_1.txt"]
    assert names[6:] == ["ж" * 100 + ".txt", "_con.x.txt", "_COM¹.txt", "a_b.txt"]


def test_tei_has_names_that_every_system_allows_too(tmp_path):
    (tmp_path / "in" / "texts").mkdir(parents=True)
    tei = '<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/><text><body><p>Peace.</p></body></text></TEI>'
    ids = ["CON", "Peace", "peace", "war"]
    if (tmp_path / "in").joinpath("TEXTS").exists():
        pytest.skip("files of one name in any case cannot be here")
    for id in ids:
        (tmp_path / "in" / "texts" / f"{id}.xml").write_text(tei)
    (tmp_path / "in" / "documents.csv").write_text("id,date\n" + "".join(f"{id},1917\n" for id in ids))
    e.save_export(tmp_path / "in", target=tmp_path / "out")
    names = {path.name for path in (tmp_path / "out" / "tei").iterdir()}
    assert names == {"_CON.xml", "Peace.xml", "peace-2.xml", "war.xml"} and validate(tmp_path / "out") == set()


def test_an_export_of_many_texts_takes_no_longer_for_each(tmp_path):
    path = tmp_path / "many.csv"
    path.write_text("id,date,text\n" + "".join(f"t{number},1917,peace\n" for number in range(4000)))
    begun = time.process_time()
    assert len(e.save_export(path, target=tmp_path / "out")) == 4000
    assert time.process_time() - begun < 12


def test_two_runs_give_the_same_bytes(themed, tmp_path):
    for name in ("one", "two"):
        e.save_export(themed, target=tmp_path / name)
    assert read(tmp_path / "one") == read(tmp_path / "two")
    parquet = pytest.importorskip("pyarrow.parquet")
    assert parquet.read_schema(tmp_path / "one" / "tables" / "lines.parquet").metadata is None  # no version of pandas


def test_a_new_export_leaves_nothing_of_the_old_one(corpus, table, tmp_path):
    e.save_export(corpus, target=tmp_path / "out")
    e.save_export(table, target=tmp_path / "out")
    e.save_export(table, target=tmp_path / "fresh")
    assert read(tmp_path / "out") == read(tmp_path / "fresh")


def test_a_file_that_somebody_put_into_an_export_is_not_lost(table, tmp_path):
    e.save_export(table, target=tmp_path / "out")
    for name in (".DS_Store", "Thumbs.db"):  # nobody's work
        (tmp_path / "out" / "texts" / name).write_text("")
    (tmp_path / "out" / "mine.md").write_text("beside the folders of the export")
    e.save_export(table, target=tmp_path / "out")
    (tmp_path / "out" / "tables" / "mine.csv").write_text("a\n")
    with pytest.raises(InputError, match=r"mine\.csv: this file is not of the export"):
        e.save_export(table, target=tmp_path / "out")
    assert (tmp_path / "out" / "tables" / "mine.csv").is_file() and (tmp_path / "out" / "mine.md").is_file()


@pytest.mark.parametrize(
    ("voice", "message"),
    [("autor", "did you mean 'author'"), (5, "choose one of: author"), (["author"], "none of the choices")],
)
def test_an_unknown_voice_is_refused_and_the_old_export_stays(table, tmp_path, voice, message):
    e.save_export(table, target=tmp_path / "out")
    before = read(tmp_path / "out")
    with pytest.raises(InputError, match=message):
        e.save_export(table, voice, tmp_path / "out")
    assert read(tmp_path / "out") == before


def test_a_voice_without_words_is_told(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "1917.txt").write_text("1917")
    with pytest.raises(InputError, match="'author' says no word in these texts; there is nothing to export"):
        e.save_export(tmp_path / "in", target=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("folder", [None, 5, pd.DataFrame(), "nowhere"])
def test_a_folder_that_is_no_corpus_is_refused(tmp_path, folder):
    with pytest.raises(InputError):
        e.save_export(folder, target=tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_nothing_of_somebody_else_is_lost(corpus, table, tmp_path):
    before = read(corpus)
    for target in (corpus, corpus / "texts", table, table / "x", None, 5, "a\0b"):
        with pytest.raises(InputError):
            e.save_export(table, target=target)
    assert read(corpus) == before


def test_an_export_is_never_among_the_texts_that_it_hands_on(plain, tmp_path):
    folder = tmp_path / "plain"
    shutil.copytree(plain, folder)
    for source, target in ((folder, folder / "out"), (folder, folder / "deep" / "out")):
        with pytest.raises(InputError, match="this is among the texts of the corpus.*name a folder elsewhere"):
            e.save_export(source, target=target)
    for _ in range(2):
        e.save_export(folder, target=folder / "build" / "export")
    assert sorted(path.name for path in folder.iterdir() if path.is_dir()) == ["build"]


def test_a_target_that_leads_nowhere_is_refused(table, tmp_path):
    for name, place in (("loop", "loop"), ("dead", "nowhere"), ("file", table)):
        (tmp_path / name).symlink_to(place)
        with pytest.raises(InputError):
            e.save_export(table, target=tmp_path / name)
    with pytest.raises(InputError):
        e.save_export(tmp_path / "loop", target=tmp_path / "out")


@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EROFS])
def test_a_full_or_closed_disk_leaves_the_old_export(table, tmp_path, monkeypatch, error):
    e.save_export(table, target=tmp_path / "out")
    before, written = read(tmp_path / "out"), []

    def write(path, data):
        if len(written) == 3:
            raise OSError(error, os.strerror(error), str(path))
        written.append(path)

    monkeypatch.setattr(Path, "write_bytes", write)
    with pytest.raises(InputError, match="nothing was written"):
        e.save_export(table, None, tmp_path / "out")
    monkeypatch.undo()
    assert read(tmp_path / "out") == before


def test_without_pyarrow_the_remedy_is_said(table, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(InputError, match=r'pyarrow; install it, in the project: pip install -e "\.\[export\]"'):
        d.write_parquet(pd.DataFrame({"a": [1]}), "a.parquet")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name =", "not TOML"),
        ('name = "Two Words"', "small letters"),
        ('licence = "MIT"', "there is a key 'licence'"),
        ("title = 5", "title is 5; write a text"),
        ('keywords = "TEI"', r'write keywords = \["…"\]'),
        ("[[licenses]]\nname = nan", "name in licenses is nan; write a text"),
        ("[[licenses]]\nname = 1979-05-27", "name in licenses is datetime"),
        ('licenses = ["MIT"]', r"write a table \[\[licenses\]\]"),
    ],
)
def test_a_wrong_package_toml_is_named(tmp_path, text, message):
    (tmp_path / "package.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=message):
        d.load_package(tmp_path)


def test_no_two_names_become_one_where_formulas_are_defused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,date,text,=x,'=x\n=a,1917,peace,1,2\n'=a,1918,war,' =b, =b\n")
    e.save_export(path, target=tmp_path / "out")
    assert validate(tmp_path / "out") == set()
    written = (tmp_path / "out" / "tables" / "documents.csv").read_text().splitlines()
    assert written[0].endswith(",'=x,''=x") and written[2].endswith(",'' =b,' =b") and written[2].startswith("''=a,")


def test_a_column_that_would_name_the_files_is_refused(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,date,text,doc_id\na,1917,peace,1\n")
    with pytest.raises(InputError, match="column 'doc_id'"):
        e.save_export(path, target=tmp_path / "out")


def test_half_a_character_in_json_is_named(tmp_path):
    path = tmp_path / "t.jsonl"
    path.write_text('{"id": "a", "date": "1917", "text": "\\ud83d\\ude00 peace"}\n')
    assert load_corpus(path).paragraphs["text"].tolist() == ["\U0001f600 peace"]
    path.write_text('{"id": "a", "date": "1917", "text": "peace \\ud800"}\n')
    with pytest.raises(InputError, match=r"line 1: an escape \\ud… is half a character"):
        load_corpus(path)


def test_the_command_says_what_it_did(table, tmp_path, capsys):
    assert e.main(["--corpus", str(table), "--to", str(tmp_path / "out"), "--all-voices"]) == 0
    assert capsys.readouterr().out.endswith("plain texts: 2\n")
    assert e.main(["--corpus", str(table), "--voice", "x", "--to", str(tmp_path / "out")]).startswith("Nothing was")
    table.write_bytes("id,date,text\na,1917,Größe\n".encode("cp1252"))
    said = e.main(["--corpus", str(table), "--to", str(tmp_path / "out")])
    assert "name the encoding of the texts: --encoding cp1252, or of Cyrillic 'cp1251'" in said


@forks
@pytest.mark.check
def test_a_kill_at_any_step_leaves_the_old_export_or_the_new_one(themed, tmp_path, monkeypatch):
    sources = load_sources(themed)
    monkeypatch.setattr(e, "load_sources", lambda *_, **__: sources)
    e.save_export(themed, target=tmp_path / "old")
    e.save_export(themed, None, tmp_path / "new")
    states, seen, step, killed = [read(tmp_path / "old"), read(tmp_path / "new")], set(), 0, True
    while killed:
        step += 1
        folder = tmp_path / "out"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tmp_path / "old", folder)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a fork of a process with threads
            child = os.fork()
        if child == 0:
            left = [step]

            def hook(event, _, left=left):
                if event in ("open", "os.rename", "os.mkdir", "os.remove", "os.rmdir", "shutil.rmtree"):
                    left[0] -= 1
                    if not left[0]:
                        os.kill(os.getpid(), signal.SIGKILL)

            try:
                sys.addaudithook(hook)
                e.save_export(themed, None, folder)
            finally:
                os._exit(0)
        killed = os.WIFSIGNALED(os.waitpid(child, 0)[1])
        files.repair(folder)
        seen.add(states.index(read(folder)))
    assert seen == {0, 1} and step > 50


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole") / "export"
    e.save_export(target=folder)
    return folder


@pytest.mark.check
def test_the_export_of_the_corpus_is_valid_and_has_every_word(whole):
    assert validate(whole) == set()
    words = load_corpus(whole / "texts").paragraphs.groupby("document")["text"].agg(lambda t: sum(map(count_words, t)))
    documents = pd.read_csv(whole / "tables" / "documents.csv", index_col="id")
    assert words.reindex(documents.index).tolist() == documents["words"].tolist()


@pytest.mark.check
def test_duckdb_finds_every_occurrence_in_its_paragraph(whole):
    duckdb = pytest.importorskip("duckdb")
    for ending in ("csv", "parquet"):
        found = duckdb.sql(
            f'SELECT count(*), sum((substr(p.text, o.start + 1, o."end" - o.start) = o.match)::INT) FROM '
            f"'{whole}/tables/occurrences.{ending}' o JOIN '{whole}/tables/paragraphs.{ending}' p "
            "USING (document, paragraph)"
        ).fetchall()[0]
        assert found[0] == found[1] == len(load_sources().occurrences)


@pytest.mark.check
def test_what_the_readme_says_to_pandas_and_duckdb_reads_the_occurrences(whole, monkeypatch):
    duckdb = pytest.importorskip("duckdb")
    monkeypatch.chdir(whole)
    rows = (paths.ROOT / "README.md").read_text(encoding="utf-8").split("## Open the corpus elsewhere")[1].split("\n")
    said = {row.split(" | ")[0].strip("| "): row.split(" | ")[1].strip("`") for row in rows if row.count(" | ") == 2}
    assert said["pandas"] == 'pd.read_parquet("tables/occurrences.parquet")'
    table = pd.read_parquet("tables/occurrences.parquet")
    assert len(duckdb.sql(said["DuckDB"])) == len(table) > 3000


@pytest.mark.check
@pytest.mark.skipif(shutil.which("jing") is None, reason="jing is not installed: apt-get install jing")
def test_jing_validates_the_tei_and_meets_a_wrong_one(whole):
    texts = sorted((whole / "tei").glob("*.xml"))
    command = ["jing", whole / "tei" / "themeshift.rng"]
    assert subprocess.run([*command, *texts], capture_output=True).returncode == 0
    texts[0].write_text(texts[0].read_text(encoding="utf-8").replace("<p ", "<pp ", 1).replace("</p>", "</pp>", 1))
    assert subprocess.run([*command, texts[0]], capture_output=True).returncode != 0
