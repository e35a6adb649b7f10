"""What somebody is told when what they did could not be taken: for now, or because of a bug of ours."""

from __future__ import annotations

import logging
import secrets

from core.phrases import Phrase, phrase

NOT_NOW = phrase("not_now")


def report_bug(log: logging.Logger, error: Exception, what: str) -> Phrase:
    """Log a bug once, with a short code; the sentence with the code that the person is shown."""
    code = secrets.token_hex(3)
    log.error("bug %s while hearing %s", code, what, exc_info=error)
    return phrase("our_fault", logged=code)
