"""Share passages and documents out over the topics of a model, and see which topics the words of a theme fall on."""

import warnings

import numpy as np
import pandas as pd
from scipy import sparse
from sklearn.decomposition import non_negative_factorization
from sklearn.exceptions import ConvergenceWarning
from threadpoolctl import threadpool_limits

from themeshift.checks import InputError
from themeshift.counts import Counts, check_counts
from themeshift.resampling import bootstrap, take_band, toss
from themeshift.topics import check_topics, list_owners, weigh_passages


def share_passages(topics, counts):
    """Share out each passage over given topics: non-negative least squares on its tf-idf weights.

    Parameters
    ----------
    topics : numpy.ndarray, shape (n_topics, n_terms)
    counts : Counts
        Of passages.

    Returns
    -------
    pandas.DataFrame, shape (n_passages, n_topics)
        By passage, the topics from 1. Rows sum to 1; missing for a passage that has no term of any topic.
    """
    list_owners(counts)
    total = check_topics(topics).sum(axis=1, keepdims=True)
    basis = np.ascontiguousarray(topics / np.where(total > 0, total, 1), dtype=np.float32)
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)
        weights, _, _ = non_negative_factorization(
            weigh_passages(sparse.csr_array(counts.matrix)), H=basis, n_components=len(basis), update_H=False,
            max_iter=1000, tol=1e-5,
        )  # fmt: skip
    total = weights.sum(axis=1, keepdims=True)
    shares = np.divide(weights, total, out=np.full(weights.shape, np.nan), where=total > 0)
    return pd.DataFrame(shares, counts.index, pd.RangeIndex(1, len(basis) + 1, name="topic"))


def share_documents(shares, words):
    """Add up the shares of passages: the words of each document that each topic has.

    Parameters
    ----------
    shares : pandas.DataFrame, shape (n_passages, n_topics)
        As from `share_passages`.
    words : pandas.Series
        Of each passage, such as `counts.words`.

    Returns
    -------
    Counts
        Documents by topics, in words; the words of a document are those of its passages that have shares.
    """
    if not isinstance(shares, pd.DataFrame) or not isinstance(words, pd.Series) or not shares.index.equals(words.index):
        raise InputError("shares and words are not of the same passages; give the words of the passages shared out")
    usable = shares.notna().all(axis=1)
    owed = shares[usable].mul(words[usable], axis=0).groupby(level="document", sort=False).sum()
    if owed.empty:
        raise InputError("no passage has a share of a topic; lower min_documents when terms are trimmed")
    return Counts(owed, words[usable].groupby(level="document", sort=False).sum().reindex(owed.index))


def measure_overlap(shares, found, words, n_replicates=1000, seed=0):
    """Measure how much more of a topic the passages of a sense have than all passages, in one ratio.

    Parameters
    ----------
    shares : pandas.DataFrame, shape (n_passages, n_topics)
        As from `share_passages`.
    found : Counts
        Occurrences of each sense in each passage; doubtful ones are counted in or out in each replicate.
    words : pandas.Series
        Of each passage.
    n_replicates : int
        Bootstrap replicates over documents.
    seed : int

    Returns
    -------
    pandas.DataFrame
        A row a topic and sense: `topic`, `sense`, `texts` that have the sense, `ratio` (the mean share of the topic in
        the passages with the sense, each counted once an occurrence, divided by that in all passages, each counted once
        a word), `low`, `high` (2.5 and 97.5 % of the replicates); missing where the sense does not occur.
    """
    check_counts(found, words=False)
    if not (shares.index.equals(found.index) and shares.index.equals(words.index)):
        raise InputError("shares, occurrences and words are not of the same passages; give tables with one index")
    usable = shares.notna().all(axis=1).to_numpy()
    codes, names = pd.factorize(shares.index.get_level_values("document")[usable])
    members = sparse.csr_array((np.ones(len(codes)), (codes, np.arange(len(codes)))), (len(names), len(codes)))
    s, w = shares.to_numpy()[usable], words.to_numpy(dtype=float)[usable]
    f = found.table.to_numpy(dtype=int)[usable]
    least = f if found.least is None else found.least.to_numpy(dtype=int)[usable]
    doubtful = least * 0 if found.most is None else found.most.to_numpy(dtype=int)[usable] - least
    topics, length = members @ (s * w[:, None]), members @ w

    def compare(drawn, counted):
        with_sense = np.stack([members @ (s * sense[:, None]) for sense in counted.T], axis=2)
        with np.errstate(divide="ignore", invalid="ignore"):
            inside = np.tensordot(drawn, with_sense, axes=1) / (drawn @ (members @ counted))[:, None, :]
            return inside / ((drawn @ topics) / (drawn @ length)[:, None])[:, :, None]

    whole = compare(np.ones((1, len(names))), f)[0]
    draw = (lambda generator: toss(least, doubtful, generator)) if doubtful.any() else None
    ratios = bootstrap(lambda drawn, counted: compare(drawn, f if counted is None else counted), len(names),
                       n_replicates, draw, seed)  # fmt: skip
    texts = ((members @ f) > 0).sum(axis=0)
    low, high = (np.where(texts > 0, end, np.nan) for end in take_band(ratios))
    index = pd.MultiIndex.from_product([shares.columns, found.terms], names=["topic", "sense"])
    values = {"texts": np.tile(texts, len(shares.columns)), "ratio": whole.ravel(), "low": low.ravel(),
              "high": high.ravel()}  # fmt: skip
    return pd.DataFrame(values, index).reset_index()
