"""Escalate: to the service's second tier (functional), or to the lead, who is told at once (hierarchic).

Neither touches a promise (domain.md section 8).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import get_args

from core.commands import transfer
from core.commands.base import Command, ticket_blank
from core.errors import Refusal
from core.lifecycle import transitions
from core.policy import Policy
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_responder
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.reading import Reading, Said, Values, chosen, need_length, one_of, text_of
from core.ui.text import clean

WAYS: tuple[e.EscalationWay, ...] = get_args(e.EscalationWay)
FUNCTIONAL, HIERARCHIC = WAYS


_TO = re.compile(r"(?:it\s+)?to\s+(?:the\s+|our\s+)?").pattern
_BEHIND = re.compile(r"\b[\s,:-]*(?:because\s+)?").pattern
_LEAD = re.compile(rf"{_TO}(?:team\s+)?(?:lead|manager){_BEHIND}", re.IGNORECASE)
_TIER2 = re.compile(
    rf"{_TO}(?:(?:second|2nd|next)[\s-]+(?:tier|level|line)|(?:tier|level)[\s-]*2|l2){_BEHIND}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Escalate:
    """Which way (None: functional where that is possible), and why."""

    way: e.EscalationWay | None
    reason: str


def decide(draft: Draft, to: Escalate) -> None:
    """Hand it to the second tier as a transfer does, or tell the lead. A reason is required."""
    ticket, policy = draft.ticket, draft.policy
    transitions.need_open(ticket)
    need_length(to.reason, "reason", least=3, ask="no_escalation_reason")
    way = to.way or (FUNCTIONAL if second_tier(policy, ticket) else HIERARCHIC)
    if way == FUNCTIONAL:
        _hand_over(draft, to.reason)
    else:
        _tell_the_lead(draft, to.reason)


def second_tier(policy: Policy, ticket: Ticket) -> str | None:
    """The team it can still go up to, or None."""
    tier2 = policy.service(ticket.service).tier2
    return tier2 if tier2 and tier2 != ticket.team else None


def _hand_over(draft: Draft, reason: str) -> None:
    ticket, policy = draft.ticket, draft.policy
    transfer.COMMAND.allow(policy, ticket, draft.actor)
    service = policy.service(ticket.service)
    if not service.tier2:
        raise Refusal("no_tier2", field="way", service=service.name)
    if service.tier2 == ticket.team:
        raise Refusal("at_tier2", field="way", ref=ticket.ref, team=policy.team(ticket.team).name)
    draft.happen(e.Escalated("functional", reason, service.tier2))
    transfer.decide(draft, transfer.Transfer(service.tier2, reason))


def _tell_the_lead(draft: Draft, reason: str) -> None:
    ticket, policy = draft.ticket, draft.policy
    team = policy.team(ticket.team)
    if draft.actor == team.lead:
        raise Refusal("is_lead", field="way", team=team.name)
    if ticket.escalated_to == team.lead:
        raise Refusal("lead_told", field="way", lead=team.lead)
    draft.happen(e.Escalated("hierarchic", reason, team.lead))


def read_words(said: Said, _: Reading) -> Escalate | None:
    """`escalate <reason>`: to the second tier where there is one, else to the lead; `escalate to the lead <reason>`."""
    text = clean(said.text)
    for way, called in ((HIERARCHIC, _LEAD), (FUNCTIONAL, _TIER2)):
        if (found := called.match(text)) is not None:
            return Escalate(way, text[found.end() :])
    return Escalate(None, text) if text else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """Which way, as far as there is one, and why."""
    policy = reading.policy
    team, above = policy.team(ticket.team), second_tier(policy, ticket)
    ways: dict[str, Wording] = {}
    if above:
        ways[FUNCTIONAL] = wording("escalate_functional", team=policy.teams[above].name)
    ways[HIERARCHIC] = wording("escalate_hierarchic", lead=team.lead)
    return ticket_blank(
        "escalate", wording("escalate_title", ref=ticket.ref), ticket, reading,
        Question("way", wording("escalate_way"), "radio", choices=options(ways), value=next(iter(ways))),
        Question("reason", wording("escalate_reason"), "long_text", max_length=1000),
        submit=wording("escalate_submit"),
    )  # fmt: skip


def read_form(values: Values, _: Reading) -> Escalate:
    """Both, not empty."""
    way = one_of(WAYS, chosen(values, "way", ask="no_way"))
    if way is None:
        raise Refusal("no_way", field="way")
    return Escalate(way, text_of(values, "reason", least=3, ask="no_escalation_reason"))


COMMAND = Command(
    name="escalate",
    words=("escalate",),
    usage="escalate <why>",
    help="Hand the ticket to the second tier; where there is none, ask the lead to step in.",
    example="escalate the whole of finance waits",
    allow=need_responder,
    decide=decide,
    read_words=read_words,
    form=form,
    read_form=read_form,
)
