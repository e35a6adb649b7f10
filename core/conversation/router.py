"""Words people type: slash commands, mentions, direct messages and threads, turned into what they mean.

A thread decides most: in a ticket's triage thread plain words are internal and `>>` (or a mention with a command)
reaches out; in the requester's thread everything is public. Words that are nobody's business here are left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.commands.base import is_of_askers
from core.commands.desk import mine, search, three_choices
from core.commands.desk.requester_words import is_at_home
from core.commands.desk.three_choices import choose_card, greeting_card
from core.commands.desk.which_ticket import find_theirs
from core.commands.numbers import need_known
from core.commands.registry import DeskCommand
from core.conversation import below_approvals, flat_chat, handed_over
from core.conversation.addressing import SIGN, without_address
from core.conversation.asked_help import answer_help, is_help, without_help
from core.conversation.asked_status import find_asked
from core.conversation.asking import allowed, ask_desk, asked_of, need_no_files, prefixes_of, read_typed, typed_slash
from core.conversation.for_whom import find_others, nobody_has
from core.conversation.mistyped import (
    answer_slip,
    answer_unknown,
    ask_which,
    find_slip,
    may_type_staff_words,
    or_about_ticket,
)
from core.conversation.small_talk import asks_how_it_stands, is_greeting
from core.conversation.threads import in_thread, requester_says
from core.conversation.typed_answers import answer_in_chat
from core.conversation.typed_command import files_stay_behind, number_behind_step, run_words
from core.conversation.unwanted_orders import offer_to_end
from core.conversation.utterance import Utterance
from core.conversation.vocabulary import are_few, asks_the_desk, goes_on
from core.engine import Engine
from core.errors import Refusal
from core.people import PersonId
from core.phrases import phrase
from core.ports.tickets import Transaction
from core.queries import lists
from core.tickets.permissions import asking_people, is_staff, may_see
from core.tickets.ticket import Ticket
from core.ui.cards import say
from core.ui.grammar import Typed, find_ticket_refs, parse_ticket
from core.ui.inbound import Quiet, Reply, Shown, Words
from core.ui.text import Run
from core.ui.thanks import names_of, only_thanks
from core.ui.yes_no import read_answer


def listen(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply:
    """Answer typed words inside one transaction. Raises Refusal."""
    words = spoke.words
    if words.command is not None:
        return _slash(engine, tx, spoke, words.command)
    if (words.to_bot or spoke.in_chat) and (slash := typed_slash(spoke)) is not None:
        return _slash(engine, tx, slash[1], slash[0], opens=False)
    if (helped := answer_help(engine, tx, spoke)) is not None:
        return helped
    if spoke.bound is not None:
        reply = in_thread(engine, tx, spoke, spoke.bound)
        return flat_chat.go_on(engine, tx, spoke, reply) if spoke.in_chat else reply
    if not words.to_bot:
        return _overheard(engine, tx, spoke)
    spoke, typed = read_typed(engine, tx, spoke)
    if spoke.in_chat:
        answered = handed_over.answer_in_chat(engine, tx, spoke.as_said())
        return answered or _in_chat(engine, tx, spoke, typed)
    return offer_to_end(engine, tx, spoke) or _understand(engine, tx, spoke, typed)


def _slash(engine: Engine, tx: Transaction, spoke: Utterance, name: str, *, opens: bool = True) -> Reply:
    """What a slash command asks for; where it was typed as words no form `opens` by itself, but by a button."""
    if (helped := answer_help(engine, tx, spoke)) is not None:
        return helped
    command = spoke.registry.slashes.get(name)
    if command is None and name in spoke.registry.words:
        spoke = replace(spoke, parts=(f"{name} ", *spoke.parts))  # installed once, and typed as a word now
    then = command.slash.then if command and command.slash else "anything"
    if command is not None and then == "own":
        alone = command.behind == "anything" and not spoke.words.files
        if alone and (ref := _number_alone(engine, tx, spoke)) is not None:
            return Shown(lists.compact(engine, tx, ref, spoke.person.id))
        typed = Typed(command.name, words=spoke.text)
        if not opens:
            return ask_desk(engine, tx, spoke, command, typed)
        return command.answered(allowed(engine, tx, spoke, command, typed))
    spoke, typed = read_typed(engine, tx, spoke)
    nothing = typed.command is None and typed.ticket is None
    if command is not None and nothing and not typed.words.strip():
        need_no_files(spoke, command)
        return command.answered(allowed(engine, tx, spoke, command, typed))
    if nothing and then == "commands" and not spoke.words.files:
        return answer_unknown(engine, tx, spoke, typed)
    return offer_to_end(engine, tx, spoke) or _understand(engine, tx, spoke, typed)


def _number_alone(engine: Engine, tx: Transaction, spoke: Utterance) -> str | None:
    """The ticket whose number is all that was typed."""
    _, typed = read_typed(engine, tx, spoke)
    return typed.ticket if typed.command is None and not typed.words.strip() else None


def _understand(
    engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed, waiting: tuple[Ticket, ...] | None = None
) -> Reply:
    """A command or question typed outside a ticket's thread; `waiting` for their decision, where that was looked up."""
    if typed.command is None:
        return _no_command(engine, tx, spoke, typed)
    command = spoke.registry.tickets.get(typed.command)
    if command is not None:
        ref, words = typed.ticket, typed.words
        if ref is None:
            words, _, last = words.rpartition(" ")
            ref = parse_ticket(last, prefixes_of(engine))
        if ref is None and command.of_step:
            ref, words = number_behind_step(engine, tx, spoke.person.id, typed.words)
        if ref is None:
            below_approvals.need_decidable(tx, spoke, command, typed)
            waits = below_approvals.decidable(tx, spoke.person.id, command) if waiting is None else waiting
            decision = below_approvals.decide_unnamed(engine, tx, spoke, command, typed, waits)
            if decision is not None:
                return decision
        theirs = is_of_askers(command, typed.words) or is_staff(engine.policy, spoke.person.id)
        if ref is None and ((typed.words.strip() and not is_staff(engine.policy, spoke.person.id)) or not theirs):
            return _no_command(engine, tx, spoke, replace(typed, command=None))  # "log in fails", "follow up, please"
        if ref is None:
            return ask_which(engine, tx, spoke, command, typed)
        return run_words(engine, tx, spoke, command, ref, words, typed.mentions)
    return _asked_of_desk(engine, tx, spoke, typed, spoke.registry.desk[typed.command])


def _asked_of_desk(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed, of_desk: DeskCommand) -> Reply:
    """A command of the desk, or a sentence that begins like one. Raises Refusal."""
    if spoke.words.files and not of_desk.takes_files:
        return _no_command(engine, tx, spoke, replace(typed, command=None))  # what is shown is what is meant
    if is_help(typed.command, typed.rest):
        return _asked_for_more(engine, tx, spoke, typed)
    if of_desk.name == three_choices.COMMAND.name:
        need_known(typed.words)
    needs_one = of_desk.behind == "number" and typed.ticket is None
    if needs_one and of_desk.for_staff and not may_type_staff_words(engine, spoke):
        return _no_command(engine, tx, spoke, replace(typed, command=None))
    if of_desk.name == three_choices.COMMAND.name and spoke.in_chat and len(typed.words) > 1 and are_few(typed.words):
        return _look_for(engine, tx, replace(spoke, parts=(typed.words,)), typed)  # as behind the slash command
    if of_desk.behind == "anything" and spoke.words.command is None and goes_on(typed.rest):
        return _no_command(engine, tx, spoke, replace(typed, command=None))  # "report is empty"
    return ask_desk(engine, tx, spoke, of_desk, typed)


def _no_command(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply:
    spoke, ref, words = spoke.as_said(), typed.ticket, typed.words
    alone = only_thanks(engine.policy, words, spoke.person.id) or read_answer(engine.policy, words, spoke.person.id)
    if ref is not None and words.strip() and not alone:
        words = without_address(spoke.text, ref)  # thanks and answers need none: "INC-1001 thanks a lot"
    found = find_ticket_refs(spoke.text, prefixes_of(engine))
    asked = find_asked(engine.policy, tx, spoke.person.id, spoke.text, found)
    asks = asked is not None
    near = () if asks else find_slip(engine, spoke, typed)
    if near and (ref is None or not typed.ticket_leads):
        return answer_slip(engine, tx, spoke, typed, near)
    if ref is None and len(found) == 1 and (asks or spoke.words.command is None):
        # In a conversation with us, a number anywhere says which ticket is meant.
        ref, words = found[0], spoke.text
    if ref is not None:
        return _about(engine, tx, spoke, ref, words, says=bool(words.strip()) and not asks)
    files = spoke.words.files  # which no answer to a few words takes along
    if asked is not None and not files:
        return mine.show(asked_of(engine, tx, spoke, typed), asked)
    if is_greeting(spoke.text, names_of(engine.policy, spoke.person.id)) and not files:
        return Shown(greeting_card(engine, spoke.person.id))
    if only_thanks(engine.policy, spoke.text, spoke.person.id) and not files:
        return Shown(say(engine.presenter.words(phrase("welcome"))))
    if spoke.words.command is not None and are_few(spoke.text) and len(spoke.text) > 1:
        return _look_for(engine, tx, spoke, typed)
    return Shown(choose_card(engine, tx, spoke.person.id, spoke.text, prompt=spoke.message or "", files=files))


def _about(engine: Engine, tx: Transaction, spoke: Utterance, ref: str, words: str, *, says: bool) -> Reply:
    """Words with the number of a ticket, which say something of it or only look at it. Raises Refusal."""
    person, files = spoke.person.id, spoke.words.files
    if says and _may_not_see(engine, tx, ref, person):
        none = phrase("no_ticket_for_words", ref=ref)
        return Shown(choose_card(engine, tx, person, spoke.text, none, prompt=spoke.message or "", files=files))
    ticket = engine.ticket(tx, ref)
    if (says or files) and person in asking_people(engine.policy, ticket):
        spoke = replace(spoke, parts=(words,))
        return requester_says(engine, tx, spoke, ticket, at_home=is_at_home(tx, ticket, spoke.words.where))
    if files:
        raise files_stay_behind(engine, engine.seen(tx, ref, person), person)
    if says:
        return nobody_has(engine, tx, spoke, engine.seen(tx, ref, person))
    return Shown(lists.compact(engine, tx, ref, person))


def _asked_for_more(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply:
    """Words behind "help" that are no command: what they are about, looked for where a slash command has them."""
    spoke = without_help(spoke, typed) if spoke.words.command is not None else spoke
    slash = spoke.registry.slashes.get(spoke.words.command or "")
    anew = replace(typed, command=None, words=spoke.text, unknown=spoke.text.split()[0])
    if slash is not None and slash.slash is not None and slash.slash.then == "commands":
        return answer_unknown(engine, tx, spoke, anew)
    return _no_command(engine, tx, spoke, anew)


def _may_not_see(engine: Engine, tx: Transaction, ref: str, person: PersonId) -> bool:
    ticket = tx.ticket(ref)
    return ticket is None or not may_see(engine.policy, ticket, person)


def _look_for(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply:
    """A few words behind the slash command are looked for; what nobody has reported yet may be reported.

    Raises Refusal for a number, which is that of no ticket they may see.
    """
    need_known(spoke.text)
    files = spoke.words.files  # which no search takes along
    if not files and lists.search(engine, tx, spoke.person.id, spoke.text).tickets:
        return search.answer(replace(asked_of(engine, tx, spoke, typed), text=spoke.text))
    none = None if files else phrase("found_none_of", words=spoke.text)
    prompt = spoke.message or ""
    return Shown(choose_card(engine, tx, spoke.person.id, spoke.text, none, prompt=prompt, files=files))


def _in_chat(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply:
    """Words in a flat chat: what the desk is asked is answered as anywhere, the rest is about a ticket of theirs."""
    if (answered := answer_in_chat(engine, tx, spoke)) is not None:
        return answered
    command = spoke.registry.tickets.get(typed.command or "")
    says_more = command is None or bool(typed.words.strip())
    if says_more and (asked := offer_to_end(engine, tx, spoke)) is not None:
        return asked
    asks = asks_the_desk(spoke.registry, typed, prefixes_of(engine), staff=is_staff(engine.policy, spoke.person.id))
    works = command is not None and not command.by_askers
    if command is not None:
        below_approvals.need_decidable(tx, spoke, command, typed)
        if (wrong := below_approvals.answer_wrong_number(engine, tx, spoke, command, typed)) is not None:
            return wrong
    elif typed.command == three_choices.COMMAND.name and typed.words.strip():  # "ticket 1001 is jammed"
        went = flat_chat.take_with_number(engine, tx, spoke.as_said(), everywhere=False)
        if went is not None:
            return went
    waiting = below_approvals.decidable(tx, spoke.person.id, command)
    asks = asks or bool(waiting)
    alone = command is not None and typed.ticket is not None and not typed.words.strip()  # "withdraw 1001"
    if asks and (works or alone or not spoke.words.files):
        return _asked_in_chat(engine, tx, spoke, typed, waiting)
    named = find_ticket_refs(spoke.text, prefixes_of(engine))
    several = flat_chat.find_several(engine, tx, spoke)
    if several and not asks_how_it_stands(spoke.text, tuple(named)):
        return flat_chat.ask_between(engine, tx, spoke, several)
    if typed.ticket is not None or len(named) == 1 or (several and named):
        return _named_in_chat(engine, tx, spoke, typed, named)
    spoke = spoke.as_said()
    plain = not spoke.words.files and not find_slip(engine, spoke, typed)
    if plain and (other := find_others(engine, tx, spoke)) is not None:
        return nobody_has(engine, tx, spoke, other)
    taken = (
        below_approvals.answer_verdict(engine, tx, spoke, typed)
        or flat_chat.take_plain_words(engine, tx, spoke, typed)
        or below_approvals.answer_question(engine, tx, spoke, typed)
    )
    if taken is not None:
        return taken
    sentence = not asks and bool(typed.rest.strip())
    return _understand(engine, tx, spoke, replace(typed, command=None) if sentence else typed)


def _asked_in_chat(
    engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed, waiting: tuple[Ticket, ...]
) -> Reply:
    """A command: one that requesters give, by itself, is about the ticket that the chat is about."""
    command = spoke.registry.tickets.get(typed.command or "")
    if command is not None and is_of_askers(command, "") and typed.ticket is None and not typed.words.strip():
        about = flat_chat.find_subject(engine, tx, spoke)
        if about is not None:
            return run_words(engine, tx, spoke, command, about.ref, typed.words, typed.mentions)
    reply = _understand(engine, tx, spoke, typed, waiting)
    searched = typed.command == search.COMMAND.name and not is_staff(engine.policy, spoke.person.id)
    guessed = searched and bool(find_theirs(tx, spoke.person.id))
    return or_about_ticket(engine, tx, spoke, reply) if guessed else reply


def _named_in_chat(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed, named: Sequence[str]) -> Reply:
    """Words that name a ticket are for that one; its bare number answers the question which one is meant."""
    ref, answer = typed.ticket or named[0], None
    if typed.ticket is not None and typed.command is None and not typed.words and not typed.said:  # no "ticket 1042"
        answer = flat_chat.answer_by_number(engine, tx, spoke, ref)
    if answer is not None and not spoke.words.files:
        return answer
    words = spoke.text if typed.command else typed.words
    reply = _no_command(engine, tx, spoke, replace(typed, command=None, words=words))
    return answer or flat_chat.take_named(engine, tx, spoke, ref, reply)


def _overheard(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply:
    """A message in a channel that is not for us: only a bare ticket number gets a private answer.

    An answer to a requester under something that is no ticket's card (a copy of one, say) is not lost in silence.
    """
    if spoke.words.where.thread is not None:
        if spoke.text.startswith(SIGN) and _is_triage_place(engine, spoke.words.where.place):
            raise Refusal("not_sent")
        return Quiet()
    found = find_ticket_refs(spoke.text, prefixes_of(engine))
    if len(found) == 1 and spoke.text.strip().casefold() == found[0].casefold():
        return Shown(lists.compact(engine, tx, found[0], spoke.person.id))
    return Quiet()


def may_mean_us(engine: Engine, words: Words) -> bool:
    """Whether words that are said to others, in no thread of a ticket, may have an answer all the same."""
    said = "".join(part.text if isinstance(part, Run) else str(part) for part in words.parts)
    return said.lstrip().startswith(SIGN) if words.where.thread else bool(find_ticket_refs(said, prefixes_of(engine)))


def _is_triage_place(engine: Engine, place: str) -> bool:
    return any(place in engine.places.triage(team) for team in engine.policy.teams)
