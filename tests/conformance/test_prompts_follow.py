"""A prompt on the screen loses its buttons without a press, on either platform: with its message, or a day later."""

from __future__ import annotations

from tests.conformance.house import House


async def test_a_prompt_goes_with_the_message_that_it_asks_about_and_a_menu_a_day_later(desk: House) -> None:
    mia = desk.person("mia")
    said = await mia.types("The scanner jams all day")
    prompt = await mia.was_told("What is it about?")
    prompt.offers("Something is broken")
    await mia.deletes(said)
    await desk.settles()
    now = prompt.as_it_is_now()
    now.shows("What is it about?", "You deleted your message, so there is nothing left to choose.")
    assert not now.buttons
    await mia.types("hi")
    menu = await mia.was_told("Hello")
    await desk.until("2026-10-28 11:00 CET")
    await desk.service.desk.end_old_prompts()
    await desk.settles()
    now = menu.as_it_is_now()
    now.shows("Hello", "This is more than a day old.")
    assert not now.buttons
    await desk.ends_quietly()
