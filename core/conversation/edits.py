"""A message that was edited or deleted, and the comment that it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from core.commands import add_detail, note, reply
from core.commands.desk import pending_words, source_words, standing_prompts
from core.commands.desk.requester_words import SAID, answer_on_the_spot, is_at_home, tell
from core.commands.desk.what_it_was import what_it_was
from core.commands.registry import Registry
from core.conversation import edited_answers, left_behind, unkept
from core.conversation.addressing import behind_sign, with_sign, without_address
from core.conversation.asking import prefixes_of
from core.conversation.numbers_in_words import number_first, write_out
from core.conversation.typed_command import is_in_triage
from core.engine import Engine
from core.errors import Refusal
from core.people import Person, PersonId
from core.ports.tickets import Transaction
from core.tickets import events as e
from core.tickets.comments import Comment, last_text, said_to, styles_in
from core.tickets.draft import Draft
from core.tickets.permissions import asking_people, is_responder, is_staff
from core.tickets.ticket import Ticket
from core.ui.cards import say
from core.ui.grammar import parse
from core.ui.inbound import Edited, Quiet, Reply, Shown, Where
from core.ui.text import clean, styles_of
from core.ui.thanks import only_thanks

EDIT_WITHIN = timedelta(minutes=10)
"""An edit this soon replaces the words; a later one is added below (experience.md section 5.3)."""


def edit(engine: Engine, tx: Transaction, registry: Registry, edited: Edited, who: Person) -> Reply:
    """Change the comment that the message is, where it is its author's; send what became an answer.

    What becomes a command by an edit is not carried out, and its author is told so. What waited for the answer which
    ticket it is about when it was deleted, and is back, is asked about again. A message that nothing has is heard as it
    reads now: its edit came first, or it was nothing to keep. Raises Refusal.
    """
    person = who.id
    if not source_words.is_newest(engine, tx, edited, person):
        return Quiet()
    edited = edited if edited.text is None else replace(edited, text=with_sign(edited.text))
    was = what_it_was(tx, edited.where)
    ticket, said = find_said(tx, edited.where)
    gone = edited.text is None
    if was is not None and not (gone and said) and (gone or was.what not in ("command", "question")):
        return edited_answers.change(engine, tx, was, edited, person)
    if _says_nothing(edited, said):
        return _keep_as_it_was(tx, edited, person, said)
    if said is None and (followed := unkept.follow(engine, tx, registry, edited, who)) is not None:
        return followed
    answer = _becomes_answer(engine, tx, registry, edited, person, said)
    if answer is not None:
        answered = _answer(engine, tx, edited, person, said, answer)
        if answered is not None:
            unkept.take_as_heard(engine, tx, edited)
            return answered
    waits = unkept.change_waiting(engine, tx, registry, edited, who) if said is None else None
    if waits is not None:
        return waits
    text = clean(edited.text or "")
    if ticket is not None and said is None and _is_no_mere_thanks(engine, tx, ticket, edited, person):
        unkept.take_as_heard(engine, tx, edited)
        return _say_after_end(engine, tx, ticket, edited, person)
    if said is None:
        return unkept.hear_anew(engine, tx, registry, edited, who)
    if ticket is None or said.author != person or (said.text is None and not edited.restored):
        return Quiet()
    return _change(engine, tx, ticket, said, edited, text)


def _says_nothing(edited: Edited, said: Comment | None) -> bool:
    """Whether nothing of an edited message can be seen any more, neither a word nor a file."""
    return edited.text is not None and not clean(edited.text) and not (edited.files or (said and said.files))


def _keep_as_it_was(tx: Transaction, edited: Edited, person: PersonId, said: Comment | None) -> Reply:
    """Whoever reads the message keeps the words that they have. Raises Refusal where somebody does."""
    message = edited.where.key
    read = said is not None and said.author == person and said.text is not None
    if read or source_words.is_held(tx, message, person) or pending_words.waits(tx, person, message):
        raise Refusal("empty_edit")
    return Quiet()


def _change(engine: Engine, tx: Transaction, ticket: Ticket, said: Comment, edited: Edited, text: str) -> Reply:
    """Change a comment as its author changed its message, and what has become of its words since. Raises Refusal."""
    at, message = engine.moment(edited.at), edited.where.key
    change: e.CommentDeleted | e.CommentEdited
    if edited.text is None:
        change = e.CommentDeleted(said.id)
        source_words.follow(engine, tx, message, said.author, None, edited.at)
        standing_prompts.take_back(engine, tx, said.author, message, "deleted")
    else:
        kept = _without_command(engine, text, ticket.ref, said)
        if kept and kept == text and said.public and said.voice == "responder" and not said.at_home:
            if _has_reader(tx, ticket.ref, said):
                return _stays_sent(engine, tx, ticket, said, at)
            return _keep_as_note(engine, tx, ticket, said, edited, text)
        if kept == said.text:
            return Quiet()
        if not kept and not said.files:  # a command without words
            raise Refusal("empty_edit")
        goes_on = source_words.follow(engine, tx, message, said.author, kept, edited.at)
        change = _reworded(edited, said, kept, at, goes_on=goes_on)
        if not goes_on and _turns(engine, ticket, said, kept):
            return _ask_about(engine, tx, ticket, edited, said, change)
    engine.run(tx, ticket, said.author, at, lambda draft: draft.happen(change))
    return Quiet()


def _stays_sent(engine: Engine, tx: Transaction, ticket: Ticket, said: Comment, at: datetime) -> Reply:
    """What is told of an answer whose words are for the team alone by now: what was sent stays, or is back again."""
    if said.text is None:
        log = tx.log(ticket.ref)
        back = e.CommentEdited(said.id, last_text(log, said.id), late=False, styles=styles_in(log, said.id))
        engine.run(tx, ticket, said.author, at, lambda draft: draft.happen(back))
    whom = said_to(tx.log(ticket.ref), said.id)
    return Shown(say(engine.presenter.refusal(Refusal("stays_sent", person=whom))), refusal=True)


def _has_reader(tx: Transaction, ref: str, said: Comment) -> bool:
    """Whether something of an answer was delivered: a copy of it stands elsewhere than in the rooms of teams."""
    stands = tx.bindings(ref, f"comment:{said.id}")
    rooms = {each.place for each in tx.bindings(ref) if each.role.startswith("triage:")} if stands else ()
    return any(each.place not in rooms for each in stands)


def _keep_as_note(engine: Engine, tx: Transaction, ticket: Ticket, said: Comment, edited: Edited, text: str) -> Reply:
    """An answer that nobody has yet and whose words are for the team alone by now is not sent any more."""
    words = reply.Spoken(text, said_in=said.said_in, files=said.files, styles=styles_of(text, edited.runs))

    def decide(draft: Draft) -> None:
        if said.text is not None:
            draft.happen(e.CommentDeleted(said.id))
        note.decide(draft, words)

    engine.run(tx, ticket, said.author, engine.moment(edited.at), decide)
    return Quiet()


def _becomes_answer(
    engine: Engine, tx: Transaction, registry: Registry, edited: Edited, person: PersonId, said: Comment | None
) -> str | None:
    """The words that an edit makes an answer to the requester. None where it makes none.

    Raises Refusal where it makes another command of a message, or changes one that was none of the ticket's words.
    """
    text = edited.text or ""
    internal = said is None or not said.public
    if (answer := behind_sign(text)) is not None:
        return answer if internal else None
    typed = unkept.command_in(engine, registry, edited, person)
    if typed is None:
        if text and said is None and not edited.restored and _asked_something(engine, tx, edited, person):
            raise Refusal("edit_changes_nothing")
        return None
    if internal and typed.command == reply.COMMAND.name:
        return typed.rest
    if said is None and edited.restored:  # what is back is what it was
        return None
    if said is None or (typed.command not in _taken_off(said) and not _begins_alike(text, said)):
        raise Refusal("edit_no_command")
    return None


def _asked_something(engine: Engine, tx: Transaction, edited: Edited, person: PersonId) -> bool:
    """Whether a message was a command; before the team also such as left nothing, a look or a refused one."""
    where = edited.where
    if what_it_was(tx, where) is not None:
        return True
    if edited.of and not edited.to_bot and tx.receipt(edited.of) is None:
        return False  # it was not heard yet, or refused
    bound = tx.bound(where.place, where.thread) if where.thread else None
    ticket = tx.ticket(bound.ticket) if bound else None
    if bound is None or ticket is None or not is_in_triage(engine, bound, ticket):
        return False
    return is_staff(engine.policy, person) or is_responder(engine.policy, ticket, person)


def _taken_off(said: Comment) -> Mapping[str, str]:
    """The words of commands that only say what a comment is, and are no part of it."""
    command = note.COMMAND if not said.public else reply.COMMAND if said.voice == "responder" else None
    return dict.fromkeys(command.words, command.name) if command else {}


def _begins_alike(text: str, said: Comment) -> bool:
    """Whether a comment begins with the very word that edited words begin with: then that is none of a command."""
    first = text.split(maxsplit=1)[0].casefold() if text else ""
    return (said.text or "").casefold().startswith(first)


def _turns(engine: Engine, ticket: Ticket, said: Comment, text: str) -> bool:
    """Whether an edit makes words after the end of what were none: thanks, or words from before it."""
    end = ticket.closed_at or ticket.resolved_at
    if ticket.open or end is None or said.voice != "requester" or only_thanks(engine.policy, text, said.author):
        return False
    return said.at < end or said.text is None or only_thanks(engine.policy, said.text, said.author)


def _ask_about(
    engine: Engine, tx: Transaction, ticket: Ticket, edited: Edited, said: Comment, change: e.CommentEdited
) -> Reply:
    """Ask what the edited words mean; such as come late are words of their own."""
    words = _as_words(tx, ticket, edited)

    def decide(draft: Draft) -> None:
        if change.late:
            return add_detail.say(draft, replace(words, said_in=None))
        draft.happen(change)
        return add_detail.ask_what_is_meant(draft, said.id, elsewhere=words.elsewhere)

    after = engine.run(tx, ticket, said.author, engine.moment(edited.at), decide)
    return answer_on_the_spot(engine, after, said.author, words)


def _is_no_mere_thanks(engine: Engine, tx: Transaction, ticket: Ticket, edited: Edited, person: PersonId) -> bool:
    """Whether thanks after the end, of which nothing was kept, say something else by now, in the requester's thread."""
    where = edited.where
    bound = tx.bound(where.place, where.thread) if where.thread else tx.bound(where.place, where.message or "")
    theirs = bound is not None and (bound.role in ("requester", "home") or bound.role.startswith(SAID))
    asks = ticket.over and theirs and person in asking_people(engine.policy, ticket)
    return (
        asks
        and where.message != where.thread
        and what_it_was(tx, where) is None
        and bool(edited.text)
        and not only_thanks(engine.policy, clean(edited.text or ""), person)
    )


def _say_after_end(engine: Engine, tx: Transaction, ticket: Ticket, edited: Edited, person: PersonId) -> Reply:
    words = _as_words(tx, ticket, edited)
    after = tell(engine, tx, ticket, person, words, engine.moment(edited.at), flat=edited.where.thread is None)
    return answer_on_the_spot(engine, after, person, words)


def _as_words(tx: Transaction, ticket: Ticket, edited: Edited) -> reply.Spoken:
    text, where = clean(edited.text or ""), edited.where
    at_home = is_at_home(tx, ticket, where)
    return reply.Spoken(
        text, said_in=where.key, at_home=at_home, elsewhere=not at_home,
        styles=styles_of(text, edited.runs),
    )  # fmt: skip


def _answer(
    engine: Engine, tx: Transaction, edited: Edited, person: PersonId, said: Comment | None, answer: str
) -> Reply | None:
    """Send what became an answer to the requester by an edit, once; it is no note any more. Raises Refusal.

    None where it stands in no thread of the team, or is somebody else's.
    """
    where = edited.where
    bound = tx.bound(where.place, where.thread) if where.thread else None
    ticket = tx.ticket(bound.ticket) if bound else None
    if bound is None or ticket is None or bound.role in ("requester", "home") or (said and said.author != person):
        return None
    left_behind.need_reader(engine, ticket, person)
    had_it = left_behind.had_it(engine, ticket, person)
    if not had_it:
        reply.COMMAND.allow(engine.policy, ticket, person)
    text = clean(answer)
    if not text:
        raise Refusal("empty_answer")
    _need_own(engine, tx, person, ticket.ref, text)
    stands = where.key if is_in_triage(engine, bound, ticket) else None
    files = said.files if said else ()
    words = reply.Spoken(
        text, said_in=stands, files=files, styles=styles_of(text, edited.runs), marked=where.key
    )  # fmt: skip
    if had_it:
        return left_behind.keep_as_note(engine, tx, ticket, person, engine.moment(edited.at), words, said)[1]

    def decide(draft: Draft) -> None:
        if said is not None and said.text is not None:
            draft.happen(e.CommentDeleted(said.id))
        reply.decide(draft, words)

    engine.run(tx, ticket, person, engine.moment(edited.at), decide)
    return Quiet()


def _need_own(engine: Engine, tx: Transaction, person: PersonId, ref: str, text: str) -> None:
    """Refuse an answer that begins with another ticket's number: it may be for that one's requester."""
    first = number_first(engine, tx, person, text)
    if first is not None and first[0] != ref:
        raise Refusal("another_number", ref=ref, to=first[0], word=reply.COMMAND.words[0])


def _reworded(edited: Edited, said: Comment, text: str, at: datetime, *, goes_on: bool) -> e.CommentEdited:
    """How the comment reads now.

    What was only taken back and is back again is no later word, whenever that was; what `goes_on` in another ticket is
    told there.
    """
    late = said.text is not None and at - said.at > EDIT_WITHIN and not goes_on
    return e.CommentEdited(said.id, text, late, styles_of(text, edited.runs))


def _without_command(engine: Engine, text: str, ref: str, said: Comment) -> str:
    """An edited message as a comment keeps it: without the sign, command or number that was taken off at first."""
    if (answer := behind_sign(text)) is not None:
        return answer
    taken, prefixes = _taken_off(said), prefixes_of(engine)
    written = write_out(text, ref)
    if written is not None and not (said.text or "").startswith(str(int(ref.rpartition("-")[2]))):
        typed = parse(written, taken, prefixes)  # "note 1003 called her back"
        if typed.command is not None and typed.ticket == ref:
            return typed.words
    typed = parse(text, taken, prefixes)
    taken_off = typed.command is not None or (typed.ticket_leads and typed.ticket == ref)
    if not taken_off or _begins_alike(text, said):
        return text
    return typed.words if typed.command is not None else without_address(text, ref)


def find_said(tx: Transaction, where: Where) -> tuple[Ticket | None, Comment | None]:
    """The comment that a message is, and its ticket: in a flat chat by the message itself, else by its thread."""
    own = tx.bound(where.place, where.message) if where.message else None
    if own is not None and own.role.startswith(SAID):
        ticket = tx.ticket(own.ticket)
        said = tx.comment(own.ticket, own.role.removeprefix(SAID)) if ticket else None
        return ticket, said or tx.comment_said_in(own.ticket, where.key)
    if where.thread is None:
        return None, None
    bound = tx.bound(where.place, where.thread)
    ticket = tx.ticket(bound.ticket) if bound else None
    said_in = where.key
    said = tx.comment_said_in(ticket.ref, said_in) if ticket else None
    if ticket is not None and said is None and ticket.merged is None:  # what was said while it was stays there
        once = (tx.ticket(one.event.into) for one in tx.log(ticket.ref) if isinstance(one.event, e.Unmerged))
        meanwhile = ((each, tx.comment_said_in(each.ref, said_in)) for each in once if each is not None)
        ticket, said = next((found for found in meanwhile if found[1] is not None), (ticket, None))
    while said is None and ticket is not None and (ticket.followed_up_by or ticket.merged):
        ticket = tx.ticket(ticket.merged.into if ticket.merged else ticket.followed_up_by[-1])
        said = tx.comment_said_in(ticket.ref, said_in) if ticket else None
    return ticket, said
