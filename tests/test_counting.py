"""Terms and words are counted as they are defined, once each."""

import pandas as pd
import pytest
from test_counts import LEXICON, TEXTS

from themeshift.checks import InputError
from themeshift.counting import count_terms, count_vocabulary


def test_counts_are_tokens_of_each_document():
    counts = count_terms(TEXTS, LEXICON)
    # a: Peace now peace and a concession; b: No concessions peaceful trade in (1920 is not a word)
    expected = pd.DataFrame({"peace": [2, 0], "concession": [1, 1]}, index=pd.Index(["a", "b"], name="document"))
    pd.testing.assert_frame_equal(counts.table, expected, check_index_type=False)
    assert counts.words.to_dict() == {"a": 6, "b": 5}


def test_terms_are_searched_in_any_case_with_wildcards_anywhere_and_as_phrases():
    text = "The League of Nations, the “league, of nations” (league of. Nations); electrification, gasification."
    counts = count_terms(
        pd.DataFrame({"document": ["a", "b"], "text": [text, "A league; nations."]}),
        {"league": "League of NATIONS", "power": ["electri*tion", "*fication"], "words": ["of", "the league"]},
    )
    assert counts.table.loc["a"].to_dict() == {"league": 2, "power": 2, "words": 5}
    assert counts.table.loc["b"].to_dict() == {"league": 0, "power": 0, "words": 0}


def test_a_phrase_takes_its_words_and_counts_once():
    texts = pd.DataFrame({"document": ["a"], "text": ["peace now peace now peace"]})
    assert count_terms(texts, {"x": ["peace now peace", "peace"]}).sums["x"] == 2  # the longest first, none twice


def test_a_phrase_does_not_run_from_one_paragraph_into_the_next():
    texts = pd.DataFrame({"document": ["a", "a"], "text": ["we want peace", "now"]})
    assert count_terms(texts, ["peace now", "peace"]).table.loc["a"].tolist() == [0, 1]


def test_documents_that_come_in_turns_are_counted_together():
    texts = pd.DataFrame({"document": ["b", "a", "b"], "text": ["peace now", "peace", "no peace now"]})
    counts = count_terms(texts, ["peace", "peace now"])
    assert counts.table.to_dict("index") == {"b": {"peace": 2, "peace now": 2}, "a": {"peace": 1, "peace now": 0}}


def test_each_term_of_a_list_is_a_group_of_its_own():
    assert list(count_terms(TEXTS, ["peace", "concession*"]).terms) == ["peace", "concession*"]
    assert list(count_terms(TEXTS, "peace").terms) == ["peace"]


@pytest.mark.parametrize("split", [None, str.split])
def test_every_word_of_every_document_is_counted_once(split):
    counts = count_vocabulary(TEXTS, split)
    assert list(counts.index) == ["a", "b"]
    assert list(counts.terms) == sorted(counts.terms)
    words = count_terms(TEXTS, LEXICON, split).words
    assert counts.table.sum(axis=1).to_dict() == counts.words.to_dict() == words.to_dict()


def test_words_can_be_split_in_another_way():
    texts = pd.DataFrame({"document": ["a"], "text": ["l’Orient rouge"]})
    split = lambda text: text.replace("’", "’ ").split()  # noqa: E731
    assert list(count_vocabulary(texts, split).terms) == ["l'", "orient", "rouge"]
    assert count_terms(texts, ["orient", "Orient rouge"], split).table.loc["a"].tolist() == [1, 1]


def test_a_document_without_words_has_none():
    texts = pd.DataFrame({"document": ["a", "b"], "text": ["peace", "1920"]})
    assert count_vocabulary(texts).words.to_dict() == {"a": 1, "b": 0}


@pytest.mark.parametrize(
    "lexicon",
    [{"peace": []}, {"p": ["p?ace"]}, {"p": [5]}, {"p": "*"}, {}, None, [], {"p": None}, [None], ["peace", 5]],
)
def test_a_lexicon_that_cannot_be_counted_is_refused(lexicon):
    with pytest.raises(InputError):
        count_terms(TEXTS, lexicon)


@pytest.mark.parametrize("count", [lambda texts: count_terms(texts, LEXICON), count_vocabulary])
@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (None, "the texts is NoneType"),
        (TEXTS[:0], "the texts has no rows"),
        (TEXTS[["text"]], "no column 'document'"),
        (TEXTS[["document"]], "no column 'text'"),
        (TEXTS.assign(document=["a", None, "b"]), "row 1 of the texts has no document"),
        (TEXTS.assign(text=["x", "y", None]), r"row 2 of the texts \('b'\) has no text"),
        (TEXTS.assign(text="… — 1920"), "the texts have no words to count"),
    ],
)
def test_texts_that_cannot_be_counted_are_refused(count, texts, message):
    with pytest.raises(InputError, match=message):
        count(texts)


def test_a_passage_is_named_by_document_and_passage():
    passages = TEXTS.assign(passage=[0, 1, 0])
    counts = count_vocabulary(passages, by=["document", "passage"])
    assert list(counts.index) == [("a", 0), ("a", 1), ("b", 0)]
    assert list(counts.index.names) == ["document", "passage"]
    assert counts.table.loc[("a", 0), "peace"] == 2


@pytest.fixture(scope="module")
def corpus():
    from themeshift.corpus import load_corpus

    return load_corpus()


def test_counts_are_those_of_nltk_s_frequency_distribution(corpus):
    from nltk import FreqDist

    from themeshift.tokens import tokenize

    frequencies = FreqDist(token for text in corpus.paragraphs["text"] for token in tokenize(text))
    counts = count_vocabulary(corpus.paragraphs)
    assert counts.sums.to_dict() == dict(frequencies)
    assert count_terms(corpus.paragraphs, ["peace", "genoa"]).sums.tolist() == [
        frequencies["peace"],
        frequencies["genoa"],
    ]


def test_passages_are_counted_like_the_documents_they_are_cut_from(corpus):
    from themeshift.corpus import load_passages

    passages, documents = count_vocabulary(load_passages(), by=["document", "passage"]), count_vocabulary(corpus[1])
    summed = passages.table.groupby(level="document", sort=False).sum()
    pd.testing.assert_frame_equal(summed.loc[documents.index], documents.table)
