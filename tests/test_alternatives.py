"""In what other texts and by what other senses a shift could be counted: on texts made by hand."""

import matplotlib as mpl
import pandas as pd
import pytest

import themeshift as ts
from themeshift.alternatives import draw_all_choices, list_sense_choices, list_text_choices
from themeshift.checks import InputError

NAMES = list("abcd")
DAYS = pd.to_datetime(["1918-01-01"] * 4)
DOCUMENTS = pd.DataFrame({"date": DAYS, "date_end": DAYS, "genre": ["report", "letter", "speech", "note"],
                          "summary": [False, True, False, False], "extract": [True, False, False, False]},
                         index=NAMES)  # fmt: skip
COUNTS = ts.Counts(pd.DataFrame({"peace": [9, 1, 2, 0], "war": [0, 5, 2, 0]}, NAMES),
                   pd.Series([900, 500, 199, 200], NAMES))  # fmt: skip
SHIFTS = pd.DataFrame({"theme": ["peace", "war"]}, pd.Index(["peace", "war"], name="shift"))


def test_each_choice_keeps_the_texts_that_it_names():
    texts = list_text_choices(COUNTS, DOCUMENTS, SHIFTS)
    largest = texts.pop("without its largest text")
    assert {name: "".join(counts.index) for name, counts in texts.items()} == {
        "all texts, as labeled": "abcd", "reports and speeches": "ac", "no report or speech": "bd",
        "nine tenths printed": "bcd", "no summaries": "acd", "200 words or more": "abd",
    }  # fmt: skip
    assert {name: "".join(counts.index) for name, counts in largest.items()} == {"peace": "bcd", "war": "acd"}


def test_senses_are_counted_by_rule_with_quotations_and_at_both_bounds():
    story, everyone, themes = ts.load_story(), ts.load_corpus(voice=None), ts.load_themes()
    labels = ts.load_labels(themes, ts.CORPUS, everyone)
    paragraphs = story.corpus.paragraphs[story.corpus.paragraphs["document"].isin(story.counts.index)]
    readings = {"as published": story.counts, "another": story.counts}
    senses = list_sense_choices(story, everyone, themes, labels, readings, paragraphs)
    assert set(senses) == {"senses by rule", "with words quoted", "every doubtful label out", "every doubtful label in",
                           "another"}  # fmt: skip
    total = {name: counts.sums["awakening East"] for name, counts in senses.items()}
    assert total["every doubtful label out"] < story.counts.sums["awakening East"] < total["every doubtful label in"]
    assert senses["with words quoted"].words.sum() > story.counts.words.sum()
    assert total["senses by rule"] != story.counts.sums["awakening East"]


def test_a_shift_without_a_color_is_refused():
    choices = pd.DataFrame({"choice": ["x"], "window": ["y"], "statistic": ["rate"], "unit": ["texts"]})
    summary = pd.DataFrame({"held": [1, 1], "tried": [1, 1]}, SHIFTS.index)
    with pytest.raises(InputError, match="colors is no dict"):
        draw_all_choices(choices, SHIFTS, summary, {"peace": mpl.rcParams["text.color"]})
