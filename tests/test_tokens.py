"""What a word is and how it is searched: hand-made sentences in many scripts, properties, and the real vocabulary."""

import re
import subprocess
import sys
import unicodedata
from collections import Counter

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from themeshift import tokens as t
from themeshift.checks import InputError
from themeshift.corpus import load_paragraphs
from themeshift.terms import find_terms

# Letters with and without accents, of scripts whose vowels are marks too; and all that may join or part words.
SCRIPTS = "abzéüñßŒșİıᾳΣςйёѓїאָשּׁגابَّمकिक़ष์กีḍ̇ṩ가힣々中" + "́̈̀̇"
SIGNS = " .,;:!?'’‘`´ʼ-‐‑–—_()[]«»“”\u00ad\u200b\u200d\ufeff\n1²½" + t.HOLE
TEXTS = st.text(st.one_of(st.sampled_from(SCRIPTS + SIGNS), st.characters(exclude_categories=["Cs"])))


@pytest.fixture(scope="module")
def texts():
    return load_paragraphs()["text"].tolist()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peace, peace!", ["peace", "peace"]),
        ("Russia’s workers’ councils", ["russia", "workers", "councils"]),
        ("RUSSIA’S COUNCILS", ["russia", "councils"]),
        ("it’s’s", ["it"]),
        ("don't", ["don't"]),
        ("a breathing-space", ["a", "breathing-space"]),
        ("craving—a peace–now", ["craving", "a", "peace", "now"]),
        ("the R.S.F.S.R. and the C.C.", ["the", "r.s.f.s.r.", "and", "the", "c.c."]),
        ("the R.C.P.(B.)", ["the", "r.c.p."]),
        ("the R.C.P.(B.)’s", ["the", "r.c.p."]),
        ("in 1918, on the 20th, 60,000 men", ["in", "on", "the", "men"]),
        ("l’Humanité", ["l'humanité"]),
        ("", []),
    ],
)
def test_words(text, expected):
    assert t.tokenize(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i.e., e.g. at 9 a.m.", ["i.e.", "e.g.", "at", "a.m."]),
        ("the U.S.A. is", ["the", "u.s.a.", "is"]),
        ("the R.S.F.S.R.'s army", ["the", "r.s.f.s.r.", "army"]),
        ("the U.S.A.’S ARMY", ["the", "u.s.a.", "army"]),
        ("мир, т.е. перемирие", ["мир", "т.е.", "перемирие"]),
        ("V. I. Lenin", ["v", "i", "lenin"]),
        ("What am I. We", ["what", "am", "i", "we"]),
    ],
)
def test_an_abbreviation_of_single_letters_is_one_word(text, expected):
    assert t.tokenize(text) == expected


@pytest.mark.parametrize("sign", "’‘‛´`ʼ＇′")
def test_apostrophes_that_look_alike_are_one(sign):
    assert t.tokenize(f"don{sign}t Russia{sign}s workers{sign} {sign}peace{sign}") == [
        "don't", "russia", "workers", "peace"
    ]  # fmt: skip


@pytest.mark.parametrize("sign", "-‐‑−－")
def test_hyphens_that_look_alike_are_one(sign):
    assert t.tokenize(f"a breathing{sign}space") == ["a", "breathing-space"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Poincare\u0301", "poincaré"),
        ("electri\u00adfication", "electrification"),
        ("electri\u200bfica\ufefftion", "electrification"),
        ("ﬁnance", "finance"),
        ("oﬃce", "office"),
        ("мо\u0301локо", "молоко"),
        ("г\u0300\u0301од", "год"),
        ("Ѓорѓи", "ѓорѓи"),
        ("葛\U000e0100城", "葛城"),
    ],
)
def test_spellings_that_look_alike_are_one(text, expected):
    assert t.tokenize(text) == [expected]


@pytest.mark.parametrize("word", ["हिन्दी", "שָׁלוֹם", "السَّلَام", "e\u0323\u0308x", "தமிழ்"])
def test_combining_marks_are_inside_words(word):
    assert t.find_tokens(f"({word})") == [(unicodedata.normalize("NFC", word), 1, 1 + len(word))]


def test_underscores_are_no_part_of_a_word():
    assert t.tokenize("the _League of Nations_ snake_case") == ["the", "league", "of", "nations", "snake", "case"]


@pytest.mark.parametrize("text", ["20th", "1917—18", "½", "Ⅳ", "m2", "1st", "1e\u0301re"])
def test_numbers_are_no_words(text):
    assert t.tokenize(text) == []


def test_the_figure_of_a_footnote_is_no_part_of_a_word():
    assert t.tokenize("peace² and¹") == ["peace", "and"]


def test_a_lost_space_after_a_full_stop_parts_words():
    assert t.tokenize("the treaty.We wait") == ["the", "treaty", "we", "wait"]


def test_a_hole_parts_words_and_is_none():
    assert t.find_tokens(f"pea{t.HOLE * 3}ce") == [("pea", 0, 3), ("ce", 6, 8)]


@given(TEXTS)
def test_tokens_are_where_they_are_said_to_be(text):
    found = t.find_tokens(text)
    assert [token for token, _, _ in found] == t.tokenize(text) == t.list_tokens(text)
    assert t.count_words(text) == len(found)
    assert [token for token, _, _ in found] == [t.normalize(text[start:end]) for _, start, end in found]
    places = [place for _, start, end in found for place in (start, end)]
    assert places == sorted(places)


@given(TEXTS.map(lambda text: re.sub(r"\d", "", text)))
def test_every_letter_of_a_text_without_figures_is_in_a_token(text):
    inside = {place for _, start, end in t.find_tokens(text) for place in range(start, end)}
    letters = {place for place, sign in enumerate(text) if sign.isalpha() and sign != "ʼ"}
    assert letters <= inside


@given(TEXTS)
def test_composed_and_decomposed_text_have_the_same_tokens(text):
    assert t.tokenize(unicodedata.normalize("NFC", text)) == t.tokenize(unicodedata.normalize("NFD", text))


def test_composed_and_decomposed_are_the_same_for_every_character():
    for number in range(0x20, 0x3400):
        word = f"a{chr(number)}b"
        assert t.tokenize(word) == t.tokenize(unicodedata.normalize("NFD", word)), hex(number)


@given(TEXTS)
def test_a_token_is_its_own_counted_form_and_term(text):
    for token, count in Counter(t.tokenize(text)).items():
        assert t.normalize(token) == token
        assert len(find_terms(text, token)) == count


def test_a_long_run_of_signs_does_not_take_for_ever():
    for text in ("a" + "\u0301" * 20_000 + "1", "a-" * 20_000 + "1", "a" * 20_000 + "1", "a’s" * 9_000 + "1"):
        t.tokenize(text)


def test_text_that_is_none_is_refused():
    for function in (t.tokenize, t.find_tokens, t.count_words):
        with pytest.raises(InputError, match="the text is None, not a string"):
            function(None)


# The real vocabulary


def test_only_abbreviations_are_counted_otherwise_than_in_the_first_version(texts):
    letter = r"[^\W\d_]"
    first = re.compile(rf"(?<!\w)(?:(?:[A-Z]\.){{2,}}(?:\([A-Z]\.\))?|{letter}+(?:[’'-]{letter}+)*)(?!\w)")
    before = Counter(
        re.sub(r"\([a-z]\.\)$", "", re.sub(r"['’]s$", "", word.lower().replace("’", "'")))
        for text in texts
        for word in first.findall(text)
    )
    now = Counter(token for text in texts for token in t.tokenize(text))
    changed = {token: now[token] - before[token] for token in before | now if now[token] != before[token]}
    assert changed == {"i.e.": 32, "i": -32, "e": -33, "e.g.": 1, "g": -1, "a.m.": 3, "a": -3, "m": -4, "p.m.": 1,
                       "p": -1}  # fmt: skip
    assert (before.total(), now.total()) == (128_332, 128_295)


# Other languages


def find(text, terms, split=None):
    return [text[start:end] for start, end in find_terms(text, terms, split)]


def cut(text):
    """Cut Chinese as a dictionary would, one word of two signs."""
    return re.findall("和平|.", text)


def test_a_function_of_the_user_splits_words_and_offsets_are_true():
    assert t.find_tokens("要和平1918。", cut) == [("要", 0, 1), ("和平", 1, 3)]
    assert find("要和平，和平", "和平", cut) == ["和平", "和平"]
    assert find("要和平", "要 和平", cut) == ["要和平"]
    assert t.list_tokens("l’Internationale", lambda text: re.findall(r"\w+’|\w+", text)) == ["l'", "internationale"]


def test_our_own_function_may_be_given():
    assert t.find_tokens("Russia’s R.C.P.(B.)", t.tokenize) == [("russia", 0, 8), ("r.c.p.", 9, 19)]


def test_words_of_a_function_are_counted_in_our_form():
    assert t.list_tokens("Poincare\u0301’s PEACE", str.split) == ["poincaré", "peace"]
    assert t.list_tokens("Russia 's", str.split) == ["russia", "'s"]


def test_a_function_may_lower_or_leave_out_words():
    assert t.find_tokens("That a Man", lambda text: text.lower().split()[1:]) == [("a", 5, 6), ("man", 7, 10)]


def test_a_function_never_sees_a_hole():
    assert t.find_tokens(f"peace{t.HOLE}{t.HOLE}war", str.split) == [("peace", 0, 5), ("war", 7, 10)]


@given(st.text(st.sampled_from(SCRIPTS + SIGNS)))
def test_words_of_a_function_are_laid_back_on_the_text(text):
    for token, start, end in t.find_tokens(text, lambda stretch: re.findall(r"\w+", stretch)):
        assert token == t.normalize(text[start:end])


@pytest.mark.parametrize(
    ("split", "message"),
    [
        (lambda text: ["war"], "`split` gave 'war', which does not follow in the text 'peace now'"),
        (lambda text: ["now", "peace"], "`split` gave 'peace', which does not follow"),
        (lambda text: [None], "`split` gave None"),
        ("english", "`split` is 'english'; give a function"),
    ],
)
def test_a_function_that_gives_other_words_is_refused(split, message):
    with pytest.raises(InputError, match=message):
        t.find_tokens("peace now", split)


# Stop list


def test_the_stop_list_names_nothing_and_takes_no_side():
    stopwords = t.load_stopwords()
    assert {"the", "of", "which"} <= stopwords
    assert not stopwords & {"we", "they", "not", "without", "against", "peace", "shall"}


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ("# why\nthe of\nThe", "line 3: 'The' is counted as 'the'; write it so"),
        ("the\n1918", "line 2: '1918' is counted as 'nothing'"),
        ("the\nof the", "line 2: 'the' is in line 1 too"),
    ],
)
def test_a_stop_list_that_cannot_be_used_is_refused(tmp_path, lines, message):
    (tmp_path / "stop.txt").write_text(lines)
    with pytest.raises(InputError, match=f"stop.txt {message}"):
        t.load_stopwords(tmp_path / "stop.txt")


def test_a_stop_list_saved_by_notepad_is_read(tmp_path):
    (tmp_path / "stop.txt").write_text("# why\r\nthe of\r\n", encoding="utf-8-sig", newline="")
    assert t.load_stopwords(tmp_path / "stop.txt") == {"the", "of"}


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_stop_list_in_another_encoding_is_named(tmp_path, encoding):
    (tmp_path / "stop.txt").write_text("über", encoding=encoding)
    with pytest.raises(InputError, match="stop.txt.*UTF-8"):
        t.load_stopwords(tmp_path / "stop.txt")


def test_a_missing_stop_list_is_named(tmp_path):
    with pytest.raises(InputError, match="stop.txt: the file is missing; name another stop list"):
        t.load_stopwords(tmp_path / "stop.txt")


# Sentences


def test_sentences_do_not_end_at_an_abbreviation_of_the_texts(texts, monkeypatch):
    monkeypatch.setattr("nltk.data.path", [])  # nothing is read from NLTK's data
    sentences = t.train_sentences(texts)
    text = "On the night of the 9th Comrade Chicherin wrote to V. I. Lenin about the R.S.F.S.R. in Moscow. He agreed."
    assert [text[start:end] for start, end in sentences.span_tokenize(text)] == [text[:-11], "He agreed."]


def test_sentences_are_learned_from_the_texts_given():
    text = "He met cde. Chicherin there. They spoke of peace."
    trained = t.train_sentences(pd.Series([f"The word of cde. number{i} was heard. Peace came." for i in "abcdefgh"]))
    assert len(trained.tokenize(text)) == 2
    assert len(t.train_sentences(["Peace came."]).tokenize(text)) == 3


def test_a_number_after_no_does_not_begin_a_sentence_if_the_texts_show_it():
    texts = [f"Pravda No. {n} says no to war. We want peace, no war. They say no." for n in range(10, 50)]
    assert len(t.train_sentences(texts).tokenize("Read Argument No. 1 for peace.")) == 1


@pytest.mark.parametrize("texts", ["peace", [], ["", "1918"], None, ["peace", None]])
def test_sentences_need_texts(texts):
    with pytest.raises(InputError, match="text"):
        t.train_sentences(texts)


def test_importing_the_words_does_not_import_nltk():
    code = "import sys, themeshift.tokens; sys.exit('nltk' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], env={"PYTHONPATH": ":".join(sys.path)}).returncode == 0
