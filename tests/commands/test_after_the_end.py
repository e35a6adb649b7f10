"""Words after a resolution or a closing: thanks are thanks, the rest is asked about (domain.md section 10)."""

from __future__ import annotations

import pytest

from core.ui.inbound import Quiet
from tests.commands.reading import commands, kinds, quiet, shown
from tests.commands.talking import WIFI, direct, public, resolve, say, spot
from tests.fakes.desk import DeskHouse


async def test_words_after_the_resolution_ask_once_whether_it_is_still_broken(desk: DeskHouse) -> None:
    ref = await direct(desk)
    await resolve(desk, ref)
    said = len(desk.said)
    quiet(await desk.person("mia").writes(ref, "It dropped again."))
    quiet(await desk.person("mia").writes(ref, "Twice even."))
    assert kinds(desk, said).count("reopen_question requester") == 1
    assert (await desk.ticket(ref)).status == "resolved"
    quiet(await desk.person("mia").presses("reopen", ref))
    assert (await desk.ticket(ref)).status == "in_progress"


@pytest.mark.parametrize(
    "thanks",
    ["thanks", "Thank you!", "danke :)", "thx, works now.", "👍", ":+1::skin-tone-2:", "Works now!! Thanks 🙏"],
)
async def test_thanks_only_react(desk: DeskHouse, thanks: str) -> None:
    ref = await direct(desk)
    await resolve(desk, ref)
    before = (await desk.ticket(ref)).closes_at
    where = await spot(desk, ref, "requester", "71.0")
    said = len(desk.said)
    quiet(await say(desk.person("mia"), where, thanks))
    assert sorted(kinds(desk, said)) == ["relay triage:service-desk", "thanks message"]
    assert next(one for one in desk.said if one.kind == "thanks").facts["target"] == f"{where.place}#71.0"
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.reopen_offered, ticket.closes_at) == ("resolved", False, before)


async def test_a_complaint_is_never_thanked(desk: DeskHouse) -> None:
    ref = await direct(desk)
    await resolve(desk, ref)
    quiet(await desk.person("mia").writes(ref, "It dropped again."))
    quiet(await desk.person("mia").writes(ref, "And again, this is awful."))
    assert not [one for one in desk.said if one.kind == "thanks"]


async def test_a_watchers_words_after_the_resolution_ask_nothing(desk: DeskHouse) -> None:
    ref = await public(desk)
    await resolve(desk, ref)
    quiet(await desk.person("jan").writes(ref, "Still broken here."))
    assert not (await desk.ticket(ref)).reopen_offered


@pytest.mark.parametrize("make", [public, direct])
async def test_words_after_the_closing_open_one_linked_follow_up(desk: DeskHouse, make: object) -> None:
    ref = await (public(desk) if make is public else direct(desk))
    await resolve(desk, ref)
    quiet(await desk.person("mia").presses("confirm", ref))
    quiet(await desk.person("mia").writes(ref, "It dropped again."))
    new = await desk.newest()
    ticket = await desk.ticket(new)
    assert (ticket.follow_up_of, ticket.description, ticket.status) == (ref, "It dropped again.", "new")
    assert "I opened INC-1001 as a follow-up and linked both." in desk.said[-1].text
    quiet(await desk.person("mia").writes(ref, "And once more."))
    assert await desk.newest() == new
    assert [one.text for one in (await desk.comments(new))] == ["And once more."]
    assert (await desk.ticket(ref)).status == "closed"


async def test_an_edit_of_words_that_went_to_the_follow_up_finds_them(desk: DeskHouse) -> None:
    ref = await direct(desk)
    await resolve(desk, ref)
    quiet(await desk.person("mia").presses("confirm", ref))
    quiet(await desk.person("mia").writes(ref, "It dropped again."))
    where = await spot(desk, ref, "requester", "72.0")
    quiet(await say(desk.person("mia"), where, "Ones more."))
    quiet(await desk.person("mia").edits(where, "Once more."))
    assert (await desk.comments("INC-1001"))[-1].text == "Once more."


@pytest.mark.parametrize("words", ["still broken, thanks for nothing", "works now? no", ":rage:", "ok"])
async def test_anything_but_thanks_asks(desk: DeskHouse, words: str) -> None:
    ref = await direct(desk)
    await resolve(desk, ref)
    quiet(await desk.person("mia").writes(ref, words))
    assert (await desk.ticket(ref)).reopen_offered


@pytest.mark.parametrize("text", ["thanks", "Thank you!"])
async def test_thanks_after_the_closing_open_nothing(desk: DeskHouse, text: str) -> None:
    ref = await direct(desk)
    await resolve(desk, ref)
    quiet(await desk.person("mia").presses("confirm", ref))
    quiet(await desk.person("mia").writes(ref, text))
    assert await desk.newest() == ref


async def test_a_third_persons_words_after_the_closing_open_nothing(desk: DeskHouse) -> None:
    ref = await public(desk)
    await resolve(desk, ref)
    quiet(await desk.person("mia").presses("confirm", ref))
    assert isinstance(await desk.person("jan").writes(ref, "Still broken here."), Quiet)
    assert await desk.newest() == ref


async def test_a_closed_ticket_offers_its_follow_up(desk: DeskHouse) -> None:
    ref = await direct(desk)
    await resolve(desk, ref)
    quiet(await desk.person("mia").presses("confirm", ref))
    for who in ("mia", "dana"):
        assert commands(shown(await desk.person(who).presses("show", ref))) == ["follow_up"]


async def test_the_team_answers_the_follow_up_in_the_thread_that_was_the_old_tickets(desk: DeskHouse) -> None:
    ref = await public(desk)
    await resolve(desk, ref)
    quiet(await desk.person("mia").presses("confirm", ref))
    where = await spot(desk, ref, "requester", "73.0")
    quiet(await say(desk.person("mia"), where, "It dropped again.", files=(WIFI,)))
    assert (await desk.ticket("INC-1001")).files == (WIFI,)
    quiet(await desk.person("dana").writes(ref, ">> We are looking."))
    assert [one.text for one in (await desk.comments("INC-1001"))] == ["We are looking."]
    assert (await desk.ticket("INC-1001")).assignee == desk.id_of("dana")


async def test_a_direct_message_about_a_closed_ticket_goes_to_what_continues_it(desk: DeskHouse) -> None:
    ref = await direct(desk)
    await resolve(desk, ref)
    quiet(await desk.person("mia").presses("confirm", ref))
    quiet(await desk.person("mia").sends(f"{ref} it dropped again"))
    quiet(await desk.person("mia").sends(f"{ref} and once more"))
    assert await desk.newest() == "INC-1001"
    assert [one.text for one in (await desk.comments("INC-1001"))] == ["and once more"]
