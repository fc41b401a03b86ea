"""Read what a beginner writes, in whatever form; say in one sentence what is wrong with it; show no traceback."""

import functools
import math
import re
from typing import NamedTuple

QUOTES = "“”„‘’‚«»\"'` \u00a0\t\n"
WORDS = dict.fromkeys(("nothing", "none", "zero", "no"), 0) | {
    word: n for n, word in enumerate("one two three four five six seven eight nine ten".split(), 1)
}
PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10, "twentieth": 1 / 20}
THOUSANDS = r"[1-9]\d{0,2}(?:[,.’ ]\d{3})+(?!\d)"
NUMBER = rf"(?<![\w.,])-?(?:{THOUSANDS}|\d*[.,]?\d+(?:e[+-]?\d+)?)"
PER_THOUSAND = r"‰|(?:per|in|of) (?:a |one )?(?:1[,. ]?000|thousand)\b(?: words)?"
PER_CENT = r"%|per ?cent\b"
REGULAR = re.compile(r"[\\|()\[\]{}^$+?]|\.\*")


class NotYet(Exception):
    """An answer that is not right yet; the message leads on."""


class Verdict(NamedTuple):
    """What a check says: whether the answer is right, and a sentence."""

    right: bool
    sentence: str

    def __repr__(self):
        return f"{'Right.' if self.right else 'Not yet.'} {self.sentence}"


def give_verdict(check):
    """Make a check that raises `NotYet`, or returns what to say to a right answer, return a `Verdict`."""

    @functools.wraps(check)
    def checked(*answers, **named):
        try:
            return Verdict(True, check(*answers, **named))
        except (NotYet, ValueError) as refusal:  # what the library refuses is a ValueError too
            return Verdict(False, " ".join(str(refusal).split()))

    return checked


def refuse(sentence):
    """Raise `NotYet`."""
    raise NotYet(sentence)


def read_text(value, what):
    """Return an answer as text without the quotation marks around it, or say that it is empty."""
    if value is None or value is ...:
        refuse(f"Nothing is written for the {what}: write it after the = sign, between quotation marks.")
    text = str(value).strip(QUOTES)
    if not text.strip("…._ "):
        refuse(f"Your {what} is still empty: write it between the quotation marks. It may be wrong, but not empty.")
    return text


def read_sentence(value, what, least=5):
    """Return a sentence of some words, or ask for one."""
    text = read_text(value, what)
    n = len(text.split())
    if n < least:
        many = "is one word" if n == 1 else f"has {n} words"
        refuse(f"Your {what} {many} (“{text}”): write a whole sentence that someone could contradict.")
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
        refuse(
            f"Python reads the comma in {written} as a gap between two numbers: write a point, as in 4.75, "
            "or put quotation marks around the number."
        )
    text = read_text(value, what).lower().replace("−", "-")
    if isinstance(value, bool):
        refuse(f"There is no number in {value}: write digits.")
    unit = "per cent" if re.search(PER_CENT, text) else "per thousand" if re.search(PER_THOUSAND, text) else ""
    bare = re.sub(f"{PER_CENT}|{PER_THOUSAND}", " ", text)
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


def _read_words(text, unit):
    """Return a number written as a word."""
    for word in re.findall(r"[a-z]+", text):
        if word in PARTS:
            return Number(text, ((PARTS[word], 0.02),), unit)
    for word in re.findall(r"[a-z]+", text):
        if word in WORDS:
            return Number(text, ((WORDS[word], 0),), unit)
    refuse(f"I find no number in “{text}”: write it in digits.")


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


def read_terms(value, what="list of words"):
    """Return search terms as a list, or say what is wrong with them."""
    if isinstance(value, dict):
        if not value:
            refuse('Your table of words is still empty: write {"bread": ["bread", "grain*"]}.')
        empty = [name for name, terms in value.items() if not terms]
        if empty:
            refuse(f"The theme {empty[0]!r} has no word yet: write one between its square brackets.")
        value = [term for terms in value.values() for term in (terms if isinstance(terms, list | tuple) else [terms])]
    if value is not None and not isinstance(value, str | list | tuple):
        refuse(f'{value!r} is not a list of words: write ["bread", "grain*"].')
    if isinstance(value, list | tuple) and not value:
        refuse(f"Your {what} is still empty: write at least one between the square brackets.")
    terms = read_text(value, what).split(",") if isinstance(value, str | None) else value
    terms = [read_text(term, what) for term in terms]
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


def explain_error(kind, error):
    """Say in one line what an error of Python means and what to do."""
    text = " ".join(str(error).split())
    if isinstance(error, SyntaxError):
        return _explain_syntax(error, text)
    if isinstance(error, NameError):
        name = getattr(error, "name", None) or "a name"
        return (
            f"“{name}” is not known here: put words between quotation marks; "
            "if it is from a cell above, run the cells from the top."
        )
    if isinstance(error, NotYet) or hasattr(error, "_render_traceback_"):  # it says what to do
        return text
    undo = "If you changed the code of this cell, undo it with Ctrl+Z and run it again."
    return f"Python says {kind.__name__}: {text[:150]}. {undo}"


def _explain_syntax(error, text):
    """Say what is wrong with a line that Python cannot read."""
    line = str(error.text or "")
    if re.search("[“”„‘’«»]", line + text):
        return 'These quotation marks come from a word processor: type them again here, straight: "…".'
    if "unterminated" in text or "was never closed" in text or "EOF" in text:
        return f"Something is not closed in line {error.lineno}: look for the missing quotation mark or bracket."
    if "%" in line:
        return 'A number with a % sign needs quotation marks around it: "33 %".'
    return (
        f"Python cannot read line {error.lineno} (“{line.strip()[:60]}”): put the answer between quotation marks; "
        "if you changed the code, undo it with Ctrl+Z."
    )


def speak_plainly(shell=None):
    """Let a notebook answer an error by one line in place of a traceback."""
    if shell is None:
        from IPython import get_ipython

        shell = get_ipython()

    def show(shell, kind, error, traceback, tb_offset=None):
        print(explain_error(kind, error))
        return []

    if shell is not None:  # run outside a notebook: nothing to do
        shell.set_custom_exc((Exception,), show)
