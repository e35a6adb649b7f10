"""Lists of tickets: whom those of responders are for, and how they are drawn, also when they are empty."""

from __future__ import annotations

from dataclasses import replace

from core.commands.registry import Asking
from core.errors import Refusal
from core.people import PersonId
from core.policy import Policy
from core.tickets.permissions import is_staff
from core.ui.cards import Section
from core.ui.inbound import Reply, Shown
from core.ui.pages import Listing
from core.ui.text import Run, flatten


def need_staff(policy: Policy, person: PersonId) -> None:
    """Refuse unless `person` responds in some team."""
    if not is_staff(policy, person):
        raise Refusal("list_for_staff")


def show_listing(asked: Asking, found: Listing) -> Reply:
    """The list as its asker sees it."""
    return Shown(asked.engine.presenter.listing(found, asked.engine.now()))


def show_listings(asked: Asking, first: Listing, *others: Listing) -> Reply:
    """Several lists in one answer, each under its heading."""
    presenter, now = asked.engine.presenter, asked.engine.now()
    card = presenter.listing(first, now)
    for each in others:
        more = presenter.listing(each, now)
        heading = Section((Run(flatten(more.title), bold=True),), divider=True)
        card = replace(card, sections=(*card.sections, heading, *more.sections))
    return Shown(card)
