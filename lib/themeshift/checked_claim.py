"""Show a claim that was checked: its whole company, as a table."""

import html
from typing import NamedTuple

import pandas as pd


class CheckedClaim(NamedTuple):
    """A sentence's whole company.

    Attributes
    ----------
    numbers : pandas.Series
        One row, as `check_claim` says; it is shown as a table.
    absent : pandas.DataFrame
        What is known to be missing and bears on the theme: rows of `load_absent`, with `side`: ``inside`` if its days
        meet those of the group, ``elsewhere`` if not, ``unknown`` where no day was found. Empty if none was given.
    """

    numbers: pd.Series
    absent: pd.DataFrame

    def _repr_html_(self):
        rows = "".join(f"<tr><th>{html.escape(what)}</th><td>{html.escape(here)}</td><td>{html.escape(there)}</td></tr>"
                       for what, here, there in list_company(self.numbers))  # fmt: skip
        missing = "".join(f"<li>{html.escape(f'{row.title} ({row.side})')}</li>" for row in self.absent.itertuples())
        known = f"<p>Known to be missing:</p><ul>{missing}</ul>" if missing else ""
        head = f"<tr><th>{html.escape(str(self.numbers['term']))}</th><th>inside</th><th>elsewhere</th></tr>"
        return f"<table>{head}{rows}</table>{known}"

    def __str__(self):
        rows = [(self.numbers["term"], "inside", "elsewhere"), ("---", "---", "---"), *list_company(self.numbers)]
        lines = ["| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in rows]
        missing = [f"- missing, {row.side}: {row.title}" for row in self.absent.itertuples()]
        return "\n".join([*lines, *([""] * bool(missing)), *missing])


def list_company(numbers):
    """List what a person reads of a claim's numbers: what it is, and the values of both sides, as text."""
    n = {name: None if value is None or value is pd.NA or value != value else value for name, value in numbers.items()}

    def pair(what, write):
        return (what, write(""), write("_elsewhere"))

    def one(what, text):
        return (what, text, "")

    def number(name, form):
        return "not known" if n[name] is None else format(n[name], form)

    def spread(low, high, form=".1f"):
        return "not given" if n[low] is None else f"{n[low]:{form}} to {n[high]:{form}}"

    def test(name):
        holm = "" if n[f"{name}_holm"] is None else f"; corrected for the family {write_p(n[f'{name}_holm'])}"
        units = "" if n[f"{name}_occasions"] is None else f"; over occasions {write_p(n[f'{name}_occasions'])}"
        if n[name] is None:
            return "not tested: too few texts on a side, or all labels doubtful"
        error = f" ± {n[f'{name}_error']:.1g}" if n[f"{name}_error"] else " (exact)"
        return f"p {write_p(n[name])}{error}, floor {write_p(n[f'{name}_floor'])}{holm}{units}"

    undone = "whichever one text is left out" if n["order_undone_by"] is None else f"not without {n['order_undone_by']}"
    shares = " to ".join(f"{n[name]:.0%}" for name in ("volumes_least", "volumes_most") if n[name] is not None)
    shares = "not known" if n["volumes_most"] is None else shares if " " in shares else f"at most {shares}"
    doubt = {None: "", True: "; doubt alone undoes it", False: "; doubt alone does not"}[n["doubt_undoes"]]
    return [
        pair("occurrences", lambda end: number("count" + end, ",.0f")),
        pair("in words, of texts", lambda end: f"{n['words' + end]:,.0f}, {n['texts' + end]}"),
        pair("texts that have it", lambda end: str(n["having" + end])),
        pair("in 1,000 words", lambda end: number("rate" + end, ".2f")),
        pair("without any one text", lambda end: spread("without_low" + end, "without_high" + end, ".2f")),
        pair("comparable texts", lambda end: spread("low" + end, "high" + end)),
        pair("with the mix held fixed", lambda end: number("standardized" + end, ".2f")),
        one("higher", f"{n['higher']}, {undone}" if n["higher"] != "neither" else "neither"),
        one("do more texts have it?", test("p_incidence")),
        one("is it more frequent?", test("p_rate")),
        one("the same, mix held fixed", write_p(n["p_standardized"])),
        one("undone by missing occurrences", number("tipping", ",.0f")),
        one("undone by words without it", number("tipping_words", ",.0f")),
        one("undone by changed labels", number("label_tipping", ",.0f") + doubt),
        pair("doubtful labels", lambda end: number("doubtful" + end, "d")),
        pair("labels on which readers differ", lambda end: number("disagreements" + end, "d")),
        pair("texts known to be missing", lambda end: number("absent" + end, "d")),
        one("printed part of their volumes", shares),
        pair("printed part of the works", lambda end: number("printed_share" + end, ".0%")),
    ]


def write_p(p):
    """Write p to three decimals, never as 0."""
    if p is None or pd.isna(p):
        return "not known"
    return "< 0.001" if p < 0.0005 else f"{p:.3f}"
