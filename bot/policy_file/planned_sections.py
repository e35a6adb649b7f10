"""Checks the sections whose features come later: their keys and values are known and sound, and nothing is kept.

So a file can be written in full today, a misspelt key in it is found today, and `deskbell check` shows it all.
"""

from __future__ import annotations

import re

from bot.policy_file import values
from bot.policy_file.defined_names import Known
from bot.policy_file.organisation import CRITICALITIES, KINDS
from bot.policy_file.problem import shown
from bot.policy_file.reader import Value, many, table
from bot.policy_file.service_levels import grade, priority

KPIS = (
    "mttr", "mtta", "fcr", "first_level", "sla_response", "sla_resolution", "reopen_rate", "csat", "backlog_age",
    "cost_per_ticket", "time_in_state", "hand_offs", "reclassification", "pause_share", "action_closure",
    "change_success",
)  # fmt: skip
MANAGER_SOURCES = ("entra.manager", "slack.profile.manager")
MAJOR_ROLES = ("commander", "communications", "operations", "scribe")


def directory(value: Value) -> tuple[str, ...]:
    """The section `directory`: where managers and VIPs are looked up. Returns where managers are."""
    with value.fields() as field:
        sources = field.optional("manager_from", many(values.one_of(MANAGER_SOURCES, "a source of managers")), ())
        field.optional("vip_group", values.text)
    return sources


def functional_escalation(value: Value) -> None:
    """The section `functional_escalation`."""
    with value.fields() as field:
        field.optional("reason_required", values.flag)
        field.optional("carry_clock", values.flag)
        field.optional("suggest_after", values.short_duration)


def major_incident(known: Known, value: Value) -> None:
    """The section `major_incident`."""

    def candidate(entry: Value) -> str:
        with entry.fields() as field:
            field.optional("priority", priority)
            similar = field.optional("similar", values.number(2, 1000))
            within = field.optional("within", values.duration)
            field.optional("criticality", values.one_of(CRITICALITIES, "a criticality"))
            field.optional("impact", grade)
            if field.fine and (similar is None) != (within is None):
                field.wrong("similar", "goes together with within.", "Write {similar: 5, within: 15m}.")
        return entry.key

    def updates(entry: Value) -> None:
        heard = known.target("announce", "subscribers", *(known.roles or ()))
        with entry.fields() as field:
            field.optional("every", values.short_duration)
            field.optional("to", many(heard, least=1))

    closing = ("pir_published", "actions_have_owner_and_due")
    with value.fields() as field:
        field.optional("candidate_when", many(candidate))
        field.optional("roles", many(values.one_of(MAJOR_ROLES, "a role in a major incident")))
        field.optional("updates", updates)
        field.optional("close_requires", many(values.one_of(closing, "something that closing waits for")))
        field.optional("pir_due", values.duration)


def problem(value: Value) -> None:
    """The section `problem`."""

    def suggestion(entry: Value) -> None:
        same = ("service", "category", "team", "site")
        with entry.fields() as field:
            field.required("incidents", values.number(2, 1000))
            field.required("within", values.duration)
            field.optional("same", many(values.one_of(same, "something that incidents share")))

    with value.fields() as field:
        field.optional("suggest_when", suggestion)
        field.optional("methods", many(values.one_of(("five_whys", "fishbone"), "a method")))


def knowledge(value: Value) -> None:
    """The section `knowledge`."""

    def suggestions(entry: Value) -> None:
        with entry.fields() as field:
            field.optional("min_chars", values.number(1, 100))
            field.optional("max", values.number(0, 10))

    with value.fields() as field:
        field.optional("unique_titles", values.one_of(("case_insensitive",), "a way to compare titles"))
        field.optional("suggest", suggestions)
        field.optional("promote_from", many(values.one_of(KINDS, "a kind of ticket")))
        field.optional("review_every", values.duration)


def intake(value: Value) -> None:
    """The section `intake`: e-mail and webhooks."""

    def email(entry: Value) -> None:
        with entry.fields() as field:
            field.required("address", values.address)
            field.optional("reply_token", values.flag)

    def webhook(entry: Value) -> None:
        with entry.fields() as field:
            field.optional("dedupe_key", values.name)
            field.optional("map_severity", values.flag)
            field.optional("resolve_on_recovery", values.one_of(("suggest", "never"), "a way to take a recovery"))
            field.optional("creates", values.one_of(KINDS, "a kind of ticket"))

    with value.fields() as field:
        field.optional("email", email)
        field.optional("webhook", table(values.name, webhook))


def dashboard(value: Value) -> None:
    """The section `dashboard`: six to eight figures, since nobody reads more."""
    shown_figures = many(values.one_of(KPIS, "a figure that is measured"))(value)
    if not 6 <= len(shown_figures) <= 8:
        raise value.wrong(f"shows {len(shown_figures)} figures.", "Choose six to eight.")


def rates(value: Value) -> None:
    """The section `rates`: an hour's cost in the company's currency."""

    def amount(entry: Value) -> str:
        written = entry.text()
        if not re.fullmatch(r"[0-9]{1,6}(\.[0-9]{1,2})?", written):
            raise entry.wrong(f"{shown(written)} is not an amount.", "Write it as 48 or 48.50.")
        return written

    with value.fields() as field:
        field.optional("hourly_cost", amount)
