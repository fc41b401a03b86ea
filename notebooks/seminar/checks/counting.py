"""What the checks of the seminar count in, and how: loaded and counted once, when it is asked for."""

import functools
import re
import tomllib
from html import escape
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
from IPython.display import HTML

import themeshift as ts

from .answers import join, read_terms, read_text, read_year, refuse

STATIONS = tomllib.loads((Path(__file__).parent / "stations.toml").read_text(encoding="utf-8"))


@functools.cache
def load():
    """Load what all checks count in, once."""
    full = ts.load_corpus(voice=None)
    corpus = full._replace(paragraphs=ts.keep_voice(full.paragraphs, full.marks, "author"))
    documents = corpus.documents[corpus.documents["author"] == STATIONS["author"]]
    paragraphs = corpus.paragraphs[corpus.paragraphs["document"].isin(documents.index)]
    themes = {name: theme for name, theme in ts.load_themes().items() if theme.kind == "theme"}
    read = {card["document"] for card in STATIONS["reading"]["cards"].values()}
    occurrences = ts.find_occurrences(paragraphs, themes, corpus.lines, ts.load_labels(themes, corpus=full))
    return SimpleNamespace(
        full=full,
        corpus=corpus,
        documents=documents,
        paragraphs=paragraphs,
        themes=themes,
        occurrences=occurrences,
        years=name_years(documents),
        vocabulary=(vocabulary := ts.count_vocabulary(paragraphs)),
        words=set(vocabulary.terms),
        sentences=ts.train_sentences(paragraphs.loc[paragraphs["document"].isin(read), "text"]),
    )


def name_years(documents):
    """Return the year of each document, as it is written."""
    return ts.assign_periods(documents, "year").astype(str)


@functools.cache
def count_by_year(term, whose="the author"):
    """Count a term by year: in the author's voice, in all authors' voices, or in every voice of his texts or of all."""
    place = load()
    paragraphs, documents = {
        "the author": (place.paragraphs, place.documents),
        "all authors": (place.corpus.paragraphs, place.corpus.documents),
        "all voices of his texts": (
            place.full.paragraphs[place.full.paragraphs["document"].isin(place.documents.index)],
            place.documents,
        ),
        "all voices": (place.full.paragraphs, place.full.documents),
    }[whose]
    return ts.count_terms(paragraphs, {"term": [term]}).group(name_years(documents))


@functools.cache
def count_by_text(*terms):
    """Count terms together, by text."""
    return ts.count_terms(load().paragraphs, {"theme": list(terms)})


@functools.cache
def count_claim():
    """Count the spellings of the claim; give its sense's occurrences, how many of all senses, all authors' words."""
    place, told = load(), STATIONS["claim"]
    theme = place.occurrences[place.occurrences["theme"] == told["theme"]]
    counts = ts.count_terms(place.paragraphs, {term: [term] for term in told["spellings"]})
    everybody = ts.count_vocabulary(place.corpus.paragraphs).words.sum()
    return counts, theme[theme["sense"] == told["sense"]], len(theme), everybody


@functools.cache
def split_texts():
    """Split the texts at random, as the workbook does."""
    told = STATIONS["chance"]
    return ts.split_halves(load().vocabulary, told["splits"], seed=told["seed"])


@functools.cache
def fit_twice(n_topics, seeds, stopped):
    """Fit two models that differ in their seeds; return how alike their topics are, and the words of both."""
    told, place = STATIONS["topics"], load()
    passages = ts.cut_passages(place.paragraphs, told["passage"])
    counts = ts.count_vocabulary(passages, by=["document", "passage"])
    counts = ts.trim_terms(counts, ts.load_stopwords()) if stopped else ts.trim_terms(counts, max_share=1)
    one, other = (ts.fit_topics(counts, n_topics, seed=seed)[0] for seed in seeds)
    words = [set(counts.terms[ranks]) for topics in (one, other) for ranks in ts.rank_terms(topics, 10)]
    return ts.match_topics(one, other)[1], words


@functools.cache
def list_cards():
    """List the cards with the sense that the edition reads in each."""
    rows = []
    for letter, place in STATIONS["reading"]["cards"].items():
        found = load().occurrences
        here = (found["document"] == place["document"]) & (found["line"] == place["line"])
        rows.append(found[here & (found["theme"] == STATIONS["reading"]["theme"])].iloc[0].rename(letter))
    return pd.DataFrame(rows)


def show_cards():
    """Show the cards of the first station, each with the sentence around its word, without its sense."""
    place, cards = load(), list_cards()
    contexts = ts.find_contexts(cards, place.paragraphs, place.documents, sentences=place.sentences)
    contexts = contexts.set_index(["document", "line"]).loc[list(zip(cards["document"], cards["line"], strict=True))]
    contexts = contexts.reset_index()  # in the order of the letters, not of the dates
    items = [
        f'<p class="card"><b>Card {letter}.</b> {escape(row.left)}<b>{escape(row.match)}</b>{escape(row.right)} '
        f"<i>({row.date.date()}, line {row.line} of the scan)</i></p>"
        for letter, row in zip(cards.index, contexts.itertuples(), strict=True)
    ]
    return HTML("\n".join(items))


def read_year_of_texts(value, what):
    """Return a year of the texts."""
    years = load().documents["date"].dt.year
    return read_year(value, what, years.min(), years.max())


def read_sentence(value, what, least=5, known=3):
    """Return a sentence with some words of the texts, or ask for one; whether it is true no check can judge."""
    text = read_text(value, what)
    n = len(text.split())
    if n < least:
        many = "is one word" if n == 1 else f"has {n} words"
        refuse(f"{what} {many} (“{text}”): write a whole sentence that someone could contradict.")
    if len({*re.findall(r"[^\W\d_]+", text.lower())} & load().words) < known:
        refuse(f"{what} (“{text}”) has hardly a word that I can read: write a sentence in plain English.")
    return text


def refuse_unknown(terms):
    """Refuse search terms that do not occur."""
    absent = [f"“{term}”" for term in terms if not count_by_year(term).sums.iloc[0]]
    if absent:
        leave = "" if len(absent) == len(terms) else f", or leave {'it' if len(absent) == 1 else 'them'} out"
        refuse(
            f"{join(absent)} {'does' if len(absent) == 1 else 'do'} not occur in these texts: check the spelling, "
            f"try another word, or put * for any letters{leave}."
        )


def read_words(value, what="MY_WORDS"):
    """Return search terms that occur, or say what is wrong with them."""
    terms = read_terms(value, what)
    refuse_unknown(terms)
    return terms


def read_word(value, what="WORD"):
    """Return one search term that occurs, or say what is wrong with it."""
    terms = read_terms(value, what)
    if len(terms) > 1:
        refuse(f"{what} takes one word or phrase; * stands for any letters. You wrote {len(terms)}: {join(terms)}.")
    refuse_unknown(terms)
    return terms[0]
