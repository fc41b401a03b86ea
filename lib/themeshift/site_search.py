"""Write what the reading site is searched in: every passage of every page, with the line or the part where it is."""

import json
import re
from pathlib import Path

import lxml.html
import pandas as pd

from themeshift.evidence import MAIN_VOICE
from themeshift.periods import spell_span

TEMPLATE = """{% extends "page.html" %}
{% block htmltitle %}<title>Search - {{ docstitle }}</title>{% endblock %}
{% block content %}
<h1>Search</h1>
<form id="search-form" role="search">
  <label for="search-words">Words, or a phrase; * stands for any letters</label>
  <input id="search-words" name="q" type="search"> <button>Search</button>
</form>
<noscript><p>The search needs JavaScript, which this browser does not run.</p></noscript>
<p id="search-told" role="status"></p>
<div id="search-results"></div>
{% endblock %}
{% block scripts %}{{ super() }}<script src="{{ pathto("_static/passages.js", 1) }}"></script>{% endblock %}
"""
SCRIPT = Path(__file__).with_suffix(".js")
BLOCKS = ("h1", "h2", "h3", "h4", "h5", "h6", "p", "li", "tr", "dt", "pre", "summary", "caption")
PASSED_OVER = "self::a[contains(@class, 'headerlink')] or self::style or self::script or self::svg"
NOT_SEARCHED = {"genindex.html", "py-modindex.html", "search.html", "index.html"}  # they say again what others say


def write_index(folder, corpus):
    """Return the script of the passages: of each text by its lines, in order of date; then of each page by its parts.

    Parameters
    ----------
    folder : pathlib.Path
        The pages as Sphinx wrote them.
    corpus : Corpus
        All voices, as from ``load_corpus(voice=None)``.

    Returns
    -------
    bytes
        For a browser: a page is its path, its title and its passages; a passage is its text, what is said of its place,
        and in turn an offset and the anchor of what begins there.
    """
    order = {f"documents/{document}.html": n for n, document in enumerate(corpus.documents.index)}
    names = (path.relative_to(folder).as_posix() for path in folder.rglob("*.html"))
    texts = _list_texts(corpus)
    pages = []
    for name in sorted(set(names) - NOT_SEARCHED, key=lambda name: (order.get(name, len(order)), name)):
        title, parts = _list_parts(lxml.html.parse(str(folder / name)))
        if name in texts:
            title, passages = texts[name]
            parts = passages + parts
        pages.append([name, title, parts])
    return f"const PASSAGES = {json.dumps(pages, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def _list_texts(corpus):
    """Return title and passages of each document by the name of its page: paragraphs, with the lines of the scan."""
    lines = {}
    for document, paragraph, offset, line in corpus.lines[["document", "paragraph", "offset", "line"]].itertuples(
        index=False, name=None
    ):
        lines.setdefault((document, paragraph), []).extend((offset, f"line-{line}"))
    texts = {}
    for document, row in corpus.documents.iterrows():
        title = f"{spell_span(row['date'], row['date_end'])}: {' '.join(row['title'].split())}"
        texts[f"documents/{document}.html"] = title, []
    for row in corpus.paragraphs.to_dict("records"):
        voice, page = row.get("voice") or MAIN_VOICE, row.get("page")
        place = [voice] * (voice != MAIN_VOICE) + ([] if pd.isna(page) or page == "" else [f"page {page}"])
        at = lines.get((row["document"], row["paragraph"]), [0, ""])
        texts[f"documents/{row['document']}.html"][1].append([row["text"], ", ".join(place), *at])
    return texts


def _list_parts(tree):
    """Return title and passages of a page: its blocks of text, each with the nearest anchor before it."""
    (article,) = tree.xpath("//article[@id='furo-main-content']")
    title, anchor, parts = "", "", []
    for element in article.iter(tag=lxml.etree.Element):
        anchor = element.get("id", anchor)
        if element.tag not in BLOCKS or any(above.tag in BLOCKS for above in element.iterancestors()):
            continue
        if element.tag == "tr" and element.xpath(".//*[starts-with(@id, 'line-')]"):
            continue  # a paragraph of a document
        texts = element.xpath(f".//text()[not(ancestor::*[{PASSED_OVER}])]")
        text = re.sub(r"\s+", " ", ("" if element.tag != "tr" else " ").join(texts)).strip()
        title = title or text
        if text:
            parts.append([text, "", 0, anchor])
    return title, parts
