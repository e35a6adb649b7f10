"""A company's own words may fail on facts that no example had: the desk still answers, with the code of the bug."""

from __future__ import annotations

import pytest

from adapters.presentation import CardPresenter
from core.errors import Refusal
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
