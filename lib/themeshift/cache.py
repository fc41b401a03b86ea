"""Keep arrays that take long to compute; never believe a stored file blindly."""

import ast
import hashlib
import io
import warnings
import zipfile

import numpy as np

from themeshift import paths
from themeshift.files import write_file

MOST_BYTES = 1 << 31  # a larger file is not unpacked
SUM = "sha256"


def hash_code(source):
    """Hash the syntax tree of a module without docstrings and comments: prose may change, code may not."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node) is not None:
            node.body = node.body[1:] or [ast.Pass()]
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()


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
    """Store arrays with their checksum, whole or not at all; nothing without a path."""
    if path is None:
        return
    data = io.BytesIO()
    np.savez_compressed(data, **arrays, **{SUM: _hash_arrays(arrays)})
    write_file(path, data.getvalue())


def read_arrays(path, shapes, missing=()):
    """Read stored arrays, or return None where there are none that can be believed.

    Parameters
    ----------
    path : pathlib.Path or None
    shapes : dict of str to tuple of int
        The arrays that must be there, and their shapes.
    missing : sequence of str
        Those that may hold missing numbers.

    Returns
    -------
    dict of str to numpy.ndarray or None
        None, with a warning, for a file that is damaged, too large or not what is expected.
    """
    if path is None or not path.is_file():
        return None
    try:
        with zipfile.ZipFile(path) as file:
            if sum(entry.file_size for entry in file.infolist()) > MOST_BYTES:
                raise ValueError("it is too large")
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = dict(stored)
        checksum = arrays.pop(SUM)
        if {name: value.shape for name, value in arrays.items()} != shapes:
            raise ValueError("it holds other arrays")
        if not np.array_equal(checksum, _hash_arrays(arrays)):
            raise ValueError("its checksum is wrong")
        if any(not np.isfinite(value).all() for name, value in arrays.items() if name not in missing):
            raise ValueError("it holds numbers that are missing")
    except Exception as error:  # whatever a damaged archive raises: it is computed anew
        warnings.warn(f"{path.name} in the cache cannot be used ({error}); it is computed anew", stacklevel=2)
        return None
    return arrays
