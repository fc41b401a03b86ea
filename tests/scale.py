"""Time and memory of each step on made-up corpora of 0.13, 1, 10 … million words: ``make bench SCALE=10``.

The vocabulary grows with the corpus, as that of real texts does. Each size runs in a process of its own, small sizes
several times, of which the fastest counts. Printed are seconds of the processor, which a busy machine hardly lengthens,
the most memory until the end of the step, and the slope of log time over log words: 1 is linear. Beside it, other
programs count the same words. With ``--page`` (``make bench SCALE=50 PAGE=1``) the tables and the curve are written to
``notebooks/larger_corpora.md``.
"""

import importlib
import json
import re
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
PEERS = {  # and what they import before the clock runs
    "scikit-learn": "sklearn.feature_extraction.text",
    "gensim": "gensim.corpora",
    "DuckDB": "duckdb",
    "the query above": "themeshift.counted",
}
LETTERS = np.array(list("etaoinshrdlucmfwypvbgk"))
PAGE = Path(__file__).parents[1] / "notebooks" / "larger_corpora.md"
MEASURED = re.compile(r"(<!-- measured.*?-->\n).*?(?=<!-- end of what was measured -->)", re.S)
GIB = 4  # memory of the machine that is asked how far it reaches


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
            row = {"id": f"t{number}", "document": f"t{number}", "date": str(day), "text": text}
            file.write(json.dumps(row) + "\n")


def list_steps(path):
    """Return what is done with a corpus, step by step; each finds in `made` what those before it gave."""
    import themeshift as ts

    for name in ts.__all__:
        getattr(ts, name)  # the modules are loaded before the clock runs
    made = {}
    return made, {
        "load": lambda: ts.load_corpus(path),
        "count": lambda: ts.count_vocabulary(made["load"].paragraphs),
        "themes": lambda: ts.count_terms(made["load"].paragraphs, {"one": ["tt"], "two": ["a*"], "both": ["e t"]}),
        "curves": lambda: ts.smooth_rates(made["themes"], made["load"].documents, 1825, n_replicates=200),
        "tf-idf of texts": lambda: ts.weigh_by_tfidf(made["count"], sparse_output=True),
        "words of decades": lambda: ts.rank_period_words(
            made["count"], ts.assign_periods(made["load"].documents, "decade")),
        "passages": lambda: ts.trim_terms(
            ts.count_vocabulary(ts.cut_passages(made["load"].paragraphs), by=["document", "passage"]),
            min_documents=ts.choose_min_documents(made["load"].documents)),
        "topics": lambda: ts.fit_topics(made["passages"], 10),
        "concordance": lambda: ts.find_concordance("tt", *made["load"][1:3], made["load"].documents),
    }  # fmt: skip


def count_by_sklearn(path):
    from sklearn.feature_extraction.text import CountVectorizer

    texts = (json.loads(line)["text"] for line in path.open(encoding="utf-8"))
    matrix = CountVectorizer(token_pattern=r"\b\w+\b").fit_transform(texts)
    return matrix.sum(), matrix.shape[1]


def count_by_gensim(path):
    from gensim.corpora import Dictionary
    from gensim.utils import tokenize

    dictionary = Dictionary()
    texts = (tokenize(json.loads(line)["text"], lowercase=True) for line in path.open(encoding="utf-8"))
    counts = [dictionary.doc2bow(text, allow_update=True) for text in texts]
    return sum(n for text in counts for _, n in text), len(dictionary)


def count_by_duckdb(path):
    import duckdb

    return duckdb.sql(f"""SELECT sum(n), count(DISTINCT word) FROM (SELECT id, word, count(*) AS n FROM (
        SELECT id, unnest(regexp_extract_all(lower(text), '\\w+')) AS word FROM read_json('{path}')
        ) GROUP BY ALL)""").fetchall()[0]


def count_by_query(path):
    import duckdb

    import themeshift as ts

    query = re.search(r"```sql\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S).group(1)
    counted = path.with_suffix(".parquet")
    duckdb.sql(query.replace("texts.jsonl", str(path)).replace("counts.parquet", str(counted)))
    counts = ts.read_counts(counted)
    return counts.words.sum(), len(counts.terms)


def measure(path, what):
    """Yield each step, its seconds and the most memory so far in MiB; of a peer, its one step."""
    if what == "themeshift":
        made, work = list_steps(path)
    else:
        count = {"scikit-learn": count_by_sklearn, "gensim": count_by_gensim, "DuckDB": count_by_duckdb,
                 "the query above": count_by_query}[what]  # fmt: skip
        importlib.import_module(PEERS[what])
        made, work = {}, {what: lambda: tuple(map(int, count(path)))}
    for step, do in work.items():
        start = time.process_time()
        made[step] = do()
        seconds, memory = time.process_time() - start, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        counted = made[step] if what != "themeshift" else None
        if step == "count":
            counted = int(made[step].words.sum()), len(made[step].terms)
        yield {"step": step, "seconds": seconds, "memory": memory, "counted": counted}


def run(path, what):
    """Measure in a process of its own; return its rows, empty where it needs what is not installed."""
    command = [sys.executable, __file__, "--one", str(path), what]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode and "ModuleNotFoundError" not in done.stderr:
        raise RuntimeError(f"{what}: {done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def measure_size(size):
    """Return a table of the steps and peers: the fewest seconds of several runs, the most memory."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "texts.jsonl")
        write_corpus(path, round(size * 1e6))
        for what in ("themeshift", *PEERS):
            for _ in range(3 if size < 10 else 2):
                rows += (done := run(path, what))
                print(size, what, {row["step"]: round(row["seconds"], 2) for row in done}, file=sys.stderr, flush=True)
    counted = {tuple(row["counted"]) for row in rows if row["counted"]}
    if len(counted) != 1:
        raise RuntimeError(f"the programs counted different words: {counted}")
    table = pd.DataFrame(rows).groupby("step", sort=False).agg(seconds=("seconds", "min"), memory=("memory", "max"))
    return table, *counted.pop()


def tell_slopes(seconds):
    """Return the slope of log time over log words: from each size to the next, and over all from a million on."""
    sizes = np.log(seconds.columns.to_numpy(dtype=float))
    slopes = np.log(seconds).diff(axis=1).iloc[:, 1:] / np.diff(sizes)
    if (large := seconds.columns >= 1).sum() > 1:
        slopes["from 1 on"] = np.polyfit(sizes[large], np.log(seconds.loc[:, large]).T, 1)[0]
    return slopes


def write_table(table, digits):
    """Write a table in Markdown."""
    head = ["step", *map(str, table.columns)]
    lines = [head, ["---", *["---:"] * len(table.columns)]]
    lines += [[name, *(f"{value:,.{digits}f}" for value in row)] for name, row in zip(table.index, table.values)]  # noqa: B905
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def extrapolate(seconds, memory, slopes, texts):
    """Say in words what a billion words would take, and what breaks first."""
    one, two = memory.columns[-2:]
    grows = (memory[two] - memory[one]) / (two - one)  # MiB a million words, at the end of each step
    reach = (GIB * 1024 - (memory[two] - two * grows)) / grows
    steps = [step for step in seconds.index if step not in PEERS]
    first = next(step for step in steps if reach[step] <= reach[steps].min() * 1.02)
    at = {step: seconds.loc[step, two] * (1000 / two) ** slopes.loc[step, "from 1 on"] / 60 for step in steps}
    slowest = max(at, key=at.get)
    peer = "the query above"
    told = [f"The largest corpus has {texts[two][0]:,} different words; memory was at most "
            f"{memory.loc[steps, two].max() / 1024:.1f} GiB, "
            f"and the steepest slope from a million words on is {slopes.loc[steps, 'from 1 on'].max():.2f}.",
            f"To a billion words these lines lead, were there memory enough: {sum(at.values()) / 60:.1f} hours of one "
            f"processor for all steps, most of it for “{slowest}” ({at[slowest]:.0f} minutes), and "
            f"{grows[steps].max() * 1000 / 1024:.0f} GiB. Memory breaks first, not time: in {GIB} GiB the step "
            f"“{first}” is the first to fail, at about {reach[first]:.0f} million words: all texts are held, and "
            "passages are a copy of them."]  # fmt: skip
    if peer in seconds.index and np.isfinite(grows[peer]):
        told.append(f"The query at the head of this page, its counts read back, needs "
                    f"{grows[peer] * 1000 / 1024:.0f} GiB for a billion words by the same reckoning, nearly all of it "
                    "for the counts of single texts: let it group them by year, and they are small.")  # fmt: skip
    return " ".join(told)


def draw(seconds, path):
    """Draw seconds over words, both on logarithmic axes."""
    import matplotlib

    matplotlib.use("agg")
    import matplotlib.pyplot as plt

    import themeshift as ts

    plt.style.use(ts.PAPER_STYLE)
    fig, ax = plt.subplots(figsize=(ts.DOUBLE_COLUMN, 3))
    colors = plt.get_cmap("cividis")(np.linspace(0, 0.9, len(seconds)))
    for number, (step, row) in enumerate(seconds.sort_values(seconds.columns[-1], ascending=False).iterrows()):
        ax.plot(row.index, row, "s--" if step in PEERS else "o-", color=colors[number], label=step, markersize=3,
                linewidth=1)  # fmt: skip
    ends = np.array(seconds.columns[[0, -1]], dtype=float)
    ax.plot(ends, ends * 0.01, color=ts.COLORS["grey"], linewidth=0.7, linestyle=":", label="as the words")
    ax.set(xscale="log", yscale="log", xlabel="Million words", ylabel="Seconds of one processor")
    fig.legend(loc="outside right upper")
    fig.savefig(path, metadata={"Software": None}, dpi=150)


def main(largest, page=False):
    """Print the tables of time, memory and slope; write them to the page, if asked."""
    tables, texts = {}, {}
    for size in (size for size in SIZES if size <= largest):
        tables[size], words, different = measure_size(size)
        texts[size] = different, words
        print(f"{size} million words, {different:,} different ones", file=sys.stderr, flush=True)
    seconds, memory = (pd.DataFrame({size: table[name] for size, table in tables.items()})
                       for name in ("seconds", "memory"))  # fmt: skip
    order = list(tables[min(tables)].index)
    seconds, memory = seconds.loc[order], memory.loc[order]
    slopes = tell_slopes(seconds)
    parts = []
    titles = {"Seconds of the processor, by million words": (seconds, 2),
              "MiB, the most until the end of the step": (memory, 0),
              "Slope of log seconds over log words, to this size from the one before": (slopes, 2)}  # fmt: skip
    for title, (table, digits) in titles.items():
        parts.append(f"{title}:\n\n{write_table(table, digits)}\n")
    if len(seconds.columns) > 2:
        parts.append(extrapolate(seconds, memory, slopes, texts) + "\n")
    print("\n".join(parts))
    if page:
        draw(seconds, PAGE.with_suffix(".png"))
        alternative = "Seconds of each step over words, on logarithmic axes: nearly straight lines of slope 1"
        parts.insert(0, f"![{alternative}]({PAGE.with_suffix('.png').name})\n")
        written = MEASURED.sub(lambda hit: hit.group(1) + "\n" + "\n".join(parts) + "\n",
                               PAGE.read_text(encoding="utf-8"))  # fmt: skip
        PAGE.write_text(written, encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1] == "--one":
        for row in measure(Path(sys.argv[2]), sys.argv[3]):
            print(json.dumps(row), flush=True)
    else:
        main(float(sys.argv[1]), "--page" in sys.argv)
