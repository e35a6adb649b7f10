"""The story at the top of the house, clicked through in a real browser: Mia, Dana and Lena at the playground's page.

With DESKBELL_SCREENSHOTS naming a folder, each scene is also kept there as a picture.
"""

from __future__ import annotations

import os
import re
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import Locator, Page, expect

from tests.browser.chromium import PHONE, Window, browser_marks, in_the_browsers_loop, through
from tests.stories.house import House, house

pytestmark = browser_marks

REPLIES = re.compile(r"\d+ repl")
MIA, DANA, LENA, KATRIN, FINANCE = "UMIAFELD", "UDANAROTH", "ULENAVOGT", "UKATRINSTAHL", "UFINANCECONTROLLER"


@in_the_browsers_loop
async def desk(tmp_path: Path) -> AsyncIterator[House]:
    """The sample company on a Thursday at ten."""
    async with house(tmp_path) as running:
        yield running


async def scene(page: Page, name: str) -> None:
    """Keep a picture, when somebody wants to look."""
    folder = os.environ.get("DESKBELL_SCREENSHOTS")
    if folder:
        await page.screenshot(path=str(Path(folder) / f"{name}.png"))


async def go(page: Page, name: str) -> None:
    """Open a channel or conversation of the sidebar."""
    await page.get_by_role("link", name=name).first.click()


async def write(page: Page, box: str, text: str) -> None:
    """Type into a composer and send it."""
    await page.get_by_role("textbox", name=box).last.fill(text)
    await page.keyboard.press("Enter")


def said(page: Page, text: str) -> Locator:
    """A message with these words, wherever it stands."""
    return page.get_by_role("article").filter(has_text=text)


async def choose(page: Page, field: str, option: str) -> None:
    """Choose in a select of the open form."""
    await page.get_by_role("dialog").get_by_role("combobox", name=field).click()
    await page.get_by_role("option", name=option, exact=True).click()


async def report_a_fault(page: Page, desk: House, who: str) -> None:
    """Mia's incident through the form, with the promise shown before it is sent."""
    await write(page, "Message #it-help", "/incident VPN drops every 5 minutes")
    form = page.get_by_role("dialog", name="Something is broken")
    await expect(form).to_be_visible()
    await expect(form.get_by_role("combobox", name="Which service?")).to_have_value("Network, Wi-Fi and VPN")
    await expect(form.get_by_role("combobox", name="What kind?")).to_have_value("VPN")
    await form.get_by_role("radio", name=who).check()
    await through(page, desk.settles)
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_contain_text("Please complete this required field.")
    await form.get_by_role("radio", name="No, work has stopped").check()
    await expect(form).to_contain_text("aim to fix it by")
    await scene(page, "form")
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_be_hidden()
    await through(page, desk.settles)


async def test_the_incident_clicked_through(window: Window, desk: House) -> None:
    url = desk.playground.url
    mia = await window(f"{url}/?as={MIA}#CITHELP")
    dana = await window(f"{url}/?as={DANA}#CDESKTRIAGE")
    await report_a_fault(mia, desk, "Just me")
    await go(mia, "Deskbell")
    receipt = said(mia, "INC-1000").first
    await expect(receipt).to_contain_text("Got it")
    await scene(mia, "receipt")

    card = said(dana, "INC-1000").first
    await expect(card).to_contain_text("NEW")
    await scene(dana, "card")
    await card.get_by_role("button", name="Claim").click()
    await expect(card).to_contain_text("IN PROGRESS")
    await card.hover()
    await card.get_by_role("button", name="Reply in thread").click()
    await write(dana, "Reply…", ">> Please reconnect once.")
    await through(dana, desk.settles)
    await receipt.get_by_role("button", name=REPLIES).click()
    await expect(said(mia, "Please reconnect once.").first).to_be_visible()
    await expect(said(mia, "Dana has taken this.").first).to_be_visible()

    await card.get_by_role("button", name="Ask requester").click()
    form = dana.get_by_role("dialog")
    await form.get_by_role("textbox").fill("Which profile is selected, Berlin or Split?")
    await form.get_by_role("button", name="Ask and wait").click()
    await expect(card).to_contain_text("ON HOLD")
    await expect(said(mia, "Which profile is selected").first).to_be_visible()
    await write(mia, "Reply…", "Berlin")
    await expect(card).to_contain_text("IN PROGRESS")
    await scene(dana, "thread")

    await card.get_by_role("button", name="Resolve").click()
    await form.get_by_role("textbox").fill("the VPN profile was reissued; please reconnect once")
    await form.get_by_role("button", name="Resolve").click()
    question = said(mia, "Does it work?").first
    await expect(question).to_be_visible()
    await scene(mia, "resolved")
    await question.get_by_role("button", name="No, still broken").click()
    await expect(card).to_contain_text("IN PROGRESS")
    await expect(said(mia, "is open again").first).to_be_visible()
    await card.get_by_role("button", name="Resolve").click()
    await form.get_by_role("textbox").fill("a new certificate was installed")
    await form.get_by_role("button", name="Resolve").click()
    await said(mia, "Does it work?").nth(1).get_by_role("button", name="Yes, it works").click()
    await expect(said(mia, "Great, closed.").first).to_be_visible()
    await expect(card).to_contain_text("CLOSED")
    await scene(mia, "closed")


async def test_a_promise_is_watched_being_broken(window: Window, desk: House) -> None:
    url = desk.playground.url
    mia = await window(f"{url}/?as={MIA}#CITHELP")
    await report_a_fault(mia, desk, "My team")
    dana = await window(f"{url}/?as={DANA}#CDESKTRIAGE")
    await expect(said(dana, "INC-1000").first).to_contain_text("NEW")
    await dana.get_by_role("button", name="forward by 15 minutes").click()
    await through(dana, desk.settles)
    await dana.get_by_role("button", name="forward by 15 minutes").click()
    await through(dana, desk.settles)
    card = said(dana, "INC-1000").first
    await card.get_by_role("button", name=REPLIES).click()
    await expect(said(dana, "passed its answer time").first).to_be_visible()
    await scene(dana, "breach")
    lena = await window(f"{url}/?as={LENA}")
    await go(lena, "Deskbell")
    told = said(lena, "passed its answer time").first
    await expect(told).to_be_visible()
    await told.get_by_role("button", name="Claim").click()
    await expect(card).to_contain_text("Lena")
    await scene(lena, "lead")


async def test_a_request_from_the_phone_in_the_dark(window: Window, desk: House) -> None:
    mia = await window(f"{desk.playground.url}/?as={MIA}#CITHELP", size=PHONE, dark=True)
    await write(mia, "Message #it-help", "/request")
    form = mia.get_by_role("dialog")
    await choose(mia, "What do you need?", "Question or advice")
    await form.get_by_role("button", name="Next").click()
    await expect(mia.get_by_role("dialog", name="Question or advice")).to_be_visible()
    await form.get_by_role("textbox").fill("short")
    await form.get_by_role("button", name="Order").click()
    await expect(form).to_contain_text("at least 10 characters")
    await scene(mia, "phone")
    await form.get_by_role("textbox").fill("How do I share a calendar with a partner?")
    await form.get_by_role("button", name="Order").click()
    await expect(form).to_be_hidden()
    await through(mia, desk.settles)
    assert any("REQ-1000" in one.text for one in desk.person("mia").directs())


async def test_a_laptop_from_the_picker_to_the_steps_of_its_teams(window: Window, desk: House) -> None:
    url = desk.playground.url
    mia = await window(f"{url}/?as={MIA}#CITHELP")
    await write(mia, "Message #it-help", "/request")
    form = mia.get_by_role("dialog")
    await form.get_by_role("combobox", name="What do you need?").click()
    await expect(mia.get_by_role("option", name="New laptop", exact=True)).to_be_visible()
    await scene(mia, "catalog-picker")
    await mia.get_by_role("option", name="New laptop", exact=True).click()
    await form.get_by_role("button", name="Next").click()
    order = mia.get_by_role("dialog", name="New laptop")
    await choose(mia, "Model", "Power 16")
    await expect(order).to_contain_text("Cost: 1,980 EUR")  # the form is drawn anew, and its lists close
    await choose(mia, "Ship to", "berlin")
    await through(mia, desk.settles)
    await scene(mia, "catalog-form")
    await order.get_by_role("button", name="Order").click()
    await expect(form).to_be_hidden()
    await through(mia, desk.settles)

    katrin = await window(f"{url}/?as={KATRIN}")
    await go(katrin, "Deskbell")
    asked = said(katrin, "Mia Feld asks for New laptop").first
    await expect(asked).to_contain_text("Power 16")
    await scene(katrin, "catalog-approval")
    await asked.get_by_role("button", name="Approve").click()
    await expect(asked).to_contain_text("Approved by Katrin Stahl")
    finance = await window(f"{url}/?as={FINANCE}")
    await go(finance, "Deskbell")
    second = said(finance, "Katrin Stahl agreed already").first
    await second.get_by_role("button", name="Approve").click()
    await expect(second).to_contain_text("Approved by Frida Conrad")

    dana = await window(f"{url}/?as={DANA}#CDESKTRIAGE")
    card = said(dana, "REQ-1000").first
    await card.get_by_role("button", name="Done: Order").click()
    await expect(card).to_contain_text("Image (TASK-1002) · ready")
    await scene(dana, "catalog-steps")
    await go(mia, "Deskbell")
    receipt = said(mia, "REQ-1000").first
    await expect(receipt).to_contain_text("Step 2 of 4: Image")
    await scene(mia, "catalog-progress")
