"""Patterns that a person writes: whole words, look-alikes as one, nonsense refused, what runs for ever stopped."""

import pytest

from themeshift.checks import InputError
from themeshift.patterns import compile_pattern, flatten
from themeshift.tokens import HOLE


def find(pattern, text):
    return [text[start:end] for start, end in compile_pattern("here", pattern, whole_words=True).find(flatten(text))]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("bread", "gingerbread, breadline, bread", ["bread"]),
        ("colonies", "semi-colonies", ["colonies"]),  # a hyphen parts words
        ("bread", "bread-line", ["bread"]),
        ("don", "don’t", []),  # an apostrophe does not
        ("t", "don't", []),
        ("peace", "peace’s, the ‘peace’", ["peace", "peace"]),  # but for the possessive
        ("s", "peace's U.S.A.'s", []),
        ("i", "i.e. I", ["I"]),  # letters of an abbreviation are no words
        ("e", "i.e.", []),
        ("s", "R.S.F.S.R.", []),
        (r"u\.s", "U.S.A.", []),
        (r"u\.s\.a", "U.S.A.", ["U.S.A"]),
        ("keynes", "J.Keynes", ["Keynes"]),
        ("peace", "_peace_ peace2 2peace", ["peace"]),
        ("treaty|we", "the treaty.We wait", ["treaty", "We"]),
        ("мир", "мира, мир", ["мир"]),
    ],
)  # fmt: skip
def test_a_match_begins_and_ends_where_a_word_does(pattern, text, found):
    assert find(pattern, text) == found


def test_a_pattern_need_not_be_whole_words():
    pattern = compile_pattern("here", "read")
    assert pattern.find(flatten("no bread")) == [(4, 8)]
    assert pattern.search(flatten("no bread"))
    assert not pattern.search(flatten("no peace"))


def test_nothing_is_no_match():
    assert find("(peace)?", "a peace") == ["peace"]


def test_a_shorter_alternative_gives_way_to_one_that_is_a_whole_word():
    assert find("don|don’t", "don't") == ["don't"]


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("workers'", "the workers’ state", "workers’"),
        ("workers’ state", "the workers` state", "workers` state"),
        ("breathing-space", "a breathing‐space", "breathing‐space"),
        ("electrification", "electri\u00adfication.", "electri\u00adfication"),
        ("poincaré", "Poincare\u0301 said", "Poincare\u0301"),
        ("poincare\u0301", "said Poincaré", "Poincaré"),
        ("office", "the oﬃce", "oﬃce"),
        ("(?-i:East)", "the east, the East", "East"),
    ],
)
def test_characters_that_look_alike_are_one(pattern, text, found):
    assert find(pattern, text) == [found]


def test_the_places_are_those_of_the_text_as_written():
    text = "\ufeffPoincare\u0301’s con\u00adcession\u00ads, a peace"
    hits = compile_pattern("here", r"concession\w*|peace|poincaré", whole_words=True).find(flatten(text))
    assert [text[start:end] for start, end in hits] == ["Poincare\u0301", "con\u00adcession\u00ads", "peace"]


def test_no_match_runs_across_the_words_of_another_voice():
    assert find(r"new\W+policy", f"new {HOLE * 9} policy") == []
    assert find(r"new\W+policy|policy", f"new {HOLE * 9} policy, new policy") == ["policy", "new policy"]


@pytest.mark.parametrize(
    ("pattern", "remedy"),
    [
        ("concession*", r"concession\\w\*"),
        ("peace|concession*", r"write concession\\w\*"),
        ("electri*tion", r"write electri\\w\*"),
        ("мир*", r"write мир\\w\*"),
    ],
)
def test_a_wildcard_is_refused_with_what_to_write(pattern, remedy):
    with pytest.raises(InputError, match=f"here: in the pattern .*{remedy}"):
        compile_pattern("here", pattern)


@pytest.mark.parametrize("pattern", [r"peace\w*", r"a[bc]*", r"a[^]c*]", r"co\.*", r"\u0061*", "(ab)*", "a.*", r"\S*"])
def test_what_is_no_wildcard_is_kept(pattern):
    assert compile_pattern("here", pattern).written == pattern


@pytest.mark.parametrize(
    "pattern",
    [
        5, None, "", [], "(bread", "a)|(?:b", "*a", r"\1", r"(a)\2", "a{99999999999}", "(" * 5000 + "a" + ")" * 5000,
        "(a{1000}){1000}", "(((x{99}){99}){99}){99}", "(?R)", "a(?0)", "(?P<n>a)(?&n)", r"\p{Foo}", "(?i",
    ],
)  # fmt: skip
def test_a_pattern_that_cannot_be_used_is_named(pattern):
    with pytest.raises(InputError, match="^here: "):
        compile_pattern("here", pattern, whole_words=True)


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        (r"([\w-]+ ){0,3}[^.]{0,80}peace.{0,999}", True),
        ("(a{1000}){100}", True),
        ("(a{1001}){100}", False),
        ("((a){400}){250}", True),
        ("((a){400}){251}", False),
        ("(a{0}b){0}c", True),
    ],
)
def test_repetitions_inside_repetitions_are_limited(pattern, fits):
    if fits:
        assert compile_pattern("here", pattern).written == pattern
    else:
        with pytest.raises(InputError, match="too large"):
            compile_pattern("here", pattern)


def test_a_back_reference_means_its_own_pattern():
    assert find(r"(\w)\w*\1", "abba abab") == ["abba"]


def test_a_pattern_that_would_run_for_ever_is_stopped(monkeypatch):
    monkeypatch.setattr("themeshift.patterns.SECONDS", 0.05)
    pattern = compile_pattern("themes.toml: theme 'x', term 2", "(a|aa)+$", whole_words=True)
    text = flatten("a" * 60 + "h, peace")
    for search in (pattern.find, pattern.search):
        with pytest.raises(InputError, match=r"'x', term 2: the pattern .* takes more than .* seconds .*'aaaa"):
            search(text)


def test_a_pattern_that_is_slow_in_every_paragraph_is_stopped_too(monkeypatch):
    """Each time within the limit of a paragraph, but hours for a corpus."""
    monkeypatch.setattr("themeshift.patterns.TOTAL", 0.05)
    pattern = compile_pattern("themes.toml: theme 'x', term 2", "(a|aa)+$", whole_words=True)
    with pytest.raises(InputError, match=r"'x', term 2: the pattern .* has taken \d+ seconds for [\d,]+ characters"):
        for _ in range(100):
            pattern.find(flatten("a" * 26 + "h, peace"))
    usual = compile_pattern("here", "peace")
    for _ in range(2000):
        usual.find(flatten("We want peace and nothing else. " * 30))
