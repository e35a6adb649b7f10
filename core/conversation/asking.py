"""What is asked of the desk in words: read, allowed, and answered; where it would open a form, by a button.

People type as words what a slash command is elsewhere, too: "/claim" is "claim", and "ticket mine" is "mine".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.commands.numbers import need_known
from core.commands.registry import Asking, DeskCommand
from core.conversation.numbers_in_words import is_number, spell_out
from core.conversation.said_links import LINK, as_link
from core.conversation.utterance import Utterance
from core.conversation.vocabulary import GERMAN, OF_DECIDERS, are_few, asks_the_desk, shows_ticket
from core.engine import Engine
from core.errors import Refusal
from core.phrases import phrase
from core.ports.tickets import Transaction
from core.tickets.permissions import is_staff
from core.ui.cards import say
from core.ui.grammar import Typed, parse
from core.ui.inbound import Reply, Shown


def prefixes_of(engine: Engine) -> tuple[str, ...]:
    """How numbers begin that people write here, those of other systems, too."""
    return tuple(engine.policy.prefixes.values())


def command_in_english(text: str) -> str | None:
    """A German word that stands alone, or beside a number, as the command that it is; None for anything else.

    Behind the number of what is decided more may be said.
    """
    said = [one.rstrip(".,:;!?") for one in text.split()]
    number = next((one for one in (said[-1:], said[:1]) if one and is_number(one[0])), [])
    word = GERMAN.get(" ".join(one for one in said if one not in number).casefold())
    if word is not None:
        return " ".join((word, *number))
    return decision_in_english(text) if len(said) > 1 and is_number(said[1]) else None


def decision_in_english(text: str) -> str | None:
    """What begins with a German word for a decision as the command that it is; None for anything else."""
    first, _, behind = text.strip().partition(" ")
    word = GERMAN.get(first.rstrip(".,:;!?").casefold())
    return f"{word} {behind}".strip() if word in OF_DECIDERS else None


def command_meant(text: str, *, staff: bool) -> str | None:
    """The command that words are without its word: a German one, or a link as responders say it. None for others."""
    return command_in_english(text) or (as_link(text) if staff else None)


def in_english(spoke: Utterance) -> Utterance:
    """What was typed, a German command as the English one; as it was where it is none."""
    command = None if spoke.words.files else command_in_english(spoke.text)
    return spoke if command is None else spoke.in_english(command)


def _linking(engine: Engine, spoke: Utterance) -> Utterance:
    """What was typed, a link that is said as the command that makes it, where it is known of which ticket."""
    link = as_link(spoke.text) if is_staff(engine.policy, spoke.person.id) and not spoke.words.files else None
    if link is None or (spoke.bound is None and link.startswith(f"{LINK} ")):
        return spoke
    return spoke.in_english(link)


def read_typed(engine: Engine, tx: Transaction, spoke: Utterance) -> tuple[Utterance, Typed]:
    """What was typed to us, with the ticket that it asks for by its number alone."""
    spoke = _linking(engine, _without_sign(engine, in_english(spoke)))
    behind = _behind_slash_word(engine, tx, spoke)
    if behind is not None:
        return behind
    spoke = spell_out(engine, tx, spoke)
    typed = parse(spoke.parts, words_of(engine, spoke), prefixes_of(engine))
    return spoke, replace(typed, command=None) if shows_ticket(spoke.registry, typed) else typed


def words_of(engine: Engine, spoke: Utterance) -> Mapping[str, str]:
    """What they can type: "mine!" takes a ticket where a responder says it, and lists their own where others do."""
    known = spoke.registry.words
    if is_staff(engine.policy, spoke.person.id):
        return known
    return {word: name for word, name in known.items() if word.rstrip("!") == word or word.rstrip("!") not in known}


def typed_slash(spoke: Utterance) -> tuple[str, Utterance] | None:
    """The slash command that was typed as words, "/ticket mine", and what stands behind it; None where it is none."""
    first, behind = _first_word(spoke)
    name = first.removeprefix("/")
    if name == first or name not in spoke.registry.slashes:
        return None
    return name, replace(spoke, parts=(behind, *spoke.parts[1:]), words=replace(spoke.words, command=name))


def _without_sign(engine: Engine, spoke: Utterance) -> Utterance:
    """What was typed, without the sign of a slash command before a command's word."""
    first, _ = _first_word(spoke)
    if not first.startswith("/"):
        return spoke
    bare = replace(spoke, parts=(str(spoke.parts[0]).lstrip().removeprefix("/"), *spoke.parts[1:]))
    return bare if parse(bare.parts, spoke.registry.words, prefixes_of(engine)).command is not None else spoke


def _behind_slash_word(engine: Engine, tx: Transaction, spoke: Utterance) -> tuple[Utterance, Typed] | None:
    """The command behind the word of a slash command that leads to others ("ticket mine"); None where there is none.

    What may as well be a sentence is none: "ticket queue is too long".
    """
    first, behind = _first_word(spoke)
    command = spoke.registry.slashes.get(first)
    if command is None or command.slash is None or command.slash.then == "own" or not behind:
        return None
    bare = spell_out(engine, tx, replace(spoke, parts=(behind, *spoke.parts[1:])))
    prefixes = prefixes_of(engine)
    typed = parse(bare.parts, words_of(engine, spoke), prefixes)
    staff = is_staff(engine.policy, spoke.person.id) and (not typed.rest or are_few(typed.rest))
    if not asks_the_desk(spoke.registry, typed, prefixes, staff=staff):
        return None
    names_one = typed.command in spoke.registry.desk or typed.ticket is not None or not typed.rest.strip()
    return (bare, typed) if names_one else None


def _first_word(spoke: Utterance) -> tuple[str, str]:
    """The first word as it is looked up, and what stands behind it before any mention."""
    first, _, behind = (str(spoke.parts[0]) if spoke.parts else "").strip().partition(" ")
    return first.casefold().rstrip(".,:;!?"), behind.strip()


def ask_desk(engine: Engine, tx: Transaction, spoke: Utterance, command: DeskCommand, typed: Typed) -> Reply:
    """A command of the desk, typed as words, or what the words behind it ask for instead.

    Where it would open a form, a button opens it. Raises Refusal, also where files would be lost with it.
    """
    asked = allowed(engine, tx, spoke, command, typed)
    if command.instead is not None and (other := command.instead(asked)) is not None:
        command = other
        other.allow(engine.policy, spoke.person.id)
    need_no_files(spoke, command)
    if command.behind == "number" and not asked.ref:
        need_known(typed.words)
        like = f"{engine.policy.prefixes['incident']}-1042"
        raise Refusal("which_ticket", word=command.words[0], like=like, text="")
    if command.offer is not None:
        # Outside slash commands no form can open by itself.
        offered = command.offer(asked)
        one_click = engine.presenter.words(phrase("one_click"))
        return offered if isinstance(offered, Shown) else Shown(say(one_click, offered))
    return command.answered(asked)


def need_no_files(spoke: Utterance, command: DeskCommand) -> None:
    """Refuse a command of the desk that takes no files, where such come with it and stand before nobody else's eyes."""
    if spoke.words.files and not command.takes_files and (spoke.bound is None or spoke.in_chat):
        raise Refusal("no_files_with_words")


def allowed(engine: Engine, tx: Transaction, spoke: Utterance, command: DeskCommand, typed: Typed) -> Asking:
    """What the command works with, if this person may ask for it. Raises Refusal."""
    command.allow(engine.policy, spoke.person.id)
    return asked_of(engine, tx, spoke, typed)


def asked_of(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Asking:
    """What a command of the desk works with, of what was typed."""
    words = spoke.words
    return Asking(
        engine, tx, spoke.registry, spoke.person, engine.moment(words.at), words.speaker.channel, words.where,
        text=typed.words, parts=spoke.parts, ref=typed.ticket or "", files=words.files,
    )  # fmt: skip
