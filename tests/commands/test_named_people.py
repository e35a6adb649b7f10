"""Who is meant by a name: everybody the desk has met is known by it, wherever a person is named in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

import pytest

from core.people import Person
from core.ports.tickets import Transaction
from core.ui.inbound import Quiet, Reply
from core.ui.names import read_person, take_person
from core.ui.reading import Reading, Said
from tests.commands.reading import read, shown, taken
from tests.fakes.desk import DeskHouse, refused

WAYS = ("jan kolb", "Jan Kolb", "JAN KOLB", "jan.kolb", "@jan.kolb", "@Jan Kolb", "jan.kolb@nordlicht.example")


@dataclass(frozen=True)
class Naming:
    """Words that name a person, by whom, and what is answered where that person only asks for help."""

    typed: str
    who: str
    answer: str
    on: str = ""
    """A slash command, where it is none on a ticket."""


NAMED = (
    Naming("change requester {}", "dana", ""),
    Naming("assign {}", "dana", "Jan Kolb is in no team. Name a responder."),
    Naming("assign {}: please look at it", "dana", "Jan Kolb is in no team. Name a responder."),
    Naming("hand over to {}", "dana", "Jan Kolb is in no team. Name a responder."),
    Naming("override {} tomorrow 18-22", "omar", "Jan Kolb is in no team. Name a responder.", on="oncall"),
    Naming("override {}", "omar", "Jan Kolb is in no team. Name a responder.", on="oncall"),
    Naming("remove {}", "omar", "There is no such override.", on="oncall"),
    Naming("away {} until friday", "dana", "Only", on="oncall"),
    Naming("back {}", "dana", "Only", on="oncall"),
)


async def met(desk: DeskHouse, who: str, name: str) -> None:
    """Somebody spoke to the desk some time."""
    person = Person(desk.id_of(who), name, "Europe/Berlin")
    await desk.store.transact(lambda tx: tx.save_person(person, desk.now))


@pytest.mark.parametrize("named", NAMED, ids=lambda one: one.typed)
async def test_whoever_the_desk_has_met_is_known_by_name_wherever_one_is_named(desk: DeskHouse, named: Naming) -> None:
    ref = await taken(desk)
    await met(desk, "jan", "Jan Kolb")
    await met(desk, "mia", "Mia Feld")
    for way in WAYS:
        typed, who = named.typed.format(way), desk.person(named.who)
        said = await (who.types(named.on, typed) if named.on else who.tells(ref, typed))
        if named.answer:
            assert refused(said).startswith(named.answer), way
            continue
        assert isinstance(said, Quiet), way
        assert (await desk.ticket(ref)).requester == desk.id_of("jan")
        await who.tells(ref, "change requester mia feld")


async def test_a_name_of_two_is_asked_about_everywhere(desk: DeskHouse) -> None:
    ref = await taken(desk)
    await met(desk, "jan", "Jan Kolb")
    await met(desk, "tom", "Jan Kolb")
    for who, command, typed in (
        ("dana", "", "change requester Jan Kolb"),
        ("dana", "", "assign Jan Kolb"),
        ("omar", "oncall", "override Jan Kolb tomorrow 18-22"),
        ("dana", "oncall", "away Jan Kolb until friday"),
    ):
        someone = desk.person(who)
        said = refused(await (someone.types(command, typed) if command else someone.tells(ref, typed)))
        assert said.casefold().startswith("“jan kolb” may be jan kolb or "), typed


async def test_a_delegate_is_known_by_name_like_anybody(desk: DeskHouse) -> None:
    await met(desk, "jan", "Jan Kolb")
    said = await desk.person("dana").types("away", "until friday delegate jan kolb")
    assert "nobody called" not in (read(shown(said)) if not isinstance(said, Quiet) else "")


@pytest.mark.parametrize("note", ["please", "now", "bitte", "ASAP!", "please look at it", "Jan", "the docking station"])
async def test_the_longest_whole_name_is_who_is_meant_whatever_follows(desk: DeskHouse, note: str) -> None:
    reading = Reading(desk.policy, desk.now, "x")
    staff = sorted(desk.policy.staff)
    for person in staff:
        if " " not in desk.policy.name_of(person):
            continue  # a word behind one word may be the rest of a name
        for name in (desk.policy.name_of(person), desk.policy.name_of(person).lower()):
            told = "" if note in ("please", "bitte") else note
            assert take_person(Said(f"{name} {note}", person="x"), reading, staff) == (person, told), name


@pytest.mark.parametrize("name", ["emre", "Emre Aydin", "@emre.aydin", "emre.aydin", "emre.aydin@nordlicht.example"])
@pytest.mark.parametrize("please", [" please", ", please!", " bitte", " thanks", " pls."])
async def test_please_is_no_part_of_a_name_and_no_note(desk: DeskHouse, name: str, please: str) -> None:
    emre, staff = desk.id_of("emre"), sorted(desk.policy.staff)
    said = Said(f"{name}{please}", person="x")
    assert take_person(said, desk.desk.engine.reading(), staff) == (emre, "")
    assert read_person(said, desk.desk.engine.reading(), staff) == emre


async def test_a_note_may_follow_a_name_that_is_joined_by_a_sign(desk: DeskHouse) -> None:
    emre, staff = desk.id_of("emre"), sorted(desk.policy.staff)
    read = take_person(Said("@emre.aydin call them please", person="x"), desk.desk.engine.reading(), staff)
    assert read == (emre, "call them please")


def _save(person: Person, at: datetime, tx: Transaction) -> None:
    tx.save_person(person, at)


HUGOS = ("slack:T0NORD/UHUGO", "teams:7d1f0000-0000/d80ee664-29a7", "hugo.lenz@nordlicht.example")
CALLED = ("Hugo Lenz on Slack", "Hugo Lenz on Teams", "Hugo Lenz (hugo.lenz@nordlicht.example)")


@pytest.mark.parametrize("typed", ["change requester {}", "assign {}", "assign {}: look", "override {} tomorrow"])
async def test_people_of_one_name_are_told_apart_without_an_id_and_chosen_by_what_is_read(
    desk: DeskHouse, typed: str
) -> None:
    ref = await taken(desk)
    for person in (Person(id, "Hugo Lenz", "Europe/Berlin") for id in HUGOS):
        await desk.store.transact(partial(_save, person, desk.now))

    desk.people.names |= dict.fromkeys(HUGOS, "Hugo Lenz")

    async def says(name: str) -> Reply:
        words = typed.format(name)
        if words.startswith("override"):
            return await desk.person("omar").types("oncall", words)
        return await desk.person("dana").tells(ref, words)

    asked = refused(await says("Hugo Lenz"))
    assert asked.lower().startswith("“hugo lenz” may be ")
    assert [name for name in CALLED if name not in asked] == [], asked
    assert not any(id in asked for id in HUGOS[:2])
    for name, id in zip(CALLED, HUGOS, strict=True):
        for written in (name, name.lower(), name.replace("Lenz", "lenz")):
            reply = await says(written)
            if typed.startswith("change"):
                assert (await desk.ticket(ref)).requester == id
            else:
                assert refused(reply) == "Hugo Lenz is in no team. Name a responder.", written
