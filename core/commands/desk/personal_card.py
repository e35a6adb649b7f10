"""View: a triage card as one person sees it. Cards press it by themselves, where a channel draws cards per person."""

from __future__ import annotations

from functools import partial

from core.commands.registry import Asking, DeskCommand
from core.queries import per_person_card
from core.ui.cards import VIEW
from core.ui.inbound import Reply, Shown


def answer(asked: Asking) -> Reply:
    """Draw the card that stands there without the buttons that are not theirs. Raises Refusal."""
    engine = asked.engine
    may = partial(asked.registry.may, engine.policy)
    place = asked.where.place if asked.where else ""
    return Shown(per_person_card.triage_view(engine, asked.tx, asked.person.id, asked.ref, place, may))


COMMAND = DeskCommand(
    name=VIEW,
    usage="(a card asks for it)",
    help="A ticket's card with the buttons that are yours.",
    answer=answer,
    changes=False,
    pressed_by_card=True,
)
