"""What an order is called by is said once: no card, receipt or question to an approver has the same answer again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.commands.reading import read, shown
from tests.commands.test_tasks import drawn
from tests.fakes.desk import DeskHouse

ORDERS = {
    "software-licence": ("mia", "Figma", {"app": "Figma", "reason": "We draw the new shop in it."}),
    "laptop": ("mia", "Power 16", {"model": "Power 16", "ship_to": "berlin"}),
    "access": (
        "mia", "web-shop",
        {"system": "web-shop", "role": "read", "until": "2026-11-09", "reason": "I look after its orders."},
    ),
    "onboarding": ("hr.ops", "Nina Neu", {"person": "Nina Neu", "start_date": "2026-11-09"}),
    "shared-mailbox": ("mia", "team.sales", {"address": "team.sales"}),
    "question": ("mia", "How do I share a calendar?", {"question": "How do I share a calendar?"}),
}  # fmt: skip


@pytest.mark.parametrize("item", ORDERS)
async def test_an_answer_in_the_title_stands_nowhere_else(desk: DeskHouse, item: str) -> None:
    name, said, answers = ORDERS[item]
    people: dict[str, dict[str, Any]] = {
        "onboarding": {"manager": (desk.id_of("katrin"),)},
        "shared-mailbox": {"members": (desk.id_of("jan"),)},
    }
    who = desk.person(name)
    ref = await who.orders(item, **answers, **people.get(item, {}))
    title = (await desk.ticket(ref)).title
    assert title.endswith(f": {said}")
    cards = [drawn(desk, "desk-triage" if item != "software-licence" else "apps-triage")]
    cards += [read(shown(await one.sends(ref))) for one in (who, who.on_teams, desk.person("lena"))]
    cards += [one.text for one in desk.said if one.kind == "approval"]
    for card in cards:
        assert card.count(said) == 1, card
    others = [each for each in answers.values() if each != said and not each.startswith("2026")]
    assert all(each in cards[0] for each in others), "what the title does not say is said"
