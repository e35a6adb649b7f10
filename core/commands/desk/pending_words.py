"""What the desk does with a flat chat: words that wait change with their message, or are set aside for a form.

A button and a field carry less than people write. What they carry of longer words ends in an ellipsis, which stands
for the rest: the form that comes back with it is completed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from core.commands.desk.source_words import keep_for_prompt
from core.engine import Engine
from core.people import PersonId
from core.ports.chats import SetAside, Waiting
from core.ports.tickets import Transaction
from core.tickets.events import File
from core.tickets.files import changed_files
from core.ui.text import Run, clean, shorten, styles_of, trim

PREFILL, CARRIED = 1500, 1800
"""Bytes of typed words, and of all, that a button carries to the form it opens; the rest of a button is its command."""
CARRIED_LETTERS = 300
"""Characters that a button surely carries, whatever they are."""
SAID_NOWHERE = "said nowhere "
"""Begins what stands for the message of words that were typed behind a slash command."""
_WAITED = "waited "
"""Begins what stands for a message that was deleted while it waited."""
_TAIL = 12
"""So many characters of what a form shows at its end tell that nobody took the ellipsis away."""


def change(
    tx: Transaction, person: PersonId, said_in: str, text: str | None, at: datetime, runs: Sequence[Run] = ()
) -> bool:
    """A message that may be waiting was edited, or deleted (`text` None); `runs` are the same words in their styles.

    Returns whether it is. Of what is deleted is kept that it waited, and its files: it may be back soon (`waited`).
    """
    if not waits(tx, person, said_in):
        return False
    place = said_in.partition("#")[0]
    chat = tx.hold_chat(person, place)
    if text is None:
        files = tuple(file for each in chat.waiting if each.said_in == said_in for file in each.files)
        tx.set_aside(person, SetAside(f"{_WAITED}{said_in}", "", files), at)
    words = clean(text or "")
    changed = tuple(
        replace(each, text=words, styles=styles_of(words, runs)) if each.said_in == said_in else each
        for each in chat.waiting
        if each.said_in != said_in or text is not None
    )
    # Where nothing waits any more nothing is asked: what comes next is asked about anew.
    tx.keep_chat(person, place, replace(chat, waiting=changed, asked_at=chat.asked_at if changed else None))
    return True


def waits(tx: Transaction, person: PersonId, said_in: str) -> bool:
    """Whether a message waits for the answer which ticket it is about."""
    return any(each.said_in == said_in for each in tx.chat(person, said_in.partition("#")[0]).waiting)


def source_of(words: Waiting) -> str | None:
    """What words that wait are known by: their message, or what stands for it; None where nothing does."""
    return words.said_in or next((one for one in words.questions if one.startswith(SAID_NOWHERE)), None)


def change_files(tx: Transaction, person: PersonId, said_in: str, has: Sequence[File]) -> None:
    """A message that may be waiting has these files by now; one that says and shows nothing any more waits no more."""
    if not waits(tx, person, said_in):
        return
    place = said_in.partition("#")[0]
    chat = tx.hold_chat(person, place)
    changed = (
        replace(each, files=changed_files(each.files, has)) if each.said_in == said_in else each
        for each in chat.waiting
    )  # fmt: skip
    left = tuple(each for each in changed if each.said_in != said_in or each.text or each.files)
    tx.keep_chat(person, place, replace(chat, waiting=left, asked_at=chat.asked_at if left else None))


def waited(tx: Transaction, person: PersonId, said_in: str) -> tuple[File, ...] | None:
    """The files of a message that was deleted while it waited; None of one that did not wait."""
    kept = tx.aside(person, f"{_WAITED}{said_in}")
    return kept.files if kept is not None else None


def set_aside(tx: Transaction, person: PersonId, key: str, words: Sequence[Waiting], at: datetime) -> None:
    """Keep words for a form that has not opened yet, under `key`."""
    files = tuple(file for each in words for file in each.files)
    tx.set_aside(person, SetAside(key, "\n".join(each.text for each in words if each.text), files), at)


def set_aside_for(tx: Transaction, person: PersonId, key: str) -> tuple[str, tuple[File, ...]]:
    """The words and files that were set aside under `key`; nothing when they are kept no more."""
    kept = tx.aside(person, key) if key else None
    return (kept.text, kept.files) if kept is not None else ("", ())


def carry(
    engine: Engine, tx: Transaction, person: PersonId, text: str, prompt: str, words: str = "",
    files: tuple[File, ...] = (),
) -> dict[str, str | int | bool]:  # fmt: skip
    """The arguments of a button that brings words to a form: all of them, set aside where the button has no room.

    It has none for files. `words` is the key under which all of it was set aside already, if it was.
    """
    text = trim(text)
    carried = prefill(text, words=words, prompt=prompt)
    if not words and (files or carried.get("text", "") != text):
        key = prompt or engine.new_id()
        set_aside(tx, person, key, (Waiting(text, None, engine.now(), files),), engine.now())
        carried = prefill(text, words=key, prompt=prompt)
    if not words:
        keep_for_prompt(engine, tx, prompt, person, text, files)
    return carried


def begun(words: str, room: int) -> str:
    """What a field with `room` for so many characters begins with: of more words, as many as leave a tenth of it free.

    Without room their author could add nothing to them.
    """
    return words if len(words) <= room else shorten(words, room - room // 10)


def complete(shown: str, words: str, room: int) -> str:
    """What a form says that was drawn with as many of the `words` as have `room` (`begun`): all of them.

    Whoever takes the ellipsis away at the end takes away what it stands for.
    """
    drawn = begun(words, room)
    if drawn == words or not " ".join(shown.split()).endswith(" ".join(drawn[-_TAIL:].split())):
        return shown
    return shown.rstrip().removesuffix("…") + words[len(drawn) - 1 :]


def prefill(text: str, **beside: str) -> dict[str, str | int | bool]:
    """The arguments of a button that opens a form with these words in it, as many as fit `beside` the others."""
    others = {name: each for name, each in beside.items() if each}
    room = min(PREFILL, CARRIED - len(json.dumps(others).encode()))
    text = shorten(text, 500)
    while len(json.dumps(text, ensure_ascii=False).encode()) > room:
        text = shorten(text, len(text) * 2 // 3)
    return {"text": text, **others} if text else {**others}
