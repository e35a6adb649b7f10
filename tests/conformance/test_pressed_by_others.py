"""Buttons of a ticket in an open channel, pressed by somebody who reads it there: they learn whose it is."""

from __future__ import annotations

import pytest

from tests.conformance.house import House
from tests.conformance.seatings import told_both_ways


@told_both_ways
@pytest.mark.parametrize("label", ["Withdraw", "Add detail"])
async def test_who_presses_a_button_of_somebody_elses_ticket_is_told_whose_it_is(desk: House, label: str) -> None:
    mia, jan = desk.people("mia", "jan")
    said = await mia.says_in("help", "VPN drops all the time here")
    sheet = await mia.makes_a_ticket_of(said)
    await mia.fills_report(sheet)
    await sheet.is_taken()
    await desk.settles()
    desk.said_so_far()
    receipt = (await jan.reads_under(said))[0]
    answer = ""
    try:
        seen = await jan.presses(receipt, label)
        answer = str(getattr(seen, "text", seen))
    except Exception as error:  # noqa: BLE001  # how a platform shows a refusal
        answer = str(error)
    await desk.settles()
    answer += " ".join(one.text for one in desk.unheard())
    assert "There is no" not in answer
    assert "Only Mia can do this: INC-1000 is theirs." in answer
