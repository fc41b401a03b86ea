"""Read what a beginner writes, in whatever form, and say in one sentence what is wrong with it."""

import ast
import functools
import math
import operator
import os
import re
from typing import NamedTuple

from themeshift import paths

QUOTES = "“”„‘’‚«»\"'` \u00a0\t\n"
_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = (
    {"nothing": 0, "none": 0}
    | {word: n for n, word in enumerate(_TO_NINETEEN)}
    | {word: 10 * n for n, word in enumerate(_TENS, 2)}
    | {f"{ten}-{one}": 10 * n + m for n, ten in enumerate(_TENS, 2) for m, one in enumerate(_TO_NINETEEN[1:10], 1)}
)
PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10, "twentieth": 1 / 20}
SIGNS = {ast.Add: operator.add, ast.Mult: operator.mul, ast.Div: operator.truediv}
THOUSANDS = r"[1-9]\d{0,2}(?:[,.’ ]\d{3})+(?!\d)"
NUMBER = rf"(?<![\w.,])-?(?:{THOUSANDS}|\d*[.,]?\d+(?:e[+-]?\d+)?)"
PER_THOUSAND = r"‰|(?:per|in|of) (?:a |one )?(?:1[,. ]?000|thousand)\b(?: words)?"
PER_CENT = r"%|per ?cent\b|(?:out of|of|in) (?:a|one) hundred\b"
REGULAR = re.compile(r"[\\|()\[\]{}^$+?]|\.\*")


class NotYet(Exception):
    """An answer that is not right yet; the message leads on."""


class Unread:
    """What an answer becomes when its cell could not be run: an older answer is not judged in its place."""

    def __repr__(self):
        return "(nothing that could be read)"


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
            except (NotYet, ValueError) as refusal:  # what the library refuses is a ValueError too
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
    text = str(value).strip(QUOTES)
    if not text.strip("…._ "):
        costs = " A wrong guess costs nothing." if what.startswith("prediction") else ""
        refuse(f"You have not filled in {what} yet: write between its quotation marks, and run that cell.{costs}")
    return text


def read_sentence(value, what, least=5):
    """Return a sentence of some words, or ask for one."""
    text = read_text(value, what)
    n = len(text.split())
    if n < least:
        many = "is one word" if n == 1 else f"has {n} words"
        refuse(f"{what} {many} (“{text}”): write a whole sentence that someone could contradict.")
    return text


class Number(NamedTuple):
    """A number as written: the values it may have, each with how far it may be off; its unit and its whole."""

    written: str
    values: tuple
    unit: str = ""
    whole: float | None = None

    def near(self, target):
        """Tell whether it is a target, rounded or cut."""
        most = 0 if target == 0 else 0.05 if abs(target) < 1 else math.inf  # 0 is no rounding of 0.2
        return any(abs(value - target) <= min(off, most) for value, off in self.values)

    def times(self, factor):
        """Return it multiplied, with what it may be off."""
        return self._replace(values=tuple((value * factor, off * factor) for value, off in self.values))

    @property
    def share(self):
        """Return it as a part of 1, if it says that it is one; else None."""
        if self.whole:
            return self._replace(values=tuple((value / self.whole, 0.003) for value, _ in self.values))
        if self.unit:
            return self.times(0.01 if self.unit == "per cent" else 0.001)
        return self if any(0 < value < 1 for value, _ in self.values) else None


def read_number(value, what):
    """Return the number in an answer, or say why there is none."""
    if isinstance(value, tuple | list):
        written = ", ".join(map(str, value))
        if all(type(part) is int for part in value) and all(0 <= part < 1000 for part in value[1:]):
            refuse(
                f"Python reads the comma in {written} as a gap between two numbers: leave the comma out; for a decimal "
                "write a point, as in 4.75."
            )
        refuse(
            f"Python reads the comma in {written} as a gap between two numbers: write a point, as in 4.75, "
            "or put quotation marks around the number."
        )
    text = read_text(value, what).lower().replace("−", "-")
    if isinstance(value, bool):
        refuse(f"There is no number in {value}: write digits.")
    unit = "per cent" if re.search(PER_CENT, text) else "per thousand" if re.search(PER_THOUSAND, text) else ""
    bare = re.sub(f"{PER_CENT}|{PER_THOUSAND}", " ", text).rpartition("=")[2]
    result = _work_out(bare)
    if result is not None:
        return Number(text, ((result, max(5e-4, 6e-4 * abs(result))),), unit)
    found = re.findall(NUMBER, bare)
    if len(found) == 2 and re.search(r"\d\s*(?:/|of|out of|in)\s*(?:the )?\d", bare):
        part, whole = (_read_values(number) for number in found)
        return Number(text, part, unit, whole[0][0] or 1)
    if len(found) > 1:
        refuse(f"I find two numbers or more in “{text}”: choose one.")
    if not found:
        return _read_words(text, unit)
    values = _read_values(found[0])
    if not all(math.isfinite(value) for value, _ in values):
        refuse(f"The number in “{text}” is larger than any count: write it again.")
    return Number(text, values, unit)


def _work_out(text):
    """Return what a written sum comes to, as 2/11 × ln 3 does, or None if the text is none; a/b alone is a part."""
    text = re.sub(r"(?<=\d)[, ](?=\d{3}\b)", "", text.strip()).replace(",", ".")
    text = re.sub(r"[×·]|(?<=[\d) ])x(?=[\d( l])", "*", text)
    text = re.sub(r"[÷:]", "/", text)
    text = re.sub(r"\b(?:ln|log)\s*\(?\s*(\d[\d./ ]*)\)?", r"ln(\1)", text)
    if not re.fullmatch(r"(?:ln\(|[\d.+*/() ])+", text) or not re.search(r"[*/+]|ln", text):
        return None
    if re.fullmatch(r"[\d.]+\s*/\s*[\d.]+", text):
        return None
    try:
        return _evaluate(ast.parse(text, mode="eval").body)
    except (SyntaxError, ArithmeticError, ValueError):
        return None


def _evaluate(node):
    """Return the value of a sum of numbers, and of ln."""
    match node:
        case ast.Constant(value=int() | float() as value):
            return float(value)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in SIGNS:
            return SIGNS[type(op)](_evaluate(left), _evaluate(right))
        case ast.Call(func=ast.Name(id="ln"), args=[argument]):
            return math.log(_evaluate(argument))
    raise ValueError("not a sum")


def _read_words(text, unit):
    """Return a number written as a word."""
    part = re.search(rf"(?:([a-z]+)[ -])?({'|'.join(PARTS)})s?\b", text)
    if part:
        return Number(text, ((WORDS.get(part[1], 1) * PARTS[part[2]], 0.02),), unit)
    for word in re.findall(r"[a-z]+(?:-[a-z]+)?", re.sub(rf"\b({'|'.join(_TENS)}) ", r"\1-", text)):
        for spelled in (word, word.partition("-")[0]):
            if spelled in WORDS:
                return Number(text, ((WORDS[spelled], 0),), unit)
    refuse(f"I find no number in “{text}”: write it in digits.")


def read_guess(value, what, most=100):
    """Return a prediction as it is written, or ask for one number from 0 to `most`."""
    text = read_text(value, what)
    ask = f"“{text}”: a guess is enough, but make it one number from 0 to {most}, so that it can turn out wrong."
    if re.fullmatch(r"(?i)(?:nearly |almost )?(?:all|every(?:thing| one)?)(?: of (?:them|it))?\W*", text):
        return text
    try:
        number = read_number(value, what)
    except NotYet:
        refuse(ask)
    sizes = [most * size / (number.whole or 1) if number.whole else size for size, _ in number.values]
    if not any(0 <= size <= most for size in sizes):
        refuse(ask)
    return text


def _read_values(written):
    """Return the values that digits may mean: 4,753 is one number in Moscow and another in London."""
    values = []
    digits = written.replace(",", ".")
    if digits.count(".") <= 1 and not re.search("[’ ]", digits):
        decimals = len(digits.partition(".")[2])
        cut = decimals and len(digits.replace(".", "").strip("-0")) > 1  # 4.7 may be 4.753, cut off
        values.append((float(digits), (1.0001 if cut else 0.5001) * 10**-decimals))
    if re.fullmatch(f"-?{THOUSANDS}", written):
        values.append((float(re.sub("[,.’ ]", "", written)), 0.5001))
    return tuple(values)


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
        refuse(f'{value!r} is not a list of words: write ["famine*", "harvest*"].')
    if isinstance(value, list | tuple) and not value:
        refuse(f"{what} is still empty: write at least one word between the square brackets.")
    terms = [value] if isinstance(value, str | Unread | None) else value
    terms = [read_text(term, what) for written in terms for term in read_text(written, what).strip(",").split(",")]
    for term in terms:
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


def name_mistake(number, mistakes, otherwise):
    """Refuse a number with the sentence of the mistake that leads to it."""
    for target, sentence in mistakes:
        if number.near(target):
            refuse(f"{number.written}: {sentence}")
    refuse(f"{number.written}: {otherwise}")


def is_part(number, part, whole):
    """Tell whether a number is a part of a whole: as a count, in per cent or as a fraction."""
    if number.whole:
        return abs(number.whole - whole) < 1 and number.near(part) or number.share.near(part / whole)
    if number.share:
        return number.share.near(part / whole)
    return number.near(part) or number.near(100 * part / whole)


def say_many(n, noun):
    """Write a number with its noun."""
    return f"{n:,} {noun}{'s'[: n != 1]}"


def refuse_impossible(number, most=100):
    """Refuse parts below nothing and above everything."""
    part = number.times(100 / number.whole) if number.whole else number
    if all(value < 0 for value, _ in number.values):
        refuse(f"{number.written}: that is less than nothing; count again.")
    if (number.whole or number.unit == "per cent") and all(value > most for value, _ in part.values):
        refuse(f"{number.written}: that is more than there is; divide by the whole.")


def join(names):
    """Write names in a row, with "and" before the last."""
    names = [str(name) for name in names]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
