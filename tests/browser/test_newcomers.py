"""What somebody meets who opens the playground for the first time: what to try, and nothing that keeps them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import FilePayload, expect

from bot.playground import _welcome
from tests.browser.chromium import Window, browser_marks, in_the_browsers_loop, through
from tests.browser.test_story import MIA, go, said, write
from tests.browser.test_story_beside import WIDE, client
from tests.conformance.house import House, house
from tests.conformance.seatings import Seating
from tests.conformance.test_files import png

pytestmark = browser_marks


@in_the_browsers_loop
async def desk(tmp_path: Path) -> AsyncIterator[House]:
    """The sample company on a Thursday at ten, on both platforms."""
    async with house(tmp_path, Seating("teams", "slack")) as running:
        running.playground.welcome = _welcome(running.playground, running.service.engine.policy)
        yield running


async def test_four_lines_say_what_to_try_until_they_are_closed(window: Window, desk: House) -> None:
    page = await window(desk.playground.url, size=WIDE)
    lines = page.get_by_role("region", name="What to try").get_by_role("listitem")
    await expect(lines).to_have_count(4)
    assert [(await line.inner_text()).partition(":")[0] for line in await lines.all()] == [
        "Ask",
        "Answer",
        "Order",
        "Be late",
    ]
    await page.get_by_role("region", name="What to try").get_by_role("button", name="Close").click()
    await expect(lines).to_have_count(0)
    await page.reload()
    await client(page, "slack")
    await expect(lines).to_have_count(0)


async def test_whoever_presses_claim_second_in_a_window_that_stands_still_is_told_so(
    window: Window, desk: House
) -> None:
    mia = await window(f"{desk.playground.url}/slack?as={MIA}#CITHELP")
    await write(mia, "Message #it-help", "/incident VPN drops every 5 minutes")
    form = mia.get_by_role("dialog", name="Something is broken")
    await expect(form.get_by_role("combobox", name="What kind?")).to_have_value("VPN")
    await form.get_by_role("radio", name="My team").check()
    await form.get_by_role("radio", name="Only partly").check()
    await form.get_by_role("button", name="Send").click()
    await through(mia, desk.settles)
    [*_, (_, late)] = desk.playground.welcome
    first = await window(f"{desk.playground.url}/slack?as=UDANAROTH#CDESKTRIAGE")
    second = await window(desk.playground.url + late)
    await expect(second.get_by_role("status").filter(has_text="stands still")).to_be_visible()
    await said(first, "INC-1000").first.get_by_role("button", name="Claim").click()
    await expect(said(first, "INC-1000").first).to_contain_text("IN PROGRESS")
    card = said(second, "INC-1000").first
    await expect(card).to_contain_text("NEW")
    await card.get_by_role("button", name="Claim").click()
    await expect(said(second, "Dana claimed INC-1000 just before you.").first).to_be_visible()
    await expect(card).to_contain_text("IN PROGRESS")


async def test_a_list_of_people_is_left_by_tab_as_by_any_other_key(window: Window, desk: House) -> None:
    mia = await window(f"{desk.playground.url}/slack?as={MIA}#CITHELP")
    await write(mia, "Message #it-help", "/request")
    form = mia.get_by_role("dialog")
    await form.get_by_role("combobox").first.click()
    await mia.get_by_role("option", name="Shared mailbox or list").click()
    await form.get_by_role("button", name="Next").click()
    people = form.get_by_role("combobox", name="Members")
    await people.press("Enter")
    await people.press("Enter")
    await expect(mia.get_by_role("listbox")).to_be_visible()
    await people.press("Tab")
    await expect(form.get_by_role("combobox", name="This is for")).to_be_focused()
    await expect(mia.get_by_role("listbox")).to_be_hidden()


async def test_each_client_by_itself_is_somebodys_and_says_whose(window: Window, desk: House) -> None:
    slack = await window(f"{desk.playground.url}/slack")
    await go(slack, "it-help")
    assert "as=U" in slack.url
    teams = await window(f"{desk.playground.url}/teams?teams_as=dana.roth")
    await expect(teams.get_by_role("button", name="Dana Roth").first).to_be_visible()
    assert "as=dana.roth" in teams.url


async def test_every_file_that_is_chosen_is_sent_and_a_channel_says_whom_it_reaches(
    window: Window, desk: House
) -> None:
    chosen: list[FilePayload] = [
        {"name": "error.png", "mimeType": "image/png", "buffer": png()},
        {"name": "log.txt", "mimeType": "text/plain", "buffer": b"10:34 the tunnel drops"},
    ]
    too_large: FilePayload = {"name": "film.mp4", "mimeType": "video/mp4", "buffer": bytes(8 * 1024 * 1024 + 1)}
    await desk.person("mia").reports()
    page = await window(f"{desk.playground.url}/teams?as=dana.roth#19:desktriage@thread.tacv2")
    await page.get_by_label("Choose files").last.set_input_files(chosen)
    await expect(page.get_by_role("alert").filter(has_text="people see log.txt, no app does")).to_be_visible()
    await page.get_by_role("button", name="Remove log.txt").click()
    await expect(page.get_by_role("alert").filter(has_text="no app does")).to_be_hidden()
    slack = await window(f"{desk.playground.url}/slack?as={MIA}#CITHELP")
    await slack.get_by_label("Choose files").last.set_input_files([too_large, *chosen])
    await expect(slack.get_by_text("film.mp4 is larger than 8 MB.")).to_be_visible()
    await expect(slack.get_by_role("button", name="Remove log.txt")).to_be_visible()
    await slack.get_by_role("button", name="Send").last.click()
    sent = slack.locator(".file-name")
    await expect(sent).to_have_text(["error.png", "log.txt"])
