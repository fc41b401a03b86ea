"""Wait for a historian: a probability sample of whole texts to be labelled, and the rates that follow from it.

``python -m themeshift.expert`` reads the filled form of the corpus and prints the rates; ``draw`` writes an empty one.
The sample, its chances and a hash of each text are stored beside the form: a form of other texts is refused.
"""

import hashlib
import sys
from pathlib import Path

import pandas as pd

from themeshift import paths
from themeshift.checks import InputError
from themeshift.concordance import find_contexts
from themeshift.corpus import load_corpus
from themeshift.counts import Counts
from themeshift.design import DESIGN, SEED, TEXTS_OF_A_STRATUM, draw_expert_sample, estimate_design_rates
from themeshift.escaping import print_text
from themeshift.files import repair, write_set
from themeshift.occurrences import count_senses, find_occurrences, load_labels
from themeshift.periods import assign_periods, load_periods
from themeshift.tables import load_rows
from themeshift.themes import list_curves, load_themes

FOLDER = paths.EDITION / "expert"
FORM = ["document", "date", "line", "nth", "theme", "before", "word", "after", "sense", "sure", "remark"]
SAMPLE = [*DESIGN, "text_hash"]
WORD = ["document", "line", "theme", "word", "nth"]  # what names a word of the form
AROUND = 300  # characters of context on either side
INSTRUCTIONS = """\
# Reading the words of the themes: for a historian

All labels of this corpus were read by language models. This form waits for a person who knows the period: {words} words
in {texts} whole texts, drawn at random within {strata} periods (seed {seed}) among the texts that have such a word. The
chance of each text is in `sample.csv`; from it follow rates that are right on average, whatever is wrong with the
labels of the other texts.

1. Do not look at `../senses.csv` or `../readings.csv` before you have finished.
2. Read each text as a whole: `ts.show_document("{first}")` shows it beside the scan. Only words in the author's own
   voice are asked for; in the context, what another voice says is left out.
3. For each row of `form.csv` write in `sense` the name of one of the senses below, as *you* understand the word there;
   in `sure`, yes or no; in `remark`, whatever you like: above all, when no sense fits.
4. Fill every row. Change nothing else; save as CSV with commas, in UTF-8.
5. `python -m themeshift.expert` reads the form back, says what is missing, and prints the rates.

The senses are described in `../../themes.toml`, each with a reason and an example. The guide of the first readers,
`../senses.md`, is there too; whether you follow it is your decision: say so in a remark.

| theme | sense | what it is |
|---|---|---|"""


def hash_texts(paragraphs):
    """Return a short hash of the words of each document, as they are read and labelled."""
    texts = paragraphs.groupby("document", sort=False)["text"].agg("\n".join)
    return texts.map(lambda text: hashlib.sha256(text.encode()).hexdigest()[:12])


def _load_project(folder):
    """Load what the form is about: documents of the main author, paragraphs in his voice, words of labelled themes."""
    corpus, themes = load_corpus(folder), load_themes(folder)
    labels = load_labels(themes, folder)
    themes = {name: theme for name, theme in themes.items() if name in set(labels["theme"])}
    author = corpus.documents["author"].mode()[0]
    documents = corpus.documents[corpus.documents["author"] == author]
    paragraphs = corpus.paragraphs[corpus.paragraphs["document"].isin(documents.index)]
    found = find_occurrences(paragraphs, themes, corpus.lines, labels)
    found["word"] = [" ".join(match.split()) for match in found["match"]]
    found["nth"] = found.groupby(["document", "line", "theme", "word"]).cumcount() + 1
    return documents, paragraphs, themes, found


def save_expert_form(folder=paths.CORPUS, n_texts=TEXTS_OF_A_STRATUM, seed=SEED):
    """Draw a sample of texts within the periods and write a form without labels, with instructions.

    Drawn are texts that have a word of a theme that was labelled by reading; the others have nothing to label.

    Parameters
    ----------
    folder : pathlib.Path
        A corpus with themes, labels and periods.
    n_texts, seed
        As in `draw_expert_sample`.

    Returns
    -------
    pandas.DataFrame
        The sample. ``form.csv``, ``sample.csv`` and ``instructions.md`` are in ``edition/expert``.

    Raises
    ------
    InputError
        If a form that someone has begun to fill is there.
    """
    folder = _check_corpus(folder)
    path = folder / "edition" / "expert" / "form.csv"
    repair(path.parent)
    if path.is_file() and any(row["sense"] or row["sure"] or row["remark"] for row in load_rows(path, "edition/form")):
        raise InputError(f"{path}: someone has begun to fill this form; move it away before another is drawn")
    documents, paragraphs, themes, found = _load_project(folder)
    frame = documents[documents.index.isin(found["document"])]
    sample = draw_expert_sample(frame, assign_periods(frame, load_periods(folder)), n_texts, seed)
    sample["text_hash"] = sample["document"].map(hash_texts(paragraphs))
    chosen = found[found["document"].isin(sample["document"])]
    contexts = find_contexts(chosen, paragraphs, documents, width=AROUND)
    form = chosen.reset_index(drop=True).assign(
        date=chosen["document"].map(documents["date"]).dt.strftime("%Y-%m-%d").to_numpy(),
        before=contexts["left"].to_numpy(), after=contexts["right"].to_numpy(), sense="", sure="", remark="",
    )[FORM]  # fmt: skip
    write_set(path.parent, {
        "form.csv": form.to_csv(index=False, lineterminator="\n").encode(),
        "sample.csv": sample[SAMPLE].assign(inclusion=sample["inclusion"].map("{:.9g}".format))
        .to_csv(index=False, lineterminator="\n").encode(),
        "instructions.md": _write_instructions(sample, form, themes, seed).encode(),
    })  # fmt: skip
    return sample


def _check_corpus(folder):
    if not isinstance(folder, str | Path):
        raise InputError(f"the folder is {folder!r}; give the path of a corpus")
    return Path(folder)


def _write_instructions(sample, form, themes, seed):
    """Write what a historian must know to fill the form."""
    parts = {"words": len(form), "texts": len(sample), "strata": sample["stratum"].nunique(), "seed": seed}
    lines = [INSTRUCTIONS.format(first=sample["document"].iloc[0], **parts)]
    for name, theme in themes.items():
        lines += [f"| {name} | `{sense}` | {value.reason} |" for sense, value in theme.senses.items()]
    return "\n".join(lines) + "\n"


def read_expert_form(path=FOLDER / "form.csv", folder=paths.CORPUS, curves=None, periods=None):
    """Read a filled form and estimate the rates of the curves in each period.

    Parameters
    ----------
    path : pathlib.Path
        ``form.csv``, with ``sample.csv`` beside it.
    folder : pathlib.Path
        The corpus of which it was drawn.
    curves : dict of str to (str, list of str), or None
        As in `count_senses`; by default the curves that are declared for the labelled themes.
    periods : pandas.Series or None
        By default the named periods of the corpus.

    Returns
    -------
    pandas.DataFrame
        As from `estimate_design_rates`.

    Raises
    ------
    InputError
        If a row is not filled, a sense unknown, a word of the sampled texts is missing, twice or not there, or a text
        is no longer that of which the form was drawn.
    """
    if not isinstance(path, str | Path):
        raise InputError(f"path is {path!r}; give the path of form.csv")
    path, folder = Path(path), _check_corpus(folder)
    repair(path.parent)
    rows, sample = (load_rows(file, name) for file, name in
                    ((path, "edition/form"), (path.with_name("sample.csv"), "edition/sample")))  # fmt: skip
    if not rows or not sample:
        raise InputError(f"{path}: there are no rows in the form or in sample.csv; draw them anew")
    sample = pd.DataFrame(sample)
    documents, paragraphs, themes, found = _load_project(folder)
    _check_texts(path, sample, hash_texts(paragraphs))
    _check_form(path, rows, themes, found[found["document"].isin(sample["document"])])
    senses = {tuple(row[name] for name in WORD): row["sense"] for row in rows}
    by_expert = found[found["document"].isin(sample["document"])].copy()
    by_expert["sense"] = [senses[key] for key in by_expert[WORD].itertuples(index=False, name=None)]
    by_expert["alternative"] = ""
    if curves is None:
        curves = {name: curve for name, curve in list_curves(themes).items() if curve[0] in themes}
    counts = count_senses(found, curves, paragraphs)
    expert = _count_expert(by_expert, curves, counts.select(list(sample["document"])))
    if periods is None:
        periods = assign_periods(documents, load_periods(folder))
    return estimate_design_rates(counts, expert, sample, periods)


def _check_texts(path, sample, hashes):
    """Raise `InputError` if a text is not that of which the form was drawn."""
    for row in sample.to_dict("records"):
        if row["document"] not in hashes.index:
            raise InputError(f"{row['where']}: the corpus has no text {row['document']!r}; draw a form of these texts")
        if (sample["document"] == row["document"]).sum() > 1:
            raise InputError(f"{row['where']}: {row['document']!r} is in the sample twice; take one row out")
        if hashes[row["document"]] != row["text_hash"]:
            raise InputError(f"{path}: the text {row['document']!r} has changed since the form was drawn (it was "
                             f"{row['text_hash']}, it is {hashes[row['document']]}); take the corpus of that time, or "
                             "draw a new form")  # fmt: skip


def _check_form(path, rows, themes, found):
    """Raise `InputError` unless each word of the sampled texts is there once and filled."""
    empty = [row["where"] for row in rows if not row["sense"] or not row["sure"]]
    if empty:
        raise InputError(f"{path}: {len(empty)} of {len(rows)} rows have no sense or do not say whether it is sure; "
                         f"the first is {empty[0]}; fill every row")  # fmt: skip
    known, seen = set(found[WORD].itertuples(index=False, name=None)), set()
    for row in rows:
        key = tuple(row[name] for name in WORD)
        if key not in known or key in seen:
            why = "is there twice" if key in seen else "is not in the texts of the sample"
            raise InputError(f"{row['where']}: {row['word']!r} in line {row['line']} of {row['document']!r} {why}; "
                             "take the row as it was drawn")  # fmt: skip
        if row["sense"] not in themes[row["theme"]].senses:
            raise InputError(f"{row['where']}: {row['sense']!r} is not a sense of {row['theme']!r}; write one of "
                             f"{', '.join(themes[row['theme']].senses)}")  # fmt: skip
        seen.add(key)
    if known - seen:
        document, line, _, word, _ = min(known - seen)
        raise InputError(f"{path}: {len(known - seen)} words of the sample are missing, first {word!r} in line {line} "
                         f"of {document!r}; put their rows back")  # fmt: skip


def _count_expert(found, curves, counts):
    """Return the expert's counts of the sampled texts; a curve of which the expert found nothing has zeros."""
    table = {}
    for name, (theme, senses) in curves.items():
        chosen = found[(found["theme"] == theme) & found["sense"].isin(senses)]
        table[name] = chosen["document"].value_counts().reindex(counts.index, fill_value=0)
    return Counts(pd.DataFrame(table), counts.words)


def main(arguments):
    """Read the form of the corpus and print its rates, or draw an empty one.

    Returns
    -------
    int or str
        For `sys.exit`: 0, or what is wrong.
    """
    try:
        if arguments == ["draw"]:
            print_text(save_expert_form().to_string(index=False))
        elif not arguments:
            print_text(read_expert_form().round(2).to_string(index=False))
        else:
            return "Write python -m themeshift.expert, or python -m themeshift.expert draw."
    except InputError as error:
        return str(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
