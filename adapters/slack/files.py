"""Files of Slack: what is in one that somebody shared, and those that we show.

What is fetched is asked for by its id, so that Slack says each time where it is, and whether it still is. Our token
goes to Slack's own hosts and to no other.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, TypeAlias
from urllib.parse import urlsplit

from aiohttp import FormData

from adapters.inbound_kit.download import content_of
from adapters.slack.api import Api
from adapters.slack.errors import PLATFORM_ERRORS, judge, translate
from core.ports.channel import Attached, Rejected, RetryLater

Json: TypeAlias = dict[str, Any]

READY_WITHIN = 6.0
"""Seconds that Slack has to look at an upload; until then no message may show it (`invalid_blocks`)."""
_LOOK_AGAIN = 0.5
_ENDINGS = (".png", ".jpg", ".jpeg", ".gif")
_BEGIN = {b"\x89PNG": ".png", b"\xff\xd8": ".jpg", b"GIF8": ".gif"}
_KEPT = 64
_NOT_OURS = frozenset({"file_not_found", "file_deleted", "cant_delete_file"})


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file of ours: its id, and the address under which whoever may see it opens it."""

    id: str
    permalink: str


class Files:
    """Reads and uploads files of one workspace."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._uploaded: OrderedDict[str, str] = OrderedDict()

    async def fetch(self, file: str, most: int) -> bytes:
        """What is in a file. Raises RetryLater, and Rejected: `gone`, `too_large`, `no_right` or Slack's own code."""
        about = (await self._api.call("files.info", {"file": file})).get("file") or {}
        url = about.get("url_private_download") or about.get("url_private")
        if about.get("mode") == "tombstone" or not isinstance(url, str):
            raise Rejected("gone")
        if isinstance(size := about.get("size"), int) and size > most:
            raise Rejected("too_large")
        if not self._is_slacks(url):
            raise Rejected("not_slack")
        token = {"Authorization": f"Bearer {self._api.client.token}"}
        try:
            async with self._api.session.get(url, headers=token, allow_redirects=False) as answer:
                return await content_of(answer, most, lambda status: judge(status, "", answer.headers, speaking=False))
        except PLATFORM_ERRORS as error:
            raise translate(error) from error

    async def upload(self, attached: Attached, key: str) -> Uploaded:
        """The uploaded file, once a message can show it. `key` is that of the message.

        What was uploaded for it before is used again: a message that Slack did not take yet uploads nothing twice.
        Raises RetryLater, for which no other message has to wait, and Rejected; `missing_scope` where the app was
        installed without `files:write`.
        """
        try:
            return await self._ready(attached, key)
        except RetryLater as error:
            raise RetryLater(f"uploading a file: {error}", error.after, own=True) from error

    async def forget(self, key: str) -> None:
        """Delete what was uploaded for a message that Slack will never take. Raises RetryLater and Rejected."""
        if (file := self._uploaded.pop(key, None)) is not None:
            await self.delete(file)

    async def delete(self, file: str) -> None:
        """Delete a file of ours; one that is gone already, or is not ours, stays as it is.

        Raises RetryLater and Rejected; `missing_scope` where the app was installed without `files:write`.
        """
        try:
            await self._api.call("files.delete", {"file": file})
        except Rejected as error:
            if error.why not in _NOT_OURS:
                raise

    async def _ready(self, attached: Attached, key: str) -> Uploaded:
        file = self._uploaded.get(key) or await self._upload(attached)
        self._uploaded[key] = file
        while len(self._uploaded) > _KEPT:
            self._uploaded.popitem(last=False)
        deadline = asyncio.get_running_loop().time() + READY_WITHIN
        while not (about := (await self._api.call("files.info", {"file": file})).get("file") or {}).get("mimetype"):
            if asyncio.get_running_loop().time() > deadline:
                raise RetryLater("Slack still looks at the file", 0.0)
            await asyncio.sleep(_LOOK_AGAIN)
        return Uploaded(file, str(about.get("permalink") or ""))

    async def _upload(self, attached: Attached) -> str:
        """The three steps of Slack's "Working with files". Without a channel it is ours until a message shows it."""
        name = _file_name(attached)
        asked: Json = {"filename": name, "length": len(attached.content)}
        if attached.kind == "image":
            asked["alt_txt"] = attached.name
        place = await self._api.call("files.getUploadURLExternal", asked)
        url, file = str(place.get("upload_url") or ""), str(place.get("file_id") or "")
        if not self._is_slacks(url):
            raise Rejected("not_slack")
        form = FormData()
        form.add_field("file", attached.content, filename=name, content_type="application/octet-stream")
        try:
            async with self._api.session.post(url, data=form, allow_redirects=False) as answer:
                if answer.status != 200:
                    raise judge(answer.status, "", answer.headers, speaking=False)
        except PLATFORM_ERRORS as error:
            raise translate(error) from error
        done = {"files": [{"id": file, "title": attached.name}]}
        await self._api.call("files.completeUploadExternal", done)
        return file

    def _is_slacks(self, url: str) -> bool:
        """Whether an address is Slack's: one of its hosts, or wherever its Web API is said to be."""
        try:
            there, ours = urlsplit(url), urlsplit(self._api.client.base_url)
            same = (there.scheme, there.hostname, there.port) == (ours.scheme, ours.hostname, ours.port)
        except ValueError:
            return False
        host = there.hostname or ""
        return same or (there.scheme == "https" and there.port in (None, 443) and host.endswith(".slack.com"))


def _file_name(attached: Attached) -> str:
    """Its name, of a picture with the ending of one: Slack shows no picture that is not called so."""
    name = attached.name
    if attached.kind != "image" or name.lower().endswith(_ENDINGS):
        return name
    return name + next((ending for begin, ending in _BEGIN.items() if attached.content.startswith(begin)), "")
