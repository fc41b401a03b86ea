"""Passages, events and any words are opened, and escaped."""

import pandas as pd
import pytest

from themeshift.checks import InputError
from themeshift.story import load_story
from themeshift.views import list_passages, show_events, show_folded, show_passages, show_theme


def test_a_list_of_events_says_what_happened_and_is_escaped():
    events = pd.DataFrame({"date": pd.to_datetime(["1918-03-03"]), "label": ["<Brest>"], "event": ["peace & war"]})
    assert "<li>3 March 1918: <b><bdi>&lt;Brest&gt;</bdi></b>. <bdi>peace &amp; war</bdi></li>" in show_events(events)
    assert show_events(events.iloc[:0]) == ""
    periods = pd.DataFrame({"reason": ["from <a> to b", None]}, index=["Brest", "rest"])
    assert "<li>Period <b><bdi>Brest</bdi></b>: <bdi>from &lt;a&gt; to b</bdi></li></ul>" in show_events(
        events, periods
    )
    assert show_events(events, "year") == show_events(events)


def test_an_event_of_several_days_is_listed_with_its_first_and_its_last():
    days = {"date": ["1920-02-02", "1919-11-22", "1922-11-20", "1918-03-03", "1918-03-04"],
            "date_end": ["1920-02-07", "1919-12-03", "1923-07-24", "1918-03-03", None]}  # fmt: skip
    events = pd.DataFrame({name: pd.to_datetime(column) for name, column in days.items()}).assign(label="x")
    told = ("2 February 1920 to 7 February 1920", "22 November 1919 to 3 December 1919",
            "20 November 1922 to 24 July 1923", "3 March 1918", "4 March 1918")  # fmt: skip
    assert all(f"<li>{span}: <b>" in show_events(events) for span in told)


def test_passages_are_of_the_theme_the_sense_and_the_period(lenin):
    page = show_passages("leases", sense="foreign_capital", period="concessions and NEP", story=lenin)
    assert page.count("<b>") == 3
    assert page._repr_html_() == page
    assert "21 December 1920" in page  # the text that has most


def test_passages_are_of_as_many_texts_as_can_be(lenin):
    page = show_passages("world revolution", period="Brest", n=5, story=lenin)
    assert page.count("<p>") == 5
    assert len({part.split("</small>")[0].split(", p.")[0] for part in page.split("<p><small>")[1:]}) == 5


def test_text_of_a_corpus_is_escaped(plain):
    page = show_passages("peace", story=load_story(plain))
    assert "&lt;b&gt; <b>peace</b>" in page or "<b>peace</b> and &lt;b&gt;" in page


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"theme": "bread"}, "the theme is 'bread', which is none of the choices"),
        ({"theme": ""}, "the theme is ''; name one"),
        ({"theme": "leases", "sense": "aim"}, "the sense of 'concessions' is 'aim'"),
        ({"theme": "leases", "period": "Polish War"}, "the period is 'Polish War'.*did you mean 'Polish war'"),
        ({"theme": "leases", "period": "Polish war"}, "'leases' has no occurrence in Polish war"),
        ({"theme": "leases", "n": 0}, "n is 0"),
    ],
)
def test_passages_that_cannot_be_shown_are_named(lenin, arguments, message):
    with pytest.raises(InputError, match=message):
        show_passages(**arguments, story=lenin)


def test_any_words_are_opened_with_curve_periods_half_years_and_passages():
    page = show_theme("League of Nations", n_replicates=0)
    assert page.count("<svg") == 1
    for words in (
        "League of Nations is most frequent",
        "Decree on Peace",
        "Genoa and after",
        "1920 II",
        "From the texts of",
    ):
        assert words in page, words
    assert "<b>League of Nations</b>" in page


def test_every_curve_has_its_passages(lenin):
    assert set(list_passages(lenin, 1)) == set(lenin.curves)


def test_a_folded_table_opens_and_runs_nothing():
    page = show_folded(pd.DataFrame({"<b>rate</b>": ["<script>alert(1)</script>"]}), "What <i>others</i> read")
    assert page.startswith("<details><summary>What &lt;i&gt;others&lt;/i&gt; read</summary><table")
    assert "<script" not in page and "<b>" not in page and "&lt;script&gt;" in page
    with pytest.raises(InputError, match="title is int; give the line"):
        show_folded(pd.DataFrame({"rate": [1]}), 5)
