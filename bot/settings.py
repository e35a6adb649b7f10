"""What the environment and the command line say: where the file is, where HTTP listens, and the secrets.

`app.yaml` says how the desk works (`bot.policy_file`); this module reads the rest. Secrets are known by the names of
environment variables only and never stand in a `repr`, an error or the file.
"""

from __future__ import annotations

import argparse
import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from adapters.slack.settings import SLACK_API, SlackSettings
from adapters.teams.settings import LOGIN, OPENID, TeamsSettings
from bot.policy_file.problem import Problem, SettingsError, shown

T = TypeVar("T")

DATABASE = "sqlite+aiosqlite:///data/deskbell.db"

VARIABLES = ("DESKBELL_CONFIG", "DESKBELL_DATABASE_URL", "DESKBELL_HOST", "DESKBELL_PORT")

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+psycopg": "postgresql+asyncpg",
    "postgresql+psycopg2": "postgresql+asyncpg",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the bot runs. `slack` and `teams` are None when the channel is off; `port` 0 takes any free one."""

    config: Path
    database_url: str = field(repr=False)
    host: str
    port: int
    slack: SlackSettings | None = None
    teams: TeamsSettings | None = None

    @property
    def database_shown(self) -> str:
        """The database's address without its password."""
        return re.sub(r"(://[^/:@]*):[^@]*@", r"\1:***@", self.database_url)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Give a command the options that override the environment; read the result with `from_arguments`."""
    parser.add_argument("--config", metavar="FILE", help="settings file (DESKBELL_CONFIG, default app.yaml)")
    parser.add_argument("--database", metavar="URL", help=f"database (DESKBELL_DATABASE_URL, default {DATABASE})")
    parser.add_argument("--host", help="address to listen on (DESKBELL_HOST, default 127.0.0.1)")
    parser.add_argument("--port", help="port to listen on (DESKBELL_PORT, default 8080)")


def from_arguments(arguments: argparse.Namespace, environ: Mapping[str, str]) -> Settings:
    """The settings from parsed options (those of `add_options` that the command has) and the environment."""
    given = vars(arguments)
    return read(environ, **{name: given.get(name) for name in ("config", "database", "host", "port")})


def read(
    environ: Mapping[str, str],
    *,
    config: str | Path | None = None,
    database: str | None = None,
    host: str | None = None,
    port: str | int | None = None,
) -> Settings:
    """The settings from `environ`; each option that is not None stands above its variable.

    An empty variable counts as absent. Raises `SettingsError` with everything that is wrong or half given.
    """
    source = _Source(environ)
    source.look_for_slips()
    settings = Settings(
        config=source.read("DESKBELL_CONFIG", _path, Path("app.yaml"), "--config", config),
        database_url=source.read("DESKBELL_DATABASE_URL", _database, DATABASE, "--database", database),
        host=source.read("DESKBELL_HOST", _host, "127.0.0.1", "--host", host),
        port=source.read("DESKBELL_PORT", _port, 8080, "--port", port),
        slack=_slack(source),
        teams=_teams(source),
    )
    if source.problems:
        raise SettingsError(source.problems)
    return settings


def unsigned_teams(settings: Settings) -> Settings:
    """The settings with a Teams that signs nothing: Microsoft's local playground, heard on this machine alone.

    What the environment does not give is made up, since nobody there asks for it. Raises SettingsError when HTTP would
    listen to others, too.
    """
    if settings.host not in _LOOPBACK:
        fix = "Leave out --host and DESKBELL_HOST, or --teams-playground."
        raise SettingsError([Problem("command line", 0, "--teams-playground", "would trust the network.", fix)])
    known = settings.teams or TeamsSettings("deskbell", "unsigned", "00000000-0000-0000-0000-0000000000001")
    return replace(settings, teams=replace(known, unsigned=True))


@dataclass(frozen=True, slots=True)
class AppPackage:
    """What an app package for Teams is made of."""

    app_id: str
    url: str | None
    name: str
    version: str


def app_package(options: argparse.Namespace, environ: Mapping[str, str]) -> AppPackage:
    """What `deskbell teams package` was asked for. Raises SettingsError with everything that is wrong."""
    source = _Source(environ)
    asked = AppPackage(
        app_id=source.read("TEAMS_APP_ID", _app_id, "", "--app-id", options.app_id),
        url=source.read("", _public_url, None, "--url", options.url),
        name=source.read("", _app_name, "", "--name", options.name),
        version=source.read("", _version, "", "--version", options.version),
    )
    if not asked.app_id and not source.problems:
        source.wrong("command line", "--app-id", "is missing.", "Give the app registration's id, or set TEAMS_APP_ID.")
    if source.problems:
        raise SettingsError(source.problems)
    return asked


class _Source:
    """Reads variables one by one and gathers what is wrong with them."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.problems: list[Problem] = []

    def get(self, variable: str) -> str | None:
        return self.environ.get(variable, "").strip() or None

    def wrong(self, where: str, key: str, sentence: str, fix: str) -> None:
        self.problems.append(Problem(where, 0, key, sentence, fix))

    def look_for_slips(self) -> None:
        """Note variables that are nearly ours: DESKBELL_DATABASE would be ignored, and nobody would know why."""
        for variable in sorted(self.environ.keys() - set(VARIABLES)):
            near = difflib.get_close_matches(variable, VARIABLES, n=1, cutoff=0.8)
            if near and variable.startswith("DESKBELL_"):
                self.wrong("environment", variable, "is not a setting.", f"Did you mean {near[0]}?")

    def read(self, variable: str, check: Callable[[str], T], default: T, option: str = "", given: object = None) -> T:
        """What the option says, else the variable, else `default`. What does not pass `check` is noted."""
        where, key, text = ("environment", variable, self.get(variable))
        if given is not None:
            where, key, text = ("command line", option, str(given).strip())
        if text is None:
            return default
        try:
            return check(text)
        except _Unfit as unfit:
            self.wrong(where, key, unfit.sentence, unfit.fix)
            return default


class _Unfit(Exception):
    """A text that cannot be what its variable is for."""

    def __init__(self, sentence: str, fix: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.fix = fix


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise _Unfit("is not a file's path.", "Name the settings file, for example app.yaml.")
    return Path(text)


def _host(text: str) -> str:
    if not text or re.search(r"[\s/@?#]", text):
        raise _Unfit(f"{shown(text)} is not an address.", "Write a host name or an IP address without http://.")
    return text


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise _Unfit(f"{shown(text)} is not a port.", "Write a number from 1 to 65535 (0 takes any free one).")
    return int(text)


def _database(text: str) -> str:
    scheme, found, rest = text.partition("://")
    example = f"Write {DATABASE} or postgresql+asyncpg://user:password@host/name."
    if not found:
        raise _Unfit("is not a database's address.", example)
    if scheme in _DRIVERS:
        raise _Unfit(f"{shown(scheme)} is not a driver that Deskbell uses.", f"Begin it with {_DRIVERS[scheme]}://.")
    match scheme:
        case "sqlite+aiosqlite":
            if not rest.startswith("/"):
                raise _Unfit("names no file.", f"Three slashes begin a file here, four one from the root: {DATABASE}.")
        case "postgresql+asyncpg":
            if not rest.strip("/"):
                raise _Unfit("names no server.", example)
        case _:
            raise _Unfit(f"{shown(scheme)} is not a database that Deskbell knows.", example)
    return text


def _app_id(text: str) -> str:
    if not re.fullmatch(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", text):
        fix = "Copy the Application (client) ID of the app registration, eight-four-four-four-twelve hex digits."
        raise _Unfit(f"{shown(text)} is not an app id.", fix)
    return text.lower()


def _public_url(text: str) -> str | None:
    if urlsplit(_url(text)).scheme != "https":
        raise _Unfit(f"{shown(text)} cannot be reached by Teams.", "Begin it with https://.")
    return text.rstrip("/")


def _app_name(text: str) -> str:
    if not 1 <= len(text) <= 30:
        raise _Unfit(f"{shown(text)} is not a name that Teams takes.", "Write 1 to 30 characters.")
    return text


def _version(text: str) -> str:
    if not re.fullmatch(r"(0|[1-9][0-9]{0,4})(\.(0|[1-9][0-9]{0,4})){2}", text):
        raise _Unfit(f"{shown(text)} is not a version.", "Write three numbers, as 1.0.1.")
    return text


def _url(text: str) -> str:
    """An https address, or http on this machine: tokens travel to it."""
    try:
        parts = urlsplit(text)
        host = parts.hostname
    except ValueError:
        parts, host = urlsplit(""), None
    if parts.scheme not in ("http", "https") or not host:
        raise _Unfit(f"{shown(text)} is not a web address.", "Begin it with https://.")
    if parts.scheme == "http" and host not in _LOOPBACK:
        raise _Unfit("would carry secrets unencrypted.", "Use https://; http:// is for this machine alone.")
    return text


def _base_url(text: str) -> str:
    return _url(text).rstrip("/") + "/"


def _bot_token(text: str) -> str:
    if not text.startswith("xoxb-"):
        raise _Unfit("is not a bot token.", "Copy the Bot User OAuth Token, which begins with xoxb-.")
    return text


def _app_token(text: str) -> str:
    if not text.startswith("xapp-"):
        raise _Unfit("is not an app-level token.", "Copy the App-Level Token, which begins with xapp-.")
    return text


def _slack(source: _Source) -> SlackSettings | None:
    """Slack when a bot token is given; what is given without it is a mistake and not a channel that is off."""
    bot_token = source.read("SLACK_BOT_TOKEN", _bot_token, "")
    app_token = source.read("SLACK_APP_TOKEN", _app_token, "") or None
    signing_secret = source.get("SLACK_SIGNING_SECRET")
    api_url = source.read("SLACK_API_URL", _base_url, SLACK_API)
    if source.get("SLACK_BOT_TOKEN") is None:
        if signing_secret or source.get("SLACK_APP_TOKEN"):
            fix = "Set it to the token that begins with xoxb-, or unset the other SLACK_ variables."
            source.wrong("environment", "SLACK_BOT_TOKEN", "is missing while other settings of Slack are there.", fix)
        return None
    if signing_secret is None and source.get("SLACK_APP_TOKEN") is None:
        fix = "Set it, or set SLACK_APP_TOKEN for Socket Mode."
        source.wrong("environment", "SLACK_SIGNING_SECRET", "is missing: what Slack sends cannot be checked.", fix)
    return SlackSettings(bot_token, signing_secret, app_token, api_url)


def _teams(source: _Source) -> TeamsSettings | None:
    """Teams when its three variables are given; one or two of them are a mistake."""
    names = ("TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID")
    values = [source.get(name) for name in names]
    metadata = source.read("TEAMS_OPENID_METADATA_URL", _url, OPENID)
    login = source.read("TEAMS_LOGIN_URL", _base_url, LOGIN)
    if not any(values):
        return None
    for name, value in zip(names, values, strict=True):
        if value is None:
            source.wrong(
                "environment",
                name,
                "is missing while other settings of Teams are there.",
                "Set it, or unset the others.",
            )
    app_id, password, tenant = (value or "" for value in values)
    return TeamsSettings(app_id, password, tenant, metadata, login)
