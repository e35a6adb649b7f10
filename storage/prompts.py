"""Prompts as statements: the part of a transaction that keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from core.people import PersonId
from core.ports.prompts import Over, Prompt
from storage import codec
from storage.driver import Driver, Found, one
from storage.instants import instant, micros

_NAMES = "message, person, said, at, about, question, outcome"
_KEEP = (
    f"INSERT INTO prompts ({_NAMES}) VALUES (:message, :person, :said, :at, :about, :question, :outcome)"  # noqa: S608  # our names
    " ON CONFLICT (message) DO NOTHING"
)
_END = "UPDATE prompts SET outcome = :why WHERE message = :message AND outcome = ''"
_FIND = f"SELECT {_NAMES} FROM prompts WHERE message = :message"  # noqa: S608  # our names
_OF_PERSON = f"SELECT {_NAMES} FROM prompts WHERE person = :person AND outcome = '' ORDER BY at, message"  # noqa: S608  # our names
_ABOUT = f"SELECT {_NAMES} FROM prompts WHERE about = :about AND about <> '' ORDER BY at, message"  # noqa: S608  # our names
_OLD = f"SELECT {_NAMES} FROM prompts WHERE outcome = '' AND at < :before ORDER BY at, message LIMIT :most"  # noqa: S608  # our names
_WHY: dict[str, Over] = {each: each for each in get_args(Over)}


class PromptStatements:
    """Implements `core.ports.prompts.Prompts`."""

    __slots__ = ()
    sql: Driver

    def keep_prompt(self, prompt: Prompt) -> None:
        """Keep that a prompt came to stand; one whose message is known already stays as it is."""
        self.sql.change(
            _KEEP,
            {
                "message": prompt.message,
                "person": prompt.person,
                "said": codec.write_text(prompt.said),
                "at": micros(prompt.at),
                "about": prompt.about,
                "question": prompt.question,
                "outcome": prompt.over or "",
            },
        )

    def end_prompts(self, messages: Sequence[str], why: Over) -> None:
        """Those prompts are over, as far as they are known and were not before."""
        if messages:
            self.sql.change_all(_END, [{"message": each, "why": why} for each in messages])

    def prompt(self, message: str) -> Prompt | None:
        """The prompt that stands, or stood, in a message."""
        found = one(self.sql.rows(_FIND, {"message": message}))
        return None if found is None else _prompt(found)

    def prompts_of(self, person: PersonId) -> list[Prompt]:
        """The prompts that stand and ask a person, the oldest first."""
        return [_prompt(each) for each in self.sql.rows(_OF_PERSON, {"person": person})]

    def prompts_about(self, message: str) -> list[Prompt]:
        """The prompts about a message, also those that are over, the oldest first."""
        return [_prompt(each) for each in self.sql.rows(_ABOUT, {"about": message})]

    def old_prompts(self, before: datetime, most: int) -> list[Prompt]:
        """The oldest prompts that stand since before that instant, at most so many."""
        return [_prompt(each) for each in self.sql.rows(_OLD, {"before": micros(before), "most": most})]


def _prompt(row: Found) -> Prompt:
    message, person, said, at, about, question, outcome = row
    return Prompt(message, PersonId(person), codec.read_text(said), instant(at), about, question, _WHY.get(outcome))
