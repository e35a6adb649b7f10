"""The page draws what an app posts: every kind of block, and hostile text as the text it is. In a real browser."""

from __future__ import annotations

from playwright.async_api import FilePayload, Locator, Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from playground.server import Playground
from tests.browser.chromium import Window, browser_marks, through
from tests.playground.conftest import actions, asks, button, modal, option, section

pytestmark = browser_marks

MIA = "UMIAFELD"
PLACE = "CITHELP"
NINE = 1792738800  # 2026-10-23 09:00 in Berlin


def words(text: str) -> dict:
    return {"type": "plain_text", "text": text}


def rich(*elements: dict) -> dict:
    return {"type": "rich_text", "elements": list(elements)}


async def shown(window: Window, pg: Playground, client: AsyncWebClient, *blocks: dict, text: str = "x") -> Locator:
    """Posts the blocks and answers the newest message as Mia's page draws it."""
    sent = await client.chat_postMessage(channel=PLACE, text=text, blocks=list(blocks) or None)
    page = await window(f"{pg.url}/?as={MIA}#{PLACE}")
    message = page.locator(f'[data-ts="{sent["ts"]}"]')
    await expect(message).to_be_visible()
    return message


async def test_a_section_shows_its_text_fields_and_accessory(window: Window, pg: Playground, client: AsyncWebClient):
    fields = [{"type": "mrkdwn", "text": "*Impact*\nMy site"}, words("Unassigned *really*")]
    block = section("*VPN* drops", block_id="card", fields=fields, accessory=button("Open", "open"))
    message = await shown(window, pg, client, block)
    await expect(message.locator("strong", has_text="VPN")).to_be_visible()
    await expect(message.get_by_text("Unassigned *really*")).to_be_visible()
    await expect(message.locator(".field strong")).to_have_text("Impact")
    await expect(message.locator('[data-block-id="card"] [data-action-id="open"]')).to_have_text("Open")


async def test_headers_dividers_context_and_images_are_drawn(window: Window, pg: Playground, client: AsyncWebClient):
    picture = {"type": "image", "image_url": "https://nordlicht.example/x.png", "alt_text": "A chart by week"}
    context = {"type": "context", "elements": [picture, {"type": "mrkdwn", "text": "Similar: _INC-1039_"}]}
    header = {"type": "header", "text": words("Weekly report :ticket:")}
    message = await shown(
        window, pg, client, header, {"type": "divider"}, context, {**picture, "title": words("Chart")}
    )
    await expect(message.get_by_role("heading", name="Weekly report")).to_contain_text("🎫")
    await expect(message.get_by_role("separator")).to_be_visible()
    await expect(message.locator("em")).to_have_text("INC-1039")
    # nothing is fetched from outside: both images are labelled placeholders
    assert await message.get_by_role("img", name="A chart by week").count() == 2
    await expect(message.locator("figcaption")).to_have_text("Chart")


async def test_every_element_of_a_row_of_actions_has_a_role_and_a_name(
    window: Window, pg: Playground, client: AsyncWebClient
):
    row = actions(
        button("Claim", "claim", style="primary"),
        button("Cancel", "cancel", style="danger"),
        {"type": "static_select", "action_id": "team", "placeholder": words("Team"), "options": [option("Infra")]},
        {"type": "users_select", "action_id": "who", "placeholder": words("Assign to")},
        {"type": "datepicker", "action_id": "day", "initial_date": "2026-10-26"},
        {"type": "timepicker", "action_id": "time", "initial_time": "10:30"},
        {"type": "checkboxes", "action_id": "ticks", "options": [option("Urgent")]},
        {"type": "radio_buttons", "action_id": "radio", "options": [option("Red"), option("Blue")]},
        {"type": "overflow", "action_id": "more", "options": [option("Note"), option("Transfer")]},
    )
    message = await shown(window, pg, client, row)
    await expect(message.get_by_role("button", name="Claim")).to_have_class("button primary element")
    await expect(message.get_by_role("button", name="Cancel")).to_have_class("button danger element")
    await expect(message.get_by_role("combobox", name="Team")).to_be_visible()
    await expect(message.get_by_role("combobox", name="Assign to")).to_be_visible()
    await expect(message.locator('[data-action-id="day"] input')).to_have_value("2026-10-26")
    await expect(message.locator('[data-action-id="time"] input')).to_have_value("10:30")
    await expect(message.get_by_role("checkbox", name="Urgent")).to_be_visible()
    await expect(message.get_by_role("radio", name="Blue")).to_be_visible()
    await message.get_by_role("button", name="More options").click()
    await expect(message.page.get_by_role("menuitem", name="Transfer")).to_be_visible()


async def test_rich_text_keeps_lists_quotes_code_styles_people_and_dates(
    window: Window, pg: Playground, client: AsyncWebClient
):
    def line(*inside: dict) -> dict:
        return {"type": "rich_text_section", "elements": list(inside)}

    date = {"type": "date", "timestamp": NINE, "format": "{date_num} {time}", "fallback": "then"}
    block = rich(
        line(
            {"type": "text", "text": "Both", "style": {"bold": True, "italic": True}},
            {"type": "user", "user_id": "UDANAROTH"},
            {"type": "channel", "channel_id": PLACE},
            {"type": "emoji", "name": "ticket"},
            {"type": "link", "url": "https://nordlicht.example/", "text": "handbook"},
            {"type": "broadcast", "range": "here"},
            date,
        ),
        {"type": "rich_text_list", "style": "bullet", "elements": [line({"type": "text", "text": "One"})]},
        {
            "type": "rich_text_list",
            "style": "ordered",
            "indent": 1,
            "elements": [line({"type": "text", "text": "Two"})],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "Said"}]},
        {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": "$ ping"}]},
    )
    message = await shown(window, pg, client, block)
    await expect(message.locator("strong em")).to_have_text("Both")
    await expect(message.get_by_text("@Dana Roth")).to_be_visible()
    await expect(message.get_by_role("link", name="#it-help")).to_be_visible()
    await expect(message.get_by_role("img", name="ticket").first).to_have_text("🎫")
    await expect(message.get_by_role("link", name="handbook")).to_have_attribute("rel", "noopener noreferrer")
    await expect(message.get_by_text("@here")).to_be_visible()
    await expect(message.locator("time.date")).to_have_text("2026-10-23 09:00")
    await expect(message.locator("ul li")).to_have_text("One")
    await expect(message.locator("ol li")).to_have_text("Two")
    await expect(message.locator("blockquote")).to_have_text("Said")
    await expect(message.locator("pre")).to_have_text("$ ping")


async def test_mrkdwn_is_read_as_slack_reads_it(window: Window, pg: Playground, client: AsyncWebClient):
    text = (
        "*bold _both_* ~gone~ `a *b* <c` 2*3*4 snake_case_name :nosuch:\n"
        "> quoted\nafter <https://nordlicht.example/?a=1&amp;b=2|the page> <@UDANAROTH> "
        f"<!date^{NINE}^{{date_short_pretty}} at {{time}}|fallback> <!subteam^S1|@desk>\n```raw *text*```"
    )
    message = await shown(window, pg, client, section(text))
    await expect(message.locator("strong")).to_have_text("bold both")
    await expect(message.locator("s")).to_have_text("gone")
    await expect(message.locator("code")).to_have_text("a *b* <c")
    for literal in ("2*3*4 snake_case_name :nosuch:", "@Dana Roth", "@desk"):
        await expect(message).to_contain_text(literal)
    await expect(message.locator("blockquote")).to_have_text("quoted")
    await expect(message.get_by_role("link", name="the page")).to_have_attribute(
        "href", "https://nordlicht.example/?a=1&b=2"
    )
    await expect(message.locator("time.date")).to_have_text("Today at 09:00")
    await expect(message.locator("pre")).to_have_text("raw *text*")


HOSTILE = (
    "<img src=x onerror=document.title='owned'>", "<script>document.title='owned'</script>", "&lt;!channel&gt;",
    "<javascript:document.title=1|press me>", "<https://x.example/\"onmouseover=alert(1)|x>", "\u202eright to left",
    "*_~`" * 200, "<" * 300, "&lt;@UMIAFELD&gt;", "<!date^9e99^{date}|never>",
)  # fmt: skip


async def test_hostile_text_stays_text(window: Window, pg: Playground, client: AsyncWebClient):
    plain = {"type": "section", "text": words("<b>plain</b> <!channel> *not bold*")}
    message = await shown(window, pg, client, *[section(text) for text in HOSTILE], plain)
    page = message.page
    assert await message.locator("img, script, [onerror], [onmouseover]").count() == 0
    assert await message.locator('a[href^="javascript"]').count() == 0
    await expect(message).to_contain_text("<img src=x onerror=document.title='owned'>")
    await expect(message).to_contain_text("<script>document.title='owned'</script>")
    await expect(message).to_contain_text("<!channel>")
    await expect(message).to_contain_text("<@UMIAFELD>")
    await expect(message).to_contain_text("<b>plain</b> <!channel> *not bold*")
    assert await message.locator(".mention").count() == 0
    assert "owned" not in await page.title()


async def test_the_page_forbids_scripts_that_are_not_its_own(window: Window, pg: Playground):
    page = await window(f"{pg.url}/?as={MIA}#{PLACE}")
    policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').get_attribute("content") or ""
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


async def test_an_unknown_block_says_so_and_the_rest_is_drawn(window: Window, pg: Playground):
    page = await window(f"{pg.url}/?as={MIA}#{PLACE}")
    drawn = await page.evaluate(
        """async () => {
          const { renderBlock } = await import("/static/slack/blockkit/index.js");
          const node = renderBlock({ type: "hologram", block_id: "h" }, {});
          return [node.textContent, node.dataset.blockId];
        }"""
    )
    assert drawn == ["A block of type “hologram” cannot be shown here.", "h"]


FORM_ELEMENTS: dict[str, dict] = {
    "line": {"type": "plain_text_input", "action_id": "v", "min_length": 8, "max_length": 120, "initial_value": "VPN"},
    "lines": {"type": "plain_text_input", "action_id": "v", "multiline": True},
    "mail": {"type": "email_text_input", "action_id": "v"},
    "address": {"type": "url_text_input", "action_id": "v"},
    "count": {"type": "number_input", "action_id": "v", "is_decimal_allowed": False, "min_value": "1"},
    "kind": {"type": "static_select", "action_id": "v", "options": [option("Red"), option("Blue")]},
    "service": {"type": "external_select", "action_id": "v", "min_query_length": 2},
    "kinds": {"type": "multi_static_select", "action_id": "v", "options": [option("Red"), option("Blue")]},
    "person": {"type": "users_select", "action_id": "v"},
    "people": {"type": "multi_users_select", "action_id": "v"},
    "place": {"type": "conversations_select", "action_id": "v"},
    "radio": {"type": "radio_buttons", "action_id": "v", "options": [option("Just me"), option("My team")]},
    "ticks": {"type": "checkboxes", "action_id": "v", "options": [option("Confirm")]},
    "day": {"type": "datepicker", "action_id": "v"},
    "time": {"type": "timepicker", "action_id": "v"},
    "moment": {"type": "datetimepicker", "action_id": "v"},
    "file": {"type": "file_input", "action_id": "v"},
}


async def opened_form(window: Window, pg: Playground, client: AsyncWebClient, *blocks: dict) -> Page:
    trigger = pg.slack.triggers.give(MIA)
    await client.views_open(trigger_id=trigger, view=modal(*blocks, title="Everything"))
    page = await window(f"{pg.url}/?as={MIA}#{PLACE}")
    await expect(page.get_by_role("dialog", name="Everything")).to_be_visible()
    return page


async def test_every_kind_of_input_is_filled_and_sent_as_slack_would_send_it(
    window: Window, pg: Playground, client: AsyncWebClient, app
):
    app.answers["block_suggestion"] = {"options": [option("Network"), option("Net shop")]}
    blocks = [asks(f"The {name}", element, name, optional=True) for name, element in FORM_ELEMENTS.items()]
    page = await opened_form(window, pg, client, *blocks)
    dialog = page.get_by_role("dialog", name="Everything")
    fills = {
        "line": "VPN drops daily", "lines": "one\ntwo", "mail": "mia@nordlicht.example", "count": "3",
        "day": "2026-10-26", "address": "https://nordlicht.example/", "time": "10:30", "moment": "2026-10-26T10:30",
    }  # fmt: skip
    for name, value in fills.items():
        field = dialog.locator(f'[data-block-id="{name}"] :is(input, textarea)')
        await field.fill(value)
        await field.blur()
    for name, query, choice in (
        ("kind", "", "Blue"), ("service", "ne", "Network"), ("kinds", "", "Red"), ("person", "dana", "Dana Roth"),
        ("people", "emre", "Emre Aydin"), ("place", "general", "#general"),
    ):  # fmt: skip
        box = dialog.get_by_role("combobox", name=f"The {name} (optional)", exact=True)
        await box.click()
        await box.press_sequentially(query)
        await dialog.get_by_role("option", name=choice).first.click()
        if name in ("kinds", "people"):  # a choice of several stays open for more
            await box.press("Escape")
    await dialog.get_by_role("radio", name="My team").check()
    await dialog.get_by_role("checkbox", name="Confirm").check()
    files = [FilePayload(name="shot.txt", mimeType="text/plain", buffer=b"hello")]
    await dialog.locator('[data-block-id="file"] input[type=file]').set_input_files(files)
    await expect(dialog.get_by_text("shot.txt")).to_be_visible()
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog).to_have_count(0)
    await through(page, pg.settle)

    values = app.of("view_submission")[0].payload["view"]["state"]["values"]
    sent = {name: {k: v for k, v in value["v"].items() if k != "type"} for name, value in values.items()}
    for name in ("line", "lines", "mail", "address", "count"):
        assert sent[name] == {"value": fills[name]}
    assert sent["day"] == {"selected_date": "2026-10-26"}
    assert sent["time"] == {"selected_time": "10:30"}
    assert sent["moment"] == {"selected_date_time": 1793007000}  # 10:30 in Berlin, after the clocks went back
    assert sent["kind"]["selected_option"]["value"] == "blue"
    assert sent["service"]["selected_option"]["value"] == "network"
    assert [each["value"] for each in sent["kinds"]["selected_options"]] == ["red"]
    assert sent["person"] == {"selected_user": "UDANAROTH"}
    assert sent["people"] == {"selected_users": ["UEMREAYDIN"]}
    assert sent["place"] == {"selected_conversation": "CGENERAL"}
    assert sent["radio"]["selected_option"]["value"] == "my team"
    assert [each["value"] for each in sent["ticks"]["selected_options"]] == ["confirm"]
    assert sent["file"]["files"][0]["name"] == "shot.txt"


async def test_a_form_says_what_is_wrong_beside_the_field_and_keeps_what_was_typed(
    window: Window, pg: Playground, client: AsyncWebClient, app
):
    what = asks("What is wrong?", FORM_ELEMENTS["line"], "what", hint=words("One sentence is enough."))
    page = await opened_form(window, pg, client, what, asks("Which kind?", FORM_ELEMENTS["kind"], "kind"))
    dialog = page.get_by_role("dialog", name="Everything")
    field = dialog.get_by_role("textbox", name="What is wrong?")
    await expect(field).to_be_focused()
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.get_by_text("Please enter at least 8 characters.")).to_be_visible()
    await expect(dialog.get_by_text("Please complete this required field.")).to_be_visible()
    await expect(field).to_be_focused()
    await expect(field).to_have_attribute("aria-invalid", "true")
    await expect(field).to_have_accessible_description("One sentence is enough. Please enter at least 8 characters.")
    await through(page, pg.settle)
    assert not app.of("view_submission")

    await field.fill("VPN drops every five minutes")
    await expect(dialog.get_by_text("Please enter at least 8 characters.")).to_have_count(0)
    await dialog.get_by_role("combobox", name="Which kind?").press("ArrowDown")
    await dialog.get_by_role("option", name="Red").wait_for()
    await dialog.get_by_role("combobox", name="Which kind?").press("Enter")
    app.answers["view_submission"] = {"response_action": "errors", "errors": {"what": "Say which VPN profile."}}
    await dialog.get_by_role("button", name="Send").click()
    await expect(dialog.get_by_text("Say which VPN profile.")).to_be_visible()
    await expect(field).to_have_value("VPN drops every five minutes")
    await expect(dialog.get_by_role("combobox", name="Which kind?")).to_have_value("Red")


async def test_an_update_of_the_form_disturbs_neither_focus_nor_what_was_typed(
    window: Window, pg: Playground, client: AsyncWebClient
):
    blocks = [
        asks("What is wrong?", FORM_ELEMENTS["line"], "what"),
        section("Priority: not known yet", block_id="prio"),
    ]
    page = await opened_form(window, pg, client, *blocks)
    field = page.get_by_role("textbox", name="What is wrong?")
    await field.fill("VPN drops")
    view = pg.slack.views.stacks[MIA][-1]
    blocks[1] = section("This will be *P3 Medium*.", block_id="prio")
    await client.views_update(view_id=view["id"], view=modal(*blocks, title="Everything"))
    await expect(page.get_by_text("P3 Medium")).to_be_visible()
    await expect(field).to_have_value("VPN drops")
    await expect(field).to_be_focused()
