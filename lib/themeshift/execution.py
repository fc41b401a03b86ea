"""Run the notebooks, two at a time, store them executed and stamp them: ``python -m themeshift.execution [name …]``.

The stamp is a hash of all that results come from: the syntax trees of the code cells and of the library, the corpus and
the lock. Prose may be mended without running anything again.
"""

import hashlib
import os
import re
import sys
import threading
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm

from themeshift import paths
from themeshift.cache import hash_code
from themeshift.files import write_file
from themeshift.tables import InputError

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
AT_ONCE = 2
CORPUS_FILES = ("*.csv", "*.t*", "*.rng", "texts/*", "edition/**/*.csv", "raw/*")
LIBRARY_FILES = ("**/*.py", "*.mplstyle")
TEXT_OF_A_BAR = re.compile(r"\s*\w[\w ]*: +\d+%\|")


class _RunningPython(KernelSpecManager):
    """Names the Python that runs this as the kernel, whatever kernels are installed elsewhere."""

    def get_kernel_spec(self, kernel_name):
        """Return the kernel of the running Python."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


def find_notebooks(folder=paths.NOTEBOOKS):
    """List the numbered notebooks of a folder in their order."""
    return sorted(path for path in Path(folder).glob("[0-9][0-9]_*.ipynb"))


def load_notebook(path):
    """Load a notebook, or raise `InputError` naming the file."""
    try:
        notebook = nbformat.reads(Path(path).read_bytes().decode("utf-8-sig"), as_version=4)
        nbformat.validate(notebook)
    except OSError as error:
        raise InputError(f"{path}: the notebook cannot be read: {error.strerror}") from None
    except Exception as error:  # not JSON, not a notebook, not valid: nbformat has many errors
        reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
        raise InputError(f"{path}: this is not a notebook ({reason}); take it again from the repository") from None
    return notebook


def hash_inputs(notebook):
    """Hash all that a notebook's results come from.

    Parameters
    ----------
    notebook : nbformat.NotebookNode

    Returns
    -------
    str
        SHA-256 of the syntax trees of its code cells and of the library, the corpus and the lock; line ends and prose
        do not matter.
    """
    sha = hashlib.sha256()
    for cell in notebook.cells:
        if cell.cell_type == "code":
            sha.update(_hash_cell(cell.source).encode() + b"\0")
    sha.update(hash_project().encode())
    return sha.hexdigest()


def hash_project():
    """Hash what all notebooks depend on: the library, the corpus and the lock."""
    sha = hashlib.sha256()
    library = [path for pattern in LIBRARY_FILES for path in paths.LIBRARY.glob(pattern)]
    corpus = [path for pattern in CORPUS_FILES for path in paths.CORPUS.glob(pattern)]
    for path in sorted({*library, *corpus, paths.ROOT / "requirements.lock"}):
        if path.is_file():
            data = path.read_bytes().replace(b"\r\n", b"\n")
            data = hash_code(data.decode("utf-8")).encode() if path.suffix == ".py" else data
            sha.update(path.name.encode() + b"\0" + data + b"\0")
    return sha.hexdigest()


def _hash_cell(source):
    try:
        return hash_code(source)
    except SyntaxError:  # a magic of IPython, or a cell that will fail
        return source


def execute_notebook(path, advance=lambda: None, clients=None):
    """Execute a notebook where it lies and store it with a stamp.

    Parameters
    ----------
    path : pathlib.Path
    advance : callable
        Called after each cell.
    clients : list or None
        Takes the client while it runs, so that its kernel can be ended.

    Raises
    ------
    InputError
        If the file is not a notebook, a cell fails or the kernel dies: notebook, cell and reason are named, and the
        stored notebook stays as it was.
    """
    path, notebook = Path(path), load_notebook(path)
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    manager = AsyncKernelManager(kernel_spec_manager=_RunningPython())
    client = NotebookClient(
        notebook, km=manager, timeout=None, record_timing=False, coalesce_streams=True,
        resources={"metadata": {"path": str(path.parent)}}, on_cell_executed=lambda **_: advance(),
        extra_arguments=["--log-level=ERROR"],  # no alarm about a connection that never leaves this machine
    )  # fmt: skip
    client.owns_km = True
    clients = [] if clients is None else clients
    clients.append(client)
    place = _Place(client)
    try:
        client.execute(env=os.environ | {"THEMESHIFT_BUILD": "1"})
    except CellExecutionError as error:
        reason = f"{error.ename}: {error.evalue}".strip().splitlines()[0]
        raise InputError(f"{path.name}: cell {place()} failed: {reason}; open the notebook, mend the cell") from None
    except (DeadKernelError, CellTimeoutError):
        raise InputError(f"{path.name}: the kernel died in cell {place()}, perhaps for want of memory; close other "
                         "programs and run it again") from None  # fmt: skip
    finally:
        clients.remove(client)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if not _is_progress(output)]
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.metadata["themeshift"] = {"inputs": hash_inputs(notebook)}
    write_file(path, (nbformat.writes(notebook) + "\n").encode())


class _Place:
    """Tells the number of the cell that was executed last, as the notebook shows it: counted from 0, prose too."""

    def __init__(self, client):
        self.cell = 0
        client.on_cell_start = self.note

    def note(self, cell, cell_index):
        """Remember the cell that begins."""
        self.cell = cell_index

    def __call__(self):
        return self.cell


def _is_progress(output):
    """Tell whether an output is nothing but the lines of a progress bar."""
    lines = re.split(r"[\r\n]+", output.get("text", ""))
    return output.get("name") == "stderr" and all(not line or TEXT_OF_A_BAR.match(line) for line in lines)


def execute_all(notebooks, progress=True):
    """Execute notebooks, two at a time.

    Parameters
    ----------
    notebooks : list of pathlib.Path
    progress : bool

    Returns
    -------
    list of str
        What failed; what did not is stored.
    """
    failed, clients = [], []
    total = sum(len(load_notebook(path).cells) for path in notebooks)
    lock = threading.Lock()
    with tqdm(total=total, desc="cells", disable=not progress) as bar, ThreadPoolExecutor(AT_ONCE) as pool:

        def advance():
            with lock:
                bar.update()

        futures = {pool.submit(execute_notebook, path, advance, clients): path for path in notebooks}
        try:
            for future in as_completed(futures):
                try:
                    future.result()
                except InputError as error:
                    failed.append(str(error))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            for client in list(clients):
                _end(client)
            raise
    return failed


def _end(client):
    """End the kernel of a client at once."""
    provisioner = getattr(client.km, "provisioner", None)
    if provisioner is not None and provisioner.pid:
        os.kill(provisioner.pid, 9)


def main(names):
    """Execute the named notebooks, or all; say in a line or two which cell failed.

    Returns
    -------
    int or str
        For `sys.exit`.
    """
    notebooks = {path.stem: path for path in find_notebooks()}
    if not notebooks:
        return f"There are no notebooks in {paths.NOTEBOOKS}; run this from a copy of the whole project."
    unknown = [name for name in names if name not in notebooks]
    if unknown:
        return f"There is no notebook {unknown[0]!r}; the notebooks are {', '.join(notebooks)}."
    try:
        failed = execute_all([notebooks[name] for name in names or notebooks])
    except InputError as error:
        return str(error)
    except KeyboardInterrupt:
        print("Stopped. Notebooks that had ended are stored; the others are as they were.", file=sys.stderr)
        return 130
    return "\n".join(failed) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
