"""Words with the number of a ticket that is not one's own: nobody has them before it is said what becomes of them.

Who works on it can send or keep them, who decides about it can decide with them; anybody else is asked what they mean.
"""

from __future__ import annotations

from core.approvals import state
from core.commands import note, reply
from core.commands.desk.begun import begin_with
from core.commands.desk.three_choices import choose_card
from core.conversation import below_approvals
from core.conversation.mistyped import or_about_ticket
from core.conversation.numbers_in_words import number_first, read_numbers, without_noun
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.phrases import phrase
from core.ports.tickets import Transaction
from core.tickets.permissions import asking_people, is_responder
from core.tickets.ticket import Ticket
from core.ui.cards import Button, say
from core.ui.inbound import Reply, Shown


def find_others(engine: Engine, tx: Transaction, spoke: Utterance) -> Ticket | None:
    """The one ticket of somebody else whose number stands in words, on which they work or about which they decide.

    None where a ticket of their own is named, too.
    """
    person = spoke.person.id
    found = [tx.ticket(ref) for ref in read_numbers(engine, tx, spoke, everywhere=True)[1]]
    named = [one for one in found if one is not None]
    if len(named) != 1 or person in asking_people(engine.policy, named[0]):
        return None
    works = is_responder(engine.policy, named[0], person) or state.may_decide(named[0], person)
    return named[0] if works else None


def nobody_has(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> Reply:
    """What somebody reads who wrote words with the number of a ticket that they see, and is none of theirs."""
    person = spoke.person.id
    if state.may_decide(ticket, person):
        told = below_approvals.say_what_can_be_written(engine, tx, spoke, ticket, words=_behind(engine, tx, spoke))
        return or_about_ticket(engine, tx, spoke, told)
    if is_responder(engine.policy, ticket, person):
        words = engine.words_on(ticket, phrase("nobody_has_it_yet", person=ticket.requester, over=ticket.over))
        buttons = _ways(engine, tx, spoke, ticket)
        return or_about_ticket(engine, tx, spoke, Shown(say(words, *buttons, ticket=ticket.ref)))
    asked = phrase("not_theirs_for_words", ref=ticket.ref)
    prompt, files = spoke.message or "", spoke.words.files
    return Shown(choose_card(engine, tx, person, spoke.text, asked, prompt=prompt, files=files))


def _ways(engine: Engine, tx: Transaction, spoke: Utterance, ticket: Ticket) -> tuple[Button, ...]:
    names = (note.COMMAND.name,) if ticket.over else (reply.COMMAND.name, note.COMMAND.name)
    words, person = _behind(engine, tx, spoke), spoke.person.id
    return tuple(begin_with(engine, tx, person, one, words) for one in engine.presenter.buttons(names, ticket))


def _behind(engine: Engine, tx: Transaction, spoke: Utterance) -> str:
    """The words without the number that they begin with; as they are where it stands in their sentence."""
    first = number_first(engine, tx, spoke.person.id, without_noun(spoke.text))
    return (first[1] if first else spoke.text) or spoke.text
