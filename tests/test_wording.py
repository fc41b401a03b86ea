"""Rates and names are written as a sentence needs them."""

import pytest

from themeshift.checks import InputError
from themeshift.wording import join_names, write_rate, write_rates


def test_what_is_more_than_nothing_is_never_written_as_0():
    written = [write_rate(rate) for rate in (0, 0.0, 0.049, 0.05, 10, float("nan"))]
    assert written == ["0", "0", "<0.1", "0.1", "10.0", "nan"]
    with pytest.raises(InputError, match="the rate is '5'"):
        write_rate("5")


def test_rates_beside_each_other_are_written_so_that_they_differ():
    assert write_rates(4.9, 3.2) == ("4.9", "3.2")
    assert write_rates(0.104, 0.143) == ("0.10", "0.14")
    assert write_rates(0.01, 0.02) == ("0.01", "0.02")
    assert write_rates(0.0, 0.04) == ("0", "<0.1")
    assert write_rates(2.0, 2.0) == ("2.0", "2.0")


def test_names_are_joined_by_commas_and_a_word():
    assert [join_names("abc"[:n], "or") for n in (1, 2, 3)] == ["a", "a or b", "a, b or c"]
