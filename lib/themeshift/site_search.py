"""Write what the reading site is searched in: every passage of every page, with the line or the part where it is."""

import json
import re
from pathlib import Path
from urllib.parse import quote

import lxml.html
import pandas as pd

from themeshift.dates import spell_span
from themeshift.evidence import MAIN_VOICE
from themeshift.index import get_title
from themeshift.plain_texts import name_files

TEMPLATE = """{% extends "page.html" %}
{% block htmltitle %}<title>Search - {{ docstitle }}</title>{% endblock %}
{% block content %}
<h1>Search</h1>
<form id="search-form" role="search">
  <label for="search-words">Words, or a phrase, with or without accents; * stands for any letters</label>
  <input id="search-words" name="q" type="search"> <button>Search</button>
</form>
<noscript><p>The search needs JavaScript, which this browser does not run.</p></noscript>
<p id="search-told" role="status"></p>
<div id="search-results"></div>
{% endblock %}
{% block scripts %}{{ super() }}<script src="{{ pathto("_static/passages.js", 1) }}"></script>{% endblock %}
"""
SCRIPT = Path(__file__).with_suffix(".js")
OTHERS = {"index", "self", "search", "genindex", "modindex"}  # names of pages that mean something else
BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "tr", "dt", "pre", "summary", "caption")
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "cite",
    "code",
    "em",
    "i",
    "kbd",
    "mark",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "var",
}  # all else ends a word
PASSED_OVER = {"style", "script", "svg"}
NOT_SEARCHED = {"genindex.html", "py-modindex.html", "search.html", "index.html"}  # they say again what others say


def name_pages(ids):
    """Return the name of the page of each document: letters, digits, - and _, which mean nothing in an address.

    Parameters
    ----------
    ids : iterable of str

    Returns
    -------
    dict of str to str
        By id a name below the folder of the site, without ending, no two alike in any case.

    Examples
    --------
    >>> list(name_pages(["1917-11-08-peace", "a #1?", "a_#1?", "index"]).values())
    ['documents/1917-11-08-peace', 'documents/a__1_', 'documents/a__1_-2', 'documents/_index']
    """
    ids = list(ids)
    plain = ["_" * (id.lower() in OTHERS) + re.sub(r"[^\w-]", "_", id) for id in ids]
    return {id: f"documents/{name.removesuffix('.txt')}" for id, name in zip(ids, name_files(plain), strict=True)}


def write_index(folder, corpus):
    """Return the script of the passages: of each text by its lines, in order of date; then of the pages by their parts.

    Parameters
    ----------
    folder : pathlib.Path
        The pages as Sphinx wrote them.
    corpus : Corpus
        All voices, as from ``load_corpus(voice=None)``.

    Returns
    -------
    bytes
        For a browser: a page is its address, its title, its passages and whether these are a text of the corpus; a
        passage is its text, what is said of its place, and in turn an offset and the anchor of what begins there.
    """
    texts = _list_texts(corpus)
    order = {name: n for n, name in enumerate(texts)}
    written = [[quote(name), title, passages, 1] for name, (title, passages) in texts.items()]
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    for name in sorted(set(names) - NOT_SEARCHED, key=lambda name: (order.get(name, len(order)), name)):
        title, parts = _list_parts(lxml.html.parse(str(folder / name)))
        written.append([quote(name), texts[name][0] if name in texts else title, parts, 0])
    return f"const PASSAGES = {json.dumps(written, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def _list_texts(corpus):
    """Return title and passages of each document by the name of its page: paragraphs, with the lines of the scan."""
    lines = {}
    for document, paragraph, offset, line in corpus.lines[["document", "paragraph", "offset", "line"]].itertuples(
        index=False, name=None
    ):
        lines.setdefault((document, paragraph), []).extend((offset, f"line-{line}"))
    pages, texts = name_pages(corpus.documents.index), {}
    for document, row in corpus.documents.iterrows():
        title = f"{spell_span(row['date'], row['date_end'])}: {get_title(row)}"
        texts[f"{pages[document]}.html"] = title, []
    for row in corpus.paragraphs.to_dict("records"):
        voice, page = ("" if pd.isna(row.get(name)) else row[name] for name in ("voice", "page"))
        place = [voice] * (voice not in ("", MAIN_VOICE)) + ([] if page == "" else [f"page {page}"])
        at = lines.get((row["document"], row["paragraph"]), [0, ""])
        texts[f"{pages[row['document']]}.html"][1].append([row["text"], ", ".join(place), *at])
    return texts


def _list_parts(tree):
    """Return title and passages of a page: its blocks of text, each with the nearest heading and anchor before it.

    Not those that are a text of the corpus, nor the caption that says its title again.
    """
    (article,) = tree.xpath("//article[@id='furo-main-content']")
    title, heading, anchor, parts = "", "", "", []
    for element in article.iter(tag=lxml.etree.Element):
        anchor = element.get("id", anchor)
        if element.tag not in BLOCKS or any(above.tag in BLOCKS for above in element.iterancestors()):
            continue
        if element.xpath("(self::tr | self::caption/..)//*[starts-with(@id, 'line-')]"):
            continue
        text = " ".join("".join(_list_pieces(element)).split())
        title = title or text
        heading = text if element.tag in BLOCKS[:6] else heading
        if text:
            parts.append([text, heading, 0, anchor])
    return title, parts


def _list_pieces(element):
    """Return the text of an element in pieces, with a blank wherever a word ends although none is written."""
    if element.tag in PASSED_OVER or "headerlink" in element.get("class", ""):
        return []
    around = [] if element.tag in INLINE else [" "]
    pieces = [*around, element.text or ""]
    for child in element.iterchildren():
        pieces += [*(_list_pieces(child) if isinstance(child.tag, str) else []), child.tail or ""]
    return pieces + around
