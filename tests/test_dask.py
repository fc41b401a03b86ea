"""Heavy loops give the same numbers on a Dask cluster; skipped where Dask is not installed (it is in no extra)."""

import numpy as np
import pandas as pd
import pytest
from test_comparisons import make_counts
from test_topics import plant

from themeshift.comparisons import compare_rates
from themeshift.stability import fit_runs

pytestmark = pytest.mark.check


@pytest.fixture
def executor():
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client.get_executor()


def test_rates_are_compared_alike(executor):
    counts = make_counts(15, n_terms=2)
    members = list(counts.index[:6])
    found = compare_rates(counts, members, 2500, executor=executor)
    pd.testing.assert_frame_equal(found, compare_rates(counts, members, 2500))


def test_models_are_fitted_alike(executor):
    counts, *_ = plant(8)
    alone, shared = (fit_runs(counts, 2, "nmf", 2, 2, executor=one, progress=False) for one in (None, executor))
    for one, other in zip(alone, shared, strict=True):
        np.testing.assert_array_equal(one, other)
