"""Own devices: offered to whoever has any, named on the card, and shown to responders with the last tickets."""

from __future__ import annotations

from dataclasses import replace

from tests.commands.reading import errors, field, ids, opened, read, shown
from tests.fakes.desk import DeskHouse, refused


async def test_whoever_has_devices_may_name_one_and_the_card_does(desk: DeskHouse) -> None:
    form = opened(await desk.person("mia").types("incident"))
    asked = field(form, "device")
    assert not asked.required
    assert [(one.value, one.label) for one in asked.choices] == [
        ("LT-2231", "Standard 14 (LT-2231)"),
        ("MO-0417", "Monitor 27 (MO-0417)"),
    ]
    ref = await desk.person("mia").reports(device="LT-2231")
    assert "Standard 14 (LT-2231)" in read(shown(await desk.person("dana").presses("view", ref)))
    assert "Monitor 27" not in read(shown(await desk.person("dana").presses("view", ref)))


async def test_who_names_none_or_has_none_is_asked_nothing_more(desk: DeskHouse) -> None:
    assert "device" not in ids(opened(await desk.person("dana").types("incident")))
    ref = await desk.person("mia").reports()
    assert "Standard 14" not in read(shown(await desk.person("dana").presses("view", ref)))


async def test_a_device_of_somebody_else_is_refused_and_the_form_keeps_what_was_written(desk: DeskHouse) -> None:
    form = opened(await desk.person("mia").types("incident"))
    given = {"title": "The screen is black", "service": "office", "impact": "4", "urgency": "4", "device": "LT-1980"}
    given |= {"category:office": "printer"}
    answer = await desk.person("mia").submits("open_incident", given, form.context, command_id=form.command_id)
    assert errors(answer) == {"device": "Choose one of your devices, or leave it empty."}


async def test_responders_see_the_devices_with_the_last_tickets_and_nobody_else_does(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports()
    card = read(shown(await desk.person("dana").presses("requester_tickets", ref)))
    assert "Devices of Mia Feld: Standard 14 (LT-2231), Monitor 27 (MO-0417)" in card
    assert refused(await desk.person("jan").presses("requester_tickets", ref))
    theirs = await desk.person("dana").reports(title="My own chair squeaks")
    assert "Devices" not in read(shown(await desk.person("emre").presses("requester_tickets", theirs)))


async def test_a_device_that_the_settings_do_not_name_any_more_keeps_its_number(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports(device="LT-2231")
    desk.desk.engine.policy = replace(desk.policy, assets={})
    assert "LT-2231" in read(shown(await desk.person("dana").presses("view", ref)))
