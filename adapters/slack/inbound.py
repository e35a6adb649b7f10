"""What Slack sends: checked by the guard, taken apart by Bolt, heard by the desk, answered, and acknowledged last.

The desk has committed before anything is acknowledged, so nothing of value happens after the acknowledgement. Every
path acknowledges. Bolt calls one listener (`bolt.py`); which kind of payload it is, and which command or button, is
decided here.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, TypeAlias

from aiohttp import web
from slack_bolt.async_app import AsyncBoltRequest
from slack_bolt.request import payload_utils as payloads
from slack_bolt.response import BoltResponse

from adapters.channel_kind import Phrasing
from adapters.inbound_kit.apology import NOT_NOW, report_bug
from adapters.inbound_kit.body import Refused
from adapters.inbound_kit.doorway import Doorway
from adapters.inbound_kit.once import Once
from adapters.slack import ids
from adapters.slack.api import Api
from adapters.slack.bolt import bolt_app
from adapters.slack.directory import WorkspaceDirectory
from adapters.slack.forms import BACK, FIELD, NotOurs, options_of, values_of
from adapters.slack.home import home_view
from adapters.slack.identity import Installation
from adapters.slack.lookups import Lookups
from adapters.slack.manifest import OF_MEMBERS, PLACE_EVENTS, SHUTTING
from adapters.slack.message import Found
from adapters.slack.parse import Hearing, Marked, opened
from adapters.slack.render import PRESS
from adapters.slack.request_auth import admit
from adapters.slack.responses import WITHIN, Answering, Spot
from adapters.slack.settings import PATH
from adapters.slack.shapes import looks_right
from adapters.slack.text import Accounts
from core.phrases import Phrase
from core.ports.channel import Rejected, RetryLater
from core.ports.clock import Clock
from core.ports.places import Moved
from core.ports.tickets import StorageUnavailable
from core.ui.cards import Action, say
from core.ui.forms import Filled
from core.ui.inbound import (
    Edited,
    FormChanged,
    Heard,
    Press,
    Quiet,
    Quoted,
    Shown,
    Submit,
    Where,
    Words,
)  # fmt: skip
from core.ui.text import flatten

Json: TypeAlias = dict[str, Any]
Answer: TypeAlias = Json | None
"""The body of an acknowledgement; None is an empty one."""

_log = logging.getLogger(__name__)


class Inbound(Doorway):
    """Hears Slack, over HTTP or a socket."""

    def __init__(
        self,
        *,
        api: Api,
        phrasing: Phrasing,
        installation: Installation,
        directory: WorkspaceDirectory,
        account_of: Accounts,
        clock: Clock,
        ticket_emoji: Callable[[], str],
        moved: Moved,
        signing_secret: str | None,
        wall: Callable[[], float],
    ) -> None:
        self._api = api
        self._phrasing = phrasing
        self._installation = installation
        self._directory = directory
        self._account_of = account_of
        self._clock = clock
        self._emoji = ticket_emoji
        self._moved = moved
        self._secret = signing_secret
        self._wall = wall
        self._lookups = Lookups(api, directory, self._say, clock)
        self._answering = Answering(api, directory, phrasing, account_of)
        self._once: Once[None] = Once()
        self._translator: Hearing | None = None
        self._bolt = bolt_app(api.client.base_url, installation, self._listen)
        self._works: tuple[tuple[Callable[[Json], bool], Callable[[Json], Awaitable[Answer]]], ...] = (
            (payloads.is_block_actions, self._action),  # first, since a person waits for each
            (payloads.is_event, self._event),
            (payloads.is_slash_command, self._command),
            (payloads.is_view, self._view),
            (payloads.is_shortcut, self._shortcut),
            (payloads.is_block_suggestion, self._options),
        )

    @property
    def _hearing(self) -> Hearing:
        if self._translator is None:
            self._translator = Hearing(self._installation.known, self._emoji, self._directory.known_direct, self._say)
        return self._translator

    def _say(self, said: Phrase) -> str:
        return flatten(self._phrasing(said))

    async def _listen(self, body: Json) -> BoltResponse:
        """Hear a payload and acknowledge it, whatever comes, and of a kind that nobody knows as well."""
        work = next((work for is_kind, work in self._works if is_kind(body)), None)
        if work is None:
            return acknowledge(None)
        try:
            return acknowledge(await work(body))
        except (StorageUnavailable, RetryLater) as error:
            _log.warning("what Slack sent could not be taken now: %s", type(error).__name__)
            return await self._put_off(body)
        except NotOurs as error:
            _log.warning("what is not known any more was used: %s", error)
            return acknowledge(await self._apologise(body, error.said))
        except Exception as error:  # noqa: BLE001 a bug: logged once with a code that the person is shown
            said = report_bug(_log, error, body.get("type") or "a command")
            return acknowledge(await self._apologise(body, said))

    async def finish(self) -> None:
        """Give what is still being heard a moment to end."""
        await self._once.finish(WITHIN)

    # How it comes in

    def routes(self) -> list[web.RouteDef]:
        """`POST /slack/events`; nothing without a signing secret, since nothing could be checked."""
        return [web.post(PATH, self._post)] if self._secret else []

    async def _post(self, request: web.Request) -> web.Response:
        assert self._secret is not None
        try:
            payload = await admit(request, self._secret, self._wall)
        except Refused as refusal:
            _log.warning("a request to %s was refused: %s", PATH, refusal.reason)
            return refusal.answer
        answer = await self.dispatch(payload)
        # Not by Bolt's adapter for aiohttp, which takes content types and cookies apart that are none here.
        return web.Response(status=answer.status, body=answer.body.encode(), headers=answer.first_headers())

    async def dispatch(self, payload: Json) -> BoltResponse:
        """Bolt's answer to a payload that is known to come from Slack.

        What has not the shape of its kind is refused with 400. Over a socket that means that it is not acknowledged.
        """
        if not looks_right(payload):
            _log.warning("a payload was refused: it has not the shape of its kind")
            return BoltResponse(status=400, body="")
        if not await self._is_known() and (
            "command" in payload or payload.get("type") not in (None, "url_verification")
        ):
            return await self._put_off(payload)
        # The mode in which Bolt takes a parsed payload; its own parser loses commands that contain "payload".
        return await self._bolt.async_dispatch(AsyncBoltRequest(body=payload, mode="socket_mode"))

    async def _is_known(self) -> bool:
        """Whether Slack has said who we are; without that nothing can be understood."""
        try:
            await self._installation.identity()
        except (RetryLater, Rejected) as error:
            _log.warning("who we are in Slack is not known yet: %s", error)
            return False
        return True

    # What it is

    async def _command(self, body: Json) -> Answer:
        words = self._hearing.command(body, self._clock.now(), await self._find(body))
        spot = Spot(words.speaker, words.where, body.get("trigger_id"), body.get("response_url"))
        return await self._answering.command(await self.door.hear(words), spot)

    async def _event(self, body: Json) -> Answer:
        event = body["event"]
        match event.get("type"):
            case "message" | "app_mention":
                await self._message(event)
            case "reaction_added":
                if (marked := self._hearing.marked(event)) is not None:
                    await self._once.done(marked.key, lambda: self._mark(marked))
            case "app_home_opened":
                await self._opened(event)
            case kind if kind in PLACE_EVENTS:
                self._directory.forget_places()
                if kind not in OF_MEMBERS or event.get("user") == self._installation.known.bot_user:
                    self._moved(*self._open_again(event))
        return None

    async def _opened(self, event: Json) -> None:
        """Somebody looks at the app: at their page, or at their messages with it."""
        if event.get("tab", "home") == "home":
            return await self._publish_home(event["user"])
        return self._moved(f"{ids.DIRECT}{self._hearing.speaker(event).id}")

    def _open_again(self, event: Json) -> Sequence[str]:
        """The channel that an event is about, where we may speak in it by it."""
        channel = event.get("channel")
        id = channel.get("id") if isinstance(channel, dict) else channel
        if event["type"] in SHUTTING or not isinstance(id, str):
            return ()
        return (ids.place(self._installation.known.team, id),)

    async def _message(self, event: Json) -> None:
        if event.get("subtype") in ("message_changed", "message_deleted"):
            if self._hearing.changed(event) is None:
                return  # previews and reply counts: nothing is looked up for them
            changed = self._hearing.changed(event, await self._find(event.get("message") or {}))
            assert changed is not None
            text, runs = (None, ()) if changed.parts is None else await self._lookups.aloud(changed.parts)
            edited = Edited(
                changed.speaker, changed.at, changed.key, changed.where, text, runs=runs, to_bot=changed.to_bot,
                mentioned=changed.mentioned, of=changed.of, files=changed.files, words_stay=changed.words_stay,
                unread=changed.unread,
            )  # fmt: skip
            await self._once.done(edited.key, lambda: self._take(edited))
        elif self._hearing.words(event) is not None:
            words = self._hearing.words(event, await self._find(event))
            assert words is not None
            await self._once.done(words.key, lambda: self._take(words))

    async def _take(self, heard: Words | Edited | Press) -> None:
        """Hear what was said in a conversation, and answer there."""
        await self._answer(heard, Spot(heard.speaker, heard.where))

    async def _answer(self, heard: Heard, spot: Spot) -> None:
        """Hear it and answer there; the desk learns where a question stands that its buttons ask."""
        reply = await self.door.hear(heard)
        stands = await self._answering.press(reply, spot)
        if stands and isinstance(reply, Shown) and reply.asks:
            await self.door.stands(heard.speaker, reply, stands)

    async def _find(self, message: Json) -> Found:
        return await self._lookups.find(self._hearing.workspace, message)

    async def _mark(self, marked: Marked) -> None:
        """The ticket emoji: a reaction has no words, so the message is fetched first."""
        try:
            message = await self._fetch(marked.channel, marked.ts)
        except Rejected as error:
            _log.warning("a message with the ticket emoji could not be read: %s", error)
            return
        if message is None:
            return
        where = self._hearing.where(marked.channel, marked.ts, message.get("thread_ts"))
        quoted = await self._quote(message, where)
        await self._take(Press(marked.speaker, marked.at, marked.key, where, Action("create_by_emoji"), quoted))

    async def _fetch(self, channel: str, ts: str) -> Json | None:
        """One message by its `ts`, in a thread or not."""
        for method, more in (
            ("conversations.history", {"latest": ts, "oldest": ts}),
            ("conversations.replies", {"ts": ts}),
        ):
            try:
                page = await self._api.call(
                    method, {"channel": channel, "inclusive": True, "limit": 100, **more}, within=WITHIN
                )
            except Rejected as error:
                if error.why not in {"thread_not_found", "message_not_found"}:
                    raise
                continue
            found = next((message for message in page.get("messages", ()) if message.get("ts") == ts), None)
            if found is not None:
                return dict(found)
        return None

    async def _quote(self, message: Json, where: Where) -> Quoted:
        found = await self._find(message)
        text, _ = await self._lookups.aloud(self._hearing.reader(found).parts(message))
        return self._hearing.quoted(message, where, text, found)

    async def _shortcut(self, body: Json) -> Answer:
        press = self._hearing.shortcut(body, self._clock.now())
        if message := body.get("message"):
            quoted = await self._quote(message, press.where)
            press = Press(press.speaker, press.at, press.key, press.where, press.action, quoted)
        spot = Spot(press.speaker, press.where, body.get("trigger_id"), body.get("response_url"))
        await self._answer(press, spot)
        return None

    async def _action(self, body: Json) -> Answer:
        action = body["actions"][0]
        view = body.get("view") or {}
        if action["action_id"].startswith(FIELD) and view:
            await self._changed(body, view)
        elif action["action_id"] == BACK and view:
            await self._turned_back(body, view)
        elif action["action_id"].startswith(PRESS):
            press = self._hearing.press(body, self._clock.now())
            spot = Spot(press.speaker, press.where, body.get("trigger_id"), body.get("response_url"), view)
            await self._answer(press, spot)
            if view.get("type") == "home":
                await self._publish_home(body["user"]["id"])
        return None

    async def _changed(self, body: Json, view: Json) -> None:
        form, speaker = opened(view), self._hearing.speaker(body)
        values = await self._filled(view)
        heard = FormChanged(speaker, self._clock.now(), form.command, form.command_id, form.context, values)
        await self._redraw(heard, body, view)

    async def _turned_back(self, body: Json, view: Json) -> None:
        await self._redraw(await self._sent(body, view, back=True), body, view)

    async def _redraw(self, heard: FormChanged | Submit, body: Json, view: Json) -> None:
        """Draw the open form anew with what the desk makes of it."""
        form = opened(view)
        stamp = body["actions"][0].get("action_ts")
        made_at = ids.moment(stamp) if stamp else heard.at
        self._answering.redraws.begin(str(view.get("id")), made_at)
        reply = await self.door.hear(heard)
        where = form.where or self._hearing.home(heard.speaker)
        spot = Spot(heard.speaker, where, body.get("trigger_id"), view=view)
        await self._answering.redraw(reply, spot, form, made_at)

    async def _view(self, body: Json) -> Answer:
        if body.get("type") != "view_submission":
            return None
        view = body["view"]
        reply, form = await self.door.hear(await self._sent(body, view)), opened(view)
        answer = await self._answering.submit(reply, view, form)
        if isinstance(reply, Shown | Quiet) and reply.pressed is not None and form.response_url is None:
            await self._publish_home(body["user"]["id"])  # on it the form was opened
        return answer

    async def _filled(self, view: Json) -> Mapping[str, Filled | None]:
        team = self._hearing.workspace
        return await self._lookups.fill(team, values_of(view, team))

    async def _sent(self, body: Json, view: Json, *, back: bool = False) -> Submit:
        """An open form with what was filled in so far."""
        form = opened(view)
        return Submit(
            speaker=self._hearing.speaker(body),
            at=self._clock.now(),
            command=form.command,
            command_id=form.command_id,
            context=form.context,
            values=await self._filled(view),
            where=form.where,
            back=back,
        )

    async def _options(self, body: Json) -> Answer:
        form = opened(body.get("view") or {})
        field = body["action_id"].removeprefix(FIELD)
        typed = body.get("value") or ""
        found = await self.door.choices(self._hearing.speaker(body), form.command, field, typed, form.context)
        return {"options": options_of(found)[:100]}

    async def _publish_home(self, user: str) -> None:
        speaker = self._hearing.speaker({"user": user})
        view = home_view(await self.door.home(speaker), self._account_of)
        try:
            await self._api.call("views.publish", {"user_id": user, "view": view}, within=WITHIN)
        except (RetryLater, Rejected) as error:
            _log.warning("an App Home was not published: %s", error)

    # When it fails

    async def _put_off(self, body: Json) -> BoltResponse:
        """Nothing was done. Slack sends events again when they are not taken; nothing else comes twice."""
        if body.get("type") == "event_callback":
            return BoltResponse(status=503, body="")
        return acknowledge(await self._apologise(body, NOT_NOW))

    async def _apologise(self, body: Json, said: Phrase) -> Answer:
        """Say a sentence to whoever is looking, by the means that this kind of payload has."""
        kind = body.get("type")
        try:
            card = say(self._phrasing(said))
            if "command" in body:
                return {"response_type": "ephemeral", **self._answering.message(card)}
            if kind == "view_submission":
                return {"response_action": "update", "view": self._answering.view(card)}
            if kind == "block_suggestion":
                return {"options": []}
            if (spot := self._spot_of(body)) is not None:
                await self._answering.show(card, spot)
        except Exception:  # noqa: BLE001 the apology must not become the next failure: what happened is in the log already
            _log.warning("an apology could not be made")
        return None

    def _spot_of(self, body: Json) -> Spot | None:
        """Where the person of a failed interaction or message can be reached."""
        if body.get("type") == "event_callback":
            words = self._hearing.words(body["event"]) if body["event"].get("type") == "message" else None
            # Words of others' conversations fail silently: nobody asked us anything.
            return Spot(words.speaker, words.where) if words is not None and words.to_bot else None
        speaker = self._hearing.speaker(body)
        channel = (body.get("channel") or {}).get("id")
        box = body.get("container") or {}
        where = self._hearing.home(speaker)
        if channel:
            where = self._hearing.where(channel, box.get("message_ts"), box.get("thread_ts"))
        return Spot(speaker, where, body.get("trigger_id"), body.get("response_url"), body.get("view") or {})


def acknowledge(answer: Answer) -> BoltResponse:
    """200, with the answer's JSON when there is one."""
    if answer is None:
        return BoltResponse(status=200, body="")
    return BoltResponse(status=200, body=json.dumps(answer), headers={"content-type": "application/json"})
