"""A channel that is only registered tells a story through the real bot; nobody looks there, and nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot import channels
from bot.app import Service, build
from bot.cli import command
from bot.policy_file import load, parse
from bot.settings import read
from core.tickets.events import Worked
from core.ui.cards import Action
from core.ui.inbound import Quiet
from playground.clock import Clock
from storage.transaction import SqlTransaction
from tests.bot import sample
from tests.bot.company import AT_ONCE, FRIDAY
from tests.bot.mail import MAIL, Mailbox
from tests.databases import lay_out

MIA = "mia.feld@nordlicht.example"
LENA = "lena.vogt@nordlicht.example"


class Killed(BaseException):
    """The process is gone."""


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "KINDS", (*channels.KINDS, MAIL))


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Service]:
    async with started(tmp_path) as service:
        yield service


@asynccontextmanager
async def started(tmp_path: Path) -> AsyncIterator[Service]:
    database = lay_out(tmp_path / "desk.db")
    settings = read({"MAIL_ADDRESS": "desk@nordlicht.example"}, config=sample.PATH, database=database, port=0)
    service = build(settings, load(sample.PATH), clock=Clock(FRIDAY), pace=AT_ONCE)
    async with service.running():
        yield service


def mailbox(bot: Service) -> Mailbox:
    found = bot.channels["mail"]
    assert isinstance(found, Mailbox)
    return found


async def settles(bot: Service) -> None:
    while bot.delivery.at_work or await bot.store.outbox.next_at(bot.clock.now()) is not None:
        bot.delivery.bell.ring()
        await bot.store.ready()


async def told(bot: Service, asked: str | Action) -> list[list[str]]:
    """The messages, in lines, that Lena is sent for what she writes, or for the link of a button that she follows.

    They come in no order of their own: an answer and what a colleague's ticket tells her are of two lanes.
    """
    mail = mailbox(bot)
    before = len(mail.sent)
    reply = await (mail.receives(LENA, asked) if isinstance(asked, str) else mail.presses(LENA, asked))
    assert reply == Quiet()
    await settles(bot)
    return [text.strip().splitlines() for to, text in mail.sent[before:] if to == LENA]


async def answer_to(bot: Service, asked: str | Action) -> list[str]:
    """The lines of the one message that she is sent."""
    [lines] = await told(bot, asked)
    return lines


async def test_a_mail_becomes_a_ticket_and_its_card_comes_by_mail(bot: Service):
    mail = mailbox(bot)
    assert mail.runs
    await mail.receives(MIA, "VPN drops\nevery five minutes since this morning")
    await settles(bot)
    ticket = await bot.store.read(lambda tx: tx.ticket("INC-1000"))
    assert ticket is not None
    assert (ticket.requester, ticket.source) == (MIA, "mail")
    assert any(to == MIA and "INC-1000" in text for to, text in mail.sent)


async def test_an_answer_and_a_refusal_come_as_messages_once_each(bot: Service):
    mail = mailbox(bot)
    await mail.receives(MIA, "VPN drops\nevery five minutes since this morning")
    await settles(bot)
    before = len(mail.sent)
    assert await mail.receives(MIA, "mine", id="asks") == Quiet()
    await settles(bot)
    assert [to for to, _ in mail.sent[before:]] == [MIA]
    assert "INC-1000" in mail.sent[-1][1]
    assert await mail.receives(MIA, "claim INC-1000", id="may not") == Quiet()
    await settles(bot)
    assert len(mail.sent) == before + 2
    await mail.receives(MIA, "mine", id="asks")
    await mail.receives(MIA, "claim INC-1000", id="may not")
    await settles(bot)
    assert len(mail.sent) == before + 2


async def test_what_would_be_pressed_is_named_in_words(bot: Service):
    mail = mailbox(bot)
    await mail.receives(LENA, "VPN drops\nevery five minutes since this morning")
    await mail.receives(LENA, "Printer jams\nsince noon")
    await settles(bot)
    asked = await answer_to(bot, "and it is slow as well")
    assert "INC-1000 VPN drops: “INC-1000”" in asked
    assert asked[-1] == "Not offered here: Something new."
    assert any(lines[0].startswith("INC-1000 has it.") for lines in await told(bot, "INC-1000"))
    assert (await answer_to(bot, "mine"))[-1] == "Open: “show INC-1001”, “show INC-1000”"
    assert (await answer_to(bot, "report the printer"))[-1].startswith("Not offered here: ")


async def test_a_form_that_would_open_says_what_to_write(bot: Service):
    mail = mailbox(bot)
    await mail.receives(MIA, "VPN drops\nevery five minutes since this morning")
    await settles(bot)
    usage = "resolve INC-1000 [fixed|workaround|known error|no fault] <what was done>"
    assert await answer_to(bot, Action("resolve", {"ticket": "INC-1000"})) == [f"Resolve INC-1000: “{usage}”"]
    fault = await answer_to(bot, Action("open_incident"))
    assert [line.partition(" needs ")[2] for line in fault] == ["a form, which cannot be filled in here."]


async def test_what_was_refused_and_is_brought_again_when_it_can_be_done_is_answered(bot: Service):
    mail = mailbox(bot)
    spent = "log INC-1000 25m traced the tunnel"
    await mail.receives(LENA, spent, id="again")
    await settles(bot)
    assert mail.sent[-1][1].strip().startswith("There is no INC-1000 that you may see.")
    await mail.receives(MIA, "VPN drops\nevery five minutes since this morning")
    await mail.receives(LENA, spent, id="again")
    await settles(bot)
    assert "Logged: 25 min on INC-1000 so far." in [text.strip() for to, text in mail.sent if to == LENA]


async def test_whoever_dies_after_a_decision_has_its_answer_in_the_outbox(bot: Service, tmp_path: Path):
    mail, transact = mailbox(bot), bot.store.transact
    await mail.receives(MIA, "VPN drops\nevery five minutes since this morning")
    await settles(bot)
    bot.delivery.stop()

    async def committed_and_dead(work: Callable[[SqlTransaction], Any]) -> Any:
        await transact(work)
        raise Killed

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(type(bot.store), "transact", lambda _, work: committed_and_dead(work))
        with pytest.raises(Killed):
            await mail.receives(LENA, "log INC-1000 25m traced the tunnel", id="logs")
    log = await bot.store.read(lambda tx: tx.log("INC-1000"))
    assert [one.event.minutes for one in log if isinstance(one.event, Worked)] == [25]
    async with started(tmp_path) as again:
        await settles(again)
        told = sorted(text.strip() for to, text in mailbox(again).sent if to == LENA)
        assert told[0] == "Logged: 25 min on INC-1000 so far."
        assert len(told) == 2, "the answer, and the card, which shows the time and cannot be edited in a mailbox"
        await mailbox(again).receives(LENA, "log INC-1000 25m traced the tunnel", id="logs")
        await settles(again)
        assert sorted(text.strip() for to, text in mailbox(again).sent if to == LENA) == told


async def test_a_channel_that_is_registered_is_known_to_settings_and_command_line(capsys: pytest.CaptureFixture[str]):
    assert "MAIL_ADDRESS for mail" in channels.how_to_turn_on()
    text = sample.changed(
        ("  teams:\n    request_channels", "  mail:\n    admin: desk@x.example\n  teams:\n    request_channels")
    )
    assert parse(text, "app.yaml").policy.places["mail"].admin == "desk@x.example"
    assert command(["gallery", "--slack"], {}) == 0
    assert capsys.readouterr().out
