"""Say once what a word is and where a sentence ends.

A *token* is a run of letters. Inside it may stand an apostrophe (``don’t``) or a hyphen (``breathing-space``,
``counter-revolution``), and an abbreviation keeps its full stops (``R.S.F.S.R.``, ``C.C.``; the ``(B.)`` of
``R.C.P.(B.)`` is dropped). Tokens are lower case with straight apostrophes, and the possessive is cut: ``Russia’s``
counts as ``russia``, ``workers’`` as ``workers`` (so ``let’s`` counts as ``let``). Numbers and years are not words:
``1918``, ``20th`` and ``60,000`` are left out of every count and every denominator.
"""

import contextlib
import re

import nltk.data
from nltk.tokenize import RegexpTokenizer
from nltk.tokenize.punkt import PunktTokenizer

from themeshift import paths

LETTER = r"[^\W\d_]"
TOKEN = rf"(?<!\w)(?:(?:[A-Z]\.){{2,}}(?:\([A-Z]\.\))?|{LETTER}+(?:[’'-]{LETTER}+)*)(?!\w)"
_TOKENIZER = RegexpTokenizer(TOKEN)
_POSSESSIVE = re.compile(r"['’]s$")
_PARTY = re.compile(r"\([a-z]\.\)$")


def normalise(word):
    """Give the form in which a word is counted."""
    return _PARTY.sub("", _POSSESSIVE.sub("", word.lower().replace("’", "'")))


def tokenise(text):
    """Split a text into the words that are counted.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of str
    """
    return [normalise(text[start:end]) for start, end in _TOKENIZER.span_tokenize(text)]


def find_tokens(text):
    """Split a text into words and say where they stand.

    Parameters
    ----------
    text : str

    Returns
    -------
    list of (str, int, int)
        The token as counted, its first character and the character after its last.
    """
    return [(normalise(text[start:end]), start, end) for start, end in _TOKENIZER.span_tokenize(text)]


def count_words(text):
    """Count the words of a text."""
    return sum(1 for _ in _TOKENIZER.span_tokenize(text))


def load_sentence_splitter(folder=paths.CORPUS):
    """Load the Punkt model that was trained on the corpus.

    Punkt learns abbreviations and sentence starters from the texts themselves (Kiss & Strunk 2006, *Computational
    Linguistics* 32(4), 485-525). The parameters are kept with the corpus, so nothing is downloaded.

    Parameters
    ----------
    folder : pathlib.Path
        A folder with ``tokenizers/punkt_tab/english``.

    Returns
    -------
    nltk.tokenize.punkt.PunktTokenizer
        Its ``tokenize(text)`` gives sentences, ``span_tokenize(text)`` their offsets.
    """
    with _nltk_path(folder):
        return PunktTokenizer("english")


@contextlib.contextmanager
def _nltk_path(folder):
    """Let NLTK read from a folder, and only while it must."""
    nltk.data.path.insert(0, str(folder))
    try:
        yield
    finally:
        nltk.data.path.remove(str(folder))
