"""Say in plain words what an answer shows; test its two sides as METHODS declares, and say what would be found."""

import pandas as pd

from themeshift.checks import InputError
from themeshift.comparisons import adjust_holm, compare_rates
from themeshift.dates import write_around
from themeshift.incidence import compare_incidence
from themeshift.intervals import describe_layer
from themeshift.power import find_detectable, measure_power
from themeshift.selection import Answer
from themeshift.shifts import FACTORS
from themeshift.wording import write_rate, write_rates

CELLS = {"text": "curves", "period": "periods", "half-year": "half-years"}  # in which coverage was measured, by unit
TESTS = {"incidence": "incidence", "rate": "studentized"}  # what is asked, and how `measure_power` names its test


def describe_selection(answer, coverage=None):
    """Say in plain words what an answer shows: occurrences, texts, words, the largest share, and where it is highest.

    Parameters
    ----------
    answer : Answer
    coverage : pandas.DataFrame or None
        As from `load_coverage`: how often such a band holds the rate of comparable texts is said, if it was measured.

    Returns
    -------
    str
    """
    if not isinstance(answer, Answer):
        raise InputError(f"the answer is {type(answer).__name__}; give what measure_selection returns")
    voices, half_width = answer.selection.voices, answer.selection.half_width
    said = [f"Voice{'s'[: len(voices) > 1]}: {', '.join(voices) or 'all'}."]
    said += [_describe_panel(panel, half_width) for panel in answer.panels]
    layer = answer.panels[0].table["layer"].iloc[0]
    blank = all(panel.table["rate"].isna().all() for panel in answer.panels)
    if coverage is not None:
        coverage = coverage[coverage["cells_of"] == CELLS.get(answer.selection.unit)]
    if not blank and layer != "these texts":
        said.append(f"Band: {describe_layer(answer.panels[0].table, coverage)}.")
        if answer.beyond is not None:
            said[-1] += f" Its upper end, up to {write_rate(answer.beyond)}, is beyond the picture."
    return "\n".join(said)


def _describe_panel(panel, half_width):
    counts, words = panel.counts.table[panel.term], panel.counts.words
    doubtful = int((panel.counts.most - panel.counts.least).to_numpy().sum())
    said = (f"{panel.title}: {_number(counts.sum(), 'occurrence')} in {(counts > 0).sum():,} of "
            f"{_number(len(words), 'text')} and {words.sum():,} words")  # fmt: skip
    said += f", {doubtful} of doubtful sense" if doubtful else ""
    said += f"; the longest text has {_share(words.max() / words.sum())} of the words"
    said += f", one text {_share(counts.max() / counts.sum())} of the occurrences." if counts.max() > 0 else "."
    rates = panel.table["rate"]
    if rates.isna().all():
        close = panel.periods is None and panel.table["date"].nunique() == 1 and len(words) > 2
        return f"{said} {'All lie too close together' if close else 'There are too few texts at any time'} for a curve."
    if not rates.max() > 0:
        return f"{said} Where texts are enough for a curve, there is none." if counts.max() > 0 else said
    top = panel.table.loc[rates.idxmax()]
    where = f"in {top['period']}" if panel.periods is not None else f"around {write_around(top['date'], half_width)}"
    rate, texts, largest = write_rate(top["rate"]), _number(top["texts"], "text"), _share(top["largest_share"])
    return (f"{said} Its rate is highest {where}: {rate} in 1,000 words, in {texts} of which the largest has {largest} "
            "of the weight.")  # fmt: skip


def _share(part):
    """Write a share in percent, but never as 0 what is more than 0, or as all what is less."""
    return "<1%" if 0 < part < 0.005 else ">99%" if 0.995 <= part < 1 else f"{part:.0%}"


def _number(n, noun):
    return f"{n:,.0f} {noun}{'' if n == 1 else 's'}"


def compare_sides(answer, n_shuffles=50_000, n_trials=200, seed=0):
    """Test the two sides of an answer: do more of the texts have it, is it more frequent? And what would be found?

    Parameters
    ----------
    answer : Answer
        Of a selection with `split`.
    n_shuffles : int
        For the test of the rate.
    n_trials : int
        For the smallest change that is found.
    seed : int

    Returns
    -------
    pandas.DataFrame
        A row a curve and test (``incidence``: Fisher's, exact, over texts; ``rate``: studentized permutation of texts;
        both two-sided): `term`, `test`, `first` and `second` (texts that have it, or per 1,000 words), `n_first`,
        `n_second` (texts of each side), `p`, `p_holm` over the rows, `floor` (the least p there could be), and
        `detectable`, the least of the planted changes (1.5 to 16 times) found in four of five trials; missing if none.

    Raises
    ------
    InputError
        If the answer has no two sides, or one of fewer than two texts.
    """
    if not isinstance(answer, Answer) or len(answer.sides) != 2:
        raise InputError("there are no two sides to test; compare before and after a day, or two genres")
    for side, texts in answer.sides.items():
        if len(texts) < 2:
            raise InputError(f"the side {side!r} has one text, and a test needs two; choose another day, another genre "
                             "or more texts")  # fmt: skip
    first, second = answer.sides.values()
    counts, rows = answer.counts.select([*first, *second]), []
    for term in counts.terms:
        one, sizes = counts[term], {"n_first": len(first), "n_second": len(second)}
        has = compare_incidence(one, list(first)).loc[term].rename({"having": "first", "having_elsewhere": "second"})
        rate = compare_rates(one, list(first), n_shuffles, seed, statistic="studentized").loc[term].rename(
            {"rate": "first", "rate_elsewhere": "second"})  # fmt: skip
        for (test, name), found in zip(TESTS.items(), (has, rate), strict=True):
            power = measure_power(one, list(first), FACTORS, test, name, n_trials, seed)
            values = {key: float(found[key]) for key in ("first", "second", "p", "floor")}
            rows.append({"term": term, "test": test} | values | sizes | {"detectable": find_detectable(power)})
    table = pd.DataFrame(rows)
    return table.assign(p_holm=adjust_holm(table["p"].fillna(1.0)).where(table["p"].notna()))


def describe_sides(answer, table):
    """Say in plain words what the tests of two sides found, and the smallest change that they would have found.

    Parameters
    ----------
    answer : Answer
    table : pandas.DataFrame
        As from `compare_sides`.

    Returns
    -------
    str
    """
    if not isinstance(answer, Answer) or not isinstance(table, pd.DataFrame) or table.empty:
        raise InputError("there is nothing to describe; give an answer and the table of compare_sides")
    first, second = answer.sides
    said = []
    for row in table.itertuples():
        if row.test == "incidence":
            found = (
                f"{row.term}, {first}: {row.first:.0f} of {row.n_first} texts have it; {second}: {row.second:.0f} of "
                f"{row.n_second}"
            )
        else:
            rates = write_rates(row.first, row.second)
            found = f"{row.term}, {first}: {rates[0]} in 1,000 words; {second}: {rates[1]}"
        said.append(f"{found} ({row.test}: {_write_p(row)}; {_write_detectable(row.detectable)}).")
    said.append(f"The p of these {len(table)} tests are corrected together (Holm). This is exploration: what is chosen "
                "after looking proves nothing.")  # fmt: skip
    return "\n".join(said)


def _write_p(row):
    if pd.isna(row.p):
        return "not tested, since all its labels are doubtful"
    p, corrected = ("< .001" if value < 0.001 else f"= {value:.3f}" for value in (row.p, row.p_holm))
    lowest = f"; it could not be lower than {row.floor:.3f}" if row.floor >= 0.001 else ""
    return f"p {p}, corrected {corrected.removeprefix('= ')}{lowest}"


def _write_detectable(factor):
    often = "in four of five trials"
    return f"none of the changes tried, up to {max(FACTORS):g} times, is found {often}" if pd.isna(factor) else (
        f"a change of {factor:g} times is found {often}")  # fmt: skip
