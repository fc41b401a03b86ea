"""Draw a probability sample of whole texts, and estimate rates from what an expert reads in it."""

import numpy as np
import pandas as pd

from themeshift.alignment import align, number_labels
from themeshift.checks import InputError, check_documents, check_table
from themeshift.counts import check_counts
from themeshift.resampling import check_number

DESIGN = ["document", "stratum", "texts", "drawn", "inclusion"]
SEED, TEXTS_OF_A_STRATUM = 1917, 4


def draw_expert_sample(documents, strata, n_texts=TEXTS_OF_A_STRATUM, seed=SEED):
    """Draw whole texts at random within strata, without replacement.

    Parameters
    ----------
    documents : pandas.DataFrame
        Those that may be drawn.
    strata : pandas.Series
        The stratum of each document, as from `assign_periods`.
    n_texts : int
        That are drawn of each stratum: at least 2, for the error, or all where it has no more.
    seed : int

    Returns
    -------
    pandas.DataFrame
        In the order of `documents`: `document`, `stratum`, `texts` (in the stratum), `drawn` (of them) and `inclusion`,
        the chance ``drawn / texts`` that each of them had.

    Raises
    ------
    InputError
        If a document has no stratum, or n_texts is less than 2.

    Examples
    --------
    >>> days = pd.to_datetime(["1918-01-01"] * 4)
    >>> documents = pd.DataFrame({"date": days, "date_end": days}, index=list("abcd"))
    >>> draw_expert_sample(documents, pd.Series("war", documents.index), 2)["inclusion"].tolist()
    [0.5, 0.5]
    """
    check_documents(documents)
    check_number(n_texts, "n_texts", 2)
    generator = np.random.default_rng(check_number(seed, "seed", 0))
    labels = align(documents, strata, "the strata")
    rows = []
    for stratum, names in labels.groupby(labels, sort=True, observed=True).groups.items():
        n = min(n_texts, len(names))
        drawn = generator.choice(len(names), n, replace=False)
        rows += [(names[place], str(stratum), len(names), n, n / len(names)) for place in drawn]
    sample = pd.DataFrame(rows, columns=DESIGN).set_index("document")
    return sample.loc[[name for name in documents.index if name in sample.index]].reset_index()


def estimate_design_rates(counts, expert, sample, periods):
    """Estimate rates from labels of all texts and an expert's labels of a probability sample of them.

    Text i has the count c_i by the labels, and d_i by the expert if it is in the sample, into which it came with the
    chance q_i. Its pseudo-count is ``c_i + (d_i - c_i) / q_i`` in the sample, ``c_i`` elsewhere, and the rate of a
    period ``1000 sum pseudo-counts / sum words``. It is unbiased over the drawing, whatever is wrong with the labels.
    The error is that of a stratified sample without replacement: with e_i the difference d_i - c_i of the texts of the
    period and 0 for others, the variance of the sum is ``sum_h N_h^2 (1 - n_h / N_h) s_h^2 / n_h`` over strata h of
    N_h texts, n_h of them drawn, s_h^2 being the variance of e in the sample.

    Parameters
    ----------
    counts : Counts
        By the labels, of all texts.
    expert : Counts
        By the expert: the same terms, all texts of the sample.
    sample : pandas.DataFrame
        `document`, `stratum`, `texts`, `drawn` and `inclusion`, as from `draw_expert_sample`.
    periods : pandas.Series
        The period of each document.

    Returns
    -------
    pandas.DataFrame
        A row a term and period: `term`, `period`, `texts`, `texts_read`, `rate` by the labels alone, `design_rate`,
        which may be below 0 by chance, and its standard `error`, all per 1,000 words. The error is missing where one
        text was read of a stratum of several, and too small where few texts were read and none of them differs.

    Raises
    ------
    InputError
        If the sample names a text that is not counted, or an inclusion is not its quotient, or terms are not the same.

    References
    ----------
    Egami, N., Hinck, M., Stewart, B. M. & Wei, H. (2023). Using imperfect surrogates for downstream inference:
    design-based supervised learning for social science applications of large language models. *NeurIPS* 36, arXiv
    2306.04746, for labels corrected by a sample of known inclusion (the abstract was seen, not the equations). Särndal,
    C.-E., Swensson, B. & Wretman, J. (1992). *Model Assisted Survey Sampling*. Springer, for the difference estimator;
    the book was not seen: that such a correction is that estimator is said in the abstract of *PPI is the Difference
    Estimator* (arXiv 2603.19160). The variance of a total in strata, ``sum N_h^2 (1 - n_h / N_h) s_h^2 / n_h``, is that
    of J. Bunge's notes for ST 3100 (17 September 2009), where it is divided by N^2.
    """
    check_counts(counts)
    check_counts(expert)
    if list(expert.terms) != list(counts.terms):
        raise InputError(
            f"the expert's terms are {list(expert.terms)}, the others {list(counts.terms)}; count the same"
        )
    _check_sample(sample, counts)
    read = expert.select(list(sample["document"])).table.to_numpy(dtype=float)
    labelled = counts.select(list(sample["document"])).table.to_numpy(dtype=float)
    codes, names = number_labels(counts, periods, "the periods")
    places = counts.index.get_indexer(sample["document"])
    difference, of = read - labelled, codes[places]
    inclusion = sample["inclusion"].to_numpy(dtype=float)
    rows, table, words = [], counts.table.to_numpy(dtype=float), counts.words.to_numpy(dtype=float)
    for number, name in enumerate(names):
        here, own = codes == number, (of == number)[:, None]
        total = words[here].sum() if here.any() else np.nan
        rate, added = table[here].sum(axis=0), (difference * own / inclusion[:, None]).sum(axis=0)
        error = _measure_error(difference * own, sample)
        for term, column in enumerate(counts.terms):
            rows.append((column, name, int(here.sum()), int(own.sum()), *(
                1000 * value / total for value in (rate[term], rate[term] + added[term], error[term])
            )))  # fmt: skip
    return pd.DataFrame(rows, columns=["term", "period", "texts", "texts_read", "rate", "design_rate", "error"])


def _check_sample(sample, counts):
    """Raise `InputError` unless the sample is one of the counted texts."""
    check_table(sample, DESIGN, "the sample")
    unknown = [name for name in sample["document"] if name not in counts.index]
    if unknown:
        raise InputError(f"the sample has the text {unknown[0]!r}, which is not counted; count it, or draw anew")
    if sample["document"].duplicated().any():
        raise InputError(f"the sample has {sample['document'][sample['document'].duplicated()].iloc[0]!r} twice")
    sizes = sample.groupby("stratum")["document"].transform("size")
    wrong = (sizes != sample["drawn"]) | ((sample["drawn"] / sample["texts"] - sample["inclusion"]).abs() > 1e-6)
    wrong |= sample.groupby("stratum")["texts"].transform("nunique") > 1
    if wrong.any():
        raise InputError(f"the inclusion of {sample['document'][wrong].iloc[0]!r} is not the texts drawn of its "
                         "stratum divided by all of it; take the sample again as it was drawn")  # fmt: skip


def _measure_error(differences, sample):
    """Return the standard error of the sum of differences over all texts, by term."""
    variance = np.zeros(differences.shape[1])
    for stratum, rows in sample.groupby("stratum"):
        (n_all,), n = rows["texts"].unique(), len(rows)
        if n == n_all:
            continue
        if n < 2:
            return np.full(differences.shape[1], np.nan)
        spread = differences[sample["stratum"].to_numpy() == stratum].var(axis=0, ddof=1)
        variance = variance + n_all**2 * (1 - n / n_all) * spread / n
    return np.sqrt(variance)
