"""Forms that need more in one case than in another: what is needed shows at once, and what is missing is said."""

from __future__ import annotations

from tests.conformance.house import House
from tests.conformance.seatings import told_both_ways

pytestmark = told_both_ways


async def test_a_hold_asks_for_what_its_reason_needs(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await mia.reports()
    await mia.receipt()
    await dana.claims()
    await mia.was_told("Dana has taken this.")
    sheet = await dana.opens(await dana.card(), "Hold")
    await sheet.fills(reason="A change")
    await sheet.looks_again()
    needed = [field for field in ("reason", "party", "reference", "until") if sheet.needs(field)]
    assert needed == ["reason", "reference"]
    await sheet.sends()
    assert sheet.is_open
    sheet.complains("reference")
    await sheet.fills(reference="CHG-77")
    await sheet.is_taken()
    await desk.card().shows("ON HOLD")
    await desk.ends_quietly()


async def test_a_report_names_all_that_is_missing_at_once(desk: House) -> None:
    mia = desk.person("mia")
    sheet = await mia.opens_report("It is broken somehow")
    await sheet.sends()
    assert sheet.is_open
    sheet.complains("service", "impact", "urgency")
    await mia.fills_report(sheet)
    await sheet.is_taken()
    await mia.receipt()
    await desk.card().posts()
    await desk.ends_quietly()


async def test_a_critical_report_wants_its_tick_and_says_so(desk: House) -> None:
    mia = desk.person("mia")
    sheet = await mia.opens_report()
    await mia.fills_report(sheet, priority="P2", service="network", kind="VPN")
    await sheet.fills(impact="The whole company")
    await sheet.looks_again()
    assert sheet.needs("critical")
    await sheet.sends()
    assert sheet.is_open
    sheet.complains("critical")
    await sheet.fills(critical=True)
    await sheet.is_taken()
    assert (await desk.ticket()).priority == "P1"
