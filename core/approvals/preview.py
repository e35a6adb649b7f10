"""Who will have to agree, before anything is sent: the stages as they would begin now, each with whom it would ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.approvals import conditions, lines
from core.approvals.seats import needed_of, seats_of
from core.calendars.oncall import Rota
from core.errors import Refusal
from core.items import Item
from core.people import PersonId, Staffing, known_end
from core.policy import Policy
from core.processes import RequestDetails
from core.tickets.ticket import Ticket

Why = Literal["themselves", "away", "left", "unknown", "own"]
"""Why somebody is asked: it is their say; whoever has it is away, or left; nobody knows who has it; it is one's own."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One voice of a stage: who would be asked, whose it is by the settings, and until when that one is away."""

    person: PersonId
    why: Why
    whose: PersonId | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class StagePreview:
    """One stage: who would be asked, nobody where an answer decides that is not there yet; `needed` of them must agree.

    `maybe`: an answer that is not there yet decides whether it is needed at all.
    """

    asks: tuple[Ask, ...]
    needed: int = 0
    maybe: bool = False


def previews_of(
    policy: Policy,
    item: Item,
    details: RequestDetails,
    people: tuple[PersonId, PersonId, PersonId],
    standing: tuple[Rota, Staffing, datetime],
) -> Sequence[StagePreview]:
    """Who would have to agree to `details`, in order; empty where nobody has to.

    `people` are who asks, for whom it is and who logs it; `standing` is who is away and who left, at that instant.
    Whoever agreed in an earlier stage is not asked again, as when it is sent.
    """
    requester, beneficiary, logged_by = people
    ticket = Ticket(
        requester=requester, beneficiary=beneficiary, logged_by=logged_by, service=item.service,
        team=policy.team_of_order(item), details=details,
    )  # fmt: skip
    return tuple(_previews(lines.as_of(policy, *standing), ticket, item, details, standing))


def _previews(
    policy: Policy,
    ticket: Ticket,
    item: Item,
    details: RequestDetails,
    standing: tuple[Rota, Staffing, datetime],
) -> Iterator[StagePreview]:
    said: list[PersonId] = []
    decided: PersonId | None = None
    for stage in item.stages:
        maybe = conditions.hangs_on_answers(stage.when, item, details)
        if not maybe and not conditions.holds(stage.when, details):
            continue
        if any((field := lines.field_of(one)) and not details.answers.get(field) for one in stage.approvers):
            yield StagePreview((), maybe=maybe)
            continue
        try:
            seats = seats_of(policy, ticket, stage, decided, lines.able(*standing))
        except Refusal:
            continue  # it is refused when it is sent, in a sentence of its own
        asks = tuple(_ask(ticket, seat.whose, seat.asked[0], standing) for seat in seats if seat.asked[0] not in said)
        needed = needed_of(stage, len(seats)) - (len(seats) - len(asks))
        if not maybe and seats:
            decided = seats[-1].asked[0]
        if not maybe and len(asks) == needed:  # of others nobody knows yet whether they will have said yes
            said += [seat.asked[0] for seat in seats]
        if needed > 0:
            yield StagePreview(asks, needed, maybe)


def _ask(ticket: Ticket, whose: PersonId | None, person: PersonId, standing: tuple[Rota, Staffing, datetime]) -> Ask:
    rota, staffing, at = standing
    if whose is None:
        return Ask(person, "unknown")
    if whose == person:
        return Ask(person, "themselves", whose)
    if whose in lines.barred(ticket):
        return Ask(person, "own", whose)
    if whose in staffing.left:
        return Ask(person, "left", whose)
    absence = rota.away(whose, at)
    return Ask(person, "away", whose, absence.end if absence else known_end(staffing.away_until(whose, at)))
