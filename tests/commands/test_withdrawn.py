"""A ticket that becomes private leaves nothing behind where its readers are none any more."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import pytest_asyncio

from core.notifications.promises import BREACH, BREACH_DIRECT, Breached, BreachedDirect
from core.tickets.events import File
from core.ui.inbound import Reply, Shown, Where
from core.ui.text import flatten
from tests.commands.reading import quiet, read, shown
from tests.commands.talking import HOME, say, spot
from tests.fakes.company import KnownPlaces
from tests.fakes.desk import DeskHouse, instant, open_desk, refused, unseen

TITLE = "Somebody phished Katharina"
LONG = "The mail came on Monday and asked for the wages of everybody. " * 12
PICTURE = File("mail.png", "https://files.example/mail.png", "slack:F1")
IT_HELP = HOME.partition("#")[0]
Way = Callable[[DeskHouse, str], Awaitable[Reply]]


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk("2026-10-26 10:00 CET", both=True) as house:
        yield house


async def _transfer(desk: DeskHouse, ref: str) -> Reply:
    return await desk.person("dana").fills("transfer", ref, team="security", reason="it is an attack")


async def _change(desk: DeskHouse, ref: str) -> Reply:
    return await desk.person("dana").tells(ref, "change service security-report phishing")


async def _over_another_team(desk: DeskHouse, ref: str) -> Reply:
    quiet(await desk.person("dana").fills("transfer", ref, team="infra", reason="the mail server"))
    quiet(await desk.person("tomas").presses("claim", ref))
    quiet(await desk.person("tomas").notes(ref, "Katharina opened it."))
    return await desk.person("tomas").fills("transfer", ref, team="security", reason="it is an attack")


async def _convert(desk: DeskHouse, ref: str) -> Reply:
    quiet(await desk.person("dana").fills("transfer", ref, team="infra", reason="the mail server"))
    quiet(await desk.person("tomas").presses("claim", ref))
    return await desk.person("tomas").fills("convert", ref, item="password-reset", **{"password-reset:account": "VPN"})


async def _change_of_hands(desk: DeskHouse, ref: str) -> Reply:
    quiet(await _transfer(desk, ref))
    quiet(await desk.person("felix").presses("claim", ref))
    quiet(await desk.person("felix").notes(ref, "The address is Katharina's."))
    quiet(await desk.person("felix").answers(ref, "Katharina, do not open it."))
    return await desk.person("felix").fills("transfer", ref, team="service-desk", reason="only a joke of Tom's")


WAYS: dict[str, tuple[Way, str, tuple[str, ...]]] = {
    "transfer": (_transfer, "security", ("service-desk",)),
    "another service": (_change, "security", ("service-desk",)),
    "by way of another team": (_over_another_team, "security", ("service-desk", "infra")),
    "another kind of record": (_convert, "service-desk", ("infra",)),
    "from a private team to another": (_change_of_hands, "service-desk", ("security",)),
}
"""Each way: who has the ticket then, and in whose rooms it stood before."""


async def _told_all(desk: DeskHouse) -> str:
    """A ticket of which everything was said that stands somewhere: words, parts, notes, files, questions, promises."""
    mia, dana = desk.person("mia"), desk.person("dana")
    ref = await mia.reports(title=TITLE, description=LONG, home=HOME)
    quiet(await dana.presses("claim", ref))
    home = await spot(desk, ref, "requester", "21.0")
    await say(mia, home, "She wrote Katharina back. " * 200, files=(PICTURE,))
    quiet(await dana.notes(ref, "Katharina is in payroll."))
    quiet(await dana.answers(ref, "Please tell Katharina to change the password."))
    quiet(await dana.fills("ask", ref, text="Did Katharina click?"))
    await say(mia, await spot(desk, ref, "requester", "22.0"), "Katharina did.")
    return ref


def standing(desk: DeskHouse, place: str) -> list[str]:
    """What is to be read in a place."""
    cards = desk.channels[place.partition(":")[0]].stands
    return [read(card) or card.summary for (where, _), card in cards.items() if where == place]


def rooms(desk: DeskHouse, team: str) -> tuple[str, ...]:
    return KnownPlaces(desk.policy, both=True).triage(team)


@pytest.mark.parametrize("way", WAYS)
async def test_nothing_of_it_is_left_where_it_was_but_the_sentence_that_it_moved(desk: DeskHouse, way: str) -> None:
    move, team, former = WAYS[way]
    ref = await _told_all(desk)
    assert all(TITLE in " ".join(standing(desk, room)) for room in rooms(desk, "service-desk"))
    quiet(await move(desk, ref))
    ticket = await desk.ticket(ref)
    assert (ticket.private, ticket.team, ticket.home) == (True, team, "direct")
    called = "REQ-1000" if ticket.kind == "request" else ref
    moved = f"{called} · {desk.policy.teams[team].name} has it now"
    for room in (room for each in former for room in rooms(desk, each)):
        assert standing(desk, room) == [moved]
    assert standing(desk, IT_HELP) == ["Moved to a private conversation."]
    for room in rooms(desk, team):
        assert TITLE in " ".join(standing(desk, room))


async def test_what_waits_for_the_former_team_is_not_said(desk: DeskHouse) -> None:
    ref = await _told_all(desk)
    desk.delivers = False
    quiet(await desk.person("dana").notes(ref, "Katharina's laptop is here."))
    await say(desk.person("mia"), await spot(desk, ref, "requester", "23.0"), "Katharina waits.")
    quiet(await _transfer(desk, ref))
    desk.delivers = True
    await desk.passes(seconds=1)
    for room in rooms(desk, "service-desk"):
        assert standing(desk, room) == [f"{ref} · Security has it now"]
    # The question that is said again in her own chat is answered by then: nobody is asked anew.
    assert {one.kind for one in desk.moot} == {"note", "relay", "question"}
    assert {one.to for one in desk.moot if one.kind == "question"} == {"requester"}


async def test_who_may_read_it_no_more_is_told_nothing_that_waited_for_them() -> None:
    async with open_desk("2026-10-26 22:00 CET") as desk:
        ref = await desk.person("mia").reports(title=TITLE)
        quiet(await desk.person("dana").presses("claim", ref))
        morning = instant("2026-10-27 09:00 CET")
        late = BreachedDirect(metric="resolution", due_at=desk.now, to=(desk.id_of("lena"),))
        waits = [
            BREACH_DIRECT.notice(
                late, ticket=ref, to=f"direct:{desk.id_of(who)}", key=who, at=desk.now, not_before=morning
            )
            for who in ("lena", "ciso")
        ]
        await desk.store.transact(lambda tx: tx.write_notices(waits))
        quiet(await _transfer(desk, ref))
        await desk.until("2026-10-27 09:01 CET")
        assert [one.to for one in desk.said if one.kind == "breach_direct"] == ["ciso"]


async def test_later_edits_and_deletions_bring_nothing_back(desk: DeskHouse) -> None:
    ref = await _told_all(desk)
    mia, dana = desk.person("mia"), desk.person("dana")
    old = await spot(desk, ref, "requester", "22.0")
    note = (await desk.comments(ref))[1].said_in or ""
    quiet(await _transfer(desk, ref))
    there = desk.channels["slack"].taken
    before = len(there)
    room, _, message = note.partition("#")
    card = await spot(desk, ref, "triage:service-desk", message)
    assert card.place == room
    for minutes in (1, 30):
        await desk.passes(minutes=minutes)
        quiet(await mia.edits(old, f"Katharina did click, {minutes} times."))
        quiet(await dana.edits(card, f"Katharina is in payroll, {minutes} years."))
    quiet(await mia.edits(old, None))
    quiet(await mia.fills("add_detail", ref, text="Katharina called the police."))
    assert {room for one in there[before:] if (room := one.place) in (*rooms(desk, "service-desk"), IT_HELP)} == set()
    for room in rooms(desk, "service-desk"):
        assert standing(desk, room) == [f"{ref} · Security has it now"]


async def test_what_was_said_in_private_does_not_follow_to_the_next_team(desk: DeskHouse) -> None:
    ref = await _told_all(desk)
    quiet(await _change_of_hands(desk, ref))
    felix = desk.person("felix")
    said = next(each for each in await desk.comments(ref) if each.text == "The address is Katharina's.")
    place, _, message = (said.said_in or "").partition("#")
    root = (await desk.thread(ref, "triage:security"))[1]
    for minutes in (1, 30):
        await desk.passes(minutes=minutes)
        await felix.edits(_where(place, root, message), f"The address is Katharina's, since {minutes}.")
    for room in rooms(desk, "service-desk"):
        shown_there = " ".join(standing(desk, room))
        assert "moved" in shown_there
        assert "address" not in shown_there
        assert "do not open" not in shown_there


async def test_the_former_team_finds_it_nowhere_and_is_not_heard_below_the_old_card(desk: DeskHouse) -> None:
    ref = await _told_all(desk)
    dana = desk.person("dana")
    old = await spot(desk, ref, "triage:service-desk", "31.0")
    quiet(await _transfer(desk, ref))
    before = await desk.ticket(ref)
    assert refused(await say(dana, old, "Katharina asks me again.")).startswith("Not sent: ")
    assert refused(await say(dana, old, ">> Katharina asks me again."))
    assert await desk.ticket(ref) == before
    for typed in ("search phished", "search payroll", "mine", "queue", "risk", "search INC-1000"):
        reply = await dana.types("ticket", typed)
        assert isinstance(reply, Shown)
        assert TITLE not in read(reply.card)
    assert refused(await dana.sends(f"show {ref}")) == unseen(ref)
    assert TITLE in read(shown(await desk.person("felix").sends(ref)))


async def test_whoever_sends_it_out_of_their_own_sight_reads_where_it_went(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(title=TITLE)
    quiet(await desk.person("dana").presses("claim", ref))
    dana = desk.person("dana")
    reply = await dana.types("ticket", f"transfer {ref} security it is an attack")
    assert shown(reply).summary == f"{ref} is with Security now. It is private, so you can no longer see it."
    assert (await desk.ticket(ref)).team == "security"


async def test_back_with_the_team_that_had_it_its_card_is_itself_again(desk: DeskHouse) -> None:
    ref = await _told_all(desk)
    quiet(await _transfer(desk, ref))
    quiet(await desk.person("felix").fills("transfer", ref, team="service-desk", reason="no attack at all"))
    for room in rooms(desk, "service-desk"):
        assert TITLE in standing(desk, room)[0]
    for room in rooms(desk, "security"):
        assert standing(desk, room) == [f"{ref} · Service Desk has it now"]


async def test_what_is_no_longer_where_it_stood_is_not_read_in_a_lists_message_either(desk: DeskHouse) -> None:
    room = rooms(desk, "service-desk")[0]
    desk.delivers = False
    refs = [await desk.person("mia").reports(title=f"{TITLE} {number}") for number in range(7)]
    desk.delivers = True
    await desk.passes(seconds=1)
    late = Breached(metric="resolution", due_at=desk.now)
    written = [
        BREACH.notice(late, ticket=ref, to="triage:service-desk", key=f"{ref}:late", at=desk.now, place=room)
        for ref in refs
    ]
    await desk.store.transact(lambda tx: tx.write_notices(written))
    await desk.passes(seconds=1)
    cards = desk.channels["slack"].stands
    named = [key for key, card in cards.items() if "7 tickets" in flatten(card.title)]
    assert len(named) == 1
    quiet(await desk.person("dana").fills("transfer", refs[2], team="security", reason="it is an attack"))
    assert read(cards[named[0]]) == (
        "One of these tickets is private now, so I took the list away. “/ticket queue” shows what is open."
    )


def _where(place: str, root: str, message: str) -> Where:
    return Where(place, "channel", thread=root, message=message)
