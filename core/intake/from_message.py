"""A ticket made of a message at once, without a form."""

from __future__ import annotations

from core.intake.guessing import guess
from core.intake.opening import TITLE_MAX, Opening
from core.intake.titles import beside_title, headline
from core.policy import Policy
from core.processes import IncidentDetails
from core.ui.text import clean, shorten


def from_message(text: str, policy: Policy, team: str | None, untitled: str) -> Opening:
    """A ticket made of a message at once (emoji). Nobody was asked how urgent it is, so nothing says so.

    Its service is what the words mean, of the `team` that reads that channel before all others; where they mean none,
    the team's own, or the first of all. What is meant for a private team goes there, whatever channel it was said in;
    `untitled` is its title where the message has no words.
    """
    words = clean(text)
    service, category = _about(words, policy, team)
    title = headline(words) or shorten(untitled, TITLE_MAX)
    return Opening(
        title=title,
        service=service,
        requester="",
        logged_by="",
        source="",
        description=beside_title(words),
        details=IncidentDetails(category=category),
    )


def _about(words: str, policy: Policy, team: str | None) -> tuple[str, str | None]:
    """The service, and the kind of trouble where the words tell it."""
    secret = team is not None and policy.teams[team].private
    own = {key: each for key, each in policy.services.items() if each.team == team and each.private <= secret}
    private = {key: each for key, each in policy.services.items() if each.private}
    # What is said before a private team alone leaves it for no other.
    looked_through = (own,) if secret and own else ({**own, **private}, policy.services)
    found = next(filter(None, (guess(words, services) for services in looked_through)), None)
    return (found.service, found.category) if found is not None else (next(iter(own or policy.services)), None)
