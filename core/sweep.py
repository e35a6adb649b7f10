"""Keeping promises without anybody asking: the sweep over due tickets, changed rules, undelivered pages, digests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

from core.calendars.oncall import on_call
from core.engine import Workings
from core.lifecycle import escalation, sla
from core.lifecycle.agenda import next_instant
from core.notifications.kinds import FactValue, Notice
from core.people import SYSTEM
from core.policy import Policy, Team
from core.ports import Conflict, Search, StorageUnavailable, Transaction
from core.tickets.draft import Draft
from core.tickets.ticket import OPEN, Ticket

BATCH = 50
"""Due tickets in one transaction; a broken one is then taken alone, so that it holds nobody up."""
SET_ASIDE = timedelta(minutes=5)


async def sweep(works: Workings) -> int:
    """Let time happen to the tickets that are due. Returns how many were taken; call again until it is 0.

    Raises StorageUnavailable when the database cannot take it now; nothing is lost, the instants stay due.
    """
    now = works.now()
    try:
        return await works.store.transact(lambda tx: _sweep_batch(works, tx, now, BATCH))
    except Conflict:
        return 1
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001  # one broken ticket must not hold up the others' promises
        works.reports.bug("sweep.batch_failed", error)
    refs = await works.store.read(lambda tx: tx.due(now, BATCH))
    for ref in refs:
        await _sweep_one(works, ref, now)
    return len(refs)


def _sweep_batch(works: Workings, tx: Transaction, now: datetime, limit: int) -> int:
    refs = tx.due(now, limit)
    for ref in refs:
        works.run(tx, works.ticket(tx, ref), SYSTEM, now, lambda _: None)
    return len(refs)


async def _sweep_one(works: Workings, ref: str, now: datetime) -> None:
    def alone(tx: Transaction) -> None:
        works.run(tx, works.ticket(tx, ref), SYSTEM, now, lambda _: None)

    def aside(tx: Transaction) -> None:
        ticket = works.ticket(tx, ref)
        tx.save(ticket.version, ticket, (), now + SET_ASIDE)

    try:
        await works.store.transact(alone)
    except Conflict:
        return  # somebody else just changed it; it is due still and comes again
    except StorageUnavailable:
        raise
    except Exception as error:  # noqa: BLE001  # it is set aside, reported, and tried again
        works.reports.bug("sweep.ticket_set_aside", error, ticket=ref)
        await works.store.transact(aside)


async def adopt(works: Workings, old: Policy | None) -> int:
    """Work out anew what time will bring to every open ticket under the present rules. Returns how many were open.

    With `old` rules given, clocks whose calendar changed are frozen as counted so far and go on with the new hours.
    """
    refs = await works.store.read(lambda tx: tx.open_refs())
    now = works.now()

    def some(tx: Transaction, part: tuple[str, ...]) -> None:
        for ref in part:
            ticket = works.ticket(tx, ref)
            if ticket.team in works.policy.teams and ticket.service in works.policy.services:
                _adopt_one(works, tx, ticket, now, old)

    for start in range(0, len(refs), BATCH * 10):
        await works.store.transact(partial(some, part=refs[start : start + BATCH * 10]))
    return len(refs)


def _adopt_one(works: Workings, tx: Transaction, ticket: Ticket, now: datetime, old: Policy | None) -> None:
    draft = Draft(ticket, works.policy, now, SYSTEM)
    if old is not None:
        sla.recalendar(draft, old)
    tx.save(ticket.version, draft.ticket, draft.happened, next_instant(draft.ticket, works.policy))


async def move_in(works: Workings, rooms: Mapping[str, Sequence[str]]) -> int:
    """Put the cards of open tickets into triage channels that a team just got (places by team). Returns how many."""
    refs = await works.store.read(lambda tx: tx.open_refs()) if rooms else ()
    now = works.now()

    def some(tx: Transaction, part: tuple[str, ...]) -> int:
        found = [ticket for ticket in map(tx.ticket, part) if ticket is not None and ticket.team in rooms]
        tx.write_notices(
            [
                Notice(
                    "triage_card", one.ref, f"triage:{one.team}", f"{one.ref}:in:{works.new_id()}", now, now, {}, place
                )
                for one in found
                for place in rooms[one.team]
            ]
        )
        return len(found)

    moved = 0
    for start in range(0, len(refs), BATCH * 10):
        moved += await works.store.transact(partial(some, part=refs[start : start + BATCH * 10]))
    return moved


async def unreachable(works: Workings, notice: Notice, why: str) -> None:
    """Somebody could not be reached directly: the ladder moves on at once, and the triage thread says so."""
    if notice.ticket is None or not notice.to.startswith("direct:"):
        return
    ref, person = notice.ticket, notice.to.partition(":")[2]
    now = works.now()

    def tell(tx: Transaction) -> None:
        ticket = works.ticket(tx, ref)
        team = works.policy.teams[ticket.team]

        def move_on(draft: Draft) -> None:
            run = draft.ticket.ladder
            if run is None or notice.kind not in ("page", "step"):
                return
            if notice.facts.get("rung") != f"{run.round}:{run.step - 1}":
                return  # the ladder has moved on since, or did so for another person of the same rung
            rung = escalation.next_step(run, draft.policy)
            if rung is not None:
                escalation.fire_after(draft, rung[1], rung[2], unreachable=True)

        works.run(tx, ticket, SYSTEM, now, move_on)
        told = team.lead if person != team.lead else None
        places = works.places.triage(ticket.team) or (None,)
        lines = [
            Notice(
                "undelivered",
                ref,
                f"triage:{ticket.team}",
                f"{notice.key}:undelivered:{place}",
                now,
                now,
                {"person": person, "told": told, "what": notice.kind},
                place,
            )
            for place in places
        ]
        if told is not None:
            lines.append(replace(notice, to=f"direct:{told}", key=f"{notice.key}:lead", not_before=now, place=None))
        tx.write_notices(lines)

    await works.store.transact(tell)


async def morning(works: Workings) -> int:
    """Write each lead's digest of today; an empty one is not sent (noise rule 13). Returns how many were written."""
    now = works.now()
    day = now.astimezone(ZoneInfo(works.policy.company.zone)).date()

    def write(tx: Transaction) -> int:
        notices = []
        for team in works.policy.teams.values():
            facts = _digest(works, tx, team, now)
            if facts is not None:
                key = f"digest:{team.key}:{day.isoformat()}"
                notices.append(Notice("lead_digest", None, f"direct:{team.lead}", key, now, now, facts))
        tx.write_notices(notices)
        return len(notices)

    return await works.store.transact(write)


def _digest(works: Workings, tx: Transaction, team: Team, now: datetime) -> dict[str, FactValue] | None:
    statuses = tuple(sorted(OPEN))
    opened = tx.count(Search(team=team.key, statuses=statuses))
    if opened == 0:
        return None
    zone = ZoneInfo(works.policy.company.zone)
    midnight = (now.astimezone(zone) + timedelta(days=1)).replace(hour=0, minute=0, second=0)
    due = tx.search(Search(team=team.key, statuses=statuses, due_before=midnight, order="due", limit=50))
    overdue = [one for one in due if (clock := one.clock("resolution")) and clock.live and clock.breached_at]
    today = [one for one in due if one not in overdue and (clock := one.clock("resolution")) and clock.due_at]
    schedule = escalation.duty_schedule(works.policy, team.key)
    duty = on_call(works.policy.schedules[schedule], now, tx.overrides()).person if schedule else None
    lines = tuple(
        f"{one.ref} {clock.due_at.astimezone(zone):%H:%M}"
        for one in today
        if (clock := one.clock("resolution")) and clock.due_at
    )
    waiting = tx.count(Search(team=team.key, statuses=("on_hold",)))
    return {
        "team": team.key,
        "open": opened,
        "due": lines,
        "overdue": len(overdue),
        "waiting": waiting,
        "on_call": duty,
    }
