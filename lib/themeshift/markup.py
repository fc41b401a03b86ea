"""Write HTML that stands in any theme of a notebook and without any style.

Text has the color of its surroundings; everything that comes from a table is escaped and isolated from the writing
direction of the rest.
"""

import html

import numpy as np
import pandas as pd

from themeshift.dates import write_span


class Page(str):
    """A string of HTML that a notebook shows as a page."""

    def _repr_html_(self):
        return str(self)

    def _repr_pretty_(self, printer, cycle):
        printer.text("(a page of HTML)")


CELL = "text-align:{};vertical-align:top;white-space:normal;overflow-wrap:anywhere"


def write_value(value):
    """Write a value as HTML in which no markup is read, isolated from the direction of the text around it."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return f"<bdi>{html.escape(str(value))}</bdi>"


def write_place(row):
    """Write where something is, as far as the row says it: day, text, voice, page, line or lines."""
    names = {"date": "", "document": "", "voice": "", "page": "p. ", "line": "line ", "first_line": "lines ",
             "last_line": "to "}  # fmt: skip
    parts = []
    for name, before in names.items():
        value = row.get(name)
        if name == "date" and not pd.isna(row.get("date_end")) and not pd.isna(value):
            value = write_span(value, row["date_end"])
        if value is None or value is pd.NA or value != value or value == "":
            continue
        if isinstance(value, pd.Timestamp | np.datetime64):
            value = np.datetime_as_string(np.datetime64(value), unit="D")
        parts.append(("" if not parts else " " if name == "last_line" else ", ") + before + write_value(value))
    return "".join(parts)


def write_head(row, wrap="anywhere"):
    """Write the head of a row of a table: where it is."""
    style = f"{CELL.format('left')};font-weight:normal;overflow-wrap:{wrap}"
    return f'<th scope="row" style="{style}"><small>{write_place(row)}</small></th>'


def write_html_table(caption, rows):
    """Write a table of rows that are HTML, under a caption that is."""
    body = "".join(f'<tr style="vertical-align:top">{row}</tr>' for row in rows)
    style = "width:100%;table-layout:auto"  # Jupyter's own makes all columns as wide, and cuts words on a narrow screen
    return Page(f'<table style="{style}"><caption style="text-align:left">{caption}</caption>{body}</table>')
