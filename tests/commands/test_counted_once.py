"""An order and its tasks are one piece of work or several, and no list or number counts it beside them."""

from __future__ import annotations

from core import work
from core.ui.text import flatten
from tests.commands.reading import quiet, read, shown, tickets
from tests.fakes.desk import DeskHouse, open_desk
from tests.fakes.spoken import Said

LAPTOP = {"model": "Standard 14", "ship_to": "berlin"}
LED = {"lena": ("service-desk",), "paul": ("workplace",)}


async def queue(desk: DeskHouse, who: str, team: str) -> list[str]:
    return tickets(shown(await desk.person(who).types("ticket", f"queue {team}")))


async def figures(desk: DeskHouse, who: str) -> dict[str, str]:
    page = await desk.desk.home(desk.person(who).speaker)
    return {fact.label: flatten(fact.value) for each in page.sections for fact in each.facts}


async def counted(desk: DeskHouse, *teams: str) -> int:
    return await desk.store.read(lambda tx: tx.count(work.of_teams(*teams)))


async def ordered(desk: DeskHouse, who: str = "mia") -> str:
    ref = await desk.person(who).orders("laptop", **LAPTOP)
    quiet(await desk.person("katrin").presses("approve", ref, round=1))
    return ref


async def test_an_order_is_listed_by_the_tasks_of_its_team_and_by_itself_while_others_are_at_it() -> None:
    async with open_desk("2026-10-27 10:00 CET") as desk:
        ref = await ordered(desk)
        order, image, asset, hand_over = [task.ref for task in (await desk.ticket(ref)).plan]
        dana = desk.person("dana")
        assert await queue(desk, "dana", "service-desk") == [order]
        quiet(await dana.presses("finish", order))
        assert await queue(desk, "dana", "service-desk") == [image, asset]
        assert await queue(desk, "nils", "workplace") == []
        for task in (image, asset):
            quiet(await dana.presses("finish", task))
        assert await queue(desk, "dana", "service-desk") == [ref]
        assert await queue(desk, "dana", "workplace") == [hand_over]


async def test_a_task_without_a_time_of_its_own_stands_where_its_order_does() -> None:
    async with open_desk("2026-10-27 10:00 CET") as desk:
        early = await ordered(desk)
        await desk.person("dana").answers(early, "It is on its way.")
        await desk.until("2026-10-28 10:00 CET")
        late = await ordered(desk, "jan")
        quiet(await desk.person("dana").presses("finish", (await desk.ticket(early)).plan[0].ref))
        listed = await queue(desk, "dana", "service-desk")
        _, image, asset, _ = [task.ref for task in (await desk.ticket(early)).plan]
        assert listed == [(await desk.ticket(late)).plan[0].ref, image, asset]
        said = read(shown(await desk.person("dana").types("ticket", "queue service-desk")))
        assert said.count("its order: done by Tue 3 Nov 10:00 CET") == 2


async def test_whose_tasks_all_are_taken_is_not_handed_out_and_whoever_has_both_has_one() -> None:
    async with open_desk("2026-10-27 10:00 CET") as desk:
        ref = await ordered(desk)
        order = (await desk.ticket(ref)).plan[0].ref
        dana = desk.person("dana")
        quiet(await dana.presses("claim", ref))
        assert ref in tickets(shown(await dana.types("ticket", "mine"))), "a colleague may do its task"
        quiet(await dana.presses("claim", order))
        assert tickets(shown(await dana.types("ticket", "mine"))) == [order]
        assert (await figures(desk, "lena"))["Unassigned"] == "0"
        has = (await desk.ticket(order)).assignee
        assert has
        assert await desk.store.read(lambda tx: tx.count(work.of_person(has))) == 1


async def test_a_late_order_is_overdue_by_itself_while_no_task_of_it_says_so() -> None:
    async with open_desk("2026-10-27 10:00 CET") as desk:
        ref = await ordered(desk)
        plan = (await desk.ticket(ref)).plan
        await desk.until("2026-11-02 10:00 CET")  # its first task, of two days, is late, the order is not
        assert (await figures(desk, "lena"))["Overdue"] == "1"
        assert tickets(shown(await desk.person("lena").types("ticket", "risk"))) == [plan[0].ref]
        await desk.until("2026-11-04 10:00 CET")  # both are
        assert (await figures(desk, "lena"))["Overdue"] == "1"
        quiet(await desk.person("dana").presses("finish", plan[0].ref))
        assert (await figures(desk, "lena"))["Overdue"] == "1", "what is left has no time of its own: the order is late"
        assert tickets(shown(await desk.person("lena").types("ticket", "risk"))) == [ref]


async def test_queue_page_and_digest_say_one_figure_at_every_stage() -> None:
    async with open_desk("2026-10-27 08:00 CET") as desk:
        await desk.person("mia").reports()
        ref = await ordered(desk)
        plan = (await desk.ticket(ref)).plan
        for number, task in enumerate(plan):
            day = f"2026-10-{27 + number}"
            await desk.until(f"{day} 08:50 CET")
            since = len(desk.said)
            await desk.desk.morning()
            pages = {who: await figures(desk, who) for who in LED}
            queues = {team: len(await queue(desk, who, team)) for who, led in LED.items() for team in led}
            await desk.until(f"{day} 09:00 CET")
            told = [one for one in desk.said[since:] if one.kind == "lead_digest"]
            for who, led in LED.items():
                mine: list[Said] = [one for one in told if one.to == who]
                whole = sum(queues[team] for team in led)
                assert int(pages[who]["Open tickets and tasks"]) == whole == await counted(desk, *led)
                assert sum(int(str(one.facts["open"])) for one in mine) == whole
                assert int(pages[who]["Overdue"]) == sum(int(str(one.facts["overdue"])) for one in mine)
            quiet(await desk.person("dana" if task.team == "service-desk" else "nils").presses("finish", task.ref))
        assert (await desk.ticket(ref)).done
