"""A pytest plugin: all tests are collected once, then each mutant is tried in a process that is forked off.

`DESKBELL_MUTANTS` names them (`core/desk.py#17 core/sweep.py#3`); what becomes of each is written to the descriptor
`DESKBELL_VERDICTS`, a line a mutant. Where none is named, the tests run on the core as it is, and which of them run
which line is kept in the file `DESKBELL_LINES`; of a mutant only those that run its line are asked, the
quickest first. A change inside a function takes the place of that function's code. One outside
(a table, a default) is there from the import on, so the process that tries it tries nothing else. The
files themselves stay as they are, so nothing is left behind whatever happens.
"""

from __future__ import annotations

import gc
import json
import os
import resource
import signal
import time
from collections.abc import Iterator
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, FunctionType

import pytest
from coverage import Coverage

from tests.mutation.mutants import mutants, mutated

ROOT = Path(__file__).resolve().parents[2]
MUTANTS = "DESKBELL_MUTANTS"
VERDICTS = "DESKBELL_VERDICTS"
LINES = "DESKBELL_LINES"
MOST_SECONDS = 130
"""Twice what all tests take: who needs more of the processor's time runs in a circle."""
MOST_WAITED = 900
"""Whoever is not done by then waits for nothing, however busy the machine is."""


def code_of(path: Path, number: int) -> CodeType:
    """A module with its `number`th change made, compiled."""
    return compile(mutated(path.read_text(encoding="utf-8"), number), str(path), "exec")


def import_changed(path: Path, number: int) -> None:
    """Have a module be imported with that change made."""
    as_written = SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, fullname: str) -> CodeType | None:
        return code_of(path, number) if Path(self.path) == path else as_written(self, fullname)

    setattr(SourceFileLoader, "get_code", get_code)  # noqa: B010  # typed as a method


def change(path: Path, number: int) -> None:
    """Give every function of an imported module the code that it has with that change made."""
    changed = {_place(code): code for code in _codes(code_of(path, number))}
    gc.unfreeze()  # `tests/conftest.py` set what was collected aside, where nobody would find it
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and each.__code__.co_filename == str(path):
            code = changed.get(_place(each.__code__))
            if code is not None and code.co_freevars == each.__code__.co_freevars:
                each.__code__ = code


def _place(code: CodeType) -> tuple[str, int]:
    return code.co_qualname, code.co_firstlineno


def _codes(code: CodeType) -> Iterator[CodeType]:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            yield each
            yield from _codes(each)


def pytest_runtestloop(session: pytest.Session) -> bool:
    """Try each mutant in a fork, and say what became of it: `found` or `survived`."""
    names = os.environ[MUTANTS].split()
    if not names:
        Path(os.environ[LINES]).write_text(json.dumps(_who_runs_what(session)), encoding="utf-8")
        return True
    askers = json.loads(Path(os.environ[LINES]).read_text(encoding="utf-8"))
    for name in names:
        child = os.fork()
        if child == 0:
            os._exit(_try(session, name, askers))
        _, status = os.waitpid(child, 0)
        verdict = "survived" if status == 0 else "found"
        os.write(int(os.environ[VERDICTS]), f"{name} {verdict}\n".encode())
    return True


def _who_runs_what(session: pytest.Session) -> dict[str, list[str]]:
    """The tests that run a line of the core (`core/desk.py:17`), the quickest first."""
    took: dict[str, float] = {}
    measured = Coverage(data_file=None, branch=False, source=[str(ROOT / "core")])
    with measured.collect():
        for item, following in _pairs(session.items):
            measured.switch_context(item.nodeid)
            began = time.process_time()
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            took[item.nodeid] = time.process_time() - began
    data = measured.get_data()
    return {
        f"{Path(path).relative_to(ROOT)}:{line}": sorted(filter(None, tests), key=took.__getitem__)
        for path in data.measured_files()
        for line, tests in data.contexts_by_lineno(path).items()
    }


def _try(session: pytest.Session, name: str, askers: dict[str, list[str]]) -> int:
    """1 as soon as a test fails, 0 when all pass."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    signal.alarm(MOST_WAITED)
    where, _, number = name.partition("#")
    path = ROOT / where
    mutant = mutants(path.read_text(encoding="utf-8"))[int(number)]
    items = session.items
    if not mutant.outside:
        change(path, mutant.number)
        known = {item.nodeid: item for item in items}
        items = [known[test] for test in askers.get(f"{where}:{mutant.line}", ()) if test in known]
    for item, following in _pairs(items):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return 1
    return 0


def _pairs(items: list[pytest.Item]) -> Iterator[tuple[pytest.Item, pytest.Item | None]]:
    """Each test with the one that follows: pytest ends what both share only after the last that needs it."""
    return zip(items, [*items[1:], None], strict=False)


def _outside(path: Path, number: int) -> bool:
    return mutants(path.read_text(encoding="utf-8"))[number].outside


for _name in os.environ.get(MUTANTS, "").split():
    # Now, not in a hook: the tests' own plugins import the core before the first hook is called.
    _where, _, _number = _name.partition("#")
    if _outside(ROOT / _where, int(_number)):
        import_changed(ROOT / _where, int(_number))
