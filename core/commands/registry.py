"""What people can ask for, as one value: commands on a ticket and commands of the desk, and all that follows from them.

The desk, the router, help, did-you-mean, the gallery and the manifests read everything from here; none of them knows a
command by its name. `core/commands/__init__.py` lists the commands themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from core.commands.base import Command, Told
from core.engine import Engine
from core.errors import Refusal
from core.people import Person, PersonId
from core.policy import Policy
from core.ports.tickets import Transaction
from core.processes import parent_of
from core.tickets.called import speaking_of
from core.tickets.events import File
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank
from core.ui.cards import Button
from core.ui.forms import Choice
from core.ui.grammar import MentionPart
from core.ui.inbound import FormChanged, Quoted, Reply, Shown, Submit, Where
from core.ui.reading import Arguments, Values

Behind = Literal["anything", "nothing", "number", "of_staff", "rota", "few", "time"]
"""What makes words in a flat chat a command of the desk, and not a sentence that begins like one.

`nothing` may stand behind them ("next week is fine" is a sentence), or a ticket's `number` alone; `of_staff` are words
that only responders add (of others "queue at the printer" is a sentence), behind those of the `rota` anybody says that
they are away or back ("on call all night" is a sentence); a `few` words are anybody's ("find printer"), more of them
only a responder's ("find the log attached" is a sentence); with a `time` they begin ("away until friday").
"""


TYPED = "typed"
"""The argument of a button that stands for typed words: those behind the command."""
ASKED = "asked"
"""The argument of a button that carries its question."""


@dataclass(frozen=True, slots=True)
class Slash:
    """A slash command as a platform installs it: its name without the slash, what it says it does, what may follow.

    `then` is what the words behind it are: the command's `own`, `anything` people type to the desk, or only `commands`.
    """

    name: str
    help: str
    usage: str
    then: Literal["own", "anything", "commands"] = "own"


@dataclass(frozen=True, slots=True)
class Asking:
    """What a command of the desk works with, however it was asked for.

    `at` is the instant it counts from (UTC). Typed, `text` and `parts` are the words behind it and `ref` is the ticket
    they name; pressed, `arguments` are the button's, and `text` the typed words it stands for. `quoted` is the message
    it was used on, written by `author`.
    `files` came with the typed words. Of a form, `values` is what was filled in, with persons where people were chosen.
    `findings` are the doctor's, where an admin's page is asked for.
    """

    engine: Engine
    tx: Transaction
    registry: Registry
    person: Person
    at: datetime
    channel: str
    where: Where | None
    text: str = ""
    parts: Sequence[str | MentionPart] = ()
    ref: str = ""
    arguments: Arguments = field(default_factory=dict)
    quoted: Quoted | None = None
    author: PersonId | None = None
    values: Values = field(default_factory=dict)
    findings: tuple[str, ...] = ()
    files: tuple[File, ...] = ()

    @property
    def message(self) -> str:
        """The message in which it was asked (`place#message`), empty where it stands in none."""
        return self.where.key if self.where else ""

    def seen(self) -> Ticket:
        """The ticket that is meant, if the person may see it. Raises Refusal."""
        return self.engine.seen(self.tx, self.ref, self.person.id)

    @contextmanager
    def calling_it_by_name(self) -> Iterator[None]:
        """What is refused meanwhile names the ticket that is meant as it is called by now."""
        with speaking_of(self.tx.ticket(self.ref) if self.ref else None, self.engine.policy):
            yield


def anybody(_: Policy, __: PersonId) -> None:
    """Everybody may ask for it."""


@dataclass(frozen=True, slots=True)
class DeskCommand:
    """One thing people can ask the desk for, beside what is done on one ticket. Every way of asking ends in `answer`.

    `words` are what they type; `usage`, `help` and `example` explain it, and `short` puts it among the first lines of
    help ("reports a fault"); a command without words is pressed only. `slash` is the slash command that is its own.
    `allow` refuses people; `allow_on` does where it is about one ticket, so that a button which is not theirs is not
    drawn. Where no form can open (words outside a slash command), `offer` is the button that opens it, or what is asked
    first.
    `redraw` and `submit` are for forms that carry its name.
    """

    name: str
    usage: str
    help: str
    answer: Callable[[Asking], Reply]
    words: tuple[str, ...] = ()
    example: str = ""
    short: str = ""
    slash: Slash | None = None
    allow: Callable[[Policy, PersonId], None] = anybody
    allow_on: Callable[[Policy, Ticket, PersonId], None] | None = None
    offer: Callable[[Asking], Button | Shown] | None = None
    instead: Callable[[Asking], DeskCommand | None] | None = None
    """The command that the words behind it ask for, where they do: `/request approvals`."""
    takes_files: bool = False
    """Whether files that come with its words are kept with them."""
    redraw: Callable[[Asking, FormChanged], Blank] | None = None
    submit: Callable[[Asking, Submit], Reply] | None = None
    room: Mapping[str, int] = field(default_factory=dict)
    """How many characters the fields of its form take where it is not drawn anew with the answers."""
    find: Callable[[Asking, str, str], tuple[Choice, ...]] | None = None
    """What a searched field of its form (by id) offers for typed words, best first, at most 100."""
    typed_as: Callable[[Arguments], str] | None = None
    """What is typed where its button cannot be pressed, where that is not its first word (and a number)."""
    behind: Behind = "anything"
    stands_alone: bool = False
    """Whether anybody means it in a requester's thread, too, where nothing stands behind it."""
    changes: bool = True
    """Whether a press may change something, so that its repeat is answered with the first outcome."""
    pressed_by_card: bool = False
    """Whether cards press it by themselves: then nobody sees a refusal, and no card is drawn anew for it."""
    told: Told = "anybody"
    for_staff: bool = False
    """Whether it is of responders and admins only, so that help and did-you-mean keep it from others."""
    scope: Literal["desk"] = "desk"

    def answered(self, asked: Asking) -> Reply:
        """What it answers, or what the words behind it ask for instead. Raises Refusal, also where that may not be."""
        other = self.instead(asked) if self.instead else None
        if other is not None:
            other.allow(asked.engine.policy, asked.person.id)
        with asked.calling_it_by_name():
            return (other or self).answer(asked)


AnyCommand = Command[Any] | DeskCommand


@dataclass(frozen=True, slots=True)
class Registry:
    """The commands in the order in which help lists them, and by all that people, buttons, forms and platforms say.

    `tickets` and `desk` are by the names that buttons and forms carry; `words` and `ticket_words` lead from
    what is typed to a name; `slashes` from a slash command's name. Made by `registry_of`.
    """

    commands: tuple[AnyCommand, ...]
    tickets: Mapping[str, Command[Any]]
    desk: Mapping[str, DeskCommand]
    words: Mapping[str, str]
    ticket_words: Mapping[str, str]
    slashes: Mapping[str, DeskCommand]

    def typed_on_tickets(self) -> tuple[Command[Any], ...]:
        """What can be typed about a ticket, in order."""
        return tuple(one for one in self.commands if isinstance(one, Command) and one.words)

    def words_of(self, *, staff: bool) -> Mapping[str, str]:
        """What a person of that role can type, each word with the name of its command."""
        if staff:
            return self.words
        return {word: one.name for one in self.commands if _is_anybodys(one) for word in one.words}

    def typed_on_tickets_by(self, told: frozenset[Told], *, staff: bool) -> tuple[Command[Any], ...]:
        """What a person of that role can type about a ticket, in order, as far as help is `told` to them."""
        listed = (one for one in self.typed_on_tickets() if one.told in told)
        return tuple(one for one in listed if staff or _is_anybodys(one) or one.told == "deciders")

    def typed_to_the_desk(self) -> tuple[DeskCommand, ...]:
        """What can be typed to the desk, in order."""
        return tuple(one for one in self.commands if isinstance(one, DeskCommand) and one.words)

    def only_reads(self, slash: str | None) -> bool:
        """Whether a slash command of that name changes nothing, whatever stands behind it."""
        command = self.slashes.get(slash or "")
        return command is not None and command.slash is not None and command.slash.then == "own" and not command.changes

    def meant_on(self, ticket: Ticket, command: Command[Any]) -> Command[Any]:
        """The command that is meant by one on a ticket of its kind. Raises Refusal where that is its parent's alone."""
        instead = ticket.process.instead.get(command.name)
        if instead is None:
            return command
        if not instead:
            raise Refusal("of_parent", ref=ticket.ref, to=parent_of(ticket.details))
        return self.tickets[instead]

    def may(self, policy: Policy, ticket: Ticket, person: PersonId, name: str) -> bool:
        """Whether a person may press the button of that name on a ticket. What is asked of the desk is anybody's."""
        asked = self.desk.get(name)
        command = self.tickets.get(name)
        allow = asked.allow_on if asked else command.allow if command else None
        if allow is None:
            return True
        try:
            allow(policy, ticket, person)
        except Refusal:
            return False
        return True


def registry_of(commands: Iterable[AnyCommand]) -> Registry:
    """Put commands into one registry. Raises ValueError where two answer to the same name, word or slash command."""
    every = tuple(commands)
    on_tickets = [one for one in every if isinstance(one, Command)]
    of_desk = [one for one in every if isinstance(one, DeskCommand)]
    names = [(name, one) for one in on_tickets for name in (one.name, *one.other_names)]
    words = [(word, one.name) for one in every for word in one.words]
    slashes = [(one.slash.name, one) for one in of_desk if one.slash is not None]
    _need_unique("name", [name for name, _ in names] + [one.name for one in of_desk])
    _need_unique("word", [word for word, _ in words])
    _need_unique("slash command", [name for name, _ in slashes])
    return Registry(
        commands=every,
        tickets=dict(names),
        desk={one.name: one for one in of_desk},
        words=dict(words),
        ticket_words={word: one.name for one in on_tickets for word in one.words},
        slashes=dict(slashes),
    )


def _is_anybodys(command: AnyCommand) -> bool:
    if isinstance(command, DeskCommand):
        return not command.for_staff
    return command.by_askers or command.stands_alone


def _need_unique(what: str, said: Sequence[str]) -> None:
    twice = {one for one in said if said.count(one) > 1}
    if twice:
        raise ValueError(f"two commands answer to the same {what}: {', '.join(sorted(twice))}")
