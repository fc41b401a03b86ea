"""Words of a corpus, titles, labels and names of themes never become HTML, a formula or mathematics, in any way out."""

import csv
import io

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from lxml import html

import themeshift as ts
from themeshift import ledger
from themeshift.figures import write_gallery

EVIL = (
    '<script>alert(1)</script><img src=x onerror="a()">&amp;\u202eevil $x_1$ \\frac{a} [a](javascript:b) `c` *d* | "e"'
)
ALLOWED = {
    "div",
    "span",
    "table",
    "thead",
    "tbody",
    "tr",
    "td",
    "th",
    "caption",
    "p",
    "small",
    "br",
    "b",
    "bdi",
    "ul",
    "li",
    "i",
    "details",
    "summary",
    "style",
    "img",
    "figure",
    "figcaption",
    "h3",
    "h4",
    "svg",
    "section",
    "html",
    "body",
}

RUNS = {"script", "foreignobject", "image", "a", "iframe"}  # in a drawing


def check_html(shown):
    """Fail unless what is shown has no element that runs or requests anything, and keeps the direction of its text."""
    text = str(shown)
    tree = html.fragment_fromstring(text, create_parent="div")
    for element in tree.iter():
        drawn = any(parent.tag == "svg" for parent in element.iterancestors())
        assert element.tag not in RUNS if drawn else element.tag in ALLOWED, element.tag
        for name, value in element.attrib.items():
            assert not name.startswith("on") and "javascript:" not in value.lower(), (name, value)
            assert name not in ("src", "href", "xlink:href") or value.startswith(("data:image/", "#")), (name, value)
        assert (
            drawn
            or element.tag == "bdi"
            or "\u202e" not in (element.text or "")
            or any(parent.tag == "bdi" for parent in element.iterancestors())
        ), element.tag
    assert "<script" not in text.replace("&lt;script", "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A corpus whose every word is hostile."""
    folder = tmp_path_factory.mktemp("hostile")
    rows = [(f"a{n}", f"1910-0{n + 1}-02", EVIL, EVIL, EVIL) for n in range(8)]
    table = pd.DataFrame(rows, columns=["id", "date", "title", "author", "genre"])
    table["text"] = [f"We want peace. {EVIL} peace\n\npeace {'peace ' * n}" for n in range(8)]
    table.to_csv(folder / "documents.csv", index=False)
    periods = pd.DataFrame(
        {"period": [EVIL, "=1+1"], "first": ["1910-01-01", "1910-04-01"], "last": ["1910-03-31", "1910-12-31"]}
    )
    periods.assign(reason=EVIL).to_csv(folder / "periods.csv", index=False)
    return folder


def test_what_is_shown_of_a_corpus_is_text(folder):
    corpus = ts.load_corpus(folder)
    shown = [
        ts.show_concordance(
            ts.find_concordance("peace", corpus.paragraphs, corpus.lines, corpus.documents), caption=EVIL
        ),
        ts.show_document("a3", folder),
        ts.show_cut_passages(ts.cut_passages(corpus.paragraphs, 20), ["peace"], corpus.documents),
    ]
    for page in shown:
        assert "alert" in str(page)
        check_html(page)


def test_what_is_shown_of_a_story_is_text(folder):
    story = ts.load_story(folder, themes=["peace", "alert"])
    check_html(ts.show_passages("peace", story=story))
    check_html(ts.show_theme("peace", story=story, min_words=1, n_replicates=20))


def make_claim():
    row = dict.fromkeys(ledger.COLUMNS, "") | {
        "claim": "peace-rate",
        "sentence": EVIL,
        "kind": "fact",
        "number": "1.5",
        "digits": "1",
    }
    return row | {
        "passages": EVIL,
        "absent": EVIL,
        "unit": EVIL,
        "layer": EVIL,
        "test": EVIL,
        "notebook": "01_a",
        "tag": "claim",
        "low": "1.0",
        "high": "2.0",
        "p": "0.5",
    }


def test_claims_are_text(tmp_path):
    pd.DataFrame([make_claim()]).to_csv(tmp_path / "claims.csv", index=False)
    table = ts.load_claims(tmp_path)
    check_html(ts.show_claims(folder=tmp_path)._repr_html_())
    for text in (ledger.write_md(table), ledger.write_block(table)):
        assert "<script" not in text and "<img" not in text
    assert EVIL not in ledger.write_tex(table)
    assert ledger.write_block(table).count("\n") == 4  # a bar in a cell begins no other, a line end no row


def test_a_figure_and_its_caption_are_text(tmp_path):
    fig, axes = ts.make_panels([EVIL, "$\\notcommand{$"])
    axes[0].plot([1, 2], label=ts.escape_label(EVIL))
    numbers = pd.DataFrame({"term": ["=1+1", "+1", "-a", "@SUM(A1)", "\t=1", EVIL], "rate": [-1.5, 2, 3, 4, 5, 6]})
    caption = ts.save_figure(fig, "evil", numbers, tmp_path, caption=EVIL, alternative=EVIL)
    plt.close("all")
    rows = list(csv.reader(io.StringIO((tmp_path / "evil.csv").read_text(encoding="utf-8"))))
    assert not [cell for row in rows for cell in row[1:2] if cell.strip().startswith(("=", "+", "-", "@"))]
    assert rows[1][2] == "-1.5"  # a number is one
    written = (tmp_path / "evil.md").read_text(encoding="utf-8").partition("```latex")[0]
    for text in (
        written,
        caption._repr_markdown_(),
        write_gallery(tmp_path, {"01_a": ["evil"]}).partition("```latex")[0],
    ):
        assert "<script" not in text.replace("\\<script", "") and "[a](" not in text and "\\[a\\](" in text
    assert "\\frac{a}" not in caption.latex and "$x" not in caption.latex.replace("\\$x", "")
