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

from adapters.channel_kind import AdminCommand
from adapters.environment import Unfit
from bot import channels
from bot.channels import ChannelSettings
from bot.policy_file.problem import Problem, SettingsError, shown
from core.automations import Automation

T = TypeVar("T")

DATABASE = "sqlite+aiosqlite:///data/deskbell.db"

SECRETS_KEY, OLD_SECRETS_KEYS = "DESKBELL_SECRETS_KEY", "DESKBELL_SECRETS_KEY_OLD"
"""The key that seals private answers, and those from before, which only open."""
NEW_KEY = "deskbell secrets new-key prints one."
VARIABLES = (
    "DESKBELL_CONFIG", "DESKBELL_DATABASE_URL", "DESKBELL_HOST", "DESKBELL_PORT", SECRETS_KEY, OLD_SECRETS_KEYS,
)  # fmt: skip

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+psycopg": "postgresql+asyncpg",
    "postgresql+psycopg2": "postgresql+asyncpg",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """Where the bot runs. `channels` has the settings of those that are on; `port` 0 takes any free one.

    `secret_keys` seal private answers: the first seals, all of them open.
    """

    config: Path
    database_url: str = field(repr=False)
    host: str
    port: int
    channels: ChannelSettings = field(default_factory=dict)
    secret_keys: tuple[str, ...] = field(default=(), repr=False)
    environ: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """What the settings file names by its name: the secrets of automations."""

    @property
    def secrets(self) -> tuple[str | None, ...]:
        """What must never stand in a log."""
        return (*channels.secrets(self.channels), *self.secret_keys)

    def secret_of(self, automation: Automation) -> str | None:
        """What an automation's calls are signed with; None where its variable is not set."""
        return self.environ.get(automation.secret, "").strip() or None

    @property
    def database_shown(self) -> str:
        """The database's address without its password."""
        return re.sub(r"(://[^/:@]*):[^@]*@", r"\1:***@", self.database_url)


PLAYED = "data/playground.db"
"""Where the playground keeps its tickets, unless an option names another database: never where the environment says."""


def add_options(parser: argparse.ArgumentParser, database: str = "") -> None:
    """Give a command the options that override the environment; read the result with `from_arguments`.

    `database` says which one a command uses where it is none that the environment names.
    """
    kept = database or f"DESKBELL_DATABASE_URL, default {DATABASE}"
    parser.add_argument("--config", metavar="FILE", help="settings file (DESKBELL_CONFIG, default app.yaml)")
    parser.add_argument("--database", metavar="URL", help=f"database ({kept})")
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
        channels=channels.read(source),
        secret_keys=source.secret_keys(),
        environ=dict(environ),
    )
    if source.problems:
        raise SettingsError(source.problems)
    return settings


def with_run_options(settings: Settings, arguments: argparse.Namespace) -> Settings:
    """The settings with what the flags of `deskbell run` change of a channel's. Raises SettingsError."""
    changed = dict(settings.channels)
    for kind in channels.KINDS:
        option = kind.run_option
        if option is None or not vars(arguments).get(option.flag.strip("-").replace("-", "_")):
            continue
        try:
            changed[kind.name] = option.apply(changed.get(kind.name), settings.host)
        except Unfit as unfit:
            raise SettingsError([Problem("command line", 0, option.flag, unfit.sentence, unfit.fix)]) from None
    return replace(settings, channels=changed)


def prepare_command(
    command: AdminCommand, arguments: argparse.Namespace, environ: Mapping[str, str]
) -> Callable[[], int]:
    """What a channel's admin command is to do. Raises SettingsError with everything that is wrong."""
    source = _Source(environ)
    deed = command.prepare(arguments, source)
    if source.problems:
        raise SettingsError(source.problems)
    return deed


class _Source:
    """Reads variables one by one and gathers what is wrong with them (adapters.environment.Environment)."""

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

    def secret_keys(self) -> tuple[str, ...]:
        """The keys as they are written, the one that seals first; none where there is none."""
        none: tuple[str, ...] = ()
        newest, older = self.read(SECRETS_KEY, _key, ""), self.read(OLD_SECRETS_KEYS, _keys, none)
        if older and self.get(SECRETS_KEY) is None:
            sentence = f"is given without {SECRETS_KEY}, so nothing could be sealed."
            self.wrong("environment", OLD_SECRETS_KEYS, sentence, NEW_KEY)
        return (newest, *older) if newest else ()

    def read(self, variable: str, check: Callable[[str], T], default: T, option: str = "", given: object = None) -> T:
        """What the option says, else the variable, else `default`. What does not pass `check` is noted."""
        where, key, text = ("environment", variable, self.get(variable))
        if given is not None:
            where, key, text = ("command line", option, str(given).strip())
        if text is None:
            return default
        try:
            return check(text)
        except Unfit as unfit:
            self.wrong(where, key, f"{shown(text)} {unfit.sentence}" if unfit.quotes else unfit.sentence, unfit.fix)
            return default


def _key(text: str) -> str:
    from storage.sealing import read_key

    try:
        read_key(text)
    except ValueError as error:
        raise Unfit("is no key: it is 32 bytes in base64.", NEW_KEY) from error
    return text


def _keys(text: str) -> tuple[str, ...]:
    return tuple(_key(one.strip()) for one in text.split(",") if one.strip())


def _path(text: str) -> Path:
    if not text or "\0" in text:
        raise Unfit("is not a file's path.", "Name the settings file, for example app.yaml.")
    return Path(text)


def _host(text: str) -> str:
    if not text or re.search(r"[\s/@?#]", text):
        raise Unfit(f"{shown(text)} is not an address.", "Write a host name or an IP address without http://.")
    return text


def _port(text: str) -> int:
    if not re.fullmatch(r"[0-9]{1,5}", text) or int(text) > 65535:
        raise Unfit(f"{shown(text)} is not a port.", "Write a number from 1 to 65535 (0 takes any free one).")
    return int(text)


def _database(text: str) -> str:
    scheme, found, rest = text.partition("://")
    example = f"Write {DATABASE} or postgresql+asyncpg://user:password@host/name."
    if not found:
        raise Unfit("is not a database's address.", example)
    if scheme in _DRIVERS:
        raise Unfit(f"{shown(scheme)} is not a driver that Deskbell uses.", f"Begin it with {_DRIVERS[scheme]}://.")
    match scheme:
        case "sqlite+aiosqlite":
            if not rest.startswith("/"):
                raise Unfit("names no file.", f"Three slashes begin a file here, four one from the root: {DATABASE}.")
        case "postgresql+asyncpg":
            if not rest.strip("/"):
                raise Unfit("names no server.", example)
        case _:
            raise Unfit(f"{shown(scheme)} is not a database that Deskbell knows.", example)
    return text
