"""Read the numbers that a beginner writes: digits, words, per cent, a part of a whole, a sum."""

import ast
import math
import operator
import re
from typing import NamedTuple

from .answers import NotYet, join, read_text, refuse

_TO_NINETEEN = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
WORDS = (
    {"nothing": 0, "none": 0, "single": 1, "once": 1, "twice": 2}
    | {word: n for n, word in enumerate(_TO_NINETEEN)}
    | {word: 10 * n for n, word in enumerate(_TENS, 2)}
    | {f"{ten}-{one}": 10 * n + m for n, ten in enumerate(_TENS, 2) for m, one in enumerate(_TO_NINETEEN[1:10], 1)}
)
PARTS = {"half": 1 / 2, "third": 1 / 3, "quarter": 1 / 4, "fifth": 1 / 5, "tenth": 1 / 10, "twentieth": 1 / 20}
SIGNS = {ast.Add: operator.add, ast.Mult: operator.mul, ast.Div: operator.truediv}
THOUSANDS = r"[1-9]\d{0,2}(?:[,.’ ]\d{3})+(?!\d)"
NUMBER = rf"(?<![\w.,])-?(?:{THOUSANDS}|\d*[.,]?\d+(?:e[+-]?\d+)?)"
PER_THOUSAND = r"‰|(?:per|in|of) (?:a |one )?(?:1[,. ]?000|thousand)\b(?: words)?"
COUNTED = r"\b(word|text|occurrence|lease|topic|year|page|row)s?\b"
PART = r"\d\s*(?:/|in|(?:[a-z]+ )?(?:out )?of)\s*(?:the |all )?\d"
PER_CENT = r"%|per ?cent\b|(?:out of|of|in) (?:a|one) hundred\b"


class Number(NamedTuple):
    """A number as written: the values it may have, each with how far it may be off; its unit and its whole."""

    written: str
    values: tuple
    unit: str = ""
    whole: float | None = None

    def near(self, target):
        """Tell whether it is a target, rounded or cut."""
        most = 0 if target == 0 else 0.05 if abs(target) < 1 else math.inf  # 0 is no rounding of 0.2
        least = 1e-6 * abs(target)  # digits that nobody compares
        return any(abs(value - target) <= max(min(off, most), least) for value, off in self.values)

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
    if isinstance(value, list) and len(value) > 1:
        refuse(f"There are {len(value)} answers in the square brackets of {what}: write one number, without brackets.")
    if isinstance(value, tuple) and len(value) > 1:
        written = ", ".join(map(str, value))
        if all(type(part) is int for part in value) and all(0 <= part < 1000 for part in value[1:]):
            refuse(
                f"Python reads the comma in {written} as a gap between two numbers: leave the comma out; for a decimal "
                "write a point, as in 2.5."
            )
        refuse(
            f"Python reads the comma in {written} as a gap between two numbers: write a point, as in 2.5, "
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
    bare = _write_digits(bare)
    found = re.findall(NUMBER, bare)
    if len(found) == 2 and re.search(PART, bare):
        part, whole = (_read_values(number) for number in found)
        return Number(text, part, unit, whole[0][0] or 1)
    if len(set(found)) > 1:
        refuse(f"I find two numbers or more in “{text}”: choose one.")
    if not found:
        return _read_part(text, unit)
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


def _write_digits(text):
    """Write the number words of a text in digits: of a text without digits, and of a part of a whole."""
    if re.search(rf"\b(?:{'|'.join(PARTS)})s?\b", text):
        return text
    text = re.sub(rf"\b({'|'.join(_TENS)}) (?={'|'.join(_TO_NINETEEN[1:10])})", r"\1-", text)
    longest = sorted(WORDS, key=len, reverse=True)
    written = re.sub(rf"\b(?:{'|'.join(longest)})\b", lambda word: str(WORDS[word[0]]), text)
    return text if re.search(r"\d", text) and not re.search(PART, written) else written


def _read_part(text, unit):
    """Return a part written in words, as two thirds."""
    part = re.search(rf"(?:([a-z]+)[ -])?({'|'.join(PARTS)})s?\b", text)
    if part:
        return Number(text, ((WORDS.get(part[1], 1) * PARTS[part[2]], 0.02),), unit)
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


def refuse_unit(number, *own):
    """Refuse a number of other things than those that were asked for."""
    named = set(re.findall(COUNTED, number.written))
    if named and not named & set(own):
        refuse(
            f"{number.written}: the question is about {own[0]}s, not {join(f'{thing}s' for thing in sorted(named))}."
        )
