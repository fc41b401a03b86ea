"""Build the texts and the index of a corpus from its scans and edition tables."""

import csv
import io
from pathlib import Path

import pandas as pd
from lxml import etree
from tqdm import tqdm

from themeshift import paths
from themeshift.checks import InputError
from themeshift.corpus import keep_voice
from themeshift.edition.blocks import make_blocks, make_endnote
from themeshift.edition.decisions import check_all_used, list_lines, load_edition
from themeshift.files import COPY, check_writable, repair, write_set
from themeshift.tables import load_columns, read_text_file
from themeshift.tei.format import DEFAULT_VOICE, ENDNOTES
from themeshift.tei.read import read_notes, read_text
from themeshift.tei.write import lay_back, render_document, render_endnotes
from themeshift.tokens import count_words

SCHEMA = "themeshift.rng"


def build_corpus(corpus=paths.CORPUS, progress=True):
    """Write ``texts`` and ``documents.csv`` of a corpus, whole or not at all.

    Parameters
    ----------
    corpus : pathlib.Path
        Its ``edition``, ``raw``, ``columns.csv`` and ``themeshift.rng`` are read.
    progress : bool
        Whether to draw a progress bar.

    Raises
    ------
    InputError
        If anything in the edition is wrong; nothing has been written then.
    """
    corpus = Path(corpus)
    repair(corpus)
    check_writable(corpus, COPY)
    texts, documents = render_corpus(corpus, progress)
    files = {f"texts/{name}.xml": xml.encode() for name, xml in texts.items()}
    files["documents.csv"] = _write_index(documents, load_columns(corpus)["documents"])
    write_set(corpus, files, owned=["texts"])


def render_corpus(corpus, progress=True):
    """Render every text of every scan, checked.

    Parameters
    ----------
    corpus : pathlib.Path
    progress : bool

    Returns
    -------
    texts : dict of str to str
        TEI by document id, and ``endnotes``.
    documents : list of dict
        The rows of the index, in the order of dates.
    """
    schema, columns = _load_schema(corpus / SCHEMA), load_columns(corpus)
    texts, documents, roots = {}, [], {}
    folders = sorted(path.parent for path in (corpus / "edition").glob("[!.]*/documents.csv"))
    if not folders:
        raise InputError(f"{corpus / 'edition'}: no folder has a documents.csv; put the edition's tables there")
    for folder in folders:
        edition = load_edition(folder, corpus / "raw")
        for name, document, xml in _render_edition(edition, progress):
            where = document["where"]
            if name in texts:
                raise InputError(f"{where}: {name} is taken by another text; the names of texts must differ")
            texts[name] = xml
            roots[name] = check_text(f"{where}: {name}.xml", xml, schema, list_lines(edition, name))
            if name == ENDNOTES:
                _check_pages_of_notes(edition, roots[name])
            else:
                documents.append(document)
        check_all_used(edition)
    _count_words(documents, roots, columns)
    return texts, sorted(documents, key=lambda row: (row["date"], row["first_line"]))


def _check_pages_of_notes(edition, root):
    """Raise `InputError` if the page of an endnote is not the one that is printed, as corrected."""
    printed = {number: page for number, _, page, *_ in read_notes(f"{ENDNOTES}.xml", root)}
    for row in edition.tables["endnotes"]:
        if row["page"] != printed[row["number"]]:
            raise InputError(f"{row['where']}: page is {row['page']}, but the note has {printed[row['number']]}; give "
                             "the page that is printed, or correct its line")  # fmt: skip


def _render_edition(edition, progress):
    """Render the texts of one scan, and its endnotes, as (name, row, TEI)."""
    works = edition.tables["book"][0]["works"] if edition.tables["book"] else ""
    facts = {row["id"]: row for row in edition.tables["facts"]}
    for row in tqdm(edition.tables["documents"], desc=f"texts of {edition.name}", disable=not progress):
        pages = [page["page"] for page in edition.tables["pages"] if page["first_line"] <= row["first_line"]]
        document = {"occasion": row["id"]} | facts.get(row["id"], {}) | row | {"book_page": max(pages, default=None)}
        yield row["id"], document, render_document(document, make_blocks(edition, row), edition.voices, works)
    if rows := edition.tables["endnotes"]:
        book = edition.tables["book"][0]
        header = {"title": book["notes"], "author": edition.voices["editor"], "where": f"{edition.name}/endnotes.csv"}
        header |= {"source": edition.tables["documents"][0]["source"]}
        header |= {"first_line": rows[0]["first_line"], "last_line": rows[-1]["last_line"]}
        header |= dict.fromkeys(("date", "date_end", "date_as_printed"), book["printed"])
        yield (
            ENDNOTES,
            header,
            render_endnotes([(row, make_endnote(edition, row)) for row in rows], header, edition.voices),
        )


def _load_schema(path):
    """Load the RELAX NG schema of the texts."""
    try:
        return etree.RelaxNG(etree.fromstring(read_text_file(path, "take it again from the repository").encode()))
    except (etree.XMLSyntaxError, etree.RelaxNGParseError) as error:
        raise InputError(f"{path}: this is not a RELAX NG schema: {error}; take it again from the repository") from None


def check_text(name, xml, schema, scan):
    """Check a rendered text: valid by the schema, and its lines those of the scan.

    Parameters
    ----------
    name : str
        What to call the text in messages: its row and its file.
    xml : str
    schema : lxml.etree.RelaxNG
    scan : dict of int to str
        The lines of the scan that the text must have.

    Returns
    -------
    lxml.etree._Element

    Raises
    ------
    InputError
        If the TEI is not well-formed or not valid, or a line laid back is not the line that was scanned.
    """
    remedy = "see the rows for its lines in the tables beside documents.csv"
    try:
        root = etree.fromstring(xml.encode())
    except etree.XMLSyntaxError as error:
        raise InputError(f"{name} is not well-formed: {error.msg}; {remedy}") from None
    if not schema.validate(root):
        raise InputError(f"{name} is not valid TEI: {schema.error_log.last_error.message}; {remedy}")
    laid = lay_back(etree.ElementTree(root))
    if odd := sorted(set(laid) ^ set(scan)):
        raise InputError(f"{name}: line {odd[0]} is in only one of the scan and the text; {remedy}")
    for line, text in scan.items():
        if laid[line].split() != text.split():
            raise InputError(f"{name}: line {line} is {laid[line]!r} laid back, the scan has {text!r}; {remedy}")
    return root


def _count_words(documents, roots, columns):
    """Give the documents their words in the author's voice and their gaps, as their texts will be read."""
    rows, marked = [], []
    for name, where in ((document["id"], document["where"]) for document in documents):
        try:
            paragraphs, marks, _ = read_text(f"{name}.xml", roots[name])
        except InputError as error:
            raise InputError(f"{where}: {error}; or correct that line of the scan in corrections.csv") from None
        rows += [(name, *row) for row in paragraphs]
        marked += [(name, *row) for row in marks]
    paragraphs = pd.DataFrame(rows, columns=list(columns["paragraphs"]))
    kept = keep_voice(paragraphs, pd.DataFrame(marked, columns=list(columns["marks"])), DEFAULT_VOICE)
    words = kept["text"].map(count_words).groupby(kept["document"]).sum()
    gaps = paragraphs.groupby("document")["gaps"].sum()
    for document in documents:
        document |= {"words": words.get(document["id"], 0), "gaps": gaps.get(document["id"], 0)}


def _write_index(documents, columns):
    """Return ``documents.csv``."""
    index = io.StringIO()
    writer = csv.DictWriter(index, list(columns), extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(documents)
    return index.getvalue().encode()
