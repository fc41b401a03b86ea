"""Simulated texts have the rates they say; coverage is counted right; what is stored is what a rerun gives."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from themeshift import coverage, simulation, trends, truths
from themeshift.checks import InputError
from themeshift.corpus import load_corpus
from themeshift.counts import Counts
from themeshift.shifts import load_shifts

N = 40
NAMES = [f"d{n}" for n in range(N)]
WORDS = np.random.default_rng(1).integers(200, 4000, N).astype(float)
FOUND = np.random.default_rng(2).poisson(np.random.default_rng(3).gamma(0.5, WORDS * 0.004))
RATES = np.repeat([0.002, 0.0005], N // 2)
GENRES = np.array(["speech", "letter"] * (N // 2))
COUNTS = Counts(pd.DataFrame({"x": FOUND}, NAMES), pd.Series(WORDS, NAMES))
DAYS = pd.date_range("1918-01-01", periods=N, freq="10D")
DOCUMENTS = pd.DataFrame({"date": DAYS, "date_end": DAYS, "genre": GENRES}, index=NAMES)
PERIODS = pd.Series(np.repeat(["early", "late"], N // 2), NAMES, name="period")


# Truths


@pytest.mark.parametrize("truth", truths.TRUTHS)
def test_simulated_texts_have_the_rates_that_are_called_true(truth):
    made = truths.TRUTHS[truth](FOUND, WORDS, RATES, GENRES)
    drawn = made.draw(20_000, np.random.default_rng(0))
    assert drawn.shape == (20_000, N)
    assert (drawn >= 0).all()
    assert (drawn == np.floor(drawn)).all()
    half = slice(N // 2)
    for texts in (slice(None), half):
        totals = drawn[:, texts].sum(axis=1)
        error = totals.std() / np.sqrt(len(totals))
        assert totals.mean() == pytest.approx((WORDS * made.rates)[texts].sum(), abs=5 * error)


def test_the_flat_truth_is_flat_and_the_others_are_not():
    rates = {name: make(FOUND, WORDS, RATES, GENRES).rates for name, make in truths.TRUTHS.items()}
    np.testing.assert_allclose(rates["flat"], FOUND.sum() / WORDS.sum())
    np.testing.assert_array_equal(rates["negative binomial"], RATES)
    np.testing.assert_array_equal(rates["hurdle-lognormal"], RATES)
    assert (rates["bursts by genre"] @ WORDS) == pytest.approx(RATES @ WORDS)


def test_as_many_texts_have_the_term_as_do():
    for name in ("hurdle-lognormal", "bursts by genre"):
        rates = truths.expect_rates(FOUND, WORDS, np.ones((1, N))).repeat(N)
        drawn = truths.TRUTHS[name](FOUND, WORDS, rates, GENRES).draw(4000, np.random.default_rng(0))
        assert (drawn > 0).sum(axis=1).mean() == pytest.approx((FOUND > 0).sum(), rel=0.15), name


def test_a_genre_without_the_term_has_it_less_often():
    found = np.where(GENRES == "speech", 5, 0)
    made = truths.make_bursts(found, np.full(N, 1000.0), np.full(N, 0.02), GENRES)
    speech, letter = (made.draw(4000, np.random.default_rng(0))[:, GENRES == kind] > 0 for kind in ("speech", "letter"))
    assert speech.mean() > 2 * letter.mean()
    assert made.rates[0] > made.rates[1]


def test_bursts_are_geometric():
    """In texts where bursts are rare, an occurrence that is there has one more on average."""
    made = truths.make_bursts(np.zeros(N), np.full(N, 10.0), np.full(N, 1e-4), GENRES)
    drawn = made.draw(40_000, np.random.default_rng(0))
    assert drawn[drawn > 0].mean() == pytest.approx(2, rel=0.05)


def test_the_shape_that_was_drawn_is_found():
    generator, mean = np.random.default_rng(0), np.full(5000, 3.0)
    for shape in (0.1, 2.0):
        drawn = generator.poisson(generator.gamma(shape, mean / shape))
        assert truths.find_shape(drawn, mean) == pytest.approx(shape, rel=0.15)


def test_a_cell_without_the_term_is_expected_to_have_half_an_occurrence():
    cells = np.array([[1, 1, 0], [0, 0, 1]], dtype=float)
    found, words = np.array([2, 1, 0]), np.array([100.0, 200.0, 500.0])
    np.testing.assert_allclose(truths.expect_rates(found, words, cells), [3 / 300, 0.5 / 500])


# Coverage


def cut():
    return coverage._cut_periods(COUNTS, PERIODS)


def test_the_token_interval_is_wilson_s():
    drawn = np.array([[3.0] * N, [0.0] * N])
    ends = coverage._score(drawn, WORDS, cut())
    for run, found in enumerate((3 * N // 2, 0)):
        scipy = stats.binomtest(found, int(WORDS[: N // 2].sum())).proportion_ci(method="wilson")
        np.testing.assert_allclose(ends[run, 0], scipy, rtol=1e-6, atol=1e-12)


def test_the_bootstrap_is_that_of_the_periods():
    band = trends.summarize_periods(COUNTS, PERIODS, 20_000).set_index("period")[["low", "high"]]
    ends = coverage._resample(FOUND[None].astype(float), WORDS, cut(), np.random.default_rng(0))
    np.testing.assert_allclose(1000 * ends[0], band, rtol=0.1)


def test_runs_are_counted_by_hand():
    cells = cut()._replace(names=["one"], weights=np.ones((1, N)))
    # The truth is 2: held, too low (wholly below) twice, too high, held at its very edge.
    ends = np.array([[[1, 3]], [[0, 1]], [[0, 1.5]], [[3, 4]], [[2, 5]]], dtype=float)
    nothing = np.full((5, 1, 2), np.nan)
    rows = coverage._summarize_runs([(np.array([ends, nothing, ends]), np.array([2.0]))], cells).set_index("method")
    ours = rows.loc["comparable texts"]
    assert ours[["coverage", "too_low", "too_high", "first_hits", "true_rate"]].tolist() == [0.4, 0.4, 0.2, 2, 2000]
    assert ours["error"] == pytest.approx(np.sqrt(0.4 * 0.6 / 5))
    assert ours["length"] == 1500  # of 2, 1, 1.5, 1, 3
    assert np.isnan(rows.loc["texts drawn again", "coverage"])


def test_the_summary_names_the_worst_cell():
    table = pd.DataFrame({
        "cells_of": "periods", "truth": "flat", "term": "x", "method": "tokens", "cell": ["a", "b", "c"],
        "coverage": [0.95, 0.80, np.nan], "error": [0.01, 0.02, np.nan], "runs": 400, "length": [1.0, 3.0, 9.0],
    })  # fmt: skip
    row = coverage.summarize_coverage(table).iloc[0]
    assert row[["cells", "coverage", "worst", "worst_cell", "surely_below", "length"]].tolist() == [
        2, 0.875, 0.8, "b", 1, 2.0]  # fmt: skip
    assert row["error"] == pytest.approx(np.sqrt(0.875 * 0.125 / 400))


def test_a_simulation_is_the_same_twice_and_has_a_row_for_each_cell():
    one, other = (coverage.simulate_coverage(COUNTS, DOCUMENTS, PERIODS, 3, seed=5) for _ in range(2))
    pd.testing.assert_frame_equal(one, other)
    assert len(one) == len(truths.TRUTHS) * 2 * len(coverage.METHODS)
    assert one["coverage"].between(0, 1).all()
    drawn_otherwise = coverage.simulate_coverage(COUNTS, DOCUMENTS, PERIODS, 3, seed=6)
    assert not one["length"].equals(drawn_otherwise["length"])
    points = coverage.simulate_coverage(COUNTS, DOCUMENTS.drop(columns="genre"), None, 1)
    assert points["cell"].str.fullmatch(r"1918-\d\d-\d\d|1919-\d\d-\d\d").all()


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_runs": 0}, "n_runs is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"n_jobs": 0}, "n_jobs is 0"),
        ({"members": PERIODS[1:]}, "the periods lacks 'd0'"),
        ({"documents": DOCUMENTS[1:]}, "documents lacks 'd0'"),
        ({"members": None, "half_width": 1}, "all points of the curves are blank"),
    ],
)
def test_what_cannot_be_simulated_is_refused(options, message):
    arguments = {"documents": DOCUMENTS, "members": PERIODS, "n_runs": 1} | options
    with pytest.raises(InputError, match=message):
        coverage.simulate_coverage(COUNTS, **arguments)


def test_a_missing_table_says_how_to_make_it(tmp_path):
    with pytest.raises(InputError, match="run make simulate"):
        simulation.load_coverage(folder=tmp_path)
    row = dict.fromkeys(("truth", "term", "method", "worst_cell"), "x") | {"cells_of": "periods", "coverage": 0.95}
    row |= dict.fromkeys(("cells", "runs", "surely_below"), 5) | {"error": 0.01, "worst": 0.9, "worst_error": 0.01}
    write_coverage(tmp_path, row | {"length": 2.5})
    assert simulation.load_coverage("periods", folder=tmp_path)["inputs"].tolist() == ["abc"]
    with pytest.raises(InputError, match="no 'weeks'"):
        simulation.load_coverage("weeks", folder=tmp_path)
    assert "no simulation 'size of stars'" in simulation.main(["size of stars"])


def write_coverage(folder, *rows):
    simulation.write_tables({"coverage": pd.DataFrame(rows)}, "abc", folder)


STORED = """\
inputs,cells_of,truth,term,method,cells,runs,coverage,error,worst,worst_error,worst_cell,surely_below,length
77737,periods,negative binomial,peace,comparable texts,5,2000,0.9643,0.004,0.9395,0.005,Brest,0,4.8154
77737,periods,negative binomial,peace,texts drawn again,5,2000,0.84,0.008,0.816,0.009,Polish war,5,3.3244
"""


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("0.9643", "1.9643", r"coverage\.csv line 2: coverage cannot be '1\.9643'; take the table again"),
        ("0.9643", "٣", "line 2: coverage cannot be"),
        ("periods,negative", "half-years,negative", None),
        (",5,2000", ",5.5,2000", "line 2: cells cannot be '5.5'"),
        ("77737", "77738", "its rows are of 2 runs"),
        ("texts drawn again", "comparable texts", "line 3: the row repeats another"),
        ("inputs", "input", "has no column 'inputs'"),
        (",5,", ",", "line 2: the row has 13 cells, not 14"),
    ],
)
def test_a_stored_table_is_not_believed_blindly(tmp_path, old, new, message):
    (tmp_path / "coverage.csv").write_text(STORED.replace(old, new, 1), encoding="utf-8")
    if message is None:
        assert len(simulation.load_coverage(folder=tmp_path)) == 2
    else:
        with pytest.raises(InputError, match=message):
            simulation.load_coverage(folder=tmp_path)


# What is stored


@pytest.fixture(scope="module")
def project():
    return simulation.load_project()


def repeat(project, cells_of, term):
    """Rerun the first runs of a stored simulation and return their hits beside those that are stored."""
    counts, documents = project
    members = (simulation.list_cells(documents)[cells_of] if cells_of != "sides" else
               simulation.list_sides(documents, load_shifts())[counts.terms[0]])  # fmt: skip
    again = coverage.simulate_coverage(counts[[counts.terms[0]]], documents, members, coverage.CHUNK, simulation.SEED)
    stored = simulation.load_coverage(cells_of, "coverage_by_cell")
    stored = stored[stored["term"] == term].reset_index(drop=True)
    return again, stored


@pytest.mark.parametrize("cells_of", ["periods", "sides", pytest.param("half-years", marks=pytest.mark.check),
                                      pytest.param("curves", marks=pytest.mark.check)])  # fmt: skip
def test_the_first_runs_of_what_is_stored_come_out_again(project, cells_of):
    again, stored = repeat(project, cells_of, project[0].terms[0])
    keys = ["truth", "term", "cell", "method", "texts"]
    pd.testing.assert_frame_equal(again[keys].astype(str), stored[keys].astype(str))
    np.testing.assert_allclose(again["true_rate"], stored["true_rate"], rtol=1e-4)
    assert again["first_hits"].tolist() == stored["first_hits"].tolist(), (
        "run make simulate: texts or code have changed"
    )


def test_what_is_stored_was_run_as_often_as_is_said():
    table = simulation.load_coverage(name="coverage_by_cell")
    assert set(table["cells_of"]) == {*simulation.list_cells(load_corpus().documents), "sides"}
    assert set(table["runs"]) == {simulation.RUNS}
    assert set(table["truth"]) == set(truths.TRUTHS)
    summary = coverage.summarize_coverage(table)
    stored = simulation.load_coverage()
    pd.testing.assert_frame_equal(summary, stored[summary.columns], check_dtype=False, rtol=1e-3)


@pytest.mark.check
def test_the_stored_tables_are_fresh(project):
    for name, of in (("coverage", "coverage"), ("coverage_by_cell", "coverage"), ("size", "size")):
        stamps = set(simulation.load_coverage(name=name)["inputs"])
        assert stamps == {simulation.stamp(of, *project)}, "run make simulate: its inputs have changed"


def test_the_size_of_a_test_comes_out_again(project, monkeypatch):
    """The first shift and null of the stored table, to the hit: the draws of a shift do not depend on the others."""
    stored = simulation.load_coverage(name="size")
    monkeypatch.setattr(simulation, "load_shifts", lambda: load_shifts().head(1))
    again = simulation.make_size(*project)["size"]
    kept = stored[stored["shift"] == again["shift"].iloc[0]].reset_index(drop=True)
    pd.testing.assert_frame_equal(again.drop(columns="size_family"), kept[again.columns].drop(columns="size_family"),
                                  rtol=1e-4, check_dtype=False)  # fmt: skip
