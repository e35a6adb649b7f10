"""Words that look like a mistyped command, or name no ticket: what they may have been, or that they were none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.commands.base import Command
from core.commands.desk.about_ticket import offer_ticket
from core.commands.desk.three_choices import choose_card
from core.commands.desk.which_ticket import find_theirs
from core.commands.numbers import bare
from core.commands.registry import TYPED, Asking, DeskCommand
from core.conversation.asking import prefixes_of
from core.conversation.numbers_in_words import spell_out
from core.conversation.utterance import Utterance
from core.conversation.vocabulary import PLAIN_WORDS, find_near, shows_ticket
from core.engine import Engine
from core.errors import Refusal
from core.ports.tickets import Transaction
from core.tickets.permissions import is_staff
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button, Card, packed, say
from core.ui.grammar import Typed, parse, parse_ticket
from core.ui.inbound import Reply, Shown
from core.ui.text import shorten

_BEHIND = 3
"""So many words behind a mistyped one still look like a command; more of them are a sentence."""


def find_slip(engine: Engine, spoke: Utterance, typed: Typed) -> tuple[str, ...]:
    """What the first word may have been, where the words look like a mistyped command; nothing where they do not."""
    behind = typed.words.split()[1:]
    prefixes = prefixes_of(engine)
    command_like = len(behind) <= _BEHIND or bool(bare(behind[0]) or parse_ticket(behind[0], prefixes))
    if not typed.unknown or not command_like:
        return ()
    return find_near(spoke.registry, typed.unknown.removeprefix("/"), staff=may_type_staff_words(engine, spoke))


def answer_slip(
    engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed, near: tuple[str, ...], ref: str = ""
) -> Reply:
    """What a slip may have been, on the ticket `ref` in its thread.

    The words go with the answer, to a ticket or a new one: they may be no command.
    """
    refusal = Refusal("unknown_command", text=shorten(typed.unknown or "", 60), near=near)
    said = _unknown(engine, tx, spoke, typed, refusal, near, ref)
    person = spoke.person.id
    if spoke.words.command is None and find_theirs(tx, person):
        return or_about_ticket(engine, tx, spoke, Shown(said))
    choices = choose_card(engine, tx, person, spoke.text, prompt=spoke.message or "", files=spoke.words.files).buttons
    return Shown(replace(said, buttons=(*said.buttons, *choices)), refusal=True)


def answer_unknown(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply:
    """The same where nothing but a command can be meant: after `/desk`."""
    unknown = typed.unknown or ""
    near = find_near(spoke.registry, unknown, staff=may_type_staff_words(engine, spoke))
    refusal = Refusal("unknown_command", text=shorten(unknown, 60), near=near)
    return Shown(_unknown(engine, tx, spoke, typed, refusal, near), refusal=True)


def answer_unknown_here(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed, ticket: Ticket) -> Reply:
    """The same in a ticket's thread, where commands are on that ticket."""
    near = find_near(spoke.registry, typed.unknown, staff=may_type_staff_words(engine, spoke)) if typed.unknown else ()
    refusal = Refusal("unknown_here", text=shorten(typed.unknown or spoke.text, 60), near=near[0] if near else None)
    return Shown(_unknown(engine, tx, spoke, typed, refusal, near[:1], ticket.ref), refusal=True)


def _unknown(
    engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed, refusal: Refusal, near: Sequence[str],
    ref: str = "",
) -> Card:  # fmt: skip
    """What is said of a word that is not known, with a button for each that may be meant."""
    behind = typed.words.partition(typed.unknown or " ")[2].lstrip(" .,:;!?").rstrip()
    meant = (_meant(engine, tx, spoke, f"{word} {behind}".strip(), ref) for word in near)
    buttons = tuple(each for each in meant if each is not None)
    return say(engine.presenter.refusal(refusal), *buttons, slashes=engine.slashes(spoke.words.speaker.channel))


def _meant(engine: Engine, tx: Transaction, spoke: Utterance, line: str, ref: str) -> Button | None:
    """The button that does what `line` does when it is typed; None where that names no ticket and needs one."""
    label = shorten(line, 70)
    if line in PLAIN_WORDS:
        return Button(label, Action(PLAIN_WORDS[line]))
    anew = spell_out(engine, tx, replace(spoke, parts=(line,)))
    typed = parse(anew.parts, spoke.registry.words, prefixes_of(engine))
    about = typed.ticket or ref
    of_desk = spoke.registry.desk.get(typed.command or "")
    if of_desk is not None:
        return _meant_of_desk(engine, tx, spoke, of_desk, typed, about, label)
    command = spoke.registry.tickets.get(typed.command or "")
    if command is None or not about:
        return None
    behind = typed.rest if ref and not typed.ticket_leads else typed.words
    form = not behind and command.form is not None and command.read_press is None
    return packed(
        label, Action(command.name, {"ticket": about} if form else {"ticket": about, TYPED: behind}), form=form
    )


def _meant_of_desk(
    engine: Engine, tx: Transaction, spoke: Utterance, command: DeskCommand, typed: Typed, about: str, label: str
) -> Button | None:
    if shows_ticket(spoke.registry, typed):
        return packed(label, Action("show", {"ticket": typed.ticket or ""}))
    if command.behind == "number":
        return packed(label, Action(command.name, {"ticket": about})) if about else None
    words = spoke.words
    asked = Asking(
        engine, tx, spoke.registry, spoke.person, engine.moment(words.at), words.speaker.channel, words.where,
        text=typed.rest, files=words.files,
    )  # fmt: skip
    command = (command.instead and command.instead(asked)) or command
    if command.offer is None:
        return packed(label, Action(command.name, {TYPED: typed.rest} if typed.rest else {}))
    for words_too in (asked, replace(asked, text="")):  # where they name nothing, it can be chosen in the form
        if isinstance(button := command.offer(words_too), Button):
            return button
    return None


def or_about_ticket(engine: Engine, tx: Transaction, spoke: Utterance, reply: Reply) -> Reply:
    """An answer to what was taken for a command, with the way to say that it was none."""
    if not isinstance(reply, Shown):
        return reply
    button = offer_ticket(engine, tx, spoke.person.id, spoke.as_said().text, spoke.message, spoke.words.files)
    return replace(reply, card=replace(reply.card, buttons=(*reply.card.buttons, button)))


def may_type_staff_words(engine: Engine, spoke: Utterance) -> bool:
    """Whether they may type what responders and admins may."""
    person = spoke.person.id
    return is_staff(engine.policy, person) or engine.policy.has_role(person, "admin")


def ask_which(engine: Engine, tx: Transaction, spoke: Utterance, command: Command[Any], typed: Typed) -> Reply:
    """A command on a ticket that names none; in a chat perhaps a sentence that begins like one. Raises Refusal."""
    first, _, behind = typed.words.strip().partition(" ")
    words = behind.strip() if bare(first) else typed.words.strip()
    like = f"{engine.policy.prefixes[command.kind]}-1042"
    refusal = Refusal("which_ticket", word=command.words[0], like=like, text=words)
    if not spoke.in_chat or not typed.words.strip():
        raise refusal
    asked = say(engine.presenter.refusal(refusal), slashes=engine.slashes(spoke.words.speaker.channel))
    return or_about_ticket(engine, tx, spoke, Shown(asked))
