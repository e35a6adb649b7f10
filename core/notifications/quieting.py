"""Buttons that hold for a time only: as their ticket moves on they go from where they stand, and the sentence stays."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from core.notifications.approvals import ANSWERED_FIRST
from core.notifications.kinds import kind_of
from core.notifications.message_edits import answered
from core.notifications.parts import is_last, part_of
from core.ports.outbox import FactValue, Notice
from core.tickets import events as e
from core.tickets.comments import fold_comments, styles_in
from core.tickets.evolve import fold
from core.tickets.ticket import Ticket

_ANSWERS = (
    e.Assigned, e.Cancelled, e.Claimed, e.EscalationSeen, e.LadderAcked, e.LadderEnded, e.Merged, e.Resolved, e.Started,
    e.Transferred, e.Unassigned, e.Approved, e.Rejected, e.ApprovalExpired, e.ApprovalSuperseded,
    e.TaskMoved, e.CancelDeclined, e.AnswersChanged, e.Converted,
)  # fmt: skip
"""What may be what a message asked for, or make it needless."""


def may_quiet(before: Ticket, happened: Sequence[e.Happened]) -> bool:
    """Whether buttons of earlier messages may go by what happened. Most tickets have none, and are not looked at."""
    events = [entry.event for entry in happened]
    if any(isinstance(event, e.FollowedUp) for event in events):
        return True
    warned = bool(before.told) or any(clock.breached_at for clock in before.clocks)
    asked = before.assignee or before.acked_at or before.approval or before.escalated_to
    asked_for = before.cancel_asked or before.change_asked
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
        kind = kind_of(said)
        done = bool(kind.buttons.asked) and kind.is_settled(said, after)
        if not done and set(kind.offers(said, before)) <= set(kind.offers(said, after)):
            continue
        stood = fold(entry for entry in log() if entry.at <= said.not_before) if kind.tells_holder else None
        yield answered(_as_it_reads(said, log), now, stood, None if done else after.version)


def as_it_stands(said: Notice, ticket: Ticket | None, log: Callable[[], Sequence[e.Happened]], now: datetime) -> Notice:
    """One notice of a message that says several, as it reads where that message is drawn again."""
    kind = kind_of(said)
    asks = bool(kind.buttons.asked) and ticket is not None and not kind.is_settled(said, ticket)
    return answered(_as_it_reads(said, log), now, _stood(said, log), asks=asks)


def _as_it_reads(said: Notice, log: Callable[[], Sequence[e.Happened]]) -> Notice:
    """What passes on somebody's answer, with its words as they read by now: they may have been edited or deleted."""
    comment = said.facts.get("comment") if said.kind == ANSWERED_FIRST.name else None
    happened = log() if comment else ()
    words = next((one for one in fold_comments(happened) if one.id == comment), None)
    if words is None or (words.text is not None and not (part_of(said) == 1 and is_last(said))):
        return said
    deleted, styles = words.text is None, styles_in(happened, words.id)
    now: dict[str, FactValue] = {"text": words.text or "", "styles": () if deleted else styles, "deleted": deleted}
    return replace(said, facts={**said.facts, **now, **({"files": ()} if deleted else {})})


def _stood(said: Notice, log: Callable[[], Sequence[e.Happened]]) -> Ticket | None:
    """The ticket as it was when a sentence was said about who had it."""
    return fold(entry for entry in log() if entry.at <= said.not_before) if kind_of(said).tells_holder else None
