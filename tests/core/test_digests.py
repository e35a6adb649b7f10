"""The leads' digest of the day: what is due today, and what is overdue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from core.calendars.oncall import Absence
from core.people import SOMETIME, Person
from core.ui.text import flatten
from tests.commands.reading import quiet, shown, tickets
from tests.fakes.desk import open_desk
from tests.fakes.spoken import Said


@pytest.mark.parametrize("answered", [True, False])
async def test_due_today_is_every_promise_that_is_to_be_kept_before_midnight(*, answered: bool) -> None:
    async with open_desk("2026-10-27 17:59:59 CET") as desk:
        today = await desk.person("mia").reports("P2", service="web-shop")
        await desk.passes(seconds=1)
        tomorrow = await desk.person("jan").reports("P2", service="web-shop")
        for ref in (today, tomorrow) if answered else ():
            await desk.person("priya").answers(ref, "On it.")
        assert await desk.due(tomorrow, "clock:resolution:breach") == "2026-10-28 00:00 CET"
        assert await desk.desk.morning() == 1
        await desk.until("2026-10-28 09:00 CET")
        (digest,) = [one for one in desk.said if one.kind == "lead_digest"]
        due = (f"{today} 23:59",) if answered else (f"{today} 18:29", f"{tomorrow} 18:30")
        assert (digest.to, digest.facts["open"], digest.facts["due"]) == ("omar", 2, due)


async def test_whose_answer_is_late_is_overdue_and_due_today_where_the_fix_is() -> None:
    async with open_desk("2026-10-27 10:00:00 CET") as desk:
        ref = await desk.person("mia").reports("P2")
        fix = await desk.due(ref, "clock:resolution:breach")
        assert fix
        day, at = fix.split()[:2]
        await desk.until(f"{day} 08:30 CET")
        since = len(desk.said)
        await desk.desk.morning()
        page = await desk.desk.home(desk.person("lena").speaker)
        await desk.until(f"{day} 09:00 CET")
        (digest,) = [one for one in desk.said[since:] if one.kind == "lead_digest" and one.to == "lena"]
        assert (digest.facts["due"], digest.facts["overdue"]) == ((f"{ref} {at}",), 1)
        figures = {fact.label: flatten(fact.value) for each in page.sections for fact in each.facts}
        assert (figures["Due today"], figures["Overdue"]) == ("1", "1")


@pytest.mark.parametrize(("few", "more"), [(1, ""), (7, ""), (9, " and 2 more")])
async def test_overdue_tickets_are_named_with_when_they_were_due_private_ones_only_counted(few: int, more: str) -> None:
    async with open_desk("2026-10-26 10:00 CET") as desk:
        refs = []
        for _ in range(few):
            refs.append(await desk.person("mia").reports("P2"))
            await desk.passes(minutes=1)
        assert await desk.desk.morning() == 1
        await desk.until("2026-10-28 08:50 CET")
        since = len(desk.said)
        assert await desk.desk.morning() == 1
        await desk.until("2026-10-28 09:00 CET")
        (digest,) = [one for one in desk.said[since:] if one.kind == "lead_digest"]
        assert digest.facts["late"] == tuple(refs[:7])
        named = digest.text.partition("overdue (")[2].partition(")")[0]
        assert named.startswith(f"{refs[0]} Tue 27 Oct 09:30"), digest.text
        assert named.endswith(more)


async def test_a_private_ticket_is_counted_and_never_named() -> None:
    async with open_desk("2026-10-26 10:00 CET") as desk:
        secret = await desk.person("mia").reports(service="security-report", title="A strange link in a mail")
        await desk.until("2026-11-20 08:50 CET")
        since = len(desk.said)
        assert await desk.desk.morning() == 1
        await desk.until("2026-11-20 12:00 CET")
        (digest,) = [one for one in desk.said[since:] if one.kind == "lead_digest"]
        assert secret not in digest.text
        assert "1 overdue ·" in digest.text


async def test_who_of_the_team_is_away_stands_in_the_digest_and_on_everybodys_page_of_that_team_alone() -> None:
    async with open_desk("2026-10-27 08:00 CET") as desk:
        await desk.person("mia").reports()
        shown(await desk.person("dana").types("away", "until thursday"))
        shown(await desk.person("mia").types("away", "until friday"))
        since = len(desk.said)
        assert await desk.desk.morning() == 1
        await desk.until("2026-10-27 09:00 CET")
        (digest,) = [one for one in desk.said[since:] if one.kind == "lead_digest"]
        assert digest.text.endswith(" · away: Dana until Thu 29 Oct 00:00 CET")
        for who, line in (("emre", "Away: Dana Roth until Thu 29 Oct 00:00 CET"), ("mara", ""), ("mia", "")):
            page = await desk.desk.home(desk.person(who).speaker)
            said = [text for each in page.sections if (text := flatten(each.body)).startswith("Away")]
            assert said == ([line] if line else [])
        await desk.until("2026-10-29 08:50 CET")
        since = len(desk.said)
        assert await desk.desk.morning() == 1
        await desk.until("2026-10-29 09:00 CET")
        (digest,) = [one for one in desk.said[since:] if one.kind == "lead_digest"]
        assert "away" not in digest.text
        sick = Person(desk.id_of("dana"), "Dana Roth", "Europe/Berlin", away_until=SOMETIME)
        await desk.store.transact(lambda tx: tx.save_person(sick, desk.now))
        await desk.until("2026-10-30 08:50 CET")
        since = len(desk.said)
        assert await desk.desk.morning() == 1
        await desk.until("2026-10-30 09:00 CET")
        (digest,) = [one for one in desk.said[since:] if one.kind == "lead_digest"]
        assert digest.text.endswith(" · away: Dana"), "nobody knows until when"
        page = await desk.desk.home(desk.person("emre").speaker)
        assert "Away: Dana Roth" in [flatten(each.body) for each in page.sections]


LAPTOP = {"model": "Standard 14", "ship_to": "berlin"}


async def test_an_approver_reads_in_the_morning_what_waits_since_days_before_and_no_reminder_twice() -> None:
    async with open_desk("2026-10-21 09:00 CEST") as desk:
        old = await desk.person("mia").orders("laptop", **LAPTOP)
        assert await desk.desk.remind_approvers() == 0, "whoever is asked today is not told again"
        await desk.until("2026-10-22 09:00 CEST")
        await desk.until("2026-10-22 09:30 CEST")
        new = await desk.person("mia").orders("laptop", **LAPTOP)
        since = len(desk.said)
        assert await desk.desk.remind_approvers() == 2  # Katrin's delegate was asked as well, at the last reminder
        assert await desk.desk.remind_approvers() == 2
        await desk.deliver()
        told = {one.to: one for one in desk.said[since:] if one.kind == "approver_digest"}
        assert told.keys() == {"katrin", "omar"}
        assert told["katrin"].text == (
            f"Thu 22 Oct 2026: 1 order waits for your decision: {old} New laptop: Standard 14, "
            "since Wed 21 Oct 09:00 CEST, closes undecided Wed 28 Oct 17:00 CET"
        )
        assert [one.kind for one in desk.said[since:]].count("approver_digest") == 2
        (card,) = [one.card for one in desk.channels["slack"].taken if one.key == told["katrin"].message and one.card]
        (button,) = card.buttons
        assert (button.action.command, button.label) == ("approvals", "Decide")
        assert tickets(shown(await desk.person("katrin").presses_anywhere("approvals"))) == [old, new]
        quiet(await desk.person("katrin").presses("approve", old))
        await desk.until("2026-10-23 09:30 CEST")
        quiet(await desk.person("katrin").presses("approve", new))
        assert await desk.desk.remind_approvers() == 0


async def test_the_approvers_digest_reads_otherwise_each_day_and_says_when_each_ends_by_then() -> None:
    async with open_desk("2026-10-19 09:00 CEST") as desk:
        kept = await desk.person("mia").orders("laptop", **LAPTOP)
        told = []
        for day in ("21", "22", "23"):
            await desk.until(f"2026-10-{day} 09:30 CEST")
            await desk.desk.remind_approvers()
            await desk.deliver()
            said = [one.text for one in desk.said if one.kind == "approver_digest" and one.to == "katrin"]
            told.append(said[-1])
            assert f"{kept} New laptop: Standard 14, since Mon 19 Oct 09:00 CEST, closes undecided" in told[-1]
        assert len(set(told)) == 3


async def test_a_reminder_of_today_speaks_for_itself_and_a_day_off_is_quiet() -> None:
    async with open_desk("2026-10-22 15:00 CEST") as desk:
        await desk.person("mia").orders("laptop", **LAPTOP)
        await desk.until("2026-10-23 09:30 CEST")
        assert await desk.desk.remind_approvers() == 0, "the reminders of 11:00 and 15:00 say so"
        await desk.until("2026-10-26 09:30 CET")
        assert await desk.desk.remind_approvers() == 0, "the company's day off"
        await desk.until("2026-10-27 09:30 CET")
        gone = Absence(desk.id_of("katrin"), desk.now - timedelta(minutes=1), desk.now + timedelta(days=2))
        await desk.store.transact(lambda tx: tx.save_absence(gone, gone.person, desk.now))
        since = len(desk.said)
        assert await desk.desk.remind_approvers() == 1
        await desk.deliver()
        assert [one.to for one in desk.said[since:] if one.kind == "approver_digest"] == ["omar"]


@pytest.mark.parametrize("at", ["2026-10-27 08:50", "2026-10-27 13:00", "2026-10-27 23:00", "2026-10-28 00:00"])
async def test_a_leads_page_and_digest_say_the_same_of_today(at: str) -> None:
    async with open_desk("2026-10-26 10:00 CET") as desk:
        for priority in ("P1", "P2", "P2", "P3", "P4"):
            await desk.person("mia").reports(priority)
            await desk.passes(hours=2)
        await desk.person("jan").reports("P2", service="web-shop")
        await desk.until(f"{at} CET")
        since = len(desk.said)
        assert await desk.desk.morning() >= 1
        pages = {who: await desk.desk.home(desk.person(who).speaker) for who in ("lena", "omar")}
        await desk.until("2026-10-28 09:00 CET")
        for who, page in pages.items():
            figures = {fact.label: flatten(fact.value) for each in page.sections for fact in each.facts}
            told = [one for one in desk.said[since:] if one.kind == "lead_digest" and one.to == who]

            def figure(name: str, told: Sequence[Said] = told) -> int:
                found = [one.facts[name] for one in told]
                return sum(len(each) if isinstance(each, tuple) else int(str(each)) for each in found)

            assert figures["Due today"] == str(figure("due") + figure("due_more"))
            assert figures["Overdue"] == str(figure("overdue"))
            assert figures["Open tickets and tasks"] == str(figure("open"))


async def test_a_lead_reads_the_digest_where_the_team_works_wherever_they_wrote_last() -> None:
    async with open_desk("2026-10-26 08:50 CET", both=True) as desk:
        await desk.person("mia").reports("P2")
        read = []
        for day, last in (("26", "teams"), ("27", "slack"), ("28", "teams")):
            desk.lives[desk.id_of("lena")] = last
            await desk.until(f"2026-10-{day} 08:51 CET")
            taken = {name: len(channel.taken) for name, channel in desk.channels.items()}
            await desk.desk.morning()
            await desk.until(f"2026-10-{day} 09:10 CET")
            read += [
                name
                for name, channel in desk.channels.items()
                for one in channel.taken[taken[name] :]
                if one.card is not None and "Service Desk: 1 open" in one.card.summary
            ]
        assert read == ["slack"] * 3
