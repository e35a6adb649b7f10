"""`deskbell playground`: the real bot wired to a Slack and a Teams on this machine, and the one address to open.

The environment's own platforms are left alone: nothing that is tried here reaches a real workspace or tenant.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from adapters.automations import HttpAutomations
from adapters.slack.ids import NAME as SLACK
from adapters.slack.manifest import manifest
from adapters.slack.settings import PATH as SLACK_PATH
from adapters.slack.settings import SlackSettings
from adapters.teams.ids import NAME as TEAMS
from adapters.teams.manifest import manifest as teams_manifest
from adapters.teams.settings import PATH as TEAMS_PATH
from adapters.teams.settings import TeamsSettings
from bot import channels
from bot.app import build
from bot.policy_file import Loaded, load
from bot.runtime.logs import set_up
from bot.runtime.process import serve_until_stopped
from bot.secret_keys import seal_older
from bot.settings import PLAYED, Settings, from_arguments
from bot.starting import CannotStart, cannot_listen, prepare_database
from core.calendars.hours import is_open, next_opening
from core.policy import Policy
from playground.clock import Clock
from playground.identity import PATH
from playground.server import Playground
from playground.slack.workspace import Member
from playground.teams.server import APP_ID
from storage import alone, new_key

DATABASE = Path(PLAYED)
LEFT_ALONE = (
    f"DESKBELL_DATABASE_URL is left alone: what is tried here is kept in {PLAYED}. --database names another database."
)


async def serve(options: argparse.Namespace, environ: Mapping[str, str]) -> int:
    """Start both, print where to look, and run until stopped.

    Raises SettingsError, CannotStart, and StorageUnavailable where another one runs on that database.
    """
    plain = {name: value for name, value in environ.items() if name.startswith("DESKBELL_")}
    elsewhere = plain.pop("DESKBELL_DATABASE_URL", None)
    settings = from_arguments(options, plain)
    if options.database is None:
        settings = replace(settings, database_url=f"sqlite+aiosqlite:///{DATABASE}")
        if elsewhere is not None:
            print(LEFT_ALONE, file=sys.stderr)
    loaded = load(settings.config)
    with alone(settings.database_url):
        if options.database is None and not options.keep:
            _forget(DATABASE)
        return await _play(settings, loaded, chosen=options.port is not None or "DESKBELL_PORT" in plain)


async def _play(settings: Settings, loaded: Loaded, *, chosen: bool) -> int:
    playground = await _start(settings.port, chosen)
    try:
        _to_open_hours(playground.clock, loaded.policy)
        keys = settings.secret_keys or (_own_key(settings.database_url),)
        own = replace(settings, host="127.0.0.1", port=0, channels=_played(playground), secret_keys=keys)
        # Not warnings: the bot starts before its Teams has told it where it is installed.
        set_up(own.secrets, level=logging.ERROR)
        prepare_database(own.database_url)
        seal_older(own, loaded, playground.clock.now())
        idp = playground.identity
        played = HttpAutomations(lambda _: idp.secret, dict.fromkeys(loaded.policy.automations, _idp(playground)))
        service = build(own, loaded, clock=playground.clock, automations=played)

        async def opened(address: str) -> None:
            playground.point_at(f"{address}{SLACK_PATH}")
            if playground.teams is not None:
                playground.teams.point_at(f"{address}{TEAMS_PATH}")
                await playground.teams.introduce()
            playground.welcome = _welcome(playground, loaded.policy)
            playground.slack.first_look = _first_people(playground, loaded.policy)
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
            raise CannotStart(cannot_listen(f"127.0.0.1:{port}", error)) from error
    return await Playground.start(manifest=slack, teams_manifest=teams, port=0)


def _idp(playground: Playground) -> str:
    """Where automations are asked here, whichever they are."""
    return f"{playground.url}{PATH}"


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
            teams.app_id,
            teams.app_password,
            teams.tenant_id,
            teams.openid_metadata_url,
            f"{teams.login_url}/",
            f"{teams.graph_url}/",
        )
    return played


def _own_key(database: str) -> str:
    """The key of this playground, in a file beside its database, made anew where there is none."""
    _, _, path = database.partition("sqlite+aiosqlite:///")
    kept = Path(f"{path or DATABASE}.key")
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
        kept.write_text(new_key(), encoding="ascii")
    return kept.read_text(encoding="ascii").strip()


def _forget(database: Path) -> None:
    """Begin with nothing: the Slack and the Teams that are played forget everything, too."""
    for suffix in ("", "-wal", "-shm", ".key"):
        database.with_name(database.name + suffix).unlink(missing_ok=True)


def _first_look(playground: Playground, policy: Policy) -> str:
    """Where to look first: in Slack a responder before their triage channel, in Teams somebody who asks for help."""
    looks = _first_people(playground, policy)
    if playground.teams is None or looks is None:
        return f"{playground.url}/"
    return f"{playground.url}/both?{urlencode({'as': looks[0], 'teams_as': looks[1]})}" + _triage(playground, policy)


def _first_people(playground: Playground, policy: Policy) -> tuple[str, str] | None:
    """Who looks first: a responder at Slack (by id), somebody who asks for help at Teams (by handle)."""
    engine, asks = _people(playground, policy)
    return (engine[0].id, asks[0].handle) if engine and asks else None


def _welcome(playground: Playground, policy: Policy) -> tuple[tuple[str, str], ...]:
    """What to try first, a line each."""
    engine, asks = _people(playground, policy)
    if not engine or not asks:
        return ()
    late = f"/slack?{urlencode({'as': engine[-1].id, 'still': 1})}{_triage(playground, policy)}"
    return (
        (f"Ask: on the right, as {asks[0].real_name}, write “incident VPN drops” to Deskbell and send the form.", ""),
        (
            f"Answer: on the left, as {engine[0].real_name}, press Claim on the card, and write “>> Please restart it” "
            "in its thread.",
            "",
        ),
        (
            f"Order: as {asks[0].real_name}, write “request software licence” to Deskbell. Nobody has to do it: "
            "then look at what the identity provider holds.",
            PATH,
        ),
        (
            f"Be late: open this as {engine[-1].real_name} before the next report. It stands still, so that you can "
            "press Claim when somebody else has done so.",
            late,
        ),
    )


def _people(playground: Playground, policy: Policy) -> tuple[list[Member], list[Member]]:
    """Who is in the first team, and who is not."""
    team = next(iter(policy.teams.values()))
    people = [member for member in playground.slack.space.members.values() if not member.is_bot]
    return [each for each in people if team.has(each.email)], [each for each in people if not team.has(each.email)]


def _triage(playground: Playground, policy: Policy) -> str:
    """The end of an address that leads to the first team's triage channel."""
    channel = playground.slack.space.find_channel(next(iter(policy.teams.values())).triage.get(SLACK, ""))
    return f"#{channel.id}" if channel else ""
