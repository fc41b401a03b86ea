"""What a word is, on hand-made sentences; and sentences with the corpus's own Punkt model."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themeshift import tokens as t


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peace, peace!", ["peace", "peace"]),
        ("Russia’s workers’ councils", ["russia", "workers", "councils"]),
        ("don't", ["don't"]),
        ("a breathing-space", ["a", "breathing-space"]),
        ("craving—a peace", ["craving", "a", "peace"]),
        ("the R.S.F.S.R. and the C.C.", ["the", "r.s.f.s.r.", "and", "the", "c.c."]),
        ("the R.C.P.(B.)", ["the", "r.c.p."]),
        ("in 1918, on the 20th, 60,000 men", ["in", "on", "the", "men"]),
        ("l’Humanité", ["l'humanité"]),
        ("", []),
    ],
)
def test_words(text, expected):
    assert t.tokenise(text) == expected


@given(st.text())
def test_tokens_stand_where_they_are_said_to_stand(text):
    found = t.find_tokens(text)
    assert [token for token, _, _ in found] == t.tokenise(text)
    assert t.count_words(text) == len(found)
    for token, first, last in found:
        assert token == t.normalise(text[first:last])


def test_sentences_do_not_end_at_an_abbreviation():
    text = "On the night of the 9th Comrade Chicherin wrote to V. I. Lenin about the R.S.F.S.R. in Moscow. He agreed."
    assert t.load_sentence_splitter().tokenize(text)[-1] == "He agreed."
    assert len(t.load_sentence_splitter().tokenize(text)) == 2


def test_loading_the_splitter_leaves_nltk_as_it_was():
    import nltk.data

    before = list(nltk.data.path)
    t.load_sentence_splitter()
    assert nltk.data.path == before


def test_the_stop_list_names_nothing_and_takes_no_side():
    stopwords = t.load_stopwords()
    assert {"the", "of", "which"} <= stopwords
    assert not stopwords & {"we", "they", "not", "without", "against", "peace", "shall"}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("# why\nthe of\nThe", "line 3: 'The' is no token"),
        ("the\nof the", "line 2: 'the' stands in line 1 too"),
    ],
)
def test_a_stop_list_that_cannot_be_used_is_refused(tmp_path, lines, message):
    (tmp_path / "stop.txt").write_text(lines)
    with pytest.raises(ValueError, match=message):
        t.load_stopwords(tmp_path / "stop.txt")


def test_a_missing_stop_list_is_named(tmp_path):
    with pytest.raises(ValueError, match="stop.txt: the stop list is missing"):
        t.load_stopwords(tmp_path / "stop.txt")
