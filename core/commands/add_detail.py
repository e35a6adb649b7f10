"""Add detail: what the requester (or a watcher) says about a ticket, by form or in its thread."""

from __future__ import annotations

from core.commands.base import Command, ticket_blank
from core.commands.reply import Spoken
from core.errors import Refusal
from core.lifecycle import transitions
from core.people import PersonId
from core.policy import Policy
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import asking_people, need_sight
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, wording
from core.ui.reading import Reading, Values, text_of
from core.ui.thanks import only_polite, only_thanks


def allow(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Whoever stands in the thread may write; a private ticket only takes its own people."""
    if ticket.private:
        need_sight(policy, ticket, person)


def decide(draft: Draft, words: Spoken) -> None:
    """Keep what the form says. Raises Refusal once the ticket is over: the form can still be copied from then."""
    if draft.ticket.over:
        raise Refusal("is_over", ref=draft.ticket.ref)
    say(draft, words)


def say(draft: Draft, words: Spoken) -> None:
    """Keep the words; the requester's resume a ticket that waited for them, and are asked about after its end.

    Thanks after the end are only thanks, and mere thanks answer no question. A watcher's words neither resume nor
    answer nor ask.
    """
    ticket = draft.ticket
    own = draft.actor in asking_people(draft.policy, ticket)
    polite = not words.files and only_polite(draft.policy, words.text, draft.actor)
    comment = words.comment or f"{ticket.ref}/{ticket.version + 1}"
    draft.happen(
        e.Commented(
            comment, draft.actor, "requester" if own else "watcher", True, words.text, words.files, words.said_in,
            words.at_home, words.styles, polite,
        )
    )  # fmt: skip
    if not own:
        return
    if ticket.hold is not None and ticket.hold.reason == "requester":
        if not polite:
            transitions.resume(draft, "answered")
    elif not only_thanks(draft.policy, words.text, draft.actor):
        ask_what_is_meant(draft, comment, elsewhere=words.elsewhere)


def ask_what_is_meant(draft: Draft, comment: str, *, elsewhere: bool = False) -> None:
    """Ask the requester whether what they said (`comment`) after the end means that it is still, or again, broken.

    Nothing while the ticket is open, and nothing twice in one place: `elsewhere` they are asked on the spot, by whoever
    calls.
    """
    ticket = draft.ticket
    asked = ticket.reopen_offered and (elsewhere or ticket.question is not None or not ticket.asked_about)
    if ticket.done and not asked:
        draft.happen(e.ReopenOffered(comment, elsewhere))
    elif ticket.over and comment not in ticket.asked_about:
        draft.happen(e.FollowUpOffered(comment, elsewhere))


def form(ticket: Ticket, reading: Reading) -> Blank:
    """One text."""
    text = Question("text", wording("add_detail_text"), "long_text", max_length=3000)
    return ticket_blank(
        "add_detail", wording("add_detail_title", ref=ticket.ref), ticket, reading, text, submit=wording("form_send")
    )


def read_form(values: Values, _: Reading) -> Spoken:
    """The text, not empty."""
    return Spoken(text_of(values, "text", ask="empty_detail"))


COMMAND = Command(
    name="add_detail",
    words=(),
    usage="(write in the thread)",
    help="Add something to your ticket.",
    example="",
    allow=allow,
    decide=decide,
    form=form,
    read_form=read_form,
)
