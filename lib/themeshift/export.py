"""Hand a corpus on: ``python -m themeshift.export`` writes plain texts, tables and TEI as a Frictionless data package.

Any corpus that `load_corpus` reads is exported the same way. What other programs need to know of it, ``README.md`` and
``datapackage.json`` in the export say; how they open it, the project's README.
"""

import argparse
import json
import os
import re
import sys
import unicodedata
from pathlib import Path

from themeshift import paths
from themeshift.checks import InputError, check_path
from themeshift.concordance import LEFT_OUT, cut_contexts
from themeshift.datapackage import (
    AROUND,
    DESCRIPTOR,
    MAKER,
    describe_added,
    describe_file,
    describe_table,
    load_package,
    write_csv,
    write_descriptor,
    write_parquet,
)
from themeshift.files import check_writable, hold_folder, print_text, repair, write_set
from themeshift.index import check_folder, get_home, is_passed_over, load_index
from themeshift.plain_texts import name_files, write_texts
from themeshift.sources import load_sources
from themeshift.tables import load_dictionary
from themeshift.tei.parse import SCHEMA

TARGET = paths.ROOT / "build" / "export"
FOLDERS = ("texts", "tables", "tei")
LICENSE = "LICENSE.md"
THEMES = "themes.toml"
SYSTEMS_OWN = ("Thumbs.db", "desktop.ini")  # put into folders by Windows
README = """\
# {title}: {voice}

Made by themeshift; do not edit it, export it anew. `datapackage.json` has the type of every column, what the corpus \
says it means, and the checksum of every other file.

- `texts/`: a plain text (UTF-8, a blank line between paragraphs) for each document{spoken}.{silent}
- `texts.csv`: a row for each of these files: its name (`doc_id`), then all that is known of the document; \
`words` are those of the file.
- `tables/`: {tables}; each as CSV (UTF-8, commas) and as Parquet. In the CSV files text that begins with =, +, - or @ \
has an apostrophe before it, so that no spreadsheet computes it; the Parquet files have it as it is, and days as \
timestamps. A double click may garble letters such as ’ and é in a spreadsheet: import the file there (in Excel: Data, \
From Text/CSV) as UTF-8, and as text a column of spans such as 11-12, which may become days there.{themes}
- {tei}
- `LICENSE.md`: the rights in all this.
"""


def save_export(folder=paths.CORPUS, voice="author", target=TARGET, **options):
    """Write a corpus as plain texts, tables (CSV and Parquet) and TEI, described as a Frictionless data package.

    Parameters
    ----------
    folder : pathlib.Path
        As `load_corpus` takes it. Occurrences of the themes are written where ``themes.toml`` declares them.
    voice : str or None
        Whose words the plain texts have, […] for what others say inside; None: every paragraph of every voice, whole.
        The tables and the TEI have all voices.
    target : pathlib.Path
        A folder that holds nothing but the export: made, or replaced whole.
    **options
        As in `load_corpus`.

    Returns
    -------
    pandas.DataFrame
        A row a plain text: `doc_id` (the name of its file), `id` and the columns of the documents; `words` are those
        of the plain text.

    Raises
    ------
    InputError
        If the corpus cannot be loaded, the voice says nothing, the target holds something else, or it cannot be
        written; what was there before is still there then.
    """
    folder, target = check_folder(folder), _check_target(target)
    _check_outside(folder, target)
    check_writable(target)
    with hold_folder(folder):  # so that tables and TEI are of one corpus
        files, index = _render_export(folder, voice, options)
    write_set(target, files, owned=FOLDERS)
    return index


def _render_export(folder, voice, options):
    """Return the files of an export, and the table of its plain texts."""
    sources = load_sources(folder, **options)
    package, columns = load_package(folder), load_dictionary(folder if folder.is_dir() else folder.parent)
    texts, index = write_texts(sources, voice)
    texts = {f"texts/{name}": data for name, data in texts.items()}
    tables = {"texts": index} | _list_tables(sources)
    columns = describe_added(columns)
    files, resources = _write_tables(tables, columns)
    tei = _read_tei(folder, options)
    about = _write_about(folder, package["title"], voice, tables, tei, index)
    files |= texts | tei | about
    resources += [describe_file(f"text-{number}", name, data) for number, (name, data) in enumerate(texts.items(), 1)]
    resources += [describe_file(f"tei-{number}", name, data) for number, (name, data) in enumerate(tei.items(), 1)]
    resources += [describe_file(Path(name).stem.lower(), name, data) for name, data in about.items()]
    files[DESCRIPTOR] = write_descriptor(package, resources)
    return files, index


def _check_target(target):
    """Return the folder of an export: a new, an empty one or one that an export made; all else could be lost in it."""
    target = Path(check_path(target, "target", "give the path of a folder for the export"))
    repair(target)
    try:
        if not target.exists() or not any(target.iterdir()):
            return target
        made = json.loads((target / DESCRIPTOR).read_bytes())
    except NotADirectoryError:
        raise InputError(f"{target}: this is a file; name a folder for the export") from None
    except (OSError, ValueError, RecursionError):
        made = None
    if not isinstance(made, dict) or made.get("created_by") != MAKER:
        raise InputError(f"{target}: this folder holds something else than an export, which would be lost; name a new "
                         "folder")  # fmt: skip
    _check_owned(target, made)
    return target


def _check_outside(folder, target):
    """Raise `InputError` if an export would lie where the texts of its corpus are looked for."""
    home, place = (Path(os.path.realpath(path)) for path in (get_home(folder), target))
    if home.is_dir() and place.is_relative_to(home):
        if not any(is_passed_over(part) for part in place.relative_to(home).parts):
            raise InputError(f"{target}: this is among the texts of the corpus, which would not be read any more with "
                             "an export there; name a folder elsewhere")  # fmt: skip


def _check_owned(target, made):
    """Raise `InputError` if somebody has put a file into a folder of an export: a new export would delete it."""
    resources = made["resources"] if isinstance(made.get("resources"), list) else []
    known = {unicodedata.normalize("NFC", str(one.get("path"))) for one in resources if isinstance(one, dict)}
    for path in sorted(path for name in FOLDERS for path in (target / name).rglob("*") if path.is_file()):
        name = unicodedata.normalize("NFC", path.relative_to(target).as_posix())
        if name not in known and not path.name.startswith(".") and path.name not in SYSTEMS_OWN:
            raise InputError(f"{path}: this file is not of the export, and would be lost; move it away")


def _list_tables(sources):
    """Return the tables of a corpus that have rows, the documents first."""
    tables = sources.corpus._asdict() | {"occurrences": _place_occurrences(sources)}
    tables["documents"] = tables["documents"].reset_index().rename(columns={"": "unnamed"})
    return {name: table for name, table in tables.items() if len(table)}


def _place_occurrences(sources):
    """Return the occurrences with day and genre of the text, page of the paragraph, and the words around each."""
    if sources.occurrences.empty:
        return sources.occurrences
    keys = ["document", "paragraph", "voice"]
    found = sources.occurrences.merge(sources.paragraphs[[*keys, "text", "page"]], "left", keys, validate="m:1")
    about = [name for name in ("date", "date_end", "genre") if name in sources.documents]
    found = found.join(sources.documents[about], on="document")
    contexts = cut_contexts(found, AROUND, whole_words=True)
    found["left"], found["right"] = [left for left, _, _ in contexts], [right for _, _, right in contexts]
    return found[["document", *about, "paragraph", "page", "line", "voice", "left", "match", "right", "theme", "sense",
                  "alternative", "by", "start", "end"]]  # fmt: skip


def _write_tables(tables, columns):
    """Return tables as files and what describes them."""
    files, resources = {}, []
    for name, table in tables.items():
        path = f"tables/{name}" if name != "texts" else name
        written = {f"{path}.csv": write_csv(table)}
        if name != "texts":
            written[f"{path}.parquet"] = write_parquet(table, f"{path}.parquet")
        for file, parquet in zip(written, (False, True), strict=False):
            described = describe_table(name, table, columns.get(name, {}), tables, parquet)
            resources.append(describe_file(f"{name}-parquet" if parquet else name, file, written[file]) | described)
        files |= written
    return files, resources


def _read_tei(folder, options):
    """Return the TEI files of a corpus and their schema, byte for byte."""
    _, texts = load_index(folder, **options)
    sources = {id: path for id, path in texts.items() if isinstance(path, Path) and path.suffix.lower() == ".xml"}
    named = dict(zip(name_files(sources, ".xml"), sources.values(), strict=True))
    if named and (folder / SCHEMA).is_file():
        named[SCHEMA] = folder / SCHEMA
    return {f"tei/{name}": path.read_bytes() for name, path in named.items()}


def _write_about(folder, title, voice, tables, tei, index):
    """Return what tells a person about the export, and the rights in the corpus."""
    silent = len(tables["documents"]) - len(index)
    about = README.format(
        title=title,
        voice="every voice" if voice is None else f"the plain texts in the voice “{voice}”",
        spoken=", whole" if voice is None else f" in which that voice speaks; {LEFT_OUT} stands for what others say",
        silent=f" It does not speak in {silent} others." if silent else "",
        tables=", ".join(f"`{name}`" for name in tables if name != "texts"),
        tei="`tei/`: the texts in TEI, as they are in the corpus." if tei else "There is no TEI: the texts are plain.",
        themes=f" `tables/{THEMES}` tells the themes and senses of the occurrences." if "occurrences" in tables else "",
    )  # fmt: skip
    rights = folder / LICENSE
    unknown = "The corpus does not say who has which rights in it: ask before you publish any of it.\n"
    files = {"README.md": about.encode(), LICENSE: rights.read_bytes() if rights.is_file() else unknown.encode()}
    return files | ({f"tables/{THEMES}": (folder / THEMES).read_bytes()} if "occurrences" in tables else {})


def main(arguments):
    """Export a corpus and say what was written.

    Returns
    -------
    int or str
        For `sys.exit`: 0, or what is wrong.
    """
    parser = argparse.ArgumentParser(prog="python -m themeshift.export", description=__doc__.split("\n")[0])
    parser.add_argument("--corpus", default=paths.CORPUS, help="folder or table of texts; by default the project's")
    parser.add_argument("--voice", default="author", help="whose words the plain texts have; by default the author's")
    parser.add_argument("--all-voices", action="store_true", help="plain texts with every voice")
    parser.add_argument("--to", default=TARGET, help="folder that holds nothing but the export")
    for name, help in {"encoding": "of plain texts", "text": "column of the texts", "id": "column of the ids",
                       "date": "column of the dates"}.items():  # fmt: skip
        parser.add_argument(f"--{name}", help=help)
    chosen = parser.parse_args(arguments)
    options = {name: value for name in ("encoding", "text", "id", "date") if (value := getattr(chosen, name))}
    try:
        index = save_export(chosen.corpus, None if chosen.all_voices else chosen.voice, chosen.to, **options)
    except InputError as error:
        named = re.sub(r"\b(encoding|text|id|date)='([^']*)'", r"--\1 \2", str(error))  # as they are written here
        return f"Nothing was exported. {named}"
    print_text(f"The export is in {chosen.to}; plain texts: {len(index)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
