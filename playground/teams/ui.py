"""The routes of the Teams page: what a viewer sees, and their hands. `as` names the viewer, by handle or id."""

from __future__ import annotations

import base64
import binascii

from aiohttp import web
from yarl import URL

from playground import ui
from playground.pages import PAGE, send, send_static
from playground.teams.app_answers import Words
from playground.teams.buttons import Buttons, Seen
from playground.teams.cards import complaints, inputs_of
from playground.teams.dialogs import Dialog
from playground.teams.forwarding import ForwardingHands
from playground.teams.hands import is_picture
from playground.teams.page_state import Screen
from playground.teams.protocol import Json, NotPossible
from playground.teams.teams import Teams
from playground.teams.tenant import Conversation, Person, Post
from playground.ui import answer, attempt, objects, word, words_by_name


class Ui(ui.Ui[Person]):
    """What the page asks for, under /teams/ui."""

    def __init__(self, teams: Teams) -> None:
        super().__init__(teams, base="/teams/ui")
        self._teams = teams
        self._hands = ForwardingHands(teams)
        self._buttons = Buttons(teams)
        self._screen = Screen(teams)

    def routes(self) -> list[web.RouteDef]:
        """The page's routes, and its files."""
        gets = {"state": self.state, "messages": self.messages, "dialog": self.dialog}
        acts: dict[str, ui.Act[Person]] = {
            "say": self.say, "forward": self.forward, "edit": self.edit, "delete": self.delete,
            "undelete": self.undelete, "react": self.react,
            "press": self.press, "look": self.look, "refresh": self.refresh, "submit": self.submit,
            "close": self.close, "options": self.options, "command": self.command, "install": self.install,
            "group": self.group, "permission": self.permission, "block": self.block,
        }  # fmt: skip
        return [
            web.get("/teams", self.page),
            web.get("/teams/static/{path:.+}", send_static),
            *self._routes(gets, acts),
        ]

    def _person(self, who: object) -> Person:
        try:
            person = self._teams.tenant.person(str(who or ""))
        except LookupError:
            raise NotPossible("There is no such person in this Teams.") from None
        if not person.active:
            raise NotPossible(f"{person.name} has left.")
        return person

    def _hears(self, me: Person) -> str:
        return me.id

    def _concerns(self, me: Person, news: Json) -> bool:
        where = self._teams.tenant.conversations.get(str(news.get("channel", "")))
        return where is None or me.id in where.members

    def _place(self, me: Person, given: object) -> Conversation:
        where = self._teams.tenant.conversations.get(str(given or ""))
        if where is None or me.id not in where.members:
            raise NotPossible("There is no such conversation, or you are not in it.")
        return where

    def _post(self, me: Person, body: Json, name: str = "id") -> Post:
        post = self._place(me, body.get("place")).posts.get(word(body, name))
        if post is None or not self._teams.tenant.sees(me, post):
            raise NotPossible("There is no such message (any more).")
        return post

    async def page(self, request: web.Request) -> web.StreamResponse:
        """GET /teams; without `?as=` it leads to whom `?teams_as=` names, as on the page of both, else to the first."""
        if "as" not in request.query:
            first = next(iter(self._teams.tenant.people.values())).handle
            who = request.query.get("teams_as") or first
            raise web.HTTPFound(URL("/teams").with_query({"as": who}))
        return send(PAGE / "teams" / "index.html")

    # what is to be seen

    async def state(self, request: web.Request) -> web.StreamResponse:
        """GET /teams/ui/state: people, the app, chats, teams."""
        return answer(self._screen.places(self._viewer(request)))

    async def messages(self, request: web.Request) -> web.StreamResponse:
        """GET /teams/ui/messages?place=: everything in a place, replies too, oldest first."""
        me = self._viewer(request)
        return answer({"messages": self._screen.messages(me, self._place(me, request.query.get("place")))})

    async def dialog(self, request: web.Request) -> web.StreamResponse:
        """GET /teams/ui/dialog: the viewer's dialog, or null."""
        return answer({"dialog": self._screen.dialog(self._viewer(request))})

    # words

    async def say(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/say {place, text, root?, quote?, files?}."""
        where, text, files = self._place(me, body.get("place")), str(body.get("text") or ""), _files(body.get("files"))
        if not text.strip() and not files:
            raise NotPossible("There is nothing to send.")
        if body.get("quote"):
            post = await self._hands.reply(me, self._post(me, body, "quote"), text, files)
        else:
            root = word(body, "root") if body.get("root") else None
            pasted = [(name, content) for name, content in files if is_picture(name)]
            sent = [(name, content) for name, content in files if not is_picture(name)]
            post = await self._hands.say(me, where, text, root, sent, pasted)
        return {"ok": True, "id": post.id}

    async def forward(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/forward {place, id, to, text?}: a message of a conversation, to another one."""
        to, text = self._place(me, body.get("to")), str(body.get("text") or "")
        return {"ok": True, "id": (await self._hands.forward(me, self._post(me, body), to, text)).id}

    async def edit(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/edit {place, id, text}."""
        await self._hands.edit(me, self._post(me, body), word(body, "text"))
        return {"ok": True}

    async def delete(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/delete {place, id}."""
        await self._hands.delete(me, self._post(me, body))
        return {"ok": True}

    async def undelete(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/undelete {place, id}."""
        await self._hands.undelete(me, self._post(me, body))
        return {"ok": True}

    async def react(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/react {place, id, name, remove?}."""
        await self._hands.react(me, self._post(me, body), word(body, "name"), remove=bool(body.get("remove")))
        return {"ok": True}

    # cards

    async def press(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/press {place, id, card, path, values}: a button of a card as the page had it on its screen."""
        post, card = self._post(me, body), body.get("card")
        if not isinstance(card, dict) or complaints(card):
            raise NotPossible("This is not a card.")
        action = action_at(card, word(body, "path"))
        return await attempt(self._buttons.press(me, post, card, action, words_by_name(body.get("values"))), _told)

    async def look(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/look {place, id}: the card came into view; it refreshes itself for those it lists."""
        return await attempt(self._buttons.look(me, self._post(me, body)), _told)

    async def refresh(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/refresh {place, id}: "Refresh card" in the menu."""
        return await attempt(self._buttons.refresh(me, self._post(me, body)), _told)

    # dialogs and commands

    def _dialog(self, me: Person, body: Json) -> Dialog:
        dialog = self._teams.dialogs.get(me.id)
        if dialog is None or dialog.id != body.get("dialog"):
            raise NotPossible("This dialog is not open (any more).")
        return dialog

    async def submit(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/submit {dialog, path, values}: a button of the dialog."""
        dialog = self._dialog(me, body)
        card = dialog.card
        if card is None:
            raise NotPossible("This dialog has no buttons of its own.")
        typed = words_by_name(body.get("values"))
        known = {str(element["id"]) for element in inputs_of(card, None)}
        dialog.values.update({name: value for name, value in typed.items() if name in known})
        action = action_at(card, word(body, "path"))
        return await attempt(self._buttons.submit(me, dialog, action), _told) | {"errors": dialog.errors}

    async def close(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/close {dialog}."""
        self._dialog(me, body)
        self._buttons.close(me)
        return {"ok": True}

    async def options(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/options {dialog, element, words}: the choices of a field that asks while one types."""
        dialog = self._dialog(me, body)
        asked = next((e for e in inputs_of(dialog.card or {}, None) if e["id"] == body.get("element")), None)
        if asked is None:
            raise NotPossible("There is no such field.")
        return {"choices": await self._buttons.options(me, dialog, asked, str(body.get("words") or ""))}

    async def command(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/command {command, place, id?}: an extension's command, on a message or not."""
        known = self._teams.app.commands.get(word(body, "command"))
        if known is None:
            raise NotPossible("The app has no such command.")
        about = self._post(me, body) if body.get("id") else None
        return await attempt(self._buttons.command(me, known, self._place(me, body.get("place")), about), _told)

    # the app and its places

    async def install(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/install {on, team? | place?}: for oneself, in a team, or in a group chat."""
        what: Conversation | None = None
        on = bool(body.get("on", True))
        if body.get("team"):
            team = self._teams.tenant.teams.get(word(body, "team"))
            if team is None or me.id not in team.members:
                raise NotPossible("There is no such team, or you are not in it.")
            await self._hands.install(me, team, on=on)
            return {"ok": True}
        if body.get("place"):
            what = self._place(me, body.get("place"))
            if what.kind != "groupChat":
                raise NotPossible("An app is installed for a person, in a team or in a group chat.")
        await self._hands.install(me, what, on=on)
        return {"ok": True}

    async def group(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/group {members, name?, app?}: a new chat with others, with the app if wanted."""
        given = body.get("members")
        others = [self._person(who) for who in given] if isinstance(given, list) else []
        if not others:
            raise NotPossible("Say who else is in it.")
        name = str(body.get("name") or ", ".join(one.name.split()[0] for one in (me, *others)))
        made = self._teams.tenant.add_group(name, [me.id, *(one.id for one in others)], bot_in=False)
        self._teams.changes.tell("teams_places")
        if body.get("app"):
            await self._hands.install(me, made)
        return {"ok": True, "place": made.id}

    async def permission(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/permission {name, on}: grant a resource-specific permission, or take it back."""
        granted = self._teams.app.permissions
        if body.get("on"):
            granted.add(word(body, "name"))
        else:
            granted.discard(word(body, "name"))
        self._teams.changes.tell("teams_admin")
        return {"ok": True}

    async def block(self, me: Person, body: Json) -> Json:
        """POST /teams/ui/block {on}: the person blocks the app, or lets it speak again."""
        me.blocked = bool(body.get("on"))
        self._teams.changes.tell("teams_admin")
        return {"ok": True}


def action_at(card: Json, path: str) -> Json:
    """The action at a path of names and numbers with dots between, such as `actions.0`. Raises NotPossible."""
    found: object = card
    for step in path.split("."):
        if isinstance(found, dict):
            found = found.get(step)
        elif isinstance(found, list) and step.isdecimal() and int(step) < len(found):
            found = found[int(step)]
        else:
            found = None
    if not isinstance(found, dict) or not str(found.get("type")).startswith("Action."):
        raise NotPossible("There is no such button.")
    return found


def _told(seen: Seen) -> Json:
    """What a person sees after an act: a dialog, a sentence, or nothing but what the messages show."""
    match seen:
        case Words(text):
            return {"words": text}
        case Dialog():
            return {"dialog": seen.id}
    return {}


def _files(given: object) -> list[tuple[str, bytes]]:
    """Each file with its name; two may be called alike, as pasted screenshots are."""
    try:
        return [
            (str(file.get("name") or "file"), base64.b64decode(str(file["content_b64"]), validate=True))
            for file in objects(given)
        ]
    except (KeyError, binascii.Error):
        raise NotPossible("A file must come with its content in base64.") from None
