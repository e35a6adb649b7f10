"""The question how it was, below the message that asks it: a button for each score while it waits for its answer."""

from __future__ import annotations

from adapters.presentation.desk_words import DeskWords
from core.lifecycle.survey import is_low
from core.notifications.kinds import kind_of
from core.notifications.survey import SURVEY
from core.ports.outbox import Notice
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button


def buttons(desk: DeskWords, notice: Notice, ticket: Ticket | None) -> tuple[Button, ...]:
    """One for each score; a low one opens the form that asks why."""
    if ticket is None or not _asks(notice, ticket) or ticket.survey is None:
        return ()
    scale = ticket.survey.scale
    return tuple(_button(desk, ticket, score, low=is_low(score, scale)) for score in range(1, scale + 1))


def _asks(notice: Notice, ticket: Ticket) -> bool:
    """Whether the message of this notice, which may be of an earlier resolution, is the one that asks now."""
    kind, survey = kind_of(notice), ticket.survey
    if not kind.buttons.rate or survey is None or survey.state != "asked":
        return False
    if kind is SURVEY:
        return not survey.with_yes and notice.facts.get("asked", "") == str(ticket.reopen_count or "")
    return survey.with_yes and bool(notice.facts.get("asks"))


def _button(desk: DeskWords, ticket: Ticket, score: int, *, low: bool) -> Button:
    action = Action("rate_low" if low else "rate", {"ticket": ticket.ref, "turn": ticket.reopen_count, "score": score})
    return Button(desk.label("rate", str(score)), action, opens_form=low)
