"""Put one damage to one kind of input and name what came of it."""

import csv
import difflib
import random
import re
import shutil
import time
import warnings
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pandas as pd

from themeshift.checks import InputError

from . import damage
from .kinds import KINDS

SLOW = 10  # seconds
SPECIAL = 0.04  # of the damages are to the place of a file, not to its bytes
GOOD = ("same", "other", "refused")
BAD = ("unnamed", "misplaced", "silent", "traceback", "slow")
PLACE = re.compile(
    r"line \d|reading \d|row|byte \d|volume \S|topic \d|[‘'\"“<][^'\"]|columns?|missing|empty|no (text|theme|label)"
    r"|not a notebook|cannot be read|in the place|no file|is gone|; write a|no such|note \d|end of document"
)
# Of two rows that contradict each other, either may be named.
TWO = re.compile("twice|repeats|overlap|no further|already| too;|there is no column|begins after")
WHOLE = (
    "scan, sum kept",
    "list of sums",
    "topic cache",
    "interrupted writing",
    "schema",
    "export",
)  # a place in them says nothing
ELSEWHERE = (
    "scan, sum renewed",
    "list of sums",
    "edition",
    "schema",
    "interrupted writing",
    "data dictionary",
    "export",
)  # two files contradict


class Outcome(NamedTuple):
    """What came of one damage."""

    kind: str
    number: int
    way: str
    file: str
    outcome: str
    told: str


def write_result(value):
    """Write a result so that two can be compared."""
    if isinstance(value, pd.DataFrame | pd.Series):
        return value.to_csv()
    if isinstance(value, dict):
        return "{" + ",".join(f"{key}:{write_result(part)}" for key, part in value.items()) + "}"
    if isinstance(value, frozenset | set):
        return repr(sorted(value))
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(write_result, value)) + "]"
    return repr(value)


def is_misplaced(path, old, told):
    """Tell whether an error names a line of a CSV file at which no damaged row is, nor the next after one cut out."""
    named = re.search(rf"{re.escape(path.name)}'?:? line (\d+)", told)
    if path.suffix != ".csv" or not path.is_file() or not named or TWO.search(told):
        return False
    before, after = (re.split("\r\n|\n|\r", data.decode("utf-8", "replace")) for data in (old, path.read_bytes()))
    blocks = difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    damaged = {
        line
        for tag, _, _, first, last in blocks
        if tag != "equal"
        for line in range(first + 1, max(last, first + 1) + 1)
    }
    if sum(map(bool, after)) <= 2:  # a head and a row that differ
        return False
    row = _find_row(after, int(named.group(1)))
    head = next((number for number, text in enumerate(after, 1) if text), 1)
    if head in row and min(damaged, default=head) <= head:  # what comes first is the head, wherever the head has gone
        return False
    return not damaged & row and after.count(after[min(row) - 1]) == 1  # of two copies, either may be the new one


def _find_row(lines, line):
    """Return the numbers of the lines of the row that begins or ends at a line."""
    reader, start = csv.reader(f"{text}\n" for text in lines), 1
    try:
        for _ in reader:
            if start <= line <= reader.line_num:
                return set(range(start, reader.line_num + 1))
            start = reader.line_num + 1
    except csv.Error:
        pass
    return {line}


class Bench:
    """A folder with one kind of input, damaged and restored."""

    def __init__(self, kind, folder):
        self.kind, self.folder = kind, Path(folder)
        self.folder.mkdir(parents=True)
        kind.make(self.folder)
        self.files = sorted(path for path in self.folder.glob(kind.damaged) if path.is_file())
        assert self.files, f"{kind.name}: nothing to damage"
        self.kept = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        self.before = write_result(self.read())
        self.restore()

    def read(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            return self.kind.read(self.folder)

    def restore(self):
        """Put every file back that is not as it was."""
        for path in sorted(self.folder.rglob("*"), reverse=True):
            if path.is_symlink() or (path.is_file() and path not in self.kept):
                path.unlink()
            elif path.is_file():
                continue
            elif not any(path.iterdir()):
                path.rmdir()
        for path, data in self.kept.items():
            if path.is_dir():
                shutil.rmtree(path)
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)

    def spoil(self, number):
        """Damage a file; return it, the way, and what it was."""
        generator = random.Random(f"{self.kind.name} {number}")
        path = generator.choice(self.files)
        if generator.random() < SPECIAL:
            way = generator.choice(damage.PLACES)
            way(generator, path, self.files)
            return path, way.__name__, self.kept[path]
        of_bytes = not self.kind.ways or generator.random() < self.kind.bytes
        way = generator.choice(damage.BYTES if of_bytes else self.kind.ways)
        old = self.kept[path]
        try:
            new = way(generator, old)
        except (UnicodeDecodeError, IndexError):
            new = damage.cut_the_end(generator, old)
        path.unlink() if new is None else path.write_bytes(new)
        return path, way.__name__, old

    def tell(self, path, old):
        """Return the outcome, and the words in which it is told."""
        begun = time.monotonic()
        try:
            result = self.read()
            written = write_result(result)
        except InputError as error:
            if time.monotonic() - begun > SLOW:
                return "slow", str(error)
            named = (
                any(name.lower() in str(error).lower() for name in (path.stem, *(file.name for file in self.files)))
                or self.kind.name in ELSEWHERE
            )
            named &= self.kind.name in WHOLE or bool(PLACE.search(str(error)))
            if named and is_misplaced(path, old, str(error)):
                return "misplaced", str(error)
            return ("refused" if named else "unnamed"), str(error)
        except Exception as error:
            return "traceback", f"{type(error).__name__}: {error}"
        if time.monotonic() - begun > SLOW:
            return "slow", ""
        if written == self.before:
            told = self.kind.same(self.folder, path, result, {"data": old})
            return ("silent", told) if told else ("same", "")
        try:
            told = self.kind.account(self.folder, path, result, self.before)
        except Exception as error:  # the measure cannot read what the library has read
            told = f"the measure: {type(error).__name__}: {error}"
        return ("silent", told) if told else ("other", "")

    def try_damage(self, number):
        path, way, old = self.spoil(number)
        outcome, told = self.tell(path, old)
        self.restore()
        return Outcome(self.kind.name, number, way, path.relative_to(self.folder).as_posix(), outcome, told)


def run_faults(number, folder, first=0, kinds=None, advance=lambda: None):
    """Try so many damages, shared out over the kinds; yield an `Outcome` each."""
    chosen = [kind for kind in KINDS if kinds is None or kind.name in kinds]
    for place, kind in enumerate(chosen):
        bench = Bench(kind, Path(folder) / f"{place:02}")
        for n in range(first, first + number // len(chosen) + (place < number % len(chosen))):
            yield bench.try_damage(n)
            advance()


def count_outcomes(outcomes):
    """Return a table of outcomes by kind."""
    counted = Counter((outcome.kind, outcome.outcome) for outcome in outcomes)
    table = pd.DataFrame({name: {kind.name: counted[kind.name, name] for kind in KINDS} for name in (*GOOD, *BAD)})
    table = table[table.sum(axis=1) > 0]
    table.loc["all"] = table.sum()
    return table
