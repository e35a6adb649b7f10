"""A ticket command that was typed: read, carried out, and answered where its effect would not be seen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from core.commands.base import Command, carry_out
from core.commands.registry import Registry
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import phrase
from core.ports.bindings import Binding
from core.ports.tickets import Transaction
from core.queries import lists
from core.tickets.permissions import is_responder
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank
from core.ui.cards import Action, Button, say
from core.ui.inbound import Quiet, Reply, Shown
from core.ui.reading import Reading, Said
from core.ui.text import shorten


def sent_to_requester(engine: Engine, ticket: Ticket, said_in: str | None) -> Reply:
    """What a responder sees of an answer that went out: the mark on it, or a sentence where no mark can be set."""
    marked = said_in is not None and engine.marks(said_in)
    return Quiet() if marked else Shown(say(engine.presenter.words(phrase("sent", person=ticket.requester))))


def is_in_triage(engine: Engine, bound: Binding, ticket: Ticket) -> bool:
    """Whether words below this message stand before the team's eyes: under its card, or in its own conversation."""
    return bound.role.startswith("triage:") or bound.place in engine.places.triage(ticket.team)


def run_words(
    engine: Engine,
    tx: Transaction,
    spoke: Utterance,
    command: Command[Any],
    ref: str,
    text: str,
    mentions: tuple[str, ...],
) -> Reply:
    """A ticket command typed as words. Where they do not say enough, its usage is the answer."""
    there = command.open_in_thread and spoke.bound is not None and spoke.bound.ticket == ref
    person = spoke.person.id
    ticket = engine.ticket(tx, ref) if there else engine.seen(tx, ref, person)
    command = spoke.registry.meant_on(ticket, command)
    # Only words of the triage thread stand there already; whatever was said elsewhere is copied into it.
    stands = spoke.bound is not None and is_in_triage(engine, spoke.bound, ticket)
    said = Said(text.strip(), mentions, spoke.message if stands else None, spoke.runs, ticket, person)
    command, arguments = read_said(engine, tx, spoke.registry, command, said, ticket)
    if arguments is None:
        if command.form is not None:
            usage = phrase("usage", usage=command.usage, example=command.example)
            return Shown(say(engine.presenter.words(usage), _by_form(engine, tx, command.form, command.name, ticket)))
        raise Refusal("usage", usage=command.usage)
    if spoke.words.files:
        arguments = _with_files(engine, spoke, command, arguments, ticket)
    at = engine.moment(spoke.words.at)
    try:
        answer = carry_out(engine, tx, command, ticket, person, at, arguments)
    except Refusal as refusal:
        if command.form is None or refusal.code not in command.by_form_only:
            raise
        by_form = _by_form(engine, tx, command.form, command.name, ticket)
        return Shown(say(engine.presenter.refusal(refusal), by_form), refusal=True)
    if command.reaches_out and stands and answer == Quiet():
        return sent_to_requester(engine, ticket, said.said_in)
    alone = spoke.bound is not None or answer != Quiet()
    return answer if alone else Shown(lists.outcome(engine, tx, ref, person))


def _with_files(engine: Engine, spoke: Utterance, command: Command[Any], arguments: Any, ticket: Ticket) -> Any:
    """What is said, with its files. Raises Refusal for a command that takes none, where its readers would miss them."""
    if command.takes_files:
        return replace(arguments, files=spoke.words.files)
    bound = spoke.bound
    asked_there = bound is not None and bound.role in ("requester", "home")
    works_there = bound is not None and is_in_triage(engine, bound, ticket)
    if asked_there or (works_there and not command.read_by_requester):
        return arguments  # they stand in the thread
    raise files_stay_behind(engine, ticket, spoke.person.id)


def files_stay_behind(engine: Engine, ticket: Ticket, person: PersonId) -> Refusal:
    """What is said where files come with words that cannot take them along."""
    return Refusal("no_files_with_it", ref=ticket.ref, works=is_responder(engine.policy, ticket, person))


def read_said(
    engine: Engine, tx: Transaction, registry: Registry, command: Command[Any], said: Said, ticket: Ticket
) -> tuple[Command[Any], Any]:
    """The command that is meant by words behind one, and its arguments; None where they do not say enough.

    Raises Refusal, also where whoever says it may not.
    """
    meant = command.instead(said, engine.policy) if command.instead else None
    command = registry.tickets[meant] if meant else command
    command.allow(engine.policy, ticket, said.person)
    return command, command.read_words(said, engine.reading(tx)) if command.read_words else None


def _by_form(
    engine: Engine, tx: Transaction, form: Callable[[Ticket, Reading], Blank], command: str, ticket: Ticket
) -> Button:
    """The button that opens a command's form, called as the form is."""
    title = engine.presenter.form(form(ticket, engine.reading(tx))).title
    return Button(shorten(title, 70), Action(command, {"ticket": ticket.ref}), "primary", opens_form=True)
