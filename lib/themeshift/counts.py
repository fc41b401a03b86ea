"""Counts travel as one object, with the words they are counted in."""

import numpy as np
import pandas as pd
from scipy import sparse

from themeshift.alignment import align, check_flags, check_series, find_places, number_labels, read_numbers
from themeshift.checks import InputError, check_table


class Counts:
    """Counts of terms in units of text, with all words of each unit.

    The one shape in which counts travel. A unit is a document; after `group`, a period or an occasion; for passages,
    document and passage. What is combined with counts must name every unit: nothing is silently dropped or filled.

    Parameters
    ----------
    table : pandas.DataFrame, shape (n_units, n_terms)
        Occurrences of each term (column) in each unit (row): numbers >= 0, none missing.
    words : pandas.Series or None
        All words of each unit, those of other terms too; by default the sums of the rows.
    least, most : pandas.DataFrame or None
        Counts with all doubtful occurrences counted out, and with all counted in; None where nothing is doubtful.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array or numpy.ndarray, shape (n_units, n_terms)
    index, terms : pandas.Index
        The names of the rows and of the columns.
    words : pandas.Series
    least, most : pandas.DataFrame or None

    Raises
    ------
    InputError
        If a count or a number of words is missing, negative or not a number, a unit or term is named twice, a unit has
        counts but no words, `words` lacks a unit, or the bounds do not lie around the counts; the unit is named.

    Examples
    --------
    >>> counts = Counts(pd.DataFrame({"peace": [2, 1]}, ["a", "b"]), pd.Series({"a": 1000, "b": 500}))
    >>> counts.rates["peace"].tolist()
    [2.0, 2.0]
    """

    def __init__(self, table, words=None, least=None, most=None):
        check_table(table, [], "the table of counts", empty=True)
        self._set(read_numbers(table, "count"), table.index, table.columns, words)
        if (least is None) != (most is None):
            raise InputError("one of least and most is missing; give both bounds or neither")
        if least is not None:
            self.least, self.most = (self._read_bound(bound) for bound in (least, most))
            outside = ((self.least > self.table) | (self.most < self.table)).any(axis=1).to_numpy()
            if outside.any():
                unit = self.index[outside][0]
                raise InputError(f"the bounds of {unit!r} do not lie around its counts; count all three anew together")

    @classmethod
    def from_matrix(cls, matrix, index, terms, words=None):
        """Make counts from a sparse matrix, the names of its rows and columns, and the words of each row."""
        matrix = sparse.csr_array(matrix)
        index, terms = (names if isinstance(names, pd.Index) else pd.Index(names) for names in (index, terms))
        if matrix.shape != (len(index), len(terms)):
            raise InputError(f"the matrix has the shape {matrix.shape}, but {len(index)} rows and {len(terms)} columns "
                             "are named; name each")  # fmt: skip
        wrong = ~(np.isfinite(matrix.data) & (matrix.data >= 0))
        if wrong.any():
            row = np.repeat(np.arange(len(index)), np.diff(matrix.indptr))[wrong][0]
            raise InputError(f"{index[row]!r} has the count {matrix.data[wrong][0]}; give a number >= 0")
        counts = cls.__new__(cls)
        counts._set(matrix, index, terms, words)
        return counts

    def _hold(self, matrix, index, terms, bounds=(None, None)):
        for names, what in ((index, "unit"), (terms, "term")):
            if not names.is_unique:
                raise InputError(
                    f"the {what} {names[names.duplicated()][0]!r} is counted twice; add its counts up, or name it once"
                )
        self.matrix, self.index, self.terms = matrix, index, terms
        self.least, self.most = bounds

    def _set(self, matrix, index, terms, words, bounds=(None, None)):
        self._hold(matrix, index, terms, bounds)
        sums = np.asarray(matrix.sum(axis=1)).ravel()
        words = pd.Series(sums, index) if words is None else align(self, words, "words")
        words = read_numbers(check_series(words, "words").to_frame("words"), "value").ravel()
        self.words = pd.Series(words, index, name="words")
        wordless = (words == 0) & (sums > 0)
        if wordless.any():
            raise InputError(f"{index[wordless][0]!r} has counts but no words; give its words")

    def _read_bound(self, bound):
        bound = align(self, check_table(bound, list(self.terms), "a bound of the counts", empty=True), "a bound")
        return pd.DataFrame(read_numbers(bound[list(self.terms)], "bound"), self.index, self.terms)

    @property
    def table(self):
        """The counts as a dense table, units by terms."""
        matrix = self.matrix.toarray() if sparse.issparse(self.matrix) else self.matrix
        return pd.DataFrame(matrix, self.index, self.terms)

    @property
    def rates(self):
        """Occurrences per 1,000 words, units by terms; missing where a unit has no words."""
        words = self.words.to_numpy(dtype=float)
        return 1000 * (self.table / np.where(words > 0, words, np.nan)[:, None])

    @property
    def sums(self):
        """The occurrences of each term in all units."""
        return pd.Series(np.asarray(self.matrix.sum(axis=0)).ravel(), self.terms)

    def __len__(self):
        return len(self.index)

    def __repr__(self):
        doubtful = "" if self.least is None else f", {int((self.most - self.least).to_numpy().sum())} doubtful"
        return (f"Counts of {len(self.terms):,} terms in {len(self):,} units with {int(self.words.sum()):,} words: "
                f"{int(self.matrix.sum()):,} occurrences{doubtful}")  # fmt: skip

    def _repr_html_(self):
        first = self._take(np.arange(len(self)), np.arange(len(self.terms))[:20])
        return first.table.join(self.words.rename("(words)")).to_html(max_rows=20)

    def __getitem__(self, terms):
        """Keep some terms: a list of their names, or one name."""
        terms = list(terms) if pd.api.types.is_list_like(terms) else [terms]
        return self._take(slice(None), find_places(terms, self.terms, self.terms.name or "term"))

    def select(self, documents):
        """Keep some units: their names, a table indexed by them, or a Series of True and False for all units."""
        if isinstance(documents, pd.Series):
            kept = check_flags(align(self, documents, "the selection"), "the selection")
            return self._take(np.flatnonzero(kept), slice(None))
        names = documents.index if isinstance(documents, pd.DataFrame) else documents
        if not pd.api.types.is_list_like(names):
            raise InputError(f"the selection is {names!r}; give a list of documents, or True or False for each")
        return self._take(find_places(list(names), self.index, self.index.names[-1] or "document"), slice(None))

    def _take(self, rows, columns):
        index, terms = self.index[rows], self.terms[columns]
        bounds = tuple(
            None if bound is None else pd.DataFrame(bound.to_numpy()[rows][:, columns], index, terms)
            for bound in (self.least, self.most)
        )
        taken = Counts.__new__(Counts)
        taken._hold(self.matrix[rows][:, columns], index, terms, bounds)
        taken.words = self.words.iloc[rows]
        return taken

    def group(self, labels):
        """Add up the units of each label: a Series by document, such as periods or ``documents["occasion"]``.

        Categories without texts stay, with no words and a missing rate.
        """
        codes, names = number_labels(self, labels, "the labels")
        ones, shape = np.ones(len(codes), dtype=np.int64), (len(names), len(codes))
        members = sparse.csr_array((ones, (codes, np.arange(len(codes)))), shape)
        bounds = tuple(
            None if bound is None else pd.DataFrame(members @ bound.to_numpy(), names, self.terms)
            for bound in (self.least, self.most)
        )
        grouped = Counts.__new__(Counts)
        words = pd.Series(members @ self.words.to_numpy(), names)
        grouped._set(members @ self.matrix, names, self.terms, words, bounds)
        return grouped

    def __add__(self, other):
        """Join the terms of other counts of the same units and words."""
        if not isinstance(other, Counts) or set(self.index) != set(other.index):
            raise InputError("only counts of the same units can be joined; select the same documents in both")
        other = other.select(list(self.index))
        differ = (self.words != other.words).to_numpy()
        if differ.any():
            raise InputError(f"{self.index[differ][0]!r} has other words in the two counts; count both in the same "
                             "paragraphs")  # fmt: skip
        both, bounds = (self, other), (None, None)
        if self.least is not None or other.least is not None:
            bounds = tuple(
                pd.concat([c.table if c.least is None else getattr(c, bound) for c in both], axis=1)
                for bound in ("least", "most")
            )
        matrices = [counts.matrix for counts in both]
        dense = not any(map(sparse.issparse, matrices))
        matrix = np.hstack(matrices) if dense else sparse.hstack(matrices, format="csr")
        joined = Counts.__new__(Counts)
        joined._set(matrix, self.index, self.terms.append(other.terms), self.words, bounds)
        return joined


def check_counts(counts, min_units=1, words=True):
    """Return counts that can be compared, or raise `InputError`.

    Parameters
    ----------
    counts : Counts
    min_units : int
    words : bool
        Whether every unit must have words.
    """
    if not isinstance(counts, Counts):
        raise InputError(f"counts is {type(counts).__name__}, not Counts; count with count_terms or another count_")
    if len(counts) < min_units or not len(counts.terms):
        raise InputError(f"{len(counts)} documents and {len(counts.terms)} terms are counted; choose at least "
                         f"{min_units} documents and one term")  # fmt: skip
    if words and (counts.words <= 0).any():
        raise InputError(f"the document {counts.index[counts.words <= 0][0]!r} has no words; leave it out")
    return counts
