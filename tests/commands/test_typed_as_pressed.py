"""What is typed leaves the same signs as its button or form: the same lines, marks and cards, for the same people."""

from __future__ import annotations

from collections import Counter
from itertools import cycle
from typing import Any, NamedTuple

import pytest

from core.commands import REGISTRY
from core.ui.forms import FormValue as Value
from core.ui.inbound import FieldErrors, Shown
from tests.fakes.desk import DeskHouse, Said


class Move(NamedTuple):
    """A move that has a button or a form, and words: what is filled in, what is typed, and what is done before.

    Without `fills` the press alone is enough. `says` what stands in the thread where it was typed there.
    """

    typed: str
    fills: dict[str, Value] | None = None
    before: tuple[str, ...] = ("claim",)
    by: str = "dana"
    says: bool = False


VENDOR = "hold vendor TN-881 until 2026-10-30"
HELD: dict[str, Value] = {"reason": "vendor", "party": "isp", "reference": "TN-881", "until": "2026-10-30"}
MOVES = {
    "claim": Move("claim", before=()),
    "release": Move("release away today", {"reason": "away today"}),
    "assign": Move("assign Emre Aydin", {"person": "emre"}),
    "hold": Move(VENDOR, HELD),
    "resume": Move("resume", before=("claim", VENDOR)),
    "update_date": Move("date 2026-11-03", {"until": "2026-11-03"}, before=("claim", VENDOR)),
    "prio": Move("prio impact 2 urgency 1 the site waits", {"impact": "2", "urgency": "1", "reason": "the site waits"}),
    "transfer": Move("transfer infra needs a firewall change", {"team": "infra", "reason": "needs a firewall change"}),
    "escalate": Move(
        "escalate the whole of finance waits", {"way": "functional", "reason": "the whole of finance waits"}
    ),
    "note": Move("note Rule 12 looks odd.", {"text": "Rule 12 looks odd."}, says=True),
    "reply": Move("reply Please reconnect once.", {"text": "Please reconnect once."}, says=True),
    "ask": Move("ask Which profile is it?", {"text": "Which profile is it?"}, says=True),
    "resolve": Move("resolve workaround Use Split.", {"code": "workaround", "text": "Use Split."}),
    "reopen": Move(
        "reopen it dropped again", {"reason": "it dropped again"}, before=("claim", "resolve fixed It was reissued.")
    ),
    "cancel": Move("cancel not an incident", {"reason": "not_an_incident"}),
    "log": Move("log 25m traced the tunnel", {"time": "25m", "note": "traced the tunnel"}),
    "change": Move("change title The tunnel drops daily", {"title": "The tunnel drops daily"}),
    "follow": Move("follow", before=(), by="omar"),
    "unfollow": Move("unfollow", before=("follow",), by="omar"),
}
ELSEWHERE = {
    "ack": "answers a page: tests/core/test_escalation.py",
    "nudge": "hours later: tests/commands/test_waiting.py",
    "give_back": "answers a hand-over: tests/commands/test_handing_over.py",
    "convert": "a form of pages: tests/commands/test_converting.py",
    "link": "names another ticket: tests/commands/test_linking.py",
    "merge": "names another ticket: tests/commands/test_merging.py",
    "unmerge": "names another ticket: tests/commands/test_merging.py",
    "confirm": "of those who asked: tests/commands/test_ending.py",
    "withdraw": "of those who asked, is asked about first: tests/commands/test_asked_first.py",
    "approve": "of an order: tests/commands/test_approving.py",
    "reject": "of an order: tests/commands/test_approving.py",
    **dict.fromkeys(
        ("fulfil", "finish", "run", "skip", "fail", "retry", "keep_going"), "of an order: tests/commands/test_tasks.py"
    ),
}


def test_every_move_that_has_words_and_a_button_stands_in_the_table_or_says_where_it_is_told() -> None:
    both = {one.name for one in REGISTRY.typed_on_tickets() if one.read_words and (one.form or one.read_press)}
    assert both == {*MOVES, *ELSEWHERE}


def signs(desk: DeskHouse, since: tuple[int, int, int], ref: str) -> Counter[str]:
    """What was said, edited and drawn since, as it reads but for the ticket's own number."""
    said, edits, cards = since
    words = [_sign(one).replace(ref, "INC-N") for one in (*desk.said[said:], *desk.edits[edits:])]
    return Counter((*words, *(f"{kind} to {to}" for _, kind, to in desk.cards[cards:])))


def _sign(said: Said) -> str:
    return f"{said.kind} to {said.to}: {said.text}"


@pytest.mark.parametrize(("name", "home"), list(zip(MOVES, cycle(["slack", "teams"]), strict=False)))
async def test_typed_words_leave_the_signs_of_their_button(desk: DeskHouse, name: str, home: str) -> None:
    move, told = MOVES[name], {}
    desk.lives[desk.id_of("mia")] = home
    for way in ("pressed", "in the thread", "from anywhere"):
        who, ref = desk.person(move.by), await desk.person("mia").reports()
        for words in move.before:
            await who.tells(ref, words)
        since = len(desk.said), len(desk.edits), len(desk.cards)
        word, _, behind = move.typed.partition(" ")
        match way:
            case "pressed" if move.fills is None:
                reply = await who.presses(name, ref)
            case "pressed":
                filled: Any = {
                    key: desk.id_of("emre") if value == "emre" else value for key, value in (move.fills or {}).items()
                }
                reply = await who.fills(name, ref, **filled)
            case "in the thread":
                reply = await who.tells(ref, move.typed)
            case _:
                reply = await who.types("ticket", f"{word} {ref} {behind}".strip())
        assert not isinstance(reply, FieldErrors), reply
        assert not (isinstance(reply, Shown) and reply.refusal), reply.card.summary
        told[way] = signs(desk, since, ref)
    assert told["pressed"] or name in ("follow", "unfollow"), "it leaves a sign"
    assert told["from anywhere"] == told["pressed"]
    if not move.says:  # what is said in the team's thread stands there already
        assert told["in the thread"] == told["pressed"]
