"""Whoever a message names is loaded before it is drawn, so that a name stands there also after a restart."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.presentation import sample
from adapters.presentation.gallery import example, ticket_for
from adapters.presentation.presenter import CardPresenter
from bot.delivery.named import may_be_named
from core.notifications.cards import REQUESTER_CARD, TRIAGE_CARD
from core.notifications.kinds import KINDS
from core.people import SYSTEM, Person, PersonId
from core.processes import RequestDetails
from core.tickets.approval import Vote
from core.tickets.events import Seat
from core.tickets.ticket import Ticket

PEOPLE = [f"somebody.new{number}@elsewhere.example" for number in range(7)]
ANSWERED, CHOSEN, ASKED, MEANT, VOTED, FOR, AT_IT = PEOPLE
STAFF = {SYSTEM, "", *(team.lead for team in sample.policy().teams.values())}
"""Whom the settings name is loaded at the start."""


class Asked:
    """Keeps whom it was asked about."""

    def __init__(self) -> None:
        self.about: set[PersonId] = set()

    def person(self, person: PersonId) -> Person:
        self.about.add(person)
        return sample.SampleDirectory().person(person)


def crowded(ticket: Ticket) -> Ticket:
    """The ticket with people nobody has heard of wherever one can stand."""
    details, approval = ticket.details, ticket.approval
    if isinstance(details, RequestDetails):
        answers = {"address": "plans", "members": f"{CHOSEN}, {ANSWERED}"}
        details = replace(details, item="shared-mailbox", answers=answers, version="")
    if approval is not None:
        [run] = approval.stages
        vote = Vote(0, VOTED, yes=True, at=sample.NOW)
        approval = replace(approval, stages=(replace(run, seats=(Seat(MEANT, (ASKED,)),), votes=(vote,)),))
    plan = tuple(replace(task, assignee=AT_IT) for task in ticket.plan)
    return replace(ticket, details=details, approval=approval, beneficiary=FOR, plan=plan)


@pytest.mark.parametrize("state", sample.STATES)
@pytest.mark.parametrize("kind", [TRIAGE_CARD.name, REQUESTER_CARD.name])
def test_whoever_stands_on_a_card_was_loaded(kind: str, state: str) -> None:
    ticket, known = crowded(sample.STATES[state]), Asked()
    notice = example(kind, f"triage:{ticket.team}")
    CardPresenter(sample.policy(), known).notice(notice, ticket, sample.NOW)
    assert known.about - STAFF <= set(may_be_named(notice, ticket))


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_whoever_a_notice_names_was_loaded(kind: str) -> None:
    ticket, known, notice = ticket_for(kind), Asked(), example(kind)
    CardPresenter(sample.policy(), known).notice(notice, ticket, sample.NOW)
    assert known.about - STAFF <= set(may_be_named(notice, ticket))
