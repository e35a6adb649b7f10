"""What is refused says why and what to do, in words that fit whoever reads them."""

from __future__ import annotations

import pytest

from core.commands.resolve import CODES
from core.tickets import events as e
from core.ui.inbound import MentionPart, Reply, Where
from tests.commands.reading import quiet, read, shown, taken
from tests.commands.talking import public, say, spot
from tests.fakes.desk import DeskHouse, refused

ALONE = (*CODES, "known error", "no fault", "no fault found")
"""The codes as they are typed."""


@pytest.mark.parametrize(
    "typed",
    [
        "resolve a",
        "transfer infra a",
        "escalate a",
    ],
)
async def test_words_that_are_too_few_are_told_how_many_it_takes(desk: DeskHouse, typed: str) -> None:
    ref = await taken(desk)
    said = refused(await desk.person("dana").tells(ref, typed))
    assert said == "Please write at least 3 characters: others are to understand it."
    assert (await desk.ticket(ref)).assignee == desk.id_of("dana")


@pytest.mark.parametrize(
    ("typed", "code", "text"),
    [
        ("resolve fixed by new profile", "fixed", "fixed by new profile"),
        ("resolve workaround is to use the cable", "workaround", "workaround is to use the cable"),
        ("resolve duplicate of what Jan wrote", "duplicate", "duplicate of what Jan wrote"),
        ("resolve fixed: by a new profile", "fixed", "by a new profile"),
        ("resolve workaround use the cable", "workaround", "use the cable"),
    ],
)
async def test_a_code_that_is_a_word_of_the_sentence_stays_in_it(
    desk: DeskHouse, typed: str, code: str, text: str
) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, typed))
    (done,) = await desk.events(ref, e.Resolved)
    assert (done.code, done.text) == (code, text)


@pytest.mark.parametrize("command", ["history", "others"])
async def test_whoever_may_not_read_it_is_not_told_that_they_wanted_to_change_it(desk: DeskHouse, command: str) -> None:
    ref = await taken(desk)
    for said in (
        await desk.person("mia").types("ticket", f"{command} {ref}"),
        await desk.person("mia").on_teams.sends(f"{command} {ref}"),
    ):
        assert refused(said).startswith("Only Service Desk reads this.")


@pytest.mark.parametrize("word", ["kind", "category", "type"])
async def test_a_kind_of_trouble_is_corrected_by_its_name_and_one_that_is_none_is_told_which_there_are(
    desk: DeskHouse, word: str
) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").tells(ref, f"change {word} Wi-Fi"))
    assert (await desk.ticket(ref)).details.category == "wifi"  # type: ignore[union-attr]
    said = refused(await desk.person("dana").tells(ref, f"change {word} Fax"))
    assert said.startswith("Network, Wi-Fi and VPN has no kind “Fax”. One of: “VPN”, “Wi-Fi”")


@pytest.mark.parametrize("typed", ["mine!", "ticket mine!", "/ticket mine!", "Mine!!"])
async def test_an_employee_who_calls_for_their_tickets_reads_them(desk: DeskHouse, typed: str) -> None:
    ref = await desk.person("mia").reports()
    assert ref in read(shown(await desk.person("mia").on_teams.sends(typed)))
    assert "claim" not in _text(await desk.person("jan").on_teams.sends(typed))


@pytest.mark.parametrize("typed", ["claim", "claim!", "history", "history!", "others", "release", "log"])
async def test_an_employee_is_never_asked_for_the_number_behind_a_word_of_responders(
    desk: DeskHouse, typed: str
) -> None:
    assert "Which ticket?" not in _text(await desk.person("jan").on_teams.sends(typed))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("cancel", "Only Service Desk can change this ticket."),
        ("claim", ""),
        ("withdraw", "Only whoever asked for INC-1000 can withdraw it."),
    ],
)
async def test_under_a_card_that_they_read_nobody_is_told_that_there_is_no_such_ticket(
    desk: DeskHouse, typed: str, told: str
) -> None:
    ref = await public(desk)
    here = Where("slack:T1/C-it-help", "channel", thread="5.0", message="5.1")
    said = _text(await say(desk.person("jan"), here, typed, to_bot=True))
    assert said.startswith(told)
    assert f"There is no {ref}" not in said


def _text(reply: Reply) -> str:
    card = getattr(reply, "card", None)
    return read(card) if card is not None else ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("@mia", " >> please try again"), True),
        (("It is the profile.\n>> Please try again.",), True),
        (("It is the profile.\n＞＞ Please try again.",), True),
        (("the log says a >> b",), False),
        (("It is the profile.",), False),
    ],
)
async def test_who_may_have_meant_to_send_a_note_reads_that_nothing_was_sent(
    desk: DeskHouse, words: tuple[str, ...], told: bool
) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    named = (MentionPart(desk.person("mia").speaker),) if words[0] == "@mia" else (words[0],)
    where = await spot(desk, ref, "triage:service-desk", "9.9")
    reply = await say(desk.person("dana"), where, *named, *words[1:])
    assert not [one for one in desk.said[said:] if one.kind == "reply"]
    expected = "Nothing was sent: your words stand here as a note. To write to Mia, begin the message with >>."
    assert _text(reply) == (expected if told else "")


@pytest.mark.parametrize(
    "words",
    [
        *(f"{word} {code}{mark}" for word in ("resolve", "done") for code in ALONE for mark in ("", ".", ":")),
        "resolve done", "resolve solved!", "fixed fixed",
    ],
)  # fmt: skip
async def test_a_code_alone_resolves_nothing_and_what_was_done_is_asked(desk: DeskHouse, words: str) -> None:
    ref = await taken(desk)
    asked = await desk.person("dana").tells(ref, words)
    assert "<what was done>" in _text(asked)
    assert (await desk.ticket(ref)).status == "in_progress"
