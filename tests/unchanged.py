"""Which tests `make test` may leave out: the playground's own, while nothing they depend on changed.

The playground knows nothing of Deskbell, so no change elsewhere can break it. What changed is asked of git: since the
branch left main, or on main since the commit before, and whatever is not committed. Where git cannot tell (no
checkout, a shallow one, no commit before) everything is run, and on a build machine always: it does not ask.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
OWN_TESTS = ("tests/playground", "tests/playground_teams", "tests/pages")
"""They hold the playground against the platforms' libraries and look at its pages, and test nothing of ours."""
DEPENDS_ON = (
    "playground",
    *OWN_TESTS,
    "tests/browser/chromium.py",
    "tests/conftest.py",
    "tests/unchanged.py",
    "pyproject.toml",
    "requirements.lock",
)
_MAIN = ("origin/main", "main")


class CannotTell(Exception):
    """Git knows no state to compare with."""


def changed(root: Path = ROOT) -> tuple[str, set[str]]:
    """Since which commit (shortened), and which paths differ from it now, files unknown to git included.

    Raises CannotTell.
    """
    since = _left_main(root)
    differs = _git(root, "diff", "--name-only", "--no-renames", "-z", since)
    fresh = _git(root, "ls-files", "--others", "--exclude-standard", "-z")
    return since[:7], {path for path in (differs + fresh).split("\0") if path}


def matter(paths: Iterable[str]) -> bool:
    """Whether a change of these can change what the playground's own tests say."""
    return any(path == one or path.startswith(f"{one}/") for path in paths for one in DEPENDS_ON)


def left_out(root: Path = ROOT) -> tuple[str, ...]:
    """The folders of tests that need not run, and says so on standard error."""
    try:
        since, paths = changed(root)
    except CannotTell:
        return ()
    if matter(paths):
        return ()
    print(
        f"Nothing of the playground changed since {since}: `make test CI=true` runs its own tests, too.",
        file=sys.stderr,
    )
    return OWN_TESTS


def _left_main(root: Path) -> str:
    """The commit where this branch left main; on main itself, the one before."""
    head = _git(root, "rev-parse", "HEAD").strip()
    for name in _MAIN:
        try:
            base = _git(root, "merge-base", "HEAD", name).strip()
        except CannotTell:
            continue
        if base != head:
            return base
    return _git(root, "rev-parse", "--verify", "HEAD^").strip()


def _git(root: Path, *command: str) -> str:
    try:
        asked = subprocess.run(["git", *command], cwd=root, capture_output=True, text=True, check=False)
    except OSError as error:
        raise CannotTell from error
    if asked.returncode != 0:
        raise CannotTell(asked.stderr)
    return asked.stdout


if __name__ == "__main__":
    print(*(f"--ignore={folder}" for folder in left_out()))
