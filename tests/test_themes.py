"""Themes and their senses: declared, read, found and counted; each bad input named."""

import re
import shutil

import numpy as np
import pandas as pd
import pytest

from themeshift import paths
from themeshift import themes as t
from themeshift.corpus import load_documents, load_lines, load_paragraphs

GOOD = """
[bread]
kind = "theme"
reason = "what there was too little of"
terms = [{ pattern = 'bread\\w*', reason = "bread, breadline", example = "peace and bread" }]

[bread.senses.other]
reason = "a proverb"
example = "man does not live by ‹bread› alone"
false_friend = true
patterns = ['live by ‹bread']

[bread.senses.food]
reason = "what is eaten"
example = "we have no ‹bread›"
"""
WHOLE = t.load_themes()
FOUR = {name: theme for name, theme in WHOLE.items() if theme.kind == "theme"}


def load(tmp_path, text):
    path = tmp_path / "themes.toml"
    path.write_text(text, encoding="utf-8")
    return t.load_themes(path)


def paragraphs_of(*texts, voice="author"):
    rows = [(f"d{i}", 1, voice, text) for i, text in enumerate(texts)]
    return pd.DataFrame(rows, columns=["document", "paragraph", "voice", "text"])


# Declared


def test_a_theme_is_added_by_a_table_and_nothing_else(tmp_path):
    themes = load(tmp_path, (paths.CORPUS / "themes.toml").read_text(encoding="utf-8") + GOOD)
    assert list(themes) == [*WHOLE, "bread"]
    found = t.find_occurrences(load_paragraphs(), themes)
    assert "bread" in set(found["theme"])


def test_the_four_themes_and_the_background_are_declared():
    assert list(FOUR) == ["peace", "concessions", "the East", "electrification"]
    assert len(WHOLE) == 12
    assert list(FOUR["concessions"].senses) == ["mixed", "domestic", "foreign_capital", "diplomatic"]


def squeeze(text):
    return " ".join(text.replace("‹", "").replace("›", "").split())


def test_every_example_stands_in_the_texts_and_has_the_sense_it_is_an_example_of():
    paragraphs = load_paragraphs(None)
    paragraphs = paragraphs.assign(text=paragraphs["text"].str.replace(r"\s", " ", regex=True))
    found = t.find_occurrences(paragraphs, WHOLE, labels=t.load_labels(WHOLE))
    for name, theme in WHOLE.items():
        for sense, value in theme.senses.items():
            before = value.example.split("‹")[0]
            senses = set()
            for row in paragraphs[paragraphs["text"].str.contains(squeeze(value.example), regex=False)].itertuples():
                at = row.text.index(squeeze(value.example)) + len(before)
                here = found[(found["document"] == row.document) & (found["paragraph"] == row.paragraph)]
                senses |= set(here.loc[(here["start"] <= at) & (at < here["end"]), "sense"])
            assert sense in senses, (name, sense, value.example, senses)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("bread\\w*', reason", "(bread', reason", r"theme 'bread', term 1: the pattern .* does not compile"),
        ("terms = [{ pattern = 'bread\\w*', reason = \"bread, breadline\", example = \"peace and bread\" }]",
         "terms = []", "theme 'bread' has no terms; give it at least one"),
        ("peace and bread", "peace and land", "term 1: .* does not find a word in its example"),
        ("patterns = ['live by ‹bread']", "patterns = ['live by [']", "sense 'other': the pattern .* does not compile"),
        ("patterns = ['live by ‹bread']\n", "", r"without patterns are \['other', 'food'\]; leave just one"),
        ("we have no ‹bread›", "we have no bread", "sense 'food': its example has no word between ‹ and ›"),
        ('kind = "theme"', 'kind = "topic"', "its kind is 'topic'; write theme or background"),
        ('kind = "theme"', 'kind = "theme"\ncolour = "red"', "'colour' is no key of a theme; take it out"),
        ('reason = "a proverb"\n', "", "sense 'other' has no reason; give it one"),
        ('reason = "a proverb"', 'reason = " "', "sense 'other': its reason is empty; write it"),
        ("patterns = ['live by ‹bread']", "patterns = 5", "sense 'other': its patterns are 5; write a list"),
        ("[bread]", "[bread", "this is no TOML"),
        (GOOD, "", "no theme is declared"),
        ("'bread\\w*', reason", "'x*', reason", "does not find a word"),
    ],
)  # fmt: skip
def test_a_theme_that_cannot_be_used_is_named(tmp_path, old, new, message):
    assert old in GOOD
    with pytest.raises(t.ThemeError, match=message) as error:
        load(tmp_path, GOOD.replace(old, new))
    assert "themes.toml" in str(error.value)


def test_a_theme_that_stands_nowhere_has_no_occurrence(tmp_path):
    lines = pd.DataFrame({"document": ["d"], "paragraph": [1], "offset": [0], "line": [7]})
    assert t.find_occurrences(paragraphs_of("peace and land"), load(tmp_path, GOOD), lines).empty


def test_a_missing_file_of_themes_is_named(tmp_path):
    with pytest.raises(t.ThemeError, match=r"none.toml: the themes are missing"):
        t.load_themes(tmp_path / "none.toml")


# Found


def test_a_rule_gives_the_sense_and_the_rest_has_the_one_without(tmp_path):
    themes = load(tmp_path, GOOD)
    found = t.find_occurrences(paragraphs_of("Man shall not live by bread; we stood in Breadlines for bread."), themes)
    assert found["match"].tolist() == ["bread", "Breadlines", "bread"]
    assert found["sense"].tolist() == ["other", "food", "food"]
    assert found["by"].tolist() == ["rule"] * 3


def test_a_word_inside_another_is_not_found(tmp_path):
    found = t.find_occurrences(paragraphs_of("gingerbread, short-bread"), load(tmp_path, GOOD))
    assert found["match"].tolist() == ["bread"]  # after a hyphen a word begins


def test_two_themes_that_claim_one_word_are_named(tmp_path):
    second = GOOD.replace("[bread", "[hunger")
    with pytest.raises(
        t.ThemeError, match=r"'bread' and 'hunger' both claim 'bread' in d0, paragraph 1; take the term"
    ):
        t.find_occurrences(paragraphs_of("no bread"), load(tmp_path, GOOD + second))


def test_text_is_never_read_as_a_pattern(tmp_path):
    found = t.find_occurrences(paragraphs_of("(bread[ \\1 ‹bread› $"), load(tmp_path, GOOD))
    assert found["match"].tolist() == ["bread", "bread"]


def test_every_occurrence_of_the_four_themes_has_been_read_and_begins_in_its_line():
    from themeshift.edition import read_scan

    found = t.find_occurrences(load_paragraphs(None), FOUR, load_lines(), t.load_labels(WHOLE))
    assert (found["by"] == "label").all()
    source = load_documents().set_index("id")["source"]
    scans = {name: read_scan(paths.RAW / name) for name in set(source)}
    corrected = 0
    for row in found.itertuples():
        line = scans[source[row.document]][row.line].lower()
        if row.match[:3].lower() not in line:
            corrected += 1  # the edition's table of corrections has mended the word
    assert corrected <= 6


def test_offsets_are_the_same_for_one_voice_and_for_all():
    labels = t.load_labels(WHOLE)
    author = t.find_occurrences(load_paragraphs(), FOUR, labels=labels)
    every = t.find_occurrences(load_paragraphs(None), FOUR, labels=labels)
    keys = ["document", "paragraph", "start", "sense"]
    assert len(author.merge(every, on=keys)) == len(author) < len(every)
    assert len(author) == (labels["voice"] == "author").sum()


# Read


@pytest.fixture
def spoiled(tmp_path):
    """A corpus whose labels a test may spoil."""
    for name in ("texts", "raw"):
        (tmp_path / name).symlink_to(paths.CORPUS / name)
    (tmp_path / "documents.csv").symlink_to(paths.CORPUS / "documents.csv")
    (tmp_path / "edition").mkdir()
    shutil.copy(paths.EDITION / "senses.csv", tmp_path / "edition")
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
        (put("line", "1"), r"senses.csv row 2: no further '\w+' begins in line 1 of .*; give the line"),
        (put("word", "war"), r"senses.csv row 2: no further 'war' begins in line"),
        (lambda labels: pd.concat([labels, labels.head(1)]), "no further"),
        (put("theme", "war"), r"row 2: 'war' is no theme; write one of"),
        (put("theme", "concessions"), r"row 2: '\w+' is no sense of 'concessions'"),
        (put("sense", "hope"), r"row 2: 'hope' is no sense of 'peace'; write one of"),
        (put("sense", ""), r"row 2: the sense is ''"),
        (put("voice", "quoted"), r"row 2: 'peace' has the voice 'author', not 'quoted'"),
        (put("sure", "perhaps"), r"row 2: sure is 'perhaps'; write yes or no"),
        (put("sure", "no"), r"row 2: a doubtful label has an alternative and a reason"),
        (put("alternative", "other"), r"row 2: .* a sure one no alternative"),
        (lambda labels: labels[labels["sense"] != "imposed"], "the sense 'imposed' of theme 'peace' is never used"),
        (lambda labels: labels.drop(columns="reason"), "the columns are .*; they must be document,line"),
        (lambda labels: labels.head(0), "there are no labels; read some"),
    ],
)  # fmt: skip
def test_a_label_that_cannot_be_is_named(spoiled, change, message):
    spoil(spoiled, change)
    with pytest.raises(t.ThemeError, match=message) as error:
        t.load_labels(WHOLE, spoiled)
    assert "senses.csv" in str(error.value)


def test_missing_labels_are_named(tmp_path):
    with pytest.raises(t.ThemeError, match=r"senses.csv: the labels are missing"):
        t.load_labels(WHOLE, tmp_path)


def test_the_second_reading_is_of_a_quarter_of_the_same_words():
    first = pd.read_csv(paths.EDITION / "senses.csv", dtype=str, keep_default_na=False)
    again = pd.read_csv(paths.EDITION / "senses_again.csv", dtype=str, keep_default_na=False)
    place = ["document", "line", "word"]
    first["nth"] = (first.groupby(place).cumcount() + 1).astype(str)
    both = again.merge(first, on=[*place, "nth", "theme"], validate="one_to_one", suffixes=("_again", ""))
    assert len(both) == len(again) == len(first) // 4
    assert (both["sense"] != both["sense_again"]).any()  # a copy of the labels would be no reading
    for row in again.itertuples():
        assert row.sense in FOUR[row.theme].senses
        assert (row.sure == "no") == bool(row.reason)


def test_the_datasheet_counts_the_labels():
    labels = pd.read_csv(paths.EDITION / "senses.csv", dtype=str, keep_default_na=False)
    datasheet = " ".join((paths.CORPUS / "README.md").read_text(encoding="utf-8").split())
    assert f"four themes, in any voice, by the guide [senses.md](edition/senses.md): {len(labels)} words" in datasheet
    assert f"{(labels['sure'] == 'no').sum()} labels are doubtful" in datasheet


# Counted


@pytest.fixture
def found():
    rows = [
        ("a", "bread", "food", ""), ("a", "bread", "food", "other"), ("a", "bread", "other", "food"),
        ("b", "bread", "other", ""), ("b", "war", "war", ""),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["document", "theme", "sense", "alternative"])


def test_doubtful_labels_are_counted_in_and_out(found):
    counted = t.count_senses(found, {"bread": ("bread", ["food"])}, ["a", "b", "c"])
    assert counted.counts["bread"].tolist() == [2, 0, 0]
    assert counted.least["bread"].tolist() == [1, 0, 0]
    assert counted.most["bread"].tolist() == [3, 0, 0]


def test_a_doubt_between_two_senses_of_one_group_is_none(found):
    counted = t.count_senses(found, {"any": ("bread", ["food", "other"])}, ["a", "b"])
    for table in counted:
        assert table["any"].tolist() == [3, 1]


@pytest.mark.parametrize(
    ("groups", "documents", "message"),
    [
        (
            {"x": ("bread", ["hope"])},
            ["a", "b"],
            r"group 'x': no occurrence of 'bread' has one of the senses \['hope'\]",
        ),
        ({"x": ("bread", ["food"])}, ["a"], "occurrences lie in 'b', which is not among the documents"),
    ],
)
def test_a_group_that_cannot_be_counted_is_named(found, groups, documents, message):
    with pytest.raises(t.ThemeError, match=message):
        t.count_senses(found, groups, documents)


def test_collocates_by_hand(tmp_path):
    paragraphs = paragraphs_of("We want land, bread and peace today.")
    found = t.find_occurrences(paragraphs, load(tmp_path, GOOD))
    near = t.find_collocates(found, paragraphs, span=2)
    assert list(zip(near["collocate"], near["distance"], strict=True)) == [
        ("land", -1), ("want", -2), ("and", 1), ("peace", 2)
    ]  # fmt: skip
    with pytest.raises(ValueError, match="at least one word away"):
        t.find_collocates(found, paragraphs, span=0)


def test_each_occurrence_stands_in_its_passage():
    from themeshift.corpus import load_passages

    paragraphs, passages = load_paragraphs(), load_passages()
    found = t.find_occurrences(paragraphs, FOUR)
    place = t.locate_passages(found, passages)
    for at, row in zip(place, found.itertuples(), strict=True):
        assert passages.loc[at, "document"] == row.document
        assert row.match in passages.loc[at, "text"]
    words = [len(re.findall("peace", text)) for text in passages["text"]]
    peace = place[(found["match"] == "peace").to_numpy()].value_counts().reindex(passages.index, fill_value=0)
    assert (peace <= words).all()
    with pytest.raises(t.ThemeError, match="stands in none of the passages"):
        t.locate_passages(found, passages.tail(3))


def test_company_by_hand():
    # Six passages of three documents: a in 3, b in 3, both in 2; each passage with d has a too.
    present = pd.DataFrame({"a": [1, 1, 1, 0, 0, 0], "b": [1, 1, 0, 1, 0, 0], "c": 0, "d": [1, 1, 0, 0, 0, 0]})
    documents = pd.Series(list("xyxyzz"))
    table = t.measure_company(present.astype(bool), documents, n_replicates=200).set_index(["one", "other"])
    row = table.loc[("a", "b")]
    assert (row["passages"], row["texts"], row["expected"]) == (2, 2, pytest.approx(3 * 3 / 6))
    assert row["ratio"] == pytest.approx(4 / 3)
    assert row["low"] <= 4 / 3 <= row["high"]
    assert table.loc[("a", "c"), ["ratio", "low", "high"]].isna().all()
    assert table.loc[("a", "d"), "ratio"] == pytest.approx(2)
    assert table.loc[("a", "d"), ["low", "high"]].isna().all()


def test_what_a_passage_may_have_widens_the_band_of_company():
    rng = np.random.default_rng(4)
    present = pd.DataFrame(rng.random((300, 2)) < 0.5, columns=["a", "b"])
    documents = pd.Series(rng.integers(0, 30, 300))
    least = present & pd.DataFrame(rng.random((300, 2)) < 0.5, columns=["a", "b"])
    sure = t.measure_company(present, documents).iloc[0]
    same = t.measure_company(present, documents, bounds=(present, present)).iloc[0]
    tossed = t.measure_company(present, documents, bounds=(least, present)).iloc[0]
    assert (sure["low"], sure["high"]) == (same["low"], same["high"])
    assert tossed["ratio"] == sure["ratio"]
    assert tossed["high"] - tossed["low"] > 1.2 * (sure["high"] - sure["low"])
    with pytest.raises(ValueError, match="do not lie around what is present"):
        t.measure_company(least, documents, bounds=(present, present))


def test_themes_that_ignore_each_other_have_a_ratio_near_one():
    rng = np.random.default_rng(3)
    present = pd.DataFrame(rng.random((4000, 2)) < [0.4, 0.3], columns=["a", "b"])
    row = t.measure_company(present, pd.Series(rng.integers(0, 60, 4000))).iloc[0]
    assert row["low"] < 1 < row["high"]
    assert row["ratio"] == pytest.approx(1, abs=0.08)


def test_company_needs_two_themes_and_passages():
    with pytest.raises(ValueError, match="at least two themes"):
        t.measure_company(pd.DataFrame({"a": [True]}), pd.Series(["x"]))


def test_the_answers_of_the_readme_are_those_of_the_notebook():
    import nbformat

    notebook = nbformat.read(paths.NOTEBOOKS / "04_trace_the_themes.ipynb", as_version=4)
    outputs = [output for cell in notebook.cells if cell.cell_type == "code" for output in cell.outputs]
    answers = [text for output in outputs if (text := output.get("data", {}).get("text/markdown", "")).startswith("**")]
    assert len(answers) == 1
    readme = " ".join((paths.ROOT / "README.md").read_text(encoding="utf-8").split())
    paragraphs = answers[0].split("\n\n")
    assert [re.match(r"\*\*(.+?)\.\*\*", text).group(1) for text in paragraphs] == [
        "Peace", "Concessions", "Electrification", "The East"
    ]  # fmt: skip
    for text in paragraphs:
        assert " ".join(text.split()) in readme
