"""How many small wrong versions of `core/` the tests find: `make mutate ARGS="--sample 400 --seed 7"`.

Each mutant is tried against those tests of the desk that run its line, the quickest first, until one fails. A
survivor is answered with a test, or with the reason why nobody could see the difference (docs/testing.md). The sample
is drawn with a seed over whatever files there are, so that it does not lean on the layout of the core.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory

from tests.mutation.mutants import Mutant, mutants
from tests.mutation.plugin import LINES, MUTANTS, ROOT, VERDICTS

TESTS = ("tests/scenarios", "tests/commands", "tests/core")


def verdicts(names: Sequence[str], lines: Path) -> Iterator[tuple[str, bool]]:
    """Try these in one process of pytest; gives each with whether it survived, as soon as that is known.

    Where there are none, the tests run once on the core as it is, and `lines` becomes the file of who runs what.
    Raises RuntimeError when they fail.
    """
    reads, writes = os.pipe()
    own = {MUTANTS: " ".join(names), VERDICTS: str(writes), LINES: str(lines)}
    plugins = ("-p", "tests.mutation.plugin", "-p", "no:cacheprovider", "-p", "no:xdist")
    with subprocess.Popen(
        [sys.executable, "-m", "pytest", "-q", *plugins, *TESTS],
        cwd=ROOT,
        env=os.environ | own,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        pass_fds=(writes,),
    ) as tests:
        os.close(writes)
        with open(reads, encoding="utf-8") as said:
            known = []
            for line in said:
                name, _, verdict = line.strip().rpartition(" ")
                known.append(name)
                yield name, verdict == "survived"
    if not names and tests.returncode:
        raise RuntimeError("The tests fail with nothing changed.")
    # A change that keeps the tests from being collected at all is found as well.
    yield from ((name, False) for name in names if name not in known)


def tried(chosen: Sequence[tuple[str, Mutant]], jobs: int, lines: Path) -> Iterator[tuple[str, bool]]:
    """Try all, `jobs` at once: those inside functions in a few processes, each other one in its own."""
    inside = [name for name, each in chosen if not each.outside]
    shares = [share for number in range(jobs) if (share := inside[number::jobs])]
    shares += [[name] for name, each in chosen if each.outside]
    known: SimpleQueue[tuple[str, bool]] = SimpleQueue()

    def work(names: Sequence[str]) -> None:
        for verdict in verdicts(names, lines):
            known.put(verdict)

    with ThreadPoolExecutor(jobs) as pool:
        for share in shares:
            pool.submit(work, share)
        for _ in chosen:
            yield known.get()


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
    everything = [(_name(path, each), each) for path in files for each in mutants(path.read_text(encoding="utf-8"))]
    chosen = random.Random(wish.seed).sample(everything, min(wish.sample, len(everything)))
    with TemporaryDirectory() as folder:
        lines = Path(folder, "lines.json")
        list(verdicts((), lines))
        _report(dict(chosen), tried(chosen, wish.jobs, lines), len(everything))
    return 0


def _report(chosen: Mapping[str, Mutant], tried: Iterator[tuple[str, bool]], possible: int) -> None:
    left = 0
    for done, (name, survived) in enumerate(tried, 1):
        left += survived
        if survived:
            each = chosen[name]
            print(f"{name.partition('#')[0]}:{each.line}  {each.before}  ->  {each.after}", flush=True)
        if done % 20 == 0 or done == len(chosen):
            print(f"{done - left} of {done} found ({possible} can be made)", flush=True)


def _name(path: Path, mutant: Mutant) -> str:
    return f"{path.relative_to(ROOT)}#{mutant.number}"


if __name__ == "__main__":
    sys.exit(main())
