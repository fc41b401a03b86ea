"""Where a rate is highest, what its hills stand on, where a term first appears."""

import numpy as np
import pandas as pd
import pytest
from test_trends import BAD_CURVES, COUNTS, DAYS, DOCUMENTS, NAMES, TABLE, WORDS, date, make_row

from themeshift.checks import InputError
from themeshift.counts import Counts
from themeshift.landmarks import find_first_texts, find_hills, locate_peaks
from themeshift.resampling import resample_curves, to_days
from themeshift.trends import smooth_rates


@pytest.fixture(scope="module")
def hill():
    high = np.where(np.abs(np.arange(40) - 20) <= 3, 12, 2)
    counts, documents = make_row(40, high, step=20)
    plain = np.random.default_rng(2).permutation(high)
    table = counts.table.rename(columns={"x": "hill"}).assign(plain=plain, none=0)
    counts = Counts(table, counts.words)
    return smooth_rates(counts, documents, 100, n_replicates=0), counts, documents


def test_a_planted_hill_is_located_and_a_plain_is_not(hill):
    curves, counts, documents = hill
    peaks = locate_peaks(curves, counts, documents, 100, 500)
    summit = documents.loc["d20", "date"]
    assert abs(peaks.loc["hill", "peak"] - summit).days <= 20
    assert peaks.loc["hill", "earliest"] <= summit <= peaks.loc["hill", "latest"]
    width = peaks["latest"] - peaks["earliest"]
    assert width["hill"].days < 120
    assert width["plain"] > 2 * width["hill"]


def test_a_peak_is_the_highest_point_that_is_shown(hill):
    curves, counts, documents = hill
    peaks = locate_peaks(curves, counts, documents, 100, 10)
    for term in ("hill", "plain"):
        curve = curves[curves["term"] == term].set_index("date")["rate"]
        assert (peaks.loc[term, "peak"], peaks.loc[term, "rate"]) == (curve.idxmax(), curve.max())


def test_the_interval_of_a_peak_is_that_of_the_replicates_peaks(hill):
    curves, counts, documents = hill
    shown = curves[curves["term"] == "plain"].dropna(subset="rate")["date"]
    days = to_days(documents["date"])
    bound = counts.table[["plain"]].to_numpy(dtype=float), np.zeros((40, 1), int)
    rates = resample_curves(bound, counts.words.to_numpy(), (days, days), to_days(shown), 100, 201, 3)[0]
    summits = np.sort(rates.argmax(axis=0))
    row = locate_peaks(curves, counts, documents, 100, 201, 3).loc["plain"]
    assert row["earliest"] == shown.iloc[summits[5]]  # 2.5 % and 97.5 % of 200
    assert row["latest"] == shown.iloc[summits[195]]


def test_a_point_that_a_replicate_leaves_empty_is_no_peak_of_it():
    counts, documents = make_row(5, [1, 2, 3, 2, 1], step=30, words=9000)
    curves = smooth_rates(counts, documents, 40, n_replicates=0, min_texts=1)
    shown = curves.dropna(subset="rate")["date"]
    days, bound = to_days(documents["date"]), (counts.table.to_numpy(dtype=float), np.zeros((5, 1), int))
    rates = resample_curves(bound, counts.words.to_numpy(), (days, days), to_days(shown), 40, 101, 0)[0]
    summits = np.sort([np.nanargmax(column) if np.isfinite(column).any() else 0 for column in rates.T])
    assert np.isnan(rates).any()
    row = locate_peaks(curves, counts, documents, 40, 101).loc["x"]
    assert [row["earliest"], row["latest"]] == [shown.iloc[summits[2]], shown.iloc[summits[98]]]


def test_a_term_that_does_not_occur_has_no_peak(hill):
    row = locate_peaks(*hill, 100, 10).loc["none"]
    assert row[["peak", "earliest", "latest"]].isna().all()
    assert row["rate"] == 0


def test_doubtful_occurrences_are_counted_in_or_out_for_the_interval_of_a_peak(hill):
    curves, counts, documents = hill
    # Off the hill each text may have 60 more: about 32, more than the hill's 12.
    doubtful = Counts(counts.table, counts.words, counts.table, counts.table + 60 * (counts.table == 2))
    sure, unsure = (locate_peaks(curves, c, documents, 100, 300).loc["hill"] for c in (counts, doubtful))
    assert unsure["peak"] == sure["peak"]
    assert (sure["latest"] - sure["earliest"]).days < 120
    assert (unsure["latest"] - unsure["earliest"]).days > 300


def test_many_terms_have_the_peaks_that_each_has_alone(hill):
    _, counts, documents = hill
    rolled = {f"t{i}": np.roll(counts.table["plain"], i) for i in range(60)}
    many = Counts(pd.DataFrame(rolled, counts.index), counts.words)
    curves = smooth_rates(many, documents, 100, n_replicates=0)
    together = locate_peaks(curves, many, documents, 100, 50)
    for term in ("t0", "t50", "t59"):
        alone = locate_peaks(curves, many[term], documents, 100, 50)
        pd.testing.assert_frame_equal(together.loc[[term]], alone)


def test_blank_curves_have_no_peak():
    curves = smooth_rates(COUNTS, DOCUMENTS, 40, DAYS[:1], n_replicates=0)
    with pytest.raises(InputError, match="blank"):
        locate_peaks(curves, COUNTS, DOCUMENTS, 40)


@pytest.mark.parametrize(("bad", "message"), [*BAD_CURVES[:11], ({"n_replicates": 0}, "n_replicates is 0")])
def test_peaks_that_cannot_be_located_are_refused(bad, message):
    curves = smooth_rates(COUNTS, DOCUMENTS, 40, min_texts=1, n_replicates=0)
    with pytest.raises(InputError, match=message):
        locate_peaks(**{"curves": curves, "counts": COUNTS, "documents": DOCUMENTS, "half_width": 40} | bad)


def test_curves_of_other_counts_or_windows_are_refused():
    curves = smooth_rates(COUNTS, DOCUMENTS, 40, min_texts=1, n_replicates=0)
    doubled = Counts(TABLE * 2, WORDS)
    for counts, half_width in ((COUNTS, 41), (doubled, 40)):
        with pytest.raises(InputError, match="curves are of other counts"):
            locate_peaks(curves, counts, DOCUMENTS, half_width)


# First appearances

SPANS = date(
    ["1918-01-01", "1918-02-01", "1918-03-01", "1918-03-10"],
    ["1918-01-01", "1918-02-20", "1918-04-30", "1918-03-10"],
    NAMES,
)


def first_of(values, least=None, most=None, documents=SPANS):
    table, least, most = (None if v is None else pd.DataFrame({"x": v}, NAMES) for v in (values, least, most))
    return find_first_texts(Counts(table, WORDS, least, most), documents).loc["x"]


def test_a_first_text_by_hand():
    row = first_of([0, 0, 2, 3])
    assert row["first_text"] == "c"
    assert row["after"] == pd.Timestamp("1918-02-20")
    assert (row["texts_before"], row["words_before"], row["doubtful_before"]) == (2, 3000, 0)


def test_a_term_appears_between_the_first_possible_day_and_the_first_certain_one():
    row = first_of([0, 0, 2, 3])
    assert row["not_before"] == pd.Timestamp("1918-03-01")  # the first day of c
    assert row["not_later_than"] == pd.Timestamp("1918-03-10")  # d has it, whenever c was


def test_the_first_of_all_texts_has_none_before():
    row = first_of([1, 0, 0, 0])
    assert row["first_text"] == "a"
    assert pd.isna(row["after"])
    assert (row["texts_before"], row["words_before"]) == (0, 0)
    assert row["not_before"] == row["not_later_than"] == pd.Timestamp("1918-01-01")


def test_texts_are_before_only_if_wholly_so():
    # b may have been given on the day of the text that has the word, or after it.
    moved = SPANS.assign(date_end=pd.to_datetime(["1918-01-01", "1918-03-10", "1918-04-30", "1918-03-10"]))
    row = first_of([0, 0, 0, 3], documents=moved)
    assert row["first_text"] == "d"
    assert (row["texts_before"], row["words_before"], row["after"]) == (1, 1000, pd.Timestamp("1918-01-01"))


def test_of_texts_that_begin_on_a_day_the_one_that_ends_first_is_first():
    documents = SPANS.assign(date=pd.Timestamp("1918-01-01"))
    assert first_of([0, 1, 1, 1], documents=documents)["first_text"] == "b"


def test_the_order_of_the_documents_does_not_change_a_first_text():
    for order in (NAMES[::-1], list("cadb")):
        pd.testing.assert_series_equal(first_of([0, 0, 2, 3], documents=SPANS.loc[order]), first_of([0, 0, 2, 3]))
        counts = Counts(pd.DataFrame({"x": [0, 0, 2, 3]}, NAMES), WORDS).select(order)
        pd.testing.assert_series_equal(find_first_texts(counts, SPANS).loc["x"], first_of([0, 0, 2, 3]))


def test_a_doubtful_occurrence_is_no_first_appearance_but_may_be_one():
    row = first_of([1, 2, 0, 3], least=[0, 0, 0, 2], most=[1, 5, 2, 3])
    assert row["first_text"] == "d"
    assert row["not_before"] == pd.Timestamp("1918-01-01")
    assert row["not_later_than"] == pd.Timestamp("1918-03-10")
    assert (row["texts_before"], row["doubtful_before"]) == (2, 6)  # c is not wholly before


def test_a_term_that_never_surely_occurs_has_no_first_text_and_all_texts_before():
    row = first_of([1, 0, 0, 0], least=[0, 0, 0, 0], most=[2, 0, 0, 0])
    assert row[["first_text", "not_later_than"]].isna().all()
    assert row["not_before"] == pd.Timestamp("1918-01-01")
    assert (row["texts_before"], row["words_before"], row["doubtful_before"]) == (4, 4500, 2)
    assert row["after"] == pd.Timestamp("1918-04-30")
    assert first_of([0, 0, 0, 0])[["first_text", "not_before", "not_later_than"]].isna().all()


def test_each_term_has_a_row():
    found = find_first_texts(COUNTS[["war", "peace"]], DOCUMENTS)
    assert found["first_text"].to_dict() == {"war": "a", "peace": "a"}
    assert found.index.name == "term"


def test_first_texts_are_those_of_a_plain_search():
    rng = np.random.default_rng(3)
    start = pd.Timestamp("1918-01-01") + pd.to_timedelta(rng.integers(0, 60, 25), "D")
    documents = date(start, start + pd.to_timedelta(rng.integers(0, 20, 25), "D"))
    counts = Counts(pd.DataFrame(rng.random((25, 30)) < 0.1, columns=[f"t{i}" for i in range(30)]).astype(int),
                    pd.Series(rng.integers(1, 99, 25)))  # fmt: skip
    found = find_first_texts(counts, documents)
    dated = documents.sort_values(["date", "date_end"])
    for term, having in (counts.table > 0).items():
        if having.any():
            first = having[dated.index].idxmax()
            before = dated.index[dated["date_end"] < dated.loc[first, "date"]]
            assert found.loc[term, "first_text"] == first
            assert found.loc[term, ["texts_before", "words_before"]].tolist() == [
                len(before), counts.words[before].sum()]  # fmt: skip
            assert found.loc[term, "not_later_than"] == dated["date_end"][having].min()


@pytest.mark.parametrize(
    ("counts", "documents", "message"),
    [
        (None, DOCUMENTS, "not Counts"),
        (COUNTS, DOCUMENTS[1:], "documents lacks 'a'"),
        (COUNTS, DOCUMENTS.reset_index(names="id"), "index it by id"),
        (COUNTS, DOCUMENTS.assign(date=[None, *DAYS[1:]]), "'a' has no date"),
        (Counts(TABLE[:0]), DOCUMENTS, "0 documents"),
    ],
)
def test_first_texts_that_cannot_be_found_are_refused(counts, documents, message):
    with pytest.raises(InputError, match=message):
        find_first_texts(counts, documents)


# Hills


def test_what_a_hill_stands_on_by_hand():
    curves = smooth_rates(COUNTS, DOCUMENTS, 40, [DAYS[1]], n_replicates=0, min_texts=2)
    row = find_hills(curves, COUNTS, DOCUMENTS, 40).loc["peace"]
    assert (row["date"], row["texts"], row["texts_with_it"], row["text"]) == (DAYS[1], 3, 3, "a")
    assert row["share"] == pytest.approx(3 / (3 + 2 + 0.75))  # weights 3/4, 1, 3/4


def test_a_hill_is_where_the_peak_is_and_a_term_that_does_not_occur_has_none(hill):
    curves, counts, documents = hill
    hills, peaks = find_hills(*hill, 100), locate_peaks(*hill, 100, 10)
    assert hills.loc[["hill", "plain"], "date"].tolist() == peaks.loc[["hill", "plain"], "peak"].tolist()
    assert hills.loc["none"].isna().all()


def test_hills_of_other_curves_are_refused(hill):
    with pytest.raises(InputError, match="the curves are of other counts, documents or half_width"):
        find_hills(*hill, 50)
