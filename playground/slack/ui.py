"""The routes of the page in the browser: what a viewer sees, and their hands. `as` names the viewer."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from pathlib import Path

from aiohttp import web

from playground.slack.hands import Hands
from playground.slack.protocol import AppFailed, Json, NotPossible
from playground.slack.shapes import shown
from playground.slack.slack import Slack
from playground.slack.workspace import Channel

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
PAGE = Path(__file__).resolve().parent.parent / "page"
_POLICY = "; ".join([
    "default-src 'self'", "img-src 'self' data: blob:", "style-src 'self' 'unsafe-inline'", "frame-ancestors 'none'",
    "base-uri 'none'",
])  # fmt: skip


class Ui:
    """What the page asks for."""

    def __init__(self, slack: Slack) -> None:
        self._slack = slack
        self._hands = Hands(slack)

    def routes(self) -> list[web.RouteDef]:
        """The page's routes."""
        gets = {
            "state": self.state, "messages": self.messages, "home": self.home, "views": self.views,
            "events": self.events, "clock": self.clock,
        }  # fmt: skip
        posts = {
            "say": self.say, "edit": self.edit, "delete": self.delete, "react": self.react, "join": self.join,
            "open_dm": self.open_dm, "command": self.command, "shortcut": self.shortcut, "action": self.action,
            "submit": self.submit, "close": self.close, "options": self.options, "clock": self.push_clock,
        }  # fmt: skip
        return [
            web.get("/", self.page),
            web.get("/static/{path:.+}", self.static),
            *(web.get(f"/ui/{name}", _guarded(handler)) for name, handler in gets.items()),
            *(web.post(f"/ui/{name}", _guarded(_posted(handler))) for name, handler in posts.items()),
        ]

    # the page itself

    async def page(self, request: web.Request) -> web.StreamResponse:
        """GET /; without `?as=` it leads to the first person of the workspace."""
        if "as" not in request.query:
            first = next(one.id for one in self._slack.space.members.values() if not one.is_bot)
            raise web.HTTPFound(f"/?as={first}")
        return _file(PAGE / "index.html")

    async def static(self, request: web.Request) -> web.StreamResponse:
        """GET /static/...: only what lies under the page's folder."""
        wanted = (PAGE / request.match_info["path"]).resolve()
        if not wanted.is_relative_to(PAGE):
            raise web.HTTPNotFound
        return _file(wanted)

    # what is to be seen

    def _viewer(self, request: web.Request) -> str:
        return self._hands.member(request.query.get("as", "")).id

    async def state(self, request: web.Request) -> web.StreamResponse:
        """GET /ui/state: people, channels and the app."""
        slack, me = self._slack, self._viewer(request)
        slack.direct_with_app(me)
        space, app = slack.space, slack.app
        people = [
            {"id": p.id, "handle": p.handle, "real_name": p.real_name, "title": p.title, "is_bot": p.is_bot, "tz": p.tz,
             "is_admin": p.is_admin, "is_guest": p.is_guest}
            for p in space.members.values() if p.active
        ]  # fmt: skip
        channels = [
            self._brief(channel, me)
            for channel in space.channels.values()
            if me in channel.members or (channel.kind == "public" and not channel.archived)
        ]
        return _json({
            "team": {"id": space.team_id, "name": space.team_name, "domain": space.domain}, "me": me, "people": people,
            "now": slack.clock.now().isoformat(), "channels": channels,
            "app": {
                "id": app.app_id, "bot_user": app.bot_user, "bot_id": app.bot_id, "name": app.name, "home": app.home,
                "connected": slack.outbound.reachable,
                "commands": [
                    {"command": c.name, "usage_hint": c.usage_hint, "description": c.description}
                    for c in app.commands.values()
                ],
                "shortcuts": [
                    {"type": s.kind, "name": s.name, "callback_id": s.callback_id} for s in app.shortcuts.values()
                ],
            },
        })  # fmt: skip

    def _brief(self, channel: Channel, me: str) -> Json:
        brief: Json = {
            "id": channel.id, "name": channel.name, "is_im": channel.is_direct, "is_private": channel.kind != "public",
            "is_archived": channel.archived, "is_member": me in channel.members, "unread": channel.unread(me),
            "topic": channel.topic, "members": len(channel.members),
        }  # fmt: skip
        if channel.kind == "im":
            brief["user"] = next((u for u in channel.members if u != me), me)
        return brief

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """GET /ui/messages: a channel's or a thread's messages, ephemerals to the viewer among them, oldest first."""
        me = self._viewer(request)
        channel = self._hands.channel(me, request.query.get("channel", ""))
        root = request.query.get("thread_ts")
        order = [root, *channel.threads.get(root, [])] if root else channel.roots[-500:]
        seen = [channel.messages[ts] for ts in order if ts in channel.messages]
        for whispered in channel.ephemerals.get(me, {}).values():
            if whispered.get("thread_ts") == root:
                seen.append(whispered)
        if not root:
            channel.see_all(me)
        return _json({"messages": sorted(map(shown, seen), key=lambda message: message["ts"])})

    async def home(self, request: web.Request) -> web.StreamResponse:
        """GET /ui/home: opening it tells the app; `quiet=1` only looks."""
        me = self._viewer(request)
        if request.query.get("quiet"):
            return _json({"view": self._slack.views.homes.get(me)})
        return _json({"view": await self._hands.open_home(me)})

    async def views(self, request: web.Request) -> web.StreamResponse:
        """GET /ui/views: the viewer's modals, the top one last."""
        known = self._slack.views
        stack = known.stacks.get(self._viewer(request), [])
        return _json({"stack": [view | {"errors": known.errors.get(view["id"], {})} for view in stack]})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """GET /ui/events: news as Server-Sent Events."""
        me = self._viewer(request)
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
        await response.prepare(request)
        with self._slack.changes.listening(me) as queue:
            await response.write(b": hello\n\n")
            while True:
                try:
                    async with asyncio.timeout(15):
                        news = await queue.get()
                except TimeoutError:
                    await response.write(b": still here\n\n")
                    continue
                if news is None:
                    break
                if self._concerns(me, news):
                    await response.write(f"data: {json.dumps(news)}\n\n".encode())
        return response

    def _concerns(self, me: str, news: Json) -> bool:
        channel = self._slack.space.channels.get(news.get("channel", ""))
        return channel is None or channel.kind == "public" or me in channel.members

    async def clock(self, request: web.Request) -> web.StreamResponse:
        """GET /ui/clock."""
        clock = self._slack.clock
        return _json({"now": clock.now().isoformat(), "offset_seconds": clock.offset_seconds, "frozen": clock.frozen})

    # hands

    async def say(self, me: str, body: Json) -> Json:
        """POST /ui/say."""
        message = await self._hands.say(
            me, _word(body, "channel"), str(body.get("text") or ""), body.get("thread_ts"), _files(body.get("files"))
        )
        return {"ok": True, "ts": message["ts"]}

    async def edit(self, me: str, body: Json) -> Json:
        """POST /ui/edit."""
        await self._hands.edit(me, _word(body, "channel"), _word(body, "ts"), _word(body, "text"))
        return {"ok": True}

    async def delete(self, me: str, body: Json) -> Json:
        """POST /ui/delete."""
        await self._hands.delete(me, _word(body, "channel"), _word(body, "ts"))
        return {"ok": True}

    async def react(self, me: str, body: Json) -> Json:
        """POST /ui/react."""
        remove = bool(body.get("remove"))
        await self._hands.react(me, _word(body, "channel"), _word(body, "ts"), _word(body, "name"), remove=remove)
        return {"ok": True}

    async def join(self, me: str, body: Json) -> Json:
        """POST /ui/join {as, channel}."""
        await self._hands.join(me, _word(body, "channel"))
        return {"ok": True}

    async def open_dm(self, me: str, body: Json) -> Json:
        """POST /ui/open_dm."""
        return {"channel": (await self._hands.open_direct(me, _word(body, "user"))).id}

    async def command(self, me: str, body: Json) -> Json:
        """POST /ui/command."""
        command, text = _word(body, "command"), str(body.get("text") or "")
        return await _attempt(self._hands.command(me, _word(body, "channel"), command, text))

    async def shortcut(self, me: str, body: Json) -> Json:
        """POST /ui/shortcut."""
        callback = _word(body, "callback_id")
        return await _attempt(self._hands.shortcut(me, callback, body.get("channel"), body.get("ts")))

    async def action(self, me: str, body: Json) -> Json:
        """POST /ui/action."""
        container, action = _object(body, "container"), _object(body, "action")
        return await _attempt(self._hands.act(me, container, action, _state(body.get("state"))))

    async def submit(self, me: str, body: Json) -> Json:
        """POST /ui/submit."""
        try:
            errors = await self._hands.submit(me, _word(body, "view_id"), body.get("values"))
        except AppFailed as failure:
            return {"ok": False, "error": str(failure)}
        return {"ok": not errors} | ({"errors": errors} if errors else {})

    async def close(self, me: str, body: Json) -> Json:
        """POST /ui/close."""
        return await _attempt(self._hands.close(me, _word(body, "view_id"), clear=bool(body.get("clear"))))

    async def options(self, me: str, body: Json) -> Json:
        """POST /ui/options."""
        container = _object(body, "container")
        block, action = _word(body, "block_id"), _word(body, "action_id")
        return await self._hands.options(me, container, block, action, str(body.get("value") or ""))

    async def push_clock(self, me: str, body: Json) -> Json:
        """POST /ui/clock {advance_seconds}."""
        try:
            self._slack.clock.advance(float(body["advance_seconds"]))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise NotPossible("Say how many seconds to move the clock forward.") from None
        clock = self._slack.clock
        return {"now": clock.now().isoformat(), "offset_seconds": clock.offset_seconds}

    def person_of(self, body: Json) -> str:
        """The person who acts."""
        return self._hands.member(str(body.get("as") or "")).id


def _posted(handler: Callable[[str, Json], Awaitable[Json]]) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        if request.content_type != "application/json":
            raise NotPossible("Send JSON.")  # a form of a strange page cannot do that without asking first
        try:
            body = await request.json()
        except ValueError:
            raise NotPossible("This is not JSON.") from None
        if not isinstance(body, dict):
            raise NotPossible("Send a JSON object.")
        ui: Ui = handler.__self__  # type: ignore[attr-defined]
        me = "" if handler.__name__ == "push_clock" else ui.person_of(body)
        return _json(await handler(me, body))

    return handle


def _guarded(handler: Handler) -> Handler:
    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            return await handler(request)
        except NotPossible as refusal:
            return _json({"error": str(refusal)}, 400)
        except AppFailed as failure:
            return _json({"error": str(failure)}, 424)

    return handle


async def _attempt(work: Awaitable[None]) -> Json:
    try:
        await work
    except AppFailed as failure:
        return {"ok": False, "error": str(failure)}
    return {"ok": True}


def _word(body: Json, name: str) -> str:
    value = body.get(name)
    if not isinstance(value, str) or not value:
        raise NotPossible(f"Missing: {name}.")
    return value


def _object(body: Json, name: str) -> Json:
    value = body.get(name)
    if not isinstance(value, dict):
        raise NotPossible(f"Missing: {name}.")
    return value


def _files(given: object) -> list[Json]:
    return [file for file in given if isinstance(file, dict)] if isinstance(given, list) else []


def _state(given: object) -> Json | None:
    return given if isinstance(given, dict) else None


def _json(body: Json, status: int = 200) -> web.Response:
    return web.json_response(body, status=status, headers={"Cache-Control": "no-store"})


def _file(path: Path) -> web.StreamResponse:
    if not path.is_file():
        raise web.HTTPNotFound(text="The page is not there.")
    headers = {"Cache-Control": "no-cache", "Content-Security-Policy": _POLICY, "X-Content-Type-Options": "nosniff"}
    return web.FileResponse(path, headers=headers)
