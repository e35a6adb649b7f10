"""The stages of an approval: how each begins, who is asked, what a decision does (domain.md 5).

Stages follow each other; who decides in one is found out when it begins. A stage has a clock of its own, which ends
with the decision. These functions check what may be and write events on a draft, as `core.lifecycle.transitions` do.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.approvals import changes, conditions, lines, state
from core.approvals.ahead import settled_too
from core.approvals.seats import needed_of, no_more_named, seats_of
from core.calendars.hours import add
from core.calendars.oncall import Rota
from core.errors import Refusal
from core.items import Stage
from core.lifecycle import escalation, sla
from core.people import PersonId, Staffing
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


def approve(draft: Draft, person: PersonId, round_: int | None = None, note: str = "") -> None:
    """Somebody says yes, perhaps with a note. `round_` is what they saw (None: as it is now). Raises Refusal."""
    number, seat = state.need_decider(draft.ticket, person, round_)
    _say_yes(draft, number, seat, person, note=note)
    if state.pending(draft.ticket) is None:
        _go_on(draft)


def reject(
    draft: Draft, person: PersonId, reason: str, styles: tuple[str, ...] = (), round_: int | None = None
) -> None:
    """Somebody says no, for a reason that the requester reads. Raises Refusal.

    One no is enough, but where some of many may agree: there it is over once too few are left for it.
    """
    number, seat = state.need_decider(draft.ticket, person, round_)
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
    number, _ = state.need_decider(draft.ticket, person)
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

    All stages begin anew, and clocks stand, where the rules say so, where the item has other stages by now, and
    where others have to agree to what is asked for now than were asked. A stage that nobody needs any more is asked no
    longer. Also where nobody had to agree until now somebody may have to.
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
    changed = tuple(changes.differences(draft.policy, was, details))
    dearer = conditions.cost("cost_year", details) > conditions.cost("cost_year", was)
    stages = _other_stages(draft, was, details)
    again = ("form_changed" in rules and changed) or ("cost_increased" in rules and dearer)
    if again or stages is not None or _comes(ticket.approval, details) or _others_decide(draft, ticket):
        _begin_anew(draft, e.ApprovalSuperseded(changed, (was.cost, details.cost), stages))
    elif (found := state.pending(draft.ticket)) and not conditions.holds(found[1].stage.when, details):
        _cancel_clock(draft)
        draft.happen(e.StageSkipped(found[0]))
        _go_on(draft)


def of_others(draft: Draft, was: Ticket) -> None:
    """The request turned out to be somebody else's than it `was`, or another team's: who decides may be others now.

    Then all stages begin anew: what was said of it before was said of somebody else's, perhaps by whoever may not
    decide about it any more. Raises Refusal where nobody at all may decide.
    """
    now = draft.ticket
    if not now.approving or not isinstance(now.details, RequestDetails) or not _others_decide(draft, was):
        return
    requesters = (was.requester, now.requester) if was.requester != now.requester else ()
    teams = (was.team, now.team) if was.team != now.team else ()
    costs = (now.details.cost, now.details.cost)
    _begin_anew(draft, e.ApprovalSuperseded((), costs, requesters=requesters, teams=teams))


def _comes(approval: Approval, details: RequestDetails) -> bool:
    """Whether a stage that nobody was asked in is needed for what is asked for now."""
    return any(run.state == "skipped" and conditions.holds(run.stage.when, details) for run in approval.stages)


def _others_decide(draft: Draft, was: Ticket) -> bool:
    """Whether others may decide, in the stages that began, than could about what the request `was`."""
    now, rules = draft.ticket, _rules(draft)
    asked = [one for run in _approval(now).stages if run.seats for one in run.stage.approvers]
    voices = ([lines.whose(rules, one, approver, None) for approver in asked] for one in (was, now))
    return lines.barred(was) != lines.barred(now) or next(voices) != next(voices)


def _begin_anew(draft: Draft, superseded: e.ApprovalSuperseded) -> None:
    _cancel_clock(draft)
    draft.happen(superseded)
    _stand_still(draft)
    _go_on(draft)


def _cancel_clock(draft: Draft) -> None:
    """Nobody owes a decision by the day that the stage which is being decided would have ended."""
    clock = draft.ticket.clock("approval")
    if clock is not None and clock.live:
        draft.happen(e.ClockCancelled("approval", "superseded"))


def _begin_late(draft: Draft, details: RequestDetails) -> None:
    """Nobody had to agree to what was asked for at first; to what is asked for now somebody may have to."""
    item = draft.policy.ordered(details)
    if item is not None and state.is_needed(item.stages, details):
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


def unreachable(draft: Draft, person: PersonId) -> None:
    """Somebody who is asked could not be told: the next in the line is asked as well, once for all their messages."""
    found = state.pending(draft.ticket)
    if found is None or person in found[1].unreached:
        return
    number, run = found
    seats = [seat for seat in run.open_seats if person in run.seats[seat].asked]
    if seats:
        draft.happen(e.ApproverUnreached(number, person))
    for seat in seats:
        ask_next(draft, number, seat, "unreachable")
    _note_stuck(draft)


def moved(ticket: Ticket, able: lines.Able) -> bool:
    """Whether to look again: who is asked went away since or came back, or nobody is there who is asked for a voice."""
    found = state.pending(ticket)
    if found is None:
        return False
    _, run = found
    seats = [run.seats[number].asked for number in run.open_seats]
    alone = any(not any(able(one) and one not in run.unreached for one in asked) for asked in seats)
    return alone or {one for one in state.asked_now(ticket) if not able(one)} != set(run.missing)


def note_missing(draft: Draft) -> None:
    """Note who of those who are asked is away by now, or left, where it is not as it was noted before."""
    found = state.pending(draft.ticket)
    if found is None:
        return
    number, run = found
    there = lines.able(draft.rota(), draft.staffing(), draft.at)
    missing = tuple(one for one in state.asked_now(draft.ticket) if not there(one))
    if set(missing) != set(run.missing):
        draft.happen(e.ApproversMissing(number, missing))


def look_again(draft: Draft) -> None:
    """Note who is there by now; where all who are asked are away, the next who is there is asked as well."""
    note_missing(draft)
    found = state.pending(draft.ticket)
    if found is None:
        return
    number, run = found
    able = _able(draft)
    for seat in run.open_seats:
        asked = run.seats[seat].asked
        if not any(able(one) for one in asked):
            because, until = lines.why_not(asked[-1:], draft.rota(), draft.staffing(), draft.at)
            ask_next(draft, number, seat, because or "absent", until)
    _note_stuck(draft)


def replace_former(draft: Draft, old: Policy) -> None:
    """Whoever decides no longer by the settings, since they were edited from the `old` ones, is replaced.

    Where a seat was theirs, whoever has their part by now has it; where nobody does, the next of their line who can.
    """
    found = state.pending(draft.ticket)
    if found is None:
        return
    number, run = found
    for seat in run.open_seats:
        former, now = _moved_on(draft, _approval(draft.ticket).stages[number], seat, old)
        if former and now.asked:
            draft.happen(e.ApproverReplaced(number, seat, former, now))
    if state.pending(draft.ticket) != found:
        _count_said(draft, number)
        if state.pending(draft.ticket) is None:
            _go_on(draft)
        else:
            look_again(draft)


def _moved_on(draft: Draft, run: StageRun, number: int, old: Policy) -> tuple[tuple[PersonId, ...], e.Seat]:
    """Who has to do with a seat no longer, and how it is from now on; nobody where it stays as it was."""
    seat, rules, able = run.seats[number], _rules(draft), _able(draft)
    gone = (lines.known(old) - lines.known(draft.policy)) | no_more_named(draft.policy, run.stage)
    before, now = (_voices(draft, run, one) for one in (lines.as_of(old, *_standing(draft)), rules))
    others = [each for other, each in enumerate(run.seats) if other != number]
    taken = frozenset(one for each in others for one in (*each.asked, each.whose) if one)
    if seat.whose is None or not (seat.whose in gone or (seat.whose in before and seat.whose not in now)):
        kept = tuple(one for one in seat.asked if one not in gone)
        if kept == seat.asked:
            return (), seat
        following = kept or _first(lines.line(rules, draft.ticket, seat.whose), able, taken, gone)
        return tuple(one for one in seat.asked if one in gone), replace(seat, asked=following)
    free = next((one for one in now if one and one not in (*taken, *gone)), None)
    line = [one for one in lines.line(rules, draft.ticket, free or seat.whose) if free or one != seat.whose]
    following = _first(tuple(line), able, taken, gone)
    former = tuple(dict.fromkeys(one for one in (seat.whose, *seat.asked) if one not in following))
    return former, e.Seat(free or next(iter(following), None), following)


def _first(
    line: tuple[PersonId, ...], able: lines.Able, taken: frozenset[PersonId], gone: frozenset[PersonId]
) -> tuple[PersonId, ...]:
    person = lines.first_of(tuple(one for one in line if one not in gone), able, taken)
    return (person,) if person else ()


def _voices(draft: Draft, run: StageRun, rules: Policy) -> tuple[PersonId | None, ...]:
    decided = _last_yes(draft.ticket)
    found = (lines.whose(rules, draft.ticket, approver, decided) for approver in run.stage.approvers)
    return tuple(one for each in found for one in each)


def _note_stuck(draft: Draft) -> None:
    """Note once in a stage that of those who are asked for a voice nobody is there, and nobody else could be asked."""
    found = state.pending(draft.ticket)
    if found is None or found[1].stuck:
        return
    number, run = found
    able = _able(draft)
    gone = [seat.asked for seat in (run.seats[each] for each in run.open_seats) if not any(map(able, seat.asked))]
    if gone:
        people = tuple(dict.fromkeys(one for asked in gone for one in asked))
        draft.happen(e.NobodyToAsk(number, people))


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
        if state.pending(draft.ticket) is not None:
            return
    draft.happen(e.ApprovalGranted())
    sla.run_after_approval(draft)
    escalation.arm(draft, unacked=draft.ticket.acked_at is None)


def _start(draft: Draft, number: int, stage: Stage) -> None:
    """Find out who decides in a stage, and ask them. Who said yes in this round already is not asked again."""
    found = seats_of(_rules(draft), draft.ticket, stage, _last_yes(draft.ticket), _able(draft))
    seats = tuple(_with_reason(draft, seat) for seat in found)
    rules = draft.policy.approving
    calendar = rules.calendar or draft.policy.office
    expires_at = add(draft.calendar(calendar), draft.at, rules.expire_after)
    settles = tuple(settled_too(_rules(draft), draft.ticket, number, seats, _able(draft)))
    draft.happen(e.StageStarted(number, seats, needed_of(stage, len(seats)), expires_at, settles))
    sla.start_approval(draft, calendar, rules.expire_after, expires_at)
    _count_said(draft, number)
    note_missing(draft)
    _note_stuck(draft)


def _count_said(draft: Draft, number: int) -> None:
    """Who said yes in this round already speaks for what they are asked in a stage, too."""
    said, run = _approval(draft.ticket).said_yes, _approval(draft.ticket).stages[number]
    for seat in run.open_seats:
        again = next((one for one in run.seats[seat].asked if one in said), None)
        if again is not None and state.pending(draft.ticket) is not None:
            _say_yes(draft, number, seat, again, earlier=True)


def _with_reason(draft: Draft, seat: e.Seat) -> e.Seat:
    """The seat with why somebody else than whose it is is asked."""
    if seat.whose is None or seat.whose in seat.asked or seat.whose in lines.barred(draft.ticket):
        return seat
    because, until = lines.why_not((seat.whose,), draft.rota(), draft.staffing(), draft.at)
    return replace(seat, because=because, until=until)


def _say_yes(draft: Draft, number: int, seat: int, person: PersonId, *, earlier: bool = False, note: str = "") -> None:
    run = _approval(draft.ticket).stages[number]
    settles = sum(vote.yes for vote in run.votes) + 1 >= run.needed
    if settles:
        sla.stop(draft, "approval")
    draft.happen(e.Approved(number, seat, person, settles, earlier, note))


def ask_next(draft: Draft, number: int, seat: int, because: e.AskedBecause, until: datetime | None = None) -> None:
    """Ask the next of a seat's line who can decide and is not asked anywhere in the stage."""
    run = _approval(draft.ticket).stages[number]
    everybody = frozenset(one for each in run.seats for one in each.asked)
    mine = run.seats[seat]
    able = _able(draft)
    free = [one for one in lines.line(_rules(draft), draft.ticket, mine.whose) if one not in mine.asked and able(one)]
    following = next((one for one in free if one not in everybody), next(iter(free), None))
    if following is not None:
        draft.happen(e.ApproverAsked(number, seat, following, because, until))


def _able(draft: Draft) -> lines.Able:
    """Who can decide just now: is there, and could be told of this stage as far as is known."""
    there = lines.able(draft.rota(), draft.staffing(), draft.at)
    found = state.pending(draft.ticket)
    unreached = found[1].unreached if found else ()
    return lambda person: person not in unreached and there(person)


def _rules(draft: Draft) -> Policy:
    return lines.as_of(draft.policy, *_standing(draft))


def _standing(draft: Draft) -> tuple[Rota, Staffing, datetime]:
    return draft.rota(), draft.staffing(), draft.at


def _last_yes(ticket: Ticket) -> PersonId | None:
    votes = [vote for run in _approval(ticket).stages for vote in run.votes if vote.yes]
    return votes[-1].person if votes else None


def _approval(ticket: Ticket) -> Approval:
    if ticket.approval is None:
        raise LookupError(f"{ticket.ref} has no approval")
    return ticket.approval
