"""A button pressed, a shortcut or an emoji used: which command it asks for, and what it carries to that command."""

from __future__ import annotations

from dataclasses import replace

from core.approvals import state
from core.commands.base import carry_out, command_form
from core.commands.desk.begun import begun
from core.commands.desk.requester_words import answered_here
from core.commands.registry import ASKED, TYPED, Asking, Registry
from core.conversation.typed_command import ask_first, asked_by_form, read_said
from core.engine import Engine
from core.errors import Refusal
from core.people import Person, PersonId
from core.ports.tickets import Transaction
from core.queries import lists
from core.tickets.called import speaking_of
from core.tickets.permissions import may_see, need_sight
from core.tickets.ticket import Ticket
from core.ui.cards import Action, say
from core.ui.inbound import Press, Quiet, Reply, Shown
from core.ui.on_demand import FORM, HERE
from core.ui.reading import Said
from core.ui.text import plain


def changes_something(registry: Registry, action: Action) -> bool:
    """Whether the press may change something, not only look or open a form. Raises Refusal for an outdated button."""
    of_desk = registry.desk.get(action.command)
    if of_desk is not None:
        return of_desk.changes
    command = registry.tickets.get(action.command)
    if command is None:
        raise Refusal("outdated_button")
    if TYPED in action.arguments:
        return command.read_words is not None
    if action.arguments.get(FORM) is True:
        return False
    return command.read_press is not None and command.read_press(action.arguments) is not None


def press_button(
    engine: Engine, tx: Transaction, registry: Registry, person: Person, press: Press, author: PersonId | None
) -> Reply:
    """Do what the press asks for, or open its form. `author` wrote the message it was used on. Raises Refusal.

    A question that was asked on the spot loses its buttons with the answer.
    """
    ref = str(press.action.arguments.get("ticket", ""))
    asked = press.action.arguments.get(ASKED)
    was = tx.ticket(ref) if press.action.arguments.get(HERE) is True else None
    reply = _do(engine, tx, registry, person, press, author)
    if asked and isinstance(reply, Shown | Quiet) and reply.pressed is None and ref:
        return replace(reply, pressed=say(plain(str(asked))))
    if was is None or was.open or not isinstance(reply, Shown | Quiet):
        return reply
    return replace(reply, pressed=answered_here(engine, was, engine.ticket(tx, ref)))


def _reads_it_there(engine: Engine, ticket: Ticket, person: Person, press: Press) -> bool:
    """Whether somebody pressed what stands in the open thread of a ticket that is not theirs to see elsewhere."""
    place = press.where.place if press.where else ""
    here = ticket.home != "direct" and ticket.home.partition("#")[0] == place
    return here and not ticket.private and not may_see(engine.policy, ticket, person.id)


def _do(
    engine: Engine, tx: Transaction, registry: Registry, person: Person, press: Press, author: PersonId | None
) -> Reply:
    action, at = press.action, engine.moment(press.at)
    ref = str(action.arguments.get("ticket", ""))
    typed = action.arguments.get(TYPED)
    of_desk = registry.desk.get(action.command)
    if of_desk is not None:
        of_desk.allow(engine.policy, person.id)
        return of_desk.answered(
            Asking(
                engine, tx, registry, person, at, press.speaker.channel, press.where,
                text=str(typed or ""), parts=(str(typed),) if typed else (), ref=ref,
                arguments=action.arguments, quoted=press.quoted, author=author,
            )
        )  # fmt: skip
    ticket = engine.ticket(tx, ref)
    with speaking_of(ticket, engine.policy):
        return _do_on(engine, tx, registry, person, press, ticket)


def _do_on(engine: Engine, tx: Transaction, registry: Registry, person: Person, press: Press, ticket: Ticket) -> Reply:
    """The command of a ticket."""
    action, at, ref = press.action, engine.moment(press.at), ticket.ref
    typed = action.arguments.get(TYPED)
    command = registry.meant_on(ticket, registry.tickets[action.command])
    if _reads_it_there(engine, ticket, person, press):
        raise Refusal("is_theirs", ref=ticket.ref, person=ticket.requester)
    if typed is not None:
        need_sight(engine.policy, ticket, person.id)
        said = Said(str(typed), ticket=ticket, person=person.id)
        command, arguments = read_said(engine, tx, registry, command, said, ticket)
        if ASKED not in action.arguments and arguments is not None:
            asked = ask_first(engine, command, ticket, person.id, at, arguments, press.speaker.channel)
            if asked is not None:
                return asked
    else:
        by_form = command.read_press is None or action.arguments.get(FORM) is True
        arguments = None if by_form or command.read_press is None else command.read_press(action.arguments)
    if arguments is None:
        if command.by_deciders and isinstance(seen := action.arguments.get("round"), int):
            state.need_decider(ticket, person.id, seen)
        form = command_form(engine, tx, command, person.id, ref)
        return engine.open_form(begun(tx, person.id, action.arguments, form))
    need_sight(engine.policy, ticket, person.id)
    command.allow(engine.policy, ticket, person.id)
    try:
        reply = carry_out(engine, tx, command, ticket, person.id, at, arguments)
    except Refusal as refusal:
        if command.form is None or refusal.code not in command.by_form_only:
            raise
        return asked_by_form(engine, tx, command, ticket, refusal)
    unseen = reply == Quiet() and (action.arguments.get(HERE) is True or typed is not None)
    return Shown(lists.outcome(engine, tx, ref, person.id)) if unseen else reply
