"""Keep arrays that take long to compute; never believe a stored file blindly."""

import ast
import functools
import hashlib
import io
import math
import warnings
import zipfile

import numpy as np
import pandas as pd

from themeshift import paths
from themeshift.checks import InputError, check_table
from themeshift.files import repair, write_file
from themeshift.tables import NUMBER, find_line, load_table

SUM = "sha256"
HEADERS = 1 << 16  # bytes, more than the names, types and shapes of the arrays and their checksum take


@functools.cache  # the library is hashed for each notebook
def hash_code(source, docstring=True):
    """Hash the syntax tree of Python code without docstrings and comments: prose may change, code may not.

    Parameters
    ----------
    source : str
    docstring : bool
        Whether a text that comes first is a docstring, as in a module; in a cell it is an output.

    Returns
    -------
    str
        SHA-256, the same in any version of Python that reads the code alike.

    Raises
    ------
    SyntaxError
        If this is no Python.
    """
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or (node is tree and docstring):
            if ast.get_docstring(node) is not None:
                node.body = node.body[1:]
        elif isinstance(node, ast.JoinedStr):  # Python 3.12.1 puts an empty text after a field in a field
            node.values = [part for part in node.values if not isinstance(part, ast.Constant) or part.value]
    return hashlib.sha256(_write_tree(tree).encode()).hexdigest()


def _write_tree(node):
    """Write a syntax tree without what is empty: a newer Python gives a node fields that an older one does not know."""
    if isinstance(node, list):
        return f"[{','.join(map(_write_tree, node))}]"
    if not isinstance(node, ast.AST):
        return ascii(node)
    fields = [(name, value) for name, value in ast.iter_fields(node) if value is not None and value != []]
    return f"{type(node).__name__}({','.join(f'{name}={_write_tree(value)}' for name, value in fields)})"


def name_entry(inputs, modules):
    """Return the name of an entry: a hash of its inputs and of the code of the modules that compute it."""
    code = [hash_code((paths.LIBRARY / f"{module}.py").read_text(encoding="utf-8")) for module in modules]
    return hashlib.sha256("\0".join([inputs, *code]).encode()).hexdigest()[:24]


def _hash_arrays(arrays):
    sha = hashlib.sha256()
    for name in sorted(arrays):
        value = np.ascontiguousarray(arrays[name])
        sha.update(f"{name} {value.dtype.str} {value.shape}".encode() + value.tobytes())
    return np.frombuffer(sha.digest(), dtype=np.uint8)


def write_arrays(path, arrays):
    """Store arrays of floating numbers with their checksum, whole or not at all; nothing without a path.

    What cannot be stored is not lost: there is a warning, and they are computed anew the next time.
    """
    if path is None:
        return
    arrays = {name: np.asarray(value, dtype=float) for name, value in arrays.items()}
    data = io.BytesIO()
    np.savez_compressed(data, **arrays, **{SUM: _hash_arrays(arrays)})
    try:
        write_file(path, data.getvalue())
    except InputError as error:
        warnings.warn(f"this is not kept, and is computed anew the next time: {error}", stacklevel=2)


def read_arrays(path, shapes, missing=()):
    """Read stored arrays, or return None where there are none that can be believed.

    Parameters
    ----------
    path : pathlib.Path or None
    shapes : dict of str to tuple of int
        The arrays that must be there, and their shapes; what would unpack to more is not unpacked.
    missing : sequence of str
        Those that may hold missing numbers.

    Returns
    -------
    dict of str to numpy.ndarray or None
        None, with a warning, for a file that is damaged, too large or not what is expected.
    """
    if path is None:
        return None
    repair(path.parent)
    if not path.is_file():
        return None
    try:
        most = HEADERS + 9 * sum(map(math.prod, shapes.values()))  # 8 bytes a number, and what cannot be compressed
        if path.stat().st_size > most:
            raise ValueError("it is too large")
        arrays = _unpack(path.read_bytes(), shapes, most)
        if any(not np.isfinite(value).all() for name, value in arrays.items() if name not in missing):
            raise ValueError("numbers are missing in it")
    except Exception as error:  # whatever a damaged archive raises: it is computed anew
        warnings.warn(f"{path.name} in the cache cannot be used ({error}); it is computed anew", stacklevel=2)
        return None
    return arrays


def _unpack(data, shapes, most):
    """Return the arrays of an archive, or raise an error unless they have these shapes and their checksum."""
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        if sum(entry.file_size for entry in file.infolist()) > most:
            raise ValueError("it would unpack to too much")
    with np.load(io.BytesIO(data), allow_pickle=False) as stored:
        arrays = dict(stored)
    checksum = arrays.pop(SUM)
    if {name: (value.shape, value.dtype) for name, value in arrays.items()} != {
        name: (shape, np.dtype(float)) for name, shape in shapes.items()
    }:
        raise ValueError("it holds other arrays")
    if not np.array_equal(checksum, _hash_arrays(arrays)):
        raise ValueError("its checksum is wrong")
    return arrays


def read_measures(path, key, numbers, remedy):
    """Read a stored table of measures, or raise `InputError` if one of them cannot be what was measured.

    Parameters
    ----------
    path : pathlib.Path
    key : list of str
        The columns, all text, that no two rows have alike.
    numbers : dict of str to (float, float)
        The columns of measures: the least and the most that each can be; whole numbers, where these are ``int``.
    remedy : str
        What to do about a table that cannot be used.

    Returns
    -------
    pandas.DataFrame
        The numbers as numbers; a cell may be empty where a method gives none.
    """
    table = check_table(load_table(path), [*key, *numbers], str(path))
    for column, (least, most) in numbers.items():
        cells = table[column]
        kept = cells.where(cells.str.fullmatch(NUMBER), None)
        values = pd.to_numeric(kept).astype(float)
        wrong = (cells != "") & ~values.between(least, most)
        if isinstance(least, int):
            wrong |= values.isna() | (values % 1 != 0)
        if wrong.any():
            row = int(wrong.to_numpy().argmax())
            raise InputError(f"{path} line {find_line(path, row)}: {column} cannot be {cells.iloc[row]!r}; {remedy}")
        table[column] = values.astype(int) if isinstance(least, int) else values
    twice = table.duplicated(key).to_numpy()
    if twice.any():
        raise InputError(f"{path} line {find_line(path, twice.argmax())}: the row repeats another; {remedy}")
    return table
