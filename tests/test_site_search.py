"""What the site is searched in: each passage once, with the line or the part of its page."""

import json

import pytest

from themeshift.corpus import load_corpus
from themeshift.site_search import write_index

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
    assert [page[:2] for page in pages] == [
        ["documents/b.html", "8 November 1917: Report"], ["documents/a.html", "1918: Letter"], ["z.html", "A page"],
    ]  # fmt: skip
    assert pages[0][2][:2] == [["Peace now.", "", 0, "line-1", 6, "line-2"], ["Bread </script>.", "", 0, "line-4"]]
    assert [text for text, *_ in pages[0][2][2:]] == ["Report", "Report", "What is known"]  # heading, caption, part
    assert pages[2][2] == [["A page", "", 0, "top"], ["First words.", "", 0, "top"], ["Part", "", 0, "part"],
                           ["One <b>", "", 0, "part"], ["a b", "", 0, "part"]]  # fmt: skip
