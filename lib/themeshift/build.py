"""Build the corpus from the scans and the edition tables: ``python -m themeshift.build``."""

import contextlib
import csv
import io
import os
import shutil
import sys
import tempfile
from pathlib import Path

from lxml import etree
from nltk.tabdata import TabEncoder
from nltk.tokenize.punkt import PunktTrainer
from tqdm import tqdm

from themeshift import paths
from themeshift.corpus import DOCUMENT_COLUMNS, keep_voice, read_text
from themeshift.edition import EditionError, place_lines, read_edition
from themeshift.tei import lay_back, render_document, render_endnotes
from themeshift.tokens import count_words


def check_text(name, xml, schema, scan, place):
    """Check a rendered text: valid by the schema, and its lines those of the scan.

    Raises
    ------
    themeshift.edition.EditionError
        If the TEI is not well-formed or not valid, or a line laid back is not the line that was scanned.
    """
    try:
        tree = etree.ElementTree(etree.fromstring(xml.encode()))
    except etree.XMLSyntaxError as error:
        raise EditionError(f"{name}.xml is not well-formed: {error.msg}; mend its edition tables") from None
    if not schema.validate(tree):
        raise EditionError(f"{name}.xml is not valid TEI: {schema.error_log.last_error}; mend its edition tables")
    lines = lay_back(tree)
    expected = [
        line for line, where in place.items() if where == name or name == "endnotes" and where.startswith("endnote ")
    ]
    if sorted(lines) != expected:
        lost = sorted(set(expected) ^ set(lines))
        raise EditionError(f"{name}.xml: line {lost[0]} stands in only one of scan and text; see its edition tables")
    for line in expected:
        if lines[line].split() != scan[line].split():
            raise EditionError(f"{name}.xml: line {line} laid back is {lines[line]!r}, the scan has {scan[line]!r}")


def render_corpus(edition=paths.EDITION, raw=paths.RAW, progress=True):
    """Render every text of every scan, checked.

    Returns
    -------
    texts : dict of str to str
        TEI by document id, and ``endnotes``.
    rows : list of dict
        The documents' rows of the edition, with `book_page`, in the order of dates.
    """
    schema = etree.RelaxNG(etree.parse(str(paths.CORPUS / "themeshift.rng")))
    texts, rows = {}, []
    folders = sorted(path.parent for path in edition.glob("[!.]*/documents.csv"))
    if not folders:
        raise EditionError(f"{edition}: no folder has a documents.csv; put the edition's tables there")
    for folder in folders:
        scan, tables = read_edition(folder, raw)
        place = place_lines(scan, tables)
        for document in tqdm(tables["documents"], desc=f"texts of {folder.name}", disable=not progress):
            if document["id"] in texts:
                raise EditionError(f"{document['where']}: the id {document['id']} is taken; ids must differ")
            pages = [int(row["page"]) for row in tables["pages"] if int(row["first_line"]) <= document["first_line"]]
            document["book_page"] = max(pages, default="")
            texts[document["id"]] = render_document(document, scan, tables)
            check_text(document["id"], texts[document["id"]], schema, scan, place)
            rows.append(document)
        if tables["endnotes"]:
            texts["endnotes"] = render_endnotes(scan, tables)
            check_text("endnotes", texts["endnotes"], schema, scan, place)
    return texts, sorted(rows, key=lambda row: (row["date"], row["first_line"]))


def build_corpus(corpus=paths.CORPUS, progress=True):
    """Write ``texts``, ``documents.csv`` and the Punkt model of a corpus, whole or not at all.

    Parameters
    ----------
    corpus : pathlib.Path
        Its ``edition`` and ``raw`` are read.
    progress : bool
        Whether to draw a progress bar.

    Raises
    ------
    themeshift.edition.EditionError
        If anything in the edition is wrong; nothing has been written then.
    """
    texts, rows = render_corpus(corpus / "edition", corpus / "raw", progress)
    with tempfile.TemporaryDirectory(dir=corpus) as folder:
        new = Path(folder) / "texts"
        new.mkdir()
        for name, xml in texts.items():
            (new / f"{name}.xml").write_text(xml, encoding="utf-8")
        running = []
        for row in rows:
            paragraphs, marks, _ = read_text(new / f"{row['id']}.xml")
            running += [text for _, kind, _, text, *_ in paragraphs if kind == "text"]
            row["words"] = sum(count_words(text) for _, _, _, text, *_ in keep_voice(paragraphs, marks, "author"))
            row["gaps"] = sum(gaps for *_, gaps in paragraphs)
        index = io.StringIO()
        writer = csv.DictWriter(index, DOCUMENT_COLUMNS, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        (Path(folder) / "documents.csv").write_text(index.getvalue(), encoding="utf-8")
        _train_punkt(running, Path(folder) / "tokenizers")
        for name in ("texts", "documents.csv", "tokenizers"):
            _replace(Path(folder) / name, corpus / name)


def _train_punkt(texts, folder):
    """Train Punkt on the texts and write its parameters in NLTK's ``punkt_tab`` form."""
    trainer = PunktTrainer()
    trainer.INCLUDE_ALL_COLLOCS = True
    trainer.train("\n".join(texts), finalize=True)
    params, encode = trainer.get_params(), TabEncoder()
    folder = folder / "punkt_tab" / "english"
    folder.mkdir(parents=True)
    files = {
        "collocations.tab": encode.tups2tab(sorted(params.collocations)),
        "sent_starters.txt": encode.set2txt(sorted(params.sent_starters)),
        "abbrev_types.txt": encode.set2txt(sorted(params.abbrev_types)),
        "ortho_context.tab": encode.ivdict2tab(dict(sorted(params.ortho_context.items()))),
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")


def _replace(new, old):
    """Put a new file or folder in the place of an old one."""
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(old) if old.is_dir() else old.unlink()
    os.replace(new, old)


if __name__ == "__main__":
    try:
        build_corpus()
    except EditionError as error:
        sys.exit(f"The corpus was not built. {error}")
