"""The routes of the Slack page: what a viewer sees, and their hands. `as` names the viewer, by id."""

from __future__ import annotations

from aiohttp import web
from yarl import URL

from playground import ui
from playground.pages import PAGE, send, send_static
from playground.slack.hands import Hands
from playground.slack.payloads import shown
from playground.slack.protocol import Json, NotPossible
from playground.slack.slack import Slack
from playground.slack.workspace import Channel
from playground.ui import answer, attempt, objects, word


class Ui(ui.Ui[str]):
    """What the page asks for. `beside` tells that there is a Teams to be shown beside it."""

    def __init__(self, slack: Slack, *, beside: bool = False) -> None:
        super().__init__(slack, base="/ui")
        self._slack = slack
        self._beside = beside
        self._hands = Hands(slack)

    def routes(self) -> list[web.RouteDef]:
        """The page's routes."""
        gets = {"state": self.state, "messages": self.messages, "home": self.home, "views": self.views}
        acts: dict[str, ui.Act[str]] = {
            "say": self.say, "share": self.share, "edit": self.edit, "delete": self.delete, "react": self.react,
            "join": self.join, "open_dm": self.open_dm, "command": self.command, "shortcut": self.shortcut,
            "action": self.action, "submit": self.submit, "close": self.close, "options": self.options,
        }  # fmt: skip
        alone = [web.get("/slack", self.alone)] if self._beside else []
        return [
            web.get("/", self.page),
            *alone,
            web.get("/static/{path:.+}", send_static),
            *self._routes(gets, acts),
        ]

    def _person(self, who: object) -> str:
        return self._hands.member(str(who or "")).id

    def _hears(self, me: str) -> str:
        return me

    def _concerns(self, me: str, news: Json) -> bool:
        channel = self._slack.space.channels.get(news.get("channel", ""))
        return channel is None or channel.kind == "public" or me in channel.members

    # the page itself

    async def page(self, request: web.Request) -> web.StreamResponse:
        """GET /; without `?as=` it leads to the first person of the workspace, with a Teams to the page of both,
        where somebody else looks.
        """
        if "as" not in request.query or self._beside:
            to = URL("/both" if self._beside else "/")
            raise web.HTTPFound(to.with_query(self._starts(request) | dict(request.query)))
        return send(PAGE / "slack" / "index.html")

    def _starts(self, request: web.Request) -> dict[str, str]:
        """Who looks at first; at Teams somebody else, so that both ends of a story can be seen."""
        if "as" in request.query or not self._beside:
            return {"as": self._first()}
        people = [one for one in self._slack.space.members.values() if not one.is_bot]
        me, other = self._slack.first_look or (people[0].id, people[min(1, len(people) - 1)].handle)
        return {"as": me, "teams_as": other}

    def _first(self) -> str:
        return next(one.id for one in self._slack.space.members.values() if not one.is_bot)

    async def alone(self, request: web.Request) -> web.StreamResponse:
        """GET /slack: the Slack alone, where `/` leads to both; without `?as=` it leads to the first person."""
        if "as" not in request.query:
            raise web.HTTPFound(URL("/slack").with_query({"as": self._first(), **request.query}))
        return send(PAGE / "slack" / "index.html")

    # what is to be seen

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

    # hands

    async def say(self, me: str, body: Json) -> Json:
        """POST /ui/say."""
        message = await self._hands.say(
            me, word(body, "channel"), str(body.get("text") or ""), body.get("thread_ts"), objects(body.get("files"))
        )
        return {"ok": True, "ts": message["ts"]}

    async def share(self, me: str, body: Json) -> Json:
        """POST /ui/share {channel, ts, to, text?}: a message of a channel, in another one."""
        text = str(body.get("text") or "")
        message = await self._hands.share(me, word(body, "channel"), word(body, "ts"), word(body, "to"), text)
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
        return await attempt(self._hands.command(me, word(body, "channel"), command, text))

    async def shortcut(self, me: str, body: Json) -> Json:
        """POST /ui/shortcut."""
        callback = word(body, "callback_id")
        return await attempt(self._hands.shortcut(me, callback, body.get("channel"), body.get("ts")))

    async def action(self, me: str, body: Json) -> Json:
        """POST /ui/action; `stale` are the blocks that a window shows which stands still."""
        container, action = _object(body, "container"), _object(body, "action")
        stale = objects(body["stale"]) if "stale" in body else None
        return await attempt(self._hands.act(me, container, action, _state(body.get("state")), stale))

    async def submit(self, me: str, body: Json) -> Json:
        """POST /ui/submit."""
        work = self._hands.submit(me, word(body, "view_id"), body.get("values"))
        return await attempt(work, lambda errors: {"ok": False, "errors": errors} if errors else {})

    async def close(self, me: str, body: Json) -> Json:
        """POST /ui/close."""
        return await attempt(self._hands.close(me, word(body, "view_id"), clear=bool(body.get("clear"))))

    async def options(self, me: str, body: Json) -> Json:
        """POST /ui/options."""
        container = _object(body, "container")
        block, action = word(body, "block_id"), word(body, "action_id")
        return await self._hands.options(me, container, block, action, str(body.get("value") or ""))


def _object(body: Json, name: str) -> Json:
    value = body.get(name)
    if not isinstance(value, dict):
        raise NotPossible(f"Missing: {name}.")
    return value


def _state(given: object) -> Json | None:
    return given if isinstance(given, dict) else None
