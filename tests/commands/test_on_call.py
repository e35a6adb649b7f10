"""Who is on call: anybody sees it, a lead puts somebody else there, and whoever it is now gets the calls."""

from __future__ import annotations

import pytest

from core.calendars.oncall import Rota, on_call
from tests.commands.on_call import presses
from tests.commands.reading import buttons, read, shown
from tests.fakes.desk import DeskHouse, refused


@pytest.mark.parametrize("command", ["oncall", "ticket"])
async def test_anybody_sees_who_is_on_call(desk: DeskHouse, command: str) -> None:
    card = shown(await desk.person("mia").types(command, "" if command == "oncall" else "on call"))
    assert "Jonas Weber" in read(card)


@pytest.mark.parametrize("typed", ["", "infra"])
@pytest.mark.parametrize("name", ["mia", "dana"])
async def test_it_is_said_shortly_who_comes_next_and_the_rest_is_behind_a_press(
    desk: DeskHouse, name: str, typed: str
) -> None:
    omar, who = desk.person("omar"), desk.person(name)
    shown(await omar.types("oncall", "override ", desk.person("mara"), " fri 18:00-22:00"))
    shown(await desk.person("lena").types("oncall", "away fri"))
    short = shown(await who.types("oncall", typed))
    said = read(short)
    now, _, following = said.partition("Next\n")
    schedules = ("Infra primary", "Infra secondary", "Desk duty")
    assert all(now.count(f"{each}:") == 1 for each in schedules)
    assert all(following.count(f"{each}:") <= 1 for each in schedules)
    assert "Standing in" not in said
    assert "Lena" not in said
    (more,) = [each for each in buttons(short) if each.label == "Whole rota"]
    whole = shown(await presses(desk, name, more.action))
    assert "Whole rota" not in [each.label for each in buttons(whole)]
    assert read(whole).count("Infra primary:") > said.count("Infra primary:")
    assert ("Lena" in read(whole)) is (name == "dana")


async def who_is(desk: DeskHouse, schedule: str) -> str | None:
    rota = await desk.store.read(lambda tx: tx.rota())
    return on_call(desk.policy.schedules[schedule], desk.now, rota).person


async def test_the_lead_puts_somebody_else_on_call(desk: DeskHouse) -> None:
    omar = desk.person("omar")
    card = shown(await omar.types("oncall", "override ", desk.person("mara"), " 09:00-12:00"))
    assert "Mara Jensen" in read(card)
    assert await who_is(desk, "infra-primary") == desk.id_of("mara")
    await desk.until("2026-10-27 12:00 CET")
    assert await who_is(desk, "infra-primary") == desk.id_of("tomas")


async def test_an_override_may_name_its_schedule(desk: DeskHouse) -> None:
    shown(await desk.person("omar").types("oncall", "override ", desk.person("omar"), " 09-12 infra-secondary"))
    assert await who_is(desk, "infra-secondary") == desk.id_of("omar")


async def test_a_schedule_is_named_as_people_read_it(desk: DeskHouse) -> None:
    shown(await desk.person("omar").types("oncall", "override ", desk.person("omar"), " 09-12 Infra Secondary"))
    assert await who_is(desk, "infra-secondary") == desk.id_of("omar")


UNREAD = (
    "When? I do not understand “sometime”. Write it like “tomorrow 18:00-22:00”, “Mon-Wed”, “Fri 18:00 to Mon 9:00”"
    " or “until Monday”."
)


@pytest.mark.parametrize(
    ("who", "typed", "whom", "said"),
    [
        ("omar", " 18:00-22:00", None, "Who stands in? Write it like “/oncall override @jonas tomorrow 18:00-22:00”."),
        (
            "omar",
            " zoe fri 18:00-22:00",
            None,
            "I know no responder called “zoe”. Mention who stands in, or write the whole name, "
            "like “/oncall override @jonas tomorrow 18:00-22:00”.",
        ),
        (
            "omar",
            " sometime",
            "jonas",
            UNREAD,
        ),
        ("omar", " 25:00-99:00", "jonas", None),
        (
            "dana",
            " 18:00-22:00",
            "jonas",
            "Only Omar Haddad can change who is on call for Infra primary. Write to Omar.",
        ),
        (
            "mia",
            " 18:00-22:00",
            "jonas",
            "Only Omar Haddad can change who is on call for Infra primary. Write to Omar.",
        ),
        ("omar", " 18:00-22:00", "femi", "On which schedule? Add one of: Infra primary, Infra secondary, Desk duty."),
        ("omar", " 18:00-22:00 infra-primary", "mia", "Mia Feld is in no team. Name a responder."),
    ],
)
async def test_an_override_is_refused_with_what_is_missing(
    desk: DeskHouse, who: str, typed: str, whom: str | None, said: str | None
) -> None:
    named = (desk.person(whom),) if whom else ()
    reply = await desk.person(who).types("oncall", "override ", *named, typed)
    assert refused(reply) == (said or refused(reply))
    assert await desk.store.read(lambda tx: tx.rota()) == Rota()


async def test_an_override_changes_who_is_paged(desk: DeskHouse) -> None:
    shown(await desk.person("omar").types("oncall", "override ", desk.person("mara"), " 09:00-12:00"))
    await desk.person("mia").reports("P1", service="web-shop")
    assert [one.to for one in desk.said if one.kind == "page"][:1] == ["mara"]
