"""What happens to a ticket's work, with its side effects on promises and ladders (domain.md sections 4, 5 and 9).

These are the shared moves of commands and of time. They check states, not people: who may is `permissions`' business.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from core.calendars.hours import add, advance
from core.errors import Refusal
from core.lifecycle import escalation, sla, survey
from core.people import PersonId
from core.processes import Metric, ResolutionCode, Status
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.evolve import fold
from core.tickets.ticket import SlaClock, Ticket

_OTHERWISE = (e.Held, e.Resolved, e.Reopened, e.Merged, e.Unmerged, e.Transferred, e.Converted)
"""After these a wait that was ended before is none any more."""


def move(ticket: Ticket, to: Status) -> None:
    """Check that `ticket` may go to status `to`. Raises Refusal with what is possible instead."""
    process = ticket.process
    if process.may_follow(ticket.status, to):
        return
    if ticket.over:
        raise Refusal("over", ref=ticket.ref, status=ticket.status)
    raise Refusal("wrong_state", ref=ticket.ref, status=ticket.status, to=to)


def need_open(ticket: Ticket) -> None:
    """Refuse unless work is still owed on `ticket`."""
    if ticket.merged is not None:
        raise Refusal("merged_away", ref=ticket.ref, to=ticket.merged.into)
    if not ticket.open:
        raise Refusal("not_open", ref=ticket.ref, status=ticket.status, over=ticket.over)


def need_unshared(draft: Draft, private: bool) -> None:
    """Refuse to make private what other tickets were merged into: whoever asked for those could follow it no more.

    Merging refuses private tickets for the same reason (`core/commands/merge.py`).
    """
    ticket = draft.ticket
    if ticket.private or not private:
        return
    for kind, ref in ticket.links:
        if kind != "duplicate":
            continue
        merged = draft.look(ref).merged
        if merged is not None and merged.into == ticket.ref:
            raise Refusal("private_after_merge", ref=ticket.ref, to=ref)


def take(draft: Draft, person: PersonId) -> None:
    """`person` takes the ticket: assignee, acknowledged, in progress."""
    draft.happen(e.Claimed(person))
    sla.stop(draft, "ack")
    escalation.acknowledge(draft, person)


def begin(draft: Draft) -> None:
    """The assignee acknowledges by working on it."""
    if not draft.ticket.begun or draft.ticket.acked_at is None:
        draft.happen(e.Started())
    sla.stop(draft, "ack")
    _acknowledge(draft)


def _acknowledge(draft: Draft) -> None:
    """Nobody else is called; an assignee who was asked to take the ticket has taken it, whoever ended the calling."""
    escalation.acknowledge(draft, draft.actor)
    if draft.actor == draft.ticket.assignee and draft.ticket.still_with is not None:
        draft.happen(e.Started())


def answered(draft: Draft) -> None:
    """A responder spoke publicly: the promise to answer is settled, the ladder is acknowledged.

    An unassigned ticket is claimed by it (one message, not two). Words of a responder who is also the requester
    never come here.
    """
    if draft.ticket.assignee is None:
        draft.happen(e.Claimed(draft.actor))
    elif not draft.ticket.begun:
        draft.happen(e.Started())
    sla.stop(draft, "ack", "response")
    _acknowledge(draft)


def hold(draft: Draft, held: e.Held) -> None:
    """Let the ticket wait; the resolution clock stands still where the policy says so."""
    move(draft.ticket, draft.ticket.process.waiting)
    if draft.ticket.assignee is None:
        draft.happen(e.Claimed(draft.actor))
    sla.stop(draft, "ack")
    _acknowledge(draft)
    draft.happen(held)
    sla.pause(draft, held.reason)


def resume(draft: Draft, why: e.ResumeReason) -> None:
    """End the wait; the clock runs on from the draft's instant. What was said before the question is no answer."""
    waiting = draft.ticket.hold
    if why == "answered" and waiting is not None and draft.at < waiting.since:
        return
    draft.happen(e.Resumed(why))
    sla.resume(draft)


def ask_anew(draft: Draft) -> None:
    """What whoever asked before was asked is asked of who has the ticket now, with all the time to answer."""
    waiting = draft.ticket.hold
    if waiting is not None and waiting.question is not None:
        resume(draft, "by_hand")
        draft.happen(e.Held(waiting.reason, question=waiting.question))
        sla.pause(draft, waiting.reason)


def owes_answer(ticket: Ticket) -> bool:
    """Whether an answer of whoever asked is waited for: by an approver, or by the team."""
    asked = ticket.approval is not None and ticket.approving and ticket.approval.unanswered is not None
    return asked or (ticket.hold is not None and ticket.hold.reason == "requester")


def ask_in_vain(draft: Draft) -> None:
    """Nobody waits for the answer of whoever left the company: an approver decides without it, work goes on."""
    ticket = draft.ticket
    if ticket.requester not in draft.staffing().left or not owes_answer(ticket):
        return
    if ticket.hold is not None:
        resume(draft, "requester_left")
    else:
        draft.happen(e.RequesterLeft(ticket.requester))


def wait_again(draft: Draft, comments: Collection[str], log: Sequence[e.Happened]) -> None:
    """Of `comments`, which are of another ticket, one ended a wait for the requester: it goes on, if nothing else came.

    `log` is all that happened until now. The clock stands still from now on.
    """
    said = next((n for n, one in enumerate(log) if _speaks(one.event) in comments), None)
    if said is None or not draft.ticket.open or draft.ticket.hold is not None:
        return
    waited, after = fold(log[:said]).hold, [one.event for one in log[said + 1 :]]
    if waited is None or waited.question is None or after[:1] != [e.Resumed("answered")]:
        return
    if not any(isinstance(one, _OTHERWISE) or (_speaks(one) and _speaks(one) not in comments) for one in after):
        draft.happen(e.AnswerTakenBack(waited.since, waited.question, waited.reminded))
        sla.pause(draft, waited.reason)


def _speaks(event: e.Event) -> str:
    """The comment that whoever asked says by an event; empty where they say none, or mere thanks."""
    if isinstance(event, e.Commented) and event.voice == "requester" and not event.polite:
        return event.comment
    return ""


def remind(draft: Draft, count: int, *, suppressed: e.Suppressed | None = None) -> None:
    """Remind the requester of the open question, naming the date on which it is set to resolved without an answer."""
    waiting = draft.ticket.hold
    if waiting is None:
        return
    office = draft.calendar(draft.policy.office)
    closes_at = add(office, waiting.since, draft.policy.lifecycle.auto_resolve_after)
    draft.happen(e.Reminded(count, closes_at, suppressed))


def resolve(
    draft: Draft,
    code: ResolutionCode,
    text: str,
    breach_reason: e.BreachReason | None = None,
    styles: tuple[str, ...] = (),
) -> None:
    """Work is done: every live promise stops, the ladder ends, and the ticket closes by itself later."""
    move(draft.ticket, draft.ticket.process.done)
    office = draft.calendar(draft.policy.office)
    closes_at = add(office, draft.at, draft.policy.lifecycle.auto_close_after)
    sla.stop(draft, "ack", "response", "resolution")
    escalation.end(draft, "resolved")
    draft.happen(e.Resolved(code, text, closes_at, breach_reason, styles, survey.planned_at(draft, code)))


def reopen(draft: Draft, reason: str) -> None:
    """It was not fixed: the clock resumes, and a ladder watches again.

    Whoever has the ticket is asked first; if they reopened it themselves they are on it, and nobody is called. Of an
    order that nobody has, since it was done by itself, who has the duty reads it by name: its ladder begins late.
    """
    move(draft.ticket, draft.ticket.process.working)
    assignee = draft.ticket.assignee
    calls = None
    if assignee is None and draft.ticket.plan:
        (calls,), _ = escalation.people_for("duty", draft.policy, draft.ticket, draft.at, draft.rota())
    draft.happen(e.Reopened(reason, calls if calls != draft.actor else None))
    sla.reopen(draft)
    escalation.arm(draft, unacked=draft.actor != assignee, first_step=0 if assignee is None else 1, why="reopened")


def close(draft: Draft, *, confirmed: bool) -> None:
    """Close a resolved ticket; whoever `confirmed` that it works is asked how it was."""
    was = draft.ticket
    move(was, was.process.closed)
    draft.happen(e.Closed(confirmed))
    if confirmed:
        survey.ask_with_yes(draft, was)


def cancel(draft: Draft, reason: e.CancelReason, undo: str = "") -> None:
    """End a ticket that is none; promises are cancelled, a breach that happened stays.

    `undo` says what is to become of the work that is under way.
    """
    move(draft.ticket, draft.ticket.process.cancelled)
    sla.cancel(draft, "cancelled")
    escalation.end(draft, "cancelled")
    draft.happen(e.Cancelled(reason, undo))


_LEAST, _LONG = 30 * 60, 4 * 3600
MOST_DELAYS = 3
"""So often the requester hears of one broken promise: with a time, with a later one, and with none that could fail."""


def tell_delay_again(draft: Draft, now: datetime) -> None:
    """The instant went by that the requester was told: tell them once more with one, twice as far, then with none.

    It counts from `now`, when they hear of it. The last word names no instant, so that none goes by in silence.
    """
    told = draft.ticket.expected
    clock = draft.ticket.clock(told.metric) if told else None
    if told is None or clock is None:
        return
    count = told.count + 1
    far = 2 * _another(draft, clock)
    later = advance(draft.calendar(clock.calendar), now, far) if count < MOST_DELAYS else None
    draft.happen(e.DelayTold(told.metric, count, later))


def tell_new_time(draft: Draft, by: datetime) -> None:
    """Tell the requester by when it is expected, since its fix time has gone by. Raises Refusal for no such instant."""
    if by <= draft.at:
        raise Refusal("past_date", field="new_time")
    clock, told = draft.ticket.clock("resolution"), draft.ticket.expected
    if clock is None or not sla.is_over(clock, draft.at):
        raise Refusal("not_late", field="new_time", ref=draft.ticket.ref)
    count = told.count + 1 if told is not None and told.metric == clock.metric else 1
    draft.happen(e.DelayTold(clock.metric, min(count, MOST_DELAYS - 1), by))


def new_estimate(draft: Draft, metric: Metric, now: datetime) -> datetime | None:
    """When we expect to be done after a broken promise, if the requester is owed a delay notice; else None.

    They are for P1 and P2, and whenever nobody has written to them in the last four open hours. The estimate counts in
    the clock's own open time after `now`, when they hear of it (`_another`).
    """
    ticket = draft.ticket
    clock = ticket.clock(metric)
    if clock is None or metric == "ack" or ticket.done:
        return None
    calendar = draft.calendar(clock.calendar)
    if ticket.priority not in ("P1", "P2") and ticket.last_public_at is not None:
        silence = advance(calendar, ticket.last_public_at, 4 * 3600)
        if silence > draft.at:
            return None
    return advance(calendar, now, _another(draft, clock))


def _another(draft: Draft, clock: SlaClock) -> int:
    """How long it takes from now on, in open seconds, as far as anybody can tell: as long as what was missed, of a long
    promise four hours or a quarter of it. It is half an hour at least, so that at most two such words come in an hour.
    """
    missed = clock.promised
    return max(min(missed, _LONG), sla.floor(draft.policy, missed), _LEAST)
