"""How the page looks: contrast in both themes, the choice of theme, a phone's width. In a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import expect
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from tests.browser.chromium import PHONE, Window, browser_marks
from tests.pages.contrast import faint_texts
from tests.pages.slack.conftest import NAME
from tests.pages.slack.test_people import MIA, PLACE, address, message
from tests.playground.conftest import actions, asks, button, modal, section

pytestmark = browser_marks


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_text_is_readable_in_both_themes(window: Window, pg: Playground, client: AsyncWebClient, dark: bool):
    await pg.person("dana.roth").says(
        "Hi @mia.feld, `code`, see https://nordlicht.example #general", channel="#it-help"
    )
    row = actions(button("Claim", "a", style="primary"), button("Cancel", "b", style="danger"), button("Reply", "c"))
    context = {"type": "context", "elements": [{"type": "mrkdwn", "text": "Similar: <!here> INC-1039"}]}
    await client.chat_postMessage(channel=PLACE, text="card", blocks=[section("*Card*"), context, row])
    await client.chat_postEphemeral(channel=PLACE, user=MIA, text="Got it")
    page = await window(address(pg), dark=dark)
    await expect(message(page, "Got it")).to_be_visible()
    assert await faint_texts(page) == []
    view = modal(asks("What is wrong?", NAME, "what"), title="A form")
    await client.views_open(trigger_id=pg.slack.triggers.give(MIA), view=view)
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(page.get_by_text("Please complete this required field.")).to_be_visible()
    assert await faint_texts(page) == []
    lightness = await page.evaluate("getComputedStyle(document.querySelector('.main')).backgroundColor")
    assert (lightness == "rgb(255, 255, 255)") is not dark


async def test_the_theme_can_be_chosen_and_is_kept(window: Window, pg: Playground):
    page = await window(address(pg))
    await page.get_by_role("button", name="Theme: system").click()
    await page.get_by_role("button", name="Theme: light").click()
    await expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    await page.reload()
    await expect(page.get_by_role("button", name="Theme: dark")).to_be_visible()
    assert await page.evaluate("getComputedStyle(document.querySelector('.main')).backgroundColor") == "rgb(26, 28, 32)"


async def test_on_a_phone_the_sidebar_is_a_drawer_and_a_thread_fills_the_screen(
    window: Window, pg: Playground, client: AsyncWebClient
):
    wide = section("x" * 200, fields=[{"type": "mrkdwn", "text": "*Answer by*\n10:34"}], accessory=button("Open", "o"))
    sent = await client.chat_postMessage(
        channel=PLACE, text="card", blocks=[wide, actions(*[button("Claim it", f"a{n}") for n in range(6)])]
    )
    page = await window(address(pg), size=PHONE)
    await expect(page.locator(f'[data-ts="{sent["ts"]}"]')).to_be_visible()
    fits = (
        "document.scrollingElement.scrollWidth <= innerWidth"
        " && document.querySelector('.messages').scrollWidth <= innerWidth"
    )
    assert await page.evaluate(fits)
    sidebar = page.get_by_role("navigation", name="Workspace")
    await expect(sidebar).to_be_hidden()
    await page.get_by_role("button", name="Channels and people").click()
    await expect(sidebar).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(sidebar).to_be_hidden()
    await page.get_by_role("button", name="Channels and people").click()
    await sidebar.get_by_role("link", name="general").click()
    await expect(sidebar).to_be_hidden()
    await expect(page.get_by_role("heading", name="general")).to_be_visible()
    await page.goto(f"{pg.url}/?as={MIA}#{PLACE}/{sent['ts']}")
    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread).to_be_visible()
    box = await thread.bounding_box()
    assert box
    assert box["width"] == PHONE[0]
    assert await page.evaluate(fits.replace(".messages", "#thread-messages"))
    await page.get_by_role("button", name="Close thread").click()
    await expect(page.get_by_role("textbox", name="Message #it-help")).to_be_visible()
