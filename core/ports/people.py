"""Who people are: joined across platforms and known from memory; and what is kept of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from core.people import Person, PersonId, Speaker, Staffing


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


class People(Protocol):
    """Who the desk has met; part of a `Transaction`."""

    def person(self, person: PersonId) -> Person | None:
        """A person the desk has met, or None."""
        ...

    def person_of(self, speaker: Speaker) -> Person | None:
        """Who a speaker is, when already known."""
        ...

    def staffing(self) -> Staffing:
        """What the platforms told of everybody: managers, who left, who is away."""
        ...

    def names(self) -> Mapping[PersonId, str]:
        """What everybody is called whom the desk has met and who is with the company."""
        ...

    def save_person(self, person: Person, at: datetime) -> None:
        """Insert or replace a person with their accounts."""
        ...
