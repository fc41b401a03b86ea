"""Load a scan, checked byte for byte: where every road begins and ends."""

import hashlib
import re
from pathlib import Path

from themeshift.checks import InputError
from themeshift.tables import CONTROL_CHARACTER

_BLANKS = re.compile("[\r\x0b\x0c\x1c\x1d\x1e\x1f]")  # white space that XML cannot hold


def load_scan(path):
    """Load a scan after checking it against ``SHA256SUMS`` in its folder.

    Parameters
    ----------
    path : pathlib.Path

    Returns
    -------
    dict of int to str
        The non-blank lines by their 1-based number, without trailing white space.

    Raises
    ------
    InputError
        If the scan is missing, altered, not listed, not UTF-8, has no text, or has a character that TEI cannot hold.
    """
    path = Path(path)
    sums = path.parent / "SHA256SUMS"
    for needed in (path, sums):
        if not needed.is_file():
            raise InputError(f"{needed}: the file is missing; take it again from the repository")
    listed = re.findall(r"^([0-9a-f]{64}) [ *](.+?)\r?$", sums.read_text("utf-8", errors="replace"), flags=re.MULTILINE)
    expected = {name: digest for digest, name in listed}.get(path.name, "nothing")
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if expected != found:
        raise InputError(
            f"{path}: SHA-256 is {found}, {sums.name} says {expected}; "
            "the scan was altered: take it again from the repository"
        )
    try:
        text = _BLANKS.sub(" ", data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}: line {line} is not UTF-8; save the scan as UTF-8 and list its new sum") from None
    lines = {number: line.rstrip() for number, line in enumerate(text.split("\n"), 1) if line.strip()}
    if not lines:
        raise InputError(f"{path}: the scan has no text; take another file")
    for number, line in lines.items():
        if bad := CONTROL_CHARACTER.search(line):
            raise InputError(
                f"{path}: line {number} has the control character {bad.group()!r}, which TEI cannot hold; "
                "delete it and list the scan's new sum"
            )
    return lines
