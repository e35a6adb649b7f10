"""From a notice's address to the message it becomes: which channel, conversation, thread, and what it stands for later.

A triage card is one post per ticket and place, edited in place; lines go into its thread; a requester is spoken to
where they asked. Nothing here speaks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from bot.delivery.naming import key_elsewhere
from core.notifications.kind import Shape, has_moved
from core.notifications.kinds import kind_of, shape_of
from core.notifications.message_edits import ANSWERED, RELAY_EDIT, as_said
from core.notifications.parts import part_of, whole_key
from core.notifications.readings import comment_in
from core.people import PersonId
from core.policy import Policy
from core.ports.bindings import BESIDE, FORMER, Binding
from core.ports.channel import Channel, Outgoing
from core.ports.outbox import DIRECT, INSTEAD, Notice
from core.ports.places import Places
from core.tickets.ticket import Ticket
from core.ui.cards import Card

Act = Literal["post", "edit", "react", "unreact", "delete"]
_ACTS: Mapping[Shape, Act] = {"edit": "edit", "react": "react", "unreact": "unreact", "delete": "delete"}
"""What is done by notices that act on an earlier message."""
GONE = "gone"
"""The fact of a fallback notice that keeps the place that could not be spoken in."""
LEFT = "left"
"""The fact of a notice that is said in somebody's chat of now: their former one, which is gone."""
NO_CARD = "no_card_here"
"""Why a line cannot be said where its card does not stand."""
NOT_ON = "not_on"
"""The fact of a notice that one platform rejected: the person is spoken to on another one."""
PERSON = "person:"
"""How that begins which refused what is for one person: wherever they are seen again, it is tried anew."""
NO_ACCOUNT = "no_account"
"""Why nothing can be said to a person whom no platform knows (any more)."""


class Unreachable(Exception):
    """There is no way to say it; `why` is a short code, as in `Rejected`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Accounts(Protocol):
    """Where a person is on a channel."""

    async def platforms_of(self, person: PersonId) -> Sequence[str]:
        """The channels on which a person may be, the one they last spoke on first."""
        ...

    async def account(self, person: PersonId, channel: str) -> str | None:
        """The speaker id, or None. Raises RetryLater."""
        ...


@dataclass(frozen=True, slots=True)
class Route:
    """What is to be done where; `role` is what a new post stands for afterwards."""

    channel: Channel
    act: Act
    place: str
    role: str
    thread: str | None = None
    message: str | None = None
    emoji: str | None = None
    fresh: str | None = None
    """Where a card whose message is gone is posted anew."""
    broadcast: bool = False
    conversation: str | None = None
    """The name under which posts are counted, where the place has two: somebody's own conversation is also where their
    card stands."""

    @property
    def asked_for(self) -> str:
        """The place as it is known before anything stands there: a person's conversation is theirs, whatever its id."""
        return self.conversation or self.fresh or self.place

    @property
    def in_former_chat(self) -> bool:
        """Whether it goes where a message of one person's chat stood, so that they may have another chat by now."""
        return self.asked_for.startswith(DIRECT) and self.asked_for != self.place

    @property
    def counted(self) -> str:
        """What a post is counted for."""
        return self.conversation or self.place

    def outgoing(self, key: str, card: Card | None) -> Outgoing:
        """The message itself."""
        return Outgoing(self.act, key, self.place, card, self.thread, self.message, self.emoji, self.broadcast)

    def aloud(self) -> Route:
        """The same beside all threads: said to everybody there, about no ticket alone."""
        return replace(self, thread=None)

    def anew(self) -> Route | None:
        """The same as a new post, for a card whose message is gone; None for anything else."""
        return Route(self.channel, "post", self.fresh, self.role, self.thread) if self.fresh else None


class Addresses:
    """Works out routes by the settings of the day."""

    def __init__(self, policy: Policy, places: Places, channels: Mapping[str, Channel], accounts: Accounts) -> None:
        self._policy = policy
        self._places = places
        self._channels = channels
        self._accounts = accounts

    def use(self, policy: Policy) -> None:
        """Address by these settings from now on."""
        self._policy = policy

    def marks(self, message: str) -> bool:
        """Whether an emoji can be put on a message (`place#message`)."""
        channel = self._channels.get(message.partition(":")[0])
        return channel is not None and channel.capabilities.reactions

    async def route(self, notice: Notice, ticket: Ticket | None, bindings: Sequence[Binding]) -> Route | None:
        """How to say it; None when there is nothing left to act on. Raises Unreachable and RetryLater."""
        if kind_of(notice).acts:
            found = self._act(notice, ticket, bindings)
            if found is not None or not (
                self._has_more(notice, ticket, bindings) or self._was_left(notice, ticket, bindings)
            ):
                return found
        read = LEFT in notice.facts  # in their former chat
        if kind_of(notice).with_copy and not read and self._bound(notice, ticket, _copied(notice), bindings) is None:
            return None
        return await self._say(notice, ticket, bindings)

    async def _say(self, notice: Notice, ticket: Ticket | None, bindings: Sequence[Binding]) -> Route:
        if ticket is not None and _is_theirs(notice, ticket):
            return await self._asker_before(notice, ticket, bindings)
        match notice.to.partition(":"):
            case "direct", _, person:
                return await self._direct(notice, person, bindings)
            case "requester", _, _:
                return await self._requester(notice, ticket, bindings)
            case "triage", _, team:
                return await self._triage(notice, ticket, team, bindings)
            case "admins", _, _ if notice.place is not None:
                return Route(self._channel(notice.place), "post", notice.place, f"notice:{notice.key}")
        raise Unreachable("no_such_address")

    async def elsewhere(self, person: PersonId, notice: Notice, channel: str) -> Notice | None:
        """The notice for another platform that this person is on, as `channel` will not take it. Raises RetryLater."""
        tried = {*str(notice.facts.get(NOT_ON) or "").split(), channel}
        facts = {**notice.facts, NOT_ON: " ".join(sorted(tried))}
        again = replace(notice, key=key_elsewhere(notice, channel), facts=facts, refresh=False)
        try:
            await self._find(person, again)
        except Unreachable:
            return None
        return again

    async def _direct(self, notice: Notice, person: PersonId, bindings: Sequence[Binding]) -> Route:
        # A card or a line that found its own place closed: the card keeps its role, lines go under it.
        role = str(notice.facts.get(INSTEAD) or notice.to)
        team = role.removeprefix("triage:")
        rooms = self._places.triage(team) if team in self._policy.teams else ()
        gone = (notice.facts.get(GONE), notice.facts.get(LEFT))
        known = [b for b in bindings if b.role == role and b.place not in rooms and b.place not in gone]
        # It stays on the platform on which they were first told of the ticket, or their team works, wherever they spoke
        # since.
        first = (*(each.place for each in known), *self._rooms(notice))
        channel, account = await self._find(person, notice, [place.partition(":")[0] for place in first])
        place = f"{DIRECT}{account}"
        if shape_of(notice) == "direct":
            return Route(channel, "post", place, kind_of(notice).role_of(notice))
        if notice.kind == ANSWERED.name:  # what the words of a message grew by
            return Route(channel, "post", place, str(notice.facts["target"]))
        return _under(channel, notice, role, _on(known, channel), place, None)

    def _rooms(self, notice: Notice) -> Sequence[str]:
        """Where the team works that the notice is about; nothing for one that is about none."""
        team = str(notice.facts.get("team"))
        return self._places.triage(team) if kind_of(notice).of_team and team in self._policy.teams else ()

    async def _requester(self, notice: Notice, ticket: Ticket | None, bindings: Sequence[Binding]) -> Route:
        if ticket is None:
            raise Unreachable("no_ticket")
        if ticket.home != "direct":
            place, _, root = ticket.home.partition("#")
            card = next((b for b in bindings if b.role == "requester" and b.place == place), None)
            return _under(self._channel(place), notice, "requester", card, place, root or None)
        # A card in a thread stands where the ticket came from: it has become private since, and is spoken of no more.
        left = notice.facts.get(LEFT)
        own = [b for b in bindings if b.role == "requester" and b.thread is None and b.place != left]
        # A ticket stays on the platform on which its requester was first told of it.
        channel, account = await self._find(ticket.requester, notice, [each.place.partition(":")[0] for each in own])
        return _under(channel, notice, "requester", _on(own, channel), f"{DIRECT}{account}", None)

    async def _asker_before(self, notice: Notice, ticket: Ticket, bindings: Sequence[Binding]) -> Route:
        """Where somebody reads what was said to them, whose the ticket is no longer: where they read it, or were to.

        That is beside the copy of what it is about, in the thread that it was meant for while all may read there, else
        in their own chat, below the card that they had.
        """
        copy = self._bound(notice, ticket, f"comment:{comment_in(notice)}", bindings)
        place = copy.place if copy is not None else None if ticket.private else notice.place
        if place is not None:
            card = copy or next((b for b in bindings if b.role in ("requester", "home") and b.place == place), None)
            return _under(self._channel(place), notice, "requester", card, place, None)
        gone, role = (notice.facts.get(GONE), notice.facts.get(LEFT)), f"{FORMER}{notice.asker}"
        own = [b for b in bindings if b.role == role and b.place not in gone]
        channel, account = await self._find(notice.asker, notice, [each.place.partition(":")[0] for each in own])
        return _under(channel, notice, "requester", _on(own, channel), f"{DIRECT}{account}", None)

    async def _triage(self, notice: Notice, ticket: Ticket | None, team: str, bindings: Sequence[Binding]) -> Route:
        if notice.place is None:
            lead = self._policy.team(team).lead
            return await self._direct(replace(notice, facts={INSTEAD: notice.to, **notice.facts}), lead, bindings)
        card = next((b for b in bindings if b.role == f"triage:{team}" and b.place == notice.place), None)
        if shape_of(notice) != "card" and card is None:
            # Nothing is ever said at the level of the channel but the card, and a digest of such lines.
            raise Unreachable(NO_CARD)
        channel = self._channel(notice.place)
        route = _under(channel, notice, notice.to, card, notice.place, None)
        loud = kind_of(notice).broadcasts and route.act == "post" and self._calls_everybody(ticket)
        shown = any(b.role.startswith("triage:") and b.place.partition(":")[0] == channel.name for b in bindings)
        return replace(route, broadcast=loud and not shown)

    def _calls_everybody(self, ticket: Ticket | None) -> bool:
        """Noise rule 2: everybody who is there is pinged for a P1 alone, once."""
        return ticket is not None and ticket.priority in self._policy.notifications.broadcast_mentions

    def _act(self, notice: Notice, ticket: Ticket | None, bindings: Sequence[Binding]) -> Route | None:
        target = str(notice.facts.get("target") or "")
        emoji = notice.facts.get("emoji")
        act = _ACTS[shape_of(notice)]
        if "#" in target:
            place, _, message = target.partition("#")
            thread = None
        else:
            found = self._bound(notice, ticket, target, bindings)
            if found is None:
                return None
            place, message, thread = found.place, found.message, found.thread
        channel = self._channel(place)
        if kind_of(notice).is_mark and not channel.capabilities.reactions:
            return None
        return Route(channel, act, place, target, thread, message, emoji if isinstance(emoji, str) else None)

    def _has_more(self, notice: Notice, ticket: Ticket | None, bindings: Sequence[Binding]) -> bool:
        """Whether this is a part of an edited message's words that nothing stands for yet, below a copy that does."""
        said = as_said(notice)
        if notice.facts.get("back") and part_of(notice) == 1:  # deleted before it was said, where it was to be said
            return ticket is not None and not has_moved(notice, ticket)
        first = _copied(notice) if said is notice else f"notice:{whole_key(said)}"
        return (
            shape_of(notice) == "edit"
            and part_of(said) > 1
            and self._bound(notice, ticket, first, bindings) is not None
        )

    def _was_left(self, notice: Notice, ticket: Ticket | None, bindings: Sequence[Binding]) -> bool:
        """Whether this is a change of words that the requester has in a former chat alone: they are said anew."""
        changes = notice.kind == RELAY_EDIT.name and part_of(notice) == 1 and notice.for_requester
        rooms = {each.place for each in bindings if each.role.startswith("triage:")}
        homes = {each.place for each in bindings if each.role == "requester"}
        stands = {each.place for each in bindings if each.role == _copied(notice)}
        return changes and ticket is not None and ticket.home == "direct" and bool(homes and stands - rooms - homes)

    def _bound(self, notice: Notice, ticket: Ticket | None, role: str, bindings: Sequence[Binding]) -> Binding | None:
        """The copy of a comment on this notice's side: in its triage place, or in the requester's conversation."""
        roles = {role}
        if shape_of(notice) == "edit":  # what says other things as well is drawn again without it, never deleted
            roles.add(role.replace("notice:", BESIDE, 1))
        copies = [each for each in bindings if each.role in roles]
        if notice.place is not None:
            here = next((each for each in copies if each.place == notice.place), None)
            # Where the thread that it came from is closed, their own chat has what was said instead. What stands for
            # their card is meant where it stands alone: the other one says something else.
            if here is not None or not notice.for_requester or role == "requester":
                return here
        if ticket is None or not (notice.for_requester or _is_theirs(notice, ticket)):
            return next(iter(copies), None)
        homes = {each.place for each in bindings if each.role == "requester"}
        if _is_theirs(notice, ticket):  # whose chat may have no card
            homes |= {each.place for each in copies} - {b.place for b in bindings if b.role.startswith("triage:")}
        return next((each for each in copies if each.place in homes), None)

    async def _find(self, person: PersonId, notice: Notice, first: Sequence[str] = ()) -> tuple[Channel, str]:
        """A channel on which the person is, and their account there: `first` ones, then where they last spoke."""
        tried = str(notice.facts.get(NOT_ON) or "").split()
        for name in dict.fromkeys([*first, *await self._accounts.platforms_of(person)]):
            if name not in self._channels or name in tried:
                continue
            account = await self._accounts.account(person, name)
            if account is not None:
                return self._channels[name], account
        raise Unreachable(NO_ACCOUNT)

    def _channel(self, place: str) -> Channel:
        channel = self._channels.get(place.partition(":")[0])
        if channel is None:
            raise Unreachable("channel_off")
        return channel


def _is_theirs(notice: Notice, ticket: Ticket) -> bool:
    """Whether it was meant for somebody who had asked, and whose the ticket is no longer."""
    return notice.asker not in ("", ticket.requester)


def _copied(notice: Notice) -> str:
    """The role of the copy of the comment that it is about."""
    return f"comment:{notice.facts.get('comment')}"


def _on(bindings: Sequence[Binding], channel: Channel) -> Binding | None:
    return next((each for each in bindings if each.place.partition(":")[0] == channel.name), None)


def _under(
    channel: Channel, notice: Notice, card_role: str, card: Binding | None, place: str, root: str | None
) -> Route:
    """A card is edited where it stands; everything else goes into its thread (or the thread it stands in)."""
    if shape_of(notice) == "card":
        if card is not None and channel.capabilities.edits:
            return Route(channel, "edit", card.place, card_role, root, card.message, fresh=place)
        return Route(channel, "post", place, card_role, root)
    role = kind_of(notice).role_of(notice)
    thread = root or (card.thread or card.message if card else None)
    where = card.place if card else place
    return Route(channel, "post", where, role, thread if channel.capabilities.threads else None, conversation=place)
