"""The number of another ticket, typed in a ticket's thread: every command, every way of writing it, every thread."""

from __future__ import annotations

import pytest

from core.commands import REGISTRY
from core.ui.inbound import Press, Reply, Shown, Where
from tests.commands.chats import goes_through, said_on
from tests.commands.reading import buttons, quiet, read, shown
from tests.commands.talking import HOME, say, spot
from tests.fakes.desk import DeskHouse, Someone, refused

WRITTEN = ("INC-{}", "inc-{}", "INC{}", "inc {}", "#{}", "{}", "ticket {}", "ticket INC-{}", "INC-{}:")
ON_TICKETS = [one for one in REGISTRY.typed_on_tickets() if not one.takes_ticket]


async def two(desk: DeskHouse, *, public: bool = True) -> tuple[str, str]:
    """Two tickets of Mia's that Dana has; the first one's thread is in #it-help, or in Mia's own chat."""
    mine = await desk.person("mia").reports(home=HOME) if public else await desk.person("mia").reports()
    other = await desk.person("mia").reports(title="The printer cannot be reached")
    for ref in (mine, other):
        quiet(await desk.person("dana").presses("claim", ref))
    return mine, other


async def in_triage(desk: DeskHouse, ref: str, who: Someone, words: str) -> Reply:
    return await say(who, await spot(desk, ref, "triage:service-desk", desk.fresh("m")), words, to_bot=True)


async def addressed(desk: DeskHouse, ref: str, who: Someone, words: str) -> Reply:
    return await say(who, await spot(desk, ref, "requester", desk.fresh("m")), words, to_bot=True)


async def plainly(desk: DeskHouse, ref: str, who: Someone, words: str) -> Reply:
    return await say(who, await spot(desk, ref, "requester", desk.fresh("m")), words)


def behind(usage: str) -> str:
    """What a command takes, without its words."""
    return {"hold": "vendor TN-881 2026-10-28", "prio": "impact 2 urgency 2", "log": "25m", "date": "2026-10-28"}.get(
        usage.split(maxsplit=1)[0], "infra because it is theirs"
    )


@pytest.mark.parametrize("thread", [in_triage, addressed, plainly], ids=lambda each: each.__name__)
@pytest.mark.parametrize("written", WRITTEN)
async def test_no_command_with_another_number_touches_the_ticket_of_the_thread(
    desk: DeskHouse, thread: object, written: str
) -> None:
    own, other = await two(desk)
    number, was = written.format(other.removeprefix("INC-")), (await desk.ticket(own)).version
    for command in ON_TICKETS:
        for word in (word for word in command.words if word.isascii() and word[0].isalpha()):
            for words in (f"{word} {number}", f"{word} {number} {behind(command.usage)}", f"{number} {word}"):
                reply = await thread(desk, own, desk.person("dana"), words)  # type: ignore[operator]
                assert (await desk.ticket(own)).version == was, words
                assert isinstance(reply, Shown), (words, reply)
                assert not any("is theirs" in (each or "") for each in await said_on(desk, own)), words


@pytest.mark.parametrize("thread", [in_triage, addressed, plainly], ids=lambda each: each.__name__)
@pytest.mark.parametrize("written", WRITTEN)
async def test_a_command_with_another_number_is_done_there_and_what_came_of_it_is_shown(
    desk: DeskHouse, thread: object, written: str
) -> None:
    own, other = await two(desk)
    number, dana = written.format(other.removeprefix("INC-")), desk.person("dana")

    async def types(words: str) -> str:
        reply = await thread(desk, own, dana, words.format(number))  # type: ignore[operator]
        assert isinstance(reply, Shown), words
        return read(reply.card) + reply.card.summary

    assert other in await types("hold {} vendor TN-881 2026-10-28")
    assert (await desk.ticket(other)).hold is not None
    assert other in await types("resume {}")
    assert (await desk.ticket(other)).hold is None
    assert other in await types("note {} called the vendor")
    assert await said_on(desk, other) == ["called the vendor"]
    await types("escalate {} the whole floor waits")
    assert (await desk.ticket(other)).team == "infra"
    assert other in await types("{}?")
    assert other in await types("status of {}")
    assert await said_on(desk, own) == []


@pytest.mark.parametrize("written", WRITTEN)
async def test_who_may_not_is_refused_and_who_may_not_see_learns_nothing(desk: DeskHouse, written: str) -> None:
    own, _ = await two(desk)
    hidden = await desk.person("jan").reports(service="security-report", title="A lost badge, please help")
    number, was = written.format(hidden.removeprefix("INC-")), (await desk.ticket(own)).version
    said = refused(await in_triage(desk, own, desk.person("dana"), f"INC-{hidden[4:]} claim"))
    assert "badge" not in said
    assert (await desk.ticket(hidden)).assignee is None
    if "INC" in written.upper():  # a number that is nobody's to see is refused as such; digits are words
        reply = await in_triage(desk, own, desk.person("dana"), f"escalate {number} all wait")
        assert "badge" not in refused(reply)
        assert (await desk.ticket(own)).version == was


@pytest.mark.parametrize("words", ["reply {} is done", "resolve {} new cable", "ask {} which floor?", ">> {} is done",
                                   "note {} is what the display says", "reply {}"])  # fmt: skip
@pytest.mark.parametrize("written", ["INC-{}", "#{}", "{}"])
async def test_words_that_may_belong_to_the_number_are_asked_about_and_each_answer_does_it(
    desk: DeskHouse, words: str, written: str
) -> None:
    own, other = await two(desk)
    dana, number = desk.person("dana"), written.format(other.removeprefix("INC-"))
    was = {ref: (await desk.ticket(ref)).version for ref in (own, other)}
    reply = await in_triage(desk, own, dana, words.format(number))
    said = refused(reply)
    assert other in said
    assert own in said
    assert {ref: (await desk.ticket(ref)).version for ref in (own, other)} == was
    assert isinstance(reply, Shown)
    first, second = buttons(reply.card)
    assert (first.label[:8], second.label[:8]) == (other, own)
    for button, ref in ((second, own), (first, other)):
        if not button.opens_form:
            await desk.hears(Press(dana.speaker, desk.now, desk.fresh("p"), Where("slack:T1/C-x"), button.action))
            assert (await desk.ticket(ref)).version > was[ref]


@pytest.mark.parametrize("public", [True, False])
@pytest.mark.parametrize(
    "words", ["INC-{} is still broken", "still broken, see #{}", "inc {} too", "{} is worse", "please close ticket {}"]
)
async def test_a_requester_who_names_another_ticket_of_theirs_is_asked_which_one(
    desk: DeskHouse, words: str, public: bool
) -> None:
    own, other = await two(desk, public=public)
    mia, text = desk.person("mia"), words.format(other.removeprefix("INC-"))
    where = await spot(desk, own, "requester", desk.fresh("m"))
    card = shown(await say(mia, where, text))
    assert "Which" in card.summary
    assert await said_on(desk, own) == await said_on(desk, other) == []
    offered = {each.label[:8]: each for each in buttons(card)}
    assert list(offered)[:2] == [other, own]
    await desk.hears(Press(mia.speaker, desk.now, desk.fresh("p"), where, offered[other].action))
    assert (await said_on(desk, own), await said_on(desk, other)) == ([], [text])


async def test_the_requesters_command_with_another_number_is_done_there(desk: DeskHouse) -> None:
    own, _ = await two(desk, public=False)
    other = await desk.person("mia").reports(title="The printer cannot be reached")
    reply = await plainly(desk, own, desk.person("mia"), f"withdraw {other.removeprefix('INC-')}")
    assert isinstance(await goes_through(desk.person("mia"), reply), Shown)
    assert not (await desk.ticket(other)).open
    assert (await desk.ticket(own)).open


@pytest.mark.parametrize(
    "words", ["INC-{} has the same cause, says Jan", "1005 is the extension", "the display says {}", "{}"]
)
async def test_words_that_name_no_other_ticket_of_theirs_are_for_this_one(desk: DeskHouse, words: str) -> None:
    own, _ = await two(desk, public=False)
    jans = await desk.person("jan").reports(service="security-report", title="A lost badge, please help")
    text = words.format(jans.removeprefix("INC-"))
    quiet(await plainly(desk, own, desk.person("mia"), text))
    assert await said_on(desk, own) == [text]


async def test_a_number_inside_words_of_the_team_is_one_of_them(desk: DeskHouse) -> None:
    own, other = await two(desk)
    quiet(await in_triage(desk, own, desk.person("dana"), f"note the same cause as {other}"))
    quiet(await in_triage(desk, own, desk.person("dana"), f"link {other}"))
    assert await said_on(desk, own) == [f"the same cause as {other}"]
    assert (await desk.ticket(own)).links == (("related", other),)


@pytest.mark.parametrize("written", ["INC-{}", "#{}", "{}"])
async def test_a_note_that_an_edit_makes_an_answer_with_another_number_is_not_sent(
    desk: DeskHouse, written: str
) -> None:
    own, other = await two(desk)
    where = await spot(desk, own, "triage:service-desk", "70.0")
    quiet(await say(desk.person("dana"), where, "it is done"))
    number = written.format(other.removeprefix("INC-"))
    assert other in refused(await desk.person("dana").edits(where, f">> {number} is done"))
    assert await said_on(desk, own) == ["it is done"]
    assert not (await desk.comments(own))[0].public
