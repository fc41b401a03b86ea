"""The size of the tests of declared shifts, simulated: what the nulls draw, what is called, and a seeded slice."""

import itertools

import numpy as np
import pandas as pd
import pytest

from themeshift import sizes as s
from themeshift.checks import InputError
from themeshift.counts import Counts
from themeshift.power import find_p

N = 40
NAMES = [f"d{i:02}" for i in range(N)]
DAYS = pd.date_range("1918-01-01", periods=N, freq="20D")
DOCUMENTS = pd.DataFrame({"date": DAYS, "date_end": DAYS, "genre": ["report", "letter"] * (N // 2)}, index=NAMES)
RNG = np.random.default_rng(6)
WORDS = RNG.integers(300, 4000, N)
TABLE = RNG.poisson(WORDS * np.tile([0.006, 0.001], N // 2) * RNG.gamma(1, 1, N))
COUNTS = Counts(pd.DataFrame({"x": TABLE}, NAMES), pd.Series(WORDS, NAMES))
SHIFTS = pd.DataFrame(
    {"first": [DAYS[24]], "last": [DAYS[-1]], "direction": ["higher"], "sides": ["two"]}, pd.Index(["x"], name="shift")
)


def draw(null, n=4000, days=None):
    strata, days = DOCUMENTS["genre"].to_numpy(), np.arange(N) * 20.0 if days is None else days
    return s.DRAWS[null](TABLE.astype(float), WORDS.astype(float), strata, days)(n, np.random.default_rng(1))


@pytest.mark.parametrize("test", list(s.TESTS.values()))
@pytest.mark.parametrize("direction", ["either", "higher"])
def test_a_moved_window_is_compared_as_moved_texts_are(test, direction):
    # To give the window other texts is to give the texts other days: p is the same, over all orders.
    rng = np.random.default_rng(2)
    c, w, inside = rng.poisson(2, 9) * (rng.random(9) < 0.7), rng.integers(200, 900, 9), np.arange(9) < 4
    groups = np.array([np.isin(np.arange(9), order) for order in itertools.combinations(range(9), 4)])
    sides = groups[::11]
    found = s._find_p_of_sides(c, w, sides, groups, test, direction)
    for side, p in zip(sides, found, strict=True):
        order = np.concatenate([np.flatnonzero(side), np.flatnonzero(~side)])  # who is in the window comes to its days
        assert find_p(c[order][None], w[order], inside, groups, test, direction)[0] == pytest.approx(p)


def test_shuffled_rates_leave_the_words_in_their_place():
    c, w, moved = draw("rates over lengths")
    assert (w == WORDS).all() and not moved
    assert c.mean(axis=0) == pytest.approx(WORDS * (TABLE / WORDS).mean(), rel=0.15)


@pytest.mark.parametrize("null", ["negative binomial", "neighbors within 60 days"])
def test_one_rate_for_all_with_the_texts_own_dispersion(null):
    c, *_ = draw(null, 20_000)
    expected = WORDS * TABLE.sum() / WORDS.sum()
    assert c.mean(axis=0) == pytest.approx(expected, rel=0.06)
    excess = ((TABLE - expected) ** 2 - expected).sum()
    assert (c.var(axis=0) - c.mean(axis=0)).sum() == pytest.approx(excess, rel=0.06)


def test_by_genre_each_has_its_own_rate():
    c, *_ = draw("rate by genre", 20_000)
    for start in (0, 1):
        expected = WORDS[start::2] * TABLE[start::2].sum() / WORDS[start::2].sum()
        assert c.mean(axis=0)[start::2] == pytest.approx(expected, rel=0.07)


def test_neighbors_within_60_days_move_together_and_others_do_not():
    days = np.concatenate([np.arange(20) * 1000.0, np.arange(20) * 1000.0 + 15])  # pairs 15 days apart
    c, *_ = draw("neighbors within 60 days", 6000, days)
    correlation = np.corrcoef(c.T)
    assert np.mean([correlation[i, i + 20] for i in range(20)]) > 0.3
    assert abs(np.mean([correlation[i, i + 1] for i in range(19)])) < 0.02


def test_no_more_spread_than_poisson_is_poisson():
    assert s._fit_shape(np.array([10.0, 10, 10]), np.array([10.0, 10, 10])) == 1e6
    # squares about the mean 16 and 16, less 8 that are Poisson's: k = (16 + 16) / (32 - 8)
    assert s._fit_shape(np.array([8.0, 0]), np.array([4.0, 4])) == pytest.approx(32 / 24)


@pytest.fixture(scope="module")
def table():
    return s.simulate_size(COUNTS, DOCUMENTS, SHIFTS, n_runs=300, seed=5, strata="genre")


def test_each_null_shift_and_test_has_a_row(table):
    assert len(table) == 5 * 1 * 3
    assert table["runs"].eq(300).all()
    assert table["size_error"].tolist() == pytest.approx(np.sqrt(table["size"] * (1 - table["size"]) / 300).tolist())


def test_without_dependence_the_size_is_near_its_level_and_with_it_is_not(table):
    size = table.set_index(["null", "test"])["size"]
    for null in ("dates shuffled", "rates over lengths", "negative binomial"):
        for test in s.TESTS:
            assert size[null, test] <= 0.09, (null, test)
    assert size["neighbors within 60 days"][["pooled", "studentized"]].min() > 0.1


def test_the_size_of_a_family_is_at_its_share_of_the_level(table):
    assert (table["size_family"] <= table["size"]).all()
    more = pd.concat([SHIFTS, SHIFTS.rename({"x": "y"})])
    counts = Counts(COUNTS.table.assign(y=COUNTS.table["x"]), COUNTS.words)
    null = "neighbors within 60 days"
    both = s.simulate_size(counts, DOCUMENTS, more, n_runs=300, seed=5, nulls=[null])
    alone = table[table["null"] == null].reset_index(drop=True)
    assert both["size"][:3].tolist() == alone["size"].tolist()
    assert (both["size_family"][:3] <= alone["size_family"]).all()  # .05 / 4 against .05 / 2
    assert both["size_family"][:3].sum() < alone["size_family"].sum() < alone["size"].sum()


def test_the_level_of_a_family_of_one_shift_is_half(table, monkeypatch):
    monkeypatch.setattr(s, "LEVEL", 0.025)
    half = s.simulate_size(COUNTS, DOCUMENTS, SHIFTS, n_runs=300, seed=5, strata="genre")
    assert half["size"].tolist() == table["size_family"].tolist()


def test_two_units_inside_are_enough():
    shifts = SHIFTS.assign(first=DAYS[-2])
    assert len(s.simulate_size(COUNTS, DOCUMENTS, shifts, n_runs=20, nulls=["rates over lengths"])) == 3


def test_a_slice_is_the_same_again_and_apart_from_the_rest(table):
    null = "negative binomial"
    alone = s.simulate_size(COUNTS, DOCUMENTS, SHIFTS, n_runs=300, seed=5, nulls=[null])
    expected = table[table["null"] == null].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, expected)
    other = s.simulate_size(COUNTS, DOCUMENTS, SHIFTS, n_runs=300, seed=6, nulls=[null])
    assert other["size"].tolist() != alone["size"].tolist()


def test_a_real_change_of_the_mix_raises_the_size_where_genres_differ():
    mixed = DOCUMENTS.assign(genre=["letter"] * 20 + ["report"] * 20)
    counts = Counts(pd.DataFrame({"x": np.sort(TABLE)}, NAMES), pd.Series(WORDS, NAMES))
    size = s.simulate_size(counts, mixed, SHIFTS, n_runs=100, strata="genre", nulls=["rate by genre"])["size"]
    assert size.min() > 0.3


def test_occasions_are_tested_where_they_are_named():
    labels = pd.Series([f"o{i // 2}" for i in range(N)], NAMES)
    by = s.simulate_size(
        COUNTS, DOCUMENTS, SHIFTS, n_runs=200, by=labels, nulls=["negative binomial", "dates shuffled"]
    )
    texts = s.simulate_size(COUNTS, DOCUMENTS, SHIFTS, n_runs=200, nulls=["negative binomial", "dates shuffled"])
    assert by["size"].tolist() != texts["size"].tolist()
    assert by["size"].max() <= 0.1


def test_the_stored_table_has_both_units():
    labels = pd.Series([f"o{i // 2}" for i in range(N)], NAMES)
    (table,) = s.make_sizes(COUNTS, DOCUMENTS, SHIFTS, "genre", labels, n_runs=20, seed=3, progress=False).values()
    assert table["unit"].value_counts().to_dict() == {"texts": 15, "occasions": 15}
    alone = s.simulate_size(COUNTS, DOCUMENTS, SHIFTS, 20, 3, "genre", labels)
    pd.testing.assert_frame_equal(
        table[table["unit"] == "occasions"].drop(columns="unit").reset_index(drop=True), alone
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"nulls": ["none"]}, "a null is 'none'.*choose one of: dates shuffled"),
        ({"strata": None}, "'rate by genre' needs strata"),
        ({"strata": "kind"}, "documents has no column 'kind'"),
        ({"n_runs": 0}, "n_runs is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"shifts": SHIFTS.assign(first=DAYS[-1])}, "the shift 'x' has 1 of 40 units between its days"),
        ({"shifts": SHIFTS.rename({"x": "y"})}, "'y' is not counted"),
    ],
)
def test_what_cannot_be_simulated_is_named(change, message):
    given = {"counts": COUNTS, "documents": DOCUMENTS, "shifts": SHIFTS, "n_runs": 10, "strata": "genre"} | change
    with pytest.raises(InputError, match=message):
        s.simulate_size(**given)
