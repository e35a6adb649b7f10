"""The cards of a ticket drawn anew for somebody who pressed a button that no longer holds."""

from __future__ import annotations

from core.engine import Engine
from core.fulfilment import steps
from core.notifications.cards import REQUESTER_CARD, TRIAGE_CARD
from core.notifications.facts import Facts
from core.ports.tickets import Conflict, StorageUnavailable, Transaction
from core.processes import parent_of


async def redraw_cards(engine: Engine, ref: str) -> None:
    """Ask for the ticket's cards as they are now. Where that cannot be stored it is noted: the person has an answer."""
    now, places = engine.now(), engine.places

    def redraw(tx: Transaction) -> None:
        ticket = tx.ticket(ref)
        if ticket is not None and (parent := parent_of(ticket.details)):
            ticket = tx.ticket(parent)
        if ticket is None:
            return
        teams = (ticket.team, *(team for team in steps.teams_of(ticket) if team != ticket.team))
        home = None if ticket.home == "direct" else ticket.home.partition("#")[0]
        tx.write_notices(
            [
                card.notice(
                    Facts(), ticket=ticket.ref, to=to, key=f"{ref}:stale:{engine.new_id()}", at=now, place=place
                )
                for card, to, where in (
                    *((TRIAGE_CARD, f"triage:{team}", places.triage(team)) for team in teams),
                    (REQUESTER_CARD, f"requester:{ticket.requester}", (home,)),
                )
                for place in where
            ]
        )

    try:
        await engine.store.transact(redraw)
    except (StorageUnavailable, Conflict):
        engine.error_log.note("desk.stale_card", ticket=ref)
