"""What the site is searched in: each passage once, with the line or the part of its page."""

import json
from urllib.parse import quote

import pandas as pd
import pytest
from test_explorer_browser import open_browser

from themeshift.corpus import load_corpus
from themeshift.evidence import show_document
from themeshift.site_search import SCRIPT, TEMPLATE, name_pages, write_index

PAGE = """<html><body><nav><p>Contents</p></nav><article id="furo-main-content">
<section id="top"><h1>A <em>page</em><a class="headerlink" href="#top">#</a></h1><p>First  words.</p></section>
<section id="part"><h2>Part</h2><ul><li><p>One &lt;b&gt;</p></li></ul><style>p {}</style>
<table><tr><th>a</th><td><p>b</p></td></tr></table><p> </p></section></article></body></html>"""
TEXT = """<html><body><article id="furo-main-content"><h1>Report</h1>
<table><caption>Report</caption><tr><th>text</th><td>Peace now</td><td><span id="line-1">1</span></td></tr></table>
<h2 id="known">What is known</h2></article></body></html>"""


@pytest.fixture
def corpus(tmp_path):
    (tmp_path / "corpus" / "texts").mkdir(parents=True)
    (tmp_path / "corpus" / "texts" / "b.txt").write_text("Peace\nnow.\n\nBread </script>.\n")
    (tmp_path / "corpus" / "texts" / "a.txt").write_text("War.\n")
    (tmp_path / "corpus" / "documents.csv").write_text("id,date,title\nb,1917-11-08,Report\na,1918,Letter\n")
    return load_corpus(tmp_path / "corpus", voice=None)


def test_each_passage_is_there_once_with_its_place(tmp_path, corpus):
    for name, page in {
        "z.html": PAGE,
        "documents/a.html": TEXT,
        "documents/b.html": TEXT,
        "genindex.html": PAGE,
    }.items():
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_text(page)
    script = write_index(tmp_path / "site", corpus).decode()
    pages = json.loads(script.removeprefix("const PASSAGES = ").removesuffix(";\n"))
    b, a = ["documents/b.html", "8 November 1917: Report"], ["documents/a.html", "1918: Letter"]
    assert [[*page[:2], page[3]] for page in pages] == [[*b, 1], [*a, 1], [*b, 0], [*a, 0], ["z.html", "A page", 0]]
    assert pages[0][2] == [["Peace now.", "", 0, "line-1", 6, "line-2"], ["Bread </script>.", "", 0, "line-4"]]
    assert pages[2][2] == [["Report", "Report", 0, "furo-main-content"], ["What is known", "What is known", 0, "known"]]
    parts = ["Part", "One <b>", "a b"]
    assert pages[4][2][:2] == [["A page", "A page", 0, "top"], ["First words.", "A page", 0, "top"]]
    assert pages[4][2][2:] == [[text, "Part", 0, "part"] for text in parts]


def test_words_that_no_blank_keeps_apart_are_kept_apart(tmp_path, corpus):
    text = (
        "<p><small>line 19</small><br>Com<b>rad</b>es</p><table><tr><td>a<em>b</em></td><td>c<p>d</p></td></tr></table>"
    )
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "z.html").write_text(f"<article id='furo-main-content'>{text}</article>")
    script = write_index(tmp_path / "site", corpus).decode()
    assert '"line 19 Comrades"' in script and '"ab c d"' in script


def test_a_text_without_title_or_voice_has_its_id_and_its_place(tmp_path, corpus):
    (tmp_path / "site" / "documents").mkdir(parents=True)
    for name in "ab":
        (tmp_path / "site" / "documents" / f"{name}.html").write_text(TEXT)
    paragraphs = corpus.paragraphs.assign(voice=[None, float("nan"), "quoted"][: len(corpus.paragraphs)], page=pd.NA)
    for documents in (corpus.documents.assign(title=[float("nan"), " "]), corpus.documents.drop(columns="title")):
        script = write_index(tmp_path / "site", corpus._replace(documents=documents, paragraphs=paragraphs)).decode()
        assert '"8 November 1917: b"' in script and '"1918: a"' in script and "nan" not in script.lower()


def test_the_name_of_a_page_means_nothing_in_an_address():
    ids = ["a #1?", "100%", "a/b", "index", "INDEX", "..", "café", "x" * 999, "A", "a", "con", "`q`|<>"]
    names = list(name_pages(ids).values())
    assert len({name.lower() for name in names}) == len(ids) and "documents/index" not in map(str.lower, names)
    for name in names:
        assert quote(name.replace("é", "e")) == name.replace("é", "e") and len(name) < 230 and name.count("/") == 1


ODD = "a #1%?"
SAID = "They want peace in Liège, Lie\u0300ge and हिन्दी: <b>now</b>.\n"


@pytest.fixture
def pages(tmp_path):
    """A search and the page of a text, as a site has them, but without Sphinx; the names of the pages are odd."""
    folder = tmp_path / "odd #1% ?" / "corpus"
    folder.mkdir(parents=True)
    pd.DataFrame({"id": [ODD], "date": "1917", "text": SAID + "It is war." + "\n\n" + "Ы" * 2000 + "-war"}).to_csv(
        folder / "documents.csv", index=False
    )
    corpus = load_corpus(folder, voice=None)
    site, script = folder.parent / "site", f"<meta charset=utf-8><script>{SCRIPT.read_text(encoding='utf-8')}</script>"
    (site / "documents").mkdir(parents=True)
    article = "{}<article id='furo-main-content'>{}</article>".format
    shown = show_document(ODD, folder, corpus=corpus, anchors=True).replace(
        "want", "<span>[<small>quoted:</small> want]</span>"
    )
    (site / f"{name_pages([ODD])[ODD]}.html").write_text(article(script, shown), encoding="utf-8")
    more = f"<h1>{ODD}</h1><p>world <em>rev</em>olution</p><p id='100%'>peace</p><ul><li><p>one</p><p>two</p></li></ul>"
    (site / "z %41#.html").write_text(article(script, more), encoding="utf-8")
    (site / "passages.js").write_bytes(write_index(site, corpus))
    form = TEMPLATE.partition("<h1>")[2].partition("{% endblock %}")[0]
    (site / "search.html").write_text(f"{script}<script src=passages.js></script>{form}", encoding="utf-8")
    return site


@pytest.mark.check
def test_what_is_asked_is_found_and_marked_where_it_is(pages):
    both = ["Liège", "Lie\u0300ge"]
    asked = {
        "liege": both, "LIÈGE": both, "Lie\u0300ge": both, "L*ge": both, "हिन्दी": ["हिन्दी"], "हिन": [],
        "want peace": ["want", "] peace"], "world revolution": ["world ", "rev", "olution"], "one two": ["one", "two"],
        "<b>now": ["b>now"], "it is war": ["It is war"], "w*n*t*": ["want"],
    }  # fmt: skip
    with open_browser() as browser:
        page, said = browser.new_page(), []
        page.on("pageerror", lambda error: said.append(str(error)[:200]))
        for words, marks in asked.items():
            page.goto(f"{(pages / 'search.html').as_uri()}?q={quote(words)}")
            links = page.locator("#search-results li a").evaluate_all("links => links.map((link) => link.href)")
            assert bool(links) == bool(marks), (words, page.inner_text("#search-told"))
            if links:
                page.goto(links[0])
                seen = page.locator("article td:first-of-type mark, article > :not(table) mark").all_text_contents()
                assert "".join(seen).split() == "".join(marks).split(), words
        page.goto(f"{(pages / 'z %41#.html').as_uri()}?words=peace#100%")  # not encoded, as written by hand
        assert page.locator("[id='100%'] mark").count() == 1
        for words in ("x" * 2000, "w " * 2000, "*e" * 300 + "x"):
            page.goto(f"{(pages / 'search.html').as_uri()}?q={quote(words)}")
            assert page.inner_text("#search-told")
    assert said == []


@pytest.mark.check
def test_other_endings_are_offered_only_where_there_are_some_and_titles_are_not_counted_as_texts(pages):
    with open_browser() as browser:
        page = browser.new_page()
        told = {}
        for words in ("pe", "xyzzy", ODD, ""):
            page.goto(f"{(pages / 'search.html').as_uri()}?q={quote(words)}")
            told[words] = page.inner_text("#search-told")
        assert page.evaluate("document.activeElement.name") == "q"
        page.goto(f"{(pages / 'search.html').as_uri()}?q=war")
        assert len(page.locator("#search-results li").last.inner_text()) < 400  # a text without blanks is not all shown
    assert (
        told["pe"] == "This word occurs nowhere. With other endings: pe*"
        and told["xyzzy"] == "This word occurs nowhere."
    )
    assert told[ODD].startswith("0 times in 0 texts, 1 time in titles and other pages.") and told[""] == ""
