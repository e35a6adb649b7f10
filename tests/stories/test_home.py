"""Stories of the App Home: what each role finds there."""

from __future__ import annotations

from pathlib import Path

from playground.slack.screen import Form
from tests.stories.house import House, house


async def test_a_requester_sees_what_waits_for_them_first(desk: House) -> None:
    mia = desk.person("mia")
    empty = await mia.opens_home()
    assert "You have no open tickets." in empty.text
    assert {"Something is broken", "I need something", "Question or advice"} <= set(empty.buttons)
    await desk.reports(mia, "VPN drops every 5 minutes")
    await desk.reports(mia, "Outlook cannot send mail", service="E-mail and chat", kind="Mail")
    card = await desk.card("INC-1001")
    form = await card.presses("Ask requester")
    assert isinstance(form, Form)
    form.fills(text="Since when?")
    await form.submits()
    await desk.settles()
    home = await mia.opens_home()
    assert home.text.index("Waiting for you") < home.text.index("INC-1001") < home.text.index("Your open tickets")
    assert home.text.index("Your open tickets") < home.text.index("INC-1000")
    assert "Unassigned" not in home.text
    assert "On call" not in home.text
    assert "Doctor" not in home.text


async def test_a_responder_sees_their_work_their_queue_and_who_is_on_call(desk: House) -> None:
    mia, dana = desk.people("mia", "dana")
    await desk.reports(mia, "VPN drops every 5 minutes")
    await desk.reports(mia, "Outlook cannot send mail", service="E-mail and chat", kind="Mail", who="My team")
    card = await desk.card("INC-1000")
    await card.presses("Claim")
    await desk.settles()
    home = await dana.opens_home()
    assert home.text.index("You are working on") < home.text.index("INC-1000")
    assert home.text.index("INC-1000") < home.text.index("Unassigned in your teams") < home.text.index("INC-1001")
    assert "Nils Peters" in home.text
    assert "Overdue or at risk" in home.text
    assert "Numbers" not in home.text
    assert "Doctor" not in home.text
    shown = await home.presses("Open")
    assert isinstance(shown, Form)  # a press in the Home is answered on top of it
    assert "VPN drops" in shown.text


async def test_a_lead_sees_numbers_and_an_admin_what_is_wrong(tmp_path: Path) -> None:
    async with house(tmp_path, without=["apps-triage"]) as desk:
        await desk.reports(desk.person("mia"))
        await desk.settles()
        omar = await desk.person("omar").opens_home()
        assert "Numbers" in omar.text
        assert "Doctor" not in omar.text
        lena = await desk.person("lena").opens_home()
        assert "Numbers" in lena.text
        assert "Open" in lena.text
        assert "#apps-triage" in lena.text
        assert "Ines Kruse is told directly instead." in lena.text
        katrin = await desk.person("katrin").opens_home()
        assert "#apps-triage" in katrin.text


async def test_the_home_is_current_after_a_press_in_it(desk: House) -> None:
    mia = desk.person("mia")
    await desk.reports(mia)
    await desk.settles()
    home = await mia.opens_home()
    shown = await home.presses("Open")
    assert isinstance(shown, Form)
    await shown.presses("Withdraw")
    await desk.settles()
    assert (await desk.ticket()).status == "cancelled"
    assert "INC-1000" not in (await mia.opens_home()).text
