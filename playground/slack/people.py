"""Drivers that act as a person in Slack, for tests that read like stories."""

from __future__ import annotations

import base64
from collections.abc import Awaitable, Callable, Collection, Mapping

from playground import people
from playground.screen import called
from playground.slack.hands import Hands
from playground.slack.protocol import Json, NotPossible
from playground.slack.reader import Reader
from playground.slack.screen import Form, Home, Message, Nothing, Sight, Value, all_options, pressables
from playground.slack.slack import Slack
from playground.slack.views import empty_value
from playground.slack.workspace import Channel, Member

_SELECTED = {
    "users_select": "selected_user", "channels_select": "selected_channel",
    "conversations_select": "selected_conversation", "datepicker": "selected_date", "timepicker": "selected_time",
}  # fmt: skip


class Place(people.Place[Message]):
    """A channel or thread as one person sees it."""

    _actor: Actor

    def __init__(self, actor: Actor, channel: Channel, thread_ts: str | None = None) -> None:
        self._actor = actor
        self._channel = channel
        self._thread = thread_ts

    def __repr__(self) -> str:
        return f"<Place {self._channel.name or self._channel.id} {self.messages}>"

    @property
    def id(self) -> str:
        """The channel's id."""
        return self._channel.id

    @property
    def messages(self) -> list[Message]:
        """What was posted here for all, oldest first: the channel's own, or a thread's replies without its root."""
        listed = self._channel.roots if self._thread is None else self._channel.threads.get(self._thread, [])
        return [Message(self._actor, self._channel.id, ts) for ts in listed]


class Actor(people.Actor[Message, Place]):
    """One person at their Slack. Acts return what the person then sees: a form, a private message, or nothing.

    AppFailed is raised when the app did not answer as it should, NotPossible when Slack would not let them.
    """

    def __init__(self, slack: Slack, member: Member) -> None:
        super().__init__(slack.runtime, member.real_name)
        self.slack = slack
        self.member = member
        self.reader = Reader(slack.space, member)
        self._hands = Hands(slack)

    @property
    def id(self) -> str:
        """Their user id."""
        return self.member.id

    @property
    def mention(self) -> str:
        """What mentions them, as Slack writes it."""
        return f"<@{self.member.id}>"

    # seeing

    def channel(self, name: str) -> Place:
        """A channel they can see. NotPossible when it is private and they are not in it."""
        return Place(self, self._hands.channel(self.id, name))

    def thread(self, message: Message) -> Place:
        """The replies under a message."""
        channel = self._hands.channel(self.id, message.channel_id)
        return Place(self, channel, message.thread_ts or message.ts)

    @property
    def direct(self) -> Place:
        """Their conversation with the app, channel level only."""
        return Place(self, self.slack.direct_with_app(self.id))

    def directs(self) -> list[Message]:
        """Everything the app wrote to them directly, threads too, oldest first."""
        channel = self.slack.direct_with_app(self.id)
        return [Message(self, channel.id, ts) for ts in channel.order if "bot_id" in channel.messages[ts]]

    @property
    def ephemerals(self) -> list[Message]:
        """What only they see, in any channel, oldest first."""
        found = [
            Message(self, channel.id, ts, ephemeral=True)
            for channel in self.slack.space.channels.values()
            for ts in channel.ephemerals.get(self.id, {})
        ]
        return sorted(found, key=lambda message: message.ts)

    @property
    def form(self) -> Form | None:
        """The form on top of their screen."""
        stack = self.slack.views.stacks.get(self.id)
        return Form(self, stack[-1]["id"]) if stack else None

    @property
    def forms(self) -> list[Form]:
        """All open forms, the top one last."""
        return [Form(self, view["id"]) for view in self.slack.views.stacks.get(self.id, [])]

    async def _seeing(self, act: Callable[[], Awaitable[None]], form: Form | None = None) -> Sight:
        """Act, and see what is new: a form, else a private message, else the form that was acted in."""
        top = self.form
        _, whispered = await self._watching(act)
        if self.form and self.form != top:
            return self.form
        return whispered or (self.form if form else None) or Nothing()

    # speaking

    async def says(
        self,
        text: str,
        channel: str | Place | None = None,
        thread: Message | None = None,
        files: Mapping[str, bytes] | None = None,
    ) -> Message:
        """Write in a channel, in the thread of a message, or (without both) directly to the app; `files` by name."""
        where = thread.channel_id if thread else self._place(channel).id
        root = (thread.thread_ts or thread.ts) if thread else None
        message = await self._hands.say(self.id, where, text, root, _uploads(files or {}))
        return Message(self, where, message["ts"])

    async def shares(self, message: Message, to: str | Place | None = None, words: str = "") -> Message:
        """Share a message in a channel, or (without one) with the app."""
        where = self._place(to).id
        said = await self._hands.share(self.id, message.channel_id, message.ts, where, words)
        return Message(self, where, said["ts"])

    async def edits(self, message: Message, text: str, without: Collection[str] = ()) -> None:
        """Change an own message."""
        await self._hands.edit(self.id, message.channel_id, message.ts, text, without)

    async def deletes(self, message: Message) -> None:
        """Delete an own message."""
        await self._hands.delete(self.id, message.channel_id, message.ts)

    async def reacts(self, message: Message, emoji: str, *, remove: bool = False) -> None:
        """Add a reaction, or take it away."""
        await self._hands.react(self.id, message.channel_id, message.ts, emoji, remove=remove)

    async def joins(self, channel: str) -> None:
        """Join a public channel."""
        await self._hands.join(self.id, channel)

    # commands, shortcuts, buttons

    async def types(self, line: str, channel: str | Place | None = "#it-help") -> Sight:
        """Type a slash command, e.g. `/incident VPN drops`."""
        command, _, text = line.partition(" ")
        where = self._place(channel).id
        return await self._seeing(lambda: self._hands.command(self.id, where, command, text.strip()))

    async def shortcut(self, name: str, message: Message | None = None) -> Sight:
        """Use a shortcut by its visible name (or callback id), on a message if it is a message's."""
        known = next((s for s in self.slack.app.shortcuts.values() if name in (s.name, s.callback_id)), None)
        if known is None:
            raise NotPossible(
                f"There is no shortcut {name!r}; there are {[s.name for s in self.slack.app.shortcuts.values()]}."
            )
        place, ts = (message.channel_id, message.ts) if message else (None, None)
        return await self._seeing(lambda: self._hands.shortcut(self.id, known.callback_id, place, ts))

    async def presses(self, where: Sight, label: str) -> Sight:
        """Press a button by its label; "More > Hold" or "Hold" for an option of a menu."""
        action = called(((seen, action) for seen, action, _ in pressables(where.blocks)), label)
        return await self.acts(where, action)

    async def acts(self, where: Sight, action: Json) -> Sight:
        """Do an action as the protocol writes it; for what no visible word can say, such as a stale press."""
        container = container_of(where)
        state = {"values": where.raw["state"]["values"]} if isinstance(where, (Form, Home)) else None
        form = where if isinstance(where, Form) else None
        stale = where.blocks if isinstance(where, Message) and where.is_stale else None
        return await self._seeing(lambda: self._hands.act(self.id, container, action, state, stale), form)

    async def chooses(self, form: Sight, label: str, value: Value) -> Sight:
        """Choose in a field; the app hears of it when the field stands outside an input or dispatches."""
        if not isinstance(form, Form):
            return await self.presses(form, f"{label} > {value}")
        block, element = form.field(label)
        if "external" in element["type"] and value is not None:
            chosen = await self._external(form, label, [value] if isinstance(value, str) else list(value))
            many = element["type"].startswith("multi_")
            entry: Json = {"type": element["type"]}
            entry |= {"selected_options": chosen} if many else {"selected_option": chosen[0]}
        else:
            entry = self.value_for(element, value)
        form.raw["state"]["values"][block["block_id"]][element["action_id"]] = entry
        if block["type"] == "input" and not block.get("dispatch_action"):
            return form
        where = {"block_id": block["block_id"], "action_id": element["action_id"]}
        return await self.acts(form, where | entry)

    async def _external(self, form: Form, label: str, values: list[str]) -> list[Json]:
        chosen = []
        for value in values:
            offered = await self.searches(form, label, value)
            found = next((option for option in offered if option["text"]["text"] == value), None)
            if found is None:
                raise LookupError(f"{value!r} was not offered; there are {[o['text']['text'] for o in offered]}")
            chosen.append(found)
        return chosen

    async def searches(self, form: Form, label: str, words: str) -> list[Json]:
        """Ask the app for the options of an external select."""
        block, element = form.field(label)
        if len(words) < element.get("min_query_length", 3):
            return []
        given = await self._hands.options(self.id, container_of(form), block["block_id"], element["action_id"], words)
        return all_options(given)

    async def submits(self, form: Form) -> Sight:
        """Submit a form."""

        async def submit() -> None:
            await self._hands.submit(self.id, form.view_id, form.raw["state"]["values"])

        return await self._seeing(submit, form)

    async def closes(self, form: Form, *, all_of_them: bool = False) -> Sight:
        """Cancel a form, or the whole stack."""
        await self._hands.close(self.id, form.view_id, clear=all_of_them)
        return self.form or Nothing()

    async def opens_home(self) -> Home:
        """Look at the app's home tab. LookupError when the app shows none."""
        if await self._hands.open_home(self.id) is None:
            raise LookupError("the app shows no home tab")
        return Home(self)

    # values

    def value_for(self, element: Json, value: Value) -> Json:
        """The state of an element when a person put this into it."""
        kind: str = element["type"]
        many = kind.startswith("multi_") or kind == "checkboxes"
        base = kind.removeprefix("multi_")
        if value is None:
            return empty_value({"type": kind})
        if isinstance(value, Mapping):
            return {"type": kind, "files": _uploads(value)}
        values = [value] if isinstance(value, str) else list(value)
        if "external" in kind:
            raise LookupError("its options come from the app: use `await form.chooses(...)`")
        if base in ("users_select", "channels_select", "conversations_select"):
            ids = [self._find(base, name) for name in values]
            key = _SELECTED[base]
            return {"type": kind, f"{key}s": ids} if many else {"type": kind, key: ids[0]}
        if kind in ("static_select", "radio_buttons") or many:
            options = [self._option(element, name) for name in values]
            return (
                {"type": kind, "selected_options": options} if many else {"type": kind, "selected_option": options[0]}
            )
        if kind == "datetimepicker":
            return {"type": kind, "selected_date_time": int(values[0])}
        return {"type": kind, _SELECTED.get(kind, "value"): values[0]}

    def _find(self, kind: str, name: str) -> str:
        if kind == "users_select":
            return self.slack.space.find_person(name).id
        return self._hands.channel(self.id, name).id

    def _option(self, element: Json, name: str) -> Json:
        options = all_options(element)
        for option in options:
            if name in (option["text"]["text"], self.reader.text(option["text"])):
                return option
        raise LookupError(f"no option {name!r}; there are {[o['text']['text'] for o in options]}")


def container_of(where: Sight) -> Json:
    """Where an action happens, as the protocol writes it."""
    if isinstance(where, Message):
        return {"type": "message", "channel": where.channel_id, "ts": where.ts}
    return {"type": "view", "view_id": where.raw["id"]}


def _uploads(files: Mapping[str, bytes]) -> list[Json]:
    return [
        {"name": name, "content_b64": base64.b64encode(content).decode(), "mimetype": _mimetype(name)}
        for name, content in files.items()
    ]


def _mimetype(name: str) -> str:
    kinds = {"png": "image/png", "jpg": "image/jpeg", "txt": "text/plain", "pdf": "application/pdf"}
    return kinds.get(name.rpartition(".")[2].lower(), "application/octet-stream")
