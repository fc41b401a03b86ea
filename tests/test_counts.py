"""Counts and rates on two documents worked by hand."""

import math

import pandas as pd
import pytest

from themeshift.counts import count_terms, rate_per_thousand, sum_by_period

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
    ],
)
def test_a_lexicon_that_cannot_be_counted_is_refused(lexicon, message):
    with pytest.raises(ValueError, match=message):
        count_terms(TEXTS, lexicon)


def test_an_empty_selection_is_refused():
    with pytest.raises(ValueError, match="no paragraphs"):
        count_terms(TEXTS[:0], LEXICON)
