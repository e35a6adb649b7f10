"""The stages of an approval: how each begins, who is asked, what a decision does, and what time does (domain.md 5).

Stages follow each other; who decides in one is found out when it begins. A stage has a clock of its own, which ends
with the decision. These functions check what may be and write events on a draft, as `core.lifecycle.transitions` do.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.approvals import conditions, lines
from core.calendars.hours import add
from core.errors import Refusal
from core.items import Stage
from core.lifecycle import escalation, sla
from core.people import PersonId
from core.policy import Policy
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.approval import Approval, StageRun
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket


def begin(draft: Draft, stages: tuple[Stage, ...]) -> None:
    """People have to agree: the first stage whose condition holds begins. Where none does, work may begin.

    The promises are there already, and stand still. Raises Refusal where nobody at all may decide.
    """
    draft.happen(e.ApprovalBegan(stages))
    _go_on(draft)


def is_needed(stages: tuple[Stage, ...], details: RequestDetails) -> bool:
    """Whether anybody has to agree to what is asked for."""
    return any(conditions.holds(stage.when, details) for stage in stages)


def may_decide(ticket: Ticket, person: PersonId) -> bool:
    """Whether somebody has a say in the stage that is being decided."""
    return _seat_of(ticket, person) is not None


def deciders(ticket: Ticket) -> frozenset[PersonId]:
    """Everybody who can decide something now: who is asked, and whose voice it is by the settings."""
    found = pending(ticket)
    if found is None:
        return frozenset()
    _, run = found
    none = lines.barred(ticket)
    seats = [run.seats[number] for number in run.open_seats]
    return frozenset(one for seat in seats for one in (*seat.asked, seat.whose) if one and one not in none)


def asked_now(ticket: Ticket) -> tuple[PersonId, ...]:
    """Who is asked and has not spoken, each once, in the order of the seats."""
    found = pending(ticket)
    if found is None:
        return ()
    _, run = found
    return tuple(dict.fromkeys(one for number in run.open_seats for one in run.seats[number].asked))


def progress(ticket: Ticket) -> tuple[int, int]:
    """Which of how many stages is being decided, from 1; (0, 0) if none. Only those that are asked are counted."""
    found, approval = pending(ticket), ticket.approval
    if found is None or approval is None or not isinstance(ticket.details, RequestDetails):
        return 0, 0
    asked = [
        number
        for number, run in enumerate(approval.stages)
        if run.state != "skipped" and (run.seats or conditions.holds(run.stage.when, ticket.details))
    ]
    return asked.index(found[0]) + 1, len(asked)


def pending(ticket: Ticket) -> tuple[int, StageRun] | None:
    """The stage that is being decided, with its number; None where nothing is."""
    approval = ticket.approval
    if not ticket.approving or approval is None or (number := approval.pending) is None:
        return None
    return number, approval.stages[number]


def need_decider(ticket: Ticket, person: PersonId, round_: int | None = None) -> tuple[int, int]:
    """The stage and the seat in which somebody decides. Raises Refusal with what is so instead."""
    approval = ticket.approval
    if approval is None:
        raise Refusal("nothing_to_approve", ref=ticket.ref)
    if round_ is not None and round_ != approval.round:
        raise Refusal("outdated_approval", ref=ticket.ref)
    found = pending(ticket)
    if found is None:
        decided = next((vote for run in reversed(approval.stages) for vote in reversed(run.votes)), None)
        if decided is not None and all(run.state != "expired" for run in approval.stages):
            raise Refusal("already_decided", ref=ticket.ref, person=decided.person, yes=decided.yes, at=decided.at)
        raise Refusal("approval_over", ref=ticket.ref, status=ticket.status)
    if person in lines.barred(ticket):
        raise Refusal("own_approval", ref=ticket.ref)
    seat = _seat_of(ticket, person)
    if seat is not None:
        return found[0], seat
    for run in reversed(approval.stages):
        for vote in run.votes:
            if vote.person == person or any(person in (*seat.asked, seat.whose) for seat in run.seats):
                raise Refusal("already_decided", ref=ticket.ref, person=vote.person, yes=vote.yes, at=vote.at)
    raise Refusal("not_approver", ref=ticket.ref, people=asked_now(ticket))


def approve(draft: Draft, person: PersonId, round_: int | None = None, note: str = "") -> None:
    """Somebody says yes, perhaps with a note. `round_` is what they saw (None: as it is now). Raises Refusal."""
    number, seat = need_decider(draft.ticket, person, round_)
    _say_yes(draft, number, seat, person, note=note)
    if pending(draft.ticket) is None:
        _go_on(draft)


def reject(
    draft: Draft, person: PersonId, reason: str, styles: tuple[str, ...] = (), round_: int | None = None
) -> None:
    """Somebody says no, for a reason that the requester reads. Raises Refusal.

    One no is enough, but where some of many may agree: there it is over once too few are left for it.
    """
    number, seat = need_decider(draft.ticket, person, round_)
    if not reason.strip():
        raise Refusal("no_reject_reason", field="text")
    run = _approval(draft.ticket).stages[number]
    left = len(run.open_seats) - 1 + sum(vote.yes for vote in run.votes)
    settles = run.stage.mode in ("any", "all") or left < run.needed
    if settles:
        sla.stop(draft, "approval")
        sla.cancel(draft, "cancelled")
        escalation.end(draft, "cancelled")
    draft.happen(e.Rejected(number, seat, person, reason, settles, styles))


def ask_requester(draft: Draft, person: PersonId, question: str, styles: tuple[str, ...] = ()) -> None:
    """An approver wants to know something first; the stage waits on. Raises Refusal."""
    number, _ = need_decider(draft.ticket, person)
    if not question.strip():
        raise Refusal("no_question", field="text")
    draft.happen(e.ApproverQuestioned(number, question, styles))


def need_changeable(ticket: Ticket) -> RequestDetails:
    """What is asked for, while it can still be changed. Raises Refusal where it is over, done, or waits."""
    details = ticket.details
    if ticket.waiting:
        raise Refusal("change_while_waiting", ref=ticket.ref)
    if not isinstance(details, RequestDetails) or not (ticket.approving or ticket.status == ticket.process.working):
        raise Refusal("not_changeable", ref=ticket.ref, status=ticket.status)
    return details


def change(draft: Draft, details: RequestDetails, title: str = "") -> None:
    """What is asked for is something else, and called `title` where one is given.

    Where the rules say so, all who agreed are asked again, and clocks stand; also where nobody had to agree until now,
    and where the item has other stages by now.
    Raises Refusal where the request is over or done, or waits for something else.
    """
    ticket = draft.ticket
    was = need_changeable(ticket)
    if details == was:
        return
    draft.happen(e.AnswersChanged(details, "" if title == ticket.title else title))
    if ticket.approval is None or not ticket.approval.stages:
        _begin_late(draft, details)
        return
    rules = draft.policy.approving.reapprove_if
    changed = tuple(differences(draft.policy, was, details))
    dearer = conditions.cost("cost_year", details) > conditions.cost("cost_year", was)
    stages = _other_stages(draft, was, details)
    again = ("form_changed" in rules and changed) or ("cost_increased" in rules and dearer)
    if not again and stages is None:
        return
    clock = ticket.clock("approval")
    if clock is not None and clock.live:
        draft.happen(e.ClockCancelled("approval", "superseded"))
    draft.happen(e.ApprovalSuperseded(changed, (was.cost, details.cost), stages))
    _stand_still(draft)
    _go_on(draft)


def _begin_late(draft: Draft, details: RequestDetails) -> None:
    """Nobody had to agree to what was asked for at first; to what is asked for now somebody may have to."""
    item = draft.policy.ordered(details)
    if item is not None and is_needed(item.stages, details):
        draft.happen(e.ApprovalBegan(item.stages))
        _stand_still(draft)
        _go_on(draft)


def _other_stages(draft: Draft, was: RequestDetails, now: RequestDetails) -> tuple[Stage, ...] | None:
    """The stages of a newer version of the item that the order goes by from now on; None where they are the same."""
    item = draft.policy.ordered(now) if now.version != was.version else None
    if item is None or item.stages == tuple(run.stage for run in _approval(draft.ticket).stages):
        return None
    return item.stages


def _stand_still(draft: Draft) -> None:
    sla.pause_for_approval(draft)
    escalation.end(draft, "superseded")


def differences(policy: Policy, was: RequestDetails, now: RequestDetails) -> Iterator[tuple[str, str, str]]:
    """The answers that are others: field, old, new; without the words that are for the fulfilment staff alone."""
    item = policy.ordered(now)
    secret = {each.id for each in item.form if each.sensitive} if item else {*was.answers, *now.answers}
    for field in dict.fromkeys((*was.sealed, *now.sealed)):
        if was.sealed.get(field) != now.sealed.get(field):
            yield field, "", ""
    for field in dict.fromkeys((*was.answers, *now.answers)):
        old, new = was.answers.get(field, ""), now.answers.get(field, "")
        if old != new:
            yield (field, "", "") if field in secret else (field, old, new)


def unreachable(draft: Draft, person: PersonId) -> None:
    """Somebody who is asked could not be told: the next in the line is asked as well."""
    found = pending(draft.ticket)
    if found is None:
        return
    number, run = found
    for seat in run.open_seats:
        if person in run.seats[seat].asked:
            _ask_next(draft, number, seat, "unreachable")


def look_again(draft: Draft) -> None:
    """Where all who are asked are away by now, the next who is there is asked as well."""
    found = pending(draft.ticket)
    if found is None:
        return
    number, run = found
    able = _able(draft)
    for seat in run.open_seats:
        if not any(able(one) for one in run.seats[seat].asked):
            _ask_next(draft, number, seat, "absent")


def coming(ticket: Ticket, policy: Policy, reminded: int | None = None) -> Iterator[tuple[datetime, int | None]]:
    """What time brings to the pending stage: its next reminder with its count from 1, and its end as None.

    `reminded` says how often it was reminded by then, where that is another time than now.
    """
    found = pending(ticket)
    if found is None:
        return
    _, run = found
    if run.started_at is None or run.expires_at is None:
        return
    rules = policy.approving
    done = run.reminded if reminded is None else reminded
    if done < len(rules.remind_after):
        at = add(policy.calendar(rules.calendar or policy.office), run.started_at, rules.remind_after[done])
        if at < run.expires_at:  # the rules may have been edited since it started
            yield at, done + 1
    yield run.expires_at, None


def remind(draft: Draft, count: int, *, suppressed: e.Suppressed | None = None) -> None:
    """Remind those who have not decided; with the last reminder the next in the line is asked as well."""
    found = pending(draft.ticket)
    if found is None or found[1].expires_at is None:
        return
    number, run = found
    to = asked_now(draft.ticket)
    draft.happen(e.ApproversReminded(number, count, to, found[1].expires_at, suppressed))
    look_again(draft)
    if count >= len(draft.policy.approving.remind_after):
        for seat in run.open_seats:
            _ask_next(draft, number, seat, "silent")


def expire(draft: Draft) -> None:
    """Nobody decided in time: the request is over, its promises are cancelled."""
    found = pending(draft.ticket)
    if found is None:
        return
    clock = draft.ticket.clock("approval")
    if clock is not None and clock.live:
        draft.happen(e.ClockStopped("approval", "missed", clock.target))
    sla.cancel(draft, "cancelled")
    escalation.end(draft, "cancelled")
    draft.happen(e.ApprovalExpired(found[0]))


def _seat_of(ticket: Ticket, person: PersonId) -> int | None:
    """The seat in which somebody speaks: where they are asked, else where it is their voice by the settings."""
    found = pending(ticket)
    if found is None or person in lines.barred(ticket):
        return None
    _, run = found
    asked = (number for number in run.open_seats if person in run.seats[number].asked)
    own = (number for number in run.open_seats if run.seats[number].whose == person)
    return next(asked, next(own, None))


def _go_on(draft: Draft) -> None:
    """Begin the next stage whose condition holds; where none is left, work begins."""
    for number, run in enumerate(_approval(draft.ticket).stages):
        if run.state != "waiting":
            continue
        details = draft.ticket.details
        if not isinstance(details, RequestDetails) or not conditions.holds(run.stage.when, details):
            draft.happen(e.StageSkipped(number))
            continue
        _start(draft, number, run.stage)
        if pending(draft.ticket) is not None:
            return
    draft.happen(e.ApprovalGranted())
    sla.run_after_approval(draft)
    escalation.arm(draft, unacked=draft.ticket.acked_at is None)


def _start(draft: Draft, number: int, stage: Stage) -> None:
    """Find out who decides in a stage, and ask them. Who said yes in this round already is not asked again."""
    seats = seats_of(_rules(draft), draft.ticket, stage, _last_yes(draft.ticket), _able(draft))
    rules = draft.policy.approving
    calendar = rules.calendar or draft.policy.office
    expires_at = add(draft.calendar(calendar), draft.at, rules.expire_after)
    draft.happen(e.StageStarted(number, seats, _needed(stage, len(seats)), expires_at))
    sla.start_approval(draft, calendar, rules.expire_after, expires_at)
    said = _approval(draft.ticket).said_yes
    for seat_number, seat in enumerate(seats):
        again = next((one for one in seat.asked if one in said), None)
        if again is not None and pending(draft.ticket) is not None:
            _say_yes(draft, number, seat_number, again, earlier=True)


def seats_of(
    policy: Policy, ticket: Ticket, stage: Stage, decided: PersonId | None, able: lines.Able
) -> tuple[e.Seat, ...]:
    """The voices of a stage with who is asked for each. Whoever can speaks for themselves before anybody for others.

    `decided` is who said yes last. Raises Refusal where nobody may decide.
    """
    voices: list[PersonId | None] = []
    for approver in stage.approvers:
        voices += lines.whose(policy, ticket, approver, decided)
    named, none = list(dict.fromkeys(voices)), lines.barred(ticket)
    own = frozenset(one for one in named if one and one not in none and able(one))
    taken = set(own)
    seats = []
    for voice in named:
        asked = voice if voice in own else lines.first_of(lines.line(policy, ticket, voice), able, frozenset(taken))
        if asked is None:
            raise Refusal("nobody_may_approve")
        if voice in own or asked not in taken:
            seats.append(e.Seat(voice, (asked,)))
        taken.add(asked)
    return tuple(seats)


def _needed(stage: Stage, seats: int) -> int:
    match stage.mode:
        case "any":
            return 1
        case "all":
            return seats
        case "majority":
            return seats // 2 + 1
        case "first":
            return min(stage.first, seats)


def _say_yes(draft: Draft, number: int, seat: int, person: PersonId, *, earlier: bool = False, note: str = "") -> None:
    run = _approval(draft.ticket).stages[number]
    settles = sum(vote.yes for vote in run.votes) + 1 >= run.needed
    if settles:
        sla.stop(draft, "approval")
    draft.happen(e.Approved(number, seat, person, settles, earlier, note))


def _ask_next(draft: Draft, number: int, seat: int, because: e.AskedBecause) -> None:
    """Ask the next of a seat's line who can decide and is not asked anywhere in the stage."""
    run = _approval(draft.ticket).stages[number]
    everybody = frozenset(one for each in run.seats for one in each.asked)
    mine = run.seats[seat]
    able = _able(draft)
    free = [one for one in lines.line(_rules(draft), draft.ticket, mine.whose) if one not in mine.asked and able(one)]
    following = next((one for one in free if one not in everybody), next(iter(free), None))
    if following is not None:
        draft.happen(e.ApproverAsked(number, seat, following, because))


def _able(draft: Draft) -> lines.Able:
    return lines.able(draft.rota(), draft.staffing(), draft.at)


def _rules(draft: Draft) -> Policy:
    return lines.as_of(draft.policy, draft.rota(), draft.staffing(), draft.at)


def _last_yes(ticket: Ticket) -> PersonId | None:
    votes = [vote for run in _approval(ticket).stages for vote in run.votes if vote.yes]
    return votes[-1].person if votes else None


def _approval(ticket: Ticket) -> Approval:
    if ticket.approval is None:
        raise LookupError(f"{ticket.ref} has no approval")
    return ticket.approval
