"""Who decides for whom: `/away` with a delegate, absences of the settings, and who left the company."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.absences import take_up
from core.people import Person
from core.policy import PlannedAbsence
from core.ports.tickets import Transaction
from core.ui.forms import Form
from core.ui.inbound import FormChanged
from core.ui.text import flatten
from tests.commands.reading import field, ids, opened, read, shown
from tests.fakes.desk import DeskHouse, Someone, open_desk, refused

LAPTOP = {"model": "Standard 14", "ship_to": "berlin"}
MORNING = "2026-10-22 09:00 CEST"
PLATFORMS = ["slack", "teams"]


async def says(who: Someone, words: str) -> str:
    """`/away` on Slack, its words in the chat on Teams."""
    reply = await (who.types("away", words) if who.channel == "slack" else who.sends(f"away {words}"))
    return read(shown(reply))


async def asked_of(desk: DeskHouse) -> str:
    """Who is asked about a laptop that Mia orders now."""
    await desk.person("mia").orders("laptop", **LAPTOP)
    return desk.said[-1].line.rpartition(" ")[2]


@pytest.mark.parametrize("channel", PLATFORMS)
async def test_an_approver_names_who_decides_while_they_are_away(channel: str) -> None:
    async with open_desk(MORNING) as desk:
        katrin = desk.person("katrin") if channel == "slack" else desk.person("katrin").on_teams
        said = await says(katrin, "until friday delegate paul.brandt")
        assert "Katrin Stahl is away" in said
        assert "Paul Brandt decides for Katrin meanwhile." in said
        (told,) = [one for one in desk.said if one.kind == "deputy"]
        assert (told.to, "What waits for Katrin's decision meanwhile comes to you." in told.text) == ("paul", True)
        assert await asked_of(desk) == "paul"
        assert "You decide instead of Katrin Stahl." in desk.said[-1].text
        assert "Katrin Stahl is back." in await says(katrin, "back")
        assert await asked_of(desk) == "katrin"


async def test_what_waits_goes_to_the_delegate_as_the_absence_begins() -> None:
    async with open_desk(MORNING) as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        await says(desk.person("katrin"), "until 2026-11-09 delegate paul.brandt")
        await desk.deliver()
        assert "2026-10-22 09:00 CEST approval paul" in desk.lines()


async def test_owners_of_the_catalog_say_it_for_others_and_others_do_not() -> None:
    async with open_desk(MORNING) as desk:
        assert "Katrin Stahl is away" in await says(desk.person("lena"), "until 2026-11-09 katrin.stahl")
        assert (await asked_of(desk)) == "omar"
        for words, said in (
            ("until friday paul.brandt", "Only Paul, their lead and the owners of the catalog"),
            ("until friday delegate nobody.else", "Name who decides for you"),
            ("until friday delegate emre.aydin", "Name somebody else"),
        ):
            assert refused(await desk.person("emre").types("away", words)).startswith(said), words


async def test_the_form_of_it_asks_for_the_delegate() -> None:
    async with open_desk(MORNING) as desk:
        katrin = desk.person("katrin")
        form = opened(await katrin.types("away", ""))
        assert field(form, "delegate").kind == "user"
        shown(await katrin.sends_form(form, when="until friday", delegate=desk.person("paul").speaker))
        assert await asked_of(desk) == "paul"


async def test_the_settings_say_who_is_away_and_take_it_back() -> None:
    async with open_desk(MORNING) as desk:
        katrin, paul = desk.id_of("katrin"), desk.id_of("paul")
        before = desk.policy
        desk.use(replace(before, away=(PlannedAbsence(katrin, date(2026, 11, 9), None, paul),)))
        for _ in range(2):  # a second start keeps it once
            await desk.adopt(before)
        assert len((await desk.store.read(lambda tx: tx.rota())).absences) == 1
        assert await asked_of(desk) == "paul"
        desk.use(before)
        await desk.adopt(before)
        assert await asked_of(desk) == "katrin"


async def test_whoever_left_the_company_is_asked_no_more() -> None:
    async with open_desk(MORNING) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        gone = Person(desk.id_of("katrin"), "Katrin Stahl", "Europe/Berlin", active=False)

        def leaves(tx: Transaction) -> None:
            tx.save_person(gone, desk.now)
            take_up(desk.desk.engine, tx, desk.now, left=frozenset({gone.id}))

        await desk.store.transact(leaves)
        await desk.deliver()
        assert desk.said[-1].line == "2026-10-22 09:00 CEST approval omar", ref
        assert await asked_of(desk) == "omar"


async def test_a_manager_whom_only_a_platform_names_decides() -> None:
    async with open_desk(MORNING) as desk:
        eva = Someone(desk, "eva.novotny@nordlicht.example")
        known = Person(eva.id, "Eva Novotny", "Europe/Berlin", manager=desk.id_of("ines"))
        await desk.store.transact(lambda tx: tx.save_person(known, desk.now))
        await eva.orders("laptop", **LAPTOP)
        assert desk.said[-1].line.endswith("approval ines")


def note_of(form: Form) -> str:
    return flatten(field(form, "note:request_approvers").text)


async def note(desk: DeskHouse, who: str, item: str, **values: str) -> str:
    form = opened(await desk.person(who).types("request", item))
    if values:
        heard = FormChanged(desk.person(who).speaker, desk.now, form.command, form.command_id, form.context, values)
        form = opened(await desk.hears(heard))
    return note_of(form)


async def test_the_form_says_who_will_approve_and_who_does_instead() -> None:
    async with open_desk(MORNING) as desk:
        assert await note(desk, "mia", "laptop", model="Standard 14") == "Who decides: Katrin Stahl"
        assert await note(desk, "mia", "laptop", model="Power 16") == (
            "Who decides:\n1. Katrin Stahl\n2. Finance Controller"
        )
        await says(desk.person("katrin"), "until 2026-11-09 delegate paul.brandt")
        assert await note(desk, "mia", "laptop") == (
            "Who decides: Katrin Stahl is away until Mon 9 Nov: Paul Brandt decides"
        )
        assert await note(desk, "mia", "access") == (
            "Who decides:\n1. Katrin Stahl is away until Mon 9 Nov: Paul Brandt decides\n2. Your answers say who"
        )
        said = await note(desk, "mia", "access", system="web-shop")
        assert said.endswith("\n2. Omar Haddad")
        assert await note(desk, "omar", "access", system="web-shop") == (
            "Who decides: Katrin Stahl is away until Mon 9 Nov: Paul Brandt decides"
        ), "his own stage goes to his manager, whose delegate is not asked twice"


async def test_where_nobody_knows_who_decides_the_form_names_whom_the_desk_will_ask() -> None:
    async with open_desk(MORNING) as desk:
        asked = "Who decides: We do not know whose decision it is, so we ask Lena Vogt"
        assert await note(desk, "tom", "laptop", model="Standard 14") == asked
        await desk.person("tom").orders("laptop", **LAPTOP)
        assert desk.said[-1].line.endswith("approval lena")


async def test_what_decides_who_decides_has_the_form_drawn_anew_and_what_is_preapproved_says_nothing() -> None:
    async with open_desk(MORNING) as desk:
        form = opened(await desk.person("mia").types("request", "access"))
        assert field(form, "system").reloads
        assert "note:request_approvers" not in ids(opened(await desk.person("mia").types("request", "shared mailbox")))
