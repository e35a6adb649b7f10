"""Whoever asked knows who answers them: every way in which a ticket loses or changes its assignee, and who hears what.

A row is what was done after Dana had taken Mia's ticket, each step with all that was said of it. Their card says who
has it; a line says only that it was put back, and who takes it then (experience.md, noise rule 4).
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.commands.reading import kinds
from tests.fakes.desk import DeskHouse

Step = tuple[str, str, str]
"""Who does what, and what is said of it, as `kind to` in the order of the alphabet."""
DANA, NOBODY, EMRE, NILS, TOMAS = "Dana is working on it", "Waiting for someone", *(
    f"{name} is working on it" for name in ("Emre", "Nils", "Tomas")
)  # fmt: skip

RELEASED = ("dana", "release", "put_back triage:service-desk, released requester")
HANDED = ("dana", "assign emre", "handed_over emre")
GIVEN = ("lena", "assign emre", "assigned emre, let_go dana")
MOVED = ("dana", "transfer infra needs a firewall change", "moved triage:infra")

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
    "moved, then taken": (TOMAS, [MOVED, ("tomas", "claim", "")]),
    "moved by the lead": (
        NOBODY,
        [("lena", "transfer infra needs a change", "let_go dana, moved triage:infra")],
    ),
    "moved with its service": (NOBODY, [("dana", "change service web-shop", "moved triage:infra")]),
    "given by the lead": (DANA, [GIVEN]),
    "given by the lead, acknowledged": (EMRE, [GIVEN, ("emre", "ack", "")]),
    "given by the lead, answered": (EMRE, [GIVEN, ("emre", "reply I go on.", "reply requester")]),
    "given by the lead, asked": (
        "Waiting for you",
        [GIVEN, ("emre", "ask Which one?", "asked triage:service-desk, question requester")],
    ),
    "given by the lead, acknowledged by another": (
        EMRE,
        [GIVEN, ("nils", "ack", ""), ("emre", "ack", "")],
    ),
    "given by the lead, and back": (DANA, [GIVEN, ("lena", "assign dana", "assigned dana"), ("dana", "ack", "")]),
    "taken by the lead": ("Lena is working on it", [("lena", "assign lena", "let_go dana")]),
    "handed over": (DANA, [HANDED]),
    "handed over, accepted": (EMRE, [HANDED, ("emre", "ack", "")]),
    "handed over, not accepted": (
        DANA,
        [HANDED, ("emre", "give back", "given_back dana"), ("dana", "ack", "")],
    ),
    "handed over, answered after another ended the calling": (
        EMRE,
        [HANDED, ("nils", "ack", ""), ("emre", "reply I go on.", "reply requester")],
    ),
    "handed over, accepted after another ended the calling": (
        EMRE,
        [HANDED, ("nils", "ack", ""), ("emre", "ack", "")],
    ),
    "handed on": (
        NILS,
        [HANDED, ("emre", "assign nils", "handed_over nils"), ("nils", "ack", "")],
    ),
    "away": (DANA, [("dana", "away until friday", "away lena, offered triage:service-desk")]),
    "away, taken over": (
        NILS,
        [
            ("dana", "away until friday", "away lena, offered triage:service-desk"),
            ("nils", "claim", "let_go dana"),
        ],
    ),
    "away and back": (
        DANA,
        [("dana", "away until friday", "away lena, offered triage:service-desk"), ("dana", "back", "")],
    ),
    "has left": (DANA, [("dana", "leaves", "")]),
    "has left, taken over": (NILS, [("dana", "leaves", ""), ("nils", "claim", "let_go dana")]),
    "made another kind, of another team": (
        NOBODY,
        [
            MOVED,
            ("tomas", "claim", ""),
            ("tomas", "convert question", "converted requester, moved triage:service-desk"),
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
            ("dana", "away until friday", "away lena"),
            ("mia", "reopen", "reopened triage:service-desk"),
            ("nils", "claim", "let_go dana"),
        ],
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
