"""Orders for somebody else: who is told what, whose manager decides, who may not, and whose ticket it is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.policy import Policy
from core.processes import RequestDetails
from core.tickets import events as e
from tests.commands.reading import opened, quiet, read, shown
from tests.commands.test_approving import FRIDAY, LAPTOP, PLATFORMS, on
from tests.fakes.desk import DOMAIN, DeskHouse, Someone, open_desk, refused, shipped

MANAGED = {"jan.kolb": "lena.vogt", "mia.feld": "katrin.stahl"}


def with_managers(**managers: str) -> Policy:
    """The sample company in which these people have these managers."""
    named = {f"{who}@{DOMAIN}".replace("_", "."): f"{manager}@{DOMAIN}" for who, manager in managers.items()}
    return replace(shipped(), managers_of=named)


def told(desk: DeskHouse, name: str) -> list[tuple[str, str]]:
    return [(one.kind, one.text) for one in desk.said if one.to == name]


async def for_jan(mia: Someone, jan: Someone) -> str:
    return await mia.orders("laptop", **LAPTOP, for_whom=jan.speaker)


@pytest.mark.parametrize("beneficiary", PLATFORMS)
@pytest.mark.parametrize("requester", PLATFORMS)
async def test_both_are_told_the_manager_of_whoever_it_is_for_decides(requester: str, beneficiary: str) -> None:
    async with open_desk(FRIDAY, policy=with_managers(**MANAGED)) as desk:
        mia, jan = on(desk, "mia", requester), on(desk, "jan.kolb", beneficiary)
        for each in (mia, jan):
            desk.lives[each.id] = each.channel
        ref = await for_jan(mia, jan)
        ticket = await desk.ticket(ref)
        assert (ticket.requester, ticket.beneficiary, ticket.logged_by) == (mia.id, jan.id, mia.id)
        assert told(desk, "jan") == [
            (
                "ordered_for",
                f"Mia Feld ordered New laptop: Power 16 for you ({ref}). Work begins once it is approved. You hear"
                " from us when it is done.",
            )
        ]
        assert [one.to for one in desk.said if one.kind == "approval"] == ["lena"]
        assert "for Jan Kolb" in next(one.text for one in desk.said if one.kind == "approval")
        for each in (mia, jan):
            assert ref in read(shown(await each.types("ticket", "mine")))
            assert ref in read(shown(await each.types("ticket", "search power")))


@pytest.mark.parametrize("who", ["mia", "jan.kolb"])
async def test_neither_who_asks_nor_for_whom_it_is_may_agree(who: str) -> None:
    async with open_desk(FRIDAY, policy=with_managers(**{"jan.kolb": "jan.kolb", "mia.feld": "mia.feld"})) as desk:
        ref = await for_jan(desk.person("mia"), desk.person("jan.kolb"))
        assert "is your own request" in refused(await desk.person(who).presses("approve", ref, round=1))
        assert {one.to for one in desk.said if one.kind == "approval"} == {"lena"}  # who owns the catalog


async def test_how_it_ends_is_said_to_both_and_once() -> None:
    async with open_desk(FRIDAY, policy=with_managers(**MANAGED)) as desk:
        mia, jan, lena = (desk.person(name) for name in ("mia", "jan.kolb", "lena"))
        ref = await for_jan(mia, jan)
        quiet(await lena.fills("reject", ref, text="Use the pool model"))
        await desk.deliver()
        assert told(desk, "jan")[1:] == [
            ("ended_for", f"{ref} New laptop: Power 16, which Mia Feld ordered for you, was not"
             " approved by Lena Vogt, Fri 23 Oct 11:00 CEST: Use the pool model."),
        ]  # fmt: skip


async def test_what_one_orders_for_oneself_is_for_nobody_else(desk: DeskHouse) -> None:
    mia = desk.person("mia")
    ref = await mia.orders("question", question="How do I share it?", for_whom=mia.speaker)
    assert (await desk.ticket(ref)).beneficiary == mia.id
    assert not [one for one in desk.said if one.kind == "ordered_for"]


async def test_a_stranger_sees_nothing_of_it(desk: DeskHouse) -> None:
    ref = await for_jan(desk.person("mia"), desk.person("jan.kolb"))
    assert ref not in read(shown(await desk.person("tom.berg").types("ticket", "mine")))


async def test_the_form_asks_for_whom_on_either_platform(desk: DeskHouse) -> None:
    for mia in (desk.person("mia"), desk.person("mia").on_teams):
        form = opened(await mia.submits("open_request", {"item": "laptop"}, {}))
        assert form.fields[-1].label == "This is for"
        assert not form.fields[-1].required


async def test_an_incident_for_somebody_is_theirs_as_before(desk: DeskHouse) -> None:
    jan = desk.person("jan.kolb")
    ref = await desk.person("mia").reports(for_whom=jan.speaker)
    (opening,) = await desk.events(ref, e.Opened)
    assert (opening.requester, opening.beneficiary, opening.logged_by) == (jan.id, jan.id, desk.id_of("mia"))
    assert not isinstance(opening.details, RequestDetails)
