"""One genre before and after a congress, and with whom: on texts made by hand."""

import numpy as np
import pandas as pd
import pytest

from themeshift.audiences import NOBODY, compare_congresses, count_counterparts, load_congresses, load_counterparts
from themeshift.checks import InputError
from themeshift.comparisons import adjust_holm, compare_rates
from themeshift.counts import Counts
from themeshift.incidence import compare_incidence
from themeshift.occurrences import find_occurrences
from themeshift.shifts import load_shifts
from themeshift.themes import load_themes, make_theme

DAYS = pd.to_datetime(["1919-01-01", "1920-01-10", "1920-02-10", "1920-03-10", "1920-06-01", "1920-06-03", "1920-07-01",
                       "1920-08-01", "1920-09-01", "1920-09-02", "1922-01-01"])  # fmt: skip
NAMES = list("abcdefghijk")
GENRES = ["report"] * 9 + ["letter", "report"]
DOCUMENTS = pd.DataFrame({"date": DAYS, "date_end": DAYS, "genre": GENRES}, index=NAMES)
COUNTS = Counts(pd.DataFrame({"peace": [50, 4, 6, 5, 8, 8, 1, 0, 2, 70, 90], "none": [0] * 11}, NAMES),
                pd.Series(1000, NAMES))  # fmt: skip
CONGRESSES = pd.DataFrame({"congress": "it", "first": "1920-06-01", "last": "1920-06-03", "days": 365},
                          index=pd.Index(["peace", "none"], name="shift"))  # fmt: skip


def test_texts_of_one_genre_are_compared_before_and_after_a_congress():
    row = compare_congresses(COUNTS, DOCUMENTS, CONGRESSES, ["report"], 500, 2).loc["peace"]
    # b, c, d before; e, f are the congress's own; g, h, i after; a and k too far, j a letter
    assert [row[f"texts_{side}"] for side in ("before", "at", "after")] == [3, 2, 3]
    assert [row[f"rate_{side}"] for side in ("before", "at", "after")] == [5, 8, 1]
    assert [row[f"having_{side}"] for side in ("before", "at", "after")] == [3, 2, 2]
    around = COUNTS[["peace"]].select(list("bcdghi"))
    after = pd.Series([False] * 3 + [True] * 3, around.index)
    assert row["p_rate"] == compare_rates(around, after, 500, 2, statistic="studentized")["p"].iloc[0]
    assert row["p_incidence"] == compare_incidence(around, after)["p"].iloc[0]


def test_the_correction_is_over_all_tests_that_were_made():
    two = CONGRESSES.rename({"none": "also"})
    counts = Counts(COUNTS.table.assign(also=COUNTS.table["peace"]), COUNTS.words)
    table = compare_congresses(counts, DOCUMENTS, two, ["report"], 500, 2)
    p = pd.Series([*table.loc["peace", ["p_incidence", "p_rate"]], *table.loc["also", ["p_incidence", "p_rate"]]])
    assert table["p_holm"].tolist() == pytest.approx([adjust_holm(p)[:2].min(), adjust_holm(p)[2:].min()])


def test_without_two_texts_on_a_side_or_a_single_occurrence_there_is_no_p():
    table = compare_congresses(COUNTS, DOCUMENTS, CONGRESSES, ["report"], 99)
    assert table.loc["none", ["p_incidence", "p_rate", "p_holm"]].isna().all()
    near = compare_congresses(COUNTS, DOCUMENTS, CONGRESSES.assign(days=30), ["report"], 99).loc["peace"]
    assert (near["texts_before"], near["texts_after"]) == (0, 1)
    assert np.isnan(near["rate_before"]) and np.isnan(near["p_rate"])


def test_the_days_of_a_congress_are_neither_before_nor_after():
    shorter = CONGRESSES.assign(last="1920-06-02")
    row = compare_congresses(COUNTS, DOCUMENTS, shorter, ["report"], 99).loc["peace"]
    assert [row[f"texts_{side}"] for side in ("before", "at", "after")] == [3, 1, 4]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"first": "1920-06-04"}, "the congress of 'peace' lasts from 1920-06-04 to 1920-06-03"),
        ({"days": 0}, "and 0 days around it are compared"),
        ({"first": "1920-06"}, "'1920-06', not a valid date"),
    ],
)
def test_a_congress_that_divides_nothing_is_refused(change, message):
    with pytest.raises(InputError, match=message):
        compare_congresses(COUNTS, DOCUMENTS, CONGRESSES.assign(**change), ["report"], 99)


def test_a_genre_that_no_text_has_is_refused():
    for genres in (["novel"], "report"):
        with pytest.raises(InputError, match="write a list of"):
            compare_congresses(COUNTS, DOCUMENTS, CONGRESSES, genres, 99)


def test_the_congresses_and_counterparts_of_the_corpus_are_of_its_shifts_and_themes():
    congresses, shifts = load_congresses(), load_shifts()
    assert list(congresses.index) == list(shifts.index)
    assert (congresses["reason"].str.len() > 10).all()
    counterparts = load_counterparts()
    assert set(counterparts.index.get_level_values("theme")) <= set(load_themes())
    assert list(counterparts.loc["peace"].index) == ["Germany", "the Entente", "neighbours"]


# Counterparts

FAR = "word " * 60
TEXTS = ["Peace with Germany and with Poland", f"peace {FAR} Germany", "a German peace", "no word", "peace to all"]
PARAGRAPHS = pd.DataFrame({"document": ["a", "b", "c", "d", "e"], "paragraph": 1, "voice": "author", "text": TEXTS})
NAMED = {"Germany": ["german*"], "Poland": ["poland", "polish"]}


def test_an_occurrence_counts_for_every_counterpart_named_near_it():
    found = find_occurrences(PARAGRAPHS, {"peace": make_theme("peace")})
    counts = count_counterparts(found, PARAGRAPHS, DOCUMENTS, NAMED)
    assert counts.table["Germany"].tolist() == [1, 0, 1, 0, 0]  # in b it is too far away
    assert counts.table["Poland"].tolist() == [1, 0, 0, 0, 0]
    assert counts.table[NOBODY].tolist() == [0, 1, 0, 0, 1]
    assert counts.words.tolist() == [6, 62, 3, 2, 3]


def test_without_counterparts_nothing_is_counted():
    found = find_occurrences(PARAGRAPHS, {"peace": make_theme("peace")})
    with pytest.raises(InputError, match="counterparts is"):
        count_counterparts(found, PARAGRAPHS, DOCUMENTS, {})


@pytest.mark.parametrize(
    "row", ["peace,Germany,,2026-11-28,r\n", ",Germany,german*,2026-11-28,r\n", "peace,G,g,2026-11-28,r\n" * 2]
)
def test_a_counterpart_without_names_is_refused(tmp_path, row):
    (tmp_path / "counterparts.csv").write_text("theme,counterpart,terms,declared,reason\n" + row)
    with pytest.raises(InputError, match="write all three, and each counterpart once"):
        load_counterparts(tmp_path)


def test_a_shift_with_two_congresses_is_refused(tmp_path):
    row = "peace,c,1920-01-01,1920-01-02,365,2026-11-28,r\n"
    (tmp_path / "congresses.csv").write_text("shift,congress,first,last,days,declared,reason\n" + 2 * row)
    with pytest.raises(InputError, match="'peace' has two rows"):
        load_congresses(tmp_path)
