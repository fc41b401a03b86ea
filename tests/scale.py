"""Time and memory of each step on made-up corpora of 0.13, 1, 10 … million words: ``make bench SCALE=10``.

The vocabulary grows with the corpus, as that of real texts does. Each size runs in a process of its own. Printed are
seconds of the processor, which a busy machine hardly lengthens, the most memory until the end of the step, and between
sizes the slope of log time over log words: 1 is linear.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

SIZES = (0.13, 1, 10, 50)  # million words
WORDS = 2_000  # of a text
STEPS = ("load", "count", "theme", "curve", "tf-idf", "passages", "topics", "concordance")
LETTERS = np.array(list("etaoinshrdlucmfwypvbgk"))


def make_words(n, generator):
    """Draw words by a law of Zipf with a tail that never ends, as numbers of their ranks."""
    return np.minimum(30 * ((1 - generator.random(n)) ** (-1 / 0.75) - 1), 1e12).astype(np.int64)


def spell(rank):
    """Spell a rank in letters."""
    letters = []
    while True:
        rank, letter = divmod(rank, len(LETTERS))
        letters.append(LETTERS[letter])
        if not rank:
            return "".join(letters)


def write_corpus(path, n_words, seed=1917):
    """Write texts of 100 years as JSON lines, in paragraphs of 100 words."""
    generator, spelled = np.random.default_rng(seed), {}
    days = np.datetime64("1900-01-01") + np.sort(generator.integers(0, 36_500, max(1, n_words // WORDS)))
    with path.open("w", encoding="utf-8") as file:
        for number, day in enumerate(days):
            words = [
                spelled.get(rank) or spelled.setdefault(rank, spell(rank)) for rank in make_words(WORDS, generator)
            ]
            text = "\n\n".join(" ".join(words[start : start + 100]) + "." for start in range(0, WORDS, 100))
            file.write(json.dumps({"id": f"t{number}", "date": str(day), "text": text}) + "\n")


def measure(path):
    """Yield each step, its seconds, the most memory so far in MiB, and what it gave."""
    import themeshift as ts

    made = {}
    work = {
        "load": lambda: ts.load_corpus(path),
        "count": lambda: ts.count_vocabulary(made["load"].paragraphs),
        "theme": lambda: ts.count_terms(made["load"].paragraphs, {"one": ["tt"], "two": ["a*"], "both": ["e t"]}),
        "curve": lambda: ts.smooth_rates(made["theme"], made["load"].documents, 1825, n_replicates=200),
        "tf-idf": lambda: ts.weigh_by_tfidf(
            made["count"].group(ts.assign_periods(made["load"].documents, "decade"))),
        "passages": lambda: ts.trim_terms(
            ts.count_vocabulary(ts.cut_passages(made["load"].paragraphs), by=["document", "passage"]),
            min_documents=max(5, len(made["load"].documents) // 20)),
        "topics": lambda: ts.fit_topics(made["passages"], 10),
        "concordance": lambda: ts.find_concordance("tt", *made["load"][1:3], made["load"].documents),
    }  # fmt: skip
    for name in ts.__all__:
        getattr(ts, name)  # the modules are loaded before the clock runs
    for step in STEPS:
        start = time.process_time()
        made[step] = work[step]()
        seconds, memory = time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        terms = len(made["count"].terms) if "count" in made else 0
        yield {"step": step, "seconds": seconds, "memory": memory, "terms": terms}


def main(largest):
    """Print the tables of time, memory and slope."""
    sizes = [size for size in SIZES if size <= largest]
    seconds, memory, terms = {}, {}, {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "texts.jsonl")
            write_corpus(path, round(size * 1e6))
            run = subprocess.run([sys.executable, __file__, "--one", str(path)], stdout=subprocess.PIPE, text=True)
        rows = [json.loads(line) for line in run.stdout.splitlines()]
        seconds[size] = {row["step"]: row["seconds"] for row in rows}
        memory[size] = {row["step"]: row["memory"] for row in rows}
        terms[size] = rows[-1]["terms"] if rows else 0
        print(f"{size} million words, {terms[size]:,} different ones: {seconds[size]}", file=sys.stderr, flush=True)
    seconds, memory = (pd.DataFrame(table).reindex(STEPS) for table in (seconds, memory))
    slopes = np.log(seconds).diff(axis=1).div(np.diff(np.log([sizes[0], *sizes])), axis=1).iloc[:, 1:]
    print(f"different words: {terms}")
    titles = ("seconds of the processor", "MiB, most so far", "slope from the size before")
    for title, table in zip(titles, (seconds, memory, slopes), strict=True):
        print(f"\n{title}\n{table.round(2).to_string()}")


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        for row in measure(Path(sys.argv[2])):
            print(json.dumps(row), flush=True)
    else:
        main(float(sys.argv[1]))
