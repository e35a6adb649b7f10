"""What was opened on demand follows what was pressed on it, or sent from a form that it opened."""

from __future__ import annotations

from dataclasses import replace

from core.commands.desk import approvals, home
from core.commands.registry import Asking
from core.errors import Refusal
from core.queries import lists
from core.ui.cards import Card
from core.ui.inbound import FormChanged, Heard, OpenForm, Press, Quiet, Reply, Shown, Submit
from core.ui.on_demand import APPROVALS, HOME, opened_on, page_of, ticket_of


def page_under(heard: Heard) -> str:
    """What the button stood on that was pressed, or that opened the form; empty where that was not opened on demand."""
    match heard:
        case Press(action=action):
            return page_of(action.arguments)
        case Submit(context=context) | FormChanged(context=context):
            return page_of(context)
        case _:
            return ""


def follow(asked: Asking, page: str, reply: Reply) -> Reply:
    """The reply to what was done on a page, with the page as it is by now; a form remembers the page.

    Whoever does not look has no page that could follow.
    """
    match reply:
        case OpenForm():
            return opened_on(reply, page)
        case Shown(pressed=None) | Quiet(pressed=None) if asked.engine.looks(asked.channel):
            return replace(reply, pressed=page_now(asked, page))
        case _:
            return reply


def page_now(asked: Asking, page: str) -> Card | None:
    """What was opened on demand as whoever opened it would see it now; None of what nobody knows any more."""
    if page == HOME:
        return home.draw_page(asked)
    if page == APPROVALS:
        return approvals.draw_list(asked)
    ref = ticket_of(page)
    if ref is None:
        return None
    try:
        return lists.outcome(asked.engine, asked.tx, ref, asked.person.id)
    except Refusal:
        return None  # there is none of that number any more
