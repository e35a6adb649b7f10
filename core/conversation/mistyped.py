"""Words that look like a mistyped command: what they may have been, and the way to say that they were none."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk.about_ticket import offer_ticket
from core.commands.desk.three_choices import choose_card
from core.commands.desk.which_ticket import find_theirs
from core.conversation.utterance import Utterance
from core.conversation.vocabulary import find_near
from core.engine import Engine
from core.errors import Refusal
from core.ports.tickets import Transaction
from core.tickets.permissions import is_staff
from core.ui.cards import say
from core.ui.grammar import Typed, parse_ticket
from core.ui.inbound import Reply, Shown
from core.ui.text import shorten

_BEHIND = 3
"""So many words behind a mistyped one still look like a command; more of them are a sentence."""


def find_slip(engine: Engine, spoke: Utterance, typed: Typed) -> tuple[str, ...]:
    """What the first word may have been, where the words look like a mistyped command; nothing where they do not."""
    behind = typed.words.split()[1:]
    command_like = len(behind) <= _BEHIND or parse_ticket(behind[0], tuple(engine.policy.prefixes.values())) is not None
    if not typed.unknown or not command_like:
        return ()
    return find_near(spoke.registry, typed.unknown, staff=may_type_staff_words(engine, spoke))


def answer_slip(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed, near: tuple[str, ...]) -> Reply:
    """What a slip may have been. The words go with the answer, to a ticket or a new one: they may be no command."""
    refusal = Refusal("unknown_command", text=shorten(typed.unknown or "", 60), near=near)
    said = say(engine.presenter.refusal(refusal), slashes=engine.slashes(spoke.words.speaker.channel))
    person = spoke.person.id
    if spoke.words.command is None and find_theirs(tx, person):
        return or_about_ticket(engine, tx, spoke, Shown(said))
    choices = choose_card(engine, tx, person, spoke.text, prompt=spoke.message or "").buttons
    return Shown(replace(said, buttons=choices), refusal=True)


def or_about_ticket(engine: Engine, tx: Transaction, spoke: Utterance, reply: Reply) -> Reply:
    """An answer to what was taken for a command, with the way to say that it was none."""
    if not isinstance(reply, Shown):
        return reply
    button = offer_ticket(engine, tx, spoke.person.id, spoke.text, spoke.message)
    return replace(reply, card=replace(reply.card, buttons=(*reply.card.buttons, button)))


def may_type_staff_words(engine: Engine, spoke: Utterance) -> bool:
    """Whether they may type what responders and admins may."""
    person = spoke.person.id
    return is_staff(engine.policy, person) or engine.policy.has_role(person, "admin")
