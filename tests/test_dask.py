"""Heavy loops give the same numbers alone, in a process pool and on a Dask cluster.

The cluster is started and stopped by the test, and skipped where Dask is not installed (it is in no extra).
"""

import inspect
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import pandas as pd
import pytest
from test_comparisons import make_counts
from test_topics import plant

import themeshift as ts

pytestmark = pytest.mark.check
PASSAGES, _ = plant(8)[:2]
CALLS = {  # every public function that takes an executor
    "compare_rates": lambda one: ts.compare_rates(make_counts(15, n_terms=2), ["d0", "d1", "d2"], 2500, executor=one),
    "fit_runs": lambda one: ts.fit_runs(PASSAGES, 2, "nmf", 2, 2, executor=one, progress=False),
    "load_runs": lambda one: ts.load_runs(PASSAGES, 2, "lda", 2, 2, executor=one, cache=None, progress=False),
    "sweep_topics": lambda one: ts.sweep_topics(
        PASSAGES, [("nmf", 2, 2, 2), ("lda", 2, 1, 1)], executor=one, cache=None, progress=False),
}  # fmt: skip


@pytest.fixture(params=["process pool", "Dask"])
def executor(request):
    if request.param == "process pool":
        with ProcessPoolExecutor(2, get_context("spawn")) as pool:
            yield pool
        return
    distributed = pytest.importorskip("distributed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client.get_executor()


def test_every_function_that_takes_an_executor_is_tried():
    functions = {name: getattr(ts, name) for name in ts.__all__ if inspect.isfunction(getattr(ts, name))}
    assert {name for name, one in functions.items() if "executor" in inspect.signature(one).parameters} == set(CALLS)


@pytest.mark.parametrize("name", CALLS)
def test_numbers_are_the_same(name, executor):
    alone, shared = CALLS[name](None), CALLS[name](executor)
    if isinstance(alone, pd.DataFrame):
        pd.testing.assert_frame_equal(alone, shared, check_exact=True)
        return
    for one, other in zip(alone, shared, strict=True):
        np.testing.assert_array_equal(one, other)
