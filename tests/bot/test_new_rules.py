"""Changed rules: every part goes by them at once, a database that fails leaves the old ones in force everywhere."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from adapters.presentation import words
from adapters.slack.manifest import manifest
from adapters.teams.channel import TeamsChannel
from adapters.teams.settings import TeamsSettings
from bot.app import build
from bot.policy_file import load
from bot.runtime.policy_lock import Turns
from core.agenda import next_instant
from core.desk import Desk
from core.people import Person, Speaker
from core.policy_change import Keep
from core.ports.tickets import StorageUnavailable
from core.ui.inbound import Shown, Where, Words
from playground.clock import Clock
from playground.server import Playground
from storage.instants import instant_or_none
from storage.transaction import SqlTransaction
from tests.bot import sample
from tests.bot.company import FRIDAY, Company, bot_on, company, settings_for
from tests.bot.test_running import reports
from tests.fakes.language import ACCENTED, accented, add_accented

NEW_ROOM = ('triage: {slack: "#desk-triage",', 'triage: {slack: "#it-status",')
SHORTER = ('{mon-fri: ["09:00-17:00"]}', '{mon-fri: ["11:00-17:00"]}')


def write(folder: Path, *changes: tuple[str, str]) -> Path:
    config = folder / "app.yaml"
    config.write_text(sample.changed(*changes), encoding="utf-8")
    return config


async def test_a_changed_emoji_makes_tickets_at_once_and_the_old_one_none(tmp_path: Path):
    async with company(tmp_path, config=write(tmp_path)) as there:
        write(tmp_path, ("ticket_emoji: ticket", "ticket_emoji: sos"))
        assert await there.bot.reload() == ()
        mia = there.slack.person("mia.feld")
        asked = await mia.says("VPN drops every day", "it-help")
        await mia.reacts(asked, ":ticket:")
        await there.settles()
        assert await _open(there) == ()
        await mia.reacts(asked, ":sos:")
        await there.settles()
        assert await _open(there) == ("INC-1000",)


async def test_a_changed_request_channel_is_read_by_its_team_at_once(tmp_path: Path):
    async with company(tmp_path, config=write(tmp_path)) as there:
        write(tmp_path, ('{"#it-help": service-desk, "#office-help": workplace}', '{"#office-help": service-desk}'))
        place = await there.bot.channels["slack"].resolve("#office-help")
        assert place is not None
        assert there.bot.places.team_reading(place) == "workplace"
        assert await there.bot.reload() == ()
        assert there.bot.engine.places.team_reading(place) == "service-desk"


async def test_private_answers_in_channels_are_switched_on_while_teams_runs(tmp_path: Path):
    config = write(tmp_path, ("targeted_messages: auto ", "targeted_messages: never "))
    slack = await Playground.start(
        manifest=manifest("http://127.0.0.1"), clock=Clock(FRIDAY), pacing=False, patience=60.0
    )
    settings = settings_for(slack, tmp_path / "desk.db", config)
    settings = replace(settings, channels={"teams": TeamsSettings("deskbell", "unsigned", "tenant", unsigned=True)})
    service = build(settings, load(config), clock=slack.clock)
    teams = service.channels["teams"]
    assert isinstance(teams, TeamsChannel)
    targeted = teams._inbound._answering._targeted  # as it is asked for each answer
    try:
        async with service.running():
            assert not targeted()
            write(tmp_path)
            assert await service.reload() == ()
            assert targeted()
    finally:
        await slack.stop()


async def test_a_database_that_fails_in_the_middle_leaves_the_old_rules_in_force_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with company(tmp_path, config=write(tmp_path)) as there:
        await reports(there, "VPN drops every 5 minutes")
        await reports(there, "Wi-Fi is gone in the hall")
        before, stored = there.bot.engine.policy, await _stored(there)
        assert len(stored) == 2
        write(tmp_path, SHORTER)
        with monkeypatch.context() as broken:
            _fails_at_the_second_save(broken)
            [problem] = await there.bot.reload()
        assert "the disk is full" in str(problem)
        assert _in_force(there) == {id(before)}
        assert await _stored(there) == stored
        assert await there.bot.reload() == ()
        assert len(_in_force(there)) == 1
        assert there.bot.engine.policy is not before
        assert await _stored(there) != stored


async def test_rules_that_another_process_has_stored_are_taken_over_and_count_no_time_twice(tmp_path: Path):
    async with company(tmp_path, config=write(tmp_path)) as there:
        await reports(there)
        write(tmp_path, SHORTER)
        await there.bot._adopt(load(tmp_path / "app.yaml"))  # as another process does: not in force here
        stored = await _stored(there)
        there.slack.clock.advance(60)
        assert await there.bot.reload() == ()
        assert await _stored(there) == stored
        assert len(_in_force(there)) == 1


async def test_what_was_decided_under_the_old_rules_after_another_process_stored_the_new_ones_goes_by_these(
    tmp_path: Path,
):
    async with company(tmp_path, config=write(tmp_path)) as there:
        write(tmp_path, ("warn_at: [50, 75, 90]", "warn_at: [75, 90]"))
        await there.bot._adopt(load(tmp_path / "app.yaml"))  # as another process does: not in force here
        await reports(there)
        assert await there.bot.reload() == ()
        ticket = await there.bot.store.read(lambda tx: tx.ticket("INC-1000"))
        assert ticket is not None
        [(_, _, due_at)] = await _stored(there)
        assert isinstance(due_at, int)
        assert instant_or_none(due_at) == next_instant(ticket, there.bot.engine.policy)


async def test_rules_that_move_while_new_ones_are_worked_out_are_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with company(tmp_path, config=write(tmp_path)) as there:
        await reports(there)
        write(tmp_path, SHORTER)
        work_out, asked = Desk.work_out, []

        async def beaten(self: Desk, *arguments: object) -> Keep:
            asked.append(arguments)
            if len(asked) == 1:
                await there.bot._remember("settings", "stored by another process meanwhile")
            return await work_out(self, *arguments)  # type: ignore[arg-type]  # what it was given

        monkeypatch.setattr(Desk, "work_out", beaten)
        assert await there.bot.reload() == ()
        assert len(asked) == 2


async def test_whoever_dies_before_the_cards_have_moved_in_moves_them_in_at_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    class Killed(BaseException):
        """The process is gone."""

    async def dies(self: Desk, rooms: object) -> int:
        raise Killed

    slack = await Playground.start(
        manifest=manifest("http://127.0.0.1"), clock=Clock(FRIDAY), pacing=False, patience=60.0
    )
    try:
        async with bot_on(slack, tmp_path, config=write(tmp_path)) as there:
            await reports(there)
            write(tmp_path, NEW_ROOM)
            with monkeypatch.context() as dying:
                dying.setattr(Desk, "move_in", dies)
                with pytest.raises(Killed):
                    await there.bot.reload()
        async with bot_on(slack, tmp_path, config=tmp_path / "app.yaml") as again:
            await again.settles()
            assert "VPN drops" in slack.person("dana.roth").channel("it-status").last.text
            moved = await _places(again)
        async with bot_on(slack, tmp_path, config=tmp_path / "app.yaml") as again:
            await again.settles()
            assert await _places(again) == moved
    finally:
        await slack.stop()


async def test_a_database_that_fails_while_cards_move_in_is_asked_again_by_the_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with company(tmp_path, config=write(tmp_path)) as there:
        await reports(there)
        write(tmp_path, NEW_ROOM)

        async def fails(self: Desk, rooms: object) -> int:
            raise StorageUnavailable("the disk is full")

        with monkeypatch.context() as broken:
            broken.setattr(Desk, "move_in", fails)
            assert await there.bot.reload() == ()
        await there.bot._look()
        async with asyncio.timeout(60):
            while len(await _places(there)) < 3:
                await there.settles()


async def test_places_that_were_asked_for_before_new_rules_came_leave_owed_what_these_owe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with company(tmp_path, config=write(tmp_path)) as there:
        await reports(there)
        write(tmp_path, NEW_ROOM)
        slack, move_in = there.bot.channels["slack"], Desk.move_in
        asked, answers = asyncio.Event(), asyncio.Event()
        resolve = slack.resolve

        async def slow(written: str) -> str | None:
            asked.set()
            await answers.wait()
            return await resolve(written)

        async def fails(self: Desk, rooms: Mapping[str, Sequence[str]]) -> int:
            if rooms:
                raise StorageUnavailable("the disk is full")
            return await move_in(self, rooms)

        with monkeypatch.context() as broken:
            broken.setattr(Desk, "move_in", fails)
            with monkeypatch.context() as silent:
                silent.setattr(slack, "resolve", slow, raising=False)
                there.bot.place_watch.news()
                await asked.wait()
            reloading = asyncio.create_task(there.bot.reload())
            for _ in range(50):
                await there.bot.store.ready()
            answers.set()
            assert await reloading == ()
            await there.settles()
        await there.bot._look()
        async with asyncio.timeout(60):
            while len(await _places(there)) < 3:
                await there.settles()


async def test_rules_that_move_no_promise_store_no_ticket_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    async with company(tmp_path, config=write(tmp_path)) as there:
        await reports(there)
        write(tmp_path, ("ticket_emoji: ticket", "ticket_emoji: sos"))
        with monkeypatch.context() as broken:
            broken.setattr(SqlTransaction, "save", _refuses)
            assert await there.bot.reload() == ()


async def test_whoever_decides_while_rules_are_exchanged_does_so_under_the_new_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with company(tmp_path, config=write(tmp_path)) as there:
        write(tmp_path, ("name: Nordlicht GmbH", "name: Südlicht GmbH"))
        seen: list[str] = []
        waiting: list[asyncio.Task[None]] = []
        engine, transact = there.bot.engine, there.bot.store.transact

        async def decides() -> None:
            await engine.store.transact(lambda tx: seen.append(engine.policy.company.name))

        async def slowly(work: Callable[[SqlTransaction], Any]) -> Any:
            if not waiting:
                waiting.append(asyncio.create_task(decides()))
                await there.bot.store.ready()
                assert seen == []
            return await transact(work)

        monkeypatch.setattr(there.bot.store, "transact", slowly)
        assert await there.bot.reload() == ()
        await asyncio.gather(*waiting)
        assert seen == ["Südlicht GmbH"]


async def test_while_somebody_is_looked_up_rules_are_exchanged_and_nobody_else_waits(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    async with company(tmp_path, config=write(tmp_path)) as there:
        team, directory = there.slack.slack.space.team_id, there.bot.directory
        mia, lena = (f"slack:{team}/{there.slack.person(name).id}" for name in ("mia.feld", "lena.vogt"))
        asked, answers = asyncio.Event(), asyncio.Event()
        identify = directory.identify

        async def slow(speaker: Speaker) -> Person:
            if speaker.id == mia:
                asked.set()
                await answers.wait()
            return await identify(speaker)

        monkeypatch.setattr(directory, "identify", slow, raising=False)
        where = Where(mia, "direct", flat=True)
        words = Words(Speaker("slack", mia), there.bot.clock.now(), "slow", where, ("mine",), to_bot=True)
        looked_up = asyncio.create_task(there.bot.gate.hear(words))
        await asked.wait()
        write(tmp_path, ("name: Nordlicht GmbH", "name: Südlicht GmbH"))
        async with asyncio.timeout(60):
            assert await there.bot.reload() == ()
            assert "Südlicht" in repr(await there.bot.gate.home(Speaker("slack", lena)))
        assert not looked_up.done()
        answers.set()
        assert isinstance(await looked_up, Shown)


async def test_what_is_decided_waits_while_one_has_the_turn_alone(tmp_path: Path):
    async with company(tmp_path) as there:
        mia = there.slack.person("mia.feld")
        speaker = Speaker("slack", f"slack:{there.slack.slack.space.team_id}/{mia.id}")
        async with there.bot.turns.alone():
            home = asyncio.create_task(there.bot.gate.home(speaker))
            await there.bot.store.ready()
            assert not home.done()
        assert (await home).summary is not None


async def test_a_turn_alone_waits_for_those_that_were_begun():
    turns, order = Turns(), []
    begun = asyncio.Event()

    async def decides() -> None:
        begun.set()
        await asyncio.sleep(0)
        order.append("decided")

    task = asyncio.create_task(turns.share(decides))
    await begun.wait()
    async with turns.alone():
        order.append("exchanged")
    await task
    assert order == ["decided", "exchanged"]


async def _places(there: Company) -> list[str]:
    """Where cards of INC-1000 stand."""
    return [one.place for one in await there.bot.store.read(lambda tx: tx.bindings("INC-1000"))]


async def _open(there: Company) -> tuple[str, ...]:
    return await there.bot.store.read(lambda tx: tx.open_refs())


async def _stored(there: Company) -> list[tuple[object, ...]]:
    rows = await there.bot.store.read(
        lambda tx: tx.sql.rows("SELECT ref, version, due_at FROM tickets ORDER BY ref", {})
    )
    return [tuple(row) for row in rows]


def _in_force(there: Company) -> set[int]:
    """The rules by which each part goes."""
    bot = there.bot
    parts = (bot.engine.policy, bot.delivery.policy, bot.places._policy, bot.directory._policy, bot.schedule.policy)
    return {id(policy) for policy in (*parts, bot.loaded.policy)}


def _fails_at_the_second_save(patch: pytest.MonkeyPatch) -> None:
    save, saved = SqlTransaction.save, []

    def fails(self: SqlTransaction, *arguments: object) -> None:
        saved.append(arguments)
        if len(saved) == 2:
            raise StorageUnavailable("the disk is full")
        save(self, *arguments)  # type: ignore[arg-type]

    patch.setattr(SqlTransaction, "save", fails)


def _refuses(self: SqlTransaction, *arguments: object) -> None:
    raise AssertionError("a ticket was stored")


async def test_a_changed_language_is_spoken_at_once_and_one_without_words_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(words, "LANGUAGES", add_accented(tmp_path / "words"))
    english, other = "currency: EUR", f"currency: EUR, language: {ACCENTED}"
    async with company(tmp_path, config=write(tmp_path)) as there:
        card = await reports(there)
        assert "NEW" in card.text
        write(tmp_path, (english, other))
        assert await there.bot.reload() == ()
        await card.presses("Claim")
        await there.settles()
        assert accented("IN PROGRESS") in card.text
        write(tmp_path, (english, "currency: EUR, language: ed"))
        [problem] = await there.bot.reload()
        assert str(problem).endswith('company.language: Deskbell has no words in "ed". Write one of: accented, en.')
        assert there.bot.engine.policy.company.language == ACCENTED
