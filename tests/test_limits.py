"""What the tests could not have shown, and what differences of readers could do to a shift."""

import numpy as np
import pandas as pd
import pytest

import themeshift as ts
from themeshift.checks import InputError
from themeshift.limits import describe_disagreement, describe_limits, settle_disagreements

TESTS = pd.DataFrame({
    "shift": ["peace", "peace", "trade", "trade"], "test": ["incidence", "rate"] * 2, "p": [0.16, 0.04, 0.2, np.nan],
    "floor": [0.023, 0.001, 0.0001, np.nan], "detectable": [np.nan, np.nan, 4, np.nan],
})  # fmt: skip


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


DAYS = pd.to_datetime(["1918-02-01", "1918-03-01", "1919-02-01", "1919-03-01"])
DOCUMENTS = pd.DataFrame({"date": DAYS, "date_end": DAYS}, list("abcd"))
SHIFTS = pd.DataFrame({"theme": ["peace", "war"], "senses": [["aim"], ["war"]], "first": pd.Timestamp("1918-01-01"),
                       "last": pd.Timestamp("1918-12-31"), "direction": "higher", "sides": "two"},
                      pd.Index(["peace", "war"], name="shift"))  # fmt: skip


def make_story(senses):
    """A story of four texts of 1,000 words, with one word of peace at each place of `senses`, by text."""
    words = [(document, 1, start, "peace", "peace", sense, "") for document, found in senses.items()
             for start, sense in enumerate(found)]  # fmt: skip
    occurrences = pd.DataFrame(
        words, columns=["document", "paragraph", "start", "word", "theme", "sense", "alternative"]
    )
    table = pd.DataFrame({"peace": [found.count("aim") for found in senses.values()], "war": 1}, list(senses))
    counts = ts.Counts(table, pd.Series(1000, list(senses)))
    story = ts.load_story(ts.CORPUS)
    return story._replace(occurrences=occurrences, counts=counts,
                          curves={"peace": ("peace", ["aim"]), "war": ("war", ["war"])})  # fmt: skip


def make_readings(story, differing):
    """Two readings of all words: they differ on the given (text, place)."""
    one = story.occurrences.assign(reader="A", reading="A", guide="first", sure="yes")
    other = one.assign(reader="B", reading="B")
    published = one.assign(reader="as published", theme="war")  # which no reader has
    at = [pair in differing for pair in zip(other["document"], other["start"], strict=True)]
    other.loc[at, "sense"] = ["treaty" if sense == "aim" else "aim" for sense in other.loc[at, "sense"]]
    return pd.concat([published, one, other], ignore_index=True)


def test_every_difference_of_readers_is_settled_against_the_shift():
    story = make_story({"a": ["aim"] * 4, "b": ["treaty", "treaty"], "c": ["treaty"], "d": ["aim"]})
    readings = make_readings(story, [("a", 0), ("b", 0), ("c", 0), ("d", 0)])
    # Of four words on which they differ, that of a is lost and that of c gained; b and d would change for the shift.
    settled = settle_disagreements(story, DOCUMENTS, SHIFTS, readings)
    assert settled.loc["peace"].tolist() == [4, 2, 1.5, 1.0, False]  # 3 and 2 in 2,000 words
    assert settled.loc["war"].isna().all()
    assert describe_disagreement(settled) == (
        "With every word on which readers differ settled against it, the order still holds for: peace (4; 1.5 to 1.0). "
        "Not labeled by readers are the words of: war."
    )
    lower = settle_disagreements(story, DOCUMENTS, SHIFTS.assign(direction="lower"), readings)
    assert lower.loc["peace"].tolist() == [4, 2, 2.5, 0.0, True]  # b gains within, d loses elsewhere
    assert describe_disagreement(lower).startswith(
        "With every word on which readers differ settled against it, the order is undone for: peace"
    )


def test_disagreements_need_a_curve_and_texts_on_both_sides():
    story = make_story({"a": ["aim"], "b": ["aim"], "c": ["aim"], "d": ["aim"]})
    readings = make_readings(story, [])
    with pytest.raises(InputError, match="4 of 4 texts between its days"):
        settle_disagreements(story, DOCUMENTS, SHIFTS.assign(last=pd.Timestamp("1920-01-01")), readings)
    with pytest.raises(InputError, match="the shift is 'bread'"):
        settle_disagreements(story, DOCUMENTS, SHIFTS.rename(index={"peace": "bread"}), readings)


def test_nothing_declared_is_said():
    story = make_story({"a": ["aim"], "b": ["aim"], "c": ["aim"], "d": ["aim"]})
    settled = settle_disagreements(story, DOCUMENTS, SHIFTS, make_readings(story, []))
    assert describe_disagreement(settled.iloc[:0]) == "No shift is declared."
