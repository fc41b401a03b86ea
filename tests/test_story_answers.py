"""The sentences that answer are true of the numbers, and say what they rest on."""

import pandas as pd
import pytest
from stories import make_table, write_texts

from themeshift.rate_captions import describe_order
from themeshift.story import load_story
from themeshift.story_answers import describe_story, describe_theme, find_deciding_text
from themeshift.story_tables import rank_story_words, summarize_story


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
        "in *one* (4.0 to 6.0 if any one text is left out). By the calendar, **peace** does: 1.0 in 1918, 8.0 in"
        in told
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


def test_a_story_is_told_the_answer_first():
    table = pd.concat([
        make_table([5.0, 2.0, 0.0], [4.0, 1.0, 0.0], [6.0, 3.0, 0.0]),
        make_table([0.0, 2.0, 9.0], [0.0, 1.0, 1.0], [0.0, 3.0, 9.0], term="trade"),
    ], ignore_index=True)  # fmt: skip
    assert describe_story(table) == [
        "Yes, in these texts the words change from period to period: 2 of 2 themes are more than twice as frequent in "
        "one period as in another. But not all in one direction: 1 of them is highest in "
        "the first period, none in between and 1 in the last.",
        "Each theme is most frequent at a time of its own: **peace** in the period *one*; **trade** in *three*.",
        "Whichever one text is left out, the same period comes first for **peace** (at the narrowest "
        "4.0 against 2.0 in another period); for **trade** (1.0 against 2.0), leaving out one text can change it.",
        "From the first period to the last, *one* to *three*, **peace** falls most, from 5.0 to 0 times in 1,000 "
        "words, and **trade** rises most, "
        "from 0 to 9.0 times in 1,000 words.",
    ]
    assert describe_order(table) == "Peace is most frequent in the period “one”, trade in “three”"
    by_year = table.assign(period=table["period"].map({"one": "1917", "two": "1918", "three": "1919"}))
    assert describe_order(by_year) == "Peace is most frequent in 1917, trade in 1919"
    assert describe_story(by_year)[1].endswith("**peace** in *1917*; **trade** in *1919*.")


def test_what_hardly_changes_and_what_never_occurs_is_told_apart():
    moving = make_table([5.0, 2.0, 0.0], [4.0, 1.0, 0.0], [6.0, 3.0, 0.0])
    war, trade, never = (make_table(rates, [0.0] * 3, [9.0] * 3, term=name) for name, rates in
                         {"war": [6.0, 4.0, 3.0], "trade": [1.0, 1.0, 1.0], "rest": [0.0] * 3}.items())  # fmt: skip
    both = pd.concat([moving, war], ignore_index=True)
    assert describe_story(both)[0] == (
        "Yes, in these texts the words change from period to period: 1 of 2 themes is more than twice as frequent in "
        "one period as in another."
    )
    assert describe_story(both)[1].endswith(
        "Most frequent: **peace** in the period *one*. In no period does **war** fall below half of its highest rate."
    )
    divided = describe_story(both, borders={"peace": "It hangs on a border", "war": "So does it"})
    assert divided[2].endswith(
        " For **peace**, though, it depends on how the years are divided; see under each, below."
    )
    assert describe_story(pd.concat([war, trade, never], ignore_index=True)) == [
        "Hardly, in these texts: no theme is more than twice as frequent in one period as in another.",
        "In no period do **war** and **trade** fall below half of their highest rates.",
        "In the years asked about, these texts have nothing of **rest**.",
    ]


def test_themes_that_share_a_period_have_no_time_of_their_own():
    first, second = (make_table([5.0, 2.0, 0.0], [4.0, 1.0, 0.0], [6.0, 3.0, 0.0], term=name) for name in ("a", "b"))
    third = make_table([0.0, 9.0, 1.0], [0.0, 8.0, 1.0], [0.0, 9.0, 1.0], term="c")
    alone = describe_story(pd.concat([first, second], ignore_index=True))
    assert alone[0].endswith("2 of 2 themes are more than twice as frequent in one period as in another.")
    assert alone[1] == "Most frequent: **a** and **b** in the period *one*."
    said = describe_story(pd.concat([first, second, third], ignore_index=True))
    assert said[3].startswith("From the first period to the last, *one* to *three*, **a** falls most, from 5.0 to 0 ")
    assert said[3].endswith("after a peak of 9.0 in *two*, and **b** no longer occurs in the last.")
    assert (
        said[1]
        == "The themes are most frequent at different times: **a** and **b** in the period *one*; **c** in *two*."
    )
    assert "words, **c** rises most, from 0 to 1.0 times in 1,000 words, after a peak of 9.0 in *two*, " in said[3]


def test_a_time_of_its_own_is_said_only_of_themes_that_change():
    first = make_table([5.0, 2.0, 0.0], [4.0, 1.0, 0.0], [6.0, 3.0, 0.0], term="a")
    second = make_table([0.0, 9.0, 1.0], [0.0, 8.0, 1.0], [0.0, 9.0, 1.0], term="b")
    third = make_table([5.0, 2.0, 0.0], [4.0, 1.0, 0.0], [6.0, 3.0, 0.0], term="c")
    steady = make_table([6.0, 4.0, 3.0], [5.0, 3.0, 2.0], [7.0, 5.0, 4.0], term="d")  # highest where “a” is, too
    assert describe_story(pd.concat([first, second, steady], ignore_index=True))[1] == (
        "Each theme that changes is most frequent at a time of its own: **a** in the period *one*; **b** in *two*. In "
        "no period does **d** fall below half of its highest rate."
    )
    shared = describe_story(pd.concat([first, second, third, steady], ignore_index=True))[1]
    assert shared.startswith("The themes that change are most frequent at different times: **a** and **c** in the ")


def test_many_periods_without_a_theme_are_only_counted(tmp_path):
    path = write_texts(tmp_path, ["Ann"] * 12)
    rows = pd.read_csv(path, dtype=str)
    rows.loc[1:, "text"] = "nothing"
    rows.to_csv(path, index=False)
    table = summarize_story(load_story(path, themes=["peace"]))
    assert "It does not occur in 11 of the 12 periods" in describe_theme(table, "peace")


def test_what_is_set_apart_has_no_part_in_the_sentences(lenin):
    table = summarize_story(lenin)
    table.loc[table["apart"], "rate"] = 1000.0
    assert not any("1923" in sentence for sentence in describe_story(table))
    assert "1923" not in describe_theme(table, "electrification")


def test_what_an_author_never_says_is_named_and_the_rest_is_told():
    story = load_story(author="L. D. Trotsky")
    assert "leases" in story.absent
    assert "war" in story.curves
    table = summarize_story(story)
    assert describe_story(table, story.absent)[-1].startswith("None of these texts has anything of *")
    assert len(rank_story_words(story)) == 8  # against the texts of others


def test_the_answer_is_firm_only_where_a_period_holds_without_any_one_text():
    hung = make_table([5.0, 2.0, 0.0], [1.0, 1.0, 0.0], [6.0, 3.0, 0.0])
    said = describe_story(hung)
    assert said[0].startswith("Perhaps, in these texts the words change from period to period: the theme is more than")
    assert said[2] == (
        "But for **peace** (1.0 against 2.0 in another period), leaving out one text can change which period comes "
        "first."
    )
    never = hung.assign(rate=0.0)
    assert describe_story(never) == ["In the years asked about, these texts have nothing of **peace**."]
    assert not describe_story(hung.iloc[:1])[0].startswith(("Yes", "Perhaps", "Hardly"))  # nothing to compare with


def test_the_answer_to_the_question_is_that_of_the_corpus(lenin):
    table, documents = summarize_story(lenin), lenin.documents
    assert describe_story(table)[0].startswith(
        "Yes, in these texts the words change from period to period: 5 of 6 themes"
    )
    leases = lenin.counts.select(documents).table["leases"]
    assert documents.loc[leases.idxmax(), "title"] in describe_theme(table, "leases", documents)
