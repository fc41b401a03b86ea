"""Each measure on an example whose result is known from elsewhere; and that a wrong measure would be seen."""

import pandas as pd
import pytest

from themeshift import receipts
from themeshift.checks import InputError

PRINTED = {"log-likelihood": 0.006, "dispersion DP": 0.005, "standardized rate": 0.06}  # to so many decimals


@pytest.fixture(scope="module")
def table():
    return receipts.check_receipts(seed=1)


def test_every_measure_gives_what_is_known(table):
    for row in table.itertuples():
        steps = 0.04 * row.known * row.measure.startswith("interval")  # theta is continuous there, in steps here
        assert abs(row.difference) <= PRINTED.get(row.measure, 1e-12) + 4 * row.error + steps, row.measure
    assert (table["difference"] == table["here"] - table["known"]).all()


def test_what_the_issue_names_is_there(table):
    names = " ".join(table["measure"])
    for name in ("log-likelihood", "log-odds", "DP", "NPMI", "incidence", "pooled", "studentized", "standardized",
                 "design-based", "interval"):  # fmt: skip
        assert name in names


def test_chance_leaves_an_error_where_there_is_chance_and_nowhere_else(table):
    with_chance = table["measure"].str.contains("rate, p|interval")
    assert (table.loc[with_chance, "error"] > 0).all() and (table.loc[~with_chance, "error"] == 0).all()


def test_the_independent_fit_sees_another_prior(table, monkeypatch):
    """Were the draws those of the grid itself, any prior would agree with itself."""
    monkeypatch.setattr(receipts.pooling, "SLOPE_SD", 0.01)
    before = table[table["measure"].str.startswith("interval")]
    monkeypatch.setattr(receipts.pooling, "SHAPE_PRIOR", 3.0)
    after = pd.DataFrame(list(receipts._fit_interval(20_000, 1)), columns=["m", "s", "known", "here", "e"])
    assert after["here"].iloc[1] < 0.7 * before["here"].iloc[1]
    assert after["known"].iloc[1] < 0.8 * before["known"].iloc[1]


def test_too_few_draws_are_refused():
    with pytest.raises(InputError, match="n_draws is 5"):
        receipts.check_receipts(n_draws=5)
