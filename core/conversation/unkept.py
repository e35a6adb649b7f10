"""An edited message that no ticket has: what waits or stands in a prompt follows it, anything else is heard anew."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk import pending_words, source_words, standing_prompts, three_choices
from core.commands.registry import DeskCommand, Registry
from core.conversation import flat_chat, router
from core.conversation.asking import command_meant, prefixes_of
from core.conversation.numbers_in_words import find_own
from core.conversation.scores import may_be_score
from core.conversation.small_talk import asks_how_it_stands, is_greeting
from core.conversation.utterance import Utterance
from core.conversation.vocabulary import asks_the_desk
from core.engine import Engine
from core.people import Person, PersonId
from core.ports.tickets import Transaction
from core.tickets.permissions import is_staff
from core.ui.grammar import Typed, parse
from core.ui.inbound import Edited, Quiet, Reply, Shown, Words
from core.ui.text import clean, harmless
from core.ui.thanks import names_of, only_thanks


def follow(engine: Engine, tx: Transaction, registry: Registry, edited: Edited, who: Person) -> Reply | None:
    """What is done with a message whose words wait, or are a prompt's or a report's; None of any other.

    Raises Refusal.
    """
    if edited.where.kind == "direct" and (over := _prompts_over(engine, tx, registry, edited, who)) is not None:
        return over
    if (answered := _answers_prompt(engine, tx, registry, edited, who)) is not None:
        return answered
    if _follows(engine, tx, registry, edited, who.id):
        message = edited.where.key
        gone = edited.restored and standing_prompts.were_taken_back(tx, who.id, message)
        return _listen(engine, tx, registry, edited, who) if gone else Quiet()
    return _waits_again(engine, tx, registry, edited, who)


def _prompts_over(engine: Engine, tx: Transaction, registry: Registry, edited: Edited, who: Person) -> Reply | None:
    """What is done with a message of a chat that is gone, or is a command no more: what it asked goes along.

    What it says instead is heard anew. None of any other.
    """
    message, text = edited.where.key, edited.text
    if text is None:
        waited = pending_words.change(tx, who.id, message, None, engine.now())
        ended = standing_prompts.take_back(engine, tx, who.id, message, "deleted")
        followed = _follows(engine, tx, registry, edited, who.id)
        return Quiet() if ended or waited or followed else None
    if edited.restored or not _was_command(engine, tx, registry, edited, who.id):
        return None
    standing_prompts.take_back(engine, tx, who.id, message, "changed")
    source_words.follow(engine, tx, message, who.id, text, edited.at)
    return hear_anew(engine, tx, registry, edited, who)


def _answers_prompt(engine: Engine, tx: Transaction, registry: Registry, edited: Edited, who: Person) -> Reply | None:
    """What is done with a message whose prompt asks what it is about, and that begins with the number of a ticket of
    its author's by now: that answers it. None of any other, and where nothing is asked any more.
    """
    message, text = edited.where.key, clean(edited.text or "")
    direct = edited.where.kind == "direct" and not edited.restored
    if not direct or not text or find_own(engine, tx, who.id, text) is None:
        return None
    if not source_words.asks_about(tx, message, who.id):
        return None
    standing_prompts.take_back(engine, tx, who.id, message, "changed")
    source_words.follow(engine, tx, message, who.id, text, edited.at)
    return _listen(engine, tx, registry, edited, who)


def _was_command(engine: Engine, tx: Transaction, registry: Registry, edited: Edited, person: PersonId) -> bool:
    """Whether a message asked the desk for something, as a search does, and asks for that no more."""
    message, staff = edited.where.key, is_staff(engine.policy, person)
    prefixes = prefixes_of(engine)

    def command_of(text: str) -> DeskCommand | None:
        typed = parse(command_meant(text, staff=staff) or text, registry.words, prefixes)
        return registry.desk.get(typed.command or "") if asks_the_desk(registry, typed, prefixes, staff=staff) else None

    before = (one.text for one in tx.hold_sources(message) if one.holder and one.author == person and one.text)
    was = next((found for text in before if (found := command_of(text)) is not None), None)
    return was is not None and was.submit is None and command_of(clean(edited.text or "")) is not was


def _follows(engine: Engine, tx: Transaction, registry: Registry, edited: Edited, person: PersonId) -> bool:
    """Whether a prompt or a ticket has the words of this message; then it has the new ones. Raises Refusal."""
    typed, text = command_in(engine, registry, edited, person), edited.text
    if typed is not None:
        command = registry.desk.get(typed.command or "")
        if command is None or (command.submit is None and command.name != three_choices.COMMAND.name):
            return False
        text = typed.words  # those behind "incident"
    message = edited.where.key
    return source_words.follow(engine, tx, message, person, text, edited.at)


def _waits_again(engine: Engine, tx: Transaction, registry: Registry, edited: Edited, who: Person) -> Reply | None:
    """What is done with a message that is back and waited before it was deleted; None of any other."""
    where, text = edited.where, clean(edited.text or "")
    message = where.key
    files = pending_words.waited(tx, who.id, message) if edited.restored and where.kind == "direct" else None
    if files is None or any(each.said_in == message for each in tx.chat(who.id, where.place).waiting):
        return None
    words = Words(edited.speaker, edited.at, edited.key, where, (text,), to_bot=True, files=files)
    routed = flat_chat.route(engine, tx, Utterance(words, who, (text,), None, registry, edited.runs))
    return routed or Shown(three_choices.choose_card(engine, tx, who.id, text, prompt=message, files=files))


def change_waiting(engine: Engine, tx: Transaction, registry: Registry, edited: Edited, who: Person) -> Reply | None:
    """What is done with a message that waits for the answer which ticket it is about; None of any other.

    One that begins with the number of a ticket of its author's by now answers that itself; what waits with it goes on
    waiting. Raises Refusal.
    """
    message, text = edited.where.key, clean(edited.text or "")
    if edited.where.kind != "direct":
        return None
    chat = tx.chat(who.id, edited.where.place)
    waiting = next((each for each in chat.waiting if each.said_in == message), None)
    names = waiting is not None and bool(text) and find_own(engine, tx, who.id, text) is not None
    if waiting is None or not names:
        changed = pending_words.change(tx, who.id, message, edited.text, engine.now(), edited.runs)
        return Quiet() if changed else None
    pending_words.change(tx, who.id, message, None, engine.now())
    standing_prompts.take_back(engine, tx, who.id, message, "changed")
    files = edited.files if edited.files is not None else waiting.files
    return _listen(engine, tx, registry, replace(edited, files=files), who)


def hear_anew(engine: Engine, tx: Transaction, registry: Registry, edited: Edited, who: Person) -> Reply:
    """Hear a message of which nothing was kept as it reads now, as if it were said: it was not heard yet, or was small
    talk. What was carried out, and what is no more than small talk still, is left as it is.
    """
    where, text = edited.where, clean(edited.text or "")
    heard = not edited.of or tx.receipt(edited.of) is not None
    talks = where.kind == "direct" or (edited.to_bot and where.thread is None)
    root = where.thread is not None and where.message == where.thread
    unchanged = heard and (edited.restored or not talks)  # what is back is what it was
    if not text or root or unchanged or _is_small_talk(engine, text, who.id):
        return Quiet()
    bound = tx.bound(where.place, where.thread) if where.thread else None
    if bound is None and not talks:
        return Quiet()
    return _listen(engine, tx, registry, edited, who)


def _listen(engine: Engine, tx: Transaction, registry: Registry, edited: Edited, who: Person) -> Reply:
    """Hear a message as it reads now, as if it were said."""
    where = edited.where
    bound = tx.bound(where.place, where.thread) if where.thread else None
    runs = tuple(replace(run, text=harmless(run.text)) for run in edited.runs)
    spoken = tuple(run.text for run in runs) or (harmless(edited.text or ""),)
    files = tuple(each for each in edited.files or () if each.url)
    words = Words(
        edited.speaker, edited.at, edited.of, where, runs or spoken, to_bot=edited.to_bot, files=files,
        mentioned=edited.mentioned,
    )  # fmt: skip
    take_as_heard(engine, tx, edited)
    return router.listen(engine, tx, Utterance(words, who, spoken, bound, registry, runs))


def take_as_heard(engine: Engine, tx: Transaction, edited: Edited) -> None:
    """What was edited is done with: should the message itself come yet, it is a repeat."""
    if edited.of and tx.receipt(edited.of) is None:
        tx.keep_receipt(edited.of, "", engine.now())


def _is_small_talk(engine: Engine, text: str, person: PersonId) -> bool:
    """Whether words are answered and not kept: thanks, a greeting, a question how it stands, a score."""
    return (
        only_thanks(engine.policy, text, person)
        or is_greeting(text, names_of(engine.policy, person))
        or asks_how_it_stands(text)
        or may_be_score(text)
    )


def command_in(engine: Engine, registry: Registry, edited: Edited, person: PersonId) -> Typed | None:
    """The command that the edited words would be, had they been written anew; None where they are none."""
    where, prefixes = edited.where, prefixes_of(engine)
    text = edited.text or ""
    staff = is_staff(engine.policy, person)
    typed = parse(command_meant(text, staff=staff) or text, registry.words, prefixes)
    if not edited.to_bot or typed.command is None:
        return None
    if where.kind != "direct":
        return typed
    if where.thread and not where.flat:
        return typed if edited.mentioned else None  # else people only talk in the thread of their own chat
    return typed if asks_the_desk(registry, typed, prefixes, staff=staff) else None
