"""Days and people as everybody reads them: never as forms or the directory write them."""

from __future__ import annotations

import re
from typing import Any

import pytest

from core.ui.inbound import FieldErrors, OpenForm, Reply, Shown
from core.ui.text import flatten
from tests.commands.reading import opened, read
from tests.commands.test_ended_access import ACCESS, TUESDAY
from tests.fakes.desk import DOMAIN, DeskHouse, Someone, open_desk

RAW = re.compile(rf"\d{{4}}-\d\d-\d\d|[\w.]+@{re.escape(DOMAIN)}|\bU-\w+|\b29:\w+")
"""A day as a form writes it, an address, an id of a platform."""
ORDERS: dict[str, tuple[str, dict[str, Any]]] = {
    "access": ("mia", ACCESS),
    "laptop": ("mia", {"model": "Power 16", "needed_by": "2026-11-10", "ship_to": "berlin"}),
    "offboarding": ("hr.ops", {"person": f"jan.kolb@{DOMAIN}", "last_day": "2026-12-04"}),
    "onboarding": (
        "hr.ops", {"person": "Jan Weber", "start_date": "2026-11-16", "manager": f"katrin.stahl@{DOMAIN}"},
    ),
    "shared-mailbox": ("mia", {"address": "plans", "members": (f"jan.kolb@{DOMAIN}", f"tom.berg@{DOMAIN}")}),
}  # fmt: skip

READ = {
    "access": ("Fri 20 Nov 2026", "Access to a system: erp ends on"),
    "laptop": ("Fri 20 Nov 2026",),
    "offboarding": ("Fri 4 Dec 2026", "Leaver: Jan Kolb"),
    "onboarding": ("Mon 16 Nov 2026", "New employee: Jan Weber", "Katrin Stahl"),
    "shared-mailbox": ("Jan Kolb, Tom Berg",),
}
"""What is read of each."""


def words(reply: Reply) -> str:
    """All that a reply shows; of a form what stands beside its fields, whose values are the platform's to show."""
    match reply:
        case Shown(card=card):
            return read(card)
        case OpenForm(form=form):
            return "\n".join([form.title, *(f"{each.label} {flatten(each.text)} {each.hint}" for each in form.fields)])
        case FieldErrors(errors=errors):
            return "\n".join(dict(errors).values())
    return ""


async def looks(desk: DeskHouse, ref: str, *people: Someone) -> list[str]:
    """What each of them reads wherever an order can be looked at."""
    asked = ("mine", "queue", "approvals", ref, f"explain {ref}", "search Access")
    return [words(await who.types("desk", said)) for who in people for said in asked]


def drawn(desk: DeskHouse) -> list[str]:
    """Every card that any platform was given, also those that were drawn over since."""
    return [read(one.card) for channel in desk.channels.values() for one in channel.taken if one.card is not None]


@pytest.mark.parametrize("item", ORDERS)
async def test_no_day_and_nobody_is_shown_as_it_is_stored(item: str) -> None:
    async with open_desk(TUESDAY, both=True) as desk:
        who, answers = ORDERS[item]
        people = [desk.person(who), desk.person("lena"), desk.person("katrin").on_teams, desk.person("jan")]
        ref = await desk.person(who).orders(item, **answers)
        seen = await looks(desk, ref, people[0], desk.person("katrin"))
        if (await desk.ticket(ref)).approving:
            form = opened(await desk.person(who).presses("change_order", ref))
            later: dict[str, Any] = {key: "2026-11-20" for key in ("until", "needed_by") if key in answers}
            seen.append(words(await desk.person(who).sends_form(form, **answers | later)))
            for name in ("katrin", "ines", "finance.controller"):
                seen.append(words(await desk.person(name).presses("approve", ref)))
        for task in (await desk.ticket(ref)).plan:
            if task.ref and task.current:
                seen.append(words(await desk.person("lena").presses("finish", task.ref)))
        seen += await looks(desk, ref, *people)
        found = {hit for said in (*seen, *drawn(desk)) for hit in RAW.findall(said)}
        assert not found, [said for said in (*seen, *drawn(desk)) if RAW.search(said)][:3]
        shown = "\n".join((*seen, *drawn(desk)))
        assert all(word in shown for word in READ[item]), READ[item]
