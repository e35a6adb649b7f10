"""What is asked of the desk itself: nothing that comes with it is lost, done twice, or called by an old name."""

from __future__ import annotations

import pytest

from core.people import PersonId
from core.ports.tickets import Transaction
from core.ui.inbound import Shown
from tests.commands.chats import chooses
from tests.commands.reading import buttons, read
from tests.commands.reading import taken as taken_up
from tests.commands.talking import WIFI
from tests.fakes.desk import DeskHouse, Someone

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

    told = isinstance(reply, Shown) and reply.refusal and "files do not go with this" in reply.card.summary
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
