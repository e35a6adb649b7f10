"""Which branches of our packages a run of pytest takes: `python -m tests.branches core,storage -n 2 tests/core`.

SlipCover takes its instruments out of whatever was reached: measuring costs a fifth of the time. With Python 3.11
coverage.py costs as much again as the tests. It measures the workers of pytest-xdist, so there must be some.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from slipcover import merge_coverage, print_coverage

ROOT = Path(__file__).resolve().parents[1]
NOT_RUN = (r"if TYPE_CHECKING:", r"@overload", r"assert_never\(", r"^\s*\.\.\.$", r"\(Protocol\):")
"""Lines that no test takes, nor what they begin: they are there for whoever reads types."""


def measured(packages: str, told: Sequence[str]) -> int:
    """Run pytest as it is `told`, print what it left out of `packages` (names, with commas); its exit code."""
    with TemporaryDirectory(prefix="branches-") as folder:
        # Its plugin is told by the environment, which the workers have from pytest; it keeps what they saw in TMPDIR.
        asked = {
            "SLIPCOVER_ENABLED": "1",
            "SLIPCOVER_BRANCH": "1",
            "SLIPCOVER_SOURCE": packages,
            "SLIPCOVER_EXCLUDE_LINES": "\n".join(NOT_RUN),
            "TMPDIR": folder,
        }
        pytest = [sys.executable, "-m", "pytest", *told]
        code = subprocess.run(pytest, check=False, cwd=ROOT, env=os.environ | asked).returncode
        seen = [
            json.loads(path.read_bytes()) for path in sorted(Path(folder).glob("slipcover-xdist-*/coverage-*.json"))
        ]
    if not seen:
        print("No branch was measured: give pytest --numprocesses.", file=sys.stderr)
        return code or 1
    first, *others = seen
    for other in others:
        merge_coverage(first, other)
    print_coverage(first, outfile=sys.stdout, skip_covered=True, missing_width=80)
    return code


if __name__ == "__main__":
    sys.exit(measured(sys.argv[1], sys.argv[2:]))
