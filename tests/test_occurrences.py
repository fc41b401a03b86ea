"""Occurrences: found with their senses, labelled by a reader, counted with what doubtful labels leave open."""

import functools
import shutil

import pandas as pd
import pytest

from themeshift import paths
from themeshift.checks import InputError
from themeshift.corpus import load_corpus
from themeshift.occurrences import count_senses, find_lines, find_occurrences, load_labels
from themeshift.scan import load_scan
from themeshift.themes import load_themes, make_theme
from themeshift.tokens import HOLE

GOOD = """
[bread]
kind = "theme"
reason = "what there was too little of"
terms = [{ pattern = 'bread\\w*', reason = "bread, breadline", example = "peace and bread" }]

[bread.senses.other]
reason = "a proverb"
example = "man does not live by ‹bread› alone"
patterns = ['live by ‹bread']

[bread.senses.food]
reason = "what is eaten"
example = "we have no ‹bread›"
"""
WHOLE = load_themes()
FOUR = {name: theme for name, theme in WHOLE.items() if theme.kind == "theme"}
load_all = functools.cache(lambda voice: load_corpus(paths.CORPUS, voice=voice))


@pytest.fixture
def bread(tmp_path):
    (tmp_path / "themes.toml").write_text(GOOD, encoding="utf-8")
    return load_themes(tmp_path)


@pytest.fixture(scope="module")
def labels():
    return load_labels(WHOLE)


def paragraphs_of(*texts, voice="author"):
    rows = [(f"d{i}", 1, voice, text) for i, text in enumerate(texts)]
    return pd.DataFrame(rows, columns=["document", "paragraph", "voice", "text"])


# Found


def test_a_rule_gives_the_sense_and_the_rest_has_the_one_without(bread):
    found = find_occurrences(paragraphs_of("Man shall not live by bread; we stood in Breadlines for bread."), bread)
    assert found["match"].tolist() == ["bread", "Breadlines", "bread"]
    assert found["sense"].tolist() == ["other", "food", "food"]
    assert found["by"].tolist() == ["rule"] * 3
    assert found[["start", "end"]].iloc[1].tolist() == [41, 51]


def test_a_label_takes_the_place_of_the_rule(bread):
    read = pd.DataFrame({"document": ["d1"], "paragraph": 1, "start": 3, "theme": "bread", "sense": "other",
                         "alternative": "food"})  # fmt: skip
    found = find_occurrences(paragraphs_of("no bread", "no bread"), bread, labels=read)
    assert found[["sense", "alternative", "by"]].to_numpy().tolist() == [
        ["food", "", "rule"],
        ["other", "food", "label"],
    ]


def test_voice_and_lines_may_be_unknown(bread):
    found = find_occurrences(paragraphs_of("no bread").drop(columns="voice"), bread)
    assert found["voice"].tolist() == [""]
    assert found["line"].isna().all()


def test_an_occurrence_begins_in_the_last_line_that_begins_before_it():
    found = pd.DataFrame({"document": ["a"] * 4 + ["b"], "paragraph": [1, 1, 1, 2, 1], "start": [0, 9, 10, 5, 5]})
    lines = pd.DataFrame({"document": "a", "paragraph": [1, 1, 2], "offset": [10, 0, 6], "line": [8, 7, 9]})
    assert find_lines(found, lines).tolist() == [7, 7, 8, pd.NA, pd.NA]


def test_a_theme_that_occurs_nowhere_has_no_occurrence(bread):
    lines = pd.DataFrame({"document": ["d"], "paragraph": [1], "offset": [0], "line": [7]})
    found = find_occurrences(paragraphs_of("peace and land"), bread, lines)
    assert found.empty
    assert list(found)[:3] == ["document", "paragraph", "voice"]


def test_words_of_another_voice_are_not_found(bread):
    assert find_occurrences(paragraphs_of(f"no {HOLE * 5}, no bread"), bread)["start"].tolist() == [13]


def test_text_is_never_read_as_a_pattern(bread):
    found = find_occurrences(paragraphs_of("(bread[ \\1 ‹bread› $"), bread)
    assert found["match"].tolist() == ["bread", "bread"]


def test_two_themes_that_claim_one_word_are_named(bread):
    both = bread | {"hunger": bread["bread"]}
    with pytest.raises(InputError, match=r"'bread' and 'hunger' both claim 'bread' in d0, paragraph 1; take the term"):
        find_occurrences(paragraphs_of("no bread"), both)


def test_words_that_a_reader_asks_for_may_lie_in_a_declared_theme(bread):
    found = find_occurrences(paragraphs_of("no bread"), bread | {"bread*": make_theme("bread*")})
    assert found[["start", "match", "theme"]].values.tolist() == [[3, "bread", "bread"], [3, "bread", "bread*"]]


@pytest.mark.parametrize(
    ("paragraphs", "themes", "message"),
    [
        (None, WHOLE, "paragraphs is NoneType"),
        (paragraphs_of(), WHOLE, "paragraphs has no rows"),
        (paragraphs_of("x").drop(columns="text"), WHOLE, "paragraphs has no column 'text'"),
        (paragraphs_of(None), WHOLE, "paragraph 1 of 'd0' has no text"),
        (paragraphs_of("x"), None, "themes is NoneType, not themes"),
        (paragraphs_of("x"), ["peace"], "themes is list, not themes"),
    ],
)
def test_arguments_that_cannot_be_used_are_named(paragraphs, themes, message):
    with pytest.raises(InputError, match=message):
        find_occurrences(paragraphs, themes)


def test_a_label_without_its_columns_is_named(bread):
    with pytest.raises(InputError, match="labels has no column"):
        find_occurrences(paragraphs_of("no bread"), bread, labels=pd.DataFrame({"document": ["d0"]}))


def test_the_real_corpus_has_as_many_occurrences_as_ever(labels):
    corpus = load_all("author")
    found = find_occurrences(corpus.paragraphs, WHOLE, corpus.lines, labels)
    assert len(found) == 3069
    assert found["theme"].value_counts()[list(FOUR)].tolist() == [490, 132, 260, 24]
    assert (found["by"] == "label").sum() == (labels["voice"] == "author").sum()


def test_offsets_are_the_same_for_one_voice_and_for_all(labels):
    author, every = (find_occurrences(load_all(v).paragraphs, FOUR, labels=labels) for v in ("author", None))
    keys = ["document", "paragraph", "start", "sense"]
    assert len(author.merge(every, on=keys)) == len(author) < len(every)


def test_every_occurrence_of_the_four_themes_has_been_read_and_begins_in_its_line(labels):
    corpus = load_all(None)
    found = find_occurrences(corpus.paragraphs, FOUR, corpus.lines, labels)
    assert (found["by"] == "label").all()
    source = corpus.documents["source"]
    scans = {name: load_scan(paths.RAW / name) for name in set(source)}
    lines = [scans[source[document]][line] for document, line in zip(found["document"], found["line"], strict=True)]
    outside = [word for word, line in zip(found["match"], lines, strict=True) if word[:3].lower() not in line.lower()]
    assert len(outside) <= 6  # where the edition's table of corrections has mended the word


def test_every_example_occurs_in_the_texts_and_has_the_sense_it_is_an_example_of(labels):
    def squeeze(text):
        return " ".join(text.replace("‹", "").replace("›", "").split())

    paragraphs = load_all(None).paragraphs
    paragraphs = paragraphs.assign(text=paragraphs["text"].str.replace(r"\s", " ", regex=True))
    found = find_occurrences(paragraphs, WHOLE, labels=labels)
    for name, theme in WHOLE.items():
        for sense, value in theme.senses.items():
            before = value.example.split("‹")[0]
            senses = set()
            for row in paragraphs[paragraphs["text"].str.contains(squeeze(value.example), regex=False)].itertuples():
                at = row.text.index(squeeze(value.example)) + len(before)
                here = found[(found["document"] == row.document) & (found["paragraph"] == row.paragraph)]
                senses |= set(here.loc[(here["start"] <= at) & (at < here["end"]), "sense"])
            assert sense in senses, (name, sense, value.example, senses)


# Read


@pytest.fixture
def spoiled(tmp_path):
    """A corpus whose labels a test may spoil."""
    for name in ("texts", "raw", "documents.csv", "columns.csv"):
        (tmp_path / name).symlink_to(paths.CORPUS / name)
    (tmp_path / "edition").mkdir()
    shutil.copy(paths.CORPUS / "edition" / "senses.csv", tmp_path / "edition")
    return tmp_path


def spoil(folder, change):
    path = folder / "edition" / "senses.csv"
    labels = pd.read_csv(path, dtype=str, keep_default_na=False)
    changed = change(labels)
    (labels if changed is None else changed).to_csv(path, index=False)


def put(column, value, row=0):
    return lambda labels: labels.__setitem__(column, labels[column].where(labels.index != row, value))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put("line", "1"), r"line 2: no further 'peace' begins in line 1 of .*; give the line"),
        (put("line", "one"), r"senses.csv line 2: line is 'one'"),
        (put("word", "war"), r"line 2: no further 'war' begins in line"),
        (lambda labels: pd.concat([labels, labels.head(1)]), "no further"),
        (put("theme", "war"), r"line 2: 'war' is not a theme; write one of"),
        (put("theme", "concessions"), r"line 2: '\w+' is not a sense of 'concessions'"),
        (put("sense", "hope"), r"line 2: 'hope' is not a sense of 'peace'; write one of"),
        (put("sense", ""), r"line 2: the sense is ''"),
        (put("voice", "quoted"), r"line 2: 'peace' has the voice 'author', not 'quoted'"),
        (put("sure", "perhaps"), r"line 2: sure is 'perhaps'; write"),
        (put("sure", "no"), r"line 2: a doubtful label has an alternative and a reason"),
        (put("alternative", "other"), r"line 2: .* a sure one no alternative"),
        (put("alternative", "aim"), r"line 2: the sense is 'aim', its alternative 'aim'"),
        (lambda labels: labels[labels["sense"] != "imposed"], "the sense 'imposed' of theme 'peace' is never used"),
        (lambda labels: labels.drop(columns="reason"), "the columns are .*; they must be document,line"),
        (lambda labels: labels.head(0), "there are no labels; read some"),
    ],
)  # fmt: skip
def test_a_label_that_cannot_be_is_named(spoiled, change, message):
    spoil(spoiled, change)
    with pytest.raises(InputError, match=message) as error:
        load_labels(WHOLE, spoiled, load_all(None))
    assert "senses.csv" in str(error.value)


def test_labels_saved_by_excel_are_read(spoiled):
    path = spoiled / "edition" / "senses.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_labels(WHOLE, spoiled, load_all(None))["word"].iloc[0] == "peace"


def test_missing_labels_are_named(tmp_path):
    with pytest.raises(InputError, match=r"senses.csv: the labels are missing"):
        load_labels(WHOLE, tmp_path)


def test_every_label_is_at_its_word(labels):
    texts = load_all(None).paragraphs.set_index(["document", "paragraph"])["text"]
    assert len(labels) == 952
    for row in labels.itertuples():
        assert texts[(row.document, row.paragraph)][row.start : row.end].lower() == row.word.lower()


def test_every_reading_is_of_the_words_that_are_labeled(labels):
    readings = pd.read_csv(paths.CORPUS / "edition" / "readings.csv", keep_default_na=False)
    place = ["document", "paragraph", "start", "end", "word", "theme"]
    read = readings.merge(labels[place], on=place, how="left", indicator=True, validate="many_to_one")
    assert (read["_merge"] == "both").all()
    assert not readings.duplicated([*place, "reader", "guide"]).any()
    for row in readings.itertuples():
        assert row.sense in FOUR[row.theme].senses
        assert (row.sure == "no") == bool(row.alternative)


def test_a_label_is_the_sense_that_most_readers_of_the_present_guide_gave(labels):
    readings = pd.read_csv(paths.CORPUS / "edition" / "readings.csv", keep_default_na=False)
    place = ["document", "paragraph", "start", "theme"]
    present = readings[readings["guide"] == "second wording"]
    read = present.groupby(place)["sense"].agg(list).rename("read").reset_index().merge(labels, on=place)
    assert len(read) == 612
    for row in read.itertuples():
        assert row.read.count(row.sense) == max(row.read.count(sense) for sense in row.read)
        assert row.sure == "no" or set(row.read) == {row.sense}


def test_the_datasheet_counts_the_labels(labels):
    datasheet = " ".join((paths.CORPUS / "README.md").read_text(encoding="utf-8").split())
    assert f"four themes, in any voice, by the guide [senses.md](edition/senses.md): {len(labels)} words" in datasheet
    assert f"{(labels['sure'] == 'no').sum()} labels are doubtful" in datasheet


# Counted


@pytest.fixture
def found():
    rows = [
        ("a", 1, "bread", "food", ""), ("a", 1, "bread", "food", "other"), ("a", 2, "bread", "other", "food"),
        ("b", 1, "bread", "other", ""), ("b", 1, "war", "war", ""),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["document", "passage", "theme", "sense", "alternative"])


@pytest.fixture
def texts():
    rows = [("b", 1, "two words"), ("a", 1, "of three words"), ("a", 2, "one"), ("c", 1, "1918")]
    return pd.DataFrame(rows, columns=["document", "passage", "text"])


def test_doubtful_labels_are_counted_in_and_out(found, texts):
    counts = count_senses(found, {"bread": ("bread", ["food"])}, texts)
    assert counts.table["bread"].to_dict() == {"b": 0, "a": 2, "c": 0}
    assert counts.least["bread"].to_dict() == {"b": 0, "a": 1, "c": 0}
    assert counts.most["bread"].to_dict() == {"b": 0, "a": 3, "c": 0}


def test_senses_are_counted_with_the_words_of_their_texts(found, texts):
    assert count_senses(found, {"bread": ("bread", ["food"])}, texts).words.to_dict() == {"b": 2, "a": 4, "c": 0}


def test_senses_are_counted_by_passage(found, texts):
    counts = count_senses(found, {"bread": ("bread", ["food"])}, texts, by=["document", "passage"])
    assert counts.table["bread"].to_dict() == {("b", 1): 0, ("a", 1): 2, ("a", 2): 0, ("c", 1): 0}
    assert counts.most["bread"].to_dict() == {("b", 1): 0, ("a", 1): 2, ("a", 2): 1, ("c", 1): 0}


def test_a_doubt_between_two_senses_of_one_group_is_none(found, texts):
    counts = count_senses(found, {"any": ("bread", ["food", "other"])}, texts)
    for table in (counts.table, counts.least, counts.most):
        assert table["any"].tolist() == [1, 3, 0]


def test_occurrences_without_alternatives_are_sure(found, texts):
    counts = count_senses(found.drop(columns="alternative"), {"bread": ("bread", ["food"])}, texts)
    assert counts.least["bread"].tolist() == counts.most["bread"].tolist() == [0, 2, 0]


@pytest.mark.parametrize(
    ("groups", "rows", "message"),
    [
        (
            {"x": ("bread", ["hope"])},
            slice(None),
            r"group 'x': no occurrence of 'bread' has one of the senses \['hope'\]",
        ),
        ({"x": ("bread", ["food"])}, slice(1, None), "occurrences are in 'b', which is not among the texts"),
        ({"x": ("bread", "food")}, slice(None), r"group 'x': its senses are 'food'; write a list: \['food'\]"),
        ({"x": "bread"}, slice(None), "group 'x' is 'bread'; write a theme and a list of its senses"),
        ({}, slice(None), "groups is {}; write at least one"),
        (None, slice(None), "groups is None; write at least one"),
    ],
)
def test_a_group_that_cannot_be_counted_is_named(found, texts, groups, rows, message):
    with pytest.raises(InputError, match=message):
        count_senses(found, groups, texts[rows])


def test_a_text_without_a_document_is_named(found, texts):
    with pytest.raises(InputError, match="row 2 of the texts has no document"):
        count_senses(found, {"x": ("bread", ["food"])}, texts.assign(document=["b", "a", None, "c"]))
