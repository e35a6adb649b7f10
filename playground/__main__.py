"""`python -m playground`: a Slack and a Teams with a sample app, to look at; options install another one.

It says where the page is, and the settings that point an app at the Teams.
"""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from playground.protocol import Json
from playground.server import Playground
from playground.slack.server import SAMPLE_MANIFEST as SLACK_MANIFEST
from playground.slack.server import load as load_workspace
from playground.teams.server import SAMPLE_MANIFEST as TEAMS_MANIFEST
from playground.teams.server import load as load_tenant


def main() -> None:
    """Start it and wait for Ctrl-C."""
    parser = argparse.ArgumentParser(prog="playground", description="A Slack and a Teams on this machine.")
    parser.add_argument("--port", type=int, default=8090, help="where the page listens (default 8090, 0 for any)")
    parser.add_argument("--workspace", default="nordlicht", help="a workspace file (default: Nordlicht GmbH)")
    parser.add_argument("--manifest", type=Path, help="a Slack app manifest as JSON")
    parser.add_argument("--app", help="the app's request URL on this machine")
    parser.add_argument("--tenant", default="nordlicht", help="a tenant file of Teams (default: Nordlicht GmbH)")
    parser.add_argument("--teams-manifest", type=Path, help="a Teams app manifest as JSON")
    parser.add_argument("--teams-app", help="the app's messaging endpoint on this machine")
    options = parser.parse_args()
    try:
        asyncio.run(_serve(options))
    except KeyboardInterrupt:
        return


async def _serve(options: argparse.Namespace) -> None:
    try:
        playground = await Playground.start(
            workspace=load_workspace(options.workspace), manifest=_read(options.manifest) or SLACK_MANIFEST,
            tenant=load_tenant(options.tenant), teams_manifest=_read(options.teams_manifest) or TEAMS_MANIFEST,
            port=options.port,
        )  # fmt: skip
    except OSError as refused:
        raise SystemExit(
            f"Port {options.port} cannot be had ({refused.strerror}). Choose another with --port."
        ) from None
    assert playground.teams
    if options.app:
        playground.point_at(options.app)
    playground.teams.point_at(options.teams_app)
    people = playground.slack.space.members.values()
    first = next(person.id for person in people if not person.is_bot)
    print(f"{playground.url}/?as={first}", flush=True)  # noqa: T201  the command says where the page is
    for name, value in playground.teams.environment.items():
        print(f"{name}={value}", flush=True)  # noqa: T201  and how to reach the Teams
    try:
        await asyncio.Event().wait()
    finally:
        await playground.stop()


def _read(manifest: Path | None) -> Json | None:
    given: Json | None = json.loads(manifest.read_text(encoding="utf-8")) if manifest else None
    return given


if __name__ == "__main__":
    main()
