"""What somebody who asked for a ticket (or follows it) says about it: kept wherever it is said, also after its end.

After the end nothing is opened or reopened by words alone: they are asked about where they were written.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from core.commands import add_detail
from core.commands.desk.source_words import open_made_of, taken_from
from core.commands.reply import Spoken
from core.engine import Engine
from core.fulfilment.offered import fault_left
from core.intake import becoming_fault
from core.intake.opening import follow_up
from core.notifications.marks import THANKS, Thanked
from core.notifications.message_edits import FOLLOW_UP_ANSWERED, REOPEN_ANSWERED, AnsweredAnew, OnMessage
from core.notifications.requester import FOLLOW_UP_QUESTION, REOPEN_QUESTION, AskedAgain, AskedAnew
from core.people import PersonId
from core.phrases import phrase
from core.ports.bindings import Binding
from core.ports.tickets import Transaction
from core.tickets.comments import Comment
from core.tickets.permissions import asking_people, may_see
from core.tickets.ticket import Ticket
from core.ui.cards import Card, say
from core.ui.inbound import Quiet, Reply, Shown, Where
from core.ui.on_demand import stand_on
from core.ui.thanks import only_thanks

SAID = "said:"
"""The role of a person's own message in a flat chat, followed by the comment that it is: so its edits find it."""
_NO_MESSAGE = "comment "
"""Begins what stands for the message of words that were said in none."""


def tell(
    engine: Engine,
    tx: Transaction,
    ticket: Ticket,
    person: PersonId,
    said: Spoken,
    at: datetime,
    *,
    flat: bool = False,
) -> Ticket:
    """Keep what the requester (or a watcher) says, on what continues the ticket where something does.

    Returns the ticket that has the words now. `flat` says that the message stands in no thread. Raises Refusal.
    """
    ticket = continuing(engine, tx, ticket)
    add_detail.allow(engine.policy, ticket, person)
    if ticket.merged:
        survivor = copy_to_survivor(engine, tx, ticket, person, at, replace(said, at_home=False))
        if survivor is not None:
            return find_later(tx, survivor, said.said_in, flat=flat)
    if ticket.over and not said.files and only_thanks(engine.policy, said.text, person):
        _thank(engine, tx, ticket, said, at, flat=flat)
        return ticket
    after = engine.run(tx, ticket, person, at, lambda draft: add_detail.say(draft, said))
    return find_later(tx, after, said.said_in, flat=flat)


def _thank(engine: Engine, tx: Transaction, ticket: Ticket, said: Spoken, at: datetime, *, flat: bool) -> None:
    """A heart for thanks after the end, and nothing else: nobody works on it any more. An edit finds the message."""
    if said.said_in is None:
        return
    place, _, message = said.said_in.partition("#")
    if flat:
        tx.bind(Binding(ticket.ref, SAID, place, message))
    to, thanked = f"message:{said.said_in}", Thanked(said.said_in, "heart", said.at_home)
    key = f"{to}:{THANKS.name}"
    heart = engine.sayable(THANKS.notice(thanked, ticket=ticket.ref, to=to, key=key, at=at, place=place), ticket)
    if heart is not None:
        tx.write_notices([heart])


def told_as(engine: Engine, went: Ticket, own: Ticket, person: PersonId) -> Ticket:
    """The ticket by which somebody is told where their words went.

    What their `own` ticket was merged into may be somebody else's: then it is called by that one.
    """
    return went if may_see(engine.policy, went, person) else own


def answer_on_the_spot(engine: Engine, ticket: Ticket, person: PersonId, said: Spoken) -> Reply:
    """What is answered on the spot to words that `ticket` has now.

    Thanks after the end are thanked for where no heart can be set; other words of the requester are asked about, where
    they do not stand in the requester's thread: there the question is a line of its own.
    """
    if ticket.open:
        return Quiet()
    if only_thanks(engine.policy, said.text, person):
        marked = said.said_in is not None and engine.marks(said.said_in)
        told = marked or (said.at_home and ticket.home != "direct")
        return Quiet() if told else Shown(say(engine.presenter.words(phrase("welcome"))))
    if not said.elsewhere:
        return Quiet()
    if person not in asking_people(engine.policy, ticket) or ticket.last_comment is None:
        return Quiet()
    words, now = ticket.last_comment, engine.now()
    to, key = f"requester:{ticket.requester}", f"{words}:asked"
    asked = (
        REOPEN_QUESTION.notice(AskedAgain(words), ticket=ticket.ref, to=to, key=key, at=now)
        if ticket.done
        else FOLLOW_UP_QUESTION.notice(
            AskedAnew(words, ticket.status, ticket.closed_at), ticket=ticket.ref, to=to, key=key, at=now
        )
    )
    return Shown(stand_on(engine.presenter.notice(asked, ticket, now), page=True))


def answered_here(engine: Engine, was: Ticket, ticket: Ticket) -> Card:
    """The question that was asked on the spot about `was`, without its buttons and with what came of it."""
    now = engine.now()
    key, to = f"{ticket.ref}:answered", f"requester:{ticket.requester}"
    answered = (
        REOPEN_ANSWERED.notice(OnMessage(""), ticket=ticket.ref, to=to, key=key, at=now)
        if was.done
        else FOLLOW_UP_ANSWERED.notice(
            AnsweredAnew("", was.status, was.closed_at), ticket=ticket.ref, to=to, key=key, at=now
        )
    )
    return engine.presenter.notice(answered, ticket, now)


def is_at_home(tx: Transaction, ticket: Ticket, where: Where) -> bool:
    """Whether words written there stand where the requester reads of the ticket: in its thread, or its flat chat."""
    cards = [one for one in tx.bindings(ticket.ref) if one.role in ("requester", "home") and one.place == where.place]
    return any(where.flat or where.thread in (one.thread or one.message, one.message) for one in cards)


def find_later(tx: Transaction, ticket: Ticket, said_in: str | None, *, flat: bool) -> Ticket:
    """Let the message of the ticket's last comment lead to it, where no thread does."""
    if flat and said_in is not None and ticket.last_comment is not None:
        place, _, message = said_in.partition("#")
        tx.bind(Binding(ticket.ref, f"{SAID}{ticket.last_comment}", place, message))
    return ticket


def continuing(engine: Engine, tx: Transaction, ticket: Ticket) -> Ticket:
    """The ticket, or what continues it once it is over: its thread is the same, and so are its people."""
    while ticket.followed_up_by:
        ticket = engine.ticket(tx, ticket.followed_up_by[-1])
    return ticket


def gone_on(engine: Engine, tx: Transaction, old: Ticket, person: PersonId) -> Ticket:
    """What continues a ticket as far as that person may read it: where its follow-up was merged, what that goes on in.

    The follow-up itself where nothing that is theirs goes on.
    """
    last = own = continuing(engine, tx, old)
    while last.merged is not None:
        last = continuing(engine, tx, engine.ticket(tx, last.merged.into))
    return last if last.open and may_see(engine.policy, last, person) else own


def continue_closed(
    engine: Engine, tx: Transaction, old: Ticket, person: PersonId, at: datetime, channel: str
) -> Ticket:
    """Open a linked follow-up of a ticket that is over, which begins with the words that were asked about.

    Its clocks count from when they were written (domain.md section 10); where there are none, from `at`. The old one
    stays as it ended, and names the new one in reaction. What was said in a message follows it.
    """
    words = [
        said for key in old.asked_about if (said := tx.comment(old.ref, key)) is not None and said.text is not None
    ]
    opening = follow_up(old, _text_of(words), person, engine.source(channel, "message"))
    if fault_left(old):
        opening = becoming_fault.reported_again(engine.policy, old, opening)
    files = tuple(file for said in words for file in said.files)
    begins = max(words[0].at, old.closed_at or words[0].at) if words else at
    held = [
        taken_from(
            tx, said.said_in or f"{_NO_MESSAGE}{said.id}", said.author, said.text or "", old.ref, said.at, seq=seq,
            files=said.files,
        )
        for seq, said in enumerate(words)
    ]  # fmt: skip
    return open_made_of(engine, tx, replace(opening, files=files), begins, held, old)


def _text_of(words: list[Comment]) -> str:
    return "\n".join(said.text for said in words if said.text)


def copy_to_survivor(
    engine: Engine, tx: Transaction, merged: Ticket, person: PersonId, at: datetime, words: Spoken
) -> Ticket | None:
    """Keep the words as the person's own on the surviving ticket. None when that one takes no more words."""
    survivor = merged
    while survivor.merged is not None:
        survivor = engine.ticket(tx, survivor.merged.into)
    hidden = survivor.private and not may_see(engine.policy, survivor, person)
    if hidden or survivor.over:
        return None
    return engine.run(tx, survivor, person, at, lambda draft: add_detail.say(draft, words))
