"""The words of a message that became a prompt, a form or a ticket go on to be their author's: their edits follow.

Beside each prompt, form and ticket stands which messages its words came from, and how those read when it took them. A
form that is open meanwhile keeps what was typed in it; what it shows of the message is put right when it is sent. What
has ended is changed by a deletion alone. An edit that is heard before its message waits for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice, product

from core.engine import Engine
from core.errors import Refusal
from core.intake.opening import Opening
from core.intake.rewording import Neutral, Reading, reword
from core.people import PersonId
from core.phrases import phrase
from core.ports.chats import SetAside
from core.ports.source_words import SourceWords
from core.ports.tickets import Transaction
from core.tickets import events as e
from core.tickets.draft import Draft
from core.ui.text import clean, flatten

UNHEARD = ""
"""Holds an edit of a message that was not heard of yet."""
_REMEMBERED = 20
"""So many earlier readings of a message are known again in a form that was opened then."""
_COMBINED = 200
"""So many of what several messages read together."""


def taken_from(
    tx: Transaction, message: str, author: PersonId, text: str, holder: str, at: datetime, *, seq: int = 0,
    seen_at: datetime | None = None,
) -> SourceWords:  # fmt: skip
    """The words of a message as `holder` takes them, with an edit that came first.

    `seen_at` is when the message was read as it stood then: only later edits are none of its words.
    """
    taken = SourceWords(message, holder, author, clean(text), at, seq)
    for each in tx.hold_sources(message):
        if each.holder == UNHEARD and each.author == author and (seen_at is None or each.at > seen_at):
            taken = _edited(taken, each.text, each.at)
    return taken


def keep_for_prompt(engine: Engine, tx: Transaction, prompt: str, person: PersonId, text: str) -> None:
    """A prompt has the words of the message that it answers, once. One that answers none is not followed."""
    if "#" in prompt and text.strip() and not tx.sources_of(prompt):
        tx.keep_sources([taken_from(tx, prompt, person, text, prompt, engine.now())])
        _set_aside_anew(tx, prompt, person, engine.now())


def read_anew(tx: Transaction, prompt: str) -> tuple[str, str] | None:
    """The words of a prompt as they read by now, where they are others than those it shows, and where they are kept.

    Raises Refusal where they were deleted.
    """
    held = tx.sources_of(prompt) if prompt else ()
    if held and all(each.text is None for each in held):
        raise Refusal("words_deleted")
    words = _whole([each.text for each in held])
    return (words, _key(prompt, held)) if words is not None and any(each.earlier for each in held) else None


def held_by(tx: Transaction, holder: str) -> tuple[SourceWords, ...]:
    """The words that a form was opened with, as they read by now; nobody changes them until the transaction ends."""
    for each in tx.sources_of(holder) if holder else ():
        tx.hold_sources(each.message)
    return tx.sources_of(holder) if holder else ()


def open_made_of(engine: Engine, tx: Transaction, opening: Opening, at: datetime, held: Sequence[SourceWords]) -> str:
    """Open a ticket that has these words, as they read by now; it follows their messages. Returns its number."""
    # Whoever sends a form after deleting their message says these words anew.
    anew = all(each.text is None and each.author == opening.logged_by for each in held)
    if not anew:
        reading = Reading(opening.title, opening.description, opening.details)
        after = _whole([each.text for each in held])
        for before in _earlier(held):
            now = reword(reading, before, after, _neutral(engine), engine.policy)
            if now != reading:
                opening = replace(opening, title=now.title, description=now.description, details=now.details)
                break
    ticket = engine.open(tx, opening, at)
    if not anew:
        tx.keep_sources([replace(each, holder=ticket.ref, ticket=True) for each in held])
    return ticket.ref


def follow(
    engine: Engine, tx: Transaction, message: str, person: PersonId, text: str | None, at: datetime, *, told_us: bool
) -> bool:
    """A message was edited by its author, or deleted (`text` None): whatever has its words has the new ones.

    Returns whether anything has them. Where nothing has, an edit of what is said to us (`told_us`) waits for its
    message.
    """
    held = tx.hold_sources(message)
    words = None if text is None else clean(text)
    theirs = [each for each in held if each.holder != UNHEARD and each.author == person]
    if told_us and all(each.holder == UNHEARD and each.at <= at for each in held):
        tx.keep_sources([SourceWords(message, UNHEARD, person, words, at)])
    for each in theirs:
        if each.text == words or (each.earlier and at < each.at):
            continue
        changed = _edited(each, words, at)
        if each.ticket:
            _follow_with_ticket(engine, tx, each, changed)
        else:
            tx.keep_sources([changed])
            _set_aside_anew(tx, each.holder, person, engine.now())
    return bool(theirs)


def _follow_with_ticket(engine: Engine, tx: Transaction, was: SourceWords, now: SourceWords) -> None:
    ticket = engine.ticket(tx, was.holder)
    if ticket.over and was.text is not None and now.text is not None:
        return
    held = tx.sources_of(was.holder)
    before = _whole([each.text for each in held])
    after = _whole([now.text if each.message == now.message else each.text for each in held])
    tx.keep_sources([now])
    reading = Reading(ticket.title, ticket.description, ticket.details)
    new = reword(reading, before, after, _neutral(engine), engine.policy)
    if new == reading:
        return

    def decide(draft: Draft) -> None:
        draft.happen(e.SourceEdited(new.title, new.description, new.details, deleted=after is None))

    engine.run(tx, ticket, now.author, engine.moment(now.at), decide)


def _edited(was: SourceWords, text: str | None, at: datetime) -> SourceWords:
    earlier = was.earlier if was.text is None else (*was.earlier, was.text)
    return replace(was, text=text, at=at, earlier=earlier[-_REMEMBERED:])


def _set_aside_anew(tx: Transaction, prompt: str, person: PersonId, at: datetime) -> None:
    """A button carries less than people write: what was edited is kept for the form, beside what a form has already."""
    held = tx.sources_of(prompt)
    words = _whole([each.text for each in held])
    if words is not None and any(each.earlier for each in held):
        kept = tx.aside(person, prompt)
        tx.set_aside(person, SetAside(_key(prompt, held), words, kept.files if kept else ()), at)


def _key(prompt: str, held: Sequence[SourceWords]) -> str:
    """Where the words of a prompt are set aside as they read after so many edits."""
    return f"{prompt} {max(each.at for each in held).isoformat()}"


def _earlier(held: Sequence[SourceWords]) -> Iterator[str | None]:
    """What the messages together may have read when a form was opened with them, the latest first."""
    readings = [(each.text, *reversed(each.earlier)) for each in held]
    return (_whole(texts) for texts in islice(product(*readings), 1, _COMBINED))


def _whole(texts: Sequence[str | None]) -> str | None:
    """The words of several messages as one; None where all are deleted."""
    left = [each for each in texts if each is not None]
    return "\n".join(each for each in left if each) if left else None


def _neutral(engine: Engine) -> Neutral:
    words = engine.presenter.words
    return Neutral(
        flatten(words(phrase("untitled"))),
        flatten(words(phrase("deleted_title"))),
        flatten(words(phrase("deleted_words"))),
    )
