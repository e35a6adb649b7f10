"""A message that was an answer stays that: its edit is no comment, wherever it was written."""

from __future__ import annotations

import pytest

from core.ui.inbound import Reply, Where, Words
from tests.commands.chats import chooses, said_on, taken, two
from tests.commands.reading import kinds, quiet, shown
from tests.commands.talking import resolve, spot
from tests.commands.test_deciding_in_words import FRIDAY, asked, decided
from tests.fakes.desk import DeskHouse, Someone, open_desk, refused

PLACES = pytest.mark.parametrize("place", ["a thread", "a chat on Slack", "a chat on Teams"])
WHY, RIGHT = "it tok far too long and Dana was rude", "it took far too long and Dana was rude"
NOT_CHANGED = "Nothing was changed: this message was carried out, or answered"


async def says(desk: DeskHouse, place: str, ref: str, words: str, message: str) -> tuple[Someone, Where, Reply]:
    """Mia writes in her ticket's thread or in a chat; who she is there, the message and what she reads."""
    mia = desk.person("mia").on_teams if place == "a chat on Teams" else desk.person("mia")
    where = await spot(desk, ref, "requester", message) if place == "a thread" else mia.chat(message)
    heard = Words(mia.speaker, desk.now, desk.heard_as(where), where, (words,), to_bot=where.kind == "direct")
    return mia, where, await desk.hears(heard)


async def why_of(desk: DeskHouse, ref: str) -> str:
    found = (await desk.ticket(ref)).survey
    assert found is not None
    return found.comment


@PLACES
async def test_the_reason_of_a_score_follows_its_message_and_is_nobodys_comment(desk: DeskHouse, place: str) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("dana").presses("claim", ref))
    other = await desk.person("mia").reports(title="Printer jams on floor two")
    await resolve(desk, ref)
    quiet(await desk.person("mia").presses("confirm", ref))
    await says(desk, place, ref, "2", "81.0")
    mia, where, _ = await says(desk, place, ref, WHY, "82.0")
    said = len(desk.said)
    quiet(await mia.edits(where, f"{RIGHT}, sorry"))
    quiet(await mia.edits(where, RIGHT))
    assert await why_of(desk, ref) == RIGHT
    await desk.passes(hours=1)
    refused(await mia.edits(where, ""))
    assert await why_of(desk, ref) == RIGHT
    quiet(await mia.edits(where, None))
    assert await why_of(desk, ref) == ""
    await desk.passes(hours=1)
    quiet(await mia.undeletes(where, WHY))
    assert await why_of(desk, ref) == WHY
    await desk.passes(hours=1)
    lead = [one for one in desk.said[said:] if one.kind == "rated_low"]
    assert [one.notice.facts.get("comment") for one in lead] == [RIGHT, "", WHY]
    assert [one.text.split(" INC-")[0] for one in lead] == ["Mia changed why", "Mia took back why", "Mia says why"]
    assert not [one for one in desk.said[said:] if "far too long" in str(one.notice.facts) and one not in lead]
    assert [await said_on(desk, one) for one in (ref, other)] == [[], []]
    assert [await said_on(desk, one) for one in (ref, other)] == [[], []]


ANSWERS = {"no, still broken": "in_progress", "yes, it works": "closed", "Ja!": "closed"}


@PLACES
@pytest.mark.parametrize("words", ANSWERS)
async def test_an_answer_in_words_stays_what_it_was_and_its_author_is_told_once(
    desk: DeskHouse, place: str, words: str
) -> None:
    ref = await taken(desk) if place == "a chat on Teams" else await desk.person("mia").reports()
    if place != "a chat on Teams":
        quiet(await desk.person("dana").presses("claim", ref))
    await resolve(desk, ref)
    mia, where, _ = await says(desk, place, ref, words, "83.0")
    before = await desk.ticket(ref)
    assert before.status == ANSWERS[words]
    said = len(desk.said)
    assert refused(await mia.edits(where, f"{words} since monday")).startswith(NOT_CHANGED)
    quiet(await mia.edits(where, f"{words} since tuesday"))
    quiet(await mia.edits(where, None))
    quiet(await mia.undeletes(where, words))
    assert (await desk.ticket(ref), await said_on(desk, ref)) == (before, [])
    assert kinds(desk, said) == []


async def test_an_answer_that_waited_for_its_ticket_is_that_answer(desk: DeskHouse) -> None:
    vpn, printer = await two(desk)
    for one in (vpn, printer):
        await resolve(desk, one)
    mia = desk.person("mia").on_teams
    shown(await mia.sends("still broken", message="m1"))
    await chooses(mia, vpn, prompt=mia.chat("m1").key)
    assert (await desk.ticket(vpn)).status == "in_progress"
    assert refused(await mia.edits(mia.chat("m1"), "the display is still broken")).startswith(NOT_CHANGED)
    assert [await said_on(desk, one) for one in (vpn, printer)] == [[], []]


@pytest.mark.parametrize("place", ["a chat on Slack", "a chat on Teams"])
@pytest.mark.parametrize("words", ["confirm", "confirm {ref}", "5"])
async def test_a_command_and_a_score_of_a_chat_are_no_words_after_their_edit(
    desk: DeskHouse, place: str, words: str
) -> None:
    ref = await desk.person("mia").reports()
    other = await desk.person("mia").reports(title="Printer jams on floor two") if "{ref}" in words else ""
    quiet(await desk.person("dana").presses("claim", ref))
    await resolve(desk, ref)
    if words == "5":
        quiet(await desk.person("mia").presses("confirm", ref))
    before = await desk.ticket(ref)
    mia, where, _ = await says(desk, place, ref, words.format(ref=ref), "84.0")
    after = await desk.ticket(ref)
    assert after != before
    assert refused(await mia.edits(where, "my colleague says the printer is broken")).startswith(NOT_CHANGED)
    gone = await mia.edits(where, None)
    if words == "5":
        quiet(gone)
    else:
        assert refused(gone).startswith(f"{ref} stays as the command left it")
    assert await desk.ticket(ref) == after
    assert [await said_on(desk, one) for one in (ref, other) if one] in ([[]], [[], []])


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("below", [True, False])
@pytest.mark.parametrize("words", ["approve", "ask why?"])
async def test_a_decision_that_was_typed_stays_what_it_was(channel: str, below: bool, words: str) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        ref, katrin = await asked(desk, channel)
        bound = await desk.store.read(lambda tx: tx.bindings(ref))
        (card,) = [one for one in bound if f":approval:direct:{katrin.id}" in one.role]
        where = katrin.chat("95.0", card.message if below else None)
        typed = words if below else words.replace("ask", f"ask {ref}")
        heard = Words(katrin.speaker, desk.now, desk.heard_as(where), where, (typed,), to_bot=True)
        await desk.hears(heard)
        before = await decided(desk, ref)
        assert before
        assert refused(await katrin.edits(where, "too dear, sorry")).startswith("Nothing was")
        assert refused(await katrin.edits(where, None)).startswith(f"{ref} stays as the command left it")
        assert await decided(desk, ref) == before
        assert await desk.comments(ref) == ()
