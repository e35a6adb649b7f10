"""What an approver writes to decide: below the message that asks them, quoting it in a flat chat, or without a number.

`approve`, `reject` and `ask` decide there as its buttons do. Nobody reads any other words, so whoever wrote them is
told what can be written.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from core.approvals import state
from core.commands.base import Command
from core.commands.desk.approvals import draw_list
from core.commands.desk.begun import begin_with
from core.commands.desk.which_ticket import find_theirs
from core.commands.numbers import issued
from core.conversation.asked_status import find_asked
from core.conversation.asking import asked_of
from core.conversation.mistyped import or_about_ticket
from core.conversation.small_talk import is_greeting
from core.conversation.typed_command import run_words
from core.conversation.utterance import Utterance
from core.conversation.verdicts import asks_kindly, read_refusal, read_to_ask, sounds_asked, sounds_decided
from core.conversation.vocabulary import asks_the_desk
from core.engine import Engine
from core.errors import Refusal
from core.notifications import approvals
from core.people import PersonId
from core.phrases import phrase
from core.ports.bindings import Binding
from core.ports.tickets import Transaction
from core.queries.deciding import waiting_for
from core.tickets.permissions import is_responder, is_staff
from core.tickets.ticket import Ticket
from core.ui.cards import Button, say
from core.ui.grammar import Typed
from core.ui.inbound import Reply, Shown
from core.ui.on_demand import stand_on, ticket_copy
from core.ui.thanks import names_of, only_thanks


def stands_below(spoke: Utterance, bound: Binding) -> bool:
    """Whether words stand below a message that asks the one who wrote them to decide."""
    return spoke.in_chat and approvals.asks_to_decide(bound.role, spoke.person.id)


def decide(engine: Engine, tx: Transaction, read: Utterance, typed: Typed, bound: Binding) -> Reply | None:
    """Carry out an answer below the message `bound`: about the ticket that is named beside it, if one is.

    None where the words are no answer. Raises Refusal.
    """
    command = read.registry.tickets.get(typed.command or "")
    if command is None or not command.by_deciders:
        return None
    if typed.ticket is not None and typed.ticket.rpartition("-")[0] in issued(engine.policy):
        here = bound if typed.ticket == bound.ticket else None
        return run_words(engine, tx, replace(read, bound=here), command, typed.ticket, typed.words, typed.mentions)
    return run_words(engine, tx, replace(read, bound=bound), command, bound.ticket, typed.rest, typed.mentions)


def decidable(tx: Transaction, person: PersonId, command: Command[Any] | None) -> tuple[Ticket, ...]:
    """What waits for somebody's decision, where the command is one that decides; nothing of any other."""
    return waiting_for(tx, person) if command is not None and command.told == "deciders" else ()


def need_decidable(tx: Transaction, spoke: Utterance, command: Command[Any], typed: Typed) -> None:
    """Raise Refusal where nothing but a number follows that is none of an order which waits for their decision.

    With words behind it they may be a sentence: "reject 1200 spam mails a day".
    """
    first, behind = (*typed.words.split(maxsplit=1), "", "")[:2]
    if typed.ticket is not None or not command.by_deciders or not _NUMBER.fullmatch(first):
        return
    if not asks_kindly(behind):
        return
    if command.told == "deciders" or waiting_for(tx, spoke.person.id):
        raise Refusal("not_to_decide", number=first.strip("#,:;."))


_NUMBER = re.compile(r"#?\d{3,}[,:;.]?")
"""A number that may be a ticket's: "approve 2 more licences" is a sentence."""


def decide_unnamed(
    engine: Engine,
    tx: Transaction,
    spoke: Utterance,
    command: Command[Any],
    typed: Typed,
    waiting: tuple[Ticket, ...],
) -> Reply | None:
    """A decision that names no ticket: of the only one that is `waiting` for theirs, where nothing is said beside it.

    With words behind it, it may be a sentence: how to decide is said, not done. None where it is no decision of theirs.
    Raises Refusal where several wait.
    """
    if not waiting:
        return None
    said = typed.words.strip()
    if len(waiting) == 1 and not said:
        return run_words(engine, tx, spoke, command, waiting[0].ref, "", ())
    if len(waiting) == 1:
        told = say_what_can_be_written(engine, tx, spoke, waiting[0], words=said if command.form else "")
        return or_about_ticket(engine, tx, spoke, told)
    which = Refusal("which_ticket", word=command.words[0], like=waiting[0].ref, text="")
    if not said:
        raise which
    asked = say(engine.presenter.refusal(which), slashes=engine.slashes(spoke.words.speaker.channel))
    return or_about_ticket(engine, tx, spoke, Shown(asked))


def answer_verdict(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply | None:
    """How to decide, where words in a chat sound like a decision of whoever has one to make.

    None where nothing waits for theirs, or the words may answer a question about a ticket.
    """
    person = spoke.person.id
    if spoke.words.files or tx.chat(person, spoke.words.where.place).waiting:
        return None
    theirs = find_theirs(tx, person)
    why = read_refusal(spoke.text, alone=not theirs) or ("" if theirs else read_to_ask(spoke.text))
    if not why and not sounds_decided(engine.policy, spoke.text, person):
        return None
    if any(one.asked_at is not None for one in theirs):
        return None
    return _say_how(engine, tx, spoke, typed, why)


def answer_question(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply | None:
    """How to ask, where words in a chat are about no ticket and sound like a question of whoever has to decide."""
    asked = find_asked(engine.policy, tx, spoke.person.id, spoke.text)
    ours = is_greeting(spoke.text, names_of(engine.policy, spoke.person.id)) or asked is not None
    if spoke.words.files or typed.command is not None or ours or not sounds_asked(spoke.text):
        return None
    return _say_how(engine, tx, spoke, typed, spoke.text)


def _say_how(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed, words: str) -> Reply | None:
    """How to decide what waits for theirs, of several the list, with the way to say that it was not meant.

    What is `words` of a reason, or a question, stands in the forms.
    """
    waiting = waiting_for(tx, spoke.person.id)
    if not waiting:
        return None
    if len(waiting) == 1:
        told = say_what_can_be_written(engine, tx, spoke, waiting[0], words=words)
    else:
        told = Shown(draw_list(asked_of(engine, tx, spoke, typed)))
    return or_about_ticket(engine, tx, spoke, told)


def goes_on_as_in_a_thread(engine: Engine, spoke: Utterance, typed: Typed, ticket: Ticket) -> bool:
    """Whether the words are a command that is theirs, or a responder's words who has nothing to decide here."""
    person = spoke.person.id
    if is_responder(engine.policy, ticket, person) and not state.may_decide(ticket, person):
        return True
    if typed.command is not None and typed.command in spoke.registry.tickets:
        return spoke.registry.may(engine.policy, ticket, person, typed.command)
    return asks_the_desk(spoke.registry, typed, (), staff=False)


def answer_wrong_number(
    engine: Engine, tx: Transaction, spoke: Utterance, command: Command[Any], typed: Typed
) -> Reply | None:
    """What is said of a decision, or a question before it, with a number of nothing that waits for theirs.

    The words behind the number are kept: for the only one that waits, and for a ticket. None where it is none.
    """
    first, behind = (*typed.words.split(maxsplit=1), "", "")[:2]
    person = spoke.person.id
    waiting = waiting_for(tx, person)
    decides = command.told == "deciders" or not is_staff(engine.policy, person)
    if typed.ticket is not None or not command.by_deciders or not decides or not waiting:
        return None
    if not _NUMBER.fullmatch(first) or spoke.words.files:
        return None
    none = engine.presenter.refusal(Refusal("not_to_decide", number=first.strip("#,:;.")))
    ways = _ways(engine, tx, spoke, waiting[0], behind if command.form else "") if len(waiting) == 1 else ()
    card = say(none, *ways, slashes=engine.slashes(spoke.words.speaker.channel))
    return or_about_ticket(engine, tx, spoke, Shown(card))


def _ways(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, words: str) -> tuple[Button, ...]:
    """The buttons that decide; those that open a form begin it with `words`."""
    person = spoke.person.id
    words = "" if sounds_decided(engine.policy, words, person) else words
    return tuple(
        begin_with(engine, tx, person, one, words) if one.opens_form else one
        for one in engine.presenter.buttons(approvals.DECIDE.asked, ticket)
    )


def say_what_can_be_written(
    engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, words: str = ""
) -> Reply:  # fmt: skip
    """Other words: how to decide, in words and by buttons, whose forms begin with `words`.

    Raises Refusal where it is not theirs to decide any more.
    """
    person = spoke.person.id
    if not state.may_decide(ticket, person):
        if not spoke.words.files and only_thanks(engine.policy, spoke.text, person):
            return Shown(say(engine.presenter.words(phrase("welcome"))))
        state.need_decider(ticket, person)
    told = engine.words_on(ticket, phrase("how_to_decide", ref=ticket.ref, title=ticket.title))
    card = say(told, *_ways(engine, tx, spoke, ticket, words), slashes=engine.slashes(spoke.words.speaker.channel))
    return Shown(stand_on(card, ticket_copy(ticket.ref)))
