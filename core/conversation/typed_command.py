"""A ticket command that was typed: read, carried out, and answered where its effect would not be seen."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from core.commands import ask
from core.commands.base import Command, carry_out, need_with_company
from core.commands.desk.requester_words import is_at_home
from core.commands.desk.what_it_was import Was, What, keep_what_it_was
from core.commands.registry import ASKED, TYPED, Registry
from core.commands.reply import Spoken
from core.commands.step_names import spoken_of
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import phrase
from core.ports.bindings import Binding
from core.ports.tickets import Transaction
from core.queries import lists
from core.tickets import events as e
from core.tickets.called import speaking_of
from core.tickets.draft import Draft
from core.tickets.permissions import asking_people, is_responder
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank
from core.ui.cards import KEEP, Action, Button, say
from core.ui.grammar import parse_ticket
from core.ui.inbound import Quiet, Reply, Shown
from core.ui.on_demand import FORM
from core.ui.reading import Reading, Said
from core.ui.text import plain, shorten, trim


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
    here = spoke.bound is not None and spoke.bound.ticket == ref
    ticket = engine.ticket(tx, ref) if here else find_seen(engine, tx, spoke, command, ref, text)
    if here and not command.open_in_thread and not _stands_before_them(spoke, ticket):
        ticket = find_seen(engine, tx, spoke, command, ref, text)
    with speaking_of(ticket, engine.policy):
        return _run_on(engine, tx, spoke, command, ticket, text, mentions)


def number_behind_step(engine: Engine, tx: Transaction, person: PersonId, words: str) -> tuple[str | None, str]:
    """The request whose number stands between the name of a step of it and what is said of that, and the words without
    it: "revoke REQ-1042 She keeps it"; None where there is none.
    """
    prefixes = tuple(engine.policy.prefixes.values())
    for word in re.finditer(r"\S+", words):
        ref = parse_ticket(word[0], prefixes)
        if ref is None:
            continue
        name, behind = words[: word.start()].strip(), words[word.end() :].strip()
        try:
            plan = engine.seen(tx, ref, person).plan
        except Refusal:
            return ref, f"{name} {behind}"  # which says that they may see none
        step, more = spoken_of(plan, name)
        return (ref, f"{name} {behind}") if step is not None and not more else (None, words)
    return None, words


def find_seen(engine: Engine, tx: Transaction, spoke: Utterance, command: Command[Any], ref: str, text: str) -> Ticket:
    """The ticket of a number that stands behind a command.

    Raises Refusal where there is none that they may see; it gives the words behind the number back, to be sent again.
    """
    try:
        return engine.seen(tx, ref, spoke.person.id)
    except Refusal as refusal:
        if refusal.code != "no_ticket" or not (words := trim(text)):
            raise
        like = f"{engine.policy.prefixes[command.kind]}-1042"
        raise Refusal("no_ticket_with_it", ref=ref, word=command.words[0], like=like, text=words) from None


def _stands_before_them(spoke: Utterance, ticket: Ticket) -> bool:
    """Whether everybody who reads the thread reads the ticket's card there: nobody is told that there is none."""
    asked_there = spoke.bound is not None and spoke.bound.role in ("requester", "home")
    return asked_there and not ticket.private and not spoke.in_chat


def _run_on(
    engine: Engine,
    tx: Transaction,
    spoke: Utterance,
    command: Command[Any],
    ticket: Ticket,
    text: str,
    mentions: tuple[str, ...],
) -> Reply:
    """The same on that ticket, which they may see."""
    person = spoke.person.id
    command = spoke.registry.meant_on(ticket, command)
    # Only words of the triage thread stand there already; whatever was said elsewhere is copied into it.
    stands = spoke.bound is not None and is_in_triage(engine, spoke.bound, ticket)
    said = Said(trim(text), mentions, spoke.message if stands else None, spoke.runs, ticket, person)
    command, arguments = read_said(engine, tx, spoke.registry, command, said, ticket)
    if arguments is None:
        usage = (command.usage_on and command.usage_on(ticket)) or command.usage
        if command.form is not None:
            told = phrase("usage", usage=usage, example=command.example)
            return Shown(say(engine.presenter.words(told), _by_form(engine, tx, command.form, command.name, ticket)))
        raise Refusal("usage", usage=usage)
    marked = command.reaches_out and (stands or (spoke.in_chat and spoke.message is not None))
    if marked and isinstance(arguments, Spoken):
        arguments = replace(arguments, marked=spoke.message)
    if spoke.words.files:
        arguments = _with_files(engine, spoke, command, arguments, ticket)
        if not command.takes_files:
            ticket = keep_files(engine, tx, spoke, ticket)
    at = engine.moment(spoke.words.at)
    channel = spoke.words.speaker.channel
    if (asked := ask_first(engine, command, ticket, person, at, arguments, channel)) is not None:
        return asked
    try:
        answer = carry_out(engine, tx, command, ticket, person, at, arguments)
    except Refusal as refusal:
        if command.form is None or refusal.code not in command.by_form_only:
            raise
        return asked_by_form(engine, tx, command, ticket, refusal)
    if not (stands and command.takes_files and isinstance(arguments, Spoken) and arguments.said_in):  # else a comment
        what: What = "question" if command.name == ask.COMMAND.name else "command"
        keep_what_it_was(tx, Was(ticket.ref, what), spoke.message)
    if marked and answer == Quiet():
        return answer  # a mark says how it goes
    if answer == Quiet() and command.says_typed is not None and spoke.bound is None:
        after = engine.ticket(tx, ticket.ref)
        return Shown(say(engine.words_on(after, command.says_typed(after, person))))
    alone = spoke.bound is not None or answer != Quiet()
    return answer if alone else Shown(lists.outcome(engine, tx, ticket.ref, person))


def _with_files(engine: Engine, spoke: Utterance, command: Command[Any], arguments: Any, ticket: Ticket) -> Any:
    """What is said, with its files. Raises Refusal for a command that takes none, where its readers would miss them."""
    if command.takes_files:
        return replace(arguments, files=spoke.words.files)
    if spoke.bound is not None and spoke.bound.role in ("requester", "home"):
        return arguments  # they stand in the thread, and are kept beside
    raise files_stay_behind(engine, ticket, spoke.person.id)


def keep_files(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, text: str = "") -> Ticket:
    """The ticket with the files that stand beside an answer or a command, and the `text` that is kept with them.

    They are asked about no more: what goes on in a follow-up takes them along.
    """
    person, policy = spoke.person.id, engine.policy
    voice: e.Voice = "watcher"
    if person in asking_people(policy, ticket):
        voice = "requester"
    elif is_responder(policy, ticket, person):
        voice = "responder"
    at_home = is_at_home(tx, ticket, spoke.words.where)
    comment = f"{ticket.ref}/{ticket.version + 1}"

    def decide(draft: Draft) -> None:
        draft.happen(
            e.Commented(
                comment, person, voice, True, text, spoke.words.files, spoke.message, at_home, spoke.styles_of(text)
            )
        )
        if ticket.over and voice == "requester":
            draft.happen(e.FollowUpOffered(comment, elsewhere=True))

    return engine.run(tx, ticket, person, engine.moment(spoke.words.at), decide)


def files_stay_behind(engine: Engine, ticket: Ticket, person: PersonId) -> Refusal:
    """What is said where files come with words that cannot take them along."""
    return Refusal("no_files_with_it", ref=ticket.ref, works=is_responder(engine.policy, ticket, person))


def read_said(
    engine: Engine, tx: Transaction, registry: Registry, command: Command[Any], said: Said, ticket: Ticket
) -> tuple[Command[Any], Any]:
    """The command that is meant by words behind one, and its arguments; None where they do not say enough.

    Raises Refusal, also where whoever says it may not.
    """
    need_with_company(tx, said.person)
    meant = command.instead(said, engine.policy) if command.instead else None
    command = registry.tickets[meant] if meant else command
    command.allow(engine.policy, ticket, said.person)
    reading = engine.reading(tx)
    arguments = command.read_words(said, reading) if command.read_words else None
    if command.form is not None and arguments is not None:
        _need_room(command, command.form(ticket, reading), arguments)
    return command, arguments


def _need_room(command: Command[Any], form: Blank, arguments: Any) -> None:
    """Raises Refusal where typed words are longer than the field of their name in the command's form.

    What is said (`text`) has any length: it goes on in further messages.
    """
    room = {field.id: field.max_length for field in form.questions if field.id != "text"} | dict(command.room)
    for name, limit in room.items():
        text = getattr(arguments, name, None)
        if limit and isinstance(text, str) and len(text) > limit:
            raise Refusal("typed_too_long", count=len(text), limit=limit)


def ask_first(
    engine: Engine,
    command: Command[Any],
    ticket: Ticket,
    person: PersonId,
    at: datetime,
    arguments: Any,
    channel: str,
) -> Reply | None:
    """The question that the command's button asks before a press, with its two ways.

    None where it asks none, or nobody could press them. Raises Refusal for what cannot be anyway.
    """
    if command.asks_first is None or not engine.looks(channel):
        return None
    command.decide(Draft(ticket, engine.policy, at, person), arguments)  # which nobody keeps
    (button,) = engine.presenter.buttons((command.asks_first(ticket),), ticket)
    question = button.confirm or ""
    beside: dict[str, str | int | bool] = {"ticket": ticket.ref, ASKED: question}
    yes = Button(button.label, Action(command.name, {**beside, TYPED: ""}), "danger")
    return Shown(say(plain(question), yes, Button(button.back, Action(KEEP, beside)), ticket=ticket.ref))


def asked_by_form(engine: Engine, tx: Transaction, command: Command[Any], ticket: Ticket, refusal: Refusal) -> Reply:
    """What is still to be said, with the button that opens the command's form for it."""
    if command.form is None:
        raise refusal
    by_form = _by_form(engine, tx, command.form, command.name, ticket)
    return Shown(say(engine.presenter.refusal(refusal), by_form), refusal=True)


def _by_form(
    engine: Engine, tx: Transaction, form: Callable[[Ticket, Reading], Blank], command: str, ticket: Ticket
) -> Button:
    """The button that opens a command's form, called as the form is."""
    title = engine.presenter.form(form(ticket, engine.reading(tx))).title
    return Button(shorten(title, 70), Action(command, {"ticket": ticket.ref, FORM: True}), "primary", opens_form=True)
