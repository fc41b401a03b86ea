"""Ask whether one text resembles those of its weeks more than the others."""

from typing import NamedTuple

import numpy as np
import pandas as pd
from sklearn.feature_extraction.text import TfidfTransformer

from themeshift.alignment import align
from themeshift.checks import InputError, check_choice, check_documents
from themeshift.counts import check_counts
from themeshift.resampling import check_number


class Resemblance(NamedTuple):
    """How much texts resemble one.

    Attributes
    ----------
    texts : pandas.DataFrame
        By text: `cosine` of its weights with those of the one, `words`, `days_apart`, and `rank` (1 is most alike) of
        what the length leaves unexplained; the most alike first.
    near : int
        Texts that are near in time.
    rank_near, rank_by_chance : float
        Their mean rank, and that of as many texts chosen at random.
    p : float
        How often texts chosen at random have as low a mean rank.
    """

    texts: pd.DataFrame
    near: int
    rank_near: float
    rank_by_chance: float
    p: float


def compare_resemblance(counts, documents, text, within=45, min_words=200, n_shuffles=10_000, seed=0):
    """Compare one text with all others, those of its weeks and the rest.

    Texts are compared by the cosine of their tf-idf weights, with the logarithm of counts. Long texts resemble
    everything, so ranks of the cosines are taken as residuals of a line on the ranks of the lengths.

    Parameters
    ----------
    counts : Counts
        Words by text; lengths with the words that are not counted.
    documents : pandas.DataFrame
        The first day of a text counts.
    text : str
        The one; texts of `counts` that are not to be compared with it are left out of neither weights nor ranks.
    within : int
        Days that are near.
    min_words : int
        Shorter texts resemble nothing and are left out, once weighed.
    n_shuffles, seed : int

    Returns
    -------
    Resemblance

    Raises
    ------
    InputError
        If the text is not counted, fewer than four others are long enough, or none or all of these are near.
    """
    check_counts(counts, 2)
    check_choice(text, counts.index, "text")
    for name, value, least in (("within", within, 0), ("min_words", min_words, 0), ("n_shuffles", n_shuffles, 1)):
        check_number(value, name, least)
    if not counts.matrix[[counts.index.get_loc(text)]].sum():
        raise InputError(f"the text {text!r} has none of the words that are counted; count all of them")
    weights = TfidfTransformer(sublinear_tf=True).fit_transform(counts.matrix)
    cosines = (weights @ weights[[counts.index.get_loc(text)]].T).toarray().ravel()
    days = align(counts, check_documents(documents)[["date"]], "documents")["date"]
    table = pd.DataFrame({"cosine": cosines, "words": counts.words, "days_apart": (days - days[text]).dt.days.abs()})
    table = table[(table["words"] >= min_words) & (table.index != text)]
    near = (table["days_apart"] <= within).to_numpy()
    if len(table) < 4 or near.all() or not near.any():
        raise InputError(f"{near.sum()} of {len(table)} texts of {min_words} words or more are within {within} days of "
                         f"{text!r}; choose other days, or give more texts")  # fmt: skip
    ranks = table[["cosine", "words"]].rank()
    slope = np.polyfit(ranks["words"], ranks["cosine"], 1)[0] if ranks["words"].nunique() > 1 else 0
    table["rank"] = (ranks["cosine"] - slope * ranks["words"]).round(9).rank(ascending=False)
    generator, values = np.random.default_rng(check_number(seed, "seed", 0)), table["rank"].to_numpy()
    chance = np.array([generator.permutation(values)[near].mean() for _ in range(n_shuffles)])
    p = (1 + (chance <= values[near].mean()).sum()) / (1 + n_shuffles)
    return Resemblance(table.sort_values("rank"), int(near.sum()), values[near].mean(), chance.mean(), p)
