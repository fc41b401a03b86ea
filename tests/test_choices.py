"""Other choices: their number, what each counts, and what breaks a shift, on texts worked by hand."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from layout import check_layout
from scipy import stats

from themeshift.checks import InputError
from themeshift.choices import compare_choices, draw_choices, list_choice_rows, summarize_choices
from themeshift.comparisons import compare_rates
from themeshift.counts import Counts
from themeshift.style import DOUBLE_COLUMN, PAPER_STYLE

DAYS = pd.date_range("1920-01-15", periods=12, freq="MS") + pd.Timedelta(days=14)  # 15 February and on
NAMES = [f"t{n:02d}" for n in range(12)]
DOCUMENTS = pd.DataFrame({"date": DAYS, "date_end": DAYS, "occasion": [f"o{n // 2}" for n in range(12)]}, index=NAMES)
COUNTS = Counts(pd.DataFrame({"peace": [6, 5, 7, 6, 0, 1, 0, 0, 1, 0, 0, 1]}, NAMES), pd.Series(1000, NAMES))


def declare(first="1920-02-01", last="1920-05-31", direction="higher", sides="two"):
    row = {"first": first, "last": last, "direction": direction, "sides": sides}
    return pd.DataFrame([row], index=pd.Index(["peace"], name="shift"))


def compare(choices=None, shifts=None, **options):
    choices = {"texts": {"all": COUNTS}} if choices is None else choices
    return compare_choices(choices, DOCUMENTS, declare() if shifts is None else shifts, **options)


def test_every_combination_is_tried_and_counted_from_what_was_declared():
    table = compare({"texts": {"all": COUNTS, "fewer": COUNTS.select(NAMES[1:])}}, months=(1,))
    # The window begins with the first text: it can begin a month later, end a month earlier or later.
    assert list(table["window"].cat.categories) == ["as declared", "begins 1 month later", "ends 1 month earlier",
                                                    "ends 1 month later"]  # fmt: skip
    assert len(table) == 2 * 4 * 3 * 2
    assert table["changed"].value_counts().to_dict() == {0: 1, 1: 1 + 3 + 2 + 1, 2: 17, 3: 17, 4: 6}


def test_each_window_holds_the_texts_between_its_days():
    inside = compare(months=(1,), by=None).drop_duplicates("window").set_index("window")["inside"]
    assert inside.to_dict() == {"as declared": 4, "begins 1 month later": 3, "ends 1 month earlier": 3,
                                "ends 1 month later": 5}  # fmt: skip


def test_occasions_are_units_of_two_texts():
    table = compare(months=()).set_index(["unit", "statistic"])
    assert table.loc[("occasions", "rate"), ["inside", "outside"]].tolist() == [2, 4]
    assert table.loc[("texts", "rate"), ["inside", "outside"]].tolist() == [4, 8]
    assert table.loc[("texts", "rate"), "ratio"] == pytest.approx((24 / 4) / (3 / 8))
    assert table.loc[("texts", "incidence"), "ratio"] == pytest.approx(1 / (3 / 8))


def test_p_is_that_of_the_named_test():
    table = compare(months=(), by=None, n_shuffles=20_000).set_index("statistic")
    assert table.loc["incidence", "p"] == pytest.approx(stats.fisher_exact([[4, 0], [3, 5]])[1])
    for statistic, name in (("rate", "studentized"), ("pooled", "pooled")):
        theirs = compare_rates(COUNTS, NAMES[:4], 20_000, 3, statistic=name).loc["peace", "p"]
        assert table.loc[statistic, "p"] == pytest.approx(theirs, abs=0.004)
    assert table.loc["incidence", "p_error"] == 0 < table.loc["rate", "p_error"] < 0.001


def test_a_change_the_other_way_does_not_hold():
    assert compare(months=(), by=None)["holds"].tolist() == [True, False, True]
    assert not compare(shifts=declare(direction="lower"), months=()).query("unit == 'texts'")["holds"].any()


def test_what_counts_the_same_is_tried_once():
    same = Counts(COUNTS.table.copy(), COUNTS.words)
    table = compare({"texts": {"all": COUNTS}, "senses": {"doubtful counted in": same}}, months=(36,))
    assert set(table["choice"]) == {"all"}
    assert set(table["window"]) == {"as declared"}  # moved by three years, a window holds nothing or the same


def test_a_choice_may_have_its_own_texts_for_each_shift():
    table = compare({"texts": {"all": COUNTS, "without one": {"peace": COUNTS.select(NAMES[1:])}}}, months=())
    assert table.drop_duplicates("choice")["inside"].tolist() == [4, 3]
    other = Counts(COUNTS.table.rename(columns={"peace": "war"}), COUNTS.words)
    assert set(compare({"texts": {"all": COUNTS, "war only": other}}, months=())["choice"]) == {"all"}


def test_what_cannot_be_tested_is_blank_and_not_counted():
    lonely = COUNTS.select([NAMES[0], *NAMES[4:]])
    table = compare({"texts": {"all": COUNTS, "one text inside": lonely}}, months=(), by=None)
    blank = table[table["choice"] == "one text inside"]
    assert blank[["ratio", "p", "holds"]].isna().all(axis=None)
    summary = summarize_choices(table).loc["peace"]
    assert (summary["tried"], summary["untestable"], summary["held"]) == (3, 3, 2)


def test_the_summary_names_what_breaks_a_shift():
    summary = summarize_choices(compare(months=(), n_shuffles=999)).loc["peace"]
    assert summary["declared"] is True or summary["declared"] == np.True_
    assert summary["breaks_it"].split("; ")[0] == "incidence"
    assert summary["held_alone"] + summary["breaks_it"].count(";") + 1 == summary["tried_alone"] == 3


def test_nothing_breaks_a_shift_that_does_not_hold_as_declared():
    table = compare(months=(), n_shuffles=999)
    table.loc[table["changed"] == 0, "holds"] = False
    assert summarize_choices(table).loc["peace", "breaks_it"] == ""


def test_none_outside_gives_an_infinite_ratio_and_it_is_drawn():
    counts = Counts(pd.DataFrame({"peace": [6, 5, 7, 6] + [0] * 8}, NAMES), pd.Series(1000, NAMES))
    table = compare({"texts": {"all": counts}}, months=())
    assert np.isinf(table["ratio"]).all()
    with plt.style.context(PAPER_STYLE):
        fig, axes = plt.subplots(2)
        draw_choices(table, "peace", *axes)
        assert max(y for artist in axes[0].collections for _, y in artist.get_offsets()) == 100
        plt.close(fig)


def test_the_curve_is_ordered_and_each_mark_stands_under_its_ratio():
    table = compare(months=(1, 3))
    with plt.style.context(PAPER_STYLE):
        fig, axes = plt.subplots(2, figsize=(DOUBLE_COLUMN, 4), height_ratios=[1, 2])
        draw_choices(table, "peace", *axes)
        points = np.concatenate([dots.get_offsets() for dots in axes[0].collections[:2]])
        points = points[points[:, 0].argsort()]
        tested = table[table["holds"].notna()].sort_values(["ratio", "p"], kind="stable")
        np.testing.assert_allclose(points[:, 1], tested["ratio"].clip(0.1, 100))
        rows = list_choice_rows(table)
        labels = [label.get_text() for label in axes[1].get_yticklabels()]
        assert labels == [name for _, name in rows]
        place = axes[1].get_yticks()[labels.index("occasions")]
        marks = np.concatenate([
            [segment[0] for segment in lines.get_segments()] for lines in axes[1].collections if lines.get_segments()
        ])  # fmt: skip
        found = sorted(marks[np.abs(marks[:, 1] - place) < 0.5][:, 0])
        assert found == np.flatnonzero((tested["unit"] == "occasions").to_numpy()).tolist()
        plt.close(fig)


@pytest.mark.check
def test_many_choices_of_six_shifts_find_their_places():
    names = ["peace as aim", "leases", "electrification", "awakening East", "war", "world revolution"]
    rng = np.random.default_rng(1)
    counts = Counts(pd.DataFrame(rng.poisson(3, (12, 6)), NAMES, names), pd.Series(1000, NAMES))
    shifts = pd.concat([declare()] * 6).set_axis(names)
    choices = {"texts": {f"a choice of some texts {n}": counts.select(NAMES[: 12 - n]) for n in range(6)}}
    table = compare_choices(choices, DOCUMENTS, shifts, n_shuffles=50)
    with plt.style.context(PAPER_STYLE):
        fig, axes = plt.subplots(2, 6, figsize=(DOUBLE_COLUMN, 4.5), sharey="row", height_ratios=[1, 2])
        for place, name in enumerate(names):
            draw_choices(table, name, *axes[:, place])
            axes[0, place].set_title(name.replace(" ", "\n", 1), loc="left")
        assert check_layout(fig) == []
        plt.close(fig)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"choices": {"all": COUNTS}}, "by kind and name"),
        ({"choices": {"texts": {"all": COUNTS}, "more": {"all": COUNTS}}}, "two choices are called 'all'"),
        ({"choices": {"texts": {"all": Counts(COUNTS.table.set_axis(["war"], axis=1), COUNTS.words)}}}, "'peace'"),
        ({"statistics": ("mean",)}, "mean"),
        ({"n_shuffles": 0}, "n_shuffles"),
        ({"months": (0,)}, "months"),
        ({"shifts": declare(first="1925-01-01", last="1925-02-01")}, "all or none of 12 texts"),
    ],
)
def test_what_cannot_be_chosen_is_refused(changed, message):
    with pytest.raises(InputError, match=message):
        compare(**changed)


def test_an_unknown_shift_is_not_drawn():
    fig, axes = plt.subplots(2)
    with pytest.raises(InputError, match="choose one of: peace"):
        draw_choices(compare(months=()), "war", *axes)
    plt.close(fig)
