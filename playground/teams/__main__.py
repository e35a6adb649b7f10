"""`python -m playground.teams`: a Teams of its own on this machine; it prints the settings that point an app at it."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from playground.teams.server import TeamsPlayground, load


def main() -> None:
    """Start it and wait for Ctrl-C."""
    parser = argparse.ArgumentParser(prog="playground.teams", description="A Microsoft Teams on this machine.")
    parser.add_argument("--port", type=int, default=8091, help="where it listens (default 8091, 0 for any)")
    parser.add_argument("--tenant", default="nordlicht", help="a tenant file (default: Nordlicht GmbH)")
    parser.add_argument("--manifest", type=Path, help="a Teams app manifest as JSON")
    parser.add_argument("--app", help="the app's messaging endpoint on this machine")
    options = parser.parse_args()
    try:
        asyncio.run(_serve(options))
    except KeyboardInterrupt:
        return


async def _serve(options: argparse.Namespace) -> None:
    manifest = json.loads(options.manifest.read_text(encoding="utf-8")) if options.manifest else None
    try:
        playground = await TeamsPlayground.start(tenant=load(options.tenant), manifest=manifest, port=options.port)
    except OSError as refused:
        raise SystemExit(
            f"Port {options.port} cannot be had ({refused.strerror}). Choose another with --port."
        ) from None
    for name, value in playground.environment.items():
        print(f"{name}={value}", flush=True)  # noqa: T201  the command says how to reach it
    if options.app:
        playground.point_at(options.app)
    try:
        await asyncio.Event().wait()
    finally:
        await playground.stop()


if __name__ == "__main__":
    main()
