"""Collect the text of one paragraph of TEI: where its lines begin, and what is marked in it."""

import re

CLOSING = ",.;:!?)—"  # no blank before these in a text built here, and none after a dash
TIGHT = re.compile(r" (?=[,.;:!?)—])|(?<=—) ")
ENDING = ",.;:!?)]}”»…"  # no blank before these where something was taken out


def squeeze(element, blank=" "):
    """Return the text of an element, its white space as one blank or another string."""
    return blank.join("".join(element.itertext()).split())


class Paragraph:
    """The text of one paragraph, its marks and the lines that begin in it.

    Attributes
    ----------
    parts, length : list of str, int
        The text so far, and how long it is.
    marks, lines : list of tuple
        Rows of the tables of those names, without document and paragraph.
    notes, n_notes : list of Paragraph, int
        Those that come after it, and how many marks refer to one.
    waiting : list of int
        Lines that begin with the next word.
    space, parted : bool
        Whether white space comes before the next word; whether something was taken out there.
    fragment : str
        What is left of a word that is lost.
    page : int or str or None
        On which its first word is.
    """

    def __init__(self, tidy=False):
        self.tidy = tidy
        self.parts, self.length, self.text, self.fragment, self.page = [], 0, "", "", None
        self.marks, self.lines, self.notes, self.waiting = [], [], [], []
        self.space, self.parted, self.n_notes = False, False, 0

    def add(self, words, line, page):
        """Append words. White space is one space; in a text built here none stands before a comma or beside a dash.

        Returns
        -------
        int
            How many characters other than white space were given.
        """
        pieces = words.split()
        if not pieces:
            self.space |= bool(words)
            return 0
        piece = " ".join(pieces)
        piece = TIGHT.sub("", piece) if self.tidy else piece
        if self.parts:
            if self._needs_blank(piece[0], self.space or words[0].isspace()):
                self.parts.append(" ")
                self.length += 1
        else:
            self.page = page
            self.waiting = self.waiting or ([] if line is None else [line])
        self.lines += [(self.length, waiting) for waiting in self.waiting]
        self.waiting = []
        self.parts.append(piece)
        self.length += len(piece)
        self.space, self.parted = words[-1].isspace(), False
        return sum(map(len, pieces))

    def _needs_blank(self, character, spaced):
        """Tell whether a blank comes before a word that begins with a character; `spaced`: there is white space."""
        before = self.parts[-1][-1]
        if self.tidy:
            return spaced and character not in CLOSING and before != "—"
        if self.parted:
            return character not in ENDING if spaced else before.isalnum() and character.isalnum()
        return spaced

    def mark(self, kind, text, line, voice="", offset=None):
        """Note what is at a place but is not, or not only, text."""
        self.marks.append((self.length if offset is None else offset, kind, voice, text, line))

    def close(self, kind, voice, keep_waiting):
        """Finish the paragraph; `keep_waiting`: lines in which nothing but marks is are its lines too."""
        self.kind, self.voice, self.text = kind, voice, "".join(self.parts)
        if keep_waiting:
            self.lines += [(self.length, line) for line in self.waiting]
        return self

    def make_row(self, number):
        """Return the row of the table of paragraphs, without its document."""
        lines = [line for _, line in self.lines]
        gaps = sum(mark[1] == "gap" for mark in self.marks)
        return number, self.kind, self.voice, self.text, min(lines), max(lines), self.page, gaps
