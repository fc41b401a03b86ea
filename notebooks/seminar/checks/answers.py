"""Read what a beginner writes, in whatever form, and say in one sentence what is wrong with it."""

import datetime
import functools
import numbers
import os
import re
from typing import NamedTuple

from themeshift import InputError, paths

QUOTES = "“”„‘’‚«»\"'` \u00a0\t\n"
REGULAR = re.compile(r"[\\|()\[\]{}^$+?]|\.\*")


class NotYet(Exception):
    """An answer that is not right yet; the message leads on."""


class Unread:
    """What an answer becomes when its cell could not be run: an older answer is not judged in its place."""

    def __init__(self, name="that"):
        self.name = name

    def __repr__(self):
        return "(nothing that could be read)"

    def _refuse(self, *_):
        refuse(f"The cell with {self.name} could not be run: mend it as the line under it says, run it, then this one.")

    __lt__ = __le__ = __gt__ = __ge__ = __add__ = __radd__ = __mul__ = __rmul__ = __getitem__ = __iter__ = _refuse


class Verdict(NamedTuple):
    """What a check says: whether the answer is right, a sentence, and the word before it."""

    right: bool
    sentence: str
    word: str

    def __repr__(self):
        return f"{self.word} {self.sentence}"


def give_verdict(word):
    """Make a check return a `Verdict`: it raises `NotYet`, or returns what to say after the word to a right answer."""

    def decorate(check):
        @functools.wraps(check)
        def checked(*answers, **named):
            try:
                return Verdict(True, check(*answers, **named), word)
            except (NotYet, InputError) as refusal:
                return Verdict(False, hide_paths(str(refusal)), "Not yet.")

        return checked

    return decorate


def hide_paths(text):
    """Return a message in one line, with files as they are named inside the project."""
    return " ".join(text.replace(str(paths.ROOT) + os.sep, "").split())


def refuse(sentence):
    """Raise `NotYet`."""
    raise NotYet(sentence)


def read_text(value, what):
    """Return an answer as text without the quotation marks around it, or say that it is empty."""
    if isinstance(value, Unread):
        refuse(f"The cell with {what} could not be run: mend it as the line under it says, run it, then this one.")
    if value is None or value is ...:
        refuse(f"Nothing is written for {what}: write after its = sign, between quotation marks.")
    if isinstance(value, list | tuple):
        return ", ".join(read_text(part, what) for part in value or [""])
    if not isinstance(value, str | numbers.Number | datetime.date):  # "left = word", and there is a table named word
        refuse(f"What is written for {what} is the name of something on this page: put quotation marks around it.")
    text = str(value).strip(QUOTES)
    if not text.strip("…._ "):
        costs = " A wrong guess costs nothing." if what.startswith("prediction") else ""
        refuse(f"You have not filled in {what} yet: write between its quotation marks, and run that cell.{costs}")
    return text


def read_year(value, what, first, last):
    """Return the year in an answer as text, or say why there is none."""
    text = read_text(value, what)
    years = re.findall(r"(?<!\d)\d{4}(?!\d)", text)
    if not years and re.search(r"\d", text):
        refuse(f"“{text}” is not a year I can read: write its four digits, as in 1918.")
    if len(set(years)) != 1:
        problem = "name one year only" if years else "there is no year in it; write four digits, as in 1918"
        refuse(f"“{text}”: {problem}.")
    if not first <= int(years[0]) <= last:
        refuse(f"{years[0]} is outside: the texts begin in {first} and end in {last}.")
    return years[0]


def read_terms(value, what="MY_WORDS"):
    """Return search terms as a list, or say what is wrong with them."""
    if isinstance(value, dict):
        if not value:
            refuse('Your table of words is still empty: write {"bread": ["bread", "grain*"]}.')
        empty = [name for name, terms in value.items() if not terms]
        if empty:
            refuse(f"The theme {empty[0]!r} has no word yet: write one between its square brackets.")
        value = [term for terms in value.values() for term in (terms if isinstance(terms, list | tuple) else [terms])]
    if value is not None and not isinstance(value, str | list | tuple | Unread):
        if not isinstance(value, set | numbers.Number):
            refuse(f"What is written for {what} is the name of something on this page: put quotation marks around it.")
        refuse(f'{value!r} is not a list of words: write ["famine*", "harvest*"].')
    if isinstance(value, list | tuple) and not value:
        refuse(f"{what} is still empty: write at least one word between the square brackets.")
    terms = [value] if isinstance(value, str | Unread | None) else value
    terms = [
        re.sub(r"\s+\*", "*", read_text(term, what))
        for written in terms
        for term in read_text(written, what).strip(",").split(",")
    ]
    for term in terms:
        if re.search(r"\d", term):
            refuse(f"“{term}” has a number in it, and numbers are not counted here: write words.")
        if REGULAR.search(term):
            refuse(
                f"“{term}” looks like a regular expression: here a word is written as it is, and * stands for any "
                "ending, as in peace*."
            )
        if not re.search(r"\w", term):
            refuse(f"“{term}” would find every word: write some letters before the *.")
        if not re.search(r"[A-Za-z]", term):
            refuse(f"“{term}” has no Latin letters: these texts are English translations.")
    return terms


def recall(prediction):
    """Recall what was predicted."""
    return f" You predicted: {prediction}."


def say_many(n, noun):
    """Write a number with its noun."""
    return f"{n:,} {noun}{'s'[: n != 1]}"


def join(names):
    """Write names in a row, with "and" before the last."""
    names = [str(name) for name in names]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
