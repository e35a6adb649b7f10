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
from core.ui.forms import Filled, FormValue
from core.ui.inbound import FormChanged, Reply, Submit
from core.ui.reading import Values


def changed_form(
    engine: Engine, tx: Transaction, registry: Registry, person: Person, changed: FormChanged, values: Values
) -> Blank:
    """The open form redrawn after a field changed, with the same id and the input kept. Raises Refusal."""
    command = registry.desk.get(changed.command)
    if command is None or command.redraw is None:
        raise Refusal("outdated_form")
    command.allow(engine.policy, person.id)
    return command.redraw(_asked(engine, tx, registry, person, changed, values), changed)


def submit(engine: Engine, tx: Transaction, registry: Registry, person: Person, sent: Submit, values: Values) -> Reply:
    """A form that came back with these `values`: opens a ticket, opens the next form, or runs its command.

    Raises Refusal.
    """
    of_desk = registry.desk.get(sent.command)
    if of_desk is not None and of_desk.submit is not None:
        of_desk.allow(engine.policy, person.id)
        return of_desk.submit(_asked(engine, tx, registry, person, sent, values), sent)
    command = registry.tickets.get(sent.command)
    if command is None or command.read_form is None:
        raise Refusal("outdated_form")
    ticket = engine.seen(tx, str(sent.context.get("ticket", "")), person.id)
    command.allow(engine.policy, ticket, person.id)
    arguments = command.read_form(values, engine.reading())
    try:
        return carry_out(engine, tx, command, ticket, person.id, engine.moment(sent.at), arguments)
    except Refusal as refusal:
        reading = replace(engine.reading(), command_id=sent.command_id)
        form = command.form(ticket, reading) if command.form else None
        if form is None or refusal.field in values or refusal.field not in {each.id for each in form.questions}:
            raise
        # The ticket has moved on since the form opened and it now asks for more: they get that, with what they wrote.
        kept = [replace(each, value=values[each.id]) if each.id in values else each for each in form.questions]
        return engine.open_form(replace(form, questions=tuple(kept)))


def _asked(
    engine: Engine, tx: Transaction, registry: Registry, person: Person, form: FormChanged | Submit, values: Values
) -> Asking:
    where = form.where if isinstance(form, Submit) else None
    return Asking(engine, tx, registry, person, engine.moment(form.at), form.speaker.channel, where, values=values)


def command_form(engine: Engine, tx: Transaction, command: Command[object], person: Person, ref: str) -> Blank:
    """The form of a ticket command, after the same checks that its decision will make again. Raises Refusal."""
    ticket = engine.seen(tx, ref, person.id)
    command.allow(engine.policy, ticket, person.id)
    if command.form is None:
        raise Refusal("usage", usage=command.usage)
    return command.form(ticket, engine.reading())


async def people_in(engine: Engine, filled: Mapping[str, Filled | None]) -> Values:
    """What was filled in, with the speakers that were chosen turned into person ids. Raises RetryLater."""
    return {key: await _person_in(engine, value) for key, value in filled.items()}


async def _person_in(engine: Engine, value: Filled | None) -> FormValue | None:
    if isinstance(value, Speaker):
        return (await engine.directory.identify(value)).id
    if isinstance(value, tuple):
        several = [(await engine.directory.identify(one)).id if isinstance(one, Speaker) else one for one in value]
        return tuple(several)
    return value
