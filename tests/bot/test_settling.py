"""How the houses of the tests move their clock: never while something is being said, however slow the machine is."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

import pytest

from tests.conformance.house import house
from tests.conformance.seatings import Seating
from tests.fakes.desk import instant


async def test_time_stands_still_while_a_notice_is_being_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with house(tmp_path, Seating("slack", "slack")) as desk:
        mia, dana = desk.people("mia", "dana")
        await mia.reports()
        await mia.receipt()
        words = "Dana has taken this."
        desk.playground.faults("chat.postMessage", "http_500", where={"text": words})
        await dana.claims()
        await desk.settles()

        # Whoever tells the story is slow: each time it looks, delivery has taken what was due.
        story, outbox = asyncio.current_task(), desk.service.store.outbox
        look = outbox.next_at

        async def slowly(now: datetime) -> datetime | None:
            at = await look(now)
            while asyncio.current_task() is story and at is not None and at <= now:
                at = await look(now)
            return at

        monkeypatch.setattr(outbox, "next_at", slowly)
        await desk.until("2026-10-22 10:05 CEST")
        said = await mia.was_told(words)
        assert said.at < instant("2026-10-22 10:00:10 CEST"), "it was said after its lease had lapsed"
