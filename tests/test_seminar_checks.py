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
