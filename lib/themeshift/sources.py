"""Hold one corpus ready for questions: every voice, every word's place, the declared themes, periods and events."""

from pathlib import Path

import numpy as np
import pandas as pd

from themeshift import paths
from themeshift.checks import InputError
from themeshift.corpus import load_corpus
from themeshift.facts import load_events
from themeshift.occurrences import OCCURRENCE_COLUMNS, find_lines, find_occurrences, load_labels
from themeshift.passages import RUNNING_KINDS, keep_voice
from themeshift.periods import choose_calendar, load_periods
from themeshift.terms import compile_terms, find_matches
from themeshift.themes import load_themes
from themeshift.tokens import check_blanks, find_tokens

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
        self._tokens = [find_tokens(text) for text in self.paragraphs["text"]]
        self._rows = {}
        for row, tokens in enumerate(self._tokens):
            for token in {token for token, _, _ in tokens}:
                self._rows.setdefault(token, []).append(row)
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
        words = [word for word in self._rows if len(word) >= letters and word.isalpha()] or list(self._rows)
        return max(words, key=lambda word: (len(self._rows[word]), word))

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
        rows = None
        for place in range(len(term.words)):
            matching = [self._rows[token] for token in self._rows if term.match(token, place)]
            here = set().union(*matching)
            rows = here if rows is None else rows & here
        found = []
        for row in sorted(rows):
            text, tokens = self.paragraphs["text"].iat[row], self._tokens[row]
            found += [(row, tokens[a][1], tokens[b - 1][2]) for a, b in find_matches(tokens, terms, text)]
        if not found:
            raise InputError(f"{term.written!r:.80} occurs in none of these texts; try another spelling, or * for any "
                             "letters")  # fmt: skip
        numbers, starts, ends = (np.array(part) for part in zip(*found, strict=True))
        places = self.paragraphs[["document", "paragraph", "voice", "text"]].iloc[numbers].reset_index(drop=True)
        match = [text[start:end] for text, start, end in zip(places["text"], starts, ends, strict=True)]
        table = places.assign(start=starts, end=ends, match=match, theme=term.written, sense="", alternative="", by="")
        table["line"] = find_lines(table, self.corpus.lines)
        return table[OCCURRENCE_COLUMNS]


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
