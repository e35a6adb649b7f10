"""Help with one command, where words ask for that: "help release", "release help", "release ?", "/request help"."""

from __future__ import annotations

import re
from dataclasses import replace

from core.commands.desk import help as help_
from core.commands.desk.which_ticket import find_theirs
from core.commands.registry import TYPED, Asking
from core.conversation.addressing import SIGN
from core.conversation.asking import asked_of, prefixes_of
from core.conversation.mistyped import or_about_ticket
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.errors import Refusal
from core.ports.tickets import Transaction
from core.tickets.permissions import is_staff
from core.ui.cards import Action, Button, say
from core.ui.grammar import Typed, parse
from core.ui.inbound import Reply, Shown
from core.ui.slips import near_words
from core.ui.text import shorten

_HOW = re.compile(
    r"(?:me\s+)?(?:(?:with|about|on|for|zu|mit)\s+|(?:how\s+(?:(?:do|can|should)\s+(?:i|we|you)|to)|wie\s+(?:kann|soll)\s+ich)\s+)",
    re.IGNORECASE,
)
"""What may stand between the word "help" and a command's: "help with release", "help how do I order"."""
_NUMBER = re.compile(r"#?[0-9]{3,}\s+")
_ENDING = " .,:;!?"


def answer_help(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply | None:
    """Help with the command that the words name; None where they ask for none of it. Raises Refusal for a slip."""
    if spoke.words.files or not _is_to_us(spoke):
        return None
    asked = asked_of(engine, tx, spoke, Typed(None))
    slash = spoke.registry.slashes.get(spoke.words.command or "")
    if slash is not None and slash.slash is not None and slash.slash.then == "own":
        return help_.explain(asked, slash) if help_.is_asked(spoke.text) else None
    told = _told(asked, _without_slash_word(spoke), prefixes_of(engine))
    staff = is_staff(engine.policy, spoke.person.id)
    if told is None or staff or not spoke.in_chat or not find_theirs(tx, spoke.person.id):
        return told
    return or_about_ticket(engine, tx, spoke, told)


def _is_to_us(spoke: Utterance) -> bool:
    """Whether the words are for the desk: in the thread of a chat people only talk."""
    if spoke.bound is None:
        return spoke.words.to_bot or spoke.words.command is not None
    return spoke.addressed or spoke.quotes


def _without_slash_word(spoke: Utterance) -> str:
    """What was typed, without the word of a slash command that leads to others: "ticket help release"."""
    text = spoke.text.strip()
    first, _, behind = text.partition(" ")
    command = spoke.registry.slashes.get(first.casefold().removeprefix("/"))
    leads = command is not None and command.slash is not None and command.slash.then != "own"
    return behind.strip() if leads else text.removeprefix("/")


def _told(asked: Asking, text: str, prefixes: tuple[str, ...]) -> Reply | None:
    every = {word: word for word in asked.registry.words}
    typed = parse((text,), every, prefixes)
    word, behind = typed.command, help_.is_asked(_NUMBER.sub("", typed.words, count=1))
    if word is None or text.startswith(SIGN) or not (behind or is_help(asked.registry.words[word], typed.rest)):
        return None
    known = help_.known_words(asked)
    if behind:
        return help_.explain(asked, known[word]) if word in known else None
    whole, wanted = _plain(typed.rest), _plain(_HOW.sub("", typed.rest, count=1))
    for word in (whole, wanted):  # "on call" is a word of its own
        if word in known:
            return help_.explain(asked, known[word])
    if whole != wanted:
        beginning = parse((wanted,), every, prefixes).command or ""
        return help_.explain(asked, known[beginning]) if beginning in known else None
    near = near_words(wanted, known) if " " not in wanted else ()
    return _slip(asked, wanted, tuple({known[word].name: word for word in near}.values())[:3]) if near else None


def _plain(text: str) -> str:
    return " ".join(text.casefold().removeprefix("/").split()).strip(_ENDING)


def _slip(asked: Asking, wanted: str, near: tuple[str, ...]) -> Reply:
    """What a mistyped word behind "help" may have been, with a button for each."""
    help_word = help_.COMMAND.words[0]
    lines = tuple(f"{help_word} {word}" for word in near)
    buttons = (Button(line, Action(help_.COMMAND.name, {TYPED: word})) for line, word in zip(lines, near, strict=True))
    said = asked.engine.presenter.refusal(Refusal("unknown_command", text=shorten(wanted, 60), near=lines))
    return Shown(say(said, *buttons, slashes=asked.engine.slashes(asked.channel)), refusal=True)


def is_help(command: str | None, behind: str) -> bool:
    """Whether "help" begins words of which more stands behind it: "help release", "help vpn"."""
    return command == help_.COMMAND.name and bool(behind.strip())


def without_help(spoke: Utterance, typed: Typed) -> Utterance:
    """What was typed, without the word "help" before it."""
    return replace(spoke, parts=(typed.rest,))
