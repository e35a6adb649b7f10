"""Words people type: slash commands, mentions, direct messages and threads, turned into what they mean.

A thread decides most: in a ticket's triage thread plain words are internal and `>>` (or a mention with a command)
reaches out; in the requester's thread everything is public. Words that are nobody's business here are left alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from core.commands import COMMANDS, WORDS, claim, note, reply
from core.commands.base import Nothing, carry_out
from core.commands.reply import Spoken
from core.conversation import flat_chat
from core.conversation.cover import on_call_words
from core.conversation.form_flow import first_form, seen_ticket
from core.conversation.prompts import choose_card, help_card, prefill
from core.conversation.requester import Spoke, continuing, find_later, tell
from core.conversation.vocabulary import ALONE, AS_WORDS, ASKERS, GREETINGS, QUESTIONS, SHORT, VOCABULARY, asks_the_desk
from core.engine import Engine
from core.errors import Refusal
from core.intake.catalog import find_item
from core.phrases import phrase
from core.ports.tickets import Binding, Transaction
from core.queries import lists
from core.tickets.permissions import asking_people, is_responder, is_staff, may_see
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button, Card, say
from core.ui.grammar import Typed, did_you_mean, find_ticket_refs, parse, parse_ticket
from core.ui.inbound import OpenForm, Quiet, Reply, Shown
from core.ui.pages import Listing
from core.ui.reading import Said
from core.ui.text import shorten

__all__ = ["QUESTIONS", "listen", "run_words"]


def listen(engine: Engine, tx: Transaction, spoke: Spoke) -> Reply:
    """Answer typed words inside one transaction. Raises Refusal."""
    words = spoke.words
    if words.command is not None:
        return _slash(engine, tx, spoke, words.command)
    if spoke.bound is not None:
        reply = _in_thread(engine, tx, spoke, spoke.bound)
        return flat_chat.go_on(engine, tx, spoke, reply) if spoke.in_chat else reply
    if not words.to_bot:
        return _overheard(engine, tx, spoke)
    typed = parse(spoke.parts, VOCABULARY, _prefixes(engine))
    return _in_chat(engine, tx, spoke, typed) if spoke.in_chat else _understand(engine, tx, spoke, typed)


def _prefixes(engine: Engine) -> tuple[str, ...]:
    return tuple(engine.policy.prefixes.values())


def _slash(engine: Engine, tx: Transaction, spoke: Spoke, command: str) -> Reply:
    match command:
        case "incident":
            return OpenForm(first_form(engine, spoke.person, Action("open_incident", {"text": spoke.text})))
        case "request":
            return OpenForm(first_form(engine, spoke.person, Action("open_request", _item(spoke.text))))
        case "oncall":
            return Shown(on_call_words(engine, tx, spoke.person.id, spoke.parts, spoke.text))
        case _:
            typed = parse(spoke.parts, VOCABULARY, _prefixes(engine))
            if typed.command is None and typed.ticket is None and not typed.words.strip():
                return Shown(_help(engine, spoke) if command == "desk" else choose_card(engine))
            if typed.command is None and typed.ticket is None and command == "desk":
                raise _did_you_mean(typed.unknown or "")
            return _understand(engine, tx, spoke, typed)


def _item(text: str) -> dict[str, str | int | bool]:
    return {"item": shorten(text, 100)} if text else {}


def _understand(engine: Engine, tx: Transaction, spoke: Spoke, typed: Typed) -> Reply:
    """A command or question typed outside a ticket's thread."""
    if typed.command is None:
        return _no_command(engine, tx, spoke, typed)
    if typed.command in COMMANDS:
        ref, words = typed.ticket, typed.words
        if ref is None:
            words, _, last = words.rpartition(" ")
            ref = parse_ticket(last, _prefixes(engine))
        if ref is None and typed.words.strip() and not is_staff(engine.policy, spoke.person.id):
            return _no_command(engine, tx, spoke, replace(typed, command=None))  # "log in fails", "follow up, please"
        if ref is None:
            word = COMMANDS[typed.command].words[0]
            raise Refusal("which_ticket", word=word)
        return run_words(engine, tx, spoke, typed.command, ref, words, typed.mentions)
    return _question(engine, tx, spoke, typed)


def _no_command(engine: Engine, tx: Transaction, spoke: Spoke, typed: Typed) -> Reply:
    ref, words = typed.ticket, typed.words
    if ref is None and spoke.words.command is None:
        # In a conversation with us, a number anywhere says which ticket is meant.
        found = find_ticket_refs(spoke.text, _prefixes(engine))
        ref, words = (found[0], spoke.text) if len(found) == 1 else (None, "")
    if ref is not None:
        ticket = engine.ticket(tx, ref)
        if words.strip() and spoke.person.id in asking_people(engine.policy, ticket):
            return _requester_says(engine, tx, replace(spoke, parts=(words,)), ticket, at_home=False)
        return Shown(lists.compact(engine, tx, ref, spoke.person.id))
    behind = typed.words.split()[1:]
    command_like = len(behind) <= 1 or parse_ticket(behind[0], _prefixes(engine)) is not None
    greets = (typed.unknown or "").casefold() in GREETINGS
    if typed.unknown and not greets and command_like and did_you_mean(typed.unknown, VOCABULARY):
        raise _did_you_mean(typed.unknown)
    if spoke.text:
        return Shown(choose_card(engine, spoke.text))
    return Shown(choose_card(engine))


def _did_you_mean(unknown: str) -> Refusal:
    """An unknown word with what it may have been, in words that can be typed."""
    words = {name: word for word, name in reversed(VOCABULARY.items())}
    near = tuple(words[name] for name in did_you_mean(unknown, VOCABULARY) if name in words)
    return Refusal("unknown_command", text=shorten(unknown, 60), near=near)


def _in_chat(engine: Engine, tx: Transaction, spoke: Spoke, typed: Typed) -> Reply:
    """Words in a flat chat: what the desk is asked is answered as anywhere, the rest is about a ticket of theirs."""
    if asks_the_desk(typed, _prefixes(engine), staff=is_staff(engine.policy, spoke.person.id)):
        if typed.command in ASKERS and typed.ticket is None and not typed.words.strip():
            about = flat_chat.find_subject(engine, tx, spoke)
            if about is not None:
                return run_words(engine, tx, spoke, typed.command, about.ref, typed.words, typed.mentions)
        return _understand(engine, tx, spoke, typed)
    named = find_ticket_refs(spoke.text, _prefixes(engine))
    if typed.ticket is not None or len(named) == 1:
        bare = len(named) == 1 and spoke.text.strip().casefold() == named[0].casefold()
        answer = flat_chat.answer_by_number(engine, tx, spoke, named[0]) if bare else None
        if answer is not None:
            return answer
        reply = _no_command(engine, tx, spoke, replace(typed, command=None))
        return flat_chat.go_on(engine, tx, spoke, reply)
    greets = typed.unknown is not None and typed.unknown.casefold() in GREETINGS and not typed.words.split()[1:]
    said_nothing = not spoke.text and not spoke.words.files
    routed = None if greets or said_nothing else flat_chat.route(engine, tx, spoke)
    return routed or _understand(engine, tx, spoke, typed)


def _question(engine: Engine, tx: Transaction, spoke: Spoke, typed: Typed) -> Reply:
    person = spoke.person.id
    match typed.command:
        case "open_incident":
            return _offer(engine, tx, spoke, Action("open_incident", prefill(typed.words)), "report")
        case "open_request":
            return _offer(engine, tx, spoke, Action("open_request", _item(typed.words)), "choose")
        case "choose":
            return Shown(choose_card(engine, typed.words))
        case "help":
            return Shown(_help(engine, spoke))
        case "oncall":
            return Shown(on_call_words(engine, tx, spoke.person.id, spoke.parts, typed.words))
        case "next":
            ticket = lists.next_for(engine, tx, person)
            at = engine.moment(spoke.words.at)
            engine.run(tx, ticket, person, at, lambda draft: claim.COMMAND.decide(draft, Nothing()))
            return Shown(lists.compact(engine, tx, ticket.ref, person))
        case "explain" | "show":
            if typed.ticket is None:
                raise Refusal("which_ticket", word=typed.command)
            see = lists.explain if typed.command == "explain" else _show
            return Shown(see(engine, tx, person, typed.ticket))
    return Shown(engine.presenter.listing(_listing(engine, tx, spoke, typed), engine.now()))


def _show(engine: Engine, tx: Transaction, person: str, ref: str) -> Card:
    return lists.compact(engine, tx, ref, person)


def _listing(engine: Engine, tx: Transaction, spoke: Spoke, typed: Typed) -> Listing:
    person = spoke.person.id
    listings: dict[str | None, Callable[[], Listing]] = {
        "mine": lambda: lists.mine(engine, tx, person),
        "queue": lambda: lists.queue(engine, tx, person, typed.words),
        "risk": lambda: lists.risk(engine, tx, person),
        "search": lambda: lists.search(engine, tx, person, typed.words),
    }
    return listings[typed.command]()


def _help(engine: Engine, spoke: Spoke) -> Card:
    return help_card(engine, spoke.words.speaker.channel)


def _offer(engine: Engine, tx: Transaction, spoke: Spoke, action: Action, name: str) -> Reply:
    """A typed wish for a form: outside commands no form can open by itself, so a button opens it."""
    label = engine.presenter.label(name)
    if action.command == "open_request":
        wanted = str(action.arguments.get("item", ""))
        if wanted:
            item = find_item(engine.policy, spoke.person.id, wanted)
            action, label = Action("open_request", {"item": item.key}), engine.presenter.label("order", item.name)
    button = Button(shorten(label, 70), action, "primary", opens_form=True)
    return Shown(say(engine.presenter.words(phrase("one_click")), button))


def _overheard(engine: Engine, tx: Transaction, spoke: Spoke) -> Reply:
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


def _in_thread(engine: Engine, tx: Transaction, spoke: Spoke, bound: Binding) -> Reply:
    ticket = engine.ticket(tx, bound.ticket)
    if spoke.in_chat:
        if _as_asker(engine, spoke, bound, ticket):
            return _quoted(engine, tx, spoke, continuing(engine, tx, ticket))
    elif bound.role in ("requester", "home"):
        ticket = continuing(engine, tx, ticket)
        if not spoke.words.to_bot and ticket.private and not may_see(engine.policy, ticket, spoke.person.id):
            return Quiet()  # it has left this place; whoever goes on talking here is not talking to us
        if spoke.words.to_bot and spoke.words.where.kind != "direct":
            typed = parse(spoke.parts, VOCABULARY, _prefixes(engine))
            anybodys = typed.command in ASKERS or (typed.command in ALONE and not typed.rest.strip())
            theirs = anybodys or is_responder(engine.policy, ticket, spoke.person.id)
            if typed.command in COMMANDS and theirs and typed.command not in AS_WORDS:
                return run_words(engine, tx, spoke, typed.command, ticket.ref, typed.rest, typed.mentions)
            if typed.command in SHORT and not typed.rest:
                return _question(engine, tx, spoke, replace(typed, ticket=ticket.ref))
            if typed.command in AS_WORDS and theirs:
                spoke = replace(spoke, parts=(typed.rest,) if typed.rest else spoke.parts)
        return _requester_thread(engine, tx, spoke, ticket)
    return _triage_thread(engine, tx, spoke, bound, ticket)


def _as_asker(engine: Engine, spoke: Spoke, bound: Binding, ticket: Ticket) -> bool:
    """Whether who quotes a message in a flat chat speaks as one who asked (or follows), not as one who works on it."""
    person = spoke.person.id
    if person in asking_people(engine.policy, ticket):
        # What was said to them as a responder (a page, an assignment) is answered internally.
        return f":direct:{person}" not in bound.role
    return not is_staff(engine.policy, person) and not is_responder(engine.policy, ticket, person)


def _quoted(engine: Engine, tx: Transaction, spoke: Spoke, ticket: Ticket) -> Reply:
    """Words below a quoted message of one's own ticket."""
    typed = parse(spoke.parts, VOCABULARY, _prefixes(engine))
    if typed.command in ASKERS and not typed.rest.strip():
        return run_words(engine, tx, spoke, typed.command, ticket.ref, "", ())
    if typed.command in SHORT and not typed.rest:
        return _question(engine, tx, spoke, replace(typed, ticket=ticket.ref))
    if not spoke.text and not spoke.words.files:
        return Shown(lists.compact(engine, tx, ticket.ref, spoke.person.id))
    return _requester_says(engine, tx, spoke, ticket, at_home=True)


def _requester_thread(engine: Engine, tx: Transaction, spoke: Spoke, ticket: Ticket) -> Reply:
    person, policy = spoke.person.id, engine.policy
    if ticket.merged is None and person not in asking_people(policy, ticket) and is_responder(policy, ticket, person):
        text = spoke.text.removeprefix(">>").strip()
        said = Spoken(text, said_in=spoke.message, files=spoke.words.files, at_home=True)
        at = engine.moment(spoke.words.at)
        engine.run(tx, ticket, person, at, lambda draft: reply.decide(draft, said))
        return Quiet()
    return _requester_says(engine, tx, spoke, ticket, at_home=True)


def _requester_says(engine: Engine, tx: Transaction, spoke: Spoke, ticket: Ticket, *, at_home: bool) -> Reply:
    """The requester (or a watcher) writes; after the closing their words open a follow-up."""
    at, words = engine.moment(spoke.words.at), spoke.words
    said = Spoken(spoke.text, said_in=spoke.message, files=words.files, at_home=at_home)
    tell(engine, tx, ticket, spoke.person.id, said, at, words.speaker.channel, flat=words.where.flat)
    return Quiet()


def _triage_thread(engine: Engine, tx: Transaction, spoke: Spoke, bound: Binding, ticket: Ticket) -> Reply:
    person, at = spoke.person.id, engine.moment(spoke.words.at)
    text = spoke.text
    # Under a page in somebody's own conversation the team reads nothing: what is said there is copied.
    stands = _in_triage(engine, bound, ticket)
    said_in = spoke.message if stands else None
    if text.startswith(">>"):
        return _reply_from_triage(engine, tx, spoke, ticket, Said(text[2:].strip(), said_in=said_in))
    direct = spoke.words.where.kind == "direct"
    if spoke.words.to_bot:
        typed = parse(spoke.parts, VOCABULARY, _prefixes(engine))
        if typed.command in COMMANDS:
            ref = typed.ticket if typed.ticket_leads and typed.ticket else ticket.ref
            return run_words(engine, tx, spoke, typed.command, ref, typed.rest, typed.mentions)
        if typed.command is not None:
            about = typed.ticket or (ticket.ref if typed.command in ("show", "explain") else None)
            return _question(engine, tx, spoke, replace(typed, ticket=about))
        if not text and not spoke.words.files:
            return Shown(_help(engine, spoke))
        if not direct:
            raise _unknown(typed, text)
    works_on_it = is_staff(engine.policy, person) or is_responder(engine.policy, ticket, person)
    if not works_on_it or not (text or spoke.words.files):
        return Quiet()
    words = Spoken(text, said_in=said_in, files=spoke.words.files)
    after = engine.run(tx, ticket, person, at, lambda draft: note.decide(draft, words))
    find_later(tx, after, spoke.message, flat=spoke.words.where.flat)
    return Quiet()


def _unknown(typed: Typed, text: str) -> Refusal:
    near = did_you_mean(typed.unknown, WORDS) if typed.unknown else []
    known = tuple(one.words[0] for key, one in COMMANDS.items() if one.words and key == one.name)
    unknown = shorten(typed.unknown or text, 60)
    return Refusal("unknown_here", text=unknown, near=near[0] if near else None, known=known)


def _reply_from_triage(engine: Engine, tx: Transaction, spoke: Spoke, ticket: Ticket, said: Said) -> Reply:
    person, at = spoke.person.id, engine.moment(spoke.words.at)
    reply.COMMAND.allow(engine.policy, ticket, person)
    if not said.text and not spoke.words.files:
        raise Refusal("empty_answer")
    words = Spoken(said.text, said_in=said.said_in, files=spoke.words.files)
    after = engine.run(tx, ticket, person, at, lambda draft: reply.decide(draft, words))
    find_later(tx, after, spoke.message, flat=spoke.words.where.flat)
    return _sent(engine, ticket, said.said_in)


def _sent(engine: Engine, ticket: Ticket, said_in: str | None) -> Reply:
    """What a responder sees of an answer that went out: the mark on it, or a sentence where no mark can be set."""
    marked = said_in is not None and engine.marks(said_in)
    return Quiet() if marked else Shown(say(engine.presenter.words(phrase("sent", person=ticket.requester))))


def _in_triage(engine: Engine, bound: Binding, ticket: Ticket) -> bool:
    """Whether words below this message stand before the team's eyes: under its card, or in its own conversation."""
    return bound.role.startswith("triage:") or bound.place in engine.places.triage(ticket.team)


_BY_FORM_ONLY = {"no_breach_reason", "no_party"}
"""What no typed words can say, so that the refusal offers the form."""


def run_words(
    engine: Engine, tx: Transaction, spoke: Spoke, name: str, ref: str, text: str, mentions: tuple[str, ...]
) -> Reply:
    """A ticket command typed as words. Where they do not say enough, its usage is the answer."""
    command = COMMANDS[name]
    # Whoever stands in a ticket's thread sees it there, and may follow what they see.
    there = name == "follow" and spoke.bound is not None and spoke.bound.ticket == ref
    ticket = engine.ticket(tx, ref) if there else seen_ticket(engine, tx, ref, spoke.person.id)
    command.allow(engine.policy, ticket, spoke.person.id)
    # Only words of the triage thread stand there already; whatever was said elsewhere is copied into it.
    stands = spoke.bound is not None and _in_triage(engine, spoke.bound, ticket)
    said = Said(text.strip(), mentions, spoke.message if stands else None)
    arguments = command.read_words(said, engine.reading()) if command.read_words else None
    by_form = Button(
        shorten(name.replace("_", " ").capitalize(), 70), Action(name, {"ticket": ref}), "primary", opens_form=True
    )
    if arguments is None:
        if command.form is not None:
            return Shown(
                say(engine.presenter.words(phrase("usage", usage=command.usage, example=command.example)), by_form)
            )
        raise Refusal("usage", usage=command.usage)
    at = engine.moment(spoke.words.at)
    try:
        answer = carry_out(engine, tx, command, ticket, spoke.person.id, at, arguments)
    except Refusal as refusal:
        if refusal.code not in _BY_FORM_ONLY:
            raise
        return Shown(say(engine.presenter.refusal(refusal), by_form), refusal=True)
    if name == "reply" and stands and answer == Quiet():
        return _sent(engine, ticket, said.said_in)
    alone = spoke.bound is not None or answer != Quiet()
    return answer if alone else Shown(lists.compact(engine, tx, ref, spoke.person.id))
