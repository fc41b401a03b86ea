"""Say once what a word is and where a sentence ends.

A *token* is a run of letters. Inside it may stand an apostrophe (``don’t``) or a hyphen (``breathing-space``), and an
abbreviation of single letters keeps its full stops (``R.S.F.S.R.``, ``i.e.``; ``R.C.P.(B.)`` loses its ``(B.)``).
Tokens are counted in lower case with straight apostrophes, and the possessive is cut: ``Russia’s`` counts as
``russia``, ``workers’`` as ``workers`` (so ``let’s`` counts as ``let``). Numbers and years are not words: ``1918``,
``20th`` and ``60,000`` are left out of every count and every denominator; so are the raised figures of footnotes.

Characters that look alike are one in the counted form (`normalize`); a text itself is never altered, so that the
offsets of its words stay true.
"""

import functools
import re
import unicodedata
from collections.abc import Hashable

from pandas.api.types import is_list_like

from themeshift import paths
from themeshift.checks import InputError
from themeshift.tables import read_text_file

HOLE = "░"  # stands, as often as it has characters, for what another voice says inside a paragraph
HOLES = re.compile(f"{HOLE}+")


def _list_characters(*categories):
    """List the characters of some categories of Unicode, as ranges for a regular expression."""
    numbers = [n for n in range(0xA0, 0x1FC00) if unicodedata.category(chr(n)) in categories]
    firsts = [n for n, before in zip(numbers, [0, *numbers], strict=False) if n != before + 1]
    lasts = [n for n, after in zip(numbers, [*numbers[1:], 0], strict=True) if n != after - 1]
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in zip(firsts, lasts, strict=True))


_APOSTROPHES = "’‘‛´`ʼ＇′\u1fef\u1ffd"  # the last two are the canonical equals of ` and ´
_HYPHENS = "‐‑−﹣－"
_UNSEEN = "\u00ad\u034f\u200b-\u200d\u2060\ufe00-\ufe0f\ufeff\U000e0100-\U000e01ef"  # soft hyphen, zero width, variants
_NO_LETTERS = "ʼ" + _list_characters("No", "Nl")  # though Python's \w has them
_LETTER, _BOUND = rf"[^\W\d_{_NO_LETTERS}]", rf"[^\W_{_NO_LETTERS}]"
_MARK = f"[{_UNSEEN}{_list_characters('Mn', 'Mc', 'Me')}]"  # accents and vowel signs belong to the letter before
_REST = rf"{_LETTER}*+(?:{_MARK}++{_LETTER}*+)*+"
_COMPOUND = rf"{_REST}(?:['{_APOSTROPHES}{_HYPHENS}-]{_LETTER}{_REST})*"
_ABBREVIATION = rf"{_MARK}*+\.(?:{_LETTER}{_MARK}*+\.)++(?:\({_LETTER}\.\))?(?:['{_APOSTROPHES}][sS])?"
_BEGIN = _LETTER + "".join(f"(?<!{_BOUND}{_MARK * n}.)" for n in range(4))  # after no letter or figure with accents
_TOKEN = re.compile(  # what is said of English and ASCII is implied by the rest, but makes it twice as fast
    rf"(?<![a-zA-Z0-9])(?:(?<=[\x00-\x7f])[a-zA-Z][a-z]*+(?=[ ,\n])"
    rf"|{_BEGIN}(?:{_ABBREVIATION}|{_COMPOUND})(?!{_BOUND}))"
)
_ALIKE = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, "-")
    | {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
)  # fmt: skip
_DROPPED = re.compile(f"[{_UNSEEN}]+")
_TURKISH = "i\u0307"  # what lower case makes of İ, so that İzmir would not be izmir
_STRESS = re.compile("(?<=[\u0400-\u052f])[\u0300\u0301]+")
_CLAUSE = re.compile(  # longer than nearly all words of Chinese and Japanese; of Thai, Lao, Burmese and Khmer
    "[\u3005\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]{5,}"
    "|[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]{12,}"
)
_ENDING = re.compile(r"(?<=.)(?:'s|\(\w\.\))+$")


@functools.lru_cache(maxsize=1 << 18)
def normalize(word):
    r"""Return the form in which a word is counted.

    Lower case in Unicode's composed form (NFC); apostrophes and hyphens that look alike are one, ligatures are spelt
    out, soft hyphens, zero-width characters and the stress marks of Cyrillic are dropped, the possessive is cut.
    The capital İ counts as i, and I as i too, since a word does not say whether it is Turkish.

    Examples
    --------
    >>> normalize("Poincaré’s"), normalize("electri\u00adfication"), normalize("R.C.P.(B.)")
    ('poincaré', 'electrification', 'r.c.p.')
    """
    return _ENDING.sub("", fold(word))


def fold(word):
    """Return a word in lower case and one spelling of each character, its possessive kept."""
    if word.isascii():
        return word.replace("`", "'").lower()
    folded = unicodedata.normalize("NFC", _DROPPED.sub("", word).translate(_ALIKE).lower().replace(_TURKISH, "i"))
    return unicodedata.normalize("NFC", _STRESS.sub("", folded))


def tokenize(text):
    """Split a text into the words that are counted.

    Examples
    --------
    >>> tokenize("The workers’ peace, i.e. ours: 60,000 R.S.F.S.R. soldiers don’t fight.")
    ['the', 'workers', 'peace', 'i.e.', 'ours', 'r.s.f.s.r.', 'soldiers', "don't", 'fight']
    """
    return list(map(normalize, _TOKEN.findall(_check_text(text))))


def find_tokens(text, split=None):
    r"""Split a text into words and say where they are.

    Parameters
    ----------
    text : str
    split : callable or None
        For other languages: takes a text and returns a list of its words in order, as they are written (``jieba.lcut``,
        ``str.split``, ``re.compile(r"\w+['’]?").findall``); what has no letter is left out. By default the rule of
        this module.

    Returns
    -------
    list of (str, int, int)
        The token as counted, its first character and the character after its last.

    Raises
    ------
    InputError
        If `split` gives a word that is not in the text.

    Examples
    --------
    >>> find_tokens("Peace, 1918: ‘peace’")
    [('peace', 0, 5), ('peace', 14, 19)]
    """
    if split is None or split is tokenize:
        return [(normalize(hit.group()), hit.start(), hit.end()) for hit in _TOKEN.finditer(_check_text(text))]
    if not callable(split) or not isinstance(split, Hashable):
        raise InputError(f"`split` is {split!r}; give a function that takes a text and returns its words")
    tokens = []
    for stretch in re.finditer(f"[^{HOLE}]+", _check_text(text)):  # a word never runs across a hole
        at, end = stretch.span()
        for word in split(stretch.group()):
            start = _place_word(word, text, at, end)
            at = start + len(word)
            if token := read_written(word):
                tokens.append((token, start, at))
    return tokens


def _place_word(word, text, at, end):
    """Return where the next word that a user's function gave begins in the text, or raise `InputError`."""
    start = text.find(word, at, end) if isinstance(word, str) else -1
    if start < 0 and isinstance(word, str):
        hit = re.compile(re.escape(word), re.IGNORECASE).search(text, at, end)
        start = hit.start() if hit else -1
    if start < 0:
        raise InputError(f"`split` gave {word!r}, which does not follow in the text {text[at : at + 40]!r}; "
                         "let it return words as they are written")  # fmt: skip
    if any(map(str.isalpha, text[at:start])):  # it left words out: then not in the middle of one of them
        hit = re.compile(rf"(?<!\w){re.escape(text[start : start + len(word)])}(?!\w)").search(text, at, end)
        start = hit.start() if hit else start
    return start


def list_tokens(text, split=None):
    """Return the tokens of a text, by `split` or by the rule of this module."""
    return tokenize(text) if split is None else [token for token, *_ in find_tokens(text, split)]


def count_words(text):
    """Count the words of a text."""
    return len(_TOKEN.findall(_check_text(text)))


def check_blanks(texts, split=None):
    """Raise `InputError` if texts put no blanks between their words, and nothing splits them.

    Chinese, Japanese, Thai, Lao, Khmer and Burmese are written so: each clause would be counted as one word. A fifth of
    the words and twenty must be longer than nearly all words of these languages, so that a quotation does no harm.

    Parameters
    ----------
    texts : iterable of str
    split : callable or None
        As in `find_tokens`.
    """
    if split not in (None, tokenize):
        return
    clauses = [clause for text in texts if not text.isascii() for clause in _CLAUSE.findall(text)]
    if len(clauses) >= 20 and 5 * len(clauses) > sum(map(count_words, texts)):
        raise InputError(f"these texts put no blanks between their words, so that {clauses[0][:20]!r} would be one; "
                         "save them with blanks between words, as a program for the language writes them, or count "
                         "with `split`")  # fmt: skip


def _check_text(text):
    if not isinstance(text, str):
        raise InputError(f"the text is {text!r}, not a string; give the words of a text")
    return text


@functools.lru_cache(maxsize=1 << 18)
def read_written(word):
    """Return a word that another function made as it is counted, its white space one blank; None without a letter."""
    word = normalize(" ".join(word.split()))
    return word if any(map(str.isalpha, word)) else None


@functools.lru_cache(maxsize=4096)
def read_word(part):
    """Return a word of a search term as counted, or None; the apostrophe of ``workers’`` may be written."""
    part = part.strip(f"'{_APOSTROPHES}")
    word = normalize(part)
    return word if word.strip("*") and _TOKEN.fullmatch(part.replace("*", "x")) else None


def load_stopwords(path=paths.CORPUS / "stopwords.txt"):
    """Load a stop list: words that name nothing and take no side, grouped under reasons.

    Parameters
    ----------
    path : pathlib.Path
        Words between white space; a line that begins with ``#`` is a reason.

    Returns
    -------
    frozenset of str

    Raises
    ------
    InputError
        If the file is missing or not UTF-8, or a word is not a token or is listed twice; the message names the line.
    """
    found = {}
    for number, line in enumerate(read_text_file(path, "name another stop list").splitlines(), 1):
        for word in [] if line.startswith("#") else line.split():
            if tokenize(word) != [word]:
                counted = " ".join(tokenize(word)) or "nothing"
                raise InputError(f"{path} line {number}: {word!r} is counted as {counted!r}; write it so")
            if word in found:
                raise InputError(f"{path} line {number}: {word!r} is in line {found[word]} too; take one out")
            found[word] = number
    return frozenset(found)


def train_sentences(texts):
    """Learn from texts where their sentences end: their abbreviations, collocations and sentence starters.

    Parameters
    ----------
    texts : iterable of str

    Returns
    -------
    nltk.tokenize.punkt.PunktSentenceTokenizer
        Its ``tokenize(text)`` gives sentences, ``span_tokenize(text)`` their offsets.

    Raises
    ------
    InputError
        If there are no words in the texts.

    References
    ----------
    Kiss, T. & Strunk, J. (2006). Unsupervised multilingual sentence boundary detection. *Computational Linguistics*
    32(4), 485-525.
    """
    from nltk.tokenize.punkt import PunktSentenceTokenizer, PunktTrainer  # NLTK takes a second to import

    if isinstance(texts, str) or not is_list_like(texts):
        raise InputError(f"texts is {texts!r:.60}; give a list or a column of texts to learn sentences from")
    texts = [_check_text(text) for text in texts]
    if not any(map(count_words, texts)):
        raise InputError("there are no words to learn sentences from; give more texts")
    trainer = PunktTrainer()
    trainer.INCLUDE_ALL_COLLOCS = True  # also of short words: “Argument No. 1” is no end
    trainer.train("\n".join(texts), finalize=True)
    return PunktSentenceTokenizer(trainer.get_params())
