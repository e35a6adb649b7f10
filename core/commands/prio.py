"""Priority: impact and urgency decide it; a lead may override with a reason. Clocks carry over (domain.md 7)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.lifecycle import escalation, sla, transitions
from core.policy import Priority
from core.processes import IncidentDetails
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import is_lead, need_responder
from core.tickets.priority import PRIORITIES, UNASKED_IMPACT, UNASKED_URGENCY, derive, is_raise
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, options, wording
from core.ui.keys import take_named
from core.ui.reading import Reading, Said, Values, one_of
from core.ui.text import clean, shorten

_IMPACT = re.compile(r"\bimpact\s*[:=]?\s*([0-9]+)\b", re.IGNORECASE)
_URGENCY = re.compile(r"\burgency\s*[:=]?\s*([0-9]+)\b", re.IGNORECASE)
_OVERRIDE = re.compile(r"^\s*P?([1-5])\b(?!\s*/)[\s,:-]*(.*)$", re.IGNORECASE | re.DOTALL)
_TO = re.compile(r"\A\s*(?:to\b|=|:)\s*", re.IGNORECASE)


_BECAUSE = re.compile(r"\Abecause\s+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Prio:
    """New impact and urgency (None: as it is), or an override with its reason."""

    impact: int | None = None
    urgency: int | None = None
    override: Priority | None = None
    reason: str = ""


def decide(draft: Draft, to: Prio) -> None:
    """Change the priority; promises carry over, the new priority's ladder takes over."""
    ticket = draft.ticket
    transitions.need_open(ticket)
    details = ticket.details
    if not isinstance(details, IncidentDetails):
        raise Refusal("request_has_no_priority")
    impact, urgency = to.impact or details.impact or UNASKED_IMPACT, to.urgency or details.urgency or UNASKED_URGENCY
    new = _new_priority(draft, to, impact, urgency)
    if (new, impact, urgency) == (ticket.priority, details.impact, details.urgency):
        raise Refusal("same_priority", field="impact", ref=ticket.ref, priority=new)
    _check_late_lowering(draft, new)
    old = ticket.priority
    source: e.PrioritySource = "override" if to.override else "vip" if ticket.priority_source == "vip" else "matrix"
    draft.happen(e.PriorityChanged(old, new, impact, urgency, source, to.reason))
    if new == old:
        return
    sla.carry(draft)
    _change_ladder(draft, old, new)


def _new_priority(draft: Draft, to: Prio, impact: int, urgency: int) -> Priority:
    if to.override is None:
        bump = draft.policy.vip_bump if draft.ticket.priority_source == "vip" else 0
        return derive(draft.policy.matrix, impact, urgency, bump)
    if not is_lead(draft.policy, draft.ticket, draft.actor):
        raise Refusal("override_lead_only", field="override", lead=draft.policy.team(draft.ticket.team).lead)
    if len(to.reason) < 3:
        raise Refusal("no_override_reason", field="reason")
    return to.override


def _check_late_lowering(draft: Draft, new: Priority) -> None:
    clock = draft.ticket.clock("resolution")
    if clock is None or not clock.live or is_raise(draft.ticket.priority, new) or new == draft.ticket.priority:
        return
    used = sla.elapsed(clock, draft.policy, draft.at)
    if used * 10 > clock.target * 9 and not is_lead(draft.policy, draft.ticket, draft.actor):
        raise Refusal("late_lowering", lead=draft.policy.team(draft.ticket.team).lead)


def _change_ladder(draft: Draft, old: Priority, new: Priority) -> None:
    ticket = draft.ticket
    run = ticket.ladder
    if is_raise(old, new):
        escalation.arm(draft, unacked=not escalation.attended(ticket))
        escalation.retell(draft)
    else:
        first = run.step if run is not None else 0
        escalation.arm(draft, unacked=run is not None and not run.acked, first_step=first)


def read_words(said: Said, reading: Reading) -> Prio | None:
    """`prio impact 2 urgency 1 <reason>`, or for leads `prio P2 <reason>`, also by its name: `prio high <reason>`."""
    text = _TO.sub("", said.text)
    override = _OVERRIDE.match(text)
    if override:
        return Prio(override=one_of(PRIORITIES, f"P{override.group(1)}"), reason=clean(override.group(2)))
    named, reason = take_named(text, {key: (label,) for key, label in reading.policy.priority_labels.items()})
    if len(named) == 1:
        return Prio(override=one_of(PRIORITIES, named[0]), reason=clean(_BECAUSE.sub("", reason, count=1)))
    impact, urgency = _IMPACT.search(said.text), _URGENCY.search(said.text)
    if impact is None and urgency is None:
        return None
    reason = clean(_URGENCY.sub("", _IMPACT.sub("", said.text)))
    return Prio(
        impact=level_of("impact", impact.group(1)) if impact else None,
        urgency=level_of("urgency", urgency.group(1)) if urgency else None,
        reason=reason,
    )


def form(ticket: Ticket, reading: Reading, values: Values | None = None) -> Blank:
    """Impact and urgency as the requester was asked them; an override for leads, which needs a reason."""
    given = values or {}
    policy = reading.policy
    stands = ticket.details if isinstance(ticket.details, IncidentDetails) else IncidentDetails()
    impact, urgency = stands.impact or UNASKED_IMPACT, stands.urgency or UNASKED_URGENCY
    names = {priority: f"{priority} {policy.priority_labels.get(priority, '')}".strip() for priority in PRIORITIES}
    return ticket_blank(
        "prio", wording("prio_title", ref=ticket.ref), ticket, reading,
        Question("impact", wording("prio_impact"), "radio", value=given.get("impact") or str(impact),
                 choices=options({str(k): v for k, v in policy.impact.items()})),
        Question("urgency", wording("prio_urgency"), "radio", value=given.get("urgency") or str(urgency),
                 choices=options({str(k): v for k, v in policy.urgency.items()})),
        Question("override", wording("prio_override"), "select", required=False, choices=options(names),
                 value=given.get("override"), reloads=True),
        Question("reason", wording("prio_reason"), "text", required=bool(given.get("override")),
                 value=given.get("reason"), max_length=200),
        submit=wording("prio_submit"),
    )  # fmt: skip


def read_form(values: Values, _: Reading) -> Prio:
    """The chosen numbers, or the override."""
    impact, urgency, reason = (values.get(key) for key in ("impact", "urgency", "reason"))
    override = one_of(PRIORITIES, values.get("override"))
    why = clean(reason) if isinstance(reason, str) else ""
    if override is not None:
        return Prio(override=override, reason=why)
    return Prio(_level(impact), _level(urgency), None, why)


def level_of(name: str, typed: str) -> int:
    """The level that was typed behind its name. Raises Refusal for one that there is not."""
    level = _level(typed)
    if level is None:
        raise Refusal("no_such_level", text=shorten(f"{name} {typed}", 40))
    return level


def _level(value: object) -> int | None:
    return int(value) if isinstance(value, str) and value in ("1", "2", "3", "4") else None


COMMAND = Command(
    name="prio",
    words=("prio", "priority"),
    usage="prio impact <1-4> urgency <1-4> [why]  or  prio <P1-P5> <why> (leads)",
    help="Change who is affected and how urgent it is; the priority follows.",
    example="prio impact 2 urgency 1",
    allow=need_responder,
    decide=decide,
    read_words=read_words,
    form=form,
    redraw=form,
    read_form=read_form,
    by_form_only=frozenset({"no_override_reason"}),
)
