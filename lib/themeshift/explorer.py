"""Explore a corpus in a notebook: ask, see, open, take and compare; with mouse or keyboard, without network."""

import asyncio
import contextlib
import gc
import io
import itertools
import re
import time
import warnings
from pathlib import Path

import anywidget
import ipywidgets as widgets
import matplotlib
import traitlets

from themeshift import openings, panels, paths, svg
from themeshift.answers import compare_sides, describe_selection, describe_sides
from themeshift.checks import InputError
from themeshift.escaping import keep_order
from themeshift.form import Form, choose_first
from themeshift.measuring import measure_bands, measure_selection
from themeshift.selection import Selection
from themeshift.simulation import load_coverage
from themeshift.sources import load_sources

HERE = Path(__file__).parent
TYPES = {"csv": "text/csv", "pdf": "application/pdf", "png": "image/png"}
LACKING = re.compile("Glyph .* missing from")  # as matplotlib warns
BOXES = ("The file has empty boxes where its font lacks letters of these texts; name a font of your computer, as "
         "07_bring_your_own_texts says under Other languages, and take it again.")  # fmt: skip
PICTURES = {"pdf": {"CreationDate": None, "Creator": None, "Producer": None}, "png": {"Software": None}}


class View(anywidget.AnyWidget):
    """What is seen of an answer: the figure with its dots as buttons, sentences, a list of texts, passages, code."""

    _esm = (HERE / "explorer.js").read_text(encoding="utf-8")
    _css = (HERE / "explorer.css").read_text(encoding="utf-8")
    svg, sentence, compared, alert, opened, passages, code = (traitlets.Unicode().tag(sync=True) for _ in range(7))
    dots, texts = (traitlets.List().tag(sync=True) for _ in range(2))
    seconds = traitlets.Dict().tag(sync=True)


class Explorer:
    """A corpus to explore: controls, a figure whose dots open their passages, and all of it to take away.

    Shown by being the last value of a cell. What fails is a sentence on the page; the last answer stays.

    Parameters
    ----------
    folder : pathlib.Path
        Any corpus that `load_corpus` reads.
    selection : Selection or None
        What is shown first; by default the first declared theme, or the corpus's most frequent long word, in the voice
        with most paragraphs and the texts of the author of more than half of them.
    **options
        As in `load_corpus`, but for `voice`.

    Attributes
    ----------
    sources : Sources
    answer : Answer
        The last.
    view : View
    form : Form
    controls : dict of str to ipywidgets.Widget
        Those of the form.

    Raises
    ------
    InputError
        If the corpus cannot be loaded, or the first selection be answered.
    """

    def __init__(self, folder=paths.CORPUS, selection=None, **options):
        gc.unfreeze()  # what an explorer held that this one replaces
        self.sources = load_sources(folder, **options)
        ours = self.sources.folder.resolve() == paths.CORPUS.resolve()  # coverage was measured for its texts
        self._coverage = load_coverage() if ours and paths.SIMULATION.is_dir() else None
        self.answer, self.marks, self._figure, self._timers, self._tested = None, [], None, {}, 0
        self._opened, self._quiet, self._blanks, self._style = None, False, {}, {}
        self.view = View()
        self.view.on_msg(self._receive)
        self.form = Form(self.sources)
        self.controls = self.form.controls
        if selection is not None:
            measure_selection(self.sources, selection)  # refuses what the controls cannot hold
        self.form.fill(selection or choose_first(self.sources))
        for control in self.controls.values():
            if isinstance(control, widgets.Button):
                control.on_click(lambda _: self._act(self._announce_test))
            else:
                control.observe(self._change, "value")
        self._change()
        if self.answer is None:
            raise InputError(self.view.alert.rstrip("."))
        columns = {
            "grid_template_columns": "repeat(auto-fill, minmax(min(100%, 260px), 1fr))",
            "align_content": "flex-start",
        }
        controls = widgets.GridBox(list(self.controls.values()), layout={"flex": "1 1 240px"} | columns)
        view = widgets.Box(
            [self.view], layout={"flex": "3 1 640px", "min_width": "0", "display": "block", "margin": "0 0 0 12px"}
        )
        gc.collect()
        gc.freeze()  # or the collector walks through all texts in the middle of an answer, and doubles its time
        self.box = widgets.HBox([controls, view], layout={"flex_flow": "row wrap", "width": "100%"})
        self.box.add_class("ts-whole")

    def _repr_mimebundle_(self, **options):
        return self.box._repr_mimebundle_(**options)

    def _try(self, action, *arguments):
        """Do something; what fails becomes a sentence on the page, since a callback has no other voice."""
        try:
            with _put_off_collecting(), warnings.catch_warnings():
                warnings.filterwarnings("ignore", LACKING.pattern)  # on the page the browser has its own fonts
                return action(*arguments)
        except InputError as error:
            self.view.alert = f"{str(error)[:1].upper()}{str(error)[1:]}."
        except Exception as error:
            self.view.alert = (f"This failed ({type(error).__name__}: {error}); what is shown is the last answer. "
                               "Change a choice and go on, or run the cell again.")  # fmt: skip

    def _act(self, action, *arguments):
        """Do what a person asks for; what was wrong before is said no more."""
        self.view.alert = ""
        self._try(action, *arguments)

    def _change(self, change=None):
        """Answer anew after a control has moved."""
        if self._quiet:
            return
        follows = {"theme": self.form.fill_senses, "split": self.form.fill_day}
        for name, follow in follows.items():
            if change is not None and change["owner"] is self.controls[name]:
                self._quiet = True  # what follows is part of the same choice
                follow()
                self._quiet = False
        self.form.show()
        self._act(self._answer)

    def _answer(self):
        start = time.process_time()
        answer = self._ask()
        figure = panels.draw_selection(answer, self._take_blank(len(answer.panels)))
        dots, texts = panels.list_marks(answer)
        numbers = itertools.count()
        numbered = [[(next(numbers), mark.label) for mark in part] for part in (*dots, texts)]
        sentence, picture, code = self._describe(answer), svg.write_svg(figure), panels.write_code(self.sources, answer)
        self._stop_waiting()  # not before: where an answer fails, the last one still gets its interval
        with self.view.hold_sync():  # names and picture arrive together
            self._show(answer, figure, sentence, picture, "picture", start)
            self.marks, self._opened = [mark for part in (*dots, texts) for mark in part], None
            self.view.dots, self.view.texts = numbered[:-1], numbered[-1]
            self.view.compared = self.view.opened = self.view.passages = ""
            self.view.code = code
        self._wait(self._add_bands)

    def _ask(self):
        """Answer what the controls ask; a refusal says that the last answer stays."""
        try:
            return measure_selection(self.sources, self.form.read())
        except InputError as error:
            if self.answer is None:
                raise
            raise InputError(f"{error}. What is shown is the last answer") from error

    def _describe(self, answer):
        return keep_order(describe_selection(answer, self._find_coverage(answer)))

    def _show(self, answer, figure, sentence, picture, what, start):
        self.answer, self._figure = answer, figure
        with self.view.hold_sync():
            self.view.sentence, self.view.svg = sentence, picture
            self.view.seconds = self.view.seconds | {what: round(time.process_time() - start, 4)}

    def _find_coverage(self, answer):
        """Return how often bands cover, which was measured for nearly all texts, undivided, and usual smoothing."""
        asked, usual = answer.selection, Selection()
        nearly_all = len(answer.documents) > 0.9 * len(self.sources.documents)
        as_usual = asked.voices == usual.voices and (asked.unit != "text" or asked.half_width == usual.half_width)
        return self._coverage if nearly_all and as_usual and not asked.split else None

    def _add_bands(self):
        start = time.process_time()
        answer = measure_bands(self.answer)
        sentence = self._describe(answer)  # what can fail comes before the figure is changed
        try:
            figure, picture = svg.write_bands(answer, self._figure, self.view.svg)
        except Exception:
            self._figure = panels.draw_selection(self.answer)  # without half a band
            raise
        self._show(answer, figure, sentence, picture, "interval", start)
        self._wait(self._prepare)

    def _prepare(self):
        """Put the last picture away and make ready for the next, when nobody waits for it."""
        gc.collect()
        self._check_style()
        for n in {1, 2, 3, len(self.answer.panels)} - set(self._blanks):
            self._blanks[n] = panels.make_blank(n)

    def _take_blank(self, n):
        """Return a figure that was made ready, if there is one; it is not drawn on twice."""
        self._check_style()
        return self._blanks.pop(n, None)

    def _check_style(self):
        """Throw away what was made ready in another style."""
        style = dict(matplotlib.rcParams)
        if style != self._style:
            self._blanks, self._style = {}, style

    def _wait(self, action):
        """Do something when what was sent has left and what waits has been heard; at once where there is no loop."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return action()
        self._stop_waiting(action)
        self._timers[action] = loop.call_later(0.05, self._try, action)

    def _stop_waiting(self, *actions):
        """Let what waits be done no more: these actions, or by default all."""
        for action in actions or list(self._timers):
            if action in self._timers:
                self._timers.pop(action).cancel()

    def _receive(self, _, message, buffers):
        """Hear what was clicked."""
        actions = {"open": self._open, "paragraph": self._open_paragraph, "take": self._take}
        self._act(actions[message["do"]], message)

    def _open(self, message):
        start, number = time.process_time(), message["mark"]
        mark = self.marks[number] if 0 <= number < len(self.marks) else None
        if mark is None or mark.label != message.get("label", mark.label):  # clicked before its picture was replaced
            raise InputError("what was clicked belongs to the last picture; choose it in this one")
        self._opened = openings.find_passages(self.sources, self.answer, mark.documents, mark.curves)
        with self.view.hold_sync():
            self.view.opened = f"Opened: {mark.label}."
            self.view.passages = openings.write_passages(self.sources, self.answer, mark, self._opened)
            self.view.seconds = self.view.seconds | {"passages": round(time.process_time() - start, 4)}

    def _open_paragraph(self, message):
        if self._opened is None or not 0 <= message["passage"] < len(self._opened):
            raise InputError("what was clicked belongs to what was open before; open its text again")
        html = openings.write_paragraph(self.sources, self._opened.iloc[message["passage"]])
        self.view.send({"paragraph": message["passage"], "html": html})

    def _take(self, message):
        """Send a file to be saved by the browser."""
        what = message["what"]
        if what in PICTURES:
            data, kind = self._draw_file(what), what
        else:
            table = openings.find_passages(self.sources, self.answer) if what == "passages" else (
                openings.list_texts(self.answer))  # fmt: skip
            data, kind = table.to_csv(index=what == "texts", lineterminator="\n").encode("utf-8-sig"), "csv"
        self.view.send({"file": f"{what if kind == 'csv' else 'selection'}.{kind}", "type": TYPES[kind]}, [data])

    def _draw_file(self, kind):
        """Draw the figure with its band anew, as the code cell does."""
        if self.answer.panels[0].table["layer"].iloc[0] == "these texts":
            self._stop_waiting(self._add_bands)
            self._add_bands()
        picture = io.BytesIO()
        with warnings.catch_warnings(record=True) as told:
            warnings.filterwarnings("always", LACKING.pattern)
            panels.save_picture(panels.draw_selection(self.answer), picture, kind, PICTURES[kind])
        if any(LACKING.match(str(warning.message)) for warning in told):
            self.view.alert = BOXES
        return picture.getvalue()

    def _announce_test(self):
        """Say that the tests are under way, and make them when that is seen."""
        if self.form.read() != self.answer.selection:  # which was refused
            self._answer()
        self.view.compared = "Testing by shuffling the texts …"
        self._wait(self._test)

    def _test(self):
        self.view.compared = ""
        table = compare_sides(self.answer)
        self._tested += len(table)
        self.view.compared = (
            keep_order(describe_sides(self.answer, table)) + f" Tests made here so far: {self._tested}."
        )


@contextlib.contextmanager
def _put_off_collecting():
    """Keep the collector from walking through all that was drawn before in the middle of an answer."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
