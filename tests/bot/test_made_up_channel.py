"""A channel that is only registered tells a story through the real bot; nobody looks there, and nothing is lost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import channels
from bot.app import Service, build, prepare_database
from bot.cli import command
from bot.policy_file import load, parse
from bot.settings import read
from core.ui.inbound import Quiet
from playground.clock import Clock
from tests.bot import sample
from tests.bot.company import AT_ONCE, FRIDAY
from tests.bot.mail import MAIL, Mailbox

MIA = "mia.feld@nordlicht.example"


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channels, "KINDS", (*channels.KINDS, MAIL))


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Service]:
    database = f"sqlite+aiosqlite:///{tmp_path / 'desk.db'}"
    settings = read({"MAIL_ADDRESS": "desk@nordlicht.example"}, config=sample.PATH, database=database, port=0)
    prepare_database(database)
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


async def test_a_channel_that_is_registered_is_known_to_settings_and_command_line(capsys: pytest.CaptureFixture[str]):
    assert "MAIL_ADDRESS for mail" in channels.how_to_turn_on()
    text = sample.changed(
        ("  teams:\n    request_channels", "  mail:\n    admin: desk@x.example\n  teams:\n    request_channels")
    )
    assert parse(text, "app.yaml").policy.places["mail"].admin == "desk@x.example"
    assert command(["gallery", "--slack"], {}) == 0
    assert capsys.readouterr().out
