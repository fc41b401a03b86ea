"""Themes: declared, each bad declaration named, and their words found."""

import re

import pytest

from themeshift import paths
from themeshift.checks import InputError
from themeshift.terms import find_terms
from themeshift.themes import list_curves, load_themes

GOOD = """
[bread]
kind = "theme"
reason = "what there was too little of"
terms = [{ pattern = 'bread\\w*', reason = "bread, breadline", example = "peace and bread" }]

[bread.senses.other]
reason = "a proverb"
example = "man does not live by ‹bread› alone"
false_friend = true
patterns = ['live by ‹bread']

[bread.senses.food]
reason = "what is eaten"
example = "we have no ‹bread›"
"""
TERM = "pattern = 'bread\\w*'"


def load(tmp_path, text):
    path = tmp_path / "themes.toml"
    path.write_text(text, encoding="utf-8")
    return load_themes(tmp_path)


def test_a_theme_is_added_by_a_table_and_nothing_else(tmp_path):
    declared = load_themes()
    themes = load(tmp_path, (paths.CORPUS / "themes.toml").read_text(encoding="utf-8") + GOOD)
    assert list(themes) == [*declared, "bread"]
    assert themes["bread"].find("no bread, no Breadline, gingerbread") == [(3, 8), (13, 22)]


def test_a_sense_is_a_false_friend_only_where_it_is_said(tmp_path):
    senses = load(tmp_path, GOOD)["bread"].senses
    assert [(name, sense.false_friend, len(sense.patterns)) for name, sense in senses.items()] == [
        ("other", True, 1), ("food", False, 0)
    ]  # fmt: skip


def test_the_four_themes_and_the_background_are_declared():
    themes = load_themes()
    assert [name for name, theme in themes.items() if theme.kind == "theme"] == [
        "peace", "concessions", "the East", "electrification"
    ]  # fmt: skip
    assert len(themes) == 12
    assert list(themes["concessions"].senses) == ["mixed", "domestic", "foreign_capital", "diplomatic"]


def test_a_term_may_be_search_terms_instead_of_a_pattern(tmp_path):
    text = GOOD.replace(TERM, "words = ['bread*', 'tax in kind', 'i.e.']")
    theme = load(tmp_path, text)["bread"]
    written = "Bread-lines, a tax in\nkind, i.e. a tax. In kind"
    assert theme.find(written) == find_terms(written, ["bread*", "tax in kind", "i.e."])
    assert len(theme.find(written)) == 3


def test_search_terms_follow_the_words_of_another_language(tmp_path):
    text = GOOD.replace(TERM, "words = ['amour']").replace("peace and bread", "mon amour")
    theme = load(tmp_path, text)["bread"]
    assert theme.find("l’amour") == []  # one word by the rule of this library
    assert theme.find("l’amour", split=lambda text: re.findall(r"\w+’?", text)) == [(2, 7)]


def test_of_two_terms_that_overlap_the_longer_is_found(tmp_path):
    more = f'{TERM}, reason = "r", example = "bread" }}, {{ pattern = "bread and peace", reason = "r", example = '
    theme = load(tmp_path, GOOD.replace(f'{TERM}, reason = "bread, breadline", example = "peace and bread"',
                                        more + '"bread and peace"'))["bread"]  # fmt: skip
    assert theme.find("bread, bread and peace, bread") == [(0, 5), (7, 22), (24, 29)]


def test_terms_keep_their_own_groups(tmp_path):
    more = (
        r"""pattern = '(b)read', reason = "r", example = "bread" }, { pattern = '(\w)\w*\1', reason = "r", example ="""
    )
    theme = load(tmp_path, GOOD.replace(f'{TERM}, reason = "bread, breadline", example =', more).replace(
        "peace and bread", "anna"))["bread"]  # fmt: skip
    assert theme.find("bread anna brew") == [(0, 5), (6, 10)]


def test_rules_are_tried_in_order_and_the_rest_has_the_sense_without(tmp_path):
    theme = load(tmp_path, GOOD)["bread"]
    text = "Man shall not live by bread; we stood in Breadlines"
    assert [theme.apply_rules(text, *place) for place in theme.find(text)] == ["other", "food"]


def test_rules_know_characters_that_look_alike(tmp_path):
    theme = load(tmp_path, GOOD.replace("live by ‹bread", "workers’ ‹bread"))["bread"]
    for text in ("workers' bread", "work\u00aders’ bread"):
        assert theme.apply_rules(text, *theme.find(text)[0]) == "other"


def test_a_byte_order_mark_is_read_over(tmp_path):
    (tmp_path / "themes.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert list(load_themes(tmp_path)) == ["bread"]


def test_a_file_may_be_named_instead_of_its_folder(tmp_path):
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    assert list(load_themes(tmp_path / "mine.toml")) == ["bread"]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (TERM, "pattern = '(bread'", r"theme 'bread', term 1: the pattern .* does not compile"),
        (TERM, "pattern = 5", r"theme 'bread', term 1: the pattern is 5; write a regular expression in quotes"),
        (TERM, "pattern = 'bread*'", r"theme 'bread', term 1: in the pattern .*; write bread\\w\*"),
        (TERM, "pattern = 'a{99999999999}'", r"theme 'bread', term 1: the pattern .* too large"),
        (TERM, f"pattern = '{'(' * 5000}a{')' * 5000}'", r"theme 'bread', term 1: the pattern .* does not compile"),
        (TERM, "pattern = 'x?'", "term 1: 'x.' does not find a word"),
        (TERM, "words = []", "term 1: .* is not a list of search terms"),
        (TERM, "words = ['p?ace']", "theme 'bread', term 1: 'p.ace' is not a search term"),
        (TERM, f"{TERM}, words = ['bread']", "term 1: write either a pattern .* or words"),
        (f"{TERM}, ", "", "term 1: write either a pattern .* or words"),
        (f'terms = [{{ {TERM}, reason = "bread, breadline", example = "peace and bread" }}]', "terms = []",
         "theme 'bread' has no terms; give it at least one"),
        (f'terms = [{{ {TERM}, reason = "bread, breadline", example = "peace and bread" }}]', "terms = ['bread']",
         "theme 'bread', term 1 is not a table"),
        ("peace and bread", "peace and land", "term 1: .* does not find a word in its example"),
        ("patterns = ['live by ‹bread']", "patterns = ['live by [']", "sense 'other', pattern 1: the pattern .* not c"),
        ("patterns = ['live by ‹bread']", "patterns = [5]", "sense 'other', pattern 1: the pattern is 5"),
        ("patterns = ['live by ‹bread']", "patterns = 5", "sense 'other': its patterns are 5; write a list"),
        ("patterns = ['live by ‹bread']\n", "", r"without patterns are \['other', 'food'\]; keep exactly one"),
        ("we have no ‹bread›", "we have no bread", "sense 'food': its example has no word between ‹ and ›"),
        ("false_friend = true", 'false_friend = "no"', "sense 'other': its false_friend is 'no'; write true or false"),
        ("false_friend = true", "false_friend = 0", "sense 'other': its false_friend is 0; write true or false"),
        ('kind = "theme"', 'kind = "topic"', "its kind is 'topic'; write theme or background"),
        ('kind = "theme"', 'kind = "theme"\ncolor = "red"', "'color' is not a key of a theme; take it out"),
        ('reason = "a proverb"\n', "", "sense 'other' has no reason; give it one"),
        ('reason = "a proverb"', 'reason = " "', "sense 'other': its reason is empty; write it"),
        ("[bread]", "[bread", "this is not TOML"),
        ("[bread]", f"x = {'[' * 5000}{']' * 5000}\n[bread]", "this is not TOML"),
        ("[bread]", "x = 1\n[bread]", "theme 'x' is not a table"),
        (GOOD, "", "no theme is declared"),
    ],
)  # fmt: skip
def test_a_theme_that_cannot_be_used_is_named(tmp_path, old, new, message):
    assert old in GOOD
    with pytest.raises(InputError, match=message) as error:
        load(tmp_path, GOOD.replace(old, new))
    assert "themes.toml" in str(error.value)


def test_a_pattern_that_hangs_on_its_example_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr("themeshift.patterns.SECONDS", 0.05)
    text = GOOD.replace(TERM, "pattern = '(a|aa)+$'").replace("peace and bread", "a" * 60 + "h")
    with pytest.raises(InputError, match=r"themes.toml: theme 'bread', term 1: .* takes more than"):
        load(tmp_path, text)


@pytest.mark.parametrize("content", [None, b"\xff\xfe[", "[bread]".encode("utf-16")])
def test_a_file_that_cannot_be_read_is_named(tmp_path, content):
    if content is not None:
        (tmp_path / "themes.toml").write_bytes(content)
    with pytest.raises(InputError, match=r"themes.toml: .*(missing|UTF-8)"):
        load_themes(tmp_path / "themes.toml")


def test_curves_are_the_senses_that_themes_declare():
    curves = list_curves(load_themes())
    assert curves["leases"] == ("concessions", ["foreign_capital", "mixed"])
    assert list(curves)[:2] == ["peace as aim", "leases"]
    peace = load_themes()["peace"]
    with pytest.raises(InputError, match="the themes 'peace' and 'again' both have a curve 'peace as aim'"):
        list_curves({"peace": peace, "again": peace})
