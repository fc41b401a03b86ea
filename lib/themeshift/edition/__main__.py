"""Build the corpus: ``python -m themeshift.edition``."""

import sys

from themeshift.checks import InputError
from themeshift.edition.build import build_corpus

if __name__ == "__main__":
    try:
        build_corpus()
    except InputError as error:
        sys.exit(f"The corpus was not built. {error}")
