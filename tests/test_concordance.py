"""The concordance: as many lines as the count counts, and contexts that quote what was printed."""

import pandas as pd
import pytest

from themeshift import paths
from themeshift.checks import InputError
from themeshift.concordance import find_concordance, find_contexts, fit_words, show_holes
from themeshift.corpus import load_corpus, load_scan_lines
from themeshift.counting import count_terms, count_vocabulary
from themeshift.occurrences import find_occurrences
from themeshift.themes import load_themes
from themeshift.tokens import HOLE, normalize, train_sentences

TOLD = f"He told us that {HOLE * 47} and our peace is near."


@pytest.fixture(scope="module")
def corpus():
    return load_corpus()


@pytest.fixture(scope="module")
def tables(corpus):
    return corpus.paragraphs, corpus.lines, corpus.documents


def make_tables(*texts, days=("1920-01-01",)):
    names = [f"d{i}" for i in range(len(texts))]
    paragraphs = pd.DataFrame({"document": names, "paragraph": 1, "text": texts})
    day = pd.to_datetime([days[i % len(days)] for i in range(len(texts))])
    return paragraphs, None, pd.DataFrame({"date": day, "date_end": day}, index=pd.Index(names, name="id"))


def get_contexts(term, text, **options):
    return find_concordance(term, *make_tables(text), **options)[["left", "match", "right"]].to_numpy().tolist()


# As many as are counted


def test_every_word_of_the_vocabulary_has_as_many_lines_as_the_count_counts(corpus):
    counted = count_vocabulary(corpus.paragraphs).sums
    letters = [f"*{letter}*" for letter in "eaoiuy"]  # in one pass; hardly a word has none of them
    rest = [word for word in counted.index if not set(word) & set("eaoiuy")]
    shown = find_concordance([*letters, *rest], corpus.paragraphs, corpus.lines, corpus.documents)
    assert shown["match"].map(normalize).value_counts().reindex(counted.index).equals(counted.rename("count"))
    assert len(shown) == counted.sum()


def test_words_written_out_have_as_many_lines_as_the_count_counts(corpus):
    counted = count_vocabulary(corpus.paragraphs).sums[::15]
    shown = find_concordance(list(counted.index), corpus.paragraphs, None, corpus.documents)
    assert shown["match"].map(normalize).value_counts().reindex(counted.index).equals(counted.rename("count"))


@pytest.mark.parametrize(
    "term",
    ["peace", "concession*", "east", "r.s.f.s.r.", "i.e.", "i", "e", "a", "breathing-space", "don't", "don’t", "Genoa",
     "Electrification", "electri*tion", "*fication", " peace ", "League of Nations", "new economic polic*"],
)  # fmt: skip
def test_a_term_has_as_many_lines_as_the_count_counts(tables, term):
    counted = count_terms(tables[0], [term]).sums[term]
    assert counted == len(find_concordance(term, *tables)) if counted else term == "e"


@pytest.mark.parametrize(
    ("term", "text", "shown"),
    [
        ("peace", "They said 'peace'", "peace"),
        ("we", "the treaty.We wait", "We"),
        ("electrification", "electri\u00adfication", "electri\u00adfication"),
        ("poincaré", "Poincare\u0301’s war", "Poincare\u0301’s"),
        ("office", "the oﬃce", "oﬃce"),
        ("russia", "Russia‘s", "Russia‘s"),
        ("мир", "ми\u0301р", "ми\u0301р"),
    ],
)
def test_words_are_found_as_they_are_counted(term, text, shown):
    assert count_terms(make_tables(text)[0], [term]).sums[term] == 1
    assert [match for _, match, _ in get_contexts(term, text)] == [shown]


def test_words_of_another_language_are_split_by_its_own_rule():
    table = find_concordance("和平", *make_tables("我们要和平"), split=lambda text: ["我们", "要", "和平"])
    assert table[["left", "match"]].to_numpy().tolist() == [["我们要", "和平"]]


def test_any_of_several_terms_is_found_in_the_order_of_the_text():
    assert [match for _, match, _ in get_contexts(["land", "peac*"], "Peace, land, peaceful")] == [
        "Peace", "land", "peaceful"
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("term", "message"),
    [
        ("xyzzy", "'xyzzy' occurs in none of these 1 paragraphs"),
        (["xyzzy", "abc*"], r"'xyzzy' or 'abc\*' occurs in none of these"),
        ("p?ace", "'p.ace' is not a search term"),
        ("*", r"'\*' is not a search term"),
        ("", "is not a search term"),
        (None, "None is not a list of search terms"),
    ],
)
def test_a_term_that_does_not_occur_or_is_none_is_named(term, message):
    with pytest.raises(InputError, match=message):
        find_concordance(term, *make_tables("peace"))


# Around the words


def test_what_another_voice_says_shows_as_left_out():
    assert get_contexts("peace", TOLD) == [["He told us that […] and our ", "peace", " is near."]]


def test_the_width_is_counted_in_characters_that_are_shown():
    for width in range(40):
        (left, _, right), = get_contexts("peace", TOLD, width=width)  # fmt: skip
        assert left == "He told us that […] and our "[28 - len(left) :]
        assert len(left) == min(width, 28) or (len(left) < width < len(left) + 3 and left.startswith(" and"))
        assert right == " is near."[:width]


def test_a_sign_of_omission_is_never_cut():
    text = f"peace {HOLE * 9} war"
    assert [get_contexts("peace", text, width=width)[0][2] for width in (1, 3, 4, 8)] == [" ", " ", " […]", " […] war"]
    assert [get_contexts("war", text, width=width)[0][0] for width in (1, 3, 4)] == [" ", " ", "[…] "]


def test_a_long_omission_or_blank_is_no_limit_to_the_context():
    assert get_contexts("peace", f"and a word{' ' * 999}{HOLE * 9999}\npeace", width=9)[0][0] == "word […] "[-9:]
    assert get_contexts("peace", f"peace{' ' * 9999}now it is", width=7)[0][2] == " now it"


def test_white_space_shows_as_one_blank():
    assert get_contexts("peace", "all   the\n\twords of peace \n\n now", width=9) == [["words of ", "peace", " now"]]
    assert show_holes(f"  a {HOLE}{HOLE}\n") == " a […] "


def test_a_plain_text_is_shown_as_it_is():
    assert get_contexts("peace", "We want peace and bread.", width=4) == [["ant ", "peace", " and"]]


def test_with_sentences_a_context_is_its_sentence():
    texts = ["It is so. We, with Mr. Smith, want peace now! And bread."] * 3
    sentences = train_sentences(["Mr. Smith came. Mr. Jones went. So did Mr. Brown."] * 20)
    left, _, right = get_contexts("peace", texts[0], width=3, sentences=sentences)[0]
    assert (left, right) == ("We, with Mr. Smith, want ", " now!")


def test_a_sentence_shows_what_is_left_out():
    sentences = train_sentences(["One. Two."])
    assert get_contexts("peace", f"So. {TOLD} So.", sentences=sentences)[0][0] == "He told us that […] and our "


@pytest.mark.parametrize(
    ("options", "message"),
    [({"width": -1}, "width is -1"), ({"width": "wide"}, "width is 'wide'"), ({"sentences": 5}, "sentences is int")],
)
def test_a_context_that_cannot_be_cut_is_named(options, message):
    with pytest.raises(InputError, match=message):
        get_contexts("peace", "peace", **options)


# Where the words are


def test_a_concordance_is_in_the_order_of_dates_and_of_the_text():
    table = find_concordance("peace", *make_tables("peace 1 peace", "peace", days=("1921-01-01", "1920-01-01")))
    assert table["document"].tolist() == ["d1", "d0", "d0"]
    assert table["left"].tolist() == ["", "", "peace 1 "]


def test_texts_of_one_day_are_not_mixed():
    paragraphs, _, documents = make_tables("peace", "peace")
    twice = pd.concat([paragraphs, paragraphs.assign(paragraph=2)], ignore_index=True)
    assert find_concordance("peace", twice, None, documents)["document"].tolist() == ["d0", "d0", "d1", "d1"]


def test_voice_page_and_line_may_be_unknown():
    row = find_concordance("peace", *make_tables("peace")).loc[0]
    assert row["voice"] == ""
    assert row[["page", "line"]].isna().all()


def test_the_line_is_the_last_that_begins_before_the_word():
    paragraphs, _, documents = make_tables("no peace, peace")
    lines = pd.DataFrame({"document": "d0", "paragraph": 1, "offset": [0, 10], "line": [7, 8]})
    assert find_concordance("peace", paragraphs, lines, documents)["line"].tolist() == [7, 8]


def test_a_line_of_the_concordance_is_the_line_of_the_scan(tables):
    scan = load_scan_lines(paths.CORPUS, "1920-02-11-talk-with-lincoln-eyre")
    table = find_concordance("electrif*", *tables)
    for row in table[table["document"] == "1920-02-11-talk-with-lincoln-eyre"].itertuples():
        start = row.match[:4].lower()
        assert start in (scan[row.line] + scan.get(row.line + 1, "")).lower().replace("elecrif", "electrif"), row


def test_a_document_that_is_missing_is_named():
    paragraphs, _, documents = make_tables("peace", "peace")
    with pytest.raises(InputError, match="'d1' is not among the documents; give its row too"):
        find_concordance("peace", paragraphs, None, documents.head(1))
    with pytest.raises(InputError, match="documents has `id` as a column"):
        find_concordance("peace", paragraphs, None, documents.reset_index())


# Contexts of occurrences


def test_contexts_are_around_the_words_found(tables):
    paragraphs, lines, documents = tables
    found = find_occurrences(paragraphs, load_themes(), lines)
    found = found[found["theme"] == "electrification"]
    contexts = find_contexts(found, paragraphs, documents, width=20)
    assert len(contexts) == len(found)
    assert list(contexts)[-2:] == ["theme", "sense"]
    whole = paragraphs.assign(text=paragraphs["text"].map(show_holes)).set_index(["document", "paragraph"])["text"]
    for row in contexts.itertuples():
        assert row.left + row.match + row.right in whole[(row.document, row.paragraph)]
        assert len(row.left) <= 20
    assert contexts["date"].is_monotonic_increasing
    assert contexts["page"].notna().all()
    assert sorted(contexts["line"]) == sorted(found["line"])


@pytest.mark.parametrize(
    ("width", "left", "right"),
    [
        (4, "… the ", " of …"), (6, "… the ", " of …"), (7, "… the ", " of the …"), (8, "For the ", " of the …"),
        (1, "… ", " …"), (15, "For the ", " of the world!"),
        (14, "For the ", " of the world!"), (13, "For the ", " of the …"),
    ],
)  # fmt: skip
def test_contexts_of_whole_words_end_between_words_and_say_that_more_follows(width, left, right):
    paragraphs = pd.DataFrame({"document": ["a"], "paragraph": [1], "text": ["For the peace of the world!"]})
    documents = pd.DataFrame({"date": "1918-03-03", "date_end": "1918-03-03"}, ["a"]).astype("datetime64[s]")
    found = pd.DataFrame({"document": ["a"], "paragraph": [1], "start": [8], "end": [13]})
    row = find_contexts(found, paragraphs, documents, width, whole_words=True).loc[0]
    assert (row["left"], row["match"], row["right"]) == (left, "peace", right)


@pytest.mark.parametrize(
    ("width", "left", "right"),
    [(5, "… and ", " so …"), (6, "… and ", " so …"), (7, "… and ", " so […] …"), (8, "… […] and ", " so […] …"),
     (10, "… […] and ", " so […] on"), (11, "So […] and ", " so […] on")],
)  # fmt: skip
def test_beside_a_hole_a_context_of_whole_words_tells_whether_it_was_cut(width, left, right):
    paragraphs, _, documents = make_tables(f"So {HOLE * 9} and peace so {HOLE * 9} on ")  # 11 and 10 characters shown
    found = pd.DataFrame({"document": ["d0"], "paragraph": [1], "start": [17], "end": [22]})
    row = find_contexts(found, paragraphs, documents, width, whole_words=True).loc[0]
    assert (row["left"], row["match"], row["right"].rstrip()) == (left, "peace", right)


@pytest.mark.parametrize(
    ("words", "width", "shown"),
    [(" internationalism and", 6, " inter…"), ("internationalism", 5, "inter…"), ("在世界上和平", 3, "在世界…"),
     (" of the world", 3, " of …"), (" of the", 1, " …"), ("of", 0, " …"), ("peace", 5, "peace")],
)  # fmt: skip
def test_where_not_one_word_fits_the_sign_says_that_it_is_cut(words, width, shown):
    assert fit_words(words, width) == shown
    assert fit_words(words, width, whole_words=False) == words[:width]


def test_contexts_of_whole_words_are_whole_where_a_text_has_holes_and_line_breaks(tables):
    paragraphs, lines, documents = tables
    found = find_occurrences(paragraphs, load_themes(), lines)
    contexts = find_contexts(found, paragraphs, documents, 100, whole_words=True)
    whole = paragraphs.assign(text=paragraphs["text"].map(show_holes)).set_index(["document", "paragraph"])["text"]
    cut = 0
    for row in contexts.itertuples():
        text, left, right = whole[(row.document, row.paragraph)], row.left.removeprefix("… "), row.right
        right = right.removesuffix(" …")
        before, after = text.split(left + row.match + right, 1)
        cut += len(left) < len(row.left)
        assert (before == "") == (left == row.left) and (after == "") == (right == row.right)
        assert before[-1:] in ("", " ") and after[:1] in ("", " ")
    assert cut > 100


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda found, rows: (found, rows.tail(1)), "paragraph 1 of 'd0' is not among the paragraphs; give those too"),
        (lambda found, rows: (found, pd.concat([rows, rows])), "paragraph 1 of 'd0' is given twice; give one voice"),
        (lambda found, rows: (found.head(0), rows), "occurrences has no rows"),
        (lambda found, rows: (None, rows), "occurrences is NoneType"),
        (lambda found, rows: (found, None), "paragraphs is NoneType"),
        (lambda found, rows: (found.drop(columns="end"), rows), "occurrences has no column 'end'"),
    ],
)
def test_contexts_that_cannot_be_given_are_named(change, message):
    paragraphs, _, documents = make_tables("peace", "war")
    found = pd.DataFrame({"document": ["d0"], "paragraph": 1, "start": 0, "end": 5})
    with pytest.raises(InputError, match=message):
        find_contexts(*change(found, paragraphs), documents)
