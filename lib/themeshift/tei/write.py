"""Write the blocks of an edition as TEI P5, and lay the TEI back over the lines of the scan."""

from xml.sax.saxutils import escape, quoteattr

from themeshift.tei.format import BLOCKS, ENDNOTES, MARKS, NAMESPACE, REFERENCES, TEI

# Where tags meet at one place: what ends there, then what stands there, then what begins there.
CLOSE, GAP, PAGE, LINE, OPEN = range(5)


def render_block(block):
    """Write a block as the content of a TEI element.

    Parameters
    ----------
    block : themeshift.edition.blocks.Block

    Returns
    -------
    str
        XML, as the head of `themeshift.tei.format` describes it.
    """
    tags = []  # (place, what, order among its like, order again, xml)
    for line in block.lines:
        attributes = f' break="no" rend={quoteattr(block.breaks[line])}' if line in block.breaks else ""
        tags.append((block.starts[line], LINE, 0, 0, f'<lb n="{line}"{attributes}/>'))
        if line in block.pages:
            tags.append((block.starts[line], PAGE, 0, 0, f'<pb n="{block.pages[line]}"/>'))
        if line in block.gaps:
            mark = f" rend={quoteattr(block.rests[line])}" if line in block.rests else ""
            tags.append((block.ends[line], GAP, 0, 0, f'<gap reason="lost" unit="word" extent="unknown"{mark}/>'))
    for order, span in enumerate(block.spans):
        opening, closing = _make_tags(span)  # the outer opens first and closes last; of two alike, the first one
        tags.append((span.first, OPEN, -span.last, order, opening))
        tags.append((span.last, CLOSE, -span.first, -order, closing))
    pieces, at = [], 0
    for place, *_, xml in sorted(tags, key=lambda tag: tag[:4]):
        pieces += [escape(block.text[at:place]), xml]
        at = place
    return "".join([*pieces, escape(block.text[at:])])


def _make_tags(span):
    """Return the tags around a span."""
    if span.kind == "fragment":
        return '<w part="I">', "</w>"
    tag = MARKS[span.kind]
    if span.kind == "correction":
        return f"<{tag}><sic>", f"</sic><corr>{escape(span.value)}</corr></{tag}>"
    attributes = f' type="{REFERENCES[span.kind]}"' if span.kind in REFERENCES else ""
    if span.kind == "quotation":
        attributes = f' ana="#{span.value}"'
    if span.kind == "note_reference" and span.value != "*":
        attributes += f' target="{ENDNOTES}.xml#n{span.value}"'
    return f"<{tag}{attributes}>", f"</{tag}>"


def render_document(document, blocks, voices, works=""):
    """Write a document as a TEI file.

    Parameters
    ----------
    document : dict
        A row of ``documents.csv``, with `book_page`.
    blocks : list of themeshift.edition.blocks.Block
    voices : dict of str to str
        What each voice means.
    works : str
        The edition of whose volumes and pages `cw_volume` and `cw_pages` speak.

    Returns
    -------
    str
    """
    body, open_div, has_text = [], False, False
    if document.get("book_page"):
        body.append(f'<milestone unit="page" n="{document["book_page"]}"/>')
    for block in blocks:
        if block.kind == "heading" and has_text:
            body.append("</div>" * open_div + "<div>")
            open_div = True
        has_text = block.kind != "heading"
        tag = BLOCKS[block.kind]
        kind = f' type="{block.kind}"' if tag in ("ab", "note") else ""
        body.append(f'<{tag}{kind} ana="#{block.voice}">{render_block(block)}</{tag}>')
    body.append("</div>" * open_div)
    return render_file(document, "\n".join(part for part in body if part), voices, works)


def render_endnotes(endnotes, header, voices):
    """Write the editors' endnotes as one TEI file.

    Parameters
    ----------
    endnotes : list of (dict, list of themeshift.edition.blocks.Block)
        Rows of ``endnotes.csv`` and their paragraphs.
    header : dict
        What a row of ``documents.csv`` says of a document.
    voices : dict of str to str

    Returns
    -------
    str
    """
    notes = []
    for row, blocks in endnotes:
        body = "\n".join(f"<p>{render_block(block)}</p>" for block in blocks)
        where = f'xml:id="n{row["number"]}" n="{row["number"]}" corresp="{row["document"]}.xml"'
        notes.append(f"<note {where}>{body}</note>")
    return render_file(header, "<div>" + "\n".join(notes) + "</div>", voices)


def render_file(document, body, voices, works=""):
    """Wrap the body of a text in a TEI file with its header."""
    cells = {name: "" if value is None else escape(str(value)) for name, value in document.items()}
    volume = f", vol. {cells['cw_volume']}" if cells.get("cw_volume") else ""
    bibl = f"<bibl>{escape(works)}{volume}, pp. {cells['cw_pages']}</bibl>" if cells.get("cw_pages") else ""
    categories = "\n".join(
        f'<category xml:id="{name}"><catDesc>{escape(meaning)}</catDesc></category>' for name, meaning in voices.items()
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="{NAMESPACE}">
<teiHeader>
<fileDesc>
<titleStmt><title>{cells["title"]}</title><author>{cells["author"]}</author></titleStmt>
<publicationStmt><publisher>themeshift</publisher>
<availability><p>See corpus/README.md.</p></availability></publicationStmt>
<sourceDesc><bibl>{cells["source"]}, lines {cells["first_line"]} to {cells["last_line"]}</bibl>{bibl}</sourceDesc>
</fileDesc>
<encodingDesc><classDecl><taxonomy>
{categories}
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
