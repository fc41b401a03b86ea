"""A question is answered in counts, curves, sentences, pictures and code; what fails is a sentence on the page."""

import asyncio
import gc
import io
import re
import warnings
from types import SimpleNamespace

import matplotlib
import numpy as np
import pandas as pd
import pytest
from lxml import etree

import themeshift as ts
from themeshift import answers, openings, panels, svg
from themeshift.checks import InputError
from themeshift.explorer import Explorer
from themeshift.measuring import measure_selection
from themeshift.selection import Selection
from themeshift.sources import load_sources

TEXTS = {
    "1918-01-01-a": ("speech", "Peace and bread. We want peace."),  # 6 words, 2 of them peace
    "1918-03-01-b": ("letter", "Land, and no more <peace> & war."),  # 6, 1
    "1918-05-01-c": ("speech", "Bread and land."),  # 3, 0
    "1918-07-01-d": ("letter", "A peace treaty, a peace\n\nof the League of Nations."),  # 10, 2
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    (folder / "texts").mkdir()
    rows = ["id,date,title,genre,extract"]
    for name, (genre, text) in TEXTS.items():
        (folder / "texts" / f"{name}.txt").write_text(text, encoding="utf-8")
        rows.append(f"{name},{name[:10]},Text {name[-1]},{genre},{'yes' if name.endswith('c') else 'no'}")
    (folder / "documents.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def small(folder):
    return load_sources(folder)


@pytest.fixture(scope="module")
def lenin():
    return load_sources()


def ask(sources, *words, **choices):
    return measure_selection(sources, Selection(words=words, **choices))


# What is counted


def test_words_are_counted_in_every_text_with_its_words(small):
    counts = ask(small, "peace").counts
    assert counts.table["“peace”"].tolist() == [2, 1, 0, 2]
    assert counts.words.tolist() == [6, 6, 3, 10]


def test_each_word_is_a_curve_and_a_phrase_is_one(small):
    answer = ask(small, "peace", "League of Nations", "b*d")
    assert answer.counts.sums.tolist() == [5, 1, 2]
    assert [panel.term for panel in answer.panels] == ["“peace”", "“League of Nations”", "“b*d”"]


def test_what_is_found_is_what_count_terms_finds(lenin):
    terms = ["peace*", "League of Nations", "imperialist war"]
    ours = ask(lenin, *terms).counts
    theirs = ts.count_terms(ts.load_paragraphs(), terms)
    assert (ours.table.to_numpy() == theirs.table.reindex(ours.index).to_numpy()).all()
    assert (ours.words == theirs.words.reindex(ours.index)).all()


def test_a_theme_is_counted_by_its_senses_with_its_doubts(lenin):
    ours = measure_selection(lenin, Selection("peace", ("aim", "imposed"))).counts
    themes, paragraphs = ts.load_themes(), ts.load_paragraphs()
    found = ts.find_occurrences(paragraphs, themes, labels=ts.load_labels(themes))
    theirs = ts.count_senses(found, {"peace": ("peace", ["aim", "imposed"])}, paragraphs)
    for ours_one, theirs_one in ((ours.table, theirs.table), (ours.least, theirs.least), (ours.most, theirs.most)):
        assert (ours_one.to_numpy() == theirs_one.reindex(ours.index).to_numpy()).all()


def test_a_theme_without_senses_leaves_its_false_friends_out(lenin):
    senses = tuple(name for name, sense in lenin.themes["peace"].senses.items() if not sense.false_friend)
    every, true = Selection("peace"), Selection("peace", senses)
    assert len(senses) < len(lenin.themes["peace"].senses)
    assert measure_selection(lenin, every).counts.sums.item() == measure_selection(lenin, true).counts.sums.item()


@pytest.mark.parametrize(
    ("choices", "left"),
    [
        ({"genres": ("speech",)}, "ac"), ({"whole": True}, "abd"), ({"first": "1918-03"}, "bcd"),
        ({"last": "1918-03"}, "ab"), ({"first": "1918-03-01", "last": "1918-05-01"}, "bc"),
        ({"genres": ("letter",), "first": "1918-04"}, "d"), ({"voices": ()}, "abcd"),
        ({"periods": ("1918 I",)}, "abc"),
    ],
)  # fmt: skip
def test_texts_are_chosen_by_genre_date_period_and_wholeness(small, choices, left):
    assert "".join(text[-1] for text in ask(small, "peace", **choices).documents.index) == left


def test_whole_texts_are_those_that_find_whole_texts_finds(folder):
    sources = load_sources(folder)
    sources.documents = sources.documents.assign(printed_share=[0.5, np.nan, 0.95, np.nan])  # c is marked as an extract
    assert [text[-1] for text in ask(sources, "peace", whole=True).documents.index] == ["b", "c", "d"]


def test_other_voices_are_counted_when_they_are_asked_for(lenin):
    author, both = (ask(lenin, "peace", voices=voices).counts for voices in (("author",), ("author", "quoted")))
    assert both.words.sum() - author.words.sum() == lenin.words["quoted"].sum() > 0


@pytest.mark.parametrize(
    ("choices", "said"),
    [
        ({}, "nothing is asked for"), ({"words": ("xylophone",)}, "'xylophone' occurs in none"),
        ({"words": ("!",)}, "not a search term"), ({"theme": "peace"}, "theme is 'peace'"),
        ({"words": ("peace",), "genres": ("novel",)}, "genres is 'novel'"),
        ({"words": ("peace",), "authors": ("X",)}, "no column 'author'"),
        ({"words": ("peace",), "voices": ("ghost",)}, "voices is 'ghost'"),
        ({"words": ("peace",), "periods": ("1900 I",)}, "periods is '1900 I'"),
        ({"words": ("peace",), "first": "1919", "last": "1918"}, "1918, is before the first, 1919"),
        ({"words": ("peace",), "first": "1918-13"}, "the first date"),
        ({"words": ("peace",), "first": "1950"}, "no text is left: none has all"),
        ({"words": ("peace",), "unit": "week"}, "unit is 'week'"),
        ({"words": ("peace",), "split": "1900"}, "no text is left on the side 'before 1900-01-01'"),
        ({"words": ("peace",), "split": ("speech", "speech")}, "are 'speech' and 'speech'; choose two that differ"),
        ({"words": ("peace",), "half_width": 0}, "half_width"),
        ({"words": ("peace",), "split": "tomorrow"}, "the day that divides: 'tomorrow' is not a valid date"),
        ({"words": ("<img src=x onerror=alert(1)>",)}, "onerror=alert(1)>' is not a search term"),
        ({"words": ("(((",)}, "'(((' is not a search term"),
        ({"words": ("a" * 10_000,)}, f"'{'a' * 79} occurs in none"),
        ({"words": tuple(f"{letter}*" for letter in "abcdefghlmnop")}, "there would be 13 curves"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_a_sentence(small, choices, said):
    with pytest.raises(InputError, match=re.escape(said)):
        measure_selection(small, Selection(**choices))


# What is said and compared


def test_the_sentence_has_occurrences_texts_words_and_largest_share(small):
    said = answers.describe_selection(ask(small, "peace", unit="half-year"))
    assert "“peace”: 5 occurrences in 3 of 4 texts and 25 words; the longest text has 40% of the words" in said
    assert "one text 40% of the occurrences. Its rate is highest in 1918 I: 200.0 in 1,000 words" in said


def test_no_number_above_nothing_is_said_to_be_nothing(lenin):
    answer = ask(lenin, "bread", unit="period")
    assert "Its rate is highest in civil war: <0.1 in 1,000 words" in answers.describe_selection(answer)
    one_each = pd.DataFrame({"“x”": [1] * 1200})
    counts = ts.Counts(one_each, pd.Series(10, range(1200)), one_each, one_each)
    (panel,) = answer.panels
    panel = panel._replace(term="“x”", counts=counts)
    said = answers.describe_selection(answer._replace(panels=[panel]))
    assert "in 1,200 of 1,200 texts and 12,000 words; the longest text has <1% of the words, one text <1% of" in said


def test_when_a_rate_is_highest_is_said_no_more_exactly_than_it_is_smoothed(lenin):
    for half_width, when in ((720, "around January 1918"), (1500, "around 1918")):
        answer = ask(lenin, "peace", half_width=half_width)
        assert f"Its rate is highest {when}: " in answers.describe_selection(answer)
        assert panels.draw_selection(answer).get_suptitle().endswith(f"most frequent {when}")


def test_two_sides_are_drawn_on_one_scale_and_tested(lenin):
    answer = ask(lenin, "treaty", split="1918-06-01", authors=("V. I. Lenin",))
    assert list(answer.sides) == ["before 1918-06-01", "since 1918-06-01"]
    table = answers.compare_sides(answer, n_shuffles=999, n_trials=20)
    members = lenin.documents["date"] < "1918-06-01"
    counts = answer.counts
    expected = ts.compare_incidence(counts, members).loc["“treaty”"]
    row = table[table["test"] == "incidence"].iloc[0]
    assert (row["first"], row["second"], row["p"]) == (expected["having"], expected["having_elsewhere"], expected["p"])
    rate = table[table["test"] == "rate"].iloc[0]
    assert rate["first"] == pytest.approx(counts.rates["“treaty”"].pipe(lambda r: counts.select(members)).group(
        pd.Series("x", counts.select(members).index)).rates.iloc[0, 0])  # fmt: skip
    assert list(table["p_holm"]) == list(ts.adjust_holm(table["p"]))
    said = answers.describe_sides(answer, table)
    assert "before 1918-06-01: 5 of 11 texts have it; since 1918-06-01: 26 of 53" in said and "proves nothing" in said


def test_both_sides_have_the_same_half_years_each_rate_in_its_own(small):
    for band in (False, True):
        answer = measure_selection(small, Selection(words=("peace",), unit="half-year", split="1918-06-01"), band=band)
        before, since = (panel.table.set_index("period")["rate"] for panel in answer.panels)
        assert list(before.index) == list(since.index) == ["1918 I", "1918 II"]
        assert (before["1918 I"], since["1918 II"]) == (200, 200)
        assert np.isnan(before["1918 II"]) and np.isnan(since["1918 I"])
    marks, _ = panels.list_marks(answer)
    assert [[mark.label for mark in part] for part in marks] == [
        ["“peace”, 1918 I: 3 in 15 words of 3 texts"], ["“peace”, 1918 II: 2 in 10 words of 1 text"]]  # fmt: skip
    for number, ax in enumerate(panels.draw_selection(answer).axes):
        (dots,) = [part for part in ax.collections if part.get_gid() == f"dots-{number}"]
        assert dots.get_offsets()[:, 0].compressed().tolist() == [number]


def test_the_day_itself_is_on_the_later_side(small):
    sides = ask(small, "peace", split="1918-03-01").sides
    assert ["".join(text[-1] for text in side) for side in sides.values()] == ["a", "bcd"]


def test_of_two_genres_nothing_else_is_counted_listed_or_taken(small):
    answer = ask(small, "land", split=("letter", "speech"), unit="half-year")
    assert "".join(text[-1] for text in answer.documents.index) == "abcd"
    small.documents = small.documents.assign(genre=["speech", "letter", "note", "letter"])
    try:
        answer = ask(small, "land", split=("letter", "speech"), unit="half-year")
    finally:
        small.documents = small.documents.assign(genre=["speech", "letter", "speech", "letter"])
    assert "".join(text[-1] for text in answer.documents.index) == "abd"
    assert len(openings.find_passages(small, answer)) == openings.list_texts(answer)["count of “land”"].sum() == 1
    assert sum(panel.counts.sums.item() for panel in answer.panels) == 1


def test_what_the_tests_of_two_genres_found_is_a_sentence(small):
    answer = ask(small, "peace", split=("letter", "speech"))
    said = answers.describe_sides(answer, answers.compare_sides(answer, 99, 2))
    assert [line.startswith("“peace”, letter") for line in said.split("\n")] == [True, True, False]  # a line each
    assert "“peace”, letter: 2 of 2 texts have it; speech: 1 of 2 (incidence: p = 1.000" in said
    assert "“peace”, letter: 187.5 in 1,000 words; speech: 222.2 (rate: p" in said


def test_a_side_of_one_text_is_not_tested(small):
    with pytest.raises(InputError, match="the side 'before 1918-03-01' has one text, and a test needs two"):
        answers.compare_sides(ask(small, "peace", split="1918-03-01"))


def test_without_two_sides_there_is_nothing_to_test(small):
    with pytest.raises(InputError, match="no two sides"):
        answers.compare_sides(ask(small, "peace"))


# What is drawn


@pytest.mark.parametrize(
    "choices", [{}, {"unit": "half-year"}, {"split": ("speech", "letter")}, {"words": ("war", "war*")}]
)
def test_every_dot_is_a_text_or_a_period_and_has_its_name(lenin, choices):
    choices = {"words": ("peace*",), "authors": ("V. I. Lenin",)} | choices
    answer = measure_selection(lenin, Selection(**choices))
    marks, texts = panels.list_marks(answer)
    picture = etree.fromstring(svg.write_svg(panels.draw_selection(answer)).encode())
    for number, part in enumerate(marks):
        (group,) = picture.xpath(f"//*[@id='dots-{number}']")
        dots = [one for one in group.iter("{*}use", "{*}path") if not one.xpath("ancestor::*[local-name()='defs']")]
        assert len(dots) == len(part)
    assert len(texts) == len(answer.documents)
    assert {text for mark in marks[0] for text in mark.documents} == set(answer.panels[0].documents.index)


def test_a_title_written_leftward_leaves_the_numbers_in_their_places(small):
    answer = ask(small, "peace")
    titles = ["שלום", "\u202eevil", "  ", "Plain"]
    answer = answer._replace(documents=answer.documents.assign(title=titles))
    assert [mark.label for mark in panels.list_marks(answer)[1]] == [
        "1918-01-01, \u2068שלום\u2069: 2 in 6 words", "1918-03-01, \u2068\u202eevil\u2069: 1 in 6 words",
        "1918-05-01, 1918-05-01-c: 0 in 3 words", "1918-07-01, Plain: 2 in 10 words"]  # fmt: skip


def test_long_texts_are_drawn_first_so_that_short_ones_are_on_top(lenin):
    answer = ask(lenin, "peace")
    marks, _ = panels.list_marks(answer)
    words = answer.counts.words[[mark.documents[0] for mark in marks[0]]]
    assert words.is_monotonic_decreasing
    dots = panels.draw_selection(answer).axes[0].collections
    (dots,) = [one for one in dots if one.get_gid() == "dots-0"]
    rates = answer.counts.rates["“peace”"][words.index]
    assert list(dots.get_offsets()[:, 1]) == pytest.approx(list(rates))
    assert (np.diff(dots.get_sizes()) <= 0).all()
    outlines = {}
    for path, genre in zip(dots.get_paths(), answer.documents["genre"][words.index], strict=True):
        outlines.setdefault(genre, set()).add(path.vertices.tobytes())
    assert {len(shapes) for shapes in outlines.values()} == {1}
    assert len(set.union(*outlines.values())) == len(outlines) > 5


def test_texts_of_others_are_marked_but_not_counted(lenin):
    days = {"first": "1920-11", "last": "1920-12", "split": "1920-11-28"}
    answer = ask(lenin, "peace*", authors=("V. I. Lenin",), **days)
    ((before, after),) = [[panel.others for panel in answer.panels]]
    assert before is None and list(after[1]["author"]) == ["L. D. Trotsky"]
    assert not set(answer.counts.index) & set(after[1].index)
    figure = panels.draw_selection(answer)
    (mark,) = [part for part in figure.axes[1].collections if "Trotsky" in str(part.get_label())]
    assert mark.get_offsets()[0][1] == pytest.approx(after[0].rates.iloc[0, 0])
    assert "by L. D. Trotsky, not counted" in [text.get_text() for text in figure.legends[0].get_texts()]
    assert [panel.others for panel in ask(lenin, "peace*", **days).panels] == [None, None]  # all are counted


def test_another_author_has_one_mark_on_both_sides(lenin):
    answer = ask(lenin, "peace*", authors=("V. I. Lenin",), split="1921-03-21")
    figure = panels.draw_selection(answer)
    marks = [part for ax in figure.axes for part in ax.collections if str(part.get_label()).endswith("not counted")]
    assert [part.get_label().split(",")[0] for part in marks] == ["by L. D. Trotsky", "by G. V. Chicherin"]
    assert marks[0].get_paths()[0].vertices.shape != marks[1].get_paths()[0].vertices.shape


def test_a_curve_that_misses_what_there_is_does_not_say_that_there_is_none(lenin):
    answer = measure_selection(
        lenin, Selection("concessions", ("foreign_capital",), addressees=("meeting", "party", "soviets"), whole=True)
    )
    assert answer.counts.sums.item() > 0 and answer.panels[0].table["rate"].max() == 0
    title = panels.draw_selection(answer).get_suptitle()
    assert title == "concessions (foreign capital): none where texts are enough for a curve"
    assert "Where texts are enough for a curve, there is none." in answers.describe_selection(answer)


def test_names_of_events_are_whole_in_the_picture(lenin):
    for choices in ({"split": "1921-03-21", "whole": True}, {"first": "1918-03", "last": "1921-03"}):
        figure = panels.draw_selection(ask(lenin, "peace", authors=("V. I. Lenin",), **choices))
        figure.set_dpi(100)
        ends = [text.get_window_extent() for text in figure.axes[0].texts]
        assert min(end.x0 for end in ends) >= 0 and max(end.x1 for end in ends) <= figure.bbox.width


def test_the_highest_dot_is_whole_where_rates_are_much_alike(small):
    texts = Selection(words=("peace",), first="1918-03", genres=("letter",))  # 167 and 200 in 1,000 words
    figure = panels.draw_selection(measure_selection(small, texts))
    assert figure.axes[0].get_ylim()[1] == pytest.approx(1.05 * 200)


def test_the_key_shows_an_interval_as_it_is_drawn(lenin):
    for unit, width in (("text", 5), ("period", 0.8)):
        answer = measure_selection(lenin, Selection("peace", unit=unit), band=True)
        lines = panels.draw_selection(answer).legends[0].get_lines()
        assert lines[-1].get_linewidth() == width


def test_a_text_in_the_list_has_the_count_of_each_curve(small):
    labels = [mark.label for mark in panels.list_marks(ask(small, "peace", "land"))[1]]
    assert [label.partition(": ")[2] for label in labels] == [
        "2 + 0 in 6 words", "1 + 1 in 6 words", "0 + 1 in 3 words", "2 + 0 in 10 words"]  # fmt: skip


def test_where_no_curve_is_drawn_the_key_has_no_band(lenin):
    for half_width, band in ((120, False), (720, True)):
        answer = measure_selection(lenin, Selection("peace", split=("letter", "speech"), whole=True,
                                                    half_width=half_width), band=True)  # fmt: skip
        key = [text.get_text() for text in panels.draw_selection(answer).legends[0].get_texts()]
        assert any(name.startswith("interval for comparable texts") for name in key) == band


def test_panels_that_share_an_axis_have_the_years_of_all(lenin):
    figure = panels.draw_selection(ask(lenin, "peace*", split="1920-11-21"))
    years = [label.get_text() for label in figure.axes[-1].get_xticklabels()]
    assert {"1918", "1919", "1920", "1921", "1922"} <= set(years)


def test_the_code_makes_the_very_figure(lenin, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    asked = Selection("peace", ("aim",), words=("League of Nations",), authors=("V. I. Lenin",), split="1920-01-01")
    answer = measure_selection(lenin, asked, band=True)
    names = {}
    exec(panels.write_code(lenin, answer), names)
    assert names["selection"] == answer.selection
    assert svg.write_svg(names["fig"]) == svg.write_svg(panels.draw_selection(answer))
    pdf = (tmp_path / "selection.pdf").read_bytes()
    assert names["fig"]._repr_png_().startswith(b"\x89PNG")  # a notebook shows it, though pyplot drew nothing
    assert b"/FontFile2" in pdf and b"/Type3" not in pdf  # letters as the button's, which a journal accepts


def test_bands_that_follow_make_the_picture_that_is_drawn_with_them(lenin):
    answer = measure_selection(lenin, Selection("concessions", ("foreign_capital",)))  # its band is above its dots
    fig = panels.draw_selection(answer)
    svg.write_svg(fig)
    with_bands = ts.measure_bands(answer)
    later, at_once = io.BytesIO(), io.BytesIO()
    panels.save_picture(panels.draw_bands(with_bands, fig), later, "png", {"Software": None})
    panels.save_picture(panels.draw_selection(with_bands), at_once, "png", {"Software": None})
    assert later.getvalue() == at_once.getvalue()


@pytest.mark.parametrize("choices, alone", [
    ({}, True), ({"words": ("war*", "dictator*"), "events": False}, True), ({"split": "1920-11-21"}, True),
    ({"split": ("speech", "letter")}, False), ({"unit": "period"}, False),  # above the dots; other rates
])  # fmt: skip
def test_bands_are_written_into_the_picture_that_is_there(lenin, choices, alone, monkeypatch):
    def name_alike(picture):  # the groups of what is added have names of their own
        return re.sub(r'\s+|<g id="(band-\d-|key-)?([A-Za-z2]+)_\d+"', r" \2 ", picture)

    answer = measure_selection(lenin, Selection(**{"theme": "peace", "authors": ("V. I. Lenin",)} | choices))
    fig = panels.draw_selection(answer)
    before, with_bands = svg.write_svg(fig), ts.measure_bands(answer)
    whole = svg.write_svg(panels.draw_selection(with_bands))
    written = []
    monkeypatch.setattr(svg, "write_svg", lambda fig: written.append(fig) or whole)
    fig, after = svg.write_bands(with_bands, fig, before)
    assert bool(written) is not alone  # where the bands change the scale, all is written anew
    assert name_alike(after) == name_alike(whole) != name_alike(before)
    names = re.findall(r' id="([^"]+)"', re.sub(r"(?s)<defs>.*?</defs>", "", after))
    assert len(names) == len(set(names))


@pytest.mark.parametrize("choices", [
    {}, {"words": ("war*", "dictator*")}, {"unit": "half-year"}, {"split": "1920-11-21", "unit": "period"},
    {"first": "1922", "words": ("Genoa",), "events": False}])  # fmt: skip
@pytest.mark.parametrize("panels_ready", [1, 2, 3])
def test_on_a_blank_made_beforehand_the_very_picture_is_drawn(lenin, choices, panels_ready):
    answer = measure_selection(lenin, Selection(**{"theme": "peace"} | choices))
    blank = panels.make_blank(panels_ready)
    assert svg.write_svg(panels.draw_selection(answer, blank)) == svg.write_svg(panels.draw_selection(answer))


def test_blanks_are_ready_for_the_next_picture_and_none_is_drawn_on_twice(explorer, monkeypatch):
    drawn, draw = [], panels.draw_selection
    monkeypatch.setattr(panels, "draw_selection", lambda *given: (drawn.append(given), draw(*given))[1])
    for words in ("bread", "bread, land", "bread", "bread, land, war*, peace*"):
        explorer.controls["words"].value = words
    made = [len(answer.panels) for answer, _ in drawn]
    blanks = [blank for _, blank in drawn]
    assert [blank and len(blank.axes) for blank in blanks] == [n if n < 4 else None for n in made]
    assert len({id(blank) for blank in blanks}) == len(blanks) and not set(blanks) & set(explorer._blanks.values())


def test_a_blank_of_other_fonts_is_not_drawn_on(explorer, monkeypatch):
    drawn, draw = [], panels.draw_selection
    monkeypatch.setattr(panels, "draw_selection", lambda *given: (drawn.append(given[1]), draw(*given))[1])
    with matplotlib.rc_context({"font.family": ["DejaVu Serif"]}):
        explorer.controls["words"].value = "bread"
        explorer.controls["words"].value = "land"
        assert "DejaVu Serif" in explorer.view.svg and "DejaVu Sans" not in explorer.view.svg
    assert drawn[0] is None and drawn[1] is not None


def test_a_picture_has_one_style_whatever_was_made_ready(explorer):
    explorer.controls["words"].value = "bread"  # for the next of which a blank is ready
    with matplotlib.rc_context({"axes.facecolor": "#123456"}):
        explorer.controls["half_width"].value = 130
        seen, whole = explorer._figure, panels.draw_selection(explorer.answer)
        assert svg.write_svg(seen) == svg.write_svg(whole)


def test_bands_that_cannot_be_written_are_not_drawn_twice(explorer, monkeypatch):
    explorer.controls["words"].value = "peace"
    before = len(explorer._figure.axes[0].collections)
    with monkeypatch.context() as broken:
        broken.setattr(svg, "draw_bands", lambda *given: (panels.draw_bands(*given), 1 / 0))
        explorer.controls["half_width"].value = 130
    assert "ZeroDivisionError" in explorer.view.alert
    explorer._try(explorer._add_bands)
    assert len(explorer._figure.axes[0].collections) == before


def test_a_figure_that_is_drawn_is_no_blank(lenin):
    answer = ask(lenin, "peace")
    fig = panels.draw_selection(answer)
    for wrong in (fig, 5, panels.make_blank(2)):
        assert panels.draw_selection(answer, wrong) is not wrong


def test_what_is_shown_first_is_smoothed_as_its_author_needs(tmp_path):
    (tmp_path / "texts").mkdir()
    rows = ["id,date,author"]
    for n in range(11):
        rows.append(f"t{n},{1800 + 5 * n},{'AB'[n % 2]}")
        (tmp_path / "texts" / f"t{n}.txt").write_text("A peaceful letter of some words.", encoding="utf-8")
    (tmp_path / "documents.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    explorer = Explorer(tmp_path)
    assert explorer.answer.selection.authors == ("A",) and "too few" not in explorer.view.sentence


def test_a_corpus_without_words_is_refused(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("1917 ...", encoding="utf-8")
    (tmp_path / "documents.csv").write_text("id,date\na,1917\n", encoding="utf-8")
    with pytest.raises(InputError, match="no text has a word"):
        Explorer(tmp_path)


def test_another_warning_is_not_said_to_be_a_lack_of_letters(explorer, monkeypatch):
    save = panels.save_picture
    monkeypatch.setattr(panels, "save_picture", lambda *given: (warnings.warn("old", stacklevel=1), save(*given)))
    monkeypatch.setattr(explorer.view, "send", lambda message, buffers=None: None)
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        explorer._receive(None, {"do": "take", "what": "png"}, None)
    assert explorer.view.alert == ""


def test_texts_of_several_authors_are_listed_with_them(lenin):
    _, texts = panels.list_marks(ask(lenin, "peace"))
    labels = {mark.documents[0]: mark.label for mark in texts}
    trotsky = next(label for text, label in labels.items() if "trotsky" in lenin.documents["author"][text].lower())
    assert " by L. D. Trotsky: " in trotsky and sum(" by V. I. Lenin: " in label for label in labels.values()) == 64
    _, texts = panels.list_marks(ask(lenin, "peace", authors=("V. I. Lenin",)))
    assert not any(" by " in mark.label for mark in texts if " by " not in lenin.documents["title"][mark.documents[0]])


def test_a_band_does_not_flatten_the_dots(lenin):
    """Whole texts on leases before and after a day: the band is five times as high as twice the highest dot."""
    asked = Selection("concessions", ("foreign_capital",), authors=("V. I. Lenin",), whole=True, split="1921-03-21")
    answer = measure_selection(lenin, asked, band=True)
    highest = max(panel.counts.rates.max(axis=None) for panel in answer.panels)
    assert answer.limit == pytest.approx(2 * highest) and answer.beyond > 5 * answer.limit
    fig = panels.draw_selection(answer)
    assert fig.axes[0].get_ylim()[1] == pytest.approx(2 * highest)
    assert "interval for comparable texts, cut off above" in [text.get_text() for text in fig.legends[0].get_texts()]
    said = f"Its upper end, up to {answer.beyond:.1f}, is beyond the picture."
    assert answers.describe_selection(answer).endswith(said)
    all_of_it = ask(lenin, "peace")
    assert all_of_it.beyond is None and ts.measure_bands(all_of_it).beyond is None
    assert "cut off" not in str([text.get_text() for text in panels.draw_selection(all_of_it).legends[0].get_texts()])


def test_curves_of_one_answer_are_as_each_alone(lenin):
    for choices in ({}, {"unit": "half-year"}, {"split": "1920-11-21"}):
        both = ts.measure_bands(ask(lenin, "peace", "war*", **choices))
        alone = [ts.measure_bands(ask(lenin, term, **choices)) for term in ("peace", "war*")]
        for panel in both.panels:
            (other,) = [one for answer in alone for one in answer.panels if one.title == panel.title]
            pd.testing.assert_frame_equal(panel.table, other.table, rtol=1e-12)


@pytest.mark.parametrize("choices", [{}, {"unit": "half-year"}, {"split": ("speech", "letter")}])
def test_the_picture_is_what_matplotlib_itself_would_save(lenin, choices):
    fig = panels.draw_selection(ask(lenin, "peace", **choices))
    svg.write_svg(fig)  # after which the figure is as before
    picture = io.StringIO()
    panels.save_picture(fig, picture, "svg", svg.SVG_METADATA)
    assert svg.write_svg(fig) == picture.getvalue()[picture.getvalue().index("<svg") :]


# What is opened and taken


def test_passages_are_escaped_marked_and_placed(small):
    answer = ask(small, "peace")
    _, texts = panels.list_marks(answer)
    table = openings.find_passages(small, answer, texts[1].documents, texts[1].curves)
    page = openings.write_passages(small, answer, texts[1], table)
    assert "<h3><bdi>Text b</bdi>: 1 passage</h3>" in page
    assert "no more &lt;<mark>peace</mark>&gt; &amp; war." in page and "line <bdi>1</bdi>" in page
    assert "&lt;peace&gt; &amp; war." in openings.write_paragraph(small, table.iloc[0])


def test_a_text_without_occurrences_says_so(small):
    answer = ask(small, "peace")
    _, texts = panels.list_marks(answer)
    table = openings.find_passages(small, answer, texts[2].documents)
    assert openings.write_passages(small, answer, texts[2], table) == "<h3><bdi>Text c</bdi>: no occurrence</h3>"
    untitled = answer._replace(documents=answer.documents.assign(title=np.nan))
    assert (
        openings.write_passages(small, untitled, texts[2], table) == "<h3><bdi>1918-05-01-c</bdi>: no occurrence</h3>"
    )


def test_a_title_that_is_cut_ends_with_the_sign_of_all_others():
    table = pd.DataFrame({"rate": [1.0], "period": ["long " * 40]})
    panel = SimpleNamespace(title="peace", table=table, periods=table["period"])
    assert panels._make_title(SimpleNamespace(panels=[panel])).endswith("long …")


def test_all_passages_are_taken_and_each_curve_has_its_column(small):
    answer = ask(small, "peace", "land")
    assert openings.find_passages(small, answer)["curve"].value_counts().to_dict() == {"“peace”": 5, "“land”": 2}
    assert openings.list_texts(answer)["count of “land”"].tolist() == [0, 1, 1, 0]


def test_passages_of_several_curves_stand_as_in_the_text(small):
    table = openings.find_passages(small, ask(small, "treaty", "peace", "League of Nations"), ["1918-07-01-d"])
    assert table["match"].tolist() == ["peace", "treaty", "peace", "League of Nations"]
    assert table["curve"].tolist() == ["“peace”", "“treaty”", "“peace”", "“League of Nations”"]


# The widget, without a browser


@pytest.fixture
def explorer(folder):
    return Explorer(folder, Selection(words=("peace",)))


def test_a_moved_control_answers_anew_and_an_error_is_a_sentence_that_goes_away(explorer):
    first = explorer.view.svg
    explorer.controls["words"].value = "bread, land"
    assert explorer.view.svg != first and explorer.view.alert == ""
    assert [panel.term for panel in explorer.answer.panels] == ["“bread”", "“land”"]
    second = explorer.view.svg
    explorer.controls["words"].value = "xylophone"
    assert explorer.view.alert.startswith("'xylophone' occurs in none") and explorer.view.svg == second
    assert explorer.view.alert.endswith(". What is shown is the last answer.")
    explorer.controls["words"].value = "bread"
    assert explorer.view.alert == ""


def test_no_control_is_wider_than_its_column_and_a_choice_of_one_is_not_shown(explorer):
    assert {control.layout.width for control in explorer.controls.values()} == {"auto"}
    assert explorer.sources.voices == ["author"] and explorer.controls["voices"].layout.display == "none"


def test_examples_of_dates_are_days_of_these_texts(explorer):
    assert [explorer.controls[name].placeholder for name in ("first", "last", "day")] == [
        "1918 or 1918-01-01", "1918 or 1918-01-01", "1918-05-01"]  # fmt: skip
    explorer.controls["split"].value = "before and after a day"  # begins at the middle
    assert explorer.answer.selection.split == explorer.controls["day"].value == "1918-05-01" and not explorer.view.alert
    explorer.controls["day"].value = ""
    assert explorer.view.alert.startswith("Write the day before and after which the texts are compared, such as "
                                          "1918-05-01.")  # fmt: skip


def test_a_click_on_a_picture_that_was_replaced_opens_nothing_wrong(explorer):
    number, label = explorer.view.dots[0][0]
    explorer.controls["words"].value = "bread, land"
    for wrong in ({"mark": number, "label": label}, {"mark": 99, "label": label}, {"mark": 99}):
        explorer._receive(None, {"do": "open"} | wrong, None)
        assert explorer.view.alert.startswith("What was clicked belongs to the last picture")
        assert not explorer.view.opened
    number, label = explorer.view.dots[0][0]
    explorer._receive(None, {"do": "open", "mark": number, "label": label}, None)
    assert explorer.view.alert == "" and label in explorer.view.opened


def test_a_passage_of_the_last_answer_is_not_opened_under_this_one(explorer):
    mark = next(n for n, label in explorer.view.dots[0] if ": 0 in" not in label)
    explorer._receive(None, {"do": "open", "mark": mark}, None)
    assert explorer.view.passages
    explorer.controls["words"].value = "war*"
    explorer._receive(None, {"do": "paragraph", "passage": 0}, None)
    assert explorer.view.alert.startswith("What was clicked belongs to what was open before")


def test_a_sentence_that_fails_leaves_no_band_behind(explorer, monkeypatch):
    explorer.controls["half_width"].value = 200
    answer, figure = explorer.answer, explorer._figure
    bands = len(figure.axes[0].collections)
    monkeypatch.setattr(explorer, "_describe", lambda answer: 1 / 0)
    explorer._try(explorer._add_bands)
    assert explorer.view.alert and explorer.answer is answer and len(figure.axes[0].collections) == bands


@pytest.mark.parametrize("place", [0, -1])
def test_a_long_name_of_an_event_leaves_room_for_the_axes(lenin, place):
    events = lenin.events.copy()
    events.iloc[place, events.columns.get_loc("label")] = "a name that is too long for any axis " * 5
    answer = ask(lenin, "peace")._replace(events=events)
    box = panels.draw_selection(answer).axes[0].get_position()
    assert box.width > 0.5


@pytest.mark.parametrize("passage", [0, 99, -1])
def test_a_click_on_a_passage_that_was_replaced_opens_nothing_wrong(explorer, passage):
    explorer._receive(None, {"do": "paragraph", "passage": passage}, None)
    assert explorer.view.alert.startswith("What was clicked belongs to what was open before")


def test_an_answer_that_fails_leaves_the_last_one_its_interval_and_its_own_sentence(explorer):
    async def ask():
        explorer.controls["words"].value = "bread"
        explorer.controls["words"].value = "xylophone"
        await asyncio.sleep(0.5)

    asyncio.run(ask())
    assert explorer.view.alert.startswith("'xylophone' occurs in none")
    assert explorer.answer.panels[0].table["layer"].iloc[0] == "comparable texts"


def test_a_picture_taken_while_a_test_waits_does_not_forget_it(explorer, monkeypatch):
    monkeypatch.setattr("themeshift.explorer.compare_sides", lambda answer: answers.compare_sides(answer, 99, 2))

    async def ask():
        explorer.controls["split"].value = "two genres"
        explorer.controls["test"].click()
        explorer._receive(None, {"do": "take", "what": "png"}, None)
        assert explorer.view.compared.startswith("Testing")
        await asyncio.sleep(0.5)

    asyncio.run(ask())
    assert "Holm" in explorer.view.compared and explorer.view.alert == ""
    assert explorer.answer.panels[0].table["layer"].iloc[0] == "comparable texts"


def test_another_choice_forgets_the_test_that_waits(explorer):
    async def ask():
        explorer.controls["split"].value = "two genres"
        explorer.controls["test"].click()
        explorer.controls["split"].value = "(one selection)"
        await asyncio.sleep(0.5)

    asyncio.run(ask())
    assert explorer.view.compared == "" and explorer.view.alert == ""


def test_a_test_of_what_was_refused_is_refused_again(explorer):
    explorer.controls["split"].value = "two genres"
    explorer.controls["one"].value = explorer.controls["other"].value
    explorer.controls["test"].click()
    assert "choose two that differ" in explorer.view.alert and explorer.view.compared == ""


def test_quotation_marks_around_a_phrase_are_allowed(explorer):
    explorer.controls["words"].value = ' "League of Nations", “bread” , "land'
    assert explorer.answer.selection.words == ("League of Nations", "bread", "land")


def test_coverage_is_said_only_where_it_was_measured(lenin, monkeypatch):
    monkeypatch.setattr("themeshift.explorer.load_sources", lambda folder: lenin)
    explorer = Explorer(selection=Selection(words=("peace",)))
    assert "in simulation" in explorer.view.sentence
    for name, value in (("whole", True), ("half_width", 200), ("voices", ("author", "quoted"))):
        before = explorer.controls[name].value
        explorer.controls[name].value = value
        assert "Band: interval for comparable texts." in explorer.view.sentence
        explorer.controls[name].value = before


def test_the_collector_of_garbage_waits_for_an_answer_and_is_left_as_it_was(explorer, monkeypatch):
    during = []
    draw = panels.draw_selection
    monkeypatch.setattr(panels, "draw_selection", lambda *given: (during.append(gc.isenabled()), draw(*given))[1])
    explorer.controls["words"].value = "bread"
    explorer.controls["words"].value = "xylophone"
    assert during == [False] and gc.isenabled()


def test_a_fault_of_ours_is_a_sentence_too(explorer, monkeypatch):
    monkeypatch.setattr(panels, "draw_selection", lambda *given: 1 / 0)
    explorer.controls["words"].value = "bread"
    assert "ZeroDivisionError" in explorer.view.alert


def test_a_file_that_cannot_be_made_is_a_sentence_and_the_next_can(explorer, monkeypatch):
    sent = []
    monkeypatch.setattr(explorer.view, "send", lambda message, buffers=None: sent.append(message["file"]))
    with monkeypatch.context() as full:
        full.setattr(panels, "save_picture", lambda *arguments: (_ for _ in ()).throw(OSError(28, "No space left")))
        explorer._receive(None, {"do": "take", "what": "pdf"}, None)
    assert "No space left" in explorer.view.alert and explorer.view.svg and not sent
    explorer._receive(None, {"do": "take", "what": "pdf"}, None)
    assert explorer.view.alert == "" and sent == ["selection.pdf"]


def test_letters_that_the_font_lacks_are_no_warning_but_a_sentence_where_they_are_lost(tmp_path, recwarn):
    for year, text in ((1919, "和平 与 面包"), (1920, "战争 与 和平"), (1921, "Peace")):
        (tmp_path / f"{year}.txt").write_text(text, encoding="utf-8")
    explorer = Explorer(tmp_path, Selection(words=("和平",)))  # the browser has its own fonts
    assert explorer.view.alert == ""
    explorer._receive(None, {"do": "take", "what": "png"}, None)
    assert explorer.view.alert.startswith("The file has empty boxes") and not recwarn.list
    explorer.controls["words"].value = "peace"
    explorer._receive(None, {"do": "take", "what": "png"}, None)
    assert explorer.view.alert == ""


def test_a_font_that_a_reader_names_is_drawn_with(small):
    with matplotlib.rc_context({"font.family": ["DejaVu Serif"]}):
        picture = svg.write_svg(panels.draw_selection(ask(small, "peace")))
    assert "DejaVu Serif" in picture and "DejaVu Sans" not in picture
    assert "DejaVu Sans" in svg.write_svg(panels.draw_selection(ask(small, "peace")))


def test_a_click_opens_its_text_and_a_file_is_sent(explorer, monkeypatch):
    sent = []
    monkeypatch.setattr(explorer.view, "send", lambda message, buffers=None: sent.append((message, buffers)))
    number = next(number for number, label in explorer.view.texts if "Text d" in label)
    explorer._receive(None, {"do": "open", "mark": number}, None)
    assert "Text d" in explorer.view.opened and explorer.view.passages.count("<mark>") == 2
    explorer._receive(None, {"do": "paragraph", "passage": 1}, None)
    for what in ("passages", "texts", "pdf", "png"):
        explorer._receive(None, {"do": "take", "what": what}, None)
    assert explorer.view.alert == ""
    assert "League" in sent[0][0]["html"] or "treaty" in sent[0][0]["html"]
    assert [message["file"] for message, _ in sent[1:]] == [
        "passages.csv",
        "texts.csv",
        "selection.pdf",
        "selection.png",
    ]
    assert len(pd.read_csv(io.BytesIO(sent[1][1][0]))) == 5


def test_the_controls_show_a_selection_and_give_it_back(lenin, monkeypatch):
    monkeypatch.setattr("themeshift.explorer.load_sources", lambda folder: lenin)
    chosen = Selection("concessions", ("foreign_capital",), words=("Entente",), voices=("author", "quoted"),
                       genres=("report", "speech"), authors=("V. I. Lenin",), periods=("Polish war", "civil war"),
                       first="1919", last="1920-10-01", whole=True, unit="period", split="1920-06-01")  # fmt: skip
    explorer = Explorer(selection=chosen)
    given_back = explorer.form.read()
    assert set(given_back.periods) == set(chosen.periods)
    assert given_back == Selection(**{**chosen.__dict__, "periods": given_back.periods})


def test_another_theme_has_other_senses(lenin, monkeypatch):
    monkeypatch.setattr("themeshift.explorer.load_sources", lambda folder: lenin)
    explorer = Explorer()
    assert explorer.answer.selection.theme == "peace" and explorer.answer.selection.authors == ("V. I. Lenin",)
    explorer.controls["theme"].value = "concessions"
    assert [value for _, value in explorer.controls["senses"].options] == list(lenin.themes["concessions"].senses)
    assert explorer.answer.selection == Selection("concessions", authors=("V. I. Lenin",)) and not explorer.view.alert


def test_a_wrong_first_selection_is_refused(folder):
    with pytest.raises(InputError, match="theme is 'peace'"):
        Explorer(folder, Selection("peace"))


@pytest.mark.parametrize("wrong", ["/nowhere", 5, None])
def test_a_folder_that_is_no_corpus_is_refused(wrong):
    with pytest.raises(InputError):
        Explorer(wrong)
