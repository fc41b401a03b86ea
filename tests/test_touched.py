"""Every notebook survives being touched: parameters moved up, down and to something impossible, exercises done.

An edit replaces the value of one parameter or adds a line after the parameters. Right is: the notebook runs to its end,
and where too little is left, a cell says so in one sentence; or, where a value is impossible, the first cell that
reads it names the parameter and what would do. In every figure that is drawn, no text leaves the canvas or
its panel, or overlaps another.
"""

import asyncio
import copy
import os
import re
import shutil

import nbformat
import pytest

from themeshift import execution, paths
from themeshift.checks import InputError

# Run first in the kernel: every figure that is saved or shown is checked as a printer would; faults are printed.
WATCH = f"""
import sys

from matplotlib.backend_bases import FigureCanvasBase

sys.path.append({str(paths.ROOT / "tests")!r})
from layout import check_layout

checked, draw = [], FigureCanvasBase.print_figure


def check_and_draw(canvas, *values, **options):
    if not any(canvas.figure is fig for fig in checked):
        checked.append(canvas.figure)
        for fault in check_layout(canvas.figure):
            print("LAYOUT", fault)
    return draw(canvas, *values, **options)


FigureCanvasBase.print_figure = check_and_draw
"""

FAST = {
    "REPLICATES": "20",
    "SHUFFLES": "199",
    "SPLITS": "3",
    "DATES": "3",
    "TRIALS": "2",
    "N_SEEDS": "3",
    "N_RESAMPLES": "4",
}  # bands are not what is tried here
OWN = 'ts.ROOT / "notebooks" / "own_texts"'  # sixteen letters in two scripts
PERIODS = {  # periods.csv of a copied corpus: two more, with other names; and only two
    "SEVEN": ["armistice,1917-11-07,1918-03-03", "Brest,1918-03-04,1918-05-24", "civil war,1918-05-25,1919-12-31",
              "respite,1920-01-01,1920-04-24", "Polish war,1920-04-25,1920-11-16",
              "concessions and the new economic policy,1920-11-17,1922-01-05", "Genoa & $ after,1922-01-06,1923-03-02"],
    "TWO": ["fighting,1917-11-07,1920-11-16", "trading,1920-11-17,1923-03-02"],
}  # fmt: skip
EDITS = [  # notebook, its new parameters, what must be among the outputs; the first of each notebook is in `make test`
    ("01", {"DOCUMENT": '"1918-05-14-letter-to-raymond-robins"', "PARAGRAPHS": "20"}, "Letter to Colonel Robins"),
    ("01", {"PARAGRAPHS": "0"}, InputError("PARAGRAPHS is 0")),
    ("01", {"DOCUMENT": '"1918-05-14-letter-to-robins"'}, InputError("did you mean '1918-05-14-letter-to-raymond")),
    ("01", {"TURN": '"1925-08-31"'}, "letter"),
    ("01", {"TURN": '"1.12.1920"'}, InputError("TURN is '1.12.1920', not a date; write it as YYYY-MM-DD")),
    ("01", {"LONG": "100_000"}, "gaps per 1,000"),
    ("01", {"INTERVIEW": '"1922-10-27-interview-with-michael-farbman"'}, "interviewer"),
    ("00", {"CORPUS": OWN}, r"\*\*railway\*\* rises most"),
    ("00", {"SPAN": '("1918", "1919-06")', "THEMES": '["peace*", "bread"]'}, r"\*\*bread\*\* in"),
    ("00", {"THEMES": '{"peace": ["peace*"]}'}, InputError("THEMES is {'peace'.*write a list")),
    ("02", {"LEXICON": '{"war": ["war", "wars"], "war and peace": ["peace"], "$x$": ["trade"], "d": ["a"]}'},
     r"war: most frequent in “"),
    ("02", {"LEXICON": '{"League": ["League of Nations"]}'}, r"League: most frequent in “"),
    ("02", {"LEXICON": '{"nothing": ["qqqq"]}'}, "nothing: does not occur"),
    ("02", {"LEXICON": '{"peace": "peace*"}'}, r"peace: most frequent in “Brest”"),
    ("02", {"LEXICON": '["war", "bread"]'}, r"bread: most frequent in “"),
    ("02", {"LEXICON": "{}"}, InputError("lexicon")),
    ("02", {"AUTHOR": '"L. D. Trotsky"'}, "1 texts with 883 words in the voice of L. D. Trotsky;"),
    ("02", {"AUTHOR": "None"}, "65 texts with .* words in the voice of their authors;"),
    ("02", {"AUTHOR": '"Lenin"'}, InputError("AUTHOR is 'Lenin', which is none of the choices.*V. I. Lenin")),
    ("02", {"MONTH": '"1920-08"'}, InputError("MONTH is '1920-08'")),
    ("02", {"MONTH": '"1920-10"'}, "1920-10 is one of"),
    ("02", {"HALF_WIDTH": "15"}, r"(?s)points of each curve.*when these texts are drawn again\.\*"),
    ("02", {"HALF_WIDTH": "0"}, InputError("HALF_WIDTH is 0")),
    ("02", {"REPLICATES": "0"}, r"Line: smoothed rate\.\*"),
    ("02", {"MIN_WORDS": "9_000"}, "points of each curve"),
    ("02", {"WORD": '"qqqq"'}, "occurs in none of these"),
    ("02", {"CUT": "50_000"}, "words as units"),
    ("02", {"CORPUS": OWN, "LEXICON": '{"the train": ["train*", "поезд*"]}'},
     "the train: most frequent in “railway years"),
    ("02", {"CORPUS": OWN, "HALF_WIDTH": "15"}, "every point of the curve is blank.*half_width=730"),
    ("03", {"WORD": '"we"'}, "can be named"),
    ("03", {"TOP": "25", "PERIODS": '"year"'}, "1922: "),
    ("03", {"AUTHOR": '"L. D. Trotsky"'}, InputError("four texts or more, is 'L. D. Trotsky'.*Lenin")),
    ("03", {"MIN_COUNT": "10_000"}, InputError("MIN_COUNT is 10000, but the most frequent word occurs")),
    ("03", {"REPLICATES": "0"}, "can be named"),
    ("03", {"MIN_WORDS": "9_000"}, "tf-idf"),
    ("03", {"PERIODS": '"century"'}, InputError(r"too little is left: \d+ text\(s\) in 1 of the PERIODS")),
    ("03", {"PERIODS": '"month"'}, InputError("PERIODS is 'month'")),
    ("04", {"THEMES": '["leases", "League of Nations"]'}, "League of Nations is most frequent in"),
    ("04", {"THEMES": '["German*", "imperialis*", "peace*"]'}, r"(?s)German\* is most frequent in Brest.*near peace"),
    ("04", {"WORD": '"the East"', "COMPANY": '"concessions"'}, "Senses of the East"),
    ("04", {"THEMES": '["peace as am"]'}, InputError("THEMES has 'peace as am'")),
    ("04", {"CORPUS": "SEVEN"}, "952 occurrences read"),
    ("04", {"CORPUS": "TWO"}, "leases is most frequent in trading"),
    ("03", {"CORPUS": "SEVEN"}, "concessions and the new economic policy: timber"),
    ("02", {"CORPUS": "TWO"}, r"concessions: most frequent in “trading”"),
    ("00", {"CORPUS": "SEVEN"}, r"\*armistice\*"),
    ("04", {"AUTHOR": '"L. D. Trotsky"'}, "1 texts, 883 words"),
    ("04", {"PASSAGES": "1", "MIN_WORDS": "9_000", "HALF_WIDTH": "30"},
     r"(?s)peace as aim is most frequent in Brest.*Band: interval for comparable texts\. "),
    ("04", {"WORD": '"consessions"'}, InputError("WORD is 'consessions'.*did you mean 'concessions'")),
    ("05", {"K": "6"}, r"6 of them have not been read"),
    ("05", {"CORPUS": OWN}, r"(?s)3 topics of words that at least 2 texts have; curves look 730 days.*Of 3 topics"),
    ("05", {"CORPUS": OWN, "K": "20"}, InputError("K is 20: too many topics for .* passages of .* words; choose a")),
    ("05", {"CORPUS": OWN, "HALF_WIDTH": "15"}, "every point of the curve is blank.*half_width=730"),
    ("02", {"CORPUS": OWN}, r"поезд: most frequent in “railway years"),
    ("04", {"CORPUS": OWN}, r"railway is most frequent in railway years"),
    ("05", {"K": "12"}, r"Of 12 topics, .*12 of them have not been read"),
    ("05", {"K": "25"}, r"Of 25 topics"),
    ("05", {"K": "7"}, r"Of 7 topics"),
    ("05", {"K": "2"}, r"Of 2 topics"),
    ("05", {"K": "1"}, InputError("K is 1; give a whole number of at least 2")),
    ("05", {"K": "900"}, InputError("K is 900: too many topics for 427 passages")),
    ("05", {"SEED": "3"}, r"Of 11 topics"),
    ("05", {"N_SEEDS": "1", "N_RESAMPLES": "1"}, r"Of 11 topics"),
    ("05", {"COSINE": "0.5"}, r"Of 11 topics"),
    ("05", {"COSINE": "1"}, "no topic recurs in 50%"),
    ("05", {"COSINE": "7"}, InputError("COSINE is 7; give a number above 0 and up to 1")),
    ("05", {"STABLE": "0.01", "COSINE": "0.01"}, "all topics recur"),
    ("05", {"PASSAGE_WORDS": "500"}, r"are of other texts, terms, settings or code.*SWEEP = True"),
    ("05", {"PASSAGE_WORDS": "60"}, r"Of 11 topics"),
    ("05", {"MIN_DOCUMENTS": "2"}, r"Of 11 topics"),
    ("05", {"PASSAGES": "1"}, r"Of 11 topics"),
    ("05", {"REPLICATES": "0"}, r"Of 11 topics"),
    ("05", {"HALF_WIDTH": "30", "MIN_WORDS": "9_000"}, r"Of 11 topics"),
    ("05", {"AUTHOR": '"L. D. Trotsky"'}, InputError(r"too little is left: 1 text\(s\)")),
    ("05", {"AUTHOR": '"Lenin"'}, InputError("AUTHOR")),
    ("05", {"CORPUS": '"nowhere"'}, InputError("CORPUS is 'nowhere'")),
    ("03", {"CORPUS": OWN, "WORD": '"поезд*"'}, "railway years: поезд, "),
    ("03", {"CORPUS": "YEARLY"}, InputError(r"12 text\(s\) in 12 of the PERIODS; one must have two.*'decade'")),
    ("03", {"CORPUS": "YEARLY", "PERIODS": '"decade"'}, "can be named"),
    ("01", {"CORPUS": OWN}, InputError("CORPUS: its texts have no extract, gaps, summary, words")),
    ("06", {"SHUFFLES": "5"}, InputError("SHUFFLES is 5")),
    ("06", {"EXAMPLE": '"war and intervention"'}, InputError("EXAMPLE is 'war and intervention'.*peace")),
    ("06", {"MONTHS": "(2, 6)", "DATES": "20"}, "begins 6 months later"),
    ("06", {"CORPUS": "RENAMED"}, InputError("named as its curve, is 'lease'.*did you mean 'leases'")),
    ("06", {"MONTHS": "()", "EXAMPLE": '"the East"'}, "the East: .* misread"),
    ("06", {"MONTHS": "0"}, InputError("MONTHS is 0")),
    ("06", {"TRIALS": "0"}, InputError("TRIALS is 0")),
    ("06", {"EVENTS": '{"leases": "the decree"}'}, InputError("EVENTS is 'the decree'.*Decree on concessions")),
    ("06", {"CORPUS": "DECLARED", "EVENTS": "{}"}, r"(?s)that hold: none \(0 of 2\).*1 expectations of which nothing"),
    ("06", {"SPLITS": "0"}, InputError("SPLITS is 0")),
    ("06", {"AUTHOR": '"L. D. Trotsky"'}, InputError("1 texts|1 documents|1 unit|texts between its days")),
    ("07", {"WORD": '"qqqq"', "TOP": "25"}, "occurs in none of these"),
    ("07", {"CORPUS": '"nowhere"'}, InputError("CORPUS is 'nowhere'")),
    ("07", {"CORPUS": "ts.CORPUS"}, "texts with 12"),
    ("07", {"CORPUS": "SEVEN"}, "Each theme|The themes"),
    ("07", {"THEMES": '["lantern*", "саней"]', "TOP": "1"}, r"\*\*lantern"),
    ("07", {"AUTHOR": '"Anna Lind"'}, "are by Anna Lind"),
    ("07", {"ENCODING": '"cp1252"'}, InputError("is not cp1252; .*encoding='utf-8'")),
    ("07", {"SHUFFLES": "5"}, InputError("SHUFFLES is 5")),
    *((one, {"CORPUS": OWN, "ENCODING": '"cp1252"'}, InputError("is not cp1252; .*encoding='utf-8'"))
      for one in ("00", "02", "03", "04", "05")),
]  # fmt: skip
QUICK = {notebook: n for n, (notebook, *_) in reversed(list(enumerate(EDITS)))}


def find_notebook(number):
    return next(path for path in execution.find_notebooks() if path.name.startswith(number))


def edit(notebook, values):
    """Return a copy of a notebook with other values of its parameters."""
    notebook = copy.deepcopy(notebook)
    cell = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", []))
    for name, value in values.items():
        new = re.sub(rf"^{name} = (?:\{{.*?^\}}|[^#\n]*)", lambda _, name=name, value=value: f"{name} = {value}  ",
                     cell.source, count=1, flags=re.M | re.S)  # fmt: skip
        assert new != cell.source, f"there is no parameter {name}"
        cell.source = new
    return notebook


def run(notebook, folder):
    """Run a notebook as by hand, without stopping at an error."""
    notebook.cells.insert(0, nbformat.v4.new_code_cell(WATCH))
    client = execution._make_client(notebook, folder, lambda: None)
    client.allow_errors, client.force_raise_errors = True, False
    environment = os.environ | {"PYTHONPATH": str(paths.LIBRARY.parent)}
    environment.pop("THEMESHIFT_BUILD", None)
    asyncio.run(client.async_execute(env=environment))
    return notebook


def read(notebook):
    """Return all that the cells show, and the errors with their cells."""
    shown, errors = [], []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            shown += [output.get("text", ""), data.get("text/plain", ""), data.get("text/html", ""),
                      data.get("text/markdown", ""), *output.get("traceback", [])]  # fmt: skip
            if output.output_type == "error":
                errors.append((cell, output))
    return "\n".join(shown), errors


def copy_corpus(folder, rows):
    """Copy the corpus, but for its scans, with other periods; return the folder as a notebook writes it."""
    shutil.copytree(paths.CORPUS, folder, ignore=shutil.ignore_patterns("raw"))
    lines = ["period,first,last,reason", *(f"{row},tried" for row in rows)]
    (folder / "periods.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return repr(str(folder))


def declare_others(folder):
    """Copy the corpus with other shifts and periods, and with fewer tables of what was known; return it as written."""
    written = copy_corpus(folder, PERIODS["TWO"])
    rows = {
        "shifts": ["peace as aim,peace,aim,1919-01-01,1920-12-31,lower,one,2026-11-29,tried",
                   "war,war and intervention,war,1918-06-01,1919-12-31,higher,two,2026-11-29,tried"],
        "congresses": ["war,a congress,1919-03-18,1919-03-23,365,2026-11-29,tried"],
        "known_groups": ["G1,tilsit,,,1918-01-01,1918-12-31,confined,,H,,"],
    }  # fmt: skip
    for name, lines in rows.items():
        head = (folder / f"{name}.csv").read_text(encoding="utf-8").splitlines()[0]
        (folder / f"{name}.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return written


def write_yearly(folder):
    """Write a text for each of twelve years, with nothing but its date; return the folder as a notebook writes it."""
    folder.mkdir()
    letters = sorted((paths.NOTEBOOKS / "own_texts" / "texts").glob("*.txt"))
    for year, letter in enumerate(letters[:12], 1896):
        shutil.copyfile(letter, folder / f"{year}.txt")
    return repr(str(folder))


def try_edit(number, values, expected, folder):
    path = find_notebook(number)
    if values.get("CORPUS") == "YEARLY":
        values = values | {"CORPUS": write_yearly(folder / "yearly")}
    if values.get("CORPUS") in PERIODS:
        values = values | {"CORPUS": copy_corpus(folder / "corpus", PERIODS[values["CORPUS"]])}
    if values.get("CORPUS") == "RENAMED":  # a shift has another name than its curve
        values = values | {"CORPUS": copy_corpus(folder / "corpus", PERIODS["TWO"])}
        table = folder / "corpus" / "shifts.csv"
        table.write_text(table.read_text(encoding="utf-8").replace("\nleases,", "\nlease,"), encoding="utf-8")
    if values.get("CORPUS") == "DECLARED":  # two other shifts, one author, one expectation
        values = values | {"CORPUS": declare_others(folder / "corpus")}
    notebook = execution.load_notebook(path)
    known = next(cell for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])).source
    fast = {name: value for name, value in FAST.items() if re.search(rf"^{name} = ", known, re.M)}
    shown, errors = read(run(edit(notebook, fast | values), path.parent))
    if isinstance(expected, InputError):  # what the cells after it draw is nobody's care
        assert errors and errors[0][1].ename == "InputError"
        assert re.search(str(expected), errors[0][1].evalue), errors[0][1].evalue
        assert len(errors[0][1].traceback) == 1  # one line, no traceback
        return
    for cell, output in errors:
        assert output.ename == "InputError" and len(output.traceback) == 1, (cell.source[:80], output.evalue)
        assert "raises-exception" in cell.metadata.get("tags", []), (cell.source[:80], output.evalue)
    assert not re.findall(r"^LAYOUT .*", shown, re.M)
    assert re.search(expected, shown)


@pytest.mark.parametrize("name", ["00", "02", "03", "04", "05", "07", "explore"])
def test_whoever_changes_the_corpus_can_name_its_encoding(name):
    path = paths.NOTEBOOKS / "explore.ipynb" if name == "explore" else find_notebook(name)
    code = "\n".join(cell.source for cell in execution.load_notebook(path).cells if cell.cell_type == "code")
    assert re.search('^CORPUS = .*\nENCODING = "utf-8"', code, re.M)
    loads = re.findall(r"(?:load_corpus|load_story|Explorer)\(CORPUS.*\)", code)
    assert loads and all("ENCODING" in load for load in loads)


def describe(edited):
    return f"{edited[0]} " + ", ".join(edited[1])


@pytest.mark.parametrize("edited", [EDITS[n] for n in QUICK.values()], ids=describe)
def test_a_notebook_survives_an_edit(edited, tmp_path):
    try_edit(*edited, tmp_path)


@pytest.mark.check
@pytest.mark.parametrize("edited", [e for n, e in enumerate(EDITS) if n not in QUICK.values()], ids=describe)
def test_a_notebook_survives_all_edits(edited, tmp_path):
    try_edit(*edited, tmp_path)
