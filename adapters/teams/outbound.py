"""Speaking first: one outgoing thing becomes one call of the Bot Connector. Nothing said can be read back."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any, Literal, TypeAlias, TypeVar

from adapters.teams import ids
from adapters.teams.attached import element
from adapters.teams.connector import CALL_SECONDS, Connector
from adapters.teams.conversation_references import Reference
from adapters.teams.conversations import Rooms
from adapters.teams.directory import TenantDirectory
from adapters.teams.errors import Malformed
from adapters.teams.render import activity, draw, names_somebody, nobody
from adapters.teams.text import Accounts
from core.ports.channel import Gone, Outgoing, Receipt, Rejected
from core.ui.cards import Card

Json: TypeAlias = dict[str, Any]
T = TypeVar("T")

MOST_VIEWERS = 60
"""People for whom Teams refreshes a card by itself; the others choose "Refresh card" in its menu."""
_GONE = frozenset({"not_found", "activity_not_found_in_conversation", "activity_not_found", "message_not_found"})

_log = logging.getLogger(__name__)


class Outbound:
    """Says things in Teams."""

    def __init__(
        self,
        connector: Connector,
        rooms: Rooms,
        directory: TenantDirectory,
        tenant: str,
        bot: str,
        account_of: Accounts,
    ) -> None:
        self._connector = connector
        self._rooms = rooms
        self._directory = directory
        self._tenant = tenant
        self._bot = bot
        self._account_of = account_of

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Say it. Raises RetryLater or Rejected; a deletion of what is gone counts as done, a reaction is left out.

        What is for one person goes into the newest conversation with them when the one that was kept is gone.
        """
        spot = await self._rooms.spot(outgoing.place)
        try:
            return await self._deliver(outgoing, spot)
        except Gone:
            if not outgoing.place.startswith(ids.DIRECT):
                raise
            other = await self._rooms.instead_of(spot, outgoing.place.removeprefix(ids.DIRECT))
            if other is None:
                raise
        return await self._deliver(outgoing, other)

    async def _deliver(self, outgoing: Outgoing, spot: Reference) -> Receipt:
        place = ids.place(self._tenant, spot.conversation)
        message = ids.message_id(outgoing.message) or ""
        root = ids.message_id(outgoing.thread)
        match outgoing.act:
            case "post":
                said = await self._draw(
                    spot,
                    _card(outgoing),
                    root,
                    lambda said: self._send(spot, root, said, CALL_SECONDS),
                    loud=outgoing.broadcast,
                    below=await element(outgoing.attached) if outgoing.attached else None,
                )
                return Receipt(place, said)
            case "edit":
                put = lambda said: self._on("PUT", spot, root, message, said | {"id": message})  # noqa: E731
                await self._draw(spot, _card(outgoing), root, put)
                return Receipt(place, message)
            case "delete":
                try:
                    await self._on("DELETE", spot, root, message)
                except Rejected as error:
                    if error.why != "message_not_found":
                        raise
            case "react" | "unreact":
                pass  # bots cannot: declared, with what is done instead, in `channel.py`
        return Receipt(place, "")

    async def post(self, place: str, card: Card, root: str | None = None, *, within: float) -> str:
        """Post a card, in a channel under `root` when given; the new message's id. Raises RetryLater and Rejected."""
        spot = await self._rooms.spot(place, within=within)
        return await self._draw(spot, card, root, lambda said: self._send(spot, root, said, within))

    async def edit(self, place: str, message: str, card: Card, *, within: float) -> None:
        """Put a card in place of a message of a chat. Raises RetryLater and Rejected."""
        spot = await self._rooms.spot(place, within=within)
        await self._draw(spot, card, None, lambda said: self._on("PUT", spot, None, message, said | {"id": message}))

    async def whisper(self, place: str, card: Card, speaker: str, root: str | None, *, within: float) -> None:
        """Show a card to one member of a channel or group chat, for a day. Raises RetryLater and Rejected.

        A preview of Teams ("targeted messages"): only where the settings switch it on.
        """
        spot = await self._rooms.spot(place, within=within)
        users = await self._directory.users([speaker])
        if not users:
            raise Rejected("unknown_recipient")

        async def send(said: Json) -> None:
            path = ("conversations", _conversation(spot, root), "activities")
            body, query = said | {"recipient": {"id": users[0]}}, {"isTargetedActivity": "true"}
            await self._connector.call("POST", spot.service_url, *path, body=body, query=query, within=within)

        await self._draw(spot, card, root, send)

    async def view(self, card: Card) -> Json:
        """A card as an invoke is answered with it: for the eyes of whoever asked."""
        return draw(card, self._account_of, viewers=await self._viewers(card))

    async def _draw(
        self,
        spot: Reference,
        card: Card,
        root: str | None,
        send: Callable[[Json], Awaitable[T]],
        *,
        loud: bool = False,
        below: Json | None = None,
    ) -> T:
        """Draw a card, with a file below its words, and send it.

        In a chat, which is flat, a line that would stand in a thread names its ticket.

        Teams takes no card that names somebody who is gone: then it is sent once more with plain names.
        """
        about = card.called or card.ticket if root and spot.kind != "channel" else None
        said = _with(below, activity(card, self._account_of, about=about, loud=loud, viewers=await self._viewers(card)))
        try:
            return await send(said)
        except Malformed as error:
            if not names_somebody(said):
                raise
            _log.info("a card is said again without naming anybody: %s", error)
            return await send(_with(below, activity(card, nobody, about=about, loud=loud)))

    async def _viewers(self, card: Card) -> tuple[str, ...]:
        """The Teams ids of those who get a view of their own, as far as we know them."""
        accounts = [self._account_of(person) for person in card.viewers]
        return tuple(await self._directory.users([each for each in accounts if each][:MOST_VIEWERS]))

    async def _send(self, spot: Reference, root: str | None, said: Json, within: float) -> str:
        """Post an activity; its id, empty when Teams tells none.

        A channel's new thread is a new conversation with its first activity: that is what is documented for bots that
        speak first (Teams, "Send proactive messages"; Bot Connector API, "Create conversation"; the library's
        `TeamsInfo.send_message_to_teams_channel`). Posting to the channel's own id works too, and is not promised.
        """
        if spot.kind != "channel" or root:
            path = ("conversations", _conversation(spot, root), "activities")
            return ids.word(await self._connector.call("POST", spot.service_url, *path, body=said, within=within), "id")
        tenant = {"tenant": {"id": self._tenant}}
        body = {
            "isGroup": True,
            "bot": {"id": self._bot},
            "tenantId": self._tenant,
            "channelData": {"channel": {"id": spot.conversation}, **tenant},
            "activity": said,
        }
        answer = await self._connector.call(
            "POST", spot.service_url, "conversations", body=body, about=spot.conversation, within=within
        )
        return ids.word(answer, "activityId") or ids.split(ids.word(answer, "id"))[1] or ""

    async def _on(
        self,
        method: Literal["PUT", "DELETE"],
        spot: Reference,
        root: str | None,
        message: str,
        body: Json | None = None,
    ) -> None:
        """Change what was said. Raises Rejected("message_not_found") when it is gone."""
        path = ("conversations", _conversation(spot, root), "activities", message)
        try:
            await self._connector.call(method, spot.service_url, *path, body=body)
        except Rejected as error:
            if error.why in _GONE:
                raise Rejected("message_not_found") from error
            raise


def _conversation(spot: Reference, root: str | None) -> str:
    return ids.in_thread(spot.conversation, root) if spot.kind == "channel" else spot.conversation


def _with(below: Json | None, said: Json) -> Json:
    """An activity with a file, where there is one, below the words of its card."""
    if below is not None:
        said["attachments"][0]["content"]["body"].append(below)
    return said


def _card(outgoing: Outgoing) -> Card:
    if outgoing.card is None:
        raise ValueError(f"there is nothing to {outgoing.act} ({outgoing.key})")
    return outgoing.card
