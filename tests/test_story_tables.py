"""The tables of a story: its rates, the periods in which a theme is first, its words."""

import pandas as pd

from themeshift.story import load_story
from themeshift.story_tables import list_words, move_borders, rank_story_words, summarize_story
from themeshift.theme_answers import describe_borders


def test_a_summary_has_the_texts_with_a_theme_and_sets_1923_apart(lenin):
    table = summarize_story(lenin).set_index(["term", "period"])
    chosen = lenin.occurrences.query("theme == 'peace' and sense == 'aim'")
    days = lenin.corpus.documents["date"]
    brest = [name for name in set(chosen["document"]) if days[name] <= pd.Timestamp("1918-05-24")]
    assert table.loc[("peace as aim", "Brest"), "texts_with"] == len(brest)
    assert table.index[table["apart"]].get_level_values("period").unique().tolist() == ["1923"]
    assert table.loc[("awakening East", "1923"), "texts"] == 1


def test_the_half_years_end_where_the_days_end(lenin):
    table = summarize_story(lenin, "half-year")
    assert table.loc[~table["apart"], "period"].drop_duplicates().iloc[[0, -1]].tolist() == ["1917 II", "1922 II"]
    assert table.loc[table["apart"], "period"].unique().tolist() == ["1923 I"]


def test_terms_have_one_order_in_every_table(lenin):
    orders = [list(dict.fromkeys(summarize_story(lenin, kind)["term"])) for kind in (None, "half-year", "year")]
    assert orders[0] == orders[1] == orders[2]
    places = {"Brest": 0, "civil war": 1, "Polish war": 2, "concessions and NEP": 3, "Genoa and after": 4}
    table = summarize_story(lenin)
    inside = table[~table["apart"]]
    first = inside.loc[inside.groupby("term", sort=False)["rate"].idxmax(), "period"].map(places)
    assert first.is_monotonic_increasing


def test_a_first_period_that_hangs_on_a_border_or_on_the_calendar_is_named(lenin):
    moves = move_borders(lenin, 60)
    pd.testing.assert_frame_equal(move_borders(lenin._replace(periods=lenin.periods.iloc[::-1]), 60), moves)
    # The report on concessions of 21 December 1920 falls before a border that is moved from 17 November to 16 January.
    assert moves[moves["term"] == "leases"].values.tolist() == [["leases", "concessions and NEP", 60, "Polish war"]]
    assert move_borders(lenin, 1).empty or "peace as aim" not in set(move_borders(lenin, 1)["term"])
    said = describe_borders(lenin)
    assert "if *concessions and NEP* began 60 days later, *Polish war* would come first" in said["leases"]
    assert said["awakening East"] == (
        "By half-years, its highest rate is that of 1919 II, in *civil war* and not in *Polish war*"
    )
    assert "peace as aim" not in said


def test_the_words_of_a_theme_are_listed_the_most_frequent_first(lenin):
    assert list_words(lenin, 2)["leases"] == ["concessions", "concession"]


def test_the_texts_that_decide_a_first_period_are_counted(tmp_path):
    texts = {"1917": ["peace peace and", "and and and and"], "1918": ["peace war war", "war war war war"]}
    rows = [(f"{year}-{n}", year, "Ann", text) for year, both in texts.items() for n, text in enumerate(both)]
    path = tmp_path / "texts.csv"
    pd.DataFrame(rows, columns=["id", "date", "author", "text"]).to_csv(path, index=False)
    table = summarize_story(load_story(path, themes=["peace", "war"]), "year").set_index(["term", "period"])
    # Peace is 2 of 7 words in 1917 and 1 of 7 in 1918; without the first text 0 of 4, and without the last 1 of 3.
    assert table.loc["peace", "deciding"].tolist() == [2, 2]
    assert table.loc["war", "deciding"].tolist() == [0, 0]


def test_the_text_that_has_most_of_a_theme_is_named(lenin):
    table, leases = summarize_story(lenin), lenin.counts.select(lenin.documents).table["leases"]
    row = table.set_index(["term", "period"]).loc[("leases", "concessions and NEP")]
    assert (row["most_text"], row["most_in_one"] * row["count"]) == (leases.idxmax(), leases.max())
    assert table.loc[table["count"] == 0, "most_text"].isna().all()


def test_a_word_of_several_years_can_stand_in_several_lists(lenin):
    words = rank_story_words(lenin)["term"]
    assert (words == "entente").sum() > 1
    assert "peace" not in set(words)  # it occurs in every year


def test_of_what_kind_the_periods_are_is_told_with_their_words(lenin):
    assert rank_story_words(lenin).attrs["kind"] == "year"
    assert rank_story_words(load_story(span=("1918", "1918"))).attrs["kind"] == "half-year"
    assert rank_story_words(load_story(author="L. D. Trotsky")).attrs["kind"] == "text"
