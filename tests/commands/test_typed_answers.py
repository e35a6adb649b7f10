"""Questions with buttons that are answered in words: each answer does what its button does, wherever it is typed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest

from tests.commands.chats import message_of, taken, two
from tests.commands.reading import quiet, shown
from tests.commands.talking import direct, public, resolve, say, spot
from tests.fakes.desk import DeskHouse, Someone, sentence

Made = Callable[[DeskHouse], Awaitable[str]]
YES = ["yes", "Ja!", "it works", "ja danke", "Yes, it works", "yess", "👍", "works now"]
NO = ["no", "Nein", "still broken", "geht nicht", "No, still broken", "nien", "👎"]
OTHER = ["yes but it is slow", "ok", "no thanks", "Yes?"]


@pytest.fixture(params=["slack", "teams"])
def mia(request: pytest.FixtureRequest, desk: DeskHouse) -> Someone:
    """Mia, on one platform and on the other."""
    someone = desk.person("mia")
    return someone if request.param == "slack" else someone.on_teams


async def resolved(desk: DeskHouse) -> str:
    """A ticket in Mia's chat that Dana has resolved."""
    ref = await taken(desk)
    await resolve(desk, ref)
    return ref


async def status(desk: DeskHouse, *refs: str) -> list[str]:
    return [(await desk.ticket(ref)).status for ref in refs]


@pytest.mark.parametrize(
    ("words", "becomes"),
    [*((one, "closed") for one in YES), *((one, "in_progress") for one in NO), *((one, "resolved") for one in OTHER)],
)
async def test_whether_it_works_is_answered_in_words_in_a_chat(
    desk: DeskHouse, mia: Someone, words: str, becomes: str
) -> None:
    ref = await resolved(desk)
    await mia.sends(words)
    ticket = await desk.ticket(ref)
    assert ticket.status == becomes
    assert ticket.reopen_offered is (becomes == "resolved")
    assert [one.text for one in await desk.comments(ref)] == ([words] if becomes == "resolved" else [])


@pytest.mark.parametrize("make", [public, direct])
@pytest.mark.parametrize(
    ("words", "becomes"), [("Yes, it works", "closed"), ("nein", "in_progress"), ("ok", "resolved")]
)
async def test_it_is_answered_in_the_tickets_own_thread(desk: DeskHouse, make: Made, words: str, becomes: str) -> None:
    ref = await make(desk)
    await resolve(desk, ref)
    quiet(await say(desk.person("mia"), await spot(desk, ref, "requester", "71.0"), words))
    assert await status(desk, ref) == [becomes]


async def test_it_is_answered_below_the_quoted_question(desk: DeskHouse) -> None:
    ref = await resolved(desk)
    question = await message_of(desk, ref, "resolution")
    shown(await desk.person("mia").on_teams.sends("ja", quoting=question))
    assert await status(desk, ref) == ["closed"]


@pytest.mark.parametrize("words", ["thanks", "Danke!", "great, thank you"])
async def test_plain_thanks_stay_thanks(desk: DeskHouse, mia: Someone, words: str) -> None:
    ref = await resolved(desk)
    await mia.sends(words)
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.reopen_offered) == ("resolved", False)


@pytest.mark.parametrize(
    ("words", "becomes"),
    [
        ("yes", "in_progress"), ("ja", "in_progress"), ("still broken", "in_progress"),
        ("Reopen INC-1000", "in_progress"), ("no", "resolved"), ("Just a comment!", "resolved"), ("it works", "closed"),
        ("no, it works", "closed"),
    ],
)  # fmt: skip
async def test_whether_it_is_still_broken_is_answered_in_words(
    desk: DeskHouse, mia: Someone, words: str, becomes: str
) -> None:
    ref = await resolved(desk)
    await mia.sends("The VPN dropped twice")
    assert (await desk.ticket(ref)).reopen_offered
    await mia.sends(words)
    ticket = await desk.ticket(ref)
    assert (ticket.status, ticket.asked_about) == (becomes, ())
    assert len(await desk.comments(ref)) == 1


@pytest.mark.parametrize(("words", "tickets"), [("yes", 2), ("ja, bitte", 2), ("Open a follow-up", 2), ("nein", 1)])
async def test_whether_it_is_broken_again_is_answered_in_words(
    desk: DeskHouse, mia: Someone, words: str, tickets: int
) -> None:
    ref = await resolved(desk)
    quiet(await mia.presses("confirm", ref))
    await mia.sends(f"{ref}: The VPN dropped twice")
    assert (await desk.ticket(ref)).asked_about
    await mia.sends(words)
    assert await desk.newest() == f"INC-{999 + tickets}"
    assert not (await desk.ticket(ref)).asked_about


async def test_with_two_questions_a_bare_yes_is_asked_about_and_the_number_answers(
    desk: DeskHouse, mia: Someone
) -> None:
    vpn, printer = await two(desk)
    await resolve(desk, vpn)
    await resolve(desk, printer)
    assert "Which one is this about?" in sentence(await mia.sends("yes"))
    assert await status(desk, vpn, printer) == ["resolved", "resolved"]
    shown(await mia.sends(vpn))
    assert await status(desk, vpn, printer) == ["closed", "resolved"]


@pytest.mark.parametrize("words", ["INC-1001: yes", "INC-1001 works", "1001 works", "1001: ja"])
async def test_an_answer_with_a_number_is_of_that_ticket(desk: DeskHouse, mia: Someone, words: str) -> None:
    vpn, printer = await two(desk)
    await resolve(desk, vpn)
    await resolve(desk, printer)
    shown(await mia.sends(words))
    assert await status(desk, vpn, printer) == ["resolved", "closed"]


async def test_a_yes_to_a_question_of_the_team_closes_nothing(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await two(desk)
    await resolve(desk, vpn)
    await desk.passes(minutes=1)
    quiet(await desk.person("dana").fills("ask", printer, text="Is it the one on the second floor?"))
    assert "Which one is this about?" in sentence(await mia.sends("yes"))
    assert await status(desk, vpn, printer) == ["resolved", "on_hold"]


async def test_a_yes_to_what_others_wrote_since_is_no_answer(desk: DeskHouse) -> None:
    ref = await public(desk)
    await resolve(desk, ref)
    await desk.passes(minutes=1)
    quiet(await desk.person("dana").fills("reply", ref, text="Shall I close the other one, too?"))
    await desk.passes(minutes=1)
    quiet(await say(desk.person("mia"), await spot(desk, ref, "requester", "71.0"), "yes"))
    assert await status(desk, ref) == ["resolved"]
    quiet(await say(desk.person("mia"), await spot(desk, ref, "requester", "72.0"), "it works"))
    assert await status(desk, ref) == ["closed"]


@pytest.mark.parametrize(("words", "holder"), [("yes", "emre"), ("Accept", "emre"), ("no", "dana"), ("Back", "dana")])
@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_who_is_handed_a_ticket_answers_in_words(desk: DeskHouse, words: str, holder: str, channel: str) -> None:
    desk.lives[desk.id_of("emre")] = channel
    ref = await public(desk)
    quiet(await desk.person("dana").fills("assign", ref, person=desk.id_of("emre")))
    emre = desk.person("emre") if channel == "slack" else desk.person("emre").on_teams
    found = await desk.store.read(lambda tx: tx.bindings(ref))
    (asked,) = [one for one in found if ":handed_over:direct:" in one.role]
    if channel == "teams":
        await emre.sends(words, quoting=asked.message)
    else:
        await say(emre, await spot(desk, ref, asked.role, "81.0"), words, to_bot=True)
    ticket = await desk.ticket(ref)
    assert (ticket.assignee, ticket.handed_by) == (desk.id_of(holder), None)
