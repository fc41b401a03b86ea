"""Keep the ledger: every sentence that is claimed, with its number and its company, as CSV, LaTeX and Markdown.

A row is a claim. Its number, interval and range are published to as many decimal places as its `digits` say; its p to
two significant digits. The ledger is never edited: `claims` writes it from the notebooks.
"""

import math
import numbers
import re

import pandas as pd

from themeshift import paths
from themeshift.checks import InputError, check_table
from themeshift.escaping import escape_markdown
from themeshift.files import repair
from themeshift.tables import NUMBER, read_rows

PUBLISHED = paths.ROOT / "figures"
NAME = "claims"
KINDS = {"fact": "Facts of these texts", "inference": "Inferences about comparable texts"}
ROUNDED = ("number", "low", "high", "without_low", "without_high")
SHARES = ("share_least", "share_most")
WHOLE = ("digits", "holds_in", "choices", "tipping", "label_tipping", "disagreements")
NUMERIC = (*ROUNDED, "p", *SHARES, *WHOLE)
COLUMNS = ["claim", "sentence", "kind", "number", "digits", "unit", "low", "high", "layer", "p", "test", "without_low",
           "without_high", "holds_in", "choices", "absent", "share_least", "share_most",
           "tipping", "label_tipping", "disagreements", "passages",
           "notebook", "tag", "figure"]  # fmt: skip
MACROS = {"number": "", "low": "Low", "high": "High", "p": "P", "without_low": "WithoutLow",
          "without_high": "WithoutHigh", "holds_in": "HoldsIn", "choices": "Choices", "share_least": "ShareLeast",
          "share_most": "ShareMost", "tipping": "Tipping",
          "label_tipping": "LabelTipping", "disagreements": "Disagreements"}  # fmt: skip
DIGITS = dict(zip("0123456789", "Zero One Two Three Four Five Six Seven Eight Nine".split(), strict=True))
BEGIN, END = "<!-- claims:begin -->", "<!-- claims:end -->"
BETWEEN = "; "  # several passages in a cell
ABSENT_BETWEEN = " | "  # several titles, which have semicolons
PLACES = ("notebook", "tag", "figure")  # names, from which links are made


def load_claims(folder=PUBLISHED):
    """Load the ledger of claims.

    Parameters
    ----------
    folder : pathlib.Path
        With ``claims.csv``; by default what is published.

    Returns
    -------
    pandas.DataFrame
        Indexed by `claim`, with the columns that ``columns.csv`` describes; numbers as floats, missing where there are
        none.

    Raises
    ------
    InputError
        If the file is missing, has other columns, names a claim twice, or a cell is not a number where it must be one.
    """
    repair(folder)
    path = folder / f"{NAME}.csv"
    head, rows = read_rows(path, "run make, which writes it from the notebooks")
    if head != COLUMNS:
        raise InputError(f"{path}: the columns are {','.join(head)}; they must be {','.join(COLUMNS)}; run make")
    for line, cells in rows:
        _check_row(dict(zip(COLUMNS, cells, strict=True)), f"{path} line {line}")
    table = pd.DataFrame([cells for _, cells in rows], columns=COLUMNS, dtype=object).set_index("claim")
    for column in NUMERIC:
        values = pd.to_numeric(table[column].replace("", None), errors="coerce").astype(float)
        wrong = values.isna() & (table[column] != "")
        if wrong.any():
            found = f"{column} of {table.index[wrong][0]!r} is {table[column][wrong].iloc[0]!r}"
            raise InputError(f"{path}: {found}, not a number; take the file again from the repository, or the row out "
                             "and run make")  # fmt: skip
        table[column] = values
    if not table.index.is_unique:
        raise InputError(f"{path}: {table.index[table.index.duplicated()][0]!r} has two rows; take one out")
    return table


def _check_row(row, where):
    """Raise `InputError` for a claim that could not be published again as it is."""
    remedy = "take the file again from the repository, or the row out and run make"
    if not row["claim"] or not row["sentence"] or not row["passages"]:
        raise InputError(f"{where}: the claim {row['claim']!r} lacks its name, sentence or passages; {remedy}")
    if row["kind"] not in KINDS:
        raise InputError(f"{where}: kind of {row['claim']!r} is {row['kind']!r}, not {' or '.join(KINDS)}; {remedy}")
    for column in NUMERIC:
        if not re.fullmatch(f"({NUMBER})?", row[column], re.ASCII):
            raise InputError(f"{where}: {column} of {row['claim']!r} is {row[column]!r}, not a number; {remedy}")
    for column, least, most in [*((name, 0, 1) for name in ("p", *SHARES)), *((name, 0, math.inf) for name in WHOLE)]:
        value = float(row[column] or 0)
        if not least <= value <= most or (column in WHOLE and not value.is_integer()):
            raise InputError(f"{where}: {column} of {row['claim']!r} cannot be {row[column]!r}; {remedy}")
    for column in PLACES:
        if not re.fullmatch(r"[\w -]*", row[column]):
            raise InputError(f"{where}: {column} of {row['claim']!r} is {row[column]!r}, no name of one; {remedy}")
    if row["digits"] not in tuple("0123456"):
        raise InputError(f"{where}: digits of {row['claim']!r} is {row['digits']!r}, not one from 0 to 6; {remedy}")


def write_cell(row, column):
    """Write a number of a claim as it is published, empty where there is none.

    Parameters
    ----------
    row : dict or pandas.Series
        Of a claim: the column, and `digits`.
    column : str
    """
    value = row[column]
    if value is None or pd.isna(value) or value == "":
        return ""
    if column == "p":
        return "<0.001" if value < 0.0005 else f"{value:.3f}"
    if column in SHARES:
        return f"{value:.0%}"
    return f"{value:,.{int(row['digits'])}f}" if column in ROUNDED else f"{value:,.0f}"


def round_claims(table):
    """Round the numbers of a ledger as they are published."""
    table = table.copy()
    for column in ROUNDED:
        table[column] = [math.nan if pd.isna(value) else round(float(value), int(digits)) + 0.0
                         for value, digits in zip(table[column], table["digits"], strict=True)]  # fmt: skip
    for column in SHARES:
        table[column] = [math.nan if pd.isna(value) else round(float(value), 3) for value in table[column]]
    table["p"] = [math.nan if pd.isna(value) else float(f"{value:.3g}") for value in table["p"]]
    return table


def make_files(table):
    """Make the three files of a ledger.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `load_claims`.

    Returns
    -------
    dict of str to bytes
        ``claims.csv``; ``claims.tex``, a macro for each number; ``claims.md``, to be read.
    """
    table = round_claims(table)
    cells = table.reset_index()[COLUMNS].copy()
    for column in NUMERIC:
        cells[column] = [_write_plain(value) for value in cells[column]]
    csv = cells.to_csv(index=False, lineterminator="\n")
    return {
        f"{NAME}.csv": csv.encode(),
        f"{NAME}.tex": write_tex(table).encode(),
        f"{NAME}.md": write_md(table).encode(),
    }


def _write_plain(value):
    if value is None or pd.isna(value):
        return ""
    return repr(int(value)) if float(value).is_integer() and isinstance(value, numbers.Real) else repr(float(value))


def name_macro(claim, suffix=""):
    r"""Return the name of a LaTeX macro: letters only, as LaTeX asks.

    Examples
    --------
    >>> name_macro("peace-1917-rate", "Low")
    'claimPeaceOneNineOneSevenRateLow'
    """
    words = ("".join(DIGITS.get(letter, letter) for letter in part) for part in claim.split("-"))
    return "claim" + "".join(word[:1].upper() + word[1:] for word in words) + suffix


def write_tex(table):
    """Write a macro for each number of a ledger.

    Raises
    ------
    InputError
        If two numbers would have one macro.
    """
    lines, names = ["% Written by make from the notebooks; never edited. \\input{claims} in a paper."], {}
    for claim, row in table.iterrows():
        for column, suffix in MACROS.items():
            text, name = write_cell(row, column), name_macro(claim, suffix)
            if not text:
                continue
            if name in names:
                raise InputError(f"the claims {names[name]!r} and {claim!r} both have the macro \\{name}; rename one")
            names[name] = claim
            text = re.sub("^([<-])", r"\\ensuremath{\1}", text).replace("%", r"\%")
            lines.append(f"\\newcommand{{\\{name}}}{{{text}}}")
    return "\n".join(lines) + "\n"


def describe_company(row):
    """Say in a line what keeps company with a claim: range, interval, p, choices, what would undo it."""
    cell = {column: write_cell(row, column) for column in MACROS}
    parts = []
    if cell["without_low"]:
        parts.append(f"{cell['without_low']} to {cell['without_high']} without any one text")
    if cell["low"] or cell["high"]:
        parts.append(f"{cell['low'] or '0'} to {cell['high']}, {row['layer']}")
    if cell["p"]:
        sign = "" if cell["p"].startswith("<") else "= "
        parts.append(f"p {sign}{cell['p'].replace('<', '< ')} ({row['test']})")
    if cell["choices"]:
        parts.append(f"p below .05, uncorrected, in {cell['holds_in']} of {cell['choices']} combinations of choices")
    undone = [f"{cell['tipping']} or more missing occurrences"] * bool(cell["tipping"])
    undone += [f"{cell['label_tipping']} changed labels"] * bool(cell["label_tipping"])
    if undone and row["kind"] == "fact":  # an order of rates; not what is inferred from it
        differ = f" (readers differ on {cell['disagreements']})" if cell["disagreements"] else ""
        parts.append(f"undone by {', or by '.join(undone)}{differ}")
    if row["absent"]:
        titles = len(row["absent"].split(ABSENT_BETWEEN))
        parts.append(f"{titles} text{'s'[: titles > 1]} known to be missing, of these days or others")
    if cell["share_most"]:
        least = f"{cell['share_least']} to " if cell["share_least"] else "at most "
        parts.append(f"{least}{cell['share_most']} of the pages of the volumes of these days are printed")
    return "; ".join(parts)


def _escape(row):
    """Return a claim whose texts are only text in Markdown."""
    return pd.Series({column: escape_markdown(cell) if isinstance(cell, str) and column not in PLACES else cell
                      for column, cell in row.items()}, dtype=object)  # fmt: skip


def write_md(table):
    """Write a ledger to be read: its claims by kind, each with its company, passages and place."""
    lines = ["# Claims", "", "Written by `make` from the notebooks; never edited. What each column of "
             "[claims.csv](claims.csv) means is in [columns.csv](../corpus/columns.csv).", ""]  # fmt: skip
    for kind, title in KINDS.items():
        rows = table[table["kind"] == kind]
        lines += [f"## {title}", ""] if len(rows) else []
        for claim, row in rows.iterrows():
            row = _escape(row)
            figure = f", [{row['figure']}]({row['figure']}.png)" if row["figure"] else ""
            missing = [f"Missing: {row['absent'].replace(ABSENT_BETWEEN, '; ')}."] if row["absent"] else []
            company = describe_company(row)
            told = [f"**{claim}.** {row['sentence']}", *([company[0].upper() + company[1:] + "."] if company else []),
                    *missing, f"Passages: {row['passages']}.",
                    f"From [{row['notebook']}](../notebooks/{row['notebook']}.ipynb), `{row['tag']}`{figure}.",
                    ]  # fmt: skip
            lines += ["  \n".join(told), ""]
    return "\n".join(lines).rstrip() + "\n"


def write_block(table):
    """Write the claims as the table that stands in a README between its two marks."""
    rows = ["| claim | kind | its company |", "|---|---|---|"]
    for claim, row in table.iterrows():
        row = _escape(row)
        cells = (f"{row['sentence']} (`{claim}`)", row["kind"], describe_company(row))
        rows.append("| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |")
    return "\n".join([BEGIN, *rows, END])


def fill_block(text, table, what="README.md"):
    """Return a text with its marked block written anew.

    Raises
    ------
    InputError
        If the two marks are not there, once each and in their order.
    """
    check_table(table, ["sentence", "kind"], "the ledger", empty=True)
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise InputError(f"{what} has {text.count(BEGIN)} times {BEGIN} and {text.count(END)} times {END}; write each "
                         "once, on a line of its own, where the claims shall stand")  # fmt: skip
    return text[: text.index(BEGIN)] + write_block(table) + text[text.index(END) + len(END) :]
