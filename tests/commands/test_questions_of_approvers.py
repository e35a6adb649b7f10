"""What an approver asks before they decide: how long it is open, and what becomes of its answer."""

from __future__ import annotations

import pytest

from core.tickets.approval import Approval
from tests.commands.reading import quiet, read, shown, went
from tests.commands.test_used_once import named, press
from tests.fakes.desk import DeskHouse, open_desk

LAPTOP = {"model": "Power 16", "ship_to": "berlin"}
FRIDAY = "2026-10-23 11:00 CEST"


async def asked(desk: DeskHouse) -> str:
    """Mia's order, about which Katrin asked something."""
    ref = await desk.person("mia").orders("laptop", **LAPTOP)
    shown(await desk.person("katrin").fills("ask", ref, text="Which floor?"))
    return ref


async def approval_of(desk: DeskHouse, ref: str) -> Approval:
    approval = (await desk.ticket(ref)).approval
    assert approval is not None
    return approval


@pytest.mark.parametrize("again", [False, True])
@pytest.mark.parametrize("back", ["deleted", "not this one"])
async def test_an_answer_that_is_taken_back_leaves_the_question_open(back: str, again: bool) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        ref, mia = await asked(desk), desk.person("mia").on_teams
        where = mia.chat()
        line = shown(await mia.sends("It is my mouse", message=where.message))
        assert (await approval_of(desk, ref)).question == ""
        if again:
            await mia.sends("The third.")
        if back == "deleted":
            await mia.edits(where, None)
        else:
            await press(mia, named(line, "not_this_one"))
        assert (await approval_of(desk, ref)).question == ("" if again else "Which floor?")


@pytest.mark.parametrize("end", ["approve", "reject", "expire"])
async def test_a_question_ends_with_the_stage_that_asked_it(end: str) -> None:
    async with open_desk(FRIDAY) as desk:
        ref, katrin = await asked(desk), desk.person("katrin")
        assert "Waiting for you" in read(shown(await desk.person("mia").presses("show", ref)))
        if end == "approve":
            quiet(await katrin.presses("approve", ref, round=1))
        elif end == "reject":
            quiet(await katrin.fills("reject", ref, text="Too dear."))
        else:
            await desk.until("2026-11-06 12:00 CET")
        approval = await approval_of(desk, ref)
        assert (approval.question, approval.askers) == ("", ())
        assert "Waiting for you" not in read(shown(await desk.person("mia").presses("show", ref)))


def reads(desk: DeskHouse, channel: str) -> str:
    """What stands in Katrin's chat of Mia's answer."""
    told = [read(card) for card in desk.channels[channel].stands.values() if "Mia Feld about REQ-1000" in read(card)]
    assert len(told) == 1
    return told[0]


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("decided", ["before", "after", "never"])
async def test_an_answer_reads_in_the_approvers_chat_as_it_reads_by_now(channel: str, decided: str) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        katrin, mia = desk.person("katrin"), desk.person("mia").on_teams
        desk.lives[katrin.id] = channel
        ref, where = await asked(desk), mia.chat()
        went(await mia.sends("Secret password hunter2", message=where.message))
        await desk.deliver()
        assert "hunter2" in reads(desk, channel)
        if decided == "before":
            quiet(await katrin.presses("approve", ref, round=1))
        await mia.edits(where, "For the CAD desk")
        await desk.deliver()
        assert "For the CAD desk" in reads(desk, channel)
        assert ("Ask first" in reads(desk, channel)) is (decided != "before")
        await mia.edits(where, None)
        if decided == "after":
            quiet(await katrin.presses("approve", ref, round=1))
        await desk.deliver()
        assert "message deleted" in reads(desk, channel)
        assert "CAD" not in reads(desk, channel)
        assert ("Ask first" in reads(desk, channel)) is (decided == "never")


LONG = {parts: " ".join(f"word{number}" for number in range(parts * 420)) for parts in (1, 2, 3)}
"""Words that fill so many messages."""


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("decided", [False, True])
@pytest.mark.parametrize(("was", "now"), [(3, 3), (3, 1), (1, 3), (2, 3), (3, 0), (2, 1)])
async def test_an_answer_of_several_messages_reads_anew_in_all_of_them(
    channel: str, decided: bool, was: int, now: int
) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        katrin, mia = desk.person("katrin"), desk.person("mia").on_teams
        desk.lives[katrin.id] = channel
        ref, where = await asked(desk), mia.chat()
        before = set(desk.channels[channel].stands)
        await mia.sends(f"hunter2 {LONG[was]} hunter2", message=where.message)
        await desk.deliver()

        def stands() -> list[str]:
            mine = {key: card for key, card in desk.channels[channel].stands.items() if key not in before}
            return [read(card) for key, card in mine.items() if "katrin" in key[0]]

        assert len(stands()) == was
        assert "hunter2" in stands()[0]
        assert "hunter2" in stands()[-1]
        await mia.edits(where, f"CAD {LONG[now]} desk" if now else None)
        await desk.deliver()
        if decided:
            quiet(await katrin.presses("approve", ref, round=1))
            await desk.deliver()
        said = stands()
        assert not any("hunter2" in each for each in said)
        assert len(said) == max(now, 1)
        if not now:
            assert "message deleted" in said[0]
            return
        assert "CAD word0 " in said[0]
        assert "desk" in said[-1]
        assert all("word" in each for each in said)
        assert ("Ask first" in said[0]) is not decided


@pytest.mark.parametrize("back", [False, True])
async def test_an_answer_that_is_taken_back_overnight_is_never_said(back: bool) -> None:
    async with open_desk("2026-10-22 20:00 CEST", both=True) as desk:
        await asked(desk)
        mia = desk.person("mia").on_teams
        where = mia.chat()
        await mia.sends("Secret password hunter2", message=where.message)
        if back:
            await mia.edits(where, None)
        await desk.until("2026-10-23 09:40 CEST")
        await desk.deliver()
        stands = desk.channels["slack"].stands.items()
        assert any("hunter2" in read(card) for key, card in stands if "katrin" in key[0]) is not back


@pytest.mark.parametrize("answered", [False, True])
async def test_a_question_without_an_answer_is_said_at_each_reminder_and_named_at_the_end(answered: bool) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await asked(desk)
        if answered:
            await desk.person("mia").writes(ref, "The third.")
        said = len(desk.said)
        await desk.until("2026-11-06 12:00 CET")
        told = [one for one in desk.said[said:] if one.kind == "asked_first"]
        ends = {one.kind: one.text for one in desk.said if one.kind in ("lapsed", "ended_undecided")}
        assert len(told) == len({one.text for one in told}) == (0 if answered else 2)
        assert len(ends) == 2
        assert all(("Which floor?" in text) is not answered for text in ends.values())
        if told:
            assert told[0].text.startswith(
                f"Katrin still needs your answer to decide about {ref}: Which floor? Without"
            )
            assert told[1].text.startswith(f"Last reminder: Katrin still needs your answer to decide about {ref}:")


WAITS = "Katrin Stahl asked Mia Feld: Which floor? It waits for the answer; it can be decided all the same."


def card(desk: DeskHouse, channel: str, name: str, words: str = " asks for ") -> str:
    """What stands in somebody's chat of what they are asked, with its buttons."""
    told = [read(one) for (place, _), one in desk.channels[channel].stands.items() if name in place]
    return [one for one in told if words in one][-1]


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("on_teams", [True, False])
async def test_a_stage_says_that_it_waits_for_an_answer_as_long_as_it_does(channel: str, on_teams: bool) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        katrin, mia = desk.person("katrin"), desk.person("mia")
        mia = mia.on_teams if on_teams else mia
        desk.lives[katrin.id] = channel
        ref = await asked(desk)
        listed = "Katrin Stahl asked: Which floor? It waits for the answer."
        await desk.deliver()
        assert WAITS in card(desk, channel, "katrin")
        assert "Approve" in card(desk, channel, "katrin")
        assert listed in read(shown(await katrin.types("request", "approvals")))
        assert listed in read(await desk.desk.home(katrin.speaker))
        where = mia.chat()
        await mia.sends("The third.", message=where.message)
        await desk.deliver()
        assert WAITS not in card(desk, channel, "katrin")
        assert "Approve" in card(desk, channel, "katrin")
        answered = "Katrin Stahl asked: Which floor? Mia Feld answered: The third."
        assert answered in read(shown(await katrin.types("request", "approvals")))
        await mia.edits(where, None)
        await desk.deliver()
        assert WAITS in card(desk, channel, "katrin")
        quiet(await katrin.presses("approve", ref, round=1))
        await desk.deliver()
        assert WAITS not in card(desk, channel, "katrin")


async def test_who_waits_for_an_answer_is_not_reminded_and_is_again_once_it_is_there() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await asked(desk)
        said = len(desk.said)
        await desk.until("2026-10-23 15:30 CEST")
        assert [one.line.split(" ", 3)[3] for one in desk.said[said:]] == ["asked_first requester"]
        await desk.person("mia").writes(ref, "The third.")
        said = len(desk.said)
        await desk.until("2026-10-27 12:00 CET")
        assert "approval_reminder katrin" in [f"{one.kind} {one.to}" for one in desk.said[said:]]
        assert "asked_first" not in [one.kind for one in desk.said[said:]]


@pytest.mark.parametrize("answered", [True, False])
async def test_the_digest_leaves_out_what_waits_for_an_answer(answered: bool) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await asked(desk)
        if answered:
            await desk.person("mia").writes(ref, "The third.")
        await desk.until("2026-10-29 09:00 CET")
        said = len(desk.said)
        await desk.desk.remind_approvers()
        await desk.deliver()
        told = [one.to for one in desk.said[said:] if one.kind == "approver_digest"]
        assert ("katrin" in told) is answered


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_a_reminder_says_what_is_decided_about(channel: str) -> None:
    async with open_desk(FRIDAY, both=True) as desk:
        mia, katrin, jan = desk.person("mia"), desk.person("katrin"), desk.person("jan")
        desk.lives[katrin.id] = channel
        ref = await mia.orders("laptop", **LAPTOP, for_whom=jan.speaker)
        shown(await katrin.fills("ask", ref, text="Which floor?"))
        await mia.writes(ref, "The <b>third</b>")
        await desk.until("2026-10-23 15:30 CEST")
        told = card(desk, channel, "katrin", "waits for your decision")
        assert "New laptop: Power 16, 1,980 EUR, of Mia Feld for Jan Kolb waits for your decision." in told
        assert "Katrin Stahl asked: Which floor? Mia Feld answered: The <b>third</b>." in told
