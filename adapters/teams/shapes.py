"""What the activities of Teams look like, as far as we read them. One of another shape is none of Microsoft's.

The source is the Bot Framework's activity schema and the payloads of Teams' invokes; the tests put junk into every
field of real ones.
"""

from __future__ import annotations

from typing import Any, Required, TypeAlias

from typing_extensions import TypedDict

from adapters.inbound_kit.shape import Id, Shape, Text, told_apart

Json: TypeAlias = dict[str, Any]


class Account(TypedDict, total=False):
    """A person or bot."""

    id: Id | None
    name: Text | None
    aadObjectId: Id | None
    role: Text | None


class Conversation(TypedDict, total=False):
    """Where an activity happened."""

    id: Id | None
    name: Text | None
    conversationType: Text | None
    tenantId: Id | None


class Named(TypedDict, total=False):
    """A tenant, team or channel."""

    id: Id | None
    name: Text | None


class ChannelData(TypedDict, total=False):
    """What only Teams says of an activity."""

    tenant: Named | None
    team: Named | None
    channel: Named | None
    eventType: Text | None


class Attachment(TypedDict, total=False):
    """A file, a card, or the words as HTML."""

    contentType: Text | None
    contentUrl: Text | None
    name: Text | None


_From = TypedDict("_From", {"from": Account | None}, total=False)  # a field whose name is a word of Python's


class Activity(_From, total=False):
    """Anything that Teams tells."""

    type: Required[Text]
    id: Id | None
    name: Text | None
    timestamp: Id | None
    localTimestamp: Id | None
    serviceUrl: Id | None
    channelId: Id | None
    recipient: Account | None
    conversation: Conversation | None
    channelData: ChannelData | None


class Message(Activity, total=False):
    """Words, said or changed."""

    text: Text | None
    replyToId: Id | None
    attachments: list[Attachment] | None
    entities: list[object] | None


class Change(Activity, total=False):
    """Members, teams or channels changed, or the app was installed or taken out."""

    action: Text | None
    membersAdded: list[Account] | None
    membersRemoved: list[Account] | None


class Pressed(TypedDict, total=False):
    """The button of a card."""

    verb: Text | None
    data: Json | Text | None


class MessagePayload(TypedDict, total=False):
    """The message that a command of the menu was used on."""

    id: Id | None
    replyToId: Id | None
    linkToMessage: Id | None
    body: Json | None
    attachments: list[Attachment] | None


class Value(TypedDict, total=False):
    """What an invoke is about."""

    action: Pressed | None
    data: Json | Text | None
    commandId: Text | None
    messagePayload: MessagePayload | None


class Invoke(Activity, total=False):
    """Teams asks, and waits for the answer."""

    replyToId: Id | None
    value: Value | None


_SHAPE = Shape(
    told_apart(
        "type",
        {
            **dict.fromkeys(("message", "messageUpdate", "messageDelete"), Message),
            **dict.fromkeys(("conversationUpdate", "installationUpdate"), Change),
            "invoke": Invoke,
        },
        Activity,
    )
)


def looks_right(activity: object) -> bool:
    """Whether what was found is an activity of the shape of its type."""
    return _SHAPE.fits(activity)
