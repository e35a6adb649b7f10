"""Words people type: slash commands, mentions, direct messages and threads, turned into what they mean.

A thread decides most: in a ticket's triage thread plain words are internal and `>>` (or a mention with a command)
reaches out; in the requester's thread everything is public. Words that are nobody's business here are left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from core.commands import note, reply
from core.commands.base import is_of_askers
from core.commands.desk import mine, search
from core.commands.desk.help import help_card
from core.commands.desk.requester_words import (
    SAID,
    answer_on_the_spot,
    continuing,
    find_later,
    is_at_home,
    tell,
)
from core.commands.desk.three_choices import choose_card, greeting_card
from core.commands.desk.which_ticket import find_theirs
from core.commands.registry import Asking, DeskCommand
from core.commands.reply import Spoken
from core.conversation import below_approvals, flat_chat
from core.conversation.bare_numbers import need_own_words, spell_out
from core.conversation.mistyped import (
    answer_slip,
    answer_unknown,
    answer_unknown_here,
    ask_which,
    find_slip,
    or_about_ticket,
)
from core.conversation.scores import take_score
from core.conversation.small_talk import asks_how_it_stands, is_greeting
from core.conversation.typed_command import files_stay_behind, is_in_triage, run_words, sent_to_requester
from core.conversation.utterance import Utterance
from core.conversation.vocabulary import are_few, asks_the_desk, goes_on, shows_ticket
from core.engine import Engine
from core.errors import Refusal
from core.fulfilment import steps
from core.phrases import phrase
from core.ports.bindings import Binding
from core.ports.tickets import Transaction
from core.queries import lists
from core.tickets.permissions import asking_people, is_responder, is_staff, may_see
from core.tickets.ticket import Ticket
from core.ui.cards import say
from core.ui.grammar import Typed, find_ticket_refs, parse, parse_ticket
from core.ui.inbound import Quiet, Reply, Shown
from core.ui.reading import Said
from core.ui.thanks import only_thanks


def listen(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply:
    """Answer typed words inside one transaction. Raises Refusal."""
    words = spoke.words
    if words.command is not None:
        return _slash(engine, tx, spoke, words.command)
    if spoke.bound is not None:
        reply = _in_thread(engine, tx, spoke, spoke.bound)
        return flat_chat.go_on(engine, tx, spoke, reply) if spoke.in_chat else reply
    if not words.to_bot:
        return _overheard(engine, tx, spoke)
    spoke, typed = _read(engine, tx, spoke)
    return _in_chat(engine, tx, spoke, typed) if spoke.in_chat else _understand(engine, tx, spoke, typed)


def _prefixes(engine: Engine) -> tuple[str, ...]:
    return tuple(engine.policy.prefixes.values())


def _read(engine: Engine, tx: Transaction, spoke: Utterance) -> tuple[Utterance, Typed]:
    """What was typed to us, with the ticket that it asks for by its number alone."""
    spoke = spell_out(engine, tx, spoke)
    typed = parse(spoke.parts, spoke.registry.words, _prefixes(engine))
    return spoke, replace(typed, command=None) if shows_ticket(spoke.registry, typed) else typed


def _slash(engine: Engine, tx: Transaction, spoke: Utterance, name: str) -> Reply:
    command = spoke.registry.slashes.get(name)
    then = command.slash.then if command and command.slash else "anything"
    if command is not None and then == "own":
        return command.answer(_allowed(engine, tx, spoke, command, Typed(command.name, words=spoke.text)))
    spoke, typed = _read(engine, tx, spoke)
    nothing = typed.command is None and typed.ticket is None
    if command is not None and nothing and not typed.words.strip():
        return command.answer(_allowed(engine, tx, spoke, command, typed))
    if nothing and then == "commands":
        return answer_unknown(engine, tx, spoke, typed)
    return _understand(engine, tx, spoke, typed)


def _understand(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply:
    """A command or question typed outside a ticket's thread."""
    if typed.command is None:
        return _no_command(engine, tx, spoke, typed)
    command = spoke.registry.tickets.get(typed.command)
    if command is not None:
        ref, words = typed.ticket, typed.words
        if ref is None:
            words, _, last = words.rpartition(" ")
            ref = parse_ticket(last, _prefixes(engine))
        if ref is None and (decision := below_approvals.decide_unnamed(engine, tx, spoke, command, typed)) is not None:
            return decision
        if ref is None and typed.words.strip() and not is_staff(engine.policy, spoke.person.id):
            return _no_command(engine, tx, spoke, replace(typed, command=None))  # "log in fails", "follow up, please"
        if ref is None:
            return ask_which(engine, tx, spoke, command, typed)
        return run_words(engine, tx, spoke, command, ref, words, typed.mentions)
    of_desk = spoke.registry.desk[typed.command]
    if of_desk.behind == "anything" and spoke.words.command is None and goes_on(typed.rest):
        return _no_command(engine, tx, spoke, replace(typed, command=None))  # "report is empty"
    return _ask_desk(engine, tx, spoke, of_desk, typed)


def _no_command(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply:
    ref, words = typed.ticket, typed.words
    found = find_ticket_refs(spoke.text, _prefixes(engine))
    asks = asks_how_it_stands(spoke.text, found)
    near = () if asks else find_slip(engine, spoke, typed)
    if near and (ref is None or not typed.ticket_leads):
        return answer_slip(engine, tx, spoke, typed, near)
    if ref is None and len(found) == 1 and (asks or spoke.words.command is None):
        # In a conversation with us, a number anywhere says which ticket is meant.
        ref, words = found[0], spoke.text
    if ref is not None:
        ticket = engine.ticket(tx, ref)
        says = bool(spoke.words.files) or (words.strip() and not asks)
        if says and spoke.person.id in asking_people(engine.policy, ticket):
            spoke = replace(spoke, parts=(words,))
            return _requester_says(engine, tx, spoke, ticket, at_home=is_at_home(tx, ticket, spoke.words.where))
        if spoke.words.files:
            raise files_stay_behind(engine, engine.seen(tx, ref, spoke.person.id), spoke.person.id)
        return Shown(lists.compact(engine, tx, ref, spoke.person.id))
    if asks:
        return mine.answer(_asked(engine, tx, spoke, typed))
    if is_greeting(spoke.text):
        return Shown(greeting_card(engine, spoke.person.id))
    if only_thanks(engine.policy, spoke.text, spoke.person.id):
        return Shown(say(engine.presenter.words(phrase("welcome"))))
    if spoke.words.command is not None and are_few(spoke.text) and len(spoke.text) > 1:
        return _look_for(engine, tx, spoke, typed)
    return Shown(choose_card(engine, tx, spoke.person.id, spoke.text, prompt=spoke.message or ""))


def _look_for(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply:
    """A few words behind the slash command are looked for; what nobody has reported yet may be reported."""
    if lists.search(engine, tx, spoke.person.id, spoke.text).tickets:
        return search.answer(replace(_asked(engine, tx, spoke, typed), text=spoke.text))
    none = phrase("found_none_of", words=spoke.text)
    return Shown(choose_card(engine, tx, spoke.person.id, spoke.text, none, prompt=spoke.message or ""))


def _in_chat(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply:
    """Words in a flat chat: what the desk is asked is answered as anywhere, the rest is about a ticket of theirs."""
    asks = asks_the_desk(spoke.registry, typed, _prefixes(engine), staff=is_staff(engine.policy, spoke.person.id))
    command = spoke.registry.tickets.get(typed.command or "")
    works = command is not None and not command.by_askers
    asks = asks or (command is not None and below_approvals.is_decision(tx, spoke.person.id, command))
    if asks and (works or not spoke.words.files):
        return _asked_in_chat(engine, tx, spoke, typed)
    named = find_ticket_refs(spoke.text, _prefixes(engine))
    if typed.ticket is not None or len(named) == 1:
        return _named_in_chat(engine, tx, spoke, typed, named)
    return _told_in_chat(engine, tx, spoke, typed, sentence=not asks and bool(typed.rest.strip()))


def _asked_in_chat(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Reply:
    """A command: one that requesters give, by itself, is about the ticket that the chat is about."""
    command = spoke.registry.tickets.get(typed.command or "")
    if command is not None and is_of_askers(command, "") and typed.ticket is None and not typed.words.strip():
        about = flat_chat.find_subject(engine, tx, spoke)
        if about is not None:
            return run_words(engine, tx, spoke, command, about.ref, typed.words, typed.mentions)
    reply = _understand(engine, tx, spoke, typed)
    searched = typed.command == search.COMMAND.name and not is_staff(engine.policy, spoke.person.id)
    guessed = searched and bool(find_theirs(tx, spoke.person.id))
    return or_about_ticket(engine, tx, spoke, reply) if guessed else reply


def _named_in_chat(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed, named: Sequence[str]) -> Reply:
    """Words that name a ticket are for that one; its bare number answers the question which one is meant."""
    ref, answer = typed.ticket or named[0], None
    if typed.ticket is not None and typed.command is None and not typed.words:
        answer = flat_chat.answer_by_number(engine, tx, spoke, ref)
    if answer is not None and not spoke.words.files:
        return answer
    words = spoke.text if typed.command else typed.words
    reply = _no_command(engine, tx, spoke, replace(typed, command=None, words=words))
    said = answer or flat_chat.go_on(engine, tx, spoke, reply)
    return flat_chat.say_where(engine, tx, spoke, ref) if said == Quiet() else said


def _told_in_chat(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed, *, sentence: bool) -> Reply:
    """Plain words: about a ticket of theirs, unless they may be a slip of a command; a `sentence` is no command."""
    said, files = spoke.text, spoke.words.files
    if files or (said and not (is_greeting(said) or asks_how_it_stands(said))):
        if (scored := flat_chat.take_score_there(engine, tx, spoke)) is not None:
            return scored
        near = () if files else find_slip(engine, spoke, typed)
        if near:
            return answer_slip(engine, tx, spoke, typed, near)
        routed = flat_chat.route(engine, tx, spoke)
        if routed is not None:
            return routed
    return _understand(engine, tx, spoke, replace(typed, command=None) if sentence else typed)


def _ask_desk(engine: Engine, tx: Transaction, spoke: Utterance, command: DeskCommand, typed: Typed) -> Reply:
    """A command of the desk, typed as words. Where it would open a form, a button opens it."""
    asked = _allowed(engine, tx, spoke, command, typed)
    if command.behind == "number" and not asked.ref:
        raise Refusal("which_ticket", word=command.words[0], like=f"{engine.policy.prefixes['incident']}-1042")
    if command.offer is not None:
        # Outside slash commands no form can open by itself.
        return Shown(say(engine.presenter.words(phrase("one_click")), command.offer(asked)))
    return command.answer(asked)


def _allowed(engine: Engine, tx: Transaction, spoke: Utterance, command: DeskCommand, typed: Typed) -> Asking:
    """What the command works with, if this person may ask for it. Raises Refusal."""
    command.allow(engine.policy, spoke.person.id)
    return _asked(engine, tx, spoke, typed)


def _asked(engine: Engine, tx: Transaction, spoke: Utterance, typed: Typed) -> Asking:
    words = spoke.words
    return Asking(
        engine, tx, spoke.registry, spoke.person, engine.moment(words.at), words.speaker.channel, words.where,
        text=typed.words, parts=spoke.parts, ref=typed.ticket or "",
    )  # fmt: skip


def _overheard(engine: Engine, tx: Transaction, spoke: Utterance) -> Reply:
    """A message in a channel that is not for us: only a bare ticket number gets a private answer.

    An answer to a requester under something that is no ticket's card (a copy of one, say) is not lost in silence.
    """
    if spoke.words.where.thread is not None:
        if spoke.text.startswith(">>") and _is_triage_place(engine, spoke.words.where.place):
            raise Refusal("not_sent")
        return Quiet()
    found = find_ticket_refs(spoke.text, _prefixes(engine))
    if len(found) == 1 and spoke.text.strip().casefold() == found[0].casefold():
        return Shown(lists.compact(engine, tx, found[0], spoke.person.id))
    return Quiet()


def _is_triage_place(engine: Engine, place: str) -> bool:
    return any(place in engine.places.triage(team) for team in engine.policy.teams)


def _in_thread(engine: Engine, tx: Transaction, spoke: Utterance, bound: Binding) -> Reply:
    ticket = engine.ticket(tx, bound.ticket)
    if below_approvals.stands_below(spoke, bound):
        return _below_approval(engine, tx, spoke, bound, ticket)
    if spoke.quotes or (spoke.in_chat and bound.role.startswith(SAID)):
        if _as_asker(engine, spoke, bound, ticket):
            return _quoted(engine, tx, spoke, continuing(engine, tx, ticket))
    elif bound.role in ("requester", "home"):
        ticket = continuing(engine, tx, ticket)
        if _has_left(engine, spoke, ticket):
            return Quiet()
        if spoke.words.to_bot and spoke.words.where.kind != "direct":
            return _addressed(engine, tx, spoke, ticket)
        return _requester_thread(engine, tx, spoke, ticket)
    return _triage_thread(engine, tx, spoke, bound, ticket)


def _has_left(engine: Engine, spoke: Utterance, ticket: Ticket) -> bool:
    """Whether a ticket became private and left the thread; whoever goes on talking there is not talking to us."""
    return not spoke.words.to_bot and ticket.private and not may_see(engine.policy, ticket, spoke.person.id)


def _addressed(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> Reply:
    """Words to the bot in the requester's thread: a command where it is one and theirs, else public like all others."""
    spoke, typed = _read(engine, tx, spoke)
    command = spoke.registry.tickets.get(typed.command or "")
    if command is not None:
        anybodys = is_of_askers(command, typed.rest) or (command.stands_alone and not typed.rest.strip())
        if anybodys or is_responder(engine.policy, ticket, spoke.person.id):
            if not command.is_talk:
                return run_words(engine, tx, spoke, command, ticket.ref, typed.rest, typed.mentions)
            spoke = replace(spoke, parts=(typed.rest,) if typed.rest else spoke.parts)
    elif near := find_slip(engine, spoke, typed):
        return answer_slip(engine, tx, spoke, typed, near, ticket.ref)
    return _asked_alone(engine, tx, spoke, ticket, typed) or _requester_thread(engine, tx, spoke, ticket)


def _asked_alone(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, typed: Typed) -> Reply | None:
    """What is asked of the desk in a requester's thread: a word that stands alone, or words to look for.

    None where that is not what it is.
    """
    command = spoke.registry.desk.get(typed.command or "")
    if command is None:
        return None
    looks = command.behind == "few" and bool(typed.rest) and asks_the_desk(spoke.registry, typed, (), staff=False)
    if not looks and (not command.stands_alone or typed.rest):
        return None
    if looks:
        return _ask_desk(engine, tx, spoke, command, typed)
    return _ask_desk(engine, tx, spoke, command, replace(typed, ticket=ticket.ref))


def _as_asker(engine: Engine, spoke: Utterance, bound: Binding, ticket: Ticket) -> bool:
    """Whether who quotes a message in a flat chat speaks as one who asked (or follows), not as one who works on it."""
    person = spoke.person.id
    if person in asking_people(engine.policy, ticket):
        # What was said to them as a responder (a page, an assignment) is answered internally.
        return f":direct:{person}" not in bound.role
    return not is_staff(engine.policy, person) and not is_responder(engine.policy, ticket, person)


def _quoted(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> Reply:
    """Words below a quoted message of one's own ticket."""
    typed = parse(spoke.parts, spoke.registry.words, _prefixes(engine))
    command = spoke.registry.tickets.get(typed.command or "")
    if command is not None and is_of_askers(command, "") and not typed.rest.strip():
        return run_words(engine, tx, spoke, command, ticket.ref, "", ())
    alone = _asked_alone(engine, tx, spoke, ticket, typed)
    if alone is not None:
        return alone
    if not spoke.text and not spoke.words.files:
        return Shown(lists.compact(engine, tx, ticket.ref, spoke.person.id))
    return _requester_says(engine, tx, spoke, ticket, at_home=is_at_home(tx, ticket, spoke.words.where))


def _requester_thread(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> Reply:
    person, policy = spoke.person.id, engine.policy
    if ticket.merged is None and person not in asking_people(policy, ticket) and is_responder(policy, ticket, person):
        text = spoke.text.removeprefix(">>").strip()
        said = Spoken(text, said_in=spoke.message, files=spoke.words.files, at_home=True, styles=spoke.styles_of(text))
        at = engine.moment(spoke.words.at)
        engine.run(tx, ticket, person, at, lambda draft: reply.decide(draft, said))
        return Quiet()
    return _requester_says(engine, tx, spoke, ticket, at_home=True)


def _requester_says(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, *, at_home: bool) -> Reply:
    """The requester (or a watcher) writes; after the end they are asked what they mean, where they wrote it."""
    said, person = spoke.public(at_home=at_home), spoke.person.id
    if (scored := take_score(engine, tx, spoke, (ticket,))) is not None:
        return scored
    if ticket.over and not said.files and asks_how_it_stands(said.text):
        return Shown(lists.compact(engine, tx, ticket.ref, person))  # nobody works on it who could be asked
    after = tell(engine, tx, ticket, person, said, engine.moment(spoke.words.at), flat=spoke.stands_alone)
    return answer_on_the_spot(engine, after, person, said)


def _below_approval(engine: Engine, tx: Transaction, spoke: Utterance, bound: Binding, ticket: Ticket) -> Reply:
    """Words of an approver below what asks them: a command as in any thread, and nothing that is said to nobody."""
    read, typed = _read(engine, tx, replace(spoke, bound=None))
    if (decided := below_approvals.decide(engine, tx, read, typed, bound)) is not None:
        return decided
    if below_approvals.goes_on_as_in_a_thread(engine, spoke, typed, ticket):
        return _triage_thread(engine, tx, spoke, bound, ticket)
    return below_approvals.say_what_can_be_written(engine, spoke, ticket)


def _triage_thread(engine: Engine, tx: Transaction, spoke: Utterance, bound: Binding, ticket: Ticket) -> Reply:
    ticket = _spoken_of(engine, tx, bound, ticket)
    if not spoke.text.startswith(">>") and _has_left(engine, spoke, ticket):
        return Quiet()
    person, at, text = spoke.person.id, engine.moment(spoke.words.at), spoke.text
    # Under a page in somebody's own conversation the team reads nothing: what is said there is copied.
    stands = is_in_triage(engine, bound, ticket)
    said_in = spoke.message if stands else None
    if text.startswith(">>"):
        return _reply_from_triage(engine, tx, spoke, ticket, Said(text[2:].strip(), said_in=said_in))
    direct = spoke.words.where.kind == "direct"
    if spoke.words.to_bot:
        spoke, typed = _read(engine, tx, spoke)
        command = spoke.registry.tickets.get(typed.command or "")
        if command is not None:
            need_own_words(engine, tx, spoke, command, typed, ticket.ref)
            ref = typed.ticket if typed.ticket_leads and typed.ticket else ticket.ref
            return run_words(engine, tx, spoke, command, ref, typed.rest, typed.mentions)
        if typed.command is not None:
            of_desk = spoke.registry.desk[typed.command]
            about = typed.ticket or (ticket.ref if of_desk.behind == "number" else None)
            return _ask_desk(engine, tx, spoke, of_desk, replace(typed, ticket=about))
        if not text and not spoke.words.files:
            return Shown(help_card(_asked(engine, tx, spoke, typed)))
        if not direct:
            return answer_unknown_here(engine, tx, spoke, typed, ticket)
    works_on_it = is_staff(engine.policy, person) or is_responder(engine.policy, ticket, person)
    if not works_on_it or not (text or spoke.words.files):
        return Quiet()
    words = Spoken(text, said_in=said_in, files=spoke.words.files, styles=spoke.styles_of(text))
    after = engine.run(tx, ticket, person, at, lambda draft: note.decide(draft, words))
    find_later(tx, after, spoke.message, flat=spoke.stands_alone)
    return Quiet()


def _spoken_of(engine: Engine, tx: Transaction, bound: Binding, ticket: Ticket) -> Ticket:
    """The ticket of a card; below the card that another team has of a request, the task that is theirs."""
    role, _, team = bound.role.partition(":")
    theirs = steps.spoken_of(ticket, team) if role == "triage" and team != ticket.team else None
    return engine.ticket(tx, theirs.ref) if theirs else ticket


def _reply_from_triage(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket, said: Said) -> Reply:
    person, at = spoke.person.id, engine.moment(spoke.words.at)
    spoke.registry.meant_on(ticket, reply.COMMAND).allow(engine.policy, ticket, person)
    if not said.text and not spoke.words.files:
        raise Refusal("empty_answer")
    words = Spoken(said.text, said_in=said.said_in, files=spoke.words.files, styles=spoke.styles_of(said.text))
    after = engine.run(tx, ticket, person, at, lambda draft: reply.decide(draft, words))
    find_later(tx, after, spoke.message, flat=spoke.stands_alone)
    return sent_to_requester(engine, ticket, said.said_in)
