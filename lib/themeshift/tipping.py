"""Count what would undo an order of two rates: occurrences that are missing, words without any, labels changed."""

import math
from fractions import Fraction

import numpy as np

from themeshift.alignment import read_members
from themeshift.checks import InputError
from themeshift.counts import Counts, check_counts


def count_tipping(counts, members, missing_words=0, candidates=None):
    """Count by how little the order of the rates inside and outside a group of documents would be undone.

    Let the side of the higher rate have c occurrences in w words, the other d in v. The order is undone when the other
    rate is at least as high.

    - `tipping`: with k more occurrences on the other side, in u missing words, when ``(d + k) / (v + u) >= c / w``:
      ``k = ceil(c (v + u) / w - d)``. With u = 0 it is a lower bound: any missing words in which they stand ask for
      more of them.
    - `tipping_words`: with u more words without the term on the higher side, when ``c / (w + u) <= d / v``:
      ``u = ceil(c v / d - w)``; missing where d is 0, for then no number of words would do.
    - `label_tipping`: with a occurrences of the higher side that lose the sense and b words of the other that gain it,
      when ``(c - a) / w <= (d + b) / v``: the least ``a + b`` with ``a <= c`` and, if candidates are given, b no more
      than there are. Each a closes the gap by ``1 / w`` and each b by ``1 / v``, so those of the shorter side come
      first.

    Parameters
    ----------
    counts : Counts
        Of one term.
    members : pandas.Series of bool, or list
    missing_words : int
        u of the first: the words of the pages that are known to be missing on the other side.
    candidates : Counts or None
        All words, of whatever sense, that could have been labelled as the term, in the same documents.

    Returns
    -------
    dict of str to (int, float or str)
        `higher`, the side of the higher rate: ``inside``, ``elsewhere`` or ``neither``; and the three numbers, 0 where
        the rates are equal.

    Raises
    ------
    InputError
        If more than one term is counted, a side has no texts, or there are fewer candidates than occurrences.

    Examples
    --------
    >>> import pandas as pd
    >>> counts = Counts(pd.DataFrame({"peace": [6, 1]}, ["a", "b"]), pd.Series({"a": 1000, "b": 2000}))
    >>> count_tipping(counts, ["a"])  # 6 in 1,000 are 12 in 2,000
    {'higher': 'inside', 'tipping': 11, 'tipping_words': 11000, 'label_tipping': 6}
    """
    check_counts(counts, 2)
    if len(counts.terms) != 1:
        raise InputError(f"one term can be tipped at a time, not {len(counts.terms)}; write counts[['peace']]")
    if isinstance(missing_words, bool) or not isinstance(missing_words, int | np.integer) or missing_words < 0:
        raise InputError(f"missing_words is {missing_words!r}; give a whole number >= 0")
    inside = read_members(counts, members, 1)
    sides = {name: _add_up(counts, side) for name, side in (("inside", inside), ("elsewhere", ~inside))}
    rates = {name: c / w for name, (c, w) in sides.items()}
    if rates["inside"] == rates["elsewhere"]:
        return {"higher": "neither", "tipping": 0, "tipping_words": 0, "label_tipping": 0}
    higher = max(rates, key=rates.get)
    lower = "elsewhere" if higher == "inside" else "inside"
    (c, w), (d, v) = sides[higher], sides[lower]
    gaining = _count_candidates(counts, candidates, inside if lower == "inside" else ~inside)
    return {
        "higher": higher,
        "tipping": math.ceil(c * (v + int(missing_words)) / w - d),
        "tipping_words": math.ceil(c * v / d - w) if d else math.nan,
        "label_tipping": _count_labels(c, w, d, v, gaining),
    }


def _add_up(counts, side):
    """Return the occurrences and words of a side as fractions, so that an equal rate is seen to be equal."""
    return Fraction(float(counts.table.to_numpy()[side].sum())), Fraction(float(counts.words.to_numpy()[side].sum()))


def _count_candidates(counts, candidates, side):
    """Return how many words of a side could gain the sense; None where it is not known."""
    if candidates is None:
        return None
    if not isinstance(candidates, Counts) or len(candidates.terms) != 1:
        raise InputError(f"candidates is {type(candidates).__name__}; give Counts of one term: all words of the theme")
    more = candidates.select(list(counts.index)).table.to_numpy()[:, 0] - counts.table.to_numpy()[:, 0]
    if (more < 0).any():
        document = counts.index[more < 0][0]
        raise InputError(f"{document!r} has fewer candidates than occurrences; count the words of the same theme")
    return int(more[side].sum())


def _count_labels(c, w, d, v, gaining):
    """Return the least number of labels whose change undoes an order, those that weigh most first.

    No more than c are ever lost: without any the rate is 0.
    """
    gap, total = c / w - d / v, 0
    for weight, limit in sorted([(1 / w, None), (1 / v, gaining)], key=lambda move: move[0], reverse=True):
        changed = max(0, math.ceil(gap / weight))
        changed = changed if limit is None else min(changed, limit)
        gap, total = gap - changed * weight, total + changed
    return total
