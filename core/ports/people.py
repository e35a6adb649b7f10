"""Who people are: joined across platforms, known from memory."""

from __future__ import annotations

from typing import Protocol

from core.people import Person, PersonId, Speaker


class Directory(Protocol):
    """Who people are: names for sentences and mentions from memory, identities from the platforms."""

    async def identify(self, speaker: Speaker) -> Person:
        """Who a speaker is: joined by the platform's verified e-mail, else known by the speaker id alone.

        Raises RetryLater when the platform cannot say now.
        """
        ...

    def person(self, person: PersonId) -> Person:
        """The person, with a name made from the address where nothing better is known."""
        ...
