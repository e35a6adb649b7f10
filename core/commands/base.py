"""What a command is: its words, its form, its permission, its pure `decide`, its help and its example.

A ticket command works on one ticket. `allow` refuses people, `decide` refuses states and arguments; both see the
ticket fresh inside the transaction. Arguments are one frozen dataclass per command, read from a press, from typed words
or from a form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, Literal, TypeVar

from core.commands.written_for import written_for
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import Phrase
from core.policy import Policy
from core.ports.tickets import Transaction
from core.processes import TaskDetails
from core.processes.process import TicketKind
from core.tickets.called import called, speaking_of
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording
from core.ui.cards import say
from core.ui.forms import Choice
from core.ui.inbound import Quiet, Reply, Shown
from core.ui.reading import Arguments, Reading, Said, Values

A = TypeVar("A")
Group = Literal["talk", "work", "others", "end"]
"""Where a command stands among many: to say something, to work on it, what it has to do with others, to end it."""


Told = Literal["anybody", "workers", "deciders"]
"""Whom help tells of what anybody may type: all, those who work here or decide for others, or those for whose decision
something waits."""


@dataclass(frozen=True, slots=True)
class Nothing:
    """The arguments of a command that has none."""


@dataclass(frozen=True, slots=True)
class Command(Generic[A]):
    """One thing people can ask for on a ticket.

    `words` are what they type in its thread; `usage` and `example` are its help. `read_press` is given when a press
    alone is enough, else `form` opens. `read_words` gives None when the words do not say enough: then the form opens
    too (or, where no form can, the usage is shown). `answer` is what the actor reads where the effect does not show it.
    """

    name: str
    words: tuple[str, ...]
    usage: str
    help: str
    example: str
    allow: Callable[[Policy, Ticket, PersonId], None]
    decide: Callable[[Draft, A], None]
    read_press: Callable[[Arguments], A | None] | None = None
    read_words: Callable[[Said, Reading], A | None] | None = None
    instead: Callable[[Said, Policy], str | None] | None = None
    """The name of the command that the words behind it make of it, where they do."""
    form: Callable[[Ticket, Reading], Blank] | None = None
    need: Callable[[Policy, Ticket, PersonId], None] | None = None
    """What keeps a person from it whatever they fill in, so that its form need not be opened. Raises Refusal."""
    redraw: Callable[[Ticket, Reading, Values], Blank] | None = None
    """The form with the answers so far, where they decide which others are needed."""
    read_form: Callable[[Values, Reading], A] | None = None
    find: Callable[[Engine, Transaction, PersonId, str, Ticket], tuple[Choice, ...]] | None = None
    """What a searched field of its form offers for typed words, as far as that person may see it."""
    answer: Callable[[Ticket, Reading], Phrase | None] | None = None
    tells_of: Callable[[Ticket, Ticket], Phrase | None] | None = None
    """What the actor reads of a ticket as it was and as it is, where something went that they may not have meant."""
    of_step: bool = False
    """Whether it is about a step of a request: said on the step itself, or on its request with the name first."""
    other_names: tuple[str, ...] = ()
    """Names beside its own that buttons and forms carry."""
    by_askers: bool = False
    """Whether it is of those who asked: any other words of theirs are words, whatever they begin with."""
    any_time: bool = False
    """Whether its word alone is a command of those who asked in their thread at any time, not only after the end."""
    askers_too: bool = False
    """Whether its word alone is of those who asked as well, whatever `instead` makes of it then."""
    asks_first: Callable[[Ticket], str] | None = None
    """The button whose question is asked before typed words do it, as before a press."""
    by_deciders: bool = False
    """Whether whoever has to agree to a request answers with it."""
    stands_alone: bool = False
    """Whether it is anybody's in a requester's thread, where nothing stands behind it: "follow up" is a sentence."""
    is_talk: bool = False
    """Whether it means in the requester's thread what any words mean there."""
    open_in_thread: bool = False
    """Whether whoever stands in a ticket's thread may, since they see it there."""
    reaches_out: bool = False
    """Whether its words leave the team's thread, so that whoever typed them there sees that they were sent."""
    usage_on: Callable[[Ticket], str | None] | None = None
    """How it is typed on a ticket where that is otherwise than `usage`; None where it is not."""
    takes_files: bool = False
    """Whether files that come with its words are kept with them."""
    says_typed: Callable[[Ticket, PersonId], Phrase] | None = None
    """What answers whoever typed it where its effect stands elsewhere; None for the ticket as they read it."""
    read_by_requester: bool = False
    """Whether who asked reads its words, and would miss a file that stands beside them in the team's thread.

    Its form remembers for whom they were written.
    """
    takes_ticket: bool = False
    """Whether the number behind it is another ticket's that it asks for, and not the one that it is about."""
    room: Mapping[str, int] = field(default_factory=dict)
    """How many characters its arguments have room for that its form asks for on some tickets alone."""
    by_form_only: frozenset[str] = frozenset()
    """Codes of refusals that ask for what no typed words can say, so that they come with the form."""
    told: Told = "anybody"
    kind: TicketKind = "incident"
    """Of which kind the number is that shows how it is written."""
    group: Group = "work"
    scope: Literal["ticket"] = "ticket"


def need_with_company(tx: Transaction, person: PersonId) -> None:
    """Refuse whoever left the company: what they press, send or order the desk to do moves nothing any more."""
    known = tx.person(person)
    if known is not None and not known.active:
        raise Refusal("has_left")


def is_of_askers(command: Command[A], behind: str) -> bool:
    """Whether those who asked give that command with these words behind its own."""
    return command.by_askers or (command.askers_too and not behind.strip())


def nothing_pressed(_: Arguments) -> Nothing:
    """Arguments of a press that needs none."""
    return Nothing()


def nothing_said(_: Said, __: Reading) -> Nothing:
    """Arguments of typed words that need none (what follows is ignored)."""
    return Nothing()


def ticket_blank(
    command: str, title: Wording, ticket: Ticket, reading: Reading, *questions: Question, submit: Wording
) -> Blank:
    """A form about one ticket."""
    return Blank(
        command=command,
        title=title if isinstance(title, str) else called(title, ticket, reading.policy),
        questions=questions,
        command_id=reading.command_id,
        submit=submit,
        context={"ticket": ticket.ref},
    )


def carry_out(
    engine: Engine,
    tx: Transaction,
    command: Command[A],
    ticket: Ticket,
    person: PersonId,
    at: datetime,
    arguments: A,
) -> Reply:
    """Decide and keep it. The answer is the command's sentence where its effect shows nowhere. Raises Refusal."""
    whole = _whole(engine, tx, command, ticket)
    after = engine.run(tx, ticket, person, at, lambda draft: command.decide(draft, arguments))
    said = command.answer(after, engine.reading(tx)) if command.answer else None
    said = command.tells_of(whole, _whole(engine, tx, command, after)) if command.tells_of else said
    return Shown(say(engine.words_on(after, said))) if said else Quiet()


def _whole(engine: Engine, tx: Transaction, command: Command[A], ticket: Ticket) -> Ticket:
    """What the actor reads of: the request, where it is about a step of it."""
    details = ticket.details
    return engine.ticket(tx, details.parent) if command.of_step and isinstance(details, TaskDetails) else ticket


def command_form(engine: Engine, tx: Transaction, command: Command[A], person: PersonId, ref: str) -> Blank:
    """The form of a ticket command, after the same checks that its decision will make again. Raises Refusal."""
    ticket = engine.seen(tx, ref, person)
    with speaking_of(ticket, engine.policy):
        command.allow(engine.policy, ticket, person)
        if command.form is None:
            raise Refusal("usage", usage=command.usage)
        if command.need is not None:
            command.need(engine.policy, ticket, person)
        form = command.form(ticket, engine.reading(tx))
        return written_for(engine, tx, form, ticket) if command.read_by_requester else form
