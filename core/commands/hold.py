"""Hold: the ticket waits for a vendor, a change, a problem, or the day on which it is to be begun.

Waiting for the requester is `ask`, with its question.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from core.commands.base import Command, ticket_blank
from core.errors import Refusal, refuse_together
from core.fulfilment.graph import morning_of
from core.lifecycle import transitions
from core.policy import Policy
from core.processes import HoldReason
from core.tickets import events as e
from core.tickets.draft import Draft
from core.tickets.permissions import need_owner
from core.tickets.ticket import Ticket
from core.ui.blanks import Blank, Question, Wording, options, wording
from core.ui.grammar import take_word
from core.ui.keys import take_named
from core.ui.reading import Reading, Said, Values, chosen, one_of
from core.ui.text import clean, shorten
from core.ui.when.days import read_day, take_day

REASONS: dict[HoldReason, Wording] = {
    "vendor": wording("hold_vendor"),
    "change": wording("hold_change"),
    "problem": wording("hold_problem"),
    "scheduled": wording("hold_scheduled"),
}
_FOR = re.compile(r"\A(?:waiting\s+|waits\s+)?(?:for|on)\s+(?:(?:the|a|an|our)\s+)?(?=\S)", re.IGNORECASE)
_ASKERS = frozenset({"requester", "requestor", "customer", "user", "reply", "answer"})
"""Who is waited for by asking them."""
_CASE = re.compile(
    r"(?:(?:with|under)\s+)?(?:(?:their|the|our|my)\s+)?(?:(?:case|ticket|reference|ref|number|no|nr)\b[\s.:#]*){0,2}"
    r"(?P<case>(?:[A-Z]{1,5}\s)?\S*[0-9]\S*)",
)
"""A number as people write it, and no other word."""
_NONE_YET = re.compile(r"(?:no(?:ne|\s+case|\s+number)?\s+yet)?", re.IGNORECASE)
_CASE_MAX = 60
_RECORDS: Mapping[str, HoldReason] = {"CHG": "change", "PRB": "problem"}
"""What a record is whose number begins so, where the company numbers none of its own."""


@dataclass(frozen=True, slots=True)
class PutOnHold:
    """What is waited for, their reference ("none yet" when there is none), and the next check."""

    reason: HoldReason
    party: str | None
    reference: str | None
    until: datetime | None


def decide(draft: Draft, to: PutOnHold) -> None:
    """Put on hold. A vendor hold names vendor, case and a next check date in the future; others name the record."""
    ticket = draft.ticket
    transitions.need_open(ticket)
    if ticket.waiting:
        raise Refusal("waits_already", ref=ticket.ref)
    if to.reason not in REASONS:
        raise Refusal("no_hold_reason", field="reason")
    party = to.party or (_vendor(draft.policy, ticket) if to.reason == "vendor" else None)
    refuse_together(_missing(draft, to, party))
    if to.reason in ("change", "problem") and not ticket.begun:
        raise Refusal("not_begun", ref=ticket.ref, kind=to.reason)
    if to.reason not in ticket.process.hold_reasons:
        if to.reason == "scheduled":
            raise Refusal("only_requests_wait", field="reason")
        raise Refusal("request_waits", field="reason")
    transitions.hold(draft, e.Held(to.reason, party=party, reference=to.reference, until=to.until))


def _missing(draft: Draft, to: PutOnHold, party: str | None) -> Iterator[Refusal]:
    """What the reason needs and has not."""
    if to.reason == "vendor" and party is None:
        yield Refusal("no_party", field="party")
    if to.reason in ("vendor", "scheduled") and to.until is None:
        yield Refusal("no_next_date", field="until")
    if to.until is not None and to.until <= draft.at:
        yield Refusal("past_date", field="until")
    if to.reason in ("change", "problem") and not to.reference:
        yield Refusal("no_record", field="reference", kind=to.reason, like=f"{draft.policy.prefixes[to.reason]}-77")


def _reason(word: str) -> HoldReason | None:
    return one_of(REASONS, word)


def _vendor(policy: Policy, ticket: Ticket) -> str | None:
    """The vendor of the ticket's service: who is meant when nobody else is named."""
    vendor = policy.service(ticket.service).vendor
    return policy.vendors[vendor].name if vendor else None


def read_words(said: Said, reading: Reading) -> PutOnHold | None:
    """`hold vendor TN-881 until Friday`, `hold TeleNord TN-881 28 Oct`, `hold change CHG-77`.

    Raises Refusal where it is not said what is waited for: nobody is told of a vendor that nobody named.
    """
    text = _FOR.sub("", clean(said.text), count=1)
    if not text:
        return None
    until, text = take_day(text, reading.now, reading.policy.company.zone, field="until")
    word, rest = take_word(text)
    kind, policy = word.casefold().rstrip(":,"), reading.policy
    if kind in _ASKERS:
        raise Refusal("hold_by_asking")
    if (reason := _reason(kind)) is not None:
        begins = _begins(reason, until, policy) if until else None
        party, rest = _named_vendor(rest, policy) if reason == "vendor" else (None, rest)
        return PutOnHold(reason, party, _case(reason, rest, policy), begins)
    if (record := _record(kind, policy)) is not None:
        return PutOnHold(record, None, _case(record, text, policy), until)
    party, reference = _named_vendor(text, policy)
    if party is None:
        raise Refusal("hold_for_what", field="reason")
    return PutOnHold("vendor", party, _case("vendor", reference, policy), until)


def _named_vendor(text: str, policy: Policy) -> tuple[str | None, str]:
    """The one vendor whose name words begin with, and the rest; None where there is none, or are several."""
    vendors, rest = take_named(text, {key: (one.name,) for key, one in policy.vendors.items()})
    return (policy.vendors[vendors[0]].name, rest) if len(vendors) == 1 else (None, text)


def _case(reason: HoldReason, text: str, policy: Policy) -> str | None:
    """The number that stands behind what is waited for; None for none.

    Raises Refusal for any other word: the requester reads a vendor's case, and words may be for the team alone.
    """
    said = text.strip(" ,:;-.")
    found = _CASE.fullmatch(said)
    if _NONE_YET.fullmatch(said):
        return None
    if reason == "scheduled" or found is None or len(found["case"]) > _CASE_MAX:
        day, told = reason == "scheduled", reason == "vendor"
        record = f"hold {reason} {policy.prefixes.get(reason, '')}-77"
        raise Refusal("more_than_a_case", text=shorten(said, 40), like=record, day=day, told=told)
    return found["case"]


def _record(word: str, policy: Policy) -> HoldReason | None:
    """What kind of record a number is of: "CHG-77" is a change."""
    prefix = word.partition("-")[0].upper()
    own = {policy.prefixes[kind]: kind for kind in ("change", "problem") if kind in policy.prefixes}
    return one_of(REASONS, own.get(prefix) or _RECORDS.get(prefix)) if "-" in word else None


def form(ticket: Ticket, reading: Reading, values: Values | None = None) -> Blank:
    """Reason, party, reference, date, with the answers so far: what is needed follows from the reason."""
    given = values or {"reason": "vendor", "party": _vendor(reading.policy, ticket)}
    reason = given.get("reason")
    dated = reason in ("vendor", "scheduled")
    of_vendor, of_record = reason == "vendor", reason in ("change", "problem")
    like = next((f"{number}-77" for number, kind in _RECORDS.items() if kind == reason), "TN-881" if of_vendor else "")
    allowed = ticket.process.hold_reasons
    reasons = {reason: said for reason, said in REASONS.items() if reason in allowed}
    return ticket_blank(
        "hold", wording("hold_title", ref=ticket.ref), ticket, reading,
        Question("reason", wording("hold_reason"), "radio", choices=options(reasons), value=reason,
                 reloads=True),
        Question("party", wording("hold_party"), "text", required=of_vendor, value=given.get("party"), max_length=80),
        Question("reference", wording("hold_reference"), "text", required=of_record, value=given.get("reference"),
                 max_length=_CASE_MAX, hint=wording("hold_reference_hint", like=like) if like else ""),
        Question("until", wording("hold_until"), "date", required=dated, value=given.get("until"),
                 hint=wording("hold_until_hint") if of_vendor else ""),
        submit=wording("hold_submit"),
    )  # fmt: skip


def read_form(values: Values, reading: Reading) -> PutOnHold:
    """The form's fields; which are needed depends on the reason."""
    reason = _reason(chosen(values, "reason", ask="no_hold_reason"))
    if reason is None:
        raise Refusal("no_hold_reason", field="reason")
    until = values.get("until")
    party = values.get("party")
    reference = values.get("reference")
    return PutOnHold(
        reason,
        clean(party) or None if isinstance(party, str) else None,
        clean(reference) or None if isinstance(reference, str) else None,
        _begins(reason, read_until(until, reading), reading.policy) if isinstance(until, str) and until else None,
    )


def _begins(reason: HoldReason, until: datetime, policy: Policy) -> datetime:
    """When that day brings news, or when work begins on it: with its first open hour."""
    if reason != "scheduled":
        return until
    day = until.astimezone(ZoneInfo(policy.company.zone)).date()
    return morning_of(day.isoformat(), policy.calendars[policy.office])


def read_until(text: str, reading: Reading) -> datetime:
    """A typed or chosen day, as the instant of its noon or of the time behind it. Raises Refusal with what to write."""
    return read_day(text, reading.now, reading.policy.company.zone, field="until")


COMMAND = Command(
    name="hold",
    words=("hold",),
    usage="hold vendor <case> until <day>  or  hold change <CHG-1>  or  hold problem <PRB-1>  or  hold scheduled <day>",
    help="Let the ticket wait for somebody outside the team.",
    example="hold vendor TN-881 until Friday",
    allow=need_owner,
    decide=decide,
    read_words=read_words,
    form=form,
    redraw=form,
    read_form=read_form,
    by_form_only=frozenset({"no_party", "hold_for_what"}),
)
