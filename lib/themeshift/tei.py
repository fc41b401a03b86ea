"""Write the edition as TEI P5, and lay the TEI back over the lines of the scan."""

import re
from xml.sax.saxutils import escape, quoteattr

from themeshift.blocks import Block, make_blocks
from themeshift.edition import EditionError

NAMESPACE = "http://www.tei-c.org/ns/1.0"
TEI = "{" + NAMESPACE + "}"
TAGS = {
    "text": "p",
    "heading": "head",
    "audience": "stage",
    "signature": "ab",
    "footnote": "note",
    "source_note": "note",
}
VOICE_NAMES = {
    "author": "the author of the document",
    "quoted": "someone else, quoted or read out by the author",
    "interviewer": "a reporter or another person asking the author",
    "reporter": "a journalist or minute-taker telling what was said and done",
    "editor": "the editors of the book",
    "correspondent": "the writer of a letter that is printed with the author's answer",
}  # fmt: skip

INLINE = {
    "audience": "<stage>",
    "quotation": '<quote ana="#{value}">',
    "note_reference": '<ref type="note"{target}>',
    "label": "<label>",
    "page": '<ref type="page">',
}

# Where tags meet at one place: what ends there, then what stands there, then what begins there.
CLOSE, GAP, PAGE, LINE, OPEN = range(5)


def render_block(block, scan, tables):
    """Write the lines of a block as the content of a TEI element.

    Parameters
    ----------
    block : themeshift.blocks.Block
    scan : dict of int to str
    tables : dict of str to list of dict

    Returns
    -------
    str
        XML: ``lb`` for each line of the scan, ``pb`` for pages, ``choice`` for corrections, ``ref`` for note
        references, ``stage`` for audience marks, ``quote`` for quotations, ``gap`` for lost words, ``w part="I"``
        for what is left of a word.

    Raises
    ------
    themeshift.edition.EditionError
        If two marks or corrections cross each other.
    """
    text, starts, ends, joints = _join_lines(block, scan, tables)
    pages = {row["first_line"]: row["page"] for row in tables["pages"]}
    tags = []  # (place, what, order among its like, order again, xml)
    for line in block.lines:
        attributes = f' break="no" rend={quoteattr(joints[line])}' if line in joints else ""
        tags.append((starts[line], LINE, 0, 0, f'<lb n="{line}"{attributes}/>'))
        if line in pages:
            tags.append((starts[line], PAGE, 0, 0, f'<pb n="{pages[line]}"/>'))
        if line in block.gaps:
            rest = scan[line].endswith("¬")
            mark = ' rend="¬"' if rest else ""
            tags.append((ends[line], GAP, 0, 0, f'<gap reason="lost" unit="word" extent="unknown"{mark}/>'))
            if rest:
                word = re.search(r"\w+$", text[: ends[line]])
                tags += _span(word.start(), ends[line], '<w part="I">', "</w>", len(tags))
    spans = _find_spans(block, scan, tables, starts)
    for (a, b, *_), (c, d, _, _, where) in _pairs(spans):
        if a < c < b < d:
            raise EditionError(f"{where}: it crosses the mark or correction that begins before it; move its bounds")
    for order, (first, last, opening, closing, _) in enumerate(spans):
        tags += _span(first, last, opening, closing, order)
    tags.sort(key=lambda tag: tag[:4])
    pieces, at = [], 0
    for place, *_, xml in tags:
        pieces += [escape(text[at:place]), xml]
        at = place
    return "".join([*pieces, escape(text[at:])])


def _pairs(spans):
    ordered = sorted(spans, key=lambda span: (span[0], -span[1]))
    return ((a, b) for n, a in enumerate(ordered) for b in ordered[n + 1 :] if b[0] < a[1])


def _span(first, last, opening, closing, order):
    """Give the two tags of a span, so that the outer opens first and closes last; of two alike, the first one."""
    return [(first, OPEN, -last, order, opening), (last, CLOSE, -first, -order, closing)]


def _hyphen_ends(block, scan, decisions):
    """List the lines of a block whose last word goes on in its next line."""
    whole = block.gaps | {line for line, decision in decisions.items() if decision == "part"}
    return {line for line in block.lines[:-1] if re.search(r"\w[¬-]$", scan[line]) and line not in whole}


def _join_lines(block, scan, tables):
    """Join the lines of a block; say where each begins and ends and which break a word.

    Returns
    -------
    text : str
    starts, ends : dict of int to int
        Where the characters of each line stand in the text.
    joints : dict of int to str
        For a line that begins in mid-word: the character that ended the line before it in the scan.
    """
    decisions = {row["line"]: row["decision"] for row in tables["hyphens"]}
    broken = _hyphen_ends(block, scan, decisions)
    text, starts, ends, joints = "", {}, {}, {}
    for line, following in zip(block.lines, [*block.lines[1:], None], strict=True):
        starts[line] = len(text)
        content = scan[line]
        if line in broken:
            mark = content[-1]
            keep = decisions.get(line, "join" if mark == "¬" else "keep") == "keep"
            content = content[:-1] + ("-" if keep else "")
            joints[following] = mark
        elif content.endswith("¬") and line in block.gaps:
            content = content[:-1]
        ends[line] = starts[line] + len(content)
        text += content + ("" if line in broken or following is None else "\n")
    return text, starts, ends, joints


def _find_spans(block, scan, tables, starts):
    """List the marks and corrections of a block as (first, last, opening tag, closing tag, where)."""
    spans = []
    for row in tables["marks"]:
        if row["kind"] == "gap" or row["first_line"] not in starts:
            continue
        if row["last_line"] not in starts:
            raise EditionError(
                f"{row['where']}: lines {row['first_line']} and {row['last_line']} lie in two paragraphs"
            )
        value, _, hit = row["value"].partition("#")
        if hit and not hit.isdecimal():
            raise EditionError(f"{row['where']}: value is {row['value']!r}; after # comes a number")
        first = starts[row["first_line"]] + _find(scan, row["first_line"], row["start"], row["where"], int(hit or 1))
        if row["first_line"] == row["last_line"] and row["start"] == row["end"]:
            last = first + len(row["start"])
        else:
            last = starts[row["last_line"]] + _find_end(scan, row["last_line"], row["end"], row["where"])
        target = "" if value == "*" else f' target="endnotes.xml#n{value}"'
        opening = INLINE[row["kind"]].format(value=value, target=target)
        closing = "</" + opening[1:].split()[0].rstrip(">") + ">"
        spans.append((first, last, opening, closing, row["where"]))
    for row in tables["corrections"]:
        if row["line"] in starts:
            at = _find(scan, row["line"], row["as_scanned"], row["where"])
            closing = f"</sic><corr>{escape(row['corrected'])}</corr></choice>"
            first = starts[row["line"]] + at
            spans.append((first, first + len(row["as_scanned"]), "<choice><sic>", closing, row["where"]))
    return spans


def _find(scan, line, words, where, hit=1):
    at = -1
    for _ in range(hit):
        at = scan[line].find(words, at + 1)
        if at < 0 or not words:
            raise EditionError(f"{where}: {words!r} does not stand {hit} times in line {line} {scan[line]!r}")
    return at


def _find_end(scan, line, words, where):
    at = scan[line].rfind(words)
    if at < 0 or not words:
        raise EditionError(f"{where}: {words!r} does not stand in line {line} {scan[line]!r}")
    return at + len(words) - (scan[line].endswith("¬") and words.endswith("¬"))


def render_document(document, scan, tables):
    """Write a document as a TEI file.

    Parameters
    ----------
    document : dict
        A row of ``documents.csv``.
    scan, tables
        As from `themeshift.edition.read_edition`.

    Returns
    -------
    str
    """
    body, open_div, has_text = [], False, False
    if document.get("book_page"):
        body.append(f'<milestone unit="page" n="{document["book_page"]}"/>')
    for block in make_blocks(scan, tables, document):
        if block.kind == "heading" and has_text:
            body.append("</div>" * open_div + "<div>")
            open_div = True
        has_text = block.kind != "heading"
        tag = TAGS[block.kind]
        kind = "" if tag in ("p", "head", "stage") else f' type="{block.kind}"'
        content = render_block(block, scan, tables)
        body.append(f'<{tag}{kind} ana="#{block.voice}">{content}</{tag}>')
    body.append("</div>" * open_div)
    return render_file(document, "\n".join(part for part in body if part))


def render_file(document, body):
    """Wrap the body of a text in a TEI file with its header."""
    cells = {name: escape(str(value)) for name, value in document.items()}
    volume = f", vol. {cells['cw_volume']}" if cells["cw_volume"] else ""
    works = f"<bibl>Collected Works{volume}, pp. {cells['cw_pages']}</bibl>" if cells["cw_pages"] else ""
    voices = "\n".join(
        f'<category xml:id="{name}"><catDesc>{meaning}</catDesc></category>' for name, meaning in VOICE_NAMES.items()
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="{NAMESPACE}">
<teiHeader>
<fileDesc>
<titleStmt><title>{cells["title"]}</title><author>{cells["author"]}</author></titleStmt>
<publicationStmt><publisher>themeshift</publisher>
<availability><p>See corpus/README.md.</p></availability></publicationStmt>
<sourceDesc><bibl>{cells["source"]}, lines {cells["first_line"]} to {cells["last_line"]}</bibl>{works}</sourceDesc>
</fileDesc>
<encodingDesc><classDecl><taxonomy>
{voices}
</taxonomy></classDecl></encodingDesc>
<profileDesc><creation>
<date from="{cells["date"]}" to="{cells["date_end"]}">{cells["date_as_printed"]}</date>
</creation></profileDesc>
</teiHeader>
<text><body>
{body}
</body></text>
</TEI>
"""


def lay_back(tree):
    """Take the lines of the scan out of a TEI text, as they were scanned.

    Parameters
    ----------
    tree : lxml.etree._ElementTree

    Returns
    -------
    dict of int to str
        Each line that an ``lb`` begins, by its number.
    """
    lines, current = {}, None

    def add(text):
        if current is not None and text:
            lines[current] += text.replace("\n", "")

    def walk(element):
        nonlocal current
        if element.tag == TEI + "lb":
            if element.get("break") == "no":
                lines[current] = lines[current].removesuffix("-") + element.get("rend")
            current = int(element.get("n"))
            lines[current] = ""
        elif element.tag == TEI + "gap":
            add(element.get("rend"))
        elif element.tag != TEI + "corr":
            add(element.text)
            for child in element:
                walk(child)
                add(child.tail)

    walk(tree.getroot().find(f"{TEI}text"))
    return {line: text.rstrip() for line, text in lines.items()}


def render_endnotes(scan, tables):
    """Write the editors' endnotes as one TEI file, each a ``note`` with its number and page reference marked."""
    notes = []
    joined = {row["after_line"] for row in tables["breaks"] if row["decision"] == "join"}
    lost = {row["after_line"] for row in tables["breaks"] if row["gap"] == "yes"}
    for row in tables["endnotes"]:
        blocks = [Block("text", "editor")]
        lines = [n for n in range(row["first_line"], row["last_line"] + 1) if n in scan]
        for line in lines:
            before = blocks[-1].lines[-1:]
            if before and line != before[0] + 1 and before[0] not in joined:
                blocks.append(Block("text", "editor"))
            blocks[-1].lines.append(line)
            if line in lost:
                blocks[-1].gaps.add(line)
        own = {**tables, "pages": [], "marks": _endnote_marks(row, lines)}
        body = "\n".join(f"<p>{render_block(block, scan, own)}</p>" for block in blocks)
        where = f'xml:id="n{row["number"]}" n="{row["number"]}" corresp="{row["document"]}.xml"'
        notes.append(f"<note {where}>{body}</note>")
    document = {"title": "Notes", "author": "the editors of the book", "source": tables["documents"][0]["source"]}
    document |= {"first_line": tables["endnotes"][0]["first_line"], "last_line": tables["endnotes"][-1]["last_line"]}
    document |= {"date": "1964", "date_end": "1964", "date_as_printed": "1964", "cw_volume": "", "cw_pages": ""}
    return render_file(document, "<div>" + "\n".join(notes) + "</div>")


def _endnote_marks(row, lines):
    """Mark the number that opens an endnote and the page reference that closes it, as rows of ``marks.csv``."""
    marks = [
        {"kind": "label", "first_line": lines[0], "start": row["number_as_scanned"]},
        {"kind": "page", "first_line": lines[-1], "start": row["page_as_scanned"]},
    ]
    shared = {"value": "", "where": row["where"]}
    return [
        {**mark, **shared, "last_line": mark["first_line"], "end": mark["start"]} for mark in marks if mark["start"]
    ]
