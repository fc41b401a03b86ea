"""The sentences about one theme are true of the numbers, and say what they rest on."""

import pandas as pd
import pytest
from stories import make_table, write_texts

from themeshift.story import load_story
from themeshift.story_tables import summarize_story
from themeshift.theme_answers import describe_theme, find_deciding_text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        ([4.0, 1.0, 0.0], [6.0, 3.0, 0.0], None),
        ([1.5, 1.0, 0.0], [6.0, 3.0, 0.0], "a"),  # without it 1.5, and the second has 2
        ([2.0, 1.0, 0.0], [6.0, 3.0, 0.0], "a"),  # no longer alone at the top
        ([1.5, 1.0, 0.0], [9.0, 3.0, 0.0], "one of the texts"),  # “a” moves the rate most, but upward
        ([4.0, 1.0, 0.0], [6.0, 5.5, 0.0], "b"),  # without it the second has 5.5
    ],
)
def test_the_text_that_decides_which_period_is_highest(low, high, text):
    assert find_deciding_text(make_table([5.0, 2.0, 0.0], low, high), "peace") == text


def test_a_theme_is_told_in_sentences_that_hold():
    table = make_table([5.0, 2.0, 0.0], [4.0, 1.0, 0.0], [6.0, 3.0, 0.0])
    assert describe_theme(table, "peace") == (
        "**peace** is most frequent in *one*: 5.0 times in 1,000 words (4.0 to 6.0 if any one text is left out). It "
        "does not occur in the texts of *three*. Whichever one text is left out, *one* comes first (at the "
        "narrowest 4.0 against 2.0 in another period)."
    )
    hung = describe_theme(table.assign(without_low=[1.5, 1, 0]), "peace")
    several = describe_theme(table.assign(without_low=[1.5, 1, 0], deciding=3), "peace")
    assert (
        "depends on 3 texts, each by itself: without “a”, for example, it does not (1.5 against 2.0 in another period)."
        in several
    )
    few = describe_theme(table.assign(count=10), "peace")
    assert "In *one* it rests on 10 occurrences in 2 texts. Whichever" in few
    assert "In *one* it rests on 1 occurrence in 1 text." in describe_theme(
        table.assign(count=1, texts_with=1), "peace"
    )
    assert (
        "That *one* comes first depends on a single text: without “a”, it does not (1.5 against 2.0 in another "
        "period)." in hung
    )
    bare = describe_theme(table.assign(rate=[0.2, 0.14, 0.0], without_low=[0.12, 0.1, 0], without_high=0.2), "peace")
    assert "without “a”, it does not (0.12 against 0.14 in another period)." in bare  # not "0.1 against 0.1"
    steady = table.assign(rate=[5.0, 4, 3])
    assert describe_theme(steady, "peace").startswith(
        "In no period does **peace** fall below half of its highest rate: it ranges from 3.0 times in 1,000 words in "
        "*three* to 5.0 in *one*"
    )
    wide = table.assign(rate=[8.0, 1.0, 4.0], period=["1917", "1918", "1919"])
    told = describe_theme(steady, "peace", calendar=wide)
    assert (
        "in *one* (4.0 to 6.0 if any one text is left out). By the calendar it does: 1.0 in 1918 against 8.0 in" in told
    )
    assert "By the calendar" not in describe_theme(steady, "peace", calendar=steady)
    assert describe_theme(table.assign(rate=0.0), "peace") == "**peace** does not occur in these texts."
    none = pd.concat([table.assign(rate=0.0), table.iloc[:1].assign(apart=True)])
    assert describe_theme(none, "peace") == "**peace** does not occur in these texts of the years asked about."
    heavy = describe_theme(table.assign(most_in_one=[0.6, 0.9, 0]), "peace", borders={"peace": "It hangs on a border"})
    assert "More than half of its occurrences in *one* are in one text." in heavy
    assert heavy.endswith("comes first (at the narrowest 4.0 against 2.0 in another period). It hangs on a border.")
    moved = table.assign(without_low=[1.5, 1, 0]), table
    hangs = [describe_theme(one, "peace", borders={"peace": "It depends on where"}) for one in moved]
    assert [said.rpartition(". ")[2] for said in hangs] == ["It also depends on where.", "But it depends on where."]
    nowhere = describe_theme(make_table([5.0, 0.0, 0.0], [4.0, 0.0, 0.0], [6.0, 0.0, 0.0]), "peace")
    assert "It does not occur in the texts of *two* or *three*." in nowhere
    titles = pd.DataFrame(
        {"title": "Report", "date": pd.Timestamp(1920, 1, 2), "date_end": pd.Timestamp(1920, 1, 2)}, ["b"]
    )
    named = describe_theme(table.assign(most_in_one=0.6, most_text="b"), "peace", titles)
    assert "More than half of its occurrences in *one* are in one text, “Report” (2 January 1920)." in named


def test_many_periods_without_a_theme_are_only_counted(tmp_path):
    path = write_texts(tmp_path, ["Ann"] * 12)
    rows = pd.read_csv(path, dtype=str)
    rows.loc[1:, "text"] = "nothing"
    rows.to_csv(path, index=False)
    table = summarize_story(load_story(path, themes=["peace"]))
    assert "It does not occur in 11 of the 12 periods" in describe_theme(table, "peace")
