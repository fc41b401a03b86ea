"""A scan is loaded as it was listed, or refused."""

import hashlib

import pytest

from themeshift import paths
from themeshift.checks import InputError
from themeshift.scan import load_scan

LENIN = paths.RAW / "000_57a5e7fdb55d5ea9.txt"


def list_scan(folder, data, form="{sum}  {name}\n"):
    """Write a scan and the list of its sum."""
    (folder / "scan.txt").write_bytes(data)
    (folder / "SHA256SUMS").write_text(form.format(sum=hashlib.sha256(data).hexdigest(), name="scan.txt"))
    return folder / "scan.txt"


def test_a_scan_is_its_lines_that_have_text_by_number(tmp_path):
    path = list_scan(tmp_path, b"one  \r\n\r\n  two\n \nthree")
    assert load_scan(path) == {1: "one", 3: "  two", 5: "three"}


def test_no_line_of_the_anthology_has_a_single_token():
    assert not [number for number, line in load_scan(LENIN).items() if len(line.split()) == 1]


@pytest.mark.parametrize("form", ["{sum} *{name}\n", "{sum}  {name}\r\n", "{sum}  {name}"])
def test_a_list_of_sums_is_read_as_every_system_writes_it(tmp_path, form):
    assert load_scan(list_scan(tmp_path, b"one", form)) == {1: "one"}


def test_an_altered_scan_is_refused(tmp_path):
    path = list_scan(tmp_path, b"peace")
    path.write_bytes(b"Peace")
    with pytest.raises(InputError, match=r"scan\.txt: SHA-256 is .* altered"):
        load_scan(path)


def test_a_spoilt_list_of_sums_is_refused(tmp_path):
    path = list_scan(tmp_path, b"peace")
    (tmp_path / "SHA256SUMS").write_bytes(b"\xff nothing of the kind\nx\n")
    with pytest.raises(InputError, match="SHA256SUMS says nothing; the scan was altered"):
        load_scan(path)


@pytest.mark.parametrize("name", ["scan.txt", "SHA256SUMS"])
def test_a_missing_file_is_named(tmp_path, name):
    path = list_scan(tmp_path, b"peace")
    (tmp_path / name).unlink()
    with pytest.raises(InputError, match=f"{name}: the file is missing"):
        load_scan(path)


def test_a_scan_that_is_not_utf_8_is_refused_by_line(tmp_path):
    with pytest.raises(InputError, match=r"scan\.txt: line 2 is not UTF-8; save"):
        load_scan(list_scan(tmp_path, "peace\nPoincaré".encode("latin-1")))


@pytest.mark.parametrize("data", [b"", b"\n \n", b"\xef\xbb\xbf"])
def test_an_empty_scan_is_refused(tmp_path, data):
    with pytest.raises(InputError, match=r"scan\.txt: the scan has no text"):
        load_scan(list_scan(tmp_path, data))


def test_a_form_feed_is_a_blank_and_other_control_characters_are_refused(tmp_path):
    assert load_scan(list_scan(tmp_path, b"\x0cone\x0ctwo")) == {1: " one two"}
    with pytest.raises(InputError, match=r"line 2 has the control character '\\x00'"):
        load_scan(list_scan(tmp_path, b"one\ntw\x00o"))
