"""The workbook in a real browser, as handed out and as solved: every cell by Shift+Enter, from first to last."""

import json
import os
import re
import time

import pytest
from test_explorer_browser import ARGUMENTS, CHROMIUM, WAIT, project, serve

__all__ = ["project"]  # the fixture: a copy of the project
pytestmark = pytest.mark.check
COUNT_RUN = """n => [...document.querySelectorAll('.jp-Notebook .jp-InputPrompt')]
    .some(prompt => prompt.textContent.trim() === `[${n}]:`)"""
READ_OUTPUT = """n => { const cell = [...document.querySelectorAll('.jp-Notebook .jp-CodeCell')]
    .find(cell => cell.querySelector('.jp-InputPrompt')?.textContent.trim() === `[${n}]:`);
    return cell?.querySelector('.jp-Cell-outputArea')?.innerText.trim() || ''; }"""


class Pair:
    """Two students before JupyterLab, who have only a keyboard."""

    def __init__(self, page, address, name):
        self.page, self.n, self.outside = page, 0, []
        page.set_default_timeout(WAIT)
        page.route("**/*", self._guard)
        page.goto(f"{address}/lab/tree/notebooks/seminar/{name}.ipynb?reset")
        page.wait_for_selector("#jp-main-statusbar >> text=/ipykernel.*Idle/")
        page.locator(".jp-Notebook .jp-Cell").first.click()
        self.go_to_the_top()

    def _guard(self, route):
        if re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", route.request.url):
            return route.continue_()
        self.outside.append(route.request.url)
        return route.abort()

    def go_to_the_top(self):
        self.page.keyboard.press("Escape")
        self.page.keyboard.press("Control+Home")

    def run(self, cell):
        """Press Shift+Enter; return the seconds until the cell has its number, and what it shows."""
        start = time.perf_counter()
        self.page.keyboard.press("Shift+Enter")
        if cell["cell_type"] == "markdown":
            return 0, ""
        self.n += 1
        self.page.wait_for_function(COUNT_RUN, arg=self.n, timeout=WAIT)
        shown = self.page.evaluate(READ_OUTPUT, self.n)
        return time.perf_counter() - start, re.sub(r"\[\d+\]:\s*", "", shown)


@pytest.fixture
def open_notebook(project, tmp_path):
    if CHROMIUM is None and os.environ.get("CI"):
        pytest.fail("there is no Chromium, so the seminar was not tried; apt-get install chromium fonts-dejavu-core")
    if CHROMIUM is None:
        pytest.skip("NOT TESTED: there is no Chromium here; Debian has it: apt-get install chromium fonts-dejavu-core")
    from playwright.sync_api import sync_playwright

    with serve(project, tmp_path, "Light") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield lambda name: Pair(browser.new_page(viewport={"width": 1200, "height": 1000}), address, name)
        browser.close()


@pytest.mark.parametrize(("name", "word"), [("workbook", "Not yet."), ("solutions", "Right.")])
def test_every_cell_is_run_by_the_keyboard(open_notebook, project, name, word, capsys):
    cells = json.loads((project / "notebooks" / "seminar" / f"{name}.ipynb").read_text(encoding="utf-8"))["cells"]
    pair, rows = open_notebook(name), []
    for cell in cells:
        seconds, shown = pair.run(cell)
        assert not re.search(r"Traceback|Error:|^-+>", shown), shown
        if cell["cell_type"] == "code":
            rows.append((seconds, "".join(cell["source"]).strip().splitlines()[-1], shown))
    with capsys.disabled():
        print(f"\n{name}, seconds of each cell:")
        for seconds, line, shown in rows:
            print(f"{seconds:5.2f}  {line[:60]:60} {' '.join(shown.split())[:60]}")
        later = [seconds for seconds, _, _ in rows[1:]]
        print(f"first {rows[0][0]:.1f}, longest of the others {max(later):.1f}, all {sum(later):.0f}")
    said = [shown for _, line, shown in rows if line.startswith("checks.check_")]
    words = [word] * 9 if name == "workbook" else [word] * 7 + ["Noted.", "Your numbers are right."]
    assert [shown[: len(start)] for shown, start in zip(said, words, strict=True)] == words
    assert not pair.outside


def test_who_begins_in_the_middle_is_told_to_run_the_first_cell(open_notebook, project):
    path = project / "notebooks" / "seminar" / "workbook.ipynb"
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    pair = open_notebook("workbook")
    passage = next(n for n, cell in enumerate(cells) if "show_document" in "".join(cell["source"]))
    for _ in range(passage):
        pair.page.keyboard.press("ArrowDown")
    _, shown = pair.run(cells[passage])
    assert shown == "“HTML” comes from the first cell of the workbook: run that cell, and then this one again."
