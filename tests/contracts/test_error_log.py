"""What is promised of the log of what goes wrong (core.ports.error_log)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.runtime.logs import ErrorRecords
from core.ports.error_log import ErrorLog
from tests.fakes.ports.error_log import ErrorLogInMemory


@pytest.fixture(params=[ErrorLogInMemory, ErrorRecords])
def log(request: pytest.FixtureRequest) -> ErrorLog:
    kind: Callable[[], ErrorLog] = request.param
    return kind()


def look_up() -> str:
    return {"a": "b"}["c"]


def divide() -> float:
    return 1 / 0


def code_of(log: ErrorLog, broken: Callable[[], object]) -> str:
    with pytest.raises((LookupError, ArithmeticError)) as caught:
        broken()
    return log.bug("desk.broke", caught.value, ticket="INC-1000")


def test_a_bug_has_a_code_that_is_the_same_for_the_same_fault_and_no_other(log: ErrorLog) -> None:
    first = code_of(log, look_up)
    assert first == code_of(log, look_up)
    assert first != code_of(log, divide)
    assert first.startswith("E-")
    assert len(first) < 24


def test_what_is_told_may_have_fields_of_any_name(log: ErrorLog) -> None:
    log.note("desk.noted", **{"action": "claim", "error": "none", "self": "desk"})
    assert log.bug("desk.broke", LookupError(), **{"action": "claim", "error": "none", "self": "desk"})
