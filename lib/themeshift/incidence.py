"""Test whether more documents have a term at all: exact, over documents, with the chances of doubtful labels."""

import itertools

import numpy as np
import pandas as pd
from scipy import stats

from themeshift.alignment import read_members
from themeshift.checks import check_choice
from themeshift.comparisons import blank_doubtful, name_decisive
from themeshift.counts import check_counts
from themeshift.resampling import BAND, bound_counts
from themeshift.shuffles import DIRECTIONS


def compare_incidence(counts, members, direction="either"):
    """Compare how many documents inside and outside a group have a term at all: Fisher's exact test, over documents.

    Of N documents, K have the term and n are members; without a difference the number of members that have it is
    hypergeometric. Two-sided p adds up all numbers that are no more probable than the one found. Where labels are
    doubtful, a document without a sure occurrence has the term with the chance that one of its doubtful ones counts;
    p is the mean over all ways in which these may fall, computed and not drawn.

    Parameters
    ----------
    counts : Counts
    members : pandas.Series of bool, or list
    direction : str
        ``either`` for a two-sided test; ``higher`` or ``lower`` for a test of that change only.

    Returns
    -------
    pandas.DataFrame
        By term: `having` and `having_elsewhere`, the documents that have it as labelled; `share` and
        `share_elsewhere`, their parts of either side; `p`; `p_low` and `p_high`, its range over nineteen in twenty of
        the ways in which doubtful labels may fall; `floor`, p of the greatest change that as many documents could show
        (in `direction`, or by default that in which they differ); and with any one document left out the greatest p,
        `p_without`, and that document, `decisive_text`, if it is one alone. Where every occurrence of a term is
        doubtful, all p are missing; `p_without` is where a side has one document.

    References
    ----------
    Fisher, R. A. (1934). *Statistical Methods for Research Workers*, 5th ed., section 21.02. Oliver & Boyd.

    Examples
    --------
    >>> from themeshift.counts import Counts
    >>> counts = Counts(pd.DataFrame({"peace": [3, 1, 2, 0, 0, 0]}, list("abcdef")), pd.Series(900, list("abcdef")))
    >>> compare_incidence(counts, ["a", "b", "c"], "higher").loc["peace", "p"].round(3)  # 1 in 20
    np.float64(0.05)
    """
    check_counts(counts, 2)
    check_choice(direction, DIRECTIONS, "direction")
    inside = read_members(counts, members, 1)
    least, doubtful = bound_counts(counts)
    chances = np.where(least > 0, 1, 1 - 0.5**doubtful)
    having = (counts.table > 0).to_numpy()
    values = {"having": having[inside].sum(axis=0), "having_elsewhere": having[~inside].sum(axis=0)}
    values |= {"share": having[inside].mean(axis=0), "share_elsewhere": having[~inside].mean(axis=0)}
    tests = [_test_incidence(column, inside, direction, counts.index) for column in chances.T]
    table = pd.DataFrame(values, index=counts.terms.rename("term"))
    return blank_doubtful(table.join(pd.DataFrame(tests, index=table.index)), counts)


def _test_incidence(chances, inside, direction, names):
    """Test one term: p over all ways in which chances fall, its range, floor, and what one document decides."""
    p, weights, floors = _list_incidence(chances, inside, direction)
    order = p.argsort()
    reached = weights[order].cumsum()
    low, high = (p[order][min(np.searchsorted(reached, q - 1e-12), len(p) - 1)] for q in BAND)
    found = {"p": weights @ p, "p_low": low, "p_high": high, "floor": weights @ floors}
    if min(inside.sum(), (~inside).sum()) < 2:
        return found | {"p_without": np.nan, "decisive_text": None}
    kinds, kind = np.unique(np.column_stack([inside, chances]), axis=0, return_inverse=True)
    each = np.empty(len(kinds))  # documents of one side with one chance are alike
    for place in range(len(kinds)):
        rest = np.arange(len(inside)) != np.flatnonzero(kind == place)[0]
        without, its_weights, _ = _list_incidence(chances[rest], inside[rest], direction)
        each[place] = its_weights @ without
    decisive = name_decisive(each[kind][:, None], found["p"], 0, names)
    return found | {name: value[0] for name, value in decisive.items()}


def _list_incidence(chances, inside, direction):
    """List p for every way in which chances may fall, with the weight of each way and the floor of its p."""
    ways = [_add_chances(chances[side]) for side in (inside, ~inside)]
    p, weights, floors = [], [], []
    for (here, first), (there, second) in itertools.product(*(way.items() for way in ways)):
        table = list_hypergeometric(len(inside), here + there, inside.sum(), direction)
        p.append(table[here - max(0, here + there - (~inside).sum())])
        weights.append(first * second)
        rises = here * len(inside) >= (here + there) * inside.sum() if direction == "either" else direction == "higher"
        floors.append(table[-1 if rises else 0])
    return np.array(p), np.array(weights), np.array(floors)


def _add_chances(chances):
    """Return how probable each number of documents is, when each counts by its chance."""
    sure, unsure = int((chances == 1).sum()), chances[(chances > 0) & (chances < 1)]
    probable = np.ones(1)
    for chance in unsure:
        probable = np.convolve(probable, [1 - chance, chance])
    return {sure + number: weight for number, weight in enumerate(probable)}


def find_incidence(here, having, n_documents, n_inside, direction="either"):
    """Return the exact p of each number of documents inside that have a term, where `having` of all documents do."""
    here, having = np.broadcast_arrays(here, having)
    p = np.empty(here.shape)
    for n_having in np.unique(having):
        exact = list_hypergeometric(n_documents, n_having, n_inside, direction)
        same = having == n_having
        p[same] = exact[here[same] - max(0, n_inside + n_having - n_documents)]
    return p


def list_hypergeometric(n_documents, n_having, n_inside, direction="either"):
    """Return p for each number of documents inside that may have a term, from the least to the greatest possible."""
    least, most = max(0, n_inside + n_having - n_documents), min(n_having, n_inside)
    chance = stats.hypergeom.pmf(np.arange(least, most + 1), n_documents, n_having, n_inside)
    if direction == "either":
        p = np.where(chance[None, :] <= chance[:, None] * (1 + 1e-7), chance, 0).sum(axis=1)
    else:
        p = chance[::-1].cumsum()[::-1] if direction == "higher" else chance.cumsum()
    return np.minimum(p, 1)
