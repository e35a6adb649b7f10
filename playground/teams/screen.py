"""What a person has on their screen in Teams: messages with their cards, dialogs, short notices."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from playground import screen
from playground.screen import PATIENCE, called, named
from playground.teams.cards import actions_of, inputs_of
from playground.teams.dialogs import Dialog, dataset_of, first_values
from playground.teams.protocol import Json
from playground.teams.teams import card_of
from playground.teams.tenant import Post

if TYPE_CHECKING:
    from playground.teams.people import Actor

Value: TypeAlias = "str | bool | Sequence[str] | None"


class Sight(screen.Sight["Sight", "Form", "Message", Value]):
    """What a person sees after an act: a `Form`, a `Message`, a `Notice`, or `Nothing` (which is false)."""

    @property
    def card(self) -> Json | None:
        """The Adaptive Card, as this person sees it."""
        raise self._lacks("card")

    async def chooses(self, label: str, value: str) -> Sight:
        """Choose in a field that asks while one types."""
        raise self._lacks("form")


class Lasting(screen.Lasting["Sight", "Form", "Message", Value], Sight):
    """A sight that stays and may change before one's eyes."""

    _actor: Actor


class Notice(Sight):
    """A sentence in a small window or under a card, to be read and closed."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return f"<Notice {self._text!r}>"

    @property
    def text(self) -> str:
        """The sentence."""
        return self._text

    async def shows(self, words: str, within: float = PATIENCE) -> None:
        """It does not change: these words are in it, or AssertionError."""
        if words not in self._text:
            raise self._lacks(f"text {words!r}")


class Nothing(screen.Nothing, Sight):
    """No dialog, no notice and no private message."""


class Fields(Lasting):
    """A card with inputs, by their labels. What is typed into a message's card stays in this object."""

    @property
    def _card(self) -> Json:
        raise NotImplementedError

    @property
    def _toggled(self) -> set[str]:
        raise NotImplementedError

    @property
    def state(self) -> dict[str, str]:
        """What stands in its inputs, by their ids, as Adaptive Cards sends it."""
        raise NotImplementedError

    @property
    def labels(self) -> list[str]:
        """The labels of its fields, in order."""
        return [label_of(element) for element in inputs_of(self._card, self._toggled)]

    @property
    def buttons(self) -> list[str]:
        """The labels of its buttons, "More > Hold" for one on a card behind a button."""
        return [label for label, _ in actions_of(self._card, self._toggled)]

    @property
    def values(self) -> dict[str, Value]:
        """What stands in each field, as a person sees it."""
        return {label_of(e): seen_value(e, self.state) for e in inputs_of(self._card, self._toggled)}

    def options(self, label: str) -> list[str]:
        """The choices that a field offers."""
        return [choice["title"] for choice in self.field(label).get("choices", [])]

    def field(self, label: str) -> Json:
        """A field's element by label or id. LookupError names what there is."""
        fields = inputs_of(self._card, self._toggled)
        return named((((label_of(element), element["id"]), element) for element in fields), label)

    def put(self, values: dict[str, Value]) -> None:
        """Put values into fields: words, titles of choices, lists of them, True and False, dates as 2026-10-28."""
        for label, value in values.items():
            element = self.field(label)
            self.state[element["id"]] = self._actor.value_for(element, value)

    def action(self, label: str) -> Json:
        """What a button does; "Hold" finds "More > Hold" too. LookupError names what there is."""
        return called(actions_of(self._card, self._toggled), label)


class Message(Fields):
    """A message as one person sees it. It follows later edits; `gone` tells that it was deleted."""

    def __init__(self, actor: Actor, post: Post, *, still: Json | None = None) -> None:
        self._actor = actor
        self._still = still
        self._typed: tuple[Json, dict[str, str]] | None = None
        self.post = post

    def as_it_is_now(self) -> Message:
        """A picture of it that later edits do not change; what is pressed in that is pressed in a stale message."""
        return Message(self._actor, self.post, still=copy.deepcopy({**self.raw, "card": self.card}))

    def __repr__(self) -> str:
        return f"<Message {self.id}: {self.text!r} {self.buttons}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Message) and self.post is other.post

    def __hash__(self) -> int:
        return hash(id(self.post))

    @property
    def message(self) -> Message:
        """Itself."""
        return self

    @property
    def id(self) -> str:
        """The activity's id."""
        return self.post.id

    @property
    def conversation_id(self) -> str:
        """The chat or channel, without a thread."""
        return self.post.conversation.id

    @property
    def thread_id(self) -> str | None:
        """The root of its thread, if it is a reply."""
        return self.post.root

    @property
    def raw(self) -> Json:
        """The activity, as it is now or was when pictured."""
        return self._still if self._still is not None else self.post.activity

    @property
    def is_stale(self) -> bool:
        """True for a picture."""
        return self._still is not None

    @property
    def card(self) -> Json | None:
        """Its Adaptive Card: this person's own view of it when they have one."""
        if self._still is not None:
            still: Json | None = self._still["card"]
            return still
        return self.post.views.get(self._actor.person.id) or card_of(self.post.activity)

    @property
    def _card(self) -> Json:
        return self.card or {}

    @property
    def _toggled(self) -> set[str]:
        return self.post.toggled.get(self._actor.person.id, set())

    @property
    def state(self) -> dict[str, str]:
        """What stands in its card's inputs; it starts anew when the card changes."""
        card = self._card
        if self._typed is None or self._typed[0] != card:
            self._typed = (card, first_values(card))
        return self._typed[1]

    @property
    def has_own_view(self) -> bool:
        """True when this person sees another card than the others."""
        return self._actor.person.id in self.post.views

    @property
    def gone(self) -> bool:
        """True when it was deleted, or (a private one) after its time."""
        return not self._actor.teams.tenant.sees(self._actor.person, self.post)

    @property
    def text(self) -> str:
        """All that is to be read in it, except the labels of its buttons."""
        return self._actor.reader.message(self.raw, self.card, self._toggled)

    @property
    def user(self) -> str:
        """Who wrote it, by id."""
        return self.post.author

    @property
    def by_app(self) -> bool:
        """True when the app wrote it."""
        return self.post.author == self._actor.teams.app.bot_id

    @property
    def is_ephemeral(self) -> bool:
        """True when only this person sees it."""
        return self.post.only is not None

    @property
    def edited(self) -> bool:
        """True when it was changed."""
        return self.post.edited

    @property
    def mentions(self) -> list[str]:
        """The ids of who is really mentioned in it."""
        return list(self.post.mentions)

    @property
    def reactions(self) -> dict[str, list[str]]:
        """Reactions and the ids of who used them."""
        return {name: list(people) for name, people in self.post.reactions.items() if people}

    def fills(self, values: dict[str, Value] | None = None, **more: Value) -> Message:
        """Put values into its card's inputs."""
        self.put({**(values or {}), **more})
        return self

    async def presses(self, label: str) -> Sight:
        """Press a button of it."""
        return await self._actor.presses(self, label)


class Form(Fields):
    """A dialog as one person sees it. It stays the same form while the app answers with a next one."""

    def __init__(self, actor: Actor, dialog: Dialog) -> None:
        self._actor = actor
        self.dialog = dialog

    def __repr__(self) -> str:
        return f"<Form {self.title!r} {self.labels}>"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Form) and self.dialog is other.dialog

    def __hash__(self) -> int:
        return hash(self.dialog.id)

    @property
    def form(self) -> Form:
        """Itself."""
        return self

    @property
    def is_open(self) -> bool:
        """True while it is on the screen."""
        return self._actor.teams.dialogs.get(self._actor.person.id) is self.dialog

    @property
    def card(self) -> Json | None:
        """Its card; None when it shows a page."""
        return self.dialog.card

    @property
    def _card(self) -> Json:
        return self.dialog.card or {}

    @property
    def _toggled(self) -> set[str]:
        return self.dialog.toggled

    @property
    def state(self) -> dict[str, str]:
        """What stands in its inputs."""
        return self.dialog.values

    @property
    def title(self) -> str:
        """The words at its top."""
        return self.dialog.title

    @property
    def text(self) -> str:
        """All that is to be read in it: its title, labels and words, and what Teams finds wrong."""
        return "\n".join([self.title, self._actor.reader.card(self._card, self._toggled), *self.errors.values()])

    @property
    def errors(self) -> dict[str, str]:
        """What Teams itself finds wrong, by label; what the app finds wrong is text in its card."""
        labels = {element["id"]: label_of(element) for element in inputs_of(self._card, None)}
        return {labels[name]: words for name, words in self.dialog.errors.items()}

    def fills(self, values: dict[str, Value] | None = None, **more: Value) -> Form:
        """Put values into fields."""
        self.put({**(values or {}), **more})
        return self

    async def submits(self) -> Sight:
        """Press its first button that submits."""
        known = actions_of(self._card, self._toggled)
        action = next((action for _, action in known if action["type"] == "Action.Submit"), None)
        if action is None:
            raise LookupError(f"nothing submits this dialog; there are {self.buttons}")
        return await self._actor.submits(self, action)

    async def presses(self, label: str) -> Sight:
        """Press a button in it."""
        return await self._actor.submits(self, self.action(label))

    async def searches(self, label: str, words: str) -> list[str]:
        """The choices that a field offers for these words while one types."""
        return [choice["title"] for choice in await self._actor.searches(self, self.field(label), words)]

    async def chooses(self, label: str, value: str) -> Form:
        """Choose what is offered for these words. LookupError when it is not."""
        element = self.field(label)
        if dataset_of(element) is None:
            return self.fills({label: value})
        offered = await self._actor.searches(self, element, value)
        found = next((choice["value"] for choice in offered if choice["title"] == value), None)
        if found is None:
            raise LookupError(f"{value!r} was not offered; there are {[c['title'] for c in offered]}")
        self.state[element["id"]] = found
        return self

    async def closes(self) -> Sight:
        """Close it."""
        self._actor.closes()
        return Nothing()


def label_of(element: Json) -> str:
    """What a field is called: its label, a toggle's title, its placeholder, or its id."""
    words = element.get("label") or (element.get("title") if element["type"] == "Input.Toggle" else "")
    return str(words or element.get("placeholder") or element["id"])


def seen_value(element: Json, state: dict[str, str]) -> Value:
    """What a person sees in a field."""
    value: str = state.get(element["id"], "")
    match element["type"]:
        case "Input.Toggle":
            return bool(value == element.get("valueOn", "true"))
        case "Input.ChoiceSet":
            titles = {choice["value"]: choice["title"] for choice in element.get("choices", [])}
            chosen = [titles.get(one, one) for one in value.split(",")] if value else []
            if element.get("isMultiSelect"):
                return chosen
            return chosen[0] if chosen else None
    return value or None
