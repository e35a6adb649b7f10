"""From what happened to an approval to what is said: each who decides is asked, whoever asked hears how it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypedDict, TypeVar

from core.approvals import changes, due, lines, state
from core.fulfilment import steps
from core.fulfilment.offered import fault_left
from core.notifications import approvals, message_edits, triage
from core.notifications.parts import in_parts, split
from core.notifications.recipients import Announcer
from core.people import PersonId
from core.ports.outbox import DIRECT
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.approval import Approval
from core.tickets.comments import Comment
from core.tickets.permissions import asking_people
from core.tickets.ticket import Ticket

S = TypeVar("S", bound=approvals.SoFar)


class _Changes(TypedDict, total=False):
    changed: tuple[str, ...]
    was: tuple[str, ...]
    now_is: tuple[str, ...]
    fields: tuple[str, ...]
    cost_was: int | None
    cost_is: int | None


def tell_approval(out: Announcer, entry: e.Happened) -> None:  # noqa: C901  # one arm per event, nothing nested
    """What is said of one event of an approval; nothing of any other."""
    at, ticket = entry.at, out.after
    match entry.event:
        case e.StageStarted(seats=seats):
            for seat in seats:
                for person in seat.asked:
                    _ask(out, person, _Why(seat.whose, seat.because, seat.until), at)
        case e.ApproverAsked(stage=stage, seat=seat, person=person, because=because, until=until) if (
            ticket.approval is not None
        ):
            seats = ticket.approval.stages[stage].seats
            whose = seats[seat].whose if seat < len(seats) else None
            tried = seats[seat].asked[: seats[seat].asked.index(person)] if seat < len(seats) else ()
            _ask(out, person, _Why(whose, because, until, tried), at)
        case e.ApproverReplaced(stage=stage, former=former, now=seat) if out.before.approval is not None:
            asked_before = {one for each in out.before.approval.stages[stage].seats for one in each.asked}
            for person in seat.asked:
                if person not in asked_before:
                    _ask(out, person, _Why(former[0]), at)
        case e.NobodyToAsk(people=people) if state.pending(ticket) is not None and ticket.approval:
            stuck = approvals.Stuck(ticket.approval.round, people, due.ends_at(ticket, out.policy))
            for owner in _owners(out):
                out.direct(approvals.APPROVAL_STUCK, stuck, owner, at)
        case e.ApproversReminded(count=count, to=to, expires_at=expires_at, suppressed=None) if (
            ticket.approval is not None
        ):
            last = count >= len(out.policy.approving.remind_after) > 1
            for person in to:
                if state.may_decide(ticket, person):
                    waits = approvals.Undecided(
                        ticket.approval.round, expires_at, count=count, last=last,
                        last_day=due.last_day(ticket, out.policy),
                    )  # fmt: skip
                    reminded = _with_all_said(waits, ticket.approval, person)
                    out.direct(approvals.APPROVAL_REMINDER, reminded, person, at)
            if (asked := ticket.approval.unanswered) is not None:
                again = approvals.AskedFirst(asked.asker, asked.text, expires_at=expires_at, last=last)
                out.requester(approvals.ASKED_FIRST, again, at)
        case e.Approved(person=person, earlier=False, note=note):
            out.requester(approvals.AGREED, approvals.Agreed(person, state.awaited(ticket), note), at)
        case e.Rejected(stage=stage, person=person, reason=reason, styles=styles) as no:
            refused = approvals.Refused(person=person, reason=reason, styles=styles)
            if not no.settles and ticket.approval is not None:
                run = ticket.approval.stages[stage]
                more = state.awaited(ticket)
                refused = replace(refused, more=more, needed=run.needed, voices=len(run.seats))
            out.requester(approvals.REFUSED, refused, at)
            _tell_fault_left(out, entry)
        case e.ApprovalExpired():
            unanswered = out.before.approval.question if out.before.approval else ""
            over = due.last_day(out.before, out.policy)
            out.requester(approvals.LAPSED, approvals.Lapsed(unanswered, over), at)
            gone = out.before.approval.unanswerable if out.before.approval and not unanswered else None
            asked_for = (gone.text, gone.left) if gone else (unanswered,)
            undecided = approvals.Ended(state.asked_now(out.before), *asked_for)
            out.direct(approvals.ENDED, undecided, out.policy.team(ticket.team).lead, at)
            _tell_fault_left(out, entry)
        case e.Cancelled():
            _tell_fault_left(out, entry)
        case e.ApproverQuestioned(question=question, styles=styles):
            first = approvals.AskedFirst(person=entry.actor, question=question, styles=styles)
            out.requester(approvals.ASKED_FIRST, first, at)
            out.triage(triage.ASKED, triage.AskedFor(person=entry.actor, question=question, styles=styles), at)
        case e.RequesterLeft(person=person):
            _tell_no_answer(out, person, at)
        case e.AnswersChanged():
            _tell_change(out, entry.actor, at)
        case e.ChangeAsked(details=wanted):
            asks = approvals.ChangeWanted(
                entry.actor, steps.begun(ticket), ping=ticket.assignee, **_changes(out, wanted)
            )
            out.triage(approvals.CHANGE_ASKED, asks, at)


def _tell_fault_left(out: Announcer, end: e.Happened) -> None:
    """The team reads that what was reported is not solved, where what it was converted to came to nothing."""
    if fault_left(out.after):
        cancelled, had = isinstance(end.event, e.Cancelled), out.before.assignee
        withdrew = end.actor if cancelled and end.actor in asking_people(out.policy, out.after) else None
        left = triage.FaultLeft(had if had != end.actor else None, withdrew, cancelled and withdrew is None)
        out.triage(triage.FAULT_LEFT, left, end.at)


def tell_asker(out: Announcer, said: e.Commented, at: datetime) -> None:
    """What the requester writes after an approver asked them goes to whoever decides, and to whoever asked."""
    approval = out.before.approval
    if approval is None or said.voice != "requester" or said.polite:
        return
    files = tuple(f"{file.name}|{file.url}" for file in said.files)
    words = approvals.AnsweredFirst(
        approval.round, said.author, said.text, files, said.styles, said.comment, stage=approval.pending
    )  # fmt: skip
    for person in _readers(out.after):
        told = _with_question(words, out, said.comment, person)
        out.direct(approvals.ANSWERED_FIRST, told, person, at, once=said.comment)


def _tell_no_answer(out: Announcer, left: PersonId, at: datetime) -> None:
    """Whoever would read an answer reads that none comes."""
    approval = out.before.approval
    if approval is None:
        return
    asked = [one for one in approval.questions if one.open]
    for person in _readers(out.after):
        told = approvals.AnsweredFirst(
            approval.round, left, "", stage=approval.pending, left=True,
            askers=tuple(one.asker for one in asked), questions=tuple(one.text for one in asked),
        )  # fmt: skip
        out.direct(approvals.ANSWERED_FIRST, told, person, at)


def _readers(ticket: Ticket) -> tuple[PersonId, ...]:
    """Who reads an answer to what somebody asked first: who is asked to decide and is there, and whoever asked.

    Not who asked and has said what they think of it, nor where others did so in their place.
    """
    found, approval = state.pending(ticket), ticket.approval
    if found is None or approval is None or not approval.askers:
        return ()
    askers = [one for one in approval.askers if state.may_decide(ticket, one) or one in found[1].former]
    return tuple(dict.fromkeys((*askers, *state.awaited(ticket))))


def _with_question(
    words: approvals.AnsweredFirst, out: Announcer, comment: str, person: PersonId
) -> approvals.AnsweredFirst:
    """An answer with what others asked than who reads it; whoever asked, and is away or replaced, reads who decides."""
    both = (one.approval for one in (out.before, out.after) if one.approval is not None)
    every = dict.fromkeys(
        (one.asker, one.text) for each in both for one in each.questions if comment in dict(one.answers)
    )
    others = [one for one in every if one[0] != person]
    here = state.awaited(out.after)
    instead = here if person not in here and any(asker == person for asker, _ in every) else ()
    return replace(
        words, askers=tuple(asker for asker, _ in others), questions=tuple(text for _, text in others), deciders=instead
    )  # fmt: skip


def tell_asker_late(out: Announcer, said: Comment, text: str, styles: tuple[str, ...], at: datetime) -> None:
    """What an answer reads after a late edit is said anew to those who were told of it, while somebody decides."""
    approval = out.after.approval
    if approval is None or said.voice != "requester" or not said.public:
        return
    words = approvals.AnsweredFirst(approval.round, said.author, text, styles=styles, stage=approval.pending)
    for person in _readers(out.after):
        if out.waits_since(approvals.ANSWERED_FIRST, f"{DIRECT}{person}", said.at) is not None:
            continue  # it is said as it reads then
        told = _with_question(words, out, said.id, person)
        out.direct(approvals.ANSWERED_FIRST, told, person, at, once=said.id, below=f"edited:{out.seq}")


def follow_answer(out: Announcer, said: Comment, text: str | None, styles: tuple[str, ...], at: datetime) -> None:
    """Let what approvers read of an answer read as it does now, in all its parts: edited, or deleted (`text` None)."""
    approval, kind = out.after.approval, approvals.ANSWERED_FIRST
    if approval is None or said.voice != "requester" or not said.public:
        return
    files = tuple(f"{file.name}|{file.url}" for file in said.files) if text is not None else ()
    reads = approvals.AnsweredFirst(
        approval.round_at(said.at), said.author, text or "", files, styles, said.id, deleted=text is None
    )  # fmt: skip
    for person in sorted(approval.people):
        to, now = f"{DIRECT}{person}", _with_question(reads, out, said.id, person)
        told = kind.notice(now, ticket=out.after.ref, to=to, key=f"{said.id}:{kind.name}:{to}", at=at)
        parts = tuple(in_parts(told, kind.words))
        if (until := out.waits_since(kind, to, said.at)) is not None:
            # It is said as it reads then: only what it grew by is new. What waits already is left alone.
            if person in _readers(out.after):
                out.said += [replace(part, not_before=until) for part in parts[1:]]
            continue
        for part in parts:
            out.redraw(part, asks=not kind.is_settled(part, out.after))
        if text is not None and len(split(said.text or "")) <= len(parts):
            continue
        rest = message_edits.Rest(
            target=f"notice:{told.key}", comment=said.id, author=said.author, voice=said.voice, keep=len(parts),
            words_only=text is not None,
        )  # fmt: skip
        out.direct(message_edits.REST_GONE, rest, person, at)


def _tell_change(out: Announcer, by: PersonId, at: datetime) -> None:
    """The team and whoever asked read what is ordered by now, each in their thread; whoever has it is called."""
    changed = approvals.OrderChanged(by=by, again=out.after.approving, **_changes(out))
    out.requester(approvals.ORDER_CHANGED, changed, at)
    out.triage(approvals.ORDER_CHANGED, replace(changed, ping=out.after.assignee), at)


def _changes(out: Announcer, wanted: RequestDetails | None = None) -> _Changes:
    """What is ordered otherwise than before, or is `wanted` otherwise, side by side."""
    was, now = out.before.details, wanted or out.after.details
    if not isinstance(was, RequestDetails) or not isinstance(now, RequestDetails):
        return {}
    return _spelled(out, now, tuple(changes.differences(out.policy, was, now)), (was.cost, now.cost))


def _spelled(
    out: Announcer, now: RequestDetails, found: tuple[tuple[str, str, str], ...], costs: tuple[int, int]
) -> _Changes:
    """What was found to be otherwise, by the labels of the form."""
    item = out.policy.ordered(now)
    labels = {each.id: each.label for each in item.form} if item else {}
    made: _Changes = {
        "changed": tuple(labels.get(field, field) for field, _, _ in found),
        "was": tuple(old for _, old, _ in found),
        "now_is": tuple(new for _, _, new in found),
        "fields": tuple(field for field, _, _ in found),
    }
    if costs[0] != costs[1]:
        made |= {"cost_was": costs[0], "cost_is": costs[1]}
    return made


def _owners(out: Announcer) -> tuple[PersonId, ...]:
    """Who sees to it that an approval goes on: the owners of the catalog, else the admins, else the team's lead."""
    roles = out.policy.roles
    return roles.get("catalog_owner") or roles.get("admin") or (out.policy.team(out.after.team).lead,)


@dataclass(frozen=True, slots=True)
class _Why:
    """Whose voice somebody gives, why they do, until when that one is away, and who was asked for it before them."""

    whose: PersonId | None
    because: e.AskedBecause | None = None
    until: datetime | None = None
    tried: tuple[PersonId, ...] = ()


def _ask(out: Announcer, person: PersonId, why: _Why, at: datetime) -> None:
    """Ask somebody to decide, unless that was done in the same breath."""
    after = out.after
    if after.approval is None or person not in state.asked_now(after):
        return
    missing = why.tried[-1] if why.tried and why.because != "silent" else why.whose
    themselves = missing in (None, person)
    own = not themselves and missing in lines.barred(after)
    wanted = approvals.Wanted(
        round=after.approval.round,
        instead_of=None if themselves else missing,
        unknown=why.whose is None,
        because="own" if own else why.because,
        until=why.until,
        tried=why.tried,
        has_until=out.others.has_until(),
        **_beside(after, person, why.tried),
        last_day=due.last_day(after, out.policy),
        converted_by=after.converted_by,
        wrote=after.description if after.converted_by else "",
        **_refused_before(after),
        **_changed(out, after.approval, person),
    )
    out.direct(approvals.APPROVAL, _with_all_said(wanted, after.approval, person), person, at)


def _with_all_said(facts: S, approval: Approval, person: PersonId) -> S:
    """The facts with what others said, asked and were answered before `person` was asked.

    Of all that is answered, their own too.
    """
    votes = {(vote.person, vote.yes): vote for run in approval.stages for vote in run.votes}.values()
    yes, no = [vote for vote in votes if vote.yes], [vote for vote in votes if not vote.yes]
    asked = [one for one in approval.questions if one.text and (one.answers or one.asker != person)]
    return replace(
        facts,
        stage=approval.pending,
        agreed=tuple(vote.person for vote in yes),
        notes=tuple(vote.reason for vote in yes),
        agreed_at=tuple(vote.at.isoformat() for vote in yes),
        against=tuple(vote.person for vote in no),
        reasons=tuple(vote.reason for vote in no),
        against_at=tuple(vote.at.isoformat() for vote in no),
        askers=tuple(one.asker for one in asked),
        questions=tuple(one.text for one in asked),
        answers=tuple("\n".join(words for _, words in one.answers if words) for one in asked),
        unanswered_by=tuple(one.left for one in asked),
    )


class _Beside(TypedDict, total=False):
    starts: bool
    others: tuple[PersonId, ...]
    needed: int
    voices: int


def _beside(ticket: Ticket, person: PersonId, tried: tuple[PersonId, ...]) -> _Beside:
    """Who else is asked in the stage that is being decided, and whether one yes is enough for work to begin."""
    found, (stage, stages) = state.pending(ticket), state.progress(ticket)
    if found is None:
        return {}
    run = found[1]
    left = run.needed - sum(vote.yes for vote in run.votes)
    others = tuple(one for one in state.asked_now(ticket) if one != person and one not in tried)
    return {"starts": stage == stages and left == 1, "others": others, "needed": run.needed, "voices": len(run.seats)}


class _Refused(TypedDict, total=False):
    rejected_ref: str
    rejected_by: PersonId | None
    rejected_at: datetime
    rejected_why: str


def _refused_before(ticket: Ticket) -> _Refused:
    """Who refused the order that this one was made of again, when and why."""
    no = ticket.refused_before
    if no is None:
        return {}
    return {"rejected_ref": no.ref, "rejected_by": no.person, "rejected_at": no.at, "rejected_why": no.reason}


class _Anew(_Changes, total=False):
    requester_was: PersonId | None
    requester_is: PersonId | None
    team_was: str | None
    team_is: str | None
    changed_by: PersonId | None
    changed_at: datetime
    again: bool


def _changed(out: Announcer, approval: Approval, person: PersonId) -> _Anew:
    """What was changed since others decided, by whom and when; `again` where they decide once more themselves."""
    change, now = approval.change, out.after.details
    if change is None or not isinstance(now, RequestDetails):
        return {}
    told = _spelled(out, now, change.changed, change.costs)
    requester_was, requester_is = change.requesters or (None, None)
    team_was, team_is = change.teams or (None, None)
    return {
        **told,
        "requester_was": requester_was,
        "requester_is": requester_is,
        "team_was": team_was,
        "team_is": team_is,
        "changed_by": change.by,
        "changed_at": change.at,
        "again": person in change.people,
    }
