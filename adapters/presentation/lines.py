"""Notices that are said once: lines in a ticket's threads and direct messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from adapters.presentation import survey, view
from adapters.presentation.desk_words import DeskWords, summarize
from adapters.presentation.file_view import files_of
from adapters.presentation.markup import marked, placed
from adapters.presentation.times import instant, open_between
from core.notifications.facts import completed
from core.notifications.kind import Kind, metric_of
from core.notifications.kinds import KINDS, kind_of
from core.notifications.parts import is_last, part_of
from core.notifications.promises import PAGE, Calling
from core.ports.outbox import Notice
from core.processes import Metric
from core.tickets.ticket import Ticket
from core.ui.cards import NOT_SHOWN, Button, Card, Section, Tone, Wanted
from core.ui.text import Run, styled


def line(
    desk: DeskWords,
    notice: Notice,
    ticket: Ticket | None,
    now: datetime,
    *,
    settled: bool = False,
    today: Ticket | None = None,
) -> Card:
    """What a notice says. A reaction says nothing: its card is its emoji's name.

    Of words in parts the first is introduced and has the buttons, the last has the files below it. What its buttons
    asked for was done where it is `settled`, also where the ticket does not show it. `today` is the ticket for its
    buttons and for what came of it, where the sentence is about how that stood at `now`.
    """
    kind = kind_of(notice)
    if kind.is_mark:
        return Card(f":{notice.facts.get('emoji')}:", ticket=notice.ticket)
    facts = _facts(desk, notice, ticket, now)
    first = part_of(notice) == 1
    body = desk.say(kind.template, "body", facts) if first else spoken(notice, kind.words)
    sections = [Section(body)]
    seen = today or ticket
    came_of = kind.outcome(replace(notice, not_before=now) if today else notice, seen) if seen is not None else None
    turn = "answered" if kind.shape == "edit" or settled else "next"
    # What happens without a press goes with the buttons: the line of what came of it stands in its place.
    below = ("closes", turn, "rated") if turn == "next" else (turn, "rated")
    for block in (*(below if first else ()), *(("files",) if is_last(notice) else ())):
        template, known = kind.template, {**facts, "came_of": came_of}
        if block == "answered":  # what came of it is so today, whatever the sentence was about
            template = kind.answered_as or template
            known = {**known, "ticket": desk.view(today)} if today is not None else known
        elif block == "next":  # what others said so far, and what it waits for
            template = template if desk.words.has(template, block) else kind.answered_as or template
        if desk.words.has(template, block) and (text := desk.say(template, block, known)):
            sections.append(Section(text, muted=True))
    names = _buttons(kind, notice, today or ticket, settled=settled) if first else ()
    wanted = _wanted(desk, notice, ticket, now) if kind.brings and not notice.facts.get("why") else None
    return Card(
        summarize(body),
        sections=tuple(sections),
        buttons=(*_one_loud(desk.press(names, ticket)), *(survey.buttons(desk, notice, ticket) if first else ())),
        tone=_tone(kind, ticket),
        ticket=(ticket.ref if ticket else notice.ticket) if first else None,
        file=wanted,
    )


def _wanted(desk: DeskWords, notice: Notice, ticket: Ticket | None, now: datetime) -> Wanted:
    """The file that a notice brings, with what it says where that cannot be shown."""
    name, source = str(notice.facts["name"]), str(notice.facts["source"])
    instead = {why: line(desk, replace(notice, facts={**notice.facts, "why": why}), ticket, now) for why in NOT_SHOWN}
    return Wanted(name, source, instead)


def spoken(notice: Notice, words: str = "text") -> tuple[Run, ...]:
    """What a notice passes on of somebody's words, in their styles."""
    styles = notice.facts.get("styles")
    return styled(str(notice.facts[words]), styles if isinstance(styles, tuple) else ())


def _buttons(kind: Kind[Any], notice: Notice, ticket: Ticket | None, *, settled: bool) -> tuple[str, ...]:
    if ticket is None:  # what is said of no ticket may lead to a list; any other button needs its ticket
        return () if notice.ticket else kind.buttons.ever
    return kind.offers(notice, ticket, settled=settled)


def _one_loud(buttons: tuple[Button, ...]) -> tuple[Button, ...]:
    """The first that is loud is what is needed next; the others are not loud beside it."""
    loud = next((each for each in buttons if each.style == "primary"), None)
    return tuple(
        replace(each, style="default") if each.style == "primary" and each is not loud else each for each in buttons
    )


def _tone(kind: Kind[Any], ticket: Ticket | None) -> Tone:
    done = ticket is not None and ticket.done
    return kind.tone_done if kind.tone_done and done else kind.tone


def _facts(desk: DeskWords, notice: Notice, ticket: Ticket | None, now: datetime) -> dict[str, object]:
    """A notice's own facts, and those that follow from them, the ticket and the present."""
    facts: dict[str, object] = {**completed(kind_of(notice).facts, notice.facts)}
    metric = metric_of(notice.facts)
    recipient = notice.to.partition(":")[2] if notice.to.startswith("direct:") else ""
    facts["metric"] = metric
    facts["recipient"] = recipient
    facts["role"] = _role(desk, str(facts.get("team") or (ticket.team if ticket else "")), recipient)
    facts["in_thread"] = notice.to.startswith("triage:") or notice.facts.get("in_thread") is True
    facts["at_home"] = notice.for_requester
    facts["files"] = files_of(notice.facts)
    facts["given"] = _given(desk, facts, ticket, metric, notice.at)
    facts["lost"] = _lost(desk, facts)
    facts["requester"] = ticket.requester if ticket else ""
    facts["now"] = now
    words = kind_of(notice).words or "text"
    if notice.facts.get("styles") and isinstance(facts.get(words), str):
        facts[words] = marked(spoken(notice, words))
    elif isinstance(text := facts.get("text"), str):
        facts["text"] = desk.solution(facts.get("code"), text)
    if ticket is not None:
        facts["ticket"] = desk.view(ticket)
        facts["lacking"] = (
            placed(desk.say(PAGE.template, "lacking", facts)) if issubclass(kind_of(notice).facts, Calling) else ""
        )
        facts |= view.changed_answers(facts, ticket, desk.policy, desk.directory, desk.times)
    return facts


def _lost(desk: DeskWords, facts: Mapping[str, object]) -> str:
    """In the words of its kind, what did not reach somebody; nothing where the fact `what` names no such kind."""
    lost = KINDS.get(str(facts.get("what") or ""))
    if lost is None or lost.is_mark or not desk.words.has(lost.template, "lost"):
        return ""
    return desk.line(lost.template, "lost", facts)


def _given(desk: DeskWords, facts: Mapping[str, object], ticket: Ticket | None, metric: Metric, at: datetime) -> str:
    """The open time that a promise had from `at`, when it was made, which is the same whenever it is read."""
    due = instant(facts.get("due_at"))
    return desk.times.open(open_between(desk.policy, ticket.clock(metric) if ticket else None, at, due)) if due else ""


def _role(desk: DeskWords, team: str, recipient: str) -> str:
    """Why this person is told: `lead` or `on_call` of that team, or nothing that could be said."""
    known = desk.policy.teams.get(team)
    if known is None or not recipient:
        return ""
    if known.lead == recipient:
        return "lead"
    return "on_call" if known.has(recipient) else ""
