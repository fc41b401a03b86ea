"""The checks of the seminar pass what is right in any form, and lead on from what is wrong, in one sentence each."""

import functools
import re
import sys

import pytest
from seminar_answers import NOT_NUMBERS, RIGHT, SOLVED, WRONG

from themeshift import paths

SEMINAR = paths.NOTEBOOKS / "seminar"


@pytest.fixture(scope="module")
def checks():
    sys.path.insert(0, str(SEMINAR))
    try:
        import checks

        yield checks
    finally:
        sys.path.remove(str(SEMINAR))


def name_cases(table):
    return [
        pytest.param(name, change, id=f"{name}-{n}") for name, cases in table.items() for n, change in enumerate(cases)
    ]


@pytest.mark.parametrize("name", SOLVED)
def test_the_solved_answers_pass(checks, name):
    verdict = getattr(checks, name)(**SOLVED[name])
    assert verdict.right, verdict


@pytest.mark.parametrize(("name", "change"), name_cases(RIGHT))
def test_every_right_way_passes(checks, name, change):
    verdict = getattr(checks, name)(**SOLVED[name] | change)
    assert verdict.right, verdict


@pytest.fixture(scope="module")
def ask_wrongly(checks):
    """Return what a check says to one of its wrong answers; each is asked once."""
    return functools.cache(lambda name, n: getattr(checks, name)(**SOLVED[name] | WRONG[name][n][0]))


@pytest.mark.parametrize(("name", "n"), [(name, n) for name, cases in WRONG.items() for n in range(len(cases))])
def test_a_wrong_answer_is_told_what_leads_on(ask_wrongly, name, n):
    verdict, part = ask_wrongly(name, n), WRONG[name][n][1]
    assert not verdict.right
    assert part in verdict.sentence
    assert "\n" not in verdict.sentence
    assert len(verdict.sentence) < 300


@pytest.mark.parametrize("name", WRONG)
def test_twenty_wrong_answers_have_twenty_sentences(ask_wrongly, name):
    told = [ask_wrongly(name, n).sentence for n in range(len(WRONG[name]))]
    assert len(set(told)) == len(told) >= 20, {sentence for sentence in told if told.count(sentence) > 1}


@pytest.mark.parametrize("name", SOLVED)
@pytest.mark.parametrize("nonsense", [*NOT_NUMBERS, 1.5, True, object(), b"x", {"a": 1}, {1}, [None], ("a",), ...])
def test_nonsense_is_answered_and_not_raised(checks, name, nonsense):
    for argument in SOLVED[name]:
        verdict = getattr(checks, name)(**SOLVED[name] | {argument: nonsense})
        assert "\n" not in repr(verdict)


def test_a_line_of_another_sense_is_counted_out(checks):
    said = checks.check_theme("1918", ["grain"], "Grain is named in some of the texts of 1918.", "1160").sentence
    every = checks.check_theme("1918", ["grain"], "Grain is named in some of the texts of 1918.").sentence
    (fewer,), (all_of_them,) = (re.findall(r"(\d+) occurrences", sentence) for sentence in (said, every))
    assert int(fewer) == int(all_of_them) - 1
    assert "(without 1 in another sense)" in said


@pytest.mark.parametrize(
    "typed", ["asdf jkl qwertz uiop yxcv bnm", "word word word word word", "1 2 3 4 5 6 7", "xx xx xx xx the"]
)
def test_a_sentence_without_words_is_asked_again(checks, typed):
    assert "plain English" in checks.check_rates(**SOLVED["check_rates"] | {"because": typed}).sentence


def test_a_bare_number_is_told_as_what_it_was_read(checks):
    bare = {left: checks.check_one_text(**SOLVED["check_one_text"] | {"left": left}).sentence for left in ("33", "26")}
    assert "a number of leases and as per cent (here the two are nearly the same)" in bare["33"]
    assert "as a number of leases; always write which" in bare["26"]
    for left in ("33 %", "33 of 101", "33 leases", "a third"):
        assert "write which" not in checks.check_one_text(**SOLVED["check_one_text"] | {"left": left}).sentence, left


def test_a_highest_year_whose_words_are_all_in_one_text_is_told_so(checks):
    sentence = "All of 1921 are in one report, so the year has none of its own without it."
    said = checks.check_theme("1921", ["famine*", "grain*", "bread"], sentence, "1160").sentence
    assert "1921 (0.76 in 1,000 words), where 1 of its 12 texts has a word of yours: one text" in said
    assert "4 of its 11 texts have a word" in checks.check_theme(**SOLVED["check_theme"]).sentence


def test_a_claim_on_a_year_with_one_text_is_warned_and_others_are_not(checks):
    claim = {
        "claim": "In 1923 electrification is named twice in 1,551 words, in 1 text.",
        "occurrences": "2",
        "words": "1551",
        "texts": "1",
    }
    assert "1923 is one text" in checks.check_claim(**SOLVED["check_claim"] | claim).sentence
    assert "is one text" not in checks.check_claim(**SOLVED["check_claim"]).sentence


def test_the_labels_that_a_message_explains_are_those_of_the_word(checks):
    words = checks.load().occurrences.query("theme == 'concessions'")
    assert set(checks.STATIONS["reading"]["labels"]) == set(words["sense"])
    assert "peace” weighs most (0.20); we, offer, to and the weigh nothing" in (
        checks.check_weights(**SOLVED["check_weights"]).sentence
    )
