"""Delivery through Slack: what is said arrives once, and every failure means later, perhaps or never."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.errors import SlackApiError, SlackRequestError

from adapters.slack.channel import SlackChannel
from adapters.slack.errors import translate
from adapters.slack.settings import SlackSettings
from core.ports.channel import Outgoing, Rejected, RetryLater
from core.ui.cards import say
from core.ui.text import Mention, plain
from playground.clock import Clock
from tests.channels.house import TEAM, House, accounts_of, opened
from tests.fakes.phrasing import PHRASING


async def test_a_card_is_posted_with_its_key_and_a_line_for_notifications(house: House) -> None:
    card = say((*plain("VPN <!channel> "), Mention("dana.roth@nordlicht.example", "Dana")))
    receipt = await house.channel.deliver(house.post(house.place("#desk-triage"), card, key="n:1"))
    message = house.person("dana.roth").channel("#desk-triage").last
    assert (receipt.place, receipt.message) == (house.place("#desk-triage"), message.ts)
    assert message.metadata == {"event_type": "deskbell_notice", "event_payload": {"key": "n:1"}}
    call = house.slack.log.of("chat.postMessage")[-1].args
    assert call["text"] == "VPN &lt;!channel&gt; @Dana"
    assert (call["unfurl_links"], call["unfurl_media"], call["mrkdwn"]) == (False, False, False)
    assert "VPN <!channel> @Dana Roth" in message.text


async def test_one_key_makes_one_client_message_id(house: House) -> None:
    for key in ("a", "a", "b"):
        await house.channel.deliver(house.post(house.place("#it-help"), key=key))
    first, second, third = (call.args["client_msg_id"] for call in house.slack.log.of("chat.postMessage"))
    assert first == second != third


async def test_a_reply_stands_in_its_thread_however_the_root_is_written(house: House) -> None:
    place = house.place("#desk-triage")
    root = await house.channel.deliver(house.post(place, "Card"))
    await house.channel.deliver(house.post(place, "One", key="k2", thread=root.message))
    await house.channel.deliver(house.post(place, "Two", key="k3", thread=f"{place}#{root.message}"))
    dana = house.person("dana.roth")
    assert dana.thread(dana.channel("#desk-triage").last).texts == ["One", "Two"]


async def test_a_direct_message_opens_the_conversation_once_and_names_it(house: House) -> None:
    direct = f"direct:{TEAM}/UDANAROTH"
    first = await house.channel.deliver(house.post(direct, "One"))
    second = await house.channel.deliver(house.post(direct, "Two", key="k2"))
    dana = house.person("dana.roth")
    assert [message.text for message in dana.directs()] == ["One", "Two"]
    assert first.place == second.place == f"{TEAM}/{dana.direct.id}"
    assert len(house.slack.log.of("conversations.open")) == 1


async def test_a_card_is_edited_in_place_and_keeps_its_key(house: House) -> None:
    outgoing = house.post(house.place("#desk-triage"), "Old")
    receipt = await house.channel.deliver(outgoing)
    edit = replace(outgoing, act="edit", card=say(plain("New")), message=receipt.message)
    assert await house.channel.deliver(edit) == receipt
    message = house.person("dana.roth").channel("#desk-triage").last
    assert message.text == "New"
    assert message.metadata["event_payload"] == {"key": "k1"}


async def test_an_edit_of_a_message_that_is_gone_is_rejected(house: House) -> None:
    edit = replace(house.post(house.place("#it-help")), act="edit", message="1.000001")
    with pytest.raises(Rejected, match="message_not_found"):
        await house.channel.deliver(edit)


async def test_a_reaction_and_a_deletion_may_be_done_twice(house: House) -> None:
    mia = house.person("mia.feld")
    said = await mia.says("VPN drops", "#it-help")
    place = house.place("#it-help")
    react = Outgoing("react", "r", place, message=f"{place}#{said.ts}", emoji=":outbox_tray:")
    for _ in range(2):
        await house.channel.deliver(react)
    assert list(said.reactions) == ["outbox_tray"]
    for _ in range(2):
        await house.channel.deliver(replace(react, act="unreact"))
    assert list(said.reactions) == []
    receipt = await house.channel.deliver(house.post(place, "Oops"))
    delete = Outgoing("delete", "d", place, message=receipt.message)
    for _ in range(2):
        await house.channel.deliver(delete)
    assert mia.channel("#it-help").texts == ["VPN drops"]


async def test_a_mark_on_a_message_that_its_author_took_back_is_no_failure(house: House) -> None:
    mia = house.person("mia.feld")
    said = await mia.says("VPN drops", "#it-help")
    place = house.place("#it-help")
    react = Outgoing("react", "r", place, message=f"{place}#{said.ts}", emoji=":outbox_tray:")
    await mia.deletes(said)
    for act in ("react", "unreact"):
        await house.channel.deliver(replace(react, act=act))


async def test_an_everyone_here_is_called_only_on_purpose(house: House) -> None:
    await house.channel.deliver(house.post(house.place("#it-help"), "All down", broadcast=True))
    assert house.slack.log.of("chat.postMessage")[-1].args["blocks"][0]["elements"][0]["elements"] == [
        {"type": "broadcast", "range": "here"}
    ]


# An earlier try


async def test_an_earlier_try_is_found_in_a_channel_a_thread_and_a_direct_conversation(house: House) -> None:
    place, direct = house.place("#desk-triage"), f"direct:{TEAM}/UDANAROTH"
    root = await house.channel.deliver(house.post(place, "Card", key="card"))
    reply = house.post(place, "Line", key="line", thread=root.message)
    told = house.post(direct, "You", key="you")
    receipts = [await house.channel.deliver(reply), await house.channel.deliver(told)]
    assert [await house.channel.find(reply), await house.channel.find(told)] == receipts
    assert await house.channel.find(house.post(place, "Card", key="card")) == root
    assert await house.channel.find(house.post(place, "Card", key="other")) is None
    assert await house.channel.find(replace(told, key="other")) is None


async def test_an_earlier_try_is_found_behind_many_later_messages(house: House) -> None:
    place = house.place("#it-help")
    first = await house.channel.deliver(house.post(place, "First", key="first"))
    for number in range(450):
        await house.channel.deliver(house.post(place, "x", key=f"later{number}", thread=first.message))
    looked_for = house.post(place, "x", key="later420", thread=first.message)
    assert await house.channel.find(looked_for) is not None
    assert len(house.slack.log.of("conversations.replies")) == 3


async def test_what_a_person_posted_with_our_words_is_not_taken_for_ours(house: House) -> None:
    await house.person("mia.feld").says("k1", "#it-help")
    assert await house.channel.find(house.post(house.place("#it-help"))) is None


async def test_an_edit_is_not_looked_for_since_it_may_be_done_twice(house: House) -> None:
    assert await house.channel.find(replace(house.post(house.place("#it-help")), act="edit", message="1.1")) is None
    assert house.slack.log.of("conversations.history") == []


# Failures


@pytest.mark.parametrize(
    ("kind", "unknown", "landed"),
    [("http_500", True, False), ("reset_before", True, False), ("reset_after", True, True)],
)
async def test_a_failure_without_an_answer_is_retried_and_its_effect_is_unknown(
    house: House, kind: str, unknown: bool, landed: bool
) -> None:
    outgoing = house.post(house.place("#it-help"))
    house.slack.faults("chat.postMessage", kind)
    with pytest.raises(RetryLater) as raised:
        await house.channel.deliver(outgoing)
    assert raised.value.unknown == unknown
    assert (await house.channel.find(outgoing) is not None) == landed


async def test_a_call_that_takes_too_long_is_given_up(house: House) -> None:
    async with aiohttp.ClientSession():
        settings = SlackSettings(house.slack.bot_token, "x", None, house.slack.api_url)
        impatient = SlackChannel(
            settings,
            clock=house.slack.clock,
            phrasing=PHRASING,
            account_of=accounts_of(house.slack),
            session_factory=lambda: aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=0.05)),
        )
        async with impatient.running():
            house.slack.faults("chat.postMessage", "timeout_after")
            with pytest.raises(RetryLater) as raised:
                await impatient.deliver(house.post(house.place("#it-help")))
            house.slack.heal()
    assert raised.value.unknown


async def test_a_limit_waits_as_long_as_slack_says_and_nothing_was_said(house: House) -> None:
    house.slack.faults("chat.postMessage", "ratelimited", retry_after=17)
    with pytest.raises(RetryLater) as raised:
        await house.channel.deliver(house.post(house.place("#it-help")))
    assert (raised.value.after, raised.value.unknown) == (17, False)


@pytest.mark.parametrize("act", ["archive", "kick"])
async def test_a_place_that_cannot_be_spoken_in_is_rejected_with_slacks_code(house: House, act: str) -> None:
    getattr(house.slack.admin, act)("it-help")
    with pytest.raises(Rejected) as raised:
        await house.channel.deliver(house.post(house.place("#it-help")))
    assert raised.value.why == {"archive": "is_archived", "kick": "not_in_channel"}[act]


async def test_people_who_left_or_cannot_be_written_to_are_rejected(house: House) -> None:
    house.slack.admin.deactivate("dana.roth")
    with pytest.raises(Rejected, match="user_disabled"):
        await house.channel.deliver(house.post(f"direct:{TEAM}/UDANAROTH"))


async def test_an_uninstalled_app_is_rejected(house: House) -> None:
    place = house.place("#it-help")
    house.slack.admin.uninstall()
    with pytest.raises(Rejected, match="account_inactive"):
        await house.channel.deliver(house.post(place))


@pytest.mark.parametrize("place", ["teams:t/19:x", "slack:", "nonsense", "direct:teams:t/9"])
async def test_an_address_that_is_not_slacks_is_rejected(house: House, place: str) -> None:
    with pytest.raises(Rejected, match="channel_not_found"):
        await house.channel.deliver(house.post(place))


async def test_slack_that_cannot_be_reached_said_nothing() -> None:
    settings, stop = await _standing_in(200, "{}", "application/json")
    channel = SlackChannel(
        settings,
        clock=Clock(),
        phrasing=PHRASING,
        account_of=lambda person: None,
        session_factory=lambda: aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)),
    )
    async with channel.running():
        await stop()
        with pytest.raises(RetryLater, match="cannot be reached") as raised:
            await channel.deliver(Outgoing("post", "k", "slack:T1/C1", card=say(plain("x"))))
    assert not raised.value.unknown


async def _standing_in(
    status: int, body: str, content_type: str
) -> tuple[SlackSettings, Callable[[], Awaitable[None]]]:
    """A Slack that says who we are and answers everything else with this; what stops it."""

    async def answer(request: web.Request) -> web.Response:
        if request.path.endswith("auth.test"):
            return web.json_response({"ok": True, "team_id": "T1", "user_id": "UB", "bot_id": "B1"})
        return web.Response(status=status, text=body, content_type=content_type)

    app = web.Application()
    app.add_routes([web.post("/api/{method}", answer)])
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    return SlackSettings("xoxb-1", "x", None, f"http://{host}:{port}/api/"), runner.cleanup


@pytest.mark.parametrize(
    ("status", "body", "content_type", "later"),
    [
        (200, "<html>", "text/html", True),
        (200, "not json", "application/json", True),
        (200, "ok", "text/plain", True),
        (200, "[1]", "application/json", True),
        (200, "", "application/json", True),
        (502, "<html>", "text/html", True),
        (503, "busy", "text/plain", True),
        (404, "<html>", "text/html", False),
        (200, '{"ok": false, "error": "fatal_error"}', "application/json", True),
        (200, '{"ok": false, "error": "msg_too_long"}', "application/json", False),
        (200, '{"ok": false}', "application/json", True),
    ],
)
async def test_an_answer_that_is_no_answer_leaves_the_effect_unknown(
    status: int, body: str, content_type: str, later: bool
) -> None:
    settings, stop = await _standing_in(status, body, content_type)
    channel = SlackChannel(settings, clock=Clock(), phrasing=PHRASING, account_of=lambda person: None)
    try:
        async with channel.running():
            with pytest.raises(RetryLater if later else Rejected) as raised:
                await channel.deliver(Outgoing("post", "k", "slack:T1/C1", card=say(plain("x"))))
            assert getattr(raised.value, "unknown", later) == later
    finally:
        await stop()


def test_a_bug_is_not_taken_for_an_error_of_slack() -> None:
    with pytest.raises(TypeError, match="not an error of Slack"):
        translate(KeyError("x"))
    with pytest.raises(ValueError, match="nothing to post"):
        asyncio.run(_deliver_nothing())


async def _deliver_nothing() -> None:
    async with opened() as house:
        await house.channel.deliver(Outgoing("post", "k", house.place("#it-help")))


def test_what_the_client_cannot_send_is_rejected() -> None:
    assert isinstance(translate(SlackRequestError("x")), Rejected)


@pytest.mark.parametrize(("header", "after"), [("7", 7), ("0", 1), ("soon", 30), (None, 30)])
def test_a_retry_after_is_at_least_a_second_and_never_missing(header: str | None, after: float) -> None:
    class Answer:
        status_code = 429
        data = {"ok": False, "error": "ratelimited"}  # noqa: RUF012 never changed
        headers = {"retry-after": header} if header is not None else {}

    judged = translate(SlackApiError("x", Answer()))
    assert isinstance(judged, RetryLater)
    assert judged.after == after


def test_moments_of_slack_are_exact() -> None:
    from adapters.slack import ids

    assert ids.moment("1700000000.000123") == datetime(2023, 11, 14, 22, 13, 20, 123, tzinfo=UTC)
    with pytest.raises(ValueError, match="not a time"):
        ids.moment("soon")
