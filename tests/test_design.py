"""Rates from a probability sample: a worked example, and all samples that could have been drawn."""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

import themeshift as ts
from themeshift.checks import InputError

NAMES = list("abcdef")
LABELLED = dict(zip(NAMES, [3, 2, 1, 0, 4, 0], strict=True))
READ = dict(zip(NAMES, [2, 2, 1, 3, 5, 0], strict=True))  # by the expert, had all been read


def count(numbers):
    table = pd.DataFrame({"peace": numbers}, dtype=int)
    return ts.Counts(table, pd.Series(1000, table.index))


def sample(first=("a", "b")):
    """Two of the four texts of one stratum, both of the other."""
    rows = [(name, "war", 4, 2, 0.5) for name in first] + [(name, "peace", 2, 2, 1.0) for name in "ef"]
    return pd.DataFrame(rows, columns=["document", "stratum", "texts", "drawn", "inclusion"])


def estimate(drawn, periods):
    expert = count({name: READ[name] for name in drawn["document"]})
    return ts.estimate_design_rates(count(LABELLED), expert, drawn, pd.Series(periods, NAMES, name="period"))


def test_a_worked_example():
    # The labels have 10 in 6,000. a has one less by the expert, which stands for two; e one more: 10 - 2 + 1 = 9.
    # The differences drawn of the first stratum are -1 and 0, their variance 1/2: 4^2 (1 - 2/4) (1/2) / 2 = 2.
    row = estimate(sample(), ["all"] * 6).iloc[0]
    assert row["rate"] == pytest.approx(10 / 6) and row["design_rate"] == pytest.approx(9 / 6)
    assert row["error"] == pytest.approx(math.sqrt(2) / 6)
    assert (row["texts"], row["texts_read"]) == (6, 4)


def test_a_period_counts_its_own_texts_only():
    rows = estimate(sample(), ["one", "two", "one", "two", "one", "two"]).set_index("period")
    # One: 3 + 1 + 4 - 2 + 1 = 7 in 3,000; two: 2 + 0 + 0, where no text read differs.
    assert rows.loc["one", "design_rate"] == pytest.approx(7 / 3)
    assert rows.loc["one", "error"] == pytest.approx(math.sqrt(2) / 3)
    assert rows.loc["two", ["design_rate", "error"]].tolist() == pytest.approx([2 / 3, 0])
    assert rows["texts_read"].tolist() == [2, 2]


def test_over_all_samples_the_rate_is_right_and_so_is_the_variance():
    found = [estimate(sample(pair), ["all"] * 6).iloc[0] for pair in itertools.combinations("abcd", 2)]
    rates = np.array([row["design_rate"] for row in found])
    assert rates.mean() == pytest.approx(sum(READ.values()) / 6)
    assert np.mean([row["error"] ** 2 for row in found]) == pytest.approx(rates.var())


def test_a_stratum_of_which_one_text_was_read_has_no_error():
    one = pd.DataFrame([("a", "war", 6, 1, 1 / 6)], columns=sample().columns)
    assert math.isnan(estimate(one, ["all"] * 6).loc[0, "error"])


def test_texts_are_drawn_within_strata_each_once_and_always_the_same():
    days = pd.to_datetime(["1918-01-01"] * 9)
    documents = pd.DataFrame({"date": days, "date_end": days}, index=list("abcdefghi"))
    strata = pd.Series(["war"] * 6 + ["peace"] * 3, documents.index)
    drawn = ts.draw_expert_sample(documents, strata, 4, seed=1)
    assert drawn.groupby("stratum")["document"].nunique().to_dict() == {"war": 4, "peace": 3}
    assert drawn.groupby("stratum")["inclusion"].unique().str[0].to_dict() == {"war": 4 / 6, "peace": 1.0}
    assert drawn["document"].is_monotonic_increasing
    pd.testing.assert_frame_equal(drawn, ts.draw_expert_sample(documents, strata, 4, seed=1))


def test_every_text_is_drawn_as_often_as_its_chance_says():
    days = pd.to_datetime(["1918-01-01"] * 5)
    documents = pd.DataFrame({"date": days, "date_end": days}, index=list("abcde"))
    strata = pd.Series("war", documents.index)
    drawn = pd.concat(ts.draw_expert_sample(documents, strata, 2, seed) for seed in range(600))
    assert (drawn["document"].value_counts() / 600 - 0.4).abs().max() < 0.07  # 3.5 standard errors


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: s.replace("a", "z"), "the sample has the text 'z', which is not counted"),
        (lambda s: s.replace("b", "a"), "the sample has 'a' twice"),
        (lambda s: s.assign(inclusion=0.3), "the inclusion of 'a' is not the texts drawn of its stratum divided"),
        (lambda s: s.iloc[1:], "the inclusion of 'b' is not the texts drawn"),
        (lambda s: s.drop(columns="texts"), "the sample has no column 'texts'"),
    ],
)
def test_a_spoilt_sample_is_refused(change, message):
    expert = count({name: READ[name] for name in "abef"})
    with pytest.raises(InputError, match=message):
        ts.estimate_design_rates(count(LABELLED), expert, change(sample()), pd.Series("all", NAMES))


def test_the_expert_counts_the_same_terms():
    expert = ts.Counts(pd.DataFrame({"war": [1]}, ["a"]), pd.Series({"a": 1000}))
    with pytest.raises(InputError, match=r"the expert's terms are \['war'\], the others \['peace'\]"):
        ts.estimate_design_rates(count(LABELLED), expert, sample(), pd.Series("all", NAMES))


def test_two_texts_of_a_stratum_at_least():
    days = pd.to_datetime(["1918-01-01"])
    documents = pd.DataFrame({"date": days, "date_end": days}, index=["a"])
    with pytest.raises(InputError, match="n_texts is 1; give a whole number of at least 2"):
        ts.draw_expert_sample(documents, pd.Series("war", ["a"]), 1)
