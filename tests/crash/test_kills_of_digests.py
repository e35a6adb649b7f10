"""Killed by SIGKILL while many promises are said in one message, and started again: each is told exactly once."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from adapters.slack.manifest import manifest
from bot.runtime.fault_points import POINTS
from bot.starting import prepare_database
from core.intake.opening import Opening, open_ticket
from core.notifications.promises import BREACH, Breached
from core.ports.bindings import Binding
from core.processes import IncidentDetails
from playground.server import Playground
from storage import open_store
from storage.transaction import SqlTransaction
from tests.bot.worker import MIA
from tests.crash.slack_scene import TRIAGE, Scene
from tests.crash.victim import LOADED

MANY = 12


class DigestScene(Scene):
    """Twelve tickets whose promises have just run out; their cards stand in the triage channel."""

    def __init__(self, slack: Playground, folder: Path) -> None:
        super().__init__(slack, folder)
        self.folder = folder

    async def breaks(self) -> None:
        prepare_database(self.database)
        now = self.slack.clock.now().replace(microsecond=0)
        channel = self.slack.slack.space.find_channel("desk-triage")
        assert channel is not None
        card = self.slack.slack.post_as_app(channel, {"text": "The cards", "blocks": []})["ts"]

        def add(tx: SqlTransaction) -> None:
            for _ in range(MANY):
                opening = Opening(
                    title="VPN drops", service="network", requester=MIA, logged_by=MIA, source="slack_command",
                    details=IncidentDetails(category="vpn", impact=3, urgency=2),
                )  # fmt: skip
                draft = open_ticket(opening, tx.next_number(1000), LOADED.policy, now)
                ref = draft.ticket.ref
                tx.save(0, draft.ticket, draft.happened, None)
                tx.bind(Binding(ref, "triage:service-desk", TRIAGE, card))
                facts = Breached(metric="resolution", due_at=now)
                to = "triage:service-desk"
                tx.write_notices([BREACH.notice(facts, ticket=ref, to=to, key=f"{ref} breach", at=now, place=TRIAGE)])

        async with open_store(self.database, now=self.slack.clock.now) as store:
            await store.transact(add)

    @property
    def complete(self) -> bool:
        with closing(sqlite3.connect(self.folder / "desk.db")) as database:
            [(left,)] = database.execute("SELECT count(*) FROM notices WHERE kind = 'breach' AND done_at IS NULL")
        return left == 0

    @property
    def paused(self) -> bool:
        """Whether it is kept until when the conversation pauses."""
        with closing(sqlite3.connect(self.folder / "desk.db")) as database:
            [(pauses,)] = database.execute("SELECT count(*) FROM memos WHERE name LIKE 'digest:%'")
        return pauses == 1

    def told(self) -> list[str]:
        """What the channel reads beside the cards."""
        channel = self.slack.slack.space.find_channel("desk-triage")
        assert channel is not None
        return [channel.messages[ts]["text"] for ts in channel.order if channel.messages[ts].get("metadata")]


@pytest.mark.parametrize("point", POINTS)
async def test_a_digest_of_a_bot_killed_there_twice_is_said_once_and_leaves_nothing_out(tmp_path: Path, point: str):
    slack = await Playground.start(manifest=manifest("http://127.0.0.1"), pacing=False)
    try:
        scene = DigestScene(slack, tmp_path)
        await scene.breaks()
        for _ in range(2):
            await scene.lives(f"{point}:1")
        await scene.lives()
        [text] = scene.told()
        assert re.match(rf"🔴 {MANY} tickets are past their time", text)
        assert scene.deaths >= 1
        assert scene.complete
        assert scene.paused
    finally:
        await slack.stop()
