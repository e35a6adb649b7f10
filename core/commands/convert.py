"""Convert: a fault turns out to be an order, or an order a fault. Its number stays; its promises are new ones."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.intake.catalog import find_item, orderable
from core.items import version_of
from core.lifecycle import reclassifying, transitions
from core.processes import INCIDENT, REQUEST, IncidentDetails, RequestDetails, TicketKind
from core.tickets.draft import Draft
from core.tickets.permissions import need_owner
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, options, wording
from core.ui.reading import Reading, Said, Values
from core.ui.text import clean

_LEVEL = re.compile(r"\b(impact|urgency)\s*[:=]?\s*([1-4])\b", re.IGNORECASE)
_ASIDE = re.compile(r"^(?:to|into|a|an|the|incident|request)\b[\s:]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Convert:
    """What it becomes: of a fault the item that is ordered, of an order whom the fault affects and how much."""

    item: str = ""
    impact: int | None = None
    urgency: int | None = None


def decide(draft: Draft, to: Convert) -> None:
    """Make the other kind of it. What cannot be said about one kind is asked for at its field."""
    ticket = draft.ticket
    transitions.need_open(ticket)
    if isinstance(ticket.details, IncidentDetails):
        _order(draft, to.item)
    else:
        _report(draft, to.impact, to.urgency)


def _order(draft: Draft, words: str) -> None:
    """The requester orders an item: its service takes care of it, and its delivery is promised."""
    ticket, policy = draft.ticket, draft.policy
    if not words:
        raise Refusal("no_item_chosen", field="item")
    item = find_item(policy, ticket.requester, words, at_once=True)
    team = item.tasks[0].team if item.tasks else policy.service(item.service).team
    details = RequestDetails(item=item.key, cost=item.cost.of({}), version=version_of(item))
    reclassifying.convert(draft, details, item.service, team, private=item.private)


def _report(draft: Draft, impact: int | None, urgency: int | None) -> None:
    """The requester reports a fault of the same service; they have waited since they ordered."""
    ticket = draft.ticket
    if impact is None or urgency is None:
        raise Refusal("no_levels", field="impact" if impact is None else "urgency")
    service = draft.policy.service(ticket.service)
    category = service.categories[0] if len(service.categories) == 1 else None
    reclassifying.convert(
        draft, IncidentDetails(category=category, impact=impact, urgency=urgency), service.key, service.team
    )


def other_kind(ticket: Ticket) -> TicketKind:
    """What kind of record it would become."""
    return REQUEST.kind if isinstance(ticket.details, IncidentDetails) else INCIDENT.kind


def read_words(said: Said, _: Reading) -> Convert | None:
    """`convert to <item>`, `convert impact 4 urgency 2`; nothing said opens the form."""
    text = clean(said.text)
    while (shorter := _ASIDE.sub("", text)) != text:
        text = shorter
    levels = {name.lower(): int(level) for name, level in _LEVEL.findall(text)}
    if levels:
        return Convert(impact=levels.get("impact"), urgency=levels.get("urgency"))
    return Convert(item=text) if text else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """What the other kind needs to be told."""
    policy, kind = reading.policy, other_kind(ticket)
    if kind == REQUEST.kind:
        items = {item.key: item.name for item in orderable(policy, ticket.requester, at_once=True)}
        questions = [Question("item", wording("convert_item"), "select", choices=options(items))]
    else:
        questions = [
            Question(
                key, label, "radio", choices=options({str(level): said for level, said in levels.items()}),
            )
            for key, label, levels in (
                ("impact", wording("prio_impact"), policy.impact),
                ("urgency", wording("prio_urgency"), policy.urgency),
            )
        ]  # fmt: skip
    title = wording("convert_title", ref=ticket.ref, kind=kind)
    return ticket_blank("convert", title, ticket, reading, *questions, submit=wording("convert_submit"))


def read_form(values: Values, _: Reading) -> Convert:
    """What was chosen."""
    item = values.get("item")
    return Convert(item if isinstance(item, str) else "", _level(values.get("impact")), _level(values.get("urgency")))


def _level(value: object) -> int | None:
    return int(value) if isinstance(value, str) and value in ("1", "2", "3", "4") else None


COMMAND = Command(
    name="convert",
    words=("convert", "change kind"),
    usage="convert to <item>  or  convert impact <1-4> urgency <1-4>",
    help="Make a request of an incident, or an incident of a request; its number stays.",
    example="convert to shared mailbox",
    allow=need_owner,
    decide=decide,
    read_words=read_words,
    form=form,
    read_form=read_form,
    by_form_only=frozenset({"no_levels"}),
)
