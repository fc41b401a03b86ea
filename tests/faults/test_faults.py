"""Damaged input gives the same, or another that is measured independently, or one error with a place."""

import random

import pytest

from . import damage
from .trial import BAD, is_misplaced, run_faults


def list_faults(number, folder, first=0):
    return [outcome for outcome in run_faults(number, folder, first) if outcome.outcome in BAD]


def test_nothing_is_lost_and_nothing_is_silent(tmp_path):
    assert list_faults(64, tmp_path / "faults") == []


@pytest.mark.check
def test_nothing_is_lost_and_nothing_is_silent_in_a_thousand(tmp_path):
    assert list_faults(1_000, tmp_path / "faults", first=1_000) == []


def test_each_way_of_damage_changes_something():
    data = '<?xml version="1.0"?>\n<p n="1">some, café words</p>\n'.encode()
    for way in damage.BYTES + damage.MARKUP:
        assert any(way(random.Random(n), data) != data for n in range(20)), way.__name__


def test_a_line_that_is_named_is_that_of_a_damaged_row(tmp_path):
    old, path = b'id,title\na,"one\ntwo"\nb,x\nc,y\n', tmp_path / "t.csv"
    path.write_bytes(old.replace(b"two", b"2").replace(b"c,", b"c;"))
    judged = {line: is_misplaced(path, old, f"t.csv line {line}: wrong") for line in range(1, 6)}
    assert judged == {1: True, 2: False, 3: False, 4: True, 5: False}
    assert not is_misplaced(path, old, "t.csv line 4: 'b' is there twice")
