"""Where the project's folders are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORPUS = ROOT / "corpus"
RAW = CORPUS / "raw"
EDITION = CORPUS / "edition"
TEXTS = CORPUS / "texts"
FIGURES = ROOT / "figures"
NOTEBOOKS = ROOT / "notebooks"
LIBRARY = ROOT / "lib" / "themeshift"
