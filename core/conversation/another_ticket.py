"""The number of another ticket in a ticket's thread: what is typed there is about that one, or is asked about.

A command with a number directly behind (or before) it is about that ticket, a number alone or a question how it stands
shows it. Where the number may as well belong to words that somebody else is to read, nothing is done before it is said
which ticket is meant; words of those who asked wait meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from core.approvals import state
from core.commands import reply
from core.commands.base import Command, is_of_askers
from core.commands.desk.requester_words import continuing
from core.commands.numbers import issued
from core.commands.registry import TYPED
from core.conversation import flat_chat
from core.conversation.asking import ask_desk, read_typed
from core.conversation.numbers_in_words import number_first, read_numbers, without_noun
from core.conversation.small_talk import asks_how_it_stands
from core.conversation.typed_command import find_seen, run_words
from core.conversation.utterance import Utterance
from core.conversation.vocabulary import goes_on, names_ticket
from core.engine import Engine
from core.errors import Refusal
from core.ports.tickets import Transaction
from core.queries import lists
from core.tickets.permissions import asking_people, is_responder, is_staff, may_see
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button, packed, say
from core.ui.grammar import Typed, parse_ticket
from core.ui.inbound import Reply, Shown
from core.ui.text import shorten


@dataclass(frozen=True, slots=True)
class About:
    """The ticket that a command is about, and the words behind the command."""

    ref: str
    words: str


def find_about(
    engine: Engine, tx: Transaction, spoke: Utterance, command: Command[Any], typed: Typed, own: str
) -> About | Shown:
    """What a command in the thread of `own` is about; a question where the number behind it may belong to its words."""
    if typed.ticket_leads and typed.ticket is not None:
        return About(typed.ticket, typed.rest)
    if command.takes_ticket:
        return About(own, typed.rest)
    found = _behind(engine, tx, spoke, typed)
    if found is None:
        other = _mentioned(engine, tx, spoke, typed.rest, own) if _has_no_words(command) else None
        return _ask(engine, tx, spoke, command, own, About(other, "")) if other else About(own, typed.rest)
    sentence = goes_on(found.words)
    if found.ref == own:
        return About(own, typed.rest if sentence else found.words)
    read = command.read_by_requester and (bool(found.words) or command.group == "talk")
    if sentence or read:
        return _ask(engine, tx, spoke, command, own, found, typed.rest)
    return found


def run_about(
    engine: Engine, tx: Transaction, spoke: Utterance, command: Command[Any], typed: Typed, own: str
) -> Reply:
    """Carry out a command that was typed in the thread of `own`, on the ticket that it is about. Raises Refusal."""
    about = find_about(engine, tx, spoke, command, typed, own)
    if isinstance(about, Shown):
        return about
    if about.ref != own:
        spoke = replace(spoke, bound=None)  # its words do not stand in that ticket's thread
    return run_words(engine, tx, spoke, command, about.ref, about.words, typed.mentions)


def ask_whose_answer(engine: Engine, tx: Transaction, spoke: Utterance, text: str, own: str) -> Reply | None:
    """The question whom an answer is for that begins with another ticket's number; None where it begins with none."""
    typed = Typed(reply.COMMAND.name, words=text, rest=text, said=reply.COMMAND.words[0])
    found = _behind(engine, tx, spoke, typed)
    if found is None or found.ref == own:
        return None
    return _ask(engine, tx, spoke, reply.COMMAND, own, found, text)


def show_named(engine: Engine, tx: Transaction, spoke: Utterance, own: str, *, digits: bool = True) -> Reply | None:
    """The ticket that is named alone, or asked how it stands; None where the words are others. Raises Refusal.

    `digits` says whether mere digits are taken for a number. The thread's own is asked about in its words.
    """
    if spoke.words.files:
        return None
    text, refs = read_numbers(engine, tx, spoke, everywhere=True)
    alone = parse_ticket(without_noun(text, anywhere=True), issued(engine.policy))
    if alone is not None and (digits or not spoke.text.strip(" .,:;!?").isdigit()):
        return Shown(lists.compact(engine, tx, alone, spoke.person.id))
    if len(refs) == 1 and refs[0] != own and asks_how_it_stands(text, refs):
        return Shown(lists.compact(engine, tx, refs[0], spoke.person.id))
    return None


def answer_for_another(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> Reply | None:
    """What is done with words in the requester's thread that are about another ticket; None where they are not.

    Raises Refusal.
    """
    own, person = ticket.ref, spoke.person.id
    read, typed = read_typed(engine, tx, spoke)
    command = spoke.registry.tickets.get(typed.command or "")
    if command is not None and (given := command_on_another(engine, tx, spoke, command, typed, ticket)) is not None:
        return given
    if typed.command in spoke.registry.desk and typed.ticket is not None and names_ticket(spoke.registry, typed):
        return ask_desk(engine, tx, read, spoke.registry.desk[typed.command or ""], typed)
    if (shown := show_named(engine, tx, spoke, own, digits=spoke.addressed)) is not None:
        return shown
    if person in asking_people(engine.policy, ticket):
        return _ask_which(engine, tx, spoke, ticket)
    return ask_whose_answer(engine, tx, spoke, spoke.text, own) if is_responder(engine.policy, ticket, person) else None


def command_on_another(
    engine: Engine, tx: Transaction, spoke: Utterance, command: Command[Any], typed: Typed, ticket: Ticket
) -> Reply | None:
    """A command of theirs on another ticket than the thread's; None where it is none."""
    person, found = spoke.person.id, _behind(engine, tx, spoke, typed)
    named = tx.ticket(typed.ticket if typed.ticket_leads and typed.ticket else found.ref if found else "")
    decides = command.by_deciders and named is not None and state.may_decide(named, person)
    works = is_staff(engine.policy, person) or is_responder(engine.policy, ticket, person)
    if not (is_of_askers(command, "") or command.stands_alone or works or decides):
        return None
    about = find_about(engine, tx, spoke, command, typed, ticket.ref)
    if isinstance(about, About) and about.ref == ticket.ref:
        return None
    return run_about(engine, tx, spoke, command, typed, ticket.ref)


def _ask_which(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> Reply | None:
    """The question which one words are about that name another ticket of theirs; None where they name none."""
    _, refs = read_numbers(engine, tx, spoke, everywhere=False)
    if ticket.ref in refs:
        return None
    person = spoke.person.id
    named = [tx.ticket(ref) for ref in refs]
    others = tuple(one for one in named if one is not None and person in asking_people(engine.policy, one))
    others = tuple(one for one in others if not _goes_on_as(engine, tx, one, ticket))
    return flat_chat.ask_between(engine, tx, spoke, (*others, ticket)) if others else None


def _goes_on_as(engine: Engine, tx: Transaction, other: Ticket, ticket: Ticket) -> bool:
    """Whether what is said of one ticket is said of the other, which goes on instead of it."""
    last = continuing(engine, tx, other)
    return ticket.ref in (last.ref, last.merged.into if last.merged else "")


def _behind(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> About | None:
    """The ticket whose number stands directly behind a command, and the words behind that.

    Of a bare number only what the person may see: any other is a word.
    """
    if typed.ticket is not None and not typed.ticket_leads and _is_issued(engine, typed.ticket):
        return About(typed.ticket, typed.words)
    first = number_first(engine, tx, spoke.person.id, without_noun(typed.rest))
    return About(*first) if first is not None else None


def _is_issued(engine: Engine, ref: str) -> bool:
    return ref.rpartition("-")[0] in issued(engine.policy)


def _has_no_words(command: Command[Any]) -> bool:
    """Whether a command takes no words, so that a number among them can only name a ticket."""
    return command.usage.casefold() in command.words


def _mentioned(engine: Engine, tx: Transaction, spoke: Utterance, text: str, own: str) -> str | None:
    _, refs = read_numbers(engine, tx, replace(spoke, parts=(text,)), everywhere=True)
    return next((ref for ref in refs if ref != own), None)


def _ask(
    engine: Engine, tx: Transaction, spoke: Utterance, command: Command[Any], own: str, other: About, rest: str = ""
) -> Shown:
    """Nothing was done: which of the two is meant, with a button for each, as far as they have room for the words.

    Raises Refusal where the other one is not theirs to see.
    """
    find_seen(engine, tx, spoke, command, other.ref, other.words)
    why = Refusal("another_number", ref=own, to=other.ref, word=command.words[0])
    choices = () if spoke.words.files else (other, About(own, rest))
    offered = (_button(engine, tx, spoke, command, each) for each in choices)
    buttons = tuple(each for each in offered if each is not None)
    slashes = engine.slashes(spoke.words.speaker.channel)
    return Shown(say(engine.presenter.refusal(why), *buttons, slashes=slashes), refusal=True)


def _button(engine: Engine, tx: Transaction, spoke: Utterance, command: Command[Any], about: About) -> Button | None:
    ticket = tx.ticket(about.ref)
    if ticket is None or not may_see(engine.policy, ticket, spoke.person.id):
        return None
    form = not about.words and command.form is not None and command.read_press is None
    arguments: dict[str, str | int | bool] = {"ticket": about.ref}
    if not form:
        arguments[TYPED] = about.words
    label = shorten(f"{about.ref} {ticket.title}", 70)
    return packed(label, Action(command.name, arguments), form=form)
