"""Name the elements of TEI P5 that the texts of an edition use, once for writing, laying back and reading.

A paragraph, heading or note is a *block*: ``<p ana="#author">``, where ``ana`` refers to the voice. ``<lb n="17"/>``
begins line 17 of the scan; ``break="no"`` says that it begins inside a word, and ``rend`` which character broke the
word in the scan. ``<milestone unit="page">`` and ``<pb>`` give the page of the book. Inside blocks stand marks:
``<choice>`` holds both readings of a correction, ``<gap>`` words that the scan has lost, ``<w part="I">`` what is left
of a lost word, ``<quote>`` the words of another voice, ``<stage>`` what the audience did, ``<ref type="note">`` a
reference to a note. In the editors' endnotes, ``<label>`` is the number and ``<ref type="page">`` the page of the note.
"""

NAMESPACE = "http://www.tei-c.org/ns/1.0"
TEI = "{" + NAMESPACE + "}"

# The kinds of the table of paragraphs and the elements that hold them; ab and note say the kind in @type.
BLOCKS = {
    "text": "p",
    "heading": "head",
    "audience": "stage",
    "signature": "ab",
    "footnote": "note",
    "source_note": "note",
}
UNTYPED = {tag: kind for kind, tag in BLOCKS.items() if tag not in ("ab", "note")}

# The kinds of the table of marks (and what else is told apart in an endnote) and the elements that hold them.
MARKS = {
    "audience": "stage",
    "quotation": "quote",
    "note_reference": "ref",
    "gap": "gap",
    "correction": "choice",
    "label": "label",
    "page": "ref",
}
REFERENCES = {"note_reference": "note", "page": "page"}  # the type of a ref

DEFAULT_VOICE = "author"  # of a block without @ana
SOFT_HYPHENS = "¬\u00ad"  # break a word at the end of a line and are no part of it
HARD_HYPHENS = "-‐‑"  # may be part of it
ENDNOTES = "endnotes"  # the file of the editors' notes


def get_kind(tag, type=None):
    """Return the kind of a block from the local name of its element and its @type."""
    return UNTYPED.get(tag, type)
