"""Reads how much the desk may say, when it must be quiet, and when digests come."""

from __future__ import annotations

from datetime import time

from bot.policy_file import values
from bot.policy_file.defined_names import Known
from bot.policy_file.reader import Value, many
from bot.policy_file.service_levels import priority
from core.policy import Notifications, Priority

Moment = tuple[tuple[int, ...], time]


def notifications(known: Known, value: Value) -> Notifications:
    """The section `notifications` (experience.md, section 6)."""
    plain = Notifications()

    def quiet(entry: Value) -> tuple[str, frozenset[Priority]]:
        with entry.fields() as field:
            calendar = field.required("calendar", known.calendar)
            loud: tuple[Priority, ...] = field.optional("except", many(priority), ("P1",))
        return calendar, frozenset(loud)

    def limits(entry: Value) -> tuple[int, frozenset[Priority]]:
        with entry.fields() as field:
            field.optional("triage_posts_per_ticket", values.number(1, 1))
            direct = field.optional("dm_per_ticket_per_hour", values.number(1, 60), plain.dm_per_ticket_per_hour)
            broad: tuple[Priority, ...] = field.optional("broadcast_mentions", many(priority), ("P1",))
        return direct, frozenset(broad)

    with value.fields() as field:
        lead, approver = field.optional("digests", lambda entry: _digests(known, entry)) or (None, None)
        silence = field.optional("quiet_hours", quiet)
        most = field.optional("limits", limits)
    calendar, loud = silence or (plain.quiet_calendar, plain.quiet_except)
    direct, broad = most or (plain.dm_per_ticket_per_hour, plain.broadcast_mentions)
    return Notifications(calendar, loud, direct, broad, lead, approver)


def _digests(known: Known, value: Value) -> tuple[Moment | None, Moment | None]:
    def report(entry: Value) -> None:
        with entry.fields() as field:
            field.required("at", values.moment)
            field.required("to", many(known.target(), least=1))

    with value.fields() as field:
        lead = field.optional("lead", values.moment)
        approver = field.optional("approver", values.moment)
        field.optional("weekly_report", report)
    return lead, approver
