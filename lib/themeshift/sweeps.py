"""Measure topic models of many numbers of topics, and store the measures: ``python -m themeshift.sweeps``.

The whole sweep fits more than a thousand models. Its measures are stored in ``figures/simulation``, each row with a
stamp over the counts, the settings and the code from which it comes, and read from there only while these are the same.
"""

import functools
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pandas as pd
from tqdm import tqdm

from themeshift import paths
from themeshift.cache import read_arrays, read_measures, write_arrays
from themeshift.checks import InputError, check_documents, check_table
from themeshift.corpus import cut_passages
from themeshift.counting import count_vocabulary
from themeshift.files import COPY, check_writable, repair, write_file
from themeshift.resampling import check_number, read_map
from themeshift.stability import CACHE, fit_runs, measure_runs, name_file, stamp_runs
from themeshift.story import load_story
from themeshift.style import COLORS
from themeshift.tokens import load_stopwords
from themeshift.topics import list_owners, trim_terms

STORED = paths.SIMULATION / "topics_by_number.csv"
MEASURES = ("terms_seeds", "vectors_seeds", "terms_resamples", "vectors_resamples", "coherence", "exclusivity", "fit")
BOUNDS = {"n_topics": (1, 10**6)} | dict.fromkeys(MEASURES, (0.0, 1.0)) | {"coherence": (-1.0, 1.0), "fit": (0.0, 1e9)}
# Kind, number of topics, seeds, resamples. LDA is ten times slower: three numbers show its course.
GRID = (*[("nmf", k, 20, 50) for k in range(4, 21)], *[("lda", k, 5, 10) for k in (6, 12, 18)])
SEED = 1917


def choose_min_documents(documents):
    """Choose how many texts must have a word of a topic model: a twelfth of them, but two at least.

    So no single text makes a topic, and a word is asked of more texts where there are more.

    Parameters
    ----------
    documents : pandas.DataFrame

    Returns
    -------
    int
    """
    return max(2, len(check_documents(documents)) // 12)


def choose_n_topics(counts):
    """Choose a number of topics that can be read: one for ten passages or terms, but from 2 to 12.

    It is a number to begin with. None is right, as `sweep_topics` shows.

    Parameters
    ----------
    counts : Counts
        Of passages.

    Returns
    -------
    int
    """
    list_owners(counts)
    return int(min(max(min(counts.matrix.shape) // 10, 2), 12))


def sweep_topics(counts, grid=GRID, seed=SEED, executor=None, cache=CACHE, progress=True):
    """Measure models of several kinds and numbers of topics.

    Parameters
    ----------
    counts : Counts
        Of passages.
    grid : sequence of (str, int, int, int)
        Kind, number of topics, and of seeds and resamples, as in `fit_runs`.
    seed : int
        As in `fit_runs`.
    executor : object or None
        Has ``map``, as `concurrent.futures.Executor`; the numbers are the same with any.
    cache : pathlib.Path or None
        A folder; what was measured before, of the same counts with the same settings, is read from it.
    progress : bool

    Returns
    -------
    pandas.DataFrame
        A row a model: `kind`, `n_topics` and what `measure_runs` measures.

    Raises
    ------
    InputError
        As `fit_runs`.
    """
    list_owners(counts)
    grid, seed = [tuple(model) for model in grid], check_number(seed, "seed", 0)
    measure = functools.partial(_measure_one, counts=counts, seed=seed)
    names = {model: name_file(cache, counts, (*model, seed), "measures") for model in grid}
    rows = {model: _read_measures(name) for model, name in names.items()}
    waiting = sorted((model for model in rows if rows[model] is None), key=lambda model: (model[0] != "lda", -model[1]))
    results = read_map(executor)(measure, waiting)
    for model, row in tqdm(
        zip(waiting, results, strict=True), total=len(waiting), desc="models", disable=not progress or not waiting
    ):
        rows[model] = {name: float(value) for name, value in row.items()}
        write_arrays(names[model], row)
    return pd.DataFrame([{"kind": model[0], "n_topics": model[1]} | rows[model] for model in grid])


def _measure_one(model, counts, seed):
    kind, n_topics, n_seeds, n_resamples = model
    return measure_runs(fit_runs(counts, n_topics, kind, n_seeds, n_resamples, seed, progress=False), counts)


def _read_measures(name):
    stored = read_arrays(name, dict.fromkeys(MEASURES, ()), missing=("terms_resamples", "vectors_resamples", "fit",
                                                                     "terms_seeds", "vectors_seeds"))  # fmt: skip
    return None if stored is None else {measure: float(value) for measure, value in stored.items()}


def load_sweep(counts, grid=GRID, seed=SEED, path=STORED):
    """Load the stored measures of a sweep, if they are of these counts.

    Parameters
    ----------
    counts : Counts
        Of passages.
    grid, seed
        As in `sweep_topics`.
    path : pathlib.Path

    Returns
    -------
    pandas.DataFrame
        As from `sweep_topics`.

    Raises
    ------
    InputError
        If the table is not there, or was measured of other counts, with other settings or by other code.
    """
    list_owners(counts)
    remedy = "sweep_topics measures them, in some minutes (in the notebook: SWEEP = True)"
    repair(Path(path).parent)
    if not Path(path).is_file():
        raise InputError(f"{path}: the measures of the sweep are missing; {remedy}")
    table = read_measures(path, ["inputs", "kind"], BOUNDS, "take the file from the repository")
    stamps = [stamp_runs(counts, (*model, seed)) for model in map(tuple, grid)]
    rows = table.set_index("inputs")
    if not set(stamps) <= set(rows.index):
        raise InputError(f"{path}: its rows are of other texts, terms, settings or code; {remedy}")
    rows = rows.loc[stamps, ["kind", "n_topics", *MEASURES]].reset_index(drop=True)
    if list(zip(rows["kind"], rows["n_topics"], strict=True)) != [(kind, n_topics) for kind, n_topics, *_ in grid]:
        raise InputError(f"{path}: a row has the stamp of another kind or number of topics; {remedy}")
    return rows


def write_sweep(counts, measures, grid=GRID, seed=SEED, path=STORED):
    """Write the measures of a sweep, each row with its stamp.

    Parameters
    ----------
    counts : Counts
    measures : pandas.DataFrame
        As from `sweep_topics` with the same arguments.
    grid, seed
        As in `sweep_topics`.
    path : pathlib.Path
    """
    stamped = check_table(measures, ["kind", "n_topics", *MEASURES], "the measures").copy()
    stamped.insert(0, "inputs", [stamp_runs(counts, (*model, seed)) for model in map(tuple, grid)])
    write_file(path, stamped.to_csv(index=False, lineterminator="\n", float_format="%.4g").encode())


def draw_agreement(measures, measure, ax):
    """Draw how far models agree, by their number of topics: under other seeds, and when the texts are drawn again.

    Parameters
    ----------
    measures : pandas.DataFrame
        As from `sweep_topics`.
    measure : str
        ``terms`` or ``vectors``.
    ax : matplotlib.axes.Axes

    Returns
    -------
    matplotlib.axes.Axes

    Raises
    ------
    InputError
        If the table has no such measure.
    """
    names = {"seeds": ("other seeds", "black"), "resamples": ("texts drawn again", COLORS["vermilion"])}
    check_table(measures, ["kind", "n_topics", *(f"{measure}_{what}" for what in names)], "the measures")
    for kind, rows in measures.groupby("kind", sort=False):
        for what, (name, color) in names.items():
            look = "o-" if kind == "nmf" else "s--"
            ax.plot(rows["n_topics"], rows[f"{measure}_{what}"], look, color=color, markersize=3, linewidth=1,
                    label=f"{kind.upper()}, {name}")  # fmt: skip
    ax.set(xlabel="number of topics", ylim=(0, 1.05))
    return ax


def describe_sweep(measures):
    """Say whether other texts change topics more than other seeds do, for those who cannot see the picture.

    Parameters
    ----------
    measures : pandas.DataFrame
        As from `sweep_topics`.

    Returns
    -------
    str
        At how many of the settings, and the mean cosine of both for each kind of model.

    Raises
    ------
    InputError
        If the table lacks a measure.
    """
    check_table(measures, ["kind", "vectors_seeds", "vectors_resamples"], "the table of measures")
    more = (measures["vectors_resamples"] < measures["vectors_seeds"]).sum()
    averages = measures.groupby("kind")[["vectors_seeds", "vectors_resamples"]].mean()
    told = [f"{str(kind).upper()} {row['vectors_seeds']:.2f} under other seeds, {row['vectors_resamples']:.2f} when "
            "the texts are drawn again" for kind, row in averages.iterrows()]  # fmt: skip
    return (f"Other texts change topics more than other seeds do, at {more} of {len(measures)} settings (cosine). "
            f"Mean cosine: {'; '.join(told)}.")  # fmt: skip


def load_project():
    """Count the passages of the project as the notebook does by default."""
    story = load_story()
    paragraphs = story.corpus.paragraphs[story.corpus.paragraphs["document"].isin(story.documents.index)]
    return trim_terms(count_vocabulary(cut_passages(paragraphs), by=["document", "passage"]), load_stopwords())


def main():
    """Measure the whole sweep on the project's passages, two models at a time, and store it.

    Returns
    -------
    int or str
        For `sys.exit`: 0, or what is wrong.
    """
    try:
        check_writable(STORED.parent, COPY)
        counts = load_project()
        with ProcessPoolExecutor(2) as executor:
            measures = sweep_topics(counts, executor=executor, cache=None)
        write_sweep(counts, measures)
    except InputError as error:
        return str(error)
    print(measures.round(3).to_string())
    return 0


if __name__ == "__main__":
    sys.exit(main())
