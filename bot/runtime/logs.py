"""Log records with a stable `action` name, so that a machine can count them and a person can search them.

What people typed is never the format of a record and never in one; secrets are masked wherever they turn up. A bug is
logged once, with a short code that the person is shown.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
import traceback
from collections.abc import Iterable
from typing import TextIO

from bot.policy_file.problem import SECRET_VALUE

_SHORTEST_SECRET = 6
_WORD = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.:/#@+")

_log = logging.getLogger("deskbell")


def record(action: str, level: int = logging.INFO, /, **fields: object) -> None:
    """Log that `action` happened, with its data. Give ids and codes, not words of people."""
    if _log.isEnabledFor(level):
        _log.log(level, action, extra={"action": action, "fields": fields}, stacklevel=2)


def record_bug(action: str, error: BaseException, /, **fields: object) -> str:
    """Log a bug with its traceback and return its code, the same for the same fault in the same place."""
    code = code_of(error)
    fields["code"] = code
    _log.error(action, exc_info=error, extra={"action": action, "fields": fields}, stacklevel=2)
    return code


class ErrorRecords:
    """The desk's reports, as log records."""

    def note(self, action: str, /, **fields: object) -> None:
        """Log something of a bad day."""
        record(action, logging.WARNING, **fields)

    def bug(self, action: str, error: BaseException, /, **fields: object) -> str:
        """Log a fault of ours; its code."""
        return record_bug(action, error, **fields)


def code_of(error: BaseException) -> str:
    """A short code for a bug, from its type and where it was raised (never from what somebody typed)."""
    places = [f"{frame.filename}:{frame.name}" for frame in traceback.extract_tb(error.__traceback__)[-3:]]
    seed = "|".join((type(error).__name__, *places))
    return "E-" + hashlib.sha256(seed.encode()).hexdigest()[:6].upper()


def set_up(secrets: Iterable[str | None] = (), *, level: int = logging.INFO, stream: TextIO | None = None) -> None:
    """Send all records to `stream` (standard error), one a line, with these secrets masked."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(LineFormatter(secrets))
    root = logging.getLogger()
    for old in [each for each in root.handlers if isinstance(each.formatter, LineFormatter)]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    _log.setLevel(level)


class LineFormatter(logging.Formatter):
    """`2026-10-23T08:00:00Z INFO notice.said key=INC-1000:1 lane=...`; values are quoted where they must be."""

    def __init__(self, secrets: Iterable[str | None] = ()) -> None:
        super().__init__()
        self._secrets = sorted({s for s in secrets if s and len(s) >= _SHORTEST_SECRET}, key=len, reverse=True)

    def format(self, record: logging.LogRecord) -> str:
        """The whole line, and after it the traceback where there is one."""
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S")
        fields: object = getattr(record, "fields", None)
        said = str(getattr(record, "action", record.name))
        if fields is None:  # a record of somebody else's
            fields = {"message": record.getMessage()}
        data = "".join(f" {name}={_value(each)}" for name, each in fields.items()) if isinstance(fields, dict) else ""
        line = f"{at} {record.levelname} {said}{data}"
        if record.exc_info:
            line = f"{line}\n{self.formatException(record.exc_info)}"
        return self.mask(line)

    def mask(self, text: str) -> str:
        """The text without the secrets that were given, and without what looks like one."""
        for secret in self._secrets:
            text = text.replace(secret, "***")
        return SECRET_VALUE.sub("***", text)


def _value(value: object) -> str:
    text = value if isinstance(value, str) else str(value)
    return text if text and set(text) <= _WORD else json.dumps(text)
