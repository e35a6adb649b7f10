"""Questions of the team about two tickets, and one answer in a chat: it ends no wait before it is known which it is."""

from __future__ import annotations

import pytest

from tests.commands.chats import said_on, two
from tests.commands.reading import quiet, shown, went
from tests.fakes.desk import DeskHouse, Someone, sentence


@pytest.fixture(params=["slack", "teams"])
def mia(request: pytest.FixtureRequest, desk: DeskHouse) -> Someone:
    """Mia, on one platform and on the other."""
    someone = desk.person("mia")
    return someone if request.param == "slack" else someone.on_teams


async def asked_both(desk: DeskHouse, *, chose: Someone | None = None) -> tuple[str, str]:
    """Two tickets of Mia's about which Dana asked her something, one after the other; of one she spoke before."""
    vpn, printer = await two(desk)
    if chose is not None:
        await chose.sends("It is slow")
        await chose.sends(vpn)
    for ref, question in ((vpn, "Which profile?"), (printer, "Which floor?")):
        await desk.passes(minutes=1)
        quiet(await desk.person("dana").fills("ask", ref, text=question))
    await desk.passes(minutes=1)
    return vpn, printer


async def holds(desk: DeskHouse, *refs: str) -> list[bool]:
    return [(await desk.ticket(ref)).hold is not None for ref in refs]


@pytest.mark.parametrize("words", ["Berlin", "The second one", "yes", "Perfect!"])
@pytest.mark.parametrize("chose", [False, True])
async def test_one_answer_to_two_questions_is_asked_about(
    desk: DeskHouse, mia: Someone, words: str, chose: bool
) -> None:
    vpn, printer = await asked_both(desk, chose=mia if chose else None)
    assert "Which one is this about?" in sentence(await mia.sends(words))
    assert await holds(desk, vpn, printer) == [True, True]
    await mia.sends(vpn)
    assert (await said_on(desk, vpn))[-1] == words
    assert await holds(desk, vpn, printer) == [False, True]


async def test_the_second_answer_goes_to_the_question_that_is_left(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await asked_both(desk)
    await mia.sends("Berlin")
    await mia.sends(vpn)
    went(await mia.sends(f"{printer}: the second one"), printer)
    assert await holds(desk, vpn, printer) == [False, False]


async def test_what_names_its_ticket_is_not_asked_about(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await asked_both(desk)
    went(await mia.sends(f"{vpn}: Berlin"), vpn)
    assert await holds(desk, vpn, printer) == [False, True]


async def test_mere_thanks_answer_none_and_ask_nothing(desk: DeskHouse, mia: Someone) -> None:
    vpn, printer = await asked_both(desk)
    shown(await mia.sends("thanks"))
    assert await holds(desk, vpn, printer) == [True, True]
