"""Section 8 of the domain: who is told when somebody cannot be reached, and what the ladder does then."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio

from core.notifications.kinds import KINDS, moot
from core.ports.outbox import Notice
from core.ports.tickets import Conflict, Transaction
from core.tickets import events as e
from tests.commands.reading import quiet
from tests.core.told import lines
from tests.fakes.desk import DeskHouse, instant, open_desk


def at(time: str) -> str:
    return f"2026-10-22 {time} CEST"


@pytest_asyncio.fixture
async def desk() -> AsyncIterator[DeskHouse]:
    async with open_desk(at("09:00")) as house:
        yield house


async def test_a_page_that_cannot_be_delivered_moves_the_ladder_on_at_once(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1")
    page = next(one.notice for one in desk.said if one.kind == "page")
    await desk.until(at("09:01"))
    await desk.desk.unreachable(page, "user_not_found")
    await desk.deliver()
    assert lines(desk, "page", "undelivered") == [
        "09:00 page priya",
        "09:01 page lena",
        "09:01 page tomas",
        "09:01 undelivered triage:service-desk",
    ], "the next rung (without Priya, who was called a minute ago), and the lead hears what could not be said"
    fired = (await desk.events(ref, e.StepFired))[-1]
    assert (fired.round, fired.step, fired.cause) == (0, 1, "unreachable")
    await desk.until(at("09:09"))
    assert "09:05 page priya" not in lines(desk, "page"), "that rung is spent"


async def test_what_could_not_be_said_is_told_on_each_platform_that_the_team_is_on():
    async with open_desk(at("09:00"), both=True) as desk:
        await desk.person("mia").reports("P1")
        page = next(one.notice for one in desk.said if one.kind == "page")
        await desk.desk.unreachable(page, "user_not_found")
        await desk.deliver()
        told = [one.notice.place for one in desk.said if one.kind == "undelivered"]
        assert told == ["slack:T1/C-desk-triage", "teams:x/19:service-desk"]


async def test_somebody_who_changes_the_ticket_meanwhile_does_not_stop_the_ladder(
    desk: DeskHouse, monkeypatch: pytest.MonkeyPatch
):
    await desk.person("mia").reports("P1")
    page = next(one.notice for one in desk.said if one.kind == "page")
    await desk.until(at("09:01"))
    transact, tries = desk.store.transact, []

    async def beaten_once(work: Callable[[Transaction], object]) -> object:
        tries.append(work)
        if len(tries) == 1:
            raise Conflict("somebody else was first")
        return await transact(work)

    with monkeypatch.context() as busy:
        busy.setattr(desk.store, "transact", beaten_once)
        await desk.desk.unreachable(page, "user_not_found")
    await desk.deliver()
    assert "09:01 page tomas" in lines(desk, "page")
    assert len(tries) == 2


async def test_two_undeliverable_pages_of_one_rung_move_it_one_rung_only(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1")
    await desk.until(at("09:05"))
    second = [one.notice for one in desk.said if one.kind == "page" and one.at == instant(at("09:05"))]
    assert len(second) == 2
    for page in second:
        await desk.desk.unreachable(page, "user_not_found")
    fired = [(one.round, one.step) for one in await desk.events(ref, e.StepFired)]
    assert fired == [(0, 0), (0, 1), (0, 2)]


async def test_an_undelivered_note_moves_no_ladder(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1")
    other = Notice("assigned", ref, f"direct:{desk.id_of('dana')}", "k", desk.now, desk.now, {"by": desk.id_of("lena")})
    await desk.desk.unreachable(other, "user_not_found")
    assert len(await desk.events(ref, e.StepFired)) == 1


async def test_a_page_that_cannot_be_delivered_after_the_ladder_has_ended_calls_nobody(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1")
    page = next(one.notice for one in desk.said if one.kind == "page")
    await desk.person("dana").fills("resolve", ref, code="fixed", text="Reissued.")
    await desk.desk.unreachable(page, "user_not_found")
    await desk.deliver()
    assert lines(desk, "undelivered") == ["09:00 undelivered triage:service-desk"]
    assert len(await desk.events(ref, e.StepFired)) == 1


@pytest.mark.parametrize("kind", [kind for kind, one in KINDS.items() if one.personal])
async def test_who_is_told_in_the_stead_of_somebody_reads_that_they_were_not_reached_and_no_word_of_it(
    desk: DeskHouse, kind: str
):
    ref = await desk.person("mia").reports()
    quiet(await desk.person("dana").presses("claim", ref))
    said, emre = len(desk.said), desk.id_of("emre")
    facts = {**KINDS[kind].example_facts, "to": (emre,), "note": "she is in tears", "text": "x-ray", "reason": "x-ray"}
    lost = Notice(kind, ref, f"direct:{emre}", "k", desk.now, desk.now, facts)
    holds = not moot(lost, await desk.ticket(ref))
    await desk.desk.unreachable(lost, "user_not_found")
    await desk.deliver()
    told = {one.to: one.text for one in desk.said[said:]}
    assert ("Lena was told." if holds else "nobody else was told.") in told["triage:service-desk"]
    assert ("lena" in told) == holds, "the line says what happened"
    assert desk.moot == []
    assert not any(word in text for text in told.values() for word in ("tears", "x-ray"))


async def test_a_lead_is_told_of_what_was_handed_to_somebody_who_is_not_reached(desk: DeskHouse):
    ref = await desk.person("mia").reports()
    quiet(await desk.person("dana").presses("claim", ref))
    quiet(await desk.person("dana").fills("assign", ref, person=desk.id_of("emre"), note="She is in tears."))
    asked = next(one.notice for one in desk.said if one.kind == "handed_over")
    said = len(desk.said)
    await desk.desk.unreachable(asked, "user_not_found")
    await desk.deliver()
    assert {one.to: one.text for one in desk.said[said:]} == {
        "triage:service-desk": "I could not reach Emre by DM (that it was handed over); Lena was told.",
        "lena": "I could not reach Emre Aydin by DM (that it was handed over)."
        " It is about INC-1000 VPN drops every hour: please tell them another way.",
    }
    card = next(one.card for one in desk.channels["slack"].taken if one.key == desk.said[-1].message)
    assert card is not None
    assert [button.label for button in card.buttons] == ["Open"], "it is not hers to accept"


async def test_nobody_is_said_to_be_told_of_what_is_true_no_longer(desk: DeskHouse):
    ref = await desk.person("mia").reports("P1")
    page = next(one.notice for one in desk.said if one.kind == "page")
    quiet(await desk.person("dana").presses("claim", ref))
    said = len(desk.said)
    await desk.desk.unreachable(page, "user_not_found")
    await desk.deliver()
    assert [one.text for one in desk.said[said:]] == ["I could not reach Priya by DM (page); nobody else was told."]
