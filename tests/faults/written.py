"""What a project wrote and reads again: ledger, simulated tables, the expert's form, gallery, notebooks of claims."""

import tomllib
from collections import Counter

import nbformat
import numpy as np
import pandas as pd

import themeshift as ts
from themeshift import claims, datapackage, execution, expert, export, figures, ledger, simulation, sweeps
from themeshift.tables import load_table

from . import slices
from .measures import account_table, count_cells, differ, frame_cells, read_csv, take_letters


def make_ledger(folder):
    names = ledger.COLUMNS
    rows = []
    for n in range(4):
        row = dict.fromkeys(names, "") | {
            "claim": f"peace-{'abcd'[n]}",
            "sentence": f"It stands {n}.5 times.",
            "kind": "fact",
            "number": f"{n}.5",
            "digits": "1",
            "unit": "per 1,000 words",
            "passages": "1917-11-08-report-on-peace 234 “peace”",
            "notebook": "06_doubt_the_findings",
            "tag": "claim",
        }
        row |= {"low": "0.5", "high": "9.5", "layer": "comparable texts", "p": "0.02", "tipping": "3"} if n % 2 else {}
        rows.append(row)
    slices.write(folder / "claims.csv", names, rows)


def read_claims(folder):
    table = ledger.load_claims(folder)
    ts.show_claims(folder=folder)
    return table


def account_claims(folder, path, result, before):
    cells = read_csv(path)
    return differ(count_cells(cells), frame_cells(result), "cells")


SIMULATED = ("coverage", "coverage_by_cell", "size")


def make_simulated(folder):
    for name in SIMULATED:
        columns, rows = slices.read(simulation.FOLDER / f"{name}.csv")
        slices.write(folder / f"{name}.csv", columns, rows[:5] + rows[-3:])


def read_simulated(folder):
    return {name: simulation.load_coverage(name=name, folder=folder) for name in SIMULATED}


def account_simulated(folder, path, result, before):
    return account_table(folder, path, result[path.stem], before)


GRID = (("nmf", 2, 3, 2), ("nmf", 3, 3, 2), ("lda", 2, 3, 2))
PASSAGES = ts.Counts(
    pd.DataFrame(
        np.arange(12).reshape(4, 3) + 1,
        pd.MultiIndex.from_product([["a", "b"], [1, 2]], names=["document", "passage"]),
        ["peace", "war", "trade"],
    )
)


def make_sweep(folder):
    table = load_table(sweeps.STORED).iloc[: len(GRID)]
    table[["kind", "n_topics"]] = [[kind, n_topics] for kind, n_topics, *_ in GRID]
    numbers = table.astype(dict.fromkeys(sweeps.MEASURES, float)).drop(columns="inputs")
    sweeps.write_sweep(PASSAGES, numbers, GRID, path=folder / "topics_by_number.csv")


def read_sweep(folder):
    return sweeps.load_sweep(PASSAGES, GRID, path=folder / "topics_by_number.csv")


def account_sweep(folder, path, result, before):
    """The rows that are asked for; the table may have others."""
    rows = read_csv(path)
    keep = [n for n, name in enumerate(rows[0]) if name in result.columns]
    cells = count_cells([row[n] for n in keep] for row in rows)
    return differ(frame_cells(result), frame_cells(result) & cells, "cells")


def make_form(folder):
    slices.slice_senses(folder)
    expert.save_expert_form(folder, n_texts=2)
    path = folder / "edition" / "expert" / "form.csv"
    columns, rows = slices.read(path)
    filled = [row | {"sense": "aim", "sure": "yes", "remark": "as it reads"} for row in rows]
    slices.write(path, columns, filled)


def read_form(folder):
    form = folder / "edition" / "expert" / "form.csv"
    return (
        ts.read_expert_form(form, folder, {"peace": ("peace", ["aim"])}),
        load_table(form),
        load_table(form.with_name("sample.csv")),
    )


def account_form(folder, path, result, before):
    """What is counted as aims is what the form says are aims, in the same words of the same texts."""
    rates, form, sample = result
    columns, rows = slices.read(folder / "edition" / "expert" / "form.csv")
    aims = sum(row["sense"] == "aim" for row in rows)
    return differ(Counter({"aim": aims}), Counter({"aim": int((form["sense"] == "aim").sum())}), "aims")


def make_counts(folder):
    (folder / "counts.csv").write_text(
        "document,term,count\na,peace,3\na,war,1\nb,peace,12\nc,NA,2\n", encoding="utf-8"
    )
    (folder / "words.csv").write_text("document,words\na,10\nb,200\nc,4\nd,7\n")


def read_counts(folder):
    counts = ts.read_counts(folder / "counts.csv", folder / "words.csv")
    return counts.table, counts.words


def account_counts(folder, path, result, before):
    head, *rows = read_csv(folder / "counts.csv")
    at = [head.index(name) for name in ("document", "term", "count")]
    there = Counter({(row[at[0]], row[at[1]]): int(float(row[at[2]])) for row in rows})
    here = Counter({pair: int(n) for pair, n in result[0].stack().items() if n})
    head, *rows = read_csv(folder / "words.csv")
    at = [head.index(name) for name in ("document", "words")]
    words = Counter({row[at[0]]: int(float(row[at[1]])) for row in rows})
    return differ(there, here, "counts") or differ(words, Counter(result[1].astype(int).to_dict()), "words")


def make_parquet(folder):
    texts = {
        "id": ["a", "b"],
        "date": ["1900-01-02", "1901-02-03"],
        "n": [1, 2],
        "text": ["We want peace.", "War " * 40],
    }
    pd.DataFrame(texts).to_parquet(folder / "texts.parquet")
    counts = {"document": ["a", "a", "b"], "term": ["peace", "war", "peace"], "count": [3, 1, 12]}
    pd.DataFrame(counts).to_parquet(folder / "counts.parquet")


def read_parquet(folder):
    paragraphs = ts.load_corpus(folder / "texts.parquet", None, text="text").paragraphs
    return paragraphs, ts.read_counts(folder / "counts.parquet").table


def account_parquet(folder, path, result, before):
    texts, counts = (pd.read_parquet(folder / f"{name}.parquet") for name in ("texts", "counts"))
    there = Counter({(row[0], row[1]): int(row[2]) for row in counts[["document", "term", "count"]].itertuples(False)})
    here = Counter({pair: int(n) for pair, n in result[1].stack().items() if n})
    letters = take_letters(" ".join(texts["text"])), take_letters(" ".join(result[0]["text"]))
    return differ(*letters) or differ(there, here, "counts")


README = f"# A project\n\nSome words.\n\n{ledger.BEGIN}\nold\n{ledger.END}\n\nMore words.\n"


def make_readme(folder):
    make_ledger(folder)
    (folder / "README.md").write_text(README, encoding="utf-8")
    (folder / "figures").mkdir()
    for name in ("one", "two"):
        (folder / "figures" / f"{name}.md").write_text(f"**{name}.** What it shows.\n", encoding="utf-8")


def read_gallery(folder):
    """The files of a build that are written from others: the gallery, and the claims in a README."""
    path = folder / "README.md"
    there = path.read_bytes() if path.is_file() else None
    claims.write_readme(path, folder)
    filled = path.read_bytes()
    path.write_bytes(there)
    return filled, figures.write_gallery(folder / "figures", {"01_a": ["one", "two"]})


def account_gallery(folder, path, result, before):
    """All letters of the README outside its block, and of the captions, are there."""
    if path.name == "README.md":
        text = path.read_bytes().decode("utf-8-sig")
        outside = text[: text.index(ledger.BEGIN)] + text[text.index(ledger.END) :]
        lost = take_letters(outside) - take_letters(result[0].decode())
    else:
        lost = take_letters(path.read_bytes().decode("utf-8-sig")) - take_letters(result[1])
    return f"letters lost: {lost}" if lost else ""


def make_claimed(folder):
    make_ledger(folder)
    for name in ("01_a", "06_doubt_the_findings"):
        cell = nbformat.v4.new_code_cell("1", metadata={"tags": ["claim"]})
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / f"{name}.ipynb")


def read_claimed(folder):
    """Which claims have lost their notebook or cell: what is said is an error of the ledger."""
    found = [claims.find_lost_cell("06_doubt_the_findings", "claim", folder)]
    if found[0]:
        raise ts.InputError("06_doubt_the_findings: " + "; ".join(found[0]))
    return found


def read_stamp(folder):
    """The stamp of a notebook that prints from the ledger."""
    kept = execution.PUBLISHED, execution.hash_project
    try:
        execution.PUBLISHED, execution.hash_project = folder, lambda: "the project"
        return execution.hash_inputs(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("ts.show_claims()")]))
    finally:
        execution.PUBLISHED, execution.hash_project = kept


def read_package(folder):
    return datapackage.load_package(folder)


def account_package(folder, path, result, before):
    """All that is declared is there."""
    if not path.is_file():  # there need not be one
        return ""
    declared = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    return (
        "" if repr({name: result.get(name) for name in declared}) == repr(declared) else f"{declared} in, {result} out"
    )


def make_export(folder):
    texts = folder / "plain"
    texts.mkdir()
    slices.make_plain(texts)
    ts.save_export(texts, None, folder / "export")


def read_export(folder):
    """Export again: over an export only, never over something else."""
    export.save_export(folder / "plain", None, folder / "export")
    return {path.name: path.read_bytes() for path in sorted((folder / "export").rglob("*")) if path.is_file()}
