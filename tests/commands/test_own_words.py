"""A company's own words may fail on facts that no example had: the desk still answers, with the code of the bug."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from adapters.presentation import CardPresenter
from core.errors import Refusal
from core.ports.tickets import StorageUnavailable, Transaction
from core.ui.text import Text
from tests.fakes.desk import DeskHouse, refused
from tests.fakes.ports.error_log import ErrorLogInMemory


async def test_a_refusal_whose_own_words_fail_is_answered_with_a_bugs_code(
    desk: DeskHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = await desk.person("mia").reports()
    desk.desk.engine.error_log = log = ErrorLogInMemory()
    worded = CardPresenter.refusal

    def fails(self: CardPresenter, refusal: Refusal) -> Text:
        if refusal.code == "not_team":
            raise ZeroDivisionError
        return worded(self, refusal)

    monkeypatch.setattr(CardPresenter, "refusal", fails)
    assert "logged as E-ZeroDivisionError" in refused(await desk.person("mara").presses("claim", ref))
    assert [action for action, _ in log.bugs] == ["desk.bug"]


async def test_a_press_that_the_database_cannot_take_is_a_no_and_is_noted(
    desk: DeskHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = await desk.person("mia").reports()
    desk.desk.engine.error_log = log = ErrorLogInMemory()

    transact, locked = desk.store.transact, [True]

    async def locked_once(work: Callable[[Transaction], object]) -> object:
        if locked:
            locked.clear()
            raise StorageUnavailable("database is locked")
        return await transact(work)

    with monkeypatch.context() as busy:
        busy.setattr(desk.store, "transact", locked_once)
        assert refused(await desk.person("dana").presses("claim", ref))
    assert log.notes == [("desk.storage_unavailable", {"heard": "Press"})]
