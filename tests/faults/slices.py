"""Make small corpora that are quick to build and load: a slice of the edition, and texts of others."""

import csv
import hashlib
import shutil

from themeshift import paths
from themeshift.edition.build import build_corpus
from themeshift.occurrences import load_labels
from themeshift.themes import load_themes

DOCUMENTS = (
    "1917-11-08-report-on-peace",
    "1919-07-20-answers-to-an-american-journalists-questions",
    "1922-03-10-chicherin-to-lenin",
    "1922-02-15-letter-to-chicherin",
)
LINES = ("line", "first_line", "last_line", "after_line")


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return reader.fieldnames, list(reader)


def write(path, columns, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def renew_sum(raw):
    """List the sum of a scan anew."""
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in sorted(raw.glob("*.txt"))
        if path.is_file()
    ]
    (raw / "SHA256SUMS").write_text("".join(lines))


def slice_edition(folder):
    """Make an edition of a few documents with all kinds of decisions; one line is put where it must be moved from."""
    for name in ("columns.csv", "themeshift.rng"):
        shutil.copy(paths.CORPUS / name, folder)
    tables = {path.stem: read(path) for path in (paths.EDITION / "lenin").glob("*.csv")}
    chosen = [row for row in tables["documents"][1] if row["id"] in DOCUMENTS]
    notes = [row for row in tables["endnotes"][1] if row["document"] in DOCUMENTS]
    scan = (paths.RAW / chosen[0]["source"]).read_text(encoding="utf-8").split("\n")
    lines, new = [""], {}
    for row in [*chosen, *notes]:
        for number in range(int(row["first_line"]), int(row["last_line"]) + 1):
            new[str(number)] = str(len(lines))
            lines.append(scan[number - 1])
        lines.append("")
    lines += ["A page that is left over"]
    here = {"endnotes": notes, "documents": chosen}
    for name, (columns, rows) in tables.items():
        kept = here.get(name, rows)
        used = [column for column in LINES if column in columns]
        kept = [row | {column: new[row[column]] for column in used} for row in kept if all(row[c] in new for c in used)]
        if name == "facts":
            kept = [row for row in kept if row["id"] in DOCUMENTS]
        if name == "leftovers":
            last = str(len(lines) - 1)
            kept.append({"first_line": last, "last_line": last, "kind": kept[0]["kind"] if kept else "title_page"})
        tables[name] = columns, kept
    displace_a_line(lines, tables)
    for name, (columns, kept) in tables.items():
        write(folder / "edition" / "slice" / f"{name}.csv", columns, kept)
    (folder / "raw").mkdir()
    (folder / "raw" / chosen[0]["source"]).write_text("\n".join(lines[1:]), encoding="utf-8")
    renew_sum(folder / "raw")


def displace_a_line(lines, tables):
    """Put a line that no row names two lines above its place, and write the rows that move it back."""
    named = {int(row[column]) for _, rows in tables.values() for row in rows for column in LINES if row.get(column)}
    at = next(n for n in range(220, len(lines)) if all(lines[n - 1 : n + 4]) and not named & set(range(n - 1, n + 4)))
    lines[at], lines[at + 1], lines[at + 2] = lines[at + 2], lines[at], lines[at + 1]
    tables["moves"] = tables["moves"][0], [{"first_line": at, "last_line": at, "after_line": at + 2}]
    for line in (at - 1, at + 2, at):
        tables["breaks"][1].append({"after_line": line, "decision": "join", "gap": "no"})


def slice_corpus(folder):
    """Make a built corpus of a few documents, with the tables that speak of it."""
    slice_edition(folder)
    build_corpus(folder, progress=False)
    for name in (
        "periods events absent volumes shifts known_groups tripwires span topics steady_words congresses counterparts"
    ).split():
        shutil.copy(paths.CORPUS / f"{name}.csv", folder)
    for name in ("stopwords.txt", "themes.toml", "package.toml"):
        shutil.copy(paths.CORPUS / name, folder)


def slice_senses(folder):
    """Make a corpus with two themes whose every word is labelled, and read again."""
    slice_corpus(folder)
    (folder / "themes.toml").write_text(THEMES, encoding="utf-8")
    columns, rows = read(paths.EDITION / "senses.csv")
    kept = [row for row in rows if row["document"] in DOCUMENTS[:1] and row["theme"] == "peace"]
    new = {}
    for path in (folder / "edition" / "slice" / "documents.csv",):
        for row in read(path)[1]:
            new[row["id"]] = int(row["first_line"])
    old = {row["id"]: int(row["first_line"]) for row in read(paths.EDITION / "lenin" / "documents.csv")[1]}
    for number, row in enumerate(kept):
        row["line"] = str(int(row["line"]) - old[row["document"]] + new[row["document"]])
        row |= {"sense": "aim" if number % 3 else "other", "sure": "yes", "alternative": "", "reason": ""}
    kept[0] |= {"sure": "no", "alternative": "aim", "reason": "doubted"}
    write(folder / "edition" / "senses.csv", columns, kept)
    labels = load_labels(load_themes(folder), folder)
    again = [
        row._asdict() | {"reader": "another", "guide": "first", "sure": "yes", "said": "", "paragraph": row.paragraph}
        for row in labels.itertuples(index=False)
    ]
    columns = read(paths.EDITION / "readings.csv")[0]
    write(
        folder / "edition" / "readings.csv", columns, [{name: row.get(name, "") for name in columns} for row in again]
    )


THEMES = """
[peace]
kind = "theme"
reason = "it is asked for"
terms = [{ pattern = 'peace\\w*', reason = "the word", example = "a just peace" }]
[peace.senses.other]
reason = "not an aim"
example = "the ‹peace› of 1807"
patterns = ['‹peace› of 1807']
[peace.senses.aim]
reason = "an aim"
example = "we want ‹peace›"
"""

FOREIGN = {
    "1900-01-02-novel.xml": """<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader><fileDesc><titleStmt><title>T</title></titleStmt></fileDesc></teiHeader>
<text><front><titlePage><docTitle><titlePart>A Tale</titlePart></docTitle></titlePage></front>
<body><div type="chapter"><head>Chapter <hi rend="i">One</hi></head>
<p>It was <choice><sic>teh</sic><corr>the</corr></choice> best<note n="1">An editor wrote this.</note> of times,
it was the <del>wrost</del> <add>worst</add> of times; <q>so he said</q>, and <quote>they quoted</quote> him.</p>
<pb n="2"/><p>A list: <list><item>one thing</item><item>another <date>1900</date></item></list> after it.</p>
<lg><l>A verse that runs</l><l>and ends in rhyme</l></lg>
<table><row><cell>a cell</cell><cell>another</cell></row></table>
<figure><head>A picture</head><figDesc>A man on a horse</figDesc></figure>
<p>Words <gap reason="illegible"/> are lost, <unclear>perhaps</unclear> four<lb break="no"/>teen.</p>
<quote><p>A block that is quoted.</p></quote></div></body>
<back><div><p>The end.</p></div></back></text></TEI>""",
    "1910-03-play.xml": """<?xml version="1.0"?>
<TEI.2><teiHeader><fileDesc><titleStmt><title>P</title></titleStmt></fileDesc></teiHeader><text><body>
<div1><head>Act I</head><stage>Enter the king.</stage>
<sp><speaker>King</speaker><p>Who is <stage>aside</stage> there, <name>Jack</name>?</p></sp>
<sp><speaker>Jack</speaker><l>It is I, my lord,</l><l>and no <orig>othere</orig>.</l></sp>
<p><app><lem>reading</lem><rdg wit="A">redding</rdg></app> of a witness, <abbr>Mr.</abbr> <expan>Mister</expan>.</p>
</div1></body></text></TEI.2>""",
    "1920-transcript.xml": """<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><body>
<div><lb n="1"/><u who="#a"><seg>Well <vocal><desc>laughs</desc></vocal> I</seg> <seg>never <pause/> did.</seg></u>
<lb n="2"/><p><s><w>Each</w> <w>word</w> <w join="left">,</w> <w part="I">to</w><w part="F">gether</w></s>
<fw>A RUNNING HEAD</fw> <lb n="3"/>goes on.</p></div></body></text></TEI>""",
}
PLAIN = {
    "1899-05-01-first.txt": "A first text.\nIts lines are those of the file.\n\nA second paragraph: café, naïve.\n",
    "1901-second.txt": "Peace was asked for, and the workers’ answer came.\r\n\r\nIt was brief (1901).\r\n",
}
INDEX = 'id,date,date_end,title,pages\nfirst,1899-05-01,,A title,1-5\nsecond,1901,1902,"Another, with a comma",12\n'
TABLE = (
    'id,date,text,place\na,1899-05-01,"Some\n\nand more, with",Here\nb,1901-02/..,Others,\nc,-0043,Old words,There\n'
)


def make_foreign(folder):
    for name, text in FOREIGN.items():
        (folder / name).write_text(text, encoding="utf-8")


def make_plain(folder):
    for name, text in PLAIN.items():
        (folder / name).write_bytes(text.encode())


def make_indexed(folder):
    (folder / "documents.csv").write_text(INDEX, encoding="utf-8")
    for name in ("first", "second"):
        (folder / f"{name}.txt").write_text(f"The {name} text.", encoding="utf-8")


def make_table(folder):
    (folder / "table.csv").write_text(TABLE, encoding="utf-8")
    rows = list(csv.reader(TABLE.splitlines()))
    (folder / "table.tsv").write_text(
        "id\tdate\ttext\na\t1899\tSome words\nb\t1901-02-03\tOther words\n", encoding="utf-8"
    )
    lines = [
        '{"id": "a", "date": "1899", "text": "Some words", "n": 5}',
        '{"id": 7, "date": 1901, "text": "Others", "x": [1, "y"]}',
    ]
    (folder / "table.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return rows
