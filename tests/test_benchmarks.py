"""How long the work takes: ``make bench``. Skipped by ``make test``; no time is asserted anywhere."""

from themeshift.corpus import load_documents, load_paragraphs, load_passages
from themeshift.counts import count_terms


def test_load_documents(benchmark):
    assert len(benchmark(load_documents)) > 0


def test_load_all_of_the_corpus(benchmark):
    assert len(benchmark(lambda: load_paragraphs(voice=None))) > 0


def test_load_the_author(benchmark):
    assert len(benchmark(load_paragraphs)) > 0


def test_load_passages(benchmark):
    assert len(benchmark(load_passages)) > 0


def test_count_terms(benchmark):
    paragraphs = load_paragraphs()
    assert benchmark(count_terms, paragraphs, {"peace": ["peace*"], "east": ["east", "eastern"]})["words"].sum() > 0
