"""The command line: `deskbell run | playground | check | doctor | migrate | access | secrets | slack manifest
| teams package | gallery`.

What is wrong with settings is said line by line on standard error with exit code 2, and nothing is started. Other
reasons not to start are one sentence and exit code 1.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.metadata import version
from typing import Any
from zoneinfo import ZoneInfo

from bot import channels
from bot.policy_file.problem import SettingsError
from bot.settings import PLAYED, Settings, add_options, from_arguments, prepare_command, with_run_options

Arguments = argparse.Namespace
Environment = Mapping[str, str]

PROBLEM, TROUBLE = 2, 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command and exit with its code."""
    sys.exit(command(sys.argv[1:] if arguments is None else arguments, os.environ))


def command(arguments: Sequence[str], environ: Environment) -> int:
    """Run a command; its exit code."""
    from core.ports.tickets import StorageUnavailable

    options = _parser().parse_args(arguments)
    action: Callable[[Arguments, Environment], int] = options.action
    try:
        return action(options, environ)
    except SettingsError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return PROBLEM
    except StorageUnavailable as error:
        print(f"The database cannot be used: {error}", file=sys.stderr)
        return TROUBLE
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # whoever read our output has seen enough (`deskbell gallery | head`)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="deskbell", description="An IT service desk in Slack and Microsoft Teams.")
    parser.add_argument("--version", action="version", version=f"Deskbell {version('deskbell')}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str,
        action: Callable[[Arguments, Environment], int],
        help: str,
        among: Any = commands,
        database: str = "",
    ) -> argparse.ArgumentParser:
        sub: argparse.ArgumentParser = among.add_parser(name, help=help, description=help)
        sub.set_defaults(action=action)
        add_options(sub, database)
        return sub

    run = add("run", _run, "the bot: HTTP for Slack, Teams and the web, delivery, sweep")
    for kind in channels.KINDS:
        if kind.run_option is not None:
            run.add_argument(kind.run_option.flag, action="store_true", help=kind.run_option.help)
    playground = add(
        "playground",
        _playground,
        "the bot wired to a Slack and a Teams on this machine, with a page to try everything",
        database=f"default {PLAYED}, made anew at each start; DESKBELL_DATABASE_URL is left alone",
    )
    playground.add_argument("--keep", action="store_true", help="keep the tickets of the last time")
    check = add("check", _check, "validate the settings file")
    check.add_argument("--quiet", action="store_true", help="do not print the resolved file")
    add("doctor", _doctor, "what is wrong right now")
    add("migrate", _migrate, "bring the database up to date")
    _add_secrets(commands, add)
    access = add("access", _access, "print as CSV who was given what, until when, and what shows that it ended")
    access.add_argument("--csv", action="store_true", help="the only format there is, which need not be named")
    shows = "draw an example of each notice and page, and list each command"
    gallery = commands.add_parser("gallery", help=shows, description=shows)
    gallery.set_defaults(action=_gallery)
    drawn = gallery.add_mutually_exclusive_group()
    for kind in channels.KINDS:
        if kind.draw is not None:
            flag = f"--{kind.name}"
            drawn.add_argument(flag, action="store_const", dest="drawn", const=kind.name, help=kind.drawn_as)
        if kind.admin is not None:
            whose = f"for {kind.title}' admins" if kind.title.endswith("s") else f"for {kind.title}'s admins"
            own = commands.add_parser(kind.name, help=whose, description=f"{whose[0].upper()}{whose[1:]}.")
            sub = own.add_subparsers(required=True, metavar="WHAT").add_parser(kind.admin.name, help=kind.admin.help)
            sub.set_defaults(action=_for_admins, admin_command=kind.admin)
            kind.admin.add_options(sub)
    return parser


def _add_secrets(commands: Any, add: Callable[..., argparse.ArgumentParser]) -> None:
    about = "the keys that seal private answers"
    own = commands.add_parser("secrets", help=about, description=about)
    sub = own.add_subparsers(required=True, metavar="WHAT")
    add("new-key", _new_key, "print a new key for DESKBELL_SECRETS_KEY", sub)
    add("rotate", _rotate, "seal with DESKBELL_SECRETS_KEY what is sealed with one of DESKBELL_SECRETS_KEY_OLD", sub)


def _run(options: Arguments, environ: Environment) -> int:
    from bot.app import build
    from bot.runtime.clock import WallClock
    from bot.runtime.logs import set_up
    from bot.runtime.patience import until_there
    from bot.runtime.process import serve_until_stopped
    from bot.secret_keys import load_rules, seal_older
    from bot.starting import prepare_database
    from storage import alone, is_current

    settings = with_run_options(from_arguments(options, environ), options)
    loaded = load_rules(settings)
    set_up((*settings.secrets, *map(settings.secret_of, loaded.policy.automations.values())))
    for warning in loaded.warnings:
        print(warning, file=sys.stderr)
    if not settings.channels:
        print(f"No platform is on, so nobody could be heard: {channels.how_to_turn_on()}", file=sys.stderr)
        return PROBLEM

    def prepare() -> None:
        prepare_database(settings.database_url)
        seal_older(settings, loaded, WallClock().now())

    async def serve() -> int:
        return await serve_until_stopped(build(settings, loaded))

    with alone(settings.database_url):
        until_there(lambda: is_current(settings.database_url), _say_what_is_waited_for)
        return _started(prepare, serve)


def _say_what_is_waited_for(error: Exception) -> None:
    from bot.runtime.patience import PATIENCE

    print(f"{error} Waiting up to {PATIENCE:.0f} seconds for it.", file=sys.stderr, flush=True)


def _started(before: Callable[[], None], serve: Callable[[], Coroutine[Any, Any, int]]) -> int:
    from bot.starting import CannotStart

    try:
        before()
        return asyncio.run(serve())
    except CannotStart as error:
        print(error, file=sys.stderr)
        return TROUBLE


def _playground(options: Arguments, environ: Environment) -> int:
    from bot.playground import serve

    return _started(lambda: None, lambda: serve(options, environ))


def _check(options: Arguments, environ: Environment) -> int:
    from bot.policy_file import remarks, render, unset_secrets
    from bot.presenter import rehearse
    from bot.runtime.clock import WallClock
    from bot.secret_keys import load_rules

    settings = from_arguments(options, environ)
    loaded = load_rules(settings)
    rehearse(loaded)
    if not options.quiet:
        print(render(loaded))
    for warning in loaded.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    zone = ZoneInfo(loaded.policy.company.zone)
    today = WallClock().now().astimezone(zone).date()
    for remark in (*remarks(loaded.policy, today), *unset_secrets(loaded.policy, settings.secret_of)):
        print(f"remark: {remark}", file=sys.stderr)
    print(f"{settings.config} is sound (version {loaded.policy.version}).", file=sys.stderr)
    return 0


def _doctor(options: Arguments, environ: Environment) -> int:
    from bot.app import examine
    from bot.policy_file import load
    from bot.starting import CannotStart, prepare_database
    from core.ports.tickets import StorageUnavailable

    settings = from_arguments(options, environ)
    loaded = load(settings.config)
    try:
        with _alone_to_change(settings.database_url):
            prepare_database(settings.database_url)
        found = asyncio.run(examine(settings, loaded))
    except CannotStart as error:
        found = (str(error),)
    except StorageUnavailable as error:
        found = (f"The database cannot be used: {error}",)
    for sentence in (*found, *map(str, loaded.warnings)):
        print(f"- {sentence}")
    if not found:
        print("Nothing is wrong right now.")
    return TROUBLE if found else 0


def _migrate(options: Arguments, environ: Environment) -> int:
    from storage import Progress, migrate

    def show(progress: Progress) -> None:
        print(f"{progress.part}: {progress.done:,} of {progress.of:,} tickets are brought up to date.", flush=True)

    settings = from_arguments(options, environ)
    with _alone_to_change(settings.database_url):
        migrate(settings.database_url, progress=show)
    print(f"{settings.database_shown} is up to date.")
    return 0


def _access(options: Arguments, environ: Environment) -> int:
    from bot.access import lines

    settings = from_arguments(options, environ)
    if not _has_database(settings):
        return TROUBLE
    for line in asyncio.run(lines(settings)):
        print(line)
    return 0


def _new_key(_: Arguments, __: Environment) -> int:
    from storage.sealing import new_key

    print(new_key())
    return 0


def _rotate(options: Arguments, environ: Environment) -> int:
    from bot.secret_keys import rotate

    settings = from_arguments(options, environ)
    if settings.secret_keys and not _has_database(settings):
        return TROUBLE
    print(rotate(settings))
    return 0


def _has_database(settings: Settings) -> bool:
    """Whether there is one to work on, up to date; else that is said, and a mistyped path leaves no file behind."""
    from storage import is_current

    if is_current(settings.database_url):
        return True
    print("The database is not up to date: run deskbell migrate.", file=sys.stderr)
    return False


def _alone_to_change(url: str) -> AbstractContextManager[None]:
    """Whoever only looks may look at a SQLite database in use; to bring it up to date nobody else may be there."""
    from storage import alone, is_current

    return alone(url) if url.startswith("sqlite") and not is_current(url) else nullcontext()


def _for_admins(options: Arguments, environ: Environment) -> int:
    return prepare_command(options.admin_command, options, environ)()


def _gallery(options: Arguments, environ: Environment) -> int:
    from bot.gallery import show

    for line in show(options.drawn):
        print(line)
    return 0


if __name__ == "__main__":
    main()
