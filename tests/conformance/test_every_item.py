"""Everything that the sample company offers, from its order to the score at its end, read from the settings themselves.

Each question is answered by its type, each stage decided by whoever is asked, each task done by its team in the order
of the graph. Beside the shipped items stands one whose access an identity provider gives and takes away.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import playground.slack.screen as on_slack
import playground.teams.screen as on_teams
from bot.policy_file import Loaded
from core.approvals import state
from core.fulfilment import graph, owing, steps
from core.intake.answers import asked_of
from core.items import Item, ItemField
from core.naming import phrase_from
from core.ports.tickets import Search
from core.processes import RequestDetails
from core.tickets.plan import Task
from core.tickets.ticket import Ticket
from tests.conformance.house import House, house, shipped
from tests.conformance.people import SCORES
from tests.conformance.seatings import Seating, told_everywhere
from tests.conformance.seen import Post, Sheet, Value
from tests.fakes.desk import BERLIN, local

BY_ITSELF = "access-by-itself"
AHEAD = timedelta(days=28)
"""How far ahead of the order the days lie that its form asks for."""
A_LOOK = timedelta(minutes=3)
"""After it what was taken away was looked at once more."""
WORDS = ("sales.team", "Sales needs it for the fair in November, and the old one is broken")


def offered() -> Loaded:
    """The sample company, and access that is given, taken away and read back by the identity provider."""
    rules = shipped()
    item = rules.policy.catalog["access"]
    does = {"grant": "idp.grant_access", "revoke": "idp.revoke_access"}
    tasks = tuple(replace(task, automation=does[task.id]) for task in item.tasks)
    other = replace(item, key=BY_ITSELF, name="Access by itself", tasks=tasks)
    return replace(rules, policy=replace(rules.policy, catalog={**rules.policy.catalog, BY_ITSELF: other}))


def answer(each: ItemField, desk: House) -> Value:
    """An answer that the question takes, by its type; of choices the last one, which costs most."""
    match each.kind:
        case "select":
            return each.options[-1]
        case "date":
            return (desk.clock.now().astimezone(BERLIN) + AHEAD).date().isoformat()
        case "user":
            return ("jan.brandt",)
        case "users":
            return ("jan.brandt", "mia.feld")
        case "number":
            return each.minimum or "1"
        case _:
            fits = (one for one in WORDS if re.fullmatch(each.pattern or ".*", one))
            return next(one for one in fits if len(one) >= int(each.minimum or 1))


async def orders(desk: House, item: Item) -> Ticket:
    """Whoever may have it fills in its form, page by page, and sends it."""
    named = next((one for one in item.who if not one.startswith("role:")), "mia.feld")
    asker = desk.person(named.partition(".")[0])
    sheet = Sheet(
        await asker.side.asks_for(asker.handle, "request", item.key if asker.platform == "slack" else item.name)
    )
    sheet.says(item.name)
    given: dict[str, Value] = {}
    while left := [each for each in asked_of(item.form, given) if each.id not in given]:  # type: ignore[arg-type]
        now = {each.id: answer(each, desk) for each in left}
        await sheet.fills(now)
        given |= now
    await sheet.is_taken()
    await desk.settles()
    wanted = Search(limit=1, suits=lambda one: not one.process.of_parent)
    (ticket,) = await desk.service.store.read(lambda tx: tx.search(wanted))
    assert isinstance(ticket.details, RequestDetails)
    assert (ticket.details.item, ticket.requester) == (item.key, asker.id)
    assert {*ticket.details.answers, *ticket.details.sealed} == set(given)
    assert bool(ticket.details.signed_in) == (item.verify == "platform_login")
    return ticket


async def is_agreed_to(desk: House, item: Item, ref: str) -> None:
    """Whoever is asked says yes in their own conversation, stage by stage; nobody is asked where nobody has to be."""
    asked = 0
    while (ticket := await desk.ticket(ref)).approving:
        who = desk.person(state.asked_now(ticket)[0].partition(".")[0])
        question = await who.was_told_somewhere(f"asks for {item.name}", ref)
        await desk.sides[question.platform].presses(who.handle, question, "Approve")
        await desk.settles()
        question.shows("Approved by")
        asked += 1
    assert asked == len(item.stages), f"{ref} asked {asked} people"


def button_of(task: Task, card: Post) -> str:
    """What is pressed to do it; a card has no room for all that is to be done in it."""
    wanted = "Run" if task.awaits else f"Done: {task.do or phrase_from(task.key)}"
    found = [label for label in card.buttons if wanted.startswith(label.rstrip("…"))]
    assert len(found) == 1, f"{wanted!r} is not on the card: {card.buttons}"
    return found[0]


async def card_at(desk: House, ref: str, task: Task) -> tuple[Post, str]:
    """The card on which a task stands, where somebody of its team sits, and who that is."""
    member = desk.person(sorted(desk.policy.team(task.team).members)[0].partition(".")[0])
    cards = await desk.card(ref, task.team).posts()
    return next(one for one in cards if one.platform == member.platform), member.handle


async def does(desk: House, ref: str, task: Task) -> None:
    """Somebody of its team does it, or lets it run; the only task of the team that has the request ends with that."""
    card, member = await card_at(desk, ref, task)
    if task.ref:
        seen = await desk.sides[card.platform].presses(member, card, button_of(task, card))
        if isinstance(seen, on_slack.Form | on_teams.Form):  # how it was shown
            sheet = Sheet(seen)
            await sheet.fills(text="I looked there.")
            await sheet.is_taken()
    else:
        sheet = Sheet((await desk.sides[card.platform].presses(member, card, "Mark done")).form)
        await sheet.fills(text="It is there.")
        await sheet.is_taken()
    await desk.settles()


async def is_fulfilled(desk: House, item: Item, ref: str) -> None:
    """All that it waits for is done, each task once those are that it needs; whoever asked sees how far it is."""
    asker = desk.person((await desk.ticket(ref)).requester.partition(".")[0])
    done: list[str] = []
    while len(done) <= len(item.tasks) and (ticket := await desk.ticket(ref)).status == ticket.process.working:
        at, of, current = graph.progress(ticket.plan)
        if of > 1:
            (await asker.receipt(ref)).shows(f"Step {at} of {of}")
        assert current, f"nobody can go on with {ref}: {[(each.key, each.state) for each in ticket.plan]}"
        through = {each.key for each in ticket.plan if each.through}
        too_soon = [each.key for each in current if not through.issuperset(each.needs)]
        assert not too_soon, f"{too_soon} of {ref} began with only {through} done"
        await does(desk, ref, current[0])
        done.append(current[0].key)
    assert ticket.status == ticket.process.done
    by_people = [each.id for each in item.tasks if not each.automation and each.on is None]
    assert sorted(done) == sorted(by_people)
    assert [each.proof != "" for each in ticket.plan if each.automation and each.through] == [
        True for each in item.tasks if each.automation and each.on is None
    ]


async def is_closed_and_scored(desk: House, ref: str) -> None:
    """Whoever asked says that it arrived, and how it was, in the same message."""
    asker = desk.person((await desk.ticket(ref)).requester.partition(".")[0])
    later = [each for each in (await desk.ticket(ref)).plan if not (each.through or owing.undoes(each))]
    asked = await asker.was_told("Is it right so far?" if later else "Did you get what you asked for?", ref)
    await asker.presses(asked, "Yes, received")
    await desk.settles()
    asked.has_buttons(*SCORES)
    await asker.presses(asked, SCORES[-1])
    await desk.settles()
    asked.shows("Thank you, that is noted.")
    ticket = await desk.ticket(ref)
    assert ticket.survey is not None
    assert (ticket.status, ticket.survey.score) == ("closed", len(SCORES))
    assert {clock.state for clock in ticket.clocks} <= {"met", "cancelled"}


@told_everywhere
async def test_every_item_is_ordered_agreed_to_done_closed_and_ended_on_its_day(
    tmp_path: Path, seating: Seating
) -> None:
    rules = offered()
    async with house(tmp_path, seating, rules=rules) as desk:
        kept: dict[str, Item] = {}
        for item in rules.policy.catalog.values():
            ref = (await orders(desk, item)).ref
            kept[ref] = item
            await is_agreed_to(desk, item, ref)
            await is_fulfilled(desk, item, ref)
            await is_closed_and_scored(desk, ref)
            desk.said_so_far()
        await desk.until(local(desk.clock.now() + AHEAD))
        for ref, item in kept.items():
            for task in (await desk.ticket(ref)).plan:
                if not task.through:
                    assert task.key in {each.id for each in item.tasks if each.on}
                    await does(desk, ref, task)
        await desk.until(local(desk.clock.now() + A_LOOK))
        for ref in kept:
            ticket = await desk.ticket(ref)
            assert {each.state for each in ticket.plan} == {"done"}, ref
            for team in dict.fromkeys((ticket.team, *steps.teams_of(ticket))):
                await desk.card(ref, team).agree()
        by_itself = await desk.ticket(next(ref for ref, item in kept.items() if item.key == BY_ITSELF))
        assert by_itself.plan[1].proof.startswith("read "), "what was taken away was read back as gone"
        assert [each.ended is not None for each in desk.playground.identity.grants if by_itself.ref in each.orders] == [
            True
        ]
