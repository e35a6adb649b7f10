"""A message that asks somebody to act loses the buttons for it once that is done; its sentence stays."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from core.ports.tickets import Transaction
from core.tickets.events import ReopenOffered
from core.ui.inbound import Reply
from core.ui.text import flatten
from tests.commands.reading import quiet, read, taken
from tests.fakes.desk import DeskHouse, open_desk


def stands(desk: DeskHouse, kind: str, channel: str = "slack") -> tuple[str, list[str]]:
    """How the newest message of that kind reads now, and which commands its buttons carry."""
    said = next(one for one in reversed(desk.said) if one.kind == kind)
    taken = desk.channels[channel].taken
    posted = next(at for at, one in enumerate(taken) if one.key == said.message)
    edits = [one.card for one in taken[posted:] if one.key == f"{said.message}:answered"]
    card = edits[-1] if edits else taken[posted].card
    assert card is not None
    return card.summary, [button.action.command for button in card.buttons]


async def called(desk: DeskHouse) -> str:
    """A critical ticket for which somebody is paged."""
    return await desk.person("mia").reports("P1")


def _paged(desk: DeskHouse) -> str:
    return next(one.to for one in desk.said if one.kind == "page")


Ends = Callable[[DeskHouse, str], Awaitable[Reply]]
ENDS: dict[str, Ends] = {
    "claimed": lambda desk, ref: desk.person("dana").presses("claim", ref),
    "acknowledged": lambda desk, ref: desk.person(_paged(desk)).presses("ack", ref),
    "answered": lambda desk, ref: desk.person("dana").fills("reply", ref, text="We are on it."),
    "resolved": lambda desk, ref: desk.person("dana").fills("resolve", ref, code="fixed", text="Restarted it."),
    "cancelled": lambda desk, ref: desk.person("dana").fills("cancel", ref, reason="withdrawn"),
}


@pytest.mark.parametrize("end", ENDS)
async def test_a_page_loses_ack_when_the_ticket_is(desk: DeskHouse, end: str) -> None:
    ref = await called(desk)
    before = stands(desk, "page")
    assert before[1] == ["ack", "show"]
    await desk.passes(minutes=1)
    quiet(await ENDS[end](desk, ref))
    sentence = before[0].replace(" Answer by 10:15 CET.", "") if end == "cancelled" else before[0]
    assert stands(desk, "page") == (sentence, ["show"]), "only a promise that was called off is named no more"


@pytest.mark.parametrize("end", ["claimed", "resolved"])
async def test_so_does_a_call_in_the_thread(desk: DeskHouse, end: str) -> None:
    ref = await desk.person("mia").reports("P2")
    assert stands(desk, "call")[1] == ["ack"]
    quiet(await ENDS[end](desk, ref))
    assert stands(desk, "call")[1] == []


async def test_so_does_an_assignment_when_it_is_taken_and_when_somebody_else_gets_it(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of("emre")))
    sentence = stands(desk, "assigned")[0]
    quiet(await desk.person("emre").presses("ack", ref))
    assert stands(desk, "assigned") == (sentence, ["show"])
    other = await desk.person("mia").reports()
    quiet(await desk.person("lena").presses("assign", other, person=desk.id_of("emre")))
    given = next(one for one in reversed(desk.said) if one.kind == "assigned")
    quiet(await desk.person("lena").presses("assign", other, person=desk.id_of("nils")))
    assert f"{given.message}:answered" in {one.key for one in desk.channels["slack"].taken}


async def test_accept_and_back_go_when_one_of_them_was_pressed(desk: DeskHouse) -> None:
    for pressed in ("ack", "give_back"):
        ref = await taken(desk)
        quiet(await desk.person("dana").presses("assign", ref, person=desk.id_of("emre")))
        assert stands(desk, "handed_over")[1] == ["ack", "give_back", "show"]
        quiet(await desk.person("emre").presses(pressed, ref))
        assert stands(desk, "handed_over")[1] == ["show"]


async def test_a_call_for_the_lead_and_a_reopening_lose_theirs(desk: DeskHouse) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("escalate", ref, way="hierarchic", reason="finance waits"))
    assert stands(desk, "escalated")[1] == ["ack", "show"]
    quiet(await desk.person("lena").presses("ack", ref))
    assert stands(desk, "escalated")[1] == ["show"]
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued."))
    quiet(await desk.person("mia").presses("reopen", ref))
    sentence, names = stands(desk, "reopened")
    assert names == ["ack"]
    quiet(await desk.person("dana").presses("ack", ref))
    assert stands(desk, "reopened") == (sentence, [])


async def test_on_teams_as_well(desk: DeskHouse) -> None:
    desk.lives[desk.id_of("emre")] = "teams"
    ref = await taken(desk)
    quiet(await desk.person("dana").presses("assign", ref, person=desk.id_of("emre")))
    assert stands(desk, "handed_over", "teams")[1] == ["ack", "give_back", "show"]
    quiet(await desk.person("emre").on_teams.presses("ack", ref))
    assert stands(desk, "handed_over", "teams")[1] == ["show"]


async def test_what_was_not_said_yet_is_said_without_them(desk: DeskHouse) -> None:
    desk.delivers = False
    ref = await desk.person("mia").reports()
    quiet(await desk.person("lena").presses("assign", ref, person=desk.id_of("emre")))
    quiet(await desk.person("emre").presses("ack", ref))
    desk.delivers = True
    await desk.deliver()
    assert stands(desk, "assigned")[1] == ["show"]
    assert not [one for one in desk.edits if one.kind == "answered"]


@pytest.mark.parametrize("several", ["tickets", "times"])
async def test_what_waited_and_was_said_together_loses_the_buttons_of_what_is_done_alone(several: str) -> None:
    """Of several tickets, and of one ticket of which several things waited for the morning."""
    async with open_desk("2026-10-27 18:00 CET") as desk:
        dana, lena = desk.person("dana"), desk.person("lena")
        first = await desk.person("mia").reports()
        second = first if several == "times" else await desk.person("mia").reports(title="The printer jams")
        quiet(await lena.presses("assign", first, person=dana.id))
        if several == "times":
            quiet(await dana.tells(first, "release"))
        quiet(await lena.presses("assign", second, person=dana.id))
        await desk.until("2026-10-28 09:00 CET")
        said = [one for one in desk.said if one.kind == "assigned"]
        assert len({one.message for one in said}) == 1
        posted = next(one for one in desk.channels["slack"].taken if one.key == said[0].message)
        assert posted.card is not None
        words = [flatten(section.body) for section in posted.card.sections]
        offered = [button.action.command for section in posted.card.sections for button in section.buttons]
        assert (offered.count("ack"), len(said)) == (2, 2)
        since = len(desk.channels["slack"].taken)
        quiet(await dana.presses("ack", first))
        edits = [one.card for one in desk.channels["slack"].taken[since:] if one.act == "edit" and one.card]
        (card,) = [one for one in edits if [flatten(section.body) for section in one.sections] == words][-1:]
        left = [(b.action.command, b.action.arguments.get("ticket")) for part in card.sections for b in part.buttons]
        assert ("ack", first) not in left
        assert (("ack", second) in left) == (several == "tickets")
        assert left.count(("show", first)) >= 1


OVERTAKEN = ["reopen", "just_comment", "confirm", "time", "responder"]


@pytest.mark.parametrize("how", OVERTAKEN)
@pytest.mark.parametrize(("older", "newer"), [(True, False), (False, True), (True, True)])
async def test_a_question_after_the_end_loses_its_buttons_whatever_overtakes_it(
    desk: DeskHouse, how: str, older: bool, newer: bool
) -> None:
    ref, mia = await desk.person("mia").reports(), desk.person("mia")
    quiet(await desk.person("dana").presses("claim", ref))
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="The profile was reissued."))
    if older:  # its questions had no name

        def asked(tx: Transaction) -> None:
            engine = desk.desk.engine
            engine.run(tx, engine.ticket(tx, ref), mia.id, desk.now, lambda draft: draft.happen(ReopenOffered()))

        await desk.store.transact(asked)
    if newer:
        quiet(await mia.writes(ref, "It dropped again."))
    await desk.deliver()
    still = "Is it still broken?"
    questions = [card for card in desk.channels["slack"].stands.values() if still in read(card)]
    assert questions
    assert all("Just a comment" in read(card) for card in questions)
    if how == "time":
        await desk.until("2026-11-20 12:00 CET")
    elif how == "responder":
        await desk.person("dana").fills("reopen", ref, reason="It is back.")
    else:
        await mia.presses(how, ref)
    await desk.deliver()
    stands = [read(card) for card in desk.channels["slack"].stands.values() if still in read(card)]
    assert len(stands) == len(questions)
    assert not any("Just a comment" in each for each in stands), stands
