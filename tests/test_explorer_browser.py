"""The explorer in a real browser: JupyterLab as `make lab` starts it, Chromium, and no address outside this machine."""

import contextlib
import csv
import io
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from themeshift import paths

pytestmark = pytest.mark.check
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
             "--disable-component-update", "--disable-sync"]  # fmt: skip
NOTEBOOK = "notebooks/explore.ipynb"
PICTURES = os.environ.get("THEMESHIFT_PICTURES")  # a folder for pictures of each state, for those who look at them
WAIT = 180_000  # milliseconds: nothing takes so long but on a machine that does much else
IS_SEEN = """node => { const box = node.getBoundingClientRect();
    return node.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)); }"""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A copy of the project, so that a test never writes into it."""
    folder = tmp_path_factory.mktemp("project") / "themeshift"
    for name in ("lib", "corpus", "notebooks"):
        shutil.copytree(paths.ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


@contextlib.contextmanager
def serve(project, folder, theme):
    """Start JupyterLab as the Makefile does; yield its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = folder / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text('{"fetchNews": "false", "checkForUpdates": false}')
    (settings / "themes.jupyterlab-settings").write_text(json.dumps({"theme": f"JupyterLab {theme}"}))
    places = {"JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "data", "JUPYTERLAB_SETTINGS_DIR": "settings"}
    environment = os.environ | {name: str(folder / place) for name, place in places.items()}
    environment["PYTHONPATH"] = os.pathsep.join([str(project / "lib"), os.environ.get("PYTHONPATH", "")])
    environment["PYTHONSTARTUP"] = str(project / "notebooks" / "seminar" / "checks" / "begin.py")
    (command,) = re.findall(r"^lab:.*\n\t\$\(RUN\) (.*)$", (paths.ROOT / "Makefile").read_text(), re.MULTILINE)
    arguments = [part.replace('"$(CURDIR)"', str(project)) for part in command.split()]
    more = ["--no-browser", "--allow-root", f"--port={port}", "--ip=127.0.0.1", "--IdentityProvider.token="]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen([sys.executable, *arguments, *more], env=environment, stdout=log, stderr=log)
    try:
        for _ in range(450):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=1)
                break
            time.sleep(0.2)
        else:
            raise AssertionError((folder / "log").read_text()[-2000:])
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(60)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


class Reader:
    """Somebody who reads the notebook in a browser."""

    def __init__(self, browser, theme, address):
        self.theme, self.address, self.outside, self.complaints, self.times = theme, address, [], [], {}
        self.context = browser.new_context(viewport={"width": 1500, "height": 1400}, accept_downloads=True)
        self.open_tab()

    def open_tab(self):
        self.page = page = self.context.new_page()
        page.set_default_timeout(WAIT)
        page.route("**/*", self._guard)
        page.on("console", lambda message: self.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _guard(self, route):
        if re.match(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:", route.request.url):
            return route.continue_()
        self.outside.append(route.request.url)
        return route.abort()

    def run(self, restart=False):
        self.page.goto(f"{self.address}/lab/tree/{NOTEBOOK}?reset")
        self.page.wait_for_selector("#jp-main-statusbar >> text=/ipykernel.*Idle/")
        self.page.click('.lm-MenuBar-itemLabel:text-is("Run")')
        item = "Restart Kernel and Run All Cells…" if restart else "Run All Cells"
        self.page.click(f'.lm-Menu-itemLabel:text-is("{item}")')
        if restart:
            self.page.click(".jp-Dialog .jp-mod-warn")
            self.wait_for("() => !document.querySelector('.ts-figure [role=button]')")
        self.page.wait_for_selector(".ts-figure [role=button]", state="attached")
        self.find(".ts-figure").scroll_into_view_if_needed()
        self.wait_for_interval()

    def find(self, selector):
        return self.page.locator(f".jupyter-widgets {selector}").first

    def control(self, name):
        """Return a control by its label, as a screen reader finds it."""
        return self.page.locator(".jupyter-widgets").get_by_label(name, exact=True).first

    def read(self, selector):
        return self.find(selector).text_content()

    def wait_for(self, condition, argument=None):
        self.page.wait_for_function(condition, arg=argument, timeout=WAIT)

    def wait_for_interval(self):
        self.wait_for("() => /Band:/.test(document.querySelector('.ts-sentence').textContent)")

    def change(self, act, name):
        """Do something that makes a new picture; note what it took, and that it was no error."""
        before, start = self.find(".ts-figure").inner_html(), time.perf_counter()
        act()
        self.wait_for("before => document.querySelector('.ts-figure').innerHTML !== before", before)
        name = f"{name} {len(self.times)}"  # a control moved twice is timed twice
        self.times[f"{name}: picture, seconds to be seen"] = time.perf_counter() - start
        self.wait_for_interval()
        seconds = json.loads(self.find(".ts-explorer").get_attribute("data-seconds") or "{}") or json.loads(
            self.page.evaluate("document.querySelector('.ts-explorer').dataset.seconds"))  # fmt: skip
        for what in ("picture", "interval"):
            self.times[f"{name}: {what}, seconds of CPU"] = seconds[what]
        assert self.read(".ts-alert") == "", self.read(".ts-alert")

    def choose(self, name, *labels):
        self.change(lambda: self.control(name).select_option(label=list(labels)), name)

    def write(self, name, text):
        def act():
            self.control(name).fill(text)
            self.control(name).press("Enter")

        return act

    def open(self, act):
        """Open passages; note what it took."""
        before, start = self.read(".ts-opened"), time.perf_counter()
        act()
        self.wait_for("before => document.querySelector('.ts-opened').textContent !== before", before)
        self.wait_for("() => document.querySelector('.ts-passages h3')")
        self.times[f"{act.__name__} {len(self.times)}: passages, seconds to be seen"] = time.perf_counter() - start
        seconds = self.page.evaluate("JSON.parse(document.querySelector('.ts-explorer').dataset.seconds)")
        self.times[f"{act.__name__} {len(self.times)}: passages, seconds of CPU"] = seconds["passages"]
        assert self.read(".ts-alert") == "", self.read(".ts-alert")
        return self.read(".ts-opened")

    def take(self, button):
        with self.page.expect_download() as download:
            self.find(f"button:text-is('{button}')").click()
        with open(download.value.path(), "rb") as file:
            return file.read()

    def picture(self, name, scroll=True):
        if PICTURES:
            figure = self.find(".ts-figure")
            if scroll and figure.count():
                figure.evaluate("node => node.scrollIntoView()")
            self.page.screenshot(path=os.path.join(PICTURES, f"explorer-{self.theme.lower()}-{name}.png"))

    def report(self):
        """Print how long things took: on a busy machine longer, so nothing is asserted."""
        for what in ("picture, seconds to be seen", "picture, seconds of CPU", "interval, seconds of CPU",
                     "passages, seconds to be seen", "passages, seconds of CPU"):  # fmt: skip
            took = sorted((time, name) for name, time in self.times.items() if name.endswith(what))
            if took:
                print(f"\n{self.theme}: {what}: {took[len(took) // 2][0]:.3f} in the middle of {len(took)}, "
                      f"{took[-1][0]:.3f} the longest ({took[-1][1].split(':')[0]})", end="")  # fmt: skip

    def check_quiet(self):
        assert not self.outside
        ours = [complaint for complaint in self.complaints if "debugger state" not in complaint]
        assert not ours  # JupyterLab's debugger complains of any restart that follows the start too soon


@contextlib.contextmanager
def open_browser():
    if CHROMIUM is None and os.environ.get("CI"):
        pytest.fail("there is no Chromium, so the explorer was not tried; apt-get install chromium fonts-dejavu-core")
    if CHROMIUM is None:
        pytest.skip("NOT TESTED: there is no Chromium here; Debian has it: apt-get install chromium fonts-dejavu-core")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


# A view without a kernel; it hears of what happens to its model as anywidget lets it hear.
ALONE = """async (code) => {
    const values = { svg: "<svg xmlns='http://www.w3.org/2000/svg'/>", dots: [], texts: [], alert: "Old." };
    const heard = {}, el = document.body.appendChild(document.createElement("div"));
    const model = { get: (name) => values[name] ?? "", on: (name, act) => { heard[name] = act; }, send() {} };
    const url = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    (await import(url)).default.render({ model, el });
    const said = [false, true].map((live) => {
        heard["comm_live_update"].call({ model: { comm_live: live } });
        return el.querySelector(".ts-alert").textContent;
    });
    const copy = el.querySelector("details button");
    copy.click();
    await new Promise((done) => setTimeout(done, 50));
    return [...said, copy.textContent];
}"""


def test_the_kernel_is_said_to_have_ended_only_while_it_has_and_what_is_not_copied_is_not_said_to_be():
    code = (paths.ROOT / "lib" / "themeshift" / "explorer.js").read_text(encoding="utf-8")
    with open_browser() as browser:
        said = browser.new_page().evaluate(ALONE, code)
    assert "kernel was restarted or has ended" in said[0] and said[1:] == ["Old.", "Selected: now copy it"]


@pytest.fixture(params=["Light", "Dark"])
def reader(request, project, tmp_path, capsys):
    with open_browser() as browser, serve(project, tmp_path, request.param) as address:
        reader = Reader(browser, request.param, address)
        yield reader
    with capsys.disabled():
        reader.report()


def test_a_reader_asks_sees_opens_takes_and_compares(reader):
    reader.run()
    reader.picture("first")
    see_and_open(reader)
    ask(reader)
    take(reader)
    compare(reader)
    err(reader)
    check_contrast(reader)
    reader.check_quiet()
    come_back(reader)


def test_stored_passages_are_readable_in_both_themes(reader):
    reader.page.goto(f"{reader.address}/lab/tree/notebooks/01_read_the_corpus.ipynb?reset")
    reader.page.wait_for_selector(".jp-RenderedHTML table caption", state="attached")
    reader.page.locator(".jp-RenderedHTML table caption").first.scroll_into_view_if_needed()
    reader.picture("stored")
    check_contrast(reader, ".jp-RenderedHTML")
    assert not reader.outside


def see_and_open(reader):
    """Open one dot with the mouse, one with the keyboard, and a text from the list; then a paragraph with its scan."""
    dots = reader.page.locator(".ts-figure [role=button]")
    options = reader.page.locator(".ts-list option")
    assert dots.count() == options.count() > 60
    with_words = re.compile(r": [1-9]\d* in ")
    dot = next(dot for dot in dots.all()[::-1] if with_words.search(dot.get_attribute("aria-label")))
    reader.page.set_viewport_size({"width": 1500, "height": 800})
    opened = reader.open(lambda: click(reader, dot))
    assert dot.get_attribute("aria-label") in opened
    reader.wait_for(f"() => ({IS_SEEN})(document.querySelector('.ts-opened'))")  # though it is far below the dot
    reader.page.set_viewport_size({"width": 1500, "height": 1400})
    assert reader.read(".ts-passages mark").lower().startswith("peace")
    reader.picture("opened-by-mouse")

    def press():
        dots.nth(0).focus()
        reader.page.keyboard.press("Home")
        reader.page.keyboard.press("ArrowRight")
        reader.page.keyboard.press("Enter")

    opened = reader.open(press)
    assert opened.split(", ", 1)[1].rstrip(".") == options.nth(1).text_content()  # the second by date
    assert reader.page.locator(".ts-figure [role=button][tabindex='0']").count() == 1
    cells = reader.page.locator(".jp-Cell").count()
    reader.find(".ts-list select").focus()
    opened = reader.open(lambda: reader.page.keyboard.press("ArrowDown"))
    assert options.nth(0).text_content() in opened
    for control in (reader.find(".ts-list select"), reader.control("Genres"), reader.control("Rate by")):
        control.focus()
        reader.page.keyboard.press("b")  # which would add a cell, were it JupyterLab's
        assert reader.page.locator(".jp-Cell").count() == cells and control.evaluate("node => node.matches(':focus')")
    label = options.nth(1).text_content()
    opened = reader.open(lambda: reader.find(".ts-list select").select_option(label=label))
    assert label in opened
    reader.find("button[data-passage='0']").click()
    reader.page.wait_for_selector(".ts-passages [data-paragraph] table")
    assert re.search(r"\b\d+ ", reader.read(".ts-passages [data-paragraph] td:last-child"))
    assert reader.find("button[data-passage='0']").get_attribute("aria-expanded") == "true"
    reader.picture("paragraph")


def click(reader, dot):
    """Click in the middle of a dot with the mouse, as a hand does."""
    dot.scroll_into_view_if_needed()
    box = dot.bounding_box()
    reader.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)


def ask(reader):
    """Move every control."""
    reader.choose("Theme", "concessions")
    reader.choose("Senses", "foreign capital", "domestic")
    reader.change(reader.write("Words", "League of Nations, Entente"), "Words")
    assert reader.page.locator("[id^=dots-]").count() == 3
    assert "“League of Nations”" in reader.read(".ts-sentence")
    reader.picture("several")
    reader.change(reader.write("Words", ""), "Words")
    reader.choose("Voices", "author", "quoted")
    reader.choose("Genres", "speech", "report", "letter")
    reader.choose("Authors", "V. I. Lenin", "L. D. Trotsky")
    reader.choose("Addressees", "soviets", "party", "colleagues", "foreign public")
    reader.choose("Periods", "Brest", "civil war", "Polish war")
    reader.change(reader.write("From", "1918"), "From")
    reader.change(reader.write("To", "1920-11"), "To")
    reader.change(lambda: reader.control("whole texts only").click(), "whole texts only")
    reader.change(lambda: reader.control("events on the axis").click(), "events on the axis")
    reader.picture("narrowed")
    reader.choose("Rate by", "half-year")
    assert "half" not in reader.read(".ts-alert")
    reader.choose("Rate by", "period")
    reader.picture("period")
    reader.open(lambda: click(reader, reader.page.locator(".ts-figure [role=button]").first))
    reader.choose("Rate by", "text")
    for name in ("Genres", "Addressees", "Periods"):
        reader.change(lambda name=name: reader.control(name).select_option([]), name)
    reader.change(reader.write("From", ""), "From")
    reader.change(reader.write("To", ""), "To")
    reader.change(lambda: reader.control("whole texts only").click(), "whole texts only")

    def smooth():
        reader.page.locator(".jupyter-widgets .noUi-handle").first.focus()
        reader.page.keyboard.press("ArrowRight")

    reader.change(smooth, "Smooth")


def take(reader):
    """Take both tables and both pictures, and read them; run the code."""
    passages = list(csv.DictReader(io.StringIO(reader.take("Passages (CSV)").decode("utf-8-sig"))))
    texts = list(csv.DictReader(io.StringIO(reader.take("Texts (CSV)").decode("utf-8-sig"))))
    counted = sum(int(row[name]) for row in texts for name in row if name.startswith("count of "))
    assert len(passages) == counted > 50
    assert {"document", "date", "voice", "page", "line", "left", "match", "right", "sense"} <= passages[0].keys()
    assert reader.take("Figure (PDF)").startswith(b"%PDF")
    assert reader.take("Figure (PNG)").startswith(b"\x89PNG")
    reader.find("summary").click()
    assert "ts.Selection(" in reader.read("pre")
    reader.picture("code")


def compare(reader):
    reader.choose("Compare", "before and after a day")  # begins at the middle of the texts
    reader.write("Day", "")()
    reader.wait_for("() => /write the day/i.test(document.querySelector('.ts-alert').textContent)")
    reader.change(reader.write("Day", "1920-11-21"), "Day")
    reader.find("button:has-text('Test the difference')").click()
    reader.wait_for("() => /Holm/.test(document.querySelector('.ts-compared').textContent)")
    assert "since 1920-11-21" in reader.read(".ts-compared")
    reader.picture("compared")
    reader.choose("Compare", "two genres")
    reader.choose("Genre 2", "letter")
    reader.choose("Compare", "(one selection)")


def err(reader):
    """Every mistake is a sentence, and the next action works."""
    for name, wrong, said in (("Words", "xylophone", "occurs in none"), ("From", "1920-13", "date"),
                              ("To", "1900", "no text is left")):  # fmt: skip
        reader.write(name, wrong)()
        reader.wait_for("said => document.querySelector('.ts-alert').textContent.toLowerCase().includes(said)", said)
        assert reader.find(".ts-alert").evaluate(IS_SEEN)
        if name == "Words":
            reader.picture("error", scroll=False)
            check_contrast(reader)
        reader.write(name, "")()
        reader.wait_for("() => document.querySelector('.ts-alert').textContent === ''")


def check_contrast(reader, part=".ts-explorer"):
    """Ask axe-core about part of the page: contrast of at least 4.5, names of what can be clicked, and more."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(reader.page, context=part).response["violations"]
    serious = [f"{v['id']}: {node['html'][:200]} {node.get('failureSummary', '')[:300]}" for v in found
               if v["impact"] in ("serious", "critical") for node in v["nodes"]]  # fmt: skip
    assert not serious, "\n".join(serious)


def come_back(reader):
    """Restart the kernel under an open page, close the tab in the middle, come back, restart and run all."""
    reader.page.click('.lm-MenuBar-itemLabel:text-is("Kernel")')
    reader.page.click('.lm-Menu-itemLabel:text-is("Restart Kernel…")')
    reader.page.click(".jp-Dialog .jp-mod-warn")
    reader.wait_for("() => /run the cell again/.test(document.querySelector('.ts-alert').textContent)")
    reader.find("button:text-is('Texts (CSV)')").click()  # nobody hears it; nor does the console complain
    reader.page.close()
    reader.open_tab()
    reader.run(restart=True)
    reader.choose("Theme", "electrification")
    reader.check_quiet()
