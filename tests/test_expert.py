"""The form that waits for a historian: whole texts without labels, read back only if filled and of these texts."""

import csv
import shutil

import pandas as pd
import pytest

import themeshift as ts
from themeshift import expert, paths
from themeshift.checks import InputError
from themeshift.tables import load_rows


@pytest.fixture(scope="module")
def project():
    return expert._load_project(paths.CORPUS)


@pytest.fixture
def form(project, tmp_path, monkeypatch):
    """A folder with the published form, filled with the labels of the first readers."""
    monkeypatch.setattr(expert, "_load_project", lambda folder: project)
    folder = tmp_path / "edition" / "expert"
    shutil.copytree(expert.FOLDER, folder)
    shutil.copy(paths.CORPUS / "columns.csv", tmp_path)
    found = project[3].set_index(expert.WORD)["sense"]
    change(folder, lambda row: row | {"sense": found[tuple(read_key(row))], "sure": "yes"})
    return folder


def read_key(row):
    return [int(row[name]) if name in ("line", "nth") else row[name] for name in expert.WORD]


def change(folder, function, name="form"):
    """Rewrite the rows of a table; rows of which nothing is returned are dropped."""
    path = folder / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    head = list(rows[0])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, head, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in map(function, rows) if row)


def test_the_published_form_has_no_label_and_all_words_of_its_texts(project):
    rows = load_rows(expert.FOLDER / "form.csv", "edition/form")
    sample = load_rows(expert.FOLDER / "sample.csv", "edition/sample")
    assert not any(row["sense"] or row["sure"] or row["remark"] for row in rows)
    found = project[3][project[3]["document"].isin([row["document"] for row in sample])]
    assert [tuple(row[name] for name in expert.WORD) for row in rows] == list(
        found[expert.WORD].itertuples(index=False, name=None)
    )


def test_the_published_form_is_of_these_texts_and_was_drawn_by_its_seed(project, tmp_path, monkeypatch):
    monkeypatch.setattr(expert, "_load_project", lambda folder: project)
    shutil.copy(paths.CORPUS / "periods.csv", tmp_path)
    shutil.copy(paths.CORPUS / "columns.csv", tmp_path)
    ts.save_expert_form(tmp_path)
    for name in ("form.csv", "sample.csv", "instructions.md"):
        assert (tmp_path / "edition" / "expert" / name).read_bytes() == (expert.FOLDER / name).read_bytes(), name


def test_words_stand_between_what_is_before_and_after_them(project):
    texts = project[1].groupby("document")["text"].agg(" ".join)
    rows = load_rows(expert.FOLDER / "form.csv", "edition/form")
    for row in rows[::40]:
        around = row["before"][-20:] + row["word"] + row["after"][:20]
        assert "".join(around.split()) in "".join(texts[row["document"]].split()), row


def test_an_expert_who_agrees_changes_no_rate(form):
    rates = ts.read_expert_form(form / "form.csv")
    assert (rates["design_rate"] - rates["rate"]).abs().max() < 1e-12
    assert rates["error"].max() == 0
    assert set(rates["period"]) == {"Brest", "civil war", "Polish war", "concessions and NEP", "Genoa and after"}


def test_a_word_read_otherwise_stands_for_those_that_were_not_read(form, project):
    before = ts.read_expert_form(form / "form.csv").set_index(["term", "period"])
    turned = []

    def turn(row):
        if not turned and row["theme"] == "peace" and row["sense"] == "aim":
            turned.append(row)
            return row | {"sense": "other"}
        return row

    change(form, turn)
    after = ts.read_expert_form(form / "form.csv").set_index(["term", "period"])
    sample = pd.read_csv(form / "sample.csv").set_index("document")
    text = sample.loc[turned[0]["document"]]
    cell = ("peace as aim", text["stratum"])
    periods = ts.assign_periods(project[0], ts.load_periods())
    words = ts.count_terms(project[1], ["peace"]).words
    words = words[periods[words.index] == text["stratum"]].sum()
    assert after.loc[cell, "design_rate"] == pytest.approx(before.loc[cell, "rate"] - 1000 / text["inclusion"] / words)
    assert after.loc[cell, "error"] > 0
    assert (after["design_rate"] != before["design_rate"]).sum() == 1


@pytest.mark.parametrize(
    ("name", "function", "message"),
    [
        ("form", lambda row: row | {"sense": ""} if row["line"] == "234" else row,
         r"form\.csv: 1 of \d+ rows have no sense .* the first is expert/form\.csv line 2; fill every row"),
        ("form", lambda row: row | {"sure": ""}, r"(\d+) of \1 rows have no sense"),
        ("form", lambda row: row | {"sense": "hope"} if row["line"] == "234" else row,
         r"expert/form\.csv line 2: 'hope' is not a sense of 'peace'; write one of"),
        ("form", lambda row: row | {"sure": "perhaps"}, r"sure is 'perhaps'; write one of yes, no"),
        ("form", lambda row: None if row["line"] == "234" else row,
         "1 words of the sample are missing, first 'peace' in line 234"),
        ("form", lambda row: row | {"line": "245"} if row["line"] == "234" else row, "is there twice"),
        ("form", lambda row: row | {"word": "war"} if row["line"] == "234" else row,
         "'war' in line 234 of .* is not in the texts of the sample"),
        ("form", lambda row: None, r"there are no rows in the form"),
        ("sample", lambda row: row | {"text_hash": "0" * 12},
         "the text '1917-11-08-report-on-peace' has changed since the form was drawn .it was 000000000000, it is "),
        ("sample", lambda row: row | {"document": "gone"}, r"expert/sample\.csv line 2: the corpus has no text 'gone'"),
        ("sample", lambda row: row | {"inclusion": "0.9"}, "the inclusion of '1917-11-08-report-on-peace' is not"),
    ],
)  # fmt: skip
def test_a_form_that_cannot_be_used_is_named(form, name, function, message):
    change(form, function, name)
    with pytest.raises(InputError, match=message):
        ts.read_expert_form(form / "form.csv")


def test_a_text_that_has_changed_is_found(form, project, monkeypatch):
    documents, paragraphs, themes, found = project
    other = paragraphs.copy()
    other.loc[other.index[0], "text"] += " and more"
    monkeypatch.setattr(expert, "_load_project", lambda folder: (documents, other, themes, found))
    with pytest.raises(InputError, match="has changed since the form was drawn"):
        ts.read_expert_form(form / "form.csv")


def test_a_form_that_someone_has_begun_is_not_overwritten(form):
    with pytest.raises(InputError, match="someone has begun to fill this form; move it away"):
        ts.save_expert_form(form.parent.parent)


def test_the_command_says_what_is_missing():
    assert "fill every row" in expert.main([])
    assert expert.main(["read"]).startswith("Write python -m themeshift.expert")
