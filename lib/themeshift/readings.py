"""Compare whole readings of the senses: how far they agree, and what the rates are by each."""

import itertools
from pathlib import Path

import pandas as pd
from sklearn.metrics import cohen_kappa_score, precision_recall_fscore_support

from themeshift import paths
from themeshift.checks import InputError, check_table
from themeshift.intervals import measure_intervals
from themeshift.occurrences import count_senses, find_occurrences
from themeshift.tables import load_table

PLACE = ["document", "paragraph", "start"]
COLUMNS = [*PLACE, "end", "word", "theme", "reader", "guide", "sense", "sure", "alternative"]
PAIRS = ["group", "one", "other", "labels", "agreement", "kappa", "of_senses", "differing"]
PUBLISHED = "as published"


def load_readings(labels, folder=paths.CORPUS, name="readings"):
    """Load all readings of the senses, the published labels first.

    Parameters
    ----------
    labels : pandas.DataFrame
        As from `load_labels`.
    folder : pathlib.Path
        A corpus with ``edition/readings.csv``.
    name : str
        Of the table in ``edition``: `guide_test` has the readings by which the guide was tested.

    Returns
    -------
    pandas.DataFrame
        A row an occurrence and reading: `document`, `paragraph`, `start`, `end`, `word`, `theme`, `reader`, `guide`,
        `sense`, `sure` (True or False), `alternative`, and `reading`, the reader and the guide.

    Raises
    ------
    InputError
        If the file is not there, or a reading has an occurrence twice, no sense, or a word that is not labelled.
    """
    check_table(labels, [*PLACE, "end", "word", "theme", "sense", "sure", "alternative"], "labels")
    path = Path(folder) / "edition" / f"{name}.csv"
    read = check_table(load_table(path), COLUMNS, str(path))
    try:
        read = read.astype({"paragraph": int, "start": int, "end": int})
    except (TypeError, ValueError):
        raise InputError(f"{path}: a paragraph, start or end is not a whole number; mend it") from None
    _check_words(read, labels, path)
    published = labels.assign(reader=PUBLISHED, guide="")
    readings = pd.concat([published, read], ignore_index=True)[COLUMNS]
    readings["sure"] = readings["sure"].map(lambda sure: sure not in (False, "no", "False"))
    readings["reading"] = readings["reader"] + readings["guide"].map(lambda guide: f", {guide}" if guide else "")
    twice = readings[readings.duplicated([*PLACE, "theme", "reading"])]
    if len(twice):
        row = twice.iloc[0]
        raise InputError(f"{path}: {row['reading']!r} reads the {row['word']!r} at {row['start']} of the paragraph "
                         f"{row['paragraph']!r} of {row['document']!r} twice; take one out")  # fmt: skip
    return readings


def _check_words(read, labels, path):
    """Raise `InputError` for a reading of what is no labelled word, which would be left out of every comparison."""
    at, senses = [*PLACE, "end", "word", "theme"], read["sense"].str.strip().tolist()
    known = set(labels.assign(word=_fold(labels["word"]))[at].itertuples(index=False, name=None))
    for number, row in enumerate(read.assign(word=_fold(read["word"]))[at].itertuples(index=False, name=None), 1):
        if not senses[number - 1]:
            raise InputError(f"{path}: reading {number}, of {row[4]!r} in {row[0]!r}, has no sense; write one")
        if row not in known:
            where = f"{row[4]!r} at {row[2]} to {row[3]} of paragraph {row[1]} of {row[0]!r}"
            raise InputError(
                f"{path}: reading {number}: there is no word {where} labelled for {row[5]!r}; mend the row"
            )


def _fold(words):
    return words.str.lower().str.split().str.join(" ")


def compare_readings(readings, groups):
    """Measure how far every two readings agree on what is counted.

    Two guides may divide a theme into other senses; what they share is the question whether a word is counted in a
    group.

    Parameters
    ----------
    readings : pandas.DataFrame
        As from `load_readings`.
    groups : dict of str to (str, list of str)
        As in `count_senses`: a theme and the senses that are counted together, by the names of every guide.

    Returns
    -------
    pandas.DataFrame
        A row a group and pair: `group`, `one`, `other`, `labels` that both read, the part of which both count or both
        do not (`agreement`), Cohen's `kappa` of the same (1 perfect, 0 what chance gives; missing where both count all
        or none), `of_senses`, the part that has the same sense (missing between guides of other senses), and the
        `differing` labels.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. *Educational and Psychological Measurement* 20(1),
    37-46, p. 40.
    """
    check_table(readings, [*PLACE, "theme", "reading", "sense"], "readings")
    _check_groups(groups)
    rows = []
    for name, (theme, senses) in groups.items():
        group = readings[readings["theme"] == theme]
        for one, other in itertools.combinations(dict.fromkeys(group["reading"]), 2):
            first, second = (group[group["reading"] == reading].set_index(PLACE)["sense"] for reading in (one, other))
            both = pd.concat([first, second], axis=1, join="inner", keys=["one", "other"])
            if len(both):
                rows.append({"group": name, "one": one, "other": other} | _measure_agreement(both, senses))
    return pd.DataFrame(rows, columns=PAIRS)


def _measure_agreement(both, senses):
    """Return how far two readings of the same words agree."""
    counted = both.isin(senses)
    same = counted["one"] == counted["other"]
    single = counted.to_numpy().all() or not counted.to_numpy().any()
    one_guide = bool({*both["one"]} & {*both["other"]})
    return {
        "labels": len(both), "agreement": same.mean(),
        "kappa": float("nan") if single else cohen_kappa_score(counted["one"], counted["other"]),
        "of_senses": (both["one"] == both["other"]).mean() if one_guide else float("nan"),
        "differing": int((~same).sum()),
    }  # fmt: skip


def _check_groups(groups):
    pairs = groups.values() if isinstance(groups, dict) else [None]
    if not pairs or not all(isinstance(group, tuple | list) and len(group) == 2 for group in pairs):
        raise InputError(f"groups is {groups!r:.60}; write at least one: {{'peace as aim': ('peace', ['aim'])}}")


def find_disagreements(readings, groups):
    """Find the words on which two readings differ: one counts the word in a group, the other does not.

    Parameters
    ----------
    readings : pandas.DataFrame
        As from `load_readings`. The published labels are passed over: they were made from the others.
    groups : dict of str to (str, list of str)
        As in `compare_readings`.

    Returns
    -------
    pandas.DataFrame
        A row a group and word: `group`, `document`, `paragraph`, `start`, `word`, the number of `readings` of the word
        and how many of them are `counting` it.
    """
    check_table(readings, [*PLACE, "word", "theme", "reader", "reading", "sense"], "readings")
    _check_groups(groups)
    readers, tables = readings[readings["reader"] != PUBLISHED], []
    for name, (theme, senses) in groups.items():
        read = readers[readers["theme"] == theme]
        read = read.assign(word=_fold(read["word"]), counted=read["sense"].isin(senses).astype(int))
        words = read.groupby([*PLACE, "word"], sort=False)["counted"].agg(["size", "sum"]).reset_index()
        words = words.rename(columns={"size": "readings", "sum": "counting"})
        words.insert(0, "group", name)
        tables.append(words[words["counting"].between(1, words["readings"] - 1)])
    return pd.concat(tables, ignore_index=True)


def find_differing(readings, curve, words):
    """Return those words of a theme on which readers differ; None where there are no readings, or none of the theme.

    `curve` is a theme and the senses that are counted together; `words` are as from `find_occurrences`.
    """
    if readings is None or curve[0] not in set(readings.loc[readings["reader"] != PUBLISHED, "theme"]):
        return None
    words = words[words["theme"] == curve[0]]
    return words.merge(find_disagreements(readings, {"these": curve})[PLACE], on=PLACE)


def count_readings(readings, occurrences, groups, paragraphs):
    """Count groups of senses by each reading that has read every occurrence of their themes.

    Parameters
    ----------
    readings : pandas.DataFrame
        As from `load_readings`.
    occurrences : pandas.DataFrame
        As from `find_occurrences`, of the voices and documents that are counted.
    groups : dict of str to (str, list of str)
        As in `compare_readings`.
    paragraphs : pandas.DataFrame

    Returns
    -------
    dict of str to Counts
        By reading: the groups of which it is complete, as it labelled them; readings that are complete of none are left
        out.
    """
    check_table(readings, [*PLACE, "theme", "reading", "sense"], "readings")
    check_table(occurrences, [*PLACE, "theme"], "occurrences")
    _check_groups(groups)
    counted = {}
    for name, reading in readings.groupby("reading", sort=False):
        labelled = occurrences.drop(columns=["sense", "alternative"], errors="ignore").merge(
            reading[[*PLACE, "theme", "sense"]], on=[*PLACE, "theme"], how="left"
        )
        complete = labelled["sense"].notna().groupby(labelled["theme"]).all()
        kept = {term: group for term, group in groups.items() if complete.get(group[0], False)
                and labelled.loc[labelled["theme"] == group[0], "sense"].isin(group[1]).any()}  # fmt: skip
        if kept:
            counted[name] = count_senses(labelled.fillna({"sense": ""}), kept, paragraphs)
    return counted


def compare_reading_rates(by_reading, counts, periods):
    """Hold the rates by every complete reading against the interval for comparable texts of the published labels.

    Parameters
    ----------
    by_reading : dict of str to Counts
        As from `count_readings`.
    counts : Counts
        By the published labels.
    periods : pandas.Series
        The period of each document, as from `assign_periods`.

    Returns
    -------
    pandas.DataFrame
        A row a reading, period and term: `reading`, `period`, `term`, `rate` (per 1,000 words), `low` and `high` as in
        `measure_intervals`, and `inside`, whether the rate is not beyond them. Periods without an interval are left
        out.

    Raises
    ------
    InputError
        If a reading counts a term that is not counted.
    """
    if not isinstance(by_reading, dict) or not by_reading:
        raise InputError("by_reading is no dict of counts by reading; take what count_readings returns")
    bounds = measure_intervals(counts, periods)[["period", "term", "low", "high"]].dropna()
    tables = []
    for name, counted in by_reading.items():
        unknown = [term for term in counted.terms if term not in counts.terms]
        if unknown:
            raise InputError(f"the reading {name!r} counts {unknown[0]!r}, which the published labels do not; add it")
        rates = counted.group(periods).rates.rename_axis(index="period", columns="term").stack().rename("rate")
        tables.append(bounds.merge(rates.reset_index(), on=["period", "term"]).assign(reading=name))
    table = pd.concat(tables, ignore_index=True)
    near = 1e-9 * table["high"]
    table["inside"] = table["rate"].between(table["low"] - near, table["high"] + near)
    return table[["reading", "period", "term", "rate", "low", "high", "inside"]]


def score_rules(paragraphs, themes, labels, groups):
    """Score the rules against the labels, on the half of the texts against which they were not written.

    The rules are written against the first, third, fifth … of the labelled texts in the order of their names, which
    begin with the day, and scored on the rest.

    Parameters
    ----------
    paragraphs : pandas.DataFrame
        In which the labelled words are.
    themes : dict of str to Theme
        As from `load_themes`.
    labels : pandas.DataFrame
        As from `load_labels`.
    groups : dict of str to (str, list of str)
        As in `count_senses`; those of themes without labels are left out.

    Returns
    -------
    scores : pandas.DataFrame
        By group: words `held` back, how many of them `have` it, `precision`, `recall` and `f1` of the rules, and
        `f1_of_always`, that of a rule which says it of every word.
    confusion : pandas.DataFrame
        The held words that the rules misread: `theme`, `sense`, `sense_by_rule` and `words`, most frequent first.
    """
    check_table(labels, [*PLACE, "theme", "sense"], "labels")
    _check_groups(groups)
    if not isinstance(themes, dict):
        raise InputError(f"themes is {type(themes).__name__}, not declared themes; load them by load_themes")
    labelled = {name: theme for name, theme in themes.items() if name in set(labels["theme"])}
    ruled = find_occurrences(paragraphs, labelled).drop(columns="alternative")
    ruled = ruled.merge(labels[[*PLACE, "theme", "sense"]], on=[*PLACE, "theme"], suffixes=("_by_rule", ""))
    held = ruled[ruled["document"].isin(sorted(labels["document"].unique())[1::2])]
    scores = {}
    for name, (theme, senses) in groups.items():
        words = held[held["theme"] == theme]
        if words.empty:
            continue
        truth, said = (words[column].isin(senses) for column in ("sense", "sense_by_rule"))
        precision, recall, f1, _ = precision_recall_fscore_support(truth, said, average="binary", zero_division=0)
        scores[name] = {"held": len(words), "have": int(truth.sum()), "precision": precision, "recall": recall,
                        "f1": f1, "f1_of_always": 2 * truth.sum() / (len(words) + truth.sum())}  # fmt: skip
    wrong = held[held["sense"] != held["sense_by_rule"]]
    confusion = wrong.value_counts(["theme", "sense", "sense_by_rule"]).rename("words").reset_index()
    return pd.DataFrame.from_dict(scores, orient="index").rename_axis("group"), confusion
