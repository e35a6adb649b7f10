"""What was opened on demand: a ticket by its number, a list, a page. Its buttons know on what they stand.

So what was pressed there is followed there: the copy becomes what it is by then, also after a form that it opened.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.ui.cards import Action, Button, Card
from core.ui.inbound import OpenForm

FORM = "form"
"""Set on a button whose press opens the form of its command, which would else be done at once."""
HERE = "here"
"""The argument of a button that is answered where it is pressed: what it stands on, or True for a question."""
APPROVALS, HOME = "approvals", "home"
"""A list of what waits for one's decision, and one's own page."""
_TICKET = "ticket:"


def ticket_copy(ref: str) -> str:
    """What the buttons of a ticket that was opened by its number stand on."""
    return f"{_TICKET}{ref}"


def ticket_of(page: str) -> str | None:
    """The ticket that was opened by its number; None where they stand on something else."""
    return page.removeprefix(_TICKET) if page.startswith(_TICKET) else None


def page_of(arguments: Mapping[str, object]) -> str:
    """What a button stands on, or where a form was opened; empty where it is nothing that was opened on demand."""
    found = arguments.get(HERE)
    return found if isinstance(found, str) else ""


def stand_on(card: Card, page: str | bool) -> Card:
    """The card with buttons that know on what they stand."""

    def marked(button: Button) -> Button:
        return replace(button, action=Action(button.action.command, {**button.action.arguments, HERE: page}))

    return replace(
        card,
        sections=tuple(replace(part, buttons=tuple(map(marked, part.buttons))) for part in card.sections),
        buttons=tuple(map(marked, card.buttons)),
        more=tuple(map(marked, card.more)),
        all_more=marked(card.all_more) if card.all_more else None,
    )


def opened_on(reply: OpenForm, page: str) -> OpenForm:
    """The form that was opened there, which remembers it."""
    return replace(reply, form=replace(reply.form, context={**reply.form.context, HERE: page}))
