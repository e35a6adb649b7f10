"""What somebody is told when what they did could not be taken: for now, or because of a bug of ours."""

from __future__ import annotations

import logging
import secrets

NOT_NOW = "That is not possible right now. Please try again."


def report_bug(log: logging.Logger, error: Exception, what: str) -> str:
    """Log a bug once, with a short code; the sentence with the code that the person is shown."""
    code = secrets.token_hex(3)
    log.error("bug %s while hearing %s", code, what, exc_info=error)
    return f"Something went wrong on our side (code {code})."
