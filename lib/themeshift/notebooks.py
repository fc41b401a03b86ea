"""Execute the notebooks in order and stamp them: ``python -m themeshift.notebooks [name …]``."""

import hashlib
import re
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from tqdm import tqdm

from themeshift import paths

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def find_notebooks(folder=paths.NOTEBOOKS):
    """List the numbered notebooks in their order."""
    return sorted(folder.glob("[0-9][0-9]_*.ipynb"))


def hash_inputs(notebook):
    """Hash all that a notebook's results come from.

    Parameters
    ----------
    notebook : nbformat.NotebookNode

    Returns
    -------
    str
        SHA-256 of its code cells, the library, the corpus and the lock.
    """
    sha = hashlib.sha256()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            sha.update(cell.source.encode() + b"\0")
    corpus = [*paths.CORPUS.glob("*.csv"), *paths.CORPUS.glob("*.t*"), *paths.CORPUS.glob("texts/*"),
              *paths.CORPUS.glob("edition/**/*.csv"), *paths.CORPUS.glob("raw/*"),
              *paths.CORPUS.glob("tokenizers/**/*.t*")]  # fmt: skip
    library = [*paths.LIBRARY.glob("*.py"), *paths.LIBRARY.glob("*.mplstyle")]
    for path in sorted({*corpus, *library, paths.ROOT / "requirements.lock"}):
        if path.is_file():
            sha.update(path.relative_to(paths.ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return sha.hexdigest()


def execute_notebook(path, progress=True):
    """Execute a notebook where it lies and store it with a stamp.

    Parameters
    ----------
    path : pathlib.Path
    progress : bool
        Whether to draw a progress bar over its cells.

    Raises
    ------
    nbclient.exceptions.CellExecutionError
        If a cell fails; the stored notebook stays as it was.
    """
    notebook = nbformat.read(path, as_version=4)
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    with tqdm(total=len(notebook.cells), desc=path.stem, unit="cell", disable=not progress) as bar:
        client = NotebookClient(
            notebook,
            timeout=600,
            record_timing=False,
            resources={"metadata": {"path": str(path.parent)}},
            on_cell_complete=lambda cell, cell_index: bar.update(cell_index + 1 - bar.n),
        )
        client.execute()
        bar.update(len(notebook.cells) - bar.n)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not _is_progress(output)]
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.metadata["themeshift"] = {"inputs": hash_inputs(notebook)}
    nbformat.validate(notebook)
    new = path.with_suffix(".new")
    nbformat.write(notebook, new)
    new.replace(path)


def _is_progress(output):
    """Tell whether an output is nothing but the lines of a progress bar."""
    lines = re.split(r"[\r\n]+", output.get("text", ""))
    return output.get("name") == "stderr" and all(not line or re.match(r"\w+: +\d+%\|", line) for line in lines)


def main(names):
    """Execute the named notebooks, or all; say clearly which cell failed."""
    paths_by_name = {path.stem: path for path in find_notebooks()}
    for name in names or paths_by_name:
        if name not in paths_by_name:
            sys.exit(f"There is no notebook {name!r}; the notebooks are {', '.join(paths_by_name)}.")
        try:
            execute_notebook(Path(paths_by_name[name]))
        except CellExecutionError as error:
            sys.exit(f"{name}: a cell failed.\n{error}")


if __name__ == "__main__":
    main(sys.argv[1:])
