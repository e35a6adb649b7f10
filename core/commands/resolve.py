"""Resolve: an incident is fixed (or a request fulfilled), with a code and a public text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from core.approvals import state
from core.commands.base import Command, ticket_blank
from core.commands.steps import is_step
from core.errors import Refusal
from core.fulfilment import left_open, steps
from core.lifecycle import transitions
from core.people import SYSTEM, PersonId
from core.policy import Policy
from core.processes import ResolutionCode
from core.tickets.draft import Draft
from core.tickets.events import BreachReason
from core.tickets.permissions import asking_people, is_lead, need_owner
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.reading import Reading, Said, Values, need_length, one_of, text_of
from core.ui.text import clean, styles_of

CODES: Mapping[ResolutionCode, Wording] = {
    "fixed": wording("resolve_code_fixed"),
    "workaround": wording("resolve_code_workaround"),
    "known_error": wording("resolve_code_known_error"),
    "no_fault": wording("resolve_code_no_fault"),
    "duplicate": wording("resolve_code_duplicate"),
}
BREACH_REASONS: Mapping[BreachReason, Wording] = {
    "waiting": wording("resolve_late_waiting"),
    "volume": wording("resolve_late_volume"),
    "complex": wording("resolve_late_complex"),
    "late_start": wording("resolve_late_late_start"),
    "other": wording("resolve_late_other"),
}

_TYPED: Mapping[str, ResolutionCode] = {
    "known error": "known_error",
    "no fault": "no_fault",
    **{code: code for code in CODES},
}
"""The codes as they are typed before what was done; longer ones first."""
_CODE = re.compile(rf"({'|'.join(_TYPED)})(?:(?<=fault) found)?(?:(:)|(?=\s)|$)", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:by|with|via|using|through|in|on|at|of|after|for|it|is|was|now|and|as|durch|mit|per|von|nach|ist|und)\b",
    re.IGNORECASE,
)
"""What a sentence goes on with behind its first word."""
_NAMES = re.compile(
    r"(?:the|a|an|your|his|her|their|my|our|this|that|these|all|both|some|de[rnms]|die|das|eine?[nrms]?"
    r"|(?:dein|euer|eur|ihr|sein|mein|unser)\w*)\b",
    re.IGNORECASE,
)
"""How that begins which somebody "fixed"."""
_NO_MORE = re.compile(
    r"(?:(?:it|it's|this|das|es|alles|all|is|ist|has|been|wurde|now|already|jetzt|schon|wieder) )*"
    r"(?:done|fixed|solved|resolved|closed|finished|completed?|ok|okay|good|repaired|works?|working"
    r"|erledigt|gelöst|geloest|behoben|fertig|geschlossen|repariert|abgeschlossen|gefixt|gut|passt|geht)"
    r"(?: (?:now|again|already|jetzt|wieder|schon))*",
    re.IGNORECASE,
)
"""What says that it is done, and nothing of what was done."""


@dataclass(frozen=True, slots=True)
class Resolve:
    """Code, public text with its styles, and why it took too long where a promise was broken."""

    code: ResolutionCode
    text: str
    breach_reason: BreachReason | None = None
    styles: tuple[str, ...] = ()
    skipped: str = ""
    """Why steps that nobody did are not needed."""
    shown: str = ""
    """How it was shown that a step is done which takes a line on that."""


def allow(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Assignee, lead, or the service's owner."""
    if person != policy.service(ticket.service).owner:
        need_owner(policy, ticket, person)


def decide(draft: Draft, done: Resolve) -> None:
    """Resolve, once. A broken promise wants its reason."""
    ticket = draft.ticket
    transitions.need_open(ticket)
    if ticket.approving:
        raise Refusal("agreed_first", ref=ticket.ref, people=state.awaited(ticket))
    need_length(done.text, "text", least=3, ask="no_text")
    codes = ticket.process.codes
    code = done.code if done.code in codes else codes[0]
    if draft.actor != SYSTEM and late(ticket, draft.at) and done.breach_reason is None:
        raise Refusal("no_breach_reason", field="breach_reason")
    if ticket.plan:
        need_no_steps(draft.policy, ticket, draft.actor)
        steps.finish_all(draft, done.text, skipped=done.skipped, shown=done.shown)
    if ticket.assignee is None and draft.actor != SYSTEM and draft.actor not in asking_people(draft.policy, ticket):
        transitions.take(draft, draft.actor)
    transitions.resolve(draft, code, done.text, done.breach_reason, done.styles)


def need_no_steps(policy: Policy, ticket: Ticket, person: PersonId) -> None:
    """Refuse where steps are left that only a lead, or the owner of the service, may end. Raises Refusal."""
    leads = person in (SYSTEM, policy.service(ticket.service).owner) or is_lead(policy, ticket, person)
    if ticket.plan and ticket.open and not leads:
        left_open.need_no_lead(ticket)


def late(ticket: Ticket, at: datetime) -> bool:
    """Whether a resolution at `at` breaks the promise to fix (or it was broken before), however late we hear of it."""
    clock = ticket.clock("resolution")
    return clock is not None and clock.breached_at is not None and clock.breached_at < at


def read_words(said: Said, reading: Reading) -> Resolve | None:
    """`resolve [code] <text>`; without a code it is `fixed`, and a code alone is asked about.

    `because <reason>` is not read from words: a form asks.
    """
    text = clean(said.text)
    if _is_code(text):
        return None
    first = _CODE.match(text)
    rest = text[first.end() :].strip() if first else ""
    if first is None:
        return Resolve("fixed", text, styles=styles_of(text, said.runs))
    # "fixed by a new profile": the code is a word of the sentence as well, which would not read right without it.
    code = _TYPED[first[1].lower()]
    goes_on = _GOES_ON.match(rest) or (code == "fixed" and _NAMES.match(rest))
    text = text if goes_on and not first[2] else rest
    return Resolve(code, text, styles=styles_of(text, said.runs))


def _is_code(text: str) -> bool:
    """Whether words say no more than that it is done: nothing, a code, the command's own word or another one for it."""
    bare = " ".join(text.casefold().replace("’", "'").split()).strip(" .,:;!")
    return not bare or bare in COMMAND.words or bool(_CODE.fullmatch(bare) or _NO_MORE.fullmatch(bare))


def instead(said: Said, policy: Policy) -> str | None:
    """`done grant` is about the task of that name, and no words for the requester of it all."""
    return "finish" if said.ticket is not None and is_step(said.ticket, clean(said.text), policy) else None


def form(ticket: Ticket, reading: Reading) -> Blank:
    """Code, text, and the reason of a breach."""
    fields = []
    codes = ticket.process.codes
    if len(codes) > 1:
        known = options({code: CODES[code] for code in codes})
        fields.append(Question("code", wording("resolve_code"), "select", choices=known, value=codes[0]))
    fields.append(
        Question("text", wording("resolve_text"), "long_text", max_length=2000, hint=wording("resolve_text_hint"))
    )
    fields += _steps_left(ticket, reading.policy)
    if late(ticket, reading.now):
        fields.append(Question("breach_reason", wording("resolve_late"), "select", choices=options(BREACH_REASONS)))
    title = wording("resolve_title", ref=ticket.ref, kind=ticket.kind)
    submit = wording("resolve_submit", kind=ticket.kind)
    return ticket_blank("resolve", title, ticket, reading, *fields, submit=submit)


def _steps_left(ticket: Ticket, policy: Policy) -> Iterator[Question]:
    """Which steps of a request are open, and whose; those that nobody did by this are skipped, with a reason, and of
    some that are done by it is asked how that was shown.
    """
    skips = {task.key for task in left_open.not_done_with(ticket)}
    for skipped in (False, True):
        left = [task for task in left_open.records(ticket) if (task.key in skips) is skipped]
        names, teams = tuple(task.do or task.key for task in left), tuple(task.team for task in left)
        said = wording("fulfil_open", tasks=names, teams=teams, skipped=skipped)
        if left:
            yield Question(f"note:open:{skipped}", "", "note", required=False, text=said)
    if skips:
        yield Question("skipped", wording("fulfil_why_skipped"), "text", max_length=500)
    if worded := tuple(task.do or task.key for task in left_open.to_show(policy, ticket)):
        hint = wording("fulfil_word_hint", tasks=worded)
        yield Question("shown", wording("finish_word"), "text", max_length=500, hint=hint)


def read_form(values: Values, _: Reading) -> Resolve:
    """The fields."""
    skipped, shown = values.get("skipped"), values.get("shown")
    return Resolve(
        one_of(CODES, values.get("code")) or "fixed",
        text_of(values, "text", least=3, ask="no_text"),
        one_of(BREACH_REASONS, values.get("breach_reason")),
        skipped=clean(skipped) if isinstance(skipped, str) else "",
        shown=clean(shown) if isinstance(shown, str) else "",
    )


COMMAND = Command(
    name="resolve",
    words=("resolve", "done", "fixed", "close", "solved"),
    usage="resolve [fixed|workaround|known error|no fault] <what was done>",
    usage_on=lambda ticket: None if len(ticket.process.codes) > 1 else "done <what was done>",
    help="Say that it is done; the requester is asked whether it works.",
    example="resolve the VPN profile was reissued; please reconnect once",
    allow=allow,
    decide=decide,
    read_words=read_words,
    instead=instead,
    form=form,
    need=need_no_steps,
    read_form=read_form,
    read_by_requester=True,
    by_form_only=frozenset({"no_breach_reason", "no_skip_reason", "no_word"}),
)
