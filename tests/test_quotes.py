"""A passage says for which word and sense a line is quoted, and whether it still has it."""

import pandas as pd
import pytest

import themeshift as ts
from themeshift import paths
from themeshift.checks import InputError
from themeshift.quotes import check_passages

REPORT = "1917-11-08-report-on-peace"


def test_occurrences_are_written_with_line_word_and_sense():
    found = pd.DataFrame({"document": ["a", "b"], "line": [1, 2], "match": ["world\nrevolution", "peace"],
                          "sense": ["other", ""]})  # fmt: skip
    assert ts.write_passages(found) == ["a:1:world revolution:other", "b:2:peace"]
    assert ts.write_passages(found, 1) == ["a:1:world revolution:other"]


def test_an_occurrence_without_line_is_refused():
    found = pd.DataFrame({"document": ["a"], "line": pd.Series([pd.NA], dtype="Int64"), "match": ["peace"]})
    with pytest.raises(InputError, match="a passage of 'a' has no line"):
        ts.write_passages(found)


def test_passages_that_no_longer_say_it_are_told_what_they_say():
    quoted = {
        "right": [f"{REPORT}:234:peace:aim", f"{REPORT}:234:Peace", f"{REPORT}:245:peace:aim"],
        "sense": [f"{REPORT}:234:peace:treaty_name"],
        "word": [f"{REPORT}:234:electrification"],
        "part": [f"{REPORT}:234:pea"],
        "line": [f"{REPORT}:1:peace:aim", f"{REPORT}:245:peace:aim"],
        "text": ["another:234:peace:aim"],
        "other line": [f"{REPORT}:235:peace"],
    }
    found = check_passages(quoted)
    assert set(found) == {"sense", "word", "part", "line", "text", "other line"}
    assert found["sense"] == [
        f"line 234 of {REPORT} is quoted for peace (treaty_name) and has peace (aim); quote another passage"
    ]
    assert "is quoted for 'electrification' and no longer has it" in found["word"][0]
    assert found["line"] == [f"there is no line 1 of {REPORT}; quote another passage"]


def test_a_corpus_without_themes_is_searched_for_the_word(tmp_path):
    (tmp_path / "1917-11-08-a.txt").write_text("We want\npeace at last", encoding="utf-8")
    lines = ts.load_corpus(tmp_path).lines
    assert len(lines)
    first, last = lines["line"].iloc[0], lines["line"].iloc[-1]
    name = lines["document"].iloc[0]
    assert check_passages({"a": [f"{name}:{last}:peace"]}, tmp_path) == {}
    assert "a" in check_passages({"a": [f"{name}:{first}:trade"]}, tmp_path)


@pytest.mark.parametrize("passage", ["", "a", "a:b:peace", "a:1", "a:1:", "a:1:peace:aim:more"])
def test_a_passage_that_is_not_written_so_is_refused(passage):
    with pytest.raises(InputError, match="the claim 'x' has the passage .*; write document:line:word"):
        check_passages({"x": [passage]}, paths.CORPUS)


def test_nothing_quoted_is_nothing_lost():
    assert check_passages({}) == {}
