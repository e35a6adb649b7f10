"""Whoever is asked to decide reads what was asked, answered, decided and changed before them, and why it is they."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.absences import look_again
from core.calendars.oncall import Absence
from core.items import Stage
from core.people import Person
from core.ports.tickets import Transaction
from core.ui.text import flatten
from core.undeliverable import unreachable
from tests.commands.reading import opened, quiet, shown
from tests.fakes.desk import DeskHouse, instant, open_desk

FRIDAY = "2026-10-23 11:00 CEST"
LAPTOP = {"model": "Power 16", "ship_to": "berlin"}
BEGINS, ENDS = "2026-10-20 00:00 CEST", "2026-10-30 09:00 CET"


def asked(desk: DeskHouse, name: str) -> str:
    """What somebody reads who is asked to decide, the last time they are."""
    return [one.text for one in desk.said if one.line.endswith(f"approval {name}")][-1]


async def asks(desk: DeskHouse, ref: str) -> None:
    shown(await desk.person("katrin").fills("ask", ref, text="Which project is it for?"))
    await desk.deliver()


async def test_the_next_who_decides_reads_what_was_asked_and_answered_before() -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        await asks(desk, ref)
        quiet(await desk.person("mia").writes(ref, "The <b>CAD</b> desk"))
        quiet(await desk.person("katrin").presses("approve", ref, round=1))
        await desk.deliver()
        told = asked(desk, "finance")
        assert "Katrin Stahl asked: Which project is it for? Mia Feld answered: The <b>CAD</b> desk." in told
        assert "Katrin Stahl agreed already, Fri 23 Oct 11:00 CEST." in told


@pytest.mark.parametrize(
    ("later", "reads"), [("The site in Hamburg", "Mia Feld answered: The site in Hamburg."), (None, "no answer yet")]
)
async def test_the_next_who_decides_reads_an_answer_as_it_stands(later: str | None, reads: str) -> None:
    async with open_desk(FRIDAY) as desk:
        mia = desk.person("mia")
        ref = await mia.orders("laptop", **LAPTOP)
        await asks(desk, ref)
        quiet(await mia.writes(ref, "The CAD desk"))
        (said,) = await desk.comments(ref)
        await mia.edits(await desk.message_in(ref, said.said_in), later)
        quiet(await desk.person("katrin").presses("approve", ref, round=1))
        await desk.deliver()
        assert reads in asked(desk, "finance")
        assert "The CAD desk" not in asked(desk, "finance")


async def test_of_a_change_the_next_who_decides_reads_who_made_it_and_only_who_was_asked_that_they_are_again() -> None:
    async with open_desk(FRIDAY) as desk:
        mia, katrin = desk.person("mia"), desk.person("katrin")
        ref = await mia.orders("laptop", model="Standard 14", ship_to="berlin")
        form = opened(await mia.presses("change_order", ref))
        quiet(await mia.sends_form(form, **LAPTOP))
        quiet(await katrin.presses("approve", ref, round=2))
        await desk.deliver()
        assert "Mia Feld changed it, Fri 23 Oct 11:00 CEST, so you are asked again:" in asked(desk, "katrin")
        assert "Mia Feld changed it, Fri 23 Oct 11:00 CEST:" in asked(desk, "finance")
        assert "Standard 14" in asked(desk, "finance")


async def test_an_order_that_was_refused_and_is_made_again_says_who_refused_it_when_and_why() -> None:
    async with open_desk(FRIDAY) as desk:
        mia, katrin = desk.person("mia"), desk.person("katrin")
        ref = await mia.orders("laptop", **LAPTOP)
        quiet(await katrin.fills("reject", ref, text="Use the <i>pool</i>"))
        await desk.until("2026-10-23 14:00 CEST")
        again = opened(await mia.presses("order_again", ref))
        quiet(await mia.sends_form(again, **LAPTOP))
        await desk.deliver()
        no = f"Katrin Stahl rejected it as {ref}, Fri 23 Oct 11:00 CEST: Use the <i>pool</i>."
        assert no in asked(desk, "katrin")
        second = await desk.newest()
        quiet(await katrin.presses("approve", second, round=1))
        await desk.deliver()
        assert no in asked(desk, "finance")


async def away(desk: DeskHouse, name: str) -> None:
    """Somebody is away already."""
    absent = Absence(desk.id_of(name), instant(BEGINS), instant(ENDS))
    await desk.desk.engine.store.transact(lambda tx: tx.save_absence(absent, absent.person, desk.now))


async def test_whoever_decides_for_one_who_is_away_reads_until_when() -> None:
    async with open_desk(FRIDAY) as desk:
        await away(desk, "katrin")
        await desk.person("mia").orders("laptop", **LAPTOP)
        assert "Katrin Stahl is away until Fri 30 Oct 09:00 CET, so you decide." in asked(desk, "omar")


async def test_whoever_is_asked_because_another_was_silent_reads_that() -> None:
    async with open_desk("2026-10-22 09:00 CEST") as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.until("2026-10-22 17:00 CEST")
        assert "Katrin Stahl has not decided yet, so you may decide as well." in asked(desk, "omar")


async def test_whoever_decides_for_one_who_cannot_be_told_reads_that() -> None:
    async with open_desk(FRIDAY) as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        (notice,) = [one.notice for one in desk.said if one.kind == "approval"]
        await unreachable(desk.desk.engine, notice, "no such user")
        await desk.deliver()
        assert "Katrin Stahl cannot be reached, so you decide." in asked(desk, "omar")


async def test_whoever_decides_for_one_who_left_reads_that() -> None:
    async with open_desk(FRIDAY) as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        gone = Person(desk.id_of("katrin"), "Katrin Stahl", "Europe/Berlin", active=False)

        def leaves(tx: Transaction) -> None:
            tx.save_person(gone, desk.now)
            look_again(desk.desk.engine, tx, desk.now)

        await desk.store.transact(leaves)
        await desk.deliver()
        assert "Katrin Stahl left the company, so you decide." in asked(desk, "omar")


async def test_whoever_decides_because_it_is_the_approvers_own_reads_that() -> None:
    async with open_desk(FRIDAY) as desk:
        laptop, katrin = desk.policy.catalog["laptop"], desk.id_of("katrin")
        only = replace(laptop, stages=(Stage("owner", "any", (katrin,)),))
        desk.use(replace(desk.policy, catalog={**desk.policy.catalog, "laptop": only}))
        await desk.person("katrin").orders("laptop", **LAPTOP)
        (told,) = [one.text for one in desk.said if one.kind == "approval"]
        assert "It is Katrin Stahl’s own request, so you decide." in told


@pytest.mark.parametrize("yes", [True, False])
async def test_what_the_lead_reads_of_an_approver_who_cannot_be_told_becomes_the_result(yes: bool) -> None:
    async with open_desk(FRIDAY) as desk:
        ref = await desk.person("mia").orders("laptop", model="Standard 14", ship_to="berlin")
        (notice,) = [one.notice for one in desk.said if one.kind == "approval"]
        await unreachable(desk.desk.engine, notice, "no such user")
        await desk.deliver()
        (told,) = [one for one in desk.said if one.kind == "approver_unreached"]
        assert told.text.startswith(f"⚠ I could not reach Katrin Stahl by DM, whose decision about {ref}")
        omar = desk.person("omar")
        quiet(await (omar.presses("approve", ref, round=1) if yes else omar.fills("reject", ref, text="Too dear.")))
        await desk.deliver()
        edited = {one.message for one in desk.edits if told.to in one.line}
        taken = [one for channel in desk.channels.values() for one in channel.taken]
        cards = [one.card for one in taken if one.key in edited and one.card and "⚠" in one.card.summary]
        small = [flatten(part.body) for card in cards for part in card.sections if part.muted]
        what = "Approved by Omar Haddad, Fri 23 Oct 11:00 CEST." if yes else "Rejected by Omar Haddad, Fri 23 Oct 11:00"
        assert small
        assert small[-1].startswith(what), small
