"""People at the Teams page: chats, channels and their threads, quotes, who sees what; by mouse, keyboard and phone."""

from __future__ import annotations

import pytest
from playwright.async_api import FilePayload, Locator, Page, expect

from playground.teams.people import Actor
from playground.teams.server import TeamsPlayground
from tests.browser.chromium import PHONE, Window, browser_marks, through
from tests.playground_teams.conftest import HELP, TRIAGE, Client, SmallApp

pytestmark = browser_marks


def address(pg: TeamsPlayground, who: str = "mia.feld", place: str = HELP) -> str:
    return f"{pg.url}/teams?as={who}#{place}"


def chat(pg: TeamsPlayground, who: str = "mia.feld") -> str:
    return address(pg, who, pg.person(who).direct.id)


def message(page: Page, text: str) -> Locator:
    return page.get_by_role("article").filter(has_text=text)


async def choose(page: Page, row: Locator, option: str) -> None:
    """Choose in a message's menu."""
    await row.hover()
    await row.get_by_role("button", name="More options").click()
    await page.get_by_role("menuitem", name=option).click()


# channels


async def test_what_one_posts_the_other_sees_at_once(window: Window, pg: TeamsPlayground):
    author, reader = await window(address(pg)), await window(address(pg, "dana.roth"))
    await author.get_by_role("textbox", name="New post in Help").fill("My *VPN* drops, @Dana Roth <b>")
    await author.keyboard.press("Enter")
    heard = message(reader, "My *VPN* drops, Dana Roth <b>")  # people's words are no Markdown here, and never HTML
    await expect(heard.locator(".mention.me")).to_have_text("Dana Roth")
    await expect(author.get_by_role("textbox", name="New post in Help")).to_have_value("")


async def test_a_thread_is_answered_under_its_post(window: Window, pg: TeamsPlayground, app: SmallApp, mia: Actor):
    root = await mia.says("@Bell my VPN drops", "Help")
    author, other = await window(address(pg)), await window(address(pg, "dana.roth"))
    post = other.get_by_role("region", name="Post by Mia Feld")
    await post.get_by_role("button", name="Reply", exact=True).last.click()
    box = post.get_by_role("textbox", name="Reply to Mia Feld")
    await expect(box).to_be_focused()
    await other.keyboard.type("@Be")
    await expect(other.get_by_role("option", name="Bell")).to_be_visible()
    await other.keyboard.press("Enter")  # completes
    await other.keyboard.type("look at this")
    await other.keyboard.press("Enter")  # sends
    below = author.get_by_role("region", name="Post by Mia Feld").get_by_role("article").nth(1)
    await expect(below).to_contain_text("Bell look at this")
    await through(other, pg.settle)
    told = app.of("message")[-1]
    assert told["conversation"]["id"] == f"{HELP};messageid={root.id}"
    assert told["replyToId"] == root.id


async def test_a_long_thread_shows_its_newest_replies_and_unfolds(window: Window, pg: TeamsPlayground, mia: Actor):
    root = await mia.says("My VPN drops", "Help")
    for number in range(6):
        await mia.says(f"Reply number {number}", thread=root)
    page = await window(address(pg))
    await expect(message(page, "Reply number 5")).to_be_visible()
    await expect(message(page, "Reply number 2")).to_have_count(0)
    await page.get_by_role("button", name="3 earlier replies from Mia Feld").click()
    await expect(message(page, "Reply number 0")).to_be_visible()


async def test_a_half_written_reply_survives_what_others_say(window: Window, pg: TeamsPlayground, mia: Actor):
    root = await mia.says("My VPN drops", "Help")
    page = await window(address(pg, "dana.roth"))
    await page.get_by_role("region", name="Post by Mia Feld").get_by_role("button", name="Reply").last.click()
    await page.keyboard.type("Have you tri")
    await mia.says("since this morning", thread=root)
    await expect(message(page, "since this morning")).to_be_visible()
    box = page.get_by_role("textbox", name="Reply to Mia Feld")
    await expect(box).to_be_focused()
    await expect(box).to_have_value("Have you tri")


async def test_unread_channels_are_marked_until_they_are_read(window: Window, pg: TeamsPlayground, dana: Actor):
    page = await window(address(pg))
    await dana.says("Lunch?", "Office")
    link = page.get_by_role("link", name="Office 1 unread")
    await link.click()
    await expect(message(page, "Lunch?")).to_be_visible()
    await expect(page.get_by_role("link", name="Office", exact=True)).to_be_visible()


async def test_private_channels_are_shown_to_their_members_alone(window: Window, pg: TeamsPlayground):
    member, stranger = await window(address(pg, "lena.vogt")), await window(address(pg))
    await expect(member.get_by_role("link", name="Desk Admin")).to_be_visible()
    await expect(stranger.get_by_role("link", name="Help")).to_be_visible()
    await expect(stranger.get_by_role("link", name="Desk Admin")).to_have_count(0)


async def test_a_long_channel_begins_with_its_newest_part(window: Window, pg: TeamsPlayground, client: Client):
    for number in range(80):
        await client.send(HELP, f"Message number {number}.")
    page = await window(address(pg))
    await expect(message(page, "Message number 79.")).to_be_in_viewport()
    await expect(message(page, "Message number 19.")).to_have_count(0)
    await page.get_by_role("button", name="Show earlier messages (20)").click()
    await expect(message(page, "Message number 0.")).to_have_count(1)
    await client.send(HELP, "And one more")
    await page.get_by_role("button", name="New messages").click()
    await expect(message(page, "And one more")).to_be_in_viewport()


async def test_the_page_catches_up_after_the_stream_was_lost(window: Window, pg: TeamsPlayground, dana: Actor):
    page = await window(address(pg))
    await expect(page.locator("body[data-live=on]")).to_be_attached()
    pg.teams.changes.end()
    await dana.says("Back again", "Help")
    await expect(message(page, "Back again")).to_be_visible()
    await dana.says("And live", "Help")
    await expect(message(page, "And live")).to_be_visible()


# messages


async def test_own_messages_are_edited_and_deleted_others_are_not(window: Window, pg: TeamsPlayground, mia: Actor):
    await mia.says("Teh VPN", "Help")
    page, other = await window(address(pg)), await window(address(pg, "dana.roth"))
    await message(page, "Teh VPN").focus()
    await page.keyboard.press("e")
    await page.get_by_role("textbox", name="Edit message").fill("The VPN")
    await page.keyboard.press("Enter")
    await expect(message(page, "The VPN")).to_contain_text("Edited")

    await message(other, "The VPN").hover()
    await message(other, "The VPN").get_by_role("button", name="More options").click()
    await expect(other.get_by_role("menuitem", name="Copy text")).to_be_visible()
    await expect(other.get_by_role("menuitem", name="Delete")).to_have_count(0)
    await other.keyboard.press("Escape")

    await choose(page, message(page, "The VPN"), "Delete…")
    await page.get_by_role("alertdialog").get_by_role("button", name="Delete").click()
    await expect(message(other, "This message has been deleted.")).to_be_visible()
    await expect(other.get_by_text("The VPN")).to_have_count(0)


async def test_an_answer_in_a_chat_quotes_what_it_answers(
    window: Window, pg: TeamsPlayground, app: SmallApp, mia: Actor
):
    place = mia.direct.id
    app.answers["message"] = None
    await mia.says("hello")
    root = await pg.person("mia.feld").says("My VPN drops")
    page = await window(chat(pg))
    await message(page, "My VPN drops").hover()
    await message(page, "My VPN drops").get_by_role("button", name="Reply with quote").click()
    await page.keyboard.type("It works now")
    await page.keyboard.press("Enter")
    quoting = message(page, "It works now")
    await expect(quoting.get_by_role("blockquote")).to_contain_text("My VPN drops")
    await through(page, pg.settle)
    told = app.of("message")[-1]
    assert told["conversation"]["id"] == place
    html = told["attachments"][-1]["content"]
    assert f'itemtype="http://schema.skype.com/Reply" itemid="{root.id}"' in html
    assert html.endswith("<p>It works now</p>")
    await quoting.hover()
    await quoting.get_by_role("button", name="Edit").click()
    await page.get_by_role("textbox", name="Edit message").fill("It works again")
    await page.keyboard.press("Enter")
    await expect(message(page, "It works again").get_by_role("blockquote")).to_contain_text("My VPN drops")


async def test_reactions_count_people_and_toggle(window: Window, pg: TeamsPlayground, dana: Actor):
    await dana.says("Fixed", "Help")
    page = await window(address(pg))
    await message(page, "Fixed").hover()
    await message(page, "Fixed").get_by_role("button", name="React with like").click()
    chip = message(page, "Fixed").get_by_role("button", name="like, 1, Mia Feld")
    await expect(chip).to_have_attribute("aria-pressed", "true")
    await chip.click()
    await expect(chip).to_have_count(0)


async def test_files_travel_with_a_message_by_their_names(window: Window, pg: TeamsPlayground, app: SmallApp):
    page = await window(chat(pg))
    await page.get_by_label("Choose files").set_input_files(
        FilePayload(name="trace.txt", mimeType="text/plain", buffer=b"hello")
    )
    await expect(page.get_by_role("button", name="Remove trace.txt")).to_be_visible()
    await page.get_by_role("button", name="Send").click()
    link = message(page, "trace.txt").get_by_role("link", name="trace.txt")
    answer = await page.request.get(pg.url + (await link.get_attribute("href") or ""))
    assert await answer.body() == b"hello"
    await through(page, pg.settle)
    assert app.of("message")[0]["attachments"][0]["name"] == "trace.txt"


async def test_what_is_for_one_person_says_so_and_nobody_else_sees_it(
    window: Window, pg: TeamsPlayground, client: Client, mia: Actor
):
    private = {"type": "message", "text": "Got it: INC-1042", "recipient": {"id": mia.id}}
    await client.send(HELP, private, isTargetedActivity="true")
    await client.send(HELP, "For all")
    page, other = await window(address(pg)), await window(address(pg, "dana.roth"))
    await expect(message(page, "Got it: INC-1042")).to_contain_text("Only you can see this message")
    await expect(message(other, "For all")).to_be_visible()
    await expect(message(other, "Got it")).to_have_count(0)


async def test_what_the_app_says_is_markdown_and_never_html(window: Window, pg: TeamsPlayground, client: Client):
    hostile = "**bold** <img src=x onerror=alert(1)> <script>alert(1)</script> [link](javascript:alert(1)) <at>All</at>"
    await client.send(HELP, hostile)
    page = await window(address(pg))
    row = message(page, "bold")
    await expect(row.locator("strong")).to_have_text("bold")
    await expect(row).to_contain_text("<script>alert(1)</script>")
    await expect(row).to_contain_text("<at>All</at>")
    assert await row.locator(".words :is(img, script, a, .mention)").count() == 0


# the app and its places


async def test_an_app_that_is_removed_cannot_be_written_to_until_it_is_added(
    window: Window, pg: TeamsPlayground, app: SmallApp
):
    page = await window(chat(pg))
    await page.get_by_role("button", name="Apps", exact=True).click()
    await page.get_by_role("button", name="Remove Bell: For you").click()
    await expect(page.get_by_role("button", name="Add Bell: For you")).to_be_focused()
    await through(page, pg.settle)
    assert [one["action"] for one in app.of("installationUpdate")] == ["remove"]
    await page.get_by_role("button", name="Chat", exact=True).click()
    await expect(page.get_by_text("Bell is not installed for you.")).to_be_visible()
    await page.get_by_role("button", name="Add Bell").click()
    await expect(page.get_by_role("textbox", name="Message Bell")).to_be_visible()


async def test_what_the_app_may_hear_is_switched(window: Window, pg: TeamsPlayground, app: SmallApp, dana: Actor):
    page = await window(address(pg, place="apps"))
    await dana.says("unheard", "Help")
    switch = page.get_by_role("switch", name="Hear everything that is said in its channels")
    await switch.check()
    await expect(switch).to_be_checked()
    await through(page, pg.settle)
    await dana.says("heard", "Help")
    await pg.settle()
    assert [one["text"] for one in app.of("message")] == ["heard"]


async def test_a_new_chat_has_the_app_in_it(window: Window, pg: TeamsPlayground, app: SmallApp):
    page = await window(address(pg))
    await page.get_by_role("button", name="New chat").click()
    await page.get_by_role("combobox").fill("lena")
    await page.keyboard.press("Enter")
    await page.get_by_role("textbox", name="Message Mia, Lena").fill("@Bell hello")
    await page.keyboard.press("Escape")
    await page.keyboard.press("Enter")
    await expect(message(page, "Bell hello")).to_be_visible()
    await through(page, pg.settle)
    assert app.of("message")[0]["conversation"]["conversationType"] == "groupChat"


# keyboard, person, phone


async def test_everything_can_be_done_from_the_keyboard(window: Window, pg: TeamsPlayground, dana: Actor):
    for words in ("One", "Two", "Three"):
        await dana.says(words, "Help")
    page = await window(address(pg))
    await expect(message(page, "Three")).to_be_visible()
    keys = page.keyboard
    await page.get_by_role("link", name="Skip to messages").focus()
    await keys.press("Enter")
    await expect(message(page, "Three")).to_be_focused()
    await keys.press("ArrowUp")
    await expect(message(page, "Two")).to_be_focused()
    await keys.press("m")
    await expect(page.get_by_role("menuitem", name="Copy text")).to_be_focused()
    await keys.press("Escape")
    await expect(message(page, "Two").get_by_role("button", name="More options")).to_be_focused()
    await message(page, "Two").focus()
    await keys.press("r")
    await expect(page.get_by_role("textbox", name="Reply to Dana Roth")).to_be_focused()
    await keys.press("Escape")
    await page.get_by_role("link", name="Help").focus()
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(page.get_by_role("heading", name="Office")).to_be_visible()


async def test_one_becomes_somebody_else_and_stays_at_the_place(window: Window, pg: TeamsPlayground):
    page = await window(address(pg))
    await page.get_by_role("button", name="You are: Mia Feld").click()
    await page.get_by_role("combobox", name="Search people by name or role").fill("dana")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="You are: Dana Roth")).to_be_visible()
    assert page.url == address(pg, "dana.roth")


async def test_nobody_of_that_name_is_said_in_words(window: Window, pg: TeamsPlayground):
    page = await window(address(pg, "nobody"))
    await expect(page.get_by_role("alert")).to_contain_text("There is no such person in this Teams.")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_on_a_phone_list_and_conversation_take_turns(
    window: Window, pg: TeamsPlayground, client: Client, dark: bool
):
    await client.send(TRIAGE, "x" * 300)
    page = await window(f"{pg.url}/teams?as=dana.roth", size=PHONE, dark=dark)
    await page.get_by_role("link", name="Desk Triage").click()
    await expect(message(page, "xxx")).to_be_visible()
    await expect(page.get_by_role("link", name="Help")).to_be_hidden()
    fits = "document.querySelector('.messages').scrollWidth <= innerWidth"
    assert await page.evaluate(fits)
    await page.get_by_role("button", name="Back to chats and channels").click()
    await expect(page.get_by_role("link", name="Help")).to_be_visible()


async def test_a_message_is_forwarded_to_the_app(window: Window, pg: TeamsPlayground, app: SmallApp):
    await pg.person("emre.aydin").says("The beamer is off", "Help")
    page = await window(address(pg))
    await choose(page, message(page, "The beamer is off"), "Forward…")
    await page.get_by_placeholder("Search chats and channels").fill("Bell")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Forwarded.")).to_be_visible()
    await page.goto(chat(pg))
    await expect(message(page, "The beamer is off")).to_contain_text("Emre Aydin, forwarded")
