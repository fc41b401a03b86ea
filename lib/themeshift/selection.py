"""Put a question to a corpus: which words, of which texts and voices; and hold its answer."""

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np
import pandas as pd

from themeshift.counts import Counts

UNITS = ("text", "half-year", "period")


@dataclass(frozen=True)
class Selection:
    """A question to a corpus; what is empty chooses all.

    Attributes
    ----------
    theme : str
        A declared theme, or none.
    senses : tuple of str
        Of the theme; by default all but false friends.
    words : tuple of str
        Search terms (`compile_term`), a curve each.
    voices, genres, authors, addressees, periods : tuple of str
    first, last : str
        Days, months or years between which the middle of a text's date lies.
    whole : bool
        Whether only whole texts are kept (`find_whole_texts`).
    unit : str
        ``text`` for a smoothed rate over dots of texts, ``half-year`` or ``period`` for a rate of each.
    half_width : float
        Of the smoothing, in days.
    split : str or tuple of str
        A day, to compare what is before it and from it on; or two genres.
    events : bool
        Whether the events of the corpus are drawn.
    """

    theme: str = ""
    senses: tuple = ()
    words: tuple = ()
    voices: tuple = ("author",)
    genres: tuple = ()
    authors: tuple = ()
    addressees: tuple = ()
    periods: tuple = ()
    first: str = ""
    last: str = ""
    whole: bool = False
    unit: str = "text"
    half_width: float = 120
    split: str | tuple = ""
    events: bool = True

    def __repr__(self):
        changed = [field for field in fields(self) if getattr(self, field.name) != field.default]
        return f"Selection({', '.join(f'{field.name}={getattr(self, field.name)!r}' for field in changed)})"


class Panel(NamedTuple):
    """A curve of an answer, and the texts it rests on.

    Attributes
    ----------
    side, term : str
        The side of a comparison, empty without one; the term that is counted.
    counts : Counts
        Of this term in the texts of this panel.
    documents : pandas.DataFrame
        `date`, `date_end` and, where there are, `genre` and `author`.
    periods : pandas.Series or None
        The period of each text where a rate is given by period.
    table : pandas.DataFrame
        As from `smooth_rates` or `summarize_periods`, with the column `layer`.
    others : (Counts, pandas.DataFrame) or None
        Of this term in the texts of this side that only their author leaves out: drawn, but not counted; and such texts
        of any side, so that an author has the same mark on all.
    """

    side: str
    term: str
    counts: Counts
    documents: pd.DataFrame
    periods: pd.Series | None
    table: pd.DataFrame
    others: tuple | None = None

    @property
    def title(self):
        """The name of the curve and of its side."""
        return f"{self.term}: {self.side}" if self.side else self.term


class Answer(NamedTuple):
    """What a corpus answers, as from `measure_selection`.

    Attributes
    ----------
    selection : Selection
    documents : pandas.DataFrame
        The texts that were chosen and have words in the voices, by date; of genres that are compared, both.
    counts : Counts
        A column a curve.
    occurrences : pandas.DataFrame
        As from `find_occurrences`, with the `curve` that counts each.
    panels : list of Panel
        What is drawn, one below another, on one scale.
    events : pandas.DataFrame or None
    """

    selection: Selection
    documents: pd.DataFrame
    counts: Counts
    occurrences: pd.DataFrame
    panels: list
    events: pd.DataFrame | None

    @property
    def sides(self):
        """The texts of each side of a comparison by its name; empty without one."""
        return {panel.side: panel.documents.index for panel in self.panels if panel.side}

    @property
    def limit(self):
        """Where a picture of texts ends: twice the highest text or curve, in 1,000 words; a band would flatten all."""
        rates = [panel.table["rate"].max() for panel in self.panels]
        rates += [panel.counts.rates.max(axis=None) for panel in self.panels]
        rates += [panel.others[0].rates.max(axis=None) for panel in self.panels if panel.others is not None]
        return 2 * np.nanmax([*rates, 0])

    @property
    def beyond(self):
        """How high the bands reach, in 1,000 words, if that is above `limit`; None where they end in the picture."""
        high = pd.Series([panel.table["high"].max() for panel in self.panels]).max()
        by_text = self.panels[0].periods is None and high > 0  # without bands nothing is compared
        return high if by_text and high > self.limit > 0 else None
