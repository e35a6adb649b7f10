"""People at the page: talking, threads, forms, the clock, being somebody else; by mouse, keyboard and phone."""

from __future__ import annotations

import asyncio

from aiohttp import web
from playwright.async_api import FilePayload, Page, Route, expect
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from tests.browser.chromium import Window, browser_marks, through
from tests.pages.slack.conftest import NAME
from tests.playground.conftest import Got, SmallApp, actions, asks, button, modal, section

pytestmark = browser_marks

MIA, DANA = "UMIAFELD", "UDANAROTH"
PLACE = "CITHELP"


def address(pg: Playground, who: str = MIA, place: str = PLACE) -> str:
    return f"{pg.url}/?as={who}#{place}"


def message(page: Page, text: str):
    return page.get_by_role("log", name="Messages in it-help").get_by_role("article").filter(has_text=text)


# talking


async def test_what_one_writes_the_other_sees_at_once(window: Window, pg: Playground):
    mia, dana = await window(address(pg)), await window(address(pg, DANA))
    await mia.get_by_role("textbox", name="Message #it-help").fill("My *VPN* drops, @dana.roth <b>")
    await mia.keyboard.press("Enter")
    heard = message(dana, "My VPN drops, @Dana Roth <b>")
    await expect(heard).to_be_visible()
    await expect(heard.locator(".mention.me")).to_have_text("@Dana Roth")
    await expect(mia.get_by_role("textbox", name="Message #it-help")).to_have_value("")


async def test_the_page_catches_up_after_the_stream_was_lost(window: Window, pg: Playground):
    page = await window(address(pg))
    await expect(page.locator("body[data-live=on]")).to_be_attached()
    pg.slack.changes.end()
    await pg.person("dana.roth").says("Back again", channel="#it-help")
    await expect(message(page, "Back again")).to_be_visible()
    await pg.person("dana.roth").says("And live", channel="#it-help")
    await expect(message(page, "And live")).to_be_visible()


async def test_unread_channels_are_marked_until_they_are_read(window: Window, pg: Playground):
    page = await window(address(pg, DANA))
    await pg.person("mia.feld").says("Lunch?", channel="#general")
    link = page.get_by_role("link", name="general 1 unread")
    await expect(link).to_be_visible()
    await link.click()
    await expect(page.get_by_role("heading", name="general")).to_be_visible()
    await expect(page.get_by_role("link", name="general", exact=True)).to_be_visible()


async def test_a_private_message_says_so_and_can_be_put_away(window: Window, pg: Playground, client: AsyncWebClient):
    mia, dana = await window(address(pg)), await window(address(pg, DANA))
    await client.chat_postEphemeral(channel=PLACE, user=MIA, text="Got it: *INC-1042*")
    await expect(message(mia, "Only visible to you")).to_contain_text("Got it: INC-1042")
    await mia.get_by_role("button", name="Dismiss message").click()
    await expect(message(mia, "Got it")).to_have_count(0)
    await through(mia, pg.settle)
    await mia.reload()
    await expect(mia.get_by_role("log")).to_be_visible()
    await expect(message(mia, "Got it")).to_have_count(0)
    await expect(message(dana, "Got it")).to_have_count(0)


async def test_own_messages_are_edited_and_deleted_others_are_not(window: Window, pg: Playground):
    await pg.person("mia.feld").says("Teh VPN", channel="#it-help")
    page, other = await window(address(pg)), await window(address(pg, DANA))
    mine = message(page, "Teh VPN")
    await mine.focus()
    await page.keyboard.press("e")
    await page.get_by_role("textbox", name="Edit message").fill("The VPN")
    await page.keyboard.press("Enter")
    await expect(message(page, "The VPN")).to_contain_text("(edited)")

    await message(other, "The VPN").hover()
    await message(other, "The VPN").get_by_role("button", name="More actions").click()
    await expect(other.get_by_role("menuitem", name="Copy text")).to_be_visible()
    await expect(other.get_by_role("menuitem", name="Delete message")).to_have_count(0)

    await message(page, "The VPN").hover()
    await message(page, "The VPN").get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Delete message").click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    await expect(page.get_by_text("The VPN")).to_have_count(0)


async def test_reactions_count_people_and_toggle(window: Window, pg: Playground):
    await pg.person("dana.roth").says("Fixed", channel="#it-help")
    page = await window(address(pg))
    fixed = message(page, "Fixed")
    await fixed.hover()
    await fixed.get_by_role("button", name="React with ticket").click()
    chip = fixed.get_by_role("button", name="ticket, 1, Mia Feld")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await chip.click()
    await expect(chip).to_have_count(0)


async def test_a_thread_opens_beside_its_message_and_survives_a_reload(window: Window, pg: Playground):
    await pg.person("mia.feld").says("My VPN drops", channel="#it-help")
    page = await window(address(pg, DANA))
    root = message(page, "My VPN drops")
    await root.hover()
    await root.get_by_role("button", name="Reply in thread").click()
    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("textbox", name="Reply")).to_be_focused()
    await page.keyboard.type("Looking at it")
    await page.keyboard.press("Enter")
    await expect(thread.get_by_role("article").filter(has_text="Looking at it")).to_be_visible()
    await expect(root.get_by_role("button", name="1 reply")).to_be_visible()
    await page.reload()
    await expect(thread.get_by_role("article").filter(has_text="Looking at it")).to_be_visible()
    await page.get_by_role("textbox", name="Reply").fill("/ring")
    await page.keyboard.press("Enter")
    await expect(thread.get_by_role("alert")).to_contain_text("cannot be used in a thread")
    await page.keyboard.press("Escape")
    await expect(thread).to_be_hidden()


async def test_a_long_conversation_begins_with_its_newest_part(window: Window, pg: Playground, client: AsyncWebClient):
    for number in range(100):
        await client.chat_postMessage(channel=PLACE, text=f"Message number {number}.")
    page = await window(address(pg))
    await expect(message(page, "Message number 99.")).to_be_in_viewport()
    await expect(message(page, "Message number 19.")).to_have_count(0)
    await page.get_by_role("button", name="Show earlier messages (20)").click()
    await expect(message(page, "Message number 19.")).to_be_focused()
    await expect(message(page, "Message number 0.")).to_have_count(1)
    await client.chat_postMessage(channel=PLACE, text="And one more")
    await page.get_by_role("button", name="New messages").click()
    await expect(message(page, "And one more")).to_be_in_viewport()


async def test_files_travel_with_a_message(window: Window, pg: Playground):
    page = await window(address(pg))
    await page.get_by_label("Choose files").set_input_files(
        FilePayload(name="trace.txt", mimeType="text/plain", buffer=b"hello")
    )
    await expect(page.get_by_role("button", name="Remove trace.txt")).to_be_visible()
    await page.get_by_role("button", name="Send").click()
    link = message(page, "trace.txt").get_by_role("link", name="trace.txt")
    await expect(link).to_be_visible()
    answer = await page.request.get(pg.url + (await link.get_attribute("href") or ""))
    assert await answer.body() == b"hello"


# the app


async def test_a_button_tells_the_app_and_asks_first_where_it_should(
    window: Window, pg: Playground, app: SmallApp, client: AsyncWebClient
):
    sure = {
        "title": {"type": "plain_text", "text": "Close it?"}, "text": {"type": "mrkdwn", "text": "*INC-1042* ends."},
        "confirm": {"type": "plain_text", "text": "Close"}, "deny": {"type": "plain_text", "text": "Keep"},
    }  # fmt: skip
    row = actions(button("Claim", "claim", value="INC-1042"), button("End", "end", confirm=sure))
    await client.chat_postMessage(channel=PLACE, text="card", blocks=[row])
    page = await window(address(pg))
    await page.get_by_role("button", name="Claim").click()
    await through(page, pg.settle)
    pressed = app.of("block_actions")[0].payload["actions"][0]
    assert (pressed["action_id"], pressed["block_id"], pressed["value"]) == ("claim", "row", "INC-1042")
    end = page.get_by_role("button", name="End", exact=True)
    await end.click()
    await expect(page.get_by_role("alertdialog", name="Close it?")).to_contain_text("INC-1042 ends.")
    await page.keyboard.press("Escape")
    await expect(end).to_be_focused()
    await through(page, pg.settle)
    assert len(app.of("block_actions")) == 1
    await end.click()
    await page.get_by_role("alertdialog").get_by_role("button", name="Close").click()
    await through(page, pg.settle)
    assert len(app.of("block_actions")) == 2


async def test_a_message_shortcut_is_found_under_more(window: Window, pg: Playground, app: SmallApp):
    await pg.person("dana.roth").says("Printer jams", channel="#it-help")
    page = await window(address(pg))
    await message(page, "Printer jams").focus()
    await page.keyboard.press("m")
    await page.keyboard.press("r")  # a letter goes to the item that begins with it
    await page.keyboard.press("Enter")
    await through(page, pg.settle)
    assert app.of("message_action")[0].payload["message"]["text"] == "Printer jams"


async def test_the_home_tab_is_opened_once_and_lives(
    window: Window, pg: Playground, app: SmallApp, client: AsyncWebClient
):
    def home(words: str) -> dict:
        return {"type": "home", "blocks": [section(words), actions(button("Order", "order"))]}

    async def publish(got: Got) -> None:
        await client.views_publish(user_id=got.event["user"], view=home("*Waiting for you*"))

    app.answers["app_home_opened"] = publish
    page = await window(address(pg, place="home"))
    region = page.get_by_role("region", name="Home of Bell")
    await expect(region.get_by_text("Waiting for you")).to_be_visible()
    await client.views_publish(user_id=MIA, view=home("Nothing waits"))
    await expect(region.get_by_text("Nothing waits")).to_be_visible()
    await through(page, pg.settle)
    assert len(app.of("app_home_opened")) == 1
    await region.get_by_role("button", name="Order").click()
    await through(page, pg.settle)
    assert app.of("block_actions")[0].payload["view"]["type"] == "home"
    del app.answers["app_home_opened"]  # so that the same view stands there when one comes back
    await page.get_by_role("tab", name="Messages").click()
    await expect(region).to_have_count(0)
    await page.get_by_role("tab", name="Home").click()
    await expect(region.get_by_text("Nothing waits")).to_be_visible()


async def test_a_home_published_before_the_stream_is_open_is_shown_all_the_same(
    window: Window, pg: Playground, app: SmallApp, client: AsyncWebClient
):
    page = await window(f"{pg.url}/static/icon.svg")
    published = asyncio.Event()

    async def hold(route: Route) -> None:
        await published.wait()
        await route.continue_()

    await page.route("**/ui/events*", hold)
    async with page.expect_response("**/ui/home*"):
        await page.goto(address(pg, place="home"))
    await client.views_publish(user_id=MIA, view={"type": "home", "blocks": [section("Here now")]})
    published.set()
    await expect(page.get_by_text("Here now")).to_be_visible()


async def test_an_app_that_fails_is_reported_in_words(window: Window, pg: Playground, app: SmallApp):
    app.answers["command"] = web.Response(status=500)
    page = await window(address(pg))
    box = page.get_by_role("textbox", name="Message #it-help")
    await box.fill("/ring")
    await box.press("Enter")
    await expect(page.get_by_role("alert").filter(has_text="/ring failed with the error")).to_be_visible()
    await expect(box).to_have_value("/ring")
    await box.fill("/rung")
    await box.press("Enter")
    await expect(page.get_by_text("/rung is not a valid command")).to_be_visible()


async def test_forms_stack_and_close_one_by_one(window: Window, pg: Playground, app: SmallApp, client: AsyncWebClient):
    async def push(got: Got) -> None:
        view = modal(asks("And why?", NAME, "why"), title="More")
        await client.views_push(trigger_id=got.payload["trigger_id"], view=view)

    app.answers["block_actions"] = push
    blocks = [asks("What is wrong?", NAME, "what"), actions(button("More", "more"))]
    await client.views_open(trigger_id=pg.slack.triggers.give(MIA), view=modal(*blocks, title="First"))
    page = await window(address(pg))
    await page.get_by_role("textbox", name="What is wrong?").fill("VPN")
    await page.get_by_role("button", name="More").click()
    await expect(page.get_by_role("dialog", name="More")).to_be_visible()
    await expect(page.get_by_role("textbox", name="And why?")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="More")).to_have_count(0)
    await expect(page.get_by_role("textbox", name="What is wrong?")).to_have_value("VPN")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await through(page, pg.settle)
    assert not pg.slack.views.stacks.get(MIA)
