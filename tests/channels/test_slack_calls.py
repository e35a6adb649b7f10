"""The traps of calling Slack: connections, the library's retries, answers that come too late."""

from __future__ import annotations

import aiohttp
import pytest
from aiohttp import web
from slack_sdk.http_retry.builtin_async_handlers import AsyncConnectionErrorRetryHandler

from adapters.slack.api import Api
from adapters.slack.channel import SlackChannel
from adapters.slack.settings import SlackSettings
from core.ports.channel import Rejected, RetryLater
from core.ui.cards import Action, Button, say
from core.ui.inbound import Shown
from core.ui.text import plain
from tests.channels.house import House, accounts_of, opened
from tests.fakes.phrasing import PHRASING


async def test_all_calls_share_one_connection() -> None:
    made = 0

    def factory() -> aiohttp.ClientSession:
        trace = aiohttp.TraceConfig()

        async def count(*_: object) -> None:
            nonlocal made
            made += 1

        trace.on_connection_create_end.append(count)
        return aiohttp.ClientSession(trace_configs=[trace])

    async with opened() as house:
        settings = SlackSettings(house.slack.bot_token, "x", None, house.slack.api_url)
        channel = SlackChannel(
            settings,
            clock=house.slack.clock,
            phrasing=PHRASING,
            account_of=accounts_of(house.slack),
            session_factory=factory,
        )
        async with channel.running():
            for number in range(5):
                await channel.deliver(house.post(house.place("#it-help"), key=f"k{number}"))
    assert made == 1


async def test_a_message_is_not_sent_twice_by_the_library_when_the_connection_drops(house: House) -> None:
    outgoing = house.post(house.place("#it-help"), "Once")
    house.slack.faults("chat.postMessage", "reset_after")
    with pytest.raises(RetryLater) as raised:
        await house.channel.deliver(outgoing)
    assert raised.value.unknown
    assert len(house.slack.log.of("chat.postMessage")) == 1
    found = await house.channel.find(outgoing)
    assert found is not None
    assert house.person("mia.feld").channel("#it-help").last.ts == found.message


def test_the_client_has_no_retry_handler_of_the_librarys() -> None:
    assert AsyncConnectionErrorRetryHandler not in map(type, Api("t", "http://127.0.0.1/api/").client.retry_handlers)


async def test_a_response_url_that_is_used_up_is_noticed(house: House) -> None:
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=int(request.match_info["status"]), headers={"Retry-After": "7"})

    app = web.Application()
    app.add_routes([web.post("/{status}", answer)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    api = Api("t", "http://127.0.0.1/api/")
    api.open()
    try:
        await api.respond(f"http://{host}:{port}/200", {})
        with pytest.raises(Rejected, match="http_404"):
            await api.respond(f"http://{host}:{port}/404", {})
        with pytest.raises(RetryLater) as raised:
            await api.respond(f"http://{host}:{port}/429", {})
        assert raised.value.after == 7
    finally:
        await api.close()
        await runner.cleanup()


async def test_an_answer_that_slack_does_not_take_in_time_does_not_hold_the_acknowledgement(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.slack.responses.WITHIN", 0.05)
    house.door.answers = Shown(say(plain("Hello")))
    house.slack.faults("chat.postEphemeral", "timeout")
    await house.person("mia.feld").says("words", "#it-help")
    await house.slack.settle()
    assert [sent.answer.status for sent in house.slack.sent] == [200]
    assert len(house.door.heard) == 1
    house.slack.heal()


async def test_a_person_outside_the_conversation_is_answered_by_response_url(house: House) -> None:
    house.door.answers = Shown(say(plain("For your eyes")))
    house.slack.faults("chat.postEphemeral", "error", error="user_not_in_channel")
    await house.channel.deliver(house.post(house.place("#it-help"), say(plain("Card"), Button("Open", Action("show")))))
    mia = house.person("mia.feld")
    seen = await mia.presses(mia.channel("#it-help").last, "Open")
    assert "For your eyes" in getattr(seen, "text", "")
