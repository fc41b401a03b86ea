"""Say where the project's folders are: found anew each time, so that a project can be moved, copied or installed.

The project is the folder in which this library lies, if it has a corpus; else (for an installed library) the current
folder or the nearest one above it that has one. Without either, `CORPUS` and `SIMULATION` are those that come with the
library.
The environment variable ``THEMESHIFT_CORPUS`` names another corpus in any case.
"""

import os
from pathlib import Path

LIBRARY = Path(__file__).resolve().parent


def find_project(library, current):
    """Return the folder of the project, or None where there is none.

    Parameters
    ----------
    library, current : pathlib.Path
        The folder of the library, and the one in which to look, and above it, if the library lies in no project.
    """
    for folder in (library.parent.parent, current, *current.parents):
        if any((folder / "corpus" / name).is_file() for name in ("documents.csv", "columns.csv")):
            return folder
    return None


def _get_current_folder():
    """Return the current folder, or the library's if it was deleted meanwhile."""
    try:
        return Path.cwd()
    except OSError:
        return LIBRARY


def find_corpus(library, current, environment):
    """Return the folder of the corpus that is loaded if no other is named; it may not exist."""
    if environment.get("THEMESHIFT_CORPUS"):
        return current / os.path.expanduser(environment["THEMESHIFT_CORPUS"])
    project = find_project(library, current)
    return project / "corpus" if project else library / "corpus"


ROOT = find_project(LIBRARY, _get_current_folder()) or _get_current_folder()
CORPUS = find_corpus(LIBRARY, _get_current_folder(), os.environ)
RAW = CORPUS / "raw"
EDITION = CORPUS / "edition"
TEXTS = CORPUS / "texts"
BUILDING = bool(os.environ.get("THEMESHIFT_BUILD"))  # set by `execution`: only the build writes what is published
FIGURES = ROOT / "figures" if BUILDING else ROOT / "build" / "figures"
NOTEBOOKS = ROOT / "notebooks"
SIMULATION = (find_project(LIBRARY, _get_current_folder()) or LIBRARY) / "figures" / "simulation"
