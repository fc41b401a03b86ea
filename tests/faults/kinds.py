"""The kinds of input: which files are damaged, how, how they are read, and what must have arrived whole."""

import json
import re
import tomllib
import warnings
from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd
from lxml import etree

import themeshift as ts
from themeshift import cache, execution, paths
from themeshift.edition.build import build_corpus
from themeshift.files import COMMITTED, write_set
from themeshift.occurrences import load_labels
from themeshift.tables import load_table
from themeshift.tei.elements import load_rules

from . import damage, slices, written
from .measures import (
    account_nothing,
    account_table,
    account_within,
    count_cells,
    differ,
    frame_cells,
    read_csv,
    take_letters,
)


class Kind(NamedTuple):
    """A kind of input.

    Attributes
    ----------
    name : str
    make : callable
        Fills an empty folder.
    damaged : str
        A pattern for the files that are damaged.
    ways : list of callable
        Ways to spoil such a file, beside those for bytes.
    read : callable
        From the folder to what the library makes of it.
    account : callable
        From the folder, the damaged file, the result and the result before to what was lost, or an empty string: an
        independent measure, asked where the result is another one.
    same : callable
        The same, asked where the result is the same: whether a decision was ignored.
    bytes : float
        The share of damages to bytes among all.
    """

    name: str
    make: Callable
    damaged: str
    ways: list
    read: Callable
    account: Callable
    same: Callable = lambda *_: ""
    bytes: float = 0.4


# The edition


def read_edition(folder):
    slices_sum = folder / "raw" / "SHA256SUMS"
    if slices_sum.is_file() and slices_sum.read_text(errors="replace").startswith("renew"):
        slices.renew_sum(folder / "raw")
    build_corpus(folder, progress=False)
    try:
        corpus = ts.load_corpus(folder, None)
    except Exception as error:
        raise RuntimeError(f"what was built cannot be loaded: {error}") from error
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted((folder / "texts").iterdir())}
    return texts, corpus


def place_letters(folder):
    """Count the letters of each text in the scan, as the tables of the edition cut it."""
    tables = folder / "edition" / "slice"
    rows = {
        name: slices.read(tables / f"{name}.csv")[1]
        for name in ("documents", "leftovers", "endnotes")
        if (tables / f"{name}.csv").is_file()
    }
    text = next((folder / "raw").glob("*.txt")).read_bytes().decode("utf-8-sig")
    lines = dict(enumerate(text.split("\n"), 1))

    def take(row):
        return set(range(int(row["first_line"]), int(row["last_line"]) + 1))

    out = {line for row in rows.get("leftovers", ()) for line in take(row)}
    found = {row["id"]: take(row) - out for row in rows["documents"]}
    if notes := {line for row in rows.get("endnotes", ()) for line in take(row)}:
        found["endnotes"] = notes
    return {name: take_letters(" ".join(lines.get(line, "") for line in kept)) for name, kept in found.items()}


def account_edition(folder, path, result, before):
    """The letters of each text are those of its lines of the scan, and of its words as loaded."""
    texts, corpus = result
    for name, there in place_letters(folder).items():
        body = re.sub(r"(?s)<teiHeader.*?</teiHeader>|<corr>.*?</corr>|<corr/>", "", texts[f"{name}.xml"])
        body = re.sub(r"<[^<>]*>", "", body).replace("&amp;", "").replace("&lt;", "").replace("&gt;", "")
        if lost := differ(there, take_letters(body), f"letters of {name}"):
            return lost
    return ""


DECIDES_NOTHING = re.compile("reason|basis")


def mean_the_same(old, new):
    """Tell whether two rows of marks name one span by longer and by shorter words."""
    old, new = dict(old), dict(new)
    ends = old.pop("start", ""), old.pop("end", ""), new.pop("start", ""), new.pop("end", "")
    begin = ends[0].startswith(ends[2]) or ends[2].startswith(ends[0])
    return old == new and begin and (ends[1].endswith(ends[3]) or ends[3].endswith(ends[1]))


def find_ignored(folder, path, result, before):
    """Say which decision of a table changed nothing; `before` has the table as it was."""
    if path.suffix != ".csv" or not path.is_file():
        return ""
    tables = []
    for data in (before["data"], path.read_bytes()):
        head, *rows = damage.read_table(data)
        kept = sorted((name, n) for n, name in enumerate(head) if not DECIDES_NOTHING.search(name))
        tables.append(Counter(tuple((name, row[n]) for name, n in kept) for row in rows))
    old, new = list(tables[0] - tables[1]), list(tables[1] - tables[0])
    if path.stem == "marks" and len(old) == len(new) == 1 and mean_the_same(old[0], new[0]):
        return ""
    return f"a decision is ignored: {(new or old)[:1]}"[:400] if tables[0] != tables[1] else ""


def make_edition(folder):
    slices.slice_edition(folder)


def make_unsummed_edition(folder):
    slices.slice_edition(folder)
    (folder / "raw" / "SHA256SUMS").write_text("renew")


# Texts


def read_whole(folder):
    return ts.load_corpus(folder, None)


def account_tei(folder, path, result, before):
    """The letters of the elements `text` are in the paragraphs, notes or marks; endnotes have no marks."""
    there = Counter()
    files = [path for path in (folder / "texts" if (folder / "texts").is_dir() else folder).glob("*.xml")]
    for file in files:
        root = etree.fromstring(file.read_bytes(), etree.XMLParser(resolve_entities=False, no_network=True))
        texts = root.xpath("//*[local-name()='text'][not(ancestor::*[local-name()='text'])]")
        if file.stem == "endnotes":
            for part in root.xpath(
                "//*[local-name()='ref' and @type='page'] | //*[local-name()='label' or local-name()='sic']"
            ):
                there.subtract(take_letters("".join(part.itertext())))
        for text in texts:
            there += take_letters("".join(text.xpath(".//text()")))
    marks = result.marks[result.marks["kind"] != "quotation"]
    here = take_letters(" ".join([*result.paragraphs["text"], *marks["text"], *result.notes["text"]]))
    return differ(there, here)


def account_ours(folder, path, result, before):
    """As in `account_tei`, and each text is that of its row."""
    for name, row in result.documents.iterrows():
        header = (folder / "texts" / f"{name}.xml").read_text(encoding="utf-8-sig").partition("</teiHeader>")[0]
        lines = result.paragraphs.loc[result.paragraphs["document"] == name, ["first_line", "last_line"]]
        if row["first_line"] > lines["first_line"].min() or row["last_line"] < lines["last_line"].max():
            return f"{name} is another text"
        if not all(str(row[end])[:10] in header for end in ("date", "date_end")):
            return f"{name} has another date"
    return account_tei(folder, path, result, before)


def account_plain(folder, path, result, before):
    there = take_letters(
        " ".join(file.read_bytes().decode("utf-8-sig") for file in folder.iterdir() if file.suffix.lower() == ".txt")
    )
    return differ(there, take_letters(" ".join(result.paragraphs["text"])))


def account_index(folder, path, result, before):
    """The cells of the index are in the table of documents; days are read in other ways."""
    index, delimiter = folder / "documents.csv", ","
    rows = read_csv(index, delimiter)
    rows[0] = [name.strip() for name in rows[0]]
    keep = [n for n, name in enumerate(rows[0]) if name not in ("date", "date_end")]
    rows = [[row[n] for n in keep] for row in rows]
    if "first_line" in result.documents and (lost := account_ours(folder, path, result, before)):
        return lost
    documents = result.documents.drop(columns=["date", "date_end"])
    if len(rows) - 1 != len(documents):
        return f"rows: {len(rows) - 1} in, {len(documents)} out"
    return differ(count_cells(rows), frame_cells(documents), "cells")


def read_a_table(name):
    return lambda folder: ts.load_corpus(folder / name, None, **({"text": "text"}))


def account_a_table(folder, path, result, before):
    if path.suffix == ".jsonl":
        rows = [
            json.loads(line) for line in re.split(r"\r\n|\n|\r", path.read_bytes().decode("utf-8-sig")) if line.strip()
        ]
        texts = [row["text"] for row in rows]
    else:
        head, *rows = read_csv(path, "\t" if path.suffix == ".tsv" else ",")
        texts = [row[[name.strip() for name in head].index("text")] for row in rows]
    lost = differ(take_letters(" ".join(map(str, texts))), take_letters(" ".join(result.paragraphs["text"])))
    return lost or ("" if len(rows) == len(result.documents) else f"rows: {len(rows)} in, {len(result.documents)} out")


# Declarations


def read_stopwords(folder):
    return ts.load_stopwords(folder / "stopwords.txt")


def account_stopwords(folder, path, result, before):
    text = path.read_bytes().decode("utf-8-sig")
    lines = [line for line in re.split(r"\r\n|\n|\r", text) if not line.startswith("#")]
    return differ(Counter(" ".join(lines).split()), Counter(result), "words")


SENTENCES = [
    "We want peace ‹now› and concessions; the Brest peace was imposed on the colonies of the East.",
    "World revolution, the international working class, electrification and trade. " * 3,
]


def read_themes(folder):
    themes = ts.load_themes(folder / "themes.toml")
    found = [
        [theme.apply_rules(text, *hit) for text in SENTENCES for hit in theme.find(text)] for theme in themes.values()
    ]
    return themes, found


def account_themes(folder, path, result, before):
    declared = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    there, here = Counter(), Counter()
    for name, theme in declared.items():
        there.update([name, theme["reason"], *(term["pattern"] for term in theme["terms"] if "pattern" in term)])
        there.update(word for term in theme["terms"] for word in term.get("words", ()))
        for sense, table in theme["senses"].items():
            there.update([sense, table["reason"], table["example"], *table.get("patterns", ())])
    for name, theme in result[0].items():
        here.update([name, theme.reason, *(pattern.written for pattern in theme.patterns)])
        here.update(word for term in theme.words for word in ([term] if isinstance(term, str) else [term[0]]))
        for sense, table in theme.senses.items():
            here.update([sense, table.reason, table.example, *(pattern.written for pattern in table.patterns)])
    return differ(there, here, "declarations")


def read_labels(folder):
    return load_labels(ts.load_themes(folder), folder)


def read_readings(folder):
    return ts.load_readings(load_labels(ts.load_themes(folder), folder), folder)


def account_readings(folder, path, result, before):
    """Each row is one reading, of its sense."""
    head, *rows = read_csv(path)
    read = result[result["reader"] != "as published"]
    at = [head.index(name) for name in ("document", "word", "sense", "sure", "reader")]
    there = Counter(tuple(row[n] for n in at) for row in rows)
    sure = read["sure"].map({True: "yes", False: "no"})
    return differ(
        there,
        Counter(zip(read["document"], read["word"], read["sense"], sure, read["reader"], strict=True)),
        "readings",
    )


# Notebooks, caches, journals


def make_notebook(folder):
    source = json.loads((paths.NOTEBOOKS / "01_read_the_corpus.ipynb").read_text(encoding="utf-8"))
    cells = source["cells"][:4]
    for cell in cells:
        cell.update(
            {"outputs": [{"output_type": "stream", "name": "stdout", "text": ["some\n"]}]}
            if cell["cell_type"] == "code"
            else {}
        )
    (folder / "01_a.ipynb").write_text(json.dumps(source | {"cells": cells}, indent=1), encoding="utf-8")


def read_notebook(folder):
    notebook = execution.load_notebook(folder / "01_a.ipynb")
    execution.hash_inputs(notebook)
    execution._clean(notebook, "stamp")
    return notebook.cells


def account_notebook(folder, path, result, before):
    tree = json.loads(path.read_bytes().decode("utf-8-sig"))
    sources = ["".join(cell["source"]) for cell in tree["cells"]]
    return "" if sources == [cell.source for cell in result] else "cells differ"


SHAPES = {"seeds": (3, 4, 20), "fit": (), "terms_resamples": (5,)}


def make_cache(folder):
    generator = np.random.default_rng(0)
    cache.write_arrays(folder / "entry.npz", {name: generator.random(shape) for name, shape in SHAPES.items()})


def read_cache(folder):
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        arrays = cache.read_arrays(folder / "entry.npz", SHAPES, missing=("terms_resamples",))
    if arrays is None:
        if not (folder / "entry.npz").is_file():
            raise ts.InputError("entry.npz is not there: it is computed anew")
        if len(told) == 1 and "entry.npz" in str(told[0].message):
            raise ts.InputError(str(told[0].message))
        raise RuntimeError(f"nothing was said: {told}")
    return {name: value.tolist() for name, value in arrays.items()}


def make_journal(folder):
    """A set of files that was committed and not yet moved into place."""
    import os

    from themeshift import files

    make_plain(folder)
    move = files._move_into_place
    try:
        files._move_into_place = lambda folder: None
        write_set(folder, {"1899-05-01-first.txt": b"New words.\n", "1930-new.txt": b"A new text.\n"})
    finally:
        files._move_into_place = move
    assert os.path.isdir(folder / COMMITTED)


make_plain = slices.make_plain


def account_journal(folder, path, result, before):
    """The old texts or the new ones, never a mixture."""
    texts = dict(zip(result.paragraphs["document"], result.paragraphs["text"], strict=False))
    return (
        ""
        if len(result.documents) in (2, 3) and ("1930-new" in texts) == (texts["1899-05-01-first"] == "New words.")
        else f"a mixture: {texts}"
    )


def read_topics(folder):
    table = load_table(paths.CORPUS / "topics.csv")
    mark = table["fingerprint"].iloc[0]
    terms = pd.Index(list(dict.fromkeys(word for cell in table["terms"] for word in cell.split(", "))))
    topics = np.eye(len(terms))[: (table["fingerprint"] == mark).sum()] + 1e-3
    return ts.load_topic_labels(topics, terms, mark, folder / "topics.csv"), load_table(folder / "topics.csv")


def make_elements(folder):
    slices.make_foreign(folder)
    (folder / "elements.csv").write_text("element,rule\nunknown,paragraph\nother,note\n", encoding="utf-8")


def read_elements(folder):
    return load_rules(folder), ts.load_corpus(folder, None)


def account_elements(folder, path, result, before):
    rows = read_csv(path)[1:] if path.is_file() else []
    return differ(Counter({row[0] for row in rows}), Counter(set(result[0])), "rules")


def make_dictionary(folder):
    slices.slice_corpus(folder)


def read_dictionary(folder):
    return [load_table(folder / f"{name}.csv") for name in ("periods", "span", "shifts", "events")], ts.load_corpus(
        folder, None
    )


def account_dictionary(folder, path, result, before):
    for name, table in zip(("periods", "span", "shifts", "events"), result[0], strict=True):
        if lost := differ(count_cells(read_csv(folder / f"{name}.csv")), frame_cells(table), name):
            return lost
    return account_index(folder, path, result[1], before) if len(result[1].paragraphs) else "no paragraphs"


def load_named(name):
    return lambda folder: load_table(folder / f"{name}.csv")


T, M = damage.TABLES, damage.MARKUP
corpus = slices.slice_corpus
KINDS = [
    Kind("scan, sum kept", make_edition, "raw/0*.txt", [], read_edition, account_nothing, bytes=1),
    Kind("scan, sum renewed", make_unsummed_edition, "raw/0*.txt", [], read_edition, account_edition, bytes=1),
    Kind("list of sums", make_edition, "raw/SHA256SUMS", [], read_edition, account_nothing, bytes=1),
    Kind("edition", make_edition, "edition/slice/*.csv", T, read_edition, account_edition, find_ignored, 0.2),
    Kind("TEI of ours", corpus, "texts/*.xml", M, read_whole, account_ours),
    Kind("TEI of others", slices.make_foreign, "*.xml", M, read_whole, account_tei),
    Kind("plain texts", slices.make_plain, "*.txt", [], read_whole, account_plain, bytes=1),
    Kind("index of ours", corpus, "documents.csv", T, read_whole, account_index),
    Kind("index of others", slices.make_indexed, "documents.csv", T, read_whole, account_index),
    Kind("table of texts", slices.make_table, "table.csv", T, read_a_table("table.csv"), account_a_table),
    Kind("tabbed texts", slices.make_table, "table.tsv", [], read_a_table("table.tsv"), account_a_table, bytes=1),
    Kind(
        "JSON lines",
        slices.make_table,
        "table.jsonl",
        damage.NODES,
        read_a_table("table.jsonl"),
        account_a_table,
        bytes=1,
    ),
    Kind("periods", corpus, "periods.csv", T, ts.load_periods, account_table),
    Kind("events", corpus, "events.csv", T, ts.load_events, account_table),
    Kind("absent", corpus, "absent.csv", T, ts.load_absent, account_table),
    Kind("volumes", corpus, "volumes.csv", T, ts.load_volumes, account_table),
    Kind("shifts", corpus, "shifts.csv", T, ts.load_shifts, account_table),
    Kind("known groups", corpus, "known_groups.csv", T, ts.load_known_groups, account_table),
    Kind("tripwires", corpus, "tripwires.csv", T, load_named("tripwires"), account_table),
    Kind("steady words", corpus, "steady_words.csv", T, ts.load_steady_words, account_table),
    Kind("congresses", corpus, "congresses.csv", T, ts.load_congresses, account_table),
    Kind("counterparts", corpus, "counterparts.csv", T, ts.load_counterparts, account_table),
    Kind("span", corpus, "span.csv", T, load_named("span"), account_table),
    Kind("topic labels", corpus, "topics.csv", T, read_topics, lambda f, p, r, b: account_table(f, p, r[1], b)),
    Kind("senses", slices.slice_senses, "edition/senses.csv", T, read_labels, account_within),
    Kind("readings", slices.slice_senses, "edition/readings.csv", T, read_readings, account_readings),
    Kind("stop list", corpus, "stopwords.txt", [], read_stopwords, account_stopwords, bytes=1),
    Kind("themes", corpus, "themes.toml", damage.DECLARATIONS, read_themes, account_themes),
    Kind("claims", written.make_ledger, "claims.csv", T, written.read_claims, written.account_claims),
    Kind("notebooks", make_notebook, "*.ipynb", damage.NODES, read_notebook, account_notebook),
    Kind("topic cache", make_cache, "entry.npz", damage.ARCHIVES, read_cache, account_nothing),
    Kind("interrupted writing", make_journal, f"{COMMITTED}/**/*.*", damage.NODES, read_whole, account_journal),
    Kind("simulated tables", written.make_simulated, "*.csv", T, written.read_simulated, written.account_simulated),
    Kind("sweep of topics", written.make_sweep, "*.csv", T, written.read_sweep, written.account_sweep),
    Kind("expert form", written.make_form, "edition/expert/*.csv", T, written.read_form, written.account_form),
    Kind("counts of others", written.make_counts, "*.csv", T, written.read_counts, written.account_counts),
    Kind("Parquet", written.make_parquet, "*.parquet", [], written.read_parquet, written.account_parquet, bytes=1),
    Kind(
        "gallery and README", written.make_readme, "**/*.md", [], written.read_gallery, written.account_gallery, bytes=1
    ),
    Kind("claimed notebook", written.make_claimed, "06*.ipynb", damage.NODES, written.read_claimed, account_nothing),
    Kind("ledger and stamp", written.make_ledger, "claims.csv", T, written.read_stamp, lambda *_: ""),
    Kind("package", corpus, "package.toml", damage.DECLARATIONS, written.read_package, written.account_package),
    Kind("export", written.make_export, "export/datapackage.json", damage.NODES, written.read_export, lambda *_: ""),
    Kind("rules of elements", make_elements, "elements.csv", T, read_elements, account_elements),
    Kind("data dictionary", make_dictionary, "columns.csv", T, read_dictionary, account_dictionary),
    Kind("schema", corpus, "themeshift.rng", M, read_whole, account_nothing),
]
