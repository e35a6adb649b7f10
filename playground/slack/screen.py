"""What a person has on their screen in Slack: messages with their buttons, forms, the home tab."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from playground import screen
from playground.screen import named
from playground.slack.protocol import Json
from playground.slack.views import inputs_of

if TYPE_CHECKING:
    from playground.slack.people import Actor

Value: TypeAlias = "str | Sequence[str] | Mapping[str, bytes] | None"


class Sight(screen.Sight["Sight", "Form", "Message", Value]):
    """What a person sees after an act: a `Form`, a `Message`, or `Nothing` (which is false)."""

    @property
    def raw(self) -> Json:
        """Slack's object."""
        raise self._lacks("object")

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        raise self._lacks("block")

    @property
    def view_id(self) -> str:
        """A form's id."""
        raise self._lacks("form")

    async def chooses(self, label: str, value: Value) -> Sight:
        """Choose in a form's field."""
        raise self._lacks("form")

    async def closes(self, *, all_of_them: bool = False) -> Sight:
        """Cancel a form."""
        raise self._lacks("form")


class Lasting(screen.Lasting["Sight", "Form", "Message", Value], Sight):
    """A sight that stays and may change before one's eyes."""

    _actor: Actor


class Nothing(screen.Nothing, Sight):
    """No form and no private message."""


class Message(Lasting):
    """A message as one person sees it. It follows later edits; `gone` tells that it was deleted."""

    def __init__(
        self, actor: Actor, channel_id: str, ts: str, *, ephemeral: bool = False, still: Json | None = None
    ) -> None:
        self._actor = actor
        self._ephemeral = ephemeral
        self._last: Json = still or {}
        self.channel_id = channel_id
        self.ts = ts
        self.is_stale = still is not None

    def as_it_is_now(self) -> Message:
        """A picture of it that later edits do not change; what is pressed in that is pressed in a stale message."""
        now = copy.deepcopy(self.raw)
        return Message(self._actor, self.channel_id, self.ts, ephemeral=self._ephemeral, still=now)

    @property
    def message(self) -> Message:
        """Itself."""
        return self

    async def presses(self, label: str) -> Sight:
        """Press a button of it."""
        return await self._actor.presses(self, label)

    def __repr__(self) -> str:
        return f"<Message {self.channel_id}/{self.ts}: {self.text!r} {self.buttons}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and (self.channel_id, self.ts) == (other.channel_id, other.ts)

    def __hash__(self) -> int:
        return hash((self.channel_id, self.ts))

    @property
    def raw(self) -> Json:
        """Slack's object, as it is now, or as it was last seen here."""
        if self.is_stale:
            return self._last
        channel = self._actor.slack.space.channels[self.channel_id]
        where = channel.ephemerals.get(self._actor.id, {}) if self._ephemeral else channel.messages
        self._last = where.get(self.ts, self._last)
        return self._last

    @property
    def gone(self) -> bool:
        """True when it was deleted."""
        channel = self._actor.slack.space.channels[self.channel_id]
        where = channel.ephemerals.get(self._actor.id, {}) if self._ephemeral else channel.messages
        return self.ts not in where or bool(where[self.ts].get("deleted"))

    @property
    def text(self) -> str:
        """All that is to be read in it, except the labels of its buttons."""
        return self._actor.reader.message(self.raw)

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.raw.get("blocks", []))

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, options of an overflow menu as "More > Hold"."""
        return [label for label, _, _ in pressables(self.blocks)]

    @property
    def thread_ts(self) -> str | None:
        """The root of its thread, if it is in one."""
        return self.raw.get("thread_ts")

    @property
    def user(self) -> str:
        """Who wrote it, by id."""
        return str(self.raw.get("user", ""))

    @property
    def by_app(self) -> bool:
        """True when the app wrote it."""
        return "bot_id" in self.raw

    @property
    def is_ephemeral(self) -> bool:
        """True when only this person sees it."""
        return self._ephemeral

    @property
    def edited(self) -> bool:
        """True when it is marked as edited."""
        return "edited" in self.raw

    @property
    def reactions(self) -> dict[str, list[str]]:
        """Emoji names and the ids of who used them."""
        return {reaction["name"]: list(reaction["users"]) for reaction in self.raw.get("reactions", [])}

    @property
    def metadata(self) -> Json:
        """Its metadata, empty when there is none."""
        return dict(self.raw.get("metadata", {}))

    @property
    def files(self) -> list[Json]:
        """Its files."""
        return list(self.raw.get("files", []))


def pressables(blocks: list[Json]) -> Iterator[tuple[str, Json, Json]]:
    """Everything that can be pressed: its label, an action that presses it, its element."""
    for block in blocks:
        elements = block.get("elements", []) if block["type"] == "actions" else [block.get("accessory")]
        for element in elements:
            if not isinstance(element, dict):
                continue
            where = {"block_id": block["block_id"], "action_id": element.get("action_id")}
            if element["type"] == "button":
                yield element["text"]["text"], where, element
            elif element["type"] == "overflow":
                for option in element["options"]:
                    yield f"More > {option['text']['text']}", where | {"selected_option": option}, element
            elif element["type"] == "static_select":
                name = element.get("placeholder", {}).get("text", "More")
                for option in all_options(element):
                    yield f"{name} > {option['text']['text']}", where | {"selected_option": option}, element


def all_options(element: Json) -> list[Json]:
    """The options of an element, out of their groups."""
    return list(element.get("options", [])) + [o for g in element.get("option_groups", []) for o in g["options"]]


class Form(Lasting):
    """A modal as one person sees it. It stays the same form while the app updates it."""

    def __init__(self, actor: Actor, view_id: str) -> None:
        self._actor = actor
        self._view_id = view_id
        self._last: Json = {}

    @property
    def form(self) -> Form:
        """Itself."""
        return self

    @property
    def view_id(self) -> str:
        """The id of its view."""
        return self._view_id

    def __repr__(self) -> str:
        return f"<Form {self.title!r} {self.labels}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Form) and self.view_id == other.view_id

    def __hash__(self) -> int:
        return hash(self.view_id)

    @property
    def is_open(self) -> bool:
        """True while it is somewhere in the person's stack."""
        return self.view_id in self._actor.slack.views.by_id

    @property
    def raw(self) -> Json:
        """Slack's view object."""
        self._last = self._actor.slack.views.by_id.get(self.view_id, self._last)
        return self._last

    @property
    def title(self) -> str:
        """The words at its top."""
        return str(self.raw["title"]["text"])

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.raw["blocks"])

    @property
    def text(self) -> str:
        """All that is to be read in it: its title, labels, hints and words, and the errors shown."""
        return "\n".join([self.title, self._actor.reader.blocks(self.blocks), *self.errors.values()])

    @property
    def labels(self) -> list[str]:
        """The labels of its fields, in order."""
        return [label_of(block, element) for block, element in inputs_of(self.blocks)]

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, submit and close not among them."""
        return [label for label, _, element in pressables(self.blocks) if element["type"] != "static_select"]

    @property
    def errors(self) -> dict[str, str]:
        """What is wrong, by the label of the field."""
        by_block = self._actor.slack.views.errors.get(self.view_id, {})
        labels = {block["block_id"]: label_of(block, element) for block, element in inputs_of(self.blocks)}
        return {labels.get(block, block): text for block, text in by_block.items()}

    @property
    def values(self) -> dict[str, Value]:
        """What stands in each field, as a person sees it."""
        state: Json = self.raw["state"]["values"]
        return {
            label_of(block, element): seen_value(state[block["block_id"]][element["action_id"]])
            for block, element in inputs_of(self.blocks)
        }

    def options(self, label: str) -> list[str]:
        """The options that a select, radio group or set of boxes offers."""
        return [option["text"]["text"] for option in all_options(self.field(label)[1])]

    def field(self, label: str) -> tuple[Json, Json]:
        """A field's block and element, by label, block_id or action_id. LookupError names what there is."""
        fields = inputs_of(self.blocks)
        known = [((label_of(*field), field[0]["block_id"], field[1]["action_id"]), field) for field in fields]
        return named(known, label)

    def fills(self, values: dict[str, Value] | None = None, **more: Value) -> Form:
        """Put values into fields: words, option texts, lists of them, dates as 2026-10-28, handles, files by name."""
        state: Json = self.raw["state"]["values"]
        for label, value in {**(values or {}), **more}.items():
            block, element = self.field(label)
            state[block["block_id"]][element["action_id"]] = self._actor.value_for(element, value)
        return self

    async def submits(self) -> Sight:
        """Press submit; what is seen then: this form with errors, the next one, a private sentence, or nothing."""
        return await self._actor.submits(self)

    async def presses(self, label: str) -> Sight:
        """Press a button in it."""
        return await self._actor.presses(self, label)

    async def chooses(self, label: str, value: Value) -> Sight:
        """Choose in a field; where its options come from the app, ask for them. The app hears of it if it wants to."""
        return await self._actor.chooses(self, label, value)

    async def searches(self, label: str, words: str) -> list[str]:
        """The options that the app offers for these words in an external select."""
        return [option["text"]["text"] for option in await self._actor.searches(self, label, words)]

    async def closes(self, *, all_of_them: bool = False) -> Sight:
        """Cancel it; what is seen then: the form below, or nothing."""
        return await self._actor.closes(self, all_of_them=all_of_them)


class Home(Lasting):
    """The app's home tab as one person sees it."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    @property
    def raw(self) -> Json:
        """Slack's view object."""
        return self._actor.slack.views.homes[self._actor.id]

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.raw["blocks"])

    @property
    def text(self) -> str:
        """All that is to be read in it."""
        return self._actor.reader.blocks(self.blocks)

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons."""
        return [label for label, _, _ in pressables(self.blocks)]

    async def presses(self, label: str) -> Sight:
        """Press a button in it."""
        return await self._actor.presses(self, label)


def label_of(block: Json, element: Json) -> str:
    """What a field is called: its label, the text beside it, or its placeholder."""
    for words in (block.get("label"), block.get("text"), element.get("placeholder")):
        if words:
            return str(words["text"])
    return str(element.get("action_id", ""))


def seen_value(state: Json) -> Value:
    """A state entry as a person sees it."""
    content = next((value for name, value in state.items() if name != "type"), None)
    if isinstance(content, dict):
        return str(content["text"]["text"]) if "text" in content else None
    if isinstance(content, list):
        return [_seen_entry(entry) for entry in content]
    return None if content is None else str(content)


def _seen_entry(entry: object) -> str:
    if not isinstance(entry, dict):
        return str(entry)
    return str(entry["text"]["text"] if "text" in entry else entry.get("name", ""))
