"""Bring together what the story of a corpus needs: its texts, its themes, their counts, its periods and its events.

`load_story` reads a corpus folder and leaves nothing to be declared: where a corpus has no themes, the words that set
its periods apart take their place; where it has no periods, the calendar does; where it has no events, none are drawn.
"""

from pathlib import Path
from typing import NamedTuple

import pandas as pd

from themeshift import paths
from themeshift.checks import InputError, check_choice, check_documents, check_table
from themeshift.corpus import Corpus, load_corpus
from themeshift.counting import count_vocabulary
from themeshift.counts import Counts
from themeshift.dates import write_day
from themeshift.distinctive import rank_period_words
from themeshift.facts import load_events
from themeshift.index import read_date
from themeshift.occurrences import count_senses, find_occurrences, load_labels
from themeshift.periods import assign_periods, choose_calendar, load_periods
from themeshift.tables import load_table
from themeshift.themes import list_true_senses, load_themes, make_theme
from themeshift.tokens import check_blanks, count_words, load_stopwords

MOST_WORDS = 6  # words that take the place of themes where none are declared


class Story(NamedTuple):
    """A corpus made ready to be told.

    Attributes
    ----------
    corpus : Corpus
        In the author's voice; texts of all authors. `words` of its documents are counted where they are not there.
    documents : pandas.DataFrame
        The texts that are counted.
    apart : pandas.DataFrame
        Texts of the same author outside the days that were asked for: drawn, but set apart.
    others : pandas.DataFrame
        Texts of other authors: marked where texts are drawn, and not counted.
    occurrences : pandas.DataFrame
        As from `find_occurrences`.
    curves : dict of str to (str, list of str)
        By its name: a theme, and those of its senses that are counted together.
    counts : Counts
        Of the curves, in `documents` and `apart`.
    periods : pandas.DataFrame or str
        As `assign_periods` takes them.
    events : pandas.DataFrame
        As from `load_events`; empty where the corpus has none. `overview`: whether a first picture names it.
    stopwords : frozenset of str
        Empty where the corpus has none.
    absent : list of str
        Curves that were asked for and occur in none of the texts.
    themes : dict of str to Theme
        Those that are declared, and one for each search term that is followed.
    others_counts : Counts
        Of the curves, in `others`: for the marks of their texts beside those that are counted.
    """

    corpus: Corpus
    documents: pd.DataFrame
    apart: pd.DataFrame
    others: pd.DataFrame
    occurrences: pd.DataFrame
    curves: dict
    counts: Counts
    periods: pd.DataFrame | str
    events: pd.DataFrame
    stopwords: frozenset
    absent: list
    themes: dict
    others_counts: Counts


def load_story(folder=paths.CORPUS, author=None, themes=None, span=None, **options):
    """Load a corpus and count its themes.

    Parameters
    ----------
    folder : pathlib.Path
        Or, as in `load_corpus`, a table of texts.
    author : str or None
        Whose texts are counted; by default those of the author who wrote more than half of them, else all texts.
    themes : list of str or None
        What is followed, in this order: curves or themes of ``themes.toml``, or any search terms. By default all curves
        that are declared there, or, without the file, the words that set the periods apart.
    span : (str, str) or None
        First and last day, month or year that are asked about; texts outside are set apart. By default as ``span.csv``
        of the corpus says; without it, all texts count.
    **options
        `encoding`, `text`, `id` and `date`, as in `load_corpus`.

    Returns
    -------
    Story

    Raises
    ------
    InputError
        If the corpus cannot be read, the author wrote none of its texts, a theme occurs nowhere, or no text lies
        in the days.
        The message calls the arguments by the names they have in the notebook: CORPUS, AUTHOR, THEMES, SPAN.
    """
    if not isinstance(folder, str | Path) or not Path(folder).exists():
        raise InputError(f"CORPUS is {folder!r:.200}, which is not a folder; write the folder in which the texts are")
    corpus = load_corpus(folder, **options)
    check_blanks(corpus.paragraphs["text"])
    if not any(map(count_words, corpus.paragraphs["text"])):
        raise InputError(f"CORPUS: no text of {folder} has a word, which is a run of letters; name other texts")
    chosen = _choose_author(corpus.documents, author)
    documents = corpus.documents
    inside = chosen.copy()
    inside[chosen] = find_inside(folder, documents[chosen], span)
    of_chosen = corpus.paragraphs["document"].isin(documents.index[chosen])
    paragraphs = corpus.paragraphs[of_chosen]
    periods = choose_periods(folder, documents[inside])
    declared = load_themes(folder) if (Path(folder) / "themes.toml").is_file() else {}
    if themes is None and not declared:
        themes = find_leading_words(folder, paragraphs, documents[inside], periods)
    everywhere, curves, themes = _find_curves(folder, corpus, documents.index[chosen], declared, themes)
    found = everywhere[everywhere["document"].isin(documents.index[chosen])].reset_index(drop=True)
    absent = [name for name, (theme, senses) in curves.items() if not _occurs(found, theme, senses)]
    curves = {name: curve for name, curve in curves.items() if name not in absent}
    if not curves:
        raise InputError(f"THEMES: none of {', '.join(absent)} occurs in these texts; choose others, or another AUTHOR")
    counts = count_senses(found, curves, paragraphs)
    counts = counts.select(counts.words > 0)
    kept = documents.index.isin(counts.index)
    documents = _fill_words(documents, counts, corpus.paragraphs)
    others = documents[~chosen]
    others_counts = count_senses(everywhere, curves, corpus.paragraphs)
    others_counts = others_counts.select(others_counts.index.isin(others.index) & (others_counts.words > 0))
    return Story(corpus._replace(documents=documents), documents[inside & kept], documents[chosen & ~inside & kept],
                 others, found, curves, counts, periods, _load_events(folder), _load_stopwords(folder), absent, themes,
                 others_counts)  # fmt: skip


def _fill_words(documents, counts, paragraphs):
    """Return documents with the number of their words, where a corpus does not say it."""
    if "words" in documents and pd.api.types.is_numeric_dtype(documents["words"]):
        return documents
    rest = paragraphs[~paragraphs["document"].isin(counts.index)]
    words = rest["text"].map(count_words).groupby(rest["document"]).sum()
    return documents.assign(words=pd.concat([counts.words, words]).reindex(documents.index, fill_value=0).astype(int))


def _choose_author(documents, author):
    """Tell which documents are by the author."""
    authors = documents["author"] if "author" in documents else pd.Series("", documents.index)
    if author is not None:
        return authors == check_choice(author, dict.fromkeys(authors), "AUTHOR")
    shares = authors.value_counts(normalize=True)
    alone = shares.index[0] != "" and shares.iloc[0] > 0.5  # of texts without a name nobody is the author
    return authors == shares.index[0] if alone else pd.Series(True, documents.index)


def find_inside(folder, documents, span=None):
    """Tell which documents begin within the days that are asked about; the others are set apart.

    Parameters
    ----------
    folder : pathlib.Path
        Or a table of texts.
    documents : pandas.DataFrame
    span : (str, str) or None
        First and last day, month or year. By default as ``span.csv`` of the corpus says; without it, all are inside.

    Returns
    -------
    pandas.Series of bool

    Raises
    ------
    InputError
        If the days are none, or no document lies in them.
    """
    check_documents(documents)
    if span is None:
        span = _load_span(folder)
    if span is None:
        return pd.Series(True, documents.index)
    if isinstance(span, str) or not hasattr(span, "__len__") or len(span) != 2:
        raise InputError(f"SPAN is {span!r}; write its first and its last day: ('1917-11-07', '1922-12-31')")
    first, last = (_read_end(day, place) for place, day in enumerate(span))
    if first > last:
        raise InputError(f"SPAN ends on {write_day(last)}, before it begins on {write_day(first)}; exchange the days")
    inside = documents["date"].between(first, last)
    if not inside.any():
        raise InputError(f"SPAN is {span!r}, but no text begins in these days; the texts begin between "
                         f"{write_day(documents['date'].min())} and {write_day(documents['date'].max())}")  # fmt: skip
    return inside


def _load_span(folder):
    """Load the days that a corpus is asked about, if it says so."""
    path = Path(folder) / "span.csv"
    if not path.is_file():
        return None
    rows = check_table(load_table(path), ["first", "last"], str(path))
    return tuple(rows.loc[0, ["first", "last"]])


def _read_end(day, place):
    """Read the first or the last day: of a year or a month, its own first or last."""
    return pd.Timestamp(read_date(day, "SPAN")[place] if isinstance(day, str) else day)


def choose_periods(folder, documents):
    """Load the named periods of a corpus or, without them, choose a kind of period of the calendar.

    Parameters
    ----------
    folder : pathlib.Path
        Or a table of texts.
    documents : pandas.DataFrame

    Returns
    -------
    pandas.DataFrame or str
        As `assign_periods` takes them: from `load_periods`, or from `choose_calendar`.

    Raises
    ------
    InputError
        As `load_periods`.
    """
    check_documents(documents)
    if (Path(folder) / "periods.csv").is_file():
        return load_periods(folder)
    return choose_calendar(documents)


def _load_events(folder):
    """Load the dated events of a corpus; none, if it has none."""
    if not (Path(folder) / "events.csv").is_file():
        return pd.DataFrame({"date": [], "date_end": [], "label": [], "overview": []})
    events = load_events(folder)
    return events if "overview" in events else events.assign(overview=True)


def find_leading_words(folder, paragraphs, documents, periods):
    """Find the words that most set the periods apart: what stands for themes where none are declared.

    Parameters
    ----------
    folder : pathlib.Path
        For its stop list, if it has one.
    paragraphs, documents : pandas.DataFrame
    periods : pandas.DataFrame or str
        As from `choose_periods`. Where all texts are of one, each is compared with the others.

    Returns
    -------
    list of str
        Six at most.

    Raises
    ------
    InputError
        If there is one text only, or no word sets any apart.
    """
    check_table(paragraphs, ["document", "text"], "paragraphs")
    check_documents(documents)
    counts = count_vocabulary(paragraphs[paragraphs["document"].isin(documents.index)])
    counts = counts.select(counts.words > 0)
    if len(counts) == 1:
        raise InputError(f"{folder} has words in one text only, {counts.index[0]!r}, and a shift is between texts; add "
                         "others, or write THEMES, a list of words")  # fmt: skip
    labels = assign_periods(documents, periods)
    labels = labels if labels.nunique() > 1 else pd.Series(documents.index, documents.index)
    table = rank_period_words(counts, labels, _load_stopwords(folder), top=2)
    words = list(dict.fromkeys(table.sort_values("tfidf", ascending=False, kind="stable")["term"]))
    if not words:
        raise InputError(f"{folder} declares no themes, and no word sets its periods apart; write THEMES, a list "
                         "of words")  # fmt: skip
    return words[:MOST_WORDS]


def _load_stopwords(folder):
    path = Path(folder) / "stopwords.txt"
    return load_stopwords(path) if path.is_file() else frozenset()


def _find_curves(folder, corpus, chosen, declared, names):
    """Find the occurrences of what is followed, in all texts, and say of what theme and senses each curve is."""
    paragraphs = corpus.paragraphs
    known = {curve: (theme, senses) for theme, one in declared.items() for curve, senses in one.curves.items()}
    if names is None:
        names = list(known)
    if isinstance(names, str | dict) or not hasattr(names, "__iter__") or not list(names):
        raise InputError(f"THEMES is {names!r}; write a list of themes or words: {list(known) or ['peace']}")
    curves, searched = {}, {}
    for name in names:
        if name not in known and name not in declared:
            try:
                searched[name] = make_theme(name)
            except InputError as error:
                raise InputError(f"THEMES: {error}") from None
        curves[name] = known.get(name) or (name, list_true_senses({**declared, **searched}[name].senses))
    used = {theme: declared[theme] for theme, _ in curves.values() if theme in declared}
    found = [find_occurrences(paragraphs, used, corpus.lines, _load_labels(folder, declared))] if used else []
    found += [find_occurrences(paragraphs, {name: theme}, corpus.lines) for name, theme in searched.items()]
    for name, table in zip(searched, found[bool(used) :], strict=True):
        if not table["document"].isin(chosen).any():
            raise InputError(f"THEMES has {name!r}, which occurs in none of these texts; write other words, or one of "
                             f"the themes: {', '.join([*known, *declared]) or '(none)'}")  # fmt: skip
    return pd.concat(found, ignore_index=True), curves, {**declared, **searched}


def _occurs(found, theme, senses):
    here = found[found["theme"] == theme]
    return (here["sense"].isin(senses) | here["alternative"].isin(senses)).any()


def _load_labels(folder, declared):
    return load_labels(declared, folder) if (Path(folder) / "edition" / "senses.csv").is_file() else None


def check_story(story):
    """Return a story, or raise `InputError`."""
    if not isinstance(story, Story):
        raise InputError(f"the story is {type(story).__name__}, not a Story; load it with load_story")
    return story
