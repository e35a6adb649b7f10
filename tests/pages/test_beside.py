"""Slack and Teams side by side in one window: two people, one clock, one address. In a real browser."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

from playwright.async_api import Frame, Page, expect

from playground.clock import Clock
from playground.server import Playground
from tests.browser.chromium import PHONE, Window, browser_marks, in_the_browsers_loop
from tests.playground.conftest import MANIFEST as SLACK
from tests.playground.conftest import NINE
from tests.playground_teams.conftest import HELP, TRIAGE
from tests.playground_teams.conftest import MANIFEST as TEAMS

pytestmark = browser_marks

WIDE = (1600, 900)


@in_the_browsers_loop
async def both() -> AsyncIterator[Playground]:
    playground = await Playground.start(
        manifest=SLACK, teams_manifest=TEAMS, clock=Clock(NINE), pacing=False, patience=60.0
    )
    yield playground
    await playground.stop()


def address(both: Playground, *, teams: str = HELP, **more: str) -> str:
    extra = "".join(f"&{name}={value}" for name, value in more.items())
    return f"{both.url}/?as=UMIAFELD&teams_as=dana.roth{extra}#CITHELP~{teams}"


async def client(page: Page, name: str) -> Frame:
    """Slack's or Teams' frame, once it is live."""
    await expect(page.frame_locator(f"iframe[name={name}]").locator("body[data-live=on]")).to_be_attached()
    frame = page.frame(name=name)
    assert frame
    return frame


async def test_two_people_work_beside_each_other(window: Window, both: Playground):
    page = await window(address(both), size=WIDE)
    slack, teams = await client(page, "slack"), await client(page, "teams")
    await expect(slack.get_by_role("button", name="You are: Mia Feld")).to_be_visible()
    await expect(teams.get_by_role("button", name="You are: Dana Roth")).to_be_visible()
    await slack.get_by_role("textbox", name="Message #it-help").fill("Said in Slack")
    await page.keyboard.press("Enter")
    await teams.get_by_role("textbox", name="New post in Help").fill("Said in Teams")
    await page.keyboard.press("Enter")
    await expect(slack.get_by_role("article").filter(has_text="Said in Slack")).to_be_visible()
    await expect(teams.get_by_role("article").filter(has_text="Said in Teams")).to_be_visible()
    for frame in (slack, teams):  # the window has the clock, and room enough for each
        await expect(frame.get_by_role("region", name="The desk's clock")).to_have_count(0)
        assert await frame.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


async def test_one_clock_moves_both(window: Window, both: Playground):
    page = await window(address(both), size=WIDE)
    teams = await client(page, "teams")
    await page.get_by_role("button", name="Move the desk's clock forward by 1 hour").click()
    await expect(page.get_by_role("button", name="Desk time Fri 23 Oct 2026, 10:00 CEST")).to_be_visible()
    assert both.teams
    await both.teams.person("mia.feld").says("An hour later", "Help")
    stamp = teams.get_by_role("article").filter(has_text="An hour later").locator("time")
    await expect(stamp).to_have_text("10:00")
    both.clock.advance(timedelta(minutes=30).total_seconds())  # by somebody else's hand
    await expect(page.get_by_role("button", name="Desk time Fri 23 Oct 2026, 10:30 CEST")).to_be_visible()


async def test_each_side_is_somebody_of_its_own_and_stays_where_it_is(window: Window, both: Playground):
    page = await window(address(both, teams=TRIAGE), size=WIDE)
    teams = await client(page, "teams")
    await teams.get_by_role("button", name="You are: Dana Roth").click()
    await teams.get_by_role("combobox", name="Search people by name or role").fill("lena")
    await page.keyboard.press("Enter")
    teams = await client(page, "teams")
    await expect(teams.get_by_role("button", name="You are: Lena Vogt")).to_be_visible()
    await expect(teams.get_by_role("heading", name="Desk Triage")).to_be_visible()
    slack = await client(page, "slack")
    await slack.get_by_role("link", name="general").click()
    await expect(slack.get_by_role("heading", name="general")).to_be_visible()
    await page.wait_for_url("**/*teams_as=lena.vogt#CGENERAL~*")
    await page.reload()
    slack, teams = await client(page, "slack"), await client(page, "teams")
    await expect(slack.get_by_role("button", name="You are: Mia Feld")).to_be_visible()
    await expect(slack.get_by_role("heading", name="general")).to_be_visible()
    await expect(teams.get_by_role("button", name="You are: Lena Vogt")).to_be_visible()
    await expect(teams.get_by_role("heading", name="Desk Triage")).to_be_visible()


async def test_one_side_can_have_the_whole_width(window: Window, both: Playground):
    page = await window(address(both, show="teams"), size=WIDE)
    await client(page, "teams")
    slack, teams = page.locator("iframe[name=slack]"), page.locator("iframe[name=teams]")
    await expect(slack).to_have_count(0)  # it is not even asked for
    await page.get_by_role("button", name="Both").click()
    await expect(slack).to_be_visible()
    assert "show=" not in page.url
    await page.get_by_role("button", name="Slack").click()
    await expect(teams).to_be_hidden()
    assert "show=slack" in page.url
    await expect(page.get_by_role("button", name="Slack")).to_have_attribute("aria-pressed", "true")


async def test_on_a_phone_one_is_shown_and_the_other_a_touch_away(window: Window, both: Playground):
    page = await window(address(both), size=PHONE, dark=True)
    slack = await client(page, "slack")
    await expect(slack.get_by_role("textbox", name="Message #it-help")).to_be_visible()
    await slack.get_by_role("button", name="Channels and people").click()
    await expect(slack.get_by_role("link", name="general")).to_be_visible()
    await expect(page.get_by_role("button", name="Both")).to_be_hidden()
    await page.get_by_role("button", name="Teams").click()
    teams = await client(page, "teams")
    await expect(teams.get_by_role("textbox", name="New post in Help")).to_be_visible()
    assert await page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")


async def test_the_theme_is_chosen_for_both_at_once(window: Window, both: Playground):
    page = await window(address(both), size=WIDE)
    teams = await client(page, "teams")
    await page.get_by_role("button", name="Theme: system").click()
    await page.get_by_role("button", name="Theme: light").click()
    await expect(teams.locator("html[data-theme=dark]")).to_be_attached()
    await expect(teams.locator(".main")).to_have_css("background-color", "rgb(31, 31, 31)")


async def test_the_bare_address_shows_two_people_one_in_each(window: Window, both: Playground):
    page = await window(f"{both.url}/", size=WIDE)
    slack, teams = await client(page, "slack"), await client(page, "teams")
    await expect(slack.get_by_role("button", name="You are: Mia Feld")).to_be_visible()
    await expect(teams.get_by_role("button", name="You are: Jan Brandt")).to_be_visible()


async def test_a_new_tab_as_somebody_else_shows_both_again(window: Window, both: Playground):
    page = await window(address(both), size=WIDE)
    teams = await client(page, "teams")
    await teams.get_by_role("button", name="You are: Dana Roth").click()
    await teams.get_by_role("combobox", name="Search people by name or role").fill("lena")
    async with page.context.expect_page() as opened:
        await page.keyboard.press("Control+Enter")
    other = await opened.value
    await expect((await client(other, "teams")).get_by_role("button", name="You are: Lena Vogt")).to_be_visible()
    await expect((await client(other, "slack")).get_by_role("button", name="You are: Mia Feld")).to_be_visible()
    await expect(teams.get_by_role("button", name="You are: Dana Roth")).to_be_visible()


async def test_a_press_beside_closes_an_open_menu(window: Window, both: Playground):
    page = await window(address(both), size=WIDE)
    slack, teams = await client(page, "slack"), await client(page, "teams")
    await teams.get_by_role("button", name="Actions and apps").click()
    await expect(teams.get_by_role("menuitem", name="Ring")).to_be_visible()
    await slack.get_by_role("textbox", name="Message #it-help").click()
    await expect(teams.get_by_role("menuitem", name="Ring")).to_have_count(0)
    await page.get_by_role("button", name="to …").click()
    panel = page.get_by_role("dialog", name="The desk's clock")
    await expect(panel).to_be_visible()
    await slack.get_by_role("textbox", name="Message #it-help").click()
    await expect(panel).to_be_hidden()
