"""A score that is typed instead of pressed: "5", "4/5" or "5 of 5", right after the question how it was.

Once anything else was said on a ticket of theirs, a number may be about that, and is a word like all others. Where it
went badly, they are asked why, as the form of the buttons does; what they write next is that, for the lead alone. So is
what they write behind the number: "1, it took ages". Behind a good one it is thanks, or may be news for the team.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from core.commands.desk.what_it_was import Was, keep_what_it_was
from core.conversation.small_talk import is_greeting
from core.conversation.utterance import Utterance
from core.engine import Engine
from core.lifecycle import survey
from core.people import PersonId
from core.phrases import phrase
from core.ports.tickets import Transaction
from core.tickets.permissions import asking_people
from core.tickets.ticket import Ticket
from core.ui.cards import say
from core.ui.inbound import Reply, Shown
from core.ui.text import clean
from core.ui.thanks import names_of, only_thanks

WHY_WITHIN = timedelta(minutes=30)
"""So long the next words after a low score are why: as long as an answer in a chat holds."""
_STARS = "★⭐🌟☆"
_SCORE = re.compile(
    rf"(?:(?P<star>[{_STARS}])\ufe0f?\s*)?(?<![0-9])(\d{{1,2}})"
    r"(?:\s*(?:(?P<slash>/)|(?:out\s+)?of|von)\s*(\d{1,2})(?![0-9]))?"
    rf"(?:\s*(?:(?P<stars>stars?|sterne?n?|[{_STARS}]\ufe0f?)|points?|punkte?n?)(?!\w))?",
    re.IGNORECASE,
)
_ENDS = re.compile(r"\s*[.!]*")
_WHY = re.compile(
    r"(?:\s*[,;:!\u2013\u2014]+\s*|\s+-+\s*|\s*\n\s*|\s+(?=(?:weil|because|cause|since|denn|da)\s))"
    r"(?P<why>[^\W\d].*)",
    re.IGNORECASE | re.DOTALL,
)
"""What is set apart from a number and begins with a word: "1 printer is dead" counts printers."""
_WHY_AFTER_SCALE = re.compile(r"[\s.,;:!\u2013\u2014-]+(?P<why>[^\W\d].*)", re.DOTALL)
"""Behind "1/5" or "1 star", which count nothing else, nothing has to set it apart; "2 of 5 printers" does."""


def read_score(text: str, scale: int) -> tuple[int, str] | None:
    """The score that words are, from 1 to the scale, and what they say of it; None where they are none, or of another
    scale.
    """
    found = _SCORE.match(text.strip())
    if found is None or int(found[4] or scale) != scale or not 1 <= int(found[2]) <= scale:
        return None
    behind = text.strip()[found.end() :]
    if _ENDS.fullmatch(behind):
        return int(found[2]), ""
    is_plain = found["star"] or found["slash"] or found["stars"]
    why = (_WHY_AFTER_SCALE if is_plain else _WHY).fullmatch(behind)
    return (int(found[2]), why["why"].strip()) if why is not None else None


def may_be_score(text: str) -> bool:
    """Whether words can be a score at all, whatever was asked, and say no more."""
    found = _SCORE.match(text.strip())
    return found is not None and _ENDS.fullmatch(text.strip()[found.end() :]) is not None


def take_score(engine: Engine, tx: Transaction, spoke: Utterance, theirs: Sequence[Ticket]) -> Reply | None:
    """Take words for the answer to the last question about one of these tickets; None where they are none."""
    person, at = spoke.person.id, engine.moment(spoke.words.at)
    if spoke.words.files or _SCORE.match(spoke.text.strip()) is None:
        return None
    asked = [
        (when, one) for one in theirs if (when := _asked_at(one, at)) and person in asking_people(engine.policy, one)
    ]
    if not asked:
        return None
    last, ticket = max(asked, key=lambda each: each[0])
    read = read_score(spoke.text, ticket.survey.scale) if ticket.survey else None
    if read is None or ticket.survey is None or any(_went_on(one, person, last) for one in theirs):
        return None
    (score, why), scale, team = read, ticket.survey.scale, engine.policy.team(ticket.team).name
    why = clean(why)
    is_low = survey.is_low(score, scale)
    if why and not is_low and not _is_no_reason(engine, why, person):
        return None
    engine.run(
        tx, ticket, person, at,
        lambda draft: survey.answer(draft, ticket.reopen_count, score, why if is_low else ""),
    )  # fmt: skip
    what = Was(ticket.ref, "why", ticket.reopen_count) if why and is_low else Was(ticket.ref, "score")
    keep_what_it_was(tx, what, spoke.message)
    if not is_low:
        return Shown(say(engine.words_on(ticket, phrase("rated", ref=ticket.ref, score=score, scale=scale))))
    if why:
        return Shown(say(engine.words_on(ticket, phrase("why_noted", ref=ticket.ref, team=team))))
    tx.remember(_asked_why(person), f"{ticket.ref} {at.isoformat()}")
    return Shown(say(engine.words_on(ticket, phrase("rated_why", ref=ticket.ref, score=score, scale=scale, team=team))))


def take_why(engine: Engine, tx: Transaction, spoke: Utterance, theirs: Sequence[Ticket]) -> Reply | None:
    """Take words for why it went badly, where they were just asked that; None where they are none.

    Thanks and greetings are not, nor is what came a while later, or after something else was said.
    """
    person, at, text = spoke.person.id, engine.moment(spoke.words.at), clean(spoke.text)
    kept = tx.recall(_asked_why(person))
    ref, _, since = (kept or "").partition(" ")
    if not since or spoke.words.files or not text or _is_no_reason(engine, text, person):
        return None
    asked = datetime.fromisoformat(since)
    ticket = next((one for one in theirs if one.ref == ref), None)
    if ticket is None or at - asked > WHY_WITHIN or any(_went_on(one, person, asked) for one in theirs):
        return None
    if not survey.waits_for_why(ticket, person):
        return None
    tx.remember(_asked_why(person), "")
    engine.run(tx, ticket, person, at, lambda draft: survey.add_why(draft, text))
    keep_what_it_was(tx, Was(ref, "why", ticket.reopen_count), spoke.message)
    team = engine.policy.team(ticket.team).name
    return Shown(say(engine.words_on(ticket, phrase("why_noted", ref=ref, team=team))))


def _is_no_reason(engine: Engine, text: str, person: PersonId) -> bool:
    """Whether words only thank or greet, be it by name."""
    return only_thanks(engine.policy, text, person) or is_greeting(text, names_of(engine.policy, person))


def _asked_why(person: PersonId) -> str:
    """Under which it is kept that somebody was asked why, about which ticket and when."""
    return f"asked_why:{person}"


def _asked_at(ticket: Ticket, at: datetime) -> datetime | None:
    """When the question was asked that still waits at `at`."""
    asked = ticket.survey
    return asked.asked_at if asked and asked.state == "asked" and asked.at and at < asked.at else None


def _went_on(ticket: Ticket, person: PersonId, since: datetime) -> bool:
    """Whether anything was said or asked since that a number may be about as well."""
    said = (ticket.last_public_at, dict(ticket.spoke).get(person))
    return any(one is not None and one > since for one in said) or bool(ticket.approval and ticket.approval.question)
