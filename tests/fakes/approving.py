"""A request that people have to agree to, played on the pure core: who decides what, and when time is looked at."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar

from core.agenda import agenda, tick
from core.approvals import machine, state
from core.calendars.oncall import Absence, Rota
from core.errors import Refusal
from core.intake.opening import Opening, open_ticket
from core.items import Stage
from core.policy import Policy
from core.processes import RequestDetails
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.ticket import Ticket
from tests.fakes.company import DOMAIN, shipped
from tests.fakes.instants import instant, local


def person(name: str) -> str:
    return f"{name}@{DOMAIN}"


MIA, KATRIN, OMAR, LENA, FINANCE, DANA = map(
    person, ("mia.feld", "katrin.stahl", "omar.haddad", "lena.vogt", "finance.controller", "dana.roth")
)
Kind = TypeVar("Kind")
EVER = (instant("2026-01-01 00:00 CET"), instant("2027-12-31 00:00 CET"))


def away(*people: str, start: datetime = EVER[0], end: datetime = EVER[1]) -> tuple[Absence, ...]:
    return tuple(Absence(one, start, end) for one in people)


@dataclass
class Order:
    """A request as it stands, with its log; `away` are those who cannot decide."""

    policy: Policy
    ticket: Ticket
    log: list[e.Happened] = field(default_factory=list)
    away: tuple[Absence, ...] = ()

    def does(self, at: str | datetime, who: str, what: Callable[[Draft], None]) -> None:
        """Decide something at an instant; what is refused changes nothing."""
        draft = Draft(self.ticket, self.policy, instant(at), who, rota=lambda: Rota(absences=self.away))
        tick(draft)
        what(draft)
        tick(draft)
        self.ticket = draft.ticket
        self.log += draft.happened

    def until(self, at: str | datetime) -> None:
        self.does(at, "system", lambda _: None)

    def approves(self, at: str | datetime, who: str, round_: int | None = None) -> None:
        self.does(at, who, lambda draft: machine.approve(draft, who, round_))

    def rejects(self, at: str | datetime, who: str, reason: str) -> None:
        self.does(at, who, lambda draft: machine.reject(draft, who, reason))

    def asks(self, at: str | datetime, who: str, question: str) -> None:
        self.does(at, who, lambda draft: machine.ask_requester(draft, who, question))

    def changes(self, at: str | datetime, **answers: str) -> None:
        was = self.ticket.details
        assert isinstance(was, RequestDetails)
        item = self.policy.catalog[was.item or ""]
        now = {**was.answers, **answers}
        details = replace(was, answers=now, cost=item.cost.of(now))
        self.does(at, self.ticket.requester, lambda draft: machine.change(draft, details))

    def refused(self, what: Callable[[], None]) -> Refusal:
        before = self.ticket
        try:
            what()
        except Refusal as refusal:
            assert self.ticket == before
            return refusal
        raise AssertionError("was not refused")

    @property
    def states(self) -> list[str]:
        return [run.state for run in self.ticket.approval.stages] if self.ticket.approval else []

    @property
    def asked(self) -> tuple[str, ...]:
        return tuple(one.partition("@")[0] for one in state.asked_now(self.ticket))

    def coming(self) -> dict[str, str]:
        """The agenda by what it brings, each with its instant of Berlin."""
        return {due.kind: local(due.at) for due in agenda(self.ticket, self.policy)}

    def events(self, kind: type[Kind]) -> list[Kind]:
        return [entry.event for entry in self.log if isinstance(entry.event, kind)]


def order(
    item: str,
    at: str,
    answers: Mapping[str, str],
    *,
    by: str = MIA,
    beneficiary: str | None = None,
    logged_by: str | None = None,
    away: Sequence[Absence] = (),
    stages: tuple[Stage, ...] | None = None,
    policy: Policy | None = None,
) -> Order:
    """Somebody orders an item of the catalog, with its own stages unless others are given."""
    policy = policy or shipped()
    found = policy.catalog[item]
    details = RequestDetails(
        item=item, answers=dict(answers), cost=found.cost.of(answers), monthly=found.cost.per_month
    )
    opening = Opening(
        title=found.name, service=found.service, requester=by, beneficiary=beneficiary, logged_by=logged_by or by,
        source="slack_command", details=details, team=found.tasks[0].team,
        stages=found.stages if stages is None else stages,
    )  # fmt: skip
    absences = tuple(away)
    draft = open_ticket(opening, 1000, policy, instant(at), lambda: Rota(absences=absences))
    return Order(policy, draft.ticket, list(draft.happened), absences)
