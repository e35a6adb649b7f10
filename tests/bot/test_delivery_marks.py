"""The mark on a message to the requester means what it shows: on its way, delivered, or not delivered after all."""

from __future__ import annotations

from core.notifications.parts import in_parts
from core.ports.outbox import Notice
from tests.bot.virtual import simulate
from tests.bot.worker import DANA, MIA, TRIAGE, notice, world

CARD = notice("triage_card", key="card")
THEIRS = "slack:T1/D-mia.feld"
SENT = f"{TRIAGE}#17"
TAKEN = notice("mark_taken", f"message:{SENT}", key="taken", place=TRIAGE, target=SENT, emoji="clock3")


def answer(text: str = "Please reconnect once.") -> list[Notice]:
    whole = notice("reply", f"requester:{MIA}", key="reply", comment="c1", author=DANA, text=text, mark=SENT)
    return list(in_parts(whole, "text"))


def test_a_message_is_marked_as_delivered_once_it_was():
    async def story():
        async with world() as there:
            await there.opens()
            await there.writes(CARD, TAKEN, notice("requester_card", f"requester:{MIA}", key="mine"))
            await there.settles()
            assert there.platform.reactions == [(SENT, "clock3")]
            await there.writes(*answer())
            await there.settles()
            assert there.platform.said(THEIRS) == ["mine", "reply"]
            assert there.platform.reactions == [(SENT, "outbox_tray")]

    simulate(story)


def test_long_words_are_marked_when_the_last_of_them_was_delivered():
    async def story():
        async with world() as there:
            await there.opens()
            await there.writes(CARD, TAKEN, notice("requester_card", f"requester:{MIA}", key="mine"))
            await there.settles()
            *first, last = answer("word " * 2_000)
            await there.writes(*first)
            await there.settles()
            assert there.platform.reactions == [(SENT, "clock3")]
            await there.writes(last)
            await there.settles()
            assert there.platform.said(THEIRS) == ["mine", "reply", "reply:2", "reply:3"]
            assert there.platform.reactions == [(SENT, "outbox_tray")]

    simulate(story)


def test_a_message_that_cannot_be_delivered_loses_its_mark_and_its_sender_is_told_once_under_it():
    async def story():
        async with world() as there:
            there.platform.gone[THEIRS] = "cannot_dm_bot"
            await there.opens()
            await there.writes(CARD, TAKEN, *answer("word " * 2_000))
            await there.settles()
            assert there.platform.reactions == []
            told = [one for one in there.platform.messages if "undelivered" in one.key]
            assert [one.key for one in told] == [f"reply:{MIA}:{TRIAGE}:undelivered"]
            assert told[0].thread is not None

    simulate(story)


def test_a_message_of_which_a_part_was_lost_is_never_marked_as_delivered():
    async def story():
        async with world() as there:
            await there.opens()
            first, lost, last = answer("word " * 2_000)
            await there.writes(CARD, TAKEN, notice("requester_card", f"requester:{MIA}", key="mine"), first)
            await there.settles()
            there.platform.gone[THEIRS] = "cannot_dm_bot"
            await there.writes(lost)
            await there.settles()
            del there.platform.gone[THEIRS]
            await there.writes(last)
            await there.settles()
            said = there.platform.said(THEIRS)
            assert said[:3] == ["mine", "reply", "reply:3"]
            assert [one.rpartition("anew:")[2] for one in said[3:]] == ["reply:2"], (
                "it follows once they can be reached"
            )
            assert there.platform.reactions == [], "but not in its place"

    simulate(story)


def test_no_mark_is_asked_for_that_was_sent_by_a_form():
    async def story():
        async with world() as there:
            await there.opens()
            whole = notice("reply", f"requester:{MIA}", key="reply", comment="c1", author=DANA, text="Hm.", mark=None)
            await there.writes(CARD, whole)
            await there.settles()
            assert there.platform.said(THEIRS) == ["reply"]
            assert there.platform.reactions == []
            assert await there.parked() == {}

    simulate(story)
