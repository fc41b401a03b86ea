"""Workbook, solutions, their page and handout come from one source, do not drift apart; the workbook tells nothing."""

import ast
import atexit
import functools
import inspect
import json
import os
import re
import shutil
import subprocess
import sys
import time

import nbformat
import pytest
from nbclient import NotebookClient

from themeshift import paths

SEMINAR = paths.NOTEBOOKS / "seminar"
WORKBOOK, SOLUTIONS = (nbformat.read(SEMINAR / f"{name}.ipynb", as_version=4) for name in ("workbook", "solutions"))
HANDOUT = (SEMINAR / "handout.html").read_text(encoding="utf-8")
SECONDS = 3  # for any cell but the one that loads


def read_source():
    """Read the source's cells: kind, tags, text."""
    jupytext = pytest.importorskip("jupytext")
    cells = jupytext.read(SEMINAR / "source.md").cells
    return [(cell.cell_type, set(cell.metadata.get("tags", [])), cell.source) for cell in cells]


def list_verdicts(notebook):
    checked = [cell for cell in notebook.cells if "checks.check_" in cell.source]
    return [output.data["text/plain"] for cell in checked for output in cell.outputs]


def list_cells(notebook):
    return [(cell.cell_type, cell.source) for cell in notebook.cells]


@pytest.mark.parametrize(("notebook", "left_out"), [(WORKBOOK, "solution"), (SOLUTIONS, "workbook")])
def test_the_notebooks_are_the_source_without_the_other_side(notebook, left_out):
    expected = [(kind, text) for kind, tags, text in read_source() if not tags & {left_out, "handout"}]
    assert list_cells(notebook) == expected, "run make seminar"


def test_every_tag_of_the_source_is_one_of_four_and_each_answer_has_both_sides():
    cells = read_source()
    assert set().union(*(tags for _, tags, _ in cells)) == {"solution", "workbook", "screen", "handout"}
    names = {
        side: [re.findall(r"^(\w+) = ", text, re.MULTILINE) for _, tags, text in cells if side in tags]
        for side in ("workbook", "solution")
    }
    assert names["workbook"] == names["solution"]


def test_the_workbook_has_no_answer_and_nothing_run():
    for cell in WORKBOOK.cells:
        assert cell.cell_type == "markdown" or (not cell.outputs and cell.execution_count is None)
    text = "\n".join(cell.source for cell in WORKBOOK.cells)
    answers = [line for kind, tags, cell in read_source() if "solution" in tags for line in cell.splitlines()]
    for line in answers:
        assert line not in text
        value = line.split(" = ", 1)[1].strip('"')
        assert len(value) < 12 or (value not in text and value not in HANDOUT)
    assert not re.search(r"\b[0-9a-f]{16,}\b", text)


def test_the_solutions_ran_in_order_and_every_check_passes():
    code = [cell for cell in SOLUTIONS.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert not [output for cell in code for output in cell.outputs if output.output_type in ("error", "stderr")]
    said = list_verdicts(SOLUTIONS)
    assert len(said) == 9
    assert all(sentence.startswith(("Right. ", "Noted. ", "Your numbers are right. ")) for sentence in said)
    assert not re.search(r"/(home|root|tmp|Users|work)/", nbformat.writes(SOLUTIONS))


def test_the_handout_has_the_passages_and_room_to_write_and_no_result():
    for words in ("Card A.", "East Prussia", "………", "without annexations"):
        assert words in HANDOUT
    body = HANDOUT.split("<body")[1]
    assert not re.search(r"You said|Right\. |Not yet\. |44390|\b211\b", body)
    for address in re.findall(r"(?:src|href)=\"([^\"]*)\"", body):
        assert not address.startswith("http"), address


def test_the_page_of_the_solutions_is_their_notebook_and_loads_nothing():
    exporters = pytest.importorskip("nbconvert.exporters")
    offline = {"mathjax_url": "", "require_js_url": "", "jquery_url": ""}
    made, _ = exporters.HTMLExporter(**offline).from_filename(str(SEMINAR / "solutions.ipynb"))
    page = (SEMINAR / "solutions.html").read_text(encoding="utf-8")
    assert page.rstrip() == made.rstrip(), "run make seminar"
    assert not re.search(r'(?:src|href)="http', page)
    code = [line for cell in SOLUTIONS.cells if cell.cell_type == "code" for line in cell.source.splitlines()]
    assert max(map(len, code)) <= 110  # what a page of paper holds at the 70 per cent that the plan names


def test_every_station_has_the_same_shape():
    text = "\n".join(cell.source for cell in WORKBOOK.cells)
    parts = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    assert len(parts) == 9
    for part in parts[:7]:
        steps = re.findall(r"\*\*(Read|Predict|Run|Explain|Check|Change|Key point)\b", part)
        assert steps == ["Read", "Predict", "Run", "Explain", "Check", "Change", "Key point"], part[:40]
    assert re.findall(r"\*\*(Predict|Run|Read|Explain|Check)\b", parts[7]) == [
        "Predict",
        "Run",
        "Read",
        "Explain",
        "Check",
    ]


def test_the_words_that_station_5_shows_beside_the_typical_ones_are_those_that_it_asks_for(at_home):
    import checks
    from seminar_answers import SOLVED

    (cell,) = (cell for cell in SOLUTIONS.cells if cell.source.startswith("import checks\n\nfrequent = "))
    rows = re.findall(r"^(\w+) +\d+ +([\d.]+)$", cell.outputs[0].data["text/plain"], re.MULTILINE)
    told = {word: checks.check_weights(**SOLVED["check_weights"] | {"word": word}) for word, _ in rows}
    assert sum(verdict.right for verdict in told.values()) >= 5
    for word, weight in rows:
        assert float(weight) == 0 or "so it has some weight" in told[word].sentence, word


def test_every_denominator_that_the_claim_may_have_is_printed(at_home):
    from checks import own

    cells = [cell for cell in SOLUTIONS.cells if "electric" in cell.source and cell.cell_type == "code"]
    printed = set(re.findall(r"\b\d+\b", "".join(str(cell.outputs) for cell in cells)))
    assert {str(total) for *_, total, _ in own._list_counts()} <= printed


def test_who_sees_part_of_the_passages_is_told_of_how_many_and_how_to_see_the_rest():
    (cell,) = (cell for cell in SOLUTIONS.cells if "\nSHOWN = " in cell.source)
    told, table = cell.outputs[0].text, cell.outputs[1].data["text/html"]
    shown, there = map(int, re.search(r"(\d+) of the (\d+) occurrences", table).groups())
    assert table.count("<tr") - 1 == shown < there
    assert f"SHOWN = {there} " in told


def test_the_passages_of_a_topic_are_that_topics():
    cell = next(cell for cell in SOLUTIONS.cells if "\nTOPIC = " in cell.source)
    number = int(re.search(r"^TOPIC = (\d+)", cell.source, re.MULTILINE)[1])
    topics = next(c for c in SOLUTIONS.cells if "\nN_TOPICS = " in c.source).outputs[0].text
    words = re.search(rf"^{number}: (.+?) \(alike", topics, re.MULTILINE)[1].split(", ")
    shown = cell.outputs[0].data["text/html"].lower()
    assert sum(f"<b>{word}" in shown for word in words) > len(words) / 2


def test_the_plan_ties_its_minutes_to_cells_that_are_there():
    plan = (SEMINAR / "plan.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d+) \| (.+?) \|(.+)\|$", plan, re.MULTILINE)
    marks = [
        (int(minute), cell) for minute, cell, _ in rows if int(minute) > 9 or cell.startswith(("title", "Station"))
    ]
    minutes = [minute for minute, _ in marks]
    assert minutes == sorted(set(minutes))
    assert (minutes[0], minutes[-1]) == (0, 85)
    text = "\n".join(cell.source for cell in WORKBOOK.cells)
    for name in re.findall(r"`(check_\w+|[A-Z]+)`", "".join(cell + rest for _, cell, rest in rows)):
        assert name in text, name
    assert set(re.findall(r"check_\w+", text)) <= set(re.findall(r"check_\w+", plan))
    for heading in re.findall(r"^## (Station \d(?: \(cut first\))?)", text, re.MULTILINE):
        assert f"| {heading}" in plan, heading
    said = [int(minute) for minute in re.findall(r"^\*(\d+) minutes\.\*", text, re.MULTILINE)]
    held = [later - minute for minute, later in zip(minutes[1:-1], minutes[2:], strict=True)]
    assert said == held[:4] + [int(more) for more in re.findall(r"^\| (\d+) more", plan, re.MULTILINE)] + held[4:]


def test_the_plan_and_the_workbook_say_what_ninety_minutes_hold():
    plan = (SEMINAR / "plan.md").read_text(encoding="utf-8")
    lesson = plan.split("## The lesson")[1].split("## Usual")[0]
    rows = re.findall(r"^\| (\d+|14 more) \| ([^|]+?) \|", lesson, re.MULTILINE)
    held = [cell for minute, cell in rows if minute.isdigit()]
    cut = [cell for minute, cell in rows if not minute.isdigit()]
    assert [cell[:9] for cell in held[1:5]] == [f"Station {n}" for n in range(1, 5)]
    assert [cell[:9] for cell in cut] == [f"Station {n}" for n in range(5, 8)]
    minutes = [int(minute) for minute, _ in rows if minute.isdigit()] + [90]
    assert min(later - first for first, later in zip(minutes, minutes[1:], strict=False)) >= 5
    head = WORKBOOK.cells[0].source
    assert "90 for stations 1 to 4, your own theme and the claim" in head
    assert f"take {len(cut) * 14} more" in head
    stations = sum(later - first for first, later in zip(minutes[1:-2], minutes[2:-1], strict=True))
    assert f"of which {90 - stations} are for starting and closing" in head
    second = re.search(r"10 station 5; (\d+) station 6; (\d+) station 7; (\d+) a claim", plan)
    assert list(map(int, second.groups())) == [10 + 14 * n for n in (1, 2, 3)]


def test_numbers_that_the_prose_says_are_those_that_the_code_has(at_home):
    from checks.counting import STATIONS, load

    from themeshift import split_halves

    text = "\n".join(cell.source for cell in WORKBOOK.cells)
    least = inspect.signature(split_halves).parameters["min_count"].default
    assert f"one that occurs at least {least} times in all" in text
    length = STATIONS["topics"]["passage"]
    assert f"a piece of a text, of about {length} words" in text and f"cut_passages(paragraphs, {length})" in text
    cards, first = STATIONS["reading"]["cards"], STATIONS["one_text"]["first"]
    assert cards["E"]["document"] == cards["A"]["document"]
    assert f"Then open E: the text of card A again, line `{cards['E']['line']}`" in text
    assert "leases from 21 November 1920 on" in text and first == "1920-11-21"
    late = (load().documents["date"] >= first).sum()
    assert any(f"One of the {late} texts from that time on has the others" in said for said in list_verdicts(SOLUTIONS))


def read_plan():
    return (SEMINAR / "plan.md").read_text(encoding="utf-8")


def test_who_is_late_is_in_time_again_after_each_rule_of_the_plan():
    plan = read_plan()
    begins = {
        cell: int(minute) for minute, cell in re.findall(r"^\| (\d+) \| ([^|,]+?)(?:,[^|]*)? \|", plan, re.MULTILINE)
    }
    short = begins["Your own theme"] - begins["Station 4"] - 2  # without what is read aloud and asked
    late = plan.split("**Late?**")[1].split("Never cut")[0]
    begun, done = map(int, re.search(r"begun at minute (\d+) is then\s+done at (\d+)", late).groups())
    assert done == begun + short == begins["Your own theme"]
    assert f"the own theme, if station 4 has not begun at minute {begun}:" in late
    begun, done = map(int, re.search(r"begun at (\d+) is done at (\d+)", late).groups())
    assert done == begun + short == begins["One claim"] - 5
    begun, done = map(
        int, re.search(r"not begun at minute (\d+): begun then, it would last until (\d+)", late).groups()
    )
    assert done == begun + short == begins["One claim"]


def test_the_numbers_that_the_teacher_says_are_those_of_the_corpus(at_home):
    from checks import counting

    plan, place = " ".join(read_plan().replace(">", " ").split()), counting.load()
    words = place.vocabulary.words
    assert f"{len(place.documents)} texts of Lenin, {words.sum():,} words" in plan
    rates = counting.count_by_year("peace*").rates["term"]
    assert ", ".join(f"{year} {rate:.2f}" if rate else f"{year} 0" for year, rate in rates.items()) in plan
    late = place.documents.index[place.documents["date"] >= counting.STATIONS["one_text"]["first"]]
    told = counting.STATIONS["reading"]
    uses = place.occurrences[place.occurrences["sense"].isin(told["leases"] + told["both"])]
    uses = uses[(uses["theme"] == told["theme"]) & uses["document"].isin(late)]["document"]
    report = uses.mode()[0]
    n, rest = (uses == report).sum(), (uses != report).sum()
    others = words[late].drop(report).sum()
    assert f"{n} in {words[report]:,} words, {1000 * n / words[report]:.1f} in 1,000" in plan
    assert f"the other {len(late) - 1} texts from that day on {rest} in {others:,}, {1000 * rest / others:.1f}." in plan
    east, by_year = counting.count_by_text("east*").table["theme"], counting.count_by_year("east*").rates["term"]
    year = by_year.drop("1923").idxmax()
    there = east[place.years == year]
    assert (
        f"Next comes {year}, with {by_year[year]:.2f} on {len(there)} texts; but {there.max()} of its {there.sum()}"
        in plan
    )
    assert sum(counting.count_by_year("east*").table["term"]) == 85


def test_the_handout_ends_with_the_assignment_and_the_criteria_of_the_plan():
    rows = re.findall(
        r"^\| ([^|]+) \| [^|]+ \| [^|]+ \| [^|]+ \|$", read_plan().split("## Assignment")[1], re.MULTILINE
    )
    end = HANDOUT.split(">Assignment</h2>")[1]
    assert len(rows) == 7  # six, below a heading
    for row in rows:
        assert row in end, row
    assert "a claim without its denominator cannot pass" in end


def test_the_other_pair_is_asked_the_same_three_things_everywhere():
    three = "another word for it? another denominator? one text?"
    assert all(three in text for text in (read_plan(), HANDOUT, "".join(cell.source for cell in WORKBOOK.cells)))


def test_what_the_plan_says_each_station_finds_is_in_the_solutions():
    plan = (SEMINAR / "plan.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d|claim) \| ([^|]+)\| ([^|]+)\| [^|]+\|$", plan.split("## Prepare")[0], re.MULTILINE)
    assert len(rows) == 8
    text = "\n".join(str(cell.source) + str(cell.get("outputs", "")) for cell in SOLUTIONS.cells)
    for station, _, found in rows:
        numbers = re.findall(r"\d[\d.,]*\d|\d", found)
        assert numbers, station
        for number in numbers:
            assert re.search(rf"(?<!\d){re.escape(number)}(?!\d)", text), (station, number)


@pytest.mark.check
def test_each_change_shows_what_the_plan_says(at_home):
    from checks import counting

    def find_winners(word):
        counts = counting.count_by_year(word)
        return counts.table["term"].idxmax(), counts.rates["term"].idxmax()

    assert find_winners("peace") == find_winners("peace*") == ("1920", "1917")
    assert find_winners("war*") == ("1920", "1918")
    assert find_winners("west*")[1] == "1923"
    assert (counting.load().years == "1923").sum() == 1
    said = [counting.fit_twice(8, seeds, True)[0] >= 0.7 for seeds in ((1, 3), (5, 6))]
    assert (said[0].all(), said[1].all()) == (True, False)
    for seed in range(3):
        halves = counting.ts.split_halves(counting.load().vocabulary, n_splits=5, seed=seed)
        assert 0.15 < halves["log_likelihood"].mean() < 0.25


@functools.cache
def run(name):
    """Run the code of a notebook as a kernel would, once; return what its checks say and how long its cells take."""
    import matplotlib

    notebook = {"workbook": WORKBOOK, "solutions": SOLUTIONS}[name]

    matplotlib.use("Agg")
    names, said, seconds = {}, [], []
    for cell in notebook.cells:
        if cell.cell_type != "code":
            continue
        started, tree = time.perf_counter(), ast.parse(cell.source)
        last = ast.Expression(tree.body.pop().value) if isinstance(tree.body[-1], ast.Expr) else None
        value = None
        try:
            exec(compile(tree, "cell", "exec"), names)
            value = eval(compile(last, "cell", "eval"), names) if last else None
        except Exception as error:
            value = names["checks"].explain_error(type(error), error)
        seconds.append(time.perf_counter() - started)
        if "checks.check_" in cell.source:
            said.append(repr(value))
    return said, seconds


def test_as_solved_the_checks_still_say_what_is_stored(at_home):
    said, _ = run("solutions")
    assert said == list_verdicts(SOLUTIONS), "run make seminar"


@pytest.fixture
def at_home(monkeypatch):
    monkeypatch.chdir(SEMINAR)
    monkeypatch.syspath_prepend(str(SEMINAR))


def test_as_handed_out_every_check_says_not_yet_and_nothing_is_raised(at_home):
    said, _ = run("workbook")
    assert len(said) == 9
    assert all(sentence.startswith("Not yet. You have not filled in ") for sentence in said), said


def test_each_card_shows_the_sentence_of_its_letter(at_home):
    import checks

    cards = dict(re.findall(r"Card (\w)\.</b> (.+?)</p>", checks.show_cards().data))
    assert {letter: int(re.search(r"line (\d+)", text)[1]) for letter, text in cards.items()} == {
        letter: place["line"] for letter, place in checks.STATIONS["reading"]["cards"].items()
    }


SHELL = """
import contextlib, io, json, sys
sys.path.insert(0, sys.argv[1])
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config
shell = InteractiveShell.instance(config=Config(HistoryManager={"enabled": False}))
import matplotlib
matplotlib.use("Agg")
for line in sys.stdin:
    begun, cells = json.loads(line)
    shell.reset()
    if begun:
        import checks
        shell.user_ns["checks"] = checks
    told = []
    for cell in cells:
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(io.StringIO()) as err:
            shell.run_cell(cell, store_history=False)
        told.append((out.getvalue(), err.getvalue()))
    print(json.dumps(told), flush=True)
"""


def start_shell():
    """Start a shell of IPython in a process of its own, beside the checks."""
    environment = os.environ | {"PYTHONPATH": str(paths.LIBRARY.parent), "PYTHONUTF8": "1"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "encoding": "utf-8"}
    return subprocess.Popen([sys.executable, "-c", SHELL, str(SEMINAR)], env=environment, **pipes)


@functools.cache
def keep_shell():
    """Start the shell that all tests share in which the first cell has run; its names are taken away between them."""
    shell = start_shell()
    atexit.register(shell.communicate)
    return shell


def run_in_a_shell(cells, begun=True):
    """Run cells in a shell without names, in which the checks were imported if `begun`; return what each prints."""
    shell = keep_shell() if begun else start_shell()
    shell.stdin.write(json.dumps([begun, list(cells)]) + "\n")
    shell.stdin.flush()
    told = json.loads(shell.stdout.readline())
    if not begun:
        shell.communicate()
    assert not [error for _, error in told if error]
    return [printed for printed, _ in told]


def test_what_beginners_do_is_answered_by_one_line():
    broken = [
        "prediction_1 = “40”",
        'x = "40',
        "x = 33 %",
        "x = ",
        "x = leasing",
        "check_reading()",
        "1 / 0",
        "year",
        "x = (1",
        'ts.count_terms(paragraphs, ["peace"])',
        "checks.check_nothing()",
        "if x:\nprint(x)",
        "raise KeyError",
        'import checks\nchecks.check_rates("", "", "", "", "")',
        "import nothing",
        "checks.check_rates()",
        "import themeshift as ts\nts.load_corpus('nowhere')",
        "x = 007",
        "?x?",
        "print 'a'",
        "‹peace›",
        "\\bpeace\\w*",
    ]
    told = run_in_a_shell(broken)
    assert len(told) == len(broken)
    for cell, line in zip(broken, told, strict=True):
        assert line.count("\n") == 1, (cell, line)
        assert "Traceback" not in line
        assert len(line) < 320


def test_every_cell_run_before_the_first_says_in_one_line_what_to_run():
    first, *cells = (cell.source for cell in WORKBOOK.cells if cell.cell_type == "code")
    assert first.startswith("import checks")
    plain = [cell for cell in cells if not cell.startswith("import checks\n")]
    for cell in plain:  # answers and a sum need nothing
        exec(cell, {"__builtins__": {}})
    asked = [cell for cell in cells if cell not in plain]
    for cell in (asked[1], asked[2], asked[-1]):
        (told,) = run_in_a_shell([cell], begun=False)
        assert re.fullmatch(r"“\w+” comes from .* has not run: run that cell, and then this one again.\n", told) or (
            told == "“HTML” comes from the first cell of the workbook: run that cell, and then this one again.\n"
        ), told


def test_all_cells_but_the_first_in_order_and_backwards_print_one_line_each():
    cells = [cell.source for cell in WORKBOOK.cells if cell.cell_type == "code"][1:]
    fresh = [cell for cell in cells if "import checks" in cell]
    for told in run_in_a_shell([*fresh, *cells, *reversed(cells)], begun=False):
        assert "Traceback" not in told
        assert not re.search(r"^\s*-+>|Error:", told, re.MULTILINE), told
        assert "NameError" not in told


@pytest.mark.parametrize(
    ("typed", "part"),
    [
        ("1000 * 37 / 4,022", "leave out the comma inside a number"),
        ("1000 * 211 / 44,390", "leave it out, as in 44390"),
        ("1000 * 37 ÷ 4022", "write / to divide"),
        ("1000 × 37 / 4022", "write * to multiply"),
        ("1000 x 37 / 4022", "write * to multiply"),
        ("1000 * 37 : 4022", "write / to divide"),
        ("5 – 3", "write - for minus"),
        ('"1000 * 37 / 4022"', "a sum is text"),
        ('because_1 = "I see the word "timber" in it"  # one sentence', "quotation marks inside"),
        ("because_1 = 'it's a lease'", "apostrophe inside"),
        ('prediction_1 = ""40""', "two quotation marks stand before"),
        ('prediction_1 = ""forty  # for example "40"', "two quotation marks stand before"),
        ("SEED = 19 17  # another number", "blank inside the number"),
        ("TOPIC =  # the number", "nothing stands after"),
        ("checks.check_reading(prediction_1, leases", "a ) is missing"),
        ('MY_WORDS = ["bread", "grain*"', "a ] is missing"),
        ('SPELLING = "east*")', "a ) too many"),
        ('   prediction_1 = "40"\nleases = ""', "take out the blanks"),
        ("because_1 = it names the firm", "between quotation marks"),
        ("left = 33 %", '"80 %"'),
        ("left = 33 of 101", "between quotation marks"),
        ("text = 1921-03-08", '"1921-03-08"'),
        ("prediction_1 = “40”", "word processor"),
        ('prediction_1 = "40', "quotation mark is missing"),
        ('MY_WORDS = ["bread" "grain*"]', 'A comma is missing between "bread" and "grain*"'),
        ('prediction_1 == "40"', "take one"),
        ('Prediction_1 = "40"', "the check reads prediction_1"),
        ('becuase_1 = "It names the firm"', "the check reads because_1"),
        ("checks.show_cards", "write () after it"),
        ("check.show_cards()", "did you mean checks?"),
        ("chekcs.show_cards()", "did you mean checks?"),
        ("checks.show_card()", "did you mean show_cards?"),
        ("leases = timber", "between quotation marks, or check the spelling"),
        ("1 / 0", "divided by 0"),
        ("HTML", "the first cell of the workbook"),
        ("leases_late", "a cell above that has not run"),
        ('checks.read_word("peace, war")', "one word or phrase"),
        ('checks.read_word("")', "not filled in WORD"),
        ('checks.read_words(["zebra"])', "does not occur"),
        ('checks.read_senses(["foreign capital"])', "foreign_capital (a lease)"),
        ("checks.read_seeds((1))", "two whole numbers"),
        ("checks.read_seeds((1, 2, 3))", "two whole numbers"),
        ("checks.read_topic(9, 8)", "from 1 to 8"),
        ("checks.read_shown([12], 44)", 'whole number without quotation marks, or "all"'),
        ("assert [checks.read_shown(n, 44) for n in (12, 44, 50, 'all', all)] == [12, 44, 44, 44, 44]", "nothing"),
        (
            'import themeshift\nthemeshift.show_document("1920-12-21", first_line=1, last_line=1)',
            "in corpus/documents.csv",
        ),
        ('import warnings\nwarnings.warn("dayfirst")', "nothing"),
    ],
)
def test_a_slip_is_told_by_what_was_typed(typed, part, slips):
    told = slips[typed]
    if part == "nothing":
        assert told == ""
    else:
        assert part in told
    assert str(paths.ROOT) not in told
    assert told.count("\n") <= 2 - ("Error" in told), told


@pytest.fixture(scope="module")
def slips():
    """Run all the slips in one shell; return what was told of each."""
    (mark,) = [m for m in test_a_slip_is_told_by_what_was_typed.pytestmark if m.name == "parametrize"]
    typed = [case[0] for case in mark.args[1]]
    return dict(zip(typed, run_in_a_shell(typed), strict=True))


def test_what_a_beginner_writes_as_it_should_be_is_not_called_a_slip():
    cells = [cell.source for cell in SOLUTIONS.cells if cell.cell_type == "code" and '= "' in cell.source]
    assert [told for told in run_in_a_shell(cells[:1] + [cell for cell in cells if "ts." not in cell]) if told] == []


def test_an_answer_that_could_not_be_read_leaves_no_older_one_to_be_judged():
    check = "checks.check_reading(prediction_1, leases, because_1)"
    good = 'prediction_1 = "40"\nleases = "A, C"\nbecause_1 = "A lease names the firm that works it"'
    told = run_in_a_shell(["import checks", good, check, good.replace('"A, C"', '"A, B'), check, good, check])
    assert "Right. " in told[2]
    assert "could not be run" in told[4]
    assert "Right. " in told[6]


def test_a_cell_that_could_not_be_run_leaves_no_older_count_to_be_judged():
    check = 'checks.check_rates("1918", "1920", "1917", "4.75", "There are more words in that year", counted=WORD)'
    chance = 'checks.check_chance("1", "5", "20", "The words of a text come together", halves)'
    told = run_in_a_shell(
        ['WORD = "peace*"', check, 'WORD = "peace*', check, "WORD = checks.read_word('peace, war')", check]
        + ["halves = None", chance, "SEED = 19 17\nhalves = None", chance]
        + ["SEEDS = (1, 2", "checks.read_seeds(SEEDS)", "LEASES = [", "checks.read_senses(LEASES)"]
        + ["N_TOPICS = 8\nchecks.read_seeds((1, 1))", "checks.read_topic(3, N_TOPICS)"]
        + ["N_TOPICS = 8\nchecks.read_seeds((1, 1))", "3 <= N_TOPICS"]
    )
    assert ["could not be run" in line for line in told[1::2]] == [False, True, True, False, False] + [True] * 4
    assert told[15] == told[17] and told[15].startswith("The cell with N_TOPICS could not be run: mend it")
    assert "Right. " in told[1]
    assert "Right. " in told[7]
    assert "run the cell with SEED" in told[9]


def test_the_names_a_message_knows_are_those_of_the_workbook():
    sys.path.insert(0, str(SEMINAR))
    from checks import slips

    tree = ast.parse("\n".join(cell.source for cell in WORKBOOK.cells if cell.cell_type == "code"))
    loops = [node for node in ast.walk(tree) if isinstance(node, ast.For | ast.comprehension)]
    looped = {name.id for loop in loops for name in ast.walk(loop.target) if isinstance(name, ast.Name)}
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    imported = {alias.asname or alias.name for node in ast.walk(tree) if hasattr(node, "names") for alias in node.names}
    empty = {
        node.targets[0].id
        for node in tree.body
        if isinstance(node, ast.Assign) and ast.unparse(node.value) in ("''", "['']")
    }
    assert set(slips.ANSWERS) == empty
    assert set(slips.FIRST) | set(slips.MADE) | empty == (stored | imported) - (looped - {"word"}) - {
        "matplotlib.pyplot"
    }


@pytest.mark.check
def test_in_a_kernel_begun_as_make_lab_does_no_slip_and_no_order_of_cells_is_a_traceback(monkeypatch):
    monkeypatch.setenv("PYTHONSTARTUP", str(SEMINAR / "checks" / "begin.py"))
    monkeypatch.setenv("PYTHONPATH", str(paths.LIBRARY.parent))
    cells = [cell.source for cell in WORKBOOK.cells if cell.cell_type == "code"]
    halves = [part for cell in cells for part in (cell[: len(cell) // 2], cell[len(cell) // 2 :])]
    slips = ["prediction_1 = “40”", "import chekcs", 'x = "40', "ts"]
    headless = ["\n".join(cell.splitlines()[1:]) for cell in cells]
    typed = [*slips, *reversed(cells), *cells, *cells, *cells[-3:], *halves, *headless]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in typed])
    NotebookClient(notebook, allow_errors=True, timeout=60, resources={"metadata": {"path": SEMINAR}}).execute()
    for cell in notebook.cells:
        assert not [output for output in cell.outputs if output.output_type == "error"], cell
        printed = "".join(output.text for output in cell.outputs if output.output_type == "stream")
        assert "Traceback" not in printed
        assert "Error:" not in printed
        assert "NotYet" not in printed
    for cell in notebook.cells[: len(slips)]:
        assert [output.text.count("\n") for output in cell.outputs] == [1], cell


@pytest.mark.check
@pytest.mark.parametrize("name", ["workbook", "solutions"])
def test_no_cell_takes_three_seconds(name, at_home):
    _, seconds = run(name)
    print([round(second, 1) for second in seconds])
    assert max(seconds[1:]) < SECONDS


def test_make_seminar_asks_first_whether_it_can_write(tmp_path):
    if not shutil.which("make"):
        pytest.skip("there is no make here")
    (tmp_path / "file").touch()
    options = [f"SEMINAR_OUT={tmp_path / 'file' / 'x'}", f"SEMINAR_PYTHON={sys.executable}"]
    command = ["make", "--no-print-directory", "-o", ".venv/ready", "seminar", *options]
    done = subprocess.run(command, cwd=paths.ROOT, capture_output=True, text=True)
    assert done.returncode and "x: nothing can be written there: Not a directory; make room" in done.stderr
    assert done.stdout == ""


@pytest.mark.check
def test_make_seminar_makes_what_is_stored(tmp_path):
    if not shutil.which("make"):
        pytest.skip("there is no make here")
    options = [f"SEMINAR_OUT={tmp_path}", f"SEMINAR_PYTHON={sys.executable}"]
    subprocess.run(["make", "-o", ".venv/ready", "seminar", *options], cwd=paths.ROOT, check=True, capture_output=True)
    for stored, name in ((WORKBOOK, "workbook"), (SOLUTIONS, "solutions")):
        made = nbformat.read(tmp_path / f"{name}.ipynb", as_version=4)
        assert list_cells(made) == list_cells(stored)
        texts = [
            [output.get("text", output.get("data", {}).get("text/plain")) for output in cell.get("outputs", [])]
            for notebook in (made, stored)
            for cell in notebook.cells
        ]
        assert texts[: len(made.cells)] == texts[len(made.cells) :]
    made = (tmp_path / "handout.html").read_text(encoding="utf-8")
    made, stored = (re.sub("cell-id=[0-9a-f]+", "", text) for text in (made, HANDOUT))  # ids are drawn anew each time
    assert made == stored
    assert (tmp_path / "solutions.html").is_file()
