"""What a kind of notice is: one frozen value that says all about it, so that nobody else has to know its name.

Words are the presenter's, in one template of the kind's name. Rendering happens at delivery, from a notice's facts and
the ticket as it is then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, get_args

from core.fulfilment.halting import kept_from
from core.fulfilment.offered import CONTINUE, fault_left
from core.notifications.facts import F, names, read, stored
from core.notifications.parts import part_of, role_of_part
from core.people import PersonId
from core.ports.outbox import DIRECT, FactValue, Notice
from core.processes import METRICS, Metric, TaskDetails
from core.tickets.ticket import Ticket
from core.ui.cards import Tone

Shape = Literal["card", "line", "direct", "edit", "react", "unreact", "delete"]
"""`card`: the one post edited in place; `line`: a message in the card's thread; `direct`: a message of its own;
`edit`, `react`, `unreact`, `delete`: act on an earlier message (fact `target`: a binding's role or a
`place#message`)."""

Urgency = Literal["page", "words", "refresh"]
"""`page`: is heard at once, whatever the hour; `words`: waits for working hours where it is for one person;
`refresh`: brings what stands already up to date and rings nobody."""

Digested = Literal["over", "unanswered", "near"]
"""What a digest of many says of a ticket: its time has passed, nobody answered yet, or little time is left."""
DIGESTED: tuple[Digested, ...] = get_args(Digested)
"""The gravest first."""

Fallback = Literal["desk", "somebody", "nobody"]
"""When it can never be said: the `desk` decides (its ladder, the lead), `somebody` else reads it, or it is let go."""

Sample = Literal[
    "new", "assigned", "working", "called", "unclaimed", "asking", "at_vendor", "critical", "resolved", "merged",
    "absorbing", "closed", "rating", "rated", "cancelled", "approving", "rejected", "expired", "steps", "failed_step",
    "dropped_step", "cancel_asked", "change_asked", "steps_early",
]  # fmt: skip
"""The ticket of the sample company on which an example makes sense."""


@dataclass(frozen=True, slots=True)
class Buttons:
    """The names of the buttons under a notice, by what its ticket is when it is said."""

    asked: tuple[str, ...] = ()
    """While the ticket is open and what they ask for was not done; then they go, also where they stand already."""
    open: tuple[str, ...] = ()
    """While the ticket is open."""
    fix: tuple[str, ...] = ()
    """Before those, where the time to fix is spoken of."""
    done: tuple[str, ...] = ()
    """While it is done and may be reopened."""
    refused: tuple[str, ...] = ()
    """While it is over because nobody agreed to it."""
    over: tuple[str, ...] = ()
    """Once it is over."""
    ever: tuple[str, ...] = ()
    """Last of all, whatever became of it."""
    rate: bool = False
    """Whether how it was is asked under it, by a button for each score, while that waits for an answer."""
    claim: bool = False
    """Whether an open ticket that nobody has is offered to be taken, before everything else."""

    def under(self, ticket: Ticket, metric: Metric, *, settled: bool = False) -> tuple[str, ...]:
        """Those that hold for the ticket as it is; `metric` is the clock that the notice speaks of.

        `settled` when what they ask for was done.
        """
        if ticket.done:
            return (*self.done, *self.ever)
        if not ticket.open:
            refused = self.refused if ticket.status in ticket.process.refused else ()
            refused = tuple(name for name in refused if name != "follow_up" or fault_left(ticket))
            gone_on = CONTINUE if ticket.followed_up_by else frozenset()
            return tuple(name for name in (*refused, *self.over, *self.ever) if name not in gone_on)
        claim = ("claim",) if self.claim and ticket.assignee is None else ()
        asked = () if settled else self.asked
        if isinstance(ticket.details, TaskDetails):
            asked = tuple(name for name in asked if name not in kept_from(ticket.details.halt))
        fix = self.fix if metric == "resolution" and not ticket.waiting else ()
        return (*claim, *asked, *fix, *self.open, *self.ever)

    @property
    def passing(self) -> bool:
        """Whether some of them hold for a time only."""
        return bool(self.asked or self.open or self.fix or self.refused or self.over or self.claim)


@dataclass(frozen=True, slots=True)
class Waiting(Generic[F]):
    """A notice that waits to be said, as its kind reads it."""

    notice: Notice
    reads: type[F]

    @property
    def facts(self) -> F:
        """Its facts. Raises TypeError where they lack one; so only who needs them asks."""
        return read(self.reads, self.notice.facts)

    @property
    def person(self) -> PersonId:
        """The one person it is for, empty where it is for a place."""
        return self.notice.person


def never(_: Waiting[Any], __: Ticket) -> bool:
    """It is true and worth saying whatever became of the ticket."""
    return False


def nothing(_: Waiting[Any], __: Ticket) -> object:
    """Nothing comes of it that its words do not find in the ticket."""
    return None


def role_of_question(role: str, asked: str | None) -> str:
    """What a message stands for that asks something, where several of its kind may stand: `asked` tells them apart."""
    return f"{role}:{asked}" if role and asked else role


def metric_of(facts: Mapping[str, FactValue]) -> Metric:
    """The promise that a notice speaks of; where it speaks of none, it is about getting the thing done."""
    named = str(facts.get("threshold") or facts.get("metric") or "").partition(":")[0]
    return next((metric for metric in METRICS if metric == named), "resolution")


def has_moved(notice: Notice, ticket: Ticket) -> bool:
    """Whether it is addressed to a team that has the ticket no longer."""
    return notice.to.startswith("triage:") and notice.to != f"triage:{ticket.team}"


@dataclass(frozen=True, slots=True)
class Kind(Generic[F]):
    """A kind of notice. The gallery draws `example` on the ticket `drawn_on`; its type is that of the facts."""

    name: str
    shape: Shape
    example: F
    urgency: Urgency = "words"
    moot: Callable[[Waiting[F], Ticket], bool] = never
    """Whether saying it now would be untrue or noise, because the ticket has moved on (experience.md section 6)."""
    settled: Callable[[Waiting[F], Ticket], bool] = never
    """Whether what its buttons `asked` for was done: then they go, and the sentence stays."""
    came_of: Callable[[Waiting[F], Ticket], object] = nothing
    """What came of what it asked, as its block `answered` says it, or `next` while it is open: where that goes on
    changing, so does the message."""
    merges: bool = True
    """Whether one that waited may be said in one message with others; asked of direct messages only."""
    limited: bool = True
    """Whether the hour's limit of direct messages holds it back (noise rule 11)."""
    calls: bool = False
    """Whether a line calls somebody by name: it waits for working hours as a direct message does (noise rule 7)."""
    digested: Digested | None = None
    """What it says in one message with many others, where more than a handful wait; None: it is said by itself."""
    personal: bool = False
    """Whether only its person reads it: who is told in their stead hears that they were not reached, not its words."""
    role: str | None = None
    """What its message stands for afterwards (a binding's role), where a later notice acts on it."""
    words: str = ""
    """The fact that holds what a person said: where it is long, the rest follows in messages of its own."""
    missed: bool = True
    """Whether somebody has to hear of it when it can never be said."""
    stays_theirs: bool = False
    """Whether it was said to whoever had asked by then, so that they alone read it, also where somebody else has the
    ticket when it is said. Nobody reads it then otherwise: the card of whoever has it says how it stands."""
    relayed: bool = False
    """Whether it is a copy of what a person said (fact `comment`), so that their edits find it."""
    brings: bool = False
    """Whether it shows a file (facts `name` and `source`), or says why it cannot (fact `why`)."""
    of_team: bool = False
    """Whether it is about a team (fact `team`), so that it comes on the platform where that works, always the same."""
    hurries: bool = False
    """Whether it goes ahead of what can wait as soon as it may be said: a promise at risk, a call for help."""
    tells_holder: bool = False
    """Whether its sentence says who has the ticket and how it stands, which another day is otherwise."""
    discreet: bool = False
    """Whether it says of its ticket what everybody may know: its number, and who has to do with it."""
    with_copy: bool = False
    """Whether it is said only where a copy of its comment stands: elsewhere nobody read what it is about."""
    clears: bool = False
    """Whether it takes back all that its ticket has in its place, by a notice for each message."""
    forgets: bool = False
    """Whether the message that it acts on stands for nothing afterwards."""
    broadcasts: bool = False
    """Whether its first post rings everybody there, for the priorities that may (noise rule 2)."""
    buttons: Buttons = field(default_factory=Buttons)
    tone: Tone = "neutral"
    tone_done: Tone | None = None
    """Its tone while the ticket is done, where that is another."""
    in_words: str = ""
    """The kind of line in the requester's thread that says it where no emoji can be set; empty: then nothing does."""
    worded_as: str = ""
    """The kind whose words it is said in, where another says the very same."""
    answered_as: str = ""
    """The kind whose block `answered` says how it ended, where another asked the very same."""
    view: Literal["staff", "requester"] = "staff"
    """Whose view of the ticket a card is."""
    drawn_on: Sample = "working"

    @property
    def facts(self) -> type[F]:
        """The type of its facts."""
        return type(self.example)

    @property
    def template(self) -> str:
        """The template with its words."""
        return self.worded_as or self.name

    @property
    def fact_names(self) -> tuple[str, ...]:
        """What its template may place of its own facts."""
        return names(self.facts)

    @property
    def example_facts(self) -> Mapping[str, FactValue]:
        """The facts of its example, as they are stored."""
        return stored(self.example)

    @property
    def acts(self) -> bool:
        """Whether it acts on an earlier message instead of saying something anew."""
        return self.shape in ("edit", "react", "unreact", "delete")

    @property
    def is_mark(self) -> bool:
        """Whether it says nothing: it puts an emoji on a message, or takes one off."""
        return self.shape in ("react", "unreact")

    @property
    def loses(self) -> bool:
        """Whether its message loses buttons as its ticket moves on. What stands for something sees to it by itself."""
        return self.shape in ("line", "direct") and not (self.role or self.relayed) and self.buttons.passing

    @property
    def urgent(self) -> bool:
        """Whether it is said before what can wait, whichever ticket it is about."""
        return self.hurries or self.urgency == "page"

    @property
    def may_merge(self) -> bool:
        """Whether one that waited may be said together with others: a page never is."""
        return self.shape == "direct" and self.urgency == "words" and self.merges

    @property
    def may_be_limited(self) -> bool:
        """Whether the hour's limit holds it back. What stands in for a thread (a card, a line) is not held."""
        return self.shape == "direct" and self.limited

    @property
    def answers_them(self) -> bool:
        """Whether it answers its reader's own act: said at once, beside the hour's limit."""
        return self.shape == "direct" and self.urgency == "page" and not self.limited

    @property
    def fallback(self) -> Fallback:
        """Who hears of it when it can never be said as it was meant."""
        if self.acts or not self.missed:
            return "nobody"
        return "desk" if self.shape == "direct" else "somebody"

    def waits(self, to: str) -> bool:
        """Whether it waits for working hours, addressed like this."""
        return self.urgency == "words" and (self.calls or to.startswith(DIRECT))

    def role_of(self, notice: Notice) -> str:
        """What the message of this notice stands for afterwards."""
        if (own := notice.facts.get("stands_for")) and isinstance(own, str):
            return role_of_part(own, part_of(notice))
        comment = notice.facts.get("comment")
        asked = str(notice.facts.get("asked") or "")
        if self.role and "asked" in self.fact_names:  # what tells questions apart may be a number, as a part is
            whole, number = role_of_question(self.role, asked), part_of(notice)
            return whole if number == 1 else f"{whole}:part:{number}"
        whole = f"comment:{comment}" if self.relayed and comment else self.role or ""
        return role_of_part(whole, part_of(notice)) if whole else f"notice:{notice.key}"

    def is_moot(self, notice: Notice, ticket: Ticket) -> bool:
        """Whether this notice of the kind need not be said any more."""
        return self.moot(Waiting(notice, self.facts), ticket)

    def is_settled(self, notice: Notice, ticket: Ticket) -> bool:
        """Whether what this notice of the kind asked for was done, or need not be done any more."""
        return not ticket.open or self.settled(Waiting(notice, self.facts), ticket)

    def outcome(self, notice: Notice, ticket: Ticket) -> object:
        """What came of what this notice of the kind asked."""
        return self.came_of(Waiting(notice, self.facts), ticket)

    def offers(self, notice: Notice, ticket: Ticket, *, settled: bool = False) -> tuple[str, ...]:
        """The names of the buttons under this notice of the kind; `settled` where what they ask for was done."""
        if has_moved(notice, ticket):
            return self.buttons.ever
        settled = settled or (bool(self.buttons.asked) and self.is_settled(notice, ticket))
        return self.buttons.under(ticket, metric_of(notice.facts), settled=settled)

    def notice(
        self,
        facts: F,
        *,
        ticket: str | None,
        to: str,
        key: str,
        at: datetime,
        not_before: datetime | None = None,
        place: str | None = None,
        urgent: bool = False,
        anew: bool = False,
    ) -> Notice:
        """A notice of this kind, to be said at once unless `not_before` says otherwise.

        `urgent` where its ticket makes it so. `anew` for a card that does not stand there yet: it is posted.
        """
        refresh = self.urgency == "refresh" and not anew
        urgent = urgent or self.urgent
        return Notice(self.name, ticket, to, key, at, not_before or at, stored(facts), place, urgent, refresh)
