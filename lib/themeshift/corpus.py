"""Load the edition as tables: documents, paragraphs, marks, lines, notes and passages."""

from pathlib import Path

import pandas as pd
from lxml import etree

from themeshift import paths
from themeshift.edition import GENRES, VOICES, YES_NO, read_rows

TEI = "{http://www.tei-c.org/ns/1.0}"
KINDS = {"p": "text", "head": "heading", "stage": "audience"}
RUNNING_KINDS = ("text", "heading", "footnote")
DOCUMENT_COLUMNS = (
    "id title title_basis author date date_end date_as_printed date_kind date_basis genre event place addressee "
    "extract summary source first_line last_line book_page cw_volume cw_pages published words gaps".split()
)
PARAGRAPH_COLUMNS = ["document", "paragraph", "kind", "voice", "text", "first_line", "last_line", "page", "gaps"]
MARK_COLUMNS = ["document", "paragraph", "offset", "kind", "voice", "text", "line"]
LINE_COLUMNS = ["document", "paragraph", "offset", "line"]
NOTE_COLUMNS = ["number", "text", "page", "document", "paragraph", "first_line", "last_line"]
PERIOD_COLUMNS = ["period", "first", "last", "reason"]
PASSAGE_COLUMNS = ["document", "passage", "voice", "text", "words", "first_paragraph", "last_paragraph",
                   "first_line", "last_line"]  # fmt: skip


class CorpusError(ValueError):
    """A corpus file that cannot be read; the message names file, row and remedy."""


class _Paragraph:
    """Collects the text of one paragraph, where its lines begin and what is marked in it."""

    def __init__(self, page):
        self.text, self.marks, self.lines = "", [], []
        self.page, self.line, self.space, self.waiting, self.fragment = page, None, False, [], ""

    def add(self, words):
        """Append words. White space is one space; none stands before a comma or beside a dash."""
        if not words:
            return
        self.space |= words[0].isspace()
        for word in words.split():
            if self.space and self.text and word[0] not in ",.;:!?)—" and self.text[-1] != "—":
                self.text += " "
            self.lines += [(len(self.text), line) for line in self.waiting]
            self.waiting = []
            self.text += word
            self.space = True
        self.space = words[-1].isspace()

    def begin_line(self, element):
        self.space |= element.get("break") != "no"
        self.line = int(element.get("n"))
        self.waiting.append(self.line)

    def mark(self, kind, text, offset=None, voice=""):
        self.marks.append((len(self.text) if offset is None else offset, kind, voice, text, self.line))

    def walk(self, element):
        """Read the content of an element, in order."""
        self.add(element.text)
        for child in element:
            self.read(child)
            self.add(child.tail)

    def read(self, child):
        """Read one child: what counts as text is added, what does not is only marked."""
        tag, line, before = child.tag.removeprefix(TEI), self.line, len(self.text)
        if tag == "lb":
            self.begin_line(child)
        elif tag == "pb":
            self.page = self.page if self.text else int(child.get("n"))
        elif tag == "gap":
            self.mark("gap", self.fragment)
            self.fragment = ""
        elif tag == "w":
            self.fragment = child.text
        elif tag == "choice":
            self.mark("correction", child.findtext(f"{TEI}sic"))
            self.add(child.findtext(f"{TEI}corr"))
        elif tag in ("stage", "ref", "label"):
            aside = _Paragraph(self.page)
            aside.walk(child)
            kind = "audience" if tag == "stage" else "note_reference" if child.get("type") == "note" else tag
            self.mark(kind, child.get("target", "").rpartition("#n")[2] or aside.text)
            for one in aside.waiting + [number for _, number in aside.lines]:
                self.line = one
                self.waiting.append(one)
            self.space |= aside.line is not None
        else:
            self.walk(child)
            if tag == "quote":
                words = self.text[before:].lstrip()
                self.marks.append((len(self.text) - len(words), "quotation", _voice(child), words, line))


def _voice(element):
    return element.get("ana", "#author")[1:]


def _parse(path):
    """Parse a TEI file, or raise `CorpusError`."""
    try:
        data = Path(path).read_bytes()
        data.decode("utf-8")
        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        tree = etree.fromstring(data, parser)
    except FileNotFoundError:
        raise CorpusError(
            f"{path}: the file is missing; run `make corpus`, or take its row out of documents.csv"
        ) from None
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path}: byte {error.start} is not UTF-8; save the file as UTF-8") from None
    except etree.XMLSyntaxError as error:
        raise CorpusError(f"{path}: line {error.lineno} is not well-formed XML: {error.msg}; mend it there") from None
    for name in ("teiHeader", "text"):
        if tree.find(f"{TEI}{name}") is None:
            raise CorpusError(f"{path}: the file has no <{name}>; it must be TEI P5 with a header and a text")
    for element in tree.iter(*(TEI + tag for tag in ("p", "head", "stage", "ab", "note", "quote"))):
        if _voice(element) not in VOICES:
            raise CorpusError(
                f"{path}: line {element.sourceline}: {element.get('ana')!r} is no voice; write # and one of {VOICES}"
            )
    for element in tree.iter(etree.Entity, *(TEI + tag for tag in ("lb", "pb", "milestone"))):
        if element.tag is etree.Entity:
            raise CorpusError(f"{path}: line {element.sourceline}: write the character itself for {element.text}")
        if not (element.get("n") or "").isdecimal():
            raise CorpusError(
                f"{path}: line {element.sourceline}: n of this <{etree.QName(element).localname}> is "
                f"{element.get('n')!r}; give the number"
            )
    return tree


def read_text(path):
    """Read one TEI file.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    paragraphs, marks, lines : list of tuple
        The rows of the tables of those names, without their `document`.

    Raises
    ------
    CorpusError
        If the file is missing, not UTF-8, not well-formed, or lacks header, text, body or the number of a line or page,
        or names an unknown voice.
    """
    body = _parse(path).find(f"{TEI}text/{TEI}body")
    if body is None:
        raise CorpusError(f"{path}: the text has no <body>; put its paragraphs into one")
    paragraphs, marks, lines, page = [], [], [], None
    for element in body.iter(*(TEI + tag for tag in ("p", "head", "stage", "ab", "note", "milestone", "pb"))):
        tag = element.tag.removeprefix(TEI)
        if tag in ("milestone", "pb"):
            page = int(element.get("n"))
        elif element.getparent().tag in (TEI + "body", TEI + "div"):
            inner = _Paragraph(page)
            inner.walk(element)
            if not inner.lines and not inner.waiting:
                raise CorpusError(f"{path}: line {element.sourceline}: this <{tag}> has no <lb n='…'/>; say its lines")
            number = len(paragraphs) + 1
            inner.lines += [(len(inner.text), line) for line in inner.waiting]
            where = [line for _, line in inner.lines]
            gaps = sum(mark[1] == "gap" for mark in inner.marks)
            kind = KINDS.get(tag, element.get("type"))
            row = (number, kind, _voice(element), inner.text, min(where), max(where), inner.page, gaps)
            paragraphs.append(row)
            marks += [(number, *mark) for mark in inner.marks]
            lines += [(number, *line) for line in inner.lines]
    return paragraphs, marks, lines


def load_documents(folder=paths.CORPUS):
    """Load the index of documents.

    Parameters
    ----------
    folder : pathlib.Path
        A corpus: ``documents.csv`` and a folder ``texts`` of TEI files.

    Returns
    -------
    pandas.DataFrame
        A row a document in the order of dates, columns as in ``corpus/columns.csv``; `date` and `date_end` are
        days (New Style), `extract` and `summary` booleans, numbers that are not known are missing.

    Raises
    ------
    CorpusError
        If the index is missing or no such table, has a row without a text, an id twice, or a cell that is not of its
        kind, or if a text has no row.
    """
    path = Path(folder) / "documents.csv"
    if not path.is_file():
        raise CorpusError(f"{path}: the index is missing; run `make corpus`")
    documents = load_table(path, DOCUMENT_COLUMNS)
    _refuse(path, documents, "id", documents["id"].duplicated(), "stands there twice; take one row out")
    texts = {text.stem for text in (Path(folder) / "texts").glob("*.xml")} - {"endnotes"}
    for row, name in enumerate(documents["id"], 2):
        if name not in texts:
            raise CorpusError(f"{path} row {row}: there is no texts/{name}.xml; run `make corpus` or take the row out")
    if left := sorted(texts - set(documents["id"])):
        raise CorpusError(f"{path}: texts/{left[0]}.xml has no row; run `make corpus` or take the file away")
    for column in ("date", "date_end"):
        days = pd.to_datetime(documents[column], format="%Y-%m-%d", errors="coerce")
        _refuse(path, documents, column, days.isna(), "is no day; write it as YYYY-MM-DD")
        documents[column] = days
    early = documents["date_end"] < documents["date"]
    _refuse(path, documents.astype({"date_end": str}), "date_end", early, "lies before date; exchange them")
    _refuse(path, documents, "genre", ~documents["genre"].isin(GENRES), f"is none of {', '.join(GENRES)}; write one")
    for column in ("extract", "summary"):
        _refuse(path, documents, column, ~documents[column].isin(YES_NO), "is neither yes nor no; write one")
        documents[column] = documents[column] == "yes"
    for column in ("first_line", "last_line", "book_page", "cw_volume", "words", "gaps"):
        numbers = documents[column].str.fullmatch("[0-9]+")
        _refuse(path, documents, column, ~numbers & (documents[column] != ""), "is no number; write one or nothing")
        documents[column] = pd.to_numeric(documents[column].where(numbers)).astype("Int64")
    return documents


def load_table(path, columns, error=CorpusError):
    """Load a CSV file as text.

    Parameters
    ----------
    path : pathlib.Path
    columns : list of str
    error : type
        The exception to raise.

    Returns
    -------
    pandas.DataFrame
        As the file is; empty cells are empty strings.

    Raises
    ------
    error
        If the file is missing, not UTF-8 or no CSV, has other columns, or a row with more or fewer cells.
    """
    return pd.DataFrame(read_rows(path, columns, error), columns=columns, dtype="str")


def _refuse(path, table, column, wrong, message):
    """Raise `CorpusError` for the first row that is wrong."""
    if wrong.any():
        row = int(wrong.argmax())
        raise CorpusError(f"{path} row {row + 2}: {column} {table[column].iloc[row]!r} {message}")


def load_periods(folder=paths.CORPUS):
    """Load the named periods: the events by which the notebooks divide the years.

    Returns
    -------
    pandas.DataFrame
        Indexed by `period`: `first` and `last` day (YYYY-MM-DD) and the `reason` for them. To try others, change the
        table: ``periods.loc["Genoa", "last"] = "1922-05-19"``.

    Raises
    ------
    CorpusError
        If the file cannot be read, or names a period twice.
    """
    path = Path(folder) / "periods.csv"
    periods = load_table(path, PERIOD_COLUMNS)
    _refuse(path, periods, "period", periods["period"].duplicated(), "stands there twice; take one row out")
    return periods.set_index("period")


def _load_table(folder, which, columns):
    rows = [
        (name, *row)
        for name in load_documents(folder)["id"]
        for row in read_text(Path(folder) / "texts" / f"{name}.xml")[which]
    ]
    return pd.DataFrame(rows, columns=columns)


def load_marks(folder=paths.CORPUS):
    """Load what stands inside paragraphs but is not, or not only, their text.

    Returns
    -------
    pandas.DataFrame
        `document`, `paragraph`, `offset` (characters into the paragraph's text), `kind` (audience, note_reference, gap,
        correction, quotation), `voice` (of a quotation), `text` (what stands there: the mark, the note's number, what
        is left of a lost word, the reading of the scan, the words quoted), `line` of the scan.
    """
    return _load_table(folder, 1, MARK_COLUMNS)


def load_lines(folder=paths.CORPUS):
    """Load where each line of the scan begins.

    Returns
    -------
    pandas.DataFrame
        `document`, `paragraph`, `offset` (characters into the paragraph's text), `line`.
    """
    return _load_table(folder, 2, LINE_COLUMNS)


def load_paragraphs(voice="author", folder=paths.CORPUS):
    """Load the paragraphs, as one voice speaks them or whole.

    Parameters
    ----------
    voice : str or None
        ``author``, ``quoted``, ``interviewer``, ``reporter``, ``editor``, ``correspondent``: the running text (kinds
        text, heading and footnote) of that voice only. Other voices inside a paragraph are blanked with as many spaces,
        so that offsets stay true. ``None``: every paragraph of every kind, whole.
    folder : pathlib.Path

    Returns
    -------
    pandas.DataFrame
        `document`, `paragraph` (from 1), `kind`, `voice`, `text`, `first_line`, `last_line`, `page` (of the book;
        missing where there is none), `gaps`.

    Raises
    ------
    CorpusError
        If a text cannot be read, or no paragraph has that voice.
    """
    rows = []
    for name in load_documents(folder)["id"]:
        paragraphs, marks, _ = read_text(Path(folder) / "texts" / f"{name}.xml")
        if voice is not None:
            paragraphs = keep_voice(paragraphs, marks, voice)
        rows += [(name, *paragraph) for paragraph in paragraphs]
    if not rows:
        raise CorpusError(f"no paragraph has the voice {voice!r}; name another, or None for all")
    return pd.DataFrame(rows, columns=PARAGRAPH_COLUMNS).astype({"page": "Int64"})


def keep_voice(paragraphs, marks, voice):
    """Keep one voice of the running text of a document; blank what others say inside its paragraphs.

    Parameters
    ----------
    paragraphs, marks : list of tuple
        As from `read_text`.
    voice : str

    Returns
    -------
    list of tuple
        The paragraphs in which that voice speaks, as long as before.
    """
    spans = {}
    for number, offset, kind, speaker, text, _ in marks:
        if kind == "quotation":
            spans.setdefault(number, []).append((offset, offset + len(text), speaker))
    kept = []
    for number, kind, speaker, text, *rest in paragraphs:
        if kind not in RUNNING_KINDS or (speaker != voice and number not in spans):
            continue
        words = text if speaker == voice else " " * len(text)
        for first, last, other in sorted(spans.get(number, []), key=lambda span: (span[0], -span[1])):
            inner = text[first:last] if other == voice else " " * (last - first)
            words = words[:first] + inner + words[last:]
        if words.strip():
            kept.append((number, kind, voice, words, *rest))
    return kept


def load_passages(words=250, voice="author", folder=paths.CORPUS):
    """Cut each document into passages of about as many words, inside one voice.

    Parameters
    ----------
    words : int
        A passage closes at the end of the paragraph that leaves it nearest to so many words, and never has fewer than
        half of them; but a document that is shorter is one passage.
    voice : str
    folder : pathlib.Path

    Returns
    -------
    pandas.DataFrame
        `document`, `passage` (from 1), `voice`, `text`, `words`, `first_paragraph`, `last_paragraph`, `first_line`,
        `last_line`.
    """
    from themeshift.tokens import count_words

    if words < 1:
        raise ValueError(f"words is {words}; a passage needs at least 1")
    rows = []
    for name, group in load_paragraphs(voice, folder).groupby("document", sort=False):
        cut = [[]]
        for row in group.itertuples(index=False):
            so_far, count = sum(count for _, count in cut[-1]), count_words(row.text)
            if so_far >= words / 2 and abs(so_far + count - words) > abs(so_far - words):
                cut.append([])
            cut[-1].append((row, count))
        if len(cut) > 1 and sum(count for _, count in cut[-1]) < words / 2:
            last = cut.pop()
            cut[-1] += last
        for number, passage in enumerate(cut, 1):
            parts = [row for row, _ in passage]
            text = "\n".join(" ".join(part.text.split()) for part in parts)
            total = sum(count for _, count in passage)
            bounds = (parts[0].paragraph, parts[-1].paragraph, parts[0].first_line, parts[-1].last_line)
            rows.append((name, number, voice, text, total, *bounds))
    return pd.DataFrame(rows, columns=PASSAGE_COLUMNS)


def load_notes(folder=paths.CORPUS):
    """Load the editors' endnotes and where the texts refer to them.

    Returns
    -------
    pandas.DataFrame
        `number`, `text`, `page` (of the book, to which the note refers), `document` to which it belongs,
        `paragraph` of the reference (missing where the scan has lost it, with a title), `first_line`, `last_line`.
    """
    path = Path(folder) / "texts" / "endnotes.xml"
    if not path.is_file():
        return pd.DataFrame(columns=NOTE_COLUMNS)
    marks = load_marks(folder)
    marks = marks[(marks["kind"] == "note_reference") & (marks["text"] != "*")]
    where = {mark.text: (mark.document, mark.paragraph) for mark in marks[::-1].itertuples()}
    rows = []
    for note in _parse(path).iter(f"{TEI}note"):
        number, page, text, lines = note.get("n"), None, [], []
        for element in note:
            part = _Paragraph(None)
            part.walk(element)
            text.append(part.text)
            lines += part.waiting + [line for _, line in part.lines]
            pages = [mark[3] for mark in part.marks if mark[1] == "ref"]
            page = int("".join(filter(str.isdigit, pages[-1]))) if pages else page
        document, paragraph = where.get(number, (note.get("corresp").removesuffix(".xml"), None))
        rows.append((int(number), "\n".join(text), page, document, paragraph, min(lines), max(lines)))
    return pd.DataFrame(rows, columns=NOTE_COLUMNS).astype({"page": "Int64", "paragraph": "Int64"})
