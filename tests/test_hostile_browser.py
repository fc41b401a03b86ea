"""All that is made of a hostile corpus, opened in a real browser: nothing runs, nothing is requested."""

import io
import shutil

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from markdown_it import MarkdownIt

import themeshift as ts
from themeshift import ledger
from themeshift.figures import write_gallery
from themeshift.style import PAPER_STYLE

pytestmark = pytest.mark.check
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
RUN = "window.ran=1"
EVIL = (
    f"<script>{RUN}</script><img src=http://evil.invalid/a onerror={RUN}><svg onload={RUN}><a href=javascript:{RUN}>x"
    "</a><style>@import 'http://evil.invalid/b'</style><iframe src=http://evil.invalid/c></iframe><!-- "
    f"\"><script>{RUN}</script> '/><body onload={RUN}> </bdi></td></table><link rel=stylesheet href=//evil.invalid/d> "
    "![i](http://evil.invalid/e.png) [l](javascript:x) <http://evil.invalid/f> `c` \u202edesrever\u2067 $x_1$ "
    "\\frac{1}{2} ]]> &lt;script&gt; %0a"
)
SHORT = f"<svg onload={RUN}>\u202ex $a_1$ ![i](http://evil.invalid/e.png)"  # what a key or an axis has room for


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A corpus whose every word is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [(f"a{n}", f"191{n % 3}-0{n + 1}-02", EVIL, SHORT, SHORT) for n in range(8)]
    table = pd.DataFrame(rows, columns=["id", "date", "title", "author", "genre"])
    table["text"] = [f"We want peace. {EVIL} peace\n\npeace {'peace war ' * 40}" for n in range(8)]
    table.to_csv(folder / "documents.csv", index=False)
    days = {"first": ["1910-01-01", "1911-01-01"], "last": ["1910-12-31", "1912-12-31"]}
    pd.DataFrame({"period": [SHORT, "=1+1"], **days, "reason": EVIL}).to_csv(folder / "periods.csv", index=False)
    return folder


def write_pages(folder):
    """Return as HTML what is shown of a corpus, a story and claims, by name."""
    corpus, story = ts.load_corpus(folder), ts.load_story(folder, themes=["peace", "war"])
    found = ts.find_concordance("peace", corpus.paragraphs, corpus.lines, corpus.documents)
    row = dict.fromkeys(ledger.COLUMNS, EVIL) | dict.fromkeys(ledger.NUMERIC, "")
    row |= dict.fromkeys(ledger.PLACES, "06_a")
    pd.DataFrame([row | {"claim": "peace", "kind": "fact", "number": "1.5", "digits": "1"}]).to_csv(
        folder / "claims.csv", index=False
    )
    claims = ts.load_claims(folder)
    pages = {
        "concordance": ts.show_concordance(found, caption=EVIL),
        "document": ts.show_document("a3", folder),
        "passages cut": ts.show_cut_passages(ts.cut_passages(corpus.paragraphs, 20), ["peace"], corpus.documents),
        "passages": ts.show_passages("peace", story=story),
        "theme": ts.show_theme("peace", story=story, min_words=1, n_replicates=20),
        "claims": ts.show_claims(folder=folder)._repr_html_(),
        "table": corpus.documents.head(2)._repr_html_(),
    }
    markdown = MarkdownIt("gfm-like", {"html": True, "linkify": False})  # HTML in Markdown is HTML, as on GitHub
    fig, ax = plt.subplots()
    caption = ts.save_figure(fig, "evil", pd.DataFrame({SHORT: [1, 2]}), folder, caption=EVIL, alternative=EVIL)
    summary = ts.summarize_story(story)
    for name, text in {
        "answer": "\n\n".join([*ts.describe_story(summary, [EVIL]), *ts.describe_authors(story)]),
        "theme's answer": ts.describe_theme(summary.replace({"term": {"peace": EVIL}}), EVIL, corpus.documents),
        "periods": ts.describe_periods(ts.load_periods(folder)),
        "caption": caption._repr_markdown_(),
        "gallery": write_gallery(folder, {"01_a": ["evil"]}),
        "ledger": ledger.write_md(claims),
        "block": ledger.write_block(claims),
    }.items():
        pages[name] = markdown.render(text)
    return {name: str(page) for name, page in pages.items()}


def draw_pictures(folder):
    """Return what is drawn of the corpus as SVG, by name, as the explorer does: its text is text."""
    documents = ts.load_corpus(folder).documents
    table = ts.summarize_story(ts.load_story(folder, themes=["peace", "war"])).replace({"term": {"peace": SHORT}})
    events = pd.DataFrame({"event": [SHORT], "label": [SHORT], "date": pd.to_datetime(["1911-03-04"])})
    pictures = {}
    with plt.style.context([PAPER_STYLE, {"svg.fonttype": "none"}]):
        for name, draw in {
            "timeline": lambda ax: ts.draw_timeline(documents, ax, shapes={SHORT: "o"}),
            "heat map": lambda ax: ts.draw_heat_map(table, ax),
            "bars": lambda ax: ts.draw_period_bars(table, SHORT, ax),
            "events": lambda ax: (ts.draw_timeline(documents, ax), ts.draw_events(events, ax)),
        }.items():
            fig, ax = plt.subplots()
            draw(ax)
            file = io.BytesIO()
            fig.savefig(file, format="svg")
            plt.close(fig)
            pictures[name] = (
                file.getvalue().decode().partition("<svg")[1] + file.getvalue().decode().partition("<svg")[2]
            )
    return pictures


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.fail("install Chromium: apt-get install chromium fonts-dejavu-core")
    sync_api = pytest.importorskip("playwright.sync_api")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


def open_page(browser, html):
    """Open HTML; return what ran, what was requested, and the page."""
    page, asked = browser.new_page(), []
    page.on("dialog", lambda dialog: (asked.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.route("**/*", lambda route: (asked.append(route.request.url), route.abort()))
    page.set_content(f"<!doctype html><meta charset=utf-8><body>{html}", wait_until="load")
    page.wait_for_timeout(150)
    ran = page.evaluate("() => window.ran === undefined ? [] : ['a script ran']")
    return ran + asked, page


# A mark of direction is kept apart from what stands beside it: by an element of its own, or by marks around it.
NOT_ISOLATED = r"""() => {
    const found = [], walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const text = walker.currentNode.data;
        if (!/[\u202a-\u202e\u2066-\u2069]/.test(text.replace(/\u2068[^\u2069]*\u2069/g, ''))) continue;
        let node = walker.currentNode.parentElement, isolated = false;
        for (; node && node !== document.body; node = node.parentElement)
            isolated ||= ['BDI', 'text'].includes(node.tagName)
                || (/isolate/.test(getComputedStyle(node).unicodeBidi) && node.textContent.trim() === text.trim());
        if (!isolated) found.push(`not isolated: ${text.slice(0, 60)}`);
    }
    return found;
}"""


def test_the_browser_tells_what_runs_and_what_is_requested(browser):
    told, page = open_page(browser, EVIL)
    page.close()
    assert "a script ran" in told and "http://evil.invalid/a" in told


def test_pages_of_a_hostile_corpus_run_nothing_and_request_nothing(browser, folder):
    told = {}
    for name, html in write_pages(folder).items():
        happened, page = open_page(browser, html)
        happened += page.evaluate(NOT_ISOLATED)
        elements = (
            "script, iframe, link, object, embed, form, meta[http-equiv], a[href^='javascript'], img[src^='http']"
        )
        happened += [f"{n} elements that are not ours" for n in [page.locator(f"body :is({elements})").count()] if n]
        page.close()
        told |= {name: happened} if happened else {}
    assert told == {}


def test_pictures_of_a_hostile_corpus_run_nothing_and_show_what_is_written(browser, folder):
    told = {}
    for name, svg in draw_pictures(folder).items():
        happened, page = open_page(browser, svg)
        words = page.evaluate("() => document.body.textContent")
        happened += [] if "$a_1$" in words else ["its label is interpreted"]
        page.close()
        told |= {name: happened} if happened else {}
    assert told == {}
