"""How a call is signed: HMAC-SHA256 over its instant and its body, so that nobody else can make it, or send it late."""

from __future__ import annotations

import hashlib
import hmac

TIMESTAMP, SIGNATURE, KEY = "X-Deskbell-Timestamp", "X-Deskbell-Signature", "Idempotency-Key"
"""The headers of a call: Unix seconds, what signs them with the body, and what is the same when it is repeated."""


def sign(secret: str, timestamp: int, body: bytes) -> str:
    """The signature of a body that is sent at `timestamp` (Unix seconds): `v1=` and 64 hex digits."""
    signed = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"v1={signed.hexdigest()}"
