"""Read a TEI text, ours or another's, whole at any depth; account for every word that is not read.

One rule for each kind of element. Whatever holds paragraphs (div, sp, list, table, quote …) is walked into, whatever
does not is a paragraph: so nothing is lost by being unknown, and text that lies loosely between paragraphs is a
paragraph of its own. Out of the author's running text stay, each with its kind: notes, stage directions, speakers'
names and running heads are paragraphs of the voice ``editor``. Of ``choice`` the corrected, regular or expanded
reading is read and the other one is a mark, as is what was struck out. What a sentence has inside it of audience, notes
and references is a mark. The header is not read.

Lines are ``lb/@n`` where every ``lb`` has a number, else those of the file. Pages are ``pb/@n`` and ``milestone/@n``.
"""

import re
from pathlib import Path

from lxml import etree

from themeshift.tables import InputError
from themeshift.tei.format import DEFAULT_VOICE, ENDNOTES, get_kind
from themeshift.tokens import HOLE

APART = {"note": "note", "stage": "stage", "speaker": "speaker", "fw": "running_head"}  # never of the running text
HEADS = ("head", "docTitle", "titlePart", "byline", "docAuthor", "trailer", "dateline", "opener", "closer", "signed")
BLOCKS = {"p", "ab", "l", "item", "cell", "seg", "u", "head", "argument", "epigraph", "salute", "label", "div", "lg",
          "sp", "list", "table", "row", "quote", "q", "said", "floatingText", *HEADS, *APART}  # fmt: skip
ALWAYS = {"p", "ab", "l", "item", "cell", "head", "u", "div", "lg", "sp", "list", "table", "row", *HEADS}
READINGS = ("corr", "reg", "expan", "rdg", "lem")  # of a choice: the first of these is read
OTHERS = ("sic", "orig", "abbr")
STRUCK = ("del", "surplus")  # the author's or the editor's deletions are not read
TIGHT = re.compile(r" (?=[,.;:!?)—])|(?<=—) ")
LINE_END = re.compile(r"\r\n|\n|\r")


def get_tag(element):
    """Return the name of an element without its namespace, or an empty string for what is not one."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def parse_tei(path):
    """Parse a TEI file without fetching or expanding anything.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    lxml.etree._Element

    Raises
    ------
    InputError
        If the file is missing, not well-formed, has entities of its own or no text.
    """
    path = Path(path)
    try:
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        root = etree.fromstring(path.read_bytes(), parser)
    except FileNotFoundError:
        raise InputError(f"{path}: the file is missing; put it there or take its row out of documents.csv") from None
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read: {error.strerror}") from None
    except (etree.XMLSyntaxError, ValueError, LookupError) as error:
        line = getattr(error, "lineno", None) or 1
        reason = str(getattr(error, "msg", error)).split(", line ")[0]
        raise InputError(f"{path} line {line}: this is not well-formed XML: {reason}; mend it there") from None
    for entity in root.iter(etree.Entity):
        raise InputError(f"{path} line {entity.sourceline}: write the character itself for {entity.text}")
    if not any(get_tag(element) == "text" for element in root.iter()):
        raise InputError(f"{path}: the file has no <text>, only <{get_tag(root)}>; give a TEI file with a text")
    return root


class Paragraph:
    """Collects the text of one paragraph, where its lines begin and what is marked in it."""

    def __init__(self, state):
        self.state, self.page = state, state.page
        self.text, self.marks, self.lines = "", [], []
        self.line, self.space, self.waiting, self.fragment = None, False, [], ""
        self.first = state.line
        if state.by_file:
            self.begin_line(state.row)

    def add(self, words):
        """Append words. White space is one space; none stands before a comma or beside a dash."""
        if not words:
            return
        if not self.state.by_file:
            self._append(words)
            return
        for number, part in enumerate(LINE_END.split(words)):
            if number:
                self.space = True
                self.state.row += 1
                self.begin_line(self.state.row)
            self._append(part)

    def _append(self, words):
        piece = TIGHT.sub("", " ".join(words.split()))
        if not piece:
            self.space |= bool(words)
            return
        spaced = self.space or words[0].isspace()
        if spaced and self.text and piece[0] not in ",.;:!?)—" and self.text[-1] != "—":
            self.text += " "
        self.lines += [(len(self.text), line) for line in self.waiting]
        self.waiting = []
        self.text += piece
        self.space = words[-1].isspace()

    def begin_line(self, number):
        """Note that a line begins with the next word."""
        self.line = self.state.line = number
        if self.state.by_file:
            self.waiting = []
        self.waiting.append(number)

    def mark(self, kind, text, offset=None, voice=""):
        """Note what stands at a place but is not, or not only, text."""
        self.marks.append((len(self.text) if offset is None else offset, kind, voice, text, self.line))

    def walk(self, element):
        """Read the content of an element, in order."""
        self.state.enter(element, self)
        self.add(element.text)
        for child in element:
            self.read(child)
            self.add(child.tail)

    def read(self, child):
        """Read one child: what counts as text is added, what does not is only marked."""
        tag = get_tag(child)
        if tag == "lb":
            self.space |= child.get("break") != "no"
            if not self.state.by_file:
                self.begin_line(int(child.get("n")))
        elif tag == "pb":
            self.state.turn(child)
            self.page = self.page if self.text else self.state.page
        elif tag == "gap":
            self.mark("gap", self.fragment)
            self.fragment = ""
        elif tag == "w" and child.get("part") == "I":
            self.fragment = child.text or ""
            self.walk(child) if self.state.foreign else None
        elif tag == "choice":
            self.read_choice(child)
        elif tag in STRUCK and self.state.foreign:
            self.mark("correction", "".join(child.itertext()))
        elif tag in APART or (tag in ("ref", "label") and not self.state.foreign):
            self.set_aside(child, tag)
        else:
            self.read_inside(child, tag)

    def read_choice(self, choice):
        """Read the better reading of a choice and mark the other."""
        children = {get_tag(child): child for child in choice}
        taken = _take_reading(choice)
        other = next((child for name, child in children.items() if name in OTHERS and child is not taken), None)
        if other is not None:
            self.mark("correction", "".join(other.itertext()))
        if taken is not None:
            self.walk(taken)

    def set_aside(self, child, tag):
        """Keep a note, a stage direction or a reference out of the sentence and mark where it stands."""
        aside = Paragraph(self.state)
        aside.walk(child)
        if self.state.foreign:
            self.state.asides.append((APART[tag], child, aside))
            self.mark("audience" if tag == "stage" else "note_reference", aside.text)
            self.space = True
            return
        kind = "audience" if tag == "stage" else "note_reference" if child.get("type") == "note" else tag
        self.mark(kind, child.get("target", "").rpartition("#n")[2] or aside.text)
        for line in aside.waiting + [number for _, number in aside.lines]:
            self.line = line
            self.waiting.append(line)
        self.space |= aside.line is not None

    def read_inside(self, child, tag):
        """Read an element inside a sentence; a quotation is marked with its voice."""
        line, before = self.line, len(self.text)
        self.space |= tag in BLOCKS and self.state.foreign
        self.walk(child)
        self.space |= tag in BLOCKS and self.state.foreign
        if tag == "quote" and not self.state.foreign:
            words = self.text[before:].lstrip()
            self.marks.append((len(self.text) - len(words), "quotation", get_voice(child), words, line))


def get_voice(element):
    """Return the voice to which an element of ours refers."""
    return (element.get("ana") or f"#{DEFAULT_VOICE}")[1:]


class Reader:
    """Reads one TEI text into paragraphs, marks and lines; remembers page, line and what stands apart."""

    def __init__(self, path, root, foreign):
        self.path, self.foreign, self.page, self.row, self.line = path, foreign, None, 1, 1
        self.asides, self.rows = [], []
        breaks = [element.get("n") or "" for element in root.iter() if get_tag(element) == "lb"]
        numbered = bool(breaks) and all(n.isascii() and n.isdecimal() for n in breaks)
        self.by_file = foreign and not numbered
        if not foreign and not numbered:
            raise InputError(f"{path}: a <lb/> has no number, or there is none; give each line its n")

    def enter(self, element, paragraph):
        """Note the line of the file on which an element begins."""
        if self.by_file and element.sourceline and element.sourceline != self.row:
            self.row = element.sourceline
            paragraph.begin_line(self.row)

    def turn(self, element):
        """Take the number of the page from a page break."""
        number = element.get("n") or ""
        if number.isascii() and number.isdecimal():
            self.page = int(number)
        elif not self.foreign:
            raise InputError(f"{self.path} line {element.sourceline}: n of this <{get_tag(element)}> is "
                             f"{element.get('n')!r}; give the number")  # fmt: skip
        else:
            self.page = None  # a page without a number, or a Roman one

    def walk(self, element):
        """Read what holds paragraphs: paragraphs, and text that lies loosely between them."""
        loose = Paragraph(self)
        self.enter(element, loose)
        loose.add(element.text)
        for child in element:
            tag = get_tag(child)
            if tag in ("pb", "milestone") and (tag == "pb" or child.get("unit") == "page"):
                self.turn(child)
            elif tag in BLOCKS or holds_blocks(child):
                self.close(loose, element)
                loose = Paragraph(self)
                self.read_block(child, tag)
                self.row = max(self.row, child.sourceline or 0)
            else:
                loose.read(child)
            loose.page = loose.page if loose.text else self.page
            loose.add(child.tail)
        self.close(loose, element)

    def read_block(self, element, tag):
        """Read a paragraph, or walk into what holds paragraphs."""
        if holds_blocks(element):
            return self.walk(element)
        paragraph = Paragraph(self)
        paragraph.walk(element)
        self.close(paragraph, element)

    def close(self, paragraph, element):
        """Store a paragraph that has text, and after it what stood apart in it."""
        asides, self.asides = self.asides, []
        if paragraph.text:
            self.store(paragraph, *self.name_kind(element))
        for kind, _, aside in asides:
            if aside.text:
                self.store(aside, kind, "editor")

    def name_kind(self, element):
        """Return kind and voice of a paragraph."""
        tag = get_tag(element)
        if not self.foreign:
            return get_kind(tag, element.get("type")), get_voice(element)
        if tag in APART:
            return APART[tag], "editor"
        return ("heading", DEFAULT_VOICE) if tag in HEADS else ("text", DEFAULT_VOICE)

    def store(self, paragraph, kind, voice):
        """Store a paragraph with its lines and marks."""
        paragraph.lines += [(len(paragraph.text), line) for line in paragraph.waiting] * (not self.by_file)
        if not paragraph.lines and not self.foreign:
            raise InputError(f"{self.path}: {paragraph.text[:40]!r} has no <lb n='…'/>; say its lines")
        paragraph.lines = paragraph.lines or [(0, paragraph.first)]  # that of the text before it
        where = [line for _, line in paragraph.lines]
        gaps = sum(mark[1] == "gap" for mark in paragraph.marks)
        number = len(self.rows) + 1
        if HOLE in paragraph.text:
            raise InputError(f"{self.path} line {where[0]}: the text has {HOLE!r}, which stands for what another voice "
                             "says; write another character")  # fmt: skip
        row = (number, kind, voice, paragraph.text, min(where), max(where), paragraph.page, gaps)
        self.rows.append((row, [(number, *mark) for mark in paragraph.marks],
                          [(number, *line) for line in paragraph.lines]))  # fmt: skip


def holds_blocks(element):
    """Tell whether paragraphs lie inside an element."""
    return any(get_tag(child) in ALWAYS or (get_tag(child) in BLOCKS - set(APART) and holds_blocks(child))
               for child in element.iterdescendants())  # fmt: skip


def read_text(path, root=None, foreign=False):
    """Read one TEI file.

    Parameters
    ----------
    path : pathlib.Path
    root : lxml.etree._Element or None
        The file, where it was parsed before.
    foreign : bool
        Whether it is another's, not built here.

    Returns
    -------
    paragraphs, marks, lines : list of tuple
        The rows of the tables of those names, without their `document`.

    Raises
    ------
    InputError
        If the file cannot be read, or words of it would be lost; the message names the commonest element that is not
        read, its first line, and how to say what it is.
    """
    root = parse_tei(path) if root is None else root
    texts = [element for element in root.iter() if get_tag(element) == "text"]
    texts = [text for text in texts if not any(get_tag(above) == "text" for above in text.iterancestors())]
    reader = Reader(path, root, foreign)
    for text in texts:
        reader.walk(text)
    if foreign:
        _account(path, texts, reader)
    paragraphs = [row for row, _, _ in reader.rows]
    return (
        paragraphs,
        [mark for _, marks, _ in reader.rows for mark in marks],
        [line for _, _, lines in reader.rows for line in lines],
    )


def _account(path, texts, reader):
    """Raise `InputError` if letters of the text are in no paragraph."""
    there = sum(character.isalnum() for text in texts for part in text.itertext() for character in part)
    read = sum(character.isalnum() for row, _, _ in reader.rows for character in row[3])
    passed_over = [child for text in texts for choice in text.iter() if get_tag(choice) == "choice"
                   for child in choice if child is not _take_reading(choice)]  # fmt: skip
    passed_over += [element for text in texts for element in text.iter() if get_tag(element) in STRUCK]
    skipped = sum(character.isalnum() for child in passed_over for part in child.itertext() for character in part)
    if read + skipped < there:
        names = [get_tag(element) for text in texts for element in text.iter() if get_tag(element) not in BLOCKS]
        common = max(set(names), key=names.count) if names else "text"
        line = next(element.sourceline for text in texts for element in text.iter() if get_tag(element) == common)
        raise InputError(
            f"{path}: {there - read - skipped} of {there} letters would not be read; the commonest unknown element is "
            f"<{common}>, first on line {line}: make it a <p>, <note> or <fw>"
        )


def _take_reading(choice):
    """Return the reading of a choice that is read: the corrected one where there is one, else the first."""
    children = {get_tag(child): child for child in choice}
    return next((children[name] for name in READINGS if name in children), next(iter(choice), None))


def read_notes(path):
    """Read the editors' endnotes of an edition.

    Returns
    -------
    list of tuple
        Number, text, page to which it refers (or None), document to which it belongs, first and last line.
    """
    root = parse_tei(path)
    reader, rows = Reader(path, root, foreign=False), []
    for note in (element for element in root.iter() if get_tag(element) == "note"):
        page, text, lines = None, [], []
        for element in note:
            part = Paragraph(reader)
            part.walk(element)
            text.append(part.text)
            lines += part.waiting + [line for _, line in part.lines]
            pages = [mark[3] for mark in part.marks if mark[1] == "ref"]
            page = int("".join(filter(str.isdigit, pages[-1]))) if pages else page
        document = (note.get("corresp") or "").removesuffix(".xml")
        rows.append((int(note.get("n")), "\n".join(text), page, document, min(lines), max(lines)))
    return rows


def is_endnotes(path):
    """Tell whether a file is that of the editors' endnotes."""
    return Path(path).stem == ENDNOTES
