"""Reassign documents to the two sides of a comparison, and count how often chance differs as much as they do.

What is summed over a side stands in the columns of one table, so that a thousand shuffles are one product of matrices.
"""

import numpy as np
from threadpoolctl import threadpool_limits

from themeshift.resampling import check_number

CHUNK = 1000  # shuffles computed together; fixed, so that numbers do not depend on an executor


def join_words(table, words):
    """Return counts with the words as their last column, so that both are summed in one product."""
    return np.column_stack([table, words]).astype(float)


def join_moments(table, words):
    """Return all that a studentized difference needs, as columns that are summed in one product.

    Of each term c, c squared and c times words; then words, words squared, and 1.
    """
    table, words = np.asarray(table, dtype=float), np.asarray(words, dtype=float)[:, None]
    return np.hstack([table, table**2, table * words, words, words**2, np.ones_like(words)])


def shuffle_sides(inside, n_shuffles, seed):
    """Yield shuffles of the sides in chunks, and for each shuffle one document of each side, drawn at random."""
    check_number(n_shuffles, "n_shuffles")
    sides = np.random.default_rng(check_number(seed, "seed", 0))
    picks = np.random.default_rng(np.random.SeedSequence(seed).spawn(1)[0])
    for start in range(0, n_shuffles, CHUNK):
        groups = sides.permuted(np.tile(inside, (min(CHUNK, n_shuffles - start), 1)), axis=1)
        rows = np.arange(len(groups))
        members = [np.nonzero(groups == side)[1].reshape(len(groups), -1) for side in (False, True)]
        yield groups, [places[rows, picks.integers(places.shape[1], size=len(rows))] for places in members]


def differ(sums, total):
    """Return the difference of pooled rates, here less there, from sums of `join_words` over one side and over all."""
    here, there = (side[..., :-1] / side[..., -1:] for side in (sums, total - sums))
    return here - there


def measure_side(sums):
    """Return the pooled rate of each term and its variance, from sums of `join_moments` over the documents of a side.

    The variance of r = sum c / sum w is ``n / (n - 1) sum (c - r w)^2 / (sum w)^2``, linearized, over n documents; for
    one document it is infinite or, where it has none, missing.
    """
    terms = (sums.shape[-1] - 3) // 3
    c, cc, cw = (sums[..., part * terms : (part + 1) * terms] for part in range(3))
    w, ww, n = (sums[..., [place]] for place in (-3, -2, -1))
    rate = c / w
    squares = cc - 2 * rate * cw + rate**2 * ww
    squares = np.where(squares > 1e-12 * cc, squares, 0)  # what rounding leaves of nothing
    return rate, n / (n - 1) * squares / w**2


def divide_by_error(here, there):
    """Return the difference of two rates in units of its standard error, each given as rate and variance.

    0 where the rates are equal, or a variance cannot be told.
    """
    difference = here[0] - there[0]
    difference = np.where(np.abs(difference) > 1e-12 * (here[0] + there[0]), difference, 0)
    studentized = difference / np.sqrt(here[1] + there[1])
    return np.nan_to_num(studentized, nan=0.0, posinf=np.inf, neginf=-np.inf)


def differ_studentized(sums, total):
    """Return the difference of pooled rates in units of its standard error, from sums of `join_moments`."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return divide_by_error(measure_side(sums), measure_side(total - sums))


STATISTICS = {"pooled": (join_words, differ), "studentized": (join_moments, differ_studentized)}
DIRECTIONS = {"either": np.abs, "higher": np.positive, "lower": np.negative}


def count_hits(task):
    """Count by term the shuffles with as great a difference: without each document (rows), and with all (last row).

    A document is left out of a shuffle of all documents. Where its shuffled side is the other one, a document drawn
    from its true side is moved over, so that the sides keep their sizes and every order of the rest is as likely as
    before: one set of shuffles serves all, and the work grows with the documents, not with their square.
    """
    table, inside, groups, (outsiders, insiders), *test = task
    with threadpool_limits(1):  # in a process of its own the caller's limit does not hold
        sums = groups.astype(float) @ table
    moves = {True: -table[insiders], False: table[outsiders]}
    real, total = table[inside].sum(axis=0), table.sum(axis=0)
    hits = [count_as_great(sums, real, total, *test)]
    for place, (row, side) in enumerate(zip(table, inside, strict=True)):
        rest = sums - groups[:, [place]] * row + (groups[:, [place]] != side) * moves[bool(side)]
        hits.append(count_as_great(rest, real - side * row, total - row, *test))
    return np.array([*hits[1:], hits[0]])


def count_as_great(sums, real, total, statistic="pooled", direction="either"):
    """Count by term the sides (rows) whose rates differ from the rest's by as much as the real sides' do."""
    observed, differences = (DIRECTIONS[direction](STATISTICS[statistic][1](side, total)) for side in (real, sums))
    return (differences >= observed - allow(observed)).sum(axis=0)


def allow(values):
    """Return by how much a value may lie below and count as equal, for what rounding does."""
    return np.where(np.isfinite(values), 1e-12 + 1e-9 * np.abs(values), 0)


def find_greatest(table, groups, statistic="pooled", direction="either"):
    """Return by term the greatest difference of any shuffle, and how many shuffles have it."""
    with threadpool_limits(1):
        sums = groups.astype(float) @ table
    differences = DIRECTIONS[direction](STATISTICS[statistic][1](sums, table.sum(axis=0)))
    greatest = differences.max(axis=0)
    return greatest, (differences >= greatest - allow(greatest)).sum(axis=0)
