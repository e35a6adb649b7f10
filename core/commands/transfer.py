"""Transfer: another team takes over. The customer's promise is unaffected; the new team's ladder starts."""

from __future__ import annotations

import re
from dataclasses import dataclass

from core.approvals import machine
from core.commands.base import Command, ticket_blank
from core.commands.registry import TYPED
from core.errors import Refusal
from core.lifecycle import escalation, transitions
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_owner
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, options, wording
from core.ui.cards import Action, Button, packed
from core.ui.grammar import did_you_mean, take_word
from core.ui.keys import take_named
from core.ui.reading import Reading, Said, Values, chosen, need_length, text_of
from core.ui.slips import Mistyped
from core.ui.text import clean, shorten

_TO = re.compile(r"\A(?:(?:it|this)\s+)?(?:to|an)\s+(?:(?:the|team|das)\s+)*(?=\S)", re.IGNORECASE)
_BECAUSE = re.compile(r"\A(?:team\b\s*)?(?:because|since|weil)?[\s,:-]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Transfer:
    """Where to, and why."""

    team: str
    reason: str


def _meant(ticket: Ticket, team: str, reason: str) -> Button | None:
    """The button that hands it to the team whose name was mistyped."""
    typed = f"{team} {reason}".strip()
    return packed(shorten(f"transfer {typed}", 70), Action("transfer", {"ticket": ticket.ref, TYPED: typed}))


def decide(draft: Draft, to: Transfer) -> None:
    """Hand the ticket over: assignee cleared, a new ladder from its first step, clocks untouched."""
    ticket, policy = draft.ticket, draft.policy
    transitions.need_open(ticket)
    if to.team not in policy.teams:
        close = did_you_mean(to.team, tuple(policy.teams))
        near = close[0] if close else None
        raise Mistyped(
            Refusal("unknown_team", field="team", team=to.team, near=near, teams=tuple(policy.teams)),
            [_meant(ticket, near, to.reason)] if near else (),
        )
    if to.team == ticket.team:
        raise Refusal("with_team_already", field="team", ref=ticket.ref, team=policy.teams[to.team].name)
    need_length(to.reason, "reason", least=3, ask="no_transfer_reason")
    # What was once private stays so: the new team need not be, and what was said in private is still there.
    private = ticket.private or policy.service(ticket.service).private or policy.teams[to.team].private
    transitions.need_unshared(draft, private)
    draft.happen(e.Transferred(to.team, to.reason, private))
    escalation.arm(draft)
    machine.of_others(draft, ticket)


def read_words(said: Said, reading: Reading) -> Transfer | None:
    """`transfer infra <reason>`, `transfer to the service desk: <reason>`. Raises Refusal where it fits several."""
    text = _TO.sub("", clean(said.text), count=1)
    teams, reason = take_named(text, {team.key: (team.name,) for team in reading.policy.teams.values()})
    if len(teams) > 1:
        raise Refusal("which_team_meant", field="team", text=shorten(text, 40), teams=teams)
    team, reason = (teams[0], reason) if teams else take_word(text)
    return Transfer(team, clean(_BECAUSE.sub("", reason, count=1))) if team else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """Team and reason."""
    others = {team.key: team.name for team in reading.policy.teams.values() if team.key != ticket.team}
    suggested = reading.policy.service(ticket.service).tier2
    return ticket_blank(
        "transfer", wording("transfer_title", ref=ticket.ref), ticket, reading,
        Question("team", wording("transfer_team"), "select", choices=options(others),
                 value=suggested if suggested in others else None),
        Question("reason", wording("transfer_reason"), "long_text", max_length=1000),
        submit=wording("transfer_submit"),
    )  # fmt: skip


def read_form(values: Values, _: Reading) -> Transfer:
    """Both, not empty."""
    return Transfer(chosen(values, "team", ask="no_team"), text_of(values, "reason", least=3, ask="no_transfer_reason"))


COMMAND = Command(
    name="transfer",
    words=("transfer",),
    usage="transfer <team> <why>",
    help="Hand the ticket to another team.",
    example="transfer infra needs a firewall change",
    allow=need_owner,
    decide=decide,
    read_words=read_words,
    form=form,
    read_form=read_form,
)
