"""Copies of what somebody said: each side reads it, follows its edits and deletions, and sees its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from core.notifications import message_edits, requester, triage
from core.notifications.announcements.approvals import follow_answer, tell_asker, tell_asker_late
from core.notifications.announcements.questions import answer_follow_up_question
from core.notifications.files import FILE, brought
from core.notifications.kind import Kind
from core.notifications.parts import role_of_part, split
from core.notifications.recipients import Announcer
from core.tickets import events as e
from core.tickets.comments import Comment, comment_of
from core.ui.thanks import only_thanks

OfComment = TypeVar("OfComment", bound=message_edits.OfComment)


def says_anew(happened: Sequence[e.Happened]) -> bool:
    """Whether a decision says something to the requester: a note that goes with it has become that by an edit."""
    return any(isinstance(entry.event, e.Commented) and entry.event.public for entry in happened)


def tell_copies(out: Announcer, entry: e.Happened, comment: Callable[[str], Comment | None], *, sent: bool) -> None:
    """What is said of a comment, an edit or a deletion; `comment` looks up what was said until now.

    `sent` where the same decision says something to the requester.
    """
    at = entry.at
    match entry.event:
        case e.Commented() as c:
            _relay(out, c, at)
        case e.CommentEdited(comment=key, text=text, late=late, styles=styles):
            said = comment(key)
            if said is None:
                return
            if said.text is None:
                _bring_along(out, said, at)
            if late:
                edited = message_edits.EditedLate(comment=key, author=said.author, text=text, styles=styles)
                _to_copies(out, message_edits.LATE_EDIT, edited, said, at)
                tell_asker_late(out, said, text, styles, at)
            else:
                changed = message_edits.Edited(
                    target=f"comment:{key}", comment=key, author=said.author, text=text, files=_named(said.files),
                    styles=styles,
                )  # fmt: skip
                _to_copies(out, message_edits.RELAY_EDIT, changed, said, at)
                _take_back_rest(out, said, at, keep=len(split(text)))
                follow_answer(out, said, text, styles, at)
        case e.CommentDeleted(comment=key, meant_another=elsewhere):
            said = comment(key)
            if said is not None:
                follow_answer(out, said, None, (), at)
                if not sent or said.public:  # nobody deleted a note that was sent: its copy stays as it was said
                    gone = message_edits.Deleted(
                        target=f"comment:{key}", comment=key, author=said.author, meant_another=elsewhere
                    )
                    _to_copies(out, message_edits.RELAY_DELETE, gone, said, at)
                    _take_back_rest(out, said, at, keep=1)
                for number, file in brought(said.files, f"comment:{key}"):
                    shown = message_edits.Deleted(target=file.stands_for, comment=key, author=said.author)
                    _to_copies(out, message_edits.FILE_GONE, shown, said, at, part=number)
            answer_follow_up_question(out, at, taken_back=True)


def _take_back_rest(out: Announcer, said: Comment, at: datetime, *, keep: int) -> None:
    """Of a comment's copies, take back the messages that are more than its words fill now."""
    for part in range(max(keep, 1) + 1, len(split(said.text or "")) + 1):
        rest = message_edits.Deleted(
            target=role_of_part(f"comment:{said.id}", part), comment=said.id, author=said.author
        )
        _to_copies(out, message_edits.PART_GONE, rest, said, at, part=part)


def _bring_along(out: Announcer, said: Comment, at: datetime) -> None:
    """Show the files of a comment wherever its words are copied to."""
    for number, file in brought(said.files, f"comment:{said.id}"):
        if said.public and said.voice == "responder" and not said.at_home:
            out.requester(FILE, file, at, part=number)
        out.copy(said, FILE, file, at, part=number)


def _to_copies(
    out: Announcer, kind: Kind[OfComment], facts: OfComment, said: Comment, at: datetime, *, part: int = 1
) -> None:
    """Act on every copy of a comment: on the requester's side, and in each triage thread but the one it was said in."""
    if said.public and said.voice == "responder" and not said.at_home:
        out.requester(kind, facts, at, part=part)
    out.copy(said, kind, replace(facts, voice=said.voice, note=not said.public), at, part=part)


def _relay(out: Announcer, c: e.Commented, at: datetime) -> None:
    files = _named(c.files)
    said = comment_of(c, at)
    if not c.public:
        noted = triage.Noted(comment=c.comment, author=c.author, text=c.text, files=files, styles=c.styles)
        out.copy(said, triage.NOTE, noted, at)
        return _bring_along(out, said, at)
    if c.voice == "responder" and not c.at_home:
        reply = requester.Said(
            comment=c.comment, author=c.author, text=c.text, files=files, styles=c.styles, mark=c.said_in
        )
        out.requester(requester.REPLY, reply, at)
    # What is done calls nobody: if it is open again, that does, once. Nor do mere thanks, which ask for nothing.
    thanks = not c.files and only_thanks(out.policy, c.text, c.author)
    called = c.voice == "requester" and not out.after.done and not thanks and out.after.assignee != c.author
    ping = out.after.assignee if called else None
    relayed = triage.Relayed(
        comment=c.comment, author=c.author, text=c.text, voice=c.voice, files=files, ping=ping, styles=c.styles
    )
    out.copy(said, triage.RELAY, relayed, at)
    tell_asker(out, c, at)
    _bring_along(out, said, at)
    if c.said_in is None:
        return None
    if c.voice == "responder" and not c.at_home:
        out.react(message_edits.MARK_TAKEN, message_edits.Reaction(target=c.said_in, emoji=message_edits.TAKEN), at)
    if (out.before.done or out.before.over) and c.voice != "responder" and only_thanks(out.policy, c.text, c.author):
        out.react(message_edits.THANKS, message_edits.Thanked(c.said_in, "heart", c.at_home), at)
    return None


def _named(files: Sequence[e.File]) -> tuple[str, ...]:
    """The files that the words name: what is brought along names itself, in a message of its own below them."""
    return tuple(f"{file.name}|{file.url}" for file in files if not file.source)
