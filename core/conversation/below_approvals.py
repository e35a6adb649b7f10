"""What an approver writes to decide: below the message that asks them, quoting it in a flat chat, or without a number.

`approve`, `reject` and `ask` decide there as its buttons do. Nobody reads any other words, so whoever wrote them is
told what can be written.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.approvals import machine
from core.commands import approve, ask
from core.commands.base import Command
from core.conversation.mistyped import or_about_ticket
from core.conversation.typed_command import run_words
from core.conversation.utterance import Utterance
from core.conversation.vocabulary import asks_the_desk
from core.engine import Engine
from core.errors import Refusal
from core.notifications import approvals
from core.people import PersonId
from core.phrases import phrase
from core.ports.bindings import Binding
from core.ports.tickets import Transaction
from core.queries.deciding import waiting_for
from core.tickets.permissions import is_responder
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button, say
from core.ui.grammar import Typed
from core.ui.inbound import Reply, Shown
from core.ui.thanks import only_thanks


def stands_below(spoke: Utterance, bound: Binding) -> bool:
    """Whether words stand below a message that asks the one who wrote them to decide."""
    return spoke.in_chat and approvals.asks_to_decide(bound.role, spoke.person.id)


def decide(engine: Engine, tx: Transaction, read: Utterance, typed: Typed, bound: Binding) -> Reply | None:
    """Carry out an answer below the message `bound`: about the ticket that is named beside it, if that is theirs, too.

    None where the words are no answer. Raises Refusal.
    """
    command = read.registry.tickets.get(typed.command or "")
    if command is None or not command.by_deciders:
        return None
    named = tx.ticket(typed.ticket) if typed.ticket else None
    if named is not None and machine.may_decide(named, read.person.id):
        here = bound if named.ref == bound.ticket else None
        return run_words(engine, tx, replace(read, bound=here), command, named.ref, typed.words, typed.mentions)
    return run_words(engine, tx, replace(read, bound=bound), command, bound.ticket, typed.rest, typed.mentions)


def is_decision(tx: Transaction, person: PersonId, command: Command[Any]) -> bool:
    """Whether a command without a number is typed by somebody for whose decision something waits."""
    return command.told == "deciders" and bool(waiting_for(tx, person))


def decide_unnamed(
    engine: Engine, tx: Transaction, spoke: Utterance, command: Command[Any], typed: Typed
) -> Reply | None:
    """A decision that names no ticket: of the only one that waits for theirs, where nothing is said beside it.

    With words behind it, it may be a sentence: how to decide is said, not done. None where it is no decision of theirs.
    Raises Refusal where several wait.
    """
    waiting = waiting_for(tx, spoke.person.id) if command.told == "deciders" else ()
    if not waiting:
        return None
    said = typed.words.strip()
    if len(waiting) == 1 and not said:
        return run_words(engine, tx, spoke, command, waiting[0].ref, "", ())
    if len(waiting) == 1:
        return or_about_ticket(engine, tx, spoke, say_what_can_be_written(engine, spoke, waiting[0]))
    which = Refusal("which_ticket", word=command.words[0], like=waiting[0].ref)
    if not said:
        raise which
    asked = say(engine.presenter.refusal(which), slashes=engine.slashes(spoke.words.speaker.channel))
    return or_about_ticket(engine, tx, spoke, Shown(asked))


def goes_on_as_in_a_thread(engine: Engine, spoke: Utterance, typed: Typed, ticket: Ticket) -> bool:
    """Whether the words are a command that is theirs, or a responder's words who has nothing to decide here."""
    person = spoke.person.id
    if is_responder(engine.policy, ticket, person) and not machine.may_decide(ticket, person):
        return True
    if typed.command is not None and typed.command in spoke.registry.tickets:
        return spoke.registry.may(engine.policy, ticket, person, typed.command)
    return asks_the_desk(spoke.registry, typed, (), staff=False)


def say_what_can_be_written(engine: Engine, spoke: Utterance, ticket: Ticket) -> Reply:
    """Other words: how to decide, in words and by buttons. Raises Refusal where it is not theirs to decide any more."""
    words, person = engine.presenter.words, spoke.person.id
    if not machine.may_decide(ticket, person):
        if not spoke.words.files and only_thanks(engine.policy, spoke.text, person):
            return Shown(say(words(phrase("welcome"))))
        machine.need_decider(ticket, person)
    told = words(phrase("how_to_decide", ref=ticket.ref, title=ticket.title))
    return Shown(say(told, *_buttons(engine, ticket), slashes=engine.slashes(spoke.words.speaker.channel)))


def _buttons(engine: Engine, ticket: Ticket) -> tuple[Button, ...]:
    label, about = engine.presenter.label, {"ticket": ticket.ref}
    round_ = ticket.approval.round if ticket.approval else 0
    return (
        Button(label("approve"), Action(approve.APPROVE.name, {**about, "round": round_}), "primary"),
        Button(label("reject"), Action(approve.REJECT.name, about), opens_form=True),
        Button(label("ask_first"), Action(ask.COMMAND.name, about), opens_form=True),
    )
