"""What those who have to agree to a request are asked, and what whoever asked for it hears of their decision."""

from __future__ import annotations

from dataclasses import KW_ONLY, dataclass
from datetime import datetime
from typing import Literal

from core.approvals import state
from core.approvals.outcome import Outcome, outcome
from core.notifications.examples import AT, DANA, LENA, MIA
from core.notifications.facts import Facts
from core.notifications.kind import Buttons, Kind, Waiting, has_moved
from core.people import PersonId
from core.ports.outbox import DIRECT, Notice
from core.tickets.events.approvals import AskedBecause
from core.tickets.ticket import Ticket

Because = AskedBecause | Literal["own"]
"""Why somebody decides for another one: as events have it, or it is that one's own request."""


@dataclass(frozen=True, slots=True)
class SoFar(Facts):
    """In which round and stage somebody is asked, and what was said, asked and answered before that.

    An older desk did not keep the stage.
    """

    round: int
    _: KW_ONLY
    stage: int | None = None
    agreed: tuple[PersonId, ...] = ()
    """Who agreed before, each with what they added (`notes`) and when (`agreed_at`)."""
    notes: tuple[str, ...] = ()
    agreed_at: tuple[str, ...] = ()
    against: tuple[PersonId, ...] = ()
    """Who said no before where others may still agree, each with why (`reasons`) and when (`against_at`)."""
    reasons: tuple[str, ...] = ()
    against_at: tuple[str, ...] = ()
    askers: tuple[PersonId, ...] = ()
    """Who asked the requester something before, what (`questions`), and what was answered; empty where nothing was."""
    questions: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    unanswered_by: tuple[PersonId, ...] = ()
    """Beside each question who left the company before they answered; empty where nobody did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted(SoFar):
    """Who is asked for a decision: whose voice they give where it is not their own, and what is otherwise than before.

    `changed` are the answers that are others than what was agreed to before, by their labels; `was` and `now` stand
    beside it, empty where only the fulfilment staff may read them; `fields` are their questions in the settings.
    `cost_was` and `cost_is` are the amounts where they differ. `converted_by` made an order of what others `wrote`.
    """

    instead_of: PersonId | None = None
    changed: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    now_is: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    cost_was: int | None = None
    cost_is: int | None = None
    unknown: bool = False
    """Whether nobody knows whose decision it is."""
    requester_was: PersonId | None = None
    """Who asked for it before, and who does now (`requester_is`), where that is another; its team alike."""
    requester_is: PersonId | None = None
    team_was: str | None = None
    team_is: str | None = None
    changed_by: PersonId | None = None
    changed_at: datetime | None = None
    again: bool = True
    """Whether they were asked before it was changed."""
    rejected_ref: str = ""
    """The order that this one follows and that was refused, by whom, when and why."""
    rejected_by: PersonId | None = None
    rejected_at: datetime | None = None
    rejected_why: str = ""
    because: Because | None = None
    """Why they are asked and not whoever's voice it is; `until` when that one is away; who was `tried` before them."""
    until: datetime | None = None
    tried: tuple[PersonId, ...] = ()
    has_until: datetime | None = None
    """Until when whoever it is for has the same already, by another order."""
    starts: bool = False
    """Whether work begins once they agree."""
    others: tuple[PersonId, ...] = ()
    """Who is asked beside them in their stage, in which `needed` of `voices` have to agree."""
    needed: int = 0
    voices: int = 0
    last_day: datetime | None = None
    """The day until which it is wanted, where it ends undecided with that."""
    converted_by: PersonId | None = None
    wrote: str = ""


@dataclass(frozen=True, slots=True)
class Otherwise(Facts):
    """Who has something ordered otherwise, in words as `Wanted` has them, and who is called to look at it."""

    by: PersonId
    _: KW_ONLY
    changed: tuple[str, ...] = ()
    was: tuple[str, ...] = ()
    now_is: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    cost_was: int | None = None
    cost_is: int | None = None
    ping: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderChanged(Otherwise):
    """Who changed what was ordered; `again` where people have to agree again."""

    again: bool = False


@dataclass(frozen=True, slots=True)
class ChangeWanted(Otherwise):
    """Who wants something else ordered, and which steps somebody began already."""

    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Undecided(SoFar):
    """That nobody has decided yet, when the request ends without a decision, the `count`-th reminder of that, and
    whether it is the `last`; `last_day` as in `Wanted`.
    """

    expires_at: datetime
    count: int = 1
    last: bool = False
    last_day: datetime | None = None


@dataclass(frozen=True, slots=True)
class Agreed(Facts):
    """Who said yes, with what they added, and who decides next: nobody where work begins."""

    person: PersonId
    more: tuple[PersonId, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Refused(Facts):
    """Who said no, and why; where that alone decides nothing, `more` have yet to decide, `needed` of `voices` agree."""

    person: PersonId
    reason: str
    styles: tuple[str, ...] = ()
    more: tuple[PersonId, ...] = ()
    needed: int = 0
    voices: int = 0


@dataclass(frozen=True, slots=True)
class AskedFirst(Facts):
    """What an approver wants to know before they decide; `expires_at` where it is said once more, until when.

    `last` where they are not reminded of it again.
    """

    person: PersonId
    question: str
    styles: tuple[str, ...] = ()
    expires_at: datetime | None = None
    last: bool = False


@dataclass(frozen=True, slots=True)
class AnsweredFirst(Facts):
    """What the requester wrote after an approver asked, in which round and `stage`; `files` are written `name|url`.

    `comment` is what they wrote, whose edits it follows (an older desk did not keep it), and may be `deleted`.
    `askers` are others than who is told, each with what they asked (`questions`). `deciders` are who decides where
    whoever is told asked and is away, or does not decide any more. `left`: they left the company instead of answering.
    """

    round: int
    person: PersonId
    text: str
    files: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    comment: str = ""
    deleted: bool = False
    stage: int | None = None
    askers: tuple[PersonId, ...] = ()
    questions: tuple[str, ...] = ()
    deciders: tuple[PersonId, ...] = ()
    left: bool = False


@dataclass(frozen=True, slots=True)
class Ended(Facts):
    """Who was asked, and did not decide in time; the `question` of theirs that had no answer, of whoever `left`."""

    asked: tuple[PersonId, ...]
    question: str = ""
    left: PersonId = ""


@dataclass(frozen=True, slots=True)
class NotAsked(Facts):
    """Who could not be asked for their decision, in which round and stage."""

    round: int
    person: PersonId
    stage: int | None = None


@dataclass(frozen=True, slots=True)
class Stuck(Facts):
    """Who is asked for their decision, in which round, though none of them is there or can be told; until when."""

    round: int
    people: tuple[PersonId, ...]
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Lapsed(Facts):
    """What an approver asked and had no answer to when time was up, empty if nothing; `last_day` as in `Wanted`."""

    question: str = ""
    last_day: datetime | None = None


def _decided(waiting: Waiting[Wanted] | Waiting[Undecided] | Waiting[AnsweredFirst], ticket: Ticket) -> bool:
    facts = waiting.facts
    return _is_past(ticket, facts.round, facts.stage) or waiting.person not in state.deciders(ticket)


def _is_past(ticket: Ticket, round_: int, stage: int | None) -> bool:
    """Whether another round or another stage is being decided by now."""
    anew = ticket.approval is not None and ticket.approval.round != round_
    found = state.pending(ticket)
    return anew or (stage is not None and found is not None and found[0] != stage)


def _came_of(waiting: Waiting[Wanted] | Waiting[Undecided] | Waiting[AnsweredFirst], ticket: Ticket) -> Outcome | None:
    facts = waiting.facts
    return outcome(ticket, waiting.person, facts.round, waiting.notice.not_before, facts.stage)


def _came_of_theirs(waiting: Waiting[NotAsked], ticket: Ticket) -> Outcome | None:
    facts = waiting.facts
    return outcome(ticket, facts.person, facts.round, waiting.notice.not_before, facts.stage)


def _change_answered(waiting: Waiting[ChangeWanted], ticket: Ticket) -> bool:
    return has_moved(waiting.notice, ticket) or not (ticket.open or ticket.approving) or ticket.change_asked is None


def _taken_back(waiting: Waiting[AnsweredFirst], ticket: Ticket) -> bool:
    """Whether the words are none of the ticket's any more before anybody read them: the question is open again.

    Whoever asked and decides no longer reads them as long as others decide.
    """
    asked, facts = ticket.approval.asked if ticket.approval else None, waiting.facts
    past = _is_past(ticket, facts.round, facts.stage) or not ticket.approving
    decides = bool(facts.deciders) or waiting.person in state.deciders(ticket)
    return past or not decides or (asked is not None and asked.open)


def _nobody_waits(waiting: Waiting[NotAsked], ticket: Ticket) -> bool:
    """Whether what somebody could not be asked is decided by now, or is asked anew."""
    facts = waiting.facts
    past = _is_past(ticket, facts.round, facts.stage)
    return past or not ticket.approving or facts.person not in state.deciders(ticket)


def _goes_on(waiting: Waiting[Stuck], ticket: Ticket) -> bool:
    """Whether it is decided by now, or asked anew, or somebody else was asked after all."""
    anew = ticket.approval is None or ticket.approval.round != waiting.facts.round
    return anew or not ticket.approving or not set(state.asked_now(ticket)) <= set(waiting.facts.people)


DECIDE = Buttons(asked=("approve", "reject", "ask_first"), ever=("show",))

APPROVAL = Kind(
    "approval",
    "direct",
    Wanted(
        round=1,
        agreed=(LENA,), notes=("For the CAD desk only.",), agreed_at=(AT.isoformat(),),
        askers=(LENA,), questions=("Which project is it for?",), answers=("For the new site in Hamburg.",),
        instead_of=DANA, because="absent", until=AT, tried=(DANA,),
        starts=True, others=(MIA,), needed=1, voices=2,
    ),
    personal=True,
    limited=False,  # whoever is asked to decide is asked at once
    merges=False,  # its message turns into the result
    moot=_decided,
    settled=_decided,
    came_of=_came_of,
    buttons=DECIDE,
    drawn_on="approving",
)  # fmt: skip
APPROVAL_REMINDER = Kind(
    "approval_reminder",
    "direct",
    Undecided(
        round=1, expires_at=AT, askers=(LENA,), questions=("Which project is it for?",),
        answers=("For the new site in Hamburg.",),
    ),
    answered_as=APPROVAL.name,
    personal=True,
    merges=False,
    moot=_decided,
    settled=_decided,
    came_of=_came_of,
    buttons=DECIDE,
    drawn_on="approving",
)  # fmt: skip
ANSWERED_FIRST = Kind(
    "answered_first",
    "direct",
    AnsweredFirst(
        round=1, person=MIA, text="It is for the new CAD desk.", askers=(LENA,), questions=("Which project is it for?",)
    ),
    answered_as=APPROVAL.name,
    personal=True,
    limited=False,
    merges=False,
    moot=_taken_back,
    settled=_decided,
    came_of=_came_of,
    buttons=DECIDE,
    words="text",
    drawn_on="approving",
)

_QUESTIONS = (APPROVAL, APPROVAL_REMINDER, ANSWERED_FIRST)
APPROVER_UNREACHED = Kind(
    "approver_unreached",
    "direct",
    NotAsked(round=1, person=LENA),
    answered_as=APPROVAL.name,
    merges=False,  # its message turns into the result
    moot=_nobody_waits,
    settled=_nobody_waits,
    came_of=_came_of_theirs,
    buttons=Buttons(asked=("show",)),
    drawn_on="approving",
)
"""To the lead, in the stead of whoever could not be asked."""


APPROVAL_STUCK = Kind(
    "approval_stuck",
    "direct",
    Stuck(round=1, people=(LENA, DANA), expires_at=AT),
    limited=False,  # nobody else knows that nothing goes on
    merges=False,  # its message turns into the result
    moot=_goes_on,
    settled=_goes_on,
    buttons=Buttons(asked=("show",)),
    drawn_on="approving",
)
"""To the owners of the catalog: nobody who may decide is there."""


def in_their_stead(lost: Notice) -> NotAsked | None:
    """What a lead is told of a question for somebody's decision that could not be asked; None of any other notice."""
    round_, stage = lost.facts.get("round"), lost.facts.get("stage")
    if lost.kind not in {kind.name for kind in _QUESTIONS} or not isinstance(round_, int):
        return None
    return NotAsked(round_, lost.to.partition(":")[2], stage if isinstance(stage, int) else None)


def asks_to_decide(role: str, person: PersonId) -> bool:
    """Whether the message that has that `role` asks `person` for their decision."""
    return any(f":{kind.name}:{DIRECT}{person}" in role for kind in _QUESTIONS)


ORDER_CHANGED = Kind(
    "order_changed",
    "line",
    OrderChanged(
        by=MIA, changed=("Model",), was=("Standard 14",), now_is=("Power 16",), fields=("model",), cost_was=1150,
        cost_is=1980, again=True,
    ),
    moot=lambda waiting, ticket: has_moved(waiting.notice, ticket),
    drawn_on="approving",
)  # fmt: skip
"""In the thread of whoever asked and in the team's: what was ordered is changed."""
CHANGE_ASKED = Kind(
    "change_asked",
    "line",
    ChangeWanted(
        by=MIA, steps=("Order",), changed=("Model",), was=("Power 16",), now_is=("Standard 14",), fields=("model",),
        cost_was=1980, cost_is=1150,
    ),
    moot=_change_answered,
    settled=_change_answered,
    buttons=Buttons(asked=("change_order", "keep_going")),
    drawn_on="change_asked",
)  # fmt: skip
"""In the team's thread: its requester wants something else, after work on it began."""
AGREED = Kind("agreed", "line", Agreed(person=LENA), drawn_on="approving")
REFUSED = Kind(
    "refused", "line", Refused(person=LENA, reason="use the pool model until January"), words="reason",
    buttons=Buttons(refused=("resend", "follow_up")), drawn_on="rejected",
)  # fmt: skip
LAPSED = Kind("lapsed", "line", Lapsed(), buttons=Buttons(refused=("order_again", "follow_up")), drawn_on="expired")
ASKED_FIRST = Kind(
    "asked_first", "line", AskedFirst(person=LENA, question="Which project is it for?"), words="question",
    drawn_on="approving",
)  # fmt: skip
ENDED = Kind("ended_undecided", "direct", Ended(asked=(LENA,)), buttons=Buttons(ever=("show",)), drawn_on="approving")
"""To the lead of the team that would have done it."""
