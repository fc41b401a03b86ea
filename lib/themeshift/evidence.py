"""Show the words behind a number, as HTML: a concordance, passages, a document beside its scan.

What another voice says inside a paragraph is shown as ``[…]``, or in a box with the voice's name; nothing is closed up.
Text has the color of its surroundings, a box sets both of its colors.
"""

import difflib
import html

import pandas as pd

from themeshift import paths
from themeshift.checks import InputError, check_documents, check_table
from themeshift.concordance import ALL, LEFT_OUT, show_holes
from themeshift.corpus import load_corpus, load_scan_lines
from themeshift.index import get_title
from themeshift.markup import CELL, Page, write_head, write_html_table, write_place, write_value
from themeshift.tables import load_vocabulary
from themeshift.terms import compile_terms, find_terms

MAIN_VOICE = "author"  # has the color of its surroundings
BOXES = [  # text and background of the other voices, in the order of the vocabulary; contrast above 7
    ("#5c2400", "#fbe3d0"), ("#0b3a66", "#dcebf9"), ("#0a4630", "#d9f2e6"), ("#333333", "#e8e8e8"),
    ("#4a1a66", "#eeddf5"), ("#4d3b00", "#fff0bf"),
]  # fmt: skip
UNKNOWN_BOX = ("#222222", "#eeeeee")


def show_concordance(table, caption=None):
    """Write a concordance as an HTML table, the matches under each other.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `find_concordance` or `find_contexts`, or some of its rows. Where they have several themes or senses,
        each row says its own.
    caption : str or None
        By default the number of occurrences. Of some of the rows it is said, after any caption, how many there are.

    Returns
    -------
    Page
        A string of HTML, which a notebook shows; all that comes from the table is escaped.

    Raises
    ------
    InputError
        If the table is empty.
    """
    check_table(table, ["document", "date", "left", "match", "right"], "the concordance", empty=True)
    if table.empty:
        raise InputError("there are no occurrences to show; choose another term or other paragraphs")
    counted = _count_rows(table)
    if caption is None or " of the " in counted:
        caption = counted if caption is None else f"{caption}. {counted}"
    if table[["left", "right"]].astype(str).apply(lambda part: part.str.contains(LEFT_OUT, regex=False)).any(axis=None):
        caption += f". {LEFT_OUT}: words left out, of another voice"
    told = [name for name in ("theme", "sense") if name in table and table[name].nunique() > 1]
    sides = {"Where": "left", **{name.capitalize(): "left" for name in told}, "Before": "right", "Match": "center",
             "After": "left"}  # fmt: skip
    rows = ["".join(f'<th scope="col" style="{CELL.format(side)}">{name}</th>' for name, side in sides.items())]
    for row in table.to_dict("records"):
        rows.append(
            write_head(row)
            + "".join(f'<td style="{CELL.format("left")}">{write_value(row[name])}</td>' for name in told)
            + f'<td style="{CELL.format("right")}">{write_value(row["left"])}</td>'
            f'<td style="{CELL.format("center")};overflow-wrap:break-word"><b>{write_value(row["match"])}</b></td>'
            f'<td style="{CELL.format("left")}">{write_value(row["right"])}</td>'
        )
    return write_html_table(write_value(caption), rows)


def _count_rows(table):
    """Say how many occurrences are shown, and of how many if the table has lost some."""
    n, texts = len(table), int(table["document"].nunique())
    all_rows, all_texts = table.attrs.get(ALL, (n, texts))
    if n >= all_rows:
        return f"{n} occurrence{'s'[: n > 1]} in {texts} text{'s'[: texts > 1]}"
    where = "all in 1 text" if all_texts == 1 else f"in {texts} of the {all_texts} texts that have any"
    return f"{n} of the {all_rows} occurrences, {where}"


def show_cut_passages(passages, terms, documents, paragraphs=None, split=None):
    """Write passages as HTML, each with its text, date, page and lines of the scan, and some words in bold.

    Parameters
    ----------
    passages : pandas.DataFrame
        Rows of `load_passages`, or of `load_paragraphs`.
    terms : list of str, str or pandas.DataFrame
        Search terms (`compile_term`); or occurrences as from `find_occurrences`.
    documents : pandas.DataFrame
    paragraphs : pandas.DataFrame or None
        The paragraphs from which the passages were cut: needed for occurrences.
    split : callable or None
        For other languages, as in `find_tokens`.

    Returns
    -------
    Page
        A string of HTML, which a notebook shows; all that comes from a table is escaped.

    Raises
    ------
    InputError
        If there are no passages, or a term is not a search term.
    """
    check_table(passages, ["document", "text"], "passages")
    check_documents(documents)
    missing = ~passages["document"].isin(documents.index)
    if missing.any():
        raise InputError(f"{passages.loc[missing, 'document'].iloc[0]!r} is not among the documents; give its row too")
    if isinstance(terms, pd.DataFrame):
        marked = _join_paragraphs(passages, terms, paragraphs)
    else:
        terms = compile_terms(terms if isinstance(terms, str) else list(terms), split)
        marked = [(text, find_terms(text, terms, split)) for text in passages["text"]]
    parts = []
    for row, (text, spans) in zip(passages.to_dict("records"), marked, strict=True):
        pieces, at = [], 0
        for start, end in spans:
            pieces += [html.escape(_show_lines(text[at:start])), f"<b>{html.escape(show_holes(text[start:end]))}</b>"]
            at = end
        pieces.append(html.escape(_show_lines(text[at:])))
        place = write_place({**documents.loc[row["document"], ["date", "date_end"]], **row})
        shown = "".join(pieces).replace("\n", "</bdi><br><bdi>")
        parts.append(f"<p><small>{place}</small><br><bdi>{shown}</bdi></p>")
    return Page("".join(parts))


def _show_lines(text):
    return "\n".join(map(show_holes, text.split("\n")))


def _join_paragraphs(passages, occurrences, paragraphs):
    """Return the text of each passage, joined from its paragraphs, and where the occurrences are in it."""
    check_table(passages, ["first_paragraph", "last_paragraph"], "passages")
    check_table(occurrences, ["document", "paragraph", "start", "end"], "occurrences", empty=True)
    if paragraphs is None:
        raise InputError("occurrences are places in paragraphs; give the paragraphs of the passages too")
    check_table(paragraphs, ["document", "paragraph", "text"], "paragraphs")
    spans = {}
    for *place, start, end in occurrences[["document", "paragraph", "start", "end"]].itertuples(index=False, name=None):
        spans.setdefault(tuple(place), []).append((start, end))
    marked, cut = [], "first_offset" in passages
    for row in passages.itertuples():
        inside = paragraphs["paragraph"].between(row.first_paragraph, row.last_paragraph)
        text, places = "", []
        for part in paragraphs[inside & (paragraphs["document"] == row.document)].itertuples():
            text += "\n" if text else ""
            first = row.first_offset if cut and part.paragraph == row.first_paragraph else 0
            last = row.last_offset if cut and part.paragraph == row.last_paragraph else len(part.text)
            here = [hit for hit in sorted(spans.get((part.document, part.paragraph), [])) if first <= hit[0] < last]
            places += [(len(text) + start - first, len(text) + min(end, last) - first) for start, end in here]
            text += part.text[first:last]
        marked.append((text, places))
    return marked


def show_document(document, folder=paths.CORPUS, first_line=None, last_line=None, corpus=None, anchors=False,
                  scan=None, **options):  # fmt: skip
    """Write a document as HTML: each paragraph with its voices told apart, and its lines of the scan beside it.

    Parameters
    ----------
    document : str
        An id of `load_documents`.
    folder : pathlib.Path
    first_line, last_line : int or None
        Show only the paragraphs between these lines.
    corpus : Corpus or None
        All voices of the same folder (``load_corpus(folder, voice=None)``), if they are loaded already.
    anchors : bool
        Whether a link can lead to a line of the scan (``#line-234``): only where the page has no other document.
    scan : dict of int to str or None
        The lines of its scan or file, as from `load_scan_lines`, if they are loaded already.
    **options
        As in `load_corpus`, but for `voice`.

    Returns
    -------
    Page
        A string with an HTML table. All text from corpus and scan is escaped. Lost words show as ``[…]``, words of
        another voice than the author's in a box: ``[quoted: …]``.

    Raises
    ------
    InputError
        If there is no such document, or none of its paragraphs is between these lines.
    """
    corpus = load_corpus(folder, voice=None, **options) if corpus is None else corpus
    if not isinstance(document, str) or document not in corpus.documents.index:
        meant = _guess_id(document, corpus.documents.index) if isinstance(document, str) else ""
        raise InputError(f"there is no document {document!r}{meant}; the ids are in {folder}/documents.csv")
    row = corpus.documents.loc[document]
    scan = load_scan_lines(folder, document, **options) if scan is None else scan
    paragraphs, marks, lines = (table[table["document"] == document] for table in (
        corpus.paragraphs, corpus.marks, corpus.lines))  # fmt: skip
    boxes = _assign_boxes(load_vocabulary(folder, "paragraphs", "voice"))
    numbers = lines.groupby("paragraph")["line"].agg(list).to_dict()
    rows = []
    for part in paragraphs.to_dict("records"):
        beside = numbers.get(part["paragraph"], [])
        if beside and ((first_line and max(beside) < first_line) or (last_line and min(beside) > last_line)):
            continue
        outside = sorted(set(beside) - scan.keys())
        if outside:
            raise InputError(f"line {outside[0]} of {document!r} is blank or outside the file it comes from; "
                             "correct the number in its text")  # fmt: skip
        label = {"voice": part.get("kind"), "page": part.get("page")}
        text = _box_voices(part, marks[marks["paragraph"] == part["paragraph"]].itertuples(), boxes)
        number = '<span id="line-{0}">{0}</span>' if anchors else "{0}"
        left = "<br>".join(f"{number.format(line)} {write_value(scan[line])}" for line in beside)
        rows.append(
            f"{write_head(label, 'break-word')}"
            f'<td style="{CELL.format("left")};max-width:34em">{text}</td>'
            f'<td style="{CELL.format("left")};font-family:monospace;font-size:80%">{left}</td>'
        )
    if not rows:
        raise InputError(f"no paragraph of {document!r} is between lines {first_line} and {last_line}; it has lines "
                         f"{lines['line'].min()} to {lines['line'].max()}")  # fmt: skip
    printed = row.get("date_as_printed")
    day = write_place({"date": row["date"], "date_end": row["date_end"]})
    day += f" (printed: {write_value(printed)})" if printed else ""  # often without the year
    return write_html_table(f"<b>{write_value(get_title(row))}</b>, {day}", rows)


def _guess_id(document, ids):
    """Ask for the one id that begins as what was given, or is nearly it."""
    near = [one for one in ids if document and one.startswith(document)]
    near = near or difflib.get_close_matches(document, ids, 1, 0.8)
    return f"; do you mean {near[0]!r}?" if len(near) == 1 else ""


def _assign_boxes(voices):
    """Return text and background color of each voice but the author's, in the order of the vocabulary."""
    others = [voice for voice in voices if voice != MAIN_VOICE]
    return {voice: BOXES[n % len(BOXES)] for n, voice in enumerate(others)}


def _box_voices(paragraph, marks, boxes):
    """Write a paragraph with each voice but the author's in a box; put what is lost or heard in its place."""
    text = paragraph["text"]
    voices = [paragraph.get("voice") or MAIN_VOICE] * len(text)
    after = {}
    for mark in marks:
        if mark.kind == "quotation":
            voices[mark.offset : mark.offset + len(mark.text)] = [mark.voice] * len(mark.text)
        elif mark.kind in ("gap", "audience"):
            heard = f" {mark.text}{LEFT_OUT if mark.kind == 'gap' else ' '}"
            after[mark.offset] = after.get(mark.offset, "") + heard
    bounds = [at for at in range(1, len(text)) if voices[at] != voices[at - 1]]
    pieces = []
    for start, end in zip([0, *bounds], [*bounds, len(text)], strict=True):
        shown = _insert(text, start, end, after)
        pieces.append(_box(shown, voices[start], boxes) if text and voices[start] != MAIN_VOICE else shown)
    return "".join(pieces)


def _insert(text, start, end, after):
    """Write part of a text, and in italics what comes after some of its characters."""
    pieces, at = [], start
    for offset in sorted(offset for offset in after if start < offset <= end or offset == start == 0):
        pieces += [write_value(text[at:offset]), f"<i>{write_value(after[offset])}</i>"]
        at = offset
    return "".join([*pieces, write_value(text[at:end])]).replace("<bdi></bdi>", "")


def _box(shown, voice, boxes):
    color, background = boxes.get(voice, UNKNOWN_BOX)
    style = f"color:{color};background:{background};border-radius:3px;padding:0 .2em"
    return f'<span style="{style}">[<small>{write_value(voice)}:</small> {shown}]</span>'
