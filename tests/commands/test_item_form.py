"""An item's form: what it says on top, anew with every answer; limits of texts and numbers, said before and after."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.items import Cost, Item, ItemField, Stage
from core.policy import Policy
from core.ports.outbox import Notice
from core.processes import RequestDetails
from core.tickets.events import File
from core.tickets.owed_files import owed_files
from core.ui.cards import Action
from core.ui.forms import Filled
from core.ui.inbound import FormChanged, OpenForm, Press
from core.ui.text import flatten
from tests.commands.reading import errors, field, ids, opened, quiet, read, shown
from tests.commands.talking import say, spot
from tests.fakes.company import chat_of, shipped
from tests.fakes.desk import open_desk

OPEN = "2026-10-27 10:00 CET"


def with_item(item: Item) -> Policy:
    """The sample company with another item of that key."""
    policy = shipped()
    return replace(policy, catalog={**policy.catalog, item.key: item})


def asking(*fields: ItemField, **more: object) -> Policy:
    """The sample company whose questions are these fields."""
    return with_item(replace(shipped().catalog["question"], form=fields, **more))  # type: ignore[arg-type]


def laptop() -> Policy:
    """The sample company in which nobody has to agree to a laptop."""
    return with_item(replace(shipped().catalog["laptop"], preapproved=True, stages=()))


@pytest.mark.parametrize("on", ["slack", "teams"])
async def test_the_cost_follows_the_answer_that_decides_it(on: str) -> None:
    async with open_desk(OPEN, policy=laptop()) as desk:
        mia = desk.person("mia") if on == "slack" else desk.person("mia").on_teams
        form = opened(await mia.submits("open_request", {"item": "laptop"}, {}))
        prices = field(form, "note:request_prices")
        assert flatten(prices.text) == "Cost: Standard 14: 1,150 EUR, Power 16: 1,980 EUR once"
        assert flatten(field(form, "note:request_about").text).startswith(
            "Laptops and desktops · 5 working days, about Tue 3 Nov"
        )
        for model, amount in (("Power 16", "1,980"), ("Standard 14", "1,150")):
            values = {"model": model, "ship_to": "home"}
            heard = FormChanged(mia.speaker, desk.now, "open_request", form.command_id, form.context, values)
            form = opened(await desk.hears(heard))
            assert flatten(field(form, "note:request_cost").text) == f"Cost: {amount} EUR once"
            assert "note:request_prices" not in ids(form)
            assert field(form, "address").sensitive


async def test_what_is_monthly_says_so_and_what_is_free_says_nothing() -> None:
    question = shipped().catalog["question"]
    async with open_desk(OPEN, policy=with_item(replace(question, cost=Cost(per_month=True, fixed=1200)))) as desk:
        form = opened(await desk.person("mia").types("request", "question"))
        assert flatten(field(form, "note:request_cost").text) == "Cost: 1,200 EUR a month"
    async with open_desk(OPEN) as desk:
        assert ids(opened(await desk.person("mia").types("request", "question"))) == [
            "note:request_about",
            "question",
            "for_whom",
        ]


async def test_what_is_and_is_not_included_stands_on_top() -> None:
    async with open_desk(OPEN) as desk:
        form = opened(await desk.person("mia").types("request", "shared mailbox"))
        assert flatten(field(form, "note:request_scope").text) == (
            "One address that several people read and answer from.\n"
            "Included: 25 GB, the calendar of the team\nNot included: mail from before"
        )


async def test_a_field_may_be_called_as_anything_on_top_of_the_form() -> None:
    fields = tuple(ItemField(key, "text", key) for key in ("about", "cost", "note", "scope"))
    async with open_desk(OPEN, policy=asking(*fields, about="All of it")) as desk:
        form = opened(await desk.person("mia").types("request", "question"))
        assert len(set(ids(form))) == len(ids(form))


NUMBER = ItemField("seats", "number", "Seats", minimum="2", maximum="50")
TEXT = ItemField("why", "text", "Why", minimum="3", maximum="10")


@pytest.mark.parametrize(
    ("asked", "answer", "said"),
    [
        (NUMBER, 1, "Seats: at least 2."),
        (NUMBER, 51, "Seats: at most 50."),
        (NUMBER, "-3", "Seats: at least 2."),
        (NUMBER, "--3", "Seats: write a whole number."),
        (NUMBER, "²", "Seats: write a whole number."),
        (NUMBER, "9" * 5000, "Seats: write a whole number."),
        (NUMBER, "two", "Seats: write a whole number."),
        (NUMBER, 2, None),
        (NUMBER, "50", None),
        (TEXT, "no", "Please write at least 3 characters."),
        (TEXT, "x" * 11, "Please write at most 10 characters."),
        (TEXT, "x" * 10, None),
    ],
)
async def test_a_limit_holds_and_is_said_in_words(asked: ItemField, answer: str | int, said: str | None) -> None:
    async with open_desk(OPEN, policy=asking(asked)) as desk:
        reply = await desk.person("mia").submits("open_request", {asked.id: answer}, {"item": "question"})
        if said is None:
            quiet(reply)
        else:
            assert errors(reply) == {asked.id: said}


@pytest.mark.parametrize(
    ("least", "most", "hint"),
    [("2", "50", "From 2 to 50."), ("0", None, "At least 0."), (None, "50", "At most 50."), (None, None, "")],
)
async def test_the_limits_of_a_number_stand_below_it(least: str | None, most: str | None, hint: str) -> None:
    async with open_desk(OPEN, policy=asking(replace(NUMBER, minimum=least, maximum=most))) as desk:
        form = opened(await desk.person("mia").types("request", "question"))
        assert field(form, "seats").hint == hint


@pytest.mark.parametrize(
    ("fields", "filled"),
    [
        ((ItemField("kind", "select", "Kind", options=("a", "b")), ItemField("why", "text", "Why")), "why"),
        ((ItemField("secret", "text", "Secret", sensitive=True), ItemField("why", "text", "Why")), "why"),
        ((ItemField("secret", "text", "Secret", sensitive=True),), None),
        ((ItemField("day", "date", "Day"),), None),
    ],
)
async def test_words_typed_before_go_into_a_text_that_everybody_may_read(
    fields: tuple[ItemField, ...], filled: str | None
) -> None:
    async with open_desk(OPEN, policy=asking(*fields)) as desk:
        action = Action("open_request", {"item": "question", "text": "My screen flickers"})
        mia = desk.person("mia")
        form = opened(await desk.hears(Press(mia.speaker, desk.now, desk.fresh("press"), mia.chat(), action)))
        assert {each.id: each.value for each in form.fields if each.value} == (
            {filled: "My screen flickers"} if filled else {}
        )


DAY = ItemField("day", "date", "Day")
PAPER = ItemField("paper", "file", "Contract", required=True)
LINK = "https://files.example/contract.pdf slack:F1 contract.pdf"


@pytest.mark.parametrize(
    ("asked", "answer", "said"),
    [
        (DAY, "2026-10-26", "Earliest is Tue 27 Oct."),  # what has passed, without any limit
        (DAY, "2026-10-27", None),
        (replace(DAY, minimum="today-3cd"), "2026-10-24", None),
        (replace(DAY, minimum="today-3cd"), "2026-10-23", "Earliest is Sat 24 Oct."),
        (replace(DAY, minimum="today+5bd"), "2026-11-02", "Earliest is Tue 3 Nov."),
        (replace(DAY, minimum="today+5bd"), "2026-11-03", None),
        (replace(DAY, maximum="today+180cd"), "2027-04-25", None),
        (replace(DAY, maximum="today+180cd"), "2027-04-26", "Latest is Sun 25 Apr 2027."),
        (replace(DAY, maximum="today"), "2026-10-28", "Latest is Tue 27 Oct."),
        (DAY, "2026-02-30", "Choose a date."),
        (ItemField("why", "long_text", "Why", minimum="3"), "x\ny", None),
        (ItemField("why", "long_text", "Why", maximum="2500"), "x" * 2501, "Please write at most 2500 characters."),
        (PAPER, (), "Contract: please attach a file."),
        (PAPER, (LINK,), None),
        (replace(PAPER, required=False), (), None),
    ],
)
async def test_every_type_of_field_has_its_limits(asked: ItemField, answer: Filled, said: str | None) -> None:
    async with open_desk(OPEN, policy=asking(asked)) as desk:
        reply = await desk.person("mia").submits("open_request", {asked.id: answer}, {"item": "question"})
        if said is None:
            quiet(reply)
        else:
            assert errors(reply) == {asked.id: said}


async def test_a_file_of_the_form_is_on_the_ticket_and_its_name_among_the_answers() -> None:
    async with open_desk(OPEN, policy=asking(PAPER)) as desk:
        ref = await desk.person("mia").orders("question", paper=(LINK,))
        ticket = await desk.ticket(ref)
        assert [(one.name, one.url, one.source) for one in ticket.files] == [
            ("contract.pdf", "https://files.example/contract.pdf", "slack:F1")
        ]
        assert isinstance(ticket.details, RequestDetails)
        assert ticket.details.answers == {"paper": "contract.pdf"}


async def test_a_file_that_the_form_could_not_take_is_owed_until_it_is_sent() -> None:
    more = replace(PAPER, id="plan", label="Floor plan")
    async with open_desk(OPEN, policy=asking(PAPER, more)) as desk:
        mia = desk.person("mia").on_teams
        ref = await mia.orders("question")
        dana, presenter = desk.person("dana"), desk.desk.engine.presenter

        async def owed() -> tuple[bool, bool, bool]:
            """Whether work goes on, and card and receipt ask for the contract, then for the floor plan."""
            ticket = await desk.ticket(ref)
            team = Notice("triage_card", ref, f"triage:{ticket.team}", "k", desk.now, desk.now)
            own = replace(team, kind="requester_card", to=f"requester:{ticket.requester}")
            cards = [read(presenter.notice(each, ticket, desk.now)) for each in (team, own)]
            cards += [read(shown(await who.types("ticket", ref))) for who in (mia, dana)]
            assert "in your chat with me" in cards[1] or "still need" not in cards[1]
            contract = {("Contract" in card, "Floor plan" in card) for card in cards}
            assert len(contract) == 1
            return ticket.status == "in_fulfilment", *contract.pop()

        assert await owed() == (True, True, True)
        file = File("contract.pdf", "https://files.example/1", "teams:1")
        said = mia.chat("31.0")
        drawn = len(desk.cards)
        await say(mia, said, "Here it is", files=(file,), to_bot=True)
        assert await owed() == (True, False, True)
        assert {kind for _, kind, _ in desk.cards[drawn:]} == {"triage_card", "requester_card"}
        await mia.edits(said, "Here it is", files=(file, File("plan.pdf", "https://files.example/2", "teams:2")))
        assert await owed() == (True, False, False)
        await mia.edits(said, None)
        assert await owed() == (True, True, True)
        await dana.presses("claim", ref)
        await say(dana, await spot(desk, ref, "triage:service-desk", "32.0"), ">> This one?", files=(file,))
        assert (await owed())[1:3] == (True, True), "what the team sends is none of it"


async def test_a_changed_order_keeps_its_file_and_what_is_owed() -> None:
    words = ItemField("words", "text", "Words")
    async with open_desk(OPEN, policy=asking(PAPER, words)) as desk:
        mia = desk.person("mia")
        had = await mia.orders("question", paper=(LINK,))
        owing = await mia.on_teams.orders("question")
        for ref in (had, owing):
            form = opened(await mia.on_teams.presses("change_order", ref))
            quiet(await mia.on_teams.submits("open_request", {"words": "Anew"}, form.context))
        assert (await desk.ticket(had)).details.answers == {"paper": "contract.pdf", "words": "Anew"}  # type: ignore[union-attr]
        assert [owed_files(await desk.ticket(ref)) for ref in (had, owing)] == [(), ("paper",)]


@pytest.mark.parametrize(
    ("least", "most", "hint"),
    [
        ("today+5bd", None, "Tue 3 Nov or later."),
        (None, "today+180cd", "Sun 25 Apr 2027 at the latest."),
        ("today", "today+2cd", "From Tue 27 Oct to Thu 29 Oct."),
        (None, None, ""),
    ],
)
async def test_the_limits_of_a_day_stand_below_it(least: str | None, most: str | None, hint: str) -> None:
    async with open_desk(OPEN, policy=asking(replace(DAY, minimum=least, maximum=most))) as desk:
        form = opened(await desk.person("mia").types("request", "question"))
        assert field(form, "day").hint == hint


async def test_needed_earlier_than_promised_asks_for_a_reason_that_the_card_shows() -> None:
    async with open_desk(OPEN, policy=laptop()) as desk:
        mia = desk.person("mia")
        form = opened(await mia.types("request", "laptop"))
        assert field(form, "needed_by").hint == "Tue 3 Nov or later. For an earlier day we ask why it is urgent."
        values: dict[str, Filled | None] = {"model": "Power 16", "ship_to": "berlin", "needed_by": "2026-11-02"}
        heard = FormChanged(mia.speaker, desk.now, "open_request", form.command_id, form.context, values)
        assert field(opened(await desk.hears(heard)), "needed_by:why").required
        reply = await mia.submits("open_request", values, {"item": "laptop"})
        assert isinstance(reply, OpenForm)
        assert reply.errors == {
            "needed_by:why": "Earliest is Tue 3 Nov. Choose that or later, or write why it is urgent."
        }
        ref = await mia.orders("laptop", **values, **{"needed_by:why": "The fair begins on Tuesday"})  # type: ignore[arg-type]
        ticket = await desk.ticket(ref)
        assert isinstance(ticket.details, RequestDetails)
        assert ticket.details.urgent == "The fair begins on Tuesday"
        cards = [read(one.card) for one in desk.channels["slack"].taken if one.card is not None]
        assert any("Why it is urgent: The fair begins on Tuesday" in card for card in cards)
        assert "Tue 3 Nov 10:00 CET; needed by Mon 2 Nov 2026" in read(shown(await mia.sends(ref)))
        for step in ticket.plan[:3]:
            quiet(await desk.person("nils").presses("finish", step.ref))
        await desk.deliver()
        (theirs,) = {
            read(one.card) for one in desk.channels["slack"].taken if "office-triage" in one.place and one.card
        }
        assert "Why it is urgent: The fair begins on Tuesday" in theirs, "who hands it over reads it, too"


async def test_a_day_that_the_promise_keeps_is_not_said_again() -> None:
    async with open_desk(OPEN, policy=laptop()) as desk:
        ref = await desk.person("mia").orders("laptop", model="Power 16", ship_to="berlin", needed_by="2026-11-03")
        assert "needed by" not in read(shown(await desk.person("mia").sends(ref)))


@pytest.mark.parametrize(("day", "why"), [("2026-11-03", None), (None, None), ("2026-11-03", "Never mind")])
async def test_what_is_needed_in_time_needs_no_reason_and_keeps_none(day: str | None, why: str | None) -> None:
    async with open_desk(OPEN, policy=laptop()) as desk:
        answers: dict[str, Filled | None] = {"model": "Power 16", "ship_to": "berlin", "needed_by": day}
        ref = await desk.person("mia").orders("laptop", **answers, **{"needed_by:why": why})  # type: ignore[arg-type]
        details = (await desk.ticket(ref)).details
        assert isinstance(details, RequestDetails)
        assert details.urgent == ""


async def test_a_day_that_has_passed_is_refused_whatever_the_reason() -> None:
    async with open_desk(OPEN, policy=laptop()) as desk:
        answers = {"model": "Power 16", "ship_to": "berlin", "needed_by": "2026-10-26", "needed_by:why": "Yesterday"}
        mia = desk.person("mia")
        form = opened(await mia.submits("open_request", {"item": "laptop"}, {}))
        heard = FormChanged(mia.speaker, desk.now, "open_request", form.command_id, form.context, answers)
        assert "needed_by:why" not in ids(opened(await desk.hears(heard)))
        reply = await mia.submits("open_request", answers, {"item": "laptop"})
        assert errors(reply) == {"needed_by": "Earliest is Tue 27 Oct."}


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ("Tiny", "Tiny has no price yet. Choose another, or ask your service desk to add one."),
        (None, "Please choose one: the price depends on it."),
    ],
)
async def test_what_has_no_price_is_not_ordered_for_nothing(answer: str | None, said: str) -> None:
    policy = laptop()
    item = policy.catalog["laptop"]
    model = replace(item.form[0], options=("Tiny", *item.form[0].options), required=False)
    async with open_desk(OPEN, policy=with_item(replace(item, form=(model, *item.form[1:])))) as desk:
        values = {"model": answer, "ship_to": "berlin"}
        assert errors(await desk.person("mia").submits("open_request", values, {"item": "laptop"})) == {"model": said}


@pytest.mark.parametrize("channel", ["slack", "teams"])
async def test_who_decides_can_open_the_file_of_the_form_and_reads_which_is_still_to_come(channel: str) -> None:
    katrins = Stage("who", "any", ("katrin.stahl@nordlicht.example",))
    async with open_desk(OPEN, policy=asking(PAPER, stages=(katrins,))) as desk:
        katrin = desk.person("katrin")
        desk.lives[katrin.id] = channel
        speaker = (katrin.on_teams if channel == "teams" else katrin).speaker

        def cards() -> list[str]:
            chat = chat_of(speaker.id)
            return [
                read(card) for one in desk.channels.values() for (place, _), card in one.stands.items() if place == chat
            ]

        await desk.person("mia").orders("question", paper=(LINK,))
        mia = desk.person("mia").on_teams
        await mia.orders("question")
        await desk.deliver()
        assert [("📎 contract.pdf" in card, "Still to be sent by Mia Feld: Contract" in card) for card in cards()] == [
            (True, False), (False, True),
        ]  # fmt: skip
        file = File("contract.pdf", "https://files.example/1", "teams:1")
        await say(mia, mia.chat("31.0"), "REQ-1001 Here it is", files=(file,), to_bot=True)
        await desk.deliver()
        assert not any("Still to be sent" in card for card in cards())
