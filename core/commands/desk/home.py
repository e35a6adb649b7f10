"""Home: a person's own page by role. Channels open it with a tab, not with words."""

from __future__ import annotations

from core.commands.registry import Asking, DeskCommand
from core.queries import lists
from core.ui.cards import Card
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """Show it."""
    return Shown(draw_page(asked))


def draw_page(asked: Asking) -> Card:
    """The page as it is now."""
    page = lists.home(asked.engine, asked.tx, asked.person, asked.findings)
    return asked.engine.presenter.home(page, asked.engine.now())


COMMAND = DeskCommand(
    name="home",
    usage="home",
    help="Everything of yours on one page.",
    answer=answer,
    changes=False,
)
