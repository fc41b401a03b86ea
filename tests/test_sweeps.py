"""The measures of a sweep are stored with their stamp, and read only while they are of the same counts."""

import re

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from test_topics import plant

from themeshift import sweeps
from themeshift.checks import InputError

GRID = [("nmf", 2, 2, 2), ("nmf", 3, 2, 1)]


@pytest.fixture
def stored(tmp_path):
    counts, *_ = plant(8)
    measures = sweeps.sweep_topics(counts, GRID, cache=None, progress=False)
    sweeps.write_sweep(counts, measures, GRID, path=tmp_path / "sweep.csv")
    return counts, measures, tmp_path / "sweep.csv"


def test_what_was_stored_is_read_in_the_order_asked_for(stored):
    counts, measures, path = stored
    read = sweeps.load_sweep(counts, GRID[::-1], path=path)
    assert read["n_topics"].tolist() == [3, 2]
    np.testing.assert_allclose(read.iloc[::-1].drop(columns="kind"), measures.drop(columns="kind"), rtol=1e-3)


@pytest.mark.parametrize("change", ["counts", "seed", "grid"])
def test_measures_of_anything_else_are_refused(stored, change):
    counts, _, path = stored
    counts = plant(8, seed=1)[0] if change == "counts" else counts
    grid = [("nmf", 2, 3, 2)] if change == "grid" else GRID
    with pytest.raises(InputError, match="of other texts, terms, settings or code; .*SWEEP = True"):
        sweeps.load_sweep(counts, grid, seed=1 if change == "seed" else sweeps.SEED, path=path)


def test_a_file_without_a_column_is_named(stored):
    counts, _, path = stored
    path.write_text(path.read_text().replace("kind", "sort", 1))
    with pytest.raises(InputError, match="sweep.csv has no column 'kind'"):
        sweeps.load_sweep(counts, GRID, path=path)


def test_a_spoilt_or_missing_file_is_named(stored):
    counts, _, path = stored
    path.write_text(re.sub(r",0\.\d+", ",x", path.read_text(), count=1))
    with pytest.raises(InputError, match="sweep.csv line 2: terms_seeds cannot be .x.; take the file from"):
        sweeps.load_sweep(counts, GRID, path=path)
    path.unlink()
    with pytest.raises(InputError, match="the measures of the sweep are missing"):
        sweeps.load_sweep(counts, GRID, path=path)


def test_each_kind_has_a_line_for_seeds_and_one_for_texts():
    measures = pd.DataFrame({"kind": ["nmf", "nmf", "lda"], "n_topics": [4, 5, 4], "terms_seeds": [0.9, 0.8, 0.3],
                             "terms_resamples": [0.3, 0.2, 0.1]})  # fmt: skip
    fig, ax = plt.subplots()
    sweeps.draw_agreement(measures, "terms", ax)
    drawn = {line.get_label(): line.get_ydata().tolist() for line in ax.lines}
    plt.close(fig)
    assert drawn == {"NMF, other seeds": [0.9, 0.8], "NMF, texts drawn again": [0.3, 0.2], "LDA, other seeds": [0.3],
                     "LDA, texts drawn again": [0.1]}  # fmt: skip


@pytest.mark.check
def test_the_stored_sweep_is_that_of_the_project():
    """A slice, measured again: three seeds and four texts would not do, so one model in full."""
    counts = sweeps.load_project()
    stored = sweeps.load_sweep(counts)
    assert len(stored) == len(sweeps.GRID)
    again = sweeps.sweep_topics(counts, sweeps.GRID[:1], cache=None, progress=False)
    names = list(sweeps.MEASURES)
    np.testing.assert_allclose(stored.loc[0, names].astype(float), again.loc[0, names].astype(float), atol=0.005)


def test_a_sweep_is_told_by_what_changes_topics_more():
    measures = pd.DataFrame({"kind": ["nmf", "nmf", "lda"], "vectors_seeds": [0.9, 0.8, 0.3],
                             "vectors_resamples": [0.5, 0.6, 0.4]})  # fmt: skip
    assert sweeps.describe_sweep(measures) == (
        "Other texts change topics more than other seeds do, at 2 of 3 settings (cosine). Mean cosine: LDA 0.30 under "
        "other seeds, 0.40 when the texts are drawn again; NMF 0.85 under other seeds, 0.55 when the texts are drawn "
        "again."
    )
