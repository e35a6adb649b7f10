"""Convert: a fault turns out to be an order, or an order a fault. Its number stays; its promises are new ones.

What is ordered is asked for in the form of its item; where somebody has to agree, they are asked from then on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.approvals import machine, state
from core.commands.base import Command, ticket_blank
from core.commands.cancel import UNDO_ROOM, ask_undo
from core.commands.prio import level_of
from core.errors import Refusal
from core.fulfilment import steps
from core.intake import becoming_fault, becoming_order
from core.intake.catalog import find_item
from core.intake.opening import TITLE_MAX
from core.items import Item
from core.lifecycle import reclassifying, transitions
from core.people import PersonId
from core.policy import Policy
from core.processes import INCIDENT, REQUEST, IncidentDetails, RequestDetails, TicketKind
from core.tickets.draft import Draft
from core.tickets.permissions import need_owner
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, options, wording
from core.ui.reading import Reading, Said, Values
from core.ui.text import beyond, clean, shorten

_LEVEL = re.compile(r"\b(impact|urgency)\s*[:=]?\s*([0-9]+)\b", re.IGNORECASE)
_AROUND = re.compile(r"^(?:[\s:,.;]|(?:and|incident)\b)+|[\s:,;]+$", re.IGNORECASE)
"""What joins the levels, and is nothing that is to be undone."""
_ASIDE = re.compile(r"^(?:to|into|a|an|the|incident|request)\b[\s:]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Convert:
    """What it becomes: of a fault the item that is ordered, of an order whom the fault affects and how much.

    `answers` are those of the form (None: typed words have none); `undo` says what is to become of work under way.
    """

    item: str = ""
    impact: int | None = None
    urgency: int | None = None
    answers: Values | None = None
    undo: str = ""

    @property
    def kind(self) -> TicketKind | None:
        """What kind of record it was meant to become, where only one can be."""
        if self.answers is not None:
            return _wanted(self.answers)
        levels = self.impact is not None or self.urgency is not None
        return None if levels == bool(self.item) else INCIDENT.kind if levels else REQUEST.kind


def decide(draft: Draft, to: Convert) -> None:
    """Make the other kind of it. What cannot be said about one kind is asked for at its field."""
    ticket = draft.ticket
    transitions.need_open(ticket)
    _need_other(ticket, to.kind)
    if isinstance(ticket.details, IncidentDetails):
        _order(draft, to)
    else:
        _report(draft, to)


def _order(draft: Draft, to: Convert) -> None:
    """The requester orders an item: its service takes care of it, and its delivery is promised.

    It is called by what is ordered, since that is what others agree to; words of a title that stood nowhere else stay.
    What asks for their words alone may be about any service: then the ticket's stays, and its title with it.
    """
    ticket, policy = draft.ticket, draft.policy
    if not to.item:
        raise Refusal("no_item_chosen", field="item")
    try:
        item = find_item(policy, ticket.requester, to.item)
    except Refusal as refusal:
        raise Refusal(refusal.code, field="item", **refusal.phrase.data) from None
    if not becoming_order.becomes(item):
        raise Refusal("needs_own_form", field="item", item=item.name)
    try:
        opening = becoming_order.read(item, ticket, to.answers or {}, Reading(policy, draft.at, "", called=_unnamed))
    except Refusal:
        if to.answers is None:
            raise Refusal("needs_answers", field="item", item=item.name) from None
        raise
    draft.secrets = opening.secrets
    details = opening.details
    agreed = not (isinstance(details, RequestDetails) and state.is_needed(opening.stages, details))
    reclassifying.convert(
        draft,
        details,
        ticket.service if becoming_order.fits_any_service(item) else item.service,
        policy.team_of_order(item),
        private=item.private,
        agreed=agreed,
        title=_title(item, ticket, opening.title, policy),
        description=_with_title(ticket) if not becoming_fault.is_made(policy, ticket.title) else "",
    )
    if not agreed:
        machine.begin(draft, opening.stages)


def _title(item: Item, ticket: Ticket, made: str, policy: Policy) -> str:
    """What the order is called: where it asks for their words alone, by the title that it has, which somebody gave."""
    if not becoming_order.fits_any_service(item) or becoming_fault.is_made(policy, ticket.title):
        return made
    return shorten(f"{item.name}: {ticket.title}", TITLE_MAX)


def _unnamed(_: PersonId) -> str:
    """Nobody here knows how people are called: another answer names the order."""
    return ""


def _with_title(ticket: Ticket) -> str:
    """What it says, with the words of its title before those where they do not begin with them."""
    said = beyond(ticket.title, ticket.description) != ticket.description
    return "" if said else "\n".join(filter(None, (ticket.title, ticket.description)))


def _report(draft: Draft, to: Convert) -> None:
    """The requester reports a fault of the same service, or of the one that it was of before; it is called by their
    own words again where there are any, and they have waited since they ordered.

    Its tasks are not needed any more: where somebody is at one, it is said what is to be undone.
    """
    ticket, impact, urgency = draft.ticket, to.impact, to.urgency
    if impact is None or urgency is None:
        raise Refusal("no_levels", field="impact" if impact is None else "urgency")
    under_way = steps.under_way(ticket)
    if under_way and not to.undo:
        raise Refusal("no_undo", field="undo", tasks=tuple(each.do or each.key for each in under_way))
    service, category, team = _about(draft.policy, ticket)
    title, description = becoming_fault.words_of(draft.policy, ticket)
    reclassifying.convert(
        draft,
        IncidentDetails(category=category, impact=impact, urgency=urgency),
        service,
        team,
        undo=to.undo,
        title=title,
        description=description,
    )


def _about(policy: Policy, ticket: Ticket) -> tuple[str, str | None, str]:
    """Service, category and team of the fault that an order turns out to be: what it was about before it was ordered,
    unless somebody said since that it is about another service; else those of the order's service.
    """
    was, item = ticket.interrupted, policy.ordered(ticket.details)
    if was and was.service in policy.services and item is not None and item.service == ticket.service:
        known = policy.service(was.service)
        category = was.category if was.category in known.categories else None
        return known.key, category, was.team if was.team in policy.teams else known.team
    service = policy.service(ticket.service)
    return service.key, service.categories[0] if len(service.categories) == 1 else None, service.team


def _wanted(values: Values) -> TicketKind | None:
    """What kind of record a form was opened to make, by its fields; None where it has none of them."""
    if "impact" in values or "urgency" in values:
        return INCIDENT.kind
    return REQUEST.kind if any(key == "item" or ":" in key for key in values) else None


def _need_other(ticket: Ticket, kind: TicketKind | None) -> None:
    """Refuse to make of a ticket what somebody made of it since its form was opened, or what it always was."""
    if kind == ticket.kind:
        raise Refusal("converted_already", ref=ticket.ref, kind=kind, person=ticket.converted_by)


def other_kind(ticket: Ticket) -> TicketKind:
    """What kind of record it would become."""
    return REQUEST.kind if isinstance(ticket.details, IncidentDetails) else INCIDENT.kind


def read_words(said: Said, reading: Reading) -> Convert | None:
    """`convert to <item>`, `convert impact 4 urgency 2 <what is to be undone>`; nothing said opens the form.

    Raises Refusal for no item.
    """
    text = clean(said.text)
    while (shorter := _ASIDE.sub("", text)) != text:
        text = shorter
    levels = {name.lower(): level_of(name.lower(), level) for name, level in _LEVEL.findall(text)}
    if levels:
        undo = _AROUND.sub("", " ".join(_LEVEL.sub(" ", text).split()))
        return Convert(impact=levels.get("impact"), urgency=levels.get("urgency"), undo=undo)
    if said.ticket is not None and text and other_kind(said.ticket) == REQUEST.kind:
        return Convert(item=find_item(reading.offered, said.ticket.requester, text).key)
    return Convert(item=text) if text else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """What the other kind needs to be told."""
    return redraw(ticket, reading, {})


def redraw(ticket: Ticket, reading: Reading, values: Values) -> Blank:
    """The same with what was filled in, and with the fields of the item that was chosen.

    Raises Refusal for a form that asks what it was before somebody else converted it.
    """
    _need_other(ticket, _wanted(values))
    policy, kind = reading.policy, other_kind(ticket)
    if kind == REQUEST.kind:
        items = {item.key: item for item in becoming_order.convertible(reading.offered, ticket.requester)}
        names = {key: item.name for key, item in items.items()}
        chosen = items.get(str(values.get("item")))
        questions = [
            Question(
                "item", wording("convert_item"), "select", choices=options(names), reloads=True,
                value=chosen.key if chosen else None,
            ),
            *(becoming_order.questions(chosen, ticket, values, reading) if chosen else ()),
        ]  # fmt: skip
    else:
        questions = [
            Question(
                key, label, "radio", choices=options({str(level): said for level, said in levels.items()}),
                value=values.get(key),
            )
            for key, label, levels in (
                ("impact", wording("prio_impact"), policy.impact),
                ("urgency", wording("prio_urgency"), policy.urgency),
            )
        ]  # fmt: skip
        if steps.under_way(ticket):
            undo = values.get("undo")
            questions.append(ask_undo(undo if isinstance(undo, str) else None))
    title = wording("convert_title", ref=ticket.ref, kind=kind)
    return ticket_blank("convert", title, ticket, reading, *questions, submit=wording("convert_submit"))


def read_form(values: Values, reading: Reading) -> Convert:
    """What was chosen. Raises Refusal for what is offered no more."""
    item, undo = values.get("item"), values.get("undo")
    offered = reading.offered.catalog.get(str(item))
    if offered is not None and offered.retired:
        raise Refusal("retired_item", field="item", item=offered.name)
    return Convert(
        item if isinstance(item, str) else "",
        _level(values.get("impact")),
        _level(values.get("urgency")),
        values,
        clean(undo) if isinstance(undo, str) else "",
    )


def _level(value: object) -> int | None:
    return int(value) if isinstance(value, str) and value in ("1", "2", "3", "4") else None


COMMAND = Command(
    name="convert",
    words=("convert",),
    usage="convert to <item>  or  convert impact <1-4> urgency <1-4>",
    help="Make a request of an incident, or an incident of a request; its number stays.",
    example="convert to shared mailbox",
    allow=need_owner,
    decide=decide,
    read_words=read_words,
    form=form,
    redraw=redraw,
    read_form=read_form,
    room={"undo": UNDO_ROOM},
    by_form_only=frozenset({"no_levels", "needs_answers", "no_undo"}),
)
