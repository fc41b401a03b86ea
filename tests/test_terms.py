from collections import Counter

import pytest

from themeshift.checks import InputError
from themeshift.corpus import load_paragraphs
from themeshift.terms import compile_term, compile_terms, find_terms
from themeshift.tokens import HOLE, normalize, tokenize


@pytest.fixture(scope="module")
def texts():
    return load_paragraphs()["text"].tolist()


def find(text, terms, split=None):
    return [text[start:end] for start, end in find_terms(text, terms, split)]


@pytest.mark.parametrize(
    ("text", "term", "expected"),
    [
        ("Genoa, GENOA", "genoa", ["Genoa", "GENOA"]),
        ("from Genoa", " Genoa ", ["Genoa"]),
        ("They said 'peace'", "peace", ["peace"]),
        ("the treaty.We wait", "we", ["We"]),
        ("electrification, election", "electri*tion", ["electrification"]),
        ("unification pacification fiction", "*fication", ["unification", "pacification"]),
        ("peace peaceful peace-loving", "peace*", ["peace", "peaceful", "peace-loving"]),
        ("Don’t don't", "don’t", ["Don’t", "don't"]),
        ("the workers’ councils", "workers’ councils", ["workers’ councils"]),
        ("Russia’s peace", "Russia’s", ["Russia’s"]),
        ("i.e. I and e", "i.e.", ["i.e."]),
        ("i.e. I and e", "i", ["I"]),
        ("A of the U.S.A.", "a", ["A"]),
        ("the R.C.P.(B.) and R.C.P.", "R.C.P.(B.)", ["R.C.P.(B.)", "R.C.P."]),
        ("Poincare\u0301", "Poincaré", ["Poincare\u0301"]),
    ],
)
def test_a_term_is_found(text, term, expected):
    assert find(text, term) == expected


@pytest.mark.parametrize("between", [" ", "  ", "\n", ", ", " “", " (", "—", "_ _", "’ ", "\u200e "])
def test_a_phrase_may_have_blanks_quotes_commas_dashes_and_brackets_between(between):
    assert len(find_terms(f"the soviet{between}power", "Soviet power")) == 1


@pytest.mark.parametrize("between", [". ", "; ", ": ", "! ", "? ", " 1918 ", f" {HOLE} ", "\n\n", " the ", "² ", " § "])
def test_a_phrase_has_nothing_else_between(between):
    assert find_terms(f"the soviet{between}power", "Soviet power") == []


def test_hits_do_not_overlap_and_the_longest_is_taken():
    assert find("peace peace peace", "peace peace") == ["peace peace"]
    assert find("Soviet Russia and Soviet power", ["soviet", "soviet rus*"]) == ["Soviet Russia", "Soviet"]
    assert find("a b c", ["b c", "a b"]) == ["a b"]


def test_a_phrase_that_breaks_off_at_the_end_is_not_found():
    assert find("the League of", "league of nations") == []
    assert find("the League of Peace", "league of nations") == []


@pytest.mark.parametrize(
    "term", ["p?ace", "*", "**", " ", "", "20th", "peace.", "a, b", "*'s", "-*", None, 5, ["peace"]]
)
def test_what_is_no_search_term_is_refused_with_one_message(term):
    said = (r"is not a search term; write a word or a phrase in letters, without numbers or other signs; \* beside "
            "letters stands for any others$")  # fmt: skip
    with pytest.raises(InputError, match=said):
        compile_term(term)


@pytest.mark.parametrize("terms", [[], None, 5, {"peace": ["peace*"]}])
def test_terms_that_are_no_list_are_refused(terms):
    with pytest.raises(InputError, match="is not a list of search terms"):
        find_terms("peace", terms)


@pytest.mark.check
def test_every_word_of_the_corpus_is_found_as_often_as_it_is_counted(texts):
    counts = Counter(token for text in texts for token in tokenize(text))
    for word in counts:
        assert compile_term(word).words == (word,)
    found, terms = Counter(), compile_terms(list(counts))
    for text in texts:
        found.update(normalize(text[start:end]) for start, end in find_terms(text, terms))
    assert found == counts
    for word in ("i", "a", "e", "i.e.", "u.s.a.", "peace", "don't"):
        assert sum(len(find_terms(text, word)) for text in texts) == counts[word]
