"""Every public function refuses what it cannot use with the one error, and no module imports upwards."""

import ast
import inspect

import pandas as pd
import pytest

import themeshift as ts
from themeshift import paths
from themeshift.checks import InputError

MODULES = sorted(path for path in paths.LIBRARY.rglob("*.py") if path.name not in ("__init__.py", "__main__.py"))
FUNCTIONS = {name: getattr(ts, name) for name in ts.__all__ if inspect.isfunction(getattr(ts, name))}
# Functions that take nothing that must be checked, or whose first argument may be None.
FREE = {"check_number", "assign_colors", "assign_shapes", "size_by_words", "escape_label", "fingerprint", "write_rate"}
WRONG = [None, pd.DataFrame(), pd.Series(dtype=float), 5]


def required(function):
    parameters = inspect.signature(function).parameters.values()
    return [p.name for p in parameters if p.default is p.empty and p.kind is p.POSITIONAL_OR_KEYWORD]


TRIED = [name for name, function in FUNCTIONS.items() if required(function) and name not in FREE]


@pytest.mark.parametrize("wrong", WRONG, ids=["None", "empty table", "empty series", "number"])
@pytest.mark.parametrize("name", TRIED)
def test_nonsense_is_refused_with_the_one_error(name, wrong):
    with pytest.raises(InputError):
        FUNCTIONS[name](*[wrong] * len(required(FUNCTIONS[name])))


def test_every_public_name_is_there_and_described():
    for name in ts.__all__:
        value = getattr(ts, name)
        if inspect.isfunction(value) or inspect.isclass(value):
            assert inspect.getdoc(value), name


def list_imports(path):
    """List the modules of the library that a module imports, wherever the import stands."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names = [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
        names += [f"{node.module}.{a.name}" for a in node.names] if isinstance(node, ast.ImportFrom) else []
        names += [a.name for a in node.names] if isinstance(node, ast.Import) else []
        found |= {name for name in names if name.startswith("themeshift.")}
    return found


def test_no_module_imports_in_a_circle():
    modules = {".".join(p.relative_to(paths.LIBRARY.parent).with_suffix("").parts): p for p in MODULES}
    waiting = {name: list_imports(path) & set(modules) for name, path in modules.items()}
    while waiting:
        free = {name for name, needs in waiting.items() if not needs & set(waiting)}
        assert free, f"a circle: {waiting}"
        waiting = {name: needs for name, needs in waiting.items() if name not in free}
