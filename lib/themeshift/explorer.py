"""Explore a corpus in a notebook: ask, see, open, take and compare; with mouse or keyboard, without network."""

import asyncio
import contextlib
import gc
import io
import itertools
import time
from pathlib import Path

import anywidget
import ipywidgets as widgets
import traitlets

from themeshift import openings, panels, paths
from themeshift.answers import compare_sides, describe_selection, describe_sides
from themeshift.checks import InputError
from themeshift.files import keep_order
from themeshift.measuring import measure_bands, measure_selection
from themeshift.periods import choose_half_width, write_day
from themeshift.selection import UNITS, Selection
from themeshift.simulation import load_coverage
from themeshift.sources import LISTS, load_sources
from themeshift.themes import list_true_senses

HERE = Path(__file__).parent
NO_THEME, NO_SPLIT, DAY, GENRES = "(own words only)", "(one selection)", "before and after a day", "two genres"
QUOTES = ' \t"“”„«»'  # around a phrase, as other searches want them
LONG = 3650  # days, beyond which texts are too far apart to be smoothed over 120 days
TYPES = {"csv": "text/csv", "pdf": "application/pdf", "png": "image/png"}
PICTURES = {"pdf": {"CreationDate": None, "Creator": None, "Producer": None}, "png": {"Software": None}}
LABELED = {"style": {"description_width": "6.5em"}, "layout": {"width": "auto"}}


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
    controls : dict of str to ipywidgets.Widget

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
        self._opened, self._quiet, self._blanks = None, False, {}
        self.view = View()
        self.view.on_msg(self._receive)
        self.controls = self._make_controls()
        if selection is not None:
            measure_selection(self.sources, selection)  # refuses what the controls cannot hold
        self._fill(selection or self._choose_first())
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

    def _make_controls(self):
        """Make the controls; a list that the corpus has no column for is left out."""
        sources, made = self.sources, {}
        days = sources.documents["date"].sort_values()
        first, middle = write_day(days.iloc[0]), write_day(days.iloc[len(days) // 2])
        made["theme"] = widgets.Dropdown(options=[NO_THEME, *sources.themes], description="Theme", **LABELED)
        made["senses"] = _make_list("Senses", [])
        made["words"] = _make_text("Words", "peace*, world war")
        made["voices"] = _make_list("Voices", sources.voices)
        for name in LISTS:
            column = sources.get_column(name)
            values = [] if column is None else sorted(set(column))
            if len(values) > 1:
                made[name] = _make_list(name.capitalize(), [(value or "(none)", value) for value in values])
        if not isinstance(sources.periods, str):
            made["periods"] = _make_list("Periods", list(sources.periods.index))
        for name, text in (("first", "From"), ("last", "To")):
            made[name] = _make_text(text, f"{first[:-6]} or {first}")
        made["whole"] = widgets.Checkbox(description="whole texts only", indent=False, **LABELED)
        made["events"] = widgets.Checkbox(value=True, description="events on the axis", indent=False, **LABELED)
        made["unit"] = widgets.Dropdown(options=UNITS, description="Rate by", **LABELED)
        made["half_width"] = widgets.IntSlider(120, 30, 720, 10, description="± days", continuous_update=False,
                                               **LABELED)  # fmt: skip
        splits = [NO_SPLIT, DAY, *([GENRES] if "genres" in made else [])]
        made["split"] = widgets.Dropdown(options=splits, description="Compare", **LABELED)
        made["day"] = _make_text("Day", middle)
        if "genres" in made:
            frequent = sources.get_column("genres").value_counts().index
            for n, name in enumerate(("one", "other")):
                made[name] = widgets.Dropdown(options=made["genres"].options, value=frequent[n],
                                              description=f"Genre {n + 1}", **LABELED)  # fmt: skip
        made["test"] = widgets.Button(description="Test the difference", layout={"width": "auto"})
        return made

    def _choose_first(self):
        """Choose what is shown first in any corpus."""
        sources, authors = self.sources, self.sources.get_column("authors")
        shares = authors.value_counts(normalize=True) if authors is not None else []
        chosen = {"authors": (shares.index[0],)} if len(shares) > 1 and shares.iloc[0] > 0.5 else {}
        days = (sources.documents["date_end"].max() - sources.documents["date"].min()).days
        usual = 120 if days < LONG else days // 120 * 10  # a twelfth, in tens of days
        chosen["half_width"] = max(
            usual, -(-choose_half_width(sources.documents) // 10) * 10
        )  # else all would be blank
        if sources.themes:
            theme = next(iter(sources.themes))
            curves = list(sources.themes[theme].curves.values())
            senses = tuple(curves[0]) if curves else ()
            if set(senses) == set(list_true_senses(sources.themes[theme].senses)):
                senses = ()
            return Selection(theme, senses, voices=(sources.voices[0],), **chosen)
        return Selection(words=(sources.find_frequent_word(),), voices=(sources.voices[0],), **chosen)

    def _fill(self, selection):
        """Set the controls as a selection says."""
        self.controls["theme"].value = selection.theme or NO_THEME
        self._fill_senses()
        slider, days = self.controls["half_width"], int(selection.half_width)
        slider.min, slider.max = min(slider.min, days), max(slider.max, 3 * days)
        values = {"words": ", ".join(selection.words)} | {
            name: getattr(selection, name) for name in (
                "senses", "voices", *LISTS, "periods", "first", "last", "whole", "events", "unit", "half_width")
            if name in self.controls} | {"half_width": days}  # fmt: skip
        if selection.split:
            values |= {"split": DAY, "day": selection.split} if isinstance(selection.split, str) else {
                "split": GENRES, "one": selection.split[0], "other": selection.split[1]}  # fmt: skip
        for name, value in values.items():
            self.controls[name].value = value
        self._show_controls()

    def _fill_senses(self):
        theme = self.sources.themes.get(self.controls["theme"].value)
        senses = list(theme.senses) if theme else []
        if [value for _, value in self.controls["senses"].options] != senses:
            self.controls["senses"].value = ()  # before its options: the browser hears one after the other
            self.controls["senses"].options = [(sense.replace("_", " "), sense) for sense in senses]
            self.controls["senses"].rows = max(2, min(5, len(senses)))

    def _show_controls(self):
        """Show the controls that matter to the others' values, and hide the rest."""
        split, by_text = self.controls["split"].value, self.controls["unit"].value == "text"
        wanted = {"day": split == DAY, "one": split == GENRES, "other": split == GENRES, "test": split != NO_SPLIT,
                  "half_width": by_text, "events": by_text and self.sources.events is not None,
                  "voices": len(self.sources.voices) > 1, "theme": bool(self.sources.themes),
                  "senses": self.controls["theme"].value != NO_THEME,
                  "whole": not {"extract", "printed_share"}.isdisjoint(self.sources.documents)}  # fmt: skip
        for name, shown in wanted.items():
            if name in self.controls:
                self.controls[name].layout.display = "" if shown else "none"

    def read_controls(self):
        """Return the selection that the controls make."""
        value = {name: control.value for name, control in self.controls.items() if hasattr(control, "value")}
        split = {DAY: value["day"].strip(), GENRES: (value.get("one"), value.get("other"))}.get(value["split"], "")
        if value["split"] == DAY and not split:
            raise InputError("write the day before and after which the texts are compared, such as "
                             f"{self.controls['day'].placeholder}")  # fmt: skip
        words = tuple(word.strip(QUOTES) for word in value["words"].split(",") if word.strip(QUOTES))
        plain = ("senses", "voices", *LISTS, "periods", "whole", "events", "unit", "half_width")
        chosen = {name: value[name] for name in plain if name in value}
        theme = "" if value["theme"] == NO_THEME else value["theme"]
        return Selection(theme, words=words, first=value["first"].strip(), last=value["last"].strip(), split=split,
                         **chosen)  # fmt: skip

    def _try(self, action, *arguments):
        """Do something; what fails becomes a sentence on the page, since a callback has no other voice."""
        try:
            with _put_off_collecting():
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
        if change is not None and change["owner"] is self.controls["theme"]:
            self._quiet = True  # choosing other senses is part of choosing a theme
            self._fill_senses()
            self._quiet = False
        self._show_controls()
        self._act(self._answer)

    def _answer(self):
        start = time.process_time()
        answer = self._ask()
        blank = self._blanks.pop(len(answer.panels), None)  # not drawn on twice, even if this fails
        figure, (dots, texts) = panels.draw_selection(answer, blank), panels.list_marks(answer)
        numbers = itertools.count()
        numbered = [[(next(numbers), mark.label) for mark in part] for part in (*dots, texts)]
        sentence, svg, code = self._describe(answer), panels.write_svg(figure), panels.write_code(self.sources, answer)
        self._stop_waiting()  # not before: where an answer fails, the last one still gets its interval
        with self.view.hold_sync():  # names and picture arrive together
            self._show(answer, figure, sentence, svg, "picture", start)
            self.marks, self._opened = [mark for part in (*dots, texts) for mark in part], None
            self.view.dots, self.view.texts = numbered[:-1], numbered[-1]
            self.view.compared = self.view.opened = self.view.passages = ""
            self.view.code = code
        self._wait(self._add_bands)

    def _ask(self):
        """Answer what the controls ask; a refusal says that the last answer stays."""
        try:
            return measure_selection(self.sources, self.read_controls())
        except InputError as error:
            if self.answer is None:
                raise
            raise InputError(f"{error}. What is shown is the last answer") from error

    def _describe(self, answer):
        return keep_order(describe_selection(answer, self._find_coverage(answer)))

    def _show(self, answer, figure, sentence, svg, what, start):
        self.answer, self._figure = answer, figure
        with self.view.hold_sync():
            self.view.sentence, self.view.svg = sentence, svg
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
        figure, svg = panels.write_bands(answer, self._figure, self.view.svg)
        self._show(answer, figure, sentence, svg, "interval", start)
        self._wait(self._prepare)

    def _prepare(self):
        """Put the last picture away and make ready for the next, when nobody waits for it."""
        gc.collect()
        for n in {1, 2, 3, len(self.answer.panels)}:
            self._blanks[n] = self._blanks.get(n) or panels.make_blank(n)

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
        panels.save_picture(panels.draw_selection(self.answer), picture, kind, PICTURES[kind])
        return picture.getvalue()

    def _announce_test(self):
        """Say that the tests are under way, and make them when that is seen."""
        if self.read_controls() != self.answer.selection:  # which was refused
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


def _make_text(name, example):
    return widgets.Text(description=name, placeholder=example, continuous_update=False, **LABELED)


def _make_list(name, options):
    rows = max(2, min(5, len(options)))
    return widgets.SelectMultiple(options=options, rows=rows, description=name, tooltip="None chosen: all", **LABELED)
