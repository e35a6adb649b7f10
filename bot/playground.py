"""`deskbell playground`: the real bot wired to a Slack and a Teams on this machine, and the one address to open.

The environment's own platforms are left alone: nothing that is tried here reaches a real workspace or tenant.
"""

from __future__ import annotations

import argparse
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from adapters.slack.ids import NAME as SLACK
from adapters.slack.manifest import manifest
from adapters.slack.settings import PATH as SLACK_PATH
from adapters.slack.settings import SlackSettings
from adapters.teams.ids import NAME as TEAMS
from adapters.teams.manifest import manifest as teams_manifest
from adapters.teams.settings import PATH as TEAMS_PATH
from adapters.teams.settings import TeamsSettings
from bot import channels
from bot.app import CannotStart, build, prepare_database
from bot.policy_file import Loaded, load
from bot.runtime.logs import set_up
from bot.runtime.process import serve_until_stopped
from bot.settings import Settings, from_arguments
from core.calendars.hours import is_open, next_opening
from core.policy import Policy
from playground.clock import Clock
from playground.server import Playground
from playground.teams.server import APP_ID
from storage import alone

DATABASE = Path("data/playground.db")


async def serve(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Start both, print where to look, and run until stopped.

    Raises SettingsError, CannotStart, and StorageUnavailable where another one runs on that database.
    """
    plain = {name: value for name, value in environ.items() if name.startswith("DESKBELL_")}
    plain.pop("DESKBELL_DATABASE_URL", None)
    settings = from_arguments(options, plain)
    if options.database is None:
        settings = replace(settings, database_url=f"sqlite+aiosqlite:///{DATABASE}")
    loaded = load(settings.config)
    with alone(settings.database_url):
        if options.database is None and not options.keep:
            _forget(DATABASE)
        return await _play(settings, loaded, chosen=options.port is not None or "DESKBELL_PORT" in plain)


async def _play(settings: Settings, loaded: Loaded, *, chosen: bool) -> int:
    playground = await _start(settings.port, chosen)
    try:
        _to_open_hours(playground.clock, loaded.policy)
        own = replace(settings, host="127.0.0.1", port=0, channels=_played(playground))
        # Not warnings: the bot starts before its Teams has told it where it is installed.
        set_up(channels.secrets(own.channels), level=logging.ERROR)
        prepare_database(own.database_url)
        service = build(own, loaded, clock=playground.clock)

        async def opened(address: str) -> None:
            playground.point_at(f"{address}{SLACK_PATH}")
            if playground.teams is not None:
                playground.teams.point_at(f"{address}{TEAMS_PATH}")
                await playground.teams.introduce()
            print(_first_look(playground, loaded.policy), flush=True)

        return await serve_until_stopped(service, opened)
    finally:
        await playground.stop()


async def _start(port: int, chosen: bool) -> Playground:
    """The playground on `port`; on any free one when nobody chose it and it is taken."""
    slack, teams = manifest("http://127.0.0.1"), teams_manifest(APP_ID)
    try:
        return await Playground.start(manifest=slack, teams_manifest=teams, port=port)
    except OSError as error:
        if chosen:
            raise CannotStart(f"Cannot listen on 127.0.0.1:{port}: {error.strerror or error}.") from error
    return await Playground.start(manifest=slack, teams_manifest=teams, port=0)


def _to_open_hours(clock: Clock, policy: Policy) -> None:
    """Outside office hours, go on to an hour into the next ones: promises then run while somebody watches."""
    office = policy.calendars[policy.office]
    if not is_open(office, clock.now()):
        clock.set(next_opening(office, clock.now()) + timedelta(hours=1))


def _played(playground: Playground) -> channels.ChannelSettings:
    """How the platforms that are played here are reached, each by the name of its channel."""
    played: dict[str, object] = {
        SLACK: SlackSettings(playground.bot_token, playground.signing_secret, None, playground.api_url)
    }
    if (teams := playground.teams) is not None:
        played[TEAMS] = TeamsSettings(
            teams.app_id, teams.app_password, teams.tenant_id, teams.openid_metadata_url, f"{teams.login_url}/"
        )
    return played


def _forget(database: Path) -> None:
    """Begin with nothing: the Slack and the Teams that are played forget everything, too."""
    for suffix in ("", "-wal", "-shm"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _first_look(playground: Playground, policy: Policy) -> str:
    """Where to look first: in Slack a responder before their triage channel, in Teams somebody who asks for help."""
    team = next(iter(policy.teams.values()))
    engine: dict[str, str] = {}
    asks: dict[str, str] = {}
    for member in playground.slack.space.members.values():
        if not member.is_bot:
            (engine if team.has(member.email) else asks).setdefault(member.id, member.handle)
    if playground.teams is None or not engine or not asks:
        return f"{playground.url}/"
    channel = playground.slack.space.find_channel(team.triage.get(SLACK, ""))
    query = urlencode({"as": next(iter(engine)), "teams_as": next(iter(asks.values()))})
    return f"{playground.url}/both?{query}" + (f"#{channel.id}" if channel else "")
