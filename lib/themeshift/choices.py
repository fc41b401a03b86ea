"""Count a shift again under every other choice that could have been made, and draw what becomes of it.

A specification curve: Simonsohn, U., Simmons, J. P. & Nelson, L. D. (2020). Specification curve analysis. *Nature Human
Behaviour* 4, 1208-1214.
"""

import itertools

import numpy as np
import pandas as pd

from themeshift.alignment import align
from themeshift.checks import InputError, check_choice, check_documents, check_table
from themeshift.counts import check_counts
from themeshift.power import find_p
from themeshift.resampling import check_number
from themeshift.shifts import check_shifts, place_units
from themeshift.shuffles import shuffle_sides
from themeshift.style import COLORS, escape_label

STATISTICS = {"rate": "studentized", "incidence": "incidence", "pooled": "rates"}  # as in measure_power
DECLARED = "as declared"
KINDS = ("choice", "window", "statistic", "unit")
COLUMNS = ["shift", "group", *KINDS, "changed", "inside", "outside", "ratio", "p", "p_error", "holds"]
LEVEL = 0.05
GAP = 0.7  # between the kinds of choices in the matrix, in rows


def compare_choices(
    choices, documents, shifts, by="occasion", months=(1, 3), statistics=tuple(STATISTICS), n_shuffles=2000, seed=0
):  # fmt: skip
    """Test each declared shift under every combination of choices.

    Four choices are crossed: which texts and senses are counted (`choices`), each end of the window as declared or
    moved by some months, the statistic, and whether texts or what hangs together is the unit.

    Parameters
    ----------
    choices : dict of str to dict of str to (Counts, or dict of str to Counts)
        By kind and name: counts of the texts that are kept, a term for each shift of its name, or counts for each
        shift. The very first are those declared. Where a choice lacks a shift, it is not tried there.
    documents : pandas.DataFrame
    shifts : pandas.DataFrame
        As from `load_shifts`.
    by : str, pandas.Series or None
        What hangs together, as in `compare_shifts`; None for texts only.
    months : sequence of int
        By which each end of the window is moved, earlier and later. Windows that hold the same of all texts are tried
        once, and so are choices that count the same.
    statistics : sequence of str
        The first is the declared one: ``rate`` (studentized), ``incidence`` (exact) or ``pooled`` (`compare_rates`).
    n_shuffles : int
        At .05, p from 2,000 shuffles has a Monte Carlo error of .005.
    seed : int

    Returns
    -------
    pandas.DataFrame
        A row a shift and combination: `shift`, `group` and `choice` of the counts, `window`, `statistic`, `unit`;
        `changed`, in how many of the four it differs from what was declared; the units `inside` and `outside` the
        window; `ratio` of the rates inside and outside, of the shares of units that have it for ``incidence``
        (infinite where none has it outside); `p` by labels as counted, with its Monte Carlo error `p_error`; and
        `holds`: the change goes the declared way and p is below .05, uncorrected. Where a side has fewer than two
        units, or none has the term, ratio, p and `holds` are missing.

    Raises
    ------
    InputError
        If the first choice lacks the term of a shift, or a statistic is unknown.
    """
    listed = _list_choices(choices)
    shifts, documents = check_shifts(shifts), check_documents(documents)
    for statistic in statistics:
        check_choice(statistic, STATISTICS, "a statistic")
    if lacking := [name for name in shifts.index if name not in listed[0][2]]:
        raise InputError(f"the first choice does not count the shift {lacking[0]!r}; count it under this name")
    generate = _keep_shuffles(n_shuffles, seed)
    units = {"texts": None} | ({} if by is None else {f"{by}s" if isinstance(by, str) else "what hangs together": by})
    rows = []
    for name, shift in shifts.iterrows():
        windows = _list_windows(name, shift, listed[0][2][name], documents, months)
        different = _find_different(listed, name)
        for (group, choice, counts), window, unit in itertools.product(different, windows, units):
            term, inside = _place(counts, documents, windows[window], units[unit])
            chosen = {"choice": choice, "window": window, "unit": unit}
            declared = (listed[0][1], DECLARED, "texts")
            changed = sum(a != b for a, b in zip(chosen.values(), declared, strict=True))
            for statistic in statistics:
                found = _test(term, inside, statistic, shift, generate)
                row = {"shift": name, "group": group} | chosen | {"statistic": statistic}
                rows.append(row | {"changed": changed + (statistic != statistics[0])} | found)
    table = pd.DataFrame(rows)[COLUMNS].astype({"holds": "boolean"})
    names = [DECLARED, *(_name_move(*move) for move in _list_moves(months))]
    table["window"] = pd.Categorical(table["window"], [name for name in names if name in set(table["window"])])
    return table


def _list_choices(choices):
    """List kind, name and counts by shift of each choice."""
    if not isinstance(choices, dict) or not choices or not all(isinstance(c, dict) and c for c in choices.values()):
        raise InputError("choices are counts by kind and name; write {'texts': {'all': counts, 'no extracts': fewer}}")
    listed = [(group, name, _read_counts(counts)) for group, named in choices.items() for name, counts in named.items()]
    names = [name for _, name, _ in listed]
    if twice := [name for name in names if names.count(name) > 1]:
        raise InputError(f"two choices are called {twice[0]!r}; rename one")
    return listed


def _read_counts(counts):
    """Return counts by shift, each of one term."""
    by_shift = counts if isinstance(counts, dict) else dict.fromkeys(check_counts(counts).terms, counts)
    return {name: check_counts(counted)[name] for name, counted in by_shift.items()}


def _find_different(listed, name):
    """List kind, name and counts of the choices that count a shift; of those that count the same, the first."""
    found = {}
    for group, choice, counts in listed:
        if name in counts:
            key = (tuple(counts[name].index), counts[name].table.to_numpy().tobytes())
            found.setdefault(key, (group, choice, counts[name]))
    return list(found.values())


def _list_moves(months):
    """List by how many months either end is moved, from the earliest to the latest."""
    steps = sorted(check_number(n, "months") for n in months)
    return [(end, n) for end in ("first", "last") for n in (*(-step for step in steps[::-1]), *steps)]


def _name_move(end, n):
    word = {"first": "begins", "last": "ends"}[end]
    return f"{word} {abs(n)} month{'s'[: abs(n) > 1]} {'earlier' if n < 0 else 'later'}"


def _list_windows(name, shift, counts, documents, months):
    """List the windows of a shift by name: as declared, and each end moved; of those that hold the same texts, one."""
    windows, known = {}, set()
    days = align(counts, documents[["date"]], "documents")["date"]
    for move in (None, *sorted(_list_moves(months), key=lambda move: abs(move[1]))):
        moved = shift.copy()
        if move:
            moved[move[0]] = shift[move[0]] + pd.DateOffset(months=move[1])
        within = days.between(moved["first"], moved["last"])
        if tuple(within) not in known and within.any() and not within.all():
            known.add(tuple(within))
            windows[_name_move(*move) if move else DECLARED] = moved
    if DECLARED not in windows:
        raise InputError(f"the shift {name!r} has all or none of {len(days)} texts between its days; move them")
    return windows


def _place(counts, documents, shift, by):
    """Return the units, and which of them are inside; texts, where all or none of them are."""
    within = align(counts, documents[["date"]], "documents")["date"].between(shift["first"], shift["last"])
    if within.all() or not within.any():
        return counts, within
    by = by if by is None or isinstance(by, str) else by.reindex(counts.index)
    one = pd.DataFrame([shift], index=[counts.terms[0]])
    units, placed = place_units(counts, documents, one, by)
    return units, placed[counts.terms[0]][0]


def _keep_shuffles(n_shuffles, seed):
    """Return a function that gives the shuffles for so many units and insiders, each made once."""
    kept = {}

    def generate(n, n_inside):
        if (n, n_inside) not in kept:
            chunks = shuffle_sides(np.arange(n) < n_inside, n_shuffles, seed)
            kept[n, n_inside] = np.concatenate([groups for groups, _ in chunks])
        return kept[n, n_inside]

    generate(4, 2)  # refuses a wrong number of shuffles before anything is counted
    return generate


def _test(term, inside, statistic, shift, generate):
    """Return the ratio and p of one combination."""
    inside = inside.to_numpy(dtype=bool)
    n_inside, n_outside = int(inside.sum()), int((~inside).sum())
    found = {"inside": n_inside, "outside": n_outside, "ratio": np.nan, "p": np.nan, "p_error": np.nan, "holds": None}
    table, words = term.table.to_numpy(dtype=float)[:, 0], term.words.to_numpy(dtype=float)
    if min(n_inside, n_outside) < 2 or not table.sum():
        return found
    of, by = (table > 0, np.ones(len(table))) if statistic == "incidence" else (table, words)
    here, there = (of[side].sum() / by[side].sum() for side in (inside, ~inside))
    direction = "either" if shift["sides"] == "two" else shift["direction"]
    groups = generate(len(table), n_inside)
    p = float(np.ravel(find_p(table[None], words, inside, groups, STATISTICS[statistic], direction))[0])
    right = here > there if shift["direction"] == "higher" else here < there
    error = 0.0 if statistic == "incidence" else np.sqrt(p * (1 - p) / len(groups))
    return found | {"ratio": here / there if there else np.inf, "p": p, "p_error": error,
                    "holds": bool(right and p < LEVEL)}  # fmt: skip


def summarize_choices(table):
    """Say under how many choices each shift holds, and which of them break it.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `compare_choices`.

    Returns
    -------
    pandas.DataFrame
        By shift: whether it holds as `declared`; of the combinations with one change, how many hold (`held_alone`) of
        those that can be tested (`tried_alone`), and, if it holds as declared, what `breaks_it`, the changes with
        which it does not; `held` and `tried` of all combinations; `untestable`, those that cannot be tested.
    """
    check_table(table, COLUMNS, "the table of choices")
    rows = {}
    for name, group in table.groupby("shift", sort=False):
        tested = group[group["holds"].notna()]
        alone, declared = tested[tested["changed"] == 1], tested.loc[tested["changed"] == 0, "holds"]
        broken = alone[~alone["holds"].astype(bool)] if declared.any() else alone[:0]
        base = group[group["changed"] == 0].iloc[0]
        rows[name] = {
            "declared": bool(declared.iloc[0]) if len(declared) else None,
            "held_alone": int(alone["holds"].sum()), "tried_alone": len(alone),
            "breaks_it": "; ".join(next(str(row[kind]) for kind in KINDS if row[kind] != base[kind])
                                   for _, row in broken.iterrows()),
            "held": int(tested["holds"].sum()), "tried": len(tested), "untestable": len(group) - len(tested),
        }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("shift")


def draw_choices(table, shift, ax, below, color=COLORS["blue"], names=True, limits=(0.1, 100)):
    """Draw the specification curve of a shift: the ratios in their order, and under each the choices made.

    Parameters
    ----------
    table : pandas.DataFrame
        As from `compare_choices`; what cannot be tested is not drawn. The order of its names is that of the rows.
    shift : str
    ax, below : matplotlib.axes.Axes
        For the curve, and for the matrix of choices.
    color : str
        Of a combination under which the shift holds, whose marks are long; those of the others are grey and short.
    names : bool
        Whether the rows of the matrix are named: not, where they share an axis.
    limits : (float, float)
        Of the axis of ratios, logarithmic; what is outside is drawn at its edge.

    Returns
    -------
    matplotlib.axes.Axes
        The upper one.
    """
    check_table(table, COLUMNS, "the table of choices")
    check_choice(shift, list(dict.fromkeys(table["shift"])), "the shift")
    rows = list_choice_rows(table)
    places = [n + GAP * KINDS.index(kind) for n, (kind, _) in enumerate(rows)]
    drawn = table[(table["shift"] == shift) & table["holds"].notna()].sort_values(["ratio", "p"], kind="stable")
    x, holds = np.arange(len(drawn)), drawn["holds"].to_numpy(dtype=bool)
    size = min(9, max(0.8, 200 / max(1, len(drawn))))
    y = drawn["ratio"].clip(*limits).to_numpy()
    ax.axhline(1, color="black", linewidth=0.5)
    for chosen, tint, half, order in ((~holds, COLORS["light"], 0.16, 1), (holds, color, 0.4, 2)):
        ax.scatter(x[chosen], y[chosen], s=size, color=tint, zorder=order, linewidths=0)
        for place, (kind, name) in zip(places, rows, strict=True):
            made = chosen & (drawn[kind] == name).to_numpy()
            below.vlines(x[made], place - half, place + half, color=tint, linewidth=max(0.3, size / 6), zorder=order)
    declared = (drawn["changed"] == 0).to_numpy()
    ax.scatter(x[declared], y[declared], s=22, facecolor="none", edgecolor="black", linewidth=0.8, zorder=3)
    ax.set(yscale="log", ylim=(limits[0] / 1.3, limits[1] * 1.3), xticks=[], xlim=(-1, max(1, len(drawn))))
    ticks = np.unique([limits[0], 1, 10, limits[1]])
    edges = {limits[0]: "≤ ", limits[1]: "≥ "}
    ax.set_yticks(ticks, [f"{edges.get(tick, '')}{tick:g}" for tick in ticks])
    ax.minorticks_off()
    below.set(ylim=(places[-1] + 0.6, -0.6), xticks=[], xlim=(-1, max(1, len(drawn))))
    below.set_yticks(places, [escape_label(name) for _, name in rows] if names else [""] * len(rows))
    below.tick_params(length=0)
    below.spines[:].set_visible(False)
    return ax


def list_choice_rows(table):
    """List the rows of the matrix of choices: the kind and the name of each, in the order of the table."""
    names = {kind: table[kind].cat.categories if kind == "window" else dict.fromkeys(table[kind]) for kind in KINDS}
    return [(kind, name) for kind in KINDS for name in names[kind]]
