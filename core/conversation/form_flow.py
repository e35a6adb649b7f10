"""Forms that open, change while open, and come back: those of the desk's commands, and every ticket command's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.commands.base import Command, carry_out, command_form
from core.commands.registry import Asking, Registry
from core.commands.written_for import WRITTEN_FOR, need_same_reader
from core.engine import Engine
from core.errors import Refusal, refuse_together
from core.people import Person, Speaker
from core.ports.tickets import Transaction
from core.tickets.called import speaking_of
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, SentBack
from core.ui.forms import Filled, FormValue
from core.ui.inbound import FormChanged, Reply, Submit
from core.ui.on_demand import HERE
from core.ui.reading import Reading, Values
from core.ui.text import clean


def changed_form(
    engine: Engine, tx: Transaction, registry: Registry, person: Person, changed: FormChanged, values: Values
) -> Blank:
    """The open form redrawn after a field changed, with the same id and the input kept. Raises Refusal."""
    of_desk = registry.desk.get(changed.command)
    if of_desk is not None and of_desk.redraw is not None:
        of_desk.allow(engine.policy, person.id)
        asked = _asked(engine, tx, registry, person, changed, values)
        with asked.calling_it_by_name():
            return of_desk.redraw(asked, changed)
    command = registry.tickets.get(changed.command)
    if command is None or command.redraw is None:
        raise Refusal("outdated_form")
    ticket = engine.seen(tx, str(changed.context.get("ticket", "")), person.id)
    with speaking_of(ticket, engine.policy):
        command.allow(engine.policy, ticket, person.id)
        drawn = command.redraw(ticket, replace(engine.reading(tx), command_id=changed.command_id), values)
    return replace(drawn, context=changed.context)


def submit(engine: Engine, tx: Transaction, registry: Registry, person: Person, sent: Submit, values: Values) -> Reply:
    """A form that came back with these `values`: opens a ticket, opens the next form, or runs its command.

    Raises Refusal, with the form as the answers make it where they decide which others are needed.
    """
    try:
        _need_room(_room_of(engine, tx, registry, person, sent, values), values)
        return _take(engine, tx, registry, person, sent, values)
    except SentBack:
        raise
    except Refusal as refusal:
        try:
            blank = changed_form(engine, tx, registry, person, _as_change(sent), values)
        except Refusal:
            raise refusal from None  # a form of fixed fields stays as it is
        raise SentBack(refusal, blank) from None


SHORT = 20
"""No field of any form takes less: what is no longer need not be held against its form."""


def _room_of(
    engine: Engine, tx: Transaction, registry: Registry, person: Person, sent: Submit, values: Values
) -> Mapping[str, int]:
    """How many characters each field takes of the form that was sent; of what may not be sent at all, nothing."""
    if not any(isinstance(value, str) and len(value) > SHORT for value in values.values()):
        return {}
    of_desk, command = registry.desk.get(sent.command), registry.tickets.get(sent.command)
    if of_desk is not None and of_desk.redraw is None:
        return of_desk.room
    try:
        if of_desk is None and command is not None and command.redraw is None:
            blank = command_form(engine, tx, command, person.id, str(sent.context.get("ticket", "")))
        else:
            blank = changed_form(engine, tx, registry, person, _as_change(sent), values)
    except Refusal:
        return {}  # whoever takes the form says why it may not be sent
    return {each.id: each.max_length for each in blank.questions if each.max_length}


def _need_room(room: Mapping[str, int], values: Values) -> None:
    """Refuse what is longer than its field takes: a form that was made by hand, or is of an older desk, may send it."""
    texts = ((field, value) for field, value in values.items() if isinstance(value, str) and field in room)
    refuse_together(
        Refusal("too_long", field=field, limit=room[field]) for field, text in texts if len(clean(text)) > room[field]
    )


def _as_change(sent: Submit) -> FormChanged:
    return FormChanged(sent.speaker, sent.at, sent.command, sent.command_id, sent.context, sent.values)


def _take(engine: Engine, tx: Transaction, registry: Registry, person: Person, sent: Submit, values: Values) -> Reply:
    of_desk = registry.desk.get(sent.command)
    if of_desk is not None and of_desk.submit is not None:
        of_desk.allow(engine.policy, person.id)
        asked = _asked(engine, tx, registry, person, sent, values)
        with asked.calling_it_by_name():
            return of_desk.submit(asked, sent)
    command = registry.tickets.get(sent.command)
    if command is None or command.read_form is None:
        raise Refusal("outdated_form")
    ticket = engine.seen(tx, str(sent.context.get("ticket", "")), person.id)
    if registry.meant_on(ticket, command) is not command:
        raise Refusal("outdated_form")
    with speaking_of(ticket, engine.policy):
        return _carry_out(engine, tx, command, ticket, person, sent, values)


def _carry_out(
    engine: Engine, tx: Transaction, command: Command[Any], ticket: Ticket, person: Person, sent: Submit, values: Values
) -> Reply:
    """Run a ticket's command with what was filled in. Raises Refusal, with the form where it asks for more by now."""
    command.allow(engine.policy, ticket, person.id)
    if command.read_form is None:
        raise Refusal("outdated_form")
    try:
        # What the form remembers is read with what was filled in: how things stood when it was opened.
        remembered = {key: value for key, value in sent.context.items() if key not in ("ticket", HERE, WRITTEN_FOR)}
        arguments = command.read_form({**remembered, **values}, engine.reading(tx))
        reading = replace(engine.reading(tx), command_id=sent.command_id)
        form = _drawn(command, ticket, reading, values)
        if form is not None and command.read_by_requester:
            need_same_reader(engine, tx, form, ticket, person.id, sent.context, values)
        return carry_out(engine, tx, command, ticket, person.id, engine.moment(sent.at), arguments)
    except SentBack:
        raise
    except Refusal as refusal:
        reading = replace(engine.reading(tx), command_id=sent.command_id)
        form = _drawn(command, ticket, reading, values)
        if form is None or refusal.field in values or refusal.field not in {each.id for each in form.questions}:
            raise
        # The ticket has moved on since the form opened and it now asks for more: they get that, with what they wrote.
        kept = [replace(each, value=values[each.id]) if each.id in values else each for each in form.questions]
        form = replace(form, questions=tuple(kept), context={**sent.context, **form.context})
        raise SentBack(refusal, form) from None


def _drawn(command: Command[Any], ticket: Ticket, reading: Reading, values: Values) -> Blank | None:
    """A command's form with what was filled in so far, where that changes what it asks for."""
    if command.redraw is not None:
        return command.redraw(ticket, reading, values)
    return command.form(ticket, reading) if command.form else None


def _asked(
    engine: Engine, tx: Transaction, registry: Registry, person: Person, form: FormChanged | Submit, values: Values
) -> Asking:
    where = form.where if isinstance(form, Submit) else None
    ref = str(form.context.get("ticket", ""))
    return Asking(
        engine, tx, registry, person, engine.moment(form.at), form.speaker.channel, where, ref=ref, values=values
    )


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
