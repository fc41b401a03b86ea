"""Go back from a document to its words: the text with its voices, and the lines of the scan beside it."""

import html

from themeshift import paths
from themeshift.corpus import CorpusError, load_documents, read_text
from themeshift.edition import read_scan

VOICE_COLOURS = {
    "author": "#000000", "quoted": "#B04400", "interviewer": "#0060A0", "reporter": "#00704F", "editor": "#767676",
    "correspondent": "#7A3E9D",
}  # fmt: skip


def show_document(document, folder=paths.CORPUS, first_line=None, last_line=None):
    """Write a document as HTML: each paragraph with its voices coloured, and its lines of the scan beside it.

    Parameters
    ----------
    document : str
        An id of `themeshift.corpus.load_documents`.
    folder : pathlib.Path
    first_line, last_line : int or None
        Show only paragraphs between these lines of the scan.

    Returns
    -------
    str
        An HTML table. All text from corpus and scan is escaped. Lost words show as ``[…]``.

    Raises
    ------
    themeshift.corpus.CorpusError
        If there is no such document.
    """
    documents = load_documents(folder).set_index("id")
    if document not in documents.index:
        raise CorpusError(f"there is no document {document!r}; the ids stand in documents.csv")
    row = documents.loc[document]
    scan = read_scan(folder / "raw" / row["source"])
    paragraphs, marks, lines = read_text(folder / "texts" / f"{document}.xml")
    key = " ".join(f'<span style="color:{colour}">■ {voice}</span>' for voice, colour in VOICE_COLOURS.items())
    rows = [f"<caption><b>{html.escape(row['title'])}</b>, {html.escape(row['date_as_printed'])}<br>{key}</caption>"]
    for number, kind, voice, text, first, last, page, _ in paragraphs:
        if (first_line and last < first_line) or (last_line and first > last_line):
            continue
        own = [line for n, _, line in lines if n == number]
        left = "<br>".join(f"{line} {html.escape(scan[line])}" for line in own)
        right = _colour(text, voice, [mark[1:] for mark in marks if mark[0] == number])
        label = f"p. {page}, {kind}" if page else kind
        rows.append(
            f'<tr style="vertical-align:top"><td style="text-align:left;color:#555"><small>{label}</small></td>'
            f'<td style="text-align:left;max-width:34em">{right}</td>'
            f'<td style="text-align:left;font-family:monospace;font-size:80%">{left}</td></tr>'
        )
    return f"<table>{''.join(rows)}</table>"


def _colour(text, voice, marks):
    """Give a paragraph the colours of its voices; put what is lost or heard where it stands."""
    colours = [VOICE_COLOURS[voice]] * len(text)
    after = {}
    for offset, kind, speaker, words, _ in marks:
        if kind == "quotation":
            colours[offset : offset + len(words)] = [VOICE_COLOURS[speaker]] * len(words)
        elif kind == "gap":
            after[offset] = after.get(offset, "") + f" {words}[…]"
        elif kind == "audience":
            after[offset] = after.get(offset, "") + f" {words} "
    pieces, start = [], 0
    for at in range(1, len(text) + 1):
        if at == len(text) or colours[at] != colours[start] or at in after:
            pieces.append(f'<span style="color:{colours[start]}">{html.escape(text[start:at])}</span>')
            pieces.append(f"<i>{html.escape(after.get(at, ''))}</i>" if at in after else "")
            start = at
    return "".join(pieces)
