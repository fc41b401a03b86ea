"""Run by `make lab` whenever a notebook starts: beside the checks, a slip is told in one line from the start."""

if __import__("pathlib").Path("checks", "slips.py").exists():
    __import__("sys").path.insert(0, "")
    __import__("checks")
