"""Follow: hear when a ticket is fixed without having asked for it; Unfollow takes that back."""

from __future__ import annotations

from core.commands.base import Command, Nothing, nothing_pressed, nothing_said
from core.errors import Refusal
from core.lifecycle import transitions
from core.people import PersonId
from core.phrases import Phrase, phrase
from core.policy import Policy
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import asking_people, need_sight
from core.tickets.ticket import Ticket


def allow(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Anyone for a ticket in the open; a private one only takes those who may read it anyway."""
    if ticket.private:
        need_sight(policy, ticket, person)


def decide(draft: Draft, _: Nothing) -> None:
    """Follow an open ticket, once. Those who asked hear everything already."""
    ticket = draft.ticket
    transitions.need_open(ticket)
    if draft.actor in asking_people(draft.policy, ticket):
        raise Refusal("hears_all", ref=ticket.ref)
    if draft.actor in ticket.watchers:
        raise Refusal("follows_already", ref=ticket.ref)
    draft.happen(e.Followed(draft.actor))


def undecide(draft: Draft, _: Nothing) -> None:
    """Follow no more."""
    ticket = draft.ticket
    if draft.actor not in ticket.watchers:
        raise Refusal("not_followed", ref=ticket.ref)
    draft.happen(e.Unfollowed(draft.actor))


def answer(ticket: Ticket) -> Phrase:
    """What somebody reads who follows it now."""
    return phrase("follows_now", ref=ticket.ref, kind=ticket.kind)


def _over(ticket: Ticket) -> Phrase:
    return phrase("follows_no_more", ref=ticket.ref)


COMMAND = Command(
    name="follow",
    words=("follow", "watch"),
    usage="follow",
    help="Hear when somebody else's ticket is fixed.",
    example="follow",
    allow=allow,
    decide=decide,
    read_press=nothing_pressed,
    read_words=nothing_said,
    answer=lambda ticket, _: answer(ticket),
    stands_alone=True,
    open_in_thread=True,
)

UNFOLLOW = Command(
    name="unfollow",
    words=("unfollow", "unwatch"),
    usage="unfollow",
    help="Hear no more of a ticket you follow.",
    example="unfollow",
    allow=allow,
    decide=undecide,
    read_press=nothing_pressed,
    read_words=nothing_said,
    answer=lambda ticket, _: _over(ticket),
    stands_alone=True,
)
