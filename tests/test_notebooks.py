"""The stored notebooks are fresh, in order, keep to their form, and survive being changed."""

import ast
import os
import re
import shutil

import matplotlib.pyplot as plt
import nbformat
import pytest
from layout import check_layout

import themeshift as ts
from themeshift import execution as n
from themeshift import paths
from themeshift.checks import InputError

STORED = {path.stem: nbformat.read(path, as_version=4) for path in n.find_notebooks()}
CLOSING = ["What we saw", "What this cannot show", "On your own", "Next"]


@pytest.fixture(params=STORED)
def notebook(request):
    return STORED[request.param]


def test_the_notebooks_are_numbered_without_a_hole():
    assert [int(name[:2]) for name in STORED] == list(range(len(STORED)))


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
    for part in ("**Question.**", "**You will**", "**For**", "**Difficulty**", "**You need**", "**It takes**"):
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
        for name in re.findall(r'(?:save|show)_figure\(\w+, "(\w+)"', cell.source)
    }
    for ending in ("pdf", "png", "csv", "md"):
        assert {path.stem for path in (paths.ROOT / "figures").glob(f"*.{ending}")} - {"README", "claims"} == saved
    gallery = (paths.ROOT / "figures" / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"\((\w+)\.png\)", gallery)) == saved


def test_texts_of_others_are_marked_wherever_texts_are_drawn_on_a_curve(notebook):
    sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    for source in sources:
        drawn = len(re.findall(r"ts\.draw_(?:smoothed_rate|yearly_rates)\(", source))
        assert len(re.findall(r"ts\.draw_others\(", source)) == drawn
        assert ("ts.draw_timeline(" in source) <= ("others=" in source)


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


# Changed by hand


@pytest.fixture
def change(monkeypatch):
    """A function that runs a notebook after the change of some parameters; figures are checked, and none is saved."""
    figures, shown = {}, []

    def check(fig, name, numbers, *_, **options):
        figures[name] = numbers.reset_index()
        assert check_layout(fig) == [], name
        assert len(options["alternative"]) > 20 and len(options["caption"]) > 20
        plt.close(fig)

    def run(name, edit):
        space = {"display": lambda *values: shown.extend(values)}
        for cell in nbformat.read(paths.NOTEBOOKS / f"{name}.ipynb", as_version=4).cells:
            if cell.cell_type == "code":
                tree = ast.parse(cell.source)
                last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
                exec(compile(tree, name, "exec"), space)
                if last is not None:
                    shown.append(eval(compile(ast.Expression(last.value), name, "eval"), space))
            if "parameters" in cell.metadata.get("tags", []):
                exec(edit, space)
        words = "\n".join(getattr(value, "data", None) or str(value) for value in shown if value is not None)
        return figures, words

    for name in ("save_figure", "show_figure"):
        monkeypatch.setattr(ts, name, check, raising=False)
    with plt.rc_context():
        yield run
    plt.close("all")


@pytest.fixture
def copy(tmp_path):
    """A copy of the corpus without its scans."""
    return shutil.copytree(paths.CORPUS, tmp_path / "corpus", ignore=shutil.ignore_patterns("raw", "proposed"))


@pytest.mark.check
def test_00_follows_one_theme_more(change):
    themes = ["peace as aim", "leases", "awakening East", "electrification", "war", "world revolution", "famine"]
    figures, words = change("00_see_the_shift", f"THEMES = {themes}")
    for name in ("themes_by_half_year", "themes_by_period"):
        assert set(figures[name]["term"]) == set(themes)
    for theme in themes:
        assert f"### {theme}\n" in words


@pytest.mark.check
@pytest.mark.parametrize(
    "edit",
    [
        'THEMES = ["peace as aim"]',
        'THEMES = ["peace as aim", "League of Nations"]',  # an exercise
        'THEMES = ["peace as aim", "leases", "awakening East", "electrification", "war"]',
        'THEMES = ["peace", "concessions", "the East", "electrification", "trade", "debts", "imperialism", "famine", '
        '"breathing-space", "New Economic Policy", "Entente", "world revolution", "Germany", "bourgeoisie"]',
        "TOP = 7", "TOP = 9", "TOP = 1", "TOP = 25", "PASSAGES = 2", "PASSAGES = 4", "PASSAGES = 1",
        'SPAN = ("1920-01-01", "1920-12-31")', 'SPAN = ("1917-11-07", "1923-12-31")',
        'AUTHOR = "V. I. Lenin"', 'AUTHOR = "L. D. Trotsky"',
    ],
)  # fmt: skip
def test_00_survives_any_parameter(change, edit):
    figures, words = change("00_see_the_shift", edit)
    assert set(figures) == {"texts_and_events", "themes_by_half_year", "themes_by_period", "words_by_year"}
    space = {}
    exec(edit, space)
    if "THEMES" in space:
        assert set(figures["themes_by_period"]["term"]) == set(space["THEMES"])
    if "TOP" in space:
        assert figures["words_by_year"].groupby("period").size().max() == space["TOP"]
    if "PASSAGES" in space:
        first = words.split("### peace as aim")[1].split("###")[0]
        assert first.count("<b>") == space["PASSAGES"]


@pytest.mark.parametrize(
    "edit",
    [
        'CORPUS = "nowhere"', 'AUTHOR = "Lenin"', 'THEMES = ["peace as am"]', "THEMES = []", "TOP = 0",
        'PASSAGES = "three"', 'SPAN = ("1917-13", "1922")', 'SPAN = ("1950-01-01", "1951-01-01")',
    ],
)  # fmt: skip
def test_00_refuses_what_cannot_be_by_the_name_of_the_parameter(change, edit):
    with pytest.raises(InputError, match=edit.split(" =")[0]):
        change("00_see_the_shift", edit)


@pytest.mark.check
@pytest.mark.parametrize("rows", [2, 7])
def test_00_has_any_number_of_periods(change, copy, rows):
    path = copy / "periods.csv"
    head, *lines = path.read_text(encoding="utf-8").splitlines()
    if rows == 2:
        lines = ["War,1917-11-07,1920-11-16,fighting", "Peace,1920-11-17,1922-12-31,none"]
    else:
        lines[-1:] = [
            "Cannes,1922-01-06,1922-04-09,a",
            "Genoa,1922-04-10,1922-05-19,b",
            "after,1922-05-20,1922-12-31,c",
        ]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    figures, words = change("00_see_the_shift", f"CORPUS = {str(copy)!r}")
    table = figures["themes_by_period"]
    assert list(dict.fromkeys(table.loc[~table["apart"], "period"])) == [line.split(",")[0] for line in lines]


@pytest.mark.check
def test_00_has_themes_of_other_names(change, copy):
    path = copy / "themes.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(
        text.replace('"peace as aim" = ["aim"]', '"the wish for peace between all states" = ["aim"]'), "utf-8"
    )
    _, words = change("00_see_the_shift", f"CORPUS = {str(copy)!r}")
    assert "**the wish for peace between all states** is most frequent in *Brest*" in words


def test_00_runs_unchanged_with_texts_that_declare_nothing(change, tmp_path):
    for year, words in enumerate(["peace and bread", "peace and war", "trade and bread", "trade and steel"], 1917):
        (tmp_path / f"{year}-01-text.txt").write_text(f"We want {words}.", encoding="utf-8")
    figures, words = change("00_see_the_shift", f"CORPUS = {str(tmp_path)!r}")
    assert {"peace", "trade"} & set(figures["themes_by_period"]["term"])
    assert len(figures["texts_and_events"]) == 4


@pytest.mark.check
def test_00_runs_to_its_end_in_a_kernel(tmp_path):
    import asyncio

    notebook = nbformat.read(paths.NOTEBOOKS / "00_see_the_shift.ipynb", as_version=4)
    client = n._make_client(notebook, tmp_path, lambda: None)
    asyncio.run(client.async_execute(env=os.environ | {"PYTHONPATH": str(paths.LIBRARY.parent)}))
    kinds = {kind for cell in notebook.cells for output in cell.get("outputs", []) for kind in output.get("data", {})}
    assert {"image/png", "text/markdown", "text/html"} <= kinds
