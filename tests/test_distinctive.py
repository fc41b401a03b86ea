"""What sets a period apart is found, and one text's word is shown as such."""

import math

import numpy as np
import pandas as pd
import pytest
from test_keyness import make_sparse

from themeshift import keyness as k
from themeshift.checks import InputError
from themeshift.comparisons import compare_periods
from themeshift.counts import Counts
from themeshift.distinctive import find_distinctive_terms

EARLY_LATE = pd.Series(["early"] * 10 + ["late"] * 10)


@pytest.fixture(scope="module")
def halves():
    rng = np.random.default_rng(1)
    table = pd.DataFrame(rng.poisson(3, (20, 6)), columns=list("uvwxyz"))
    table.loc[:9, "u"] += rng.poisson(9, 10)
    table.loc[3, "v"] += 40
    return Counts(table)


def find(counts, periods=EARLY_LATE, **changes):
    few = {"n_replicates": 2, "n_shuffles": 9} | changes
    return find_distinctive_terms(counts, periods, **few).set_index(["period", "term"])


def test_a_planted_term_is_found(halves):
    table = find(halves, n_replicates=50, n_shuffles=999, top=1)
    planted = table.loc[("early", "u")]
    assert planted["log_odds"] == table["log_odds"].max()
    assert planted["p_family"] < 0.05
    assert planted["log_odds_stability"] > 0.7


def test_one_text_s_term_is_shown_as_such(halves):
    lonely = find(halves, n_shuffles=999).loc[("early", "v")]
    here = halves.table.loc[:9, "v"]
    assert lonely["largest_share"] == pytest.approx(here.max() / here.sum())
    assert lonely["largest_share"] > 0.5
    assert lonely["p_family"] > 0.05


def test_counts_rates_and_documents_are_those_of_the_period_and_of_all_others(halves):
    table = find(Counts(halves.table, halves.words * 3 + 7))
    here, there = halves.table[:10], halves.table[10:]
    words = halves.words * 3 + 7
    early = table.loc["early"]
    assert early["count"].tolist() == here.sum().tolist()
    assert early["rate"].tolist() == pytest.approx((1000 * here.sum() / words[:10].sum()).tolist())
    assert early["rate_elsewhere"].tolist() == pytest.approx((1000 * there.sum() / words[10:].sum()).tolist())
    assert early["documents"].tolist() == (here > 0).sum().tolist()
    assert early["documents"].min() < 10


def test_a_term_that_a_period_lacks_has_no_largest_text():
    counts = Counts(pd.DataFrame({"x": [9, 9, 0, 0, 0], "y": [1, 2, 3, 4, 0], "z": [1] * 5}))
    table = find(counts, pd.Series(["a", "a", "b", "b", "b"]), min_count=1)
    assert math.isnan(table.loc[("b", "x"), "largest_share"])
    assert table.loc[("b", "x"), "count"] == table.loc[("b", "x"), "documents"] == 0
    assert table.loc[("b", "y"), "largest_share"] == pytest.approx(4 / 7)


def test_dispersion_is_over_all_documents(halves):
    table = find(halves)
    dispersion = k.measure_dispersion(halves)["dp_norm"]
    for period in ("early", "late"):
        assert table.loc[period, "dp_norm"].to_dict() == dispersion.to_dict()


def test_each_weight_of_a_period_is_that_of_its_function(halves):
    once_late = [2] * 10 + [1] + [0] * 9
    counts = Counts(halves.table.assign(early_only=[2] * 10 + [0] * 10, once_late=once_late))
    sums = counts.group(EARLY_LATE).table
    early, late = sums.loc["early"], sums.loc["late"]
    expected = {
        "tfidf": k.weigh_by_tfidf(Counts(sums)).loc["early"],
        "log_likelihood": k.weigh_by_log_likelihood(early, late, early.sum(), late.sum()),
        "log_odds": k.weigh_by_log_odds(early, late, early + late),
    }
    table = find(counts)
    for weight, values in expected.items():
        np.testing.assert_allclose(table.loc["early", weight], values, atol=1e-12)
    assert table.loc[("early", "early_only"), "tfidf"] > 0


def test_the_family_is_every_comparison_in_the_table(halves):
    table = find(halves, n_shuffles=99)
    alone = compare_periods(halves, EARLY_LATE, n_shuffles=99)
    assert table[["p", "p_family"]].to_dict() == alone[["p", "p_family"]].to_dict()
    fewer = find(halves[["v", "w"]], n_shuffles=99)["p_family"]
    assert (fewer <= table["p_family"].reindex(fewer.index)).all()


def test_stability_is_the_part_of_resamples_with_the_term_among_the_first(halves):
    table = find(halves, n_replicates=40, top=2)
    for weight in k.WEIGHTS:
        found = table.loc["early", f"{weight}_stability"]
        assert found.sum() == pytest.approx(2)  # two terms are among the first two in each resample
        assert found.between(0, 1).all()
    assert find(halves, top=6)["log_odds_stability"].eq(1).all()


def test_stability_is_that_of_a_plain_loop(halves):
    found = find(halves, n_replicates=800, top=1).loc["early", "log_likelihood_stability"]
    rng, first, table = np.random.default_rng(9), [], halves.table.to_numpy()
    for _ in range(500):
        early, late = (table[rng.integers(0, 10, 10) + start].sum(axis=0) for start in (0, 10))
        sides = (pd.Series(side, halves.terms) for side in (early, late))
        first.append(k.weigh_by_log_likelihood(*sides, early.sum(), late.sum()).idxmax())
    for term in "uv":
        assert found[term] == pytest.approx(first.count(term) / 500, abs=0.07)


def test_no_replicates_give_no_stability(halves):
    table = find(halves, n_replicates=0)
    assert table.filter(like="stability").isna().all(axis=None)
    assert table["p"].notna().all()


def test_a_comparison_is_the_same_for_the_same_seed_and_another_for_another(halves):
    one, two, other = (find(halves, n_replicates=20, n_shuffles=50, top=1, seed=seed) for seed in (1, 1, 2))
    pd.testing.assert_frame_equal(one, two)
    assert not one["p"].equals(other["p"])
    assert not one["log_odds_stability"].equals(other["log_odds_stability"])


def test_the_defaults_are_ten_occurrences_200_replicates_1000_shuffles_and_20_first_terms():
    rng = np.random.default_rng(2)
    table = pd.DataFrame(rng.poisson(rng.gamma(1, 2, (20, 40)))).assign(nine=[9] + [0] * 19, ten=[10] + [0] * 19)
    counts = Counts(table, pd.Series(2000, table.index))
    found = find_distinctive_terms(counts, EARLY_LATE)
    pd.testing.assert_frame_equal(found, find_distinctive_terms(counts, EARLY_LATE, 10, 200, 1000, 20, 0))
    assert {"nine", "ten"} & set(found["term"]) == {"ten"}


def test_sparse_counts_are_compared_as_dense_ones(halves):
    pd.testing.assert_frame_equal(find(halves), find(make_sparse(halves)))


def test_a_period_of_one_document_has_neither_p_nor_stability(halves):
    table = find(halves, EARLY_LATE.where(halves.index > 0, "first")).reset_index()
    alone = table[table["period"] == "first"]
    assert alone[["p", "p_family", *(f"{weight}_stability" for weight in k.WEIGHTS)]].isna().all(axis=None)
    assert (alone["largest_share"].dropna() == 1).all()
    others = table[table["period"] != "first"]
    assert others[["p_family", "tfidf_stability"]].notna().all(axis=None)


def test_periods_keep_their_order_and_one_without_texts_has_no_rows(halves):
    periods = pd.Series(pd.Categorical(EARLY_LATE, ["late", "never", "early"], ordered=True))
    table = find_distinctive_terms(halves, periods, n_replicates=1, n_shuffles=1)
    assert list(table["period"].cat.categories) == ["late", "early"]
    assert list(table["period"].unique()) == ["late", "early"]
    assert table["period"].cat.ordered


def test_a_term_as_frequent_as_min_count_is_compared(halves):
    sums = halves.sums.sort_values()
    assert set(find(halves, min_count=int(sums.iloc[2])).index.get_level_values("term")) == set(sums.index[2:])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"periods": pd.Series("always", index=range(20))}, "texts in at least two periods"),
        ({"periods": pd.Series("early", index=range(19))}, "the periods lacks 19"),
        ({"periods": None}, "the periods is NoneType"),
        ({"counts": None}, "not Counts"),
        ({"min_count": 9999}, "no term occurs 9999 times"),
        ({"min_count": 0}, "min_count is 0"),
        ({"n_replicates": -1}, "n_replicates is -1"),
        ({"n_shuffles": 0}, "n_shuffles is 0"),
        ({"top": 0}, "top is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"counts": Counts(pd.DataFrame({"x": [5] * 20}))}, "those of one term"),
        ({"counts": Counts(pd.DataFrame({"x": [5]}))}, "choose at least 2"),
    ],
)
def test_a_comparison_that_cannot_be_made_is_refused(halves, change, message):
    with pytest.raises(InputError, match=message):
        find_distinctive_terms(**{"counts": halves, "periods": EARLY_LATE} | change)
