"""What time brings to an absence: as it begins what somebody has is offered to others, as it ends nothing is any more.

An offer is a line in the thread of a ticket. It keeps its sentence; its button goes when the ticket is somebody else's
or whoever was away is back.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from core.approvals import lines, machine
from core.calendars.oncall import Absence, Rota
from core.engine import Engine
from core.lifecycle import transitions
from core.notifications.absence import OFFERED, Offered
from core.notifications.facts import read
from core.notifications.message_edits import answered
from core.people import SYSTEM, PersonId
from core.policy import Policy
from core.ports.outbox import Notice
from core.ports.tickets import Search, Transaction
from core.processes import APPROVING, OPEN, WAITING, Status
from core.tickets.ticket import Ticket

OFFERS = 30
"""As many of somebody's tickets are offered to others, the most urgent first."""


def theirs(person: PersonId, most: int = OFFERS) -> Search:
    """The open tickets that somebody has, the most urgent first."""
    return Search(assignee=person, statuses=tuple(sorted(OPEN)), order="due", limit=most)


_SETTINGS = "absences_of_settings"


def follow_settings(tx: Transaction, policy: Policy, now: datetime) -> None:
    """Keep the absences that the settings name, and take back those that they named before and do not any more.

    Whoever came back earlier, and said so, stays back until the settings say something else.
    """
    zone = ZoneInfo(policy.company.zone)

    def midnight(day: date) -> datetime:
        return datetime.combine(day, time(), zone).astimezone(UTC)

    named = {
        f"{each.person} {each.start or ''} {each.until} {each.delegate or ''}": each
        for each in policy.away
        if midnight(each.until) > now
    }
    kept: dict[str, tuple[str, str]] = json.loads(tx.recall(_SETTINGS) or "{}")
    for key in kept.keys() - named.keys():
        start, end = map(datetime.fromisoformat, kept.pop(key))
        person, _, _, delegate = key.split(" ")
        tx.drop_absence(Absence(person, start, end, delegate or None))
    for key, each in named.items():
        if key not in kept:
            start, end = midnight(each.start) if each.start else now, midnight(each.until)
            tx.save_absence(Absence(each.person, start, end, each.delegate), SYSTEM, now)
            kept[key] = (start.isoformat(), end.isoformat())
    tx.remember(_SETTINGS, json.dumps(kept))


def take_up(engine: Engine, tx: Transaction, now: datetime) -> int:
    """Say what is to be said of absences that began or ended, each once. Returns how many there were.

    Whoever is away by now is replaced where they are asked for something.
    """
    found, rota = tx.take_due_absences(now), tx.rota()
    for absence in found:
        if absence.end <= now:
            end_offers(engine, tx, absence, rota)
    begun = {each.person: each for each in found if now < each.end}
    away = {each.person for each in rota.absences if each not in found and each.start <= now < each.end}
    for person, absence in begun.items():
        if person not in away:  # else what they have is offered already
            tx.write_notices(list(_offers(engine, tx, absence, now)))
    if found:
        look_again(engine, tx, now)
    return len(found)


def look_again(engine: Engine, tx: Transaction, now: datetime) -> None:
    """Where whoever is away by now, or left, is asked to agree to something, somebody who is there is asked as well.

    Whoever is back is named again where their decision is waited for. No answer is waited for of whoever left.
    """
    staffing = tx.staffing()
    able = lines.able(tx.rota(), staffing, now)
    for ticket in _all_in(tx, APPROVING):
        if machine.moved(ticket, able):
            engine.run(tx, ticket, SYSTEM, now, machine.look_again)
    for ticket in _owing_answers(tx):
        if ticket.requester in staffing.left:
            engine.run(tx, ticket, SYSTEM, now, transitions.ask_in_vain)


def owe_answers(tx: Transaction) -> tuple[PersonId, ...]:
    """Whose answer is waited for, by approvers and by teams."""
    return tuple(ticket.requester for ticket in _owing_answers(tx))


def _owing_answers(tx: Transaction) -> Iterator[Ticket]:
    return filter(transitions.owes_answer, _all_in(tx, (*APPROVING, *sorted(WAITING))))


def _all_in(tx: Transaction, statuses: tuple[Status, ...]) -> tuple[Ticket, ...]:
    found = Search(statuses=statuses)
    return tx.search(replace(found, limit=max(tx.count(found), 1)))


def end_offers(engine: Engine, tx: Transaction, absence: Absence, rota: Rota) -> None:
    """Whoever was away is back: what they have is offered no more, unless another absence goes on."""
    at = min(absence.end, engine.now())
    if any(each.person == absence.person and each.start < at < each.end for each in rota.absences):
        return
    held = tx.search(theirs(absence.person, max(tx.count(theirs(absence.person)), 1)))
    # Also what an outage keeps from being said: no ticket shows that whoever was away is back.
    standing = (said for ticket in held for said in tx.asking(ticket.ref, waiting=True) if said.kind == OFFERED.name)
    told = [said for said in standing if read(Offered, said.facts).person == absence.person]
    tx.write_notices([answered(said, engine.now()) for said in told])


def _offers(engine: Engine, tx: Transaction, absence: Absence, now: datetime) -> Iterator[Notice]:
    facts = Offered(person=absence.person, start=absence.start, end=absence.end)
    for ticket in tx.search(theirs(absence.person)):
        for place in _places(engine, ticket):
            key, to = f"offered:{engine.new_id()}", f"triage:{ticket.team}"
            yield OFFERED.notice(facts, ticket=ticket.ref, to=to, key=key, at=now, place=place)


def _places(engine: Engine, ticket: Ticket) -> tuple[str | None, ...]:
    return tuple(engine.places.triage(ticket.team)) or (None,)
