"""An order's form once more, to change it or to send it again: every answer stands where it was, on every page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.items import ItemField
from core.policy import Policy
from core.processes import RequestDetails
from core.tickets.events import Commented, File
from core.tickets.owed_files import owed_files
from core.ui.forms import Filled, Form, FormValue
from core.ui.inbound import OpenForm, Reply, Submit
from core.ui.text import flatten
from tests.commands.reading import errors, field, opened, quiet
from tests.commands.talking import say
from tests.commands.test_item_form import LINK, OPEN, PAPER, asking, laptop
from tests.fakes.desk import DeskHouse, Someone, instant, open_desk, refused

PLAN = "https://files.example/plan.pdf slack:F2 plan.pdf"
PLATFORMS = ["slack", "teams"]
TYPES: dict[str, ItemField] = {
    "words": ItemField("words", "text", "Words", required=True),
    "story": ItemField("story", "long_text", "Story"),
    "kind": ItemField("kind", "select", "Kind", options=("a", "b")),
    "day": ItemField("day", "date", "Day", minimum="today+1bd"),
    "who": ItemField("who", "user", "Who"),
    "whom": ItemField("whom", "users", "Whom"),
    "days": ItemField("days", "number", "Days", required=True, minimum="1"),
    "paper": PAPER,
}
SECRET = ItemField("secret", "text", "Secret", required=True, sensitive=True)
SECOND = tuple(replace(each, id=f"{key}2") for key, each in TYPES.items())
FILLER = tuple(ItemField(f"n{each}", "number", f"Number {each}") for each in range(22))


def two_pages(**more: object) -> Policy:
    """Every type of field on each of two pages, and on the second a private one."""
    return asking(*TYPES.values(), *FILLER, *SECOND, SECRET, **more)


def answers_to(desk: DeskHouse, channel: str) -> dict[str, Filled | None]:
    """An answer to each of them; the forms of Teams take no files."""
    jan, lena = desk.id_of("jan.kolb"), desk.id_of("lena")
    one: dict[str, Filled | None] = {
        "words": "abc", "story": "one\ntwo", "kind": "b", "day": "2026-10-28", "who": jan, "whom": (jan, lena),
        "days": 3,
    }  # fmt: skip
    if channel == "slack":
        one["paper"] = (LINK,)
    return {**one, **{f"{key}2": value for key, value in one.items()}, "n3": 7, "secret": "Am Markt 1"}


def on(desk: DeskHouse, channel: str) -> Someone:
    return desk.person("mia") if channel == "slack" else desk.person("mia").on_teams


async def sends(
    who: Someone, form: Form, answers: dict[str, Filled | None] | None = None, *, back: bool = False
) -> Reply:
    """Send a page with these answers and all else as it stands there, as the person's platform sends it."""
    filled: dict[str, Filled | None] = {}
    for each in form.fields:
        if each.kind == "files" and who.channel == "slack":
            filled[each.id] = (answers or {}).get(each.id, ())  # no form can show it again
        elif each.kind not in ("note", "files"):
            filled[each.id] = (answers or {}).get(each.id, each.value)
    heard = Submit(who.speaker, who.desk.now, form.command, form.command_id, form.context, filled, back=back)
    return await who.desk.hears(heard)


async def goes_through(who: Someone, form: Form, answers: dict[str, Filled | None] | None = None) -> Reply:
    """Fill in every page; what is said at the end, or of the first page with something wrong."""
    while True:
        reply = await sends(who, form, answers)
        if not isinstance(reply, OpenForm) or reply.errors:
            return reply
        form = reply.form


async def shown_through(who: Someone, form: Form, answers: dict[str, Filled | None]) -> dict[str, FormValue | None]:
    """What stands in the fields of each page, on the way to the last with these answers."""
    shown = {each.id: each.value for each in form.fields if each.kind != "note"}
    second = opened(await sends(who, form, answers))
    return shown | {each.id: each.value for each in second.fields if each.kind != "note"}


async def details_of(desk: DeskHouse, ref: str) -> RequestDetails:
    details = (await desk.ticket(ref)).details
    assert isinstance(details, RequestDetails)
    return details


async def ordered(desk: DeskHouse, channel: str) -> str:
    mia = on(desk, channel)
    form = opened(await mia.types("request", "question"))
    quiet(await goes_through(mia, form, answers_to(desk, channel)))
    return await desk.newest()


@pytest.mark.parametrize("pressed", ["change_order", "order_again"])
@pytest.mark.parametrize("then", PLATFORMS)
@pytest.mark.parametrize("first", PLATFORMS)
async def test_an_order_sent_as_it_stands_has_the_answers_it_had(first: str, then: str, pressed: str) -> None:
    """Every type of field on every page; the days have gone by meanwhile."""
    async with open_desk(OPEN, policy=two_pages()) as desk:
        ref = await ordered(desk, first)
        before = await details_of(desk, ref)
        assert (before.answers["days"], before.answers["days2"]) == ("3", "3")
        mia = on(desk, then)
        if pressed == "order_again":
            quiet(await mia.presses("withdraw", ref))
        else:
            await desk.until("2026-11-02 10:00 CET")
        form = opened(await mia.presses(pressed, ref))
        wanted = answers_to(desk, "teams") | dict.fromkeys(("paper", "paper2"), "contract.pdf")
        wanted = {key: value for key, value in wanted.items() if key != "secret"}
        if first == "teams":
            wanted |= {"paper": None, "paper2": None}
        more: dict[str, Filled | None] = {}
        if pressed == "order_again":
            more["secret"] = "Am Markt 1"  # nobody sees it, so it is asked for anew
            if (first, then) == ("teams", "slack"):
                more |= {"paper": (LINK,), "paper2": (LINK,)}  # the order never had one, and this form takes them
        stands = await shown_through(mia, form, more)
        assert {key: value for key, value in stands.items() if value is not None} == {
            key: value for key, value in wanted.items() if value is not None
        }
        if pressed == "change_order":
            assert refused(await goes_through(mia, form)).startswith("Nothing has changed")
            assert await details_of(desk, ref) == before
            quiet(await goes_through(mia, form, {"n4": 8}))
            assert (await details_of(desk, ref)).answers == {**before.answers, "n4": "8"}
            assert (await details_of(desk, ref)).sealed == before.sealed
            return
        quiet(await goes_through(mia, form, more))
        again = await desk.newest()
        had = {key: value for key, value in (await details_of(desk, again)).answers.items() if key in before.answers}
        assert (again != ref, had) == (True, before.answers)
        files = (await desk.ticket(again)).files
        assert [one.name for one in files] == ["contract.pdf"] * (0 if (first, then) == ("teams", "teams") else 2)


async def test_a_private_answer_of_a_changed_order_is_kept_unseen_and_says_so() -> None:
    async with open_desk(OPEN, policy=two_pages()) as desk:
        ref = await ordered(desk, "slack")
        mia = desk.person("mia")
        second = opened(await sends(mia, opened(await mia.presses("change_order", ref))))
        secret = field(second, "secret")
        assert (secret.value, secret.required) == (None, False)
        assert "Leave it empty to keep what you wrote before." in secret.hint


@pytest.mark.parametrize("required", [True, False])
async def test_a_file_that_was_chosen_stays_when_somebody_goes_back_and_on_again(required: bool) -> None:
    paper, other = replace(PAPER, required=required), replace(PAPER, id="other", label="Plan", required=required)
    rest = (*(replace(each, required=False) for each in FILLER), *(replace(one, id=f"x{one.id}") for one in FILLER))
    last = ItemField("last", "number", "Last", minimum="2")
    async with open_desk(OPEN, policy=asking(paper, *rest, other, last)) as desk:
        mia = desk.person("mia")
        first = opened(await mia.types("request", "question"))
        second = opened(await sends(mia, first, {"paper": (LINK,)}))
        first = opened(await sends(mia, second, {"other": (PLAN,)}, back=True))
        assert (field(first, "paper").value, field(first, "paper").required) == ("contract.pdf", False)
        second = opened(await sends(mia, first))
        assert (field(second, "other").value, field(second, "other").required) == ("plan.pdf", False)
        reply = await sends(mia, second, {"last": 1})
        assert errors(reply) == {"last": "Last: at least 2."}
        quiet(await sends(mia, second, {"last": 2}))
        ticket = await desk.ticket(await desk.newest())
        assert [one.name for one in ticket.files] == ["contract.pdf", "plan.pdf"]


async def test_another_file_takes_the_place_of_the_one_before() -> None:
    async with open_desk(
        OPEN, policy=asking(PAPER, *FILLER, *(replace(one, id=f"x{one.id}") for one in FILLER))
    ) as desk:
        mia = desk.person("mia")
        second = opened(await sends(mia, opened(await mia.types("request", "question")), {"paper": (LINK,)}))
        first = opened(await sends(mia, second, back=True))
        quiet(await goes_through(mia, first, {"paper": (PLAN,)}))
        assert [one.name for one in (await desk.ticket(await desk.newest())).files] == ["plan.pdf"]


async def test_a_file_that_comes_with_a_change_is_said_on_the_order() -> None:
    async with open_desk(OPEN, policy=asking(PAPER)) as desk:
        mia = desk.person("mia")
        ref = await mia.orders("question", paper=(LINK,))
        form = opened(await mia.presses("change_order", ref))
        quiet(await sends(mia, form, {"paper": (PLAN,)}))
        assert (await details_of(desk, ref)).answers == {"paper": "plan.pdf"}
        (said,) = await desk.events(ref, Commented)
        assert [one.name for one in said.files] == ["plan.pdf"]


async def test_a_file_that_came_in_the_chat_is_neither_owed_nor_demanded_again() -> None:
    words = ItemField("words", "text", "Words")
    async with open_desk(OPEN, policy=asking(PAPER, words)) as desk:
        mia = desk.person("mia").on_teams
        ref = await mia.orders("question")
        file = File("contract.pdf", "https://files.example/1", "teams:1")
        await say(mia, mia.chat("31.0"), "Here it is", files=(file,), to_bot=True)
        for number, who in enumerate((mia, desk.person("mia"))):
            quiet(await sends(who, opened(await who.presses("change_order", ref)), {"words": f"Anew {number}"}))
            assert owed_files(await desk.ticket(ref)) == ()


async def test_a_change_promises_what_its_clock_has_left() -> None:
    """An order is late: the form of a change says so, and gives no new time (domain.md section 7)."""
    answers: dict[str, Filled | None] = {"model": "Power 16", "ship_to": "berlin"}
    async with open_desk(OPEN, policy=laptop()) as desk:
        mia = desk.person("mia")
        ref = await mia.orders("laptop", **answers)  # type: ignore[arg-type]

        async def promise() -> str:
            return flatten(field(opened(await mia.presses("change_order", ref)), "note:request_about").text)

        await desk.until("2026-10-29 10:00 CET")
        assert (await desk.stored_clock(ref, "resolution")).due_at == instant("2026-11-03 10:00 CET")
        assert "about Tue 3 Nov" in await promise()
        await desk.until("2026-11-04 10:00 CET")
        assert "over its time, and a change gives it no more" in await promise()


async def test_what_the_form_of_a_change_promises_is_what_the_clock_says_once_it_is_approved() -> None:
    answers: dict[str, Filled | None] = {"model": "Power 16", "ship_to": "berlin"}
    async with open_desk(OPEN) as desk:
        mia = desk.person("mia")
        ref = await mia.orders("laptop", **answers)  # type: ignore[arg-type]
        for who in ("katrin", "finance.controller"):
            quiet(await desk.person(who).presses("approve", ref))
        await desk.until("2026-10-29 10:00 CET")
        form = opened(await mia.presses("change_order", ref))
        assert "after approval, about Tue 3 Nov" in flatten(field(form, "note:request_about").text)
        quiet(await sends(mia, form, {"ship_to": "hamburg"}))
        for who in ("katrin", "finance.controller"):
            quiet(await desk.person(who).presses("approve", ref, round=2))
        assert (await desk.stored_clock(ref, "resolution")).due_at == instant("2026-11-03 10:00 CET")


@pytest.mark.parametrize(("day", "why"), [("2026-11-03", ""), ("2026-10-30", "The fair begins on Friday")])
@pytest.mark.parametrize("later", ["2026-10-29 10:00 CET", "2026-11-05 10:00 CET"])
async def test_the_day_an_order_was_needed_by_is_not_judged_anew(day: str, why: str, later: str) -> None:
    answers: dict[str, Filled | None] = {"model": "Power 16", "ship_to": "berlin", "needed_by": day}
    async with open_desk(OPEN, policy=laptop()) as desk:
        mia = desk.person("mia")
        ref = await mia.orders("laptop", **answers, **{"needed_by:why": why})  # type: ignore[arg-type]
        await desk.until(later)
        form = opened(await mia.presses("change_order", ref))
        assert refused(await sends(mia, form)).startswith("Nothing has changed")
        quiet(await sends(mia, form, {"ship_to": "hamburg"}))
        now = await details_of(desk, ref)
        assert (now.answers["needed_by"], now.urgent) == (day, why)


async def test_too_short_a_reason_for_haste_is_told_so() -> None:
    answers: dict[str, Filled | None] = {"model": "Power 16", "ship_to": "berlin", "needed_by": "2026-10-29"}
    async with open_desk(OPEN, policy=laptop()) as desk:
        reply = await desk.person("mia").submits("open_request", {**answers, "needed_by:why": "x"}, {"item": "laptop"})
        assert errors(reply) == {"needed_by:why": "Please write at least 5 characters."}
