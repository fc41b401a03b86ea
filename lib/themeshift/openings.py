"""Open a dot: the passages of its texts with their words marked; a paragraph beside its lines; tables to take away."""

import html

import pandas as pd

from themeshift.checks import InputError
from themeshift.concordance import CONCORDANCE_COLUMNS, find_contexts
from themeshift.evidence import show_document
from themeshift.index import get_title
from themeshift.markup import write_place

AROUND = 220  # characters shown before and after a word
MOST = 100  # passages that are shown at a time


def find_passages(sources, answer, documents=None, curves=None, width=AROUND):
    """List the occurrences of an answer with the words around them.

    Parameters
    ----------
    sources : Sources
    answer : Answer
    documents, curves : sequence of str or None
        Only these texts and curves.
    width : int
        Characters on either side; a context that is cut ends with a whole word and ``…``.

    Returns
    -------
    pandas.DataFrame
        As from `find_contexts`, with `curve` before the other columns; empty where there are none.
    """
    found = answer.occurrences
    if documents is not None:
        found = found[found["document"].isin(documents)]
    if curves is not None:
        found = found[found["curve"].isin(curves)]
    parts = []
    for voice, part in found.groupby("voice", sort=False):
        spoken = sources.paragraphs[sources.paragraphs["voice"] == voice]
        spoken = spoken[spoken["document"].isin(part["document"])]
        parts.append(find_contexts(part, spoken, sources.documents, width, whole_words=True))
    if not parts:
        return pd.DataFrame(columns=["curve", *CONCORDANCE_COLUMNS, "theme", "sense"])
    table = pd.concat(parts, ignore_index=True)
    order = ["date", "document", "paragraph"]
    return table.sort_values(order, kind="stable", ignore_index=True)[["curve", *parts[0].columns.drop("curve")]]


def list_texts(answer):
    """List the texts of an answer with the words and the count and rate of each curve."""
    counts = answer.counts
    return answer.documents.assign(
        words_counted=counts.words,
        **{f"count of {term}": counts.table[term] for term in counts.terms},
        **{f"rate of {term} per 1,000 words": counts.rates[term] for term in counts.terms},
    )


def write_passages(sources, answer, mark, table):
    """Write what a mark opens as HTML: a heading and passages with place, voice and sense, their words marked.

    Parameters
    ----------
    sources : Sources
    answer : Answer
    mark : Mark
    table : pandas.DataFrame
        As from `find_passages`, for this mark.

    Returns
    -------
    str
        All text of the corpus is escaped. Each passage has a button whose ``data-passage`` is its row.
    """
    several = len(mark.documents) > 1
    heading = html.escape(mark.label if several else get_title(answer.documents.loc[mark.documents[0]]))
    cut = f", the first {MOST} shown" if len(table) > MOST else ""
    number = f"{len(table)} passage{'' if len(table) == 1 else 's'}{cut}" if len(table) else "no occurrence"
    parts = [f"<h3><bdi>{heading}</bdi>: {number}</h3>"]
    parts += [_write_passage(n, row, several, answer) for n, row in enumerate(table.head(MOST).to_dict("records"))]
    return "".join(parts)


def _write_passage(n, row, several, answer):
    """Write one passage with its place, which names day and text where several are open."""
    names = ("date", "date_end", "document", "voice", "page", "line") if several else ("voice", "page", "line")
    curve = row["curve"] if len(answer.counts.terms) > 1 else ""
    sense = str(row["sense"]).replace("_", " ")
    what = html.escape(", ".join(filter(None, (curve, sense))))
    left, match, right = (html.escape(str(row[part])) for part in ("left", "match", "right"))
    button = f'<button type="button" data-passage="{n}" aria-expanded="false">Whole paragraph</button>'
    return (f"<p><small>{write_place({name: row[name] for name in names})}{f'. <b>{what}</b>' if what else ''}</small> "
            f"<bdi>{left.lstrip()}<mark>{match}</mark>{right.rstrip()}</bdi> {button}</p>")  # fmt: skip


def write_paragraph(sources, row):
    """Write the whole paragraph of a passage as HTML, its lines of the scan or file beside it."""
    paragraphs = sources.corpus.paragraphs
    here = paragraphs[(paragraphs["document"] == row["document"]) & (paragraphs["paragraph"] == row["paragraph"])]
    if here.empty:
        raise InputError(f"paragraph {row['paragraph']} of {row['document']!r} is not there; run all cells again")
    first, last = (
        None if pd.isna(here[end].iloc[0]) else int(here[end].iloc[0]) for end in ("first_line", "last_line")
    )
    return show_document(row["document"], sources.folder, first, last, sources.corpus, **sources.options)
