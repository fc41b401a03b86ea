"""Shuffled sides against all orders listed, SciPy and values worked by hand."""

import itertools

import numpy as np
import pytest

from themeshift import shuffles as r


def test_shuffled_sides_keep_their_sizes_and_every_document_comes_to_each():
    inside = np.array([True, True, False, False, False])
    chunks = list(r.shuffle_sides(inside, 2500, seed=0))
    assert [len(groups) for groups, _ in chunks] == [1000, 1000, 500]
    groups = np.concatenate([groups for groups, _ in chunks])
    assert (groups.sum(axis=1) == 2).all()
    assert groups.mean(axis=0) == pytest.approx([0.4] * 5, abs=0.04)


def test_chunks_are_one_stream_of_shuffles():
    inside = np.arange(9) < 4
    groups = np.concatenate([groups for groups, _ in r.shuffle_sides(inside, 1700, seed=6)])
    assert (groups == np.random.default_rng(6).permuted(np.tile(inside, (1700, 1)), axis=1)).all()


def test_of_each_side_one_document_is_drawn_evenly():
    inside = np.arange(6) < 2
    groups, (outsiders, insiders) = next(r.shuffle_sides(inside, 1000, seed=1))
    rows = np.arange(1000)
    assert groups[rows, insiders].all()
    assert not groups[rows, outsiders].any()
    first = groups.argmax(axis=1)
    assert (insiders == first).mean() == pytest.approx(1 / 2, abs=0.06)


def test_leaving_a_document_out_of_shuffles_is_shuffling_the_rest():
    # All orders of the rest are listed, so the part of orders with as great a difference is known exactly.
    rng = np.random.default_rng(8)
    c, w = rng.poisson(3, 8) + np.array([4, 4, 4, 0, 0, 0, 0, 0]), rng.integers(300, 900, 8)
    inside, table = np.arange(8) < 3, np.column_stack([c, w]).astype(float)
    hits = sum(r.count_hits((table, inside, *chunk)) for chunk in r.shuffle_sides(inside, 40_000, seed=0))
    for left_out in range(8):
        rest = [i for i in range(8) if i != left_out]
        size = inside[rest].sum()

        def differ(members, rest=rest):
            side = np.isin(rest, members)
            cc, ww = c[rest], w[rest]
            return abs(cc[side].sum() / ww[side].sum() - cc[~side].sum() / ww[~side].sum())

        observed = differ([i for i in rest if inside[i]])
        exact = np.mean([differ(list(members)) >= observed - 1e-12 for members in itertools.combinations(rest, size)])
        assert hits[left_out, 0] / 40_000 == pytest.approx(exact, abs=0.012)
