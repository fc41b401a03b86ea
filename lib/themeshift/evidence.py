"""Go back from a document to its words: the text with its voices, and the lines of the scan beside it."""

import html
import re

import pandas as pd

from themeshift import paths
from themeshift.corpus import CorpusError, load_documents, read_text
from themeshift.counts import match_term
from themeshift.edition import read_scan
from themeshift.tokens import find_tokens, normalise

CONCORDANCE_COLUMNS = ["document", "date", "voice", "page", "line", "paragraph", "left", "match", "right"]

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
        If there is no such document, or none of its paragraphs lies between these lines.
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
        if outside := set(own) - scan.keys():
            raise CorpusError(f"texts/{document}.xml: line {min(outside)} is blank or outside the scan; mend its <lb/>")
        left = "<br>".join(f"{line} {html.escape(scan[line])}" for line in own)
        right = _colour(text, voice, [mark[1:] for mark in marks if mark[0] == number])
        label = html.escape(f"p. {page}, {kind}" if page else kind)
        rows.append(
            f'<tr style="vertical-align:top"><td style="text-align:left;color:#555"><small>{label}</small></td>'
            f'<td style="text-align:left;max-width:34em">{right}</td>'
            f'<td style="text-align:left;font-family:monospace;font-size:80%">{left}</td></tr>'
        )
    if len(rows) == 1:
        raise CorpusError(
            f"no paragraph of {document!r} lies between lines {first_line} and {last_line}; it has lines "
            f"{row['first_line']} to {row['last_line']}"
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


def find_concordance(term, paragraphs, lines, documents, width=60):
    """Find every occurrence of a term with what stands around it.

    Parameters
    ----------
    term : str
        A token, lower case; ``concession*`` for all that begins so.
    paragraphs, lines, documents : pandas.DataFrame
        As from `themeshift.corpus.load_paragraphs`, `load_lines` and `load_documents`.
    width : int
        Characters on either side.

    Returns
    -------
    pandas.DataFrame
        A row an occurrence, in the order of dates: `document`, `date`, `voice`, `page` of the book where the paragraph
        begins, `line` of the scan where the word begins, `paragraph`, `left`, `match`, `right`.

    Raises
    ------
    ValueError
        If the term does not occur in these paragraphs.
    """
    stem = re.escape(term.removesuffix("*")).replace("'", "[’']")
    pattern = re.compile(rf"(?<![\w’'-]){stem}[\w’'-]*(?:\.\w)*\.?", re.IGNORECASE)
    chosen = _choose_lines(lines, paragraphs, pattern)
    starts = {key: (rows["offset"].to_numpy(), rows["line"].to_numpy()) for key, rows in chosen}
    days = documents.set_index("id")["date"]
    rows = []
    for row in paragraphs.itertuples():
        for hit in pattern.finditer(row.text):
            word = hit.group().rstrip("’'-.") if "." not in term else hit.group()
            if not match_term(normalise(word), term):
                continue
            at, end = hit.start(), hit.start() + len(word)
            offsets, numbers = starts[(row.document, row.paragraph)]
            line = int(numbers[offsets.searchsorted(at, side="right") - 1])
            left, right = row.text[max(0, at - width) : at], row.text[end : end + width]
            rows.append((row.document, days[row.document], row.voice, row.page, line, row.paragraph, left, word, right))
    if not rows:
        raise ValueError(f"the term {term!r} does not occur in these {len(paragraphs)} paragraphs; check its spelling")
    table = pd.DataFrame(rows, columns=CONCORDANCE_COLUMNS)
    return table.sort_values(["date", "line"], kind="stable").reset_index(drop=True)


def find_contexts(occurrences, paragraphs, documents, width=60):
    """Give occurrences what stands around them.

    Parameters
    ----------
    occurrences, paragraphs : pandas.DataFrame
        As from `themeshift.themes.find_occurrences` with the lines of the scan, and the paragraphs in which it looked.
    documents : pandas.DataFrame
        As from `themeshift.corpus.load_documents`.
    width : int
        Characters on either side.

    Returns
    -------
    pandas.DataFrame
        As from `find_concordance`, with `theme` and `sense`.

    Raises
    ------
    ValueError
        If an occurrence lies in none of the paragraphs.
    """
    texts = paragraphs.set_index(["document", "paragraph"])[["text", "page"]]
    days = documents.set_index("id")["date"]
    rows = []
    for row in occurrences.itertuples():
        if (row.document, row.paragraph) not in texts.index:
            raise ValueError(
                f"paragraph {row.paragraph} of {row.document!r} is not among the paragraphs; give those too"
            )
        text, page = texts.loc[(row.document, row.paragraph)]
        left, right = text[max(0, row.start - width) : row.start], text[row.end : row.end + width]
        place = (row.document, days[row.document], row.voice, page, row.line, row.paragraph)
        rows.append((*place, left, row.match, right, row.theme, row.sense))
    table = pd.DataFrame(rows, columns=[*CONCORDANCE_COLUMNS, "theme", "sense"])
    return table.sort_values(["date", "line"], kind="stable").reset_index(drop=True)


def _choose_lines(lines, paragraphs, pattern):
    """Group the line offsets of those paragraphs in which a pattern occurs."""
    hit = paragraphs[paragraphs["text"].str.contains(pattern)]
    keys = pd.MultiIndex.from_frame(hit[["document", "paragraph"]])
    chosen = lines[pd.MultiIndex.from_frame(lines[["document", "paragraph"]]).isin(keys)]
    return chosen.groupby(["document", "paragraph"])


def show_concordance(table):
    """Write a concordance as an HTML table, the matches under each other.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `find_concordance`.

    Returns
    -------
    str
        HTML; all text from the corpus is escaped.

    Raises
    ------
    ValueError
        If the table is empty.
    """
    if table.empty:
        raise ValueError("there are no occurrences to show; choose another term or other paragraphs")
    cell = '<td style="text-align:{};white-space:nowrap">{}</td>'
    names = ("date", "text", "voice", "page", "line of the scan", "", "", "")
    rows = [f"<tr>{''.join(f'<th>{name}</th>' for name in names)}</tr>"]
    for row in table.itertuples():
        parts = [
            ("left", f"{row.date:%Y-%m-%d}"), ("left", html.escape(row.document)),
            ("left", html.escape(row.voice)),
            ("right", "" if pd.isna(row.page) else row.page), ("right", row.line),
            ("right", html.escape(row.left)), ("center", f"<b>{html.escape(row.match)}</b>"),
            ("left", html.escape(row.right)),
        ]  # fmt: skip
        rows.append(f"<tr>{''.join(cell.format(*part) for part in parts)}</tr>")
    return f'<table style="font-size:85%">{"".join(rows)}</table>'


def show_passages(passages, terms, documents):
    """Write passages as HTML, each with its text, date, page and lines of the scan, and some words in bold.

    Parameters
    ----------
    passages : pandas.DataFrame
        Rows of `themeshift.corpus.load_passages`.
    terms : list of str
        Tokens, as `themeshift.tokens.tokenise` writes them.
    documents : pandas.DataFrame
        As from `themeshift.corpus.load_documents`.

    Returns
    -------
    str
        HTML; all text from the corpus is escaped.

    Raises
    ------
    ValueError
        If there are no passages, or `terms` is one string.
    """
    if passages.empty:
        raise ValueError("there are no passages to show; choose some")
    if isinstance(terms, str):
        raise ValueError(f"terms is {terms!r}; write a list: [{terms!r}]")
    days, bold = documents.set_index("id")["date"], set(terms)
    parts = []
    for row in passages.itertuples():
        pieces, at = [], 0
        for token, start, end in find_tokens(row.text):
            if token in bold:
                pieces += [html.escape(row.text[at:start]), f"<b>{html.escape(row.text[start:end])}</b>"]
                at = end
        pieces.append(html.escape(row.text[at:]))
        head = f"{html.escape(row.document)}, {days[row.document]:%Y-%m-%d}, lines {row.first_line} to {row.last_line}"
        parts.append(f"<p><small>{head}</small><br>{''.join(pieces)}</p>")
    return "".join(parts)
