"""The rules of an earlier start, read again from the settings that were stored then."""

from __future__ import annotations

import logging

from bot.policy_file import SettingsError, parse
from bot.runtime.logs import record
from core.policy import Policy


def earlier_policy(source: str | None) -> Policy | None:
    """The rules that the clocks were last run with, or None where they cannot be read any more."""
    if source is None:
        return None
    try:
        return parse(source, "the settings of the last start").policy
    except SettingsError as error:
        record("settings.old_unreadable", logging.WARNING, problems=len(error.problems))
        return None
