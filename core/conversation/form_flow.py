"""Forms that open, change while open, and come back: those of the desk's commands, and every ticket command's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.commands.base import Command, carry_out
from core.commands.registry import Asking, Registry
from core.engine import Engine
from core.errors import Refusal
from core.people import Person, Speaker
from core.ports.tickets import Transaction
from core.ui.blanks import Blank
from core.ui.forms import FormValue
from core.ui.inbound import FormChanged, Reply, Submit
from core.ui.reading import Values


def changed_form(engine: Engine, tx: Transaction, registry: Registry, person: Person, changed: FormChanged) -> Blank:
    """The open form redrawn after a field changed, with the same id and the input kept. Raises Refusal."""
    command = registry.desk.get(changed.command)
    if command is None or command.redraw is None:
        raise Refusal("outdated_form")
    command.allow(engine.policy, person.id)
    return command.redraw(_asked(engine, tx, registry, person, changed), changed)


def submit(engine: Engine, tx: Transaction, registry: Registry, person: Person, sent: Submit) -> Reply:
    """A form that came back: opens a ticket, opens the next form, or runs its command. Raises Refusal."""
    of_desk = registry.desk.get(sent.command)
    if of_desk is not None and of_desk.submit is not None:
        of_desk.allow(engine.policy, person.id)
        return of_desk.submit(_asked(engine, tx, registry, person, sent), sent)
    command = registry.tickets.get(sent.command)
    if command is None or command.read_form is None:
        raise Refusal("outdated_form")
    ticket = engine.seen(tx, str(sent.context.get("ticket", "")), person.id)
    command.allow(engine.policy, ticket, person.id)
    arguments = command.read_form(sent.values, engine.reading())
    try:
        return carry_out(engine, tx, command, ticket, person.id, engine.moment(sent.at), arguments)
    except Refusal as refusal:
        reading = replace(engine.reading(), command_id=sent.command_id)
        form = command.form(ticket, reading) if command.form else None
        if form is None or refusal.field in sent.values or refusal.field not in {each.id for each in form.questions}:
            raise
        # The ticket has moved on since the form opened and it now asks for more: they get that, with what they wrote.
        kept = [
            replace(each, value=sent.values[each.id]) if each.id in sent.values else each for each in form.questions
        ]
        return engine.open_form(replace(form, questions=tuple(kept)))


def _asked(engine: Engine, tx: Transaction, registry: Registry, person: Person, form: FormChanged | Submit) -> Asking:
    where = form.where if isinstance(form, Submit) else None
    return Asking(engine, tx, registry, person, engine.moment(form.at), form.speaker.channel, where)


def command_form(engine: Engine, tx: Transaction, command: Command[object], person: Person, ref: str) -> Blank:
    """The form of a ticket command, after the same checks that its decision will make again. Raises Refusal."""
    ticket = engine.seen(tx, ref, person.id)
    command.allow(engine.policy, ticket, person.id)
    if command.form is None:
        raise Refusal("usage", usage=command.usage)
    return command.form(ticket, engine.reading())


async def people_in(engine: Engine, values: Mapping[str, FormValue | None]) -> Values:
    """Values with the speaker ids that user fields carry turned into person ids."""
    known = tuple(f"{name}:" for name in engine.channels)
    found: dict[str, FormValue | None] = {}
    for key, value in values.items():
        if isinstance(value, str) and value.startswith(known):
            found[key] = await _person_id(engine, value)
        elif isinstance(value, tuple):
            found[key] = tuple([await _person_id(engine, v) if v.startswith(known) else v for v in value])
        else:
            found[key] = value
    return found


async def _person_id(engine: Engine, speaker: str) -> str:
    return (await engine.directory.identify(Speaker(speaker.partition(":")[0], speaker))).id
