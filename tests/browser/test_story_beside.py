"""One ticket across both platforms, clicked through in one window: Mia asks in Teams, Dana answers in Slack.

With DESKBELL_SCREENSHOTS naming a folder, each scene is also kept there as a picture.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Frame, Locator, Page, expect

from tests.browser.chromium import Window, browser_marks, in_the_browsers_loop, through
from tests.browser.test_story import REPLIES, scene
from tests.conformance.house import House, house
from tests.conformance.seatings import Seating

pytestmark = browser_marks

WIDE = (1600, 900)


@in_the_browsers_loop
async def desk(tmp_path: Path) -> AsyncIterator[House]:
    """The sample company on a Thursday at ten, on both platforms."""
    async with house(tmp_path, Seating("teams", "slack")) as running:
        yield running


async def client(page: Page, name: str) -> Frame:
    """Slack's or Teams' frame, once it is live."""
    await expect(page.frame_locator(f"iframe[name={name}]").locator("body[data-live=on]")).to_be_attached()
    frame = page.frame(name=name)
    assert frame
    return frame


def said(frame: Frame, text: str) -> Locator:
    """A message with these words."""
    return frame.get_by_role("article").filter(has_text=text)


async def test_one_ticket_across_both(window: Window, desk: House) -> None:
    page = await window(f"{desk.playground.url}/?as=UDANAROTH&teams_as=mia.feld#CDESKTRIAGE", size=WIDE)
    dana, mia = await client(page, "slack"), await client(page, "teams")
    await mia.get_by_role("button", name="Actions and apps").click()
    await mia.get_by_role("menuitem", name="Report a problem").click()
    form = mia.get_by_role("dialog", name="Something is broken")
    await form.get_by_role("textbox", name="What is wrong?").fill("VPN drops every 5 minutes")
    await form.get_by_role("combobox", name="Which service?").select_option(label="Network, Wi-Fi and VPN")
    await form.get_by_role("radio", name="My team").check()
    await form.get_by_role("radio", name="No, work has stopped").check()
    await form.get_by_role("button", name="Update").click()
    await expect(form).to_contain_text("aim to fix it by")
    await form.get_by_role("combobox", name="What kind?").select_option(label="VPN")
    await scene(page, "beside-form")
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_be_hidden()

    card = said(dana, "INC-1000").first
    await expect(card).to_contain_text("NEW")
    await mia.get_by_role("link", name="Deskbell").click()
    receipt = said(mia, "INC-1000").first
    await expect(receipt).to_contain_text("VPN drops every 5 minutes")
    await card.get_by_role("button", name="Claim").click()
    await expect(card).to_contain_text("IN PROGRESS")
    await expect(said(mia, "Dana has taken this.").first).to_be_visible()
    await scene(page, "beside-claimed")

    await card.hover()
    await card.get_by_role("button", name="Reply in thread").click()
    await dana.get_by_role("textbox", name="Reply…").fill(">> Please reconnect once.")
    await page.keyboard.press("Enter")
    heard = said(mia, "Please reconnect once.").first
    await expect(heard).to_be_visible()
    await heard.hover()
    await heard.get_by_role("button", name="Reply with quote").click()
    await page.keyboard.type("Still the same")
    await page.keyboard.press("Enter")
    thread = dana.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("article").filter(has_text="Still the same").first).to_be_visible()
    await scene(page, "beside-thread")

    await page.get_by_role("button", name="forward by 15 minutes").click()
    await through(page, desk.settles)
    await card.get_by_role("button", name="Resolve").click()
    await dana.get_by_role("dialog").get_by_role("textbox").fill("a new certificate was installed")
    await dana.get_by_role("dialog").get_by_role("button", name="Resolve").click()
    question = said(mia, "Does it work?").first
    await question.get_by_role("button", name="Yes, it works").click()
    await expect(card).to_contain_text("CLOSED")
    await scene(page, "beside-closed")


async def test_the_card_in_teams_follows_what_is_pressed_in_slack(window: Window, desk: House) -> None:
    await desk.person("mia").reports()
    page = await window(
        f"{desk.playground.url}/?as=UDANAROTH&teams_as=lena.vogt#CDESKTRIAGE~19:desktriage@thread.tacv2", size=WIDE
    )
    dana, lena = await client(page, "slack"), await client(page, "teams")
    in_slack, in_teams = said(dana, "INC-1000").first, said(lena, "INC-1000").first
    await expect(in_teams).to_contain_text("NEW")
    await in_slack.get_by_role("button", name="Claim").click()
    await expect(in_teams).to_contain_text("IN PROGRESS")
    await expect(in_teams.get_by_role("button", name="Claim")).to_have_count(0)
    await in_teams.get_by_role("button", name="More", exact=True).click()
    await lena.get_by_role("menuitem", name="Note").click()
    await lena.get_by_role("dialog").get_by_role("textbox").fill("The certificate is old.")
    await lena.get_by_role("dialog").get_by_role("button").last.click()
    await expect(lena.get_by_role("dialog")).to_have_count(0)
    await expect(said(lena, "The certificate is old.").first).to_be_visible()
    await through(page, desk.settles)
    await in_slack.get_by_role("button", name=REPLIES).click()
    thread = dana.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("article").filter(has_text="The certificate is old.").first).to_be_visible()
    await scene(page, "beside-note")
