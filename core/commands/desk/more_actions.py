"""More actions: all that a person may do with a ticket beside its card's buttons, where a menu is too small for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from core.commands.base import Command, Group, command_form
from core.commands.registry import AnyCommand, Asking, DeskCommand
from core.errors import Refusal
from core.fulfilment.offered import offered
from core.phrases import Phrase
from core.tickets.called import name_of
from core.tickets.permissions import way_to
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Option, Question, wording
from core.ui.inbound import Reply, Submit

HEADS: Mapping[Group, Phrase] = {
    "talk": wording("more_talk"),
    "work": wording("more_work"),
    "others": wording("more_others"),
    "end": wording("more_end"),
}
"""What is read above the commands of a group, in the order of the groups."""


def answer(asked: Asking) -> Reply:
    """Open the form that asks which. Raises Refusal where nothing of it is theirs."""
    ticket = asked.seen()
    offered = _offered(asked, ticket)
    if not offered:
        policy, team = asked.engine.policy, asked.engine.policy.team(ticket.team)
        way = way_to(policy, ticket, asked.person.id)
        raise Refusal("nothing_more", ref=ticket.ref, team=team.name, lead=team.lead, way=way)
    label = asked.engine.presenter.label
    choices = tuple(
        Option(one.name, label(one.name, name_of(ticket, asked.engine.policy)), HEADS[_group(one)]) for one in offered
    )
    return asked.engine.open_form(
        Blank(
            "more_actions",
            wording("more_title", ref=name_of(ticket, asked.engine.policy)),
            (Question("action", wording("more_action"), "select", choices=choices),),
            asked.engine.reading().command_id,
            submit=wording("request_next"),
            context={"ticket": ticket.ref},
        )
    )


def _offered(asked: Asking, ticket: Ticket) -> list[AnyCommand]:
    """What the ticket's state has behind its buttons, without what this person may not, group by group."""
    registry = asked.registry
    names = offered(ticket).more
    theirs = [name for name in names if registry.may(asked.engine.policy, ticket, asked.person.id, name)]
    commands: list[AnyCommand] = [
        registry.desk[name] if name in registry.desk else registry.tickets[name] for name in theirs
    ]
    return [one for group in HEADS for one in commands if _group(one) == group and _answers(one)]


def _group(command: AnyCommand) -> Group:
    """What the desk is asked about a ticket is about other tickets."""
    return command.group if isinstance(command, Command) else "others"


def _answers(command: AnyCommand) -> bool:
    return isinstance(command, DeskCommand) or command.form is not None


def submit(asked: Asking, sent: Submit) -> Reply:
    """Open the form of what was chosen, or answer it. Raises Refusal."""
    engine = asked.engine
    ticket = engine.seen(asked.tx, str(sent.context.get("ticket", "")), asked.person.id)
    chosen = next((one for one in _offered(asked, ticket) if one.name == asked.values.get("action")), None)
    if isinstance(chosen, DeskCommand):
        return chosen.answered(replace(asked, ref=ticket.ref))
    if chosen is None:
        raise Refusal("no_action", field="action")
    return engine.open_form(command_form(engine, asked.tx, chosen, asked.person.id, ticket.ref))


COMMAND = DeskCommand(
    name="more_actions",
    usage="(press All actions on a card)",
    help="All that can be done with a ticket.",
    answer=answer,
    submit=submit,
    changes=False,
)
