"""Runs, resamples and consensus of models; what is kept is never believed blindly."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from test_topics import of_passages, plant

from themeshift import cache, paths
from themeshift import stability as st
from themeshift import topics as t
from themeshift.tables import InputError


def test_the_agreement_of_two_lists_is_the_published_one():
    # Greene et al. (2014), table 1: Jaccard 0, 0, 1/5, 1/7, 3/7 at depths 1 to 5, on average 0.154.
    one, other = ["album", "music", "best", "award", "win"], ["sport", "best", "win", "medal", "award"]
    words = sorted({*one, *other})
    topics = [np.array([[float(5 - terms.index(w)) if w in terms else 0 for w in words]]) for terms in (one, other)]
    assert st.compare_terms(*topics, top=5)[0] == pytest.approx(np.mean([0, 0, 1 / 5, 1 / 7, 3 / 7]))
    assert round(st.compare_terms(*topics, top=5)[0], 3) == 0.154
    assert st.compare_terms(topics[0], topics[0], top=5)[0] == 1


def test_agreement_does_not_depend_on_the_order_of_topics():
    rng = np.random.default_rng(4)
    topics = rng.random((6, 40))
    assert st.compare_terms(topics, topics[::-1]).tolist() == [1] * 6
    assert st.compare_terms(topics, rng.random((6, 40))).mean() < 0.3


def test_runs_without_seeds_are_named():
    with pytest.raises(InputError, match="n_seeds is 0; give a whole number of at least 1"):
        st.fit_runs(plant(8)[0], 2, n_seeds=0)


def test_the_fit_of_nmf_is_the_share_of_squares():
    counts, *_ = plant()
    runs = st.fit_runs(counts, 2, n_seeds=3, n_resamples=0)
    _, model = t.fit_topics(counts, 2, seed=1)
    x = t.weigh_passages(counts.matrix).toarray()
    rest = x - model.transform(x.astype(np.float32)) @ model.components_
    assert runs.fit == pytest.approx(1 - (rest**2).sum() / (x**2).sum(), abs=1e-3)
    assert np.isnan(st.measure_runs(runs, counts)["terms_resamples"])


def test_runs_repeat_with_their_seed_and_any_executor():
    counts, *_ = plant(12)
    grid, settings = [("nmf", 2), ("nmf", 3), ("lda", 2)], {"n_seeds": 2, "n_resamples": 2, "cache": None}
    alone = st.sweep_topics(counts, grid, progress=False, **settings)
    with ThreadPoolExecutor(2) as executor:
        shared = st.sweep_topics(counts, grid, progress=False, executor=executor, **settings)
    pd.testing.assert_frame_equal(alone, shared)
    assert alone["kind"].tolist() == ["nmf", "nmf", "lda"]
    other = st.sweep_topics(counts, grid, progress=False, seed=1, **settings)
    assert (other["vectors_resamples"] != alone["vectors_resamples"]).any()


@pytest.fixture
def fitted(monkeypatch):
    """Note each fit of a model."""
    fits, fit = [], st.fit_matrix
    monkeypatch.setattr(st, "fit_matrix", lambda *args, **more: fits.append(args[0]) or fit(*args, **more))
    return fits


def test_what_was_measured_is_read_again_for_the_same_counts_and_settings_only(tmp_path, fitted, monkeypatch):
    counts, *_ = plant(8)
    settings = {"n_seeds": 2, "n_resamples": 1, "cache": tmp_path, "progress": False}
    first = st.sweep_topics(counts, [("nmf", 2)], **settings)
    runs = st.load_runs(counts, 2, n_seeds=2, n_resamples=1, cache=tmp_path)
    fitted.clear()
    pd.testing.assert_frame_equal(first, st.sweep_topics(counts, [("nmf", 2)], **settings))
    again = st.load_runs(counts, 2, n_seeds=2, n_resamples=1, cache=tmp_path)
    np.testing.assert_array_equal(runs.seeds, again.seeds)
    assert not fitted
    st.sweep_topics(plant(8, seed=1)[0], [("nmf", 2)], **settings)
    assert fitted
    fitted.clear()
    st.sweep_topics(counts, [("nmf", 2)], seed=9, **settings)
    assert fitted
    fitted.clear()
    monkeypatch.setattr(t, "NMF_SETTINGS", t.NMF_SETTINGS | {"tol": 1e-2})
    st.sweep_topics(counts, [("nmf", 2)], **settings)
    assert fitted


DAMAGE = {
    "cut off": lambda data: data[:40],
    "empty": lambda data: b"",
    "not an archive": lambda data: b"x" * 500,
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_file_is_computed_anew_and_said(tmp_path, fitted, damage):
    counts, *_ = plant(8)
    runs = st.load_runs(counts, 2, n_seeds=2, n_resamples=1, cache=tmp_path)
    (path,) = tmp_path.iterdir()
    path.write_bytes(DAMAGE[damage](path.read_bytes()))
    fitted.clear()
    with pytest.warns(UserWarning, match="in the cache cannot be used .*; it is computed anew"):
        again = st.load_runs(counts, 2, n_seeds=2, n_resamples=1, cache=tmp_path)
    assert fitted
    np.testing.assert_array_equal(runs.seeds, again.seeds)


@pytest.mark.filterwarnings("ignore:.*in the cache cannot be used")
def test_one_flipped_bit_is_found_or_changes_nothing(tmp_path):
    path, arrays = tmp_path / "a.npz", {"seeds": np.random.default_rng(1).random(20)}
    cache.write_arrays(path, arrays)
    data = path.read_bytes()
    found = 0
    for place in range(len(data)):
        path.write_bytes(data[:place] + bytes([data[place] ^ 4]) + data[place + 1 :])
        read = cache.read_arrays(path, {"seeds": (20,)})
        found += read is None
        assert read is None or np.array_equal(read["seeds"], arrays["seeds"])
    assert found > len(data) / 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"fit": None}, "other arrays"),
        ({"seeds": np.ones((2, 3))}, "other arrays"),
        ({"seeds": np.full((2, 2, 10), np.nan)}, "numbers that are missing"),
    ],
)
def test_arrays_of_another_shape_or_without_numbers_are_not_believed(tmp_path, change, message):
    shapes = {"seeds": (2, 2, 10), "fit": ()}
    arrays = {"seeds": np.ones((2, 2, 10)), "fit": np.array(0.5)}
    cache.write_arrays(tmp_path / "a.npz", arrays)
    assert cache.read_arrays(tmp_path / "a.npz", shapes)["fit"] == 0.5
    cache.write_arrays(tmp_path / "a.npz", {k: v for k, v in (arrays | change).items() if v is not None})
    with pytest.warns(UserWarning, match=message):
        assert cache.read_arrays(tmp_path / "a.npz", shapes) is None


def test_a_file_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    cache.write_arrays(tmp_path / "a.npz", {"zeros": np.zeros(10_000)})
    monkeypatch.setattr(cache, "MOST_BYTES", 1000)
    with pytest.warns(UserWarning, match="too large"):
        assert cache.read_arrays(tmp_path / "a.npz", {"zeros": (10_000,)}) is None


def test_prose_leaves_the_hash_of_code_and_code_does_not():
    source = (paths.LIBRARY / "topics.py").read_text(encoding="utf-8")
    hashed = cache.hash_code(source)
    assert cache.hash_code(source.replace("Fit one model.", "Fit one topic model.") + "# a comment\n") == hashed
    assert cache.hash_code(source.replace("TOP = 10", "TOP = 11")) != hashed


def test_a_term_that_a_resample_lacks_has_weight_zero_there():
    matrix = np.zeros((12, 4), dtype=int)
    matrix[:, :3] = np.random.default_rng(1).integers(1, 5, (12, 3))
    matrix[0, 3] = 2  # in one document only: a resample of twelve documents lacks it once in three
    runs = st.fit_runs(of_passages(matrix), 2, n_seeds=1, n_resamples=20)
    assert np.isfinite(runs.resamples).all()
    assert (runs.resamples[:, :, 3].sum(axis=1) == 0).any()


def test_a_resample_draws_whole_documents(fitted):
    documents = np.repeat([f"d{n}" for n in range(10)], 3)
    matrix = np.arange(30)[:, None] + np.ones((30, 10), dtype=int)  # a passage tells its row
    st.fit_runs(of_passages(matrix, documents), 2, n_seeds=1, n_resamples=5)
    assert len(fitted) == 6
    for part in fitted[1:]:
        rows = part.toarray()[:, 0] - 1
        assert len(rows) == 30
        assert (rows.reshape(-1, 3) % 3 == [0, 1, 2]).all()  # three passages of a document, in their order


def test_planted_topics_recur_and_a_third_that_is_not_there_does_not():
    counts, truth, _ = plant(40)
    runs = st.fit_runs(counts, 3, n_seeds=6, n_resamples=12)
    consensus = st.find_consensus(runs, counts)
    order, cosines = t.match_topics(truth, consensus.topics)
    real = consensus.recurrence.loc[order]
    assert (cosines > 0.85).all()
    assert consensus.topics.sum(axis=1) == pytest.approx([1, 1, 1])
    spare = consensus.recurrence.drop(index=order)
    assert spare["resamples"].iloc[0] < real["resamples"].min()
    assert consensus.resamples.shape == (12, 3, 10)


def test_the_consensus_of_equal_runs_is_that_run():
    topics = np.random.default_rng(2).dirichlet(np.ones(10), 3)
    runs = st.Runs(np.array([topics, topics[[2, 0, 1]]]), np.array([topics[[1, 2, 0]]]), 0.5)
    consensus = st.find_consensus(runs, plant(6)[0])
    order, cosines = t.match_topics(topics, consensus.topics)
    assert cosines == pytest.approx([1, 1, 1])
    assert (consensus.recurrence[["seeds", "resamples"]] == 1).all(axis=None)
    assert consensus.recurrence["agreement"].tolist() == pytest.approx([1, 1, 1])
    np.testing.assert_allclose(
        consensus.resamples[0] / consensus.resamples[0].sum(axis=1, keepdims=True), consensus.topics
    )
