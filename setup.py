"""Bring the corpus along, and what was simulated: a library installed by `pip install .` has its own copy of them."""

import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

if sys.version_info < (3, 11):  # pip would sooner complain of a package that it cannot find for this Python
    sys.exit(f"themeshift needs Python 3.11 or later; this is {sys.version.split()[0]}. Install with a newer one.")


class BuildWithCorpus(build_py):
    """Build the library and put both into it; not for `pip install -e .`, which uses those of the project."""

    def run(self):
        """Copy the library, then both, anew."""
        if self.editable_mode:
            super().run()
            return
        shutil.rmtree(self.build_lib, ignore_errors=True)  # else what is gone from the library is installed again
        super().run()
        for folder in ("corpus", "figures/simulation"):
            target = Path(self.build_lib) / "themeshift" / folder
            shutil.copytree(folder, target, ignore=shutil.ignore_patterns(".*"))


setup(cmdclass={"build_py": BuildWithCorpus})
