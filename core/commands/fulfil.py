"""Fulfil: a request is done; the same move as `resolve`, under the word that fits a request."""

from __future__ import annotations

from dataclasses import replace

from core.commands import resolve

COMMAND = replace(
    resolve.COMMAND,
    name="fulfil",
    words=("fulfil", "fulfill", "deliver"),
    usage="fulfil <what was delivered>",
    usage_on=None,
    help="Say that a request is done; the requester is asked to confirm.",
    example="fulfil The mailbox is ready.",
    kind="request",
)
