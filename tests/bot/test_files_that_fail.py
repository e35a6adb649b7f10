"""A picture that cannot be shown for now: its words come all the same, once, and nobody waits for it for long."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from bot.delivery.files import TRIES, Files
from core.ports.channel import Gone, Outgoing, Receipt, Rejected, RetryLater
from core.ports.outbox import Notice
from core.tickets.ticket import Ticket
from core.ui.cards import NOT_SHOWN, Card, Wanted, say
from core.ui.text import flatten, plain
from tests.bot.platform import Platform
from tests.bot.virtual import passes, simulate
from tests.bot.worker import DANA, World, notice, world

PICTURE = notice(
    "picture", key="picture", name="a.png", url="https://x.example/a", source="slack:F1", stands_for="comment:c1:file:1"
)

UNSEEN = ":file_unseen:triage:service-desk"


class Wall(Platform):
    """A platform that takes words, and has trouble with each picture."""

    def __init__(self, trouble: Callable[[], Exception] | None, *, lands: bool = False, lookup: bool = True) -> None:
        super().__init__()
        self.trouble, self.lands, self.tries = trouble, lands, 0
        self.capabilities = replace(self.capabilities, shows=frozenset({"image"}), lookup=lookup)

    async def fetch(self, source: str, most: int) -> bytes:
        return b"GIF89a" + bytes(20)

    async def _deliver(self, outgoing: Outgoing) -> Receipt:
        if outgoing.attached is None:
            return await super()._deliver(outgoing)
        self.tries += 1
        if self.lands and self.tries == TRIES:
            self._take(outgoing)
        if self.trouble is None:
            await passes(3600)
            raise AssertionError("delivery waits for no call so long")
        raise self.trouble()


def _drawn(notice: Notice, ticket: Ticket | None, now: datetime) -> Card:
    if notice.kind != "picture":
        return say(plain(notice.key))
    return replace(say(plain("shown")), file=Wanted("a.png", "slack:F1", {why: say(plain(why)) for why in NOT_SHOWN}))


async def _brings(there: World) -> None:
    there.words.notice = _drawn  # type: ignore[method-assign]
    there.delivery.voice.files = Files({"slack": there.platform})
    await there.opens()
    await there.writes(notice("triage_card", key="card"), PICTURE)
    await there.writes(notice("note", key="later", comment="c2", author=DANA, text="x", after=1.0))


def _words(there: World, key: str) -> list[str]:
    return [flatten(each.card.sections[0].body) for each in there.platform.messages if each.key == key and each.card]


@pytest.mark.parametrize("lookup", [True, False])
@pytest.mark.parametrize(
    ("trouble", "tries"),
    [
        (lambda: RetryLater("no upload", 5.0, own=True), TRIES),
        (lambda: RetryLater("no upload for some time", 30.0, own=True), 2),
        (lambda: RetryLater("no upload for long", 300.0, own=True), 1),
        (lambda: RetryLater("unwell", 5.0, unknown=True), TRIES),
        (None, TRIES),
    ],
    ids=["refused", "asks for patience", "asks for much patience", "unknown", "hangs"],
)
def test_a_picture_that_keeps_failing_is_named_after_some_tries_and_lets_later_words_of_its_ticket_pass(
    trouble: Callable[[], Exception] | None, tries: int, lookup: bool
) -> None:
    async def story():
        platform = Wall(trouble, lookup=lookup)
        async with world(platform) as there:
            await _brings(there)
            await there.settles()
            assert platform.tries == tries
            *told, unseen = sorted(there.platform.said(), key=lambda key: key.endswith(UNSEEN))
            assert told == ["card", "picture", "later"]
            assert unseen.endswith(UNSEEN), "whoever sent it hears that it is not seen"
            assert trouble is None or asyncio.get_running_loop().time() < 80
            assert _words(there, "picture") == ["not_reached"]

    simulate(story)


def test_what_is_said_there_of_other_tickets_waits_some_seconds_for_a_picture_that_fails():
    async def story():
        async with world(Wall(lambda: RetryLater("no upload for some time", 40.0, own=True))) as there:
            await _brings(there)
            await there.opens("INC-2")
            await there.writes(notice("triage_card", key="other", ticket="INC-2", after=1.0))
            await passes(12.0)
            assert there.platform.said() == ["card", "other"]
            await there.settles()
            told = [key for key in there.platform.said() if not key.endswith(UNSEEN)]
            assert told == ["card", "other", "picture", "later"]

    simulate(story)


def test_a_picture_that_was_shown_though_the_answer_was_lost_is_not_named_beside():
    async def story():
        async with world(Wall(lambda: RetryLater("broke", 1.0, unknown=True), lands=True)) as there:
            await _brings(there)
            await there.settles()
            assert _words(there, "picture") == ["shown"]

    simulate(story)


def test_where_nothing_may_be_said_for_now_a_picture_waits_and_is_not_given_up():
    async def story():
        platform = Wall(lambda: RetryLater("patience", 5.0))
        async with world(platform) as there:
            await _brings(there)
            while platform.tries < TRIES + 1:
                await passes(5.0)
            assert _words(there, "picture") == []
            platform.trouble = lambda: Rejected("not_found")
            await there.settles()
            assert _words(there, "picture") == ["not_taken"]

    simulate(story)


def test_a_place_that_is_closed_is_asked_for_no_words_in_place_of_the_picture():
    async def story():
        platform = Wall(lambda: Gone("forbidden"))
        async with world(platform) as there:
            await _brings(there)
            await there.settles()
            assert not any(each.attached is None for _, each in platform.calls if each.key == "picture")

    simulate(story)
