"""Run the fault suite: ``python -m tests.faults [number] [--first N] [--kind NAME] [--show]``."""

import argparse
import sys
import tempfile

from tqdm import tqdm

from .kinds import KINDS
from .trial import BAD, count_outcomes, run_faults


def describe_fault(fault):
    told = fault.told.replace("\n", " ")[:260]
    return f"{fault.kind} {fault.number} ({fault.way}, {fault.file}): {fault.outcome}: {told}"


def main():
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults", description="Break every input; nothing may be silent."
    )
    parser.add_argument("number", nargs="?", type=int, default=20_000, help="how many damages, over all kinds")
    parser.add_argument("--first", type=int, default=0, help="the number of the first damage of each kind")
    parser.add_argument("--kind", action="append", choices=[kind.name for kind in KINDS])
    parser.add_argument("--show", type=int, default=20, help="how many faults are shown")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, tqdm(total=chosen.number, desc="faults", mininterval=1) as bar:
        outcomes, faults = [], 0
        for outcome in run_faults(chosen.number, folder, chosen.first, chosen.kind, bar.update):
            outcomes.append(outcome)
            faults += outcome.outcome in BAD
            if outcome.outcome in BAD and faults <= chosen.show:  # at once: the run may be stopped
                bar.write(describe_fault(outcome))
    print(count_outcomes(outcomes).to_string())
    return bool(faults)


if __name__ == "__main__":
    sys.exit(main())
