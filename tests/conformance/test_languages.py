"""A language is a folder: the desk speaks the one of its settings on every platform."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.presentation import words
from bot.policy_file import load
from tests.conformance.house import house
from tests.conformance.seatings import Seating, told_once
from tests.fakes.desk import APP
from tests.fakes.language import ACCENTED, accented, add_accented


def settings(folder: Path, language: str) -> Path:
    text = APP.read_text(encoding="utf-8")
    assert text.count("currency: EUR") == 1
    copy = folder / "app.yaml"
    copy.write_text(text.replace("currency: EUR", f"currency: EUR, language: {language}"), encoding="utf-8")
    return copy


@told_once
async def test_a_new_folder_is_a_language_that_the_desk_speaks_everywhere(
    tmp_path: Path, seating: Seating, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "LANGUAGES", add_accented(tmp_path / "words"))
    async with house(tmp_path, seating, rules=load(settings(tmp_path, ACCENTED))) as desk:
        mia, dana = desk.people("mia", "dana")
        await mia.reports()
        receipt = await mia.was_told(accented("Waiting for someone to pick this up"))
        receipt.offers(accented("Add detail"))
        await desk.card().shows(accented("NEW"), accented("Unassigned"), "VPN drops every 5 minutes")
        await dana.presses(await dana.card(), accented("Claim"))
        await mia.was_told(f"Dana {accented('has taken this.')}")
        await desk.card().shows(accented("IN PROGRESS"), "Dana Roth")
        await dana.commands("ticket INC-99")
        await dana.was_answered(accented("There is no "))
