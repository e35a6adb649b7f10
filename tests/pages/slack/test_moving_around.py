"""By keyboard, from person to person, from place to place and through time, on the page that plays Slack."""

from __future__ import annotations

from datetime import timedelta

from playwright.async_api import expect

from playground.server import Playground
from tests.browser.chromium import Window, browser_marks, through
from tests.pages.slack.test_people import DANA, MIA, address, message
from tests.playground.conftest import SmallApp

pytestmark = browser_marks


# the keyboard


async def test_everything_can_be_done_from_the_keyboard(window: Window, pg: Playground, form_on_command: SmallApp):
    page = await window(address(pg))
    await expect(page.get_by_role("textbox", name="Message #it-help")).to_be_visible()
    keys = page.keyboard
    await keys.press("Tab")
    await keys.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the message box")).to_be_focused()
    await keys.press("Enter")
    box = page.get_by_role("textbox", name="Message #it-help")
    await expect(box).to_be_focused()
    await keys.type("/ri")
    await expect(page.get_by_role("option").first).to_contain_text("/ring [words]")
    await keys.press("Enter")  # completes
    await expect(box).to_have_value("/ring ")
    await keys.type("loud")
    await keys.press("Enter")  # sends
    field = page.get_by_role("textbox", name="What is wrong?")
    await expect(field).to_be_focused()
    await through(page, pg.settle)
    assert form_on_command.of("command")[0].payload["text"] == "loud"
    for _ in range(9):  # the focus stays within the form, in both directions
        await keys.press("Tab")
        assert await page.evaluate("document.activeElement.closest('dialog') !== null")
    for _ in range(9):
        await keys.press("Shift+Tab")
        assert await page.evaluate("document.activeElement.closest('dialog') !== null")
    await field.focus()
    await keys.type("VPN drops")
    await keys.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(box).to_be_focused()
    await through(page, pg.settle)
    state = form_on_command.of("view_submission")[0].payload["view"]["state"]["values"]
    assert state["what"]["name"]["value"] == "VPN drops"


async def test_arrow_keys_walk_messages_and_the_sidebar(window: Window, pg: Playground):
    for words in ("One", "Two", "Three"):
        await pg.person("dana.roth").says(words, channel="#it-help")
    page = await window(address(pg))
    await expect(message(page, "Three")).to_be_visible()
    await page.get_by_role("link", name="Skip to messages").focus()
    await page.keyboard.press("Enter")
    await expect(message(page, "Three")).to_be_focused()
    await page.keyboard.press("ArrowUp")
    await expect(message(page, "Two")).to_be_focused()
    # only the message one stands on has its tools in the way of Tab, and they are left as they were entered
    await expect(page.get_by_role("toolbar", name="Message actions")).to_have_count(1)
    await page.keyboard.press("r")
    await expect(page.get_by_role("menuitem", name="+1")).to_be_focused()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Escape")
    await expect(message(page, "Two").get_by_role("button", name="Add reaction")).to_be_focused()
    await message(page, "Two").focus()
    await page.keyboard.press("t")
    await expect(page.get_by_role("textbox", name="Reply")).to_be_focused()
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="You are: Mia Feld").focus()
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="general")).to_be_visible()


async def test_one_becomes_somebody_else_and_stays_at_the_place(window: Window, pg: Playground):
    page = await window(address(pg))
    await page.get_by_role("button", name="You are: Mia Feld").click()
    search = page.get_by_role("combobox", name="Search people by name or role")
    await expect(search).to_be_focused()
    await search.fill("dana")
    await search.press("Enter")
    await expect(page.get_by_role("button", name="You are: Dana Roth")).to_be_visible()
    assert page.url == address(pg, DANA)


async def test_somebody_who_cannot_see_a_place_is_shown_another(window: Window, pg: Playground):
    private = next(c.id for c in pg.slack.space.channels.values() if c.name == "sec-triage")
    page = await window(address(pg, MIA, private))
    await expect(page.get_by_role("textbox", name="Message #it-help")).to_be_visible()
    assert page.url == address(pg)


async def test_an_address_without_a_person_leads_to_the_first_one(window: Window, pg: Playground):
    page = await window(f"{pg.url}/")
    await expect(page.get_by_role("button", name="You are: Mia Feld")).to_be_visible()
    assert "?as=UMIAFELD" in page.url


async def test_a_direct_message_is_opened_by_name(window: Window, pg: Playground):
    page = await window(address(pg))
    await page.get_by_role("button", name="New direct message").click()
    await page.get_by_role("combobox").fill("lena")
    await page.keyboard.press("Enter")
    await page.get_by_role("textbox", name="Message Lena Vogt").fill("Hello")
    await page.keyboard.press("Enter")
    log = page.get_by_role("log", name="Messages in Lena Vogt")
    await expect(log.get_by_role("article").filter(has_text="Hello")).to_be_visible()


# the clock


async def test_the_desks_clock_is_moved_by_steps_and_to_an_instant(window: Window, pg: Playground):
    page = await window(address(pg))
    face = page.get_by_role("button", name="Desk time Fri 23 Oct 2026, 09:00 CEST")
    await expect(face).to_be_visible()
    before = pg.clock.now()
    await page.get_by_role("button", name="Move the desk's clock forward by 1 hour").click()
    await expect(page.get_by_role("button", name="Desk time Fri 23 Oct 2026, 10:00 CEST")).to_be_visible()
    await through(page, pg.settle)
    assert pg.clock.now() - before == timedelta(hours=1)
    await page.get_by_role("button", name="to …").click()
    panel = page.get_by_role("dialog", name="The desk's clock")
    await expect(panel).to_contain_text("not yours")
    await panel.get_by_label("Move to").fill("2026-10-23T08:00")
    await panel.get_by_role("button", name="Go").click()
    await expect(panel.get_by_role("alert")).to_contain_text("only goes forward")
    await panel.get_by_role("button", name="Next Monday 09:00").click()
    await expect(page.get_by_role("button", name="Desk time Mon 26 Oct 2026, 09:00 CET")).to_be_visible()


async def test_a_message_is_shared_with_another_conversation(window: Window, pg: Playground):
    await pg.person("emre.aydin").says("The beamer is off", "#it-help")
    page = await window(address(pg))
    await message(page, "The beamer is off").hover()
    await message(page, "The beamer is off").get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Share message").click()
    await page.get_by_placeholder("Search channels and people").fill("office")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Shared.")).to_be_visible()
    await through(page, pg.settle)
    [shared] = pg.person("mia.feld").channel("#office-help").messages
    assert "The beamer is off" in shared.text
