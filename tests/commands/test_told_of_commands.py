"""What a typed command tells who asked: what its help says is told, and none of the words that are for the team."""

from __future__ import annotations

import pytest

from tests.commands.reading import taken
from tests.commands.talking import resolve
from tests.fakes.desk import DeskHouse, refused

SECRET = "their guy is an idiot"

HOLDS = [
    f"hold vendor TN-881 until friday {SECRET}, do not tell Mia",
    f"hold vendor TN-881 2026-10-28 {SECRET}",
    f"hold vendor {SECRET} until friday",
    "hold vendor waiting for them until friday",
    "hold vendor nobody until friday",
    f"hold 1000 vendor TN-881 until friday because {SECRET}",
    f"hold telenord TN-881 {SECRET} until friday",
    f"hold vendor {'9' * 61} until friday",
    f"hold vendor TN-881 until friday {'very ' * 7000}",
    f"hold change CHG-77 {SECRET}",
    f"hold CHG-77 {SECRET}",
    f"hold problem PRB-77, {SECRET}",
    f"hold scheduled 2026-11-09 {SECRET}",
]


@pytest.mark.parametrize("typed", HOLDS, ids=[one[:50] for one in HOLDS])
async def test_a_hold_takes_a_number_and_no_other_words(desk: DeskHouse, typed: str) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    told = refused(await desk.person("dana").tells(ref, typed))
    assert told.startswith("Nothing was done: “")
    assert "as a note" in told
    assert (await desk.ticket(ref)).hold is None
    assert desk.said[said:] == []


@pytest.mark.parametrize(
    ("typed", "party", "case"),
    [
        ("hold vendor erp TN-1 until friday", "Vantage ERP", "TN-1"),
        ("hold vendor case TN-881 until friday", "TeleNord", "TN-881"),
        ("hold vendor their ticket no. 4711 until friday", "TeleNord", "4711"),
        ("hold vendor SR 4711 until friday", "TeleNord", "SR 4711"),
        ("hold vendor none yet until friday", "TeleNord", None),
        ("hold TeleNord until friday", "TeleNord", None),
    ],
)
async def test_a_case_is_told_as_its_number(desk: DeskHouse, typed: str, party: str, case: str | None) -> None:
    ref = await taken(desk)
    await desk.person("dana").tells(ref, typed)
    hold = (await desk.ticket(ref)).hold
    assert hold is not None
    assert (hold.party, hold.reference) == (party, case)


@pytest.mark.parametrize(
    "typed",
    [
        f"date friday {SECRET}",
        f"cancel not an incident {SECRET}",
        f"cancel withdrawn {SECRET}",
        f"release {SECRET}",
        f"transfer infra {SECRET}",
        f"escalate {SECRET}",
        f"escalate to the lead {SECRET}",
        f"prio impact 2 urgency 1 {SECRET}",
        f"log 25m {SECRET}",
        f"note {SECRET}",
        f"reopen {SECRET}",
        f"assign emre {SECRET}",
    ],
)
async def test_words_for_the_team_are_not_told_who_asked(desk: DeskHouse, typed: str) -> None:
    ref = await taken(desk)
    if typed.startswith("reopen"):
        await resolve(desk, ref)
    said = len(desk.said)
    await desk.person("dana").tells(ref, typed)
    mia = desk.id_of("mia")
    theirs = [one for one in (*desk.said[said:], *desk.edits) if one.to in ("requester", "mia") or mia in one.to]
    assert not [one.line for one in theirs if SECRET in one.text or SECRET in str(one.facts)]
    shown = await desk.person("mia").sends(f"show {ref}")
    assert SECRET not in str(shown)
