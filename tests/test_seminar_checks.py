"""The checks of the seminar pass what is right in any form, and lead on from what is wrong, in one sentence each."""

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


@pytest.mark.parametrize(("name", "case"), name_cases(WRONG))
def test_a_wrong_answer_is_told_what_leads_on(checks, name, case):
    change, part = case
    verdict = getattr(checks, name)(**SOLVED[name] | change)
    assert not verdict.right
    assert part in verdict.sentence
    assert "\n" not in verdict.sentence
    assert len(verdict.sentence) < 300


@pytest.mark.parametrize("name", WRONG)
def test_twenty_wrong_answers_have_twenty_sentences(checks, name):
    told = [getattr(checks, name)(**SOLVED[name] | change).sentence for change, _ in WRONG[name]]
    assert len(set(told)) == len(told) >= 20, {sentence for sentence in told if told.count(sentence) > 1}


@pytest.mark.parametrize("name", SOLVED)
@pytest.mark.parametrize("nonsense", [*NOT_NUMBERS, 1.5, True, object(), b"x", {"a": 1}, {1}, [None], ("a",), ...])
def test_nonsense_is_answered_and_not_raised(checks, name, nonsense):
    for argument in SOLVED[name]:
        verdict = getattr(checks, name)(**SOLVED[name] | {argument: nonsense})
        assert "\n" not in repr(verdict)
