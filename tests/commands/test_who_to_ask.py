"""Who may not change a ticket reads which one, who may, and how they are asked where they are: true for each reader."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.commands import REGISTRY
from core.ui.inbound import FieldErrors, Shown
from tests.commands.reading import field, opened, taken
from tests.fakes.desk import DeskHouse, refused, sentence

ASKS_LEAD = "Only Service Desk can change INC-1000. Please ask Lena Vogt."


@pytest.mark.parametrize("command", ["claim", "note He called.", "reply Hello", "resolve it was the cable", "prio"])
@pytest.mark.parametrize("name", ["jonas", "paul"])
async def test_a_responder_of_another_team_has_no_thread_and_is_told_whom_to_ask(
    desk: DeskHouse, name: str, command: str
) -> None:
    await taken(desk)
    word, _, rest = command.partition(" ")
    assert refused(await desk.person(name).types("ticket", f"{word} 1000 {rest}".strip())) == ASKS_LEAD


@pytest.mark.parametrize("on", ["slack", "teams"])
async def test_whoever_asked_is_told_that_their_own_words_reach_the_team(desk: DeskHouse, on: str) -> None:
    await taken(desk)
    mia = desk.person("mia") if on == "slack" else desk.person("mia").on_teams
    said = refused(await mia.presses("claim", "INC-1000"))
    assert said == "Only Service Desk can change INC-1000. What you write about it reaches them."


async def test_no_refusal_promises_a_thread_to_somebody_who_has_none(desk: DeskHouse) -> None:
    ref = await taken(desk)
    for command in REGISTRY.commands:
        reply = await desk.person("jonas").presses(command.name, ref)
        if isinstance(reply, FieldErrors) or (isinstance(reply, Shown) and reply.refusal):
            assert "its thread" not in sentence(reply), command.name
            assert "Plain words" not in sentence(reply), command.name


async def test_a_merge_names_the_other_ticket_and_offers_none_that_would_be_refused(desk: DeskHouse) -> None:
    own = await taken(desk)
    shop = await desk.person("tom.berg").reports(service="web-shop")
    dana = desk.person("dana")
    assert (
        sentence(await dana.fills("merge", own, number=shop))
        == f"Only Infra can change {shop}. Please ask Omar Haddad."
    )
    other = await desk.person("jan").reports(title="VPN is slow")
    offered = await desk.desk.choices(dana.speaker, "merge", "other", "", {"ticket": own})
    assert [one.value for one in offered] == [other]
    assert await desk.desk.choices(dana.speaker, "merge", "other", shop, {"ticket": own}) == ()


async def test_people_of_one_name_are_told_apart_where_they_are_chosen_and_asked_about(desk: DeskHouse) -> None:
    emre, sofia = desk.id_of("emre"), desk.id_of("sofia")
    desk.use(replace(desk.policy, names={**desk.policy.names, emre: "Emre Aydin", sofia: "Emre Aydin"}))
    ref = await taken(desk)
    offered = field(opened(await desk.person("dana").presses("assign", ref)), "person").choices
    labels = {one.value: one.label for one in offered}
    assert len(set(labels.values())) == len(labels)
    assert (labels[emre], labels[sofia]) == (f"Emre Aydin, {emre}", f"Emre Aydin, {sofia}")


@pytest.mark.parametrize("name", ["jonas", "paul"])
async def test_how_it_stands_is_said_to_be_written_and_reads_well_on_both(desk: DeskHouse, name: str) -> None:
    ref = await taken(desk)
    assert refused(await desk.person(name).types("ticket", f"history {ref}")) == (
        f"Only Service Desk reads this. Write “/ticket {ref}” to see how it stands."
    )
    assert refused(await desk.person(name).on_teams.sends(f"history {ref}")) == (
        f"Only Service Desk reads this. Write “{ref}” to see how it stands."
    )
