"""What was reported before: lately by others of the same kind, so that one ticket does for many, and by the person."""

from __future__ import annotations

from datetime import timedelta

from core.engine import Engine
from core.intake.guessing import Usual
from core.intake.opening import Similar
from core.people import PersonId
from core.ports.tickets import Search, Transaction
from core.processes import OPEN, IncidentDetails
from core.tickets.ticket import Ticket
from core.ui.reading import Values

WITHIN = timedelta(hours=1)
MOST = 50
"""So many reports of one service in an hour are looked at; a form is being redrawn meanwhile."""

LAST = 5
"""So many tickets of a person say what is usual for them."""


def find_similar(engine: Engine, tx: Transaction, person: PersonId, values: Values) -> Similar | None:
    """What others reported of the form's service (and kind, once chosen) within the last hour; None for nothing.

    Private tickets are not even counted, nor what the person reported themselves.
    """
    service = values.get("service")
    if not isinstance(service, str) or service not in engine.policy.services:
        return None
    kind = values.get(f"category:{service}")
    found = tx.search(
        Search(
            service=service,
            private=False,
            statuses=tuple(sorted(OPEN)),
            created_after=engine.now() - WITHIN,
            limit=MOST,
        )
    )
    theirs = [
        one for one in found if _fits(one, kind) and person not in (one.requester, one.beneficiary, one.logged_by)
    ]
    if not theirs:
        return None
    return Similar(len({one.requester for one in theirs}), theirs[-1].ref, theirs[-1].title)


def usual_for(tx: Transaction, person: PersonId) -> Usual:
    """What a person's last incidents were about, the newest first."""
    mine = tx.search(Search(requester=person, limit=LAST))
    return tuple((one.service, one.details.category) for one in mine if isinstance(one.details, IncidentDetails))


def _fits(ticket: Ticket, kind: object) -> bool:
    fault = ticket.details
    return isinstance(fault, IncidentDetails) and (not kind or fault.category == kind)
