"""What is published is still true, or the build stops and says what is now true."""

import json
import multiprocessing

import pandas as pd
import pytest

import themeshift as ts
from themeshift import claims, ledger, paths
from themeshift.checks import InputError

PASSAGES = ["a:1:peace:aim"]


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project with two notebooks, in which every passage says what it is quoted for."""
    (tmp_path / "notebooks").mkdir()
    cell = {"cell_type": "code", "metadata": {"tags": ["claim"]}, "source": "", "outputs": [], "execution_count": None}
    for name in ("06_doubt", "04_trace"):
        (tmp_path / "notebooks" / f"{name}.ipynb").write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
    monkeypatch.setattr(paths, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(paths, "BUILDING", True)
    monkeypatch.setattr(claims, "PUBLISHED", tmp_path / "figures")
    monkeypatch.setattr(claims, "check_passages", lambda passages, corpus: {})
    return tmp_path


def declare(name="peace-rate", number=5.6513, **cells):
    return ts.declare_claim(name, "Peace", PASSAGES, **cells) | {"number": number, "sentence": "Peace has {number}."}


def save(project, *rows, notebook="06_doubt"):
    return ts.save_claims(list(rows), notebook, project / "figures")


def test_what_is_saved_is_published(project):
    save(project, declare())
    assert ts.load_claims(project / "figures").loc["peace-rate", "sentence"] == "Peace has 5.7."
    assert {path.name for path in (project / "figures").iterdir()} == {"claims.csv", "claims.tex", "claims.md"}


def test_a_number_that_has_moved_stops_the_build(project):
    save(project, declare())
    before = (project / "figures" / "claims.csv").read_bytes()
    with pytest.raises(InputError) as caught:
        save(project, declare(number=5.9))
    assert str(caught.value) == (
        "the claim 'peace-rate': number is now 5.9, published 5.7; if that is right, run python -m themeshift.claims "
        "accept peace-rate, then python -m themeshift.execution 06_doubt, then make"
    )
    assert (project / "figures" / "claims.csv").read_bytes() == before


@pytest.mark.parametrize(
    ("number", "moved"), [(5.65, False), (5.7499, False), (5.645, True), (5.76, True), (None, True)]
)
def test_a_number_may_move_within_half_a_unit_of_its_last_place(project, number, moved):
    save(project, declare())
    if moved:
        with pytest.raises(InputError, match="number is now"):
            save(project, declare(number=number) | {"sentence": "x"})
    else:
        save(project, declare(number=number))


@pytest.mark.parametrize(
    ("column", "was", "now", "moved"),
    [
        ("p", 0.03, 0.0329, False), ("p", 0.03, 0.034, True), ("p", 0.0001, 0.0005, False), ("p", 0.0001, 0.0007, True),
        ("low", 1.0, 1.2, True), ("without_high", 1.0, 1.2, True), ("tipping", 10, 11, True),
        ("holds_in", 41, 40, True),
        ("disagreements", None, 1, True), ("kind", "fact", "inference", True), ("absent", "A", "A | B", True),
        ("layer", "these texts", "comparable texts", True), ("unit", "texts", "words", True), ("digits", 1, 2, True),
        ("figure", "one", "two", False), ("test", "rate", "incidence", True), ("choices", 48, 47, True),
        ("label_tipping", 3, 4, True), ("share_most", 0.087, 0.0874, False), ("share_least", 0.087, 0.09, True),
        ("high", 2.0, 2.04, False),
    ],
)  # fmt: skip
def test_what_keeps_company_with_a_number_may_not_move_either(project, column, was, now, moved):
    save(project, declare(p=0.5) | {column: was})
    if moved:
        with pytest.raises(InputError, match=f"{column} is now"):
            save(project, declare(p=0.5) | {column: now})
    else:
        save(project, declare(p=0.5) | {column: now})


def test_a_passage_that_no_longer_says_it_stops_the_build(project, monkeypatch):
    monkeypatch.setattr(claims, "check_passages", lambda passages, corpus: {"peace-rate": ["line 1 has no peace"]})
    with pytest.raises(InputError, match="the claim 'peace-rate': line 1 has no peace"):
        save(project, declare())
    assert not (project / "figures").exists()


def test_a_claim_that_is_no_longer_declared_stops_the_build(project):
    save(project, declare(), declare("peace-rest"))
    with pytest.raises(InputError, match="the claim 'peace-rest': it is published, but no longer declared"):
        save(project, declare())
    claims.accept_claims(["peace-rest"], project / "figures")
    save(project, declare())
    assert list(ts.load_claims(project / "figures").index) == ["peace-rate"]


def test_an_accepted_claim_is_published_anew(project):
    save(project, declare())
    assert claims.accept_claims(["peace-rate"], project / "figures") == ["06_doubt"]
    save(project, declare(number=5.9))
    assert ts.load_claims(project / "figures").loc["peace-rate", "number"] == 5.9


def test_claims_of_other_notebooks_stay(project):
    save(project, declare("b"))
    save(project, declare("a"), notebook="04_trace")
    save(project, declare("b"))
    assert list(ts.load_claims(project / "figures")["notebook"]) == ["04_trace", "06_doubt"]


def test_one_name_cannot_be_claimed_by_two_notebooks(project):
    save(project, declare("a"))
    with pytest.raises(InputError, match="the claim 'a': it is claimed by 06_doubt too; rename one"):
        save(project, declare("a"), notebook="04_trace")
    (project / "notebooks" / "06_doubt.ipynb").unlink()  # a claim may move when its notebook is gone
    save(project, declare("a"), notebook="04_trace")
    assert list(ts.load_claims(project / "figures")["notebook"]) == ["04_trace"]


def test_a_claim_whose_notebook_or_cell_is_gone_is_refused(project):
    with pytest.raises(InputError, match=r"its notebook 07_more\.ipynb is gone"):
        save(project, declare(), notebook="07_more")
    with pytest.raises(InputError, match=r"06_doubt\.ipynb has no code cell with the tag 'claims'"):
        save(project, declare(tag="claims"))
    (project / "notebooks" / "06_doubt.ipynb").write_text("[]", encoding="utf-8")
    with pytest.raises(InputError, match=r"06_doubt\.ipynb is not a notebook"):
        save(project, declare())


def test_by_hand_it_is_only_shown(project, monkeypatch):
    save(project, declare(), declare("peace-rest"))
    monkeypatch.setattr(paths, "BUILDING", False)
    rows = [declare(number=5.9), declare("new")]
    shown = ts.save_claims(rows, "06_doubt", project / "build" / "figures")
    shown = shown.replace("<bdi>", "").replace("</bdi>", "")
    for words in (
        ">moved<",
        "number is now 5.9, published 5.7",
        "Published: Peace has 5.7.",
        ">new<",
        "no longer declared",
    ):
        assert words in shown, words
    assert shown.startswith("<details open><summary>3 claims, 3 of them not as published</summary>")
    assert ts.load_claims(project / "figures").loc["peace-rate", "number"] == 5.7
    assert ts.load_claims(project / "build" / "figures").loc["peace-rate", "number"] == 5.9
    same = ts.save_claims([declare(), declare("peace-rest")], "06_doubt", project / "build" / "figures")
    assert same.startswith("<details><summary>2 claims, as published</summary>")
    assert ">to mend<" in ts.save_claims([declare("new", tag="gone")], "06_doubt", project / "build" / "figures")


def test_in_the_build_the_same_is_shown_each_time(project):
    assert save(project, declare()) == save(project, declare())


def test_what_is_shown_has_no_markup_of_a_sentence(project, monkeypatch):
    row = declare() | {"sentence": "<i>{number}</i>"}
    assert "&lt;i&gt;5.7&lt;/i&gt;" in save(project, row)
    assert "&lt;i&gt;5.7" in ts.show_claims("peace-rate", project / "figures")
    assert ts.show_claims(None, project / "figures").count("<li>") == 1
    with pytest.raises(InputError, match="the claim is 'peace'"):
        ts.show_claims(["peace"], project / "figures")


def _save_alone(folder, name):
    claims.PUBLISHED, paths.BUILDING = folder, False
    claims.check_passages = lambda passages, corpus: {}
    ts.save_claims([declare(name)], f"notebook {name}", folder)


@pytest.mark.skipif(multiprocessing.get_start_method() == "spawn", reason="needs the fork of this process")
def test_notebooks_that_run_at_once_lose_no_claim(tmp_path):
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_save_alone, args=(tmp_path / "figures", f"claim-{n}")) for n in range(6)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(ts.load_claims(tmp_path / "figures")) == 6


def test_the_readme_is_filled_and_the_command_says_what_is_wrong(project, capsys):
    save(project, declare())
    readme = project / "README.md"
    readme.write_text(f"# A\n{ledger.BEGIN}\n{ledger.END}\n", encoding="utf-8")
    assert claims.has_block(readme) and not claims.has_block(project / "none.md")
    claims.write_readme(readme, project / "figures")
    assert "Peace has 5.7." in readme.read_text(encoding="utf-8")
    assert claims.main(["accept"]).startswith("Write python -m themeshift.claims")


def test_a_row_that_hangs_in_the_air_is_found(project):
    save(project, declare(), declare("b"), declare("c", figure="gone"))
    table = ts.load_claims(project / "figures")
    table.loc["b", "notebook"] = "09_gone"
    for name, data in ledger.make_files(table).items():
        (project / "figures" / name).write_bytes(data)
    found = claims.check_ledger(project / "figures", notebooks=project / "notebooks")
    assert found == {"b": ["its notebook 09_gone.ipynb is gone; put it back, or declare the claim in another"],
                     "c": ["its figure gone is gone"]}  # fmt: skip


# What is published here


def test_every_published_claim_still_has_its_passages_its_notebook_and_its_figure():
    assert claims.check_ledger() == {}


def test_the_three_files_of_the_ledger_say_the_same():
    for name, data in ledger.make_files(ts.load_claims()).items():
        assert (ledger.PUBLISHED / name).read_bytes().replace(b"\r\n", b"\n") == data, name


def test_the_readme_prints_from_the_ledger():
    path = paths.ROOT / "README.md"
    if claims.has_block(path):
        text = path.read_text(encoding="utf-8")
        assert text == ledger.fill_block(text, ts.load_claims())


def test_claims_are_a_table_too(project):
    save(project, declare())
    table = ts.load_claims(project / "figures")
    assert isinstance(table, pd.DataFrame)
    ts.save_claims(table, "06_doubt", project / "figures")
    pd.testing.assert_frame_equal(ts.load_claims(project / "figures"), table)
