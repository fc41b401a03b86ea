"""Fit topic models to passages, match and measure their topics, share texts out over them, and name them.

A model is its *topics*, an array of shape (n_topics, n_terms) whose rows sum to 1. `Counts` of passages are indexed by
document and passage, so each passage knows its document, which is the unit of every resample.
"""

import hashlib
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfTransformer
from threadpoolctl import threadpool_limits

from themeshift import paths
from themeshift.counts import check_counts
from themeshift.resampling import check_number
from themeshift.tables import InputError, check_table, load_table

KINDS = ("nmf", "lda")
NMF_SETTINGS = {"init": "random", "max_iter": 400, "tol": 1e-3}  # 1e-4 moves the fit in the seventh digit
LDA_SETTINGS = {"max_iter": 20}
TOP = 10  # terms by which topics are compared and read, as in the papers cited


def list_owners(counts):
    """Return the document of each passage, numbered in the order of their first passages, and the documents."""
    check_counts(counts)
    if "document" not in counts.index.names or counts.index.nlevels < 2:
        raise InputError("these are not counts of passages; count_vocabulary(passages, by=['document', 'passage'])")
    return pd.factorize(counts.index.get_level_values("document"))


def check_topics(topics):
    """Return topics as an array of topics by terms, or raise `InputError`."""
    if not isinstance(topics, np.ndarray) or topics.ndim != 2 or not topics.size or not np.isfinite(topics).all():
        raise InputError(f"topics are {type(topics).__name__}, not an array of topics by terms; fit them by fit_topics")
    return topics


def trim_terms(counts, stopwords=frozenset(), min_documents=5, max_share=0.5):
    """Leave out terms that tell topics nothing: of the stop list, of few documents, of most passages.

    Parameters
    ----------
    counts : Counts
        Of passages.
    stopwords : set of str
    min_documents : int
        A term must be in that many documents.
    max_share : float
        And in no more than this part of the passages.

    Returns
    -------
    Counts
        Of the same passages and words.

    Raises
    ------
    InputError
        If no term is left.
    """
    codes, names = list_owners(counts)
    has = (sparse.csr_array(counts.matrix) > 0).astype(np.int32)
    members = sparse.csr_array((np.ones(len(codes), np.int32), (codes, np.arange(len(codes)))),
                               (len(names), len(codes)))  # fmt: skip
    in_documents = ((members @ has) > 0).sum(axis=0)
    in_passages = has.sum(axis=0)
    keep = (in_documents >= min_documents) & (in_passages <= max_share * len(codes)) & ~counts.terms.isin(stopwords)
    if not keep.any():
        raise InputError(
            f"no term is left that occurs in {min_documents} documents and in at most {max_share:.0%} of {len(codes)} "
            "passages; lower the one or raise the other"
        )
    return counts[counts.terms[keep]]


def weigh_passages(matrix):
    """Weigh counts by tf-idf for NMF: ``(1 + ln tf) (ln((1 + n) / (1 + df)) + 1)``, each passage of length 1."""
    return sparse.csr_array(TfidfTransformer(sublinear_tf=True).fit_transform(matrix.astype(np.float32)))


def fit_topics(counts, n_topics, kind="nmf", seed=0):
    """Fit one model.

    Parameters
    ----------
    counts : Counts
        Of passages.
    n_topics : int
    kind : str
        ``nmf``: on tf-idf, with the Frobenius norm; ``lda``: on counts, by variational Bayes.
    seed : int

    Returns
    -------
    topics : numpy.ndarray, shape (n_topics, n_terms)
        Rows sum to 1. A term that the passages do not have has weight 0 in NMF, its prior's in LDA.
    model : sklearn.decomposition.NMF or sklearn.decomposition.LatentDirichletAllocation

    Raises
    ------
    InputError
        If there are fewer passages or terms than topics, no topics, or an unknown kind.

    References
    ----------
    Lee, D. D. & Seung, H. S. (1999). *Nature* 401, 788-791. Blei, D. M., Ng, A. Y. & Jordan, M. I. (2003). *Journal of
    Machine Learning Research* 3, 993-1022. Both are computed by scikit-learn.
    """
    check_number(n_topics, "n_topics")
    list_owners(counts)
    return fit_matrix(sparse.csr_array(counts.matrix), n_topics, kind, seed)


def fit_matrix(matrix, n_topics, kind, seed):
    """Fit one model to a sparse matrix of passages by terms, as `fit_topics`."""
    if kind not in KINDS:
        raise InputError(f"kind is {kind!r}; write one of {KINDS}")
    if not 1 <= n_topics <= min(matrix.shape):
        raise InputError(
            f"{n_topics} topics cannot be fitted to {matrix.shape[0]} passages of {matrix.shape[1]} terms; choose a "
            "number from 1 to the smaller of the two"
        )
    if kind == "nmf":
        model, data = NMF(n_topics, random_state=seed, **NMF_SETTINGS), weigh_passages(matrix)
    else:
        model, data = LatentDirichletAllocation(n_topics, random_state=seed, **LDA_SETTINGS), matrix
    with threadpool_limits(1), warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the sweep shows what early stopping does: instability
        model.fit(data)
    total = model.components_.sum(axis=1, keepdims=True)
    return model.components_ / np.where(total > 0, total, 1), model


def match_topics(one, other):
    """Match the topics of two models, one to one, so that the sum of their cosines is greatest.

    Parameters
    ----------
    one, other : numpy.ndarray, shape (n_topics, n_terms)

    Returns
    -------
    order : numpy.ndarray, shape (n_topics,)
        The topic of `other` that belongs to each of `one`.
    cosines : numpy.ndarray, shape (n_topics,)
        Of the matched topic-term vectors; 0 for an empty topic.

    References
    ----------
    Kuhn, H. W. (1955). The Hungarian method for the assignment problem. *Naval Research Logistics Quarterly* 2, 83-97;
    computed by SciPy.
    """
    one, other = check_topics(one), check_topics(other)
    if one.shape[1] != other.shape[1] or len(one) > len(other):
        raise InputError(f"models of shapes {one.shape} and {other.shape} cannot be matched; give models of the same "
                         "terms, the one with fewer topics first")  # fmt: skip
    cosines = scale_to_unit(one) @ scale_to_unit(other).T
    order = linear_sum_assignment(-cosines)[1]
    return order, cosines[np.arange(len(cosines)), order]


def scale_to_unit(topics):
    """Return topics scaled to length 1; an empty topic stays empty."""
    length = np.linalg.norm(topics, axis=1, keepdims=True)
    return topics / np.where(length > 0, length, 1)


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


def fingerprint(counts, **settings):
    """Hash what a model depends on: counts, documents of the passages, settings, scikit-learn's version.

    Parameters
    ----------
    counts : Counts
        Of passages.
    **settings
        Whatever else decides the result; written with `repr`.

    Returns
    -------
    str
        16 hexadecimal digits.
    """
    sha = hashlib.sha256()
    table = sparse.csr_array(counts.matrix)
    for part in (table.data, table.indices, table.indptr):
        sha.update(np.ascontiguousarray(part, dtype=np.int64).tobytes())
    sha.update("\0".join(map(str, counts.index.get_level_values("document"))).encode())
    fixed = (table.shape, NMF_SETTINGS, LDA_SETTINGS, sklearn.__version__)
    sha.update(repr((*fixed, sorted(settings.items()))).encode())
    return sha.hexdigest()[:16]


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
