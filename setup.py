"""Bring the corpus along: a library that is installed by `pip install .` has its own copy of it."""

import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

if sys.version_info < (3, 11):  # pip would sooner complain of a package that it cannot find for this Python
    sys.exit(f"themeshift needs Python 3.11 or later; this is {sys.version.split()[0]}. Install with a newer one.")


class BuildWithCorpus(build_py):
    """Build the library and put the corpus into it; not for `pip install -e .`, which uses that of the project."""

    def run(self):
        """Copy the library, then the corpus, anew."""
        super().run()
        if not self.editable_mode:
            target = Path(self.build_lib) / "themeshift" / "corpus"
            shutil.rmtree(target, ignore_errors=True)
            shutil.copytree("corpus", target)


setup(cmdclass={"build_py": BuildWithCorpus})
