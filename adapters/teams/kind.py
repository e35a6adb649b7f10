"""What Teams is to the registry of channels. The platform's libraries are loaded only when it is built."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from adapters.channel_kind import AdminCommand, Built, ChannelKind, RunOption, Spelling, Surroundings
from adapters.environment import LOOPBACK, Environment, Unfit, base_address, public_address, web_address
from adapters.teams.ids import NAME
from adapters.teams.settings import GRAPH, LOGIN, OPENID, TeamsSettings
from core.ui.cards import Card

_VERSION = re.compile(r"(0|[1-9][0-9]{0,4})(\.(0|[1-9][0-9]{0,4})){2}")
_APP_ID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


def _read(source: Environment) -> TeamsSettings | None:
    """Teams when its three variables are given; one or two of them are a mistake."""
    names = ("TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID")
    values = [source.get(name) for name in names]
    metadata = source.read("TEAMS_OPENID_METADATA_URL", web_address, OPENID)
    login = source.read("TEAMS_LOGIN_URL", base_address, LOGIN)
    graph = source.read("TEAMS_GRAPH_URL", base_address, GRAPH)
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
    return TeamsSettings(app_id, password, tenant, metadata, login, graph)


def _build(settings: TeamsSettings, around: Surroundings) -> Built:
    from adapters.teams.channel import TeamsChannel  # noqa: PLC0415  # it brings Teams' libraries
    from adapters.teams.managers import SOURCE  # noqa: PLC0415  # the same
    from adapters.teams.stored_references import StoredReferences  # noqa: PLC0415  # the same

    channel = TeamsChannel(
        settings,
        clock=around.clock,
        phrasing=around.phrasing,
        account_of=around.account_on(NAME),
        references=StoredReferences(around.conversations),
        targeted=lambda: around.places(NAME).targeted,
        managers=lambda: SOURCE in around.policy().manager_from,
        door=around.door,
        moved=around.moved,
        meter=around.meter,
        wall=around.steady,
    )
    return Built(channel, channel)


def _unsigned(settings: TeamsSettings | None, host: str) -> TeamsSettings:
    """A Teams that signs nothing: Microsoft's local playground, heard on this machine alone.

    What the environment does not give is made up, since nobody there asks for it. Raises Unfit when HTTP would listen
    to others, too.
    """
    if host not in LOOPBACK:
        raise Unfit("would trust the network.", "Leave out --host and DESKBELL_HOST, or --teams-playground.")
    known = settings or TeamsSettings("deskbell", "unsigned", "00000000-0000-0000-0000-0000000000001")
    return replace(known, unsigned=True)


def _draw(card: Card) -> object:
    from adapters.teams.render import activity  # noqa: PLC0415  # only the gallery draws without a channel

    return activity(card, lambda _: None)


def _options(package: argparse.ArgumentParser) -> None:
    package.add_argument("--app-id", help="the app registration's id (TEAMS_APP_ID)")
    package.add_argument("--url", help="where Teams reaches us, https://...")
    package.add_argument("--name", default="Deskbell", help="the app's name")
    package.add_argument("--version", default="1.0.0", help="raise it with each upload, as 1.0.1")
    package.add_argument("--out", default="deskbell-teams.zip", metavar="FILE", help="where to write it (- prints it)")


def _package(options: argparse.Namespace, source: Environment) -> Callable[[], int]:
    """The app package that was asked for, once all that it is made of is sound."""
    app_id = source.read("TEAMS_APP_ID", _app_id, "", "--app-id", options.app_id)
    url = source.read("", public_address("Teams"), None, "--url", options.url)
    name = source.read("", _app_name, "", "--name", options.name)
    version = source.read("", _version, "", "--version", options.version)
    if not app_id and options.app_id is None and source.get("TEAMS_APP_ID") is None:
        source.wrong("command line", "--app-id", "is missing.", "Give the app registration's id, or set TEAMS_APP_ID.")

    def write() -> int:
        from adapters.teams.manifest import manifest  # noqa: PLC0415  # only this command needs them
        from adapters.teams.package import package  # noqa: PLC0415  # the same

        content = package(manifest(app_id, url, name=name, version=version))
        if options.out == "-":
            sys.stdout.buffer.write(content)
            return 0
        try:
            Path(options.out).write_bytes(content)
        except OSError as error:
            sys.stderr.write(f"{options.out} cannot be written: {error.strerror or error}.\n")
            return 1
        where = "upload it in the Teams admin center under Teams apps, Manage apps."
        sys.stdout.write(f"{options.out} is written: {where}\n")
        return 0

    return write


def _app_id(text: str) -> str:
    if not _APP_ID.fullmatch(text):
        fix = "Copy the Application (client) ID of the app registration, eight-four-four-four-twelve hex digits."
        raise Unfit("is not an app id.", fix, quotes=True)
    return text.lower()


def _app_name(text: str) -> str:
    if not 1 <= len(text) <= 30:
        raise Unfit("is not a name that Teams takes.", "Write 1 to 30 characters.", quotes=True)
    return text


def _version(text: str) -> str:
    if not _VERSION.fullmatch(text):
        raise Unfit("is not a version.", "Write three numbers, as 1.0.1.", quotes=True)
    return text


def _secrets(settings: TeamsSettings) -> Sequence[str | None]:
    return (settings.app_password,)


KIND = ChannelKind(
    name=NAME,
    title="Teams",
    turned_on_by="TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID",
    read=_read,
    build=_build,
    secrets=_secrets,
    spelling=Spelling(
        place=re.compile(r"[^/]*[^/\s]/\s*[^/\s][^/]*|19:\S+"),
        place_example="IT/Desk Triage: team, slash, channel",
        account=re.compile(r"[0-9a-f-]{36}/[0-9a-f-]{36}"),
    ),
    knows=frozenset({"targeted_messages"}),
    draw=_draw,
    drawn_as="as Adaptive Cards (JSON)",
    admin=AdminCommand("package", "the app package (zip)", _options, _package),
    run_option=RunOption(
        "--teams-playground",
        "hear Teams without signatures, from this machine alone: for Microsoft's local playground",
        _unsigned,
    ),
)
