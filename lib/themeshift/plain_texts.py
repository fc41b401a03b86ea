"""Write the plain texts of a voice, each in a file whose name every system allows."""

import re
import unicodedata

from themeshift.checks import InputError, check_choice
from themeshift.concordance import LEFT_OUT
from themeshift.tokens import HOLES, count_words

_GLUED = re.compile(f"(?<=\\w)(?={re.escape(LEFT_OUT)})|(?<={re.escape(LEFT_OUT)})(?=\\w)")
# In names of files: what a system forbids or a shell expands, and marks that turn the order of what follows.
_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"/\\|?*$%\u200e\u200f\u2028-\u202e\u2066-\u2069]|^[\s.=+@\'-]|[. ]+$')
_RESERVED = re.compile(r"(con|prn|aux|nul|(com|lpt)[\d¹²³])( *\..*)?", re.IGNORECASE)  # on Windows
LONGEST = 200  # bytes of a file's name


def write_texts(sources, voice):
    """Return the plain texts of a voice as files by their names, and the table of them.

    Parameters
    ----------
    sources : Sources
    voice : str or None
        As in `themeshift.export.save_export`.

    Returns
    -------
    files : dict of str to bytes
    documents : pandas.DataFrame
        `doc_id` (the name of the file), `id` and the columns of the documents; `words` are those of the plain text.

    Raises
    ------
    InputError
        If the voice says nothing, or a column is named `doc_id`.
    """
    if voice is None:
        paragraphs, speak = sources.corpus.paragraphs, sources.documents.index
    else:
        _check_voice(sources.words.sum(), voice)
        paragraphs = sources.paragraphs[sources.paragraphs["voice"] == voice]
        speak = sources.words.index[sources.words[voice] > 0]
    documents = sources.documents.loc[speak].reset_index().rename(columns={"": "unnamed"})
    if "doc_id" in documents:
        raise InputError("the documents have a column 'doc_id', which would name the files; rename it")
    documents.insert(0, "doc_id", name_files(documents["id"]))
    parts = {name: [] for name in documents["id"]}
    for name, text in zip(paragraphs["document"], paragraphs["text"], strict=True):
        if name in parts:
            parts[name].append(mark_omissions(text))
    texts = {name: "\n\n".join(parts[id]) + "\n" for name, id in zip(documents["doc_id"], parts, strict=True)}
    documents["words"] = [count_words(text) for text in texts.values()]
    return {name: text.encode() for name, text in texts.items()}, documents


def mark_omissions(text):
    """Return a paragraph with […] for each hole, never glued to a word, and its white space as single blanks.

    Examples
    --------
    >>> mark_omissions("He░░░ said:  ░░░░, no")
    'He […] said: […], no'
    """
    return " ".join(_GLUED.sub(" ", HOLES.sub(LEFT_OUT, text)).split())


def _check_voice(words, voice):
    """Raise `InputError` unless a voice has words, given how many each has."""
    check_choice(voice, list(words.index), "voice")
    if not words[voice]:
        others = ", ".join(words.index[words > 0])
        raise InputError(f"the voice {voice!r} says no word in these texts; " +
                         (f"choose one of {others}" if others else "there is nothing to export"))  # fmt: skip


def name_files(ids, ending=".txt"):
    """Return a name for the file of each document that every system allows, no two alike in any case.

    Parameters
    ----------
    ids : iterable of str
    ending : str

    Returns
    -------
    list of str

    Examples
    --------
    >>> name_files(["1917-11-08-peace", "Kafka: 1/2", "kafka_ 1_2"])
    ['1917-11-08-peace.txt', 'Kafka_ 1_2.txt', 'kafka_ 1_2-2.txt']
    """
    names, taken = [], set()
    for id in ids:
        stem = _UNSAFE.sub("_", unicodedata.normalize("NFC", id).encode()[:LONGEST].decode(errors="ignore"))
        stem = f"_{stem}" if _RESERVED.fullmatch(stem) else stem or "_"
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem}-{number}"
        taken.add(name.casefold())
        names.append(f"{name}{ending}")
    return names
