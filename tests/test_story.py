"""A story is made ready from any corpus."""

import pandas as pd
import pytest
from stories import write_texts

import themeshift as ts
from themeshift import paths
from themeshift.checks import InputError
from themeshift.distinctive import rank_period_words
from themeshift.periods import choose_calendar
from themeshift.story import load_story
from themeshift.text_captions import describe_authors


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


def test_any_words_are_followed_beside_the_themes():
    story = load_story(themes=["League of Nations", "peace", "leases"])
    assert list(story.curves) == ["League of Nations", "peace", "leases"]
    found = ts.find_concordance("League of Nations", *ts.load_corpus()[1:3], ts.load_documents())
    lenin = found["document"].isin(set(story.counts.index))
    assert story.counts.sums["League of Nations"] == lenin.sum() > 0
    assert "other" not in story.curves["peace"][1]  # a false friend


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"folder": "nowhere"}, "CORPUS is 'nowhere', which is not a folder"),
        ({"folder": None}, "CORPUS is None"),
        ({"author": "Lenin"}, "AUTHOR is 'Lenin', which is none of the choices.*V. I. Lenin"),
        ({"themes": ["peace as am"]}, "THEMES has 'peace as am', which occurs in none .* peace as aim"),
        ({"themes": []}, r"THEMES is \[\]; write a list"),
        ({"themes": "peace"}, "THEMES is 'peace'; write a list"),
        ({"themes": ["a & b"]}, "THEMES: 'a & b' is not a search term; write a word"),
        ({"span": "1920"}, "SPAN is '1920'; write its first and its last day"),
        ({"span": ("spring", "1921")}, "SPAN: 'spring' is not a valid date"),
        ({"themes": {"peace": ["peace*"]}}, "THEMES is {'peace'.*write a list"),
        ({"span": ("1921-01-01", "1920-01-01")}, "SPAN ends on 1920-01-01, before it begins"),
        ({"span": ("1950-01-01", "1960-01-01")}, "SPAN is .* no text begins in these days.* 1917-11-08 and 1923-03-02"),
        ({"author": "L. D. Trotsky", "themes": ["leases"]}, "THEMES: none of leases occurs in these texts"),
    ],
)
def test_what_cannot_be_is_named_by_the_parameter(arguments, message):
    with pytest.raises(InputError, match=message):
        load_story(**arguments)


def test_years_and_months_name_the_days_that_are_asked_about(lenin):
    documents = lenin.corpus.documents
    inside = ts.find_inside(paths.CORPUS, documents, ("1918-03", "1918"))
    assert documents["date"][inside].between("1918-03-01", "1918-12-31").all()
    assert inside.sum() == documents["date"].between("1918-03-01", "1918-12-31").sum() > 0
    assert list(documents.index[~ts.find_inside(paths.CORPUS, documents)]) == ["1923-03-02-better-fewer-but-better"]


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


def test_texts_of_others_are_counted_apart(lenin):
    assert set(lenin.others_counts.index) == set(lenin.others.index)
    assert not set(lenin.occurrences["document"]) & set(lenin.others.index)
    found = ts.find_occurrences(
        ts.load_corpus().paragraphs, ts.load_themes(), ts.load_lines(), ts.load_labels(ts.load_themes())
    )
    trotsky = found[found["document"].str.contains("communication-to-the-soviet-press") & (found["sense"] == "aim")]
    assert lenin.others_counts.sums["peace as aim"] == len(trotsky) > 0


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
