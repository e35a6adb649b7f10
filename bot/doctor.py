"""What is wrong right now, each as one sentence that says what to do: for `deskbell doctor` and the admins' page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

import aiohttp

from bot.identity.places import KnownPlaces
from core.approvals import state
from core.calendars.oncall import AHEAD, Rota, gaps
from core.people import PersonId, platform_of
from core.policy import Policy
from core.ports.channel import Channel, Rejected, RetryLater
from core.ports.clock import Clock
from core.ports.tickets import Search, StorageUnavailable, Transaction
from core.processes import OPEN
from storage import AsyncStore

_LATE = timedelta(minutes=10)
_DRIFT = timedelta(seconds=30)
_APART = timedelta(seconds=5)
"""Of the database's clock: a lease lasts a minute."""
_MOST_PARKED = 20
_MOST_GAPS = 3
_MOST_UNJOINED = 10
_MOST_UNOWNED = 100


async def findings(
    store: AsyncStore, policy: Policy, places: KnownPlaces, now: datetime, *, by_id: bool = True
) -> tuple[str, ...]:
    """Everything that can be told from memory and the database.

    What is only found by an id is named `by_id` where it is mended, on the command line. A page that people read says
    how much there is.
    """
    found = [*_unreachable_places(places), *_teams_of_one(policy)]
    try:
        found += _gaps(policy, await store.read(lambda tx: tx.rota()), now)
        found += await _outbox(store, now, by_id=by_id)
        found += await _lost_tickets(store, policy)
        found += await _unjoined(store, by_id=by_id)
        found += await _shut_answers(store)
        found += await store.read(lambda tx: undecidable(tx, policy))
    except StorageUnavailable as error:
        found.insert(0, f"The database does not answer: {error}.")
    return tuple(found)


async def _shut_answers(store: AsyncStore) -> list[str]:
    """Private answers that are sealed with a key which is not here, or with one that is to go."""
    shut, older = await store.sealed_otherwise()
    found = []
    if shut:
        found.append(
            f"{shut:,} private answers cannot be read: put the key that sealed them into DESKBELL_SECRETS_KEY_OLD."
        )
    if older:
        found.append(f"{older:,} private answers are sealed with an older key: run deskbell secrets rotate.")
    return found


async def _outbox(store: AsyncStore, now: datetime, *, by_id: bool) -> list[str]:
    found = []
    parked = await store.outbox.parked()
    if parked and not by_id:
        tickets = sorted({each.notice.ticket for each in parked[-_MOST_PARKED:] if each.notice.ticket})
        about = f", about {', '.join(tickets)}" if tickets else ""
        found.append(f"{_some(len(parked), 'message')} could not be said{about}: deskbell doctor says where and why.")
    for each in parked[-_MOST_PARKED:] if by_id else ():
        about = f" about {each.notice.ticket}" if each.notice.ticket else ""
        found.append(
            f"Not said since {each.at:%Y-%m-%d %H:%M} UTC: {each.notice.kind}{about} to {each.notice.to} ({each.why})."
        )
    if by_id and len(parked) > _MOST_PARKED:
        found.append(f"{len(parked) - _MOST_PARKED} older notices were not said either.")
    oldest = await store.outbox.oldest_waiting()
    if oldest is not None and now - oldest > _LATE:
        waiting = await store.outbox.pending()
        found.append(
            f"{waiting} notices wait, the oldest since {oldest:%Y-%m-%d %H:%M} UTC: is the platform reachable?"
        )
    return found


async def _lost_tickets(store: AsyncStore, policy: Policy) -> list[str]:
    """Open tickets whose team the settings no longer name: an admin hears of their promises and can hand them on."""
    query = Search(statuses=tuple(sorted(OPEN)), limit=5000)
    lost = Counter(t.team for t in await store.read(lambda tx: tx.search(query)) if t.team not in policy.teams)
    return [
        f'{count} open tickets belong to team "{team}", which the settings do not name.' for team, count in lost.items()
    ]


async def _unjoined(store: AsyncStore, *, by_id: bool) -> list[str]:
    """Accounts without a verified address: on another platform the same person is somebody else to the desk."""
    if not by_id:
        found = await store.unjoined(_MOST_UNJOINED)
        names = ", ".join(sorted(f"{person.name} on {platform_of(person.id).capitalize()}" for person in found))
        return [f"No verified address: {names}. deskbell doctor says how each account is joined."] if names else []
    return [
        f"{person.name} ({person.id}) has no verified address: name the account under people.accounts to join it."
        for person in await store.unjoined(_MOST_UNJOINED)
    ]


def _some(count: int, what: str) -> str:
    return f"{count:,} {what}{'' if count == 1 else 's'}"


def undecidable(tx: Transaction, policy: Policy) -> list[str]:
    """Orders of which nobody knows whose decision they are: the owners of the catalog are asked instead."""
    found = []
    for ticket in filter(None, map(tx.ticket, tx.unowned(_MOST_UNOWNED))):
        stage = state.pending(ticket)
        if stage is not None and any(seat.whose is None for seat in stage[1].seats):
            asking = policy.name_of(ticket.beneficiary)
            found.append(
                f"Nobody knows who decides about {ticket.ref} of {asking}: name their manager under people.managers_of."
            )
    return found[:_MOST_UNJOINED]


def _unreachable_places(places: KnownPlaces) -> list[str]:
    return [str(missing) for missing in places.missing]


def _gaps(policy: Policy, rota: Rota, now: datetime) -> Iterator[str]:
    """What nobody of a schedule's members has in the coming fortnight, absences and who stands in for them counted."""
    for schedule in policy.schedules.values():
        found = gaps(schedule, now, now + AHEAD, rota)
        for gap in found[:_MOST_GAPS]:
            who = f"{policy.name_of(gap.person)} stands in" if gap.person else "nobody is asked"
            away = ", ".join(policy.name_of(each) for each in rota.missing(schedule, gap.start, gap.end))
            until = f" to {gap.end:%Y-%m-%d %H:%M}" if gap.end else ""
            yield (
                f"Schedule {schedule.name} has nobody from {gap.start:%Y-%m-%d %H:%M}{until} UTC: {who}."
                f"{f' Away: {away}.' if away else ''}"
            )
        if len(found) > _MOST_GAPS:
            yield f"Schedule {schedule.name} has {len(found) - _MOST_GAPS} more gaps in the coming fortnight."


def _teams_of_one(policy: Policy) -> Iterator[str]:
    for team in policy.teams.values():
        if len({team.lead, *team.members}) < 2:
            yield f"{team.name} is one person: nobody stands in for {policy.name_of(team.lead)}."


async def people_without_account(policy: Policy, channels: Mapping[str, Channel]) -> tuple[str, ...]:
    """Staff who cannot be told anything, since no platform knows their address. Asks the platforms."""
    staff: set[PersonId] = set(policy.responders)
    for team in policy.teams.values():
        staff |= {team.lead, *team.members}
    found = []
    for person in sorted(staff):
        try:
            known = [await channel.account(person) for channel in channels.values()]
        except (RetryLater, Rejected) as error:
            return (f"Who is on the platforms could not be asked: {error}.",)
        if channels and not any(known):
            where = ", ".join(map(str.capitalize, channels))
            found.append(f"{person} has no account on {where}: pages for them go to the next in line.")
    return tuple(found)


async def open_triage(policy: Policy, channels: Mapping[str, Channel]) -> tuple[str, ...]:
    """Triage places that everybody can read, so that everybody reads what people report. Asks the platforms."""
    found = []
    for team in policy.teams.values():
        for name, written in team.triage.items():
            try:
                is_open = name in channels and await channels[name].is_open(written)
            except (RetryLater, Rejected) as error:
                return (f"Who can read the triage places could not be asked: {error}.",)
            if is_open:
                found.append(
                    f"{written} on {name.capitalize()} (triage of {team.name}) can be read by everybody: "
                    "make it private, and invite the team and Deskbell."
                )
    return tuple(found)


async def database_drift(store: AsyncStore, clock: Clock) -> tuple[str, ...]:
    """How far this machine's clock is from the database's: a lease ends by the clock of whoever looks at it."""
    before = clock.now()
    try:
        stated = await store.clock()
    except StorageUnavailable:
        return ()  # which is a finding of its own
    after = clock.now()
    if stated is None or before - _APART <= stated <= after + _APART:
        return ()
    seconds = (after - stated).total_seconds()
    ahead = "ahead of" if seconds > 0 else "behind"
    return (
        f"This machine's clock is {abs(seconds):.0f} s {ahead} the database's: keep both in step (NTP), or one process"
        " takes over what another still says.",
    )


async def clock_drift(url: str, now: datetime) -> tuple[str, ...]:
    """How far this machine's clock is from the platform's; signatures fail at five minutes."""
    try:
        timeout = aiohttp.ClientTimeout(total=5)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as answer:
            stated = answer.headers.get("Date")
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        return (f"{url} cannot be reached ({type(error).__name__}).",)
    if stated is None:
        return ()
    drift = now - parsedate_to_datetime(stated)
    if abs(drift) <= _DRIFT:
        return ()
    return (
        f"This machine's clock is {drift.total_seconds():.0f} s off the platform's: set it, or nothing will be heard.",
    )
