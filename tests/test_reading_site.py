"""The reading site: its links, what it escapes, and itself in a real browser, opened from the disk."""

import os
import re
import shutil
import subprocess
import sys
from urllib.parse import quote, unquote

import lxml.html
import pandas as pd
import pytest
from test_explorer_browser import ARGUMENTS, CHROMIUM, open_browser
from test_hostile_browser import EVIL, SHORT

from themeshift import corpus as c
from themeshift import paths, reading_site
from themeshift.checks import InputError
from themeshift.concordance import find_concordance
from themeshift.escaping import escape_markdown
from themeshift.evidence import show_concordance, show_document

PAGES = [
    "README",
    "notebooks/00_see_the_shift",
    "notebooks/04_trace_the_themes",
    "figures/claims",
    "documents/1917-11-22-wireless-message",
    "reference/story",
]


@pytest.fixture(scope="module")
def corpus():
    return c.load_corpus(voice=None)


def test_a_link_to_what_is_not_on_the_site_becomes_its_text(tmp_path):
    (tmp_path / "a.csv").write_text("x\n1\n")
    (tmp_path / "tests").mkdir()
    linked = set()
    text = "[table](a.csv), [page](b.md#part), [tests](tests), [web](https://x.org), [b](#b), ![p](a.csv) [up](../a)"
    (tmp_path / "b.md").write_text("# Part\n")
    kept = reading_site._keep_links(text, tmp_path / "README.md", tmp_path, {"b.md"}, linked)
    assert kept == "[table](a.csv), [page](b.md#part), tests, [web](https://x.org), [b](#b), ![p](a.csv) up"
    assert linked == {"a.csv"}
    code = "```\nrates[0](tests)\n```"
    assert reading_site._keep_links(code, tmp_path / "README.md", tmp_path, set(), linked) == code


def test_a_passage_of_a_claim_leads_to_its_line(corpus):
    text = "Passages: 1917-11-08-report-on-peace:234:peace:aim."
    page = reading_site._link_passages(text, corpus, paths.ROOT / "figures")
    assert page == ('Passages: <a href="../documents/1917-11-08-report-on-peace.html?words=peace#line-234">“peace”, '
                    "Report on Peace, 1917-11-08, page 11, line 234</a>.")  # fmt: skip
    document = show_document("1917-11-08-report-on-peace", corpus=corpus, anchors=True)
    assert '<span id="line-234">234</span>' in document


def test_a_page_that_shows_or_links_to_what_is_missing_is_named(tmp_path):
    for text in ("![a figure](gone.png)", "[next](gone.png)"):
        with pytest.raises(InputError, match=r"README\.md: gone\.png, which it shows or links to, is missing"):
            reading_site._keep_links(text, tmp_path / "README.md", tmp_path, set(), set())


@pytest.mark.parametrize("passage", ["1917-11-08-report:234:peace:aim", "1917-11-08-report-on-peace:1:peace", "no"])
def test_a_passage_that_is_in_no_text_is_named(monkeypatch, corpus, passage):
    monkeypatch.setattr(reading_site, "load_claims", lambda folder: {"passages": [passage]})
    with pytest.raises(InputError, match=f"no passage '{passage}'"):
        reading_site._link_passages("", corpus, paths.ROOT / "figures")


def test_a_passage_without_a_sense_has_its_link(monkeypatch, corpus):
    passage = "1917-11-08-report-on-peace:234:peace"
    monkeypatch.setattr(reading_site, "load_claims", lambda folder: {"passages": [passage]})
    page = reading_site._link_passages(passage, corpus, paths.ROOT / "figures")
    assert page.startswith('<a href="../documents/1917-11-08-report-on-peace.html?words=peace#line-234">“peace”')


def test_a_passage_that_begins_as_another_does_not_break_its_link(monkeypatch, corpus):
    short = "1917-11-08-report-on-peace:234:peace"
    monkeypatch.setattr(reading_site, "load_claims", lambda folder: {"passages": [short, f"{short}:aim"]})
    page = reading_site._link_passages(f"{short}; {short}:aim.", corpus, paths.ROOT / "figures")
    assert page.count("</a>") == page.count("“peace”") == 2 and ":aim" not in page


def test_what_is_not_known_of_a_text_is_not_listed(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("Peace.\n")
    (tmp_path / "documents.csv").write_text("id,date,title,author,book_page\na,1917,A title,,\n")
    page = reading_site._write_documents(c.load_corpus(tmp_path, voice=None), tmp_path)["documents/a.md"]
    known = page.split("</h2>")[1]
    assert "nan" not in known and "NA" not in known and "book" not in known


def test_a_title_of_several_lines_ends_neither_its_heading_nor_the_text(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("Peace.\n")
    (tmp_path / "documents.csv").write_text('id,date,title,author\na,1917,"T\n```\n# New | one",E\n')
    pages = reading_site._write_documents(c.load_corpus(tmp_path, voice=None), tmp_path)
    assert pages["documents/a.md"].count("\n```\n") == 1 and "\n# New" not in pages["documents/a.md"]
    assert r"New \| one" in pages["documents/index.md"]


def test_a_folder_of_something_else_is_not_replaced(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    for target in (tmp_path, tmp_path / "notes.txt"):
        with pytest.raises(InputError, match="name a (new )?folder"):
            reading_site.save_site(target)
    assert (tmp_path / "notes.txt").read_text() == "mine"


def test_names_of_a_corpus_are_text_on_its_pages(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("Peace <script>alert(1)</script>.\n")
    (tmp_path / "documents.csv").write_text('id,date,title,author\na,1917,"<img src=x> [a](b)",*Eve*\n')
    page = reading_site._write_documents(c.load_corpus(tmp_path, voice=None), tmp_path)["documents/a.md"]
    assert "<script" not in page and "<img" not in page and r"\[a\]" in page and r"\*Eve\*" in page


def test_a_passage_of_an_odd_name_has_its_link_and_says_no_page_that_is_not_known(tmp_path, monkeypatch):
    pd.DataFrame({"id": ["a #1*?", "b"], "date": "1917", "text": "Peace."}).to_csv(
        tmp_path / "documents.csv", index=False
    )
    monkeypatch.setattr(reading_site, "load_claims", lambda folder: {"passages": ["a #1*?:1:Peace"]})
    corpus = c.load_corpus(tmp_path, voice=None)
    page = reading_site._link_passages(escape_markdown("a #1*?:1:Peace"), corpus, tmp_path)
    (name,) = [name for name in reading_site._write_documents(corpus, tmp_path) if name.startswith("documents/a")]
    assert page == (f'<a href="../{name.removesuffix(".md")}.html?words=Peace#line-1">“Peace”, a #1\\*?, 1917-01-01, '
                    "line 1</a>")  # fmt: skip


@pytest.mark.parametrize("name", ["figures/claims.md", "README.md"])
def test_what_is_missing_is_named(tmp_path, name):
    for page in {"figures/claims.md", "README.md", "figures/README.md", "corpus/README.md"} - {name}:
        (tmp_path / page).parent.mkdir(exist_ok=True)
        (tmp_path / page).write_text("# Page\n")
    with pytest.raises(InputError, match=rf"{name} is missing; run make"):
        reading_site._write_sources(tmp_path / "source", tmp_path)


def test_a_notebook_that_is_none_is_named(tmp_path):
    path = tmp_path / "00.ipynb"
    path.write_text("[]")
    with pytest.raises(InputError, match=r"00\.ipynb: this is not a notebook"):
        reading_site._read_page(path, tmp_path, set(), set())


def test_a_folder_that_holds_something_else_is_left(tmp_path):
    for target in (tmp_path / "thesis", tmp_path / "thesis" / "chapter.txt"):
        (tmp_path / "thesis").mkdir(exist_ok=True)
        (tmp_path / "thesis" / "chapter.txt").write_text("Mine.")
        with pytest.raises(InputError, match="holds something else than the site, which would be lost"):
            reading_site.save_site(target)
    assert [path.name for path in tmp_path.rglob("*")] == ["thesis", "chapter.txt"]


def test_without_sphinx_the_site_says_what_to_install(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "sphinx.application", None)
    with pytest.raises(InputError, match=r'Sphinx is not installed.*`make site`.*-e "\.\[site\]"'):
        reading_site.save_site(tmp_path / "site")
    assert list(tmp_path.iterdir()) == []


def find_lost_links(site):
    """Return each link, picture, style or script of a site that leads nowhere or outside, or is not told in words."""
    trees = {path: lxml.html.parse(str(path)) for path in site.rglob("*.html")}
    ids = {path: set(tree.xpath("//@id")) for path, tree in trees.items()}
    lost = []
    for path, tree in trees.items():
        for element in tree.iter("a", "img", "link", "script"):
            place = element.get("href") or element.get("src") or ""
            name, _, part = place.partition("#")
            target = (path.parent / unquote(name.partition("?")[0])).resolve() if name else path
            outside = re.match("[a-z]*:|//", place)
            if (element.tag == "img" and not (element.get("alt") or "").strip()) or (outside and element.tag != "a"):
                lost.append(f"{path.relative_to(site)}: {lxml.html.tostring(element)[:200]}")
            elif not outside and (not target.exists() or (part and part not in ids.get(target, {part}))):
                lost.append(f"{path.relative_to(site)}: {place}")
    return lost


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    if not os.environ.get("CI"):
        pytest.importorskip("sphinx", reason="NOT TESTED: the extra `site` is not installed")
    target = tmp_path_factory.mktemp("reading site ü") / "site"
    build_site(target, paths.ROOT)
    return target


def build_site(target, root):
    """Build a site in another process, out of reach of `-W error`."""
    code = f"from themeshift import reading_site; reading_site.save_site({str(target)!r}, {str(root)!r})"
    subprocess.run([sys.executable, "-c", code], check=True, stderr=subprocess.DEVNULL)


@pytest.mark.check
def test_every_link_of_the_site_leads_somewhere_and_every_picture_has_words(site):
    assert find_lost_links(site) == []
    assert [path for path in site.rglob("*.html") if str(paths.ROOT) in path.read_text(encoding="utf-8")] == []
    claims = lxml.html.parse(str(site / "figures" / "claims.html"))
    assert len(claims.xpath("//a[contains(@href, '#line-')]")) >= 12
    home = lxml.html.parse(str(site / "index.html"))
    assert len(home.xpath("//details//a[starts-with(@href, 'figures/claims.html#')]")) >= 12
    (site / "README.html").rename(site / "away.html")  # the check can fail
    assert any("README.html" in link for link in find_lost_links(site))
    (site / "away.html").rename(site / "README.html")


@pytest.mark.check
def test_the_site_of_a_hostile_corpus_shows_what_is_written_and_runs_nothing(tmp_path):
    if not os.environ.get("CI"):
        pytest.importorskip("sphinx", reason="NOT TESTED: the extra `site` is not installed")
    ids = ["a #1?", "100%", "a&b=<c>", "naïve д", "index", "self", "A'\"(x)[y]{z}", "..", "-x", "{toctree}", "`q`",
           "a_#1?", "x" * 300, "con", "a/b", "q|r"]  # fmt: skip
    titles = [EVIL, "", " ", "# #", "+++", "Title #", "1. x", "- y", "| z |", "(t)=", "{ref}`x`", "```", "~~~",
              "A\u0301", SHORT, "&amp; <b>"]  # fmt: skip
    table = pd.DataFrame(
        {"id": ids, "date": "1918", "title": titles, "author": SHORT, "text": f"We want peace. {EVIL}"}
    )
    for name in ("README.md", "figures/README.md", "figures/claims.md", "corpus/README.md"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("# Page\n\nWords.\n")
    shutil.copy(paths.ROOT / "figures" / "claims.csv", tmp_path / "figures")
    claims = (tmp_path / "figures" / "claims.csv").read_text(encoding="utf-8").splitlines()[0]
    (tmp_path / "figures" / "claims.csv").write_text(f"{claims}\n")
    table.to_csv(tmp_path / "corpus" / "documents.csv", index=False)
    build_site(tmp_path / "site", tmp_path)
    assert find_lost_links(tmp_path / "site") == []
    happened, heads = [], []
    with open_browser() as browser:
        page = browser.new_page()
        page.on("request", lambda request: request.url.startswith(("file:", "data:")) or happened.append(request.url))
        page.on("pageerror", lambda error: happened.append(str(error)[:200]))
        for path in sorted((tmp_path / "site" / "documents").glob("*.html")):
            page.goto(path.as_uri())
            heads.append(page.locator("h1").text_content().removesuffix("¶").strip("\u2068\u2069 "))
            happened += ["a script ran"] * page.evaluate("window.ran !== undefined")
        page.goto((tmp_path / "site" / "search.html").as_uri() + "?q=want peace")
        links = page.locator("#search-results li a").evaluate_all("links => links.map((link) => link.href)")
        for link in links:
            page.goto(link)
            assert page.locator("article td mark").first.text_content() == "want peace", link
    assert happened == [] and len(links) == len(ids)
    shown = [id if not title.strip() else title.strip() for id, title in zip(ids, titles, strict=True)]
    assert {head[:20] for head in heads} == {title[:20] for title in [*shown, "The texts"]}


SEEN = """() => {
    const row = document.querySelector(":target").closest("tr");
    const seen = [...row.querySelector("td").querySelectorAll("mark")].filter((mark) => {
        const box = mark.getBoundingClientRect();
        return box.top >= 0 && box.bottom <= innerHeight;
    });
    return [row.querySelector("th").textContent, seen.map((mark) => mark.textContent)];
}"""  # the page of the book, and the words that are marked in the paragraph and on the screen


def check_search(page, address):
    """A phrase is found in its order, in the texts first, by date; a result shows it and leads to its line."""
    page.goto(address)
    page.fill("#search-words", "dictatorship OF")
    page.keyboard.press("Enter")
    page.wait_for_selector("#search-results li mark")
    texts = sum(len(re.findall(r"\bdictatorship of\b", text, re.IGNORECASE))
                for text in c.load_corpus(voice=None).paragraphs["text"])  # fmt: skip
    assert page.inner_text("#search-told").startswith(f"{texts} times in ")
    assert page.locator("#search-results h2").first.inner_text().startswith("14 March 1918: ")
    link = page.locator("#search-results li a").first
    assert link.inner_text() == "page 51, line 1964"
    assert "advance of the dictatorship of the proletariat" in " ".join(
        page.locator("#search-results li").first.inner_text().split()
    )
    link.click()
    page.wait_for_selector("article mark")
    page.wait_for_timeout(200)
    place, seen = page.evaluate(SEEN)
    assert "p. 51" in place and "dictatorship of" in seen and page.url.endswith("#line-1964")
    for asked, told in [("imperialist Bukhara", "nowhere follow each other"), ("xyzzy", "occurs nowhere"),
                        ("((*", "no word in this"), ("<img src=x>", "nowhere"), ("breathing-space", " times in "),
                        ("Russia's", " times in "), ("show_passages", "0 times in 0 texts")]:  # fmt: skip
        page.goto(f"{address}?q={quote(asked)}")
        assert told in page.inner_text("#search-told"), asked
    page.goto(f"{address}?q=concession")
    page.click("#search-told a")
    page.wait_for_selector("#search-results li mark:text('concessions')")


def check_claims(page, address):
    """Each passage of a claim leads to a paragraph of that page in which its words are marked, on the screen."""
    page.goto(address)
    links = page.locator("a[href*='#line-']").evaluate_all("links => links.map(link => [link.href, link.textContent])")
    for place, told in links:
        page.goto("about:blank")
        page.goto(place)
        page.wait_for_timeout(200)
        head, seen = page.evaluate(SEEN)
        word, number = re.match(r"“(.*?)”.* page (\d+), line", told).groups()
        assert word in seen and f"p. {number}" in head, told


def check_keyboard(page, address):
    """On a narrow screen, too, what has the focus is seen."""
    page.goto(address)
    for _ in range(6):
        page.keyboard.press("Tab")
    page.wait_for_timeout(500)
    assert page.evaluate("document.activeElement.closest('.sidebar-drawer').getBoundingClientRect().left") == 0


def check_concordance(page):
    """In a notebook on a narrow screen a concordance has room, and what was searched is not cut."""
    documents, paragraphs, lines, *_ = c.load_corpus()
    table = show_concordance(find_concordance("electrif*", paragraphs, lines, documents))
    page.set_content(f"<style>table {{ table-layout: fixed }} td, th {{ padding: 0.5em }}</style>{table}")  # Jupyter's
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert (
        page.evaluate("Math.max(...[...document.querySelectorAll('b')].map(word => word.getClientRects().length))") == 1
    )


@pytest.mark.check
def test_the_site_in_a_browser(site):
    if CHROMIUM is None and os.environ.get("CI"):
        pytest.fail("there is no Chromium, so the site was not tried; apt-get install chromium fonts-dejavu-core")
    if CHROMIUM is None:
        pytest.skip("NOT TESTED: there is no Chromium here; Debian has it: apt-get install chromium fonts-dejavu-core")
    from axe_playwright_python.sync_playwright import Axe
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        said, outside = [], []
        for scheme in ("light", "dark"):
            page = browser.new_page(viewport={"width": 390, "height": 800}, color_scheme=scheme)
            page.on("console", lambda message: said.append(message.text))
            page.on("pageerror", lambda error: said.append(str(error)))
            page.on(
                "request", lambda request: request.url.startswith(("file:", "data:")) or outside.append(request.url)
            )
            for name in PAGES:
                page.goto((site / f"{name}.html").as_uri())
                assert page.evaluate("document.documentElement.scrollWidth") <= 390, name
                broken = Axe().run(page, options={"preload": False}).response["violations"]  # preloads by request
                found = [f"{rule['id']}: {rule['nodes'][0]['html'][:150]}" for rule in broken
                         if rule["impact"] in ("serious", "critical")]  # fmt: skip
                assert not found, (scheme, name, found)
        check_search(page, (site / "search.html").as_uri())
        check_claims(page, (site / "figures" / "claims.html").as_uri())
        check_keyboard(page, (site / "README.html").as_uri())
        check_concordance(page)
        browser.close()
    assert (said, outside) == ([], [])
