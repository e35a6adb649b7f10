"""`python -m playground`: a Slack without an app, to look at; `--manifest` and `--app` install one."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from playground.server import Playground, load


def main() -> None:
    """Start it and wait for Ctrl-C."""
    parser = argparse.ArgumentParser(prog="playground", description="A Slack on this machine.")
    parser.add_argument("--port", type=int, default=8090, help="where the page listens (default 8090, 0 for any)")
    parser.add_argument("--workspace", default="nordlicht", help="a workspace file (default: Nordlicht GmbH)")
    parser.add_argument("--manifest", type=Path, help="a Slack app manifest as JSON")
    parser.add_argument("--app", help="the app's request URL on this machine")
    options = parser.parse_args()
    try:
        asyncio.run(_serve(options))
    except KeyboardInterrupt:
        return


async def _serve(options: argparse.Namespace) -> None:
    manifest = json.loads(options.manifest.read_text(encoding="utf-8")) if options.manifest else SAMPLE_MANIFEST
    try:
        playground = await Playground.start(workspace=load(options.workspace), manifest=manifest, port=options.port)
    except OSError as refused:
        raise SystemExit(
            f"Port {options.port} cannot be had ({refused.strerror}). Choose another with --port."
        ) from None
    if options.app:
        playground.point_at(options.app)
    people = playground.slack.space.members.values()
    first = next(person.id for person in people if not person.is_bot)
    print(f"{playground.url}/?as={first}", flush=True)  # noqa: T201  the command says where the page is
    try:
        await asyncio.Event().wait()
    finally:
        await playground.stop()


SAMPLE_MANIFEST = {
    "display_information": {"name": "Echo"},
    "features": {
        "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
        "bot_user": {"display_name": "echo"},
        "slash_commands": [{"command": "/echo", "description": "Says it back", "usage_hint": "[words]"}],
        "shortcuts": [
            {"name": "Echo this", "type": "message", "callback_id": "echo_message", "description": "Says it back"},
            {"name": "Echo", "type": "global", "callback_id": "echo_global", "description": "Asks what to say"},
        ],
    },
    "settings": {
        "event_subscriptions": {
            "bot_events": ["message.channels", "message.groups", "message.im", "app_mention", "app_home_opened"]
        },
        "interactivity": {"is_enabled": True},
    },
}


if __name__ == "__main__":
    main()
