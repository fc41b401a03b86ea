"""Count terms by document and by period, and turn counts into rates."""

import re
from datetime import date
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


def count_matrix(texts, by="document", split=tokenise):
    """Count every term in each document or passage.

    Parameters
    ----------
    texts : pandas.DataFrame
        As from `themeshift.corpus.load_paragraphs` or `load_passages`.
    by : str or list of str
        The column or columns that name a row: ``document``, or ``["document", "passage"]``.
    split : callable
        Splits a text into terms; by default as everywhere in the project.

    Returns
    -------
    TermMatrix

    Raises
    ------
    ValueError
        If there are no texts, or none has a word.
    """
    if texts.empty:
        raise ValueError("there are no texts to count; choose another voice or other documents")
    joined = texts.groupby(by, sort=False)["text"].agg("\n".join)
    counter = CountVectorizer(tokenizer=split, token_pattern=None, lowercase=False)
    if not joined.str.contains(r"\w").any():
        raise ValueError("the texts have no words to count; choose other documents")
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
        If there are no paragraphs, a group has no list of terms or the name of another column, or a term is no token.
    """
    if paragraphs.empty:
        raise ValueError("there are no paragraphs to count; choose another voice or other documents")
    for group, terms in lexicon.items():
        if group in ("words", "texts", "largest_share"):
            raise ValueError(f"the name {group!r} is taken by a column of the counts; name the group otherwise")
        if not terms:
            raise ValueError(f"the group {group!r} has no terms; name at least one")
        if isinstance(terms, str):
            raise ValueError(f"the terms of {group!r} are {terms!r}; write a list: [{terms!r}]")
        for term in terms:
            if not isinstance(term, str) or not TERM.fullmatch(term) or term != term.lower():
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


def assign_periods(documents, periods):
    """Give each document the period in which the middle of its date lies.

    Parameters
    ----------
    documents : pandas.DataFrame
        Indexed by document, with `date` and `date_end`.
    periods : str or pandas.DataFrame
        ``month``, ``half-year`` or ``year``; or named periods as from `themeshift.corpus.load_periods`: indexed by
        name, with their days `first` and `last` as YYYY-MM-DD.

    Returns
    -------
    pandas.Series
        Ordered categories. Every month, half-year or year from the first text to the last is one, with texts or
        without. A text outside all named periods has the period ``other times``.

    Raises
    ------
    ValueError
        If there are no documents, or a period is unknown, has no day, ends before it begins, or overlaps another.
    """
    if documents.empty:
        raise ValueError("there are no documents; choose some")
    middle = documents["date"] + (documents["date_end"] - documents["date"]) / 2
    if isinstance(periods, pd.DataFrame):
        names = _name_periods(middle, _read_periods(periods))
        categories = [*periods.index, *(["other times"] if "other times" in set(names) else [])]
    elif periods in CALENDAR:
        days = pd.date_range(middle.min().normalize(), middle.max().normalize())
        categories = list(dict.fromkeys(CALENDAR[periods](pd.Series(days))))
        names = CALENDAR[periods](middle)
    else:
        raise ValueError(
            f"{periods!r} is no kind of period; write one of {list(CALENDAR)} or name periods by their days"
        )
    return pd.Series(pd.Categorical(names, categories, ordered=True), index=documents.index, name="period")


CALENDAR = {
    "month": lambda days: days.dt.strftime("%Y-%m"),
    "half-year": lambda days: days.dt.year.astype(str) + " " + (days.dt.month > 6).map({False: "I", True: "II"}),
    "year": lambda days: days.dt.year,
}


def _read_periods(periods):
    """Read named periods as days; refuse what cannot be one."""
    if periods.empty:
        raise ValueError("no period is named; give at least one")
    if not periods.index.is_unique or "other times" in periods.index:
        raise ValueError("two periods have one name, or one is named 'other times', which is taken; name another")
    read = {}
    for name, row in periods.iterrows():
        try:
            first, last = (pd.Timestamp(date.fromisoformat(row[day])) for day in ("first", "last"))
        except (KeyError, TypeError, ValueError):
            raise ValueError(f"the period {name!r} lacks a day; give first and last as YYYY-MM-DD") from None
        if first > last:
            raise ValueError(f"the period {name!r} ends on {row['last']}, before it begins; exchange the days")
        for other, (start, end) in read.items():
            if first <= end and start <= last:
                raise ValueError(f"the periods {other!r} and {name!r} overlap; let one end before the other begins")
        read[name] = first, last
    return read


def _name_periods(middle, periods):
    """Name the period of each day; the last day of a period counts whole."""
    names = pd.Series("other times", index=middle.index)
    for name, (first, last) in periods.items():
        names[(middle >= first) & (middle < last + pd.Timedelta(days=1))] = name
    return names


def sum_by_period(counts, periods):
    """Add up the counts of the documents of each period.

    Parameters
    ----------
    counts : pandas.DataFrame
        As from `count_terms`.
    periods : pandas.Series
        The period of each document, indexed by document; as from `assign_periods`.

    Returns
    -------
    pandas.DataFrame
        A row a period, sorted: the sums, `words`, `texts`, and `largest_share`, the part of the words that the
        longest text has (0 to 1; missing in a period without texts).

    Raises
    ------
    ValueError
        If a counted document has no period.
    """
    key = periods.reindex(counts.index)
    if key.isna().any():
        raise ValueError(f"the document {key.index[key.isna()][0]!r} has no period; give it one")
    grouped = counts.groupby(key, observed=False)
    sums = grouped.sum()
    sums["texts"] = grouped.size()
    sums["largest_share"] = grouped["words"].max() / sums["words"]
    return sums
