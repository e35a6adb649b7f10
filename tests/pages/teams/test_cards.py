"""Cards and dialogs on the Teams page, drawn by Microsoft's renderer: presses, inputs, errors, views, commands."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, Page, expect

from playground.slack.protocol import Json
from playground.teams.people import Actor
from playground.teams.server import TeamsPlayground
from tests.browser.chromium import Window, browser_marks, through
from tests.pages.contrast import faint_texts
from tests.pages.teams.test_people import address, chat, choose, message
from tests.playground_teams.conftest import (
    HELP,
    Client,
    SmallApp,
    card,
    dialog,
    execute,
    fresh,
    opens,
    shows,
    text_block,
    toast,
)  # fmt: skip

pytestmark = browser_marks

WHY: Json = {"type": "Input.Text", "id": "why", "label": "Why?", "isRequired": True, "errorMessage": "Say why."}
SPEED = {
    "type": "Input.ChoiceSet", "id": "speed", "label": "How fast?", "style": "expanded",
    "choices": [{"title": "Now", "value": "1"}, {"title": "Later", "value": "2"}],
}  # fmt: skip
WHO = {
    "type": "Input.ChoiceSet", "id": "who", "label": "For whom?", "choices": [],
    "choices.data": {"type": "Data.Query", "dataset": "graph.microsoft.com/users"},
}  # fmt: skip


async def shown(page: Page, text: str) -> Locator:
    """The message with this text, once it is there."""
    row = message(page, text)
    await expect(row).to_be_visible()
    return row


# cards


async def test_a_card_is_drawn_as_teams_draws_it(window: Window, pg: TeamsPlayground, client: Client, dana: Actor):
    facts = {"type": "FactSet", "facts": [{"title": "State", "value": "*open*"}]}
    when = "Answer by {{TIME(2026-10-23T08:30:00Z)}} on {{DATE(2026-10-23T08:30:00Z,SHORT)}}"
    picture = {"type": "Image", "url": "https://nordlicht.example/chart.png", "altText": "A chart by week"}
    mention = {"type": "mention", "text": "<at>Dana</at>", "mentioned": {"id": dana.id, "name": "Dana"}}
    content = card(
        text_block("**VPN** drops [here](https://nordlicht.example)", wrap=True), text_block("Ask <at>Dana</at>"),
        facts, text_block(when), picture, msteams={"entities": [mention]}, actions=[execute("Claim", style="positive")],
    )  # fmt: skip
    await client.send(HELP, shows(content))
    page = await window(address(pg, "dana.roth"))
    row = await shown(page, "VPN drops")
    await expect(row.locator("strong")).to_have_text("VPN")
    await expect(row.get_by_role("link", name="here")).to_have_attribute("target", "_blank")
    await expect(row.locator(".mention.me")).to_have_text("Dana")
    await expect(row.locator(".ac-fact-value em")).to_have_text("open")
    await expect(row).to_contain_text("Answer by 10:30 AM on Fri, Oct 23, 2026")  # in Berlin
    await expect(row).to_contain_text("A chart by week")  # nothing is fetched from outside
    await expect(row.get_by_role("button", name="Claim")).to_have_class(
        "ac-pushButton style-default primary style-positive ac-selectable"
    )


async def test_hostile_words_in_a_card_stay_words(window: Window, pg: TeamsPlayground, client: Client):
    hostile = (
        "<img src=x onerror=alert(1)> [x](javascript:alert(1)) <at>All</at> \ue0000\ue001 ![p](https://x.example/p.png)"
    )
    run = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": f"run {hostile}"}]}
    field = {"type": "Input.Text", "id": "a", "label": f"label {hostile}", "placeholder": hostile, "value": hostile}
    facts = {"type": "FactSet", "facts": [{"title": hostile, "value": f"fact {hostile}"}]}
    await client.send(HELP, shows(card(text_block(f"block {hostile}"), run, field, facts, actions=[execute(hostile)])))
    page = await window(address(pg))
    row = await shown(page, "block <img")
    assert await row.locator(".card :is(img, script, .mention)").count() == 0
    links = await row.locator(".card a").evaluate_all("all => all.map((one) => one.href)")
    assert set(links) == {"https://x.example/p.png"}  # Markdown's own, and no picture
    await expect(row).to_contain_text("run <img src=x onerror=alert(1)>")
    await expect(row.get_by_label("label <img")).to_have_value(hostile)


async def test_a_press_tells_the_app_and_its_card_is_for_who_pressed(
    window: Window, pg: TeamsPlayground, app: SmallApp, client: Client
):
    app.answers["adaptiveCard/action"] = fresh(card(text_block("You took it")))
    inner = card(text_block("Really?"), actions=[execute("Yes", "end", data={"ticket": "INC-2"})])
    content = card(
        text_block("INC-1000"),
        actions=[
            execute("Claim", "claim", data={"ticket": "INC-1"}),
            {"type": "Action.ShowCard", "title": "End", "card": inner},
            execute("Hold", "hold", mode="secondary"),
        ],
    )
    sent = await client.send(HELP, shows(content))
    page, other = await window(address(pg)), await window(address(pg, "dana.roth"))
    row = await shown(page, "INC-1000")
    await row.get_by_role("button", name="Claim").click()
    await expect(message(page, "You took it")).to_contain_text("Your view of this card")
    await expect(message(other, "INC-1000")).to_be_visible()

    await message(other, "INC-1000").get_by_role("button", name="End").click()
    await expect(message(other, "Really?")).to_be_visible()
    app.answers["adaptiveCard/action"] = toast("Ended *now*.")
    await other.get_by_role("button", name="Yes").click()
    await expect(message(other, "INC-1000").get_by_role("status")).to_have_text("Ended *now*.")
    app.answers["adaptiveCard/action"] = toast("Held.")
    await other.get_by_role("button", name="More", exact=True).click()
    await other.get_by_role("menuitem", name="Hold").click()
    await expect(message(other, "INC-1000").get_by_role("status")).to_have_text("Held.")
    await through(other, pg.settle)
    pressed = [one["value"]["action"] for one in app.got]
    assert [(one["verb"], one["data"]) for one in pressed] == [
        ("claim", {"ticket": "INC-1"}), ("end", {"ticket": "INC-2"}), ("hold", {}),
    ]  # fmt: skip

    await client.update(HELP, sent.body["id"], shows(card(text_block("INC-1000 is closed"))))
    for one in (page, other):
        await expect(message(one, "INC-1000 is closed")).to_be_visible()


async def test_what_is_typed_into_a_card_is_checked_sent_and_survives_a_redraw(
    window: Window, pg: TeamsPlayground, app: SmallApp, client: Client, dana: Actor
):
    app.answers["adaptiveCard/action"] = toast("Noted.")
    await client.send(HELP, shows(card(text_block("Tell us"), WHY, SPEED, actions=[execute("Send")])))
    page = await window(address(pg))
    row = await shown(page, "Tell us")
    await row.get_by_role("button", name="Send").click()
    await expect(row).to_contain_text("Say why.")
    await expect(row.get_by_role("textbox", name="Why?")).to_be_focused()
    await page.keyboard.type("It drops")
    await row.get_by_role("radio", name="Later").check()
    await dana.reacts(dana.channel("Help").last, "like")  # draws the message anew
    await expect(row.get_by_role("button", name="like, 1")).to_be_visible()
    await expect(row.get_by_role("textbox", name="Why?")).to_have_value("It drops")
    await row.get_by_role("button", name="Send").click()
    await expect(row.get_by_role("status")).to_have_text("Noted.")
    await through(page, pg.settle)
    assert app.of("adaptiveCard/action")[0]["value"]["action"]["data"] == {"why": "It drops", "speed": "2"}


async def test_an_app_that_fails_is_reported_under_the_card(
    window: Window, pg: TeamsPlayground, app: SmallApp, client: Client
):
    app.answers["adaptiveCard/action"] = 500
    await client.send(HELP, shows(card(text_block("INC-1000"), actions=[execute("Claim")])))
    page = await window(address(pg))
    row = await shown(page, "INC-1000")
    await row.get_by_role("button", name="Claim").click()
    await expect(row.get_by_role("alert")).to_contain_text("Something went wrong. Please try again.")


async def test_a_card_refreshes_itself_for_those_it_lists_when_they_look(
    window: Window, pg: TeamsPlayground, app: SmallApp, client: Client, mia: Actor
):
    app.answers["adaptiveCard/action"] = fresh(card(text_block("Mia's own buttons")))
    refresh = {"action": execute("Refresh", "mine"), "userIds": [mia.id]}
    sent = await client.send(HELP, shows(card(text_block("For all"), refresh=refresh)))
    page, other = await window(address(pg)), await window(address(pg, "dana.roth"))
    await expect(message(page, "Mia's own buttons")).to_be_visible()
    await expect(message(other, "For all")).to_be_visible()
    await through(page, pg.settle)
    await through(other, pg.settle)
    assert [one["value"]["trigger"] for one in app.got] == ["automatic"]
    await client.update(HELP, sent.body["id"], shows(card(text_block("For all"), refresh=refresh)))
    await pg.until(lambda: len(app.got) == 2)  # the change ended her view, and she looks again
    app.answers["adaptiveCard/action"] = fresh(card(text_block("Dana asked for it")))
    await choose(other, message(other, "For all"), "Refresh card")
    await expect(message(other, "Dana asked for it")).to_be_visible()
    await through(other, pg.settle)
    assert app.got[-1]["value"]["trigger"] == "manual"


# dialogs


async def test_a_dialog_is_filled_corrected_and_answered(
    window: Window, pg: TeamsPlayground, app: SmallApp, client: Client, dana: Actor
):
    app.answers["task/fetch"] = dialog(text_block("Tell us more"), WHY, SPEED, WHO, title="Ring the bell")
    await client.send(HELP, shows(card(text_block("INC-1000"), actions=[opens("Ask", ticket="INC-1000")])))
    page = await window(address(pg))
    ask = (await shown(page, "INC-1000")).get_by_role("button", name="Ask")
    await ask.click()
    form = page.get_by_role("dialog", name="Ring the bell")
    await expect(form.get_by_role("textbox", name="Why?")).to_be_focused()
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_contain_text("Say why.")
    await form.get_by_role("textbox", name="Why?").fill("because")
    await form.get_by_role("radio", name="Now").check()
    await form.get_by_role("combobox", name="For whom?").fill("dana")
    await page.get_by_role("option", name="Dana Roth").click()
    wrong = {"type": "TextBlock", "text": "⚠ Not that.", "color": "attention"}
    kept = WHY | {"value": "because"}
    app.answers["task/submit"] = dialog(wrong, kept, title="Ring the bell")
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_contain_text("⚠ Not that.")
    await expect(form.get_by_role("textbox", name="Why?")).to_have_value("because")
    await through(page, pg.settle)
    sent = app.of("task/submit")[0]["value"]["data"]
    assert sent == {"step": "ring", "why": "because", "speed": "1", "who": dana.directory_id}
    app.answers["task/submit"] = {"task": {"type": "message", "value": "It rings, *loudly*."}}
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_contain_text("It rings, *loudly*.")
    await form.get_by_role("button", name="OK").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(ask).to_be_focused()


async def test_a_dialog_is_closed_by_escape_and_says_when_the_app_fails(
    window: Window, pg: TeamsPlayground, app: SmallApp, client: Client, mia: Actor
):
    app.answers["task/fetch"] = dialog(WHY)
    app.answers["task/submit"] = 500
    await client.send(HELP, shows(card(text_block("INC-1000"), actions=[opens("Ask")])))
    page = await window(address(pg))
    await (await shown(page, "INC-1000")).get_by_role("button", name="Ask").click()
    form = page.get_by_role("dialog", name="Ring")
    await form.get_by_role("textbox", name="Why?").fill("because")
    await form.get_by_role("button", name="Send").click()
    await expect(form.get_by_role("alert")).to_contain_text("Unable to reach app.")
    await expect(form.get_by_role("textbox", name="Why?")).to_have_value("because")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await through(page, pg.settle)
    assert mia.form is None
    await page.reload()
    await shown(page, "INC-1000")
    await expect(page.get_by_role("dialog")).to_have_count(0)


async def test_a_field_that_asks_while_one_types_shows_what_the_app_answers(
    window: Window, pg: TeamsPlayground, app: SmallApp, client: Client
):
    def found(activity: Json) -> Json:
        title = f"Found {activity['value']['queryText']}"
        return {
            "statusCode": 200, "type": "application/vnd.microsoft.search.searchResponse",
            "value": {"results": [{"title": title, "value": "42"}]},
        }  # fmt: skip

    async def search(activity: Json) -> Json:
        return found(activity)

    app.answers["application/search"] = search
    asks = WHO | {"label": "Which ticket?", "choices.data": {"type": "Data.Query", "dataset": "tickets"}}
    app.answers["task/fetch"] = dialog(asks)
    await client.send(HELP, shows(card(text_block("INC-1000"), actions=[opens("Link")])))
    page = await window(address(pg))
    await (await shown(page, "INC-1000")).get_by_role("button", name="Link").click()
    await page.get_by_role("combobox", name="Which ticket?").fill("vpn")
    await page.get_by_role("option", name="Found vpn").click()
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await through(page, pg.settle)
    assert app.of("task/submit")[0]["value"]["data"]["who"] == "42"


# commands


async def test_a_command_on_a_message_gets_the_message(window: Window, pg: TeamsPlayground, app: SmallApp, dana: Actor):
    app.answers["composeExtension/fetchTask"] = dialog(WHY, title="About this")
    await dana.says("Printer jams", "Help")
    page = await window(address(pg))
    await choose(page, await shown(page, "Printer jams"), "Ring about this")
    await expect(page.get_by_role("dialog", name="About this")).to_be_visible()
    await through(page, pg.settle)
    asked = app.of("composeExtension/fetchTask")[0]["value"]
    assert (asked["commandId"], asked["messagePayload"]["body"]["content"]) == ("about", "<p>Printer jams</p>")
    app.answers["composeExtension/submitAction"] = None
    await page.get_by_role("textbox", name="Why?").fill("because")
    await page.keyboard.press("Enter")
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await through(page, pg.settle)
    assert app.of("composeExtension/submitAction")[0]["value"]["data"]["why"] == "because"


async def test_a_command_beside_the_message_box_may_answer_in_words(window: Window, pg: TeamsPlayground, app: SmallApp):
    app.answers["composeExtension/fetchTask"] = {"task": {"type": "message", "value": "Not now."}}
    page = await window(chat(pg))
    await page.get_by_role("button", name="Actions and apps").click()
    await page.get_by_role("menuitem", name="Ring").click()
    words = page.get_by_role("dialog", name="Bell")
    await expect(words).to_contain_text("Not now.")
    await page.keyboard.press("Escape")
    await expect(words).to_have_count(0)


# how it looks


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_text_is_readable_in_both_themes(
    window: Window, pg: TeamsPlayground, app: SmallApp, client: Client, mia: Actor, dark: bool
):
    await mia.says("@Dana Roth, see https://nordlicht.example", "Help")
    tones = [
        {"type": "Container", "style": style, "items": [
            text_block(f"On {style}"), text_block("subtle", isSubtle=True),
            *(text_block(colour, color=colour) for colour in ("accent", "good", "warning", "attention")),
        ]}
        for style in ("default", "emphasis", "good", "attention", "warning", "accent")
    ]  # fmt: skip
    actions = [execute("Claim", style="positive"), execute("Cancel", style="destructive"), opens("Ask")]
    await client.send(HELP, shows(card(*tones, WHY, actions=actions)))
    await client.send(
        HELP, {"type": "message", "text": "Got it", "recipient": {"id": mia.id}}, isTargetedActivity="true"
    )
    page = await window(address(pg), dark=dark)
    row = await shown(page, "On emphasis")
    app.answers["adaptiveCard/action"] = toast("Done.")
    await row.get_by_role("textbox", name="Why?").fill("x")
    await row.get_by_role("button", name="Claim").click()
    await expect(row.get_by_role("status")).to_have_text("Done.")
    assert await faint_texts(page) == []
    app.answers["task/fetch"] = dialog(WHY, SPEED)
    await row.get_by_role("button", name="Ask").click()
    await page.get_by_role("dialog").get_by_role("button", name="Send").click()
    await expect(page.get_by_role("dialog")).to_contain_text("Say why.")
    assert await faint_texts(page) == []
    ground = await page.evaluate("getComputedStyle(document.querySelector('.main')).backgroundColor")
    assert (ground == "rgb(245, 245, 245)") is not dark
    await page.keyboard.press("Escape")
    await page.get_by_role("button", name="Apps", exact=True).click()
    await expect(page.get_by_role("switch", name="Block it")).to_be_visible()
    assert await faint_texts(page) == []
