"""Answer a question to a corpus in counts, curves and the texts that they rest on."""

import functools
import operator

import numpy as np
import pandas as pd

from themeshift.checks import InputError, check_choice
from themeshift.counts import Counts
from themeshift.dates import find_middle, write_day
from themeshift.facts import find_whole_texts
from themeshift.index import read_date
from themeshift.intervals import measure_intervals, smooth_intervals
from themeshift.occurrences import choose_senses
from themeshift.periods import assign_periods
from themeshift.selection import UNITS, Answer, Panel, Selection
from themeshift.sources import LISTS, Sources
from themeshift.terms import compile_term
from themeshift.themes import list_true_senses
from themeshift.trends import smooth_rates, summarize_periods

MOST_PERIODS, MOST_CURVES = 40, 12  # side by side; one below another
DRAWN = ("date", "date_end", "genre", "author")


def measure_selection(sources, selection, band=False):
    """Answer a question.

    Parameters
    ----------
    sources : Sources
        As from `load_sources`.
    selection : Selection
    band : bool
        Whether the curves have their interval for comparable texts, which takes longer than all else.

    Returns
    -------
    Answer

    Raises
    ------
    InputError
        If nothing is asked for, a word or name is unknown, two dates are exchanged, or no text with words is left.
    """
    if not isinstance(sources, Sources) or not isinstance(selection, Selection):
        raise InputError(f"{type(sources).__name__} cannot be asked {type(selection).__name__}; give what load_sources "
                         "returns, and a Selection")  # fmt: skip
    documents, others, words = _choose_documents(sources, selection)
    sides = _choose_sides(sources, selection, documents)
    documents = documents[functools.reduce(operator.or_, sides.values())]  # of other genres nothing is shown
    both, occurrences = _count_curves(sources, selection, words, documents.index)
    counts, others = both.select(documents), _split_others(sources, selection, both, others)
    sides = {side: inside[documents.index] for side, inside in sides.items()}.items()
    drawn = _keep_drawn(documents)
    periods = _choose_periods(drawn, sources, check_choice(selection.unit, UNITS, "unit"))
    panels = [
        panel
        for side, inside in sides
        for panel in _list_panels(side, counts.select(inside), drawn[inside], others.get(side), periods)
    ]
    panels = _measure_sides(panels, counts, selection.half_width, smooth_rates, summarize_periods, n_replicates=0)
    events = sources.events if selection.events else None
    answer = Answer(selection, documents, counts, occurrences, panels, events)
    return measure_bands(answer) if band else answer


def measure_bands(answer):
    """Return an answer whose curves have their interval for comparable texts (`smooth_intervals`, `measure_intervals`).

    Parameters
    ----------
    answer : Answer

    Returns
    -------
    Answer
    """
    if not isinstance(answer, Answer):
        raise InputError(f"the answer is {type(answer).__name__}; give what measure_selection returns")
    half_width, measures = answer.selection.half_width, (smooth_intervals, measure_intervals)
    return answer._replace(panels=_measure_sides(answer.panels, answer.counts, half_width, *measures))


def _choose_documents(sources, selection):
    """Return the chosen documents, those that only their author leaves out, and the words of both in the voices."""
    documents = sources.documents
    kept, by_author = pd.Series(True, documents.index), pd.Series(True, documents.index)
    for name in LISTS:
        chosen = getattr(selection, name)
        column = sources.get_column(name) if chosen else None
        if chosen and column is None:
            raise InputError(f"{name}: these texts have no column {' or '.join(map(repr, LISTS[name]))}; choose none")
        for value in chosen:
            check_choice(value, dict.fromkeys(column), name)
        if name == "authors" and chosen:
            by_author = column.isin(chosen)
        elif chosen:
            kept &= column.isin(chosen)
    if selection.whole:
        marked = {"extract": documents["extract"].isin([True, "yes"])} if "extract" in documents else {}
        kept &= find_whole_texts(documents.assign(**marked))
    middle = find_middle(documents)
    first, last = (_read_end(getattr(selection, name), f"{name} date") for name in ("first", "last"))
    if first is not None and last is not None and first > last:
        raise InputError(f"the last date, {selection.last}, is before the first, {selection.first}; exchange them")
    kept &= (middle >= first) if first is not None else True
    kept &= (middle < last + np.timedelta64(1, "D")) if last is not None else True
    if selection.periods:
        periods = assign_periods(documents, sources.periods).astype(str)
        for period in selection.periods:
            check_choice(period, dict.fromkeys(periods.sort_values()), "periods")
        kept &= periods.isin(selection.periods)
    for voice in selection.voices:
        check_choice(voice, sources.voices, "voices")
    words = sources.words[list(selection.voices or sources.voices)].sum(axis=1)
    others, kept = kept & ~by_author & (words > 0), kept & by_author
    if not (kept & (words > 0)).any():
        n, whose = kept.sum(), f"of {' or '.join(selection.voices)}" if selection.voices else "at all"
        found = f"{n} {'has' if n == 1 else 'have'} what is chosen, but no words {whose}"
        found = found if kept.any() else "none has all that is chosen"
        raise InputError(f"no text is left: {found}; choose more genres, persons, periods, dates or voices")
    kept &= words > 0
    return documents[kept], _keep_drawn(documents)[others], words[kept | others]


def _split_others(sources, selection, counts, others):
    """Return by side the counts of the curves in the texts that only their author leaves out, and those of any side."""
    if others.empty:
        return {}
    sides = _list_sides(sources, selection, others)
    return {side: (counts.select(others[inside]), others) for side, inside in sides.items() if inside.any()}


def _read_end(written, name):
    """Return the first or last day that a written date names, None for none."""
    if not written:
        return None
    return pd.Timestamp(read_date(written, f"the {name}")[name == "last date"])


def _count_curves(sources, selection, words, documents):
    """Return the counts of each curve in all texts that have words, and what they count in some documents."""
    tables, found, shown, lengths = {"table": {}, "least": {}, "most": {}}, [], [], {}
    for name, (theme, senses) in _name_curves(sources, selection).items():
        here = sources.occurrences if theme else sources.find_words(senses)
        texts = words.index.get_indexer(here["document"])
        kept = (texts >= 0) & here["voice"].isin(selection.voices or sources.voices).to_numpy()
        chosen = choose_senses(theme, senses, here) if theme else dict.fromkeys(tables, np.ones(len(here), bool))
        for bound, rows in chosen.items():
            tables[bound][name] = np.bincount(texts[rows & kept], minlength=len(words))
        found.append(here)
        shown.append(chosen["table"] & kept & words.index.isin(documents)[texts])
        lengths[name] = len(here)
    occurrences = pd.concat(found).assign(curve=np.repeat(list(lengths), list(lengths.values())))
    tables = {bound: pd.DataFrame(table, words.index) for bound, table in tables.items()}
    return Counts(words=words, **tables), occurrences[np.concatenate(shown)].reset_index(drop=True)


def _name_curves(sources, selection):
    """Return the curves that are asked for: by name the theme and its senses, or none and the search term."""
    curves = {}
    if selection.theme:
        theme = sources.themes[check_choice(selection.theme, sources.themes, "theme")]
        for sense in selection.senses:
            check_choice(sense, theme.senses, f"senses of {selection.theme!r}")
        title = f"{selection.theme} ({', '.join(map(_spell, selection.senses))})" if selection.senses else (
            selection.theme)  # fmt: skip
        curves[title] = (selection.theme, list(selection.senses) or list_true_senses(theme.senses))
    for term in selection.words:
        curves[f"“{compile_term(term).written.strip()}”"] = (None, term.strip())
    if not curves:
        raise InputError("nothing is asked for; choose a theme, or write words such as: peace*, League of Nations")
    if len(curves) > MOST_CURVES:
        raise InputError(f"there would be {len(curves)} curves one below another, too many to see; ask for "
                         f"{MOST_CURVES} at a time at most")  # fmt: skip
    return curves


def _spell(name):
    return name.replace("_", " ")


def _choose_sides(sources, selection, documents):
    """Return by name which documents each side of a comparison has, or raise `InputError` if one has none."""
    sides = _list_sides(sources, selection, documents)
    for side, inside in sides.items():
        if not inside.any():
            raise InputError(f"no text is left on the side {side!r}; choose another day, another genre or more texts")
    return sides


def _list_sides(sources, selection, documents):
    """Return by name which documents each side of a comparison has; one side without a name if there is none."""
    if not selection.split:
        return {"": pd.Series(True, documents.index)}
    if isinstance(selection.split, str):
        day = _read_end(selection.split, "day that divides")
        return {
            f"before {write_day(day)}": documents["date"] < day,
            f"since {write_day(day)}": documents["date"] >= day,
        }
    column = sources.get_column("genres")
    if column is None or len(selection.split) != 2 or len(set(selection.split)) != 2:
        raise InputError(
            f"the genres to compare are {' and '.join(map(repr, selection.split))}; choose two that differ"
        )
    return {check_choice(genre, dict.fromkeys(column), "split"): column[documents.index] == genre
            for genre in selection.split}  # fmt: skip


def _list_panels(side, counts, documents, others, periods):
    """Yield a panel for each curve on one side, still without its table."""
    periods = None if periods is None else periods[documents.index]  # both sides have the same, on one axis
    for term in counts.terms:
        marked = None if others is None else (others[0][term], others[1])
        yield Panel(side, term, counts[term], documents, periods, None, marked)


def _keep_drawn(documents):
    """Keep the columns that a panel needs: to take rows of all takes longer than to smooth the rates."""
    return documents[[name for name in DRAWN if name in documents]]


def _choose_periods(documents, sources, unit):
    """Return the period of each text where rates are asked for by period."""
    if unit == "text":
        return None
    periods = assign_periods(documents, "half-year" if unit == "half-year" else sources.periods)
    if periods.cat.categories.size > MOST_PERIODS:
        raise InputError(f"there would be {periods.cat.categories.size} rates by {unit}, too many to draw; "
                         "choose another unit, or fewer years")  # fmt: skip
    return periods


def _measure_sides(panels, counts, half_width, by_text, by_period, **options):
    """Return panels with the rates of their curves; those of one side rest on the same texts: measured together."""
    tables = {}
    for panel in panels:
        if panel.side not in tables:
            counted, periods = counts.select(panel.counts.index), panel.periods
            table = by_period(counted, periods, **options) if periods is not None else (
                by_text(counted, panel.documents, half_width, **options))  # fmt: skip
            tables[panel.side] = dict(iter(table.groupby("term", sort=False)))
    return [panel._replace(table=tables[panel.side][panel.term].reset_index(drop=True)) for panel in panels]
