"""Hold one corpus ready for questions: every voice, every word's place, the declared themes, periods and events."""

import array
from pathlib import Path

import numpy as np
import pandas as pd

from themeshift import paths
from themeshift.checks import InputError
from themeshift.corpus import load_corpus
from themeshift.facts import load_events
from themeshift.occurrences import OCCURRENCE_COLUMNS, find_occurrences, load_labels
from themeshift.passages import RUNNING_KINDS, find_lines, index_lines, keep_voice
from themeshift.periods import choose_calendar, load_periods
from themeshift.terms import compile_terms, find_matches
from themeshift.themes import load_themes
from themeshift.tokens import check_blanks, find_tokens

BITS, AT = 32, 0xFFFFFFFF  # a place is one number: the paragraph's in the upper bits, the token's in the lower
LISTS = {"genres": ("genre",), "authors": ("author",), "addressees": ("addressee_kind", "addressee")}


class Sources:
    """A corpus made ready for questions, as from `load_sources`.

    Attributes
    ----------
    folder : pathlib.Path
    options : dict
        With which the corpus was loaded.
    corpus : Corpus
        All voices, whole.
    documents : pandas.DataFrame
    voices : list of str
    paragraphs : pandas.DataFrame
        As each voice speaks them (`keep_voice`), the voices one after another.
    words : pandas.DataFrame
        Words of each document (row) in each voice (column).
    themes : dict of str to Theme
        Empty where none are declared.
    occurrences : pandas.DataFrame
        Of the themes, in all voices.
    periods : pandas.DataFrame or str
        The named periods or, without them, a kind of period of the calendar.
    events : pandas.DataFrame or None
    """

    def __init__(self, folder, options):
        self.corpus = load_corpus(folder, voice=None, **options)
        check_blanks(self.corpus.paragraphs["text"])
        self.folder, self.options = Path(folder), options
        documents = self.corpus.documents
        self.documents = documents.set_axis(documents.index.astype(object))  # names that are found fast
        self.paragraphs = _split_voices(self.corpus)
        self.voices = list(dict.fromkeys(self.paragraphs["voice"]))
        self._texts, self._lines = self.paragraphs["text"].tolist(), index_lines(self.corpus.lines)
        self._tokens = list(map(find_tokens, self._texts))
        self._places = {}
        for row, tokens in enumerate(self._tokens):
            for at, (token, _, _) in enumerate(tokens):
                self._places.setdefault(token, array.array("Q")).append(row << BITS | at)
        sizes = self.paragraphs[["document", "voice"]].assign(words=[len(tokens) for tokens in self._tokens])
        words = sizes.pivot_table(index="document", columns="voice", values="words", aggfunc="sum", fill_value=0)
        self.words = words.reindex(index=self.documents.index, columns=self.voices, fill_value=0)
        has = {name: (self.folder / name).is_file() for name in ("themes.toml", "periods.csv", "events.csv")}
        self.themes = load_themes(folder) if has["themes.toml"] else {}
        self.occurrences = self._find_themes()
        self.periods = load_periods(folder) if has["periods.csv"] else choose_calendar(self.documents)
        self.events = load_events(folder) if has["events.csv"] else None
        self._found = {}

    def _find_themes(self):
        """Find the words of the themes in every voice."""
        labels = None
        if self.themes and (self.folder / "edition" / "senses.csv").is_file():
            labels = load_labels(self.themes, self.folder, self.corpus)
        if not self.themes:
            return pd.DataFrame(columns=OCCURRENCE_COLUMNS)
        return find_occurrences(self.paragraphs, self.themes, self.corpus.lines, labels)

    def get_column(self, name):
        """Return the column of `documents` for ``genres``, ``authors`` or ``addressees``; None where there is none."""
        columns = [column for column in LISTS[name] if column in self.documents]
        return self.documents[columns[0]].fillna("").astype(str) if columns else None

    def find_frequent_word(self, letters=7):
        """Return the word of at least so many letters that most paragraphs have: something to begin with."""
        if not self._places:
            raise InputError(f"{self.folder}: no text has a word; choose other texts")
        words = [word for word in self._places if len(word) >= letters and word.isalpha()] or list(self._places)
        return max(words, key=lambda word: (len({place >> BITS for place in self._places[word]}), word))

    def find_words(self, term):
        """Find a search term in every voice: a table as `find_occurrences` gives it, without senses.

        What was found once is kept.

        Parameters
        ----------
        term : str
            As `compile_term` reads it.

        Returns
        -------
        pandas.DataFrame

        Raises
        ------
        InputError
            If it is not a search term, or occurs nowhere.
        """
        if term not in self._found:
            self._found[term] = self._search(compile_terms(term))
        return self._found[term]

    def _search(self, terms):
        (term,) = terms
        places = [self._find_places(term, number) for number in range(len(term.words))]
        if len(places) == 1:
            hits = ((place >> BITS, place & AT, (place & AT) + 1) for place in sorted(places[0]))
        else:
            rows = set.intersection(*({place >> BITS for place in of_word} for of_word in places))
            hits = (
                (row, *hit) for row in sorted(rows) for hit in find_matches(self._tokens[row], terms, self._texts[row])
            )
        found = [(row, self._tokens[row][first][1], self._tokens[row][end - 1][2]) for row, first, end in hits]
        if not found:
            raise InputError(f"{term.written!r:.80} occurs in none of these texts; try another spelling, or * for any "
                             "letters")  # fmt: skip
        numbers, starts, ends = (np.array(part) for part in zip(*found, strict=True))
        places = self.paragraphs[["document", "paragraph", "voice"]].iloc[numbers].reset_index(drop=True)
        match = [self._texts[row][start:end] for row, start, end in found]
        table = places.assign(start=starts, end=ends, match=match, theme=term.written, sense="", alternative="", by="")
        table["line"] = find_lines(table, self._lines)
        return table[OCCURRENCE_COLUMNS]

    def _find_places(self, term, number):
        """Return where a word of a term is, as numbers of a paragraph and of a token in it."""
        return [place for token in term.choose(self._places, number) for place in self._places[token]]


def _split_voices(corpus):
    """Return the paragraphs as each voice speaks them, the voices with most paragraphs first."""
    quoted = corpus.marks.loc[corpus.marks["kind"] == "quotation", "voice"]
    running = corpus.paragraphs.loc[corpus.paragraphs["kind"].isin(RUNNING_KINDS), "voice"]
    voices = [*running.dropna().value_counts().index, *quoted.dropna()]
    return pd.concat([keep_voice(corpus.paragraphs, corpus.marks, voice) for voice in dict.fromkeys(voices)],
                     ignore_index=True)  # fmt: skip


def load_sources(folder=paths.CORPUS, **options):
    """Load a corpus, all that is declared of it, and the place of every word, to be asked by `measure_selection`.

    Parameters
    ----------
    folder : pathlib.Path
        Themes, labels, periods and events are loaded where the folder has them.
    **options
        As in `load_corpus`, but for `voice`: all voices are loaded.

    Returns
    -------
    Sources

    Raises
    ------
    InputError
        As `load_corpus` and the loaders of the other tables.
    """
    return Sources(folder, options)
