"""The bot as a whole, on the playground's Slack: it starts, serves, takes new settings, meets trouble, and stops."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import aiohttp
import pytest

from adapters.slack.channel import SlackChannel
from adapters.slack.manifest import manifest
from bot.app import Service, build, examine
from bot.policy_file import load
from bot.settings import Settings
from bot.starting import CannotStart
from core.ports.outbox import FactValue, Notice
from core.tickets.ticket import Ticket
from playground.clock import Clock
from playground.server import Playground
from tests.bot import sample
from tests.bot.company import AT_ONCE, FRIDAY, Company, bot_on, company, settings_for


@pytest.fixture
async def nordlicht(tmp_path: Path):
    async with company(tmp_path) as running:
        yield running


async def reports(there: Company, what: str = "VPN drops every 5 minutes", **more: str):
    """Mia fills the form in; the card in the triage channel comes back."""
    mia = there.slack.person("mia.feld")
    form = await mia.types(f"/incident {what}")
    await form.chooses("Which service?", "Network, Wi-Fi and VPN")
    fields = {"What kind?": "VPN", "Who is affected?": "My team", "Can you keep working?": "Only partly"} | more
    opened = mia.form
    assert opened is not None
    await opened.fills({"What is wrong?": what, **fields}).submits()
    await there.settles()
    return there.slack.person("dana.roth").channel("desk-triage").last


async def test_what_somebody_reports_is_one_card_in_triage_and_one_for_them(nordlicht: Company):
    card = await reports(nordlicht)
    assert "VPN drops every 5 minutes" in card.text
    assert len(nordlicht.slack.person("mia.feld").directs()) == 1
    await card.presses("Claim")
    await nordlicht.settles()
    assert len(nordlicht.slack.person("dana.roth").channel("desk-triage").messages) == 1
    assert "Dana Roth" in card.text


async def test_a_promise_that_nobody_keeps_is_heard_once_without_anybody_asking(nordlicht: Company):
    card = await reports(nordlicht)
    thread = nordlicht.slack.person("dana.roth").thread(card)
    nordlicht.slack.clock.advance(2 * 3600 + 60)
    await thread.shows("passed its answer time")
    await nordlicht.settles()
    assert len([text for text in thread.texts if "passed its answer time" in text]) == 1


async def test_a_new_start_says_nothing_again(tmp_path: Path):
    slack = await Playground.start(manifest=_manifest(), clock=Clock(FRIDAY), pacing=False, patience=60.0)
    try:
        async with bot_on(slack, tmp_path) as first:
            await reports(first)
            said = len(slack.log.of("chat.postMessage"))
        async with bot_on(slack, tmp_path) as second:
            await second.settles()
            assert len(slack.log.of("chat.postMessage")) == said
    finally:
        await slack.stop()


def _manifest():
    return manifest("http://127.0.0.1")


async def test_changed_settings_are_taken_while_it_runs(tmp_path: Path):
    config = tmp_path / "app.yaml"
    config.write_text(sample.TEXT, encoding="utf-8")
    async with company(tmp_path, config=config) as there:
        config.write_text(sample.TEXT.replace("name: Nordlicht GmbH", "name: Südlicht GmbH"), encoding="utf-8")
        assert await there.bot.reload() == ()
        assert there.bot.engine.policy.company.name == "Südlicht GmbH"
        assert there.bot.delivery.policy is there.bot.engine.policy


async def test_settings_that_are_wrong_are_refused_whole_and_said_why(tmp_path: Path):
    config = tmp_path / "app.yaml"
    config.write_text(sample.TEXT, encoding="utf-8")
    async with company(tmp_path, config=config) as there:
        before = there.bot.engine.policy
        config.write_text(sample.TEXT.replace("lead: lena.vogt", "lead: nobody.here", 1), encoding="utf-8")
        [problem, *_] = await there.bot.reload()
        assert "nobody.here" in str(problem)
        assert there.bot.engine.policy is before


async def test_settings_that_changed_while_it_was_off_are_adopted_at_the_start(tmp_path: Path):
    config = tmp_path / "app.yaml"
    config.write_text(sample.TEXT, encoding="utf-8")
    slack = await Playground.start(manifest=_manifest(), clock=Clock(FRIDAY), pacing=False, patience=60.0)
    try:
        async with bot_on(slack, tmp_path, config=config) as first:
            await reports(first)
            [ticket] = await first.bot.store.read(lambda tx: [tx.ticket("INC-1000")])
        due = _answer_due(ticket)
        shorter = sample.TEXT.replace('{mon-fri: ["09:00-17:00"]}', '{mon-fri: ["11:00-17:00"]}')
        assert shorter != sample.TEXT
        config.write_text(shorter, encoding="utf-8")
        async with bot_on(slack, tmp_path, config=config) as second:
            moved = await second.bot.store.read(lambda tx: tx.ticket("INC-1000"))
            assert _answer_due(moved) > due
    finally:
        await slack.stop()


async def test_the_first_ticket_has_the_number_of_the_settings(tmp_path: Path):
    config = tmp_path / "app.yaml"
    config.write_text(sample.changed(("start: 1000", "start: 48000")), encoding="utf-8")
    async with company(tmp_path, config=config) as there:
        assert "INC-48000" in (await reports(there)).text


def _answer_due(ticket: Ticket | None) -> datetime:
    clock = ticket.clock("response") if ticket else None
    assert clock is not None
    assert clock.due_at is not None
    return clock.due_at


async def test_health_pages_tell_alive_ready_and_figures(nordlicht: Company):
    await reports(nordlicht)
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{nordlicht.address}/healthz") as alive:
            assert (alive.status, (await alive.json())["status"]) == (200, "alive")
        async with session.get(f"{nordlicht.address}/readyz") as ready:
            assert (ready.status, await ready.json()) == (200, {"status": "ready", "problems": []})
        async with session.get(f"{nordlicht.address}/metrics") as figures:
            assert 'deskbell_notices_total{kind="triage_card",outcome="said"} 1.0' in await figures.text()


async def test_it_is_not_ready_while_notices_cannot_be_said(nordlicht: Company):
    nordlicht.slack.faults("chat.postMessage", "http_500", times=1000)
    mia = nordlicht.slack.person("mia.feld")
    await mia.types("/incident")
    await nordlicht.bot.store.transact(lambda tx: tx.write_notices([_digest(nordlicht)]))
    nordlicht.slack.clock.advance(3600)
    problems = await nordlicht.bot.problems()
    assert any("waiting since" in each for each in problems)


def _digest(there: Company):
    now = there.slack.clock.now()
    facts: dict[str, FactValue] = {
        "team": "service-desk",
        "open": 1,
        "due": (),
        "overdue": 0,
        "waiting": 0,
        "on_call": None,
    }
    return Notice("lead_digest", None, "direct:lena.vogt@nordlicht.example", "digest", now, now, facts)


async def test_the_leads_digest_comes_in_the_morning_once_and_never_empty(nordlicht: Company):
    await nordlicht.passes(hours=72)
    lena = nordlicht.slack.person("lena.vogt")
    assert lena.directs() == []
    await reports(nordlicht)
    await nordlicht.passes(hours=24)
    await nordlicht.passes(minutes=1)
    digests = [each.text for each in lena.directs() if "Service Desk: 1 open" in each.text]
    assert len(digests) == 1


async def test_a_digest_whose_time_came_while_the_bot_was_off_is_caught_up_on_once(tmp_path: Path):
    slack = await Playground.start(manifest=_manifest(), clock=Clock(FRIDAY), pacing=False, patience=60.0)
    try:
        async with bot_on(slack, tmp_path) as first:
            await reports(first)
        slack.clock.advance(4 * 24 * 3600)  # Tuesday 10:00; the digest was due at 08:50
        for _ in range(2):
            async with bot_on(slack, tmp_path) as later:
                await later.settles()
        digests = [each.text for each in slack.person("lena.vogt").directs() if "Service Desk: 1 open" in each.text]
        assert len(digests) == 1
    finally:
        await slack.stop()


@pytest.mark.parametrize("wrong", ["bot_token", "app_token"])
async def test_a_wrong_token_is_one_sentence_that_names_it_and_nothing_starts(tmp_path: Path, wrong: str):
    slack = await Playground.start(manifest=_socket_manifest(), clock=Clock(FRIDAY), pacing=False, patience=60.0)
    try:
        settings = _over_a_socket(slack, tmp_path, **{wrong: "x-wrong"})
        service = build(settings, load(sample.PATH))
        named = f"Slack refuses SLACK_{wrong.upper()} (invalid_auth): copy it anew, then start again."
        with pytest.raises(CannotStart, match=re.escape(named)):
            async with service.running():
                pass
    finally:
        await slack.stop()


async def test_without_its_socket_it_is_not_ready_after_a_minute_and_the_figures_tell_of_it(tmp_path: Path):
    slack = await Playground.start(manifest=_socket_manifest(), clock=Clock(FRIDAY), pacing=False, patience=60.0)
    later = 0.0
    try:
        service = build(_over_a_socket(slack, tmp_path), load(sample.PATH), steady=lambda: time.monotonic() + later)
        async with service.running():
            await _until(lambda: slack.slack.outbound.reachable)
            await slack.person("mia.feld").types("/ticket mine")
            assert _figures(service)["connected"] == "1.0"
            later = 30.0
            assert 30 <= float(_figures(service)["last_heard_seconds"]) < 40
            slack.faults("apps.connections.open", "http_500", times=1000)
            await slack.slack.outbound.refresh_sockets()
            await _until(lambda: _figures(service)["connected"] == "0.0")
            assert await service.problems() == ()
            later += 61.0
            assert [each for each in await service.problems() if "slack has not been connected for 6" in each]
            slack.heal()
            await _until(lambda: _figures(service)["connected"] == "1.0")
            assert (_figures(service)["reconnects_total"], await service.problems()) == ("1.0", ())
    finally:
        await slack.stop()


def _figures(service: Service) -> dict[str, str]:
    """What the metrics say of Slack's connection, by name."""
    lines = [line.split(" ") for line in service.metrics.page().decode().splitlines() if '{channel="slack"}' in line]
    return {name.removeprefix("deskbell_").partition("{")[0]: value for name, value in lines}


async def _until(so: Callable[[], bool]) -> None:
    """Wait for what nobody tells of."""
    async with asyncio.timeout(60):
        while not so():  # noqa: ASYNC110 a socket tells nobody that it is up
            await asyncio.sleep(0.01)


def _socket_manifest():
    return manifest(None)


def _over_a_socket(slack: Playground, tmp_path: Path, **changed: str) -> Settings:
    settings = settings_for(slack, tmp_path / "desk.db")
    own = replace(settings.channels["slack"], signing_secret=None, app_token=slack.app_token)
    return replace(settings, channels={"slack": replace(own, **changed)})


async def test_a_port_in_use_is_one_sentence_that_names_the_option(nordlicht: Company, tmp_path: Path):
    port = int(nordlicht.address.rpartition(":")[2])
    settings = replace(settings_for(nordlicht.slack, tmp_path / "other.db"), port=port)
    with pytest.raises(CannotStart, match=f"Something listens on 127.0.0.1:{port} already: .* with --port"):
        async with build(settings, load(sample.PATH)).running():
            pass


async def test_a_place_that_is_missing_is_logged_once_and_not_at_every_look(
    nordlicht: Company, caplog: pytest.LogCaptureFixture
):
    nordlicht.slack.admin.archive("desk-triage")
    slack = nordlicht.bot.channels["slack"]
    assert isinstance(slack, SlackChannel)
    for _ in range(3):
        slack._directory.forget_places()
        await nordlicht.bot.places.refresh(nordlicht.bot.store)
    assert any("desk-triage" in str(missing) for missing in nordlicht.bot.places.missing)
    assert [record.getMessage() for record in caplog.records].count("place.missing") == 1


async def test_a_place_that_is_missing_is_reported_and_its_lead_told(nordlicht: Company):
    nordlicht.slack.admin.archive("desk-triage")
    card = await _reported_to_lena(nordlicht)
    assert "VPN drops" in card
    parked = await nordlicht.bot.store.outbox.parked()
    assert {each.why for each in parked} <= {"is_archived", "channel_not_found"}
    assert any("#desk-triage" in each for each in await nordlicht.bot.desk.findings())


async def _reported_to_lena(there: Company) -> str:
    mia, lena = there.slack.person("mia.feld"), there.slack.person("lena.vogt")
    form = await mia.types("/incident")
    await form.chooses("Which service?", "Network, Wi-Fi and VPN")
    fields = {"What kind?": "VPN", "Who is affected?": "My team", "Can you keep working?": "Only partly"}
    opened = mia.form
    assert opened is not None
    await opened.fills({"What is wrong?": "VPN drops every day", **fields}).submits()
    return (await lena.gets_direct("VPN drops")).text


async def test_doctor_names_people_and_places_that_cannot_be_reached(nordlicht: Company, tmp_path: Path):
    nordlicht.slack.admin.archive("apps-triage")
    settings = settings_for(nordlicht.slack, tmp_path / "desk.db")
    found = await examine(settings, load(sample.PATH))
    assert any(each.startswith("#apps-triage on Slack") for each in found)


async def test_doctor_names_a_triage_place_that_everybody_can_read_and_no_private_one(
    nordlicht: Company, tmp_path: Path
):
    nordlicht.slack.admin.delete("apps-triage")
    nordlicht.slack.admin.create("apps-triage")
    found = await examine(settings_for(nordlicht.slack, tmp_path / "desk.db"), load(sample.PATH))
    named = [each for each in found if "can be read by everybody" in each]
    assert named == [
        "#apps-triage on Slack (triage of Business Apps) can be read by everybody: make it private, and invite the "
        "team and Deskbell."
    ]


async def test_commits_wake_delivery_without_polling(nordlicht: Company):
    lena = nordlicht.slack.person("lena.vogt")
    await nordlicht.bot.store.transact(lambda tx: tx.write_notices([_digest(nordlicht)]))
    await lena.gets_direct("Service Desk", within=60.0)
    await nordlicht.settles()


async def test_over_a_socket_the_same_is_heard_and_said(tmp_path: Path):
    slack = await Playground.start(manifest=manifest(), clock=Clock(FRIDAY), pacing=False, patience=60.0)
    try:
        settings = settings_for(slack, tmp_path / "desk.db")
        own = replace(settings.channels["slack"], signing_secret=None, app_token=slack.app_token)
        settings = replace(settings, channels={"slack": own})
        service = build(settings, load(sample.PATH), clock=slack.clock, pace=AT_ONCE)
        async with service.running() as address:
            await slack.until(lambda: slack.slack.outbound.reachable)
            card = await reports(Company(slack, service, address))
            assert "VPN drops every 5 minutes" in card.text
    finally:
        await slack.stop()
