"""The thread that a ticket has left: what is written there reaches whoever has it, or its writer learns that not."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

import pytest

from tests.conformance.house import House
from tests.conformance.people import Someone
from tests.conformance.seatings import told_both_ways, told_once
from tests.conformance.seen import Post

Leaving: TypeAlias = Callable[[House, Someone], Awaitable[None]]
Saying: TypeAlias = Callable[[Someone, Post, Post], Awaitable[object]]

WORDS = "The cable is loose"
PRIVATE = "Not sent: INC-1000 is private now, and only Security reads it. Please ask Ciso."
KEPT = "Not sent: Infra has INC-1000 now, and answers Mia. Your words stand as a note in their thread."


async def _to_private(desk: House, dana: Someone) -> None:
    await dana.tells("INC-1000", "transfer security because it is an attack")
    await desk.settles()


async def _to_infra(desk: House, dana: Someone) -> None:
    await dana.tells("INC-1000", "transfer infra because it is theirs")
    await desk.settles()


async def _plain(dana: Someone, card: Post, note: Post) -> None:
    await dana.says_under(card, WORDS)


async def _note(dana: Someone, card: Post, note: Post) -> None:
    await dana.says_under(card, f"@Deskbell note {WORDS}")


async def _answer(dana: Someone, card: Post, note: Post) -> None:
    await dana.says_under(card, f">> {WORDS}")


async def _reply(dana: Someone, card: Post, note: Post) -> None:
    await dana.says_under(card, f"@Deskbell reply {WORDS}")


async def _edit(dana: Someone, card: Post, note: Post) -> None:
    await dana.edits(note, f">> {WORDS}")


SAYINGS: dict[str, Saying] = {"plain": _plain, "note": _note, "answer": _answer, "reply": _reply, "edit": _edit}


async def _left(desk: House, leave: Leaving) -> tuple[Someone, Someone, Post, Post]:
    """Mia and Dana, the card of the team that had it, and a note of Dana's below it."""
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    note = await dana.notes("INC-1000", "Firewall rule 12 looks odd.")
    card = await dana.card()
    await leave(desk, dana)
    desk.said_so_far()
    return mia, dana, card, note


@pytest.mark.parametrize("said", SAYINGS)
@told_both_ways
async def test_what_a_private_ticket_left_behind_is_not_talked_to_unawares(desk: House, said: str) -> None:
    mia, dana, card, note = await _left(desk, _to_private)
    before = [one.text for one in await desk.comments()]
    await SAYINGS[said](dana, card, note)
    await dana.was_answered(PRIVATE)
    assert [one.text for one in await desk.comments()] == before
    await desk.triage_thread("INC-1000", "security").has_not(WORDS)
    assert not [one for one in await mia.reads() if WORDS in one.text]
    await desk.ends_quietly()


@pytest.mark.parametrize("said", SAYINGS)
@told_once
async def test_words_go_along_with_a_ticket_that_moved(desk: House, said: str) -> None:
    mia, dana, card, note = await _left(desk, _to_infra)
    await SAYINGS[said](dana, card, note)
    await desk.settles()
    if said in ("answer", "reply", "edit"):
        await dana.was_answered(KEPT)
    for place, posts in (await desk.triage_thread("INC-1000", "infra").posts()).items():
        assert len([one for one in posts if WORDS in one.text]) == 1, place
    assert [one.public for one in await desk.comments() if one.text == WORDS] == [False]
    assert not [one for one in await mia.reads() if WORDS in one.text]
    desk.said_so_far()
    await desk.ends_quietly()


@told_once
async def test_a_command_in_the_thread_says_that_it_was_not_carried_out(desk: House) -> None:
    _, dana, card, _ = await _left(desk, _to_private)
    await dana.says_under(card, "@Deskbell claim")
    await dana.was_answered(PRIVATE)
    await dana.says_under(card, "@Deskbell resolve it was the cable")
    await dana.was_answered(PRIVATE)
    assert (await desk.ticket()).assignee is None


@told_once
async def test_a_command_on_a_ticket_that_moved_says_what_reaches_those_who_have_it(desk: House) -> None:
    _, dana, card, _ = await _left(desk, _to_infra)
    await dana.says_under(card, "@Deskbell claim")
    await dana.was_answered("Only Infra can change INC-1000. Plain words here reach them.")


@pytest.mark.parametrize("said", SAYINGS)
@told_once
async def test_words_on_a_converted_ticket_go_where_they_are_for(desk: House, said: str) -> None:
    async def convert(desk: House, dana: Someone) -> None:
        sheet = await dana.opens(await dana.card(), "Convert")
        await sheet.fills(item="New laptop")
        await sheet.looks_again()
        await sheet.fills({"laptop:model": "Standard 14", "laptop:ship_to": "berlin"})
        await sheet.is_taken()
        await desk.settles()
        assert (await desk.ticket()).kind == "request"

    mia, dana, card, note = await _left(desk, convert)
    await SAYINGS[said](dana, card, note)
    await desk.settles()
    kept = [(one.public, one.text) for one in await desk.comments() if one.text == WORDS]
    assert kept == [(said in ("answer", "reply", "edit"), WORDS)]
    told = [one for one in await mia.reads() if WORDS in one.text]
    assert len(told) == (1 if kept[0][0] else 0)


@pytest.mark.parametrize("said", SAYINGS)
@told_once
async def test_an_answer_on_a_merged_ticket_is_refused_and_a_note_is_kept(desk: House, said: str) -> None:
    mia, jan, dana = desk.people("mia", "jan", "dana")
    await mia.reports()
    await jan.reports("VPN is down for me, too")
    await dana.claims("INC-1001")
    await jan.was_told("Dana has taken this.")
    note = await dana.notes("INC-1001", "Firewall rule 12 looks odd.")
    card = await dana.card("INC-1001")
    await dana.tells("INC-1001", "merge INC-1000")
    await desk.settles()
    assert (await desk.ticket("INC-1001")).merged is not None
    desk.said_so_far()
    await SAYINGS[said](dana, card, note)
    await desk.settles()
    public = said in ("answer", "reply", "edit")
    if public:
        await dana.was_answered("INC-1001 was merged into INC-1000")
    kept = [one.public for one in await desk.comments("INC-1001") if one.text == WORDS]
    assert kept == ([] if public else [False])
    assert not [one for each in (mia, jan) for one in await each.reads() if WORDS in one.text]
