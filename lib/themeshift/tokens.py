"""Say once what a word is and where a sentence ends.

A *token* is a run of letters. Inside it may stand an apostrophe (``don’t``) or a hyphen (``breathing-space``,
``counter-revolution``), and an abbreviation keeps its full stops (``R.S.F.S.R.``, ``C.C.``; the ``(B.)`` of
``R.C.P.(B.)`` is dropped). Tokens are lower case with straight apostrophes, and the possessive is cut: ``Russia’s``
counts as ``russia``, ``workers’`` as ``workers`` (so ``let’s`` counts as ``let``). Numbers and years are not words:
``1918``, ``20th`` and ``60,000`` are left out of every count and every denominator.
"""

import contextlib
import re
from pathlib import Path

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


def load_stopwords(path=paths.CORPUS / "stopwords.txt"):
    """Load the project's stop list: words that name nothing and take no side, grouped under reasons.

    Parameters
    ----------
    path : pathlib.Path
        Words between white space; a line that begins with ``#`` is a reason.

    Returns
    -------
    frozenset of str

    Raises
    ------
    ValueError
        If the file is missing, or a word is no token or stands there twice; the message names the line.
    """
    path, found = Path(path), {}
    if not path.is_file():
        raise ValueError(f"{path}: the stop list is missing; name another")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        for word in [] if line.startswith("#") else line.split():
            if tokenise(word) != [word]:
                raise ValueError(f"{path} line {number}: {word!r} is no token; write it as tokenise({word!r}) gives it")
            if word in found:
                raise ValueError(f"{path} line {number}: {word!r} stands in line {found[word]} too; take one out")
            found[word] = number
    return frozenset(found)


@contextlib.contextmanager
def _nltk_path(folder):
    """Let NLTK read from a folder, and only while it must."""
    nltk.data.path.insert(0, str(folder))
    try:
        yield
    finally:
        nltk.data.path.remove(str(folder))
