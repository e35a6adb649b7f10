"""What a ticket is called, and says, once it is no order any more: the words of whoever asked, where there are any."""

from __future__ import annotations

from dataclasses import replace

from core.intake.catalog import field_for_words
from core.intake.opening import Opening
from core.intake.titles import headline
from core.policy import Policy
from core.processes import IncidentDetails, RequestDetails
from core.tickets.ticket import Ticket


def words_of(policy: Policy, ticket: Ticket) -> tuple[str, str]:
    """Title and description of the fault that an order turns out to be; each is empty where it stays as it is.

    What was written in answer to its form stays to be read. A title that somebody gave stays; one that was made of what
    is ordered gives way to their words: of the fault that it was before, or of the answer that says what they want.
    """
    item, details = policy.ordered(ticket.details), ticket.details
    if item is None or not isinstance(details, RequestDetails):
        return "", ""
    written = [each.id for each in item.form if each.kind == "text" and not each.sensitive]
    answers = [answer for each in written if (answer := details.answers.get(each)) and answer not in ticket.description]
    description = "\n".join(filter(None, (ticket.description, *answers)))
    asks = field_for_words(item)
    said = ticket.description or (details.answers.get(asks.id, "") if asks else "")
    return headline(said) if is_made(policy, ticket.title) else "", description


def reported_again(policy: Policy, old: Ticket, opening: Opening) -> Opening:
    """What goes on with an order that nobody agreed to, as the fault that was converted to it: about what that was
    about, called by what was reported, which it says.
    """
    fault, (title, reported) = old.interrupted, words_of(policy, old)
    known = policy.services.get(fault.service) if fault else None
    category = fault.category if fault and known and fault.category in known.categories else None
    return replace(
        opening,
        title=title or opening.title,
        service=known.key if known else opening.service,
        details=IncidentDetails(category=category),
        description="\n".join(filter(None, (reported, opening.description))),
    )


def is_made(policy: Policy, title: str) -> bool:
    """Whether a title was made of an order, and is nobody's own words."""
    return any(title == item.name or title.startswith(f"{item.name}: ") for item in policy.catalog.values())
