"""What becomes of what was said of a ticket where nobody may read it any more.

A ticket becomes private, or a private one goes to another team. Then what Deskbell wrote in the rooms of those who had
it, and in the public thread that it came from, is taken back message by message, with the files that it showed; the
card stays, as the one sentence that says where the ticket went (experience.md, section 5). So is what it wrote to
somebody alone who may not read it any more. What still waits for such a place, or for such a person, is not said.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from core.notifications.cards import TRIAGE_CARD
from core.notifications.facts import Facts, read
from core.notifications.kind import Kind, has_moved
from core.notifications.kinds import kind_of, moot, redraws
from core.notifications.message_edits import (
    DIGEST_WITHDRAWN,
    FILE_GONE,
    PART_GONE,
    REST_GONE,
    WITHDRAW,
    WITHDRAWN,
    Deleted,
    OnMessage,
    Rest,
    answered,
)
from core.policy import Policy
from core.ports.bindings import OVERVIEW, Binding
from core.ports.outbox import Notice
from core.ports.places import Places
from core.tickets.permissions import may_see
from core.tickets.ticket import Ticket

_STAYS = ("requester", "home", "said:")
"""How the roles begin of people's own messages, and of the card of whoever asked, which says itself where it went."""


def withdraw(
    before: Ticket, after: Ticket, places: Places, bound: Sequence[Binding], now: datetime
) -> tuple[Notice, ...]:
    """What takes back all that stands where `after` may not be read, one notice a place; `bound` are its messages."""
    return tuple(
        WITHDRAW.notice(
            Facts(), ticket=after.ref, to=f"message:{place}", key=f"{after.ref}:{after.version}:withdraw:{place}",
            at=now, place=place,
        )
        for place in _left(before, after, places, bound)
    )  # fmt: skip


def withdraw_from_chats(policy: Policy, after: Ticket, told: Sequence[Notice], now: datetime) -> tuple[Notice, ...]:
    """What takes back each message to one person who may not read `after`; `told` are all to one person.

    It goes the way of what it takes back, and so follows what is being said there. A message that says other things
    as well is drawn again without it.
    """
    lost = [said for said in told if is_lost(policy, after, said)]
    gone = (
        WITHDRAWN.notice(
            OnMessage(f"notice:{said.key}"), ticket=after.ref, to=said.to,
            key=f"{after.ref}:{after.version}:withdraw:{said.key}", at=now,
        )
        for said in lost
    )  # fmt: skip
    return (*gone, *(answered(said, now, turn=after.version) for said in lost))


def is_lost(policy: Policy, ticket: Ticket, said: Notice) -> bool:
    """Whether what was said is one person's, who may not read its ticket."""
    return bool(said.person) and not kind_of(said).acts and not may_see(policy, ticket, said.person)


def hides(before: Ticket, after: Ticket) -> bool:
    """Whether some who could read the ticket may not any more."""
    return bool(before.ref) and after.private and (not before.private or before.team != after.team)


def _left(before: Ticket, after: Ticket, places: Places, bound: Sequence[Binding]) -> tuple[str, ...]:
    """The places in which it stands, or is about to, and that are none of those who have it or asked for it."""
    home = "" if before.home == "direct" else before.home.partition("#")[0]
    chats = {each.place for each in bound if each.role == "requester" and each.thread is None} - {home}
    own = {*places.triage(after.team), *(each.place for each in bound if each.role == f"triage:{after.team}")}
    rooms = (each.place for each in bound if each.role.startswith("triage:"))
    named = (each.place for each in bound if each.role.startswith(OVERVIEW))
    stood = dict.fromkeys((*rooms, *named, *places.triage(before.team), *([home] if home else ())))
    return tuple(place for place in stood if place not in own | chats)


def each_message(notice: Notice, ticket: Ticket, bound: Sequence[Binding], now: datetime) -> tuple[Notice, ...]:
    """What takes back each message of a ticket in the place of `notice`; none where it has come back there since.

    Of one comment, what stands there below its copy (`REST_GONE`).
    """
    if notice.kind == REST_GONE.name:
        return tuple(_rest(notice, read(Rest, notice.facts), bound, now))
    here = [each for each in bound if each.place == notice.place]
    if any(each.role == f"triage:{ticket.team}" for each in here):
        return ()
    return tuple(_one(notice, each, now) for each in here if not each.role.startswith(_STAYS))


def _one(notice: Notice, stands: Binding, now: datetime) -> Notice:
    key, ref, place = f"{notice.key}:{stands.role}", notice.ticket, notice.place
    if stands.role.startswith("triage:"):
        return TRIAGE_CARD.notice(Facts(), ticket=ref, to=stands.role, key=key, at=now, place=place)
    kind: Kind[OnMessage] = DIGEST_WITHDRAWN if stands.role.startswith(OVERVIEW) else WITHDRAWN
    return kind.notice(OnMessage(stands.role), ticket=ref, to=notice.to, key=key, at=now, place=place)


def _rest(notice: Notice, rest: Rest, bound: Sequence[Binding], now: datetime) -> Iterator[Notice]:
    below = f"{rest.target}:"
    roles = (each.role for each in bound if each.role.startswith(below) and notice.place in (None, each.place))
    for role in dict.fromkeys(roles):
        which = role.removeprefix(below)
        if _stays(rest, which):
            continue
        kind = FILE_GONE if which.startswith("file:") else PART_GONE
        gone = Deleted(
            target=role, comment=rest.comment, author=rest.author, voice=rest.voice, note=rest.note
        )  # fmt: skip
        yield kind.notice(
            gone, ticket=notice.ticket, to=notice.to, key=f"{notice.key}:{role}", at=now, place=notice.place
        )


def _stays(rest: Rest, which: str) -> bool:
    """Whether a message stays, by `which` it is of those below a copy: a part, what was said anew, or a file."""
    if which.isdecimal():
        return int(which) <= rest.keep
    return rest.words_only and not (rest.reads_now and which.startswith("edited:"))


def is_unsaid(policy: Policy, notice: Notice, ticket: Ticket | None) -> bool:
    """Whether it need not be said any more, or may not: those whom it is for may not read its ticket."""
    return moot(notice, ticket) or (
        ticket is not None and (is_of_before(notice, ticket) or _is_kept_from(policy, notice, ticket))
    )


def is_of_before(notice: Notice, ticket: Ticket) -> bool:
    """Whether it tells somebody how a ticket stands who had asked for it, and whose it is no longer.

    What was said to them stays theirs, and so does what changes messages that they have.
    """
    kind = kind_of(notice)
    return notice.asker not in ("", ticket.requester) and not (kind.stays_theirs or kind.acts)


def _is_kept_from(policy: Policy, notice: Notice, ticket: Ticket) -> bool:
    kind = kind_of(notice)
    if not ticket.private or kind.discreet:
        return False
    if notice.person:  # what stands there may still be taken back
        return is_lost(policy, ticket, notice)
    return has_moved(notice, ticket) and not redraws(notice)
