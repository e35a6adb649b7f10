"""A ticket made of a message at once, without a form."""

from __future__ import annotations

from core.intake.opening import TITLE_MAX, Opening
from core.policy import Policy
from core.processes import IncidentDetails
from core.ui.text import clean, one_name, shorten


def headline(text: str) -> str:
    """The first line, as a title. What was shared is a quote: where nothing else was said, its first words are it."""
    lines = text.strip().splitlines()
    return shorten(one_name(lines[0].lstrip("> ")), TITLE_MAX) if lines else ""


def from_message(text: str, policy: Policy, team: str | None, untitled: str) -> Opening:
    """A ticket made of a message at once (emoji): the service of whoever reads that channel, low impact, adjustable.

    What is said in a private team's own channel becomes a ticket of that team; `untitled` is its title where the
    message has no words.
    """
    secret = team is not None and policy.teams[team].private
    services = [each for each in policy.services.values() if each.team == team and each.private <= secret]
    service = (services or list(policy.services.values()))[0]
    words = clean(text)
    title = headline(words) or shorten(untitled, TITLE_MAX)
    return Opening(
        title=title,
        service=service.key,
        requester="",
        logged_by="",
        source="",
        description=words if words != title else "",
        details=IncidentDetails(impact=4, urgency=3),
    )
