"""Notices that are said once: lines in a ticket's threads and direct messages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from adapters.presentation import view
from adapters.presentation.desk_words import DeskWords, summarize
from adapters.presentation.times import instant, open_between
from core.notifications.kind import Kind
from core.notifications.kinds import KINDS, kind_of
from core.ports.outbox import FactValue, Notice
from core.processes import METRICS, Metric
from core.tickets.ticket import Ticket
from core.ui.cards import Card, Section, Tone
from core.ui.reading import one_of


def line(desk: DeskWords, notice: Notice, ticket: Ticket | None, now: datetime) -> Card:
    """What a notice says. A reaction says nothing: its card is its emoji's name."""
    kind = kind_of(notice)
    if kind.shape == "react":
        return Card(f":{notice.facts.get('emoji')}:", ticket=notice.ticket)
    facts = _facts(desk, notice, ticket, now)
    body = desk.say(kind.template, "body", facts)
    sections = [Section(body)]
    for block in ("closes", "files"):
        if desk.words.has(kind.template, block) and (text := desk.say(kind.template, block, facts)):
            sections.append(Section(text, muted=True))
    names = kind.buttons.under(ticket, _metric(notice.facts)) if ticket else ()
    return Card(
        summarize(body),
        sections=tuple(sections),
        buttons=desk.press(names, ticket) if ticket else (),
        tone=_tone(kind, ticket),
        ticket=ticket.ref if ticket else notice.ticket,
    )


def _tone(kind: Kind[Any], ticket: Ticket | None) -> Tone:
    done = ticket is not None and ticket.done
    return kind.tone_done if kind.tone_done and done else kind.tone


def _facts(desk: DeskWords, notice: Notice, ticket: Ticket | None, now: datetime) -> dict[str, object]:
    """A notice's own facts, and those that follow from them, the ticket and the present."""
    facts: dict[str, object] = dict(notice.facts)
    metric = _metric(notice.facts)
    recipient = notice.to.partition(":")[2] if notice.to.startswith("direct:") else ""
    facts["metric"] = metric
    facts["recipient"] = recipient
    facts["role"] = _role(desk, str(facts.get("team") or (ticket.team if ticket else "")), recipient)
    facts["in_thread"] = notice.to.startswith("triage:")
    facts["at_home"] = notice.to == "requester"
    facts["files"] = view.files(notice.facts)
    facts["left"] = _left(desk, facts, ticket, metric, now)
    facts["lost"] = _lost(desk, facts)
    facts["requester"] = ticket.requester if ticket else ""
    facts["now"] = now
    if isinstance(text := facts.get("text"), str):
        facts["text"] = desk.solution(facts.get("code"), text)
    if ticket is not None:
        facts["ticket"] = desk.view(ticket)
    return facts


def _metric(facts: Mapping[str, FactValue]) -> Metric:
    """The promise that a notice speaks of; where it speaks of none, it is about getting the thing done."""
    named = str(facts.get("threshold") or facts.get("metric") or "").partition(":")[0]
    return one_of(METRICS, named) or "resolution"


def _lost(desk: DeskWords, facts: Mapping[str, object]) -> str:
    """In the words of its kind, what did not reach somebody; nothing where the fact `what` names no such kind."""
    lost = KINDS.get(str(facts.get("what") or ""))
    if lost is None or lost.shape == "react" or not desk.words.has(lost.template, "lost"):
        return ""
    return desk.line(lost.template, "lost", facts)


def _left(desk: DeskWords, facts: Mapping[str, object], ticket: Ticket | None, metric: Metric, now: datetime) -> str:
    """Open time until `due_at`, or time on the wall until `closes_at`."""
    if (due := instant(facts.get("due_at"))) is not None:
        return desk.times.open(open_between(desk.policy, ticket.clock(metric) if ticket else None, now, due))
    if (closes := instant(facts.get("closes_at"))) is not None:
        return desk.times.wall(max(0, round((closes - now).total_seconds())))
    return ""


def _role(desk: DeskWords, team: str, recipient: str) -> str:
    """Why this person is told: `lead` or `on_call` of that team, or nothing that could be said."""
    known = desk.policy.teams.get(team)
    if known is None or not recipient:
        return ""
    if known.lead == recipient:
        return "lead"
    return "on_call" if known.has(recipient) else ""
