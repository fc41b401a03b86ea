"""Read a TEI text, ours or another's, whole at any depth; account for every word that is not read.

The rule for each element is in `themeshift.tei.elements`. In texts built here the voice of a paragraph and a quotation
is its ``@ana``, the kind of ``ab`` and ``note`` their ``@type``; in others these have meanings of their
own, and whatever is not set apart is the author's. The header is not read.

Lines are those that ``lb/@n`` numbers where every ``lb`` has a number and no two the same; else those of the file.
Pages are ``@n`` of ``pb`` and of ``milestone unit="page"``, whole numbers or, such as *XV*, text.
"""

from collections import Counter

from themeshift.checks import InputError
from themeshift.tei.elements import ELEMENTS, PARTED, PREFERENCE, RULES, UNPREFERRED, get_name
from themeshift.tei.format import DEFAULT_VOICE, ENDNOTES, TEI, get_kind
from themeshift.tei.paragraph import Paragraph, squeeze

EDITOR = "editor"  # the voice of notes and descriptions in texts of others
PARAGRAPHS = {"paragraph": "text", "heading": "heading", "signature": "signature"}  # the kind by rule
ASIDES = ("stage", "speaker", "running_head", "description")
NOTE_REFERENCES = ("note", "noteAnchor", "footnote")  # the type of a ref to a note
PLACES = ("break", "page")
LINE_BREAKS = (f"{TEI}lb", "lb")
LAST_KNOWN_LINE = 65_535  # lxml knows no line after it


def has_text(element):
    """Tell whether an element has text directly in it, not in elements."""
    return any(text and not text.isspace() for text in (element.text, *(child.tail for child in element)))


def has_numbered_lines(*texts):
    """Tell whether each line break of some texts has a number, and no two have the same."""
    numbers = [element.get("n") or "" for text in texts for element in text.iter(*LINE_BREAKS)]
    return all(n.isascii() and n.isdecimal() for n in numbers) and len(set(numbers)) == len(numbers) > 0


class Reader:
    """Reads TEI into paragraphs; remembers line and page, and in what it is: a paragraph, a mark, a note."""

    def __init__(self, path, texts, foreign, rules, voices):
        self.path, self.foreign, self.own, self.voices = path, foreign, rules, voices
        self.rules = RULES | {prefix + name: rule for name, rule in rules.items() for prefix in (TEI, "")}
        self.rows, self.unread, self.first_unread, self.n_read = [], Counter(), {}, 0
        self.by_file = foreign and not has_numbered_lines(*texts)
        breaks = [element for text in texts for element in text.iter(*LINE_BREAKS)]
        for element in [] if self.by_file else breaks:
            if not (element.get("n") or "").isdecimal():
                raise InputError(f"{path} line {element.sourceline}: this <lb> has no number; give each line its n, or "
                                 "run `make corpus`")  # fmt: skip
        self.line = texts[0].sourceline if self.by_file or not breaks else int(breaks[0].get("n"))
        self.page, self.kind, self.voice = None, "text", DEFAULT_VOICE
        self.inside = self.fixed = self.flat = False  # a paragraph; a kind that holds for all; the text of a mark
        self.glued = False  # no blank comes next
        self.paragraph = Paragraph(not self.foreign)

    def read(self, element):
        """Read one element by its rule."""
        rule = self.rules.get(element.tag) or self.own.get(get_name(element))
        if rule in PLACES and squeeze(element):
            raise InputError(f"{self.path} line {element.sourceline}: <{get_name(element)}> marks a place and holds "
                             "words; put them after it")  # fmt: skip
        if rule is None:
            self.pass_over(element)
        elif rule in PARAGRAPHS:
            self.read_paragraph(element, self.kind if self.fixed else PARAGRAPHS[rule])
        elif rule in ASIDES:
            self.read_aside(element, rule)
        else:
            getattr(self, f"read_{rule}")(element)

    def walk(self, element, compact=False):
        """Read the content of an element, in order."""
        self.add(element.text, compact)
        for child in element:
            if self.by_file and child.sourceline < LAST_KNOWN_LINE:
                self.go_to(child.sourceline)
            if isinstance(child.tag, str):
                self.read(child)
            tail = child.tail
            if tail:
                self.add(tail.lstrip() if self.glued else tail, compact)

    def add(self, words, compact=False):
        """Add text to the paragraph; where there are no numbered lines, each line of the file begins one."""
        if not words or (compact and not words.strip()):
            return
        self.glued = False
        first, *others = words.split("\n") if self.by_file else (words,)
        line = self.line if self.foreign and not self.flat else None
        self.n_read += self.paragraph.add(first, line, self.page)
        for other in others:
            self.go_to(self.line + 1)
            self.paragraph.space = True
            self.n_read += self.paragraph.add(other, line and self.line, self.page)

    def go_to(self, line):
        """Go on in another line of the file."""
        if line != self.line:
            self.line = line
            self.paragraph.waiting = [line]

    def pass_over(self, element):
        """Count what is not read of an element without a rule."""
        if n_words := len("".join(element.itertext()).split()):
            name = get_name(element)
            self.unread[name] += n_words
            self.first_unread.setdefault(name, element.sourceline)

    def account(self, there):
        """Raise `InputError` if not as many characters were read as are there, white space apart."""
        if there == self.n_read:
            return
        if not self.unread:
            raise InputError(f"{self.path}: {there - self.n_read} characters were not read; simplify the markup")
        (name, n_words), *_ = self.unread.most_common(1)
        raise InputError(
            f"{self.path} line {self.first_unread[name]}: {sum(self.unread.values())} words would not be read, most of "
            f"them ({n_words}) in <{name}>, for which there is no rule; say what it is in {ELEMENTS} beside "
            f"documents.csv (columns element,rule): {name},paragraph, or phrase, note, heading, stage, skip"
        )

    def flush(self):
        """Store the paragraph that was read and begin another; after it, the notes in it."""
        done, self.paragraph = self.paragraph, Paragraph(not self.foreign)
        if done.parts or len(done.marks) > done.n_notes:
            self.rows.append(done.close(self.kind, self.voice, keep_waiting=not self.foreign))
            if not done.parts:
                done.page, done.lines = self.page, done.lines or [(0, done.marks[0][-1])]
            if not done.lines:
                raise InputError(f"{self.path}: {done.text[:40]!r} has no <lb n='…'/>; say its lines")
        if self.foreign or not done.lines:
            self.paragraph.waiting = done.waiting  # lines that begin with the next words
        self.rows += done.notes

    def read_paragraph(self, element, kind, voice=None, fixed=False):
        """Read an element as a paragraph; paragraphs inside it are others."""
        if self.flat:
            return self.read_line(element)
        self.flush()
        outer = self.inside, self.kind, self.voice, self.fixed
        self.inside, self.kind, self.fixed = True, kind, fixed or self.fixed
        if not self.foreign:
            self.kind = get_kind(get_name(element), element.get("type"))
            self.voice = self.get_voice(element)
        elif voice:
            self.voice = voice
        self.walk(element)
        self.flush()
        self.inside, self.kind, self.voice, self.fixed = outer

    def read_division(self, element):
        """Read what holds paragraphs; if it has text of its own, that is one."""
        if self.flat:
            return self.read_line(element)
        self.flush()
        outer = self.inside, self.kind
        self.inside = has_text(element)
        self.kind = self.kind if self.fixed else "text"
        self.walk(element)
        self.flush()
        self.inside, self.kind = outer

    def read_either(self, element):
        """Read a phrase inside a paragraph, else a division."""
        self.read_phrase(element) if self.inside or self.flat else self.read_division(element)

    def read_quote(self, element):
        """Read what is quoted; inside a paragraph it is marked with its voice."""
        if not (self.inside or self.flat):
            return self.read_division(element)
        paragraph, line, before = self.paragraph, self.line, len(self.paragraph.parts)
        self.walk(element)
        if self.paragraph is paragraph and len(paragraph.parts) > before:
            voice = self.voice if self.foreign else self.get_voice(element)
            words = "".join(paragraph.parts[before:]).lstrip()
            paragraph.mark("quotation", words, line, voice, paragraph.length - len(words))

    def read_line(self, element):
        """Read what is parted by blanks from what is beside it."""
        if element.get("part") and get_name(element) == "w":  # of a word that goes on
            return self.read_word(element)
        self.paragraph.space = self.paragraph.parted = not self.glued and element.get("join") not in ("left", "both")
        outer, self.inside = self.inside, True
        self.walk(element)
        self.inside = outer
        self.glued = element.get("join") in ("right", "both")
        self.paragraph.space = self.paragraph.parted = not self.glued

    def read_word(self, element):
        """Read part of a word; what is left before a gap of a word that is lost is not text."""
        following = element.getnext()
        if following is not None and self.rules.get(following.tag) == "gap" and not element.tail:
            self.paragraph.fragment = squeeze(element)
            self.n_read += len(squeeze(element, ""))
        else:
            self.walk(element)

    def read_phrase(self, element):
        """Read part of a sentence; between paragraphs, and as a segment of speech, it is a paragraph."""
        name = get_name(element)
        parent = element.getparent()
        if not (self.inside or self.flat) or (name == "seg" and parent is not None and get_name(parent) == "u"):
            return self.read_paragraph(element, self.kind)
        if not self.foreign and name == "label":
            return self.read_aside(element, name)
        if name in PARTED:
            return self.read_line(element)
        if element.get("join") in ("left", "both"):
            self.paragraph.space = False
        self.walk(element)
        self.glued = element.get("join") in ("right", "both")

    def read_compact(self, element):
        """Read what has white space for layout only."""
        self.walk(element, compact=True)

    def read_choice(self, element):
        """Read the preferred reading and mark the others; a choice with text of its own is none."""
        if has_text(element):
            return self.read_phrase(element)
        children = [child for child in element if isinstance(child.tag, str)]
        notes = [child for child in children if self.rules.get(child.tag) == "note"]
        readings = [child for child in children if child not in notes]
        outer, self.inside = self.inside, True
        if not outer:
            self.flush()
        taken = min(readings, key=lambda child: PREFERENCE.get(get_name(child), UNPREFERRED), default=None)
        for reading in readings:
            if reading is not taken:
                self.set_apart(reading, "correction")
        if taken is not None:
            self.walk(taken)
        for note in notes:
            self.read(note)
        if not outer:
            self.flush()
        self.inside = outer

    def read_deletion(self, element):
        """Mark what was struck out."""
        self.set_apart(element, "deletion")

    def set_apart(self, element, kind):
        """Mark what is not read of a paragraph; its lines are lines of the paragraph."""
        self.paragraph.mark(kind, squeeze(element), self.line)
        self.n_read += len(squeeze(element, ""))
        for line in element.iter(*LINE_BREAKS):
            self.read_break(line)

    def read_note(self, element):
        """Read a note as paragraphs of its own; inside a paragraph its place is marked."""
        if element.get("type") == "speaker":
            return self.read_aside(element, "speaker")
        if self.flat or not self.foreign:
            return self.read_paragraph(element, self.kind)
        if not self.inside:
            return self.read_paragraph(element, "note", EDITOR, fixed=True)
        host, rows, line = self.paragraph, self.rows, self.line
        host.mark("note_reference", element.get("n") or "*", line)
        self.paragraph, self.rows = Paragraph(not self.foreign), []
        self.read_paragraph(element, "note", EDITOR, fixed=True)
        host.notes += self.rows
        host.n_notes += 1
        self.paragraph, self.rows = host, rows
        self.return_to(host, line)

    def return_to(self, paragraph, line):
        """Go on in a paragraph that was left in a line."""
        self.paragraph = paragraph
        paragraph.parted = True
        if self.by_file and self.line != line:
            paragraph.waiting = [self.line]

    def read_aside(self, element, kind):
        """Read what is not of the running text: a mark inside a paragraph, else a paragraph of its kind."""
        if self.flat and self.foreign:
            return self.read_line(element)
        if not self.inside:
            voice = EDITOR if kind in ("description", "running_head") else None
            return self.read_paragraph(element, kind, voice, fixed=True)
        host, line = self.paragraph, self.line
        aside = self.collect(element)
        self.return_to(host, line)
        names = {"ref": "note_reference" if element.get("type") in NOTE_REFERENCES else "ref"}
        names |= {"stage": "stage" if self.foreign else "audience"}
        target = self.get_target(element) if kind == "ref" else ""
        host.mark(names.get(kind, kind), target or aside.text or element.get("target", ""), line)
        if self.foreign:
            host.marks += [(host.length, *mark) for _, *mark in aside.marks if mark[0] != "quotation"]
        if not self.by_file:
            host.waiting += [line for _, line in aside.lines]
            host.space |= bool(aside.lines)

    def get_target(self, element):
        """Return the number of the endnote to which a reference of ours leads; empty for a footnote."""
        target = element.get("target", "")
        number = target.removeprefix(f"{ENDNOTES}.xml#n")
        if self.foreign or not target or element.get("type") != "note":
            return ""
        if number == target or not (number.isascii() and number.isdecimal()):
            raise InputError(f"{self.path} line {element.sourceline}: {target!r} leads to no endnote; write "
                             f"{ENDNOTES}.xml#n and its number, or run `make corpus`")  # fmt: skip
        return number

    def collect(self, element):
        """Return the text of an element apart from the paragraph in which it is."""
        outer = self.inside, self.flat
        self.paragraph, self.inside, self.flat = Paragraph(not self.foreign), True, True
        self.walk(element)
        self.inside, self.flat = outer
        return self.paragraph.close(self.kind, self.voice, keep_waiting=True)

    def read_reference(self, element):
        """Mark a reference to a note, or read the words of another."""
        apart = element.get("type") in NOTE_REFERENCES or not self.foreign
        self.read_aside(element, "ref") if apart and self.inside else self.read_phrase(element)

    def read_gap(self, element):
        """Mark words that are lost, with what is left of the first."""
        self.paragraph.mark("gap", self.paragraph.fragment or squeeze(element), self.line)
        self.paragraph.fragment = ""
        self.n_read += len(squeeze(element, ""))

    def read_break(self, element):
        """Begin a line."""
        self.paragraph.space |= element.get("break") != "no"
        if not self.by_file:
            self.line = int(element.get("n"))
            self.paragraph.waiting.append(self.line)

    def read_page(self, element):
        """Turn to a page; between two words that a page break parts there is a blank."""
        following = element.getnext()
        if element.get("break") != "no" and not (
            following is not None and self.rules.get(following.tag) == "break" and not (element.tail or "").strip()
        ):
            self.paragraph.parted = True
        if get_name(element) == "pb" or element.get("unit") == "page":
            number = (element.get("n") or "").strip()
            self.page = int(number) if number.isascii() and number.isdecimal() else number or None

    def read_skip(self, element):
        """Leave an element out, as the corpus says."""
        self.n_read += len(squeeze(element, ""))

    def get_voice(self, element):
        """Return the voice to which an element of ours refers."""
        voice = (element.get("ana") or f"#{DEFAULT_VOICE}").removeprefix("#")
        if self.voices and voice not in self.voices:
            raise InputError(f"{self.path} line {element.sourceline}: {voice!r} is not a voice; write # and one of "
                             f"{', '.join(self.voices)}")  # fmt: skip
        return voice
