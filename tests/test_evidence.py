"""The way back from a document to the scan."""

import pytest

from themeshift import paths
from themeshift.corpus import CorpusError
from themeshift.evidence import VOICE_COLOURS, _colour, show_document


def test_a_document_shows_its_voices_and_the_lines_of_the_scan():
    page = show_document("1920-02-21-talk-with-lincoln-eyre", first_line=8400, last_line=8427)
    assert "8427 Beyond, doubt, Lenin replied. Clemenceau and Focli are" in page
    assert f'<span style="color:{VOICE_COLOURS["author"]}">Beyond doubt, </span>' in page
    assert f'<span style="color:{VOICE_COLOURS["reporter"]}">Lenin replied.</span>' in page
    assert "8454" not in page


def test_text_of_a_corpus_is_escaped():
    assert _colour("<script>", "author", []) == '<span style="color:#000000">&lt;script&gt;</span>'
    assert "<b>" not in _colour("x", "author", [(1, "audience", "", "<b>", 1)])


def test_lost_words_show():
    assert "<i> tri[…]</i>" in _colour("has completely", "author", [(14, "gap", "", "tri", 874)])


def test_a_document_that_does_not_exist_is_named():
    with pytest.raises(CorpusError, match="no document 'x'"):
        show_document("x", paths.CORPUS)
