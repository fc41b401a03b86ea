"""Parse TEI files without fetching or expanding anything, and validate those that were built here."""

import functools
from pathlib import Path

from lxml import etree

from themeshift.checks import InputError

SCHEMA = "themeshift.rng"  # in the folder of a corpus: its texts were built here


def parse_tei(path):
    """Parse a TEI file without fetching or expanding anything.

    Parameters
    ----------
    path : pathlib.Path
        In UTF-8, UTF-16 or an encoding that its first line declares.

    Returns
    -------
    lxml.etree._Element

    Raises
    ------
    InputError
        If the file is missing, not well-formed, or has entities; the message names the line, or the byte that is not
        UTF-8.
    """
    path = Path(path)
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise InputError(f"{path}: the file is missing; put it there, run `make corpus`, or take its row out of "
                         "documents.csv") from None  # fmt: skip
    except OSError as error:
        raise InputError(f"{path}: the file cannot be read: {error.strerror}") from None
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise _explain(path, data, error) from None
    for entity in root.iter(etree.Entity):
        raise InputError(f"{path} line {entity.sourceline}: write the character itself for {entity.text}")
    return root


def _explain(path, data, error):
    """Return the `InputError` for a file that is not XML."""
    wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if b"\x00" in data and not wide:
        at = data.index(b"\x00")
        return InputError(f"{path} line {data.count(10, 0, at) + 1}: byte {at} is NUL; delete it")
    declared = data[:200].partition(b"?>")[0].lower()
    if not wide and (b"encoding" not in declared or b"utf-8" in declared):
        try:
            data.decode()
        except UnicodeDecodeError as wrong:
            return InputError(f"{path} line {data.count(10, 0, wrong.start) + 1}: byte {wrong.start} is not UTF-8; "
                              "save the file as UTF-8, or declare its encoding in the first line")  # fmt: skip
    reason = (error.msg or "no element").split(", line ")[0].strip()
    return InputError(f"{path} line {error.lineno or 1} is not well-formed XML: {reason}; mend it there")


@functools.lru_cache(maxsize=4)
def compile_schema(data, path):
    """Return the RELAX NG schema that these bytes of a file are; compiled once."""
    try:
        return etree.RelaxNG(etree.fromstring(data))
    except (etree.XMLSyntaxError, etree.RelaxNGError) as error:
        raise InputError(f"{path}: this is not a RELAX NG schema: {error}; take it again from the repository") from None


def validate(path, root, schema):
    """Raise `InputError` if a text is not valid by the schema of its corpus; the message names the line."""
    if not schema.validate(root):
        error = min(schema.error_log, key=lambda error: error.line)
        raise InputError(f"{path} line {error.line}: this is not valid by the corpus's schema: {error.message}; mend "
                         "it there, or run `make corpus`")  # fmt: skip
