"""Who decides for whom: `/away` with a delegate, absences of the settings, and who left the company."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from core.absences import look_again
from core.calendars.oncall import Absence
from core.items import Stage, StageMode
from core.people import Person
from core.policy import PlannedAbsence
from core.ports.tickets import Transaction
from core.ui.forms import Form
from core.ui.inbound import FormChanged
from core.ui.text import flatten
from core.undeliverable import unreachable
from tests.commands.reading import field, ids, opened, read, shown
from tests.fakes.desk import DeskHouse, Someone, instant, open_desk, refused, shipped

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
        assert "Katrin Stahl is away until Fri 23 Oct 00:00 CEST, so you decide." in desk.said[-1].text
        assert "Katrin Stahl is back." in await says(katrin, "back")
        assert await asked_of(desk) == "katrin"


async def leaves(desk: DeskHouse, *people: str) -> None:
    def gone(tx: Transaction) -> None:
        for who in people:
            tx.save_person(Person(desk.id_of(who), who.title(), "Europe/Berlin", active=False), desk.now)

    await desk.store.transact(gone)


@pytest.mark.parametrize(
    ("who", "words", "before", "left", "said"),
    [
        ("katrin", "until friday", (), (), "Omar Haddad decides for Katrin meanwhile."),
        ("katrin", "until friday delegate paul.brandt", (), (), "Paul Brandt decides for Katrin meanwhile."),
        ("katrin", "until 2026-11-09", (("omar", "2026-10-26 - 2026-10-27"),), (),
         "Omar Haddad decides for Katrin meanwhile. From Mon 26 Oct 00:00 CET on Finance Controller decides."
         " From Wed 28 Oct 00:00 CET on Omar Haddad decides."),
        ("katrin", "until friday", (), ("omar", "finance.controller"),
         "Nobody else decides for Katrin meanwhile, so it falls to Lena Vogt, who sees to the catalog."),
        ("katrin", "until friday", (), ("omar", "finance.controller", "lena"),
         "⚠ Nobody is there who could decide for Katrin meanwhile. Name somebody, like"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("way", ["away", "oncall away", "form"])
async def test_whoever_says_that_they_are_away_reads_who_decides_meanwhile(
    way: str, who: str, words: str, before: tuple[tuple[str, str], ...], left: tuple[str, ...], said: str
) -> None:
    async with open_desk(MORNING) as desk:
        for one, when in before:
            await says(desk.person(one), when)
        await leaves(desk, *left)
        speaker = desk.person(who)
        if way == "form":
            when, _, delegate = words.partition(" delegate ")
            named = {"delegate": desk.person(delegate.partition(".")[0]).speaker} if delegate else {}
            reply = await speaker.sends_form(opened(await speaker.types("away", "")), when=when, **named)
        else:
            command, _, more = way.partition(" ")
            reply = await speaker.types(command, f"{more} {words}".strip())
        assert said in read(shown(reply)).replace("\n", " ")


async def test_who_never_decides_anything_reads_nothing_of_it() -> None:
    async with open_desk(MORNING) as desk:
        assert "decide" not in await says(desk.person("mia"), "until friday")


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
        for words, said in (("until friday paul.brandt", "Only Paul and the owners of the catalog"),):
            assert refused(await desk.person("emre").types("away", words)).startswith(said), words


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("until friday delegate nobody.else", "I know nobody called “nobody.else”."),
        ("delegate nobody.else until friday", "I know nobody called “nobody.else”."),
        ("until friday delegate katrin.stahl", "Whoever is away cannot decide meanwhile: name somebody else."),
        ("until friday delegate paul.brandt", "Paul Brandt is away then as well, until Sun 8 Nov 00:00 CET:"),
        ("until friday delegate omar.haddad", "Omar Haddad left the company: name somebody else."),
    ],
)
async def test_a_delegate_who_cannot_decide_is_refused_with_why_and_who_decides_meanwhile(words: str, why: str) -> None:
    async with open_desk(MORNING) as desk:
        lena, katrin = desk.person("lena"), desk.person("katrin")
        await says(lena, "until 2026-11-08 paul.brandt")
        gone = Person(desk.id_of("omar"), "Omar Haddad", "Europe/Berlin", active=False)
        left = "omar" in words
        if left:
            await desk.store.transact(lambda tx: tx.save_person(gone, desk.now))
        said = refused(await katrin.types("away", words))
        assert said.startswith(why), said
        assert f"Without a delegate {'Finance' if left else 'Omar'}" in said, said
        assert said.endswith("Nothing is saved yet.")
        assert "Katrin" not in {each.person for each in (await desk.store.read(lambda tx: tx.rota())).absences}
        await says(katrin, "until friday")  # what was said comes true
        assert await asked_of(desk) == ("finance" if left else "omar")


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
            look_again(desk.desk.engine, tx, desk.now)

        await desk.store.transact(leaves)
        await desk.deliver()
        assert desk.said[-1].line == "2026-10-22 09:00 CEST approval omar", ref
        card = read(shown(await desk.person("mia").types("ticket", ref)))
        assert "Waiting for approval by Omar Haddad" in card
        assert "Katrin" not in card
        assert "Omar Haddad is asked again" in read(shown(await desk.person("lena").types("desk", f"explain {ref}")))
        assert await asked_of(desk) == "omar"


async def test_who_went_away_is_named_again_once_they_are_back() -> None:
    async with open_desk(MORNING) as desk:
        ref, mia, katrin = (
            await desk.person("mia").orders("laptop", **LAPTOP),
            desk.person("mia"),
            desk.person("katrin"),
        )
        await says(katrin, "until friday")
        assert "Waiting for approval by Omar Haddad" in read(shown(await mia.types("ticket", ref)))
        await says(katrin, "back")
        assert "Waiting for approval by Katrin Stahl or Omar Haddad" in read(shown(await mia.types("ticket", ref)))


async def test_a_manager_whom_only_a_platform_names_decides() -> None:
    async with open_desk(MORNING) as desk:
        eva = Someone(desk, "eva.novotny@nordlicht.example")
        known = Person(eva.id, "Eva Novotny", "Europe/Berlin", manager=desk.id_of("ines"))
        await desk.store.transact(lambda tx: tx.save_person(known, desk.now))
        await eva.orders("laptop", **LAPTOP)
        assert desk.said[-1].line.endswith("approval ines")


PEOPLE = {"paul": "paul.brandt", "katrin": "katrin.stahl", "omar": "omar.haddad", "ines": "ines.kruse"}


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
        assert await note(desk, "mia", "laptop") == (
            "Who decides:\n1. Katrin Stahl\n2. Finance Controller, if your answers need it"
        )
        assert await note(desk, "mia", "laptop", model="Standard 14") == "Who decides: Katrin Stahl"
        assert await note(desk, "mia", "laptop", model="Power 16") == (
            "Who decides:\n1. Katrin Stahl\n2. Finance Controller"
        )
        await says(desk.person("katrin"), "until 2026-11-09 delegate paul.brandt")
        assert await note(desk, "mia", "laptop", model="Standard 14") == (
            "Who decides: Katrin Stahl is away until Mon 9 Nov: Paul Brandt decides"
        )
        assert await note(desk, "mia", "access") == (
            "Who decides:\n1. Katrin Stahl is away until Mon 9 Nov: Paul Brandt decides\n2. It depends on your answers"
        )
        said = await note(desk, "mia", "access", system="web-shop")
        assert said.endswith("\n2. Omar Haddad")
        assert await note(desk, "omar", "access", system="web-shop") == (
            "Who decides: Katrin Stahl is away until Mon 9 Nov: Paul Brandt decides"
        ), "his own stage goes to his manager, whose delegate is not asked twice"


@pytest.mark.parametrize(
    ("mode", "who", "first", "said"),
    [
        ("any", "katrin omar", 0, "one of these: Katrin Stahl; Omar Haddad"),
        ("all", "katrin omar ines", 0, "all of these: Katrin Stahl; Omar Haddad; Ines Kruse"),
        ("majority", "katrin omar ines", 0, "2 of these 3: Katrin Stahl; Omar Haddad; Ines Kruse"),
        ("majority", "katrin omar", 0, "all of these: Katrin Stahl; Omar Haddad"),
        ("first", "katrin omar ines", 2, "2 of these 3: Katrin Stahl; Omar Haddad; Ines Kruse"),
        ("first", "katrin omar", 5, "all of these: Katrin Stahl; Omar Haddad"),
        ("majority", "paul omar ines", 0, "one of these: Omar Haddad; Ines Kruse"),
        ("majority", "paul", 0, ""),
    ],
)
async def test_the_form_says_how_many_voices_of_a_stage_have_to_agree(
    mode: StageMode, who: str, first: int, said: str
) -> None:
    people = {each: f"{PEOPLE[each]}@nordlicht.example" for each in ("paul", *who.split())}
    stages = (
        Stage("first", "all", (people["paul"],)),
        Stage("then", mode, tuple(people[each] for each in who.split()), first=first),
    )
    rules = shipped()
    laptop = replace(rules.catalog["laptop"], stages=stages)
    async with open_desk(MORNING, policy=replace(rules, catalog={**rules.catalog, "laptop": laptop})) as desk:
        once = f"Who decides:\n1. Paul Brandt\n2. {said}" if said else "Who decides: Paul Brandt"
        assert await note(desk, "mia", "laptop", model="Standard 14") == once


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


async def nobody_told(desk: DeskHouse) -> None:
    """Nobody who is asked to decide can be told, one after the other."""
    tried = 0
    while len(lost := [one.notice for one in desk.said if one.kind == "approval"]) > tried:
        for notice in lost[tried:]:
            await unreachable(desk.desk.engine, notice, "user_not_found")
        tried = len(lost)
        await desk.deliver()


async def everybody_away(desk: DeskHouse) -> None:
    """Everybody is on holiday as it is ordered."""
    policy = desk.policy
    leads = {team.lead for team in policy.teams.values()}
    owners = {service.owner for service in policy.services.values()}
    roles = {one for people in policy.roles.values() for one in people}
    named = {*policy.managers, *policy.responders, *policy.managers_of.values(), *policy.delegates.values()}
    begins, ends = instant("2026-10-20 00:00 CEST"), instant("2026-11-30 09:00 CET")
    for person in sorted({*named, *leads, *owners, *roles}):
        absent = Absence(person, begins, ends)
        await desk.store.transact(lambda tx, absent=absent: tx.save_absence(absent, absent.person, desk.now))  # type: ignore[misc]  # bound at once


@pytest.mark.parametrize("why", ["away", "not told"])
async def test_where_nobody_can_decide_the_owner_of_the_catalog_reads_once_what_to_do(why: str) -> None:
    async with open_desk(MORNING) as desk:
        if why == "away":
            await everybody_away(desk)
        ref = await desk.person("mia").orders("laptop", **LAPTOP)
        if why == "not told":
            await nobody_told(desk)
        await desk.until("2026-10-23 12:00 CEST")  # reminders ask the next in line as well
        (told,) = [one for one in desk.said if one.kind == "approval_stuck"]
        (card,) = [one.card for one in desk.channels["slack"].taken if one.card and one.key == told.message]
        words = read(card)
        assert told.to == "lena"
        assert f"⚠ {ref} New laptop: Standard 14 of Mia Feld waits for a decision, and nobody who may make it" in words
        assert "Without one it is closed Thu 29 Oct" in words
        assert "Asked: Katrin Stahl" in words
        typed = words.partition("“/oncall away ")[2].partition("”")[0]
        assert typed.endswith("delegate @name"), "whoever can be named in writing may decide already, and was asked"
        lena, jan = desk.person("lena"), desk.person("jan")
        said = read(shown(await lena.types("away", typed.removesuffix("@name"), jan)))
        assert "decides for Katrin meanwhile." in said
        await desk.deliver()
        assert "2026-10-23 12:00 CEST approval jan" in desk.lines()
        (small,) = [
            one.card for one in desk.channels["slack"].taken if one.key == f"{told.message}:answered" and one.card
        ]
        assert "Somebody else is asked now, so it goes on." in read(small)


async def test_while_somebody_is_there_to_be_asked_the_owner_of_the_catalog_reads_nothing() -> None:
    async with open_desk(MORNING) as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        (notice,) = [one.notice for one in desk.said if one.kind == "approval"]
        await unreachable(desk.desk.engine, notice, "user_not_found")
        await desk.until("2026-10-23 12:00 CEST")
        assert not [one for one in desk.said if one.kind == "approval_stuck"]
