"""Many promises that run out in the same minute: what a team, and whoever has the tickets, are told of it."""

from __future__ import annotations

from core.notifications.digest import LISTED
from core.tickets.events import ClockMarked
from core.ui.inbound import Press, Shown, Where
from core.ui.text import flatten
from tests.fakes.company import place_of
from tests.fakes.desk import DeskHouse, open_desk

MANY = 30


async def _a_morning(desk: DeskHouse) -> list[str]:
    """Thirty incidents of one minute that Dana has."""
    mia, dana = desk.person("mia"), desk.person("dana")
    many = []
    for number in range(MANY):
        many.append(await mia.reports("P3", title=f"VPN drops in room {number}"))
        await dana.presses("claim", many[-1])
        await dana.answers(many[-1], "I look at it.")
    return many


async def test_thirty_broken_promises_are_one_message_for_the_team_and_one_for_whoever_has_them():
    async with open_desk("2026-10-27 09:00 CET") as desk:
        many = await _a_morning(desk)
        await desk.until("2026-10-28 16:00 CET")
        desk.checked = len(desk.said)
        await desk.until("2026-10-28 17:01 CET")
        said = [one for one in desk.said[desk.checked :] if one.to != "requester"]
        assert {(one.kind, one.to) for one in said} == {("breach", "triage:service-desk"), ("breach_direct", "dana")}
        assert len(said) == 2 * MANY
        assert {one.text for one in said} == {f"🔴 {MANY} tickets are past their time"}
        assert len({one.message for one in said}) == 2
        for ref in many:
            marks = [each.mark for each in await desk.events(ref, ClockMarked) if each.metric == "resolution"]
            assert marks[-1] == "breach"


async def test_a_digest_names_the_most_urgent_and_leads_to_all():
    async with open_desk("2026-10-27 09:00 CET") as desk:
        many = await _a_morning(desk)
        await desk.until("2026-10-28 17:01 CET")
        [digest] = [
            each.card
            for each in desk.channels["slack"].taken
            if each.card and each.card.summary.startswith("🔴") and not each.place.startswith("direct:")
        ]
        assert digest is not None
        rows = [flatten(section.body) for section in digest.sections]
        assert rows[0].startswith(f"🟡 {many[0]} VPN drops in room 0\nP3 · IN PROGRESS · Dana · 🔴 fix broken ")
        assert (len(rows), rows[-1]) == (LISTED + 1, f"... and {MANY - LISTED} more")
        [everything] = digest.buttons
        assert everything.label == "Service Desk: all open"
        dana, where = desk.person("dana"), Where(desk.triage_of(many[0]), message="9.9")
        reply = await desk.hears(Press(dana.speaker, desk.now, "press", where, everything.action))
        assert isinstance(reply, Shown)
        assert flatten(reply.card.title) == "Service Desk: open tickets and tasks"
        assert len([each for each in reply.card.sections if each.buttons]) == MANY


async def test_a_digest_for_one_person_leads_to_what_they_work_on():
    async with open_desk("2026-10-27 09:00 CET") as desk:
        await _a_morning(desk)
        await desk.until("2026-10-28 17:01 CET")
        [digest] = [
            each.card
            for each in desk.channels["slack"].taken
            if each.card and each.card.summary.startswith("🔴") and each.place.startswith("direct:")
        ]
        assert digest is not None
        [everything] = digest.buttons
        assert everything.label == "All I work on"
        dana = desk.person("dana")
        reply = await desk.hears(Press(dana.speaker, desk.now, "press", Where("D1", message="9.9"), everything.action))
        assert isinstance(reply, Shown)
        assert flatten(reply.card.title) == "You are working on"
        assert len([each for each in reply.card.sections if each.buttons]) == MANY


async def test_what_became_private_while_it_waited_to_be_told_is_not_named_where_it_was():
    async with open_desk("2026-10-27 09:00 CET") as desk:
        many = await _a_morning(desk)
        desk.delivers = False
        await desk.until("2026-10-28 17:00 CET")
        await desk.person("dana").fills("transfer", many[3], team="security", reason="it was a break-in")
        desk.delivers = True
        channel = desk.channels["slack"]
        since = len(channel.taken)
        await desk.passes(minutes=1)
        said = [each for each in channel.taken[since:] if each.place == place_of("#desk-triage") and each.card]
        assert f"🔴 {MANY - 1} tickets are past their time" in [each.card.summary for each in said if each.card]
        assert "VPN drops in room 3" not in repr(said)
