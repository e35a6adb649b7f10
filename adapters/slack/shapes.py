"""What Slack's payloads look like, as far as Bolt or we read them. One of another shape is no payload of Slack's.

Bolt answers 500 to an event that is a list, and a number where an id belongs would become somebody's id. The source is
Slack's reference of events and of interaction payloads; the tests put junk into every field of real ones.
"""

from __future__ import annotations

from typing import Annotated, Any, Required, TypeAlias

from pydantic import Field, StringConstraints
from typing_extensions import TypedDict

from adapters.inbound_kit.shape import Shape, Text, told_apart

Json: TypeAlias = dict[str, Any]

Id: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
Ts: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[0-9]{1,11}(\.[0-9]{1,6})?$")]
"""Seconds since 1970, of which a message is named: beyond the year 5000 is no time."""
Url: TypeAlias = Annotated[str, StringConstraints(pattern=r"^https?://[!-~]{1,2000}$")]
Token: TypeAlias = Annotated[str, StringConstraints(pattern=r"^[!-~]{0,1000}$")]
"""What only Slack reads: the trigger of a form, the id of a view."""
WholeNumber: TypeAlias = Annotated[str, StringConstraints(pattern=r"^-?[0-9]{0,18}$")]


class Named(TypedDict, total=False):
    """A person, team, enterprise or conversation as an object."""

    id: Id | None
    name: Text | None


class Person(Named, total=False):
    """Somebody who did something."""

    id: Required[Id]  # type: ignore[misc]  # narrower, as a payload of this kind is


class Answerable(TypedDict, total=False):
    """Where a form may be answered later."""

    response_url: Url | None


class Inner(TypedDict, total=False):
    """What Bolt looks for in everything, and in what stands within it."""

    type: Text | None
    user: Id | Named | None
    user_id: Id | None
    team: Id | Named | None
    team_id: Id | None
    enterprise: Id | Named | None
    enterprise_id: Id | None
    channel: Id | Named | None
    thread_ts: Ts | None


class OtherEvent(Inner, total=False):
    """An event of a kind of its own has a shape of its own; of any other it is heard where it happened."""

    item: Inner | None
    message: Inner | None
    previous_message: Inner | None


class Common(OtherEvent, total=False):
    """A payload, of whatever kind."""

    authorizations: list[Inner] | None
    event: OtherEvent
    trigger_id: Token | None
    response_url: Url | None
    response_urls: list[Answerable]


class File(TypedDict, total=False):
    """A file of a message or of a form."""

    id: Id | None
    name: Text | None
    title: Text | None
    permalink: str | None
    url_private: str | None


class Edit(TypedDict, total=False):
    """When a message was edited."""

    ts: Ts | None


class Said(TypedDict, total=False):
    """A message, also within an event that tells of its change."""

    user: Id | None
    subtype: Text | None
    text: Text | None
    ts: Required[Ts]
    thread_ts: Ts | None
    files: list[File] | None
    edited: Edit | None


class MessageEvent(Said, total=False):
    """Somebody said something, or mentioned the bot."""

    channel: Required[Id]
    channel_type: Text | None
    event_ts: Ts | None


class Change(TypedDict, total=False):
    """Something happened to a message."""

    channel: Required[Id]
    channel_type: Text | None
    ts: Ts | None
    event_ts: Ts | None
    previous_message: Said | None


class ChangedEvent(Change, total=False):
    """A message was edited, or its thread was told of."""

    message: Required[Said]


class DeletedEvent(Change, total=False):
    """A message was deleted."""

    deleted_ts: Required[Ts]


class MessageItem(TypedDict, total=False):
    """The message that a reaction stands on."""

    channel: Required[Id]
    ts: Required[Ts]


class ReactionEvent(Inner, total=False):
    """An emoji was put on something."""

    user: Id | None  # type: ignore[misc]
    reaction: Required[Text]
    item: Required[told_apart("type", {"message": MessageItem}, Json)]  # type: ignore[valid-type]
    event_ts: Ts | None


class HomeEvent(Inner, total=False):
    """Somebody opened the app's page."""

    user: Required[Id]  # type: ignore[misc]
    tab: Text | None


_SAID = told_apart("subtype", {"message_changed": ChangedEvent, "message_deleted": DeletedEvent}, MessageEvent)
_EVENTS = {"message": _SAID, "app_mention": _SAID, "reaction_added": ReactionEvent, "app_home_opened": HomeEvent}


class Event(Common, total=False):
    """The envelope of an event."""

    event: Required[told_apart("type", _EVENTS, OtherEvent)]  # type: ignore[misc, valid-type]


class Command(Common, total=False):
    """A slash command."""

    command: Required[str]
    user_id: Required[Id]  # type: ignore[misc]
    channel_id: Id | None
    channel_name: Text | None
    text: Text | None


class Challenge(TypedDict, total=False):
    """Slack asks whether this address is ours."""

    challenge: Required[Text]


class Option(TypedDict, total=False):
    """What was chosen."""

    value: str | None


class Container(TypedDict, total=False):
    """Where a button stands."""

    channel_id: Id | None
    message_ts: Ts | None
    thread_ts: Ts | None


class Filled(TypedDict, total=False):
    """What stands in a form's field."""

    type: Text | None
    value: Text | None
    selected_option: Option | None
    selected_date: str | None
    selected_user: Id | None
    selected_users: list[Id] | None
    selected_options: list[Option] | None
    files: list[File] | None


class FilledNumber(TypedDict, total=False):
    """What stands in a field for a number."""

    value: WholeNumber | None


_FILLED = told_apart("type", {"number_input": FilledNumber}, Filled)


class State(TypedDict, total=False):
    """All that stands in a form."""

    values: dict[str, dict[str, _FILLED]]  # type: ignore[valid-type]


class Element(TypedDict, total=False):
    """What is filled in."""

    action_id: Required[Text]


class Input(TypedDict, total=False):
    """A field of a form."""

    block_id: Required[Text]
    element: Required[Element]


class View(TypedDict, total=False):
    """A form or a page."""

    id: Required[Token]
    type: Text | None
    callback_id: Text | None
    hash: Token | None
    private_metadata: Text | None
    state: State
    blocks: list[told_apart("type", {"input": Input}, Json)]  # type: ignore[valid-type]


class Interaction(Common, total=False):
    """What somebody did with something of ours."""

    user: Required[Person]  # type: ignore[misc]
    channel: Named | None  # type: ignore[misc]
    container: Container | None
    message: Said | None  # type: ignore[misc]
    message_ts: Ts | None
    action_ts: Ts | None


class Pressed(TypedDict, total=False):
    """A button, or a field that answers at once."""

    action_id: Required[Text]
    action_ts: Ts | None
    value: Text | None
    selected_option: Option | None


class Press(Interaction, total=False):
    """A button was pressed."""

    actions: Required[Annotated[list[Pressed], Field(min_length=1)]]
    view: View | None


class Shortcut(Interaction, total=False):
    """A shortcut was used."""

    callback_id: Required[Text]


class Submit(Interaction, total=False):
    """A form was sent."""

    view: Required[View]


class Closed(Interaction, total=False):
    """A form was closed: nothing of it is read."""

    view: Required[Json]


class Asked(Interaction, total=False):
    """A list asks for what can be chosen."""

    action_id: Required[Text]
    value: Text | None
    view: View | None


_SHAPES = {
    "event_callback": Shape(Event),
    "url_verification": Shape(Challenge),
    "block_actions": Shape(Press),
    "block_suggestion": Shape(Asked),
    "shortcut": Shape(Shortcut),
    "message_action": Shape(Shortcut),
    "view_submission": Shape(Submit),
    "view_closed": Shape(Closed),
}
_COMMAND, _OTHER = Shape(Command), Shape(Common)


def looks_right(payload: Json) -> bool:
    """Whether a payload has the shape of its kind; one that nobody knows need only be what Bolt can look into."""
    kind = payload.get("type")
    shape = _SHAPES.get(kind) if isinstance(kind, str) else None
    return (shape or (_COMMAND if "command" in payload else _OTHER)).fits(payload)
