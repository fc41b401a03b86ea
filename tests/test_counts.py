"""Counts and rates on two documents worked by hand."""

import math

import pandas as pd
import pytest

from themeshift.counts import assign_periods, count_matrix, count_terms, rate_per_thousand, sum_by_period

TEXTS = pd.DataFrame(
    {
        "document": ["a", "a", "b"],
        "text": ["Peace now, peace", "and a concession.", "No concessions; peaceful trade in 1920"],
    }
)
LEXICON = {"peace": ["peace"], "concession": ["concession*"]}


def test_counts_are_tokens_of_each_document():
    counts = count_terms(TEXTS, LEXICON)
    # a: Peace now peace and a concession; b: No concessions peaceful trade in (1920 is no word)
    expected = pd.DataFrame({"peace": [2, 0], "concession": [1, 1], "words": [6, 5]}, index=["a", "b"])
    pd.testing.assert_frame_equal(counts, expected.rename_axis("document"))


def test_counts_are_those_of_nltk_s_frequency_distribution():
    from nltk import FreqDist

    from themeshift.corpus import load_paragraphs
    from themeshift.tokens import tokenise

    paragraphs = load_paragraphs()
    frequencies = FreqDist(token for text in paragraphs["text"] for token in tokenise(text))
    counts = count_terms(paragraphs, {"peace": ["peace"], "genoa": ["genoa"]}).sum()
    assert (counts["peace"], counts["genoa"], counts["words"]) == (
        frequencies["peace"],
        frequencies["genoa"],
        frequencies.N(),
    )


def test_a_rate_is_a_count_in_a_thousand_words():
    rates = rate_per_thousand(count_terms(TEXTS, LEXICON))
    assert rates.loc["a", "peace"] == pytest.approx(1000 * 2 / 6)
    assert list(rates.columns) == ["peace", "concession"]


def test_a_rate_over_no_words_is_missing():
    assert math.isnan(rate_per_thousand(pd.DataFrame({"peace": [0], "words": [0]})).loc[0, "peace"])


def test_a_period_is_the_sum_of_its_documents():
    sums = sum_by_period(count_terms(TEXTS, LEXICON), pd.Series({"a": 1920, "b": 1920}))
    assert sums.loc[1920, ["peace", "concession", "words", "texts"]].tolist() == [2, 2, 11, 2]
    assert sums.loc[1920, "largest_share"] == pytest.approx(6 / 11)


def test_a_document_without_a_period_is_named():
    with pytest.raises(ValueError, match="'b' has no period"):
        sum_by_period(count_terms(TEXTS, LEXICON), pd.Series({"a": 1920}))


@pytest.mark.parametrize(
    ("lexicon", "message"),
    [
        ({"peace": []}, "'peace' has no terms"),
        ({"peace": ["Peace"]}, "'Peace' in 'peace' is no term"),
        ({"p": ["p*e"]}, "no term"),
        ({"p": [5]}, "5 in 'p' is no term"),
        ({"p": "peace"}, r"the terms of 'p' are 'peace'; write a list: \['peace'\]"),
        ({"words": ["peace"]}, "the name 'words' is taken"),
    ],
)
def test_a_lexicon_that_cannot_be_counted_is_refused(lexicon, message):
    with pytest.raises(ValueError, match=message):
        count_terms(TEXTS, lexicon)


def test_an_empty_selection_is_refused():
    with pytest.raises(ValueError, match="no paragraphs"):
        count_terms(TEXTS[:0], LEXICON)


def make_documents(*spans):
    days = pd.DataFrame(spans, columns=["date", "date_end"], index=[f"d{i}" for i in range(len(spans))])
    return days.apply(pd.to_datetime)


def name_periods(**days):
    return pd.DataFrame.from_dict(days, orient="index", columns=["first", "last"])


def test_a_span_belongs_to_the_period_of_its_middle():
    documents = make_documents(("1919-03-01", "1919-04-30"), ("1919-03-01", "1919-05-30"))
    assert assign_periods(documents, "month").tolist() == ["1919-03", "1919-04"]


def test_calendar_periods_without_texts_stand_in_the_table():
    documents = make_documents(("1919-06-30", "1919-06-30"), ("1920-07-01", "1920-07-01"))
    periods = assign_periods(documents, "half-year")
    assert list(periods.cat.categories) == ["1919 I", "1919 II", "1920 I", "1920 II"]
    counts = pd.DataFrame({"peace": [1, 2], "words": [100, 50]}, index=documents.index)
    sums = sum_by_period(counts, periods)
    assert sums["texts"].tolist() == [1, 0, 0, 1]
    assert rate_per_thousand(sums)["peace"].isna().tolist() == [False, True, True, False]


def test_named_periods_hold_their_first_and_last_day_and_nothing_is_dropped():
    documents = make_documents(*[(day, day) for day in ("1918-01-01", "1918-01-31", "1918-02-01")])
    periods = assign_periods(documents, name_periods(January=("1918-01-01", "1918-01-31")))
    assert periods.tolist() == ["January", "January", "other times"]


@pytest.mark.parametrize(
    ("periods", "message"),
    [
        (name_periods(Brest=("1918-03-03", "1917-12-22")), "'Brest' ends on 1917-12-22, before it begins"),
        (name_periods(a=("1918-01-01", "1918-02-01"), b=("1918-02-01", "1918-03-01")), "'a' and 'b' overlap"),
        (pd.concat([name_periods(a=("1918-01-01", "1918-02-01"))] * 2), "two periods have one name"),
        (name_periods(**{"other times": ("1918-01-01", "1918-02-01")}), "is taken; name another"),
        (name_periods(a=("1918-01-01", "1918-02-30")), "'a' lacks a day.*YYYY-MM-DD"),
        (name_periods(a=("1918-01-01", None)), "'a' lacks a day"),
        (name_periods(), "no period is named"),
        ("week", "'week' is no kind of period"),
    ],
)
def test_periods_that_cannot_be_are_refused(periods, message):
    with pytest.raises(ValueError, match=message):
        assign_periods(make_documents(("1918-01-01", "1918-01-01")), periods)


def test_no_documents_have_no_periods():
    with pytest.raises(ValueError, match="there are no documents"):
        assign_periods(make_documents(), "year")


def test_every_term_of_every_document_is_counted_once():
    counts = count_matrix(TEXTS)
    assert counts.rows.tolist() == ["a", "b"]
    table = counts.to_frame()
    assert table.loc["a", "peace"] == 2
    assert table.loc["b", "concessions"] == 1
    assert table.sum(axis=1).tolist() == count_terms(TEXTS, LEXICON)["words"].tolist()


def test_passages_are_counted_like_the_documents_they_are_cut_from():
    from themeshift.corpus import load_paragraphs, load_passages

    passages = count_matrix(load_passages(), by=["document", "passage"])
    documents = count_matrix(load_paragraphs())
    assert passages.terms.equals(documents.terms)
    summed = passages.to_frame().groupby(level="document", sort=False).sum()
    pd.testing.assert_frame_equal(summed, documents.to_frame())


def test_terms_can_be_split_in_another_way():
    assert "Peace" in count_matrix(TEXTS, split=str.split).terms


def test_a_matrix_of_no_texts_is_refused():
    with pytest.raises(ValueError, match="no texts to count"):
        count_matrix(TEXTS[:0])
    with pytest.raises(ValueError, match="no words to count"):
        count_matrix(TEXTS.assign(text="… —"))
