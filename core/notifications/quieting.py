"""Buttons that hold for a time only: as their ticket moves on they go from where they stand, and the sentence stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from core.notifications.approvals import ANSWERED_FIRST
from core.notifications.kinds import kind_of
from core.notifications.message_edits import answered, same_subject
from core.notifications.parts import part_of
from core.notifications.readings import with_words
from core.ports.outbox import Notice
from core.tickets import events as e
from core.tickets.comments import fold_comments, styles_in
from core.tickets.evolve import evolve, fold
from core.tickets.owed_files import owed_files
from core.tickets.ticket import Ticket

_ANSWERS = (
    e.Assigned, e.Cancelled, e.Claimed, e.EscalationSeen, e.LadderAcked, e.LadderEnded, e.Merged, e.Resolved, e.Started,
    e.Transferred, e.Unassigned, e.Approved, e.Rejected, e.ApprovalExpired, e.ApprovalSuperseded, e.StageSkipped,
    e.TaskMoved, e.CancelDeclined, e.AnswersChanged, e.ApproverAsked, e.ApproverReplaced, e.Converted,
    e.ApproverQuestioned, e.RequesterLeft, e.TaskHalted,
)  # fmt: skip
"""What may be what a message asked for, or make it needless."""
_ANSWERS_OF_REQUESTERS = (e.Commented, e.CommentEdited, e.CommentDeleted, e.CommentFilesChanged)
"""What may answer a question of somebody who decides, or bring a file that they are to see, or take it back."""


def may_quiet(before: Ticket, happened: Sequence[e.Happened]) -> bool:
    """Whether buttons of earlier messages may go by what happened. Most tickets have none, and are not looked at."""
    events = [entry.event for entry in happened]
    if any(isinstance(event, e.FollowedUp) for event in events):
        return True
    warned = bool(before.told) or any(clock.breached_at for clock in before.clocks)
    asked = before.assignee or before.acked_at or before.approval or before.escalated_to or before.failed
    asked_for = before.cancel_asked or before.change_asked
    asking = before.approval is not None and before.approval.asked is not None
    if (asking or owed_files(before)) and any(isinstance(event, _ANSWERS_OF_REQUESTERS) for event in events):
        return True
    if before.links and any(isinstance(event, e.PriorityChanged | e.Released) for event in events):
        return True
    paged = before.ladder is not None and bool(before.ladder.tried)
    if (warned or paged) and any(isinstance(event, e.Held) or _updates(event) for event in events):
        return True
    return bool(warned or paged or asked or asked_for or before.reopen_count) and any(
        isinstance(event, _ANSWERS) for event in events
    )


def _updates(event: e.Event) -> bool:
    return isinstance(event, e.Commented) and event.public and event.voice == "responder"


def quieted(
    standing: Sequence[Notice], before: Ticket, after: Ticket, log: Callable[[], Sequence[e.Happened]], now: datetime
) -> Iterator[Notice]:
    """What takes from messages that are `standing` the buttons that hold no longer; `log` is all that happened."""
    for said in standing:
        if part_of(said) > 1:  # the first has the buttons
            continue
        kind = kind_of(said)
        done = bool(kind.buttons.asked) and kind.is_settled(said, after)
        came, comes = kind.outcome(said, before), kind.outcome(said, after)
        if not done and came == comes and set(kind.offers(said, before)) <= set(kind.offers(said, after)):
            continue
        # What was settled before, and ends otherwise than that, is drawn once more, in the words that were read then.
        anew = done and came is not None and came != comes
        stood = _as_asked(said, log()) if anew else _stood(said, after, log)
        # What changes it just now was not so when it was read, also where that was in the same second.
        about = before if not (anew or same_subject(before, after)) else stood
        turn = None if done and not anew else after.version
        yield answered(
            _as_it_stands(said, log), now, stood if kind.tells_holder else None, turn, asks=came != comes and not done,
            about=about if about is not None and not same_subject(about, after) else None,
        )  # fmt: skip


def as_it_stands(said: Notice, ticket: Ticket | None, log: Callable[[], Sequence[e.Happened]], now: datetime) -> Notice:
    """One notice of a message that says several, as it reads where that message is drawn again."""
    kind = kind_of(said)
    asks = bool(kind.buttons.asked) and ticket is not None and not kind.is_settled(said, ticket)
    stood = _stood(said, ticket, log)
    return answered(
        _as_it_stands(said, log), now, stood if kind.tells_holder else None, asks=asks,
        about=stood if stood is not None and ticket is not None and not same_subject(stood, ticket) else None,
    )  # fmt: skip


def _as_it_stands(said: Notice, log: Callable[[], Sequence[e.Happened]]) -> Notice:
    """What passes on somebody's answer, with its words as they stand there: edited in time, or deleted."""
    if said.kind != ANSWERED_FIRST.name or not said.facts.get("comment"):
        return said
    early = [one for one in log() if not (isinstance(one.event, e.CommentEdited) and one.event.late)]
    words = next((one for one in fold_comments(early) if one.id == said.facts["comment"]), None)
    if words is None:
        return said
    if words.text is None:
        said = replace(said, facts={**said.facts, "deleted": True, "files": ()})
        return with_words(said, "", ())
    return with_words(said, words.text, styles_in(early, words.id))


def _stood(said: Notice, ticket: Ticket | None, log: Callable[[], Sequence[e.Happened]]) -> Ticket | None:
    """The ticket as it was when a sentence was said about who had it, or when it was another kind of record."""
    converted = ticket is not None and ticket.converted_by is not None
    needed = kind_of(said).tells_holder or converted
    return fold(entry for entry in log() if entry.at <= said.not_before) if needed else None


def _as_asked(said: Notice, log: Sequence[e.Happened]) -> Ticket:
    """The ticket as it was when the round began in which somebody was asked."""
    ticket = Ticket()
    for entry in log:
        ticket = evolve(ticket, entry)
        if ticket.approving and ticket.approval is not None and ticket.approval.round == said.facts.get("round"):
            break
    return ticket
