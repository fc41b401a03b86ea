"""Run by `make lab` whenever a notebook starts: from the start, a name that is not known is told in one line.

Beside the checks of the seminar, so is every other slip.
"""

if __import__("pathlib").Path("checks", "slips.py").exists():
    __import__("sys").path.insert(0, "")
    __import__("checks")
else:
    try:
        from themeshift.missing_names import explain_missing_names as _explain
    except ImportError:  # a kernel of another environment: Python answers as it does
        pass
    else:
        _explain()
        del _explain
