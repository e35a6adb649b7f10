"""The rota on each platform: typed, by form and by button, with the same effect."""

from __future__ import annotations

import pytest

from bot import doctor
from tests.conformance.house import House
from tests.conformance.seatings import Seating, told_both_ways


@told_both_ways
async def test_somebody_stands_in_by_words_and_is_taken_back(desk: House) -> None:
    (omar,) = desk.people("omar")
    line = "oncall override @jonas.weber tomorrow 18:00-22:00 infra primary"
    await omar.commands(line)
    await omar.was_answered("Jonas Weber is on call for Infra primary from Fri 23 Oct 18:00 CEST")
    await omar.commands("oncall remove @jonas.weber")
    await omar.was_answered("Jonas Weber no longer stands in for Infra primary")
    assert (await desk.service.store.read(lambda tx: tx.rota())).overrides == ()


@told_both_ways
async def test_a_responder_who_is_away_is_passed_over_and_their_ticket_is_offered(desk: House) -> None:
    mia, dana, emre = desk.people("mia", "dana", "emre")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    await dana.commands("oncall away until Monday")
    await dana.was_answered("Dana Roth is away from Thu 22 Oct 10:00 CEST to Mon 26 Oct 00:00")
    offered = await desk.triage_thread().has("Dana Roth is away", "Who takes INC-1000 over?")
    await emre.presses(offered[emre.platform], "Claim")
    await desk.card().shows("Emre Aydin")


@pytest.mark.parametrize("seating", [Seating("slack", "slack")], indirect=True, ids=str)
async def test_a_week_of_which_everybody_is_away_is_a_gap_to_the_doctor(desk: House) -> None:
    (omar,) = desk.people("omar")
    service = desk.service

    async def found() -> list[str]:
        told = await doctor.findings(service.store, service.engine.policy, service.places, desk.clock.now())
        return [each for each in told if "infra-primary" in each]

    assert await found() == []
    for who in ("mara.jensen", "jonas.weber", "priya.nair", "tomas.novak"):
        await omar.commands(f"oncall away @{who} from Wednesday to Thursday")
        await omar.was_answered("is away from")
    [gap] = await found()
    assert gap == (
        "Schedule infra-primary has nobody from 2026-10-27 23:00 to 2026-10-29 23:00 UTC: Omar Haddad stands in."
        " Away: Mara Jensen, Jonas Weber, Priya Nair, Tomas Novak."
    )
    await omar.commands("oncall away from Wednesday to Thursday")
    [gap] = await found()
    assert gap == (
        "Schedule infra-primary has nobody from 2026-10-27 23:00 to 2026-10-29 23:00 UTC: nobody is asked."
        " Away: Mara Jensen, Jonas Weber, Priya Nair, Tomas Novak, Omar Haddad."
    )
