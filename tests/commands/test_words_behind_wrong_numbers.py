"""A command with a number of nothing they may see loses no words: they come back as the line to be sent again."""

from __future__ import annotations

import pytest

from core.commands import REGISTRY
from core.ui.inbound import Quiet
from tests.commands.reading import quiet, read, shown
from tests.commands.talking import direct, say, spot
from tests.fakes.desk import DeskHouse, refused

WORDS = "it drops\neach morning, and at noon"
COMMANDS = sorted(each.words[0] for each in REGISTRY.tickets.values() if each.words and not each.takes_ticket)


@pytest.mark.parametrize("number", ["INC-4711", "REQ-4711", "hidden"])
@pytest.mark.parametrize("command", COMMANDS)
async def test_words_behind_a_number_of_nothing_come_back_at_every_door(
    desk: DeskHouse, command: str, number: str
) -> None:
    if number == "hidden":
        number = await desk.person("jan").reports(service="security-report", title="A lost badge, please help")
    ref = await direct(desk)
    dana = desk.person("dana")
    where = await spot(desk, ref, "triage:service-desk", "70.0")
    for reply in (
        await dana.types("ticket", f"{command} {number} {WORDS}"),
        await dana.sends(f"{command} {number} {WORDS}"),
        await dana.on_teams.sends(f"{number} {command} {WORDS}"),
        await say(dana, where, f"{command} {number} {WORDS}", to_bot=True),
    ):
        told = refused(reply)
        assert told.startswith(f"There is no {number} that you may see. Write it again"), told
        assert WORDS in told


async def test_words_behind_no_number_come_back_as_well(desk: DeskHouse) -> None:
    told = refused(await desk.person("dana").types("ticket", "ask 4711 why does it drop"))
    assert told == "Which ticket? Write it like “ask INC-1042 why does it drop”."
    told = refused(await desk.person("dana").types("ticket", "ask why does it drop"))
    assert told == "Which ticket? Write it like “ask INC-1042 why does it drop”."


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("first", ["INC-4711 it drops again", "hello", "It drops again", "approve 4711"])
@pytest.mark.parametrize("tickets", [1, 2])
async def test_an_edit_that_names_a_ticket_of_theirs_answers_what_it_is_about_and_nobody_asks_twice(
    desk: DeskHouse, channel: str, first: str, tickets: int
) -> None:
    mia = desk.person("mia") if channel == "slack" else desk.person("mia").on_teams
    ref = await mia.reports(title="VPN drops each hour")
    if tickets > 1:
        await mia.reports(title="Screen flickers all day")
    await mia.sends(first, message="m1")
    reply = await mia.edits(mia.chat("m1"), f"{ref} it drops again")
    assert reply == Quiet() if (tickets, first) == (1, "It drops again") else "Added to" in read(shown(reply))
    quiet(await mia.edits(mia.chat("m1"), f"{ref} it drops again, each hour"))
    (said,) = await desk.comments(ref)
    assert (said.text or "").endswith("it drops again, each hour")


@pytest.mark.parametrize("channel", ["slack", "teams"])
@pytest.mark.parametrize("first", ["hello", "thanks!", "status?", "approve 4711", "help"])
async def test_an_edit_of_what_was_answered_and_not_kept_is_asked_about_once(
    desk: DeskHouse, channel: str, first: str
) -> None:
    mia = desk.person("mia") if channel == "slack" else desk.person("mia").on_teams
    await mia.sends(first, message="m1")
    asked = shown(await mia.edits(mia.chat("m1"), "the printer on floor two jams"))
    assert read(asked).startswith("What is it about?")
    for words in ("the printer on floor three jams", "the printer on floor three jams!"):
        quiet(await mia.edits(mia.chat("m1"), words))
