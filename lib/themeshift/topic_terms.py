"""Tell topics by their terms: the first of each, how well they hold together, the labels that a reader gave them."""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.optimize import linear_sum_assignment

from themeshift import paths
from themeshift.checks import InputError, check_table
from themeshift.counts import check_counts
from themeshift.tables import load_table
from themeshift.topics import check_topics

TOP = 10  # terms by which topics are compared and read, as in the papers cited


def rank_terms(topics, top=TOP):
    """Return the places of the terms of greatest weight of each topic, the greatest first.

    Parameters
    ----------
    topics : numpy.ndarray, shape (n_topics, n_terms)
    top : int

    Returns
    -------
    numpy.ndarray of int, shape (n_topics, top)
    """
    return np.argsort(-check_topics(topics), axis=1, kind="stable")[:, :top]


def rank_exclusive_terms(topics, top=TOP, among=50):
    """Return, of the heaviest terms of each topic, those of which it has most of all topics' weight.

    Parameters
    ----------
    topics : numpy.ndarray, shape (n_topics, n_terms)
    top : int
    among : int
        How many of the heaviest terms are considered.

    Returns
    -------
    numpy.ndarray of int, shape (n_topics, top)
    """
    heavy = rank_terms(topics, among)
    total = topics.sum(axis=0)
    share = np.take_along_axis(topics / np.where(total > 0, total, 1), heavy, axis=1)
    return np.take_along_axis(heavy, np.argsort(-share, axis=1, kind="stable")[:, :top], axis=1)


def measure_coherence(topics, counts, top=TOP):
    """Measure the coherence of topics: the mean NPMI of all pairs of their first terms over passages.

    ``NPMI(a, b) = ln(p(a, b) / (p(a) p(b))) / -ln p(a, b)``: 1 if two terms occur only together, 0 if they ignore each
    other, -1 if they are never in one passage.

    Parameters
    ----------
    topics : numpy.ndarray, shape (n_topics, n_terms)
    counts : Counts
        Of the passages to which the model was fitted.
    top : int

    Returns
    -------
    numpy.ndarray, shape (n_topics,)

    References
    ----------
    Bouma, G. (2009). Normalized (pointwise) mutual information in collocation extraction. *Proceedings of GSCL*, 31-40,
    equation 7. Lau, J. H., Newman, D. & Baldwin, T. (2014). Machine reading tea leaves. *Proceedings of EACL*, 530-539,
    for the mean over pairs.
    """
    check_counts(counts, words=False)
    lists = rank_terms(topics, top)
    used, place = np.unique(lists, return_inverse=True)
    matrix = sparse.csr_array(counts.matrix)
    has = (matrix[:, used] > 0).astype(float)
    together = (has.T @ has).toarray() / matrix.shape[0]
    single = np.diagonal(together)
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(together / np.outer(single, single)) / -np.log(together)
    npmi = np.where(together == 0, -1, np.where(together == 1, 1, npmi))
    upper = np.triu_indices(lists.shape[1], 1)
    return np.array([npmi[np.ix_(terms, terms)][upper].mean() for terms in place.reshape(lists.shape)])


def measure_exclusivity(topics, top=TOP):
    """Measure how much the first terms of each topic are its own.

    Parameters
    ----------
    topics : numpy.ndarray, shape (n_topics, n_terms)
    top : int

    Returns
    -------
    numpy.ndarray, shape (n_topics,)
        Mean over its first terms of the topic's weight divided by that of all topics: 1 if no other topic has them,
        ``1 / n_topics`` if all have them alike.

    References
    ----------
    Bischof, J. M. & Airoldi, E. M. (2012). Summarizing topical content with word frequency and exclusivity.
    *Proceedings of ICML*, section 2, where it is the exclusivity of a word to a topic.
    """
    total = check_topics(topics).sum(axis=0)
    share = topics / np.where(total > 0, total, 1)
    return np.take_along_axis(share, rank_terms(topics, top), axis=1).mean(axis=1)


def load_topic_labels(topics, terms, mark, path=paths.CORPUS / "topics.csv", top=5):
    """Load the labels that a reader gave to the topics of one model; where none fits, provisional ones.

    A label belongs to a topic's first words, not to its number: it holds, under whatever number, while more than half
    of them are those that were read.

    Parameters
    ----------
    topics : numpy.ndarray, shape (n_topics, n_terms)
    terms : pandas.Index
    mark : str
        `fingerprint` of the counts and the number of topics. What only averages over more or fewer runs, such as the
        number of seeds, does not belong in it: whether a topic is still the one that was read, its words tell.
    path : pathlib.Path
        A table: `fingerprint`, `topic`, `terms` (its first terms when it was read), `label`, `reason`. Without the
        file all labels are provisional.
    top : int
        First terms that are compared.

    Returns
    -------
    pandas.DataFrame
        By topic, from 1: `label`, and `by`, ``reader`` or ``provisional``: the first three terms of a topic that nobody
        has read yet.

    Raises
    ------
    InputError
        If the file cannot be used, or has two labels or an empty one for a topic of this model.
    """
    words = [list(terms[first]) for first in rank_terms(topics, top)]
    labels = [(", ".join(first[:3]), "provisional") for first in words]
    read = _load_labels_read(path, mark)
    shared = np.array([[len({*first} & {*then.split(", ")}) for then in read["terms"]] for first in words])
    if len(read):
        for topic, row in zip(*linear_sum_assignment(-shared), strict=True):
            if shared[topic, row] > top // 2:
                labels[topic] = read["label"].iloc[row], "reader"
    return pd.DataFrame(labels, pd.RangeIndex(1, len(topics) + 1, name="topic"), ["label", "by"])


def _load_labels_read(path, mark):
    """Return the rows of one model, or raise `InputError` unless each of its topics has one label."""
    columns = ["fingerprint", "topic", "terms", "label"]
    if not Path(path).is_file():
        return pd.DataFrame(columns=columns)
    table = check_table(load_table(path, "topics"), columns, str(path), empty=True)
    read = table[table["fingerprint"] == mark]
    for fault, remedy in ((read["topic"].duplicated(), "two rows; take one out"),
                          (read["label"].str.strip() == "", "no label; read it and write one")):  # fmt: skip
        if fault.any():
            raise InputError(f"{path}: topic {read.loc[fault, 'topic'].iloc[0]} of the model {mark} has {remedy}")
    return read
