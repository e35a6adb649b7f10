"""Thanks in a chat with several tickets: they belong to what was told last, and call nobody (domain.md section 10)."""

from __future__ import annotations

import pytest

from tests.commands.chats import chooses, said_on, taken, two
from tests.commands.reading import quiet, read, shown, went
from tests.fakes.desk import DeskHouse, Someone, sentence


@pytest.fixture(params=["slack", "teams"])
def mia(request: pytest.FixtureRequest, desk: DeskHouse) -> Someone:
    """Mia, on one platform and on the other."""
    someone = desk.person("mia")
    return someone if request.param == "slack" else someone.on_teams


async def resolve(desk: DeskHouse, ref: str) -> None:
    quiet(await desk.person("dana").fills("resolve", ref, code="fixed", text="The profile was reissued."))


def pings(desk: DeskHouse, since: int) -> list[object]:
    """Whom copies of what was said call."""
    return [one.facts.get("ping") for one in desk.said[since:] if one.kind == "relay"]


def thanked(desk: DeskHouse, since: int) -> list[str]:
    """The tickets that thanks got a heart for."""
    return [one.notice.ticket or "" for one in desk.said[since:] if one.kind == "thanks"]


@pytest.mark.parametrize(("words", "others"), [("thanks!", 0), ("Danke euch", 1), ("🎉", 2)])
@pytest.mark.parametrize("end", ["resolved", "closed"])
async def test_thanks_after_an_end_are_for_what_has_just_ended(
    desk: DeskHouse, mia: Someone, words: str, end: str, others: int
) -> None:
    vpn = await taken(desk)
    rest = [await taken(desk, f"Printer {each} jams", service="workplace-it") for each in range(others)]
    if rest:
        quiet(await desk.person("dana").fills("reply", rest[0], text="We look at it."))
    await desk.passes(minutes=1)
    await resolve(desk, vpn)
    if end == "closed":
        quiet(await mia.presses("confirm", vpn))
    said = len(desk.said)
    reply = await mia.sends(words, message="m1")
    on_teams = mia.speaker.channel == "teams"
    if on_teams:
        assert sentence(reply) == "You are welcome!"
    else:
        quiet(reply)
        assert thanked(desk, said) == [vpn]
    assert await said_on(desk, vpn) == ([] if end == "closed" else [words])
    assert [await said_on(desk, one) for one in rest] == [["We look at it."], []][:others]
    assert pings(desk, said) == ([] if end == "closed" else [None])


async def test_thanks_for_an_answer_are_for_the_ticket_that_was_answered_and_call_nobody(
    desk: DeskHouse, mia: Someone
) -> None:
    vpn, printer = await two(desk)
    await resolve(desk, vpn)
    await desk.passes(minutes=1)
    quiet(await desk.person("dana").fills("reply", printer, text="New paper is on its way."))
    said = len(desk.said)
    went(await mia.sends("thank you!"), printer)
    assert (await said_on(desk, printer))[-1] == "thank you!"
    assert pings(desk, said) == [None]
    assert await said_on(desk, vpn) == []


async def test_thanks_with_one_open_ticket_call_nobody_and_other_words_do(desk: DeskHouse, mia: Someone) -> None:
    ref = await taken(desk)
    said = len(desk.said)
    went(await mia.sends("thanks"), ref)
    went(await mia.sends("it is worse"), ref)
    assert pings(desk, said) == [None, desk.id_of("dana")]


async def test_thanks_are_for_what_one_spoke_of_last_where_nobody_was_told_anything(
    desk: DeskHouse, mia: Someone
) -> None:
    vpn, printer = await two(desk)
    await mia.sends("it is worse")
    await chooses(mia, vpn)
    went(await mia.sends("thanks"), vpn)
    assert await said_on(desk, printer) == []


@pytest.mark.parametrize("words", ["it works now", "geht wieder"])
async def test_that_something_works_is_asked_about_where_nothing_was_told_yet(
    desk: DeskHouse, mia: Someone, words: str
) -> None:
    vpn, printer = await two(desk)
    assert sentence(await mia.sends("thanks")) == "You are welcome!"
    assert sentence(await mia.sends(words)) == "Which one is this about?"
    await chooses(mia, vpn)
    assert (await said_on(desk, vpn), await said_on(desk, printer)) == ([words], [])


@pytest.mark.parametrize(
    ("words", "status"), [("thanks", "on_hold"), ("👍", "on_hold"), ("yes, thanks", "in_progress")]
)
async def test_mere_thanks_leave_a_question_open(desk: DeskHouse, mia: Someone, words: str, status: str) -> None:
    ref = await taken(desk)
    quiet(await desk.person("dana").fills("ask", ref, text="May I restart it?"))
    went(await mia.sends(words))
    assert (await said_on(desk, ref), (await desk.ticket(ref)).status) == ([words], status)


@pytest.mark.parametrize(("words", "question"), [("thanks", "Which floor?"), ("the third", "")])
async def test_mere_thanks_do_not_answer_an_approver(desk: DeskHouse, mia: Someone, words: str, question: str) -> None:
    ref = await desk.person("mia").orders("laptop", model="Power 16", ship_to="berlin")
    await desk.person("katrin").fills("ask", ref, text="Which floor?")
    said = len(desk.said)
    went(await mia.sends(words))
    approval = (await desk.ticket(ref)).approval
    assert approval is not None
    assert approval.question == question
    assert ("answered_first" in [one.kind for one in desk.said[said:]]) is not bool(question)


@pytest.mark.parametrize("words", ["Super, danke", "thanks!"])
async def test_thanks_while_it_is_asked_which_ticket_words_are_about_go_nowhere(
    desk: DeskHouse, mia: Someone, words: str
) -> None:
    refs = await two(desk)
    assert "Which" in read(shown(await mia.sends("it dropped again after I restarted")))
    assert sentence(await mia.sends(words)) == "You are welcome!"
    assert [await said_on(desk, ref) for ref in refs] == [[], []]
    await resolve(desk, refs[1])  # "Does it work?" stands, and that they may answer
    await mia.sends(words)
    assert [await said_on(desk, ref) for ref in refs] == [[], [words]]
