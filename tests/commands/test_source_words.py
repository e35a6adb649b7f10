"""Edits and deletions of messages that became tickets: how they cross with the making of it, and whose they may be."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.ports.source_words import SourceWords
from core.tickets import events as e
from core.ui.inbound import Where
from tests.commands.reading import kinds, opened, quiet, shown
from tests.commands.test_from_messages import CHANNEL, TEXT, message
from tests.commands.test_prompts import press
from tests.fakes.desk import DeskHouse, refused

SAID = Where(CHANNEL, message="5.0")
OTHER = "The printer in Hamburg is out of toner"


async def made(desk: DeskHouse) -> str:
    quiet(await desk.person("dana").marks(message(desk), "create_by_emoji"))
    return await desk.newest()


async def reads(desk: DeskHouse, ref: str) -> tuple[str, str]:
    ticket = await desk.ticket(ref)
    return ticket.title, ticket.description


async def test_a_ticket_of_an_emoji_follows_and_its_ledger_says_who_when(desk: DeskHouse) -> None:
    ref = await made(desk)
    said = len(desk.said)
    await desk.passes(minutes=90)
    quiet(await desk.person("mia").edits(SAID, OTHER))
    assert await reads(desk, ref) == (OTHER, OTHER)
    entry = (await desk.store.read(lambda tx: tx.log(ref)))[-1]
    assert isinstance(entry.event, e.SourceEdited)
    assert (entry.actor, entry.at) == (desk.id_of("mia"), desk.now)
    assert kinds(desk, said) == []


async def test_a_short_message_that_grew_keeps_what_its_title_has_no_room_for(desk: DeskHouse) -> None:
    quiet(await desk.person("dana").marks(replace(message(desk), text=OTHER), "create_by_emoji"))
    quiet(await desk.person("mia").edits(SAID, TEXT))
    assert await reads(desk, await desk.newest()) == ("The VPN drops every five minutes", TEXT)


@pytest.mark.parametrize("words", [TEXT, f"\n  \n{TEXT} "])
async def test_words_that_are_the_same_change_nothing(desk: DeskHouse, words: str) -> None:
    ref = await made(desk)
    version = (await desk.ticket(ref)).version
    quiet(await desk.person("mia").edits(SAID, words))
    assert (await desk.ticket(ref)).version == version


async def test_nobody_elses_edit_is_the_authors(desk: DeskHouse) -> None:
    ref = await made(desk)
    quiet(await desk.person("jan").edits(SAID, OTHER))
    assert (await reads(desk, ref))[1] == TEXT


async def test_an_edit_that_arrives_late_does_not_take_back_a_newer_one(desk: DeskHouse) -> None:
    ref = await made(desk)
    first = desk.now
    await desk.passes(minutes=2)
    quiet(await desk.person("mia").edits(SAID, OTHER))
    quiet(await desk.person("mia").edits(SAID, "Older words of hers", at=first))
    assert (await reads(desk, ref))[0] == OTHER


async def test_an_edit_that_is_heard_before_its_message_is_what_was_said(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    where = mia.chat("7.0", None)
    card = shown(await mia.edits(where, OTHER, to_bot=True))
    quiet(await mia.sends("The printer is broken again", message="7.0"))
    form = opened(await press(mia, card.buttons[0]))
    assert next(each.value for each in form.fields if each.id == "title") == OTHER


async def test_a_title_that_a_responder_chose_stays_and_the_words_follow(desk: DeskHouse) -> None:
    ref = await made(desk)
    ticket = await desk.ticket(ref)
    await desk.store.transact(
        lambda tx: desk.desk.engine.run(
            tx, ticket, desk.id_of("dana"), desk.now, lambda draft: draft.happen(e.Retitled("VPN in Hamburg"))
        )
    )
    quiet(await desk.person("mia").edits(SAID, None))
    assert await reads(desk, ref) == ("VPN in Hamburg", "The message was deleted.")
    quiet(await desk.person("mia").edits(SAID, OTHER))
    assert await reads(desk, ref) == ("VPN in Hamburg", OTHER)


async def test_one_message_that_made_two_tickets_changes_both(desk: DeskHouse) -> None:
    ref = await made(desk)
    mia = desk.person("mia")
    other = await mia.reports(title="The VPN drops every five minutes")
    words = SourceWords(f"{CHANNEL}#5.0", other, mia.id, TEXT, desk.now, ticket=True)
    await desk.store.transact(lambda tx: tx.keep_sources([words]))
    quiet(await mia.edits(SAID, OTHER))
    assert [(await reads(desk, one))[0] for one in (ref, other)] == [OTHER, OTHER]


async def test_a_ticket_of_an_older_desk_stays_as_it_is(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(home=f"{CHANNEL}#5.0")
    before = await desk.ticket(ref)
    quiet(await desk.person("mia").edits(SAID, OTHER))
    assert await desk.ticket(ref) == before


async def test_a_deleted_prompt_is_refused_with_a_sentence(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    card = shown(await mia.sends("The printer is broken again", message="7.0"))
    quiet(await mia.edits(mia.chat("7.0", None), None))
    assert refused(await press(mia, card.buttons[0])).startswith("You deleted that message")
