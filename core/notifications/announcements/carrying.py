"""A team that gets a ticket reads what was said on it so far: the conversation follows the card.

Each thing that was said is a copy like any other, so that edits and deletions find it; it says when that was, and calls
nobody. It is said once, as it reads by then: words that were edited away are spread to nobody anew. What stands in the
team's thread already, since it had the ticket before, is brought up to date there. What was said while the ticket was
private stays with whom it was said to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.notifications import message_edits, requester, triage
from core.notifications.announcements.copies import named_files
from core.notifications.facts import Facts
from core.notifications.files import FILE, brought
from core.notifications.kind import Kind
from core.notifications.parts import split
from core.notifications.recipients import Announcer
from core.people import PersonId
from core.ports.bindings import Binding
from core.tickets import events as e
from core.tickets.talk import Spoken, changed_since_moved, said_in_private, talk
from core.tickets.ticket import Ticket


@dataclass(frozen=True, slots=True)
class Past:
    """What a ticket has behind it: all its events, in order, and the messages that stand for something of it."""

    log: Sequence[e.Happened] = ()
    bound: Sequence[Binding] = ()


def moves_card(before: Ticket, after: Ticket) -> bool:
    """Whether the ticket's card stands in another team's place from now on, with a thread of its own."""
    return bool(before.ref) and before.team != after.team and not after.process.of_parent


def carry(out: Announcer, past: Past, at: datetime) -> None:
    """Tell the team that has the ticket now what was said while others had it; not what was said in private."""
    said, changed, private = talk(past.log), changed_since_moved(past.log), said_in_private(past.log)
    for place in out.places.triage(out.after.team) or (None,):
        here = place or _of_card(out.after.team, past)
        stands = {each.role for each in past.bound if each.place == here}
        gone = [one for one in said if one.seq not in private and not _is_there(one, here, stands)]
        if gone:
            out.carried(triage.SO_FAR, Facts(), at, place, of="heading")
        for one in gone:
            _say(out, one, at, place)
        for comment, author in changed.items():
            if f"comment:{comment}" in stands:
                _renew(out, comment, author, said, at, place)


def carry_home(out: Announcer, past: Past, at: datetime) -> None:
    """Tell whoever asked, in their own chat, what the team told them in a public thread out of which it is taken.

    What somebody wrote there themselves stands there still, and is no message of ours.
    """
    left, private = out.before.home.partition("#")[0], said_in_private(past.log)
    told = [
        one
        for one in talk(past.log)
        if one.seq not in private and not (one.said_in or "").startswith(f"{left}#")
        if one.speech == "question" or (one.speech == "words" and one.voice == "responder" and not one.note)
    ]
    if told:
        out.requester(triage.SO_FAR, Facts(), at, of="heading")
    for one in told:
        if one.speech == "question":
            out.requester(requester.QUESTION, requester.Asked(one.by, one.text, one.styles), at, of=str(one.seq))
            continue
        said = requester.Said(one.comment, one.by, one.text, named_files(one.files), one.styles)
        out.requester(requester.REPLY, said, at, of=str(one.seq))
        for number, file in brought(one.files, f"comment:{one.comment}"):
            out.requester(FILE, file, at, part=number, of=str(one.seq))


def _of_card(team: str, past: Past) -> str | None:
    """Where the card of a team stands that has no room of its own: with its lead."""
    return next((each.place for each in past.bound if each.role == f"triage:{team}"), None)


def _is_there(one: Spoken, here: str | None, stands: set[str]) -> bool:
    if here is None:
        return False
    if one.said_in is not None and one.said_in.partition("#")[0] == here:
        return True
    return _role(one) in stands


def _role(one: Spoken) -> str:
    """What the message stands for that says it in a team's thread."""
    match one.speech:
        case "question" | "solution":
            return triage.role_of_told(one.seq)
        case _:
            return f"comment:{one.comment}"


def _say(out: Announcer, one: Spoken, at: datetime, place: str | None) -> None:
    files = named_files(one.files)
    kind: Kind[Any]
    facts: Any
    match one.speech:
        case "note":
            kind = triage.NOTE
            facts = triage.Noted(one.comment, one.by, one.text, files, one.styles, one.at, one.edited)
        case "words":
            kind = triage.RELAY
            facts = triage.Relayed(
                one.comment, one.by, one.text, one.voice, files, styles=one.styles, said_at=one.at, edited=one.edited,
                whom=one.whom,
            )  # fmt: skip
        case "question":
            kind = triage.ASKED
            facts = triage.AskedFor(one.by, one.text, one.styles, one.at, _role(one), one.whom)
        case "solution":
            kind = triage.TOLD_SOLVED
            facts = triage.ToldSolved(one.by, one.text, one.styles, one.at, _role(one), one.whom)
    out.carried(kind, facts, at, place, of=str(one.seq))
    for number, file in brought(one.files, f"comment:{one.comment}"):
        out.carried(FILE, file, at, place, of=str(one.seq), part=number)


def _renew(
    out: Announcer, comment: str, author: PersonId, said: Sequence[Spoken], at: datetime, place: str | None
) -> None:
    """Let a copy that stands there already say what its comment says by now."""
    target, now = f"comment:{comment}", next((one for one in said if one.comment == comment), None)
    if now is None:
        gone = message_edits.Deleted(target=target, comment=comment, author=author)
        out.carried(message_edits.RELAY_DELETE, gone, at, place, of=comment)
        rest = message_edits.Rest(target=target, comment=comment, author=author)
        return out.carried(message_edits.REST_GONE, rest, at, place, of=comment)
    reads = message_edits.Edited(
        target=target, comment=comment, author=now.by, voice=now.voice, note=now.note, text=now.text,
        files=named_files(now.files), styles=now.styles, whom=now.whom,
    )  # fmt: skip
    out.carried(message_edits.RELAY_EDIT, reads, at, place, of=comment)
    keep = max(len(split(now.text)), 1)
    rest = message_edits.Rest(
        target=target, comment=comment, author=now.by, keep=keep, words_only=True, reads_now=True
    )  # fmt: skip
    return out.carried(message_edits.REST_GONE, rest, at, place, of=comment)
