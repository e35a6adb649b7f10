"""Every way in which a message becomes a ticket: the ticket follows what its author does with the message."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from core.ui.cards import Button
from core.ui.inbound import Where
from storage import open_store
from tests.commands.chats import PICTURE, two
from tests.commands.conftest import TUESDAY_TEN
from tests.commands.reading import answered, closed, opened, quiet, resolved, shown
from tests.commands.test_from_messages import CHANNEL, fill, message
from tests.commands.test_prompts import button, press
from tests.fakes.desk import DeskHouse, Someone, instant, open_desk, refused

OLD, NEW = "The scanner jams all day", "The projector is dark all day"
SAID = Where(CHANNEL, message="5.0")
Made = tuple[str, Someone, Where]


async def sends_form(who: Someone, pressed: Button, **more: str) -> str:
    """Send the form that a button opens as it comes, with what it asks for."""
    form = opened(await press(who, pressed))
    given = {each.id: each.value for each in form.fields if each.kind != "note"}
    given |= {"service": "network", "category:network": "vpn", "impact": "4", "urgency": "3"} | more
    command = "open_request" if "item" in form.context else "open_incident"
    quiet(await who.submits(command, given, form.context, command_id=form.command_id))
    return await who.desk.newest()


async def by_emoji(desk: DeskHouse) -> Made:
    quiet(await desk.person("dana").marks(replace(message(desk), text=OLD, files=(PICTURE,)), "create_by_emoji"))
    return await desk.newest(), desk.person("mia"), SAID


async def by_shortcut(desk: DeskHouse) -> Made:
    ref = await fill(desk.person("dana"), replace(message(desk), text=OLD, files=(PICTURE,)))
    return ref, desk.person("mia"), SAID


async def by_mention(desk: DeskHouse) -> Made:
    mia = desk.person("mia")
    card = shown(await mia.says_in("#it-help", OLD, to_bot=True))
    place, _, root = str(button(card, "open_incident").action.arguments["prompt"]).partition("#")
    return await sends_form(mia, button(card, "open_incident")), mia, Where(place, message=root)


async def by_chat(desk: DeskHouse) -> Made:
    mia = desk.person("mia")
    card = shown(await mia.sends(OLD, message="7.0"))
    return await sends_form(mia, button(card, "open_incident")), mia, mia.chat("7.0")


async def by_command_in_chat(desk: DeskHouse) -> Made:
    mia = desk.person("mia")
    card = shown(await mia.sends(f"incident {OLD}", message="7.0"))
    return await sends_form(mia, button(card, "open_incident")), mia, mia.chat("7.0")


async def by_question(desk: DeskHouse) -> Made:
    mia = desk.person("mia").on_teams
    question = next(
        each for each in shown(await mia.sends(OLD, message="7.0")).buttons if each.action.arguments.get("item")
    )
    form = opened(await press(mia, question))
    given = {each.id: each.value for each in form.fields if each.kind != "note"}
    quiet(await mia.submits("open_request", given, form.context, command_id=form.command_id))
    return await desk.newest(), mia, mia.chat("7.0")


async def by_something_new(desk: DeskHouse) -> Made:
    await two(desk)
    mia = desk.person("mia").on_teams
    which = shown(await mia.sends(OLD, message="7.0", files=(PICTURE,)))
    card = shown(await press(mia, button(which, "something_new")))
    return await sends_form(mia, button(card, "open_incident")), mia, mia.chat("7.0")


async def by_not_this_one(desk: DeskHouse) -> Made:
    await two(desk)
    mia = desk.person("mia").on_teams
    which = shown(await mia.sends("It is worse today."))
    answered(await press(mia, button(which, "this_one")))
    routed = shown(await mia.sends(OLD, message="7.0"))
    which = shown(await press(mia, button(routed, "not_this_one")))
    card = shown(await press(mia, button(which, "something_new")))
    return await sends_form(mia, button(card, "open_incident")), mia, mia.chat("7.0")


async def by_follow_up(desk: DeskHouse) -> Made:
    ref = await closed(desk)
    mia = desk.person("mia")
    quiet(await mia.writes(ref, OLD))
    place, message = str((await desk.comments(ref))[-1].said_in).split("#")
    root = (await desk.thread(ref, "requester"))[1]
    quiet(await mia.presses("follow_up", ref))
    return await desk.newest(), mia, Where(place, "direct", root, message)


async def by_follow_up_in_a_flat_chat(desk: DeskHouse) -> Made:
    desk.lives[desk.id_of("mia")] = "teams"
    ref = await closed(desk)
    mia = desk.person("mia").on_teams
    quiet(await mia.sends(f"{ref}: {OLD}", message="7.0", files=(PICTURE,)))
    await mia.presses("follow_up", ref)
    return await desk.newest(), mia, mia.chat("7.0")


WAYS = [
    by_emoji, by_shortcut, by_mention, by_chat, by_command_in_chat, by_question, by_something_new, by_not_this_one,
    by_follow_up, by_follow_up_in_a_flat_chat,
]  # fmt: skip
every_way = pytest.mark.parametrize("made", WAYS, ids=lambda way: way.__name__)
Way = Callable[[DeskHouse], Awaitable[Made]]


async def words_of(desk: DeskHouse, ref: str) -> str:
    ticket = await desk.ticket(ref)
    return f"{ticket.title} {ticket.description} {ticket.details}"


@every_way
async def test_it_reads_as_the_message_does_after_an_edit_and_after_another(desk: DeskHouse, made: Way) -> None:
    ref, who, where = await made(desk)
    assert OLD in await words_of(desk, ref)
    command = "incident " if made is by_command_in_chat else ""
    for words in (NEW, "It is the lamp"):
        await desk.passes(minutes=20)
        quiet(await who.edits(where, f"{command}{words}", to_bot=True))
        assert words in await words_of(desk, ref)
    assert OLD not in await words_of(desk, ref)
    assert NEW not in await words_of(desk, ref)


@every_way
async def test_a_deletion_takes_words_and_files_and_nothing_keeps_them_beside_the_ticket(
    desk: DeskHouse, made: Way
) -> None:
    ref, who, where = await made(desk)
    await desk.passes(minutes=1)
    quiet(await who.edits(where, None))
    assert OLD not in await words_of(desk, ref)
    assert (await desk.ticket(ref)).files == ()
    held = await desk.store.read(lambda tx: tx.sources_of(ref))
    assert {(each.text, each.earlier) for each in held} == {(None, ())}


@pytest.mark.parametrize("made", [by_emoji, by_something_new, by_follow_up_in_a_flat_chat])
async def test_a_deletion_that_is_undone_brings_words_and_files_back(desk: DeskHouse, made: Way) -> None:
    ref, who, where = await made(desk)
    before = await desk.ticket(ref)
    assert before.files == (PICTURE,)
    for text in (None, OLD):
        await desk.passes(minutes=1)
        quiet(await who.undeletes(where, OLD) if text else await who.edits(where, None))
    after = await desk.ticket(ref)
    assert (after.title, after.description, after.files) == (before.title, before.description, before.files)
    assert await desk.newest() == ref


async def test_words_typed_around_those_of_a_message_stay_when_it_is_deleted(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    card = shown(await mia.sends(OLD, message="7.0"))
    ref = await sends_form(mia, button(card, "open_incident"), detail="Third floor, since Monday")
    await desk.passes(minutes=1)
    quiet(await mia.edits(mia.chat("7.0"), None))
    ticket = await desk.ticket(ref)
    assert (ticket.title, ticket.description) == ("Deleted message", "Third floor, since Monday")


@pytest.mark.parametrize("pressed", ["something_new", "this_one"])
async def test_a_question_about_words_that_were_deleted_says_so(desk: DeskHouse, pressed: str) -> None:
    await two(desk)
    mia = desk.person("mia").on_teams
    which = shown(await mia.sends(OLD, message="7.0"))
    quiet(await mia.edits(mia.chat("7.0"), None))
    assert refused(await press(mia, button(which, pressed))).startswith("You deleted that message")


async def test_words_that_are_deleted_after_something_new_are_in_no_form(desk: DeskHouse) -> None:
    await two(desk)
    mia = desk.person("mia").on_teams
    which = shown(await mia.sends(OLD, message="7.0"))
    card = shown(await press(mia, button(which, "something_new")))
    quiet(await mia.edits(mia.chat("7.0"), None))
    for each in (button(which, "something_new"), *card.buttons):
        assert refused(await press(mia, each)).startswith("You deleted that message")


async def test_what_is_left_of_several_messages_goes_on_to_wait(desk: DeskHouse) -> None:
    await two(desk)
    mia = desk.person("mia").on_teams
    which = shown(await mia.sends(OLD, message="7.0"))
    shown(await mia.sends(NEW, message="8.0"))
    quiet(await mia.edits(mia.chat("7.0"), None))
    card = shown(await press(mia, button(which, "something_new")))
    assert button(card, "open_incident").action.arguments["text"] == NEW


async def test_an_edit_of_words_of_an_open_ticket_is_said_once(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    mia = desk.person("mia")
    quiet(await mia.writes(ref, OLD))
    place, said = str((await desk.comments(ref))[-1].said_in).split("#")
    root = (await desk.thread(ref, "requester"))[1]
    quiet(await mia.edits(Where(place, "direct", root, said), NEW))
    assert (await desk.comments(ref))[-1].text == NEW


@pytest.mark.parametrize("text", [NEW, None], ids=["edit", "deletion"])
async def test_an_emoji_and_a_change_of_its_message_at_once_meet(database: str, text: str | None) -> None:
    store = open_store(database, now=lambda: instant(TUESDAY_TEN))
    async with open_desk(TUESDAY_TEN, store=store) as desk:
        mia, dana = desk.person("mia"), desk.person("dana")
        for number in range(8):
            where = Where(CHANNEL, message=f"{number}.5")
            both = [
                dana.marks(replace(message(desk, ts=f"{number}.5"), text=f"{OLD} {number}"), "create_by_emoji"),
                mia.edits(where, f"{text} {number}" if text else None),
            ]
            await asyncio.gather(*(both if number % 2 else reversed(both)))
            ticket = await desk.ticket(await desk.newest())
            assert ticket.title == (f"{NEW} {number}" if text else "Deleted message")


async def test_words_of_an_edit_that_nothing_took_are_forgotten(database: str) -> None:
    store = open_store(database, now=lambda: instant(TUESDAY_TEN))
    async with open_desk(TUESDAY_TEN, store=store) as desk:
        mia = desk.person("mia")
        quiet(await mia.edits(Where(CHANNEL, message="5.0"), OLD))
        quiet(await mia.edits(Where(CHANNEL, message="6.0"), None))
        await desk.passes(minutes=61)
        quiet(await mia.edits(Where(CHANNEL, message="7.0"), NEW))

        kept = await desk.store.transact(
            lambda tx: [[one.text for one in tx.hold_sources(f"{CHANNEL}#{number}.0")] for number in (5, 6, 7)]
        )
        assert kept == [[], [None], [NEW]]
