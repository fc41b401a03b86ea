"""Run by `make lab` whenever a notebook starts: from the start, a name that is not known is told in one line.

Beside the checks of the seminar, so is every other slip.
"""

if __import__("pathlib").Path("checks", "slips.py").exists():
    __import__("sys").path.insert(0, "")
    __import__("checks")
elif __import__("importlib.util").util.find_spec("themeshift"):
    __import__("importlib").import_module("themeshift.missing_names").explain_missing_names()
