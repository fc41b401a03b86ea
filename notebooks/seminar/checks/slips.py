"""Answer slips of the keyboard by one line: what Python cannot read, and what it reads otherwise than it was meant."""

import ast
import difflib
import io
import re
import tokenize
import warnings

from .answers import NotYet, Unread, hide_paths

FIRST = "checks ts texts documents paragraphs occurrences year plt HTML".split()  # what the first cell makes
ANSWERS = (
    [f"prediction_{n}" for n in range(1, 9)]
    + [f"because_{n}" for n in range(1, 8)]
    + "leases most highest rate text left awakening year_of_the_peak texts_of_the_peak weight_of_peace weight_of_we "
    "word_of_every_year expected called recur name_before name_after MY_WORDS other_sense my_sentence claim "
    "n_occurrences n_words n_texts overturned".split()
)
MADE = (  # what the other cells make
    "TEXT LINE WORD counts table LEASES word late leases_late places found east SPELLING by_text by_year weights stop "
    "SEED halves N_TOPICS SEEDS STOP passages all_words words one other order alike TOPIC typical chosen mine fig ax "
    "electric named since frequent SHOWN shown more naming".split()
)
JUDGED = [*ANSWERS, "WORD", "LEASES", "SPELLING", "halves", "N_TOPICS", "SEEDS"]  # what the checks are given
QUOTATION = "“”„‘’‚«»‹›"
SIGNS = dict.fromkeys("÷∶", "/ to divide") | dict.fromkeys("×·•", "* to multiply") | dict.fromkeys("−–—", "- for minus")
MENDED = "undo your last change with Ctrl+Z and run the cell again"
QUOTE = "put what stands after the = sign between quotation marks"

LINES = [  # what is typed in a line that Python cannot read, and what to do
    (r"=\s*$", "nothing stands after the = sign: write the value there."),
    (
        r"""=\s*(""|'')[^\s"'#,)\]]""",
        "two quotation marks stand before the answer: write one on either side.",
    ),
    (
        r'=\s*"[^"]*"(?!\s*[,\])}:])[^"]*"',
        "the answer has quotation marks inside: write ' ' there.",
    ),
    (r"=\s*'[^']*'(?!\s*[,\])}:])[^']*'", "the answer has an apostrophe inside: put \" in place of ' at either end."),
    (r"""^[^"']*\d\s*%""", 'a number with a % sign needs quotation marks around it: "80 %".'),
    (r"""^[^"']*\b\d{4}-\d\d""", 'a date needs quotation marks around it: "1921-03-08".'),
    (r"""^[^"']*\d,\d{3}\b""", "leave out the comma inside a number: 44390."),
    (r"""^[^"'a-z]*\d\s*[xX]\s*\d""", "write * to multiply, as in 1000 * 37."),
    (r"""^[^"'a-z]*\d\s*:\s*\d""", "write / to divide, as in 37 / 4022."),
    (r"""=\s*\w+\*$""", "put quotation marks around the word and its star."),
    (r"""=\s*[\d.]+\s+[\d.]+$""", "there is a blank inside the number: take it out."),
    (r"""=\s*[^\W\d]+(\s+\S+)+$""", f"{QUOTE}."),
    (r"""=\s*\d\S*\s+[^\W\d]""", f"{QUOTE}."),
    (r"""=\s*\d+[^\W\d]""", f"{QUOTE}."),
]


def explain_error(kind, error):
    """Say in one line what an error of Python means and what to do."""
    text = hide_paths(str(error))
    if isinstance(error, SyntaxError):
        return _explain_syntax(error, text)
    if isinstance(error, NameError):
        return _explain_name(getattr(error, "name", None) or "a name")
    if isinstance(error, NotYet) or hasattr(error, "_render_traceback_"):  # it says what to do
        return text
    if isinstance(error, ModuleNotFoundError):
        near = difflib.get_close_matches(error.name or "", ["checks", "themeshift", "matplotlib"], 1)
        return f"There is nothing called “{error.name}” to import{_ask(near)}: check the spelling, or {MENDED}."
    if isinstance(error, AttributeError) and getattr(error, "name", None):
        near = difflib.get_close_matches(error.name, dir(error.obj), 1)
        return f"There is nothing called “{error.name}” here{_ask(near)}: check the spelling, or {MENDED}."
    if isinstance(error, ZeroDivisionError):
        return "Nothing can be divided by 0: look at the number after the / sign."
    if "Unread" in text:
        return "A cell above could not be run: mend it as the line under it says, run it, then this one."
    if isinstance(error, TypeError):
        return f"Python cannot work with this ({text[:150]}): if it is an answer, {QUOTE}; otherwise {MENDED}."
    return f"Python says {kind.__name__}: {text[:150]}. If you changed the code of this cell, {MENDED}."


def _ask(near):
    return f" (did you mean {near[0]}?)" if near else ""


def _explain_name(name):
    """Say where a name comes from that is not known."""
    if name in FIRST:
        return f"“{name}” comes from the first cell of the workbook: run that cell, and then this one again."
    if name in ANSWERS + MADE:
        return f"“{name}” comes from a cell above that has not run: run that cell, and then this one again."
    near = difflib.get_close_matches(name, [*FIRST, *ANSWERS, *MADE], 1, 0.75)
    return f"“{name}” is not known here{_ask(near)}: put words of yours between quotation marks, or check the spelling."


def _explain_syntax(error, text):
    """Say what is wrong with a line that Python cannot read."""
    line = re.sub(r"\s+#.*$", "", str(error.text or "")).strip()
    where = f"In line {error.lineno}"
    odd = re.search(r"invalid (?:non-printable )?character '?(.)", text)
    if odd and odd[1] in QUOTATION:
        return f'{where}, quotation marks come from a word processor: type them again here, straight: "…".'
    if odd:
        instead = SIGNS.get(odd[1])
        return f"{where}, Python cannot read {odd[1]!r}: " + (f"write {instead}." if instead else f"{QUOTE}.")
    if isinstance(error, IndentationError):
        return f"Line {error.lineno} begins too far to the right or to the left: take out the blanks, or {MENDED}."
    for typed, sentence in LINES:
        if re.search(typed, line):
            return f"{where} (“{line[:60]}”), {sentence}"
    if "string literal" in text or "EOF" in text:
        return f"{where}, a quotation mark is missing: there must be one on either side of an answer."
    for sign, other in zip("([{", ")]}", strict=True):
        if f"'{sign}' was never closed" in text or "incomplete" in text and line.count(sign) > line.count(other):
            return f"{where}, a {other} is missing: every {sign} needs one."
        if f"'{other}'" in text:
            return f"{where}, there is a {other} too many, or of the wrong shape: {MENDED}."
    quote = f" ({QUOTE})" if re.match(r"\w+\s*=", line) else ""
    return f"Python cannot read line {error.lineno} (“{line[:60]}”){quote}: {MENDED}."


def notice_slips(cell, value=None):
    """List what Python reads in a cell, but otherwise than a beginner meant."""
    try:
        lines = ast.parse(cell).body
        tokens = list(tokenize.generate_tokens(io.StringIO(cell).readline))
    except (SyntaxError, ValueError, tokenize.TokenError):
        return []
    said = []
    for line in lines:
        if isinstance(line, ast.Expr) and isinstance(line.value, ast.Compare) and isinstance(line.value.ops[0], ast.Eq):
            said.append("Two = signs ask whether two things are the same; to write an answer, take one.")
        for target in getattr(line, "targets", []):
            name = getattr(target, "id", "")
            near = difflib.get_close_matches(name.lower(), [known.lower() for known in ANSWERS], 1, 0.8)
            if near and name not in [*FIRST, *ANSWERS, *MADE]:
                meant = next(known for known in ANSWERS if known.lower() == near[0])
                said.append(f"You wrote {name}; the check reads {meant}: write the name as it was.")
    for one, other in zip(tokens, tokens[1:], strict=False):
        if one.type == other.type == tokenize.STRING:
            said.append(f"A comma is missing between {one.string} and {other.string}.")
    return said + _notice_value(lines, value)


def _notice_value(lines, value):
    """List what the value of a cell tells of a slip."""
    if callable(value) and not isinstance(value, type):
        return ["That is the name of a piece of code: write () after it to run it."]
    if lines and isinstance(lines[-1], ast.Expr) and not isinstance(lines[-1].value, ast.Call):
        if isinstance(value, tuple) and all(isinstance(part, int | float) for part in value):
            return ["Python reads the comma as a gap between two numbers: leave it out, as in 44390."]
        if isinstance(value, str) and re.fullmatch(r"[\d\s.,+*/()×÷-]*\d[\d\s.,+*/()×÷-]*", value):
            return ["Between quotation marks a sum is text: take them away, and it is worked out."]
    return []


def speak_plainly(shell=None):
    """Let a notebook answer an error by one line in place of a traceback, and say what slips it noticed."""
    if shell is None:
        from IPython import get_ipython

        shell = get_ipython()
    if shell is None or getattr(shell, "speaks_plainly", False):  # run outside a notebook: nothing to do
        return

    def show(shell, kind, error, traceback, tb_offset=None):
        print(explain_error(kind, error))
        return []

    def look_back(result):
        cell = result.info.raw_cell or ""
        if not result.success:  # an older answer must not be judged in place of this one
            for name in re.findall(r"^\s*(\w+)\s*=(?!=)", cell, re.MULTILINE):
                if name in JUDGED:
                    shell.user_ns[name] = Unread(name)
            return
        for sentence in notice_slips(cell, result.result):
            print(sentence)

    def warn(message, category, filename, *_, **__):
        if "themeshift" in filename:  # what another library warns of is for programmers
            print(hide_paths(f"Note: {message}"))

    shell.speaks_plainly = True
    shell.set_custom_exc((Exception,), show)
    shell.events.register("post_run_cell", look_back)
    warnings.showwarning = warn
