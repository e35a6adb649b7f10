"""The words of a message that became a prompt, a form or a ticket go on to be their author's: their edits follow.

Beside each prompt, form and ticket stands which messages its words came from, with their files. A form that is open
meanwhile keeps what was typed in it; what it shows of the message is put right when it is sent. What has ended is
changed by a deletion alone. How a message reads by its newest edit is known for a while, whatever has its words: an
edit that is heard before it, or while something is made of it, waits for it, and an older one that comes late changes
nothing.
Words that somebody typed around those of a message are theirs, and stay when it is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
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
from core.tickets.files import changed_files, numbered
from core.tickets.ticket import Ticket
from core.ui.inbound import Edited, Heard, Words
from core.ui.text import clean, flatten, harmless

READING = ""
"""Holds how a message reads by its newest edit, whatever has its words."""
_WAITS = timedelta(hours=1)
"""So long that is known of edits: platforms bring what is late within minutes."""
_REMEMBERED = 20
"""So many earlier readings of a message are known again in a form that was opened then."""
_COMBINED = 200
"""So many of what several messages read together."""


def taken_from(
    tx: Transaction, message: str, author: PersonId, text: str, holder: str, at: datetime, *, seq: int = 0,
    seen_at: datetime | None = None, files: tuple[e.File, ...] = (),
) -> SourceWords:  # fmt: skip
    """The words of a message as `holder` takes them.

    `seen_at` is when the message itself was read, where its words are not those that were heard: an edit that came
    since then is theirs.
    """
    taken = SourceWords(message, holder, author, clean(text), at, seq, files=files)
    read = newest(tx, message, author) if seen_at is not None else None
    if read is not None and seen_at is not None and read.at >= seen_at:
        return _edited(taken, read.text, read.at)
    return taken


def reads_now(tx: Transaction, message: str, author: PersonId, text: str) -> str | None:
    """How a message reads that is heard only now: as it was said, or as an edit has it that was heard before.

    None where it was deleted. Nobody edits it until the transaction ends.
    """
    read = newest(tx, message, author)
    return text if read is None else read.text


def is_newest(engine: Engine, tx: Transaction, edited: Edited, author: PersonId) -> bool:
    """Whether an edit is no older than what its message reads already; then that is what it reads from now on."""
    message = edited.where.key
    if is_overtaken(tx, edited, author):
        return False
    tx.forget_unheard(engine.now() - _WAITS)
    text = None if edited.text is None else harmless(edited.text)
    tx.keep_sources([SourceWords(message, READING, author, text, edited.at)])
    return True


def is_overtaken(tx: Transaction, edited: Edited, author: PersonId) -> bool:
    """Whether an edit is older than one of its message that was heard before it."""
    read = newest(tx, edited.where.key, author)
    return read is not None and edited.at < read.at


def newest(tx: Transaction, message: str, author: PersonId) -> SourceWords | None:
    """How a message reads by the newest edit of its author; None where none was heard lately."""
    held = tx.hold_sources(message)
    return next((each for each in held if each.holder == READING and each.author == author), None)


def keep_for_prompt(
    engine: Engine, tx: Transaction, prompt: str, person: PersonId, text: str, files: tuple[e.File, ...] = ()
) -> None:
    """A prompt has the words and files of the message that it answers, once. One that answers none is not followed."""
    if "#" in prompt and (text.strip() or files) and not tx.sources_of(prompt):
        tx.keep_sources([taken_from(tx, prompt, person, text, prompt, engine.now(), files=files)])
        _set_aside_anew(tx, prompt, person, engine.now())


def is_held(tx: Transaction, message: str, author: PersonId) -> bool:
    """Whether a prompt or a ticket has the words of this message of theirs."""
    held = tx.hold_sources(message)
    return any(each.holder != READING and each.author == author and each.text is not None for each in held)


def asks_about(tx: Transaction, message: str, author: PersonId) -> bool:
    """Whether all that has the words of this message of theirs are prompts, which ask about it alone."""
    held = [each for each in tx.hold_sources(message) if each.holder != READING and each.author == author]
    return bool(held) and not any(each.ticket or len(tx.sources_of(each.holder)) > 1 for each in held)


def read_anew(tx: Transaction, prompt: str) -> tuple[str, str] | None:
    """The words of a prompt as they read by now, where they are others than those it shows, and where they are kept.

    Raises Refusal where they were deleted.
    """
    held = tx.sources_of(prompt) if prompt else ()
    if held and all(each.text is None for each in held):
        raise Refusal("words_deleted")
    words = _whole([each.text for each in held])
    return (words, _key(prompt, held)) if words is not None and any(each.edited for each in held) else None


def need_words(tx: Transaction, message: str) -> None:
    """Nothing waits for a question about this message. Raises Refusal where that is because it was deleted."""
    if message and any(each.text is None for each in tx.hold_sources(message)):
        raise Refusal("words_deleted")


def held_by(tx: Transaction, holder: str) -> tuple[SourceWords, ...]:
    """The words that a form was opened with, as they read by now; nobody changes them until the transaction ends."""
    for each in tx.sources_of(holder) if holder else ():
        tx.hold_sources(each.message)
    return tx.sources_of(holder) if holder else ()


def open_made_of(
    engine: Engine,
    tx: Transaction,
    opening: Opening,
    at: datetime,
    held: Sequence[SourceWords],
    *seen: Ticket,
    asks: bool = False,
) -> Ticket:
    """Open a ticket that has these words, as they read by now; it follows their messages. `seen` as of the engine's.

    Raises Refusal where somebody is there to be asked (`asks`), their message was deleted and no word of their own says
    what is wrong.
    """
    gone = [file for each in held if each.text is None for file in each.files]
    opening = replace(opening, files=_without(opening.files, gone))
    # Whoever sends a form after deleting their message says these words anew.
    anew = all(each.text is None and each.author == opening.logged_by for each in held)
    if not anew:
        reading = Reading(opening.title, opening.description, opening.details)
        after = _whole([each.text for each in held])
        for before in _earlier(held):
            now = reword(reading, before, after, _neutral(engine), engine.policy)
            if now != reading:
                if after is None and asks and now.title == _neutral(engine).gone_title:
                    raise Refusal("message_gone", field="title")
                opening = replace(opening, title=now.title, description=now.description, details=now.details)
                break
    ticket = engine.open(tx, opening, at, *seen)
    if not anew:
        tx.keep_sources([replace(each, holder=ticket.ref, ticket=True, earlier=()) for each in held])
    return ticket


def follow(engine: Engine, tx: Transaction, message: str, person: PersonId, text: str | None, at: datetime) -> bool:
    """A message was edited by its author, or deleted (`text` None): whatever has its words has the new ones.

    Returns whether anything has them.
    """
    held = tx.hold_sources(message)
    words = None if text is None else clean(text)
    theirs = [each for each in held if each.holder != READING and each.author == person]
    for each in theirs:
        if each.text == words or (each.edited and at < each.at):
            continue
        changed = _edited(each, words, at)
        if each.ticket:
            _follow_with_ticket(engine, tx, each, changed)
        else:
            tx.keep_sources([changed])
            _set_aside_anew(tx, each.holder, person, engine.now())
    return bool(theirs)


def follow_files(
    engine: Engine, tx: Transaction, message: str, person: PersonId, has: Sequence[e.File], at: datetime
) -> None:
    """A message has these files by now: whatever has its words has them, and no more of those that went."""
    for each in tx.hold_sources(message):
        theirs = each.holder != READING and each.author == person and each.text is not None
        if not theirs or (files := changed_files(each.files, has)) == each.files:
            continue
        tx.keep_sources([replace(each, files=files)])
        if each.ticket:
            _change_files(engine, tx, each, files, at)
        else:
            _set_files_aside_anew(tx, each.holder, person, each.files, files, engine.now())


def _change_files(engine: Engine, tx: Transaction, was: SourceWords, files: tuple[e.File, ...], at: datetime) -> None:
    ticket = engine.ticket(tx, was.holder)
    now = _with_files(ticket.files, was.files, _still(was.files, files) if ticket.over else files)
    changed = e.SourceEdited(ticket.title, ticket.description, ticket.details, files=now)
    if now != ticket.files:
        engine.run(tx, ticket, was.author, engine.moment(at), lambda draft: draft.happen(changed))


def _with_files(files: Sequence[e.File], was: Sequence[e.File], now: Sequence[e.File]) -> tuple[e.File, ...]:
    """All files of what has those of a message, once the message has others; each keeps its own number there."""
    new = (replace(each, number=0) for each in now if each not in was)
    return numbered((*_without(numbered(files), [each for each in was if each not in now]), *new), above=len(files))


def _still(files: Sequence[e.File], now: Sequence[e.File]) -> tuple[e.File, ...]:
    return tuple(each for each in files if each in now)


def _set_files_aside_anew(
    tx: Transaction, prompt: str, person: PersonId, was: Sequence[e.File], now: Sequence[e.File], at: datetime
) -> None:
    for key in dict.fromkeys((prompt, _key(prompt, tx.sources_of(prompt)))):
        if (kept := tx.aside(person, key)) is not None:
            tx.set_aside(person, replace(kept, files=_with_files(kept.files, was, now)), at)


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
    files = _files_after(ticket.files, was, now)
    if new == reading and files is None:
        return

    def decide(draft: Draft) -> None:
        draft.happen(e.SourceEdited(new.title, new.description, new.details, deleted=after is None, files=files))

    engine.run(tx, ticket, now.author, engine.moment(now.at), decide)


def _files_after(files: tuple[e.File, ...], was: SourceWords, now: SourceWords) -> tuple[e.File, ...] | None:
    """A ticket's files once a message of it is deleted, or is back; None where they stay as they are."""
    left = _without(numbered(files), now.files)
    back = [replace(each, number=0) for each in now.files]
    after = left if now.text is None else numbered((*left, *back), above=len(files)) if was.text is None else files
    return None if after == files else after


def _without(files: Sequence[e.File], gone: Sequence[e.File]) -> tuple[e.File, ...]:
    return tuple(each for each in files if each not in gone)


def _edited(was: SourceWords, text: str | None, at: datetime) -> SourceWords:
    earlier = was.earlier if was.text is None or was.ticket else (*was.earlier, was.text)
    return replace(was, text=text, at=at, earlier=earlier[-_REMEMBERED:], edited=True)


def _set_aside_anew(tx: Transaction, prompt: str, person: PersonId, at: datetime) -> None:
    """A button carries less than people write: what was edited is kept for the form, beside what a form has already."""
    held = tx.sources_of(prompt)
    words = _whole([each.text for each in held])
    if words is not None and any(each.edited for each in held):
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


def was_edited(tx: Transaction, heard: Heard, person: PersonId) -> bool:
    """Whether a message that is brought again reads otherwise by now: it was answered as it was then."""
    if not isinstance(heard, Words) or not heard.where.message or heard.command is not None:
        return False
    return newest(tx, heard.where.key, person) is not None
