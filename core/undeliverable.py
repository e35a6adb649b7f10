"""What becomes of a direct notice that can never be said: the ladder moves on, the lead is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.approvals import machine as approvals
from core.engine import Engine
from core.lifecycle import escalation
from core.notifications.approvals import APPROVER_UNREACHED, in_their_stead
from core.notifications.direct import UNREACHED, Unreached
from core.notifications.kinds import kind_of, moot
from core.notifications.triage import UNDELIVERED, Undelivered
from core.people import SYSTEM, PersonId
from core.ports.outbox import Notice
from core.ports.tickets import Transaction
from core.tickets.draft import Draft


async def unreachable(engine: Engine, notice: Notice, why: str) -> None:
    """Somebody could not be reached directly: the ladder moves on at once, and the triage thread says so."""
    if notice.ticket is None or not notice.to.startswith("direct:"):
        return
    ref, person = notice.ticket, notice.to.partition(":")[2]
    now = engine.now()

    def tell(tx: Transaction) -> None:
        ticket = engine.ticket(tx, ref)
        team = engine.policy.team(ticket.team)

        def move_on(draft: Draft) -> None:
            approvals.unreachable(draft, person)
            run = draft.ticket.ladder
            if run is None or notice.facts.get("rung") != f"{run.round}:{run.step - 1}":
                return  # it was no rung, or the ladder has moved on since, also for another person of the same one
            rung = escalation.next_step(run, draft.policy)
            if rung is not None:
                escalation.fire_after(draft, rung[1], rung[2], unreachable=True)

        after = engine.run(tx, ticket, SYSTEM, now, move_on)
        # Nobody is told in their stead what is untrue by now; then the line must not say that somebody was.
        told = None if person == team.lead or moot(notice, after) else team.lead
        places = engine.places.triage(ticket.team) or (None,)
        lines = [
            UNDELIVERED.notice(
                Undelivered(person=person, told=told, what=notice.kind),
                ticket=ref,
                to=f"triage:{ticket.team}",
                key=f"{notice.key}:undelivered:{place}",
                at=now,
                place=place,
            )
            for place in places
        ]
        if told is not None:
            lines.append(_in_their_stead(notice, told, now))
        tx.write_notices(lines)

    await engine.transact(tell)


def _in_their_stead(notice: Notice, lead: PersonId, now: datetime) -> Notice:
    """What the lead is told: the same where it is about the ticket, that its person lacks it where it was for them."""
    to, key = f"direct:{lead}", f"{notice.key}:lead"
    if not kind_of(notice).personal:
        return replace(notice, to=to, key=key, not_before=now, place=None)
    if (not_asked := in_their_stead(notice)) is not None:
        return APPROVER_UNREACHED.notice(not_asked, ticket=notice.ticket, to=to, key=key, at=now)
    missed = Unreached(person=notice.to.partition(":")[2], what=notice.kind)
    return UNREACHED.notice(missed, ticket=notice.ticket, to=to, key=key, at=now)
