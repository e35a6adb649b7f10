"""Whoever asked knows who answers them: every way in which a ticket loses or changes its assignee, and who hears what.

A row is what was done after Dana had taken Mia's ticket, each step with all that was said of it. Their card says who
has it; a line below what they read before says that it was put back or moved, and who takes it then (noise rule 15).
"""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

import pytest

from core.notifications.announce import _STAFFS
from core.notifications.kinds import KINDS
from core.tickets import events as e
from tests.commands.reading import kinds, quiet, refused_card
from tests.fakes.desk import DeskHouse

Step = tuple[str, str, str]
"""Who does what, and what is said of it, as `kind to` in the order of the alphabet."""
DANA, NOBODY, EMRE, NILS, TOMAS = "Dana is working on it", "Waiting for someone", *(
    f"{name} is working on it" for name in ("Emre", "Nils", "Tomas")
)  # fmt: skip

TEAM = "Service Desk takes care of it"

RELEASED = ("dana", "release", "put_back triage:service-desk, released requester")
HANDED = ("dana", "assign emre", "handed_over emre")
GIVEN = ("lena", "assign emre", "assigned emre, let_go dana")
MOVED = ("dana", "transfer infra needs a firewall change", "moved triage:infra, news requester")

WAYS: dict[str, tuple[str, list[Step]]] = {
    "released": (NOBODY, [RELEASED]),
    "released, then taken": (NILS, [RELEASED, ("nils", "claim", "claimed requester")]),
    "released, taken by the same": (DANA, [RELEASED, ("dana", "claim", "claimed requester")]),
    "released, then answered": (NILS, [RELEASED, ("nils", "reply I go on with this.", "reply requester")]),
    "released, then given": (
        EMRE,
        [RELEASED, ("lena", "assign emre", "assigned emre"), ("emre", "ack", "claimed requester")],
    ),
    "released by the lead": (
        NOBODY,
        [("lena", "release", "let_go dana, put_back triage:service-desk, released requester")],
    ),
    "moved, then taken": (TOMAS, [MOVED, ("tomas", "claim", "claimed requester")]),
    "moved by the lead": (
        NOBODY,
        [("lena", "transfer infra needs a change", "let_go dana, moved triage:infra, news requester")],
    ),
    "moved with its service": (NOBODY, [("dana", "change service web-shop", "moved triage:infra, news requester")]),
    "given by the lead": (TEAM, [GIVEN]),
    "given by the lead, acknowledged": (EMRE, [GIVEN, ("emre", "ack", "claimed requester")]),
    "given by the lead, answered": (EMRE, [GIVEN, ("emre", "reply I go on.", "reply requester")]),
    "given by the lead, asked": (
        "Waiting for you",
        [GIVEN, ("emre", "ask Which one?", "asked triage:service-desk, question requester")],
    ),
    "given by the lead, acknowledged after the press of somebody else": (
        EMRE,
        [GIVEN, ("nils", "ack", ""), ("emre", "ack", "claimed requester")],
    ),
    "given by the lead, and back": (DANA, [GIVEN, ("lena", "assign dana", "assigned dana"), ("dana", "ack", "")]),
    "taken by the lead": ("Lena is working on it", [("lena", "assign lena", "claimed requester, let_go dana")]),
    "handed over": (TEAM, [HANDED]),
    "handed over, accepted": (EMRE, [HANDED, ("emre", "ack", "claimed requester")]),
    "handed over, not accepted": (
        DANA,
        [HANDED, ("emre", "give back", "given_back dana"), ("dana", "ack", "")],
    ),
    "handed over, answered after the press of somebody else": (
        EMRE,
        [HANDED, ("nils", "ack", ""), ("emre", "reply I go on.", "reply requester")],
    ),
    "handed over, accepted after the press of somebody else": (
        EMRE,
        [HANDED, ("nils", "ack", ""), ("emre", "ack", "claimed requester")],
    ),
    "handed on": (
        NILS,
        [HANDED, ("emre", "assign nils", "handed_over nils"), ("nils", "ack", "claimed requester")],
    ),
    "away": (
        DANA,
        [
            (
                "dana",
                "away until friday",
                "away lena, offered triage:service-desk, on_duty emre, on_duty lena, on_duty paul",
            )
        ],
    ),
    "away, taken over": (
        NILS,
        [
            (
                "dana",
                "away until friday",
                "away lena, offered triage:service-desk, on_duty emre, on_duty lena, on_duty paul",
            ),
            ("nils", "claim", "claimed requester, let_go dana"),
        ],
    ),
    "away and back": (
        DANA,
        [
            (
                "dana",
                "away until friday",
                "away lena, offered triage:service-desk, on_duty emre, on_duty lena, on_duty paul",
            ),
            ("dana", "back", "on_duty emre, on_duty lena, on_duty paul, returned lena"),
        ],
    ),
    "has left": (DANA, [("dana", "leaves", "")]),
    "has left, taken over": (NILS, [("dana", "leaves", ""), ("nils", "claim", "claimed requester, let_go dana")]),
    "made another kind, of the same service": (
        TOMAS,
        [
            MOVED,
            ("tomas", "claim", "claimed requester"),
            ("tomas", "convert question", "changed triage:infra, converted requester"),
        ],
    ),
    "open again": (
        DANA,
        [
            ("dana", "resolve Reissued.", "resolved requester"),
            ("mia", "reopen", "reopened triage:service-desk"),
            ("dana", "ack", ""),
        ],
    ),
    "open again, taken over": (
        NILS,
        [
            ("dana", "resolve Reissued.", "resolved requester"),
            ("dana", "away until friday", "away lena, on_duty emre, on_duty lena, on_duty paul"),
            ("mia", "reopen", "reopened triage:service-desk"),
            ("nils", "claim", "claimed requester, let_go dana"),
        ],
    ),
}


NEWS: dict[str, tuple[list[Step], str]] = {
    "moved": ([MOVED], "INC-1000 is with Infra now; nobody has taken it yet."),
    "lowered": (
        [("dana", "prio impact 4 urgency 4 one desk", "news requester")],
        "INC-1000 is less urgent than before. We answer by",
    ),
    "raised": (
        [("dana", "prio impact 3 urgency 1 the whole team", "news requester, raised triage:service-desk")],
        "INC-1000 is more urgent than before. We answer by",
    ),
    "another service": (
        [("dana", "change service web-shop", "moved triage:infra, news requester")],
        "INC-1000 is with Infra now; nobody has taken it yet.",
    ),
}


async def _does(desk: DeskHouse, ref: str, who: str, what: str) -> None:
    person = desk.person(who)
    if what == "leaves":
        teams = {key: replace(team, members=tuple(one for one in team.members if one != desk.id_of(who)))
                 for key, team in desk.policy.teams.items()}  # fmt: skip
        desk.use(replace(desk.policy, teams=teams))
    elif what == "reopen":
        await person.presses("reopen", ref)
    elif what.startswith(("away", "back")):
        await person.types("oncall", what)
    else:
        await person.tells(ref, what)


@pytest.mark.parametrize("way", WAYS)
async def test_whoever_asked_hears_once_who_answers_them_and_their_card_says_so(desk: DeskHouse, way: str) -> None:
    card, steps = WAYS[way]
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").tells(ref, "claim")
    for who, what, expected in steps:
        said = len(desk.said)
        await _does(desk, ref, who, what)
        assert ", ".join(sorted(one for one in kinds(desk, said) if "mark" not in one)) == expected, (who, what)
        await desk.passes(minutes=1)
    drawn = [one.card.summary for one in desk.channels["slack"].taken if one.card and "requester_card" in one.key]
    assert card in drawn[-1]


@pytest.mark.parametrize("change", NEWS)
async def test_what_is_otherwise_for_whoever_asked_is_a_line_of_its_own(desk: DeskHouse, change: str) -> None:
    steps, words = NEWS[change]
    ref = await desk.person("mia").reports("P3")
    await desk.person("dana").tells(ref, "claim")
    for who, what, expected in steps:
        said = len(desk.said)
        await _does(desk, ref, who, what)
        assert ", ".join(sorted(kinds(desk, said))) == expected
    (told,) = [one.card.summary for one in desk.channels["slack"].taken if one.card and ":news:" in one.key]
    assert told.startswith(words)


SAID: dict[type[e.Event], str] = {
    e.Claimed: "claimed", e.Transferred: "news", e.ServiceChanged: "news", e.PriorityChanged: "news",
    e.Assigned: "claimed", e.Unassigned: "released", e.Converted: "converted", e.Held: "question",
    e.Reminded: "reminder", e.Resolved: "resolved", e.Reopened: "settled", e.ReopenOffered: "reopen_question",
    e.Closed: "settled", e.CancelDeclined: "kept_going", e.Cancelled: "cancelled", e.FollowedUp: "follow_up_answered",
    e.Merged: "merged", e.Unmerged: "unmerged", e.ClockMarked: "delay", e.Approved: "agreed", e.Rejected: "refused",
    e.ApprovalExpired: "ended_undecided", e.Started: "claimed",
}  # fmt: skip
"""Which line tells whoever asked of an event that changes a state, a person or a date on their card."""
THEIRS = "they did it themselves, and read the answer to it"
INSIDE = "it comes with another event, which is told"
WITHIN = "a step of the work or of the agreement: their card shows how far it is"
UNSAID: dict[type[e.Event], str] = {
    e.Opened: "their card is the first that they read of it",
    e.Retitled: "no state, person or date", e.SourceEdited: THEIRS, e.RequesterChanged: "another one has the card",
    e.Resumed: "they answered; or the news that were promised come as words", e.AnswerTakenBack: THEIRS,
    e.ReopenDeclined: THEIRS, e.CancelAsked: THEIRS, e.AnswersChanged: THEIRS, e.ChangeAsked: THEIRS,
    e.ClockStarted: INSIDE, e.ClockPaused: INSIDE, e.ClockResumed: INSIDE, e.ClockStopped: INSIDE,
    e.ClockRetargeted: INSIDE, e.ClockCancelled: INSIDE, e.DelayTold: INSIDE,
    e.ApprovalBegan: WITHIN, e.ApprovalGranted: WITHIN, e.ApprovalSuperseded: WITHIN, e.ApproverAsked: WITHIN,
    e.StageStarted: WITHIN, e.StepsPlanned: WITHIN, e.StepMoved: WITHIN, e.ApproverUnreached: WITHIN,
    e.ApproverReplaced: WITHIN, e.ApproversMissing: WITHIN, e.NobodyToAsk: WITHIN, e.StepToProve: WITHIN,
    e.RequesterLeft: WITHIN,
    **{one: WITHIN for one in get_args(e.Event) if one.__name__.startswith("Task")},
}  # fmt: skip
"""What else redraws their card and has no line of its own: why."""


def test_each_event_that_changes_the_card_of_whoever_asked_has_a_line_or_a_reason_why_not() -> None:
    redraws = {one for one in get_args(e.Event) if one not in _STAFFS}
    assert redraws <= SAID.keys() | UNSAID.keys()
    assert not SAID.keys() & UNSAID.keys()
    assert set(SAID.values()) <= KINDS.keys()


async def test_an_answer_in_the_thread_that_a_ticket_has_left_is_a_note_for_whoever_has_it_now(
    desk: DeskHouse,
) -> None:
    ref = await desk.person("mia").reports("P3")
    dana, (_, root) = desk.person("dana"), await desk.thread(ref, "triage:service-desk")
    quiet(await dana.tells(ref, "transfer infra needs a firewall change"))
    said = len(desk.said)
    told = refused_card(await dana.says_in("#desk-triage", ">> Please tell us the IP.", thread=root))
    assert told == "Not sent: Infra has INC-1000 now, and answers Mia. Your words stand as a note in their thread."
    assert kinds(desk, said) == ["note triage:infra"]
    (comment,) = await desk.comments(ref)
    assert (comment.text, comment.public) == ("Please tell us the IP.", False)


async def test_what_was_handed_over_may_be_taken_back_and_nobody_is_said_to_have_claimed_it(desk: DeskHouse) -> None:
    ref = await desk.person("mia").reports("P3")
    quiet(await desk.person("dana").tells(ref, "claim"))
    quiet(await desk.person("dana").tells(ref, "assign emre"))
    assert "is assigned to Emre" in refused_card(await desk.person("nils").tells(ref, "claim"))
    quiet(await desk.person("dana").tells(ref, "claim"))
    assert (await desk.ticket(ref)).assignee == desk.id_of("dana")
