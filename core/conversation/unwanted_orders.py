"""An order that is not wanted any more, said in plain words: the one it can be is asked about, of several which one.

Nothing ends by words alone: what is offered asks first, as the button does. Whoever meant something else takes
the words to their ticket.
"""

from __future__ import annotations

from collections.abc import Sequence

from core.commands import withdraw
from core.commands.desk.which_ticket import OFFERED, find_theirs
from core.commands.registry import TYPED
from core.conversation.cancel_wishes import wished_away
from core.conversation.mistyped import or_about_ticket
from core.conversation.numbers_in_words import read_numbers
from core.conversation.typed_command import run_words
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.intake.wishes import names_of_item
from core.items import Item
from core.people import PersonId
from core.phrases import phrase
from core.policy import Policy
from core.ports.tickets import Transaction
from core.processes import RequestDetails
from core.tickets.permissions import asking_people
from core.tickets.subjects import is_among
from core.tickets.ticket import Ticket
from core.ui.cards import Action, Button, say
from core.ui.inbound import Reply, Shown
from core.ui.text import shorten


def offer_to_end(engine: Engine, tx: Transaction, spoke: Utterance, below: Ticket | None = None) -> Reply | None:
    """The question that ends the order which words do not want any more, of several the choice; None where they want
    all, or name none of theirs.

    `below` is the ticket in whose thread they were said. Raises Refusal where it cannot be ended any more.
    """
    words = None if spoke.words.files else wished_away(spoke.text)
    if words is None or not engine.looks(spoke.words.speaker.channel):
        return None
    if below is None and tx.chat(spoke.person.id, spoke.words.where.place).waiting:
        return None  # what is said while a question waits is its answer
    meant = _meant(engine, tx, spoke, words, below)
    others = () if meant or below is not None else _others(engine, tx, spoke, words)
    if not meant and not others:
        return None
    if others:
        asked = _ask_which(engine, others, other=True)
    elif len(meant) == 1:
        asked = run_words(engine, tx, spoke, withdraw.COMMAND, meant[0].ref, "", ())
    else:
        asked = _ask_which(engine, meant)
    return or_about_ticket(engine, tx, spoke, asked)


def _meant(
    engine: Engine, tx: Transaction, spoke: Utterance, words: frozenset[str], below: Ticket | None
) -> tuple[Ticket, ...]:
    """The orders that words may mean: by number, else that of the thread, else those which are called so."""
    person, policy = spoke.person.id, engine.policy
    _, refs = read_numbers(engine, tx, spoke, everywhere=True)
    named = [tx.ticket(ref) for ref in refs]
    if refs:
        return tuple(one for one in named if one is not None and _may_end(policy, one, person))
    found = (below,) if below is not None else find_theirs(tx, person)
    theirs = tuple(one for one in found if _may_end(policy, one, person))
    return tuple(one for one in theirs if _says(words, _called(policy, one)))


def _others(engine: Engine, tx: Transaction, spoke: Utterance, words: frozenset[str]) -> tuple[Ticket, ...]:
    """Their orders where words name none of them, but an order by what stands in the catalog; none of other words."""
    person, policy = spoke.person.id, engine.policy
    if not words or read_numbers(engine, tx, spoke, everywhere=True)[1]:
        return ()
    if not any(_says(words, _names(item)) for item in policy.catalog.values()):
        return ()
    return tuple(one for one in find_theirs(tx, person) if _may_end(policy, one, person))


def _may_end(policy: Policy, ticket: Ticket, person: PersonId) -> bool:
    """Whether it is an order of theirs that is not done yet."""
    ours = isinstance(ticket.details, RequestDetails) and person in asking_people(policy, ticket)
    return ours and not ticket.done and (ticket.open or ticket.approving)


def _says(words: frozenset[str], names: Sequence[str]) -> bool:
    """Whether each of the words is one of these names."""
    return all(is_among(word, names) for word in words)


def _called(policy: Policy, order: Ticket) -> tuple[str, ...]:
    """What an order is called: its title, and what its item is called; not its service, which has many others."""
    item = policy.ordered(order.details)
    return order.title, *(_names(item) if item is not None else ())


def _names(item: Item) -> tuple[str, ...]:
    return item.name, *names_of_item(item)


def _ask_which(engine: Engine, orders: Sequence[Ticket], *, other: bool = False) -> Reply:
    """A button for each of the first; pressing it asks what it does, as the words of its number would.

    `other`: words name an order that is none of these.
    """
    buttons = [
        Button(shorten(f"{one.ref} {one.title}", 70), Action(withdraw.COMMAND.name, {"ticket": one.ref, TYPED: ""}))
        for one in orders[:OFFERED]
    ]
    return Shown(say(engine.presenter.words(phrase("which_to_end", more=len(orders) > OFFERED, other=other)), *buttons))
