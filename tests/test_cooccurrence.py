"""Themes that share passages are counted, with their band."""

import numpy as np
import pandas as pd
import pytest

from themeshift.checks import InputError
from themeshift.cooccurrence import compare_cooccurrence, locate_passages, measure_cooccurrence
from themeshift.corpus import load_paragraphs, load_passages
from themeshift.counts import Counts
from themeshift.occurrences import count_senses, find_occurrences
from themeshift.themes import load_themes


@pytest.fixture(scope="module")
def themes():
    return {name: theme for name, theme in load_themes().items() if theme.kind == "theme"}


@pytest.fixture(scope="module")
def occurrences(themes):
    return find_occurrences(load_paragraphs(), themes)


def passages_of(*rows):
    return pd.DataFrame(rows, columns=["document", "passage", "first_paragraph", "last_paragraph"])


def test_an_occurrence_is_in_the_passage_that_has_its_paragraph():
    passages = passages_of(("a", 1, 1, 3), ("a", 2, 4, 4), ("b", 1, 1, 9))
    found = pd.DataFrame({"document": list("abaaa"), "paragraph": [4, 5, 1, 3, 4]}, index=[7, 5, 3, 2, 1])
    place = locate_passages(found, passages)
    assert place.tolist() == [2, 1, 1, 1, 2]
    assert (place.name, place.index.tolist()) == ("passage", [7, 5, 3, 2, 1])


def test_every_occurrence_of_the_themes_is_in_its_passage(occurrences):
    passages = load_passages()
    located = occurrences.assign(passage=locate_passages(occurrences, passages))
    texts = passages.set_index(["document", "passage"])["text"]
    for row in located.itertuples():
        assert " ".join(row.match.split()) in texts[row.document, row.passage]
    words = texts.str.lower().str.count("peace")
    peace = located[located["match"].str.lower() == "peace"].value_counts(["document", "passage"])
    assert (peace.reindex(texts.index, fill_value=0) <= words).all()


@pytest.mark.parametrize("place", [("a", 4), ("a", 9), ("c", 1), ("a", 0)])
def test_an_occurrence_outside_all_passages_is_named(place):
    passages = passages_of(("a", 1, 1, 3), ("a", 2, 5, 6), ("b", 1, 1, 9))
    found = pd.DataFrame([place], columns=["document", "paragraph"])
    with pytest.raises(InputError, match=f"paragraph {place[1]} of '{place[0]}' is in none of the passages"):
        locate_passages(found, passages)


def test_passages_of_two_voices_are_refused():
    passages = passages_of(("a", 1, 1, 3), ("a", 2, 2, 2))
    with pytest.raises(InputError, match="paragraph 2 of 'a' is in two passages; give those of one voice"):
        locate_passages(pd.DataFrame({"document": ["a"], "paragraph": 1}), passages)


def test_cooccurrence_by_hand():
    # Six passages of three documents: a in 3, b in 3, both in 2; each passage with d has a too.
    present = pd.DataFrame({"a": [1, 1, 1, 0, 0, 0], "b": [1, 1, 0, 1, 0, 0], "c": 0, "d": [1, 1, 0, 0, 0, 0]})
    documents = pd.Series(list("xyxyzz"))
    table = measure_cooccurrence(present.astype(bool), documents, n_replicates=200).set_index(["one", "other"])
    row = table.loc[("a", "b")]
    assert (row["passages"], row["texts"], row["expected"]) == (2, 2, pytest.approx(3 * 3 / 6))
    assert row["ratio"] == pytest.approx(4 / 3)
    assert row["low"] <= 4 / 3 <= row["high"]
    assert table.loc[("a", "c"), ["ratio", "low", "high"]].isna().all()
    assert table.loc[("a", "d"), "ratio"] == pytest.approx(2)
    assert table.loc[("a", "d"), ["low", "high"]].isna().all()


def test_the_band_of_cooccurrence_is_that_of_a_loop_over_documents():
    rng = np.random.default_rng(5)
    present = pd.DataFrame(rng.random((60, 2)) < [0.5, 0.4], columns=["a", "b"])
    documents = pd.Series(rng.integers(0, 12, 60))
    codes, names = pd.factorize(documents)
    drawn = np.random.default_rng(7).multinomial(len(names), np.full(len(names), 1 / len(names)), size=300)
    ratios = []
    for times in drawn:
        again = present.to_numpy()[np.repeat(np.arange(60), times[codes])]
        a, b, both = again[:, 0].sum(), again[:, 1].sum(), again.all(axis=1).sum()
        ratios.append(len(again) * both / (a * b))
    row = measure_cooccurrence(present, documents, n_replicates=300, seed=7).iloc[0]
    assert [row["low"], row["high"]] == pytest.approx(np.quantile(ratios, [0.025, 0.975]))


def test_what_a_passage_may_have_widens_the_band_of_cooccurrence():
    rng = np.random.default_rng(4)
    present = pd.DataFrame(rng.random((300, 2)) < 0.5, columns=["a", "b"])
    documents = pd.Series(rng.integers(0, 30, 300))
    least = present & pd.DataFrame(rng.random((300, 2)) < 0.5, columns=["a", "b"])
    sure = measure_cooccurrence(present, documents).iloc[0]
    same = measure_cooccurrence(present, documents, bounds=(present, present)).iloc[0]
    tossed = measure_cooccurrence(present, documents, bounds=(least, present)).iloc[0]
    assert (sure["low"], sure["high"]) == (same["low"], same["high"])
    assert tossed["ratio"] == sure["ratio"]
    assert tossed["high"] - tossed["low"] > 1.2 * (sure["high"] - sure["low"])


def test_doubtful_passages_are_tossed_evenly_and_sure_ones_kept():
    rng = np.random.default_rng(8)
    most = rng.random((80, 2)) < 0.7
    least, codes = most & (rng.random((80, 2)) < 0.5), np.arange(80) // 8
    generator = np.random.default_rng(9)
    drawn = generator.multinomial(10, np.full(10, 0.1), size=200)
    ratios = []
    for part in np.array_split(drawn, 20):
        x = least | (most & (generator.random((80, 2)) < 0.5))
        for times in part:
            again = x[np.repeat(np.arange(80), times[codes])]
            ratios.append(len(again) * again.all(axis=1).sum() / again.sum(axis=0).prod())
    tables = [pd.DataFrame(x, columns=["a", "b"]) for x in (most, least)]
    row = measure_cooccurrence(tables[0], pd.Series(codes), 200, 9, bounds=(tables[1], tables[0])).iloc[0]
    assert [row["low"], row["high"]] == pytest.approx(np.quantile(ratios, [0.025, 0.975]))


def test_themes_that_ignore_each_other_have_a_ratio_near_one():
    rng = np.random.default_rng(3)
    present = pd.DataFrame(rng.random((4000, 2)) < [0.4, 0.3], columns=["a", "b"])
    row = measure_cooccurrence(present, pd.Series(rng.integers(0, 60, 4000))).iloc[0]
    assert row["low"] < 1 < row["high"]
    assert row["ratio"] == pytest.approx(1, abs=0.08)


def test_counts_of_passages_say_documents_and_bounds_themselves():
    rng = np.random.default_rng(6)
    index = pd.MultiIndex.from_product([[f"d{n}" for n in range(20)], range(1, 6)], names=["document", "passage"])
    least, doubt, more = (pd.DataFrame(rng.poisson(0.4, (100, 3)), index, list("abc")) for _ in range(3))
    counts = Counts(least + doubt, pd.Series(250, index), least, least + doubt + more)
    documents = pd.Series(index.get_level_values("document"), index)
    tables = [table > 0 for table in (least + doubt, least, least + doubt + more)]
    expected = measure_cooccurrence(tables[0], documents, bounds=tuple(tables[1:]))
    pd.testing.assert_frame_equal(measure_cooccurrence(counts), expected)
    sure = measure_cooccurrence(Counts(least, pd.Series(250, index)))
    pd.testing.assert_frame_equal(sure, measure_cooccurrence(least > 0, documents))


def test_themes_located_in_passages_are_counted_and_measured(occurrences, themes):
    passages = load_passages()
    located = occurrences.assign(passage=locate_passages(occurrences, passages))
    groups = {name: (name, list(theme.senses)) for name, theme in themes.items()}
    counts = count_senses(located, groups, passages, by=["document", "passage"])
    table = measure_cooccurrence(counts, n_replicates=50).set_index(["one", "other"])
    both = (counts.table[["peace", "concessions"]] > 0).all(axis=1)
    assert table.loc[("peace", "concessions"), "passages"] == both.sum()
    assert table.loc[("peace", "concessions"), "texts"] == both.groupby("document").any().sum()


TWO = pd.DataFrame({"a": [True, False], "b": [True, True]})


@pytest.mark.parametrize(
    ("present", "documents", "options", "message"),
    [
        (TWO[["a"]], pd.Series(list("xy")), {}, "at least two themes"),
        (TWO.head(0), pd.Series(list("xy")), {}, "present has no rows"),
        (None, None, {}, "present is NoneType"),
        (TWO.astype(int), pd.Series(list("xy")), {}, "not a table of True and False"),
        (TWO, None, {}, "documents is NoneType"),
        (TWO, pd.Series(["x"]), {}, "documents lacks 1"),
        (TWO, pd.Series(["x", None]), {}, "documents: 1 has no value"),
        (TWO, pd.Series(list("xy")), {"n_replicates": 0}, "n_replicates is 0"),
        (TWO, pd.Series(list("xy")), {"bounds": (TWO, TWO & False)}, "do not lie around what is present"),
        (TWO & False, pd.Series(list("xy")), {"bounds": (TWO, TWO)}, "do not lie around what is present"),
        (TWO, pd.Series(list("xy")), {"bounds": (TWO[["a"]], TWO)}, "do not lie around what is present"),
        (TWO, pd.Series(list("xy")), {"bounds": (TWO.head(1), TWO)}, "a bound lacks 1"),
    ],
)
def test_cooccurrence_that_cannot_be_measured_is_refused(present, documents, options, message):
    with pytest.raises(InputError, match=message):
        measure_cooccurrence(present, documents, **options)


def test_each_period_is_measured_by_itself_and_false_friends_do_not_count(themes, occurrences):
    paragraphs = load_paragraphs()
    some = list(dict.fromkeys(paragraphs["document"]))[:20]
    periods = pd.Series(["early"] * 10 + ["late"] * 10, some)
    table = compare_cooccurrence(occurrences, themes, paragraphs, periods)
    assert list(dict.fromkeys(table["period"])) == ["early", "late"]
    passages = load_passages()
    true = [name for name, sense in themes["peace"].senses.items() if not sense.false_friend]
    rows = occurrences[occurrences["document"].isin(some[:10])]
    rows = rows.assign(passage=locate_passages(rows, passages))
    peace = rows[(rows["theme"] == "peace") & rows["sense"].isin(true)]
    land = rows[(rows["theme"] == "concessions")
                & ~rows["sense"].map(lambda sense: themes["concessions"].senses[sense].false_friend
                                     if sense in themes["concessions"].senses else False)]  # fmt: skip
    both = set(zip(peace["document"], peace["passage"], strict=True)) & set(
        zip(land["document"], land["passage"], strict=True))  # fmt: skip
    early = table[table["period"] == "early"].set_index(["one", "other"])
    pair = ("peace", "concessions") if ("peace", "concessions") in early.index else ("concessions", "peace")
    assert early.loc[pair, "passages"] == len(both) > 0


@pytest.mark.parametrize("periods", [pd.Series({"zz": 1}), pd.Series(dtype=float), ["x"]])
def test_periods_without_any_document_are_refused(themes, occurrences, periods):
    with pytest.raises(InputError, match="periods have none of the documents"):
        compare_cooccurrence(occurrences, themes, load_paragraphs(), periods)
