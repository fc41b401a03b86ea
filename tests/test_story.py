"""A story is made ready from any corpus, and its sentences say what its numbers are."""

import pandas as pd
import pytest

import themeshift as ts
from themeshift import paths
from themeshift.captions import (
    describe_authors,
    describe_borders,
    describe_documents,
    describe_order,
    describe_rates,
    describe_story,
    describe_theme,
    find_deciding_text,
)
from themeshift.checks import InputError
from themeshift.distinctive import rank_period_words
from themeshift.periods import choose_calendar
from themeshift.story import (
    list_words,
    load_story,
    move_borders,
    rank_story_words,
    summarize_story,
)
from themeshift.views import list_passages, show_events, show_passages, show_theme


@pytest.fixture(scope="module")
def lenin():
    return load_story()


@pytest.fixture(scope="module")
def plain(tmp_path_factory):
    """Four texts of two years, that declare nothing."""
    folder = tmp_path_factory.mktemp("plain")
    texts = {"1917-11-08-a": "We want peace and <b> peace", "1917-12-01-b": "Peace at last we want",
             "1918-03-01-c": "We want trade with all", "1918-05-01-d": "Trade trade we want"}  # fmt: skip
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


# A corpus that declares everything


def test_the_curves_are_those_that_the_themes_declare(lenin):
    assert list(lenin.curves) == [
        "peace as aim", "leases", "awakening East", "electrification", "war", "world revolution"
    ]  # fmt: skip
    assert lenin.curves["leases"] == ("concessions", ["foreign_capital", "mixed"])


def test_texts_outside_the_days_and_of_others_are_parted(lenin):
    assert list(lenin.apart.index) == ["1923-03-02-better-fewer-but-better"]
    assert sorted(lenin.others["author"]) == ["G. V. Chicherin", "L. D. Trotsky"]
    assert set(lenin.counts.index) == set(lenin.documents.index) | set(lenin.apart.index)
    assert lenin.documents["date"].max() <= pd.Timestamp("1922-12-31")


def test_the_counts_are_those_of_the_occurrences(lenin):
    chosen = lenin.occurrences.query("theme == 'peace' and sense == 'aim'")
    assert lenin.counts.sums["peace as aim"] == len(chosen)


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


def test_any_words_are_followed_beside_the_themes():
    story = load_story(themes=["League of Nations", "peace", "leases"])
    assert list(story.curves) == ["League of Nations", "peace", "leases"]
    found = ts.find_concordance("League of Nations", *ts.load_corpus()[1:3], ts.load_documents())
    lenin = found["document"].isin(set(story.counts.index))
    assert story.counts.sums["League of Nations"] == lenin.sum() > 0
    assert "other" not in story.curves["peace"][1]  # a false friend


def test_what_an_author_never_says_is_named_and_the_rest_is_told():
    story = load_story(author="L. D. Trotsky")
    assert "leases" in story.absent
    assert "war" in story.curves
    table = summarize_story(story)
    assert describe_story(table, story.absent)[-1].startswith("None of these texts has anything of *")
    assert len(rank_story_words(story)) == 8  # against the texts of others


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"folder": "nowhere"}, "CORPUS is 'nowhere', which is not a folder"),
        ({"folder": None}, "CORPUS is None"),
        ({"author": "Lenin"}, "AUTHOR is 'Lenin', which is none of the choices.*V. I. Lenin"),
        ({"themes": ["peace as am"]}, "THEMES has 'peace as am', which occurs in none .* peace as aim"),
        ({"themes": []}, r"THEMES is \[\]; write a list"),
        ({"themes": "peace"}, "THEMES is 'peace'; write a list"),
        ({"span": "1920"}, "SPAN is '1920'; write its first and its last day"),
        ({"span": ("1920", "1921")}, "SPAN: the day is '1920', not a valid date"),
        ({"span": ("1921-01-01", "1920-01-01")}, "SPAN ends on 1920-01-01, before it begins"),
        ({"span": ("1950-01-01", "1960-01-01")}, "SPAN is .* no text begins in these days.* 1917-11-08 and 1923-03-02"),
        ({"author": "L. D. Trotsky", "themes": ["leases"]}, "THEMES: none of leases occurs in these texts"),
    ],
)
def test_what_cannot_be_is_named_by_the_parameter(arguments, message):
    with pytest.raises(InputError, match=message):
        load_story(**arguments)


# A corpus that declares nothing


def test_without_themes_the_words_that_set_periods_apart_are_followed(plain):
    story = load_story(plain)
    assert set(story.curves) >= {"peace", "trade"}
    assert "we" not in story.curves  # in every period
    assert story.periods == "half-year"
    assert len(story.events) == len(story.apart) == len(story.others) == 0


def test_the_calendar_is_as_fine_as_can_be_read():
    def spread(first, last):
        days = pd.to_datetime([first, last])
        return choose_calendar(pd.DataFrame({"date": days, "date_end": days}, index=["a", "b"]))

    assert spread("1917-11-08", "1922-12-31") == "half-year"
    assert spread("1910-01-01", "1922-12-31") == "year"
    assert spread("1880-01-01", "1999-12-31") == "decade"
    assert spread("1789-01-01", "1989-01-01") == "half-century"
    assert spread("1000-01-01", "1989-01-01") == "century"  # the coarsest


def test_the_calendar_is_not_finer_than_the_dates():
    documents = pd.DataFrame({"date": ["1906-01-01"], "date_end": ["1906-12-31"]}, ["a"]).astype("datetime64[s]")
    assert choose_calendar(documents) == "year"


def test_centuries_are_named_by_their_years():
    days = pd.to_datetime(["1789-04-30", "1861-03-04"])
    documents = pd.DataFrame({"date": days, "date_end": days}, index=["a", "b"])
    assert ts.assign_periods(documents, "century").tolist() == ["1700 to 1799", "1800 to 1899"]
    assert ts.assign_periods(documents, "half-century").tolist() == ["1750 to 1799", "1850 to 1899"]


def write_texts(tmp_path, authors):
    rows = [{"id": f"d{n}", "date": f"19{n:02d}", "author": author, "text": f"peace {'and ' * n} war"}
            for n, author in enumerate(authors)]  # fmt: skip
    path = tmp_path / "texts.csv"
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def test_whose_texts_are_counted_is_said(tmp_path):
    story = load_story(write_texts(tmp_path, ["Ann", "Ann", "Ann", "Ben", "Cy"]), themes=["peace"])
    assert describe_authors(story) == [
        "Counted are the texts by Ann alone, 3 of 5; those by Ben and Cy are shown, but not counted (`AUTHOR` chooses)."
    ]
    assert describe_authors(load_story(write_texts(tmp_path, ["Ann", "Ann", "Ben", "Ben"]), themes=["peace"])) == []
    many = load_story(write_texts(tmp_path, ["Ann"] * 5 + ["B", "C", "D", ""]), themes=["peace"])
    assert "5 of 9; those by 4 others" in describe_authors(many)[0]


def test_texts_without_an_author_are_nobody_s(tmp_path):
    story = load_story(write_texts(tmp_path, ["", "", "", "Ben"]), themes=["peace"])
    assert len(story.documents) == 4
    assert describe_authors(story) == []


def test_words_are_counted_where_a_corpus_does_not_say_them(tmp_path):
    path = write_texts(tmp_path, ["Ann", "Ann", "Ben"])
    story = load_story(path, themes=["peace"])
    assert story.documents["words"].to_dict() == {"d0": 2, "d1": 3}
    assert story.others["words"].to_dict() == {"d2": 4}
    pd.read_csv(path).assign(words="many").to_csv(path, index=False)  # something else by the same name
    assert load_story(path, themes=["peace"]).corpus.documents["words"].tolist() == [2, 3, 4]


def test_texts_of_one_period_are_compared_with_each_other(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("id,date,text\na,1906,the sea the sea\nb,1906,the king the king\n")
    corpus = ts.load_corpus(path)
    periods = ts.choose_periods(path, corpus.documents)
    assert periods == "year"
    assert ts.find_leading_words(path, corpus.paragraphs, corpus.documents, periods) == ["sea", "king"]


def test_years_before_the_common_era_are_told(tmp_path):
    for name, text in {"-0043": "peace war peace", "-0020": "war gold", "0014": "gold gold peace"}.items():
        (tmp_path / f"{name}.txt").write_text(text)
    story = load_story(tmp_path, themes=["peace"])
    assert describe_documents(story.documents).startswith("3 texts, 1 January -0043 to 31 December 0014")


def test_many_periods_without_a_theme_are_only_counted(tmp_path):
    path = write_texts(tmp_path, ["Ann"] * 12)
    rows = pd.read_csv(path, dtype=str)
    rows.loc[1:, "text"] = "nothing"
    rows.to_csv(path, index=False)
    table = summarize_story(load_story(path, themes=["peace"]))
    assert "It does not occur in 11 of the 12 periods" in describe_theme(table, "peace")


def test_a_word_of_a_period_weighs_its_share_times_its_rarity(plain):
    counts = ts.count_vocabulary(ts.load_paragraphs(plain))
    years = ts.assign_periods(ts.load_documents(plain), "year")
    table = rank_period_words(counts, years, min_texts=1).set_index(["period", "term"])
    # 3 of 11 words of 1917, in one of two years: 3/11 ln 2
    assert table.loc[("1917", "peace"), "tfidf"] == pytest.approx(3 / 11 * 0.693147, abs=1e-6)
    assert table.loc[("1917", "peace"), "documents"] == 2
    assert table.loc[("1917", "peace"), "largest_share"] == pytest.approx(2 / 3)
    assert "want" not in table.index.get_level_values("term")
    two = rank_period_words(counts, years, stopwords={"trade"})
    assert two["term"].tolist() == ["peace"]


# Sentences


def make_table(rates, low, high, texts=("a", "b", "c"), term="peace"):
    return pd.DataFrame({
        "term": term, "period": ["one", "two", "three"], "texts": 3, "texts_with": 2, "words": 1000, "count": 50,
        "rate": rates, "without_low": low, "without_high": high, "decisive_text": list(texts), "apart": False,
    })  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        ([4.0, 1.0, 0.0], [6.0, 3.0, 0.0], None),
        ([1.5, 1.0, 0.0], [6.0, 3.0, 0.0], "a"),  # without it 1.5, and the second has 2
        ([2.0, 1.0, 0.0], [6.0, 3.0, 0.0], "a"),  # no longer alone at the top
        ([4.0, 1.0, 0.0], [6.0, 5.5, 0.0], "b"),  # without it the second has 5.5
    ],
)
def test_the_text_that_decides_which_period_is_highest(low, high, text):
    assert find_deciding_text(make_table([5.0, 2.0, 0.0], low, high), "peace") == text


def test_a_theme_is_told_in_sentences_that_hold():
    table = make_table([5.0, 2.0, 0.0], [4.0, 1.0, 0.0], [6.0, 3.0, 0.0])
    assert describe_theme(table, "peace") == (
        "**peace** is most frequent in *one*: 5.0 times in 1,000 words (4.0 to 6.0 if any one text is left out). It "
        "does not occur in the texts of *three*. Whichever one text is left out, *one* comes first."
    )
    hung = describe_theme(table.assign(without_low=[1.5, 1, 0]), "peace")
    few = describe_theme(table.assign(count=10), "peace")
    assert "That rests on 10 occurrences in 2 texts. Whichever" in few
    assert "That *one* comes first depends on a single text: without “a”, it does not." in hung
    steady = table.assign(rate=[5.0, 4, 3])
    assert describe_theme(steady, "peace").startswith("**peace** changes little in proportion: from 3.0 times")
    assert describe_theme(table.assign(rate=0.0), "peace") == "**peace** does not occur in these texts."
    heavy = describe_theme(table.assign(most_in_one=[0.6, 0.9, 0]), "peace", borders={"peace": "It hangs on a border"})
    assert "More than half of its occurrences in *one* are in one text." in heavy
    assert heavy.endswith("comes first. It hangs on a border.")


def test_a_story_is_told_in_three_sentences():
    table = pd.concat([
        make_table([5.0, 2.0, 0.0], [4.0, 1.0, 0.0], [6.0, 3.0, 0.0]),
        make_table([0.0, 2.0, 9.0], [0.0, 1.0, 1.0], [0.0, 3.0, 9.0], term="trade"),
    ], ignore_index=True)  # fmt: skip
    assert describe_story(table) == [
        "Each theme is most frequent at a time of its own: **peace** in *one*; **trade** in *three*.",
        "Whichever one text is left out, this remains so for **peace**; for **trade**, it depends on a single text.",
        "From *one* to *three*, **peace** falls most, from 5.0 to 0 times in 1,000 words, and **trade** rises most, "
        "from 0 to 9.0 times in 1,000 words.",
    ]
    assert describe_order(table) == "Peace is most frequent in one, trade in three"


def test_themes_that_share_a_period_have_no_time_of_their_own():
    first, second = (make_table([5.0, 2.0, 0.0], [4.0, 1.0, 0.0], [6.0, 3.0, 0.0], term=name) for name in ("a", "b"))
    third = make_table([0.0, 9.0, 1.0], [0.0, 8.0, 1.0], [0.0, 9.0, 1.0], term="c")
    assert (
        describe_story(pd.concat([first, second], ignore_index=True))[0] == "Most frequent: **a** and **b** in *one*."
    )
    said = describe_story(pd.concat([first, second, third], ignore_index=True))
    assert said[0] == "The themes are most frequent at different times: **a** and **b** in *one*; **c** in *two*."
    assert said[2].endswith(
        "**c** rises most, from 0 to 1.0 times in 1,000 words (in between it reaches 9.0, in *two*)."
    )


def test_those_who_see_no_picture_are_told_of_a_second_height_and_of_gaps():
    table = make_table([9.0, 1.0, 5.0], [0] * 3, [0] * 3)
    assert describe_rates(table) == (
        "peace is highest in one (9.0 in 1,000 words), high again in three (5.0) and lowest in two (1.0)."
    )
    assert "again" not in describe_rates(table.assign(rate=[9.0, 3.0, 5.0]))  # what lies between is not half as low
    assert describe_rates(table.assign(rate=[9.0, 0.0, 0.0])).endswith("and absent from two and three.")
    days = pd.to_datetime(["1917-11-08", "1917-12-01", "1918-03-01"])
    texts = pd.DataFrame({"date": days, "date_end": days, "genre": ["note", "note", "letter"]}, index=list("abc"))
    assert describe_documents(texts) == (
        "3 texts, 8 November 1917 to 1 March 1918: note (2) and letter (1). 1917 has most, 2. "
        "The longest time without a text is from 1 December 1917 to 1 March 1918."
    )


def test_a_first_period_that_hangs_on_a_border_or_on_the_calendar_is_named(lenin):
    moves = move_borders(lenin, 60)
    # The report on concessions of 21 December 1920 falls before a border that is moved from 17 November to 16 January.
    assert moves[moves["term"] == "leases"].values.tolist() == [["leases", "concessions and NEP", 60, "Polish war"]]
    assert move_borders(lenin, 1).empty or "peace as aim" not in set(move_borders(lenin, 1)["term"])
    said = describe_borders(lenin)
    assert "if *concessions and NEP* began 60 days later, *Polish war* would come first" in said["leases"]
    assert said["awakening East"] == (
        "By the calendar, its highest rate is that of 1919 II, in *civil war* and not in *Polish war*"
    )
    assert "peace as aim" not in said


def test_terms_have_one_order_in_every_table(lenin):
    orders = [list(dict.fromkeys(summarize_story(lenin, kind)["term"])) for kind in (None, "half-year", "year")]
    assert orders[0] == orders[1] == orders[2]
    places = {"Brest": 0, "civil war": 1, "Polish war": 2, "concessions and NEP": 3, "Genoa and after": 4}
    table = summarize_story(lenin)
    inside = table[~table["apart"]]
    first = inside.loc[inside.groupby("term", sort=False)["rate"].idxmax(), "period"].map(places)
    assert first.is_monotonic_increasing


def test_texts_of_others_are_counted_apart(lenin):
    assert set(lenin.others_counts.index) == set(lenin.others.index)
    assert not set(lenin.occurrences["document"]) & set(lenin.others.index)
    found = ts.find_occurrences(
        ts.load_corpus().paragraphs, ts.load_themes(), ts.load_lines(), ts.load_labels(ts.load_themes())
    )
    trotsky = found[found["document"].str.contains("communication-to-the-soviet-press") & (found["sense"] == "aim")]
    assert lenin.others_counts.sums["peace as aim"] == len(trotsky) > 0


def test_the_words_of_a_theme_are_listed_the_most_frequent_first(lenin):
    assert list_words(lenin, 2)["leases"] == ["concessions", "concession"]


def test_a_list_of_events_says_what_happened_and_is_escaped():
    events = pd.DataFrame({"date": pd.to_datetime(["1918-03-03"]), "label": ["<Brest>"], "event": ["peace & war"]})
    assert "<li>3 March 1918: <b><bdi>&lt;Brest&gt;</bdi></b>. <bdi>peace &amp; war</bdi></li>" in show_events(events)
    assert show_events(events.iloc[:0]) == ""


def test_what_is_set_apart_has_no_part_in_the_sentences(lenin):
    table = summarize_story(lenin)
    table.loc[table["apart"], "rate"] = 1000.0
    assert not any("1923" in sentence for sentence in describe_story(table))
    assert "1923" not in describe_theme(table, "electrification")


# Passages


def test_passages_are_of_the_theme_the_sense_and_the_period(lenin):
    page = show_passages("leases", sense="foreign_capital", period="concessions and NEP", story=lenin)
    assert page.count("<b>") == 3
    assert page._repr_html_() == page
    assert "21 December 1920" in page  # the text that has most


def test_passages_are_of_as_many_texts_as_can_be(lenin):
    page = show_passages("world revolution", period="Brest", n=5, story=lenin)
    assert page.count("<p>") == 5
    assert len({part.split("</small>")[0].split(", p.")[0] for part in page.split("<p><small>")[1:]}) == 5


def test_text_of_a_corpus_is_escaped(plain):
    page = show_passages("peace", story=load_story(plain))
    assert "&lt;b&gt; <b>peace</b>" in page or "<b>peace</b> and &lt;b&gt;" in page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"theme": "bread"}, "the theme is 'bread', which is none of the choices"),
        ({"theme": ""}, "the theme is ''; name one"),
        ({"theme": "leases", "sense": "aim"}, "the sense of 'concessions' is 'aim'"),
        ({"theme": "leases", "period": "Polish War"}, "the period is 'Polish War'.*did you mean 'Polish war'"),
        ({"theme": "leases", "period": "Polish war"}, "'leases' has no occurrence in Polish war"),
        ({"theme": "leases", "n": 0}, "n is 0"),
    ],
)
def test_passages_that_cannot_be_shown_are_named(lenin, arguments, message):
    with pytest.raises(InputError, match=message):
        show_passages(**arguments, story=lenin)


def test_any_words_are_opened_with_curve_periods_half_years_and_passages():
    page = show_theme("League of Nations", n_replicates=0)
    assert page.count("<svg") == 1
    for words in (
        "League of Nations is most frequent",
        "Decree on Peace",
        "Genoa and after",
        "1920 II",
        "From the texts of",
    ):
        assert words in page, words
    assert "<b>League of Nations</b>" in page


def test_every_curve_has_its_passages(lenin):
    assert set(list_passages(lenin, 1)) == set(lenin.curves)


# Curves in themes.toml


def load_themes_with(tmp_path, line, kind="theme"):
    path = tmp_path / "themes.toml"
    path.write_text(
        f'[peace]\nkind = "{kind}"\nreason = "r"\n{line}\n'
        'terms = [{ words = ["peace"], reason = "r", example = "peace" }]\n'
        '[peace.senses.aim]\nreason = "r"\nexample = "‹peace›"\n'
        "[peace.senses.other]\nreason = 'r'\nexample = '‹peace›'\nfalse_friend = true\npatterns = ['at ‹peace›']\n",
        encoding="utf-8",
    )
    return ts.load_themes(path)["peace"].curves


def test_a_theme_has_one_curve_of_its_true_senses_unless_it_declares_others(tmp_path):
    assert load_themes_with(tmp_path, "") == {"peace": ["aim"]}
    assert load_themes_with(tmp_path, "", "background") == {}
    assert load_themes_with(tmp_path, 'curves = { rest = ["other"] }', "background") == {"rest": ["other"]}


@pytest.mark.parametrize("line", ["curves = {}", "curves = 5", 'curves = { rest = ["war"] }', "curves = { rest = [] }"])
def test_a_curve_is_of_senses_of_its_theme(tmp_path, line):
    with pytest.raises(InputError, match="theme 'peace'.*curve"):
        load_themes_with(tmp_path, line)


def test_the_days_that_are_asked_about_are_a_row_of_the_corpus():
    rows = ts.load_table(paths.CORPUS / "span.csv")
    assert len(rows) == 1


# The README


def write_readme_table():
    """Write the rates of the story as the table of the README."""
    from themeshift.charts import order_themes, write_rate

    table = summarize_story(load_story())
    periods = list(dict.fromkeys(table["period"]))
    lines = ["| theme | " + " | ".join(periods) + " |", "|---|" + "---|" * len(periods)]
    for term in order_themes(table):
        cells = []
        for row in table[table["term"] == term].itertuples():
            ends = (
                "" if pd.isna(row.without_low) else f" ({write_rate(row.without_low)}–{write_rate(row.without_high)})"
            )
            cells.append(write_rate(row.rate) + ends)
        lines.append(f"| {term} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def write_readme_intervals(judged=True):
    """Write the intervals for comparable texts, and whether each shift can be inferred, as a table of the README."""
    from themeshift.charts import order_themes, write_rate

    story, shifts = load_story(), ts.load_shifts()
    inside = story.counts.select(story.documents)
    table = ts.measure_intervals(inside, ts.assign_periods(story.documents, story.periods))
    table = table.set_index(["term", "period"])
    periods, verdicts = list(table.index.unique("period")), None
    if judged:
        dated = pd.concat([story.documents, story.apart])
        tests = [ts.compare_shifts(story.counts, dated, shifts, by, 50_000, 0, 1917) for by in (None, "occasion")]
        verdicts = ts.judge_shifts(shifts, *tests)
    lines = ["| theme | " + " | ".join([*periods, "its declared shift"]) + " |", "|---|" + "---|" * (len(periods) + 1)]
    for term in order_themes(summarize_story(story)):
        ends = [f"{write_rate(table.loc[(term, period), 'low'])}–{write_rate(table.loc[(term, period), 'high'])}"
                for period in periods]  # fmt: skip
        lines.append(f"| {term} | " + " | ".join(ends) + " | ")
        if judged:
            row, said = verdicts.loc[term], "not inferred"
            said = f"inferred, by {row['by']}" if row["holds"] else said
            p = max(row["p_texts"], row["p_occasions"])
            lines[-1] += f"{said} (p {'not given' if p != p else f'{p:.3f}'}) |"
    return "\n".join(lines)


def describe_readme_coverage():
    """Say how often the interval holds the true rate of a period: what the README says above its table."""
    ours = ts.load_coverage("periods").query("method == 'comparable texts'")
    mean = (ours["coverage"] * ours["cells"]).sum() / ours["cells"].sum()
    return f"it holds the true rate in {mean:.0%} of the runs on average, in {ours['worst'].min():.0%} at worst"


README = (paths.ROOT / "README.md").read_text(encoding="utf-8")


def test_the_table_of_the_readme_has_the_numbers_of_the_story():
    assert write_readme_table() in README


def test_the_readme_gives_intervals_with_their_measured_coverage():
    assert all(row in README for row in write_readme_intervals(judged=False).split("\n"))
    assert describe_readme_coverage() in " ".join(README.split())


@pytest.mark.check
def test_the_readme_says_which_shifts_can_be_inferred():
    assert write_readme_intervals() in README


def test_the_answers_of_the_readme_are_true(lenin):
    """Each claim of its section on the answers; in its order."""
    table = summarize_story(lenin)
    rates = table[~table["apart"]].pivot(index="term", columns="period", values="rate")
    halves = summarize_story(lenin, "half-year")
    halves = halves[~halves["apart"]].pivot(index="term", columns="period", values="rate")
    decide = {term: find_deciding_text(table, term) for term in rates.index}
    peace, revolution, east = (rates.loc[term] for term in ("peace as aim", "world revolution", "awakening East"))
    assert peace.idxmax() == "Brest" and decide["peace as aim"] is None
    assert all(0.4 < peace[name] / peace["Brest"] < 0.6 for name in ("civil war", "Polish war", "concessions and NEP"))
    assert peace["Genoa and after"] < 0.2 * peace["Brest"]
    assert revolution.idxmax() == "Brest" and decide["world revolution"] is None
    assert revolution["Brest"] > revolution["civil war"] > revolution["Polish war"]
    assert table.set_index(["term", "period"]).loc[("world revolution", "1923"), "count"] > 0
    assert (halves.loc["world revolution", ["1921 II", "1922 I", "1922 II"]] == 0).all()
    assert halves.loc["awakening East"].nlargest(3).index.tolist() == ["1919 II", "1920 I", "1920 II"]
    assert east.idxmax() == "Polish war" and decide["awakening East"] is None
    assert halves.loc["leases"].nlargest(2).index.tolist() == ["1920 II", "1921 I"] and decide["leases"] is None
    per_text = lenin.counts.table["leases"]
    assert per_text.max() > 0.5 * per_text.sum()
    power = lenin.counts.table["electrification"]
    assert lenin.corpus.documents.loc[power.index[power > 0], "date"].min() == pd.Timestamp("1920-02-02")
    assert decide["electrification"] is not None
    assert rates.loc["electrification"].idxmax() == "civil war"
    early = power[lenin.corpus.documents.loc[power.index, "date"].between("1918-05-25", "1920-04-24")]
    interviews = lenin.corpus.documents.loc[early.index, "genre"] == "interview"
    assert (early.sum(), early[interviews].sum(), (early[interviews] > 0).sum()) == (10, 9, 2)
    assert (rates.loc["war"] == rates.max()).all() and (rates.min(axis=1) / rates.max(axis=1)).idxmax() == "war"
