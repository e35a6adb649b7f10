"""What can never be said where it belongs is said to somebody else, and what nobody hears is kept for the doctor."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from core.ports.channel import RetryLater
from core.ports.outbox import FactValue, Notice
from core.ports.tickets import StorageUnavailable
from core.ui.text import flatten
from tests.bot.platform import Message, Platform
from tests.bot.virtual import passes, simulate
from tests.bot.worker import DANA, LENA, MIA, REF, TRIAGE, notice, world

MINUTE = timedelta(minutes=1)
CARD = notice("triage_card", key="card")


def line(number: int, after: float = 0.0) -> Notice:
    return notice("note", key=f"line {number}", comment=f"c{number}", author=DANA, text="x", after=after)


def test_a_card_whose_message_was_deleted_is_posted_anew_and_its_lines_follow():
    async def story():
        async with world() as there:
            await there.opens()
            await there.writes(CARD)
            await there.settles()
            there.platform.messages.clear()
            await there.writes(notice("triage_card", key="redraw"), line(1))
            await there.settles()
            assert there.platform.said() == ["redraw", "line 1"]
            assert there.platform.messages[1].thread == there.platform.messages[0].id

    simulate(story)


def test_a_triage_channel_that_is_gone_is_told_to_the_lead_with_its_thread():
    async def story():
        async with world() as there:
            there.platform.gone[TRIAGE] = "is_archived"
            await there.opens()
            await there.writes(CARD, line(1))
            await there.settles()
            assert there.platform.said("slack:T1/D-lena.vogt") == ["card:to-lead", "line 1:to-lead"]
            card, note = there.platform.messages
            assert note.thread == card.id
            assert await there.parked() == {"card": "is_archived", "line 1": "no_card_here"}

    simulate(story)


def test_a_team_without_a_triage_channel_is_told_through_its_lead():
    async def story():
        async with world() as there:
            there.rooms.found = False
            await there.opens()
            await there.writes(notice("triage_card", key="card", place=None), replace(line(1), place=None))
            await there.settles()
            await there.writes(notice("triage_card", key="redraw", place=None))
            await there.settles()
            assert there.platform.said("slack:T1/D-lena.vogt") == ["card", "line 1"]
            assert len(there.platform.messages[0].edits) == 1

    simulate(story)


def test_a_requester_who_cannot_be_reached_is_told_of_in_the_triage_thread():
    async def story():
        async with world() as there:
            there.platform.gone["slack:T1/D-mia.feld"] = "cannot_dm_bot"
            await there.opens()
            await there.writes(CARD, notice("requester_card", f"requester:{MIA}", key="mine"))
            await there.settles()
            assert [key for key in there.platform.said(TRIAGE) if "undelivered" in key] == [
                f"{REF}:{MIA}:{TRIAGE}:undelivered"
            ]
            await there.writes(notice("requester_card", f"requester:{MIA}", key="mine again"))
            await there.settles()
            assert len([key for key in there.platform.said(TRIAGE) if "undelivered" in key]) == 1

    simulate(story)


def test_a_requester_thread_in_a_channel_that_is_gone_moves_to_a_direct_message():
    async def story():
        async with world() as there:
            there.platform.gone["slack:T1/it-help"] = "channel_not_found"
            await there.opens(home="slack:T1/it-help#7.7")
            home = "slack:T1/it-help"
            await there.writes(
                notice("requester_card", f"requester:{MIA}", key="mine", place=home),
                notice("released", f"requester:{MIA}", key="claimed", place=home),
            )
            await there.settles()
            assert there.platform.said("slack:T1/D-mia.feld") == ["mine:to-requester", "claimed:to-requester"]

    simulate(story)


def read(message: Message) -> list[str]:
    """What a message says, section by section."""
    return [flatten(each.body) for each in message.card.sections] if message.card is not None else []


HERE_HOME = f"About {REF}. I write here because I cannot write where it was asked."
HERE_TEAM = f"About {REF}. I write here because I cannot write in the channel of Service Desk."


@pytest.mark.parametrize("name", ["slack", "teams"])
@pytest.mark.parametrize("kind", ["requester_card", "released", "reply"])
def test_what_stands_in_for_a_message_elsewhere_says_of_which_ticket_it_is_and_why_it_came(kind: str, name: str):
    async def story():
        platform = Platform()
        platform.name = name
        async with world(platform) as there:
            home = f"{name}:T1/it-help"
            there.platform.gone[home] = "channel_not_found"
            await there.opens(home=f"{home}#7.7")
            facts: dict[str, FactValue] = {"text": "x", "comment": "c1", "author": DANA} if kind == "reply" else {}
            said = replace(notice(kind, f"requester:{MIA}", key="mine", place=home), facts=facts)
            await there.writes(said)
            await there.settles()
            ((first, *words),) = [read(one) for one in there.platform.messages if one.key == "mine:to-requester"]
            assert first == HERE_HOME
            assert words

    simulate(story)


def test_what_the_lead_reads_instead_of_the_team_says_so_and_what_stands_where_it_belongs_does_not():
    async def story():
        async with world() as there:
            there.platform.gone[TRIAGE] = "is_archived"
            await there.opens()
            await there.writes(CARD, line(1), notice("requester_card", f"requester:{MIA}", key="mine"))
            await there.settles()
            first = {one.key: read(one)[0] for one in there.platform.messages}
            assert first["card:to-lead"] == first["line 1:to-lead"] == HERE_TEAM
            assert "I write here" not in first["mine"]

    simulate(story)


def test_a_page_that_is_rejected_moves_the_ladder_on():
    async def story():
        async with world() as there:
            there.platform.strangers.add(DANA)
            await there.opens()
            await there.writes(notice("schedule_gap", f"direct:{DANA}", key="gap", schedule="x"))
            await there.settles()
            assert there.desk.missed == [("gap", "no_account")]
            assert (await there.parked())["gap"] == "no_account"

    simulate(story)


def test_a_broken_template_parks_its_own_notice_and_stops_nothing():
    async def story():
        async with world() as there:
            there.words.broken.add("note")
            await there.opens()
            await there.writes(CARD, line(1), notice("moved", key="moved", to_team="infra"))
            await there.settles()
            assert there.platform.said(TRIAGE) == ["card", "moved"]
            assert (await there.parked())["line 1"].startswith("bug E-")

    simulate(story)


def test_a_bug_in_a_channel_parks_the_notice_that_met_it():
    async def story():
        async with world(Platform(["bug"])) as there:
            await there.writes(notice("lead_digest", f"direct:{LENA}", key="one", ticket=None))
            await there.writes(notice("lead_digest", f"direct:{DANA}", key="two", ticket=None))
            await there.settles()
            assert len(there.platform.messages) == 1
            assert len(await there.parked()) == 1

    simulate(story)


def test_a_notice_that_fails_for_ever_is_given_up_while_the_channel_takes_others():
    async def story():
        platform = Platform()
        deliver = platform.deliver

        async def poisoned(outgoing):
            if outgoing.key == "card":
                raise RetryLater("broke", 1.0, unknown=True)
            return await deliver(outgoing)

        platform.deliver = poisoned  # type: ignore[method-assign]
        async with world(platform) as there:
            await there.opens()
            await there.writes(CARD)
            for number in range(50):
                await there.writes(notice("lead_digest", f"direct:{DANA}", key=f"d{number}", ticket=None))
                await passes(120)
            await there.settles()
            assert (await there.parked())["card"].startswith("gave up")
            assert "card:to-lead" in there.platform.said()

    simulate(story)


def test_an_outage_of_three_hours_loses_nothing():
    async def story():
        platform = Platform(["refused_before"] * 60)
        async with world(platform) as there:
            await there.opens()
            await there.writes(CARD, line(1))
            await there.settles()
            assert platform.said() == ["card", "line 1"]
            assert platform.messages[0].at > 3 * 3600

    simulate(story)


@pytest.mark.parametrize("failures", [1, 3, 40])
def test_a_database_that_cannot_record_what_was_said_never_makes_it_said_twice(failures: int):
    async def story():
        async with world() as there:
            outbox = there.store.outbox
            record, left = outbox.done, [failures]

            async def done(*given, **named) -> bool:
                if left[0] > 0:
                    left[0] -= 1
                    raise StorageUnavailable("the disk is full")
                return await record(*given, **named)

            outbox.done = done  # type: ignore[method-assign]
            await there.opens()
            await there.writes(CARD, line(1))
            await there.settles()
            assert there.platform.said() == ["card", "line 1"]

    simulate(story)


def test_a_database_that_is_locked_for_a_while_only_delays():
    async def story():
        async with world() as there:
            outbox = there.store.outbox
            lease, left = outbox.lease, [5]

            async def locked(*given, **named):
                if left[0] > 0:
                    left[0] -= 1
                    raise StorageUnavailable("locked")
                return await lease(*given, **named)

            outbox.lease = locked  # type: ignore[method-assign]
            await there.opens()
            await there.writes(CARD)
            await passes(1.5)
            assert there.delivery.well is False
            await there.settles()
            assert there.platform.said() == ["card"]

    simulate(story)
