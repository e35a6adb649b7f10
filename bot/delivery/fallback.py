"""Who is told instead when a notice can never be said where it belongs (design.md: direct message, then lead).

Each step writes one more notice with a key made of the first one's, so that it is written once however often delivery
tries. The last step says nothing: the notice stays parked and `deskbell doctor` lists it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from zlib import crc32

from bot.delivery.marks import taken_back
from bot.delivery.naming import brings
from bot.delivery.routing import GONE, LEFT, Route
from core.notifications.cards import REQUESTER_CARD, TRIAGE_CARD
from core.notifications.direct import NOT_TAKEN_BACK, NotTakenBack
from core.notifications.facts import Facts, read
from core.notifications.kinds import kind_of
from core.notifications.message_edits import (
    FILE_GONE,
    LATE_EDIT,
    PART_GONE,
    RELAY_DELETE,
    RELAY_EDIT,
    Deleted,
    Edited,
    EditedLate,
)
from core.notifications.parts import is_last
from core.notifications.triage import ARRIVED, UNDELIVERED, Arrived, Undelivered
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.ports.bindings import Binding
from core.ports.outbox import DIRECT, INSTEAD, FactValue, Notice
from core.ports.places import Places
from core.tickets.ticket import Ticket

_CHANGES = frozenset({RELAY_EDIT.name, RELAY_DELETE.name})
_LEAD = ":to-lead"
_PERSON = ":to-requester"
_TOLD = ":undelivered"
_ADMIN = ":to-admin"
_ANEW = ":said-anew"
_STANDS = ":stands"
_NO_MESSAGE = "message_not_found"
"""What channels say of a message that is not there any more."""


def is_fallback(notice: Notice) -> bool:
    """Whether this notice already stands in for another one."""
    return notice.key.endswith((_LEAD, _PERSON, _TOLD)) or _ADMIN in notice.key


def instead(notice: Notice, ticket: Ticket | None, policy: Policy, places: Places, now: datetime) -> tuple[Notice, ...]:
    """The notices to write when `notice` is parked; empty when nobody is left or it was an ornament.

    Direct notices of the desk itself (pages, assignments) are not decided here: the desk climbs its ladder.
    """
    if kind_of(notice).fallback == "nobody" or ticket is None:
        return ()
    if notice.key.endswith(_TOLD):
        # Nobody could be told that somebody was not reached: the lead, then the admins, then only doctor.
        return (
            _to_admins(notice, policy, places, now)
            if notice.to.startswith(DIRECT)
            else _to_lead(notice, ticket, policy, now)
        )
    match notice.to.partition(":"):
        case "triage", _, team if _reads_elsewhere(notice, team, places):
            return ()
        case "triage", _, _:
            return _to_lead(notice, ticket, policy, now)
        case "requester", _, _ if ticket.home != "direct" and not notice.key.endswith(_PERSON):
            facts: Mapping[str, FactValue] = {**notice.facts, INSTEAD: "requester", GONE: notice.place}
            to, key = f"{DIRECT}{notice.asker}", notice.key + _PERSON
            return (replace(notice, to=to, key=key, place=None, refresh=False, facts=facts, not_before=now),)
        case "requester", _, _:
            return _not_reached(notice, notice.asker, ticket, places, now)
        case "direct", _, person if notice.key.endswith(_PERSON):
            return _not_reached(notice, person, ticket, places, now)
        case "direct", _, _ if notice.key.endswith(_LEAD):
            return _to_admins(notice, policy, places, now)
        case "admins", _, _:
            return _to_each_admin(notice, policy, now)
    return ()


def _reads_elsewhere(notice: Notice, team: str, places: Places) -> bool:
    """Whether a place is known to be away, and the team has another one that reads the same meanwhile."""
    away = notice.place is not None and not places.is_open(notice.place)
    return away and any(places.is_open(each) for each in places.triage(team))


def not_changed(notice: Notice, why: str, now: datetime) -> tuple[Notice, ...]:
    """What is said where a platform refuses to change the copy of a comment.

    What was edited is said below it, and whoever deleted it hears that it can be read still. Nothing where it is gone.
    """
    if notice.kind == RELAY_EDIT.name:
        edited = read(Edited, notice.facts)
        below = f"comment:{edited.comment}:edited:{crc32(notice.key.encode())}"
        anew = EditedLate(
            comment=edited.comment, author=edited.author, voice=edited.voice, note=edited.note, text=edited.text,
            styles=edited.styles, stands_for=below,
        )  # fmt: skip
        key = f"{notice.key}{_ANEW}"
        return (LATE_EDIT.notice(anew, ticket=notice.ticket, to=notice.to, key=key, at=now, place=notice.place),)
    if notice.kind in (RELAY_DELETE.name, PART_GONE.name, FILE_GONE.name) and why != _NO_MESSAGE:
        gone = read(Deleted, notice.facts)
        key = f"{notice.ticket}:{gone.comment}:{notice.place or notice.to}{_STANDS}"
        stands = NotTakenBack(gone.comment, team=not notice.for_requester, whom=notice.asker)
        return (NOT_TAKEN_BACK.notice(stands, ticket=notice.ticket, to=f"{DIRECT}{gone.author}", key=key, at=now),)
    return ()


def reads_the_same(told: Notice) -> bool:
    """Whether what is said instead reaches the one it was for, so that nothing is left to say where it belonged."""
    return told.key.endswith(_PERSON) and not told.refresh


def written_instead(notice: Notice, ticket: Ticket | None, route: Route | None, policy: Policy) -> Phrase | None:
    """What begins a message in one person's chat that belongs in a place that could not be reached: of which ticket it
    is, and why it came here. None for any other message.

    Once it stands there, it is edited where it stands, also by a notice for the place itself.
    """
    if ticket is None:
        return None
    if GONE in notice.facts:
        role = stands_for(notice)
        team = policy.teams.get(role.removeprefix("triage:")) if role.startswith("triage:") else None
        return phrase("written_here_instead", ref=ticket.ref, team=team.name if team else None)
    home = ticket.home.partition("#")[0]
    edits = route is not None and route.act == "edit" and route.place != home
    if edits and ticket.home != "direct" and notice.to.startswith("requester:"):
        return phrase("written_here_instead", ref=ticket.ref, team=None)
    return None


def stands_for(notice: Notice) -> str:
    """The role of the card that it is, or that stands above it."""
    role = str(notice.facts.get(INSTEAD) or notice.to)
    return "requester" if role.startswith("requester:") else role


def card_anew(line: Notice, now: datetime) -> Notice:
    """The card above a line that is said in a person's chat of now: once, however many lines there are."""
    gone = line.facts[LEFT]
    kind = TRIAGE_CARD if stands_for(line).startswith("triage:") else REQUESTER_CARD
    card = kind.notice(Facts(), ticket=line.ticket, to=line.to, key=f"{line.ticket}:anew:{gone}", at=now, anew=True)
    kept = {name: fact for name, fact in line.facts.items() if name in (INSTEAD, GONE, LEFT)}
    return replace(card, urgent=line.urgent, facts=kept)


def _to_lead(notice: Notice, ticket: Ticket, policy: Policy, now: datetime) -> tuple[Notice, ...]:
    team = policy.teams.get(notice.to.removeprefix("triage:")) or policy.team(ticket.team)
    facts: Mapping[str, FactValue] = {**notice.facts, INSTEAD: f"triage:{team.key}", GONE: notice.place}
    to = f"{DIRECT}{team.lead}"
    key = notice.key if notice.key.endswith(_TOLD) else notice.key + _LEAD
    key = f"{team.lead}:{key}" if key == notice.key else key
    return (replace(notice, to=to, key=key, place=None, refresh=False, facts=facts, not_before=now),)


def _not_reached(notice: Notice, person: PersonId, ticket: Ticket, places: Places, now: datetime) -> tuple[Notice, ...]:
    """Tell the triage thread, and take off the mark of who wrote it."""
    sender = notice.facts.get("author") if notice.facts.get("mark") else None
    facts = Undelivered(person=person, told=None, what=notice.kind, sender=str(sender) if sender else None)
    return (*_tell_team(facts, _about(notice), ticket, places, now), *taken_back(notice, now))


def arrived(notices: Sequence[Notice], bound: Sequence[Binding], now: datetime) -> Iterator[Notice]:
    """What says below each line that told of a loss that this was said after all; `bound` is what was said before."""
    for said in notices:
        if said.asker and is_last(said):
            yield from _arrived(said, bound, now)


def _arrived(said: Notice, bound: Sequence[Binding], now: datetime) -> Iterator[Notice]:
    sender = said.facts.get("author") if said.facts.get("mark") else None
    begins = f"notice:{_about(said)}:{said.asker}:"
    for line in bound:
        if line.role.startswith(begins) and line.role.endswith(_TOLD):
            facts = Arrived(
                person=said.asker, told=None, what=said.kind, sender=str(sender) if sender else None,
                change=said.kind in _CHANGES, target=line.role, in_thread=line.role.endswith(f":{line.place}{_TOLD}"),
            )  # fmt: skip
            key = f"{line.role.removeprefix('notice:')}:{ARRIVED.name}"
            yield ARRIVED.notice(
                facts, ticket=said.ticket, to=f"message:{line.place}", key=key, at=now, place=line.place
            )


def _about(notice: Notice) -> str:
    """What a loss is told of: each sentence for itself, a card that cannot be drawn once a ticket."""
    return str(notice.ticket) if kind_of(notice).shape == "card" else brings(notice)


def change_not_seen(notice: Notice, ticket: Ticket | None, places: Places, now: datetime) -> tuple[Notice, ...]:
    """Tell whoever changed their answer that its reader, whose chat is shut, has it as it was."""
    if ticket is None or ticket.home != "direct" or not notice.for_requester or notice.kind not in _CHANGES:
        return ()
    facts = Undelivered(
        person=notice.asker, told=None, what=notice.kind, sender=str(notice.facts["author"]), change=True
    )
    return tuple(_tell_team(facts, brings(notice), ticket, places, now))


def _tell_team(facts: Undelivered, about: str, ticket: Ticket, places: Places, now: datetime) -> Iterator[Notice]:
    for place in places.triage(ticket.team) or (None,):
        key = f"{about}:{facts.person}:{place or 'lead'}{_TOLD}"
        to = f"triage:{ticket.team}"
        yield UNDELIVERED.notice(facts, ticket=ticket.ref, to=to, key=key, at=now, place=place)


def _to_admins(notice: Notice, policy: Policy, places: Places, now: datetime) -> tuple[Notice, ...]:
    person = notice.to.removeprefix(DIRECT)
    facts = Undelivered(person=person, told=None, what=notice.kind)
    told = UNDELIVERED.notice(facts, ticket=notice.ticket, to="admins", key=f"{notice.key}{_ADMIN}", at=now)
    rooms = places.admin()
    if not rooms:
        return _to_each_admin(told, policy, now)
    return tuple(replace(told, key=f"{told.key}:{room}", place=room) for room in rooms)


def _to_each_admin(notice: Notice, policy: Policy, now: datetime) -> tuple[Notice, ...]:
    return tuple(
        replace(notice, to=f"{DIRECT}{person}", key=f"{notice.key}{_ADMIN}:{person}", place=None, not_before=now)
        for person in policy.roles.get("admin", ())
    )
