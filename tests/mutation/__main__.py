"""How many small wrong versions of `core/` the tests find: `make mutate ARGS="--sample 400 --seed 7"`.

Each mutant is run against the tests of the desk, the quick ones first, until one fails. A survivor is answered with a
test, or with the reason why nobody could see the difference. The sample is drawn with a seed over
whatever files there are, so that it does not lean on the layout of the core.
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.plugin import ROOT, VARIABLE

TESTS = ("tests/scenarios", "tests/commands", "tests/core")
MOST_SECONDS = 300
"""Of the processor's time, not of the clock's: who needs more runs in a circle."""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def survives(path: Path, mutant: Mutant | None) -> bool:
    """Whether every test passes with this change made (None: with none)."""
    own = {} if mutant is None else {VARIABLE: f"{path.relative_to(ROOT)}#{mutant.number}"}
    asked = subprocess.run(
        [sys.executable, "-m", "pytest", "-x", "-q", "-p", "tests.mutation.plugin", "-p", "no:cacheprovider", *TESTS],
        cwd=ROOT,
        env=os.environ | own,
        capture_output=True,
        check=False,
        preexec_fn=_limit,
    )
    return asked.returncode == 0


def main() -> int:
    """Print each survivor and the share that was found."""
    asks = argparse.ArgumentParser(prog="make mutate", description=__doc__)
    asks.add_argument("--sample", type=int, default=100, help="how many mutants (100)")
    asks.add_argument("--seed", type=int, default=1, help="which ones (1)")
    asks.add_argument("--jobs", type=int, default=2, help="how many at once (2)")
    asks.add_argument("--only", default="core", help="below which folder, or in which file (core)")
    wish = asks.parse_args()

    below = ROOT / wish.only
    files = sorted(below.rglob("*.py")) if below.is_dir() else [below]
    everything = [(path, each) for path in files for each in mutants(path.read_text(encoding="utf-8"))]
    chosen = random.Random(wish.seed).sample(everything, min(wish.sample, len(everything)))
    if not survives(below, None):
        print("The tests fail with nothing changed.")
        return 1
    left = 0
    with ThreadPoolExecutor(wish.jobs) as pool:
        for done, ((path, each), lives) in enumerate(
            zip(chosen, pool.map(lambda one: survives(*one), chosen), strict=True), 1
        ):
            left += lives
            if lives:
                print(f"{path.relative_to(ROOT)}:{each.line}  {each.before}  ->  {each.after}", flush=True)
            if done % 10 == 0 or done == len(chosen):
                print(f"{done - left} of {done} found ({len(everything)} can be made)", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
