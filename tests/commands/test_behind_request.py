"""Behind `/request` nothing that was typed is lost: it names an item or a ticket, or it is kept for what it is."""

from __future__ import annotations

import pytest

from core.ui.inbound import OpenForm, Shown
from tests.commands.reading import buttons, opened, quiet, read, shown
from tests.fakes.desk import DeskHouse, open_desk, refused

NOON = "2026-10-27 12:00 CET"
SENTENCES = [
    "How do I get a second monitor?",
    "approvals please, it is urgent",
    "admin items of the third floor",
    "admin access of dana",
    "status of my order",
    "help me with the new printer",
    "zzz <b>not</b> an item @here",
]
BESIDE = [
    ("question How do I share a mailbox?", "question", "How do I share a mailbox?"),
    ("question: How do I share a mailbox?", "question", "How do I share a mailbox?"),
    ("Question or advice how do I share it?", "question", "how do I share it?"),
]


@pytest.mark.parametrize("number", ["{ref}", "{digits}", "#{digits}"])
async def test_a_number_shows_its_ticket(number: str) -> None:
    async with open_desk(NOON) as desk:
        ref = await desk.person("mia").orders("question", question="How do I share it?")
        typed = number.format(ref=ref, digits=ref.partition("-")[2])
        assert ref in read(shown(await desk.person("mia").types("request", typed)))


@pytest.mark.parametrize(("typed", "field", "kept"), BESIDE)
async def test_words_beside_an_item_stand_in_its_form(typed: str, field: str, kept: str, desk: DeskHouse) -> None:
    form = opened(await desk.person("mia").types("request", typed))
    assert {each.id: each.value for each in form.fields}[field] == kept


@pytest.mark.parametrize("typed", ["laptop for my colleague Jan", "a new laptop for my colleague Jan"])
async def test_words_for_which_a_form_has_no_field_are_shown_and_ordered(typed: str, desk: DeskHouse) -> None:
    mia = desk.person("mia")
    form = opened(await mia.types("request", typed))
    assert "for my colleague Jan" in str(form.fields[0].text)
    quiet(await mia.sends_form(form, model="Standard 14", ship_to="berlin"))
    assert (await desk.ticket(await desk.newest())).description.endswith("for my colleague Jan")


@pytest.mark.parametrize("typed", SENTENCES)
async def test_any_other_words_are_kept_for_what_they_are(typed: str, desk: DeskHouse) -> None:
    mia = desk.person("mia")
    reply = await mia.types("request", typed)
    assert "What you wrote is kept" in refused(reply)
    assert isinstance(reply, Shown)
    asked = {button.label: button.action for button in buttons(reply.card)}
    form = opened(await mia.presses_anywhere("open_request", **asked["I have a question"].arguments))
    assert typed in [each.value for each in form.fields]
    form = opened(await mia.presses_anywhere("open_incident", **asked["Something is broken"].arguments))
    assert typed in [each.value for each in form.fields]
    picker = opened(await mia.presses_anywhere("open_request", **asked["Choose"].arguments))
    chosen = await mia.sends_form(picker, item="question")
    assert typed in [each.value for each in opened(chosen).fields]
    assert ("request approvals" in asked) == typed.startswith("approvals")


async def test_long_words_are_kept_whole(desk: DeskHouse) -> None:
    mia, typed = desk.person("mia"), "How do I share a mailbox? " * 60
    reply = await mia.types("request", typed)
    assert isinstance(reply, Shown)
    asked = {button.label: button.action for button in buttons(reply.card)}
    form = opened(await mia.presses_anywhere("open_request", **asked["I have a question"].arguments))
    (field,) = [each for each in form.fields if each.id == "question"]
    quiet(await mia.sends_form(form, question=field.value))
    ticket = await desk.ticket(await desk.newest())
    assert typed.strip() in str(ticket.details)


@pytest.mark.parametrize("typed", ["approvals", "help", "laptop", ""])
async def test_what_was_understood_before_is(typed: str, desk: DeskHouse) -> None:
    reply = await desk.person("mia").types("request", typed)
    assert isinstance(reply, OpenForm | Shown)
    assert not (isinstance(reply, Shown) and reply.refusal)
