"""Speaking first: one outgoing thing becomes one call of the Web API, and an earlier try is found by its metadata."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any, TypeAlias

from adapters.slack import ids
from adapters.slack.api import Api
from adapters.slack.directory import WorkspaceDirectory
from adapters.slack.files import Files, Uploaded
from adapters.slack.identity import Installation
from adapters.slack.render import blocks, image
from adapters.slack.text import Accounts
from adapters.slack.words import fallback
from core.ports.channel import Attached, Gone, Outgoing, Receipt, Rejected
from core.ports.clock import Clock
from core.ui.cards import Card

Json: TypeAlias = dict[str, Any]

EVENT_TYPE = "deskbell_notice"
LOOK_BACK = timedelta(days=2)
"""How far back an earlier try is looked for; delivery has given up long before."""
LOOK_PAGES = 5
LOOK_PAGE = 200
NO_MESSAGE = "message_not_found"
"""Slack's refusal where a message is no more: then no mark stands on it, and none is missed."""

_NAMESPACE = uuid.UUID("6f1c2a52-6f3a-4c0e-9d5b-2b6f0d7e4a11")


class Outbound:
    """Says things in Slack."""

    def __init__(
        self, api: Api, installation: Installation, directory: WorkspaceDirectory, account_of: Accounts, clock: Clock
    ) -> None:
        self._api = api
        self._files = Files(api)
        self._installation = installation
        self._directory = directory
        self._account_of = account_of
        self._clock = clock

    async def deliver(self, outgoing: Outgoing) -> Receipt:
        """Say it. Raises RetryLater or Rejected; what is already so (a reaction, a deletion) counts as done.

        What is for one person is said in their conversation of now when the one that was kept is gone.
        """
        channel = await self._directory.channel(outgoing.place)
        try:
            return await self._deliver(outgoing, channel)
        except Gone:
            other = await self._directory.instead_of(channel, outgoing.place)
            if other is None:
                raise
        return await self._deliver(outgoing, other)

    async def _deliver(self, outgoing: Outgoing, channel: str) -> Receipt:
        place = ids.place((await self._installation.identity()).team, channel)
        ts = ids.message_ts(outgoing.message)
        match outgoing.act:
            case "post":
                return Receipt(place, await self._post(channel, outgoing))
            case "edit":
                said = self._said(_card(outgoing), broadcast=False)
                await self._api.call("chat.update", {"channel": channel, "ts": ts, **said})
                return Receipt(place, ts or "")
            case "react":
                emoji = (outgoing.emoji or "").strip(":")
                await self._unless(
                    ("already_reacted", NO_MESSAGE), "reactions.add", channel=channel, timestamp=ts, name=emoji
                )
            case "unreact":
                emoji = (outgoing.emoji or "").strip(":")
                await self._unless(
                    ("no_reaction", NO_MESSAGE), "reactions.remove", channel=channel, timestamp=ts, name=emoji
                )
            case "delete":
                await self._delete(channel, ts or "")
        return Receipt(place, "")

    async def fetch(self, source: str, most: int) -> bytes:
        """What is in a file. Raises RetryLater and Rejected."""
        return await self._files.fetch(source, most)

    async def _post(self, channel: str, outgoing: Outgoing) -> str:
        said = self._said(_card(outgoing), broadcast=outgoing.broadcast)
        if outgoing.attached is not None:
            uploaded = await self._files.upload(outgoing.attached, outgoing.key)
            said = _with(said, outgoing.attached, uploaded)
        try:
            answer = await self._api.call("chat.postMessage", _posted(channel, outgoing, said))
        except Rejected:
            await self._files.forget(outgoing.key)
            raise
        return str(answer["ts"])

    def _said(self, card: Card, *, broadcast: bool) -> Json:
        return {"text": fallback(card.summary), "blocks": blocks(card, self._account_of, broadcast=broadcast)}

    async def _delete(self, channel: str, ts: str) -> None:
        """Take an own message back, with the files that it showed.

        The files go first: who dies in between finds them named in the message when they try again.
        """
        for file in await self._shown_in(channel, ts):
            await self._files.delete(file)
        await self._unless((NO_MESSAGE,), "chat.delete", channel=channel, ts=ts)

    async def _shown_in(self, channel: str, ts: str) -> tuple[str, ...]:
        """The ids of the files in one message of ours; none where it is gone or cannot be read."""
        try:
            page = await self._api.call("conversations.replies", {"channel": channel, "ts": ts, "limit": 1})
        except Rejected:
            return ()  # whether it can be deleted, its deletion tells
        message: Json = next((each for each in page.get("messages", ()) if each.get("ts") == ts), {})
        drawn = (block.get("slack_file") or {} for block in message.get("blocks") or () if block["type"] == "image")
        return tuple(str(each["id"]) for each in (*drawn, *(message.get("files") or ())) if each.get("id"))

    async def _unless(self, codes: tuple[str, ...], method: str, **arguments: object) -> None:
        """Call, and take these refusals for success."""
        try:
            await self._api.call(method, arguments)
        except Rejected as error:
            if error.why not in codes:
                raise

    async def find(self, outgoing: Outgoing) -> Receipt | None:
        """Where an earlier try with this key landed, or None. Only posts are looked for: the rest may be done twice."""
        if outgoing.act != "post":
            return None
        channel = await self._directory.channel(outgoing.place)
        team = (await self._installation.identity()).team
        thread = ids.message_ts(outgoing.thread)
        since = (self._clock.now() - LOOK_BACK).timestamp()
        asked: Json = {
            "channel": channel,
            "ts": thread,
            "oldest": f"{since:.6f}",
            "limit": LOOK_PAGE,
            "include_all_metadata": True,
        }
        method = "conversations.replies" if thread else "conversations.history"
        for _ in range(LOOK_PAGES):
            page = await self._api.call(method, asked)
            for message in page.get("messages", ()):
                if _key_of(message) == outgoing.key:
                    return Receipt(ids.place(team, channel), str(message["ts"]))
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None
            asked["cursor"] = cursor
        return None


def _with(said: Json, attached: Attached, uploaded: Uploaded) -> Json:
    """A message that shows an uploaded file: a picture as a block, another one by its address.

    Slack shares a file of ours where a message's text holds its permalink; blocks would take the place of the text.
    """
    if attached.kind == "image":
        return {**said, "blocks": [*said["blocks"], image(uploaded.id, attached.name)]}
    return {"text": f"{said['text']} <{uploaded.permalink}| >"}


def _posted(channel: str, outgoing: Outgoing, said: Json) -> Json:
    """The arguments of a post; its key is found again by them."""
    return {
        "channel": channel,
        "thread_ts": ids.message_ts(outgoing.thread),
        **said,
        "metadata": {"event_type": EVENT_TYPE, "event_payload": {"key": outgoing.key}},
        # Slack promises nothing for it, so `find` relies on the metadata alone.
        "client_msg_id": str(uuid.uuid5(_NAMESPACE, outgoing.key)),
        "unfurl_links": False,
        "unfurl_media": False,
        "mrkdwn": False,
    }


def _card(outgoing: Outgoing) -> Card:
    if outgoing.card is None:
        raise ValueError(f"there is nothing to {outgoing.act} ({outgoing.key})")
    return outgoing.card


def _key_of(message: Json) -> str | None:
    metadata = message.get("metadata") or {}
    if metadata.get("event_type") != EVENT_TYPE:
        return None
    key = (metadata.get("event_payload") or {}).get("key")
    return key if isinstance(key, str) else None
