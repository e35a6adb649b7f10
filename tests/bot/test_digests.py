"""Many promises at once are a few messages that people can read."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.delivery.digests import HANDFUL, PAUSE
from core.notifications.digest import LISTED
from core.notifications.promises import CALL, PAGE, Called
from tests.bot.many_promises import breach, digests, note, of, overdue, solve, tickets, told, words
from tests.bot.virtual import passes, simulate
from tests.bot.worker import DANA, LENA, NOW, TRIAGE, notice, policy, world


def test_a_handful_is_told_in_the_threads_of_its_tickets():
    async def story():
        async with world() as there:
            handful = await tickets(there, HANDFUL)
            await there.writes(*(breach(there, each) for each in handful))
            await there.settles()
            said = there.platform.messages
            assert [each.thread for each in said] == [f"card of {each.ref}" for each in handful]
            assert digests(said) == []

    simulate(story)


def test_what_is_more_than_a_handful_is_one_message_in_the_channel_with_the_most_urgent_first():
    async def story():
        async with world() as there:
            quiet, loud = await tickets(there, LISTED), await tickets(there, 3, "P3")
            for each in loud:  # due later than those that are less urgent
                clocks = [replace(clock, due_at=NOW + timedelta(days=90)) for clock in each.clocks]
                await there.changes(replace(each, clocks=tuple(clocks)))
            await there.writes(*(breach(there, each) for each in (*quiet, *loud)))
            await there.settles()
            [message] = there.platform.messages
            named = " ".join(each.ref for each in (*loud, *quiet[: LISTED - 3]))
            assert words(message) == f"{LISTED + 3}/0/0: {named} +3"
            assert (message.place, message.thread) == (TRIAGE, None)

    simulate(story)


def test_five_hundred_in_a_minute_are_a_few_messages_and_each_is_told_once():
    async def story():
        async with world() as there:
            many = await tickets(there, 500)
            for start in range(0, 500, 8):
                await there.writes(*(breach(there, each) for each in many[start : start + 8]))
                await passes(60 / (500 / 8))
            await there.settles()
            said = there.platform.messages
            assert told(said) == 500
            assert len(digests(said)) <= 60 / PAUSE.total_seconds() + 1
            assert len(said) <= 10
            assert said[-1].at <= 60 + PAUSE.total_seconds() + 1
            assert await there.parked() == {}

    simulate(story)


def test_a_p1_and_a_page_are_said_by_themselves_and_at_once():
    async def story():
        async with world() as there:
            many, [critical] = await tickets(there, 30), await tickets(there, 1, "P1")
            await there.writes(*(breach(there, each) for each in many))
            await passes(3)
            since = len(there.platform.messages)
            page = replace(of(there, PAGE, PAGE.example, critical, f"direct:{DANA}"), facts=PAGE.example_facts)  # type: ignore[arg-type]
            with pytest.MonkeyPatch.context() as patch:  # the sample's ladder has nobody to page
                patch.setattr("bot.delivery.verdict.is_unsaid", lambda *_: False)
                await there.writes(breach(there, critical), page)
                await passes(2)
            assert {each.key.split(":")[1] for each in there.platform.messages[since:]} == {"breach", "page"}
            assert told(there.platform.messages) == 32

    simulate(story)


def test_in_a_pause_people_go_on_talking_and_one_ticket_is_told_in_its_order():
    async def story():
        async with world() as there:
            many, [late, other] = await tickets(there, 30), await tickets(there, 2)
            await there.writes(*(breach(there, each) for each in many))
            await passes(3)
            since = len(there.platform.messages)
            await there.writes(breach(there, late), breach(there, other))
            await passes(3)
            assert there.platform.messages[since:] == []
            await there.writes(note(there, many[0]), note(there, late))
            await passes(4)
            kinds = [tuple(each.key.split(":")[:2]) for each in there.platform.messages[since:]]
            assert kinds == [(many[0].ref, "note"), (late.ref, "breach"), (late.ref, "note")]
            await there.settles()
            last = there.platform.messages[-1]
            assert (last.key.split(":")[0], last.thread) == (other.ref, f"card of {other.ref}")
            assert last.at >= PAUSE.total_seconds()

    simulate(story)


def test_two_promises_of_one_ticket_wait_for_the_next_digest_together():
    async def story():
        async with world() as there:
            first, then = await tickets(there, 12), await tickets(there, 12)
            await there.writes(*(breach(there, each) for each in first))
            await passes(3)
            twice = [replace(breach(there, each), key=f"{each.ref}:{metric}") for each in then for metric in ("1", "2")]
            await there.writes(*twice)
            await there.settles()
            assert [told([each]) for each in there.platform.messages] == [12, 12]
            assert there.platform.messages[1].at >= PAUSE.total_seconds()

    simulate(story)


def test_in_a_pause_what_can_wait_pulls_nothing_forward_and_what_cannot_takes_nobody_along():
    async def story():
        async with world() as there:
            many, more, fresh = [await tickets(there, count) for count in (30, 10, 10)]
            await there.writes(*(breach(there, each) for each in many))
            await passes(3)
            since = len(there.platform.messages)
            await there.writes(*(breach(there, each) for each in more))
            await passes(3)
            with pytest.MonkeyPatch.context() as patch:  # nobody armed their ladders
                for module in ("verdict", "digests"):
                    patch.setattr(f"bot.delivery.{module}.is_unsaid", lambda *_: False)
                calls = [of(there, CALL, Called(to=(DANA,), minutes=15), each) for each in more[1:]]  # type: ignore[arg-type]
                overdue = replace(note(there, more[0]), not_before=there.clock.now() - timedelta(hours=25))
                await there.writes(overdue, *calls, *(breach(there, each) for each in fresh))
                await passes(5)
                early = there.platform.messages[since:]
                assert [each.key.split(":")[:2] for each in early] == [[more[0].ref, "breach"], [more[0].ref, "note"]]
                await there.settles()
            [digest] = there.platform.messages[since + 2 :]
            assert words(digest).startswith("19/0/0: ")
            assert digest.at >= PAUSE.total_seconds()

    simulate(story)


def test_what_its_ticket_says_before_it_by_itself_is_not_overtaken():
    async def story():
        async with world() as there:
            many, [busy] = await tickets(there, 12), await tickets(there, 1)
            await there.writes(*(breach(there, each) for each in many), note(there, busy), breach(there, busy))
            await there.settles()
            assert [told([each]) for each in digests(there.platform.messages)] == [12]
            rest = [each.key.split(":")[1] for each in there.platform.messages if each.key.startswith(busy.ref)]
            assert rest == ["note", "breach"]

    simulate(story)


def test_what_another_team_has_by_now_is_said_by_itself_below_its_card():
    async def story():
        async with world() as there:
            many = await overdue(there, 12)
            await there.changes(replace(many[3], team="infra"))
            await there.changes(replace(many[4], team="security", private=True))
            await there.settles()
            alone, digest = sorted(there.platform.messages, key=lambda each: each.thread is None)
            assert (alone.thread, alone.key.split(":")[0]) == (f"card of {many[3].ref}", many[3].ref)
            assert told([digest]) == 10, "a private one is theirs no longer: nothing is said of it"
            assert many[3].ref not in words(digest)
            assert many[4].ref not in words(digest)

    simulate(story)


def test_a_private_ticket_is_counted_and_not_named():
    async def story():
        async with world() as there:
            many = await tickets(there, LISTED)
            theirs = policy().team(many[0].team).lead
            await there.writes(*(breach(there, each) for each in many), *(breach(there, each, theirs) for each in many))
            await there.changes(replace(many[3], private=True))
            await there.settles()
            assert [told([each]) for each in there.platform.messages] == [LISTED, LISTED]
            for message in there.platform.messages:
                assert words(message).endswith(" +1")
                assert many[3].ref not in words(message)

    simulate(story)


def test_what_time_made_untrue_is_left_out():
    async def story():
        async with world() as there:
            many = await tickets(there, 12)
            await solve(there, many[3])
            await there.writes(*(breach(there, each) for each in many))
            await there.settles()
            assert [told([each]) for each in there.platform.messages] == [11]
            assert many[3].ref not in words(there.platform.messages[0])

    simulate(story)


def test_one_person_with_a_hundred_broken_promises_is_not_rung_a_hundred_times():
    async def story():
        async with world() as there:
            many = await tickets(there, 100)
            await there.writes(*(breach(there, each, DANA) for each in many))
            await there.settles()
            [message] = there.platform.messages
            assert (message.place, told([message])) == ("slack:T1/D-dana.roth", 100)

    simulate(story)


def test_what_waited_for_the_morning_is_one_digest_and_the_rest_one_message_as_ever():
    async def story():
        async with world() as there:
            many = await tickets(there, 12)
            opening = NOW + timedelta(hours=1)
            night = [replace(breach(there, each, DANA), not_before=opening) for each in many]
            gaps = [
                notice("schedule_gap", f"direct:{DANA}", f"gap {number}", ticket=None, after=3600)
                for number in range(3)
            ]
            await there.writes(gaps[0], *night[:6], gaps[1], *night[6:], gaps[2])
            await there.settles()
            digest, others = sorted(there.platform.messages, key=lambda each: each.at)
            assert (told([digest]), digest.at >= 3600) == (12, True)
            assert others.card is not None
            assert len(others.card.sections) == 3

    simulate(story)


def test_whom_a_ladder_calls_is_called_once_however_many_wait_for_them():
    async def story():
        async with world() as there:
            many = await tickets(there, 12)
            with pytest.MonkeyPatch.context() as patch:  # nobody armed their ladders
                for module in ("verdict", "digests"):
                    patch.setattr(f"bot.delivery.{module}.is_unsaid", lambda *_: False)
                calls = [Called(to=(DANA if number % 2 else LENA,), minutes=15) for number in range(12)]
                await there.writes(*(of(there, CALL, call, each) for call, each in zip(calls, many, strict=True)))  # type: ignore[arg-type]
                await there.settles()
            [message] = there.platform.messages
            assert words(message).startswith("0/12/0: ")
            assert words(message).endswith(f" @{LENA} @{DANA}")

    simulate(story)


def test_words_are_made_before_anybody_waits_for_them():
    async def story():
        async with world() as there:
            await passes(1)
            assert there.words.made == ["breach", "page"]

    simulate(story)
