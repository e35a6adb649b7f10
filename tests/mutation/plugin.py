"""A pytest plugin: the module that `DESKBELL_MUTANT` names (`core/desk.py#17`) is imported with that change made.

The file itself stays as it is, so nothing is left behind whatever happens.
"""

from __future__ import annotations

import os
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType

from tests.mutation.mutants import mutated

ROOT = Path(__file__).resolve().parents[2]
VARIABLE = "DESKBELL_MUTANT"


def _install(path: Path, number: int) -> None:
    as_written = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        if Path(self.path) != path:
            return as_written(self, fullname)
        return compile(mutated(path.read_text(encoding="utf-8"), number), str(path), "exec")

    setattr(SourceFileLoader, "get_code", get_code)  # noqa: B010  # typed as a method


if wanted := os.environ.get(VARIABLE):
    where, _, which = wanted.partition("#")
    _install(ROOT / where, int(which))
