"""The routes of the page in the browser: what a viewer sees, and their hands. `as` names the viewer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web
from yarl import URL

from playground.pages import PAGE, send, send_static
from playground.slack.hands import Hands
from playground.slack.payloads import shown
from playground.slack.protocol import AppFailed, Json, NotPossible
from playground.slack.slack import Slack
from playground.slack.workspace import Channel
from playground.ui import answer, guarded, heard, objects, posted, stream, word

Act = Callable[[str, Json], Awaitable[Json]]


class Ui:
    """What the page asks for. `beside` tells that there is a Teams to be shown beside it."""

    def __init__(self, slack: Slack, *, beside: bool = False) -> None:
        self._slack = slack
        self._beside = beside
        self._hands = Hands(slack)

    def routes(self) -> list[web.RouteDef]:
        """The page's routes."""
        gets = {
            "state": self.state, "messages": self.messages, "home": self.home, "views": self.views,
            "events": self.events, "clock": self.clock,
        }  # fmt: skip
        acts: dict[str, Act] = {
            "say": self.say, "edit": self.edit, "delete": self.delete, "react": self.react, "join": self.join,
            "open_dm": self.open_dm, "command": self.command, "shortcut": self.shortcut, "action": self.action,
            "submit": self.submit, "close": self.close, "options": self.options,
        }  # fmt: skip
        return [
            web.get("/", self.page),
            web.get("/static/{path:.+}", send_static),
            *(web.get(f"/ui/{name}", guarded(handler)) for name, handler in gets.items()),
            *(web.post(f"/ui/{name}", guarded(posted(self._by_person(act)))) for name, act in acts.items()),
            web.post("/ui/clock", guarded(posted(self.push_clock))),
        ]

    def _by_person(self, act: Act) -> Callable[[Json], Awaitable[Json]]:
        async def handle(body: Json) -> Json:
            return await act(self._hands.member(str(body.get("as") or "")).id, body)

        return handle

    # the page itself

    async def page(self, request: web.Request) -> web.StreamResponse:
        """GET /; without `?as=` it leads to the first person of the workspace, with a Teams to the page of both."""
        if "as" not in request.query or self._beside:
            first = next(one.id for one in self._slack.space.members.values() if not one.is_bot)
            raise web.HTTPFound(URL("/both" if self._beside else "/").with_query({"as": first, **request.query}))
        return send(PAGE / "slack" / "index.html")

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
        return answer({
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
        return answer({"messages": sorted(map(shown, seen), key=lambda message: message["ts"])})

    async def home(self, request: web.Request) -> web.StreamResponse:
        """GET /ui/home: opening it tells the app; `quiet=1` only looks."""
        me = self._viewer(request)
        if request.query.get("quiet"):
            return answer({"view": self._slack.views.homes.get(me)})
        return answer({"view": await self._hands.open_home(me)})

    async def views(self, request: web.Request) -> web.StreamResponse:
        """GET /ui/views: the viewer's modals, the top one last."""
        known = self._slack.views
        stack = known.stacks.get(self._viewer(request), [])
        return answer({"stack": [view | {"errors": known.errors.get(view["id"], {})} for view in stack]})

    async def events(self, request: web.Request) -> web.StreamResponse:
        """GET /ui/events: news as Server-Sent Events."""
        me = self._viewer(request)

        def concerns(news: Json) -> bool:
            channel = self._slack.space.channels.get(news.get("channel", ""))
            return channel is None or channel.kind == "public" or me in channel.members

        with self._slack.changes.listening(me) as queue:
            return await stream(request, heard(queue, concerns))

    async def clock(self, request: web.Request) -> web.StreamResponse:
        """GET /ui/clock."""
        clock = self._slack.clock
        return answer({"now": clock.now().isoformat(), "offset_seconds": clock.offset_seconds, "frozen": clock.frozen})

    # hands

    async def say(self, me: str, body: Json) -> Json:
        """POST /ui/say."""
        message = await self._hands.say(
            me, word(body, "channel"), str(body.get("text") or ""), body.get("thread_ts"), objects(body.get("files"))
        )
        return {"ok": True, "ts": message["ts"]}

    async def edit(self, me: str, body: Json) -> Json:
        """POST /ui/edit."""
        await self._hands.edit(me, word(body, "channel"), word(body, "ts"), word(body, "text"))
        return {"ok": True}

    async def delete(self, me: str, body: Json) -> Json:
        """POST /ui/delete."""
        await self._hands.delete(me, word(body, "channel"), word(body, "ts"))
        return {"ok": True}

    async def react(self, me: str, body: Json) -> Json:
        """POST /ui/react."""
        remove = bool(body.get("remove"))
        await self._hands.react(me, word(body, "channel"), word(body, "ts"), word(body, "name"), remove=remove)
        return {"ok": True}

    async def join(self, me: str, body: Json) -> Json:
        """POST /ui/join {as, channel}."""
        await self._hands.join(me, word(body, "channel"))
        return {"ok": True}

    async def open_dm(self, me: str, body: Json) -> Json:
        """POST /ui/open_dm."""
        return {"channel": (await self._hands.open_direct(me, word(body, "user"))).id}

    async def command(self, me: str, body: Json) -> Json:
        """POST /ui/command."""
        command, text = word(body, "command"), str(body.get("text") or "")
        return await _attempt(self._hands.command(me, word(body, "channel"), command, text))

    async def shortcut(self, me: str, body: Json) -> Json:
        """POST /ui/shortcut."""
        callback = word(body, "callback_id")
        return await _attempt(self._hands.shortcut(me, callback, body.get("channel"), body.get("ts")))

    async def action(self, me: str, body: Json) -> Json:
        """POST /ui/action."""
        container, action = _object(body, "container"), _object(body, "action")
        return await _attempt(self._hands.act(me, container, action, _state(body.get("state"))))

    async def submit(self, me: str, body: Json) -> Json:
        """POST /ui/submit."""
        try:
            errors = await self._hands.submit(me, word(body, "view_id"), body.get("values"))
        except AppFailed as failure:
            return {"ok": False, "error": str(failure)}
        return {"ok": not errors} | ({"errors": errors} if errors else {})

    async def close(self, me: str, body: Json) -> Json:
        """POST /ui/close."""
        return await _attempt(self._hands.close(me, word(body, "view_id"), clear=bool(body.get("clear"))))

    async def options(self, me: str, body: Json) -> Json:
        """POST /ui/options."""
        container = _object(body, "container")
        block, action = word(body, "block_id"), word(body, "action_id")
        return await self._hands.options(me, container, block, action, str(body.get("value") or ""))

    async def push_clock(self, body: Json) -> Json:
        """POST /ui/clock {advance_seconds}."""
        try:
            self._slack.clock.advance(float(body["advance_seconds"]))
        except (KeyError, TypeError, ValueError, OverflowError):
            raise NotPossible("Say how many seconds to move the clock forward.") from None
        clock = self._slack.clock
        return {"now": clock.now().isoformat(), "offset_seconds": clock.offset_seconds}


async def _attempt(work: Awaitable[None]) -> Json:
    try:
        await work
    except AppFailed as failure:
        return {"ok": False, "error": str(failure)}
    return {"ok": True}


def _object(body: Json, name: str) -> Json:
    value = body.get(name)
    if not isinstance(value, dict):
        raise NotPossible(f"Missing: {name}.")
    return value


def _state(given: object) -> Json | None:
    return given if isinstance(given, dict) else None
