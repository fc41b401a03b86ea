"""Count terms by document and by period, and turn counts into rates."""

import re
from typing import NamedTuple

import pandas as pd
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer

from themeshift.tokens import tokenise

TERM = re.compile(r"[^\W\d_]+(?:['.-][^\W\d_]+)*\.?\*?", re.UNICODE)


class TermMatrix(NamedTuple):
    """Counts of terms, sparse, with the names of its rows and columns.

    Attributes
    ----------
    matrix : scipy.sparse.csr_array, shape (n_rows, n_terms)
    rows : pandas.Index
        Documents, or document and passage.
    terms : pandas.Index
        In the order of the alphabet.
    """

    matrix: sparse.csr_array
    rows: pd.Index
    terms: pd.Index

    def to_frame(self):
        """Give the counts as a dense table, rows by terms."""
        return pd.DataFrame(self.matrix.toarray(), index=self.rows, columns=self.terms)


def count_matrix(texts, by="document"):
    """Count every term in each document or passage.

    Parameters
    ----------
    texts : pandas.DataFrame
        As from `themeshift.corpus.load_paragraphs` or `load_passages`.
    by : str or list of str
        The column or columns that name a row: ``document``, or ``["document", "passage"]``.

    Returns
    -------
    TermMatrix

    Raises
    ------
    ValueError
        If there are no texts.
    """
    if texts.empty:
        raise ValueError("there are no texts to count; choose another voice or other documents")
    joined = texts.groupby(by, sort=False)["text"].agg("\n".join)
    counter = CountVectorizer(tokenizer=tokenise, token_pattern=None, lowercase=False)
    matrix = sparse.csr_array(counter.fit_transform(joined))
    return TermMatrix(matrix, joined.index, pd.Index(counter.get_feature_names_out(), name="term"))


def match_term(token, term):
    """Tell whether a token is the term; a term that ends in ``*`` stands for all that begins so."""
    return token.startswith(term[:-1]) if term.endswith("*") else token == term


def count_terms(paragraphs, lexicon):
    """Count the occurrences of groups of terms in each document.

    Parameters
    ----------
    paragraphs : pandas.DataFrame
        As from `themeshift.corpus.load_paragraphs`: columns `document` and `text`.
    lexicon : dict of str to list of str
        Terms, as `themeshift.tokens.tokenise` writes them, by the name of their group. ``concession*`` stands for
        every token that begins so.

    Returns
    -------
    pandas.DataFrame, shape (n_documents, n_groups + 1)
        A row a document in the order of `paragraphs`; a column of counts a group; last `words`, all tokens.

    Raises
    ------
    ValueError
        If there are no paragraphs, a group has no terms, or a term is no token.
    """
    if paragraphs.empty:
        raise ValueError("there are no paragraphs to count; choose another voice or other documents")
    for group, terms in lexicon.items():
        if not terms:
            raise ValueError(f"the group {group!r} has no terms; name at least one")
        for term in terms:
            if not TERM.fullmatch(term) or term != term.lower():
                raise ValueError(f"{term!r} in {group!r} is no term; write it lower case, with a * only at its end")
    tokens = paragraphs["text"].map(tokenise).groupby(paragraphs["document"], sort=False).sum()
    rows = {}
    for document, words in tokens.items():
        row = {
            group: sum(any(match_term(word, term) for term in terms) for word in words)
            for group, terms in lexicon.items()
        }
        rows[document] = {**row, "words": len(words)}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("document")


def rate_per_thousand(counts):
    """Divide counts by words.

    Parameters
    ----------
    counts : pandas.DataFrame
        As from `count_terms` or `sum_by_period`: columns of counts and `words`.

    Returns
    -------
    pandas.DataFrame
        The columns of counts. Unit: occurrences per 1,000 words; missing where there are no words.
    """
    groups = counts.drop(columns=[name for name in ("words", "texts", "largest_share") if name in counts])
    return groups.div(counts["words"].where(counts["words"] > 0), axis=0) * 1000


def sum_by_period(counts, periods):
    """Add up the counts of the documents of each period.

    Parameters
    ----------
    counts : pandas.DataFrame
        As from `count_terms`.
    periods : pandas.Series
        The period of each document, indexed by document.

    Returns
    -------
    pandas.DataFrame
        A row a period, sorted: the sums, `words`, `texts`, and `largest_share`, the part of the words that the
        longest text has (0 to 1).

    Raises
    ------
    ValueError
        If a counted document has no period.
    """
    left = counts.index.difference(periods.index)
    if len(left):
        raise ValueError(f"the document {left[0]!r} has no period; give it one")
    key = periods.reindex(counts.index)
    sums = counts.groupby(key).sum()
    sums["texts"] = counts.groupby(key).size()
    sums["largest_share"] = counts.groupby(key)["words"].max() / sums["words"]
    return sums
