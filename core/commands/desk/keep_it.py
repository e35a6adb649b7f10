"""Keep it: the way out of a question that a button asks first, where the platform has none of its own.

Nothing happens; the card is drawn as it stands, so that the question folds.
"""

from __future__ import annotations

from core.commands.desk.which_ticket import answered_by
from core.commands.registry import ASKED, Asking, DeskCommand
from core.notifications.cards import REQUESTER_CARD
from core.notifications.facts import Facts
from core.phrases import phrase
from core.ui.cards import KEEP
from core.ui.inbound import Quiet, Reply
from core.ui.on_demand import page_of


def answer(asked: Asking) -> Reply:
    """The question that typed words asked, answered; else the card as it stands. Raises Refusal.

    A copy that was opened on demand follows by itself.
    """
    if ASKED in asked.arguments:
        return answered_by(asked, phrase("stays_as_it_is", ref=asked.seen().ref))
    if page_of(asked.arguments):
        return Quiet()
    ticket, now = asked.seen(), asked.engine.now()
    to, key = f"requester:{ticket.requester}", f"{ticket.ref}:kept"
    card = REQUESTER_CARD.notice(Facts(), ticket=ticket.ref, to=to, key=key, at=now)
    return Quiet(pressed=asked.engine.presenter.notice(card, ticket, now))


COMMAND = DeskCommand(
    name=KEEP,
    usage="(press Keep it)",
    help="Leave everything as it is.",
    answer=answer,
)
