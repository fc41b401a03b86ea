"""Readings compared and counted, on a few words labelled by hand; rules scored against labels."""

import shutil

import pandas as pd
import pytest
from sklearn.metrics import cohen_kappa_score

from themeshift import paths
from themeshift.checks import InputError
from themeshift.corpus import load_corpus
from themeshift.counts import Counts
from themeshift.intervals import measure_intervals
from themeshift.occurrences import find_occurrences, load_labels
from themeshift.readings import (
    COLUMNS,
    PLACE,
    compare_reading_rates,
    compare_readings,
    count_readings,
    find_differing,
    find_disagreements,
    load_readings,
    score_rules,
)
from themeshift.tables import load_table
from themeshift.themes import load_themes, make_theme

GROUPS = {"aim": ("peace", ["aim", "P-AIM"])}
PARAGRAPHS = pd.DataFrame({"document": ["a", "a", "b"], "paragraph": [1, 2, 1], "voice": "author",
                           "text": ["peace and peace", "one peace", "peace or peace"]})  # fmt: skip


def read(reading, *senses):
    """Return a reading of the five words of PARAGRAPHS, in their order; None for a word that was not read."""
    rows = []
    for (document, paragraph, start), sense in zip([("a", 1, 0), ("a", 1, 10), ("a", 2, 4), ("b", 1, 0),
                                                    ("b", 1, 9)], senses, strict=True):  # fmt: skip
        if sense is not None:
            rows.append({"document": document, "paragraph": paragraph, "start": start, "theme": "peace",
                         "reading": reading, "sense": sense})  # fmt: skip
    return pd.DataFrame(rows)


ONE = read("one", "aim", "aim", "name", "name", "work")
OTHER = read("other", "aim", "name", "name", "work", None)
SECOND = read("another guide", "P-AIM", "P-AIM", "P-NOT", "P-NOT", "P-AIM")


def test_agreement_is_on_what_both_have_read():
    found = compare_readings(pd.concat([ONE, OTHER]), GROUPS).iloc[0]
    assert (found["labels"], found["agreement"], found["of_senses"], found["differing"]) == (4, 0.75, 0.5, 1)
    assert found["kappa"] == pytest.approx(cohen_kappa_score([1, 1, 0, 0], [1, 0, 0, 0])) == pytest.approx(0.5)


def test_two_guides_agree_on_what_is_counted_and_not_on_names():
    found = compare_readings(pd.concat([ONE, SECOND]), GROUPS).iloc[0]
    assert (found["agreement"], found["differing"]) == (0.8, 1)
    assert pd.isna(found["of_senses"])


def test_readings_differ_where_one_counts_and_another_does_not():
    readings = pd.concat([ONE, OTHER, SECOND, read("as published", *["name"] * 5)])
    readings = readings.assign(reader=readings["reading"], word=" Peace")
    found = find_disagreements(readings, GROUPS)
    # aim, aim and P-AIM; aim, name and P-AIM; name, name and P-NOT; name, work and P-NOT; work and P-AIM
    assert found[["document", "start"]].to_numpy().tolist() == [["a", 10], ["b", 9]]
    assert found["readings"].tolist() == [3, 2] and found["counting"].tolist() == [2, 1]
    assert found["word"].tolist() == ["peace", "peace"]
    assert find_disagreements(readings, {"war": ("war", ["war"])}).empty


def test_words_on_which_readers_differ_are_those_of_the_theme_and_none_where_only_the_published_labels_are():
    readings = pd.concat([ONE, OTHER, read("as published", *["name"] * 5)])
    readings = readings.assign(reader=readings["reading"], word="peace")
    words = ONE.assign(place=range(5))
    words = pd.concat([words, words.assign(theme="war")])  # another theme at the same places
    # aim and aim, though published as name; aim and name; name and name; name and work; the last was read once
    assert find_differing(readings, GROUPS["aim"], words)["place"].tolist() == [1]
    assert find_differing(readings, GROUPS["aim"], words[words["place"] != 1]).empty
    published = readings[readings["reader"] == "as published"]
    assert find_differing(published, GROUPS["aim"], words) is None
    assert find_differing(None, GROUPS["aim"], words) is None


def test_where_all_is_counted_kappa_is_missing():
    found = compare_readings(pd.concat([read("x", *["aim"] * 5), read("y", *["aim"] * 5)]), GROUPS).iloc[0]
    assert found["agreement"] == 1 and pd.isna(found["kappa"])


def test_readings_without_a_word_in_common_make_no_row():
    halves = pd.concat([read("x", "aim", "aim", None, None, None), read("y", None, None, "aim", "aim", "aim")])
    assert compare_readings(halves, GROUPS).empty


def test_complete_readings_are_counted_each_by_its_own_guide():
    occurrences = find_occurrences(PARAGRAPHS, {"peace": make_theme("peace")})
    counted = count_readings(pd.concat([ONE, OTHER, SECOND]), occurrences, GROUPS, PARAGRAPHS)
    assert set(counted) == {"one", "another guide"}  # the other has not read the last word
    assert counted["one"].table["aim"].to_dict() == {"a": 2, "b": 0}
    assert counted["another guide"].table["aim"].to_dict() == {"a": 2, "b": 1}


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "edition").mkdir()
    for name in ("columns.csv", "documents.csv", "edition/senses.csv"):
        shutil.copy(paths.CORPUS / name, tmp_path / name)
    return tmp_path


@pytest.fixture(scope="module")
def labels():
    return load_labels(load_themes(), corpus=load_corpus(voice=None))


def test_readings_are_loaded_beside_the_published_labels(folder, labels):
    made = labels.head(3).assign(reader="r", guide="g", said="")[[*COLUMNS, "said"]]
    made.to_csv(folder / "edition" / "readings.csv", index=False)
    found = load_readings(labels, folder)
    assert found["reading"].value_counts().to_dict() == {"as published": len(labels), "r, g": 3}
    assert compare_readings(found, {"aim": ("peace", ["aim"])})["agreement"].tolist() == [1]
    pd.concat([made, made.head(1)]).to_csv(folder / "edition" / "readings.csv", index=False)
    with pytest.raises(InputError, match="'r, g' reads the 'peace' .* twice"):
        load_readings(labels, folder)


def test_the_guide_decides_and_not_the_names_of_senses_or_the_order_of_the_page(labels):
    read = load_readings(labels, name="guide_test")
    senses = read[read["guide"] != ""].pivot(index=PLACE, columns="guide", values="sense")
    assert list(senses) == ["as it stands", "renamed", "reversed"]
    same = {guide: int((senses[guide] == senses["as it stands"]).sum()) for guide in ("renamed", "reversed")}
    said = " ".join((paths.EDITION / "senses.md").read_text(encoding="utf-8").split())
    assert min(same.values()) >= 0.95 * len(senses)
    assert f"for {same['renamed']} of the {len(senses)} words" in said
    assert f"*reversed* for {same['reversed']} " in said
    differ = senses.index[senses.nunique(axis=1) > 1]
    assert set(labels.set_index(PLACE)["theme"].reindex(differ)) == {"the East"}
    assert f"the {['', '', 'two', 'three'][len(differ)]} words that differ are of the East" in said


def test_definitions_and_examples_are_recognized_as_what_the_guide_gives_them_for():
    read = load_table(paths.EDITION / "guide_definitions.csv")
    guide = (paths.EDITION / "senses.md").read_text(encoding="utf-8")
    assert [text for text in read["text"] if text not in guide] == []
    assert set(zip(read["theme"], read["sense"], strict=True)) == {
        (name, sense) for name in ("concessions", "peace", "the East", "electrification")
        for sense in load_themes()[name].senses}  # fmt: skip
    assert (read["said"] == read["sense"]).mean() >= 0.95
    assert f"All {len(read)} definitions and examples were recognized" in " ".join(guide.split())
    assert (read["said"] == read["sense"]).all()


def test_rules_are_scored_on_every_other_text():
    themes = load_themes()
    text = "grant timber concessions to"  # by rule a lease
    paragraphs = pd.DataFrame({"document": list("abcd"), "paragraph": 1, "voice": "author", "text": text})
    truth = ["foreign_capital", "foreign_capital", "foreign_capital", "domestic"]
    marked = pd.DataFrame({"document": list("abcd"), "paragraph": 1, "start": 13, "theme": "concessions",
                           "sense": truth})  # fmt: skip
    scores, confusion = score_rules(paragraphs, themes, marked, {"leases": ("concessions", ["foreign_capital"])})
    row = scores.loc["leases"]  # b and d are held: both are said to be leases, b is
    assert (row["held"], row["have"], row["precision"], row["recall"]) == (2, 1, 0.5, 1)
    assert row["f1"] == row["f1_of_always"] == pytest.approx(2 / 3)
    assert confusion.to_numpy().tolist() == [["concessions", "domestic", "foreign_capital", 1]]


@pytest.mark.parametrize("groups", [{}, {"aim": "peace"}, None])
def test_groups_that_are_none_are_refused(groups):
    with pytest.raises(InputError, match="write at least one"):
        compare_readings(ONE, groups)


# Readings and intervals


def test_a_rate_is_held_against_the_interval_of_the_published_labels():
    names = [f"d{n}" for n in range(12)]
    periods = pd.Series(["war"] * 6 + ["peace"] * 6, names, name="period")
    words = pd.Series(1000, names)
    published, near, far = (Counts(pd.DataFrame({"aim": [n] * 6 + [4] * 6}, names), words) for n in (0, 1, 9))
    table = compare_reading_rates({"near": near, "far": far}, published, periods).set_index(["reading", "period"])
    bounds = measure_intervals(published, periods).set_index("period")
    assert table.loc[("far", "war"), ["rate", "low", "high"]].tolist() == [9, *bounds.loc["war", ["low", "high"]]]
    assert table["inside"].to_dict() == {
        ("near", "war"): True, ("near", "peace"): True, ("far", "war"): False, ("far", "peace"): True
    }  # fmt: skip


def test_a_reading_of_another_term_is_refused():
    counts = Counts(pd.DataFrame({"aim": [1, 2, 3, 1, 2, 3]}), pd.Series(1000, range(6)))
    other = Counts(pd.DataFrame({"work": [1, 2, 3, 1, 2, 3]}), counts.words)
    periods = pd.Series(["a"] * 3 + ["b"] * 3, name="period")
    with pytest.raises(InputError, match="the reading 'x' counts 'work'"):
        compare_reading_rates({"x": other}, counts, periods)


def test_the_interval_of_every_curve_and_period_contains_every_complete_reading(labels):
    """Else a figure would have to draw two curves, named by their guides."""
    import themeshift as ts

    story = ts.load_story()
    documents = pd.concat([story.documents, story.apart])
    found = story.occurrences[story.occurrences["document"].isin(documents.index)]
    paragraphs = story.corpus.paragraphs[story.corpus.paragraphs["document"].isin(documents.index)]
    by_reading = count_readings(load_readings(labels), found, story.curves, paragraphs)
    table = compare_reading_rates(by_reading, story.counts, ts.assign_periods(documents, story.periods))
    read = {"peace as aim", "leases", "awakening East", "electrification"}
    assert set(table["term"]) == read and table["period"].nunique() == 5
    assert {"reader D, second guide, narrow", "reader D, second guide, wide"} < set(table["reading"])
    assert table["inside"].all(), table[~table["inside"]]
