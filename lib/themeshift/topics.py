"""Fit topic models to passages, and match the topics of two models.

A model is its *topics*, an array of shape (n_topics, n_terms) whose rows sum to 1. `Counts` of passages are indexed by
document and passage, so each passage knows its document, which is the unit of every resample.
"""

import hashlib
import warnings
from collections.abc import Collection

import numpy as np
import pandas as pd
import sklearn
from scipy import sparse
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import NMF, LatentDirichletAllocation
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import TfidfTransformer
from threadpoolctl import threadpool_limits

from themeshift.checks import InputError
from themeshift.counts import check_counts
from themeshift.resampling import check_number

KINDS = ("nmf", "lda")
NMF_SETTINGS = {"init": "random", "max_iter": 400, "tol": 1e-3}  # 1e-4 moves the fit in the seventh digit
LDA_SETTINGS = {"max_iter": 20}


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
        If no term is left, or the stop list is not a set of words.
    """
    if isinstance(stopwords, str) or not isinstance(stopwords, Collection):
        raise InputError(f"the stop list is {stopwords!r}; give a set of words, or set() for none")
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
