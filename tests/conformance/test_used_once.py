"""A button that is used once goes from the very message that it was on, on each platform."""

from __future__ import annotations

import pytest

from tests.conformance.house import House
from tests.conformance.seatings import SEATINGS

pytestmark = pytest.mark.parametrize(
    "seating", [s for s in SEATINGS if s.requesters == s.responders], indirect=True, ids=str
)


async def test_not_this_one_leaves_the_line_and_the_question_becomes_one(desk: House) -> None:
    mia = desk.person("mia")
    await mia.reports("VPN drops every 5 minutes")
    await mia.receipt("INC-1000")
    await mia.types("It is worse since noon")
    (routed,) = [one for one in await mia.reads() if one.text.startswith("Added to INC-1000")]
    await mia.reports("Outlook cannot send mail", service="email-collab", kind="Mail")
    await mia.receipt("INC-1001")
    await mia.presses(routed, "Not this one")
    asked = await mia.was_told("Is this about INC-1001, or something new: “It is worse since noon”?")
    now = routed.as_it_is_now()
    now.has_buttons()
    now.shows("Added to INC-1000 VPN drops every 5 minutes. Taken back again.")
    await mia.presses(asked, next(label for label in asked.buttons if "INC-1001" in label))
    await desk.settles()
    now = asked.as_it_is_now()
    now.has_buttons("Not this one")
    now.shows("Is this about INC-1001, or something new: “It is worse since noon”?", "INC-1001 has it.")
