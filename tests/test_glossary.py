"""Every term has one sentence and an example that is in the text it names; every link to a term leads to one."""

import re

import nbformat
import pytest

import themeshift as ts
from themeshift import paths

GLOSSARY = (paths.NOTEBOOKS / "glossary.md").read_text(encoding="utf-8")
ENTRIES = dict(re.findall(r"^### (.+)\n(.+)$", GLOSSARY, re.MULTILINE))
ANCHORS = {term.lower().replace(" ", "-") for term in ENTRIES}


@pytest.fixture(scope="module")
def texts():
    paragraphs = ts.load_corpus(voice=None).paragraphs
    return paragraphs.groupby("document")["text"].agg(" ".join).str.split().str.join(" ")


@pytest.mark.parametrize("term", ENTRIES)
def test_a_term_has_one_sentence_with_an_example_from_the_texts(term, texts):
    entry = ENTRIES[term]
    examples = re.findall(r"“([^”]+)”[^“]*?\((\d{4}-[\w-]+)\)", entry)
    assert len(examples) == entry.count("“") > 0
    for words, document in examples:
        assert words in texts[document], words
    assert len(re.findall(r"[.?!](?= |$)", re.sub(r"“[^”]+”", "", entry))) == 1


def test_no_term_is_explained_twice():
    assert len(re.findall("^### ", GLOSSARY, re.MULTILINE)) == len(ENTRIES) == len(ANCHORS)


def test_every_link_to_a_term_leads_to_one():
    for path in sorted(paths.NOTEBOOKS.rglob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        prose = [cell.source for cell in cells if cell.cell_type == "markdown"]
        for anchor in re.findall(r"glossary\.md#([\w-]+)", "\n".join(prose)):
            assert anchor in ANCHORS, f"{path.name}: {anchor}"


def test_every_term_is_linked_where_the_numbered_notebooks_use_it():
    prose = "\n".join(
        cell.source
        for path in sorted(paths.NOTEBOOKS.glob("0[0-6]_*.ipynb"))
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "markdown"
    )
    unlinked = ANCHORS - set(re.findall(r"glossary\.md#([\w-]+)", prose))
    assert [term for term in unlinked if re.search(rf"(?i)\b{term.replace('-', '[- ]')}", prose)] == []
