"""Runs, resamples and consensus of models; what is kept is never believed blindly."""

import ast
import warnings
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
from test_topics import of_passages, plant

from themeshift import cache, paths, sweeps
from themeshift import stability as st
from themeshift import topics as t
from themeshift.checks import InputError


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
    grid, settings = [("nmf", 2, 2, 2), ("nmf", 3, 2, 2), ("lda", 2, 2, 2)], {"seed": 0, "cache": None}
    alone = sweeps.sweep_topics(counts, grid, progress=False, **settings)
    with ThreadPoolExecutor(2) as executor:
        shared = sweeps.sweep_topics(counts, grid, progress=False, executor=executor, **settings)
    pd.testing.assert_frame_equal(alone, shared)
    assert alone["kind"].tolist() == ["nmf", "nmf", "lda"]
    other = sweeps.sweep_topics(counts, grid, progress=False, **settings | {"seed": 1})
    assert (other["vectors_resamples"] != alone["vectors_resamples"]).any()


@pytest.mark.parametrize("kind", t.KINDS)
def test_single_runs_are_the_same_with_any_executor(kind):
    counts, *_ = plant(8)
    alone = st.fit_runs(counts, 2, kind, 2, 2, progress=False)
    with ThreadPoolExecutor(2) as executor:
        shared = st.fit_runs(counts, 2, kind, 2, 2, executor=executor, progress=False)
    for one, other in zip(alone, shared, strict=True):
        np.testing.assert_array_equal(one, other)


def test_what_has_no_map_is_no_executor():
    counts, *_ = plant(8)
    for fit in (st.fit_runs, st.load_runs):
        with pytest.raises(InputError, match="executor is int, which has no map"):
            fit(counts, 2, executor=5, progress=False, **({"cache": None} if fit is st.load_runs else {}))
    with pytest.raises(InputError, match="executor is str, which has no map"):
        sweeps.sweep_topics(counts, [("nmf", 2, 1, 1)], executor="pool", cache=None, progress=False)


def test_a_model_of_other_texts_begins_with_choices_that_fit():
    counts, *_ = plant(8)  # 48 passages of 8 documents
    assert sweeps.choose_n_topics(counts) == max(2, min(counts.matrix.shape) // 10)
    days = pd.Series(pd.Timestamp("1900-01-01"), range(64))
    assert sweeps.choose_min_documents(pd.DataFrame({"date": days, "date_end": days})) == 5
    assert sweeps.choose_min_documents(pd.DataFrame({"date": days, "date_end": days})[:9]) == 2


def test_the_first_run_has_the_best_objective():
    counts, *_ = plant(8)
    runs = st.fit_runs(counts, 4, n_seeds=4, n_resamples=0, progress=False)
    starts = np.random.SeedSequence(0).generate_state(4).tolist()
    models = [t.fit_topics(counts, 4, seed=start) for start in starts]
    best = min(models, key=lambda model: model[1].reconstruction_err_)[0]
    np.testing.assert_array_equal(runs.seeds[0], best)


def test_the_fit_of_lda_is_the_perplexity_of_what_resamples_left_out():
    counts, *_ = plant(8)
    runs = st.fit_runs(counts, 2, "lda", 1, 1, progress=False)
    start = int(np.random.SeedSequence(0).generate_state(2)[1])
    drawn = np.random.default_rng(start).integers(8, size=8)
    rows = [6 * document + n for document in drawn for n in range(6)]
    others = [row for row in range(48) if row // 6 not in drawn]
    _, model = t.fit_matrix(counts.matrix[rows], 2, "lda", start)
    assert runs.fit == pytest.approx(model.perplexity(counts.matrix[others]))


@pytest.fixture
def fitted(monkeypatch):
    """Note each fit of a model."""
    fits, fit = [], st.fit_matrix
    monkeypatch.setattr(st, "fit_matrix", lambda *args, **more: fits.append(args[0]) or fit(*args, **more))
    return fits


def test_what_was_measured_is_read_again_for_the_same_counts_and_settings_only(tmp_path, fitted, monkeypatch):
    counts, *_ = plant(8)
    settings = {"cache": tmp_path, "progress": False}
    first = sweeps.sweep_topics(counts, [("nmf", 2, 2, 1)], **settings)
    runs = st.load_runs(counts, 2, n_seeds=2, n_resamples=1, cache=tmp_path)
    fitted.clear()
    pd.testing.assert_frame_equal(first, sweeps.sweep_topics(counts, [("nmf", 2, 2, 1)], **settings))
    again = st.load_runs(counts, 2, n_seeds=2, n_resamples=1, cache=tmp_path)
    np.testing.assert_array_equal(runs.seeds, again.seeds)
    assert not fitted
    sweeps.sweep_topics(plant(8, seed=1)[0], [("nmf", 2, 2, 1)], **settings)
    assert fitted
    fitted.clear()
    sweeps.sweep_topics(counts, [("nmf", 2, 2, 1)], seed=9, **settings)
    assert fitted
    fitted.clear()
    monkeypatch.setattr(t, "NMF_SETTINGS", t.NMF_SETTINGS | {"tol": 1e-2})
    sweeps.sweep_topics(counts, [("nmf", 2, 2, 1)], **settings)
    assert fitted


# What is kept is never believed blindly

SHAPES = {"seeds": (2, 3), "fit": ()}
ARRAYS = {"seeds": np.arange(6).reshape(2, 3) / 7, "fit": 0.5}


@pytest.fixture
def entry(tmp_path):
    cache.write_arrays(tmp_path / "a.npz", ARRAYS)
    return tmp_path / "a.npz"


def refuse(path, message):
    with pytest.warns(UserWarning, match=rf"a\.npz in the cache cannot be used .*{message}.*; it is computed anew"):
        assert cache.read_arrays(path, SHAPES, missing=["fit"]) is None


def test_what_was_stored_is_read(entry):
    stored = cache.read_arrays(entry, SHAPES)
    np.testing.assert_array_equal(stored["seeds"], ARRAYS["seeds"])
    assert stored["fit"] == 0.5
    assert set(stored) == set(ARRAYS)


def test_what_was_never_stored_is_nothing_to_warn_of(tmp_path):
    assert cache.read_arrays(tmp_path / "none.npz", SHAPES) is None
    assert cache.read_arrays(None, SHAPES) is None
    assert cache.write_arrays(None, ARRAYS) is None


def test_what_cannot_be_kept_is_not_lost(tmp_path):
    (tmp_path / "file").touch()
    with pytest.warns(UserWarning, match="this is not kept, and is computed anew the next time: .*nothing was written"):
        cache.write_arrays(tmp_path / "file" / "a.npz", ARRAYS)


@pytest.mark.parametrize("damaged", [b"", b"x" * 500, b"PK\x05\x06" + bytes(18)])
def test_a_file_of_something_else_is_refused(entry, damaged):
    entry.write_bytes(damaged)
    refuse(entry, "")


def test_a_file_cut_off_anywhere_is_refused(entry):
    data = entry.read_bytes()
    for end in range(0, len(data), 9):
        entry.write_bytes(data[:end])
        refuse(entry, "")


def test_one_bit_flipped_anywhere_never_gives_other_numbers(entry):
    data = entry.read_bytes()
    refused = 0
    for at in range(0, len(data), 3):
        entry.write_bytes(data[:at] + bytes([data[at] ^ 1 << at % 8]) + data[at + 1 :])
        with warnings.catch_warnings(record=True) as said:
            warnings.simplefilter("always")
            stored = cache.read_arrays(entry, SHAPES)
        assert (stored is None) == any("cannot be used" in str(warning.message) for warning in said)
        refused += stored is None
        if stored is not None:  # a bit of a date or the like
            np.testing.assert_array_equal(stored["seeds"], ARRAYS["seeds"])
            assert stored["fit"] == 0.5
    assert refused > len(data) / 3 / 2


@pytest.mark.parametrize("other", [
    {"fit": 0.5}, {"seeds": np.ones((2, 3)), "fit": 0.5, "more": 1}, {"seeds": np.ones((3, 2)), "fit": 0.5},
    {"seed": np.ones((2, 3)), "fit": 0.5},
])  # fmt: skip
def test_other_names_and_shapes_are_refused(entry, other):
    cache.write_arrays(entry, other)
    refuse(entry, "it holds other arrays")


@pytest.mark.parametrize("arrays", [
    {"seeds": np.ones((2, 3), dtype=int), "fit": np.array(0.5)}, {"seeds": np.full((2, 3), "1"), "fit": np.array(0.5)},
])  # fmt: skip
def test_other_types_are_refused(entry, arrays):
    np.savez(entry, **arrays, **{cache.SUM: cache._hash_arrays(arrays)})
    refuse(entry, "it holds other arrays")


def test_objects_are_not_unpickled(entry):
    np.savez(entry, seeds=np.array([[{}] * 3] * 2), fit=np.array(0.5), allow_pickle=True)
    refuse(entry, "Object arrays cannot be loaded when allow_pickle=False")


def test_other_numbers_and_a_missing_checksum_are_refused(entry):
    np.savez(entry, **{**ARRAYS, "fit": 0.6}, **{cache.SUM: cache._hash_arrays({"seeds": ARRAYS["seeds"]})})
    refuse(entry, "its checksum is wrong")
    np.savez(entry, **ARRAYS)
    refuse(entry, "sha256")


def test_numbers_are_missing_only_where_they_may_be(entry):
    cache.write_arrays(entry, ARRAYS | {"fit": np.nan})
    assert np.isnan(cache.read_arrays(entry, SHAPES, missing=["fit"])["fit"])
    cache.write_arrays(entry, ARRAYS | {"seeds": np.full((2, 3), np.inf)})
    refuse(entry, "numbers are missing in it")


def test_what_would_unpack_to_much_more_is_not_unpacked(entry, monkeypatch):
    cache.write_arrays(entry, {"seeds": np.zeros((1000, 1000)), "fit": 0.5})
    assert entry.stat().st_size < cache.HEADERS
    monkeypatch.setattr(np, "load", None)  # not even tried
    refuse(entry, "it would unpack to too much")
    entry.write_bytes(bytes(2 * cache.HEADERS))
    refuse(entry, "it is too large")


def test_damaged_runs_and_measures_are_fitted_anew(tmp_path, fitted):
    counts, *_ = plant(8)
    settings = {"cache": tmp_path, "progress": False}
    few = {"n_seeds": 2, "n_resamples": 1, **settings}
    runs, measures = st.load_runs(counts, 2, **few), sweeps.sweep_topics(counts, [("nmf", 2, 2, 1)], **settings)
    for path in tmp_path.iterdir():
        path.write_bytes(path.read_bytes()[:-40])
    fitted.clear()
    with pytest.warns(UserWarning, match="runs-.* in the cache cannot be used"):
        np.testing.assert_array_equal(st.load_runs(counts, 2, **few).seeds, runs.seeds)
    with pytest.warns(UserWarning, match="measures-.* in the cache cannot be used"):
        pd.testing.assert_frame_equal(sweeps.sweep_topics(counts, [("nmf", 2, 2, 1)], **settings), measures)
    assert len(fitted) == 6
    st.load_runs(counts, 2, **few)
    assert len(fitted) == 6  # mended


def test_prose_leaves_the_hash_of_code_and_code_does_not():
    source = (paths.LIBRARY / "topics.py").read_text(encoding="utf-8")
    hashed = cache.hash_code(source)
    assert cache.hash_code(source.replace("Fit one model.", "Fit one topic model.") + "# a comment\n") == hashed
    assert cache.hash_code(source.replace('"max_iter": 400', '"max_iter": 401')) != hashed


def test_the_hash_of_code_is_the_same_in_a_python_that_adds_empty_texts_to_f_strings(monkeypatch):
    def parse_as_3_12_1(source):
        tree = parse(source)
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr):
                node.values.append(ast.Constant(value=""))
        return tree

    parse, hash_code = ast.parse, cache.hash_code.__wrapped__
    hashed = hash_code('f"{share:.{digits}%}"'), hash_code('[""]')
    monkeypatch.setattr(ast, "parse", parse_as_3_12_1)
    assert (hash_code('f"{share:.{digits}%}"'), hash_code('[""]')) == hashed
    assert hash_code('f"{share:.{digits}f}"') != hashed[0] and hash_code("[]") != hashed[1]


def test_what_is_empty_is_not_hashed_since_newer_pythons_have_more_of_it():
    tree = ast.parse("def f(x):\n    return None\n")
    written, function = cache._write_tree(tree), tree.body[0]
    function._fields, function.type_params = (*function._fields, "type_params"), []  # as in Python 3.12
    assert cache._write_tree(tree) == written
    function.type_params = [ast.Name("T")]
    assert cache._write_tree(tree) != written


def test_the_name_of_an_entry_changes_with_its_inputs_and_with_the_code(tmp_path, monkeypatch):
    (tmp_path / "a.py").write_text("x = 1\n")
    monkeypatch.setattr(paths, "LIBRARY", tmp_path)
    name = cache.name_entry("inputs", ["a"])
    assert cache.name_entry("others", ["a"]) != name
    (tmp_path / "a.py").write_text("# one\nx = 1\n")
    assert cache.name_entry("inputs", ["a"]) == name
    (tmp_path / "a.py").write_text("x = 2\n")
    assert cache.name_entry("inputs", ["a"]) != name


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


def test_what_is_fitted_and_what_is_read_from_the_cache_are_the_same_numbers(tmp_path):
    """Also in the eighth digit, from which shares are computed on: a first run gives the bytes of a second."""
    counts = plant(8)[0]
    fitted, read = (st.load_runs(counts, 2, n_seeds=2, n_resamples=2, cache=tmp_path, progress=False) for _ in range(2))
    for name in ("seeds", "resamples"):
        assert getattr(fitted, name).dtype == getattr(read, name).dtype == float
        np.testing.assert_array_equal(getattr(fitted, name), getattr(read, name))
