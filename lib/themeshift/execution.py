"""Run the notebooks, two at a time, store them executed and stamp them: ``python -m themeshift.execution [name …]``.

The stamp is a hash of all that results come from: the syntax trees of the code cells and of the library, the corpus and
the lock. Prose may be mended without running anything again. A notebook that is run here finds ``THEMESHIFT_BUILD`` in
its environment (see `paths`).
"""

import os
import signal

if __name__ == "__main__" and signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))  # while modules load, Ctrl-C ends this without a word

import asyncio
import contextlib
import hashlib
import logging
import re
import sys
from pathlib import Path

import nbformat
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from tqdm import tqdm

from themeshift import paths
from themeshift.cache import hash_code
from themeshift.checks import InputError
from themeshift.claims import has_block, write_readme
from themeshift.figures import write_gallery
from themeshift.files import COPY, check_writable, repair, write_file
from themeshift.ledger import NAME, PUBLISHED
from themeshift.tables import read_text_file

KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
AT_ONCE = 2
OUTPUT_SECONDS = 60  # outputs follow the end of a cell; a busy machine delays them
CORPUS_FILES = ("*.csv", "*.t*", "*.rng", "texts/*", "edition/**/*.csv", "raw/*")
OWN_TEXTS = ("own_texts/*.csv", "own_texts/*.t*", "own_texts/texts/*")  # the small corpus of 07_bring_your_own_texts
LIBRARY_FILES = ("**/*.py", "*.mplstyle")
READS_CLAIMS = re.compile(r"\b(show|load)_claims\b")
LINE_OF_A_BAR = re.compile(r"[^|\n]*\d+%\|[^\n]*(\n|$)")
STOPPED = 130  # the exit code of what Ctrl-C has stopped


def find_notebooks(folder=paths.NOTEBOOKS):
    """List the numbered notebooks of a folder in their order."""
    repair(folder)
    return sorted(Path(folder).glob("[0-9][0-9]_*.ipynb"))


def load_notebook(path):
    """Load a notebook, or raise `InputError` naming the file."""
    try:
        notebook = nbformat.reads(Path(path).read_bytes().decode("utf-8-sig"), as_version=4)
        nbformat.validate(notebook)
        nbformat.writes(notebook).encode()  # half a character, which JSON can hold, cannot be stored
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
        do not matter. For a notebook that prints from the ledger of claims, of the ledger too.
    """
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    parts = [*map(_hash_cell, sources), hash_project()]
    ledger = PUBLISHED / f"{NAME}.csv"
    if any(READS_CLAIMS.search(source) for source in sources) and ledger.is_file():
        parts.append(read_text_file(ledger, "take it again from the repository"))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def _hash_cell(source):
    """Hash the code of a cell, and whether its last value is shown."""
    shown = "" if source.rstrip().endswith(";") else "shown"
    try:
        return hash_code(source, docstring=False) + shown
    except SyntaxError:  # a magic of IPython, or a cell that will fail
        return source


def hash_project():
    """Hash what all notebooks depend on: the library, the corpus and the lock."""
    parts = (paths.LIBRARY, LIBRARY_FILES), (paths.CORPUS, CORPUS_FILES), (paths.NOTEBOOKS, OWN_TEXTS)
    files = {path.relative_to(folder).as_posix(): path
             for folder, patterns in parts
             for pattern in patterns for path in folder.glob(pattern) if path.is_file()}  # fmt: skip
    lock = paths.ROOT / "requirements.lock"
    files |= {lock.name: lock} if lock.is_file() else {}
    sha = hashlib.sha256()
    for name in sorted(files):
        data = files[name].read_bytes().replace(b"\r\n", b"\n")
        data = hash_code(data.decode("utf-8")).encode() if name.endswith(".py") else data
        sha.update(name.encode() + b"\0" + data + b"\0")
    return sha.hexdigest()


class _RunningPython(KernelSpecManager):
    """Names the Python that runs this as the kernel, whatever kernels are installed elsewhere."""

    def get_kernel_spec(self, kernel_name):
        """Return the kernel of the running Python."""
        argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        return KernelSpec(argv=argv, display_name="Python 3", language="python")


class _Client(NotebookClient):
    """Ends its kernel whatever happens, and leaves signals alone: there are several clients in one process."""

    @contextlib.asynccontextmanager
    async def async_setup_kernel(self, **options):
        """Start the kernel, once more if another program took its port meanwhile, and end it."""
        try:
            try:
                await self._start(options)
            except RuntimeError:
                self.km = _make_manager()
                await self._start(options)
            yield
        finally:
            if self.km is not None:  # else the kernel never answered, and has been ended
                await self._async_cleanup_kernel()

    async def _start(self, options):
        await self.async_start_new_kernel(**options)
        await self.async_start_new_kernel_client()


def _make_manager():
    return AsyncKernelManager(kernel_spec_manager=_RunningPython())


def _make_client(notebook, folder, advance):
    """Return a client that executes a notebook in a folder."""
    client = _Client(
        notebook, km=_make_manager(), timeout=None,
        iopub_timeout=OUTPUT_SECONDS, raise_on_iopub_timeout=True, record_timing=False, coalesce_streams=True,
        shutdown_kernel="immediate", force_raise_errors=True, resources={"metadata": {"path": str(folder)}},
        on_cell_executed=lambda **_: advance(),
        extra_arguments=["--log-level=ERROR"],  # no alarm about a connection that never leaves this machine
    )  # fmt: skip
    client.log = logging.getLogger("themeshift.execution")
    client.log.disabled = True  # what it says is raised too
    return client


async def _execute(path, advance):
    """Execute a notebook where it lies and store it with a stamp; raise `InputError` if that fails."""
    notebook, before = load_notebook(path), path.read_bytes()
    stamp = hash_inputs(notebook)  # before the run: what is edited meanwhile has not decided the results
    client = _make_client(notebook, path.parent, advance)
    try:
        await client.async_execute(env=os.environ | {"THEMESHIFT_BUILD": "1"})
    except (CellExecutionError, CellTimeoutError, DeadKernelError, RuntimeError) as error:
        raise InputError(f"{path.name}: {_explain(error, notebook, client.code_cells_executed)}") from None
    _clean(notebook, stamp)
    executed = (nbformat.writes(notebook) + "\n").encode()
    if path.read_bytes() not in (before, executed):  # another run may have stored the same
        raise InputError(f"{path.name}: the notebook was edited while it ran and is left as it is; run it again")
    write_file(path, executed)


def _explain(error, notebook, executed):
    """Say in a line which cell failed, why, and what to do."""
    if not executed:
        return ("the kernel did not start; free some memory and run it again, or delete .venv and run make, "
                "which makes it anew")  # fmt: skip
    source = [cell.source for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()][executed - 1]
    cell = f"cell [{executed}] ({source.strip().splitlines()[0][:60]})"
    if isinstance(error, CellExecutionError):
        reason = (f"{error.ename}: {error.evalue}".strip(": ").splitlines() or ["an error"])[0][:700]
        return f"{cell} failed: {reason}; open the notebook, run it to this cell and mend it"
    if isinstance(error, DeadKernelError):
        return f"the kernel died in {cell}, perhaps for want of memory; close other programs and run it again"
    return f"the outputs of {cell} did not arrive; close other programs and run it again"


def _clean(notebook, stamp):
    """Take out of an executed notebook what tells of one run or one machine, and stamp it."""
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        if cell.cell_type == "code":
            for output in cell.outputs:
                if output.get("name") == "stderr":
                    output.text = LINE_OF_A_BAR.sub("", output.text)
            cell.outputs = [output for output in cell.outputs if output.get("text", "shown")]
    notebook.metadata = {"kernelspec": KERNEL, "language_info": {"name": "python"}}
    notebook.metadata["themeshift"] = {"inputs": stamp}


def execute_notebooks(notebooks, progress=True):
    """Execute notebooks where they lie, two at a time, and store each with a stamp.

    Parameters
    ----------
    notebooks : list of pathlib.Path
    progress : bool
        Whether to draw a bar over their cells.

    Returns
    -------
    list of str
        What failed, in the order of the notebooks: notebook, cell, reason and remedy. Those notebooks stay as they
        were; the others are stored.

    Raises
    ------
    KeyboardInterrupt
        After Ctrl-C, when all kernels have ended. Notebooks that had run to their end are stored.
    """
    with asyncio.Runner(loop_factory=asyncio.SelectorEventLoop) as runner:  # zmq needs this kind of loop on Windows
        results = runner.run(_execute_all([Path(path) for path in notebooks], progress))
    return [str(result) for result in results if result is not None]


async def _execute_all(notebooks, progress):
    """Return for each notebook None or the `InputError` that it raised."""
    free = asyncio.Semaphore(AT_ONCE)
    with tqdm(total=sum(map(_count_cells, notebooks)), desc="cells", disable=not progress) as bar:

        async def execute(path):
            async with free:
                try:
                    await _execute(path, bar.update)
                except InputError as error:
                    return error

        return await asyncio.gather(*map(execute, notebooks))


def _count_cells(path):
    """Count the cells that will be executed; none in what is not a notebook, which is said when its turn comes."""
    try:
        cells = load_notebook(path).cells
    except InputError:
        return 0
    return sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in cells)


def list_figures(path):
    """List the figures that a notebook saves, in their order."""
    cells = [cell.source for cell in load_notebook(path).cells if cell.cell_type == "code"]
    return [name for source in cells for name in re.findall(r'(?:save|show)_figure\(\w+, "([\w -]+)"', source)]


def main(names):
    """Execute the named notebooks, or all; say in a line or two which cell failed.

    Returns
    -------
    int or str
        For `sys.exit`: 0, what is wrong (exit code 1), or 130 after Ctrl-C.
    """
    try:
        return _run(names)
    except InputError as error:  # of what lies beside the notebooks: a folder that cannot be repaired, a lost caption
        return str(error)


def _run(names):
    """Execute the named notebooks, or all, and write what is made of them; as `main`."""
    for folder in (paths.ROOT, paths.ROOT / "figures", paths.ROOT / "figures" / "simulation"):
        repair(folder)
    notebooks = {path.stem: path for path in find_notebooks()}
    if not notebooks:
        return f"There are no notebooks in {paths.NOTEBOOKS}; run this from a copy of the whole project."
    unknown = [name for name in names if name not in notebooks]
    if unknown:
        return f"There is no notebook {unknown[0]!r}; the notebooks are {', '.join(notebooks)}."
    for folder in (paths.NOTEBOOKS, paths.ROOT / "figures", paths.ROOT / "build"):
        check_writable(folder, COPY)
    if signal.getsignal(signal.SIGINT) != signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends the kernels, too
    try:
        failed = execute_notebooks([notebooks[name] for name in names or notebooks])
    except KeyboardInterrupt:
        print("Stopped. Notebooks that had run to their end are stored; the others are as they were.", file=sys.stderr)
        return STOPPED
    if not (failed or names) and all(path.parent == paths.NOTEBOOKS for path in notebooks.values()):
        write_gallery(paths.ROOT / "figures", {name: list_figures(path) for name, path in notebooks.items()})
        if has_block():
            write_readme()
    return "\n".join(failed) or 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
