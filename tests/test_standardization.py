"""Standardized rates: by hand, by a published example, and on pure changes of the mix."""

import inspect
import itertools

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from themeshift.checks import InputError
from themeshift.counts import Counts
from themeshift.standardization import _differ_within, _measure_cell, find_supported, standardize_rates

GENRES = {"report and speech": ["report", "speech"], "letter and note": ["letter", "note"], "interview": ["interview"]}


def make_documents(names, **columns):
    days = pd.date_range("1918-01-01", periods=len(names), freq="30D")
    return pd.DataFrame({"date": days, "date_end": days, **columns}, index=names)


NAMES = list("abcdefgh")
COUNTS = Counts(
    pd.DataFrame({"x": [6, 2, 1, 1, 3, 1, 5, 3]}, NAMES),
    pd.Series([1000, 1000, 500, 500, 2000, 2000, 1000, 1000], NAMES),
)
DOCUMENTS = make_documents(NAMES, genre=["report", "report", "letter", "letter"] * 2)
EARLY = pd.Series([True] * 4 + [False] * 4, NAMES)


def test_rates_are_weighed_by_the_mix_of_all_words():
    # Reports: 4 in 1,000 inside, 1 elsewhere; letters: 2 and 4. Of the 9,000 words 6,000 are of reports.
    rates = standardize_rates(COUNTS, DOCUMENTS, EARLY, "genre", n_replicates=50, n_shuffles=50).rates.loc["x"]
    assert rates["rate"] == pytest.approx(10 / 3)
    assert rates["rate_elsewhere"] == pytest.approx(2)
    assert rates["standardized"] == pytest.approx((6000 * 4 + 3000 * 2) / 9000)
    assert rates["standardized_elsewhere"] == pytest.approx((6000 * 1 + 3000 * 4) / 9000)


def test_a_standard_may_be_given_and_is_divided_by_its_sum():
    standard = pd.Series({"letter": 3, "report": 1})
    found = standardize_rates(COUNTS, DOCUMENTS, EARLY, "genre", standard=standard, n_replicates=50, n_shuffles=50)
    assert found.rates.loc["x", "standardized"] == pytest.approx(3 / 4 * 2 + 1 / 4 * 4)
    assert found.strata["weight"].to_dict() == {"letter": 0.75, "report": 0.25}


def test_a_stratum_may_weigh_nothing_in_the_standard():
    standard = pd.Series({"letter": 0, "report": 1})
    rates = standardize_rates(
        COUNTS, DOCUMENTS, EARLY, "genre", standard=standard, n_replicates=50, n_shuffles=50
    ).rates
    assert rates.loc["x", ["standardized", "standardized_elsewhere"]].tolist() == [4, 1]


def test_le_s_example_of_direct_standardization():
    # Le (2003), Introductory Biostatistics, table 1.8, p. 17: death rates per 100,000 of Alaska and Florida by age, the
    # US population of 1970 as the standard; adjusted 788.6 and 770.6.
    ages = ["0-4", "5-19", "20-44", "45-64", "65+"]
    alaska, florida = [405.0, 83.6, 261.0, 777.6, 4933.3], [375.3, 60.3, 190.5, 1101.5, 4397.9]
    standard = pd.Series([84_416, 294_353, 316_744, 205_745, 98_742], ages)
    names = [f"{state} {age}" for state in ("Alaska", "Florida") for age in ages]
    deaths = pd.DataFrame({"deaths": [10 * rate for rate in alaska + florida]}, names)
    documents = make_documents(names, age=ages * 2)
    found = standardize_rates(
        Counts(deaths, pd.Series(1_000_000, names)), documents, names[:5], "age", standard=standard, min_texts=1,
        n_replicates=20, n_shuffles=0,
    )  # fmt: skip
    rates = 100 * found.rates.loc["deaths"]  # from per 1,000 to per 100,000
    assert rates["standardized"] == pytest.approx(788.6, abs=0.06)
    assert rates["standardized_elsewhere"] == pytest.approx(770.6, abs=0.06)
    assert np.isnan(found.rates.loc["deaths", "p"])


def test_a_stratum_without_support_is_named_and_left_out():
    genre = ["report", "report", "letter", "letter", "report", "report", "note", "letter"]
    found = standardize_rates(
        COUNTS, make_documents(NAMES, genre=genre), EARLY, "genre", n_replicates=50, n_shuffles=50
    )
    assert found.strata["supported"].to_dict() == {"letter": False, "note": False, "report": True}
    assert found.strata["weight"].isna().to_dict() == {"letter": True, "note": True, "report": False}
    assert found.strata.loc["letter", ["texts", "texts_elsewhere", "words", "words_elsewhere"]].tolist() == [
        2,
        1,
        1000,
        1000,
    ]
    assert found.rates.loc["x", ["standardized", "standardized_elsewhere"]].tolist() == [4, 1]


def test_strata_with_as_many_texts_as_are_asked_have_support():
    assert find_supported(COUNTS, DOCUMENTS, EARLY, "genre") == ["letter", "report"]  # two and two on either side
    assert find_supported(COUNTS, DOCUMENTS, list("abce"), "genre", min_texts=1) == ["letter", "report"]
    assert find_supported(COUNTS, DOCUMENTS, list("abce"), "genre") == []  # one letter inside, one report elsewhere
    assert find_supported(COUNTS, DOCUMENTS, EARLY, "genre", min_texts=3) == []


def test_imbalance_by_hand_before_and_after():
    balance = standardize_rates(COUNTS, DOCUMENTS, EARLY, "genre", n_replicates=50, n_shuffles=50).balance
    p, q = 1 / 3, 2 / 6  # letters in the words of either side
    assert balance.loc["letter", ["share", "share_elsewhere"]].tolist() == pytest.approx([p, q])
    uneven = EARLY.copy()
    uneven[["b", "e"]] = [False, True]
    balance = standardize_rates(COUNTS, DOCUMENTS, uneven, "genre", n_replicates=50, n_shuffles=50).balance
    p, q = 1000 / 4000, 2000 / 5000
    assert balance.loc["letter", "before"] == pytest.approx((p - q) / np.sqrt((p * (1 - p) + q * (1 - q)) / 2))
    assert balance["after"].tolist() == [0, 0]


def test_of_values_in_one_stratum_it_is_said_what_is_left():
    genre = ["report", "report", "letter", "letter", "report", "speech", "letter", "letter"]
    groups = {"report and speech": ["report", "speech"]}
    found = standardize_rates(
        COUNTS, make_documents(NAMES, genre=genre), EARLY, "genre", groups, n_replicates=50, n_shuffles=50
    )
    assert list(found.strata.index) == ["report and speech", "the rest"]
    p, q = 2 / 3, 2 / 3 / 2  # reports: all of the stratum inside, half of its words elsewhere
    assert found.balance.loc["report", "after"] == pytest.approx((p - q) / np.sqrt((p * (1 - p) + q * (1 - q)) / 2))
    assert found.balance.loc["letter", "after"] == 0


def test_p_is_over_all_orders_within_strata():
    rng = np.random.default_rng(5)
    names = [f"d{i}" for i in range(9)]
    c, w = rng.poisson(4, 9), rng.integers(500, 3000, 9)
    stratum, inside = np.array([0, 0, 0, 0, 0, 1, 1, 1, 1]), np.array([1, 1, 0, 0, 0, 1, 1, 0, 0], bool)
    weight = [w[stratum == s].sum() / w.sum() for s in (0, 1)]

    def differ(side):
        difference = variance = 0
        for s, q in enumerate(weight):
            for sign, here in ((1, side & (stratum == s)), (-1, ~side & (stratum == s))):
                cc, ww = c[here], w[here]
                rate = cc.sum() / ww.sum()
                difference += sign * q * rate
                variance += q**2 * (((cc.sum() - cc) / (ww.sum() - ww) - rate) ** 2).sum()
        return abs(difference) / np.sqrt(variance)

    pairs = itertools.product(itertools.combinations(range(5), 2), itertools.combinations(range(5, 9), 2))
    orders = [np.isin(np.arange(9), one + other) for one, other in pairs]
    exact = np.mean([differ(side) >= differ(inside) - 1e-12 for side in orders])
    cells = [(q, inside & (stratum == s), ~inside & (stratum == s)) for s, q in enumerate(weight)]
    observed, _ = _differ_within(c[:, None].astype(float), w.astype(float), cells, 1, rng)
    assert np.abs(observed) == pytest.approx([differ(inside)], rel=1e-9)
    counts = Counts(pd.DataFrame({"x": c}, names), pd.Series(w, names))
    labels = pd.Series(np.where(stratum == 0, "report", "letter"), names)
    found = standardize_rates(
        counts, make_documents(names), list(np.array(names)[inside]), labels, n_replicates=20, n_shuffles=20_000
    )
    assert found.rates.loc["x", "p"] == pytest.approx(exact, abs=4 * found.rates.loc["x", "p_error"])


def test_the_band_draws_texts_within_each_stratum_and_side():
    # Within each cell all texts are alike: however they are drawn, nothing moves. Drawn across, the rates would.
    counts = Counts(pd.DataFrame({"x": [4, 4, 1, 1, 2, 2, 8, 8]}, NAMES), pd.Series(1000, NAMES))
    rates = standardize_rates(counts, DOCUMENTS, EARLY, "genre", n_replicates=200, n_shuffles=20).rates.loc["x"]
    assert rates["low"] == rates["high"] == rates["standardized"] == 2.5
    assert rates["low_elsewhere"] == rates["high_elsewhere"] == 5
    wide = standardize_rates(COUNTS, DOCUMENTS, EARLY, "genre", n_replicates=4000, n_shuffles=20).rates.loc["x"]
    assert (wide["low"], wide["high"]) == pytest.approx(
        (2 / 3 * 2 + 1 / 3 * 2, 2 / 3 * 6 + 1 / 3 * 2)
    )  # 2 to 6 in reports


def test_strata_are_drawn_apart_from_one_another():
    # In each stratum a draw of four texts has 0 to 4 times the one with 8, so that its rate is a binomial times 2. Of
    # two strata drawn apart the mean has their convolution; drawn alike, it would be one binomial, with wider ends.
    names = [f"d{n}" for n in range(16)]
    counts = Counts(pd.DataFrame({"x": [8, 0, 0, 0] * 4}, names), pd.Series(1000, names))
    documents = make_documents(names, genre=(["report"] * 4 + ["letter"] * 4) * 2)
    rates = standardize_rates(counts, documents, names[:8], "genre", n_replicates=20_000, n_shuffles=0).rates.loc["x"]
    times = stats.binom(8, 1 / 4)  # of the eight texts drawn, how many are the one with 8
    for end in ("", "_elsewhere"):
        assert (rates["low" + end], rates["high" + end]) == (times.ppf(0.025), times.ppf(0.975)) == (0, 5)
    assert 2 * stats.binom(4, 1 / 4).ppf(0.975) == 6


def test_p_counts_the_real_sides_among_the_shuffles():
    names = [f"d{i}" for i in range(24)]
    counts = Counts(pd.DataFrame({"x": [90, 80] * 6 + [0, 1] * 6}, names), pd.Series(1000, names))
    documents = make_documents(names, genre="letter")
    rates = standardize_rates(counts, documents, names[:12], "genre", n_replicates=1, n_shuffles=99).rates.loc["x"]
    assert rates["p"] == 1 / 100


def test_sides_whose_texts_all_have_one_rate_are_as_far_apart_when_they_are_exchanged():
    # Of the 20 orders of the six texts two put those of one rate together; no rounding makes one of them the greater.
    words = [1200, 1400, 3500, 1800, 1300, 3300]
    counts = Counts(pd.DataFrame({"x": [60, 70, 175, 144, 104, 264]}, NAMES[:6]), pd.Series(words, NAMES[:6]))
    documents = make_documents(NAMES[:6], genre="letter")
    p = [standardize_rates(counts, documents, NAMES[:3], "genre", n_replicates=1, n_shuffles=5000, seed=seed).rates["p"]
         for seed in (1, 2)]  # fmt: skip
    assert np.ravel(p) == pytest.approx([2 / 20] * 2, abs=0.015)
    assert p[0].item() != p[1].item()  # the seed sets the shuffles


def test_the_variance_of_texts_of_one_rate_is_nothing_and_not_what_rounding_leaves():
    rng = np.random.default_rng(1)
    for _ in range(50):
        words = rng.integers(3, 40, 6) * 100.0
        rate, variance = _measure_cell(np.eye(6)[:3] + np.eye(6)[3:], 0.07 * words[:, None], words)
        assert rate == pytest.approx(0.07)
        assert (variance == 0).all()


def test_the_error_of_p_is_how_far_it_moves_with_the_seed_where_labels_are_tossed():
    table = pd.DataFrame({"x": [4, 4, 1, 1, 2, 2, 3, 3]}, NAMES)
    counts = Counts(table, pd.Series(1000, NAMES), table, table.assign(x=[8, 8, 5, 1, 2, 2, 3, 3]))
    documents, options = make_documents(NAMES, genre="letter"), {"n_replicates": 1, "n_shuffles": 2000}  # two tosses
    found = [standardize_rates(counts, documents, EARLY, "genre", seed=seed, **options).rates.loc["x"]
             for seed in range(120)]  # fmt: skip
    p, error = (np.array([row[name] for row in found]) for name in ("p", "p_error"))
    assert np.sqrt((error**2).mean()) == pytest.approx(p.std(), rel=0.2)
    assert p.std() > 3 * np.sqrt(p.mean() * (1 - p.mean()) / 2000)  # far more than by the shuffles


def test_doubtful_labels_widen_the_band_and_blank_what_is_doubtful_throughout():
    table = pd.DataFrame({"x": [4, 4, 1, 1, 2, 2, 8, 8]}, NAMES)
    counts = Counts(table, pd.Series(1000, NAMES), table, table + 4)
    rates = standardize_rates(counts, DOCUMENTS, EARLY, "genre", n_replicates=400, n_shuffles=400).rates.loc["x"]
    assert rates["low"] < rates["high"]
    assert rates["standardized"] == 2.5
    doubted = Counts(table, pd.Series(1000, NAMES), table * 0, table)
    rates = standardize_rates(doubted, DOCUMENTS, EARLY, "genre", n_replicates=40, n_shuffles=40).rates.loc["x"]
    assert np.isnan(rates["p"])


def test_a_term_that_is_nowhere_has_p_1_and_no_blank():
    table = pd.DataFrame({"x": [0] * 8}, NAMES)
    counts = Counts(table, pd.Series(1000, NAMES), table, table)
    rates = standardize_rates(counts, DOCUMENTS, EARLY, "genre", n_replicates=20, n_shuffles=20).rates.loc["x"]
    assert rates["p"] == 1


def test_the_error_of_p_is_binomial_and_the_defaults_are_as_said():
    rates = standardize_rates(COUNTS, DOCUMENTS, EARLY, "genre", n_replicates=20, n_shuffles=400).rates.loc["x"]
    assert 0 < rates["p"] < 1
    assert rates["p_error"] == pytest.approx(np.sqrt(rates["p"] * (1 - rates["p"]) / 400))
    defaults = {name: value.default for name, value in inspect.signature(standardize_rates).parameters.items()}
    assert {n: defaults[n] for n in ("min_texts", "n_replicates", "n_shuffles", "seed")} == {
        "min_texts": 2, "n_replicates": 2000, "n_shuffles": 5000, "seed": 0,
    }  # fmt: skip


def plant_mix(n_runs, seed, n=48, n_shuffles=199):
    """Count how often p is below .05 where only the mix of texts changes: reports have the word five times as often."""
    rng = np.random.default_rng(seed)
    names = [f"d{i}" for i in range(n)]
    genre = np.array(["report"] * 18 + ["letter"] * 6 + ["report"] * 6 + ["letter"] * 18)
    documents, called = make_documents(names, genre=genre), {"standardized": 0, "crude": 0}
    for run in range(n_runs):
        words = rng.integers(200, 4000, n)
        expected = words * np.where(genre == "report", 0.005, 0.001)
        counts = Counts(
            pd.DataFrame({"x": rng.poisson(expected * rng.gamma(1.5, 1 / 1.5, n))}, names), pd.Series(words, names)
        )
        options = {"n_replicates": 1, "n_shuffles": n_shuffles, "seed": run}
        for test, strata in (("standardized", documents["genre"]), ("crude", pd.Series("all", names))):
            called[test] += standardize_rates(counts, documents, names[:24], strata, **options).rates["p"].item() < 0.05
    return called


def test_a_pure_change_of_the_mix_is_no_change_of_the_standardized_rate():
    called = plant_mix(60, 3)
    assert called["standardized"] <= 7  # 3 expected; 7 or fewer in 98 % of runs
    assert called["crude"] > 20


@pytest.mark.check
def test_of_a_thousand_pure_changes_of_the_mix_at_most_65_are_called_a_change():
    called = plant_mix(1000, 11)
    print(called)
    assert called["standardized"] <= 65


@pytest.mark.check
def test_of_a_thousand_pure_changes_of_the_corpus_s_own_mix_at_most_65_are_called_a_change():
    # The corpus's texts, lengths, genres and windows; each genre has one rate, inside and outside alike.
    from themeshift.corpus import load_corpus
    from themeshift.shifts import load_shifts
    from themeshift.tokens import count_words

    documents, paragraphs = load_corpus()[:2]
    documents = documents[documents["author"] == "V. I. Lenin"]
    words = paragraphs["text"].map(count_words).groupby(paragraphs["document"]).sum().reindex(documents.index).dropna()
    documents = documents.loc[words.index]
    rate = documents["genre"].map({"report": 0.004, "speech": 0.004, "interview": 0.001}).fillna(0.0004).to_numpy()
    for shift in ("leases", "peace as aim"):
        inside = documents["date"].between(*load_shifts().loc[shift, ["first", "last"]])
        rng, called = np.random.default_rng(7), 0
        for run in range(1000):
            drawn = rng.poisson(words.to_numpy() * rate * rng.gamma(0.7, 1 / 0.7, len(words)))
            counts = Counts(pd.DataFrame({"x": drawn}, words.index), words.astype(int))
            found = standardize_rates(
                counts, documents, inside, "genre", GENRES, n_replicates=1, n_shuffles=399, seed=run
            )
            called += found.rates["p"].item() < 0.05
        print(shift, called)
        assert called <= 65, shift


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"counts": None}, "counts is NoneType"),
        ({"strata": "kind"}, "documents has no column 'kind'"),
        ({"strata": DOCUMENTS["genre"].drop("c")}, "strata lacks 'c'"),
        ({"strata": 5}, "strata is int, not a Series"),
        ({"strata": pd.Series(list("aabbaacc"), NAMES), "min_texts": 5}, "no stratum has 5 texts inside and outside"),
        ({"min_texts": 1}, "min_texts is 1; give a whole number of at least 2"),
        ({"groups": {"spoken": ["speech"]}}, "the group 'spoken' has the value 'speech'"),
        ({"groups": {"one": ["report"], "two": ["report"]}}, "the group 'two' has the value 'report'"),
        ({"groups": {"one": "report"}}, "groups is"),
        ({"standard": pd.Series({"letter": 1})}, "the standard lacks the stratum 'report'"),
        ({"standard": pd.Series({"letter": 1, "report": -1})}, r"the standard of \['report'\] is no number"),
        ({"standard": {"letter": 1}}, "standard is dict, not a Series"),
        ({"n_replicates": 0}, "n_replicates is 0"),
        ({"seed": -1}, "seed is -1"),
    ],
)  # fmt: skip
def test_what_cannot_be_standardized_is_named(change, message):
    given = {"counts": COUNTS, "documents": DOCUMENTS, "members": EARLY, "strata": "genre"} | change
    with pytest.raises(InputError, match=message):
        standardize_rates(**given)
