"""What beginners would type, written from the workbook alone before the checks were read, typed into its own cells.

In ``seminar_blind.csv`` a row changes one answer of its station's first row. `verdict` is what was expected blindly:
right, wrong, or either; where the check decides otherwise, `settled` says so, and `because` why.
"""

import csv
import re
from collections import Counter

import pytest
from test_seminar import WORKBOOK, run_in_a_shell

from themeshift import paths

pytestmark = pytest.mark.check
ANSWERS = {  # what no refusal may give away
    "leases": "A and C",
    "most": "1920",
    "highest": "1917",
    "rate": "4.75",
    "left": "33",
    "awakening": "41",
    "weight_of_peace": "0.2",
    "called": "20",
    "recur": "7",
}
KEEP = "checks.kept = {**globals()}"  # the answers of a station's first row, on which its other rows change one thing
RESTORE = "globals().update(checks.kept)"


def list_cells():
    """List the code cells of each station of the workbook."""
    cells, station = {}, "first"
    for cell in WORKBOOK.cells:
        heading = re.search(r"^## (?:Station (\d)|(Your own)|One claim)", cell.source, re.MULTILINE)
        if cell.cell_type == "markdown" and heading:
            station = heading[1] or ("theme" if heading[2] else "claim")
        elif cell.cell_type == "code":
            cells.setdefault(station, []).append(cell.source)
    return cells


def type_into(cell, typed):
    """Return a cell in which answers were written over what stood after their names."""
    for line in re.split(r"; (?=\w+ = )|; $", typed):
        name = line.split(" = ")[0]
        cell = re.sub(rf"(?m)^{name} = .*$", lambda _, line=line: line, cell) if name else cell
    return cell


@pytest.fixture(scope="module")
def told():
    """Type every row into the cells with its answers; return each row with what these cells and its check printed."""
    with (paths.ROOT / "tests" / "seminar_blind.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    stations, typed, solved = list_cells(), [], {}
    for row in rows:
        first = row["station"] not in solved
        good = solved.setdefault(row["station"], [type_into(cell, row["typed"]) for cell in stations[row["station"]]])
        new = [type_into(cell, row["typed"]) for cell in good[:-1]]
        changed = [cell for cell, before in zip(new, good, strict=False) if first or cell != before]
        typed.append([*changed, good[-1], KEEP if first else RESTORE])
    printed = iter(run_in_a_shell([stations["first"][0], *(cell for cells in typed for cell in cells)])[1:])
    for row, cells in zip(rows, typed, strict=True):
        *row["cells"], row["check"], _ = [next(printed).strip() for _ in cells]
    return rows


def test_every_right_variant_is_accepted_and_every_wrong_answer_refused(told, capsys):
    counted, otherwise = Counter(), []
    for row in told:
        accepted = bool(re.search(r"\b(Right|Noted|Your numbers are right)\. ", row["check"]))
        expected = row["settled"] or row["verdict"]
        counted[row["station"], row["verdict"], "accepted" if accepted else "refused"] += 1
        if expected != "either" and accepted != (expected == "right"):
            otherwise.append((row["typed"], row["check"]))
    with capsys.disabled():
        print("\n" + "\n".join(f"{' '.join(key)}: {n}" for key, n in sorted(counted.items())))
    assert otherwise == []


def test_each_station_has_twenty_wrong_answers_and_ten_right_ones(told):
    there = Counter((row["station"], row["verdict"]) for row in told)
    stations = {station for station, _ in there}
    assert len(stations) == 9
    assert all(there[station, "wrong"] >= 20 and there[station, "right"] >= 10 for station in stations)


def test_what_is_said_is_one_line_without_the_answer(told):
    for row in told:
        name = row["typed"].split(" = ")[0]
        for line in [*row["cells"], row["check"]]:
            assert "Traceback" not in line, (row["typed"], line)
            assert not re.search(r"Python says|\w+Error\b", line), (row["typed"], line)
        assert row["check"].count("\n") == 0, row
        assert len(row["check"]) < 420, row
        answer = ANSWERS.get(name)
        if answer and answer not in row["typed"] and "Not yet." in row["check"]:
            assert not re.search(rf"(?<![\d.]){re.escape(answer)}(?!\d)", row["check"]), row
