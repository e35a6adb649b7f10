"""Copies of what somebody said: each side reads it, follows its edits and deletions, and sees its files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

from core.notifications import marks, message_edits, requester, triage
from core.notifications.announcements.approvals import follow_answer, tell_asker, tell_asker_late
from core.notifications.announcements.questions import answer_follow_up_question
from core.notifications.files import FILE, Brought, brought
from core.notifications.kind import Kind
from core.notifications.parts import split
from core.notifications.recipients import Announcer
from core.tickets import events as e
from core.tickets.comments import Comment, comment_of
from core.ui.text import shorten
from core.ui.thanks import only_thanks

_BEGINS = 60
"""So much of what somebody sent is repeated to them."""
OfComment = TypeVar("OfComment", bound=message_edits.OfComment)


def says_anew(happened: Sequence[e.Happened]) -> bool:
    """Whether a decision says something to the requester: a note that goes with it has become that by an edit."""
    return any(isinstance(entry.event, e.Commented) and entry.event.public for entry in happened)


def keeps_back(happened: Sequence[e.Happened]) -> bool:
    """Whether a decision keeps something for the team: an answer that goes with it has become that by an edit."""
    return any(isinstance(entry.event, e.Commented) and not entry.event.public for entry in happened)


def tell_copies(
    out: Announcer, entry: e.Happened, comment: Callable[[str], Comment | None], *, sent: bool, kept: bool
) -> None:
    """What is said of a comment, an edit or a deletion; `comment` looks up what was said until now.

    `sent` where the same decision says something to the requester, `kept` where it keeps something for the team.
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
                _bring_along(out, said, at, back=True)
            if late:
                edited = message_edits.EditedLate(
                    comment=key, author=said.author, text=text, styles=styles,
                    stands_for=f"comment:{key}:edited:{out.seq}",
                )  # fmt: skip
                _to_copies(out, message_edits.LATE_EDIT, edited, said, at)
                tell_asker_late(out, said, text, styles, at)
            else:
                changed = message_edits.Edited(
                    target=f"comment:{key}", comment=key, author=said.author, text=text, files=named_files(said.files),
                    styles=styles, back=said.text is None,
                )  # fmt: skip
                marked = replace(changed, mark=said.said_in, begins=shorten(text, _BEGINS))
                _to_copies(out, message_edits.RELAY_EDIT, changed, said, at, theirs=marked)
                if len(split(said.text or "")) > (keep := len(split(text))):
                    _take_back_rest(out, said, at, keep=keep, words_only=True)
                follow_answer(out, said, text, styles, at)
        case e.CommentFilesChanged(comment=key, files=files, styles=styles):
            said = comment(key)
            if said is not None and said.text is not None:
                _follow_files(out, said, replace(said, files=files), said.text, styles, at)
        case e.CommentDeleted(comment=key, meant_another=elsewhere):
            if (said := comment(key)) is not None:
                _take_back(out, said, at, elsewhere=elsewhere, sent=sent, kept=kept)
            answer_follow_up_question(out, at, taken_back=True)


def _take_back(out: Announcer, said: Comment, at: datetime, *, elsewhere: bool, sent: bool, kept: bool) -> None:
    follow_answer(out, said, None, (), at)
    whole = f"comment:{said.id}"
    gone = message_edits.Deleted(target=whole, comment=said.id, author=said.author, meant_another=elsewhere)
    _take_back_rest(out, said, at)
    if sent and not said.public:  # nobody deleted a note that was sent: what it became stands there instead
        _take_files_back(out, said, brought(said.files, whole), at)
        return _to_copies(out, message_edits.PART_GONE, gone, said, at)
    if _is_answer(said) and said.said_in:
        begins = shorten(said.text or "", _BEGINS)
        mark = marks.gone(said.said_in, said.id, said.author, begins, out.said_to(said.id), kept=kept)
        out.react(marks.MARK_OFF, mark, at)
    return _to_copies(out, message_edits.RELAY_DELETE, gone, said, at)


def _take_files_back(out: Announcer, said: Comment, files: Sequence[tuple[int, Brought]], at: datetime) -> None:
    for number, file in files:
        gone = message_edits.Deleted(target=file.stands_for, comment=said.id, author=said.author)
        _to_copies(out, message_edits.FILE_GONE, gone, said, at, part=number)


def _follow_files(out: Announcer, was: Comment, now: Comment, text: str, styles: tuple[str, ...], at: datetime) -> None:
    """What was shown of a file goes with it, what is new is shown, and the others stay as they are."""
    whole = f"comment:{was.id}"
    before, after = brought(was.files, whole), brought(now.files, whole)
    _take_files_back(out, was, [each for each in before if each not in after], at)
    if named_files(was.files) != (names := named_files(now.files)):
        named = message_edits.Edited(
            target=whole, comment=was.id, author=was.author, text=text, files=names, styles=styles
        )  # fmt: skip
        _to_copies(out, message_edits.RELAY_EDIT, named, was, at)
    follow_answer(out, now, text, styles, at)
    _show(out, now, [each for each in after if each not in before], at)


def _take_back_rest(out: Announcer, said: Comment, at: datetime, *, keep: int = 1, words_only: bool = False) -> None:
    """Of a comment's copies, take back the messages that are more than its words fill now, by what stands there."""
    rest = message_edits.Rest(
        target=f"comment:{said.id}", comment=said.id, author=said.author, keep=max(keep, 1), words_only=words_only
    )
    _to_copies(out, message_edits.REST_GONE, rest, said, at)


def _bring_along(out: Announcer, said: Comment, at: datetime, *, back: bool = False) -> None:
    """Show the files of a comment wherever its words are copied to; such as are `back` may stand there still."""
    files = ((number, replace(file, back=back)) for number, file in brought(said.files, f"comment:{said.id}"))
    _show(out, said, tuple(files), at)


def _show(out: Announcer, said: Comment, files: Sequence[tuple[int, Brought]], at: datetime) -> None:
    whom = out.said_to(said.id) if files and _is_answer(said) else ""
    for number, file in files:
        if _is_answer(said):
            out.requester(FILE, file, at, part=number, whom=whom)
        out.copy(said, FILE, file, at, part=number)


def _is_answer(said: Comment) -> bool:
    """Whether the requester has a copy of what somebody of the team said."""
    return said.public and said.voice == "responder" and not said.at_home


def _to_copies(
    out: Announcer,
    kind: Kind[OfComment],
    facts: OfComment,
    said: Comment,
    at: datetime,
    *,
    part: int = 1,
    theirs: OfComment | None = None,
) -> None:
    """Act on every copy of a comment: on the requester's side, and in each triage thread but the one it was said in.

    `theirs` are the facts on the requester's side, where those differ.
    """
    whom = out.said_to(said.id) if _is_answer(said) else ""
    if _is_answer(said):
        out.requester(kind, theirs or facts, at, part=part, whom=whom)
    out.copy(said, kind, replace(facts, voice=said.voice, note=not said.public, whom=whom), at, part=part)


def _relay(out: Announcer, c: e.Commented, at: datetime) -> None:
    files = named_files(c.files)
    said = comment_of(c, at)
    if not c.public:
        noted = triage.Noted(comment=c.comment, author=c.author, text=c.text, files=files, styles=c.styles)
        out.copy(said, triage.NOTE, noted, at)
        return _bring_along(out, said, at)
    if c.voice == "responder" and not c.at_home:
        reply = requester.Said(
            comment=c.comment, author=c.author, text=c.text, files=files, styles=c.styles, mark=c.said_in or c.marked,
            begins=shorten(c.text, _BEGINS),
        )  # fmt: skip
        out.requester(requester.REPLY, reply, at)
    # What is done calls nobody: if it is open again, that does, once. Nor do mere thanks, which ask for nothing.
    thanks = not c.files and only_thanks(out.policy, c.text, c.author)
    called = c.voice == "requester" and not out.after.done and not thanks and out.after.assignee != c.author
    ping = out.after.assignee if called else None
    relayed = triage.Relayed(
        comment=c.comment, author=c.author, text=c.text, voice=c.voice, files=files, ping=ping, styles=c.styles,
        whom=out.after.requester,
    )  # fmt: skip
    out.copy(said, triage.RELAY, relayed, at)
    tell_asker(out, c, at)
    _bring_along(out, said, at)
    if c.voice == "responder" and not c.at_home and (target := c.said_in or c.marked):
        on_its_way = marks.OnItsWay(target, marks.TAKEN, c.comment, c.author, shorten(c.text, _BEGINS))
        out.react(marks.MARK_TAKEN, on_its_way, at)
    if c.said_in is None:
        return None
    if (out.before.done or out.before.over) and c.voice != "responder" and only_thanks(out.policy, c.text, c.author):
        out.react(marks.THANKS, marks.Thanked(c.said_in, "heart", c.at_home), at)
    return None


def named_files(files: Sequence[e.File]) -> tuple[str, ...]:
    """The files that the words name: what is brought along names itself, in a message of its own below them."""
    return tuple(f"{file.name}|{file.url}" for file in files if not file.source)
