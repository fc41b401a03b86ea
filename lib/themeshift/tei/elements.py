"""Say how a reader takes each element of TEI: one rule for each kind of element, in TEI P5 and in the older P4.

===============  ======================================================================================================
rule             what is done with the words of such an element
===============  ======================================================================================================
division         holds paragraphs; text directly in it is one, else each phrase in it is (div, lg, list, table)
paragraph        is a paragraph of its own, of the kind *text* (p, ab, item, cell, u, opener, dateline)
heading          is a paragraph of the kind *heading* (head, title pages, trailer)
signature        is a paragraph of the kind *signature* (signed, byline)
either           a division between paragraphs, a phrase inside one (q, said, figure, cit)
quote            the same; inside a paragraph it is marked as a quotation too
line             parted by blanks from what is beside it; lines that follow each other are one paragraph (l, space, w)
phrase           part of its sentence; parted by blanks if it is in `PARTED` (hi, name, date, add, unclear)
choice           the corrected, regular or expanded reading is read, any other is a mark, *correction* (choice, app)
deletion         what was struck out is a mark, *deletion* (del)
compact          a phrase in which white space between elements is layout (subst)
note             is a paragraph of the kind *note* and the voice *editor* after that in which it is, and a mark there
stage            inside a paragraph a mark, between paragraphs a paragraph, of the kind *stage* (stage, castList, vocal)
speaker          the same with the kind *speaker*: who speaks is not what is said
running_head     the same, of the printer: running heads and catchwords (fw)
description      the same, of the voice *editor*: what a picture or noise is (figDesc, desc)
reference        a reference to a note is a mark, *note_reference*; any other is a phrase (ref)
gap              words that are lost are a mark, *gap*
break            a line begins (lb): with a blank, unless it says ``break="no"``
page             a page begins (pb, and milestone with ``unit="page"``)
skip             its words are left out (none, but for elements that a corpus says so of)
===============  ======================================================================================================

A corpus may say what its other elements are in ``elements.csv``: a row an element, with its name and one of these
rules. Elements without a rule are refused if they have words.
"""

import os
from pathlib import Path

from themeshift.checks import InputError
from themeshift.tables import read_rows
from themeshift.tei.format import TEI

ELEMENTS = "elements.csv"
NAMES = {
    "division": "text group body front back div div0 div1 div2 div3 div4 div5 div6 div7 lg lg1 lg2 lg3 lg4 lg5 sp "
    "spGrp list table row listBibl castGroup floatingText performance prologue epilogue argument epigraph postscript "
    "titlePage docTitle annotationBlock",
    "paragraph": "p ab item cell u opener closer salute dateline castItem eg",
    "heading": "head headLabel headItem titlePart docAuthor docDate docEdition docImprint imprimatur trailer",
    "signature": "signed byline",
    "either": "q said cit figure address noteGrp biblStruct biblFull label",
    "quote": "quote",
    "line": "l addrLine s space w",
    "phrase": "abbr actor add addName affiliation age altIdent am analytic att author bibl biblScope birth bloc c "
    "caesura catchwords citedRange cl code corr country damage date dateStruct death depth dim dimensions "
    "distinct district edition editor education email emph event ex expan faith floruit foreign forename "
    "formula g genName geo geogFeat geogName gi gloss height heraldry hi ident idno imprint lang lem locus "
    "locusGrp m material measure measureGrp mentioned metamark mod monogr name nameLink nationality "
    "notatedMusic num objectName occupation offset orgName orig origDate origPlace pause pc persName "
    "persPronouns phr placeName postBox postCode pubPlace publisher rb rdg redo reg region residence resp "
    "respStmt restore retrace rhyme role roleDesc roleName rs rt secl seg series settlement sex shift sic "
    "signatures soCalled stamp state street supplied surname surplus tag term time timeStruct title trait "
    "unclear undo unit val watermark width xref",
    "choice": "choice app rdgGrp ruby",
    "deletion": "del",
    "compact": "subst",
    "note": "note witDetail",
    "stage": "stage castList set move camera caption sound tech view vocal kinesic incident writing",
    "speaker": "speaker",
    "running_head": "fw",
    "description": "figDesc desc",
    "reference": "ref",
    "gap": "gap",
    "break": "lb",
    "page": "pb cb gb milestone",
    "skip": "",
}
PARTED = frozenset("bibl biblStruct biblFull analytic monogr imprint address label cit l addrLine s w".split())
# The reading of a choice that is read: the first of these that there is, any other, what was corrected or shortened.
_ORDER = ("corr", "reg", "expan", "ex", "lem", "rb", "", "sic orig abbr am rdg rt")
PREFERENCE = {name: n for n, names in enumerate(_ORDER) for name in names.split()}
UNPREFERRED = _ORDER.index("")
RULES = {prefix + name: rule for rule, names in NAMES.items() for name in names.split() for prefix in (TEI, "")}


def get_name(element):
    """Return the name of an element without its namespace; empty for a comment."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def load_rules(folder):
    """Load what a corpus says of elements.

    Parameters
    ----------
    folder : pathlib.Path
        A corpus; without an ``elements.csv`` it says nothing.

    Returns
    -------
    dict of str to str
        The rule of each element that it names.

    Raises
    ------
    InputError
        If the file cannot be read, has other columns, or names a rule that does not exist.
    """
    path = Path(folder) / ELEMENTS
    if not os.path.lexists(path):
        return {}
    head, rows = read_rows(path)
    if head[:2] != ["element", "rule"]:
        raise InputError(f"{path}: the columns are {','.join(head)}; they must begin with element,rule")
    for line, (element, rule, *_) in rows:
        if rule not in NAMES or not element:
            raise InputError(f"{path} line {line}: {rule!r} is not a rule for <{element}>; write one of "
                             f"{', '.join(NAMES)}")  # fmt: skip
    return {element: rule for _, (element, rule, *_) in rows}
