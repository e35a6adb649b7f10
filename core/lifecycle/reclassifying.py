"""A ticket turns out to be about something else: another service, another kind of trouble, another kind of record.

Its promises follow (domain.md section 7), and its team does where it is none of the new service's: then that one's
ladder starts, as after any transfer. What was once private stays so.
"""

from __future__ import annotations

from core.lifecycle import escalation, sla, transitions
from core.processes import Details, IncidentDetails, Process, Status, process_of
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.priority import derive
from core.tickets.ticket import Ticket


def change_service(draft: Draft, service: str, category: str | None) -> None:
    """The ticket is about `service`, and what is wrong with it is `category`, where that is known."""
    ticket, policy = draft.ticket, draft.policy
    hidden = ticket.private or policy.service(service).private
    transitions.need_unshared(draft, hidden)
    draft.happen(e.ServiceChanged(service, category, hidden))
    if service != ticket.service:
        sla.carry(draft)
        _reroute(draft, policy.service(service).team)


def convert(
    draft: Draft,
    details: Details,
    service: str,
    team: str,
    *,
    private: bool = False,
    agreed: bool = True,
    undo: str = "",
    title: str = "",
    description: str = "",
) -> None:
    """Make another kind of record of a ticket: its number, its people, what was said and who has it stay.

    `details` are what the new kind has, `service` what it is about, `team` who takes care of it. Where it is not
    `agreed`, its promises wait for that, and nobody is called. `undo` is for whoever is at a task of it. With
    `title` it is called so, with `description` it says that.
    """
    ticket, policy = draft.ticket, draft.policy
    process = process_of(details.kind)
    source: e.PrioritySource = "matrix"
    priority = ticket.priority
    if isinstance(details, IncidentDetails):
        priority = derive(policy.matrix, details.impact, details.urgency)
    elif process.promised_by == "item":
        priority = "P4"  # it decides nothing: what was ordered does
    hidden = ticket.private or private or policy.service(service).private
    transitions.need_unshared(draft, hidden)
    clock = ticket.clock("resolution")
    spent = sla.elapsed(clock, policy, draft.at) if clock else 0
    waits = process.approving if not agreed else None
    status = waits or _status(ticket, process)
    if (stage := ticket.clock("approval")) is not None and stage.live:
        draft.happen(e.ClockCancelled("approval", "converted"))
    draft.happen(e.Converted(details, status, service, priority, source, hidden, spent, undo, title, description))
    if process.promised_by == "item":
        sla.deliver_instead(draft)
    else:
        sla.mend_instead(draft, ticket.interrupted.spent if ticket.interrupted else 0)
    moved = _reroute(draft, team)
    if waits:
        escalation.end(draft, "superseded")
    elif not moved:
        escalation.arm(draft, unacked=not escalation.attended(ticket))


def _status(ticket: Ticket, process: Process) -> Status:
    """Where a ticket stands as that kind of record. It waits on for what such a record may wait for."""
    if ticket.waiting and ticket.hold is not None and ticket.hold.reason in process.hold_reasons:
        return process.waiting
    return process.working if ticket.acked_at is not None else process.initial


def _reroute(draft: Draft, team: str) -> bool:
    """Move it to `team`, unless it is there or with the second tier of its service. Whether it moved."""
    ticket, policy = draft.ticket, draft.policy
    if ticket.team in (team, policy.service(ticket.service).tier2):
        return False
    hidden = ticket.private or policy.team(team).private
    transitions.need_unshared(draft, hidden)
    draft.happen(e.Transferred(team, "", hidden))
    escalation.arm(draft)
    return True
