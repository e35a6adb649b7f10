"""Who decides, and who does so instead: the line of people behind each approver (domain.md section 5).

Whoever asked, for whom it is and who logged it never decide. An approver who is away is replaced by their delegate,
else by their manager, else by the owners of the catalog; behind these stand the admins, the leads and the managers, so
that somebody can decide as long as the company has anybody at all who may.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime

from core.calendars.oncall import Rota
from core.people import PersonId, Staffing, known_end
from core.policy import Policy
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.ticket import Ticket

Able = Callable[[PersonId], bool]
"""Whether somebody can decide just now: is there, has an account, could be told."""


def as_of(policy: Policy, rota: Rota, staffing: Staffing, at: datetime) -> Policy:
    """The rules with whoever decides for others at that instant.

    A delegate whom somebody named for an absence comes before the one of the settings; whose manager is whom is the
    settings' to say, the platforms' where they say nothing.
    """
    delegates = {**policy.delegates, **rota.delegates(at)}
    return replace(policy, delegates=delegates, managers_of={**staffing.managers_of, **policy.managers_of})


def able(rota: Rota, staffing: Staffing, at: datetime) -> Able:
    """Whether people can decide at that instant: they did not leave, and are not away."""

    def there(person: PersonId) -> bool:
        gone = person in staffing.left or staffing.away_until(person, at) is not None
        return not gone and rota.away(person, at) is None

    return there


def why_not(
    people: tuple[PersonId, ...], rota: Rota, staffing: Staffing, at: datetime
) -> tuple[e.AskedBecause | None, datetime | None]:
    """Why the first of these who cannot decide cannot, and until when, as far as that is known."""
    for person in people:
        if person in staffing.left:
            return "left", None
        absence = rota.away(person, at)
        if (until := absence.end if absence else staffing.away_until(person, at)) is not None:
            return "absent", known_end(until)
    return None, None


FIELD = re.compile(r"field\.([a-z0-9_-]+?)(\.owner)?")
"""An approver that an answer of the form names: the person chosen in a field, or the owner of the service chosen."""


def field_of(approver: str) -> str | None:
    """The field of the form whose answer says who decides, where an approver of the settings names one."""
    found = FIELD.fullmatch(approver)
    return found[1] if found else None


def barred(ticket: Ticket) -> frozenset[PersonId]:
    """Who may never decide about a request: who asked for it, for whom it is, and who logged it."""
    return frozenset({ticket.requester, ticket.beneficiary, ticket.logged_by})


def named(policy: Policy) -> frozenset[PersonId]:
    """Everybody whom the settings make decide about something, or for somebody."""
    staged = (one for item in policy.catalog.values() for stage in item.stages for one in stage.approvers if "@" in one)
    roles = (one for people in policy.roles.values() for one in people)
    owners = (service.owner for service in policy.services.values())
    leads = (team.lead for team in policy.teams.values())
    behind = (*policy.managers, *policy.managers_of.values(), *policy.delegates.values())
    return frozenset((*staged, *roles, *owners, *leads, *behind))


def known(policy: Policy) -> frozenset[PersonId]:
    """Everybody whom the settings name as somebody who works or decides there."""
    return named(policy) | policy.staff | policy.responders


def whose(policy: Policy, ticket: Ticket, approver: str, decided: PersonId | None) -> tuple[PersonId | None, ...]:
    """Whose voice an approver of the settings is; None where nobody knows (the catalog's owners decide then).

    `decided` is who said yes last: `approver.manager` is their manager, in the first stage that of the beneficiary.
    """
    kind, _, name = approver.partition(":")
    match approver:
        case "requester.manager":
            return (policy.managers_of.get(ticket.beneficiary),)
        case "approver.manager":
            return (policy.managers_of.get(decided or ticket.beneficiary),)
        case "team_lead":
            return (policy.team(ticket.team).lead,)
        case _ if kind == "role":
            return policy.roles.get(name, ()) or (None,)
    if (field := FIELD.fullmatch(approver)) is None:
        return (approver,)
    answer = ticket.details.answers.get(field[1]) if isinstance(ticket.details, RequestDetails) else None
    if not field[2]:
        return (answer,)
    return (policy.services[answer].owner if answer and answer in policy.services else None,)


def line(policy: Policy, ticket: Ticket, person: PersonId | None) -> tuple[PersonId, ...]:
    """Who may give the voice of `person`, in the order in which they are asked: themselves first, if they may.

    Empty only where the settings name nobody but those who may not.
    """
    none = barred(ticket)
    return tuple(dict.fromkeys(each for each in _behind(policy, ticket, person) if each not in none))


def _behind(policy: Policy, ticket: Ticket, person: PersonId | None) -> Iterator[PersonId]:
    if person in barred(ticket) and policy.approving.on_self != "approver.manager":
        # Nobody chooses who decides for them: a delegate of theirs has no say in what is their own.
        chosen = policy.managers_of.get(ticket.requester) if policy.approving.on_self == "requester.manager" else None
        if chosen:
            yield from _upwards(policy, chosen, barred(ticket))
    elif person:
        yield from _upwards(policy, person, barred(ticket))
    for owner in policy.roles.get("catalog_owner", ()):
        yield owner
        yield from _delegate(policy, owner)
    yield from policy.roles.get("admin", ())
    yield policy.service(ticket.service).owner
    yield from (team.lead for team in policy.teams.values())
    yield from sorted(policy.managers)
    yield from sorted(policy.responders)


def instead_of(policy: Policy, person: PersonId, able: Able) -> PersonId | None:
    """Who decides for somebody who is away: delegate, manager and theirs, else the owners of the catalog, as they can.

    Of a request that is that one's own it is somebody else, as `line` says.
    """
    owners = policy.roles.get("catalog_owner", ())
    people = (*_upwards(policy, person, frozenset()), *owners, *policy.roles.get("admin", ()))
    return next((each for each in people if each != person and able(each)), None)


def _upwards(policy: Policy, person: PersonId, none: frozenset[PersonId]) -> Iterator[PersonId]:
    """Somebody, their delegate, their manager and theirs, up to whoever has none."""
    seen: set[PersonId] = set()
    above: PersonId | None = person
    while above and above not in seen:
        seen.add(above)
        yield above
        if above not in none:
            yield from _delegate(policy, above)
        above = policy.managers_of.get(above)


def _delegate(policy: Policy, person: PersonId) -> Iterator[PersonId]:
    named = policy.delegates.get(person) if policy.approving.delegate else None
    if named:
        yield named


def first_of(people: tuple[PersonId, ...], able: Able, taken: frozenset[PersonId]) -> PersonId | None:
    """Who of a line is asked: the first who can and has no voice yet, else the first who can, else the first."""
    can = [each for each in people if able(each)]
    return next((each for each in can if each not in taken), next(iter(can or people), None))
