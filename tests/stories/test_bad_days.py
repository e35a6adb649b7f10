"""Stories of bad days: channels that are gone, people who cannot be reached, a Slack that fails, a locked database."""

from __future__ import annotations

import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from bot import doctor
from bot.app import examine
from playground.slack.screen import Form, Message
from tests.stories.house import House, house


def said_once(desk: House) -> None:
    """No message stands in Slack twice: each has its own key."""
    space = desk.playground.slack.space
    keys = Counter(
        message["metadata"]["event_payload"]["key"]
        for channel in space.channels.values()
        for message in channel.messages.values()
        if message.get("metadata") and not message.get("deleted")
    )
    assert [key for key, times in keys.items() if times > 1] == []


async def findings(desk: House) -> str:
    """What the doctor says now."""
    service = desk.service
    found = await doctor.findings(service.store, service.engine.policy, service.places, desk.clock.now())
    return "\n".join(found)


async def test_without_its_triage_channel_the_lead_has_the_card_and_the_doctor_says_so(tmp_path: Path) -> None:
    async with house(tmp_path, without=["desk-triage"]) as desk:
        mia, lena = desk.people("mia", "lena")
        await desk.reports(mia)
        receipt = await desk.direct(mia, "INC-1000")
        card = await desk.direct(lena, "INC-1000")
        assert "Claim" in card.buttons
        await mia.says("It is urgent", thread=receipt)
        await desk.reads(lena.thread(card), "It is urgent")
        await card.presses("Claim")
        await desk.reads(mia.thread(receipt), "Lena has taken this.")
        assert "IN PROGRESS" in card.text
        await lena.says(">> I am on it", thread=card)
        await desk.reads(mia.thread(receipt), "I am on it")
        assert "#desk-triage" in await findings(desk)
        desk.nothing_else_was_said()


@pytest.mark.parametrize("trouble", ["archived", "not_in_it"])
async def test_a_triage_channel_that_cannot_be_used_from_the_start(tmp_path: Path, trouble: str) -> None:
    async with house(tmp_path) as desk:
        await desk.stops()
        space = desk.playground.slack.space
        channel = space.find_channel("#desk-triage")
        assert channel is not None
        if trouble == "archived":
            desk.playground.admin.archive("desk-triage")
        else:
            channel.kind = "private"
            desk.playground.admin.kick("desk-triage")
        await desk.starts()
        mia, lena = desk.people("mia", "lena")
        await desk.reports(mia)
        receipt = await desk.direct(mia, "INC-1000")
        card = await desk.direct(lena, "INC-1000")
        await card.presses("Claim")
        await desk.reads(mia.thread(receipt), "Lena has taken this.")
        assert "#desk-triage" in await findings(desk)
        desk.nothing_else_was_said()


@pytest.mark.parametrize("trouble", ["archive", "kick", "delete"])
async def test_a_triage_channel_that_goes_away_while_the_desk_is_open(desk: House, trouble: str) -> None:
    mia, lena = desk.people("mia", "lena")
    await desk.reports(mia)
    receipt = await desk.direct(mia, "INC-1000")
    await desk.card()
    if trouble == "kick":  # the bot would let itself in again where it may
        channel = desk.playground.slack.space.find_channel("#desk-triage")
        assert channel is not None
        channel.kind = "private"
    getattr(desk.playground.admin, trouble)("desk-triage")
    await desk.settles()
    await mia.says("It is worse now", thread=receipt)
    await desk.direct(lena, "INC-1000")
    await desk.settles()
    assert any("It is worse now" in one.text for one in lena.directs())
    await desk.reports(mia, "Outlook cannot send mail", service="E-mail and chat", kind="Mail")
    card = await desk.direct(lena, "INC-1001")
    assert "Claim" in card.buttons
    assert "#desk-triage" in await findings(desk)
    fresh = await examine(desk.settings, desk.service.loaded)  # “deskbell doctor” asks Slack anew
    assert any("#desk-triage" in finding and "Lena Vogt is told directly instead" in finding for finding in fresh)
    said_once(desk)


async def test_a_requester_whose_direct_messages_are_blocked(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    desk.playground.admin.block_directs("mia.feld")
    await desk.reports(mia)
    card = await desk.card()
    told = await desk.reads(dana.thread(card), "could not reach Mia")
    assert mia.directs() == []
    await card.presses("Claim")
    await desk.settles()
    await dana.says(">> Please reconnect once.", thread=card)
    await desk.settles()
    lines = [text for text in dana.thread(card).texts if "could not reach Mia" in text]
    assert len(lines) <= 3
    assert told.text in lines[0]
    assert "INC-1000" in await findings(desk)
    (on_page,) = (each for each in await desk.service.desk.findings() if "could not be said" in each)
    assert "INC-1000" in on_page
    assert "slack:" not in on_page


async def test_a_page_moves_on_from_somebody_who_left(tmp_path: Path) -> None:
    async with house(tmp_path) as desk:
        desk.playground.admin.deactivate("priya.nair")  # on call this week
        mia = desk.person("mia")
        await desk.reports(
            mia, "Checkout is down for everybody", service="Customer web shop", kind="Checkout", who="The whole company"
        )
        card = await desk.card(channel="#infra-triage", by="mara")
        await desk.settles()
        # No five minutes are waited: the next rung is called at once.
        await desk.direct(desk.person("tomas"), "📟")
        await desk.reads(desk.person("mara").thread(card), "could not reach Priya")
        assert "P1" in card.text
        said_once(desk)


async def test_a_guest_whose_address_is_hidden_is_served_like_everybody(desk: House) -> None:
    hugo, dana = desk.people("hugo", "dana")
    await desk.reports(hugo)
    receipt, card = await desk.direct(hugo, "Got it"), await desk.card()
    assert "Hugo Lenz" in card.text
    await card.presses("Claim")
    await desk.reads(hugo.thread(receipt), "Dana has taken this.")
    await dana.says(">> Hello Hugo", thread=card)
    await desk.reads(hugo.thread(receipt), "Hello Hugo")
    await hugo.says("Hello Dana", thread=receipt)
    copied = await desk.reads(dana.thread(card), "Hello Dana")
    assert "Hugo Lenz" in copied.text
    mine = await hugo.types("/ticket mine")
    assert isinstance(mine, Message)
    assert "INC-1000" in mine.text
    assert "INC-1000" in (await hugo.opens_home()).text
    desk.nothing_else_was_said()


@pytest.mark.parametrize("kind", ["ratelimited", "http_500", "reset_before", "reset_after"])
async def test_a_slack_that_fails_gets_every_message_exactly_once(desk: House, kind: str) -> None:
    mia, dana = desk.people("mia", "dana")
    desk.playground.faults("chat.postMessage", kind, times=2)
    await desk.reports(mia)
    await desk.settles()
    await desk.passes(minutes=2)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    if kind == "ratelimited":  # other troubles make the bot wait five real seconds before it edits again
        desk.playground.faults("chat.update", kind)
        desk.playground.faults("reactions.add", kind)
    desk.playground.faults("chat.postMessage", kind, times=3, skip=1)
    await card.presses("Claim")
    await dana.says(">> one", thread=card)
    await mia.says("two", thread=receipt)
    await dana.says(">> three", thread=card)
    await desk.settles()
    await desk.passes(minutes=10)
    at_mia = [text for text in mia.thread(receipt).texts if text.startswith("Dana")]
    assert at_mia == ["Dana has taken this.", "Dana: one", "Dana: three"]
    await desk.reads(dana.thread(card), "two")
    assert "IN PROGRESS" in card.text
    said_once(desk)
    desk.said_so_far()
    await desk.passes(minutes=10)
    desk.nothing_else_was_said()
    assert "Not said" not in await findings(desk)


async def test_a_form_that_slack_does_not_open_in_time_is_apologised_for(desk: House) -> None:
    mia = desk.person("mia")
    desk.playground.faults("views.open", "error", error="expired_trigger_id")
    answer = await mia.types("/incident VPN drops")
    assert isinstance(answer, Message)
    assert "Please try again" in answer.text
    await desk.reports(mia)
    await desk.direct(mia, "INC-1000")
    await desk.card()
    desk.nothing_else_was_said()


async def test_a_locked_database_gives_a_sentence_and_nothing_half_done(desk: House, tmp_path: Path) -> None:
    mia, dana = desk.people("mia", "dana")
    await desk.reports(mia)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    form = await mia.types("/incident Outlook cannot send mail")
    assert isinstance(form, Form)
    await form.chooses("Which service?", "E-mail and chat")
    await form.chooses("Who is affected?", "Just me")
    await form.chooses("Can you keep working?", "Only partly")
    form.fills({"What kind?": "Mail"})
    other = sqlite3.connect(tmp_path / "desk.db", isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        refused = await card.presses("Claim")
        assert isinstance(refused, Message)
        assert "nothing was changed" in refused.text
        still = await form.submits()
        assert isinstance(still, Form)
        assert "nothing was changed" in still.text
        other.execute("ROLLBACK")
    finally:
        other.close()
    assert (await desk.ticket()).status == "new"
    await desk.has_no("INC-1001")
    # The same press and the same form, once it is free again.
    await card.presses("Claim")
    await form.submits()
    assert not form.is_open
    await desk.reads(mia.thread(receipt), "Dana has taken this.")
    await desk.direct(mia, "INC-1001")
    await desk.card("INC-1001")
    assert dana.form is None
    desk.nothing_else_was_said()


async def test_what_is_written_while_the_database_is_locked_is_brought_again_and_kept(
    desk: House, tmp_path: Path
) -> None:
    mia, dana = desk.people("mia", "dana")
    await desk.reports(mia)
    receipt, card = await desk.direct(mia, "INC-1000"), await desk.card()
    other = sqlite3.connect(tmp_path / "desk.db", isolation_level=None)
    try:
        other.execute("BEGIN IMMEDIATE")
        await mia.says("It is worse now", thread=receipt)
        other.execute("ROLLBACK")
    finally:
        other.close()
    await desk.passes(minutes=1)  # Slack's next try
    await desk.reads(dana.thread(card), "It is worse now")
    assert len(dana.thread(card).messages) == 1
    desk.nothing_else_was_said()
