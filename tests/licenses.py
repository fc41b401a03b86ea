"""List the licence of every package of the lock: ``python tests/licenses.py`` writes ``licenses.csv``."""

import csv
import importlib.metadata
import io
import re

from themeshift import paths
from themeshift.files import write_file

PATH = paths.ROOT / "licenses.csv"
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(?: ; (.*?))?(?: \\)?$", re.MULTILINE)
# What says nothing of itself, or is not installed on the system on which the list was made; each looked up by hand.
BY_HAND = {
    "appnope": "BSD-2-Clause",
    "axe-playwright-python": "MIT; holds axe-core, MPL-2.0",
    "colorama": "BSD-3-Clause",
    "pywinpty": "MIT",
}
SAID = "by the package"


def list_pins(lock):
    """List name, version and condition of each package of a lock."""
    return [(name, version, where or "") for name, version, where in PIN.findall(lock)]


def find_license(name):
    """Return what an installed package says of its licence: its expression, its classifiers, or its short text."""
    try:
        said = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
    classes = [line.split(" :: ")[-1] for line in said.get_all("Classifier") or [] if line.startswith("License ::")]
    text = (said.get("License") or "").strip()
    short = text if len(text) < 60 and "\n" not in text and text != "UNKNOWN" else ""
    return said.get("License-Expression") or short or " or ".join(classes)


def list_licenses(lock):
    """List name, version, condition, licence and who says so of each package of a lock."""
    rows = []
    for name, version, where in list_pins(lock):
        license = find_license(name) or BY_HAND.get(name, "")
        rows.append((name, version, where, license, SAID if find_license(name) else "looked up"))
    return rows


def write_licenses(rows):
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["package", "version", "where", "license", "said"])
    writer.writerows(rows)
    return file.getvalue().encode()


if __name__ == "__main__":
    write_file(PATH, write_licenses(list_licenses((paths.ROOT / "requirements.lock").read_text(encoding="utf-8"))))
