"""Intervals for comparable texts: against integrals done another way, a Markov chain, and what must never happen."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import gammaln

import themeshift as ts
from themeshift import intervals as v
from themeshift import pooling as p
from themeshift import trends
from themeshift.checks import InputError
from themeshift.counts import Counts

NAMES = [f"d{n}" for n in range(12)]
WORDS = pd.Series([1000, 400, 2500, 800, 1200, 3000, 600, 900, 1500, 2000, 700, 1100], NAMES)
FOUND = [3, 0, 9, 1, 0, 4, 0, 0, 0, 0, 0, 0]
PERIODS = pd.Series(["war"] * 6 + ["peace"] * 6, NAMES, name="period")
DAYS = pd.date_range("1918-01-01", periods=12, freq="20D")
DOCUMENTS = pd.DataFrame({"date": DAYS, "date_end": DAYS}, index=NAMES)


def count(found=FOUND, words=WORDS, doubtful=None):
    table = pd.DataFrame({"x": found}, NAMES)
    if doubtful is None:
        return Counts(table, words)
    return Counts(table, words, table, table.add(doubtful, axis=0))


def bound(counts, periods=PERIODS, **options):
    return v.measure_intervals(counts, periods, **options).set_index("period")[["low", "high"]]


def test_the_grid_is_frozen():
    """The grid is part of the method: it was chosen, and its coverage measured, before an interval was published."""
    assert p.SLOPES.tolist() == [-0.6, -0.3, 0, 0.3, 0.6]
    assert p.SPREADS.tolist() == [0.4, 0.6, 0.85, 1.15, 1.5, 1.9, 2.4, 3.0]
    np.testing.assert_allclose(p.SHAPES[[0, 1, -1]], [0.005, 0.005 * 10_000 ** (1 / 13), 50])
    assert (len(p.SHAPES), p.SLOPE_SD, p.SHAPE_PRIOR, p.SHAPE_SD, p.SHAPE_BETWEEN) == (14, 0.5, np.log(0.12), 1.7, 0.7)
    assert (p.TAILS, p.CENTER_STEP, p.POINTS, p.EVERY, p.DAYS) == ((0.01, 0.975), 4, 1000, 3, 2)
    np.testing.assert_allclose(bound(count()).loc[["war", "peace"]], [[0.31999, 7.5511], [0, 8.1578]], rtol=2e-3)


def test_priors_given_what_they_hang_on_are_distributions():
    near, _, own, _ = p._weigh_priors(np.arange(-9, -3, 0.1))
    np.testing.assert_allclose(near.sum(axis=1), 1)
    np.testing.assert_allclose(own.sum(axis=0), 1)


def test_one_cell_is_a_sum_over_all_that_is_not_asked():
    """One cell, k and b summed and theta, m and s integrated on a fine grid of the same range, by SciPy's densities."""
    words, found = WORDS.to_numpy(dtype=float), np.array([5, 2, 12, 4, 7, 14, 3, 5, 8, 9, 3, 6])
    x, log_k = np.log(words) - np.log(words).mean(), np.log(p.SHAPES)
    rough = np.log((found.sum() + 0.5) / words.sum())
    theta = np.linspace(rough - 3.05, rough + 3.5, 1001)
    m = theta[:, None]
    of_theta = 0
    for s, of_s in zip(p.SPREADS, np.gradient(p.SPREADS) * stats.norm.pdf(p.SPREADS), strict=True):
        mass = stats.norm.cdf(theta[-1], m, s) - stats.norm.cdf(theta[0], m, s)
        of_theta = of_theta + of_s * (stats.norm.pdf(theta, m, s) / mass).sum(axis=0)
    own = np.exp(-0.5 * ((log_k[:, None] - log_k) / 0.7) ** 2)
    of_own_k = (own / own.sum(axis=0)) @ stats.norm.pdf(log_k, np.log(0.12), 1.7)
    log_rates, mass = [], []
    for b, of_b in zip(p.SLOPES, stats.norm.pdf(p.SLOPES, 0, 0.5), strict=True):
        mean = words * np.exp(theta[:, None] + b * x)
        likelihood = [np.exp(stats.nbinom.logpmf(found, k, k / (k + mean)).sum(axis=1)) for k in p.SHAPES]
        mass.append(of_b * of_theta * (of_own_k @ likelihood))
        log_rates.append(theta + np.log((words * np.exp(b * x)).sum() / words.sum()))
    order = np.argsort(np.ravel(log_rates))
    below = np.ravel(mass)[order].cumsum()
    direct = 1000 * np.exp(np.interp([0.01, 0.975], below / below[-1], np.ravel(log_rates)[order]))
    alone = bound(count(found), pd.Series("all", NAMES, name="period"))
    np.testing.assert_allclose(alone.iloc[0], direct, rtol=0.02)


@pytest.mark.parametrize(("sure", "doubtful"), [(0, 1), (2, 3), (5, 0)])
def test_doubtful_occurrences_are_a_binomial_mixture(sure, doubtful):
    words, theta, x = np.array([800.0]), np.array([-7.0, -5.0]), np.array([0.4])
    found = np.exp(p.measure_likelihood(np.array([sure]), np.array([doubtful]), words, theta, x))[0]
    for (t, b, k), value in np.ndenumerate(found):
        mean, shape = 800 * np.exp(theta[t] + 0.4 * p.SLOPES[b]), p.SHAPES[k]
        chances = stats.binom.pmf(range(doubtful + 1), doubtful, 0.5)
        counts = stats.nbinom.pmf(sure + np.arange(doubtful + 1), shape, shape / (shape + mean))
        assert value == pytest.approx(chances @ counts, rel=1e-8)


def test_a_number_of_words_in_another_unit_changes_nothing():
    both = [bound(counts) * counts.words.sum() for counts in (count(), count(words=WORDS * 7))]
    np.testing.assert_allclose(*both, rtol=1e-9)


def test_more_occurrences_never_lower_an_end():
    ends = np.array([bound(count([n * factor for n in FOUND])).loc["war"] for factor in (1, 2, 3, 5)])
    assert (np.diff(ends, axis=0) > 0).all()


def test_periods_share_what_they_say():
    """The limit of a period without the term depends on the others: lower where they have less."""
    limits = [bound(count([n * factor for n in FOUND])).loc["peace"] for factor in (1, 2, 4)]
    assert [limit["low"] for limit in limits] == [0, 0, 0]
    assert 0 < limits[0]["high"] < limits[1]["high"] < limits[2]["high"]


def test_a_term_that_is_nowhere_has_an_upper_limit():
    ends = bound(count([0] * 12))
    assert (ends["low"] == 0).all()
    assert (ends["high"] > 1000 * 3 / 9000).all()  # wider than the rule of three, which takes words as independent
    assert (ends["high"] < 5).all()


def test_doubt_widens_and_all_doubtful_begins_at_nothing():
    known, doubted = bound(count()), bound(count(doubtful=[0, 2, 3, 1, 0, 2] + [0] * 6))
    assert doubted.loc["war", "high"] > known.loc["war", "high"]
    none = [0] * 12
    all_doubtful = Counts(pd.DataFrame({"x": FOUND}, NAMES), WORDS, pd.DataFrame({"x": none}, NAMES),
                          pd.DataFrame({"x": FOUND}, NAMES))  # fmt: skip
    ends = bound(all_doubtful).loc["war"]
    assert ends["low"] == 0
    assert ends["high"] > 1000 * sum(FOUND) / WORDS[:6].sum()  # the rate as labelled is inside


def test_the_rate_as_labelled_is_never_outside():
    """Ten doubtful in each text, all labelled in: about five are expected, but ten are what the figure shows."""
    ten, none = (pd.DataFrame({"x": [n] * 12}, NAMES) for n in (10, 0))
    table = v.measure_intervals(Counts(ten, pd.Series(1000, NAMES), none, ten), PERIODS)
    assert (table["rate"] == 10).all()
    assert (table["high"] == 10).all()
    assert (table["low"] == 0).all()


def test_a_period_of_one_text_and_one_without():
    periods = pd.Series(pd.Categorical(["one"] + ["war"] * 5 + ["peace"] * 6, ["one", "war", "peace", "none"]), NAMES)
    shown = bound(count(), periods)
    assert shown["low"].notna().tolist() == shown["high"].notna().tolist() == [False, True, True, False]
    ends = bound(count(), periods, min_texts=1)
    pd.testing.assert_frame_equal(ends.loc[["war", "peace"]], shown.loc[["war", "peace"]])
    assert ends.loc["none"].isna().all()
    assert ends.notna().all(axis=1).tolist() == [True, True, True, False]
    length = (ends["high"] - ends["low"]) / (ends["high"] + ends["low"])
    assert length["one"] > length["war"]  # one text says less
    alone = Counts(pd.DataFrame({"x": [3]}, ["a"]), pd.Series([1000], ["a"]))
    table = v.measure_intervals(alone, pd.Series({"a": "all"}), min_texts=1)
    assert table.loc[0, "low"] < 3 < table.loc[0, "high"]


def test_the_rows_are_those_of_the_summary():
    both = ts.count_terms(ts.load_paragraphs(), ["peace*", "war"])
    periods = ts.assign_periods(ts.load_documents(), ts.load_periods()).reindex(both.index)
    summary, table = trends.summarize_periods(both, periods, 0), v.measure_intervals(both, periods)
    shared = summary.columns.drop(["low", "high", "layer"])
    pd.testing.assert_frame_equal(table[shared], summary[shared])
    alone = v.measure_intervals(both[["war"]], periods)
    war = table[table["term"] == "war"].reset_index(drop=True)
    pd.testing.assert_frame_equal(war, alone)  # a term has the interval it has alone
    assert (table["low"] <= table["rate"]).all()
    assert (table["rate"] <= table["high"]).all()


def test_shares_are_counts_too():
    """Words owed to a topic are no whole numbers; they lie between the whole numbers around them."""
    low, middle, high = (bound(count([n * factor for n in FOUND])).loc["war"] for factor in (1, 1.5, 2))
    assert (low < middle).all()
    assert (middle < high).all()


def test_order_and_other_documents_change_nothing():
    turned = count().select(NAMES[::-1])
    np.testing.assert_allclose(bound(turned).sort_index(), bound(count()).sort_index(), rtol=1e-9)
    np.testing.assert_array_equal(bound(count(), pd.concat([PERIODS, pd.Series({"z": "war"})])), bound(count()))


# Curves


def smooth(counts, documents=DOCUMENTS, **options):
    return v.smooth_intervals(counts, documents, 60, min_texts=2, **options)


def test_a_curve_has_the_points_and_blanks_of_smooth_rates():
    plain, curve = trends.smooth_rates(count(), DOCUMENTS, 60, None, 0, min_texts=2), smooth(count())
    shared = plain.columns.drop(["low", "high", "layer"])
    pd.testing.assert_frame_equal(curve[shared], plain[shared])
    assert (curve["low"].isna() == plain["rate"].isna()).all()
    assert curve["rate"].isna().any()
    shown = curve.dropna(subset="rate")
    assert ((shown["low"] <= shown["rate"]) & (shown["rate"] <= shown["high"])).all()
    assert (shown.loc[shown["rate"] == 0, "low"] == 0).all()
    assert (shown["high"] > 0).all()


def test_a_window_is_a_period_of_parts_of_texts():
    """Against the formula written out for one window: kernel weights as powers, the rest of a text in its block."""
    counts, at = count(), DAYS[4]
    words, found = WORDS.to_numpy(dtype=float), np.array(FOUND)
    distance = (DAYS - at).days.to_numpy() / 60
    weight, blocks = np.clip(1 - distance**2, 0, None), np.floor((distance * 60 + 60) / 120).astype(int)
    x = np.log(words) - np.log(words).mean()
    days = distance * 60
    around = np.clip(1 - ((days[:, None] - days) / 60) ** 2, 0, None)
    theta = p.make_rates(found, words, around)
    likelihood = p.measure_likelihood(found, np.zeros(12, int), words, theta, x)
    log_k = np.log(p.SHAPES)
    own = np.exp(-0.5 * ((log_k[:, None] - log_k) / 0.7) ** 2)
    cells = [weight] + [(1 - weight) * (blocks == block) for block in np.unique(blocks)]
    parts = [np.exp(np.tensordot(cell, likelihood, 1)) @ (own / own.sum(axis=0)) for cell in cells]
    below = np.zeros(4000)
    fine = np.linspace(theta[0] - 2, theta[-1] + 2, 4000)
    posterior = np.zeros((len(theta), len(p.SLOPES)))
    for m in theta[::4]:
        for s, of_s in zip(p.SPREADS, np.gradient(p.SPREADS) * np.exp(-0.5 * p.SPREADS**2), strict=True):
            near = stats.norm.pdf(theta, m, s)
            near /= near.sum()
            others = np.prod([np.tensordot(near, part, 1) for part in parts[1:]], axis=0)  # b, k
            of_bk = stats.norm.pdf(p.SLOPES, 0, 0.5)[:, None] * stats.norm.pdf(log_k, np.log(0.12), 1.7)
            posterior += of_s * near[:, None] * (parts[0] * others * of_bk).sum(axis=2)
    for b, mass in zip(p.SLOPES, posterior.T, strict=True):
        moved = theta + np.log((weight * words * np.exp(b * x)).sum() / (weight * words).sum())
        below += np.interp(fine, moved + (theta[1] - theta[0]) / 2, mass.cumsum(), left=0)
    direct = 1000 * np.exp(np.interp([0.01, 0.975], below / below[-1], fine))
    point = v.smooth_intervals(counts, DOCUMENTS, 60, [at], min_texts=1)
    np.testing.assert_allclose(point[["low", "high"]].iloc[0], direct, rtol=0.002)


def test_each_term_has_the_curve_it_has_alone():
    table = pd.DataFrame({"x": FOUND, "y": FOUND[::-1]}, NAMES)
    both = smooth(Counts(table, WORDS))
    for term in "xy":
        alone = smooth(Counts(table[[term]], WORDS))
        pd.testing.assert_frame_equal(both[both["term"] == term].reset_index(drop=True), alone)


def test_every_third_point_and_the_ends_of_gaps_are_exact():
    shown = np.array([0, 1, 1, 1, 1, 1, 0, 0, 1, 0, 1, 1], dtype=bool)
    assert p.choose_points(shown).tolist() == [1, 4, 5, 8, 10, 11]
    dense = smooth(count()).dropna(subset="low")
    assert len(dense) > 20
    for place in (0, len(dense) - 1):
        row = dense.iloc[place]
        alone = v.smooth_intervals(count(), DOCUMENTS, 60, pd.DatetimeIndex([row["date"]]), min_texts=2).iloc[0]
        np.testing.assert_allclose(row[["low", "high"]].astype(float), alone[["low", "high"]].astype(float), rtol=1e-9)


def test_the_order_of_the_points_does_not_matter():
    grid = trends.make_grid(count(), DOCUMENTS, 60)
    mixed = np.random.default_rng(0).permutation(len(grid))
    turned = smooth(count(), grid=grid[mixed]).set_index("date")[["low", "high"]]
    pd.testing.assert_frame_equal(turned.sort_index(), smooth(count(), grid=grid).set_index("date")[["low", "high"]])


def test_a_curve_without_a_single_window_is_blank():
    curve = v.smooth_intervals(count(), DOCUMENTS, 60, [pd.Timestamp("1930-01-01")])
    assert curve[["rate", "low", "high"]].isna().all(axis=None)


def test_the_days_within_a_span_are_mixed():
    """A text whose day may be far from its middle widens or moves the interval, and a short span does not."""
    spans = {}
    for days in (0, 2, 100):
        documents = DOCUMENTS.assign(
            date_end=DOCUMENTS["date_end"].where(WORDS != 2500, DAYS + pd.Timedelta(days=days))
        )
        documents["date"] = documents["date"].where(WORDS != 2500, DAYS - pd.Timedelta(days=days))
        spans[days] = v.smooth_intervals(count(), documents, 60, [DAYS[5]], min_texts=1)[["low", "high"]].to_numpy()
    np.testing.assert_array_equal(spans[0], spans[2])
    assert not np.allclose(spans[0], spans[100], rtol=0.01)
    drawn = p.weigh_window((np.array([0.0, 0.0]), np.array([99.0, 99.0])), 40, 60)
    distances = 60 * np.sqrt(1 - np.array([weight for weight, _ in drawn]))
    np.testing.assert_allclose(distances, [[15, 35], [35, 15]])  # the middles of both halves, days 25 and 75


def test_variants_are_mixed():
    low, high = count([1, 0, 2, 0, 0, 1] + [0] * 6), count([9, 0, 30, 3, 0, 9] + [0] * 6)
    mixed = bound(count(), variants=[low, high]).loc["war"]
    assert mixed["low"] < bound(count()).loc["war", "low"]
    assert mixed["high"] > bound(count()).loc["war", "high"]
    same = bound(count(), variants=[count(), count()])
    np.testing.assert_allclose(same, bound(count()), rtol=1e-9)
    with pytest.raises(InputError, match="variants take the place of doubtful labels"):
        bound(count(doubtful=[1] * 12), variants=[count()])


# What the band of a table is called


def test_a_table_says_which_layer_its_band_is():
    tables = {
        "these texts": trends.summarize_periods(count(), PERIODS, 0),
        "texts drawn again": trends.smooth_rates(count(), DOCUMENTS, 60, None, 50),
        "comparable texts": v.measure_intervals(count(), PERIODS),
    }
    for layer, table in tables.items():
        assert set(table["layer"]) == {layer}
    assert set(trends.summarize_periods(count(), PERIODS, 50)["layer"]) == {"texts drawn again"}
    assert set(trends.smooth_rates(count(), DOCUMENTS, 60, None, 0)["layer"]) == {"these texts"}
    assert v.describe_layer(tables["these texts"]) == "in these texts"
    assert "these texts are drawn again" in v.describe_layer(tables["texts drawn again"])
    methods = ["comparable texts", "comparable texts", "tokens"]
    coverage = pd.DataFrame(
        {"method": methods, "coverage": [0.99, 0.93, 0.5], "cells": [1, 2, 1], "worst": [0.98, 0.91, 0.1]}
    )
    assert v.describe_layer(tables["comparable texts"], coverage) == (
        "interval for comparable texts; covers 95% in simulation, 91% at worst: figures/simulation/coverage.csv"
    )
    drawn_again = coverage.assign(method="texts drawn again")
    assert v.describe_layer(tables["texts drawn again"], drawn_again).endswith(
        "these texts are drawn again; of the true rates of comparable texts, for the declared themes, such a band "
        "holds 84% in simulation, 10% at worst: figures/simulation/coverage.csv"
    )
    assert v.describe_layer(tables["texts drawn again"], coverage) == v.describe_layer(tables["texts drawn again"])
    with pytest.raises(InputError, match="layers"):
        v.describe_layer(pd.concat(tables.values()))


# A second fit of the same model


def run_chains(found, doubtful, words, weights, n_steps=4000, n_chains=200, seed=0):
    """Metropolis within Gibbs, theta and m continuous; return log rates, steps x chains x cells."""
    rng, n_cells = np.random.default_rng(seed), len(weights)
    x, log_k = np.log(words) - np.log(words).mean(), np.log(p.SHAPES)
    theta_grid = p.make_rates(found + doubtful / 2, words, weights)
    ends = theta_grid[0], theta_grid[-1]
    theta = rng.normal(np.log((weights @ (found + 0.5)) / (weights @ words)), 0.5, (n_chains, n_cells))
    m, s, k = theta.mean(axis=1), rng.integers(8, size=n_chains), rng.integers(4, 10, n_chains)
    own, b, more = np.tile(k[:, None], n_cells), np.full(n_chains, 2), np.zeros((n_chains, len(words)), dtype=int)
    near = np.exp(-0.5 * ((log_k[:, None] - log_k) / p.SHAPE_BETWEEN) ** 2)
    of_own = np.log(near / near.sum(axis=0))
    of_k, of_b = -0.5 * ((log_k - p.SHAPE_PRIOR) / p.SHAPE_SD) ** 2, -0.5 * (p.SLOPES / p.SLOPE_SD) ** 2
    of_s = np.log(np.gradient(p.SPREADS)) - 0.5 * p.SPREADS**2
    parts = [np.flatnonzero(weight) for weight in weights]

    def measure(theta, own, b, more):  # the log likelihood of each cell
        total = np.empty((n_chains, n_cells))
        for cell, part in enumerate(parts):
            mean = words[part] * np.exp(theta[:, [cell]] + p.SLOPES[b][:, None] * x[part])
            shape, c = p.SHAPES[own[:, [cell]]], found[part] + more[:, part]
            logs = gammaln(c + shape) - gammaln(shape) - gammaln(c + 1) + c * np.log(mean / (shape + mean))
            total[:, cell] = (logs + shape * np.log(shape / (shape + mean))) @ weights[cell, part]
        return total

    def pool(theta, m, s):
        inside = (theta >= ends[0]) & (theta <= ends[1])
        spread = p.SPREADS[s][:, None]
        mass = stats.norm.cdf((ends[1] - m) / p.SPREADS[s]) - stats.norm.cdf((ends[0] - m) / p.SPREADS[s])
        logs = -0.5 * ((theta - m[:, None]) / spread) ** 2 - np.log(spread * mass[:, None])
        return np.where(inside, logs, -np.inf)

    def step(places, size):
        moved = places + rng.choice([-2, -1, 1, 2], np.shape(places))
        return np.clip(moved, 0, size - 1), (moved >= 0) & (moved < size)

    def take(gain, allowed=True):
        return (np.log(rng.random(np.shape(gain))) < gain) & allowed

    fit, kept = measure(theta, own, b, more), []
    for now in range(n_steps):
        new = theta + rng.normal(0, rng.choice([0.2, 0.6, 1.5]), theta.shape)
        trial = measure(new, own, b, more)
        yes = take(trial - fit + pool(new, m, s) - pool(theta, m, s))
        theta, fit = np.where(yes, new, theta), np.where(yes, trial, fit)
        new, allowed = step(own, 14)
        trial = measure(theta, new, b, more)
        yes = take(trial - fit + of_own[new, k[:, None]] - of_own[own, k[:, None]], allowed)
        own, fit = np.where(yes, new, own), np.where(yes, trial, fit)
        new, allowed = step(b, 5)
        trial = measure(theta, own, new, more)
        yes = take((trial - fit).sum(axis=1) + of_b[new] - of_b[b], allowed)
        b, fit = np.where(yes, new, b), np.where(yes[:, None], trial, fit)
        for text in np.flatnonzero(doubtful):
            (cell,) = np.flatnonzero(weights[:, text])
            new = more.copy()
            new[:, text] += rng.choice([-1, 1], n_chains)
            allowed = (new[:, text] >= 0) & (new[:, text] <= doubtful[text])
            new[:, text] = np.where(allowed, new[:, text], more[:, text])
            mean = words[text] * np.exp(theta[:, cell] + p.SLOPES[b] * x[text])
            shape = p.SHAPES[own[:, cell]]
            gain, tail = (stats.nbinom.logpmf(found[text] + z[:, text], shape, shape / (shape + mean))
                          + stats.binom.logpmf(z[:, text], doubtful[text], 0.5) for z in (new, more))  # fmt: skip
            more = np.where(take(gain - tail, allowed)[:, None], new, more)
        fit = measure(theta, own, b, more) if doubtful.any() else fit
        new, allowed = step(k, 14)
        gain = (of_own[own, new[:, None]] - of_own[own, k[:, None]]).sum(axis=1) + of_k[new] - of_k[k]
        k = np.where(take(gain, allowed), new, k)
        new, allowed = step(s, 8)
        gain = (pool(theta, m, new) - pool(theta, m, s)).sum(axis=1) + of_s[new] - of_s[s]
        s = np.where(take(gain, allowed), new, s)
        new = m + rng.normal(0, 1, n_chains)
        gain = np.where(
            (new >= ends[0]) & (new <= ends[1]), (pool(theta, new, s) - pool(theta, m, s)).sum(axis=1), -np.inf
        )
        m = np.where(take(gain), new, m)
        if now >= n_steps // 4:
            by_length = np.exp(p.SLOPES[b][:, None] * x) @ (weights * words).T / (weights @ words)
            kept.append(theta + np.log(by_length))
    return np.array(kept)


def compare_with_chains(found, doubtful, words, weights, groups):
    cells = [[(weight, groups)] for weight in weights]
    grid = np.log(p.integrate([(found, doubtful)], words, cells, weights))
    draws = run_chains(found, doubtful, words, weights)
    chains = np.quantile(draws, p.TAILS, axis=0)  # of each chain, whose spread gives the error
    error = np.array([np.quantile(batch, p.TAILS, axis=(0, 1)) for batch in np.array_split(draws, 10, axis=1)])
    assert chains.shape[0] == 2
    return grid, np.quantile(draws, p.TAILS, axis=(0, 1)).T, (error.std(axis=0, ddof=1) / np.sqrt(10)).T


@pytest.fixture(scope="module")
def project():
    from themeshift.simulation import load_project

    return load_project()


@pytest.mark.check
@pytest.mark.parametrize("term", ["leases", "peace as aim"])
def test_a_markov_chain_finds_the_same_ends(project, term):
    """Plain Metropolis, 200 chains, in all five real periods, the doubtful labels drawn with the rest."""
    counts, documents = project
    codes = ts.assign_periods(documents, ts.load_periods()).reindex(counts.index).cat.codes.to_numpy()
    least, most = (bound[term].to_numpy() for bound in (counts.least, counts.most))
    weights = (codes == np.arange(5)[:, None]).astype(float)
    grid, chain, error = compare_with_chains(least, most - least, counts.words.to_numpy(dtype=float), weights, codes)
    print(np.c_[np.exp(grid), np.exp(chain), error])
    assert (np.abs(grid - chain) < 4 * error + 0.02).all()  # .02: theta is continuous there, in steps here
