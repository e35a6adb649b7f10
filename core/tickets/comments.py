"""What is said on a ticket: a ledger beside it, which grows while the ticket does not.

A comment is the fold of its own events (`Commented`, `CommentEdited`, `CommentFilesChanged`, `CommentDeleted`), as the
ticket is of all.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from core.people import PersonId
from core.tickets import events as e
from core.tickets.files import numbered


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody wrote, as it reads now (`text` None after a deletion); `said_in`, `at_home` as in `Commented`."""

    id: str
    author: PersonId
    voice: e.Voice
    public: bool
    text: str | None
    at: datetime
    files: tuple[e.File, ...] = ()
    said_in: str | None = None
    at_home: bool = False


def comment_of(said: e.Commented, at: datetime) -> Comment:
    """The comment as it was first written."""
    return Comment(
        said.comment, said.author, said.voice, said.public, said.text, at, said.files, said.said_in, said.at_home
    )


def reworded(event: e.Event) -> tuple[str, str | None] | None:
    """The comment that an event changes and how it reads from then on; None where no comment reads otherwise.

    However late: that its copies stay then, and the new words are said beneath (experience.md section 5.3), is theirs.
    """
    match event:
        case e.CommentEdited(comment=key, text=text):
            return key, text
        case e.CommentDeleted(comment=key):
            return key, None
    return None


def said_to(log: Iterable[e.Happened], comment: str) -> PersonId:
    """Who had asked when a comment was written, so that they are who reads it; empty where nobody knows the comment."""
    whom = ""
    for entry in log:
        match entry.event:
            case e.Opened(requester=asker) | e.RequesterChanged(requester=asker):
                whom = asker
            case e.Commented(comment=key) if key == comment:
                return whom
            case _:
                pass
    return ""


def styles_in(log: Iterable[e.Happened], comment: str) -> tuple[str, ...]:
    """The styles of a comment as it reads now. They are kept with its events alone: hardly anybody asks for them."""
    styles: tuple[str, ...] = ()
    for entry in log:
        match entry.event:
            case e.Commented(comment=key, styles=found) if key == comment:
                styles = found
            case e.CommentEdited(comment=key, styles=found) if key == comment:
                styles = found
    return styles


def last_text(log: Iterable[e.Happened], comment: str) -> str:
    """How a comment read last that may be deleted by now."""
    text = ""
    for entry in log:
        match entry.event:
            case e.Commented(comment=key, text=found) | e.CommentEdited(comment=key, text=found) if key == comment:
                text = found
            case _:
                pass
    return text


def files_ever(log: Iterable[e.Happened], comment: str) -> int:
    """The greatest number that a file of a comment ever had."""
    most = 0
    for entry in log:
        match entry.event:
            case e.Commented(comment=key, files=files) | e.CommentFilesChanged(comment=key, files=files):
                if key == comment:
                    most = max((most, *(each.number for each in numbered(files))))
            case _:
                pass
    return most


def fold_comments(log: Iterable[e.Happened], comments: Iterable[Comment] = ()) -> tuple[Comment, ...]:
    """What stands on a ticket after `log`, from nothing or from `comments`, in the order in which it was said."""
    said = {comment.id: comment for comment in comments}
    for entry in log:
        if isinstance(entry.event, e.Commented):
            said.setdefault(entry.event.comment, comment_of(entry.event, entry.at))
        elif (change := reworded(entry.event)) is not None and change[0] in said:
            key, text = change
            said[key] = replace(said[key], text=text)
        elif isinstance(entry.event, e.CommentFilesChanged) and entry.event.comment in said:
            key = entry.event.comment
            said[key] = replace(said[key], files=entry.event.files)
    return tuple(said.values())
