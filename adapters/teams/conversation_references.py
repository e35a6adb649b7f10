"""Where Teams lets us speak: a conversation's id and newest service address, kept because Teams has no way to ask.

The channel keeps what it hears here through a port; whoever runs it decides where that is stored.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

Kind = Literal["direct", "channel", "group", "team"]


@dataclass(frozen=True, slots=True)
class Reference:
    """A conversation that the app is in.

    `key` is the place's address; of a person's own conversation it is also kept under the speaker id, and a team's is
    `teams:<tenant>/team:<team id>`. `service_url` is the newest that Teams signed. `name` is a team's or channel's,
    `team` the team's id of a channel, `user` the person's `29:` id in a conversation of theirs.
    """

    key: str
    kind: Kind
    conversation: str
    service_url: str
    name: str = ""
    team: str = ""
    user: str = ""


class References(Protocol):
    """Where references are kept. A failure to keep one is the implementation's to report: speaking goes on without."""

    async def keep(self, reference: Reference) -> None:
        """Insert or replace the reference of its key."""
        ...

    async def forget(self, key: str) -> None:
        """Drop a reference: the app was removed there."""
        ...

    async def find(self, key: str) -> Reference | None:
        """The reference of a key, or None."""
        ...

    async def named(self) -> Sequence[Reference]:
        """Every team and channel that is known, by key."""
        ...
