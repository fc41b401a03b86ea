"""Claim a sentence where it is computed, and stop the build when it has moved: ``python -m themeshift.claims``.

A notebook declares its claims in a cell with the tag ``claim`` and saves them with `save_claims`. What is published is
compared with what is now true. In the build a difference is an error; in a notebook run by hand it is only shown.

``python -m themeshift.claims`` checks every published row; ``accept <claim> …`` takes rows out, so that the next run of
their notebooks writes what is now true; ``readme`` writes the marked block of the README.
"""

import html
import json
import math
import sys
from pathlib import Path

import pandas as pd

from themeshift import paths
from themeshift.checks import InputError, check_choice
from themeshift.declarations import read_claims
from themeshift.files import lock_folder, repair, write_file, write_set
from themeshift.ledger import (
    BEGIN,
    BETWEEN,
    COLUMNS,
    NAME,
    NUMERIC,
    PUBLISHED,
    ROUNDED,
    SHARES,
    describe_company,
    fill_block,
    load_claims,
    make_files,
    write_cell,
)
from themeshift.markup import Page
from themeshift.quotes import check_passages
from themeshift.tables import read_text_file

EXACT = ("kind", "unit", "digits", "layer", "test", "holds_in", "choices", "absent", "tipping", "label_tipping",
         "disagreements")  # fmt: skip
COLORS = {
    "moved": "#9c2a00",
    "to mend": "#9c2a00",
    "new": "#0b3a66",
    "as published": "#0a4630",
}  # of text on white, contrast above 7


def find_moved(published, now):
    """Say what of a claim is no longer as it was published.

    A number, interval or range has moved when it differs by more than half a unit of the last place to which it is
    published; p by more than a tenth of itself and .0005; a share by more than .0006; all else if it is not the same.

    Parameters
    ----------
    published, now : pandas.Series
        Rows of the same claim.

    Returns
    -------
    list of str
    """
    moved = []
    for name in (*ROUNDED, "p", *SHARES, *EXACT):
        old, new = published[name], now[name]
        if (pd.isna(old) and pd.isna(new)) or old == new:
            continue
        if isinstance(old, float) and isinstance(new, float) and not (math.isnan(old) or math.isnan(new)):
            near = 0.51 * 10.0 ** -now["digits"] if name in ROUNDED else 0.0006 if name in SHARES else 0
            near = max(0.1 * old, 0.0005) if name == "p" else near
            if abs(old - new) <= near:
                continue
        now_written, was = (write_cell(row, name) if name in NUMERIC else str(row[name])
                            for row in (now, published))  # fmt: skip
        moved.append(f"{name} is now {now_written or 'missing'}, published {was or 'missing'}")
    return moved


def save_claims(rows, notebook, folder=paths.FIGURES, corpus=paths.CORPUS):
    """Save the claims of a notebook in the ledger, if what is published is still true.

    Parameters
    ----------
    rows : list of dict or pandas.DataFrame
        All claims of the notebook, as from `declare_claim`.
    notebook : str
        Its name, without the ending.
    folder : pathlib.Path
        Where ``claims.csv``, ``claims.tex`` and ``claims.md`` are written; claims of other notebooks in it stay.
    corpus : pathlib.Path
        In which the passages are found.

    Returns
    -------
    Page
        HTML: each sentence with its company and, by hand, whether it is as published.

    Raises
    ------
    InputError
        If a claim is not complete (see `declare_claim`); in the build also if a number has moved, a passage no longer
        holds the word or sense for which it is quoted, a published claim is no longer declared, the claim is another
        notebook's, or the cell with its tag is gone. Nothing is written then.
    """
    table = read_claims(rows, notebook)
    if not isinstance(folder, str | Path):
        raise InputError(f"folder is {folder!r}; give the path of the folder for the ledger")
    published = _load_if_there(PUBLISHED)
    found = compare_claims(table, published, notebook, corpus)
    if paths.BUILDING and found:
        first, problems = next(iter(found.items()))
        others = f"; also changed: {', '.join(list(found)[1:])}" if len(found) > 1 else ""
        raise InputError(f"the claim {first!r}: {'; '.join(problems)}{others}")
    folder = Path(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with lock_folder(folder.parent):  # two notebooks run at once, and both change one table
        kept = _load_if_there(folder)
        kept = kept[kept["notebook"] != notebook]
        parts = [part for part in (kept.drop(index=table.index, errors="ignore"), table) if len(part)]
        joined = pd.concat(parts) if parts else table
        write_set(folder, make_files(joined.sort_values("notebook", kind="stable")))
    return write_report(table, published, found)


def _load_if_there(folder):
    folder = Path(folder)
    repair(folder)  # before it is asked whether there is a ledger: a kill may have left it beside its place
    empty = pd.DataFrame(columns=COLUMNS).set_index("claim")
    return load_claims(folder) if (folder / f"{NAME}.csv").is_file() else empty


def compare_claims(table, published, notebook, corpus=paths.CORPUS):
    """Say of each claim of a notebook what is no longer as it was published.

    Returns
    -------
    dict of str to list of str
        Only claims of which there is something to say.
    """
    found = {}
    passages = check_passages({claim: text.split(BETWEEN) for claim, text in table["passages"].items()}, corpus)
    for claim, row in table.iterrows():
        problems = find_lost_cell(row["notebook"], row["tag"]) + passages.get(claim, [])
        if claim in published.index:
            was = published.loc[claim]
            if was["notebook"] != notebook and find_lost_cell(was["notebook"], was["tag"]) == []:
                problems.append(f"it is claimed by {was['notebook']} too; rename one")
            moved = find_moved(was, row)
            problems += [f"{'; '.join(moved)}; {_say_how(claim, notebook)}"] if moved else []
        if problems:
            found[claim] = problems
    for claim in published.index[published["notebook"] == notebook].difference(table.index, sort=False):
        found[claim] = [f"it is published, but no longer declared; {_say_how(claim, notebook)}"]
    return found


def _say_how(claim, notebook):
    """Say how a change is accepted."""
    return (f"if that is right, run python -m themeshift.claims accept {claim}, then python -m themeshift.execution "
            f"{notebook}, then make")  # fmt: skip


def find_lost_cell(notebook, tag, folder=None):
    """Say whether a notebook, or its cell with a tag, is gone: a list with a sentence, or an empty one."""
    path = (paths.NOTEBOOKS if folder is None else folder) / f"{notebook}.ipynb"
    if not path.is_file():
        return [f"its notebook {path.name} is gone; put it back, or declare the claim in another"]
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        tags = {name for cell in cells if cell["cell_type"] == "code" for name in cell["metadata"].get("tags", [])}
    except (ValueError, KeyError, TypeError, AttributeError):
        return [f"{path.name} is not a notebook; take it again from the repository"]
    return [] if tag in tags else [f"{path.name} has no code cell with the tag {tag!r}; tag the cell that declares it"]


def write_report(table, published, found):
    """Write the claims of a notebook as HTML, folded while all are as published; by hand what has changed in color."""
    rows = []
    for claim in [*table.index, *(claim for claim in found if claim not in table.index)]:
        row = table.loc[claim] if claim in table.index else published.loc[claim]
        states = ("moved", "as published") if claim in published.index else ("to mend", "new")
        state = states[claim not in found]
        told = (
            f"<b>{html.escape(claim)}</b> <bdi>{html.escape(row['sentence'])}</bdi><br>"
            f"<small><bdi>{html.escape(describe_company(row))}</bdi>"
        )
        if paths.BUILDING:
            state = "published"
        elif claim in found:
            was = published.loc[claim, "sentence"] if claim in published.index else ""
            was = f"<br>Published: <bdi>{html.escape(was)}</bdi>" if was and was != row["sentence"] else ""
            told += f"{was}<br><bdi>{html.escape('; '.join(found[claim]))}</bdi>"
        style = f' style="background:#ffffff;color:{COLORS[state]}"' if state in COLORS else ""
        mark = "" if paths.BUILDING else f"<td{style}>{state}</td>"
        rows.append(
            f'<tr style="text-align:left;vertical-align:top">{mark}<td style="text-align:left">{told}</small></td></tr>'
        )
    other = 0 if paths.BUILDING else len(set(found) | set(table.index.difference(published.index)))
    head = f"{len(rows)} claims{f', {other} of them not as published' if other else ', as published'}"
    return Page(f"<details{' open' * bool(other)}><summary>{head}</summary><table>{''.join(rows)}</table></details>")


def show_claims(claims=None, folder=PUBLISHED):
    """Show claims as they are published.

    Parameters
    ----------
    claims : list of str, str or None
        Their names, in the order in which they are shown; by default all.
    folder : pathlib.Path

    Returns
    -------
    Page
        HTML: each sentence with its company.

    Raises
    ------
    InputError
        If there is no ledger, or no such claim.
    """
    table = load_claims(folder)
    names = list(table.index) if claims is None else [claims] if isinstance(claims, str) else list(claims)
    for name in names:
        check_choice(name, table.index, "the claim")
    items = (f"<li><bdi>{html.escape(row['sentence'])}</bdi> <small><bdi>{html.escape(describe_company(row))}</bdi>"
             "</small></li>" for _, row in table.loc[names].iterrows())  # fmt: skip
    return Page(f"<ul>{''.join(items)}</ul>")


def check_ledger(folder=PUBLISHED, corpus=paths.CORPUS, notebooks=None):
    """Say of each published claim whose passage, notebook or cell is gone what is wrong; empty if all is well."""
    table = load_claims(folder)
    found = check_passages({claim: text.split(BETWEEN) for claim, text in table["passages"].items()}, corpus)
    for claim, row in table.iterrows():
        problems = find_lost_cell(row["notebook"], row["tag"], notebooks) + found.get(claim, [])
        if row["figure"] and not (folder / f"{row['figure']}.csv").is_file():
            problems.append(f"its figure {row['figure']} is gone")
        found[claim] = problems
    return {claim: found[claim] for claim in table.index if found[claim]}


def accept_claims(claims, folder=PUBLISHED):
    """Take claims out of the ledger, so that their notebooks write what is now true; return these notebooks."""
    with lock_folder(folder.parent):
        table = load_claims(folder)
        for claim in claims:
            check_choice(claim, table.index, "the claim")
        write_set(folder, make_files(table.drop(index=list(claims))))
    return list(dict.fromkeys(table.loc[list(claims), "notebook"]))


def write_readme(path=paths.ROOT / "README.md", folder=PUBLISHED):
    """Write the claims into the marked block of a README."""
    repair(Path(path).parent)
    text = read_text_file(path, "put it back")
    write_file(path, fill_block(text, load_claims(folder), Path(path).name).encode())


def has_block(path=paths.ROOT / "README.md"):
    """Tell whether a README has a block for the claims."""
    return Path(path).is_file() and BEGIN.encode() in Path(path).read_bytes()


def main(arguments):
    """Check the ledger, accept claims, or write the README.

    Returns
    -------
    int or str
        For `sys.exit`: 0, or what is wrong.
    """
    command, *names = arguments or ["check"]
    try:
        if command == "accept" and names:
            notebooks = accept_claims(names)
            print(f"Taken out: {', '.join(names)}. Now run python -m themeshift.execution {' '.join(notebooks)}, which "
                  "writes what is now true, then make.")  # fmt: skip
        elif command == "readme" and not names:
            write_readme()
        elif command == "check" and not names:
            return "\n".join(f"{claim}: {'; '.join(problems)}" for claim, problems in check_ledger().items()) or 0
        else:
            return "Write python -m themeshift.claims, or accept <claim> …, or readme."
    except InputError as error:
        return str(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
