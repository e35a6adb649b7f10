"""The command line: `deskbell run | playground | check | doctor | migrate | slack manifest | teams package | gallery`.

What is wrong with settings is said line by line on standard error with exit code 2, and nothing is started. Other
reasons not to start are one sentence and exit code 1.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.policy_file.problem import SettingsError
from bot.settings import add_options, app_package, from_arguments, unsigned_teams

Arguments = argparse.Namespace
Environment = Mapping[str, str]

PROBLEM, TROUBLE = 2, 1
HOW_TO_TURN_ON = (
    "set SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET (or SLACK_APP_TOKEN) for Slack, "
    "TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID for Teams."
)


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
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, action: Callable[[Arguments, Environment], int], help: str) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=help, description=help)
        sub.set_defaults(action=action)
        add_options(sub)
        return sub

    run = add("run", _run, "the bot: HTTP for Slack, Teams and the web, delivery, sweep")
    unsigned = "hear Teams without signatures, from this machine alone: for Microsoft's local playground"
    run.add_argument("--teams-playground", action="store_true", help=unsigned)
    playground = add(
        "playground", _playground, "the bot wired to a Slack and a Teams on this machine, with a page to try everything"
    )
    playground.add_argument("--keep", action="store_true", help="keep the tickets of the last time")
    check = add("check", _check, "validate the settings file")
    check.add_argument("--quiet", action="store_true", help="do not print the resolved file")
    add("doctor", _doctor, "what is wrong right now")
    add("migrate", _migrate, "bring the database up to date")
    shows = "draw an example of each notice and page, and list each command"
    gallery = commands.add_parser("gallery", help=shows, description=shows)
    gallery.set_defaults(action=_gallery)
    drawn = gallery.add_mutually_exclusive_group()
    drawn.add_argument("--slack", action="store_const", dest="drawn", const="slack", help="as Slack's blocks (JSON)")
    drawn.add_argument("--teams", action="store_const", dest="drawn", const="teams", help="as Adaptive Cards (JSON)")
    slack = commands.add_parser("slack", help="for Slack's admins", description="For Slack's admins.")
    manifest = slack.add_subparsers(required=True, metavar="WHAT").add_parser("manifest", help="the app manifest")
    manifest.set_defaults(action=_manifest)
    manifest.add_argument("--url", help="where Slack reaches us, https://...; without it Socket Mode is used")
    manifest.add_argument("--name", default="Deskbell", help="the app's name")
    teams = commands.add_parser("teams", help="for Teams' admins", description="For Teams' admins.")
    package = teams.add_subparsers(required=True, metavar="WHAT").add_parser("package", help="the app package (zip)")
    package.set_defaults(action=_package)
    package.add_argument("--app-id", help="the app registration's id (TEAMS_APP_ID)")
    package.add_argument("--url", help="where Teams reaches us, https://...")
    package.add_argument("--name", default="Deskbell", help="the app's name")
    package.add_argument("--version", default="1.0.0", help="raise it with each upload, as 1.0.1")
    package.add_argument("--out", default="deskbell-teams.zip", metavar="FILE", help="where to write it (- prints it)")
    return parser


def _run(options: Arguments, environ: Environment) -> int:
    from bot.app import build, prepare_database, secrets_of
    from bot.policy_file import load
    from bot.runtime.logs import set_up
    from bot.runtime.process import serve_until_stopped

    settings = from_arguments(options, environ)
    if options.teams_playground:
        settings = unsigned_teams(settings)
    loaded = load(settings.config)
    set_up(secrets_of(settings))
    for warning in loaded.warnings:
        print(warning, file=sys.stderr)
    if settings.slack is None and settings.teams is None:
        print(f"No channel is on: {HOW_TO_TURN_ON}", file=sys.stderr)

    async def serve() -> int:
        return await serve_until_stopped(build(settings, loaded))

    return _started(lambda: prepare_database(settings.database_url), serve)


def _started(before: Callable[[], None], serve: Callable[[], Coroutine[Any, Any, int]]) -> int:
    from bot.app import CannotStart

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
    from bot.policy_file import load, render

    settings = from_arguments(options, environ)
    loaded = load(settings.config)
    if not options.quiet:
        print(render(loaded))
    for warning in loaded.warnings:
        print(f"warning: {warning}", file=sys.stderr)
    print(f"{settings.config} is sound (version {loaded.policy.version}).", file=sys.stderr)
    return 0


def _doctor(options: Arguments, environ: Environment) -> int:
    from bot.app import CannotStart, examine, prepare_database
    from bot.policy_file import load

    settings = from_arguments(options, environ)
    loaded = load(settings.config)
    try:
        prepare_database(settings.database_url)
        found = asyncio.run(examine(settings, loaded))
    except CannotStart as error:
        found = (str(error),)
    for sentence in (*found, *map(str, loaded.warnings)):
        print(f"- {sentence}")
    if not found:
        print("Nothing is wrong right now.")
    return TROUBLE if found else 0


def _migrate(options: Arguments, environ: Environment) -> int:
    from storage import migrate

    settings = from_arguments(options, environ)
    migrate(settings.database_url)
    print(f"{settings.database_shown} is up to date.")
    return 0


def _manifest(options: Arguments, environ: Environment) -> int:
    from adapters.slack.manifest import manifest

    print(json.dumps(manifest(options.url, name=options.name), indent=2))
    return 0


def _package(options: Arguments, environ: Environment) -> int:
    from adapters.teams.manifest import manifest
    from adapters.teams.package import package

    asked = app_package(options, environ)
    content = package(manifest(asked.app_id, asked.url, name=asked.name, version=asked.version))
    if options.out == "-":
        sys.stdout.buffer.write(content)
        return 0
    try:
        Path(options.out).write_bytes(content)
    except OSError as error:
        print(f"{options.out} cannot be written: {error.strerror or error}.", file=sys.stderr)
        return TROUBLE
    print(f"{options.out} is written: upload it in the Teams admin center under Teams apps, Manage apps.")
    return 0


def _gallery(options: Arguments, environ: Environment) -> int:
    from bot.gallery import show

    for line in show(options.drawn):
        print(line)
    return 0


if __name__ == "__main__":
    main()
