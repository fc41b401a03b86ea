"""The stored notebooks are fresh, in order, and keep to their form."""

import re

import nbformat
import pytest

from themeshift import execution as n
from themeshift import paths

STORED = {path.stem: nbformat.read(path, as_version=4) for path in n.find_notebooks()}
CLOSING = ["What we saw", "What this cannot show", "On your own", "Next"]


@pytest.fixture(params=STORED)
def notebook(request):
    return STORED[request.param]


def test_the_notebooks_are_numbered_without_a_hole():
    assert [int(name[:2]) for name in STORED] == list(range(1, len(STORED) + 1))


def test_a_stored_notebook_is_fresh(notebook):
    assert notebook.metadata["themeshift"]["inputs"] == n.hash_inputs(notebook), "stale: run make"


def test_cells_ran_in_order_and_without_error(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    outputs = [output for cell in code for output in cell.outputs]
    assert not [output for output in outputs if output.output_type == "error" or output.get("name") == "stderr"]


def test_nothing_of_one_machine_is_stored(notebook):
    assert not re.search(r"/(home|root|tmp|Users|work)/", nbformat.writes(notebook))
    assert set(notebook.metadata) == {"kernelspec", "language_info", "themeshift"}


def test_a_notebook_opens_and_closes_as_all_do(notebook):
    assert re.match(r"# [A-Z]\w+ ", notebook.cells[0].source)
    for part in ("**Question.**", "**You will**", "**You need**", "**It takes**"):
        assert part in notebook.cells[0].source
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert headings[-4:] == CLOSING
    assert any("parameters" in cell.metadata.get("tags", []) for cell in notebook.cells)


def test_links_between_notebooks_lead_somewhere(notebook):
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    for link in re.findall(r"\]\(([^)#]+)\)", text):
        assert link.startswith("http") or (paths.NOTEBOOKS / link).exists(), link


def test_every_figure_a_notebook_saves_is_there_with_its_numbers():
    saved = {
        name
        for notebook in STORED.values()
        for cell in notebook.cells
        for name in re.findall(r'save_figure\(\w+, "(\w+)"', cell.source)
    }
    for ending in ("pdf", "png", "csv"):
        assert {path.stem for path in (paths.ROOT / "figures").glob(f"*.{ending}")} == saved
    gallery = (paths.ROOT / "figures" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\((\w+)\.png\)", gallery)) == saved


def test_a_changed_cell_makes_the_stamp_stale(notebook):
    changed = nbformat.from_dict(notebook)
    before = n.hash_inputs(changed)
    changed.cells.append(nbformat.v4.new_code_cell("1"))
    assert n.hash_inputs(changed) != before


def test_changed_prose_leaves_the_stamp(notebook):
    changed = nbformat.from_dict(notebook)
    before = n.hash_inputs(changed)
    changed.cells[0].source += " More words."
    code = next(cell for cell in changed.cells if cell.cell_type == "code")
    code.source += "\n# a comment"
    assert n.hash_inputs(changed) == before
