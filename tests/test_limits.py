"""What the tests could not have shown, and on how little a shift rests that holds."""

import numpy as np
import pandas as pd
import pytest

from themeshift.checks import InputError
from themeshift.limits import describe_held, describe_limits

TESTS = pd.DataFrame({
    "shift": ["peace", "peace", "trade", "trade"], "test": ["incidence", "rate"] * 2, "p": [0.16, 0.04, 0.2, np.nan],
    "floor": [0.023, 0.001, 0.0001, np.nan], "detectable": [np.nan, np.nan, 4, np.nan],
    "decisive_text": ["a", "b", "c", None],
})  # fmt: skip
BOARD = pd.DataFrame({"holds": ["yes", "no"], "without_any_one_text": [0.0704, 0.3]}, ["peace", "the East"])
CHOICES = pd.DataFrame({"breaks_it": ["begins 3 months later; incidence", ""]}, BOARD.index)
CLAIMS = [{"claim": "peace", "number": 2.31, "without_low": 0.94}]


def test_a_test_whose_least_p_is_too_great_after_correction_could_not_have_shown_the_shift():
    # .023 is the least of four p, so it is .092 corrected; .001 is .004
    assert describe_limits(TESTS) == [
        "peace: could not have been shown by incidence (p at least 0.023, 0.09 corrected); no planted rise is found in "
        "4 of 5 trials by incidence, rate.",
        "trade: could not have been shown by rate (not tested); no planted rise is found in 4 of 5 trials by rate; "
        "planted rises are found by incidence (4 times).",
    ]


def test_the_correction_depends_on_the_other_tests():
    clear = TESTS.assign(p=[0.16, 0.001, 0.001, 0.001])  # as the greatest of four, .023 is multiplied by one
    assert "could not" not in describe_limits(clear)[0]


def test_a_shift_that_holds_is_told_with_its_text_and_the_choices_that_undo_it():
    assert describe_held(BOARD, TESTS, CHOICES, CLAIMS) == [
        "peace: 2.3 in 1,000 words, but 0.9 without one text; without b p by rate is 0.070, corrected. Each "
        "of these choices undoes it: begins 3 months later, incidence."
    ]
    assert describe_held(BOARD.assign(holds="no"), TESTS, CHOICES, CLAIMS) == []
    with pytest.raises(InputError, match="the shift 'the East' holds, but has no test of its rate"):
        describe_held(BOARD.assign(holds="yes"), TESTS, CHOICES, CLAIMS)
    with pytest.raises(InputError, match="the claim"):
        describe_held(BOARD, TESTS, CHOICES, [CLAIMS[0] | {"claim": "war"}])
