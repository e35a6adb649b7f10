"""Every text field of every form holds its limit on the server: a form may be made by hand, or be of an older desk."""

from __future__ import annotations

from collections.abc import AsyncIterator

from core.commands import REGISTRY
from core.commands.base import Command
from core.ui.forms import Field, Form
from core.ui.inbound import FieldErrors, OpenForm
from tests.commands.reading import opened, quiet, resolved, taken
from tests.fakes.desk import DeskHouse, Someone, open_desk

FRIDAY = "2026-10-23 11:00 CEST"
LAPTOP = {"model": "Standard 14", "ship_to": "berlin"}
TEXT = ("text", "long_text")


def limited(form: Form) -> list[Field]:
    return [each for each in form.fields if each.kind in TEXT and each.max_length]


async def forms_of_tickets(desk: DeskHouse) -> AsyncIterator[tuple[Someone, Form]]:
    """Every form of a ticket's command that anybody can open on a ticket in one of many states."""
    mia, katrin = desk.person("mia"), desk.person("katrin")
    fault, done = await taken(desk), await resolved(desk)
    asked, work = await mia.orders("laptop", **LAPTOP), await mia.orders("laptop", **LAPTOP)
    quiet(await katrin.presses("approve", work))
    tasks = [one.ref for one in (await desk.ticket(work)).plan if one.ref]
    quiet(await desk.person("nils").presses("claim", tasks[0]))
    await mia.presses("withdraw", work)
    assert (await desk.ticket(work)).cancel_asked
    desk.delivers = False
    for name in REGISTRY.tickets:
        for ref in (fault, done, asked, work, *tasks):
            for who in (katrin, desk.person("lena"), mia):
                reply = await who.presses(name, ref, form=True)
                if isinstance(reply, OpenForm):
                    yield who, reply.form
                    break


async def forms_of_the_desk(desk: DeskHouse) -> AsyncIterator[tuple[Someone, Form]]:
    mia, katrin, dana = desk.person("mia"), desk.person("katrin"), desk.person("dana")
    done = await resolved(desk)
    quiet(await mia.presses("confirm", done))
    rated = await mia.presses("rate_low", done, turn=0, score=1)
    for reply in (rated, await dana.types("away", ""), await desk.person("lena").presses_anywhere("override")):
        if isinstance(reply, OpenForm):
            yield (mia if reply is rated else dana), reply.form
    ref = await mia.orders("laptop", **LAPTOP)
    yield katrin, opened(await katrin.presses("reject_next", ref, round=1))
    yield mia, opened(await mia.presses_anywhere("open_incident"))
    for item in desk.policy.catalog:
        reply = await mia.presses_anywhere("open_request", item=item)
        if isinstance(reply, OpenForm):
            yield mia, reply.form


async def refuses(desk: DeskHouse, who: Someone, form: Form, one: Field) -> None:
    assert one.max_length
    values = {each.id: each.value for each in form.fields if each.kind not in ("note", "files")}
    reply = await who.sends_form(form, **values | {one.id: "x" * (one.max_length + 1)})
    errors = reply.errors if isinstance(reply, FieldErrors | OpenForm) else {}
    told = (errors or {}).get(one.id, "")
    assert told.startswith(f"Please write at most {one.max_length} characters."), (form.command, one.id, reply)


async def test_what_is_longer_than_any_field_of_a_tickets_form_is_refused_with_its_limit() -> None:
    async with open_desk(FRIDAY) as desk:
        seen: set[tuple[str, str]] = set()
        async for who, form in forms_of_tickets(desk):
            for one in limited(form):
                if (form.command, one.id) not in seen:
                    seen.add((form.command, one.id))
                    await refuses(desk, who, form, one)
        drawn = {command for command, _ in seen}
        words = {"ask", "reply", "note", "reject", "resolve", "hold", "transfer", "escalate", "prio", "log", "reopen"}
        words |= {"keep_going", "cancel", "release", "assign", "add_detail", "change", "finish", "skip", "fail"}
        assert words <= drawn, words - drawn


async def test_what_is_longer_than_any_field_of_a_form_of_the_desk_is_refused_with_its_limit() -> None:
    async with open_desk(FRIDAY) as desk:
        seen: set[str] = set()
        async for who, form in forms_of_the_desk(desk):
            for one in limited(form):
                seen.add(form.command)
                await refuses(desk, who, form, one)
        assert {"rate_low", "away", "override", "reject_next", "open_incident", "open_request"} <= seen


def test_every_form_that_takes_words_is_held_against_what_it_takes() -> None:
    """A form that is not drawn anew with the answers says itself how much room its fields have."""
    for command in REGISTRY.commands:
        if isinstance(command, Command) or command.submit is None or command.redraw is not None:
            continue
        assert command.room or command.name == "more_actions", command.name
