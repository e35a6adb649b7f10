"""Who presses a button of an approval that was changed meanwhile: they read what is asked for now, and go there."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk import show
from core.engine import Engine
from core.notifications.approvals import APPROVAL
from core.people import PersonId
from core.ports.tickets import Transaction
from core.ui.cards import Card, Section, say
from core.ui.inbound import Reply, Shown
from core.ui.on_demand import stand_on, ticket_copy
from core.ui.text import Text


def with_present(engine: Engine, tx: Transaction, ref: str, person: PersonId, no: Text, *, slashes: bool) -> Reply:
    """Why it is outdated (`no`), with what was changed, old and new side by side, and the way to the ticket.

    It is decided in the message that asks: this one would keep buttons of its own when that has none any more.
    Only the first where they have nothing to decide any more.
    """
    ticket, told = engine.ticket(tx, ref), say(no, slashes=slashes)
    round_ = ticket.approval.round if ticket.approval else 0
    asked = (
        one
        for one in tx.asking(ticket.ref, waiting=True)
        if one.kind == APPROVAL.name and one.to == f"direct:{person}" and one.facts.get("round") == round_
    )
    last = max(asked, key=lambda one: one.at, default=None)
    if last is None:
        return Shown(told, refusal=True)
    present: Card = engine.presenter.notice(last, ticket, engine.now())
    sections = (Section(no), *present.sections)
    leads = tuple(each for each in present.buttons if each.action.command == show.COMMAND.name)
    card = replace(present, summary=told.summary, sections=sections, buttons=leads)
    return Shown(stand_on(card, ticket_copy(ticket.ref)), refusal=True)
