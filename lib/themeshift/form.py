"""Ask by controls: the form of the explorer, which makes a selection of what is chosen and written in it."""

import ipywidgets as widgets

from themeshift.checks import InputError
from themeshift.dates import write_day
from themeshift.periods import choose_half_width
from themeshift.selection import UNITS, Selection
from themeshift.sources import LISTS
from themeshift.themes import list_true_senses

NO_THEME, NO_SPLIT, DAY, GENRES = "(own words only)", "(one selection)", "before and after a day", "two genres"
QUOTES = ' \t"“”„«»'  # around a phrase, as other searches want them
LONG = 3650  # days, beyond which texts are too far apart to be smoothed over 120 days
LABELED = {"style": {"description_width": "6.5em"}, "layout": {"width": "auto"}}


class Form:
    """The controls of the explorer for one corpus.

    Attributes
    ----------
    sources : Sources
    controls : dict of str to ipywidgets.Widget
    """

    def __init__(self, sources):
        self.sources = sources
        self.controls = self._make()

    def _make(self):
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

    def fill(self, selection):
        """Set the controls as a selection says."""
        self.controls["theme"].value = selection.theme or NO_THEME
        self.fill_senses()
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
        self.show()

    def fill_senses(self):
        """Offer the senses of the theme that is chosen."""
        theme = self.sources.themes.get(self.controls["theme"].value)
        senses = list(theme.senses) if theme else []
        if [value for _, value in self.controls["senses"].options] != senses:
            self.controls["senses"].value = ()  # before its options: the browser hears one after the other
            self.controls["senses"].options = [(sense.replace("_", " "), sense) for sense in senses]
            self.controls["senses"].rows = max(2, min(5, len(senses)))

    def fill_day(self):
        """Begin a comparison at the middle of the texts, where no day is written yet."""
        if self.controls["split"].value == DAY and not self.controls["day"].value.strip():
            self.controls["day"].value = self.controls["day"].placeholder

    def show(self):
        """Show the controls that matter to the values of the others, and hide the rest."""
        split, by_text = self.controls["split"].value, self.controls["unit"].value == "text"
        wanted = {"day": split == DAY, "one": split == GENRES, "other": split == GENRES, "test": split != NO_SPLIT,
                  "half_width": by_text, "events": by_text and self.sources.events is not None,
                  "voices": len(self.sources.voices) > 1, "theme": bool(self.sources.themes),
                  "senses": self.controls["theme"].value != NO_THEME,
                  "whole": not {"extract", "printed_share"}.isdisjoint(self.sources.documents)}  # fmt: skip
        for name, shown in wanted.items():
            if name in self.controls:
                self.controls[name].layout.display = "" if shown else "none"

    def read(self):
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


def choose_first(sources):
    """Choose what is shown first of any corpus."""
    authors = sources.get_column("authors")
    shares = authors.value_counts(normalize=True) if authors is not None else []
    chosen = {"authors": (shares.index[0],)} if len(shares) > 1 and shares.iloc[0] > 0.5 else {}
    shown = sources.documents[authors.isin(chosen["authors"])] if chosen else sources.documents
    days = (shown["date_end"].max() - shown["date"].min()).days
    usual = 120 if days < LONG else days // 120 * 10  # a twelfth, in tens of days
    chosen["half_width"] = max(usual, -(-choose_half_width(shown) // 10) * 10)  # else all would be blank
    if sources.themes:
        theme = next(iter(sources.themes))
        curves = list(sources.themes[theme].curves.values())
        senses = tuple(curves[0]) if curves else ()
        if set(senses) == set(list_true_senses(sources.themes[theme].senses)):
            senses = ()
        return Selection(theme, senses, voices=(sources.voices[0],), **chosen)
    return Selection(words=(sources.find_frequent_word(),), voices=(sources.voices[0],), **chosen)


def _make_text(name, example):
    return widgets.Text(description=name, placeholder=example, continuous_update=False, **LABELED)


def _make_list(name, options):
    rows = max(2, min(5, len(options)))
    return widgets.SelectMultiple(options=options, rows=rows, description=name, tooltip="None chosen: all", **LABELED)
