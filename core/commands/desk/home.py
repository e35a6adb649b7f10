"""Home: a person's own page by role. Channels open it with a tab, not with words."""

from __future__ import annotations

from dataclasses import replace

from core.commands.registry import Asking, DeskCommand
from core.phrases import Phrase
from core.queries import lists
from core.ui.cards import Card
from core.ui.inbound import Reply, Shown
from core.ui.on_demand import HOME, stand_on


def answer(asked: Asking) -> Reply:
    """Show it."""
    return Shown(draw_page(asked))


def draw_page(asked: Asking, *said: Phrase) -> Card:
    """The page as it is now, below what was just `said`."""
    page = replace(lists.home(asked.engine, asked.tx, asked.person, asked.findings), said=said)
    return stand_on(asked.engine.presenter.home(page, asked.engine.now()), HOME)


COMMAND = DeskCommand(
    name="home",
    usage="home",
    help="Everything of yours on one page.",
    answer=answer,
    changes=False,
)
