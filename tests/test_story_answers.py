"""The sentences about all themes are true of the numbers, and say what they rest on."""

import pandas as pd
from stories import make_table

from themeshift.rate_captions import describe_order
from themeshift.story import load_story
from themeshift.story_answers import describe_story
from themeshift.story_tables import rank_story_words, summarize_story
from themeshift.theme_answers import describe_theme


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
