"""Words in a thread, which says what they are about."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from core.commands import note, reply
from core.commands.base import Command, is_of_askers
from core.commands.desk.help import help_card
from core.commands.desk.requester_words import (
    SAID,
    answer_on_the_spot,
    continuing,
    find_later,
    is_at_home,
    tell,
)
from core.commands.reply import Spoken
from core.conversation import below_approvals, handed_over, left_behind
from core.conversation.addressing import SIGN, behind_sign, has_sign_inside
from core.conversation.another_ticket import (
    About,
    answer_for_another,
    ask_whose_answer,
    command_on_another,
    find_about,
    run_about,
    show_named,
)
from core.conversation.answers_here import answer_here, answer_typed, need_reader_here
from core.conversation.asking import (
    ask_desk,
    asked_of,
    decision_in_english,
    in_english,
    prefixes_of,
    read_typed,
    words_of,
)
from core.conversation.mistyped import (
    answer_slip,
    answer_unknown_here,
    find_slip,
)
from core.conversation.scores import take_score, take_why
from core.conversation.small_talk import asks_for_status, asks_how_it_stands, is_greeting
from core.conversation.typed_answers import take_answer
from core.conversation.typed_command import is_in_triage, run_words
from core.conversation.unwanted_orders import offer_to_end
from core.conversation.utterance import Utterance
from core.conversation.vocabulary import GERMAN_OF_STAFF, asks_the_desk, goes_on
from core.engine import Engine
from core.errors import Refusal
from core.fulfilment import steps
from core.phrases import phrase
from core.ports.bindings import Binding
from core.ports.tickets import Transaction
from core.queries import lists
from core.tickets.permissions import NOT_TEAM, asking_people, is_responder, is_staff, may_see, not_team
from core.tickets.ticket import Ticket
from core.ui.cards import say, small
from core.ui.grammar import Typed, parse
from core.ui.inbound import Quiet, Reply, Shown
from core.ui.reading import Said
from core.ui.text import shorten, trim
from core.ui.thanks import names_of, only_thanks


def in_thread(engine: Engine, tx: Transaction, spoke: Utterance, bound: Binding) -> Reply:
    """Answer words below the message `bound`, as whoever said them stands to its ticket. Raises Refusal."""
    ticket = engine.ticket(tx, bound.ticket)
    if below_approvals.stands_below(spoke, bound):
        return _below_approval(engine, tx, spoke, bound, ticket)
    if spoke.quotes or (spoke.in_chat and bound.role.startswith(SAID)):
        if _as_asker(engine, spoke, bound, ticket):
            return _quoted(engine, tx, spoke, continuing(engine, tx, ticket))
    elif bound.role in ("requester", "home"):
        ticket = continuing(engine, tx, ticket)
        if _has_left(engine, spoke, ticket):
            left_behind.need_part(engine, ticket, spoke.person.id)
            return Quiet()
        if (other := answer_for_another(engine, tx, spoke, ticket)) is not None:
            return other
        if spoke.addressed:
            return _addressed(engine, tx, spoke, ticket)
        return _requester_thread(engine, tx, spoke, ticket)
    answered = handed_over.answer_below(engine, tx, spoke, bound, ticket)
    answered = answered or handed_over.answer_in_thread(engine, tx, spoke, _spoken_of(engine, tx, bound, ticket))
    return answered or _triage_thread(engine, tx, spoke, bound, ticket)


def _has_left(engine: Engine, spoke: Utterance, ticket: Ticket) -> bool:
    """Whether a ticket became private and left the thread; whoever goes on talking there is not talking to us."""
    return not spoke.words.to_bot and left_behind.is_cut_off(engine, ticket, spoke.person.id)


def _addressed(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> Reply:
    """Words to the bot in the requester's thread: a command where it is one and theirs, else public like all others.

    Others than those who asked or work on it are refused what is not theirs to do, and told where their words went.
    """
    spoke, typed = read_typed(engine, tx, spoke)
    command = spoke.registry.tickets.get(typed.command or "")
    works = is_responder(engine.policy, ticket, spoke.person.id)
    bystander = not works and spoke.person.id not in asking_people(engine.policy, ticket)
    if command is not None:
        anybodys = is_of_askers(command, typed.rest) or (command.stands_alone and not typed.rest.strip())
        if bystander and not anybodys and not goes_on(typed.rest):
            _need_leave(engine, spoke, ticket, command)
            anybodys = True
        if anybodys or works:
            if not command.is_talk:
                return run_about(engine, tx, spoke, command, typed, ticket.ref)
            if _answers_here(engine, spoke, ticket):
                return answer_typed(engine, tx, spoke, command, typed, ticket)
            spoke = replace(spoke, parts=(typed.rest,) if typed.rest else spoke.parts)
    elif (answered := take_answer(engine, tx, spoke, ticket)) is not None:
        return answered
    elif near := find_slip(engine, spoke, typed):
        return answer_slip(engine, tx, spoke, typed, near, ticket.ref)
    if asks_how_it_stands(spoke.text) and not spoke.words.files and may_see(engine.policy, ticket, spoke.person.id):
        return Shown(lists.compact(engine, tx, ticket.ref, spoke.person.id))
    answered = _asked_alone(engine, tx, spoke, ticket, typed) or _requester_thread(engine, tx, spoke, ticket)
    return _told_bystander(engine, tx, spoke, ticket) if bystander and answered == Quiet() else answered


def _need_leave(engine: Engine, spoke: Utterance, ticket: Ticket, command: Command[Any]) -> None:
    """Refuse what is not theirs to do, before its words are read; whoever stands in an open thread can write there."""
    with _standing_here(engine, ticket, spoke):
        spoke.registry.meant_on(ticket, command).allow(engine.policy, ticket, spoke.person.id)


@contextmanager
def _standing_here(engine: Engine, ticket: Ticket, spoke: Utterance) -> Iterator[None]:
    """Where somebody stands in a thread that its team reads, words are how they are asked."""
    try:
        yield
    except Refusal as refusal:
        if refusal.code != NOT_TEAM or ticket.private:
            raise
        raise not_team(engine.policy, ticket, ticket.team, spoke.person.id, way="here") from None


def _told_bystander(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> Reply:
    """What somebody reads whose words to the desk became a part of a ticket that is not theirs; thanks have a heart."""
    if ticket.over and not spoke.words.files and only_thanks(engine.policy, spoke.text, spoke.person.id):
        marked = spoke.message is not None and engine.marks(spoke.message)
        return Quiet() if marked else Shown(say(engine.presenter.words(phrase("welcome"))))
    routed = phrase("routed", ref=ticket.ref, title=shorten(ticket.title, 60))
    return Shown(small(engine.words_on(ticket, routed), ticket=ticket.ref))


def _asked_alone(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, typed: Typed) -> Reply | None:
    """What is asked of the desk in a requester's thread: a word that stands alone, or words to look for.

    None where that is not what it is.
    """
    command = spoke.registry.desk.get(typed.command or "")
    if command is None or spoke.words.files:  # what is shown is for those who work on it
        return None
    looks = command.behind == "few" and bool(typed.rest) and asks_the_desk(spoke.registry, typed, (), staff=False)
    if not looks and (typed.rest or not (command.stands_alone or spoke.addressed)):
        return None
    if looks:
        return ask_desk(engine, tx, spoke, command, typed)
    return ask_desk(engine, tx, spoke, command, replace(typed, ticket=ticket.ref))


def _as_asker(engine: Engine, spoke: Utterance, bound: Binding, ticket: Ticket) -> bool:
    """Whether who quotes a message in a flat chat speaks as one who asked (or follows), not as one who works on it."""
    person = spoke.person.id
    if person in asking_people(engine.policy, ticket):
        # What was said to them as a responder (a page, an assignment) is answered internally.
        return f":direct:{person}" not in bound.role
    return not is_staff(engine.policy, person) and not is_responder(engine.policy, ticket, person)


def _quoted(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> Reply:
    """Words below a quoted message of one's own ticket."""
    if (alone := _word_alone(engine, tx, spoke, ticket)) is not None:
        return alone
    typed = parse(spoke.parts, words_of(engine, spoke), prefixes_of(engine))
    command = spoke.registry.tickets.get(typed.command or "")
    if command is not None and (other := command_on_another(engine, tx, spoke, command, typed, ticket)) is not None:
        return other
    if (asked := _asked_alone(engine, tx, spoke, ticket, typed)) is not None:
        return asked
    if not spoke.text and not spoke.words.files:
        return Shown(lists.compact(engine, tx, ticket.ref, spoke.person.id))
    return requester_says(engine, tx, spoke, ticket, at_home=is_at_home(tx, ticket, spoke.words.where))


def _requester_thread(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> Reply:
    person = spoke.person.id
    if not spoke.text and not spoke.words.files:  # the desk alone was called, or nothing can be seen of it
        return Shown(lists.compact(engine, tx, ticket.ref, person)) if spoke.words.to_bot else Quiet()
    if _answers_here(engine, spoke, ticket):
        answer = behind_sign(spoke.text)
        if answer is None:
            need_reader_here(ticket, spoke)
        text = spoke.text if answer is None else answer
        return answer_here(engine, tx, spoke, ticket, Spoken(text, said_in=spoke.message, styles=spoke.styles_of(text)))
    if (asked := _word_alone(engine, tx, spoke, ticket)) is not None:
        return asked
    return requester_says(engine, tx, spoke, ticket, at_home=True)


def _answers_here(engine: Engine, spoke: Utterance, ticket: Ticket) -> bool:
    """Whether who speaks in the requester's thread answers them: somebody of the team who did not ask for it."""
    person, policy = spoke.person.id, engine.policy
    asked = person in asking_people(policy, ticket)
    return ticket.merged is None and not asked and is_responder(policy, ticket, person)


def _word_alone(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> Reply | None:
    """What those who asked ask of the desk with a word that stands alone, as in a flat chat; None where it is none.

    To say that it works, or does not, is an answer: before the end such words are for those who work on it.
    """
    person = spoke.person.id
    if spoke.words.files or person not in asking_people(engine.policy, ticket):
        return None
    if asks_for_status(spoke.text):
        return Shown(lists.compact(engine, tx, ticket.ref, person))
    typed = parse(in_english(spoke).parts, words_of(engine, spoke), prefixes_of(engine))
    command = spoke.registry.tickets.get(typed.command or "")
    if typed.ticket or typed.rest.strip():
        return None
    if command is None:
        return _asked_alone(engine, tx, spoke, ticket, typed)
    given = is_of_askers(command, "") and (spoke.quotes or command.any_time or not ticket.open)
    return run_words(engine, tx, spoke, command, ticket.ref, "", ()) if given else None


def requester_says(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, *, at_home: bool) -> Reply:
    """The requester (or a watcher) writes; after the end they are asked what they mean, where they wrote it."""
    said, person = spoke.public(at_home=at_home), spoke.person.id
    if (scored := take_score(engine, tx, spoke, (ticket,)) or take_why(engine, tx, spoke, (ticket,))) is not None:
        return scored
    if (answered := take_answer(engine, tx, spoke, ticket)) is not None:
        return answered
    if ticket.asked_at is None and (asked := offer_to_end(engine, tx, spoke, ticket)) is not None:
        return asked
    if ticket.over and not said.files and asks_how_it_stands(said.text):
        return Shown(lists.compact(engine, tx, ticket.ref, person))  # nobody works on it who could be asked
    after = tell(engine, tx, ticket, person, said, engine.moment(spoke.words.at), flat=spoke.stands_alone)
    return answer_on_the_spot(engine, after, person, said)


def _below_approval(engine: Engine, tx: Transaction, spoke: Utterance, bound: Binding, ticket: Ticket) -> Reply:
    """Words of an approver below what asks them: a command as in any thread, and nothing that is said to nobody."""
    german = None if spoke.words.files else decision_in_english(spoke.text)
    spoke_here = replace(spoke, bound=None, parts=(german,) if german else spoke.parts)
    read, typed = read_typed(engine, tx, spoke_here)
    if (decided := below_approvals.decide(engine, tx, read, typed, bound)) is not None:
        return decided
    if (named := show_named(engine, tx, spoke, ticket.ref)) is not None:
        return named
    if below_approvals.goes_on_as_in_a_thread(engine, spoke, typed, ticket):
        return _triage_thread(engine, tx, spoke, bound, ticket)
    return below_approvals.say_what_can_be_written(engine, tx, spoke, ticket, words=spoke.text)


def _triage_thread(engine: Engine, tx: Transaction, spoke: Utterance, bound: Binding, ticket: Ticket) -> Reply:
    ticket = _spoken_of(engine, tx, bound, ticket)
    if not spoke.words.to_bot or spoke.text.startswith(SIGN):
        left_behind.need_reader(engine, ticket, spoke.person.id)
    if not spoke.text.startswith(SIGN) and _has_left(engine, spoke, ticket):
        return Quiet()
    person, text = spoke.person.id, spoke.text
    # Under a page in somebody's own conversation the team reads nothing: what is said there is copied.
    stands = is_in_triage(engine, bound, ticket)
    said_in = spoke.message if stands else None
    if (answer := behind_sign(text)) is not None:
        asked = ask_whose_answer(engine, tx, spoke, answer, ticket.ref)
        return asked or _reply_from_triage(engine, tx, spoke, ticket, Said(answer, said_in=said_in))
    direct = spoke.words.where.kind == "direct"
    if spoke.words.to_bot:
        german = GERMAN_OF_STAFF.get(text.strip(" .!").casefold())
        spoke, typed = read_typed(engine, tx, replace(spoke, parts=(german,)) if german else spoke)
        command = spoke.registry.tickets.get(typed.command or "")
        if command is not None:
            return _command_in_triage(engine, tx, spoke, command, typed, ticket, said_in)
        if typed.command is not None:
            of_desk = spoke.registry.desk[typed.command]
            about = typed.ticket or (ticket.ref if of_desk.behind == "number" else None)
            return ask_desk(engine, tx, spoke, of_desk, replace(typed, ticket=about))
        if not text and not spoke.words.files:
            return Shown(help_card(asked_of(engine, tx, spoke, typed)))
        if (named := show_named(engine, tx, spoke, ticket.ref)) is not None:
            return named
        if not direct:
            return _answer_in_triage(engine, tx, spoke, typed, ticket)
    left_behind.need_reader(engine, ticket, person)
    works_on_it = is_staff(engine.policy, person) or is_responder(engine.policy, ticket, person)
    if not works_on_it or not (text or spoke.words.files):
        return Quiet()
    if not spoke.words.to_bot and (named := show_named(engine, tx, spoke, ticket.ref, digits=False)) is not None:
        return named
    return _keep_note(engine, tx, spoke, ticket, text, said_in)


def _answer_in_triage(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed, ticket: Ticket) -> Reply:
    """Words to the desk in the team's thread that are no command: hello, and how it stands, are shown the ticket."""
    person, text = spoke.person.id, spoke.text
    greets = is_greeting(text, names_of(engine.policy, person))
    if not spoke.words.files and (greets or asks_for_status(text) or asks_how_it_stands(text)):
        return Shown(lists.compact(engine, tx, ticket.ref, person))
    return answer_unknown_here(engine, tx, spoke, typed, ticket)


def _keep_note(
    engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, text: str, said_in: str | None
) -> Reply:
    """Words that the team alone reads. Who may have meant to send them is told that nothing was."""
    words = Spoken(text, said_in=said_in, files=spoke.words.files, styles=spoke.styles_of(text))
    at = engine.moment(spoke.words.at)
    after = engine.run(tx, ticket, spoke.person.id, at, lambda draft: note.decide(draft, words))
    find_later(tx, after, spoke.message, flat=spoke.stands_alone)
    if has_sign_inside(text, spoke.parts):
        return Shown(small(engine.presenter.words(phrase("sign_inside", person=ticket.requester))))
    return Quiet()


def _command_in_triage(
    engine: Engine,
    tx: Transaction,
    spoke: Utterance,
    command: Command[Any],
    typed: Typed,
    ticket: Ticket,
    said_in: str | None,
) -> Reply:
    """A command in the team's thread; what only says something goes along with the ticket as plain words do."""
    about = find_about(engine, tx, spoke, command, typed, ticket.ref)
    if not isinstance(about, About) or about.ref != ticket.ref:
        return run_about(engine, tx, spoke, command, typed, ticket.ref)
    person = spoke.person.id
    left_behind.need_reader(engine, ticket, person)
    text = trim(about.words)
    if not left_behind.had_it(engine, ticket, person):
        return run_about(engine, tx, spoke, command, typed, ticket.ref)
    if not text or command.name not in (reply.COMMAND.name, note.COMMAND.name):
        with _standing_here(engine, ticket, spoke):
            return run_about(engine, tx, spoke, command, typed, ticket.ref)
    if command.name == reply.COMMAND.name:
        return _reply_from_triage(engine, tx, spoke, ticket, Said(text, said_in=said_in))
    return _keep_note(engine, tx, spoke, ticket, text, said_in)


def _spoken_of(engine: Engine, tx: Transaction, bound: Binding, ticket: Ticket) -> Ticket:
    """The ticket of a card; below the card that another team has of a request, the task that is theirs."""
    role, _, team = bound.role.partition(":")
    theirs = steps.spoken_of(ticket, team) if role == "triage" and team != ticket.team else None
    return engine.ticket(tx, theirs.ref) if theirs else ticket


def _reply_from_triage(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, said: Said) -> Reply:
    person, at = spoke.person.id, engine.moment(spoke.words.at)
    if not said.text and not spoke.words.files:
        raise Refusal("empty_answer")
    files, styles = spoke.words.files, spoke.styles_of(said.text)
    words = Spoken(said.text, said_in=said.said_in, files=files, styles=styles, marked=spoke.message)
    if left_behind.had_it(engine, ticket, person):
        after, told = left_behind.keep_as_note(engine, tx, ticket, person, at, words)
        find_later(tx, after, spoke.message, flat=spoke.stands_alone)
        return told
    spoke.registry.meant_on(ticket, reply.COMMAND).allow(engine.policy, ticket, person)
    after = engine.run(tx, ticket, person, at, lambda draft: reply.decide(draft, words))
    find_later(tx, after, spoke.message, flat=spoke.stands_alone)
    return Quiet()
