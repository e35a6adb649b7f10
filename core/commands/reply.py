"""Reply: a responder's public words, by form, with `>>`, or in the requester's thread. The first one answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from core.commands.base import Command, ticket_blank
from core.commands.registry import TYPED
from core.errors import Refusal
from core.lifecycle import sla, transitions
from core.policy import Policy
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import asking_people, need_responder
from core.tickets.replies import LONGEST, fill, may_be_name, template_called, templates_like
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.cards import Action, packed
from core.ui.reading import Reading, Said, Values, text_of
from core.ui.slips import Mistyped
from core.ui.text import clean, shorten, styles_of
from core.ui.when.days import read_day

_WITH = re.compile(r"with(?:\s+|$)", re.IGNORECASE)
NEW_TIME = "new_time"
"""The field by when it is expected instead."""
_OWN = "own"
"""What is chosen where no template is."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said, and the message it was said in. `at_home` when that message is in the requester's own thread.

    `elsewhere` when whoever says it looks at another place than that thread, and is asked there what they mean.
    `styles` say which stretches of the text have which style. `marked` is the message on which whoever said it sees
    whether it was delivered, where it was said in none that stands before the team. `new_time` is by when it is
    expected instead, where its fix time has gone by.
    """

    text: str
    comment: str = ""
    said_in: str | None = None
    files: tuple[e.File, ...] = ()
    at_home: bool = False
    elsewhere: bool = False
    styles: tuple[str, ...] = ()
    marked: str | None = None
    new_time: datetime | None = None


def decide(draft: Draft, words: Spoken) -> None:
    """Say it publicly. A responder who is the requester writes as the requester: self-replies never answer."""
    ticket = draft.ticket
    if ticket.merged is not None:
        raise Refusal("merged_away", ref=ticket.ref, to=ticket.merged.into)
    if ticket.over:
        raise Refusal("is_over" if words.at_home else "over_unsent", ref=ticket.ref)
    own = draft.actor in asking_people(draft.policy, ticket)
    comment = words.comment or f"{ticket.ref}/{ticket.version + 1}"
    if not own and ticket.open:
        transitions.answered(draft)
    draft.happen(
        e.Commented(
            comment=comment,
            author=draft.actor,
            voice="requester" if own else "responder",
            public=True,
            text=words.text,
            files=words.files,
            said_in=words.said_in,
            at_home=words.at_home,
            styles=words.styles,
            marked=words.marked,
        )
    )
    if words.new_time is not None:
        transitions.tell_new_time(draft, words.new_time)


def read_words(said: Said, reading: Reading) -> Spoken | None:
    """`reply <text>`, or `reply with <template>`: that says what the company's template of this name says.

    Raises Refusal for what looks like the name of a template and is none: nobody wants to send that.
    """
    text = clean(said.text)
    wanted = _WITH.match(text)
    template = template_called(reading.policy, text[wanted.end() :]) if wanted else None
    if template is not None and said.ticket is not None:
        # What was typed is not what is said: the team reads that in a copy, as of a form.
        return Spoken(fill(template, said.ticket, reading.policy, reading.called))
    if wanted and template is None:
        _need_sentence(reading.policy, text[wanted.end() :], said.ticket)
    return Spoken(text, said_in=said.said_in, styles=styles_of(text, said.runs)) if text else None


def _need_sentence(policy: Policy, words: str, ticket: Ticket | None) -> None:
    """Words behind `with` are said as they are where they are a sentence that begins with the name of no template."""
    near = templates_like(policy, words)
    if policy.replies and (near or may_be_name(policy, words)):
        names = tuple(one.name for one in near or policy.replies.values())
        ref = ticket.ref if ticket else ""
        meant = (f"with {one.name}" for one in near if ref)
        buttons = (
            packed(shorten(f"reply {each}", 70), Action("reply", {"ticket": ref, TYPED: each})) for each in meant
        )
        raise Mistyped(Refusal("unknown_template", text=words, names=names, near=bool(near)), buttons)


def form(ticket: Ticket, reading: Reading) -> Blank:
    """One text."""
    return redraw(ticket, reading, {})


def redraw(ticket: Ticket, reading: Reading, values: Values) -> Blank:
    """The text and, where the company has some, the templates that it may begin as."""
    policy = reading.policy
    template = policy.replies.get(str(values.get("template") or ""))
    field, kept = _typed(ticket, reading, values)
    if not kept:
        # The id names the template: a platform keeps what was typed under an id, and this is another text.
        field = f"text:{template.key}" if template else "text"
    begun = fill(template, ticket, policy, reading.called) if template else None
    text = Question(
        field, wording("reply_text", person=ticket.requester), "long_text", max_length=LONGEST, value=kept or begun,
        hint=wording("reply_kept") if kept and template and field != f"text:{template.key}" else "",
    )  # fmt: skip
    named: Mapping[str, Wording] = {
        _OWN: wording("reply_own"),
        **{key: one.name for key, one in policy.replies.items()},
    }
    templates = Question(
        "template", wording("reply_template"), "select", required=False, choices=options(named), reloads=True,
        value=template.key if template else _OWN,
    )  # fmt: skip
    questions: tuple[Question, ...] = (templates, text) if policy.replies else (text,)
    if _is_late(ticket, reading.now):
        questions += (
            Question(
                NEW_TIME, wording("reply_new_time"), "text", required=False, max_length=80,
                hint=wording("reply_new_time_hint"), value=values.get(NEW_TIME),
            ),
        )  # fmt: skip
    title = wording("reply_title", ref=ticket.ref)
    return ticket_blank("reply", title, ticket, reading, *questions, submit=wording("form_send"))


def _is_late(ticket: Ticket, at: datetime) -> bool:
    """Whether its fix time has gone by, so that its requester is owed a new one."""
    clock = ticket.clock("resolution")
    return clock is not None and sla.is_over(clock, at)


def _typed(ticket: Ticket, reading: Reading, values: Values) -> tuple[str, str]:
    """The field that was written in and somebody's own words in it; none where a template's text is still as it was."""
    field = _written(values)
    said = clean(str(values.get(field) or ""))
    begun = reading.policy.replies.get(field.partition(":")[2])
    untouched = begun is not None and said == clean(fill(begun, ticket, reading.policy, reading.called))
    return field, "" if untouched else said


def _written(values: Values) -> str:
    """The id of the text, which also says as which template it began."""
    return next((key for key in values if key.partition(":")[0] == "text"), "text")


def read_form(values: Values, reading: Reading) -> Spoken:
    """The text, not empty. A template that was chosen and not seen yet is shown first, at its own field."""
    template = reading.policy.replies.get(str(values.get("template") or ""))
    written = _written(values)
    if template and not values.get(written):
        raise Refusal("template_unread", field=f"text:{template.key}", text=template.name)
    said = values.get(NEW_TIME)
    text = clean(said) if isinstance(said, str) else ""
    until = read_day(text, reading.now, reading.policy.company.zone, field=NEW_TIME) if text else None
    return Spoken(text_of(values, written, ask="empty_reply"), new_time=until)


COMMAND = Command(
    name="reply",
    words=("reply", ">>"),
    usage="reply <text>  or  >> <text>  or  reply with <template>",
    help="Answer the requester. Everything else in this thread stays internal.",
    example=">> Please reconnect once.",
    allow=need_responder,
    decide=decide,
    read_words=read_words,
    form=form,
    redraw=redraw,
    read_form=read_form,
    other_names=("send_update",),
    is_talk=True,
    reaches_out=True,
    takes_files=True,
    read_by_requester=True,
    group="talk",
)
