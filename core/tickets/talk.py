"""What was said on a ticket, in the order in which it was said, as whoever comes to it later reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from core.people import PersonId
from core.tickets import events as e
from core.tickets.comments import fold_comments, styles_in

Speech = Literal["words", "note", "question", "solution"]
"""`words` that requester and team both have, a `note` of the team, a `question` to the requester, or what a resolution
told them."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """One thing that somebody said, as it reads now; `styles` are those of the text.

    `comment` is its id, empty where it is none; `seq` numbers the event that it was said with, from 1. `said_in` is
    the message (`place#message`) that it was written in. Where its words were changed too late to be what was read at
    first, it is `edited`.
    """

    seq: int
    at: datetime
    by: PersonId
    speech: Speech
    text: str
    voice: e.Voice = "responder"
    styles: tuple[str, ...] = ()
    files: tuple[e.File, ...] = ()
    comment: str = ""
    said_in: str | None = None
    edited: bool = False
    whom: PersonId = ""
    """Who had asked when it was said: whom the team's words were for."""

    @property
    def note(self) -> bool:
        """Whether the team alone has it."""
        return self.speech == "note"


def talk(log: Sequence[e.Happened]) -> tuple[Spoken, ...]:
    """All that was said and not taken back, the oldest first; `log` are all events of a ticket, in order.

    What somebody edited is there once, as it reads now: words that were edited away are for the log alone.
    """
    askers = tuple(_askers(log))
    return tuple(replace(one, whom=askers[one.seq - 1]) for one in _spoken(log))


def _askers(log: Sequence[e.Happened]) -> Iterator[PersonId]:
    """After each event, who had asked by then."""
    asker = ""
    for one in log:
        if isinstance(one.event, e.Opened | e.RequesterChanged):
            asker = one.event.requester
        yield asker


def _spoken(log: Sequence[e.Happened]) -> Iterator[Spoken]:
    stands = {one.id: one for one in fold_comments(log)}
    late = {each.comment for each in (entry.event for entry in log) if isinstance(each, e.CommentEdited) and each.late}
    for seq, entry in enumerate(log, start=1):
        match entry.event:
            case e.Commented(comment=key) as c if (said := stands[key]).text is not None:
                yield Spoken(
                    seq, entry.at, c.author, "words" if c.public else "note", said.text, c.voice,
                    styles_in(log, key), said.files, key, c.said_in, key in late,
                )  # fmt: skip
            case e.Held(reason="requester", question=str(question), styles=styles):
                yield Spoken(seq, entry.at, entry.actor, "question", question, styles=styles)
            case e.Resolved(text=text, styles=styles) if text:
                yield Spoken(seq, entry.at, entry.actor, "solution", text, styles=styles)


def said_in_private(log: Sequence[e.Happened]) -> frozenset[int]:
    """The numbers, from 1, of the events that happened while the ticket was private: that is for who had it then."""
    private, found = False, set()
    for seq, entry in enumerate(log, start=1):
        if private:
            found.add(seq)
        match entry.event:
            case (
                e.Opened(private=now) | e.Transferred(private=now) | e.ServiceChanged(private=now)
                | e.Converted(private=now)
            ):  # fmt: skip
                private = now
            case _:
                pass
    return frozenset(found)


def changed_since_moved(log: Sequence[e.Happened]) -> Mapping[str, PersonId]:
    """The comments that were edited or taken back, each with its author, after the ticket first went to another team.

    Their copies in a thread that the ticket had left did not follow that.
    """
    moved = False
    authors: dict[str, PersonId] = {}
    found: dict[str, PersonId] = {}
    for entry in log:
        match entry.event:
            case e.Commented(comment=key, author=author):
                authors[key] = author
            case e.Transferred() | e.ServiceChanged() | e.Converted():
                moved = True
            case e.CommentEdited(comment=key) | e.CommentDeleted(comment=key) if moved:
                found[key] = authors.get(key, entry.actor)
    return found
