"""What is asked of the desk itself: nothing that comes with it is lost, done twice, or called by an old name."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.people import PersonId
from core.ports.chats import WAITING
from core.ports.tickets import Transaction
from core.tickets.called import name_of
from core.ui.cards import Card
from core.ui.inbound import Press, Reply, Shown, Where, Words
from tests.commands.chats import chooses, said_on, taken, two
from tests.commands.reading import buttons, commands, quiet, read, shown
from tests.commands.reading import taken as taken_up
from tests.commands.talking import WIFI, direct, resolve, say, spot
from tests.commands.test_converting import wanted
from tests.fakes.desk import DeskHouse, Someone, open_desk, refused

SEATS = pytest.mark.parametrize("channel", ["slack", "teams"])
SAID_WITH_A_FILE = (
    "", "ticket", "ticket vpn", "ticket wifi login", "help", "queue", "mine", "status", "search vpn", "find vpn",
    "request", "request help", "request approvals", "incident", "incident help", "report", "on call", "approvals",
    "away", "hello", "thanks", "/ticket", "/ticket vpn", "/desk", "/desk help", "/desk foo", "/request 1000",
    "/request approvals", "/incident", "INC-1000", "1000", "show 1000", "explain 1000", "claim", "hold", "tikcet",
    "the VPN drops", "no, it is something else",
)  # fmt: skip
"""Words of somebody with a picture: commands of the desk, slips of them, small talk, numbers and plain words."""


def seated(desk: DeskHouse, who: str, channel: str) -> Someone:
    someone = desk.person(who)
    return someone.on_teams if channel == "teams" else someone


async def keeps(desk: DeskHouse, person: PersonId, place: str, reply: object, ref: str = "INC-1000") -> bool:
    """Whether the picture has a place: a comment, words that wait or are set aside; or its sender was told of it."""

    def found(tx: Transaction) -> bool:
        aside = (
            str(each.action.arguments.get(name, ""))
            for each in (buttons(reply.card) if isinstance(reply, Shown) else ())
            for name in ("words", "prompt")
        )
        files = [file for key in aside if key and (kept := tx.aside(person, key)) for file in kept.files]
        files += [file for one in tx.chat(person, place).waiting for file in one.files]
        files += [file for one in tx.comments(ref) for file in one.files]
        return WIFI.name in {one.name for one in files}

    told = isinstance(reply, Shown) and reply.refusal and not buttons(reply.card)  # nothing was done
    return told or await desk.store.read(found)


@SEATS
@pytest.mark.parametrize("has", [0, 1])
@pytest.mark.parametrize("who", ["mia", "dana"])
async def test_a_file_is_kept_with_whatever_its_words_are_or_its_sender_is_told(
    desk: DeskHouse, channel: str, who: str, has: int
) -> None:
    if has:
        await taken_up(desk)
    person = seated(desk, who, channel)
    lost = []
    for words in SAID_WITH_A_FILE:
        reply = await person.sends(words, files=(WIFI,))
        if not await keeps(desk, person.id, person.chat().place, reply):
            lost.append((words, read(reply.card) if isinstance(reply, Shown) else reply))
        chat = await desk.store.read(lambda tx: tx.chat(person.id, person.chat().place))
        for _ in chat.waiting[:1]:  # one message at a time
            await chooses(person, "", "something_new")
    assert lost == []


@pytest.mark.parametrize("place", ["its thread", "another channel"])
@pytest.mark.parametrize("words", ["help", "queue", "request help", "ticket", "search vpn", "it looks like this"])
async def test_a_file_that_is_shown_to_the_desk_among_others_is_kept_too(
    desk: DeskHouse, place: str, words: str
) -> None:
    ref, mia = await direct(desk), desk.person("mia")
    here = Where("slack:T1/C-it-help", "channel", message="90.0")
    where = await spot(desk, ref, "requester", "90.0") if place == "its thread" else here
    reply = await say(mia, where, words, files=(WIFI,), to_bot=True)
    assert await keeps(desk, mia.id, where.place, reply, ref)


BEHIND = {
    "/request approvals": "Nothing waits for your decision",
    "/request help": "Order something from the catalogue.",
    "/incident help": "Report that something is broken.",
    "/incident ?": "Report that something is broken.",
}


@SEATS
@pytest.mark.parametrize("typed", BEHIND)
async def test_a_slash_command_typed_as_words_asks_for_what_it_asks_for(
    desk: DeskHouse, channel: str, typed: str
) -> None:
    mia = seated(desk, "mia", channel)
    said = read(shown(await mia.sends(typed)), slashes=channel == "slack")
    assert BEHIND[typed] in said
    command, _, behind = typed.removeprefix("/").partition(" ")
    assert BEHIND[typed] in read(shown(await mia.types(command, behind)))


@SEATS
async def test_words_behind_admin_access_are_looked_for_however_they_are_typed(desk: DeskHouse, channel: str) -> None:
    owner = seated(desk, "lena", channel)
    told = [read(shown(await owner.sends(each))) for each in ("/request admin access mia", "admin access mia")]
    assert told[0] == told[1]
    assert commands(shown(await owner.sends("/request admin items"))) == ["items"]
    assert refused(await seated(desk, "mia", channel).sends("/request admin access"))


@pytest.mark.parametrize("words", ["Hi Jonas", "Hello Dana, good morning", "thanks Jonas"])
async def test_a_greeting_by_name_is_no_reason_of_a_bad_score(desk: DeskHouse, words: str) -> None:
    ref, mia = await direct(desk), desk.person("mia")
    await resolve(desk, ref)
    quiet(await mia.presses("confirm", ref))
    shown(await mia.writes(ref, "2"))
    await mia.writes(ref, words)
    found = (await desk.ticket(ref)).survey
    assert found is not None
    assert found.comment == ""


@pytest.mark.parametrize("count", [1, 2])
async def test_words_that_wait_while_their_ticket_is_merged_are_told_by_its_own_name(
    desk: DeskHouse, count: int
) -> None:
    jans = await taken(desk, "VPN is broken, too", who="jan")  # the older one goes on
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    for number in range(count):
        shown(await mia.sends(f"It is worse today, {number}.", message=f"m{number}"))
    quiet(await desk.person("dana").tells(vpn, f"merge {jans}"))
    said = shown(await mia.sends(vpn)).summary if count == 1 else ""
    said = said or str(await chooses(mia, vpn, prompt=mia.chat("m0").key))
    assert "half hour" not in said
    assert await said_on(desk, jans) == [f"It is worse today, {number}." for number in range(count)]
    chat = await desk.store.read(lambda tx: tx.chat(mia.id, mia.chat().place))
    assert (chat.ticket, chat.waiting) == (None, ())
    asked = shown(await mia.sends("and what about the printer?"))
    assert jans not in read(asked)


async def pressed(who: Someone, label: str, ways: Card) -> Reply:
    (button,) = [one for one in buttons(ways) if one.action.command == label]
    return await who.desk.hears(Press(who.speaker, who.desk.now, who.desk.fresh("press"), who.chat(), button.action))


@pytest.mark.parametrize("count", [1, 2])
@pytest.mark.parametrize("slash", [True, False], ids=["a slash command", "words"])
async def test_words_are_about_a_ticket_once_however_often_that_is_pressed(
    desk: DeskHouse, slash: bool, count: int
) -> None:
    owner = desk.person("dana")
    refs = [await owner.reports(title=title) for title in ("VPN drops", "Printer is out of paper")[:count]]
    dana = owner if slash else owner.on_teams
    words = "hold fails for everybody"
    where = dana.chat("m1")
    said_so = Words(
        dana.speaker, desk.now, desk.fresh("said"), replace(where, message=None) if slash else where, (words,),
        command="ticket" if slash else None, to_bot=True,
    )  # fmt: skip
    card = shown(await desk.hears(said_so))
    await pressed(dana, "about_ticket", card)
    again = await pressed(dana, "about_ticket", card)
    if count == 2:
        one = replace(shown(again), buttons=shown(again).buttons[:1])
        for _ in range(2):
            await pressed(dana, "this_one", one)
    await pressed(dana, "about_ticket", card)
    said = [each for ref in refs for each in await said_on(desk, ref)]
    chat = await desk.store.read(lambda tx: tx.chat(dana.id, dana.chat().place))
    assert (said, chat.waiting) == ([words], ())


async def test_no_more_words_wait_than_are_kept_however_they_come(desk: DeskHouse) -> None:
    vpn, _ = await two(desk)
    mia = desk.person("mia").on_teams
    went = shown(await mia.sends(f"{vpn} it is worse"))
    slip = shown(await mia.sends("serach again"))
    await desk.passes(minutes=31)  # until then what follows goes where that went
    for number in range(WAITING):
        await mia.sends(f"It is slow, {number}.")
    assert "until you choose" in refused(await mia.sends("and slower"))
    assert "until you choose" in refused(await pressed(mia, "about_ticket", slip))
    assert "until you choose" in refused(await pressed(mia, "not_this_one", went))
    assert await said_on(desk, vpn) == ["it is worse"] or await said_on(desk, vpn) == [f"{vpn} it is worse"]


@SEATS
async def test_what_the_desk_refuses_about_a_converted_ticket_names_it_as_it_is_called_now(channel: str) -> None:
    async with open_desk("2026-10-23 10:00 CEST") as desk:
        ref = await wanted(desk)
        mia = seated(desk, "mia", channel)
        named = name_of(await desk.ticket(ref), desk.policy)
        assert named != ref
        for reply in (
            await mia.presses("rate", ref, turn=0, score=5),
            await mia.sends(f"explain {ref}"),
            await mia.presses("rate_low", ref, turn=0, score=1),
        ):
            said = refused(reply)
            assert named in said, said
            assert ref not in said


ORDERS = [
    ("this_one", "this_one"), ("this_one", "something_new"), ("this_one", "the other one"),
    ("something_new", "something_new"), ("something_new", "this_one"),
]  # fmt: skip


@pytest.mark.parametrize("order", ORDERS, ids=" then ".join)
async def test_what_waits_goes_one_way_once_whatever_is_pressed_afterwards(
    desk: DeskHouse, order: tuple[str, str]
) -> None:
    refs = await two(desk)
    mia = desk.person("mia").on_teams
    card = shown(await mia.sends("It is slow again.", message="m1"))
    for way in order:
        name = "this_one" if way == "the other one" else way
        ways = [one for one in buttons(card) if one.action.command == name]
        await pressed(mia, name, replace(card, buttons=(ways[-1 if way == "the other one" else 0],), sections=()))
    said = [each for ref in refs for each in await said_on(desk, ref)]
    assert said == (["It is slow again."] if order[0] == "this_one" else [])
    chat = await desk.store.read(lambda tx: tx.chat(mia.id, mia.chat().place))
    assert chat.waiting == ()


@pytest.mark.parametrize("button", ["rate", "follow_up"])
async def test_a_button_of_the_end_does_what_it_does_once(desk: DeskHouse, button: str) -> None:
    ref = await taken(desk)
    await resolve(desk, ref)
    mia = desk.person("mia").on_teams
    quiet(await mia.presses("confirm", ref))
    await mia.presses(button, ref, turn=0, score=5)
    before, newest = len(await desk.log(ref)), await desk.newest()
    await mia.presses(button, ref, turn=0, score=5)
    assert (len(await desk.log(ref)), await desk.newest()) == (before, newest)
