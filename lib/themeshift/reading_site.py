"""Write the reading site, which opens from the disk: ``python -m themeshift.reading_site``, or `make site`.

It has the notebooks as they are stored, the gallery and the claims, the datasheet, a page for each document with its
voices beside the lines of the scan, and the reference of the library. Sphinx builds it; nothing is executed.
"""

import fnmatch
import inspect
import io
import re
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import quote

import nbformat
import pandas as pd

import themeshift
from themeshift import paths
from themeshift.checks import InputError, check_path
from themeshift.corpus import find_scan, load_corpus, load_scan_lines
from themeshift.dates import write_day
from themeshift.escaping import escape_markdown, print_text
from themeshift.evidence import show_document
from themeshift.execution import load_notebook
from themeshift.files import check_writable, repair, write_set
from themeshift.index import get_title
from themeshift.ledger import BETWEEN, load_claims
from themeshift.quotes import FORM
from themeshift.site_search import SCRIPT, TEMPLATE, name_pages, write_index
from themeshift.tables import read_text_file

TARGET = paths.ROOT / "build" / "site"
STYLE = "reading_site.css"
PAGES = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "corpus/*.md", "corpus/edition/**/*.md", "figures/README.md",
         "figures/claims.md", "notebooks/*.ipynb", "notebooks/*.md", "notebooks/own_texts/*.md",
         "notebooks/seminar/plan.md", "notebooks/seminar/*.ipynb"]  # fmt: skip
LINK = re.compile(r"(!?)\[((?:[^\[\]\\]|\\.)*)\]\(([^()\s]+)\)")  # of Markdown: to a picture, or to anything
OPTIONS = {
    "project": "themeshift", "extensions": ["myst_nb", "sphinx.ext.autodoc", "numpydoc"], "html_theme": "furo",
    "html_title": "themeshift", "html_static_path": ["_static"], "html_css_files": [STYLE],
    "html_js_files": [SCRIPT.name], "templates_path": ["_templates"],
    "html_additional_pages": {"search": "search.html"},  # our own, since Sphinx's shows no words from the disk
    "html_show_copyright": False, "html_show_sphinx": False, "html_copy_source": False, "html_last_updated_fmt": None,
    "html_theme_options": {"top_of_page_buttons": []}, "nb_execution_mode": "off", "myst_heading_anchors": 4,
    "myst_enable_extensions": [], "root_doc": "README", "numpydoc_show_class_members": False, "default_role": "py:obj",
    "autodoc_typehints": "none", "autodoc_preserve_defaults": True,  # by their names, not as folders of this machine
    "smartquotes": False,  # a text is shown as it is written
    "suppress_warnings": ["misc.highlighting_failure"],  # the patterns in SQL
}  # fmt: skip
LEFT_OUT = {".buildinfo", "objects.inv", "searchtools.js", "language_data.js"}  # for Sphinx alone
MENDED = {  # what theme and tables lack for those who have a keyboard or a screen reader
    'role="heading">': 'role="heading" aria-level="2">',
    **{start: start.replace("<div", '<div tabindex="0"').replace("<table", '<table tabindex="0"')
       for start in ('<div class="table-wrapper', '<div class="cell_output ', '<table border="1" class="dataframe"',
                     '<table style="width:100%')},
    "<pre>": '<pre tabindex="0">',
}  # fmt: skip
PARTS = {
    "Read": ["notebooks/0*", "notebooks/explore", "notebooks/glossary"],
    "Look up": ["figures/README", "figures/claims", "corpus/README", "documents/index", "reference/index"],
    "Teach": ["notebooks/seminar/plan", "notebooks/seminar/workbook", "notebooks/seminar/solutions"],
    "Work on it": ["notebooks/*", "corpus/*", "CONTRIBUTING", "CHANGELOG"],
}
NAMES = {"notebooks/seminar/workbook": "The workbook", "notebooks/seminar/solutions": "Its solutions"}  # of one title
PICTURE = re.compile(r'<img [^>]*src="([^"]*)"[^>]*>')


def save_site(target=TARGET, root=paths.ROOT):
    """Build the reading site from what is stored in the project.

    Parameters
    ----------
    target : pathlib.Path
        A folder that holds nothing but the site; its ``index.html`` opens in a browser without a server.
    root : pathlib.Path
        The project.

    Returns
    -------
    int
        Number of pages.

    Raises
    ------
    InputError
        If Sphinx is not installed, a file cannot be read or is missing, the target holds something else than a site, or
        Sphinx warns of anything; what was there is untouched then.
    """
    try:
        from sphinx.application import Sphinx
        from sphinx.errors import SphinxError
    except ImportError:
        raise InputError("Sphinx is not installed, which builds the site: in the project, run `make site`, or "
                         'pip install -e ".[site]" -c constraints.txt') from None  # fmt: skip
    target, root = Path(check_path(target, "the folder of the site", "name another")), Path(root)
    _check_target(target)
    check_writable(target.parent)
    try:
        pages = _build(Sphinx, root)
    except (SphinxError, OSError) as error:  # of which Sphinx has many, and a disk that is full
        raise InputError(f"the site was not built: {error}") from None
    write_set(target.parent, {f"{target.name}/{name}": data for name, data in pages.items()}, owned=[target.name])
    return sum(name.endswith(".html") for name in pages)


def _build(Sphinx, root):
    """Return the files of the site by name, built where the system keeps what nobody needs for long."""
    with tempfile.TemporaryDirectory() as scratch:
        source, out = Path(scratch, "source"), Path(scratch, "out")
        corpus = _write_sources(source, root)
        warnings = io.StringIO()
        app = Sphinx(source, None, out, Path(scratch, "trees"), "html", confoverrides=OPTIONS | {"language": "en"},
                     status=sys.stderr, warning=warnings, warningiserror=True)  # fmt: skip
        app.builder.search = False  # there is ours
        app.build()
        if warnings.getvalue():
            told = re.sub(r"\x1b\[[\d;]*m", "", warnings.getvalue()).replace(f"{source}/", "").strip()
            raise InputError(f"the site was not built, since Sphinx warns; mend it there: {told}")
        shutil.copy(out / "README.html", out / "index.html")
        (out / "_static" / "passages.js").write_bytes(write_index(out, corpus))
        return {path.relative_to(out).as_posix(): _finish(path) for path in sorted(out.rglob("*"))
                if path.is_file() and path.name not in LEFT_OUT}  # fmt: skip


def _check_target(target):
    """Return the folder of the site: a new, an empty one or one that holds a site; all else would be lost in it."""
    repair(target.parent)
    try:
        there = target.is_file() or (target.is_dir() and any(target.iterdir()))
    except OSError as error:
        raise InputError(f"{target}: the folder cannot be read: {error.strerror}; name another") from None
    if there and not (target / "_static" / STYLE).is_file():
        raise InputError(f"{target}: this holds something else than the site, which would be lost; name a new folder")
    return target


def _finish(path):
    """Return a file of the site; in a page, the keyboard reaches what scrolls, and a picture can be opened whole."""
    if path.suffix != ".html":
        return path.read_bytes()
    text = path.read_text(encoding="utf-8")
    for old, new in MENDED.items():
        text = text.replace(old, new)
    return PICTURE.sub(r'<a href="\1">\g<0></a>', text).encode()


def _write_sources(source, root):
    """Write all that Sphinx is to read; return the corpus."""
    paths_of = {path.relative_to(root).as_posix(): path for pattern in PAGES for path in sorted(root.glob(pattern))}
    absent = {"README.md", "figures/README.md", "figures/claims.md", "corpus/README.md"} - set(paths_of)
    if absent:
        raise InputError(f"{root / min(absent)} is missing; run make in the project")
    linked = set()
    pages = {name: _read_page(path, root, paths_of, linked) for name, path in paths_of.items()}
    corpus = load_corpus(root / "corpus", voice=None)
    _link_claims(pages, root / "figures")
    pages["figures/claims.md"] = _link_passages(pages["figures/claims.md"], corpus, root / "figures")
    pages |= _write_documents(corpus, root / "corpus") | _write_reference()
    pages["README.md"] += _list_parts(sorted(pages))
    files = {name: text.encode() for name, text in pages.items()} | {
        name: (root / name).read_bytes() for name in linked
    }
    ours = {f"_static/{STYLE}": Path(__file__).with_suffix(".css").read_bytes(),
            f"_static/{SCRIPT.name}": SCRIPT.read_bytes(), "_templates/search.html": TEMPLATE.encode()}  # fmt: skip
    for name, data in {**files, **ours}.items():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_bytes(data)
    return corpus


def _read_page(path, root, pages, linked):
    """Return a page as Sphinx is to read it; add to `linked` the files that it links to."""
    if path.suffix != ".ipynb":
        return _keep_links(read_text_file(path), path, root, pages, linked)
    notebook = load_notebook(path)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = _keep_links(cell.source, path, root, pages, linked)
        alternatives = []
        for output in cell.get("outputs", []):
            if "text/markdown" in output.get("data", {}):
                output.data["text/markdown"] = _keep_links(output.data["text/markdown"], path, root, pages, linked)
            alternatives.append(output.get("metadata", {}).get("image/png", {}).get("alt", ""))
        if any(alternatives):
            cell.metadata["mystnb"] = {"image": {"alt": " ".join(filter(None, alternatives))}}
    return nbformat.writes(notebook)


def _keep_links(text, path, root, pages, linked):
    """Return Markdown in which a link to a folder, or out of the project, is only its text."""

    def keep(match):
        mark, label, place = match.groups()
        name = place.partition("#")[0]
        if not name or re.match(r"[a-z]+:", name):
            return match[0]
        target = (path.parent / name).resolve()
        if target.is_dir() or not target.is_relative_to(root.resolve()):
            return label
        if not target.is_file():
            raise InputError(f"{path}: {name}, which it shows or links to, is missing; run make in the project, or "
                             "take the link out")  # fmt: skip
        name = target.relative_to(root.resolve()).as_posix()
        if name not in pages:
            linked.add(name)
        return match[0]

    parts = re.split(r"(^```.*?^```$)", text, flags=re.MULTILINE | re.DOTALL)
    return "".join(part if n % 2 else LINK.sub(keep, part) for n, part in enumerate(parts))


def _link_claims(pages, figures):
    """Link each claim of the first page to the same with its passages, on the page of the claims."""
    for claim in load_claims(figures).index:
        pages["README.md"] = pages["README.md"].replace(f"(`{claim}`)", f"([{claim}](figures/claims.md#{claim}))")
        pages["figures/claims.md"] = pages["figures/claims.md"].replace(f"**{claim}.**", f"({claim})=\n**{claim}.**")


def _link_passages(text, corpus, figures):
    """Return the page of the claims with a link from each passage to its line of its document."""
    paragraphs = corpus.lines.merge(corpus.paragraphs[["document", "paragraph", "page"]])
    pages = paragraphs.drop_duplicates(["document", "line"]).set_index(["document", "line"])["page"]
    names = name_pages(corpus.documents.index)
    passages = {passage for cell in load_claims(figures)["passages"] for passage in cell.split(BETWEEN)}
    for passage in sorted(passages, key=len, reverse=True):  # a shorter one may be the beginning of a longer one
        part = FORM.fullmatch(passage)
        if not part or (part["document"], int(part["line"])) not in pages.index:
            raise InputError(
                f"{figures / 'claims.csv'}: the corpus has no passage {passage!r}; run make in the project"
            )
        document, line = part["document"], int(part["line"])
        row, page = corpus.documents.loc[document], pages[document, line]
        printed = "" if pd.isna(page) else f"page {page}, "
        place = escape_markdown(f"“{part['word']}”, {get_title(row)}, {write_day(row['date'])}, {printed}line {line}")
        words = f"?words={quote(part['word'])}"  # which the page marks
        address = f"../{quote(names[document])}.html{words}#line-{line}"
        text = text.replace(escape_markdown(passage), f'<a href="{address}">{place}</a>')
    return text


def _write_documents(corpus, folder):
    """Return a page for each document, and one that lists them."""
    rows, pages, scans, names = [], {}, {}, name_pages(corpus.documents.index)
    for document, row in corpus.documents.iterrows():
        title, scan = _escape(get_title(row)), find_scan(folder, row) or document  # many texts lie in one scan
        if scan not in scans:
            scans[scan] = load_scan_lines(folder, document)
        known = (
            row.drop("title", errors="ignore")
            .dropna()
            .map(lambda value: write_day(value) if isinstance(value, pd.Timestamp) else str(value))
        )
        card = "\n".join(f"- {_escape(name)}: {_escape(value)}" for name, value in known.items() if value)
        text = show_document(document, folder, corpus=corpus, anchors=True, scan=scans[scan])
        text = text.replace("\n", "&#10;")  # or it could end the block
        more = "What is known of this text"
        pages[f"{names[document]}.md"] = (
            f'# {title}\n\n<p><a href="#known">{more}</a></p>\n\n```{{raw}} html\n{text}\n```\n\n<h2 id="known">{more}'
            f"</h2>\n\n{card}\n"
        )
        author = "" if pd.isna(row.get("author")) else _escape(row["author"])
        rows.append(
            f'| <span class="day">{write_day(row["date"])}</span> | [{title}](../{names[document]}.md) | {author} |'
        )
    table = "\n".join(["| date | text | author |", "|---|---|---|", *rows])
    pages["documents/index.md"] = f"# The texts\n\n{table}\n{_list_pages('', [f'/{name}' for name in names.values()])}"
    return pages


def _escape(value):
    """Return a cell of the index as Markdown shows it: on one line, also in a table, or as a heading that ends in #."""
    return re.sub(r"[|#]", r"\\\g<0>", escape_markdown(" ".join(str(value).split())))


def _write_reference():
    """Return a page for each module with its public names, and one that lists them."""
    pages = {}
    for module, names in themeshift._MODULES.items():
        parts = [f"{module}\n{'=' * len(module)}\n", f".. automodule:: themeshift.{module}\n",
                 ".. py:currentmodule:: themeshift\n"]  # fmt: skip
        for name in names.split():
            value = getattr(themeshift, name)
            kind = "class" if inspect.isclass(value) else "function" if callable(value) else "data"
            parts.append(f".. auto{kind}:: themeshift.{name}\n" + ("   :no-value:\n" if kind == "data" else ""))
        pages[f"reference/{module}.rst"] = "\n".join(parts)
    rows = [
        f"| [{module}]({module}.rst) | {', '.join(names.split())} |" for module, names in themeshift._MODULES.items()
    ]
    head = "# The library\n\nBy room. `import themeshift as ts` gives every name.\n\n| room | names |\n|---|---|\n"
    pages["reference/index.md"] = head + "\n".join(rows) + "\n" + _list_pages("", list(themeshift._MODULES))
    return pages


def _list_parts(pages):
    """Return what the contents beside every page are made of."""
    left, lists = [name.rpartition(".")[0] for name in pages], []
    for caption, patterns in PARTS.items():
        found = list(dict.fromkeys(name for pattern in patterns for name in fnmatch.filter(left, pattern)))
        left = [name for name in left if name not in found]
        lists.append(_list_pages(caption, found))
    return "\n".join(lists)


def _list_pages(caption, names):
    """Return a table of contents, for the margin."""
    named = [f"{NAMES[name]} <{name}>" if name in NAMES else name for name in names]
    options = f":caption: {caption}\n" if caption else ""
    return "\n```{{toctree}}\n:hidden:\n{}:maxdepth: 1\n\n{}\n```\n".format(options, "\n".join(named))


def main():
    """Build the site and say where it is.

    Returns
    -------
    int or str
        For `sys.exit`: 0, or what is wrong.
    """
    try:
        pages = save_site()
    except InputError as error:
        return str(error)
    print_text(f"The site is in {TARGET}: {pages} pages; open {TARGET / 'index.html'} in a browser")
    return 0


if __name__ == "__main__":
    sys.exit(main())
