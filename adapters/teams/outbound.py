"""Speaking first: one outgoing thing becomes one call of the Bot Connector. Nothing said can be read back."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from adapters.teams import ids
from adapters.teams.connector import CALL_SECONDS, Connector
from adapters.teams.directory import Directory
from adapters.teams.references import Reference
from adapters.teams.render import activity
from adapters.teams.text import Accounts
from core.cards import Card
from core.ports import Outgoing, Receipt, Rejected

Json: TypeAlias = dict[str, Any]

_GONE = frozenset({"not_found", "activity_not_found_in_conversation", "activity_not_found", "message_not_found"})


class Outbound:
    """Says things in Teams."""

    def __init__(self, connector: Connector, directory: Directory, tenant: str, account_of: Accounts) -> None:
        self._connector = connector
        self._directory = directory
        self._tenant = tenant
        self._account_of = account_of

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Say it. Raises RetryLater or Rejected; a deletion of what is gone counts as done, a reaction is left out."""
        spot = await self._directory.spot(outgoing.place)
        place = ids.place(self._tenant, spot.conversation)
        message = ids.message_id(outgoing.message) or ""
        root = ids.message_id(outgoing.thread)
        match outgoing.act:
            case "post":
                return Receipt(place, await self.post(spot, _card(outgoing), root, loud=outgoing.broadcast))
            case "edit":
                said = self._said(spot, _card(outgoing), root, loud=False) | {"id": message}
                await self._on("PUT", spot, root, message, said)
                return Receipt(place, message)
            case "delete":
                try:
                    await self._on("DELETE", spot, root, message)
                except Rejected as error:
                    if error.why != "message_not_found":
                        raise
            case "react":
                pass  # bots cannot: declared, with what is done instead, in `channel.py`
        return Receipt(place, "")

    async def post(
        self, spot: Reference, card: Card, root: str | None = None, *, loud: bool = False, within: float = CALL_SECONDS
    ) -> str:
        """Post a card, in a channel under `root` when given; the new message's id. Raises RetryLater and Rejected."""
        said = self._said(spot, card, root, loud=loud)
        answer = await self._connector.call(
            "POST", spot.service_url, "conversations", _conversation(spot, root), "activities", body=said, within=within
        )
        return str(answer.get("id") or "")

    def _said(self, spot: Reference, card: Card, root: str | None, *, loud: bool) -> Json:
        """The activity. In a chat, which is flat, a line that would stand in a thread names its ticket."""
        about = card.ticket if root and spot.kind != "channel" else None
        return activity(card, self._account_of, about=about, loud=loud)

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


def _card(outgoing: Outgoing) -> Card:
    if outgoing.card is None:
        raise ValueError(f"there is nothing to {outgoing.act} ({outgoing.key})")
    return outgoing.card
