"""Lists of tickets: whom those of responders are for, and how they are drawn, also when they are empty."""

from __future__ import annotations

from core.commands.registry import Asking
from core.errors import Refusal
from core.people import PersonId
from core.policy import Policy
from core.tickets.permissions import is_staff
from core.ui.inbound import Reply, Shown
from core.ui.pages import Listing


def need_staff(policy: Policy, person: PersonId) -> None:
    """Refuse unless `person` responds in some team."""
    if not is_staff(policy, person):
        raise Refusal("list_for_staff")


def show_listing(asked: Asking, found: Listing) -> Reply:
    """The list as its asker sees it."""
    return Shown(asked.engine.presenter.listing(found, asked.engine.now()))
